/* property-run.c: runs a random case with the engine and holds it against what it has to give.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "property-run.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/sluice-file-ops.h"
#include "formats/sluice-writer.h"
#include "plan/sluice-analysis.h"
#include "property-document.h"
#include "property-model.h"
#include "stream/sluice-execution.h"
#include "stream/sluice-static-query.h"
#include "testing/sluice-test-report.h"

#define N_POOLS 8

struct _PropEngine
{
  char *folder;
  guint n_run;
  guint64 n_batches;
  guint64 n_rows;
  guint64 n_restarts;
  guint64 n_broken;
  guint64 n_tables;
  SluiceClock *clock;
  SluiceWorkerPool *pools[N_POOLS]; /* by size */
};

/* A case at work. */
typedef struct
{
  PropCase *test;
  SluiceAnalysis *analysis;
  SluiceQueryPlan *plan;
  GHashTable *sources; /* node id to SluiceSource; they outlive the runs */
  SluiceExecutionOptions options;
  SluiceRecorder *recorder;
  SluiceExecution *execution;
  GPtrArray *batches;
} Run;

/* How many more writes go well; below 0 all do. The snapshots' thread writes too. */
static int writes_left = -1;

static gboolean
is_fault (void)
{
  if (g_atomic_int_get (&writes_left) < 0 || g_atomic_int_add (&writes_left, -1) > 0)
    return FALSE;

  errno = EIO;

  return TRUE;
}

/* Nothing here cuts the power, so nothing has to wait for the disk. */

static int
skip_sync (int fd)
{
  return is_fault () ? -1 : 0;
}

/* It always goes well: what it comes behind is there, so that a batch would be done without anybody having seen its report. */
static int
skip_sync_directory (const char *path)
{
  return 0;
}

static const SluiceFileOps *real_ops;

static gssize
write_or_fail (int fd, gconstpointer data, gsize length)
{
  return is_fault () ? -1 : real_ops->write (fd, data, length);
}

static int
rename_or_fail (const char *from, const char *to, gboolean replace)
{
  return is_fault () ? -1 : real_ops->rename (from, to, replace);
}

PropEngine *
prop_engine_new (void)
{
  static SluiceFileOps ops;
  PropEngine *self = g_new0 (PropEngine, 1);

  real_ops = sluice_file_ops ();
  ops = *real_ops;
  ops.write = write_or_fail;
  ops.fsync = skip_sync;
  ops.rename = rename_or_fail;
  ops.fsync_directory = skip_sync_directory;
  sluice_file_ops_set (&ops);
  self->folder = g_strdup ("/dev/shm/sluice-property-XXXXXX");
  if (g_mkdtemp (self->folder) == NULL)
    {
      g_free (self->folder);
      self->folder = g_dir_make_tmp ("sluice-property-XXXXXX", NULL);
    }
  g_assert (self->folder != NULL);
  self->clock = sluice_clock_new_manual (G_GINT64_CONSTANT (1704067200000000));

  return self;
}

void
prop_engine_free (PropEngine *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < N_POOLS; i++)
    sluice_worker_pool_free (self->pools[i]);
  sluice_clock_unref (self->clock);
  sluice_file_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self);
}

char *
prop_engine_describe (const PropEngine *self)
{
  return g_strdup_printf ("%u runs, %" G_GUINT64_FORMAT " batches, %" G_GUINT64_FORMAT " rows given; started again %"
                          G_GUINT64_FORMAT " times, broken off %" G_GUINT64_FORMAT " times; %" G_GUINT64_FORMAT
                          " compared with a query over tables", self->n_run, self->n_batches, self->n_rows,
                          self->n_restarts, self->n_broken, self->n_tables);
}

static void
count_run (PropEngine *self, const PropCase *test, GPtrArray *batches)
{
  self->n_batches += batches->len;
  for (guint i = 0; i < batches->len; i++)
    self->n_rows += ((const PropBatch *) batches->pdata[i])->rows->len;
  for (guint i = 0; i < test->steps->len; i++)
    {
      const PropStep *step = test->steps->pdata[i];

      self->n_restarts += step->restart;
      self->n_broken += step->broken_batch >= 0 && !step->restart;
    }
}

