/* sluice-analysis-sql-grouping.c: GROUP BY: its keys, GROUPING SETS, and GROUP BY ALL.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql-select.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-over.h"

/* GROUPING SETS. */

gboolean
sluice_sql_put_grouping (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  SluiceSqlSelect *self = user_data;
  const SluiceType *schema = self->table->plan->schema;
  g_autoptr (SluiceExpr) id = NULL;
  SluiceExpr *expr = NULL;

  if (node->kind != SLUICE_SYNTAX_CALL)
    return TRUE;
  if (g_ascii_strcasecmp (node->name, "grouping_id") == 0)
    expr = sluice_expr_new_column ((guint) self->grouping_id, &schema->fields[self->grouping_id]);
  else if (g_ascii_strcasecmp (node->name, "grouping") == 0 && node->n_children == 1)
    {
      g_autofree char *wanted = sluice_syntax_to_sql (node->children[0]);

      for (guint i = 0; i < self->query->n_keys && expr == NULL; i++)
        {
          g_autofree char *own = sluice_syntax_to_sql (self->query->keys[i]);
          g_autofree char *text = g_strdup_printf ("CAST((a >> %u) & 1 AS TINYINT)",
                                                   self->query->n_keys - 1 - i);

          if (g_ascii_strcasecmp (wanted, own) != 0)
            continue;
          id = sluice_expr_new_column ((guint) self->grouping_id,
                                       &schema->fields[self->grouping_id]);
          expr = sluice_sql_call (self->sql, text, (SluiceExpr *[]){ id }, 1);
        }
    }
  if (expr == NULL)
    return TRUE;
  {
    g_autofree char *sql = sluice_syntax_to_sql (node);
    gsize size = strlen (sql) + 1;
    char *name = sluice_arena_alloc (self->sql->ast->arena, size);

    memcpy (name, sql, size);
    node->kind = SLUICE_SYNTAX_SUBQUERY;
    node->name = name;
    sluice_sql_put (self->sql, node, 1, expr);
  }

  return FALSE;
}

/* Every row comes once for each set, with the keys that the set has and null for the others. */
gboolean
sluice_sql_expand_sets (SluiceSqlSelect *self)
{
  const SluiceQuerySyntax *query = self->query;
  guint n = query->n_keys;
  g_autoptr (GString) text = g_string_new ("inline(array(");
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluiceExpr **args;
  g_autoptr (GArray) keys = sluice_sql_named_array ();
  SluiceNamedExpr generator = { NULL, NULL, NULL };
  SluicePlan *plan;
  guint first;

  if (n > 26 || query->n_sets * (n + 1) > 20000)
    {
      sluice_sql_fail (self->sql, query->offset, query->length, NULL,
                       _ ("GROUP BY has too many keys and sets."));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, sluice_expr_ref (g_array_index (self->keys, SluiceNamedExpr, i).expr));
  args = (SluiceExpr **) list->pdata;
  plan = sluice_analysis_extract_windows (self->sql->analysis, self->sql->node, "query", args, n,
                                          sluice_plan_ref (self->table->plan));
  if (plan == NULL)
    return FALSE;
  sluice_sql_table_replace (self->table, plan);

  for (guint s = 0; s < query->n_sets; s++)
    {
      guint64 id = 0;

      g_string_append (text, s > 0 ? ", named_struct(" : "named_struct(");
      for (guint i = 0; i < n; i++)
        {
          gboolean has = query->sets[s] >> i & 1;

          if (!has)
            id |= G_GUINT64_CONSTANT (1) << (n - 1 - i);
          g_string_append_printf (text, has ? "'k%u', %c, " : "'k%u', IF(false, %c, NULL), ", i,
                                  'a' + (int) i);
        }
      g_string_append_printf (text, "'id', %" G_GUINT64_FORMAT "L)", id);
    }
  g_string_append (text, "))");
  generator.expr = sluice_sql_call (self->sql, text->str, args, n);
  if (generator.expr == NULL)
    {
      sluice_sql_fail (self->sql, query->offset, query->length, NULL,
                       _ ("These keys can’t be grouped in sets."));
      return FALSE;
    }
  first = sluice_sql_generate (self->sql, self->table, &generator);
  sluice_expr_unref (generator.expr);
  self->grouping_id = (gint) (first + n);
  for (guint i = 0; i <= n; i++)
    {
      SluiceField *field = &self->table->plan->schema->fields[first + i];

      if (i < n)
        field->watermark_delay_ms = args[i]->watermark_delay_ms;
      sluice_sql_named_add (keys,
                            i < n ? g_array_index (self->keys, SluiceNamedExpr, i).name
                                  : "spark_grouping_id",
                            sluice_expr_new_column (first + i, field));
    }
  /* The keys as they were written stay behind these: expressions are compared with them. */
  g_array_append_vals (keys, self->keys->data, self->keys->len);
  g_array_set_clear_func (self->keys, NULL);
  g_array_unref (self->keys);
  self->keys = g_steal_pointer (&keys);

  return TRUE;
}

