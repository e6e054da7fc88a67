/* sluice-datetime-text.c: functions that read and write moments by patterns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-datetime-text.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-date-layout.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-zone.h"

#define DEFAULT_PATTERN "yyyy-MM-dd HH:mm:ss"

/* The pattern of a row: compiled once when it's constant, else again whenever it changes. */
typedef struct
{
  const SluiceDatePattern *constant;
  SluiceDatePattern *current;
  SluiceString current_text;
  gboolean for_parsing;
} Patterns;

static void
patterns_end (Patterns *self)
{
  sluice_date_pattern_free (self->current);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Patterns, patterns_end)

/* TIMESTAMP_NTZ and TIME never had old patterns. */
static SluiceDatePattern *
pattern_for (const SluiceExpr *expr,
             const SluiceSettings *settings,
             const char *text,
             gboolean for_parsing,
             GError **error)
{
  if (expr->type->id == SLUICE_TYPE_TIMESTAMP_NTZ || expr->type->id == SLUICE_TYPE_TIME)
    return sluice_date_pattern_new (text, for_parsing, error);

  return sluice_date_pattern_new_for (settings, text, for_parsing, error);
}

static const SluiceDatePattern *
patterns_get (Patterns *self, SluiceKernelCall *call, guint32 row, GError **error)
{
  SluiceString text;

  if (self->constant != NULL)
    return self->constant;

  text = SLUICE_STRING_AT (call, 1, row);
  if (self->current == NULL || !sluice_string_equal (&text, &self->current_text))
    {
      g_autofree char *copy = g_strndup (text.data, text.length);

      sluice_date_pattern_free (self->current);
      self->current
          = pattern_for (call->expr, call->context->settings, copy, self->for_parsing, error);
      self->current_text = text;
    }

  return self->current;
}

/* A constant pattern that is wrong fails whatever the rows hold, nulls too. */
static gboolean
fail_by_pattern (SluiceKernelCall *call, gboolean for_parsing, GError **error)
{
  SluiceString text = *call->expr->args[1]->value->string;
  g_autofree char *copy = g_strndup (text.data, text.length);
  SluiceDatePattern *pattern
      = pattern_for (call->expr, call->context->settings, copy, for_parsing, error);

  g_assert (pattern == NULL);

  return FALSE;
}

static gboolean
bad_reading (SluiceKernelCall *call, GError **error)
{
  return fail_by_pattern (call, TRUE, error);
}

static gboolean
bad_writing (SluiceKernelCall *call, GError **error)
{
  return fail_by_pattern (call, FALSE, error);
}

static const SluiceKernel bad_reading_kernel
    = { "bad_reading", SLUICE_KERNEL_NONE, bad_reading, NULL };
static const SluiceKernel bad_writing_kernel
    = { "bad_writing", SLUICE_KERNEL_NONE, bad_writing, NULL };

/* The pattern in args[1] is compiled once when it's constant; a wrong one is an error of the first
 * row. */
static void
prepare_pattern (SluiceExpr *self, const SluiceSettings *settings, gboolean for_parsing)
{
  const SluiceExpr *pattern = self->args[1];
  g_autofree char *copy = NULL;

  if (pattern->kind != SLUICE_EXPR_LITERAL || sluice_column_is_null (pattern->value, 0))
    return;
  copy = g_strndup (pattern->value->string[0].data, pattern->value->string[0].length);
  self->data = pattern_for (self, settings, copy, for_parsing, NULL);
  if (self->data == NULL)
    {
      if (self->type->id != SLUICE_TYPE_TIME)
        self->kernel = for_parsing ? &bad_reading_kernel : &bad_writing_kernel;
      return;
    }
  self->data_destroy = (GDestroyNotify) sluice_date_pattern_free;
}

static gboolean
read_time (SluiceKernelCall *call, gboolean try_, GError **error)
{
  SluiceTypeId result = call->result->type->id;
  gboolean fail = (call->context->settings->ansi || result == SLUICE_TYPE_TIME) && !try_;
  const SluiceZone *zone = sluice_session_zone (call->context->settings);
  g_auto (Patterns) patterns = { call->expr->data, NULL, { 0 }, TRUE };

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceDatePattern *pattern = patterns_get (&patterns, call, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gint64 us = 0;
    gboolean ok;

    if (pattern == NULL && result == SLUICE_TYPE_TIME && try_)
      {
        g_clear_error (error);
        call->result->i64[row] = 0;
        sluice_call_null_row (call, row);
        continue;
      }
    if (pattern == NULL)
      return FALSE;
    /* A date is the date that the text names, wherever that is. */
    ok = sluice_date_pattern_parse (pattern, text.data, text.length,
                                    result == SLUICE_TYPE_TIMESTAMP_NTZ || result == SLUICE_TYPE_TIME ? NULL : zone,
                                    &us);
    if (result == SLUICE_TYPE_TIME)
      call->result->i64[row] = sluice_floor_mod (us, SLUICE_US_PER_DAY) * SLUICE_NS_PER_US;
    else if (result == SLUICE_TYPE_DATE)
      call->result->i32[row] = (gint32) sluice_floor_div (
          us + sluice_zone_offset_at (zone, us) * SLUICE_US_PER_SECOND, SLUICE_US_PER_DAY);
    else
      call->result->i64[row] = result == SLUICE_TYPE_BIGINT ? us / SLUICE_US_PER_SECOND : us;
    if (ok)
      continue;
    if (sluice_date_pattern_differs (pattern, text.data, text.length, error))
      return FALSE;
    if (fail)
      {
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, result == SLUICE_TYPE_TIME ? "CANNOT_PARSE_TIME" : "CANNOT_PARSE_TIMESTAMP",
            "Text '%.*s' could not be parsed. Use `%s` to tolerate invalid input string and "
            "return NULL instead.",
            (int) text.length, text.data,
            result == SLUICE_TYPE_DATE   ? "try_to_date"
            : result == SLUICE_TYPE_TIME ? "try_to_time"
                                         : "try_to_timestamp");
        return FALSE;
      }
    sluice_call_null_row (call, row);
  }

  return TRUE;
}

