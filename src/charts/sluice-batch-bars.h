/* sluice-batch-bars.h: a bar per batch: how long it took and how it ended.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-time-range.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_BATCH_BARS (sluice_batch_bars_get_type ())

/**
 * SluiceBatchBars:
 *
 * As many of the last batches as have room. Outcomes differ by shape as well as by colour: filled is
 * ok, hatched is over the trigger, hollow is without data, a cross stands over what failed and a
 * dot over what recovered. While a batch is selected the bars stand still.
 *
 * `activated (row)` is emitted when the user selects a batch.
 */
G_DECLARE_FINAL_TYPE (SluiceBatchBars, sluice_batch_bars, SLUICE, BATCH_BARS, GtkWidget)

/** sluice_batch_bars_new: Returns: (transfer floating): bars of the batches of @range. */
GtkWidget *sluice_batch_bars_new (SluiceTimeRange *range);

/**
 * sluice_batch_bars_set_duration:
 * @series_id: (nullable): the id of the series with the durations
 * @trigger: the trigger interval in ms, NaN for none
 *
 * Tells what the heights are.
 */
void sluice_batch_bars_set_duration (SluiceBatchBars *self, const char *series_id, double trigger);

/** sluice_batch_bars_get_rows: Tells the first row with a bar, and the row after the last one. */
void sluice_batch_bars_get_rows (SluiceBatchBars *self, guint *first, guint *end);

/** sluice_batch_bars_row_at: Returns: the row of the bar at pixel @x, or -1. */
int sluice_batch_bars_row_at (SluiceBatchBars *self, double x);

/** sluice_batch_bars_activate: Selects @row, as a click on its bar does. */
void sluice_batch_bars_activate (SluiceBatchBars *self, guint row);

/** sluice_batch_bars_key: Acts on a key. Returns: whether it was used. */
gboolean sluice_batch_bars_key (SluiceBatchBars *self, guint keyval, GdkModifierType state);

G_END_DECLS