static SluiceWorkerPool *
get_pool (PropEngine *self, guint size)
{
  g_assert (size < N_POOLS);
  if (self->pools[size] == NULL)
    self->pools[size] = sluice_worker_pool_new (size);

  return self->pools[size];
}

/* Runs. */

static gboolean
open_sources (Run *run, SluiceClock *clock, SluicePlan *plan, GError **error)
{
  SluiceSourceParameters parameters = { plan, NULL, run->plan->settings, clock };
  SluiceSource *source;

  for (guint i = 0; i < plan->n_inputs; i++)
    if (!open_sources (run, clock, plan->inputs[i], error))
      return FALSE;
  if (plan->kind != SLUICE_PLAN_SOURCE || g_hash_table_contains (run->sources, plan->node_id))
    return TRUE;
  source = sluice_source_new (&parameters, error);
  if (source == NULL)
    return FALSE;
  g_hash_table_insert (run->sources, source->node_id, source);

  return TRUE;
}

static gboolean
open_run (Run *run, PropEngine *engine, const char *checkpoint, GError **error)
{
  g_autofree char *text = prop_document_pipeline (run->test, checkpoint);
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), error);

  if (document == NULL)
    return FALSE;
  run->analysis = sluice_analysis_new (document, engine->folder, NULL);
  run->plan = sluice_analysis_get_query (run->analysis, "out", error);
  if (run->plan == NULL || !open_sources (run, engine->clock, run->plan->plan, error))
    return FALSE;

  if (run->test->watched)
    run->recorder = sluice_recorder_new (4, 1 << 20);
  run->options = (SluiceExecutionOptions){
    .plan = run->plan,
    .recorder = run->recorder,
    .clock = engine->clock,
    .pool = get_pool (engine, run->test->threads),
    .run_id = "00000000-0000-4000-8000-000000000000",
    .memory_sources = run->sources,
  };
  run->execution = sluice_execution_open (&run->options, error);

  return run->execution != NULL;
}

static void
close_run (Run *run)
{
  sluice_execution_close (run->execution);
  g_clear_pointer (&run->recorder, sluice_recorder_unref);
  g_clear_pointer (&run->sources, g_hash_table_unref);
  g_clear_pointer (&run->plan, sluice_query_plan_unref);
  g_clear_pointer (&run->analysis, sluice_analysis_unref);
}

