/* sluice-table-file.h: files as tables of a query.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "core/sluice-type.h"

G_BEGIN_DECLS

/** Records that are looked at to find out which columns a file has. */
#define SLUICE_TABLE_SAMPLE 1000

/** sluice_table_format: @path: a file, directory or pattern. Returns: (transfer none) (nullable): the format that
 * its name tells: `json`, `csv` or `text`. */
const char *sluice_table_format (const char *path);

/**
 * sluice_table_infer_schema:
 * @path: a file, a directory or a pattern of names, of which the first file counts
 * @format: `json`, `csv` or `text`
 * @options: (inout): the options of the format; a CSV file whose first line holds names says so here
 * @typed: whether values of CSV get the types that they look like; else all columns are STRING
 * @settings: the session's settings
 * @error: a file that can't be read, or has no columns
 *
 * Looks at the first %SLUICE_TABLE_SAMPLE records.
 *
 * Returns: (transfer full) (nullable): the columns
 */
SluiceType *sluice_table_infer_schema (const char           *path,
                                       const char           *format,
                                       GHashTable           *options,
                                       gboolean              typed,
                                       const SluiceSettings *settings,
                                       GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
