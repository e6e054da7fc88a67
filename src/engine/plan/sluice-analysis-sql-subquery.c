/* sluice-analysis-sql-subquery.c: queries in expressions become joins.
 *
 * EXISTS and IN at the top of WHERE are semi and anti joins; elsewhere a subquery becomes a column
 * (sluice-analysis-sql-attach.c). What it names of the query around, in its WHERE, becomes the condition of the join.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql-subquery.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-function.h"
#include "expr/sluice-single-value.h"

gboolean
sluice_sql_subquery_check_static (SluiceSql *self, const SluiceSqlTable *table, const SluiceSyntax *node)
{
  if (!table->plan->streaming)
    return TRUE;
  sluice_sql_fail (self, node->offset, node->length, "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY",
                   "Invalid subquery: Streaming query is not allowed in subquery expressions.");

  return FALSE;
}

/* What stands before IN: one value, or several in parentheses. */
static guint
in_width (const SluiceSyntax *node)
{
  const SluiceSyntax *left = node->children[0];

  return left->kind == SLUICE_SYNTAX_ROW ? left->n_children : 1;
}

SluiceSyntax *
sluice_sql_in_part (SluiceSyntax *node, guint index)
{
  SluiceSyntax *left = node->children[0];

  return left->kind == SLUICE_SYNTAX_ROW ? left->children[index] : left;
}

static gboolean
check_columns (SluiceSql *self, guint n, const SluiceSyntax *node)
{
  guint wanted = node->kind == SLUICE_SYNTAX_IN_QUERY ? in_width (node) : 1;

  if (n == wanted)
    return TRUE;
  if (node->kind == SLUICE_SYNTAX_IN_QUERY)
    sluice_sql_fail (self, node->offset, node->length,
                     "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
                     "The number of columns in the left hand side of an IN subquery does not match "
                     "the number of columns in the output of subquery: %u and %u.",
                     wanted, n);
  else
    sluice_sql_fail (self, node->offset, node->length,
                     "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
                     "Invalid subquery: Scalar subquery must return only one column, but found %u.",
                     n);

  return FALSE;
}

gboolean
sluice_sql_is_plain (const SluiceQuerySyntax *query)
{
  return query->kind == SLUICE_QUERY_SELECT && query->grouping == SLUICE_GROUPING_NONE
         && query->having == NULL && query->limit == NULL && query->offset_rows == NULL;
}

typedef struct
{
  SluiceSql *sql;
  const SluiceSqlTable *inner;
  const SluiceSqlTable *outer;
  guint n_inner;
} PutOuter;

/* Columns of the query around stand behind those of the subquery. */
static gboolean
visit_put_outer (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  PutOuter *data = user_data;
  gboolean ambiguous;
  g_autoptr (SluiceExpr) own = NULL;
  g_autoptr (SluiceExpr) expr = NULL;
  SluiceSyntax first;
  guint used = 1;

  if (node->kind != SLUICE_SYNTAX_COLUMN)
    return TRUE;
  own = sluice_sql_resolves (data->sql, node, data->inner, &ambiguous);
  if (own != NULL || ambiguous)
    return FALSE;
  /* `t.c.f` is a field of the column `t.c`: the column is looked for by the shortest name. */
  for (used = 1; used <= node->n_names; used++)
    {
      first = *node;
      first.n_names = used;
      g_clear_pointer (&expr, sluice_expr_unref);
      expr = sluice_sql_resolves (data->sql, &first, data->outer, NULL);
      if (expr != NULL && expr->kind == SLUICE_EXPR_COLUMN)
        {
          SluiceField field = sluice_field_of (node->names[used - 1], expr);

          sluice_sql_put (data->sql, node, used,
                          sluice_expr_new_column (data->n_inner + expr->index, &field));
          return FALSE;
        }
    }

  return FALSE;
}

void
sluice_sql_put_outer (SluiceSql *self, const SluiceSqlTable *inner, const SluiceSqlTable *outer, SluiceSyntax *node)
{
  PutOuter data = { self, inner, outer, inner->plan->schema->n_fields };

  sluice_sql_walk (node, visit_put_outer, &data);
}

