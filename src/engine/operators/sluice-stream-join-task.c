/* sluice-stream-join-task.c: a join of two streams, second phase: one partition of state.
 *
 * Rows go through in lots: of each lot all partners in state are found and joined, then its rows are kept. Rows
 * of one side don't meet each other, so a lot sees what it would see row by row; only in a left semi join a
 * row in state leaves with its first partner, which may not be told twice.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-hash-table.h"
#include "operators/sluice-kept-rows.h"
#include "operators/sluice-stream-join-private.h"

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
  SluiceStreamJoin *self;
  guint worker;
  guint partition;
  SluiceJoinRows *rows;
  SluiceJoinFigures *figures;
  guint side;
  guint32 capacity;
  guint64 n_emitted;

  guint32 n;
  const SluiceJoinBatch **kept;
  guint32 *at;
  guint8 *matched;

  guint32 n_pairs;
  Pair *pairs;
  GArray *marks;      /* of Pair: rows in state that got their first partner, or leave with it */
  GHashTable *leaving; /* rows of a left semi join that leave with this lot */
  SluiceHashTable *waiting; /* of Waiting, by RowName; NULL unless somebody watches outer rows */
} Lot;

static gboolean
decode_rows (const SluiceJoinSide *side,
             SluiceArena          *arena,
             const guint8        **rows,
             const guint32        *lengths,
             guint32               n,
             SluiceColumn        **columns,
             GError              **error)
{
  if (sluice_keys_decode (arena, side->types, side->schema->n_fields, rows, lengths, n, columns))
    return TRUE;

  sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN,
                    "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE",
                    "A row in the checkpoint's state isn't one of this join's: its sides have been changed since "
                    "it was written.");

  return FALSE;
}

static const guint8 *
key_of (const Lot *lot, guint32 input, guint32 *length)
{
  const SluiceJoinBatch *kept = lot->kept[input];

  *length = sluice_keys_length (&kept->keys, lot->at[input]);

  return sluice_keys_get (&kept->keys, lot->at[input]);
}

/* What a pair that holds means for the row in state. */
static gboolean
mark_pair (Lot *lot, const Pair *pair)
{
  SluiceStreamJoin *self = lot->self;
  guint other = 1 - lot->side;

  lot->matched[pair->input] = TRUE;
  if (sluice_stream_join_is_semi (self) && other == 0)
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
  SluiceStreamJoin *self = lot->self;
  guint32 n = lot->n_pairs;
  const SluiceJoinSide *own = &self->sides[lot->side];
  const SluiceJoinSide *other = &self->sides[1 - lot->side];
  g_autoptr (SluiceArena) arena = NULL;
  g_autofree SluiceBatch **batches = NULL;
  g_autofree guint32 *numbers = NULL;
  g_autofree const guint8 **rows = NULL;
  SluiceColumn **own_columns;
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
  other_columns = g_new (SluiceColumn *, MAX (other->schema->n_fields, 1));
  for (guint32 i = 0; i < n; i++)
    {
      const Pair *pair = &lot->pairs[i];
      const SluiceJoinBatch *kept = lot->kept[pair->input];

      batches[i] = kept->batch;
      numbers[i] = kept->of_batch[lot->at[pair->input]];
    }
  gathered = sluice_gather_rows (arena, own->schema, batches, numbers, n);
  own_columns = gathered->columns;

  for (guint32 i = 0; i < n; i++)
    {
      rows[i] = lot->pairs[i].row;
      numbers[i] = lot->pairs[i].length;
    }
  if (!decode_rows (other, arena, rows, numbers, n, other_columns, error))
    return FALSE;

  joined = sluice_stream_join_combine (self, arena, lot->side == 0 ? own_columns : other_columns,
                                       lot->side == 0 ? other_columns : own_columns, n);
  if (!sluice_stream_join_narrow (self, self->conditions, joined, error))
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
  if (n_chosen == 0 || (sluice_stream_join_is_semi (self) && lot->side == 0))
    return TRUE;

  return sluice_stream_join_emit (self, lot->worker, joined, chosen, n_chosen, SLUICE_DECISION_JOINED, NULL,
                                  sequence, error);
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
  SluiceStreamJoin *self = lot->self;
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

  return sluice_stream_join_emit (self, lot->worker, gathered, NULL, n, SLUICE_DECISION_JOINED, NULL,
                                  ((guint64) lot->partition << 32) + lot->n_emitted,
                                  error);
}

static gboolean
is_to_be_kept (const Lot *lot, guint32 input)
{
  const SluiceStreamJoin *self = lot->self;
  const gint64 *expiries = lot->kept[input]->expiries;

  if (lot->side == 0)
    return !sluice_stream_join_is_semi (self) || !lot->matched[input];
  if (expiries == NULL || expiries[lot->at[input]] > sluice_watermark_us (self->parent.watermark_ms))
    return TRUE;

  return self->sides[1].outer && !lot->matched[input];
}

