/* sluice-union-operator.c: lets the rows of several inputs flow on as one.
 *
 * State: none. Watermark: passes on. Spark: UnionExec. The plan has cast the inputs to one schema; here the
 * batches get its name and, in the upper bits of their sequence, which input they came from: an order of
 * rows that doesn't depend on which input was read first.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-operators-private.h"

typedef struct
{
  SluiceOperator parent;
  guint shift;
} UnionOperator;

static gboolean
union_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  UnionOperator *self = (UnionOperator *) operator;
  g_autoptr (SluiceBatch) result
      = sluice_batch_new (batch->arena, operator->schema, batch->columns, batch->n_rows);

  result->selection = batch->selection;
  result->n_selected = batch->n_selected;
  result->sequence = batch->sequence | (guint64) port << self->shift;

  return sluice_operator_emit (operator, worker, result, error);
}

static gboolean
union_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  operator->round = round;

  return TRUE;
}

static const SluiceOperatorClass union_class = {
  .name = "Union",
  .begin = union_begin,
  .push = union_push,
};

/* How many unions lie one in another below a plan. */
static guint
union_depth (const SluicePlan *plan)
{
  guint depth = 0;

  for (guint i = 0; i < plan->n_inputs; i++)
    depth = MAX (depth, union_depth (plan->inputs[i]));

  return depth + (plan->kind == SLUICE_PLAN_UNION);
}

SluiceOperator *
sluice_union_operator_new (const SluicePlan *plan)
{
  UnionOperator *self = sluice_operator_alloc (&union_class, sizeof *self, plan->node_id, plan->schema);
  guint depth = union_depth (plan);

  /* An inner union has written its inputs' numbers into the bits from SLUICE_BRANCH_SHIFT on. */
  self->shift = MIN (SLUICE_BRANCH_SHIFT + 3 * (depth - 1), 61);

  return &self->parent;
}
