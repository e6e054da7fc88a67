/* test-file-source.c: replays what Spark's file source did with files that come, change and go.
 *
 * The scenarios lie in tests/conformance/filesource; the comment at the head of its README.md tells their
 * form. `-p /filesource/170` runs one.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/sluice-metadata-log.h"
#include "formats/sluice-writer.h"
#include "plan/sluice-analysis.h"
#include "stream/sluice-query.h"

#define TIMEOUT_US (20 * G_USEC_PER_SEC)

/* Scenarios in which Sluice does something else on purpose, or that are about something else. */
static const struct
{
  const char *scenario;
  const char *why;
} differences[] = {
  { "003", "files of one time come in the order of their names, not of the directory" },
  { "207", "files of one time come in the order of their names, not of the directory" },
  { "129", "directories that begin with a point are not entered in the middle of a pattern" },
  { "163", "rows don't remember in this version which file they came from" },
  { "192", "rows don't remember in this version which file they came from" },
  { "194", "rows don't remember in this version which file they came from" },
  { "200", "a schema that no text file has is refused before any file is logged" },
  { "212", "a file of the manifest that is gone is an error instead of rows that are silently lost" },
};

typedef struct
{
  JsonObject *scenario;
  char *root;
  SluiceQuery *query;
  GError *start_error;
  gboolean is_finite;   /* the trigger ends by itself */
  gint64 next_batch;    /* the first that no step has looked at */
  GMutex lock;
  GHashTable *rows;     /* numbers of batches to their rows as sorted text; under the lock */
  GString *report;      /* what differs */
} Run;

static void G_GNUC_PRINTF (2, 3)
differ (Run *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->report, format, args);
  va_end (args);
  g_string_append_c (self->report, '\n');
}

