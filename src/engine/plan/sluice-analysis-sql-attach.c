/* sluice-analysis-sql-attach.c: queries in expressions become columns.
 *
 * A subquery that isn't a condition of WHERE by itself is joined so that its value is one more column of the table, which
 * takes its place in the expression.
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

/* Joins rows to the table, of which there is one for each of its rows at most, and gives the column
 * that is then at @column of the joined ones. */
static SluiceExpr *
attach (SluiceSql *self,
        SluiceSqlTable *table,
        SluicePlan *rows,
        guint size,
        SluiceExpr *condition,
        guint column)
{
  guint n = table->plan->schema->n_fields;
  SluicePlan *join = sluice_analysis_make_join (self->analysis, self->node->public.node_id,
                                                SLUICE_JOIN_LEFT, table->plan, rows, condition);

  join->join.is_condition = TRUE;
  table->size += size;
  sluice_sql_table_replace (table, join);

  return sluice_expr_new_column (n + column, &table->plan->schema->fields[n + column]);
}

/* A query that names nothing of the one around: one row of it, which fails when there are more. */
static SluiceExpr *
attach_single (SluiceSql *self, SluiceSqlTable *table, SluiceSqlSubquery *subquery)
{
  SluicePlan *plan = sluice_plan_ref (subquery->table->plan);
  g_autoptr (GArray) named = sluice_sql_named_array ();
  g_autoptr (GArray) keys = sluice_sql_named_array ();
  g_autoptr (GArray) outputs = sluice_sql_named_array ();
  g_autoptr (GArray) result = sluice_sql_named_array ();
  SluiceField field;
  g_autoptr (SluiceType) schema = NULL;
  SluiceScopeInput input = { NULL, NULL, 0, FALSE };
  SluiceScope scope = { &input, 1, self->analysis->settings };
  static const char *const texts[] = { "first(a)", "count(*)" };
  g_autoptr (SluicePlan) one = NULL;
  SluicePlan *aggregate;
  SluiceExpr *pair[2];

  sluice_sql_named_add (named, "a", sluice_expr_ref (subquery->values->pdata[0]));
  plan = sluice_sql_project (self, plan, named);
  field = plan->schema->fields[0];
  field.watermark_delay_ms = -1;
  schema = sluice_type_struct (&field, 1);
  input.schema = schema;
  for (guint i = 0; i < 2; i++)
    {
      SluiceExpr *call = sluice_analyze (texts[i], &scope, SLUICE_ALLOW_AGGREGATES, NULL);

      g_assert (call != NULL);
      sluice_sql_named_add (outputs, texts[i], call);
    }
  aggregate = sluice_analysis_make_aggregation (self->analysis, self->node, "query", plan, keys,
                                                outputs);
  sluice_plan_unref (plan);
  if (aggregate == NULL)
    return NULL;
  pair[0] = g_array_index (outputs, SluiceNamedExpr, 0).expr;
  pair[1] = g_array_index (outputs, SluiceNamedExpr, 1).expr;
  sluice_sql_named_add (result, "scalarsubquery()", sluice_single_value_new (pair[0], pair[1]));
  one = sluice_sql_project (self, aggregate, result);

  return attach (self, table, one, subquery->table->size + 3, NULL, 0);
}

/* Which sides an expression over both reads: 1 the first @n columns, 2 the others, 3 both. */
static guint
sides_of (const SluiceExpr *expr, guint n)
{
  guint sides = 0;

  if (expr->kind == SLUICE_EXPR_COLUMN)
    return expr->index < n ? 1 : 2;
  for (guint i = 0; i < expr->n_args; i++)
    sides |= sides_of (expr->args[i], n);

  return sides;
}

gboolean
sluice_sql_equalities (SluiceExpr *condition, guint n_outer, GPtrArray *outer, GPtrArray *inner)
{
  if (sluice_expr_is_call_of (condition, "and"))
    {
      for (guint i = 0; i < condition->n_args; i++)
        if (!sluice_sql_equalities (condition->args[i], n_outer, outer, inner))
          return FALSE;
      return TRUE;
    }
  if (sluice_expr_is_call_of (condition, "="))
    {
      guint first = sides_of (condition->args[0], n_outer);
      guint second = sides_of (condition->args[1], n_outer);

      if ((first == 1 && second == 2) || (first == 2 && second == 1))
        {
          g_ptr_array_add (outer, condition->args[first == 1 ? 0 : 1]);
          g_ptr_array_add (inner, condition->args[first == 1 ? 1 : 0]);
          return TRUE;
        }
    }

  return FALSE;
}

