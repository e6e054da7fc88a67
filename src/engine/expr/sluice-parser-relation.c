/* sluice-parser-relation.c: reading what stands in FROM.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser-query.h"

#include <string.h>

static SluiceRelationSyntax *parse_relation (SluiceParser *self);

static SluiceRelationSyntax *
relation_new (SluiceParser *self, SluiceRelationKind kind)
{
  SluiceRelationSyntax *relation = sluice_arena_alloc0 (self->arena, sizeof *relation);

  relation->kind = kind;
  relation->offset = sluice_parser_peek (self)->offset;

  return relation;
}

static SluiceRelationSyntax *
relation_end (SluiceParser *self, SluiceRelationSyntax *relation)
{
  const SluiceLexeme *last = &self->lexemes[self->position - 1];

  relation->length = (gint32) (last->offset + last->length) - relation->offset;

  return relation;
}

/* The words that go on with a join are no names of tables. */
static gboolean
is_join_word (const SluiceParser *self)
{
  static const SluiceKeyword words[]
      = { SLUICE_KW_ANTI,  SLUICE_KW_CROSS, SLUICE_KW_EXCEPT,  SLUICE_KW_FULL, SLUICE_KW_INNER,
          SLUICE_KW_JOIN,  SLUICE_KW_LEFT,  SLUICE_KW_LATERAL, SLUICE_KW_ON,   SLUICE_KW_INTERSECT,
          SLUICE_KW_MINUS, SLUICE_KW_RIGHT, SLUICE_KW_NATURAL, SLUICE_KW_SEMI, SLUICE_KW_UNION,
          SLUICE_KW_USING };
  SluiceKeyword keyword = sluice_parser_peek (self)->keyword;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (keyword == words[i])
      return TRUE;

  return FALSE;
}

/* `AS t (a, b)`, `t (a, b)`, `AS t`, `t` or nothing. */
/* A name without those of columns. */
static gboolean
parse_name (SluiceParser *self, SluiceRelationSyntax *relation)
{
  gboolean as = sluice_parser_take (self, SLUICE_KW_AS);

  if (!as && (is_join_word (self) || !sluice_parser_is_bare_alias (self)))
    return TRUE;
  if (is_join_word (self))
    {
      sluice_parser_fail (self, NULL);
      return FALSE;
    }
  /* AS alone is the name. */
  if (as && !sluice_parser_is_identifier (self, 0))
    self->position--;
  relation->alias = sluice_parser_name (self);

  return relation->alias != NULL;
}

static gboolean
parse_alias (SluiceParser *self, SluiceRelationSyntax *relation)
{
  if (!parse_name (self, relation))
    return FALSE;
  if (relation->alias == NULL || !sluice_parser_is_sign (self, 0, "("))
    return TRUE;
  relation->columns = sluice_parser_name_list (self, &relation->n_columns);

  return relation->columns != NULL;
}

