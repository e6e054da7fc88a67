/* test-chart.c: the chart as its user meets it: pointer, keyboard, legend, words, frugality.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "chart-fixture.h"
#include "charts/sluice-chart-export.h"
#include "charts/sluice-chart-plot-private.h"
#include "charts/sluice-chart-private.h"
#include "charts/sluice-chart-words.h"

typedef struct
{
  SluiceChartData *data;
  SluiceTimeRange *range;
  GtkWidget *window;
  SluiceChart *first;  /* rates */
  SluiceChart *second; /* durations of phases */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *grid;
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *chart;

  fixture->data = chart_fixture_data_new ();
  chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_STEADY, GPOINTER_TO_UINT (user_data));
  fixture->range = sluice_time_range_new (fixture->data);
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_50_BATCHES);
  grid = chart_fixture_grid_new (fixture->range);
  chart = gtk_widget_get_first_child (grid);
  fixture->first = SLUICE_CHART (chart);
  for (guint i = 0; i < 3; i++)
    chart = gtk_widget_get_next_sibling (chart);
  fixture->second = SLUICE_CHART (chart);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  fixture->window = chart_fixture_present (scroller, 900, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  SluiceChart *first = g_object_ref (fixture->first);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  chart_fixture_wait (20);
  g_assert_finalize_object (first);
  g_assert_finalize_object (fixture->range);
  g_assert_finalize_object (fixture->data);
}

static double
get_x (Fixture *fixture, SluiceChart *chart, guint row)
{
  return _sluice_chart_plot_place_to_x (_sluice_chart_get_plot (chart),
                                        sluice_time_range_row_to_place (fixture->range, row));
}

/* Runs the main loop until @get returns @expected: a loaded machine may take its time. */
static void
wait_for (int (*get) (Fixture *fixture), Fixture *fixture, int expected)
{
  for (guint i = 0; i < 100 && get (fixture) != expected; i++)
    chart_fixture_wait (50);
  g_assert_cmpint (get (fixture), ==, expected);
}

static int
get_hovered (Fixture *fixture)
{
  return sluice_time_range_get_hovered (fixture->range);
}

static int
get_selected (Fixture *fixture)
{
  return sluice_time_range_get_selected (fixture->range);
}

static int
get_zoomed (Fixture *fixture)
{
  return sluice_time_range_get_zoomed (fixture->range);
}

static int
get_brushed (Fixture *fixture)
{
  return !isnan (_sluice_chart_get_plot (fixture->first)->brush_low);
}

/* A bit for each visible entry of the legend. */
static int
get_shown (Fixture *fixture)
{
  SluiceChartLegend *legend = _sluice_chart_get_legend (fixture->first);

  return sluice_chart_legend_get_visible (legend, 0)
         + 2 * sluice_chart_legend_get_visible (legend, 1);
}

static int
get_has_value (Fixture *fixture)
{
  return g_strcmp0 (sluice_chart_legend_get_text (_sluice_chart_get_legend (fixture->first), 0),
                    "–")
         != 0;
}

static int
get_has_drawn (Fixture *fixture)
{
  return sluice_chart_plot_get_n_draws (_sluice_chart_get_plot (fixture->first)) > 0;
}

static void
test_crosshair_follows_batch (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);
  SluiceChartLegend *other = _sluice_chart_get_legend (fixture->second);
  g_autofree char *value = NULL;
  double x;

  /* Nearer to batch 70 than to 69. */
  x = get_x (fixture, fixture->first, 70)
      - 0.4 * (get_x (fixture, fixture->first, 70) - get_x (fixture, fixture->first, 69));
  _sluice_chart_plot_hover (plot, x);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 70);

  /* The other chart shows the values of that batch. */
  chart_fixture_wait (80);
  value = sluice_chart_unit_format_short (
      SLUICE_CHART_UNIT_DURATION,
      sluice_chart_data_get_value (fixture->data, 70,
                                   sluice_chart_data_find_series (fixture->data, "latestOffset")));
  g_assert_cmpstr (sluice_chart_legend_get_text (other, 0), ==, value);

  /* A new batch moves the view; the crosshair stays with its batch. */
  chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_STEADY, 3);
  chart_fixture_wait (80);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 70);
  g_assert_cmpfloat (get_x (fixture, fixture->first, 70), <, x);

  _sluice_chart_plot_leave (plot);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, -1);
}

