/* sluice-test-document.c: runs test documents: a pipeline, and what happens to it step by step.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-case-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/sluice-error.h"
#include "core/sluice-file-ops.h"
#include "expr/sluice-interval-text.h"
#include "plan/sluice-analysis.h"
#include "testing/sluice-test-query.h"

/* Spark finds these out in the first batch only; here they are said while drawing. A document that was recorded from
 * Spark expects them in a batch, and either is right. */
static const char *const early_conditions[] = {
  "MULTIPLE_EVENT_TIME_COLUMNS",
  "_LEGACY_ERROR_TEMP_1181",
  "_LEGACY_ERROR_TEMP_3068",
  "_LEGACY_ERROR_TEMP_3076",
  NULL,
};

/* What a recording keeps of the figures of an operator. */
static const char *const state_figures[] = {
  "operatorName", "numRowsTotal", "numRowsUpdated", "numRowsRemoved", "numRowsDroppedByWatermark",
};

/* What went wrong and isn't expected yet. */
typedef struct
{
  const char *during;    /* NULL when nothing did */
  GPtrArray *conditions; /* of every error that there is */
  char *message;
  gboolean unavailable; /* wrong only here, not in Spark */
} Failure;

typedef struct
{
  const SluiceTestCase *self;
  const SluiceTestOptions *options;
  SluiceTestReport *report;
  SluiceTestJson *pipeline;
  char *folder;         /* the case's own */
  char *base_directory; /* of the pipeline's relative paths */
  const char *sink;     /* (nullable) */
  SluiceTestQuery *query;
  gboolean started;
  gboolean ordered;
  gboolean complete;
  guint n_checked; /* batches that a check has seen */
  Failure failure;
  const SluiceTestJson *steps;
  guint step;
  gboolean unchecked; /* batches ran, and no check has come behind them */
  SluiceTestJson *recorded;
} Run;

static void
failure_clear (Failure *self)
{
  g_clear_pointer (&self->conditions, g_ptr_array_unref);
  g_clear_pointer (&self->message, g_free);
  self->during = NULL;
  self->unavailable = FALSE;
}

static void
failure_set (Failure *self, const char *during, const char *condition, const char *message)
{
  failure_clear (self);
  self->during = during;
  self->conditions = g_ptr_array_new_with_free_func (g_free);
  if (condition != NULL)
    g_ptr_array_add (self->conditions, g_strdup (condition));
  self->message = g_strdup (message);
}

/* Says where in the document something is wrong. */
static void add (Run *run, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add (Run *run, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_test_report_add (run->report, "step %u: %s", run->step + 1, text);
}

/* The pipeline. */

static SluiceTestJson *
find_node (Run *run, const char *id)
{
  return (SluiceTestJson *) sluice_test_json_get (sluice_test_json_get (run->pipeline, "nodes"), id);
}

static SluiceTestJson *
ensure_object (SluiceTestJson *object, const char *key)
{
  const SluiceTestJson *member = sluice_test_json_get (object, key);

  if (member == NULL || member->kind != SLUICE_TEST_JSON_OBJECT)
    {
      sluice_test_json_set (object, key, sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT));
      member = sluice_test_json_get (object, key);
    }

  return (SluiceTestJson *) member;
}

static void
set_text (SluiceTestJson *object, const char *key, const char *text)
{
  sluice_test_json_set (object, key, sluice_test_json_new_text (SLUICE_TEST_JSON_STRING, text));
}

/* A pipeline of a file of its own is tested with rows that are given to it, not with its files: sources that get data,
 * and the sink, are in memory. */
static void
put_in_memory (Run *run)
{
  for (guint i = 0; i < run->steps->items->len; i++)
    {
      const SluiceTestJson *data = sluice_test_json_get (run->steps->items->pdata[i], "addData");

      for (guint j = 0; data != NULL && data->keys != NULL && j < data->keys->len; j++)
        {
          SluiceTestJson *node = find_node (run, g_ptr_array_index (data->keys, j));

          if (node == NULL || node->kind != SLUICE_TEST_JSON_OBJECT)
            continue;
          set_text (node, "format", "memory");
          sluice_test_json_set (node, "options", sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT));
        }
    }
}

