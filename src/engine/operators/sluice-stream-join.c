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

#include "operators/sluice-stream-join-private.h"

/* Output. */

gboolean
sluice_stream_join_narrow (SluiceStreamJoin *self, const GPtrArray *conditions, SluiceBatch *batch, GError **error)
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

SluiceBatch *
sluice_stream_join_combine (SluiceStreamJoin *self,
                            SluiceArena      *arena,
                            SluiceColumn    **left,
                            SluiceColumn    **right,
                            guint32           n)
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

gboolean
sluice_stream_join_emit (SluiceStreamJoin *self,
                         guint             worker,
                         SluiceBatch      *joined,
                         const guint16    *selection,
                         guint32           n,
                         SluiceDecision    decision,
                         const gint64     *bound_us,
                         guint64           sequence,
                         GError          **error)
{
  g_autoptr (SluiceBatch) batch
      = sluice_batch_new (joined->arena, self->parent.schema, joined->columns, joined->n_rows);

  batch->selection = selection;
  batch->n_selected = n;
  batch->sequence = sequence;
  sluice_operator_decide (&self->parent, worker, decision, batch, bound_us,
                          sluice_watermark_us (self->parent.watermark_ms));

  return sluice_operator_emit (&self->parent, worker, batch, error);
}

/* First phase: rows. */

static gint64
time_at (const SluiceColumn *column, guint32 row)
{
  if (sluice_column_is_null (column, row))
    return SLUICE_STATE_NO_EXPIRY;
  if (column->type->id == SLUICE_TYPE_STRUCT)
    return time_at (column->children[1], sluice_column_index (column, row));

  return column->i64[sluice_column_index (column, row)];
}

gint64
sluice_stream_join_event_time (const SluiceJoinSide *side, SluiceBatch *batch, guint32 row)
{
  return side->event_column >= 0 ? time_at (batch->columns[side->event_column], row) : SLUICE_NEVER;
}

static guint32
select_timely (SluiceStreamJoin *self, guint worker, const SluiceJoinSide *side, SluiceBatch *batch, guint16 *rows)
{
  gint64 watermark_us = sluice_watermark_us (self->parent.late_watermark_ms);
  const SluiceColumn *times = side->event_column >= 0 ? batch->columns[side->event_column] : NULL;
  gboolean watched = sluice_operator_is_watched (&self->parent);
  SluiceDecider late;
  guint32 n = 0;

  if (watched)
    sluice_decider_begin (&late, &self->parent, worker, SLUICE_DECISION_DROPPED_LATE, watermark_us);
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
      if (watched)
        sluice_decider_add (&late, batch, row, event_us, event_us);
    }
  if (watched)
    sluice_decider_end (&late);

  return n;
}

/* The rows of @rows that @batch has been narrowed away from have no partner: outer ones come out at once. */
static gboolean
emit_alone (SluiceStreamJoin *self,
            guint             worker,
            guint             port,
            SluiceBatch      *batch,
            const guint16    *rows,
            guint32           n,
            GError          **error)
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
  outer = sluice_stream_join_combine (self, batch->arena, port == 0 ? batch->columns : NULL,
                                      port == 1 ? batch->columns : NULL, batch->n_rows);

  return sluice_stream_join_emit (self, worker, outer, alone, n_alone, SLUICE_DECISION_EMITTED, NULL,
                                  batch->sequence, error);
}

/* Narrows a batch to the rows whose keys can equal others. Between streams Spark compares keys as they lie, so
 * that null equals null; what an inner join must not see has been filtered away before. */
static void
narrow_to_keys (SluiceStreamJoin *self, SluiceBatch *batch, SluiceColumn *const *keys)
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
deal_out (SluiceStreamJoin *self, SluiceJoinBatch *kept, SluiceArena *arena)
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
make_expiries (const SluiceJoinSide *side,
               SluiceArena          *arena,
               SluiceBatch          *batch,
               SluiceColumn        **keys,
               const guint16        *rows,
               guint32               n)
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
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;
  SluiceJoinSide *side = &self->sides[port];
  SluiceArena *arena = batch->arena;
  guint16 *rows = sluice_arena_new_array (arena, guint16, batch->n_selected + 1);
  guint32 n = select_timely (self, worker, side, batch, rows);
  g_autofree SluiceColumn **keys = g_new (SluiceColumn *, MAX (self->n_keys, 1));
  g_autoptr (SluiceBatch) selected = NULL;
  SluiceJoinBatch kept = { NULL };

  if (n == 0)
    return TRUE;
  selected = sluice_batch_new_selected (batch, rows, n);
  if (!sluice_stream_join_narrow (self, side->filters, selected, error)
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

/* The rest of the vtable. */

static void
kept_clear (gpointer data)
{
  sluice_batch_unref (((SluiceJoinBatch *) data)->batch);
}

static void
forget_rows (SluiceStreamJoin *self)
{
  for (guint side = 0; side < 2; side++)
    g_array_set_size (self->sides[side].kept, 0);
}

static gboolean
stream_join_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

  operator->round = round;
  self->begun = TRUE;
  memset (self->figures, 0, sizeof (SluiceJoinFigures) * self->n_partitions);
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
  guint64 sequence_a = ((const SluiceJoinBatch *) a)->batch->sequence;
  guint64 sequence_b = ((const SluiceJoinBatch *) b)->batch->sequence;

  return (sequence_a > sequence_b) - (sequence_a < sequence_b);
}

