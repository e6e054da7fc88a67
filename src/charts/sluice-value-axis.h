/* sluice-value-axis.h: the vertical axis: from 0, nice numbers, calm.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart-unit.h"

G_BEGIN_DECLS

#define SLUICE_VALUE_AXIS_MAX_TICKS 16

/**
 * SluiceValueAxis:
 * @unit: what the values are
 * @logarithmic: whether distances stand for ratios (0 stays at the bottom)
 * @minimum: the value at the bottom; 0 unless there are negative values
 * @maximum: the value at the top, a nice number
 * @step: the distance of the ticks on a linear axis
 *
 * The scale of one chart. All of it starts with sluice_value_axis_init().
 */
typedef struct
{
  SluiceChartUnit unit;
  gboolean logarithmic;
  double minimum;
  double maximum;
  double step;

  /*< private >*/
  gboolean settled;       /* whether there has been a first update */
  gboolean shrinking;     /* smaller would do, since: */
  double shrinking_since; /* a position on the horizontal axis */
} SluiceValueAxis;

/** sluice_value_axis_init: Makes an axis of @unit up to 1. */
void sluice_value_axis_init (SluiceValueAxis *self, SluiceChartUnit unit);

/** sluice_value_axis_reset: Lets the next update fit at once, as after an action of the user. */
void sluice_value_axis_reset (SluiceValueAxis *self);

/**
 * sluice_value_axis_update:
 * @low: the smallest value in view
 * @high: the largest value in view
 * @n_ticks: how many distances are wanted, at least 1
 * @position: the newest place in view on the horizontal axis
 * @window: the length of the view on the horizontal axis
 *
 * Fits the axis to what is in view. It grows at once; it shrinks only when a smaller one would
 * have done for a full @window, so that one spike does not make everything jump twice.
 *
 * Returns: whether the axis changed
 */
gboolean sluice_value_axis_update (SluiceValueAxis *self,
                                   double low,
                                   double high,
                                   guint n_ticks,
                                   double position,
                                   double window);

/** sluice_value_axis_project: Returns: the place of @value, 0 at the bottom and 1 at the top. */
double sluice_value_axis_project (const SluiceValueAxis *self, double value);

/**
 * sluice_value_axis_get_ticks:
 * @ticks: (out caller-allocates): at least SLUICE_VALUE_AXIS_MAX_TICKS values, ascending
 *
 * Returns: the number of ticks
 */
guint sluice_value_axis_get_ticks (const SluiceValueAxis *self, double *ticks);

/** sluice_value_axis_format_tick: Returns: (transfer full): the label of the tick at @value. */
char *sluice_value_axis_format_tick (const SluiceValueAxis *self, double value)
  G_GNUC_WARN_UNUSED_RESULT;

/** sluice_value_axis_get_title: Returns: the unit of the tick labels: "rows/s", "ms", "MiB". */
const char *sluice_value_axis_get_title (const SluiceValueAxis *self);

G_END_DECLS
