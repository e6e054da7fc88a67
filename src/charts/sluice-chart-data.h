/* sluice-chart-data.h: the table of batches that all charts of a run draw from.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "charts/sluice-chart-unit.h"

G_BEGIN_DECLS

/**
 * SluiceChartBatchFlags:
 * @SLUICE_CHART_BATCH_OK: a batch with rows, within its trigger
 * @SLUICE_CHART_BATCH_OVER_TRIGGER: it took longer than the trigger interval
 * @SLUICE_CHART_BATCH_NO_DATA: it had no input row (a no-data batch)
 * @SLUICE_CHART_BATCH_FAILED: it ended with an error
 * @SLUICE_CHART_BATCH_RECOVERED: it ran again after a failure or a crash
 * @SLUICE_CHART_BATCH_IDLE_BEFORE: the query was idle before it: lines are not drawn across
 * @SLUICE_CHART_BATCH_NEW_RUN: the first batch of a new run of the query (Spark's runId changed)
 *
 * What is to be told of a batch beside its numbers.
 */
typedef enum
{
  SLUICE_CHART_BATCH_OK = 0,
  SLUICE_CHART_BATCH_OVER_TRIGGER = 1 << 0,
  SLUICE_CHART_BATCH_NO_DATA = 1 << 1,
  SLUICE_CHART_BATCH_FAILED = 1 << 2,
  SLUICE_CHART_BATCH_RECOVERED = 1 << 3,
  SLUICE_CHART_BATCH_IDLE_BEFORE = 1 << 4,
  SLUICE_CHART_BATCH_NEW_RUN = 1 << 5,
} SluiceChartBatchFlags;

/** SluiceChartStyle: how a series is drawn. */
typedef enum
{
  SLUICE_CHART_LINE,
  SLUICE_CHART_COLUMN,
  SLUICE_CHART_AREA,
} SluiceChartStyle;

/** SluiceChartDash: the stroke of a line, so that colour is never the only difference. */
typedef enum
{
  SLUICE_CHART_DASH_SOLID,
  SLUICE_CHART_DASH_LONG,
  SLUICE_CHART_DASH_DOT,
  SLUICE_CHART_DASH_DASH_DOT,
} SluiceChartDash;

/** SluiceChartMarker: the mark on the points of a line when they are far enough apart. */
typedef enum
{
  SLUICE_CHART_MARKER_NONE,
  SLUICE_CHART_MARKER_CIRCLE,
  SLUICE_CHART_MARKER_SQUARE,
  SLUICE_CHART_MARKER_DIAMOND,
  SLUICE_CHART_MARKER_TRIANGLE,
} SluiceChartMarker;

/**
 * SluiceChartSeries:
 * @id: the name in exports and in the API, by preference Spark's field name ("inputRowsPerSecond")
 * @title: the name shown to the user, translated
 * @unit: what the values are
 * @style: how it is drawn
 * @colour: 0…7, an index of the palette that means the same series in the whole application;
 *   negative takes the next one
 * @dash: the stroke of its line
 * @marker: the mark of its points
 *
 * One column of numbers of the table.
 */
typedef struct
{
  const char *id;
  const char *title;
  SluiceChartUnit unit;
  SluiceChartStyle style;
  int colour;
  SluiceChartDash dash;
  SluiceChartMarker marker;
} SluiceChartSeries;

/**
 * SluiceChartMark:
 * @row: the batch it stands at
 * @text: what happened, translated ("Pipeline edited", "First late row dropped")
 *
 * A flag on the time axis.
 */
typedef struct
{
  guint row;
  char *text;
} SluiceChartMark;

#define SLUICE_TYPE_CHART_DATA (sluice_chart_data_get_type ())

/**
 * SluiceChartData:
 *
 * A table that only grows: a row per batch, with batch id, time and flags, and a column of doubles
 * per series; NaN stands for "no value". Values lie in plain arrays, so that a hundred thousand
 * batches cost a few megabytes and a pass over them microseconds. To be used from one thread.
 *
 * The signal `changed (first-row)` is emitted once per turn of the main loop, however many rows
 * were added; `first-row` is the lowest row that is new or differs. `series-changed` tells of a new
 * series, `cleared` that all rows are gone.
 */
G_DECLARE_FINAL_TYPE (SluiceChartData, sluice_chart_data, SLUICE, CHART_DATA, GObject)

/** sluice_chart_data_new: Returns: (transfer full): an empty table without series. */
SluiceChartData *sluice_chart_data_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_data_add_series:
 * @series: (transfer none): copied
 *
 * Adds a column; rows already there have no value in it. An id that is known is replaced in place
 * and keeps its values.
 *
 * Returns: the index of the series
 */
