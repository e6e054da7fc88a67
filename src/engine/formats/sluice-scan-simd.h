/* sluice-scan-simd.h: looking for bytes sixteen at a time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/sluice-string.h"

G_BEGIN_DECLS

/**
 * sluice_word_has_special:
 * @x: eight bytes of text
 *
 * Returns: 0 when none of them is a quote, a backslash, a control character or 0x80 and above; otherwise the
 *   lowest bit set is the highest of the lowest byte that is one
 */
static inline guint64
sluice_word_has_special (guint64 x)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  const guint64 high = ones * 0x80;

  /* A borrow reaches the next byte only from one that is a hit itself. */
  return (((x ^ (ones * '"')) - ones) | ((x ^ (ones * '\\')) - ones) | (x - ones * 0x20) | x) & high;
}

/**
 * sluice_find_string_end:
 * @p: inside a JSON string
 * @end: end of the bytes that may be read
 *
 * Returns: the first byte from @p on that isn't plain ASCII text: a quote, a backslash, a control character
 *   or one of 0x80 and above; @end when there is none
 */
static inline const char *
sluice_find_string_end (const char *p, const char *end)
{
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"');
  const __m128i backslash = _mm_set1_epi8 ('\\');
  const __m128i space = _mm_set1_epi8 (0x20);

  while (end - p >= 16)
    {
      __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) p);
      /* As signed numbers both control characters and the bytes from 0x80 are below the blank. */
      __m128i hits = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, quote), _mm_cmpeq_epi8 (v, backslash)),
                                   _mm_cmplt_epi8 (v, space));
      guint mask = (guint) _mm_movemask_epi8 (hits);

      if (mask != 0)
        return p + __builtin_ctz (mask);
      p += 16;
    }
#endif

  while (end - p >= 8)
    {
      guint64 word, hits;

      memcpy (&word, p, 8);
      hits = sluice_word_has_special (GUINT64_FROM_LE (word));
      if (hits != 0)
        return p + __builtin_ctzll (hits) / 8;
      p += 8;
    }
  while (p < end && *p != '"' && *p != '\\' && (signed char) *p >= 0x20)
    p++;

  return p;
}

/**
 * sluice_skip_ascii:
 * @p: bytes
 * @end: their end
 *
 * Returns: the first byte from @p on of 0x80 and above; @end when there is none
 */
static inline const char *
sluice_skip_ascii (const char *p, const char *end)
{
  const guint64 high = G_GUINT64_CONSTANT (0x8080808080808080);

#ifdef __SSE2__
  for (; end - p >= 16; p += 16)
    {
      guint mask = (guint) _mm_movemask_epi8 (_mm_loadu_si128 ((const __m128i *) (const void *) p));

      if (mask != 0)
        return p + __builtin_ctz (mask);
    }
#endif
  for (; end - p >= 8; p += 8)
    {
      guint64 word;

      memcpy (&word, p, 8);
      if ((word & high) != 0)
        break;
    }
  while (p < end && (signed char) *p >= 0)
    p++;

  return p;
}

/**
 * sluice_copy_plain:
 * @out: room for @n bytes
 * @text: bytes
 * @n: how many
 *
 * Copies a text that needs no escapes in JSON, looking at it on the way.
 *
 * Returns: whether it is such a text; if not, what is at @out means nothing
 */
static inline gboolean
sluice_copy_plain (char *out, const char *text, gsize n)
{
  guint64 a, b;
  guint32 c, d;

#ifdef __SSE2__
  if (n >= 16)
    {
      const __m128i quote = _mm_set1_epi8 ('"');
      const __m128i backslash = _mm_set1_epi8 ('\\');
      const __m128i space = _mm_set1_epi8 (0x20);
      __m128i hits = _mm_setzero_si128 ();

      for (gsize i = 0;; i += 16)
        {
          /* The last sixteen bytes overlap the ones before. */
          gsize at = MIN (i, n - 16);
          __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) (text + at));

          _mm_storeu_si128 ((__m128i *) (void *) (out + at), v);
          hits = _mm_or_si128 (hits, _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, quote),
                                                                 _mm_cmpeq_epi8 (v, backslash)),
                                                   _mm_cmplt_epi8 (v, space)));
          if (i + 16 >= n)
            break;
        }

      return _mm_movemask_epi8 (hits) == 0;
    }
