/* sluice-date-pattern-parse.c: reading moments by Spark's date and time patterns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-date-pattern-private.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-zone.h"

/* The fields that a text can give. */
enum
{
  FIELD_YEAR,
  FIELD_MONTH,
  FIELD_DAY,
  FIELD_DAY_OF_YEAR,
  FIELD_HOUR,
  FIELD_CLOCK_HOUR,
  FIELD_HOUR_OF_HALF,
  FIELD_CLOCK_HOUR_OF_HALF,
  FIELD_HALF,
  FIELD_MINUTE,
  FIELD_SECOND,
  FIELD_FRACTION,
  FIELD_ERA,
  N_FIELDS
};

typedef struct
{
  gint64 values[N_FIELDS];
  guint set;
  const SluiceZone *zone;
  gint32 offset;
  gboolean has_offset;
} Fields;

static gboolean
set_field (Fields *fields, guint field, gint64 value)
{
  /* A field given twice must be given alike. */
  if ((fields->set >> field & 1) != 0 && fields->values[field] != value)
    return FALSE;
  fields->values[field] = value;
  fields->set |= 1u << field;

  return TRUE;
}

static guint
field_of_letter (char letter)
{
  switch (letter)
    {
    case 'y':
      return FIELD_YEAR;
    case 'M':
    case 'L':
      return FIELD_MONTH;
    case 'd':
      return FIELD_DAY;
    case 'D':
      return FIELD_DAY_OF_YEAR;
    case 'H':
      return FIELD_HOUR;
    case 'k':
      return FIELD_CLOCK_HOUR;
    case 'K':
      return FIELD_HOUR_OF_HALF;
    case 'h':
      return FIELD_CLOCK_HOUR_OF_HALF;
    case 'm':
      return FIELD_MINUTE;
    case 's':
      return FIELD_SECOND;
    default:
      g_assert_not_reached ();
    }
}

static gsize
count_digits (const char *text, const char *end, gsize max)
{
  gsize n = 0;

  while (n < max && text + n < end && g_ascii_isdigit (text[n]))
    n++;

  return n;
}

static gint64
digits_value (const char *text, gsize n)
{
  gint64 value = 0;

  for (gsize i = 0; i < n; i++)
    value = value * 10 + (text[i] - '0');

  return value;
}

/* Java's NumberPrinterParser in strict mode. */
static const char *
parse_number (const SluicePatternPiece *piece, const char *text, const char *end, Fields *fields)
{
  gboolean negative = text < end && *text == '-';
  gboolean positive = text < end && *text == '+';
  gsize n;

  if ((negative && piece->sign == SLUICE_PATTERN_NOT_NEGATIVE)
      || (positive && piece->sign != SLUICE_PATTERN_EXCEEDS_PAD))
    return NULL;
  text += negative || positive;

  n = count_digits (text, end, (gsize) piece->max_width + piece->following);
  if (piece->following > 0)
    n = MAX (piece->min_width, n > piece->following ? n - piece->following : 0);
  if (n < piece->min_width || n > 18 || count_digits (text, end, n) < n)
    return NULL;
  /* More digits than the pattern has need a sign, and the other way round. */
  if (piece->sign == SLUICE_PATTERN_EXCEEDS_PAD && !negative && positive != (n > piece->min_width))
    return NULL;

  if (!set_field (fields, field_of_letter (piece->letter),
                  negative ? -digits_value (text, n) : digits_value (text, n)))
    return NULL;

  return text + n;
}

static gboolean
starts_with_name (const char *text, const char *end, const char *name, gsize length)
{
  return (gsize) (end - text) >= length && g_ascii_strncasecmp (text, name, length) == 0;
}

