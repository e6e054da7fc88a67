/* sluice-optimizer.c: equivalent plans that do less.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-optimizer.h"

gboolean
sluice_expr_reads_only (const SluiceExpr *expr, guint first, guint n, guint n_all)
{
  g_autofree gboolean *used = g_new0 (gboolean, n_all + 1);

  sluice_expr_mark_columns (expr, used, n_all);
  for (guint i = 0; i < n_all; i++)
    if (used[i] && (i < first || i >= first + n))
      return FALSE;

  return TRUE;
}

gboolean
sluice_plan_shows_rows (const SluicePlan *plan)
{
  if (plan->kind == SLUICE_PLAN_WATERMARK || sluice_plan_is_stateful (plan))
    return TRUE;
  for (guint i = 0; i < plan->n_inputs; i++)
    if (sluice_plan_shows_rows (plan->inputs[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_cheap (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_COLUMN || expr->kind == SLUICE_EXPR_LITERAL;
}

static gboolean
is_plain (const SluicePlan *project)
{
  for (guint i = 0; i < project->project.n_exprs; i++)
    if (!is_cheap (project->project.exprs[i]))
      return FALSE;

  return TRUE;
}

void
sluice_expr_count_uses (const SluiceExpr *expr, guint *uses)
{
  if (expr->kind == SLUICE_EXPR_COLUMN)
    uses[expr->index]++;
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_count_uses (expr->args[i], uses);
}

/* Two projections become one when nothing is computed twice by that, and when at most one of them
 * computes anything: an error in a row must still name the node that it comes from. */
static gboolean
can_merge (const SluicePlan *outer, const SluicePlan *inner)
{
  g_autofree guint *uses = g_new0 (guint, inner->project.n_exprs + 1);

  if (!is_plain (outer) && !is_plain (inner))
    return FALSE;
  for (guint i = 0; i < outer->project.n_exprs; i++)
    sluice_expr_count_uses (outer->project.exprs[i], uses);
  for (guint i = 0; i < inner->project.n_exprs; i++)
    if (!inner->project.exprs[i]->deterministic
        || (uses[i] > 1 && !is_cheap (inner->project.exprs[i])))
      return FALSE;

  return TRUE;
}

static SluicePlan *
merge_projections (SluicePlan *outer, SluicePlan *inner)
{
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluicePlan *merged;

  for (guint i = 0; i < outer->project.n_exprs; i++)
    g_ptr_array_add (exprs, sluice_expr_map_columns (outer->project.exprs[i], inner->project.exprs,
                                                     inner->project.n_exprs));

  merged = sluice_plan_new_project (is_plain (outer) ? inner->node_id : outer->node_id, outer->schema,
                                    inner->inputs[0], (SluiceExpr **) exprs->pdata);
  sluice_plan_set_wire (merged, outer->wire_id);

  return merged;
}

/* A limit takes the first rows of a batch, so that its source needs to read no more than these where nothing
 * between drops or adds any. Spark reads no further either, which the watermark and the metrics below the limit show. */
static SluicePlan *
limit_source (SluicePlan *plan, gint64 n)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  SluicePlan *copy;

  if (plan->kind == SLUICE_PLAN_SOURCE)
    {
      copy = sluice_plan_copy_over (plan, plan->schema, plan->inputs);
      copy->source.max_rows = copy->source.limited ? MIN (copy->source.max_rows, n) : n;
      copy->source.limited = TRUE;
      return copy;
    }
  /* No rows are made of nothing, whatever stands between. What is united can come all from one side. */
  if (n > 0 && plan->kind != SLUICE_PLAN_PROJECT && plan->kind != SLUICE_PLAN_WATERMARK
      && plan->kind != SLUICE_PLAN_OBSERVE && plan->kind != SLUICE_PLAN_UNION)
    return sluice_plan_ref (plan);
  for (guint i = 0; i < plan->n_inputs; i++)
    g_ptr_array_add (inputs, limit_source (plan->inputs[i], n));

  return sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata);
}

