/* sluice-join-operator.c: joins the rows that pass with a table in memory.
 *
 * State: none; the table is built from its input before the other port gets rows, and stays until it is
 * forgotten. Watermark: passes on. Spark: BroadcastHashJoinExec of a stream with a static table; the side
 * that an outer, semi or anti join preserves is always the one that passes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-error.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-program.h"
#include "operators/sluice-hash-table.h"
#include "operators/sluice-kept-rows.h"
#include "operators/sluice-operators-private.h"

/* Rows of the table with one key: a list in the order in which they came. Numbers are one more than rows. */
typedef struct
{
  guint32 first;
  guint32 last;
} Matches;

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceSettings *settings;
  SluiceJoinType type;
  guint build_port;
  guint probe_port;
  guint n_keys;
  const SluiceType *build_schema;
  const SluiceType *probe_schema;
  SluiceProgram *build_program;
  SluiceProgram *probe_program;
  SluiceProgram *condition; /* over left then right columns; NULL when there is none */
  SluiceType *joined_schema;

  GMutex mutex;
  gint built;
  GPtrArray *batches; /* of the table, until it is built */

  /* The table. */
  SluiceArena *arena;
  SluiceColumn **columns;
  guint32 n_rows;
  SluiceHashTable *table;
  guint32 *next;   /* for each row the next with its key, plus one */
  gboolean unique; /* no key has two rows */
} JoinOperator;

static const SluiceOperatorClass join_class;

/* Building. */

static void
forget_table (JoinOperator *self)
{
  g_clear_pointer (&self->arena, sluice_arena_unref);
  g_clear_pointer (&self->table, sluice_hash_table_free);
  g_clear_pointer (&self->next, g_free);
  g_clear_pointer (&self->columns, g_free);
  self->n_rows = 0;
}

void
sluice_join_operator_begin_build (SluiceOperator *operator)
{
  JoinOperator *self = (JoinOperator *) operator;

  g_assert (operator->klass == &join_class);

  forget_table (self);
  g_ptr_array_set_size (self->batches, 0);
  g_atomic_int_set (&self->built, 0);
}

gint
sluice_join_operator_build_port (SluiceOperator *operator)
{
  return operator->klass == &join_class ? (gint) ((JoinOperator *) operator)->build_port : -1;
}

static gboolean
build_push (JoinOperator *self, SluiceBatch *batch)
{
  /* A copy cuts the tie to the blocks of the file that the rows were read from. */
  SluiceBatch *copy = sluice_batch_copy (batch, G_MAXUINT32);

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->batches, copy);
  g_atomic_int_set (&self->built, 0);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* Puts the batches of the table together to one column for each of its columns. */
static void
concatenate (JoinOperator *self)
{
  guint64 n = 0;
  g_autofree const SluiceColumn **columns = NULL;
  g_autofree guint32 *rows = NULL;

  for (guint b = 0; b < self->batches->len; b++)
    n += ((SluiceBatch *) self->batches->pdata[b])->n_rows;
  self->n_rows = (guint32) n;
  self->columns = g_new0 (SluiceColumn *, MAX (self->build_schema->n_fields, 1));

  columns = g_new (const SluiceColumn *, MAX (n, 1));
  rows = g_new (guint32, MAX (n, 1));
  for (guint c = 0; c < self->build_schema->n_fields; c++)
    {
      guint32 at = 0;

      for (guint b = 0; b < self->batches->len; b++)
        {
          const SluiceBatch *batch = self->batches->pdata[b];

          for (guint32 i = 0; i < batch->n_rows; i++, at++)
            {
              columns[at] = batch->columns[c];
              rows[at] = i;
            }
        }
      self->columns[c] = sluice_gather_many (self->arena, self->build_schema->fields[c].type, columns, rows,
                                             self->n_rows);
    }
}

/* Whether a key can match at all: null equals nothing, except where <=> was written. */
static gboolean
key_matches (const JoinOperator *self, SluiceColumn *const *keys, guint32 row)
{
  for (guint k = 0; k < self->n_keys; k++)
    if (!self->plan->join.null_safe[k] && sluice_column_is_null (keys[k], row))
      return FALSE;

  return TRUE;
}

