/* sluice-functions-datetime.c: functions of dates, timestamps and intervals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-calendar.h"
#include "expr/sluice-datetime-fields.h"
#include "expr/sluice-datetime-make.h"
#include "expr/sluice-datetime-text.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-zone.h"

static gboolean
fail_with (GError **error, const char *condition, const char *message)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition, "%s",
                    message);

  return FALSE;
}

static const SluiceZone *
zone_of_row (SluiceKernelCall *call, guint index, guint32 row, GError **error)
{
  SluiceString text = SLUICE_STRING_AT (call, index, row);
  g_autofree char *id = g_strndup (text.data, text.length);
  const SluiceZone *zone = sluice_zone_lookup (id);

  if (zone == NULL)
    sluice_invalid_zone (id, error);

  return zone;
}

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
      return fail_with (error, "DATETIME_OVERFLOW",
                        "Datetime operation overflow: the date is too far away.");
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

/* Numbers and moments. */

static gboolean
identity_i32 (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint32, gint32, x);

  return TRUE;
}

static gboolean
unix_seconds (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint64, gint64, sluice_floor_div (x, SLUICE_US_PER_SECOND));

  return TRUE;
}

static gboolean
unix_millis (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint64, gint64, sluice_floor_div (x, SLUICE_US_PER_MS));

  return TRUE;
}

static gboolean
unix_micros (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint64, gint64, x);

  return TRUE;
}

/* unix_seconds and its relatives take timestamps only, not what would become one. */
static SluiceExpr *
resolve_unix (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (id != SLUICE_TYPE_TIMESTAMP && id != SLUICE_TYPE_TIMESTAMP_NTZ && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (
          call, 0,
          "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"(TIMESTAMP_LTZ, TIMESTAMP_NTZ)\")",
          error);
      return NULL;
    }
  sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_TIMESTAMP));

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT),
                             call->args[0]->nullable, function->user_data);
}

static gboolean
unix_date_resolve_type (SluiceCall *call, GError **error)
{
  if (call->args[0]->type->id == SLUICE_TYPE_DATE || call->args[0]->type->id == SLUICE_TYPE_VOID)
    return TRUE;
  sluice_call_wrong_type (call, 0, "\"DATE\"", error);

  return FALSE;
}

static SluiceExpr *
resolve_unix_date (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  static const SluiceKernel kernel
      = { "unix_date", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, identity_i32, NULL };

  if (!unix_date_resolve_type (call, error))
    return NULL;
  sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DATE));

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_INT),
                             call->args[0]->nullable, &kernel);
}

static gboolean
scale_to_micros (SluiceKernelCall *call, gint64 unit, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (__builtin_mul_overflow (SLUICE_ARG_AT (call, 0, gint64, row), unit,
                                &call->result->i64[row]))
      return fail_with (error, NULL, "java.lang.ArithmeticException: long overflow");
  }

  return TRUE;
}

static gboolean
timestamp_micros (SluiceKernelCall *call, GError **error)
{
  return scale_to_micros (call, 1, error);
}

static gboolean
timestamp_millis (SluiceKernelCall *call, GError **error)
{
  return scale_to_micros (call, SLUICE_US_PER_MS, error);
}

static gboolean
timestamp_seconds (SluiceKernelCall *call, GError **error)
{
  return scale_to_micros (call, SLUICE_US_PER_SECOND, error);
}

static gboolean
timestamp_seconds_double (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    double us = SLUICE_ARG_AT (call, 0, double, row) * 1e6;

    call->result->i64[row] = 0;
    if (isnan (us) || isinf (us))
      sluice_call_null_row (call, row);
    else
      call->result->i64[row] = us >= 9223372036854775808.0    ? G_MAXINT64
                               : us <= -9223372036854775808.0 ? G_MININT64
                                                              : (gint64) us;
  }

  return TRUE;
}

static gboolean
timestamp_seconds_decimal (SluiceKernelCall *call, GError **error)
{
  guint scale = call->args[0]->type->scale;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceInt128 value = SLUICE_ARG_AT (call, 0, SluiceInt128, row);
    SluiceInt128 us;

    if (scale > 6 && value % sluice_decimal_pow10[scale - 6] != 0)
      return fail_with (error, NULL, "java.lang.ArithmeticException: Rounding necessary");
    if (!sluice_decimal_rescale (value, scale, SLUICE_DECIMAL_MAX_PRECISION, 6, SLUICE_DECIMAL_DOWN,
                                 &us)
        || us != (gint64) us)
      return fail_with (error, NULL, "java.lang.ArithmeticException: Overflow");
    call->result->i64[row] = (gint64) us;
  }

  return TRUE;
}

