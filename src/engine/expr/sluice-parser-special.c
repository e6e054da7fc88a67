/* sluice-parser-special.c: reading the forms that begin with a word of their own.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <string.h>

SluiceSyntax *
sluice_parser_case (SluiceParser *self)
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
          sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) parts->pdata,
                                      parts->len);
          return sluice_parser_end (self, node);
        }
    next:;
    }

  return NULL;
}

static SluiceSyntax *
parse_cast (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_CAST);
  SluiceSyntax *child;

  node->flag = sluice_parser_is (self, 0, SLUICE_KW_TRY_CAST);
  self->position += 2;
  child = sluice_parser_expression (self);
  if (child == NULL || !sluice_parser_need (self, SLUICE_KW_AS)
      || sluice_parser_set_type (self, node, child) == NULL || !sluice_parser_need_sign (self, ")"))
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
  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) fields->pdata, fields->len);

  return sluice_parser_end (self, node);
}

/* `first (x IGNORE NULLS)` and its relatives; without the words inside they are calls like any
 * other. */
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
  parts[0] = sluice_parser_text_node (self, field, node);
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
  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) parts->pdata, parts->len);

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
      sluice_parser_refuse (
          self, unit, "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
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

SluiceSyntax *
sluice_parser_special (SluiceParser *self)
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

SluiceSyntax *
sluice_parser_late_special (SluiceParser *self)
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
