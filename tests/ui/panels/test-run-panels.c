/* test-run-panels.c: rows, charts and log of a run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/sluice-charts-panel.h"
#include "app/sluice-data-panel.h"
#include "app/sluice-log-panel.h"
#include "charts/sluice-chart-grid.h"

#define N_FILES 6
#define N_ROWS 20

typedef struct
{
  char *directory;
  SluicePipeline *pipeline;
  SluiceRun *run;
} Fixture;

static void
wait_for_batch (SluiceRun *run, gint64 batch)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (sluice_run_get_newest_batch (run) < batch && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpint (sluice_run_get_newest_batch (run), >=, batch);
}

static void
settle (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

/* Six files of twenty rows, numbered through: a file is a micro-batch. */
static char *
write_files (Fixture *fixture)
{
  fixture->directory = g_dir_make_tmp ("sluice-panels-XXXXXX", NULL);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.json", fixture->directory, i);
      g_autoptr (GString) rows = g_string_new (NULL);

      for (guint j = 0; j < N_ROWS; j++)
        g_string_append_printf (rows, "{\"value\": %u, \"name\": null}\n", i * N_ROWS + j);
      g_assert_true (g_file_set_contents (path, rows->str, rows->len, NULL));
    }

  return g_strdup_printf (
    "{ \"sluice\": 1, \"nodes\": { \"ticks\": { \"op\": \"readStream\", \"format\": \"json\","
    " \"schema\": \"value INT, name STRING\","
    " \"options\": { \"path\": \"%s\", \"maxFilesPerTrigger\": 1 } },"
    " \"out\": { \"op\": \"writeStream\", \"input\": \"ticks\", \"format\": \"noop\" } } }",
    fixture->directory);
}

static void
remove_files (Fixture *fixture)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.json", fixture->directory, i);

      g_unlink (path);
    }
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = write_files (fixture);
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);
  g_autoptr (SluiceQueryPlan) plan = NULL;

  g_assert_no_error (error);
  fixture->pipeline = sluice_pipeline_new ();
  sluice_pipeline_apply (fixture->pipeline, document, "Open", NULL);
  plan = sluice_analysis_get_query (sluice_pipeline_ensure_analysis (fixture->pipeline), "out", &error);
  g_assert_no_error (error);
  fixture->run = sluice_run_new (plan);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  if (sluice_run_get_state (fixture->run) != SLUICE_QUERY_NEW)
    sluice_run_stop (fixture->run, TRUE);
  for (guint i = 0; i < 5000 && sluice_run_is_active (fixture->run); i++)
    settle (2);
  g_assert_finalize_object (fixture->run);
  g_assert_finalize_object (fixture->pipeline);
  remove_files (fixture);
}

static void
test_data (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *window = gtk_window_new ();
  SluiceDataPanel *panel = SLUICE_DATA_PANEL (g_object_ref_sink (sluice_data_panel_new ()));
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_auto (GStrv) lines = NULL;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (panel));
  gtk_window_present (GTK_WINDOW (window));
  g_object_set (panel, "pipeline", fixture->pipeline, "node", "ticks", NULL);
  settle (50);
  g_assert_cmpuint (g_list_model_get_n_items (sluice_data_panel_get_model (panel)), ==, 0);

  g_object_set (panel, "run", fixture->run, NULL);
  sluice_run_start (fixture->run, FALSE);
  wait_for_batch (fixture->run, 2);
  settle (400);
  g_assert_cmpuint (g_list_model_get_n_items (sluice_data_panel_get_model (panel)), ==, 20);
  g_object_set (panel, "batch", G_GINT64_CONSTANT (1), NULL);
  g_assert_nonnull (strstr (sluice_data_panel_get_title (panel), "batch 1"));

  /* The rows are numbered through, and files of one time may come in any order. */
  csv = sluice_data_panel_to_text (panel, "csv");
  lines = g_strsplit (csv, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "value,name");
  g_assert_cmpuint (g_strv_length (lines), ==, 22);
  json = sluice_data_panel_to_text (panel, "json");
  g_assert_nonnull (strstr (json, "\"name\":null"));

  g_object_set (panel, "run", NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  settle (50);
  g_assert_finalize_object (panel);
}

