/* sluice-parser-call.c: reading calls and the clauses behind them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <string.h>

/* What may follow a call's closing parenthesis. Each part that doesn't fit is left for others. */
static void
parse_call_clauses (SluiceParser *self, SluiceSyntax *node)
{
  SluiceSortItems items;
  guint begin = self->position;

  if (sluice_parser_take (self, SLUICE_KW_WITHIN))
    {
      if (sluice_parser_need (self, SLUICE_KW_GROUP) && sluice_parser_need_sign (self, "(")
          && sluice_parser_need (self, SLUICE_KW_ORDER) && sluice_parser_need (self, SLUICE_KW_BY)
          && sluice_parser_sort_items (self, &items) && sluice_parser_need_sign (self, ")"))
        {
          node->n_order = items.n;
          node->order = items.keys;
          node->descending = items.descending;
          node->nulls_last = items.nulls_last;
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
      node->over = sluice_parser_window (self);
      if (node->over == NULL)
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
