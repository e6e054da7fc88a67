/* sluice-datetime-arithmetic.c: operators on dates, timestamps and intervals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-datetime-arithmetic.h"

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
        if (!datetime_overflow (call, row, mode, error))
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
        if (!datetime_overflow (call, row, mode, error))
          return FALSE;
        continue;
      }
    days += sign * interval.days;
    call->result->i32[row] = (gint32) (days + sluice_floor_div (us, SLUICE_US_PER_DAY));
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
            call, row, mode, "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION",
            "Integer overflow while operating with intervals. Use `try_add` to tolerate overflow "
            "and return NULL instead.",
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
        if (mode == SLUICE_EVAL_LEGACY)
          sluice_call_null_row (call, row);
        else if (!no_result (call, row, mode, "INTERVAL_DIVIDED_BY_ZERO",
                             "Division by zero. Use `try_divide` to tolerate divisor being 0 and "
                             "return NULL "
                             "instead.",
                             error))
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
        if (mode == SLUICE_EVAL_LEGACY)
          sluice_call_null_row (call, row);
        else if (!no_result (call, row, mode, "INTERVAL_DIVIDED_BY_ZERO",
                             "Division by zero. Use `try_divide` to tolerate divisor being 0 and "
                             "return NULL "
                             "instead.",
                             error))
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

/* Kernels: one for each mode, and for the moving ones one for each sign. */

#define MODE_KERNEL(function, extra, suffix, mode)                                                 \
  static gboolean function##_##suffix (SluiceKernelCall *call, GError **error)                     \
  {                                                                                                \
    return function (call, extra, mode, error);                                                    \
  }
