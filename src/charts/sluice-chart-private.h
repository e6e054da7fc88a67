/* sluice-chart-private.h: the parts of a chart, for the grid and for tests.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart-legend.h"
#include "charts/sluice-chart-plot.h"
#include "charts/sluice-chart.h"

G_BEGIN_DECLS

/** _sluice_chart_get_plot: Returns: (transfer none): the plot of the chart. */
SluiceChartPlot *_sluice_chart_get_plot (SluiceChart *self);

/** _sluice_chart_get_legend: Returns: (transfer none): the legend of the chart. */
SluiceChartLegend *_sluice_chart_get_legend (SluiceChart *self);

G_END_DECLS
