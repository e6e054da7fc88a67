/* sluice-theta-format.c: the bytes of Theta sketches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several hashes are written as the differences between them, with as many bits each as the largest needs; none and a
 * single one have forms of their own.
 */
#include "config.h"

#include "expr/sluice-theta.h"

#include <stdlib.h>

#define AT_LONGS 0
#define AT_VERSION 1
#define AT_FAMILY 2
#define AT_BITS 3
#define AT_COUNT_BYTES 4
#define AT_FLAGS 5
#define AT_SEED 6
#define AT_COUNT 8
#define AT_LIMIT 16
#define HEAD 8

#define PLAIN 3
#define COMPRESSED 4
#define FAMILY 3
#define N_FAMILIES 20

#define IS_READ_ONLY 2
#define IS_EMPTY 4
#define IS_COMPACT 8
#define IS_ORDERED 16
#define IS_SINGLE 32
#define FIXED (IS_READ_ONLY | IS_COMPACT | IS_ORDERED)

/* The hash of the seed that all have. */
#define SEED_HASH 0x93cc

static guint
bytes_of_bits (guint64 bits)
{
  return (guint) ((bits + 7) / 8);
}

static void
append_head (GByteArray *out, guint longs, guint version, guint bits, guint count_bytes, guint flags, guint seed)
{
  guint8 head[HEAD] = { (guint8) longs, (guint8) version, FAMILY, (guint8) bits, (guint8) count_bytes, (guint8) flags };

  sluice_sketch_put_u16 (head + AT_SEED, (guint16) seed);
  g_byte_array_append (out, head, sizeof head);
}

static void
append_long (GByteArray *out, guint64 value)
{
  guint8 bytes[8];

  sluice_sketch_put_u64 (bytes, value);
  g_byte_array_append (out, bytes, sizeof bytes);
}

static void
append_compressed (const SluiceTheta *self, GByteArray *out)
{
  gboolean is_estimate = self->limit < SLUICE_THETA_ALL;
  guint64 previous = 0, any = 0, at = 0;
  guint bits, count_bytes, begin;

  for (guint32 i = 0; i < self->n; i++)
    {
      any |= self->hashes[i] - previous;
      previous = self->hashes[i];
    }
  bits = 64u - (guint) __builtin_clzll (any | 1);
  count_bytes = bytes_of_bits (32u - (guint) __builtin_clz (self->n));
  append_head (out, is_estimate ? 2 : 1, COMPRESSED, bits, count_bytes, FIXED, SEED_HASH);
  if (is_estimate)
    append_long (out, self->limit);
  for (guint i = 0; i < count_bytes; i++)
    {
      guint8 byte = (guint8) (self->n >> 8 * i);

      g_byte_array_append (out, &byte, 1);
    }

  begin = out->len;
  g_byte_array_set_size (out, begin + bytes_of_bits ((guint64) bits * self->n));
  memset (out->data + begin, 0, out->len - begin);
  previous = 0;
  for (guint32 i = 0; i < self->n; i++)
    {
      guint64 difference = self->hashes[i] - previous;

      previous = self->hashes[i];
      for (guint bit = bits; bit-- > 0; at++)
        if ((difference >> bit & 1) != 0)
          out->data[begin + at / 8] |= (guint8) (0x80 >> at % 8);
    }
}

void
sluice_theta_write (const SluiceTheta *self, GByteArray *out)
{
  if (self->is_empty)
    append_head (out, 1, PLAIN, 0, 0, FIXED | IS_EMPTY, 0);
  else if (self->n == 1 && self->limit == SLUICE_THETA_ALL)
    {
      append_head (out, 1, PLAIN, 0, 0, FIXED | IS_SINGLE, SEED_HASH);
      append_long (out, self->hashes[0]);
    }
  else if (self->n > 0)
    append_compressed (self, out);
  else
    {
      append_head (out, 3, PLAIN, 0, 0, FIXED, SEED_HASH);
      /* No hashes, and a float that is 1. */
      append_long (out, G_GUINT64_CONSTANT (0x3f80000000000000));
      append_long (out, self->limit);
    }
}

static gboolean
take_hashes (SluiceTheta *self, SluiceArena *arena, guint32 n)
{
  self->n = n;
  sluice_arena_align (arena);
  self->hashes = sluice_arena_new_array0 (arena, guint64, MAX (n, 1));

  return TRUE;
}

