/* sluice-random.c: the generators of pseudo-random numbers that Spark's functions draw from.
 *
 * xorshift is that of G. Marsaglia (2003), normal numbers are made by his polar method; the twister is that of
 * M. Matsumoto and T. Nishimura (1998).
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-random.h"

#include <math.h>

#define SEED_OF_HASH 0x3c074a61
#define TWISTER_MIDDLE 397

static guint32
rotate_left (guint32 x, guint n)
{
  return x << n | x >> (32 - n);
}

/* MurmurHash3 of the eight bytes of a number, the highest first. */
static guint32
hash_number (guint64 number, guint32 hash)
{
  const guint32 words[2] = { GUINT32_SWAP_LE_BE ((guint32) (number >> 32)), GUINT32_SWAP_LE_BE ((guint32) number) };

  for (guint i = 0; i < 2; i++)
    {
      hash ^= rotate_left (words[i] * 0xcc9e2d51, 15) * 0x1b873593;
      hash = rotate_left (hash, 13) * 5 + 0xe6546b64;
    }
  hash ^= 8;
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;

  return hash ^ hash >> 16;
}

void
sluice_xor_shift_init (SluiceXorShift *self, gint64 seed)
{
  guint32 low = hash_number ((guint64) seed, SEED_OF_HASH);
  guint32 high = hash_number ((guint64) seed, low);

  *self = (SluiceXorShift){ .state = (guint64) high << 32 | low };
}

gint32
sluice_xor_shift_next (SluiceXorShift *self, guint bits)
{
  self->state ^= self->state << 21;
  self->state ^= self->state >> 35;
  self->state ^= self->state << 4;

  return (gint32) (self->state & ((G_GUINT64_CONSTANT (1) << bits) - 1));
}

double
sluice_xor_shift_double (SluiceXorShift *self)
{
  gint64 high = (gint64) sluice_xor_shift_next (self, 26) << 27;

  return (double) (high + sluice_xor_shift_next (self, 27)) * 0x1.0p-53;
}

double
sluice_xor_shift_gaussian (SluiceXorShift *self)
{
  double x, y, square, factor;

  if (self->has_gaussian)
    {
      self->has_gaussian = FALSE;
      return self->gaussian;
    }

  do
    {
      x = 2 * sluice_xor_shift_double (self) - 1;
      y = 2 * sluice_xor_shift_double (self) - 1;
      square = x * x + y * y;
    }
  while (square >= 1 || square == 0);
  factor = sqrt (-2 * log (square) / square);
  self->gaussian = y * factor;
  self->has_gaussian = TRUE;

  return x * factor;
}

static void
twister_init_word (SluiceTwister *self, guint32 seed)
{
  self->words[0] = seed;
  for (guint i = 1; i < SLUICE_TWISTER_WORDS; i++)
    self->words[i] = 1812433253u * (self->words[i - 1] ^ self->words[i - 1] >> 30) + i;
}

void
sluice_twister_init (SluiceTwister *self, gint64 seed)
{
  const guint32 key[2] = { (guint32) ((guint64) seed >> 32), (guint32) seed };
  guint32 *words = self->words;
  guint i = 1;

  twister_init_word (self, 19650218);
  for (guint k = 0; k < SLUICE_TWISTER_WORDS; k++)
    {
      words[i] = (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1664525u) + key[k % 2] + k % 2;
      if (++i == SLUICE_TWISTER_WORDS)
        {
          words[0] = words[SLUICE_TWISTER_WORDS - 1];
          i = 1;
        }
    }
  for (guint k = 1; k < SLUICE_TWISTER_WORDS; k++)
    {
      words[i] = (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1566083941u) - i;
      if (++i == SLUICE_TWISTER_WORDS)
        {
          words[0] = words[SLUICE_TWISTER_WORDS - 1];
          i = 1;
        }
    }
  words[0] = 0x80000000;
  self->at = SLUICE_TWISTER_WORDS;
}

static void
twist (SluiceTwister *self)
{
  guint32 *words = self->words;

  for (guint i = 0; i < SLUICE_TWISTER_WORDS; i++)
    {
      guint32 mixed = (words[i] & 0x80000000) | (words[(i + 1) % SLUICE_TWISTER_WORDS] & 0x7fffffff);

      words[i] = words[(i + TWISTER_MIDDLE) % SLUICE_TWISTER_WORDS] ^ mixed >> 1 ^ (mixed & 1 ? 0x9908b0df : 0);
    }
  self->at = 0;
}

guint32
sluice_twister_next (SluiceTwister *self, guint bits)
{
  guint32 word;

  if (self->at == SLUICE_TWISTER_WORDS)
    twist (self);
  word = self->words[self->at++];
  word ^= word >> 11;
  word ^= word << 7 & 0x9d2c5680;
  word ^= word << 15 & 0xefc60000;
  word ^= word >> 18;

  return word >> (32 - bits);
}

guint64
sluice_twister_long (SluiceTwister *self)
{
  guint64 high = sluice_twister_next (self, 32);

  return high << 32 | sluice_twister_next (self, 32);
}

gint32
sluice_twister_below (SluiceTwister *self, gint32 bound)
{
  gint32 bits, value;

  if ((bound & -bound) == bound)
    return (gint32) (((gint64) bound * (gint64) sluice_twister_next (self, 31)) >> 31);
  do
    {
      bits = (gint32) sluice_twister_next (self, 31);
      value = bits % bound;
    }
  while ((gint64) bits - value + (bound - 1) > G_MAXINT32);

  return value;
}