static const char *
choose_sink (Run *run, const char *wanted)
{
  const SluiceTestJson *nodes = sluice_test_json_get (run->pipeline, "nodes");
  const char *found = NULL;

  for (guint i = 0; nodes != NULL && nodes->keys != NULL && i < nodes->keys->len; i++)
    {
      const SluiceTestJson *node = g_ptr_array_index (nodes->items, i);
      const SluiceTestJson *disabled = sluice_test_json_get (node, "disabled");
      const char *id = g_ptr_array_index (nodes->keys, i);
      gboolean is_wanted = wanted != NULL && strcmp (id, wanted) == 0;
      gboolean is_sink = g_strcmp0 (sluice_test_json_get_text (node, "op"), "writeStream") == 0;

      if (wanted != NULL && g_strcmp0 (sluice_test_json_get_text (node, "queryName"), wanted) == 0)
        is_wanted = TRUE;
      if (!is_sink || (wanted != NULL && !is_wanted) || (disabled != NULL && disabled->boolean))
        continue;
      if (found != NULL)
        {
          sluice_test_report_add (run->report,
                                  "the pipeline has several sinks; “query” has to name one of them");
          return NULL;
        }
      found = id;
    }
  if (found == NULL)
    sluice_test_report_add (run->report, "the pipeline has no sink%s%s%s", wanted != NULL ? " “" : "",
                            wanted != NULL ? wanted : "", wanted != NULL ? "”" : "");

  return found;
}

static gboolean
load_pipeline (Run *run, const SluiceTestJson *root)
{
  const SluiceTestJson *pipeline = sluice_test_json_get (root, "pipeline");
  const char *file = sluice_test_json_get_text (root, "pipelineFile");
  SluiceTestJson *sink;
  const char *mode;

  if (pipeline != NULL)
    {
      run->pipeline = sluice_test_json_copy (pipeline);
      run->base_directory = g_strdup (run->folder);
    }
  else if (file != NULL)
    {
      g_autofree char *own_path = g_canonicalize_filename (run->self->path, NULL);
      g_autofree char *directory = g_path_get_dirname (own_path);
      g_autofree char *path = g_canonicalize_filename (file, directory);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      if (!g_file_get_contents (path, &text, NULL, &error))
        {
          sluice_test_report_add (run->report, "the pipeline can’t be read: %s", error->message);
          return FALSE;
        }
      run->pipeline = sluice_test_json_parse (text);
      run->base_directory = g_path_get_dirname (path);
      if (run->pipeline != NULL)
        put_in_memory (run);
    }
  if (run->pipeline == NULL || run->pipeline->kind != SLUICE_TEST_JSON_OBJECT)
    {
      sluice_test_report_add (run->report, "the document has no pipeline");
      return FALSE;
    }

  run->sink = choose_sink (run, sluice_test_json_get_text (root, "query"));
  if (run->sink == NULL)
    return FALSE;
  sink = find_node (run, run->sink);
  mode = sluice_test_json_get_text (sink, "outputMode");
  run->complete = mode != NULL && g_ascii_strcasecmp (mode, "complete") == 0;
  if (file != NULL && pipeline == NULL)
    {
      set_text (sink, "format", "memory");
      sluice_test_json_set (sink, "options", sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT));
    }
  if (sluice_test_json_get (ensure_object (sink, "options"), "checkpointLocation") == NULL)
    {
      g_autofree char *checkpoint = g_build_filename (run->folder, "checkpoint", NULL);

      set_text (ensure_object (sink, "options"), "checkpointLocation", checkpoint);
    }
  if (run->options->n_partitions > 0)
    {
      g_autofree char *n = g_strdup_printf ("%u", run->options->n_partitions);

      set_text (ensure_object (run->pipeline, "settings"), "spark.sql.shuffle.partitions", n);
    }

  return TRUE;
}

/* Every error of the analysis may be the one that is expected; what only this version lacks never is. */
static void
fail_in_analysis (Run *run, SluiceAnalysis *analysis, const GError *error)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);
  gboolean only_unavailable = TRUE;

  failure_set (&run->failure, "analysis", sluice_error_condition (error), error->message);
  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity != SLUICE_SEVERITY_ERROR || problem->unavailable)
        continue;
      only_unavailable = FALSE;
      if (problem->condition != NULL)
        g_ptr_array_add (run->failure.conditions, g_strdup (problem->condition));
    }
  run->failure.unavailable = problems->len > 0 && only_unavailable;
}

