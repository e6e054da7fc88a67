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
#include "expr/sluice-time-arithmetic.h"
#include "expr/sluice-time-of-day.h"
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

/* Types of the operands.
 *
 * Spark makes calls of other functions out of these operators before anything is cast, by the types
 * as they are written. Which function it is decides what the other operand may be, and what the
 * message says when it is something else.
 */

#define TIMESTAMP_INPUTS                                                                           \
  "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) "     \
  "WITH P IN [7, 9])\")"

typedef struct
{
  SluiceArithmetic operation;
  SluiceEvalMode mode;
  const SluiceFunction *function;
  SluiceAnalyzer *analyzer;
  SluiceCall *call;
} Operands;

static SluiceTypeId
arg_id (const Operands *self, guint i)
{
  return self->call->args[i]->type->id;
}

static void
swap (Operands *self)
{
  SluiceExpr *first = self->call->args[0];

  self->call->args[0] = self->call->args[1];
  self->call->args[1] = first;
}

static void
cast (const Operands *self, guint i, SluiceTypeId id)
{
  sluice_call_cast_arg (self->analyzer, self->call, i, sluice_type_primitive (id));
}

static gboolean
is_ansi (const Operands *self)
{
  return sluice_analyzer_settings (self->analyzer)->ansi;
}

/* try_add and its kin may give null for whatever isn't a number. */
static SluiceExpr *
finish (const Operands *self, const SluiceType *type, const SluiceKernel *kernel)
{
  return sluice_call_finish (self->function, self->call, type,
                             self->mode == SLUICE_EVAL_TRY || sluice_call_any_nullable (self->call),
                             kernel);
}

static SluiceExpr *
finish_either (const Operands *self,
               const SluiceType *type,
               const SluiceKernel *add,
               const SluiceKernel *subtract)
{
  return finish (self, type,
                 self->operation == SLUICE_ARITHMETIC_ADD ? &add[self->mode]
                                                          : &subtract[self->mode]);
}

/* date + days and date - days. */
static SluiceExpr *
move_by_days (const Operands *self, GError **error)
{
  switch ((int) arg_id (self, 1))
    {
    case SLUICE_TYPE_BYTE:
    case SLUICE_TYPE_SHORT:
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_VOID:
      cast (self, 1, SLUICE_TYPE_INT);
      return finish_either (self, sluice_type_primitive (SLUICE_TYPE_DATE), add_days_kernels,
                            subtract_days_kernels);
    default:
      sluice_call_wrong_type (self->call, 1, "(\"INT\" or \"SMALLINT\" or \"TINYINT\")", error);
      return NULL;
    }
}