#else
  for (; n >= 16; n -= 8, text += 8, out += 8)
    {
      memcpy (&a, text, 8);
      if (sluice_word_has_special (a) != 0)
        return FALSE;
      memcpy (out, &a, 8);
    }
#endif
  if (n >= 8)
    {
      memcpy (&a, text, 8);
      memcpy (&b, text + n - 8, 8);
      memcpy (out, &a, 8);
      memcpy (out + n - 8, &b, 8);
      return (sluice_word_has_special (a) | sluice_word_has_special (b)) == 0;
    }
  if (n >= 4)
    {
      memcpy (&c, text, 4);
      memcpy (&d, text + n - 4, 4);
      memcpy (out, &c, 4);
      memcpy (out + n - 4, &d, 4);
      return sluice_word_has_special ((guint64) c << 32 | d) == 0;
    }
  for (gsize i = 0; i < n; i++)
    {
      if (text[i] == '"' || text[i] == '\\' || (signed char) text[i] < 0x20)
        return FALSE;
      out[i] = text[i];
    }

  return TRUE;
}

/**
 * sluice_find_any:
 * @p: bytes
 * @end: their end
 * @a: a character
 * @b: a character
 *
 * Returns: the first @a, @b, line feed or carriage return from @p on; @end when there is none
 */
static inline const char *
sluice_find_any (const char *p, const char *end, char a, char b)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  const guint64 high = ones * 0x80;

#ifdef __SSE2__
  const __m128i va = _mm_set1_epi8 (a);
  const __m128i vb = _mm_set1_epi8 (b);
  const __m128i line_feed = _mm_set1_epi8 ('\n');
  const __m128i carriage_return = _mm_set1_epi8 ('\r');

  for (; end - p >= 16; p += 16)
    {
      __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) p);
      guint mask = (guint) _mm_movemask_epi8 (
          _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, va), _mm_cmpeq_epi8 (v, vb)),
                        _mm_or_si128 (_mm_cmpeq_epi8 (v, line_feed), _mm_cmpeq_epi8 (v, carriage_return))));

      if (mask != 0)
        return p + __builtin_ctz (mask);
    }
#endif
  for (; end - p >= 8; p += 8)
    {
      guint64 x, hits = 0;
      const guchar wanted[] = { (guchar) a, (guchar) b, '\n', '\r' };

      memcpy (&x, p, 8);
      for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
        {
          guint64 y = x ^ (ones * wanted[i]);

          hits |= (y - ones) & ~y & high;
        }
      if (hits != 0)
        break;
    }

  while (p < end && *p != a && *p != b && *p != '\n' && *p != '\r')
    p++;

  return p;
}

/**
 * sluice_find_line_end:
 * @p: bytes
 * @end: their end
 *
 * Returns: the first line feed or carriage return from @p on; @end when there is none
 */
static inline const char *
sluice_find_line_end (const char *p, const char *end)
{
#ifdef __SSE2__
  const __m128i line_feed = _mm_set1_epi8 ('\n');
  const __m128i carriage_return = _mm_set1_epi8 ('\r');

  while (end - p >= 16)
    {
      __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) p);
      guint mask = (guint) _mm_movemask_epi8 (
          _mm_or_si128 (_mm_cmpeq_epi8 (v, line_feed), _mm_cmpeq_epi8 (v, carriage_return)));

      if (mask != 0)
        return p + __builtin_ctz (mask);
      p += 16;
    }
#endif

  while (p < end && *p != '\n' && *p != '\r')
    p++;

  return p;
}

G_END_DECLS
