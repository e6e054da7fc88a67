/* sluice-file-listing.h: the files of a directory or pattern, as a file source sees them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SluiceFileEntry:
 * @path: absolute path
 * @modified_ms: time of modification, milliseconds since 1970
 * @size: bytes
 */
typedef struct
{
  char *path;
  gint64 modified_ms;
  gint64 size;
} SluiceFileEntry;

/**
 * SluiceFileListing:
 *
 * Lists one path again and again: a directory, a file, or a glob pattern [FIL-1]. It remembers when the
 * directories last changed, so that looking at an unchanged one costs a stat().
 */
typedef struct _SluiceFileListing SluiceFileListing;

/**
 * SluiceFileFilter:
 * @name_pattern: (nullable): `pathGlobFilter`, which the names of files must match
 * @recursive: `recursiveFileLookup`: whether all directories below count, and none is one of a partition
 * @modified_after_ms: `modifiedAfter`; G_MININT64 when absent
 * @modified_before_ms: `modifiedBefore`; G_MAXINT64 when absent
 *
 * Which files of a path count.
 */
typedef struct
{
  const char *name_pattern;
  gboolean recursive;
  gint64 modified_after_ms;
  gint64 modified_before_ms;
} SluiceFileFilter;

/**
 * sluice_file_listing_new:
 * @path: absolute path or pattern
 * @filter: which files count; copied
 *
 * Returns: (transfer full): the listing
 */
SluiceFileListing *sluice_file_listing_new (const char             *path,
                                            const SluiceFileFilter *filter) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_file_listing_is_pattern: @self: a listing. Returns: whether its path is a pattern, below which there are no partitions. */
gboolean sluice_file_listing_is_pattern (const SluiceFileListing *self);

/**
 * sluice_glob_match:
 * @pattern: a pattern of Hadoop: `*`, `?`, `[a-c]`, `{a,b}`
 * @name: a name without slashes
 *
 * Returns: whether the name fits
 */
gboolean sluice_glob_match (const char *pattern,
                            const char *name);

/** sluice_file_listing_free: @self: (nullable): a listing. */
void sluice_file_listing_free (SluiceFileListing *self);

/**
 * sluice_file_listing_update:
 * @self: a listing
 * @changed: (out): whether anything may be new since the last call
 * @error: a path that isn't there (`PATH_NOT_FOUND`) or can't be read
 *
 * Looks at the disk. Names that begin with `_` or `.` are passed over [FIL-23]; of a directory that Sluice
 * or Spark wrote (one with `_spark_metadata`) only the files of its manifest count [FIL-18].
 *
 * Returns: whether it could look
 */
gboolean sluice_file_listing_update (SluiceFileListing *self,
                                     gboolean          *changed,
                                     GError           **error);

/**
 * sluice_file_listing_get:
 * @self: a listing
 *
 * Returns: (transfer none) (element-type SluiceFileEntry): the files of the last update, by time of
 *   modification, then path [FIL-4]
 */
GArray *sluice_file_listing_get (SluiceFileListing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceFileListing, sluice_file_listing_free)

G_END_DECLS
