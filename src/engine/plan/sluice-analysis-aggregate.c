/* sluice-analysis-aggregate.c: groupBy.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-functions-window.h"

/*
 * An output column such as `count(*) + 1 AS n` is taken apart: its aggregate functions go into an
 * AGGREGATE, whose output is the keys and then these functions, and what remains becomes a
 * projection over that.
 */
typedef struct
{
  SluiceAnalysis *analysis;
  SluiceNodeState *node;
  gboolean global;   /* a select of aggregates: one group, its columns are the outputs */
  SluicePlan *input; /* what is grouped: the node's input, perhaps with windows put below */
  guint n_input;     /* columns of the node's input; behind them, in a second try, stand the keys */
  GArray *keys;      /* of SluiceNamedExpr */
  GPtrArray *aggregates; /* of SluiceExpr * */
  GArray *outputs;       /* of SluiceNamedExpr, over the keys and aggregates once rewritten */
  GPtrArray *fields;     /* for each output, of const char *: the field that it stands in */
} Grouping;

/* Whether a generator that stands among the keys has columns in it: what it gives stays among the outputs, which then
 * have columns that are no keys. */
static gboolean
reads_columns (const char *text, const SluiceScope *scope)
{
  g_autoptr (SluiceExpr) expr = sluice_analyze (text, scope, SLUICE_ALLOW_GENERATORS, NULL);

  return expr != NULL && sluice_expr_find_kind (expr, SLUICE_EXPR_COLUMN) != NULL;
}

static gboolean
analyze_keys (Grouping *grouping, const SluiceScope *scope)
{
  g_autoptr (GArray) texts = NULL;
  gboolean sound;

  if (grouping->global)
    return TRUE;
  texts = sluice_analysis_texts (grouping->analysis, grouping->node, "keys", FALSE);
  sound = texts != NULL;
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      const SluiceText *text = &g_array_index (texts, SluiceText, i);
      GError *error = NULL;

      if (!sluice_analyze_named (text->text, scope, SLUICE_ALLOW_WINDOW, grouping->keys, &error))
        {
          const char *condition = sluice_error_condition (error);

          if (g_strcmp0 (condition, "INVALID_WHERE_CONDITION") == 0)
            sluice_error_set_condition (error, "GROUP_BY_AGGREGATE");
          else if (condition != NULL && g_str_has_prefix (condition, "UNSUPPORTED_GENERATOR"))
            sluice_error_set_condition (error, reads_columns (text->text, scope) ? "MISSING_AGGREGATION"
                                                                                 : "UNSUPPORTED_EXPR_FOR_OPERATOR");
          sluice_analysis_add_error (grouping->analysis, grouping->node, text->field, text->exact,
                                     error);
          sound = FALSE;
        }
    }

  return sound;
}

/* The keys' names are known to the aggregates too, and those of the outputs before, unless the input has a column of
 * that name. Of a key and an output with one name, which are the same mostly, the key is meant. */
static gboolean
analyze_with_keys (Grouping *grouping,
                   const char *text,
                   const SluiceScope *scope,
                   SluiceAllow allow,
                   GError **error)
{
  guint n_keys = grouping->keys->len;
  g_autofree SluiceScopeInput *inputs = g_new0 (SluiceScopeInput, scope->n_inputs + 1);
  g_autofree SluiceField *fields = g_new0 (SluiceField, n_keys + 1);
  g_autoptr (SluiceType) keys = NULL;
  SluiceScope wider = { inputs, scope->n_inputs + 1, scope->settings };

  for (guint i = 0; i < n_keys; i++)
    {
      const SluiceNamedExpr *key = &g_array_index (grouping->keys, SluiceNamedExpr, i);

      fields[i] = sluice_field_of (key->name, key->expr);
    }
  keys = sluice_type_struct (fields, n_keys);
  memcpy (inputs, scope->inputs, sizeof (SluiceScopeInput) * scope->n_inputs);
  inputs[scope->n_inputs].schema = keys;
  inputs[scope->n_inputs].first_column = grouping->n_input;

  return sluice_analyze_named (text, &wider, allow, grouping->outputs, NULL)
         || sluice_analysis_lateral (text, &wider, grouping->n_input + n_keys, allow, grouping->outputs, error);
}

