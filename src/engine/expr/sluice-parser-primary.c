/* sluice-parser-primary.c: reading operands: calls, names, special forms.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <string.h>

/* A literal text that isn't in the source: a unit, the name of a field. */
SluiceSyntax *
sluice_parser_text_node (SluiceParser *self, const char *text, const SluiceSyntax *like)
{
  SluiceSyntax *node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_STRING, like);

  node->name = text;
  node->name_length = strlen (text);

  return node;
}

static void
type_unref (gpointer data)
{
  sluice_type_unref (data);
}

SluiceSyntax *
sluice_parser_set_type (SluiceParser *self, SluiceSyntax *node, SluiceSyntax *child)
{
  node->type = sluice_parser_type (self);
  if (node->type == NULL)
    return NULL;
  sluice_arena_keep (self->arena, node->type, type_unref);
  sluice_syntax_set_children (node, self->arena, &child, 1);

  return node;
}

/* Names with dots between them. */
guint
sluice_parser_qualified (SluiceParser *self, SluiceSyntax *node)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  do
    g_ptr_array_add (names, (gpointer) sluice_parser_identifier (self));
  while (sluice_parser_is_sign (self, 0, ".") && sluice_parser_is_identifier (self, 1)
         && sluice_parser_take_sign (self, "."));

  node->n_names = names->len;
  node->names = sluice_arena_new_array (self->arena, const char *, names->len);
  memcpy (node->names, names->pdata, names->len * sizeof (char *));
  node->name = node->names[names->len - 1];

  return names->len;
}

static SluiceSyntax *
parse_lambda (SluiceParser *self)
{
  g_autoptr (GPtrArray) names = NULL;
  SluiceSyntax *node, *body;

  /* Every name and every parenthesis is asked whether it begins one: most are not. */
  if (sluice_parser_is_sign (self, 0, "(") ? !sluice_parser_is_sign (self, 2, ",") : !sluice_parser_is_sign (self, 1, "->"))
    return NULL;

  names = g_ptr_array_new ();
  node = sluice_parser_begin (self, SLUICE_SYNTAX_LAMBDA);
  if (sluice_parser_take_sign (self, "("))
    {
      do
        {
          if (!sluice_parser_is_identifier (self, 0))
            return NULL;
          g_ptr_array_add (names, (gpointer) sluice_parser_identifier (self));
        }
      while (sluice_parser_take_sign (self, ","));
      if (names->len < 2 || !sluice_parser_take_sign (self, ")"))
        return NULL;
    }
  else
    {
      g_ptr_array_add (names, (gpointer) sluice_parser_identifier (self));
    }

  if (!sluice_parser_take_sign (self, "->"))
    return NULL;
  body = sluice_parser_expression (self);
  if (body == NULL)
    return NULL;

  node->n_names = names->len;
  node->names = sluice_arena_new_array (self->arena, const char *, names->len);
  memcpy (node->names, names->pdata, names->len * sizeof (char *));
  sluice_syntax_set_children (node, self->arena, &body, 1);

  return sluice_parser_end (self, node);
}

/* `(a)` or the row `(a, b)`. */
static SluiceSyntax *
parse_parenthesized (SluiceParser *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_ROW);

  self->position++;
  do
    {
      SluiceSyntax *part = sluice_parser_named_expression (self);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  while (sluice_parser_take_sign (self, ","));
  if (!sluice_parser_need_sign (self, ")"))
    return NULL;

  if (parts->len == 1)
    {
      SluiceSyntax *inner = g_ptr_array_index (parts, 0);

      if (inner->kind == SLUICE_SYNTAX_ALIAS && !inner->flag)
        {
          self->position--;
          return sluice_parser_fail (self, NULL);
        }
      return inner;
    }
  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) parts->pdata, parts->len);

  return sluice_parser_end (self, node);
}

/* `EXCEPT (a, b.c)` after a star. */
static void
parse_except (SluiceParser *self, SluiceSyntax *node)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint begin = self->position;

  if (!sluice_parser_is_sign (self, 1, "(") || !sluice_parser_take (self, SLUICE_KW_EXCEPT))
    return;
  self->position++;
  do
    {
      SluiceSyntax *name;

      if (!sluice_parser_is_identifier (self, 0))
        {
          sluice_parser_fail (self, NULL);
          sluice_parser_back (self, begin);
          return;
        }
      name = sluice_parser_begin (self, SLUICE_SYNTAX_COLUMN);
      sluice_parser_qualified (self, name);
      g_ptr_array_add (names, sluice_parser_end (self, name));
    }
  while (sluice_parser_take_sign (self, ","));
  if (!sluice_parser_need_sign (self, ")"))
    {
      sluice_parser_back (self, begin);
      return;
    }
  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) names->pdata, names->len);
}