/* Outside of aggregate functions a key means what the set has of it. */
SluiceExpr *
sluice_sql_put_set_keys (SluiceSqlSelect *self, SluiceExpr *expr)
{
  guint n = self->query->n_keys;
  g_autofree SluiceExpr **args = NULL;
  SluiceExpr *result;

  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    return sluice_expr_ref (expr);
  for (guint i = 0; i < n; i++)
    if (sluice_expr_equal (expr, g_array_index (self->keys, SluiceNamedExpr, n + 1 + i).expr))
      return sluice_expr_ref (g_array_index (self->keys, SluiceNamedExpr, i).expr);
  if (expr->n_args == 0)
    return sluice_expr_ref (expr);
  args = g_new (SluiceExpr *, expr->n_args);
  for (guint i = 0; i < expr->n_args; i++)
    args[i] = sluice_sql_put_set_keys (self, expr->args[i]);
  result = sluice_expr_copy_with_args (expr, args);
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_unref (args[i]);

  return result;
}

/* Keys. */

static SluiceSyntax *
key_syntax (SluiceSqlSelect *self, SluiceSyntax *key)
{
  gint item;
  gint64 place;

  if (key->kind == SLUICE_SYNTAX_NUMBER && key->lexeme == SLUICE_LEXEME_INTEGER)
    {
      place = g_ascii_strtoll (key->name, NULL, 10);
      if (place < 1 || place > self->query->n_items)
        return sluice_sql_fail (self->sql, key->offset, key->length, "GROUP_BY_POS_OUT_OF_RANGE",
                                "GROUP BY position %" G_GINT64_FORMAT
                                " is not in select list (valid range is [1, %u]).",
                                place, self->query->n_items);
      key = sluice_sql_without_alias (self->query->items[place - 1]);
      if (sluice_sql_has_aggregate (key))
        {
          g_autofree char *sql = sluice_syntax_to_sql (key);

          return sluice_sql_fail (self->sql, key->offset, key->length, "GROUP_BY_POS_AGGREGATE",
                                  "GROUP BY %" G_GINT64_FORMAT
                                  " refers to an expression %s that contains an aggregate function. "
                                  "Aggregate functions are not allowed in GROUP BY.",
                                  place, sql);
        }
      return key;
    }
  if (key->kind == SLUICE_SYNTAX_COLUMN && key->n_names == 1)
    {
      item = sluice_sql_find_alias (self, key->names[0], self->query->n_items);
      if (item >= 0 && !sluice_sql_is_known (self, key))
        return sluice_sql_without_alias (self->query->items[item]);
    }

  return key;
}

gboolean
sluice_sql_analyze_keys (SluiceSqlSelect *self)
{
  SluiceSqlScope scope;
  gboolean sound = TRUE;

  if (self->query->grouping == SLUICE_GROUPING_NONE
      || self->query->grouping == SLUICE_GROUPING_ALL)
    return TRUE;
  sluice_sql_scope_init (&scope, self->sql, self->table);
  for (guint i = 0; sound && i < self->query->n_keys; i++)
    {
      SluiceSyntax *key = key_syntax (self, self->query->keys[i]);
      GError *error = NULL;

      sound = key != NULL;
      if (sound && sluice_sql_has_aggregate (key))
        {
          g_autofree char *sql = sluice_syntax_to_sql (key);

          sluice_sql_fail (self->sql, key->offset, key->length, "GROUP_BY_AGGREGATE",
                           "Aggregate functions are not allowed in GROUP BY, but found %s.", sql);
          sound = FALSE;
        }
      else if (sound
               && !sluice_analyze_named_syntax (self->sql->ast, key, &scope.scope,
                                                SLUICE_ALLOW_WINDOW, self->keys, &error))
        {
          sluice_sql_fail_error (self->sql, error);
          sound = FALSE;
        }
    }
  sluice_sql_scope_clear (&scope);

  return sound;
}

