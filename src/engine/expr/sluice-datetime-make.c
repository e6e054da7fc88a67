/* sluice-datetime-make.c: dates, timestamps and intervals out of their parts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-datetime-make.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-time-arithmetic.h"
#include "expr/sluice-zone.h"

/* What a wrong part makes of a row: an error in Spark's words, or null. */
static gboolean out_of_bounds (
    SluiceKernelCall *call, guint32 row, gboolean fail, GError **error, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

static gboolean
out_of_bounds (
    SluiceKernelCall *call, guint32 row, gboolean fail, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (!fail)
    {
      sluice_call_null_row (call, row);
      return TRUE;
    }
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", "%s", message);

  return FALSE;
}

/* @ok says whether there is a date; the result whether to go on. */
static gboolean
make_days (
    SluiceKernelCall *call, guint32 row, gboolean fail, gint64 *days, gboolean *ok, GError **error)
{
  gint32 year = SLUICE_ARG_AT (call, 0, gint32, row);
  gint32 month = SLUICE_ARG_AT (call, 1, gint32, row);
  gint32 day = SLUICE_ARG_AT (call, 2, gint32, row);

  *ok = FALSE;
  *days = 0;
  if (year < -999999999 || year > 999999999)
    return out_of_bounds (call, row, fail, error,
                          "Invalid value for Year (valid values -999999999 - 999999999): %d.",
                          year);
  if (month < 1 || month > 12)
    return out_of_bounds (call, row, fail, error,
                          "Invalid value for MonthOfYear (valid values 1 - 12): %d.", month);
  if (day < 1 || day > 31)
    return out_of_bounds (call, row, fail, error,
                          "Invalid value for DayOfMonth (valid values 1 - 28/31): %d.", day);
  if (month == 2 && day == 29 && !sluice_is_leap_year (year))
    return out_of_bounds (call, row, fail, error,
                          "Invalid date 'February 29' as '%d' is not a leap year.", year);
  if (day > (gint32) sluice_days_in_month (year, (guint) month))
    return out_of_bounds (call, row, fail, error, "Invalid date: month %d has no day %d.", month,
                          day);

  *days = sluice_civil_to_days_wide (year, (guint) month, day);
  *ok = TRUE;

  return TRUE;
}

static gboolean
make_date (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gboolean ok;
    gint64 days;

    if (!make_days (call, row, call->context->settings->ansi, &days, &ok, error))
      return FALSE;
    call->result->i32[row] = (gint32) days;
    if (ok && days != (gint32) days
        && !out_of_bounds (call, row, call->context->settings->ansi, error,
                           "The date is too far away."))
      return FALSE;
  }

  return TRUE;
}

/* The zone in the last argument. */
static const SluiceZone *
zone_of (const SluiceKernelCall *call, guint32 row, GError **error)
{
  SluiceString text = SLUICE_STRING_AT (call, 6, row);
  g_autofree char *id = g_strndup (text.data, text.length);
  const SluiceZone *zone = sluice_zone_lookup (id);

  if (zone == NULL)
    sluice_invalid_zone (id, error);

  return zone;
}

static gboolean
make_timestamp_rows (SluiceKernelCall *call, gboolean fail, GError **error)
{
  gboolean local = call->result->type->id == SLUICE_TYPE_TIMESTAMP_NTZ;
  const SluiceZone *session = sluice_session_zone (call->context->settings);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint32 hour = SLUICE_ARG_AT (call, 3, gint32, row);
    gint32 minute = SLUICE_ARG_AT (call, 4, gint32, row);
    gint64 us = (gint64) SLUICE_ARG_AT (call, 5, SluiceInt128, row);
    gint64 second = us / SLUICE_US_PER_SECOND;
    const SluiceZone *zone = call->expr->n_args == 7 ? zone_of (call, row, error) : session;
    gint64 days, time;
    gboolean ok;

    call->result->i64[row] = 0;
    if (zone == NULL)
      return FALSE;
    if (!make_days (call, row, fail, &days, &ok, error))
      return FALSE;
    if (!ok)
      continue;
    if (us > 60 * SLUICE_US_PER_SECOND && us < 61 * SLUICE_US_PER_SECOND)
      {
        if (!fail)
          {
            sluice_call_null_row (call, row);
            continue;
          }
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_FRACTION_OF_SECOND",
            "Valid range for seconds is [0, 60] (inclusive), but the provided value is %g.",
            (double) us / 1e6);
        return FALSE;
      }
    /* Sixty seconds are the next minute. */
    if (us == 60 * SLUICE_US_PER_SECOND)
      second = 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || us < 0)
      {
        const char *name = hour < 0 || hour > 23       ? "HourOfDay (valid values 0 - 23)"
                           : minute < 0 || minute > 59 ? "MinuteOfHour (valid values 0 - 59)"
                                                       : "SecondOfMinute (valid values 0 - 59)";
        gint64 wrong = hour < 0 || hour > 23 ? hour : minute < 0 || minute > 59 ? minute : second;

        if (!out_of_bounds (call, row, fail, error, "Invalid value for %s: %" G_GINT64_FORMAT ".",
                            name, wrong))
          return FALSE;
        continue;
      }
    time = ((gint64) hour * 60 + minute) * SLUICE_US_PER_MINUTE + us;
    if (__builtin_mul_overflow (days, SLUICE_US_PER_DAY, &days)
        || __builtin_add_overflow (days, time, &days))
      {
        if (!out_of_bounds (call, row, fail, error, "The timestamp is too far away."))
          return FALSE;
        continue;
      }
    call->result->i64[row] = local ? days : sluice_zone_to_utc (zone, days);
  }

  return TRUE;
}

