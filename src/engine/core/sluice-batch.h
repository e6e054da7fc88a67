/* sluice-batch.h: rows in columns, as they pass from operator to operator.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * sluice_batch_default_rows:
 *
 * Tests set the environment variable `SLUICE_BATCH_ROWS` to run everything in small batches, where most
 * mistakes at the seams show; it is read once.
 *
 * Returns: how many rows whoever makes batches puts into one, from 1 to %SLUICE_BATCH_MAX_ROWS
 */
guint32 sluice_batch_default_rows (void);

/**
 * SluiceBatch:
 * @arena: (transfer full): where the columns live; it keeps alive what they point into
 * @schema: (transfer full): a STRUCT with a field for each column
 * @n_rows: rows of each column, at most %SLUICE_BATCH_MAX_ROWS
 * @n_columns: number of @columns
 * @columns: their addresses, in @arena
 * @selection: the rows that count, ascending; %NULL when all do
 * @n_selected: how many rows count; @n_rows when @selection is %NULL
 * @sequence: position of row 0 in the order of its source or operator within the micro-batch; row i has
 *   @sequence + i. What depends on an order (first, limit, duplicates) follows it, so that results don't
 *   depend on the number of threads
 *
 * A piece of a micro-batch. Immutable once built and reference-counted; a filter makes a new batch with
 * the same columns and another selection.
 */
typedef struct
{
  gatomicrefcount ref_count;
  SluiceArena *arena;
  SluiceType *schema;
  guint32 n_rows;
  guint32 n_columns;
  SluiceColumn **columns;
  const guint16 *selection;
  guint32 n_selected;
  guint64 sequence;
} SluiceBatch;

/**
 * sluice_batch_new:
 * @arena: (transfer none): where its columns live
 * @schema: (transfer none): a STRUCT
 * @columns: (array) (transfer none): a column for each field of @schema; the array is copied
 * @n_rows: rows of each column
 *
 * Returns: (transfer full): a batch with all rows selected and sequence 0
 */
SluiceBatch *sluice_batch_new (SluiceArena      *arena,
                               const SluiceType *schema,
                               SluiceColumn    **columns,
                               guint32           n_rows) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_batch_new_selected:
 * @base: a batch
 * @selection: (array length=n_selected): rows of @base, ascending; in the arena of @base
 * @n_selected: how many
 *
 * Returns: (transfer full): the same columns with other rows selected
 */
SluiceBatch *sluice_batch_new_selected (SluiceBatch   *base,
                                        const guint16 *selection,
                                        guint32        n_selected) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_batch_copy:
 * @self: a batch
 * @max_rows: the most rows to copy
 *
 * Copies the selected rows, dense, into an arena of their own, so that they can outlive the micro-batch.
 *
 * Returns: (transfer full): a batch with all rows selected
 */
SluiceBatch *sluice_batch_copy (SluiceBatch *self,
                                guint32      max_rows) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_batch_ref:
 * @self: a batch
 *
 * Returns: (transfer full): @self
 */
SluiceBatch *sluice_batch_ref (SluiceBatch *self);

/**
 * sluice_batch_unref:
 * @self: (nullable): a batch
 *
 * Gives up a reference.
 */
void sluice_batch_unref (SluiceBatch *self);

/** sluice_batch_row: @self: a batch, @i: from 0 to n_selected - 1. Returns: the row of the columns. */
static inline guint32
sluice_batch_row (const SluiceBatch *self, guint32 i)
{
  return self->selection != NULL ? self->selection[i] : i;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceBatch, sluice_batch_unref)

G_END_DECLS
