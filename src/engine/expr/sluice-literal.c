/* sluice-literal.c: the values of literals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-literal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr/sluice-convert.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-interval-text.h"
#include "expr/sluice-time-of-day.h"

static SluiceExpr *
new_simple (SluiceTypeId id, gconstpointer value)
{
  return sluice_expr_new_literal (sluice_type_primitive (id), value);
}

static void
set_range_error (
    GError **error, const char *text, const char *type, const char *low, const char *high)
{
  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX, "INVALID_NUMERIC_LITERAL_RANGE",
      "Numeric literal %s is outside the valid range for %s with minimum value of %s and "
      "maximum value of %s. Please adjust the value accordingly.",
      text, type, low, high);
}

/* The digits of a decimal number: @unscaled × 10^-@scale; %FALSE for more than 38 digits. */
typedef struct
{
  SluiceInt128 unscaled;
  gint precision;
  gint scale;
} Digits;

static gboolean
read_digits (const char *text, Digits *digits)
{
  const char *p = text;
  gboolean negative = *p == '-';
  gboolean point = FALSE;

  *digits = (Digits){ 0 };
  if (negative)
    p++;

  for (; g_ascii_isdigit (*p) || *p == '.'; p++)
    {
      if (*p == '.')
        {
          point = TRUE;
          continue;
        }
      digits->scale += point;
      if (*p != '0' || digits->unscaled != 0)
        digits->precision++;
      if (digits->precision <= SLUICE_DECIMAL_MAX_PRECISION)
        digits->unscaled = digits->unscaled * 10 + (*p - '0');
    }
  if (*p == 'e' || *p == 'E')
    digits->scale -= CLAMP (g_ascii_strtoll (p + 1, NULL, 10), -100000, 100000);

  /* As Spark makes decimals: no negative scales, at least as many digits as the scale has. */
  if (digits->scale < 0)
    {
      if (digits->unscaled != 0)
        digits->precision -= digits->scale;
      for (gint i = digits->scale; i < 0 && digits->precision <= SLUICE_DECIMAL_MAX_PRECISION; i++)
        digits->unscaled *= 10;
      digits->scale = 0;
    }
  digits->precision = MAX (MAX (digits->precision, digits->scale), 1);
  if (negative)
    digits->unscaled = -digits->unscaled;

  return digits->precision <= SLUICE_DECIMAL_MAX_PRECISION;
}

static SluiceExpr *
new_decimal (const char *text, GError **error)
{
  g_autoptr (SluiceType) type = NULL;
  Digits digits;

  if (!read_digits (text, &digits))
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX,
                        "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                        "Decimal precision %d exceeds max precision %d.", digits.precision,
                        SLUICE_DECIMAL_MAX_PRECISION);
      return NULL;
    }
  type = sluice_type_decimal (digits.precision, digits.scale);

  return sluice_expr_new_literal (type, &digits.unscaled);
}

static SluiceExpr *
new_integer (const char *text, GError **error)
{
  Digits digits;

  if (read_digits (text, &digits) && digits.unscaled >= G_MININT64 && digits.unscaled <= G_MAXINT64)
    {
      gint64 value = digits.unscaled;
      gint32 narrow = value;

      return narrow == value ? new_simple (SLUICE_TYPE_INT, &narrow)
                             : new_simple (SLUICE_TYPE_BIGINT, &value);
    }

  return new_decimal (text, error);
}

static SluiceExpr *
new_sized (const char *text, SluiceLexemeKind kind, GError **error)
{
  Digits digits;
  gboolean fits = read_digits (text, &digits);
  SluiceInt128 value = digits.unscaled;

  if (kind == SLUICE_LEXEME_TINYINT)
    {
      gint8 byte = value;

      if (fits && byte == value)
        return new_simple (SLUICE_TYPE_BYTE, &byte);
      set_range_error (error, text, "tinyint", "-128", "127");
    }
  else if (kind == SLUICE_LEXEME_SMALLINT)
    {
      gint16 small = value;

      if (fits && small == value)
        return new_simple (SLUICE_TYPE_SHORT, &small);
      set_range_error (error, text, "smallint", "-32768", "32767");
    }
  else
    {
      gint64 big = value;

      if (fits && big == value)
        return new_simple (SLUICE_TYPE_BIGINT, &big);
      set_range_error (error, text, "bigint", "-9223372036854775808", "9223372036854775807");
    }

  return NULL;
}

