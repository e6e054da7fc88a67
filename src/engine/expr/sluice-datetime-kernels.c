/* sluice-datetime-kernels.c: what operators on dates, timestamps and intervals compute.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-datetime-kernels.h"

#include <math.h>

#include "expr/sluice-calendar.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-zone.h"

/* Three ways to meet a row without a result, as three kernels that share a function each. */

static gboolean
no_result (SluiceKernelCall *call,
           guint32 row,
           SluiceEvalMode mode,
           const char *condition,
           const char *message,
           GError **error)
{
  if (mode == SLUICE_EVAL_TRY)
    {
      sluice_call_null_row (call, row);
      return TRUE;
    }
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition, "%s",
                    message);

  return FALSE;
}

static gboolean
interval_overflow (SluiceKernelCall *call, guint32 row, SluiceEvalMode mode, GError **error)
{
  return no_result (
      call, row, mode, "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION",
      "Integer overflow while operating with intervals. Try devising appropriate values for the "
      "interval parameters.",
      error);
}

static gboolean
datetime_overflow (SluiceKernelCall *call, guint32 row, SluiceEvalMode mode, GError **error)
{
  return no_result (call, row, mode, "DATETIME_OVERFLOW",
                    "Datetime operation overflow: the result is too far away.", error);
}

static gboolean
date_overflow (SluiceKernelCall *call, guint32 row, SluiceEvalMode mode, GError **error)
{
  return no_result (call, row, mode, "ARITHMETIC_OVERFLOW",
                    "overflow. If necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass "
                    "this error.",
                    error);
}

/* Of an interval; without ANSI mode that is null. */
static gboolean
divided_by_zero (SluiceKernelCall *call, guint32 row, SluiceEvalMode mode, GError **error)
{
  return no_result (call, row, mode == SLUICE_EVAL_LEGACY ? SLUICE_EVAL_TRY : mode, "INTERVAL_DIVIDED_BY_ZERO",
                    "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.", error);
}

/* Dates. The second argument of the moving kernels is negated for a subtraction. */

static gboolean
date_plus_days (SluiceKernelCall *call, gint sign, SluiceEvalMode mode, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 days = (gint64) SLUICE_ARG_AT (call, 0, gint32, row)
                  + sign * (gint64) SLUICE_ARG_AT (call, 1, gint32, row);

    /* Spark's dates wrap without a word. */
    call->result->i32[row] = (gint32) days;
  }

  return TRUE;
}

static gboolean
date_plus_months (SluiceKernelCall *call, gint sign, SluiceEvalMode mode, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 months = sign * (gint64) SLUICE_ARG_AT (call, 1, gint32, row);

    if (!sluice_add_months (SLUICE_ARG_AT (call, 0, gint32, row), months, &call->result->i32[row]))
      {
        call->result->i32[row] = 0;
        if (!date_overflow (call, row, mode, error))
          return FALSE;
      }
  }

  return TRUE;
}

/* A date and an interval of the old type, which must be of whole days. */
static gboolean
date_plus_interval (SluiceKernelCall *call, gint sign, SluiceEvalMode mode, GError **error)
{
  gboolean ansi = call->context->settings->ansi;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceCalendarInterval interval = SLUICE_ARG_AT (call, 1, SluiceCalendarInterval, row);
    gint32 days = SLUICE_ARG_AT (call, 0, gint32, row);
    gint64 us = sign * interval.microseconds;

    if (ansi && us != 0)
      {
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
            "INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION",
            "Cannot add an interval to a date because its microseconds part is not 0. To resolve "
            "this, cast the input date to a timestamp, which supports the addition of intervals "
            "with non-zero microseconds.");
        return FALSE;
      }
    if (!sluice_add_months (days, sign * (gint64) interval.months, &days))
      {
        call->result->i32[row] = 0;
        if (!date_overflow (call, row, mode, error))
          return FALSE;
        continue;
      }
    call->result->i32[row] = (gint32) (days + sign * (gint64) interval.days
                                       + sluice_floor_div (us, SLUICE_US_PER_DAY));
  }

  return TRUE;
}

