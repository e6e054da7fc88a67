/* sluice-text.c: texts by characters.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-text.h"

gsize
sluice_text_length (const char *text, gsize length)
{
  const char *end = text + length;
  gsize n = 0;

  if (sluice_text_is_ascii (text, length))
    return length;
  while (text < end)
    {
      text = sluice_text_next (text, end);
      n++;
    }

  return n;
}

gboolean
sluice_text_is_valid (const char *text, gsize length)
{
  const char *end = text + length;

  /* GLib takes a NUL for an end. */
  while (!g_utf8_validate_len (text, (gsize) (end - text), &text))
    {
      if (text >= end || *text != '\0')
        return FALSE;
      text++;
    }

  return TRUE;
}

gunichar
sluice_text_get_char (const char *text, const char *end, const char **next)
{
  gunichar c = g_utf8_get_char_validated (text, end - text);

  *next = sluice_text_next (text, end);

  return (gint32) c < 0 ? 0xfffd : c;
}

/* Letters whose capital is several letters; GLib knows them only through whole texts. */
static gboolean
has_special_upper (gunichar c)
{
  return c == 0xdf || c == 0x149 || c == 0x1f0 || c == 0x390 || c == 0x3b0 || c == 0x587
         || (c >= 0x1e96 && c <= 0x1e9a) || (c >= 0x1f50 && c <= 0x1f56)
         || (c >= 0x1f80 && c <= 0x1ffc) || (c >= 0xfb00 && c <= 0xfb17);
}

static void
append_upper (GString *out, gunichar c)
{
  if (c < 0x80)
    g_string_append_c (out, g_ascii_toupper ((char) c));
  else if (has_special_upper (c))
    {
      char text[8];
      g_autofree char *upper = NULL;

      upper = g_utf8_strup (text, g_unichar_to_utf8 (c, text));
      g_string_append (out, upper);
    }
  else
    g_string_append_unichar (out, g_unichar_toupper (c));
}

static gboolean
is_cased (gunichar c)
{
  return g_unichar_isupper (c) || g_unichar_islower (c) || g_unichar_istitle (c);
}

/* A sigma at the end of a word has a form of its own. */
static gboolean
is_final_sigma (const char *start, const char *sigma, const char *after, const char *end)
{
  const char *before = g_utf8_find_prev_char (start, sigma);
  const char *next;

  return before != NULL && is_cased (sluice_text_get_char (before, end, &next))
         && (after >= end || !is_cased (sluice_text_get_char (after, end, &next)));
}

static void
append_lower (
    GString *out, gunichar c, const char *start, const char *at, const char *next, const char *end)
{
  if (c < 0x80)
    g_string_append_c (out, g_ascii_tolower ((char) c));
  else if (c == 0x130)
    g_string_append (out, "i\xcc\x87");
  else if (c == 0x3a3)
    g_string_append_unichar (out, is_final_sigma (start, at, next, end) ? 0x3c2 : 0x3c3);
  else
    g_string_append_unichar (out, g_unichar_tolower (c));
}

/* The capital of a letter at the beginning of a word: of several letters only the first is one. */
static void
append_title (GString *out, gunichar c)
{
  if (has_special_upper (c))
    {
      g_autoptr (GString) upper = g_string_new (NULL);
      gboolean done = FALSE;

      append_upper (upper, c);
      for (const char *p = upper->str; *p != '\0'; p = g_utf8_next_char (p))
        {
          gunichar letter = g_utf8_get_char (p);

          g_string_append_unichar (out, done ? g_unichar_tolower (letter) : letter);
          done |= g_unichar_isupper (letter);
        }
    }
  else
    g_string_append_unichar (out, g_unichar_totitle (c));
}

/* Eight ASCII characters, of which the 26 from @first on become the letters of the other case. */
static inline guint64
flip_letters (guint64 word, char first)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 from_first = word + ones * (0x80 - (guint) first);
  guint64 behind_last = word + ones * (0x80 - (guint) first - 26);

  /* The highest bits say where a letter is; a letter and its counterpart differ by 0x20. */
  return word ^ (from_first & ~behind_last & SLUICE_TEXT_HIGH_BITS) >> 2;
}

