/* sluice-cast-time.c: casts from and to dates, timestamps and intervals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cast-run.h"

#include <math.h>

#include "expr/sluice-calendar.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-zone.h"

static gboolean
date_overflow (GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "DATETIME_OVERFLOW",
                    "Datetime operation overflow: the date is too far away for a timestamp.");

  return FALSE;
}

static gboolean
cast_date_to_timestamp (SluiceCastRun *run, GError **error)
{
  gboolean zoned = run->out->type->id == SLUICE_TYPE_TIMESTAMP;
  SluiceZoneCursor cursor = sluice_zone_cursor (zoned ? run->zone : NULL);

  SLUICE_CAST_EACH (run, row)
  {
    gint64 days = run->in->i32[row];
    gint64 local_us;

    run->out->i64[row] = 0;
    if (__builtin_mul_overflow (days, SLUICE_US_PER_DAY, &local_us))
      return date_overflow (error);
    if (!zoned)
      run->out->i64[row] = local_us;
    else if (!sluice_zone_cursor_utc (&cursor, local_us, &run->out->i64[row]))
      {
        run->out->i64[row] = sluice_zone_start_of_day (run->zone, (gint32) days);
        sluice_zone_cursor_move (&cursor, run->out->i64[row]);
      }
  }

  return TRUE;
}

static gboolean
cast_date (SluiceCastRun *run, GError **error)
{
  if (run->out->type->id == SLUICE_TYPE_TIMESTAMP
      || run->out->type->id == SLUICE_TYPE_TIMESTAMP_NTZ)
    return cast_date_to_timestamp (run, error);

  /* The legacy casts of dates to numbers exist, and give null. */
  SLUICE_CAST_EACH (run, row) { sluice_cast_run_null (run, row); }

  return TRUE;
}

/* To DATE or TIMESTAMP_NTZ, which no value fails to become: nulls are computed too, since that is faster than to look
 * for them. */
static void
cast_to_local (SluiceCastRun *run, SluiceZoneCursor *cursor)
{
  const gint64 *in = run->in->i64;
  gboolean to_date = run->out->type->id == SLUICE_TYPE_DATE;
  gboolean dense = run->rows16 == NULL && run->rows32 == NULL;

  if (dense && to_date && sluice_zone_cursor_is_fixed (cursor))
    {
      guint64 offset_us = (guint64) (cursor->span.offset * SLUICE_US_PER_SECOND);

      for (guint32 row = 0; row < run->n; row++)
        run->out->i32[row] = sluice_day_of ((gint64) ((guint64) in[row] + offset_us));
      return;
    }

  for (guint32 i = 0; i < run->n; i++)
    {
      guint32 row = dense ? i : sluice_cast_run_row (run, i);
      gint64 local = sluice_zone_cursor_local (cursor, in[row]);

      if (to_date)
        run->out->i32[row] = sluice_day_of (local);
      else
        run->out->i64[row] = local;
    }
}

static gboolean
cast_timestamp (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  SluiceColumn *out = run->out;
  SluiceZoneCursor cursor
      = sluice_zone_cursor (in->type->id == SLUICE_TYPE_TIMESTAMP ? run->zone : NULL);

  if (out->type->id == SLUICE_TYPE_DATE || out->type->id == SLUICE_TYPE_TIMESTAMP_NTZ)
    {
      cast_to_local (run, &cursor);
      return TRUE;
    }

  SLUICE_CAST_EACH (run, row)
  {
    gint64 us = in->i64[row];
    gint64 seconds = sluice_floor_div (us, SLUICE_US_PER_SECOND);
    gint64 limit = 0;

    switch ((int) out->type->id)
      {
      case SLUICE_TYPE_TIMESTAMP:
        out->i64[row] = sluice_zone_to_utc (run->zone, us);
        break;
      case SLUICE_TYPE_BOOLEAN:
        out->boolean[row] = us != 0;
        break;
      case SLUICE_TYPE_BYTE:
        out->i8[row] = (gint8) seconds;
        limit = G_MAXINT8;
        break;
      case SLUICE_TYPE_SHORT:
        out->i16[row] = (gint16) seconds;
        limit = G_MAXINT16;
        break;
      case SLUICE_TYPE_INT:
        out->i32[row] = (gint32) seconds;
        limit = G_MAXINT32;
        break;
      case SLUICE_TYPE_BIGINT:
        out->i64[row] = seconds;
        break;
      case SLUICE_TYPE_FLOAT:
        out->f32[row] = (float) ((double) us / 1e6);
        break;
      case SLUICE_TYPE_DOUBLE:
        out->f64[row] = (double) us / 1e6;
        break;
      case SLUICE_TYPE_DECIMAL:
        if (!sluice_cast_run_store_decimal (run, row, us, 6, error))
          return FALSE;
        break;
      case SLUICE_TYPE_TIME:
        out->i64[row] = sluice_time_truncate (
            sluice_floor_mod (sluice_zone_cursor_local (&cursor, us), SLUICE_US_PER_DAY)
                * SLUICE_NS_PER_US,
            out->type->precision);
        break;
      default:
        g_assert_not_reached ();
      }
    if (limit > 0 && (seconds > limit || seconds < -limit - 1)
        && !sluice_cast_run_overflow (run, row, error))
      return FALSE;
  }

  return TRUE;
}

