/* sluice-over-operator.c: functions with OVER, over all rows of a table.
 *
 * State: none. Watermark: there is none, since streams have no such functions. Spark: WindowExec. Rows come out sorted
 * by the partition and the order; those that are equal in both keep the order in which they came. One task does it all,
 * in memory: the rows are sorted once, gathered into chunks with what the functions need, and each function then goes
 * over them (sluice-over-functions.c, sluice-over-aggregates.c, where it says what costs what).
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-gather.h"
#include "operators/sluice-operators-private.h"
#include "operators/sluice-over-private.h"
#include "operators/sluice-row-order.h"

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceProgram *program;
  SluiceSortKey *keys; /* PARTITION BY, then ORDER BY */
  guint n_partition;
  guint n_order;
  GPtrArray *exprs;      /* of SluiceExpr, not owned: what the program computes: the keys, then what the functions need */
  SluiceOverCall *calls;
  guint n_calls;
  SluiceKeptRows kept;
} OverOperator;

static gboolean
over_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  operator->round = round;
  sluice_kept_rows_forget (&((OverOperator *) operator)->kept);

  return TRUE;
}

static gboolean
over_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  sluice_kept_rows_add (&((OverOperator *) operator)->kept, batch);

  return TRUE;
}

static guint
over_n_tasks (SluiceOperator *operator)
{
  return ((OverOperator *) operator)->kept.n_rows > 0 ? 1 : 0;
}

/* Chunks. */

static void
gather_columns (OverOperator *self, const SluiceRowOrder *order, SluiceOverChunk *chunk, guint64 from)
{
  g_autofree const SluiceColumn **columns = g_new (const SluiceColumn *, chunk->n);
  g_autofree guint32 *rows = g_new (guint32, chunk->n);
  guint n_keys = self->n_partition + self->n_order;

  for (guint32 i = 0; i < chunk->n; i++)
    rows[i] = order->places[from + i].row;
  for (guint k = n_keys; k < self->exprs->len; k++)
    {
      const SluiceExpr *expr = self->exprs->pdata[k];

      for (guint32 i = 0; i < chunk->n; i++)
        columns[i] = order->columns[(gsize) order->places[from + i].batch * order->n_columns + k];
      chunk->columns[k] = sluice_gather_many (chunk->arena, expr->type, columns, rows, chunk->n);
    }
}

static void
unref_arena (gpointer data)
{
  sluice_arena_unref (data);
}

/* @arena has what was computed: chunks share its texts. */
static SluiceOverChunk *
make_chunks (OverOperator *self, const SluiceRowOrder *order, SluiceArena *arena, guint32 capacity, guint *n_chunks)
{
  SluiceOverChunk *chunks;

  *n_chunks = (guint) ((order->n + capacity - 1) / capacity);
  chunks = g_new0 (SluiceOverChunk, *n_chunks);
  for (guint c = 0; c < *n_chunks; c++)
    {
      SluiceOverChunk *chunk = &chunks[c];
      guint64 from = (guint64) c * capacity;

      chunk->n = (guint32) MIN (order->n - from, capacity);
      chunk->arena = sluice_arena_new ();
      sluice_arena_keep (chunk->arena, sluice_arena_ref (arena), unref_arena);
      chunk->rows = sluice_row_order_gather (order, &self->kept, self->plan->inputs[0]->schema, chunk->arena, from,
                                             chunk->n);
      chunk->columns = g_new0 (SluiceColumn *, self->exprs->len + 1);
      chunk->results = g_new0 (SluiceColumn *, self->n_calls + 1);
      gather_columns (self, order, chunk, from);
    }

  return chunks;
}

static void
free_chunks (SluiceOverChunk *chunks, guint n)
{
  for (guint c = 0; c < n; c++)
    {
      sluice_batch_unref (chunks[c].rows);
      sluice_arena_unref (chunks[c].arena);
      g_free (chunks[c].columns);
      g_free (chunks[c].results);
    }
  g_free (chunks);
}

static guint8 *
find_starts (const OverOperator *self, const SluiceRowOrder *order)
{
  guint8 *starts = g_new (guint8, order->n + 1);

  starts[0] = starts[order->n] = SLUICE_OVER_PARTITION;
  for (guint64 row = 1; row < order->n; row++)
    starts[row] = sluice_row_order_differ (order, 0, self->n_partition, row - 1, row) ? SLUICE_OVER_PARTITION
                  : sluice_row_order_differ (order, self->n_partition, self->n_order, row - 1, row)
                      ? SLUICE_OVER_PEERS
                      : SLUICE_OVER_NOTHING;

  return starts;
}