static const SluiceType *
find_schema (const SluicePlan *plan, const char *node_id)
{
  if (plan->kind == SLUICE_PLAN_SOURCE && strcmp (plan->node_id, node_id) == 0)
    return plan->source.full_schema;
  for (guint i = 0; i < plan->n_inputs; i++)
    {
      const SluiceType *found = find_schema (plan->inputs[i], node_id);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* All rows of a step come in one micro-batch, but in pieces of as many rows as the case says. */
static gboolean
add_data (Run *run, const PropStep *step, GError **error)
{
  for (guint s = 0; s < run->test->n_sources; s++)
    {
      const PropNode *node = run->test->sources[s];
      SluiceSource *source = g_hash_table_lookup (run->sources, node->id);
      g_autoptr (GPtrArray) batches
        = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);

      if (source == NULL || step->rows[s]->len == 0)
        continue;
      for (guint i = 0; i < step->rows[s]->len; i += run->test->batch_rows)
        {
          g_autofree char *text = prop_document_rows (step->rows[s], node, i, run->test->batch_rows);
          g_autoptr (GPtrArray) piece
            = sluice_rows_from_json (text, strlen (text), find_schema (run->plan->plan, node->id),
                                     run->plan->settings, error);

          if (piece == NULL)
            return FALSE;
          g_ptr_array_extend_and_steal (batches, g_steal_pointer (&piece));
        }
      sluice_memory_source_add (source, batches);
    }

  return TRUE;
}

static void
add_row_texts (GPtrArray *batches, GPtrArray *out)
{
  for (guint i = 0; i < batches->len; i++)
    {
      const SluiceBatch *batch = batches->pdata[i];

      for (guint32 row = 0; row < batch->n_selected; row++)
        {
          GString *text = g_string_new (NULL);

          sluice_test_row_append (batch, sluice_batch_row (batch, row), text);
          g_ptr_array_add (out, g_string_free (text, FALSE));
        }
    }
}

static gboolean
run_batches (Run *run, guint step, GError **error)
{
  for (;;)
    {
      g_autoptr (SluiceProgress) progress = NULL;
      g_autoptr (GPtrArray) rows = NULL;
      PropBatch *batch;

      if (!sluice_execution_run_batch (run->execution, &progress, error))
        return FALSE;
      if (progress == NULL)
        return TRUE;

      batch = prop_batch_new (step);
      g_ptr_array_add (run->batches, batch);
      batch->watermark_ms = progress->watermark_ms;
      batch->n_totals = MIN (progress->n_state_operators, PROP_MAX_STATEFUL);
      for (guint i = 0; i < batch->n_totals; i++)
        batch->totals[i] = (guint64) progress->state_operators[i].num_rows_total;
      rows = sluice_memory_sink_get (sluice_execution_get_sink (run->execution), progress->batch_id);
      add_row_texts (rows, batch->rows);
      prop_batch_sort (batch);
    }
}

static gboolean
restart (Run *run, GError **error)
{
  g_clear_pointer (&run->execution, sluice_execution_close);
  run->execution = sluice_execution_open (&run->options, error);

  return run->execution != NULL;
}

static gboolean
run_step (Run *run, guint index, GError **error)
{
  PropStep *step = run->test->steps->pdata[index];
  g_autoptr (GError) fault = NULL;
  gboolean went_well;

  step->broken_batch = -1;
  if (step->restart)
    return restart (run, error);
  if (!add_data (run, step, error))
    return FALSE;

  g_atomic_int_set (&writes_left, step->fault > 0 ? (int) step->fault : -1);
  went_well = run_batches (run, index, &fault);
  g_atomic_int_set (&writes_left, -1);
  if (went_well)
    return TRUE;
  if (!g_error_matches (fault, SLUICE_FILE_ERROR, G_IO_ERROR_FAILED))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  step->broken_batch = run->batches->len;

  return restart (run, error) && run_batches (run, index, error);
}

static GPtrArray *
run_engine (PropEngine *self, PropCase *test, GError **error)
{
  g_autofree char *checkpoint = g_strdup_printf ("%s/%u", self->folder, self->n_run++);
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func (prop_batch_free);
  Run run = { .test = test, .batches = batches };
  gboolean ok;

  run.sources = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) sluice_source_free);
  ok = open_run (&run, self, checkpoint, error);
  for (guint i = 0; ok && i < test->steps->len; i++)
    if (!((const PropStep *) test->steps->pdata[i])->skipped)
      ok = run_step (&run, i, error);
  close_run (&run);
  sluice_file_remove_tree (checkpoint);

  return ok ? g_steal_pointer (&batches) : NULL;
}

/* Comparing. */

static char *
compare_rows (const char *where, GPtrArray *expected, GPtrArray *got)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint i = 0;
  guint j = 0;
  guint n = 0;

  while ((i < expected->len || j < got->len) && n < 8)
    {
      int order = i == expected->len ? 1 : j == got->len ? -1 : strcmp (expected->pdata[i], got->pdata[j]);

      if (order == 0)
        {
          i++;
          j++;
          continue;
        }
      n++;
      if (order < 0)
        g_string_append_printf (text, "%s: missing %s\n", where, (char *) expected->pdata[i++]);
      else
        g_string_append_printf (text, "%s: unexpected %s\n", where, (char *) got->pdata[j++]);
    }

  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
