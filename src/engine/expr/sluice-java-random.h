/* sluice-java-random.h: Java's generator of pseudo-random numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SluiceJavaRandom: java.util.Random's state: the 48 bits of a linear congruential generator. */
typedef struct
{
  guint64 state;
} SluiceJavaRandom;

/** sluice_java_random_init: begins the sequence of @seed. */
static inline void
sluice_java_random_init (SluiceJavaRandom *self, gint64 seed)
{
  self->state = ((guint64) seed ^ G_GUINT64_CONSTANT (0x5deece66d)) & ((G_GUINT64_CONSTANT (1) << 48) - 1);
}

/** sluice_java_random_next: Returns: the next @bits bits, at most 32, as a number with a sign. */
static inline gint32
sluice_java_random_next (SluiceJavaRandom *self, guint bits)
{
  self->state = (self->state * G_GUINT64_CONSTANT (0x5deece66d) + 11) & ((G_GUINT64_CONSTANT (1) << 48) - 1);

  return (gint32) (gint64) (self->state >> (48 - bits));
}

/** sluice_java_random_double: Returns: a number from 0 to below 1. */
static inline double
sluice_java_random_double (SluiceJavaRandom *self)
{
  gint64 high = (gint64) sluice_java_random_next (self, 26) << 27;

  return (double) (high + sluice_java_random_next (self, 27)) * 0x1.0p-53;
}

/** sluice_java_random_below: @bound: above 0. Returns: a number from 0 to below @bound. */
static inline gint32
sluice_java_random_below (SluiceJavaRandom *self, gint32 bound)
{
  gint32 bits = sluice_java_random_next (self, 31);
  gint32 value;

  if ((bound & (bound - 1)) == 0)
    return (gint32) (((gint64) bound * bits) >> 31);
  while (value = bits % bound, (gint64) bits - value + (bound - 1) > G_MAXINT32)
    bits = sluice_java_random_next (self, 31);

  return value;
}

G_END_DECLS