static SluiceExpr *
to_inner (SluiceExpr *expr, guint n_outer, const SluiceType *inner)
{
  g_autofree guint *to = g_new0 (guint, n_outer + inner->n_fields + 1);

  for (guint i = 0; i < inner->n_fields; i++)
    to[n_outer + i] = i;

  return sluice_sql_shift (expr, n_outer + inner->n_fields, to, inner);
}

static gpointer
fail_correlated (SluiceSql *self, const SluiceSyntax *node)
{
  return sluice_sql_fail (
      self, node->offset, node->length,
      "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY",
      _ ("A subquery that names columns of the query around can be here only as one aggregate, with "
         "equalities of columns in its WHERE."));
}

/* A list of aggregates over rows that are equal to one of the query around: grouped by what is equal. */
static SluiceExpr *
attach_grouped (SluiceSql *self,
                SluiceSqlTable *table,
                SluiceSqlSubquery *subquery,
                SluiceExpr *value,
                const SluiceSyntax *node)
{
  guint n_outer = table->plan->schema->n_fields;
  const SluiceType *inner_schema = subquery->table->plan->schema;
  g_autoptr (SluiceExpr) condition = sluice_sql_correlation (self, subquery->table, subquery->conditions, table);
  g_autoptr (GPtrArray) outer = g_ptr_array_new ();
  g_autoptr (GPtrArray) inner = g_ptr_array_new ();
  g_autoptr (GArray) keys = sluice_sql_named_array ();
  g_autoptr (GArray) outputs = sluice_sql_named_array ();
  g_autoptr (SluicePlan) grouped = NULL;
  g_autoptr (SluiceExpr) match = NULL;
  g_autofree SluiceExpr **map = NULL;
  SluiceExpr *result;

  if (condition == NULL)
    return NULL;
  if (!sluice_sql_equalities (condition, n_outer, outer, inner))
    return fail_correlated (self, node);
  for (guint i = 0; i < inner->len; i++)
    sluice_sql_named_add (keys, "key", to_inner (inner->pdata[i], n_outer, inner_schema));
  sluice_sql_named_add (outputs, "value", sluice_expr_ref (value));
  grouped = sluice_analysis_make_aggregation (self->analysis, self->node, "query",
                                              subquery->table->plan, keys, outputs);
  if (grouped == NULL)
    return NULL;
  for (guint i = 0; i < outer->len; i++)
    {
      g_autoptr (SluiceExpr) key
          = sluice_expr_new_column (n_outer + i, &grouped->schema->fields[i]);
      SluiceExpr *pair[2] = { outer->pdata[i], key };

      match = sluice_sql_and (self, g_steal_pointer (&match), sluice_sql_call (self, "a = b", pair, 2));
    }

  /* Where nothing is equal, the aggregates are what they are of no rows: zero for a count. */
  result = attach (self, table, grouped, subquery->table->size + 2, match, 0);
  sluice_expr_unref (result);
  map = g_new0 (SluiceExpr *, grouped->schema->n_fields + 1);
  for (guint i = 0; i < grouped->schema->n_fields; i++)
    {
      SluiceExpr *column
          = sluice_expr_new_column (n_outer + i, &table->plan->schema->fields[n_outer + i]);
      const SluiceExpr *aggregate
          = i >= inner->len ? grouped->aggregate.aggregates[i - inner->len] : NULL;

      map[i] = column;
      if (aggregate != NULL && g_str_has_prefix (aggregate->function->name, "count"))
        {
          map[i] = sluice_sql_call (self, "coalesce(a, 0L)", &column, 1);
          sluice_expr_unref (column);
        }
    }
  result = sluice_expr_map_columns (g_array_index (outputs, SluiceNamedExpr, 0).expr, map,
                                    grouped->schema->n_fields);
  for (guint i = 0; i < grouped->schema->n_fields; i++)
    sluice_expr_unref (map[i]);

  return result;
}