static SluiceExpr *
move_date (const Operands *self)
{
  const SluiceType *date = sluice_type_primitive (SLUICE_TYPE_DATE);
  const SluiceType *by = self->call->args[1]->type;

  if (by->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    return finish_either (self, date, add_months_date_kernels, subtract_months_date_kernels);
  if (by->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return finish_either (self, date, add_interval_date_kernels, subtract_interval_date_kernels);

  /* Whole days move the date; anything finer makes a timestamp of it. */
  if (by->start_field == SLUICE_INTERVAL_DAY && by->end_field == SLUICE_INTERVAL_DAY)
    {
      g_autoptr (SluiceExpr) days = sluice_interval_days_new (self->call->args[1]);

      sluice_call_replace_arg (self->call, 1, sluice_expr_ref (days));
      return finish_either (self, date, add_days_kernels, subtract_days_kernels);
    }
  cast (self, 0, SLUICE_TYPE_TIMESTAMP);

  return finish_either (self, self->call->args[0]->type, add_time_timestamp_kernels,
                        subtract_time_timestamp_kernels);
}

static SluiceExpr *
move_timestamp (const Operands *self)
{
  const SluiceType *type = self->call->args[0]->type;

  switch ((int) arg_id (self, 1))
    {
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return finish_either (self, type, add_months_timestamp_kernels,
                            subtract_months_timestamp_kernels);
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return finish_either (self, type, add_time_timestamp_kernels,
                            subtract_time_timestamp_kernels);
    case SLUICE_TYPE_CALENDAR_INTERVAL:
    default:
      return finish_either (self, type, add_interval_timestamp_kernels,
                            subtract_interval_timestamp_kernels);
    }
}

/* Something beside an interval of days or of the old type: a moment, or what may become one, and the
 * result is of its type again. */
static SluiceExpr *
move_anything (const Operands *self, GError **error)
{
  SluiceTypeId id = arg_id (self, 0);
  g_autoptr (SluiceExpr) moved = NULL;

  if (sluice_type_is_timestamp (id))
    return move_timestamp (self);
  if (id == SLUICE_TYPE_VOID)
    {
      sluice_call_mismatch (self->call, "CAST_WITHOUT_SUGGESTION", error,
                            "cannot cast \"TIMESTAMP\" to \"VOID\".");
      return NULL;
    }
  if (id != SLUICE_TYPE_STRING)
    {
      sluice_call_wrong_type (self->call, 0, TIMESTAMP_INPUTS, error);
      return NULL;
    }
  cast (self, 0, SLUICE_TYPE_TIMESTAMP);
  moved = move_timestamp (self);

  return sluice_analyzer_cast (self->analyzer, moved, sluice_type_primitive (SLUICE_TYPE_STRING));
}

/* The time from one date to another, or to a text or null that counts as one. */
static SluiceExpr *
subtract_dates (const Operands *self, GError **error)
{
  g_autoptr (SluiceType) days = sluice_type_interval (SLUICE_TYPE_DAY_TIME_INTERVAL,
                                                      SLUICE_INTERVAL_DAY, SLUICE_INTERVAL_DAY);

  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = arg_id (self, i);

      if (id != SLUICE_TYPE_DATE && id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_VOID)
        {
          sluice_call_wrong_type (self->call, i, "\"DATE\"", error);
          return NULL;
        }
      cast (self, i, SLUICE_TYPE_DATE);
    }

  return finish (self, days, &date_minus_date_kernel);
}

static SluiceExpr *
subtract_timestamps (const Operands *self, GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = arg_id (self, i);
      SluiceTypeId other = arg_id (self, 1 - i);

      if (!sluice_type_is_datetime (id) && id != SLUICE_TYPE_VOID
          && (id != SLUICE_TYPE_STRING || !is_ansi (self)))
        {
          sluice_call_wrong_type (self->call, i, TIMESTAMP_INPUTS, error);
          return NULL;
        }
      if (id != SLUICE_TYPE_TIMESTAMP)
        cast (self, i,
              other == SLUICE_TYPE_TIMESTAMP_NTZ ? SLUICE_TYPE_TIMESTAMP_NTZ
                                                 : SLUICE_TYPE_TIMESTAMP);
    }

  return finish (self, sluice_type_primitive (SLUICE_TYPE_DAY_TIME_INTERVAL),
                 &timestamp_minus_timestamp_kernel);
}

