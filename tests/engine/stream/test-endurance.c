/* test-endurance.c: stateful operators through which many keys pass need no more memory and time for it.
 *
 * Keys come, are kept for as long as the rules say, and go. 60,000 of them pass in a few seconds; with `-m slow` it is a
 * million for each operator.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <malloc.h>
#include <string.h>
#include <time.h>

#include "core/sluice-file-ops.h"
#include "plan/sluice-analysis.h"
#include "stream/sluice-execution.h"

/* One batch a second of event time. Each key has two rows, so that there is something to count, to drop and to join. */
#define N_STEPS 120
#define KEYS_OF_STEP(keys) ((keys) / N_STEPS)

/* What stays in state is the delay's and the window's worth of rows, give or take a batch. */
#define SHORT_DELAY 4
#define LONG_DELAY 400

/* Times and memory are measured while other programs and the thread that writes snapshots are at work: what grows does
 * so every time, what they did to it doesn't come back. */
#define ATTEMPTS 5

typedef struct
{
  const char *name;
  const char *nodes; /* from `recent`, and `other` where two streams meet, to `last` */
} Operator;

#define GROUP(id, input, keys) \
  "\"" id "\": { \"op\": \"groupBy\", \"input\": \"" input "\", \"keys\": [" keys "], \"aggregates\": [\"count(*) AS n\"] }"
#define JOIN(type) \
  "\"last\": { \"op\": \"join\", \"left\": \"recent\", \"right\": \"other\", \"type\": \"" type "\", \"on\": " \
  "\"recent.k = other.k AND other.ts BETWEEN recent.ts - INTERVAL 2 SECONDS AND recent.ts + INTERVAL 2 SECONDS\" }"

static const Operator operators[] = {
  { "tumbling", GROUP ("last", "recent", "\"window(ts, '4 seconds') AS w\", \"k\"") },
  { "sliding", GROUP ("last", "recent", "\"window(ts, '4 seconds', '2 seconds') AS w\", \"k\"") },
  { "session", GROUP ("last", "recent", "\"session_window(ts, '2 seconds') AS w\", \"k\"") },
  { "duplicates", "\"last\": { \"op\": \"dropDuplicates\", \"input\": \"recent\", \"columns\": [\"k\", \"ts\"] }" },
  { "duplicates-within", "\"last\": { \"op\": \"dropDuplicatesWithinWatermark\", \"input\": \"recent\", \"columns\": [\"k\"] }" },
  { "join", JOIN ("inner") },
  { "outer-join", JOIN ("full") },
  { "group-of-groups", GROUP ("first", "recent", "\"window(ts, '2 seconds') AS w\", \"k\"") ", "
                       GROUP ("last", "first", "\"window(w, '8 seconds') AS w2\", \"k % 1000 AS m\"") },
  { "group-of-duplicates",
    "\"first\": { \"op\": \"dropDuplicatesWithinWatermark\", \"input\": \"recent\", \"columns\": [\"k\"] }, "
    GROUP ("last", "first", "\"window(ts, '4 seconds') AS w\", \"k\"") },
};

/* The right stream lacks every third key: those come out alone. */
static char *
make_document (const Operator *operator, guint keys_of_step, guint delay, gboolean snapshots, const char *directory)
{
  return g_strdup_printf (
    "{ \"sluice\": 1, \"settings\": { \"spark.sql.shuffle.partitions\": \"4\", "
    "\"spark.sql.streaming.minBatchesToRetain\": \"2\", "
    "\"spark.sql.streaming.stateStore.minDeltasForSnapshot\": \"%s\" }, \"nodes\": { "
    "\"in\": { \"op\": \"readStream\", \"format\": \"rate\", \"options\": { \"rowsPerSecond\": %u } }, "
    "\"keyed\": { \"op\": \"select\", \"input\": \"in\", \"columns\": [\"value div 2 AS k\", \"timestamp AS ts\"] }, "
    "\"recent\": { \"op\": \"withWatermark\", \"input\": \"keyed\", \"eventTime\": \"ts\", \"delay\": \"%u seconds\" }, "
    "\"thin\": { \"op\": \"filter\", \"input\": \"keyed\", \"condition\": \"k %% 3 <> 0\" }, "
    "\"other\": { \"op\": \"withWatermark\", \"input\": \"thin\", \"eventTime\": \"ts\", \"delay\": \"%u seconds\" }, %s, "
    "\"out\": { \"op\": \"writeStream\", \"input\": \"last\", \"format\": \"noop\", \"outputMode\": \"append\", "
    "\"options\": { \"checkpointLocation\": \"%s/checkpoint\" } } } }",
    snapshots ? "10" : "1000000", 2 * keys_of_step, delay, delay, operator->nodes, directory);
}

