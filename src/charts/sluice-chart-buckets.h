/* sluice-chart-buckets.h: which batches share a pixel column, and what remains of them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-time-range.h"

G_BEGIN_DECLS

/** The most pixel columns that are told apart in a chart, however wide it is. */
#define SLUICE_CHART_MAX_COLUMNS 600

/**
 * SluiceChartBucket:
 * @first: its first row
 * @end: the row after its last one
 * @place: where it is drawn, 0 at the left edge and 1 at the right
 *
 * The batches that are drawn at one place: one batch when there is room, otherwise all those of a
 * pixel column.
 */
typedef struct
{
  guint first;
  guint end;
  double place;
} SluiceChartBucket;

/**
 * SluiceChartExtent:
 * @minimum: the smallest value, NaN if the bucket has none
 * @maximum: the largest value
 * @first: the first value that is there
 * @last: the last value that is there
 * @minimum_first: whether the smallest came before the largest
 *
 * What is drawn of a series in one bucket; spikes survive in it.
 */
typedef struct
{
  double minimum;
  double maximum;
  double first;
  double last;
  gboolean minimum_first;
} SluiceChartExtent;

/**
 * sluice_chart_buckets_new:
 * @range: what is visible
 * @n_columns: pixel columns there are; at most SLUICE_CHART_MAX_COLUMNS are used
 *
 * Divides the visible batches, and one on either side so that lines run on to the edges. Costs a
 * bisection per column, independent of the number of batches.
 *
 * Returns: (transfer full) (element-type SluiceChartBucket): buckets from left to right, none empty
 */
GArray *sluice_chart_buckets_new (SluiceTimeRange *range, guint n_columns)
  G_GNUC_WARN_UNUSED_RESULT;

/** sluice_chart_bucket_measure: Returns: the extent of @values, one per row, in @bucket. */
SluiceChartExtent sluice_chart_bucket_measure (const SluiceChartBucket *bucket,
                                               const double *values);

/** sluice_chart_bucket_get_flags: Returns: the flags that any row of @bucket has. */
SluiceChartBatchFlags sluice_chart_bucket_get_flags (const SluiceChartBucket *bucket,
                                                     const guint8 *flags);

G_END_DECLS
