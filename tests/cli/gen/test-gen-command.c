/* test-gen-command.c: `sluice gen` as one types it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  int code;
  char *out;
  char *err;
} Result;

static void
result_clear (Result *result)
{
  g_free (result->out);
  g_free (result->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* Runs the tool in @folder; @arguments are separated by blanks. */
static Result
run (const char *folder,
     const char *arguments)
{
  g_autofree char *tool = g_test_build_filename (G_TEST_BUILT, "gen-tool", NULL);
  g_autofree char *command = g_strdup_printf ("'%s' %s", tool, arguments);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) argv = NULL;
  Result result = { 0, NULL, NULL };
  int status;

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, &error));
  g_spawn_sync (
    folder, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &result.out, &result.err, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  result.code = WEXITSTATUS (status);

  return result;
}

static char *
make_folder (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("sluice-gen-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* All files of a folder one after the other; there must be @n_files of them and nothing else. */
static char *
read_files (const char *folder,
            const char *pattern,
            guint       n_files)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GString) all = g_string_new (NULL);
  guint found = 0;

  while (g_dir_read_name (dir) != NULL)
    found++;
  g_assert_cmpuint (found, ==, n_files);

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *number = g_strdup_printf ("%05u", i);
      g_auto(GStrv) parts = g_strsplit (pattern, "*", 2);
      g_autofree char *name = g_strconcat (parts[0], number, parts[1], NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;

      g_file_get_contents (path, &text, NULL, &error);
      g_assert_no_error (error);
      g_string_append (all, text);
    }

  return g_string_free (g_steal_pointer (&all), FALSE);
}

static guint
count_lines (const char *text)
{
  guint lines = 0;

  for (; *text != '\0'; text++)
    lines += *text == '\n';
  return lines;
}

static void
test_files (void)
{
  static const char *const workloads[] = { "ysb", "nexmark", "disorder", "words" };
  g_autofree char *folder = make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *whole = g_strdup_printf ("%s --rows 1001", workloads[i]);
      g_autofree char *split =
        g_strdup_printf ("%s --rows=1001 --output a/%s --files 7", workloads[i], workloads[i]);
      g_autofree char *portions = g_strdup_printf (
        "%s --rows 1001 --output b/%s --rows-per-file 200 --prefix part", workloads[i], workloads[i]);
      g_autofree char *a = g_build_filename (folder, "a", workloads[i], NULL);
      g_autofree char *b = g_build_filename (folder, "b", workloads[i], NULL);
      g_autofree char *pattern = g_strconcat (workloads[i], "-*.json", NULL);
      g_auto(Result) expected = run (folder, whole);
      g_auto(Result) files = run (folder, split);
      g_auto(Result) parts = run (folder, portions);
      g_autofree char *text_a = NULL;
      g_autofree char *text_b = NULL;

      g_assert_cmpint (expected.code, ==, 0);
      g_assert_cmpint (files.code, ==, 0);
      g_assert_cmpint (parts.code, ==, 0);
      text_a = read_files (a, pattern, 7);
      text_b = read_files (b, "part-*.json", 6);
      g_assert_cmpuint (count_lines (expected.out), ==, 1001);
      g_assert_cmpstr (text_a, ==, expected.out);
      g_assert_cmpstr (text_b, ==, expected.out);
      g_assert_cmpstr (files.out, ==, "");
      g_assert_cmpstr (files.err, ==, "");
    }

  remove_folder (folder);
}

/* Nothing that is there is written over, and nothing half-written stays. */
static void
test_existing_file (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "words-00001.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *first = NULL;
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, "precious", -1, &error);
  g_assert_no_error (error);

  {
    g_auto(Result) result = run (folder, "words --rows 30 --output . --files 3");

    g_assert_cmpint (result.code, ==, 1);
    g_assert_nonnull (strstr (result.err, "words-00001.json' exists already"));
  }

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "precious");
  g_unlink (path);
  first = read_files (folder, "words-*.json", 1);
  g_assert_cmpuint (count_lines (first), ==, 10);

  remove_folder (folder);
}

static void
test_pace (void)
{
  g_autofree char *folder = make_folder ();
  gint64 before = g_get_monotonic_time ();
  g_auto(Result) result =
    run (folder, "words --files 4 --rows-per-file 5 --output out --files-per-second 20");
  gint64 elapsed = g_get_monotonic_time () - before;
  g_autofree char *out = g_build_filename (folder, "out", NULL);
  g_autofree char *text = NULL;

  g_assert_cmpint (result.code, ==, 0);
  text = read_files (out, "words-*.json", 4);
  g_assert_cmpuint (count_lines (text), ==, 20);
  /* The first at once, three more each a twentieth of a second later. */
  g_assert_cmpint (elapsed, >=, 150000);

  remove_folder (folder);
}

