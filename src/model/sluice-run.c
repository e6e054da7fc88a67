/* sluice-run.c: a run of a pipeline, as the window sees it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "model/sluice-run.h"

#include <string.h>

#define RECORDED_BATCHES 500
#define RECORDED_BYTES ((gsize) 256 * 1024 * 1024)
/* What a console sink prints while the main thread is busy: more than anybody reads. */
#define MAX_WAITING_OUTPUT ((gsize) 1024 * 1024)

/* A report or a text, as they came. */
typedef struct
{
  SluiceProgress *progress;
  char *output;
} Item;

/* What the query's thread leaves for the main thread. It outlives the run as long as the query may still
 * speak. */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex lock;
  SluiceRun *run; /* unset when the run is gone; looked at on the main thread only */
  GMainContext *context;
  gboolean scheduled;
  GPtrArray *items; /* of Item */
  gsize n_output;   /* bytes of text among them */
  SluiceQueryState state;
  char *message;
  GError *error;
} Mailbox;

struct _SluiceRun
{
  GObject parent_instance;

  SluiceQueryPlan *plan;
  SluiceQuery *query;
  SluiceRecorder *recorder;
  Mailbox *mailbox;

  SluiceQueryState state;
  char *message;
  GError *error;
  SluiceProgress *last_progress;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_MESSAGE,
  PROP_NEWEST_BATCH,
  N_PROPS,
};

enum
{
  SIGNAL_PROGRESS,
  SIGNAL_OUTPUT,
  SIGNAL_FLUSHED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_BOXED_TYPE (SluiceProgress, sluice_progress, sluice_progress_ref, sluice_progress_unref)
G_DEFINE_ENUM_TYPE (SluiceQueryState, sluice_query_state,
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_BLOCKED, "blocked"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_FINISHED, "finished"),
                    G_DEFINE_ENUM_VALUE (SLUICE_QUERY_FAILED, "failed"))
G_DEFINE_FINAL_TYPE (SluiceRun, sluice_run, G_TYPE_OBJECT)

static void
item_free (gpointer data)
{
  Item *item = data;

  sluice_progress_unref (item->progress);
  g_free (item->output);
  g_free (item);
}

static Mailbox *
mailbox_ref (Mailbox *mailbox)
{
  g_atomic_ref_count_inc (&mailbox->ref_count);

  return mailbox;
}

static void
mailbox_unref (gpointer data)
{
  Mailbox *mailbox = data;

  if (!g_atomic_ref_count_dec (&mailbox->ref_count))
    return;

  g_ptr_array_unref (mailbox->items);
  g_main_context_unref (mailbox->context);
  g_clear_error (&mailbox->error);
  g_mutex_clear (&mailbox->lock);
  g_free (mailbox->message);
  g_free (mailbox);
}

static void
take_state (SluiceRun *self, SluiceQueryState state, char *message, GError *error)
{
  g_autofree char *new_message = message;
  g_autoptr (GError) new_error = error;

  if (new_error != NULL && self->error == NULL)
    self->error = g_steal_pointer (&new_error);

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->message, new_message) != 0)
    {
      g_free (self->message);
      self->message = g_steal_pointer (&new_message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
deliver_cb (gpointer user_data)
{
  Mailbox *mailbox = user_data;
  g_autoptr (SluiceRun) self = NULL;
  g_autoptr (GPtrArray) items = NULL;
  SluiceQueryState state;
  g_autofree char *message = NULL;
  GError *error;
  gboolean reported = FALSE;

  g_mutex_lock (&mailbox->lock);
  mailbox->scheduled = FALSE;
  items = mailbox->items;
  mailbox->items = g_ptr_array_new_with_free_func (item_free);
  mailbox->n_output = 0;
  state = mailbox->state;
  message = g_strdup (mailbox->message);
  error = g_steal_pointer (&mailbox->error);
  g_mutex_unlock (&mailbox->lock);

  if (mailbox->run == NULL)
    {
      g_clear_error (&error);
      return G_SOURCE_REMOVE;
    }

  self = g_object_ref (mailbox->run);
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = g_ptr_array_index (items, i);

      if (item->output != NULL)
        {
          g_signal_emit (self, signals[SIGNAL_OUTPUT], 0, item->output);
          continue;
        }
      sluice_progress_unref (self->last_progress);
      self->last_progress = sluice_progress_ref (item->progress);
      g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, item->progress);
      reported = TRUE;
    }
  if (reported)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEWEST_BATCH]);
  take_state (self, state, g_steal_pointer (&message), error);
  g_signal_emit (self, signals[SIGNAL_FLUSHED], 0);

  return G_SOURCE_REMOVE;
}

