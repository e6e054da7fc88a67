/* sluice-recorder.c: what a watched run keeps of its micro-batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-recorder.h"

/* The first rows of a wire are kept as they come; of the rest, one row of every batch, so that the cost of
 * watching goes with the number of batches, not of rows. */
#define SAMPLE_HEAD 500
#define SAMPLE_ALL 1000
#define DECISIONS_PER_KIND 1000

#define N_DECISIONS (SLUICE_DECISION_CORRUPT_RECORD + 1)

/* What one worker saw of one node. Workers share nothing until the micro-batch is over. */
typedef struct
{
  const char *node_id;
  gint64 n_rows;
  guint n_sampled;
  guint64 random;
  GPtrArray *sample;
} WorkerWire;

typedef struct
{
  GArray *wires;     /* of WorkerWire */
  GArray *decisions; /* of SluiceDecisionRecord */
  gint64 n_decisions[N_DECISIONS];
} Worker;

struct _SluiceRecorder
{
  gatomicrefcount ref_count;
  guint max_batches;
  gsize max_bytes;
  SluiceProbe probe;
  guint n_workers;
  Worker *workers;

  GMutex lock;
  GQueue ring; /* of SluiceBatchRecord, oldest first */
  gsize bytes;
};

static void
worker_wire_clear (gpointer data)
{
  g_ptr_array_unref (((WorkerWire *) data)->sample);
}

static void
wire_record_clear (gpointer data)
{
  SluiceWireRecord *wire = data;

  g_ptr_array_unref (wire->sample);
  g_free (wire->node_id);
}

static void
decision_record_clear (gpointer data)
{
  SluiceDecisionRecord *record = data;

  sluice_batch_unref (record->rows);
  g_free (record->node_id);
}

static WorkerWire *
find_wire (Worker *worker, const char *node_id)
{
  WorkerWire wire = { node_id, 0, 0, 0x9e3779b97f4a7c15u, NULL };

  /* A node's id is one string for the life of the operator, so that its address tells it. */
  for (guint i = 0; i < worker->wires->len; i++)
    if (g_array_index (worker->wires, WorkerWire, i).node_id == node_id)
      return &g_array_index (worker->wires, WorkerWire, i);

  wire.sample = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  g_array_append_val (worker->wires, wire);

  return &g_array_index (worker->wires, WorkerWire, worker->wires->len - 1);
}

static SluiceBatch *
copy_row (SluiceBatch *batch, guint32 row)
{
  guint16 selection[1] = { row };
  g_autoptr (SluiceBatch) one = sluice_batch_new_selected (batch, selection, 1);

  return sluice_batch_copy (one, 1);
}

static void
see_rows (gpointer user_data, const char *node_id, guint worker, SluiceBatch *batch)
{
  SluiceRecorder *self = user_data;
  WorkerWire *wire = find_wire (&self->workers[worker], node_id);

  wire->n_rows += batch->n_selected;

  if (wire->n_sampled < SAMPLE_HEAD)
    {
      SluiceBatch *copy = sluice_batch_copy (batch, SAMPLE_HEAD - wire->n_sampled);

      wire->n_sampled += copy->n_rows;
      g_ptr_array_add (wire->sample, copy);
      return;
    }

  wire->random = wire->random * 6364136223846793005u + 1442695040888963407u;
  if (wire->n_sampled < SAMPLE_ALL)
    {
      guint32 i = (wire->random >> 33) % batch->n_selected;

      g_ptr_array_add (wire->sample, copy_row (batch, sluice_batch_row (batch, i)));
      wire->n_sampled++;
    }
}

static void
see_decision (gpointer       user_data,
              const char    *node_id,
              guint          worker,
              SluiceDecision decision,
              SluiceBatch   *batch,
              guint32        row,
              gint64         event_us,
              gint64         watermark_us)
{
  SluiceRecorder *self = user_data;
  Worker *own = &self->workers[worker];
  SluiceDecisionRecord record = { decision, NULL, NULL, event_us, watermark_us };

  if (own->n_decisions[decision]++ >= DECISIONS_PER_KIND)
    return;
  record.node_id = g_strdup (node_id);
  record.rows = copy_row (batch, row);
  g_array_append_val (own->decisions, record);
}

