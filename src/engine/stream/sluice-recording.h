/* sluice-recording.h: what a recorder has seen, on disk beside the checkpoint.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "stream/sluice-recorder.h"

G_BEGIN_DECLS

/**
 * SluiceRecording:
 *
 * The directory `recording` of a checkpoint: a file of JSON lines for each micro-batch, `ID.jsonl`. The first line says
 * what explains the rest: watermarks, watermark nodes, operators, rows by node, decisions by node and kind, and the
 * progress report. Then a line for each decision event, `{"decision","node","row","eventUs","boundUs","watermarkUs"}`, and
 * for some rows of each node, `{"sample","row"}`. Nothing depends on these files: they aren't synced, and when they can't
 * be written the query goes on without. Written by one thread.
 */
typedef struct _SluiceRecording SluiceRecording;

/**
 * sluice_recording_new:
 * @checkpoint: the query's checkpoint
 * @max_batches: how many micro-batches to keep
 * @max_bytes: how much room they may take
 * @settings: (transfer none): for the time zone
 *
 * Returns: (transfer full): the recording, with what earlier runs left
 */
SluiceRecording *sluice_recording_new (const char     *checkpoint,
                                       guint           max_batches,
                                       gsize           max_bytes,
                                       SluiceSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_recording_free: @self: (nullable): a recording. */
void sluice_recording_free (SluiceRecording *self);

/**
 * sluice_recording_write:
 * @self: a recording
 * @record: what was seen of a micro-batch
 *
 * Writes it, over an earlier attempt at the same one, and removes the oldest when there is too much.
 */
void sluice_recording_write (SluiceRecording         *self,
                             const SluiceBatchRecord *record);

/** sluice_recording_oldest: @self: a recording. Returns: the oldest micro-batch in it, or -1. */
gint64 sluice_recording_oldest (SluiceRecording *self);

/**
 * sluice_recording_list:
 * @checkpoint: a query's checkpoint
 * @error: it has no recording
 *
 * Returns: (transfer full) (nullable) (element-type gint64): the micro-batches that were recorded, in order
 */
GArray *sluice_recording_list (const char *checkpoint,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_recording_read:
 * @checkpoint: a query's checkpoint
 * @batch_id: a micro-batch
 * @head_only: whether the first line is enough
 * @error: it isn't there, or a line isn't what it should be, with file and line
 *
 * Returns: (transfer full) (nullable) (element-type JsonNode): its lines, objects all
 */
GPtrArray *sluice_recording_read (const char *checkpoint,
                                  gint64      batch_id,
                                  gboolean    head_only,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceRecording, sluice_recording_free)

G_END_DECLS
