/* sluice-functions-time.c: functions of the type TIME.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-datetime-text.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-zone.h"

static gboolean
current_time (SluiceKernelCall *call, GError **error)
{
  gint64 now = call->context->now_us;
  const SluiceZone *zone = sluice_session_zone (call->context->settings);
  gint64 local = now + sluice_zone_offset_at (zone, now) * SLUICE_US_PER_SECOND;

  call->result->i64[0] = sluice_time_truncate (
      sluice_floor_mod (local, SLUICE_US_PER_DAY) * SLUICE_NS_PER_US,
      call->expr->type->precision);

  return TRUE;
}

/* The digits of current_time(p). */
static gboolean
find_precision (SluiceAnalyzer *analyzer, SluiceCall *call, guint *precision, GError **error)
{
  g_autoptr (SluiceExpr) value = NULL;
  GError *local_error = NULL;
  gint32 wanted;

  *precision = SLUICE_TIME_DEFAULT_PRECISION;
  if (call->n_args == 0)
    return TRUE;
  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_INT), error))
    return FALSE;
  value = sluice_analyzer_fold (analyzer, call->args[0], &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (value == NULL)
    {
      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `precision` should be a foldable \"INT\" expression.");
      return FALSE;
    }
  wanted = sluice_column_is_null (value->value, 0) ? -1 : value->value->i32[0];
  if (wanted < 0 || wanted > SLUICE_TIME_MAX_PRECISION)
    {
      sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                            "The precision must be between [0, %d] (current value = %d).",
                            SLUICE_TIME_MAX_PRECISION, wanted);
      return FALSE;
    }
  *precision = (guint) wanted;

  return TRUE;
}

static SluiceExpr *
resolve_current_time (const SluiceFunction *function,
                      SluiceAnalyzer *analyzer,
                      SluiceCall *call,
                      GError **error)
{
  static const SluiceKernel kernel
      = { "current_time", SLUICE_KERNEL_PER_BATCH, current_time, NULL };
  g_autoptr (SluiceType) type = NULL;
  guint precision;

  if (!find_precision (analyzer, call, &precision, error))
    return NULL;
  for (; call->n_args > 0; call->n_args--)
    sluice_expr_unref (call->args[call->n_args - 1]);
  type = sluice_type_time (precision);

  return sluice_call_finish (function, call, type, FALSE, &kernel);
}


/* The TIME functions proper are there in sessions that have the whole type; they may always give null. */
static SluiceExpr *
finish (const SluiceFunction *function,
        SluiceCall *call,
        const SluiceType *type,
        const SluiceKernel *kernel)
{
  return sluice_call_finish (function, call, type, TRUE, kernel);
}

static gboolean
is_enabled (SluiceAnalyzer *analyzer, GError **error)
{
  return sluice_time_check_enabled (sluice_analyzer_settings (analyzer), error);
}

static gboolean
out_of_bounds (GError **error, const char *what)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", "Invalid value for %s.", what);

  return FALSE;
}

static gboolean
make_time (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint32 hour = SLUICE_ARG_AT (call, 0, gint32, row);
    gint32 minute = SLUICE_ARG_AT (call, 1, gint32, row);
    gint64 us = (gint64) SLUICE_ARG_AT (call, 2, SluiceInt128, row);

    if (hour < 0 || hour > 23)
      return out_of_bounds (error, "HourOfDay (valid values 0 - 23)");
    if (minute < 0 || minute > 59)
      return out_of_bounds (error, "MinuteOfHour (valid values 0 - 59)");
    if (us < 0 || us >= SLUICE_US_PER_MINUTE)
      return out_of_bounds (error, "SecondOfMinute (valid values 0 - 59)");
    call->result->i64[row] = hour * SLUICE_NS_PER_HOUR + minute * SLUICE_NS_PER_MINUTE
                             + us * SLUICE_NS_PER_US;
  }

  return TRUE;
}