static void
test_pointer_events (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *plot = GTK_WIDGET (_sluice_chart_get_plot (fixture->first));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (plot);
  double x = get_x (fixture, fixture->first, 66);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        {
          g_signal_emit_by_name (controller, "motion", x, 50.);
          g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 66);
          g_signal_emit_by_name (controller, "leave");
          g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, -1);
        }
      else if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        {
          gboolean used = FALSE;

          g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Home, 0, 0, &used);
          g_assert_true (used);
          g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 0);
          sluice_time_range_follow_newest (fixture->range);
        }
    }
}

static void
test_click_selects_everywhere (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);

  _sluice_chart_plot_click (plot, 1, get_x (fixture, fixture->first, 80));
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 80);
  g_assert_false (sluice_time_range_get_following (fixture->range));

  g_assert_true (_sluice_chart_plot_key (plot, GDK_KEY_Escape, 0));
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, -1);
  g_assert_true (sluice_time_range_get_following (fixture->range));
  /* Nothing left to leave: the key is for whoever is next. */
  g_assert_false (_sluice_chart_plot_key (plot, GDK_KEY_Escape, 0));
}

static void
test_brush_zooms_all (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);
  double from = get_x (fixture, fixture->first, 60);
  double to = get_x (fixture, fixture->first, 70);
  guint first;
  guint end;

  /* From right to left is the same brush. */
  _sluice_chart_plot_drag_begin (plot, to + 1, FALSE);
  _sluice_chart_plot_drag_to (plot, from - 1);
  _sluice_chart_plot_drag_end (plot, from - 1);
  g_assert_nonnull (plot->brush_popover);
  g_assert_true (gtk_widget_get_visible (plot->brush_popover));
  g_assert_false (sluice_time_range_get_zoomed (fixture->range));

  _sluice_chart_plot_zoom_to_brush (plot);
  sluice_time_range_get_rows (fixture->range, &first, &end);
  g_assert_cmpuint (first, ==, 60);
  g_assert_cmpuint (end, ==, 71);
  g_assert_true (isnan (plot->brush_low));

  /* A double click resets the zoom; what was selected before stays selected. */
  _sluice_chart_plot_click (plot, 1, get_x (fixture, fixture->first, 65));
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 65);
  _sluice_chart_plot_click (plot, 2, get_x (fixture, fixture->first, 65));
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, -1);
  g_assert_false (sluice_time_range_get_zoomed (fixture->range));

  /* A trembling hand is not a brush. */
  _sluice_chart_plot_drag_begin (plot, from, FALSE);
  _sluice_chart_plot_drag_end (plot, from + 3);
  g_assert_true (isnan (plot->brush_low));
}

static void
test_pan_and_wheel (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);
  double low;
  double high;
  double new_low;
  double new_high;
  double anchor;

  sluice_time_range_get_interval (fixture->range, &low, &high);
  _sluice_chart_plot_drag_begin (plot, 200, TRUE);
  _sluice_chart_plot_drag_to (plot, 240);
  _sluice_chart_plot_drag_end (plot, 260);
  sluice_time_range_get_interval (fixture->range, &new_low, &new_high);
  g_assert_cmpfloat (new_low, <, low);
  g_assert_cmpfloat_with_epsilon (new_high - new_low, high - low, 1e-3);

  /* The wheel alone belongs to the scrolled window; with Ctrl it zooms around the pointer. */
  g_assert_false (_sluice_chart_plot_scroll (plot, 200, -1, FALSE));
  anchor = _sluice_chart_plot_x_to_place (plot, 200);
  g_assert_true (_sluice_chart_plot_scroll (plot, 200, -1, TRUE));
  sluice_time_range_get_interval (fixture->range, &low, &high);
  g_assert_cmpfloat (high - low, <, new_high - new_low);
  g_assert_cmpfloat_with_epsilon (_sluice_chart_plot_x_to_place (plot, 200), anchor, 1e-3);
}