static SluiceSyntax *
parse_word (SluiceParser *self)
{
  guint begin = self->position;
  gboolean has_parenthesis = sluice_parser_is_sign (self, 1, "(");
  SluiceSyntax *node;

  if (has_parenthesis && sluice_parser_take (self, SLUICE_KW_EXISTS)
      && (node = sluice_parser_subquery (self)) != NULL)
    {
      node->kind = SLUICE_SYNTAX_EXISTS;
      node->name = "exists()";
      node->offset = self->lexemes[begin].offset;
      return sluice_parser_end (self, node);
    }
  sluice_parser_back (self, begin);

  if (has_parenthesis && (node = sluice_parser_special (self)) != NULL)
    return node;
  sluice_parser_back (self, begin);

  if ((node = sluice_parser_call (self)) != NULL)
    return node;
  sluice_parser_back (self, begin);

  if ((node = parse_lambda (self)) != NULL)
    return node;
  sluice_parser_back (self, begin);

  if (has_parenthesis && (node = sluice_parser_late_special (self)) != NULL)
    return node;
  sluice_parser_back (self, begin);

  node = sluice_parser_begin (self, SLUICE_SYNTAX_COLUMN);
  node->names = sluice_arena_new_array (self->arena, const char *, 1);
  node->names[0] = sluice_parser_identifier (self);
  node->n_names = 1;

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_operand (SluiceParser *self)
{
  guint begin = self->position;
  guint furthest = self->furthest;
  const char *expected = self->expected;
  SluiceSyntax *node;

  if (sluice_parser_is (self, 0, SLUICE_KW_CASE))
    {
      node = sluice_parser_case (self);
      if (node != NULL)
        return node;
      /* Spark blames what follows `CASE` as a name. */
      sluice_parser_back (self, begin);
      self->furthest = furthest;
      self->expected = expected;
    }

  node = sluice_parser_constant (self);
  if (node != NULL)
    return node;
  sluice_parser_back (self, begin);

  if (sluice_parser_is_sign (self, 0, "*"))
    {
      node = sluice_parser_begin (self, SLUICE_SYNTAX_STAR);
      self->position++;
      parse_except (self, node);
      return sluice_parser_end (self, node);
    }
  if (sluice_parser_is_sign (self, 0, "("))
    {
      node = sluice_parser_subquery (self);
      if (node != NULL)
        return node;
      sluice_parser_back (self, begin);
      node = parse_lambda (self);
      if (node != NULL)
        return node;
      sluice_parser_back (self, begin);
      return parse_parenthesized (self);
    }
  if (sluice_parser_is_identifier (self, 0))
    return parse_word (self);

  return sluice_parser_fail (self, NULL);
}

static SluiceSyntax *
append_field (SluiceParser *self, SluiceSyntax *base)
{
  SluiceSyntax *node;
  const char **names;

  if (sluice_parser_is_sign (self, 0, "*") && base->kind == SLUICE_SYNTAX_COLUMN)
    {
      node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_STAR, base);
      node->names = base->names;
      node->n_names = base->n_names;
      self->position++;
      parse_except (self, node);
      return sluice_parser_end (self, node);
    }
  if (!sluice_parser_is_identifier (self, 0))
    return sluice_parser_fail (self, NULL);

  if (base->kind == SLUICE_SYNTAX_COLUMN)
    {
      node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_COLUMN, base);
      names = sluice_arena_new_array (self->arena, const char *, base->n_names + 1);
      memcpy (names, base->names, base->n_names * sizeof (char *));
      names[base->n_names] = sluice_parser_identifier (self);
      node->names = names;
      node->n_names = base->n_names + 1;
    }
  else
    {
      node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_FIELD, base);
      sluice_syntax_set_children (node, self->arena, &base, 1);
      node->names = sluice_arena_new_array (self->arena, const char *, 1);
      node->names[0] = sluice_parser_identifier (self);
      node->n_names = 1;
    }

  return sluice_parser_end (self, node);
}

