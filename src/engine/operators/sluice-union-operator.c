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

#include <string.h>

#include "operators/sluice-operators-private.h"

typedef struct
{
  SluiceOperator parent;
  guint shift;
  guint n_inputs;
  gint64 *n_given; /* rows of each input in this batch */
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
  __atomic_fetch_add (&self->n_given[port], batch->n_selected, __ATOMIC_RELAXED);

  return sluice_operator_emit (operator, worker, result, error);
}

static gboolean
union_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  UnionOperator *self = (UnionOperator *) operator;

  operator->round = round;
  memset (self->n_given, 0, sizeof (gint64) * self->n_inputs);

  return TRUE;
}

gint64
sluice_union_operator_given (SluiceOperator *operator, guint port)
{
  return __atomic_load_n (&((UnionOperator *) operator)->n_given[port], __ATOMIC_RELAXED);
}

static void
union_free (SluiceOperator *operator)
{
  g_free (((UnionOperator *) operator)->n_given);
}

static const SluiceOperatorClass union_class = {
  .name = "Union",
  .begin = union_begin,
  .push = union_push,
  .free = union_free,
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

  self->n_inputs = plan->n_inputs;
  self->n_given = g_new0 (gint64, MAX (plan->n_inputs, 1));

  /* An inner union has written its inputs' numbers into the bits from SLUICE_BRANCH_SHIFT on. */
  self->shift = MIN (SLUICE_BRANCH_SHIFT + 3 * (depth - 1), 61);

  return &self->parent;
}