SluiceRelationSyntax *
sluice_parser_inline_table (SluiceParser *self)
{
  SluiceRelationSyntax *relation = relation_new (self, SLUICE_RELATION_VALUES);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  self->position++;
  do
    {
      SluiceSyntax *row = sluice_parser_expression (self);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  while (sluice_parser_take_sign (self, ","));
  relation->rows = sluice_parser_copy_array (self, rows, &relation->n_rows);

  return parse_alias (self, relation) ? relation_end (self, relation) : NULL;
}

SluiceRelationSyntax *
sluice_parser_table_name (SluiceParser *self)
{
  SluiceRelationSyntax *relation = relation_new (self, SLUICE_RELATION_TABLE);
  SluiceSyntax *names;

  if (!sluice_parser_is_identifier (self, 0))
    return sluice_parser_fail (self, NULL);
  names = sluice_parser_begin (self, SLUICE_SYNTAX_COLUMN);
  sluice_parser_qualified (self, names);
  relation->names = names->names;
  relation->n_names = names->n_names;

  return relation_end (self, relation);
}

static gboolean
take_word (SluiceParser *self, const char *word)
{
  const SluiceLexeme *lexeme = sluice_parser_peek (self);

  if (lexeme->length != strlen (word)
      || g_ascii_strncasecmp (self->text + lexeme->offset, word, lexeme->length) != 0)
    return FALSE;
  self->position++;

  return TRUE;
}

/* `WATERMARK ts DELAY OF INTERVAL 10 MINUTES`. What begins so and goes on otherwise is an alias. */
static void
parse_watermark (SluiceParser *self, SluiceRelationSyntax *relation)
{
  guint begin = self->position;
  SluiceSyntax *time;

  if (!take_word (self, "watermark"))
    return;
  time = sluice_parser_expression (self);
  if (time == NULL || !take_word (self, "delay") || !take_word (self, "of"))
    {
      sluice_parser_back (self, begin);
      return;
    }
  relation->event_time = time;
  relation->delay = sluice_parser_expression (self);
}

/* `TABLESAMPLE (3 ROWS)` takes the first rows; every other way is left to the analysis to refuse. */
static SluiceRelationSyntax *
parse_sample (SluiceParser *self, SluiceRelationSyntax *relation)
{
  SluiceRelationSyntax *sample;
  SluiceSyntax *rows;
  guint begin;

  if (!sluice_parser_take (self, SLUICE_KW_TABLESAMPLE))
    return relation;
  begin = self->position;
  if (!sluice_parser_need_sign (self, "("))
    return NULL;
  rows = sluice_parser_expression (self);
  if (rows != NULL && take_word (self, "rows") && sluice_parser_take_sign (self, ")"))
    {
      SluiceQuerySyntax *query = sluice_arena_alloc0 (self->arena, sizeof *query);

      query->kind = SLUICE_QUERY_RELATION;
      query->from = relation;
      query->limit = rows;
      query->offset = relation->offset;
      query->length = relation->length;
      sample = relation_new (self, SLUICE_RELATION_SUBQUERY);
      sample->query = query;
      sample->alias = relation->kind == SLUICE_RELATION_TABLE
                          ? relation->names[relation->n_names - 1]
                          : NULL;
    }
  else
    {
      sluice_parser_back (self, begin);
      if (!sluice_parser_skip_parentheses (self))
        return NULL;
      sample = relation;
      sample->sampled = TRUE;
    }
  if (take_word (self, "repeatable")
      && (!sluice_parser_is_sign (self, 0, "(") || !sluice_parser_skip_parentheses (self)))
    return NULL;
  sample->offset = relation->offset;

  return sample;
}

static SluiceRelationSyntax *
parse_function (SluiceParser *self)
{
  SluiceRelationSyntax *relation = relation_new (self, SLUICE_RELATION_FUNCTION);

  relation->call = sluice_parser_call (self);
  if (relation->call == NULL || !parse_alias (self, relation))
    return NULL;

  return relation_end (self, relation);
}

static SluiceRelationSyntax *
parse_parenthesized (SluiceParser *self)
{
  SluiceRelationSyntax *relation;
  guint begin = self->position;

  if (sluice_parser_at_query (self, 1))
    {
      relation = relation_new (self, SLUICE_RELATION_SUBQUERY);
      self->position++;
      relation->query = sluice_parser_query (self);
      if (relation->query != NULL && sluice_parser_need_sign (self, ")"))
        {
          relation = parse_sample (self, relation_end (self, relation));
          if (relation != NULL)
            parse_watermark (self, relation);
          return relation != NULL && parse_alias (self, relation) ? relation_end (self, relation)
                                                                  : NULL;
        }
      sluice_parser_back (self, begin);
    }
  self->position++;
  relation = parse_relation (self);
  if (relation == NULL || !sluice_parser_need_sign (self, ")"))
    return NULL;
  relation = parse_sample (self, relation);
  if (relation == NULL)
    return NULL;
  {
    SluiceRelationSyntax named = { 0 };

    if (!parse_alias (self, &named))
      return NULL;
    if (named.alias != NULL && relation->kind != SLUICE_RELATION_JOIN)
      {
        relation->alias = named.alias;
        relation->columns = named.columns;
        relation->n_columns = named.n_columns;
      }
    else if (named.alias != NULL)
      sluice_parser_refuse (self, begin, "UNSUPPORTED_FEATURE",
                            "An alias of a whole join isn’t available in this version. Make it a "
                            "subquery: (SELECT * FROM …) AS %s.",
                            named.alias);
  }

  return relation;
}

/* A table that is said to be a stream, `STREAM t` or `STREAM(t)`: which tables are, their nodes say. */
static SluiceRelationSyntax *
parse_stream (SluiceParser *self)
{
  SluiceRelationSyntax *relation;
  gboolean in_parentheses = sluice_parser_take_sign (self, "(");

  relation = sluice_parser_table_name (self);
  if (relation == NULL || (in_parentheses && !sluice_parser_need_sign (self, ")")))
    return NULL;
  parse_watermark (self, relation);

  return parse_alias (self, relation) ? relation_end (self, relation) : NULL;
}

static SluiceRelationSyntax *
parse_primary (SluiceParser *self)
{
  SluiceRelationSyntax *relation;
  guint begin = self->position, ahead = 1;

  if (take_word (self, "stream"))
    {
      gboolean named = sluice_parser_is_identifier (self, 0) && !sluice_parser_is (self, 0, SLUICE_KW_AS);

      if (named
          || (sluice_parser_is_sign (self, 0, "(") && sluice_parser_is_identifier (self, 1)
              && sluice_parser_is_sign (self, 2, ")")))
        return parse_stream (self);
      sluice_parser_back (self, begin);
    }
  if (sluice_parser_is_sign (self, 0, "("))
    return parse_parenthesized (self);
  if (sluice_parser_is (self, 0, SLUICE_KW_VALUES) && !sluice_parser_is_sign (self, 1, "."))
    {
      relation = sluice_parser_inline_table (self);
      if (relation != NULL)
        return relation;
      sluice_parser_back (self, begin);
    }
  if (!sluice_parser_is_identifier (self, 0))
    return sluice_parser_fail (self, NULL);
  while (sluice_parser_is_sign (self, ahead, ".") && sluice_parser_is_identifier (self, ahead + 1))
    ahead += 2;
  if (sluice_parser_is_sign (self, ahead, "("))
    return parse_function (self);

  relation = sluice_parser_table_name (self);
  if (relation != NULL)
    relation = parse_sample (self, relation);
  if (relation == NULL)
    return NULL;
  parse_watermark (self, relation);

  return parse_alias (self, relation) ? relation_end (self, relation) : NULL;
}

/* What stands before JOIN, JOIN included. */
static gboolean
take_join (SluiceParser *self, SluiceRelationSyntax *join)
{
  guint begin = self->position;

  join->natural = sluice_parser_take (self, SLUICE_KW_NATURAL);
  join->join = SLUICE_WRITTEN_INNER;
  if (sluice_parser_take (self, SLUICE_KW_CROSS))
    join->join = SLUICE_WRITTEN_CROSS;
  else if (sluice_parser_take (self, SLUICE_KW_RIGHT))
    join->join = SLUICE_WRITTEN_RIGHT;
  else if (sluice_parser_take (self, SLUICE_KW_FULL))
    join->join = SLUICE_WRITTEN_FULL;
  else if (sluice_parser_take (self, SLUICE_KW_LEFT))
    join->join = SLUICE_WRITTEN_LEFT;
  else
    sluice_parser_take (self, SLUICE_KW_INNER);
  if (join->join == SLUICE_WRITTEN_LEFT || self->position == begin + join->natural)
    {
      if (sluice_parser_take (self, SLUICE_KW_SEMI))
        join->join = SLUICE_WRITTEN_LEFT_SEMI;
      else if (sluice_parser_take (self, SLUICE_KW_ANTI))
        join->join = SLUICE_WRITTEN_LEFT_ANTI;
    }
  if (join->join == SLUICE_WRITTEN_LEFT || join->join == SLUICE_WRITTEN_RIGHT
      || join->join == SLUICE_WRITTEN_FULL)
    sluice_parser_take (self, SLUICE_KW_OUTER);
  if (sluice_parser_take (self, SLUICE_KW_JOIN))
    return TRUE;
  if (self->position > begin)
    sluice_parser_fail (self, "JOIN");
  sluice_parser_back (self, begin);

  return FALSE;
}

static gboolean
parse_criteria (SluiceParser *self, SluiceRelationSyntax *join)
{
  if (join->natural)
    return TRUE;
  if (sluice_parser_take (self, SLUICE_KW_ON))
    {
      join->condition = sluice_parser_expression (self);
      return join->condition != NULL;
    }
  if (sluice_parser_take (self, SLUICE_KW_USING))
    {
      join->using_columns = sluice_parser_name_list (self, &join->n_using);
      return join->using_columns != NULL;
    }

  return TRUE;
}

/* `a`, `(a, b)`: places of values, with the name that stands for them. */
static gboolean
parse_group (SluiceParser *self, SluiceUnpivotGroup *group)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  gboolean several = sluice_parser_take_sign (self, "(");

  do
    {
      SluiceSyntax *place;

      if (!sluice_parser_is_identifier (self, 0))
        {
          sluice_parser_fail (self, NULL);
          return FALSE;
        }
      place = sluice_parser_begin (self, SLUICE_SYNTAX_COLUMN);
      sluice_parser_qualified (self, place);
      g_ptr_array_add (places, sluice_parser_end (self, place));
    }
  while (several && sluice_parser_take_sign (self, ","));
  if (several && !sluice_parser_need_sign (self, ")"))
    return FALSE;
  group->places = sluice_parser_copy_array (self, places, &group->n);
  group->alias = NULL;
  if (sluice_parser_take (self, SLUICE_KW_AS) || sluice_parser_is_identifier (self, 0))
    {
      group->alias = sluice_parser_name (self);
      return group->alias != NULL;
    }

  return TRUE;
}