static gboolean
analyze_outputs (Grouping *grouping, const SluiceScope *scope)
{
  g_autoptr (GArray) texts = sluice_analysis_texts (
      grouping->analysis, grouping->node, grouping->global ? "columns" : "aggregates", TRUE);
  SluiceAllow allow = SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_STAR;
  gboolean sound = texts != NULL;

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      const SluiceText *text = &g_array_index (texts, SluiceText, i);
      GError *error = NULL;

      if (!sluice_analyze_named (text->text, scope, allow, grouping->outputs, &error))
        {
          GError *wider = NULL;

          if (sluice_error_is_unresolved (error)
              && analyze_with_keys (grouping, text->text, scope, allow, &wider))
            g_error_free (error);
          else
            {
              sluice_analysis_add_error (grouping->analysis, grouping->node, text->field,
                                         text->exact, sluice_analysis_lateral_error (error, wider));
              sound = FALSE;
            }
        }
      while (grouping->fields->len < grouping->outputs->len)
        g_ptr_array_add (grouping->fields, g_strdup (text->field));
    }

  return sound;
}

/* Windows: one key may be one, and is then computed by the aggregation itself; windows that are
 * only part of a key, or stand in an aggregate, become columns below it. */
static gboolean
extract_windows (Grouping *grouping)
{
  guint n_keys = grouping->keys->len, n = n_keys + grouping->aggregates->len;
  g_autofree SluiceExpr **exprs = g_new0 (SluiceExpr *, n + 1);
  const SluiceExpr *window = NULL;
  gboolean nested = FALSE;

  for (guint i = 0; i < n_keys; i++)
    {
      SluiceNamedExpr *key = &g_array_index (grouping->keys, SluiceNamedExpr, i);

      exprs[i] = key->expr;
      if (!sluice_expr_is_window (key->expr))
        nested = nested || sluice_expr_find_window (key->expr) != NULL;
      else if (window == NULL)
        window = key->expr;
      else if (!sluice_expr_equal (window, key->expr))
        {
          sluice_analysis_add_problem (
              grouping->analysis, SLUICE_SEVERITY_ERROR, grouping->node, "keys",
              "_LEGACY_ERROR_TEMP_1039",
              "Multiple time/session window expressions would result in a cartesian product "
              "of rows, therefore they are currently not supported.");
          return FALSE;
        }
      else
        nested = TRUE;
    }
  for (guint i = n_keys; i < n; i++)
    {
      exprs[i] = grouping->aggregates->pdata[i - n_keys];
      nested = nested || sluice_expr_find_window (exprs[i]) != NULL;
    }
  if (!nested)
    return TRUE;

  grouping->input = sluice_analysis_extract_windows (grouping->analysis, grouping->node, "keys",
                                                     exprs, n, grouping->input);
  for (guint i = 0; i < n_keys; i++)
    g_array_index (grouping->keys, SluiceNamedExpr, i).expr = exprs[i];
  for (guint i = n_keys; i < n; i++)
    grouping->aggregates->pdata[i - n_keys] = exprs[i];

  return grouping->input != NULL;
}

static SluiceExpr *
aggregate_column (Grouping *grouping, SluiceExpr *aggregate)
{
  SluiceField field = sluice_field_of ("", aggregate);
  guint index;

  field.watermark_delay_ms = -1;
  for (index = 0; index < grouping->aggregates->len; index++)
    if (sluice_expr_equal (grouping->aggregates->pdata[index], aggregate))
      break;
  if (index == grouping->aggregates->len)
    g_ptr_array_add (grouping->aggregates, sluice_expr_ref (aggregate));

  return sluice_expr_new_column (grouping->keys->len + index, &field);
}

static SluiceField
key_field (const SluiceNamedExpr *key)
{
  SluiceField field = sluice_field_of (key->name, key->expr);

  if (sluice_expr_is_window (key->expr))
    field.nullable = sluice_window_may_be_null (key->expr);

  return field;
}

static SluiceExpr *
key_column (Grouping *grouping, guint index)
{
  const SluiceNamedExpr *key = &g_array_index (grouping->keys, SluiceNamedExpr, index);
  SluiceField field = key_field (key);

  return sluice_expr_new_column (index, &field);
}

static gboolean
uses_keys (const SluiceExpr *expr, guint n_input)
{
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return expr->index >= n_input;
  for (guint i = 0; i < expr->n_args; i++)
    if (uses_keys (expr->args[i], n_input))
      return TRUE;

  return expr->filter != NULL && uses_keys (expr->filter, n_input);
}