static gboolean
has_nulls (const JoinOperator *self, SluiceColumn *const *keys)
{
  for (guint k = 0; k < self->n_keys; k++)
    if (!self->plan->join.null_safe[k] && keys[k]->validity != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
insert_batch (JoinOperator *self, SluiceBatch *batch, guint32 first_row, GError **error)
{
  g_autofree SluiceColumn **keys = g_new0 (SluiceColumn *, MAX (self->n_keys, 1));
  g_autofree gpointer *payloads = g_new (gpointer, batch->n_rows + 1);
  g_autofree guint16 *rows = g_new (guint16, batch->n_rows + 1);
  g_autoptr (SluiceArena) scratch = sluice_arena_new ();
  guint32 n = 0;
  guint32 n_new;
  SluiceKeys encoded;

  if (!sluice_program_run (self->build_program, scratch, self->parent.round->timestamp_us, batch, keys, error))
    return FALSE;

  for (guint32 row = 0; row < batch->n_rows; row++)
    if (key_matches (self, keys, row))
      rows[n++] = (guint16) row;
  sluice_keys_encode (&encoded, scratch, keys, self->n_keys, rows, n, NULL);
  sluice_hash_table_insert_all (self->table, &encoded, payloads, &n_new);

  for (guint32 i = 0; i < n; i++)
    {
      Matches *matches = payloads[i];
      guint32 row = first_row + rows[i] + 1;

      if (matches->first == 0)
        matches->first = row;
      else
        {
          self->next[matches->last - 1] = row;
          self->unique = FALSE;
        }
      matches->last = row;
    }

  return TRUE;
}

static gboolean
build (JoinOperator *self, GError **error)
{
  guint32 first_row = 0;
  guint64 n = 0;

  for (guint b = 0; b < self->batches->len; b++)
    n += ((SluiceBatch *) self->batches->pdata[b])->n_rows;
  if (n >= G_MAXUINT32)
    {
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN, NULL,
                        "The static table of a join has more than four billion rows.");
      return FALSE;
    }

  forget_table (self);
  sluice_batches_sort (self->batches);
  self->arena = sluice_arena_new ();
  concatenate (self);
  self->table = sluice_hash_table_new (sizeof (Matches));
  self->next = g_new0 (guint32, MAX (n, 1));
  self->unique = TRUE;
  for (guint b = 0; b < self->batches->len; b++)
    {
      SluiceBatch *batch = self->batches->pdata[b];

      if (!insert_batch (self, batch, first_row, error))
        return FALSE;
      first_row += batch->n_rows;
    }

  return TRUE;
}

/* The first worker that needs the table builds it, and the others wait. */
static gboolean
ensure_built (JoinOperator *self, GError **error)
{
  gboolean went_well = TRUE;

  if (G_LIKELY (g_atomic_int_get (&self->built) != 0))
    return TRUE;

  g_mutex_lock (&self->mutex);
  if (g_atomic_int_get (&self->built) == 0)
    {
      went_well = build (self, error);
      g_atomic_int_set (&self->built, went_well);
    }
  g_mutex_unlock (&self->mutex);

  return went_well;
}

/* Probing. */

static gboolean
keeps_unmatched (const JoinOperator *self)
{
  return self->type == SLUICE_JOIN_LEFT || self->type == SLUICE_JOIN_RIGHT;
}

static gboolean
is_semi (const JoinOperator *self)
{
  return self->type == SLUICE_JOIN_LEFT_SEMI || self->type == SLUICE_JOIN_LEFT_ANTI;
}

/* Shows rows to who watches: @numbers tells those with a match from those that come out without one. */
static void
show_rows (JoinOperator *self, guint worker, SluiceBatch *batch, const guint32 *numbers)
{
  SluiceDecider joined, alone;

  if (G_LIKELY (!sluice_operator_is_watched (&self->parent)))
    return;
  if (numbers == NULL)
    {
      sluice_operator_decide (&self->parent, worker,
                              self->type == SLUICE_JOIN_LEFT_ANTI ? SLUICE_DECISION_EMITTED
                                                                  : SLUICE_DECISION_JOINED,
                              batch, NULL, SLUICE_NO_TIME);
      return;
    }

  sluice_decider_begin (&joined, &self->parent, worker, SLUICE_DECISION_JOINED, SLUICE_NO_TIME);
  sluice_decider_begin (&alone, &self->parent, worker, SLUICE_DECISION_EMITTED, SLUICE_NO_TIME);
  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);

      sluice_decider_add (numbers[row] != 0 ? &joined : &alone, batch, row, SLUICE_NO_TIME, SLUICE_NO_TIME);
    }
  sluice_decider_end (&joined);
  sluice_decider_end (&alone);
}

