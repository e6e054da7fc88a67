/* sluice-calendar.h: arithmetic with dates, for the functions of this folder.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-convert.h"

G_BEGIN_DECLS

#define SLUICE_US_PER_MS G_GINT64_CONSTANT (1000)
#define SLUICE_US_PER_SECOND G_GINT64_CONSTANT (1000000)
#define SLUICE_US_PER_MINUTE (60 * SLUICE_US_PER_SECOND)
#define SLUICE_US_PER_HOUR (60 * SLUICE_US_PER_MINUTE)
#define SLUICE_US_PER_DAY (24 * SLUICE_US_PER_HOUR)

/** SluiceCivil: a date of the proleptic Gregorian calendar; @month and @day count from 1. */
typedef struct
{
  gint32 year;
  guint month;
  guint day;
} SluiceCivil;

/**
 * sluice_whole_units:
 * @us: any number of microseconds
 * @unit: a constant: microseconds of a second, a minute, an hour or a day
 *
 * sluice_floor_div() for these units, which 64 divides: by a division without a sign, which is a multiplication that
 * needs no correction.
 *
 * Returns: how many whole units, rounded down
 */
static inline gint64
sluice_whole_units (gint64 us, gint64 unit)
{
  const guint64 step = (guint64) unit / 64;
  const guint64 before = ((guint64) 1 << 57) / step + 1;

  return (gint64) (((guint64) (us >> 6) + before * step) / step - before);
}

/** sluice_truncate_to: @us: any number, @unit: as sluice_whole_units(). Returns: the last whole unit; wraps. */
static inline gint64
sluice_truncate_to (gint64 us, gint64 unit)
{
  return (gint64) ((guint64) sluice_whole_units (us, unit) * (guint64) unit);
}

/** sluice_midnight: @days: a date. Returns: the local time at which it begins; wraps, because the first
 * day there is begins before the first moment. */
static inline gint64
sluice_midnight (gint32 days)
{
  return (gint64) ((guint64) days * (guint64) SLUICE_US_PER_DAY);
}

/** sluice_day_of: @local_us: a local time. Returns: the date that it lies on. */
static inline gint32
sluice_day_of (gint64 local_us)
{
  return (gint32) sluice_whole_units (local_us, SLUICE_US_PER_DAY);
}

/**
 * sluice_time_of_day:
 * @local_us: a local time
 * @days: what sluice_day_of() says of it
 *
 * Returns: microseconds since midnight
 */
static inline gint64
sluice_time_of_day (gint64 local_us, gint32 days)
{
  return (gint64) ((guint64) local_us - (guint64) sluice_midnight (days));
}

/** sluice_civil: @days: since 1970. Returns: the date. */
static inline SluiceCivil
sluice_civil (gint32 days)
{
  /* After Neri and Schneider, "Euclidean affine functions and their application to calendar
   * algorithms" (2022): quotients by constants of numbers that aren't negative, in years that begin
   * with March. 16,384 eras of 400 years go in front, so that no day comes before the first. */
  guint64 quarters
      = ((guint64) ((gint64) days + 719468 + G_GINT64_CONSTANT (16384) * 146097)) * 4 + 3;
  guint32 century = (guint32) (quarters / 146097);
  guint32 day_of_century = (guint32) (quarters % 146097) / 4;
  guint64 scaled = G_GUINT64_CONSTANT (2939745) * (4 * day_of_century + 3);
  guint32 year_of_century = (guint32) (scaled >> 32);
  guint32 day_of_year = (guint32) scaled / 2939745 / 4;
  guint32 months = 2141 * day_of_year + 197913;
  guint32 next_year = day_of_year >= 306;

  return (SluiceCivil){
    (gint32) (100 * century + year_of_century - 400 * 16384 + next_year),
    (months >> 16) - 12 * next_year,
    (months & 0xffff) / 2141 + 1,
  };
}

/**
 * sluice_civil_to_days_wide:
 * @year: any year
 * @month: 1 to 12
 * @day: any day of the month; what lies outside it counts on into other months
 *
 * Returns: days since 1970, which may be more than a DATE holds
 */
gint64 sluice_civil_to_days_wide (gint64 year, guint month, gint64 day);

/**
 * sluice_common_days:
 * @year: 0 to 9999
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * sluice_civil_to_days_wide() for years that are few enough for unsigned arithmetic without eras.
 *
 * Returns: days since 1970
 */
static inline gint32
sluice_common_days (guint year, guint month, guint day)
{
  guint shifted = year + 400 - (month <= 2);
  guint day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;

  return (gint32) (shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year + day
                   - 1)
         - (719468 + 146097);
}

