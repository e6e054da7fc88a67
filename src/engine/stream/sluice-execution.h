/* sluice-execution.h: one run of a query: everything that is open, and one micro-batch after another.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-worker-pool.h"
#include "stream/sluice-query.h"

G_BEGIN_DECLS

/**
 * SluiceExecution:
 *
 * What a query has open while it runs: checkpoint, sources, operators, state, sink. It is the query
 * protocol of [6.3], without threads and without waiting: sluice_query drives it. Dropping it and opening
 * another goes on from the checkpoint exactly as a new process would.
 */
typedef struct _SluiceExecution SluiceExecution;

/**
 * SluiceExecutionOptions:
 * @plan: the query
 * @clock: the time
 * @pool: runs tasks
 * @recorder: (nullable): keeps what the run does
 * @cancellable: breaks off the micro-batch that runs
 * @available_now: whether the sources' data is frozen at the opening [ADM-3]
 * @once: whether limits of the sources are passed over [ADM-2]
 * @run_id: id of the run
 * @memory_sources: (nullable): see #SluiceQueryOptions
 * @console: (nullable): takes what the console sink prints
 * @console_data: for @console
 *
 * What an execution works with; everything is borrowed and outlives it.
 */
typedef struct
{
  SluiceQueryPlan *plan;
  SluiceClock *clock;
  SluiceWorkerPool *pool;
  SluiceRecorder *recorder;
  GCancellable *cancellable;
  gboolean available_now;
  gboolean once;
  const char *run_id;
  GHashTable *memory_sources;
  SluiceTextFunc console;
  gpointer console_data;
} SluiceExecutionOptions;

/**
 * sluice_execution_open:
 * @options: what to work with
 * @error: whatever keeps the query from running
 *
 * Opens everything and finds out where the query stands [6.4].
 *
 * Returns: (transfer full) (nullable): the execution
 */
SluiceExecution *sluice_execution_open (const SluiceExecutionOptions *options,
                                        GError                      **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_execution_close: @self: (nullable): an execution. */
void sluice_execution_close (SluiceExecution *self);

/** sluice_execution_has_pending_batch: @self: an execution. Returns: whether a batch was decided but isn't done; it runs next, whatever the trigger. */
gboolean sluice_execution_has_pending_batch (SluiceExecution *self);

/**
 * sluice_execution_run_batch:
 * @self: an execution
 * @progress: (out) (transfer full) (nullable): the report of the micro-batch; %NULL when there was none to run
 * @error: what went wrong; the execution is of no use any more then
 *
 * Runs one micro-batch if there is new data, or if one without data would do something.
 *
 * Returns: whether it went well
 */
gboolean sluice_execution_run_batch (SluiceExecution *self,
                                     SluiceProgress **progress,
                                     GError         **error);

/** sluice_execution_get_id: @self: an execution. Returns: (transfer none): the query's id. */
const char *sluice_execution_get_id (SluiceExecution *self);

/** sluice_execution_get_sink: @self: an execution. Returns: (transfer none): the sink. */
SluiceSink *sluice_execution_get_sink (SluiceExecution *self);

/** sluice_execution_find_source: @self: an execution, @node_id: a node. Returns: (transfer none) (nullable): its source. */
SluiceSource *sluice_execution_find_source (SluiceExecution *self,
                                            const char      *node_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceExecution, sluice_execution_close)

G_END_DECLS
