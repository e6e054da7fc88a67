/* sluice-analysis-sql-select.c: SELECT: its list, GROUP BY, HAVING, DISTINCT and ORDER BY.
 *
 * Names that mean something else than a column of FROM are replaced in the syntax first: aliases of
 * the list, ordinals, the window that is grouped by, subqueries. Then all expressions are typed over
 * one table, and taken apart at the aggregation if there is one.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-function.h"
#include "expr/sluice-over.h"

/* Aliases that stand for others that stand for others grow without end. */
#define MAX_ITEM_SIZE 20000

typedef struct
{
  SluiceSql *sql;
  SluiceQuerySyntax *query;
  SluiceSqlTable *table;
  gboolean aggregates;  /* whether rows are grouped */
  GArray *added;        /* of guint: columns that came for subqueries */
  guint *sizes;         /* of the items' syntax */
  const char **forced;  /* names of items that were a column's name */
  GArray *keys;         /* of SluiceNamedExpr */
  GArray *outputs;      /* of SluiceNamedExpr: the items, then HAVING, QUALIFY, and the keys of ORDER BY */
  guint n_items;        /* of the outputs, once `*` and generators are put out */
  guint *order_fields;  /* for each key of ORDER BY that is a generator, which of its columns */
  SluiceAllow over;     /* SLUICE_ALLOW_OVER when the rows are a table's */
  gint grouping_id;     /* the column that tells the sets of GROUPING SETS apart, or -1 */
} Select;

/* Looking into syntax. */

static gboolean
visit_aggregate (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  const SluiceFunction *function
      = node->kind == SLUICE_SYNTAX_CALL ? sluice_function_lookup (node->name) : NULL;

  if (function != NULL && function->kind == SLUICE_FUNCTION_AGGREGATE && node->over == NULL)
    *(gboolean *) user_data = TRUE;

  return TRUE;
}

static gboolean
has_aggregate (SluiceSyntax *node)
{
  gboolean found = FALSE;

  sluice_sql_walk (node, visit_aggregate, &found);

  return found;
}

static guint
size_of (const SluiceSyntax *node, guint limit)
{
  guint size = 1;

  for (guint i = 0; i < node->n_children && size < limit; i++)
    size += size_of (node->children[i], limit - size);

  return size;
}

static SluiceSyntax *
without_alias (SluiceSyntax *node)
{
  while (node->kind == SLUICE_SYNTAX_ALIAS)
    node = node->children[0];

  return node;
}

static gboolean
same_name (SluiceSql *sql, const char *a, const char *b)
{
  return (sql->analysis->settings->case_sensitive ? strcmp (a, b) : g_ascii_strcasecmp (a, b)) == 0;
}

