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
 * @node_id: (transfer none): by which node; lives for ever
 * @rows: (transfer full): rows or keys that decisions were about
 * @row: which of them
 * @event_us: the row's event time, or %SLUICE_NO_TIME
 * @bound_us: what was held against the watermark: the end of a window, an event time, the expiry of a key or row;
 *   %SLUICE_NO_TIME, or %SLUICE_NEVER
 * @watermark_us: the watermark then, or %SLUICE_NO_TIME
 *
 * A decision event. A row is late, and a key leaves, where @bound_us is at or below @watermark_us; what is withheld
 * comes out with the first micro-batch whose watermark has reached @bound_us.
 */
typedef struct
{
  SluiceDecision decision;
  const char *node_id;
  SluiceBatch *rows;
  guint32 row;
  gint64 event_us;
  gint64 bound_us;
  gint64 watermark_us;
} SluiceDecisionRecord;

/**
 * SluiceDecisionCounts:
 * @node_id: (transfer none): a node; lives for ever
 * @n: how many decisions of each kind it made
 */
typedef struct
{
  const char *node_id;
  gint64 n[SLUICE_N_DECISIONS];
} SluiceDecisionCounts;

/**
 * SluiceWireRecord:
 * @node_id: the node that gave the rows
 * @n_rows: how many it gave
 * @sample: (element-type SluiceBatch): the first of them and, beyond that, some from all over; empty where only their
 *   number is known, as a filter that stands behind the node has been moved before it
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
 * SluiceWatermarkRecord:
 * @node_id: (transfer none): a watermark node; lives for ever
 * @delay_ms: its delay
 * @has_rows: whether it saw an event time in the micro-batch
 * @max_event_ms: the latest of them
 * @has_watermark: whether it has a watermark of its own after the micro-batch
 * @watermark_ms: that watermark
 */
typedef struct
{
  const char *node_id;
  gint64 delay_ms;
  gboolean has_rows;
  gint64 max_event_ms;
  gboolean has_watermark;
  gint64 watermark_ms;
} SluiceWatermarkRecord;

/**
 * SluiceOperatorRecord:
 * @node_id: (transfer none): the node of a stateful operator; lives for ever
 * @late_watermark_ms: rows at or below were late there; %G_MININT64 when none were
 * @watermark_ms: what was at or below left its state; %G_MININT64 when nothing did
 *
 * Between chained operators watermarks differ. In the order of the progress's state operators.
 */
typedef struct
{
  const char *node_id;
  gint64 late_watermark_ms;
  gint64 watermark_ms;
} SluiceOperatorRecord;

/**
 * SluiceBatchFacts:
 * @late_watermark_ms: the query's watermark by which rows were late: that of the micro-batch before
 * @watermark_ms: the one by which state left and rows came out
 * @next_watermark_ms: the one after the micro-batch
 * @use_max: whether the latest watermark node counts, not the earliest
 * @mode: the output mode
 * @watermarks: (element-type SluiceWatermarkRecord): the watermark nodes
 * @operators: (element-type SluiceOperatorRecord): the stateful operators
 * @state_bytes: bytes of state that were written
 *
 * What explains the decisions of a micro-batch.
 */
typedef struct
{
  gint64 late_watermark_ms;
  gint64 watermark_ms;
  gint64 next_watermark_ms;
  gboolean use_max;
  SluiceOutputMode mode;
  GArray *watermarks;
  GArray *operators;
  gint64 state_bytes;
} SluiceBatchFacts;

/**
 * SluiceBatchRecord:
 * @progress: (transfer full): its progress report
 * @facts: what explains its decisions
 * @wires: (element-type SluiceWireRecord): by node
 * @decisions: (element-type SluiceDecisionRecord): at most a fixed number of each kind and node
 * @counts: (element-type SluiceDecisionCounts): how many there were, by node
 * @n_decisions: how many there were of each kind
 * @size: bytes of memory, roughly
 *
 * What is kept of one micro-batch. Immutable once recorded and reference-counted. The state after it, and what it
 * changed, are in the checkpoint: a #SluiceStateReader on sluice_recorder_get_checkpoint() gives both.
 */
typedef struct
{
  gatomicrefcount ref_count;
  SluiceProgress *progress;
  SluiceBatchFacts facts;
  GArray *wires;
  GArray *decisions;
  GArray *counts;
  gint64 n_decisions[SLUICE_N_DECISIONS];
  gsize size;
} SluiceBatchRecord;

/**
 * SluiceRecorder:
 *
 * A ring of the newest micro-batches. Written by the query's thread and its workers, read from anywhere. As long as a
 * micro-batch is in the ring, the query keeps its state in the checkpoint too.
 */
typedef struct _SluiceRecorder SluiceRecorder;

/**
 * sluice_recorder_new:
 * @max_batches: how many micro-batches to keep
 * @max_bytes: how much memory they may take in all, and how much room their state on disk
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
 * @facts: (transfer full): what explains the decisions; its members are taken over
 *
 * The micro-batch is done; its record joins the ring.
 */
void sluice_recorder_end (SluiceRecorder         *self,
                          SluiceProgress         *progress,
                          const SluiceBatchFacts *facts);

/**
 * sluice_recorder_set_on_disk:
 * @self: a recorder
 * @on_disk: whether to keep what is recorded beside the checkpoint, in its directory `recording`, too
 *
 * To be called before the query starts. What is on disk is bounded as the ring is; a query with a temporary checkpoint
 * keeps nothing there.
 */
void sluice_recorder_set_on_disk (SluiceRecorder *self,
                                  gboolean        on_disk);

/**
 * sluice_recorder_open:
 * @self: a recorder
 * @checkpoint: the checkpoint of the query that is to be recorded
 * @temporary: whether it is removed at the end
 * @settings: the session's settings
 *
 * The query opens its checkpoint.
 */
void sluice_recorder_open (SluiceRecorder *self,
                           const char     *checkpoint,
                           gboolean        temporary,
                           SluiceSettings *settings);

/**
 * sluice_recorder_adopt:
 * @self: a recorder
 * @checkpoint: a temporary checkpoint that isn't used any more
 *
 * Keeps it, so that the state of what is recorded can still be looked at; it is removed with the recorder.
 */
void sluice_recorder_adopt (SluiceRecorder *self,
                            const char     *checkpoint);

/** sluice_recorder_get_checkpoint: @self: a recorder. Returns: (transfer full) (nullable): the checkpoint whose state belongs to what is recorded. */
char *sluice_recorder_get_checkpoint (SluiceRecorder *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_recorder_oldest_state:
 * @self: a recorder
 *
 * Returns: the version of state from which on all must be kept: that before the oldest micro-batch that is recorded,
 *   in memory or on disk; %G_MAXINT64 when there is none
 */
gint64 sluice_recorder_oldest_state (SluiceRecorder *self);

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