/* Puts columns of the two sides in the order of the plan: left, then right. */
static SluiceBatch *
make_joined (JoinOperator *self, SluiceArena *arena, SluiceColumn **probe, SluiceColumn **table, guint32 n)
{
  guint n_probe = self->probe_schema->n_fields;
  guint n_table = self->build_schema->n_fields;
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (n_probe + n_table, 1));
  gboolean table_is_right = self->build_port == 1;

  memcpy (columns + (table_is_right ? 0 : n_table), probe, n_probe * sizeof *columns);
  memcpy (columns + (table_is_right ? n_probe : 0), table, n_table * sizeof *columns);

  return sluice_batch_new (arena, self->joined_schema, columns, n);
}

/* Takes rows of the table, nulls for rows without a match (number 0). */
static void
gather_table (JoinOperator *self, SluiceArena *arena, const guint32 *numbers, guint32 n, SluiceColumn **columns)
{
  gboolean any_null = FALSE;
  guint32 *rows = sluice_arena_new_array (arena, guint32, n + 1);

  for (guint32 i = 0; i < n; i++)
    {
      any_null = any_null || numbers[i] == 0;
      rows[i] = numbers[i] - (numbers[i] != 0);
    }

  for (guint c = 0; c < self->build_schema->n_fields; c++)
    {
      if (self->n_rows == 0)
        {
          columns[c] = sluice_column_new_null (arena, self->build_schema->fields[c].type, n);
          continue;
        }
      columns[c] = sluice_column_gather (arena, self->columns[c], rows, n);
      if (any_null && !columns[c]->constant)
        {
          guint64 *validity = sluice_column_ensure_validity (arena, columns[c]);

          for (guint32 i = 0; i < n; i++)
            if (numbers[i] == 0)
              sluice_validity_clear (validity, i);
        }
    }
}

static gboolean
emit_selected (JoinOperator  *self,
               guint          worker,
               SluiceBatch   *batch,
               const guint16 *selection,
               guint32        n,
               const guint32 *numbers,
               GError       **error)
{
  g_autoptr (SluiceBatch) result = NULL;

  if (n == 0)
    return TRUE;

  result = sluice_batch_new (batch->arena, self->parent.schema, batch->columns, batch->n_rows);
  result->selection = selection;
  result->n_selected = n;
  result->sequence = batch->sequence;
  show_rows (self, worker, result, numbers);

  return sluice_operator_emit (&self->parent, worker, result, error);
}

/*
 * Every row that passes matches one row of the table at most: the passing columns go on as they are, those
 * of the table are gathered beside them, and a selection says which rows matched.
 */
