/* sluice-schema-inference.h: the schema that files look like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/sluice-settings.h"
#include "core/sluice-type.h"

G_BEGIN_DECLS

/**
 * sluice_format_of_path:
 * @path: a file, directory or pattern
 *
 * Returns: (transfer none) (nullable): the format that its name tells: `json`, `csv` or `text`
 */
const char *sluice_format_of_path (const char *path);

/**
 * sluice_infer_schema:
 * @format: `json`, `csv` or `text`
 * @path: a file, directory or pattern
 * @options: (element-type utf8 utf8): options of a source; without `inferSchema` the columns of CSV are STRING, without
 *   `inferTimestamp` JSON has no timestamps, as in Spark
 * @settings: the session's settings
 * @cancellable: (nullable): looked at between files
 * @error: what is wrong with the path or an option; #SLUICE_SOURCE_ERROR when there is no file or no record in them
 *
 * Reads some records of some of the files, and takes the tightest types that hold all of them, by the rules of Spark's
 * schema inference. What directories tell isn't among the columns.
 *
 * Returns: (transfer full) (nullable): a STRUCT
 */
SluiceType *sluice_infer_schema (const char           *format,
                                 const char           *path,
                                 GHashTable           *options,
                                 const SluiceSettings *settings,
                                 GCancellable         *cancellable,
                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
