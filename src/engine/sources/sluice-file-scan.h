/* sluice-file-scan.h: reading the files of a micro-batch, many tasks at once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sources/sluice-source.h"

G_BEGIN_DECLS

/**
 * SluiceFileSet:
 * @format: of the files
 * @path: absolute path below which they are
 * @options: of the format
 * @schema: of their rows, with the columns that directories tell
 * @settings: of the session
 * @has_partitions: whether directories of the form `name=value` tell columns
 * @ignore_missing: whether a file that has gone is left out, rather than an error
 * @partitions: (nullable) (element-type utf8): the names of the columns that directories tell; %NULL before one was seen
 * @choose: gives the paths of a batch, from after an offset up to another: (transfer container)
 * @source: for @choose
 *
 * Files that are read alike. All but @partitions, which scans fill in, belongs to the source.
 */
typedef struct
{
  const char *format;
  const char *path;
  GHashTable *options;
  const SluiceType *schema;
  const SluiceSettings *settings;
  gboolean has_partitions;
  gboolean ignore_missing;
  GPtrArray *partitions;
  GPtrArray *(*choose) (gpointer source, const char *start, const char *end);
  gpointer source;
} SluiceFileSet;

/**
 * sluice_file_scan_new:
 * @set: what to read; to be kept longer than the scan
 * @columns: (array length=n_columns): indices of the wanted fields of the schema
 * @n_columns: their number
 * @n_workers: threads that will run tasks
 * @error: options that the format doesn't take
 *
 * Returns: (transfer full) (nullable): a scan
 */
SluiceScan *sluice_file_scan_new (SluiceFileSet *set,
                                  const guint   *columns,
                                  guint          n_columns,
                                  guint          n_workers,
                                  GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
