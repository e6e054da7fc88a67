/* sluice-pipeline.c: an open document, with its history and its analysis.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "model/sluice-pipeline.h"

#include <glib/gi18n.h>

#include "generate/sluice-example.h"

typedef struct
{
  SluiceDocument *document; /* before the step (undo) or after it (redo) */
  char *label;
} Step;

struct _SluicePipeline
{
  GObject parent_instance;

  SluiceDocument *document;
  SluiceDocument *saved;
  SluiceAnalysis *analysis;
  char *path;
  char *title;

  GPtrArray *undo; /* of Step */
  GPtrArray *redo;
  char *merge_key;
  SluiceDocument *gesture_start;

  gboolean analysing;
  gboolean analysis_outdated;
};

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_ANALYSIS,
  PROP_PATH,
  PROP_TITLE,
  PROP_MODIFIED,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_BOXED_TYPE (SluiceDocument, sluice_document, sluice_document_ref, sluice_document_unref)
G_DEFINE_BOXED_TYPE (SluiceAnalysis, sluice_analysis, sluice_analysis_ref, sluice_analysis_unref)
G_DEFINE_FINAL_TYPE (SluicePipeline, sluice_pipeline, G_TYPE_OBJECT)

static void
step_free (gpointer data)
{
  Step *step = data;

  sluice_document_unref (step->document);
  g_free (step->label);
  g_free (step);
}

static void
push (GPtrArray *steps, SluiceDocument *document, const char *label)
{
  Step *step = g_new0 (Step, 1);

  step->document = sluice_document_ref (document);
  step->label = g_strdup (label);
  g_ptr_array_add (steps, step);
}

static const char *
last_label (GPtrArray *steps)
{
  return steps->len > 0 ? ((Step *) g_ptr_array_index (steps, steps->len - 1))->label : NULL;
}

/* Analysis. */

typedef struct
{
  SluiceDocument *document;
  char *directory;
} AnalysisJob;

static void
analysis_job_free (gpointer data)
{
  AnalysisJob *job = data;

  sluice_document_unref (job->document);
  g_free (job->directory);
  g_free (job);
}

static void
analyse_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  AnalysisJob *job = task_data;

  g_task_return_pointer (task, sluice_analysis_new (job->document, job->directory, NULL),
                         (GDestroyNotify) sluice_analysis_unref);
}

static void analyse (SluicePipeline *self);

static void
analysed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SluicePipeline *self = SLUICE_PIPELINE (object);

  self->analysing = FALSE;
  g_clear_pointer (&self->analysis, sluice_analysis_unref);
  self->analysis = g_task_propagate_pointer (G_TASK (result), NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANALYSIS]);
  if (self->analysis_outdated)
    analyse (self);
}

/* One analysis runs at a time; edits in the meantime cause one more when it is done. */
static void
analyse (SluicePipeline *self)
{
  g_autoptr (GTask) task = NULL;
  AnalysisJob *job;

  self->analysis_outdated = self->analysing;
  if (self->analysing)
    return;

  self->analysing = TRUE;
  job = g_new0 (AnalysisJob, 1);
  job->document = sluice_document_ref (self->document);
  job->directory = sluice_pipeline_dup_directory (self);
  task = g_task_new (self, NULL, analysed_cb, NULL);
  g_task_set_source_tag (task, analyse);
  g_task_set_task_data (task, job, analysis_job_free);
  g_task_run_in_thread (task, analyse_in_thread);
}

/* The document. */

static void
update_title (SluicePipeline *self)
{
  const char *name = sluice_document_get_name (self->document);
  g_autofree char *title = NULL;

  if (name != NULL && *name != '\0')
    title = g_strdup (name);
  else if (self->path != NULL)
    title = g_path_get_basename (self->path);
  else
    title = g_strdup (_ ("New Pipeline"));

  if (g_strcmp0 (title, self->title) == 0)
    return;
  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
notify_history (SluicePipeline *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNDO_LABEL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REDO_LABEL]);
}

static void
set_document (SluicePipeline *self, SluiceDocument *document)
{
  g_autoptr (SluiceDocument) old = self->document;

  self->document = sluice_document_ref (document);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOCUMENT]);
  update_title (self);
  notify_history (self);
  g_object_thaw_notify (G_OBJECT (self));
  analyse (self);
}

