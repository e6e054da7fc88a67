/* sluice-static-query.c: a query over tables alone, run once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-static-query.h"

#include "stream/sluice-physical.h"

#define NO_WATERMARK G_MININT64

static guint
count_leaves (const SluicePlan *plan)
{
  guint n = plan->n_inputs == 0 ? 1 : 0;

  for (guint i = 0; i < plan->n_inputs; i++)
    n += count_leaves (plan->inputs[i]);

  return n;
}

/* Whether batches come in the order of their sequence, which workers may have mixed up: not behind a sort,
 * whose order is another one, nor where several scans number their rows. */
static gboolean
keeps_sequence (const SluicePlan *plan)
{
  const SluicePlan *step = plan;

  while (step->n_inputs == 1)
    {
      if (step->kind == SLUICE_PLAN_SORT || step->kind == SLUICE_PLAN_OVER || step->kind == SLUICE_PLAN_AGGREGATE)
        return FALSE;
      step = step->inputs[0];
    }

  return count_leaves (plan) == 1;
}

static int
compare_sequences (gconstpointer a, gconstpointer b)
{
  const SluiceBatch *first = *(SluiceBatch *const *) a;
  const SluiceBatch *second = *(SluiceBatch *const *) b;

  return (first->sequence > second->sequence) - (first->sequence < second->sequence);
}

GPtrArray *
sluice_static_query_run (SluicePlan     *plan,
                         SluiceSettings *settings,
                         SluiceClock    *clock,
                         guint           n_workers,
                         GCancellable   *cancellable,
                         GError        **error)
{
  SluiceQueryPlan *query = g_new0 (SluiceQueryPlan, 1);
  g_autoptr (SluicePhysical) physical = NULL;
  g_autoptr (SluiceSink) sink = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  SluiceWorkerPool *pool = NULL;
  SluiceSinkParameters parameters = { .query = query, .n_workers = n_workers };
  SluiceRound round = { .settings = settings,
                        .cancellable = cancellable,
                        .n_workers = n_workers,
                        .timestamp_us = sluice_clock_now (clock),
                        .mode = SLUICE_OUTPUT_COMPLETE };
  gboolean done_before;

  g_assert (!plan->streaming);
  g_atomic_ref_count_init (&query->ref_count);
  query->sink_id = g_strdup ("result");
  query->plan = sluice_plan_optimize (sluice_plan_ref (plan));
  query->format = g_strdup ("memory");
  query->options = g_hash_table_new (g_str_hash, g_str_equal);
  query->settings = sluice_settings_ref (settings);

  sink = sluice_sink_new (&parameters, error);
  if (sink != NULL)
    physical = sluice_physical_new (query, NULL, sink, settings, clock, n_workers, error);
  if (physical == NULL)
    goto out;
  pool = sluice_worker_pool_new (n_workers);
  if (sluice_sink_begin (sink, 0, &done_before, error)
      && sluice_physical_run (physical, &round, NO_WATERMARK, NO_WATERMARK, pool, error)
      && sluice_sink_commit (sink, 0, error))
    {
      rows = sluice_memory_sink_get (sink, 0);
      if (keeps_sequence (query->plan))
        g_ptr_array_sort (rows, compare_sequences);
    }

out:
  sluice_worker_pool_free (pool);
  g_clear_pointer (&physical, sluice_physical_free);
  sluice_query_plan_unref (query);

  return g_steal_pointer (&rows);
}
