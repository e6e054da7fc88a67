/* sluice-aggregate-operator.c: groups rows and aggregates them, first phase: partial groups per worker.
 *
 * State: key is the window, if there is one, then the other keys, as sluice-key-encoder.c writes them; value
 * is the aggregates' states; expiry is the end of the window or the event time among the keys. The keys
 * without the window choose the partition. Watermark: rows at or below that of the batch before are late
 * (append and update modes), groups at or below the batch's own are evicted; what it gives has the watermark
 * of what it takes. Spark: HashAggregateExec and StateStoreSaveExec (`stateStoreSave`).
 *
 * Workers aggregate what they are given by themselves; when all rows are in, one task per partition merges
 * their groups, then adds them to state. With sliding windows the first phase keeps one group per pane, the
 * stretch between two places where a window begins or ends, and rows aren't multiplied by the number of
 * windows that they lie in; panes become windows when groups are merged, so state holds what Spark's does.
 *
 * When an aggregate depends on the order of rows (first, collect_list), batches wait, and each partition
 * takes its rows from them in the order of their sequence.
 *
 * Sessions are lists in state, and merge with each other: sluice-session-merge.c.
 *
 * Without a stream below it is a plain aggregation: the same, in complete mode, over state in memory that
 * begins empty.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-aggregate-private.h"

#include "expr/sluice-analyzer.h"
#include "operators/sluice-state-aggregates.h"

static gint64
greatest_common_divisor (gint64 a, gint64 b)
{
  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }

  return a;
}

/* First phase: rows. */

/* Cuts times down to the beginning of their pane. Neighbours mostly share one, which saves the division. */
static guint32
find_panes (const SluiceAggregateOperator *self,
            const SluiceColumn            *times,
            SluiceBatch                   *batch,
            gint64                         width,
            gint64                         origin,
            guint16                       *rows,
            gint64                        *panes)
{
  gint64 pane = 0;
  gboolean known = FALSE;
  guint32 n = 0;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);
      guint32 place = sluice_column_index (times, row);
      gint64 time;

      if (G_UNLIKELY (!sluice_validity_get (times->validity, place)))
        continue;
      time = times->i64[place];
      if (!known || (guint64) time - (guint64) pane >= (guint64) width)
        {
          gint64 remainder = (gint64) ((guint64) time - (guint64) origin) % width;

          pane = (gint64) ((guint64) time - (guint64) (remainder < 0 ? remainder + width : remainder));
          known = TRUE;
        }
      rows[n] = (guint16) row;
      panes[n++] = pane;
    }

  return n;
}

/* Writes each row once for each of its windows, row after row. Returns how many that makes. */
static guint32
explode_windows (const SluiceAggregateOperator *self,
                 SluiceArena                   *arena,
                 guint32                        n,
                 guint16                      **rows,
                 gint64                       **starts)
{
  guint16 *many_rows = sluice_arena_new_array (arena, guint16, (gsize) n * self->n_windows + 1);
  gint64 *many_starts = sluice_arena_new_array (arena, gint64, (gsize) n * self->n_windows + 1);
  guint32 n_many = 0;

  for (guint32 i = 0; i < n; i++)
    for (gint64 start = sluice_aggregate_first_window (self, (*starts)[i]);
         start + self->size_us > (*starts)[i]; start -= self->slide_us)
      {
        many_rows[n_many] = (*rows)[i];
        many_starts[n_many++] = start;
      }
  *rows = many_rows;
  *starts = many_starts;

  return n_many;
}

/* Where a row's event time is; NULL when none of the keys is one. */
static const SluiceColumn *
event_column (const SluiceAggregateOperator *self, SluiceColumn **columns, const SluiceColumn **outer)
{
  guint key = (guint) self->plan->aggregate.event_time_key;
  const SluiceColumn *column;

  gboolean computed = self->has_window || self->has_session;

  if (self->plan->aggregate.event_time_key < 0 || (computed && (int) key == self->plan->aggregate.window_key))
    return NULL;

  /* The keys' columns leave out the computed window. */
  if (computed && (int) key > self->plan->aggregate.window_key)
    key--;
  column = columns[key];
  *outer = column;

  return column->type->id == SLUICE_TYPE_STRUCT ? column->children[1] : column;
}

