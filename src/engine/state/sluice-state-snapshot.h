/* sluice-state-snapshot.h: makes a snapshot from the files of a version.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "state/sluice-state-metadata.h"

G_BEGIN_DECLS

/** SluiceStateSnapshot: a snapshot that a thread of its own makes. */
typedef struct _SluiceStateSnapshot SluiceStateSnapshot;

/**
 * sluice_state_snapshot_start:
 * @directory: a state directory
 * @metadata: (transfer none): its operators; copied
 * @version: a committed version
 * @attempt: its attempt
 *
 * Begins to write `VERSION-ATTEMPT.snapshot`. It is made of what is on disk, the snapshot before and the
 * changes since, one partition after the other: files are never changed once they are written, so nothing
 * that the query does meanwhile can get into it, the query waits for nothing, and memory is needed for one
 * partition only. It also finds out early when a file has gone bad.
 *
 * Returns: (transfer full): the snapshot in the making
 */
SluiceStateSnapshot *sluice_state_snapshot_start (const char                *directory,
                                                  const SluiceStateMetadata *metadata,
                                                  gint64                     version,
                                                  const char *attempt) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_state_snapshot_is_done: @self: a snapshot. Returns: whether its thread has ended its work. */
gboolean sluice_state_snapshot_is_done (SluiceStateSnapshot *self);

/** sluice_state_snapshot_base: @self: a snapshot. Returns: the oldest version whose files it may be reading. */
gint64 sluice_state_snapshot_base (SluiceStateSnapshot *self);

/**
 * sluice_state_snapshot_finish:
 * @self: (transfer full): a snapshot
 * @error: why there is none; the state is none the worse for it
 *
 * Waits for the thread.
 *
 * Returns: bytes of the snapshot's file, or -1
 */
gint64 sluice_state_snapshot_finish (SluiceStateSnapshot *self,
                                     GError             **error);

G_END_DECLS
