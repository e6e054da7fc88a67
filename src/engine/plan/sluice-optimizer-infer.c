/* sluice-optimizer-infer.c: filters that follow from what is known of other rows.
 *
 * What is true of all rows of one side of a join's keys must be true of the other side's, or there is no partner: Spark
 * filters that side by it (InferFiltersFromConstraints), once, between two rounds of moving filters down. Fewer rows in
 * state and an earlier watermark are what comes of it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"
#include "plan/sluice-join-condition.h"
#include "plan/sluice-optimizer-constraint.h"
#include "plan/sluice-optimizer.h"

typedef struct
{
  SluicePredicates *predicates;
  SluiceConstraints *constraints;
} Inference;

static SluicePlan *infer (const Inference *self, SluicePlan *plan);

/* A plan with the filters on it, if there are any. @implied: whether the rows that they take would come to nothing at the
 * next node, and not only at a filter whose conditions they follow from. */
static SluicePlan *
filtered (const SluicePredicates *predicates,
          const char *node_id,
          SluicePlan *plan,
          GPtrArray *filters,
          gboolean implied)
{
  g_autoptr (SluiceExpr) condition = NULL;
  SluicePlan *result;

  for (guint i = 0; i < filters->len; i++)
    {
      SluiceExpr *longer = sluice_predicates_and (predicates, condition, filters->pdata[i]);

      sluice_expr_unref (condition);
      condition = longer;
    }
  if (condition == NULL)
    return sluice_plan_ref (plan);
  result = sluice_plan_new_filter (node_id, plan, condition);
  result->filter.implied = implied;
  sluice_plan_set_wire (result, NULL);

  return result;
}

static void
add_not_null (const SluicePredicates *predicates, GPtrArray *to, const SluiceType *schema, guint column)
{
  g_autoptr (SluiceExpr) expr = NULL;

  if (!schema->fields[column].nullable)
    return;
  expr = sluice_expr_new_column (column, &schema->fields[column]);
  sluice_conjuncts_add_new (to, sluice_predicates_is_not_null (predicates, expr));
}

/* A condition on several columns that null doesn't pass says of each that it isn't null, which may get further down than
 * the condition. */
static void
add_not_null_of_several (const SluicePredicates *predicates,
                         GPtrArray *to,
                         const SluiceType *schema,
                         const SluiceExpr *expr)
{
  g_autofree gboolean *read = g_new0 (gboolean, schema->n_fields + 1);
  g_autofree gboolean *not_null = g_new0 (gboolean, schema->n_fields + 1);
  guint n = 0;

  sluice_expr_mark_columns (expr, read, schema->n_fields);
  sluice_expr_mark_not_null (expr, not_null);
  for (guint i = 0; i < schema->n_fields; i++)
    n += read[i];
  for (guint i = 0; n > 1 && i < schema->n_fields; i++)
    if (not_null[i])
      add_not_null (predicates, to, schema, i);
}

static SluicePlan *
infer_over_filter (const Inference *self, SluicePlan *plan)
{
  SluicePlan *input = plan->inputs[0];
  GPtrArray *below = sluice_constraints_of (self->constraints, input);
  GPtrArray *known = sluice_constraints_of (self->constraints, plan);
  g_autoptr (GPtrArray) own = sluice_conjuncts_new ();
  g_autoptr (GPtrArray) follows = sluice_conjuncts_new ();
  g_autoptr (GPtrArray) filters = sluice_conjuncts_new ();
  g_autoptr (SluicePlan) lower = NULL;
  g_autoptr (SluicePlan) upper = NULL;

  lower = infer (self, input);
  /* There it would only be asked a second time. */
  if (!sluice_plan_shows_rows (input))
    return sluice_plan_copy_over (plan, plan->schema, &lower);
  sluice_expr_collect_conjuncts (plan->filter.condition, own);
  for (guint i = 0; i < known->len; i++)
    sluice_conjuncts_add_new (follows, sluice_expr_ref (known->pdata[i]));
  for (guint i = 0; i < own->len; i++)
    if (((SluiceExpr *) own->pdata[i])->deterministic)
      add_not_null_of_several (self->predicates, follows, plan->schema, own->pdata[i]);
  for (guint i = 0; i < follows->len; i++)
    if (!sluice_conjuncts_have (below, follows->pdata[i]) && !sluice_conjuncts_have (own, follows->pdata[i]))
      sluice_conjuncts_add_new (filters, sluice_expr_ref (follows->pdata[i]));
  upper = filtered (self->predicates, plan->node_id, lower, filters, FALSE);

  return sluice_plan_copy_over (plan, plan->schema, &upper);
}

