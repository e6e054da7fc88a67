/* sluice-analysis-project.c: select, withColumns, drop and filter.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The columns of an output as they are collected. */
typedef struct
{
  GPtrArray *names; /* of char * */
  GPtrArray *exprs; /* of SluiceExpr * */
  gboolean window_below; /* below one of the generators */
} Columns;

static void
columns_init (Columns *columns)
{
  columns->names = g_ptr_array_new_with_free_func (g_free);
  columns->exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  columns->window_below = FALSE;
}

static void
columns_clear (Columns *columns)
{
  g_ptr_array_unref (columns->names);
  g_ptr_array_unref (columns->exprs);
}

static void
columns_add (Columns *columns, const char *name, SluiceExpr *expr)
{
  g_ptr_array_add (columns->names, g_strdup (name));
  g_ptr_array_add (columns->exprs, sluice_expr_ref (expr));
}

static SluiceType *
columns_schema (Columns *columns)
{
  g_autofree SluiceField *fields = g_new0 (SluiceField, columns->exprs->len + 1);

  for (guint i = 0; i < columns->exprs->len; i++)
    fields[i] = sluice_field_of (columns->names->pdata[i], columns->exprs->pdata[i]);

  return sluice_type_struct (fields, columns->exprs->len);
}

/* Puts a generator below the columns, and a window in it below that; what it gives are new columns of the plan. Takes the
 * plan over; NULL when the window can't be. */
static SluicePlan *
add_generator (SluiceAnalysis *self,
               SluiceNodeState *node,
               const char *field,
               SluicePlan *plan,
               SluiceNamedExpr *named,
               Columns *columns)
{
  SluicePlan *generate;
  guint n_input;

  columns->window_below = columns->window_below || sluice_expr_find_window (named->expr) != NULL;
  plan = sluice_analysis_extract_windows (self, node, field, &named->expr, 1, plan);
  if (plan == NULL)
    return NULL;
  n_input = plan->schema->n_fields;
  generate = sluice_plan_new_generate (node->public.node_id, plan, named);
  for (guint i = n_input; i < generate->schema->n_fields; i++)
    {
      g_autoptr (SluiceExpr) column = sluice_expr_new_column (i, &generate->schema->fields[i]);

      columns_add (columns, generate->schema->fields[i].name, column);
    }
  sluice_plan_unref (plan);

  return generate;
}

/* A column, which may name those before it. */
static gboolean
analyze_column (const char *text,
                const SluiceScope *scope,
                guint n_fields,
                const Columns *columns,
                GArray *named,
                GError **error)
{
  SluiceAllow allow = SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_STAR | SLUICE_ALLOW_WINDOW | SLUICE_ALLOW_AGGREGATES;
  g_autoptr (GArray) list = NULL;
  GError *own = NULL, *lateral = NULL;

  if (sluice_analyze_named (text, scope, allow, named, &own))
    return TRUE;
  if (!sluice_error_is_unresolved (own))
    {
      g_propagate_error (error, own);
      return FALSE;
    }
  list = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  g_array_set_clear_func (list, sluice_named_expr_clear);
  for (guint i = 0; i < columns->exprs->len; i++)
    {
      SluiceNamedExpr before = { .name = g_strdup (columns->names->pdata[i]),
                                 .expr = sluice_expr_ref (columns->exprs->pdata[i]) };

      g_array_append_val (list, before);
    }
  if (!sluice_analysis_lateral (text, scope, n_fields, allow, list, &lateral))
    {
      g_propagate_error (error, sluice_analysis_lateral_error (own, lateral));
      return FALSE;
    }
  g_error_free (own);
  for (guint i = columns->exprs->len; i < list->len; i++)
    {
      SluiceNamedExpr *found = &g_array_index (list, SluiceNamedExpr, i);

      g_array_append_val (named, *found);
      *found = (SluiceNamedExpr){ 0 };
    }

  return TRUE;
}

/* Turns texts into columns; generators become nodes of the plan at once. Problems of all texts are
 * reported. */
