/* chart-fixture.c: made-up runs for the tests of charts, always the same.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "chart-fixture.h"

#include <math.h>

static const SluiceChartSeries series[] = {
  { "inputRowsPerSecond", "Input", SLUICE_CHART_UNIT_ROWS_PER_SECOND, SLUICE_CHART_LINE, 0,
    SLUICE_CHART_DASH_SOLID, SLUICE_CHART_MARKER_CIRCLE },
  { "processedRowsPerSecond", "Process", SLUICE_CHART_UNIT_ROWS_PER_SECOND, SLUICE_CHART_LINE, 1,
    SLUICE_CHART_DASH_LONG, SLUICE_CHART_MARKER_SQUARE },
  { "numInputRows.clicks", "clicks", SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 0 },
  { "numInputRows.views", "views", SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 6 },
  { "triggerExecution", "Batch duration", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 0 },
  { "latestOffset", "latestOffset", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 6 },
  { "getBatch", "getBatch", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 2 },
  { "queryPlanning", "queryPlanning", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 3 },
  { "walCommit", "walCommit", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 5 },
  { "addBatch", "addBatch", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 0 },
  { "commitOffsets", "commitOffsets", SLUICE_CHART_UNIT_DURATION, SLUICE_CHART_COLUMN, 1 },
  { "numRowsTotal", "State rows", SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_LINE, 4,
    SLUICE_CHART_DASH_SOLID, SLUICE_CHART_MARKER_NONE },
  { "numRowsUpdated", "updated", SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 2 },
  { "memoryUsedBytes", "State memory", SLUICE_CHART_UNIT_BYTES, SLUICE_CHART_AREA, 3 },
  { "watermarkGap", "Gap", SLUICE_CHART_UNIT_GAP, SLUICE_CHART_LINE, 5, SLUICE_CHART_DASH_SOLID,
    SLUICE_CHART_MARKER_DIAMOND },
  { "lateRows", "Input rows", SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 1 },
  { "numRowsDroppedByWatermark", "Spark's count", SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, 5 },
};

static const char *const phases[]
    = { "latestOffset", "getBatch", "queryPlanning", "walCommit", "addBatch", "commitOffsets" };

SluiceChartData *
chart_fixture_data_new (void)
{
  SluiceChartData *data = sluice_chart_data_new ();

  for (guint i = 0; i < G_N_ELEMENTS (series); i++)
    sluice_chart_data_add_series (data, &series[i]);

  return data;
}

static SluiceChartBatchFlags
get_flags (SluiceChartScenario scenario, guint row)
{
  if (scenario != SLUICE_CHART_SCENARIO_EVENTFUL)
    return SLUICE_CHART_BATCH_OK;

  switch (row)
    {
    case 14:
    case 15:
    case 16:
      return SLUICE_CHART_BATCH_NO_DATA;
    case 30:
      return SLUICE_CHART_BATCH_FAILED;
    case 31:
      return SLUICE_CHART_BATCH_NEW_RUN | SLUICE_CHART_BATCH_RECOVERED;
    case 48:
      return SLUICE_CHART_BATCH_IDLE_BEFORE;
    default:
      return SLUICE_CHART_BATCH_OK;
    }
}

static void
append_one (SluiceChartData *data, SluiceChartScenario scenario, GRand *random)
{
  guint row = sluice_chart_data_get_n_batches (data);
  SluiceChartBatchFlags flags = get_flags (scenario, row);
  gint64 time
      = row > 0 ? sluice_chart_data_get_time (data, row - 1) + FIXTURE_TRIGGER : FIXTURE_START;
  double input = 1200 + 250 * sin (row / 7.) + g_rand_double_range (random, -90, 90);
  double speed = 1500 + 120 * cos (row / 5.) + g_rand_double_range (random, -60, 60);
  double rest = 1;
  double duration;

  if (flags & SLUICE_CHART_BATCH_IDLE_BEFORE)
    time += 30000;
  if (scenario == SLUICE_CHART_SCENARIO_BEHIND && row > 45)
    speed = input * (0.72 - 0.002 * (row - 45)) + g_rand_double_range (random, -20, 20);
  if (flags & SLUICE_CHART_BATCH_NO_DATA)
    input = speed = 0;
  duration = flags & SLUICE_CHART_BATCH_NO_DATA ? 90 : 2000 * input / speed * 0.86;
  if (row % 23 == 11)
    duration *= 1.5;
  if (duration > FIXTURE_TRIGGER)
    flags |= SLUICE_CHART_BATCH_OVER_TRIGGER;

  row = sluice_chart_data_append (
      data, row - (row > 30 && scenario == SLUICE_CHART_SCENARIO_EVENTFUL), time, flags);
  if (flags & SLUICE_CHART_BATCH_FAILED)
    return;

  sluice_chart_data_set (data, row, "inputRowsPerSecond", input);
  sluice_chart_data_set (data, row, "processedRowsPerSecond", speed);
  sluice_chart_data_set (data, row, "numInputRows.clicks", round (input * 1.4));
  sluice_chart_data_set (data, row, "numInputRows.views", round (input * 0.6));
  sluice_chart_data_set (data, row, "triggerExecution", round (duration));
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      static const double parts[] = { 0.05, 0.02, 0.08, 0.07, 0.7, 0.06 };
      double part = parts[i] * g_rand_double_range (random, 0.8, 1.1);

      sluice_chart_data_set (data, row, phases[i], round (duration * MIN (part, rest)));
    }
  sluice_chart_data_set (data, row, "numRowsTotal", 4000 + row * 110 - (row % 30) * 60);
  sluice_chart_data_set (data, row, "numRowsUpdated", input * 0.7);
  sluice_chart_data_set (data, row, "memoryUsedBytes", 1.2e6 + row * 4.1e4 - (row % 30) * 2e4);
  sluice_chart_data_set (data, row, "watermarkGap", 600 + 15 * (row % 20));
  sluice_chart_data_set (data, row, "lateRows", row % 9 == 4 ? 3 + row % 7 : 0);
  sluice_chart_data_set (data, row, "numRowsDroppedByWatermark", row % 9 == 4 ? 1 + row % 3 : 0);
}

void
chart_fixture_append (SluiceChartData *data, SluiceChartScenario scenario, guint n_batches)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7 + sluice_chart_data_get_n_batches (data));

  for (guint i = 0; i < n_batches; i++)
    append_one (data, scenario, random);
}

GtkWidget *
chart_fixture_rates_new (SluiceTimeRange *range)
{
  GtkWidget *chart = sluice_chart_new (range, "Input and Process Rate");

  sluice_chart_add_series (SLUICE_CHART (chart), "inputRowsPerSecond");
  sluice_chart_add_series (SLUICE_CHART (chart), "processedRowsPerSecond");
  sluice_chart_set_falling_behind (SLUICE_CHART (chart), "inputRowsPerSecond",
                                   "processedRowsPerSecond");
  sluice_chart_set_empty_text (SLUICE_CHART (chart), "No batch yet: next trigger in 8 s");

  return chart;
}

static SluiceChart *
append_chart (GtkWidget *grid, SluiceTimeRange *range, const char *title, const char *const *ids)
{
  GtkWidget *chart = sluice_chart_new (range, title);

  for (guint i = 0; ids[i] != NULL; i++)
    sluice_chart_add_series (SLUICE_CHART (chart), ids[i]);
  sluice_chart_set_empty_text (SLUICE_CHART (chart), "No batch yet: next trigger in 8 s");
  sluice_chart_grid_append (SLUICE_CHART_GRID (grid), SLUICE_CHART (chart));

  return SLUICE_CHART (chart);
}

GtkWidget *
chart_fixture_grid_new (SluiceTimeRange *range)
{
  GtkWidget *grid = sluice_chart_grid_new ();
  SluiceChart *chart;

  sluice_chart_grid_append (SLUICE_CHART_GRID (grid),
                            SLUICE_CHART (chart_fixture_rates_new (range)));
  chart = append_chart (grid, range, "Input Rows",
                        (const char *[]){ "numInputRows.clicks", "numInputRows.views", NULL });
  sluice_chart_set_stacked (chart, TRUE);
  chart
      = append_chart (grid, range, "Batch Duration", (const char *[]){ "triggerExecution", NULL });
  sluice_chart_set_reference (chart, FIXTURE_TRIGGER, "trigger 2 s");
  chart = append_chart (grid, range, "Operation Duration",
                        (const char *[]){ "latestOffset", "getBatch", "queryPlanning", "walCommit",
                                          "addBatch", "commitOffsets", NULL });
  sluice_chart_set_stacked (chart, TRUE);
  append_chart (grid, range, "State Rows",
                (const char *[]){ "numRowsUpdated", "numRowsTotal", NULL });
  append_chart (grid, range, "State Memory", (const char *[]){ "memoryUsedBytes", NULL });
  append_chart (grid, range, "Watermark Gap", (const char *[]){ "watermarkGap", NULL });
  append_chart (grid, range, "Dropped Late Rows",
                (const char *[]){ "lateRows", "numRowsDroppedByWatermark", NULL });

  return grid;
}

void
chart_fixture_load_css (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_path (provider, SOURCE_ROOT "/ui/charts.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static gboolean
stop_waiting_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
chart_fixture_wait (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, stop_waiting_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

GtkWidget *
chart_fixture_present (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  chart_fixture_wait (80);

  return window;
}
