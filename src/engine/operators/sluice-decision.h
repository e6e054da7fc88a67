/* sluice-decision.h: what operators tell of their decisions to who watches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"

G_BEGIN_DECLS

typedef struct _SluiceOperator SluiceOperator;

/**
 * SluiceDecision:
 * @SLUICE_DECISION_DROPPED_LATE: a row counts no more; with sliding windows once for each window that is closed
 * @SLUICE_DECISION_EVICTED: a key, or a row of a join, has left the state
 * @SLUICE_DECISION_EMITTED: a row has come out of an operator that decides when, or whether, rows come out
 * @SLUICE_DECISION_WITHHELD: a key or row of this micro-batch waits for the watermark before it comes out
 * @SLUICE_DECISION_DUPLICATE_DROPPED: a row had a key that was known
 * @SLUICE_DECISION_JOINED: a row has found a partner
 * @SLUICE_DECISION_CORRUPT_RECORD: a record of a source isn't of its format
 *
 * What an operator decided about a row or a key, for those who ask why.
 */
typedef enum
{
  SLUICE_DECISION_DROPPED_LATE,
  SLUICE_DECISION_EVICTED,
  SLUICE_DECISION_EMITTED,
  SLUICE_DECISION_WITHHELD,
  SLUICE_DECISION_DUPLICATE_DROPPED,
  SLUICE_DECISION_JOINED,
  SLUICE_DECISION_CORRUPT_RECORD,
  SLUICE_N_DECISIONS,
} SluiceDecision;

/** SLUICE_NO_TIME: where a decision had nothing to do with a time. */
#define SLUICE_NO_TIME G_MININT64

/** SLUICE_NEVER: a watermark that is never reached. */
#define SLUICE_NEVER G_MAXINT64

/** sluice_decision_name: @self: a decision. Returns: (transfer none): its name, such as `dropped-late`. */
const char *sluice_decision_name (SluiceDecision self);

/**
 * SluiceDecisions:
 * @decision: what was decided
 * @node_id: by which node
 * @worker: who runs
 * @batch: (transfer none): the rows that it was about (of the operator's input, its output, or its keys); only valid
 *   during the call
 * @rows: (array length=n) (nullable): rows of the columns of @batch; %NULL for its first @n selected ones
 * @n: how many
 * @n_more: how many more there were, which aren't shown
 * @event_us: (array length=n) (nullable): the event time of each row, or %SLUICE_NO_TIME
 * @bound_us: (array length=n) (nullable): what was held against the watermark: the end of a window, an event time, the
 *   expiry of a key; %SLUICE_NO_TIME, or %SLUICE_NEVER
 * @watermark_us: the watermark then; %SLUICE_NO_TIME when there is none
 *
 * Decisions of one kind.
 */
typedef struct
{
  SluiceDecision decision;
  const char *node_id;
  guint worker;
  SluiceBatch *batch;
  const guint16 *rows;
  guint32 n;
  guint64 n_more;
  const gint64 *event_us;
  const gint64 *bound_us;
  gint64 watermark_us;
} SluiceDecisions;

/** SLUICE_DECIDER_ROWS: how many decisions are told at once. */
#define SLUICE_DECIDER_ROWS 256

/**
 * SluiceDecider:
 *
 * Collects decisions of one kind that are made row by row. On the stack of who makes them.
 */
typedef struct
{
  SluiceOperator *operator;
  SluiceDecisions made;
  guint16 rows[SLUICE_DECIDER_ROWS];
  gint64 event_us[SLUICE_DECIDER_ROWS];
  gint64 bound_us[SLUICE_DECIDER_ROWS];
} SluiceDecider;

/** sluice_operator_is_watched: @self: an operator in a round. Returns: whether somebody wants to see its decisions. */
gboolean sluice_operator_is_watched (const SluiceOperator *self);

/**
 * sluice_operator_decide:
 * @self: an operator
 * @worker: who runs
 * @decision: what was decided
 * @batch: (transfer none): about its selected rows
 * @bound_us: (array) (nullable): for each selected row what was held against the watermark
 * @watermark_us: the watermark
 *
 * Tells who watches of all rows of a batch; without one it does nothing.
 */
void sluice_operator_decide (SluiceOperator *self,
                             guint           worker,
                             SluiceDecision  decision,
                             SluiceBatch    *batch,
                             const gint64   *bound_us,
                             gint64          watermark_us);

/**
 * sluice_decider_begin:
 * @self: (out caller-allocates): a decider
 * @operator: an operator that is watched
 * @worker: who runs
 * @decision: what is decided
 * @watermark_us: the watermark
 */
void sluice_decider_begin (SluiceDecider  *self,
                           SluiceOperator *operator,
                           guint           worker,
                           SluiceDecision  decision,
                           gint64          watermark_us);

/** sluice_decider_end: @self: a decider. Tells of what has been collected; more may follow. */
void sluice_decider_end (SluiceDecider *self);

/**
 * sluice_decider_add:
 * @self: a decider
 * @batch: (transfer none): stays as it is until the next call for another batch, or the end
 * @row: a row of its columns
 * @event_us: the row's event time
 * @bound_us: what was held against the watermark
 */
static inline void
sluice_decider_add (SluiceDecider *self, SluiceBatch *batch, guint32 row, gint64 event_us, gint64 bound_us)
{
  if (self->made.batch != batch || self->made.n == SLUICE_DECIDER_ROWS)
    sluice_decider_end (self);
  self->made.batch = batch;
  self->rows[self->made.n] = (guint16) row;
  self->event_us[self->made.n] = event_us;
  self->bound_us[self->made.n++] = bound_us;
}

G_END_DECLS