SluiceExpr *
sluice_sql_correlation (SluiceSql *self,
                        const SluiceSqlTable *inner,
                        const GPtrArray *conditions,
                        const SluiceSqlTable *outer)
{
  guint n_inner = inner->plan->schema->n_fields;
  guint n_outer = outer->plan->schema->n_fields;
  g_autofree guint *to = g_new (guint, n_inner + n_outer + 1);
  g_autofree SluiceField *fields = g_new (SluiceField, n_inner + n_outer + 1);
  g_autoptr (SluiceType) both = NULL;
  SluiceExpr *condition = NULL;

  sluice_fields_copy (fields, outer->plan->schema->fields, n_outer);
  sluice_fields_copy (fields + n_outer, inner->plan->schema->fields, n_inner);
  both = sluice_type_struct (fields, n_outer + n_inner);
  for (guint i = 0; i < n_inner + n_outer; i++)
    to[i] = i < n_inner ? n_outer + i : i - n_inner;

  for (guint i = 0; i < conditions->len; i++)
    {
      SluiceSyntax *node = conditions->pdata[i];
      SluiceExpr *pair[2] = { condition, NULL };
      SluiceSqlScope scope;
      g_autoptr (SluiceExpr) own = NULL;
      GError *error = NULL;

      sluice_sql_put_outer (self, inner, outer, node);
      sluice_sql_scope_init (&scope, self, inner);
      own = sluice_analyze_condition_syntax (self->ast, node, &scope.scope, SLUICE_ALLOW_NOTHING,
                                             &error);
      sluice_sql_scope_clear (&scope);
      if (own == NULL)
        {
          sluice_expr_unref (condition);
          return sluice_sql_fail_error (self, error);
        }
      pair[1] = sluice_sql_shift (own, n_inner + n_outer, to, both);
      condition = condition == NULL ? sluice_expr_ref (pair[1])
                                    : sluice_sql_call (self, "a AND b", pair, 2);
      sluice_expr_unref (pair[0]);
      sluice_expr_unref (pair[1]);
    }

  return condition;
}

void
sluice_sql_subquery_init (SluiceSqlSubquery *subquery)
{
  subquery->table = NULL;
  subquery->values = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  subquery->conditions = g_ptr_array_new ();
}

void
sluice_sql_subquery_clear (SluiceSqlSubquery *subquery)
{
  g_clear_pointer (&subquery->values, g_ptr_array_unref);
  g_clear_pointer (&subquery->conditions, g_ptr_array_unref);
}

gboolean
sluice_sql_subquery_list_values (SluiceSql *self, SluiceSqlSubquery *subquery, SluiceQuerySyntax *query, const SluiceSyntax *node)
{
  g_autoptr (GArray) named = sluice_sql_named_array ();
  SluiceSqlScope scope;
  GError *error = NULL;
  gboolean sound = TRUE;

  sluice_sql_scope_init (&scope, self, subquery->table);
  for (guint i = 0; sound && i < query->n_items; i++)
    sound = sluice_analyze_named_syntax (self->ast, query->items[i], &scope.scope,
                                         SLUICE_ALLOW_STAR | SLUICE_ALLOW_AGGREGATES, named, &error);
  sluice_sql_scope_clear (&scope);
  if (!sound)
    {
      sluice_sql_fail_error (self, error);
      return FALSE;
    }
  for (guint i = 0; i < named->len; i++)
    g_ptr_array_add (subquery->values,
                     sluice_expr_ref (g_array_index (named, SluiceNamedExpr, i).expr));

  return check_columns (self, named->len, node);
}

static gboolean
visit_is_aggregate (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  if (in_aggregate)
    *(gboolean *) user_data = TRUE;

  return TRUE;
}

gboolean
sluice_sql_list_aggregates (const SluiceQuerySyntax *query)
{
  gboolean found = FALSE;

  for (guint i = 0; i < query->n_items; i++)
    {
      SluiceSyntax *item = query->items[i];

      while (item->kind == SLUICE_SYNTAX_ALIAS)
        item = item->children[0];
      /* `count(*)` has no argument to visit. */
      if (item->kind == SLUICE_SYNTAX_CALL && g_ascii_strcasecmp (item->name, "count") == 0)
        return TRUE;
      sluice_sql_walk (item, visit_is_aggregate, &found);
    }

  return found;
}

