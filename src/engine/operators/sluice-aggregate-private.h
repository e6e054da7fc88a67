/* sluice-aggregate-private.h: the aggregation's own struct, shared by its two phases.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-error.h"
#include "expr/sluice-program.h"
#include "operators/sluice-aggregate-states.h"
#include "operators/sluice-hash-table.h"
#include "operators/sluice-operators-private.h"
#include "operators/sluice-state-list.h"

G_BEGIN_DECLS

/**
 * SluicePartial:
 * @branches: a bit for each input of a union that rows came from: Spark aggregates partially per branch,
 *   and its count of late rows shows it
 * @event_us: the group's event time where it is no window of this aggregation; %SLUICE_STATE_NO_EXPIRY
 *   when it is null or there is none
 *
 * Head of the payload of a group; the states follow.
 */
typedef struct
{
  guint64 branches;
  gint64 event_us;
} SluicePartial;

G_STATIC_ASSERT (sizeof (SluicePartial) == 16);

/**
 * SluicePartialWorker:
 * @table: the groups of the rows that this worker was given
 * @by_partition: (array): for each partition of state its groups
 * @arena: what states point to
 * @n_late_rows: rows that are too late for all of their groups
 * @sessions: for session windows: the lists of them in the partition that it works on
 *
 * What a worker keeps during a micro-batch.
 */
typedef struct
{
  SluiceHashTable *table;
  GPtrArray **by_partition;
  SluiceArena *arena;
  guint64 n_late_rows;
  SluiceStateList sessions;
} SluicePartialWorker;

/** SLUICE_WINDOW_KEY_BYTES: bytes of a window at the beginning of a key: that it isn't null, its two times likewise. */
#define SLUICE_WINDOW_KEY_BYTES (2 + 8 + 1 + 8)

/**
 * SluiceKeptBatch:
 * @batch: (transfer full): a batch of the input
 * @columns: what the program made of it
 * @keys: keys of its rows, or of its rows' windows
 * @rows: (nullable): the row of each key; %NULL for key i of row i
 * @partitions: the partition of each key
 *
 * A batch whose rows must wait until all earlier ones have been seen, because an aggregate depends on their
 * order.
 */
typedef struct
{
  SluiceBatch *batch;
  SluiceColumn **columns;
  SluiceKeys keys;
  const guint16 *rows;
  guint32 *partitions;
} SluiceKeptBatch;

/** SluicePartitionFigures: what a partition reports of a micro-batch. */
typedef struct
{
  gint64 n_updated;
  gint64 n_removed;
  gint64 n_dropped;
  gint64 update_us;
  gint64 removal_us;
} SluicePartitionFigures;

/**
 * SluiceAggregateOperator:
 * @program: computes the keys (a computed window apart), the window's time, arguments and filters
 * @n_exprs: its expressions
 * @n_group_keys: keys among them, the first ones
 * @time_slot: which expression is the window's time
 * @first_arg: for each aggregate where its arguments begin
 * @filter_slot: for each aggregate its filter, or -1
 * @has_window: whether a window of a fixed length is computed here
 * @has_session: whether a session is
 * @end_slot: which expression is the end of a session that has one row only
 * @merges_first: whether sessions of a micro-batch merge with each other before late ones are dropped
 * @pane_us: width of a pane: windows begin and end at multiples of it only, so that each pane lies within
 *   a window or outside
 * @n_windows: most windows that a pane can lie in
 * @state_types: types of the key's columns in the order in which state keeps them: a window first
 * @state_to_key: which key each of them is
 * @aggregates_text: (nullable): what the checkpoint says of the aggregates, for who looks at the state
 * @arguments_ddl: (nullable): likewise of their arguments
 * @mode: the output mode of the micro-batch, kept for wants_no_data_batch
 * @begun: whether there was a micro-batch
 *
 * See sluice-aggregate-operator.c.
 */
typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceSettings *settings;
  gboolean streaming;

  SluiceProgram *program;
  guint n_exprs;
  guint n_group_keys;
  guint time_slot;
  guint *first_arg;
  int *filter_slot;
  SluiceAggregateStates states;

  gboolean has_session;
  guint end_slot;
  gboolean merges_first;

  gboolean has_window;
  gint64 size_us;
  gint64 slide_us;
  gint64 start_us;
  gint64 pane_us;
  guint n_windows;

  guint n_keys;
  const SluiceType **state_types;
  guint *state_to_key;
  SluiceType *key_schema;
  char *key_ddl;
  char *value_ddl;
  char *aggregates_text;
  char *arguments_ddl;

  SluiceOutputMode mode;
  gboolean begun;
  gboolean filters_late;
  gboolean evicts;

  guint n_workers;
  SluicePartialWorker *workers;
  GMutex kept_mutex;
  GArray *kept;

  guint n_partitions;
  SluiceStateStore *store;
  SluiceStateStore *own_store; /* without a stream below state lives for one micro-batch */
  guint operator_id;
  SluicePartitionFigures *figures;
} SluiceAggregateOperator;

/**
 * sluice_aggregate_is_late:
 * @self: an aggregation
 * @event_us: an event time or the end of a window
 *
 * Returns: whether rows of that group are dropped in this micro-batch [WM-8] [WM-9]
 */
static inline gboolean
sluice_aggregate_is_late (const SluiceAggregateOperator *self, gint64 event_us)
{
  return self->filters_late && event_us <= sluice_watermark_us (self->parent.late_watermark_ms);
}

/**
 * sluice_aggregate_first_window:
 * @self: an aggregation with a window
 * @pane_us: start of a pane
 *
 * Returns: start of the latest window that the pane lies in; the others are each a slide earlier, as long as
 *   they end after @pane_us
 */
static inline gint64
sluice_aggregate_first_window (const SluiceAggregateOperator *self, gint64 pane_us)
{
  gint64 remainder = (pane_us - self->start_us) % self->slide_us;

  return pane_us - (remainder < 0 ? remainder + self->slide_us : remainder);
}

/**
 * sluice_aggregate_update:
 * @self: an aggregation
 * @batch: rows
 * @columns: what the program made of them
 * @arena: lives as long as the states
 * @scratch: for what is needed in between; the caller's own
 * @rows: (array length=n) (nullable): rows, in the order in which they count
 * @payloads: (array length=n): the group of each
 * @n: how many
 * @error: what an aggregate reports
 *
 * Adds rows to their groups.
 *
 * Returns: whether it went well
 */
gboolean sluice_aggregate_update (SluiceAggregateOperator *self,
                                  SluiceBatch             *batch,
                                  SluiceColumn           **columns,
                                  SluiceArena             *arena,
                                  SluiceArena             *scratch,
                                  const guint16           *rows,
                                  gpointer                *payloads,
                                  guint32                  n,
                                  GError                 **error);

/**
 * sluice_session_times:
 * @key: bytes that begin with a session
 * @start: (out): when it begins
 * @end: (out): when it ends
 */
static inline void
sluice_session_times (const guint8 *key, gint64 *start, gint64 *end)
{
  memcpy (start, key + 2, sizeof *start);
  memcpy (end, key + 11, sizeof *end);
}

/**
 * SluiceWrittenSession:
 * @key: its key, the session first
 * @key_length: its bytes
 * @event_us: what the watermark must pass for it to leave
 *
 * A session that a micro-batch has made or changed.
 */
typedef struct
{
  const guint8 *key;
  guint32 key_length;
  gint64 event_us;
} SluiceWrittenSession;

/**
 * sluice_session_merge:
 * @self: an aggregation by session
 * @list: the sessions of a partition
 * @groups: (element-type SluiceGroup): sessions of the micro-batch, their keys beginning with them; reordered
 * @arena: for states
 * @figures: counts what is changed, removed and dropped
 * @written: (element-type SluiceWrittenSession) (nullable): what is written is added; its keys are in @arena
 * @error: what an aggregate reports
 *
 * Merges sessions that touch each other, in the micro-batch and in state, and writes what becomes of them.
 *
 * Returns: whether it went well
 */
gboolean sluice_session_merge (SluiceAggregateOperator *self,
                               SluiceStateList         *list,
                               GPtrArray               *groups,
                               SluiceArena             *arena,
                               SluicePartitionFigures  *figures,
                               GArray                  *written,
                               GError                 **error);

/** sluice_aggregate_run_task: the second phase, as #SluiceOperatorClass wants it: one partition of state. */
gboolean sluice_aggregate_run_task (SluiceOperator *operator,
                                    guint           worker,
                                    guint           task,
                                    GError        **error);

G_END_DECLS