static SluiceExpr *
resolve_make_time (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  static const SluiceKernel kernel = { "make_time", SLUICE_KERNEL_STRICT, make_time, NULL };
  g_autoptr (SluiceType) seconds = sluice_type_decimal (16, 6);
  const SluiceType *number = sluice_type_primitive (SLUICE_TYPE_INT);

  if (!is_enabled (analyzer, error))
    return NULL;
  for (guint i = 0; i < 3; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, i < 2 ? number : seconds, error))
      return NULL;

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_TIME), &kernel);
}

/* to_time and try_to_time: as a cast does, or by a pattern. */
static SluiceExpr *
resolve_to_time (const SluiceFunction *function,
                 SluiceAnalyzer *analyzer,
                 SluiceCall *call,
                 GError **error)
{
  const SluiceTimeReader *reader = function->user_data;
  SluiceTypeId id = call->args[0]->type->id;
  const SluiceType *time = sluice_type_primitive (SLUICE_TYPE_TIME);

  if (!is_enabled (analyzer, error))
    return NULL;
  if (id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"STRING\"", error);
      return NULL;
    }
  if (call->n_args == 1)
    return sluice_cast_new (call->args[0], time, reader->try_ ? SLUICE_CAST_TRY : SLUICE_CAST_ANSI,
                            sluice_analyzer_settings (analyzer));

  return sluice_resolve_read_time (function, analyzer, call, error);
}

/* Nanoseconds of a unit, or 0. */
static gint64
find_unit (SluiceString name)
{
  static const struct
  {
    const char *name;
    gint64 ns;
  } units[] = {
    { "HOUR", SLUICE_NS_PER_HOUR },     { "MINUTE", SLUICE_NS_PER_MINUTE },
    { "SECOND", SLUICE_NS_PER_SECOND }, { "MILLISECOND", SLUICE_NS_PER_US * 1000 },
    { "MICROSECOND", SLUICE_NS_PER_US },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == name.length
        && g_ascii_strncasecmp (units[i].name, name.data, name.length) == 0)
      return units[i].ns;

  return 0;
}

static gboolean
unknown_unit (SluiceKernelCall *call, SluiceString name, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "INVALID_PARAMETER_VALUE.TIME_UNIT",
                    "The value of parameter(s) `unit` in `%s` is invalid: expects one of the units "
                    "without quotes HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, but got '%.*s'.",
                    call->expr->function->name, (int) name.length, name.data);

  return FALSE;
}

static gboolean
time_trunc (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 unit = find_unit (SLUICE_STRING_AT (call, 0, row));
    gint64 ns = SLUICE_ARG_AT (call, 1, gint64, row);

    if (unit == 0)
      return unknown_unit (call, SLUICE_STRING_AT (call, 0, row), error);
    call->result->i64[row] = ns - ns % unit;
  }

  return TRUE;
}

static gboolean
time_diff (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 unit = find_unit (SLUICE_STRING_AT (call, 0, row));

    if (unit == 0)
      return unknown_unit (call, SLUICE_STRING_AT (call, 0, row), error);
    call->result->i64[row]
        = (SLUICE_ARG_AT (call, 2, gint64, row) - SLUICE_ARG_AT (call, 1, gint64, row)) / unit;
  }

  return TRUE;
}

/* A unit, then times: of any precision, or what becomes one. */
static gboolean
take_unit_and_times (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  if (!is_enabled (analyzer, error)
      || !sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_STRING),
                                      error))
    return FALSE;
  for (guint i = 1; i < call->n_args; i++)
    if (call->args[i]->type->id != SLUICE_TYPE_TIME
        && !sluice_analyzer_coerce_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_TIME),
                                        error))
      return FALSE;

  return TRUE;
}

static SluiceExpr *
resolve_time_trunc (const SluiceFunction *function,
                    SluiceAnalyzer *analyzer,
                    SluiceCall *call,
                    GError **error)
{
  static const SluiceKernel kernel = { "time_trunc", SLUICE_KERNEL_STRICT, time_trunc, NULL };

  if (!take_unit_and_times (analyzer, call, error))
    return NULL;

  return finish (function, call, call->args[1]->type, &kernel);
}

static SluiceExpr *
resolve_time_diff (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  static const SluiceKernel kernel = { "time_diff", SLUICE_KERNEL_STRICT, time_diff, NULL };

  if (!take_unit_and_times (analyzer, call, error))
    return NULL;

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT), &kernel);
}

