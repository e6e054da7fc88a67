/* sluice-hll-data.h: measured expectations of HLL sketches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

/** SLUICE_HLL_MIN_LG_K: the fewest registers that a sketch has, as a power of two. */
#define SLUICE_HLL_MIN_LG_K 4
/** SLUICE_HLL_MAX_LG_K: the most registers that a sketch has, as a power of two. */
#define SLUICE_HLL_MAX_LG_K 21
/** SLUICE_HLL_POINTS: length of each curve. */
#define SLUICE_HLL_POINTS 257

/**
 * SluiceHllCurve:
 * @stride: how many values lie between two points
 * @raw: what the raw estimate is on average after 0, @stride, 2 × @stride … values
 */
typedef struct
{
  double stride;
  const double *raw;
} SluiceHllCurve;

/* For SLUICE_HLL_MIN_LG_K … SLUICE_HLL_MAX_LG_K. */
extern const SluiceHllCurve sluice_hll_curves[];
