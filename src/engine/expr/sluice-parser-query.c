/* sluice-parser-query.c: reading queries.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser-query.h"

#include <string.h>

/* The sets of CUBE double with each key. */
#define MAX_KEY_SETS 4096

/* How many parentheses are looked behind for a query. Where there are more, they are opened one after
 * the other, so that it comes near in the end. */
#define MAX_PARENTHESES 8

static SluiceQuerySyntax *parse_term (SluiceParser *self, gboolean intersect_only);

gpointer
sluice_parser_copy_array (SluiceParser *self, GPtrArray *array, guint *n)
{
  gpointer *copy = sluice_arena_new_array (self->arena, gpointer, array->len + 1);

  if (array->len > 0)
    memcpy (copy, array->pdata, array->len * sizeof (gpointer));
  *n = array->len;

  return copy;
}

const char **
sluice_parser_name_list (SluiceParser *self, guint *n)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (!sluice_parser_need_sign (self, "("))
    return NULL;
  do
    {
      const char *name = sluice_parser_name (self);

      if (name == NULL)
        return NULL;
      g_ptr_array_add (names, (gpointer) name);
    }
  while (sluice_parser_take_sign (self, ","));
  if (!sluice_parser_need_sign (self, ")"))
    return NULL;

  return sluice_parser_copy_array (self, names, n);
}

gboolean
sluice_parser_skip_parentheses (SluiceParser *self)
{
  guint depth = 0;

  do
    {
      if (sluice_parser_peek (self)->kind == SLUICE_LEXEME_END)
        {
          sluice_parser_fail (self, ")");
          return FALSE;
        }
      if (sluice_parser_is_sign (self, 0, "("))
        depth++;
      else if (sluice_parser_is_sign (self, 0, ")"))
        depth--;
      self->position++;
    }
  while (depth > 0);

  return TRUE;
}

gboolean
sluice_parser_at_query (const SluiceParser *self, guint ahead)
{
  guint end = ahead + MAX_PARENTHESES;

  while (ahead < end && sluice_parser_is_sign (self, ahead, "("))
    ahead++;

  return sluice_parser_is (self, ahead, SLUICE_KW_SELECT)
         || sluice_parser_is (self, ahead, SLUICE_KW_WITH)
         || sluice_parser_is (self, ahead, SLUICE_KW_VALUES)
         || (sluice_parser_is (self, ahead, SLUICE_KW_FROM)
             && sluice_parser_is_identifier (self, ahead + 1))
         || (sluice_parser_is (self, ahead, SLUICE_KW_TABLE)
             && sluice_parser_is_identifier (self, ahead + 1));
}

gboolean
sluice_parser_is_bare_alias (const SluiceParser *self)
{
  /* These go on with the query unless nothing follows that they could be followed by. */
  static const SluiceKeyword clauses[]
      = { SLUICE_KW_SELECT, SLUICE_KW_FROM,  SLUICE_KW_WHERE,   SLUICE_KW_GROUP,      SLUICE_KW_HAVING,
          SLUICE_KW_ORDER, SLUICE_KW_SORT,    SLUICE_KW_DISTRIBUTE, SLUICE_KW_CLUSTER,
          SLUICE_KW_LIMIT, SLUICE_KW_OFFSET,  SLUICE_KW_UNION,      SLUICE_KW_EXCEPT,
          SLUICE_KW_MINUS, SLUICE_KW_WINDOW,  SLUICE_KW_QUALIFY, SLUICE_KW_INTERSECT,  SLUICE_KW_LATERAL,
          SLUICE_KW_PIVOT, SLUICE_KW_UNPIVOT, SLUICE_KW_TABLESAMPLE };
  SluiceKeyword keyword = sluice_parser_peek (self)->keyword;

  if (!sluice_parser_is_identifier (self, 0))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (clauses); i++)
    if (keyword == clauses[i])
      return self->lexemes[self->position + 1].kind == SLUICE_LEXEME_END
             || sluice_parser_is_sign (self, 1, ",") || sluice_parser_is_sign (self, 1, ")");

  return TRUE;
}

/* The list of SELECT. */

