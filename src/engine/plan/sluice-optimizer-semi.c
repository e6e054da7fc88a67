/* sluice-optimizer-semi.c: moves joins that only choose among rows towards the sources.
 *
 * Spark moves what is written as LEFT SEMI or LEFT ANTI JOIN past projections, unions, generators, aggregations and
 * joins (PushDownLeftSemiAntiJoin, PushLeftSemiLeftAntiThroughJoin), and what is written as a condition, with IN or
 * EXISTS, wherever it moves a filter: past a watermark too, and also where it is only a part of one, under OR. Past an
 * aggregation the former only go when their right side is small enough to be sent everywhere; what a micro-batch reads
 * is taken to be that.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-optimizer.h"

/* What chooses among rows is such a join, or a filter by the values of subqueries: a projection on the columns of the
 * rows, over a filter, over left joins that add the values, over the rows. */
static gboolean
is_filter_by_values (const SluicePlan *plan)
{
  const SluicePlan *rows;

  if (plan->kind != SLUICE_PLAN_PROJECT || plan->inputs[0]->kind != SLUICE_PLAN_FILTER)
    return FALSE;
  for (rows = plan->inputs[0]->inputs[0];
       rows->kind == SLUICE_PLAN_JOIN && rows->join.type == SLUICE_JOIN_LEFT && rows->join.is_condition;)
    rows = rows->inputs[0];
  if (rows == plan->inputs[0]->inputs[0] || rows->schema->n_fields != plan->project.n_exprs)
    return FALSE;
  for (guint i = 0; i < plan->project.n_exprs; i++)
    if (plan->project.exprs[i]->kind != SLUICE_EXPR_COLUMN || plan->project.exprs[i]->index != i)
      return FALSE;

  return plan->inputs[0]->filter.condition->deterministic;
}

/* What rows are chosen from. */
static const SluicePlan *
rows_of (const SluicePlan *chooser)
{
  const SluicePlan *rows;

  if (chooser->kind == SLUICE_PLAN_JOIN)
    return chooser->inputs[0];
  for (rows = chooser->inputs[0]->inputs[0];
       rows->kind == SLUICE_PLAN_JOIN && rows->join.type == SLUICE_JOIN_LEFT && rows->join.is_condition;)
    rows = rows->inputs[0];

  return rows;
}

/* Whether it is a condition to Spark, which moves it like any other. */
static gboolean
is_condition (const SluicePlan *chooser)
{
  return chooser->kind != SLUICE_PLAN_JOIN || chooser->join.is_condition;
}

/* Moves an expression; FALSE when it reads a column that isn't there. */
static gboolean
move_expr (SluiceExpr **expr, GPtrArray *map)
{
  SluiceExpr *moved;

  if (*expr == NULL)
    return TRUE;
  moved = sluice_expr_map_columns (*expr, (SluiceExpr **) map->pdata, map->len);
  if (moved == NULL)
    return FALSE;
  sluice_expr_unref (*expr);
  *expr = moved;

  return TRUE;
}

/* The columns of rows, for each of the old ones what it is there, and behind them those of @others. */
static GPtrArray *
extend_map (SluiceExpr *const *map, guint n_old, guint n_new, const SluiceField *others, guint n_others)
{
  GPtrArray *both = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  for (guint i = 0; i < n_old; i++)
    g_ptr_array_add (both, map[i] != NULL ? sluice_expr_ref (map[i]) : NULL);
  for (guint i = 0; i < n_others; i++)
    g_ptr_array_add (both, sluice_expr_new_column (n_new + i, &others[i]));

  return both;
}

/* A join, with the schema that it gets, over other rows at its left; NULL when it reads a column that isn't there. */
static SluicePlan *
join_moved (const SluicePlan *join, const SluiceType *schema, SluicePlan *left, GPtrArray *map)
{
  SluicePlan *inputs[2] = { left, join->inputs[1] };
  g_autoptr (SluicePlan) copy = sluice_plan_copy_over (join, schema, inputs);

  for (guint k = 0; k < copy->join.n_keys; k++)
    if (!move_expr (&copy->join.left_keys[k], map))
      return NULL;
  if (!move_expr (&copy->join.condition, map))
    return NULL;
  sluice_plan_set_wire (copy, NULL);

  return g_steal_pointer (&copy);
}

