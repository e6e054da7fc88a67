/* sluice-date-legacy.h: patterns of dates as Java's SimpleDateFormat has them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-convert.h"

G_BEGIN_DECLS

/**
 * SluiceLegacyPattern:
 *
 * A compiled pattern of `spark.sql.legacy.timeParserPolicy` LEGACY, immutable. It reads numbers of any
 * length, blanks before them and anything after the end, and knows weeks.
 */
typedef struct _SluiceLegacyPattern SluiceLegacyPattern;

/**
 * sluice_legacy_pattern_new:
 * @pattern: a pattern
 *
 * Returns: (transfer full) (nullable): the compiled pattern; %NULL for letters that don't exist and quotes
 *   that don't end
 */
SluiceLegacyPattern *sluice_legacy_pattern_new (const char *pattern) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_legacy_pattern_free: @self: (nullable): a pattern. */
void sluice_legacy_pattern_free (SluiceLegacyPattern *self);

/**
 * sluice_legacy_pattern_format:
 * @self: a pattern
 * @value: microseconds since 1970
 * @zone: (nullable): the zone to show it in
 * @out: the text is appended
 */
void sluice_legacy_pattern_format (const SluiceLegacyPattern *self,
                                   gint64                     value,
                                   const SluiceZone          *zone,
                                   GString                   *out);

/**
 * sluice_legacy_pattern_parse:
 * @self: a pattern
 * @text: bytes
 * @length: their number
 * @zone: (nullable): the zone of texts that name none
 * @value: (out): microseconds since 1970
 *
 * Returns: whether the text begins with a time that exists
 */
gboolean sluice_legacy_pattern_parse (const SluiceLegacyPattern *self,
                                      const char                *text,
                                      gsize                      length,
                                      const SluiceZone          *zone,
                                      gint64                    *value);

G_END_DECLS
