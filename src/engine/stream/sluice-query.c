/* sluice-query.c: a query that runs.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-query.h"

#include "core/sluice-file-ops.h"
#include "core/sluice-worker-pool.h"
#include "stream/sluice-execution.h"

/* How long to wait before trying again on a full disk. */
#define BLOCKED_RETRY_US (2 * G_USEC_PER_SEC)

struct _SluiceQuery
{
  SluiceQueryPlan *plan;
  SluiceQueryOptions options;
  SluiceClock *clock;
  SluiceRecorder *recorder;
  GHashTable *memory_sources;
  SluiceTriggerKind trigger;
  char *run_id;
  GCancellable *cancellable;
  GThread *thread;
  SluiceWorkerPool *pool;

  GMutex lock;
  GCond wake; /* something was asked of the query */
  GCond done; /* the query has come to something */
  SluiceQueryState state;
  gboolean stop;
  gboolean paused;
  guint steps;
  guint64 asked_all;  /* counts process_all_available() calls */
  guint64 answered_all;
  SluiceExecution *execution; /* for those who ask while it runs */
  SluiceProgress *last_progress;
  GPtrArray *kept_rows; /* a memory sink's rows, when the query has ended */
  GError *error;
};

SluiceQuery *
sluice_query_new (SluiceQueryPlan *plan, const SluiceQueryOptions *options)
{
  SluiceQuery *self = g_new0 (SluiceQuery, 1);

  self->plan = sluice_query_plan_ref (plan);
  self->options = *options;
  self->clock = options->clock != NULL ? sluice_clock_ref (options->clock) : sluice_clock_new_real ();
  self->recorder = options->recorder != NULL ? sluice_recorder_ref (options->recorder) : NULL;
  self->memory_sources
    = options->memory_sources != NULL ? g_hash_table_ref (options->memory_sources) : NULL;
  self->trigger = options->override_trigger ? options->trigger : plan->trigger;
  self->paused = options->start_paused;
  self->run_id = g_uuid_string_random ();
  self->cancellable = g_cancellable_new ();
  self->state = SLUICE_QUERY_NEW;
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  g_cond_init (&self->done);

  return self;
}

void
sluice_query_free (SluiceQuery *self)
{
  if (self == NULL)
    return;

  if (self->thread != NULL)
    {
      sluice_query_stop (self, TRUE);
      g_thread_join (self->thread);
    }
  sluice_worker_pool_free (self->pool);
  sluice_query_plan_unref (self->plan);
  sluice_clock_unref (self->clock);
  sluice_recorder_unref (self->recorder);
  g_clear_pointer (&self->memory_sources, g_hash_table_unref);
  g_clear_pointer (&self->kept_rows, g_ptr_array_unref);
  sluice_progress_unref (self->last_progress);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_cond_clear (&self->done);
  g_free (self->run_id);
  g_free (self);
}

static void
set_state (SluiceQuery *self, SluiceQueryState state, const char *message)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->state != state;
  self->state = state;
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->lock);

  if (changed && self->options.listener.state_changed != NULL)
    self->options.listener.state_changed (self, state, message, self->options.listener.user_data);
}

/* Waits until the clock shows @until_us or something is asked of the query; not at all when something is already, as
 * by a test. */
static void
wait_until (SluiceQuery *self, gint64 until_us)
{
  g_mutex_lock (&self->lock);
  while (!self->stop && !self->paused && self->asked_all <= self->answered_all
         && !sluice_clock_wait (self->clock, &self->lock, &self->wake, until_us))
    ;
  g_mutex_unlock (&self->lock);
}

/* Stands still while the query is paused and nobody asked for a step. Returns whether to go on. */
static gboolean
wait_for_permission (SluiceQuery *self)
{
  gboolean go_on;
  gboolean waited = FALSE;

  g_mutex_lock (&self->lock);
  while (self->paused && !self->stop && self->steps == 0)
    {
      if (!waited)
        {
          waited = TRUE;
          g_mutex_unlock (&self->lock);
          set_state (self, SLUICE_QUERY_PAUSED, "Paused");
          g_mutex_lock (&self->lock);
          continue;
        }
      g_cond_wait (&self->wake, &self->lock);
    }
  go_on = !self->stop;
  g_mutex_unlock (&self->lock);

  return go_on;
}

static void
publish (SluiceQuery *self, SluiceProgress *progress)
{
  g_mutex_lock (&self->lock);
  sluice_progress_unref (self->last_progress);
  self->last_progress = sluice_progress_ref (progress);
  if (self->steps > 0)
    self->steps--;
  g_mutex_unlock (&self->lock);

  if (self->options.listener.progress != NULL)
    self->options.listener.progress (self, progress, self->options.listener.user_data);
}

/* Whoever waits for all data to be processed learns that it is. */
static void
answer (SluiceQuery *self, guint64 asked)
{
  g_mutex_lock (&self->lock);
  self->answered_all = MAX (self->answered_all, asked);
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->lock);
}

