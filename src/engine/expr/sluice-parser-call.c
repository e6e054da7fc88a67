/* sluice-parser-call.c: reading calls and the clauses behind them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <string.h>

static gboolean
parse_sort_items (SluiceParser *self, GPtrArray *items, GArray *descending, GArray *nulls_last)
{
  do
    {
      SluiceSyntax *item = sluice_parser_expression (self);
      gboolean down, last;

      if (item == NULL)
        return FALSE;
      down = sluice_parser_take (self, SLUICE_KW_DESC);
      if (!down)
        sluice_parser_take (self, SLUICE_KW_ASC);
      last = down;
      if (sluice_parser_is (self, 0, SLUICE_KW_NULLS)
          && (sluice_parser_is (self, 1, SLUICE_KW_FIRST)
              || sluice_parser_is (self, 1, SLUICE_KW_LAST)))
        {
          last = sluice_parser_is (self, 1, SLUICE_KW_LAST);
          self->position += 2;
        }
      g_ptr_array_add (items, item);
      if (descending != NULL)
        {
          g_array_append_val (descending, down);
          g_array_append_val (nulls_last, last);
        }
    }
  while (sluice_parser_take_sign (self, ","));

  return TRUE;
}

static gboolean
parse_frame_bound (SluiceParser *self)
{
  if (sluice_parser_take (self, SLUICE_KW_CURRENT))
    return sluice_parser_need (self, SLUICE_KW_ROW);
  if (!sluice_parser_take (self, SLUICE_KW_UNBOUNDED) && sluice_parser_expression (self) == NULL)
    return FALSE;

  return sluice_parser_take (self, SLUICE_KW_PRECEDING)
         || sluice_parser_need (self, SLUICE_KW_FOLLOWING);
}

/* What stands after OVER. The analysis refuses window functions, so that nothing of it is kept. */
static gboolean
parse_window (SluiceParser *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (!sluice_parser_take_sign (self, "("))
    return sluice_parser_identifier (self) != NULL;
  if (sluice_parser_is_identifier (self, 0) && sluice_parser_is_sign (self, 1, ")"))
    {
      self->position += 2;
      return TRUE;
    }

  for (guint clause = 0; clause < 2; clause++)
    {
      gboolean partition = clause == 0
                           && (sluice_parser_is (self, 0, SLUICE_KW_PARTITION)
                               || sluice_parser_is (self, 0, SLUICE_KW_DISTRIBUTE)
                               || sluice_parser_is (self, 0, SLUICE_KW_CLUSTER));
      gboolean order = clause == 1
                       && (sluice_parser_is (self, 0, SLUICE_KW_ORDER)
                           || sluice_parser_is (self, 0, SLUICE_KW_SORT));

      if (!partition && !order)
        continue;
      self->position++;
      if (!sluice_parser_need (self, SLUICE_KW_BY) || !parse_sort_items (self, items, NULL, NULL))
        return FALSE;
    }

  if (sluice_parser_take (self, SLUICE_KW_RANGE) || sluice_parser_take (self, SLUICE_KW_ROWS))
    {
      gboolean between = sluice_parser_take (self, SLUICE_KW_BETWEEN);

      if (!parse_frame_bound (self))
        return FALSE;
      if (between && (!sluice_parser_need (self, SLUICE_KW_AND) || !parse_frame_bound (self)))
        return FALSE;
    }

  return sluice_parser_need_sign (self, ")");
}

/* What may follow a call's closing parenthesis. Each part that doesn't fit is left for others. */
static void
parse_call_clauses (SluiceParser *self, SluiceSyntax *node)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GArray) descending = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_autoptr (GArray) nulls_last = g_array_new (FALSE, FALSE, sizeof (gboolean));
  guint begin = self->position;

  if (sluice_parser_take (self, SLUICE_KW_WITHIN))
    {
      if (sluice_parser_need (self, SLUICE_KW_GROUP) && sluice_parser_need_sign (self, "(")
          && sluice_parser_need (self, SLUICE_KW_ORDER) && sluice_parser_need (self, SLUICE_KW_BY)
          && parse_sort_items (self, items, descending, nulls_last) && sluice_parser_need_sign (self, ")"))
        {
          node->n_order = items->len;
          node->order = sluice_arena_new_array (self->arena, SluiceSyntax *, items->len);
          memcpy (node->order, items->pdata, items->len * sizeof (gpointer));
          node->descending = sluice_arena_new_array (self->arena, gboolean, items->len);
          memcpy (node->descending, descending->data, items->len * sizeof (gboolean));
          node->nulls_last = sluice_arena_new_array (self->arena, gboolean, items->len);
          memcpy (node->nulls_last, nulls_last->data, items->len * sizeof (gboolean));
        }
      else
        {
          sluice_parser_back (self, begin);
        }
    }

  begin = self->position;
  if (sluice_parser_take (self, SLUICE_KW_FILTER))
    {
      SluiceSyntax *filter = NULL;

      if (sluice_parser_need_sign (self, "(") && sluice_parser_need (self, SLUICE_KW_WHERE))
        filter = sluice_parser_expression (self);
      if (filter != NULL && sluice_parser_need_sign (self, ")"))
        node->filter = filter;
      else
        sluice_parser_back (self, begin);
    }

  if ((sluice_parser_is (self, 0, SLUICE_KW_IGNORE)
       || sluice_parser_is (self, 0, SLUICE_KW_RESPECT))
      && sluice_parser_is (self, 1, SLUICE_KW_NULLS))
    {
      node->ignore_nulls = sluice_parser_is (self, 0, SLUICE_KW_IGNORE);
      self->position += 2;
    }

  begin = self->position;
  if (sluice_parser_take (self, SLUICE_KW_OVER))
    {
      node->over = parse_window (self);
      if (!node->over)
        sluice_parser_back (self, begin);
    }
}

