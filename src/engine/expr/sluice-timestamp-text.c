/* sluice-timestamp-text.c: timestamps from and to text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-timestamp-text.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-zone.h"

/* What a text says: a local time, and perhaps where. */
typedef struct
{
  gint64 local_us;
  gboolean just_time;
  const char *zone;
  gsize zone_length;
} Parts;

/* The fields of a text in order, the fraction counted in microseconds. */
enum
{
  YEAR,
  MONTH,
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  FRACTION,
  N_FIELDS
};

static gboolean
compose (const gint64 *fields, gboolean just_time, gint64 *local_us)
{
  gint64 time_us = sluice_make_time (fields[HOUR], fields[MINUTE], fields[SECOND]);
  gint64 days = 0;

  if (time_us < 0)
    return FALSE;
  if (!just_time)
    {
      if (fields[MONTH] < 1 || fields[MONTH] > 12 || fields[DAY] < 1
          || fields[DAY] > sluice_days_in_month (fields[YEAR], (guint) fields[MONTH]))
        return FALSE;
      days = sluice_civil_to_days_wide (fields[YEAR], (guint) fields[MONTH], fields[DAY]);
    }

  /* The first day there is begins before the first moment there is. */
  return !__builtin_add_overflow ((SluiceInt128) days * SLUICE_US_PER_DAY,
                                  time_us + fields[FRACTION], local_us);
}

static gboolean
has_enough_digits (guint field, guint n_digits)
{
  if (field == YEAR)
    return n_digits >= 4 && n_digits <= 6;
  if (field == FRACTION)
    return TRUE;

  return n_digits > 0 && n_digits <= 2;
}

/* Spark's parser, a state for each field; a zone may follow the seconds or their fraction. */
static gboolean
parse_parts (const char *text, gsize length, Parts *parts)
{
  gint64 fields[N_FIELDS] = { 1, 1, 1, 0, 0, 0, 0 };
  const char *end = text + length;
  guint field = YEAR;
  guint n_digits = 0;
  gint64 value = 0;
  gboolean has_sign = FALSE;
  gboolean negative = FALSE;

  memset (parts, 0, sizeof *parts);
  if (length == 0)
    return FALSE;

  if (*text == '-' || *text == '+')
    {
      has_sign = TRUE;
      negative = *text == '-';
      text++;
    }
  else if (*text == 'T')
    {
      parts->just_time = TRUE;
      field = HOUR;
      text++;
    }

  for (; text < end; text++)
    {
      guint digit = (guint) (*text - '0');
      guint next;

      if (digit <= 9)
        {
          /* What is finer than a microsecond is cut off. */
          if (field != FRACTION || n_digits < 6)
            value = value * 10 + digit;
          n_digits++;
          if (field != FRACTION && n_digits > 6)
            return FALSE;
          continue;
        }

      next = field + 1;
      if (*text == '-' && field < DAY)
        ;
      else if (*text == ':' && field == YEAR && !has_sign)
        {
          parts->just_time = TRUE;
          field = HOUR;
          next = MINUTE;
        }
      else if ((*text == ' ' || *text == 'T') && field == DAY)
        ;
      else if (*text == ':' && (field == HOUR || field == MINUTE))
        ;
      else if (*text == '.' && field == SECOND)
        ;
      else if (field == SECOND || field == FRACTION)
        {
          parts->zone = text;
          parts->zone_length = (gsize) (end - text);
          break;
        }
      else
        return FALSE;

      if (!has_enough_digits (field, n_digits))
        return FALSE;
      fields[field] = value;
      field = next;
      value = 0;
      n_digits = 0;
    }
  if (!has_enough_digits (field, n_digits))
    return FALSE;
  if (field == FRACTION)
    for (guint i = n_digits; i < 6; i++)
      value *= 10;
  fields[field] = value;
  if (negative)
    fields[YEAR] = -fields[YEAR];

  return compose (fields, parts->just_time, &parts->local_us);
}

/* The form that nearly all texts have, `yyyy-MM-dd[ T]HH:mm:ss[.f…][Z|±hh:mm]`, without a state for
 * each character. */
