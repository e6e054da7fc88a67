/* test-query.c: queries that run from documents, stop, fail and go on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/sluice-file-ops.h"
#include "formats/sluice-writer.h"
#include "plan/sluice-analysis.h"
#include "stream/sluice-query.h"
#include "stream/sluice-state-reader.h"

/* The example of the programming guide: words in windows of ten minutes every five, ten minutes late at
 * the most. */
#define WORDS                                                                                     \
  "{\"sluice\":1,\"nodes\":{"                                                                     \
  "\"words\":{\"op\":\"readStream\",\"format\":\"%s\",\"schema\":\"word STRING, ts TIMESTAMP\"%s},"      \
  "\"recent\":{\"op\":\"withWatermark\",\"input\":\"words\",\"eventTime\":\"ts\",\"delay\":\"10 minutes\"}," \
  "\"counts\":{\"op\":\"groupBy\",\"input\":\"recent\","                                          \
  "\"keys\":[\"window(ts, '10 minutes', '5 minutes') AS w\",\"word\"],\"aggregates\":[\"count(*) AS n\"]}," \
  "\"flat\":{\"op\":\"select\",\"input\":\"counts\",\"columns\":"                                 \
  "[\"date_format(w.start, 'HH:mm') AS w\",\"word\",\"n\"]},"                                      \
  "\"out\":{\"op\":\"writeStream\",\"input\":\"flat\",\"format\":\"%s\",\"outputMode\":\"%s\"%s}}}"

typedef struct
{
  char *directory;
  SluiceQueryPlan *plan;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("sluice-test-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sluice_file_ops_set (NULL);
  g_clear_pointer (&fixture->plan, sluice_query_plan_unref);
  sluice_file_remove_tree (fixture->directory);
  g_free (fixture->directory);
}

static SluiceQueryPlan *
load (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);
  g_autoptr (SluiceAnalysis) analysis = NULL;

  g_assert_no_error (error);
  analysis = sluice_analysis_new (document, fixture->directory, NULL);
  g_clear_pointer (&fixture->plan, sluice_query_plan_unref);
  fixture->plan = sluice_analysis_get_query (analysis, "out", &error);
  g_assert_no_error (error);

  return fixture->plan;
}

static SluiceQueryPlan *
load_words (Fixture    *fixture,
            const char *source,
            const char *source_options,
            const char *sink,
            const char *mode,
            const char *sink_options)
{
  g_autofree char *text
    = g_strdup_printf (WORDS, source, source_options, sink, mode, sink_options);

  return load (fixture, text);
}

/* Gives rows to the memory source “words”: `12:07 dog` and so on. */
static void
add_words (SluiceQuery *query, const char *first, ...)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  SluiceField fields[] = {
    { (char *) "word", sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, -1 },
    { (char *) "ts", sluice_type_primitive (SLUICE_TYPE_TIMESTAMP), TRUE, -1 },
  };
  g_autoptr (SluiceType) schema = sluice_type_struct (fields, 2);
  va_list args;

  va_start (args, first);
  for (const char *row = first; row != NULL; row = va_arg (args, const char *))
    g_string_append_printf (json, "%s{\"word\":\"%s\",\"ts\":\"2024-01-01T%.5s:00Z\"}",
                            json->len > 1 ? "," : "", row + 6, row);
  va_end (args);
  g_string_append_c (json, ']');

  rows = sluice_rows_from_json (json->str, json->len, schema, settings, &error);
  g_assert_no_error (error);

  /* The query's thread opens its sources in its own time. */
  for (guint i = 0; !sluice_query_add_data (query, "words", rows); i++)
    {
      g_assert_cmpuint (i, <, 5000);
      g_usleep (1000);
    }
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The rows since @first_batch as sorted JSON, joined by spaces. */
static char *
rows_text (SluiceQuery *query, gint64 first_batch)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (GPtrArray) batches = sluice_query_get_memory (query, first_batch);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < batches->len; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (batches, i);

      for (guint32 row = 0; row < batch->n_rows; row++)
        {
          g_autoptr (GByteArray) out = g_byte_array_new ();

          for (guint c = 0; c < batch->n_columns; c++)
            {
              if (c > 0)
                g_byte_array_append (out, (const guint8 *) "/", 1);
              sluice_json_append_value (batch->columns[c], row, settings, FALSE, out);
            }
          g_ptr_array_add (lines, g_strndup ((const char *) out->data, out->len));
        }
    }
  g_ptr_array_sort (lines, compare_strings);
  g_ptr_array_add (lines, NULL);

  return g_strdelimit (g_strjoinv (" ", (char **) lines->pdata), "\"", '\'');
}

