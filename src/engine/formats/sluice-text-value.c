/* sluice-text-value.c: texts of files to values, by the rules that CSV and JSON share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-text-value.h"

#include "expr/sluice-analyzer.h"

#include "expr/sluice-cast.h"
#include "expr/sluice-time-of-day.h"

/* Room for a number's text with its digits made ASCII; longer ones are no number of any type. */
#define MAX_NUMBER_TEXT 2048
#define MICROS_PER_DAY G_GINT64_CONSTANT (86400000000)

/* What String.trim() and Spark's trimAll() take away. */
static void
trim (const char **text, gsize *length)
{
  while (*length > 0 && ((guchar) **text <= ' ' || **text == 0x7f))
    (*text)++, (*length)--;
  while (*length > 0 && ((guchar) (*text)[*length - 1] <= ' ' || (*text)[*length - 1] == 0x7f))
    (*length)--;
}

/* Java reads digits of every script; Returns: whether @text is short enough and proper. */
static gboolean
to_ascii_digits (const char **text, gsize *length, char *buffer)
{
  const char *end = *text + *length;
  gsize n = 0;

  if (*length > MAX_NUMBER_TEXT || !g_utf8_validate_len (*text, *length, NULL))
    return FALSE;

  for (const char *p = *text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      int digit = c < 0x80 ? -1 : g_unichar_digit_value (c);

      if (c >= 0x80 && digit < 0)
        return FALSE;
      buffer[n++] = c < 0x80 ? (char) c : (char) ('0' + digit);
    }
  *text = buffer;
  *length = n;

  return TRUE;
}

static gboolean
is_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] >= 0x80)
      return FALSE;

  return TRUE;
}

gboolean
sluice_text_to_integer (const char *text, gsize length, gint64 min, gint64 max, gint64 *value)
{
  char buffer[MAX_NUMBER_TEXT];
  const char *p, *end;
  guint64 number = 0;
  gboolean negative;

  if (G_UNLIKELY (!is_ascii (text, length)) && !to_ascii_digits (&text, &length, buffer))
    return FALSE;

  p = text;
  end = text + length;
  negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+'))
    p++;
  if (p == end)
    return FALSE;

  /* Leading zeros don't count towards the nineteen digits that surely fit. */
  while (p < end - 1 && *p == '0')
    p++;
  if (end - p > 19)
    return FALSE;
  for (; p < end; p++)
    {
      guint digit = (guchar) *p - '0';

      if (digit > 9)
        return FALSE;
      number = number * 10 + digit;
    }

  if (negative)
    {
      if (number > (guint64) G_MAXINT64 + 1 || (gint64) (0 - number) < min)
        return FALSE;
      *value = (gint64) (0 - number);
    }
  else
    {
      if (number > (guint64) max)
        return FALSE;
      *value = (gint64) number;
    }

  return TRUE;
}

gboolean
sluice_text_to_double (const char *text, gsize length, double *value)
{
  const char *word;
  gsize n;

  while (length > 0 && (guchar) *text <= ' ')
    text++, length--;
  while (length > 0 && (guchar) text[length - 1] <= ' ')
    length--;

  word = text;
  n = length;
  if (n > 0 && (*word == '-' || *word == '+'))
    word++, n--;
  /* Casts know more words than Java does. */
  if (n > 0 && g_ascii_isalpha (*word) && !(n == 3 && memcmp (word, "NaN", 3) == 0)
      && !(n == 8 && memcmp (word, "Infinity", 8) == 0))
    return FALSE;
  if (n == 3 && memcmp (word, "NaN", 3) == 0)
    {
      *value = G_GNUC_EXTENSION __builtin_nan ("");
      return TRUE;
    }

  return sluice_parse_double (text, length, value);
}

/* Java's DecimalFormat: grouping characters anywhere in the whole part, no plus sign, no blanks. */
static gboolean
localise (const SluiceNumberSymbols *symbols, const char **text, gsize *length, char *buffer)
{
  const char *end = *text + *length;
  gsize n = 0;
  gboolean fraction = FALSE;

  if (*length > MAX_NUMBER_TEXT || !g_utf8_validate_len (*text, *length, NULL) || *length == 0
      || **text == '+')
    return FALSE;

  for (const char *p = *text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      int digit = g_unichar_digit_value (c);

      if (digit >= 0)
        buffer[n++] = (char) ('0' + digit);
      else if (c == symbols->decimal && !fraction)
        {
          buffer[n++] = '.';
          fraction = TRUE;
        }
      else if (c == symbols->grouping && !fraction && n > 0)
        continue;
      else if ((c == '-' && (n == 0 || buffer[n - 1] == 'E')) || (c == 'E' && n > 0))
        {
          buffer[n++] = (char) c;
          fraction = fraction || c == 'E';
        }
      else
        return FALSE;
    }
  *text = buffer;
  *length = n;

  return TRUE;
}

gboolean
sluice_text_to_decimal (const SluiceNumberSymbols *symbols,
                        const SluiceType          *type,
                        const char                *text,
                        gsize                      length,
                        SluiceInt128              *value,
                        gboolean                  *overflow)
{
  char buffer[MAX_NUMBER_TEXT];

  *overflow = FALSE;
  if (!symbols->plain)
    {
      if (!localise (symbols, &text, &length, buffer))
        return FALSE;
    }
  else
    {
      if (G_UNLIKELY (!is_ascii (text, length)) && !to_ascii_digits (&text, &length, buffer))
        return FALSE;
      if (memchr (text, ',', length) != NULL)
        {
          gsize n = 0;

          if (length > MAX_NUMBER_TEXT)
            return FALSE;
          for (gsize i = 0; i < length; i++)
            if (text[i] != ',')
              buffer[n++] = text[i];
          text = buffer;
          length = n;
        }
    }

  /* What casts trim or spell out, BigDecimal doesn't know. */
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && strchr ("+-.eE", text[i]) == NULL)
      return FALSE;

  return length > 0
         && sluice_parse_decimal (text, length, type->precision, type->scale, value, overflow);
}