/* Numbers since midnight to times; the argument is BIGINT, or DECIMAL with six digits of seconds. */
static gboolean
from_number (SluiceKernelCall *call, gint64 unit, GError **error)
{
  gboolean is_decimal = call->args[0]->type->id == SLUICE_TYPE_DECIMAL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceInt128 ns = is_decimal
                          ? SLUICE_ARG_AT (call, 0, SluiceInt128, row) * SLUICE_NS_PER_US
                          : (SluiceInt128) SLUICE_ARG_AT (call, 0, gint64, row) * unit;

    if (ns < 0 || ns >= SLUICE_NS_PER_DAY)
      return out_of_bounds (error, "a time of day");
    call->result->i64[row] = (gint64) ns;
  }

  return TRUE;
}

static gboolean
from_seconds (SluiceKernelCall *call, GError **error)
{
  return from_number (call, SLUICE_NS_PER_SECOND, error);
}

static gboolean
from_millis (SluiceKernelCall *call, GError **error)
{
  return from_number (call, SLUICE_NS_PER_US * 1000, error);
}

static gboolean
from_micros (SluiceKernelCall *call, GError **error)
{
  return from_number (call, SLUICE_NS_PER_US, error);
}

/* @user_data is a kernel; seconds may have a fraction. */
static SluiceExpr *
resolve_from_number (const SluiceFunction *function,
                     SluiceAnalyzer *analyzer,
                     SluiceCall *call,
                     GError **error)
{
  gboolean fractions = g_str_has_suffix (function->name, "_seconds");
  g_autoptr (SluiceType) seconds = sluice_type_decimal (SLUICE_DECIMAL_MAX_PRECISION, 6);
  SluiceTypeId id = call->args[0]->type->id;
  gboolean whole = sluice_type_is_integral (id) || id == SLUICE_TYPE_VOID;

  if (!is_enabled (analyzer, error))
    return NULL;
  if (!whole && !(fractions && sluice_type_is_numeric (id)))
    {
      sluice_call_wrong_type (call, 0, fractions ? "\"NUMERIC\"" : "\"INTEGRAL\"", error);
      return NULL;
    }
  sluice_call_cast_arg (analyzer, call, 0,
                        whole ? sluice_type_primitive (SLUICE_TYPE_BIGINT) : seconds);

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_TIME),
                 function->user_data);
}

static gboolean
to_seconds (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint64, SluiceInt128, x / SLUICE_NS_PER_US);

  return TRUE;
}

static gboolean
to_millis (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint64, gint64, x / (SLUICE_NS_PER_US * 1000));

  return TRUE;
}

static gboolean
to_micros (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint64, gint64, x / SLUICE_NS_PER_US);

  return TRUE;
}

static SluiceExpr *
resolve_to_number (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  g_autoptr (SluiceType) seconds = sluice_type_decimal (14, 6);

  if (!is_enabled (analyzer, error))
    return NULL;
  if (call->args[0]->type->id == SLUICE_TYPE_VOID)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_TIME));
  if (call->args[0]->type->id != SLUICE_TYPE_TIME)
    {
      sluice_call_wrong_type (call, 0, "\"TIME\"", error);
      return NULL;
    }

  return finish (function, call,
                 g_str_has_suffix (function->name, "_seconds")
                     ? seconds
                     : sluice_type_primitive (SLUICE_TYPE_BIGINT),
                 function->user_data);
}

static const SluiceTimeReader to_time_reader = { SLUICE_TYPE_TIME, FALSE, NULL };
static const SluiceTimeReader try_to_time_reader = { SLUICE_TYPE_TIME, TRUE, NULL };

#define NUMBER_KERNEL(name)                                                                        \
  static const SluiceKernel name##_kernel = { #name, SLUICE_KERNEL_STRICT, name, NULL };
NUMBER_KERNEL (from_seconds)
NUMBER_KERNEL (from_millis)
NUMBER_KERNEL (from_micros)
NUMBER_KERNEL (to_seconds)
NUMBER_KERNEL (to_millis)
NUMBER_KERNEL (to_micros)