static void
test_keyboard (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);
  g_autofree char *words = NULL;
  const guint series[] = { 0, 1 };
  guint first;
  guint end;

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (plot)));
  g_assert_true (_sluice_chart_plot_key (plot, GDK_KEY_Left, 0));
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 99);
  _sluice_chart_plot_key (plot, GDK_KEY_Left, 0);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 98);
  _sluice_chart_plot_key (plot, GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 88);
  _sluice_chart_plot_key (plot, GDK_KEY_Right, 0);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 89);

  /* The value is spoken. */
  words = sluice_chart_words_describe_batch (fixture->data, 89, series, 2);
  g_assert_true (g_str_has_prefix (words, "Batch 89, 12:02:58: Input "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       words);

  /* Batches out of view come into view. */
  _sluice_chart_plot_key (plot, GDK_KEY_Home, 0);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 0);
  sluice_time_range_get_rows (fixture->range, &first, &end);
  g_assert_cmpuint (first, ==, 0);
  _sluice_chart_plot_key (plot, GDK_KEY_Left, 0);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 0);
  _sluice_chart_plot_key (plot, GDK_KEY_End, 0);
  g_assert_cmpint (sluice_time_range_get_hovered (fixture->range), ==, 99);

  _sluice_chart_plot_key (plot, GDK_KEY_Return, 0);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, 99);
  g_assert_false (_sluice_chart_plot_key (plot, GDK_KEY_Left, GDK_ALT_MASK));
  g_assert_false (_sluice_chart_plot_key (plot, GDK_KEY_a, 0));
}

static void
test_legend (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartLegend *legend = _sluice_chart_get_legend (fixture->first);
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);
  g_autoptr (GArray) visible = NULL;
  g_autoptr (GArray) none = NULL;

  sluice_chart_legend_set_visible (legend, 0, FALSE);
  visible = sluice_chart_get_visible_series (fixture->first);
  g_assert_cmpuint (visible->len, ==, 1);
  g_assert_cmpuint (g_array_index (visible, guint, 0), ==, 1);
  g_assert_cmpuint (plot->series->len, ==, 1);

  sluice_chart_legend_solo (legend, 0);
  g_assert_true (sluice_chart_legend_get_visible (legend, 0));
  g_assert_false (sluice_chart_legend_get_visible (legend, 1));
  sluice_chart_legend_solo (legend, 0);
  g_assert_true (sluice_chart_legend_get_visible (legend, 1));

  /* All hidden is a state, not a fault. */
  sluice_chart_legend_set_visible (legend, 0, FALSE);
  sluice_chart_legend_set_visible (legend, 1, FALSE);
  chart_fixture_wait (80);
  none = sluice_chart_get_visible_series (fixture->first);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_accessible (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *plot = GTK_WIDGET (_sluice_chart_get_plot (fixture->first));
  g_autofree char *before = g_strdup (sluice_chart_get_words (fixture->first));

  gtk_test_accessible_assert_role (plot, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_role (fixture->first, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Input and Process Rate");
  g_assert_nonnull (before);
  g_assert_true (g_str_has_prefix (before, "Input "));
  g_assert_nonnull (strstr (before, "; Process "));

  /* Not again within five seconds, whatever happens. */
  for (guint i = 0; i < 5; i++)
    {
      chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_STEADY, 4);
      chart_fixture_wait (60);
    }
  g_assert_cmpstr (sluice_chart_get_words (fixture->first), ==, before);
}

static void
test_words (void)
{
  g_autoptr (SluiceChartData) data = chart_fixture_data_new ();
  const guint series[] = { 0, 1 };
  g_autofree char *words = NULL;

  for (guint i = 0; i < 10; i++)
    {
      sluice_chart_data_append (data, i, i, 0);
      sluice_chart_data_set_value (data, i, 0, i < 5 ? 1000 : 1200);
      sluice_chart_data_set_value (data, i, 1, i < 5 ? 820 : 800);
    }
  words = sluice_chart_words_describe_trend (data, 10, series, 2, 10);
  g_assert_cmpstr (
      words, ==, "Input 1.20\u202fk rows/s, rising; Process 800 rows/s, steady; 10 batches behind");
}

static void
test_no_draw_while_hidden (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);
  guint n_draws;

  gtk_widget_set_visible (fixture->window, FALSE);
  chart_fixture_wait (50);
  n_draws = sluice_chart_plot_get_n_draws (plot);
  for (guint i = 0; i < 5; i++)
    {
      chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_STEADY, 1);
      chart_fixture_wait (50);
    }
  g_assert_cmpuint (sluice_chart_plot_get_n_draws (plot), ==, n_draws);

  /* Shown again it is up to date. */
  gtk_widget_set_visible (fixture->window, TRUE);
  gtk_test_widget_wait_for_draw (fixture->window);
  chart_fixture_wait (100);
  g_assert_cmpuint (sluice_chart_plot_get_n_draws (plot), >, n_draws);
  g_assert_cmpuint (g_array_index (plot->buckets, SluiceChartBucket, plot->buckets->len - 1).end,
                    ==, 105);
}