static void
start (Run *run)
{
  g_autofree char *text = sluice_test_json_to_text (run->pipeline);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autoptr (SluiceQueryPlan) plan = NULL;

  run->started = TRUE;
  if (document == NULL)
    {
      failure_set (&run->failure, "analysis", sluice_error_condition (error), error->message);
      return;
    }
  analysis = sluice_analysis_new (document, run->base_directory, NULL);
  plan = sluice_analysis_get_query (analysis, run->sink, &error);
  if (plan == NULL)
    {
      fail_in_analysis (run, analysis, error);
      return;
    }
  run->ordered = sluice_test_query_is_ordered (plan);
  if (!sluice_test_query_start (run->query, plan, &error))
    failure_set (&run->failure, "batch", sluice_error_condition (error), error->message);
}

/* Whether what happened would in Spark happen in the first batch only. */
static gboolean
is_early (const Failure *self)
{
  if (self->during == NULL || strcmp (self->during, "analysis") != 0)
    return FALSE;
  for (guint i = 0; i < self->conditions->len; i++)
    if (g_strv_contains (early_conditions, g_ptr_array_index (self->conditions, i)))
      return TRUE;

  return FALSE;
}

/* Steps that make something happen. */

static void
step_add_data (Run *run, const SluiceTestJson *value)
{
  if (value->kind != SLUICE_TEST_JSON_OBJECT)
    {
      add (run, "addData takes an object of sources and rows");
      return;
    }
  for (guint i = 0; i < value->items->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *node = g_ptr_array_index (value->keys, i);

      if (!sluice_test_query_add_data (run->query, node, g_ptr_array_index (value->items, i), &error))
        add (run, "rows for “%s”: %s", node, error->message);
    }
}

static void
step_process (Run *run, const SluiceTestJson *value)
{
  g_autoptr (GError) error = NULL;

  run->unchecked = TRUE;
  if (!sluice_test_query_process (run->query, &error))
    failure_set (&run->failure, "batch", sluice_error_condition (error), error->message);
}

static void
step_stop (Run *run, const SluiceTestJson *value)
{
  sluice_test_query_stop (run->query);
}

static void
step_start (Run *run, const SluiceTestJson *value)
{
  const SluiceTestJson *trigger = sluice_test_json_get (value, "trigger");

  sluice_test_query_stop (run->query);
  if (trigger != NULL)
    sluice_test_json_set (find_node (run, run->sink), "trigger", sluice_test_json_copy (trigger));
  start (run);
}

static void
step_advance_clock (Run *run, const SluiceTestJson *value)
{
  SluiceCalendarInterval interval = { 0 };

  if (value->kind == SLUICE_TEST_JSON_NUMBER)
    interval.microseconds = g_ascii_strtoll (value->text, NULL, 10) * 1000;
  else if (value->kind != SLUICE_TEST_JSON_STRING
           || !sluice_interval_parse_text (value->text, value->text_length, &interval, NULL, NULL)
           || interval.months != 0)
    {
      add (run, "advanceClock takes milliseconds, or a text such as “10 seconds”");
      return;
    }
  sluice_test_query_advance_clock (run->query,
                                   interval.days * G_TIME_SPAN_DAY + interval.microseconds);
}

/* A file appears whole, under a name that no source takes for one of its own until then. */
static gboolean
write_file (Run *run, const char *name, const SluiceTestJson *content, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (name, run->folder);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *aside = g_build_filename (run->folder, "_written", NULL);
  g_autofree char *inside = g_strconcat (run->folder, G_DIR_SEPARATOR_S, NULL);

  if (!g_str_has_prefix (path, inside) || content->kind != SLUICE_TEST_JSON_STRING)
    {
      sluice_set_error (error, SLUICE_TEST_ERROR, SLUICE_TEST_ERROR_NO_TEST, NULL,
                        "It has to be a text, for a file below the case’s own folder");
      return FALSE;
    }
  if (!g_file_set_contents (aside, content->text, (gssize) content->text_length, error))
    return FALSE;
  if (g_mkdir_with_parents (directory, 0700) == 0 && g_rename (aside, path) == 0)
    return TRUE;
  sluice_set_error (error, SLUICE_TEST_ERROR, SLUICE_TEST_ERROR_NO_TEST, NULL, "%s can’t be written",
                    path);

  return FALSE;
}

