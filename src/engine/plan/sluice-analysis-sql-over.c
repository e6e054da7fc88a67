/* sluice-analysis-sql-over.c: functions with OVER in a SELECT: the clause WINDOW, and nodes of a plan for them.
 *
 * All functions that divide and order the rows alike become one node over one sorting; one whose arguments or keys have
 * a function with OVER in them stands above that one's node.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <glib/gi18n-lib.h>

#include "expr/sluice-over.h"
#include "plan/sluice-plan-private.h"

/* The clause WINDOW. */

typedef struct
{
  SluiceSql *sql;
  const SluiceQuerySyntax *query;
  gboolean failed;
} Windows;

static const SluiceNamedWindow *
find_window (const SluiceQuerySyntax *query, const char *name)
{
  for (guint i = 0; i < query->n_windows; i++)
    if (g_ascii_strcasecmp (query->windows[i].name, name) == 0)
      return &query->windows[i];

  return NULL;
}

/* A window that stands for another one is that one. */
static gboolean
visit_call (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  Windows *self = user_data;
  const SluiceNamedWindow *found;

  if (node->kind != SLUICE_SYNTAX_CALL || node->over == NULL || node->over->name == NULL)
    return TRUE;
  found = find_window (self->query, node->over->name);
  if (found != NULL && found->window->name != NULL)
    found = find_window (self->query, found->window->name);
  if (found != NULL && found->window->name == NULL)
    node->over = found->window;
  else if (!self->failed)
    {
      self->failed = TRUE;
      sluice_sql_fail (self->sql, node->over->offset, node->over->length, "MISSING_WINDOW_SPECIFICATION",
                       "Window specification is not defined in the WINDOW clause for %s.", node->over->name);
    }

  return TRUE;
}

/* Whether the windows of the clause have different names, and stand for windows that are written out. */
static gboolean
check_windows (SluiceSql *sql, const SluiceQuerySyntax *query)
{
  for (guint i = 0; i < query->n_windows; i++)
    {
      const SluiceNamedWindow *item = &query->windows[i];
      const char *name = item->window->name;
      const SluiceNamedWindow *meant = name != NULL ? find_window (query, name) : NULL;

      if (find_window (query, item->name) != item)
        {
          sluice_sql_fail (sql, item->offset, item->length, "INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION",
                           "Invalid SQL syntax: The definition of window `%s` is repetitive.", item->name);
          return FALSE;
        }
      if (name == NULL || (meant != NULL && meant->window->name == NULL))
        continue;
      if (meant == NULL)
        sluice_sql_fail (sql, item->offset, item->length, "INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE",
                         "Invalid SQL syntax: Cannot resolve window reference `%s`.", name);
      else
        sluice_sql_fail (sql, item->offset, item->length, "INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE",
                         "Invalid SQL syntax: Window reference `%s` is not a window specification.", name);
      return FALSE;
    }

  return TRUE;
}

gboolean
sluice_sql_name_windows (SluiceSql *sql, SluiceQuerySyntax *query)
{
  Windows self = { sql, query, FALSE };

  if (!check_windows (sql, query))
    return FALSE;
  for (guint i = 0; i < query->n_items; i++)
    sluice_sql_walk (query->items[i], visit_call, &self);
  if (query->having != NULL)
    sluice_sql_walk (query->having, visit_call, &self);
  if (query->qualify != NULL)
    sluice_sql_walk (query->qualify, visit_call, &self);
  for (guint i = 0; i < query->n_order; i++)
    sluice_sql_walk (query->order[i].key, visit_call, &self);

  return !self.failed;
}

static gboolean
visit_over (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  SluiceSyntax **found = user_data;

  if (*found == NULL && node->kind == SLUICE_SYNTAX_CALL && node->over != NULL)
    *found = node;

  return TRUE;
}

SluiceSyntax *
sluice_sql_find_over (SluiceSyntax *node)
{
  SluiceSyntax *found = NULL;

  sluice_sql_walk (node, visit_over, &found);

  return found;
}

/* Nodes of the plan. */

static gboolean
contains (const GPtrArray *exprs, const SluiceExpr *expr, guint *index)
{
  for (guint i = 0; i < exprs->len; i++)
    if (exprs->pdata[i] == expr || sluice_expr_equal (exprs->pdata[i], expr))
      {
        if (index != NULL)
          *index = i;
        return TRUE;
      }

  return FALSE;
}

/* Adds the expressions that can be computed together with the first one. */
static void
collect (SluiceExpr *expr, GPtrArray *out)
{
  if (expr->kind == SLUICE_EXPR_OVER && sluice_expr_find_over (expr) == expr)
    {
      if (!contains (out, expr, NULL) && (out->len == 0 || sluice_over_same_order (out->pdata[0], expr)))
        g_ptr_array_add (out, sluice_expr_ref (expr));
      return;
    }
  for (guint i = 0; i < expr->n_args; i++)
    collect (expr->args[i], out);
}

/* Puts the columns from @first on in the places of the expressions. */
static SluiceExpr *
replace (SluiceExpr *expr, const GPtrArray *overs, const SluiceType *schema, guint first)
{
  g_autofree SluiceExpr **args = NULL;
  SluiceExpr *result;
  guint index;

  if (expr->kind == SLUICE_EXPR_OVER && contains (overs, expr, &index))
    return sluice_expr_new_column (first + index, &schema->fields[first + index]);
  if (sluice_expr_find_over (expr) == NULL)
    return sluice_expr_ref (expr);
  args = g_new0 (SluiceExpr *, expr->n_args);
  for (guint i = 0; i < expr->n_args; i++)
    args[i] = replace (expr->args[i], overs, schema, first);
  result = sluice_expr_copy_with_args (expr, args);
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_unref (args[i]);

  return result;
}

static SluicePlan *
make_plan (SluiceSql *sql, SluicePlan *input, const GPtrArray *overs)
{
  guint n = input->schema->n_fields;
  g_autofree SluiceField *fields = g_new0 (SluiceField, n + overs->len);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *plan;

  for (guint i = 0; i < n; i++)
    fields[i] = input->schema->fields[i];
  for (guint i = 0; i < overs->len; i++)
    {
      g_ptr_array_add (names, sluice_expr_to_sql (overs->pdata[i], input->schema));
      fields[n + i] = sluice_field_of (names->pdata[i], overs->pdata[i]);
      fields[n + i].watermark_delay_ms = -1;
    }
  schema = sluice_type_struct (fields, n + overs->len);
  plan = sluice_plan_new (SLUICE_PLAN_OVER, sql->node->public.node_id, schema, &input, 1);
  plan->over.n_exprs = overs->len;
  plan->over.exprs = sluice_exprs_ref ((SluiceExpr **) overs->pdata, overs->len);

  return plan;
}

void
sluice_sql_put_overs (SluiceSql *sql, SluiceSqlTable *table, GArray *outputs)
{
  for (;;)
    {
      g_autoptr (GPtrArray) overs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
      guint first = table->plan->schema->n_fields;

      for (guint i = 0; i < outputs->len; i++)
        collect (g_array_index (outputs, SluiceNamedExpr, i).expr, overs);
      if (overs->len == 0)
        return;
      sluice_sql_table_replace (table, make_plan (sql, table->plan, overs));
      for (guint i = 0; i < outputs->len; i++)
        {
          SluiceNamedExpr *output = &g_array_index (outputs, SluiceNamedExpr, i);
          SluiceExpr *expr = replace (output->expr, overs, table->plan->schema, first);

          sluice_expr_unref (output->expr);
          output->expr = expr;
        }
    }
}