static gboolean
append_one_cb (gpointer user_data)
{
  chart_fixture_append (user_data, SLUICE_CHART_SCENARIO_STEADY, 1);

  return G_SOURCE_CONTINUE;
}

static void
test_at_most_thirty_draws (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);
  guint before = sluice_chart_plot_get_n_draws (plot);
  guint source = g_timeout_add (2, append_one_cb, fixture->data);
  guint n_draws;

  chart_fixture_wait (1000);
  g_source_remove (source);
  n_draws = sluice_chart_plot_get_n_draws (plot) - before;
  g_test_message ("%u draws for %u batches in a second", n_draws,
                  sluice_chart_data_get_n_batches (fixture->data) - 100);
  g_assert_cmpuint (n_draws, <=, 31);
  g_assert_cmpuint (n_draws, >, 0);

  /* Hovering draws the overlay alone, and standing still draws nothing. A slow machine may still
   * have a frame to catch up on. */
  do
    {
      before = sluice_chart_plot_get_n_draws (plot);
      chart_fixture_wait (300);
    }
  while (sluice_chart_plot_get_n_draws (plot) != before);
  sluice_time_range_set_hovered (fixture->range, 80);
  chart_fixture_wait (200);
  g_assert_cmpuint (sluice_chart_plot_get_n_draws (plot), ==, before);
}

static void
test_gutters_are_equal (Fixture *fixture, gconstpointer user_data)
{
  graphene_rect_t first;
  graphene_rect_t second;

  chart_fixture_wait (100);
  sluice_chart_plot_get_area (_sluice_chart_get_plot (fixture->first), &first);
  sluice_chart_plot_get_area (_sluice_chart_get_plot (fixture->second), &second);
  g_assert_cmpfloat (first.origin.x, ==, second.origin.x);
  g_assert_cmpfloat (first.size.width, ==, second.size.width);
}