/* Moves an expression over the input to the keys and aggregates. */
static SluiceExpr *
rewrite (Grouping *grouping, SluiceExpr *expr, const char *field)
{
  g_autofree SluiceExpr **args = NULL;
  SluiceExpr *result = NULL;
  guint n;

  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    {
      if (!uses_keys (expr, grouping->n_input))
        return aggregate_column (grouping, expr);
      sluice_analysis_add_problem (grouping->analysis, SLUICE_SEVERITY_ERROR, grouping->node, field,
                                   "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC",
                                   "The feature is not supported: Referencing a lateral column "
                                   "alias in an aggregate function.");
      return NULL;
    }
  for (guint i = 0; i < grouping->keys->len; i++)
    if (sluice_expr_equal (g_array_index (grouping->keys, SluiceNamedExpr, i).expr, expr))
      return key_column (grouping, i);
  if (expr->kind == SLUICE_EXPR_COLUMN && expr->index >= grouping->n_input)
    return key_column (grouping, expr->index - grouping->n_input);
  if (expr->kind == SLUICE_EXPR_COLUMN && grouping->global)
    {
      sluice_problem_explain (
          sluice_analysis_add_problem (
              grouping->analysis, SLUICE_SEVERITY_ERROR, grouping->node, field, "MISSING_GROUP_BY",
              "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the "
              "window functions using OVER clauses."),
          _ ("Some columns are aggregates and some are not. Use a “groupBy” node with the others "
             "as its keys."));
      return NULL;
    }
  if (expr->kind == SLUICE_EXPR_COLUMN)
    {
      SluiceProblem *problem = sluice_analysis_add_problem (
          grouping->analysis, SLUICE_SEVERITY_ERROR, grouping->node, field, "MISSING_AGGREGATION",
          "The non-aggregating expression \"%s\" is based on columns which are not participating "
          "in the GROUP BY clause.",
          grouping->input->schema->fields[expr->index].name);

      sluice_problem_explain (
          problem, _ ("Add it to the keys, or put it into a function such as first() or max()."));
      return NULL;
    }
  if (expr->n_args == 0)
    return sluice_expr_ref (expr);

  args = g_new0 (SluiceExpr *, expr->n_args);
  for (n = 0; n < expr->n_args; n++)
    {
      args[n] = rewrite (grouping, expr->args[n], field);
      if (args[n] == NULL)
        goto out;
    }
  result = sluice_expr_copy_with_args (expr, args);
  result->watermark_delay_ms = -1;

out:
  for (guint i = 0; i < n; i++)
    sluice_expr_unref (args[i]);

  return result;
}

/* Beside aggregates only one output may give several rows. */
static gboolean
check_generators (Grouping *grouping)
{
  guint n = 0;

  for (guint i = 0; i < grouping->outputs->len; i++)
    if (g_array_index (grouping->outputs, SluiceNamedExpr, i).expr->kind == SLUICE_EXPR_GENERATOR && n++ > 0)
      {
        sluice_analysis_add_problem (
            grouping->analysis, SLUICE_SEVERITY_ERROR, grouping->node, grouping->fields->pdata[i],
            "UNSUPPORTED_GENERATOR.MULTI_GENERATOR",
            "The generator is not supported: only one generator allowed per aggregate clause.");
        return FALSE;
      }

  return TRUE;
}

static gboolean
rewrite_outputs (Grouping *grouping)
{
  gboolean sound = check_generators (grouping);

  for (guint i = 0; i < grouping->outputs->len; i++)
    {
      SluiceNamedExpr *output = &g_array_index (grouping->outputs, SluiceNamedExpr, i);
      SluiceExpr *rewritten = rewrite (grouping, output->expr, grouping->fields->pdata[i]);

      if (rewritten == NULL)
        {
          sound = FALSE;
          continue;
        }
      sluice_expr_unref (output->expr);
      output->expr = rewritten;
    }

  return sound;
}

/* The time of a window of windows is their last moment. */
static SluiceExpr *
window_time (SluiceAnalysis *self, SluiceExpr *time)
{
  SluiceField field = sluice_field_of ("w", time);
  g_autoptr (SluiceType) schema = NULL;
  SluiceScopeInput input = { NULL, NULL, 0 };
  SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (SluiceExpr) call = NULL;

  if (time->type->id != SLUICE_TYPE_STRUCT)
    return sluice_expr_ref (time);

  schema = sluice_type_struct (&field, 1);
  input.schema = schema;
  call = sluice_analyze ("window_time(w)", &scope, SLUICE_ALLOW_NOTHING, NULL);
  g_assert (call != NULL);

  return sluice_expr_map_columns (call, &time, 1);
}

