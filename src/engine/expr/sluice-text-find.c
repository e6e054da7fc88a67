/* sluice-text-find.c: looking for a text in another.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-text.h"

/* Places that are looked at together. The compiler makes of it what the processor has. */
#define BLOCK 16

typedef guint8 Bytes __attribute__ ((vector_size (BLOCK)));
typedef guint64 Words __attribute__ ((vector_size (BLOCK)));

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

/* Where in the block at @text the needle begins, going by its first and last byte before all others. */
static inline const char *
find_in_block (const char *text, Bytes first, Bytes last, const char *needle, gsize needle_length)
{
  const Words both = (Words) ((load (text) == first) & (load (text + needle_length - 1) == last));

  for (guint w = 0; w < BLOCK / 8; w++)
    {
      guint64 hits = GUINT64_TO_LE (both[w]);

      while (hits != 0)
        {
          guint bit = (guint) __builtin_ctzll (hits) & ~7u;
          const char *place = text + w * 8 + bit / 8;

          if (needle_length <= 2 || sluice_bytes_equal (place + 1, needle + 1, needle_length - 2))
            return place;
          hits &= ~((guint64) 0xff << bit);
        }
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
