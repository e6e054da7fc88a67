/* bench-recorder.c: what it costs to watch a query, and to look back into what it did.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/sluice-file-ops.h"
#include "plan/sluice-analysis.h"
#include "stream/sluice-query.h"
#include "stream/sluice-state-reader.h"

#define N_ROWS 2000000
#define N_FILES 20
#define N_RUNS 5

#define N_KEYS 100000
#define N_BATCHES 500
#define N_CHANGED 500

#define RING_BATCHES 500
#define RING_BYTES ((gsize) 256 * 1024 * 1024)

/* A filter, a watermark and counts in windows, over JSON files: every tenth row is too late. */
#define WATCHED                                                                                   \
  "{\"sluice\":1,\"nodes\":{"                                                                     \
  "\"in\":{\"op\":\"readStream\",\"format\":\"json\",\"schema\":\"id BIGINT, kind STRING, ts TIMESTAMP\","  \
  "\"options\":{\"path\":\"%s\",\"maxFilesPerTrigger\":2}},"                                         \
  "\"views\":{\"op\":\"filter\",\"input\":\"in\",\"condition\":\"kind <> 'buy'\"},"                     \
  "\"recent\":{\"op\":\"withWatermark\",\"input\":\"views\",\"eventTime\":\"ts\",\"delay\":\"10 seconds\"}," \
  "\"counts\":{\"op\":\"groupBy\",\"input\":\"recent\","                                           \
  "\"keys\":[\"window(ts, '10 seconds') AS w\",\"id %% 100 AS id\"],\"aggregates\":[\"count(*) AS n\"]},"  \
  "\"out\":{\"op\":\"writeStream\",\"input\":\"counts\",\"format\":\"noop\",\"outputMode\":\"append\","   \
  "\"options\":{\"checkpointLocation\":\"%s\"}}}}"

/* A count for each of many keys, of which every micro-batch changes some. */
#define LOOKED_AT                                                                                 \
  "{\"sluice\":1,\"nodes\":{"                                                                     \
  "\"in\":{\"op\":\"readStream\",\"format\":\"json\",\"schema\":\"id BIGINT\","                         \
  "\"options\":{\"path\":\"%s\",\"maxFilesPerTrigger\":1}},"                                         \
  "\"counts\":{\"op\":\"groupBy\",\"input\":\"in\",\"keys\":[\"id\"],\"aggregates\":[\"count(*) AS n\"]},"   \
  "\"out\":{\"op\":\"writeStream\",\"input\":\"counts\",\"format\":\"noop\",\"outputMode\":\"update\","   \
  "\"options\":{\"checkpointLocation\":\"%s\"}}}}"

typedef enum
{
  UNWATCHED,
  IN_MEMORY,
  ON_DISK,
  N_WAYS,
} Way;

static double
processor_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
write_file (const char *directory, guint number, const GString *text)
{
  g_autofree char *path = g_strdup_printf ("%s/%05u.json", directory, number);

  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

static void
write_events (const char *directory)
{
  static const char *const kinds[] = { "view", "click", "buy" };
  guint32 random = 1;

  g_mkdir (directory, 0755);
  for (guint f = 0, i = 0; f < N_FILES; f++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint end = i + N_ROWS / N_FILES; i < end; i++)
        {
          guint second = i / 20000;

          random = random * 1664525u + 1013904223u;
          if (random >> 24 < 25 && second > 50)
            second -= 50;
          g_string_append_printf (text, "{\"id\":%u,\"kind\":\"%s\",\"ts\":\"2024-01-01T00:%02u:%02u.%03uZ\"}\n",
                                  random >> 8, kinds[random % 3], second / 60, second % 60, i % 1000);
        }
      write_file (directory, f, text);
    }
}

static SluiceQueryPlan *
load (const char *format, const char *input, const char *checkpoint)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (SluiceAnalysis) analysis = NULL;
  SluiceQueryPlan *plan;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (format, input, checkpoint);
#pragma GCC diagnostic pop
  document = sluice_document_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  analysis = sluice_analysis_new (document, "/", NULL);
  plan = sluice_analysis_get_query (analysis, "out", &error);
  g_assert_no_error (error);

  return plan;
}

static SluiceRecorder *
new_recorder (Way way)
{
  SluiceRecorder *recorder;

  if (way == UNWATCHED)
    return NULL;
  recorder = sluice_recorder_new (RING_BATCHES, RING_BYTES);
  sluice_recorder_set_on_disk (recorder, way == ON_DISK);

  return recorder;
}

/* Runs a query to its end. */
static void
run (const char *format, const char *input, const char *checkpoint, SluiceRecorder *recorder)
{
  g_autoptr (SluiceQueryPlan) plan = load (format, input, checkpoint);
  SluiceQueryOptions options = {
    .n_workers = 2,
    .recorder = recorder,
    .override_trigger = TRUE,
    .trigger = SLUICE_TRIGGER_AVAILABLE_NOW,
  };
  SluiceQuery *query = sluice_query_new (plan, &options);
  g_autoptr (GError) error = NULL;

  sluice_query_start (query);
  sluice_query_wait (query, -1, &error);
  g_assert_no_error (error);
  sluice_query_free (query);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double da = *(const double *) a, db = *(const double *) b;

  return (da > db) - (da < db);
}