static guint64
asked_so_far (SluiceQuery *self)
{
  guint64 asked;

  g_mutex_lock (&self->lock);
  asked = self->asked_all;
  g_mutex_unlock (&self->lock);

  return asked;
}

/* [TRG-2], [TRG-3]: the next multiple of the interval; what was missed is skipped. */
static gint64
next_trigger (SluiceQuery *self)
{
  gint64 now = sluice_clock_now (self->clock);
  gint64 interval = self->plan->trigger_interval_us;

  return now / interval * interval + interval;
}

/* Runs micro-batches until there is no reason to go on; returns whether that is no error. */
static gboolean
run_batches (SluiceQuery *self, GError **error)
{
  const SluiceSettings *settings = self->plan->settings;
  gint64 polling_us
    = sluice_settings_get_int (settings, "spark.sql.streaming.pollingDelay", 10) * 1000;
  gint64 idle_us = sluice_settings_get_int (
                     settings, "spark.sql.streaming.noDataProgressEventInterval", 10000)
                   * 1000;
  gboolean timed = self->trigger == SLUICE_TRIGGER_PROCESSING_TIME
                   && self->plan->trigger_interval_us > 0;
  gint64 last_event_us = sluice_clock_now (self->clock);

  while (wait_for_permission (self))
    {
      g_autoptr (SluiceProgress) progress = NULL;
      guint64 asked = asked_so_far (self);
      gboolean pending = sluice_execution_has_pending_batch (self->execution);

      if (!sluice_execution_run_batch (self->execution, &progress, error))
        return FALSE;
      if (progress != NULL)
        {
          set_state (self, SLUICE_QUERY_RUNNING, "Processing new data");
          publish (self, progress);
          last_event_us = sluice_clock_now (self->clock);
          if (self->trigger == SLUICE_TRIGGER_ONCE)
            return TRUE;
        }
      else
        {
          answer (self, asked);
          if (self->trigger == SLUICE_TRIGGER_AVAILABLE_NOW || self->trigger == SLUICE_TRIGGER_ONCE)
            return TRUE;
          set_state (self, SLUICE_QUERY_WAITING, "Waiting for data to arrive");
          if (sluice_clock_now (self->clock) - last_event_us >= idle_us)
            {
              last_event_us = sluice_clock_now (self->clock);
              if (self->options.listener.idle != NULL)
                self->options.listener.idle (self, last_event_us / 1000,
                                             self->options.listener.user_data);
            }
        }

      /* A batch that was decided before the restart doesn't wait for the trigger. */
      if (progress != NULL && pending)
        continue;
      if (timed)
        wait_until (self, next_trigger (self));
      else if (progress == NULL)
        wait_until (self, sluice_clock_now (self->clock) + polling_us);
    }

  return TRUE;
}

