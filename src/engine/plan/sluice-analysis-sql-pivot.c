/* sluice-analysis-sql-pivot.c: PIVOT: rows become columns.
 *
 * What is neither FOR's nor in an aggregate is grouped by. As in Spark, aggregates whose results are plain numbers
 * are computed for each group and each value of FOR first, and a second aggregation lays them side by side; where one of
 * them gives anything else there is one aggregation, whose aggregates are filtered. On a stream that shows: the first
 * kind are two operators with state.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql-select.h"

#include <string.h>

#include "expr/sluice-cast.h"
#include "expr/sluice-function.h"
#include "expr/sluice-kernel.h"
#include "expr/sluice-value.h"

/* @key: what FOR names; @used: the columns that it and the aggregates read; @items: the aggregates; @values: literals of the
 * key's type; @names: how their columns are called. */
typedef struct
{
  SluiceSql *sql;
  const SluiceRelationSyntax *relation;
  SluiceSqlTable *table;
  SluiceExpr *key;
  gboolean *used;
  GArray *items;
  GPtrArray *values;
  GPtrArray *names;
} Pivot;

/* What FOR names, and the columns that are read. */

static SluiceExpr *
resolve_key (Pivot *self, const SluiceScope *scope)
{
  const SluiceRelationSyntax *relation = self->relation;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GString) text = g_string_new ("struct(");

  for (guint i = 0; i < relation->n_keys; i++)
    {
      g_autofree char *name = sluice_sql_argument (i);
      GError *error = NULL;
      SluiceExpr *column
          = sluice_analyze_syntax (self->sql->ast, relation->keys[i], scope, SLUICE_ALLOW_NOTHING, &error);

      if (column == NULL)
        return sluice_sql_fail_error (self->sql, error);
      g_ptr_array_add (columns, column);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
      if (!sluice_type_is_orderable (column->type))
        return sluice_sql_fail (self->sql, relation->keys[i]->offset, relation->keys[i]->length,
                                "INCOMPARABLE_PIVOT_COLUMN",
                                "Invalid pivot column `%s`. Pivot columns must be comparable.",
                                relation->keys[i]->names[0]);
    }
  if (columns->len == 1)
    return sluice_expr_ref (columns->pdata[0]);
  g_string_append_c (text, ')');

  return sluice_sql_call (self->sql, text->str, (SluiceExpr **) columns->pdata, columns->len);
}

/* A column that stands outside of all aggregates. */
static const SluiceExpr *
find_loose_column (const SluiceExpr *expr)
{
  const SluiceExpr *found = expr->kind == SLUICE_EXPR_COLUMN ? expr : NULL;

  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    return NULL;
  for (guint i = 0; found == NULL && i < expr->n_args; i++)
    found = find_loose_column (expr->args[i]);

  return found;
}

static gboolean
resolve_items (Pivot *self, const SluiceScope *scope)
{
  const SluiceType *schema = self->table->plan->schema;

  for (guint i = 0; i < self->relation->n_items; i++)
    {
      const SluiceSyntax *syntax = self->relation->items[i];
      const SluiceExpr *expr, *loose;
      GError *error = NULL;

      if (!sluice_analyze_named_syntax (self->sql->ast, syntax, scope, SLUICE_ALLOW_AGGREGATES, self->items, &error))
        {
          sluice_sql_fail_error (self->sql, error);
          return FALSE;
        }
      expr = g_array_index (self->items, SluiceNamedExpr, i).expr;
      loose = find_loose_column (expr);
      if (loose != NULL)
        {
          sluice_sql_fail (self->sql, syntax->offset, syntax->length, "_LEGACY_ERROR_TEMP_1006",
                           "Aggregate expression required for pivot, but '%s' did not appear in any aggregate "
                           "function.",
                           schema->fields[loose->index].name);
          return FALSE;
        }
      sluice_expr_mark_columns (expr, self->used, schema->n_fields);
    }

  return TRUE;
}

/* The values. */

static SluiceExpr *
fold_cast (Pivot *self, SluiceExpr *expr, const SluiceType *type)
{
  SluiceSettings *settings = self->sql->analysis->settings;
  gboolean strict = settings->ansi && sluice_cast_allowed (expr->type, type, SLUICE_CAST_ANSI);
  g_autoptr (SluiceExpr) cast
      = sluice_cast_new (expr, type, strict ? SLUICE_CAST_ANSI : SLUICE_CAST_LEGACY, settings);
  GError *error = NULL;
  SluiceExpr *literal = sluice_expr_fold (cast, settings, &error);

  return literal != NULL ? literal : sluice_sql_fail_error (self->sql, error);
}

