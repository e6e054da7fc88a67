/* sluice-kept-rows.h: batches that wait until all rows of a micro-batch are in.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"

G_BEGIN_DECLS

/**
 * SluiceKeptRows:
 * @mutex: guards @batches while workers push
 * @batches: (element-type SluiceBatch): what they pushed
 * @n_rows: selected rows of all of them
 *
 * What a blocking operator holds on to.
 */
typedef struct
{
  GMutex mutex;
  GPtrArray *batches;
  guint64 n_rows;
} SluiceKeptRows;

/** sluice_kept_rows_init: @self: uninitialised memory. Makes it empty. */
void sluice_kept_rows_init (SluiceKeptRows *self);

/** sluice_kept_rows_clear: @self: kept rows. Frees them. */
void sluice_kept_rows_clear (SluiceKeptRows *self);

/** sluice_kept_rows_forget: @self: kept rows. Lets go of all batches. */
void sluice_kept_rows_forget (SluiceKeptRows *self);

/** sluice_kept_rows_add: @self: kept rows, @batch: (transfer none): one more; from any worker. */
void sluice_kept_rows_add (SluiceKeptRows *self,
                           SluiceBatch    *batch);

/** sluice_kept_rows_sort: @self: kept rows. Brings the batches into the order of their sequence. */
void sluice_kept_rows_sort (SluiceKeptRows *self);

/** sluice_batches_sort: @batches: (element-type SluiceBatch): batches. Brings them into the order of their sequence. */
void sluice_batches_sort (GPtrArray *batches);

/**
 * sluice_gather_rows:
 * @arena: where the columns live; it keeps the memory of @batches
 * @schema: schema of all @batches
 * @batches: (array length=n) (transfer none): for each row of the result the batch that it comes from
 * @rows: (array length=n): and its row
 * @n: how many
 *
 * Returns: (transfer full): the rows as one batch
 */
SluiceBatch *sluice_gather_rows (SluiceArena        *arena,
                                 const SluiceType   *schema,
                                 SluiceBatch *const *batches,
                                 const guint32      *rows,
                                 guint32             n) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
