/* sluice-analysis-sql-lateral.c: LATERAL: what may name columns of what stands before it in FROM.
 *
 * A function that gives rows is put on the left side like a LATERAL VIEW. A query that is only a list over FROM and WHERE
 * becomes a join: what its WHERE says of both sides is the condition, and its list is computed from the columns of both.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  SluiceSql *sql;
  const SluiceRelationSyntax *relation;
  SluiceSqlTable *left;
  SluiceSqlTable *inner; /* what FROM and the uncorrelated part of WHERE of the query on the right give */
  GPtrArray *conditions; /* of SluiceSyntax: the part of its WHERE that names columns of @left */
  GArray *items;         /* of SluiceNamedExpr: its list, over the columns of @left and then those of @inner */
} Lateral;

static gpointer
fail_unavailable (Lateral *self)
{
  const SluiceRelationSyntax *right = self->relation->right;

  return sluice_sql_fail (self->sql, right->offset, right->length, "UNSUPPORTED_FEATURE",
                          _ ("LATERAL is available in this version for functions and for queries without aggregates, "
                             "LIMIT and set operations, and with LEFT JOIN for those whose list names only their own "
                             "columns, ON true."));
}

static gboolean
is_true (const SluiceSyntax *node)
{
  return node == NULL || (node->kind == SLUICE_SYNTAX_BOOLEAN && node->flag);
}

/* Where a query names other columns of the left side than those that equal its own, Spark first collects which values these
 * have, and that is an aggregation. */
static gpointer
fail_values (Lateral *self)
{
  const SluiceRelationSyntax *right = self->relation->right;

  return sluice_sql_fail (self->sql, right->offset, right->length, "UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK",
                          _ ("On a stream a LATERAL query over a table can name only columns that its WHERE says are "
                             "equal to the table’s, and one without a table can have neither WHERE nor ON."));
}

static SluiceSqlTable *
join_function (Lateral *self)
{
  SluiceRelationSyntax view = *self->relation->right;

  if (self->relation->join == SLUICE_WRITTEN_LEFT && self->left->plan->streaming)
    return fail_values (self);

  view.kind = SLUICE_RELATION_VIEW;
  view.outer = self->relation->join == SLUICE_WRITTEN_LEFT;
  if (view.alias == NULL)
    view.alias = view.call->name;

  return sluice_sql_view (self->sql, &view, self->left);
}

/* The names that the columns get in FROM. */
static gboolean
rename_items (Lateral *self)
{
  const SluiceRelationSyntax *right = self->relation->right;

  if (right->n_columns == 0)
    return TRUE;
  if (right->n_columns != self->items->len)
    {
      sluice_sql_fail (self->sql, right->offset, right->length, "ASSIGNMENT_ARITY_MISMATCH",
                       "Number of column aliases does not match number of columns. Number of column aliases: %u; "
                       "number of columns: %u.",
                       right->n_columns, self->items->len);
      return FALSE;
    }
  for (guint i = 0; i < right->n_columns; i++)
    {
      SluiceNamedExpr *item = &g_array_index (self->items, SluiceNamedExpr, i);

      g_free (item->name);
      item->name = g_strdup (right->columns[i]);
    }

  return TRUE;
}

/* Moves the items from the columns of the query and then the left ones to the order of the join. */
static void
shift_items (Lateral *self)
{
  const SluiceType *left = self->left->plan->schema;
  const SluiceType *inner = self->inner->plan->schema;
  guint n_left = left->n_fields, n = n_left + inner->n_fields;
  g_autofree guint *to = g_new (guint, n + 1);
  g_autofree SluiceField *fields = g_new (SluiceField, n + 1);
  g_autoptr (SluiceType) both = NULL;

  sluice_fields_copy (fields, left->fields, n_left);
  sluice_fields_copy (fields + n_left, inner->fields, inner->n_fields);
  both = sluice_type_struct (fields, n);
  for (guint i = 0; i < n; i++)
    to[i] = i < inner->n_fields ? n_left + i : i - inner->n_fields;
  for (guint i = 0; i < self->items->len; i++)
    {
      SluiceNamedExpr *item = &g_array_index (self->items, SluiceNamedExpr, i);
      SluiceExpr *shifted = sluice_sql_shift (item->expr, n, to, both);

      sluice_expr_unref (item->expr);
      item->expr = shifted;
    }
}

