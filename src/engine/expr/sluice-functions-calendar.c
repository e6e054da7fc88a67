/* sluice-functions-calendar.c: functions of a date's place in the calendar: fields, moves, truncation.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-calendar.h"
#include "expr/sluice-datetime-fields.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-zone.h"

/* The fields: @user_data is a SluiceDateField. */
static SluiceExpr *
resolve_field (const SluiceFunction *function,
               SluiceAnalyzer *analyzer,
               SluiceCall *call,
               GError **error)
{
  return sluice_resolve_date_field ((SluiceDateField) GPOINTER_TO_INT (function->user_data),
                                    function, analyzer, call, error);
}

static const char *const day_names[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const month_names[]
    = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static gboolean
dayname (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint32, SluiceString, sluice_string (day_names[sluice_weekday (x)], 3));

  return TRUE;
}

static gboolean
monthname (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint32, SluiceString,
                     sluice_string (month_names[sluice_civil (x).month - 1], 3));

  return TRUE;
}

/* Moving dates. */

static gint32
end_of_month (gint32 days)
{
  SluiceCivil civil = sluice_civil (days);

  return days + (gint32) (sluice_days_in_month (civil.year, civil.month) - civil.day);
}

static gboolean
last_day (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint32, gint32, end_of_month (x));

  return TRUE;
}

/* 0 for Monday to 6 for Sunday, or -1. */
static gint
find_weekday (SluiceString name)
{
  static const char *const names[][3]
      = { { "MO", "MON", "MONDAY" },   { "TU", "TUE", "TUESDAY" }, { "WE", "WED", "WEDNESDAY" },
          { "TH", "THU", "THURSDAY" }, { "FR", "FRI", "FRIDAY" },  { "SA", "SAT", "SATURDAY" },
          { "SU", "SUN", "SUNDAY" } };

  while (name.length > 0 && name.data[0] == ' ')
    name = sluice_string (name.data + 1, name.length - 1);
  while (name.length > 0 && name.data[name.length - 1] == ' ')
    name.length--;
  for (gint day = 0; day < 7; day++)
    for (guint form = 0; form < 3; form++)
      if (strlen (names[day][form]) == name.length
          && g_ascii_strncasecmp (names[day][form], name.data, name.length) == 0)
        return day;

  return -1;
}

static gboolean
next_day (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint32 days = SLUICE_ARG_AT (call, 0, gint32, row);
    SluiceString name = SLUICE_STRING_AT (call, 1, row);
    gint weekday = find_weekday (name);

    call->result->i32[row] = 0;
    if (weekday >= 0)
      call->result->i32[row]
          = days + 1 + (gint32) sluice_floor_mod (weekday - 1 - (gint64) sluice_weekday (days), 7);
    else if (!call->context->settings->ansi)
      sluice_call_null_row (call, row);
    else
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                          "ILLEGAL_DAY_OF_WEEK", "Illegal input for day of week: %.*s.",
                          (int) name.length, name.data);
        return FALSE;
      }
  }

  return TRUE;
}

static gboolean
add_months (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (!sluice_add_months (SLUICE_ARG_AT (call, 0, gint32, row),
                            SLUICE_ARG_AT (call, 1, gint32, row), &call->result->i32[row]))
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "DATETIME_OVERFLOW",
                          "Datetime operation overflow: the date is too far away.");
        return FALSE;
      }
  }

  return TRUE;
}

static gboolean
date_add (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, gint32, gint32, gint32, (gint32) ((guint32) x + (guint32) y));

  return TRUE;
}

static gboolean
date_sub (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, gint32, gint32, gint32, (gint32) ((guint32) x - (guint32) y));

  return TRUE;
}

/* date_add and date_sub: days are INT, SMALLINT or TINYINT, nothing wider; with ANSI a text is an
 * INT, and a constant text that is one always. */