static SluiceSyntax *
name_item (SluiceParser *self, SluiceSyntax *expression, GPtrArray *names)
{
  SluiceSyntax *node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_ALIAS, expression);

  sluice_syntax_set_children (node, self->arena, &expression, 1);
  node->names = sluice_parser_copy_array (self, names, &node->n_names);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_item (SluiceParser *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  SluiceSyntax *expression = sluice_parser_expression (self);
  const char **list;
  guint n;

  if (expression == NULL)
    return NULL;
  if (sluice_parser_take (self, SLUICE_KW_AS))
    {
      if (sluice_parser_is_sign (self, 0, "("))
        {
          list = sluice_parser_name_list (self, &n);
          for (guint i = 0; list != NULL && i < n; i++)
            g_ptr_array_add (names, (gpointer) list[i]);
        }
      else
        {
          const char *name = sluice_parser_name (self);

          if (name != NULL)
            g_ptr_array_add (names, (gpointer) name);
        }
      return names->len > 0 ? name_item (self, expression, names) : NULL;
    }
  if (!sluice_parser_is_bare_alias (self))
    return expression;
  g_ptr_array_add (names, (gpointer) sluice_parser_name (self));

  return name_item (self, expression, names);
}

static gboolean
parse_expressions (SluiceParser *self, GPtrArray *out, SluiceSyntax *(*parse) (SluiceParser *) )
{
  do
    {
      SluiceSyntax *item = parse (self);

      if (item == NULL)
        return FALSE;
      g_ptr_array_add (out, item);
    }
  while (sluice_parser_take_sign (self, ","));

  return TRUE;
}

/* GROUP BY. */

/* The keys of a GROUP BY, each once, and the product of the sets read so far. */
typedef struct
{
  GPtrArray *keys;  /* of SluiceSyntax */
  GPtrArray *texts; /* how each is written */
  GArray *sets;     /* of SluiceKeySet */
  gboolean several; /* whether there is anything but plain keys */
} Keys;

static SluiceKeySet
add_key (SluiceParser *self, Keys *keys, SluiceSyntax *key)
{
  g_autofree char *sql = sluice_syntax_to_sql (key);
  char *text = g_ascii_strdown (sql, -1);

  for (guint i = 0; i < keys->keys->len; i++)
    if (strcmp (keys->texts->pdata[i], text) == 0)
      {
        g_free (text);
        return G_GUINT64_CONSTANT (1) << i;
      }
  if (keys->keys->len == 64)
    {
      g_free (text);
      self->too_complex = TRUE;
      return 0;
    }
  g_ptr_array_add (keys->keys, key);
  g_ptr_array_add (keys->texts, text);

  return G_GUINT64_CONSTANT (1) << (keys->keys->len - 1);
}

/* `a` or `(a, b)` inside of ROLLUP, CUBE and GROUPING SETS. */
static gboolean
parse_key_group (SluiceParser *self, Keys *keys, SluiceKeySet *set)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  guint begin = self->position;

  *set = 0;
  if (sluice_parser_take_sign (self, "("))
    {
      if (sluice_parser_take_sign (self, ")"))
        return TRUE;
      if (parse_expressions (self, list, sluice_parser_expression)
          && sluice_parser_take_sign (self, ")"))
        {
          for (guint i = 0; i < list->len; i++)
            *set |= add_key (self, keys, list->pdata[i]);
          return TRUE;
        }
      sluice_parser_back (self, begin);
    }
  {
    SluiceSyntax *key = sluice_parser_expression (self);

    if (key == NULL)
      return FALSE;
    *set = add_key (self, keys, key);
  }

  return TRUE;
}

static void
expand_rollup (const GArray *groups, GArray *sets)
{
  for (guint n = groups->len + 1; n-- > 0;)
    {
      SluiceKeySet set = 0;

      for (guint i = 0; i < n; i++)
        set |= g_array_index (groups, SluiceKeySet, i);
      g_array_append_val (sets, set);
    }
}

static void
expand_cube (SluiceParser *self, const GArray *groups, GArray *sets)
{
  if (groups->len > 12)
    {
      self->too_complex = TRUE;
      return;
    }
  for (guint64 mask = (G_GUINT64_CONSTANT (1) << groups->len); mask-- > 0;)
    {
      SluiceKeySet set = 0;

      for (guint i = 0; i < groups->len; i++)
        if (mask >> (groups->len - 1 - i) & 1)
          set |= g_array_index (groups, SluiceKeySet, i);
      g_array_append_val (sets, set);
    }
}

