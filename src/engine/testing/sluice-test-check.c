/* sluice-test-check.c: the steps of test documents that look at what happened.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-document-private.h"

#include <string.h>

/* What a recording keeps of the figures of an operator. */
static const char *const state_figures[] = {
  "operatorName", "numRowsTotal", "numRowsUpdated", "numRowsRemoved", "numRowsDroppedByWatermark",
};

static SluiceTestJson *
progress_json (const SluiceTestBatch *batch)
{
  g_autofree char *text = sluice_progress_to_json (batch->progress);

  return sluice_test_json_parse (text);
}

static GPtrArray *
rows_since (SluiceTestRun *run, guint first)
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
record_rows (SluiceTestRun *run, GPtrArray *rows)
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

SluiceTestJson *
sluice_test_record_batches (SluiceTestRun *run, guint first)
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
check_rows (SluiceTestRun *run, const char *what, const SluiceTestJson *expected, guint first)
{
  g_autoptr (GPtrArray) rows = rows_since (run, first);
  g_autofree char *where = g_strdup_printf ("step %u, %s", run->step + 1, what);

  sluice_test_report_rows (run->report, where, expected, rows, run->ordered);
}

static SluiceTestJson *
step_check_new_answer (SluiceTestRun *run, const SluiceTestJson *value)
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
step_check_answer (SluiceTestRun *run, const SluiceTestJson *value)
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
step_check_last_batch (SluiceTestRun *run, const SluiceTestJson *value)
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
check_batch (SluiceTestRun *run, const SluiceTestJson *expected, const SluiceTestBatch *batch)
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
step_check_batches (SluiceTestRun *run, const SluiceTestJson *value)
{
  GPtrArray *batches = sluice_test_query_get_batches (run->query);
  guint first = run->n_checked;
  guint n = batches->len - first;

  run->n_checked = batches->len;
  if (run->options->record)
    return sluice_test_record_batches (run, first);

  if (value->kind != SLUICE_TEST_JSON_ARRAY)
    {
      sluice_test_run_add (run, "checkBatches takes an array of micro-batches");
      return NULL;
    }
  if (value->items->len != n)
    sluice_test_run_add (run, "expected %u micro-batches, got %u", value->items->len, n);
  for (guint i = 0; i < MAX (value->items->len, n); i++)
    {
      const SluiceTestBatch *batch = i < n ? g_ptr_array_index (batches, first + i) : NULL;
      const SluiceTestJson *expected = i < value->items->len ? value->items->pdata[i] : NULL;

      if (batch == NULL)
        {
          g_autofree char *text = sluice_test_json_to_text (expected);

          sluice_test_run_add (run, "there was no such micro-batch: %s", text);
        }
      else if (expected == NULL)
        {
          g_autoptr (SluiceTestJson) rows = rows_to_json (batch->rows);
          g_autofree char *text = sluice_test_json_to_text (rows);

          sluice_test_run_add (run, "unexpected batch %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
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
step_check_progress (SluiceTestRun *run, const SluiceTestJson *value)
{
  GPtrArray *batches = sluice_test_query_get_batches (run->query);
  g_autoptr (SluiceTestJson) progress = NULL;
  SluiceTestJson *recorded = NULL;

  if (value->kind != SLUICE_TEST_JSON_OBJECT || batches->len == 0)
    {
      sluice_test_run_add (run, "%s", batches->len == 0 ? "no micro-batch has run yet"
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

static const struct
{
  const char *name;
  SluiceTestCheck check;
} checks[] = {
  { "checkNewAnswer", step_check_new_answer },
  { "checkAnswer", step_check_answer },
  { "checkLastBatch", step_check_last_batch },
  { "checkBatches", step_check_batches },
  { "checkProgress", step_check_progress },
};

SluiceTestCheck
sluice_test_find_check (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (strcmp (checks[i].name, name) == 0)
      return checks[i].check;

  return NULL;
}