static const char *
parse_text (const SluicePatternPiece *piece, const char *text, const char *end, Fields *fields)
{
  gboolean full = piece->count == 4;

  if (piece->letter == 'a')
    {
      gboolean pm = starts_with_name (text, end, "PM", 2);

      if (!pm && !starts_with_name (text, end, "AM", 2))
        return NULL;
      return set_field (fields, FIELD_HALF, pm) ? text + 2 : NULL;
    }
  if (piece->letter == 'G')
    {
      static const char *const names[2][2] = { { "BC", "AD" }, { "Before Christ", "Anno Domini" } };

      for (guint era = 0; era < 2; era++)
        {
          gsize length = strlen (names[full][era]);

          if (starts_with_name (text, end, names[full][era], length))
            return set_field (fields, FIELD_ERA, era) ? text + length : NULL;
        }
      return NULL;
    }

  for (guint month = 0; month < 12; month++)
    {
      const char *name = sluice_month_names[month];
      gsize length = full ? strlen (name) : 3;

      if (starts_with_name (text, end, name, length))
        return set_field (fields, FIELD_MONTH, month + 1) ? text + length : NULL;
    }

  return NULL;
}

/* A fraction of one to @count digits, what is finer than a microsecond being lost. */
static const char *
parse_fraction (const SluicePatternPiece *piece, const char *text, const char *end, Fields *fields)
{
  gsize n = count_digits (text, end, piece->count);
  gint64 value = digits_value (text, MIN (n, 6));

  if (n == 0)
    return NULL;
  for (gsize i = n; i < 6; i++)
    value *= 10;

  return set_field (fields, FIELD_FRACTION, value) ? text + n : NULL;
}

/* `+hh`, `+hhmm`, `+hh:mm`, perhaps with seconds; what is allowed depends on the letters. */
static const char *
parse_offset (const char *text,
              const char *end,
              gboolean colons,
              gboolean minutes,
              gboolean minutes_needed,
              gboolean seconds,
              gint32 *offset)
{
  gboolean negative = text < end && *text == '-';
  gint32 parts[3] = { 0, 0, 0 };
  guint n_parts = seconds ? 3 : minutes ? 2 : 1;

  if (text >= end || (*text != '+' && *text != '-'))
    return NULL;
  text++;
  for (guint i = 0; i < n_parts; i++)
    {
      const char *digits = text;

      if (i > 0 && colons)
        {
          if (text >= end || *text != ':')
            {
              if (i == 1 && minutes_needed)
                return NULL;
              break;
            }
          digits++;
        }
      if (count_digits (digits, end, 2) < 2)
        {
          if (i == 0 || (i == 1 && minutes_needed))
            return NULL;
          break;
        }
      parts[i] = (gint32) digits_value (digits, 2);
      text = digits + 2;
    }
  if (parts[1] > 59 || parts[2] > 59)
    return NULL;
  *offset = parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (*offset > 18 * 3600)
    return NULL;
  if (negative)
    *offset = -*offset;

  return text;
}

/* `GMT`, `GMT+8`, `GMT+08:00` */
static const char *
parse_localized_offset (const char *text, const char *end, gint32 *offset)
{
  gsize n;
  gboolean negative;

  if (!starts_with_name (text, end, "GMT", 3))
    return NULL;
  text += 3;
  *offset = 0;
  if (text >= end || (*text != '+' && *text != '-'))
    return text;
  negative = *text++ == '-';
  n = count_digits (text, end, 2);
  if (n == 0)
    return NULL;
  *offset = (gint32) digits_value (text, n) * 3600;
  text += n;
  if (text < end && *text == ':' && count_digits (text + 1, end, 2) == 2)
    {
      *offset += (gint32) digits_value (text + 1, 2) * 60;
      text += 3;
    }
  if (negative)
    *offset = -*offset;

  return text;
}

/* Abbreviations that aren't ids of zones. */
static const char *const abbreviations[][2] = {
  { "PDT", "America/Los_Angeles" }, { "PST", "America/Los_Angeles" },
  { "MDT", "America/Denver" },      { "MST", "America/Denver" },
  { "CDT", "America/Chicago" },     { "CST", "America/Chicago" },
  { "EDT", "America/New_York" },    { "EST", "America/New_York" },
  { "CEST", "Europe/Paris" },       { "CET", "Europe/Paris" },
  { "BST", "Europe/London" },       { "EEST", "Europe/Bucharest" },
  { "JST", "Asia/Tokyo" },          { "IST", "Asia/Kolkata" },
};

