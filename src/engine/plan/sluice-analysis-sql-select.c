/* sluice-analysis-sql-select.c: SELECT: its list, HAVING, DISTINCT and ORDER BY.
 *
 * Names that mean something else than a column of FROM are replaced in the syntax first: aliases of
 * the list, ordinals, the window that is grouped by, subqueries. Then all expressions are typed over
 * one table, and taken apart at the aggregation if there is one.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql-select.h"

#include <glib/gi18n-lib.h>

#include "expr/sluice-over.h"

/* Outputs. */

/* `SELECT a, FROM t` can be read: as a column FROM, which is called t. */
static gboolean
is_trailing_comma (SluiceSqlSelect *self)
{
  const SluiceSyntax *last = self->query->items[self->query->n_items - 1];

  while (last->kind == SLUICE_SYNTAX_ALIAS)
    last = last->children[0];

  return self->query->from == NULL && self->query->n_items > 1
         && last->kind == SLUICE_SYNTAX_COLUMN && last->n_names == 1
         && g_ascii_strcasecmp (last->names[0], "from") == 0;
}

static gboolean
analyze_items (SluiceSqlSelect *self, const SluiceScope *scope)
{
  SluiceAllow allow = SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_STAR | SLUICE_ALLOW_WINDOW | SLUICE_ALLOW_AGGREGATES
                      | self->over;

  if (is_trailing_comma (self))
    {
      const SluiceSyntax *last = self->query->items[self->query->n_items - 1];

      sluice_sql_fail (self->sql, last->offset, last->length, "TRAILING_COMMA_IN_SELECT",
                       "Trailing comma detected in SELECT clause. Remove the trailing comma before "
                       "the FROM clause.");
      return FALSE;
    }

  for (guint i = 0; i < self->query->n_items; i++)
    {
      guint first = self->outputs->len;
      GError *error = NULL;

      if (!sluice_analyze_named_syntax (self->sql->ast, self->query->items[i], scope, allow,
                                        self->outputs, &error))
        {
          sluice_sql_fail_error (self->sql, error);
          return FALSE;
        }
      if (self->forced[i] != NULL && self->outputs->len == first + 1)
        {
          SluiceNamedExpr *item = &g_array_index (self->outputs, SluiceNamedExpr, first);

          g_free (item->name);
          item->name = g_strdup (self->forced[i]);
        }
    }
  self->n_items = self->outputs->len;

  return TRUE;
}

static gboolean
analyze_having (SluiceSqlSelect *self, const SluiceScope *scope)
{
  GError *error = NULL;
  SluiceExpr *condition;

  if (self->query->having == NULL)
    return TRUE;
  condition = sluice_analyze_condition_syntax (self->sql->ast, self->query->having, scope,
                                               SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_WINDOW,
                                               &error);
  if (condition == NULL)
    {
      sluice_sql_fail_error (self->sql, error);
      return FALSE;
    }
  sluice_sql_named_add (self->outputs, "having", condition);

  return TRUE;
}

static gboolean
analyze_qualify (SluiceSqlSelect *self, const SluiceScope *scope)
{
  SluiceSyntax *qualify = self->query->qualify;
  GError *error = NULL;
  SluiceExpr *condition;

  if (qualify == NULL)
    return TRUE;
  condition = sluice_analyze_condition_syntax (self->sql->ast, qualify, scope,
                                               SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_WINDOW | self->over, &error);
  if (condition == NULL)
    {
      sluice_sql_fail_error (self->sql, error);
      return FALSE;
    }
  sluice_sql_named_add (self->outputs, "qualify", condition);

  return TRUE;
}

/* ORDER BY ALL: every item. */
static gboolean
orders_by_all (SluiceSqlSelect *self)
{
  const SluiceSyntax *key = self->query->n_order == 1 ? self->query->order[0].key : NULL;

  return key != NULL && key->kind == SLUICE_SYNTAX_COLUMN && key->n_names == 1
         && g_ascii_strcasecmp (key->names[0], "all") == 0 && !sluice_sql_is_known (self, key)
         && sluice_sql_find_alias (self, key->names[0], self->query->n_items) < 0;
}