/* Whether a query has rows exactly when its FROM and WHERE have some. */
static gboolean
exists_as_source (const SluiceQuerySyntax *query)
{
  if (query->kind != SLUICE_QUERY_SELECT || query->having != NULL || query->offset_rows != NULL)
    return FALSE;
  if (query->limit != NULL
      && (query->limit->kind != SLUICE_SYNTAX_NUMBER || g_ascii_strtod (query->limit->name, NULL) < 1))
    return FALSE;

  return query->grouping == SLUICE_GROUPING_PLAIN
             ? query->n_keys > 0
             : query->grouping == SLUICE_GROUPING_NONE && !sluice_sql_list_aggregates (query);
}

/* Takes a subquery apart. One with more than a list over FROM and WHERE is planned whole, and can name
 * nothing of the query around. */
gboolean
sluice_sql_subquery_take_apart (SluiceSql *self,
            SluiceSqlTable *outer,
            SluiceSyntax *node,
            const SluiceSqlNames *names,
            gboolean wants_value,
            SluiceSqlSubquery *subquery)
{
  SluiceQuerySyntax *query = node->query;
  SluiceSqlOuter around = { outer, NULL };

  sluice_sql_subquery_init (subquery);
  around.conditions = subquery->conditions;
  if ((sluice_sql_is_plain (query) && !sluice_sql_list_aggregates (query))
      || (!wants_value && exists_as_source (query)))
    {
      if (!sluice_sql_with (self, query, &names))
        return FALSE;
      subquery->table = sluice_sql_source (self, query, names, &around);
      if (subquery->table == NULL || !sluice_sql_subquery_check_static (self, subquery->table, node))
        return FALSE;
      return !wants_value || sluice_sql_subquery_list_values (self, subquery, query, node);
    }
  subquery->table = sluice_sql_query (self, query, names);
  if (subquery->table == NULL || !sluice_sql_subquery_check_static (self, subquery->table, node))
    return FALSE;
  if (!wants_value)
    return TRUE;
  for (guint i = 0; i < subquery->table->plan->schema->n_fields; i++)
    g_ptr_array_add (subquery->values,
                     sluice_expr_new_column (i, &subquery->table->plan->schema->fields[i]));

  return check_columns (self, subquery->values->len, node);
}

/* `x = value`, over the columns of the query around and then the subquery's. */
static SluiceExpr *
part_condition (SluiceSql *self,
                SluiceSqlTable *outer,
                const SluiceSqlSubquery *subquery,
                SluiceSyntax *node,
                guint index,
                gboolean negated)
{
  guint n_outer = outer->plan->schema->n_fields;
  guint n_inner = subquery->table->plan->schema->n_fields;
  g_autofree guint *to = g_new (guint, n_inner + 1);
  g_autofree SluiceField *fields = g_new (SluiceField, n_inner + n_outer + 1);
  g_autoptr (SluiceType) both = NULL;
  g_autoptr (SluiceExpr) left = NULL;
  g_autoptr (SluiceExpr) right = NULL;
  SluiceExpr *condition;
  SluiceSqlScope scope;
  GError *error = NULL;

  sluice_sql_scope_init (&scope, self, outer);
  left = sluice_analyze_syntax (self->ast, sluice_sql_in_part (node, index), &scope.scope,
                                SLUICE_ALLOW_NOTHING, &error);
  sluice_sql_scope_clear (&scope);
  if (left == NULL)
    return sluice_sql_fail_error (self, error);
  sluice_fields_copy (fields, outer->plan->schema->fields, n_outer);
  sluice_fields_copy (fields + n_outer, subquery->table->plan->schema->fields, n_inner);
  both = sluice_type_struct (fields, n_outer + n_inner);
  for (guint i = 0; i < n_inner; i++)
    to[i] = n_outer + i;
  right = sluice_sql_shift (subquery->values->pdata[index], n_inner, to, both);
  /* NOT IN is true only when no comparison is true or null. */
  condition = sluice_sql_call (self, negated ? "a = b OR isnull(a = b)" : "a = b",
                               (SluiceExpr *[]){ left, right }, 2);
  if (condition == NULL)
    {
      g_autofree char *left_type = sluice_type_to_sql (left->type);
      g_autofree char *right_type = sluice_type_to_sql (right->type);

      return sluice_sql_fail (self, node->offset, node->length,
                              "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH",
                              "The data type of one or more elements in the left hand side of an IN "
                              "subquery is not compatible with the data type of the output of the "
                              "subquery. Left side: [\"%s\"], right side: [\"%s\"].",
                              left_type, right_type);
    }

  return condition;
}

