/* sluice-sort-operator.c: brings the rows of a micro-batch into an order.
 *
 * State: none. Watermark: passes on. Spark: SortExec, in complete mode above an aggregation, and over static
 * tables. Rows that compare equal keep the order in which they came.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-operators-private.h"
#include "operators/sluice-row-order.h"

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceProgram *program;
  SluiceKeptRows kept;
} SortOperator;

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
sort_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  SortOperator *self = (SortOperator *) operator;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  guint n_keys = self->plan->sort.n_keys;
  guint32 capacity = sluice_batch_default_rows ();
  SluiceRowOrder order;
  gboolean ok = sluice_row_order_init (&order, self->plan->sort.keys, n_keys, self->program, n_keys, &self->kept,
                                       arena, operator->round->timestamp_us, error);

  for (guint64 at = 0; ok && at < order.n; at += capacity)
    {
      g_autoptr (SluiceArena) own = sluice_arena_new ();
      g_autoptr (SluiceBatch) result = sluice_row_order_gather (&order, &self->kept, operator->schema, own, at,
                                                                (guint32) MIN (order.n - at, capacity));

      ok = sluice_operator_emit (operator, worker, result, error);
    }
  sluice_row_order_clear (&order);

  return ok;
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