#define MODE_KERNELS(name, function, extra)                                                        \
  MODE_KERNEL (function, extra, name##_ansi, SLUICE_EVAL_ANSI)                                     \
  MODE_KERNEL (function, extra, name##_legacy, SLUICE_EVAL_LEGACY)                                 \
  MODE_KERNEL (function, extra, name##_try, SLUICE_EVAL_TRY)                                       \
  static const SluiceKernel name##_kernels[SLUICE_N_EVAL_MODES] = {                                \
    { #name, SLUICE_KERNEL_STRICT, function##_##name##_ansi, NULL },                               \
    { #name "_legacy", SLUICE_KERNEL_STRICT, function##_##name##_legacy, NULL },                   \
    { #name "_try", SLUICE_KERNEL_STRICT, function##_##name##_try, NULL },                         \
  };

MODE_KERNELS (add_days, date_plus_days, 1)
MODE_KERNELS (subtract_days, date_plus_days, -1)
MODE_KERNELS (add_months_date, date_plus_months, 1)
MODE_KERNELS (subtract_months_date, date_plus_months, -1)
MODE_KERNELS (add_interval_date, date_plus_interval, 1)
MODE_KERNELS (subtract_interval_date, date_plus_interval, -1)
MODE_KERNELS (add_months_timestamp, timestamp_plus_months, 1)
MODE_KERNELS (subtract_months_timestamp, timestamp_plus_months, -1)
MODE_KERNELS (add_time_timestamp, timestamp_plus_time, 1)
MODE_KERNELS (subtract_time_timestamp, timestamp_plus_time, -1)
MODE_KERNELS (add_interval_timestamp, timestamp_plus_interval, 1)
MODE_KERNELS (subtract_interval_timestamp, timestamp_plus_interval, -1)
MODE_KERNELS (add_intervals, interval_plus_interval, 1)
MODE_KERNELS (subtract_intervals, interval_plus_interval, -1)
MODE_KERNELS (multiply_interval, multiply_or_divide, FALSE)
MODE_KERNELS (divide_interval, multiply_or_divide, TRUE)
MODE_KERNELS (multiply_calendar_interval, scale_calendar_interval, FALSE)
MODE_KERNELS (divide_calendar_interval, scale_calendar_interval, TRUE)

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

static const SluiceKernel interval_div_kernels[SLUICE_N_EVAL_MODES] = {
  { "div_interval", SLUICE_KERNEL_STRICT, interval_div_ansi, NULL },
  { "div_interval_legacy", SLUICE_KERNEL_STRICT, interval_div_legacy, NULL },
  { "div_interval_try", SLUICE_KERNEL_STRICT, interval_div_try, NULL },
};

static const SluiceKernel date_minus_date_kernel
    = { "subtract_dates", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, date_minus_date, NULL };
static const SluiceKernel timestamp_minus_timestamp_kernel
    = { "subtract_timestamps", SLUICE_KERNEL_STRICT, timestamp_minus_timestamp, NULL };

/* Types of the operands. */

static gboolean
is_interval (SluiceTypeId id)
{
  return id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || id == SLUICE_TYPE_DAY_TIME_INTERVAL
         || id == SLUICE_TYPE_CALENDAR_INTERVAL;
}

static gboolean
is_time (SluiceTypeId id)
{
  return id == SLUICE_TYPE_DATE || id == SLUICE_TYPE_TIMESTAMP || id == SLUICE_TYPE_TIMESTAMP_NTZ;
}

static gboolean
is_timestamp (SluiceTypeId id)
{
  return id == SLUICE_TYPE_TIMESTAMP || id == SLUICE_TYPE_TIMESTAMP_NTZ;
}

static SluiceTypeId
arg_id (const SluiceCall *call, guint i)
{
  return call->args[i]->type->id;
}

static SluiceExpr *
fail_types (const SluiceFunction *function, const SluiceCall *call, GError **error)
{
  g_autofree char *sql = sluice_call_to_sql (call);
  g_autofree char *x = sluice_type_to_sql (call->args[0]->type);
  g_autofree char *y = sluice_type_to_sql (call->args[1]->type);

  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS,
      "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
      "Cannot resolve \"%s\" due to data type mismatch: the left and right operands of the binary "
      "operator have incompatible types (\"%s\" and \"%s\").",
      sql, x, y);

  return NULL;
}

static void
swap_args (SluiceCall *call)
{
  SluiceExpr *first = call->args[0];

  call->args[0] = call->args[1];
  call->args[1] = first;
}

static SluiceExpr *
finish (const SluiceFunction *function,
        SluiceCall *call,
        const SluiceType *type,
        gboolean may_fail,
        SluiceEvalMode mode,
        const SluiceKernel *kernel)
{
  return sluice_call_finish (
      function, call, type,
      (may_fail && mode == SLUICE_EVAL_TRY) || sluice_call_any_nullable (call), kernel);
}

static SluiceExpr *
move_date (SluiceArithmetic operation,
           SluiceEvalMode mode,
           const SluiceFunction *function,
           SluiceAnalyzer *analyzer,
           SluiceCall *call,
           GError **error)
{
  gboolean add = operation == SLUICE_ARITHMETIC_ADD;
  const SluiceType *date = sluice_type_primitive (SLUICE_TYPE_DATE);
  const SluiceType *by = call->args[1]->type;

  switch ((int) by->id)
    {
    case SLUICE_TYPE_BYTE:
    case SLUICE_TYPE_SHORT:
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_VOID:
      sluice_call_cast_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT));
      return finish (function, call, date, FALSE, mode,
                     add ? &add_days_kernels[mode] : &subtract_days_kernels[mode]);

    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return finish (function, call, date, TRUE, mode,
                     add ? &add_months_date_kernels[mode] : &subtract_months_date_kernels[mode]);

    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      /* Whole days move the date; anything finer makes a timestamp of it. */
      if (by->start_field == SLUICE_INTERVAL_DAY && by->end_field == SLUICE_INTERVAL_DAY)
        {
          g_autoptr (SluiceExpr) days = sluice_interval_days_new (call->args[1]);

          sluice_call_replace_arg (call, 1, sluice_expr_ref (days));
          return finish (function, call, date, FALSE, mode,
                         add ? &add_days_kernels[mode] : &subtract_days_kernels[mode]);
        }
      sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_TIMESTAMP));
      return finish (function, call, call->args[0]->type, TRUE, mode,
                     add ? &add_time_timestamp_kernels[mode]
                         : &subtract_time_timestamp_kernels[mode]);

    case SLUICE_TYPE_CALENDAR_INTERVAL:
      return finish (function, call, date, TRUE, mode,
                     add ? &add_interval_date_kernels[mode]
                         : &subtract_interval_date_kernels[mode]);

    default:
      sluice_call_wrong_type (call, 1, "(\"INT\" or \"SMALLINT\" or \"TINYINT\")", error);
      return NULL;
    }
}

