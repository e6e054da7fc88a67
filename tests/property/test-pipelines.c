/* test-pipelines.c: random pipelines over disordered data give what the rules say, however the data is cut.
 *
 * A case is a seed: a pipeline, rows, batches, places where the query is stopped and started or a write to its checkpoint
 * fails, threads and partitions. Each
 * micro-batch is compared with a model that goes through the rows one by one, and what is like a query over tables with
 * that query. A case that differs is made smaller and written as a test document, which `sluice test` runs.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "property-document.h"
#include "property-generate.h"
#include "property-model.h"
#include "property-run.h"
#include "property-shrink.h"

/* Each point of the protocol is a hundred cases, so that one can see how far it is. */
#define CASES_OF_POINT 100

static gint64 first_seed = 1;
static gint64 count = 2000;
static gboolean document;
static char *output;

static const GOptionEntry entries[] = {
  { "seed", 's', 0, G_OPTION_ARG_INT64, &first_seed, "Begin with this case", "N" },
  { "count", 'n', 0, G_OPTION_ARG_INT64, &count, "How many cases; 0 goes on until one fails", "N" },
  { "document", 'd', 0, G_OPTION_ARG_NONE, &document, "Write a document of each case, whether it fails or not", NULL },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where documents go", "DIRECTORY" },
  G_OPTION_ENTRY_NULL,
};

static void
print_comment (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      printf ("# %s\n", lines[i]);
}

static void
write_case (PropCase *test)
{
  g_autoptr (GPtrArray) expected = prop_model_run (test);
  g_autofree char *text = prop_document_test (test, expected);
  g_autofree char *name = g_strdup_printf ("random-pipeline-%" G_GUINT64_FORMAT ".sluice-test", test->seed);
  g_autofree char *path = g_build_filename (output != NULL ? output : g_get_tmp_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    printf ("# %s\n", error->message);
  else
    {
      for (guint i = 0; i < test->steps->len; i++)
        if (((const PropStep *) test->steps->pdata[i])->broken_batch >= 0)
          printf ("# a write failed in batch %" G_GINT64_FORMAT ", which a document can't say: --seed shows it\n",
                  ((const PropStep *) test->steps->pdata[i])->broken_batch);
      printf ("# SLUICE_BATCH_ROWS=%u sluice test --threads %u --partitions %u %s\n", test->batch_rows,
              test->threads, test->partitions, path);
    }
}

static gboolean
check (PropEngine *engine, guint64 seed)
{
  PropCase *test = prop_generate (seed);
  g_autofree char *difference = prop_engine_check (engine, test);
  gboolean ok = difference == NULL;

  if (!ok)
    {
      g_autofree char *smaller = NULL;

      printf ("# seed %" G_GUINT64_FORMAT " differs; again with --seed %" G_GUINT64_FORMAT " --count 1\n", seed,
              seed);
      print_comment (difference);
      prop_shrink (engine, test);
      smaller = prop_engine_check (engine, test);
      printf ("# made smaller:\n");
      print_comment (smaller != NULL ? smaller : "it passes now: it depends on how threads come along");
    }
  if (!ok || document)
    write_case (test);
  fflush (stdout);
  prop_case_free (test);

  return ok;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- random pipelines");
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;
  PropEngine *engine;
  guint64 seed;
  guint64 n_failed = 0;
  guint point = 0;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }

  engine = prop_engine_new ();
  seed = (guint64) first_seed;
  for (gint64 done = 0; count == 0 ? n_failed == 0 : done < count;)
    {
      guint64 first = seed;
      guint64 failed = 0;

      for (guint i = 0; i < CASES_OF_POINT && (count == 0 || done < count); i++, done++)
        failed += !check (engine, seed++);
      n_failed += failed;
      printf ("%s %u seeds %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "\n", failed == 0 ? "ok" : "not ok", ++point,
              first, seed - 1);
      fflush (stdout);
    }
  description = prop_engine_describe (engine);
  printf ("# %s\n1..%u\n", description, point);
  prop_engine_free (engine);
  g_free (output);

  return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