/* `UNPIVOT INCLUDE NULLS (v FOR name IN (a, b AS c))`, behind UNPIVOT. */
static gboolean
parse_unpivot (SluiceParser *self, SluiceRelationSyntax *relation)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (SluiceUnpivotGroup));

  if (!sluice_parser_is_sign (self, 0, "("))
    {
      relation->include_nulls = take_word (self, "include");
      if ((!relation->include_nulls && !take_word (self, "exclude"))
          || !sluice_parser_need (self, SLUICE_KW_NULLS))
        {
          sluice_parser_fail (self, NULL);
          return FALSE;
        }
    }
  if (!sluice_parser_need_sign (self, "("))
    return FALSE;
  if (sluice_parser_is_sign (self, 0, "("))
    relation->values = sluice_parser_name_list (self, &relation->n_values);
  else
    {
      const char *name = sluice_parser_name (self);

      relation->values = sluice_arena_new_array (self->arena, const char *, 1);
      relation->values[0] = name;
      relation->n_values = 1;
    }
  if (relation->values == NULL || relation->values[0] == NULL
      || !sluice_parser_need (self, SLUICE_KW_FOR))
    return FALSE;
  relation->name_column = sluice_parser_name (self);
  if (relation->name_column == NULL || !sluice_parser_need (self, SLUICE_KW_IN)
      || !sluice_parser_need_sign (self, "("))
    return FALSE;
  do
    {
      SluiceUnpivotGroup group;

      if (!parse_group (self, &group))
        return FALSE;
      g_array_append_val (groups, group);
    }
  while (sluice_parser_take_sign (self, ","));
  relation->n_groups = groups->len;
  relation->groups = sluice_arena_new_array (self->arena, SluiceUnpivotGroup, groups->len);
  memcpy (relation->groups, groups->data, groups->len * sizeof (SluiceUnpivotGroup));

  return sluice_parser_need_sign (self, ")") && sluice_parser_need_sign (self, ")");
}