/* How a value's columns are called: its alias, or its text. */
static char *
name_value (Pivot *self, const SluiceSyntax *syntax, SluiceExpr *expr)
{
  g_autoptr (SluiceExpr) text = NULL;

  if (syntax->kind == SLUICE_SYNTAX_ALIAS)
    return g_strdup (syntax->names[0]);
  text = fold_cast (self, expr, sluice_type_primitive (SLUICE_TYPE_STRING));
  if (text == NULL)
    return NULL;
  if (sluice_column_is_null (text->value, 0))
    return g_strdup ("null");

  return g_strndup (text->value->string[0].data, text->value->string[0].length);
}

static gboolean
resolve_value (Pivot *self, const SluiceScope *scope, SluiceSyntax *syntax)
{
  const SluiceSyntax *written = sluice_sql_without_alias (syntax);
  GError *error = NULL;
  g_autoptr (SluiceExpr) expr
      = sluice_analyze_syntax (self->sql->ast, written, scope, SLUICE_ALLOW_NOTHING, &error);
  SluiceExpr *value;
  char *name;

  if (expr == NULL)
    {
      sluice_sql_fail_error (self->sql, error);
      return FALSE;
    }
  if (!sluice_expr_is_foldable (expr))
    {
      g_autofree char *sql = sluice_syntax_to_sql (written);

      sluice_sql_fail (self->sql, written->offset, written->length, "NON_LITERAL_PIVOT_VALUES",
                       "Literal expressions required for pivot values, found \"%s\".", sql);
      return FALSE;
    }
  if (!sluice_cast_allowed (expr->type, self->key->type, SLUICE_CAST_LEGACY))
    {
      g_autofree char *sql = sluice_syntax_to_sql (written);
      g_autofree char *type = sluice_type_to_sql (expr->type);
      g_autofree char *key_type = sluice_type_to_sql (self->key->type);

      sluice_sql_fail (self->sql, written->offset, written->length, "PIVOT_VALUE_DATA_TYPE_MISMATCH",
                       "Invalid pivot value '%s': value data type %s does not match pivot column data type %s.", sql,
                       type, key_type);
      return FALSE;
    }
  value = fold_cast (self, expr, self->key->type);
  if (value == NULL)
    return FALSE;
  g_ptr_array_add (self->values, value);
  name = name_value (self, syntax, expr);
  if (name == NULL)
    return FALSE;
  g_ptr_array_add (self->names, name);

  return TRUE;
}

/* Plans. */

/* `value`, or `value_aggregate` where there are several aggregates. */
static char *
name_output (Pivot *self, guint value, guint item)
{
  const char *name = self->names->pdata[value];

  return self->items->len == 1
             ? g_strdup (name)
             : g_strconcat (name, "_", g_array_index (self->items, SluiceNamedExpr, item).name, NULL);
}

/* The columns that are grouped by: those that can be named and are not read. */
static GArray *
list_groups (Pivot *self)
{
  GArray *groups = sluice_sql_named_array ();

  for (guint p = 0; p < self->table->parts->len; p++)
    {
      const SluiceSqlPart *part = &g_array_index (self->table->parts, SluiceSqlPart, p);

      for (guint i = part->first; !part->hidden && i < part->first + part->n; i++)
        if (!self->used[i])
          {
            const SluiceField *field = &self->table->plan->schema->fields[i];

            sluice_sql_named_add (groups, field->name, sluice_expr_new_column (i, field));
          }
    }

  return groups;
}

static void
add_all (GArray *to, const GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (from, SluiceNamedExpr, i);

      sluice_sql_named_add (to, item->name, sluice_expr_ref (item->expr));
    }
}

/* One row for each group of @input, with @outputs for columns. Takes @input. */
static SluicePlan *
group (Pivot *self, SluicePlan *input, const GArray *keys, GArray *outputs)
{
  SluiceSql *sql = self->sql;
  guint n_problems = sql->analysis->problems->len;
  SluicePlan *plan
      = sluice_analysis_make_aggregation (sql->analysis, sql->node, "query", input, (GArray *) keys, outputs);

  sluice_plan_unref (input);
  sluice_sql_relocate (sql, n_problems, self->relation->offset, self->relation->length);

  return plan != NULL ? sluice_sql_project (sql, plan, outputs) : NULL;
}