/* The longest beginning of the text that is a zone. */
static const char *
parse_zone_name (const char *text, const char *end, gboolean names, Fields *fields)
{
  char id[64];
  gsize n = 0;

  while (text + n < end && n < sizeof id - 1
         && (g_ascii_isalnum (text[n]) || strchr ("/_+-:", text[n]) != NULL))
    {
      id[n] = text[n];
      n++;
    }
  for (; n > 0; n--)
    {
      id[n] = '\0';
      for (guint i = 0; names && i < G_N_ELEMENTS (abbreviations); i++)
        if (g_ascii_strcasecmp (id, abbreviations[i][0]) == 0)
          {
            fields->zone = sluice_zone_lookup (abbreviations[i][1]);
            return fields->zone != NULL ? text + n : NULL;
          }
      fields->zone = sluice_zone_lookup (id);
      if (fields->zone != NULL)
        return text + n;
    }

  return NULL;
}

static const char *
parse_zone (const SluicePatternPiece *piece, const char *text, const char *end, Fields *fields)
{
  guint count = piece->count;

  switch (piece->letter)
    {
    case 'V':
      return parse_zone_name (text, end, FALSE, fields);
    case 'z':
    case 'v':
      return parse_zone_name (text, end, TRUE, fields);
    case 'O':
      fields->has_offset = TRUE;
      return parse_localized_offset (text, end, &fields->offset);
    case 'Z':
      fields->has_offset = TRUE;
      if (count == 4)
        return parse_localized_offset (text, end, &fields->offset);
      if (count == 5 && text < end && (*text == 'Z' || *text == 'z'))
        {
          fields->offset = 0;
          return text + 1;
        }
      return parse_offset (text, end, count == 5, TRUE, TRUE, count == 5, &fields->offset);
    default:
      fields->has_offset = TRUE;
      if (piece->letter == 'X' && text < end && (*text == 'Z' || *text == 'z'))
        {
          fields->offset = 0;
          return text + 1;
        }
      return parse_offset (text, end, count == 3 || count == 5, TRUE, count > 1, count > 3,
                           &fields->offset);
    }
}

/* Pieces @from to @to; where it stops, or NULL when the text doesn't fit. */
static const char *
parse_pieces (
    const GArray *pieces, guint from, guint to, const char *text, const char *end, Fields *fields)
{
  for (guint i = from; i < to && text != NULL; i++)
    {
      const SluicePatternPiece *piece = &g_array_index (pieces, SluicePatternPiece, i);

      switch (piece->kind)
        {
        case SLUICE_PATTERN_LITERAL:
          {
            gsize length = strlen (piece->text);

            text = starts_with_name (text, end, piece->text, length) ? text + length : NULL;
          }
          break;
        case SLUICE_PATTERN_NUMBER:
          text = parse_number (piece, text, end, fields);
          break;
        case SLUICE_PATTERN_REDUCED_YEAR:
          if (count_digits (text, end, 2) < 2
              || !set_field (fields, FIELD_YEAR, 2000 + digits_value (text, 2)))
            return NULL;
          text += 2;
          break;
        case SLUICE_PATTERN_TEXT:
          text = parse_text (piece, text, end, fields);
          break;
        case SLUICE_PATTERN_FRACTION:
          text = parse_fraction (piece, text, end, fields);
          break;
        case SLUICE_PATTERN_ZONE:
          text = parse_zone (piece, text, end, fields);
          break;
        case SLUICE_PATTERN_OPTIONAL_START:
          {
            Fields saved = *fields;
            const char *after = parse_pieces (pieces, i + 1, piece->end, text, end, fields);

            if (after != NULL)
              text = after;
            else
              *fields = saved;
            i = piece->end;
          }
          break;
        case SLUICE_PATTERN_OPTIONAL_END:
          break;
        default:
          g_assert_not_reached ();
        }
    }

  return text;
}

static gboolean
has_field (const Fields *fields, guint field)
{
  return (fields->set >> field & 1) != 0;
}

