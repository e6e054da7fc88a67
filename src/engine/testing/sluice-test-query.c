/* sluice-test-query.c: a query that a test document drives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-query.h"

#include <string.h>

#include "formats/sluice-writer.h"
#include "stream/sluice-query.h"
#include "testing/sluice-test-case.h"

/* What the clock shows at the beginning: 2026-01-01T00:00:00Z, after the times that cases are about, as it was
 * when they were recorded. */
#define START_US G_GINT64_CONSTANT (1767225600000000)

typedef struct
{
  SluiceSource *source;
  SluiceType *schema;
} Inbox;

struct _SluiceTestQuery
{
  guint n_threads;
  SluiceClock *clock;
  SluiceSettings *settings;
  GHashTable *inboxes; /* node id to Inbox */
  GHashTable *sources; /* node id to SluiceSource, borrowed from the inboxes */
  SluiceQuery *query;

  GMutex lock;
  GCond opened_cond;
  gboolean opened; /* or failed to */
  GPtrArray *batches;
};

static void
batch_free (gpointer data)
{
  SluiceTestBatch *batch = data;

  sluice_progress_unref (batch->progress);
  g_ptr_array_unref (batch->rows);
  g_free (batch);
}

static void
inbox_free (gpointer data)
{
  Inbox *inbox = data;

  sluice_source_free (inbox->source);
  sluice_type_unref (inbox->schema);
  g_free (inbox);
}

SluiceTestQuery *
sluice_test_query_new (guint n_threads)
{
  SluiceTestQuery *self = g_new0 (SluiceTestQuery, 1);

  self->n_threads = n_threads;
  self->clock = sluice_clock_new_manual (START_US);
  self->inboxes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, inbox_free);
  self->sources = g_hash_table_new (g_str_hash, g_str_equal);
  self->batches = g_ptr_array_new_with_free_func (batch_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->opened_cond);

  return self;
}

void
sluice_test_query_free (SluiceTestQuery *self)
{
  if (self == NULL)
    return;

  sluice_test_query_stop (self);
  g_hash_table_unref (self->sources);
  g_hash_table_unref (self->inboxes);
  g_ptr_array_unref (self->batches);
  sluice_settings_unref (self->settings);
  sluice_clock_unref (self->clock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->opened_cond);
  g_free (self);
}

/* The query's thread. */

static void
mark_opened (SluiceTestQuery *self)
{
  g_mutex_lock (&self->lock);
  self->opened = TRUE;
  g_cond_broadcast (&self->opened_cond);
  g_mutex_unlock (&self->lock);
}

static void
started_cb (SluiceQuery *query, gpointer user_data)
{
  mark_opened (user_data);
}

static void
terminated_cb (SluiceQuery *query, const GError *error, gpointer user_data)
{
  mark_opened (user_data);
}

static void
progress_cb (SluiceQuery *query, SluiceProgress *progress, gpointer user_data)
{
  SluiceTestQuery *self = user_data;
  SluiceTestBatch *batch = g_new0 (SluiceTestBatch, 1);

  batch->progress = sluice_progress_ref (progress);
  batch->rows = sluice_query_get_memory (query, progress->batch_id);
  if (batch->rows == NULL)
    batch->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->batches, batch);
  g_mutex_unlock (&self->lock);
}

/* The test's thread. */

static gboolean
open_inboxes (SluiceTestQuery *self, SluicePlan *plan, const SluiceSettings *settings, GError **error)
{
  SluiceSourceParameters parameters = { plan, NULL, (SluiceSettings *) settings, self->clock };
  Inbox *inbox;
  SluiceSource *source;

  for (guint i = 0; i < plan->n_inputs; i++)
    if (!open_inboxes (self, plan->inputs[i], settings, error))
      return FALSE;

  if (plan->kind != SLUICE_PLAN_SOURCE || strcmp (plan->source.format, "memory") != 0
      || g_hash_table_contains (self->inboxes, plan->node_id))
    return TRUE;
  source = sluice_source_new (&parameters, error);
  if (source == NULL)
    return FALSE;
  inbox = g_new0 (Inbox, 1);
  inbox->source = source;
  inbox->schema = sluice_type_ref (plan->source.full_schema);
  g_hash_table_insert (self->inboxes, g_strdup (plan->node_id), inbox);
  g_hash_table_insert (self->sources, source->node_id, source);

  return TRUE;
}

gboolean
sluice_test_query_start (SluiceTestQuery *self, SluiceQueryPlan *plan, GError **error)
{
  SluiceQueryOptions options = {
    .n_workers = self->n_threads,
    .clock = self->clock,
    .listener = { .started = started_cb,
                  .progress = progress_cb,
                  .terminated = terminated_cb,
                  .user_data = self },
    .memory_sources = self->sources,
    .start_paused = TRUE,
  };

  g_assert (self->query == NULL);
  if (!open_inboxes (self, plan->plan, plan->settings, error))
    return FALSE;

  sluice_settings_unref (self->settings);
  self->settings = sluice_settings_ref (plan->settings);
  self->opened = FALSE;
  self->query = sluice_query_new (plan, &options);
  sluice_query_start (self->query);
  g_mutex_lock (&self->lock);
  while (!self->opened)
    g_cond_wait (&self->opened_cond, &self->lock);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

void
sluice_test_query_stop (SluiceTestQuery *self)
{
  if (self->query == NULL)
    return;

  sluice_query_stop (self->query, FALSE);
  if (!sluice_query_wait (self->query, -1, NULL))
    g_debug ("The query had failed before it was stopped");
  g_clear_pointer (&self->query, sluice_query_free);
}

gboolean
sluice_test_query_add_data (SluiceTestQuery      *self,
                            const char           *node_id,
                            const SluiceTestJson *rows,
                            GError              **error)
{
  const Inbox *inbox = g_hash_table_lookup (self->inboxes, node_id);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) batches = NULL;

  if (inbox == NULL)
    {
      sluice_set_error (error, SLUICE_TEST_ERROR, SLUICE_TEST_ERROR_NO_TEST, NULL,
                        "The query has no memory source “%s”", node_id);
      return FALSE;
    }

  text = sluice_test_json_to_text (rows);
  batches = sluice_rows_from_json (text, strlen (text), inbox->schema, self->settings, error);
  if (batches == NULL)
    return FALSE;
  sluice_memory_source_add (inbox->source, batches);

  return TRUE;
}

gboolean
sluice_test_query_process (SluiceTestQuery *self, GError **error)
{
  gboolean ok;

  sluice_query_resume (self->query);
  ok = sluice_query_process_all_available (self->query, error);
  sluice_query_pause (self->query);

  return ok;
}

void
sluice_test_query_advance_clock (SluiceTestQuery *self, gint64 by_us)
{
  sluice_clock_advance (self->clock, by_us);
}

GPtrArray *
sluice_test_query_get_batches (SluiceTestQuery *self)
{
  return self->batches;
}

gboolean
sluice_test_query_is_ordered (const SluiceQueryPlan *query)
{
  const SluicePlan *plan = query->plan;

  while (plan->kind == SLUICE_PLAN_PROJECT || plan->kind == SLUICE_PLAN_FILTER
         || plan->kind == SLUICE_PLAN_LIMIT || plan->kind == SLUICE_PLAN_OBSERVE)
    plan = plan->inputs[0];

  return plan->kind == SLUICE_PLAN_SORT;
}