static void
test_export (Fixture *fixture, gconstpointer user_data)
{
  static const guint8 png_magic[] = { 0x89, 'P', 'N', 'G' };
  g_autofree char *csv = NULL;
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) svg = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  sluice_chart_data_set (fixture->data, 61, "inputRowsPerSecond", 1234.5);
  sluice_chart_data_set (fixture->data, 61, "processedRowsPerSecond", NAN);
  sluice_time_range_zoom_to (fixture->range, FIXTURE_START + 122000, FIXTURE_START + 124000);
  csv = sluice_chart_export_text (fixture->first, SLUICE_CHART_TEXT_CSV);
  lines = g_strsplit (csv, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "batchId,timestamp,inputRowsPerSecond,processedRowsPerSecond");
  g_assert_cmpstr (lines[1], ==, "61,2026-03-14T12:02:02.000Z,1234.5,");
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  table = sluice_chart_export_text (fixture->first, SLUICE_CHART_TEXT_TABLE);
  g_assert_true (g_str_has_prefix (table, "Batch\tTime\tInput\tProcess\n61\t"));

  png = sluice_chart_export_png (GTK_WIDGET (fixture->first), 2);
  g_assert_nonnull (png);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), 4, png_magic, 4);
  texture = gdk_texture_new_from_bytes (png, NULL);
  g_assert_cmpint (gdk_texture_get_width (texture), ==,
                   2 * gtk_widget_get_width (GTK_WIDGET (fixture->first)));
  svg = sluice_chart_export_svg (GTK_WIDGET (fixture->first));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg), "<svg"));
  pdf = sluice_chart_export_pdf (GTK_WIDGET (fixture->first));
  g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);
}

static guint
count_menus (GtkWidget *widget)
{
  guint n = GTK_IS_POPOVER_MENU (widget) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_menus (child);

  return n;
}

static int
get_n_menus (Fixture *fixture)
{
  return count_menus (GTK_WIDGET (fixture->first));
}

static void
close_menus (GtkWidget *widget)
{
  if (GTK_IS_POPOVER_MENU (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    close_menus (child);
}

static void
test_menu (Fixture *fixture, gconstpointer user_data)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->first), "chart.histogram", NULL));
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (fixture->first), "chart.logarithmic", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->second), "chart.relative", NULL));
  chart_fixture_wait (100);
  g_assert_true (sluice_chart_plot_get_axis (_sluice_chart_get_plot (fixture->first))->logarithmic);
  g_assert_cmpfloat (sluice_chart_plot_get_axis (_sluice_chart_get_plot (fixture->second))->maximum,
                     ==, 100);

  sluice_time_range_zoom_to (fixture->range, FIXTURE_START, FIXTURE_START + 10000);
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (fixture->first), "chart.reset-zoom", NULL));
  g_assert_false (sluice_time_range_get_zoomed (fixture->range));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->first), "chart.copy-csv", NULL));

  /* With the pointer the menu opens at it, with the keyboard at its button. */
  g_signal_emit_by_name (_sluice_chart_get_plot (fixture->first), "menu-requested", 100., 50.);
  wait_for (get_n_menus, fixture, 1);
  close_menus (GTK_WIDGET (fixture->first));
  wait_for (get_n_menus, fixture, 0);
  g_signal_emit_by_name (_sluice_chart_get_plot (fixture->first), "menu-requested", -1., -1.);
  wait_for (get_n_menus, fixture, 1);
  close_menus (GTK_WIDGET (fixture->first));
  wait_for (get_n_menus, fixture, 0);
}

static void
test_baseline_and_reference (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SluiceChartData) baseline = chart_fixture_data_new ();

  /* Shorter than ours, and nothing at all. */
  sluice_chart_set_baseline (fixture->first, baseline);
  chart_fixture_wait (60);
  chart_fixture_append (baseline, SLUICE_CHART_SCENARIO_BEHIND, 60);
  sluice_chart_set_baseline (fixture->first, NULL);
  sluice_chart_set_baseline (fixture->first, baseline);
  sluice_chart_set_reference (fixture->first, 1e9, "far away");
  chart_fixture_wait (60);
  /* A reference out of reach does not flatten the lines. */
  g_assert_cmpfloat (sluice_chart_plot_get_axis (_sluice_chart_get_plot (fixture->first))->maximum,
                     ==, 2000);
  sluice_chart_set_reference (fixture->first, 3500, "near");
  chart_fixture_wait (60);
  g_assert_cmpfloat (sluice_chart_plot_get_axis (_sluice_chart_get_plot (fixture->first))->maximum,
                     ==, 4000);
}

