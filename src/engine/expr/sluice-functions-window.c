/* sluice-functions-window.c: window, session_window and window_time; the table has time_bucket too.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-functions-window.h"

#include <string.h>

#include "expr/sluice-convert.h"
#include "expr/sluice-function.h"
#include "expr/sluice-interval-text.h"

#define US_PER_DAY G_GINT64_CONSTANT (86400000000)

static SluiceExpr *resolve_window (const SluiceFunction *function,
                                   SluiceAnalyzer *analyzer,
                                   SluiceCall *call,
                                   GError **error);
static SluiceExpr *resolve_session (const SluiceFunction *function,
                                    SluiceAnalyzer *analyzer,
                                    SluiceCall *call,
                                    GError **error);
static SluiceExpr *resolve_time (const SluiceFunction *function,
                                 SluiceAnalyzer *analyzer,
                                 SluiceCall *call,
                                 GError **error);

static const SluiceFunction functions[] = {
  { "window", SLUICE_FUNCTION_SCALAR, 2, 4, resolve_window, NULL,
    "window(time_column, window_duration[, slide_duration[, start_time]])",
    "Puts a row into the windows that its time falls into.",
    "window(TIMESTAMP '2024-01-01 12:07:00', '10 minutes')",
    "{2024-01-01 12:00:00, 2024-01-01 12:10:00}", "datetime_funcs", "2.0.0" },
  { "session_window", SLUICE_FUNCTION_SCALAR, 2, 2, resolve_session, NULL,
    "session_window(time_column, gap_duration)",
    "Puts a row into a session, which ends when nothing comes for as long as the gap.",
    "SELECT session_window FROM VALUES (TIMESTAMP '2024-01-01 12:07:00') AS t(ts) "
    "GROUP BY session_window(ts, '10 minutes')",
    "{2024-01-01 12:07:00, 2024-01-01 12:17:00}", "datetime_funcs", "3.2.0" },
  { "window_time", SLUICE_FUNCTION_SCALAR, 1, 1, resolve_time, NULL, "window_time(window_column)",
    "The last moment of a window, by which windows can be grouped again.",
    "window_time(window(TIMESTAMP '2024-01-01 12:07:00', '10 minutes'))",
    "2024-01-01 12:09:59.999999",
    "datetime_funcs", "3.4.0" },
  { "time_bucket", SLUICE_FUNCTION_SCALAR, 2, 3, sluice_resolve_time_bucket, NULL,
    "time_bucket(bucket_size, time[, origin])",
    "Rounds a time down to the bucket that it falls into; buckets are counted from the beginning of 1970 or from origin.",
    "time_bucket(INTERVAL '15' MINUTE, TIMESTAMP '2024-01-01 12:07:00')", "2024-01-01 12:00:00", "datetime_funcs",
    "4.3.0" },
};

const SluiceFunctionFamily sluice_functions_window = { functions, G_N_ELEMENTS (functions) };

/* A row may be in many sliding windows and sessions end later than their rows: these only
 * operators can compute. */
static gboolean
run_nowhere (SluiceKernelCall *call, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "UNSUPPORTED_EXPR_FOR_OPERATOR",
                    "The function `%s` can stand in the keys of a groupBy or alone in a select.",
                    call->expr->function->name);

  return FALSE;
}

/* Windows side by side: each row is in one. */
static gboolean
run_window (SluiceKernelCall *call, GError **error)
{
  const SluiceWindowSpec *spec = call->expr->data;
  const SluiceColumn *time = call->args[0];
  SluiceColumn *start = call->result->children[0];
  SluiceColumn *end = call->result->children[1];
  guint64 *validity = NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 value;

    if (sluice_column_is_null (time, row))
      {
        if (validity == NULL)
          validity = sluice_column_ensure_validity (call->context->arena, call->result);
        sluice_validity_clear (validity, row);
        start->i64[row] = end->i64[row] = 0;
        continue;
      }
    value = time->i64[sluice_column_index (time, row)];
    start->i64[row] = sluice_floor_div (value - spec->offset_us, spec->size_us) * spec->size_us
                      + spec->offset_us;
    end->i64[row] = start->i64[row] + spec->size_us;
  }

  return TRUE;
}