static guint
stream_join_n_tasks (SluiceOperator *operator)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

  for (guint side = 0; side < 2; side++)
    g_array_sort (self->sides[side].kept, compare_kept);

  return self->n_partitions;
}

static gboolean
stream_join_end (SluiceOperator *operator, GError **error)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

  forget_rows (self);
  g_clear_pointer (&self->own_store, sluice_state_store_free);

  return TRUE;
}

static gboolean
stream_join_wants_no_data_batch (SluiceOperator *operator, gint64 watermark_ms)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

  return self->streaming && self->begun && watermark_ms > operator->watermark_ms
         && (self->sides[0].rule.kind != SLUICE_JOIN_STATE_STAYS
             || self->sides[1].rule.kind != SLUICE_JOIN_STATE_STAYS);
}

static gint64
stream_join_output_watermark (SluiceOperator *operator, gint64 watermark_ms)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;
  SluiceJoinStateRule rules[2] = { self->sides[0].rule, self->sides[1].rule };

  return sluice_join_output_watermark (self->plan, rules, watermark_ms);
}

static void
stream_join_figures (SluiceOperator *operator, SluiceStateFigures *figures)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;
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
describe_rule (const SluiceStreamJoin *self, guint port, GString *out)
{
  const SluiceJoinSide *side = &self->sides[port];
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
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

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
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

  state->name = self->streaming ? "symmetricHashJoin" : NULL;
  state->n_partitions = self->n_partitions;
  state->key_schema = self->key_ddl;
  state->value_schema = self->value_ddl;
}

static void
stream_join_set_state (SluiceOperator *operator, SluiceStateStore *store, guint operator_id)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

  self->store = store;
  self->operator_id = operator_id;
}

static void
stream_join_free (SluiceOperator *operator)
{
  SluiceStreamJoin *self = (SluiceStreamJoin *) operator;

  for (guint i = 0; i < 2; i++)
    {
      SluiceJoinSide *side = &self->sides[i];

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
  .run_task = sluice_stream_join_run_task,
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
init_side (SluiceStreamJoin *self, guint port)
{
  SluiceJoinSide *side = &self->sides[port];
  SluiceExpr **keys = port == 0 ? self->plan->join.left_keys : self->plan->join.right_keys;

  side->schema = self->plan->inputs[port]->schema;
  side->event_column = sluice_schema_event_time (side->schema);
  side->keys = sluice_program_new (keys, self->n_keys, self->settings);
  side->outer = self->type == SLUICE_JOIN_FULL || self->type == (port == 0 ? SLUICE_JOIN_LEFT : SLUICE_JOIN_RIGHT);
  side->types = g_new (const SluiceType *, MAX (side->schema->n_fields, 1));
  for (guint c = 0; c < side->schema->n_fields; c++)
    side->types[c] = side->schema->fields[c].type;
  side->kept = g_array_new (FALSE, FALSE, sizeof (SluiceJoinBatch));
  g_array_set_clear_func (side->kept, kept_clear);
  g_mutex_init (&side->mutex);
}

static GPtrArray *
compile_each (SluiceStreamJoin *self, GPtrArray *exprs)
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
compile_condition (SluiceStreamJoin *self)
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
describe_schemas (SluiceStreamJoin *self)
{
  const SluiceType *left = self->sides[0].schema;
  const SluiceType *right = self->sides[1].schema;
  guint n = left->n_fields + right->n_fields;
  g_autofree SluiceField *fields = g_new0 (SluiceField, MAX (n, self->n_keys) + 2);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SluiceType) key = NULL;
  g_autoptr (SluiceType) value = NULL;

  sluice_fields_copy (fields, left->fields, left->n_fields);
  sluice_fields_copy (fields + left->n_fields, right->fields, right->n_fields);
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
  SluiceStreamJoin *self;
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
  self->figures = g_new0 (SluiceJoinFigures, self->n_partitions);
  self->n_workers = MAX (n_workers, 1);
  self->workers = g_new0 (SluiceJoinWorker, self->n_workers);
  for (guint w = 0; w < self->n_workers; w++)
    sluice_join_rows_init (&self->workers[w].rows, self->sides[0].schema->n_fields,
                           self->sides[1].schema->n_fields);

  return &self->parent;
}
