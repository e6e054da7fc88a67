/* sluice-run-series.c: from the reports of a run to the series of its charts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-run-series.h"

#include <glib/gi18n.h>

#define N_COLOURS 8

/* A colour means the same series everywhere. */
static const SluiceChartSeries common[] = {
  { "inputRowsPerSecond", N_ ("Input"), SLUICE_CHART_UNIT_ROWS_PER_SECOND, SLUICE_CHART_LINE, 0,
    SLUICE_CHART_DASH_SOLID, SLUICE_CHART_MARKER_CIRCLE },
  { "processedRowsPerSecond", N_ ("Process"), SLUICE_CHART_UNIT_ROWS_PER_SECOND, SLUICE_CHART_LINE, 1,
    SLUICE_CHART_DASH_LONG, SLUICE_CHART_MARKER_SQUARE },
  { "triggerExecution", N_ ("Batch duration"), SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 0 },
  { "latestOffset", "latestOffset", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 6 },
  { "getBatch", "getBatch", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 2 },
  { "queryPlanning", "queryPlanning", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 3 },
  { "walCommit", "walCommit", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 5 },
  { "addBatch", "addBatch", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 0 },
  { "commitOffsets", "commitOffsets", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 1 },
  { "numRowsUpdated", N_ ("Updated"), SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 2 },
  { "numRowsRemoved", N_ ("Removed"), SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 5 },
  { "memoryUsedBytes", N_ ("State memory"), SLUICE_CHART_UNIT_BYTES, SLUICE_CHART_AREA, 3 },
  { "watermarkGap", N_ ("Newest event − watermark"), SLUICE_CHART_UNIT_GAP, SLUICE_CHART_LINE, 5,
    SLUICE_CHART_DASH_SOLID, SLUICE_CHART_MARKER_DIAMOND },
  { "numInputRowsDroppedByWatermark", N_ ("Input rows"), SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 1 },
  { "numRowsDroppedByWatermark", N_ ("Spark’s count"), SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 5 },
};

void
sluice_run_series_define (SluiceChartData *data)
{
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    {
      SluiceChartSeries series = common[i];

      series.title = _ (series.title);
      sluice_chart_data_add_series (data, &series);
    }
}

static void
set_numbered (SluiceChartData  *data,
              guint             row,
              const char       *id,
              const char       *title,
              SluiceChartStyle  style,
              guint             index,
              double            value)
{
  if (sluice_chart_data_find_series (data, id) < 0)
    {
      SluiceChartSeries series = {
        .id = id,
        .title = title,
        .unit = SLUICE_CHART_UNIT_ROWS,
        .style = style,
        .colour = (style == SLUICE_CHART_LINE ? 4 + index : index) % N_COLOURS,
        .dash = style == SLUICE_CHART_LINE ? index % 4 : SLUICE_CHART_DASH_SOLID,
      };

      sluice_chart_data_add_series (data, &series);
    }
  sluice_chart_data_set (data, row, id, value);
}

static void
set_sources (SluiceChartData *data, guint row, SluiceProgress *progress)
{
  for (guint i = 0; i < progress->n_sources; i++)
    {
      const SluiceSourceProgress *source = &progress->sources[i];
      g_autofree char *id = g_strconcat ("numInputRows.", source->node_id, NULL);

      set_numbered (data, row, id, source->node_id, SLUICE_CHART_COLUMN, i == 0 ? 0 : 5 + i,
                    source->num_input_rows);
    }
}

static void
set_state (SluiceChartData *data, guint row, SluiceProgress *progress)
{
  gint64 updated = 0, removed = 0, memory = 0, dropped = 0, dropped_input = 0;

  for (guint i = 0; i < progress->n_state_operators; i++)
    {
      const SluiceStateFigures *figures = &progress->state_operators[i];
      g_autofree char *id = g_strdup_printf ("numRowsTotal.%u", i);
      g_autofree char *title = progress->n_state_operators == 1
                                 ? g_strdup (_ ("State rows"))
                                 : g_strdup_printf ("%s %u", figures->operator_name, i + 1);

      set_numbered (data, row, id, title, SLUICE_CHART_LINE, i, figures->num_rows_total);
      updated += figures->num_rows_updated;
      removed += figures->num_rows_removed;
      memory += figures->memory_used_bytes;
      dropped += figures->num_rows_dropped_by_watermark;
      dropped_input += figures->num_input_rows_dropped_by_watermark;
    }
  if (progress->n_state_operators == 0)
    return;

  sluice_chart_data_set (data, row, "numRowsUpdated", updated);
  sluice_chart_data_set (data, row, "numRowsRemoved", removed);
  sluice_chart_data_set (data, row, "memoryUsedBytes", memory);
  sluice_chart_data_set (data, row, "numRowsDroppedByWatermark", dropped);
  sluice_chart_data_set (data, row, "numInputRowsDroppedByWatermark", dropped_input);
}

void
sluice_run_series_append (SluiceChartData *data, SluiceProgress *progress, gint64 trigger_us)
{
  SluiceChartBatchFlags flags = SLUICE_CHART_BATCH_OK;
  guint row;

  if (trigger_us > 0 && progress->batch_duration_us > trigger_us)
    flags |= SLUICE_CHART_BATCH_OVER_TRIGGER;
  if (progress->num_input_rows == 0)
    flags |= SLUICE_CHART_BATCH_NO_DATA;
  row = sluice_chart_data_append (data, progress->batch_id, progress->timestamp_ms, flags);

  sluice_chart_data_set (data, row, "inputRowsPerSecond", progress->input_rows_per_second);
  sluice_chart_data_set (data, row, "processedRowsPerSecond", progress->processed_rows_per_second);
  sluice_chart_data_set (data, row, "triggerExecution", progress->batch_duration_us / 1000.0);
  for (guint i = 0; i < SLUICE_N_PHASES; i++)
    if (progress->has_phase[i])
      sluice_chart_data_set (data, row, sluice_phase_name (i), progress->durations_us[i] / 1000.0);
  set_sources (data, row, progress);
  set_state (data, row, progress);
  /* Before the first event the watermark is 1970: a gap to it would say nothing. */
  if (progress->has_watermark && progress->has_event_times && progress->watermark_ms > 0)
    sluice_chart_data_set (data, row, "watermarkGap",
                           (progress->event_max_ms - progress->watermark_ms) / 1000.0);
}