static const SluiceKernel window_kernel = { "window", SLUICE_KERNEL_NONE, run_window, NULL };
static const SluiceKernel operator_kernel
    = { "window_by_operator", SLUICE_KERNEL_NONE, run_nowhere, NULL };

const SluiceWindowSpec *
sluice_window_spec (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_CALL && expr->function == &functions[0] ? expr->data : NULL;
}

gboolean
sluice_expr_is_session_window (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_CALL && expr->function == &functions[1];
}

/* A struct of two times, as the windows of an earlier grouping are. */
static gboolean
is_window_type (const SluiceType *type)
{
  return type->id == SLUICE_TYPE_STRUCT && type->n_fields == 2
         && strcmp (type->fields[0].name, "start") == 0 && strcmp (type->fields[1].name, "end") == 0
         && sluice_type_is_timestamp (type->fields[0].type->id)
         && sluice_type_is_timestamp (type->fields[1].type->id);
}

static gboolean
coerce_time (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  const SluiceType *type = call->args[0]->type;

  if (sluice_type_is_timestamp (type->id))
    return TRUE;
  if (type->id == SLUICE_TYPE_STRING || type->id == SLUICE_TYPE_DATE
      || type->id == SLUICE_TYPE_VOID)
    {
      SluiceExpr *cast = sluice_analyzer_cast (analyzer, call->args[0],
                                               sluice_type_primitive (SLUICE_TYPE_TIMESTAMP));

      sluice_expr_unref (call->args[0]);
      call->args[0] = cast;
      return TRUE;
    }
  sluice_call_wrong_type (call, 0,
                          "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"STRUCT<start: "
                          "TIMESTAMP, end: TIMESTAMP>\")",
                          error);

  return FALSE;
}

/* The window of an earlier grouping is grouped again by its last moment. */
static gboolean
coerce_window (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  SluiceCall inner = *call;
  SluiceExpr *args[2] = { call->args[0], NULL };
  SluiceExpr *time;

  if (!is_window_type (call->args[0]->type))
    return coerce_time (analyzer, call, error);

  inner.args = args;
  inner.n_args = 1;
  inner.syntax = NULL;
  time = resolve_time (&functions[2], analyzer, &inner, error);
  if (time == NULL)
    return FALSE;
  sluice_expr_unref (call->args[0]);
  call->args[0] = time;

  return TRUE;
}

static SluiceExpr *
finish_window (const SluiceFunction *function,
               SluiceCall           *call,
               const SluiceType     *time,
               const SluiceKernel   *kernel)
{
  SluiceField fields[] = { { (char *) "start", (SluiceType *) time, TRUE, -1 },
                           { (char *) "end", (SluiceType *) time, TRUE, -1 } };
  g_autoptr (SluiceType) type = sluice_type_struct (fields, G_N_ELEMENTS (fields));
  SluiceExpr *expr = sluice_call_finish (function, call, type, FALSE, kernel);

  /* Of a field of a struct Spark doesn't see that it is the event time. */
  if (call->args[0]->kind == SLUICE_EXPR_COLUMN
      || sluice_expr_is_call_of (call->args[0], "window_time"))
    expr->watermark_delay_ms = call->args[0]->watermark_delay_ms;

  return expr;
}