/* The ways take turns, so that a disturbance meets them all; what counts is each one's best. */
static void
measure_watching (const char *folder)
{
  static const char *const names[N_WAYS] = { "unwatched", "recorded in memory", "recorded on disk too" };
  g_autofree char *input = g_build_filename (folder, "events", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "checkpoint", NULL);
  double wall[N_WAYS][N_RUNS], processor[N_WAYS][N_RUNS];
  gint64 late = 0;

  write_events (input);
  for (guint i = 0; i < N_RUNS; i++)
    for (guint way = 0; way < N_WAYS; way++)
      {
        g_autoptr (SluiceRecorder) recorder = new_recorder (way);
        double used = processor_seconds ();
        gint64 began = g_get_monotonic_time ();

        run (WATCHED, input, checkpoint, recorder);
        wall[way][i] = (double) (g_get_monotonic_time () - began) / 1e6;
        processor[way][i] = processor_seconds () - used;
        for (gint64 batch = 0, newest; recorder != NULL && way == IN_MEMORY && i == 0; batch++)
          {
            gint64 oldest;
            g_autoptr (SluiceBatchRecord) record = sluice_recorder_get (recorder, batch);

            sluice_recorder_range (recorder, &oldest, &newest);
            if (record == NULL)
              break;
            late += record->n_decisions[SLUICE_DECISION_DROPPED_LATE];
          }
        sluice_file_remove_tree (checkpoint);
      }

  printf ("%d rows of JSON, filtered, counted in windows, %" G_GINT64_FORMAT " dropped as late; 2 threads, best of %d\n",
          N_ROWS, late, N_RUNS);
  for (guint way = 0; way < N_WAYS; way++)
    {
      qsort (wall[way], N_RUNS, sizeof (double), compare_doubles);
      qsort (processor[way], N_RUNS, sizeof (double), compare_doubles);
      printf ("  %-22s %6.2f M rows/s, %.3f s processor: %+.1f %%; at a million rows/s %.1f %% of a processor more\n",
              names[way], N_ROWS / wall[way][0] / 1e6, processor[way][0],
              (processor[way][0] / processor[0][0] - 1) * 100,
              (processor[way][0] - processor[0][0]) / (N_ROWS / 1e6) * 100);
    }
}

static void
write_keys (const char *directory)
{
  guint32 random = 1;

  g_mkdir (directory, 0755);
  for (guint f = 0; f < N_BATCHES; f++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint i = 0; i < (f == 0 ? N_KEYS : N_CHANGED); i++)
        {
          random = random * 1664525u + 1013904223u;
          g_string_append_printf (text, "{\"id\":%u}\n", f == 0 ? i : (random >> 8) % N_KEYS);
        }
      write_file (directory, f, text);
    }
}

static void
measure_looking_back (const char *folder)
{
  static const gint64 places[] = { 0, 3, 99, 250, 400, 499 };
  g_autofree char *input = g_build_filename (folder, "keys", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "kept", NULL);
  g_autoptr (SluiceRecorder) recorder = new_recorder (IN_MEMORY);
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (SluiceStateReader) reader = NULL;
  g_autoptr (GError) error = NULL;

  write_keys (input);
  run (LOOKED_AT, input, checkpoint, recorder);
  reader = sluice_state_reader_open (checkpoint, settings, &error);
  g_assert_no_error (error);

  printf ("state of %d rows, one of %d batches, %d rows changed in each; best of %d\n", N_KEYS, N_BATCHES,
          N_CHANGED, N_RUNS);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      double read = G_MAXDOUBLE, read_processor = G_MAXDOUBLE;
      double diff = G_MAXDOUBLE, diff_processor = G_MAXDOUBLE;

      for (guint n = 0; n < N_RUNS; n++)
        {
          double used = processor_seconds ();
          gint64 began = g_get_monotonic_time ();
          g_autoptr (SluiceStateTable) table = sluice_state_reader_read (reader, places[i], 0, 0, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (table->n_rows, ==, N_KEYS);
          read = MIN (read, (double) (g_get_monotonic_time () - began) / 1e3);
          read_processor = MIN (read_processor, (processor_seconds () - used) * 1e3);
        }
      for (guint n = 0; n < N_RUNS; n++)
        {
          double used = processor_seconds ();
          gint64 began = g_get_monotonic_time ();
          g_autoptr (SluiceStateTable) table
              = sluice_state_reader_diff (reader, places[i] - 1, places[i], 0, 0, &error);

          g_assert_no_error (error);
          diff = MIN (diff, (double) (g_get_monotonic_time () - began) / 1e3);
          diff_processor = MIN (diff_processor, (processor_seconds () - used) * 1e3);
        }
      printf ("  batch %3" G_GINT64_FORMAT "  read %6.1f ms, %6.1f ms processor; what it changed %6.1f ms, %6.1f ms processor\n",
              places[i], read, read_processor, diff, diff_processor);
    }
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sluice-bench-XXXXXX", NULL);

  measure_watching (folder);
  measure_looking_back (folder);
  sluice_file_remove_tree (folder);

  return 0;
}