static gint64
watermark_of (SluiceQuery *query)
{
  g_autoptr (SluiceProgress) progress = sluice_query_get_last_progress (query);

  return progress->watermark_ms;
}

static gint64
newest_batch (SluiceQuery *query)
{
  g_autoptr (SluiceProgress) progress = sluice_query_get_last_progress (query);

  return progress != NULL ? progress->batch_id : -1;
}

static void
assert_rows (SluiceQuery *query, gint64 first_batch, const char *expected)
{
  g_autofree char *actual = rows_text (query, first_batch);

  g_assert_cmpstr (actual, ==, expected);
}

/* Update mode, by the table of the programming guide with no-data batches between: spark-semantics 4.6. */
static void
test_update (Fixture *fixture, gconstpointer data)
{
  guint n_workers = GPOINTER_TO_UINT (data);
  SluiceQueryOptions options = { .n_workers = n_workers };
  g_autoptr (SluiceQuery) query = NULL;
  g_autoptr (SluiceProgress) progress = NULL;
  g_autoptr (GError) error = NULL;
  gint64 next = 0;

  query = sluice_query_new (load_words (fixture, "memory", "", "memory", "update", ""), &options);
  sluice_query_start (query);

  add_words (query, "12:07 dog", "12:08 owl", NULL);
  g_assert_true (sluice_query_process_all_available (query, &error));
  g_assert_no_error (error);
  assert_rows (query, next, "'12:00'/'dog'/1 '12:00'/'owl'/1 '12:05'/'dog'/1 '12:05'/'owl'/1");

  next = newest_batch (query) + 1;
  add_words (query, "12:14 dog", NULL);
  g_assert_true (sluice_query_process_all_available (query, &error));
  assert_rows (query, next, "'12:05'/'dog'/2 '12:10'/'dog'/1");
  g_assert_cmpint (watermark_of (query), ==, G_GINT64_CONSTANT (1704110640000));

  next = newest_batch (query) + 1;
  add_words (query, "12:09 cat", "12:15 cat", "12:08 dog", "12:13 owl", "12:21 owl", NULL);
  g_assert_true (sluice_query_process_all_available (query, &error));
  assert_rows (query, next,
               "'12:00'/'cat'/1 '12:00'/'dog'/2 '12:05'/'cat'/1 '12:05'/'dog'/3 '12:05'/'owl'/2 "
               "'12:10'/'cat'/1 '12:10'/'owl'/1 '12:15'/'cat'/1 '12:15'/'owl'/1 '12:20'/'owl'/1");

  /* 12:11 now: the donkey of 12:04 is late for both its windows. */
  next = newest_batch (query) + 1;
  add_words (query, "12:04 donkey", "12:17 owl", NULL);
  g_assert_true (sluice_query_process_all_available (query, &error));
  assert_rows (query, next, "'12:10'/'owl'/2 '12:15'/'owl'/2");
  progress = sluice_query_get_last_progress (query);
  g_assert_cmpuint (progress->n_state_operators, ==, 1);
  g_assert_cmpstr (progress->state_operators[0].operator_name, ==, "stateStoreSave");
  g_assert_cmpint (progress->state_operators[0].num_rows_total, ==, 9);
  g_assert_cmpint (progress->state_operators[0].num_rows_dropped_by_watermark, ==, 2);
}

/* A source of words that outlives the queries which read it. */
static SluiceSource *
keep_words (SluiceQueryPlan *plan, GHashTable *kept)
{
  g_autoptr (SluiceClock) clock = sluice_clock_new_real ();
  g_autoptr (GError) error = NULL;
  SluiceSourceParameters parameters = { plan->plan, NULL, plan->settings, clock };
  SluiceSource *source;

  while (parameters.plan->n_inputs > 0)
    parameters.plan = parameters.plan->inputs[0];
  source = sluice_source_new (&parameters, &error);
  g_assert_no_error (error);
  g_hash_table_insert (kept, (gpointer) "words", source);

  return source;
}