static gboolean
parse_with (const SluiceTimeFormat *format,
            const char             *text,
            gsize                   length,
            const SluiceZone       *zone,
            gint64                 *value)
{
  if (format->pattern == NULL)
    return FALSE;

  if (format->months != NULL)
    {
      GString *english = sluice_month_names_to_english (format->months, format->full_months, text, length);
      gboolean good = english != NULL
                      && sluice_date_pattern_parse (format->pattern, english->str, english->len, zone, value);

      if (english != NULL)
        g_string_free (english, TRUE);
      return good;
    }

  return sluice_date_pattern_parse (format->pattern, text, length, zone, value);
}

/* Old Spark wrote `GMT` before an offset; its reader still takes it out. */
static gboolean
without_gmt (const char **text, gsize *length, char *buffer)
{
  gsize n = 0;
  gboolean found = FALSE;

  if (*length > MAX_NUMBER_TEXT)
    return FALSE;
  for (gsize i = 0; i < *length; i++)
    {
      if (*length - i >= 3 && memcmp (*text + i, "GMT", 3) == 0)
        {
          found = TRUE;
          i += 2;
          continue;
        }
      buffer[n++] = (*text)[i];
    }
  *text = buffer;
  *length = n;

  return found;
}

gboolean
sluice_text_to_date (const SluiceFormatOptions *options,
                     const char                *text,
                     gsize                      length,
                     gboolean                   allow_days,
                     gint32                    *value)
{
  gint64 number;
  const char *trimmed = text;
  gsize trimmed_length = length;

  if (options->date_format.given && parse_with (&options->date_format, text, length, NULL, &number))
    {
      *value = (gint32) sluice_floor_div (number, MICROS_PER_DAY);
      return TRUE;
    }
  if (!options->date_fallback)
    return FALSE;

  trim (&trimmed, &trimmed_length);
  if (sluice_parse_date (trimmed, trimmed_length, value))
    return TRUE;
  if (allow_days && sluice_text_to_integer (text, length, G_MININT32, G_MAXINT32, &number))
    {
      *value = (gint32) number;
      return TRUE;
    }

  return FALSE;
}

gboolean
sluice_text_to_timestamp (const SluiceFormatOptions *options,
                          const char                *text,
                          gsize                      length,
                          gint64                    *value)
{
  char buffer[MAX_NUMBER_TEXT];

  if (options->timestamp_format.given
      && parse_with (&options->timestamp_format, text, length, options->zone, value))
    return TRUE;
  if (!options->timestamp_fallback)
    return FALSE;

  trim (&text, &length);
  if (sluice_parse_timestamp (text, length, options->zone, value))
    return TRUE;

  return without_gmt (&text, &length, buffer)
         && sluice_parse_timestamp (text, length, options->zone, value);
}

gboolean
sluice_text_to_timestamp_ntz (const SluiceFormatOptions *options,
                              const char                *text,
                              gsize                      length,
                              gint64                    *value)
{
  if (options->timestamp_ntz_format.given)
    {
      gint64 utc, east;

      if (!parse_with (&options->timestamp_ntz_format, text, length, NULL, value))
        return FALSE;
      /* A text that names a zone is the same moment wherever it is read, and no local time. */
      return !parse_with (&options->timestamp_ntz_format, text, length, sluice_zone_lookup ("UTC"), &utc)
             || !parse_with (&options->timestamp_ntz_format, text, length, sluice_zone_lookup ("+01:00"), &east)
             || utc != east;
    }

  trim (&text, &length);

  return sluice_parse_timestamp_ntz (text, length, FALSE, value);
}

gboolean
sluice_text_to_interval (SluiceArena          *arena,
                         const SluiceSettings *settings,
                         const SluiceType     *type,
                         const char           *text,
                         gsize                 length,
                         gint64               *value)
{
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_STRING), 1);
  SluiceEvalContext context = { .arena = arena, .settings = settings, .n_rows = 1 };
  SluiceColumn *result;

  column->string[0] = sluice_string (text, length);
  result = sluice_cast_column (&context, column, type, SLUICE_CAST_TRY, (SluiceSelection){ NULL, 1 }, NULL);
  if (result == NULL || sluice_column_is_null (result, 0))
    return FALSE;

  *value = type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL ? result->i32[sluice_column_index (result, 0)]
                                                       : result->i64[sluice_column_index (result, 0)];

  return TRUE;
}

void
sluice_text_append_calendar_interval (SluiceColumnBuilder *builder, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  SluiceCalendarInterval interval;
  guint32 row;

  if (!sluice_parse_interval (copy, &interval.months, &interval.days, &interval.microseconds, NULL))
    {
      sluice_column_builder_append_null (builder);
      return;
    }
  row = sluice_column_builder_reserve (builder);
  builder->column->interval[row] = interval;
}

gboolean
sluice_text_to_time (const SluiceFormatOptions *options,
                     const SluiceType          *type,
                     const char                *text,
                     gsize                      length,
                     gint64                    *value)
{
  gint64 us;

  if (!options->time_format.given)
    {
      if (!sluice_parse_time (text, length, value, NULL))
        return FALSE;
    }
  else
    {
      if (!parse_with (&options->time_format, text, length, NULL, &us))
        return FALSE;
      *value = sluice_floor_mod (us, MICROS_PER_DAY) * SLUICE_NS_PER_US;
    }
  *value = sluice_time_truncate (*value, type->precision);

  return TRUE;
}