/* A duration of window(): a text, or microseconds. */
static gboolean
read_duration (SluiceCall *call, guint index, gint64 *microseconds, GError **error)
{
  const SluiceExpr *arg = call->args[index];
  SluiceCalendarInterval interval;
  gint64 days;

  if (arg->kind == SLUICE_EXPR_LITERAL && !sluice_column_is_null (arg->value, 0))
    {
      const SluiceString *text = arg->value->string;

      if (arg->type->id == SLUICE_TYPE_INT)
        {
          *microseconds = arg->value->i32[0];
          return TRUE;
        }
      if (arg->type->id == SLUICE_TYPE_BIGINT)
        {
          *microseconds = arg->value->i64[0];
          return TRUE;
        }
      if (arg->type->id == SLUICE_TYPE_STRING)
        {
          if (!sluice_interval_parse_text (text->data, text->length, &interval, NULL, error))
            return FALSE;
          if (interval.months != 0)
            {
              sluice_call_error (call, "_LEGACY_ERROR_TEMP_3231", error,
                                 "Intervals greater than a month is not supported (%.*s).",
                                 (int) text->length, text->data);
              return FALSE;
            }
          if (!__builtin_mul_overflow ((gint64) interval.days, US_PER_DAY, &days)
              && !__builtin_add_overflow (days, interval.microseconds, microseconds))
            return TRUE;
          sluice_call_error (
              call, "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", error,
              "Integer overflow while operating with intervals. Try devising appropriate "
              "values for the interval parameters.");
          return FALSE;
        }
    }
  sluice_call_error (
      call, "_LEGACY_ERROR_TEMP_1207", error,
      "The duration and time inputs to window must be an integer, long or string literal.");

  return FALSE;
}

static gboolean
check_positive (const SluiceCall *call, const char *name, gint64 value, GError **error)
{
  if (value > 0)
    return TRUE;
  sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                        "The `%s` must be between (0, 9223372036854775807] (current value = "
                        "%" G_GINT64_FORMAT "L).",
                        name, value);

  return FALSE;
}

static gboolean
check_spec (const SluiceCall *call, const SluiceWindowSpec *spec, GError **error)
{
  if (!check_positive (call, "window_duration", spec->size_us, error)
      || !check_positive (call, "slide_duration", spec->slide_us, error))
    return FALSE;

  if (spec->slide_us > spec->size_us)
    {
      sluice_call_mismatch (call, "PARAMETER_CONSTRAINT_VIOLATION", error,
                            "The `slide_duration`(%" G_GINT64_FORMAT
                            "L) must be <= the `window_duration`(%" G_GINT64_FORMAT "L).",
                            spec->slide_us, spec->size_us);
      return FALSE;
    }
  if (spec->offset_us <= -spec->slide_us || spec->offset_us >= spec->slide_us)
    {
      sluice_call_mismatch (call, "PARAMETER_CONSTRAINT_VIOLATION", error,
                            "The `abs(start_time)`(%" G_GUINT64_FORMAT
                            "L) must be < the `slide_duration`(%" G_GINT64_FORMAT "L).",
                            spec->offset_us < 0 ? -(guint64) spec->offset_us
                                                : (guint64) spec->offset_us,
                            spec->slide_us);
      return FALSE;
    }

  return TRUE;
}

static SluiceExpr *
resolve_window (const SluiceFunction *function,
                SluiceAnalyzer       *analyzer,
                SluiceCall           *call,
                GError              **error)
{
  SluiceWindowSpec spec = { 0 };
  SluiceExpr *expr;

  if (!read_duration (call, 1, &spec.size_us, error))
    return NULL;
  spec.slide_us = spec.size_us;
  if ((call->n_args > 2 && !read_duration (call, 2, &spec.slide_us, error))
      || (call->n_args > 3 && !read_duration (call, 3, &spec.offset_us, error)))
    return NULL;

  if (!coerce_window (analyzer, call, error) || !check_spec (call, &spec, error))
    return NULL;
  expr = finish_window (function, call, call->args[0]->type,
                        spec.slide_us == spec.size_us ? &window_kernel : &operator_kernel);
  expr->data = g_memdup2 (&spec, sizeof spec);
  expr->data_destroy = g_free;
  /* Of several windows to a row Spark doesn't know that none is null. */
  expr->nullable = spec.slide_us != spec.size_us;

  return expr;
}