/* Several of them together stand for every combination. */
static void
multiply (SluiceParser *self, Keys *keys, const GArray *sets)
{
  GArray *product = g_array_new (FALSE, FALSE, sizeof (SluiceKeySet));

  if ((guint64) keys->sets->len * sets->len > MAX_KEY_SETS)
    self->too_complex = TRUE;
  for (guint i = 0; !self->too_complex && i < keys->sets->len; i++)
    for (guint k = 0; k < sets->len; k++)
      {
        SluiceKeySet set
            = g_array_index (keys->sets, SluiceKeySet, i) | g_array_index (sets, SluiceKeySet, k);

        g_array_append_val (product, set);
      }
  g_array_unref (keys->sets);
  keys->sets = product;
}

static gboolean parse_grouping_sets (SluiceParser *self, Keys *keys, GArray *sets);

/* ROLLUP (…), CUBE (…) or GROUPING SETS (…), whose sets are appended to @sets. */
static gboolean
parse_analytics (SluiceParser *self, Keys *keys, GArray *sets)
{
  gboolean rollup = sluice_parser_take (self, SLUICE_KW_ROLLUP);
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (SluiceKeySet));

  if (!rollup && !sluice_parser_take (self, SLUICE_KW_CUBE))
    {
      self->position += 2;
      return parse_grouping_sets (self, keys, sets);
    }
  if (!sluice_parser_need_sign (self, "("))
    return FALSE;
  do
    {
      SluiceKeySet set;

      if (!parse_key_group (self, keys, &set))
        return FALSE;
      g_array_append_val (groups, set);
    }
  while (sluice_parser_take_sign (self, ","));
  if (rollup)
    expand_rollup (groups, sets);
  else
    expand_cube (self, groups, sets);

  return sluice_parser_need_sign (self, ")");
}

static gboolean
at_analytics (const SluiceParser *self)
{
  return ((sluice_parser_is (self, 0, SLUICE_KW_ROLLUP)
           || sluice_parser_is (self, 0, SLUICE_KW_CUBE))
          && sluice_parser_is_sign (self, 1, "("))
         || (sluice_parser_is (self, 0, SLUICE_KW_GROUPING)
             && sluice_parser_is (self, 1, SLUICE_KW_SETS) && sluice_parser_is_sign (self, 2, "("));
}

static gboolean
parse_grouping_sets (SluiceParser *self, Keys *keys, GArray *sets)
{
  gboolean ok = TRUE;

  if (!sluice_parser_need_sign (self, "(") || !sluice_parser_enter (self))
    return FALSE;
  do
    {
      SluiceKeySet set;

      if (at_analytics (self))
        {
          ok = parse_analytics (self, keys, sets);
          continue;
        }
      ok = parse_key_group (self, keys, &set);
      if (ok)
        g_array_append_val (sets, set);
      self->too_complex = self->too_complex || sets->len > MAX_KEY_SETS;
    }
  while (ok && sluice_parser_take_sign (self, ","));
  sluice_parser_leave (self);

  return ok && sluice_parser_need_sign (self, ")");
}

