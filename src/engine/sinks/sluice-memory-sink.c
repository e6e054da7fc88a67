/* sluice-memory-sink.c: the memory sink: rows kept for whoever asks.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sinks/sluice-sink.h"

typedef struct
{
  gint64 batch_id;
  GPtrArray *rows; /* of SluiceBatch */
} CommittedBatch;

typedef struct
{
  SluiceSink base;
  gboolean complete;
  guint n_workers;
  GPtrArray **pending; /* by worker, of SluiceBatch */
  GMutex lock;
  GArray *batches; /* of CommittedBatch */
} MemorySink;

static void
committed_batch_clear (gpointer data)
{
  CommittedBatch *batch = data;

  g_ptr_array_unref (batch->rows);
}

static void
sink_abort (SluiceSink *sink)
{
  MemorySink *self = (MemorySink *) sink;

  for (guint i = 0; i < self->n_workers; i++)
    g_ptr_array_set_size (self->pending[i], 0);
}

static gboolean
sink_begin (SluiceSink *sink, gint64 batch_id, gboolean *done_before, GError **error)
{
  sink_abort (sink);

  return TRUE;
}

static gboolean
sink_write (SluiceSink *sink, guint worker, SluiceBatch *batch, GError **error)
{
  MemorySink *self = (MemorySink *) sink;

  g_ptr_array_add (self->pending[worker], sluice_batch_copy (batch, batch->n_selected));

  return TRUE;
}

static gboolean
sink_commit (SluiceSink *sink, gint64 batch_id, GError **error)
{
  MemorySink *self = (MemorySink *) sink;
  CommittedBatch committed = { batch_id, NULL };

  committed.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  for (guint i = 0; i < self->n_workers; i++)
    {
      for (guint j = 0; j < self->pending[i]->len; j++)
        g_ptr_array_add (committed.rows, sluice_batch_ref (g_ptr_array_index (self->pending[i], j)));
      g_ptr_array_set_size (self->pending[i], 0);
    }

  g_mutex_lock (&self->lock);
  if (self->complete)
    g_array_set_size (self->batches, 0);
  g_array_append_val (self->batches, committed);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static char *
sink_describe (SluiceSink *sink)
{
  return g_strdup ("MemorySink");
}

static void
sink_free (SluiceSink *sink)
{
  MemorySink *self = (MemorySink *) sink;

  for (guint i = 0; i < self->n_workers; i++)
    g_ptr_array_unref (self->pending[i]);
  g_free (self->pending);
  g_array_unref (self->batches);
  g_mutex_clear (&self->lock);
}

static const SluiceSinkClass sink_class = {
  .begin = sink_begin,
  .write = sink_write,
  .commit = sink_commit,
  .abort = sink_abort,
  .describe = sink_describe,
  .free = sink_free,
};

SluiceSink *
sluice_memory_sink_new (const SluiceSinkParameters *parameters, GError **error)
{
  MemorySink *self = g_new0 (MemorySink, 1);

  self->base.klass = &sink_class;
  self->base.reports_rows = TRUE;
  self->complete = parameters->query->mode == SLUICE_OUTPUT_COMPLETE;
  self->n_workers = parameters->n_workers;
  self->pending = g_new0 (GPtrArray *, self->n_workers);
  for (guint i = 0; i < self->n_workers; i++)
    self->pending[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  self->batches = g_array_new (FALSE, FALSE, sizeof (CommittedBatch));
  g_array_set_clear_func (self->batches, committed_batch_clear);
  g_mutex_init (&self->lock);

  return &self->base;
}

GPtrArray *
sluice_memory_sink_get (SluiceSink *sink, gint64 first_batch)
{
  MemorySink *self = (MemorySink *) sink;
  GPtrArray *rows;

  if (sink->klass != &sink_class)
    return NULL;

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->batches->len; i++)
    {
      CommittedBatch *batch = &g_array_index (self->batches, CommittedBatch, i);

      for (guint j = 0; batch->batch_id >= first_batch && j < batch->rows->len; j++)
        g_ptr_array_add (rows, sluice_batch_ref (g_ptr_array_index (batch->rows, j)));
    }
  g_mutex_unlock (&self->lock);

  return rows;
}