static gboolean
resolve_hour (const Fields *fields, gint64 *hour)
{
  gint64 half = has_field (fields, FIELD_HALF) ? fields->values[FIELD_HALF] : 0;

  *hour = 0;
  if (has_field (fields, FIELD_HOUR))
    *hour = fields->values[FIELD_HOUR];
  else if (has_field (fields, FIELD_CLOCK_HOUR))
    {
      *hour = fields->values[FIELD_CLOCK_HOUR];
      if (*hour < 1 || *hour > 24)
        return FALSE;
      *hour %= 24;
    }
  else if (has_field (fields, FIELD_CLOCK_HOUR_OF_HALF))
    {
      *hour = fields->values[FIELD_CLOCK_HOUR_OF_HALF];
      if (*hour < 1 || *hour > 12)
        return FALSE;
      *hour = *hour % 12 + half * 12;
    }
  else if (has_field (fields, FIELD_HOUR_OF_HALF))
    {
      *hour = fields->values[FIELD_HOUR_OF_HALF];
      if (*hour < 0 || *hour > 11)
        return FALSE;
      *hour += half * 12;
    }

  /* An hour of the whole day must lie in the half that is named beside it. */
  if (has_field (fields, FIELD_HALF) && *hour >= 0 && *hour / 12 != half)
    return FALSE;

  return *hour >= 0 && *hour <= 23;
}

static gboolean
resolve_date (const Fields *fields, gint64 *days)
{
  gint64 year = has_field (fields, FIELD_YEAR) ? fields->values[FIELD_YEAR] : 1970;
  gint64 month = has_field (fields, FIELD_MONTH) ? fields->values[FIELD_MONTH] : 1;
  gint64 day = has_field (fields, FIELD_DAY) ? fields->values[FIELD_DAY] : 1;

  if (has_field (fields, FIELD_ERA))
    {
      if (year < 1)
        return FALSE;
      if (fields->values[FIELD_ERA] == 0)
        year = 1 - year;
    }
  if (year < -999999999 || year > 999999999 || month < 1 || month > 12 || day < 1
      || day > sluice_days_in_month (year, (guint) month))
    return FALSE;

  if (has_field (fields, FIELD_DAY_OF_YEAR))
    {
      gint64 day_of_year = fields->values[FIELD_DAY_OF_YEAR];

      if (day_of_year < 1 || day_of_year > 365 + sluice_is_leap_year (year))
        return FALSE;
      *days = sluice_civil_to_days_wide (year, 1, day_of_year);
    }
  else
    *days = sluice_civil_to_days_wide (year, (guint) month, day);

  return TRUE;
}

static gboolean
parse_by_pieces (
    const GArray *pieces, const char *text, gsize length, const SluiceZone *zone, gint64 *value)
{
  Fields fields = { 0 };
  const char *end = text + length;
  gint64 days, hour, time_us, local;

  if (parse_pieces (pieces, 0, pieces->len, text, end, &fields) != end)
    return FALSE;
  if (!resolve_hour (&fields, &hour) || !resolve_date (&fields, &days))
    return FALSE;
  time_us = sluice_make_time (hour, fields.values[FIELD_MINUTE], fields.values[FIELD_SECOND]);
  if (time_us < 0 || __builtin_mul_overflow (days, SLUICE_US_PER_DAY, &local)
      || __builtin_add_overflow (local, time_us + fields.values[FIELD_FRACTION], &local))
    return FALSE;

  if (zone == NULL)
    *value = local;
  else if (fields.has_offset)
    return !__builtin_sub_overflow (local, fields.offset * SLUICE_US_PER_SECOND, value);
  else
    *value = sluice_zone_to_utc (fields.zone != NULL ? fields.zone : zone, local);

  return TRUE;
}

gboolean
sluice_date_pattern_parse (const SluiceDatePattern *self,
                           const char *text,
                           gsize length,
                           const SluiceZone *zone,
                           gint64 *value)
{
  gint64 local;

  if (self->pieces == NULL)
    return sluice_legacy_pattern_parse (self->legacy, text, length, zone, value);
  if (self->layout == NULL || !self->layout->readable
      || !sluice_date_layout_read (self->layout, text, length, &local))
    return parse_by_pieces (self->pieces, text, length, zone, value);

  *value = zone == NULL ? local : sluice_zone_to_utc (zone, local);

  return TRUE;
}