static gboolean
make_timestamp (SluiceKernelCall *call, GError **error)
{
  return make_timestamp_rows (call, call->context->settings->ansi, error);
}

static gboolean
try_make_timestamp (SluiceKernelCall *call, GError **error)
{
  return make_timestamp_rows (call, FALSE, error);
}

SluiceExpr *
sluice_resolve_make_date (const SluiceFunction *function,
                          SluiceAnalyzer *analyzer,
                          SluiceCall *call,
                          GError **error)
{
  static const SluiceKernel kernel = { "make_date", SLUICE_KERNEL_STRICT, make_date, NULL };

  for (guint i = 0; i < 3; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_INT),
                                     error))
      return NULL;

  return sluice_call_finish (
      function, call, sluice_type_primitive (SLUICE_TYPE_DATE),
      !sluice_analyzer_settings (analyzer)->ansi || sluice_call_any_nullable (call), &kernel);
}

SluiceExpr *
sluice_resolve_make_timestamp (const SluiceFunction *function,
                               SluiceAnalyzer *analyzer,
                               SluiceCall *call,
                               GError **error)
{
  static const SluiceKernel kernel
      = { "make_timestamp", SLUICE_KERNEL_STRICT, make_timestamp, NULL };
  static const SluiceKernel try_kernel
      = { "try_make_timestamp", SLUICE_KERNEL_STRICT, try_make_timestamp, NULL };
  g_autoptr (SluiceType) seconds = sluice_type_decimal (16, 6);
  gboolean try_ = g_str_has_prefix (function->name, "try_");
  SluiceTypeId id = g_str_has_suffix (function->name, "_ntz") ? SLUICE_TYPE_TIMESTAMP_NTZ
                    : g_str_has_suffix (function->name, "_ltz")
                        ? SLUICE_TYPE_TIMESTAMP
                        : sluice_timestamp_type (sluice_analyzer_settings (analyzer));

  if (call->n_args == 4 || call->n_args == 5
      || (call->n_args == 3 && g_str_has_suffix (function->name, "_ntz")))
    {
      sluice_call_error (call, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", error,
                         "The `%s` takes a date and a time, or their six parts, and got %u arguments.",
                         function->name, call->n_args);
      return NULL;
    }
  if (call->n_args <= 3)
    return sluice_resolve_moment (function, analyzer, call, id, error);

  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i,
                                     i < 5    ? sluice_type_primitive (SLUICE_TYPE_INT)
                                     : i == 5 ? seconds
                                              : sluice_type_primitive (SLUICE_TYPE_STRING),
                                     error))
      return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (id),
                             try_ || !sluice_analyzer_settings (analyzer)->ansi
                                 || sluice_call_any_nullable (call),
                             try_ ? &try_kernel : &kernel);
}

/* Intervals. */

static gboolean
interval_overflow (GError **error)
{
  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
      "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION",
      "Integer overflow while operating with intervals. Try devising appropriate values for the "
      "interval parameters.");

  return FALSE;
}

static gboolean
calendar_overflow (SluiceKernelCall *call, guint32 row, gboolean fail, GError **error)
{
  if (!fail)
    {
      sluice_call_null_row (call, row);
      return TRUE;
    }
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "ARITHMETIC_OVERFLOW",
                    "overflow. If necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass "
                    "this error.");

  return FALSE;
}