/* What a limit is over, without the limit below it where only projections stand between them (findings 44). */
static SluicePlan *
without_limit (const SluicePlan *plan, gint64 *n)
{
  g_autoptr (SluicePlan) input = NULL;

  if (plan->kind == SLUICE_PLAN_LIMIT && plan->limit.skip == 0)
    {
      *n = MIN (*n, plan->limit.n);
      return sluice_plan_ref (plan->inputs[0]);
    }
  if (plan->kind != SLUICE_PLAN_PROJECT)
    return NULL;
  input = without_limit (plan->inputs[0], n);

  return input != NULL ? sluice_plan_copy_over (plan, plan->schema, &input) : NULL;
}

/* Limits on limits. */
static SluicePlan *
merge_limits (SluicePlan *plan)
{
  gint64 n = plan->limit.n;
  g_autoptr (SluicePlan) input
      = plan->limit.skip == 0 ? without_limit (plan->inputs[0], &n) : NULL;
  SluicePlan *limit;

  if (input == NULL)
    return sluice_plan_ref (plan);
  limit = sluice_plan_copy_over (plan, plan->schema, &input);
  limit->limit.n = n;
  limit->limit.operator_id = n == 0 ? SLUICE_NO_OPERATOR : 0;

  return limit;
}

/* From the sources up: projections on projections, limits on limits (findings 44). */
static SluicePlan *
merge (SluicePlan *plan)
{
  g_autoptr (GPtrArray) inputs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  g_autoptr (SluicePlan) copy = NULL;

  for (guint i = 0; i < plan->n_inputs; i++)
    g_ptr_array_add (inputs, merge (plan->inputs[i]));
  copy = sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata);

  if (copy->kind == SLUICE_PLAN_PROJECT && copy->inputs[0]->kind == SLUICE_PLAN_PROJECT
      && can_merge (copy, copy->inputs[0]))
    return merge_projections (copy, copy->inputs[0]);
  if (copy->kind == SLUICE_PLAN_LIMIT)
    {
      SluicePlan *limit = merge_limits (copy);

      sluice_plan_unref (copy);
      copy = limit;
    }
  /* What is sorted is whole already, so that a limit above it has nothing to remember. */
  if (copy->kind == SLUICE_PLAN_LIMIT && copy->inputs[0]->kind == SLUICE_PLAN_SORT)
    copy->limit.operator_id = SLUICE_NO_OPERATOR;
  if (copy->kind == SLUICE_PLAN_LIMIT && copy->limit.skip == 0)
    {
      g_autoptr (SluicePlan) input = limit_source (copy->inputs[0], copy->limit.n);

      return sluice_plan_copy_over (copy, copy->schema, &input);
    }
  if (copy->kind == SLUICE_PLAN_AGGREGATE)
    {
      SluicePlan *one = sluice_optimizer_collapse_aggregates (copy);

      if (one != NULL)
        return one;
    }
  return g_steal_pointer (&copy);
}

/* In the order of Spark's batches: what is inferred is inferred once, of filters in their places. */
static SluicePlan *
push_all_filters (SluicePlan *plan)
{
  g_autoptr (SluicePlan) first = sluice_optimizer_push_filters (plan);
  g_autoptr (SluicePlan) inferred = sluice_optimizer_infer_filters (first);
  g_autoptr (SluicePlan) second = sluice_optimizer_push_filters (inferred);
  g_autoptr (SluicePlan) extracted = sluice_optimizer_extract_filters (second);

  return sluice_optimizer_push_filters (extracted);
}

SluicePlan *
sluice_plan_optimize (SluicePlan *self)
{
  g_autoptr (SluicePlan) joined = sluice_optimizer_push_semi_joins (self);
  g_autoptr (SluicePlan) filtered = push_all_filters (joined);
  g_autoptr (SluicePlan) merged = merge (filtered);

  sluice_plan_unref (self);

  return sluice_optimizer_prune_columns (merged);
}
