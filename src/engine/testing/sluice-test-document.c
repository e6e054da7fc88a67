/* sluice-test-document.c: runs test documents: a pipeline, and what happens to it step by step.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-document-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/sluice-error.h"
#include "core/sluice-file-ops.h"
#include "expr/sluice-interval-text.h"
#include "plan/sluice-analysis.h"

static gboolean
contains (const GPtrArray *conditions, const char *condition)
{
  for (guint i = 0; condition != NULL && i < conditions->len; i++)
    if (strcmp (conditions->pdata[i], condition) == 0)
      return TRUE;

  return FALSE;
}

/* Whether what happened would in Spark happen in the first batch only. */
static gboolean
is_early (const SluiceTestFailure *self)
{
  return self->during != NULL && self->conditions->len > 0 && self->early->len == self->conditions->len;
}

/* When it would happen in Spark. */
static const char *
happened_during (const SluiceTestFailure *self)
{
  return is_early (self) ? "batch" : self->during;
}

static void
failure_clear (SluiceTestFailure *self)
{
  g_clear_pointer (&self->conditions, g_ptr_array_unref);
  g_clear_pointer (&self->early, g_ptr_array_unref);
  g_clear_pointer (&self->message, g_free);
  self->during = NULL;
  self->unavailable = FALSE;
}

static void
failure_add (SluiceTestFailure *self, const char *condition, gboolean early)
{
  if (condition == NULL)
    return;
  g_ptr_array_add (self->conditions, g_strdup (condition));
  if (early)
    g_ptr_array_add (self->early, g_strdup (condition));
}

static void
failure_set (SluiceTestFailure *self, const char *during, const char *condition, const char *message)
{
  failure_clear (self);
  self->during = during;
  self->conditions = g_ptr_array_new_with_free_func (g_free);
  self->early = g_ptr_array_new_with_free_func (g_free);
  failure_add (self, condition, FALSE);
  self->message = g_strdup (message);
}

void
sluice_test_run_add (SluiceTestRun *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_test_report_add (self->report, "step %u: %s", self->step + 1, text);
}

/* The pipeline. */

static SluiceTestJson *
find_node (SluiceTestRun *run, const char *id)
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
put_in_memory (SluiceTestRun *run)
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
choose_sink (SluiceTestRun *run, const char *wanted)
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
load_pipeline (SluiceTestRun *run, const SluiceTestJson *root)
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

static gboolean
is_error (const SluiceProblem *problem)
{
  return problem->severity == SLUICE_SEVERITY_ERROR && !problem->unavailable;
}

/* What Spark says: the first error, but what it finds out in a batch it never comes to when there is another. */
static const SluiceProblem *
find_said (GPtrArray *problems, const GError *error)
{
  const SluiceProblem *said = NULL;

  for (guint i = 0; said == NULL && i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (is_error (problem) && strcmp (problem->message, error->message) == 0)
        said = problem;
    }
  for (guint i = 0; said != NULL && said->in_batch && i < problems->len; i++)
    if (is_error (problems->pdata[i]) && !((const SluiceProblem *) problems->pdata[i])->in_batch)
      said = problems->pdata[i];

  return said;
}

/* Every error of the analysis may be the one that is expected; what only this version lacks never is. */
static void
fail_in_analysis (SluiceTestRun *run, SluiceAnalysis *analysis, const GError *error)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);
  const SluiceProblem *said = find_said (problems, error);

  failure_set (&run->failure, "analysis", NULL, said != NULL ? said->message : error->message);
  failure_add (&run->failure, said != NULL ? said->condition : sluice_error_condition (error),
               said != NULL && said->in_batch);
  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (is_error (problem))
        failure_add (&run->failure, problem->condition, problem->in_batch);
    }
  run->failure.unavailable = said == NULL && problems->len > 0;
}

static void
start_query (SluiceTestRun *run)
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

static void
start (SluiceTestRun *run)
{
  start_query (run);
  run->refused = run->failure.during != NULL;
}

/* Whether the document waits for what happened in a batch. */
static gboolean
is_awaited (const SluiceTestRun *run)
{
  for (guint i = run->step; run->failure.during != NULL && i < run->steps->items->len; i++)
    {
      const SluiceTestJson *expected
          = sluice_test_json_get (g_ptr_array_index (run->steps->items, i), "expectFailure");
      const char *condition;

      if (expected == NULL)
        continue;
      condition = sluice_test_json_get_text (expected, "condition");

      return g_strcmp0 (sluice_test_json_get_text (expected, "during"), "batch") == 0
             && contains (run->failure.early, condition);
    }

  return FALSE;
}

/* Steps that make something happen. */