static void
test_append_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceSource) source = NULL;
  SluiceQueryOptions options = { .n_workers = 2, .memory_sources = kept };
  SluiceQueryPlan *plan
    = load_words (fixture, "memory", "", "memory", "append",
                  ",\"options\":{\"checkpointLocation\":\"checkpoint\"}");

  source = keep_words (plan, kept);
  {
    g_autoptr (SluiceQuery) query = sluice_query_new (plan, &options);

    sluice_query_start (query);
    add_words (query, "12:07 dog", "12:08 owl", NULL);
    add_words (query, "12:14 dog", NULL);
    g_assert_true (sluice_query_process_all_available (query, &error));
    g_assert_no_error (error);
    assert_rows (query, 0, "");
    sluice_query_stop (query, FALSE);
    g_assert_true (sluice_query_wait (query, -1, &error));
  }
  {
    g_autoptr (SluiceQuery) query = sluice_query_new (plan, &options);

    sluice_query_start (query);
    add_words (query, "12:30 cat", NULL);
    g_assert_true (sluice_query_process_all_available (query, &error));
    g_assert_no_error (error);
    /* The watermark is 12:20: what was counted before the restart comes out now, once. */
    assert_rows (query, 0,
                 "'12:00'/'dog'/1 '12:00'/'owl'/1 '12:05'/'dog'/2 '12:05'/'owl'/1 '12:10'/'dog'/1");
  }
}

/* What the number of partitions was when the checkpoint began is what it stays, whatever the session says:
 * the counts of before the restart are found again, and written in the same partitions. */
static void
test_partitions_changed (Fixture *fixture, gconstpointer data)
{
  static const char *const numbers[] = { "8", "5", "3" };
  static const char *const expected[]
    = { "'12:00'/'dog'/1 '12:05'/'dog'/1", "'12:00'/'dog'/2 '12:05'/'dog'/2", "'12:00'/'dog'/3 '12:05'/'dog'/3" };
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SluiceSource) source = NULL;
  SluiceQueryOptions options = { .n_workers = 2, .memory_sources = kept };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *words = g_strdup_printf (WORDS, "memory", "", "memory", "update",
                                                ",\"options\":{\"checkpointLocation\":\"checkpoint\"}");
      g_autofree char *text
        = g_strdup_printf ("{\"settings\":{\"spark.sql.shuffle.partitions\":\"%s\"},%s", numbers[i],
                           words + 1);
      g_autofree char *offsets = g_strdup_printf ("%s/checkpoint/offsets/%u", fixture->directory, i);
      g_autofree char *logged = NULL;
      g_autoptr (SluiceQuery) query = NULL;
      g_autoptr (SluiceProgress) progress = NULL;
      g_autoptr (GError) error = NULL;
      SluiceQueryPlan *plan = load (fixture, text);

      if (source == NULL)
        source = keep_words (plan, kept);
      if (i > 0)
        g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*spark.sql.shuffle.partitions = 8*");
      query = sluice_query_new (plan, &options);
      sluice_query_start (query);
      add_words (query, "12:07 dog", NULL);
      g_assert_true (sluice_query_process_all_available (query, &error));
      g_assert_no_error (error);
      g_test_assert_expected_messages ();
      assert_rows (query, i, expected[i]);

      progress = sluice_query_get_last_progress (query);
      g_assert_cmpint (progress->state_operators[0].num_shuffle_partitions, ==, 8);
      sluice_query_stop (query, FALSE);
      g_assert_true (sluice_query_wait (query, -1, &error));
      g_assert_true (g_file_get_contents (offsets, &logged, NULL, NULL));
      g_assert_nonnull (strstr (logged, "\"spark.sql.shuffle.partitions\":\"8\""));
    }
}

static void
test_step (Fixture *fixture, gconstpointer data)
{
  SluiceQueryOptions options = { .n_workers = 1, .start_paused = TRUE };
  g_autoptr (SluiceQuery) query
    = sluice_query_new (load_words (fixture, "memory", "", "memory", "update", ""), &options);

  sluice_query_start (query);
  while (sluice_query_get_state (query) != SLUICE_QUERY_PAUSED)
    g_usleep (1000);
  add_words (query, "12:07 dog", NULL);
  g_usleep (50000);
  g_assert_cmpint (newest_batch (query), ==, -1);

  for (gint64 expected = 0; expected < 2; expected++)
    {
      sluice_query_step (query);
      while (newest_batch (query) < expected)
        g_usleep (1000);
      g_usleep (30000);
      g_assert_cmpint (newest_batch (query), ==, expected);
      g_assert_cmpint (sluice_query_get_state (query), ==, SLUICE_QUERY_PAUSED);
    }
}

/* Asks again and again, at whatever moment the query's thread is between looking for data and waiting for more: on a
 * clock that nobody moves, one that it misses is never answered. */
