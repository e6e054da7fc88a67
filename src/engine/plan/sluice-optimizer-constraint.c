/* sluice-optimizer-constraint.c: what is known of all rows of a table, and follows from it for rows joined with them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"
#include "plan/sluice-optimizer.h"

static void
add_conjuncts (SluiceExpr *condition, GPtrArray *out)
{
  if (sluice_expr_is_call_of (condition, "and"))
    for (guint i = 0; i < condition->n_args; i++)
      add_conjuncts (condition->args[i], out);
  else if (condition->deterministic && !sluice_expr_is_foldable (condition))
    g_ptr_array_add (out, sluice_expr_ref (condition));
}

/* What is said of columns that a projection or the keys of an aggregation pass on is true of those of the result. */
static void
add_passed (const SluicePlan *plan, SluiceExpr *const *exprs, guint n_exprs, GPtrArray *below, GPtrArray *out)
{
  guint n = plan->inputs[0]->schema->n_fields;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autofree SluiceExpr **map = g_new0 (SluiceExpr *, n + 1);

  for (guint i = 0; i < n_exprs; i++)
    {
      const SluiceExpr *expr = exprs[i];

      /* A window among the keys has no expression. */
      if (expr == NULL || expr->kind != SLUICE_EXPR_COLUMN || map[expr->index] != NULL)
        continue;
      map[expr->index] = sluice_expr_new_column (i, &plan->schema->fields[i]);
      g_ptr_array_add (columns, map[expr->index]);
    }
  for (guint i = 0; i < below->len; i++)
    {
      SluiceExpr *moved = sluice_expr_map_columns (below->pdata[i], map, n);

      if (moved != NULL)
        g_ptr_array_add (out, moved);
    }
}

/* The conditions that all rows of a plan fulfil, over its columns. */
static void
collect (const SluicePlan *plan, GPtrArray *out)
{
  g_autoptr (GPtrArray) below = NULL;

  switch ((int) plan->kind)
    {
    case SLUICE_PLAN_FILTER:
      add_conjuncts (plan->filter.condition, out);
      collect (plan->inputs[0], out);
      break;
    case SLUICE_PLAN_SORT:
    case SLUICE_PLAN_LIMIT:
    case SLUICE_PLAN_DEDUPLICATE:
      collect (plan->inputs[0], out);
      break;
    case SLUICE_PLAN_PROJECT:
      below = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
      collect (plan->inputs[0], below);
      add_passed (plan, plan->project.exprs, plan->project.n_exprs, below, out);
      break;
    case SLUICE_PLAN_AGGREGATE:
      below = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
      collect (plan->inputs[0], below);
      add_passed (plan, plan->aggregate.keys, plan->aggregate.n_keys, below, out);
      break;
    default:
      break;
    }
}

/* A column, perhaps made of the other side's type. */
static gboolean
is_plain_key (const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_CALL && expr->function == NULL && expr->n_args == 1)
    expr = expr->args[0];

  return expr->kind == SLUICE_EXPR_COLUMN;
}

GPtrArray *
sluice_optimizer_constraints_of_table (const SluicePlan *join, guint table, const SluicePlan *rows)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluiceExpr *const *own = table == 0 ? join->join.left_keys : join->join.right_keys;
  SluiceExpr *const *other = table == 0 ? join->join.right_keys : join->join.left_keys;
  guint n = rows->schema->n_fields;
  g_autofree SluiceExpr **map = g_new0 (SluiceExpr *, n + 1);

  for (guint k = 0; k < join->join.n_keys; k++)
    if (own[k]->kind == SLUICE_EXPR_COLUMN && is_plain_key (other[k]) && !join->join.null_safe[k])
      map[own[k]->index] = other[k];
  collect (rows, known);
  for (guint i = 0; i < known->len; i++)
    {
      SluiceExpr *moved = sluice_expr_map_columns (known->pdata[i], map, n);

      if (moved != NULL)
        g_ptr_array_add (result, moved);
    }

  return result;
}
