/* sluice-recorder.c: what a watched run keeps of its micro-batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-recorder.h"

#include "core/sluice-file-ops.h"
#include "stream/sluice-recording.h"

/* The first rows of a wire are kept as they come; of the rest, one row of every batch, so that the cost of
 * watching goes with the number of batches, not of rows. */
#define SAMPLE_HEAD 500
#define SAMPLE_ALL 1000

/* Rows that are lost are kept in greater number than those whose way is the usual one. */
static const guint decision_limits[SLUICE_N_DECISIONS] = {
  [SLUICE_DECISION_DROPPED_LATE] = 1000,      [SLUICE_DECISION_EVICTED] = 200,
  [SLUICE_DECISION_EMITTED] = 200,            [SLUICE_DECISION_WITHHELD] = 200,
  [SLUICE_DECISION_DUPLICATE_DROPPED] = 1000, [SLUICE_DECISION_JOINED] = 200,
  [SLUICE_DECISION_CORRUPT_RECORD] = 1000,
};

/* What one worker saw of one node. Workers share nothing until the micro-batch is over. */
typedef struct
{
  const char *node_id;
  gint64 n_rows;
  guint n_sampled;
  guint64 random;
  GPtrArray *sample;
} WorkerWire;

/* What one worker saw one node decide. */
typedef struct
{
  const char *node_id; /* the operator's own */
  gint64 n[SLUICE_N_DECISIONS];
  guint n_kept[SLUICE_N_DECISIONS];
} WorkerNode;

typedef struct
{
  GArray *wires;     /* of WorkerWire */
  GArray *nodes;     /* of WorkerNode */
  GArray *decisions; /* of SluiceDecisionRecord */
  gsize size;        /* of the rows of decisions */
} Worker;

struct _SluiceRecorder
{
  gatomicrefcount ref_count;
  guint max_batches;
  gsize max_bytes;
  SluiceProbe probe;
  guint n_workers;
  Worker *workers;
  gboolean on_disk;
  SluiceRecording *recording; /* NULL when nothing is kept on disk */

