/* sluice-state-chain.h: which files make a version of state.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "state/sluice-state-file.h"

G_BEGIN_DECLS

/**
 * SluiceStateFile:
 * @path: where it is
 * @head: what its name says: kind, version and attempt (@parent is empty)
 *
 * A file of a state directory.
 */
typedef struct
{
  char *path;
  SluiceStateFileHead head;
} SluiceStateFile;

/**
 * sluice_state_list_files:
 * @directory: a state directory
 * @error: errors of reading the directory; none when there is no such directory
 *
 * Returns: (transfer full) (nullable) (element-type SluiceStateFile): its changes and snapshots, by
 *   version; other files aren't ours to look at
 */
GPtrArray *sluice_state_list_files (const char *directory,
                                    GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_state_file_path: Returns: (transfer full): where @directory keeps the file that @head describes. */
char *sluice_state_file_path (const char                *directory,
                              const SluiceStateFileHead *head) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_chain:
 * @directory: a state directory, for messages
 * @files: its files
 * @version: a version, at least 1
 * @attempt: (nullable): the attempt of it; %NULL for the only one
 * @newest_snapshot: snapshots of later versions are left aside; %G_MAXINT64 to use them all
 * @error: a file is missing, its head is corrupt, or there are several attempts
 *
 * Finds the newest snapshot that @version builds on, and the changes since.
 *
 * Returns: (transfer container) (nullable) (element-type SluiceStateFile): the files to read, in order
 */
GPtrArray *sluice_state_chain (const char *directory,
                               GPtrArray  *files,
                               gint64      version,
                               const char *attempt,
                               gint64      newest_snapshot,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_newest_sound:
 * @directory: a state directory
 * @files: its files
 * @before: a version that can't be loaded
 *
 * Returns: the newest version before @before that can be loaded, having read all its files; 0 when none
 */
gint64 sluice_state_newest_sound (const char *directory,
                                  GPtrArray  *files,
                                  gint64      before);

G_END_DECLS