static void
step_write_file (Run *run, const SluiceTestJson *value)
{
  if (value->kind != SLUICE_TEST_JSON_OBJECT)
    {
      add (run, "writeFile takes an object of paths and texts");
      return;
    }
  for (guint i = 0; i < value->items->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *name = g_ptr_array_index (value->keys, i);

      if (!write_file (run, name, g_ptr_array_index (value->items, i), &error))
        add (run, "writeFile “%s”: %s", name, error->message);
    }
}

/* Checks. */

static SluiceTestJson *
progress_json (const SluiceTestBatch *batch)
{
  g_autofree char *text = sluice_progress_to_json (batch->progress);

  return sluice_test_json_parse (text);
}

static GPtrArray *
rows_since (Run *run, guint first)
{
  GPtrArray *batches = sluice_test_query_get_batches (run->query);
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = first; i < batches->len; i++)
    g_ptr_array_extend (rows, ((SluiceTestBatch *) g_ptr_array_index (batches, i))->rows, NULL, NULL);

  return rows;
}

/* Rows as they are written into a document. */
static SluiceTestJson *
rows_to_json (GPtrArray *rows)
{
  SluiceTestJson *array = sluice_test_json_new_container (SLUICE_TEST_JSON_ARRAY);

  for (guint i = 0; i < rows->len; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (rows, i);

      for (guint32 j = 0; j < batch->n_selected; j++)
        {
          g_autoptr (GString) text = g_string_new (NULL);

          sluice_test_row_append (batch, sluice_batch_row (batch, j), text);
          g_ptr_array_add (array->items, sluice_test_json_parse (text->str));
        }
    }

  return array;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  g_autofree char *first = sluice_test_json_to_text (*(SluiceTestJson *const *) a);
  g_autofree char *second = sluice_test_json_to_text (*(SluiceTestJson *const *) b);

  return strcmp (first, second);
}

/* Rows in an order that is the same whenever they are written. */
static SluiceTestJson *
record_rows (Run *run, GPtrArray *rows)
{
  SluiceTestJson *json = rows_to_json (rows);

  if (!run->ordered)
    g_ptr_array_sort (json->items, compare_texts);

  return json;
}

static void
copy_member (SluiceTestJson *to, const SluiceTestJson *from, const char *key)
{
  const SluiceTestJson *member = sluice_test_json_get (from, key);
  SluiceTestJson *part;

  if (member == NULL)
    return;
  if (strcmp (key, "stateOperators") != 0)
    {
      sluice_test_json_set (to, key, sluice_test_json_copy (member));
      return;
    }
  if (member->items->len == 0)
    return;

  part = sluice_test_json_new_container (SLUICE_TEST_JSON_ARRAY);
  for (guint i = 0; i < member->items->len; i++)
    {
      SluiceTestJson *figures = sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT);

      for (guint j = 0; j < G_N_ELEMENTS (state_figures); j++)
        copy_member (figures, g_ptr_array_index (member->items, i), state_figures[j]);
      g_ptr_array_add (part->items, figures);
    }
  sluice_test_json_set (to, key, part);
}

static SluiceTestJson *
record_batches (Run *run, guint first)
{
  static const char *const before[] = { "batchId", "numInputRows" };
  static const char *const behind[] = { "eventTime", "stateOperators", "observedMetrics" };
  GPtrArray *batches = sluice_test_query_get_batches (run->query);
  SluiceTestJson *array = sluice_test_json_new_container (SLUICE_TEST_JSON_ARRAY);

  for (guint i = first; i < batches->len; i++)
    {
      const SluiceTestBatch *batch = g_ptr_array_index (batches, i);
      g_autoptr (SluiceTestJson) progress = progress_json (batch);
      SluiceTestJson *object = sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT);

      for (guint j = 0; j < G_N_ELEMENTS (before); j++)
        copy_member (object, progress, before[j]);
      sluice_test_json_set (object, "rows", record_rows (run, batch->rows));
      for (guint j = 0; j < G_N_ELEMENTS (behind); j++)
        copy_member (object, progress, behind[j]);
      g_ptr_array_add (array->items, object);
    }

  return array;
}

static void
check_rows (Run *run, const char *what, const SluiceTestJson *expected, guint first)
{
  g_autoptr (GPtrArray) rows = rows_since (run, first);
  g_autofree char *where = g_strdup_printf ("step %u, %s", run->step + 1, what);

  sluice_test_report_rows (run->report, where, expected, rows, run->ordered);
}