/* What tells a row in state during a micro-batch in which none leaves. */
typedef struct
{
  guint64 key_hash;
  guint32 side;
  guint32 number;
} RowName;

/* An outer row of this micro-batch, which waits for a partner until none can come any more. */
typedef struct
{
  SluiceBatch *batch;
  guint32 row;
  gboolean matched;
  gint64 event_us;
  gint64 bound_us;
} Waiting;

static Waiting *
find_waiting (Lot *lot, guint side, guint32 input, guint32 number, gboolean *is_new)
{
  guint32 key_length;
  const guint8 *key = key_of (lot, input, &key_length);
  RowName name = { sluice_hash_table_hash (key, key_length), side, number };

  return sluice_group_payload (sluice_hash_table_insert (
      lot->waiting, sluice_hash_table_hash (&name, sizeof name), &name, sizeof name, is_new));
}

/* For who watches: the row at @input is the one with @number in its list. */
static void
note_waiting (Lot *lot, guint32 input, guint32 number)
{
  const SluiceJoinBatch *kept = lot->kept[input];
  guint32 at = lot->at[input];
  gboolean is_new;
  Waiting *waiting = find_waiting (lot, lot->side, input, number, &is_new);

  waiting->batch = kept->batch;
  waiting->row = kept->of_batch != NULL ? kept->of_batch[at] : at;
  waiting->matched = FALSE;
  waiting->event_us
      = sluice_stream_join_event_time (&lot->self->sides[lot->side], kept->batch, waiting->row);
  waiting->bound_us = kept->expiries != NULL ? kept->expiries[at] : SLUICE_NEVER;
}

/* For who watches: the row of the other side with @number has found its partner. */
static void
note_matched (Lot *lot, guint32 input, guint32 number)
{
  gboolean is_new;
  Waiting *waiting = find_waiting (lot, 1 - lot->side, input, number, &is_new);

  /* One of an earlier micro-batch is new here; it has no rows to show. */
  waiting->matched = TRUE;
}

/* Shows the outer rows of this micro-batch that are without a partner now that both sides are in. */
static void
show_withheld (Lot *lot)
{
  SluiceDecider withheld;

  if (G_LIKELY (lot->waiting == NULL))
    return;
  sluice_decider_begin (&withheld, &lot->self->parent, lot->worker, SLUICE_DECISION_WITHHELD,
                        sluice_watermark_us (lot->self->parent.watermark_ms));
  for (guint32 i = 0; i < sluice_hash_table_size (lot->waiting); i++)
    {
      const Waiting *waiting = sluice_group_payload (sluice_hash_table_group (lot->waiting, i));

      if (!waiting->matched && waiting->bound_us > withheld.made.watermark_us)
        sluice_decider_add (&withheld, waiting->batch, waiting->row, waiting->event_us, waiting->bound_us);
    }
  sluice_decider_end (&withheld);
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

      if (sluice_stream_join_is_semi (lot->self))
        sluice_join_rows_remove_later (lot->rows, other, key, key_length, mark->number);
      else
        {
          sluice_join_rows_set_matched (lot->rows, other, key, key_length, mark->number);
          if (G_UNLIKELY (lot->waiting != NULL))
            note_matched (lot, mark->input, mark->number);
        }
    }
  if (sluice_stream_join_is_semi (lot->self) && lot->marks->len > 0)
    lot->figures->n_removed += (gint64) sluice_join_rows_remove (lot->rows);

  for (guint32 i = 0; i < lot->n; i++)
    {
      const SluiceJoinBatch *kept = lot->kept[i];
      guint32 at = lot->at[i];
      guint32 key_length;
      const guint8 *key = key_of (lot, i, &key_length);
      guint32 number;

      if (!is_to_be_kept (lot, i))
        continue;
      number = sluice_join_rows_append (lot->rows, lot->side, key, key_length, sluice_keys_get (&kept->rows, at),
                               sluice_keys_length (&kept->rows, at), lot->matched[i],
                               kept->expiries != NULL ? kept->expiries[at] : SLUICE_STATE_NO_EXPIRY);
      lot->figures->n_updated++;
      if (G_UNLIKELY (lot->waiting != NULL) && lot->self->sides[lot->side].outer && !lot->matched[i])
        note_waiting (lot, i, number);
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
  if (sluice_stream_join_is_semi (lot->self) && lot->side == 0 && !emit_semi (lot, error))
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
      const SluiceJoinBatch *batch = &g_array_index (kept, SluiceJoinBatch, b);

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
  SluiceStreamJoin *self;
  Lot *lot;
  guint side;
  gboolean given;
  guint32 n;
  SluiceArena *arena;
  const guint8 **rows;
  guint32 *lengths;
  gint64 *expiries;
} Leaving;

