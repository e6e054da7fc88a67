/* sluice-string.h: a text or binary value in a column.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * SluiceString:
 * @length: bytes
 * @prefix: the first four bytes, zero-padded, so that most comparisons need not follow @data
 * @data: the bytes, not terminated; they belong to an arena or a constant
 *
 * A view of a STRING (UTF-8, though invalid bytes are carried as Spark carries them) or BINARY value.
 */
typedef struct
{
  guint32 length;
  char prefix[4];
  const char *data;
} SluiceString;

/**
 * sluice_string:
 * @data: bytes that outlive the view
 * @length: their number
 *
 * Returns: a view of them
 */
static inline SluiceString
sluice_string (const char *data, gsize length)
{
  SluiceString self;
  guint32 prefix = 0;
  guint64 head;

  if (G_LIKELY (length >= 4))
    memcpy (&prefix, data, 4);
  else if (length > 0)
    prefix = GUINT32_TO_LE ((guint32) (guchar) data[0] | (guint32) (guchar) data[length / 2] << length / 2 * 8
                            | (guint32) (guchar) data[length - 1] << (length - 1) * 8);

  /* As one word: a view that is written in pieces can't be read as a whole until they have reached the cache. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  head = (guint32) length | (guint64) prefix << 32;
#else
  head = (guint64) (guint32) length << 32 | prefix;
#endif
  memcpy (&self, &head, sizeof head);
  self.data = data;

  return self;
}

/**
 * sluice_bytes_equal:
 * @a: bytes
 * @b: bytes
 * @n: how many, usually few
 *
 * memcmp() without the call, for short pieces.
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

/**
 * sluice_bytes_copy:
 * @out: room for @n bytes
 * @from: bytes elsewhere
 * @n: how many, usually few
 *
 * memcpy() without the call, for short pieces.
 */
static inline void
sluice_bytes_copy (char *out, const char *from, gsize n)
{
  /* What is left at the end is copied together with bytes before it, for the second time. */
  if (n > 64)
    memcpy (out, from, n);
  else if (n >= 16)
    {
      for (gsize i = 0; i + 16 < n; i += 16)
        memcpy (out + i, from + i, 16);
      memcpy (out + n - 16, from + n - 16, 16);
    }
  else if (n >= 8)
    {
      memcpy (out, from, 8);
      memcpy (out + n - 8, from + n - 8, 8);
    }
  else if (n >= 4)
    {
      memcpy (out, from, 4);
      memcpy (out + n - 4, from + n - 4, 4);
    }
  else if (n > 0)
    {
      out[0] = from[0];
      out[n / 2] = from[n / 2];
      out[n - 1] = from[n - 1];
    }
}

/**
 * sluice_string_equal:
 * @a: a value
 * @b: a value
 *
 * Returns: whether their bytes are the same
 */
static inline gboolean
sluice_string_equal (const SluiceString *a, const SluiceString *b)
{
  guint64 head_a, head_b;

  memcpy (&head_a, a, 8);
  memcpy (&head_b, b, 8);

  return head_a == head_b && (a->length <= 4 || memcmp (a->data, b->data, a->length) == 0);
}

/**
 * sluice_string_compare:
 * @a: a value
 * @b: a value
 *
 * Returns: below, at or above 0 as @a sorts before, with or after @b, byte by byte (Spark's UTF8_BINARY)
 */
static inline int
sluice_string_compare (const SluiceString *a, const SluiceString *b)
{
  int order = memcmp (a->data, b->data, MIN (a->length, b->length));

  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

G_END_DECLS