static SluiceTestJson *
step_check_new_answer (Run *run, const SluiceTestJson *value)
{
  guint first = run->n_checked;

  if (run->complete)
    first = MAX (first, MAX (sluice_test_query_get_batches (run->query)->len, 1) - 1);
  run->n_checked = sluice_test_query_get_batches (run->query)->len;
  if (run->options->record)
    {
      g_autoptr (GPtrArray) rows = rows_since (run, first);

      return record_rows (run, rows);
    }
  check_rows (run, "checkNewAnswer", value, first);

  return NULL;
}

static SluiceTestJson *
step_check_answer (Run *run, const SluiceTestJson *value)
{
  guint n = sluice_test_query_get_batches (run->query)->len;
  guint first = run->complete && n > 0 ? n - 1 : 0;

  run->n_checked = n;
  if (run->options->record)
    {
      g_autoptr (GPtrArray) rows = rows_since (run, first);

      return record_rows (run, rows);
    }
  check_rows (run, "checkAnswer", value, first);

  return NULL;
}

static SluiceTestJson *
step_check_last_batch (Run *run, const SluiceTestJson *value)
{
  guint n = sluice_test_query_get_batches (run->query)->len;

  if (run->options->record)
    {
      g_autoptr (GPtrArray) rows = rows_since (run, MAX (n, 1) - 1);

      return record_rows (run, rows);
    }
  check_rows (run, "checkLastBatch", value, MAX (n, 1) - 1);

  return NULL;
}

static void
check_batch (Run *run, const SluiceTestJson *expected, const SluiceTestBatch *batch)
{
  g_autoptr (SluiceTestJson) progress = progress_json (batch);
  g_autofree char *where = g_strdup_printf ("step %u, batch %" G_GINT64_FORMAT, run->step + 1,
                                            batch->progress->batch_id);

  for (guint i = 0; i < expected->items->len; i++)
    {
      const char *key = g_ptr_array_index (expected->keys, i);
      const SluiceTestJson *value = g_ptr_array_index (expected->items, i);
      g_autofree char *place = NULL;

      if (strcmp (key, "rows") == 0)
        {
          sluice_test_report_rows (run->report, where, value, batch->rows, run->ordered);
          continue;
        }
      place = g_strdup_printf ("%s: %s", where, key);
      sluice_test_report_values (run->report, place, value, sluice_test_json_get (progress, key));
    }
}

static SluiceTestJson *
step_check_batches (Run *run, const SluiceTestJson *value)
{
  GPtrArray *batches = sluice_test_query_get_batches (run->query);
  guint first = run->n_checked;
  guint n = batches->len - first;

  run->n_checked = batches->len;
  if (run->options->record)
    return record_batches (run, first);

  if (value->kind != SLUICE_TEST_JSON_ARRAY)
    {
      add (run, "checkBatches takes an array of micro-batches");
      return NULL;
    }
  if (value->items->len != n)
    add (run, "expected %u micro-batches, got %u", value->items->len, n);
  for (guint i = 0; i < MAX (value->items->len, n); i++)
    {
      const SluiceTestBatch *batch = i < n ? g_ptr_array_index (batches, first + i) : NULL;
      const SluiceTestJson *expected = i < value->items->len ? value->items->pdata[i] : NULL;

      if (batch == NULL)
        {
          g_autofree char *text = sluice_test_json_to_text (expected);

          add (run, "there was no such micro-batch: %s", text);
        }
      else if (expected == NULL)
        {
          g_autoptr (SluiceTestJson) rows = rows_to_json (batch->rows);
          g_autofree char *text = sluice_test_json_to_text (rows);

          add (run, "unexpected batch %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
               " rows, which gave %s", batch->progress->batch_id, batch->progress->num_input_rows, text);
        }
      else if (expected->kind == SLUICE_TEST_JSON_OBJECT)
        {
          check_batch (run, expected, batch);
        }
    }

  return NULL;
}

/* A path such as `stateOperators.0.numRowsTotal`. */
static const SluiceTestJson *
follow (const SluiceTestJson *value, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);

  for (guint i = 0; parts[i] != NULL && value != NULL; i++)
    {
      guint64 index;

      if (value->kind == SLUICE_TEST_JSON_ARRAY)
        value = g_ascii_string_to_unsigned (parts[i], 10, 0, MAX (value->items->len, 1) - 1, &index, NULL)
                    && index < value->items->len
                  ? g_ptr_array_index (value->items, index)
                  : NULL;
      else
        value = sluice_test_json_get (value, parts[i]);
    }

  return value;
}