static SluiceExpr *
resolve_timestamp_seconds (const SluiceFunction *function,
                           SluiceAnalyzer *analyzer,
                           SluiceCall *call,
                           GError **error)
{
  static const SluiceKernel integral
      = { "timestamp_seconds", SLUICE_KERNEL_STRICT, timestamp_seconds, NULL };
  static const SluiceKernel fraction
      = { "timestamp_seconds_double", SLUICE_KERNEL_STRICT, timestamp_seconds_double, NULL };
  static const SluiceKernel decimal
      = { "timestamp_seconds_decimal", SLUICE_KERNEL_STRICT, timestamp_seconds_decimal, NULL };
  SluiceTypeId id = call->args[0]->type->id;
  const SluiceKernel *kernel = &integral;

  if (id == SLUICE_TYPE_FLOAT || id == SLUICE_TYPE_DOUBLE)
    {
      if (!sluice_analyzer_coerce_arg (analyzer, call, 0,
                                       sluice_type_primitive (SLUICE_TYPE_DOUBLE), error))
        return NULL;
      kernel = &fraction;
    }
  else if (id == SLUICE_TYPE_DECIMAL)
    kernel = &decimal;
  else if (!sluice_type_is_integral (id) && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"NUMERIC\"", error);
      return NULL;
    }
  else
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_BIGINT));

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_TIMESTAMP),
                             kernel == &fraction || call->args[0]->nullable, kernel);
}

/* timestamp_millis and timestamp_micros. */
static SluiceExpr *
resolve_timestamp_units (const SluiceFunction *function,
                         SluiceAnalyzer *analyzer,
                         SluiceCall *call,
                         GError **error)
{
  if (!sluice_type_is_integral (call->args[0]->type->id)
      && call->args[0]->type->id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"INTEGRAL\"", error);
      return NULL;
    }
  sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_BIGINT));

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_TIMESTAMP),
                             call->args[0]->nullable, function->user_data);
}

/* Now. */

static gboolean
current_timestamp (SluiceKernelCall *call, GError **error)
{
  call->result->i64[0] = call->context->now_us;

  return TRUE;
}

static gboolean
current_seconds (SluiceKernelCall *call, GError **error)
{
  call->result->i64[0] = sluice_floor_div (call->context->now_us, SLUICE_US_PER_SECOND);

  return TRUE;
}

static gint64
local_now (const SluiceKernelCall *call)
{
  return call->context->now_us
         + sluice_zone_offset_at (sluice_session_zone (call->context->settings),
                                  call->context->now_us)
               * SLUICE_US_PER_SECOND;
}

static gboolean
current_date (SluiceKernelCall *call, GError **error)
{
  call->result->i32[0] = (gint32) sluice_floor_div (local_now (call), SLUICE_US_PER_DAY);

  return TRUE;
}

static gboolean
localtimestamp (SluiceKernelCall *call, GError **error)
{
  call->result->i64[0] = local_now (call);

  return TRUE;
}

#define PER_BATCH(name, result)                                                                    \
  static const SluiceSimple name##_simple                                                          \
      = { "s", SLUICE_TYPE_##result, FALSE, { #name, SLUICE_KERNEL_PER_BATCH, name, NULL } };
PER_BATCH (current_timestamp, TIMESTAMP)
PER_BATCH (current_date, DATE)
PER_BATCH (current_seconds, BIGINT)
PER_BATCH (localtimestamp, TIMESTAMP_NTZ)

static SluiceExpr *
resolve_current_timezone (const SluiceFunction *function,
                          SluiceAnalyzer *analyzer,
                          SluiceCall *call,
                          GError **error)
{
  const char *zone = sluice_analyzer_settings (analyzer)->time_zone;
  SluiceString text = sluice_string (zone, strlen (zone));

  return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING), &text);
}

/* Without an argument it's now. */
static SluiceExpr *
resolve_unix_timestamp (const SluiceFunction *function,
                        SluiceAnalyzer *analyzer,
                        SluiceCall *call,
                        GError **error)
{
  if (call->n_args == 0)
    return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT), FALSE,
                               &current_seconds_simple.kernel);

  return sluice_resolve_read_time (function, analyzer, call, error);
}

