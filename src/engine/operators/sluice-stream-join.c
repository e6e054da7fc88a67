/* sluice-stream-join.c: joins the rows of two streams with each other.
 *
 * State: the rows of both sides, see sluice-stream-join-rows.h; the keys choose the partition. A row's expiry
 * is the watermark at which no partner can come any more, derived from keys or condition by
 * sluice-join-bounds.c, or never. Watermark: rows of a side at or below that of the batch before, by the side's
 * own event time, are late; rows whose expiry is at or below the batch's own leave the state at its end. What
 * the join gives has a watermark as far behind as the state reaches back. Spark:
 * StreamingSymmetricHashJoinExec (`symmetricHashJoin`), state format 2.
 *
 * Rows wait until all are in. Then each partition takes the left rows in their order, joins them with the
 * right ones in state and keeps them; then the right rows likewise, which so meet the left ones of this batch.
 * A right row that would leave at the end of this batch isn't kept at all, unless it is to come out alone.
 * A left semi join goes the other way round: the right rows first, and a left row that finds one of them
 * isn't kept, or leaves the state. Outer rows come out when they leave the state without ever having had a
 * partner; those that can have none, because they fail what the condition asks of their side alone, at once.
 *
 * Of two tables it makes a full join: over state in memory that begins empty, and which all rows leave.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-error.h"
#include "expr/sluice-program.h"
#include "operators/sluice-kept-rows.h"
#include "operators/sluice-operators-private.h"
#include "operators/sluice-stream-join-rows.h"
#include "plan/sluice-join-bounds.h"

/* A batch of one side, ready to be taken apart by partition. */
typedef struct
{
  SluiceBatch *batch;
  SluiceKeys keys;
  SluiceKeys rows;         /* their columns as bytes */
  const guint16 *of_batch; /* for each key its row of the batch */
  gint64 *expiries;        /* NULL when they never leave */
  guint16 *order;          /* the keys by partition, in order of rows */
  guint32 *partitions;     /* where each partition begins in it, and the end */
} Kept;

typedef struct
{
  const SluiceType *schema;
  gint event_column;
  SluiceJoinStateRule rule;
  SluiceProgram *keys;
  GPtrArray *filters;    /* of SluiceProgram: what the condition asks of this side alone */
  gboolean outer;        /* whether its rows come out without a partner too */
  const SluiceType **types;
  GMutex mutex;
  GArray *kept;
} Side;

typedef struct
{
  gint64 n_updated;
  gint64 n_removed;
  gint64 update_us;
  gint64 removal_us;
} Figures;

typedef struct
{
  SluiceJoinRows rows;
  guint64 n_late;
} Worker;

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceSettings *settings;
  gboolean streaming;
  SluiceJoinType type;
  guint n_keys;
  Side sides[2];
  GPtrArray *conditions; /* of SluiceProgram: what it asks of both, over left then right columns */
  SluiceType *joined_schema;
  char *key_ddl;
  char *value_ddl;
  guint n_partitions;
  guint n_workers;
  Worker *workers;
  Figures *figures;
  SluiceStateStore *store;
  SluiceStateStore *own_store; /* without streams below state lives for one micro-batch */
  guint operator_id;
  gboolean begun;
} StreamJoin;

/* A row of the side that is taken, and one of the other side's in state. */
typedef struct
{
  guint32 input;
  guint32 number;
  guint32 length;
  gboolean was_matched;
  const guint8 *row;
} Pair;

/* Rows of one side on their way through a partition: joined first, kept then. */
typedef struct
{
  StreamJoin *self;
  guint worker;
  guint partition;
  SluiceJoinRows *rows;
  Figures *figures;
  guint side;
  guint32 capacity;
  guint64 n_emitted;

  guint32 n;
  const Kept **kept;
  guint32 *at;
  guint8 *matched;

  guint32 n_pairs;
  Pair *pairs;
  GArray *marks;      /* of Pair: rows in state that got their first partner, or leave with it */
  GHashTable *leaving; /* rows of a left semi join that leave with this lot */
} Lot;

static gboolean
is_semi (const StreamJoin *self)
{
  return self->type == SLUICE_JOIN_LEFT_SEMI;
}

static gint64
time_at (const SluiceColumn *column, guint32 row)
{
  if (sluice_column_is_null (column, row))
    return SLUICE_STATE_NO_EXPIRY;
  if (column->type->id == SLUICE_TYPE_STRUCT)
    return time_at (column->children[1], sluice_column_index (column, row));

  return column->i64[sluice_column_index (column, row)];
}

static gboolean
is_watched (const StreamJoin *self)
{
  const SluiceProbe *probe = self->parent.round->probe;

  return G_UNLIKELY (probe != NULL) && probe->decision != NULL;
}

static void
show (StreamJoin *self, guint worker, SluiceDecision decision, SluiceBatch *batch, guint32 row, gint64 event_us)
{
  const SluiceProbe *probe = self->parent.round->probe;
  gint64 watermark_ms = decision == SLUICE_DECISION_DROPPED_LATE ? self->parent.late_watermark_ms
                                                                 : self->parent.watermark_ms;

  probe->decision (probe->user_data, self->parent.node_id, worker, decision, batch, row, event_us,
                   sluice_watermark_us (watermark_ms));
}

