/* sluice-optimizer-semi.c: moves joins that only choose among rows towards the sources.
 *
 * Spark moves what is written as LEFT SEMI or LEFT ANTI JOIN past projections, unions, generators, aggregations and
 * joins (PushDownLeftSemiAntiJoin, PushLeftSemiLeftAntiThroughJoin), and what is written as a condition, with IN or
 * EXISTS, wherever it moves a filter: past a watermark too. Past an aggregation the former only go when their right
 * side is small enough to be sent everywhere; what a micro-batch reads is taken to be that.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-optimizer.h"

/* The join over other rows at its left, for each column of the old ones what it is there; NULL when it reads one that
 * isn't. No wire of the document carries what comes out there. */
static SluicePlan *
join_over (const SluicePlan *join, SluicePlan *left, SluiceExpr *const *map)
{
  const SluiceType *right = join->inputs[1]->schema;
  guint n_left = join->inputs[0]->schema->n_fields;
  SluicePlan *inputs[2] = { left, join->inputs[1] };
  g_autoptr (SluicePlan) copy = sluice_plan_copy_over (join, left->schema, inputs);
  g_autoptr (GPtrArray) both = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  for (guint i = 0; i < n_left; i++)
    g_ptr_array_add (both, map[i] != NULL ? sluice_expr_ref (map[i]) : NULL);
  for (guint i = 0; i < right->n_fields; i++)
    g_ptr_array_add (both, sluice_expr_new_column (left->schema->n_fields + i, &right->fields[i]));

  for (guint k = 0; k < copy->join.n_keys; k++)
    {
      SluiceExpr *key = sluice_expr_map_columns (copy->join.left_keys[k], (SluiceExpr **) both->pdata, n_left);

      if (key == NULL)
        return NULL;
      sluice_expr_unref (copy->join.left_keys[k]);
      copy->join.left_keys[k] = key;
    }
  if (copy->join.condition != NULL)
    {
      SluiceExpr *condition = sluice_expr_map_columns (copy->join.condition, (SluiceExpr **) both->pdata, both->len);

      if (condition == NULL)
        return NULL;
      sluice_expr_unref (copy->join.condition);
      copy->join.condition = condition;
    }
  sluice_plan_set_wire (copy, NULL);

  return g_steal_pointer (&copy);
}

/* A map for rows of which @n columns from @first on stand at the beginning of @schema. */
static GPtrArray *
map_part (guint n_all, guint first, guint n, const SluiceType *schema)
{
  GPtrArray *map = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  for (guint i = 0; i < n_all; i++)
    g_ptr_array_add (map, i >= first && i < first + n ? sluice_expr_new_column (i - first, &schema->fields[i - first])
                                                      : NULL);

  return map;
}

/* Whether a filter's condition moves below @plan, and so is not between it and a join above. */
static gboolean
filter_passes (SluiceExpr *condition, const SluicePlan *plan)
{
  guint n = plan->schema->n_fields;
  guint n_left;

  switch (plan->kind)
    {
    case SLUICE_PLAN_FILTER:
    case SLUICE_PLAN_SORT:
      return filter_passes (condition, plan->inputs[0]);
    case SLUICE_PLAN_PROJECT:
      {
        g_autoptr (SluiceExpr) below = sluice_expr_map_columns (condition, plan->project.exprs, plan->project.n_exprs);

        return filter_passes (below, plan->inputs[0]);
      }
    case SLUICE_PLAN_UNION:
      return TRUE;
    case SLUICE_PLAN_GENERATE:
      return sluice_expr_reads_only (condition, 0, plan->inputs[0]->schema->n_fields, n);
    case SLUICE_PLAN_AGGREGATE:
      return sluice_expr_reads_only (condition, 0, plan->aggregate.n_keys, n);
    case SLUICE_PLAN_JOIN:
      n_left = plan->inputs[0]->schema->n_fields;
      return (sluice_join_gives_as_is (plan->join.type, 0) && sluice_expr_reads_only (condition, 0, n_left, n))
             || (sluice_join_gives_as_is (plan->join.type, 1)
                 && sluice_expr_reads_only (condition, n_left, n - n_left, n));
    default:
      return FALSE;
    }
}

/* Whether a join that is written as one gets past a projection: when it only chooses columns, or will have gone before:
 * into the branches of a union, or into an aggregation, of which it then computes no result twice. */
