/* sluice-timestamp-text.h: the parts that the text of a timestamp is made of.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-convert.h"

G_BEGIN_DECLS

/**
 * sluice_parse_timestamp_at:
 * @text: bytes
 * @length: their number
 * @zone: the zone of texts that name none
 * @now_us: the moment that says what today is, for a time without a date
 * @value: (out): microseconds since 1970 UTC
 *
 * Like sluice_parse_timestamp(), and `12:34:56` is that time today.
 *
 * Returns: whether it is a timestamp
 */
gboolean sluice_parse_timestamp_at (
    const char *text, gsize length, const SluiceZone *zone, gint64 now_us, gint64 *value);

/**
 * sluice_write_fraction:
 * @us: microseconds of a second, 0 to 999,999
 * @out: where
 *
 * Writes a point and the digits up to the last that isn't zero; nothing for 0.
 *
 * Returns: bytes written
 */
gsize sluice_write_fraction (guint32 us, char *out);

G_END_DECLS
