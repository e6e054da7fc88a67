/* sluice-parser-constant.c: reading literals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <string.h>

static gboolean
is_number (const SluiceLexeme *lexeme)
{
  return lexeme->kind >= SLUICE_LEXEME_INTEGER && lexeme->kind <= SLUICE_LEXEME_BIGDECIMAL;
}

/* The next lexeme's bytes with @sign in front. */
static const char *
take_signed (SluiceParser *self, const char *sign)
{
  const SluiceLexeme *lexeme = sluice_parser_peek (self);
  gsize n = strlen (sign);
  char *text = sluice_arena_alloc (self->arena, n + lexeme->length + 1);

  memcpy (text, sign, n);
  memcpy (text + n, self->text + lexeme->offset, lexeme->length);
  text[n + lexeme->length] = '\0';
  self->position++;

  return text;
}

static SluiceSyntax *
parse_number (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_NUMBER);
  gboolean minus = sluice_parser_take_sign (self, "-");

  if (!is_number (sluice_parser_peek (self)))
    return NULL;
  node->lexeme = sluice_parser_peek (self)->kind;
  node->name = take_signed (self, minus ? "-" : "");

  return sluice_parser_end (self, node);
}

static gboolean
is_interval_unit (SluiceKeyword keyword)
{
  switch ((int) keyword)
    {
    case SLUICE_KW_NANOSECOND:
    case SLUICE_KW_NANOSECONDS:
    case SLUICE_KW_MICROSECOND:
    case SLUICE_KW_MICROSECONDS:
    case SLUICE_KW_MILLISECOND:
    case SLUICE_KW_MILLISECONDS:
    case SLUICE_KW_SECOND:
    case SLUICE_KW_SECONDS:
    case SLUICE_KW_MINUTE:
    case SLUICE_KW_MINUTES:
    case SLUICE_KW_HOUR:
    case SLUICE_KW_HOURS:
    case SLUICE_KW_DAY:
    case SLUICE_KW_DAYS:
    case SLUICE_KW_WEEK:
    case SLUICE_KW_WEEKS:
    case SLUICE_KW_MONTH:
    case SLUICE_KW_MONTHS:
    case SLUICE_KW_YEAR:
    case SLUICE_KW_YEARS:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_range_unit (SluiceKeyword keyword)
{
  return keyword == SLUICE_KW_SECOND || keyword == SLUICE_KW_MINUTE || keyword == SLUICE_KW_HOUR
         || keyword == SLUICE_KW_DAY || keyword == SLUICE_KW_MONTH || keyword == SLUICE_KW_YEAR;
}

static gboolean
parse_interval_unit (SluiceParser *self, SluiceIntervalUnit *unit)
{
  gboolean minus = sluice_parser_is_sign (self, 0, "-");
  const SluiceLexeme *lexeme;

  if (minus || sluice_parser_is_sign (self, 0, "+"))
    self->position++;
  lexeme = sluice_parser_peek (self);

  if (sluice_parser_is_text (self, 0))
    {
      gsize length;
      const char *text = sluice_parser_text (self, &length);

      if (minus && *text == '-')
        text++;
      else if (minus)
        {
          char *negative = sluice_arena_alloc (self->arena, length + 2);

          negative[0] = '-';
          memcpy (negative + 1, text, length + 1);
          text = negative;
        }
      unit->value = text;
      unit->quoted = TRUE;
    }
  else if (lexeme->kind == SLUICE_LEXEME_INTEGER || lexeme->kind == SLUICE_LEXEME_DECIMAL)
    {
      unit->value = take_signed (self, minus ? "-" : "");
      unit->quoted = FALSE;
    }
  else
    {
      return FALSE;
    }

  unit->unit = sluice_parser_peek (self)->keyword;
  if (!is_interval_unit (unit->unit))
    return FALSE;
  self->position++;

  return TRUE;
}

static gboolean
has_letter (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

/* A unit within a value would become one of the literal's own. */
static void
refuse_letters (SluiceParser *self, const SluiceSyntax *node, guint position)
{
  for (guint i = 0; i < node->n_units; i++)
    if (node->units[i].quoted && has_letter (node->units[i].value))
      {
        sluice_parser_refuse (self, position, "_LEGACY_ERROR_TEMP_0026",
                              "Can only use numbers in the interval value part for multiple unit value pairs "
                              "interval form, but got invalid value: %s.",
                              node->units[i].value);
        return;
      }
}

static SluiceSyntax *
parse_interval (SluiceParser *self)
{
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (SluiceIntervalUnit));
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_INTERVAL);
  guint begin = self->position;

  self->position++;
  while (TRUE)
    {
      guint unit_begin = self->position;
      SluiceIntervalUnit unit;

      if (!parse_interval_unit (self, &unit))
        {
          sluice_parser_back (self, unit_begin);
          break;
        }
      g_array_append_val (units, unit);
    }
  if (units->len == 0)
    return NULL;

  node->n_units = units->len;
  node->units = sluice_arena_new_array (self->arena, SluiceIntervalUnit, units->len);
  memcpy (node->units, units->data, units->len * sizeof (SluiceIntervalUnit));

  if (units->len == 1 && is_range_unit (node->units[0].unit)
      && sluice_parser_is (self, 0, SLUICE_KW_TO)
      && is_range_unit (self->lexemes[self->position + 1].keyword))
    {
      node->kind = SLUICE_SYNTAX_INTERVAL_RANGE;
      node->end_unit = self->lexemes[self->position + 1].keyword;
      self->position += 2;
    }
  else
    refuse_letters (self, node, begin);

  return sluice_parser_end (self, node);
}

/* `DATE '…'`: any name may stand before a text, though most are refused. */
static SluiceSyntax *
parse_typed (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_TYPED);
  SluiceKeyword keyword = sluice_parser_peek (self)->keyword;
  guint begin = self->position;
  const char *type = sluice_parser_identifier (self);

  switch ((int) keyword)
    {
    case SLUICE_KW_DATE:
    case SLUICE_KW_TIME:
    case SLUICE_KW_TIMESTAMP:
    case SLUICE_KW_TIMESTAMP_LTZ:
    case SLUICE_KW_TIMESTAMP_NTZ:
    case SLUICE_KW_INTERVAL:
    case SLUICE_KW_X:
      break;
    default:
      {
        g_autofree char *upper = g_ascii_strup (type, -1);

        sluice_parser_refuse (self, begin, "UNSUPPORTED_TYPED_LITERAL",
                              "Literals of the type \"%s\" are not supported. Supported types are "
                              "\"DATE\", \"TIMESTAMP_NTZ\", \"TIMESTAMP_LTZ\", \"TIMESTAMP\", "
                              "\"INTERVAL\", \"X\", \"TIME\".",
                              upper);
      }
    }
  node->keyword = keyword;
  node->name = sluice_parser_text (self, &node->name_length);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_text (SluiceParser *self)
{
  SluiceSyntax *node = sluice_parser_begin (self, SLUICE_SYNTAX_STRING);
  GString *whole;
  char *copy;

  node->name = sluice_parser_text (self, &node->name_length);
  if (!sluice_parser_is_text (self, 0))
    return sluice_parser_end (self, node);

  /* Literals side by side are one. */
  whole = g_string_new_len (node->name, node->name_length);
  while (sluice_parser_is_text (self, 0))
    {
      gsize length;
      const char *next = sluice_parser_text (self, &length);

      g_string_append_len (whole, next, length);
    }
  copy = sluice_arena_alloc (self->arena, whole->len + 1);
  memcpy (copy, whole->str, whole->len + 1);
  node->name = copy;
  node->name_length = whole->len;
  g_string_free (whole, TRUE);

  return sluice_parser_end (self, node);
}

SluiceSyntax *
sluice_parser_constant (SluiceParser *self)
{
  const SluiceLexeme *lexeme = sluice_parser_peek (self);
  guint begin = self->position;
  SluiceSyntax *node;

  if (is_number (lexeme) || sluice_parser_is_sign (self, 0, "-"))
    return parse_number (self);
  if (sluice_parser_is_text (self, 0))
    return parse_text (self);

  if (lexeme->keyword == SLUICE_KW_INTERVAL)
    {
      node = parse_interval (self);
      if (node != NULL)
        return node;
      sluice_parser_back (self, begin);
    }
  if (sluice_parser_is_identifier (self, 0) && sluice_parser_is_text (self, 1))
    return parse_typed (self);

  if (lexeme->keyword == SLUICE_KW_NULL && !sluice_parser_is_sign (self, 1, "("))
    {
      node = sluice_parser_begin (self, SLUICE_SYNTAX_NULL);
      self->position++;
      return sluice_parser_end (self, node);
    }
  if (lexeme->keyword == SLUICE_KW_TRUE || lexeme->keyword == SLUICE_KW_FALSE)
    {
      node = sluice_parser_begin (self, SLUICE_SYNTAX_BOOLEAN);
      node->flag = lexeme->keyword == SLUICE_KW_TRUE;
      self->position++;
      return sluice_parser_end (self, node);
    }

  if (sluice_parser_is_sign (self, 0, "?"))
    {
      node = sluice_parser_begin (self, SLUICE_SYNTAX_PARAMETER);
      node->name = "_0";
      self->position++;
      return sluice_parser_end (self, node);
    }
  if (sluice_parser_is_sign (self, 0, ":") && sluice_parser_is_identifier (self, 1))
    {
      node = sluice_parser_begin (self, SLUICE_SYNTAX_PARAMETER);
      self->position++;
      node->name = sluice_parser_identifier (self);
      return sluice_parser_end (self, node);
    }

  return NULL;
}