/* To be called with the lock held. */
static void
schedule (Mailbox *mailbox)
{
  g_autoptr (GSource) source = NULL;

  if (mailbox->scheduled)
    return;

  mailbox->scheduled = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_static_name (source, "sluice run");
  g_source_set_callback (source, deliver_cb, mailbox_ref (mailbox), mailbox_unref);
  g_source_attach (source, mailbox->context);
}

static void
query_progress_cb (SluiceQuery *query, SluiceProgress *progress, gpointer user_data)
{
  Mailbox *mailbox = user_data;
  Item *item = g_new0 (Item, 1);

  item->progress = sluice_progress_ref (progress);
  g_mutex_lock (&mailbox->lock);
  g_ptr_array_add (mailbox->items, item);
  schedule (mailbox);
  g_mutex_unlock (&mailbox->lock);
}

static void
console_cb (const char *text, gsize length, gpointer user_data)
{
  Mailbox *mailbox = user_data;
  Item *item = g_new0 (Item, 1);

  item->output = g_strndup (text, length);
  g_mutex_lock (&mailbox->lock);
  mailbox->n_output += length;
  g_ptr_array_add (mailbox->items, item);
  for (guint i = 0; i < mailbox->items->len && mailbox->n_output > MAX_WAITING_OUTPUT;)
    {
      const Item *oldest = g_ptr_array_index (mailbox->items, i);

      if (oldest->output == NULL || oldest == item)
        {
          i++;
          continue;
        }
      mailbox->n_output -= strlen (oldest->output);
      g_ptr_array_remove_index (mailbox->items, i);
    }
  schedule (mailbox);
  g_mutex_unlock (&mailbox->lock);
}

static void
query_state_changed_cb (SluiceQuery     *query,
                        SluiceQueryState state,
                        const char      *message,
                        gpointer         user_data)
{
  Mailbox *mailbox = user_data;

  g_mutex_lock (&mailbox->lock);
  mailbox->state = state;
  g_free (mailbox->message);
  mailbox->message = g_strdup (message);
  schedule (mailbox);
  g_mutex_unlock (&mailbox->lock);
}

static void
query_terminated_cb (SluiceQuery *query, const GError *error, gpointer user_data)
{
  Mailbox *mailbox = user_data;

  if (error == NULL)
    return;

  g_mutex_lock (&mailbox->lock);
  g_clear_error (&mailbox->error);
  mailbox->error = g_error_copy (error);
  g_mutex_unlock (&mailbox->lock);
}

static gpointer
free_query_thread (gpointer data)
{
  SluiceQuery *query = ((gpointer *) data)[0];
  Mailbox *mailbox = ((gpointer *) data)[1];

  sluice_query_free (query);
  mailbox_unref (mailbox);
  g_free (data);

  return NULL;
}

