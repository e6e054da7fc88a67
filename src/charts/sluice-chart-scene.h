/* sluice-chart-scene.h: one chart's data as cairo draws it: lines, columns, areas and marks.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart-buckets.h"
#include "charts/sluice-chart-palette.h"
#include "charts/sluice-value-axis.h"

G_BEGIN_DECLS

/**
 * SluiceChartStack:
 * @row: the batch with the tallest stack of a bucket
 * @sum: how tall it is
 *
 * What is drawn of stacked columns in one bucket: one batch whole, so that the parts add up to
 * something that happened.
 */
typedef struct
{
  guint row;
  double sum;
} SluiceChartStack;

/**
 * SluiceChartScene:
 * @range: (transfer none): what is visible
 * @baseline: (transfer none) (nullable): an earlier run to compare with, drawn as faint lines;
 *   its batches are matched by their row
 * @theme: (transfer none): the colours
 * @axis: (transfer none): the vertical scale
 * @buckets: (transfer none) (element-type SluiceChartBucket): the batches by pixel column
 * @stacks: (transfer none) (nullable) (element-type SluiceChartStack): one per bucket, when @stacked
 * @series: (transfer none) (array length=n_series): the visible series in the order of drawing
 * @n_series: how many are visible
 * @stacked: whether columns stand on each other instead of side by side
 * @relative: whether stacked columns show parts of a hundred
 * @reference: a level to mark, such as the trigger interval; NaN for none
 * @demand: the series of what came in, -1 for none
 * @supply: the series of what was processed, -1 for none
 * @width: pixels from edge to edge
 * @height: pixels from bottom to top
 *
 * All that is needed to draw what stands between the axes; the origin is the top left of the plot.
 */
typedef struct
{
  SluiceTimeRange *range;
  SluiceChartData *baseline;
  const SluiceChartTheme *theme;
  const SluiceValueAxis *axis;
  const GArray *buckets;
  const GArray *stacks;
  const guint *series;
  guint n_series;
  gboolean stacked;
  gboolean relative;
  double reference;
  int demand;
  int supply;
  double width;
  double height;
} SluiceChartScene;

/**
 * sluice_chart_scene_find_stacks:
 *
 * Finds the tallest stack of each bucket; @stacks and @axis are not read. It goes through all
 * visible batches, hence once per change of the data.
 *
 * Returns: (transfer full) (element-type SluiceChartStack): one per bucket
 */
GArray *sluice_chart_scene_find_stacks (const SluiceChartScene *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_scene_measure:
 * @low: (out): the smallest value, or 0
 * @high: (out): the largest value or sum of a stack, or 0 when there is none
 *
 * Tells what the vertical axis must hold; @axis is not read. The reference counts only when the
 * values come near it: an interval of a minute must not flatten batches of a millisecond.
 */
void sluice_chart_scene_measure (const SluiceChartScene *self, double *low, double *high);

/** sluice_chart_scene_get_sum: Returns: the height of the stack of columns at @row, NaN without one. */
double sluice_chart_scene_get_sum (const SluiceChartScene *self, guint row);

/** sluice_chart_scene_draw: Draws everything with @cr. */
void sluice_chart_scene_draw (const SluiceChartScene *self, cairo_t *cr);

/** sluice_chart_scene_get_y: Returns: the pixel of @value, 0 at the top. */
double sluice_chart_scene_get_y (const SluiceChartScene *self, double value);

/**
 * sluice_chart_scene_get_mark_y:
 * @row: a batch
 * @index: an index into @series
 *
 * Returns: the pixel of the series' top at @row, on its stack if it is stacked; NaN for no value
 */
double sluice_chart_scene_get_mark_y (const SluiceChartScene *self, guint row, guint index);

G_END_DECLS
