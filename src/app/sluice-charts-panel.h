/* sluice-charts-panel.h: the charts of a run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-time-range.h"
#include "model/sluice-run.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_CHARTS_PANEL (sluice_charts_panel_get_type ())

/**
 * SluiceChartsPanel:
 *
 * The last micro-batches as bars and, below, the charts that mean something for the query: those of state
 * only when it keeps state, those of the watermark only when it has one. All share range and selection.
 *
 * Properties: `run` (#SluiceRun or %NULL), `selected-batch` (int64, -1 while following the newest).
 */
G_DECLARE_FINAL_TYPE (SluiceChartsPanel, sluice_charts_panel, SLUICE, CHARTS_PANEL, GtkWidget)

/** sluice_charts_panel_new: Returns: (transfer floating): a panel without a run. */
GtkWidget *sluice_charts_panel_new (void);

/** sluice_charts_panel_get_range: @self: a panel. Returns: (transfer none) (nullable): what all charts look at. */
SluiceTimeRange *sluice_charts_panel_get_range (SluiceChartsPanel *self);

/** sluice_charts_panel_set_narrow: @self: a panel, @narrow: whether tools and batches stand above each other. */
void sluice_charts_panel_set_narrow (SluiceChartsPanel *self,
                                     gboolean           narrow);

G_END_DECLS