static gboolean
date_minus_date (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, gint32, gint32, gint64, ((gint64) x - y) * SLUICE_US_PER_DAY);

  return TRUE;
}

/* Timestamps. */

static const SluiceZone *
zone_of (SluiceKernelCall *call, SluiceTypeId id)
{
  return id == SLUICE_TYPE_TIMESTAMP ? sluice_session_zone (call->context->settings) : NULL;
}

static gboolean
timestamp_plus_months (SluiceKernelCall *call, gint sign, SluiceEvalMode mode, GError **error)
{
  const SluiceZone *zone = zone_of (call, call->result->type->id);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    call->result->i64[row] = 0;
    if (!sluice_timestamp_add (SLUICE_ARG_AT (call, 0, gint64, row),
                               sign * (gint64) SLUICE_ARG_AT (call, 1, gint32, row), 0, 0, zone,
                               &call->result->i64[row])
        && !datetime_overflow (call, row, mode, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
timestamp_plus_time (SluiceKernelCall *call, gint sign, SluiceEvalMode mode, GError **error)
{
  const SluiceZone *zone = zone_of (call, call->result->type->id);

  /* Days of an interval are as long as those of the zone, so it may matter where they lie. */
  if (zone != NULL && sluice_zone_is_fixed (zone))
    zone = NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 time = SLUICE_ARG_AT (call, 0, gint64, row);
    gint64 us = SLUICE_ARG_AT (call, 1, gint64, row);
    gboolean overflow;

    call->result->i64[row] = 0;
    if (zone == NULL)
      overflow = sign > 0 ? __builtin_add_overflow (time, us, &call->result->i64[row])
                          : __builtin_sub_overflow (time, us, &call->result->i64[row]);
    else
      overflow
          = us == G_MININT64
            || !sluice_timestamp_add (time, 0, sign * us / SLUICE_US_PER_DAY,
                                      sign * us % SLUICE_US_PER_DAY, zone, &call->result->i64[row]);
    if (overflow && !datetime_overflow (call, row, mode, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
timestamp_plus_interval (SluiceKernelCall *call, gint sign, SluiceEvalMode mode, GError **error)
{
  const SluiceZone *zone = zone_of (call, call->result->type->id);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceCalendarInterval interval = SLUICE_ARG_AT (call, 1, SluiceCalendarInterval, row);

    call->result->i64[row] = 0;
    if (!sluice_timestamp_add (SLUICE_ARG_AT (call, 0, gint64, row),
                               sign * (gint64) interval.months, sign * (gint64) interval.days,
                               sign * interval.microseconds, zone, &call->result->i64[row])
        && !datetime_overflow (call, row, mode, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
timestamp_minus_timestamp (SluiceKernelCall *call, GError **error)
{
  const SluiceZone *zone = zone_of (call, call->args[0]->type->id);
  SluiceZoneCursor a = sluice_zone_cursor (zone);
  SluiceZoneCursor b = sluice_zone_cursor (zone);

  /* Local times are subtracted, so that a day is a day where the clocks change too. */
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 difference;

    if (__builtin_sub_overflow (sluice_zone_cursor_local (&a, SLUICE_ARG_AT (call, 0, gint64, row)),
                                sluice_zone_cursor_local (&b, SLUICE_ARG_AT (call, 1, gint64, row)),
                                &difference)
        && !datetime_overflow (call, row, SLUICE_EVAL_ANSI, error))
      return FALSE;
    call->result->i64[row] = difference;
  }

  return TRUE;
}

/* Intervals of the old type. */

static gboolean
interval_plus_interval (SluiceKernelCall *call, gint sign, SluiceEvalMode mode, GError **error)
{
  gboolean ansi = mode == SLUICE_EVAL_ANSI || mode == SLUICE_EVAL_TRY;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceCalendarInterval a = SLUICE_ARG_AT (call, 0, SluiceCalendarInterval, row);
    SluiceCalendarInterval b = SLUICE_ARG_AT (call, 1, SluiceCalendarInterval, row);
    SluiceCalendarInterval *r = &call->result->interval[row];
    gint64 months = (gint64) a.months + sign * (gint64) b.months;
    gint64 days = (gint64) a.days + sign * (gint64) b.days;
    gboolean overflow
        = sign > 0 ? __builtin_add_overflow (a.microseconds, b.microseconds, &r->microseconds)
                   : __builtin_sub_overflow (a.microseconds, b.microseconds, &r->microseconds);

    r->months = (gint32) months;
    r->days = (gint32) days;
    if (ansi && (overflow || months != r->months || days != r->days)
        && !no_result (
            call, row, mode, "ARITHMETIC_OVERFLOW",
            "overflow. If necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass this "
            "error.",
            error))
      return FALSE;
  }

  return TRUE;
}

/* Products and quotients of intervals with numbers, rounded half up away from zero. */

static gboolean
store_rounded (SluiceKernelCall *call, guint32 row, SluiceInt128 value, gboolean fits)
{
  if (call->result->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    {
      call->result->i32[row] = (gint32) value;
      return fits && value == call->result->i32[row];
    }
  call->result->i64[row] = (gint64) value;

  return fits && value == call->result->i64[row];
}

static SluiceInt128
divide_half_up (SluiceInt128 x, SluiceInt128 y)
{
  SluiceInt128 quotient = x / y;
  SluiceInt128 rest = x % y;
  SluiceInt128 twice = (rest < 0 ? -rest : rest) * 2;

  if (twice >= (y < 0 ? -y : y))
    quotient += (x < 0) == (y < 0) ? 1 : -1;

  return quotient;
}

static gint64
interval_value (SluiceKernelCall *call, guint32 row)
{
  return call->args[0]->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
             ? SLUICE_ARG_AT (call, 0, gint32, row)
             : SLUICE_ARG_AT (call, 0, gint64, row);
}

static gboolean
java_overflow (SluiceKernelCall *call, guint32 row, SluiceEvalMode mode, GError **error)
{
  return no_result (call, row, mode, NULL,
                    call->result->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                        ? "java.lang.ArithmeticException: integer overflow"
                        : "java.lang.ArithmeticException: long overflow",
                    error);
}

static gboolean
multiply_or_divide (SluiceKernelCall *call, gboolean divide, SluiceEvalMode mode, GError **error)
{
  const SluiceColumn *number = call->args[1];

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 interval = interval_value (call, row);
    SluiceInt128 result = 0;
    gboolean fits = TRUE;
    gboolean zero = FALSE;

    switch ((int) number->type->id)
      {
      case SLUICE_TYPE_BIGINT:
        {
          gint64 factor = SLUICE_ARG_AT (call, 1, gint64, row);

          zero = divide && factor == 0;
          if (!zero)
            result = divide ? divide_half_up (interval, factor) : (SluiceInt128) interval * factor;
        }
        break;
      case SLUICE_TYPE_DOUBLE:
        {
          double factor = SLUICE_ARG_AT (call, 1, double, row);
          double value;

          zero = divide && factor == 0;
          value = divide && !zero ? (double) interval / factor : (double) interval * factor;
          fits = fabs (value) < 9.3e18;
          if (fits)
            result = (SluiceInt128) (value < 0 ? -floor (-value + 0.5) : floor (value + 0.5));
        }
        break;
      case SLUICE_TYPE_DECIMAL:
        {
          SluiceInt128 factor = SLUICE_ARG_AT (call, 1, SluiceInt128, row);
          guint scale = number->type->scale;

          zero = divide && factor == 0;
          if (divide && !zero)
            fits = sluice_decimal_divide (interval, 0, factor, scale, SLUICE_DECIMAL_MAX_PRECISION,
                                          0, &result);
          else if (!divide)
            fits = sluice_decimal_multiply (interval, 0, factor, scale,
                                            SLUICE_DECIMAL_MAX_PRECISION, 0, &result);
        }
        break;
      default:
        g_assert_not_reached ();
      }

    if (zero)
      {
        store_rounded (call, row, 0, TRUE);
        if (!no_result (call, row, mode, "INTERVAL_DIVIDED_BY_ZERO",
                        "Division by zero. Use `try_divide` to tolerate divisor being 0 and return "
                        "NULL instead.",
                        error))
          return FALSE;
      }
    else if (!store_rounded (call, row, result, fits) && !java_overflow (call, row, mode, error))
      return FALSE;
  }

  return TRUE;
}

/* An interval of the old type times or by a number: each part on its own, fractions running over.
 */
static gboolean
scale_calendar_interval (SluiceKernelCall *call,
                         gboolean divide,
                         SluiceEvalMode mode,
                         GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceCalendarInterval interval = SLUICE_ARG_AT (call, 0, SluiceCalendarInterval, row);
    double factor = SLUICE_ARG_AT (call, 1, double, row);
    SluiceCalendarInterval *r = &call->result->interval[row];
    double months, days, us;

    if (divide && factor == 0)
      {
        memset (r, 0, sizeof *r);
        if (!divided_by_zero (call, row, mode, error))
          return FALSE;
        continue;
      }
    months = divide ? interval.months / factor : interval.months * factor;
    days = divide ? interval.days / factor : interval.days * factor;
    us = divide ? (double) interval.microseconds / factor : (double) interval.microseconds * factor;
    us += (days - trunc (days)) * SLUICE_US_PER_DAY;
    r->months = (gint32) months;
    r->days = (gint32) days;
    r->microseconds = (gint64) round (us);
    if ((fabs (months) > G_MAXINT32 || fabs (days) > G_MAXINT32 || fabs (us) > 9.2e18)
        && !interval_overflow (call, row, mode, error))
      return FALSE;
  }

  return TRUE;
}

/* interval div interval: how many times the second goes into the first. */
static gboolean
interval_div (SluiceKernelCall *call, SluiceEvalMode mode, GError **error)
{
  gboolean months = call->args[0]->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 x = interval_value (call, row);
    gint64 y = months ? SLUICE_ARG_AT (call, 1, gint32, row) : SLUICE_ARG_AT (call, 1, gint64, row);

    call->result->i64[row] = 0;
    if (y == 0)
      {
        if (!divided_by_zero (call, row, mode, error))
          return FALSE;
      }
    else if (x == G_MININT64 && y == -1)
      {
        if (!java_overflow (call, row, mode, error))
          return FALSE;
      }
    else
      call->result->i64[row] = x / y;
  }

  return TRUE;
}

/* A kernel for each mode, and each of them as it stands and inverted. */

#define KERNEL(function, variant, extra, mode)                                                     \
  static gboolean function##_##variant (SluiceKernelCall *call, GError **error)                    \
  {                                                                                                \
    return function (call, extra, mode, error);                                                    \
  }
#define KERNELS(function, forward, backward)                                                       \
  KERNEL (function, ansi, forward, SLUICE_EVAL_ANSI)                                               \
  KERNEL (function, legacy, forward, SLUICE_EVAL_LEGACY)                                           \
  KERNEL (function, try, forward, SLUICE_EVAL_TRY)                                                 \
  KERNEL (function, inverse_ansi, backward, SLUICE_EVAL_ANSI)                                      \
  KERNEL (function, inverse_legacy, backward, SLUICE_EVAL_LEGACY)                                  \
  KERNEL (function, inverse_try, backward, SLUICE_EVAL_TRY)

KERNELS (date_plus_days, 1, -1)
KERNELS (date_plus_months, 1, -1)
KERNELS (date_plus_interval, 1, -1)
KERNELS (timestamp_plus_months, 1, -1)
KERNELS (timestamp_plus_time, 1, -1)
KERNELS (timestamp_plus_interval, 1, -1)
KERNELS (interval_plus_interval, 1, -1)
KERNELS (multiply_or_divide, FALSE, TRUE)
KERNELS (scale_calendar_interval, FALSE, TRUE)

#define ENTRY(function, variant) { #function "_" #variant, SLUICE_KERNEL_STRICT, function##_##variant, NULL }
#define ENTRIES(function)                                                                          \
  {                                                                                                \
    { [SLUICE_EVAL_ANSI] = ENTRY (function, ansi),                                                 \
      [SLUICE_EVAL_LEGACY] = ENTRY (function, legacy),                                             \
      [SLUICE_EVAL_TRY] = ENTRY (function, try) },                                                 \
    { [SLUICE_EVAL_ANSI] = ENTRY (function, inverse_ansi),                                         \
      [SLUICE_EVAL_LEGACY] = ENTRY (function, inverse_legacy),                                     \
      [SLUICE_EVAL_TRY] = ENTRY (function, inverse_try) },                                         \
  }

const SluiceKernel *
sluice_datetime_kernel (SluiceDatetimeOperation operation, gboolean inverse, SluiceEvalMode mode)
{
  static const SluiceKernel kernels[SLUICE_N_DATETIME_OPERATIONS][2][SLUICE_N_EVAL_MODES] = {
    [SLUICE_DATETIME_DATE_DAYS] = ENTRIES (date_plus_days),
    [SLUICE_DATETIME_DATE_MONTHS] = ENTRIES (date_plus_months),
    [SLUICE_DATETIME_DATE_INTERVAL] = ENTRIES (date_plus_interval),
    [SLUICE_DATETIME_TIMESTAMP_MONTHS] = ENTRIES (timestamp_plus_months),
    [SLUICE_DATETIME_TIMESTAMP_TIME] = ENTRIES (timestamp_plus_time),
    [SLUICE_DATETIME_TIMESTAMP_INTERVAL] = ENTRIES (timestamp_plus_interval),
    [SLUICE_DATETIME_INTERVALS] = ENTRIES (interval_plus_interval),
    [SLUICE_DATETIME_SCALE_INTERVAL] = ENTRIES (multiply_or_divide),
    [SLUICE_DATETIME_SCALE_CALENDAR_INTERVAL] = ENTRIES (scale_calendar_interval),
  };

  return &kernels[operation][inverse ? 1 : 0][mode];
}

static gboolean
interval_div_ansi (SluiceKernelCall *call, GError **error)
{
  return interval_div (call, SLUICE_EVAL_ANSI, error);
}

static gboolean
interval_div_legacy (SluiceKernelCall *call, GError **error)
{
  return interval_div (call, SLUICE_EVAL_LEGACY, error);
}

static gboolean
interval_div_try (SluiceKernelCall *call, GError **error)
{
  return interval_div (call, SLUICE_EVAL_TRY, error);
}

const SluiceKernel sluice_interval_div_kernels[SLUICE_N_EVAL_MODES] = {
  { "div_interval", SLUICE_KERNEL_STRICT, interval_div_ansi, NULL },
  { "div_interval_legacy", SLUICE_KERNEL_STRICT, interval_div_legacy, NULL },
  { "div_interval_try", SLUICE_KERNEL_STRICT, interval_div_try, NULL },
};

const SluiceKernel sluice_date_minus_date_kernel
    = { "subtract_dates", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, date_minus_date, NULL };
const SluiceKernel sluice_timestamp_minus_timestamp_kernel
    = { "subtract_timestamps", SLUICE_KERNEL_STRICT, timestamp_minus_timestamp, NULL };
