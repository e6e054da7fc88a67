/* sluice-text-value.h: texts of files to values, by the rules that CSV and JSON share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"
#include "core/sluice-settings.h"
#include "formats/sluice-column-builder.h"
#include "formats/sluice-format-options.h"

G_BEGIN_DECLS

/*
 * All return whether the text is a value. None allocates, except for the rare text with characters outside
 * ASCII where digits are expected.
 */

/**
 * sluice_text_to_integer:
 * @text: bytes
 * @length: their number
 * @min: the least value of the type
 * @max: the greatest value of the type
 * @value: (out): the number
 *
 * As Java's Integer.parseInt: a sign and digits of any script, no blanks.
 */
gboolean sluice_text_to_integer (const char *text,
                                 gsize       length,
                                 gint64      min,
                                 gint64      max,
                                 gint64     *value);

/**
 * sluice_text_to_double:
 * @text: bytes
 * @length: their number
 * @value: (out): the number
 *
 * As Java's Double.parseDouble: blanks around it, `NaN`, `Infinity`, a final `d` or `f`.
 */
gboolean sluice_text_to_double (const char *text,
                                gsize       length,
                                double     *value);

/**
 * sluice_text_to_decimal:
 * @symbols: the locale's
 * @type: the DECIMAL type
 * @text: bytes
 * @length: their number
 * @value: (out): the unscaled value
 * @overflow: (out): set when it is a number that doesn't fit @type
 *
 * As Java's BigDecimal or DecimalFormat, rounded half up.
 */
gboolean sluice_text_to_decimal (const SluiceNumberSymbols *symbols,
                                 const SluiceType          *type,
                                 const char                *text,
                                 gsize                      length,
                                 SluiceInt128              *value,
                                 gboolean                  *overflow);

/**
 * sluice_text_to_date:
 * @options: the pattern, if any
 * @text: bytes
 * @length: their number
 * @allow_days: whether a whole number counts as days since 1970, as it does in JSON
 * @value: (out): days since 1970
 */
gboolean sluice_text_to_date (const SluiceFormatOptions *options,
                              const char                *text,
                              gsize                      length,
                              gboolean                   allow_days,
                              gint32                    *value);

/**
 * sluice_text_to_timestamp:
 * @options: the pattern, if any, and the zone
 * @text: bytes
 * @length: their number
 * @value: (out): microseconds since 1970
 */
gboolean sluice_text_to_timestamp (const SluiceFormatOptions *options,
                                   const char                *text,
                                   gsize                      length,
                                   gint64                    *value);

/**
 * sluice_text_to_timestamp_ntz:
 * @options: the pattern, if any
 * @text: bytes
 * @length: their number
 * @value: (out): local microseconds since 1970
 */
gboolean sluice_text_to_timestamp_ntz (const SluiceFormatOptions *options,
                                       const char                *text,
                                       gsize                      length,
                                       gint64                    *value);

/**
 * sluice_text_to_interval:
 * @arena: where intermediate results go
 * @settings: the session's settings
 * @type: a year-month or day-time interval type
 * @text: bytes
 * @length: their number
 * @value: (out): months or microseconds
 *
 * As CAST(… AS INTERVAL …) takes it, with or without the word INTERVAL.
 */
gboolean sluice_text_to_interval (SluiceArena          *arena,
                                  const SluiceSettings *settings,
                                  const SluiceType     *type,
                                  const char           *text,
                                  gsize                 length,
                                  gint64               *value);

/**
 * sluice_text_append_calendar_interval:
 * @builder: a column of INTERVAL, which only functions make
 * @text: bytes
 * @length: their number
 *
 * Appends the interval; a text that is none makes a null, which Spark holds for no fault.
 */
void sluice_text_append_calendar_interval (SluiceColumnBuilder *builder,
                                           const char          *text,
                                           gsize                length);

/**
 * sluice_text_to_time:
 * @options: a reader's, with `timeFormat`
 * @type: a TIME
 * @text: bytes
 * @length: their number
 * @value: (out): nanoseconds since midnight, as exact as the type
 *
 * Returns: whether it is a time of day
 */
gboolean sluice_text_to_time (const SluiceFormatOptions *options,
                              const SluiceType          *type,
                              const char                *text,
                              gsize                      length,
                              gint64                    *value);

G_END_DECLS