/* TIME becomes a moment of the day on which the query runs. */
static gboolean
cast_time_of_day (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  SluiceColumn *out = run->out;
  gint64 now = run->context->now_us;
  gint64 local = now + sluice_zone_offset_at (run->zone, now) * SLUICE_US_PER_SECOND;
  gint64 today = local - sluice_floor_mod (local, SLUICE_US_PER_DAY);

  SLUICE_CAST_EACH (run, row)
  {
    gint64 ns = in->i64[row];
    gint32 seconds = (gint32) (ns / SLUICE_NS_PER_SECOND);
    gboolean fits = TRUE;

    switch ((int) out->type->id)
      {
      case SLUICE_TYPE_TIME:
        out->i64[row] = sluice_time_truncate (ns, out->type->precision);
        break;
      case SLUICE_TYPE_TIMESTAMP_NTZ:
        out->i64[row] = today + ns / SLUICE_NS_PER_US;
        break;
      case SLUICE_TYPE_TIMESTAMP:
        out->i64[row] = sluice_zone_to_utc (run->zone, today + ns / SLUICE_NS_PER_US);
        break;
      case SLUICE_TYPE_BYTE:
        out->i8[row] = (gint8) seconds;
        fits = out->i8[row] == seconds;
        break;
      case SLUICE_TYPE_SHORT:
        out->i16[row] = (gint16) seconds;
        fits = out->i16[row] == seconds;
        break;
      case SLUICE_TYPE_INT:
        out->i32[row] = seconds;
        break;
      case SLUICE_TYPE_BIGINT:
        out->i64[row] = seconds;
        break;
      case SLUICE_TYPE_DECIMAL:
        if (!sluice_cast_run_store_decimal (run, row, ns, 9, error))
          return FALSE;
        break;
      default:
        g_assert_not_reached ();
      }
    if (!fits && !sluice_cast_run_overflow (run, row, error))
      return FALSE;
  }

  return TRUE;
}

static gint64
saturating_seconds (gint64 seconds)
{
  gint64 us;

  if (__builtin_mul_overflow (seconds, SLUICE_US_PER_SECOND, &us))
    return seconds < 0 ? G_MININT64 : G_MAXINT64;

  return us;
}

/* The message shows the microseconds, as Spark's does. */
static gboolean
fraction_overflow (double us, GError **error)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length = sluice_format_double (us, text);

  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "CAST_OVERFLOW",
      "The value %.*s%s of the type \"DOUBLE\" cannot be cast to \"BIGINT\" due to an overflow. "
      "Use `try_cast` to tolerate overflow and return NULL instead.",
      (int) length, text, isinf (us) ? "" : "D");

  return FALSE;
}

