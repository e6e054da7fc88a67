/* sluice-execution.c: one run of a query: everything that is open, and one micro-batch after another.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-execution.h"

#include "stream/sluice-physical.h"

struct _SluiceExecution
{
  SluiceExecutionOptions options;
  SluiceCheckpoint *checkpoint;
  SluiceSettings *settings; /* the checkpoint's */
  guint n_sources;
  SluiceSource **sources;
  gboolean *borrowed; /* sources that outlive the execution */
  SluiceSink *sink;
  SluicePhysical *physical;
  SluiceStateStore *state;
  SluiceWatermarkTracker *tracker;

  gint64 batch_id;  /* the next to run */
  gboolean decided; /* whether its offsets are logged */
  char **committed; /* for each source the end of the last batch that is done */
  char **available; /* and of the batch that runs */
  gint64 timestamp_ms;
  gint64 watermark_ms;      /* of the batch that runs */
  gint64 late_watermark_ms; /* of the batch before it */
  gboolean has_run;
  SluiceRound restored; /* the last batch of the run before */
  gint64 last_trigger_us;
  gint64 retained;
  gint64 state_written; /* bytes of state when the last batch was recorded */
};

static void
number_sources (SluicePlan *plan, GPtrArray *plans)
{
  for (guint i = 0; i < plan->n_inputs; i++)
    number_sources (plan->inputs[i], plans);

  if (plan->kind != SLUICE_PLAN_SOURCE)
    return;
  if (plan->source.index >= plans->len)
    g_ptr_array_set_size (plans, plan->source.index + 1);
  plans->pdata[plan->source.index] = plan;
}