static void
sluice_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluiceRun *self = SLUICE_RUN (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_NEWEST_BATCH:
      g_value_set_int64 (value, sluice_run_get_newest_batch (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_run_dispose (GObject *object)
{
  SluiceRun *self = SLUICE_RUN (object);

  if (self->mailbox != NULL)
    self->mailbox->run = NULL;
  if (self->query != NULL)
    {
      gpointer *data = g_new (gpointer, 2);

      /* Freeing a query waits for its thread, which the main thread must not do. */
      data[0] = g_steal_pointer (&self->query);
      data[1] = mailbox_ref (self->mailbox);
      g_thread_unref (g_thread_new ("sluice-query-end", free_query_thread, data));
    }
  g_clear_pointer (&self->mailbox, mailbox_unref);

  G_OBJECT_CLASS (sluice_run_parent_class)->dispose (object);
}

static void
sluice_run_finalize (GObject *object)
{
  SluiceRun *self = SLUICE_RUN (object);

  g_clear_pointer (&self->recorder, sluice_recorder_unref);
  g_clear_pointer (&self->plan, sluice_query_plan_unref);
  g_clear_pointer (&self->last_progress, sluice_progress_unref);
  g_clear_pointer (&self->message, g_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sluice_run_parent_class)->finalize (object);
}

static void
sluice_run_class_init (SluiceRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sluice_run_get_property;
  object_class->dispose = sluice_run_dispose;
  object_class->finalize = sluice_run_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SLUICE_TYPE_QUERY_STATE,
                                              SLUICE_QUERY_NEW, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_NEWEST_BATCH]
    = g_param_spec_int64 ("newest-batch", NULL, NULL, -1, G_MAXINT64, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_PROGRESS]
    = g_signal_new ("progress", SLUICE_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    SLUICE_TYPE_PROGRESS);
  signals[SIGNAL_OUTPUT] = g_signal_new ("output", SLUICE_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FLUSHED] = g_signal_new ("flushed", SLUICE_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
sluice_run_init (SluiceRun *self)
{
  self->recorder = sluice_recorder_new (RECORDED_BATCHES, RECORDED_BYTES);
  self->mailbox = g_new0 (Mailbox, 1);
  g_atomic_ref_count_init (&self->mailbox->ref_count);
  g_mutex_init (&self->mailbox->lock);
  self->mailbox->run = self;
  self->mailbox->context = g_main_context_ref_thread_default ();
  self->mailbox->items = g_ptr_array_new_with_free_func (item_free);
}

SluiceRun *
sluice_run_new (SluiceQueryPlan *plan)
{
  SluiceRun *self = g_object_new (SLUICE_TYPE_RUN, NULL);

  self->plan = sluice_query_plan_ref (plan);

  return self;
}

void
sluice_run_start (SluiceRun *self, gboolean paused)
{
  SluiceQueryOptions options = {
    .recorder = self->recorder,
    .listener = { .progress = query_progress_cb,
                  .state_changed = query_state_changed_cb,
                  .terminated = query_terminated_cb,
                  .user_data = self->mailbox },
    .start_paused = paused,
    .console = console_cb,
    .console_data = self->mailbox,
  };

  g_return_if_fail (SLUICE_IS_RUN (self) && self->query == NULL);

  /* The first report may come before the query says what it is doing. */
  self->mailbox->state = SLUICE_QUERY_STARTING;
  self->query = sluice_query_new (self->plan, &options);
  take_state (self, SLUICE_QUERY_STARTING, NULL, NULL);
  sluice_query_start (self->query);
}

void
sluice_run_stop (SluiceRun *self, gboolean at_once)
{
  g_return_if_fail (SLUICE_IS_RUN (self) && self->query != NULL);

  sluice_query_stop (self->query, at_once);
}

void
sluice_run_pause (SluiceRun *self)
{
  g_return_if_fail (SLUICE_IS_RUN (self) && self->query != NULL);

  sluice_query_pause (self->query);
}

void
sluice_run_resume (SluiceRun *self)
{
  g_return_if_fail (SLUICE_IS_RUN (self) && self->query != NULL);

  sluice_query_resume (self->query);
}

void
sluice_run_step (SluiceRun *self)
{
  g_return_if_fail (SLUICE_IS_RUN (self) && self->query != NULL);

  sluice_query_step (self->query);
}

SluiceQueryState
sluice_run_get_state (SluiceRun *self)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), SLUICE_QUERY_NEW);

  return self->state;
}

gboolean
sluice_run_is_active (SluiceRun *self)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), FALSE);

  return self->state > SLUICE_QUERY_NEW && self->state < SLUICE_QUERY_STOPPED;
}

const char *
sluice_run_get_message (SluiceRun *self)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), NULL);

  return self->message;
}

const GError *
sluice_run_get_error (SluiceRun *self)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), NULL);

  return self->error;
}

const char *
sluice_run_get_failed_node (SluiceRun *self)
{
  const SluiceErrorInfo *info;

  g_return_val_if_fail (SLUICE_IS_RUN (self), NULL);

  info = self->error != NULL ? sluice_error_info (self->error) : NULL;

  return info != NULL && info->node != NULL ? info->node : self->plan->sink_id;
}

SluiceQueryPlan *
sluice_run_get_plan (SluiceRun *self)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), NULL);

  return self->plan;
}

gint64
sluice_run_get_newest_batch (SluiceRun *self)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), -1);

  return self->last_progress != NULL ? self->last_progress->batch_id : -1;
}

SluiceProgress *
sluice_run_get_last_progress (SluiceRun *self)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), NULL);

  return self->last_progress;
}

SluiceBatchRecord *
sluice_run_get_record (SluiceRun *self, gint64 batch_id)
{
  g_return_val_if_fail (SLUICE_IS_RUN (self), NULL);

  return sluice_recorder_get (self->recorder, batch_id);
}