static void
test_csv_and_table (void)
{
  g_autofree char *folder = make_folder ();
  g_auto(Result) rows =
    run (folder, "orders --rows 2 --format csv --header --table products.csv");
  g_auto(Result) ads = run (folder, "ysb --rows 0 --table ads.json");
  g_auto(Result) schema = run (folder, "nexmark --stream bid --schema");
  g_autofree char *products_path = g_build_filename (folder, "products.csv", NULL);
  g_autofree char *ads_path = g_build_filename (folder, "ads.json", NULL);
  g_autofree char *products = NULL;
  g_autofree char *ads_text = NULL;

  g_assert_cmpint (rows.code, ==, 0);
  g_assert_true (g_str_has_prefix (
    rows.out, "order_id,ts,customer_id,product_id,quantity\n100000,2024-01-01T00:00:00.000Z,"));
  g_assert_cmpuint (count_lines (rows.out), ==, 3);

  g_assert_true (g_file_get_contents (products_path, &products, NULL, NULL));
  g_assert_true (
    g_str_has_prefix (products, "product_id,name,category,price\n1,kettle,kitchen,34.90\n"));

  g_assert_cmpint (ads.code, ==, 0);
  g_assert_cmpstr (ads.out, ==, "");
  g_assert_true (g_file_get_contents (ads_path, &ads_text, NULL, NULL));
  g_assert_cmpuint (count_lines (ads_text), ==, 1000);
  g_assert_true (g_str_has_prefix (ads_text, "{\"ad_id\": \""));

  g_assert_true (g_str_has_prefix (schema.out, "auction BIGINT, bidder BIGINT, price BIGINT"));

  remove_folder (folder);
}

/* Exit code 2, nothing on standard output, and a sentence that names the fault. */
static void
test_bad_usage (void)
{
  static const struct
  {
    const char *arguments;
    const char *message;
  } cases[] = {
    { "", "which workload?" },
    { "nexmarc", "there is no workload 'nexmarc'; there are ysb, nexmark," },
    { "ysb 100", "'100' is no option" },
    { "ysb --sede 1", "the workload ysb has no option --sede" },
    { "ysb --seed", "--seed needs a value" },
    { "ysb --rows ten", "--rows must be a whole number" },
    { "ysb --format xml", "--format must be json or csv, not 'xml'" },
    { "disorder --late 120", "--late must be a percentage from 0 to 100" },
    { "ysb --files 3", "--files needs --output DIR" },
    { "ysb --output o --rows 5 --files 2 --rows-per-file 3", "only two of" },
    { "ysb --output o --rows unlimited", "needs --rows-per-file" },
    { "ysb --output o --interval-ms 5 --files-per-second 2", "say the same" },
    { "ysb --output o --prefix a/b", "--prefix must be a file name" },
    { "ysb --output o --prefix .a", "--prefix must be a file name" },
    { "ysb --output ''", "--output must name a folder" },
    { "words --table t.json", "the workload words has no static table" },
    { "ysb --table ads.txt", "ends in .json or .csv" },
  };
  g_autofree char *folder = make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Result) result = run (folder, cases[i].arguments);

      g_test_message ("%s: %s", cases[i].arguments, result.err);
      g_assert_cmpint (result.code, ==, 2);
      g_assert_cmpstr (result.out, ==, "");
      g_assert_nonnull (strstr (result.err, cases[i].message));
    }

  /* No file was begun. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_unwritable (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, "", 0, &error);
  g_assert_no_error (error);

  {
    g_auto(Result) result = run (folder, "words --output file/below");

    g_assert_cmpint (result.code, ==, 1);
    g_assert_nonnull (strstr (result.err, "file/below"));
  }

  remove_folder (folder);
}

/* The help names every workload and every option. */
static void
test_help (void)
{
  g_auto(Result) help = run (NULL, "--help");
  g_auto(Result) disorder = run (NULL, "disorder --help");
  g_auto(Result) bare = run (NULL, "words -h");

  g_assert_cmpint (help.code, ==, 0);
  g_assert_cmpstr (help.err, ==, "");
  g_assert_nonnull (strstr (help.out, "Usage: sluice gen WORKLOAD"));
  g_assert_nonnull (strstr (help.out, "\n  sensors "));
  g_assert_cmpint (disorder.code, ==, 0);
  g_assert_nonnull (strstr (disorder.out, "--idle-partitions N"));
  g_assert_nonnull (strstr (disorder.out, "--files-per-second N"));
  g_assert_nonnull (strstr (disorder.out, "(default: 10 minutes)"));
  g_assert_cmpint (bare.code, ==, 0);
  for (const char *p = disorder.out; *p != '\0'; p++)
    g_assert_cmpint (*p, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gen/files", test_files);
  g_test_add_func ("/gen/existing-file", test_existing_file);
  g_test_add_func ("/gen/pace", test_pace);
  g_test_add_func ("/gen/csv-and-table", test_csv_and_table);
  g_test_add_func ("/gen/bad-usage", test_bad_usage);
  g_test_add_func ("/gen/unwritable", test_unwritable);
  g_test_add_func ("/gen/help", test_help);

  return g_test_run ();
}