static SluiceExpr *
new_floating (const char *text, SluiceLexemeKind kind, GError **error)
{
  double value = 0;

  sluice_parse_double (text, strlen (text), &value);
  if (kind == SLUICE_LEXEME_FLOAT)
    {
      float narrow = strtof (text, NULL);

      /* The digits themselves must not be beyond the largest, even if they would be rounded to it. */
      if (narrow - narrow == 0 && fabsl (strtold (text, NULL)) <= (long double) G_MAXFLOAT)
        return new_simple (SLUICE_TYPE_FLOAT, &narrow);
      set_range_error (error, text, "float", "-3.4028234663852886E+38", "3.4028234663852886E+38");
      return NULL;
    }
  if (value - value == 0)
    return new_simple (SLUICE_TYPE_DOUBLE, &value);
  set_range_error (error, text, "double", "-1.7976931348623157E+308", "1.7976931348623157E+308");

  return NULL;
}

static SluiceExpr *
new_number (const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *text = g_strdup (syntax->name);
  gsize length = strlen (text);

  switch ((int) syntax->lexeme)
    {
    case SLUICE_LEXEME_INTEGER:
      return new_integer (text, error);
    case SLUICE_LEXEME_DECIMAL:
      return new_decimal (text, error);
    case SLUICE_LEXEME_EXPONENT:
      return new_floating (text, syntax->lexeme, error);
    case SLUICE_LEXEME_BIGDECIMAL:
      text[length - 2] = '\0';
      return new_decimal (text, error);
    case SLUICE_LEXEME_FLOAT:
    case SLUICE_LEXEME_DOUBLE:
      text[length - 1] = '\0';
      return new_floating (text, syntax->lexeme, error);
    default:
      text[length - 1] = '\0';
      return new_sized (text, syntax->lexeme, error);
    }
}

static void
set_typed_error (GError **error, const SluiceSyntax *syntax)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX, "INVALID_TYPED_LITERAL",
                    "The value of the typed literal \"%s\" is invalid: '%s'.",
                    sluice_keyword_name (syntax->keyword), syntax->name);
}

static SluiceExpr *
new_binary (const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *bytes = g_malloc (syntax->name_length / 2 + 1);
  const char *p = syntax->name;
  gsize n = 0;
  SluiceString value;

  /* An odd number of digits has a zero in front. */
  for (gsize i = syntax->name_length % 2; i < syntax->name_length + syntax->name_length % 2; i++)
    {
      gsize place = i - syntax->name_length % 2;
      int digit = g_ascii_xdigit_value (p[place]);

      if (digit < 0)
        {
          set_typed_error (error, syntax);
          return NULL;
        }
      if (i % 2 == 0 || place == 0)
        bytes[n++] = digit;
      else
        bytes[n - 1] = bytes[n - 1] << 4 | digit;
    }
  value = sluice_string (bytes, n);

  return new_simple (SLUICE_TYPE_BINARY, &value);
}