static gint64
event_at (const SluiceColumn *times, const SluiceColumn *outer, guint32 row)
{
  if (times->type->id != SLUICE_TYPE_TIMESTAMP && times->type->id != SLUICE_TYPE_TIMESTAMP_NTZ)
    return SLUICE_STATE_NO_EXPIRY;
  if (sluice_column_is_null (outer, row) || sluice_column_is_null (times, row))
    return SLUICE_STATE_NO_EXPIRY;

  return times->i64[sluice_column_index (times, row)];
}

static void
mark_partials (SluiceAggregateOperator *self,
               SluiceBatch             *batch,
               SluiceColumn           **columns,
               const guint16           *rows,
               gpointer                *payloads,
               guint32                  n)
{
  guint64 branch = G_GUINT64_CONSTANT (1) << ((batch->sequence >> SLUICE_BRANCH_SHIFT) & 63);
  const SluiceColumn *outer = NULL;
  const SluiceColumn *times = event_column (self, columns, &outer);

  for (guint32 i = 0; i < n; i++)
    {
      SluicePartial *partial = payloads[i];

      partial->branches |= branch;
      partial->event_us = times != NULL ? event_at (times, outer, rows != NULL ? rows[i] : i)
                                        : SLUICE_STATE_NO_EXPIRY;
    }
}

gboolean
sluice_aggregate_update (SluiceAggregateOperator *self,
                         SluiceBatch             *batch,
                         SluiceColumn           **columns,
                         SluiceArena             *arena,
                         SluiceArena             *scratch,
                         const guint16           *rows,
                         gpointer                *payloads,
                         guint32                  n,
                         GError                 **error)
{
  SluiceEvalContext context = {
    .arena = scratch,
    .settings = self->settings,
    .now_us = self->parent.round->timestamp_us,
    .n_rows = batch->n_rows,
    .columns = batch->columns,
    .sequence = batch->sequence,
  };
  g_autofree gpointer *states = g_new (gpointer, MAX (n, 1));
  g_autofree guint16 *filtered = NULL;

  mark_partials (self, batch, columns, rows, payloads, n);

  for (guint a = 0; a < self->states.n; a++)
    {
      SluiceExpr *expr = self->states.exprs[a];
      gsize offset = sizeof (SluicePartial) + self->states.offsets[a];
      const guint16 *wanted = rows;
      guint32 n_wanted = n;

      if (self->filter_slot[a] < 0)
        for (guint32 i = 0; i < n; i++)
          states[i] = (char *) payloads[i] + offset;
      else
        {
          const SluiceColumn *filter = columns[self->filter_slot[a]];

          if (filtered == NULL)
            filtered = g_new (guint16, MAX (n, 1));
          n_wanted = 0;
          for (guint32 i = 0; i < n; i++)
            {
              guint32 row = rows != NULL ? rows[i] : i;
              guint32 place = sluice_column_index (filter, row);

              if (!sluice_validity_get (filter->validity, place) || !filter->boolean[place])
                continue;
              filtered[n_wanted] = (guint16) row;
              states[n_wanted++] = (char *) payloads[i] + offset;
            }
          wanted = filtered;
        }

      if (n_wanted > 0
          && !expr->aggregate->update (expr, &context, arena, states, columns + self->first_arg[a], wanted,
                                       n_wanted, error))
        return FALSE;
    }

  return TRUE;
}

/* Where the event time of a row is that a group doesn't keep, as it has only its window. */
static const SluiceColumn *
row_times (const SluiceAggregateOperator *self, SluiceColumn **columns)
{
  const SluiceColumn *times = self->has_window || self->has_session ? columns[self->time_slot] : NULL;
  const SluiceColumn *outer = NULL;

  return times != NULL ? times : event_column (self, columns, &outer);
}

