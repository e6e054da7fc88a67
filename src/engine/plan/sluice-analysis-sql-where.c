/* sluice-analysis-sql-where.c: FROM and WHERE of a SELECT: the rows that it begins with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

static gboolean
visit_subquery (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  if (node->kind == SLUICE_SYNTAX_SUBQUERY || node->kind == SLUICE_SYNTAX_EXISTS
      || node->kind == SLUICE_SYNTAX_IN_QUERY)
    *(gboolean *) user_data = TRUE;

  return TRUE;
}

static gboolean
has_subquery (SluiceSyntax *node)
{
  gboolean found = FALSE;

  sluice_sql_walk (node, visit_subquery, &found);

  return found;
}

/* A condition over a window, which is a column of the table from now on, the first one. */
static gboolean
filter_by_window (SluiceSql *sql, SluiceSqlTable *table, SluiceSyntax *node, SluiceExpr **condition)
{
  guint n_problems = sql->analysis->problems->len;
  SluicePlan *with_window = sluice_analysis_extract_windows (sql->analysis, sql->node, "query", condition, 1,
                                                             sluice_plan_ref (table->plan));
  SluiceSqlPart window = { NULL, 0, 1, FALSE };
  SluicePlan *filter;

  sluice_sql_relocate (sql, n_problems, node->offset, node->length);
  if (with_window == NULL)
    return FALSE;
  filter = sluice_plan_new_filter (sql->node->public.node_id, with_window, *condition);
  sluice_plan_unref (with_window);
  sluice_sql_table_replace (table, sluice_analysis_put_window_first (sql->node, filter));
  for (guint i = 0; i < table->parts->len; i++)
    g_array_index (table->parts, SluiceSqlPart, i).first++;
  g_array_prepend_val (table->parts, window);

  return TRUE;
}

static gboolean
filter (SluiceSql *sql, SluiceSqlTable *table, SluiceSyntax *node)
{
  SluiceSqlScope scope;
  GError *error = NULL;
  g_autoptr (SluiceExpr) condition = NULL;
  SluiceExpr *aggregate;

  sluice_sql_scope_init (&scope, sql, table);
  condition = sluice_analyze_condition_syntax (sql->ast, node, &scope.scope,
                                               SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS,
                                               &error);
  sluice_sql_scope_clear (&scope);
  if (condition == NULL)
    {
      const char *kind = sluice_error_condition (error);

      if (kind != NULL && g_str_has_prefix (kind, "UNSUPPORTED_GENERATOR"))
        {
          g_autofree char *sql_text = sluice_syntax_to_sql (node);

          g_error_free (error);
          sluice_sql_fail (sql, node->offset, node->length, "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT",
                           "The generator is not supported: outside the SELECT clause, found: "
                           "'Filter %s.",
                           sql_text);
        }
      else
        {
          SluiceSyntax *over = sluice_sql_find_over (node);

          if (g_strcmp0 (kind, "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING") == 0 && over != NULL)
            {
              g_error_free (error);
              sluice_sql_fail (sql, over->offset, over->length, "WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE",
                               "It is not allowed to use window functions inside WHERE clause.");
            }
          else
            sluice_sql_fail_error (sql, error);
        }
      return FALSE;
    }
  aggregate = sluice_expr_find_kind (condition, SLUICE_EXPR_AGGREGATE);
  if (aggregate != NULL)
    {
      g_autofree char *whole = sluice_expr_to_sql (condition, table->plan->schema);
      g_autofree char *part = sluice_expr_to_sql (aggregate, table->plan->schema);

      sluice_sql_fail (sql, node->offset, node->length, "INVALID_WHERE_CONDITION",
                       "The WHERE condition \"%s\" contains invalid expressions: %s.", whole, part);
      return FALSE;
    }
  if (sluice_expr_find_window (condition) != NULL)
    return filter_by_window (sql, table, node, &condition);
  sluice_sql_table_replace (
      table, sluice_plan_new_filter (sql->node->public.node_id, table->plan, condition));

  return TRUE;
}

/* Takes away what subqueries added behind the first @n columns. */
static void
strip (SluiceSql *sql, SluiceSqlTable *table, guint n)
{
  const SluiceType *schema = table->plan->schema;
  g_autoptr (SluiceType) first = sluice_type_struct (schema->fields, n);
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (exprs, sluice_expr_new_column (i, &schema->fields[i]));
  sluice_sql_table_replace (
      table, sluice_plan_new_project (sql->node->public.node_id, first, table->plan, (SluiceExpr **) exprs->pdata));
}

/* A condition, perhaps with subqueries in it, whose values are columns as long as it is computed. */
static gboolean
filter_by_values (SluiceSql *sql, SluiceSqlTable *table, SluiceSyntax *node, const SluiceSqlNames *names)
{
  guint n = table->plan->schema->n_fields;

  if (!sluice_sql_subqueries (sql, table, node, names, NULL) || !filter (sql, table, node))
    return FALSE;
  if (table->plan->schema->n_fields > n && n > 0)
    strip (sql, table, n);

  return TRUE;
}

typedef struct
{
  SluiceSql *sql;
  const SluiceSqlTable *table;
  const SluiceSqlTable *outer;
  gboolean found;
} OuterData;

static gboolean
visit_outer (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  OuterData *data = user_data;
  gboolean ambiguous;
  g_autoptr (SluiceExpr) own = NULL;
  g_autoptr (SluiceExpr) expr = NULL;

  if (node->kind != SLUICE_SYNTAX_COLUMN)
    return TRUE;
  own = sluice_sql_resolves (data->sql, node, data->table, &ambiguous);
  if (own != NULL || ambiguous)
    return FALSE;
  expr = sluice_sql_resolves (data->sql, node, data->outer, &ambiguous);
  data->found = data->found || expr != NULL || ambiguous;

  return FALSE;
}

static gboolean
names_outer (SluiceSql *sql,
             SluiceSyntax *node,
             const SluiceSqlTable *table,
             const SluiceSqlOuter *outer)
{
  OuterData data = { sql, table, outer != NULL ? outer->table : NULL, FALSE };

  if (outer != NULL)
    sluice_sql_walk (node, visit_outer, &data);

  return data.found;
}

SluiceSqlTable *
sluice_sql_source (SluiceSql *sql,
                   SluiceQuerySyntax *query,
                   const SluiceSqlNames *names,
                   const SluiceSqlOuter *outer)
{
  SluiceSqlTable *table = query->from != NULL ? sluice_sql_from (sql, query->from, names)
                                              : sluice_sql_one_row (sql);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (table == NULL || query->where == NULL)
    return table;
  if (!has_subquery (query->where) && !names_outer (sql, query->where, table, outer))
    return filter (sql, table, query->where) ? table : NULL;

  sluice_sql_split_and (sql, query->where, parts);
  for (guint i = 0; i < parts->len; i++)
    {
      SluiceSyntax *part = parts->pdata[i];
      gboolean done = FALSE;

      if (!sluice_sql_filter_by_subquery (sql, table, part, names, &done))
        return NULL;
      if (done)
        continue;
      if (names_outer (sql, part, table, outer))
        {
          g_ptr_array_add (outer->conditions, part);
          continue;
        }
      if (!filter_by_values (sql, table, part, names))
        return NULL;
    }

  return table;
}
