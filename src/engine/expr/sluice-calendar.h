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

/** sluice_civil: @days: since 1970. Returns: the date. */
static inline SluiceCivil
sluice_civil (gint32 days)
{
  SluiceCivil civil;

  sluice_days_to_civil (days, &civil.year, &civil.month, &civil.day);

  return civil;
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

/** sluice_is_leap_year: @year: any year. Returns: whether it has a 29th of February. */
static inline gboolean
sluice_is_leap_year (gint64 year)
{
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
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

/** sluice_weekday: @days: a date. Returns: 0 for Monday to 6 for Sunday. */
static inline guint
sluice_weekday (gint32 days)
{
  return (guint) sluice_floor_mod ((gint64) days + 3, 7);
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

/** sluice_write_padded: @value: a number, @width: digits at least, @out: where. Returns: bytes
 * written. */
gsize sluice_write_padded (guint64 value, guint width, char *out);

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