static gboolean
fraction_to_timestamp (SluiceCastRun *run, guint32 row, double seconds, GError **error)
{
  double us = seconds * 1e6;

  run->out->i64[row] = 0;
  if (isnan (seconds) || isinf (seconds))
    return sluice_cast_run_malformed (run, row, error);
  if (us >= -9223372036854775808.0 && us < 9223372036854775808.0)
    run->out->i64[row] = (gint64) us;
  else if (run->mode == SLUICE_CAST_LEGACY)
    run->out->i64[row] = us < 0 ? G_MININT64 : G_MAXINT64;
  else if (run->mode == SLUICE_CAST_TRY)
    sluice_cast_run_null (run, row);
  else
    return fraction_overflow (us, error);

  return TRUE;
}

static gboolean
cast_number_to_timestamp (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  gint64 *out = run->out->i64;

  SLUICE_CAST_EACH (run, row)
  {
    switch ((int) in->type->id)
      {
      case SLUICE_TYPE_BOOLEAN:
        out[row] = in->boolean[row];
        break;
      case SLUICE_TYPE_BYTE:
        out[row] = in->i8[row] * SLUICE_US_PER_SECOND;
        break;
      case SLUICE_TYPE_SHORT:
        out[row] = in->i16[row] * SLUICE_US_PER_SECOND;
        break;
      case SLUICE_TYPE_INT:
        out[row] = in->i32[row] * SLUICE_US_PER_SECOND;
        break;
      case SLUICE_TYPE_BIGINT:
        out[row] = saturating_seconds (in->i64[row]);
        break;
      case SLUICE_TYPE_FLOAT:
        if (!fraction_to_timestamp (run, row, in->f32[row], error))
          return FALSE;
        break;
      case SLUICE_TYPE_DOUBLE:
        if (!fraction_to_timestamp (run, row, in->f64[row], error))
          return FALSE;
        break;
      case SLUICE_TYPE_DECIMAL:
        {
          SluiceInt128 us;

          if (!sluice_decimal_rescale (in->i128[row], in->type->scale, SLUICE_DECIMAL_MAX_PRECISION,
                                       6, SLUICE_DECIMAL_DOWN, &us))
            us = 0;
          out[row] = (gint64) us;
        }
        break;
      default:
        g_assert_not_reached ();
      }
  }

  return TRUE;
}