static gboolean
read_time_or_fail (SluiceKernelCall *call, GError **error)
{
  return read_time (call, FALSE, error);
}

static gboolean
read_time_or_null (SluiceKernelCall *call, GError **error)
{
  return read_time (call, TRUE, error);
}

static gboolean
seconds_of_timestamp (SluiceKernelCall *call, GError **error)
{
  /* Towards zero, unlike a cast. */
  SLUICE_UNARY_LOOP (call, gint64, gint64, x / SLUICE_US_PER_SECOND);

  return TRUE;
}

static const SluiceKernel read_kernels[2] = {
  { "read_time", SLUICE_KERNEL_STRICT, read_time_or_fail, NULL },
  { "try_read_time", SLUICE_KERNEL_STRICT, read_time_or_null, NULL },
};
static const SluiceKernel seconds_kernel
    = { "seconds_of_timestamp", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, seconds_of_timestamp,
        NULL };

static SluiceExpr *
resolve_cast (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              const SluiceTimeReader *reader,
              GError **error)
{
  const SluiceSettings *settings = sluice_analyzer_settings (analyzer);
  SluiceCastMode mode = reader->try_     ? SLUICE_CAST_TRY
                        : settings->ansi ? SLUICE_CAST_ANSI
                                         : SLUICE_CAST_LEGACY;
  SluiceTypeId id = reader->result == SLUICE_TYPE_BIGINT ? SLUICE_TYPE_TIMESTAMP : reader->result;
  const SluiceType *type = sluice_type_primitive (id);

  if (!sluice_cast_check (call, type, mode, error))
    return NULL;
  if (reader->result != SLUICE_TYPE_BIGINT)
    return sluice_cast_new (call->args[0], type, mode, settings);

  sluice_call_replace_arg (call, 0, sluice_cast_new (call->args[0], type, mode, settings));
  while (call->n_args > 1)
    sluice_expr_unref (call->args[--call->n_args]);

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT),
                             call->args[0]->nullable || !settings->ansi, &seconds_kernel);
}

SluiceExpr *
sluice_resolve_read_time (const SluiceFunction *function,
                          SluiceAnalyzer *analyzer,
                          SluiceCall *call,
                          GError **error)
{
  const SluiceTimeReader *reader = function->user_data;
  SluiceTimeReader local_reader;
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  SluiceTypeId source = call->args[0]->type->id;
  gboolean fails = sluice_analyzer_settings (analyzer)->ansi && !reader->try_;
  SluiceExpr *result;

  /* to_timestamp gives what the session means by TIMESTAMP. */
  if (g_str_has_suffix (function->name, "to_timestamp")
      && sluice_timestamp_type (sluice_analyzer_settings (analyzer)) == SLUICE_TYPE_TIMESTAMP_NTZ)
    {
      local_reader = *reader;
      local_reader.result = SLUICE_TYPE_TIMESTAMP_NTZ;
      reader = &local_reader;
    }

  if (reader->result == SLUICE_TYPE_BIGINT && source != SLUICE_TYPE_STRING
      && source != SLUICE_TYPE_VOID && !sluice_type_is_datetime (source))
    {
      sluice_call_wrong_type (call, 0,
                              "(\"STRING\" or \"DATE\" or \"TIMESTAMP\" or \"TIMESTAMP_NTZ\")",
                              error);
      return NULL;
    }

  /* What is neither a text nor a moment counts as its text; numbers are seconds to to_timestamp ().
   */
  if (reader->default_pattern == NULL && call->n_args == 1 && !sluice_type_is_datetime (source)
      && (!sluice_type_is_numeric (source) || reader->result != SLUICE_TYPE_TIMESTAMP)
      && !sluice_analyzer_coerce_arg (analyzer, call, 0, text, error))
    return NULL;

  /* What is a moment already needs no pattern. */
  if (sluice_type_is_datetime (source)
      || (call->n_args == 1 && reader->default_pattern == NULL))
    return resolve_cast (function, analyzer, call, reader, error);

  if (call->n_args == 2 && reader->result == SLUICE_TYPE_BIGINT
      && call->args[1]->type->id != SLUICE_TYPE_STRING && call->args[1]->type->id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 1, "\"STRING\"", error);
      return NULL;
    }
  if (call->n_args == 1)
    {
      SluiceString pattern
          = sluice_string (reader->default_pattern, strlen (reader->default_pattern));

      sluice_call_append_literal (call, text, &pattern);
    }
  for (guint i = 0; i < 2; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, text, error))
      return NULL;

  result
      = sluice_call_finish (function, call, sluice_type_primitive (reader->result),
                            !fails || reader->result == SLUICE_TYPE_TIME
                                || sluice_call_any_nullable (call), &read_kernels[reader->try_]);
  prepare_pattern (result, sluice_analyzer_settings (analyzer), TRUE);

  return result;
}

