/* sluice-interval-text.c: intervals as texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-interval-text.h"

#include "expr/sluice-analyzer.h"

#include <string.h>

#define US_PER_SECOND G_GINT64_CONSTANT (1000000)
#define US_PER_DAY (US_PER_SECOND * 86400)

static const char *const unit_names[] = {
  NULL,   "nanosecond", "microsecond", "millisecond", "second", "minute",
  "hour", "day",        "week",        "month",       "year",
};

SluiceUnit
sluice_unit_lookup (const char *text, gsize length)
{
  for (guint i = SLUICE_UNIT_NANOSECOND; i < G_N_ELEMENTS (unit_names); i++)
    {
      gsize n = strlen (unit_names[i]);

      if ((length == n || (length == n + 1 && g_ascii_tolower (text[n]) == 's'))
          && g_ascii_strncasecmp (text, unit_names[i], n) == 0)
        return i;
    }

  return SLUICE_UNIT_NONE;
}

static void
set_error (
    GError **error, const char *subclass, const char *input, gsize length, const char *detail)
{
  g_autofree char *condition = g_strconcat ("INVALID_INTERVAL_FORMAT.", subclass, NULL);

  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, condition,
      "Error parsing '%.*s' to interval. Please ensure that the value provided is in a "
      "valid format for defining an interval. You can reference the documentation for "
      "the correct format. %s",
      (int) length, input, detail);
}

/* Spark trims control characters and spaces. */
static gboolean
is_space (char c)
{
  return (guchar) c <= ' ';
}

typedef struct
{
  const char *input;
  gsize input_length;
  const char *p;
  const char *end;
  GError **error;
} Reader;

static gboolean
fail (Reader     *reader,
      const char *subclass,
      const char *before,
      const char *word_start,
      const char *after)
{
  g_autofree char *detail = NULL;
  const char *start = word_start;
  const char *stop = word_start;

  while (start > reader->input && start <= reader->end && !is_space (start[-1]))
    start--;
  while (stop < reader->end && !is_space (*stop))
    stop++;
  detail = g_strdup_printf ("%s%.*s%s", before, (int) (stop - start), start, after);
  set_error (reader->error, subclass, reader->input, reader->input_length, detail);

  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (reader->p < reader->end && is_space (*reader->p))
    reader->p++;
}

/* A number with an optional fraction, in microseconds of one; @has_fraction says whether there
 * was a point. */
static gboolean
read_number (Reader *reader, gint64 *whole, gint64 *fraction_us, gboolean *has_fraction)
{
  const char *start = reader->p;
  gint64 scale = 100000000;

  *whole = 0;
  *fraction_us = 0;
  *has_fraction = FALSE;

  while (reader->p < reader->end && g_ascii_isdigit (*reader->p))
    {
      if (__builtin_mul_overflow (*whole, (gint64) 10, whole)
          || __builtin_add_overflow (*whole, (gint64) (*reader->p - '0'), whole))
        return fail (reader, "ARITHMETIC_EXCEPTION",
                     "Uncaught arithmetic exception while parsing '", start, "'.");
      reader->p++;
    }

  if (reader->p < reader->end && *reader->p == '.')
    {
      gint64 nanoseconds = 0;
      gboolean any = reader->p > start;

      *has_fraction = TRUE;
      reader->p++;
      for (; reader->p < reader->end && g_ascii_isdigit (*reader->p); reader->p++)
        {
          if (scale == 0)
            return fail (reader, "INVALID_PRECISION",
                         "Interval can only support nanosecond precision, ", start,
                         " is out of range.");
          nanoseconds += (*reader->p - '0') * scale;
          scale /= 10;
          any = TRUE;
        }
      if (!any)
        return fail (reader, "INVALID_VALUE", "Invalid value ", start, ".");
      *fraction_us = nanoseconds / 1000;
    }
  if (reader->p < reader->end && !is_space (*reader->p))
    return fail (reader, "INVALID_VALUE", "Invalid value ", start, ".");

  return TRUE;
}

