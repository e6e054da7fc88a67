/* sluice-functions-datetime.c: functions that read, make and write times, tell what time it is, and where.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-datetime-make.h"
#include "expr/sluice-datetime-text.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-zone.h"

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
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "DATETIME_OVERFLOW",
                          "Datetime operation overflow: the moments are too far apart.");
        return FALSE;
      }
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

SIMPLE (from_utc_timestamp, "Ts", TIMESTAMP, FALSE)
SIMPLE (timestampdiff, "sTT", BIGINT, FALSE)
SIMPLE (to_utc_timestamp, "Ts", TIMESTAMP, FALSE)

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

/* clang-format off */
static const SluiceFunction functions[] = {
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
  FUNCTION ("date_format", 2, 2, sluice_resolve_date_format, NULL, "date_format(timestamp, fmt)",
            "Writes a timestamp by the pattern `fmt`.", "date_format('2016-04-08', 'y')", "2016",
            "1.5.0"),
  FUNCTION ("from_unixtime", 1, 2, sluice_resolve_from_unixtime, NULL,
            "from_unixtime(unix_time[, fmt])",
            "Writes seconds since 1970 as a timestamp by the pattern `fmt`.",
            "from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", "1970-01-01 00:00:00", "1.5.0"),
  FUNCTION ("from_utc_timestamp", 2, 2, sluice_resolve_simple, &from_utc_timestamp_simple,
            "from_utc_timestamp(timestamp, timezone)",
            "Shows a time in UTC as clocks of a time zone do.",
            "from_utc_timestamp('2016-08-31', 'Asia/Seoul')", "2016-08-31 09:00:00", "1.5.0"),
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
  FUNCTION ("now", 0, 0, sluice_resolve_simple, &current_timestamp_simple, "now()",
            "Returns the timestamp of the start of the micro-batch.", "now() = current_timestamp()",
            "true", "1.6.0"),
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
  FUNCTION ("unix_timestamp", 0, 2, resolve_unix_timestamp, &unix_timestamp_reader,
            "unix_timestamp([timeExp[, fmt]])",
            "Returns seconds since 1970 of a timestamp or its text, or of now.",
            "unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460073600", "1.5.0"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_datetime = { functions, G_N_ELEMENTS (functions) };
