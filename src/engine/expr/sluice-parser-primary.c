/* sluice-parser-primary.c: reading operands: calls, names, special forms.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <string.h>

/* A literal text that isn't in the source: a unit, the name of a field. */
static SluiceSyntax *
text_node (SluiceParser *self, const char *text, const SluiceSyntax *like)
{
  SluiceSyntax *node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_STRING, like);

  node->name = text;
  node->name_length = strlen (text);

  return node;
}

static void
set_children_of (SluiceParser *self, SluiceSyntax *node, GPtrArray *children)
{
  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) children->pdata, children->len);
}

static SluiceSyntax *
parse_case (SluiceParser *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CASE);
  SluiceSyntax *value = NULL;
  guint begin;

  self->position++;
  begin = self->position;
  node->name = "case";

  for (int attempt = 0; attempt < 2; attempt++)
    {
      g_ptr_array_set_size (parts, 0);
      value = NULL;
      if (attempt == 1)
        {
          sluice_parser_back (self, begin);
          value = sluice_parser_expression (self);
          if (value == NULL)
            return NULL;
        }

      while (sluice_parser_take (self, SLUICE_KW_WHEN))
        {
          SluiceSyntax *condition = sluice_parser_expression (self);
          SluiceSyntax *result;

          if (condition == NULL || !sluice_parser_need (self, SLUICE_KW_THEN))
            goto next;
          result = sluice_parser_expression (self);
          if (result == NULL)
            goto next;
          if (value != NULL)
            condition = sluice_syntax_new_operator (self->arena, "=", 2, value, condition);
          g_ptr_array_add (parts, condition);
          g_ptr_array_add (parts, result);
        }
      if (parts->len == 0)
        {
          sluice_parser_fail (self, "WHEN");
          continue;
        }

      node->flag = sluice_parser_take (self, SLUICE_KW_ELSE);
      if (node->flag)
        {
          SluiceSyntax *otherwise = sluice_parser_expression (self);

          if (otherwise == NULL)
            continue;
          g_ptr_array_add (parts, otherwise);
        }
      if (sluice_parser_need (self, SLUICE_KW_END))
        {
          set_children_of (self, node, parts);
          return sluice_parser_end (self, node);
        }
    next:;
    }

  return NULL;
}

static void
type_unref (gpointer data)
{
  sluice_type_unref (data);
}

static SluiceSyntax *
set_type (SluiceParser *self, SluiceSyntax *node, SluiceSyntax *child)
{
  node->type = sluice_parser_type (self);
  if (node->type == NULL)
    return NULL;
  sluice_arena_keep (self->arena, node->type, type_unref);
  sluice_syntax_set_children (node, self->arena, &child, 1);

  return node;
}

static SluiceSyntax *
parse_cast (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CAST);
  SluiceSyntax *child;

  node->flag = sluice_parser_is (self, 0, SLUICE_KW_TRY_CAST);
  self->position += 2;
  child = sluice_parser_expression (self);
  if (child == NULL || !sluice_parser_need (self, SLUICE_KW_AS) || set_type (self, node, child) == NULL
      || !sluice_parser_need_sign (self, ")"))
    return NULL;

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_struct (SluiceParser *self)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);

  node->name = "struct";
  self->position += 2;
  if (!sluice_parser_is_sign (self, 0, ")"))
    do
      {
        SluiceSyntax *field = sluice_parser_named_expression (self);

        if (field == NULL)
          return NULL;
        g_ptr_array_add (fields, field);
      }
    while (sluice_parser_take_sign (self, ","));
  if (!sluice_parser_need_sign (self, ")"))
    return NULL;
  set_children_of (self, node, fields);

  return sluice_parser_end (self, node);
}