static gboolean
analyze_columns (SluiceAnalysis *self,
                 SluiceNodeState *node,
                 const SluiceScope *scope,
                 const SluiceText *texts,
                 guint n_texts,
                 SluicePlan **plan,
                 Columns *columns,
                 gboolean *aggregates)
{
  gboolean sound = TRUE;

  for (guint i = 0; i < n_texts; i++)
    {
      const SluiceText *text = &texts[i];
      g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
      GError *error = NULL;

      g_array_set_clear_func (named, sluice_named_expr_clear);
      if (!analyze_column (text->text, scope, (*plan)->schema->n_fields, columns, named, &error))
        {
          sluice_analysis_add_error (self, node, text->field, text->exact, error);
          sound = FALSE;
          continue;
        }
      for (guint k = 0; k < named->len; k++)
        {
          SluiceNamedExpr *column = &g_array_index (named, SluiceNamedExpr, k);

          *aggregates
              = *aggregates || sluice_expr_find_kind (column->expr, SLUICE_EXPR_AGGREGATE) != NULL;
          if (column->expr->kind == SLUICE_EXPR_GENERATOR)
            *plan = add_generator (self, node, text->field, *plan, column, columns);
          else
            columns_add (columns, column->name, column->expr);
          if (*plan == NULL)
            return FALSE;
        }
    }

  return sound;
}

/* The output's columns and behind them those of the plan below whose names the output has not: a
 * filter may use these, as Spark resolves missing columns below a projection (findings 51). */
static SluicePlan *
make_hidden (SluiceNodeState *node, SluicePlan *project, gboolean case_sensitive)
{
  SluicePlan *below = project->inputs[0];
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (SluiceType) schema = NULL;

  g_array_append_vals (fields, project->schema->fields, project->schema->n_fields);
  for (guint i = 0; i < project->project.n_exprs; i++)
    g_ptr_array_add (exprs, sluice_expr_ref (project->project.exprs[i]));
  for (guint i = 0; i < below->schema->n_fields; i++)
    if (sluice_type_find_field (project->schema, below->schema->fields[i].name, case_sensitive,
                                NULL)
        == 0)
      {
        g_array_append_val (fields, below->schema->fields[i]);
        g_ptr_array_add (exprs, sluice_expr_new_column (i, &below->schema->fields[i]));
      }
  if (exprs->len == project->project.n_exprs)
    return NULL;
  schema = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);

  return sluice_plan_new_project (node->public.node_id, schema, below,
                                  (SluiceExpr **) exprs->pdata);
}

static const char *
qualifier_of (const SluiceNodeState *node, guint column)
{
  for (guint i = 0; i < node->qualifiers->len; i++)
    {
      const SluiceQualifier *qualifier = &g_array_index (node->qualifiers, SluiceQualifier, i);

      if (column >= qualifier->first && column - qualifier->first < qualifier->n)
        return qualifier->name;
    }

  return NULL;
}

/* A column that passes as it is keeps its origin. */
static void
pass_qualifiers (SluiceNodeState *node, const Columns *columns)
{
  const SluiceNodeState *input = node->inputs[0];

  if (input->qualifiers->len == 0)
    return;
  for (guint i = 0; i < columns->exprs->len; i++)
    {
      const SluiceExpr *expr = columns->exprs->pdata[i];
      gboolean passes
          = expr->kind == SLUICE_EXPR_COLUMN && expr->index < input->public.schema->n_fields
            && strcmp (input->public.schema->fields[expr->index].name, columns->names->pdata[i])
                   == 0;

      sluice_node_state_add_qualifier (node, passes ? qualifier_of (input, expr->index) : NULL, i,
                                       1);
    }
}

/* A window is one column of the plan for all that name it. The one below a generator isn't seen from here, and rows would
 * come once for each of its places. */
