/* sluice-value-text.h: values to texts, by the rules that the writers share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"
#include "formats/sluice-format-options.h"
#include "formats/sluice-output.h"

G_BEGIN_DECLS

/**
 * SluiceTextStyle:
 * @zone: the zone to show times in
 * @milliseconds: whether the default form of times stops at milliseconds, as in files
 * @date_format: a pattern, if any, for dates
 * @timestamp_format: a pattern, if any, for TIMESTAMP
 * @timestamp_ntz_format: a pattern, if any, for TIMESTAMP_NTZ
 * @time_format: a pattern, if any, for TIME
 *
 * How values look in a file.
 */
typedef struct
{
  const SluiceZone *zone;
  gboolean milliseconds;
  SluiceTimeFormat date_format;
  SluiceTimeFormat timestamp_format;
  SluiceTimeFormat timestamp_ntz_format;
  SluiceTimeFormat time_format;
} SluiceTextStyle;

/** sluice_text_style: @options: a writer's. Returns: how values look in its files. */
SluiceTextStyle sluice_text_style (const SluiceFormatOptions *options);

/** SLUICE_TEXT_MAX: room that sluice_big_decimal_text() needs. */
#define SLUICE_TEXT_MAX 160

/**
 * sluice_big_decimal_text:
 * @value: the unscaled value
 * @scale: digits after the point
 * @out: room for SLUICE_TEXT_MAX bytes
 *
 * The text of Java's BigDecimal, which changes to an exponent when the first digit is far behind the point.
 *
 * Returns: bytes written
 */
gsize sluice_big_decimal_text (SluiceInt128 value,
                               guint        scale,
                               char        *out);

/**
 * sluice_output_value:
 * @out: the text is appended, without quotes
 * @style: how times look
 * @column: a column of a type that isn't nested, STRING, BINARY or VOID
 * @row: a row that isn't null
 */
void sluice_output_value (SluiceOutput          *out,
                          const SluiceTextStyle *style,
                          const SluiceColumn    *column,
                          guint32                row);

/** sluice_output_hex: @out: `[61 62]` is appended, @value: BINARY. */
void sluice_output_hex (SluiceOutput       *out,
                        const SluiceString *value);

G_END_DECLS