/* Zones. */

static gboolean
from_utc_timestamp (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceZone *zone = zone_of_row (call, 1, row, error);
    gint64 us = SLUICE_ARG_AT (call, 0, gint64, row);

    if (zone == NULL)
      return FALSE;
    call->result->i64[row] = us + sluice_zone_offset_at (zone, us) * SLUICE_US_PER_SECOND;
  }

  return TRUE;
}

static gboolean
to_utc_timestamp (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceZone *zone = zone_of_row (call, 1, row, error);

    if (zone == NULL)
      return FALSE;
    call->result->i64[row] = sluice_zone_to_utc (zone, SLUICE_ARG_AT (call, 0, gint64, row));
  }

  return TRUE;
}

static gboolean
convert_timezone (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceZone *from = zone_of_row (call, 0, row, error);
    const SluiceZone *to = from != NULL ? zone_of_row (call, 1, row, error) : NULL;
    gint64 us;

    if (to == NULL)
      return FALSE;
    us = sluice_zone_to_utc (from, SLUICE_ARG_AT (call, 2, gint64, row));
    call->result->i64[row] = us + sluice_zone_offset_at (to, us) * SLUICE_US_PER_SECOND;
  }

  return TRUE;
}

static SluiceExpr *
resolve_convert_timezone (const SluiceFunction *function,
                          SluiceAnalyzer *analyzer,
                          SluiceCall *call,
                          GError **error)
{
  static const SluiceKernel kernel
      = { "convert_timezone", SLUICE_KERNEL_STRICT, convert_timezone, NULL };
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);

  if (call->n_args == 2)
    {
      const char *zone = sluice_analyzer_settings (analyzer)->time_zone;
      SluiceString id = sluice_string (zone, strlen (zone));
      SluiceExpr *session;

      sluice_call_append_literal (call, text, &id);
      session = call->args[2];
      call->args[2] = call->args[1];
      call->args[1] = call->args[0];
      call->args[0] = session;
    }
  for (guint i = 0; i < 3; i++)
    if (!sluice_analyzer_coerce_arg (
            analyzer, call, i, i < 2 ? text : sluice_type_primitive (SLUICE_TYPE_TIMESTAMP_NTZ),
            error))
      return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_TIMESTAMP_NTZ),
                             sluice_call_any_nullable (call), &kernel);
}

/* timestampadd and timestampdiff: unit, number or moment, moment. */

typedef struct
{
  const char *name;
  gint64 us;
  gint months;
} Unit;

static const Unit units[] = {
  { "MICROSECOND", 1, 0 },
  { "MILLISECOND", SLUICE_US_PER_MS, 0 },
  { "SECOND", SLUICE_US_PER_SECOND, 0 },
  { "MINUTE", SLUICE_US_PER_MINUTE, 0 },
  { "HOUR", SLUICE_US_PER_HOUR, 0 },
  { "DAY", SLUICE_US_PER_DAY, 0 },
  { "DAYOFYEAR", SLUICE_US_PER_DAY, 0 },
  { "WEEK", 7 * SLUICE_US_PER_DAY, 0 },
  { "MONTH", 0, 1 },
  { "QUARTER", 0, 3 },
  { "YEAR", 0, 12 },
};

static const Unit *
find_unit (SluiceString name)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == name.length
        && g_ascii_strncasecmp (units[i].name, name.data, name.length) == 0)
      return &units[i];

  return NULL;
}

static gboolean
unknown_unit (const char *function, SluiceString name, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
                    "The value of parameter(s) `unit` in `%s` is invalid: expects one of the units "
                    "without quotes "
                    "YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, "
                    "MILLISECOND, MICROSECOND, but "
                    "got the string literal '%.*s'.",
                    function, (int) name.length, name.data);

  return FALSE;
}