/* Narrows the selection of a batch to the rows for which all conditions are true. */
static gboolean
narrow (StreamJoin *self, const GPtrArray *conditions, SluiceBatch *batch, GError **error)
{
  for (guint i = 0; i < conditions->len && batch->n_selected > 0; i++)
    {
      const guint16 *selection = NULL;
      guint32 n = 0;

      if (!sluice_program_run_filter (conditions->pdata[i], batch->arena, self->parent.round->timestamp_us, batch,
                                      &selection, &n, error))
        return FALSE;
      if (selection == NULL)
        continue;
      batch->selection = selection;
      batch->n_selected = n;
    }

  return TRUE;
}

/* Output. */

/* Puts the columns of the two sides together; those of one side may be missing. */
static SluiceBatch *
make_joined (StreamJoin *self, SluiceArena *arena, SluiceColumn **left, SluiceColumn **right, guint32 n)
{
  SluiceColumn **given[2] = { left, right };
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (self->joined_schema->n_fields, 1));
  guint at = 0;

  for (guint side = 0; side < 2; side++)
    for (guint c = 0; c < self->sides[side].schema->n_fields; c++, at++)
      columns[at] = given[side] != NULL
                        ? given[side][c]
                        : sluice_column_new_null (arena, self->sides[side].schema->fields[c].type, n);

  return sluice_batch_new (arena, self->joined_schema, columns, n);
}

/* Gives the selected rows of a joined batch the join's own schema: for a left semi join the left columns. */
static gboolean
emit_joined (StreamJoin    *self,
             guint          worker,
             SluiceBatch   *joined,
             const guint16 *selection,
             guint32        n,
             SluiceDecision decision,
             gint64         event_us,
             guint64        sequence,
             GError       **error)
{
  g_autoptr (SluiceBatch) batch
      = sluice_batch_new (joined->arena, self->parent.schema, joined->columns, joined->n_rows);

  batch->selection = selection;
  batch->n_selected = n;
  batch->sequence = sequence;
  if (is_watched (self))
    for (guint32 i = 0; i < n; i++)
      show (self, worker, decision, batch, sluice_batch_row (batch, i), event_us);

  return sluice_operator_emit (&self->parent, worker, batch, error);
}

static gboolean
decode_rows (const Side *side, SluiceArena *arena, const guint8 **rows, const guint32 *lengths, guint32 n,
             SluiceColumn **columns, GError **error)
{
  if (sluice_keys_decode (arena, side->types, side->schema->n_fields, rows, lengths, n, columns))
    return TRUE;

  sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN,
                    "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE",
                    "A row in the checkpoint's state isn't one of this join's: its sides have been changed since "
                    "it was written.");

  return FALSE;
}

/* First phase: rows. */

static guint32
select_timely (StreamJoin *self, guint worker, const Side *side, SluiceBatch *batch, guint16 *rows)
{
  gint64 watermark_us = sluice_watermark_us (self->parent.late_watermark_ms);
  const SluiceColumn *times = side->event_column >= 0 ? batch->columns[side->event_column] : NULL;
  guint32 n = 0;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);
      gint64 event_us = times != NULL ? time_at (times, row) : SLUICE_STATE_NO_EXPIRY;

      if (event_us > watermark_us)
        {
          rows[n++] = (guint16) row;
          continue;
        }
      self->workers[worker].n_late++;
      if (is_watched (self))
        show (self, worker, SLUICE_DECISION_DROPPED_LATE, batch, row, event_us);
    }

  return n;
}

/* The rows of @rows that @batch has been narrowed away from have no partner: outer ones come out at once. */
static gboolean
emit_alone (StreamJoin *self, guint worker, guint port, SluiceBatch *batch, const guint16 *rows, guint32 n,
            GError **error)
{
  g_autoptr (SluiceBatch) outer = NULL;
  guint16 *alone;
  guint32 n_alone = 0;

  if (!self->sides[port].outer || batch->n_selected == n)
    return TRUE;

  alone = sluice_arena_new_array (batch->arena, guint16, n + 1);
  for (guint32 i = 0, j = 0; i < n; i++)
    if (j < batch->n_selected && batch->selection[j] == rows[i])
      j++;
    else
      alone[n_alone++] = rows[i];
  outer = make_joined (self, batch->arena, port == 0 ? batch->columns : NULL, port == 1 ? batch->columns : NULL,
                       batch->n_rows);

  return emit_joined (self, worker, outer, alone, n_alone, SLUICE_DECISION_EMITTED,
                      sluice_watermark_us (self->parent.watermark_ms), batch->sequence, error);
}

/* Narrows a batch to the rows whose keys can equal others. Between streams Spark compares keys as they lie, so
 * that null equals null; what an inner join must not see has been filtered away before. */
static void
narrow_to_keys (StreamJoin *self, SluiceBatch *batch, SluiceColumn *const *keys)
{
  guint16 *rows;
  guint32 n = 0;

  if (self->streaming)
    return;

  rows = sluice_arena_new_array (batch->arena, guint16, batch->n_selected + 1);
  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);
      gboolean any_null = FALSE;

      for (guint k = 0; k < self->n_keys; k++)
        any_null = any_null || (!self->plan->join.null_safe[k] && sluice_column_is_null (keys[k], row));
      rows[n] = (guint16) row;
      n += !any_null;
    }
  batch->selection = rows;
  batch->n_selected = n;
}