static SluiceExpr *
resolve_move_date (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  SluiceTypeId days = call->args[1]->type->id;

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DATE),
                                   error))
    return NULL;
  if (days != SLUICE_TYPE_BYTE && days != SLUICE_TYPE_SHORT && days != SLUICE_TYPE_INT
      && days != SLUICE_TYPE_VOID
      && (days != SLUICE_TYPE_STRING
          || (!sluice_analyzer_settings (analyzer)->ansi && sluice_call_constant_string (call, 1) == NULL)))
    {
      sluice_call_wrong_type (call, 1, "(\"INT\" or \"SMALLINT\" or \"TINYINT\")", error);
      return NULL;
    }
  sluice_call_cast_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT));
  /* A constant that is a number is no longer a text that might be none. */
  if (days == SLUICE_TYPE_STRING && !sluice_analyzer_settings (analyzer)->ansi)
    {
      SluiceExpr *folded = sluice_analyzer_fold (analyzer, call->args[1], NULL);

      if (folded != NULL)
        sluice_call_replace_arg (call, 1, folded);
    }

  return sluice_call_finish (function, call, call->args[0]->type, sluice_call_any_nullable (call),
                             function->user_data);
}

static gboolean
datediff (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, gint32, gint32, gint32, (gint32) ((guint32) x - (guint32) y));

  return TRUE;
}

/* Whole months when the days are alike or both are the month's last, else months of 31 days. */
static gboolean
months_between (SluiceKernelCall *call, GError **error)
{
  SluiceZoneCursor cursor = sluice_zone_cursor (sluice_session_zone (call->context->settings));

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 a = sluice_zone_cursor_local (&cursor, SLUICE_ARG_AT (call, 0, gint64, row));
    gint64 b = sluice_zone_cursor_local (&cursor, SLUICE_ARG_AT (call, 1, gint64, row));
    gboolean round_off = call->expr->n_args < 3 || SLUICE_ARG_AT (call, 2, guint8, row);
    gint32 days_a = (gint32) sluice_floor_div (a, SLUICE_US_PER_DAY);
    gint32 days_b = (gint32) sluice_floor_div (b, SLUICE_US_PER_DAY);
    SluiceCivil x = sluice_civil (days_a);
    SluiceCivil y = sluice_civil (days_b);
    double months = ((double) x.year - y.year) * 12 + (double) x.month - y.month;

    if (x.day != y.day && !(days_a == end_of_month (days_a) && days_b == end_of_month (days_b)))
      {
        gint64 seconds = ((gint64) x.day - y.day) * 86400
                         + sluice_floor_mod (a, SLUICE_US_PER_DAY) / SLUICE_US_PER_SECOND
                         - sluice_floor_mod (b, SLUICE_US_PER_DAY) / SLUICE_US_PER_SECOND;

        months += (double) seconds / (31 * 86400.0);
        if (round_off)
          months = floor (months * 1e8 + 0.5) / 1e8;
      }
    call->result->f64[row] = months;
  }

  return TRUE;
}

/* Truncating. */

typedef enum
{
  LEVEL_NONE,
  LEVEL_MICROSECOND,
  LEVEL_MILLISECOND,
  LEVEL_SECOND,
  LEVEL_MINUTE,
  LEVEL_HOUR,
  LEVEL_DAY,
  LEVEL_WEEK,
  LEVEL_MONTH,
  LEVEL_QUARTER,
  LEVEL_YEAR,
} Level;