#define FUNCTION(name, min, max, resolve, data, signature, description, example, result)           \
  {                                                                                                \
    name, SLUICE_FUNCTION_SCALAR, min, max, resolve, (gpointer) (data), signature, description,    \
        example, result, "datetime_funcs", "4.1.0"                                                 \
  }

static const SluiceFunction functions[] = {
  FUNCTION ("current_time", 0, 1, resolve_current_time, NULL, "current_time([precision])",
            "Returns the time of day of the start of the micro-batch.",
            "typeof(current_time(3))", "time(3)"),
  FUNCTION ("localtime", 0, 1, resolve_current_time, NULL, "localtime([precision])",
            "Returns the time of day of the start of the micro-batch.", "typeof(localtime())",
            "time(6)"),
  FUNCTION ("make_time", 3, 3, resolve_make_time, NULL, "make_time(hour, minute, second)",
            "Makes a time of day of its parts; spark.sql.timeType.enabled must be set.",
            "typeof(TIME '06:30:45.887')", "time(6)"),
  FUNCTION ("time_diff", 3, 3, resolve_time_diff, NULL, "time_diff(unit, start, end)",
            "Returns how many whole units lie between two times of day; "
            "spark.sql.timeType.enabled must be set.",
            "timestampdiff(HOUR, TIME '20:30:29', TIME '23:30:29')", "3"),
  FUNCTION ("time_from_micros", 1, 1, resolve_from_number, &from_micros_kernel,
            "time_from_micros(micros)",
            "Makes a time of day of microseconds since midnight; spark.sql.timeType.enabled must "
            "be set.",
            "TIME '14:30:00.5'", "14:30:00.5"),
  FUNCTION ("time_from_millis", 1, 1, resolve_from_number, &from_millis_kernel,
            "time_from_millis(millis)",
            "Makes a time of day of milliseconds since midnight; spark.sql.timeType.enabled must "
            "be set.",
            "TIME '14:30:00.5'", "14:30:00.5"),
  FUNCTION ("time_from_seconds", 1, 1, resolve_from_number, &from_seconds_kernel,
            "time_from_seconds(seconds)",
            "Makes a time of day of seconds since midnight; spark.sql.timeType.enabled must be set.",
            "TIME '14:30:00.5'", "14:30:00.5"),
  FUNCTION ("time_to_micros", 1, 1, resolve_to_number, &to_micros_kernel, "time_to_micros(time)",
            "Returns the microseconds since midnight; spark.sql.timeType.enabled must be set.",
            "bigint(TIME '14:30:00.5')", "52200"),
  FUNCTION ("time_to_millis", 1, 1, resolve_to_number, &to_millis_kernel, "time_to_millis(time)",
            "Returns the milliseconds since midnight; spark.sql.timeType.enabled must be set.",
            "bigint(TIME '14:30:00.5')", "52200"),
  FUNCTION ("time_to_seconds", 1, 1, resolve_to_number, &to_seconds_kernel,
            "time_to_seconds(time)",
            "Returns the seconds since midnight; spark.sql.timeType.enabled must be set.",
            "bigint(TIME '14:30:00.5')", "52200"),
  FUNCTION ("time_trunc", 2, 2, resolve_time_trunc, NULL, "time_trunc(unit, time)",
            "Cuts a time of day off below a unit; spark.sql.timeType.enabled must be set.",
            "date_format(TIME '09:32:05.359', 'HH')", "09"),
  FUNCTION ("to_time", 1, 2, resolve_to_time, &to_time_reader, "to_time(str[, format])",
            "Reads a time of day; spark.sql.timeType.enabled must be set.", "TIME '00:12:00'",
            "00:12:00"),
  FUNCTION ("try_to_time", 1, 2, resolve_to_time, &try_to_time_reader,
            "try_to_time(str[, format])",
            "Reads a time of day, or gives null; spark.sql.timeType.enabled must be set.",
            "TIME '00:12:00'", "00:12:00"),
};

const SluiceFunctionFamily sluice_functions_time = { functions, G_N_ELEMENTS (functions) };