guint sluice_chart_data_add_series (SluiceChartData *self, const SluiceChartSeries *series);

/** sluice_chart_data_get_n_series: Returns: the number of series. */
guint sluice_chart_data_get_n_series (SluiceChartData *self);

/** sluice_chart_data_get_series: Returns: (transfer none): series @index, valid until it is replaced. */
const SluiceChartSeries *sluice_chart_data_get_series (SluiceChartData *self, guint index);

/** sluice_chart_data_find_series: Returns: the index of the series named @id, or -1. */
int sluice_chart_data_find_series (SluiceChartData *self, const char *id);

/**
 * sluice_chart_data_append:
 * @batch_id: Spark's batch id; may repeat after a restart
 * @time_ms: start of the batch, milliseconds since the epoch
 * @flags: what to tell of it
 *
 * Adds a batch without values.
 *
 * Returns: its row
 */
guint sluice_chart_data_append (SluiceChartData *self,
                                gint64 batch_id,
                                gint64 time_ms,
                                SluiceChartBatchFlags flags);

/** sluice_chart_data_set_flags: Changes the flags of @row, when an outcome is known later. */
void sluice_chart_data_set_flags (SluiceChartData *self, guint row, SluiceChartBatchFlags flags);

/**
 * sluice_chart_data_set_value:
 * @row: a row returned by sluice_chart_data_append()
 * @series: the index of a series
 * @value: in the series' unit; NaN for none
 *
 * Sets one value.
 */
void sluice_chart_data_set_value (SluiceChartData *self, guint row, guint series, double value);

/**
 * sluice_chart_data_set:
 * @id: the id of a series; one that is not there is ignored, so that a source of progress may
 *   report more than is charted
 *
 * Sets one value by the series' id.
 *
 * Returns: whether there is such a series
 */
gboolean sluice_chart_data_set (SluiceChartData *self, guint row, const char *id, double value);

/** sluice_chart_data_add_mark: Puts a flag with @text at @row on the time axis of all charts. */
void sluice_chart_data_add_mark (SluiceChartData *self, guint row, const char *text);

/** sluice_chart_data_get_marks: Returns: (transfer none) (array length=n_marks): marks by row. */
const SluiceChartMark *sluice_chart_data_get_marks (SluiceChartData *self, guint *n_marks);

/** sluice_chart_data_clear: Removes all rows and marks; series stay. */
void sluice_chart_data_clear (SluiceChartData *self);

/** sluice_chart_data_get_n_batches: Returns: the number of rows. */
guint sluice_chart_data_get_n_batches (SluiceChartData *self);

/** sluice_chart_data_get_batch_id: Returns: the batch id of @row. */
gint64 sluice_chart_data_get_batch_id (SluiceChartData *self, guint row);

/** sluice_chart_data_get_time: Returns: the time of @row in milliseconds since the epoch. */
gint64 sluice_chart_data_get_time (SluiceChartData *self, guint row);

/**
 * sluice_chart_data_get_position:
 *
 * Returns: the place of @row on a time axis: its time, or that of an earlier batch if the clock
 *   went back, so that positions never descend and can be bisected
 */
gint64 sluice_chart_data_get_position (SluiceChartData *self, guint row);

/** sluice_chart_data_get_flags: Returns: the flags of @row. */
SluiceChartBatchFlags sluice_chart_data_get_flags (SluiceChartData *self, guint row);

/** sluice_chart_data_get_value: Returns: the value of @series at @row, or NaN. */
double sluice_chart_data_get_value (SluiceChartData *self, guint row, guint series);

/**
 * sluice_chart_data_peek_values:
 *
 * Returns: (transfer none): all values of @series, one per row; valid until the next row or
 *   series is added. For loops over many rows.
 */
const double *sluice_chart_data_peek_values (SluiceChartData *self, guint series);

/** sluice_chart_data_peek_flags: Returns: (transfer none): as peek_values(), a byte of flags per row. */
const guint8 *sluice_chart_data_peek_flags (SluiceChartData *self);

/**
 * sluice_chart_data_lower_bound:
 *
 * Returns: the first row whose position is not below @time_ms; the number of rows if there is none
 */
guint sluice_chart_data_lower_bound (SluiceChartData *self, gint64 time_ms);

/** sluice_chart_data_find_batch: Returns: the newest row with @batch_id, or -1. */
int sluice_chart_data_find_batch (SluiceChartData *self, gint64 batch_id);

G_END_DECLS