/* Two intervals of one kind. */
static SluiceExpr *
combine_intervals (const Operands *self)
{
  const SluiceType *x = self->call->args[0]->type;
  const SluiceType *y = self->call->args[1]->type;
  g_autoptr (SluiceType) type = NULL;

  if (self->operation == SLUICE_ARITHMETIC_INTEGRAL_DIVIDE)
    return sluice_call_finish (self->function, self->call,
                               sluice_type_primitive (SLUICE_TYPE_BIGINT), TRUE,
                               &interval_div_kernels[self->mode]);
  if (x->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return finish_either (self, x, add_intervals_kernels, subtract_intervals_kernels);

  type = sluice_type_interval (x->id, MIN (x->start_field, y->start_field),
                               MAX (x->end_field, y->end_field));
  for (guint i = 0; i < 2; i++)
    sluice_call_cast_arg (self->analyzer, self->call, i, type);

  return finish (self, type, sluice_arithmetic_kernel (self->operation, x->id, self->mode));
}

static SluiceExpr *
scale_interval (const Operands *self, GError **error)
{
  gboolean divide = self->operation == SLUICE_ARITHMETIC_DIVIDE;
  gboolean calendar = arg_id (self, 0) == SLUICE_TYPE_CALENDAR_INTERVAL;
  SluiceTypeId number = arg_id (self, 1);

  if (!sluice_type_is_numeric (number) && number != SLUICE_TYPE_VOID
      && number != SLUICE_TYPE_STRING)
    {
      sluice_call_wrong_type (self->call, 1, calendar ? "\"DOUBLE\"" : "\"NUMERIC\"", error);
      return NULL;
    }
  if (calendar || number == SLUICE_TYPE_STRING || number == SLUICE_TYPE_FLOAT)
    cast (self, 1, SLUICE_TYPE_DOUBLE);
  else if (number == SLUICE_TYPE_VOID || sluice_type_is_integral (number))
    cast (self, 1, SLUICE_TYPE_BIGINT);

  if (calendar)
    return sluice_call_finish (self->function, self->call, self->call->args[0]->type, TRUE,
                               divide ? &divide_calendar_interval_kernels[self->mode]
                                      : &multiply_calendar_interval_kernels[self->mode]);

  /* Whatever the fields of the interval, the result has all of its kind. */
  return finish (self, sluice_type_primitive (arg_id (self, 0)),
                 divide ? &divide_interval_kernels[self->mode]
                        : &multiply_interval_kernels[self->mode]);
}

static gboolean
is_ansi_interval (SluiceTypeId id)
{
  return id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || id == SLUICE_TYPE_DAY_TIME_INTERVAL;
}

/* Intervals that move anything, and not only dates and timestamps. */
static gboolean
moves_anything (SluiceTypeId id)
{
  return id == SLUICE_TYPE_DAY_TIME_INTERVAL || id == SLUICE_TYPE_CALENDAR_INTERVAL;
}

/* An interval beside null: null is one of its type. */
static gboolean
take_null_for_interval (const Operands *self)
{
  for (guint i = 0; i < 2; i++)
    if (arg_id (self, i) == SLUICE_TYPE_VOID && is_ansi_interval (arg_id (self, 1 - i)))
      {
        sluice_call_cast_arg (self->analyzer, self->call, i, self->call->args[1 - i]->type);
        return TRUE;
      }

  return FALSE;
}

/* A moment plus null is null, and a date becomes a timestamp by it. */
static SluiceExpr *
add_null (const Operands *self)
{
  if (arg_id (self, 0) == SLUICE_TYPE_DATE)
    cast (self, 0, SLUICE_TYPE_TIMESTAMP);
  cast (self, 1, SLUICE_TYPE_DAY_TIME_INTERVAL);

  return move_timestamp (self);
}

/* TIME has a file of its own for what it does; here is only when. Whether anything was decided. */
static gboolean
resolve_time (Operands *self, SluiceExpr **result, GError **error)
{
  gboolean add = self->operation == SLUICE_ARITHMETIC_ADD;
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if (add && y == SLUICE_TYPE_TIME
      && (x == SLUICE_TYPE_DAY_TIME_INTERVAL || x == SLUICE_TYPE_VOID))
    {
      swap (self);
      x = SLUICE_TYPE_TIME;
      y = arg_id (self, 1);
    }
  if (x == SLUICE_TYPE_TIME
      && (y == SLUICE_TYPE_DAY_TIME_INTERVAL || (add && y == SLUICE_TYPE_VOID)))
    {
      *result = sluice_time_move (self->function, self->analyzer, self->call, !add,
                                  self->mode == SLUICE_EVAL_TRY, error);
      return TRUE;
    }
  if (x != SLUICE_TYPE_TIME && y != SLUICE_TYPE_TIME)
    return FALSE;
  if (add)
    /* A text beside a TIME is one too, which a session without the type finds out first. */
    return is_ansi (self) && (x == SLUICE_TYPE_STRING || y == SLUICE_TYPE_STRING)
           && !sluice_time_check_enabled (sluice_analyzer_settings (self->analyzer), error);
  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = arg_id (self, i);

      if (id != SLUICE_TYPE_TIME && id != SLUICE_TYPE_VOID && id != SLUICE_TYPE_DATE
          && (id != SLUICE_TYPE_STRING || !is_ansi (self)))
        return FALSE;
      if (id == SLUICE_TYPE_DATE)
        {
          sluice_call_mismatch (self->call, "CAST_WITHOUT_SUGGESTION", error,
                                "cannot cast \"TIME(6)\" to \"DATE\".");
          return TRUE;
        }
    }
  *result = sluice_time_subtract (self->function, self->analyzer, self->call, error);

  return TRUE;
}

