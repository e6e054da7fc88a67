/* sluice-batch-strip.h: the last batches, which of them is pinned, and the way back to the newest.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-time-range.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_BATCH_STRIP (sluice_batch_strip_get_type ())

/**
 * SluiceBatchStrip:
 *
 * Stands over the charts: bars of the last batches, a toggle "Follow Newest", and a line that says
 * which batch is pinned and how many are newer.
 *
 * `batch-activated (row)` is emitted when the user selects a batch in the strip.
 */
G_DECLARE_FINAL_TYPE (SluiceBatchStrip, sluice_batch_strip, SLUICE, BATCH_STRIP, GtkWidget)

/** sluice_batch_strip_new: Returns: (transfer floating): a strip of the batches of @range. */
GtkWidget *sluice_batch_strip_new (SluiceTimeRange *range);

/**
 * sluice_batch_strip_set_duration:
 * @series_id: (nullable): the id of the series with the durations
 * @trigger: the trigger interval in ms, NaN for none
 *
 * Tells what the heights are.
 */
void sluice_batch_strip_set_duration (SluiceBatchStrip *self, const char *series_id, double trigger);

/** sluice_batch_strip_get_status: Returns: (transfer none): the line that says what is pinned. */
const char *sluice_batch_strip_get_status (SluiceBatchStrip *self);

G_END_DECLS