static void
test_charts (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *window = gtk_window_new ();
  SluiceChartsPanel *panel = SLUICE_CHARTS_PANEL (g_object_ref_sink (sluice_charts_panel_new ()));
  SluiceTimeRange *range;
  SluiceChartData *data;
  gint64 selected;
  int series;

  gtk_window_set_default_size (GTK_WINDOW (window), 800, 500);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (panel));
  gtk_window_present (GTK_WINDOW (window));
  sluice_run_start (fixture->run, FALSE);
  wait_for_batch (fixture->run, 0);
  /* What ran before the panel saw the run is there too. */
  g_object_set (panel, "run", fixture->run, NULL);
  wait_for_batch (fixture->run, 3);
  settle (100);
  range = sluice_charts_panel_get_range (panel);
  data = sluice_time_range_get_data (range);
  g_assert_cmpint (sluice_chart_data_get_batch_id (data, 0), ==, 0);
  series = sluice_chart_data_find_series (data, "numInputRows.ticks");
  g_assert_cmpint (series, >=, 0);
  g_assert_cmpfloat (sluice_chart_data_get_value (data, 2, series), ==, 20);

  g_object_set (panel, "selected-batch", G_GINT64_CONSTANT (2), NULL);
  g_object_get (panel, "selected-batch", &selected, NULL);
  g_assert_cmpint (selected, ==, 2);
  g_assert_cmpint (sluice_time_range_get_selected (range), ==, 2);
  sluice_time_range_follow_newest (range);
  g_object_get (panel, "selected-batch", &selected, NULL);
  g_assert_cmpint (selected, ==, -1);

  g_object_set (panel, "run", NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  settle (50);
  g_assert_finalize_object (panel);
}

static void
test_log (Fixture *fixture, gconstpointer user_data)
{
  SluiceLogPanel *panel = SLUICE_LOG_PANEL (g_object_ref_sink (sluice_log_panel_new ()));
  g_autofree char *log = NULL;

  g_object_set (panel, "run", fixture->run, NULL);
  sluice_run_start (fixture->run, FALSE);
  wait_for_batch (fixture->run, 1);
  sluice_run_stop (fixture->run, FALSE);
  for (guint i = 0; i < 5000 && sluice_run_is_active (fixture->run); i++)
    settle (2);
  log = sluice_log_panel_get_text (panel);
  g_assert_nonnull (strstr (log, "batch 0 · 20 rows in"));
  g_assert_nonnull (strstr (log, "Stopped"));
  g_assert_finalize_object (panel);
}

static void
collect_labels (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_labels (child, text);
}

static SluiceRun *
run_document (const char *text, const char *sink)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autoptr (SluiceQueryPlan) plan = NULL;

  g_assert_no_error (error);
  analysis = sluice_analysis_new (document, "/", NULL);
  plan = sluice_analysis_get_query (analysis, sink, &error);
  g_assert_no_error (error);

  return sluice_run_new (plan);
}

static void
wait_for_end (SluiceRun *run)
{
  for (guint i = 0; i < 5000 && sluice_run_is_active (run); i++)
    settle (2);
  g_assert_false (sluice_run_is_active (run));
  settle (50);
}

/* Without a micro-batch there are no charts but a reason. */
static void
test_failure (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *window = gtk_window_new ();
  SluiceChartsPanel *panel = SLUICE_CHARTS_PANEL (g_object_ref_sink (sluice_charts_panel_new ()));
  g_autoptr (SluiceRun) run
    = run_document ("{ \"sluice\": 1, \"nodes\": { \"clicks\": { \"op\": \"readStream\", \"format\": \"json\","
                    " \"schema\": \"n INT\", \"options\": { \"path\": \"/no/such/folder\" } },"
                    " \"out\": { \"op\": \"writeStream\", \"input\": \"clicks\", \"format\": \"noop\" } } }",
                    "out");
  g_autoptr (GString) said = g_string_new (NULL);

  gtk_window_set_default_size (GTK_WINDOW (window), 800, 500);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (panel));
  gtk_window_present (GTK_WINDOW (window));
  g_object_set (panel, "run", run, NULL);
  sluice_run_start (run, FALSE);
  wait_for_end (run);
  g_assert_cmpint (sluice_run_get_state (run), ==, SLUICE_QUERY_FAILED);
  collect_labels (GTK_WIDGET (panel), said);
  g_assert_nonnull (strstr (said->str, "The First Batch Failed"));
  g_assert_nonnull (strstr (said->str, "/no/such/folder"));
  g_assert_nonnull (strstr (said->str, "“clicks”"));
  g_assert_null (strstr (said->str, "hidden"));

  /* The next run starts with charts again. */
  g_object_set (panel, "run", fixture->run, NULL);
  sluice_run_start (fixture->run, FALSE);
  wait_for_batch (fixture->run, 1);
  settle (100);
  g_string_truncate (said, 0);
  collect_labels (GTK_WIDGET (panel), said);
  g_assert_null (strstr (said->str, "Failed"));
  g_object_set (panel, "run", NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  settle (50);
  g_assert_finalize_object (panel);
}

