/* sluice-plan.c: logical plans as trees.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-plan-private.h"

#include <string.h>

SluicePlan *
sluice_plan_new (SluicePlanKind kind,
                 const char *node_id,
                 const SluiceType *schema,
                 SluicePlan **inputs,
                 guint n_inputs)
{
  SluicePlan *self = g_new0 (SluicePlan, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->node_id = g_strdup (node_id);
  self->wire_id = g_strdup (node_id);
  self->schema = sluice_type_ref (schema);
  self->streaming = kind == SLUICE_PLAN_SOURCE;
  self->n_inputs = n_inputs;
  self->inputs = g_new0 (SluicePlan *, n_inputs + 1);
  for (guint i = 0; i < n_inputs; i++)
    {
      self->inputs[i] = sluice_plan_ref (inputs[i]);
      self->streaming = self->streaming || inputs[i]->streaming;
    }

  return self;
}

void
sluice_plan_set_wire (SluicePlan *self, const char *wire_id)
{
  char *copy = g_strdup (wire_id);

  g_free (self->wire_id);
  self->wire_id = copy;
}

SluicePlan *
sluice_plan_ref (SluicePlan *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
free_exprs (SluiceExpr **exprs, guint n)
{
  for (guint i = 0; exprs != NULL && i < n; i++)
    if (exprs[i] != NULL)
      sluice_expr_unref (exprs[i]);
  g_free (exprs);
}

static void
free_members (SluicePlan *self)
{
  switch (self->kind)
    {
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
      g_free (self->source.format);
      g_clear_pointer (&self->source.options, g_hash_table_unref);
      sluice_type_unref (self->source.full_schema);
      g_free (self->source.columns);
      g_free (self->source.path);
      g_free (self->source.rows_json);
      break;
    case SLUICE_PLAN_PROJECT:
      free_exprs (self->project.exprs, self->project.n_exprs);
      break;
    case SLUICE_PLAN_FILTER:
      sluice_expr_unref (self->filter.condition);
      break;
    case SLUICE_PLAN_GENERATE:
      sluice_expr_unref (self->generate.generator);
      break;
    case SLUICE_PLAN_AGGREGATE:
      free_exprs (self->aggregate.keys, self->aggregate.n_keys);
      free_exprs (self->aggregate.aggregates, self->aggregate.n_aggregates);
      sluice_expr_unref (self->aggregate.window_time);
      sluice_expr_unref (self->aggregate.session_gap);
      break;
    case SLUICE_PLAN_DEDUPLICATE:
      g_free (self->deduplicate.columns);
      break;
    case SLUICE_PLAN_JOIN:
      free_exprs (self->join.left_keys, self->join.n_keys);
      free_exprs (self->join.right_keys, self->join.n_keys);
      g_free (self->join.null_safe);
      sluice_expr_unref (self->join.condition);
      break;
    case SLUICE_PLAN_SORT:
      for (guint i = 0; i < self->sort.n_keys; i++)
        sluice_expr_unref (self->sort.keys[i].expr);
      g_free (self->sort.keys);
      break;
    case SLUICE_PLAN_OVER:
      free_exprs (self->over.exprs, self->over.n_exprs);
      break;
    case SLUICE_PLAN_OBSERVE:
      g_free (self->observe.name);
      free_exprs (self->observe.metrics, self->observe.n_metrics);
      sluice_type_unref (self->observe.metrics_schema);
      break;
    case SLUICE_PLAN_WATERMARK:
    case SLUICE_PLAN_UNION:
    case SLUICE_PLAN_LIMIT:
      break;
    }
}

void
sluice_plan_unref (SluicePlan *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  free_members (self);
  for (guint i = 0; i < self->n_inputs; i++)
    sluice_plan_unref (self->inputs[i]);
  g_free (self->inputs);
  sluice_type_unref (self->schema);
  g_free (self->node_id);
  g_free (self->wire_id);
  g_free (self);
}

SluiceExpr **
sluice_exprs_ref (SluiceExpr *const *exprs, guint n)
{
  SluiceExpr **copy = g_new0 (SluiceExpr *, n + 1);

  for (guint i = 0; i < n; i++)
    copy[i] = exprs[i] != NULL ? sluice_expr_ref (exprs[i]) : NULL;

  return copy;
}

static SluiceExpr *
ref_or_null (SluiceExpr *expr)
{
  return expr != NULL ? sluice_expr_ref (expr) : NULL;
}

static void
copy_members (const SluicePlan *self, SluicePlan *copy)
{
  switch (self->kind)
    {
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
      copy->source = self->source;
      copy->source.format = g_strdup (self->source.format);
      copy->source.options = g_hash_table_ref (self->source.options);
      copy->source.full_schema = sluice_type_ref (self->source.full_schema);
      copy->source.columns
          = g_memdup2 (self->source.columns, sizeof (guint) * self->source.n_columns);
      copy->source.path = g_strdup (self->source.path);
      copy->source.rows_json = g_strdup (self->source.rows_json);
      break;
    case SLUICE_PLAN_PROJECT:
      copy->project.n_exprs = self->project.n_exprs;
      copy->project.exprs = sluice_exprs_ref (self->project.exprs, self->project.n_exprs);
      copy->project.session = self->project.session;
      break;
    case SLUICE_PLAN_FILTER:
      copy->filter.condition = sluice_expr_ref (self->filter.condition);
      copy->filter.implied = self->filter.implied;
      break;
    case SLUICE_PLAN_GENERATE:
      copy->generate.generator = sluice_expr_ref (self->generate.generator);
      break;
    case SLUICE_PLAN_WATERMARK:
      copy->watermark = self->watermark;
      break;
    case SLUICE_PLAN_AGGREGATE:
      copy->aggregate = self->aggregate;
      copy->aggregate.keys = sluice_exprs_ref (self->aggregate.keys, self->aggregate.n_keys);
      copy->aggregate.aggregates
          = sluice_exprs_ref (self->aggregate.aggregates, self->aggregate.n_aggregates);
      copy->aggregate.window_time = ref_or_null (self->aggregate.window_time);
      copy->aggregate.session_gap = ref_or_null (self->aggregate.session_gap);
      break;
    case SLUICE_PLAN_DEDUPLICATE:
      copy->deduplicate = self->deduplicate;
      copy->deduplicate.columns
          = g_memdup2 (self->deduplicate.columns, sizeof (guint) * self->deduplicate.n_columns);
      break;
    case SLUICE_PLAN_JOIN:
      copy->join = self->join;
      copy->join.left_keys = sluice_exprs_ref (self->join.left_keys, self->join.n_keys);
      copy->join.right_keys = sluice_exprs_ref (self->join.right_keys, self->join.n_keys);
      copy->join.null_safe
          = g_memdup2 (self->join.null_safe, sizeof (gboolean) * self->join.n_keys);
      copy->join.condition = ref_or_null (self->join.condition);
      break;
    case SLUICE_PLAN_SORT:
      copy->sort.n_keys = self->sort.n_keys;
      copy->sort.keys = g_memdup2 (self->sort.keys, sizeof (SluiceSortKey) * self->sort.n_keys);
      for (guint i = 0; i < self->sort.n_keys; i++)
        sluice_expr_ref (copy->sort.keys[i].expr);
      break;
    case SLUICE_PLAN_OVER:
      copy->over.n_exprs = self->over.n_exprs;
      copy->over.exprs = sluice_exprs_ref (self->over.exprs, self->over.n_exprs);
      break;
    case SLUICE_PLAN_LIMIT:
      copy->limit = self->limit;
      break;
    case SLUICE_PLAN_OBSERVE:
      copy->observe.name = g_strdup (self->observe.name);
      copy->observe.n_metrics = self->observe.n_metrics;
      copy->observe.metrics = sluice_exprs_ref (self->observe.metrics, self->observe.n_metrics);
      copy->observe.metrics_schema = sluice_type_ref (self->observe.metrics_schema);
      break;
    case SLUICE_PLAN_UNION:
      break;
    }
}

SluicePlan *
sluice_plan_copy_over (const SluicePlan *self, const SluiceType *schema, SluicePlan **inputs)
{
  SluicePlan *copy = sluice_plan_new (self->kind, self->node_id, schema, inputs, self->n_inputs);

  copy_members (self, copy);
  sluice_plan_set_wire (copy, self->wire_id);

  return copy;
}

SluicePlan *
sluice_plan_new_project (const char *node_id,
                         const SluiceType *schema,
                         SluicePlan *input,
                         SluiceExpr *const *exprs)
{
  SluicePlan *self = sluice_plan_new (SLUICE_PLAN_PROJECT, node_id, schema, &input, 1);

  self->project.n_exprs = schema->n_fields;
  self->project.exprs = sluice_exprs_ref (exprs, schema->n_fields);

  return self;
}

SluicePlan *
sluice_plan_new_generate (const char *node_id, SluicePlan *input, const SluiceNamedExpr *named)
{
  const SluiceType *type = named->expr->type;
  guint n_input = input->schema->n_fields;
  g_autofree SluiceField *fields = g_new0 (SluiceField, n_input + type->n_fields);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *self;

  sluice_fields_copy (fields, input->schema->fields, n_input);
  for (guint i = 0; i < type->n_fields; i++)
    {
      fields[n_input + i] = type->fields[i];
      fields[n_input + i].name = named->names != NULL ? named->names[i] : type->fields[i].name;
      fields[n_input + i].watermark_delay_ms = -1;
    }
  schema = sluice_type_struct (fields, n_input + type->n_fields);
  self = sluice_plan_new (SLUICE_PLAN_GENERATE, node_id, schema, &input, 1);
  self->generate.generator = sluice_expr_ref (named->expr);

  return self;
}

SluicePlan *
sluice_plan_new_filter (const char *node_id, SluicePlan *input, SluiceExpr *condition)
{
  SluicePlan *self = sluice_plan_new (SLUICE_PLAN_FILTER, node_id, input->schema, &input, 1);

  self->filter.condition = sluice_expr_ref (condition);

  return self;
}

gboolean
sluice_exprs_are_deterministic (SluiceExpr *const *exprs, guint n)
{
  for (guint i = 0; i < n; i++)
    if (exprs[i] != NULL && !exprs[i]->deterministic)
      return FALSE;

  return TRUE;
}

static gboolean
has_only_deterministic (const SluicePlan *self)
{
  switch (self->kind)
    {
    case SLUICE_PLAN_PROJECT:
      return sluice_exprs_are_deterministic (self->project.exprs, self->project.n_exprs);
    case SLUICE_PLAN_FILTER:
      return sluice_exprs_are_deterministic (&self->filter.condition, 1);
    case SLUICE_PLAN_GENERATE:
      return sluice_exprs_are_deterministic (&self->generate.generator, 1);
    case SLUICE_PLAN_AGGREGATE:
      return sluice_exprs_are_deterministic (self->aggregate.keys, self->aggregate.n_keys)
             && sluice_exprs_are_deterministic (self->aggregate.aggregates, self->aggregate.n_aggregates);
    case SLUICE_PLAN_JOIN:
      return sluice_exprs_are_deterministic (self->join.left_keys, self->join.n_keys)
             && sluice_exprs_are_deterministic (self->join.right_keys, self->join.n_keys)
             && sluice_exprs_are_deterministic (&self->join.condition, 1);
    case SLUICE_PLAN_SORT:
      for (guint i = 0; i < self->sort.n_keys; i++)
        if (!self->sort.keys[i].expr->deterministic)
          return FALSE;
      return TRUE;
    case SLUICE_PLAN_OVER:
      return sluice_exprs_are_deterministic (self->over.exprs, self->over.n_exprs);
    case SLUICE_PLAN_OBSERVE:
      return sluice_exprs_are_deterministic (self->observe.metrics, self->observe.n_metrics);
    default:
      return TRUE;
    }
}

gboolean
sluice_plan_is_deterministic (const SluicePlan *self)
{
  if (!has_only_deterministic (self))
    return FALSE;
  for (guint i = 0; i < self->n_inputs; i++)
    if (!sluice_plan_is_deterministic (self->inputs[i]))
      return FALSE;

  return TRUE;
}

gboolean
sluice_plan_has_aggregate (const SluicePlan *self)
{
  if (self->kind == SLUICE_PLAN_AGGREGATE && self->streaming)
    return TRUE;
  for (guint i = 0; i < self->n_inputs; i++)
    if (sluice_plan_has_aggregate (self->inputs[i]))
      return TRUE;

  return FALSE;
}

gboolean
sluice_plan_is_stateful (const SluicePlan *self)
{
  switch (self->kind)
    {
    case SLUICE_PLAN_AGGREGATE:
    case SLUICE_PLAN_DEDUPLICATE:
      return self->streaming;
    case SLUICE_PLAN_LIMIT:
      return self->streaming && self->limit.operator_id != SLUICE_NO_OPERATOR;
    case SLUICE_PLAN_JOIN:
      return self->inputs[0]->streaming && self->inputs[1]->streaming;
    default:
      return FALSE;
    }
}

gint
sluice_plan_join_table (const SluicePlan *self)
{
  gboolean left_is_static = !self->inputs[0]->streaming;
  gboolean right_is_static = !self->inputs[1]->streaming;

  switch (self->join.type)
    {
    case SLUICE_JOIN_LEFT:
    case SLUICE_JOIN_LEFT_SEMI:
    case SLUICE_JOIN_LEFT_ANTI:
      return right_is_static ? 1 : -1;
    case SLUICE_JOIN_RIGHT:
      return left_is_static ? 0 : -1;
    case SLUICE_JOIN_INNER:
    case SLUICE_JOIN_CROSS:
      return right_is_static ? 1 : left_is_static ? 0 : -1;
    default:
      return -1;
    }
}

SluiceQueryPlan *
sluice_query_plan_ref (SluiceQueryPlan *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_query_plan_unref (SluiceQueryPlan *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->sink_id);
  g_free (self->name);
  sluice_plan_unref (self->plan);
  g_free (self->format);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_strfreev (self->partition_by);
  g_free (self->checkpoint);
  sluice_settings_unref (self->settings);
  g_free (self);
}

const char *
sluice_output_mode_name (SluiceOutputMode mode)
{
  static const char *const names[] = { "Append", "Update", "Complete" };

  return names[mode];
}

gboolean
sluice_join_drops_unmatched (SluiceJoinType type, guint side)
{
  switch (type)
    {
    case SLUICE_JOIN_INNER:
    case SLUICE_JOIN_CROSS:
    case SLUICE_JOIN_LEFT_SEMI:
      return TRUE;
    case SLUICE_JOIN_LEFT:
    case SLUICE_JOIN_LEFT_ANTI:
      return side == 1;
    case SLUICE_JOIN_RIGHT:
      return side == 0;
    case SLUICE_JOIN_FULL:
    default:
      return FALSE;
    }
}

gboolean
sluice_join_gives_as_is (SluiceJoinType type, guint side)
{
  switch (type)
    {
    case SLUICE_JOIN_INNER:
    case SLUICE_JOIN_CROSS:
      return TRUE;
    case SLUICE_JOIN_LEFT:
    case SLUICE_JOIN_LEFT_SEMI:
    case SLUICE_JOIN_LEFT_ANTI:
      return side == 0;
    case SLUICE_JOIN_RIGHT:
      return side == 1;
    default:
      return FALSE;
    }
}