static gboolean
has_window_again (const Columns *columns)
{
  for (guint i = 0; columns->window_below && i < columns->exprs->len; i++)
    if (sluice_expr_find_window (columns->exprs->pdata[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* Takes the plan over; NULL when a window among the columns can't be. */
static SluicePlan *
make_projection (SluiceAnalysis *self,
                 SluiceNodeState *node,
                 const char *field,
                 SluicePlan *plan,
                 Columns *columns)
{
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *project;

  if (has_window_again (columns))
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   _ ("A window within a generator can’t stand in another column too. Compute it in a "
                                      "select before."));
      sluice_plan_unref (plan);
      return NULL;
    }
  plan = sluice_analysis_extract_windows (self, node, field, (SluiceExpr **) columns->exprs->pdata,
                                          columns->exprs->len, plan);
  if (plan == NULL)
    return NULL;
  schema = columns_schema (columns);
  project = sluice_plan_new_project (node->public.node_id, schema, plan,
                                     (SluiceExpr **) columns->exprs->pdata);
  sluice_plan_unref (plan);

  return project;
}

static void
finish_projection (SluiceAnalysis *self,
                   SluiceNodeState *node,
                   const char *field,
                   SluicePlan *plan,
                   Columns *columns)
{
  SluicePlan *project = make_projection (self, node, field, plan, columns);

  if (project == NULL)
    return;
  node->hidden = make_hidden (node, project, self->settings->case_sensitive);
  sluice_node_state_finish (node, project);
  pass_qualifiers (node, columns);
}

void
sluice_analyze_select (SluiceAnalysis *self, SluiceNodeState *node)
{
  g_autoptr (GArray) texts = sluice_analysis_texts (self, node, "columns", TRUE);
  gboolean aggregates = FALSE;
  gboolean sound;
  SluiceScopeInput *inputs;
  SluiceScope scope;
  SluicePlan *plan;
  Columns columns;

  if (texts == NULL)
    return;
  plan = sluice_plan_ref (node->inputs[0]->public.plan);
  columns_init (&columns);
  scope = sluice_analysis_scope (self, node->inputs[0], &inputs);
  sound = analyze_columns (self, node, &scope, (const SluiceText *) (gpointer) texts->data, texts->len,
                           &plan, &columns, &aggregates);
  sluice_scope_clear (inputs, scope.n_inputs);
  if (sound && aggregates)
    sluice_analyze_global_aggregation (self, node);
  else if (sound)
    finish_projection (self, node, "columns", g_steal_pointer (&plan), &columns);
  sluice_plan_unref (plan);
  columns_clear (&columns);
}

/* What an expression can name behind some of the columns: those of the input stand where they did, though one may have
 * another type now, and the new ones come behind them. */
static SluiceScope
scope_behind (SluiceAnalysis *self, SluiceNodeState *node, const SluicePlan *plan, SluiceScopeInput **inputs)
{
  SluiceScope scope = sluice_analysis_scope (self, node->inputs[0], inputs);
  guint n_input = node->inputs[0]->public.schema->n_fields;
  guint n_new = plan->schema->n_fields - n_input;

  for (guint i = 0; i < scope.n_inputs; i++)
    {
      SluiceScopeInput *input = &(*inputs)[i];
      guint n = input->schema->n_fields;

      sluice_type_unref ((SluiceType *) input->schema);
      input->schema = sluice_type_slice (plan->schema, input->first_column, n);
    }
  if (n_new == 0)
    return scope;

  *inputs = g_renew (SluiceScopeInput, *inputs, scope.n_inputs + 1);
  (*inputs)[scope.n_inputs] = (SluiceScopeInput){
    NULL, sluice_type_slice (plan->schema, n_input, n_new), n_input,
  };
  scope.inputs = *inputs;
  scope.n_inputs++;

  return scope;
}

/* The columns of the plan below, with those of the same name replaced, and the new ones behind them. */
static void
replace_columns (const SluiceType *schema, Columns *added, gboolean case_sensitive, Columns *columns)
{
  g_autoptr (SluiceType) names = columns_schema (added);

  for (guint i = 0; i < schema->n_fields; i++)
    {
      g_autoptr (SluiceExpr) column = sluice_expr_new_column (i, &schema->fields[i]);
      guint found = 0;

      /* A column that is replaced keeps its place and takes the new name's spelling. */
      if (sluice_type_find_field (names, schema->fields[i].name, case_sensitive, &found) > 0)
        columns_add (columns, added->names->pdata[found], added->exprs->pdata[found]);
      else
        columns_add (columns, schema->fields[i].name, column);
    }
  for (guint i = 0; i < added->exprs->len; i++)
    if (sluice_type_find_field (schema, added->names->pdata[i], case_sensitive, NULL) == 0)
      columns_add (columns, added->names->pdata[i], added->exprs->pdata[i]);
}

/* One column of withColumns: the ones before it can be named. Takes the plan over; returns the plan with the column, or
 * NULL when the node is finished or something is wrong. */
static SluicePlan *
add_column (SluiceAnalysis *self,
            SluiceNodeState *node,
            const SluiceText *text,
            gboolean last,
            SluicePlan *plan,
            gboolean *aggregates)
{
  g_autoptr (SluiceType) schema = sluice_type_ref (plan->schema);
  SluiceScopeInput *inputs;
  SluiceScope scope = scope_behind (self, node, plan, &inputs);
  SluicePlan *result = NULL;
  Columns added, columns;

  columns_init (&added);
  columns_init (&columns);
  if (analyze_columns (self, node, &scope, text, 1, &plan, &added, aggregates) && !*aggregates)
    {
      replace_columns (schema, &added, self->settings->case_sensitive, &columns);
      if (last)
        finish_projection (self, node, "columns", g_steal_pointer (&plan), &columns);
      else
        result = make_projection (self, node, "columns", g_steal_pointer (&plan), &columns);
    }
  sluice_plan_unref (plan);
  sluice_scope_clear (inputs, scope.n_inputs);
  columns_clear (&added);
  columns_clear (&columns);

  return result;
}

void
sluice_analyze_with_columns (SluiceAnalysis *self, SluiceNodeState *node)
{
  g_autoptr (GArray) texts = sluice_analysis_texts (self, node, "columns", TRUE);
  gboolean aggregates = FALSE;
  gboolean sound = TRUE;
  SluicePlan *plan;

  if (texts == NULL)
    return;
  plan = sluice_plan_ref (node->inputs[0]->public.plan);
  for (guint i = 0; i < texts->len; i++)
    {
      gboolean last = i + 1 == texts->len;
      SluicePlan *next = add_column (self, node, &g_array_index (texts, SluiceText, i), last && sound,
                                     sluice_plan_ref (plan), &aggregates);

      /* What is wrong with one column doesn't silence the others. */
      sound = sound && (next != NULL || last);
      if (next == NULL)
        continue;
      sluice_plan_unref (plan);
      plan = next;
    }
  sluice_plan_unref (plan);
  g_clear_pointer (&node->hidden, sluice_plan_unref);
  if (aggregates)
    sluice_problem_explain (
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, "columns", "MISSING_GROUP_BY",
            "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window "
            "functions using OVER clauses."),
        _ ("Use a “groupBy” node for aggregates."));
}

static char *
unquote (const char *name)
{
  gsize length = strlen (name);
  g_auto (GStrv) parts = NULL;
  g_autofree char *inner = NULL;

  if (length < 2 || name[0] != '`' || name[length - 1] != '`')
    return g_strdup (name);
  inner = g_strndup (name + 1, length - 2);
  parts = g_strsplit (inner, "``", -1);

  return g_strjoinv ("`", parts);
}

void
sluice_analyze_drop (SluiceAnalysis *self, SluiceNodeState *node)
{
  g_autoptr (GArray) texts = sluice_analysis_texts (self, node, "columns", TRUE);
  const SluiceType *schema = node->inputs[0]->public.schema;
  Columns columns;

  if (texts == NULL)
    return;
  columns_init (&columns);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      gboolean dropped = FALSE;
      g_autoptr (SluiceExpr) column = sluice_expr_new_column (i, &schema->fields[i]);

      for (guint t = 0; t < texts->len; t++)
        {
          g_autofree char *name = unquote (g_array_index (texts, SluiceText, t).text);

          dropped = dropped
                    || (self->settings->case_sensitive
                            ? strcmp (name, schema->fields[i].name)
                            : g_ascii_strcasecmp (name, schema->fields[i].name))
                           == 0;
        }
      if (!dropped)
        columns_add (&columns, schema->fields[i].name, column);
    }
  for (guint t = 0; t < texts->len; t++)
    {
      const SluiceText *text = &g_array_index (texts, SluiceText, t);
      g_autofree char *name = unquote (text->text);

      if (sluice_type_find_field (schema, name, self->settings->case_sensitive, NULL) == 0)
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ADVICE, node, text->field, NULL,
                                     _ ("There is no column “%s” to leave out."), name);
    }
  finish_projection (self, node, "columns", sluice_plan_ref (node->inputs[0]->public.plan),
                     &columns);
  columns_clear (&columns);
}