/* What a group and value have, in a row of their own, is put side by side. */
static SluicePlan *
spread (Pivot *self, SluicePlan *plan, guint n_groups)
{
  g_autoptr (GArray) keys = sluice_sql_named_array (), outputs = sluice_sql_named_array ();
  g_autoptr (SluiceExpr) key = sluice_expr_new_column (n_groups, &plan->schema->fields[n_groups]);

  for (guint i = 0; i < n_groups; i++)
    sluice_sql_named_add (keys, plan->schema->fields[i].name, sluice_expr_new_column (i, &plan->schema->fields[i]));
  add_all (outputs, keys);
  for (guint v = 0; v < self->values->len; v++)
    for (guint i = 0; i < self->items->len; i++)
      {
        guint place = n_groups + 1 + i;
        g_autoptr (SluiceExpr) item = sluice_expr_new_column (place, &plan->schema->fields[place]);
        g_autofree char *name = name_output (self, v, i);

        sluice_sql_named_add (outputs, name,
                              sluice_sql_call (self->sql, "last(CASE WHEN a <=> b THEN c END, true)",
                                               (SluiceExpr *[]){ key, self->values->pdata[v], item }, 3));
      }

  return group (self, plan, keys, outputs);
}

static SluicePlan *
make_two_aggregations (Pivot *self, const GArray *groups)
{
  g_autoptr (GArray) keys = sluice_sql_named_array (), outputs = sluice_sql_named_array ();
  SluicePlan *plan;

  add_all (keys, groups);
  sluice_sql_named_add (keys, "__pivot_col", sluice_expr_ref (self->key));
  add_all (outputs, keys);
  add_all (outputs, self->items);
  plan = group (self, sluice_plan_ref (self->table->plan), keys, outputs);

  return plan != NULL ? spread (self, plan, groups->len) : NULL;
}

/* An aggregate's syntax as it was before it got a filter. */
typedef struct
{
  SluiceSyntax *node;
  SluiceSyntax before;
} Filtered;

typedef struct
{
  SluiceArena *arena;
  SluiceSyntax *condition;
  GArray *filtered;
} Filtering;

/* `IF (condition, argument, NULL)` in the place of an aggregate's argument. */
static void
put_null_elsewhere (Filtering *self, SluiceSyntax *node)
{
  SluiceSyntax *null = sluice_syntax_new (self->arena, SLUICE_SYNTAX_NULL, node);
  SluiceSyntax *argument = sluice_syntax_new_operator (self->arena, "if", 3, self->condition, node->children[0], null);

  sluice_syntax_set_children (node, self->arena, &argument, 1);
}

/* Rows with other values are left out, and Spark's first() and last() then pass over nulls. Only its any_value() sees a null
 * in their place, and takes it when it comes first. */
static gboolean
put_filter (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  static const char *const of_one_row[] = { "first", "first_value", "last", "last_value", NULL };
  Filtering *self = user_data;
  const SluiceFunction *function
      = node->kind == SLUICE_SYNTAX_CALL ? sluice_function_lookup (node->name) : NULL;
  Filtered filtered = { node, *node };

  if (function == NULL || function->kind != SLUICE_FUNCTION_AGGREGATE)
    return TRUE;
  g_array_append_val (self->filtered, filtered);
  if (strcmp (function->name, "any_value") == 0 && node->n_children == 1)
    {
      put_null_elsewhere (self, node);
      return FALSE;
    }
  node->filter = node->filter == NULL
                     ? self->condition
                     : sluice_syntax_new_operator (self->arena, "and", 2, node->filter, self->condition);
  if (g_strv_contains (of_one_row, function->name))
    node->ignore_nulls = TRUE;

  return FALSE;
}

/* The item over the rows that have a value. It is written out anew, since a filter belongs to each aggregate in it. */
static gboolean
add_filtered (Pivot *self, const SluiceScope *scope, SluiceSyntax *condition, guint value, guint item, GArray *outputs)
{
  g_autoptr (GArray) filtered = g_array_new (FALSE, FALSE, sizeof (Filtered));
  Filtering filtering = { self->sql->ast->arena, condition, filtered };
  SluiceSyntax *syntax = sluice_sql_without_alias (self->relation->items[item]);
  g_autofree char *name = name_output (self, value, item);
  GError *error = NULL;
  SluiceExpr *expr;

  sluice_sql_walk (syntax, put_filter, &filtering);
  expr = sluice_analyze_syntax (self->sql->ast, syntax, scope, SLUICE_ALLOW_AGGREGATES, &error);
  for (guint i = 0; i < filtered->len; i++)
    {
      const Filtered *one = &g_array_index (filtered, Filtered, i);

      *one->node = one->before;
    }
  if (expr == NULL)
    {
      sluice_sql_fail_error (self->sql, error);
      return FALSE;
    }
  sluice_sql_named_add (outputs, name, expr);

  return TRUE;
}