/* A type as Spark's classes are called, which only this message shows. */
static char *
class_name (const SluiceType *type)
{
  static const char *const names[]
      = { "Null",  "Boolean", "Byte",   "Short",  "Integer", "Long",      "Decimal",
          "Float", "Double",  "String", "Binary", "Date",    "Timestamp", "TimestampNTZ" };

  if (type->id == SLUICE_TYPE_DECIMAL)
    return g_strdup_printf ("DecimalType(%u,%u)", type->precision, type->scale);
  if (type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || type->id == SLUICE_TYPE_DAY_TIME_INTERVAL)
    return g_strdup_printf ("%sIntervalType(%u,%u)",
                            type->id == SLUICE_TYPE_DAY_TIME_INTERVAL ? "DayTime" : "YearMonth",
                            type->start_field, type->end_field);
  if (type->id < G_N_ELEMENTS (names))
    return g_strconcat (names[type->id], "Type", NULL);

  return sluice_type_to_sql (type);
}

/* A gap may be a text, which is an interval then, or an INTERVAL computed from the row. */
static gboolean
coerce_gap (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  SluiceExpr *gap = call->args[1];
  const SluiceType *interval = sluice_type_primitive (SLUICE_TYPE_CALENDAR_INTERVAL);
  SluiceExpr *replacement;

  if (gap->type->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return TRUE;

  if (gap->kind == SLUICE_EXPR_LITERAL && gap->type->id == SLUICE_TYPE_STRING
      && !sluice_column_is_null (gap->value, 0))
    {
      SluiceCalendarInterval value;

      if (!sluice_interval_parse_text (gap->value->string[0].data, gap->value->string[0].length,
                                       &value, NULL, error))
        return FALSE;
      replacement = sluice_expr_new_literal (interval, &value);
    }
  else if (gap->type->id == SLUICE_TYPE_STRING || gap->type->id == SLUICE_TYPE_VOID)
    {
      replacement = sluice_analyzer_cast (analyzer, gap, interval);
    }
  else
    {
      g_autofree char *type = class_name (gap->type);

      sluice_call_error (
          call, "_LEGACY_ERROR_TEMP_1040", error,
          "Gap duration expression used in session window must be CalendarIntervalType, but got "
          "%s.",
          type);
      return FALSE;
    }
  sluice_expr_unref (gap);
  call->args[1] = replacement;

  return TRUE;
}

static SluiceExpr *
resolve_session (const SluiceFunction *function,
                 SluiceAnalyzer       *analyzer,
                 SluiceCall           *call,
                 GError              **error)
{
  if (!coerce_gap (analyzer, call, error))
    return NULL;
  if (!coerce_window (analyzer, call, error))
    return NULL;

  return finish_window (function, call, call->args[0]->type, &operator_kernel);
}

/* The microsecond before a window's end belongs to it, the end itself to the next. */
static gboolean
run_time (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *window = call->args[0];
  const SluiceColumn *end = window->children[1];
  guint64 *validity = NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    guint32 place = sluice_column_index (window, row);

    call->result->i64[row] = 0;
    if (sluice_column_is_null (window, row) || sluice_column_is_null (end, place))
      {
        if (validity == NULL)
          validity = sluice_column_ensure_validity (call->context->arena, call->result);
        sluice_validity_clear (validity, row);
        continue;
      }
    call->result->i64[row] = end->i64[sluice_column_index (end, place)] - 1;
  }

  return TRUE;
}

static const SluiceKernel time_kernel = { "window_time", SLUICE_KERNEL_NONE, run_time, NULL };

static SluiceExpr *
resolve_time (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  const SluiceType *type = call->args[0]->type;
  SluiceExpr *expr;

  if (type->id != SLUICE_TYPE_STRUCT)
    {
      sluice_call_mismatch (call, "UNEXPECTED_INPUT_TYPE", error,
                            "The first parameter requires the \"STRUCT\" type.");
      return NULL;
    }
  if ((call->args[0]->kind != SLUICE_EXPR_COLUMN && sluice_window_spec (call->args[0]) == NULL)
      || !is_window_type (type))
    {
      g_autofree char *sql = sluice_call_to_sql (call);

      sluice_call_error (call, "_LEGACY_ERROR_TEMP_3101", error,
                         "The input is not a correct window column: %s", sql);
      return NULL;
    }
  expr = sluice_call_finish (function, call, type->fields[1].type, TRUE, &time_kernel);
  expr->watermark_delay_ms = call->args[0]->watermark_delay_ms;

  return expr;
}
