/* sluice-progress.h: what a query reports of each micro-batch.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-operator.h"

G_BEGIN_DECLS

/** SluicePhase: the parts of a micro-batch's duration, under Spark's names, in the order of charts. */
typedef enum
{
  SLUICE_PHASE_LATEST_OFFSET,
  SLUICE_PHASE_GET_BATCH,
  SLUICE_PHASE_QUERY_PLANNING,
  SLUICE_PHASE_WAL_COMMIT,
  SLUICE_PHASE_ADD_BATCH,
  SLUICE_PHASE_COMMIT_OFFSETS,
  SLUICE_N_PHASES,
} SluicePhase;

/**
 * SluiceSourceProgress:
 * @description: as Spark describes the source
 * @node_id: id of the document's node
 * @start_offset: (nullable): JSON
 * @end_offset: (nullable): JSON
 * @num_input_rows: rows that it gave
 */
typedef struct
{
  char *description;
  char *node_id;
  char *start_offset;
  char *end_offset;
  gint64 num_input_rows;
} SluiceSourceProgress;

/**
 * SluiceNodeRows:
 * @node_id: id of the document's node
 * @n_rows: rows that it gave
 */
typedef struct
{
  char *node_id;
  gint64 n_rows;
} SluiceNodeRows;

/**
 * SluiceObservedMetrics:
 * @name: the observation's name
 * @json: its metrics of the micro-batch, a JSON object
 */
typedef struct
{
  char *name;
  char *json;
} SluiceObservedMetrics;

/**
 * SluiceProgress:
 *
 * Spark's StreamingQueryProgress with durations in microseconds, and rows per node besides. Immutable
 * once built and reference-counted; members are named after Spark's.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *id;
  char *run_id;
  char *name;
  gint64 timestamp_ms;
  gint64 batch_id;
  gint64 batch_duration_us;
  gint64 num_input_rows;
  double input_rows_per_second;
  double processed_rows_per_second;
  gint64 durations_us[SLUICE_N_PHASES];
  gboolean has_phase[SLUICE_N_PHASES];

  gboolean has_watermark;
  gint64 watermark_ms;
  gboolean has_event_times;
  gint64 event_max_ms;
  gint64 event_min_ms;
  gint64 event_avg_ms;

  guint n_state_operators;
  SluiceStateFigures *state_operators;
  guint n_sources;
  SluiceSourceProgress *sources;
  char *sink_description;
  gint64 num_output_rows; /* -1 when the sink doesn't say */
  gint64 rows_written;    /* into the sink, whatever it says */
  gint64 num_corrupt_records;
  GArray *observed;       /* of SluiceObservedMetrics, by name */
  GArray *node_rows;      /* of SluiceNodeRows; empty when nobody watches */
} SluiceProgress;

/** sluice_progress_new: Returns: (transfer full): a progress to be filled by who made it. */
SluiceProgress *sluice_progress_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_progress_ref: @self: a progress. Returns: (transfer full): @self. */
SluiceProgress *sluice_progress_ref (SluiceProgress *self);

/** sluice_progress_unref: @self: (nullable): a progress. */
void sluice_progress_unref (SluiceProgress *self);

/** sluice_progress_add_observed: @self: a progress that is being made, @name: an observation, @json: its metrics. */
void sluice_progress_add_observed (SluiceProgress *self,
                                   const char     *name,
                                   const char     *json);

/** sluice_progress_to_json: @self: a progress. Returns: (transfer full): Spark's JSON of it, one line. */
char *sluice_progress_to_json (const SluiceProgress *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_phase_name: @phase: a phase. Returns: (transfer none): Spark's name of it. */
const char *sluice_phase_name (SluicePhase phase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceProgress, sluice_progress_unref)

G_END_DECLS