static gboolean
timestampadd (SluiceKernelCall *call, GError **error)
{
  gboolean local = call->result->type->id == SLUICE_TYPE_TIMESTAMP_NTZ;
  const SluiceZone *zone = local ? NULL : sluice_session_zone (call->context->settings);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const Unit *unit = find_unit (SLUICE_STRING_AT (call, 0, row));
    gint64 n = SLUICE_ARG_AT (call, 1, gint64, row);
    gint64 time = SLUICE_ARG_AT (call, 2, gint64, row);
    gint64 us = 0;
    gint64 months = 0;
    gboolean in_days;

    if (unit == NULL)
      return unknown_unit ("TIMESTAMPADD", SLUICE_STRING_AT (call, 0, row), error);
    /* Days are the calendar's, hours and what is finer pass as they pass. */
    in_days = unit->us >= SLUICE_US_PER_DAY;
    if (__builtin_mul_overflow (n, unit->us, &us)
        || __builtin_mul_overflow (n, (gint64) unit->months, &months) || months != (gint32) months
        || !sluice_timestamp_add (time, months, in_days ? us / SLUICE_US_PER_DAY : 0,
                                  in_days ? 0 : us, zone, &call->result->i64[row]))
      {
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "DATETIME_OVERFLOW",
            "Datetime operation overflow: add %" G_GINT64_FORMAT " %s.", n, unit->name);
        return FALSE;
      }
  }

  return TRUE;
}

/* Whole months from @a to @b, local times; a month is over when its day and time are reached. */
static gint64
whole_months (gint64 a, gint64 b)
{
  gint64 days_a = sluice_floor_div (a, SLUICE_US_PER_DAY);
  gint64 days_b = sluice_floor_div (b, SLUICE_US_PER_DAY);
  gint64 time_a = a - days_a * SLUICE_US_PER_DAY;
  gint64 time_b = b - days_b * SLUICE_US_PER_DAY;
  SluiceCivil x = sluice_civil ((gint32) days_a);
  SluiceCivil y = sluice_civil ((gint32) days_b);
  gint64 months = ((gint64) y.year - x.year) * 12 + (gint64) y.month - (gint64) x.month;
  gint64 rest = ((gint64) y.day - (gint64) x.day) * SLUICE_US_PER_DAY + time_b - time_a;

  if (months > 0 && rest < 0)
    months--;
  else if (months < 0 && rest > 0)
    months++;

  return months;
}

static gboolean
timestampdiff (SluiceKernelCall *call, GError **error)
{
  SluiceZoneCursor a = sluice_zone_cursor (sluice_session_zone (call->context->settings));
  SluiceZoneCursor b = a;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString name = SLUICE_STRING_AT (call, 0, row);
    const Unit *unit = find_unit (name);
    gint64 x = sluice_zone_cursor_local (&a, SLUICE_ARG_AT (call, 1, gint64, row));
    gint64 y = sluice_zone_cursor_local (&b, SLUICE_ARG_AT (call, 2, gint64, row));
    gint64 us;

    if (unit == NULL || name.length == strlen ("DAYOFYEAR"))
      return unknown_unit ("TIMESTAMPDIFF", name, error);
    if (unit->months > 0)
      call->result->i64[row] = whole_months (x, y) / unit->months;
    else if (__builtin_sub_overflow (y, x, &us))
      return fail_with (error, "DATETIME_OVERFLOW",
                        "Datetime operation overflow: the moments are too far apart.");
    else
      call->result->i64[row] = us / unit->us;
  }

  return TRUE;
}

static SluiceExpr *
resolve_timestampadd (const SluiceFunction *function,
                      SluiceAnalyzer *analyzer,
                      SluiceCall *call,
                      GError **error)
{
  static const SluiceKernel kernel = { "timestampadd", SLUICE_KERNEL_STRICT, timestampadd, NULL };

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_STRING),
                                   error)
      || !sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_BIGINT),
                                      error)
      || (call->args[2]->type->id != SLUICE_TYPE_TIMESTAMP_NTZ
          && !sluice_analyzer_coerce_arg (analyzer, call, 2,
                                          sluice_type_primitive (SLUICE_TYPE_TIMESTAMP), error)))
    return NULL;

  return sluice_call_finish (function, call, call->args[2]->type, sluice_call_any_nullable (call),
                             &kernel);
}