/* A query at work, under a clock that is told what time it is. */
typedef struct
{
  char *directory;
  SluiceAnalysis *analysis;
  SluiceQueryPlan *plan;
  SluiceClock *clock;
  SluiceWorkerPool *pool;
  SluiceExecution *execution;
  gint64 n_state_rows;
  gint64 n_input_rows;
} Run;

static void
open_run (Run *self, const Operator *operator, guint keys_of_step, guint delay, gboolean snapshots)
{
  g_autofree char *text = NULL;
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  SluiceExecutionOptions options;

  self->directory = g_dir_make_tmp ("sluice-endurance-XXXXXX", NULL);
  g_assert_nonnull (self->directory);
  text = make_document (operator, keys_of_step, delay, snapshots, self->directory);
  document = sluice_document_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  self->analysis = sluice_analysis_new (document, self->directory, NULL);
  self->plan = sluice_analysis_get_query (self->analysis, "out", &error);
  g_assert_no_error (error);
  self->clock = sluice_clock_new_manual (G_GINT64_CONSTANT (1704067200000000));
  self->pool = sluice_worker_pool_new (1);
  options = (SluiceExecutionOptions){
    .plan = self->plan,
    .clock = self->clock,
    .pool = self->pool,
    .run_id = "00000000-0000-4000-8000-000000000000",
  };
  self->execution = sluice_execution_open (&options, &error);
  g_assert_no_error (error);
}

static void
close_run (Run *self)
{
  sluice_execution_close (self->execution);
  sluice_worker_pool_free (self->pool);
  sluice_clock_unref (self->clock);
  sluice_query_plan_unref (self->plan);
  sluice_analysis_unref (self->analysis);
  sluice_file_remove_tree (self->directory);
  g_free (self->directory);
}

static double
worked_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

/* All batches that there are when some seconds have passed. Returns what they cost. */
static double
run_step (Run *self, guint seconds)
{
  double began = worked_ms ();

  sluice_clock_advance (self->clock, (gint64) seconds * 1000000);
  for (;;)
    {
      g_autoptr (SluiceProgress) progress = NULL;
      g_autoptr (GError) error = NULL;

      sluice_execution_run_batch (self->execution, &progress, &error);
      g_assert_no_error (error);
      if (progress == NULL)
        return worked_ms () - began;

      self->n_state_rows = 0;
      self->n_input_rows += progress->num_input_rows;
      for (guint i = 0; i < progress->n_state_operators; i++)
        self->n_state_rows += progress->state_operators[i].num_rows_total;
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *one = a;
  const double *other = b;

  return (*one > *other) - (*one < *other);
}

/* What most steps take at least: other programs only make some of them slower. */
static double
lower_quartile (const double *values, guint n)
{
  g_autofree double *sorted = g_memdup2 (values, sizeof (double) * n);

  qsort (sorted, n, sizeof (double), compare_doubles);

  return sorted[n / 4];
}

static double
greatest (const double *values, guint n)
{
  double most = 0;

  for (guint i = 0; i < n; i++)
    most = MAX (most, values[i]);

  return most;
}

static double
least (const double *values, guint n)
{
  double few = values[0];

  for (guint i = 1; i < n; i++)
    few = MIN (few, values[i]);

  return few;
}

/* Memory in use, whether the system has it back or not. */
static double
memory_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) (info.uordblks + info.hblkhd);
}

/* What two measurements of the same have to be like, one after the other. */
typedef struct
{
  double before;
  double after;
} Pair;