/* The left joins that add values, over other rows. */
static SluicePlan *
values_over (const SluicePlan *plan, const SluicePlan *rows, SluicePlan *left, GPtrArray *map)
{
  guint n_rows = rows->schema->n_fields, n_left = left->schema->n_fields;
  guint n_values = plan->schema->n_fields - n_rows;
  g_autoptr (SluicePlan) below = NULL;
  g_autofree SluiceField *fields = NULL;
  g_autoptr (SluiceType) schema = NULL;

  if (plan == rows)
    return sluice_plan_ref (left);
  below = values_over (plan->inputs[0], rows, left, map);
  if (below == NULL)
    return NULL;
  fields = g_new0 (SluiceField, n_left + n_values + 1);
  sluice_fields_copy (fields, left->schema->fields, n_left);
  sluice_fields_copy (fields + n_left, plan->schema->fields + n_rows, n_values);
  schema = sluice_type_struct (fields, n_left + n_values);

  return join_moved (plan, schema, below, map);
}

static SluicePlan *
filter_by_values_over (const SluicePlan *chooser, SluicePlan *left, SluiceExpr *const *map)
{
  const SluicePlan *filter = chooser->inputs[0], *rows = rows_of (chooser);
  const SluiceType *all = filter->schema;
  guint n = rows->schema->n_fields;
  g_autoptr (GPtrArray) both
      = extend_map (map, n, left->schema->n_fields, all->fields + n, all->n_fields - n);
  g_autoptr (SluicePlan) values = values_over (filter->inputs[0], rows, left, both);
  g_autoptr (SluicePlan) filtered = NULL;
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluicePlan *result;

  if (values == NULL)
    return NULL;
  filtered = sluice_plan_copy_over (filter, values->schema, &values);
  if (!move_expr (&filtered->filter.condition, both))
    return NULL;
  sluice_plan_set_wire (filtered, NULL);
  for (guint i = 0; i < left->schema->n_fields; i++)
    g_ptr_array_add (exprs, sluice_expr_new_column (i, &left->schema->fields[i]));
  result = sluice_plan_new_project (chooser->node_id, left->schema, filtered, (SluiceExpr **) exprs->pdata);
  sluice_plan_set_wire (result, NULL);

  return result;
}

/* What chooses, over other rows, for each column of the old ones what it is there; NULL when it reads one that isn't. No
 * wire of the document carries what comes out there. */
static SluicePlan *
chooser_over (const SluicePlan *chooser, SluicePlan *left, SluiceExpr *const *map)
{
  const SluiceType *right;
  g_autoptr (GPtrArray) both = NULL;

  if (chooser->kind != SLUICE_PLAN_JOIN)
    return filter_by_values_over (chooser, left, map);
  right = chooser->inputs[1]->schema;
  both = extend_map (map, chooser->inputs[0]->schema->n_fields, left->schema->n_fields, right->fields,
                     right->n_fields);

  return join_moved (chooser, left->schema, left, both);
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

static SluicePlan *sink (const SluicePlan *chooser);

/* What the join is above of, over the join, which is then where it was below. */
static SluicePlan *
swap (const SluicePlan *chooser, const SluicePlan *above, SluicePlan *below)
{
  SluicePlan *result = sluice_plan_copy_over (above, above->schema, &below);

  sluice_plan_set_wire (result, chooser->wire_id);

  return result;
}

/* The join moved below the input of its left side, and on from there; NULL when it reads what that makes. @always:
 * FALSE to do so only if it then gets past something further down that Spark's figures show. */
static SluicePlan *
sink_below (const SluicePlan *chooser, const SluicePlan *node, SluiceExpr *const *map, gboolean always)
{
  g_autoptr (SluicePlan) joined = chooser_over (chooser, node->inputs[0], map);
  g_autoptr (SluicePlan) below = joined != NULL ? sink (joined) : NULL;

  if (below == NULL && always && joined != NULL)
    below = sluice_plan_ref (joined);

  return below != NULL ? swap (chooser, node, below) : NULL;
}

static SluicePlan *
sink_below_columns (const SluicePlan *chooser, const SluicePlan *node, guint without, gboolean always)
{
  const SluiceType *schema = node->inputs[0]->schema;
  g_autoptr (GPtrArray) map = map_part (node->schema->n_fields, 0, schema->n_fields, schema);

  if (without < map->len)
    g_clear_pointer (&map->pdata[without], sluice_expr_unref);

  return sink_below (chooser, node, (SluiceExpr *const *) map->pdata, always);
}

static SluicePlan *
sink_below_union (const SluicePlan *chooser, const SluicePlan *node)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  SluicePlan *result;

  for (guint i = 0; i < node->n_inputs; i++)
    {
      const SluiceType *schema = node->inputs[i]->schema;
      g_autoptr (GPtrArray) map = map_part (schema->n_fields, 0, schema->n_fields, schema);
      SluicePlan *joined = chooser_over (chooser, node->inputs[i], (SluiceExpr *const *) map->pdata);
      SluicePlan *below = sink (joined);

      g_ptr_array_add (inputs, below != NULL ? sluice_plan_ref (below) : sluice_plan_ref (joined));
      sluice_plan_unref (below);
      sluice_plan_unref (joined);
    }
  result = sluice_plan_copy_over (node, node->schema, (SluicePlan **) inputs->pdata);
  sluice_plan_set_wire (result, chooser->wire_id);

  return result;
}