/* The item with that alias among the first @n; the last one when several have it. */
static gint
find_alias (Select *self, const char *name, guint n)
{
  for (guint i = n; i-- > 0;)
    {
      const SluiceSyntax *item = self->query->items[i];

      if (item->kind == SLUICE_SYNTAX_ALIAS && item->n_names == 1
          && same_name (self->sql, item->names[0], name))
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
put_item (Select *self, SluiceSyntax *node, guint index)
{
  SluiceArena *arena = self->sql->ast->arena;
  SluiceSyntax *base = without_alias (self->query->items[index]);

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

static gboolean
is_known (Select *self, const SluiceSyntax *node)
{
  gboolean ambiguous;
  SluiceExpr *expr = sluice_sql_resolves (self->sql, node, self->table, &ambiguous);
  gboolean known = expr != NULL || ambiguous;

  sluice_expr_unref (expr);

  return known;
}

typedef struct
{
  Select *select;
  guint n_before;       /* items that can be named */
  gboolean alias_first; /* whether an alias goes before a column of FROM */
  guint size;
} AliasData;

static gboolean
visit_alias (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  AliasData *data = user_data;
  Select *self = data->select;
  gint item;

  if (node->kind != SLUICE_SYNTAX_COLUMN)
    return TRUE;
  item = find_alias (self, node->names[0], data->n_before);
  if (item < 0 || is_unstable (without_alias (self->query->items[item])))
    return FALSE;
  if ((!data->alias_first || in_aggregate) && is_known (self, node))
    return FALSE;
  data->size += self->sizes[item];
  if (data->size <= MAX_ITEM_SIZE)
    put_item (self, node, (guint) item);

  return FALSE;
}

static gboolean
put_aliases (Select *self, SluiceSyntax *node, guint n_before, gboolean alias_first)
{
  AliasData data = { self, n_before, alias_first, 0 };

  sluice_sql_walk (node, visit_alias, &data);
  if (data.size <= MAX_ITEM_SIZE)
    return TRUE;
  sluice_sql_fail (self->sql, node->offset, node->length, "FAILED_TO_PARSE_TOO_COMPLEX",
                   _ ("The aliases of the list stand for too much."));

  return FALSE;
}

/* Whether an item of the list is named in a function with OVER. */
typedef struct
{
  Select *select;
  guint n_before;
  SluiceSyntax *found;
} LateralData;

static gboolean
visit_name (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  LateralData *data = user_data;

  if (node->kind == SLUICE_SYNTAX_COLUMN && data->found == NULL
      && find_alias (data->select, node->names[0], data->n_before) >= 0 && !is_known (data->select, node))
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

static gboolean
check_lateral (Select *self, SluiceSyntax *item, guint n_before)
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
static gboolean
visit_window (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  Select *self = user_data;

  if (node->kind != SLUICE_SYNTAX_COLUMN)
    return TRUE;
  for (guint i = 0; i < self->keys->len; i++)
    {
      const SluiceNamedExpr *key = &g_array_index (self->keys, SluiceNamedExpr, i);

      if (sluice_expr_is_window (key->expr)
          && same_name (self->sql, node->names[0], key->expr->function->name)
          && !is_known (self, node))
        {
          sluice_sql_put (self->sql, node, 1, sluice_expr_ref (key->expr));
          return FALSE;
        }
    }

  return FALSE;
}

/* GROUPING SETS. */

static gboolean
visit_grouping (SluiceSyntax *node, gboolean in_aggregate, gpointer user_data)
{
  Select *self = user_data;
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
static gboolean
expand_sets (Select *self)
{
  const SluiceQuerySyntax *query = self->query;
  guint n = query->n_keys;
  g_autoptr (GString) text = g_string_new ("inline(array(");
  g_autofree SluiceExpr **args = g_new0 (SluiceExpr *, n + 1);
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
    args[i] = g_array_index (self->keys, SluiceNamedExpr, i).expr;
  plan = sluice_analysis_extract_windows (self->sql->analysis, self->sql->node, "query", args, n,
                                          sluice_plan_ref (self->table->plan));
  for (guint i = 0; i < n; i++)
    g_array_index (self->keys, SluiceNamedExpr, i).expr = args[i];
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
static SluiceExpr *
put_set_keys (Select *self, SluiceExpr *expr)
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
    args[i] = put_set_keys (self, expr->args[i]);
  result = sluice_expr_copy_with_args (expr, args);
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_unref (args[i]);

  return result;
}

/* Keys. */

static SluiceSyntax *
key_syntax (Select *self, SluiceSyntax *key)
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
      key = without_alias (self->query->items[place - 1]);
      if (has_aggregate (key))
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
      item = find_alias (self, key->names[0], self->query->n_items);
      if (item >= 0 && !is_known (self, key))
        return without_alias (self->query->items[item]);
    }

  return key;
}

static gboolean
analyze_keys (Select *self)
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
      if (sound && has_aggregate (key))
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
static void
group_by_items (Select *self)
{
  for (guint i = 0; i < self->n_items; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (self->outputs, SluiceNamedExpr, i);

      if (sluice_expr_find_kind (item->expr, SLUICE_EXPR_AGGREGATE) == NULL
          && item->expr->kind != SLUICE_EXPR_LITERAL && sluice_expr_find_over (item->expr) == NULL)
        sluice_sql_named_add (self->keys, item->name, sluice_expr_ref (item->expr));
    }
}

/* What subqueries gave is the same for all rows of a group only when it is a key. */
static gboolean
group_by_added (Select *self)
{
  if (self->added->len > 0 && self->keys->len == 0)
    {
      sluice_sql_fail (self->sql, self->query->offset, self->query->length, NULL,
                       _ ("A subquery beside aggregates needs a GROUP BY in this version."));
      return FALSE;
    }
  for (guint i = 0; i < self->added->len; i++)
    {
      guint column = g_array_index (self->added, guint, i);
      const SluiceField *field = &self->table->plan->schema->fields[column];

      sluice_sql_named_add (self->keys, field->name, sluice_expr_new_column (column, field));
    }

  return TRUE;
}

/* Outputs. */

/* `SELECT a, FROM t` can be read: as a column FROM, which is called t. */
static gboolean
is_trailing_comma (Select *self)
{
  const SluiceSyntax *last = self->query->items[self->query->n_items - 1];

  while (last->kind == SLUICE_SYNTAX_ALIAS)
    last = last->children[0];

  return self->query->from == NULL && self->query->n_items > 1
         && last->kind == SLUICE_SYNTAX_COLUMN && last->n_names == 1
         && g_ascii_strcasecmp (last->names[0], "from") == 0;
}

static gboolean
analyze_items (Select *self, const SluiceScope *scope)
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
analyze_having (Select *self, const SluiceScope *scope)
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
analyze_qualify (Select *self, const SluiceScope *scope)
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
orders_by_all (Select *self)
{
  const SluiceSyntax *key = self->query->n_order == 1 ? self->query->order[0].key : NULL;

  return key != NULL && key->kind == SLUICE_SYNTAX_COLUMN && key->n_names == 1
         && g_ascii_strcasecmp (key->names[0], "all") == 0 && !is_known (self, key)
         && find_alias (self, key->names[0], self->query->n_items) < 0;
}

static void
order_by_items (Select *self)
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
order_item (Select *self, const SluiceSyntax *key, guint *field)
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
        if (same_name (self->sql, item->names[n], key->names[0]))
          {
            found = (gint) i;
            *field = n;
          }
      if (item->names == NULL && same_name (self->sql, item->name, key->names[0]))
        found = (gint) i;
    }

  return found;
}

static gboolean
analyze_order (Select *self, const SluiceScope *scope)
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
refuse_over (Select *self, const SluiceSyntax *node, const char *condition, const char *message)
{
  sluice_sql_fail (self->sql, node->offset, node->length, condition, "%s", message);

  return FALSE;
}

/* Where functions with OVER may be written: not in what is done before or after them. Aliases that stand for them are
 * another matter. */
static gboolean
check_overs (Select *self)
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
  if (has_aggregate (query->qualify))
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
prepare_syntax (Select *self, const SluiceSqlNames *names)
{
  SluiceQuerySyntax *query = self->query;

  if (!sluice_sql_name_windows (self->sql, query) || !check_overs (self))
    return FALSE;
  self->aggregates = query->grouping != SLUICE_GROUPING_NONE || query->having != NULL;
  for (guint i = 0; i < query->n_items; i++)
    {
      SluiceSyntax *item = without_alias (query->items[i]);

      if (item->kind == SLUICE_SYNTAX_COLUMN && item == query->items[i])
        self->forced[i] = item->names[item->n_names - 1];
      if (!check_lateral (self, item, i) || !put_aliases (self, item, i, FALSE)
          || !sluice_sql_subqueries (self->sql, self->table, item, names, self->added))
        return FALSE;
      self->sizes[i] = size_of (item, MAX_ITEM_SIZE);
      self->aggregates = self->aggregates || has_aggregate (item);
    }
  for (guint i = 0; i < query->n_keys; i++)
    if (!sluice_sql_subqueries (self->sql, self->table, query->keys[i], names, self->added))
      return FALSE;
  if (query->having != NULL
      && (!put_aliases (self, query->having, query->n_items, TRUE)
          || !sluice_sql_subqueries (self->sql, self->table, query->having, names, self->added)))
    return FALSE;
  if (query->qualify != NULL
      && (!put_aliases (self, query->qualify, query->n_items, FALSE)
          || !sluice_sql_subqueries (self->sql, self->table, query->qualify, names, self->added)))
    return FALSE;
  for (guint i = 0; i < query->n_order; i++)
    {
      SluiceSyntax *key = query->order[i].key;

      /* A whole alias is looked up among the outputs; in an expression it is replaced. */
      if ((key->kind != SLUICE_SYNTAX_COLUMN || key->n_names > 1)
          && !put_aliases (self, key, query->n_items, TRUE))
        return FALSE;
      if (!sluice_sql_subqueries (self->sql, self->table, key, names, self->added))
        return FALSE;
      self->aggregates = self->aggregates || has_aggregate (key);
    }

  return TRUE;
}

static void
walk_all (Select *self, SluiceSqlVisit visit)
{
  for (guint i = 0; i < self->query->n_items; i++)
    sluice_sql_walk (without_alias (self->query->items[i]), visit, self);
  if (self->query->having != NULL)
    sluice_sql_walk (self->query->having, visit, self);
  if (self->query->qualify != NULL)
    sluice_sql_walk (self->query->qualify, visit, self);
  for (guint i = 0; i < self->query->n_order; i++)
    sluice_sql_walk (self->query->order[i].key, visit, self);
}

static gboolean
analyze_all (Select *self)
{
  gboolean sets = self->query->grouping == SLUICE_GROUPING_SETS;
  SluiceSqlScope scope;
  gboolean sound;

  if (!analyze_keys (self))
    return FALSE;
  if (self->keys->len > 0)
    walk_all (self, visit_window);
  if (sets)
    {
      if (!expand_sets (self))
        return FALSE;
      walk_all (self, visit_grouping);
    }
  sluice_sql_scope_init (&scope, self->sql, self->table);
  sound = analyze_items (self, &scope.scope) && analyze_having (self, &scope.scope)
          && analyze_qualify (self, &scope.scope) && analyze_order (self, &scope.scope);
  sluice_sql_scope_clear (&scope);
  if (!sound)
    return FALSE;
  if (self->query->grouping == SLUICE_GROUPING_ALL)
    group_by_items (self);
  if (sets)
    {
      for (guint i = 0; i < self->outputs->len; i++)
        {
          SluiceNamedExpr *output = &g_array_index (self->outputs, SluiceNamedExpr, i);
          SluiceExpr *expr = put_set_keys (self, output->expr);

          sluice_expr_unref (output->expr);
          output->expr = expr;
        }
      g_array_set_size (self->keys, self->query->n_keys + 1);
    }

  return !self->aggregates || group_by_added (self);
}

/* Plans. */

/* A column that is neither a key nor in an aggregate: HAVING and ORDER BY don't see it any more. */
static const SluiceExpr *
find_loose_column (Select *self, const SluiceExpr *expr)
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
check_having (Select *self)
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
group (Select *self)
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

/* A generator of the list becomes a node below it, and its columns take its place. */
static void
put_generators (Select *self)
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
put_windows (Select *self)
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
put_overs (Select *self)
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
  put_generators (self);
  if (!put_windows (self))
    return FALSE;
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
order_column (Select *self, GArray *columns, const SluiceExpr *expr)
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
sort (Select *self, SluicePlan *plan, SluiceExpr **keys)
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
finish (Select *self)
{
  guint n_order = self->query->n_order, n_items = self->n_items;
  g_autoptr (GArray) columns = sluice_sql_named_array ();
  g_autoptr (GPtrArray) keys
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluiceSqlTable *result;
  SluicePlan *plan;

  for (guint i = 0; i < n_items; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (self->outputs, SluiceNamedExpr, i);

      sluice_sql_named_add (columns, item->name, sluice_expr_ref (item->expr));
    }
  for (guint i = 0; i < n_order; i++)
    {
      SluiceExpr *expr
          = g_array_index (self->outputs, SluiceNamedExpr, self->outputs->len - n_order + i).expr;
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
  Select self = { .sql = sql, .query = query, .grouping_id = -1 };
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
  g_array_unref (self.outputs);

  return result;
}