/* An item of PIVOT's list. What FOR begins is no alias, unless another FOR follows or AS stands before it. */
static SluiceSyntax *
parse_pivot_item (SluiceParser *self)
{
  guint begin = self->position;
  SluiceSyntax *item = sluice_parser_named_expression (self);
  gboolean took_for;

  if (item == NULL || item->kind != SLUICE_SYNTAX_ALIAS || self->position < begin + 2)
    return item;
  took_for = self->lexemes[self->position - 1].keyword == SLUICE_KW_FOR
             && self->lexemes[self->position - 2].keyword != SLUICE_KW_AS;
  if (!took_for || sluice_parser_is (self, 0, SLUICE_KW_FOR))
    return item;
  self->position--;

  return item->children[0];
}

/* `sum (v) AS s, … FOR k IN ('a', 'b' AS c)`, or `FOR (k, l) IN ((1, 2) AS c, …)`, behind PIVOT. */
static gboolean
parse_pivot (SluiceParser *self, SluiceRelationSyntax *relation)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new (), keys = g_ptr_array_new (), values = g_ptr_array_new ();
  gboolean several;

  if (!sluice_parser_need_sign (self, "("))
    return FALSE;
  do
    g_ptr_array_add (items, parse_pivot_item (self));
  while (items->pdata[items->len - 1] != NULL && sluice_parser_take_sign (self, ","));
  if (items->pdata[items->len - 1] == NULL || !sluice_parser_need (self, SLUICE_KW_FOR))
    return FALSE;

  several = sluice_parser_take_sign (self, "(");
  do
    {
      SluiceSyntax *key = sluice_parser_begin (self, SLUICE_SYNTAX_COLUMN);

      key->names = sluice_arena_new_array (self->arena, const char *, 1);
      key->names[0] = sluice_parser_name (self);
      if (key->names[0] == NULL)
        return FALSE;
      key->n_names = 1;
      g_ptr_array_add (keys, sluice_parser_end (self, key));
    }
  while (several && sluice_parser_take_sign (self, ","));
  if ((several && !sluice_parser_need_sign (self, ")")) || !sluice_parser_need (self, SLUICE_KW_IN)
      || !sluice_parser_need_sign (self, "("))
    return FALSE;

  do
    g_ptr_array_add (values, sluice_parser_named_expression (self));
  while (values->pdata[values->len - 1] != NULL && sluice_parser_take_sign (self, ","));
  if (values->pdata[values->len - 1] == NULL)
    return FALSE;

  relation->items = sluice_parser_copy_array (self, items, &relation->n_items);
  relation->keys = sluice_parser_copy_array (self, keys, &relation->n_keys);
  relation->pivots = sluice_parser_copy_array (self, values, &relation->n_pivots);

  return sluice_parser_need_sign (self, ")") && sluice_parser_need_sign (self, ")");
}

