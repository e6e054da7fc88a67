/* sluice-chart-plot.h: the part of a chart between title and legend: axes, data, crosshair, gestures.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-chart-scene.h"

G_BEGIN_DECLS

/**
 * SluiceChartPlotSetup:
 * @series: (array length=n_series): the visible series in the order of drawing
 * @n_series: how many are visible
 * @unit: the unit of the vertical axis
 * @stacked: whether columns stand on each other
 * @relative: whether stacked columns show parts of a hundred
 * @logarithmic: whether the vertical axis shows ratios
 * @histogram: whether the distribution of the first series is shown at the right edge
 * @reference: a level to mark, NaN for none
 * @reference_label: (nullable): what the level is
 * @demand: the series of what came in, -1 for none
 * @supply: the series of what was processed, -1 for none
 * @baseline: (nullable): an earlier run to compare with
 * @all_hidden: whether there are series, and the user has hidden them all
 *
 * What a plot is to show.
 */
typedef struct
{
  const guint *series;
  guint n_series;
  SluiceChartUnit unit;
  gboolean stacked;
  gboolean relative;
  gboolean logarithmic;
  gboolean histogram;
  double reference;
  const char *reference_label;
  int demand;
  int supply;
  SluiceChartData *baseline;
  gboolean all_hidden;
} SluiceChartPlotSetup;

/** SluiceChartPlotPart: what of a plot has to be drawn anew. */
typedef enum
{
  SLUICE_CHART_PLOT_OVERLAY = 1 << 0,
  SLUICE_CHART_PLOT_DATA = 1 << 1,
  SLUICE_CHART_PLOT_FRAME = 1 << 2,
  SLUICE_CHART_PLOT_ALL = 7,
} SluiceChartPlotPart;

#define SLUICE_TYPE_CHART_PLOT (sluice_chart_plot_get_type ())

/**
 * SluiceChartPlot:
 *
 * Draws in three parts that are kept as render nodes: the frame (vertical axis and grid), the data
 * (with the horizontal axis, which moves along), and the overlay (crosshair, selection, brush).
 * Pointer and keyboard act on the #SluiceTimeRange, hence on all charts.
 *
 * `menu-requested (x, y)` asks for the context menu; `gutter-changed` tells that the vertical
 * axis needs another width than before.
 */
G_DECLARE_FINAL_TYPE (SluiceChartPlot, sluice_chart_plot, SLUICE, CHART_PLOT, GtkWidget)

/** sluice_chart_plot_new: Returns: (transfer floating): a plot without series. */
GtkWidget *sluice_chart_plot_new (SluiceTimeRange *range);

/** sluice_chart_plot_set_setup: Shows something else; @setup is copied. */
void sluice_chart_plot_set_setup (SluiceChartPlot *self, const SluiceChartPlotSetup *setup);

/** sluice_chart_plot_set_empty_text: What to say while there is no batch, and what to do about it. */
void sluice_chart_plot_set_empty_text (SluiceChartPlot *self, const char *text);

/** sluice_chart_plot_invalidate: Marks @parts as outdated; they are drawn with the next frame. */
void sluice_chart_plot_invalidate (SluiceChartPlot *self, SluiceChartPlotPart parts);

/** sluice_chart_plot_get_natural_gutter: Returns: pixels that the vertical axis's labels need. */
int sluice_chart_plot_get_natural_gutter (SluiceChartPlot *self);

/** sluice_chart_plot_set_gutter: Makes the plot area start at @gutter, to align it with others. */
void sluice_chart_plot_set_gutter (SluiceChartPlot *self, int gutter);

/** sluice_chart_plot_get_axis: Returns: (transfer none): the vertical axis as it was drawn last. */
const SluiceValueAxis *sluice_chart_plot_get_axis (SluiceChartPlot *self);

/** sluice_chart_plot_get_area: Tells the rectangle between the axes, in the plot's coordinates. */
void sluice_chart_plot_get_area (SluiceChartPlot *self, graphene_rect_t *area);

/** sluice_chart_plot_get_n_draws: Returns: how often the data was drawn, for tests of frugality. */
guint sluice_chart_plot_get_n_draws (SluiceChartPlot *self);

G_END_DECLS
