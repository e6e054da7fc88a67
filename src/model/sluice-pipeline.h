/* sluice-pipeline.h: an open document, with its history and its analysis.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "plan/sluice-analysis.h"

G_BEGIN_DECLS

/** SLUICE_TYPE_DOCUMENT: the boxed type of #SluiceDocument. */
#define SLUICE_TYPE_DOCUMENT (sluice_document_get_type ())
/** SLUICE_TYPE_ANALYSIS: the boxed type of #SluiceAnalysis. */
#define SLUICE_TYPE_ANALYSIS (sluice_analysis_get_type ())

/** sluice_document_get_type: Returns: the boxed type of #SluiceDocument. */
GType sluice_document_get_type (void) G_GNUC_CONST;

/** sluice_analysis_get_type: Returns: the boxed type of #SluiceAnalysis. */
GType sluice_analysis_get_type (void) G_GNUC_CONST;

#define SLUICE_TYPE_PIPELINE (sluice_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (SluicePipeline, sluice_pipeline, SLUICE, PIPELINE, GObject)

/**
 * SluicePipeline:
 *
 * What an editor works on. Its document is immutable; an edit puts another in its place and remembers the
 * one before. After every edit the analysis is made anew on a thread, the newest edit winning.
 *
 * Properties, all read-only and with notification: `document` (#SluiceDocument), `analysis`
 * (#SluiceAnalysis, of a document at or before the current one), `path` (string or %NULL), `title` (string),
 * `modified`, `can-undo`, `can-redo` (booleans), `undo-label`, `redo-label` (strings or %NULL).
 */

/** sluice_pipeline_new: Returns: (transfer full): a pipeline with an empty document. */
SluicePipeline *sluice_pipeline_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_pipeline_get_document: @self: a pipeline. Returns: (transfer none): its document now. */
SluiceDocument *sluice_pipeline_get_document (SluicePipeline *self);

/** sluice_pipeline_get_analysis: @self: a pipeline. Returns: (transfer none) (nullable): the newest analysis there is. */
SluiceAnalysis *sluice_pipeline_get_analysis (SluicePipeline *self);

/**
 * sluice_pipeline_ensure_analysis:
 * @self: a pipeline
 *
 * Makes the analysis of the current document at once, a matter of milliseconds; for starting a run.
 *
 * Returns: (transfer none): the analysis
 */
SluiceAnalysis *sluice_pipeline_ensure_analysis (SluicePipeline *self);

/** sluice_pipeline_get_path: @self: a pipeline. Returns: (transfer none) (nullable): path of its file. */
const char *sluice_pipeline_get_path (SluicePipeline *self);

/** sluice_pipeline_dup_directory: @self: a pipeline. Returns: (transfer full) (nullable): the folder that relative paths are relative to. */
char *sluice_pipeline_dup_directory (SluicePipeline *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_pipeline_get_title: @self: a pipeline. Returns: (transfer none): the document's name, else its file's. */
const char *sluice_pipeline_get_title (SluicePipeline *self);

/** sluice_pipeline_get_modified: @self: a pipeline. Returns: whether it differs from its file. */
gboolean sluice_pipeline_get_modified (SluicePipeline *self);

/**
 * sluice_pipeline_apply:
 * @self: a pipeline
 * @document: (transfer none): the document after the edit; nothing happens when it's equal to the current one
 * @label: what the edit was, translated, such as “Delete 3 nodes”
 * @merge_key: (nullable): edits in a row with the same key (typing in one field) are one step of the history
 *
 * Makes an edit.
 */
void sluice_pipeline_apply (SluicePipeline *self,
                            SluiceDocument *document,
                            const char     *label,
                            const char     *merge_key);

/**
 * sluice_pipeline_begin_gesture:
 * @self: a pipeline
 *
 * Whatever is applied until the gesture ends (a drag) is one step of the history.
 */
void sluice_pipeline_begin_gesture (SluicePipeline *self);

/** sluice_pipeline_end_gesture: @self: a pipeline, @label: what the gesture did, translated. */
void sluice_pipeline_end_gesture (SluicePipeline *self,
                                  const char     *label);

/** sluice_pipeline_cancel_gesture: @self: a pipeline. Goes back to the document that the gesture began with. */
void sluice_pipeline_cancel_gesture (SluicePipeline *self);

/** sluice_pipeline_undo: @self: a pipeline. Takes back the last step; nothing when there is none. */
void sluice_pipeline_undo (SluicePipeline *self);

/** sluice_pipeline_redo: @self: a pipeline. Makes the step that was taken back last again. */
void sluice_pipeline_redo (SluicePipeline *self);

/** sluice_pipeline_can_undo: @self: a pipeline. Returns: whether there is a step to take back. */
gboolean sluice_pipeline_can_undo (SluicePipeline *self);

/** sluice_pipeline_can_redo: @self: a pipeline. Returns: whether a step was taken back. */
gboolean sluice_pipeline_can_redo (SluicePipeline *self);

/**
 * sluice_pipeline_load_async:
 * @self: a pipeline, whose document and history are replaced
 * @path: a file
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads a document on a thread, and makes an example's data.
 */
void sluice_pipeline_load_async (SluicePipeline     *self,
                                 const char         *path,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);

/** sluice_pipeline_load_finish: @self: a pipeline, @result: the result, @error: why it can't be read. Returns: whether it is open. */
gboolean sluice_pipeline_load_finish (SluicePipeline *self,
                                      GAsyncResult   *result,
                                      GError        **error);

/**
 * sluice_pipeline_save_async:
 * @self: a pipeline
 * @path: (nullable): a file, which becomes the pipeline's; %NULL for the one that it has
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes the current document on a thread, whole or not at all.
 */
void sluice_pipeline_save_async (SluicePipeline     *self,
                                 const char         *path,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);

/** sluice_pipeline_save_finish: @self: a pipeline, @result: the result, @error: why it can't be written. Returns: whether it is on disk. */
gboolean sluice_pipeline_save_finish (SluicePipeline *self,
                                      GAsyncResult   *result,
                                      GError        **error);

G_END_DECLS
