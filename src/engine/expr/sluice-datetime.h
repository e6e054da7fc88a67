/* sluice-datetime.h: calculations with moments.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-convert.h"
#include "expr/sluice-expr.h"

G_BEGIN_DECLS

/** sluice_session_zone: @settings: a session's settings. Returns: (transfer none): its time zone.
 */
const SluiceZone *sluice_session_zone (const SluiceSettings *settings);

/** sluice_timestamp_type: @settings: a session's settings. Returns: what `spark.sql.timestampType`
 * asks for. */
SluiceTypeId sluice_timestamp_type (const SluiceSettings *settings);

/** sluice_invalid_zone: @id: a name of no zone, @error: set to `INVALID_TIMEZONE`. Returns: %FALSE.
 */
gboolean sluice_invalid_zone (const char *id, GError **error);

/**
 * sluice_timestamp_add:
 * @time: microseconds since 1970
 * @months: months to add, on the calendar of @zone
 * @days: then days, on the calendar of @zone
 * @microseconds: then microseconds, as they pass
 * @zone: (nullable): the zone; %NULL for local times
 * @result: (out): the moment
 *
 * Returns: whether it could be computed
 */
gboolean sluice_timestamp_add (gint64 time,
                               gint64 months,
                               gint64 days,
                               gint64 microseconds,
                               const SluiceZone *zone,
                               gint64 *result);

/**
 * sluice_interval_days_new:
 * @interval: (transfer none): an INTERVAL DAY
 *
 * Returns: (transfer full): its number of days, an INT
 */
SluiceExpr *sluice_interval_days_new (SluiceExpr *interval) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