typedef struct
{
  Leaving leaving[2][2]; /* by side, and by whether they are given */
  GError *error;
} Eviction;

static void
flush_leaving (Leaving *leaving, GError **error)
{
  SluiceStreamJoin *self = leaving->self;
  const SluiceJoinSide *side = &self->sides[leaving->side];
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (side->schema->n_fields, 1));
  g_autoptr (SluiceArena) arena = g_steal_pointer (&leaving->arena);
  g_autoptr (SluiceBatch) batch = NULL;
  g_autoptr (SluiceBatch) evicted = NULL;
  guint32 n = leaving->n;

  leaving->n = 0;
  if (n == 0 || *error != NULL)
    return;
  sluice_arena_align (arena);
  if (!decode_rows (side, arena, leaving->rows, leaving->lengths, n, columns, error))
    return;

  if (leaving->given)
    {
      batch = sluice_stream_join_combine (self, arena, leaving->side == 0 ? columns : NULL,
                                          leaving->side == 1 ? columns : NULL, n);
      sluice_stream_join_emit (self, leaving->lot->worker, batch, NULL, n, SLUICE_DECISION_EMITTED,
                               leaving->expiries,
                               ((guint64) leaving->lot->partition << 32) + leaving->lot->n_emitted, error);
      leaving->lot->n_emitted += n;
    }
  if (!self->streaming || !sluice_operator_is_watched (&self->parent))
    return;

  evicted = sluice_batch_new (arena, side->schema, columns, n);
  sluice_operator_decide (&self->parent, leaving->lot->worker, SLUICE_DECISION_EVICTED, evicted, leaving->expiries,
                          sluice_watermark_us (self->parent.watermark_ms));
}

static void
take_leaving (guint side, const guint8 *row, guint32 length, gboolean matched, gint64 expiry, gpointer user_data)
{
  Eviction *eviction = user_data;
  SluiceStreamJoin *self = eviction->leaving[side][0].self;
  gboolean given = self->sides[side].outer && !matched;
  Leaving *leaving = &eviction->leaving[side][given];
  guint32 capacity = leaving->lot->capacity;
  guint8 *copy;

  if (!given && !sluice_operator_is_watched (&self->parent))
    return;

  if (leaving->n == 0)
    {
      leaving->arena = sluice_arena_new ();
      leaving->rows = sluice_arena_new_array (leaving->arena, const guint8 *, capacity);
      leaving->lengths = sluice_arena_new_array (leaving->arena, guint32, capacity);
      leaving->expiries = sluice_arena_new_array (leaving->arena, gint64, capacity);
    }
  copy = (guint8 *) sluice_arena_alloc_bytes (leaving->arena, MAX (length, 1));
  memcpy (copy, row, length);
  leaving->rows[leaving->n] = copy;
  leaving->lengths[leaving->n] = length;
  leaving->expiries[leaving->n] = expiry;
  if (++leaving->n == capacity)
    flush_leaving (leaving, &eviction->error);
}

static gboolean
evict (Lot *lot, GError **error)
{
  SluiceStreamJoin *self = lot->self;
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
  gboolean right_first = sluice_stream_join_is_semi (lot->self);
  gint64 began = g_get_monotonic_time ();

  if (!take_side (lot, right_first, error) || !take_side (lot, !right_first, error))
    return FALSE;
  lot->figures->update_us = g_get_monotonic_time () - began;
  show_withheld (lot);

  began = g_get_monotonic_time ();
  if (!evict (lot, error))
    return FALSE;
  lot->figures->removal_us = g_get_monotonic_time () - began;

  return TRUE;
}

gboolean
sluice_stream_join_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;
  Lot lot = { .self = self, .worker = worker, .partition = task };
  gboolean went_well;

  lot.rows = &self->workers[worker].rows;
  sluice_join_rows_set_state (lot.rows, sluice_state_store_partition (self->store, self->operator_id, task));
  lot.figures = &self->figures[task];
  lot.capacity = sluice_batch_default_rows ();
  lot.kept = g_new (const SluiceJoinBatch *, lot.capacity);
  lot.at = g_new (guint32, lot.capacity);
  lot.matched = g_new (guint8, lot.capacity);
  lot.pairs = g_new (Pair, lot.capacity);
  lot.marks = g_array_new (FALSE, FALSE, sizeof (Pair));
  lot.leaving = g_hash_table_new (NULL, NULL);

  if (self->streaming && (self->sides[0].outer || self->sides[1].outer)
      && sluice_operator_is_watched (operator))
    lot.waiting = sluice_hash_table_new (sizeof (Waiting));

  went_well = run_partition (&lot, error);

  g_free (lot.kept);
  g_free (lot.at);
  g_free (lot.matched);
  g_free (lot.pairs);
  g_array_unref (lot.marks);
  g_hash_table_unref (lot.leaving);
  sluice_hash_table_free (lot.waiting);

  return went_well;
}

