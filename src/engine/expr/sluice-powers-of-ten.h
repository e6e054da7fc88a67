/* sluice-powers-of-ten.h: powers of ten to 128 bits, for reading and writing floating point
 * numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLUICE_POWER_MIN (-342)
#define SLUICE_POWER_MAX 324

/**
 * SluicePower:
 * @high: the upper 64 bits of the significand, the topmost bit set
 * @low: the lower 64 bits, rounded down
 *
 * The first 128 bits of a power of ten.
 */
typedef struct
{
  guint64 high;
  guint64 low;
} SluicePower;

/**
 * sluice_powers_of_ten:
 *
 * The table is computed at first use (a tenth of a millisecond) rather than listed, which is
 * shorter and leaves no digit to mistype.
 *
 * Returns: (transfer none): powers such that entry 0 is 10 to the power 0 and entries from
 *   %SLUICE_POWER_MIN to %SLUICE_POWER_MAX are valid
 */
const SluicePower *sluice_powers_of_ten (void);

/** sluice_log2_of_power: @power: of ten. Returns: log2 (10 ^ @power), rounded down. */
static inline gint
sluice_log2_of_power (gint power)
{
  return (gint) ((power * G_GINT64_CONSTANT (913124641741)) >> 38);
}

/** sluice_log10_of_power2: @power: of two. Returns: log10 (2 ^ @power), rounded down. */
static inline gint
sluice_log10_of_power2 (gint power)
{
  return (gint) ((power * G_GINT64_CONSTANT (661971961083)) >> 41);
}

G_END_DECLS
