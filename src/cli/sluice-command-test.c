/* sluice-command-test.c: `sluice test`: runs test documents and tables of recorded answers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/sluice-file-ops.h"
#include "testing/sluice-test-runner.h"

#define DEFAULT_TIMEOUT_S 60
#define SPARK_SCRIPT "sluice-test-spark.py"
/* The protocol's directive for a test that may fail. */
#define EXPECTED_TO_FAIL " # TO" "DO "

typedef struct
{
  GPtrArray *cases;
  GHashTable *expected; /* the end of a case's path to why it differs; or NULL */
  gboolean record;
  guint n_passed;
  guint n_failed;
  guint n_skipped;
  guint n_expected;
  guint n_fixed; /* expected to differ, but they don't any more */
} Session;

/* Expected differences: each a row of a Markdown table, `path` in backquotes and the reason. */

static GHashTable *
load_expected (const char *path, GError **error)
{
  g_autoptr (GHashTable) expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "`", 3);
      const char *reason = g_strv_length (parts) == 3 ? strchr (parts[2], '|') : NULL;
      char *end;

      if (reason == NULL || strcmp (g_strstrip (parts[0]), "|") != 0)
        continue;
      end = strrchr (parts[2], '|');
      if (end > reason)
        *end = '\0';
      g_hash_table_insert (expected, g_strdup (parts[1]), g_strstrip (g_strdup (reason + 1)));
    }

  return g_steal_pointer (&expected);
}

/* A case is listed by the end of its path, so that the list doesn't depend on where the tests are, and one of
 * a table by its name besides, so that lines may be added. */
static const char *
find_reason (Session *session, const SluiceTestCase *test)
{
  for (const char *part = test->path; session->expected != NULL && part != NULL; part = strchr (part, '/'))
    {
      g_autofree char *key = NULL;
      const char *reason;

      part += *part == '/';
      key = test->line > 0 ? g_strdup_printf ("%s: %s", part, test->name) : g_strdup (part);
      reason = g_hash_table_lookup (session->expected, key);
      if (reason != NULL)
        return reason;
    }

  return NULL;
}

/* Output. */

