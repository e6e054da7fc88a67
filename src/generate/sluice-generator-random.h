/* sluice-generator-random.h: random numbers of a row, from its number alone.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLUICE_GENERATOR_MILLION 1000000

/**
 * SluiceGeneratorRandom:
 * @state: where the sequence stands
 *
 * SplitMix64. Each row begins its own sequence, so that rows can be made in any order and skipped.
 */
typedef struct
{
  guint64 state;
} SluiceGeneratorRandom;

/**
 * sluice_generator_mix:
 * @value: any number
 *
 * Returns: @value with every bit depending on every other: the finalizer of SplitMix64
 */
static inline guint64
sluice_generator_mix (guint64 value)
{
  value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return value ^ (value >> 31);
}

/**
 * sluice_generator_random_next:
 * @random: a sequence
 *
 * Returns: the next 64 random bits
 */
static inline guint64
sluice_generator_random_next (SluiceGeneratorRandom *random)
{
  random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return sluice_generator_mix (random->state);
}

/**
 * sluice_generator_random_for:
 * @seed: the generator's seed
 * @event: number of the event
 *
 * The event's number is mixed, not only added: sequences that begin a few steps apart in the same
 * cycle would otherwise share their numbers.
 *
 * Returns: the beginning of the event's own sequence
 */
static inline SluiceGeneratorRandom
sluice_generator_random_for (guint64 seed,
                             guint64 event)
{
  return (SluiceGeneratorRandom){ sluice_generator_mix (seed ^ sluice_generator_mix (event)) };
}

/**
 * sluice_generator_random_below:
 * @random: a sequence
 * @bound: how many outcomes, at least 1
 *
 * The upper half of a 128-bit product: no division, and a bias below @bound / 2^64.
 *
 * Returns: a number from 0 to @bound - 1
 */
static inline guint64
sluice_generator_random_below (SluiceGeneratorRandom *random,
                               guint64                bound)
{
  return (guint64) (((unsigned __int128) sluice_generator_random_next (random) * bound) >> 64);
}

/**
 * sluice_generator_random_chance:
 * @random: a sequence
 * @millionths: the probability times one million
 *
 * Always takes one number from the sequence, so that changing a probability changes nothing else of
 * the row.
 *
 * Returns: whether it happens
 */
static inline gboolean
sluice_generator_random_chance (SluiceGeneratorRandom *random,
                                guint64                millionths)
{
  return sluice_generator_random_below (random, SLUICE_GENERATOR_MILLION) < millionths;
}

/**
 * sluice_generator_random_decades:
 * @random: a sequence
 * @scale: the least outcome
 * @decades: over how many powers of ten, at most 12
 *
 * A number whose logarithm is uniform: round (@scale * 10^(@decades * u)) for a uniform u of 24
 * fractional bits. Computed with integers only, because pow() may differ between C libraries.
 *
 * Returns: a number from @scale to @scale * 10^@decades
 */
guint64 sluice_generator_random_decades (SluiceGeneratorRandom *random,
                                         guint64                scale,
                                         guint                  decades);

G_END_DECLS