static SluiceExpr *
move_timestamp (SluiceArithmetic operation,
                SluiceEvalMode mode,
                const SluiceFunction *function,
                SluiceCall *call,
                GError **error)
{
  gboolean add = operation == SLUICE_ARITHMETIC_ADD;
  const SluiceType *type = call->args[0]->type;

  switch ((int) arg_id (call, 1))
    {
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return finish (function, call, type, TRUE, mode,
                     add ? &add_months_timestamp_kernels[mode]
                         : &subtract_months_timestamp_kernels[mode]);
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return finish (function, call, type, TRUE, mode,
                     add ? &add_time_timestamp_kernels[mode]
                         : &subtract_time_timestamp_kernels[mode]);
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      return finish (function, call, type, TRUE, mode,
                     add ? &add_interval_timestamp_kernels[mode]
                         : &subtract_interval_timestamp_kernels[mode]);
    default:
      return fail_types (function, call, error);
    }
}

/* A text beside an interval is a moment, and the result a text again. */
static SluiceExpr *
move_text (SluiceArithmetic operation,
           SluiceEvalMode mode,
           const SluiceFunction *function,
           SluiceAnalyzer *analyzer,
           SluiceCall *call,
           GError **error)
{
  g_autoptr (SluiceExpr) moved = NULL;

  sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_TIMESTAMP));
  moved = move_timestamp (operation, mode, function, call, error);

  return moved != NULL
             ? sluice_analyzer_cast (analyzer, moved, sluice_type_primitive (SLUICE_TYPE_STRING))
             : NULL;
}

static SluiceExpr *
subtract_times (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call)
{
  gboolean any_timestamp = is_timestamp (arg_id (call, 0)) || is_timestamp (arg_id (call, 1));

  /* A text beside a date is a date. */
  if (!any_timestamp)
    {
      g_autoptr (SluiceType) days = sluice_type_interval (SLUICE_TYPE_DAY_TIME_INTERVAL,
                                                          SLUICE_INTERVAL_DAY, SLUICE_INTERVAL_DAY);

      sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DATE));
      sluice_call_cast_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_DATE));

      return sluice_call_finish (function, call, days, sluice_call_any_nullable (call),
                                 &date_minus_date_kernel);
    }

  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId other = arg_id (call, 1 - i);
      SluiceTypeId wanted
          = other == SLUICE_TYPE_TIMESTAMP_NTZ && arg_id (call, i) != SLUICE_TYPE_TIMESTAMP
                ? SLUICE_TYPE_TIMESTAMP_NTZ
                : SLUICE_TYPE_TIMESTAMP;

      if (arg_id (call, i) != SLUICE_TYPE_TIMESTAMP && arg_id (call, i) != wanted)
        sluice_call_cast_arg (analyzer, call, i, sluice_type_primitive (wanted));
    }

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_DAY_TIME_INTERVAL),
                             sluice_call_any_nullable (call), &timestamp_minus_timestamp_kernel);
}

static SluiceExpr *
combine_intervals (SluiceArithmetic operation,
                   SluiceEvalMode mode,
                   const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  const SluiceType *x = call->args[0]->type;
  const SluiceType *y = call->args[1]->type;
  gboolean add = operation == SLUICE_ARITHMETIC_ADD;
  g_autoptr (SluiceType) type = NULL;

  if (x->id == SLUICE_TYPE_VOID)
    {
      sluice_call_cast_arg (analyzer, call, 0, y);
      x = y;
    }
  else if (y->id == SLUICE_TYPE_VOID)
    {
      sluice_call_cast_arg (analyzer, call, 1, x);
      y = x;
    }
  if (x->id == SLUICE_TYPE_CALENDAR_INTERVAL && y->id != x->id)
    {
      sluice_call_wrong_type (
          call, 0,
          "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"(TIMESTAMP_LTZ, TIMESTAMP_NTZ)\")",
          error);
      return NULL;
    }
  if (x->id != y->id)
    return fail_types (function, call, error);
  if (operation == SLUICE_ARITHMETIC_INTEGRAL_DIVIDE && x->id != SLUICE_TYPE_CALENDAR_INTERVAL)
    return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT), TRUE,
                               &interval_div_kernels[mode]);
  if (operation != SLUICE_ARITHMETIC_ADD && operation != SLUICE_ARITHMETIC_SUBTRACT)
    return fail_types (function, call, error);
  if (x->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return finish (function, call, x, TRUE, mode,
                   add ? &add_intervals_kernels[mode] : &subtract_intervals_kernels[mode]);

  type = sluice_type_interval (x->id, MIN (x->start_field, y->start_field),
                               MAX (x->end_field, y->end_field));
  sluice_call_cast_arg (analyzer, call, 0, type);
  sluice_call_cast_arg (analyzer, call, 1, type);

  return finish (function, call, type, TRUE, mode,
                 sluice_arithmetic_kernel (operation, x->id, mode));
}