static SluiceSyntax *
parse_argument (SluiceParser *self)
{
  if (sluice_parser_is_identifier (self, 0) && sluice_parser_is_sign (self, 1, "=>"))
    {
      SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_NAMED);
      SluiceSyntax *value;

      node->name = sluice_parser_identifier (self);
      self->position++;
      value = sluice_parser_expression (self);
      if (value == NULL)
        return NULL;
      sluice_syntax_set_children (node, self->arena, &value, 1);
      return sluice_parser_end (self, node);
    }

  return sluice_parser_expression (self);
}

static gboolean
parse_arguments (SluiceParser *self, GPtrArray *arguments)
{
  if (sluice_parser_take_sign (self, ")"))
    return TRUE;
  do
    {
      SluiceSyntax *argument = parse_argument (self);

      if (argument == NULL)
        return FALSE;
      g_ptr_array_add (arguments, argument);
    }
  while (sluice_parser_take_sign (self, ","));

  return sluice_parser_need_sign (self, ")");
}

/* IDENTIFIER (text): a name that is written as a text. */

/* The text of a literal, or of several with || between them. */
static gboolean
append_constant (GString *text, const SluiceSyntax *node)
{
  if (node->kind == SLUICE_SYNTAX_STRING)
    {
      g_string_append_len (text, node->name, (gssize) node->name_length);
      return TRUE;
    }

  return node->kind == SLUICE_SYNTAX_OPERATOR && strcmp (node->name, "||") == 0
         && append_constant (text, node->children[0]) && append_constant (text, node->children[1]);
}

/* Reads the names in a text, with points between them; a text that is none is refused. */
static void
take_names (SluiceParser *self, SluiceSyntax *node, const char *names, guint position)
{
  gsize size = strlen (names) + 1;
  char *text = memcpy (sluice_arena_alloc (self->arena, size), names, size);
  g_autoptr (GArray) lexemes = sluice_lexer_scan (text, NULL);
  const SluiceLexeme *rest;
  SluiceParser inner;

  if (lexemes == NULL || g_array_index (lexemes, SluiceLexeme, 0).kind == SLUICE_LEXEME_END)
    {
      sluice_parser_refuse (self, position, "PARSE_EMPTY_STATEMENT", "Syntax error, unexpected empty statement.");
      return;
    }

  sluice_parser_init (&inner, text, (const SluiceLexeme *) lexemes->data, self->arena, NULL);
  if (sluice_parser_is_identifier (&inner, 0))
    sluice_parser_qualified (&inner, node);
  rest = sluice_parser_peek (&inner);
  if (rest->kind != SLUICE_LEXEME_END)
    sluice_parser_refuse (self, position, "PARSE_SYNTAX_ERROR", "Syntax error at or near '%.*s'.", (int) rest->length,
                          text + rest->offset);
  sluice_parser_clear (&inner);
}

/* Behind the clause arguments may follow, if it names a function. What isn't known yet is left to the analysis. */
static SluiceSyntax *
parse_identifier_clause (SluiceParser *self, SluiceSyntax *node, const SluiceSyntax *name, guint position)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  if (!append_constant (text, name))
    return sluice_parser_end (self, node);

  node->children = NULL;
  node->n_children = 0;
  take_names (self, node, text->str, position);
  if (!sluice_parser_take_sign (self, "("))
    {
      node->kind = SLUICE_SYNTAX_COLUMN;
      return sluice_parser_end (self, node);
    }
  if (!parse_arguments (self, arguments))
    return NULL;
  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) arguments->pdata, arguments->len);
  parse_call_clauses (self, node);

  return sluice_parser_end (self, node);
}

SluiceSyntax *
sluice_parser_call (SluiceParser *self)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  guint begin, ahead = 1;
  gboolean ok = FALSE;

  while (sluice_parser_is_sign (self, ahead, ".") && sluice_parser_is_identifier (self, ahead + 1))
    ahead += 2;
  if (!sluice_parser_is_sign (self, ahead, "("))
    return NULL;

  sluice_parser_qualified (self, node);
  self->position++;
  begin = self->position;

  if (sluice_parser_is (self, 0, SLUICE_KW_DISTINCT) || sluice_parser_is (self, 0, SLUICE_KW_ALL))
    {
      node->distinct = sluice_parser_is (self, 0, SLUICE_KW_DISTINCT);
      self->position++;
      ok = !sluice_parser_is_sign (self, 0, ")") && parse_arguments (self, arguments);
      if (!ok)
        {
          node->distinct = FALSE;
          g_ptr_array_set_size (arguments, 0);
          sluice_parser_back (self, begin);
        }
    }
  if (!ok && !parse_arguments (self, arguments))
    return NULL;

  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) arguments->pdata,
                              arguments->len);
  if (node->n_names == 1 && g_ascii_strcasecmp (node->name, "identifier") == 0)
    {
      if (arguments->len == 0)
        {
          sluice_parser_back (self, begin);
          return sluice_parser_fail (self, NULL);
        }
      if (arguments->len == 1 && !node->distinct)
        return parse_identifier_clause (self, node, arguments->pdata[0], begin - 2);
    }
  parse_call_clauses (self, node);

  return sluice_parser_end (self, node);
}