/* Filters. */

/* Says it as Spark does when a condition has what only other places may have. */
static void
report_condition (SluiceAnalysis *self,
                  SluiceNodeState *node,
                  const SluiceText *text,
                  const SluiceScope *scope,
                  GError *error)
{
  g_autoptr (SluiceExpr) expr = NULL;
  const char *condition = sluice_error_condition (error);
  SluiceExpr *aggregate;

  if (condition != NULL && g_str_has_prefix (condition, "UNSUPPORTED_GENERATOR"))
    {
      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, text->field, "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT",
          "The generator is not supported: outside the SELECT clause, found: 'Filter (%s).",
          text->text);
      g_error_free (error);
      return;
    }
  if (g_strcmp0 (condition, "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING") == 0)
    {
      sluice_error_set_condition (error, "WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE");
      sluice_analysis_add_error (self, node, text->field, text->exact, error);
      return;
    }
  expr
      = sluice_analyze (text->text, scope, SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS, NULL);
  if (expr != NULL && expr->kind == SLUICE_EXPR_GENERATOR)
    sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_ERROR, node, text->field, "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT",
        "The generator is not supported: outside the SELECT clause, found: 'Filter %s.",
        text->text);
  else if (expr != NULL
           && (aggregate = sluice_expr_find_kind (expr, SLUICE_EXPR_AGGREGATE)) != NULL)
    {
      g_autofree char *whole = sluice_expr_to_sql (expr, node->inputs[0]->public.schema);
      g_autofree char *part = sluice_expr_to_sql (aggregate, node->inputs[0]->public.schema);

      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, text->field, "INVALID_WHERE_CONDITION",
          "The WHERE condition \"%s\" contains invalid expressions: %s.", whole, part);
    }
  else
    {
      sluice_analysis_add_error (self, node, text->field, text->exact, error);
      return;
    }
  g_error_free (error);
}