static void
order_by_items (SluiceSqlSelect *self)
{
  SluiceArena *arena = self->sql->ast->arena;
  SluiceOrderItem first = self->query->order[0];

  self->query->n_order = self->n_items;
  self->query->order = sluice_arena_new_array (arena, SluiceOrderItem, self->n_items + 1);
  for (guint i = 0; i < self->n_items; i++)
    {
      SluiceSyntax *place = sluice_syntax_new (arena, SLUICE_SYNTAX_NUMBER, first.key);
      char *number = sluice_arena_alloc (arena, 16);

      g_snprintf (number, 16, "%u", i + 1);
      place->lexeme = SLUICE_LEXEME_INTEGER;
      place->name = number;
      self->query->order[i] = first;
      self->query->order[i].key = place;
    }
}

/* An ordinal is the item itself, a name of the list too, when it isn't a written alias; of a generator it
 * is one of the columns. */
static gint
order_item (SluiceSqlSelect *self, const SluiceSyntax *key, guint *field)
{
  gint found = -1;

  *field = 0;
  if (key->kind == SLUICE_SYNTAX_NUMBER && key->lexeme == SLUICE_LEXEME_INTEGER)
    return (gint) CLAMP (g_ascii_strtoll (key->name, NULL, 10) - 1, -1, G_MAXINT);
  if (key->kind != SLUICE_SYNTAX_COLUMN || key->n_names != 1)
    return -1;
  for (guint i = 0; i < self->n_items; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (self->outputs, SluiceNamedExpr, i);

      for (guint n = 0; item->names != NULL && item->names[n] != NULL; n++)
        if (sluice_sql_same_name (self->sql, item->names[n], key->names[0]))
          {
            found = (gint) i;
            *field = n;
          }
      if (item->names == NULL && sluice_sql_same_name (self->sql, item->name, key->names[0]))
        found = (gint) i;
    }

  return found;
}

static gboolean
analyze_order (SluiceSqlSelect *self, const SluiceScope *scope)
{
  if (orders_by_all (self))
    order_by_items (self);
  self->order_fields = g_new0 (guint, self->query->n_order + 1);
  for (guint i = 0; i < self->query->n_order; i++)
    {
      SluiceSyntax *key = self->query->order[i].key;
      gboolean ordinal
          = key->kind == SLUICE_SYNTAX_NUMBER && key->lexeme == SLUICE_LEXEME_INTEGER;
      gint item = order_item (self, key, &self->order_fields[i]);
      GError *error = NULL;
      SluiceExpr *expr;

      if (ordinal && (item < 0 || (guint) item >= self->n_items))
        {
          sluice_sql_fail (self->sql, key->offset, key->length, "ORDER_BY_POS_OUT_OF_RANGE",
                           "ORDER BY position %s is not in select list (valid range is [1, %u]).",
                           key->name, self->n_items);
          return FALSE;
        }
      if (item >= 0)
        expr = sluice_expr_ref (g_array_index (self->outputs, SluiceNamedExpr, item).expr);
      else
        expr = sluice_analyze_syntax (self->sql->ast, key, scope,
                                      (self->aggregates ? SLUICE_ALLOW_AGGREGATES : SLUICE_ALLOW_NOTHING)
                                          | SLUICE_ALLOW_WINDOW | self->over,
                                      &error);
      if (expr == NULL)
        {
          sluice_sql_fail_error (self->sql, error);
          return FALSE;
        }
      sluice_sql_named_add (self->outputs, "order", expr);
    }

  return TRUE;
}

static gboolean
refuse_over (SluiceSqlSelect *self, const SluiceSyntax *node, const char *condition, const char *message)
{
  sluice_sql_fail (self->sql, node->offset, node->length, condition, "%s", message);

  return FALSE;
}

/* Where functions with OVER may be written: not in what is done before or after them. Aliases that stand for them are
 * another matter. */
static gboolean
check_overs (SluiceSqlSelect *self)
{
  const SluiceQuerySyntax *query = self->query;
  SluiceSyntax *over = NULL;

  if (self->over == SLUICE_ALLOW_NOTHING)
    return TRUE;
  if (query->having != NULL && (over = sluice_sql_find_over (query->having)) != NULL)
    return refuse_over (self, over, "WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE",
                        "It is not allowed to use window functions inside HAVING clause.");
  for (guint i = 0; i < query->n_order && over == NULL; i++)
    over = sluice_sql_find_over (query->order[i].key);
  if (over != NULL)
    return refuse_over (self, over, "UNSUPPORTED_EXPR_FOR_OPERATOR",
                        "The query operator Sort contains one or more unsupported expressions. Give the function with "
                        "OVER a name in the list, and sort by that.");
  if (query->qualify == NULL)
    return TRUE;
  over = sluice_sql_find_over (query->qualify);
  if (sluice_sql_has_aggregate (query->qualify))
    return refuse_over (self, query->qualify, over != NULL ? "MISSING_GROUP_BY" : "QUALIFY_AGGREGATE_NOT_ALLOWED",
                        "Aggregate functions are not supported in QUALIFY. Give what is made of them a name in the list, "
                        "and use that.");
  for (guint i = 0; i < query->n_items && over == NULL; i++)
    over = sluice_sql_find_over (query->items[i]);
  if (over == NULL)
    return refuse_over (self, query->qualify, "QUALIFY_REQUIRES_WINDOW_FUNCTION",
                        "The QUALIFY clause requires at least one window function in the current SELECT list or the "
                        "QUALIFY condition.");

  return TRUE;
}