static gboolean
parse_common (
    const char *text, gsize length, gint64 *local_us, gboolean *has_offset, gint32 *offset)
{
  static const gint32 fraction_unit[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };
  const guchar *s = (const guchar *) text;
  guint d[6];
  guint hour, minute, second;
  guint wrong = 0;
  gsize i = 19;
  gint32 days;
  gint32 fraction = 0;

  if (length < 19 || (s[10] != 'T' && s[10] != ' ') || s[13] != ':' || s[16] != ':'
      || !sluice_read_common_date (text, &days))
    return FALSE;

  d[0] = s[11] - '0';
  d[1] = s[12] - '0';
  d[2] = s[14] - '0';
  d[3] = s[15] - '0';
  d[4] = s[17] - '0';
  d[5] = s[18] - '0';
  for (guint k = 0; k < G_N_ELEMENTS (d); k++)
    wrong |= d[k] > 9;

  hour = d[0] * 10 + d[1];
  minute = d[2] * 10 + d[3];
  second = d[4] * 10 + d[5];
  if (wrong != 0 || hour > 23 || minute > 59 || second > 59)
    return FALSE;

  if (i < length && s[i] == '.')
    {
      gsize start = ++i;

      for (; i < length && s[i] - '0' <= 9u && i - start < 6; i++)
        fraction = fraction * 10 + (s[i] - '0');
      fraction *= fraction_unit[i - start];
      while (i < length && s[i] - '0' <= 9u)
        i++;
    }

  *has_offset = i < length;
  *offset = 0;
  if (i < length)
    {
      if (s[i] == 'Z' && i + 1 == length)
        ;
      else if ((s[i] == '+' || s[i] == '-') && i + 6 == length && s[i + 3] == ':'
               && (guint) (s[i + 1] - '0') <= 1 && (guint) (s[i + 2] - '0') <= 9
               && (guint) (s[i + 4] - '0') <= 5 && (guint) (s[i + 5] - '0') <= 9)
        {
          *offset = ((s[i + 1] - '0') * 10 + (s[i + 2] - '0')) * 3600
                    + ((s[i + 4] - '0') * 10 + (s[i + 5] - '0')) * 60;
          if (*offset > 18 * 3600)
            return FALSE;
          if (s[i] == '-')
            *offset = -*offset;
        }
      else
        return FALSE;
    }

  *local_us = days * SLUICE_US_PER_DAY
              + (hour * 3600 + minute * 60 + second) * SLUICE_US_PER_SECOND + fraction;

  return TRUE;
}

static const SluiceZone *
lookup_zone (const char *text, gsize length)
{
  char name[64];

  while (length > 0 && (guchar) *text <= ' ')
    {
      text++;
      length--;
    }
  if (length == 0 || length >= sizeof name)
    return NULL;
  memcpy (name, text, length);
  name[length] = '\0';

  return strlen (name) == length ? sluice_zone_lookup (name) : NULL;
}

/* With @now_us, a time without a date is one of today's. */
static gboolean
parse_timestamp (
    const char *text, gsize length, const SluiceZone *zone, const gint64 *now_us, gint64 *value)
{
  Parts parts;
  gint64 local_us;
  gboolean has_offset;
  gint32 offset;

  sluice_text_trim (&text, &length);
  if (G_LIKELY (parse_common (text, length, &local_us, &has_offset, &offset)))
    {
      *value = has_offset ? local_us - offset * SLUICE_US_PER_SECOND
                          : sluice_zone_to_utc (zone, local_us);
      return TRUE;
    }

  if (!parse_parts (text, length, &parts))
    return FALSE;
  if (parts.zone != NULL)
    zone = lookup_zone (parts.zone, parts.zone_length);
  if (zone == NULL)
    return FALSE;
  if (parts.just_time)
    {
      gint64 local_now;

      if (now_us == NULL)
        return FALSE;
      local_now = *now_us + sluice_zone_offset_at (zone, *now_us) * SLUICE_US_PER_SECOND;
      parts.local_us += local_now - sluice_floor_mod (local_now, SLUICE_US_PER_DAY);
    }
  *value = sluice_zone_to_utc (zone, parts.local_us);

  /* At the ends of the range a zone's offset leads out of it. */
  return *value == parts.local_us || (*value != G_MAXINT64 && *value != G_MININT64);
}

gboolean
sluice_parse_timestamp (const char *text, gsize length, const SluiceZone *zone, gint64 *value)
{
  return parse_timestamp (text, length, zone, NULL, value);
}

gboolean
sluice_parse_timestamp_at (
    const char *text, gsize length, const SluiceZone *zone, gint64 now_us, gint64 *value)
{
  return parse_timestamp (text, length, zone, &now_us, value);
}

gboolean
sluice_parse_timestamp_ntz (const char *text, gsize length, gboolean allow_zone, gint64 *value)
{
  Parts parts;
  gint64 local_us;
  gboolean has_offset;
  gint32 offset;

  sluice_text_trim (&text, &length);
  if (G_LIKELY (parse_common (text, length, &local_us, &has_offset, &offset)))
    {
      *value = local_us;
      return allow_zone || !has_offset;
    }

  if (!parse_parts (text, length, &parts) || parts.just_time)
    return FALSE;
  if (parts.zone != NULL && (!allow_zone || lookup_zone (parts.zone, parts.zone_length) == NULL))
    return FALSE;
  *value = parts.local_us;

  return TRUE;
}

gsize
sluice_write_fraction (guint32 us, char *out)
{
  gsize n = 7;

  if (us == 0)
    return 0;
  out[0] = '.';
  sluice_write_two (us / 10000, out + 1);
  sluice_write_two (us / 100 % 100, out + 3);
  sluice_write_two (us % 100, out + 5);
  while (out[n - 1] == '0')
    n--;

  return n;
}