#define STRICT SLUICE_KERNEL_STRICT
#define SIMPLE(name, args, result, nullable)                                                       \
  static const SluiceSimple name##_simple                                                          \
      = { args, SLUICE_TYPE_##result, nullable, { #name, STRICT, name, NULL } };
#define KERNEL(name) static const SluiceKernel name##_kernel = { #name, STRICT, name, NULL };

SIMPLE (add_months, "Di", DATE, FALSE)
SIMPLE (date_trunc, "sT", TIMESTAMP, TRUE)
SIMPLE (datediff, "D", INT, FALSE)
SIMPLE (dayname, "D", STRING, FALSE)
SIMPLE (from_utc_timestamp, "Ts", TIMESTAMP, FALSE)
SIMPLE (last_day, "D", DATE, FALSE)
SIMPLE (monthname, "D", STRING, FALSE)
SIMPLE (months_between, "TTo", DOUBLE, FALSE)
SIMPLE (next_day, "Ds", DATE, FALSE)
SIMPLE (timestampdiff, "sTT", BIGINT, FALSE)
SIMPLE (to_utc_timestamp, "Ts", TIMESTAMP, FALSE)
SIMPLE (trunc_date, "Ds", DATE, TRUE)
static const SluiceSimple date_from_unix_date_simple
    = { "i", SLUICE_TYPE_DATE, FALSE, { "date_from_unix_date", STRICT, identity_i32, NULL } };
KERNEL (date_add)
KERNEL (date_sub)
KERNEL (timestamp_micros)
KERNEL (timestamp_millis)
KERNEL (unix_micros)
KERNEL (unix_millis)
KERNEL (unix_seconds)

static const SluiceTimeReader to_date_reader = { SLUICE_TYPE_DATE, FALSE, NULL };
static const SluiceTimeReader try_to_date_reader = { SLUICE_TYPE_DATE, TRUE, NULL };
static const SluiceTimeReader to_timestamp_reader = { SLUICE_TYPE_TIMESTAMP, FALSE, NULL };
static const SluiceTimeReader try_to_timestamp_reader = { SLUICE_TYPE_TIMESTAMP, TRUE, NULL };
static const SluiceTimeReader to_timestamp_ntz_reader = { SLUICE_TYPE_TIMESTAMP_NTZ, FALSE, NULL };
static const SluiceTimeReader unix_timestamp_reader
    = { SLUICE_TYPE_BIGINT, FALSE, "yyyy-MM-dd HH:mm:ss" };

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
  FUNCTION ("convert_timezone", 2, 3, resolve_convert_timezone, NULL,
            "convert_timezone([sourceTz, ]targetTz, sourceTs)",
            "Converts a local time from one time zone to another.",
            "convert_timezone('Europe/Brussels', 'America/Los_Angeles', timestamp_ntz'2021-12-06 "
            "00:00:00')",
            "2021-12-05 15:00:00", "3.4.0"),
  FUNCTION ("curdate", 0, 0, sluice_resolve_simple, &current_date_simple, "curdate()",
            "Returns the current date at the start of the micro-batch.",
            "curdate() = current_date()", "true", "3.4.0"),
  FUNCTION ("current_date", 0, 0, sluice_resolve_simple, &current_date_simple, "current_date()",
            "Returns the current date at the start of the micro-batch.",
            "current_date() = date(now())", "true", "1.5.0"),
  FUNCTION ("current_timestamp", 0, 0, sluice_resolve_simple, &current_timestamp_simple,
            "current_timestamp()", "Returns the timestamp of the start of the micro-batch.",
            "current_timestamp() = now()", "true", "1.5.0"),
  FUNCTION ("current_timezone", 0, 0, resolve_current_timezone, NULL, "current_timezone()",
            "Returns the session's time zone.", "current_timezone()", "UTC", "3.1.0"),
  FUNCTION ("date_add", 2, 2, resolve_move_date, &date_add_kernel, "date_add(start_date, num_days)",
            "Returns the date `num_days` after `start_date`.", "date_add('2016-07-30', 1)",
            "2016-07-31", "1.5.0"),
  FUNCTION ("date_diff", 2, 2, sluice_resolve_simple, &datediff_simple,
            "date_diff(endDate, startDate)",
            "Returns the number of days from `startDate` to `endDate`.",
            "date_diff('2009-07-31', '2009-07-30')", "1", "3.4.0"),
  FUNCTION ("date_format", 2, 2, sluice_resolve_date_format, NULL, "date_format(timestamp, fmt)",
            "Writes a timestamp by the pattern `fmt`.", "date_format('2016-04-08', 'y')", "2016",
            "1.5.0"),
  FUNCTION ("date_from_unix_date", 1, 1, sluice_resolve_simple, &date_from_unix_date_simple,
            "date_from_unix_date(days)", "Returns the date that many days after 1970-01-01.",
            "date_from_unix_date(1)", "1970-01-02", "3.1.0"),
  FUNCTION ("date_part", 2, 2, sluice_resolve_extract, NULL, "date_part(field, source)",
            "Returns a field of a date, timestamp or interval.",
            "date_part('YEAR', TIMESTAMP '2019-08-12 01:00:00.123456')", "2019", "3.0.0"),
  FUNCTION ("date_sub", 2, 2, resolve_move_date, &date_sub_kernel, "date_sub(start_date, num_days)",
            "Returns the date `num_days` before `start_date`.", "date_sub('2016-07-30', 1)",
            "2016-07-29", "1.5.0"),
  FUNCTION ("date_trunc", 2, 2, sluice_resolve_simple, &date_trunc_simple, "date_trunc(fmt, ts)",
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
  FUNCTION ("from_unixtime", 1, 2, sluice_resolve_from_unixtime, NULL,
            "from_unixtime(unix_time[, fmt])",
            "Writes seconds since 1970 as a timestamp by the pattern `fmt`.",
            "from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", "1970-01-01 00:00:00", "1.5.0"),
  FUNCTION ("from_utc_timestamp", 2, 2, sluice_resolve_simple, &from_utc_timestamp_simple,
            "from_utc_timestamp(timestamp, timezone)",
            "Shows a time in UTC as clocks of a time zone do.",
            "from_utc_timestamp('2016-08-31', 'Asia/Seoul')", "2016-08-31 09:00:00", "1.5.0"),
  FIELD ("hour", HOUR, "hour", "hour('2009-07-30 12:58:59')", "12", "1.5.0"),
  FUNCTION ("last_day", 1, 1, sluice_resolve_simple, &last_day_simple, "last_day(date)",
            "Returns the last day of the month of `date`.", "last_day('2009-01-12')", "2009-01-31",
            "1.5.0"),
  FUNCTION ("localtimestamp", 0, 0, sluice_resolve_simple, &localtimestamp_simple,
            "localtimestamp()",
            "Returns the local time of the start of the micro-batch, without a time zone.",
            "typeof(localtimestamp())", "timestamp_ntz", "3.4.0"),
  FUNCTION ("make_date", 3, 3, sluice_resolve_make_date, NULL, "make_date(year, month, day)",
            "Makes a date of its parts.", "make_date(2013, 7, 15)", "2013-07-15", "3.0.0"),
  FUNCTION ("make_dt_interval", 0, 4, sluice_resolve_make_interval, NULL,
            "make_dt_interval([days[, hours[, mins[, secs]]]])",
            "Makes a day-time interval of its parts.", "make_dt_interval(1, 12, 30, 01.001001)",
            "INTERVAL '1 12:30:01.001001' DAY TO SECOND", "3.2.0"),
  FUNCTION ("make_interval", 0, 7, sluice_resolve_make_interval, NULL,
            "make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])",
            "Makes an interval of its parts.", "make_interval(100, 11)", "100 years 11 months",
            "3.0.0"),
  FUNCTION ("make_timestamp", 1, 7, sluice_resolve_make_timestamp, NULL,
            "make_timestamp(year, month, day, hour, min, sec[, timezone])",
            "Makes a timestamp of its parts.", "make_timestamp(2014, 12, 28, 6, 30, 45.887)",
            "2014-12-28 06:30:45.887", "3.0.0"),
  FUNCTION ("make_timestamp_ltz", 1, 7, sluice_resolve_make_timestamp, NULL,
            "make_timestamp_ltz(year, month, day, hour, min, sec[, timezone])",
            "Makes a timestamp of its parts.", "make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887)",
            "2014-12-28 06:30:45.887", "3.4.0"),
  FUNCTION ("make_timestamp_ntz", 2, 6, sluice_resolve_make_timestamp, NULL,
            "make_timestamp_ntz(year, month, day, hour, min, sec)",
            "Makes a timestamp without a time zone of its parts.",
            "make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887)", "2014-12-28 06:30:45.887", "3.4.0"),
  FUNCTION ("make_ym_interval", 0, 2, sluice_resolve_make_interval, NULL,
            "make_ym_interval([years[, months]])", "Makes a year-month interval of its parts.",
            "make_ym_interval(1, 2)", "INTERVAL '1-2' YEAR TO MONTH", "3.2.0"),
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
  FUNCTION ("now", 0, 0, sluice_resolve_simple, &current_timestamp_simple, "now()",
            "Returns the timestamp of the start of the micro-batch.", "now() = current_timestamp()",
            "true", "1.6.0"),
  FIELD ("quarter", QUARTER, "quarter of the year", "quarter('2016-08-31')", "3", "1.5.0"),
  FIELD ("second", SECOND, "second", "second('2009-07-30 12:58:59')", "59", "1.5.0"),
  FUNCTION ("timestamp_micros", 1, 1, resolve_timestamp_units, &timestamp_micros_kernel,
            "timestamp_micros(microseconds)", "Returns the timestamp that long after 1970.",
            "timestamp_micros(1230219000123123)", "2008-12-25 15:30:00.123123", "3.1.0"),
  FUNCTION ("timestamp_millis", 1, 1, resolve_timestamp_units, &timestamp_millis_kernel,
            "timestamp_millis(milliseconds)", "Returns the timestamp that long after 1970.",
            "timestamp_millis(1230219000123)", "2008-12-25 15:30:00.123", "3.1.0"),
  FUNCTION ("timestamp_seconds", 1, 1, resolve_timestamp_seconds, NULL,
            "timestamp_seconds(seconds)", "Returns the timestamp that long after 1970.",
            "timestamp_seconds(1230219000)", "2008-12-25 15:30:00", "3.1.0"),
  FUNCTION (
      "timestampadd", 3, 3, resolve_timestampadd, NULL, "timestampadd(unit, quantity, timestamp)",
      "Returns the timestamp `quantity` units later.",
      "timestampadd(HOUR, 8, timestamp_ntz'2022-02-11 20:30:00')", "2022-02-12 04:30:00", "3.3.0"),
  FUNCTION (
      "timestampdiff", 3, 3, sluice_resolve_simple, &timestampdiff_simple,
      "timestampdiff(unit, startTimestamp, endTimestamp)",
      "Returns how many whole units lie between two timestamps.",
      "timestampdiff(HOUR, timestamp_ntz'2022-02-11 20:30:00', timestamp_ntz'2022-02-12 04:30:00')",
      "8", "3.3.0"),
  FUNCTION ("to_date", 1, 2, sluice_resolve_read_time, &to_date_reader, "to_date(date_str[, fmt])",
            "Reads a date by the pattern `fmt`, or as a cast does.",
            "to_date('2016-12-31', 'yyyy-MM-dd')", "2016-12-31", "1.5.0"),
  FUNCTION ("to_timestamp", 1, 2, sluice_resolve_read_time, &to_timestamp_reader,
            "to_timestamp(timestamp_str[, fmt])",
            "Reads a timestamp by the pattern `fmt`, or as a cast does.",
            "to_timestamp('2016-12-31', 'yyyy-MM-dd')", "2016-12-31 00:00:00", "2.2.0"),
  FUNCTION ("to_timestamp_ltz", 1, 2, sluice_resolve_read_time, &to_timestamp_reader,
            "to_timestamp_ltz(timestamp_str[, fmt])",
            "Reads a timestamp by the pattern `fmt`, or as a cast does.",
            "to_timestamp_ltz('2016-12-31', 'yyyy-MM-dd')", "2016-12-31 00:00:00", "3.4.0"),
  FUNCTION ("to_timestamp_ntz", 1, 2, sluice_resolve_read_time, &to_timestamp_ntz_reader,
            "to_timestamp_ntz(timestamp_str[, fmt])",
            "Reads a timestamp without a time zone by the pattern `fmt`, or as a cast does.",
            "to_timestamp_ntz('2016-12-31', 'yyyy-MM-dd')", "2016-12-31 00:00:00", "3.4.0"),
  FUNCTION ("to_unix_timestamp", 1, 2, sluice_resolve_read_time, &unix_timestamp_reader,
            "to_unix_timestamp(timeExp[, fmt])",
            "Returns seconds since 1970 of a timestamp or its text.",
            "to_unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460073600", "1.6.0"),
  FUNCTION ("to_utc_timestamp", 2, 2, sluice_resolve_simple, &to_utc_timestamp_simple,
            "to_utc_timestamp(timestamp, timezone)", "Shows a time of a time zone's clocks in UTC.",
            "to_utc_timestamp('2016-08-31', 'Asia/Seoul')", "2016-08-30 15:00:00", "1.5.0"),
  FUNCTION ("trunc", 2, 2, sluice_resolve_simple, &trunc_date_simple, "trunc(date, fmt)",
            "Cuts a date down to the unit `fmt`.", "trunc('2019-08-04', 'week')", "2019-07-29",
            "1.5.0"),
  FUNCTION ("try_make_interval", 0, 7, sluice_resolve_make_interval, NULL,
            "try_make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])",
            "Makes an interval of its parts, or null.", "try_make_interval(100, 11)",
            "100 years 11 months", "4.0.0"),
  FUNCTION ("try_make_timestamp", 1, 7, sluice_resolve_make_timestamp, NULL,
            "try_make_timestamp(year, month, day, hour, min, sec[, timezone])",
            "Makes a timestamp of its parts, or null.",
            "try_make_timestamp(2014, 12, 28, 6, 30, 45.887)", "2014-12-28 06:30:45.887", "4.0.0"),
  FUNCTION ("try_make_timestamp_ltz", 1, 7, sluice_resolve_make_timestamp, NULL,
            "try_make_timestamp_ltz(year, month, day, hour, min, sec[, timezone])",
            "Makes a timestamp of its parts, or null.",
            "try_make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887)", "2014-12-28 06:30:45.887",
            "4.0.0"),
  FUNCTION ("try_make_timestamp_ntz", 2, 6, sluice_resolve_make_timestamp, NULL,
            "try_make_timestamp_ntz(year, month, day, hour, min, sec)",
            "Makes a timestamp without a time zone of its parts, or null.",
            "try_make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887)", "2014-12-28 06:30:45.887",
            "4.0.0"),
  FUNCTION ("try_to_date", 1, 2, sluice_resolve_read_time, &try_to_date_reader,
            "try_to_date(date_str[, fmt])", "Reads a date, or gives null.",
            "try_to_date('2016-12-31', 'yyyy-MM-dd')", "2016-12-31", "4.0.0"),
  FUNCTION ("try_to_timestamp", 1, 2, sluice_resolve_read_time, &try_to_timestamp_reader,
            "try_to_timestamp(timestamp_str[, fmt])", "Reads a timestamp, or gives null.",
            "try_to_timestamp('2016-12-31', 'yyyy-MM-dd')", "2016-12-31 00:00:00", "3.4.0"),
  FUNCTION ("unix_date", 1, 1, resolve_unix_date, NULL, "unix_date(date)",
            "Returns the number of days since 1970-01-01.", "unix_date(DATE '1970-01-02')", "1",
            "3.1.0"),
  FUNCTION ("unix_micros", 1, 1, resolve_unix, &unix_micros_kernel, "unix_micros(timestamp)",
            "Returns microseconds since 1970.", "unix_micros(TIMESTAMP '1970-01-01 00:00:01Z')",
            "1000000", "3.1.0"),
  FUNCTION ("unix_millis", 1, 1, resolve_unix, &unix_millis_kernel, "unix_millis(timestamp)",
            "Returns milliseconds since 1970.", "unix_millis(TIMESTAMP '1970-01-01 00:00:01Z')",
            "1000", "3.1.0"),
  FUNCTION ("unix_seconds", 1, 1, resolve_unix, &unix_seconds_kernel, "unix_seconds(timestamp)",
            "Returns seconds since 1970.", "unix_seconds(TIMESTAMP '1970-01-01 00:00:01Z')", "1",
            "3.1.0"),
  FUNCTION ("unix_timestamp", 0, 2, resolve_unix_timestamp, &unix_timestamp_reader,
            "unix_timestamp([timeExp[, fmt]])",
            "Returns seconds since 1970 of a timestamp or its text, or of now.",
            "unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460073600", "1.5.0"),
  FIELD ("weekday", WEEKDAY, "day of the week (0 is Monday)", "weekday('2009-07-30')", "3",
         "2.4.0"),
  FIELD ("weekofyear", WEEK, "ISO 8601 week", "weekofyear('2008-02-20')", "8", "1.5.0"),
  FIELD ("year", YEAR, "year", "year('2016-07-30')", "2016", "1.5.0"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_datetime = { functions, G_N_ELEMENTS (functions) };