static gboolean
add_unit (SluiceCalendarInterval *value, SluiceUnit unit, gint64 whole, gint64 fraction_us)
{
  static const gint64 microseconds[] = {
    [SLUICE_UNIT_MICROSECOND] = 1,
    [SLUICE_UNIT_MILLISECOND] = 1000,
    [SLUICE_UNIT_SECOND] = US_PER_SECOND,
    [SLUICE_UNIT_MINUTE] = US_PER_SECOND * 60,
    [SLUICE_UNIT_HOUR] = US_PER_SECOND * 3600,
  };
  gint64 amount;

  switch (unit)
    {
    case SLUICE_UNIT_YEAR:
    case SLUICE_UNIT_MONTH:
      return !__builtin_mul_overflow (whole, (gint64) (unit == SLUICE_UNIT_YEAR ? 12 : 1), &amount)
             && !__builtin_add_overflow (amount, value->months, &value->months);
    case SLUICE_UNIT_WEEK:
    case SLUICE_UNIT_DAY:
      return !__builtin_mul_overflow (whole, (gint64) (unit == SLUICE_UNIT_WEEK ? 7 : 1), &amount)
             && !__builtin_add_overflow (amount, value->days, &value->days);
    case SLUICE_UNIT_NONE:
    case SLUICE_UNIT_NANOSECOND:
      return FALSE;
    case SLUICE_UNIT_MICROSECOND:
    case SLUICE_UNIT_MILLISECOND:
    case SLUICE_UNIT_SECOND:
    case SLUICE_UNIT_MINUTE:
    case SLUICE_UNIT_HOUR:
    default:
      return !__builtin_mul_overflow (whole, microseconds[unit], &amount)
             && !__builtin_add_overflow (amount, fraction_us, &amount)
             && !__builtin_add_overflow (amount, value->microseconds, &value->microseconds);
    }
}

/* One `[+|-] number unit`. */
static gboolean
read_part (Reader *reader, SluiceCalendarInterval *value, guint *units)
{
  const char *start = reader->p;
  const char *word;
  gboolean negative = FALSE, has_fraction;
  gint64 whole, fraction_us;
  SluiceUnit unit;

  if (*reader->p == '+' || *reader->p == '-')
    {
      negative = *reader->p == '-';
      reader->p++;
      skip_space (reader);
      if (reader->p == reader->end)
        return fail (reader, "MISSING_NUMBER", "Expect a number after ", start, " but hit EOL.");
    }
  if (!g_ascii_isdigit (*reader->p) && *reader->p != '.')
    return reader->p > start ? fail (reader, "INVALID_VALUE", "Invalid value ", start, ".")
                             : fail (reader, "UNRECOGNIZED_NUMBER", "Unrecognized number ", reader->p, ".");

  start = reader->p;
  if (!read_number (reader, &whole, &fraction_us, &has_fraction))
    return FALSE;
  skip_space (reader);
  if (reader->p == reader->end)
    return fail (reader, "MISSING_UNIT", "Expect a unit name after ", start, " but hit EOL.");

  word = reader->p;
  while (reader->p < reader->end && !is_space (*reader->p))
    reader->p++;
  unit = sluice_unit_lookup (word, reader->p - word);
  if (has_fraction && g_ascii_tolower (*word) != 's')
    return fail (reader, "INVALID_FRACTION", "", word, " cannot have fractional part.");
  if (unit == SLUICE_UNIT_NONE || unit == SLUICE_UNIT_NANOSECOND)
    return fail (reader, "INVALID_UNIT", "Invalid unit ", word, ".");

  if (!add_unit (value, unit, negative ? -whole : whole, negative ? -fraction_us : fraction_us))
    return fail (reader, "ARITHMETIC_EXCEPTION", "Uncaught arithmetic exception while parsing '",
                 start, "'.");
  *units |= 1u << unit;

  return TRUE;
}

gboolean
sluice_interval_parse_text (
    const char *text, gsize length, SluiceCalendarInterval *value, guint *units, GError **error)
{
  Reader reader = { text, length, text, text + length, error };
  guint seen = 0;

  *value = (SluiceCalendarInterval){ 0 };
  while (reader.end > reader.p && is_space (reader.end[-1]))
    reader.end--;
  skip_space (&reader);

  if (reader.end - reader.p >= 8 && g_ascii_strncasecmp (reader.p, "interval", 8) == 0)
    {
      if (reader.end - reader.p > 8 && !is_space (reader.p[8]))
        return fail (&reader, "INVALID_PREFIX", "Invalid interval prefix ", reader.p, ".");
      reader.p += 8;
      skip_space (&reader);
    }
  if (reader.p == reader.end)
    {
      set_error (error, "INPUT_IS_EMPTY", text, length, "Interval string cannot be empty.");
      return FALSE;
    }

  while (reader.p < reader.end)
    {
      if (!read_part (&reader, value, &seen))
        return FALSE;
      skip_space (&reader);
    }
  if (units != NULL)
    *units = seen;

  return TRUE;
}

