/* sluice-file-options.h: the options of the file source.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "sources/sluice-file-listing.h"

G_BEGIN_DECLS

/** SluiceCleanMode: `cleanSource`: what becomes of files once their batch is done. */
typedef enum
{
  SLUICE_CLEAN_OFF,
  SLUICE_CLEAN_DELETE,
  SLUICE_CLEAN_ARCHIVE,
} SluiceCleanMode;

/**
 * SluiceFileOptions:
 * @max_files: `maxFilesPerTrigger`; 0 for no limit [FIL-5]
 * @max_bytes: `maxBytesPerTrigger`; 0 for no limit [FIL-6]
 * @max_age_ms: `maxFileAge`, milliseconds; G_MAXINT64 when files never are too old [FIL-7], [FIL-8]
 * @latest_first: `latestFirst`
 * @file_name_only: `fileNameOnly` [FIL-9]
 * @ignore_missing: `ignoreMissingFiles`
 * @recursive: `recursiveFileLookup`
 * @clean: `cleanSource`
 * @archive: (nullable): `sourceArchiveDir`, absolute, with %SLUICE_CLEAN_ARCHIVE
 * @max_cached: `maxCachedFiles`: so many listed files are kept for later batches
 * @discard_ratio: `discardCachedInputRatio`: fewer than this part of a batch's limit aren't kept
 * @filter: which files count; its pattern belongs to what the options were read from
 */
typedef struct
{
  gint64 max_files;
  gint64 max_bytes;
  gint64 max_age_ms;
  gboolean latest_first;
  gboolean file_name_only;
  gboolean ignore_missing;
  gboolean recursive;
  SluiceCleanMode clean;
  char *archive;
  gint64 max_cached;
  double discard_ratio;
  SluiceFileFilter filter;
} SluiceFileOptions;

/**
 * sluice_file_options_read:
 * @self: (out caller-allocates): options of nothing but zeros; to be cleared, after a failure too
 * @given: names, in any case, and their texts; to be kept as long as @self
 * @path: absolute path or pattern of the source
 * @settings: for its time zone
 * @streaming: whether files are read as they come, and not as a table
 * @error: #SLUICE_SOURCE_ERROR: a value that an option can't have, options that exclude each other
 *
 * Returns: whether all have their values
 */
gboolean sluice_file_options_read (SluiceFileOptions    *self,
                                   GHashTable           *given,
                                   const char           *path,
                                   const SluiceSettings *settings,
                                   gboolean              streaming,
                                   GError              **error);

/** sluice_file_options_clear: @self: options. Frees what they hold. */
void sluice_file_options_clear (SluiceFileOptions *self);

G_END_DECLS