static Level
find_level (SluiceString name)
{
  static const struct
  {
    const char *name;
    Level level;
  } levels[] = {
    { "MICROSECOND", LEVEL_MICROSECOND },
    { "MILLISECOND", LEVEL_MILLISECOND },
    { "SECOND", LEVEL_SECOND },
    { "MINUTE", LEVEL_MINUTE },
    { "HOUR", LEVEL_HOUR },
    { "DAY", LEVEL_DAY },
    { "DD", LEVEL_DAY },
    { "WEEK", LEVEL_WEEK },
    { "MONTH", LEVEL_MONTH },
    { "MM", LEVEL_MONTH },
    { "MON", LEVEL_MONTH },
    { "QUARTER", LEVEL_QUARTER },
    { "YEAR", LEVEL_YEAR },
    { "YYYY", LEVEL_YEAR },
    { "YY", LEVEL_YEAR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (strlen (levels[i].name) == name.length
        && g_ascii_strncasecmp (levels[i].name, name.data, name.length) == 0)
      return levels[i].level;

  return LEVEL_NONE;
}

static inline gint32
truncate_date (gint32 days, Level level)
{
  SluiceCivil civil;

  if (level == LEVEL_WEEK)
    return days - (gint32) sluice_weekday (days);
  civil = sluice_civil (days);
  if (level == LEVEL_MONTH)
    return (gint32) ((guint32) days - civil.day + 1);

  return sluice_civil_to_days (civil.year,
                               level == LEVEL_YEAR ? 1 : (civil.month - 1) / 3 * 3 + 1, 1);
}

/* @level is a constant where this is called, so that nothing is left of the choice. */
static inline gint64
truncate_timestamp (gint64 us, Level level, SluiceZoneCursor *cursor)
{
  gint64 local, result;
  gint32 days;

  if (level == LEVEL_MICROSECOND)
    return us;
  if (level == LEVEL_MILLISECOND)
    return us - sluice_floor_mod (us, SLUICE_US_PER_MS);
  if (level == LEVEL_SECOND)
    return sluice_truncate_to (us, SLUICE_US_PER_SECOND);

  local = sluice_zone_cursor_local (cursor, us);
  if (level <= LEVEL_DAY)
    {
      local = level == LEVEL_MINUTE ? sluice_truncate_to (local, SLUICE_US_PER_MINUTE)
              : level == LEVEL_HOUR ? sluice_truncate_to (local, SLUICE_US_PER_HOUR)
                                    : sluice_truncate_to (local, SLUICE_US_PER_DAY);
      if (G_LIKELY (sluice_zone_cursor_utc (cursor, local, &result)))
        return result;
      return sluice_zone_is_fixed (cursor->zone)
                 ? local - cursor->span.offset * SLUICE_US_PER_SECOND
                 : sluice_zone_to_utc_near (cursor->zone, local, cursor->span.offset);
    }

  days = truncate_date (sluice_day_of (local), level);
  if (G_LIKELY (sluice_zone_cursor_utc (cursor, sluice_midnight (days), &result)))
    return result;

  return sluice_zone_start_of_day (cursor->zone, days);
}

#define TRUNCATE_AT(level)                                                                         \
  case level:                                                                                      \
    SLUICE_BINARY_LOOP (call, SluiceString, gint64, gint64,                                        \
                        ({                                                                         \
                          (void) x;                                                                \
                          truncate_timestamp (y, level, &cursor);                                  \
                        }));                                                                       \
    break

/* A loop for each level: what is decided once needn't be for each row. */
static void
truncate_all (SluiceKernelCall *call, Level level)
{
  SluiceZoneCursor cursor = sluice_zone_cursor (sluice_session_zone (call->context->settings));

  switch (level)
    {
      TRUNCATE_AT (LEVEL_MICROSECOND);
      TRUNCATE_AT (LEVEL_MILLISECOND);
      TRUNCATE_AT (LEVEL_SECOND);
      TRUNCATE_AT (LEVEL_MINUTE);
      TRUNCATE_AT (LEVEL_HOUR);
      TRUNCATE_AT (LEVEL_DAY);
      TRUNCATE_AT (LEVEL_WEEK);
      TRUNCATE_AT (LEVEL_MONTH);
      TRUNCATE_AT (LEVEL_QUARTER);
      TRUNCATE_AT (LEVEL_YEAR);
    case LEVEL_NONE:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
date_trunc (SluiceKernelCall *call, GError **error)
{
  SluiceZoneCursor cursor = sluice_zone_cursor (sluice_session_zone (call->context->settings));
  gboolean constant = call->args[0]->constant;
  Level level = constant ? find_level (SLUICE_STRING_AT (call, 0, 0)) : LEVEL_NONE;

  if (level != LEVEL_NONE)
    {
      truncate_all (call, level);
      return TRUE;
    }

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (!constant)
      level = find_level (SLUICE_STRING_AT (call, 0, row));
    if (level == LEVEL_NONE)
      {
        call->result->i64[row] = 0;
        sluice_call_null_row (call, row);
      }
    else
      call->result->i64[row]
          = truncate_timestamp (SLUICE_ARG_AT (call, 1, gint64, row), level, &cursor);
  }

  return TRUE;
}

static gboolean
trunc_date (SluiceKernelCall *call, GError **error)
{
  Level level = LEVEL_NONE;
  gboolean known = FALSE;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (!known)
      {
        level = find_level (SLUICE_STRING_AT (call, 1, row));
        known = call->args[1]->constant;
      }
    call->result->i32[row] = 0;
    if (level < LEVEL_WEEK)
      sluice_call_null_row (call, row);
    else
      call->result->i32[row] = truncate_date (SLUICE_ARG_AT (call, 0, gint32, row), level);
  }

  return TRUE;
}

#define STRICT SLUICE_KERNEL_STRICT
#define SIMPLE(name, args, result, nullable)                                                       \
  static const SluiceSimple name##_simple                                                          \
      = { args, SLUICE_TYPE_##result, nullable, { #name, STRICT, name, NULL } };
#define KERNEL(name) static const SluiceKernel name##_kernel = { #name, STRICT, name, NULL };

SIMPLE (add_months, "Di", DATE, FALSE)
SIMPLE (datediff, "D", INT, FALSE)
SIMPLE (dayname, "D", STRING, FALSE)
SIMPLE (last_day, "D", DATE, FALSE)
SIMPLE (monthname, "D", STRING, FALSE)
SIMPLE (months_between, "TTo", DOUBLE, FALSE)
SIMPLE (next_day, "Ds", DATE, FALSE)
KERNEL (trunc_date)
KERNEL (date_trunc)
KERNEL (date_add)
KERNEL (date_sub)

/* A constant format that is none decides without the date or time, which may be an error. */
static SluiceExpr *
resolve_trunc (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  gboolean dates = function->user_data == &trunc_date_kernel;
  const SluiceType *type = sluice_type_primitive (dates ? SLUICE_TYPE_DATE : SLUICE_TYPE_TIMESTAMP);
  guint format = dates ? 1 : 0;
  g_autoptr (SluiceExpr) literal = NULL;

  for (guint i = 0; i < 2; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i,
                                     i == format ? sluice_type_primitive (SLUICE_TYPE_STRING) : type, error))
      return NULL;
  if (sluice_expr_is_foldable (call->args[format]))
    literal = sluice_analyzer_fold (analyzer, call->args[format], NULL);
  if (literal != NULL
      && (sluice_column_is_null (literal->value, 0)
          || find_level (literal->value->string[0]) < (dates ? LEVEL_WEEK : LEVEL_NONE + 1)))
    sluice_call_replace_arg (call, 1 - format, sluice_expr_new_literal (type, NULL));

  return sluice_call_finish (function, call, type, TRUE, function->user_data);
}

#define FUNCTION(name, min, max, resolve, data, signature, description, example, result, since)    \
  {                                                                                                \
    name, SLUICE_FUNCTION_SCALAR, min, max, resolve, data, signature, description, example,        \
        result, "datetime_funcs", since                                                            \
  }
#define FIELD(name, field, what, example, result, since)                                           \
  FUNCTION (name, 1, 1, resolve_field, GINT_TO_POINTER (SLUICE_DATE_FIELD_##field), name "(expr)", \
            "Returns the " what " of a date or timestamp.", example, result, since)

/* clang-format off */
static const SluiceFunction functions[] = {
  FUNCTION ("add_months", 2, 2, sluice_resolve_simple, &add_months_simple,
            "add_months(start_date, num_months)",
            "Returns the date `num_months` after `start_date`.", "add_months('2016-08-31', 1)",
            "2016-09-30", "1.5.0"),
  FUNCTION ("date_add", 2, 2, resolve_move_date, &date_add_kernel, "date_add(start_date, num_days)",
            "Returns the date `num_days` after `start_date`.", "date_add('2016-07-30', 1)",
            "2016-07-31", "1.5.0"),
  FUNCTION ("date_diff", 2, 2, sluice_resolve_simple, &datediff_simple,
            "date_diff(endDate, startDate)",
            "Returns the number of days from `startDate` to `endDate`.",
            "date_diff('2009-07-31', '2009-07-30')", "1", "3.4.0"),
  FUNCTION ("date_part", 2, 2, sluice_resolve_extract, NULL, "date_part(field, source)",
            "Returns a field of a date, timestamp or interval.",
            "date_part('YEAR', TIMESTAMP '2019-08-12 01:00:00.123456')", "2019", "3.0.0"),
  FUNCTION ("date_sub", 2, 2, resolve_move_date, &date_sub_kernel, "date_sub(start_date, num_days)",
            "Returns the date `num_days` before `start_date`.", "date_sub('2016-07-30', 1)",
            "2016-07-29", "1.5.0"),
  FUNCTION ("date_trunc", 2, 2, resolve_trunc, &date_trunc_kernel, "date_trunc(fmt, ts)",
            "Cuts a timestamp down to the unit `fmt`.",
            "date_trunc('HOUR', '2015-03-05T09:32:05.359')", "2015-03-05 09:00:00", "2.3.0"),
  FUNCTION ("dateadd", 2, 2, resolve_move_date, &date_add_kernel, "dateadd(start_date, num_days)",
            "Returns the date `num_days` after `start_date`.", "dateadd('2016-07-30', 1)",
            "2016-07-31", "3.4.0"),
  FUNCTION ("datediff", 2, 2, sluice_resolve_simple, &datediff_simple,
            "datediff(endDate, startDate)",
            "Returns the number of days from `startDate` to `endDate`.",
            "datediff('2009-07-31', '2009-07-30')", "1", "1.5.0"),
  FUNCTION ("datepart", 2, 2, sluice_resolve_extract, NULL, "datepart(field, source)",
            "Returns a field of a date, timestamp or interval.",
            "datepart('MONTH', DATE '2019-08-12')", "8", "3.4.0"),
  FIELD ("day", DAY, "day of the month", "day('2009-07-30')", "30", "1.5.0"),
  FUNCTION ("dayname", 1, 1, sluice_resolve_simple, &dayname_simple, "dayname(date)",
            "Returns the name of the day of the week, in three letters.",
            "dayname(DATE '2008-02-20')", "Wed", "4.0.0"),
  FIELD ("dayofmonth", DAY, "day of the month", "dayofmonth('2009-07-30')", "30", "1.5.0"),
  FIELD ("dayofweek", DAY_OF_WEEK, "day of the week (1 is Sunday)", "dayofweek('2009-07-30')", "5",
         "2.3.0"),
  FIELD ("dayofyear", DAY_OF_YEAR, "day of the year", "dayofyear('2016-04-09')", "100", "1.5.0"),
  FUNCTION ("extract", 2, 2, sluice_resolve_extract, NULL, "extract(field FROM source)",
            "Returns a field of a date, timestamp or interval.",
            "extract(YEAR FROM TIMESTAMP '2019-08-12 01:00:00.123456')", "2019", "3.0.0"),
  FIELD ("hour", HOUR, "hour", "hour('2009-07-30 12:58:59')", "12", "1.5.0"),
  FUNCTION ("last_day", 1, 1, sluice_resolve_simple, &last_day_simple, "last_day(date)",
            "Returns the last day of the month of `date`.", "last_day('2009-01-12')", "2009-01-31",
            "1.5.0"),
  FIELD ("minute", MINUTE, "minute", "minute('2009-07-30 12:58:59')", "58", "1.5.0"),
  FIELD ("month", MONTH, "month", "month('2016-07-30')", "7", "1.5.0"),
  FUNCTION ("monthname", 1, 1, sluice_resolve_simple, &monthname_simple, "monthname(date)",
            "Returns the name of the month, in three letters.", "monthname('2008-02-20')", "Feb",
            "4.0.0"),
  FUNCTION ("months_between", 2, 3, sluice_resolve_simple, &months_between_simple,
            "months_between(timestamp1, timestamp2[, roundOff])",
            "Returns the number of months from `timestamp2` to `timestamp1`.",
            "months_between('1997-02-28 10:30:00', '1996-10-30')", "3.94959677", "1.5.0"),
  FUNCTION ("next_day", 2, 2, sluice_resolve_simple, &next_day_simple,
            "next_day(start_date, day_of_week)",
            "Returns the first date after `start_date` on a day of the week.",
            "next_day('2015-01-14', 'TU')", "2015-01-20", "1.5.0"),
  FIELD ("quarter", QUARTER, "quarter of the year", "quarter('2016-08-31')", "3", "1.5.0"),
  FIELD ("second", SECOND, "second", "second('2009-07-30 12:58:59')", "59", "1.5.0"),
  FUNCTION ("trunc", 2, 2, resolve_trunc, &trunc_date_kernel, "trunc(date, fmt)",
            "Cuts a date down to the unit `fmt`.", "trunc('2019-08-04', 'week')", "2019-07-29",
            "1.5.0"),
  FIELD ("weekday", WEEKDAY, "day of the week (0 is Monday)", "weekday('2009-07-30')", "3",
         "2.4.0"),
  FIELD ("weekofyear", WEEK, "ISO 8601 week", "weekofyear('2008-02-20')", "8", "1.5.0"),
  FIELD ("year", YEAR, "year", "year('2016-07-30')", "2016", "1.5.0"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_calendar = { functions, G_N_ELEMENTS (functions) };