static gboolean
run_calls (OverOperator *self, const SluiceOverRows *rows, GError **error)
{
  g_autofree guint64 *lower = g_new (guint64, rows->n);
  g_autofree guint64 *upper = g_new (guint64, rows->n);

  for (guint i = 0; i < self->n_calls; i++)
    {
      const SluiceOverCall *call = &self->calls[i];

      sluice_over_frames (rows, call, lower, upper);
      if (sluice_over_function (call->function) != SLUICE_OVER_AGGREGATE)
        sluice_over_run_function (rows, call, lower, upper);
      else if (!sluice_over_run_aggregate (rows, call, lower, upper, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
emit_chunks (OverOperator *self, guint worker, const SluiceOverRows *rows, GError **error)
{
  const SluiceType *schema = self->parent.schema;
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, schema->n_fields);
  guint n_input = schema->n_fields - self->n_calls;

  for (guint64 from = 0; from < rows->n; from += rows->capacity)
    {
      const SluiceOverChunk *chunk = &rows->chunks[from / rows->capacity];
      g_autoptr (SluiceBatch) result = NULL;

      for (guint i = 0; i < n_input; i++)
        columns[i] = chunk->rows->columns[i];
      for (guint i = 0; i < self->n_calls; i++)
        columns[n_input + i] = chunk->results[i];
      result = sluice_batch_new (chunk->arena, schema, columns, chunk->n);
      result->sequence = from;
      if (!sluice_operator_emit (&self->parent, worker, result, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
over_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  OverOperator *self = (OverOperator *) operator;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autofree guint8 *starts = NULL;
  SluiceOverRows rows = {
    .capacity = sluice_batch_default_rows (),
    .order = self->n_order > 0 ? &self->keys[self->n_partition] : NULL,
    .settings = operator->round->settings,
    .cancellable = operator->round->cancellable,
    .now_us = operator->round->timestamp_us,
  };
  SluiceRowOrder order;
  guint n_chunks = 0;
  gboolean ok = sluice_row_order_init (&order, self->keys, self->n_partition + self->n_order, self->program,
                                       self->exprs->len, &self->kept, arena, rows.now_us, error);

  if (ok)
    {
      rows.n = order.n;
      rows.starts = starts = find_starts (self, &order);
      rows.chunks = make_chunks (self, &order, arena, rows.capacity, &n_chunks);
    }
  sluice_row_order_clear (&order);
  ok = ok && run_calls (self, &rows, error) && emit_chunks (self, worker, &rows, error);
  free_chunks (rows.chunks, n_chunks);

  return ok;
}

static gboolean
over_end (SluiceOperator *operator, GError **error)
{
  sluice_kept_rows_forget (&((OverOperator *) operator)->kept);

  return TRUE;
}

static void
over_describe (SluiceOperator *operator, GString *out)
{
  OverOperator *self = (OverOperator *) operator;

  for (guint i = 0; i < self->n_calls; i++)
    {
      g_autofree char *sql = sluice_expr_to_sql (self->plan->over.exprs[i], self->plan->inputs[0]->schema);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : " ", sql);
    }
}

static void
over_free (SluiceOperator *operator)
{
  OverOperator *self = (OverOperator *) operator;

  sluice_kept_rows_clear (&self->kept);
  sluice_program_free (self->program);
  sluice_plan_unref (self->plan);
  g_ptr_array_unref (self->exprs);
  g_free (self->keys);
  g_free (self->calls);
}

static const SluiceOperatorClass over_class = {
  .name = "Window",
  .begin = over_begin,
  .push = over_push,
  .n_tasks = over_n_tasks,
  .run_task = over_run_task,
  .end = over_end,
  .describe = over_describe,
  .free = over_free,
};

/* Construction. */

static void
add_keys (OverOperator *self, const SluiceExpr *over)
{
  const SluiceOverSpec *spec = sluice_over_spec (over);
  SluiceExpr *const *keys = sluice_over_partition (over);

  self->n_partition = spec->n_partition;
  self->n_order = spec->n_order;
  self->keys = g_new0 (SluiceSortKey, spec->n_partition + spec->n_order + 1);
  for (guint i = 0; i < spec->n_partition + spec->n_order; i++)
    {
      guint k = i - spec->n_partition;

      self->keys[i].expr = keys[i];
      self->keys[i].nulls_first = i < spec->n_partition || spec->nulls_first[k];
      self->keys[i].descending = i >= spec->n_partition && spec->descending[k];
      g_ptr_array_add (self->exprs, keys[i]);
    }
}

static gint
add_expr (OverOperator *self, SluiceExpr *expr)
{
  g_ptr_array_add (self->exprs, expr);

  return (gint) self->exprs->len - 1;
}

static void
add_call (OverOperator *self, const SluiceExpr *over)
{
  const SluiceOverSpec *spec = sluice_over_spec (over);
  SluiceOverCall *call = &self->calls[self->n_calls];
  guint n_input = self->plan->inputs[0]->schema->n_fields;

  call->function = over->args[0];
  call->spec = spec;
  call->index = self->n_calls;
  call->type = self->plan->schema->fields[n_input + self->n_calls++].type;
  call->args = self->exprs->len;
  for (guint i = 0; i < call->function->n_args; i++)
    add_expr (self, call->function->args[i]);
  call->filter = spec->has_filter ? add_expr (self, over->args[1]) : -1;
  call->key = spec->key > 0 ? add_expr (self, over->args[spec->key]) : -1;
  for (guint i = 0; i < 2; i++)
    call->values[i] = spec->values[i] > 0 ? add_expr (self, over->args[spec->values[i]]) : -1;
}

SluiceOperator *
sluice_over_operator_new (const SluicePlan *plan, const SluiceSettings *settings)
{
  OverOperator *self = sluice_operator_alloc (&over_class, sizeof *self, plan->node_id, plan->schema);

  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->exprs = g_ptr_array_new ();
  self->calls = g_new0 (SluiceOverCall, plan->over.n_exprs);
  add_keys (self, plan->over.exprs[0]);
  for (guint i = 0; i < plan->over.n_exprs; i++)
    add_call (self, plan->over.exprs[i]);
  self->program = sluice_program_new ((SluiceExpr *const *) self->exprs->pdata, self->exprs->len, settings);
  sluice_kept_rows_init (&self->kept);

  return &self->parent;
}