/* Sorts the keys by partition; within one they stay in order. */
static void
deal_out (StreamJoin *self, Kept *kept, SluiceArena *arena)
{
  guint32 n = kept->keys.n;
  guint32 *of_key = sluice_arena_new_array (arena, guint32, n + 1);
  guint32 *next;

  kept->partitions = sluice_arena_new_array0 (arena, guint32, self->n_partitions + 1);
  kept->order = sluice_arena_new_array (arena, guint16, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      guint64 hash = sluice_state_hash (sluice_keys_get (&kept->keys, i), sluice_keys_length (&kept->keys, i));

      of_key[i] = sluice_state_partition_of (hash, self->n_partitions);
      kept->partitions[of_key[i] + 1]++;
    }
  for (guint p = 0; p < self->n_partitions; p++)
    kept->partitions[p + 1] += kept->partitions[p];

  next = g_memdup2 (kept->partitions, sizeof (guint32) * self->n_partitions);
  for (guint32 i = 0; i < n; i++)
    kept->order[next[of_key[i]]++] = (guint16) i;
  g_free (next);
}

static gint64 *
make_expiries (const Side *side, SluiceArena *arena, SluiceBatch *batch, SluiceColumn **keys,
               const guint16 *rows, guint32 n)
{
  const SluiceColumn *times;
  gint64 *expiries;

  if (side->rule.kind == SLUICE_JOIN_STATE_STAYS)
    return NULL;

  times = side->rule.kind == SLUICE_JOIN_STATE_BY_KEY ? keys[side->rule.column]
                                                      : batch->columns[side->rule.column];
  expiries = sluice_arena_new_array (arena, gint64, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      gint64 event_us = time_at (times, rows[i]);

      expiries[i] = event_us == SLUICE_STATE_NO_EXPIRY ? event_us
                                                       : sluice_join_state_expiry (&side->rule, event_us);
    }

  return expiries;
}

static gboolean
stream_join_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  StreamJoin *self = (StreamJoin *) operator;
  Side *side = &self->sides[port];
  SluiceArena *arena = batch->arena;
  guint16 *rows = sluice_arena_new_array (arena, guint16, batch->n_selected + 1);
  guint32 n = select_timely (self, worker, side, batch, rows);
  g_autofree SluiceColumn **keys = g_new (SluiceColumn *, MAX (self->n_keys, 1));
  g_autoptr (SluiceBatch) selected = NULL;
  Kept kept = { NULL };

  if (n == 0)
    return TRUE;
  selected = sluice_batch_new_selected (batch, rows, n);
  if (!narrow (self, side->filters, selected, error)
      || !sluice_program_run (side->keys, arena, operator->round->timestamp_us, selected, keys, error))
    return FALSE;
  narrow_to_keys (self, selected, keys);
  if (!emit_alone (self, worker, port, selected, rows, n, error))
    return FALSE;
  n = selected->n_selected;
  if (n == 0)
    return TRUE;

  kept.batch = g_steal_pointer (&selected);
  kept.of_batch = kept.batch->selection;
  sluice_keys_encode (&kept.keys, arena, keys, self->n_keys, kept.of_batch, n, NULL);
  sluice_rows_encode (&kept.rows, arena, batch->columns, side->schema->n_fields, kept.of_batch, n);
  kept.expiries = make_expiries (side, arena, batch, keys, kept.of_batch, n);
  deal_out (self, &kept, arena);

  g_mutex_lock (&side->mutex);
  g_array_append_val (side->kept, kept);
  g_mutex_unlock (&side->mutex);

  return TRUE;
}

/* Second phase: a partition. */

static const guint8 *
key_of (const Lot *lot, guint32 input, guint32 *length)
{
  const Kept *kept = lot->kept[input];

  *length = sluice_keys_length (&kept->keys, lot->at[input]);

  return sluice_keys_get (&kept->keys, lot->at[input]);
}

static void
take_columns (SluiceBatch *batch, SluiceColumn **columns)
{
  memcpy (columns, batch->columns, sizeof (SluiceColumn *) * batch->n_columns);
}

/* What a pair that holds means for the row in state. */
static gboolean
mark_pair (Lot *lot, const Pair *pair)
{
  StreamJoin *self = lot->self;
  guint other = 1 - lot->side;

  lot->matched[pair->input] = TRUE;
  if (is_semi (self) && other == 0)
    {
      /* It comes out with the first partner, and only with that one. */
      if (!g_hash_table_add (lot->leaving, (gpointer) pair->row))
        return FALSE;
      g_array_append_val (lot->marks, *pair);
    }
  else if (self->sides[other].outer && !pair->was_matched)
    g_array_append_val (lot->marks, *pair);

  return TRUE;
}

