/* sluice-file-ops.h: the operations on files that durability rests on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SLUICE_FILE_ERROR: the domain of errors of the operations here. The codes are those of #GIOErrorEnum,
 * but unlike %G_IO_ERROR an error can say which node it belongs to.
 */
#define SLUICE_FILE_ERROR (sluice_file_error_quark ())

/** sluice_file_error_quark: Returns: the domain of #SLUICE_FILE_ERROR. */
GQuark sluice_file_error_quark (void);

/**
 * SluiceFileOps:
 * @open: as open(2)
 * @write: as write(2)
 * @fsync: as fsync(2)
 * @close: as close(2)
 * @rename: as renameat2(2); @replace is %FALSE for RENAME_NOREPLACE
 * @link: as link(2)
 * @unlink: as unlink(2)
 * @mkdir: as mkdir(2)
 * @fsync_directory: opens a directory, syncs and closes it
 * @allocate: as posix_fallocate(3), but sets errno and returns -1
 *
 * Everything that must survive a crash goes through these, so that tests can make any one of them fail
 * or stop the process at it. Each returns -1 and sets errno on failure.
 */
typedef struct
{
  int (*open) (const char *path,
               int         flags,
               int         mode);
  gssize (*write) (int           fd,
                   gconstpointer data,
                   gsize         length);
  int (*fsync) (int fd);
  int (*close) (int fd);
  int (*rename) (const char *from,
                 const char *to,
                 gboolean    replace);
  int (*link) (const char *from,
               const char *to);
  int (*unlink) (const char *path);
  int (*mkdir) (const char *path,
                int         mode);
  int (*fsync_directory) (const char *path);
  int (*allocate) (int    fd,
                   gint64 length);
} SluiceFileOps;

/**
 * sluice_file_ops:
 *
 * Returns: (transfer none): the operations in force: the system's, unless a test has put others in
 */
const SluiceFileOps *sluice_file_ops (void);

/**
 * sluice_file_ops_set:
 * @ops: (nullable): operations to use from now on in the whole process; %NULL for the system's
 *
 * For tests of faults.
 */
void sluice_file_ops_set (const SluiceFileOps *ops);

/**
 * SluiceWriteFlags:
 * @SLUICE_WRITE_EXCLUSIVE: fail with %G_IO_ERROR_EXISTS when there is a file of that name
 * @SLUICE_WRITE_REPLACE: replace a file of that name
 * @SLUICE_WRITE_NO_SYNC: don't wait for the disk; for files that a later sync covers or nobody will miss
 * @SLUICE_WRITE_NO_DIRECTORY_SYNC: the caller syncs the directory once for several files
 */
typedef enum
{
  SLUICE_WRITE_EXCLUSIVE = 0,
  SLUICE_WRITE_REPLACE = 1 << 0,
  SLUICE_WRITE_NO_SYNC = 1 << 1,
  SLUICE_WRITE_NO_DIRECTORY_SYNC = 1 << 2,
} SluiceWriteFlags;

/**
 * sluice_file_write:
 * @path: where
 * @data: (array length=length): what
 * @length: bytes
 * @flags: how
 * @error: #SLUICE_FILE_ERROR that names @path; %G_IO_ERROR_NO_SPACE when the disk is full
 *
 * Writes a file whole or not at all: under a hidden temporary name in the same directory, synced, renamed,
 * and the directory synced. After a failure the temporary file is gone.
 *
 * Returns: whether it is there now
 */
gboolean sluice_file_write (const char      *path,
                            gconstpointer    data,
                            gsize            length,
                            SluiceWriteFlags flags,
                            GError         **error);

/**
 * sluice_file_make_directory:
 * @path: where
 * @error: #SLUICE_FILE_ERROR that names @path
 *
 * Makes a directory with its parents and syncs what it made it in; nothing when it exists.
 *
 * Returns: whether it is there now
 */
gboolean sluice_file_make_directory (const char *path,
                                     GError    **error);

/**
 * sluice_file_sync_directory:
 * @path: a directory
 * @error: #SLUICE_FILE_ERROR that names @path
 *
 * Makes names that were given or taken away in it survive a crash.
 *
 * Returns: whether it went well
 */
gboolean sluice_file_sync_directory (const char *path,
                                     GError    **error);

/**
 * sluice_file_remove:
 * @path: a file
 * @error: #SLUICE_FILE_ERROR that names @path
 *
 * Removes a file; nothing when there is none.
 *
 * Returns: whether it is gone
 */
gboolean sluice_file_remove (const char *path,
                             GError    **error);

/**
 * sluice_file_remove_unfinished:
 * @directory: a directory in which nobody else writes now
 * @error: #SLUICE_FILE_ERROR that names a file that can't be removed
 *
 * Removes the hidden temporary files, `.….tmp`, of writers that were killed; nothing when there is no such directory.
 *
 * Returns: whether they are gone
 */
gboolean sluice_file_remove_unfinished (const char *directory,
                                        GError    **error);

/**
 * sluice_file_remove_tree:
 * @path: a directory
 *
 * Removes a directory of temporary files with everything in it, as far as that goes. Symbolic links are removed, not
 * followed.
 */
void sluice_file_remove_tree (const char *path);

/**
 * sluice_file_set_errno:
 * @error: (out) (optional): where to put it
 * @saved_errno: an errno
 * @action: what failed, such as `write`
 * @path: the file
 *
 * Sets a #GIOErrorEnum error with a sentence that names the action, the file and the reason.
 */
void sluice_file_set_errno (GError    **error,
                            int         saved_errno,
                            const char *action,
                            const char *path);

G_END_DECLS