static char *
describe (const SluiceTestCase *test)
{
  g_autoptr (GString) text = g_string_new (test->path);

  if (test->line > 0)
    g_string_append_printf (text, ":%u", test->line);
  if (test->name != NULL)
    g_string_append_printf (text, ": %s", test->name);
  /* In TAP this sign begins a directive. */
  g_string_replace (text, "#", "\\#", 0);
  g_string_replace (text, "\n", " ", 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
print_differences (const SluiceTestReport *report)
{
  for (guint i = 0; i < report->differences->len; i++)
    {
      g_autoptr (GString) line = g_string_new (g_ptr_array_index (report->differences, i));

      g_string_replace (line, "\n", "\n#     ", 0);
      g_print ("#   %s\n", line->str);
    }
  if (report->n > report->differences->len)
    g_print ("#   and %u more\n", report->n - report->differences->len);
}

static void
save_recorded (const SluiceTestCase *test, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (text, test->text) == 0)
    return;
  if (g_file_set_contents (test->path, text, -1, &error))
    g_print ("#   recorded\n");
  else
    sluice_command_print_error (test->path, error);
}

static void
done_cb (guint index, const SluiceTestResult *result, gpointer user_data)
{
  Session *session = user_data;
  const SluiceTestCase *test = g_ptr_array_index (session->cases, index);
  const char *reason = find_reason (session, test);
  g_autofree char *name = describe (test);

  switch (result->outcome)
    {
    case SLUICE_TEST_PASSED:
      session->n_passed++;
      g_print ("ok %u - %s\n", index + 1, name);
      if (reason != NULL)
        {
          session->n_fixed++;
          g_print ("#   it is listed as an expected difference (%s), and passes\n", reason);
        }
      break;
    case SLUICE_TEST_SKIPPED:
      session->n_skipped++;
      g_print ("ok %u - %s # SKIP %s\n", index + 1, name,
               (const char *) g_ptr_array_index (result->report->differences, 0));
      break;
    case SLUICE_TEST_FAILED:
    default:
      session->n_failed += reason == NULL;
      session->n_expected += reason != NULL;
      g_print ("not ok %u - %s%s%s\n", index + 1, name, reason != NULL ? EXPECTED_TO_FAIL : "",
               reason != NULL ? reason : "");
      print_differences (result->report);
      break;
    }
  if (session->record && result->recorded != NULL)
    save_recorded (test, result->recorded);
}

static void
print_count (const Session *session)
{
  g_print ("# %u passed, %u failed", session->n_passed, session->n_failed);
  if (session->n_skipped > 0)
    g_print (", %u skipped", session->n_skipped);
  if (session->n_expected > 0)
    g_print (", %u differ as expected", session->n_expected);
  if (session->n_fixed > 0)
    g_print (", %u of those expected to differ pass", session->n_fixed);
  g_print ("\n");
}

/* What to run. */

static gboolean
matches (const SluiceTestCase *test, const char *filter)
{
  return filter == NULL || strstr (test->path, filter) != NULL
         || (test->name != NULL && strstr (test->name, filter) != NULL);
}

static GPtrArray *
collect (char **paths, const char *filter)
{
  g_autoptr (GPtrArray) cases
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_test_case_free);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) found = sluice_test_cases_load (paths[i], &error);

      if (found == NULL)
        {
          sluice_command_print_error (NULL, error);
          return NULL;
        }
      g_ptr_array_set_free_func (found, NULL);
      for (guint j = 0; j < found->len; j++)
        {
          SluiceTestCase *test = g_ptr_array_index (found, j);

          if (matches (test, filter))
            g_ptr_array_add (cases, test);
          else
            sluice_test_case_free (test);
        }
    }
  if (cases->len == 0)
    {
      g_printerr ("sluice test: there is no test%s%s%s in what was given\n", filter != NULL ? " with “" : "",
                  filter != NULL ? filter : "", filter != NULL ? "”" : "");
      return NULL;
    }

  return g_steal_pointer (&cases);
}

/* On a real Spark the script does everything from here on; it prints the same lines. */
static int
run_on_spark (GPtrArray *cases, gboolean record)
{
  const char *const places[] = { SOURCE_ROOT "/data/" SPARK_SCRIPT, PKGDATADIR "/" SPARK_SCRIPT };
  const char *python = g_getenv ("PYSPARK_PYTHON");
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  const char *script = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places) && script == NULL; i++)
    if (g_file_test (places[i], G_FILE_TEST_EXISTS))
      script = places[i];
  if (script == NULL)
    {
      g_printerr ("sluice test: %s is missing: was it installed?\n", places[1]);
      return SLUICE_EXIT_FAILED;
    }

  if (python == NULL)
    python = "python3";
  g_ptr_array_add (arguments, (gpointer) python);
  g_ptr_array_add (arguments, (gpointer) script);
  if (record)
    g_ptr_array_add (arguments, (gpointer) "--record");
  for (guint i = 0; i < cases->len; i++)
    {
      const SluiceTestCase *test = g_ptr_array_index (cases, i);

      if (test->kind == SLUICE_TEST_DOCUMENT)
        g_ptr_array_add (arguments, test->path);
    }
  g_ptr_array_add (arguments, NULL);
  execvp (python, (char **) arguments->pdata);
  g_printerr ("sluice test: %s cannot be started: %s\n", python, g_strerror (errno));

  return SLUICE_EXIT_FAILED;
}

static gboolean
check_number (const char *option, int value, int most)
{
  if (value >= 0 && value <= most)
    return TRUE;
  g_printerr ("sluice test: %s takes a number from 1 to %d\n", option, most);

  return FALSE;
}

/* GLib takes `-j 4` but not `-j4`, which everybody types. */
static void
split_jobs (char **argv)
{
  for (guint i = 1; argv[i] != NULL; i++)
    if (g_str_has_prefix (argv[i], "-j") && g_ascii_isdigit (argv[i][2]))
      {
        g_autofree char *jobs = g_strconcat ("--jobs=", argv[i] + 2, NULL);

        argv[i] = (char *) g_intern_string (jobs);
      }
}