static gboolean
probe_unique (JoinOperator *self, guint worker, SluiceBatch *batch, guint32 *numbers, GError **error)
{
  SluiceArena *arena = batch->arena;
  g_autofree SluiceColumn **table = g_new (SluiceColumn *, MAX (self->build_schema->n_fields, 1));
  guint16 *matched = sluice_arena_new_array (arena, guint16, batch->n_selected + 1);
  guint32 n_matched = 0;
  const guint16 *selection = matched;
  g_autoptr (SluiceBatch) joined = NULL;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);

      matched[n_matched] = (guint16) row;
      n_matched += numbers[row] != 0;
    }

  if (self->condition == NULL && n_matched == 0 && !keeps_unmatched (self))
    return TRUE;

  gather_table (self, arena, numbers, batch->n_rows, table);
  joined = make_joined (self, arena, batch->columns, table, batch->n_rows);
  joined->sequence = batch->sequence;
  joined->selection = matched;
  joined->n_selected = n_matched;
  if (self->condition != NULL && n_matched > 0)
    {
      if (!sluice_program_run_filter (self->condition, arena, self->parent.round->timestamp_us, joined,
                                      &selection, &n_matched, error))
        return FALSE;
      if (selection == NULL)
        selection = matched;
    }

  if (!keeps_unmatched (self))
    return emit_selected (self, worker, joined, selection, n_matched, NULL, error);

  /* Rows whose match failed the condition are outer rows too. */
  if (self->condition != NULL)
    {
      g_autofree guint32 *kept = g_new0 (guint32, batch->n_rows + 1);
      g_autoptr (SluiceBatch) outer = NULL;

      for (guint32 i = 0; i < n_matched; i++)
        kept[selection[i]] = numbers[selection[i]];
      gather_table (self, arena, kept, batch->n_rows, table);
      outer = make_joined (self, arena, batch->columns, table, batch->n_rows);
      outer->sequence = batch->sequence;

      return emit_selected (self, worker, outer, batch->selection, batch->n_selected, kept, error);
    }

  return emit_selected (self, worker, joined, batch->selection, batch->n_selected, numbers, error);
}

typedef struct
{
  JoinOperator *self;
  guint worker;
  SluiceBatch *batch;
  guint32 *probe_rows;
  guint32 *table_numbers;
  guint32 n;
  guint32 capacity;
  guint8 *matched; /* for each row of the batch whether it had a match */
} Pairs;

/* Joins the pairs found so far: into the output, or, for semi and anti joins, into the marks alone. */
static gboolean
flush_pairs (Pairs *pairs, gboolean with_condition, GError **error)
{
  JoinOperator *self = pairs->self;
  SluiceArena *arena = pairs->batch->arena;
  g_autofree SluiceColumn **probe = NULL;
  g_autofree SluiceColumn **table = NULL;
  g_autoptr (SluiceBatch) joined = NULL;
  const guint16 *selection = NULL;
  guint32 n_selected = pairs->n;

  if (pairs->n == 0)
    return TRUE;

  probe = g_new (SluiceColumn *, MAX (self->probe_schema->n_fields, 1));
  table = g_new (SluiceColumn *, MAX (self->build_schema->n_fields, 1));
  for (guint c = 0; c < self->probe_schema->n_fields; c++)
    probe[c] = sluice_column_gather (arena, pairs->batch->columns[c], pairs->probe_rows, pairs->n);
  gather_table (self, arena, pairs->table_numbers, pairs->n, table);
  joined = make_joined (self, arena, probe, table, pairs->n);
  joined->sequence = pairs->batch->sequence + pairs->probe_rows[0];

  if (with_condition && self->condition != NULL
      && !sluice_program_run_filter (self->condition, arena, self->parent.round->timestamp_us, joined,
                                     &selection, &n_selected, error))
    return FALSE;
  for (guint32 i = 0; i < n_selected; i++)
    pairs->matched[pairs->probe_rows[selection != NULL ? selection[i] : i]] = 1;
  pairs->n = 0;

  return is_semi (self)
         || emit_selected (self, pairs->worker, joined, selection, n_selected, pairs->table_numbers, error);
}

static gboolean
add_pair (Pairs *pairs, guint32 row, guint32 number, GError **error)
{
  pairs->probe_rows[pairs->n] = row;
  pairs->table_numbers[pairs->n] = number;

  return ++pairs->n < pairs->capacity || flush_pairs (pairs, TRUE, error);
}