static gboolean
parse_keys (SluiceParser *self, Keys *keys)
{
  SluiceKeySet all = 0;

  do
    {
      g_autoptr (GArray) sets = g_array_new (FALSE, FALSE, sizeof (SluiceKeySet));
      SluiceSyntax *key;

      if (at_analytics (self))
        {
          guint begin = self->position;

          if (parse_analytics (self, keys, sets))
            {
              keys->several = TRUE;
              multiply (self, keys, sets);
              continue;
            }
          sluice_parser_back (self, begin);
          return FALSE;
        }
      key = sluice_parser_expression (self);
      if (key == NULL)
        return FALSE;
      all = add_key (self, keys, key);
      g_array_append_val (sets, all);
      multiply (self, keys, sets);
    }
  while (sluice_parser_take_sign (self, ","));

  /* `GROUP BY a, b WITH ROLLUP` and `GROUP BY a, b GROUPING SETS (…)`, as in Hive. */
  if (!keys->several
      && ((sluice_parser_is (self, 0, SLUICE_KW_WITH)
           && (sluice_parser_is (self, 1, SLUICE_KW_ROLLUP)
               || sluice_parser_is (self, 1, SLUICE_KW_CUBE)))
          || at_analytics (self)))
    {
      g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (SluiceKeySet));
      gboolean with = sluice_parser_take (self, SLUICE_KW_WITH);

      keys->several = TRUE;
      g_array_set_size (keys->sets, 0);
      if (!with)
        return parse_analytics (self, keys, keys->sets);
      for (guint i = 0; i < keys->keys->len; i++)
        {
          SluiceKeySet set = G_GUINT64_CONSTANT (1) << i;

          g_array_append_val (groups, set);
        }
      if (sluice_parser_is (self, 0, SLUICE_KW_ROLLUP))
        expand_rollup (groups, keys->sets);
      else
        expand_cube (self, groups, keys->sets);
      self->position++;
    }

  return TRUE;
}

static gboolean
is_word_all (const SluiceSyntax *key)
{
  return key->kind == SLUICE_SYNTAX_COLUMN && key->n_names == 1
         && g_ascii_strcasecmp (key->names[0], "all") == 0;
}

static gboolean
parse_group_by (SluiceParser *self, SluiceQuerySyntax *query)
{
  Keys keys = { g_ptr_array_new (), g_ptr_array_new_with_free_func (g_free),
                g_array_new (FALSE, FALSE, sizeof (SluiceKeySet)), FALSE };
  SluiceKeySet none = 0;
  gboolean ok;

  g_array_append_val (keys.sets, none);
  ok = parse_keys (self, &keys);
  if (ok)
    {
      query->keys = sluice_parser_copy_array (self, keys.keys, &query->n_keys);
      query->grouping = SLUICE_GROUPING_PLAIN;
      if (keys.several)
        {
          query->grouping = SLUICE_GROUPING_SETS;
          query->n_sets = keys.sets->len;
          query->sets = sluice_arena_new_array (self->arena, SluiceKeySet, keys.sets->len + 1);
          if (keys.sets->len > 0)
            memcpy (query->sets, keys.sets->data, keys.sets->len * sizeof (SluiceKeySet));
        }
      else if (query->n_keys == 1 && is_word_all (query->keys[0]))
        query->grouping = SLUICE_GROUPING_ALL;
    }
  g_ptr_array_unref (keys.keys);
  g_ptr_array_unref (keys.texts);
  g_array_unref (keys.sets);

  return ok;
}

/* Queries. */

static SluiceQuerySyntax *
query_new (SluiceParser *self, SluiceQueryKind kind)
{
  SluiceQuerySyntax *query = sluice_arena_alloc0 (self->arena, sizeof *query);

  query->kind = kind;
  query->offset = sluice_parser_peek (self)->offset;

  return query;
}

static SluiceQuerySyntax *
query_end (SluiceParser *self, SluiceQuerySyntax *query)
{
  const SluiceLexeme *last = &self->lexemes[self->position - 1];

  query->length = (gint32) (last->offset + last->length) - query->offset;

  return query;
}

/* DISTINCT is a column's name when nothing is left that it could be of. */
static gboolean
take_distinct (SluiceParser *self)
{
  gboolean alone = self->lexemes[self->position].kind == SLUICE_LEXEME_END
                   || self->lexemes[self->position + 1].kind == SLUICE_LEXEME_END
                   || sluice_parser_is_sign (self, 1, ",")
                   || sluice_parser_is (self, 1, SLUICE_KW_FROM);

  if (alone)
    return FALSE;
  if (sluice_parser_take (self, SLUICE_KW_DISTINCT))
    return TRUE;
  sluice_parser_take (self, SLUICE_KW_ALL);

  return FALSE;
}

/* Hints tell Spark how to run a query, not what it means. */
static gboolean
skip_hints (SluiceParser *self)
{
  while (sluice_parser_take_sign (self, "/*+"))
    while (!sluice_parser_take_sign (self, "*/"))
      {
        if (sluice_parser_peek (self)->kind == SLUICE_LEXEME_END)
          {
            sluice_parser_fail (self, "*/");
            return FALSE;
          }
        self->position++;
      }

  return TRUE;
}