static SluicePlan *
make_one_aggregation (Pivot *self, const SluiceScope *scope, const GArray *groups)
{
  g_autoptr (GArray) outputs = sluice_sql_named_array ();

  add_all (outputs, groups);
  for (guint v = 0; v < self->values->len; v++)
    {
      SluiceSyntax *condition
          = sluice_syntax_new (self->sql->ast->arena, SLUICE_SYNTAX_NULL, self->relation->pivots[v]);

      sluice_sql_put (self->sql, condition, 1,
                      sluice_sql_call (self->sql, "a <=> b", (SluiceExpr *[]){ self->key, self->values->pdata[v] }, 2));
      for (guint i = 0; i < self->items->len; i++)
        if (!add_filtered (self, scope, condition, v, i, outputs))
          return NULL;
    }

  return group (self, sluice_plan_ref (self->table->plan), groups, outputs);
}

/* Whether the second of two aggregations can hold what all aggregates give. */
static gboolean
gives_numbers (Pivot *self)
{
  for (guint i = 0; i < self->items->len; i++)
    switch ((int) g_array_index (self->items, SluiceNamedExpr, i).expr->type->id)
      {
      case SLUICE_TYPE_BOOLEAN:
      case SLUICE_TYPE_BYTE:
      case SLUICE_TYPE_SHORT:
      case SLUICE_TYPE_INT:
      case SLUICE_TYPE_BIGINT:
      case SLUICE_TYPE_FLOAT:
      case SLUICE_TYPE_DOUBLE:
      case SLUICE_TYPE_DECIMAL:
        break;
      default:
        return FALSE;
      }

  return TRUE;
}

/* What was grouped by keeps the name of its table; what is new has none. */
static SluiceSqlTable *
make_table (Pivot *self, SluicePlan *plan, guint n_groups)
{
  SluiceSqlTable *result = sluice_sql_table_new (self->sql, plan, self->table->size + 2);
  guint first = 0;

  for (guint p = 0; p < self->table->parts->len; p++)
    {
      const SluiceSqlPart *part = &g_array_index (self->table->parts, SluiceSqlPart, p);
      guint n = 0;

      for (guint i = part->first; !part->hidden && i < part->first + part->n; i++)
        n += !self->used[i];
      if (n > 0)
        sluice_sql_table_add (result, part->name, first, n, FALSE);
      first += n;
    }
  sluice_sql_table_add (result, NULL, n_groups, plan->schema->n_fields - n_groups, FALSE);
  if (self->relation->alias == NULL)
    return result;

  return sluice_sql_table_named (self->sql, result, self->relation->alias, NULL, 0, self->relation->offset,
                                 self->relation->length);
}

static SluiceSqlTable *
pivot (Pivot *self, const SluiceScope *scope)
{
  g_autoptr (GArray) groups = NULL;
  SluicePlan *plan;

  self->key = resolve_key (self, scope);
  if (self->key == NULL)
    return NULL;
  sluice_expr_mark_columns (self->key, self->used, self->table->plan->schema->n_fields);
  if (!resolve_items (self, scope))
    return NULL;
  for (guint i = 0; i < self->relation->n_pivots; i++)
    if (!resolve_value (self, scope, self->relation->pivots[i]))
      return NULL;

  groups = list_groups (self);
  plan = gives_numbers (self) ? make_two_aggregations (self, groups) : make_one_aggregation (self, scope, groups);

  return plan != NULL ? make_table (self, plan, groups->len) : NULL;
}

SluiceSqlTable *
sluice_sql_pivot (SluiceSql *self, const SluiceRelationSyntax *relation, SluiceSqlTable *table)
{
  Pivot work = { .sql = self, .relation = relation, .table = table };
  SluiceSqlTable *result;
  SluiceSqlScope scope;

  work.used = g_new0 (gboolean, table->plan->schema->n_fields + 1);
  work.items = sluice_sql_named_array ();
  work.values = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  work.names = g_ptr_array_new_with_free_func (g_free);
  sluice_sql_scope_init (&scope, self, table);
  result = pivot (&work, &scope.scope);
  sluice_sql_scope_clear (&scope);
  sluice_expr_unref (work.key);
  g_free (work.used);
  g_array_unref (work.items);
  g_ptr_array_unref (work.values);
  g_ptr_array_unref (work.names);

  return result;
}