static void
never_new_cb (SluiceRun *run)
{
  g_assert_cmpint (sluice_run_get_state (run), !=, SLUICE_QUERY_NEW);
}

/* What a console sink prints stands in the log, batch by batch, with the lines about the batches between. */
static void
test_console (Fixture *fixture, gconstpointer user_data)
{
  SluiceLogPanel *panel = SLUICE_LOG_PANEL (g_object_ref_sink (sluice_log_panel_new ()));
  g_autofree char *text = g_strdup_printf (
    "{ \"sluice\": 1, \"nodes\": { \"ticks\": { \"op\": \"readStream\", \"format\": \"json\","
    " \"schema\": \"value INT\", \"options\": { \"path\": \"%s\", \"maxFilesPerTrigger\": 3 } },"
    " \"out\": { \"op\": \"writeStream\", \"input\": \"ticks\", \"format\": \"console\","
    " \"trigger\": { \"availableNow\": true } } } }",
    fixture->directory);
  g_autoptr (SluiceRun) run = run_document (text, "out");
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autofree char *log = NULL;
  const char *table, *line, *second;

  g_ptr_array_add (runs, run);
  g_ptr_array_add (runs, fixture->run);
  sluice_log_panel_set_runs (panel, runs);
  /* What has begun doesn't look as if it hadn't, whatever is told first. */
  g_signal_connect (run, "notify::state", G_CALLBACK (never_new_cb), NULL);
  sluice_run_start (run, FALSE);
  wait_for_end (run);
  log = sluice_log_panel_get_text (panel);
  g_test_message ("%s", log);
  table = strstr (log, "Batch: 0\n");
  line = strstr (log, "out · batch 0 · 60 rows in");
  second = strstr (log, "Batch: 1\n");
  g_assert_nonnull (table);
  g_assert_nonnull (line);
  g_assert_nonnull (second);
  g_assert_true (table < line && line < second);
  g_assert_nonnull (strstr (table, "|value|"));
  g_assert_nonnull (strstr (table, "only showing top 20 rows"));
  g_assert_finalize_object (panel);
}

/* Whole rows of charts fill what is seen of them. */
static void
test_chart_rows (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *grid = sluice_chart_grid_new ();
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();
  g_autoptr (SluiceTimeRange) range = sluice_time_range_new (data);
  int natural, fitted, minimum;

  for (guint i = 0; i < 6; i++)
    sluice_chart_grid_append (SLUICE_CHART_GRID (grid), SLUICE_CHART (sluice_chart_new (range, "Chart")));
  gtk_window_set_child (GTK_WINDOW (window), grid);
  gtk_widget_measure (gtk_widget_get_first_child (grid), GTK_ORIENTATION_VERTICAL, 360, &minimum, &natural, NULL,
                      NULL);
  /* Two columns, three rows, 12 between them. One row has room, and then it has all of it. */
  sluice_chart_grid_set_view_height (SLUICE_CHART_GRID (grid), minimum + 40);
  gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, 800, NULL, &fitted, NULL, NULL);
  g_assert_cmpint (fitted, ==, 3 * (minimum + 40) + 24);
  sluice_chart_grid_set_view_height (SLUICE_CHART_GRID (grid), 2 * (minimum + 10) + 12);
  gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, 800, NULL, &fitted, NULL, NULL);
  g_assert_cmpint (fitted, ==, 3 * (minimum + 10) + 24);
  /* Too little room: it is scrolled, no chart is crushed. */
  sluice_chart_grid_set_view_height (SLUICE_CHART_GRID (grid), 20);
  gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, 800, NULL, &fitted, NULL, NULL);
  g_assert_cmpint (fitted, ==, 3 * minimum + 24);
  gtk_window_destroy (GTK_WINDOW (window));
  settle (20);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/data-panel/rows", test_data);
  ADD ("/charts-panel/series", test_charts);
  ADD ("/charts-panel/failure", test_failure);
  ADD ("/charts-panel/rows", test_chart_rows);
  ADD ("/log-panel/lines", test_log);
  ADD ("/log-panel/console", test_console);

  return g_test_run ();
}