static gboolean
open_sources (SluiceExecution *self, GError **error)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new ();

  number_sources (self->options.plan->plan, plans);
  self->n_sources = plans->len;
  self->sources = g_new0 (SluiceSource *, MAX (plans->len, 1));
  self->borrowed = g_new0 (gboolean, MAX (plans->len, 1));
  self->committed = g_new0 (char *, plans->len + 1);
  self->available = g_new0 (char *, plans->len + 1);

  for (guint i = 0; i < plans->len; i++)
    {
      SluicePlan *plan = g_ptr_array_index (plans, i);
      g_autofree char *log = g_strdup_printf ("%s/sources/%u",
                                              sluice_checkpoint_get_path (self->checkpoint), i);
      SluiceSourceParameters parameters = { plan, log, self->settings, self->options.clock };

      if (self->options.memory_sources != NULL)
        self->sources[i] = g_hash_table_lookup (self->options.memory_sources, plan->node_id);
      self->borrowed[i] = self->sources[i] != NULL;
      if (self->sources[i] == NULL)
        self->sources[i] = sluice_source_new (&parameters, error);
      if (self->sources[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
open_state (SluiceExecution *self, GError **error)
{
  g_autofree SluiceStateOperator *operators = NULL;
  g_autofree char *directory = NULL;
  guint n;

  operators = sluice_physical_describe_state (self->physical, &n);
  if (n == 0)
    return TRUE;

  directory = g_build_filename (sluice_checkpoint_get_path (self->checkpoint), "state", NULL);
  self->state = sluice_state_store_open (
    directory, operators, n, self->batch_id, NULL,
    sluice_settings_get_int (self->settings, "spark.sql.streaming.stateStore.minDeltasForSnapshot", 10),
    error);
  if (self->state == NULL)
    return FALSE;
  sluice_physical_set_state (self->physical, self->state);

  return TRUE;
}

static gboolean
take_offsets (SluiceExecution *self, gint64 batch_id, char **into, SluiceOffsets **out, GError **error)
{
  g_autoptr (SluiceOffsets) offsets
    = sluice_checkpoint_read_offsets (self->checkpoint, batch_id, error);

  if (offsets == NULL)
    return FALSE;
  if (offsets->n != self->n_sources)
    {
      sluice_set_error (error, SLUICE_STREAM_ERROR, SLUICE_STREAM_ERROR_CHECKPOINT, NULL,
                        "There are [%u] sources in the checkpoint offsets and now there are [%u] sources "
                        "requested by the query. Cannot continue. Use the pipeline that the checkpoint "
                        "%s was made with, or begin a new checkpoint", offsets->n, self->n_sources,
                        sluice_checkpoint_get_path (self->checkpoint));
      return FALSE;
    }
  for (guint i = 0; i < offsets->n; i++)
    {
      g_free (into[i]);
      into[i] = g_strdup (offsets->offsets[i]);
    }
  *out = g_steal_pointer (&offsets);

  return TRUE;
}

/* Finds out which batch is next, and whether it was decided already: [6.4]. */
static gboolean
find_position (SluiceExecution *self, GError **error)
{
  gint64 latest = sluice_checkpoint_latest_offsets (self->checkpoint);
  gint64 commit = sluice_checkpoint_latest_commit (self->checkpoint);
  g_autoptr (SluiceOffsets) offsets = NULL;
  g_autoptr (SluiceOffsets) before = NULL;
  gint64 committed_watermark_ms = 0;

  if (latest < 0)
    return TRUE;

  if (latest == commit)
    {
      if (!take_offsets (self, latest, self->committed, &offsets, error)
          || !sluice_checkpoint_read_commit (self->checkpoint, commit, &committed_watermark_ms, error))
        return FALSE;
      self->batch_id = latest + 1;
      self->late_watermark_ms = offsets->watermark_ms;
      self->watermark_ms = MAX (offsets->watermark_ms, committed_watermark_ms);
    }
  else
    {
      if (!take_offsets (self, latest, self->available, &offsets, error))
        return FALSE;
      if (latest > 0)
        {
          if (!take_offsets (self, latest - 1, self->committed, &before, error))
            return FALSE;
          self->late_watermark_ms = before->watermark_ms;
        }
      self->batch_id = latest;
      self->decided = TRUE;
      self->watermark_ms = offsets->watermark_ms;
      self->timestamp_ms = offsets->timestamp_ms;
    }
  sluice_watermark_tracker_restore (self->tracker, self->watermark_ms);

  for (guint i = 0; i < self->n_sources; i++)
    {
      const char *end = self->decided ? self->available[i] : self->committed[i];

      if (end != NULL && !sluice_source_restore (self->sources[i], end, error))
        {
          if (error != NULL)
            sluice_error_set_node (*error, self->sources[i]->node_id, NULL);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
freeze_sources (SluiceExecution *self, GError **error)
{
  for (guint i = 0; self->options.available_now && i < self->n_sources; i++)
    if (!sluice_source_prepare_available_now (self->sources[i], error))
      {
        if (error != NULL)
          sluice_error_set_node (*error, self->sources[i]->node_id, NULL);
        return FALSE;
      }

  return TRUE;
}

static SluiceRound
round_of (SluiceExecution *self, gint64 batch_id)
{
  return (SluiceRound){
    .settings = self->settings,
    .cancellable = self->options.cancellable,
    .n_workers = sluice_worker_pool_size (self->options.pool),
    .batch_id = batch_id,
    .timestamp_us = self->timestamp_ms * 1000,
    .mode = self->options.plan->mode,
  };
}

SluiceExecution *
sluice_execution_open (const SluiceExecutionOptions *options, GError **error)
{
  g_autoptr (SluiceExecution) self = g_new0 (SluiceExecution, 1);
  SluiceQueryPlan *plan = options->plan;
  guint n_workers = sluice_worker_pool_size (options->pool);
  SluiceSinkParameters sink = { plan, n_workers, options->console, options->console_data };
  const char *policy;

  self->options = *options;
  self->retained = sluice_settings_get_int (plan->settings, "spark.sql.streaming.minBatchesToRetain",
                                            100);
  self->last_trigger_us = -1;

  /* The sink looks first whether the output belongs to this checkpoint, which it can tell only as long
   * as a new checkpoint is still empty. */
  self->sink = sluice_sink_new (&sink, error);
  if (self->sink == NULL)
    return NULL;
  self->checkpoint = sluice_checkpoint_open (plan->checkpoint, plan->settings, error);
  if (self->checkpoint == NULL)
    {
      if (error != NULL)
        sluice_error_set_node (*error, plan->sink_id, "options.checkpointLocation");
      return NULL;
    }

  self->settings = sluice_checkpoint_get_settings (self->checkpoint);
  if (options->recorder != NULL)
    sluice_recorder_open (options->recorder, sluice_checkpoint_get_path (self->checkpoint),
                          sluice_checkpoint_is_temporary (self->checkpoint), self->settings);
  policy = sluice_settings_get (self->settings, "spark.sql.streaming.multipleWatermarkPolicy");
  self->tracker = sluice_watermark_tracker_new (plan->n_watermarks,
                                                g_ascii_strcasecmp (policy, "max") == 0);
  if (!open_sources (self, error) || !find_position (self, error))
    return NULL;

  self->physical = sluice_physical_new (plan, self->sources, self->sink, self->settings, options->clock,
                                        n_workers, error);
  if (self->physical == NULL || !open_state (self, error) || !freeze_sources (self, error))
    return NULL;

  /* Spark runs no batch without data until it has run one with data. A window that was due when the query
   * was stopped would then wait for data that may never come; here it comes out first. */
  self->has_run = self->batch_id > 0 && !self->decided;
  self->restored = round_of (self, self->batch_id - 1);
  if (self->has_run
      && !sluice_physical_restore_watermark (self->physical, &self->restored, self->late_watermark_ms,
                                             error))
    return NULL;

  return g_steal_pointer (&self);
}

void
sluice_execution_close (SluiceExecution *self)
{
  if (self == NULL)
    return;

  sluice_physical_free (self->physical);
  sluice_state_store_free (self->state);
  for (guint i = 0; i < self->n_sources; i++)
    {
      if (!self->borrowed[i])
        sluice_source_free (self->sources[i]);
      g_free (self->committed[i]);
      g_free (self->available[i]);
    }
  g_free (self->sources);
  g_free (self->borrowed);
  g_free (self->committed);
  g_free (self->available);
  sluice_sink_free (self->sink);
  sluice_watermark_tracker_free (self->tracker);
  if (self->options.recorder != NULL && self->checkpoint != NULL
      && sluice_checkpoint_is_temporary (self->checkpoint))
    {
      sluice_checkpoint_leave (self->checkpoint);
      sluice_recorder_adopt (self->options.recorder, sluice_checkpoint_get_path (self->checkpoint));
    }
  sluice_checkpoint_close (self->checkpoint);
  g_free (self);
}

gboolean
sluice_execution_has_pending_batch (SluiceExecution *self)
{
  return self->decided;
}

const char *
sluice_execution_get_id (SluiceExecution *self)
{
  return sluice_checkpoint_get_id (self->checkpoint);
}

SluiceSink *
sluice_execution_get_sink (SluiceExecution *self)
{
  return self->sink;
}

SluiceSource *
sluice_execution_find_source (SluiceExecution *self, const char *node_id)
{
  for (guint i = 0; i < self->n_sources; i++)
    if (g_strcmp0 (self->sources[i]->node_id, node_id) == 0)
      return self->sources[i];

  return NULL;
}

/* One micro-batch. */

static gint64
now_us (SluiceExecution *self)
{
  return sluice_clock_monotonic (self->options.clock);
}

/* Adds the time since *@mark to a phase and moves the mark on. */
static void
spend (SluiceExecution *self, SluiceProgress *progress, SluicePhase phase, gint64 *mark)
{
  gint64 now = now_us (self);

  progress->durations_us[phase] += now - *mark;
  progress->has_phase[phase] = TRUE;
  *mark = now;
}

static gboolean
ask_sources (SluiceExecution *self, gboolean *any_new, GError **error)
{
  *any_new = FALSE;

  for (guint i = 0; i < self->n_sources; i++)
    {
      g_autofree char *offset = NULL;

      if (!sluice_source_latest_offset (self->sources[i], self->committed[i], self->options.once,
                                        &offset, error))
        {
          if (error != NULL)
            sluice_error_set_node (*error, self->sources[i]->node_id, NULL);
          return FALSE;
        }
      g_free (self->available[i]);
      self->available[i] = offset != NULL ? g_steal_pointer (&offset) : g_strdup (self->committed[i]);
      if (g_strcmp0 (self->available[i], self->committed[i]) != 0)
        *any_new = TRUE;
    }

  return TRUE;
}

/* The oldest version of state to keep: what can be restarted from, and what belongs to batches that are recorded. */
static gint64
oldest_state (SluiceExecution *self)
{
  gint64 oldest = self->batch_id - self->retained;

  return self->options.recorder != NULL ? MIN (oldest, sluice_recorder_oldest_state (self->options.recorder))
                                        : oldest;
}

/* Lets the sources clean up behind the batch before, and forgets what is too old to go back to. */
static gboolean
clean_up (SluiceExecution *self, GError **error)
{
  for (guint i = 0; self->batch_id > 0 && i < self->n_sources; i++)
    if (self->committed[i] != NULL
        && !sluice_source_commit (self->sources[i], self->committed[i], error))
      return FALSE;

  if (self->batch_id > self->retained)
    {
      sluice_checkpoint_purge (self->checkpoint, self->batch_id - self->retained);
      if (self->state != NULL)
        sluice_state_store_purge (self->state, oldest_state (self));
    }

  return TRUE;
}

/* Decides the next batch, if there is one to run: [WAL-1] to [WAL-3]. */
static gboolean
decide (SluiceExecution *self, SluiceProgress *progress, gint64 *mark, GError **error)
{
  SluiceOffsets offsets;
  gboolean wanted;

  if (!ask_sources (self, &wanted, error))
    return FALSE;
  spend (self, progress, SLUICE_PHASE_LATEST_OFFSET, mark);

  self->watermark_ms = sluice_watermark_tracker_get (self->tracker);
  if (!wanted && self->has_run
      && sluice_settings_get_boolean (self->settings, "spark.sql.streaming.noDataMicroBatches.enabled"))
    wanted = sluice_physical_wants_no_data_batch (self->physical, self->watermark_ms);
  if (!wanted)
    return TRUE;

  self->timestamp_ms = sluice_clock_now (self->options.clock) / 1000;
  offsets.watermark_ms = self->watermark_ms;
  offsets.timestamp_ms = self->timestamp_ms;
  offsets.n = self->n_sources;
  offsets.offsets = self->available;
  if (!sluice_checkpoint_write_offsets (self->checkpoint, self->batch_id, &offsets, error))
    return FALSE;
  self->decided = TRUE;
  if (!clean_up (self, error))
    return FALSE;
  spend (self, progress, SLUICE_PHASE_WAL_COMMIT, mark);

  return TRUE;
}

/* The watermark that rows are late by: that of the batch before, as long as operators may be chained [WM-9]. */
static gint64
late_watermark (SluiceExecution *self)
{
  gboolean separate
    = sluice_settings_get_boolean (self->settings, "spark.sql.streaming.statefulOperator.allowMultiple");

  return separate ? self->late_watermark_ms : self->watermark_ms;
}

static gboolean
execute (SluiceExecution *self, SluiceProgress *progress, gint64 *mark, GError **error)
{
  SluiceRound round = round_of (self, self->batch_id);
  gboolean done_before;

  if (self->options.recorder != NULL)
    round.probe = sluice_recorder_begin (self->options.recorder, round.n_workers);

  if (!sluice_sink_begin (self->sink, self->batch_id, &done_before, error))
    return FALSE;
  /* The state of a batch whose output is published may be missing, so it always runs; only its rows don't
   * go out a second time. */
  if (!sluice_physical_prepare (self->physical, self->committed, self->available, error))
    return FALSE;
  spend (self, progress, SLUICE_PHASE_GET_BATCH, mark);
  spend (self, progress, SLUICE_PHASE_QUERY_PLANNING, mark);

  if (!sluice_physical_run (self->physical, &round,
                            late_watermark (self), self->watermark_ms, self->options.pool, error))
    return FALSE;

  if (self->state != NULL)
    {
      g_autofree char *attempt = NULL;

      if (!sluice_state_store_commit (self->state, self->batch_id + 1, &attempt, error))
        return FALSE;
    }
  if (done_before)
    sluice_sink_abort (self->sink);
  else if (!sluice_sink_commit (self->sink, self->batch_id, error))
    return FALSE;
  spend (self, progress, SLUICE_PHASE_ADD_BATCH, mark);

  return TRUE;
}

static void
report (SluiceExecution *self, SluiceProgress *progress, gint64 started_us, gint64 started_ms)
{
  SluiceQueryPlan *plan = self->options.plan;
  gint64 ended_us = now_us (self);
  gint64 since_us = self->last_trigger_us >= 0 ? started_us - self->last_trigger_us : 0;

  progress->id = g_strdup (sluice_checkpoint_get_id (self->checkpoint));
  progress->run_id = g_strdup (self->options.run_id);
  progress->name = g_strdup (plan->name);
  progress->timestamp_ms = started_ms;
  progress->batch_id = self->batch_id;
  progress->batch_duration_us = ended_us - started_us;
  progress->has_watermark = plan->n_watermarks > 0;
  progress->watermark_ms = self->watermark_ms;

  progress->n_sources = self->n_sources;
  progress->sources = g_new0 (SluiceSourceProgress, MAX (self->n_sources, 1));
  for (guint i = 0; i < self->n_sources; i++)
    {
      SluiceSourceProgress *source = &progress->sources[i];

      source->description = sluice_source_describe (self->sources[i]);
      source->node_id = g_strdup (self->sources[i]->node_id);
      source->start_offset = g_strdup (self->committed[i]);
      source->end_offset = g_strdup (self->available[i]);
      source->num_input_rows = sluice_physical_source_rows (self->physical, i);
      progress->num_input_rows += source->num_input_rows;
    }
  if (since_us > 0)
    progress->input_rows_per_second = progress->num_input_rows * 1e6 / since_us;
  progress->processed_rows_per_second
    = progress->num_input_rows * 1e6 / MAX (progress->batch_duration_us, 1000);

  progress->state_operators = sluice_physical_figures (self->physical,
                                                       &progress->n_state_operators);
  progress->num_corrupt_records = sluice_physical_corrupt_records (self->physical);
  progress->rows_written = sluice_physical_rows_written (self->physical);
  progress->sink_description = sluice_sink_describe (self->sink);
  progress->num_output_rows = self->sink->reports_rows ? progress->rows_written : -1;
}

/* Gives the recorder what explains the batch; to be called before it is left behind. */
static void
record (SluiceExecution *self, SluiceProgress *progress)
{
  gint64 written = self->state != NULL ? sluice_state_store_written (self->state) : 0;
  SluiceBatchFacts facts = {
    .late_watermark_ms = late_watermark (self),
    .watermark_ms = self->watermark_ms,
    .next_watermark_ms = sluice_watermark_tracker_get (self->tracker),
    .use_max = g_ascii_strcasecmp (
                   sluice_settings_get (self->settings, "spark.sql.streaming.multipleWatermarkPolicy"), "max")
               == 0,
    .mode = self->options.plan->mode,
    .state_bytes = written - self->state_written,
  };

  if (self->options.recorder == NULL)
    return;
  self->state_written = written;
  sluice_physical_describe_watermarks (self->physical, self->tracker, &facts);
  sluice_recorder_end (self->options.recorder, progress, &facts);
}

/* The batch is done: what was its end is the start of the next. */
static void
move_on (SluiceExecution *self)
{
  for (guint i = 0; i < self->n_sources; i++)
    {
      g_free (self->committed[i]);
      self->committed[i] = g_steal_pointer (&self->available[i]);
    }
  self->late_watermark_ms = self->watermark_ms;
  self->batch_id++;
  self->decided = FALSE;
  self->has_run = TRUE;
}

gboolean
sluice_execution_run_batch (SluiceExecution *self, SluiceProgress **progress, GError **error)
{
  g_autoptr (SluiceProgress) report_of_batch = sluice_progress_new ();
  gint64 started_us = now_us (self);
  gint64 started_ms = sluice_clock_now (self->options.clock) / 1000;
  gint64 mark = started_us;
  SluiceEventTimes times;

  *progress = NULL;
  if (!self->decided && !decide (self, report_of_batch, &mark, error))
    return FALSE;
  if (!self->decided)
    return TRUE;

  if (!execute (self, report_of_batch, &mark, error))
    {
      if (error != NULL && sluice_error_info (*error) != NULL)
        sluice_error_info (*error)->batch_id = self->batch_id;
      sluice_sink_abort (self->sink);
      return FALSE;
    }

  sluice_physical_take_event_times (self->physical, self->tracker, &times);
  report_of_batch->has_event_times = times.n > 0;
  report_of_batch->event_max_ms = times.max_ms;
  report_of_batch->event_min_ms = times.min_ms;
  report_of_batch->event_avg_ms = times.avg_ms;
  sluice_physical_collect_observed (self->physical, report_of_batch);

  if (!sluice_checkpoint_write_commit (self->checkpoint, self->batch_id,
                                       sluice_watermark_tracker_advance (self->tracker), error))
    return FALSE;
  spend (self, report_of_batch, SLUICE_PHASE_COMMIT_OFFSETS, &mark);

  report (self, report_of_batch, started_us, started_ms);
  self->last_trigger_us = started_us;
  record (self, report_of_batch);
  move_on (self);
  *progress = g_steal_pointer (&report_of_batch);

  return TRUE;
}