/* `first (x IGNORE NULLS)` and its relatives; without the words inside they are calls like any other. */
static SluiceSyntax *
parse_first_last (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  SluiceSyntax *child;

  node->name = sluice_parser_identifier (self);
  self->position++;
  child = sluice_parser_expression (self);
  if (child == NULL || !sluice_parser_need (self, SLUICE_KW_IGNORE)
      || !sluice_parser_need (self, SLUICE_KW_NULLS) || !sluice_parser_need_sign (self, ")"))
    return NULL;
  node->ignore_nulls = TRUE;
  sluice_syntax_set_children (node, self->arena, &child, 1);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_position (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  SluiceSyntax *parts[2];

  node->name = "position";
  self->position += 2;
  parts[0] = sluice_parser_value (self);
  if (parts[0] == NULL || !sluice_parser_need (self, SLUICE_KW_IN))
    return NULL;
  parts[1] = sluice_parser_value (self);
  if (parts[1] == NULL || !sluice_parser_need_sign (self, ")"))
    return NULL;
  sluice_syntax_set_children (node, self->arena, parts, 2);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_extract (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  SluiceSyntax *parts[2];
  const char *field;

  node->name = "extract";
  node->special = TRUE;
  self->position += 2;
  field = sluice_parser_identifier (self);
  if (field == NULL || !sluice_parser_need (self, SLUICE_KW_FROM))
    return NULL;
  parts[0] = text_node (self, field, node);
  parts[1] = sluice_parser_value (self);
  if (parts[1] == NULL || !sluice_parser_need_sign (self, ")"))
    return NULL;
  sluice_syntax_set_children (node, self->arena, parts, 2);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_substring (SluiceParser *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);

  node->name = "substring";
  self->position += 2;
  while (TRUE)
    {
      SluiceSyntax *part = sluice_parser_value (self);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
      if (parts->len > 1 && sluice_parser_take_sign (self, ")"))
        break;
      if (parts->len == 3)
        return sluice_parser_fail (self, ")");
      if (!sluice_parser_take_sign (self, ",")
          && !sluice_parser_need (self, parts->len == 1 ? SLUICE_KW_FROM : SLUICE_KW_FOR))
        return NULL;
    }
  set_children_of (self, node, parts);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_trim (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  SluiceSyntax *parts[2];
  guint n = 0;

  node->name = "trim";
  self->position += 2;
  if (sluice_parser_take (self, SLUICE_KW_LEADING))
    node->name = "ltrim";
  else if (sluice_parser_take (self, SLUICE_KW_TRAILING))
    node->name = "rtrim";
  else
    sluice_parser_take (self, SLUICE_KW_BOTH);

  if (!sluice_parser_is (self, 0, SLUICE_KW_FROM))
    {
      parts[n++] = sluice_parser_value (self);
      if (parts[0] == NULL)
        return NULL;
    }
  if (!sluice_parser_need (self, SLUICE_KW_FROM))
    return NULL;
  parts[n++] = sluice_parser_value (self);
  if (parts[n - 1] == NULL || !sluice_parser_need_sign (self, ")"))
    return NULL;
  sluice_syntax_set_children (node, self->arena, parts, n);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_overlay (SluiceParser *self)
{
  static const SluiceKeyword words[] = { SLUICE_KW_PLACING, SLUICE_KW_FROM, SLUICE_KW_FOR };
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  SluiceSyntax *parts[4];
  guint n = 0;

  node->name = "overlay";
  self->position += 2;
  while (TRUE)
    {
      parts[n] = sluice_parser_value (self);
      if (parts[n++] == NULL)
        return NULL;
      if (n >= 3 && sluice_parser_take_sign (self, ")"))
        break;
      if (n == 4)
        return sluice_parser_fail (self, ")");
      if (!sluice_parser_need (self, words[n - 1]))
        return NULL;
    }
  sluice_syntax_set_children (node, self->arena, parts, n);

  return sluice_parser_end (self, node);
}

static gboolean
is_datetime_unit (const SluiceParser *self)
{
  switch ((int) sluice_parser_peek (self)->keyword)
    {
    case SLUICE_KW_YEAR:
    case SLUICE_KW_QUARTER:
    case SLUICE_KW_MONTH:
    case SLUICE_KW_WEEK:
    case SLUICE_KW_DAY:
    case SLUICE_KW_DAYOFYEAR:
    case SLUICE_KW_HOUR:
    case SLUICE_KW_MINUTE:
    case SLUICE_KW_SECOND:
    case SLUICE_KW_MILLISECOND:
    case SLUICE_KW_MICROSECOND:
      return TRUE;
    default:
      return FALSE;
    }
}

/* `TIMESTAMPADD (DAY, 1, ts)`, by any of its names. */
static SluiceSyntax *
parse_timestamp_add (SluiceParser *self, const char *function)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  const char *written = sluice_parser_identifier (self);
  SluiceSyntax *parts[3];
  guint unit;

  node->name = function;
  node->special = TRUE;
  self->position++;
  unit = self->position;
  parts[0] = sluice_parser_begin (self, SLUICE_SYNTAX_STRING);
  if (is_datetime_unit (self))
    {
      parts[0]->name = sluice_parser_identifier (self);
      parts[0]->name_length = strlen (parts[0]->name);
    }
  else
    {
      parts[0]->name = sluice_parser_text (self, &parts[0]->name_length);
      if (parts[0]->name == NULL)
        return NULL;
      sluice_parser_refuse (self, unit, "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
                            "The value of parameter(s) `unit` in `%s` is invalid: expects one of the "
                            "units without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, "
                            "MINUTE, SECOND, MILLISECOND, MICROSECOND, but got the string literal "
                            "'%s'.",
                            written, parts[0]->name);
    }
  sluice_parser_end (self, parts[0]);

  for (guint i = 1; i < 3; i++)
    {
      if (!sluice_parser_need_sign (self, ","))
        return NULL;
      parts[i] = sluice_parser_value (self);
      if (parts[i] == NULL)
        return NULL;
    }
  if (!sluice_parser_need_sign (self, ")"))
    return NULL;
  sluice_syntax_set_children (node, self->arena, parts, 3);

  return sluice_parser_end (self, node);
}

static gboolean
parse_sort_items (SluiceParser *self, GPtrArray *items, GArray *descending)
{
  do
    {
      SluiceSyntax *item = sluice_parser_expression (self);
      gboolean down;

      if (item == NULL)
        return FALSE;
      down = sluice_parser_take (self, SLUICE_KW_DESC);
      if (!down)
        sluice_parser_take (self, SLUICE_KW_ASC);
      if (sluice_parser_is (self, 0, SLUICE_KW_NULLS)
          && (sluice_parser_is (self, 1, SLUICE_KW_FIRST) || sluice_parser_is (self, 1, SLUICE_KW_LAST)))
        self->position += 2;
      g_ptr_array_add (items, item);
      if (descending != NULL)
        g_array_append_val (descending, down);
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
      gboolean partition
        = clause == 0
          && (sluice_parser_is (self, 0, SLUICE_KW_PARTITION)
              || sluice_parser_is (self, 0, SLUICE_KW_DISTRIBUTE)
              || sluice_parser_is (self, 0, SLUICE_KW_CLUSTER));
      gboolean order = clause == 1
                       && (sluice_parser_is (self, 0, SLUICE_KW_ORDER)
                           || sluice_parser_is (self, 0, SLUICE_KW_SORT));

      if (!partition && !order)
        continue;
      self->position++;
      if (!sluice_parser_need (self, SLUICE_KW_BY) || !parse_sort_items (self, items, NULL))
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
  guint begin = self->position;

  if (sluice_parser_take (self, SLUICE_KW_WITHIN))
    {
      if (sluice_parser_need (self, SLUICE_KW_GROUP) && sluice_parser_need_sign (self, "(")
          && sluice_parser_need (self, SLUICE_KW_ORDER) && sluice_parser_need (self, SLUICE_KW_BY)
          && parse_sort_items (self, items, descending) && sluice_parser_need_sign (self, ")"))
        {
          node->n_order = items->len;
          node->order = sluice_arena_new_array (self->arena, SluiceSyntax *, items->len);
          memcpy (node->order, items->pdata, items->len * sizeof (gpointer));
          node->descending = sluice_arena_new_array (self->arena, gboolean, items->len);
          memcpy (node->descending, descending->data, items->len * sizeof (gboolean));
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

  if ((sluice_parser_is (self, 0, SLUICE_KW_IGNORE) || sluice_parser_is (self, 0, SLUICE_KW_RESPECT))
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

/* Names with dots between them. */
static guint
parse_qualified (SluiceParser *self, SluiceSyntax *node)
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
parse_call (SluiceParser *self)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CALL);
  guint begin, ahead = 1;
  gboolean ok = FALSE;

  while (sluice_parser_is_sign (self, ahead, ".") && sluice_parser_is_identifier (self, ahead + 1))
    ahead += 2;
  if (!sluice_parser_is_sign (self, ahead, "("))
    return NULL;

  parse_qualified (self, node);
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

  set_children_of (self, node, arguments);
  parse_call_clauses (self, node);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_lambda (SluiceParser *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_LAMBDA);
  SluiceSyntax *body;

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

      if (inner->kind == SLUICE_SYNTAX_ALIAS)
        {
          self->position--;
          return sluice_parser_fail (self, NULL);
        }
      return inner;
    }
  set_children_of (self, node, parts);

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
      parse_qualified (self, name);
      g_ptr_array_add (names, sluice_parser_end (self, name));
    }
  while (sluice_parser_take_sign (self, ","));
  if (!sluice_parser_need_sign (self, ")"))
    {
      sluice_parser_back (self, begin);
      return;
    }
  set_children_of (self, node, names);
}

/* The special forms that begin with a word. %NULL when it is none of them after all. */
static SluiceSyntax *
parse_special (SluiceParser *self)
{
  switch ((int) sluice_parser_peek (self)->keyword)
    {
    case SLUICE_KW_TIMESTAMPADD:
    case SLUICE_KW_DATEADD:
    case SLUICE_KW_DATE_ADD:
      return parse_timestamp_add (self, "timestampadd");
    case SLUICE_KW_TIMESTAMPDIFF:
    case SLUICE_KW_DATEDIFF:
    case SLUICE_KW_DATE_DIFF:
    case SLUICE_KW_TIMEDIFF:
      return parse_timestamp_add (self, "timestampdiff");
    case SLUICE_KW_CAST:
    case SLUICE_KW_TRY_CAST:
      return parse_cast (self);
    case SLUICE_KW_STRUCT:
      return parse_struct (self);
    case SLUICE_KW_FIRST:
    case SLUICE_KW_LAST:
    case SLUICE_KW_ANY_VALUE:
      return parse_first_last (self);
    case SLUICE_KW_POSITION:
      return parse_position (self);
    default:
      return NULL;
    }
}

/* Those that a call of the same name goes before. */
static SluiceSyntax *
parse_late_special (SluiceParser *self)
{
  switch ((int) sluice_parser_peek (self)->keyword)
    {
    case SLUICE_KW_EXTRACT:
      return parse_extract (self);
    case SLUICE_KW_SUBSTR:
    case SLUICE_KW_SUBSTRING:
      return parse_substring (self);
    case SLUICE_KW_TRIM:
      return parse_trim (self);
    case SLUICE_KW_OVERLAY:
      return parse_overlay (self);
    default:
      return NULL;
    }
}

static SluiceSyntax *
parse_word (SluiceParser *self)
{
  guint begin = self->position;
  gboolean has_parenthesis = sluice_parser_is_sign (self, 1, "(");
  SluiceSyntax *node;

  if (has_parenthesis && (node = parse_special (self)) != NULL)
    return node;
  sluice_parser_back (self, begin);

  if ((node = parse_call (self)) != NULL)
    return node;
  sluice_parser_back (self, begin);

  if ((node = parse_lambda (self)) != NULL)
    return node;
  sluice_parser_back (self, begin);

  if (has_parenthesis && (node = parse_late_special (self)) != NULL)
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
      node = parse_case (self);
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

/* One thing attached to @base: a field, an index, a type, a collation. */
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
      if (set_type (self, node, base) == NULL)
        return NULL;
      return sluice_parser_end (self, node);
    }

  if (sluice_parser_take (self, SLUICE_KW_COLLATE))
    {
      SluiceSyntax *parts[2] = { base, NULL };
      const char *name = sluice_parser_identifier (self);

      if (name == NULL)
        return NULL;
      parts[1] = text_node (self, name, base);
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