static gboolean
flush_pairs (Lot *lot, GError **error)
{
  StreamJoin *self = lot->self;
  guint32 n = lot->n_pairs;
  const Side *own = &self->sides[lot->side];
  const Side *other = &self->sides[1 - lot->side];
  g_autoptr (SluiceArena) arena = NULL;
  g_autofree SluiceBatch **batches = NULL;
  g_autofree guint32 *numbers = NULL;
  g_autofree const guint8 **rows = NULL;
  g_autofree SluiceColumn **own_columns = NULL;
  g_autofree SluiceColumn **other_columns = NULL;
  g_autoptr (SluiceBatch) gathered = NULL;
  g_autoptr (SluiceBatch) joined = NULL;
  guint16 *chosen;
  guint32 n_chosen = 0;
  guint64 sequence = ((guint64) lot->partition << 32) + lot->n_emitted;

  lot->n_pairs = 0;
  if (n == 0)
    return TRUE;

  arena = sluice_arena_new ();
  batches = g_new (SluiceBatch *, n);
  numbers = g_new (guint32, n);
  rows = g_new (const guint8 *, n);
  own_columns = g_new (SluiceColumn *, MAX (own->schema->n_fields, 1));
  other_columns = g_new (SluiceColumn *, MAX (other->schema->n_fields, 1));
  for (guint32 i = 0; i < n; i++)
    {
      const Pair *pair = &lot->pairs[i];
      const Kept *kept = lot->kept[pair->input];

      batches[i] = kept->batch;
      numbers[i] = kept->of_batch[lot->at[pair->input]];
    }
  gathered = sluice_gather_rows (arena, own->schema, batches, numbers, n);
  take_columns (gathered, own_columns);

  for (guint32 i = 0; i < n; i++)
    {
      rows[i] = lot->pairs[i].row;
      numbers[i] = lot->pairs[i].length;
    }
  if (!decode_rows (other, arena, rows, numbers, n, other_columns, error))
    return FALSE;

  joined = make_joined (self, arena, lot->side == 0 ? own_columns : other_columns,
                        lot->side == 0 ? other_columns : own_columns, n);
  if (!narrow (self, self->conditions, joined, error))
    return FALSE;

  chosen = sluice_arena_new_array (arena, guint16, joined->n_selected + 1);
  for (guint32 i = 0; i < joined->n_selected; i++)
    {
      guint32 row = sluice_batch_row (joined, i);

      chosen[n_chosen] = (guint16) row;
      n_chosen += mark_pair (lot, &lot->pairs[row]);
    }
  lot->n_emitted += n;

  /* The left rows of a left semi join come out when it is known which have a partner. */
  if (n_chosen == 0 || (is_semi (self) && lot->side == 0))
    return TRUE;

  return emit_joined (self, lot->worker, joined, chosen, n_chosen, SLUICE_DECISION_JOINED,
                      SLUICE_STATE_NO_EXPIRY, sequence, error);
}