static void
set_path (SluicePipeline *self, const char *path)
{
  g_autofree char *absolute = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;

  if (g_strcmp0 (absolute, self->path) == 0)
    return;
  g_free (self->path);
  self->path = g_steal_pointer (&absolute);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
  update_title (self);
}

static void
set_saved (SluicePipeline *self, SluiceDocument *document)
{
  g_clear_pointer (&self->saved, sluice_document_unref);
  self->saved = sluice_document_ref (document);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
}

void
sluice_pipeline_apply (SluicePipeline *self,
                       SluiceDocument *document,
                       const char     *label,
                       const char     *merge_key)
{
  gboolean merges;

  g_return_if_fail (SLUICE_IS_PIPELINE (self));

  if (document == self->document || sluice_document_equal (document, self->document))
    return;

  merges = self->gesture_start != NULL
           || (merge_key != NULL && g_strcmp0 (merge_key, self->merge_key) == 0 && self->undo->len > 0
               && self->redo->len == 0);
  if (!merges)
    push (self->undo, self->document, label);
  g_ptr_array_set_size (self->redo, 0);
  g_free (self->merge_key);
  self->merge_key = g_strdup (merge_key);
  set_document (self, document);
}

void
sluice_pipeline_begin_gesture (SluicePipeline *self)
{
  g_return_if_fail (SLUICE_IS_PIPELINE (self) && self->gesture_start == NULL);

  self->gesture_start = sluice_document_ref (self->document);
}

void
sluice_pipeline_end_gesture (SluicePipeline *self, const char *label)
{
  g_autoptr (SluiceDocument) start = g_steal_pointer (&self->gesture_start);

  g_return_if_fail (start != NULL);

  g_clear_pointer (&self->merge_key, g_free);
  if (sluice_document_equal (start, self->document))
    return;
  push (self->undo, start, label);
  notify_history (self);
}

void
sluice_pipeline_cancel_gesture (SluicePipeline *self)
{
  g_autoptr (SluiceDocument) start = g_steal_pointer (&self->gesture_start);

  g_return_if_fail (start != NULL);

  if (start != self->document)
    set_document (self, start);
}

static void
move_step (SluicePipeline *self, GPtrArray *from, GPtrArray *to)
{
  Step *step;

  if (from->len == 0 || self->gesture_start != NULL)
    return;

  step = g_ptr_array_steal_index (from, from->len - 1);
  push (to, self->document, step->label);
  g_clear_pointer (&self->merge_key, g_free);
  set_document (self, step->document);
  step_free (step);
}

void
sluice_pipeline_undo (SluicePipeline *self)
{
  g_return_if_fail (SLUICE_IS_PIPELINE (self));

  move_step (self, self->undo, self->redo);
}

void
sluice_pipeline_redo (SluicePipeline *self)
{
  g_return_if_fail (SLUICE_IS_PIPELINE (self));

  move_step (self, self->redo, self->undo);
}

/* Files. */

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr (SluiceDocument) document = NULL;
  GError *error = NULL;

  document = sluice_document_load (path, &error);
  if (document == NULL || !sluice_example_prepare (document, directory, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&document), (GDestroyNotify) sluice_document_unref);
}