static SluicePlan *
sink_below_aggregate (const SluicePlan *chooser, const SluicePlan *node)
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
  result = sink_below (chooser, node, map, TRUE);
  if (result != NULL || node->aggregate.window_key < 0 || node->aggregate.session_gap != NULL)
    return result;

  separate = sluice_optimizer_separate_window (node);
  map[node->aggregate.window_key] = separate->aggregate.keys[node->aggregate.window_key];

  return sink_below (chooser, separate, map, TRUE);
}

/* Past a join to the side whose columns are all that it reads. */
static SluicePlan *
sink_below_join (const SluicePlan *chooser, const SluicePlan *node)
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
      joined = chooser_over (chooser, node->inputs[side], (SluiceExpr *const *) map->pdata);
      if (joined == NULL)
        continue;
      below = sink (joined);
      inputs[side] = below != NULL ? below : joined;
      result = sluice_plan_copy_over (node, node->schema, inputs);
      sluice_plan_set_wire (result, chooser->wire_id);
      return result;
    }

  return NULL;
}

/* Returns: (transfer full) (nullable): what the join gives, made further down; NULL when it stays. */
static SluicePlan *
sink (const SluicePlan *chooser)
{
  const SluicePlan *node = rows_of (chooser);
  gboolean condition = is_condition (chooser);

  if (!node->streaming)
    return NULL;
  switch ((int) node->kind)
    {
    case SLUICE_PLAN_FILTER:
      if (!node->filter.condition->deterministic
          || (!condition && !filter_passes (node->filter.condition, node->inputs[0])))
        return NULL;
      return sink_below_columns (chooser, node, G_MAXUINT, FALSE);
    case SLUICE_PLAN_PROJECT:
      if (!sluice_exprs_are_deterministic (node->project.exprs, node->project.n_exprs)
          || (!condition && !join_passes_project (node)))
        return NULL;
      return sink_below (chooser, node, node->project.exprs, FALSE);
    case SLUICE_PLAN_SORT:
      return sink_below_columns (chooser, node, G_MAXUINT, FALSE);
    case SLUICE_PLAN_WATERMARK:
      return condition ? sink_below_columns (chooser, node, node->watermark.column, TRUE) : NULL;
    case SLUICE_PLAN_GENERATE:
      return node->generate.generator->deterministic ? sink_below_columns (chooser, node, G_MAXUINT, TRUE) : NULL;
    case SLUICE_PLAN_UNION:
      return sink_below_union (chooser, node);
    case SLUICE_PLAN_AGGREGATE:
      return sink_below_aggregate (chooser, node);
    case SLUICE_PLAN_JOIN:
      /* One that chooses doesn't go past another one that does. */
      if (!condition && node->schema->n_fields == node->inputs[0]->schema->n_fields
          && (node->join.type == SLUICE_JOIN_LEFT_SEMI || node->join.type == SLUICE_JOIN_LEFT_ANTI))
        return NULL;
      return sink_below_join (chooser, node);
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
  if (is_filter_by_values (copy)
      || (copy->kind == SLUICE_PLAN_JOIN
          && (copy->join.type == SLUICE_JOIN_LEFT_SEMI || copy->join.type == SLUICE_JOIN_LEFT_ANTI)))
    moved = sink (copy);

  return moved != NULL ? moved : g_steal_pointer (&copy);
}