static void
refuse_clause (SluiceParser *self, const char *clause)
{
  sluice_parser_refuse (self, self->position, "UNSUPPORTED_FEATURE",
                        "%s isn’t available in this version.", clause);
}

/* `WINDOW w AS (…), …` */
static gboolean
parse_windows (SluiceParser *self, SluiceQuerySyntax *query)
{
  g_autoptr (GArray) windows = NULL;

  if (!sluice_parser_is (self, 0, SLUICE_KW_WINDOW) || !sluice_parser_is (self, 2, SLUICE_KW_AS))
    return TRUE;
  windows = g_array_new (FALSE, FALSE, sizeof (SluiceNamedWindow));
  do
    {
      SluiceNamedWindow item;
      const SluiceLexeme *lexeme = &self->lexemes[++self->position];

      item.offset = (gint32) lexeme->offset;
      item.length = (gint32) lexeme->length;
      item.name = sluice_parser_name (self);
      if (item.name == NULL || !sluice_parser_need (self, SLUICE_KW_AS))
        return FALSE;
      item.window = sluice_parser_window (self);
      if (item.window == NULL)
        return FALSE;
      g_array_append_val (windows, item);
    }
  while (sluice_parser_is_sign (self, 0, ","));
  query->n_windows = windows->len;
  query->windows = sluice_arena_new_array (self->arena, SluiceNamedWindow, windows->len);
  memcpy (query->windows, windows->data, windows->len * sizeof (SluiceNamedWindow));

  return TRUE;
}

/* `SELECT …`, and `FROM t SELECT …`, which is the same. */
static SluiceQuerySyntax *
parse_select (SluiceParser *self)
{
  SluiceQuerySyntax *query = query_new (self, SLUICE_QUERY_SELECT);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (sluice_parser_take (self, SLUICE_KW_FROM))
    {
      query->from = sluice_parser_from (self);
      if (query->from == NULL)
        return NULL;
    }
  if (!sluice_parser_need (self, SLUICE_KW_SELECT))
    return NULL;
  if (!skip_hints (self))
    return NULL;
  query->distinct = take_distinct (self);
  if (!parse_expressions (self, items, parse_item))
    return NULL;
  query->items = sluice_parser_copy_array (self, items, &query->n_items);
  if (query->from == NULL && sluice_parser_take (self, SLUICE_KW_FROM))
    {
      query->from = sluice_parser_from (self);
      if (query->from == NULL)
        return NULL;
    }
  if (sluice_parser_take (self, SLUICE_KW_WHERE))
    {
      query->where = sluice_parser_expression (self);
      if (query->where == NULL)
        return NULL;
    }
  if (sluice_parser_take (self, SLUICE_KW_GROUP)
      && (!sluice_parser_need (self, SLUICE_KW_BY) || !parse_group_by (self, query)))
    return NULL;
  if (sluice_parser_take (self, SLUICE_KW_HAVING))
    {
      query->having = sluice_parser_expression (self);
      if (query->having == NULL)
        return NULL;
    }
  if (!parse_windows (self, query))
    return NULL;
  if (sluice_parser_take (self, SLUICE_KW_QUALIFY))
    {
      query->qualify = sluice_parser_expression (self);
      if (query->qualify == NULL)
        return NULL;
    }

  return query_end (self, query);
}

static SluiceQuerySyntax *
parse_primary (SluiceParser *self)
{
  SluiceQuerySyntax *query;

  if (sluice_parser_is (self, 0, SLUICE_KW_SELECT)
      || (sluice_parser_is (self, 0, SLUICE_KW_FROM) && sluice_parser_is_identifier (self, 1)))
    return parse_select (self);
  if (sluice_parser_is (self, 0, SLUICE_KW_VALUES) || sluice_parser_is (self, 0, SLUICE_KW_TABLE))
    {
      gboolean values = sluice_parser_is (self, 0, SLUICE_KW_VALUES);

      query = query_new (self, SLUICE_QUERY_RELATION);
      if (!values)
        self->position++;
      query->from
          = values ? sluice_parser_inline_table (self) : sluice_parser_table_name (self);
      return query->from != NULL ? query_end (self, query) : NULL;
    }
  if (sluice_parser_take_sign (self, "("))
    {
      query = sluice_parser_query (self);
      return query != NULL && sluice_parser_need_sign (self, ")") ? query : NULL;
    }

  return sluice_parser_fail (self, NULL);
}

