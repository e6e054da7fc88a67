/* sluice-analysis-sql-subquery.c: queries in expressions become joins.
 *
 * EXISTS and IN at the top of WHERE are semi and anti joins. Elsewhere a subquery is joined so that its
 * value is one more column of the table, which takes its place in the expression. What it names of the
 * query around, in its WHERE, becomes the condition of the join.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-function.h"
#include "expr/sluice-single-value.h"

/* A subquery taken apart. */
typedef struct
{
  SluiceSqlTable *table;    /* what its FROM and WHERE give */
  GPtrArray *values;        /* of SluiceExpr: the columns of its list, over @table; none for EXISTS */
  GPtrArray *conditions;    /* of SluiceSyntax, which name columns of the query around */
} Subquery;

static gboolean
check_static (SluiceSql *self, const SluiceSqlTable *table, const SluiceSyntax *node)
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

static SluiceSyntax *
in_part (SluiceSyntax *node, guint index)
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

static void
subquery_init (Subquery *subquery)
{
  subquery->table = NULL;
  subquery->values = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  subquery->conditions = g_ptr_array_new ();
}

static void
subquery_clear (Subquery *subquery)
{
  g_clear_pointer (&subquery->values, g_ptr_array_unref);
  g_clear_pointer (&subquery->conditions, g_ptr_array_unref);
}

static gboolean
list_values (SluiceSql *self, Subquery *subquery, SluiceQuerySyntax *query, const SluiceSyntax *node)
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
static gboolean
take_apart (SluiceSql *self,
            SluiceSqlTable *outer,
            SluiceSyntax *node,
            const SluiceSqlNames *names,
            gboolean wants_value,
            Subquery *subquery)
{
  SluiceQuerySyntax *query = node->query;
  SluiceSqlOuter around = { outer, NULL };

  subquery_init (subquery);
  around.conditions = subquery->conditions;
  if ((sluice_sql_is_plain (query) && !sluice_sql_list_aggregates (query))
      || (!wants_value && exists_as_source (query)))
    {
      if (!sluice_sql_with (self, query, &names))
        return FALSE;
      subquery->table = sluice_sql_source (self, query, names, &around);
      if (subquery->table == NULL || !check_static (self, subquery->table, node))
        return FALSE;
      return !wants_value || list_values (self, subquery, query, node);
    }
  subquery->table = sluice_sql_query (self, query, names);
  if (subquery->table == NULL || !check_static (self, subquery->table, node))
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
                const Subquery *subquery,
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
  left = sluice_analyze_syntax (self->ast, in_part (node, index), &scope.scope,
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

static SluiceExpr *
and (SluiceSql *self, SluiceExpr *a, SluiceExpr *b)
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
              const Subquery *subquery,
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
      condition = and (self, condition, part);
    }

  return condition;
}

/* What must be true of a row of the subquery for EXISTS and IN; %FALSE after a problem. */
static gboolean
match_condition (SluiceSql *self,
                 SluiceSqlTable *outer,
                 Subquery *subquery,
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
  *condition = and (self, *condition, in);

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
  Subquery subquery;

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
  sound = take_apart (self, table, node, names, node->kind == SLUICE_SYNTAX_IN_QUERY, &subquery)
          && match_condition (self, table, &subquery, node, negated, &condition);
  if (sound)
    {
      SluicePlan *join = sluice_analysis_make_join (self->analysis, self->node->public.node_id,
                                                    negated ? SLUICE_JOIN_LEFT_ANTI : SLUICE_JOIN_LEFT_SEMI,
                                                    table->plan, subquery.table->plan, condition);

      join->join.is_condition = TRUE;
      table->size += subquery.table->size;
      sluice_sql_table_replace (table, join);
    }
  subquery_clear (&subquery);

  return sound;
}

/* Subqueries as values. */

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
attach_single (SluiceSql *self, SluiceSqlTable *table, Subquery *subquery)
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
                Subquery *subquery,
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

      match = and (self, g_steal_pointer (&match), sluice_sql_call (self, "a = b", pair, 2));
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
  Subquery subquery;

  if (sluice_sql_is_plain (query) && sluice_sql_list_aggregates (query) && query->where != NULL)
    {
      /* Perhaps it names columns of the query around, which the whole query could not be planned with. */
      if (!sluice_sql_with (self, query, &names))
        return NULL;
      subquery_init (&subquery);
      around.conditions = subquery.conditions;
      subquery.table = sluice_sql_source (self, query, names, &around);
      if (subquery.table == NULL || !check_static (self, subquery.table, node))
        {
          subquery_clear (&subquery);
          return NULL;
        }
      *correlated = subquery.conditions->len > 0;
      if (!list_values (self, &subquery, query, node))
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
      subquery_clear (&subquery);
      return result;
    }
  if (take_apart (self, table, node, names, TRUE, &subquery))
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
  subquery_clear (&subquery);

  return result;
}

/* NOT IN is true only when no comparison is true or null: a null on the left matches any row, one in a row anything. */
static SluiceExpr *
or_unknown (SluiceSql *self, SluiceSqlTable *table, const Subquery *subquery, SluiceSyntax *node, SluiceExpr *found)
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

  sluice_sql_scope_init (&scope, self, table);
  left = sluice_analyze_syntax (self->ast, in_part (node, 0), &scope.scope, SLUICE_ALLOW_NOTHING, NULL);
  sluice_sql_scope_clear (&scope);
  if (left == NULL || (!left->nullable && !value->nullable))
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
  Subquery subquery;
  gboolean sound;

  if (node->kind == SLUICE_SYNTAX_IN_QUERY
      && !sluice_sql_subqueries (self, table, node->children[0], names, NULL))
    return NULL;
  n_outer = table->plan->schema->n_fields;
  sound = take_apart (self, table, node, names, node->kind == SLUICE_SYNTAX_IN_QUERY, &subquery)
          && match_condition (self, table, &subquery, node, FALSE, &condition);
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

      match = and (self, g_steal_pointer (&match), sluice_sql_call (self, "a = b", pair, 2));
    }
  if (rows != NULL)
    marker = attach (self, table, rows, subquery.table->size + 3, match, inner->len);
  if (marker != NULL)
    found = sluice_sql_call (self, "a IS NOT NULL", (SluiceExpr *[]){ marker }, 1);
  if (found != NULL && node->flag && subquery.values->len == 1 && subquery.conditions->len == 0)
    {
      SluiceExpr *or = or_unknown (self, table, &subquery, node, found);

      sluice_expr_unref (found);
      found = or;
    }
  subquery_clear (&subquery);

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
