/* sluice-chart-grid.h: charts in equal columns with aligned plots.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_CHART_GRID (sluice_chart_grid_get_type ())

/**
 * SluiceChartGrid:
 *
 * Lays charts out in one column when it is narrower than 500 pixels, otherwise in two or three, and
 * gives all of them the same left gutter, so that equal times stand under each other. It is as high
 * as its charts and meant to stand in a scrolled window.
 */
G_DECLARE_FINAL_TYPE (SluiceChartGrid, sluice_chart_grid, SLUICE, CHART_GRID, GtkWidget)

/** sluice_chart_grid_new: Returns: (transfer floating): a grid without charts. */
GtkWidget *sluice_chart_grid_new (void);

/**
 * sluice_chart_grid_set_view_height:
 * @self: a grid in a scrolled window
 * @height: how much of it is seen at once, in pixels; 0 when that doesn't matter
 *
 * Rows get a height with which whole ones fill the view, so that its edge cuts none, as far as charts can be
 * that high or low.
 */
void sluice_chart_grid_set_view_height (SluiceChartGrid *self, int height);

/** sluice_chart_grid_append: Adds @chart as the last one. */
void sluice_chart_grid_append (SluiceChartGrid *self, SluiceChart *chart);

/** sluice_chart_grid_remove: Removes @chart. */
void sluice_chart_grid_remove (SluiceChartGrid *self, SluiceChart *chart);

/** sluice_chart_grid_get_n_columns: Returns: how many columns fit into @width pixels. */
guint sluice_chart_grid_get_n_columns (int width);

G_END_DECLS
