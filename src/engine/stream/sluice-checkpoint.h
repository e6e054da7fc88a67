/* sluice-checkpoint.h: a query's checkpoint directory: what was decided and what is done.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-error.h"
#include "core/sluice-settings.h"

G_BEGIN_DECLS

#define SLUICE_STREAM_ERROR (sluice_stream_error_quark ())

/** SluiceStreamErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_STREAM_ERROR_CHECKPOINT,
  SLUICE_STREAM_ERROR_IN_USE,
  SLUICE_STREAM_ERROR_PLAN,
  SLUICE_STREAM_ERROR_FAILED,
} SluiceStreamErrorCode;

/** sluice_stream_error_quark: Returns: the domain of #SluiceStreamErrorCode. */
GQuark sluice_stream_error_quark (void);

/**
 * SluiceOffsets:
 * @watermark_ms: the watermark that the batch runs with
 * @timestamp_ms: what its current_timestamp() is
 * @n: number of @offsets
 * @offsets: the end of the batch for each source; %NULL where a source has given nothing yet
 *
 * What was decided about a batch before it ran: an entry of the offset log.
 */
typedef struct
{
  gint64 watermark_ms;
  gint64 timestamp_ms;
  guint n;
  char **offsets;
} SluiceOffsets;

/**
 * SluiceCheckpoint:
 *
 * The directory of a query: `metadata`, `offsets/`, `commits/`, `sources/`, `state/`, in Spark's v1 text
 * formats. One process at a time holds it.
 */
typedef struct _SluiceCheckpoint SluiceCheckpoint;

/**
 * sluice_checkpoint_open:
 * @path: (nullable): absolute path; %NULL for a temporary one that is removed at the end
 * @settings: the session's settings; where the checkpoint was begun with others that decide about its state,
 *   those are kept
 * @error: in use by another process, or a checkpoint that isn't whole
 *   (`STREAMING_CHECKPOINT_MISSING_METADATA_FILE` …)
 *
 * Opens a checkpoint, or makes one with a new query id.
 *
 * Returns: (transfer full) (nullable): the checkpoint, locked
 */
SluiceCheckpoint *sluice_checkpoint_open (const char           *path,
                                          const SluiceSettings *settings,
                                          GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_checkpoint_close: @self: (nullable): a checkpoint; unlocked, and removed when it is temporary. */
void sluice_checkpoint_close (SluiceCheckpoint *self);

/** sluice_checkpoint_is_temporary: @self: a checkpoint. Returns: whether it is removed at the end. */
gboolean sluice_checkpoint_is_temporary (SluiceCheckpoint *self);

/** sluice_checkpoint_leave: @self: a temporary checkpoint. Leaves its directory to the caller, who removes it. */
void sluice_checkpoint_leave (SluiceCheckpoint *self);

/** sluice_checkpoint_get_path: @self: a checkpoint. Returns: (transfer none): its directory. */
const char *sluice_checkpoint_get_path (SluiceCheckpoint *self);

/** sluice_checkpoint_get_id: @self: a checkpoint. Returns: (transfer none): the id of its query, a UUID. */
const char *sluice_checkpoint_get_id (SluiceCheckpoint *self);

/** sluice_checkpoint_get_settings: @self: a checkpoint. Returns: (transfer none): the session's settings, with the logged ones put over them. */
SluiceSettings *sluice_checkpoint_get_settings (SluiceCheckpoint *self);

/** sluice_checkpoint_latest_offsets: @self: a checkpoint. Returns: the last batch that was decided, or -1. */
gint64 sluice_checkpoint_latest_offsets (SluiceCheckpoint *self);

/** sluice_checkpoint_latest_commit: @self: a checkpoint. Returns: the last batch that is done, or -1. */
gint64 sluice_checkpoint_latest_commit (SluiceCheckpoint *self);

/**
 * sluice_checkpoint_read_offsets:
 * @self: a checkpoint
 * @batch_id: a batch
 * @error: an entry that isn't there or is broken, with its file
 *
 * Returns: (transfer full) (nullable): what was decided
 */
SluiceOffsets *sluice_checkpoint_read_offsets (SluiceCheckpoint *self,
                                               gint64            batch_id,
                                               GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_checkpoint_write_offsets:
 * @self: a checkpoint
 * @batch_id: the next batch
 * @offsets: what was decided
 * @error: `CONCURRENT_STREAM_LOG_UPDATE`, errors of writing
 *
 * The write-ahead log: durable before anything of the batch is read [WAL-1].
 *
 * Returns: whether it is on disk
 */
gboolean sluice_checkpoint_write_offsets (SluiceCheckpoint    *self,
                                          gint64               batch_id,
                                          const SluiceOffsets *offsets,
                                          GError             **error);

/**
 * sluice_checkpoint_read_commit:
 * @self: a checkpoint
 * @batch_id: a batch that is done
 * @watermark_ms: (out): the watermark after it
 * @error: an entry that is broken, with its file
 *
 * Returns: whether it could be read
 */
gboolean sluice_checkpoint_read_commit (SluiceCheckpoint *self,
                                        gint64            batch_id,
                                        gint64           *watermark_ms,
                                        GError          **error);

/**
 * sluice_checkpoint_write_commit:
 * @self: a checkpoint
 * @batch_id: a batch whose state and output are on disk
 * @watermark_ms: the watermark after it
 * @error: `CONCURRENT_STREAM_LOG_UPDATE`, errors of writing
 *
 * Returns: whether it is on disk
 */
gboolean sluice_checkpoint_write_commit (SluiceCheckpoint *self,
                                         gint64            batch_id,
                                         gint64            watermark_ms,
                                         GError          **error);

/**
 * sluice_checkpoint_purge:
 * @self: a checkpoint
 * @oldest: the oldest batch to keep
 *
 * Removes log entries of older batches [WAL-3].
 */
void sluice_checkpoint_purge (SluiceCheckpoint *self,
                              gint64            oldest);

/** sluice_offsets_free: @self: (nullable): offsets. */
void sluice_offsets_free (SluiceOffsets *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceCheckpoint, sluice_checkpoint_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceOffsets, sluice_offsets_free)

G_END_DECLS