/* `INTERVAL '5' MINUTE`: a literal of SQL. */
static gboolean
parse_literal (const char *text, SluiceCalendarInterval *value)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  SluiceScope scope = { NULL, 0, settings };
  g_autoptr (SluiceExpr) expr = NULL;

  while (g_ascii_isspace (*text))
    text++;
  if (g_ascii_strncasecmp (text, "interval", 8) == 0)
    expr = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, NULL);
  if (expr == NULL || expr->kind != SLUICE_EXPR_LITERAL || sluice_column_is_null (expr->value, 0))
    return FALSE;
  *value = (SluiceCalendarInterval){ 0 };
  if (expr->type->id == SLUICE_TYPE_DAY_TIME_INTERVAL)
    value->microseconds = expr->value->i64[0];
  else if (expr->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    value->months = expr->value->i32[0];
  else if (expr->type->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    *value = expr->value->interval[0];
  else
    return FALSE;

  return TRUE;
}

gboolean
sluice_parse_interval (
    const char *text, gint32 *months, gint32 *days, gint64 *microseconds, GError **error)
{
  SluiceCalendarInterval value;

  if (!sluice_interval_parse_text (text, strlen (text), &value, NULL, error))
    return FALSE;
  *months = value.months;
  *days = value.days;
  *microseconds = value.microseconds;

  return TRUE;
}

gboolean
sluice_parse_duration (
    const char *text, gint32 *months, gint32 *days, gint64 *microseconds, GError **error)
{
  SluiceCalendarInterval value;

  if (!parse_literal (text, &value))
    return sluice_parse_interval (text, months, days, microseconds, error);
  *months = value.months;
  *days = value.days;
  *microseconds = value.microseconds;

  return TRUE;
}

/* How messages describe a type's texts. */
static void
describe_format (SluiceTypeId        id,
                 SluiceIntervalField start,
                 SluiceIntervalField end,
                 GString            *format,
                 GString            *name)
{
  static const char *const year_month[] = { "y", "m" };
  static const char *const day_time[] = { "d", "h", "m", "s.n" };
  static const char *const year_month_names[] = { "year", "month" };
  static const char *const day_time_names[] = { "day", "hour", "minute", "second" };
  gboolean is_months = id == SLUICE_TYPE_YEAR_MONTH_INTERVAL;

  for (guint i = start; i <= end; i++)
    {
      if (i > start)
        g_string_append_c (format, is_months ? '-' : i == SLUICE_INTERVAL_HOUR ? ' ' : ':');
      g_string_append (format, is_months ? year_month[i] : day_time[i]);
    }
  g_string_append (name, is_months ? year_month_names[start] : day_time_names[start]);
  if (end > start)
    g_string_append_printf (name, " to %s",
                            is_months ? year_month_names[end] : day_time_names[end]);
}

static gboolean
unmatched (const char         *text,
           SluiceTypeId        id,
           SluiceIntervalField start,
           SluiceIntervalField end,
           GError            **error)
{
  g_autoptr (GString) format = g_string_new (NULL);
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *upper = NULL;
  g_autofree char *detail = NULL;
  gboolean is_months = id == SLUICE_TYPE_YEAR_MONTH_INTERVAL;

  describe_format (id, start, end, format, name);
  upper = g_ascii_strup (name->str, -1);
  detail = g_strdup_printf ("Interval string does not match %s format of `[+|-]%s`, `INTERVAL "
                            "[+|-]'[+|-]%s' %s` when cast to interval %s: %s.%s",
                            is_months ? "year-month" : "day-time", format->str, format->str, upper,
                            name->str, text,
                            is_months ? ""
                                      : " Set \"spark.sql.legacy.fromDayTimeString.enabled\" to "
                                        "\"true\" to restore the behavior before Spark 3.0.");
  set_error (error, is_months ? "UNMATCHED_FORMAT_STRING" : "UNMATCHED_FORMAT_STRING_WITH_NOTICE",
             text, strlen (text), detail);

  return FALSE;
}

static gboolean
read_digits (const char **p, guint max, gint64 *value)
{
  guint n = 0;

  *value = 0;
  for (; g_ascii_isdigit (**p); (*p)++, n++)
    if (__builtin_mul_overflow (*value, (gint64) 10, value)
        || __builtin_add_overflow (*value, (gint64) (**p - '0'), value))
      *value = G_MAXINT64 / 16;

  return n > 0 && n <= max;
}

static gboolean
parse_year_month (const char         *text,
                  SluiceIntervalField start,
                  SluiceIntervalField end,
                  gint64             *value,
                  GError            **error)
{
  const char *p = text;
  gboolean negative = *p == '-';
  gint64 first, second = 0;

  if (*p == '+' || *p == '-')
    p++;
  if (!read_digits (&p, 18, &first)
      || (end > start && (*p++ != '-' || !read_digits (&p, 18, &second))) || *p != '\0')
    return unmatched (text, SLUICE_TYPE_YEAR_MONTH_INTERVAL, start, end, error);

  if (second > 11 || first > G_MAXINT32)
    goto out_of_range;
  *value = start == SLUICE_INTERVAL_YEAR ? first * 12 + second : first;
  if (negative)
    *value = -*value;
  if (*value > G_MAXINT32 || *value < G_MININT32)
    goto out_of_range;

  return TRUE;

out_of_range:
  set_error (error, "INTERVAL_PARSING", text, strlen (text),
             "Error parsing interval year-month string.");

  return FALSE;
}

static gboolean
check_range (gint64 value, SluiceIntervalField field, gboolean first, GError **error)
{
  static const char *const names[] = { "day", "hour", "minute", "second" };
  static const gint64 leading[] = { 106751991, 2562047788, G_GINT64_CONSTANT (153722867280),
                                    G_GINT64_CONSTANT (9223372036854) };
  static const gint64 following[] = { 0, 23, 59, 59 };
  gint64 limit = first ? leading[field] : following[field];

  if (value <= limit)
    return TRUE;
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, "_LEGACY_ERROR_TEMP_0063",
                    "requirement failed: %s %" G_GINT64_FORMAT
                    " outside range [0, %" G_GINT64_FORMAT "].",
                    names[field], value, limit);

  return FALSE;
}

