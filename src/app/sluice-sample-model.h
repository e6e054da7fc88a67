/* sluice-sample-model.h: the recorded rows of a wire as a list.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/sluice-settings.h"
#include "stream/sluice-recorder.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_SAMPLE_ROW (sluice_sample_row_get_type ())
#define SLUICE_TYPE_SAMPLE_MODEL (sluice_sample_model_get_type ())

/** SluiceSampleRow: a row of a sample; keeps the batch alive that it lies in. */
G_DECLARE_FINAL_TYPE (SluiceSampleRow, sluice_sample_row, SLUICE, SAMPLE_ROW, GObject)

/** SluiceSampleModel: a #GListModel of #SluiceSampleRow, which are made when they are asked for. */
G_DECLARE_FINAL_TYPE (SluiceSampleModel, sluice_sample_model, SLUICE, SAMPLE_MODEL, GObject)

/** sluice_sample_model_new: Returns: (transfer full): a list without rows. */
SluiceSampleModel *sluice_sample_model_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sample_model_set_wire: @self: a list, @wire: (nullable) (transfer none): what to show the sample of. */
void sluice_sample_model_set_wire (SluiceSampleModel      *self,
                                   const SluiceWireRecord *wire);

/**
 * sluice_sample_row_get_text:
 * @self: a row
 * @column: index of a column
 * @settings: for the time zone
 * @is_null: (out): whether the value is null
 *
 * Returns: (transfer full): the value as Spark shows it
 */
char *sluice_sample_row_get_text (SluiceSampleRow      *self,
                                  guint                 column,
                                  const SluiceSettings *settings,
                                  gboolean             *is_null) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sample_row_get_batch: @self: a row, @row: (out): its place in the columns. Returns: (transfer none): the batch that it lies in. */
SluiceBatch *sluice_sample_row_get_batch (SluiceSampleRow *self,
                                          guint32         *row);

G_END_DECLS
