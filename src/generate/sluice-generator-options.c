/* sluice-generator-options.c: the texts of a workload's options.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-options.h"

#include <string.h>

/* A million rows in every millisecond. */
#define MAX_RATE_MILLIS G_GUINT64_CONSTANT (1000000000000)

/* A hundred years: times stay far inside four-digit years. */
#define MAX_DURATION_MS G_GUINT64_CONSTANT (3155760000000)

static const struct
{
  const char *name;
  guint64 ms;
} units[] = {
  { "ms", 1 },           { "millisecond", 1 },     { "milliseconds", 1 },
  { "s", 1000 },         { "second", 1000 },       { "seconds", 1000 },
  { "m", 60000 },        { "minute", 60000 },      { "minutes", 60000 },
  { "h", 3600000 },      { "hour", 3600000 },      { "hours", 3600000 },
  { "d", 86400000 },     { "day", 86400000 },      { "days", 86400000 },
};

static gboolean
refuse (const SluiceGeneratorOption *option,
        const char                  *text,
        const char                  *expected,
        GError                     **error)
{
  g_set_error (error,
               SLUICE_GENERATOR_ERROR,
               SLUICE_GENERATOR_ERROR_VALUE,
               "--%s must be %s, not '%s'",
               option->name,
               expected,
               text);
  return FALSE;
}

/* Digits, then at most @decimals more after a point; the value is scaled by 10^@decimals. Returns
 * the first character that does not belong to it, or %NULL when there is no number or it is too
 * large. */
static const char *
parse_decimal (const char *text,
               guint       decimals,
               guint64    *value)
{
  const char *p = text;

  *value = 0;
  for (; g_ascii_isdigit (*p); p++)
    {
      if (*value > (G_MAXUINT64 - 9) / 10)
        return NULL;
      *value = *value * 10 + g_ascii_digit_value (*p);
    }
  if (p == text)
    return NULL;

  if (*p == '.' && decimals > 0 && g_ascii_isdigit (p[1]))
    p++;
  else if (*p == '.')
    return NULL;

  for (guint i = 0; i < decimals; i++)
    {
      if (*value > (G_MAXUINT64 - 9) / 10)
        return NULL;
      *value *= 10;
      if (g_ascii_isdigit (*p))
        *value += g_ascii_digit_value (*p++);
    }

  return g_ascii_isdigit (*p) ? NULL : p;
}

static gboolean
parse_whole (const char *text,
             guint       decimals,
             guint64    *value)
{
  const char *end = parse_decimal (text, decimals, value);

  return end != NULL && *end == '\0';
}

static gboolean
parse_duration (const char *text,
                guint64    *value)
{
  const char *end = parse_decimal (text, 0, value);

  if (end == NULL)
    return FALSE;

  while (*end == ' ')
    end++;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (g_ascii_strcasecmp (end, units[i].name) == 0)
        {
          if (*value > MAX_DURATION_MS / units[i].ms)
            return FALSE;
          *value *= units[i].ms;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
parse_timestamp (const char *text,
                 guint64    *value)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = NULL;

  /* A date alone means its midnight. */
  if (strlen (text) == strlen ("2024-01-01"))
    {
      g_autofree char *midnight = g_strconcat (text, "T00:00:00", NULL);

      time = g_date_time_new_from_iso8601 (midnight, utc);
    }
  else
    {
      time = g_date_time_new_from_iso8601 (text, utc);
    }

  if (time == NULL || g_date_time_to_unix (time) < 0)
    return FALSE;

  *value = (guint64) g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000;
  return TRUE;
}

static gboolean
parse_choice (const char *choices,
              const char *text,
              guint64    *value)
{
  g_auto(GStrv) words = g_strsplit (choices, "|", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], text))
        {
          *value = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* `json|csv|text` as `json, csv or text`. */
static char *
dup_words (const char *choices)
{
  g_auto(GStrv) words = g_strsplit (choices, "|", -1);
  g_autoptr(GString) sentence = g_string_new (words[0]);

  for (guint i = 1; words[i] != NULL; i++)
    g_string_append_printf (sentence, "%s%s", words[i + 1] != NULL ? ", " : " or ", words[i]);

  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

static gboolean
parse_count (const SluiceGeneratorOption *option,
             const char                  *text,
             guint64                     *value,
             GError                     **error)
{
  g_autofree char *expected = NULL;

  if (parse_whole (text, 0, value) && *value >= option->minimum && *value <= option->maximum)
    return TRUE;

  if (option->maximum == G_MAXUINT64)
    expected = g_strdup_printf ("a whole number, at least %" G_GUINT64_FORMAT, option->minimum);
  else
    expected = g_strdup_printf ("a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                                option->minimum,
                                option->maximum);
  return refuse (option, text, expected, error);
}

gboolean
sluice_generator_option_parse (const SluiceGeneratorOption *option,
                               const char                  *text,
                               guint64                     *value,
                               GError                     **error)
{
  switch (option->kind)
    {
    case SLUICE_GENERATOR_COUNT:
      return parse_count (option, text, value, error);

    case SLUICE_GENERATOR_RATE:
      if (parse_whole (text, 3, value) && *value > 0 && *value <= MAX_RATE_MILLIS)
        return TRUE;
      return refuse (option, text, "a number per second from 0.001 to 1000000000", error);

    case SLUICE_GENERATOR_PERCENT:
      if (parse_whole (text, 4, value) && *value <= 1000000)
        return TRUE;
      return refuse (option, text, "a percentage from 0 to 100, with at most four decimals", error);

    case SLUICE_GENERATOR_DURATION:
      if (parse_duration (text, value))
        return TRUE;
      return refuse (option, text, "a number and a unit, such as '250ms' or '10 minutes'", error);

    case SLUICE_GENERATOR_TIMESTAMP:
      if (parse_timestamp (text, value))
        return TRUE;
      return refuse (option, text, "a time since 1970 such as '2024-01-01T00:00:00Z'", error);

    case SLUICE_GENERATOR_CHOICE:
      {
        g_autofree char *expected = NULL;

        if (parse_choice (option->choices, text, value))
          return TRUE;
        expected = dup_words (option->choices);
        return refuse (option, text, expected, error);
      }

    case SLUICE_GENERATOR_FLAG:
      if (parse_choice ("false|true", text, value))
        return TRUE;
      return refuse (option, text, "true or false", error);

    default:
      g_assert_not_reached ();
    }
}

char *
sluice_generator_option_dup_placeholder (const SluiceGeneratorOption *option)
{
  switch (option->kind)
    {
    case SLUICE_GENERATOR_COUNT:
      return g_strdup ("N");

    case SLUICE_GENERATOR_RATE:
      return g_strdup ("ROWS_PER_SECOND");

    case SLUICE_GENERATOR_PERCENT:
      return g_strdup ("PERCENT");

    case SLUICE_GENERATOR_DURATION:
      return g_strdup ("DURATION");

    case SLUICE_GENERATOR_TIMESTAMP:
      return g_strdup ("TIMESTAMP");

    case SLUICE_GENERATOR_CHOICE:
      return g_strdup (option->choices);

    case SLUICE_GENERATOR_FLAG:
      return g_strdup ("");

    default:
      g_assert_not_reached ();
    }
}