static gboolean
analyze_items (Lateral *self, SluiceQuerySyntax *query)
{
  SluiceSqlScope scope;
  GError *error = NULL;
  gboolean sound = TRUE;

  for (guint i = 0; i < query->n_items; i++)
    sluice_sql_put_outer (self->sql, self->inner, self->left, query->items[i]);
  sluice_sql_scope_init (&scope, self->sql, self->inner);
  for (guint i = 0; sound && i < query->n_items; i++)
    sound = sluice_analyze_named_syntax (self->sql->ast, query->items[i], &scope.scope, SLUICE_ALLOW_STAR,
                                         self->items, &error);
  sluice_sql_scope_clear (&scope);
  if (!sound)
    {
      sluice_sql_fail_error (self->sql, error);
      return FALSE;
    }
  shift_items (self);

  return rename_items (self);
}

static gboolean
reads_left (const SluiceExpr *expr, guint n_left)
{
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return expr->index < n_left;
  for (guint i = 0; i < expr->n_args; i++)
    if (reads_left (expr->args[i], n_left))
      return TRUE;

  return FALSE;
}

static gboolean
reads_only (const SluiceExpr *expr, guint n_left, const GPtrArray *columns)
{
  if (expr->kind == SLUICE_EXPR_COLUMN && expr->index < n_left)
    {
      for (guint i = 0; i < columns->len; i++)
        if (sluice_expr_equal (columns->pdata[i], expr))
          return TRUE;
      return FALSE;
    }
  for (guint i = 0; i < expr->n_args; i++)
    if (!reads_only (expr->args[i], n_left, columns))
      return FALSE;

  return TRUE;
}

static gboolean
check_values (Lateral *self, SluiceExpr *condition)
{
  guint n_left = self->left->plan->schema->n_fields;
  g_autoptr (GPtrArray) outer = g_ptr_array_new ();
  g_autoptr (GPtrArray) inner = g_ptr_array_new ();
  gboolean sound = condition == NULL || sluice_sql_equalities (condition, n_left, outer, inner);

  for (guint i = 0; sound && i < self->items->len; i++)
    sound = reads_only (g_array_index (self->items, SluiceNamedExpr, i).expr, n_left, outer);
  if (sound || !self->left->plan->streaming)
    return TRUE;
  fail_values (self);

  return FALSE;
}

/* For a left row without a partner the list is null, also where it says 1: it is computed before the join. */
static gboolean
compute_before_join (Lateral *self)
{
  const SluiceType *schema = self->inner->plan->schema;
  guint n_left = self->left->plan->schema->n_fields, n = schema->n_fields;
  g_autofree guint *to = g_new0 (guint, n_left + n + 1);
  g_autoptr (GArray) columns = sluice_sql_named_array ();

  for (guint i = 0; i < n; i++)
    {
      to[n_left + i] = i;
      sluice_sql_named_add (columns, schema->fields[i].name, sluice_expr_new_column (i, &schema->fields[i]));
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      SluiceNamedExpr *item = &g_array_index (self->items, SluiceNamedExpr, i);
      SluiceField field = sluice_field_of (item->name, item->expr);

      if (reads_left (item->expr, n_left))
        {
          fail_unavailable (self);
          return FALSE;
        }
      sluice_sql_named_add (columns, item->name, sluice_sql_shift (item->expr, n_left + n, to, schema));
      field.nullable = TRUE;
      sluice_expr_unref (item->expr);
      item->expr = sluice_expr_new_column (n_left + n + i, &field);
    }
  sluice_sql_table_replace (self->inner,
                            sluice_sql_project (self->sql, sluice_plan_ref (self->inner->plan), columns));

  return TRUE;
}

/* The left rows with those of the query, perhaps with what only conditions need. */
static SluicePlan *
make_rows (Lateral *self, gboolean has_from)
{
  SluiceJoinType type = (SluiceJoinType) self->relation->join;
  g_autoptr (SluiceExpr) condition = NULL;

  if (self->conditions->len > 0)
    {
      condition = sluice_sql_correlation (self->sql, self->inner, self->conditions, self->left);
      if (condition == NULL)
        return NULL;
    }
  if (has_from && (!check_values (self, condition) || (type == SLUICE_JOIN_LEFT && !compute_before_join (self))))
    return NULL;
  if (has_from)
    return sluice_sql_join (self->sql, condition == NULL && type == SLUICE_JOIN_INNER ? SLUICE_JOIN_CROSS : type,
                            self->left, self->inner, condition);
  if (!has_from && self->left->plan->streaming && (condition != NULL || !is_true (self->relation->condition)))
    return fail_values (self);
  if (condition == NULL)
    return sluice_plan_ref (self->left->plan);
  if (type == SLUICE_JOIN_LEFT)
    return fail_unavailable (self);

  return sluice_plan_new_filter (self->sql->node->public.node_id, self->left->plan, condition);
}