/* Shows the rows that are too late, by window: of a sliding one only some may be closed. */
static void
show_late_rows (SluiceAggregateOperator *self,
                guint                    worker,
                SluiceBatch             *batch,
                SluiceColumn           **columns,
                const guint16           *rows,
                const gint64            *panes,
                guint32                  n)
{
  gint64 watermark_us = sluice_watermark_us (self->parent.late_watermark_ms);
  const SluiceColumn *outer = NULL;
  const SluiceColumn *bounds = event_column (self, columns, &outer);
  const SluiceColumn *times = row_times (self, columns);
  SluiceDecider late;

  sluice_decider_begin (&late, &self->parent, worker, SLUICE_DECISION_DROPPED_LATE, watermark_us);
  if (bounds == NULL && self->has_session)
    bounds = outer = columns[self->end_slot];
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = rows != NULL ? rows[i] : i;
      gint64 event_us = event_at (times, times, row);

      if (bounds != NULL)
        {
          gint64 bound_us = event_at (bounds, outer, row);

          if (bound_us <= watermark_us)
            sluice_decider_add (&late, batch, row, event_us, bound_us);
          continue;
        }
      for (gint64 end = sluice_aggregate_first_window (self, panes[i]) + self->size_us; end > panes[i];
           end -= self->slide_us)
        if (end <= watermark_us)
          sluice_decider_add (&late, batch, row, event_us, end);
    }
  sluice_decider_end (&late);
}

/* Counts the rows that are dropped from all of their groups. The groups are dropped when they are merged, which is
 * where Spark counts them. */
static void
look_for_late_rows (SluiceAggregateOperator *self,
                    guint                    worker,
                    SluiceBatch             *batch,
                    SluiceColumn           **columns,
                    const guint16           *rows,
                    const gint64            *panes,
                    guint32                  n)
{
  gint64 watermark_us = sluice_watermark_us (self->parent.late_watermark_ms);
  const SluiceColumn *outer = NULL;
  const SluiceColumn *times = event_column (self, columns, &outer);

  if (times == NULL && self->has_session)
    times = outer = columns[self->end_slot];
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = rows != NULL ? rows[i] : i;
      gint64 event = times != NULL
                         ? event_at (times, outer, row)
                         : sluice_aggregate_first_window (self, panes[i]) + self->size_us;

      self->workers[worker].n_late_rows += event <= watermark_us;
    }
  if (sluice_operator_is_watched (&self->parent))
    show_late_rows (self, worker, batch, columns, rows, panes, n);
}

static guint32
partition_of_key (const SluiceAggregateOperator *self, const guint8 *key, guint32 key_length)
{
  guint32 skip = self->has_window ? sizeof (gint64) : self->has_session ? SLUICE_WINDOW_KEY_BYTES : 0;

  return sluice_state_partition_of (sluice_state_hash (key + skip, key_length - skip), self->n_partitions);
}

static gboolean
add_rows (SluiceAggregateOperator *self,
          guint                    worker,
          SluiceBatch             *batch,
          SluiceColumn           **columns,
          const SluiceKeys        *keys,
          const guint16           *rows,
          GError                 **error)
{
  SluicePartialWorker *mine = &self->workers[worker];
  gpointer *payloads = sluice_arena_new_array (batch->arena, gpointer, keys->n + 1);
  guint32 n_new;
  guint32 n_groups;

  sluice_hash_table_insert_all (mine->table, keys, payloads, &n_new);
  n_groups = sluice_hash_table_size (mine->table);
  for (guint32 i = n_groups - n_new; i < n_groups; i++)
    {
      SluiceGroup *group = sluice_hash_table_group (mine->table, i);
      guint32 partition = partition_of_key (self, sluice_group_key (group), group->key_length);

      g_ptr_array_add (mine->by_partition[partition], group);
    }

  return sluice_aggregate_update (self, batch, columns, mine->arena, batch->arena, rows, payloads, keys->n,
                                  error);
}