/* A step of the path after a colon; the first may go without its point. */
static gboolean
parse_path_step (SluiceParser *self, GString *path, gboolean first, const char **name)
{
  const SluiceLexeme *lexeme;
  guint begin = self->position;
  gsize length;

  *name = NULL;
  if (first || sluice_parser_take_sign (self, "."))
    if (sluice_parser_is_identifier (self, 0))
      {
        *name = sluice_parser_identifier (self);
        g_string_append_printf (path, ".%s", *name);
        return TRUE;
      }

  if (sluice_parser_take_sign (self, "["))
    {
      lexeme = sluice_parser_peek (self);
      if (lexeme->kind == SLUICE_LEXEME_INTEGER)
        {
          g_string_append_printf (path, "[%.*s]", (int) lexeme->length, self->text + lexeme->offset);
          self->position++;
          if (sluice_parser_take_sign (self, "]"))
            return TRUE;
        }
      else if (lexeme->kind == SLUICE_LEXEME_STRING && self->text[lexeme->offset] == '\'')
        {
          *name = sluice_parser_text (self, &length);
          if (*name != NULL && sluice_parser_take_sign (self, "]"))
            {
              g_string_append_printf (path, "['%s']", *name);
              return TRUE;
            }
        }
      else if (lexeme->kind == SLUICE_LEXEME_DOUBLE_QUOTED || sluice_parser_is_identifier (self, 0))
        {
          /* Spark's grammar takes it, and then Spark stumbles over it. */
          self->position++;
          if (sluice_parser_take_sign (self, "]"))
            {
              sluice_parser_refuse (self, begin + 1, "INTERNAL_ERROR",
                                    "A step in brackets is a number, or a name in single quotes.");
              g_string_append (path, "[0]");
              return TRUE;
            }
        }
    }
  sluice_parser_back (self, begin);

  return FALSE;
}

/* `v:a.b[0]`: a part of a VARIANT, named after the last of its steps. */
static SluiceSyntax *
parse_extraction (SluiceParser *self, SluiceSyntax *base)
{
  g_autoptr (GString) path = g_string_new ("$");
  SluiceSyntax *parts[2] = { base, NULL };
  const char *name = NULL;
  const char *next;
  gsize length = path->len;
  SluiceSyntax *node;
  char *text;

  while (parse_path_step (self, path, length == 1, &next))
    {
      length = path->len;
      name = next;
    }
  if (length == 1)
    return sluice_parser_fail (self, NULL);

  text = sluice_arena_alloc_bytes (self->arena, length + 1);
  memcpy (text, path->str, length);
  text[length] = '\0';
  sluice_arena_align (self->arena);
  parts[1] = sluice_parser_text_node (self, text, base);
  node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_CALL, base);
  node->name = "variant_get";
  node->special = TRUE;
  sluice_syntax_set_children (node, self->arena, parts, 2);
  node = sluice_parser_end (self, node);
  if (name == NULL)
    return node;

  parts[0] = node;
  node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_ALIAS, base);
  node->names = sluice_arena_new_array (self->arena, const char *, 1);
  node->names[0] = name;
  node->n_names = 1;
  node->name = name;
  node->flag = TRUE;
  sluice_syntax_set_children (node, self->arena, parts, 1);

  return sluice_parser_end (self, node);
}

/* One thing attached to @base: a field, an index, a type, a collation, a path. */
static SluiceSyntax *
parse_suffix (SluiceParser *self, SluiceSyntax *base)
{
  SluiceSyntax *node;

  if (sluice_parser_take_sign (self, "."))
    return append_field (self, base);

  if (sluice_parser_take_sign (self, "["))
    {
      SluiceSyntax *parts[2] = { base, sluice_parser_value (self) };

      if (parts[1] == NULL || !sluice_parser_need_sign (self, "]"))
        return NULL;
      node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_SUBSCRIPT, base);
      sluice_syntax_set_children (node, self->arena, parts, 2);
      return sluice_parser_end (self, node);
    }

  if (sluice_parser_take_sign (self, "::"))
    {
      node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_CAST, base);
      if (sluice_parser_set_type (self, node, base) == NULL)
        return NULL;
      return sluice_parser_end (self, node);
    }

  if (sluice_parser_take_sign (self, ":"))
    return parse_extraction (self, base);

  if (sluice_parser_take (self, SLUICE_KW_COLLATE))
    {
      SluiceSyntax *parts[2] = { base, NULL };
      SluiceCollation collation;
      const char *name = sluice_parser_collation (self, &collation);

      if (name == NULL)
        return NULL;
      parts[1] = sluice_parser_text_node (self, name, base);
      node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_CALL, base);
      node->name = "collate";
      sluice_syntax_set_children (node, self->arena, parts, 2);
      return sluice_parser_end (self, node);
    }

  return NULL;
}

SluiceSyntax *
sluice_parser_primary (SluiceParser *self)
{
  guint begin = self->position;
  SluiceSyntax *node;

  if (!sluice_parser_enter (self))
    return NULL;

  node = parse_operand (self);
  if (node == NULL)
    sluice_parser_back (self, begin);

  while (node != NULL)
    {
      SluiceSyntax *more;

      begin = self->position;
      more = parse_suffix (self, node);
      if (more == NULL)
        {
          sluice_parser_back (self, begin);
          break;
        }
      node = more;
    }
  sluice_parser_leave (self);

  return node;
}