static int
compare_hashes (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

/* Each hash once, ascending, and below the limit. */
static gboolean
check (SluiceTheta *self)
{
  guint64 previous = 0;

  if (self->limit == 0 || self->limit > SLUICE_THETA_ALL)
    return FALSE;
  for (guint32 i = 0; i < self->n; i++)
    {
      if (self->hashes[i] <= previous || self->hashes[i] >= self->limit)
        return FALSE;
      previous = self->hashes[i];
    }

  return TRUE;
}

static gboolean
read_compressed (SluiceTheta *self, SluiceArena *arena, const guint8 *bytes, gsize n)
{
  guint longs = bytes[AT_LONGS] & 63;
  guint bits = bytes[AT_BITS], count_bytes = bytes[AT_COUNT_BYTES];
  gsize begin = longs > 1 ? 16 : HEAD;
  guint64 previous = 0, at = 0, count = 0;

  if (longs < 1 || longs > 2 || bits < 1 || bits > 63 || count_bytes > 4 || n < begin + count_bytes)
    return FALSE;
  if (longs > 1)
    self->limit = sluice_sketch_get_u64 (bytes + HEAD);
  for (guint i = 0; i < count_bytes; i++)
    count |= (guint64) bytes[begin + i] << 8 * i;
  begin += count_bytes;
  if (count > (guint64) (n - begin) * 8 || n - begin < (count * bits + 7) / 8)
    return FALSE;

  take_hashes (self, arena, (guint32) count);
  for (guint32 i = 0; i < self->n; i++)
    {
      guint64 difference = 0;

      for (guint bit = 0; bit < bits; bit++, at++)
        difference = difference << 1 | (bytes[begin + at / 8] >> (7 - at % 8) & 1);
      previous += difference;
      self->hashes[i] = previous;
    }

  return check (self);
}

static gboolean
read_plain (SluiceTheta *self, SluiceArena *arena, const guint8 *bytes, gsize n)
{
  guint longs = bytes[AT_LONGS] & 63;
  guint flags = bytes[AT_FLAGS];
  guint32 count;

  if ((flags & IS_EMPTY) != 0)
    {
      self->is_empty = TRUE;
      return bytes[AT_LONGS] == 1 && (flags & 31) == (FIXED | IS_EMPTY);
    }
  if (longs == 1)
    {
      if ((flags & 31) != FIXED || n < 16)
        return FALSE;
      take_hashes (self, arena, 1);
      self->hashes[0] = sluice_sketch_get_u64 (bytes + HEAD);
      return check (self);
    }
  if (longs < 2 || longs > 3 || (flags & (IS_COMPACT | IS_READ_ONLY)) != (IS_COMPACT | IS_READ_ONLY)
      || n < 8 * (gsize) longs)
    return FALSE;

  count = sluice_sketch_get_u32 (bytes + AT_COUNT);
  if (longs > 2)
    self->limit = sluice_sketch_get_u64 (bytes + AT_LIMIT);
  if (n / 8 - longs < count)
    return FALSE;
  take_hashes (self, arena, count);
  for (guint32 i = 0; i < count; i++)
    self->hashes[i] = sluice_sketch_get_u64 (bytes + 8 * ((gsize) longs + i));
  qsort (self->hashes, self->n, sizeof (guint64), compare_hashes);

  return check (self);
}

SluiceThetaProblem
sluice_theta_read (SluiceTheta *self, SluiceArena *arena, const guint8 *bytes, gsize n)
{
  gboolean sound;

  *self = (SluiceTheta){ .limit = SLUICE_THETA_ALL };
  if (n < HEAD)
    return SLUICE_THETA_CORRUPT;
  if (bytes[AT_FAMILY] != FAMILY)
    return bytes[AT_FAMILY] > 0 && bytes[AT_FAMILY] < N_FAMILIES ? SLUICE_THETA_OTHER_FAMILY : SLUICE_THETA_CORRUPT;
  if (bytes[AT_VERSION] == COMPRESSED)
    sound = read_compressed (self, arena, bytes, n);
  else
    sound = bytes[AT_VERSION] == PLAIN && read_plain (self, arena, bytes, n);

  return sound ? SLUICE_THETA_SOUND : SLUICE_THETA_CORRUPT;
}
