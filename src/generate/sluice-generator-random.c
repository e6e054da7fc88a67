/* sluice-generator-random.c: powers of ten without floating point.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-random.h"

#define FRACTION_BITS 24
#define ONE_BITS 60

/* 10^(2^-1), 10^(2^-2), … as fixed-point numbers of 60 fractional bits, rounded to nearest. The
 * product of those whose bit is set in a fraction is ten to the power of that fraction. */
static const guint64 roots_of_ten[FRACTION_BITS] = {
  0x3298b075b4b6a524, 0x1c73d51c54470e31, 0x15561a91ba81443e, 0x1279fcaca404e5ad,
  0x113197fa6aa6776b, 0x10960c68d98bc2bf, 0x104a5975b254b8ae, 0x102501ee61ca6267,
  0x101276506106747b, 0x1009388004be7e56, 0x10049b96285bc0a7, 0x10024da0a3c92c8d,
  0x100126c5b68ed632, 0x10009360348a6726, 0x100049af70990000, 0x100024d78de1d4c7,
  0x1000126bbc564bca, 0x10000935db847fc6, 0x1000049aed18968c, 0x1000024d7661e0f6,
  0x10000126bb2655e8, 0x100000935d90844f, 0x10000049aec7987e, 0x10000024d763a1d5,
};

guint64
sluice_generator_random_decades (SluiceGeneratorRandom *random,
                                 guint64                scale,
                                 guint                  decades)
{
  guint64 exponent = sluice_generator_random_below (random, (guint64) decades << FRACTION_BITS);
  guint64 power = G_GUINT64_CONSTANT (1) << ONE_BITS;
  unsigned __int128 product;

  for (guint i = 0; i < FRACTION_BITS; i++)
    {
      if (exponent & (1u << (FRACTION_BITS - 1 - i)))
        power = (guint64) (((unsigned __int128) power * roots_of_ten[i]) >> ONE_BITS);
    }

  for (guint i = 0; i < exponent >> FRACTION_BITS; i++)
    scale *= 10;

  product = (unsigned __int128) scale * power + (G_GUINT64_CONSTANT (1) << (ONE_BITS - 1));
  return (guint64) (product >> ONE_BITS);
}
