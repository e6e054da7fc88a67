/* sluice-hash.c: Spark's hashes of values, and digests.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-hash.h"

#include <xxhash.h>

static inline guint32
rotate_left (guint32 x, guint n)
{
  return x << n | x >> (32 - n);
}

static inline guint32
rotate_right (guint32 x, guint n)
{
  return x >> n | x << (32 - n);
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

gint32
sluice_hash_murmur3_int (gint32 value, gint32 seed)
{
  return (gint32) finish (mix ((guint32) seed, (guint32) value), 4);
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

guint32
sluice_crc32 (const char *data, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= (guchar) data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (0xedb88320 & (0 - (crc & 1)));
    }

  return ~crc;
}

/* SHA-224 is SHA-256 from other initial values, cut off; GLib has only the latter. */
static void
sha256_block (guint32 state[8], const guint8 *block)
{
  static const guint32 constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  };
  guint32 w[64];
  guint32 s[8];

  for (guint i = 0; i < 16; i++)
    w[i] = (guint32) block[i * 4] << 24 | (guint32) block[i * 4 + 1] << 16
           | (guint32) block[i * 4 + 2] << 8 | block[i * 4 + 3];
  for (guint i = 16; i < 64; i++)
    w[i] = w[i - 16] + (rotate_right (w[i - 15], 7) ^ rotate_right (w[i - 15], 18) ^ w[i - 15] >> 3)
           + w[i - 7]
           + (rotate_right (w[i - 2], 17) ^ rotate_right (w[i - 2], 19) ^ w[i - 2] >> 10);

  memcpy (s, state, sizeof s);
  for (guint i = 0; i < 64; i++)
    {
      guint32 t1 = s[7]
                   + (rotate_right (s[4], 6) ^ rotate_right (s[4], 11) ^ rotate_right (s[4], 25))
                   + ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + w[i];
      guint32 t2 = (rotate_right (s[0], 2) ^ rotate_right (s[0], 13) ^ rotate_right (s[0], 22))
                   + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

      memmove (s + 1, s, 7 * sizeof *s);
      s[4] += t1;
      s[0] = t1 + t2;
    }
  for (guint i = 0; i < 8; i++)
    state[i] += s[i];
}

void
sluice_sha224 (const char *data, gsize length, guint8 digest[28])
{
  guint32 state[8] = { 0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
                       0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4 };
  guint8 last[128] = { 0 };
  gsize n_whole = length / 64 * 64;
  gsize rest = length - n_whole;
  gsize n_last = rest < 56 ? 64 : 128;

  for (gsize i = 0; i < n_whole; i += 64)
    sha256_block (state, (const guint8 *) data + i);
  if (rest > 0)
    memcpy (last, data + n_whole, rest);
  last[rest] = 0x80;
  for (guint i = 0; i < 8; i++)
    last[n_last - 1 - i] = (guint8) ((guint64) length * 8 >> (8 * i));
  for (gsize i = 0; i < n_last; i += 64)
    sha256_block (state, last + i);
  for (guint i = 0; i < 28; i++)
    digest[i] = (guint8) (state[i / 4] >> (24 - i % 4 * 8));
}
