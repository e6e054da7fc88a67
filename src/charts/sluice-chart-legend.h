/* sluice-chart-legend.h: the names and current values of a chart's series; clicks hide them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-chart-data.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_CHART_LEGEND (sluice_chart_legend_get_type ())

/**
 * SluiceChartLegend:
 *
 * Always there, a button per series: a sample of how it is drawn, its name, its value. A click hides
 * or shows the series; with Ctrl, or doubled, it shows only this one, or all again.
 *
 * `changed` is emitted when other series are visible.
 */
G_DECLARE_FINAL_TYPE (SluiceChartLegend, sluice_chart_legend, SLUICE, CHART_LEGEND, GtkWidget)

/** sluice_chart_legend_new: Returns: (transfer floating): a legend without entries. */
GtkWidget *sluice_chart_legend_new (SluiceChartData *data);

/** sluice_chart_legend_add: Adds an entry for the series at @series of the data. */
void sluice_chart_legend_add (SluiceChartLegend *self, guint series);

/** sluice_chart_legend_get_visible: Returns: whether entry @index is shown in the chart. */
gboolean sluice_chart_legend_get_visible (SluiceChartLegend *self, guint index);

/** sluice_chart_legend_set_visible: Shows or hides the series of entry @index. */
void sluice_chart_legend_set_visible (SluiceChartLegend *self, guint index, gboolean visible);

/** sluice_chart_legend_solo: Shows only entry @index; all again if that is so already. */
void sluice_chart_legend_solo (SluiceChartLegend *self, guint index);

/** sluice_chart_legend_show_row: Shows the values of @row; -1 shows none. */
void sluice_chart_legend_show_row (SluiceChartLegend *self, int row);

/** sluice_chart_legend_get_text: Returns: (transfer none): the value shown at entry @index. */
const char *sluice_chart_legend_get_text (SluiceChartLegend *self, guint index);

G_END_DECLS
