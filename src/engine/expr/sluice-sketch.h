/* sluice-sketch.h: what the sketches of Apache DataSketches have in common.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * SluiceSketchHash:
 * @low: the first 64 bits
 * @high: the others
 *
 * The Murmur3_x64_128 of a value under the seed that all sketches begin with unless they are told otherwise.
 */
typedef struct
{
  guint64 low;
  guint64 high;
} SluiceSketchHash;

/** sluice_sketch_hash_bytes: @bytes: (array length=n): a value. Returns: its hash. */
SluiceSketchHash sluice_sketch_hash_bytes (const guint8 *bytes,
                                           gsize         n);

/** sluice_sketch_hash_long: @value: a value. Returns: the hash of its eight bytes. */
SluiceSketchHash sluice_sketch_hash_long (gint64 value);

/**
 * sluice_sketch_hash_value:
 * @column: values of an integer, a floating point, a text or a binary type
 * @row: a row that isn't null
 * @scratch: memory for the keys of collations
 * @hash: (out): the hash
 *
 * Integers count as BIGINT and numbers with a fraction as DOUBLE with one zero and one NaN; texts count as the keys of
 * their collation.
 *
 * Returns: whether the value counts at all; the empty ones of texts and binaries don't
 */
gboolean sluice_sketch_hash_value (const SluiceColumn *column,
                                   guint32             row,
                                   GByteArray         *scratch,
                                   SluiceSketchHash   *hash);

/**
 * sluice_sketch_round:
 * @value: an estimate
 *
 * Returns: the nearest integer as Java rounds; 0 for NaN, and the ends of BIGINT beyond them
 */
gint64 sluice_sketch_round (double value);

/* All formats are little-endian, and nothing in them is aligned. */

/** sluice_sketch_get_u16: @bytes: two bytes. Returns: their number. */
static inline guint16
sluice_sketch_get_u16 (const guint8 *bytes)
{
  guint16 word;

  memcpy (&word, bytes, sizeof word);

  return GUINT16_FROM_LE (word);
}

/** sluice_sketch_get_u32: @bytes: four bytes. Returns: their number. */
static inline guint32
sluice_sketch_get_u32 (const guint8 *bytes)
{
  guint32 word;

  memcpy (&word, bytes, sizeof word);

  return GUINT32_FROM_LE (word);
}

/** sluice_sketch_get_u64: @bytes: eight bytes. Returns: their number. */
static inline guint64
sluice_sketch_get_u64 (const guint8 *bytes)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);

  return GUINT64_FROM_LE (word);
}

/** sluice_sketch_get_double: @bytes: eight bytes. Returns: their number. */
static inline double
sluice_sketch_get_double (const guint8 *bytes)
{
  guint64 word = sluice_sketch_get_u64 (bytes);
  double value;

  memcpy (&value, &word, sizeof value);

  return value;
}

/** sluice_sketch_put_u16: writes @value to two bytes. */
static inline void
sluice_sketch_put_u16 (guint8 *bytes, guint16 value)
{
  value = GUINT16_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

/** sluice_sketch_put_u32: writes @value to four bytes. */
static inline void
sluice_sketch_put_u32 (guint8 *bytes, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

/** sluice_sketch_put_u64: writes @value to eight bytes. */
static inline void
sluice_sketch_put_u64 (guint8 *bytes, guint64 value)
{
  value = GUINT64_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

/** sluice_sketch_put_double: writes @value to eight bytes. */
static inline void
sluice_sketch_put_double (guint8 *bytes, double value)
{
  guint64 word;

  memcpy (&word, &value, sizeof word);
  sluice_sketch_put_u64 (bytes, word);
}

G_END_DECLS
