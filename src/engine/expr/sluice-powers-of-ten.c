/* sluice-powers-of-ten.c: powers of ten to 128 bits, for reading and writing floating point
 * numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-powers-of-ten.h"

#include <string.h>

/* Enough for 2 ^ 1024 / 5 ^ 342 to keep 128 bits, and for 5 ^ 324. */
#define N_WORDS 17

static SluicePower powers[SLUICE_POWER_MAX - SLUICE_POWER_MIN + 1];

/* The first 128 bits of a big number (words from the least), rounded down. */
static SluicePower
leading_bits (const guint64 *words)
{
  int top = N_WORDS - 1;
  int shift;
  SluicePower power;
  guint64 w0, w1, w2;

  while (words[top] == 0)
    top--;

  shift = __builtin_clzll (words[top]);
  w0 = words[top];
  w1 = top >= 1 ? words[top - 1] : 0;
  w2 = top >= 2 ? words[top - 2] : 0;

  if (shift == 0)
    {
      power.high = w0;
      power.low = w1;
    }
  else
    {
      power.high = w0 << shift | w1 >> (64 - shift);
      power.low = w1 << shift | w2 >> (64 - shift);
    }

  return power;
}

/* Ten and five to a power have the same leading bits, and five's are fewer. */
static void
compute (void)
{
  guint64 words[N_WORDS] = { 1 };

  for (int power = 0; power <= SLUICE_POWER_MAX; power++)
    {
      guint64 carry = 0;

      powers[power - SLUICE_POWER_MIN] = leading_bits (words);

      for (int i = 0; i < N_WORDS; i++)
        {
          unsigned __int128 product = (unsigned __int128) words[i] * 5 + carry;

          words[i] = (guint64) product;
          carry = (guint64) (product >> 64);
        }
    }

  memset (words, 0, sizeof words);
  words[N_WORDS - 1] = 1;

  /* Dividing a rounded-down quotient again rounds the same as dividing once by the product. */
  for (int power = -1; power >= SLUICE_POWER_MIN; power--)
    {
      guint64 rest = 0;

      for (int i = N_WORDS - 1; i >= 0; i--)
        {
          unsigned __int128 dividend = (unsigned __int128) rest << 64 | words[i];

          words[i] = (guint64) (dividend / 5);
          rest = (guint64) (dividend % 5);
        }

      powers[power - SLUICE_POWER_MIN] = leading_bits (words);
    }
}

const SluicePower *
sluice_powers_of_ten (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      compute ();
      g_once_init_leave (&done, 1);
    }

  return powers - SLUICE_POWER_MIN;
}