static void
keep_rows (SluiceAggregateOperator *self,
           SluiceBatch             *batch,
           SluiceColumn           **columns,
           const SluiceKeys        *keys,
           const guint16           *rows)
{
  SluiceKeptBatch kept = { sluice_batch_ref (batch), columns, *keys, rows, NULL };

  kept.partitions = sluice_arena_new_array (batch->arena, guint32, keys->n + 1);
  for (guint32 i = 0; i < keys->n; i++)
    kept.partitions[i]
        = partition_of_key (self, sluice_keys_get (keys, i), sluice_keys_length (keys, i));

  g_mutex_lock (&self->kept_mutex);
  g_array_append_val (self->kept, kept);
  g_mutex_unlock (&self->kept_mutex);
}

/* Makes each row a session of its own: from its time to as much later as the gap says. Without a time, a gap
 * or a later end a row is in none. Returns how many are in one. */
static guint32
make_sessions (SluiceAggregateOperator *self,
               SluiceBatch             *batch,
               SluiceColumn           **columns,
               guint16                 *rows,
               SluiceColumn           **sessions)
{
  SluiceColumn *start = columns[self->time_slot];
  SluiceColumn *end = columns[self->end_slot];
  const SluiceType *type = self->parent.schema->fields[self->plan->aggregate.window_key].type;
  guint32 n = 0;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);

      if (sluice_column_is_null (start, row) || sluice_column_is_null (end, row)
          || end->i64[sluice_column_index (end, row)] <= start->i64[sluice_column_index (start, row)])
        continue;
      rows[n++] = (guint16) row;
    }

  *sessions = sluice_column_new (batch->arena, type, batch->n_rows);
  (*sessions)->children[0] = start;
  (*sessions)->children[1] = end;

  return n;
}

static gboolean
aggregate_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;
  SluiceColumn **columns = sluice_arena_new_array (batch->arena, SluiceColumn *, MAX (self->n_exprs, 1));
  SluiceColumn **key_columns = columns;
  const guint16 *rows = batch->selection;
  guint32 n = batch->n_selected;
  gint64 *panes = NULL;
  SluiceKeys keys;

  if (!sluice_program_run (self->program, batch->arena, operator->round->timestamp_us, batch, columns, error))
    return FALSE;

  if (self->has_window)
    {
      guint16 *timed_rows = sluice_arena_new_array (batch->arena, guint16, n + 1);

      panes = sluice_arena_new_array (batch->arena, gint64, n + 1);
      n = find_panes (self, columns[self->time_slot], batch, self->pane_us, self->start_us, timed_rows, panes);
      rows = timed_rows;
    }
  else if (self->has_session)
    {
      guint16 *timed_rows = sluice_arena_new_array (batch->arena, guint16, n + 1);

      key_columns = sluice_arena_new_array (batch->arena, SluiceColumn *, self->n_group_keys + 1);
      memcpy (key_columns + 1, columns, sizeof (SluiceColumn *) * self->n_group_keys);
      n = make_sessions (self, batch, columns, timed_rows, &key_columns[0]);
      rows = timed_rows;
    }
  if (self->filters_late)
    look_for_late_rows (self, worker, batch, columns, rows, panes, n);

  if (self->states.ordered && self->has_window)
    {
      guint16 *window_rows = (guint16 *) rows;

      n = explode_windows (self, batch->arena, n, &window_rows, &panes);
      rows = window_rows;
    }

  sluice_keys_encode (&keys, batch->arena, key_columns, self->n_group_keys + self->has_session, rows, n, panes);
  if (self->states.ordered)
    {
      keep_rows (self, batch, columns, &keys, rows);
      return TRUE;
    }

  return add_rows (self, worker, batch, columns, &keys, rows, error);
}

/* The rest of the vtable. */

static void
kept_clear (gpointer data)
{
  SluiceKeptBatch *kept = data;

  sluice_batch_unref (kept->batch);
}