static SluiceRelationSyntax *
parse_pivots (SluiceParser *self, SluiceRelationSyntax *left)
{
  while ((sluice_parser_is (self, 0, SLUICE_KW_PIVOT) && sluice_parser_is_sign (self, 1, "("))
         || (sluice_parser_is (self, 0, SLUICE_KW_UNPIVOT)
             && (sluice_parser_is_sign (self, 1, "(")
                 || sluice_parser_is (self, 2, SLUICE_KW_NULLS))))
    {
      gboolean pivot = sluice_parser_is (self, 0, SLUICE_KW_PIVOT);
      SluiceRelationSyntax *relation
          = relation_new (self, pivot ? SLUICE_RELATION_PIVOT : SLUICE_RELATION_UNPIVOT);

      relation->left = left;
      self->position++;
      if (!(pivot ? parse_pivot (self, relation) : parse_unpivot (self, relation)) || !parse_name (self, relation))
        return NULL;
      left = relation_end (self, relation);
    }

  return left;
}

static SluiceRelationSyntax *
parse_relation (SluiceParser *self)
{
  SluiceRelationSyntax *left = NULL;
  gboolean lateral = sluice_parser_take (self, SLUICE_KW_LATERAL);

  if (!sluice_parser_enter (self))
    return NULL;
  left = parse_primary (self);
  if (left != NULL)
    {
      left->lateral = left->lateral || lateral;
      left = parse_pivots (self, left);
    }
  for (guint n = 0; left != NULL; n++)
    {
      SluiceRelationSyntax *join = relation_new (self, SLUICE_RELATION_JOIN);

      join->offset = left->offset;
      if (!take_join (self, join))
        break;
      if (n >= SLUICE_MAX_QUERY_CHAIN)
        self->too_complex = TRUE;
      join->left = left;
      lateral = sluice_parser_take (self, SLUICE_KW_LATERAL);
      join->right = parse_primary (self);
      if (join->right != NULL)
        join->right->lateral = join->right->lateral || lateral;
      left = join->right != NULL && parse_criteria (self, join) ? relation_end (self, join) : NULL;
      if (left != NULL)
        left = parse_pivots (self, left);
    }
  sluice_parser_leave (self);

  return left;
}

