/* sluice-hash.c: Spark's hashes of values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-hash.h"

/* Of values of a known size the compiler makes a few instructions. */
#define XXH_INLINE_ALL
#include <xxhash.h>

static inline guint32
rotate_left (guint32 x, guint n)
{
  return x << n | x >> (32 - n);
}

static guint32
mix (guint32 hash, guint32 word)
{
  word *= 0xcc9e2d51;
  word = rotate_left (word, 15);
  word *= 0x1b873593;
  hash ^= word;
  hash = rotate_left (hash, 13);

  return hash * 5 + 0xe6546b64;
}

static guint32
finish (guint32 hash, guint32 length)
{
  hash ^= length;
  hash ^= hash >> 16;
  hash *= 0x85ebca6b;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35;

  return hash ^ hash >> 16;
}

/* Unlike the original, Spark takes the bytes of an incomplete last word one by one, with their
 * signs. */
static guint32
murmur_bytes (const void *data, gsize length, guint32 seed)
{
  const char *bytes = data;
  gsize aligned = length & ~(gsize) 3;

  for (gsize i = 0; i < aligned; i += 4)
    {
      guint32 word;

      memcpy (&word, bytes + i, 4);
      seed = mix (seed, GUINT32_FROM_LE (word));
    }
  for (gsize i = aligned; i < length; i++)
    seed = mix (seed, (guint32) (gint32) (gint8) bytes[i]);

  return finish (seed, (guint32) length);
}

static inline guint32
murmur_int (guint32 value, guint32 seed)
{
  return finish (mix (seed, value), 4);
}

static inline guint32
murmur_long (guint64 value, guint32 seed)
{
  return finish (mix (mix (seed, (guint32) value), (guint32) (value >> 32)), 8);
}

gint32
sluice_hash_murmur3_int (gint32 value, gint32 seed)
{
  return (gint32) murmur_int ((guint32) value, (guint32) seed);
}

/* The bytes of Java's BigInteger: the highest first, no more than the sign needs. */
static gsize
big_integer_bytes (SluiceInt128 value, guint8 bytes[16])
{
  gsize n = 1;

  while (n < 16 && (value >> (8 * n - 1)) != 0 && (value >> (8 * n - 1)) != -1)
    n++;
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) (value >> (8 * (n - 1 - i)));

  return n;
}

/* What a hash is fed with: a word, two words, or bytes. */
typedef struct
{
  const void *data;
  gsize size;
  union
  {
    gint32 i32;
    gint64 i64;
    float f32;
    double f64;
    guint8 bytes[16];
  };
} Food;

/* The food of a value that has no parts; numbers in the machine's order, which is little-endian
 * here. */
static void
prepare (const SluiceColumn *column, guint32 row, Food *food)
{
  food->data = &food->i64;
  food->size = 8;

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      food->i32 = column->boolean[row];
      food->size = 4;
      break;
    case SLUICE_TYPE_BYTE:
      food->i32 = column->i8[row];
      food->size = 4;
      break;
    case SLUICE_TYPE_SHORT:
      food->i32 = column->i16[row];
      food->size = 4;
      break;
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      food->i32 = column->i32[row];
      food->size = 4;
      break;
    case SLUICE_TYPE_FLOAT:
      /* Both zeroes and all NaNs are alike. */
      food->f32 = column->f32[row] == 0 ? 0 : column->f32[row];
      if (food->f32 != food->f32)
        food->i32 = 0x7fc00000;
      food->size = 4;
      break;
    case SLUICE_TYPE_DOUBLE:
      food->f64 = column->f64[row] == 0 ? 0 : column->f64[row];
      if (food->f64 != food->f64)
        food->i64 = G_GINT64_CONSTANT (0x7ff8000000000000);
      break;
    case SLUICE_TYPE_DECIMAL:
      if (column->type->precision <= 18)
        food->i64 = (gint64) column->i128[row];
      else
        food->size = big_integer_bytes (column->i128[row], food->bytes);
      break;
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      food->data = column->string[row].data;
      food->size = column->string[row].length;
      break;
    default:
      food->i64 = column->i64[row];
      break;
    }
}