static void
forget_rows (SluiceAggregateOperator *self)
{
  for (guint w = 0; w < self->n_workers; w++)
    {
      SluicePartialWorker *worker = &self->workers[w];

      sluice_hash_table_clear (worker->table);
      for (guint p = 0; p < self->n_partitions; p++)
        g_ptr_array_set_size (worker->by_partition[p], 0);
      worker->n_late_rows = 0;
      if (sluice_arena_is_shared (worker->arena))
        {
          sluice_arena_unref (worker->arena);
          worker->arena = sluice_arena_new ();
        }
      else
        sluice_arena_reset (worker->arena);
    }
  g_array_set_size (self->kept, 0);
}

static gboolean
aggregate_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;

  operator->round = round;
  self->mode = self->streaming ? round->mode : SLUICE_OUTPUT_COMPLETE;
  self->begun = TRUE;
  self->evicts = self->streaming && self->mode != SLUICE_OUTPUT_COMPLETE
                 && self->plan->aggregate.event_time_key >= 0;
  /* Sessions drop late rows in complete mode too, although they evict none. */
  self->filters_late = self->evicts
                       || (self->streaming && self->has_session && self->plan->aggregate.event_time_key >= 0);
  memset (self->figures, 0, sizeof (SluicePartitionFigures) * self->n_partitions);
  forget_rows (self);

  if (!self->streaming)
    {
      SluiceStateOperator own = { "hashAggregate", self->n_partitions, self->key_ddl, self->value_ddl };

      sluice_state_store_free (self->own_store);
      self->own_store = sluice_state_store_open (NULL, &own, 1, 0, NULL, 1, error);
      self->store = self->own_store;
      self->operator_id = 0;
    }
  if (self->store == NULL)
    {
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN, NULL,
                        "The aggregation has not been given its state.");
      return FALSE;
    }

  return TRUE;
}

static int
compare_kept (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const SluiceKeptBatch *kept_a = a;
  const SluiceKeptBatch *kept_b = b;

  return (kept_a->batch->sequence > kept_b->batch->sequence)
         - (kept_a->batch->sequence < kept_b->batch->sequence);
}

static guint
aggregate_n_tasks (SluiceOperator *operator)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;

  if (self->kept->len > 1)
    g_qsort_with_data (self->kept->data, (int) self->kept->len, sizeof (SluiceKeptBatch), compare_kept, NULL);

  return self->n_partitions;
}

static gboolean
aggregate_end (SluiceOperator *operator, GError **error)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;

  /* The rows go at once; what remains are figures. */
  g_array_set_size (self->kept, 0);

  return TRUE;
}

static gboolean
aggregate_wants_no_data_batch (SluiceOperator *operator, gint64 watermark_ms)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;

  /* As Spark: whether or not the event time is among the keys. */
  return self->streaming && self->begun && self->mode != SLUICE_OUTPUT_COMPLETE
         && watermark_ms > operator->watermark_ms;
}

static const char *
state_name (const SluiceAggregateOperator *self)
{
  return self->has_session ? "sessionWindowStateStoreSaveExec" : "stateStoreSave";
}

static void
aggregate_figures (SluiceOperator *operator, SluiceStateFigures *figures)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;
  gint64 update_us = 0;
  gint64 removal_us = 0;

  memset (figures, 0, sizeof *figures);
  figures->operator_name = state_name (self);
  figures->num_shuffle_partitions = self->n_partitions;
  figures->num_state_store_instances = self->n_partitions;
  for (guint p = 0; p < self->n_partitions; p++)
    {
      SluiceStatePartition *partition = sluice_state_store_partition (self->store, self->operator_id, p);

      figures->num_rows_total += (gint64) sluice_state_count (partition);
      figures->memory_used_bytes += (gint64) sluice_state_memory (partition);
      figures->num_rows_updated += self->figures[p].n_updated;
      figures->num_rows_removed += self->figures[p].n_removed;
      figures->num_rows_dropped_by_watermark += self->figures[p].n_dropped;
      update_us += self->figures[p].update_us;
      removal_us += self->figures[p].removal_us;
    }
  figures->all_updates_time_ms = update_us / 1000;
  figures->all_removals_time_ms = removal_us / 1000;
  for (guint w = 0; w < self->n_workers; w++)
    figures->num_input_rows_dropped_by_watermark += (gint64) self->workers[w].n_late_rows;
}