static gboolean
resolve_add (Operands *self, SluiceExpr **result, GError **error)
{
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if ((x == y && sluice_type_is_interval (x)) || take_null_for_interval (self))
    {
      *result = combine_intervals (self);
      return TRUE;
    }

  /* The interval stands at the right from here on. */
  if ((moves_anything (x) && !moves_anything (y))
      || (sluice_type_is_interval (x) && sluice_type_is_datetime (y)))
    {
      swap (self);
      x = arg_id (self, 0);
      y = arg_id (self, 1);
    }
  if (x == SLUICE_TYPE_DATE && sluice_type_is_interval (y))
    {
      *result = move_date (self);
      return TRUE;
    }
  if (moves_anything (y)
      || (sluice_type_is_timestamp (x) && y == SLUICE_TYPE_YEAR_MONTH_INTERVAL))
    {
      *result = move_anything (self, error);
      return TRUE;
    }

  for (guint i = 0; i < 2; i++, swap (self))
    if (sluice_type_is_datetime (arg_id (self, 0)) && arg_id (self, 1) == SLUICE_TYPE_VOID)
      {
        *result = add_null (self);
        return TRUE;
      }
  for (guint i = 0; i < 2; i++, swap (self))
    if (arg_id (self, 0) == SLUICE_TYPE_DATE)
      {
        /* The text is a date by now, which no date can be moved by. */
        *result = move_by_days (self, error);
        return TRUE;
      }

  return FALSE;
}

static gboolean
resolve_subtract (Operands *self, SluiceExpr **result, GError **error)
{
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if ((x == y && sluice_type_is_interval (x)) || take_null_for_interval (self))
    *result = combine_intervals (self);
  else if (x == SLUICE_TYPE_DATE && sluice_type_is_interval (y))
    *result = move_date (self);
  else if (moves_anything (y)
           || (sluice_type_is_timestamp (x) && y == SLUICE_TYPE_YEAR_MONTH_INTERVAL))
    *result = move_anything (self, error);
  else if (sluice_type_is_timestamp (x) || sluice_type_is_timestamp (y))
    *result = subtract_timestamps (self, error);
  else if (y == SLUICE_TYPE_DATE
           || (x == SLUICE_TYPE_DATE
               && (y == SLUICE_TYPE_VOID || (y == SLUICE_TYPE_STRING && is_ansi (self)))))
    *result = subtract_dates (self, error);
  else if (x == SLUICE_TYPE_DATE)
    *result = move_by_days (self, error);
  else if (x == SLUICE_TYPE_CALENDAR_INTERVAL && y == SLUICE_TYPE_VOID)
    {
      sluice_call_cast_arg (self->analyzer, self->call, 1, self->call->args[0]->type);
      *result = combine_intervals (self);
    }
  else
    return FALSE;

  return TRUE;
}

static gboolean
resolve_multiply (Operands *self, SluiceExpr **result, GError **error)
{
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if (!sluice_type_is_interval (x) && !sluice_type_is_interval (y))
    return FALSE;

  /* The old type first, then months, then what is at the left. */
  if (!sluice_type_is_interval (x) || (sluice_type_is_interval (y) && x != y
                                       && (y == SLUICE_TYPE_CALENDAR_INTERVAL
                                           || (y == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                                               && x != SLUICE_TYPE_CALENDAR_INTERVAL))))
    swap (self);
  *result = scale_interval (self, error);

  return TRUE;
}

gboolean
sluice_datetime_arithmetic_resolve (SluiceArithmetic operation,
                                    SluiceEvalMode mode,
                                    const SluiceFunction *function,
                                    SluiceAnalyzer *analyzer,
                                    SluiceCall *call,
                                    SluiceExpr **result,
                                    GError **error)
{
  Operands self = { operation, mode, function, analyzer, call };

  *result = NULL;
  if ((operation == SLUICE_ARITHMETIC_ADD || operation == SLUICE_ARITHMETIC_SUBTRACT)
      && resolve_time (&self, result, error))
    return TRUE;
  switch ((int) operation)
    {
    case SLUICE_ARITHMETIC_ADD:
      return resolve_add (&self, result, error);
    case SLUICE_ARITHMETIC_SUBTRACT:
      return resolve_subtract (&self, result, error);
    case SLUICE_ARITHMETIC_MULTIPLY:
      return resolve_multiply (&self, result, error);
    case SLUICE_ARITHMETIC_DIVIDE:
      if (!sluice_type_is_interval (arg_id (&self, 0)))
        return FALSE;
      *result = scale_interval (&self, error);
      return TRUE;
    case SLUICE_ARITHMETIC_INTEGRAL_DIVIDE:
      if (!take_null_for_interval (&self)
          && (arg_id (&self, 0) != arg_id (&self, 1) || !is_ansi_interval (arg_id (&self, 0))))
        return FALSE;
      *result = combine_intervals (&self);
      return TRUE;
    default:
      return FALSE;
    }
}