/* The filters for one side of a join. */
static GPtrArray *
filters_of_side (const Inference *self, SluicePlan *join, guint side, GPtrArray *known)
{
  const SluiceType *schema = join->inputs[side]->schema;
  guint n_left = join->inputs[0]->schema->n_fields;
  guint n = n_left + join->inputs[1]->schema->n_fields, first = side == 0 ? 0 : n_left;
  GPtrArray *have = sluice_constraints_of (self->constraints, join->inputs[side]);
  g_autofree gboolean *not_null = g_new0 (gboolean, n + 1);
  GPtrArray *result = sluice_conjuncts_new ();

  for (guint i = 0; i < known->len; i++)
    {
      SluiceExpr *expr = known->pdata[i];
      g_autoptr (SluiceExpr) own = NULL;

      sluice_expr_mark_not_null (expr, not_null);
      if (sluice_join_sides_of (expr, n_left, n) != (side == 0 ? SLUICE_JOIN_READS_LEFT : SLUICE_JOIN_READS_RIGHT))
        continue;
      own = side == 0 ? sluice_expr_ref (expr) : sluice_join_over_right (expr, n_left, schema);
      if (!sluice_conjuncts_have (have, own))
        sluice_conjuncts_add_new (result, g_steal_pointer (&own));
    }
  for (guint i = 0; i < schema->n_fields; i++)
    if (not_null[first + i])
      add_not_null (self->predicates, result, schema, i);

  return result;
}

static SluicePlan *
infer_under_join (const Inference *self, SluicePlan *plan)
{
  g_autoptr (GPtrArray) known = sluice_constraints_of_pairs (self->constraints, plan);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);

  for (guint side = 0; side < 2; side++)
    {
      /* IN and EXISTS are conditions still when Spark infers, and no joins. */
      gboolean infers = sluice_join_drops_unmatched (plan->join.type, side) && !plan->join.is_condition;
      g_autoptr (GPtrArray) filters = infers ? filters_of_side (self, plan, side, known) : sluice_conjuncts_new ();
      g_autoptr (SluicePlan) input = NULL;

      input = filtered (self->predicates, plan->node_id, plan->inputs[side], filters, TRUE);
      g_ptr_array_add (inputs, infer (self, input));
    }

  return sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata);
}

static SluicePlan *
infer (const Inference *self, SluicePlan *plan)
{
  g_autoptr (GPtrArray) inputs = NULL;

  if (plan->kind == SLUICE_PLAN_FILTER)
    return infer_over_filter (self, plan);
  if (plan->kind == SLUICE_PLAN_JOIN)
    return infer_under_join (self, plan);

  inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  for (guint i = 0; i < plan->n_inputs; i++)
    g_ptr_array_add (inputs, infer (self, plan->inputs[i]));

  return plan->n_inputs > 0 ? sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata)
                            : sluice_plan_ref (plan);
}

SluicePlan *
sluice_optimizer_infer_filters (SluicePlan *plan)
{
  g_autoptr (SluicePredicates) predicates = sluice_predicates_new ();
  g_autoptr (SluiceConstraints) constraints = sluice_constraints_new (predicates);
  Inference self = { predicates, constraints };

  return infer (&self, plan);
}
