/* sluice-log-panel.h: what a run said, line by line.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "model/sluice-run.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_LOG_PANEL (sluice_log_panel_get_type ())

/**
 * SluiceLogPanel:
 *
 * States, micro-batches and errors with their times, as text that can be chosen and copied. Lines of earlier
 * runs stay until they are cleared; the oldest go when there are too many. Property: `run` (#SluiceRun or %NULL).
 */
G_DECLARE_FINAL_TYPE (SluiceLogPanel, sluice_log_panel, SLUICE, LOG_PANEL, GtkWidget)

/** sluice_log_panel_new: Returns: (transfer floating): an empty log. */
GtkWidget *sluice_log_panel_new (void);

/** sluice_log_panel_set_runs: @self: a panel, @runs: (element-type SluiceRun): queries to follow instead of those of before. What they said stays. */
void sluice_log_panel_set_runs (SluiceLogPanel *self,
                                GPtrArray      *runs);

/** sluice_log_panel_get_text: @self: a log. Returns: (transfer full): all that it says. */
char *sluice_log_panel_get_text (SluiceLogPanel *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
