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

G_BEGIN_DECLS

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

  while (p < end && *p != '"' && *p != '\\' && (signed char) *p >= 0x20)
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

/**
 * sluice_bytes_equal:
 * @a: bytes
 * @b: bytes
 * @n: how many, usually few
 *
 * memcmp() without the call for the short pieces between the values of a record.
 *
 * Returns: whether they are the same
 */
static inline gboolean
sluice_bytes_equal (const char *a, const char *b, gsize n)
{
  while (n >= 8)
    {
      guint64 x, y;

      memcpy (&x, a, 8);
      memcpy (&y, b, 8);
      if (x != y)
        return FALSE;
      a += 8;
      b += 8;
      n -= 8;
    }
  if (n >= 4)
    {
      guint32 x, y;

      memcpy (&x, a, 4);
      memcpy (&y, b, 4);
      if (x != y)
        return FALSE;
      a += 4;
      b += 4;
      n -= 4;
    }
  for (; n > 0; n--)
    if (*a++ != *b++)
      return FALSE;

  return TRUE;
}

G_END_DECLS