static void
test_empty_and_cleared (Fixture *fixture, gconstpointer user_data)
{
  SluiceChartPlot *plot = _sluice_chart_get_plot (fixture->first);

  g_assert_cmpuint (sluice_chart_plot_get_n_draws (plot), ==, 0);
  g_assert_cmpstr (sluice_chart_legend_get_text (_sluice_chart_get_legend (fixture->first), 0), ==,
                   "–");
  _sluice_chart_plot_hover (plot, 100);
  _sluice_chart_plot_key (plot, GDK_KEY_Left, 0);
  _sluice_chart_plot_key (plot, GDK_KEY_End, 0);
  _sluice_chart_plot_click (plot, 1, 100);
  g_assert_cmpint (sluice_time_range_get_selected (fixture->range), ==, -1);

  chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_EVENTFUL, 70);
  wait_for (get_has_drawn, fixture, TRUE);
  _sluice_chart_plot_hover (plot, 100);
  sluice_chart_data_clear (fixture->data);
  wait_for (get_has_value, fixture, FALSE);
}

/* Lets a real pointer act on the X server of the test. */
static void point (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
point (const char *format, ...)
{
  g_autofree char *arguments = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  va_list values;

  va_start (values, format);
  arguments = g_strdup_vprintf (format, values);
  va_end (values);
  command = g_strconcat ("xdotool ", arguments, NULL);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  chart_fixture_wait (400);
}

static void
test_real_pointer (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *plot = GTK_WIDGET (_sluice_chart_get_plot (fixture->first));
  GtkWidget *legend = GTK_WIDGET (_sluice_chart_get_legend (fixture->first));
  g_autofree char *program = g_find_program_in_path ("xdotool");
  graphene_point_t origin;
  graphene_point_t entry;
  int from;
  int to;
  int y;

  if (program == NULL)
    {
      g_test_skip ("xdotool is not installed");
      return;
    }
  /* The gutters are aligned after the first frame. */
  chart_fixture_wait (500);
  g_assert_true (
      gtk_widget_compute_point (plot, fixture->window, &GRAPHENE_POINT_INIT (0, 0), &origin));
  g_assert_true (
      gtk_widget_compute_point (legend, fixture->window, &GRAPHENE_POINT_INIT (20, 10), &entry));
  from = origin.x + get_x (fixture, fixture->first, 60);
  to = origin.x + get_x (fixture, fixture->first, 75);
  y = origin.y + 80;

  point ("mousemove %d %d", from + 5, y);
  point ("mousemove %d %d", from, y);
  wait_for (get_hovered, fixture, 60);
  point ("click 1");
  wait_for (get_selected, fixture, 60);
  sluice_time_range_follow_newest (fixture->range);
  chart_fixture_wait (600);

  /* A drag is a brush and no click. */
  point ("mousemove %d %d mousedown 1", from, y);
  point ("mousemove %d %d", (from + to) / 2, y);
  point ("mousemove %d %d", to, y);
  point ("mouseup 1");
  wait_for (get_selected, fixture, -1);
  wait_for (get_brushed, fixture, TRUE);
  _sluice_chart_plot_zoom_to_brush (_sluice_chart_get_plot (fixture->first));
  wait_for (get_zoomed, fixture, TRUE);
  chart_fixture_wait (600);

  point ("mousemove %d %d click --repeat 2 --delay 60 1", from, y);
  wait_for (get_zoomed, fixture, FALSE);
  wait_for (get_selected, fixture, -1);

  point ("mousemove %d %d keydown ctrl click 4 keyup ctrl", from, y);
  wait_for (get_zoomed, fixture, TRUE);
  sluice_time_range_follow_newest (fixture->range);

  point ("mousemove %d %d keydown shift mousedown 1", from, y);
  point ("mousemove %d %d", to, y);
  point ("mouseup 1 keyup shift");
  wait_for (get_zoomed, fixture, TRUE);
  wait_for (get_brushed, fixture, FALSE);
  chart_fixture_wait (600);

  point ("mousemove %d %d click 1", (int) entry.x, (int) entry.y);
  wait_for (get_shown, fixture, 2);
  chart_fixture_wait (600);
  point ("keydown ctrl click 1 keyup ctrl");
  wait_for (get_shown, fixture, 1);
  chart_fixture_wait (600);
  point ("click --repeat 2 --delay 60 1");
  wait_for (get_shown, fixture, 3);

  point ("mousemove %d %d click 3", from, y);
  point ("key Escape");
}

static void
test_many_batches (Fixture *fixture, gconstpointer user_data)
{
  gint64 start = g_get_monotonic_time ();
  gint64 appended;

  chart_fixture_append (fixture->data, SLUICE_CHART_SCENARIO_STEADY, 100000);
  appended = g_get_monotonic_time ();
  sluice_time_range_set_span (fixture->range, SLUICE_TIME_RANGE_SPAN_ALL);
  chart_fixture_wait (300);

  for (GtkWidget *chart = GTK_WIDGET (fixture->first); chart != NULL;
       chart = gtk_widget_get_next_sibling (chart))
    {
      SluiceChartPlot *plot = _sluice_chart_get_plot (SLUICE_CHART (chart));
      gint64 best = G_MAXINT64;

      /* The best of five: what it costs, whatever else the machine does. */
      for (guint i = 0; i < 5; i++)
        {
          GtkSnapshot *snapshot = gtk_snapshot_new ();
          GskRenderNode *node;
          gint64 before;

          sluice_chart_plot_invalidate (plot, SLUICE_CHART_PLOT_ALL);
          before = g_get_monotonic_time ();
          GTK_WIDGET_GET_CLASS (plot)->snapshot (GTK_WIDGET (plot), snapshot);
          best = MIN (best, g_get_monotonic_time () - before);
          node = gtk_snapshot_free_to_node (snapshot);
          g_clear_pointer (&node, gsk_render_node_unref);
        }
      g_test_message ("%s: data and axes of 100,000 batches drawn in %.2f ms",
                      sluice_chart_get_title (SLUICE_CHART (chart)), best / 1000.);
      g_assert_cmpint (best, <, 200000);
    }
  g_test_message ("100,000 batches of 17 series made up and appended in %.0f ms",
                  (appended - start) / 1000.);
}

static void
test_columns (void)
{
  g_assert_cmpuint (sluice_chart_grid_get_n_columns (360), ==, 1);
  g_assert_cmpuint (sluice_chart_grid_get_n_columns (499), ==, 1);
  g_assert_cmpuint (sluice_chart_grid_get_n_columns (500), ==, 2);
  g_assert_cmpuint (sluice_chart_grid_get_n_columns (1149), ==, 2);
  g_assert_cmpuint (sluice_chart_grid_get_n_columns (1150), ==, 3);
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

  g_test_add_func ("/charts/chart/words", test_words);
  g_test_add_func ("/charts/grid/columns", test_columns);
#define ADD(name, n_batches, function)                                                             \
  g_test_add ("/charts/chart/" name, Fixture, GUINT_TO_POINTER (n_batches), set_up, function,      \
              tear_down)
  ADD ("crosshair-follows-batch", 100, test_crosshair_follows_batch);
  ADD ("pointer-events", 100, test_pointer_events);
  ADD ("click-selects-everywhere", 100, test_click_selects_everywhere);
  ADD ("brush-zooms-all", 100, test_brush_zooms_all);
  ADD ("pan-and-wheel", 100, test_pan_and_wheel);
  ADD ("keyboard", 100, test_keyboard);
  ADD ("legend", 100, test_legend);
  ADD ("accessible", 100, test_accessible);
  ADD ("no-draw-while-hidden", 100, test_no_draw_while_hidden);
  ADD ("at-most-thirty-draws", 100, test_at_most_thirty_draws);
  ADD ("gutters-are-equal", 100, test_gutters_are_equal);
  ADD ("export", 100, test_export);
  ADD ("menu", 100, test_menu);
  ADD ("baseline-and-reference", 100, test_baseline_and_reference);
  ADD ("empty-and-cleared", 0, test_empty_and_cleared);
  ADD ("real-pointer", 100, test_real_pointer);
  ADD ("many-batches", 0, test_many_batches);
#undef ADD

  return g_test_run ();
}
