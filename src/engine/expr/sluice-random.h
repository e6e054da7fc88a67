/* sluice-random.h: the generators of pseudo-random numbers that Spark's functions draw from.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SluiceXorShift:
 * @state: the 64 bits of an xorshift generator
 * @gaussian: a normal number that was made along with the one before
 * @has_gaussian: whether there is one
 *
 * Spark's XORShiftRandom.
 */
typedef struct
{
  guint64 state;
  double gaussian;
  gboolean has_gaussian;
} SluiceXorShift;

/** sluice_xor_shift_init: begins the sequence of @seed, which is hashed first. */
void sluice_xor_shift_init (SluiceXorShift *self,
                            gint64          seed);

/** sluice_xor_shift_next: Returns: the next @bits bits, at most 32. */
gint32 sluice_xor_shift_next (SluiceXorShift *self,
                              guint           bits);

/** sluice_xor_shift_double: Returns: a number from 0 to below 1. */
double sluice_xor_shift_double (SluiceXorShift *self);

/** sluice_xor_shift_gaussian: Returns: a number of mean 0 and standard deviation 1, normally distributed. */
double sluice_xor_shift_gaussian (SluiceXorShift *self);

/** SLUICE_TWISTER_WORDS: words of a Mersenne twister's state. */
#define SLUICE_TWISTER_WORDS 624

/** SluiceTwister: the Mersenne twister MT19937. */
typedef struct
{
  guint32 words[SLUICE_TWISTER_WORDS];
  guint at;
} SluiceTwister;

/** sluice_twister_init: begins the sequence of @seed. */
void sluice_twister_init (SluiceTwister *self,
                          gint64         seed);

/** sluice_twister_next: Returns: the next @bits bits, at most 32. */
guint32 sluice_twister_next (SluiceTwister *self,
                             guint          bits);

/** sluice_twister_long: Returns: the next 64 bits. */
guint64 sluice_twister_long (SluiceTwister *self);

/** sluice_twister_below: @bound: above 0. Returns: a number from 0 to below @bound. */
gint32 sluice_twister_below (SluiceTwister *self,
                             gint32         bound);

G_END_DECLS
