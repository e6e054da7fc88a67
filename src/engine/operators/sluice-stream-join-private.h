/* sluice-stream-join-private.h: the join's own struct, shared by its two phases.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-error.h"
#include "expr/sluice-program.h"
#include "operators/sluice-operators-private.h"
#include "operators/sluice-stream-join-rows.h"
#include "plan/sluice-join-bounds.h"
#include "plan/sluice-join-condition.h"

G_BEGIN_DECLS

/**
 * SluiceJoinBatch:
 * @batch: (transfer full): rows of one side
 * @keys: their keys
 * @rows: their columns as bytes
 * @of_batch: for each key its row of the batch
 * @expiries: (nullable): the watermarks at which they leave the state; %NULL when they never do
 * @order: the keys by partition, in order of rows
 * @partitions: where each partition begins in @order, and the end
 *
 * Rows that wait, ready to be taken apart by partition.
 */
typedef struct
{
  SluiceBatch *batch;
  SluiceKeys keys;
  SluiceKeys rows;
  const guint16 *of_batch;
  gint64 *expiries;
  guint16 *order;
  guint32 *partitions;
} SluiceJoinBatch;

/**
 * SluiceJoinSide:
 * @schema: (transfer none): its columns
 * @event_column: the one that rows are late by, or -1
 * @rule: when its rows leave the state
 * @keys: computes its keys
 * @filters: (element-type SluiceProgram): what the condition asks of this side alone
 * @outer: whether its rows come out without a partner too
 * @types: types of its columns
 * @mutex: guards @kept while workers push
 * @kept: (element-type SluiceJoinBatch): its rows of the micro-batch
 */
typedef struct
{
  const SluiceType *schema;
  gint event_column;
  SluiceJoinStateRule rule;
  SluiceProgram *keys;
  GPtrArray *filters;
  gboolean outer;
  const SluiceType **types;
  GMutex mutex;
  GArray *kept;
} SluiceJoinSide;

/** SluiceJoinFigures: what a partition reports of a micro-batch. */
typedef struct
{
  gint64 n_updated;
  gint64 n_removed;
  gint64 update_us;
  gint64 removal_us;
} SluiceJoinFigures;

/** SluiceJoinWorker: what a worker works with: @rows: state of the partition that it is at, @n_late: rows that it dropped. */
typedef struct
{
  SluiceJoinRows rows;
  guint64 n_late;
} SluiceJoinWorker;

/**
 * SluiceStreamJoin:
 * @streaming: whether it joins streams; else two tables
 * @conditions: (element-type SluiceProgram): what the condition asks of both sides, over left then right columns
 * @joined_schema: left then right columns
 * @own_store: (nullable): state that lives for one micro-batch, without streams below
 * @begun: whether there was a micro-batch
 *
 * See sluice-stream-join.c.
 */
typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceSettings *settings;
  gboolean streaming;
  SluiceJoinType type;
  guint n_keys;
  SluiceJoinSide sides[2];
  GPtrArray *conditions;
  SluiceType *joined_schema;
  char *key_ddl;
  char *value_ddl;
  guint n_partitions;
  guint n_workers;
  SluiceJoinWorker *workers;
  SluiceJoinFigures *figures;
  SluiceStateStore *store;
  SluiceStateStore *own_store;
  guint operator_id;
  gboolean begun;
} SluiceStreamJoin;

/** sluice_stream_join_is_semi: @self: a join. Returns: whether it gives left rows alone. */
static inline gboolean
sluice_stream_join_is_semi (const SluiceStreamJoin *self)
{
  return self->type == SLUICE_JOIN_LEFT_SEMI;
}

/** sluice_stream_join_event_time: @side: a side, @batch: rows of it, @row: one. Returns: its event time, or %SLUICE_NEVER. */
gint64 sluice_stream_join_event_time (const SluiceJoinSide *side,
                                      SluiceBatch          *batch,
                                      guint32               row);

/**
 * sluice_stream_join_narrow:
 * @self: a join
 * @conditions: (element-type SluiceProgram): conditions
 * @batch: its selection is narrowed to the rows for which all of them are true
 * @error: what a condition reports
 *
 * Returns: whether it went well
 */
gboolean sluice_stream_join_narrow (SluiceStreamJoin *self,
                                    const GPtrArray  *conditions,
                                    SluiceBatch      *batch,
                                    GError          **error);

/**
 * sluice_stream_join_combine:
 * @self: a join
 * @arena: where the columns are
 * @left: (nullable): columns of the left side; %NULL for nulls
 * @right: (nullable): columns of the right side; %NULL for nulls
 * @n: rows
 *
 * Returns: (transfer full): both side by side
 */
SluiceBatch *sluice_stream_join_combine (SluiceStreamJoin *self,
                                         SluiceArena      *arena,
                                         SluiceColumn    **left,
                                         SluiceColumn    **right,
                                         guint32           n);

/**
 * sluice_stream_join_emit:
 * @self: a join
 * @worker: who runs
 * @joined: rows of both sides, or of the left one for a left semi join
 * @selection: (array length=n) (nullable): which of them
 * @n: how many
 * @decision: why they come out
 * @bound_us: (array) (nullable): for each of them the expiry that decided
 * @sequence: their place in the order of the join
 * @error: what the operators below report
 *
 * Gives rows the join's own schema, shows them, and pushes them on.
 *
 * Returns: whether it went well
 */
gboolean sluice_stream_join_emit (SluiceStreamJoin *self,
                                  guint             worker,
                                  SluiceBatch      *joined,
                                  const guint16    *selection,
                                  guint32           n,
                                  SluiceDecision    decision,
                                  const gint64     *bound_us,
                                  guint64           sequence,
                                  GError          **error);

/** sluice_stream_join_run_task: the second phase, as #SluiceOperatorClass wants it: one partition of state. */
gboolean sluice_stream_join_run_task (SluiceOperator *operator,
                                      guint           worker,
                                      guint           task,
                                      GError        **error);

G_END_DECLS
