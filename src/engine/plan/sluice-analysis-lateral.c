/* sluice-analysis-lateral.c: columns of a list that name those before them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "plan/sluice-analysis-private.h"

#define IN_AGGREGATE "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC"

/* Whether one of the columns from @first on stands in an aggregate function. */
static gboolean
aggregates_from (const SluiceExpr *expr, guint first, gboolean inside)
{
  inside = inside || expr->kind == SLUICE_EXPR_AGGREGATE;
  if (inside && expr->kind == SLUICE_EXPR_COLUMN && expr->index >= first)
    return TRUE;
  for (guint i = 0; i < expr->n_args; i++)
    if (aggregates_from (expr->args[i], first, inside))
      return TRUE;

  return expr->filter != NULL && aggregates_from (expr->filter, first, TRUE);
}

/* An expression with the items that came before in the places of the columns from @first on. */
static SluiceExpr *
put_items (SluiceExpr *expr, const GArray *list, guint first)
{
  g_autofree SluiceExpr **args = g_new0 (SluiceExpr *, expr->n_args + 1);
  SluiceExpr *copy;

  if (expr->kind == SLUICE_EXPR_COLUMN && expr->index >= first)
    return sluice_expr_ref (g_array_index (list, SluiceNamedExpr, expr->index - first).expr);
  if (expr->n_args == 0 || expr->kind == SLUICE_EXPR_AGGREGATE)
    return sluice_expr_ref (expr);
  for (guint i = 0; i < expr->n_args; i++)
    args[i] = put_items (expr->args[i], list, first);
  copy = sluice_expr_copy_with_args (expr, args);
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_unref (args[i]);

  return copy;
}

static gboolean
is_known (const SluiceScope *scope, const char *name)
{
  for (guint i = 0; i < scope->n_inputs; i++)
    if (sluice_type_find_field (scope->inputs[i].schema, name, scope->settings->case_sensitive, NULL) > 0)
      return TRUE;

  return FALSE;
}

gboolean
sluice_analysis_lateral (const char *text,
                         const SluiceScope *scope,
                         guint first,
                         SluiceAllow allow,
                         GArray *list,
                         GError **error)
{
  guint n_before = list->len;
  g_autofree SluiceScopeInput *inputs = g_new0 (SluiceScopeInput, scope->n_inputs + 1);
  g_autofree SluiceField *fields = g_new0 (SluiceField, n_before + 1);
  g_autoptr (SluiceType) schema = NULL;
  SluiceScope wider = { inputs, scope->n_inputs + 1, scope->settings };

  for (guint i = 0; i < n_before; i++)
    {
      const SluiceNamedExpr *before = &g_array_index (list, SluiceNamedExpr, i);

      fields[i] = sluice_field_of (is_known (scope, before->name) ? "" : before->name, before->expr);
      fields[i].watermark_delay_ms = -1;
    }
  schema = sluice_type_struct (fields, n_before);
  memcpy (inputs, scope->inputs, sizeof (SluiceScopeInput) * scope->n_inputs);
  inputs[scope->n_inputs].schema = schema;
  inputs[scope->n_inputs].first_column = first;
  if (!sluice_analyze_named (text, &wider, allow, list, error))
    return FALSE;
  for (guint i = n_before; i < list->len; i++)
    {
      SluiceNamedExpr *item = &g_array_index (list, SluiceNamedExpr, i);
      SluiceExpr *expr = item->expr;

      if (aggregates_from (expr, first, FALSE))
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, IN_AGGREGATE,
                            "The feature is not supported: Referencing a lateral column alias in an aggregate "
                            "function: %s.",
                            text);
          g_array_set_size (list, n_before);
          return FALSE;
        }
      item->expr = put_items (expr, list, first);
      sluice_expr_unref (expr);
    }

  return TRUE;
}

GError *
sluice_analysis_lateral_error (GError *own, GError *lateral)
{
  const char *condition = sluice_error_condition (lateral);

  if (g_strcmp0 (condition, "AMBIGUOUS_REFERENCE") == 0)
    sluice_error_set_condition (lateral, "AMBIGUOUS_LATERAL_COLUMN_ALIAS");
  else if (g_strcmp0 (condition, IN_AGGREGATE) != 0)
    {
      g_clear_error (&lateral);
      return own;
    }
  g_error_free (own);

  return lateral;
}
