/* test-chart-range.c: the interval that all charts share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-time-range.h"

typedef struct
{
  SluiceChartData *data;
  SluiceTimeRange *range;
} Fixture;

static void
append (Fixture *fixture, guint n_batches)
{
  for (guint i = 0; i < n_batches; i++)
    {
      guint row = sluice_chart_data_get_n_batches (fixture->data);

      sluice_chart_data_append (fixture->data, row, row * 1000, 0);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->data = sluice_chart_data_new ();
  fixture->range = sluice_time_range_new (fixture->data);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_finalize_object (fixture->range);
  g_assert_finalize_object (fixture->data);
}

static void
assert_rows (Fixture *fixture, guint first, guint end)
{
  guint actual_first;
  guint actual_end;

  sluice_time_range_get_rows (fixture->range, &actual_first, &actual_end);
  g_assert_cmpuint (actual_first, ==, first);
  g_assert_cmpuint (actual_end, ==, end);
}

static void
test_follows (Fixture *fixture, gconstpointer user_data)
{
  append (fixture, 400);
  g_assert_true (sluice_time_range_get_following (fixture->range));
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_50_BATCHES);
  assert_rows (fixture, 350, 400);
  append (fixture, 10);
  assert_rows (fixture, 360, 410);
  /* A minute before second 409, and the margin of 1.2 % at the edge. */
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_1_MINUTE);
  assert_rows (fixture, 349, 410);
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_ALL);
  assert_rows (fixture, 0, 410);
  sluice_time_range_set_axis (fixture->range, SLUICE_TIME_RANGE_AXIS_BATCH);
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_100_BATCHES);
  assert_rows (fixture, 310, 410);
}

static void
test_selection_freezes (Fixture *fixture, gconstpointer user_data)
{
  append (fixture, 100);
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_50_BATCHES);
  sluice_time_range_set_selected (fixture->range, 70);
  g_assert_false (sluice_time_range_get_following (fixture->range));
  append (fixture, 12);
  assert_rows (fixture, 50, 100);
  g_assert_cmpuint (sluice_time_range_get_n_newer (fixture->range), ==, 12);

  sluice_time_range_follow_newest (fixture->range);
  g_assert_true (sluice_time_range_get_following (fixture->range));
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, -1);
  g_assert_cmpuint (sluice_time_range_get_n_newer (fixture->range), ==, 0);
  assert_rows (fixture, 62, 112);
}

static void
test_pause (Fixture *fixture, gconstpointer user_data)
{
  append (fixture, 100);
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_50_BATCHES);
  sluice_time_range_set_paused (fixture->range, TRUE);
  append (fixture, 5);
  assert_rows (fixture, 50, 100);
  g_assert_cmpuint (sluice_time_range_get_n_newer (fixture->range), ==, 5);
  sluice_time_range_set_paused (fixture->range, FALSE);
  assert_rows (fixture, 55, 105);
}

static void
test_zoom_and_pan (Fixture *fixture, gconstpointer user_data)
{
  double low;
  double high;

  append (fixture, 100);
  sluice_time_range_zoom_to (fixture->range, 20000, 30000);
  g_assert_true (sluice_time_range_get_zoomed (fixture->range));
  assert_rows (fixture, 20, 31);
  append (fixture, 1);
  assert_rows (fixture, 20, 31);

  sluice_time_range_zoom_by (fixture->range, 0.5, 25000);
  sluice_time_range_get_interval (fixture->range, &low, &high);
  g_assert_cmpfloat (low, ==, 22500);
  g_assert_cmpfloat (high, ==, 27500);

  sluice_time_range_pan_by (fixture->range, 10000);
  assert_rows (fixture, 33, 38);
  /* Not past the data: half of the view still has batches. */
  sluice_time_range_pan_by (fixture->range, 1e9);
  sluice_time_range_get_interval (fixture->range, &low, &high);
  g_assert_cmpfloat (low, ==, 97500);

  /* Both axes show the same batches. */
  sluice_time_range_zoom_to (fixture->range, 20000, 30000);
  sluice_time_range_set_axis (fixture->range, SLUICE_TIME_RANGE_AXIS_BATCH);
  assert_rows (fixture, 20, 31);

  /* The shortest view is two batches. */
  sluice_time_range_zoom_to (fixture->range, 25, 25);
  sluice_time_range_get_interval (fixture->range, &low, &high);
  g_assert_cmpfloat (high - low, ==, 2);

  sluice_time_range_reset_zoom (fixture->range);
  g_assert_true (sluice_time_range_get_following (fixture->range));
  assert_rows (fixture, 0, 101);
}

static void
test_nearest_batch (Fixture *fixture, gconstpointer user_data)
{
  g_assert_cmpint (sluice_time_range_place_to_row (fixture->range, 5), ==, -1);
  append (fixture, 100);
  sluice_time_range_zoom_to (fixture->range, 20000, 30000);
  g_assert_cmpint (sluice_time_range_place_to_row (fixture->range, 25400), ==, 25);
  g_assert_cmpint (sluice_time_range_place_to_row (fixture->range, 25600), ==, 26);
  /* Only what is visible, also beyond the edges. */
  g_assert_cmpint (sluice_time_range_place_to_row (fixture->range, 0), ==, 20);
  g_assert_cmpint (sluice_time_range_place_to_row (fixture->range, 9e9), ==, 30);
}

static void
test_reveal (Fixture *fixture, gconstpointer user_data)
{
  append (fixture, 100);
  sluice_time_range_zoom_to (fixture->range, 20000, 40000);
  sluice_time_range_reveal (fixture->range, 30);
  assert_rows (fixture, 20, 41);
  sluice_time_range_reveal (fixture->range, 50);
  assert_rows (fixture, 31, 52);
  sluice_time_range_reveal (fixture->range, 3);
  assert_rows (fixture, 2, 23);
}

static void
test_clear (Fixture *fixture, gconstpointer user_data)
{
  append (fixture, 10);
  sluice_time_range_set_selected (fixture->range, 5);
  sluice_time_range_set_hovered (fixture->range, 7);
  sluice_chart_data_clear (fixture->data);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, -1);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, -1);
  g_assert_true (sluice_time_range_get_following (fixture->range));
  assert_rows (fixture, 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/charts/range/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("follows", test_follows);
  ADD ("selection-freezes", test_selection_freezes);
  ADD ("pause", test_pause);
  ADD ("zoom-and-pan", test_zoom_and_pan);
  ADD ("nearest-batch", test_nearest_batch);
  ADD ("reveal", test_reveal);
  ADD ("clear", test_clear);
#undef ADD

  return g_test_run ();
}
