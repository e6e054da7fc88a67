/* sluice-analysis-sql-alias.c: names in a SELECT that stand for items of its list.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql-select.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-function.h"

static gboolean
visit_aggregate (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  const SluiceFunction *function
      = node->kind == SLUICE_SYNTAX_CALL ? sluice_function_lookup (node->name) : NULL;

  if (function != NULL && function->kind == SLUICE_FUNCTION_AGGREGATE && node->over == NULL)
    *(gboolean *) user_data = TRUE;

  return TRUE;
}

gboolean
sluice_sql_has_aggregate (SluiceSyntax *node)
{
  gboolean found = FALSE;

  sluice_sql_walk (node, visit_aggregate, &found);

  return found;
}

guint
sluice_sql_size_of_syntax (const SluiceSyntax *node, guint limit)
{
  guint size = 1;

  for (guint i = 0; i < node->n_children && size < limit; i++)
    size += sluice_sql_size_of_syntax (node->children[i], limit - size);

  return size;
}

SluiceSyntax *
sluice_sql_without_alias (SluiceSyntax *node)
{
  while (node->kind == SLUICE_SYNTAX_ALIAS)
    node = node->children[0];

  return node;
}

gboolean
sluice_sql_same_name (SluiceSql *sql, const char *a, const char *b)
{
  return (sql->analysis->settings->case_sensitive ? strcmp (a, b) : g_ascii_strcasecmp (a, b)) == 0;
}

/* The item with that alias among the first @n; the last one when several have it. */
gint
sluice_sql_find_alias (SluiceSqlSelect *self, const char *name, guint n)
{
  for (guint i = n; i-- > 0;)
    {
      const SluiceSyntax *item = self->query->items[i];

      if (item->kind == SLUICE_SYNTAX_ALIAS && item->n_names == 1
          && sluice_sql_same_name (self->sql, item->names[0], name))
        return (gint) i;
    }

  return -1;
}

static gboolean
is_unstable (const SluiceSyntax *node)
{
  static const char *const names[]
      = { "rand", "randn", "random", "uuid", "shuffle", "monotonically_increasing_id", NULL };

  if (node->kind == SLUICE_SYNTAX_CALL)
    {
      g_autofree char *lower = g_ascii_strdown (node->name, -1);

      if (g_strv_contains (names, lower))
        return TRUE;
    }
  for (guint i = 0; i < node->n_children; i++)
    if (is_unstable (node->children[i]))
      return TRUE;

  return FALSE;
}

/* Puts an item in the place of its alias; what follows the alias are fields of it. */
static void
put_item (SluiceSqlSelect *self, SluiceSyntax *node, guint index)
{
  SluiceArena *arena = self->sql->ast->arena;
  SluiceSyntax *base = sluice_sql_without_alias (self->query->items[index]);

  for (guint i = 1; i < node->n_names; i++)
    {
      SluiceSyntax *field = sluice_syntax_new (arena, SLUICE_SYNTAX_FIELD, node);

      field->names = &node->names[i];
      field->n_names = 1;
      sluice_syntax_set_children (field, arena, &base, 1);
      base = field;
    }
  *node = *base;
}

gboolean
sluice_sql_is_known (SluiceSqlSelect *self, const SluiceSyntax *node)
{
  gboolean ambiguous;
  SluiceExpr *expr = sluice_sql_resolves (self->sql, node, self->table, &ambiguous);
  gboolean known = expr != NULL || ambiguous;

  sluice_expr_unref (expr);

  return known;
}

typedef struct
{
  SluiceSqlSelect *select;
  guint n_before;       /* items that can be named */
  gboolean alias_first; /* whether an alias goes before a column of FROM */
  guint size;
} AliasData;

static gboolean
visit_alias (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  AliasData *data = user_data;
  SluiceSqlSelect *self = data->select;
  gint item;

  if (node->kind != SLUICE_SYNTAX_COLUMN)
    return TRUE;
  item = sluice_sql_find_alias (self, node->names[0], data->n_before);
  if (item < 0 || is_unstable (sluice_sql_without_alias (self->query->items[item])))
    return FALSE;
  if ((!data->alias_first || in_aggregate) && sluice_sql_is_known (self, node))
    return FALSE;
  data->size += self->sizes[item];
  if (data->size <= SLUICE_SQL_MAX_ITEM_SIZE)
    put_item (self, node, (guint) item);

  return FALSE;
}

gboolean
sluice_sql_put_aliases (SluiceSqlSelect *self, SluiceSyntax *node, guint n_before, gboolean alias_first)
{
  AliasData data = { self, n_before, alias_first, 0 };

  sluice_sql_walk (node, visit_alias, &data);
  if (data.size <= SLUICE_SQL_MAX_ITEM_SIZE)
    return TRUE;
  sluice_sql_fail (self->sql, node->offset, node->length, "FAILED_TO_PARSE_TOO_COMPLEX",
                   _ ("The aliases of the list stand for too much."));

  return FALSE;
}

/* Whether an item of the list is named in a function with OVER. */
typedef struct
{
  SluiceSqlSelect *select;
  guint n_before;
  SluiceSyntax *found;
} LateralData;

static gboolean
visit_name (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  LateralData *data = user_data;

  if (node->kind == SLUICE_SYNTAX_COLUMN && data->found == NULL
      && sluice_sql_find_alias (data->select, node->names[0], data->n_before) >= 0 && !sluice_sql_is_known (data->select, node))
    data->found = node;

  return TRUE;
}

static gboolean
visit_lateral (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  if (node->kind != SLUICE_SYNTAX_CALL || node->over == NULL)
    return TRUE;
  sluice_sql_walk (node, visit_name, user_data);

  return FALSE;
}

gboolean
sluice_sql_check_lateral (SluiceSqlSelect *self, SluiceSyntax *item, guint n_before)
{
  LateralData data = { self, n_before, NULL };

  if (self->over == SLUICE_ALLOW_NOTHING)
    return TRUE;
  sluice_sql_walk (item, visit_lateral, &data);
  if (data.found == NULL)
    return TRUE;
  sluice_sql_fail (self->sql, data.found->offset, data.found->length,
                   "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW",
                   "The feature is not supported: Referencing a lateral column alias `%s` in window expression.",
                   data.found->names[0]);

  return FALSE;
}

/* The window that is grouped by can be named by its function's name. */
gboolean
sluice_sql_put_window (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  SluiceSqlSelect *self = user_data;

  if (node->kind != SLUICE_SYNTAX_COLUMN)
    return TRUE;
  for (guint i = 0; i < self->keys->len; i++)
    {
      const SluiceNamedExpr *key = &g_array_index (self->keys, SluiceNamedExpr, i);

      if (sluice_expr_is_window (key->expr)
          && sluice_sql_same_name (self->sql, node->names[0], key->expr->function->name)
          && !sluice_sql_is_known (self, node))
        {
          sluice_sql_put (self->sql, node, 1, sluice_expr_ref (key->expr));
          return FALSE;
        }
    }

  return FALSE;
}
