/* sluice-query.h: a query that runs.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-clock.h"
#include "plan/sluice-plan.h"
#include "stream/sluice-checkpoint.h"
#include "stream/sluice-progress.h"
#include "stream/sluice-recorder.h"
#include "sinks/sluice-sink.h"
#include "sources/sluice-source.h"

G_BEGIN_DECLS

/** SluiceQueryState: what a query is doing. */
typedef enum
{
  SLUICE_QUERY_NEW,
  SLUICE_QUERY_STARTING,
  SLUICE_QUERY_RUNNING,
  SLUICE_QUERY_WAITING,
  SLUICE_QUERY_PAUSED,
  SLUICE_QUERY_BLOCKED, /* the disk is full; it tries again by itself */
  SLUICE_QUERY_STOPPED,
  SLUICE_QUERY_FINISHED,
  SLUICE_QUERY_FAILED,
} SluiceQueryState;

typedef struct _SluiceQuery SluiceQuery;

/**
 * SluiceQueryListener:
 * @started: (nullable): the query has opened its checkpoint, sources and sink
 * @progress: (nullable): a micro-batch is done
 * @idle: (nullable): nothing new for a while (every 10 s)
 * @state_changed: (nullable): it does something else now; @message says what in Spark's words
 * @terminated: (nullable): it has ended; @error is %NULL unless it failed
 * @user_data: for all of them
 *
 * Who wants to know. Called on the query's thread: what they do must be short and thread-safe.
 */
typedef struct
{
  void (*started) (SluiceQuery *query,
                   gpointer     user_data);
  void (*progress) (SluiceQuery    *query,
                    SluiceProgress *progress,
                    gpointer        user_data);
  void (*idle) (SluiceQuery *query,
                gint64       timestamp_ms,
                gpointer     user_data);
  void (*state_changed) (SluiceQuery     *query,
                         SluiceQueryState state,
                         const char      *message,
                         gpointer         user_data);
  void (*terminated) (SluiceQuery  *query,
                      const GError *error,
                      gpointer      user_data);
  gpointer user_data;
} SluiceQueryListener;

/**
 * SluiceQueryOptions:
 * @n_workers: threads that work; 0 for one per processor
 * @clock: (nullable) (transfer none): the time; %NULL for the system's
 * @recorder: (nullable) (transfer none): keeps what the run does; %NULL for a run that nobody watches
 * @listener: who wants to know; copied
 * @override_trigger: whether @trigger replaces the plan's
 * @trigger: the trigger
 * @memory_sources: (nullable): ids of readStream nodes of format memory to #SluiceSource, when they are to
 *   outlive the query
 * @console: (nullable): takes what the console sink prints
 * @console_data: for @console
 * @start_paused: whether it waits for a step or a resume before its first micro-batch
 *
 * How a query is run.
 */
typedef struct
{
  guint n_workers;
  SluiceClock *clock;
  SluiceRecorder *recorder;
  SluiceQueryListener listener;
  gboolean override_trigger;
  SluiceTriggerKind trigger;
  GHashTable *memory_sources;
  SluiceTextFunc console;
  gpointer console_data;
  gboolean start_paused;
} SluiceQueryOptions;

/**
 * sluice_query_new:
 * @plan: (transfer none): the query
 * @options: how to run it
 *
 * Returns: (transfer full): a query that hasn't started
 */
SluiceQuery *sluice_query_new (SluiceQueryPlan          *plan,
                               const SluiceQueryOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_query_free: @self: (nullable): a query; one that runs is stopped and waited for. */
void sluice_query_free (SluiceQuery *self);

/**
 * sluice_query_start:
 * @self: a new query
 *
 * Starts its thread, which opens everything, runs micro-batches and tells the listener. Whatever goes wrong,
 * from the first moment on, comes as `terminated`.
 */
void sluice_query_start (SluiceQuery *self);

/**
 * sluice_query_stop:
 * @self: a query
 * @at_once: whether the micro-batch that runs is broken off (it runs again at the next start) instead of
 *   finished
 *
 * Asks it to end; doesn't wait.
 */
void sluice_query_stop (SluiceQuery *self,
                        gboolean     at_once);

/** sluice_query_pause: @self: a query. Asks it to stand still after the micro-batch that runs. */
void sluice_query_pause (SluiceQuery *self);

/** sluice_query_resume: @self: a query. Lets it go on. */
void sluice_query_resume (SluiceQuery *self);

/** sluice_query_step: @self: a paused query. Lets it run one micro-batch, as soon as there is one to run. */
void sluice_query_step (SluiceQuery *self);

/**
 * sluice_query_process_all_available:
 * @self: a query that runs
 * @error: the query's own error when it failed
 *
 * Waits until there is neither new data nor a micro-batch without data to run.
 *
 * Returns: whether it came to that
 */
gboolean sluice_query_process_all_available (SluiceQuery *self,
                                             GError     **error);

/**
 * sluice_query_wait:
 * @self: a query that was started
 * @timeout_us: how long to wait; -1 for ever
 * @error: the query's error when it failed
 *
 * Waits for its end.
 *
 * Returns: whether it has ended without failing; %FALSE without an error when the time ran out
 */
gboolean sluice_query_wait (SluiceQuery *self,
                            gint64       timeout_us,
                            GError     **error);

/** sluice_query_get_state: @self: a query. Returns: what it is doing. */
SluiceQueryState sluice_query_get_state (SluiceQuery *self);

/** sluice_query_get_plan: @self: a query. Returns: (transfer none): its plan. */
SluiceQueryPlan *sluice_query_get_plan (SluiceQuery *self);

/** sluice_query_get_run_id: @self: a query. Returns: (transfer none): the id of this run, a UUID. */
const char *sluice_query_get_run_id (SluiceQuery *self);

/** sluice_query_get_last_progress: @self: a query. Returns: (transfer full) (nullable): the report of the last micro-batch. */
SluiceProgress *sluice_query_get_last_progress (SluiceQuery *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_query_get_memory: @self: a query, @first_batch: the first batch wanted. Returns: (transfer full) (nullable) (element-type SluiceBatch): see sluice_memory_sink_get(). */
GPtrArray *sluice_query_get_memory (SluiceQuery *self,
                                    gint64       first_batch) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_query_add_data:
 * @self: a query that was started
 * @node_id: a readStream node of format memory
 * @batches: (element-type SluiceBatch): rows of its schema
 *
 * Gives rows to a memory source.
 *
 * Returns: whether there is such a source
 */
gboolean sluice_query_add_data (SluiceQuery *self,
                                const char  *node_id,
                                GPtrArray   *batches);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceQuery, sluice_query_free)

G_END_DECLS