static gboolean
read_fraction (const char **p, gint64 *microseconds)
{
  gint64 scale = 100000000, nanoseconds = 0;

  *microseconds = 0;
  if (**p != '.')
    return TRUE;
  (*p)++;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  for (; g_ascii_isdigit (**p); (*p)++)
    {
      if (scale == 0)
        return FALSE;
      nanoseconds += (**p - '0') * scale;
      scale /= 10;
    }
  *microseconds = nanoseconds / 1000;

  return TRUE;
}

static gboolean
parse_day_time (const char         *text,
                SluiceIntervalField start,
                SluiceIntervalField end,
                gint64             *value,
                GError            **error)
{
  static const gint64 units[]
      = { US_PER_DAY, US_PER_SECOND * 3600, US_PER_SECOND * 60, US_PER_SECOND };
  const char *p = text;
  gint64 sign = *p == '-' ? -1 : 1;
  gint64 fields[4] = { 0 };
  gint64 fraction = 0;

  if (*p == '+' || *p == '-')
    p++;
  for (guint i = start; i <= end; i++)
    {
      if (i > start && *p++ != (i == SLUICE_INTERVAL_HOUR ? ' ' : ':'))
        return unmatched (text, SLUICE_TYPE_DAY_TIME_INTERVAL, start, end, error);
      if (!read_digits (&p, i == start ? 18 : 2, &fields[i]))
        return unmatched (text, SLUICE_TYPE_DAY_TIME_INTERVAL, start, end, error);
    }
  if ((end == SLUICE_INTERVAL_SECOND && !read_fraction (&p, &fraction)) || *p != '\0')
    return unmatched (text, SLUICE_TYPE_DAY_TIME_INTERVAL, start, end, error);

  /* Of seconds alone the sign is that of their whole part to Spark, which a zero has none of. */
  if (start == SLUICE_INTERVAL_SECOND && fields[start] == 0)
    sign = 1;
  *value = sign * fraction;
  for (guint i = start; i <= end; i++)
    {
      gint64 amount;

      if (!check_range (fields[i], i, i == start, error))
        return FALSE;
      if (__builtin_mul_overflow (fields[i] * sign, units[i], &amount)
          || __builtin_add_overflow (amount, *value, value))
        {
          set_error (error, "DAY_TIME_PARSING", text, strlen (text),
                     "Error parsing interval day-time string.");
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
sluice_interval_parse_range (const char         *text,
                             SluiceTypeId        id,
                             SluiceIntervalField start,
                             SluiceIntervalField end,
                             gint64             *value,
                             GError            **error)
{
  return id == SLUICE_TYPE_YEAR_MONTH_INTERVAL ? parse_year_month (text, start, end, value, error)
                                               : parse_day_time (text, start, end, value, error);
}
