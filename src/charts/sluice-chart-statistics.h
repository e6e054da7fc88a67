/* sluice-chart-statistics.h: numbers told about a stretch of batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLUICE_CHART_N_BINS 10

/** So many batches in a row with more input than processed are called falling behind. */
#define SLUICE_CHART_BEHIND_RUN 3

/**
 * SluiceChartStatistics:
 * @n: how many values there were
 * @mean: their mean
 * @p50: the median; quantiles are by the nearest rank, hence values that occurred
 * @p95: 95 of 100 are not above it
 * @p99: 99 of 100 are not above it
 * @minimum: the smallest
 * @maximum: the largest
 * @bins: how many values lie in each tenth between 0 (or @minimum if below) and @maximum
 * @bins_low: where the first bin starts
 *
 * A summary; all doubles are NaN when @n is 0.
 */
typedef struct
{
  guint n;
  double mean;
  double p50;
  double p95;
  double p99;
  double minimum;
  double maximum;
  double bins_low;
  guint bins[SLUICE_CHART_N_BINS];
} SluiceChartStatistics;

/** sluice_chart_statistics_measure: Summarizes @values from @first to before @end; NaN is skipped. */
void sluice_chart_statistics_measure (SluiceChartStatistics *self,
                                      const double *values,
                                      guint first,
                                      guint end);

/**
 * sluice_chart_find_behind:
 * @demand: what came in, one per row
 * @supply: what was processed, one per row
 * @first: the first row of the stretch
 * @end: the row after the last one of the stretch
 * @behind: (out caller-allocates) (nullable): @end − @first bytes: whether the row is in a run of at
 *   least SLUICE_CHART_BEHIND_RUN rows with more demand than supply; rows without a value neither
 *   end nor lengthen a run
 *
 * Returns: the length of the run that reaches the last row, 0 if it is too short to count
 */
guint sluice_chart_find_behind (const double *demand,
                                const double *supply,
                                guint first,
                                guint end,
                                guint8 *behind);

G_END_DECLS
