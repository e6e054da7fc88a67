/* sluice-time-range.h: what all charts of a window look at: interval, hovered and selected batch.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart-data.h"

G_BEGIN_DECLS

/** SluiceTimeRangeAxis: what the horizontal axis counts: milliseconds since the epoch, or batches. */
typedef enum
{
  SLUICE_TIME_RANGE_AXIS_TIME,
  SLUICE_TIME_RANGE_AXIS_BATCH,
} SluiceTimeRangeAxis;

/** SluiceTimeRangeSpan: how much is visible while nothing is zoomed. */
typedef enum
{
  SLUICE_TIME_RANGE_SPAN_1_MINUTE,
  SLUICE_TIME_RANGE_SPAN_5_MINUTES,
  SLUICE_TIME_RANGE_SPAN_15_MINUTES,
  SLUICE_TIME_RANGE_SPAN_60_MINUTES,
  SLUICE_TIME_RANGE_SPAN_50_BATCHES,
  SLUICE_TIME_RANGE_SPAN_100_BATCHES,
  SLUICE_TIME_RANGE_SPAN_500_BATCHES,
  SLUICE_TIME_RANGE_SPAN_ALL,
} SluiceTimeRangeSpan;

#define SLUICE_TYPE_TIME_RANGE (sluice_time_range_get_type ())

/**
 * SluiceTimeRange:
 *
 * Shared by all charts and the batch strip of a window, so that zooming one zooms all, the
 * crosshair follows the batch in all, and a batch selected anywhere is selected everywhere.
 *
 * Places on the horizontal axis are doubles: milliseconds since the epoch, or the row of the batch
 * in the table, according to the axis. The view is anchored to the newest batch, not to the wall
 * clock, so that it stands still when a query is idle. While it is *live* it moves along with new
 * batches; zooming, selecting a batch and pausing freeze it, and sluice_time_range_follow_newest()
 * makes it live again. Freezing is about the view alone: the query runs on.
 *
 * `changed` is emitted when another interval is visible; hovered and selected batch, following and
 * paused are properties.
 */
G_DECLARE_FINAL_TYPE (SluiceTimeRange, sluice_time_range, SLUICE, TIME_RANGE, GObject)

/** sluice_time_range_new: Returns: (transfer full): a live view of the last 5 minutes of @data. */
SluiceTimeRange *sluice_time_range_new (SluiceChartData *data) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_time_range_get_data: Returns: (transfer none): the table that is looked at. */
SluiceChartData *sluice_time_range_get_data (SluiceTimeRange *self);

/** sluice_time_range_get_axis: Returns: what the horizontal axis counts. */
SluiceTimeRangeAxis sluice_time_range_get_axis (SluiceTimeRange *self);

/** sluice_time_range_set_axis: Switches between time and batch number; the same batches stay in view. */
void sluice_time_range_set_axis (SluiceTimeRange *self, SluiceTimeRangeAxis axis);

/** sluice_time_range_get_span: Returns: how much is visible while nothing is zoomed. */
SluiceTimeRangeSpan sluice_time_range_get_span (SluiceTimeRange *self);

/** sluice_time_range_set_span: Shows the last @span; ends a zoom. */
void sluice_time_range_set_span (SluiceTimeRange *self, SluiceTimeRangeSpan span);

/**
 * sluice_time_range_get_interval:
 * @low: (out): the place at the left edge
 * @high: (out): the place at the right edge, always above @low
 *
 * Tells what is visible.
 */
void sluice_time_range_get_interval (SluiceTimeRange *self, double *low, double *high);

/**
 * sluice_time_range_get_rows:
 * @first: (out): the first visible row
 * @end: (out): the row after the last visible one; equal to @first if none is visible
 *
 * Tells which batches are visible.
 */
void sluice_time_range_get_rows (SluiceTimeRange *self, guint *first, guint *end);

/** sluice_time_range_row_to_place: Returns: the place of @row on the horizontal axis. */
double sluice_time_range_row_to_place (SluiceTimeRange *self, guint row);

/** sluice_time_range_place_to_row: Returns: the visible batch nearest to @place, or -1 if none is. */
int sluice_time_range_place_to_row (SluiceTimeRange *self, double place);

/** sluice_time_range_first_row_at: Returns: the first row at or after @place. */
guint sluice_time_range_first_row_at (SluiceTimeRange *self, double place);

/** sluice_time_range_zoom_to: Shows the interval from @low to @high in all charts. */
void sluice_time_range_zoom_to (SluiceTimeRange *self, double low, double high);

/**
 * sluice_time_range_zoom_by:
 * @factor: below 1 shows less
 * @anchor: the place that stays where it is
 *
 * Zooms around a place, as the wheel does.
 */
void sluice_time_range_zoom_by (SluiceTimeRange *self, double factor, double anchor);

/** sluice_time_range_pan_by: Moves the view by @distance on the axis; ends do not move past the data. */
void sluice_time_range_pan_by (SluiceTimeRange *self, double distance);

/** sluice_time_range_reset_zoom: Shows the last span again. */
void sluice_time_range_reset_zoom (SluiceTimeRange *self);

/** sluice_time_range_get_zoomed: Returns: whether the interval was chosen by zooming or panning. */
gboolean sluice_time_range_get_zoomed (SluiceTimeRange *self);

/** sluice_time_range_reveal: Pans just so far that @row is visible. */
void sluice_time_range_reveal (SluiceTimeRange *self, guint row);

/** sluice_time_range_get_hovered: Returns: the row under the crosshair, or -1. */
int sluice_time_range_get_hovered (SluiceTimeRange *self);

/** sluice_time_range_set_hovered: Moves the crosshair of all charts to @row; -1 removes it. */
void sluice_time_range_set_hovered (SluiceTimeRange *self, int row);

/** sluice_time_range_get_selected: Returns: the selected (pinned) row, or -1. */
int sluice_time_range_get_selected (SluiceTimeRange *self);

/** sluice_time_range_set_selected: Selects @row everywhere and freezes the view; -1 selects none. */
void sluice_time_range_set_selected (SluiceTimeRange *self, int row);

/** sluice_time_range_get_paused: Returns: whether the view was frozen with set_paused(). */
gboolean sluice_time_range_get_paused (SluiceTimeRange *self);

/** sluice_time_range_set_paused: Freezes the view, not the query. */
void sluice_time_range_set_paused (SluiceTimeRange *self, gboolean paused);

/** sluice_time_range_get_following: Returns: whether the view is live. */
gboolean sluice_time_range_get_following (SluiceTimeRange *self);

/** sluice_time_range_follow_newest: Makes the view live: no selection, no zoom, no pause. */
void sluice_time_range_follow_newest (SluiceTimeRange *self);

/** sluice_time_range_get_n_newer: Returns: how many batches came since the view was frozen. */
guint sluice_time_range_get_n_newer (SluiceTimeRange *self);

G_END_DECLS