/* An interval with the units that were written in it. */
static SluiceExpr *
new_interval (const SluiceCalendarInterval *value, guint units, const char *text, GError **error)
{
  static const SluiceIntervalField fields[] = {
    [SLUICE_UNIT_MICROSECOND] = SLUICE_INTERVAL_SECOND,
    [SLUICE_UNIT_MILLISECOND] = SLUICE_INTERVAL_SECOND,
    [SLUICE_UNIT_SECOND] = SLUICE_INTERVAL_SECOND,
    [SLUICE_UNIT_MINUTE] = SLUICE_INTERVAL_MINUTE,
    [SLUICE_UNIT_HOUR] = SLUICE_INTERVAL_HOUR,
    [SLUICE_UNIT_DAY] = SLUICE_INTERVAL_DAY,
    [SLUICE_UNIT_WEEK] = SLUICE_INTERVAL_DAY,
    [SLUICE_UNIT_MONTH] = SLUICE_INTERVAL_MONTH,
    [SLUICE_UNIT_YEAR] = SLUICE_INTERVAL_YEAR,
  };
  guint months = units & (1u << SLUICE_UNIT_YEAR | 1u << SLUICE_UNIT_MONTH);
  SluiceIntervalField start = SLUICE_INTERVAL_SECOND, end = 0;
  g_autoptr (SluiceType) type = NULL;
  gint64 microseconds;

  if (months != 0 && units != months)
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX,
                        "_LEGACY_ERROR_TEMP_0029", "Cannot mix year-month and day-time fields: %s.",
                        text);
      return NULL;
    }
  for (guint i = SLUICE_UNIT_MICROSECOND; i <= SLUICE_UNIT_YEAR; i++)
    if ((units & 1u << i) != 0)
      {
        start = MIN (start, fields[i]);
        end = MAX (end, fields[i]);
      }

  type = sluice_type_interval (
      months != 0 ? SLUICE_TYPE_YEAR_MONTH_INTERVAL : SLUICE_TYPE_DAY_TIME_INTERVAL, start, end);
  if (months != 0)
    return sluice_expr_new_literal (type, &value->months);

  if (__builtin_mul_overflow ((gint64) value->days, G_GINT64_CONSTANT (86400000000), &microseconds)
      || __builtin_add_overflow (microseconds, value->microseconds, &microseconds))
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX,
                        "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION",
                        "Integer overflow while operating with intervals. Try devising appropriate "
                        "values for the interval parameters.");
      return NULL;
    }

  return sluice_expr_new_literal (type, &microseconds);
}

static SluiceExpr *
new_units (const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *whole = NULL;
  SluiceCalendarInterval value;
  guint units;

  for (guint i = 0; i < syntax->n_units; i++)
    {
      const char *number = syntax->units[i].value;
      g_autofree char *unit = g_ascii_strdown (sluice_keyword_name (syntax->units[i].unit), -1);

      g_string_append_printf (text, "%s%s %s", i > 0 ? " " : "", number, unit);
    }
  if (!sluice_interval_parse_text (text->str, text->len, &value, &units, error))
    return NULL;
  whole = g_strdup_printf ("INTERVAL %s", text->str);

  return new_interval (&value, units, whole, error);
}

static int
range_field (SluiceKeyword unit, SluiceTypeId *id)
{
  static const SluiceKeyword day_time[]
      = { SLUICE_KW_DAY, SLUICE_KW_HOUR, SLUICE_KW_MINUTE, SLUICE_KW_SECOND };

  *id = SLUICE_TYPE_DAY_TIME_INTERVAL;
  for (guint i = 0; i < G_N_ELEMENTS (day_time); i++)
    if (day_time[i] == unit)
      return i;
  *id = SLUICE_TYPE_YEAR_MONTH_INTERVAL;

  return unit == SLUICE_KW_YEAR ? SLUICE_INTERVAL_YEAR : SLUICE_INTERVAL_MONTH;
}

static SluiceExpr *
new_range (const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (SluiceType) type = NULL;
  const char *text = syntax->units[0].value;
  SluiceTypeId start_id, end_id;
  int start = range_field (syntax->units[0].unit, &start_id);
  int end = range_field (syntax->end_unit, &end_id);
  gboolean negate = FALSE;
  gint64 value;
  gint32 months;

  /* `-'-1-2'`: the sign before the text turns the sign within it. */
  if (text[0] == '-' && (text[1] == '-' || text[1] == '+'))
    {
      negate = TRUE;
      text++;
    }

  if (start_id != end_id || start >= end)
    {
      g_autofree char *from = g_ascii_strdown (sluice_keyword_name (syntax->units[0].unit), -1);
      g_autofree char *to = g_ascii_strdown (sluice_keyword_name (syntax->end_unit), -1);

      sluice_set_error (
          error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX,
          "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION",
          "Error parsing '%s' to interval. Please ensure that the value provided is in a "
          "valid format for defining an interval. You can reference the documentation "
          "for the correct format. Cannot support (interval '%s' %s to %s) expression.",
          text, text, from, to);
      return NULL;
    }
  if (!sluice_interval_parse_range (text, start_id, start, end, &value, error))
    return NULL;
  if (negate)
    value = -value;

  type = sluice_type_interval (start_id, start, end);
  months = value;

  return sluice_expr_new_literal (type, start_id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                                            ? (gconstpointer) &months
                                            : (gconstpointer) &value);
}

