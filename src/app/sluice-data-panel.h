/* sluice-data-panel.h: the rows that went over a wire.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "model/sluice-run.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_DATA_PANEL (sluice_data_panel_get_type ())

/**
 * SluiceDataPanel:
 *
 * A table of the rows that a node gave in one micro-batch, as many as were recorded. Without a run it shows
 * the columns alone. While a run goes on it follows the newest micro-batch, four times a second at most.
 *
 * Properties: `pipeline` (#SluicePipeline), `run` (#SluiceRun or %NULL), `node` (id or %NULL), `batch` (int64, -1
 * for the newest). Actions: `data.copy-csv`, `data.copy-json` for the chosen rows, or all when none is chosen.
 */
G_DECLARE_FINAL_TYPE (SluiceDataPanel, sluice_data_panel, SLUICE, DATA_PANEL, GtkWidget)

/** sluice_data_panel_new: Returns: (transfer floating): an empty panel. */
GtkWidget *sluice_data_panel_new (void);

/** sluice_data_panel_get_model: @self: a panel. Returns: (transfer none): the rows that are shown, #SluiceSampleRow each. */
GListModel *sluice_data_panel_get_model (SluiceDataPanel *self);

/** sluice_data_panel_get_title: @self: a panel. Returns: (transfer none): what is shown, in words. */
const char *sluice_data_panel_get_title (SluiceDataPanel *self);

/** sluice_data_panel_to_text: @self: a panel, @format: `csv` or `json`. Returns: (transfer full) (nullable): the chosen rows, or all. */
char *sluice_data_panel_to_text (SluiceDataPanel *self,
                                 const char      *format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