int
sluice_command_test (int argc, char **argv)
{
  g_autofree char *filter = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *on = NULL;
  int n_jobs = 0;
  int n_threads = 0;
  int n_partitions = 0;
  int timeout_s = DEFAULT_TIMEOUT_S;
  gboolean record = FALSE;
  const GOptionEntry entries[] = {
    { "filter", 'f', 0, G_OPTION_ARG_STRING, &filter, "Only tests whose path or name contains this", "TEXT" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &n_jobs, "Tests that run at once (default: processors)", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads, "Threads per query (default: processors)", "N" },
    { "partitions", 0, 0, G_OPTION_ARG_INT, &n_partitions,
      "Partitions of state per query, whatever the pipeline says", "N" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, "Seconds that a test may take (default: 60)", "N" },
    { "expected", 0, 0, G_OPTION_ARG_FILENAME, &expected, "Tests listed there may fail", "FILE" },
    { "record", 0, 0, G_OPTION_ARG_NONE, &record, "Write the checks anew from what happens", NULL },
    { "on", 0, 0, G_OPTION_ARG_STRING, &on, "Where to run the tests (default: here)", "spark" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) cases = NULL;
  g_autoptr (GError) error = NULL;
  Session session = { 0 };
  SluiceTestRunnerOptions options = { 0 };
  gboolean interrupted;

  split_jobs (argv);
  if (!sluice_command_parse (&argc, &argv, entries, "FILE|DIRECTORY…",
                             "Runs test documents (.sluice-test) and tables of recorded answers (.jsonl).",
                             "Results go to standard output in the Test Anything Protocol, with what "
                             "differs behind each test that fails.\nThey never depend on the number of "
                             "threads or partitions: --threads and --partitions are there to see that.\n"
                             "--on=spark runs test documents on a real Spark, with the python3 that can "
                             "import pyspark, or $PYSPARK_PYTHON.\n\nExit codes: 0 all passed, 1 a test "
                             "failed, 2 bad usage or a file that is no test, 3 stopped by a signal.",
                             1, -1)
      || !check_number ("--jobs", n_jobs, 1024) || !check_number ("--threads", n_threads, 256)
      || !check_number ("--partitions", n_partitions, 100000)
      || !check_number ("--timeout", timeout_s, 86400))
    return SLUICE_EXIT_USAGE;
  if (on != NULL && strcmp (on, "spark") != 0)
    {
      g_printerr ("sluice test: --on takes “spark”\n");
      return SLUICE_EXIT_USAGE;
    }
  if (expected != NULL)
    {
      session.expected = load_expected (expected, &error);
      if (session.expected == NULL)
        {
          sluice_command_print_error (NULL, error);
          return SLUICE_EXIT_USAGE;
        }
    }
  cases = collect (argv + 1, filter);
  if (cases == NULL)
    return SLUICE_EXIT_USAGE;
  if (on != NULL)
    return run_on_spark (cases, record);

  session.cases = cases;
  session.record = record;
  options.options.n_threads = n_threads;
  options.options.n_partitions = n_partitions;
  options.options.record = record;
  options.n_processes = n_jobs > 0 ? n_jobs : g_get_num_processors ();
  options.timeout_s = MAX (timeout_s, 1);
  options.done = done_cb;
  options.user_data = &session;

  g_print ("1..%u\n", cases->len);
  if (!sluice_test_runner_run (cases, &options, &interrupted, &error))
    {
      sluice_command_print_error (NULL, error);
      return SLUICE_EXIT_FAILED;
    }
  print_count (&session);
  g_clear_pointer (&session.expected, g_hash_table_unref);
  if (interrupted)
    return SLUICE_EXIT_SIGNAL;

  return session.n_failed > 0 || session.n_passed + session.n_skipped + session.n_expected < cases->len
           ? SLUICE_EXIT_FAILED
           : SLUICE_EXIT_OK;
}