static gboolean
find_partners (Lot *lot, guint32 input, GError **error)
{
  guint32 key_length;
  const guint8 *key = key_of (lot, input, &key_length);
  guint32 n = sluice_join_rows_find (lot->rows, 1 - lot->side, key, key_length);

  for (guint32 number = 0; number < n; number++)
    {
      Pair *pair = &lot->pairs[lot->n_pairs++];

      pair->input = input;
      pair->number = number;
      pair->row = sluice_join_rows_get (lot->rows, number, &pair->length, &pair->was_matched);
      if (lot->n_pairs < lot->capacity)
        continue;
      if (!flush_pairs (lot, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
emit_semi (Lot *lot, GError **error)
{
  StreamJoin *self = lot->self;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autofree SluiceBatch **batches = g_new (SluiceBatch *, lot->n + 1);
  g_autofree guint32 *rows = g_new (guint32, lot->n + 1);
  g_autoptr (SluiceBatch) gathered = NULL;
  guint32 n = 0;

  for (guint32 i = 0; i < lot->n; i++)
    if (lot->matched[i])
      {
        batches[n] = lot->kept[i]->batch;
        rows[n++] = lot->kept[i]->of_batch[lot->at[i]];
      }
  if (n == 0)
    return TRUE;

  gathered = sluice_gather_rows (arena, self->parent.schema, batches, rows, n);

  return emit_joined (self, lot->worker, gathered, NULL, n, SLUICE_DECISION_JOINED, SLUICE_STATE_NO_EXPIRY,
                      ((guint64) lot->partition << 32) + lot->n_emitted, error);
}

static gboolean
is_to_be_kept (const Lot *lot, guint32 input)
{
  const StreamJoin *self = lot->self;
  const gint64 *expiries = lot->kept[input]->expiries;

  if (lot->side == 0)
    return !is_semi (self) || !lot->matched[input];
  if (expiries == NULL || expiries[lot->at[input]] > sluice_watermark_us (self->parent.watermark_ms))
    return TRUE;

  return self->sides[1].outer && !lot->matched[input];
}

static void
keep_rows (Lot *lot)
{
  guint other = 1 - lot->side;

  for (guint i = 0; i < lot->marks->len; i++)
    {
      const Pair *mark = &g_array_index (lot->marks, Pair, i);
      guint32 key_length;
      const guint8 *key = key_of (lot, mark->input, &key_length);

      if (is_semi (lot->self))
        sluice_join_rows_remove_later (lot->rows, other, key, key_length, mark->number);
      else
        sluice_join_rows_set_matched (lot->rows, other, key, key_length, mark->number);
    }
  if (is_semi (lot->self) && lot->marks->len > 0)
    lot->figures->n_removed += (gint64) sluice_join_rows_remove (lot->rows);

  for (guint32 i = 0; i < lot->n; i++)
    {
      const Kept *kept = lot->kept[i];
      guint32 at = lot->at[i];
      guint32 key_length;
      const guint8 *key = key_of (lot, i, &key_length);

      if (!is_to_be_kept (lot, i))
        continue;
      sluice_join_rows_append (lot->rows, lot->side, key, key_length, sluice_keys_get (&kept->rows, at),
                               sluice_keys_length (&kept->rows, at), lot->matched[i],
                               kept->expiries != NULL ? kept->expiries[at] : SLUICE_STATE_NO_EXPIRY);
      lot->figures->n_updated++;
    }
}

static gboolean
finish_lot (Lot *lot, GError **error)
{
  if (lot->n == 0)
    return TRUE;

  memset (lot->matched, 0, lot->n);
  for (guint32 i = 0; i < lot->n; i++)
    if (!find_partners (lot, i, error))
      return FALSE;
  if (!flush_pairs (lot, error))
    return FALSE;
  if (is_semi (lot->self) && lot->side == 0 && !emit_semi (lot, error))
    return FALSE;

  keep_rows (lot);
  lot->n_emitted += lot->n;
  lot->n = 0;
  g_array_set_size (lot->marks, 0);
  g_hash_table_remove_all (lot->leaving);

  return !g_cancellable_set_error_if_cancelled (lot->self->parent.round->cancellable, error);
}

static gboolean
take_side (Lot *lot, guint side, GError **error)
{
  GArray *kept = lot->self->sides[side].kept;

  lot->side = side;
  for (guint b = 0; b < kept->len; b++)
    {
      const Kept *batch = &g_array_index (kept, Kept, b);

      for (guint32 i = batch->partitions[lot->partition]; i < batch->partitions[lot->partition + 1]; i++)
        {
          lot->kept[lot->n] = batch;
          lot->at[lot->n] = batch->order[i];
          if (++lot->n == lot->capacity && !finish_lot (lot, error))
            return FALSE;
        }
    }

  return finish_lot (lot, error);
}

/* Eviction. */

/* Rows of one side that have left the state, to be given or at least shown. */
typedef struct
{
  StreamJoin *self;
  Lot *lot;
  guint side;
  gboolean given;
  guint32 n;
  SluiceArena *arena;
  const guint8 **rows;
  guint32 *lengths;
} Leaving;

typedef struct
{
  Leaving leaving[2][2]; /* by side, and by whether they are given */
  GError *error;
} Eviction;

static void
flush_leaving (Leaving *leaving, GError **error)
{
  StreamJoin *self = leaving->self;
  const Side *side = &self->sides[leaving->side];
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (side->schema->n_fields, 1));
  g_autoptr (SluiceArena) arena = g_steal_pointer (&leaving->arena);
  g_autoptr (SluiceBatch) batch = NULL;
  gint64 watermark_us = sluice_watermark_us (self->parent.watermark_ms);
  guint32 n = leaving->n;

  leaving->n = 0;
  if (n == 0 || *error != NULL)
    return;
  sluice_arena_align (arena);
  if (!decode_rows (side, arena, leaving->rows, leaving->lengths, n, columns, error))
    return;

  if (leaving->given)
    {
      batch = make_joined (self, arena, leaving->side == 0 ? columns : NULL, leaving->side == 1 ? columns : NULL,
                           n);
      emit_joined (self, leaving->lot->worker, batch, NULL, n, SLUICE_DECISION_EMITTED, watermark_us,
                   ((guint64) leaving->lot->partition << 32) + leaving->lot->n_emitted, error);
      leaving->lot->n_emitted += n;
      return;
    }

  batch = sluice_batch_new (arena, side->schema, columns, n);
  for (guint32 i = 0; i < n; i++)
    show (self, leaving->lot->worker, SLUICE_DECISION_EVICTED, batch, i, watermark_us);
}

static void
take_leaving (guint side, const guint8 *row, guint32 length, gboolean matched, gint64 expiry, gpointer user_data)
{
  Eviction *eviction = user_data;
  StreamJoin *self = eviction->leaving[side][0].self;
  gboolean given = self->sides[side].outer && !matched;
  Leaving *leaving = &eviction->leaving[side][given];
  guint32 capacity = leaving->lot->capacity;
  guint8 *copy;

  if (!given && !is_watched (self))
    return;

  if (leaving->n == 0)
    {
      leaving->arena = sluice_arena_new ();
      leaving->rows = sluice_arena_new_array (leaving->arena, const guint8 *, capacity);
      leaving->lengths = sluice_arena_new_array (leaving->arena, guint32, capacity);
    }
  copy = (guint8 *) sluice_arena_alloc_bytes (leaving->arena, MAX (length, 1));
  memcpy (copy, row, length);
  leaving->rows[leaving->n] = copy;
  leaving->lengths[leaving->n] = length;
  if (++leaving->n == capacity)
    flush_leaving (leaving, &eviction->error);
}

static gboolean
evict (Lot *lot, GError **error)
{
  StreamJoin *self = lot->self;
  Eviction eviction = { 0 };

  if (self->streaming && self->sides[0].rule.kind == SLUICE_JOIN_STATE_STAYS
      && self->sides[1].rule.kind == SLUICE_JOIN_STATE_STAYS)
    return TRUE;

  for (guint side = 0; side < 2; side++)
    for (guint given = 0; given < 2; given++)
      eviction.leaving[side][given] = (Leaving){ .self = self, .lot = lot, .side = side, .given = given };
  if (self->streaming)
    lot->figures->n_removed
        += (gint64) sluice_join_rows_evict (lot->rows, sluice_watermark_us (self->parent.watermark_ms),
                                            take_leaving, &eviction);
  else
    sluice_join_rows_foreach (lot->rows, take_leaving, &eviction);
  for (guint side = 0; side < 2; side++)
    for (guint given = 0; given < 2; given++)
      flush_leaving (&eviction.leaving[side][given], &eviction.error);
  if (eviction.error == NULL)
    return TRUE;

  g_propagate_error (error, eviction.error);

  return FALSE;
}

static gboolean
run_partition (Lot *lot, GError **error)
{
  gboolean right_first = is_semi (lot->self);
  gint64 began = g_get_monotonic_time ();

  if (!take_side (lot, right_first, error) || !take_side (lot, !right_first, error))
    return FALSE;
  lot->figures->update_us = g_get_monotonic_time () - began;

  began = g_get_monotonic_time ();
  if (!evict (lot, error))
    return FALSE;
  lot->figures->removal_us = g_get_monotonic_time () - began;

  return TRUE;
}

static gboolean
stream_join_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  StreamJoin *self = (StreamJoin *) operator;
  Lot lot = { .self = self, .worker = worker, .partition = task };
  gboolean went_well;

  lot.rows = &self->workers[worker].rows;
  sluice_join_rows_set_state (lot.rows, sluice_state_store_partition (self->store, self->operator_id, task));
  lot.figures = &self->figures[task];
  lot.capacity = sluice_batch_default_rows ();
  lot.kept = g_new (const Kept *, lot.capacity);
  lot.at = g_new (guint32, lot.capacity);
  lot.matched = g_new (guint8, lot.capacity);
  lot.pairs = g_new (Pair, lot.capacity);
  lot.marks = g_array_new (FALSE, FALSE, sizeof (Pair));
  lot.leaving = g_hash_table_new (NULL, NULL);

  went_well = run_partition (&lot, error);

  g_free (lot.kept);
  g_free (lot.at);
  g_free (lot.matched);
  g_free (lot.pairs);
  g_array_unref (lot.marks);
  g_hash_table_unref (lot.leaving);

  return went_well;
}

/* The rest of the vtable. */

static void
kept_clear (gpointer data)
{
  sluice_batch_unref (((Kept *) data)->batch);
}

static void
forget_rows (StreamJoin *self)
{
  for (guint side = 0; side < 2; side++)
    g_array_set_size (self->sides[side].kept, 0);
}

static gboolean
stream_join_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  StreamJoin *self = (StreamJoin *) operator;

  operator->round = round;
  self->begun = TRUE;
  memset (self->figures, 0, sizeof (Figures) * self->n_partitions);
  for (guint w = 0; w < self->n_workers; w++)
    self->workers[w].n_late = 0;
  forget_rows (self);
  if (self->streaming)
    return TRUE;

  sluice_state_store_free (self->own_store);
  self->own_store = self->store
      = sluice_state_store_open (NULL,
                                 &(SluiceStateOperator){ "join", self->n_partitions, self->key_ddl,
                                                         self->value_ddl },
                                 1, 0, NULL, 1, error);

  return self->store != NULL;
}

static int
compare_kept (gconstpointer a, gconstpointer b)
{
  guint64 sequence_a = ((const Kept *) a)->batch->sequence;
  guint64 sequence_b = ((const Kept *) b)->batch->sequence;

  return (sequence_a > sequence_b) - (sequence_a < sequence_b);
}

static guint
stream_join_n_tasks (SluiceOperator *operator)
{
  StreamJoin *self = (StreamJoin *) operator;

  for (guint side = 0; side < 2; side++)
    g_array_sort (self->sides[side].kept, compare_kept);

  return self->n_partitions;
}

static gboolean
stream_join_end (SluiceOperator *operator, GError **error)
{
  StreamJoin *self = (StreamJoin *) operator;

  forget_rows (self);
  g_clear_pointer (&self->own_store, sluice_state_store_free);

  return TRUE;
}

static gboolean
stream_join_wants_no_data_batch (SluiceOperator *operator, gint64 watermark_ms)
{
  StreamJoin *self = (StreamJoin *) operator;

  return self->streaming && self->begun && watermark_ms > operator->watermark_ms
         && (self->sides[0].rule.kind != SLUICE_JOIN_STATE_STAYS
             || self->sides[1].rule.kind != SLUICE_JOIN_STATE_STAYS);
}

static gint64
stream_join_output_watermark (SluiceOperator *operator, gint64 watermark_ms)
{
  StreamJoin *self = (StreamJoin *) operator;
  SluiceJoinStateRule rules[2] = { self->sides[0].rule, self->sides[1].rule };

  return sluice_join_output_watermark (self->plan, rules, watermark_ms);
}

static void
stream_join_figures (SluiceOperator *operator, SluiceStateFigures *figures)
{
  StreamJoin *self = (StreamJoin *) operator;
  gint64 update_us = 0;
  gint64 removal_us = 0;

  memset (figures, 0, sizeof *figures);
  figures->operator_name = "symmetricHashJoin";
  figures->num_shuffle_partitions = self->n_partitions;
  /* Spark has two stores for each side. */
  figures->num_state_store_instances = 4 * (gint64) self->n_partitions;
  for (guint p = 0; p < self->n_partitions; p++)
    {
      SluiceStatePartition *partition = sluice_state_store_partition (self->store, self->operator_id, p);

      figures->num_rows_total += (gint64) sluice_state_count (partition);
      figures->memory_used_bytes += (gint64) sluice_state_memory (partition);
      figures->num_rows_updated += self->figures[p].n_updated;
      figures->num_rows_removed += self->figures[p].n_removed;
      update_us += self->figures[p].update_us;
      removal_us += self->figures[p].removal_us;
    }
  figures->all_updates_time_ms = update_us / 1000;
  figures->all_removals_time_ms = removal_us / 1000;
  for (guint w = 0; w < self->n_workers; w++)
    figures->num_rows_dropped_by_watermark += (gint64) self->workers[w].n_late;
  figures->num_input_rows_dropped_by_watermark = figures->num_rows_dropped_by_watermark;
}

static void
describe_rule (const StreamJoin *self, guint port, GString *out)
{
  const Side *side = &self->sides[port];
  const char *name = port == 0 ? "left" : "right";

  switch (side->rule.kind)
    {
    case SLUICE_JOIN_STATE_STAYS:
      g_string_append_printf (out, ", %s rows stay", name);
      break;
    case SLUICE_JOIN_STATE_BY_KEY:
      g_string_append_printf (out, ", %s rows leave by key %u", name, side->rule.column + 1);
      break;
    case SLUICE_JOIN_STATE_BY_TIME:
      g_string_append_printf (out, ", %s rows leave by %s at the watermark %+" G_GINT64_FORMAT " ms", name,
                              side->schema->fields[side->rule.column].name, side->rule.offset_ms);
      break;
    }
}

static void
stream_join_describe (SluiceOperator *operator, GString *out)
{
  static const char *const names[] = { "inner", "left", "right", "full", "left semi", "left anti", "cross" };
  StreamJoin *self = (StreamJoin *) operator;

  g_string_append_printf (out, " %s", names[self->type]);
  for (guint k = 0; k < self->n_keys; k++)
    {
      g_autofree char *left = sluice_expr_to_sql (self->plan->join.left_keys[k], self->sides[0].schema);
      g_autofree char *right = sluice_expr_to_sql (self->plan->join.right_keys[k], self->sides[1].schema);

      g_string_append_printf (out, "%s%s %s %s", k == 0 ? " on " : ", ", left,
                              self->plan->join.null_safe[k] ? "<=>" : "=", right);
    }
  describe_rule (self, 0, out);
  describe_rule (self, 1, out);
  g_string_append_printf (out, ", %u partitions", self->n_partitions);
}

static void
stream_join_describe_state (SluiceOperator *operator, SluiceStateOperator *state)
{
  StreamJoin *self = (StreamJoin *) operator;

  state->name = self->streaming ? "symmetricHashJoin" : NULL;
  state->n_partitions = self->n_partitions;
  state->key_schema = self->key_ddl;
  state->value_schema = self->value_ddl;
}

static void
stream_join_set_state (SluiceOperator *operator, SluiceStateStore *store, guint operator_id)
{
  StreamJoin *self = (StreamJoin *) operator;

  self->store = store;
  self->operator_id = operator_id;
}

static void
stream_join_free (SluiceOperator *operator)
{
  StreamJoin *self = (StreamJoin *) operator;

  for (guint i = 0; i < 2; i++)
    {
      Side *side = &self->sides[i];

      sluice_program_free (side->keys);
      g_ptr_array_unref (side->filters);
      g_free (side->types);
      g_array_unref (side->kept);
      g_mutex_clear (&side->mutex);
    }
  for (guint w = 0; w < self->n_workers; w++)
    sluice_join_rows_clear (&self->workers[w].rows);
  g_free (self->workers);
  g_free (self->figures);
  sluice_state_store_free (self->own_store);
  g_ptr_array_unref (self->conditions);
  sluice_type_unref (self->joined_schema);
  g_free (self->key_ddl);
  g_free (self->value_ddl);
  sluice_settings_unref (self->settings);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass stream_join_class = {
  .name = "SymmetricHashJoin",
  .begin = stream_join_begin,
  .push = stream_join_push,
  .n_tasks = stream_join_n_tasks,
  .run_task = stream_join_run_task,
  .end = stream_join_end,
  .wants_no_data_batch = stream_join_wants_no_data_batch,
  .output_watermark = stream_join_output_watermark,
  .figures = stream_join_figures,
  .describe = stream_join_describe,
  .describe_state = stream_join_describe_state,
  .set_state = stream_join_set_state,
  .free = stream_join_free,
};

/* Making. */

static void
init_side (StreamJoin *self, guint port)
{
  Side *side = &self->sides[port];
  SluiceExpr **keys = port == 0 ? self->plan->join.left_keys : self->plan->join.right_keys;

  side->schema = self->plan->inputs[port]->schema;
  side->event_column = sluice_schema_event_time (side->schema);
  side->keys = sluice_program_new (keys, self->n_keys, self->settings);
  side->outer = self->type == SLUICE_JOIN_FULL || self->type == (port == 0 ? SLUICE_JOIN_LEFT : SLUICE_JOIN_RIGHT);
  side->types = g_new (const SluiceType *, MAX (side->schema->n_fields, 1));
  for (guint c = 0; c < side->schema->n_fields; c++)
    side->types[c] = side->schema->fields[c].type;
  side->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  g_array_set_clear_func (side->kept, kept_clear);
  g_mutex_init (&side->mutex);
}

static GPtrArray *
compile_each (StreamJoin *self, GPtrArray *exprs)
{
  GPtrArray *programs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_program_free);

  for (guint i = 0; i < exprs->len; i++)
    {
      SluiceExpr *expr = exprs->pdata[i];

      g_ptr_array_add (programs, sluice_program_new (&expr, 1, self->settings));
    }

  return programs;
}

static void
compile_condition (StreamJoin *self)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GPtrArray) right = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GPtrArray) both = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  if (self->plan->join.condition != NULL)
    sluice_join_split_condition (self->plan, left, right, both);
  self->sides[0].filters = compile_each (self, left);
  self->sides[1].filters = compile_each (self, right);
  self->conditions = compile_each (self, both);
}