static gboolean
make_interval_rows (SluiceKernelCall *call, gboolean fail, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceInt128 months = (SluiceInt128) SLUICE_ARG_AT (call, 0, gint32, row) * 12
                          + SLUICE_ARG_AT (call, 1, gint32, row);
    SluiceInt128 days = (SluiceInt128) SLUICE_ARG_AT (call, 2, gint32, row) * 7
                        + SLUICE_ARG_AT (call, 3, gint32, row);
    SluiceInt128 us = (SluiceInt128) SLUICE_ARG_AT (call, 4, gint32, row) * SLUICE_US_PER_HOUR
                      + (SluiceInt128) SLUICE_ARG_AT (call, 5, gint32, row) * SLUICE_US_PER_MINUTE
                      + SLUICE_ARG_AT (call, 6, SluiceInt128, row);
    SluiceCalendarInterval *interval = &call->result->interval[row];

    interval->months = (gint32) months;
    interval->days = (gint32) days;
    interval->microseconds = (gint64) us;
    if ((interval->months != months || interval->days != days || interval->microseconds != us)
        && !calendar_overflow (call, row, fail, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
make_interval (SluiceKernelCall *call, GError **error)
{
  return make_interval_rows (call, call->context->settings->ansi, error);
}

static gboolean
try_make_interval (SluiceKernelCall *call, GError **error)
{
  return make_interval_rows (call, FALSE, error);
}

static gboolean
make_dt_interval (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceInt128 us = (SluiceInt128) SLUICE_ARG_AT (call, 0, gint32, row) * SLUICE_US_PER_DAY
                      + (SluiceInt128) SLUICE_ARG_AT (call, 1, gint32, row) * SLUICE_US_PER_HOUR
                      + (SluiceInt128) SLUICE_ARG_AT (call, 2, gint32, row) * SLUICE_US_PER_MINUTE
                      + SLUICE_ARG_AT (call, 3, SluiceInt128, row);

    call->result->i64[row] = (gint64) us;
    if (call->result->i64[row] != us && !interval_overflow (error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
make_ym_interval (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 months
        = (gint64) SLUICE_ARG_AT (call, 0, gint32, row) * 12 + SLUICE_ARG_AT (call, 1, gint32, row);

    call->result->i32[row] = (gint32) months;
    if (call->result->i32[row] != months && !interval_overflow (error))
      return FALSE;
  }

  return TRUE;
}

SluiceExpr *
sluice_resolve_make_interval (const SluiceFunction *function,
                              SluiceAnalyzer *analyzer,
                              SluiceCall *call,
                              GError **error)
{
  static const struct
  {
    const char *name;
    guint n_args;
    SluiceTypeId result;
    SluiceKernel kernel;
  } forms[] = {
    { "make_interval",
      7,
      SLUICE_TYPE_CALENDAR_INTERVAL,
      { "make_interval", SLUICE_KERNEL_STRICT, make_interval, NULL } },
    { "try_make_interval",
      7,
      SLUICE_TYPE_CALENDAR_INTERVAL,
      { "try_make_interval", SLUICE_KERNEL_STRICT, try_make_interval, NULL } },
    { "make_dt_interval",
      4,
      SLUICE_TYPE_DAY_TIME_INTERVAL,
      { "make_dt_interval", SLUICE_KERNEL_STRICT, make_dt_interval, NULL } },
    { "make_ym_interval",
      2,
      SLUICE_TYPE_YEAR_MONTH_INTERVAL,
      { "make_ym_interval", SLUICE_KERNEL_STRICT, make_ym_interval, NULL } },
  };
  g_autoptr (SluiceType) seconds = sluice_type_decimal (18, 6);
  const SluiceType *integer = sluice_type_primitive (SLUICE_TYPE_INT);
  guint form = 0;
  gboolean nullable;

  while (!g_str_equal (forms[form].name, function->name))
    form++;
  while (call->n_args < forms[form].n_args)
    {
      const gint32 zero = 0;
      const SluiceInt128 zero_seconds = 0;
      gboolean is_seconds = forms[form].n_args > 2 && call->n_args == forms[form].n_args - 1;

      sluice_call_append_literal (call, is_seconds ? seconds : integer,
                                  is_seconds ? (gconstpointer) &zero_seconds
                                             : (gconstpointer) &zero);
    }
  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (
            analyzer, call, i, forms[form].n_args > 2 && i == call->n_args - 1 ? seconds : integer,
            error))
      return NULL;

  nullable
      = sluice_call_any_nullable (call)
        || (forms[form].n_args == 7 && (form == 1 || !sluice_analyzer_settings (analyzer)->ansi));

  return sluice_call_finish (function, call, sluice_type_primitive (forms[form].result), nullable,
                             &forms[form].kernel);
}
