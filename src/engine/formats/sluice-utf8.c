/* sluice-utf8.c: UTF-8 as Java's decoders see it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-utf8.h"

#include "formats/sluice-scan-simd.h"

#define IS_CONTINUATION(c) (((guchar) (c) & 0xc0) == 0x80)

SluiceUtf8Kind
sluice_utf8_sequence (const char *p, const char *end, guint *length)
{
  guchar c = p[0];
  guint n;
  gunichar value;

  if ((c & 0xe0) == 0xc0)
    n = 2, value = c & 0x1f;
  else if ((c & 0xf0) == 0xe0)
    n = 3, value = c & 0x0f;
  else if ((c & 0xf8) == 0xf0)
    n = 4, value = c & 0x07;
  else
    return SLUICE_UTF8_INVALID;

  if (end - p < n)
    return SLUICE_UTF8_INVALID;
  for (guint i = 1; i < n; i++)
    {
      if (!IS_CONTINUATION (p[i]))
        return SLUICE_UTF8_INVALID;
      value = value << 6 | ((guchar) p[i] & 0x3f);
    }
  *length = n;

  if (n == 2)
    return value >= 0x80 ? SLUICE_UTF8_STRICT : SLUICE_UTF8_LAX;
  if (n == 3)
    return value >= 0x800 && (value < 0xd800 || value > 0xdfff) ? SLUICE_UTF8_STRICT : SLUICE_UTF8_LAX;

  return value >= 0x10000 && value <= 0x10ffff ? SLUICE_UTF8_STRICT : SLUICE_UTF8_LAX;
}

gboolean
sluice_utf8_is_strict (const char *text, gsize length)
{
  const char *p = text;
  const char *end = text + length;

  while (p < end)
    {
      guint n;

      p = sluice_skip_ascii (p, end);
      if (p == end)
        break;
      if (sluice_utf8_sequence (p, end, &n) != SLUICE_UTF8_STRICT)
        return FALSE;
      p += n;
    }

  return TRUE;
}

gunichar
sluice_utf8_decode_replacing (const char *p, const char *end, guint *length)
{
  guchar c = p[0];
  guchar low = 0x80, high = 0xbf;
  guint n;
  gunichar value;

  *length = 1;
  if (c < 0x80)
    return c;

  if (c >= 0xc2 && c <= 0xdf)
    n = 2, value = c & 0x1f;
  else if (c >= 0xe0 && c <= 0xef)
    n = 3, value = c & 0x0f;
  else if (c >= 0xf0 && c <= 0xf4)
    n = 4, value = c & 0x07;
  else
    return 0xfffd;

  /* The second byte's range keeps out overlong forms, surrogates and what lies above U+10FFFF. */
  if (c == 0xe0)
    low = 0xa0;
  else if (c == 0xed)
    high = 0x9f;
  else if (c == 0xf0)
    low = 0x90;
  else if (c == 0xf4)
    high = 0x8f;

  for (guint i = 1; i < n; i++)
    {
      guchar d = p + i < end ? (guchar) p[i] : 0;

      if (d < low || d > high)
        return 0xfffd;
      value = value << 6 | (d & 0x3f);
      *length = i + 1;
      low = 0x80;
      high = 0xbf;
    }

  return value;
}

guint
sluice_utf8_put (gunichar c, char *out)
{
  if (c < 0x80)
    {
      out[0] = (char) c;
      return 1;
    }
  if (c >= 0xd800 && c <= 0xdfff)
    {
      out[0] = '?';
      return 1;
    }

  return (guint) g_unichar_to_utf8 (c, out);
}

const char *
sluice_utf8_replace (SluiceArena *arena, const char *text, gsize length, gsize *result_length)
{
  const char *end = text + length;
  char *result = sluice_arena_alloc_bytes (arena, length * 3);
  char *out = result;

  sluice_arena_align (arena);
  while (text < end)
    {
      guint n;

      out += sluice_utf8_put (sluice_utf8_decode_replacing (text, end, &n), out);
      text += n;
    }
  *result_length = out - result;

  return result;
}

SluiceString
sluice_utf8_mend (SluiceArena *arena, const SluiceString *text)
{
  const char *mended;
  gsize length;

  if (G_LIKELY (sluice_utf8_is_strict (text->data, text->length)))
    return *text;

  mended = sluice_utf8_replace (arena, text->data, text->length, &length);

  return sluice_string (mended, length);
}
