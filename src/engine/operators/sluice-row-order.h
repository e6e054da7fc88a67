/* sluice-row-order.h: the rows of many batches in an order.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-program.h"
#include "operators/sluice-kept-rows.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/** SluiceRowPlace: a row of one of several batches. */
typedef struct
{
  guint32 batch;
  guint32 row;
} SluiceRowPlace;

/**
 * SluiceRowOrder:
 * @keys: (array length=n_keys): by what rows are sorted; only their directions matter here
 * @n_keys: how many
 * @columns: what a program made of each batch: @n_columns of the first one, then of the second …; the keys' columns are
 *   the first of each
 * @n_columns: columns of a batch, @n_keys at least
 * @places: (array length=n): the rows in their order
 * @n: how many
 *
 * Rows that were sorted. Those that are equal in all keys are in the order in which they came.
 */
typedef struct
{
  const SluiceSortKey *keys;
  guint n_keys;
  SluiceColumn **columns;
  guint n_columns;
  SluiceRowPlace *places;
  guint64 n;
} SluiceRowOrder;

/**
 * sluice_row_order_init:
 * @self: (out): room for it
 * @keys: (array length=n_keys): stays alive as long as @self
 * @n_keys: how many
 * @program: what computes the columns, the keys first
 * @n_columns: how many it computes
 * @rows: the rows
 * @arena: where columns go
 * @now_us: the micro-batch's timestamp
 * @error: an error of a row, or too many rows
 *
 * Computes the columns of all batches, and sorts.
 *
 * Returns: whether it went well; sluice_row_order_clear() is needed in either case
 */
gboolean sluice_row_order_init (SluiceRowOrder      *self,
                                const SluiceSortKey *keys,
                                guint                n_keys,
                                const SluiceProgram *program,
                                guint                n_columns,
                                SluiceKeptRows      *rows,
                                SluiceArena         *arena,
                                gint64               now_us,
                                GError             **error);

/** sluice_row_order_clear: @self: an order. Frees what it holds. */
void sluice_row_order_clear (SluiceRowOrder *self);

/** sluice_row_order_differ: @self: an order, @first: a key, @n: how many keys from there on, @a: a place, @b: another one.
 * Returns: whether the rows in them differ in one of these keys. */
gboolean sluice_row_order_differ (const SluiceRowOrder *self,
                                  guint                 first,
                                  guint                 n,
                                  guint64               a,
                                  guint64               b);

/**
 * sluice_sort_compare:
 * @key: its direction
 * @a: a column
 * @row_a: a row of it
 * @b: a column of the same type
 * @row_b: a row of it
 *
 * Returns: below, at or above 0, as the first comes before the second
 */
int sluice_sort_compare (const SluiceSortKey *key,
                         const SluiceColumn  *a,
                         guint32              row_a,
                         const SluiceColumn  *b,
                         guint32              row_b);

/**
 * sluice_row_order_gather:
 * @self: an order
 * @rows: the rows that were sorted
 * @schema: their schema
 * @arena: where the result lives
 * @from: the first place
 * @n: how many, at most %SLUICE_BATCH_MAX_ROWS
 *
 * Returns: (transfer full): these rows as a batch, whose sequence is @from
 */
SluiceBatch *sluice_row_order_gather (const SluiceRowOrder *self,
                                      const SluiceKeptRows *rows,
                                      const SluiceType     *schema,
                                      SluiceArena          *arena,
                                      guint64               from,
                                      guint32               n) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