static void
aggregate_describe (SluiceOperator *operator, GString *out)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;
  const SluiceType *input = self->plan->inputs[0]->schema;

  g_string_append (out, " keys=[");
  for (guint i = 0; i < self->n_keys; i++)
    {
      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", operator->schema->fields[i].name);
      if (self->has_window && (int) i == self->plan->aggregate.window_key)
        g_string_append_printf (out, " (window of %" G_GINT64_FORMAT " µs every %" G_GINT64_FORMAT " µs)",
                                self->size_us, self->slide_us);
      else if (self->has_session && (int) i == self->plan->aggregate.window_key)
        {
          g_autofree char *gap = sluice_expr_to_sql (self->plan->aggregate.session_gap, input);

          g_string_append_printf (out, " (session with a gap of %s)", gap);
        }
    }
  g_string_append (out, "] aggregates=[");
  for (guint i = 0; i < self->states.n; i++)
    {
      g_autofree char *sql = sluice_expr_to_sql (self->states.exprs[i], input);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", sql);
    }
  g_string_append_printf (out, "], %u partitions", self->n_partitions);
}

static void
aggregate_describe_state (SluiceOperator *operator, SluiceStateOperator *state)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;

  state->name = self->streaming ? state_name (self) : NULL;
  state->n_partitions = self->n_partitions;
  state->key_schema = self->key_ddl;
  state->value_schema = self->value_ddl;
  state->aggregates = self->aggregates_text;
  state->arguments = self->arguments_ddl;
}

static void
aggregate_set_state (SluiceOperator *operator, SluiceStateStore *store, guint operator_id)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;

  self->store = store;
  self->operator_id = operator_id;
}

static void
aggregate_free (SluiceOperator *operator)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;

  for (guint w = 0; w < self->n_workers; w++)
    {
      sluice_hash_table_free (self->workers[w].table);
      for (guint p = 0; p < self->n_partitions; p++)
        g_ptr_array_unref (self->workers[w].by_partition[p]);
      g_free (self->workers[w].by_partition);
      sluice_arena_unref (self->workers[w].arena);
      if (self->has_session)
        sluice_state_list_clear (&self->workers[w].sessions);
    }
  g_free (self->workers);
  g_array_unref (self->kept);
  g_mutex_clear (&self->kept_mutex);
  sluice_state_store_free (self->own_store);
  sluice_aggregate_states_clear (&self->states);
  sluice_program_free (self->program);
  sluice_type_unref (self->key_schema);
  g_free (self->first_arg);
  g_free (self->filter_slot);
  g_free (self->state_types);
  g_free (self->state_to_key);
  g_free (self->key_ddl);
  g_free (self->value_ddl);
  g_free (self->aggregates_text);
  g_free (self->arguments_ddl);
  g_free (self->figures);
  sluice_settings_unref (self->settings);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass aggregate_class = {
  .name = "HashAggregate",
  .begin = aggregate_begin,
  .push = aggregate_push,
  .n_tasks = aggregate_n_tasks,
  .run_task = sluice_aggregate_run_task,
  .end = aggregate_end,
  .wants_no_data_batch = aggregate_wants_no_data_batch,
  .figures = aggregate_figures,
  .describe = aggregate_describe,
  .describe_state = aggregate_describe_state,
  .set_state = aggregate_set_state,
  .free = aggregate_free,
};