/* Microseconds or months of the last unit of an interval type, and whether it counts months. */
static gint64
interval_unit (const SluiceType *type)
{
  static const gint64 day_time[]
      = { SLUICE_US_PER_DAY, SLUICE_US_PER_HOUR, SLUICE_US_PER_MINUTE, SLUICE_US_PER_SECOND };

  if (type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    return type->end_field == SLUICE_INTERVAL_YEAR ? 12 : 1;

  return day_time[type->end_field];
}

static gint64
interval_at (const SluiceColumn *in, guint32 row)
{
  return in->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL ? in->i32[row] : in->i64[row];
}

static gboolean
store_interval (SluiceCastRun *run, guint32 row, SluiceInt128 value, GError **error)
{
  SluiceColumn *out = run->out;

  if (out->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    out->i32[row] = (gint32) value;
  else
    out->i64[row] = (gint64) value;
  if (value == interval_at (out, row))
    return TRUE;

  /* Such an overflow is an error in every mode but try_cast. */
  if (run->mode == SLUICE_CAST_LEGACY)
    run->mode = SLUICE_CAST_ANSI;

  return sluice_cast_run_overflow (run, row, error);
}

static gboolean
cast_number_to_interval (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  gint64 unit = interval_unit (run->out->type);

  SLUICE_CAST_EACH (run, row)
  {
    SluiceInt128 value = 0;
    gboolean fits = TRUE;

    switch ((int) in->type->id)
      {
      case SLUICE_TYPE_BYTE:
        value = in->i8[row];
        break;
      case SLUICE_TYPE_SHORT:
        value = in->i16[row];
        break;
      case SLUICE_TYPE_INT:
        value = in->i32[row];
        break;
      case SLUICE_TYPE_BIGINT:
        value = in->i64[row];
        break;
      case SLUICE_TYPE_DECIMAL:
        fits = !__builtin_mul_overflow (in->i128[row], (SluiceInt128) unit, &value)
               && sluice_decimal_rescale (value, in->type->scale, SLUICE_DECIMAL_MAX_PRECISION, 0,
                                          SLUICE_DECIMAL_HALF_UP, &value);
        break;
      default:
        g_assert_not_reached ();
      }
    if (in->type->id != SLUICE_TYPE_DECIMAL)
      value *= unit;
    if (!store_interval (run, row, fits ? value : (SluiceInt128) 1 << 100, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
cast_interval_to_number (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  SluiceColumn *out = run->out;
  gint64 unit = interval_unit (in->type);
  gboolean in_seconds = in->type->id == SLUICE_TYPE_DAY_TIME_INTERVAL
                        && in->type->end_field == SLUICE_INTERVAL_SECOND;

  SLUICE_CAST_EACH (run, row)
  {
    gint64 value = interval_at (in, row);
    gint64 whole = value / unit;
    gint64 limit = G_MAXINT64;

    switch ((int) out->type->id)
      {
      case SLUICE_TYPE_BYTE:
        out->i8[row] = (gint8) whole;
        limit = G_MAXINT8;
        break;
      case SLUICE_TYPE_SHORT:
        out->i16[row] = (gint16) whole;
        limit = G_MAXINT16;
        break;
      case SLUICE_TYPE_INT:
        out->i32[row] = (gint32) whole;
        limit = G_MAXINT32;
        break;
      case SLUICE_TYPE_BIGINT:
        out->i64[row] = whole;
        break;
      case SLUICE_TYPE_DECIMAL:
        if (!sluice_cast_run_store_decimal (run, row, in_seconds ? value : whole,
                                            in_seconds ? 6 : 0, error))
          return FALSE;
        break;
      default:
        g_assert_not_reached ();
      }
    if (whole > limit || whole < -limit - 1)
      {
        if (run->mode == SLUICE_CAST_LEGACY)
          run->mode = SLUICE_CAST_ANSI;
        if (!sluice_cast_run_overflow (run, row, error))
          return FALSE;
      }
  }

  return TRUE;
}

/* Units finer than the target's last are cut off. */
static void
cast_interval_to_interval (SluiceCastRun *run)
{
  gint64 unit = interval_unit (run->out->type);
  gboolean in_seconds = unit == SLUICE_US_PER_SECOND;

  SLUICE_CAST_EACH (run, row)
  {
    gint64 value = interval_at (run->in, row);

    if (run->out->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
      run->out->i32[row] = (gint32) (value / unit * unit);
    else
      run->out->i64[row] = in_seconds ? value : value / unit * unit;
  }
}

void
sluice_cast_times_to_text (SluiceCastRun *run)
{
  SluiceArena *arena = run->context->arena;
  SluiceTypeId from = run->in->type->id;
  SluiceZoneCursor cursor = sluice_zone_cursor (from == SLUICE_TYPE_TIMESTAMP ? run->zone : NULL);

  SLUICE_CAST_EACH (run, row)
  {
    char *text = sluice_arena_alloc_bytes (arena, SLUICE_FORMAT_MAX);
    gsize length
        = from == SLUICE_TYPE_DATE
              ? sluice_format_date (run->in->i32[row], text)
              : sluice_format_timestamp (sluice_zone_cursor_local (&cursor, run->in->i64[row]),
                                         NULL, text);

    /* The next text begins where this one ends. */
    if (arena->cursor == text + SLUICE_FORMAT_MAX)
      arena->cursor = text + length;
    run->out->string[row] = sluice_string (text, length);
  }
  sluice_arena_align (arena);
}

gboolean
sluice_cast_times (SluiceCastRun *run, GError **error)
{
  SluiceTypeId from = run->in->type->id;
  SluiceTypeId to = run->out->type->id;

  switch ((int) from)
    {
    case SLUICE_TYPE_DATE:
      return cast_date (run, error);
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      return cast_timestamp (run, error);
    case SLUICE_TYPE_TIME:
      return cast_time_of_day (run, error);
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      if (to != from)
        return cast_interval_to_number (run, error);
      cast_interval_to_interval (run);
      return TRUE;
    default:
      return to == SLUICE_TYPE_TIMESTAMP ? cast_number_to_timestamp (run, error)
                                         : cast_number_to_interval (run, error);
    }
}