static gboolean
probe_many (JoinOperator *self, guint worker, SluiceBatch *batch, const guint32 *numbers, GError **error)
{
  Pairs pairs = { self, worker, batch };
  SluiceArena *arena = batch->arena;
  gboolean everything = self->n_keys == 0;

  pairs.capacity = sluice_batch_default_rows ();
  pairs.probe_rows = sluice_arena_new_array (arena, guint32, pairs.capacity);
  pairs.table_numbers = sluice_arena_new_array (arena, guint32, pairs.capacity);
  pairs.matched = sluice_arena_new_array0 (arena, guint8, batch->n_rows + 1);

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);

      if (everything)
        {
          for (guint32 number = 1; number <= self->n_rows; number++)
            if (!add_pair (&pairs, row, number, error))
              return FALSE;
          continue;
        }
      for (guint32 number = numbers[row]; number != 0; number = self->next[number - 1])
        if (!add_pair (&pairs, row, number, error))
          return FALSE;
    }
  if (!flush_pairs (&pairs, TRUE, error))
    return FALSE;

  if (is_semi (self))
    {
      guint16 *selection = sluice_arena_new_array (arena, guint16, batch->n_selected + 1);
      guint8 wanted = self->type == SLUICE_JOIN_LEFT_SEMI;
      guint32 n = 0;

      for (guint32 i = 0; i < batch->n_selected; i++)
        {
          guint32 row = sluice_batch_row (batch, i);

          selection[n] = (guint16) row;
          n += pairs.matched[row] == wanted;
        }

      return emit_selected (self, worker, batch, selection, n, NULL, error);
    }

  if (keeps_unmatched (self))
    {
      for (guint32 i = 0; i < batch->n_selected; i++)
        {
          guint32 row = sluice_batch_row (batch, i);

          if (pairs.matched[row])
            continue;
          pairs.probe_rows[pairs.n] = row;
          pairs.table_numbers[pairs.n] = 0;
          if (++pairs.n == pairs.capacity && !flush_pairs (&pairs, FALSE, error))
            return FALSE;
        }

      return flush_pairs (&pairs, FALSE, error);
    }

  return TRUE;
}

/* Finds for each row of the batch the first matching row of the table, plus one. */
static gboolean
find_matches (JoinOperator *self, SluiceBatch *batch, guint32 *numbers, GError **error)
{
  SluiceArena *arena = batch->arena;
  SluiceColumn **keys = sluice_arena_new_array (arena, SluiceColumn *, MAX (self->n_keys, 1));
  gpointer *payloads = sluice_arena_new_array (arena, gpointer, batch->n_selected + 1);
  gboolean nulls;
  SluiceKeys encoded;

  if (!sluice_program_run (self->probe_program, arena, self->parent.round->timestamp_us, batch, keys, error))
    return FALSE;

  sluice_keys_encode (&encoded, arena, keys, self->n_keys, batch->selection, batch->n_selected, NULL);
  sluice_hash_table_find_all (self->table, &encoded, payloads);
  nulls = has_nulls (self, keys);
  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);
      const Matches *matches = payloads[i];

      numbers[row] = matches != NULL && (!nulls || key_matches (self, keys, row)) ? matches->first : 0;
    }

  return TRUE;
}

static gboolean
semi_by_key (JoinOperator *self, guint worker, SluiceBatch *batch, const guint32 *numbers, GError **error)
{
  guint16 *selection = sluice_arena_new_array (batch->arena, guint16, batch->n_selected + 1);
  gboolean wanted = self->type == SLUICE_JOIN_LEFT_SEMI;
  guint32 n = 0;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);

      selection[n] = (guint16) row;
      n += (numbers[row] != 0) == wanted;
    }

  return emit_selected (self, worker, batch, selection, n, NULL, error);
}

