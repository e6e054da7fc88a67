/* sluice-metadata-log.h: numbered files of lines, as Spark's checkpoints have them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SluiceMetadataLog:
 *
 * A directory with one text file per entry, named by its number: `v1`, then lines, no newline at the end.
 * A log that is compacted writes every n-th entry as `N.compact`, holding all lines so far. Byte-compatible
 * with Spark's HDFSMetadataLog and CompactibleFileStreamLog. Used by one thread at a time.
 */
typedef struct _SluiceMetadataLog SluiceMetadataLog;

/**
 * sluice_metadata_log_new:
 * @directory: where it is, perhaps not there yet
 * @compact_interval: entries from one compaction to the next; 0 for a log that isn't compacted. An existing
 *   log keeps the interval that its compact files show
 * @error: errors of listing the directory
 *
 * Returns: (transfer full) (nullable): the log
 */
SluiceMetadataLog *sluice_metadata_log_new (const char *directory,
                                            guint       compact_interval,
                                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_metadata_log_free: @self: (nullable): a log. */
void sluice_metadata_log_free (SluiceMetadataLog *self);

/**
 * sluice_metadata_log_latest:
 * @self: a log
 *
 * Returns: the highest number in it, or -1
 */
gint64 sluice_metadata_log_latest (SluiceMetadataLog *self);

/**
 * sluice_metadata_log_get:
 * @self: a log
 * @id: a number
 * @error: a version that this program doesn't know (`INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION`), a file that
 *   is cut off or isn't a log (`MALFORMED_LOG_FILE`); #SLUICE_FILE_ERROR, %G_IO_ERROR_NOT_FOUND when
 *   there is no such entry
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the lines after the version
 */
char **sluice_metadata_log_get (SluiceMetadataLog *self,
                                gint64             id,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_metadata_log_add:
 * @self: a log
 * @id: a number above the latest
 * @lines: (array zero-terminated=1): its lines
 * @error: `CONCURRENT_STREAM_LOG_UPDATE` when somebody else wrote that number; errors of writing
 *
 * Writes an entry, synced; when it is the turn of a compaction, with all lines before it. The first time it also
 * removes what a writer that was killed left half done.
 *
 * Returns: whether it is on disk
 */
gboolean sluice_metadata_log_add (SluiceMetadataLog *self,
                                  gint64             id,
                                  const char *const *lines,
                                  GError           **error);

/**
 * sluice_metadata_log_all:
 * @self: a log that is compacted
 * @error: an entry that is missing or broken
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the lines of all entries in order
 */
char **sluice_metadata_log_all (SluiceMetadataLog *self,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_metadata_log_purge:
 * @self: a log that isn't compacted
 * @oldest: the lowest number to keep
 *
 * Removes entries below @oldest; one that can't be removed is tried again the next time.
 */
void sluice_metadata_log_purge (SluiceMetadataLog *self,
                                gint64             oldest);

/**
 * SLUICE_LOG_ERROR: the domain of errors in what a log says.
 */
#define SLUICE_LOG_ERROR (sluice_log_error_quark ())

/** SluiceLogErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_LOG_ERROR_VERSION,
  SLUICE_LOG_ERROR_MALFORMED,
  SLUICE_LOG_ERROR_CONCURRENT,
  SLUICE_LOG_ERROR_MISSING,
} SluiceLogErrorCode;

/** sluice_log_error_quark: Returns: the domain of #SluiceLogErrorCode. */
GQuark sluice_log_error_quark (void);

/**
 * sluice_path_to_uri:
 * @path: an absolute path
 *
 * Returns: (transfer full): `file:///…` as java.net.URI escapes it, which is how Spark's logs name files
 */
char *sluice_path_to_uri (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_path_from_uri:
 * @uri: `file:///…`, or a path
 *
 * Returns: (transfer full) (nullable): the path
 */
char *sluice_path_from_uri (const char *uri) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceMetadataLog, sluice_metadata_log_free)

G_END_DECLS