SluiceExpr *
sluice_sql_and (SluiceSql *self, SluiceExpr *a, SluiceExpr *b)
{
  SluiceExpr *pair[2] = { a, b };
  SluiceExpr *both;

  if (a == NULL || b == NULL)
    return a != NULL ? a : b;
  both = sluice_sql_call (self, "a AND b", pair, 2);
  sluice_expr_unref (a);
  sluice_expr_unref (b);

  return both;
}

static SluiceExpr *
in_condition (SluiceSql *self,
              SluiceSqlTable *outer,
              const SluiceSqlSubquery *subquery,
              SluiceSyntax *node,
              gboolean negated)
{
  SluiceExpr *condition = NULL;

  for (guint i = 0; i < subquery->values->len; i++)
    {
      SluiceExpr *part = part_condition (self, outer, subquery, node, i, negated);

      if (part == NULL)
        {
          g_clear_pointer (&condition, sluice_expr_unref);
          return NULL;
        }
      condition = sluice_sql_and (self, condition, part);
    }

  return condition;
}

/* What must be true of a row of the subquery for EXISTS and IN; %FALSE after a problem. */
gboolean
sluice_sql_subquery_match (SluiceSql *self,
                 SluiceSqlTable *outer,
                 SluiceSqlSubquery *subquery,
                 SluiceSyntax *node,
                 gboolean negated,
                 SluiceExpr **condition)
{
  SluiceExpr *in = NULL;

  *condition = NULL;
  if (subquery->conditions->len > 0)
    {
      *condition = sluice_sql_correlation (self, subquery->table, subquery->conditions, outer);
      if (*condition == NULL)
        return FALSE;
    }
  if (node->kind != SLUICE_SYNTAX_IN_QUERY)
    return TRUE;
  in = in_condition (self, outer, subquery, node, negated);
  if (in == NULL)
    {
      g_clear_pointer (condition, sluice_expr_unref);
      return FALSE;
    }
  *condition = sluice_sql_and (self, *condition, in);

  return TRUE;
}

gboolean
sluice_sql_filter_by_subquery (SluiceSql *self,
                               SluiceSqlTable *table,
                               SluiceSyntax *node,
                               const SluiceSqlNames *names,
                               gboolean *done)
{
  gboolean negated = FALSE, sound;
  g_autoptr (SluiceExpr) condition = NULL;
  SluiceSqlSubquery subquery;

  while (node->kind == SLUICE_SYNTAX_OPERATOR && strcmp (node->name, "not") == 0)
    {
      negated = !negated;
      node = node->children[0];
    }
  *done = node->kind == SLUICE_SYNTAX_EXISTS || node->kind == SLUICE_SYNTAX_IN_QUERY;
  if (!*done)
    return TRUE;
  if (node->kind == SLUICE_SYNTAX_IN_QUERY
      && !sluice_sql_subqueries (self, table, node->children[0], names, NULL))
    return FALSE;
  sound = sluice_sql_subquery_take_apart (self, table, node, names, node->kind == SLUICE_SYNTAX_IN_QUERY, &subquery)
          && sluice_sql_subquery_match (self, table, &subquery, node, negated, &condition);
  if (sound)
    {
      SluicePlan *join = sluice_analysis_make_join (self->analysis, self->node->public.node_id,
                                                    negated ? SLUICE_JOIN_LEFT_ANTI : SLUICE_JOIN_LEFT_SEMI,
                                                    table->plan, subquery.table->plan, condition);

      join->join.is_condition = TRUE;
      table->size += subquery.table->size;
      sluice_sql_table_replace (table, join);
    }
  sluice_sql_subquery_clear (&subquery);

  return sound;
}

/* Subqueries as values. */