static SluiceExpr *
new_typed_interval (const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *whole = g_strdup_printf ("INTERVAL '%s'", syntax->name);
  SluiceCalendarInterval value;
  guint units;

  if (!sluice_interval_parse_text (syntax->name, syntax->name_length, &value, &units, NULL))
    {
      set_typed_error (error, syntax);
      return NULL;
    }

  return new_interval (&value, units, whole, error);
}

/* Words that stand for moments; those that need a clock are the analyzer's. */
static gboolean
is_epoch (const SluiceSyntax *syntax)
{
  g_autofree char *word = g_strstrip (g_strdup (syntax->name));

  return g_ascii_strcasecmp (word, "epoch") == 0;
}

/* As exact as it is written, if that is more than microseconds. */
static SluiceExpr *
new_time (const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (SluiceType) type = NULL;
  gint64 ns;
  guint n_digits;

  if (!sluice_parse_time (syntax->name, syntax->name_length, &ns, &n_digits))
    {
      set_typed_error (error, syntax);
      return NULL;
    }
  type = sluice_type_time (MAX (n_digits, SLUICE_TIME_DEFAULT_PRECISION));

  return sluice_expr_new_literal (type, &ns);
}

static SluiceExpr *
new_typed (const SluiceSyntax *syntax, const SluiceSettings *settings, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (syntax->name));
  gsize length = strlen (text);
  gint64 value = 0;
  gint32 days = 0;

  switch ((int) syntax->keyword)
    {
    case SLUICE_KW_X:
      return new_binary (syntax, error);
    case SLUICE_KW_INTERVAL:
      return new_typed_interval (syntax, error);
    case SLUICE_KW_DATE:
      if (is_epoch (syntax) || sluice_parse_date (text, length, &days))
        return new_simple (SLUICE_TYPE_DATE, &days);
      break;
    case SLUICE_KW_TIME:
      return new_time (syntax, error);
    case SLUICE_KW_TIMESTAMP_NTZ:
      if (is_epoch (syntax) || sluice_parse_timestamp_ntz (text, length, TRUE, &value))
        return new_simple (SLUICE_TYPE_TIMESTAMP_NTZ, &value);
      break;
    default:
      /* Where the session means local times by TIMESTAMP, a text that names no zone is one. */
      if (syntax->keyword == SLUICE_KW_TIMESTAMP && settings != NULL
          && sluice_timestamp_type (settings) == SLUICE_TYPE_TIMESTAMP_NTZ
          && sluice_parse_timestamp_ntz (text, length, FALSE, &value))
        return new_simple (SLUICE_TYPE_TIMESTAMP_NTZ, &value);
      if (is_epoch (syntax)
          || sluice_parse_timestamp (
              text, length, sluice_zone_lookup (settings != NULL ? settings->time_zone : "UTC"),
              &value))
        return new_simple (SLUICE_TYPE_TIMESTAMP, &value);
    }
  set_typed_error (error, syntax);

  return NULL;
}

SluiceExpr *
sluice_literal_new (const SluiceSyntax *syntax, const SluiceSettings *settings, GError **error)
{
  SluiceString string;
  guint8 boolean;

  switch ((int) syntax->kind)
    {
    case SLUICE_SYNTAX_NULL:
      return new_simple (SLUICE_TYPE_VOID, NULL);
    case SLUICE_SYNTAX_BOOLEAN:
      boolean = syntax->flag;
      return new_simple (SLUICE_TYPE_BOOLEAN, &boolean);
    case SLUICE_SYNTAX_NUMBER:
      return new_number (syntax, error);
    case SLUICE_SYNTAX_STRING:
      string = sluice_string (syntax->name, syntax->name_length);
      return new_simple (SLUICE_TYPE_STRING, &string);
    case SLUICE_SYNTAX_INTERVAL:
      return new_units (syntax, error);
    case SLUICE_SYNTAX_INTERVAL_RANGE:
      return new_range (syntax, error);
    default:
      return new_typed (syntax, settings, error);
    }
}

char *
sluice_literal_to_sql (const SluiceSyntax *syntax)
{
  g_autoptr (SluiceExpr) literal = sluice_literal_new (syntax, NULL, NULL);

  return literal != NULL ? sluice_expr_to_sql (literal, NULL) : g_strdup (syntax->name);
}
