/* sluice-text.h: texts by characters.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"
#include "core/sluice-string.h"

G_BEGIN_DECLS

/** sluice_text_or_bytes: @text: bytes, @length: their number. Returns: all of them in one word by OR, wherever
 * they are in it. */
static inline guint64
sluice_text_or_bytes (const char *text, gsize length)
{
  guint64 bits = 0;
  guint64 words[2];
  guint32 halves[2];

  /* What is left at the end is looked at together with bytes before it, for the second time: that is
   * faster than one by one. */
  if (length >= 16)
    {
      for (gsize i = 0; i + 16 < length; i += 16)
        {
          memcpy (words, text + i, 16);
          bits |= words[0] | words[1];
        }
      memcpy (words, text + length - 16, 16);
      bits |= words[0] | words[1];
    }
  else if (length >= 8)
    {
      memcpy (&words[0], text, 8);
      memcpy (&words[1], text + length - 8, 8);
      bits = words[0] | words[1];
    }
  else if (length >= 4)
    {
      memcpy (&halves[0], text, 4);
      memcpy (&halves[1], text + length - 4, 4);
      bits = halves[0] | halves[1];
    }
  else
    {
      for (gsize i = 0; i < length; i++)
        bits |= (guint64) (guchar) text[i];
    }

  return bits;
}

/** SLUICE_TEXT_HIGH_BITS: the bits of a word that are not set where all bytes are ASCII. */
#define SLUICE_TEXT_HIGH_BITS G_GUINT64_CONSTANT (0x8080808080808080)

/** sluice_text_is_ascii: @text: bytes, @length: their number. Returns: whether all are below 0x80.
 */
static inline gboolean
sluice_text_is_ascii (const char *text, gsize length)
{
  return (sluice_text_or_bytes (text, length) & SLUICE_TEXT_HIGH_BITS) == 0;
}

/** sluice_text_char_size: @first: first byte of a character. Returns: its bytes; stray bytes count
 * as one. */
static inline gsize
sluice_text_char_size (char first)
{
  guchar byte = (guchar) first;

  if (byte < 0xc2)
    return 1;
  if (byte < 0xe0)
    return 2;
  if (byte < 0xf0)
    return 3;

  return byte < 0xf5 ? 4 : 1;
}

/** sluice_text_next: @text: in a text, @end: the text's end. Returns: where the next character
 * begins. */
static inline const char *
sluice_text_next (const char *text, const char *end)
{
  gsize size = sluice_text_char_size (*text);

  return (gsize) (end - text) < size ? end : text + size;
}

/** sluice_text_is_valid: @text: bytes, @length: their number. Returns: whether they are UTF-8; NUL
 * is allowed. */
gboolean sluice_text_is_valid (const char *text, gsize length);

/** sluice_text_length: @text: bytes, @length: their number. Returns: how many characters. */
gsize sluice_text_length (const char *text, gsize length);

/** sluice_text_skip: @text: a text, @end: its end, @n: characters. Returns: the text behind them,
 * or @end. */
static inline const char *
sluice_text_skip (const char *text, const char *end, gsize n)
{
  while (n > 0 && text < end)
    {
      text = sluice_text_next (text, end);
      n--;
    }

  return text;
}

/**
 * sluice_text_find:
 * @text: bytes
 * @length: their number
 * @needle: what to look for
 * @needle_length: its bytes; not 0
 *
 * Returns: (nullable): where it begins
 */
const char *
sluice_text_find (const char *text, gsize length, const char *needle, gsize needle_length);

/**
 * sluice_text_get_char:
 * @text: bytes
 * @end: where they end
 * @next: (out): behind the character
 *
 * Returns: the character; U+FFFD for bytes that are none
 */
gunichar sluice_text_get_char (const char *text, const char *end, const char **next);

/**
 * sluice_text_substring:
 * @text: a text or bytes
 * @position: where to begin, from 1; negative: from the end; 0 is as 1
 * @length: how many characters; %G_MAXINT32 for all the rest
 * @is_binary: whether bytes count, not characters
 *
 * Spark's substring (); a part in front of the beginning counts too, and is empty.
 *
 * Returns: the part, within @text
 */
SluiceString
sluice_text_substring (SluiceString text, gint32 position, gint32 length, gboolean is_binary);

/** SluiceTextCase: what to make of the letters of a text. */
typedef enum
{
  SLUICE_TEXT_UPPER,
  SLUICE_TEXT_LOWER,
  SLUICE_TEXT_TITLE,
} SluiceTextCase;

/**
 * sluice_text_change_case:
 * @arena: where the result lives
 * @text: a text
 * @to: which case; TITLE makes the first letter after each space a capital and the others small
 *
 * By the Unicode rules that don't depend on a language, special ones (ß becomes SS) included.
 *
 * Returns: the changed text
 */
SluiceString
sluice_text_change_case (SluiceArena *arena, const SluiceString *text, SluiceTextCase to);

/**
 * sluice_text_step:
 * @text: bytes, at least one
 * @left: their number
 * @valid: (out): whether a whole character is there
 *
 * Goes through a text as Java decodes UTF-8: what isn't the beginning of a character is one byte long, and what
 * begins one and doesn't end it is as long as it goes well.
 *
 * Returns: how many bytes are taken
 */
gsize sluice_text_step (const char *text, gsize left, gboolean *valid);

G_END_DECLS
