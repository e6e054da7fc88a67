/* sluice-run.h: a run of a pipeline, as the window sees it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "model/sluice-pipeline.h"
#include "stream/sluice-query.h"

G_BEGIN_DECLS

/** SLUICE_TYPE_PROGRESS: the boxed type of #SluiceProgress. */
#define SLUICE_TYPE_PROGRESS (sluice_progress_get_type ())

/** sluice_progress_get_type: Returns: the boxed type of #SluiceProgress. */
GType sluice_progress_get_type (void) G_GNUC_CONST;

/** SLUICE_TYPE_QUERY_STATE: the enumeration type of #SluiceQueryState. */
#define SLUICE_TYPE_QUERY_STATE (sluice_query_state_get_type ())

/** sluice_query_state_get_type: Returns: the enumeration type of #SluiceQueryState. */
GType sluice_query_state_get_type (void) G_GNUC_CONST;

#define SLUICE_TYPE_RUN (sluice_run_get_type ())
G_DECLARE_FINAL_TYPE (SluiceRun, sluice_run, SLUICE, RUN, GObject)

/**
 * SluiceRun:
 *
 * One query of a pipeline while it runs and after it has ended. Everything is told on the thread that made
 * it, coalesced: however fast micro-batches come, one idle callback delivers them all.
 *
 * Properties, read-only and with notification: `state` (#SluiceQueryState), `message` (string: what it is
 * doing, or why it failed), `newest-batch` (int64, -1 before the first).
 *
 * Signals: `progress` (#SluiceProgress) once for each micro-batch, in order; `output` (string) with what a
 * console sink prints, in order between them; `flushed` after each delivery, when views that need only the newest
 * should look.
 */

/**
 * sluice_run_new:
 * @plan: (transfer none): the query
 *
 * Returns: (transfer full): a run that hasn't started
 */
SluiceRun *sluice_run_new (SluiceQueryPlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_run_start: @self: a new run, @paused: whether it waits before its first micro-batch. */
void sluice_run_start (SluiceRun *self,
                       gboolean   paused);

/** sluice_run_stop: @self: a run, @at_once: whether the micro-batch that runs is broken off. Doesn't wait. */
void sluice_run_stop (SluiceRun *self,
                      gboolean   at_once);

/** sluice_run_pause: @self: a run. Stands still after the micro-batch that runs. */
void sluice_run_pause (SluiceRun *self);

/** sluice_run_resume: @self: a run. Goes on. */
void sluice_run_resume (SluiceRun *self);

/** sluice_run_step: @self: a paused run. Runs one micro-batch. */
void sluice_run_step (SluiceRun *self);

/** sluice_run_get_state: @self: a run. Returns: what it was doing when it was last heard of. */
SluiceQueryState sluice_run_get_state (SluiceRun *self);

/** sluice_run_is_active: @self: a run. Returns: whether it has started and not ended. */
gboolean sluice_run_is_active (SluiceRun *self);

/** sluice_run_get_message: @self: a run. Returns: (transfer none) (nullable): what it is doing, or why it failed. */
const char *sluice_run_get_message (SluiceRun *self);

/** sluice_run_get_error: @self: a run. Returns: (transfer none) (nullable): why it failed, with sluice_error_info() for node and place. */
const GError *sluice_run_get_error (SluiceRun *self);

/** sluice_run_get_failed_node: @self: a run that failed. Returns: (transfer none): id of the node that it failed in; its sink when nobody knows. */
const char *sluice_run_get_failed_node (SluiceRun *self);

/** sluice_run_get_plan: @self: a run. Returns: (transfer none): its query. */
SluiceQueryPlan *sluice_run_get_plan (SluiceRun *self);

/** sluice_run_get_newest_batch: @self: a run. Returns: id of the newest micro-batch that was told, or -1. */
gint64 sluice_run_get_newest_batch (SluiceRun *self);

/** sluice_run_get_last_progress: @self: a run. Returns: (transfer none) (nullable): the newest report that was told. */
SluiceProgress *sluice_run_get_last_progress (SluiceRun *self);

/**
 * sluice_run_get_record:
 * @self: a run
 * @batch_id: a micro-batch; -1 for the newest
 *
 * Returns: (transfer full) (nullable): what was recorded of it, when that is still kept
 */
SluiceBatchRecord *sluice_run_get_record (SluiceRun *self,
                                          gint64     batch_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
