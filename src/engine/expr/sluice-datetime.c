/* sluice-datetime.c: calculations with moments.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-datetime.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-zone.h"

const SluiceZone *
sluice_session_zone (const SluiceSettings *settings)
{
  const SluiceZone *zone = sluice_zone_lookup (settings->time_zone);

  return zone != NULL ? zone : sluice_zone_lookup ("UTC");
}

SluiceTypeId
sluice_timestamp_type (const SluiceSettings *settings)
{
  const char *name = sluice_settings_get (settings, "spark.sql.timestampType");

  return name != NULL && g_ascii_strcasecmp (name, "TIMESTAMP_NTZ") == 0 ? SLUICE_TYPE_TIMESTAMP_NTZ
                                                                         : SLUICE_TYPE_TIMESTAMP;
}

gboolean
sluice_invalid_zone (const char *id, GError **error)
{
  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_TIMEZONE",
      "The timezone: %s is invalid. The timezone must be either a region-based zone ID or a zone "
      "offset. Region IDs must have the form 'area/city', such as 'America/Los_Angeles'. Zone "
      "offsets "
      "must be in the format '(+|-)HH', '(+|-)HH:mm' or '(+|-)HH:mm:ss', e.g '-08' , '+01:00' or "
      "'-13:33:33', and must be in the range from -18:00 to +18:00. 'Z' and 'UTC' are accepted as "
      "synonyms for '+00:00'.",
      id);

  return FALSE;
}

gboolean
sluice_timestamp_add (gint64 time,
                      gint64 months,
                      gint64 days,
                      gint64 microseconds,
                      const SluiceZone *zone,
                      gint64 *result)
{
  if (months != 0 || days != 0)
    {
      gint32 offset = zone != NULL ? sluice_zone_offset_at (zone, time) : 0;
      gint64 local = time + offset * SLUICE_US_PER_SECOND;
      gint64 date = sluice_floor_div (local, SLUICE_US_PER_DAY);
      gint64 time_of_day = local - date * SLUICE_US_PER_DAY;
      gint32 moved = (gint32) date;

      if (months != 0 && !sluice_add_months (moved, months, &moved))
        return FALSE;
      if (__builtin_add_overflow ((gint64) moved, days, &date)
          || __builtin_mul_overflow (date, SLUICE_US_PER_DAY, &local)
          || __builtin_add_overflow (local, time_of_day, &local))
        return FALSE;
      time = zone != NULL ? sluice_zone_to_utc_near (zone, local, offset) : local;
    }

  return !__builtin_add_overflow (time, microseconds, result);
}

static gboolean
days_of_interval (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, gint64, gint32, (gint32) (x / SLUICE_US_PER_DAY));

  return TRUE;
}

SluiceExpr *
sluice_interval_days_new (SluiceExpr *interval)
{
  static const SluiceKernel kernel
      = { "days_of_interval", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, days_of_interval, NULL };
  SluiceExpr *days = sluice_expr_new (SLUICE_EXPR_CALL, sluice_type_primitive (SLUICE_TYPE_INT),
                                      interval->nullable, &interval, 1);

  days->kernel = &kernel;

  return days;
}
