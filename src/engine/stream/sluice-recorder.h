/* sluice-recorder.h: what a watched run keeps of its micro-batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-operator.h"
#include "stream/sluice-progress.h"

G_BEGIN_DECLS

/**
 * SluiceDecisionRecord:
 * @decision: what was decided
 * @node_id: by which node
 * @rows: (transfer full): a batch of one row: the row or key that it was about
 * @event_us: the event time or end of window that counted, or G_MININT64
 * @watermark_us: the watermark that it was held against, or G_MININT64
 *
 * A decision event.
 */
typedef struct
{
  SluiceDecision decision;
  char *node_id;
  SluiceBatch *rows;
  gint64 event_us;
  gint64 watermark_us;
} SluiceDecisionRecord;

/**
 * SluiceWireRecord:
 * @node_id: the node that gave the rows
 * @n_rows: how many it gave
 * @sample: (element-type SluiceBatch): the first of them and, beyond that, some from all over
 * @n_sampled: rows in @sample
 *
 * What went over the wires that leave a node.
 */
typedef struct
{
  char *node_id;
  gint64 n_rows;
  GPtrArray *sample;
  guint n_sampled;
} SluiceWireRecord;

/**
 * SluiceBatchRecord:
 * @progress: (transfer full): its progress report
 * @wires: (element-type SluiceWireRecord): by node
 * @decisions: (element-type SluiceDecisionRecord): at most a fixed number of each kind
 * @n_decisions: how many there were of each kind
 * @size: bytes of memory, roughly
 *
 * What is kept of one micro-batch. Immutable once recorded and reference-counted.
 */
typedef struct
{
  gatomicrefcount ref_count;
  SluiceProgress *progress;
  GArray *wires;
  GArray *decisions;
  gint64 n_decisions[SLUICE_DECISION_CORRUPT_RECORD + 1];
  gsize size;
} SluiceBatchRecord;

/**
 * SluiceRecorder:
 *
 * A ring of the newest micro-batches. Written by the query's thread and its workers, read from anywhere.
 */
typedef struct _SluiceRecorder SluiceRecorder;

/**
 * sluice_recorder_new:
 * @max_batches: how many micro-batches to keep
 * @max_bytes: how much memory they may take in all
 *
 * Returns: (transfer full): an empty recorder
 */
SluiceRecorder *sluice_recorder_new (guint max_batches,
                                     gsize max_bytes) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_recorder_ref: @self: a recorder. Returns: (transfer full): @self. */
SluiceRecorder *sluice_recorder_ref (SluiceRecorder *self);

/** sluice_recorder_unref: @self: (nullable): a recorder. */
void sluice_recorder_unref (SluiceRecorder *self);

/**
 * sluice_recorder_begin:
 * @self: a recorder
 * @n_workers: how many workers will show it rows
 *
 * A micro-batch begins; what an unfinished one left is forgotten.
 *
 * Returns: (transfer none): the probe to give to the operators until sluice_recorder_end()
 */
const SluiceProbe *sluice_recorder_begin (SluiceRecorder *self,
                                          guint           n_workers);

/**
 * sluice_recorder_end:
 * @self: a recorder
 * @progress: (transfer none): the progress report, whose rows per node are filled in
 *
 * The micro-batch is done; its record joins the ring.
 */
void sluice_recorder_end (SluiceRecorder *self,
                          SluiceProgress *progress);

/**
 * sluice_recorder_get:
 * @self: a recorder
 * @batch_id: a micro-batch; -1 for the newest
 *
 * Returns: (transfer full) (nullable): its record, when it is still kept
 */
SluiceBatchRecord *sluice_recorder_get (SluiceRecorder *self,
                                        gint64          batch_id) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_recorder_range:
 * @self: a recorder
 * @oldest: (out): the oldest micro-batch that is kept, or -1
 * @newest: (out): the newest, or -1
 */
void sluice_recorder_range (SluiceRecorder *self,
                            gint64         *oldest,
                            gint64         *newest);

/** sluice_batch_record_unref: @self: (nullable): a record. */
void sluice_batch_record_unref (SluiceBatchRecord *self);

/** sluice_batch_record_wire: @self: a record, @node_id: a node. Returns: (transfer none) (nullable): what it gave. */
const SluiceWireRecord *sluice_batch_record_wire (const SluiceBatchRecord *self,
                                                  const char              *node_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceRecorder, sluice_recorder_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceBatchRecord, sluice_batch_record_unref)

G_END_DECLS