/* A call of an aggregate function over @value, which stands in @text as `a`. */
static SluiceExpr *
aggregate_of (SluiceSql *self, const char *text, SluiceExpr *value)
{
  SluiceField field = sluice_field_of ("a", value);
  g_autoptr (SluiceType) schema = NULL;
  SluiceScopeInput input = { NULL, NULL, 0, FALSE };
  SluiceScope scope = { &input, 1, self->analysis->settings };
  g_autoptr (SluiceExpr) call = NULL;

  field.watermark_delay_ms = -1;
  schema = sluice_type_struct (&field, 1);
  input.schema = schema;
  call = sluice_analyze (text, &scope, SLUICE_ALLOW_AGGREGATES, NULL);
  g_assert (call != NULL);

  return sluice_expr_map_columns (call, &value, 1);
}

SluiceExpr *
sluice_sql_first (SluiceSql *self, SluiceExpr *value)
{
  return aggregate_of (self, "first(a)", value);
}

/* The one value that rows have in common which are equal to one of the query around; it fails where there are more. */
static SluiceExpr *
single_of_group (SluiceSql *self, SluiceExpr *value)
{
  g_autoptr (SluiceExpr) first = sluice_sql_first (self, value);
  g_autoptr (SluiceExpr) count = aggregate_of (self, "count(*)", value);

  return sluice_single_value_new (first, count);
}

static SluiceExpr *
attach_scalar (SluiceSql *self,
               SluiceSqlTable *table,
               SluiceSyntax *node,
               const SluiceSqlNames *names,
               gboolean *correlated)
{
  SluiceQuerySyntax *query = node->query;
  SluiceSqlOuter around = { table, NULL };
  SluiceExpr *result = NULL;
  SluiceSqlSubquery subquery;

  if (sluice_sql_is_plain (query) && sluice_sql_list_aggregates (query) && query->where != NULL)
    {
      /* Perhaps it names columns of the query around, which the whole query could not be planned with. */
      if (!sluice_sql_with (self, query, &names))
        return NULL;
      sluice_sql_subquery_init (&subquery);
      around.conditions = subquery.conditions;
      subquery.table = sluice_sql_source (self, query, names, &around);
      if (subquery.table == NULL || !sluice_sql_subquery_check_static (self, subquery.table, node))
        {
          sluice_sql_subquery_clear (&subquery);
          return NULL;
        }
      *correlated = subquery.conditions->len > 0;
      if (!sluice_sql_subquery_list_values (self, &subquery, query, node))
        result = NULL;
      else if (subquery.conditions->len > 0)
        result = attach_grouped (self, table, &subquery, subquery.values->pdata[0], node);
      else
        {
          g_autoptr (GArray) keys = sluice_sql_named_array ();
          g_autoptr (GArray) outputs = sluice_sql_named_array ();
          SluicePlan *plan;

          sluice_sql_named_add (outputs, "value", sluice_expr_ref (subquery.values->pdata[0]));
          plan = sluice_analysis_make_aggregation (self->analysis, self->node, "query",
                                                   subquery.table->plan, keys, outputs);
          if (plan != NULL)
            {
              plan = sluice_sql_project (self, plan, outputs);
              result = attach (self, table, plan, subquery.table->size + 2, NULL, 0);
              sluice_plan_unref (plan);
            }
        }
      sluice_sql_subquery_clear (&subquery);
      return result;
    }
  if (sluice_sql_subquery_take_apart (self, table, node, names, TRUE, &subquery))
    {
      g_autoptr (SluiceExpr) single = NULL;

      *correlated = subquery.conditions->len > 0;
      if (subquery.conditions->len > 0 && query->distinct)
        fail_correlated (self, node);
      else if (subquery.conditions->len > 0)
        {
          single = single_of_group (self, subquery.values->pdata[0]);
          result = attach_grouped (self, table, &subquery, single, node);
        }
      else
        result = attach_single (self, table, &subquery);
    }
  sluice_sql_subquery_clear (&subquery);

  return result;
}

/* Whether a comparison of an IN may be null. */
static gboolean
compares_nulls (SluiceSql *self, const SluiceSqlTable *table, const SluiceSqlSubquery *subquery, SluiceSyntax *node)
{
  gboolean nulls = FALSE;
  SluiceSqlScope scope;

  sluice_sql_scope_init (&scope, self, table);
  for (guint i = 0; i < subquery->values->len; i++)
    {
      const SluiceExpr *value = subquery->values->pdata[i];
      g_autoptr (SluiceExpr) left
          = sluice_analyze_syntax (self->ast, sluice_sql_in_part (node, i), &scope.scope, SLUICE_ALLOW_NOTHING, NULL);

      nulls = nulls || value->nullable || (left != NULL && left->nullable);
    }
  sluice_sql_scope_clear (&scope);

  return nulls;
}