void
sluice_pipeline_load_async (SluicePipeline     *self,
                            const char         *path,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, sluice_pipeline_load_async);
  g_task_set_task_data (task, g_canonicalize_filename (path, NULL), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

gboolean
sluice_pipeline_load_finish (SluicePipeline *self, GAsyncResult *result, GError **error)
{
  g_autoptr (SluiceDocument) document = g_task_propagate_pointer (G_TASK (result), error);

  if (document == NULL)
    return FALSE;

  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_set_size (self->redo, 0);
  g_clear_pointer (&self->merge_key, g_free);
  set_path (self, g_task_get_task_data (G_TASK (result)));
  set_saved (self, document);
  set_document (self, document);

  return TRUE;
}

typedef struct
{
  char *path;
  SluiceDocument *document;
} SaveJob;

static void
save_job_free (gpointer data)
{
  SaveJob *job = data;

  sluice_document_unref (job->document);
  g_free (job->path);
  g_free (job);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  SaveJob *job = task_data;
  GError *error = NULL;

  if (sluice_document_save (job->document, job->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
sluice_pipeline_save_async (SluicePipeline     *self,
                            const char         *path,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SaveJob *job = g_new0 (SaveJob, 1);

  g_return_if_fail (path != NULL || self->path != NULL);

  job->path = g_canonicalize_filename (path != NULL ? path : self->path, NULL);
  job->document = sluice_document_ref (self->document);
  g_task_set_source_tag (task, sluice_pipeline_save_async);
  g_task_set_task_data (task, job, save_job_free);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
sluice_pipeline_save_finish (SluicePipeline *self, GAsyncResult *result, GError **error)
{
  SaveJob *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  set_path (self, job->path);
  set_saved (self, job->document);
  g_clear_pointer (&self->merge_key, g_free);

  return TRUE;
}

/* The object. */

static void
sluice_pipeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluicePipeline *self = SLUICE_PIPELINE (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_value_set_boxed (value, self->document);
      break;
    case PROP_ANALYSIS:
      g_value_set_boxed (value, self->analysis);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, sluice_pipeline_get_modified (self));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, self->undo->len > 0);
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, self->redo->len > 0);
      break;
    case PROP_UNDO_LABEL:
      g_value_set_string (value, last_label (self->undo));
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, last_label (self->redo));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_pipeline_finalize (GObject *object)
{
  SluicePipeline *self = SLUICE_PIPELINE (object);

  g_clear_pointer (&self->document, sluice_document_unref);
  g_clear_pointer (&self->saved, sluice_document_unref);
  g_clear_pointer (&self->gesture_start, sluice_document_unref);
  g_clear_pointer (&self->analysis, sluice_analysis_unref);
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  g_clear_pointer (&self->merge_key, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (sluice_pipeline_parent_class)->finalize (object);
}

static void
sluice_pipeline_class_init (SluicePipelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sluice_pipeline_get_property;
  object_class->finalize = sluice_pipeline_finalize;

  properties[PROP_DOCUMENT]
    = g_param_spec_boxed ("document", NULL, NULL, SLUICE_TYPE_DOCUMENT, flags);
  properties[PROP_ANALYSIS]
    = g_param_spec_boxed ("analysis", NULL, NULL, SLUICE_TYPE_ANALYSIS, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sluice_pipeline_init (SluicePipeline *self)
{
  self->undo = g_ptr_array_new_with_free_func (step_free);
  self->redo = g_ptr_array_new_with_free_func (step_free);
  self->document = sluice_document_new ();
  self->saved = sluice_document_ref (self->document);
  update_title (self);
}

SluicePipeline *
sluice_pipeline_new (void)
{
  return g_object_new (SLUICE_TYPE_PIPELINE, NULL);
}

SluiceDocument *
sluice_pipeline_get_document (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), NULL);

  return self->document;
}

SluiceAnalysis *
sluice_pipeline_get_analysis (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), NULL);

  return self->analysis;
}

SluiceAnalysis *
sluice_pipeline_ensure_analysis (SluicePipeline *self)
{
  g_autofree char *directory = NULL;

  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), NULL);

  if (self->analysis == NULL || sluice_analysis_get_document (self->analysis) != self->document)
    {
      directory = sluice_pipeline_dup_directory (self);
      g_clear_pointer (&self->analysis, sluice_analysis_unref);
      self->analysis = sluice_analysis_new (self->document, directory, NULL);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANALYSIS]);
    }

  return self->analysis;
}

const char *
sluice_pipeline_get_path (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), NULL);

  return self->path;
}

char *
sluice_pipeline_dup_directory (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), NULL);

  return self->path != NULL ? g_path_get_dirname (self->path) : NULL;
}

const char *
sluice_pipeline_get_title (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), NULL);

  return self->title;
}

gboolean
sluice_pipeline_get_modified (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), FALSE);

  return !sluice_document_equal (self->document, self->saved);
}

gboolean
sluice_pipeline_can_undo (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), FALSE);

  return self->undo->len > 0;
}

gboolean
sluice_pipeline_can_redo (SluicePipeline *self)
{
  g_return_val_if_fail (SLUICE_IS_PIPELINE (self), FALSE);

  return self->redo->len > 0;
}
