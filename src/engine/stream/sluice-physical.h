/* sluice-physical.h: a plan made into operators that run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-clock.h"
#include "core/sluice-worker-pool.h"
#include "operators/sluice-operators.h"
#include "sinks/sluice-sink.h"
#include "sources/sluice-source.h"
#include "stream/sluice-recorder.h"
#include "stream/sluice-watermark-tracker.h"

G_BEGIN_DECLS

/**
 * SluicePhysical:
 *
 * The operators of a query, connected, with its scans at the top and its sink at the bottom. A micro-batch
 * runs its drivers in order: each scan and each blocking operator is one, and all tasks of a driver run on
 * the pool before the next one begins.
 */
typedef struct _SluicePhysical SluicePhysical;

/**
 * sluice_physical_new:
 * @query: the query
 * @sources: (array): its sources by index (transfer none)
 * @sink: (transfer none): its sink
 * @settings: what it runs with: the checkpoint's, which may differ from the session's
 * @clock: the query's clock
 * @n_workers: size of the pool
 * @error: a plan that can't be run
 *
 * Returns: (transfer full) (nullable): the operators, without state
 */
SluicePhysical *sluice_physical_new (const SluiceQueryPlan *query,
                                     SluiceSource *const   *sources,
                                     SluiceSink            *sink,
                                     SluiceSettings        *settings,
                                     SluiceClock           *clock,
                                     guint                  n_workers,
                                     GError               **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_physical_free: @self: (nullable): operators. */
void sluice_physical_free (SluicePhysical *self);

/**
 * sluice_physical_describe_state:
 * @self: operators
 * @n: (out): how many stateful ones there are
 *
 * Returns: (transfer container) (array length=n): what the store needs to know of them, by operator id
 */
SluiceStateOperator *sluice_physical_describe_state (SluicePhysical *self,
                                                     guint          *n) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_physical_set_state:
 * @self: operators
 * @store: (transfer none): the query's state
 */
void sluice_physical_set_state (SluicePhysical   *self,
                                SluiceStateStore *store);

/**
 * sluice_physical_prepare:
 * @self: operators
 * @starts: (array): for each source the end of the batch before, or %NULL
 * @ends: (array): for each source the end of this batch, or %NULL
 * @error: data that is gone
 *
 * Plans the reading of a micro-batch.
 *
 * Returns: whether it can be read
 */
gboolean sluice_physical_prepare (SluicePhysical    *self,
                                  char *const       *starts,
                                  char *const       *ends,
                                  GError           **error);

/**
 * sluice_physical_run:
 * @self: operators, prepared
 * @round: the micro-batch
 * @late_watermark_ms: the watermark of the batch before
 * @watermark_ms: the watermark of this batch
 * @pool: runs the tasks
 * @error: what went wrong, with node, file and row where they are known
 *
 * Runs a micro-batch, down to the sink's sluice_sink_write().
 *
 * Returns: whether it went well
 */
gboolean sluice_physical_run (SluicePhysical    *self,
                              const SluiceRound *round,
                              gint64             late_watermark_ms,
                              gint64             watermark_ms,
                              SluiceWorkerPool  *pool,
                              GError           **error);

/**
 * sluice_physical_restore_watermark:
 * @self: operators that haven't run
 * @round: the last batch before the query was started again; it must live until the next one runs
 * @watermark_ms: the watermark that it ran with
 * @error: what an operator reports
 *
 * Lets the operators know what they have evicted already, so that a batch without data which a stop came
 * in the way of is made up for.
 *
 * Returns: whether it went well
 */
gboolean sluice_physical_restore_watermark (SluicePhysical    *self,
                                            const SluiceRound *round,
                                            gint64             watermark_ms,
                                            GError           **error);

/**
 * sluice_physical_wants_no_data_batch:
 * @self: operators that have run a micro-batch
 * @watermark_ms: the watermark now
 *
 * Returns: whether a stateful operator would do something in a micro-batch without data
 */
gboolean sluice_physical_wants_no_data_batch (SluicePhysical *self,
                                              gint64          watermark_ms);

/**
 * sluice_physical_source_rows:
 * @self: operators that have run a micro-batch
 * @source: index of a source
 *
 * Returns: how many rows its scans gave [SRC-4]
 */
gint64 sluice_physical_source_rows (SluicePhysical *self,
                                    guint           source);

/** sluice_physical_rows_written: @self: operators that have run. Returns: how many rows reached the sink. */
gint64 sluice_physical_rows_written (SluicePhysical *self);

/** sluice_physical_corrupt_records: @self: operators that have run. Returns: how many malformed records the scans met. */
gint64 sluice_physical_corrupt_records (SluicePhysical *self);

/**
 * SluiceEventTimes:
 * @n: how many event times there were; 0 when no watermark node saw a row
 * @max_ms: the latest, milliseconds since 1970
 * @min_ms: the earliest
 * @avg_ms: their average
 */
typedef struct
{
  guint64 n;
  gint64 max_ms;
  gint64 min_ms;
  gint64 avg_ms;
} SluiceEventTimes;

/**
 * sluice_physical_take_event_times:
 * @self: operators that have run a micro-batch
 * @tracker: gets the latest event time of every watermark node that saw a row [WM-3]
 * @times: (out): those of the first watermark node with data, which is what progress reports show
 */
void sluice_physical_take_event_times (SluicePhysical         *self,
                                       SluiceWatermarkTracker *tracker,
                                       SluiceEventTimes       *times);

/**
 * sluice_physical_describe_watermarks:
 * @self: a physical plan that has run a micro-batch
 * @tracker: the query's watermark after it
 * @facts: where the watermark nodes and stateful operators are put
 *
 * For who watches: what explains the decisions of the micro-batch.
 */
void sluice_physical_describe_watermarks (SluicePhysical         *self,
                                          SluiceWatermarkTracker *tracker,
                                          SluiceBatchFacts       *facts);

/**
 * sluice_physical_collect_observed:
 * @self: operators that have run a micro-batch
 * @progress: gets the metrics of its observations
 */
void sluice_physical_collect_observed (SluicePhysical *self,
                                       SluiceProgress *progress);

/**
 * sluice_physical_figures:
 * @self: operators that have run a micro-batch
 * @n: (out): how many stateful ones there are
 *
 * Returns: (transfer full) (array length=n): what they report, in Spark's order
 */
SluiceStateFigures *sluice_physical_figures (SluicePhysical *self,
                                             guint          *n) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_physical_to_text: @self: operators. Returns: (transfer full): the tree as text, for explain. */
char *sluice_physical_to_text (SluicePhysical *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluicePhysical, sluice_physical_free)

G_END_DECLS