static gboolean
join_passes_project (const SluicePlan *project)
{
  const SluicePlan *below = project->inputs[0];
  g_autofree guint *uses = g_new0 (guint, below->schema->n_fields + 1);
  gboolean plain = TRUE;

  for (guint i = 0; i < project->project.n_exprs; i++)
    {
      plain = plain && project->project.exprs[i]->kind == SLUICE_EXPR_COLUMN;
      sluice_expr_count_uses (project->project.exprs[i], uses);
    }
  if (plain || below->kind == SLUICE_PLAN_UNION)
    return TRUE;
  if (below->kind == SLUICE_PLAN_PROJECT)
    return below->inputs[0]->kind == SLUICE_PLAN_UNION
           && sluice_exprs_are_deterministic (below->project.exprs, below->project.n_exprs);
  if (below->kind != SLUICE_PLAN_AGGREGATE)
    return FALSE;
  for (guint i = below->aggregate.n_keys; i < below->schema->n_fields; i++)
    if (uses[i] > 1)
      return FALSE;

  return TRUE;
}

static SluicePlan *sink (const SluicePlan *join);

/* What the join is above of, over the join, which is then where it was below. */
static SluicePlan *
swap (const SluicePlan *join, const SluicePlan *above, SluicePlan *below)
{
  SluicePlan *result = sluice_plan_copy_over (above, above->schema, &below);

  sluice_plan_set_wire (result, join->wire_id);

  return result;
}

/* The join moved below the input of its left side, and on from there; NULL when it reads what that makes. @always:
 * FALSE to do so only if it then gets past something further down that Spark's figures show. */
static SluicePlan *
sink_below (const SluicePlan *join, const SluicePlan *node, SluiceExpr *const *map, gboolean always)
{
  g_autoptr (SluicePlan) joined = join_over (join, node->inputs[0], map);
  g_autoptr (SluicePlan) below = joined != NULL ? sink (joined) : NULL;

  if (below == NULL && always && joined != NULL)
    below = sluice_plan_ref (joined);

  return below != NULL ? swap (join, node, below) : NULL;
}

static SluicePlan *
sink_below_columns (const SluicePlan *join, const SluicePlan *node, guint without, gboolean always)
{
  const SluiceType *schema = node->inputs[0]->schema;
  g_autoptr (GPtrArray) map = map_part (node->schema->n_fields, 0, schema->n_fields, schema);

  if (without < map->len)
    g_clear_pointer (&map->pdata[without], sluice_expr_unref);

  return sink_below (join, node, (SluiceExpr *const *) map->pdata, always);
}

static SluicePlan *
sink_below_union (const SluicePlan *join, const SluicePlan *node)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  SluicePlan *result;

  for (guint i = 0; i < node->n_inputs; i++)
    {
      const SluiceType *schema = node->inputs[i]->schema;
      g_autoptr (GPtrArray) map = map_part (schema->n_fields, 0, schema->n_fields, schema);
      SluicePlan *joined = join_over (join, node->inputs[i], (SluiceExpr *const *) map->pdata);
      SluicePlan *below = sink (joined);

      g_ptr_array_add (inputs, below != NULL ? sluice_plan_ref (below) : sluice_plan_ref (joined));
      sluice_plan_unref (below);
      sluice_plan_unref (joined);
    }
  result = sluice_plan_copy_over (node, node->schema, (SluicePlan **) inputs->pdata);
  sluice_plan_set_wire (result, join->wire_id);

  return result;
}

static SluicePlan *
sink_below_aggregate (const SluicePlan *join, const SluicePlan *node)
{
  guint n = node->schema->n_fields;
  g_autofree SluiceExpr **map = g_new0 (SluiceExpr *, n + 1);
  g_autoptr (SluicePlan) separate = NULL;
  SluicePlan *result;

  if (node->aggregate.n_keys == 0 || !sluice_exprs_are_deterministic (node->aggregate.keys, node->aggregate.n_keys)
      || !sluice_exprs_are_deterministic (node->aggregate.aggregates, node->aggregate.n_aggregates))
    return NULL;
  /* A session is no key below: it depends on the other rows. */
  for (guint i = 0; i < node->aggregate.n_keys; i++)
    map[i] = node->aggregate.keys[i];
  result = sink_below (join, node, map, TRUE);
  if (result != NULL || node->aggregate.window_key < 0 || node->aggregate.session_gap != NULL)
    return result;

  separate = sluice_optimizer_separate_window (node);
  map[node->aggregate.window_key] = separate->aggregate.keys[node->aggregate.window_key];

  return sink_below (join, separate, map, TRUE);
}

