/* render-charts.c: draws the charts of made-up runs into PNG files, to be looked at.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: render-charts FOLDER
 */

#include "config.h"

#include <adwaita.h>

#include "chart-fixture.h"
#include "charts/sluice-batch-strip.h"
#include "charts/sluice-chart-export.h"
#include "charts/sluice-chart-plot-private.h"
#include "charts/sluice-chart-private.h"
#include "charts/sluice-sparkline.h"

typedef struct
{
  const char *name;
  SluiceChartScenario scenario;
  guint n_batches;
  SluiceTimeRangeSpan span;
  SluiceTimeRangeAxis axis;
  int width;
  int hovered;
  int selected;
  gboolean dark;
  const char *option; /* a property of the charts to switch on */
} Picture;

static const Picture pictures[] = {
  { "light", SLUICE_CHART_SCENARIO_EVENTFUL, 75, SLUICE_TIME_RANGE_SPAN_5_MINUTES,
    SLUICE_TIME_RANGE_AXIS_TIME, 1000, -1, -1, FALSE, NULL },
  { "dark", SLUICE_CHART_SCENARIO_EVENTFUL, 75, SLUICE_TIME_RANGE_SPAN_5_MINUTES,
    SLUICE_TIME_RANGE_AXIS_TIME, 1000, 40, 22, TRUE, NULL },
  { "behind", SLUICE_CHART_SCENARIO_BEHIND, 80, SLUICE_TIME_RANGE_SPAN_50_BATCHES,
    SLUICE_TIME_RANGE_AXIS_BATCH, 1000, 60, 70, FALSE, NULL },
  { "narrow", SLUICE_CHART_SCENARIO_EVENTFUL, 60, SLUICE_TIME_RANGE_SPAN_1_MINUTE,
    SLUICE_TIME_RANGE_AXIS_TIME, 360, -1, -1, FALSE, NULL },
  { "wide", SLUICE_CHART_SCENARIO_STEADY, 500, SLUICE_TIME_RANGE_SPAN_500_BATCHES,
    SLUICE_TIME_RANGE_AXIS_TIME, 1400, 250, -1, TRUE, NULL },
  { "empty", SLUICE_CHART_SCENARIO_STEADY, 0, SLUICE_TIME_RANGE_SPAN_5_MINUTES,
    SLUICE_TIME_RANGE_AXIS_TIME, 1000, -1, -1, FALSE, NULL },
  { "few", SLUICE_CHART_SCENARIO_STEADY, 3, SLUICE_TIME_RANGE_SPAN_5_MINUTES,
    SLUICE_TIME_RANGE_AXIS_TIME, 1000, -1, -1, FALSE, NULL },
  { "histogram", SLUICE_CHART_SCENARIO_STEADY, 200, SLUICE_TIME_RANGE_SPAN_100_BATCHES,
    SLUICE_TIME_RANGE_AXIS_BATCH, 1000, -1, -1, FALSE, "histogram" },
  { "logarithmic", SLUICE_CHART_SCENARIO_STEADY, 200, SLUICE_TIME_RANGE_SPAN_100_BATCHES,
    SLUICE_TIME_RANGE_AXIS_TIME, 1000, -1, -1, FALSE, "logarithmic" },
  { "relative", SLUICE_CHART_SCENARIO_STEADY, 200, SLUICE_TIME_RANGE_SPAN_50_BATCHES,
    SLUICE_TIME_RANGE_AXIS_TIME, 1000, 180, -1, TRUE, "relative" },
  { "100000", SLUICE_CHART_SCENARIO_STEADY, 100000, SLUICE_TIME_RANGE_SPAN_ALL,
    SLUICE_TIME_RANGE_AXIS_TIME, 1000, -1, -1, FALSE, NULL },
};

static GtkWidget *
create_dashboard (SluiceTimeRange *range, GtkWidget **grid)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *strip = sluice_batch_strip_new (range);
  GtkWidget *sparkline = sluice_sparkline_new (SLUICE_CHART_UNIT_ROWS_PER_SECOND, 0);
  SluiceChartData *data = sluice_time_range_get_data (range);
  int series = sluice_chart_data_find_series (data, "inputRowsPerSecond");

  sluice_sparkline_set_values (SLUICE_SPARKLINE (sparkline),
                               sluice_chart_data_peek_values (data, series),
                               sluice_chart_data_get_n_batches (data));
  gtk_widget_set_halign (sparkline, GTK_ALIGN_START);
  sluice_batch_strip_set_duration (SLUICE_BATCH_STRIP (strip), "triggerExecution", FIXTURE_TRIGGER);
  *grid = chart_fixture_grid_new (range);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), strip);
  gtk_box_append (GTK_BOX (box), sparkline);
  gtk_box_append (GTK_BOX (box), *grid);

  return box;
}

static void
render (const Picture *picture, const char *folder)
{
  g_autoptr (SluiceChartData) data = chart_fixture_data_new ();
  g_autoptr (SluiceTimeRange) range = sluice_time_range_new (data);
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, picture->name);
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *content;
  GtkWidget *scroller;
  GtkWidget *grid;
  GtkWidget *window;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      picture->dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                    : ADW_COLOR_SCHEME_FORCE_LIGHT);
  chart_fixture_append (data, picture->scenario, picture->n_batches);
  sluice_time_range_set_axis (range, picture->axis);
  sluice_time_range_set_span (range, picture->span);
  if (picture->n_batches > 60 && picture->scenario == SLUICE_CHART_SCENARIO_EVENTFUL)
    sluice_chart_data_add_mark (data, 58, "Pipeline edited");

  content = create_dashboard (range, &grid);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  window = chart_fixture_present (scroller, picture->width, 780);
  for (GtkWidget *chart = gtk_widget_get_first_child (grid); chart != NULL;
       chart = gtk_widget_get_next_sibling (chart))
    if (picture->option != NULL)
      g_object_set (chart, picture->option, TRUE, NULL);
  if (picture->selected >= 0)
    sluice_time_range_set_selected (range, picture->selected);
  if (picture->hovered >= 0)
    {
      SluiceChart *first = SLUICE_CHART (gtk_widget_get_first_child (grid));

      SluiceChartPlot *plot;

      if (picture->option != NULL || picture->dark)
        for (guint i = 0; i < 3; i++)
          first = SLUICE_CHART (gtk_widget_get_next_sibling (GTK_WIDGET (first)));
      plot = _sluice_chart_get_plot (first);
      _sluice_chart_plot_hover (
          plot, _sluice_chart_plot_place_to_x (
                    plot, sluice_time_range_row_to_place (range, picture->hovered)));
    }
  chart_fixture_wait (250);

  png = sluice_chart_export_png (content, 1.5);
  if (png == NULL
      || !g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), &error))
    g_printerr ("%s: %s\n", path, error != NULL ? error->message : "nothing to draw");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  if (argc != 2)
    {
      g_printerr ("Usage: render-charts FOLDER\n");
      return 2;
    }
  if (!gtk_init_check ())
    return 77;

  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  chart_fixture_load_css ();
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    render (&pictures[i], argv[1]);

  return 0;
}