static gboolean
join_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  JoinOperator *self = (JoinOperator *) operator;
  guint32 *numbers;

  if (port == self->build_port)
    return build_push (self, batch);
  if (!ensure_built (self, error))
    return FALSE;

  numbers = sluice_arena_new_array0 (batch->arena, guint32, batch->n_rows + 1);
  if (self->n_keys > 0)
    {
      if (!find_matches (self, batch, numbers, error))
        return FALSE;
      if (is_semi (self) && self->condition == NULL)
        return semi_by_key (self, worker, batch, numbers, error);
      if (self->unique && !is_semi (self))
        return probe_unique (self, worker, batch, numbers, error);
    }

  return probe_many (self, worker, batch, numbers, error);
}

static gboolean
join_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  operator->round = round;

  return TRUE;
}

static void
join_describe (SluiceOperator *operator, GString *out)
{
  static const char *const names[] = { "inner", "left", "right", "full", "left semi", "left anti", "cross" };
  JoinOperator *self = (JoinOperator *) operator;

  g_string_append_printf (out, " %s, table from the %s", names[self->type],
                          self->build_port == 1 ? "right" : "left");
  for (guint k = 0; k < self->n_keys; k++)
    {
      g_autofree char *left
          = sluice_expr_to_sql (self->plan->join.left_keys[k], self->plan->inputs[0]->schema);
      g_autofree char *right
          = sluice_expr_to_sql (self->plan->join.right_keys[k], self->plan->inputs[1]->schema);

      g_string_append_printf (out, "%s%s %s %s", k == 0 ? " on " : ", ", left,
                              self->plan->join.null_safe[k] ? "<=>" : "=", right);
    }
}

static void
join_free (SluiceOperator *operator)
{
  JoinOperator *self = (JoinOperator *) operator;

  forget_table (self);
  g_ptr_array_unref (self->batches);
  g_mutex_clear (&self->mutex);
  sluice_program_free (self->build_program);
  sluice_program_free (self->probe_program);
  sluice_program_free (self->condition);
  sluice_type_unref (self->joined_schema);
  sluice_settings_unref (self->settings);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass join_class = {
  .name = "HashJoin",
  .begin = join_begin,
  .push = join_push,
  .describe = join_describe,
  .free = join_free,
};

static SluiceType *
join_schemas (const SluiceType *left, const SluiceType *right)
{
  g_autofree SluiceField *fields = g_new (SluiceField, MAX (left->n_fields + right->n_fields, 1));

  for (guint i = 0; i < left->n_fields; i++)
    fields[i] = left->fields[i];
  for (guint i = 0; i < right->n_fields; i++)
    fields[left->n_fields + i] = right->fields[i];

  return sluice_type_struct (fields, left->n_fields + right->n_fields);
}

SluiceOperator *
sluice_join_operator_new (const SluicePlan *plan, const SluiceSettings *settings, GError **error)
{
  gint build_port = sluice_plan_join_table (plan);
  SluiceExpr *condition = plan->join.condition;
  SluiceExpr **keys[2] = { plan->join.left_keys, plan->join.right_keys };
  JoinOperator *self;

  if (build_port < 0)
    {
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_PLAN, NULL,
                        "This version can't run this join: neither side is a static table that it could look "
                        "rows up in.");
      if (error != NULL)
        sluice_error_set_node (*error, plan->node_id, "type");
      return NULL;
    }

  self = sluice_operator_alloc (&join_class, sizeof *self, plan->node_id, plan->schema);
  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->settings = sluice_settings_ref ((SluiceSettings *) settings);
  self->type = plan->join.type;
  self->build_port = (guint) build_port;
  self->probe_port = 1 - self->build_port;
  self->n_keys = plan->join.n_keys;
  self->build_schema = plan->inputs[self->build_port]->schema;
  self->probe_schema = plan->inputs[self->probe_port]->schema;
  self->joined_schema = join_schemas (plan->inputs[0]->schema, plan->inputs[1]->schema);
  self->build_program = sluice_program_new (keys[self->build_port], self->n_keys, settings);
  self->probe_program = sluice_program_new (keys[self->probe_port], self->n_keys, settings);
  if (condition != NULL)
    self->condition = sluice_program_new (&condition, 1, settings);
  g_mutex_init (&self->mutex);
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);

  return &self->parent;
}
