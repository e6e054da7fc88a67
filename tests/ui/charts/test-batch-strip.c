/* test-batch-strip.c: the batch strip and sparklines.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "chart-fixture.h"
#include "charts/sluice-batch-bars.h"
#include "charts/sluice-batch-strip.h"
#include "charts/sluice-sparkline.h"

typedef struct
{
  SluiceChartData *data;
  SluiceTimeRange *range;
  GtkWidget *window;
  GtkWidget *strip;
  SluiceBatchBars *bars;
  GtkToggleButton *follow;
  guint n_activated;
  guint activated;
} Fixture;

static void
activated_cb (Fixture *fixture, guint row)
{
  fixture->n_activated++;
  fixture->activated = row;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *side;

  fixture->data = chart_fixture_data_new ();
  chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_EVENTFUL,
                        GPOINTER_TO_UINT (user_data));
  fixture->range = sluice_time_range_new (fixture->data);
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_50_BATCHES);
  fixture->strip = sluice_batch_strip_new (fixture->range);
  sluice_batch_strip_set_duration (SLUICE_BATCH_STRIP (fixture->strip), "triggerExecution",
                                   FIXTURE_TRIGGER);
  fixture->bars = SLUICE_BATCH_BARS (gtk_widget_get_first_child (fixture->strip));
  side = gtk_widget_get_last_child (fixture->strip);
  fixture->follow = GTK_TOGGLE_BUTTON (gtk_widget_get_first_child (side));
  g_signal_connect_swapped (fixture->strip, "batch-activated", G_CALLBACK (activated_cb), fixture);
  fixture->window = chart_fixture_present (fixture->strip, 600, 80);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *strip = g_object_ref (fixture->strip);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  chart_fixture_wait (20);
  g_assert_finalize_object (strip);
  g_assert_finalize_object (fixture->range);
  g_assert_finalize_object (fixture->data);
}

static void
test_shows_newest (Fixture *fixture, gconstpointer user_data)
{
  guint first;
  guint end;

  sluice_batch_bars_get_rows (fixture->bars, &first, &end);
  g_assert_cmpuint (end, ==, 200);
  g_assert_cmpuint (first, >, 100);
  g_assert_cmpint (sluice_batch_bars_row_at (fixture->bars, 1), ==, first);
  g_assert_cmpint (sluice_batch_bars_row_at (fixture->bars, -1), ==, -1);
  g_assert_cmpint (sluice_batch_bars_row_at (fixture->bars, 1e5), ==, -1);

  chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_EVENTFUL, 1);
  sluice_batch_bars_get_rows (fixture->bars, &first, &end);
  g_assert_cmpuint (end, ==, 201);
}

static void
test_select_and_follow (Fixture *fixture, gconstpointer user_data)
{
  guint first;
  guint end;
  guint new_first;

  sluice_batch_bars_get_rows (fixture->bars, &first, &end);
  sluice_batch_bars_activate (fixture->bars, 190);
  g_assert_cmpuint (fixture->n_activated, ==, 1);
  g_assert_cmpuint (fixture->activated, ==, 190);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 190);
  g_assert_false (gtk_toggle_button_get_active (fixture->follow));

  /* Pinned: the bars stand still, and what is newer is counted. */
  chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_EVENTFUL, 3);
  chart_fixture_wait (80);
  sluice_batch_bars_get_rows (fixture->bars, &new_first, &end);
  g_assert_cmpuint (new_first, ==, first);
  g_assert_cmpstr (sluice_batch_strip_get_status (SLUICE_BATCH_STRIP (fixture->strip)), ==,
                   "Pinned: 189 · 12 newer");

  gtk_toggle_button_set_active (fixture->follow, TRUE);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, -1);
  g_assert_true (sluice_time_range_get_following (fixture->range));
  chart_fixture_wait (80);
  g_assert_cmpstr (sluice_batch_strip_get_status (SLUICE_BATCH_STRIP (fixture->strip)), ==,
                   "Batch 201");

  /* Taking the toggle back pins the newest. */
  gtk_toggle_button_set_active (fixture->follow, FALSE);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 202);
}