  GMutex lock;
  GQueue ring; /* of SluiceBatchRecord, oldest first */
  gsize bytes;
  gint64 state_bytes;
  char *checkpoint;
  char *adopted;
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
  sluice_batch_unref (((SluiceDecisionRecord *) data)->rows);
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
see_count (gpointer user_data, const char *node_id, guint worker, guint32 n)
{
  SluiceRecorder *self = user_data;

  find_wire (&self->workers[worker], node_id)->n_rows += n;
}

static WorkerNode *
find_node (Worker *worker, const char *node_id)
{
  WorkerNode node = { node_id };

  for (guint i = 0; i < worker->nodes->len; i++)
    if (g_array_index (worker->nodes, WorkerNode, i).node_id == node_id)
      return &g_array_index (worker->nodes, WorkerNode, i);

  g_array_append_val (worker->nodes, node);

  return &g_array_index (worker->nodes, WorkerNode, worker->nodes->len - 1);
}

static void
see_decisions (gpointer user_data, const SluiceDecisions *made)
{
  SluiceRecorder *self = user_data;
  Worker *worker = &self->workers[made->worker];
  WorkerNode *node = find_node (worker, made->node_id);
  guint32 n = MIN (made->n, decision_limits[made->decision] - node->n_kept[made->decision]);
  g_autoptr (SluiceBatch) chosen = NULL;
  g_autoptr (SluiceBatch) rows = NULL;

  node->n[made->decision] += made->n + made->n_more;
  if (n == 0)
    return;

  node->n_kept[made->decision] += n;
  if (made->rows != NULL)
    chosen = sluice_batch_new_selected (made->batch, made->rows, n);
  rows = sluice_batch_copy (chosen != NULL ? chosen : made->batch, n);
  worker->size += sluice_arena_used (rows->arena) + sizeof *rows + n * sizeof (SluiceDecisionRecord);
  for (guint32 i = 0; i < n; i++)
    {
      SluiceDecisionRecord record = {
        .decision = made->decision,
        .node_id = g_intern_string (made->node_id),
        .rows = sluice_batch_ref (rows),
        .row = i,
        .event_us = made->event_us != NULL && made->event_us[i] != SLUICE_NEVER ? made->event_us[i]
                                                                                  : SLUICE_NO_TIME,
        .bound_us = made->bound_us != NULL ? made->bound_us[i] : SLUICE_NO_TIME,
        .watermark_us = made->watermark_us,
      };

      g_array_append_val (worker->decisions, record);
    }
}

SluiceRecorder *
sluice_recorder_new (guint max_batches, gsize max_bytes)
{
  SluiceRecorder *self = g_new0 (SluiceRecorder, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->max_batches = max_batches;
  self->max_bytes = max_bytes;
  self->probe.rows = see_rows;
  self->probe.count = see_count;
  self->probe.decisions = see_decisions;
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
      g_array_unref (self->workers[i].nodes);
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
  sluice_recording_free (self->recording);
  if (self->adopted != NULL)
    sluice_file_remove_tree (self->adopted);
  g_free (self->adopted);
  g_free (self->checkpoint);
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
      self->workers[i].nodes = g_array_new (FALSE, FALSE, sizeof (WorkerNode));
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

static SluiceDecisionCounts *
find_counts (GArray *counts, const char *node_id)
{
  SluiceDecisionCounts own = { g_intern_string (node_id) };

  for (guint i = 0; i < counts->len; i++)
    if (g_array_index (counts, SluiceDecisionCounts, i).node_id == own.node_id)
      return &g_array_index (counts, SluiceDecisionCounts, i);

  g_array_append_val (counts, own);

  return &g_array_index (counts, SluiceDecisionCounts, counts->len - 1);
}

static void
merge_decisions (SluiceRecorder *self, SluiceBatchRecord *record)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (SluiceDecisionCounts));

  for (guint i = 0; i < self->n_workers; i++)
    {
      const Worker *worker = &self->workers[i];

      record->size += worker->size;
      for (guint j = 0; j < worker->nodes->len; j++)
        {
          const WorkerNode *node = &g_array_index (worker->nodes, WorkerNode, j);
          SluiceDecisionCounts *counts = find_counts (record->counts, node->node_id);

          for (guint kind = 0; kind < SLUICE_N_DECISIONS; kind++)
            {
              counts->n[kind] += node->n[kind];
              record->n_decisions[kind] += node->n[kind];
            }
        }
      for (guint j = 0; j < worker->decisions->len; j++)
        {
          SluiceDecisionRecord decision = g_array_index (worker->decisions, SluiceDecisionRecord, j);
          SluiceDecisionCounts *counts = find_counts (kept, decision.node_id);

          if (counts->n[decision.decision]++ >= decision_limits[decision.decision])
            continue;
          sluice_batch_ref (decision.rows);
          g_array_append_val (record->decisions, decision);
        }
    }
}

static void
fill_node_rows (const SluiceBatchRecord *record, SluiceProgress *progress)
{
  for (guint i = 0; i < record->wires->len; i++)
    {
      SluiceWireRecord *wire = &g_array_index (record->wires, SluiceWireRecord, i);
      SluiceNodeRows rows = { g_strdup (wire->node_id), wire->n_rows };

      g_array_append_val (progress->node_rows, rows);
    }
}

/* Lets go of what is too much, the newest apart. */
static void
trim (SluiceRecorder *self)
{
  while (self->ring.length > 1
         && (self->ring.length > self->max_batches || self->bytes > self->max_bytes
             || (guint64) self->state_bytes > self->max_bytes))
    {
      SluiceBatchRecord *oldest = g_queue_pop_head (&self->ring);

      self->bytes -= oldest->size;
      self->state_bytes -= oldest->facts.state_bytes;
      sluice_batch_record_unref (oldest);
    }
}

void
sluice_recorder_end (SluiceRecorder *self, SluiceProgress *progress, const SluiceBatchFacts *facts)
{
  SluiceBatchRecord *record = g_new0 (SluiceBatchRecord, 1);

  g_atomic_ref_count_init (&record->ref_count);
  record->facts = *facts;
  record->wires = g_array_new (FALSE, FALSE, sizeof (SluiceWireRecord));
  g_array_set_clear_func (record->wires, wire_record_clear);
  record->decisions = g_array_new (FALSE, FALSE, sizeof (SluiceDecisionRecord));
  g_array_set_clear_func (record->decisions, decision_record_clear);
  record->counts = g_array_new (FALSE, FALSE, sizeof (SluiceDecisionCounts));
  record->size = sizeof *record;
  merge_wires (self, record);
  merge_decisions (self, record);
  free_workers (self);
  fill_node_rows (record, progress);
  record->progress = sluice_progress_ref (progress);
  if (self->recording != NULL)
    sluice_recording_write (self->recording, record);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->ring, record);
  self->bytes += record->size;
  self->state_bytes += record->facts.state_bytes;
  trim (self);
  g_mutex_unlock (&self->lock);
}

void
sluice_recorder_set_on_disk (SluiceRecorder *self, gboolean on_disk)
{
  self->on_disk = on_disk;
}

void
sluice_recorder_open (SluiceRecorder *self, const char *checkpoint, gboolean temporary, SluiceSettings *settings)
{
  g_mutex_lock (&self->lock);
  g_free (self->checkpoint);
  self->checkpoint = g_strdup (checkpoint);
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&self->recording, sluice_recording_free);
  if (self->on_disk && !temporary)
    self->recording = sluice_recording_new (checkpoint, self->max_batches, self->max_bytes, settings);
}

void
sluice_recorder_adopt (SluiceRecorder *self, const char *checkpoint)
{
  g_mutex_lock (&self->lock);
  if (self->adopted != NULL)
    sluice_file_remove_tree (self->adopted);
  g_free (self->adopted);
  self->adopted = g_strdup (checkpoint);
  g_mutex_unlock (&self->lock);
}

char *
sluice_recorder_get_checkpoint (SluiceRecorder *self)
{
  char *checkpoint;

  g_mutex_lock (&self->lock);
  checkpoint = g_strdup (self->checkpoint);
  g_mutex_unlock (&self->lock);

  return checkpoint;
}

gint64
sluice_recorder_oldest_state (SluiceRecorder *self)
{
  gint64 oldest, newest;

  sluice_recorder_range (self, &oldest, &newest);
  if (self->recording != NULL)
    {
      gint64 on_disk = sluice_recording_oldest (self->recording);

      if (on_disk >= 0 && (oldest < 0 || on_disk < oldest))
        oldest = on_disk;
    }

  return oldest >= 0 ? oldest : G_MAXINT64;
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
  g_array_unref (self->counts);
  g_clear_pointer (&self->facts.watermarks, g_array_unref);
  g_clear_pointer (&self->facts.operators, g_array_unref);
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
