/* property-model.h: what a pipeline has to give, by the rules alone.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "property-case.h"

G_BEGIN_DECLS

#define PROP_MAX_STATEFUL 6

/**
 * PropBatch:
 * @step: index of the step that it ran for
 * @watermark_ms: the watermark that it ran with
 * @rows: (element-type utf8): what it gave, as JSON, sorted
 * @n_totals: stateful operators
 * @totals: rows in state after it, by operator
 *
 * A micro-batch as it is seen from outside.
 */
typedef struct
{
  guint step;
  gint64 watermark_ms;
  GPtrArray *rows;
  guint n_totals;
  guint64 totals[PROP_MAX_STATEFUL];
} PropBatch;

/** prop_batch_free: @self: (nullable): a micro-batch. */
void prop_batch_free (gpointer self);

/** prop_batch_new: @step: index of a step. Returns: (transfer full): a micro-batch without rows. */
PropBatch *prop_batch_new (guint step) G_GNUC_WARN_UNUSED_RESULT;

/** prop_batch_sort: @self: a micro-batch. Puts its rows in order, since the engine promises none. */
void prop_batch_sort (PropBatch *self);

/**
 * prop_model_run:
 * @test: a case
 *
 * Goes through the steps row by row, in plain lists, without threads, partitions, columns or files: which rows are late,
 * which windows close, which batches run without data. It knows nothing of the engine, and follows Spark's rules by
 * their numbers.
 *
 * Returns: (transfer full) (element-type PropBatch): all micro-batches that there have to be
 */
GPtrArray *prop_model_run (const PropCase *test) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
