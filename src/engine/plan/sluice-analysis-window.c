/* sluice-analysis-window.c: time windows in expressions, and other looks into expressions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <string.h>

#include "expr/sluice-functions-window.h"
#include "plan/sluice-predicate.h"

gboolean
sluice_expr_is_window (const SluiceExpr *expr)
{
  return sluice_window_spec (expr) != NULL || sluice_expr_is_session_window (expr);
}

gboolean
sluice_window_may_be_null (const SluiceExpr *window)
{
  const SluiceWindowSpec *spec = sluice_window_spec (window);

  return spec != NULL && spec->slide_us != spec->size_us;
}

SluiceExpr *
sluice_expr_find_window (SluiceExpr *expr)
{
  if (sluice_expr_is_window (expr))
    return expr;
  for (guint i = 0; i < expr->n_args; i++)
    {
      SluiceExpr *found = sluice_expr_find_window (expr->args[i]);

      if (found != NULL)
        return found;
    }

  return expr->filter != NULL ? sluice_expr_find_window (expr->filter) : NULL;
}

SluiceExpr *
sluice_expr_find_kind (SluiceExpr *expr, SluiceExprKind kind)
{
  if (expr->kind == kind)
    return expr;
  for (guint i = 0; i < expr->n_args; i++)
    {
      SluiceExpr *found = sluice_expr_find_kind (expr->args[i], kind);

      if (found != NULL)
        return found;
    }

  return expr->filter != NULL ? sluice_expr_find_kind (expr->filter, kind) : NULL;
}

gboolean
sluice_error_is_unresolved (const GError *error)
{
  const char *condition = sluice_error_condition (error);

  return condition != NULL && g_str_has_prefix (condition, "UNRESOLVED_COLUMN");
}

SluiceField
sluice_field_of (const char *name, const SluiceExpr *expr)
{
  SluiceField field = { (char *) name, expr->type, expr->nullable, expr->watermark_delay_ms };

  return field;
}

/* An expression over the names `a` and `b`, with @args in their places. */
static SluiceExpr *
call_of_two (SluiceAnalysis *self, const char *text, SluiceExpr **args)
{
  SluiceField fields[2] = { sluice_field_of ("a", args[0]), sluice_field_of ("b", args[1]) };
  g_autoptr (SluiceType) schema = sluice_type_struct (fields, 2);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (SluiceExpr) call = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, NULL);

  g_assert (call != NULL);

  return sluice_expr_map_columns (call, args, 2);
}

/* Outside of a grouping nothing merges: each row has a session of its own, from its time to the end of the gap, and one
 * whose time or gap makes none is left out. */
static SluicePlan *
make_sessions (SluiceAnalysis *self,
               SluiceNodeState *node,
               const SluiceExpr *window,
               SluicePlan *input,
               const SluiceType *schema)
{
  guint n = input->schema->n_fields;
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (SluiceExpr) lasts = call_of_two (self, "a + b > a", window->args);
  g_autoptr (SluicePlan) filter = sluice_plan_new_filter (node->public.node_id, input, lasts);
  SluiceExpr *session = call_of_two (self, "named_struct('start', a, 'end', a + b)", window->args);
  SluicePlan *plan;

  session->watermark_delay_ms = window->watermark_delay_ms;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (exprs, sluice_expr_new_column (i, &input->schema->fields[i]));
  g_ptr_array_add (exprs, session);

  plan = sluice_plan_new_project (node->public.node_id, schema, filter, (SluiceExpr **) exprs->pdata);
  plan->project.session = n + 1;

  return plan;
}

static gboolean
is_session_of_input (const SluicePlan *plan, const SluiceExpr *expr)
{
  return expr != NULL && expr->kind == SLUICE_EXPR_COLUMN && sluice_plan_is_session (plan->inputs[0], expr->index);
}

gboolean
sluice_plan_is_session (const SluicePlan *plan, guint column)
{
  guint n_first = plan->n_inputs > 0 ? plan->inputs[0]->schema->n_fields : 0;

  switch (plan->kind)
    {
    case SLUICE_PLAN_PROJECT:
      return plan->project.session == column + 1 || is_session_of_input (plan, plan->project.exprs[column]);
    case SLUICE_PLAN_AGGREGATE:
      if (plan->aggregate.window_key >= 0 && (guint) plan->aggregate.window_key == column)
        return plan->aggregate.session_gap != NULL;
      return column < plan->aggregate.n_keys && is_session_of_input (plan, plan->aggregate.keys[column]);
    case SLUICE_PLAN_JOIN:
      return column < n_first ? sluice_plan_is_session (plan->inputs[0], column)
                              : sluice_plan_is_session (plan->inputs[1], column - n_first);
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
      return FALSE;
    case SLUICE_PLAN_FILTER:
    case SLUICE_PLAN_GENERATE:
    case SLUICE_PLAN_WATERMARK:
    case SLUICE_PLAN_DEDUPLICATE:
    case SLUICE_PLAN_UNION:
    case SLUICE_PLAN_SORT:
    case SLUICE_PLAN_OVER:
    case SLUICE_PLAN_LIMIT:
    case SLUICE_PLAN_OBSERVE:
    default:
      return column < n_first && sluice_plan_is_session (plan->inputs[0], column);
    }
}