/* Replaces names and subqueries in everything that is written. */
static gboolean
prepare_syntax (SluiceSqlSelect *self, const SluiceSqlNames *names)
{
  SluiceQuerySyntax *query = self->query;

  if (!sluice_sql_name_windows (self->sql, query) || !check_overs (self))
    return FALSE;
  self->aggregates = query->grouping != SLUICE_GROUPING_NONE || query->having != NULL;
  for (guint i = 0; i < query->n_items; i++)
    {
      SluiceSyntax *item = sluice_sql_without_alias (query->items[i]);

      if (item->kind == SLUICE_SYNTAX_COLUMN && item == query->items[i])
        self->forced[i] = item->names[item->n_names - 1];
      if (!sluice_sql_check_lateral (self, item, i) || !sluice_sql_put_aliases (self, item, i, FALSE)
          || !sluice_sql_subqueries (self->sql, self->table, item, names, self->added))
        return FALSE;
      self->sizes[i] = sluice_sql_size_of_syntax (item, SLUICE_SQL_MAX_ITEM_SIZE);
      self->aggregates = self->aggregates || sluice_sql_has_aggregate (item);
    }
  for (guint i = 0; i < query->n_keys; i++)
    if (!sluice_sql_subqueries (self->sql, self->table, query->keys[i], names, self->added))
      return FALSE;
  if (query->having != NULL
      && (!sluice_sql_put_aliases (self, query->having, query->n_items, TRUE)
          || !sluice_sql_subqueries (self->sql, self->table, query->having, names, self->added)))
    return FALSE;
  if (query->qualify != NULL
      && (!sluice_sql_put_aliases (self, query->qualify, query->n_items, FALSE)
          || !sluice_sql_subqueries (self->sql, self->table, query->qualify, names, self->added)))
    return FALSE;
  for (guint i = 0; i < query->n_order; i++)
    {
      SluiceSyntax *key = query->order[i].key;

      /* A whole alias is looked up among the outputs; in an expression it is replaced. */
      if ((key->kind != SLUICE_SYNTAX_COLUMN || key->n_names > 1)
          && !sluice_sql_put_aliases (self, key, query->n_items, TRUE))
        return FALSE;
      if (!sluice_sql_subqueries (self->sql, self->table, key, names, self->added))
        return FALSE;
      self->aggregates = self->aggregates || sluice_sql_has_aggregate (key);
    }

  return TRUE;
}

static void
walk_all (SluiceSqlSelect *self, SluiceSqlVisit visit)
{
  for (guint i = 0; i < self->query->n_items; i++)
    sluice_sql_walk (sluice_sql_without_alias (self->query->items[i]), visit, self);
  if (self->query->having != NULL)
    sluice_sql_walk (self->query->having, visit, self);
  if (self->query->qualify != NULL)
    sluice_sql_walk (self->query->qualify, visit, self);
  for (guint i = 0; i < self->query->n_order; i++)
    sluice_sql_walk (self->query->order[i].key, visit, self);
}