/* When a session of one row ends: its time and the gap, months and days by the calendar of the time zone. */
static SluiceExpr *
session_end (const SluiceAggregateOperator *self)
{
  SluiceExpr *map[2] = { self->plan->aggregate.window_time, self->plan->aggregate.session_gap };
  SluiceField fields[2] = { { (char *) "a", map[0]->type, TRUE, -1 }, { (char *) "b", map[1]->type, TRUE, -1 } };
  g_autoptr (SluiceType) schema = sluice_type_struct (fields, 2);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (SluiceExpr) sum = sluice_analyze ("a + b", &scope, SLUICE_ALLOW_NOTHING, NULL);

  g_assert (sum != NULL);

  return sluice_expr_map_columns (sum, map, 2);
}

static void
compile (SluiceAggregateOperator *self)
{
  const SluicePlan *plan = self->plan;
  g_autoptr (GPtrArray) exprs = g_ptr_array_new ();
  g_autoptr (SluiceExpr) end = self->has_session ? session_end (self) : NULL;

  for (guint i = 0; i < plan->aggregate.n_keys; i++)
    if ((!self->has_window && !self->has_session) || (int) i != plan->aggregate.window_key)
      g_ptr_array_add (exprs, plan->aggregate.keys[i]);
  self->n_group_keys = exprs->len;

  self->time_slot = exprs->len;
  if (self->has_window || self->has_session)
    g_ptr_array_add (exprs, plan->aggregate.window_time);
  self->end_slot = exprs->len;
  if (self->has_session)
    g_ptr_array_add (exprs, end);

  self->first_arg = g_new0 (guint, MAX (self->states.n, 1));
  self->filter_slot = g_new (int, MAX (self->states.n, 1));
  for (guint a = 0; a < self->states.n; a++)
    {
      SluiceExpr *aggregate = self->states.exprs[a];

      self->first_arg[a] = exprs->len;
      for (guint i = 0; i < aggregate->n_args; i++)
        g_ptr_array_add (exprs, aggregate->args[i]);
      self->filter_slot[a] = aggregate->filter != NULL ? (int) exprs->len : -1;
      if (aggregate->filter != NULL)
        g_ptr_array_add (exprs, aggregate->filter);
    }

  self->n_exprs = exprs->len;
  self->program = sluice_program_new ((SluiceExpr *const *) exprs->pdata, exprs->len, self->settings);
}

static void
describe_keys (SluiceAggregateOperator *self)
{
  const SluiceType *schema = self->parent.schema;
  gboolean computed = self->has_window || self->has_session;
  g_autofree SluiceField *fields = g_new0 (SluiceField, schema->n_fields + 2);
  g_autoptr (SluiceType) state_key = NULL;
  g_autoptr (SluiceType) state_value = NULL;
  guint n = 0;

  self->key_schema = sluice_type_struct (schema->fields, self->n_keys);
  self->state_types = g_new (const SluiceType *, MAX (self->n_keys, 1));
  self->state_to_key = g_new (guint, MAX (self->n_keys, 1));
  if (computed)
    self->state_to_key[n++] = (guint) self->plan->aggregate.window_key;
  for (guint i = 0; i < self->n_keys; i++)
    if (!computed || (int) i != self->plan->aggregate.window_key)
      self->state_to_key[n++] = i;

  for (guint i = 0; i < self->n_keys; i++)
    {
      fields[i] = schema->fields[self->state_to_key[i]];
      self->state_types[i] = fields[i].type;
    }
  if (self->has_session)
    {
      SluiceField session = fields[0];

      /* Lists of sessions, see sluice-session-merge.c. */
      memmove (fields, fields + 1, sizeof (SluiceField) * (self->n_keys - 1));
      fields[self->n_keys - 1]
          = (SluiceField){ (char *) "number", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 };
      state_key = sluice_type_struct (fields, self->n_keys);
      fields[0] = (SluiceField){ (char *) "sessions", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 };
      fields[1] = session;
      sluice_fields_copy (fields + 2, schema->fields + self->n_keys, schema->n_fields - self->n_keys);
      state_value = sluice_type_struct (fields, schema->n_fields - self->n_keys + 2);
    }
  else
    {
      state_key = sluice_type_struct (fields, self->n_keys);
      state_value = sluice_type_struct (schema->fields + self->n_keys, schema->n_fields - self->n_keys);
    }
  self->key_ddl = sluice_type_to_ddl (state_key);
  self->value_ddl = sluice_type_to_ddl (state_value);
  if (self->streaming)
    self->aggregates_text = sluice_state_aggregates_to_text (self->states.exprs, self->states.n, self->settings,
                                                             &self->arguments_ddl);
}