compare_batch (guint i, const PropBatch *expected, const PropBatch *got)
{
  g_autofree char *where = g_strdup_printf ("batch %u", i);
  char *difference = compare_rows (where, expected->rows, got->rows);

  if (difference != NULL)
    return difference;
  if (expected->step != got->step)
    return g_strdup_printf ("%s: ran in step %u instead of %u\n", where, got->step, expected->step);
  if (expected->watermark_ms != got->watermark_ms)
    return g_strdup_printf ("%s: watermark %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT "\n", where,
                            got->watermark_ms, expected->watermark_ms);
  if (expected->n_totals != got->n_totals)
    return g_strdup_printf ("%s: %u stateful operators instead of %u\n", where, got->n_totals,
                            expected->n_totals);
  for (guint t = 0; t < expected->n_totals; t++)
    if (expected->totals[t] != got->totals[t])
      return g_strdup_printf ("%s: operator %u has %" G_GUINT64_FORMAT " rows in state instead of %" G_GUINT64_FORMAT
                              "\n",
                              where, t, got->totals[t], expected->totals[t]);

  return NULL;
}

static char *
compare_batches (GPtrArray *expected, GPtrArray *got)
{
  for (guint i = 0; i < MIN (expected->len, got->len); i++)
    {
      char *difference = compare_batch (i, expected->pdata[i], got->pdata[i]);

      if (difference != NULL)
        return difference;
    }
  if (expected->len != got->len)
    return g_strdup_printf ("%u batches instead of %u\n", got->len, expected->len);

  return NULL;
}

/* Whether what the query gives bit by bit is what it gives of everything at once: nothing is late, nothing leaves. */
static gboolean
is_like_one_batch (const PropCase *test)
{
  if (test->n_watermarks == 0)
    return test->mode != PROP_UPDATE;
  if (test->mode != PROP_COMPLETE)
    return FALSE;
  for (guint i = 0; i < test->nodes->len; i++)
    {
      const PropNode *node = test->nodes->pdata[i];

      if (prop_node_is_stateful (node) && (node->kind != PROP_GROUP || (node->window && node->slide_us == 0)))
        return FALSE;
    }

  return TRUE;
}

static GPtrArray *
run_batch_query (PropEngine *self, const PropCase *test, GError **error)
{
  g_autofree char *text = prop_document_batch_query (test);
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), error);
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const SluiceNodeAnalysis *node;
  GPtrArray *texts;

  if (document == NULL)
    return NULL;
  analysis = sluice_analysis_new (document, self->folder, NULL);
  node = sluice_analysis_get_node (analysis, test->root->id);
  if (node == NULL || node->plan == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The pipeline has no plan over tables");
      return NULL;
    }
  rows = sluice_static_query_run (node->plan, sluice_analysis_get_settings (analysis), self->clock, 1, NULL,
                                  error);
  if (rows == NULL)
    return NULL;
  texts = g_ptr_array_new_with_free_func (g_free);
  add_row_texts (rows, texts);

  return texts;
}

static char *
compare_with_one_batch (PropEngine *self, const PropCase *test, GPtrArray *batches)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = run_batch_query (self, test, &error);
  PropBatch *expected;
  PropBatch *got;
  char *difference;

  if (all == NULL)
    return g_strdup_printf ("as one batch: %s\n", error->message);

  expected = prop_batch_new (0);
  g_ptr_array_extend_and_steal (expected->rows, g_steal_pointer (&all));
  got = prop_batch_new (0);
  for (guint i = test->mode == PROP_COMPLETE ? batches->len - 1 : 0; i < batches->len; i++)
    {
      const PropBatch *batch = batches->pdata[i];

      for (guint r = 0; r < batch->rows->len; r++)
        g_ptr_array_add (got->rows, g_strdup (batch->rows->pdata[r]));
    }
  prop_batch_sort (expected);
  prop_batch_sort (got);
  difference = compare_rows ("as one batch", expected->rows, got->rows);
  prop_batch_free (expected);
  prop_batch_free (got);

  return difference;
}

char *
prop_engine_check (PropEngine *self, PropCase *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) got = run_engine (self, test, &error);
  g_autoptr (GPtrArray) expected = NULL;
  char *difference;

  if (got == NULL)
    return g_strdup_printf ("failed: %s\n", error->message);
  count_run (self, test, got);
  expected = prop_model_run (test);
  difference = compare_batches (expected, got);
  if (difference == NULL && got->len > 0 && is_like_one_batch (test))
    {
      self->n_tables++;
      difference = compare_with_one_batch (self, test, got);
    }

  return difference;
}
