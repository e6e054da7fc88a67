/* sluice-time-bucket.c: time_bucket(), which rounds a time down to the bucket that it falls into.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-functions-window.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"

static gint64
floor_multiple (gint64 distance, gint64 size)
{
  gint64 rest = distance % size;

  return distance - (rest < 0 ? rest + size : rest);
}

/* Whole days are days of the calendar in the session's zone, whatever their length; anything else is a stretch
 * of time. */
static gint64
day_time_bucket (gint64 size, gint64 us, gint64 origin, const SluiceZone *zone)
{
  gint64 local_origin;

  if (zone == NULL || size % SLUICE_US_PER_DAY != 0)
    return origin + floor_multiple (us - origin, size);

  local_origin = origin + sluice_zone_offset_at (zone, origin) * SLUICE_US_PER_SECOND;
  us += sluice_zone_offset_at (zone, us) * SLUICE_US_PER_SECOND;

  return sluice_zone_to_utc (zone, local_origin + floor_multiple (us - local_origin, size));
}

/* @months after a local time, on the last day of the month at most. */
static gboolean
add_months (gint64 local, gint64 months, gint64 *result)
{
  gint64 days = sluice_floor_div (local, SLUICE_US_PER_DAY);
  gint32 moved;

  if (!sluice_add_months ((gint32) days, months, &moved))
    return FALSE;
  *result = moved * SLUICE_US_PER_DAY + (local - days * SLUICE_US_PER_DAY);

  return TRUE;
}

static gint64
month_number (gint64 local)
{
  SluiceCivil civil = sluice_civil ((gint32) sluice_floor_div (local, SLUICE_US_PER_DAY));

  return civil.year * 12 + civil.month;
}

static gboolean
month_bucket (gint64 size, gint64 us, gint64 origin, const SluiceZone *zone, gint64 *result)
{
  gint64 months, bucket;

  if (zone != NULL)
    {
      us += sluice_zone_offset_at (zone, us) * SLUICE_US_PER_SECOND;
      origin += sluice_zone_offset_at (zone, origin) * SLUICE_US_PER_SECOND;
    }
  months = floor_multiple (month_number (us) - month_number (origin), size);
  if (!add_months (origin, months, &bucket) || (bucket > us && !add_months (origin, months - size, &bucket)))
    return FALSE;
  *result = zone != NULL ? sluice_zone_to_utc (zone, bucket) : bucket;

  return TRUE;
}

static gboolean
run_bucket (SluiceKernelCall *call, GError **error)
{
  gboolean months = call->args[0]->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL;
  const SluiceZone *zone = call->result->type->id == SLUICE_TYPE_TIMESTAMP
                               ? sluice_session_zone (call->context->settings)
                               : NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 us = SLUICE_ARG_AT (call, 1, gint64, row);
    gint64 origin = SLUICE_ARG_AT (call, 2, gint64, row);

    if (!months)
      call->result->i64[row] = day_time_bucket (SLUICE_ARG_AT (call, 0, gint64, row), us, origin, zone);
    else if (!month_bucket (SLUICE_ARG_AT (call, 0, gint32, row), us, origin, zone, &call->result->i64[row]))
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "DATETIME_OVERFLOW",
                          "Datetime operation overflow: the bucket begins too early.");
        return FALSE;
      }
  }

  return TRUE;
}

static const SluiceKernel bucket_kernel = { "time_bucket", SLUICE_KERNEL_STRICT, run_bucket, NULL };

static gboolean
is_timestamp (SluiceTypeId id)
{
  return id == SLUICE_TYPE_TIMESTAMP || id == SLUICE_TYPE_TIMESTAMP_NTZ;
}

/* The beginning of 1970, where the session is. */
static void
append_origin (SluiceAnalyzer *analyzer, SluiceCall *call, const SluiceType *type)
{
  const SluiceZone *zone = sluice_session_zone (sluice_analyzer_settings (analyzer));
  gint64 origin = type->id == SLUICE_TYPE_TIMESTAMP ? sluice_zone_to_utc (zone, 0) : 0;

  sluice_call_append_literal (call, type, &origin);
}

/* Folds argument @index to a literal. */
static gboolean
fold_argument (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, const char *name, GError **error)
{
  SluiceExpr *literal = sluice_analyzer_fold (analyzer, call->args[index], NULL);
  g_autofree char *sql = NULL;
  g_autofree char *type = NULL;

  if (literal != NULL)
    {
      sluice_call_replace_arg (call, index, literal);
      return TRUE;
    }

  sql = sluice_call_arg_to_sql (call, index);
  type = sluice_type_to_sql (call->args[index]->type);
  sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                        "the input `%s` should be a foldable \"%s\" expression; however, got \"%s\".", name, type, sql);

  return FALSE;
}

static gboolean
check_types (SluiceAnalyzer *analyzer, SluiceCall *call, const SluiceType *type, GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (id == SLUICE_TYPE_VOID)
    {
      g_autoptr (SluiceType) interval
          = sluice_type_interval (SLUICE_TYPE_DAY_TIME_INTERVAL, SLUICE_INTERVAL_DAY, SLUICE_INTERVAL_SECOND);

      sluice_call_cast_arg (analyzer, call, 0, interval);
    }
  else if (id != SLUICE_TYPE_DAY_TIME_INTERVAL && id != SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    {
      sluice_call_wrong_type (call, 0, "(\"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\")", error);
      return FALSE;
    }
  for (guint i = 1; i < 3; i++)
    if (call->args[i]->type->id == SLUICE_TYPE_VOID)
      sluice_call_cast_arg (analyzer, call, i, type);
    else if (!is_timestamp (call->args[i]->type->id))
      {
        sluice_call_wrong_type (call, i, "\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\"", error);
        return FALSE;
      }
  if (call->args[2]->type->id != type->id)
    sluice_call_cast_arg (analyzer, call, 2, type);

  return TRUE;
}

static gboolean
check_size (SluiceCall *call, GError **error)
{
  const SluiceExpr *size = call->args[0];
  g_autofree char *sql = NULL;

  if (sluice_column_is_null (size->value, 0)
      || (size->type->id == SLUICE_TYPE_DAY_TIME_INTERVAL ? size->value->i64[0] > 0 : size->value->i32[0] > 0))
    return TRUE;

  sql = sluice_call_arg_to_sql (call, 0);
  sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                        "The `bucketSize` must be between (0, inf) (current value = %s).", sql);

  return FALSE;
}

SluiceExpr *
sluice_resolve_time_bucket (const SluiceFunction *function,
                            SluiceAnalyzer       *analyzer,
                            SluiceCall           *call,
                            GError              **error)
{
  g_autoptr (SluiceType) type
      = sluice_type_ref (call->args[1]->type->id == SLUICE_TYPE_TIMESTAMP_NTZ
                             ? call->args[1]->type
                             : sluice_type_primitive (SLUICE_TYPE_TIMESTAMP));

  if (call->n_args == 2)
    append_origin (analyzer, call, type);
  if (!check_types (analyzer, call, type, error)
      || !fold_argument (analyzer, call, 0, "bucketSize", error)
      || !fold_argument (analyzer, call, 2, "origin", error) || !check_size (call, error))
    return NULL;

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call), &bucket_kernel);
}