static gboolean
check_plan (const SluicePlan *plan, GError **error)
{
  const char *problem = NULL;
  gint64 slide = plan->aggregate.window_slide_us;

  if (plan->aggregate.window_key >= 0 && plan->aggregate.keys[plan->aggregate.window_key] == NULL
      && plan->aggregate.session_gap == NULL
      && (slide <= 0 || plan->aggregate.window_size_us < slide
          || plan->aggregate.window_size_us / slide > SLUICE_MAX_WINDOWS))
    problem = "The window's size must be between one and a million times its slide.";
  if (problem == NULL)
    return TRUE;

  sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_PLAN, NULL, "%s", problem);
  if (error != NULL)
    sluice_error_set_node (*error, plan->node_id, NULL);

  return FALSE;
}

SluiceOperator *
sluice_aggregate_operator_new (const SluicePlan     *plan,
                               const SluiceSettings *settings,
                               guint                 n_workers,
                               GError              **error)
{
  SluiceAggregateOperator *self;
  gint64 n_partitions;

  if (!check_plan (plan, error))
    return NULL;

  self = sluice_operator_alloc (&aggregate_class, sizeof *self, plan->node_id, plan->schema);
  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->settings = sluice_settings_ref ((SluiceSettings *) settings);
  self->streaming = plan->streaming;
  self->n_keys = plan->aggregate.n_keys;
  sluice_aggregate_states_init (&self->states, plan->aggregate.aggregates, plan->aggregate.n_aggregates);

  self->has_session = plan->aggregate.session_gap != NULL;
  self->has_window = plan->aggregate.window_key >= 0
                     && plan->aggregate.keys[plan->aggregate.window_key] == NULL && !self->has_session;
  self->merges_first = self->has_session
                       && sluice_settings_get_boolean (
                           settings, "spark.sql.streaming.sessionWindow.merge.sessions.in.local.partition");
  self->n_windows = 1;
  if (self->has_window)
    {
      self->size_us = plan->aggregate.window_size_us;
      self->slide_us = plan->aggregate.window_slide_us;
      self->start_us = plan->aggregate.window_start_us;
      self->n_windows = (guint) ((self->size_us + self->slide_us - 1) / self->slide_us);
      self->pane_us = self->states.ordered ? 1 : greatest_common_divisor (self->size_us, self->slide_us);
    }

  compile (self);
  describe_keys (self);

  n_partitions = sluice_settings_get_int (settings, "spark.sql.shuffle.partitions", 8);
  self->n_partitions = (guint) CLAMP (n_partitions, 1, 100000);
  self->figures = g_new0 (SluicePartitionFigures, self->n_partitions);
  self->kept = g_array_new (FALSE, FALSE, sizeof (SluiceKeptBatch));
  g_array_set_clear_func (self->kept, kept_clear);
  g_mutex_init (&self->kept_mutex);
  self->n_workers = MAX (n_workers, 1);
  self->workers = g_new0 (SluicePartialWorker, self->n_workers);
  for (guint w = 0; w < self->n_workers; w++)
    {
      self->workers[w].table = sluice_hash_table_new (sizeof (SluicePartial) + self->states.size);
      self->workers[w].arena = sluice_arena_new ();
      self->workers[w].by_partition = g_new (GPtrArray *, self->n_partitions);
      for (guint p = 0; p < self->n_partitions; p++)
        self->workers[w].by_partition[p] = g_ptr_array_new ();
      if (self->has_session)
        sluice_state_list_init (&self->workers[w].sessions, NULL);
    }

  return &self->parent;
}