static gboolean
format_rows (SluiceKernelCall *call, gint64 unit, GError **error)
{
  const SluiceZone *zone = sluice_session_zone (call->context->settings);
  SluiceZoneCursor cursor = sluice_zone_cursor (zone);
  g_auto (Patterns) patterns = { call->expr->data, NULL, { 0 }, FALSE };
  const SluiceDateLayout *layout
      = patterns.constant != NULL ? sluice_date_pattern_layout (patterns.constant) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceDatePattern *pattern = patterns_get (&patterns, call, row, error);
    gint64 us;

    if (pattern == NULL)
      return FALSE;
    /* Seconds beyond the range of microseconds come round, as in Java. */
    us = (gint64) ((guint64) SLUICE_ARG_AT (call, 0, gint64, row) * (guint64) unit);
    if (layout != NULL)
      {
        char *text = sluice_arena_alloc_bytes (call->context->arena, SLUICE_LAYOUT_SIZE);

        if (sluice_date_layout_write (layout, sluice_zone_cursor_local (&cursor, us), text))
          {
            sluice_call_store_reserved (call, row, text, SLUICE_LAYOUT_SIZE, layout->length);
            continue;
          }
        sluice_call_store_reserved (call, row, text, SLUICE_LAYOUT_SIZE, 0);
      }
    g_string_truncate (out, 0);
    sluice_date_pattern_format (pattern, us, zone, out);
    sluice_call_store (call, row, out->str, out->len);
  }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static gboolean
date_format (SluiceKernelCall *call, GError **error)
{
  return format_rows (call, 1, error);
}

static gboolean
time_format (SluiceKernelCall *call, GError **error)
{
  g_auto (Patterns) patterns = { call->expr->data, NULL, { 0 }, FALSE };
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceDatePattern *pattern = patterns_get (&patterns, call, row, error);

    if (pattern == NULL)
      return FALSE;
    g_string_truncate (out, 0);
    sluice_date_pattern_format (pattern, SLUICE_ARG_AT (call, 0, gint64, row) / SLUICE_NS_PER_US,
                                NULL, out);
    sluice_call_store (call, row, out->str, out->len);
  }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static gboolean
from_unixtime (SluiceKernelCall *call, GError **error)
{
  return format_rows (call, SLUICE_US_PER_SECOND, error);
}

static SluiceExpr *
resolve_format (const SluiceFunction *function,
                SluiceAnalyzer *analyzer,
                SluiceCall *call,
                SluiceTypeId source,
                gboolean nullable,
                const SluiceKernel *kernel,
                GError **error)
{
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  SluiceExpr *result;

  if ((source != SLUICE_TYPE_TIME
       && !sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (source), error))
      || !sluice_analyzer_coerce_arg (analyzer, call, 1, text, error))
    return NULL;
  result = sluice_call_finish (function, call, text, nullable || sluice_call_any_nullable (call),
                               kernel);
  prepare_pattern (result, sluice_analyzer_settings (analyzer), FALSE);

  return result;
}

SluiceExpr *
sluice_resolve_date_format (const SluiceFunction *function,
                            SluiceAnalyzer *analyzer,
                            SluiceCall *call,
                            GError **error)
{
  static const SluiceKernel kernel = { "date_format", SLUICE_KERNEL_STRICT, date_format, NULL };
  static const SluiceKernel time_kernel
      = { "time_format", SLUICE_KERNEL_STRICT, time_format, NULL };

  if (call->args[0]->type->id == SLUICE_TYPE_TIME)
    return resolve_format (function, analyzer, call, SLUICE_TYPE_TIME, FALSE, &time_kernel, error);

  return resolve_format (function, analyzer, call, SLUICE_TYPE_TIMESTAMP, FALSE, &kernel, error);
}

SluiceExpr *
sluice_resolve_from_unixtime (const SluiceFunction *function,
                              SluiceAnalyzer *analyzer,
                              SluiceCall *call,
                              GError **error)
{
  static const SluiceKernel kernel = { "from_unixtime", SLUICE_KERNEL_STRICT, from_unixtime, NULL };

  if (call->n_args == 1)
    {
      SluiceString pattern = sluice_string (DEFAULT_PATTERN, strlen (DEFAULT_PATTERN));

      sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_STRING), &pattern);
    }

  return resolve_format (function, analyzer, call, SLUICE_TYPE_BIGINT, TRUE, &kernel, error);
}
