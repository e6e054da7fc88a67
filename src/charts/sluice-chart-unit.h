/* sluice-chart-unit.h: the units of charted values: nice steps and words.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SluiceChartUnit:
 * @SLUICE_CHART_UNIT_COUNT: plain numbers, such as a user's observed metric
 * @SLUICE_CHART_UNIT_ROWS: rows; never a fraction
 * @SLUICE_CHART_UNIT_ROWS_PER_SECOND: rows per second
 * @SLUICE_CHART_UNIT_DURATION: milliseconds, shown as ms, s, min or h
 * @SLUICE_CHART_UNIT_BYTES: bytes, shown with IEC prefixes
 * @SLUICE_CHART_UNIT_GAP: seconds between two times, shown as s, min, h or d
 * @SLUICE_CHART_UNIT_PERCENT: parts of a hundred
 *
 * What the numbers of a series are.
 */
typedef enum
{
  SLUICE_CHART_UNIT_COUNT,
  SLUICE_CHART_UNIT_ROWS,
  SLUICE_CHART_UNIT_ROWS_PER_SECOND,
  SLUICE_CHART_UNIT_DURATION,
  SLUICE_CHART_UNIT_BYTES,
  SLUICE_CHART_UNIT_GAP,
  SLUICE_CHART_UNIT_PERCENT,
} SluiceChartUnit;

/**
 * sluice_chart_unit_nice_step:
 * @rough: a distance above 0, in the unit's base (ms, s, bytes, rows)
 * @maximum: the largest value on the axis, which decides what bytes are counted in
 *
 * Returns: the smallest nice distance not below @rough: 1-2-5 times a power of ten, counted in
 *   whatever @unit is shown in at this size (15 s or 30 min for times, 2 MiB for bytes)
 */
double sluice_chart_unit_nice_step (SluiceChartUnit unit, double rough, double maximum);

/**
 * sluice_chart_unit_get_scale:
 * @maximum: the largest value on the axis
 * @name: (out) (nullable): what the axis title says: "rows/s", "MiB", "ms"
 *
 * Returns: what a value is divided by on an axis up to @maximum, so that tick labels need no unit
 */
double sluice_chart_unit_get_scale (SluiceChartUnit unit, double maximum, const char **name);

/**
 * sluice_chart_unit_format_tick:
 * @value: a value at a tick
 * @maximum: the largest value on the axis
 * @step: the distance of the ticks, which decides the decimals
 *
 * Returns: (transfer full): a short label such as "1.5 k" or "200"
 */
char *sluice_chart_unit_format_tick (SluiceChartUnit unit, double value, double maximum, double step)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_unit_format:
 * @value: a value; NaN gives a dash
 *
 * Returns: (transfer full): the value with its unit, three significant digits: "1.23 k rows/s",
 *   "340 ms", "2 min 5 s", "12.5 MiB"
 */
char *sluice_chart_unit_format (SluiceChartUnit unit, double value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_unit_format_short:
 *
 * Returns: (transfer full): as sluice_chart_unit_format(), without "rows" and "rows/s", for where an
 *   axis says them already
 */
char *sluice_chart_unit_format_short (SluiceChartUnit unit, double value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_format_integer:
 * @value: a number, such as that of a batch
 *
 * Returns: (transfer full): its digits. Sentences take it as `%s`: a translator's tools don't read on
 *   behind a macro that stands in the middle of a text.
 */
char *sluice_chart_format_integer (gint64 value) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_chart_format_number: Returns: (transfer full): @value with SI prefix k, M, G, three digits. */
char *sluice_chart_format_number (double value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
