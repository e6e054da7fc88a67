/* sluice-worker-pool.c: threads that share the tasks of a stage.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-worker-pool.h"

typedef struct
{
  SluiceWorkerPool *pool;
  guint index;
  GThread *thread;
} Worker;

struct _SluiceWorkerPool
{
  guint n_workers;
  Worker *workers;

  GMutex lock;
  GCond begin;
  GCond ended;
  guint generation;
  guint n_busy;
  gboolean quit;

  /* The stage that runs; written under the lock before the generation moves. */
  SluiceTaskFunc func;
  gpointer user_data;
  GCancellable *cancellable;
  gint n_tasks;
  gint next_task;
  gint failed;

  gint error_task;
  GError *error;
};

static void
fail (SluiceWorkerPool *self, gint task, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL || task < self->error_task)
    {
      g_clear_error (&self->error);
      self->error = error;
      self->error_task = task;
    }
  else
    g_error_free (error);
  g_mutex_unlock (&self->lock);

  g_atomic_int_set (&self->failed, TRUE);
}

static void
work (SluiceWorkerPool *self, guint worker)
{
  while (!g_atomic_int_get (&self->failed))
    {
      gint task = g_atomic_int_add (&self->next_task, 1);
      GError *error = NULL;

      if (task >= self->n_tasks)
        break;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, &error)
          || !self->func (task, worker, self->user_data, &error))
        fail (self, task, error);
    }
}

static gpointer
worker_thread (gpointer data)
{
  Worker *worker = data;
  SluiceWorkerPool *self = worker->pool;
  guint seen = 0;

  g_mutex_lock (&self->lock);
  while (TRUE)
    {
      while (!self->quit && self->generation == seen)
        g_cond_wait (&self->begin, &self->lock);
      if (self->quit)
        break;

      seen = self->generation;
      g_mutex_unlock (&self->lock);
      work (self, worker->index);
      g_mutex_lock (&self->lock);
      if (--self->n_busy == 0)
        g_cond_signal (&self->ended);
    }
  g_mutex_unlock (&self->lock);

  return NULL;
}

SluiceWorkerPool *
sluice_worker_pool_new (guint n_workers)
{
  SluiceWorkerPool *self = g_new0 (SluiceWorkerPool, 1);

  self->n_workers = n_workers > 0 ? n_workers : g_get_num_processors ();
  self->workers = g_new0 (Worker, self->n_workers);
  g_mutex_init (&self->lock);
  g_cond_init (&self->begin);
  g_cond_init (&self->ended);

  for (guint i = 1; i < self->n_workers; i++)
    {
      self->workers[i].pool = self;
      self->workers[i].index = i;
      self->workers[i].thread = g_thread_new ("sluice-worker", worker_thread, &self->workers[i]);
    }

  return self;
}

void
sluice_worker_pool_free (SluiceWorkerPool *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_broadcast (&self->begin);
  g_mutex_unlock (&self->lock);

  for (guint i = 1; i < self->n_workers; i++)
    g_thread_join (self->workers[i].thread);

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->begin);
  g_cond_clear (&self->ended);
  g_free (self->workers);
  g_free (self);
}

guint
sluice_worker_pool_size (SluiceWorkerPool *self)
{
  return self->n_workers;
}

gboolean
sluice_worker_pool_run (SluiceWorkerPool *self,
                        guint             n_tasks,
                        SluiceTaskFunc    func,
                        gpointer          user_data,
                        GCancellable     *cancellable,
                        GError          **error)
{
  gboolean others = n_tasks > 1 && self->n_workers > 1;

  self->func = func;
  self->user_data = user_data;
  self->cancellable = cancellable;
  self->n_tasks = n_tasks;
  g_atomic_int_set (&self->next_task, 0);
  g_atomic_int_set (&self->failed, FALSE);

  if (others)
    {
      g_mutex_lock (&self->lock);
      self->n_busy = self->n_workers - 1;
      self->generation++;
      g_cond_broadcast (&self->begin);
      g_mutex_unlock (&self->lock);
    }

  work (self, 0);

  if (others)
    {
      g_mutex_lock (&self->lock);
      while (self->n_busy > 0)
        g_cond_wait (&self->ended, &self->lock);
      g_mutex_unlock (&self->lock);
    }

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  return TRUE;
}