static void
set_window (Grouping *grouping, SluicePlan *plan, guint index, const SluiceExpr *window)
{
  const SluiceWindowSpec *spec = sluice_window_spec (window);

  plan->aggregate.window_key = (int) index;
  plan->aggregate.window_time = window_time (grouping->analysis, window->args[0]);
  if (spec != NULL)
    {
      plan->aggregate.window_size_us = spec->size_us;
      plan->aggregate.window_slide_us = spec->slide_us;
      plan->aggregate.window_start_us = spec->offset_us;
    }
  else
    plan->aggregate.session_gap = sluice_expr_ref (window->args[1]);
}

/* A column that already has sessions: they merge again. */
static gboolean
is_session_column (Grouping *grouping, const SluiceExpr *key)
{
  return key->kind == SLUICE_EXPR_COLUMN && key->index < grouping->input->schema->n_fields
         && sluice_plan_is_session (grouping->input, key->index);
}

static SluicePlan *
make_aggregate (Grouping *grouping)
{
  guint n_keys = grouping->keys->len;
  guint n = n_keys + grouping->aggregates->len;
  g_autofree SluiceField *fields = g_new0 (SluiceField, n + 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *plan;

  for (guint i = 0; i < n_keys; i++)
    fields[i] = key_field (&g_array_index (grouping->keys, SluiceNamedExpr, i));
  for (guint i = n_keys; i < n; i++)
    {
      SluiceExpr *aggregate = grouping->aggregates->pdata[i - n_keys];

      g_ptr_array_add (names, sluice_expr_to_sql (aggregate, grouping->input->schema));
      fields[i] = sluice_field_of (names->pdata[i - n_keys], aggregate);
      fields[i].watermark_delay_ms = -1;
    }
  schema = sluice_type_struct (fields, n);

  plan = sluice_plan_new (SLUICE_PLAN_AGGREGATE, grouping->node->public.node_id, schema,
                          &grouping->input, 1);
  plan->aggregate.n_keys = n_keys;
  plan->aggregate.keys = g_new0 (SluiceExpr *, n_keys + 1);
  plan->aggregate.n_aggregates = grouping->aggregates->len;
  plan->aggregate.aggregates
      = sluice_exprs_ref ((SluiceExpr **) grouping->aggregates->pdata, grouping->aggregates->len);
  plan->aggregate.window_key = -1;
  plan->aggregate.event_time_key = -1;
  for (guint i = 0; i < n_keys; i++)
    {
      SluiceExpr *key = g_array_index (grouping->keys, SluiceNamedExpr, i).expr;

      if (sluice_expr_is_window (key))
        set_window (grouping, plan, i, key);
      else if (plan->aggregate.window_key < 0 && is_session_column (grouping, key))
        {
          plan->aggregate.window_key = (int) i;
          sluice_analysis_split_session (grouping->analysis, key, &plan->aggregate.window_time,
                                         &plan->aggregate.session_gap);
        }
      else
        plan->aggregate.keys[i] = sluice_expr_ref (key);
      if (fields[i].watermark_delay_ms >= 0 && plan->aggregate.event_time_key < 0)
        plan->aggregate.event_time_key = (int) i;
    }

  return plan;
}

/* Whether the aggregation gives the outputs already, in their order. */
static gboolean
outputs_are_plain (Grouping *grouping)
{
  if (grouping->outputs->len != grouping->aggregates->len)
    return FALSE;
  for (guint i = 0; i < grouping->outputs->len; i++)
    {
      const SluiceExpr *expr = g_array_index (grouping->outputs, SluiceNamedExpr, i).expr;

      if (expr->kind != SLUICE_EXPR_COLUMN || expr->index != grouping->keys->len + i)
        return FALSE;
    }

  return TRUE;
}

static SluicePlan *
rename_outputs (Grouping *grouping, SluicePlan *aggregate)
{
  guint n = aggregate->schema->n_fields;
  g_autofree SluiceField *fields = g_memdup2 (aggregate->schema->fields, sizeof (SluiceField) * n);
  SluiceType *schema;

  for (guint i = 0; i < grouping->outputs->len; i++)
    fields[grouping->keys->len + i].name
        = g_array_index (grouping->outputs, SluiceNamedExpr, i).name;
  schema = sluice_type_struct (fields, n);
  sluice_type_unref (aggregate->schema);
  aggregate->schema = schema;

  return aggregate;
}

static SluicePlan *
project_outputs (Grouping *grouping, SluicePlan *plan)
{
  guint n_keys = grouping->keys->len;
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autoptr (GPtrArray) generated
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *project;

  for (guint i = 0; i < n_keys; i++)
    {
      g_ptr_array_add (exprs, key_column (grouping, i));
      g_array_append_val (fields, plan->schema->fields[i]);
    }
  for (guint i = 0; i < grouping->outputs->len; i++)
    {
      const SluiceNamedExpr *output = &g_array_index (grouping->outputs, SluiceNamedExpr, i);
      guint n_before = plan->schema->n_fields;

      if (output->expr->kind == SLUICE_EXPR_GENERATOR)
        {
          SluicePlan *generate
              = sluice_plan_new_generate (grouping->node->public.node_id, plan, output);

          for (guint k = n_before; k < generate->schema->n_fields; k++)
            {
              g_ptr_array_add (exprs, sluice_expr_new_column (k, &generate->schema->fields[k]));
              g_array_append_val (fields, generate->schema->fields[k]);
            }
          /* The fields' names are its schema's; it is kept until the projection has its own. */
          g_ptr_array_add (generated, plan);
          plan = generate;
        }
      else
        {
          SluiceField field = sluice_field_of (output->name, output->expr);

          g_ptr_array_add (exprs, sluice_expr_ref (output->expr));
          g_array_append_val (fields, field);
        }
    }
  schema = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
  project = sluice_plan_new_project (grouping->node->public.node_id, schema, plan,
                                     (SluiceExpr **) exprs->pdata);
  sluice_plan_unref (plan);

  return project;
}

static void
analyze_grouping (SluiceAnalysis *self, SluiceNodeState *node, gboolean global)
{
  Grouping grouping = { self, node, global, sluice_plan_ref (node->inputs[0]->public.plan), 0, NULL,
                        NULL, NULL, NULL };
  SluiceScopeInput *inputs;
  SluiceScope scope = sluice_analysis_scope (self, node->inputs[0], &inputs);
  gboolean sound;

  grouping.n_input = grouping.input->schema->n_fields;
  grouping.keys = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  g_array_set_clear_func (grouping.keys, sluice_named_expr_clear);
  grouping.outputs = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  g_array_set_clear_func (grouping.outputs, sluice_named_expr_clear);
  grouping.aggregates = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  grouping.fields = g_ptr_array_new_with_free_func (g_free);

  sound = analyze_keys (&grouping, &scope);
  sound = analyze_outputs (&grouping, &scope) && sound;
  sound = sound && rewrite_outputs (&grouping) && extract_windows (&grouping);
  if (sound)
    {
      SluicePlan *aggregate = make_aggregate (&grouping);

      sluice_node_state_finish (node, outputs_are_plain (&grouping)
                                          ? rename_outputs (&grouping, aggregate)
                                          : project_outputs (&grouping, aggregate));
    }

  sluice_plan_unref (grouping.input);
  g_array_unref (grouping.keys);
  g_array_unref (grouping.outputs);
  g_ptr_array_unref (grouping.aggregates);
  g_ptr_array_unref (grouping.fields);
  sluice_scope_clear (inputs, scope.n_inputs);
}

SluicePlan *
sluice_analysis_make_aggregation (SluiceAnalysis *self,
                                  SluiceNodeState *node,
                                  const char *field,
                                  SluicePlan *input,
                                  GArray *keys,
                                  GArray *outputs)
{
  Grouping grouping = { .analysis = self,
                        .node = node,
                        .global = keys->len == 0,
                        .input = sluice_plan_ref (input),
                        .n_input = input->schema->n_fields,
                        .keys = keys,
                        .outputs = outputs };
  SluicePlan *plan = NULL;

  grouping.aggregates = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  grouping.fields = g_ptr_array_new ();
  for (guint i = 0; i < outputs->len; i++)
    g_ptr_array_add (grouping.fields, (gpointer) field);
  if (rewrite_outputs (&grouping) && extract_windows (&grouping))
    plan = make_aggregate (&grouping);
  sluice_plan_unref (grouping.input);
  g_ptr_array_unref (grouping.aggregates);
  g_ptr_array_unref (grouping.fields);

  return plan;
}

void
sluice_analyze_group_by (SluiceAnalysis *self, SluiceNodeState *node)
{
  analyze_grouping (self, node, FALSE);
}

void
sluice_analyze_global_aggregation (SluiceAnalysis *self, SluiceNodeState *node)
{
  analyze_grouping (self, node, TRUE);
}