gint32
sluice_hash_murmur3 (const SluiceColumn *column, guint32 row, gint32 seed)
{
  Food food;

  if (sluice_column_is_null (column, row))
    return seed;
  row = sluice_column_index (column, row);

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_STRUCT:
      for (guint i = 0; i < column->n_children; i++)
        seed = sluice_hash_murmur3 (column->children[i], row, seed);
      return seed;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      for (guint32 e = column->offsets[row]; e < column->offsets[row + 1]; e++)
        for (guint i = 0; i < column->n_children; i++)
          seed = sluice_hash_murmur3 (column->children[i], e, seed);
      return seed;
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      seed = (gint32) murmur_bytes (&column->interval[row].microseconds, 8, (guint32) seed);
      seed = (gint32) murmur_bytes (&column->interval[row].days, 4, (guint32) seed);
      return (gint32) murmur_bytes (&column->interval[row].months, 4, (guint32) seed);
    default:
      prepare (column, row, &food);
      return (gint32) murmur_bytes (food.data, food.size, (guint32) seed);
    }
}

gint64
sluice_hash_xxhash64 (const SluiceColumn *column, guint32 row, gint64 seed)
{
  Food food;

  if (sluice_column_is_null (column, row))
    return seed;
  row = sluice_column_index (column, row);

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_STRUCT:
      for (guint i = 0; i < column->n_children; i++)
        seed = sluice_hash_xxhash64 (column->children[i], row, seed);
      return seed;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      for (guint32 e = column->offsets[row]; e < column->offsets[row + 1]; e++)
        for (guint i = 0; i < column->n_children; i++)
          seed = sluice_hash_xxhash64 (column->children[i], e, seed);
      return seed;
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      seed = (gint64) XXH64 (&column->interval[row].microseconds, 8, (XXH64_hash_t) seed);
      seed = (gint64) XXH64 (&column->interval[row].days, 4, (XXH64_hash_t) seed);
      return (gint64) XXH64 (&column->interval[row].months, 4, (XXH64_hash_t) seed);
    default:
      prepare (column, row, &food);
      return (gint64) XXH64 (food.data, food.size, (XXH64_hash_t) seed);
    }
}

/* Hashes the values that aren't null. */
#define HASH_ROWS(hash)                                                                           \
  SLUICE_FOR_EACH_SELECTED (selection, row)                                                       \
  if (sluice_validity_get (column->validity, row))                                                \
  hashes[row] = (hash)

/* The types whose values are hashed as they lie in the column. */
typedef enum
{
  FORM_INT,
  FORM_LONG,
  FORM_TEXT,
  FORM_OTHER,
} Form;

static Form
form_of (const SluiceColumn *column)
{
  if (column->constant)
    return FORM_OTHER;

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
      return FORM_INT;
    case SLUICE_TYPE_BIGINT:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      return FORM_LONG;
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      return FORM_TEXT;
    default:
      return FORM_OTHER;
    }
}

void
sluice_hash_murmur3_rows (const SluiceColumn *column, SluiceSelection selection, gint32 *hashes)
{
  switch (form_of (column))
    {
    case FORM_INT:
      HASH_ROWS ((gint32) murmur_int ((guint32) column->i32[row], (guint32) hashes[row]));
      break;
    case FORM_LONG:
      HASH_ROWS ((gint32) murmur_long ((guint64) column->i64[row], (guint32) hashes[row]));
      break;
    case FORM_TEXT:
      HASH_ROWS ((gint32) murmur_bytes (column->string[row].data, column->string[row].length,
                                        (guint32) hashes[row]));
      break;
    default:
      SLUICE_FOR_EACH_SELECTED (selection, row)
      hashes[row] = sluice_hash_murmur3 (column, row, hashes[row]);
      break;
    }
}

void
sluice_hash_xxhash64_rows (const SluiceColumn *column, SluiceSelection selection, gint64 *hashes)
{
  switch (form_of (column))
    {
    case FORM_INT:
      HASH_ROWS ((gint64) XXH64 (&column->i32[row], 4, (XXH64_hash_t) hashes[row]));
      break;
    case FORM_LONG:
      HASH_ROWS ((gint64) XXH64 (&column->i64[row], 8, (XXH64_hash_t) hashes[row]));
      break;
    case FORM_TEXT:
      HASH_ROWS ((gint64) XXH64 (column->string[row].data, column->string[row].length,
                                 (XXH64_hash_t) hashes[row]));
      break;
    default:
      SLUICE_FOR_EACH_SELECTED (selection, row)
      hashes[row] = sluice_hash_xxhash64 (column, row, hashes[row]);
      break;
    }
}