static void
step_add_data (SluiceTestRun *run, const SluiceTestJson *value)
{
  if (value->kind != SLUICE_TEST_JSON_OBJECT)
    {
      sluice_test_run_add (run, "addData takes an object of sources and rows");
      return;
    }
  for (guint i = 0; i < value->items->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *node = g_ptr_array_index (value->keys, i);

      if (!sluice_test_query_add_data (run->query, node, g_ptr_array_index (value->items, i), &error))
        sluice_test_run_add (run, "rows for “%s”: %s", node, error->message);
    }
}

static void
step_process (SluiceTestRun *run, const SluiceTestJson *value)
{
  g_autoptr (GError) error = NULL;

  run->unchecked = TRUE;
  if (!sluice_test_query_process (run->query, &error))
    failure_set (&run->failure, "batch", sluice_error_condition (error), error->message);
}

static void
step_stop (SluiceTestRun *run, const SluiceTestJson *value)
{
  sluice_test_query_stop (run->query);
}

static void
step_start (SluiceTestRun *run, const SluiceTestJson *value)
{
  const SluiceTestJson *trigger = sluice_test_json_get (value, "trigger");

  sluice_test_query_stop (run->query);
  if (trigger != NULL)
    sluice_test_json_set (find_node (run, run->sink), "trigger", sluice_test_json_copy (trigger));
  start (run);
}

static void
step_advance_clock (SluiceTestRun *run, const SluiceTestJson *value)
{
  SluiceCalendarInterval interval = { 0 };

  if (value->kind == SLUICE_TEST_JSON_NUMBER)
    interval.microseconds = g_ascii_strtoll (value->text, NULL, 10) * 1000;
  else if (value->kind != SLUICE_TEST_JSON_STRING
           || !sluice_interval_parse_text (value->text, value->text_length, &interval, NULL, NULL)
           || interval.months != 0)
    {
      sluice_test_run_add (run, "advanceClock takes milliseconds, or a text such as “10 seconds”");
      return;
    }
  sluice_test_query_advance_clock (run->query,
                                   interval.days * G_TIME_SPAN_DAY + interval.microseconds);
}

/* A file appears whole, under a name that no source takes for one of its own until then. */
static gboolean
write_file (SluiceTestRun *run, const char *name, const SluiceTestJson *content, GError **error)
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
step_write_file (SluiceTestRun *run, const SluiceTestJson *value)
{
  if (value->kind != SLUICE_TEST_JSON_OBJECT)
    {
      sluice_test_run_add (run, "writeFile takes an object of paths and texts");
      return;
    }
  for (guint i = 0; i < value->items->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *name = g_ptr_array_index (value->keys, i);

      if (!write_file (run, name, g_ptr_array_index (value->items, i), &error))
        sluice_test_run_add (run, "writeFile “%s”: %s", name, error->message);
    }
}

/* Failures that are expected. */

static SluiceTestJson *
failure_to_json (const SluiceTestFailure *self)
{
  SluiceTestJson *json = sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT);

  set_text (json, "during", happened_during (self));
  if (self->conditions->len > 0)
    set_text (json, "condition", g_ptr_array_index (self->conditions, 0));
  else
    sluice_test_json_set (json, "condition", sluice_test_json_parse ("null"));
  set_text (json, "message", self->message);

  return json;
}

static SluiceTestJson *
step_expect_failure (SluiceTestRun *run, const SluiceTestJson *value)
{
  const char *during = sluice_test_json_get_text (value, "during");
  const char *condition = sluice_test_json_get_text (value, "condition");
  SluiceTestFailure *failure = &run->failure;
  SluiceTestJson *recorded = NULL;

  if (failure->during == NULL)
    {
      sluice_test_run_add (run, "expected %s during %s, but it went well", condition != NULL ? condition : "a failure",
           during != NULL ? during : "the run");
      return NULL;
    }

  if (run->options->record)
    recorded = failure_to_json (failure);
  else if (failure->unavailable)
    sluice_test_run_add (run, "not available: %s", failure->message);
  else if (condition != NULL && !contains (failure->conditions, condition))
    sluice_test_run_add (run, "expected %s, got %s: %s", condition,
         failure->conditions->len > 0 ? (char *) failure->conditions->pdata[0] : "no condition",
         failure->message);
  else if (during != NULL && strcmp (during, happened_during (failure)) != 0
           && (strcmp (during, "batch") != 0 || !contains (failure->early, condition)))
    sluice_test_run_add (run, "expected the failure during %s, it came during %s: %s", during,
                         happened_during (failure), failure->message);
  failure_clear (failure);
  run->unchecked = FALSE;

  return recorded;
}

/* Steps. */