static SluiceSqlTable *
finish (Lateral *self, SluicePlan *rows)
{
  const SluiceType *schema = self->left->plan->schema;
  g_autoptr (GArray) columns = sluice_sql_named_array ();
  SluiceSqlTable *result;

  for (guint i = 0; i < schema->n_fields; i++)
    sluice_sql_named_add (columns, schema->fields[i].name, sluice_expr_new_column (i, &rows->schema->fields[i]));
  for (guint i = 0; i < self->items->len; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (self->items, SluiceNamedExpr, i);

      sluice_sql_named_add (columns, item->name, sluice_expr_ref (item->expr));
    }
  result = sluice_sql_table_new (self->sql, sluice_sql_project (self->sql, rows, columns),
                                 self->left->size + self->inner->size + 2);
  g_array_append_vals (result->parts, self->left->parts->data, self->left->parts->len);
  sluice_sql_table_add (result, self->relation->right->alias, schema->n_fields, self->items->len, FALSE);

  return result;
}

static SluiceSqlTable *
join_query (Lateral *self, const SluiceSqlNames *names)
{
  SluiceQuerySyntax *query = self->relation->right->query;
  SluiceSqlOuter around = { self->left, self->conditions };
  SluicePlan *rows;

  if (!sluice_sql_is_plain (query) || query->distinct || sluice_sql_list_aggregates (query))
    return fail_unavailable (self);
  if (!sluice_sql_with (self->sql, query, &names))
    return NULL;
  self->inner = sluice_sql_source (self->sql, query, names, &around);
  if (self->inner == NULL || !analyze_items (self, query))
    return NULL;
  rows = make_rows (self, query->from != NULL);

  return rows != NULL ? finish (self, rows) : NULL;
}

/* ON of an inner join is a filter of its rows. */
static SluiceSqlTable *
filter (SluiceSql *sql, SluiceSqlTable *table, SluiceSyntax *condition)
{
  SluiceSqlScope scope;
  GError *error = NULL;
  g_autoptr (SluiceExpr) expr = NULL;

  if (table == NULL || is_true (condition))
    return table;
  sluice_sql_scope_init (&scope, sql, table);
  expr = sluice_analyze_condition_syntax (sql->ast, condition, &scope.scope, SLUICE_ALLOW_NOTHING, &error);
  sluice_sql_scope_clear (&scope);
  if (expr == NULL)
    return sluice_sql_fail_error (sql, error);
  sluice_sql_table_replace (table, sluice_plan_new_filter (sql->node->public.node_id, table->plan, expr));

  return table;
}

SluiceSqlTable *
sluice_sql_lateral (SluiceSql *sql,
                    const SluiceRelationSyntax *relation,
                    SluiceSqlTable *left,
                    const SluiceSqlNames *names)
{
  Lateral self = { .sql = sql, .relation = relation, .left = left };
  SluiceSqlTable *result;

  if (relation->natural || relation->n_using > 0)
    return sluice_sql_fail (sql, relation->right->offset, relation->right->length,
                            "UNSUPPORTED_FEATURE.LATERAL_JOIN_USING",
                            "The feature is not supported: JOIN USING with LATERAL correlation.");
  if ((relation->join != SLUICE_WRITTEN_INNER && relation->join != SLUICE_WRITTEN_CROSS
       && relation->join != SLUICE_WRITTEN_LEFT)
      || (relation->join == SLUICE_WRITTEN_LEFT && !is_true (relation->condition))
      || (relation->right->kind != SLUICE_RELATION_FUNCTION && relation->right->kind != SLUICE_RELATION_SUBQUERY))
    return fail_unavailable (&self);

  self.conditions = g_ptr_array_new ();
  self.items = sluice_sql_named_array ();
  if (relation->right->kind == SLUICE_RELATION_FUNCTION)
    result = join_function (&self);
  else
    result = join_query (&self, names);
  g_ptr_array_unref (self.conditions);
  g_array_unref (self.items);

  return filter (sql, result, relation->condition);
}