static SluiceExpr *
scale_interval (SluiceArithmetic operation,
                SluiceEvalMode mode,
                const SluiceFunction *function,
                SluiceAnalyzer *analyzer,
                SluiceCall *call,
                GError **error)
{
  gboolean divide = operation == SLUICE_ARITHMETIC_DIVIDE;
  SluiceTypeId id = arg_id (call, 0);
  SluiceTypeId number = arg_id (call, 1);

  if (id == SLUICE_TYPE_CALENDAR_INTERVAL || number == SLUICE_TYPE_STRING
      || number == SLUICE_TYPE_FLOAT)
    sluice_call_cast_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else if (number == SLUICE_TYPE_VOID || sluice_type_is_integral (number))
    sluice_call_cast_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_BIGINT));
  else if (!sluice_type_is_numeric (number))
    return fail_types (function, call, error);

  if (id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return sluice_call_finish (function, call, call->args[0]->type, TRUE,
                               divide ? &divide_calendar_interval_kernels[mode]
                                      : &multiply_calendar_interval_kernels[mode]);

  /* Whatever the fields of the interval, the result has all of its kind. */
  return finish (function, call, sluice_type_primitive (id), TRUE, mode,
                 divide ? &divide_interval_kernels[mode] : &multiply_interval_kernels[mode]);
}

SluiceExpr *
sluice_datetime_arithmetic_resolve (SluiceArithmetic operation,
                                    SluiceEvalMode mode,
                                    const SluiceFunction *function,
                                    SluiceAnalyzer *analyzer,
                                    SluiceCall *call,
                                    GError **error)
{
  SluiceTypeId x = arg_id (call, 0);
  SluiceTypeId y = arg_id (call, 1);
  gboolean add = operation == SLUICE_ARITHMETIC_ADD;
  gboolean subtract = operation == SLUICE_ARITHMETIC_SUBTRACT;

  if (add && is_time (y) && !is_time (x))
    {
      swap_args (call);
      x = arg_id (call, 0);
      y = arg_id (call, 1);
    }

  if (subtract
      && ((is_time (x) && is_time (y)) || (is_time (x) && y == SLUICE_TYPE_STRING)
          || ((x == SLUICE_TYPE_STRING || x == SLUICE_TYPE_VOID) && is_time (y))
          || (is_timestamp (x) && y == SLUICE_TYPE_VOID)))
    return subtract_times (function, analyzer, call);

  if (add && y == SLUICE_TYPE_STRING && is_interval (x))
    {
      swap_args (call);
      x = arg_id (call, 0);
      y = arg_id (call, 1);
    }
  if ((add || subtract) && x == SLUICE_TYPE_STRING && is_interval (y))
    return move_text (operation, mode, function, analyzer, call, error);
  if ((add || subtract) && x == SLUICE_TYPE_DATE)
    return move_date (operation, mode, function, analyzer, call, error);
  if ((add || subtract) && is_time (x))
    return move_timestamp (operation, mode, function, call, error);
  if (is_interval (x) && (is_interval (y) || ((add || subtract) && y == SLUICE_TYPE_VOID)))
    return combine_intervals (operation, mode, function, analyzer, call, error);
  if (is_interval (y) && (add || subtract) && x == SLUICE_TYPE_VOID)
    return combine_intervals (operation, mode, function, analyzer, call, error);
  if (operation == SLUICE_ARITHMETIC_MULTIPLY && is_interval (y) && !is_interval (x)
      && !is_time (x))
    {
      swap_args (call);
      return scale_interval (operation, mode, function, analyzer, call, error);
    }
  if ((operation == SLUICE_ARITHMETIC_MULTIPLY || operation == SLUICE_ARITHMETIC_DIVIDE)
      && is_interval (x) && !is_time (y))
    return scale_interval (operation, mode, function, analyzer, call, error);

  return fail_types (function, call, error);
}