static void
test_keyboard (Fixture *fixture, gconstpointer user_data)
{
  guint first;
  guint end;

  gtk_test_accessible_assert_role (fixture->bars, GTK_ACCESSIBLE_ROLE_IMG);
  g_assert_true (sluice_batch_bars_key (fixture->bars, GDK_KEY_Left, 0));
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 199);
  sluice_batch_bars_key (fixture->bars, GDK_KEY_Left, 0);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 198);
  sluice_batch_bars_key (fixture->bars, GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 188);
  sluice_batch_bars_key (fixture->bars, GDK_KEY_Home, 0);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 0);
  sluice_batch_bars_get_rows (fixture->bars, &first, &end);
  g_assert_cmpuint (first, ==, 0);
  sluice_batch_bars_key (fixture->bars, GDK_KEY_Left, 0);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 0);
  sluice_batch_bars_key (fixture->bars, GDK_KEY_End, 0);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 199);
  g_assert_cmpuint (fixture->n_activated, ==, 6);

  g_assert_true (sluice_batch_bars_key (fixture->bars, GDK_KEY_Escape, 0));
  g_assert_true (sluice_time_range_get_following (fixture->range));
  g_assert_false (sluice_batch_bars_key (fixture->bars, GDK_KEY_Escape, 0));
  g_assert_false (sluice_batch_bars_key (fixture->bars, GDK_KEY_Left, GDK_CONTROL_MASK));
}

static void
test_empty (Fixture *fixture, gconstpointer user_data)
{
  g_assert_cmpstr (sluice_batch_strip_get_status (SLUICE_BATCH_STRIP (fixture->strip)), ==,
                   "No batch yet");
  g_assert_false (sluice_batch_bars_key (fixture->bars, GDK_KEY_Left, 0));
  g_assert_cmpint (sluice_batch_bars_row_at (fixture->bars, 3), ==, -1);
  /* Nothing can be pinned, so the toggle stays. */
  gtk_toggle_button_set_active (fixture->follow, FALSE);
  g_assert_true (gtk_toggle_button_get_active (fixture->follow));
}

static void
test_sparkline (void)
{
  GtkWidget *line = sluice_sparkline_new (SLUICE_CHART_UNIT_ROWS_PER_SECOND, 0);
  SluiceSparkline *self = SLUICE_SPARKLINE (line);
  const double gap[] = { NAN, 1, NAN, 2 };
  GtkWidget *window = chart_fixture_present (g_object_ref (line), 96, 24);

  for (guint i = 0; i < SLUICE_SPARKLINE_CAPACITY + 10; i++)
    sluice_sparkline_push (self, i);
  g_assert_cmpuint (sluice_sparkline_get_n_values (self), ==, SLUICE_SPARKLINE_CAPACITY);
  g_assert_cmpfloat (sluice_sparkline_get_value (self, 0), ==, 10);
  g_assert_cmpfloat (sluice_sparkline_get_value (self, SLUICE_SPARKLINE_CAPACITY - 1), ==,
                     SLUICE_SPARKLINE_CAPACITY + 9);
  chart_fixture_wait (80);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "73 rows/s");

  sluice_sparkline_set_values (self, gap, G_N_ELEMENTS (gap));
  g_assert_cmpuint (sluice_sparkline_get_n_values (self), ==, 4);
  sluice_sparkline_push (self, INFINITY);
  g_assert_true (isnan (sluice_sparkline_get_value (self, 4)));
  chart_fixture_wait (80);

  gtk_window_destroy (GTK_WINDOW (window));
  chart_fixture_wait (20);
  g_assert_finalize_object (line);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 77;
    }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  chart_fixture_load_css ();

#define ADD(name, n_batches, function)                                                             \
  g_test_add ("/charts/strip/" name, Fixture, GUINT_TO_POINTER (n_batches), set_up, function,      \
              tear_down)
  ADD ("shows-newest", 200, test_shows_newest);
  ADD ("select-and-follow", 200, test_select_and_follow);
  ADD ("keyboard", 200, test_keyboard);
  ADD ("empty", 0, test_empty);
#undef ADD
  g_test_add_func ("/charts/sparkline/values", test_sparkline);

  return g_test_run ();
}