static gboolean
take_set_operation (SluiceParser *self, gboolean intersect_only, SluiceSetOperation *operation)
{
  if (intersect_only)
    {
      *operation = SLUICE_SET_INTERSECT;
      return sluice_parser_take (self, SLUICE_KW_INTERSECT);
    }
  *operation = SLUICE_SET_UNION;
  if (sluice_parser_take (self, SLUICE_KW_UNION))
    return TRUE;
  *operation = SLUICE_SET_EXCEPT;

  return sluice_parser_take (self, SLUICE_KW_EXCEPT) || sluice_parser_take (self, SLUICE_KW_MINUS);
}

/* INTERSECT binds tighter than the others. */
static SluiceQuerySyntax *
parse_term (SluiceParser *self, gboolean intersect_only)
{
  SluiceQuerySyntax *left = intersect_only ? parse_primary (self) : parse_term (self, TRUE);
  SluiceSetOperation operation;

  for (guint n = 0; left != NULL && take_set_operation (self, intersect_only, &operation); n++)
    {
      SluiceQuerySyntax *query = query_new (self, SLUICE_QUERY_SET);

      query->offset = left->offset;
      query->operation = operation;
      query->all = sluice_parser_take (self, SLUICE_KW_ALL);
      if (!query->all)
        sluice_parser_take (self, SLUICE_KW_DISTINCT);
      query->left = left;
      query->right = intersect_only ? parse_primary (self) : parse_term (self, TRUE);
      if (query->right == NULL)
        return NULL;
      if (n >= SLUICE_MAX_QUERY_CHAIN)
        self->too_complex = TRUE;
      left = query_end (self, query);
    }

  return left;
}

static gboolean
parse_order (SluiceParser *self, SluiceQuerySyntax *query)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (SluiceOrderItem));

  do
    {
      SluiceOrderItem item = { sluice_parser_expression (self), FALSE, TRUE };

      if (item.key == NULL)
        return FALSE;
      item.descending = sluice_parser_take (self, SLUICE_KW_DESC);
      if (!item.descending)
        sluice_parser_take (self, SLUICE_KW_ASC);
      item.nulls_first = !item.descending;
      if (sluice_parser_take (self, SLUICE_KW_NULLS))
        {
          item.nulls_first = sluice_parser_take (self, SLUICE_KW_FIRST);
          if (!item.nulls_first && !sluice_parser_need (self, SLUICE_KW_LAST))
            return FALSE;
        }
      g_array_append_val (items, item);
    }
  while (sluice_parser_take_sign (self, ","));

  query->n_order = items->len;
  query->order = sluice_arena_new_array (self->arena, SluiceOrderItem, items->len);
  memcpy (query->order, items->data, items->len * sizeof (SluiceOrderItem));

  return TRUE;
}

