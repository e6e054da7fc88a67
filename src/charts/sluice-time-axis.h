/* sluice-time-axis.h: ticks of the horizontal axis, for times and for batch numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-time-range.h"

G_BEGIN_DECLS

/**
 * SluiceTimeTick:
 * @place: where it is on the horizontal axis
 * @label: (nullable): "12:03:10", "23 Nov" at midnight, or a batch id
 *
 * A tick with its label.
 */
typedef struct
{
  double place;
  char *label;
} SluiceTimeTick;

/**
 * sluice_time_axis_nice_step:
 * @span: milliseconds from edge to edge
 * @n_wanted: the most ticks that have room
 *
 * Returns: the shortest distance that people read from clocks (1, 2, 5, 10, 15, 30 seconds or
 *   minutes, 1, 2, 3, 6, 12 hours, days) that makes no more than @n_wanted distances, but at least
 *   four if the next shorter one does; in ms
 */
double sluice_time_axis_nice_step (double span, guint n_wanted);

/**
 * sluice_time_axis_get_ticks:
 * @range: what is visible
 * @n_wanted: the most ticks that have room
 * @date: (out) (optional) (transfer full) (nullable): the date of the first tick, to be written
 *   once; %NULL on a batch axis
 *
 * Returns: (transfer full) (element-type SluiceTimeTick): the ticks, ascending, in local time
 */
GArray *sluice_time_axis_get_ticks (SluiceTimeRange *range, guint n_wanted, char **date)
  G_GNUC_WARN_UNUSED_RESULT;

/** sluice_time_axis_format_time: Returns: (transfer full): @time_ms as local time "12:03:10". */
char *sluice_time_axis_format_time (gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_time_axis_format_long: Returns: (transfer full): local time, date, and the time in UTC. */
char *sluice_time_axis_format_long (gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