/** sluice_is_leap_year: @year: any year. Returns: whether it has a 29th of February. */
static inline gboolean
sluice_is_leap_year (gint64 year)
{
  /* Of the years that four divides, 25 divides only whole centuries, and 16 every fourth of these. */
  return (year & (year % 25 == 0 ? 15 : 3)) == 0;
}

/** sluice_days_in_month: @year: any year, @month: 1 to 12. Returns: days of the month. */
guint sluice_days_in_month (gint64 year, guint month);

/**
 * sluice_add_months:
 * @days: a date
 * @months: how many to add
 * @result: (out): the date with the same day of the month, or the month's last day
 *
 * Returns: whether the result is a date
 */
gboolean sluice_add_months (gint32 days, gint64 months, gint32 *result);

/**
 * sluice_is_common_date:
 * @year: 0 to 9999
 * @month: any number
 * @day: any number
 *
 * Returns: whether there is such a day
 */
static inline gboolean
sluice_is_common_date (guint year, guint month, guint day)
{
  return month - 1 <= 11 && day - 1 <= 30 && (day <= 28 || day <= sluice_days_in_month (year, month));
}

/** sluice_weekday: @days: a date. Returns: 0 for Monday to 6 for Sunday. */
static inline guint
sluice_weekday (gint32 days)
{
  /* The first day there is, 2^31 days before 1970, is a Tuesday. */
  guint32 after_tuesday = ((guint32) days ^ 0x80000000) % 7;

  return after_tuesday == 6 ? 0 : after_tuesday + 1;
}

/** sluice_day_of_year: @days: a date. Returns: 1 to 366. */
guint sluice_day_of_year (gint32 days);

/**
 * sluice_iso_week:
 * @days: a date
 * @year: (out): the year that the week belongs to
 *
 * Returns: the ISO 8601 week, 1 to 53
 */
guint sluice_iso_week (gint32 days, gint32 *year);

/**
 * sluice_make_time:
 * @hour: 0 to 23
 * @minute: 0 to 59
 * @second: 0 to 59
 *
 * Returns: microseconds since midnight, or -1 when it's no time of day
 */
static inline gint64
sluice_make_time (gint64 hour, gint64 minute, gint64 second)
{
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return -1;

  return ((hour * 60 + minute) * 60 + second) * SLUICE_US_PER_SECOND;
}

/** sluice_write_two: @value: 0 to 99, @out: where its two digits go. */
static inline void
sluice_write_two (guint value, char *out)
{
  guint tens = value * 103 >> 10;

  out[0] = (char) ('0' + tens);
  out[1] = (char) ('0' + value - 10 * tens);
}

/** sluice_write_padded: @value: a number, @width: digits at least, @out: where. Returns: bytes
 * written. */
gsize sluice_write_padded (guint64 value, guint width, char *out);

/**
 * sluice_read_common_date:
 * @text: ten bytes
 * @days: (out): the date
 *
 * Returns: whether they are a date of the form `yyyy-MM-dd`
 */
static inline gboolean
sluice_read_common_date (const char *text, gint32 *days)
{
  const guchar *s = (const guchar *) text;
  guint wrong = s[4] != '-' || s[7] != '-';
  guint year, month, day;

  wrong |= (s[0] - '0' > 9u) | (s[1] - '0' > 9u) | (s[2] - '0' > 9u) | (s[3] - '0' > 9u);
  wrong |= (s[5] - '0' > 9u) | (s[6] - '0' > 9u) | (s[8] - '0' > 9u) | (s[9] - '0' > 9u);
  year = s[0] * 1000u + s[1] * 100u + s[2] * 10u + s[3] - 1111u * '0';
  month = s[5] * 10u + s[6] - 11u * '0';
  day = s[8] * 10u + s[9] - 11u * '0';
  if (wrong || !sluice_is_common_date (year, month, day))
    return FALSE;
  *days = sluice_common_days (year, month, day);

  return TRUE;
}

/**
 * sluice_text_trim:
 * @text: (inout): bytes
 * @length: (inout): their number
 *
 * Leaves out white space and control characters at both ends, as Spark's casts do.
 */
static inline void
sluice_text_trim (const char **text, gsize *length)
{
  const guchar *start = (const guchar *) *text;
  const guchar *end = start + *length;

  while (start < end && (*start <= 0x20 || *start == 0x7f))
    start++;
  while (end > start && (end[-1] <= 0x20 || end[-1] == 0x7f))
    end--;

  *text = (const char *) start;
  *length = (gsize) (end - start);
}

G_END_DECLS
