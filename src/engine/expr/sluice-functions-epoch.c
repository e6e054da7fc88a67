/* sluice-functions-epoch.c: functions from numbers to moments and back: days, seconds, milliseconds since 1970.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-calendar.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"

static gboolean
fail_with (const char *message, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL, "%s", message);

  return FALSE;
}

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
      return fail_with ("java.lang.ArithmeticException: long overflow", error);
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
      return fail_with ("java.lang.ArithmeticException: Rounding necessary", error);
    if (!sluice_decimal_rescale (value, scale, SLUICE_DECIMAL_MAX_PRECISION, 6, SLUICE_DECIMAL_DOWN,
                                 &us)
        || us != (gint64) us)
      return fail_with ("java.lang.ArithmeticException: Overflow", error);
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

#define STRICT SLUICE_KERNEL_STRICT
#define KERNEL(name) static const SluiceKernel name##_kernel = { #name, STRICT, name, NULL };

static const SluiceSimple date_from_unix_date_simple
    = { "i", SLUICE_TYPE_DATE, FALSE, { "date_from_unix_date", STRICT, identity_i32, NULL } };
KERNEL (timestamp_micros)
KERNEL (timestamp_millis)
KERNEL (unix_micros)
KERNEL (unix_millis)
KERNEL (unix_seconds)

#define FUNCTION(name, min, max, resolve, data, signature, description, example, result, since)    \
  {                                                                                                \
    name, SLUICE_FUNCTION_SCALAR, min, max, resolve, data, signature, description, example,        \
        result, "datetime_funcs", since                                                            \
  }

/* clang-format off */
static const SluiceFunction functions[] = {
  FUNCTION ("date_from_unix_date", 1, 1, sluice_resolve_simple, &date_from_unix_date_simple,
            "date_from_unix_date(days)", "Returns the date that many days after 1970-01-01.",
            "date_from_unix_date(1)", "1970-01-02", "3.1.0"),
  FUNCTION ("timestamp_micros", 1, 1, resolve_timestamp_units, &timestamp_micros_kernel,
            "timestamp_micros(microseconds)", "Returns the timestamp that long after 1970.",
            "timestamp_micros(1230219000123123)", "2008-12-25 15:30:00.123123", "3.1.0"),
  FUNCTION ("timestamp_millis", 1, 1, resolve_timestamp_units, &timestamp_millis_kernel,
            "timestamp_millis(milliseconds)", "Returns the timestamp that long after 1970.",
            "timestamp_millis(1230219000123)", "2008-12-25 15:30:00.123", "3.1.0"),
  FUNCTION ("timestamp_seconds", 1, 1, resolve_timestamp_seconds, NULL,
            "timestamp_seconds(seconds)", "Returns the timestamp that long after 1970.",
            "timestamp_seconds(1230219000)", "2008-12-25 15:30:00", "3.1.0"),
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
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_epoch = { functions, G_N_ELEMENTS (functions) };
