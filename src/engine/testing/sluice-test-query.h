/* sluice-test-query.h: a query that a test document drives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-clock.h"
#include "plan/sluice-plan.h"
#include "stream/sluice-progress.h"
#include "testing/sluice-test-json.h"

G_BEGIN_DECLS

/**
 * SluiceTestBatch:
 * @progress: its report
 * @rows: (element-type SluiceBatch): what went into the memory sink
 *
 * A micro-batch that ran.
 */
typedef struct
{
  SluiceProgress *progress;
  GPtrArray *rows;
} SluiceTestBatch;

/**
 * SluiceTestQuery:
 *
 * The query of a test document through all its runs. It moves only when it is told to: its clock stands still,
 * and between two steps it is paused, so that what a step gives arrives whole.
 */
typedef struct _SluiceTestQuery SluiceTestQuery;

/** sluice_test_query_new: @n_threads: of its pool; 0 for one per processor. Returns: (transfer full): a query without a plan. */
SluiceTestQuery *sluice_test_query_new (guint n_threads) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_query_free: @self: (nullable): a query; one that runs is stopped. */
void sluice_test_query_free (SluiceTestQuery *self);

/**
 * sluice_test_query_start:
 * @self: a query that doesn't run
 * @plan: what it runs
 * @error: a memory source that can't be made
 *
 * Starts it, and waits until it has opened everything or failed. Memory sources keep what they were given in
 * earlier runs.
 *
 * Returns: whether it was started; whether it runs shows in sluice_test_query_process()
 */
gboolean sluice_test_query_start (SluiceTestQuery *self,
                                  SluiceQueryPlan *plan,
                                  GError         **error);

/** sluice_test_query_stop: @self: a query. Stops it, if it runs. */
void sluice_test_query_stop (SluiceTestQuery *self);

/**
 * sluice_test_query_add_data:
 * @self: a query that was started
 * @node_id: a memory source
 * @rows: an array of objects
 * @error: no such source, rows that don't fit its schema
 *
 * Returns: whether the rows will be in the next batch
 */
gboolean sluice_test_query_add_data (SluiceTestQuery      *self,
                                     const char           *node_id,
                                     const SluiceTestJson *rows,
                                     GError              **error);

/**
 * sluice_test_query_process:
 * @self: a query that was started
 * @error: what it failed with
 *
 * Runs micro-batches until there is neither new data nor one without data to run.
 *
 * Returns: whether it came to that
 */
gboolean sluice_test_query_process (SluiceTestQuery *self,
                                    GError         **error);

/** sluice_test_query_advance_clock: @self: a query, @by_us: microseconds. Moves its clock on. */
void sluice_test_query_advance_clock (SluiceTestQuery *self,
                                      gint64           by_us);

/** sluice_test_query_get_batches: @self: a query that is paused. Returns: (transfer none) (element-type SluiceTestBatch): all batches of all its runs. */
GPtrArray *sluice_test_query_get_batches (SluiceTestQuery *self);

/** sluice_test_query_is_ordered: @plan: a query's plan. Returns: whether its rows come in an order. */
gboolean sluice_test_query_is_ordered (const SluiceQueryPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceTestQuery, sluice_test_query_free)

G_END_DECLS