/* The date, @separator and the time up to the seconds; the microseconds are left. */
static gsize
write_date_and_time (gint64 local_us, char separator, char *out, guint32 *us)
{
  gint32 days = sluice_day_of (local_us);
  guint64 rest = (guint64) sluice_time_of_day (local_us, days);
  guint32 seconds = (guint32) (rest / SLUICE_US_PER_SECOND);
  gsize n = sluice_format_date (days, out);

  *us = (guint32) (rest % SLUICE_US_PER_SECOND);
  out += n;
  out[0] = separator;
  sluice_write_two (seconds / 3600, out + 1);
  out[3] = ':';
  sluice_write_two (seconds / 60 % 60, out + 4);
  out[6] = ':';
  sluice_write_two (seconds % 60, out + 7);

  return n + 9;
}

gsize
sluice_format_timestamp (gint64 value, const SluiceZone *zone, char *out)
{
  SluiceZoneCursor cursor = sluice_zone_cursor (zone);
  guint32 us;
  gsize n = write_date_and_time (sluice_zone_cursor_local (&cursor, value), ' ', out, &us);

  return n + sluice_write_fraction (us, out + n);
}

gsize
sluice_format_timestamp_iso (gint64 value, const SluiceZone *zone, char *out)
{
  gint32 offset = zone != NULL ? sluice_zone_offset_at (zone, value) : 0;
  guint32 us;
  gsize n = write_date_and_time (value + offset * SLUICE_US_PER_SECOND, 'T', out, &us);
  guint n_digits = us % 1000 == 0 ? 3 : 6;

  out[n++] = '.';
  n += sluice_write_padded (n_digits == 3 ? us / 1000 : us, n_digits, out + n);
  if (zone == NULL)
    return n;

  if (offset == 0)
    out[n++] = 'Z';
  else
    {
      guint seconds = (guint) ABS (offset);

      out[n] = offset < 0 ? '-' : '+';
      sluice_write_two (seconds / 3600, out + n + 1);
      out[n + 3] = ':';
      sluice_write_two (seconds / 60 % 60, out + n + 4);
      n += 6;
      /* Before there were zones each town had its own time, to the second. */
      if (seconds % 60 != 0)
        {
          out[n] = ':';
          sluice_write_two (seconds % 60, out + n + 1);
          n += 3;
        }
    }

  return n;
}

static const char *const field_names[2][4] = {
  { "YEAR", "MONTH" },
  { "DAY", "HOUR", "MINUTE", "SECOND" },
};

static gsize
write_months (const SluiceType *type, guint64 months, char *out)
{
  gsize n;

  if (type->start_field == SLUICE_INTERVAL_MONTH)
    return sluice_format_int64 ((gint64) months, out);

  n = sluice_format_int64 ((gint64) (months / 12), out);
  if (type->end_field == SLUICE_INTERVAL_YEAR)
    return n;
  out[n++] = '-';

  return n + sluice_format_int64 ((gint64) (months % 12), out + n);
}

static gsize
write_day_time (const SluiceType *type, guint64 us, char *out)
{
  static const guint64 units[]
      = { SLUICE_US_PER_DAY, SLUICE_US_PER_HOUR, SLUICE_US_PER_MINUTE, SLUICE_US_PER_SECOND };
  gsize n = 0;

  for (guint field = type->start_field; field <= type->end_field; field++)
    {
      if (field > type->start_field)
        out[n++] = field == SLUICE_INTERVAL_HOUR ? ' ' : ':';
      n += sluice_write_padded (us / units[field], field == SLUICE_INTERVAL_DAY ? 1 : 2, out + n);
      us %= units[field];
    }
  if (type->end_field == SLUICE_INTERVAL_SECOND)
    n += sluice_write_fraction ((guint32) us, out + n);

  return n;
}

gsize
sluice_format_interval (const SluiceType *type, gint64 value, char *out)
{
  gboolean is_day_time = type->id == SLUICE_TYPE_DAY_TIME_INTERVAL;
  guint64 magnitude = value < 0 ? 0 - (guint64) value : (guint64) value;
  const char *start = field_names[is_day_time][type->start_field];
  const char *end = field_names[is_day_time][type->end_field];
  char *cursor = out;

  cursor = g_stpcpy (cursor, "INTERVAL '");
  if (value < 0)
    *cursor++ = '-';
  cursor += is_day_time ? write_day_time (type, magnitude, cursor)
                        : write_months (type, magnitude, cursor);
  cursor = g_stpcpy (cursor, "' ");
  cursor = g_stpcpy (cursor, start);
  if (start != end)
    {
      cursor = g_stpcpy (cursor, " TO ");
      cursor = g_stpcpy (cursor, end);
    }

  return (gsize) (cursor - out);
}