SluiceRecorder *
sluice_recorder_new (guint max_batches, gsize max_bytes)
{
  SluiceRecorder *self = g_new0 (SluiceRecorder, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->max_batches = max_batches;
  self->max_bytes = max_bytes;
  self->probe.rows = see_rows;
  self->probe.decision = see_decision;
  self->probe.user_data = self;
  g_mutex_init (&self->lock);
  g_queue_init (&self->ring);

  return self;
}

static void
free_workers (SluiceRecorder *self)
{
  for (guint i = 0; i < self->n_workers; i++)
    {
      g_array_unref (self->workers[i].wires);
      g_array_unref (self->workers[i].decisions);
    }
  g_clear_pointer (&self->workers, g_free);
  self->n_workers = 0;
}

SluiceRecorder *
sluice_recorder_ref (SluiceRecorder *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_recorder_unref (SluiceRecorder *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  free_workers (self);
  g_queue_clear_full (&self->ring, (GDestroyNotify) sluice_batch_record_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const SluiceProbe *
sluice_recorder_begin (SluiceRecorder *self, guint n_workers)
{
  free_workers (self);

  self->n_workers = n_workers;
  self->workers = g_new0 (Worker, n_workers);
  for (guint i = 0; i < n_workers; i++)
    {
      self->workers[i].wires = g_array_new (FALSE, FALSE, sizeof (WorkerWire));
      g_array_set_clear_func (self->workers[i].wires, worker_wire_clear);
      self->workers[i].decisions = g_array_new (FALSE, FALSE, sizeof (SluiceDecisionRecord));
      g_array_set_clear_func (self->workers[i].decisions, decision_record_clear);
    }

  return &self->probe;
}

static SluiceWireRecord *
find_record (GArray *wires, const char *node_id)
{
  SluiceWireRecord wire = { NULL, 0, NULL, 0 };

  for (guint i = 0; i < wires->len; i++)
    if (g_str_equal (g_array_index (wires, SluiceWireRecord, i).node_id, node_id))
      return &g_array_index (wires, SluiceWireRecord, i);

  wire.node_id = g_strdup (node_id);
  wire.sample = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  g_array_append_val (wires, wire);

  return &g_array_index (wires, SluiceWireRecord, wires->len - 1);
}

static void
merge_wires (SluiceRecorder *self, SluiceBatchRecord *record)
{
  for (guint i = 0; i < self->n_workers; i++)
    for (guint j = 0; j < self->workers[i].wires->len; j++)
      {
        WorkerWire *own = &g_array_index (self->workers[i].wires, WorkerWire, j);
        SluiceWireRecord *wire = find_record (record->wires, own->node_id);

        wire->n_rows += own->n_rows;
        for (guint k = 0; k < own->sample->len && wire->n_sampled < SAMPLE_ALL; k++)
          {
            SluiceBatch *batch = g_ptr_array_index (own->sample, k);

            wire->n_sampled += batch->n_rows;
            record->size += sluice_arena_used (batch->arena) + sizeof *batch;
            g_ptr_array_add (wire->sample, sluice_batch_ref (batch));
          }
      }
}

static void
merge_decisions (SluiceRecorder *self, SluiceBatchRecord *record)
{
  guint kept[N_DECISIONS] = { 0 };

  for (guint i = 0; i < self->n_workers; i++)
    {
      GArray *own = self->workers[i].decisions;

      for (guint kind = 0; kind < N_DECISIONS; kind++)
        record->n_decisions[kind] += self->workers[i].n_decisions[kind];
      for (guint j = 0; j < own->len; j++)
        {
          SluiceDecisionRecord *decision = &g_array_index (own, SluiceDecisionRecord, j);
          SluiceDecisionRecord copy = *decision;

          if (kept[decision->decision]++ >= DECISIONS_PER_KIND)
            continue;
          copy.node_id = g_strdup (decision->node_id);
          copy.rows = sluice_batch_ref (decision->rows);
          record->size += sluice_arena_used (copy.rows->arena) + sizeof copy;
          g_array_append_val (record->decisions, copy);
        }
    }
}

void
sluice_recorder_end (SluiceRecorder *self, SluiceProgress *progress)
{
  SluiceBatchRecord *record = g_new0 (SluiceBatchRecord, 1);

  g_atomic_ref_count_init (&record->ref_count);
  record->wires = g_array_new (FALSE, FALSE, sizeof (SluiceWireRecord));
  g_array_set_clear_func (record->wires, wire_record_clear);
  record->decisions = g_array_new (FALSE, FALSE, sizeof (SluiceDecisionRecord));
  g_array_set_clear_func (record->decisions, decision_record_clear);
  record->size = sizeof *record;
  merge_wires (self, record);
  merge_decisions (self, record);
  free_workers (self);

  for (guint i = 0; i < record->wires->len; i++)
    {
      SluiceWireRecord *wire = &g_array_index (record->wires, SluiceWireRecord, i);
      SluiceNodeRows rows = { g_strdup (wire->node_id), wire->n_rows };

      g_array_append_val (progress->node_rows, rows);
    }
  record->progress = sluice_progress_ref (progress);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->ring, record);
  self->bytes += record->size;
  while (self->ring.length > 1
         && (self->ring.length > self->max_batches || self->bytes > self->max_bytes))
    {
      SluiceBatchRecord *oldest = g_queue_pop_head (&self->ring);

      self->bytes -= oldest->size;
      sluice_batch_record_unref (oldest);
    }
  g_mutex_unlock (&self->lock);
}

SluiceBatchRecord *
sluice_recorder_get (SluiceRecorder *self, gint64 batch_id)
{
  SluiceBatchRecord *found = NULL;

  g_mutex_lock (&self->lock);
  for (GList *link = self->ring.tail; link != NULL && found == NULL; link = link->prev)
    {
      SluiceBatchRecord *record = link->data;

      if (batch_id < 0 || record->progress->batch_id == batch_id)
        found = record;
    }
  if (found != NULL)
    g_atomic_ref_count_inc (&found->ref_count);
  g_mutex_unlock (&self->lock);

  return found;
}

void
sluice_recorder_range (SluiceRecorder *self, gint64 *oldest, gint64 *newest)
{
  SluiceBatchRecord *first, *last;

  g_mutex_lock (&self->lock);
  first = g_queue_peek_head (&self->ring);
  last = g_queue_peek_tail (&self->ring);
  *oldest = first != NULL ? first->progress->batch_id : -1;
  *newest = last != NULL ? last->progress->batch_id : -1;
  g_mutex_unlock (&self->lock);
}

void
sluice_batch_record_unref (SluiceBatchRecord *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->wires);
  g_array_unref (self->decisions);
  sluice_progress_unref (self->progress);
  g_free (self);
}

const SluiceWireRecord *
sluice_batch_record_wire (const SluiceBatchRecord *self, const char *node_id)
{
  for (guint i = 0; i < self->wires->len; i++)
    {
      SluiceWireRecord *wire = &g_array_index (self->wires, SluiceWireRecord, i);

      if (g_str_equal (wire->node_id, node_id))
        return wire;
    }

  return NULL;
}