/* The start of the session in a column, and the time from there to its end. */
void
sluice_analysis_split_session (SluiceAnalysis *self, SluiceExpr *session, SluiceExpr **time, SluiceExpr **gap)
{
  SluiceExpr *args[2] = { session, session };

  *time = call_of_two (self, "a.start", args);
  *gap = call_of_two (self, "a.`end` - a.start", args);
}

SluicePlan *
sluice_analysis_extract_windows (SluiceAnalysis *self,
                                 SluiceNodeState *node,
                                 const char *field,
                                 SluiceExpr **exprs,
                                 guint n,
                                 SluicePlan *input)
{
  g_autoptr (SluiceExpr) window = NULL;
  g_autoptr (SluiceExpr) column = NULL;
  g_autoptr (SluiceType) schema = NULL;
  g_autofree SluiceField *fields = NULL;
  guint n_columns = input->schema->n_fields;
  SluicePlan *plan;

  for (guint i = 0; i < n && window == NULL; i++)
    {
      SluiceExpr *found = sluice_expr_find_window (exprs[i]);

      window = found != NULL ? sluice_expr_ref (found) : NULL;
    }
  if (window == NULL)
    return input;

  fields = g_new0 (SluiceField, n_columns + 1);
  sluice_fields_copy (fields, input->schema->fields, n_columns);
  fields[n_columns] = sluice_field_of (sluice_window_spec (window) != NULL ? "window" : "session_window", window);
  fields[n_columns].nullable = sluice_window_may_be_null (window);
  fields[n_columns].watermark_delay_ms = window->watermark_delay_ms;
  schema = sluice_type_struct (fields, n_columns + 1);
  column = sluice_expr_new_column (n_columns, &fields[n_columns]);
  for (guint i = 0; i < n; i++)
    {
      SluiceExpr *old = exprs[i];

      exprs[i] = sluice_expr_replace (old, window, column);
      sluice_expr_unref (old);
      if (sluice_expr_find_window (exprs[i]) != NULL)
        {
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, field, "_LEGACY_ERROR_TEMP_1039",
              "Multiple time/session window expressions would result in a cartesian product "
              "of rows, therefore they are currently not supported.");
          sluice_plan_unref (input);
          return NULL;
        }
    }

  if (sluice_window_spec (window) != NULL)
    {
      plan = sluice_plan_new (SLUICE_PLAN_GENERATE, node->public.node_id, schema, &input, 1);
      plan->generate.generator = g_steal_pointer (&window);
    }
  else
    plan = make_sessions (self, node, window, input, schema);
  sluice_plan_unref (input);

  return plan;
}

SluicePlan *
sluice_analysis_put_window_first (SluiceNodeState *node, SluicePlan *plan)
{
  guint n = plan->schema->n_fields;
  g_autofree SluiceField *fields = g_new (SluiceField, n);
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *project;

  for (guint i = 0; i < n; i++)
    {
      guint from = i == 0 ? n - 1 : i - 1;

      fields[i] = plan->schema->fields[from];
      g_ptr_array_add (exprs, sluice_expr_new_column (from, &fields[i]));
    }
  schema = sluice_type_struct (fields, n);
  project = sluice_plan_new_project (node->public.node_id, schema, plan, (SluiceExpr **) exprs->pdata);
  sluice_plan_unref (plan);

  return project;
}

void
sluice_node_state_keep_qualifiers_behind_window (SluiceNodeState *node, const SluiceNodeState *input)
{
  if (input->qualifiers->len > 0)
    sluice_node_state_add_qualifier (node, NULL, 0, 1);
  for (guint i = 0; i < input->qualifiers->len; i++)
    {
      const SluiceQualifier *qualifier = &g_array_index (input->qualifiers, SluiceQualifier, i);

      sluice_node_state_add_qualifier (node, qualifier->name, qualifier->first + 1, qualifier->n);
    }
}