static SluiceTestJson *
step_check_progress (Run *run, const SluiceTestJson *value)
{
  GPtrArray *batches = sluice_test_query_get_batches (run->query);
  g_autoptr (SluiceTestJson) progress = NULL;
  SluiceTestJson *recorded = NULL;

  if (value->kind != SLUICE_TEST_JSON_OBJECT || batches->len == 0)
    {
      add (run, "%s", batches->len == 0 ? "no micro-batch has run yet"
                                        : "checkProgress takes an object of paths and values");
      return NULL;
    }
  progress = progress_json (g_ptr_array_index (batches, batches->len - 1));
  if (run->options->record)
    recorded = sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT);
  for (guint i = 0; i < value->items->len; i++)
    {
      const char *path = g_ptr_array_index (value->keys, i);
      const SluiceTestJson *got = follow (progress, path);
      g_autofree char *where = g_strdup_printf ("step %u, %s", run->step + 1, path);

      if (recorded != NULL)
        sluice_test_json_set (recorded, path,
                              got != NULL ? sluice_test_json_copy (got) : sluice_test_json_parse ("null"));
      else
        sluice_test_report_values (run->report, where, g_ptr_array_index (value->items, i), got);
    }

  return recorded;
}

static SluiceTestJson *
failure_to_json (const Failure *self)
{
  SluiceTestJson *json = sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT);

  set_text (json, "during", self->during);
  if (self->conditions->len > 0)
    set_text (json, "condition", g_ptr_array_index (self->conditions, 0));
  else
    sluice_test_json_set (json, "condition", sluice_test_json_parse ("null"));
  set_text (json, "message", self->message);

  return json;
}

static gboolean
has_condition (const Failure *self, const char *condition)
{
  for (guint i = 0; i < self->conditions->len; i++)
    if (strcmp (g_ptr_array_index (self->conditions, i), condition) == 0)
      return TRUE;

  return FALSE;
}

static SluiceTestJson *
step_expect_failure (Run *run, const SluiceTestJson *value)
{
  const char *during = sluice_test_json_get_text (value, "during");
  const char *condition = sluice_test_json_get_text (value, "condition");
  Failure *failure = &run->failure;
  SluiceTestJson *recorded = NULL;

  if (failure->during == NULL)
    {
      add (run, "expected %s during %s, but it went well", condition != NULL ? condition : "a failure",
           during != NULL ? during : "the run");
      return NULL;
    }

  if (run->options->record)
    recorded = failure_to_json (failure);
  else if (failure->unavailable)
    add (run, "not available: %s", failure->message);
  else if (condition != NULL && !has_condition (failure, condition))
    add (run, "expected %s, got %s: %s", condition,
         failure->conditions->len > 0 ? (char *) failure->conditions->pdata[0] : "no condition",
         failure->message);
  else if (during != NULL && strcmp (during, failure->during) != 0 && !is_early (failure))
    add (run, "expected the failure during %s, it came during %s: %s", during, failure->during,
         failure->message);
  failure_clear (failure);
  run->unchecked = FALSE;

  return recorded;
}

/* Steps. */

static const struct
{
  const char *name;
  void (*act) (Run *run, const SluiceTestJson *value);
  SluiceTestJson *(*check) (Run *run, const SluiceTestJson *value);
} kinds[] = {
  { "addData", step_add_data, NULL },
  { "processAllAvailable", step_process, NULL },
  { "stop", step_stop, NULL },
  { "start", step_start, NULL },
  { "advanceClock", step_advance_clock, NULL },
  { "writeFile", step_write_file, NULL },
  { "checkNewAnswer", NULL, step_check_new_answer },
  { "checkAnswer", NULL, step_check_answer },
  { "checkLastBatch", NULL, step_check_last_batch },
  { "checkBatches", NULL, step_check_batches },
  { "checkProgress", NULL, step_check_progress },
  { "expectFailure", NULL, step_expect_failure },
};

static guint
find_kind (const SluiceTestJson *step)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (sluice_test_json_get (step, kinds[i].name) != NULL)
      return i;

  return G_N_ELEMENTS (kinds);
}

static gboolean
is_before (const SluiceTestJson *step)
{
  const SluiceTestJson *before = sluice_test_json_get (step, "before");

  return before != NULL && before->boolean && sluice_test_json_get (step, "writeFile") != NULL;
}