static void
describe_schemas (StreamJoin *self)
{
  const SluiceType *left = self->sides[0].schema;
  const SluiceType *right = self->sides[1].schema;
  guint n = left->n_fields + right->n_fields;
  g_autofree SluiceField *fields = g_new0 (SluiceField, MAX (n, self->n_keys) + 2);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SluiceType) key = NULL;
  g_autoptr (SluiceType) value = NULL;

  memcpy (fields, left->fields, sizeof (SluiceField) * left->n_fields);
  memcpy (fields + left->n_fields, right->fields, sizeof (SluiceField) * right->n_fields);
  self->joined_schema = sluice_type_struct (fields, n);

  fields[0] = (SluiceField){ (char *) "rows", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 };
  fields[1] = (SluiceField){ (char *) "matched", sluice_type_primitive (SLUICE_TYPE_BOOLEAN), TRUE, -1 };
  for (guint i = 0; i < n; i++)
    {
      const SluiceField *field = &self->joined_schema->fields[i];

      g_ptr_array_add (names,
                       g_strdup_printf ("%s_%s", i < left->n_fields ? "left" : "right", field->name));
      fields[2 + i] = (SluiceField){ names->pdata[i], field->type, TRUE, -1 };
    }
  value = sluice_type_struct (fields, n + 2);
  self->value_ddl = sluice_type_to_ddl (value);

  fields[0] = (SluiceField){ (char *) "side", sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, -1 };
  for (guint k = 0; k < self->n_keys; k++)
    {
      g_ptr_array_add (names, g_strdup_printf ("key%u", k + 1));
      fields[1 + k]
          = (SluiceField){ names->pdata[n + k], self->plan->join.left_keys[k]->type, TRUE, -1 };
    }
  fields[1 + self->n_keys]
      = (SluiceField){ (char *) "number", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 };
  key = sluice_type_struct (fields, self->n_keys + 2);
  self->key_ddl = sluice_type_to_ddl (key);
}