static gboolean
analyze_all (SluiceSqlSelect *self)
{
  gboolean sets = self->query->grouping == SLUICE_GROUPING_SETS;
  SluiceSqlScope scope;
  gboolean sound;

  if (!sluice_sql_analyze_keys (self))
    return FALSE;
  if (self->keys->len > 0)
    walk_all (self, sluice_sql_put_window);
  if (sets)
    {
      if (!sluice_sql_expand_sets (self))
        return FALSE;
      walk_all (self, sluice_sql_put_grouping);
    }
  sluice_sql_scope_init (&scope, self->sql, self->table);
  sound = analyze_items (self, &scope.scope) && analyze_having (self, &scope.scope)
          && analyze_qualify (self, &scope.scope) && analyze_order (self, &scope.scope);
  sluice_sql_scope_clear (&scope);
  if (!sound)
    return FALSE;
  if (self->query->grouping == SLUICE_GROUPING_ALL)
    sluice_sql_group_by_items (self);
  if (sets)
    {
      for (guint i = 0; i < self->outputs->len; i++)
        {
          SluiceNamedExpr *output = &g_array_index (self->outputs, SluiceNamedExpr, i);
          SluiceExpr *expr = sluice_sql_put_set_keys (self, output->expr);

          sluice_expr_unref (output->expr);
          output->expr = expr;
        }
      g_array_set_size (self->keys, self->query->n_keys + 1);
    }

  return !self->aggregates || sluice_sql_group_by_added (self);
}

/* Plans. */

