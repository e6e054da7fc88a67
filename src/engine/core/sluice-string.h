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
  SluiceString self = { (guint32) length, { 0, 0, 0, 0 }, data };

  if (G_LIKELY (length >= 4))
    memcpy (self.prefix, data, 4);
  else
    for (gsize i = 0; i < length; i++)
      self.prefix[i] = data[i];

  return self;
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