static void
test_asked_while_idle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SluiceClock) clock = sluice_clock_new_manual (G_GINT64_CONSTANT (1704110400000000));
  SluiceQueryOptions options = { .n_workers = 1, .clock = clock };
  g_autoptr (SluiceQuery) query
    = sluice_query_new (load_words (fixture, "memory", "", "memory", "update", ""), &options);
  g_autoptr (GError) error = NULL;

  sluice_query_start (query);
  for (guint i = 0; i < 5000; i++)
    {
      for (guint spin = 0; spin < i % 256 * 8; spin++)
        g_atomic_int_get (&(int){ 0 });
      g_assert_true (sluice_query_process_all_available (query, &error));
    }
  g_assert_cmpint (newest_batch (query), ==, -1);
}

/* Files. */

static void
put_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename (fixture->directory, "in", NULL);
  g_autofree char *hidden = g_strdup_printf ("%s/.%s", folder, name);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (sluice_file_make_directory (folder, NULL));
  g_assert_true (g_file_set_contents (hidden, text, -1, NULL));
  g_assert_cmpint (rename (hidden, path), ==, 0);
}

/* All rows that another program sees in the output, sorted: every part file, manifest or not. */
static char *
output_text (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->directory, "out", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) split = NULL;

      if (!g_str_has_prefix (name, "part-"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      split = g_strsplit (text, "\n", -1);
      for (guint i = 0; split[i] != NULL; i++)
        if (split[i][0] != '\0')
          g_ptr_array_add (lines, g_strdup (split[i]));
    }
  g_ptr_array_sort (lines, compare_strings);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

#define FILE_OPTIONS ",\"options\":{\"path\":\"in\",\"maxFilesPerTrigger\":1}"
#define OUT_OPTIONS ",\"options\":{\"path\":\"out\",\"checkpointLocation\":\"checkpoint\"}"

static const char *const inputs[] = {
  "{\"word\":\"dog\",\"ts\":\"2024-01-01T12:07:00Z\"}\n{\"word\":\"owl\",\"ts\":\"2024-01-01T12:08:00Z\"}\n",
  "{\"word\":\"dog\",\"ts\":\"2024-01-01T12:14:00Z\"}\n",
  "{\"word\":\"cat\",\"ts\":\"2024-01-01T12:30:00Z\"}\n",
  "{\"word\":\"cat\",\"ts\":\"2024-01-01T12:50:00Z\"}\n",
};

static const char expected_output[] = "{\"w\":\"12:00\",\"word\":\"dog\",\"n\":1}\n"
                                      "{\"w\":\"12:00\",\"word\":\"owl\",\"n\":1}\n"
                                      "{\"w\":\"12:05\",\"word\":\"dog\",\"n\":2}\n"
                                      "{\"w\":\"12:05\",\"word\":\"owl\",\"n\":1}\n"
                                      "{\"w\":\"12:10\",\"word\":\"dog\",\"n\":1}\n"
                                      "{\"w\":\"12:25\",\"word\":\"cat\",\"n\":1}\n"
                                      "{\"w\":\"12:30\",\"word\":\"cat\",\"n\":1}";

static gboolean
run_available (Fixture *fixture, GError **error)
{
  SluiceQueryOptions options
    = { .n_workers = 2, .override_trigger = TRUE, .trigger = SLUICE_TRIGGER_AVAILABLE_NOW };
  g_autoptr (SluiceQuery) query = sluice_query_new (fixture->plan, &options);

  sluice_query_start (query);

  return sluice_query_wait (query, -1, error);
}

static void
put_inputs (Fixture *fixture, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.json", i);

      put_file (fixture, name, inputs[i]);
    }
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  load_words (fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
  put_inputs (fixture, 0, 2);
  g_assert_true (run_available (fixture, &error));
  g_assert_no_error (error);
  put_inputs (fixture, 2, 4);
  g_assert_true (run_available (fixture, &error));
  g_assert_no_error (error);
  g_assert_true (run_available (fixture, &error));

  output = output_text (fixture);
  g_assert_cmpstr (output, ==, expected_output);
}

/* Stops the process at the n-th operation on files, for every n: whatever was on disk then, the next run
 * ends with the same output as one that nothing disturbed. */
static guint operations_left;
static const SluiceFileOps *real_ops;
static SluiceFileOps crashing_ops;

static void
count_down (void)
{
  if (operations_left > 0 && --operations_left == 0)
    _exit (42);
}

static int
crashing_open (const char *path, int flags, int mode)
{
  count_down ();

  return real_ops->open (path, flags, mode);
}

static gssize
crashing_write (int fd, gconstpointer data, gsize length)
{
  if (operations_left == 1)
    {
      /* The last write gets only half as far. */
      G_GNUC_UNUSED gssize half = real_ops->write (fd, data, length / 2);
    }
  count_down ();

  return real_ops->write (fd, data, length);
}

static int
crashing_rename (const char *from, const char *to, gboolean replace)
{
  count_down ();

  return real_ops->rename (from, to, replace);
}

static int
crashing_link (const char *from, const char *to)
{
  count_down ();

  return real_ops->link (from, to);
}

static int
crashing_unlink (const char *path)
{
  count_down ();

  return real_ops->unlink (path);
}

static int
crashing_fsync (int fd)
{
  count_down ();

  return real_ops->fsync (fd);
}

static void
test_crash_child (void)
{
  Fixture fixture = { (char *) g_getenv ("SLUICE_TEST_DIRECTORY"), NULL };

  operations_left = atoi (g_getenv ("SLUICE_TEST_OPERATIONS"));
  real_ops = sluice_file_ops ();
  crashing_ops = *real_ops;
  crashing_ops.open = crashing_open;
  crashing_ops.write = crashing_write;
  crashing_ops.rename = crashing_rename;
  crashing_ops.link = crashing_link;
  crashing_ops.unlink = crashing_unlink;
  crashing_ops.fsync = crashing_fsync;
  load_words (&fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
  sluice_file_ops_set (&crashing_ops);
  if (!run_available (&fixture, NULL))
    _exit (1);
  _exit (operations_left > 0 ? 0 : 42);
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  guint n = 1;

  for (;; n++)
    {
      g_autofree char *count = g_strdup_printf ("%u", n);
      g_autofree char *output = NULL;
      g_autoptr (GError) error = NULL;
      gboolean finished;

      sluice_file_remove_tree (fixture->directory);
      g_assert_true (sluice_file_make_directory (fixture->directory, NULL));
      put_inputs (fixture, 0, 4);

      g_setenv ("SLUICE_TEST_DIRECTORY", fixture->directory, TRUE);
      g_setenv ("SLUICE_TEST_OPERATIONS", count, TRUE);
      g_test_trap_subprocess ("/query/subprocess/crash", 0, G_TEST_SUBPROCESS_DEFAULT);
      finished = g_test_trap_has_passed ();

      load_words (fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
      if (!run_available (fixture, &error))
        g_error ("after a stop at operation %u: %s", n, error->message);
      output = output_text (fixture);
      if (strcmp (output, expected_output) != 0)
        g_error ("after a stop at operation %u the output is\n%s", n, output);
      if (finished)
        break;
    }
  g_test_message ("%u places to stop at", n - 1);
  g_assert_cmpuint (n, >, 60);
}

/* A full disk: the query waits and loses nothing. */
static gint full;

static gssize
full_write (int fd, gconstpointer data, gsize length)
{
  if (g_atomic_int_get (&full) > 0 && g_atomic_int_dec_and_test (&full))
    g_atomic_int_set (&full, 0);
  else if (g_atomic_int_get (&full) > 0)
    {
      errno = ENOSPC;
      return -1;
    }

  return real_ops->write (fd, data, length);
}

static void
state_changed_cb (SluiceQuery *query, SluiceQueryState state, const char *message, gpointer user_data)
{
  if (state == SLUICE_QUERY_BLOCKED)
    {
      g_atomic_int_inc ((gint *) user_data);
      sluice_file_ops_set (NULL);
    }
}

static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  SluiceFileOps ops = *sluice_file_ops ();
  gint n_blocked = 0;
  SluiceQueryOptions options
    = { .n_workers = 2,
        .override_trigger = TRUE,
        .trigger = SLUICE_TRIGGER_AVAILABLE_NOW,
        .listener = { .state_changed = state_changed_cb, .user_data = &n_blocked } };
  g_autoptr (SluiceQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  real_ops = sluice_file_ops ();
  ops.write = full_write;
  load_words (fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
  put_inputs (fixture, 0, 4);
  query = sluice_query_new (fixture->plan, &options);
  g_atomic_int_set (&full, 1000000);
  sluice_file_ops_set (&ops);
  sluice_query_start (query);
  g_assert_true (sluice_query_wait (query, -1, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_blocked, ==, 1);
  output = output_text (fixture);
  g_assert_cmpstr (output, ==, expected_output);
}

static void
assert_fails (Fixture *fixture, const char *condition, const char *words, const char *node)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (run_available (fixture, &error));
  g_assert_nonnull (error);
  if (condition != NULL)
    g_assert_cmpstr (sluice_error_condition (error), ==, condition);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” is not in “%s”", words, error->message);
  if (node != NULL)
    g_assert_cmpstr (sluice_error_info (error)->node, ==, node);
}

static void
test_bad_input (Fixture *fixture, gconstpointer data)
{
  load_words (fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
  assert_fails (fixture, "PATH_NOT_FOUND", "does not exist", "words");

  load_words (fixture, "json", ",\"options\":{\"path\":\"in\",\"mode\":\"FAILFAST\"}", "json", "append",
              OUT_OPTIONS);
  put_file (fixture, "0.json", "{\"word\":\"dog\",\"ts\":\"2024-01-01T12:07:00Z\"}\nnot json\n");
  assert_fails (fixture, NULL, "", "words");
}

static void
test_checkpoint_in_use (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "checkpoint", NULL);
  g_autofree char *lock = g_build_filename (path, ".sluice.lock", NULL);
  int fd;

  load_words (fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
  put_inputs (fixture, 0, 1);
  g_assert_true (sluice_file_make_directory (path, NULL));
  fd = open (lock, O_RDWR | O_CREAT, 0644);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  assert_fails (fixture, NULL, "in use", "out");
  close (fd);
}

static void
test_foreign_output (Fixture *fixture, gconstpointer data)
{
  g_autofree char *checkpoint = g_build_filename (fixture->directory, "checkpoint", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  load_words (fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
  put_inputs (fixture, 0, 4);
  g_assert_true (run_available (fixture, NULL));
  before = output_text (fixture);
  sluice_file_remove_tree (checkpoint);
  assert_fails (fixture, NULL, "another checkpoint", "out");
  after = output_text (fixture);
  g_assert_cmpstr (before, ==, after);
}

/* A log of somebody else's may be nested deeper than any stack, or have something else where a number or a text belongs. */
static void
test_damaged_logs (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *file;
    const char *text; /* %NULL for what is nested too deep */
    const char *message;
    const char *node;
  } cases[] = {
    { "checkpoint/offsets/1", NULL, "is not the JSON object", "out" },
    { "checkpoint/sources/0/0", NULL, "broken line", "words" },
    { "checkpoint/metadata", NULL, "holds no query id", "out" },
    { "checkpoint/metadata", "{\"id\":[]}", "holds no query id", "out" },
    { "checkpoint/sources/0/0", "v1\n{\"path\":{},\"timestamp\":0,\"batchId\":0}", "names no file", "words" },
    { "checkpoint/sources/0/0", "v1\n{\"path\":\"file:///a\",\"timestamp\":[],\"batchId\":0}", "no time", "words" },
    { "checkpoint/commits/1", "v1\n{\"nextBatchWatermarkMs\":{}}", "no whole number", NULL },
  };
  g_autoptr (GString) deep = g_string_new ("v1\n");

  load_words (fixture, "json", FILE_OPTIONS, "json", "append", OUT_OPTIONS);
  put_inputs (fixture, 0, 1);
  g_assert_true (run_available (fixture, NULL));
  for (guint i = 0; i < 200000; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (fixture->directory, cases[i].file, NULL);
      g_autofree char *before = NULL;

      g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
      g_assert_true (g_file_set_contents (path, cases[i].text != NULL ? cases[i].text : deep->str, -1, NULL));
      assert_fails (fixture, NULL, cases[i].message, cases[i].node);
      g_assert_true (g_file_set_contents (path, before, -1, NULL));
    }
}

/* What the keys of a join imply is a filter near the sources, which belongs to the join: its rows aren't the join's. */
#define JOINED                                                                                    \
  "{\"sluice\":1,\"nodes\":{"                                                                     \
  "\"words\":{\"op\":\"readStream\",\"format\":\"memory\",\"schema\":\"word STRING, ts TIMESTAMP\"},"     \
  "\"loud\":{\"op\":\"select\",\"input\":\"words\",\"columns\":[\"upper(word) AS word\"]},"             \
  "\"known\":{\"op\":\"read\",\"format\":\"memory\",\"schema\":\"word STRING, legs INT\","             \
  "\"rows\":[{\"word\":\"DOG\",\"legs\":4}]},"                                                    \
  "\"joined\":{\"op\":\"join\",\"left\":\"loud\",\"right\":\"known\",\"using\":[\"word\"]},"            \
  "\"out\":{\"op\":\"writeStream\",\"input\":\"joined\",\"format\":\"memory\"}}}"

static void
test_wires (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SluiceRecorder) recorder = sluice_recorder_new (10, 1 << 20);
  SluiceQueryOptions options = { .n_workers = 2, .recorder = recorder };
  g_autoptr (SluiceQuery) query = sluice_query_new (load (fixture, JOINED), &options);
  g_autoptr (SluiceBatchRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  sluice_query_start (query);
  add_words (query, "12:07 dog", "12:08 owl", "12:09 cat", NULL);
  g_assert_true (sluice_query_process_all_available (query, &error));
  g_assert_no_error (error);
  record = sluice_recorder_get (recorder, -1);
  g_assert_nonnull (record);
  g_assert_cmpint (sluice_batch_record_wire (record, "loud")->n_rows, ==, 3);
  g_assert_cmpint (sluice_batch_record_wire (record, "joined")->n_rows, ==, 1);
}

#define FILTERED                                                                                  \
  "{\"sluice\":1,\"nodes\":{"                                                                     \
  "\"words\":{\"op\":\"readStream\",\"format\":\"memory\",\"schema\":\"word STRING, ts TIMESTAMP\"},"   \
  "\"known\":{\"op\":\"read\",\"format\":\"memory\",\"schema\":\"word STRING, legs INT\","          \
  "\"rows\":[{\"word\":\"dog\",\"legs\":4},{\"word\":\"owl\",\"legs\":2}]},"                      \
  "\"joined\":{\"op\":\"join\",\"left\":\"words\",\"right\":\"known\",\"using\":[\"word\"]},"           \
  "\"early\":{\"op\":\"filter\",\"input\":\"joined\",\"condition\":\"%s\"},"                          \
  "\"dogs\":{\"op\":\"filter\",\"input\":\"early\",\"condition\":\"%s\"},"                            \
  "\"out\":{\"op\":\"writeStream\",\"input\":\"dogs\",\"format\":\"memory\"}}}"

/* Rows of a wire after three words, of which two are known; -1 when nothing goes over it as it is drawn. */
static gint64
wire_rows (const SluiceBatchRecord *record, const char *node_id)
{
  const SluiceWireRecord *wire = sluice_batch_record_wire (record, node_id);

  return wire != NULL ? wire->n_rows : -1;
}

static void
check_wires (const char *early, const char *dogs, gint64 n_joined, gint64 n_early)
{
  Fixture fixture = { NULL };
  g_autofree char *text = g_strdup_printf (FILTERED, early, dogs);
  g_autoptr (SluiceRecorder) recorder = sluice_recorder_new (10, 1 << 20);
  SluiceQueryOptions options = { .n_workers = 2, .recorder = recorder };
  g_autoptr (SluiceQuery) query = NULL;
  g_autoptr (SluiceBatchRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  query = sluice_query_new (load (&fixture, text), &options);
  sluice_query_start (query);
  add_words (query, "12:07 dog", "12:08 owl", "12:09 cat", NULL);
  g_assert_true (sluice_query_process_all_available (query, &error));
  g_assert_no_error (error);
  record = sluice_recorder_get (recorder, -1);
  g_assert_cmpint (wire_rows (record, "words"), ==, 3);
  g_assert_cmpint (wire_rows (record, "joined"), ==, n_joined);
  g_assert_cmpint (wire_rows (record, "early"), ==, n_early);
  g_assert_cmpint (wire_rows (record, "dogs"), ==, 1);
  g_clear_pointer (&query, sluice_query_free);
  tear_down (&fixture, NULL);
}

/* A filter that the optimizer moves below the join: its wire has what the join gives then, and wires between its two
 * places, over which rows go that it would remove only later, have no number rather than a wrong one. Below nodes that
 * keep rows, as the columns that `using` leaves are chosen here, the number is known nevertheless. */
static void
test_wires_of_moved_filters (void)
{
  check_wires ("length(word) > 2", "word = 'dog'", -1, -1);
  check_wires ("length(word) >= legs - 1", "word = 'dog'", -1, -1);
  check_wires ("length(word) > legs - 2", "length(word) < legs", 2, -1);
}

#define FORKED                                                                                    \
  "{\"sluice\":1,\"nodes\":{"                                                                     \
  "\"words\":{\"op\":\"readStream\",\"format\":\"memory\",\"schema\":\"word STRING, ts TIMESTAMP\"},"   \
  "\"loud\":{\"op\":\"select\",\"input\":\"words\",\"columns\":[\"upper(word) AS word\"]},"             \
  "\"dogs\":{\"op\":\"filter\",\"input\":\"loud\",\"condition\":\"word = 'DOG'\"},"                     \
  "\"both\":{\"op\":\"union\",\"inputs\":[\"dogs\",\"loud\"]},"                                       \
  "\"out\":{\"op\":\"writeStream\",\"input\":\"both\",\"format\":\"memory\"}}}"

/* A node in two branches gives its rows to both, but they are counted once. */
static void
test_wires_of_forks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SluiceRecorder) recorder = sluice_recorder_new (10, 1 << 20);
  SluiceQueryOptions options = { .n_workers = 2, .recorder = recorder };
  g_autoptr (SluiceQuery) query = sluice_query_new (load (fixture, FORKED), &options);
  g_autoptr (SluiceBatchRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  sluice_query_start (query);
  add_words (query, "12:07 dog", "12:08 owl", "12:09 cat", NULL);
  g_assert_true (sluice_query_process_all_available (query, &error));
  g_assert_no_error (error);
  record = sluice_recorder_get (recorder, -1);
  g_assert_cmpint (wire_rows (record, "words"), ==, 3);
  g_assert_cmpint (wire_rows (record, "loud"), ==, 3);
  g_assert_cmpuint (sluice_batch_record_wire (record, "loud")->n_sampled, ==, 3);
  g_assert_cmpint (wire_rows (record, "dogs"), ==, 1);
  g_assert_cmpint (wire_rows (record, "both"), ==, 4);
}

/* The state of a query without a checkpoint of its own can be looked at as long as its recorder lives, and no longer; and
 * only of batches that are still in the ring. */
static void
test_recorded_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SluiceRecorder) recorder = sluice_recorder_new (2, 1 << 20);
  SluiceQueryOptions options = { .n_workers = 2, .recorder = recorder };
  g_autofree char *text = g_strdup_printf (WORDS, "memory", "", "memory", "update", "");
  g_autoptr (SluiceQuery) query = sluice_query_new (load (fixture, text), &options);
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (SluiceStateReader) reader = NULL;
  g_autoptr (SluiceStateTable) table = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  gint64 oldest, newest;

  sluice_query_start (query);
  for (guint i = 0; i < 4; i++)
    {
      add_words (query, "12:07 dog", NULL);
      g_assert_true (sluice_query_process_all_available (query, &error));
      g_assert_no_error (error);
    }
  g_clear_pointer (&query, sluice_query_free);
  sluice_recorder_range (recorder, &oldest, &newest);
  g_assert_cmpint (newest - oldest, ==, 1);

  checkpoint = sluice_recorder_get_checkpoint (recorder);
  reader = sluice_state_reader_open (checkpoint, settings, &error);
  g_assert_no_error (error);
  table = sluice_state_reader_read (reader, newest, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_rows, ==, 2);

  g_clear_pointer (&recorder, sluice_recorder_unref);
  g_assert_false (g_file_test (checkpoint, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/query/update/1", Fixture, GUINT_TO_POINTER (1), set_up, test_update, tear_down);
  g_test_add ("/query/update/7", Fixture, GUINT_TO_POINTER (7), set_up, test_update, tear_down);
  g_test_add ("/query/append-restart", Fixture, NULL, set_up, test_append_restart, tear_down);
  g_test_add ("/query/partitions-changed", Fixture, NULL, set_up, test_partitions_changed, tear_down);
  g_test_add ("/query/step", Fixture, NULL, set_up, test_step, tear_down);
  g_test_add ("/query/asked-while-idle", Fixture, NULL, set_up, test_asked_while_idle, tear_down);
  g_test_add ("/query/files", Fixture, NULL, set_up, test_files, tear_down);
  g_test_add ("/query/crash", Fixture, NULL, set_up, test_crash, tear_down);
  g_test_add_func ("/query/subprocess/crash", test_crash_child);
  g_test_add ("/query/disk-full", Fixture, NULL, set_up, test_disk_full, tear_down);
  g_test_add ("/query/bad-input", Fixture, NULL, set_up, test_bad_input, tear_down);
  g_test_add ("/query/checkpoint-in-use", Fixture, NULL, set_up, test_checkpoint_in_use, tear_down);
  g_test_add ("/query/damaged-logs", Fixture, NULL, set_up, test_damaged_logs, tear_down);
  g_test_add ("/query/wires", Fixture, NULL, set_up, test_wires, tear_down);
  g_test_add ("/query/recorded-state", Fixture, NULL, set_up, test_recorded_state, tear_down);
  g_test_add ("/query/wires/forks", Fixture, NULL, set_up, test_wires_of_forks, tear_down);
  g_test_add_func ("/query/wires/moved-filters", test_wires_of_moved_filters);
  g_test_add ("/query/foreign-output", Fixture, NULL, set_up, test_foreign_output, tear_down);

  return g_test_run ();
}