static JsonObject *
object_member (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
text_member (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static char *
replace (const char *text, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  return g_strjoinv (with, parts);
}

static char *
in_root (Run *self, const char *path)
{
  return g_build_filename (self->root, path, NULL);
}

/* Files appear whole, by renaming. */
static void
put_file (Run *self, JsonObject *put)
{
  g_autofree char *path = in_root (self, text_member (put, "path"));
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *aside = in_root (self, ".aside");
  g_autofree char *text = NULL;
  g_autofree guchar *bytes = NULL;
  gsize length;
  struct timespec times[2];
  gint64 ms;

  g_mkdir_with_parents (directory, 0777);
  if (text_member (put, "base64") != NULL)
    bytes = g_base64_decode (text_member (put, "base64"), &length);
  else
    {
      text = replace (text_member (put, "text"), "{ROOT}", self->root);
      length = strlen (text);
    }
  g_assert_true (g_file_set_contents (aside, bytes != NULL ? (char *) bytes : text, (gssize) length, NULL));
  if (json_object_has_member (put, "mtime"))
    {
      ms = json_object_get_int_member (put, "mtime");
      times[0].tv_sec = times[1].tv_sec = ms / 1000;
      times[0].tv_nsec = times[1].tv_nsec = ms % 1000 * 1000000;
      g_assert_cmpint (utimensat (AT_FDCWD, aside, times, 0), ==, 0);
    }
  g_assert_cmpint (g_rename (aside, path), ==, 0);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_tree (GPtrArray *out, const char *root, const char *below)
{
  g_autofree char *path = g_build_filename (root, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = below[0] != '\0' ? g_strdup_printf ("%s/%s", below, name) : g_strdup (name);
      g_autofree char *full = g_build_filename (root, child, NULL);

      n++;
      if (below[0] == '\0' && strcmp (name, "checkpoint") == 0)
        continue;
      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        add_tree (out, root, child);
      else
        g_ptr_array_add (out, g_steal_pointer (&child));
    }
  if (n == 0 && below[0] != '\0')
    g_ptr_array_add (out, g_strconcat (below, "/", NULL));
}

static char *
tree_text (Run *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  add_tree (names, self->root, "");
  g_ptr_array_sort (names, compare_strings);
  g_ptr_array_add (names, NULL);
  text = g_strjoinv ("\n", (char **) names->pdata);

  return replace (text, self->root, "{ROOT}");
}

static void
check_tree (Run *self, JsonObject *expect)
{
  JsonArray *tree = expect != NULL && json_object_has_member (expect, "tree")
                        ? json_object_get_array_member (expect, "tree")
                        : NULL;
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *got = NULL;

  if (tree == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (tree); i++)
    g_string_append_printf (wanted, "%s%s", i > 0 ? "\n" : "", json_array_get_string_element (tree, i));
  got = tree_text (self);
  if (strcmp (got, wanted->str) != 0)
    differ (self, "tree: wanted\n%s\ngot\n%s", wanted->str, got);
}

/* The document of a start, with its own options over the source's. */
static char *
make_document (Run *self, JsonObject *start)
{
  JsonObject *source = object_member (self->scenario, "source");
  JsonObject *layers[] = { object_member (source, "options"), object_member (start, "options") };
  const char *path = text_member (start, "path") != NULL ? text_member (start, "path")
                                                         : text_member (source, "path");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *checkpoint = in_root (self, "checkpoint");
  JsonNode *settings = json_object_get_member (self->scenario, "settings");
  JsonNode *select = json_object_get_member (self->scenario, "select");

  json_builder_begin_object (builder);
  json_builder_add_int_value (json_builder_set_member_name (builder, "sluice"), 1);
  if (settings != NULL)
    json_builder_add_value (json_builder_set_member_name (builder, "settings"), json_node_copy (settings));
  json_builder_begin_object (json_builder_set_member_name (builder, "nodes"));
  json_builder_begin_object (json_builder_set_member_name (builder, "in"));
  json_builder_add_string_value (json_builder_set_member_name (builder, "op"), "readStream");
  json_builder_add_string_value (json_builder_set_member_name (builder, "format"), text_member (source, "format"));
  if (text_member (source, "schema") != NULL)
    json_builder_add_string_value (json_builder_set_member_name (builder, "schema"),
                                   text_member (source, "schema"));
  json_builder_begin_object (json_builder_set_member_name (builder, "options"));
  if (path != NULL)
    {
      g_autofree char *replaced = replace (path, "{ROOT}", self->root);
      g_autofree char *full = g_path_is_absolute (replaced) ? g_strdup (replaced) : in_root (self, replaced);

      json_builder_add_string_value (json_builder_set_member_name (builder, "path"), full);
    }
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      if (layers[i] == NULL)
        continue;
      json_object_iter_init (&iter, layers[i]);
      while (json_object_iter_next (&iter, &name, &value))
        {
          g_autofree char *text = replace (json_node_get_string (value), "{ROOT}", self->root);

          json_builder_add_string_value (json_builder_set_member_name (builder, name), text);
        }
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  if (select != NULL)
    {
      json_builder_begin_object (json_builder_set_member_name (builder, "chosen"));
      json_builder_add_string_value (json_builder_set_member_name (builder, "op"), "select");
      json_builder_add_string_value (json_builder_set_member_name (builder, "input"), "in");
      json_builder_add_value (json_builder_set_member_name (builder, "columns"), json_node_copy (select));
      json_builder_end_object (builder);
    }
  json_builder_begin_object (json_builder_set_member_name (builder, "out"));
  json_builder_add_string_value (json_builder_set_member_name (builder, "op"), "writeStream");
  json_builder_add_string_value (json_builder_set_member_name (builder, "input"),
                                 select != NULL ? "chosen" : "in");
  json_builder_add_string_value (json_builder_set_member_name (builder, "format"), "memory");
  json_builder_add_string_value (json_builder_set_member_name (builder, "outputMode"), "append");
  json_builder_add_string_value (json_builder_set_member_name (builder, "queryName"), "q");
  if (object_member (start, "trigger") != NULL)
    json_builder_add_value (json_builder_set_member_name (builder, "trigger"),
                            json_node_copy (json_object_get_member (start, "trigger")));
  json_builder_begin_object (json_builder_set_member_name (builder, "options"));
  json_builder_add_string_value (json_builder_set_member_name (builder, "checkpointLocation"), checkpoint);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static void
stop (Run *self)
{
  if (self->query != NULL)
    sluice_query_stop (self->query, FALSE);
  g_clear_pointer (&self->query, sluice_query_free);
  g_clear_error (&self->start_error);
}

/* Whether two errors are the same, as far as Spark's has a name. */
static void
check_error (Run *self, JsonObject *wanted, const GError *got)
{
  const char *condition = wanted != NULL ? text_member (wanted, "condition") : NULL;

  if (wanted == NULL && got != NULL)
    differ (self, "unexpected error %s: %s", sluice_error_condition (got), got->message);
  else if (wanted != NULL && got == NULL)
    differ (self, "wanted the error %s, but it went well", condition);
  else if (condition != NULL && strchr (condition, '.') == NULL && strchr (condition, '_') != NULL
           && g_strcmp0 (condition, sluice_error_condition (got)) != 0)
    differ (self, "wanted the error %s, got %s: %s", condition, sluice_error_condition (got), got->message);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
join_sorted (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* As text that doesn't depend on how numbers are written. */
static char *
canonical (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return json_to_string (node, FALSE);
}

static char *
rows_of_batch (SluiceQuery *query, gint64 batch_id)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (GPtrArray) batches = sluice_query_get_memory (query, batch_id);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      SluiceBatch *batch = batches->pdata[i];

      for (guint32 row = 0; row < batch->n_rows; row++)
        {
          g_autoptr (GByteArray) out = g_byte_array_new ();

          sluice_json_append_row (batch, row, settings, FALSE, out);
          g_byte_array_append (out, (const guint8 *) "", 1);
          g_ptr_array_add (lines, canonical ((const char *) out->data));
        }
    }

  return join_sorted (lines);
}

/* The memory sink goes with its query, so rows are taken while it runs. */
static void
progress_cb (SluiceQuery *query, SluiceProgress *progress, gpointer user_data)
{
  Run *self = user_data;
  gint64 *id = g_memdup2 (&progress->batch_id, sizeof progress->batch_id);

  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->rows, id, rows_of_batch (query, progress->batch_id));
  g_mutex_unlock (&self->lock);
}

static void
start (Run *self, JsonObject *step)
{
  JsonObject *parameters = object_member (step, "start");
  g_autofree char *text = make_document (self, parameters);
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autoptr (SluiceQueryPlan) plan = NULL;
  SluiceQueryOptions options = { .n_workers = 2, .listener = { .progress = progress_cb, .user_data = self } };

  stop (self);
  self->is_finite = object_member (parameters, "trigger") != NULL;
  document = sluice_document_parse (text, (gssize) strlen (text), &self->start_error);
  g_assert_no_error (self->start_error);
  analysis = sluice_analysis_new (document, self->root, NULL);
  plan = sluice_analysis_get_query (analysis, "out", &self->start_error);
  if (plan == NULL)
    return;
  self->query = sluice_query_new (plan, &options);
  sluice_query_start (self->query);
}

static void
check_batches (Run *self, JsonObject *expect)
{
  JsonArray *batches = expect != NULL && json_object_has_member (expect, "batches")
                           ? json_object_get_array_member (expect, "batches")
                           : NULL;
  guint n = batches != NULL ? json_array_get_length (batches) : 0;
  g_autoptr (SluiceProgress) last = self->query != NULL ? sluice_query_get_last_progress (self->query) : NULL;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *batch = json_array_get_object_element (batches, i);
      gint64 id = json_object_get_int_member (batch, "batchId");
      JsonArray *rows = json_object_get_array_member (batch, "rows");
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *wanted = NULL;
      g_autofree char *got = NULL;

      for (guint j = 0; j < json_array_get_length (rows); j++)
        g_ptr_array_add (lines, json_to_string (json_array_get_element (rows, j), FALSE));
      wanted = join_sorted (lines);
      g_mutex_lock (&self->lock);
      got = g_strdup (g_hash_table_lookup (self->rows, &id));
      g_mutex_unlock (&self->lock);
      if (got == NULL)
        got = g_strdup ("(no such batch)");
      if (strcmp (wanted, got) != 0)
        {
          g_autofree char *shown = replace (got, self->root, "{ROOT}");

          if (strcmp (wanted, shown) != 0)
            differ (self, "batch %" G_GINT64_FORMAT ": wanted\n%s\ngot\n%s", id, wanted, shown);
        }
      self->next_batch = id + 1;
    }
  if (last != NULL && last->batch_id >= self->next_batch && last->num_input_rows > 0)
    {
      differ (self, "batch %" G_GINT64_FORMAT " ran beyond what Spark ran", last->batch_id);
      self->next_batch = last->batch_id + 1;
    }
}

static void
process (Run *self, JsonObject *expect)
{
  g_autoptr (GError) error = NULL;

  if (self->start_error != NULL)
    error = g_error_copy (self->start_error);
  else if (self->is_finite)
    sluice_query_wait (self->query, TIMEOUT_US, &error);
  else
    sluice_query_process_all_available (self->query, &error);
  check_error (self, object_member (expect, "error"), error);
  if (self->query != NULL)
    check_batches (self, expect);
  check_tree (self, expect);
}

static void
check_logs (Run *self)
{
  JsonObject *logs = object_member (self->scenario, "sourceLogs");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, logs);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *path = g_build_filename (self->root, "checkpoint", "sources", name, NULL);
      g_autofree char *wanted = replace (json_node_get_string (node), "{ROOT}", self->root);
      g_autofree char *got = NULL;

      if (strchr (name, '.') != NULL)
        continue;
      if (!g_file_get_contents (path, &got, NULL, NULL))
        differ (self, "sources/%s isn't there", name);
      else if (strcmp (got, wanted) != 0)
        differ (self, "sources/%s: wanted\n%s\ngot\n%s", name, wanted, got);
    }
}

