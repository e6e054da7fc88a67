/* test-chart-data.c: the table of batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "charts/sluice-chart-data.h"

static const SluiceChartSeries rate
    = { "rate", "Rate", SLUICE_CHART_UNIT_ROWS_PER_SECOND, SLUICE_CHART_LINE, 3 };
static const SluiceChartSeries rows
    = { "rows", NULL, SLUICE_CHART_UNIT_ROWS, SLUICE_CHART_COLUMN, -1 };

static void
test_values (void)
{
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();
  guint row;

  g_assert_cmpuint (sluice_chart_data_add_series (data, &rate), ==, 0);
  row = sluice_chart_data_append (data, 7, 1000, SLUICE_CHART_BATCH_FAILED);
  g_assert_cmpuint (row, ==, 0);
  g_assert_true (isnan (sluice_chart_data_get_value (data, 0, 0)));

  sluice_chart_data_set_value (data, 0, 0, 12.5);
  g_assert_cmpfloat (sluice_chart_data_get_value (data, 0, 0), ==, 12.5);
  g_assert_cmpint (sluice_chart_data_get_batch_id (data, 0), ==, 7);
  g_assert_cmpint (sluice_chart_data_get_time (data, 0), ==, 1000);
  g_assert_cmpint (sluice_chart_data_get_flags (data, 0), ==, SLUICE_CHART_BATCH_FAILED);

  /* A series that comes later has no values before. */
  g_assert_cmpuint (sluice_chart_data_add_series (data, &rows), ==, 1);
  g_assert_true (isnan (sluice_chart_data_get_value (data, 0, 1)));
  g_assert_cmpstr (sluice_chart_data_get_series (data, 1)->title, ==, "rows");
  g_assert_cmpint (sluice_chart_data_get_series (data, 1)->colour, ==, 1);

  /* What is not charted is no mistake; what is not finite has no place. */
  g_assert_false (sluice_chart_data_set (data, 0, "unknown", 1));
  g_assert_true (sluice_chart_data_set (data, 0, "rows", INFINITY));
  g_assert_true (isnan (sluice_chart_data_get_value (data, 0, 1)));
}

static void
test_replace_series (void)
{
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();
  SluiceChartSeries renamed = rate;

  sluice_chart_data_add_series (data, &rate);
  sluice_chart_data_append (data, 0, 0, 0);
  sluice_chart_data_set_value (data, 0, 0, 5);
  renamed.title = "Renamed";
  g_assert_cmpuint (sluice_chart_data_add_series (data, &renamed), ==, 0);
  g_assert_cmpuint (sluice_chart_data_get_n_series (data), ==, 1);
  g_assert_cmpstr (sluice_chart_data_get_series (data, 0)->title, ==, "Renamed");
  g_assert_cmpfloat (sluice_chart_data_get_value (data, 0, 0), ==, 5);
}

static void
test_growth (void)
{
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();

  sluice_chart_data_add_series (data, &rate);
  for (guint i = 0; i < 1000; i++)
    {
      sluice_chart_data_append (data, i, i * 10, 0);
      if (i % 2 == 0)
        sluice_chart_data_set_value (data, i, 0, i);
    }
  sluice_chart_data_add_series (data, &rows);
  for (guint i = 0; i < 1000; i++)
    {
      double value = sluice_chart_data_get_value (data, i, 0);

      if (i % 2 == 0)
        g_assert_cmpfloat (value, ==, i);
      else
        g_assert_true (isnan (value));
      g_assert_true (isnan (sluice_chart_data_get_value (data, i, 1)));
    }
  g_assert_cmpuint (sluice_chart_data_lower_bound (data, 0), ==, 0);
  g_assert_cmpuint (sluice_chart_data_lower_bound (data, 41), ==, 5);
  g_assert_cmpuint (sluice_chart_data_lower_bound (data, 99999), ==, 1000);
}

static void
test_clock_goes_back (void)
{
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();

  sluice_chart_data_append (data, 4, 5000, 0);
  sluice_chart_data_append (data, 4, 3000, SLUICE_CHART_BATCH_NEW_RUN);
  g_assert_cmpint (sluice_chart_data_get_time (data, 1), ==, 3000);
  g_assert_cmpint (sluice_chart_data_get_position (data, 1), ==, 5000);
  g_assert_cmpint (sluice_chart_data_find_batch (data, 4), ==, 1);
  g_assert_cmpint (sluice_chart_data_find_batch (data, 5), ==, -1);
}

typedef struct
{
  guint n_calls;
  guint first;
} Changes;

static void
changed_cb (SluiceChartData *data, guint first, gpointer user_data)
{
  Changes *changes = user_data;

  changes->n_calls++;
  changes->first = first;
}

static void
test_changes_are_coalesced (void)
{
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();
  Changes changes = { 0 };

  sluice_chart_data_add_series (data, &rate);
  g_signal_connect (data, "changed", G_CALLBACK (changed_cb), &changes);
  for (guint i = 0; i < 100; i++)
    sluice_chart_data_append (data, i, i, 0);
  g_assert_cmpuint (changes.n_calls, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (changes.n_calls, ==, 1);
  g_assert_cmpuint (changes.first, ==, 0);

  sluice_chart_data_set_value (data, 60, 0, 1);
  sluice_chart_data_set_flags (data, 40, SLUICE_CHART_BATCH_FAILED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (changes.n_calls, ==, 2);
  g_assert_cmpuint (changes.first, ==, 40);

  /* The same flags again are no change. */
  sluice_chart_data_set_flags (data, 40, SLUICE_CHART_BATCH_FAILED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (changes.n_calls, ==, 2);
}

static void
test_marks_and_clear (void)
{
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();
  const SluiceChartMark *marks;
  guint n_marks;

  sluice_chart_data_add_series (data, &rate);
  for (guint i = 0; i < 5; i++)
    sluice_chart_data_append (data, i, i, 0);
  sluice_chart_data_set_value (data, 0, 0, 9);
  sluice_chart_data_add_mark (data, 4, "late");
  sluice_chart_data_add_mark (data, 1, "edited");
  marks = sluice_chart_data_get_marks (data, &n_marks);
  g_assert_cmpuint (n_marks, ==, 2);
  g_assert_cmpstr (marks[0].text, ==, "edited");
  g_assert_cmpuint (marks[1].row, ==, 4);

  sluice_chart_data_clear (data);
  sluice_chart_data_get_marks (data, &n_marks);
  g_assert_cmpuint (n_marks, ==, 0);
  g_assert_cmpuint (sluice_chart_data_get_n_batches (data), ==, 0);
  sluice_chart_data_append (data, 0, 0, 0);
  g_assert_true (isnan (sluice_chart_data_get_value (data, 0, 0)));
}

static void
test_finalize (void)
{
  SluiceChartData *data = sluice_chart_data_new ();

  /* With a change still to be told. */
  sluice_chart_data_append (data, 0, 0, 0);
  g_assert_finalize_object (data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/data/values", test_values);
  g_test_add_func ("/charts/data/replace-series", test_replace_series);
  g_test_add_func ("/charts/data/growth", test_growth);
  g_test_add_func ("/charts/data/clock-goes-back", test_clock_goes_back);
  g_test_add_func ("/charts/data/changes-are-coalesced", test_changes_are_coalesced);
  g_test_add_func ("/charts/data/marks-and-clear", test_marks_and_clear);
  g_test_add_func ("/charts/data/finalize", test_finalize);

  return g_test_run ();
}