/* `LATERAL VIEW OUTER explode (xs) t AS x, y` */
static SluiceRelationSyntax *
parse_view (SluiceParser *self, SluiceRelationSyntax *left)
{
  SluiceRelationSyntax *view = relation_new (self, SLUICE_RELATION_VIEW);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  view->left = left;
  self->position += 2;
  if (sluice_parser_is (self, 0, SLUICE_KW_OUTER) && sluice_parser_is_identifier (self, 1))
    view->outer = sluice_parser_take (self, SLUICE_KW_OUTER);
  view->call = sluice_parser_call (self);
  if (view->call == NULL)
    return NULL;
  if (sluice_parser_is_bare_alias (self) && !sluice_parser_is (self, 0, SLUICE_KW_AS))
    view->alias = sluice_parser_identifier (self);
  if (sluice_parser_take (self, SLUICE_KW_AS)
      || (view->alias != NULL && sluice_parser_is_bare_alias (self)))
    {
      do
        {
          const char *name = sluice_parser_name (self);

          if (name == NULL)
            return NULL;
          g_ptr_array_add (names, (gpointer) name);
        }
      while (sluice_parser_take_sign (self, ","));
      view->columns = sluice_parser_copy_array (self, names, &view->n_columns);
    }

  return relation_end (self, view);
}

SluiceRelationSyntax *
sluice_parser_from (SluiceParser *self)
{
  SluiceRelationSyntax *left = parse_relation (self);

  for (guint n = 0; left != NULL && sluice_parser_take_sign (self, ","); n++)
    {
      SluiceRelationSyntax *join = relation_new (self, SLUICE_RELATION_JOIN);

      join->offset = left->offset;
      join->left = left;
      join->right = parse_relation (self);
      join->join = SLUICE_WRITTEN_INNER;
      if (n >= SLUICE_MAX_QUERY_CHAIN)
        self->too_complex = TRUE;
      left = join->right != NULL ? relation_end (self, join) : NULL;
    }
  for (guint n = 0; left != NULL && sluice_parser_is (self, 0, SLUICE_KW_LATERAL)
                    && sluice_parser_is (self, 1, SLUICE_KW_VIEW);
       n++)
    {
      if (n >= SLUICE_MAX_QUERY_CHAIN)
        self->too_complex = TRUE;
      left = parse_view (self, left);
    }

  return left != NULL ? parse_pivots (self, left) : NULL;
}