/* GROUP BY ALL: the items without aggregates. */
void
sluice_sql_group_by_items (SluiceSqlSelect *self)
{
  for (guint i = 0; i < self->n_items; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (self->outputs, SluiceNamedExpr, i);

      if (sluice_expr_find_kind (item->expr, SLUICE_EXPR_AGGREGATE) == NULL
          && item->expr->kind != SLUICE_EXPR_LITERAL && sluice_expr_find_over (item->expr) == NULL)
        sluice_sql_named_add (self->keys, item->name, sluice_expr_ref (item->expr));
    }
}

static gboolean
is_added (SluiceSqlSelect *self, const SluiceExpr *expr)
{
  for (guint i = 0; expr->kind == SLUICE_EXPR_COLUMN && i < self->added->len; i++)
    if (g_array_index (self->added, guint, i) == expr->index)
      return TRUE;

  return FALSE;
}

/* Outside of aggregate functions, what subqueries gave becomes the first of the group's, which are all the same. */
static SluiceExpr *
put_first (SluiceSqlSelect *self, SluiceExpr *expr)
{
  g_autofree SluiceExpr **args = NULL;
  SluiceExpr *result;

  if (is_added (self, expr))
    return sluice_sql_first (self->sql, expr);
  if (expr->kind == SLUICE_EXPR_AGGREGATE || expr->n_args == 0)
    return sluice_expr_ref (expr);
  args = g_new (SluiceExpr *, expr->n_args);
  for (guint i = 0; i < expr->n_args; i++)
    args[i] = put_first (self, expr->args[i]);
  result = sluice_expr_copy_with_args (expr, args);
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_unref (args[i]);

  return result;
}

/* Whether a column stands in an expression outside of aggregate functions and of what is grouped by. */
static gboolean
stands_loose (SluiceSqlSelect *self, const SluiceExpr *expr, guint first, guint n)
{
  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    return FALSE;
  for (guint i = 0; i < self->keys->len; i++)
    if (sluice_expr_equal (g_array_index (self->keys, SluiceNamedExpr, i).expr, expr))
      return FALSE;
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return expr->index >= first && expr->index < first + n;
  for (guint i = 0; i < expr->n_args; i++)
    if (stands_loose (self, expr->args[i], first, n))
      return TRUE;

  return FALSE;
}

static gboolean
any_stands_loose (SluiceSqlSelect *self, guint first, guint n)
{
  for (guint i = 0; i < self->outputs->len; i++)
    if (stands_loose (self, g_array_index (self->outputs, SluiceNamedExpr, i).expr, first, n))
      return TRUE;

  return FALSE;
}

/* A value that differs from row to row has to be a key. */
static gboolean
check_answers (SluiceSqlSelect *self)
{
  for (guint i = 0; i < self->table->answers->len; i++)
    {
      const SluiceSqlAnswer *answer = &g_array_index (self->table->answers, SluiceSqlAnswer, i);

      if (!answer->correlated || !any_stands_loose (self, answer->first, answer->n))
        continue;
      sluice_sql_fail (self->sql, self->query->offset, self->query->length,
                       "SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION",
                       "The correlated scalar subquery '%s' is neither present in GROUP BY, nor in an aggregate "
                       "function. Add it to GROUP BY using ordinal position or wrap it in `first()` (or "
                       "`first_value`) if you don't care which value you get.",
                       answer->text);
      return FALSE;
    }

  return TRUE;
}

gboolean
sluice_sql_group_by_added (SluiceSqlSelect *self)
{
  guint n_keys = self->keys->len;

  if (!check_answers (self))
    return FALSE;
  for (guint i = 0; n_keys == 0 && i < self->outputs->len; i++)
    {
      SluiceNamedExpr *output = &g_array_index (self->outputs, SluiceNamedExpr, i);
      SluiceExpr *expr = put_first (self, output->expr);

      sluice_expr_unref (output->expr);
      output->expr = expr;
    }
  for (guint i = 0; n_keys > 0 && i < self->added->len; i++)
    {
      guint column = g_array_index (self->added, guint, i);
      const SluiceField *field = &self->table->plan->schema->fields[column];

      if (any_stands_loose (self, column, 1))
        sluice_sql_named_add (self->keys, field->name, sluice_expr_new_column (column, field));
    }

  return TRUE;
}