static void
measure_flat (const Operator *operator, Pair *memory_at_rest, Pair *cost_of_batch)
{
  guint n_keys = g_test_slow () ? 1000000 : 60000;
  double memory[N_STEPS];
  double cost[N_STEPS];
  double rows[N_STEPS];
  guint third = N_STEPS / 3;
  Run run = { 0 };

  open_run (&run, operator, KEYS_OF_STEP (n_keys), SHORT_DELAY, TRUE);
  for (guint i = 0; i < N_STEPS; i++)
    {
      cost[i] = run_step (&run, 1);
      memory[i] = memory_in_use ();
      rows[i] = (double) run.n_state_rows;
    }
  g_assert_cmpint (run.n_input_rows, >=, 2 * KEYS_OF_STEP (n_keys) * N_STEPS);
  close_run (&run);

  g_assert_cmpfloat (greatest (rows + third, third), >, KEYS_OF_STEP (n_keys));
  g_assert_cmpfloat (greatest (rows + 2 * third, third), <=, greatest (rows + third, third));

  /* It is at its least when no snapshot is being written, which another thread does. */
  *memory_at_rest = (Pair){ least (memory + third, third), least (memory + 2 * third, third) };
  *cost_of_batch = (Pair){ lower_quartile (cost + third, third), lower_quartile (cost + 2 * third, third) };
  g_test_message ("%s: %.0f keys; in state %.0f, then %.0f; memory %.2f MB, then %.2f MB; a batch %.2f ms, then %.2f ms",
                  operator->name, (double) KEYS_OF_STEP (n_keys) * N_STEPS, greatest (rows + third, third),
                  greatest (rows + 2 * third, third), memory_at_rest->before / 1e6, memory_at_rest->after / 1e6,
                  cost_of_batch->before, cost_of_batch->after);
}

/* Once the state is as large as it gets, nothing grows any more. */
static void
test_flat (gconstpointer data)
{
  Pair memory, cost;

  for (guint attempt = 1; attempt <= ATTEMPTS; attempt++)
    {
      measure_flat (data, &memory, &cost);
      if (memory.after < memory.before * 1.05 + 65536 && cost.after < cost.before * 1.75)
        return;
    }
  g_assert_cmpfloat (memory.after, <, memory.before * 1.05 + 65536);
  g_assert_cmpfloat (cost.after, <, cost.before * 1.75);
}

static double
measure_eviction (const Operator *operator, guint keys_of_step, guint delay, double *n_rows)
{
  double cost[40];
  Run run = { 0 };

  open_run (&run, operator, keys_of_step, delay, FALSE);
  for (guint i = 0; i < 8; i++)
    run_step (&run, delay / 4);
  for (guint i = 0; i < 8; i++)
    run_step (&run, 1);
  for (guint i = 0; i < G_N_ELEMENTS (cost); i++)
    cost[i] = run_step (&run, 1);
  *n_rows = (double) run.n_state_rows;
  close_run (&run);

  return lower_quartile (cost, G_N_ELEMENTS (cost));
}

/* With a longer delay there is much more in state, of which a batch evicts as much as before: it takes as long. */
static void
test_eviction (gconstpointer data)
{
  const Operator *operator = data;
  guint keys_of_step = g_test_slow () ? 2500 : 250;
  double quick, slow;

  for (guint attempt = 1; attempt <= ATTEMPTS; attempt++)
    {
      double few, many;

      quick = measure_eviction (operator, keys_of_step, SHORT_DELAY, &few);
      slow = measure_eviction (operator, keys_of_step, LONG_DELAY, &many);
      g_test_message ("%s: a batch with %.0f rows in state takes %.2f ms, with %.0f rows %.2f ms", operator->name, few,
                      quick, many, slow);
      g_assert_cmpfloat (many, >, few * 10);
      if (slow < quick * 3)
        return;
    }
  g_assert_cmpfloat (slow, <, quick * 3);
}

static int
no_sync (int fd)
{
  return 0;
}

static int
no_sync_directory (const char *path)
{
  return 0;
}

int
main (int argc, char *argv[])
{
  SluiceFileOps ops = *sluice_file_ops ();

  g_test_init (&argc, &argv, NULL);
  ops.fsync = no_sync;
  ops.fsync_directory = no_sync_directory;
  sluice_file_ops_set (&ops);
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      g_autofree char *flat = g_strdup_printf ("/endurance/flat/%s", operators[i].name);
      g_autofree char *eviction = g_strdup_printf ("/endurance/eviction/%s", operators[i].name);

      g_test_add_data_func (flat, &operators[i], test_flat);
      g_test_add_data_func (eviction, &operators[i], test_eviction);
    }

  return g_test_run ();
}
