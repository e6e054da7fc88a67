/* sluice-format-string.h: numbers and texts put together as Java's formatters do.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * sluice_format_java:
 * @out: the text is appended
 * @format: a format string as java.util.Formatter takes it
 * @args: (array length=n_args): the values
 * @n_args: their number
 * @row: the row of the values
 * @error: what Java would throw, without a condition
 *
 * Returns: whether it could be done
 */
gboolean sluice_format_java (GString *out,
                             SluiceString format,
                             SluiceColumn *const *args,
                             guint n_args,
                             guint32 row,
                             GError **error);

/**
 * SluiceNumberPattern: a pattern of java.text.DecimalFormat.
 * @min_whole: digits in front of the point at least
 * @min_fraction: digits behind it at least
 * @max_fraction: digits behind it at most
 * @group: digits between commas, 0 for no commas
 */
typedef struct
{
  guint min_whole;
  guint min_fraction;
  guint max_fraction;
  guint group;
} SluiceNumberPattern;

/** sluice_number_pattern_parse: @text: a pattern such as `#,##0.00`, @length: its bytes, @pattern:
 * (out). Returns: whether it is one. */
gboolean sluice_number_pattern_parse (const char *text, gsize length, SluiceNumberPattern *pattern);

/**
 * sluice_number_pattern_format:
 * @pattern: a pattern
 * @digits: a number in plain digits, perhaps with a sign and a point
 * @out: the text is appended, rounded half to even
 */
void
sluice_number_pattern_format (const SluiceNumberPattern *pattern, const char *digits, GString *out);

G_END_DECLS
