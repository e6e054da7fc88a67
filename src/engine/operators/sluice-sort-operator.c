/* sluice-sort-operator.c: brings the rows of a micro-batch into an order.
 *
 * State: none. Watermark: passes on. Spark: SortExec, in complete mode above an aggregation, and over static
 * tables. Rows that compare equal keep the order in which they came.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-error.h"
#include "expr/sluice-program.h"
#include "expr/sluice-value.h"
#include "operators/sluice-kept-rows.h"
#include "operators/sluice-operators-private.h"

typedef struct
{
  guint32 batch;
  guint32 row;
} RowPlace;

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceProgram *program;
  SluiceKeptRows kept;
} SortOperator;

typedef struct
{
  const SluiceSortKey *keys;
  guint n_keys;
  SluiceColumn **columns; /* the keys' columns of the first batch, then of the second … */
} Order;

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const RowPlace *row_a = a;
  const RowPlace *row_b = b;
  const Order *order = user_data;

  for (guint k = 0; k < order->n_keys; k++)
    {
      const SluiceSortKey *key = &order->keys[k];
      const SluiceColumn *column_a = order->columns[(gsize) row_a->batch * order->n_keys + k];
      const SluiceColumn *column_b = order->columns[(gsize) row_b->batch * order->n_keys + k];
      gboolean null_a = sluice_column_is_null (column_a, row_a->row);
      gboolean null_b = sluice_column_is_null (column_b, row_b->row);
      int result;

      if (null_a || null_b)
        {
          if (null_a && null_b)
            continue;
          return null_a == key->nulls_first ? -1 : 1;
        }
      result = sluice_value_compare (column_a, row_a->row, column_b, row_b->row);
      if (result != 0)
        return key->descending ? -result : result;
    }

  return 0;
}

static gboolean
sort_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  sluice_kept_rows_add (&((SortOperator *) operator)->kept, batch);

  return TRUE;
}

static gboolean
sort_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  operator->round = round;
  sluice_kept_rows_forget (&((SortOperator *) operator)->kept);

  return TRUE;
}

static guint
sort_n_tasks (SluiceOperator *operator)
{
  return ((SortOperator *) operator)->kept.n_rows > 0 ? 1 : 0;
}

static gboolean
emit_sorted (SortOperator *self, guint worker, const RowPlace *places, guint64 n, GError **error)
{
  guint32 capacity = sluice_batch_default_rows ();
  g_autofree SluiceBatch **batches = g_new (SluiceBatch *, capacity);
  g_autofree guint32 *rows = g_new (guint32, capacity);

  for (guint64 at = 0; at < n; at += capacity)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      g_autoptr (SluiceBatch) result = NULL;
      guint32 n_here = (guint32) MIN (n - at, capacity);

      for (guint32 i = 0; i < n_here; i++)
        {
          batches[i] = self->kept.batches->pdata[places[at + i].batch];
          rows[i] = places[at + i].row;
        }
      result = sluice_gather_rows (arena, self->parent.schema, batches, rows, n_here);
      result->sequence = at;
      if (!sluice_operator_emit (&self->parent, worker, result, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
sort_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  SortOperator *self = (SortOperator *) operator;
  GPtrArray *batches = self->kept.batches;
  guint n_keys = self->plan->sort.n_keys;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autofree RowPlace *places = g_new (RowPlace, self->kept.n_rows);
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, (gsize) batches->len * n_keys + 1);
  Order order = { self->plan->sort.keys, n_keys, columns };
  guint64 n = 0;

  sluice_kept_rows_sort (&self->kept);
  for (guint b = 0; b < batches->len; b++)
    {
      SluiceBatch *batch = batches->pdata[b];

      if (!sluice_program_run (self->program, arena, operator->round->timestamp_us, batch,
                               columns + (gsize) b * n_keys, error))
        return FALSE;
      for (guint32 i = 0; i < batch->n_selected; i++)
        places[n++] = (RowPlace){ b, sluice_batch_row (batch, i) };
    }
  if (n > G_MAXINT)
    {
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN, NULL,
                        "More than two billion rows can't be sorted.");
      return FALSE;
    }

  /* Stable, and the batches are in order. */
  g_qsort_with_data (places, (int) n, sizeof *places, compare_rows, &order);

  return emit_sorted (self, worker, places, n, error);
}

static gboolean
sort_end (SluiceOperator *operator, GError **error)
{
  sluice_kept_rows_forget (&((SortOperator *) operator)->kept);

  return TRUE;
}

static void
sort_describe (SluiceOperator *operator, GString *out)
{
  SortOperator *self = (SortOperator *) operator;

  for (guint k = 0; k < self->plan->sort.n_keys; k++)
    {
      const SluiceSortKey *key = &self->plan->sort.keys[k];
      g_autofree char *sql = sluice_expr_to_sql (key->expr, self->plan->inputs[0]->schema);

      g_string_append_printf (out, "%s%s %s NULLS %s", k > 0 ? ", " : " ", sql,
                              key->descending ? "DESC" : "ASC", key->nulls_first ? "FIRST" : "LAST");
    }
}

static void
sort_free (SluiceOperator *operator)
{
  SortOperator *self = (SortOperator *) operator;

  sluice_kept_rows_clear (&self->kept);
  sluice_program_free (self->program);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass sort_class = {
  .name = "Sort",
  .begin = sort_begin,
  .push = sort_push,
  .n_tasks = sort_n_tasks,
  .run_task = sort_run_task,
  .end = sort_end,
  .describe = sort_describe,
  .free = sort_free,
};

SluiceOperator *
sluice_sort_operator_new (const SluicePlan *plan, const SluiceSettings *settings)
{
  SortOperator *self = sluice_operator_alloc (&sort_class, sizeof *self, plan->node_id, plan->schema);
  g_autofree SluiceExpr **exprs = g_new (SluiceExpr *, MAX (plan->sort.n_keys, 1));

  for (guint k = 0; k < plan->sort.n_keys; k++)
    exprs[k] = plan->sort.keys[k].expr;
  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->program = sluice_program_new (exprs, plan->sort.n_keys, settings);
  sluice_kept_rows_init (&self->kept);

  return &self->parent;
}
