/* sluice-calendar.c: the proleptic Gregorian calendar, and dates from and to text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-calendar.h"

/* A year that begins in March has its leap day at its end, which makes the months' lengths regular.
 */
gint64
sluice_civil_to_days_wide (gint64 year, guint month, gint64 day)
{
  gint64 shifted = year - (month <= 2);
  gint64 era = sluice_floor_div (shifted, 400);
  gint64 year_of_era = shifted - era * 400;
  gint64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year + day
         - 1 - 719468;
}

gint32
sluice_civil_to_days (gint32 year, guint month, guint day)
{
  return (gint32) sluice_civil_to_days_wide (year, month, day);
}

void
sluice_days_to_civil (gint32 days, gint32 *year, guint *month, guint *day)
{
  SluiceCivil civil = sluice_civil (days);

  *year = civil.year;
  *month = civil.month;
  *day = civil.day;
}

guint
sluice_days_in_month (gint64 year, guint month)
{
  static const guint8 lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && sluice_is_leap_year (year) ? 29 : lengths[month - 1];
}

gboolean
sluice_add_months (gint32 days, gint64 months, gint32 *result)
{
  SluiceCivil civil = sluice_civil (days);
  gint64 total = (gint64) civil.year * 12 + civil.month - 1 + months;
  gint64 year = sluice_floor_div (total, 12);
  guint month = (guint) sluice_floor_mod (total, 12) + 1;
  gint64 moved = sluice_civil_to_days_wide (year, month,
                                            MIN (civil.day, sluice_days_in_month (year, month)));

  if (moved != (gint32) moved)
    return FALSE;
  *result = (gint32) moved;

  return TRUE;
}

guint
sluice_day_of_year (gint32 days)
{
  static const guint16 days_before[]
      = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
  SluiceCivil civil = sluice_civil (days);

  return days_before[civil.month - 1] + civil.day
         + (civil.month > 2 && sluice_is_leap_year (civil.year));
}

guint
sluice_iso_week (gint32 days, gint32 *year)
{
  /* A week belongs to the year that its Thursday lies in. */
  gint64 thursday = (gint64) days - sluice_weekday (days) + 3;
  SluiceCivil civil = sluice_civil ((gint32) thursday);

  *year = civil.year;

  return (sluice_day_of_year ((gint32) thursday) - 1) / 7 + 1;
}

gboolean
sluice_parse_date (const char *text, gsize length, gint32 *days)
{
  gint64 segments[3] = { 1, 1, 1 };
  guint segment = 0;
  guint n_digits = 0;
  gint64 value = 0;
  gint64 result;
  const char *end;
  gboolean negative = FALSE;

  if (length == 10 && sluice_read_common_date (text, days))
    return TRUE;

  sluice_text_trim (&text, &length);
  if (length == 0)
    return FALSE;
  end = text + length;

  if (*text == '-' || *text == '+')
    {
      negative = *text == '-';
      text++;
    }

  for (; text < end && *text != ' ' && *text != 'T'; text++)
    {
      guint digit = (guint) (*text - '0');

      if (digit <= 9)
        {
          value = value * 10 + digit;
          if (++n_digits > 7)
            return FALSE;
        }
      else if (*text == '-' && segment < 2)
        {
          if (segment == 0 ? n_digits < 4 : n_digits == 0 || n_digits > 2)
            return FALSE;
          segments[segment++] = value;
          value = 0;
          n_digits = 0;
        }
      else
        return FALSE;
    }
  if (segment == 0 ? n_digits < 4 : n_digits == 0 || n_digits > 2)
    return FALSE;
  /* Only a whole date may have something after it. */
  if (segment < 2 && text < end)
    return FALSE;
  segments[segment] = value;

  if (negative)
    segments[0] = -segments[0];
  if (segments[1] < 1 || segments[1] > 12 || segments[2] < 1
      || segments[2] > sluice_days_in_month (segments[0], (guint) segments[1]))
    return FALSE;

  result = sluice_civil_to_days_wide (segments[0], (guint) segments[1], segments[2]);
  if (result != (gint32) result)
    return FALSE;
  *days = (gint32) result;

  return TRUE;
}

gsize
sluice_write_padded (guint64 value, guint width, char *out)
{
  char buffer[24];
  gsize n = sluice_format_int64 ((gint64) value, buffer);
  gsize padding = n < width ? width - n : 0;

  memset (out, '0', padding);
  memcpy (out + padding, buffer, n);

  return padding + n;
}

gsize
sluice_format_date (gint32 days, char *out)
{
  SluiceCivil civil = sluice_civil (days);
  char *cursor = out;

  /* Years that don't have four digits carry a sign, as in Java. */
  if (civil.year < 0)
    *cursor++ = '-';
  else if (civil.year > 9999)
    *cursor++ = '+';

  if (G_LIKELY (civil.year >= 0 && civil.year <= 9999))
    {
      sluice_write_two ((guint) civil.year / 100, cursor);
      sluice_write_two ((guint) civil.year % 100, cursor + 2);
      cursor += 4;
    }
  else
    cursor += sluice_write_padded ((guint64) ABS ((gint64) civil.year), 4, cursor);

  cursor[0] = '-';
  sluice_write_two (civil.month, cursor + 1);
  cursor[3] = '-';
  sluice_write_two (civil.day, cursor + 4);

  return (gsize) (cursor - out) + 6;
}
