/* sluice-interval-text.h: intervals as texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"
#include "core/sluice-error.h"
#include "expr/sluice-analyzer.h"

G_BEGIN_DECLS

/**
 * SluiceUnit: the units of interval texts, from the finest to the coarsest.
 */
typedef enum
{
  SLUICE_UNIT_NONE,
  SLUICE_UNIT_NANOSECOND,
  SLUICE_UNIT_MICROSECOND,
  SLUICE_UNIT_MILLISECOND,
  SLUICE_UNIT_SECOND,
  SLUICE_UNIT_MINUTE,
  SLUICE_UNIT_HOUR,
  SLUICE_UNIT_DAY,
  SLUICE_UNIT_WEEK,
  SLUICE_UNIT_MONTH,
  SLUICE_UNIT_YEAR,
} SluiceUnit;

/**
 * sluice_unit_lookup:
 * @text: a word such as `days`
 * @length: its bytes
 *
 * Returns: the unit, in singular or plural and any case
 */
SluiceUnit sluice_unit_lookup (const char *text,
                               gsize       length);

/**
 * sluice_interval_parse_text:
 * @text: `1 day 2 hours`, perhaps with `interval` in front
 * @length: its bytes
 * @value: (out): the interval
 * @units: (out) (optional): bit 1 << unit is set for each unit named
 * @error: (nullable): `INVALID_INTERVAL_FORMAT…`, as Spark's cast from text to INTERVAL says it
 *
 * Returns: whether it is an interval
 */
gboolean sluice_interval_parse_text (const char             *text,
                                     gsize                   length,
                                     SluiceCalendarInterval *value,
                                     guint                  *units,
                                     GError                **error);

/**
 * sluice_interval_parse_range:
 * @text: the text between two units, such as `1 02:03:04.5`
 * @id: YEAR_MONTH_INTERVAL or DAY_TIME_INTERVAL
 * @start: first unit
 * @end: last unit
 * @value: (out): months or microseconds
 * @error: (nullable): what is wrong with it
 *
 * The text of `INTERVAL '…' DAY TO SECOND` and its relatives.
 *
 * Returns: whether it is one
 */
gboolean sluice_interval_parse_range (const char         *text,
                                      SluiceTypeId        id,
                                      SluiceIntervalField start,
                                      SluiceIntervalField end,
                                      gint64             *value,
                                      GError            **error);

G_END_DECLS