static void
flip_text (char *out, const char *text, gsize length, char first)
{
  guint64 word = 0;

  if (length < sizeof word)
    {
      sluice_bytes_copy ((char *) &word, text, length);
      word = flip_letters (word, first);
      sluice_bytes_copy (out, (const char *) &word, length);
      return;
    }

  for (gsize i = 0;; i += sizeof word)
    {
      /* The last eight overlap the ones before. */
      gsize at = MIN (i, length - sizeof word);

      memcpy (&word, text + at, sizeof word);
      word = flip_letters (word, first);
      memcpy (out + at, &word, sizeof word);
      if (i + sizeof word >= length)
        break;
    }
}

static SluiceString
change_ascii (SluiceArena *arena, const SluiceString *text, SluiceTextCase to)
{
  char *out = sluice_arena_alloc_bytes (arena, text->length);
  gboolean first = TRUE;

  if (to != SLUICE_TEXT_TITLE)
    flip_text (out, text->data, text->length, to == SLUICE_TEXT_UPPER ? 'a' : 'A');
  else
    for (guint32 i = 0; i < text->length; i++)
      {
        out[i] = first ? g_ascii_toupper (text->data[i]) : g_ascii_tolower (text->data[i]);
        first = text->data[i] == ' ';
      }

  return sluice_string (out, text->length);
}

SluiceString
sluice_text_change_case (SluiceArena *arena, const SluiceString *text, SluiceTextCase to)
{
  const char *start = text->data;
  const char *end = start + text->length;
  g_autoptr (GString) out = NULL;
  gboolean first = TRUE;
  const char *next;
  char *bytes;

  if (sluice_text_is_ascii (start, text->length))
    return change_ascii (arena, text, to);

  out = g_string_sized_new (text->length + 16);
  for (const char *p = start; p < end; p = next)
    {
      gunichar c = sluice_text_get_char (p, end, &next);

      if (c == 0xfffd)
        g_string_append_len (out, p, next - p);
      else if (to == SLUICE_TEXT_UPPER)
        append_upper (out, c);
      else if (to == SLUICE_TEXT_TITLE && first)
        append_title (out, c);
      else
        append_lower (out, c, start, p, next, end);
      first = c == ' ';
    }

  bytes = sluice_arena_alloc_bytes (arena, out->len);
  memcpy (bytes, out->str, out->len);

  return sluice_string (bytes, out->len);
}

SluiceString
sluice_text_substring (SluiceString text, gint32 position, gint32 length, gboolean is_binary)
{
  const char *end = text.data + text.length;
  gboolean bytes = is_binary || sluice_text_is_ascii (text.data, text.length);
  gint64 start, stop;
  const char *from;

  /* Only a position from the end needs to know how long the text is. */
  if (position > 0)
    start = (gint64) position - 1;
  else if (position < 0)
    start = (gint64) (bytes ? text.length : sluice_text_length (text.data, text.length)) + position;
  else
    start = 0;
  stop = length == G_MAXINT32 ? G_MAXINT64 : start + length;
  start = MAX (start, 0);
  if (stop <= start)
    return sluice_string (text.data, 0);

  if (bytes)
    {
      start = MIN (start, (gint64) text.length);
      stop = MIN (stop, (gint64) text.length);
      return sluice_string (text.data + start, (gsize) (stop - start));
    }

  from = sluice_text_skip (text.data, end, (gsize) start);

  return sluice_string (from,
                        (gsize) (sluice_text_skip (from, end, (gsize) (stop - start)) - from));
}

gsize
sluice_text_step (const char *text, gsize left, gboolean *valid)
{
  const guint8 *p = (const guint8 *) text;
  guint8 low = 0x80, high = 0xbf;
  gsize length;

  *valid = TRUE;
  if (p[0] < 0x80)
    return 1;

  *valid = FALSE;
  if (p[0] < 0xc2 || p[0] > 0xf4)
    return 1;
  length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
  /* No longer forms than need be, no surrogates, nothing above U+10FFFF. */
  if (p[0] == 0xe0)
    low = 0xa0;
  else if (p[0] == 0xed)
    high = 0x9f;
  else if (p[0] == 0xf0)
    low = 0x90;
  else if (p[0] == 0xf4)
    high = 0x8f;
  for (gsize i = 1; i < length; i++)
    {
      if (i == left || p[i] < low || p[i] > high)
        return i;
      low = 0x80;
      high = 0xbf;
    }
  *valid = TRUE;

  return length;
}