/* NOT IN is true only when no comparison is true or null: a null on the left matches any row, one in a row anything. */
static SluiceExpr *
or_unknown (SluiceSql *self, SluiceSqlTable *table, const SluiceSqlSubquery *subquery, SluiceSyntax *node, SluiceExpr *found)
{
  SluiceExpr *value = subquery->values->pdata[0];
  g_autoptr (GArray) keys = sluice_sql_named_array ();
  g_autoptr (GArray) outputs = sluice_sql_named_array ();
  g_autoptr (SluiceExpr) left = NULL;
  g_autoptr (SluiceExpr) n_rows = NULL;
  g_autoptr (SluiceExpr) n_values = NULL;
  SluiceSqlScope scope;
  SluicePlan *plan;
  guint column;

  if (!compares_nulls (self, table, subquery, node))
    return sluice_expr_ref (found);
  if (subquery->values->len > 1 || subquery->conditions->len > 0)
    return sluice_sql_fail (self, node->offset, node->length, "UNSUPPORTED_FEATURE",
                            _ ("NOT IN of several columns that may be null, or with columns of the query around, can only "
                               "be a condition of its own in this version. Leave out the nulls in both, or use NOT "
                               "EXISTS."));
  sluice_sql_scope_init (&scope, self, table);
  left = sluice_analyze_syntax (self->ast, sluice_sql_in_part (node, 0), &scope.scope, SLUICE_ALLOW_NOTHING, NULL);
  sluice_sql_scope_clear (&scope);
  if (left == NULL)
    return sluice_expr_ref (found);
  sluice_sql_named_add (outputs, "rows", aggregate_of (self, "count(*)", value));
  sluice_sql_named_add (outputs, "values", aggregate_of (self, "count(a)", value));
  plan = sluice_analysis_make_aggregation (self->analysis, self->node, "query", subquery->table->plan, keys, outputs);
  if (plan == NULL)
    return NULL;
  plan = sluice_sql_project (self, plan, outputs);
  column = table->plan->schema->n_fields;
  n_rows = attach (self, table, plan, subquery->table->size + 2, NULL, 0);
  n_values = sluice_expr_new_column (column + 1, &table->plan->schema->fields[column + 1]);
  sluice_plan_unref (plan);

  return sluice_sql_call (self, "a OR (b IS NULL AND c > 0L) OR d < c",
                          (SluiceExpr *[]){ found, left, n_rows, n_values }, 4);
}

/* EXISTS and IN inside of an expression: whether a row is equal, which a column says that is null where
 * there is none. */
static SluiceExpr *
attach_existence (SluiceSql *self,
                  SluiceSqlTable *table,
                  SluiceSyntax *node,
                  const SluiceSqlNames *names)
{
  guint n_outer = table->plan->schema->n_fields;
  g_autoptr (SluiceExpr) condition = NULL;
  g_autoptr (GPtrArray) outer = g_ptr_array_new ();
  g_autoptr (GPtrArray) inner = g_ptr_array_new ();
  g_autoptr (GArray) columns = sluice_sql_named_array ();
  g_autoptr (SluicePlan) rows = NULL;
  g_autoptr (SluiceExpr) match = NULL;
  g_autoptr (SluiceExpr) marker = NULL;
  SluiceExpr *found = NULL;
  gboolean yes = TRUE;
  SluiceSqlSubquery subquery;
  gboolean sound;

  if (node->kind == SLUICE_SYNTAX_IN_QUERY
      && !sluice_sql_subqueries (self, table, node->children[0], names, NULL))
    return NULL;
  n_outer = table->plan->schema->n_fields;
  sound = sluice_sql_subquery_take_apart (self, table, node, names, node->kind == SLUICE_SYNTAX_IN_QUERY, &subquery)
          && sluice_sql_subquery_match (self, table, &subquery, node, FALSE, &condition);
  if (sound && condition != NULL && !sluice_sql_equalities (condition, n_outer, outer, inner))
    {
      fail_correlated (self, node);
      sound = FALSE;
    }
  for (guint i = 0; sound && i < inner->len; i++)
    sluice_sql_named_add (columns, "key",
                          to_inner (inner->pdata[i], n_outer, subquery.table->plan->schema));
  if (sound)
    {
      sluice_sql_named_add (
          columns, "exists",
          sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_BOOLEAN), &yes));
      rows = sluice_sql_distinct (
          self, sluice_sql_project (self, sluice_plan_ref (subquery.table->plan), columns));
    }
  for (guint i = 0; rows != NULL && i < outer->len; i++)
    {
      g_autoptr (SluiceExpr) key = sluice_expr_new_column (n_outer + i, &rows->schema->fields[i]);
      SluiceExpr *pair[2] = { outer->pdata[i], key };

      match = sluice_sql_and (self, g_steal_pointer (&match), sluice_sql_call (self, "a = b", pair, 2));
    }
  if (rows != NULL)
    marker = attach (self, table, rows, subquery.table->size + 3, match, inner->len);
  if (marker != NULL)
    found = sluice_sql_call (self, "a IS NOT NULL", (SluiceExpr *[]){ marker }, 1);
  if (found != NULL && node->kind == SLUICE_SYNTAX_IN_QUERY && node->flag)
    {
      SluiceExpr *or = or_unknown (self, table, &subquery, node, found);

      sluice_expr_unref (found);
      found = or;
    }
  sluice_sql_subquery_clear (&subquery);

  return found;
}

