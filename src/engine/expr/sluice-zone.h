/* sluice-zone.h: more about time zones than sluice-convert.h tells everybody.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-convert.h"

G_BEGIN_DECLS

/**
 * SluiceZoneSpan:
 * @from_us: first microsecond (UTC) of the span
 * @until_us: the microsecond after its last
 * @offset: seconds to add to UTC for local time
 * @abbreviation: (transfer none): what clocks there call their time, such as `CEST`
 * @is_summer: whether it's daylight saving time
 *
 * A stretch of time in which a zone has one offset.
 */
typedef struct
{
  gint64 from_us;
  gint64 until_us;
  gint32 offset;
  const char *abbreviation;
  gboolean is_summer;
} SluiceZoneSpan;

/** sluice_zone_span_at: @self: a zone, @utc_us: a moment, @span: (out): the stretch that it lies
 * in. */
void sluice_zone_span_at (const SluiceZone *self, gint64 utc_us, SluiceZoneSpan *span);

/** sluice_zone_id: @self: a zone. Returns: (transfer none): its id as Java's ZoneId.getId() gives
 * it. */
const char *sluice_zone_id (const SluiceZone *self);

/** sluice_zone_is_fixed: @self: a zone. Returns: whether it has one offset for ever. */
gboolean sluice_zone_is_fixed (const SluiceZone *self);

/**
 * sluice_zone_is_offset:
 * @self: a zone
 *
 * Returns: whether it was given as an offset (`+02:00`, `Z`) and not by a name
 */
gboolean sluice_zone_is_offset (const SluiceZone *self);

/**
 * sluice_zone_name:
 * @self: a zone
 * @is_summer: whether it's daylight saving time
 *
 * Returns: (transfer none): what clocks call their time today, whatever they called it back then;
 * what Java shows for the letter `z`
 */
const char *sluice_zone_name (const SluiceZone *self, gboolean is_summer);

/**
 * sluice_zone_to_utc_near:
 * @self: a zone
 * @local_us: local time
 * @preferred_offset: the offset to take in an overlap, when it is one of the two
 *
 * Like sluice_zone_to_utc(), for arithmetic that starts from a moment whose offset is known.
 *
 * Returns: microseconds since 1970 UTC
 */
gint64 sluice_zone_to_utc_near (const SluiceZone *self, gint64 local_us, gint32 preferred_offset);

/**
 * sluice_zone_start_of_day:
 * @self: a zone
 * @days: a date
 *
 * Returns: the first moment of that day, which is not midnight where the clocks skip it
 */
gint64 sluice_zone_start_of_day (const SluiceZone *self, gint32 days);

/**
 * SluiceZoneCursor:
 * @zone: (nullable): the zone; %NULL for local time
 * @span: the span of the last moment asked for
 * @clear_from_us: first moment of the span whose local time is one of no other span and fits a #gint64
 * @clear_until_us: the moment after the last such
 *
 * Remembers a span, since the moments of a column lie together.
 */
typedef struct
{
  const SluiceZone *zone;
  SluiceZoneSpan span;
  gint64 clear_from_us;
  gint64 clear_until_us;
} SluiceZoneCursor;

/** sluice_zone_cursor: @zone: (nullable): a zone; %NULL for local time. Returns: a cursor to begin
 * with. */
static inline SluiceZoneCursor
sluice_zone_cursor (const SluiceZone *zone)
{
  SluiceZoneCursor cursor
      = { zone, { G_MAXINT64, G_MININT64, 0, NULL, FALSE }, G_MAXINT64, G_MININT64 };

  if (zone == NULL)
    {
      cursor.span.from_us = G_MININT64;
      cursor.span.until_us = G_MAXINT64;
    }

  return cursor;
}

/** sluice_zone_cursor_move: @self: a cursor with a zone, @utc_us: a moment. Makes its span the remembered one. */
void sluice_zone_cursor_move (SluiceZoneCursor *self, gint64 utc_us);

/**
 * sluice_zone_cursor_is_fixed:
 * @self: a cursor
 *
 * Returns: whether there is one offset for ever, which @span then has
 */
gboolean sluice_zone_cursor_is_fixed (SluiceZoneCursor *self);

/** sluice_zone_cursor_local: @self: a cursor, @utc_us: a moment. Returns: its local time; wraps. */
static inline gint64
sluice_zone_cursor_local (SluiceZoneCursor *self, gint64 utc_us)
{
  if (G_UNLIKELY (utc_us < self->span.from_us || utc_us >= self->span.until_us)
      && self->zone != NULL)
    sluice_zone_cursor_move (self, utc_us);

  return (gint64) ((guint64) utc_us + (guint64) (self->span.offset * G_GINT64_CONSTANT (1000000)));
}

/**
 * sluice_zone_cursor_utc:
 * @self: a cursor
 * @local_us: a local time
 * @utc_us: (out): the moment, if its span is the remembered one
 *
 * Returns: whether it is, and beyond doubt: sluice_zone_to_utc() and its relatives give the same then
 */
static inline gboolean
sluice_zone_cursor_utc (const SluiceZoneCursor *self, gint64 local_us, gint64 *utc_us)
{
  *utc_us = (gint64) ((guint64) local_us
                      - (guint64) (self->span.offset * G_GINT64_CONSTANT (1000000)));

  return *utc_us >= self->clear_from_us && *utc_us < self->clear_until_us;
}

G_END_DECLS
