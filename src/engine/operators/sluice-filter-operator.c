/* sluice-filter-operator.c: keeps the rows for which a condition is true.
 *
 * State: none. Watermark: passes on. Spark: FilterExec.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-program.h"
#include "operators/sluice-operators-private.h"

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceProgram *program;
} FilterOperator;

static gboolean
filter_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  FilterOperator *self = (FilterOperator *) operator;
  g_autoptr (SluiceBatch) result = NULL;
  const guint16 *selection;
  guint32 n_selected;

  if (!sluice_program_run_filter (self->program, batch->arena, operator->round->timestamp_us, batch,
                                  &selection, &n_selected, error))
    return FALSE;

  /* No columns move: the rows that stay are named, the others are passed over by who comes next. */
  if (n_selected == batch->n_selected)
    return sluice_operator_emit (operator, worker, batch, error);

  result = sluice_batch_new_selected (batch, selection, n_selected);

  return sluice_operator_emit (operator, worker, result, error);
}

static gboolean
filter_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  operator->round = round;

  return TRUE;
}

static void
filter_describe (SluiceOperator *operator, GString *out)
{
  FilterOperator *self = (FilterOperator *) operator;
  g_autofree char *sql = sluice_expr_to_sql (self->plan->filter.condition, self->plan->inputs[0]->schema);

  g_string_append_printf (out, " %s", sql);
}

static void
filter_free (SluiceOperator *operator)
{
  FilterOperator *self = (FilterOperator *) operator;

  sluice_program_free (self->program);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass filter_class = {
  .name = "Filter",
  .begin = filter_begin,
  .push = filter_push,
  .describe = filter_describe,
  .free = filter_free,
};

SluiceOperator *
sluice_filter_operator_new (const SluicePlan *plan, const SluiceSettings *settings)
{
  FilterOperator *self = sluice_operator_alloc (&filter_class, sizeof *self, plan->node_id, plan->schema);
  SluiceExpr *condition = plan->filter.condition;

  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->program = sluice_program_new (&condition, 1, settings);

  return &self->parent;
}
