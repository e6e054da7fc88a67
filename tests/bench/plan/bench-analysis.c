/* bench-analysis.c: what the analysis of a document costs, which runs after every key press.
 *
 * A hundred nodes in several shapes: one long chain, ten queries with joins and windows, the same in SQL, and one in which
 * every other node is wrong and comes with fixes, each of them a document.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plan/sluice-analysis.h"

#define N_NODES 100
#define N_RUNS 200
#define N_COLUMNS 20

typedef struct
{
  GString *text;
  guint n;
} Writer;

static double
worked_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void add_node (Writer *writer, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_node (Writer *writer, const char *format, ...)
{
  va_list args;

  g_string_append_printf (writer->text, "%s\"n%u\": {", writer->n > 0 ? "," : "", writer->n);
  va_start (args, format);
  g_string_append_vprintf (writer->text, format, args);
  va_end (args);
  g_string_append_c (writer->text, '}');
  writer->n++;
}

/* A source of many columns under its watermark. */
static void
add_stream (Writer *writer)
{
  g_autoptr (GString) schema = g_string_new ("id BIGINT, ts TIMESTAMP, name STRING, amount DOUBLE");

  for (guint i = 0; i < N_COLUMNS - 4; i++)
    g_string_append_printf (schema, ", c%u %s", i, i % 2 == 0 ? "BIGINT" : "STRING");
  add_node (writer,
            "\"op\":\"readStream\",\"format\":\"json\",\"schema\":\"%s\",\"options\":{\"path\":\"in%u\"}",
            schema->str, writer->n);
  add_node (writer, "\"op\":\"withWatermark\",\"input\":\"n%u\",\"eventTime\":\"ts\",\"delay\":\"10 minutes\"",
            writer->n - 1);
}

static void
add_sink (Writer *writer)
{
  add_node (writer,
            "\"op\":\"writeStream\",\"input\":\"n%u\",\"format\":\"json\",\"outputMode\":\"append\","
            "\"queryName\":\"q%u\",\"options\":{\"path\":\"out%u\",\"checkpointLocation\":\"checkpoint%u\"}",
            writer->n - 1, writer->n, writer->n, writer->n);
}

static void
write_chain (Writer *writer)
{
  add_stream (writer);
  while (writer->n < N_NODES - 1)
    if (writer->n % 2 == 0)
      add_node (writer, "\"op\":\"filter\",\"input\":\"n%u\",\"condition\":\"amount > %u AND name LIKE 'a%%'\"",
                writer->n - 1, writer->n);
    else
      add_node (writer,
                "\"op\":\"withColumns\",\"input\":\"n%u\",\"columns\":[\"round(amount * 1.5, 2) AS amount\","
                "\"CASE WHEN id %% 2 = 0 THEN upper(name) ELSE concat(name, '-', c1) END AS name\"]",
                writer->n - 1);
  add_sink (writer);
}

static void
write_queries (Writer *writer)
{
  while (writer->n + 10 <= N_NODES)
    {
      guint first = writer->n;

      add_stream (writer);
      add_stream (writer);
      add_node (writer, "\"op\":\"filter\",\"input\":\"n%u\",\"condition\":\"c0 > 5 AND c1 IS NOT NULL\"", first + 1);
      add_node (writer,
                "\"op\":\"select\",\"input\":\"n%u\",\"columns\":[\"id AS other\",\"ts AS seen\",\"c2\",\"c3 AS label\"]",
                first + 3);
      add_node (writer,
                "\"op\":\"join\",\"left\":\"n%u\",\"right\":\"n%u\",\"type\":\"left\",\"on\":\"id = other AND "
                "seen BETWEEN ts AND ts + INTERVAL 1 HOUR\"",
                first + 4, first + 5);
      add_node (writer, "\"op\":\"drop\",\"input\":\"n%u\",\"columns\":[\"seen\"]", first + 6);
      add_node (writer,
                "\"op\":\"groupBy\",\"input\":\"n%u\",\"keys\":[\"window(ts, '10 minutes', '5 minutes') AS w\",\"label\"],"
                "\"aggregates\":[\"count(*) AS n\",\"sum(amount) AS total\",\"max(name) AS last\"]",
                first + 7);
      add_sink (writer);
    }
}

static void
write_sql (Writer *writer)
{
  while (writer->n + 10 <= N_NODES)
    {
      guint first = writer->n;

      add_stream (writer);
      for (guint i = 0; i < 6; i++)
        add_node (writer,
                  "\"op\":\"sql\",\"inputs\":[\"n%u\"],\"query\":\"WITH big AS (SELECT * FROM n%u WHERE amount > %u) "
                  "SELECT *, coalesce(name, c1) AS name%u, id + c0 AS sum%u FROM big WHERE c2 IN (1, 2, 3)\"",
                  writer->n - 1, writer->n - 1, i, i, i);
      add_node (writer,
                "\"op\":\"sql\",\"inputs\":[\"n%u\"],\"query\":\"SELECT window(ts, '10 minutes') AS w, name, count(*) AS n, "
                "sum(amount) AS total FROM n%u GROUP BY window(ts, '10 minutes'), name HAVING count(*) > 1\"",
                writer->n - 1, writer->n - 1);
      add_sink (writer);
      g_assert (writer->n == first + 10);
    }
}

/* What a document looks like while somebody writes it: names that aren't there, modes that don't fit. */
static void
write_wrong (Writer *writer)
{
  while (writer->n + 5 <= N_NODES)
    {
      guint first = writer->n;

      add_stream (writer);
      add_node (writer, "\"op\":\"filter\",\"input\":\"n%u\",\"condition\":\"amoun > 3\"", first + 1);
      add_node (writer,
                "\"op\":\"groupBy\",\"input\":\"n%u\",\"keys\":[\"window(ts, '10 minutes') AS w\"],"
                "\"aggregates\":[\"count(*) AS n\"]",
                first);
      add_sink (writer);
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *one = a;
  const double *other = b;

  return (*one > *other) - (*one < *other);
}

static void
measure (const char *name, void (*write) (Writer *writer))
{
  Writer writer = { g_string_new ("{\"sluice\":1,\"nodes\":{"), 0 };
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  double cost[N_RUNS];
  guint n_problems = 0;

  write (&writer);
  g_string_append (writer.text, "}}");
  document = sluice_document_parse (writer.text->str, writer.text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (writer.n, ==, N_NODES);

  for (guint i = 0; i < N_RUNS; i++)
    {
      double began = worked_ms ();
      SluiceAnalysis *analysis = sluice_analysis_new (document, "/nowhere", NULL);

      n_problems = sluice_analysis_get_problems (analysis)->len;
      sluice_analysis_unref (analysis);
      cost[i] = worked_ms () - began;
    }
  qsort (cost, N_RUNS, sizeof (double), compare_doubles);
  printf ("%-22s %3u nodes, %3u problems: best %.2f ms, p50 %.2f ms, p99 %.2f ms\n", name, writer.n, n_problems, cost[0],
          cost[N_RUNS / 2], cost[N_RUNS * 99 / 100]);
  g_string_free (writer.text, TRUE);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*write) (Writer *writer);
  } shapes[] = {
    { "a chain", write_chain },
    { "queries with joins", write_queries },
    { "queries in SQL", write_sql },
    { "half of it wrong", write_wrong },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (argc < 2 || strcmp (argv[1], shapes[i].name) == 0)
      measure (shapes[i].name, shapes[i].write);

  return EXIT_SUCCESS;
}