/* A column that is neither a key nor in an aggregate: HAVING and ORDER BY don't see it any more. */
static const SluiceExpr *
find_loose_column (SluiceSqlSelect *self, const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    return NULL;
  for (guint i = 0; i < self->keys->len; i++)
    if (sluice_expr_equal (g_array_index (self->keys, SluiceNamedExpr, i).expr, expr))
      return NULL;
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return expr;
  for (guint i = 0; i < expr->n_args; i++)
    {
      const SluiceExpr *found = find_loose_column (self, expr->args[i]);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
check_having (SluiceSqlSelect *self)
{
  const SluiceExpr *loose = NULL;

  if (self->query->having != NULL && self->keys->len > 0)
    loose = find_loose_column (
        self, g_array_index (self->outputs, SluiceNamedExpr, self->n_items).expr);
  if (loose == NULL)
    return TRUE;
  sluice_sql_fail (self->sql, self->query->having->offset, self->query->having->length,
                   "UNRESOLVED_COLUMN.WITH_SUGGESTION",
                   "A column, variable, or function parameter with name `%s` cannot be resolved. "
                   "HAVING can name keys, aggregates and aliases of the list.",
                   self->table->plan->schema->fields[loose->index].name);

  return FALSE;
}

static gboolean
group (SluiceSqlSelect *self)
{
  guint n_problems = self->sql->analysis->problems->len;
  SluicePlan *plan;

  if (!self->aggregates)
    return TRUE;
  if (!check_having (self))
    return FALSE;
  plan = sluice_analysis_make_aggregation (self->sql->analysis, self->sql->node, "query",
                                           self->table->plan, self->keys, self->outputs);
  sluice_sql_relocate (self->sql, n_problems, self->query->items[0]->offset,
                       self->query->items[self->query->n_items - 1]->offset
                           + self->query->items[self->query->n_items - 1]->length
                           - self->query->items[0]->offset);
  if (plan == NULL)
    return FALSE;
  sluice_sql_table_replace (self->table, plan);
  if (self->query->having != NULL)
    sluice_sql_table_replace (
        self->table,
        sluice_plan_new_filter (
            self->sql->node->public.node_id, plan,
            g_array_index (self->outputs, SluiceNamedExpr, self->n_items).expr));

  return TRUE;
}

static gboolean
has_generators (SluiceSqlSelect *self)
{
  for (guint i = 0; i < self->outputs->len; i++)
    if (g_array_index (self->outputs, SluiceNamedExpr, i).expr->kind == SLUICE_EXPR_GENERATOR)
      return TRUE;

  return FALSE;
}

/* A generator of the list becomes a node below it, and its columns take its place. */
static void
put_generators (SluiceSqlSelect *self)
{
  GArray *outputs = sluice_sql_named_array ();
  g_autofree guint *places = g_new0 (guint, self->n_items + 1); /* of each generator's columns */
  guint n_before_order = self->outputs->len - self->query->n_order;
  guint n_items = 0;

  for (guint i = 0; i < self->outputs->len; i++)
    {
      SluiceNamedExpr *output = &g_array_index (self->outputs, SluiceNamedExpr, i);
      guint first;

      if (i == self->n_items)
        n_items = outputs->len;
      if (i >= self->n_items && output->expr->kind == SLUICE_EXPR_GENERATOR)
        {
          const SluiceType *schema = self->table->plan->schema;
          guint column = self->order_fields[i - n_before_order];

          for (guint k = 0; k < self->n_items; k++)
            if (sluice_expr_equal (g_array_index (self->outputs, SluiceNamedExpr, k).expr,
                                   output->expr))
              column += places[k];
          sluice_sql_named_add (outputs, output->name,
                                sluice_expr_new_column (column, &schema->fields[column]));
          continue;
        }
      if (output->expr->kind != SLUICE_EXPR_GENERATOR)
        {
          sluice_sql_named_add (outputs, output->name, sluice_expr_ref (output->expr));
          continue;
        }
      first = places[i] = sluice_sql_generate (self->sql, self->table, output);
      for (guint c = first; c < self->table->plan->schema->n_fields; c++)
        {
          const SluiceField *field = &self->table->plan->schema->fields[c];

          sluice_sql_named_add (outputs, field->name, sluice_expr_new_column (c, field));
        }
    }
  self->n_items = self->outputs->len == self->n_items ? outputs->len : n_items;
  g_array_unref (self->outputs);
  self->outputs = outputs;
}

static gboolean
put_windows (SluiceSqlSelect *self)
{
  guint n = self->outputs->len;
  g_autofree SluiceExpr **exprs = g_new0 (SluiceExpr *, n + 1);
  SluicePlan *plan;

  for (guint i = 0; i < n; i++)
    exprs[i] = g_array_index (self->outputs, SluiceNamedExpr, i).expr;
  plan = sluice_analysis_extract_windows (self->sql->analysis, self->sql->node, "query", exprs, n,
                                          sluice_plan_ref (self->table->plan));
  for (guint i = 0; i < n; i++)
    g_array_index (self->outputs, SluiceNamedExpr, i).expr = exprs[i];
  if (plan == NULL)
    return FALSE;
  sluice_sql_table_replace (self->table, plan);

  return TRUE;
}

/* Nodes for functions with OVER, and behind them QUALIFY. */
static gboolean
put_overs (SluiceSqlSelect *self)
{
  guint place;

  for (guint i = 0; i < self->outputs->len; i++)
    {
      const SluiceExpr *expr = g_array_index (self->outputs, SluiceNamedExpr, i).expr;

      if (expr->kind == SLUICE_EXPR_GENERATOR && sluice_expr_find_over ((SluiceExpr *) expr) != NULL)
        {
          sluice_sql_fail (self->sql, self->query->offset, self->query->length,
                           "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
                           "The generator is not supported: it has a function with OVER in its arguments.");
          return FALSE;
        }
    }
  if (!put_windows (self))
    return FALSE;
  if (has_generators (self))
    put_generators (self);
  place = self->outputs->len - self->query->n_order - 1;
  sluice_sql_put_overs (self->sql, self->table, self->outputs);
  if (self->query->qualify != NULL)
    sluice_sql_table_replace (
        self->table, sluice_plan_new_filter (self->sql->node->public.node_id, self->table->plan,
                                             g_array_index (self->outputs, SluiceNamedExpr, place).expr));

  return TRUE;
}

/* The place of what is sorted by among the columns: an item, or one more column. */
static guint
order_column (SluiceSqlSelect *self, GArray *columns, const SluiceExpr *expr)
{
  for (guint i = 0; i < columns->len; i++)
    if (sluice_expr_equal (g_array_index (columns, SluiceNamedExpr, i).expr, expr)
        && expr->deterministic)
      return i;
  sluice_sql_named_add (columns, "order", sluice_expr_ref ((SluiceExpr *) expr));

  return columns->len - 1;
}

/* Behind DISTINCT there are only the items: what is sorted by must be made of them. Returns %NULL when it
 * isn't. */
static SluiceExpr *
over_items (const GArray *columns, guint n_items, SluiceExpr *expr)
{
  g_autofree SluiceExpr **args = NULL;
  SluiceExpr *result = NULL;
  guint n;

  for (guint i = 0; i < n_items; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (columns, SluiceNamedExpr, i);

      if (sluice_expr_equal (item->expr, expr))
        {
          SluiceField field = sluice_field_of (item->name, item->expr);

          return sluice_expr_new_column (i, &field);
        }
    }
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return NULL;
  if (expr->n_args == 0)
    return sluice_expr_ref (expr);
  args = g_new (SluiceExpr *, expr->n_args);
  for (n = 0; n < expr->n_args; n++)
    {
      args[n] = over_items (columns, n_items, expr->args[n]);
      if (args[n] == NULL)
        break;
    }
  if (n == expr->n_args)
    result = sluice_expr_copy_with_args (expr, args);
  for (guint i = 0; i < n; i++)
    sluice_expr_unref (args[i]);

  return result;
}

static SluicePlan *
sort (SluiceSqlSelect *self, SluicePlan *plan, SluiceExpr **keys)
{
  guint n = self->query->n_order;
  SluicePlan *sorted
      = sluice_plan_new (SLUICE_PLAN_SORT, self->sql->node->public.node_id, plan->schema, &plan, 1);

  sorted->sort.n_keys = n;
  sorted->sort.keys = g_new0 (SluiceSortKey, n + 1);
  for (guint i = 0; i < n; i++)
    sorted->sort.keys[i]
        = (SluiceSortKey){ sluice_expr_ref (keys[i]), self->query->order[i].descending,
                           self->query->order[i].nulls_first };
  sluice_plan_unref (plan);

  return sorted;
}

static SluiceSqlTable *
finish (SluiceSqlSelect *self)
{
  guint n_order = self->query->n_order, n_items = self->n_items;
  g_autoptr (GArray) columns = g_steal_pointer (&self->outputs);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GPtrArray) keys
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluiceSqlTable *result;
  SluicePlan *plan;

  for (guint i = 0; i < n_order; i++)
    g_ptr_array_add (sorted, sluice_expr_ref (
                                 g_array_index (columns, SluiceNamedExpr, columns->len - n_order + i).expr));
  g_array_set_size (columns, n_items);
  for (guint i = 0; i < n_order; i++)
    {
      SluiceExpr *expr = sorted->pdata[i];
      const SluiceSyntax *syntax = self->query->order[i].key;
      SluiceExpr *key;

      if (self->query->distinct)
        {
          key = over_items (columns, n_items, expr);
          if (key == NULL)
            {
              g_autofree char *sql = sluice_syntax_to_sql (syntax);

              return sluice_sql_fail (
                  self->sql, syntax->offset, syntax->length, "UNRESOLVED_COLUMN.WITH_SUGGESTION",
                  _ ("A query with DISTINCT can be sorted only by columns of its list, not by %s."),
                  sql);
            }
        }
      else
        {
          guint place = order_column (self, columns, expr);
          SluiceField field = sluice_field_of ("order", expr);

          key = sluice_expr_new_column (place, &field);
        }
      g_ptr_array_add (keys, key);
    }
  plan = sluice_sql_project (self->sql, sluice_plan_ref (self->table->plan), columns);
  if (self->query->distinct)
    {
      plan = sluice_sql_distinct (self->sql, plan);
      if (plan == NULL)
        return NULL;
    }
  if (n_order > 0)
    plan = sort (self, plan, (SluiceExpr **) keys->pdata);
  if (columns->len > n_items)
    {
      g_array_set_size (columns, 0);
      for (guint i = 0; i < n_items; i++)
        sluice_sql_named_add (columns, plan->schema->fields[i].name,
                              sluice_expr_new_column (i, &plan->schema->fields[i]));
      plan = sluice_sql_project (self->sql, plan, columns);
    }
  result = sluice_sql_table_new (self->sql, plan, self->table->size + 3);
  sluice_sql_table_add (result, NULL, 0, n_items, FALSE);

  return result;
}

SluiceSqlTable *
sluice_sql_select (SluiceSql *sql, SluiceQuerySyntax *query, const SluiceSqlNames *names)
{
  SluiceSqlSelect self = { .sql = sql, .query = query, .grouping_id = -1 };
  SluiceSqlTable *result = NULL;

  self.table = sluice_sql_source (sql, query, names, NULL);
  if (self.table == NULL)
    return NULL;
  self.over = self.table->plan->streaming ? SLUICE_ALLOW_NOTHING : SLUICE_ALLOW_OVER;
  self.added = g_array_new (FALSE, FALSE, sizeof (guint));
  self.sizes = g_new0 (guint, query->n_items + 1);
  self.forced = g_new0 (const char *, query->n_items + 1);
  self.keys = sluice_sql_named_array ();
  self.outputs = sluice_sql_named_array ();
  if (prepare_syntax (&self, names) && analyze_all (&self) && group (&self) && put_overs (&self))
    result = finish (&self);
  g_array_unref (self.added);
  g_free (self.sizes);
  g_free (self.order_fields);
  g_free (self.forced);
  g_array_unref (self.keys);
  g_clear_pointer (&self.outputs, g_array_unref);

  return result;
}