static gboolean
is_disk_full (const GError *error)
{
  return g_error_matches (error, SLUICE_FILE_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
close_execution (SluiceQuery *self)
{
  SluiceExecution *execution;

  g_mutex_lock (&self->lock);
  execution = g_steal_pointer (&self->execution);
  if (execution != NULL && self->kept_rows == NULL)
    self->kept_rows = sluice_memory_sink_get (sluice_execution_get_sink (execution), 0);
  g_mutex_unlock (&self->lock);

  sluice_execution_close (execution);
}

static gboolean
open_execution (SluiceQuery *self, GError **error)
{
  SluiceExecutionOptions options = {
    .plan = self->plan,
    .clock = self->clock,
    .pool = self->pool,
    .recorder = self->recorder,
    .cancellable = self->cancellable,
    .available_now = self->trigger == SLUICE_TRIGGER_AVAILABLE_NOW,
    .once = self->trigger == SLUICE_TRIGGER_ONCE,
    .run_id = self->run_id,
    .memory_sources = self->memory_sources,
    .console = self->options.console,
    .console_data = self->options.console_data,
  };
  SluiceExecution *execution = sluice_execution_open (&options, error);

  g_mutex_lock (&self->lock);
  self->execution = execution;
  g_mutex_unlock (&self->lock);

  return execution != NULL;
}

/* Opens everything and runs. A full disk closes everything again, and when there is room the query goes on
 * from its checkpoint as after a restart, which is the one way that is known to lose nothing. */
static gboolean
run (SluiceQuery *self, GError **error)
{
  gboolean announced = FALSE;

  while (TRUE)
    {
      g_autoptr (GError) local_error = NULL;
      gboolean ok = open_execution (self, &local_error);

      if (ok && !announced && self->options.listener.started != NULL)
        self->options.listener.started (self, self->options.listener.user_data);
      announced = announced || ok;
      if (ok)
        ok = run_batches (self, &local_error);
      close_execution (self);

      if (ok)
        return TRUE;
      if (g_cancellable_is_cancelled (self->cancellable))
        return TRUE;
      if (!is_disk_full (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      set_state (self, SLUICE_QUERY_BLOCKED, local_error->message);
      wait_until (self, sluice_clock_now (self->clock) + BLOCKED_RETRY_US);
      if (!wait_for_permission (self))
        return TRUE;
    }
}

static gpointer
query_thread (gpointer data)
{
  SluiceQuery *self = data;
  GError *error = NULL;
  gboolean ok;
  gboolean stopped;
  SluiceQueryState state;
  const char *message;

  set_state (self, SLUICE_QUERY_STARTING, "Initializing sources");
  self->pool = sluice_worker_pool_new (self->options.n_workers);
  ok = run (self, &error);

  g_mutex_lock (&self->lock);
  self->error = error;
  stopped = self->stop;
  g_mutex_unlock (&self->lock);

  state = !ok ? SLUICE_QUERY_FAILED : stopped ? SLUICE_QUERY_STOPPED : SLUICE_QUERY_FINISHED;
  message = !ok ? error->message : "Stopped";

  /* The listener hears of the end before those who wait for it go on, so that nothing comes after. */
  if (self->options.listener.terminated != NULL)
    self->options.listener.terminated (self, error, self->options.listener.user_data);
  set_state (self, state, message);

  return NULL;
}

void
sluice_query_start (SluiceQuery *self)
{
  g_return_if_fail (self->thread == NULL);

  self->state = SLUICE_QUERY_STARTING;
  self->thread = g_thread_new ("sluice-query", query_thread, self);
}

void
sluice_query_stop (SluiceQuery *self, gboolean at_once)
{
  if (at_once)
    g_cancellable_cancel (self->cancellable);

  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
sluice_query_pause (SluiceQuery *self)
{
  g_mutex_lock (&self->lock);
  self->paused = TRUE;
  self->steps = 0;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
sluice_query_resume (SluiceQuery *self)
{
  g_mutex_lock (&self->lock);
  self->paused = FALSE;
  self->steps = 0;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
sluice_query_step (SluiceQuery *self)
{
  g_mutex_lock (&self->lock);
  if (self->paused)
    self->steps++;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);
}

static gboolean
has_ended (SluiceQuery *self)
{
  return self->state >= SLUICE_QUERY_STOPPED;
}

static gboolean
report_failure (SluiceQuery *self, GError **error)
{
  if (self->state != SLUICE_QUERY_FAILED)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->error);

  return FALSE;
}

gboolean
sluice_query_process_all_available (SluiceQuery *self, GError **error)
{
  guint64 asked;
  gboolean ok;

  g_mutex_lock (&self->lock);
  asked = ++self->asked_all;
  g_cond_broadcast (&self->wake);
  while (self->answered_all < asked && !has_ended (self))
    g_cond_wait (&self->done, &self->lock);
  ok = report_failure (self, error);
  g_mutex_unlock (&self->lock);

  return ok;
}

gboolean
sluice_query_wait (SluiceQuery *self, gint64 timeout_us, GError **error)
{
  gint64 until = g_get_monotonic_time () + timeout_us;
  gboolean ok;

  g_mutex_lock (&self->lock);
  while (!has_ended (self))
    {
      if (timeout_us < 0)
        g_cond_wait (&self->done, &self->lock);
      else if (!g_cond_wait_until (&self->done, &self->lock, until))
        break;
    }
  ok = report_failure (self, error) && has_ended (self);
  g_mutex_unlock (&self->lock);

  return ok;
}

SluiceQueryState
sluice_query_get_state (SluiceQuery *self)
{
  SluiceQueryState state;

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);

  return state;
}

SluiceQueryPlan *
sluice_query_get_plan (SluiceQuery *self)
{
  return self->plan;
}

const char *
sluice_query_get_run_id (SluiceQuery *self)
{
  return self->run_id;
}

SluiceProgress *
sluice_query_get_last_progress (SluiceQuery *self)
{
  SluiceProgress *progress;

  g_mutex_lock (&self->lock);
  progress = self->last_progress != NULL ? sluice_progress_ref (self->last_progress) : NULL;
  g_mutex_unlock (&self->lock);

  return progress;
}

GPtrArray *
sluice_query_get_memory (SluiceQuery *self, gint64 first_batch)
{
  GPtrArray *rows = NULL;

  g_mutex_lock (&self->lock);
  if (self->execution != NULL)
    rows = sluice_memory_sink_get (sluice_execution_get_sink (self->execution), first_batch);
  else if (self->kept_rows != NULL)
    rows = g_ptr_array_ref (self->kept_rows);
  g_mutex_unlock (&self->lock);

  return rows;
}

gboolean
sluice_query_add_data (SluiceQuery *self, const char *node_id, GPtrArray *batches)
{
  SluiceSource *source = NULL;

  g_mutex_lock (&self->lock);
  if (self->execution != NULL)
    source = sluice_execution_find_source (self->execution, node_id);
  if (source != NULL && sluice_source_is_memory (source))
    sluice_memory_source_add (source, batches);
  else
    source = NULL;
  g_mutex_unlock (&self->lock);

  return source != NULL;
}
