/* sluice-csv-writer.h: rows to CSV text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "formats/sluice-value-text.h"

G_BEGIN_DECLS

/** sluice_output_csv_header: @out: the names of the columns of @schema are appended as a line, by @options. */
void sluice_output_csv_header (SluiceOutput              *out,
                               const SluiceFormatOptions *options,
                               const SluiceType          *schema);

/**
 * sluice_output_csv_row:
 * @out: a row is appended, without the end of the line
 * @options: the writer's options
 * @style: how values look
 * @columns: (array length=n_columns): the values; nested ones are written as in to_csv()
 * @n_columns: their number
 * @row: one of their rows
 *
 * Returns: whether the row has any byte at all
 */
gboolean sluice_output_csv_row (SluiceOutput              *out,
                                const SluiceFormatOptions *options,
                                const SluiceTextStyle     *style,
                                SluiceColumn *const       *columns,
                                guint                      n_columns,
                                guint32                    row);

G_END_DECLS