SluiceOperator *
sluice_stream_join_new (const SluicePlan *plan, const SluiceSettings *settings, guint n_workers, GError **error)
{
  StreamJoin *self;
  SluiceJoinStateRule rules[2];
  gint64 n_partitions = sluice_settings_get_int (settings, "spark.sql.shuffle.partitions", 8);

  if ((plan->streaming && plan->join.n_keys == 0) || plan->join.type == SLUICE_JOIN_LEFT_ANTI)
    {
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_PLAN,
                        plan->join.n_keys == 0 ? "_LEGACY_ERROR_TEMP_1181" : "_LEGACY_ERROR_TEMP_3102",
                        "Two streams can't be joined that way: a column of one must equal one of the other, and "
                        "the join must not be a left anti join.");
      if (error != NULL)
        sluice_error_set_node (*error, plan->node_id, "type");
      return NULL;
    }

  self = sluice_operator_alloc (&stream_join_class, sizeof *self, plan->node_id, plan->schema);
  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->settings = sluice_settings_ref ((SluiceSettings *) settings);
  self->type = plan->join.type;
  self->n_keys = plan->join.n_keys;
  init_side (self, 0);
  init_side (self, 1);
  self->streaming = plan->streaming;
  sluice_join_state_rules (plan, settings, rules);
  self->sides[0].rule = rules[0];
  self->sides[1].rule = rules[1];
  compile_condition (self);
  describe_schemas (self);

  self->n_partitions = (guint) CLAMP (n_partitions, 1, 100000);
  self->figures = g_new0 (Figures, self->n_partitions);
  self->n_workers = MAX (n_workers, 1);
  self->workers = g_new0 (Worker, self->n_workers);
  for (guint w = 0; w < self->n_workers; w++)
    sluice_join_rows_init (&self->workers[w].rows, self->sides[0].schema->n_fields,
                           self->sides[1].schema->n_fields);

  return &self->parent;
}
