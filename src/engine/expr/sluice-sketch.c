/* sluice-sketch.c: what the sketches of Apache DataSketches have in common.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-sketch.h"

#include <math.h>

#define SEED 9001
#define FACTOR_1 G_GUINT64_CONSTANT (0x87c37b91114253d5)
#define FACTOR_2 G_GUINT64_CONSTANT (0x4cf5ad432745937f)
/* All NaN are this one. */
#define JAVA_NAN G_GINT64_CONSTANT (0x7ff8000000000000)

static inline guint64
rotate (guint64 x, guint n)
{
  return x << n | x >> (64 - n);
}

static inline guint64
mix_low (guint64 k)
{
  return rotate (k * FACTOR_1, 31) * FACTOR_2;
}

static inline guint64
mix_high (guint64 k)
{
  return rotate (k * FACTOR_2, 33) * FACTOR_1;
}

static inline guint64
avalanche (guint64 h)
{
  h = (h ^ h >> 33) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  h = (h ^ h >> 33) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);

  return h ^ h >> 33;
}

/* Up to eight bytes as the lower ones of a number. */
static guint64
partial (const guint8 *bytes, gsize n)
{
  guint64 word = 0;

  for (gsize i = 0; i < MIN (n, 8); i++)
    word |= (guint64) bytes[i] << 8 * i;

  return word;
}

SluiceSketchHash
sluice_sketch_hash_bytes (const guint8 *bytes, gsize n)
{
  SluiceSketchHash hash = { SEED, SEED };
  gsize rest = n % 16;

  for (const guint8 *p = bytes; p < bytes + (n - rest); p += 16)
    {
      hash.low = rotate (hash.low ^ mix_low (sluice_sketch_get_u64 (p)), 27) + hash.high;
      hash.low = hash.low * 5 + 0x52dce729;
      hash.high = rotate (hash.high ^ mix_high (sluice_sketch_get_u64 (p + 8)), 31) + hash.low;
      hash.high = hash.high * 5 + 0x38495ab5;
    }
  if (rest > 8)
    hash.high ^= mix_high (partial (bytes + (n - rest) + 8, rest - 8));
  if (rest > 0)
    hash.low ^= mix_low (partial (bytes + (n - rest), rest));

  hash.low ^= n;
  hash.high ^= n;
  hash.low += hash.high;
  hash.high += hash.low;
  hash.low = avalanche (hash.low);
  hash.high = avalanche (hash.high);
  hash.low += hash.high;
  hash.high += hash.low;

  return hash;
}

SluiceSketchHash
sluice_sketch_hash_long (gint64 value)
{
  guint8 bytes[8];

  sluice_sketch_put_u64 (bytes, (guint64) value);

  return sluice_sketch_hash_bytes (bytes, sizeof bytes);
}

static SluiceSketchHash
hash_double (double value)
{
  gint64 bits = JAVA_NAN;

  if (value == 0)
    bits = 0;
  else if (!isnan (value))
    memcpy (&bits, &value, sizeof bits);

  return sluice_sketch_hash_long (bits);
}

gboolean
sluice_sketch_hash_value (const SluiceColumn *column, guint32 row, GByteArray *scratch, SluiceSketchHash *hash)
{
  guint32 index = sluice_column_index (column, row);
  const SluiceString *text;

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_FLOAT:
      *hash = hash_double ((double) column->f32[index]);
      return TRUE;
    case SLUICE_TYPE_DOUBLE:
      *hash = hash_double (column->f64[index]);
      return TRUE;
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      break;
    default:
      *hash = sluice_sketch_hash_long (sluice_column_integral (column, row));
      return TRUE;
    }

  text = &column->string[index];
  if (column->type->id == SLUICE_TYPE_STRING && column->type->collation != SLUICE_COLLATION_BINARY)
    {
      SluiceString empty = sluice_string ("", 0);

      if (sluice_collation_compare (column->type->collation, text, &empty) == 0)
        return FALSE;
      g_byte_array_set_size (scratch, 0);
      sluice_collation_append_key (column->type->collation, text, scratch);
      *hash = sluice_sketch_hash_bytes (scratch->data, scratch->len);
      return scratch->len > 0;
    }
  *hash = sluice_sketch_hash_bytes ((const guint8 *) text->data, text->length);

  return text->length > 0;
}

gint64
sluice_sketch_round (double value)
{
  if (isnan (value))
    return 0;
  if (value >= 9223372036854775807.0)
    return G_MAXINT64;
  if (value <= -9223372036854775808.0)
    return G_MININT64;

  return (gint64) floor (value + 0.5);
}
