/* sluice-optimizer-column.c: leaves out columns that nothing needs.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "plan/sluice-optimizer.h"

#define GONE G_MAXUINT

/*
 * The plan is walked twice: first only to find out which columns of each source any of its uses
 * needs, then to build. A step is told which of a node's columns are needed, and gives the new node
 * and for each old column its new place; a node may keep more than it was asked for, but never in
 * another order.
 */
typedef struct
{
  GHashTable *needed;  /* of sources: node ids to arrays of gboolean */
  GHashTable *sources; /* of sources: node ids to new plans */
} Pruning;

typedef struct
{
  SluicePlan *plan;
  guint *places; /* one for each old column */
} Pruned;

static Pruned prune (Pruning *self, SluicePlan *plan, const gboolean *wanted);

static void
pruned_clear (Pruned *pruned)
{
  sluice_plan_unref (pruned->plan);
  g_free (pruned->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pruned, pruned_clear)

static gboolean *
copy_wanted (const gboolean *wanted, guint n)
{
  gboolean *copy = g_new0 (gboolean, n + 1);

  if (wanted != NULL)
    memcpy (copy, wanted, sizeof (gboolean) * n);

  return copy;
}

/* A batch needs a column to have rows at all; the one that costs least will do. */
static void
want_something (const SluiceType *schema, gboolean *wanted)
{
  guint best = 0;

  for (guint i = 0; i < schema->n_fields; i++)
    if (wanted[i])
      return;
  for (guint i = 1; i < schema->n_fields; i++)
    {
      guint width = sluice_type_width (schema->fields[i].type->id);
      guint best_width = sluice_type_width (schema->fields[best].type->id);

      if (width != 0 && (best_width == 0 || width < best_width))
        best = i;
    }
  if (schema->n_fields > 0)
    wanted[best] = TRUE;
}

static void
want_marked (const SluiceType *schema, gboolean *wanted)
{
  for (guint i = 0; i < schema->n_fields; i++)
    wanted[i] = wanted[i] || schema->fields[i].watermark_delay_ms >= 0;
}

static void
want_exprs (SluiceExpr *const *exprs, guint n, gboolean *wanted, guint n_columns)
{
  for (guint i = 0; i < n; i++)
    if (exprs[i] != NULL)
      sluice_expr_mark_columns (exprs[i], wanted, n_columns);
}

/* Columns in their new places, to move expressions by. */
static GPtrArray *
column_map (const guint *places, guint n, const SluiceType *schema)
{
  GPtrArray *map = g_ptr_array_new_full (n + 1, NULL);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (map, places[i] == GONE
                              ? NULL
                              : sluice_expr_new_column (places[i], &schema->fields[places[i]]));

  return map;
}

static void
map_free (GPtrArray *map)
{
  for (guint i = 0; i < map->len; i++)
    sluice_expr_unref (map->pdata[i]);
  g_ptr_array_unref (map);
}

static void
move_expr (SluiceExpr **expr, GPtrArray *map)
{
  SluiceExpr *moved;

  if (*expr == NULL)
    return;
  moved = sluice_expr_map_columns (*expr, (SluiceExpr **) map->pdata, map->len);
  g_assert (moved != NULL);
  sluice_expr_unref (*expr);
  *expr = moved;
}

static void
move_exprs (SluiceExpr **exprs, guint n, GPtrArray *map)
{
  for (guint i = 0; i < n; i++)
    move_expr (&exprs[i], map);
}

static SluiceType *
keep_fields (const SluiceType *schema, const gboolean *kept, guint *places)
{
  g_autofree SluiceField *fields = g_new0 (SluiceField, schema->n_fields + 1);
  guint n = 0;

  for (guint i = 0; i < schema->n_fields; i++)
    {
      places[i] = kept[i] ? n : GONE;
      if (kept[i])
        fields[n++] = schema->fields[i];
    }

  return sluice_type_struct (fields, n);
}

static Pruned
prune_source (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  guint n = plan->schema->n_fields;
  gboolean *needed = g_hash_table_lookup (self->needed, plan->node_id);
  Pruned result = { NULL, g_new (guint, n + 1) };
  g_autoptr (SluiceType) schema = NULL;

  want_something (plan->schema, wanted);
  if (needed == NULL)
    {
      needed = g_new0 (gboolean, n + 1);
      g_hash_table_insert (self->needed, g_strdup (plan->node_id), needed);
    }
  for (guint i = 0; i < n; i++)
    needed[i] = needed[i] || wanted[i];

  schema = keep_fields (plan->schema, needed, result.places);
  result.plan = g_hash_table_lookup (self->sources, plan->node_id);
  if (result.plan != NULL && result.plan->schema->n_fields == schema->n_fields)
    {
      sluice_plan_ref (result.plan);
      return result;
    }
  result.plan = sluice_plan_copy_over (plan, schema, NULL);
  result.plan->source.n_columns = 0;
  for (guint i = 0; i < n; i++)
    if (needed[i])
      result.plan->source.columns[result.plan->source.n_columns++] = plan->source.columns[i];
  g_hash_table_insert (self->sources, g_strdup (plan->node_id), sluice_plan_ref (result.plan));

  return result;
}

static Pruned
prune_project (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  SluicePlan *input = plan->inputs[0];
  guint n_input = input->schema->n_fields;
  g_autofree gboolean *below = g_new0 (gboolean, n_input + 1);
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (SluiceType) schema = NULL;
  g_auto (Pruned) pruned = { NULL, NULL };
  Pruned result = { NULL, g_new (guint, plan->schema->n_fields + 1) };
  GPtrArray *map;

  want_something (plan->schema, wanted);
  schema = keep_fields (plan->schema, wanted, result.places);
  for (guint i = 0; i < plan->project.n_exprs; i++)
    if (wanted[i])
      {
        sluice_expr_mark_columns (plan->project.exprs[i], below, n_input);
        g_ptr_array_add (exprs, sluice_expr_ref (plan->project.exprs[i]));
      }
  pruned = prune (self, input, below);
  map = column_map (pruned.places, n_input, pruned.plan->schema);
  move_exprs ((SluiceExpr **) exprs->pdata, exprs->len, map);
  map_free (map);
  result.plan
      = sluice_plan_new_project (plan->node_id, schema, pruned.plan, (SluiceExpr **) exprs->pdata);
  sluice_plan_set_wire (result.plan, plan->wire_id);

  return result;
}

/* Nodes that give what they take: the expressions and columns of their own are moved. */
static Pruned
prune_passing (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  SluicePlan *input = plan->inputs[0];
  guint n = input->schema->n_fields;
  Pruned result;
  g_autoptr (SluicePlan) below = NULL;
  GPtrArray *map;

  if (plan->kind == SLUICE_PLAN_FILTER)
    sluice_expr_mark_columns (plan->filter.condition, wanted, n);
  else if (plan->kind == SLUICE_PLAN_WATERMARK)
    wanted[plan->watermark.column] = TRUE;
  else if (plan->kind == SLUICE_PLAN_OBSERVE)
    want_exprs (plan->observe.metrics, plan->observe.n_metrics, wanted, n);
  else if (plan->kind == SLUICE_PLAN_DEDUPLICATE)
    {
      for (guint i = 0; i < plan->deduplicate.n_columns; i++)
        wanted[plan->deduplicate.columns[i]] = TRUE;
      want_marked (plan->schema, wanted);
    }
  else if (plan->kind == SLUICE_PLAN_SORT)
    for (guint i = 0; i < plan->sort.n_keys; i++)
      sluice_expr_mark_columns (plan->sort.keys[i].expr, wanted, n);

  result = prune (self, input, wanted);
  below = g_steal_pointer (&result.plan);
  {
    /* Only what the node itself says of its columns differs from the input: the event-time marks.
     */
    g_autofree SluiceField *fields
        = g_memdup2 (below->schema->fields, sizeof (SluiceField) * below->schema->n_fields);
    g_autoptr (SluiceType) schema = NULL;

    for (guint i = 0; i < n; i++)
      if (result.places[i] != GONE)
        fields[result.places[i]] = plan->schema->fields[i];
    schema = sluice_type_struct (fields, below->schema->n_fields);
    result.plan = sluice_plan_copy_over (plan, schema, &below);
  }
  map = column_map (result.places, n, below->schema);
  if (plan->kind == SLUICE_PLAN_FILTER)
    move_expr (&result.plan->filter.condition, map);
  else if (plan->kind == SLUICE_PLAN_WATERMARK)
    result.plan->watermark.column = result.places[plan->watermark.column];
  else if (plan->kind == SLUICE_PLAN_OBSERVE)
    move_exprs (result.plan->observe.metrics, plan->observe.n_metrics, map);
  else if (plan->kind == SLUICE_PLAN_DEDUPLICATE)
    for (guint i = 0; i < plan->deduplicate.n_columns; i++)
      result.plan->deduplicate.columns[i] = result.places[plan->deduplicate.columns[i]];
  else if (plan->kind == SLUICE_PLAN_SORT)
    for (guint i = 0; i < plan->sort.n_keys; i++)
      move_expr (&result.plan->sort.keys[i].expr, map);
  map_free (map);

  return result;
}

static Pruned
prune_generate (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  SluicePlan *input = plan->inputs[0];
  guint n_input = input->schema->n_fields;
  guint n_generated = plan->schema->n_fields - n_input;
  g_autofree gboolean *below = copy_wanted (wanted, n_input);
  g_auto (Pruned) pruned = { NULL, NULL };
  g_autofree SluiceField *fields = NULL;
  g_autoptr (SluiceType) schema = NULL;
  Pruned result = { NULL, g_new (guint, plan->schema->n_fields + 1) };
  GPtrArray *map;
  guint n;

  sluice_expr_mark_columns (plan->generate.generator, below, n_input);
  pruned = prune (self, input, below);
  n = pruned.plan->schema->n_fields;
  fields = g_new0 (SluiceField, n + n_generated + 1);
  sluice_fields_copy (fields, pruned.plan->schema->fields, n);
  sluice_fields_copy (fields + n, plan->schema->fields + n_input, n_generated);
  schema = sluice_type_struct (fields, n + n_generated);
  memcpy (result.places, pruned.places, sizeof (guint) * n_input);
  for (guint i = 0; i < n_generated; i++)
    result.places[n_input + i] = n + i;
  result.plan = sluice_plan_copy_over (plan, schema, &pruned.plan);
  map = column_map (pruned.places, n_input, pruned.plan->schema);
  move_expr (&result.plan->generate.generator, map);
  map_free (map);

  return result;
}

static Pruned
prune_aggregate (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  SluicePlan *input = plan->inputs[0];
  guint n_input = input->schema->n_fields;
  guint n_keys = plan->aggregate.n_keys;
  g_autofree gboolean *below = g_new0 (gboolean, n_input + 1);
  g_autoptr (SluiceType) schema = NULL;
  g_auto (Pruned) pruned = { NULL, NULL };
  Pruned result = { NULL, g_new (guint, plan->schema->n_fields + 1) };
  SluiceExpr **aggregates;
  guint n = 0;
  GPtrArray *map;

  for (guint i = 0; i < n_keys; i++)
    wanted[i] = TRUE;
  want_something (plan->schema, wanted);
  schema = keep_fields (plan->schema, wanted, result.places);
  want_exprs (plan->aggregate.keys, n_keys, below, n_input);
  want_exprs (&plan->aggregate.window_time, 1, below, n_input);
  want_exprs (&plan->aggregate.session_gap, 1, below, n_input);
  for (guint i = 0; i < plan->aggregate.n_aggregates; i++)
    if (wanted[n_keys + i])
      sluice_expr_mark_columns (plan->aggregate.aggregates[i], below, n_input);
  pruned = prune (self, input, below);

  result.plan = sluice_plan_copy_over (plan, schema, &pruned.plan);
  aggregates = result.plan->aggregate.aggregates;
  for (guint i = 0; i < plan->aggregate.n_aggregates; i++)
    if (wanted[n_keys + i])
      aggregates[n++] = aggregates[i];
    else
      sluice_expr_unref (aggregates[i]);
  result.plan->aggregate.n_aggregates = n;
  map = column_map (pruned.places, n_input, pruned.plan->schema);
  move_exprs (result.plan->aggregate.keys, n_keys, map);
  move_exprs (aggregates, n, map);
  move_expr (&result.plan->aggregate.window_time, map);
  move_expr (&result.plan->aggregate.session_gap, map);
  map_free (map);

  return result;
}

static Pruned
prune_over (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  SluicePlan *input = plan->inputs[0];
  guint n_input = input->schema->n_fields, n_exprs = plan->over.n_exprs;
  g_autofree gboolean *below = copy_wanted (wanted, n_input);
  g_auto (Pruned) pruned = { NULL, NULL };
  g_autofree SluiceField *fields = NULL;
  g_autoptr (SluiceType) schema = NULL;
  Pruned result = { NULL, g_new (guint, plan->schema->n_fields + 1) };
  SluiceExpr **exprs;
  GPtrArray *map;
  guint n, n_kept = 0;

  for (guint i = 0; i < n_exprs; i++)
    if (wanted[n_input + i])
      sluice_expr_mark_columns (plan->over.exprs[i], below, n_input);
  pruned = prune (self, input, below);
  n = pruned.plan->schema->n_fields;
  fields = g_new0 (SluiceField, n + n_exprs + 1);
  sluice_fields_copy (fields, pruned.plan->schema->fields, n);
  memcpy (result.places, pruned.places, sizeof (guint) * n_input);
  for (guint i = 0; i < n_exprs; i++)
    {
      gboolean kept = wanted[n_input + i];

      result.places[n_input + i] = kept ? n + n_kept : GONE;
      if (kept)
        fields[n + n_kept++] = plan->schema->fields[n_input + i];
    }
  if (n_kept == 0)
    {
      result.plan = g_steal_pointer (&pruned.plan);
      return result;
    }

  schema = sluice_type_struct (fields, n + n_kept);
  result.plan = sluice_plan_copy_over (plan, schema, &pruned.plan);
  exprs = result.plan->over.exprs;
  result.plan->over.n_exprs = 0;
  for (guint i = 0; i < n_exprs; i++)
    if (wanted[n_input + i])
      exprs[result.plan->over.n_exprs++] = exprs[i];
    else
      sluice_expr_unref (exprs[i]);
  map = column_map (pruned.places, n_input, pruned.plan->schema);
  move_exprs (exprs, result.plan->over.n_exprs, map);
  map_free (map);

  return result;
}

/* Projects away what an input of @plan kept beyond what was asked for. */
static void
narrow (Pruned *pruned, const SluicePlan *plan, const gboolean *wanted, guint n)
{
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autofree SluiceField *fields = g_new0 (SluiceField, n + 1);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *project;

  for (guint i = 0; i < n; i++)
    {
      if (wanted[i])
        {
          fields[exprs->len] = pruned->plan->schema->fields[pruned->places[i]];
          g_ptr_array_add (exprs, sluice_expr_new_column (pruned->places[i], &fields[exprs->len]));
        }
      pruned->places[i] = wanted[i] ? exprs->len - 1 : GONE;
    }
  schema = sluice_type_struct (fields, exprs->len);
  project = sluice_plan_new_project (plan->node_id, schema, pruned->plan, (SluiceExpr **) exprs->pdata);
  sluice_plan_unref (pruned->plan);
  pruned->plan = project;
}

/* As in Spark an event time that neither the join nor anybody behind it reads is gone before: then rows of the side are
 * never late, and only a key can evict them. The watermark itself keeps its column. */
static Pruned
prune_join_input (Pruning *self, const SluicePlan *plan, SluicePlan *input, const gboolean *wanted)
{
  Pruned pruned = prune (self, input, wanted);
  guint n = input->schema->n_fields;

  for (guint i = 0; i < n; i++)
    if (!wanted[i] && pruned.places[i] != GONE
        && pruned.plan->schema->fields[pruned.places[i]].watermark_delay_ms >= 0)
      {
        narrow (&pruned, plan, wanted, n);
        break;
      }

  return pruned;
}

static Pruned
prune_join (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  guint n_left = plan->inputs[0]->schema->n_fields;
  guint n_right = plan->inputs[1]->schema->n_fields;
  gboolean keeps_right = plan->schema->n_fields > n_left || n_right == 0;
  g_autofree gboolean *both = g_new0 (gboolean, n_left + n_right + 1);
  g_auto (Pruned) left = { NULL, NULL };
  g_auto (Pruned) right = { NULL, NULL };
  g_autofree SluiceField *fields = NULL;
  g_autoptr (SluiceType) schema = NULL;
  g_autofree guint *places = g_new (guint, n_left + n_right + 1);
  Pruned result = { NULL, g_new (guint, plan->schema->n_fields + 1) };
  SluicePlan *inputs[2];
  guint n, n_new_left;

  memcpy (both, wanted, sizeof (gboolean) * plan->schema->n_fields);
  want_exprs (plan->join.left_keys, plan->join.n_keys, both, n_left);
  want_exprs (plan->join.right_keys, plan->join.n_keys, both + n_left, n_right);
  if (plan->join.condition != NULL)
    sluice_expr_mark_columns (plan->join.condition, both, n_left + n_right);
  left = prune_join_input (self, plan, plan->inputs[0], both);
  right = prune_join_input (self, plan, plan->inputs[1], both + n_left);
  inputs[0] = left.plan;
  inputs[1] = right.plan;
  n_new_left = left.plan->schema->n_fields;

  for (guint i = 0; i < n_left; i++)
    places[i] = left.places[i];
  for (guint i = 0; i < n_right; i++)
    places[n_left + i] = right.places[i] == GONE ? GONE : n_new_left + right.places[i];
  memcpy (result.places, places, sizeof (guint) * plan->schema->n_fields);
  n = n_new_left + (keeps_right ? right.plan->schema->n_fields : 0);
  fields = g_new0 (SluiceField, n_new_left + right.plan->schema->n_fields + 1);
  sluice_fields_copy (fields, left.plan->schema->fields, n_new_left);
  sluice_fields_copy (fields + n_new_left, right.plan->schema->fields, right.plan->schema->n_fields);
  for (guint i = 0; i < plan->schema->n_fields; i++)
    if (places[i] != GONE)
      fields[places[i]] = plan->schema->fields[i];
  schema = sluice_type_struct (fields, n);

  result.plan = sluice_plan_copy_over (plan, schema, inputs);
  {
    g_autoptr (SluiceType) all
        = sluice_type_struct (fields, n_new_left + right.plan->schema->n_fields);
    GPtrArray *map = column_map (left.places, n_left, left.plan->schema);

    move_exprs (result.plan->join.left_keys, plan->join.n_keys, map);
    map_free (map);
    map = column_map (right.places, n_right, right.plan->schema);
    move_exprs (result.plan->join.right_keys, plan->join.n_keys, map);
    map_free (map);
    map = column_map (places, n_left + n_right, all);
    move_expr (&result.plan->join.condition, map);
    map_free (map);
  }

  return result;
}

/* All inputs of a union must have the same columns, so that what one keeps beyond that is projected
 * away. */
static Pruned
prune_union (Pruning *self, SluicePlan *plan, gboolean *wanted)
{
  guint n = plan->schema->n_fields;
  Pruned result = { NULL, g_new (guint, n + 1) };
  g_autoptr (GPtrArray) inputs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  g_autoptr (SluiceType) schema = NULL;

  want_something (plan->schema, wanted);
  schema = keep_fields (plan->schema, wanted, result.places);
  for (guint i = 0; i < plan->n_inputs; i++)
    {
      g_autofree gboolean *below = copy_wanted (wanted, n);
      g_auto (Pruned) pruned = prune (self, plan->inputs[i], below);

      if (pruned.plan->schema->n_fields != schema->n_fields)
        narrow (&pruned, plan, wanted, n);
      g_ptr_array_add (inputs, g_steal_pointer (&pruned.plan));
    }
  result.plan = sluice_plan_copy_over (plan, schema, (SluicePlan **) inputs->pdata);

  return result;
}

static Pruned
prune (Pruning *self, SluicePlan *plan, const gboolean *wanted)
{
  g_autofree gboolean *own = copy_wanted (wanted, plan->schema->n_fields);

  switch (plan->kind)
    {
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
      return prune_source (self, plan, own);
    case SLUICE_PLAN_PROJECT:
      return prune_project (self, plan, own);
    case SLUICE_PLAN_GENERATE:
      return prune_generate (self, plan, own);
    case SLUICE_PLAN_OVER:
      return prune_over (self, plan, own);
    case SLUICE_PLAN_AGGREGATE:
      return prune_aggregate (self, plan, own);
    case SLUICE_PLAN_JOIN:
      return prune_join (self, plan, own);
    case SLUICE_PLAN_UNION:
      return prune_union (self, plan, own);
    case SLUICE_PLAN_FILTER:
    case SLUICE_PLAN_WATERMARK:
    case SLUICE_PLAN_DEDUPLICATE:
    case SLUICE_PLAN_SORT:
    case SLUICE_PLAN_LIMIT:
    case SLUICE_PLAN_OBSERVE:
    default:
      return prune_passing (self, plan, own);
    }
}

SluicePlan *
sluice_optimizer_prune_columns (SluicePlan *plan)
{
  Pruning pruning = { NULL, NULL };
  guint n = plan->schema->n_fields;
  g_autofree gboolean *all = g_new0 (gboolean, n + 1);
  Pruned result = { NULL, NULL };

  for (guint i = 0; i < n; i++)
    all[i] = TRUE;
  pruning.needed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint round = 0; round < 2; round++)
    {
      if (round > 0)
        pruned_clear (&result);
      pruning.sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) sluice_plan_unref);
      result = prune (&pruning, plan, all);
      g_hash_table_unref (pruning.sources);
    }
  g_hash_table_unref (pruning.needed);
  g_free (result.places);

  return result.plan;
}