/* A step that was read: it either makes something happen or looks at what happened. */
typedef struct
{
  const char *name;
  const SluiceTestJson *value;
  void (*act) (SluiceTestRun *run, const SluiceTestJson *value);
  SluiceTestCheck check;
} Step;

static const Step actions[] = {
  { "addData", NULL, step_add_data, NULL },
  { "processAllAvailable", NULL, step_process, NULL },
  { "stop", NULL, step_stop, NULL },
  { "start", NULL, step_start, NULL },
  { "advanceClock", NULL, step_advance_clock, NULL },
  { "writeFile", NULL, step_write_file, NULL },
  { "expectFailure", NULL, NULL, step_expect_failure },
};

static gboolean
read_step (const SluiceTestJson *json, Step *step)
{
  for (guint i = 0; json->keys != NULL && i < json->keys->len; i++)
    {
      const char *name = g_ptr_array_index (json->keys, i);
      SluiceTestCheck check = sluice_test_find_check (name);

      *step = (Step){ name, g_ptr_array_index (json->items, i), NULL, check };
      for (guint j = 0; j < G_N_ELEMENTS (actions); j++)
        if (strcmp (actions[j].name, name) == 0)
          {
            step->act = actions[j].act;
            step->check = actions[j].check;
          }
      if (step->act != NULL || step->check != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_before (const SluiceTestJson *step)
{
  const SluiceTestJson *before = sluice_test_json_get (step, "before");

  return before != NULL && before->boolean && sluice_test_json_get (step, "writeFile") != NULL;
}

static void
record_step (SluiceTestRun *run, const char *name, SluiceTestJson *value)
{
  SluiceTestJson *step = sluice_test_json_new_container (SLUICE_TEST_JSON_OBJECT);

  sluice_test_json_set (step, name, value);
  g_ptr_array_add (run->recorded->items, step);
}

/* What happened and no check has seen is written down before the next thing happens. */
static void
record_unchecked (SluiceTestRun *run)
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
  record_step (run, "checkBatches", sluice_test_record_batches (run, run->n_checked));
  run->n_checked = sluice_test_query_get_batches (run->query)->len;
}

/* What makes something happen is recorded as it is. */
static void
keep_step (SluiceTestRun *run, const SluiceTestJson *json)
{
  if (run->recorded != NULL)
    g_ptr_array_add (run->recorded->items, sluice_test_json_copy (json));
}

static void
report_failure (SluiceTestRun *run)
{
  const SluiceTestFailure *failure = &run->failure;
  const char *condition = failure->conditions->len > 0 ? failure->conditions->pdata[0] : "no condition";

  sluice_test_run_add (run, "unexpected failure during %s: %s[%s] %s", failure->during,
                       failure->unavailable ? "not available: " : "", condition, failure->message);
}

static void
run_step (SluiceTestRun *run, const SluiceTestJson *json)
{
  SluiceTestJson *recorded;
  Step step;

  if (!read_step (json, &step))
    {
      g_autofree char *text = sluice_test_json_to_text (json);

      sluice_test_run_add (run, "this is no step: %s", text);
      return;
    }
  if (!run->started && !is_before (json))
    {
      start (run);
      run->unchecked = run->refused;
    }
  if (step.act != NULL && (is_early (&run->failure) || is_awaited (run)))
    {
      keep_step (run, json);
      return;
    }
  if (step.act != NULL)
    record_unchecked (run);
  if (run->failure.during != NULL && step.check != step_expect_failure)
    {
      /* What the check was there for didn't come about; that it failed is written in its place. */
      if (run->recorded != NULL && run->unchecked)
        record_unchecked (run);
      else
        report_failure (run);
      return;
    }

  /* Once it is written that the pipeline is refused, there is nothing that could happen. */
  if (run->recorded != NULL && run->refused && run->failure.during == NULL)
    return;
  if (step.act != NULL)
    {
      step.act (run, step.value);
      keep_step (run, json);
      return;
    }
  recorded = step.check (run, step.value);
  if (recorded != NULL)
    record_step (run, step.name, recorded);
  run->unchecked = FALSE;
}

static void
run_clear (SluiceTestRun *run)
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
run_steps (SluiceTestRun *run)
{
  for (run->step = 0; run->step < run->steps->items->len && run->report->n == 0; run->step++)
    run_step (run, g_ptr_array_index (run->steps->items, run->step));

  if (run->report->n > 0)
    return;
  run->step--;
  if (run->recorded != NULL)
    record_unchecked (run);
  else if (run->failure.during != NULL)
    report_failure (run);
}

SluiceTestJson *
sluice_test_run_document (const SluiceTestCase    *self,
                          const SluiceTestJson    *root,
                          const SluiceTestOptions *options,
                          SluiceTestReport        *report)
{
  SluiceTestRun run = { .self = self, .options = options, .report = report };
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