/* A filter over what the node before still had, and then that node's own columns. */
static gboolean
filter_hidden (SluiceAnalysis *self, SluiceNodeState *node, const SluiceText *text)
{
  SluicePlan *hidden = node->inputs[0]->hidden;
  const SluiceType *schema = node->inputs[0]->public.schema;
  SluiceScopeInput input = { NULL, NULL, 0 };
  SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (SluiceExpr) condition = NULL;
  g_autoptr (SluicePlan) filter = NULL;
  g_autoptr (GPtrArray) exprs = NULL;

  if (hidden == NULL)
    return FALSE;
  input.schema = hidden->schema;
  condition = sluice_analyze_condition (text->text, &scope, NULL);
  if (condition == NULL)
    return FALSE;
  filter = sluice_plan_new_filter (node->public.node_id, hidden, condition);
  exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  for (guint i = 0; i < schema->n_fields; i++)
    g_ptr_array_add (exprs, sluice_expr_new_column (i, &schema->fields[i]));
  sluice_node_state_finish (node, sluice_plan_new_project (node->public.node_id, schema, filter,
                                                           (SluiceExpr **) exprs->pdata));
  sluice_node_state_keep_qualifiers (node, node->inputs[0]);
  node->hidden = sluice_plan_ref (filter);

  return TRUE;
}

/* A filter by a window. Takes the plan over; NULL when a window can't be. */
static SluicePlan *
filter_by_window (SluiceAnalysis *self, SluiceNodeState *node, SluiceExpr **condition, SluicePlan *plan)
{
  SluicePlan *with_window = sluice_analysis_extract_windows (self, node, "condition", condition, 1, plan);
  SluicePlan *filter;

  if (with_window == NULL)
    return NULL;
  filter = sluice_plan_new_filter (node->public.node_id, with_window, *condition);
  sluice_plan_unref (with_window);

  return sluice_analysis_put_window_first (node, filter);
}

void
sluice_analyze_filter (SluiceAnalysis *self, SluiceNodeState *node)
{
  SluiceNodeState *input = node->inputs[0];
  SluiceScopeInput *inputs;
  SluiceScope scope = sluice_analysis_scope (self, input, &inputs);
  g_autoptr (SluiceExpr) condition = NULL;
  GError *error = NULL;
  SluiceText text;

  if (!sluice_analysis_text (self, node, "condition", TRUE, &text))
    goto out;
  condition = sluice_analyze_condition (text.text, &scope, &error);
  if (condition != NULL && sluice_expr_find_window (condition) != NULL)
    {
      SluicePlan *plan = filter_by_window (self, node, &condition, sluice_plan_ref (input->public.plan));

      if (plan != NULL)
        {
          sluice_node_state_finish (node, plan);
          sluice_node_state_keep_qualifiers_behind_window (node, input);
        }
    }
  else if (condition != NULL)
    {
      sluice_node_state_finish (
          node, sluice_plan_new_filter (node->public.node_id, input->public.plan, condition));
      sluice_node_state_keep_qualifiers (node, input);
      if (input->hidden != NULL)
        node->hidden = sluice_plan_new_filter (node->public.node_id, input->hidden, condition);
    }
  else if (sluice_error_is_unresolved (error) && filter_hidden (self, node, &text))
    g_error_free (error);
  else
    report_condition (self, node, &text, &scope, error);

out:
  sluice_text_clear (&text);
  sluice_scope_clear (inputs, scope.n_inputs);
}