typedef struct
{
  SluiceSql *sql;
  SluiceSqlTable *table;
  const SluiceSqlNames *names;
  gboolean failed;
} PutSubquery;

/* The same subquery written twice is joined once: what is grouped by is then what the list has. */
static const SluiceSqlAnswer *
find_answer (const SluiceSqlTable *table, const char *text)
{
  for (guint i = 0; i < table->answers->len; i++)
    {
      const SluiceSqlAnswer *answer = &g_array_index (table->answers, SluiceSqlAnswer, i);

      if (strcmp (answer->text, text) == 0)
        return answer;
    }

  return NULL;
}

static SluiceExpr *
answer (PutSubquery *data, SluiceSyntax *node)
{
  g_autofree char *text = g_strdup_printf ("%s%.*s", node->flag ? "NOT " : "", (int) node->length,
                                           data->sql->ast->text + node->offset);
  const SluiceSqlAnswer *known = find_answer (data->table, text);
  SluiceSqlAnswer new = { .first = data->table->plan->schema->n_fields };

  if (known != NULL)
    return sluice_expr_ref (known->expr);
  new.expr = node->kind == SLUICE_SYNTAX_SUBQUERY
                 ? attach_scalar (data->sql, data->table, node, data->names, &new.correlated)
                 : attach_existence (data->sql, data->table, node, data->names);
  if (new.expr == NULL)
    return NULL;
  new.text = g_steal_pointer (&text);
  new.n = data->table->plan->schema->n_fields - new.first;
  g_array_append_val (data->table->answers, new);

  return sluice_expr_ref (new.expr);
}

static gboolean
visit_put_subquery (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  PutSubquery *data = user_data;
  SluiceExpr *expr;

  if (node->kind != SLUICE_SYNTAX_SUBQUERY && node->kind != SLUICE_SYNTAX_EXISTS
      && node->kind != SLUICE_SYNTAX_IN_QUERY)
    return TRUE;
  if (data->failed)
    return FALSE;
  expr = answer (data, node);
  data->failed = expr == NULL;
  if (expr != NULL)
    {
      if (node->kind == SLUICE_SYNTAX_IN_QUERY)
        node->name = "in()";
      sluice_sql_put (data->sql, node, 1, expr);
    }

  return FALSE;
}

/* Notes of each IN whether NOT stands before it. */
static void
mark_negated (SluiceSyntax *node)
{
  for (guint i = 0; i < node->n_children; i++)
    {
      SluiceSyntax *child = node->children[i];

      if (child->kind == SLUICE_SYNTAX_IN_QUERY)
        child->flag = node->kind == SLUICE_SYNTAX_OPERATOR && strcmp (node->name, "not") == 0;
      mark_negated (child);
    }
}

gboolean
sluice_sql_subqueries (SluiceSql *self,
                       SluiceSqlTable *table,
                       SluiceSyntax *node,
                       const SluiceSqlNames *names,
                       GArray *added)
{
  guint n_before = table->plan->schema->n_fields;
  PutSubquery data = { self, table, names, FALSE };

  mark_negated (node);
  sluice_sql_walk (node, visit_put_subquery, &data);
  for (guint i = n_before; added != NULL && i < table->plan->schema->n_fields; i++)
    g_array_append_val (added, i);

  return !data.failed;
}
