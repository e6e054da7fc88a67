/* test-tables.c: holds the tables of what Spark answered against floors.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/sluice-test-runner.h"

/*
 * This speaks TAP: a table is well when at least as many of its cases pass as the file of floors says. A number there
 * may only rise. FOLDER is the folder of the tables below tests/conformance, TABLES the name of the file of floors.
 *
 * For people: --file=NAME, --filter=TEXT, --list-failures. `sluice test` runs single tables too.
 */

static char *option_file;
static char *option_filter;
static gboolean option_failures;

static const GOptionEntry options[] = {
  { "file", 0, 0, G_OPTION_ARG_STRING, &option_file, "Only the table of this name", "NAME" },
  { "filter", 0, 0, G_OPTION_ARG_STRING, &option_filter, "Only cases whose name contains this", "TEXT" },
  { "list-failures", 0, 0, G_OPTION_ARG_NONE, &option_failures, "Say what was wrong with each", NULL },
  { NULL },
};

typedef struct
{
  GPtrArray *cases;
  guint n[SLUICE_TEST_SKIPPED + 1];
} Table;

static void
done_cb (guint index, const SluiceTestResult *result, gpointer user_data)
{
  Table *table = user_data;
  const SluiceTestCase *test = g_ptr_array_index (table->cases, index);

  table->n[result->outcome]++;
  if (result->outcome == SLUICE_TEST_FAILED && option_failures)
    printf ("# %s:%u: %s\n#    %s\n", test->path, test->line, test->name,
            (const char *) g_ptr_array_index (result->report->differences, 0));
}

static GHashTable *
load_floors (void)
{
  GHashTable *floors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (SOURCE_ROOT "/tests/engine/" TABLES ".floor", &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);

      if (*lines[i] != '#' && g_strv_length (words) == 2)
        g_hash_table_insert (floors, g_strdup (words[0]), GUINT_TO_POINTER ((guint) atoi (words[1])));
    }

  return floors;
}

static gboolean
run_table (const char *name, guint floor, guint number)
{
  g_autofree char *path = g_strdup_printf ("%s/tests/conformance/" FOLDER "/%s.jsonl", SOURCE_ROOT, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cases = sluice_test_cases_load (path, &error);
  Table table = { cases, { 0 } };
  SluiceTestRunnerOptions runner = {
    .n_processes = g_get_num_processors (),
    .timeout_s = 20,
    .done = done_cb,
    .user_data = &table,
  };
  gboolean interrupted;
  gboolean fine;

  g_assert_no_error (error);
  for (guint i = cases->len; option_filter != NULL && i-- > 0;)
    if (strstr (((SluiceTestCase *) g_ptr_array_index (cases, i))->name, option_filter) == NULL)
      g_ptr_array_remove_index (cases, i);
  if (cases->len > 0)
    sluice_test_runner_run (cases, &runner, &interrupted, &error);
  g_assert_no_error (error);

  fine = option_filter != NULL || table.n[SLUICE_TEST_PASSED] >= floor;
  printf ("%sok %u - %s: %u of %u cases pass", fine ? "" : "not ", number, name, table.n[SLUICE_TEST_PASSED],
          cases->len - table.n[SLUICE_TEST_SKIPPED]);
  if (option_filter == NULL)
    printf (", the floor is %u", floor);
  printf ("\n");
  fflush (stdout);

  return fine;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) floors = load_floors ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (floors), (GCompareFunc) strcmp);
  gboolean fine = TRUE;
  guint n = 0;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  printf ("1..%u\n", g_list_length (names));
  fflush (stdout);
  for (GList *l = names; l != NULL; l = l->next)
    {
      n++;
      if (option_file != NULL && strcmp (option_file, l->data) != 0)
        printf ("ok %u - %s # SKIP\n", n, (const char *) l->data);
      else
        fine = run_table (l->data, GPOINTER_TO_UINT (g_hash_table_lookup (floors, l->data)), n) && fine;
    }

  return fine ? 0 : 1;
}