static void
run_step (Run *self, JsonObject *step, gboolean *failed)
{
  JsonObject *expect = object_member (step, "expect");

  if (object_member (step, "put") != NULL)
    put_file (self, object_member (step, "put"));
  else if (text_member (step, "delete") != NULL)
    {
      g_autofree char *path = in_root (self, text_member (step, "delete"));

      g_unlink (path);
    }
  else if (text_member (step, "mkdir") != NULL)
    {
      g_autofree char *path = in_root (self, text_member (step, "mkdir"));

      g_mkdir_with_parents (path, 0777);
    }
  else if (json_object_has_member (step, "rename"))
    {
      JsonArray *names = json_object_get_array_member (step, "rename");
      g_autofree char *from = in_root (self, json_array_get_string_element (names, 0));
      g_autofree char *to = in_root (self, json_array_get_string_element (names, 1));

      g_rename (from, to);
    }
  else if (object_member (step, "start") != NULL)
    {
      start (self, step);
      *failed = FALSE;
      if (object_member (expect, "error") != NULL)
        {
          process (self, expect);
          *failed = TRUE;
        }
    }
  else if (json_object_has_member (step, "stop"))
    {
      stop (self);
      check_tree (self, expect);
    }
  else if (json_object_has_member (step, "process") && !*failed)
    {
      process (self, expect);
      *failed = object_member (expect, "error") != NULL;
    }
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static const char *
difference_of (const char *scenario)
{
  for (guint i = 0; i < G_N_ELEMENTS (differences); i++)
    if (strcmp (differences[i].scenario, scenario) == 0)
      return differences[i].why;

  return NULL;
}

static void
test_scenario (gconstpointer data)
{
  const char *path = data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *number = g_strndup (name, 3);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) report = g_string_new (NULL);
  Run self = { .report = report };
  JsonArray *steps;
  gboolean failed = FALSE;

  if (difference_of (number) != NULL)
    {
      g_test_skip (difference_of (number));
      return;
    }
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  self.scenario = json_node_get_object (json_parser_get_root (parser));
  if (json_object_has_member (self.scenario, "duringBatch") || json_object_has_member (self.scenario, "union"))
    {
      g_test_skip ("it is about what happens while a batch runs, or about unions");
      return;
    }
  g_mutex_init (&self.lock);
  self.rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self.root = g_dir_make_tmp ("sluice-test-XXXXXX", NULL);
  steps = json_object_get_array_member (self.scenario, "steps");
  for (guint i = 0; i < json_array_get_length (steps); i++)
    run_step (&self, json_array_get_object_element (steps, i), &failed);
  stop (&self);
  check_logs (&self);
  remove_tree (self.root);
  g_free (self.root);
  g_hash_table_unref (self.rows);
  g_mutex_clear (&self.lock);

  if (report->len > 0)
    {
      g_test_message ("%s:\n%s", name, report->str);
      g_test_fail ();
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_build_filename (SOURCE_ROOT, "tests", "conformance", "filesource", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_test_init (&argc, &argv, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_strings);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *base = g_path_get_basename (paths->pdata[i]);
      g_autofree char *test = g_strdup_printf ("/filesource/%.3s", base);

      g_test_add_data_func (test, paths->pdata[i], test_scenario);
    }

  return g_test_run ();
}