/* Past a join to the side whose columns are all that it reads. */
static SluicePlan *
sink_below_join (const SluicePlan *join, const SluicePlan *node)
{
  guint n_left = node->inputs[0]->schema->n_fields;

  for (guint side = 0; side < 2; side++)
    {
      const SluiceType *schema = node->inputs[side]->schema;
      SluicePlan *inputs[2] = { node->inputs[0], node->inputs[1] };
      g_autoptr (GPtrArray) map = NULL;
      g_autoptr (SluicePlan) joined = NULL;
      g_autoptr (SluicePlan) below = NULL;
      SluicePlan *result;

      if (!sluice_join_gives_as_is (node->join.type, side))
        continue;
      map = map_part (node->schema->n_fields, side == 0 ? 0 : n_left, schema->n_fields, schema);
      joined = join_over (join, node->inputs[side], (SluiceExpr *const *) map->pdata);
      if (joined == NULL)
        continue;
      below = sink (joined);
      inputs[side] = below != NULL ? below : joined;
      result = sluice_plan_copy_over (node, node->schema, inputs);
      sluice_plan_set_wire (result, join->wire_id);
      return result;
    }

  return NULL;
}

/* Returns: (transfer full) (nullable): what the join gives, made further down; NULL when it stays. */
static SluicePlan *
sink (const SluicePlan *join)
{
  const SluicePlan *node = join->inputs[0];
  gboolean is_condition = join->join.is_condition;

  if (!node->streaming)
    return NULL;
  switch ((int) node->kind)
    {
    case SLUICE_PLAN_FILTER:
      if (!node->filter.condition->deterministic
          || (!is_condition && !filter_passes (node->filter.condition, node->inputs[0])))
        return NULL;
      return sink_below_columns (join, node, G_MAXUINT, FALSE);
    case SLUICE_PLAN_PROJECT:
      if (!sluice_exprs_are_deterministic (node->project.exprs, node->project.n_exprs)
          || (!is_condition && !join_passes_project (node)))
        return NULL;
      return sink_below (join, node, node->project.exprs, FALSE);
    case SLUICE_PLAN_SORT:
      return sink_below_columns (join, node, G_MAXUINT, FALSE);
    case SLUICE_PLAN_WATERMARK:
      return is_condition ? sink_below_columns (join, node, node->watermark.column, TRUE) : NULL;
    case SLUICE_PLAN_GENERATE:
      return node->generate.generator->deterministic ? sink_below_columns (join, node, G_MAXUINT, TRUE) : NULL;
    case SLUICE_PLAN_UNION:
      return sink_below_union (join, node);
    case SLUICE_PLAN_AGGREGATE:
      return sink_below_aggregate (join, node);
    case SLUICE_PLAN_JOIN:
      /* One that chooses doesn't go past another one that does. */
      if (!is_condition && node->schema->n_fields == node->inputs[0]->schema->n_fields
          && (node->join.type == SLUICE_JOIN_LEFT_SEMI || node->join.type == SLUICE_JOIN_LEFT_ANTI))
        return NULL;
      return sink_below_join (join, node);
    default:
      return NULL;
    }
}

SluicePlan *
sluice_optimizer_push_semi_joins (SluicePlan *plan)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  g_autoptr (SluicePlan) copy = NULL;
  SluicePlan *moved = NULL;
  gboolean changed = FALSE;

  if (!plan->streaming)
    return sluice_plan_ref (plan);
  for (guint i = 0; i < plan->n_inputs; i++)
    {
      g_ptr_array_add (inputs, sluice_optimizer_push_semi_joins (plan->inputs[i]));
      changed = changed || inputs->pdata[i] != plan->inputs[i];
    }
  copy = changed ? sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata) : sluice_plan_ref (plan);
  if (copy->kind == SLUICE_PLAN_JOIN
      && (copy->join.type == SLUICE_JOIN_LEFT_SEMI || copy->join.type == SLUICE_JOIN_LEFT_ANTI))
    moved = sink (copy);

  return moved != NULL ? moved : g_steal_pointer (&copy);
}