/* What may follow any query: order and limits. How Spark divides rows among its partitions (DISTRIBUTE BY, the first half of CLUSTER BY) is nothing that one sees in them; the order within each is an order of all here. */
static gboolean
parse_organization (SluiceParser *self, SluiceQuerySyntax *query)
{
  static const SluiceKeyword orders[] = { SLUICE_KW_CLUSTER, SLUICE_KW_DISTRIBUTE, SLUICE_KW_SORT };

  if (sluice_parser_take (self, SLUICE_KW_ORDER)
      && (!sluice_parser_need (self, SLUICE_KW_BY) || !parse_order (self, query)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (sluice_parser_is (self, 0, orders[i]) && sluice_parser_is (self, 1, SLUICE_KW_BY))
      {
        SluiceQuerySyntax ignored = { 0 };

        self->position += 2;
        if (!parse_order (self, orders[i] == SLUICE_KW_DISTRIBUTE ? &ignored : query))
          return FALSE;
      }
  if (!parse_windows (self, query))
    return FALSE;
  if (sluice_parser_take (self, SLUICE_KW_LIMIT) && !sluice_parser_take (self, SLUICE_KW_ALL))
    {
      query->limit = sluice_parser_expression (self);
      if (query->limit == NULL)
        return FALSE;
    }
  if (sluice_parser_take (self, SLUICE_KW_OFFSET))
    {
      query->offset_rows = sluice_parser_expression (self);
      if (query->offset_rows == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
parse_named_queries (SluiceParser *self, GArray *named, gboolean *recursive)
{
  /* RECURSIVE is a keyword to Spark; here it is told apart by what follows. */
  *recursive = sluice_parser_is_identifier (self, 0) && sluice_parser_is_identifier (self, 1)
               && !sluice_parser_is (self, 1, SLUICE_KW_AS);
  if (*recursive)
    {
      refuse_clause (self, "WITH RECURSIVE");
      self->position++;
    }
  do
    {
      SluiceNamedQuery item = { NULL, 0, 0, NULL, 0, NULL };
      const SluiceLexeme *lexeme = sluice_parser_peek (self);

      item.offset = lexeme->offset;
      item.length = lexeme->length;
      item.name = sluice_parser_name (self);
      if (item.name == NULL)
        return FALSE;
      if (sluice_parser_is_sign (self, 0, "(")
          && !sluice_parser_at_query (self, 1))
        {
          item.columns = sluice_parser_name_list (self, &item.n_columns);
          if (item.columns == NULL)
            return FALSE;
        }
      sluice_parser_take (self, SLUICE_KW_AS);
      if (!sluice_parser_need_sign (self, "("))
        return FALSE;
      item.query = sluice_parser_query (self);
      if (item.query == NULL || !sluice_parser_need_sign (self, ")"))
        return FALSE;
      g_array_append_val (named, item);
    }
  while (sluice_parser_take_sign (self, ","));

  return TRUE;
}

/* A query in parentheses with an order or a limit of its own becomes a table, so that another
 * order or limit can follow. */
static SluiceQuerySyntax *
wrap (SluiceParser *self, SluiceQuerySyntax *query)
{
  SluiceQuerySyntax *outer = query_new (self, SLUICE_QUERY_RELATION);
  SluiceRelationSyntax *relation = sluice_arena_alloc0 (self->arena, sizeof *relation);

  relation->kind = SLUICE_RELATION_SUBQUERY;
  relation->offset = query->offset;
  relation->length = query->length;
  relation->query = query;
  outer->offset = query->offset;
  outer->from = relation;

  return outer;
}

SluiceQuerySyntax *
sluice_parser_query (SluiceParser *self)
{
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (SluiceNamedQuery));
  SluiceQuerySyntax *query = NULL;
  guint begin = self->position;
  gboolean recursive = FALSE;

  if (!sluice_parser_enter (self))
    return NULL;
  if (sluice_parser_take (self, SLUICE_KW_WITH)
      && !parse_named_queries (self, named, &recursive))
    goto out;
  query = parse_term (self, FALSE);
  if (query == NULL)
    goto out;
  if (self->lexemes[begin].length == 1 && self->text[self->lexemes[begin].offset] == '(')
    query = wrap (self, query);
  if (!parse_organization (self, query))
    {
      query = NULL;
      goto out;
    }
  query->offset = self->lexemes[begin].offset;
  query->recursive = recursive;
  query->n_named = named->len;
  query->named = sluice_arena_new_array (self->arena, SluiceNamedQuery, named->len + 1);
  if (named->len > 0)
    memcpy (query->named, named->data, named->len * sizeof (SluiceNamedQuery));
  query_end (self, query);

out:
  sluice_parser_leave (self);

  return query;
}

/* Queries in expressions. */

SluiceSyntax *
sluice_parser_subquery (SluiceParser *self)
{
  SluiceSyntax *node;

  if (!sluice_parser_is_sign (self, 0, "(") || !sluice_parser_at_query (self, 1))
    return NULL;
  node = sluice_parser_begin (self, SLUICE_SYNTAX_SUBQUERY);
  self->position++;
  node->query = sluice_parser_query (self);
  if (node->query == NULL || !sluice_parser_need_sign (self, ")"))
    return NULL;
  node->name = "scalarsubquery()";

  return sluice_parser_end (self, node);
}