static void
record_step (Run *run, const char *name, SluiceTestJson *value)
{
  SluiceTestJson *step = sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT);

  sluice_test_json_set (step, name, value);
  g_ptr_array_add (run->recorded->items, step);
}

/* What happened and no check has seen is written down before the next thing happens. */
static void
record_unchecked (Run *run)
{
  if (run->recorded == NULL || !run->unchecked)
    return;

  run->unchecked = FALSE;
  if (run->failure.during != NULL)
    {
      record_step (run, "expectFailure", failure_to_json (&run->failure));
      failure_clear (&run->failure);
      return;
    }
  record_step (run, "checkBatches", record_batches (run, run->n_checked));
  run->n_checked = sluice_test_query_get_batches (run->query)->len;
}

static void
run_step (Run *run, const SluiceTestJson *step)
{
  guint kind = find_kind (step);
  SluiceTestJson *recorded = NULL;
  const SluiceTestJson *value;

  if (kind == G_N_ELEMENTS (kinds))
    {
      g_autofree char *text = sluice_test_json_to_text (step);

      add (run, "this is no step: %s", text);
      return;
    }
  value = sluice_test_json_get (step, kinds[kind].name);
  if (!run->started && !is_before (step))
    {
      start (run);
      run->unchecked = run->failure.during != NULL;
    }
  if (kinds[kind].act != NULL || kinds[kind].check == step_check_progress)
    record_unchecked (run);

  if (run->failure.during != NULL && kinds[kind].check != step_expect_failure)
    {
      if (is_early (&run->failure) && kinds[kind].act != NULL)
        return;
      add (run, "unexpected failure during %s: %s%s%s%s%s", run->failure.during,
           run->failure.unavailable ? "not available: " : "",
           run->failure.conditions->len > 0 ? "[" : "",
           run->failure.conditions->len > 0 ? (char *) run->failure.conditions->pdata[0] : "",
           run->failure.conditions->len > 0 ? "] " : "", run->failure.message);
      return;
    }

  if (kinds[kind].act != NULL)
    {
      kinds[kind].act (run, value);
      if (run->recorded != NULL)
        g_ptr_array_add (run->recorded->items, sluice_test_json_copy (step));
      return;
    }
  recorded = kinds[kind].check (run, value);
  if (recorded != NULL)
    record_step (run, kinds[kind].name, recorded);
  run->unchecked = FALSE;
}

static void
run_clear (Run *run)
{
  sluice_test_query_free (run->query);
  sluice_test_json_free (run->pipeline);
  sluice_test_json_free (run->recorded);
  failure_clear (&run->failure);
  if (run->folder != NULL)
    sluice_file_remove_tree (run->folder);
  g_free (run->folder);
  g_free (run->base_directory);
}

static void
run_steps (Run *run)
{
  for (run->step = 0; run->step < run->steps->items->len && run->report->n == 0; run->step++)
    run_step (run, g_ptr_array_index (run->steps->items, run->step));

  if (run->report->n > 0)
    return;
  run->step--;
  if (run->recorded != NULL)
    record_unchecked (run);
  else if (run->failure.during != NULL)
    add (run, "unexpected failure during %s: %s", run->failure.during, run->failure.message);
}

SluiceTestJson *
sluice_test_run_document (const SluiceTestCase    *self,
                          const SluiceTestJson    *root,
                          const SluiceTestOptions *options,
                          SluiceTestReport        *report)
{
  Run run = { .self = self, .options = options, .report = report };
  SluiceTestJson *recorded = NULL;

  run.steps = sluice_test_json_get (root, "steps");
  if (run.steps == NULL || run.steps->kind != SLUICE_TEST_JSON_ARRAY || run.steps->items->len == 0)
    {
      sluice_test_report_add (report, "the document has no steps");
      return NULL;
    }
  run.folder = g_build_filename (options->folder, "case-XXXXXX", NULL);
  if (g_mkdtemp (run.folder) == NULL)
    {
      sluice_test_report_add (report, "no folder can be made in %s", options->folder);
      g_clear_pointer (&run.folder, g_free);
      return NULL;
    }
  run.query = sluice_test_query_new (options->n_threads);
  if (options->record)
    run.recorded = sluice_test_json_new_container (SLUICE_TEST_JSON_ARRAY);

  if (load_pipeline (&run, root))
    run_steps (&run);
  if (report->n == 0)
    recorded = g_steal_pointer (&run.recorded);
  run_clear (&run);

  return recorded;
}
