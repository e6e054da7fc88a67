/* sluice-optimizer-extract.c: filters for one side that a join's condition on both sides has in it.
 *
 * Spark looks for them last of all (PushExtraPredicateThroughJoin), so that nothing is inferred of them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"
#include "plan/sluice-join-condition.h"
#include "plan/sluice-optimizer.h"
#include "plan/sluice-predicate.h"

typedef struct
{
  const SluicePredicates *predicates;
  guint n_left;
  guint n;
  SluiceJoinSides side;
} Extraction;

/* What a condition says of the columns of one side; NULL for nothing. */
static SluiceExpr *
extract (const Extraction *self, SluiceExpr *expr)
{
  g_autoptr (SluiceExpr) left = NULL;
  g_autoptr (SluiceExpr) right = NULL;
  gboolean and = sluice_expr_is_call_of (expr, "and");

  if (!and && !sluice_expr_is_call_of (expr, "or"))
    {
      SluiceJoinSides sides = sluice_join_sides_of (expr, self->n_left, self->n);

      return (sides & ~self->side) == 0 ? sluice_expr_ref (expr) : NULL;
    }
  left = extract (self, expr->args[0]);
  right = extract (self, expr->args[1]);
  if (left != NULL && right != NULL)
    return and ? sluice_predicates_and (self->predicates, left, right)
               : sluice_predicates_or (self->predicates, left, right);
  if (and)
    return left != NULL ? g_steal_pointer (&left) : g_steal_pointer (&right);

  return NULL;
}

/* What the condition of @join says of one side alone, over both; NULL for nothing. */
static SluiceExpr *
extract_side (const SluicePredicates *predicates, const SluicePlan *join, guint side)
{
  guint n_left = join->inputs[0]->schema->n_fields;
  Extraction extraction = { predicates, n_left, n_left + join->inputs[1]->schema->n_fields,
                            side == 0 ? SLUICE_JOIN_READS_LEFT : SLUICE_JOIN_READS_RIGHT };
  g_autoptr (GPtrArray) conjuncts = sluice_conjuncts_new ();
  SluiceExpr *result = NULL;

  sluice_expr_collect_conjuncts (join->join.condition, conjuncts);
  for (guint i = 0; i < conjuncts->len; i++)
    {
      SluiceExpr *expr = conjuncts->pdata[i], *longer;
      g_autoptr (SluiceExpr) part = NULL;

      if (!expr->deterministic
          || sluice_join_sides_of (expr, extraction.n_left, extraction.n) != SLUICE_JOIN_READS_BOTH)
        continue;
      part = extract (&extraction, expr);
      if (part == NULL || sluice_expr_is_foldable (part))
        continue;
      longer = sluice_predicates_and (predicates, result, part);
      sluice_expr_unref (result);
      result = longer;
    }

  return result;
}

static SluicePlan *
extract_of_join (const SluicePredicates *predicates, SluicePlan *plan)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);

  for (guint side = 0; side < 2; side++)
    {
      SluicePlan *input = plan->inputs[side];
      gboolean filters = sluice_join_drops_unmatched (plan->join.type, side);
      g_autoptr (SluiceExpr) part = filters ? extract_side (predicates, plan, side) : NULL;
      g_autoptr (SluiceExpr) own = NULL;
      SluicePlan *filter;

      if (part == NULL)
        {
          g_ptr_array_add (inputs, sluice_plan_ref (input));
          continue;
        }
      own = side == 0 ? sluice_expr_ref (part)
                      : sluice_join_over_right (part, plan->inputs[0]->schema->n_fields, input->schema);
      filter = sluice_plan_new_filter (plan->node_id, input, own);
      filter->filter.implied = TRUE;
      sluice_plan_set_wire (filter, NULL);
      g_ptr_array_add (inputs, filter);
    }

  return sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata);
}

static SluicePlan *
walk (const SluicePredicates *predicates, SluicePlan *plan)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  g_autoptr (SluicePlan) copy = NULL;

  if (plan->n_inputs == 0)
    return sluice_plan_ref (plan);
  for (guint i = 0; i < plan->n_inputs; i++)
    g_ptr_array_add (inputs, walk (predicates, plan->inputs[i]));
  copy = sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata);
  if (copy->kind == SLUICE_PLAN_JOIN && copy->join.condition != NULL)
    return extract_of_join (predicates, copy);

  return g_steal_pointer (&copy);
}

SluicePlan *
sluice_optimizer_extract_filters (SluicePlan *plan)
{
  g_autoptr (SluicePredicates) predicates = sluice_predicates_new ();

  return walk (predicates, plan);
}
