/* sluice-text-find.c: looking for a text in another.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Places that are looked at together. The compiler makes of it what the processor has. */
#define BLOCK 16

typedef guint8 Bytes __attribute__ ((vector_size (BLOCK)));

/* From here on the C library's way, which never takes more than a few steps for each byte of the text, is
 * worth what it prepares. */
#define LONG_NEEDLE 64

static inline Bytes
load (const char *bytes)
{
  Bytes result;

  memcpy (&result, bytes, sizeof result);

  return result;
}

/* Returns: a bit for each byte that isn't zero, the first lowest. */
static inline guint
hit_mask (Bytes hits)
{
#ifdef __SSE2__
  return (guint) _mm_movemask_epi8 ((__m128i) hits);
#else
  guint mask = 0;

  for (guint i = 0; i < BLOCK; i++)
    mask |= (guint) (hits[i] & 1) << i;

  return mask;
#endif
}

/* Where in the block at @text the needle begins, going by its first and last byte before all others. */
static inline const char *
find_in_block (const char *text, Bytes first, Bytes last, const char *needle, gsize needle_length)
{
  guint hits = hit_mask ((Bytes) ((load (text) == first) & (load (text + needle_length - 1) == last)));

  for (; hits != 0; hits &= hits - 1)
    {
      const char *place = text + __builtin_ctz (hits);

      if (needle_length <= 2 || sluice_bytes_equal (place + 1, needle + 1, needle_length - 2))
        return place;
    }

  return NULL;
}

const char *
sluice_text_find (const char *text, gsize length, const char *needle, gsize needle_length)
{
  gsize n_places;
  Bytes first, last;

  if (needle_length > length)
    return NULL;
  if (needle_length >= LONG_NEEDLE)
    return memmem (text, length, needle, needle_length);

  n_places = length - needle_length + 1;
  if (n_places < BLOCK)
    {
      for (gsize i = 0; i < n_places; i++)
        if (text[i] == *needle && sluice_bytes_equal (text + i + 1, needle + 1, needle_length - 1))
          return text + i;
      return NULL;
    }

  first = (Bytes) { 0 } + (guint8) needle[0];
  last = (Bytes) { 0 } + (guint8) needle[needle_length - 1];
  for (gsize i = 0;; i += BLOCK)
    {
      /* The last block overlaps the one before it. */
      gsize at = MIN (i, n_places - BLOCK);
      const char *found = find_in_block (text + at, first, last, needle, needle_length);

      if (found != NULL || at == n_places - BLOCK)
        return found;
    }
}
