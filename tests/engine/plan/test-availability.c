/* test-availability.c: what this version doesn't run is said before it is run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis.h"

#include <string.h>

#define EVENTS                                                                                     \
  "\"raw\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"k STRING, ts "          \
  "TIMESTAMP\"},"                                                                                  \
  "\"events\": {\"op\": \"withWatermark\", \"input\": \"raw\", \"eventTime\": \"ts\", \"delay\": " \
  "\"10 minutes\"},"
#define TABLE(name)                                                                                \
  "\"" name "\": {\"op\": \"read\", \"format\": \"memory\", \"schema\": \"k STRING, v INT\","      \
  " \"rows\": [{\"k\": \"a\", \"v\": 1}]},"
#define OUT_OF(input, mode)                                                                        \
  "\"out\": {\"op\": \"writeStream\", \"input\": \"" input "\", \"format\": \"memory\","           \
  " \"outputMode\": \"" mode "\"}"
#define OUT OUT_OF ("node", "append")

static SluiceAnalysis *
analyze (const char *settings, const char *nodes)
{
  g_autofree char *text = g_strdup_printf (
      "{\"sluice\": 1, \"settings\": {%s}, \"nodes\": {%s}}", settings, nodes);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return sluice_analysis_new (document, "/base", NULL);
}

/* Each error as `node.field condition message`, in the document's order. */
static char *
errors_of (SluiceAnalysis *analysis)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (problem->severity != SLUICE_SEVERITY_ERROR)
        continue;
      g_assert_true (problem->unavailable == (problem->condition == NULL));
      g_assert_true (!problem->unavailable || problem->explanation != NULL);
      g_string_append_printf (text, "%s%s.%s %s", text->len > 0 ? "\n" : "", problem->node,
                              problem->field != NULL ? problem->field : "",
                              problem->unavailable ? problem->message : problem->condition);
    }

  return g_string_free (text, FALSE);
}

static void
check (const char *settings, const char *nodes, const char *expected)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (settings, nodes);
  g_autofree char *errors = errors_of (analysis);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceQueryPlan) query = sluice_analysis_get_query (analysis, "out", &error);

  g_assert_cmpstr (errors, ==, expected);
  /* And such a query doesn't start. */
  g_assert_true ((query == NULL) == (*expected != '\0'));
}

static void
test_sessions (void)
{
  check ("",
         EVENTS "\"node\": {\"op\": \"groupBy\", \"input\": \"events\", \"keys\": [\"k\","
                " \"session_window(ts, '5 minutes')\"], \"aggregates\": [\"count(*)\"]},"
                OUT_OF ("node", "complete"),
         "");
  check ("",
         EVENTS "\"node\": {\"op\": \"select\", \"input\": \"events\","
                " \"columns\": [\"session_window(ts, '5 minutes') AS s\"]}," OUT,
         "");
  /* What Spark refuses has Spark's condition, and comes first. */
  check ("",
         EVENTS "\"node\": {\"op\": \"groupBy\", \"input\": \"events\", \"keys\": [\"k\","
                " \"session_window(ts, '5 minutes')\"], \"aggregates\": [\"count(*)\"]}," OUT_OF (
                    "node", "update"),
         "node. STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION");
}

static void
test_windows (void)
{
  check ("",
         EVENTS "\"node\": {\"op\": \"select\", \"input\": \"events\","
                " \"columns\": [\"window(ts, '10 minutes', '5 minutes').start\"]}," OUT,
         "");
  check ("",
         EVENTS "\"node\": {\"op\": \"filter\", \"input\": \"events\", \"condition\":"
                " \"window(ts, '10 minutes').start > TIMESTAMP '2024-01-01'\"}," OUT,
         "");
  check ("",
         EVENTS "\"node\": {\"op\": \"filter\", \"input\": \"events\", \"condition\":"
                " \"window(ts, '10 minutes', '5 minutes').start > TIMESTAMP '2024-01-01'\"}," OUT,
         "");
  check ("",
         EVENTS "\"node\": {\"op\": \"groupBy\", \"input\": \"events\", \"keys\":"
                " [\"window(ts, '1 hour', '1 millisecond')\"], \"aggregates\": [\"count(*)\"]}," OUT,
         "node.keys A window of more than a million times its slide isn’t available in this "
         "version.");
}

#define STREAMS(type)                                                                              \
  EVENTS "\"others\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"k STRING\"},"  \
         "\"node\": {\"op\": \"join\", \"left\": \"events\", \"right\": \"others\","               \
         " \"using\": [\"k\"], \"type\": \"" type "\"}," OUT
#define TABLES(type, on)                                                                           \
  EVENTS TABLE ("one") TABLE ("two")                                                               \
  "\"both\": {\"op\": \"join\", \"left\": \"one\", \"right\": \"two\", \"type\": \"" type "\"" on  \
  "}, \"table\": {\"op\": \"select\", \"input\": \"both\", \"columns\": [\"1 AS one\"]},"          \
  "\"node\": {\"op\": \"join\", \"left\": \"events\", \"right\": \"table\", \"type\":"             \
  " \"cross\"}," OUT
#define ON_K ", \"using\": [\"k\"]"

static void
test_joins (void)
{
  check ("", STREAMS ("inner"), "");
  check ("", STREAMS ("leftAnti"), "node.type _LEGACY_ERROR_TEMP_3102");
  check ("", TABLES ("full", ON_K), "");
  check ("", TABLES ("inner", ON_K), "");
  check ("", TABLES ("left", ON_K), "");
  check ("", TABLES ("right", ON_K), "");
  check ("", TABLES ("leftSemi", ON_K), "");
  check ("", TABLES ("leftAnti", ON_K), "");
  check ("", TABLES ("cross", ""), "");
}

/* Spark refuses these beside a stream; without its check the operator may still not run them. */
static void
test_unchecked (void)
{
  const char *unchecked = "\"spark.sql.streaming.unsupportedOperationCheck\": \"false\"";
  const char *join
      = EVENTS TABLE ("table") "\"node\": {\"op\": \"join\", \"left\": \"table\","
                               " \"right\": \"events\", \"using\": [\"k\"], \"type\": \"left\"}," OUT;
  const char *distinct
      = EVENTS "\"node\": {\"op\": \"groupBy\", \"input\": \"events\", \"keys\":"
               " [\"window(ts, '1 hour')\"], \"aggregates\": [\"count(DISTINCT k)\"]}," OUT;

  check ("", join, "node.type _LEGACY_ERROR_TEMP_3102");
  check (unchecked, join,
         "node.type A join that keeps a table’s rows without a partner isn’t available beside a "
         "stream.");
  check ("", distinct, "node.aggregates _LEGACY_ERROR_TEMP_3102");
  check (unchecked, distinct, "");
}

static void
test_aggregates (void)
{
  /* Of a table Spark counts distinct values. */
  check ("",
         EVENTS TABLE ("table") "\"counted\": {\"op\": \"groupBy\", \"input\": \"table\", \"keys\":"
                                " [\"k\"], \"aggregates\": [\"count(DISTINCT v) AS n\"]},"
                                "\"node\": {\"op\": \"join\", \"left\": \"events\", \"right\":"
                                " \"counted\", \"using\": [\"k\"], \"type\": \"inner\"}," OUT,
         "");
  check ("",
         EVENTS "\"node\": {\"op\": \"groupBy\", \"input\": \"events\", \"keys\":"
                " [\"window(ts, '1 hour')\"], \"aggregates\":"
                " [\"count(*) FILTER (WHERE k = 'a') AS n\"]}," OUT,
         "");
  check ("",
         EVENTS "\"node\": {\"op\": \"select\", \"input\": \"events\", \"columns\":"
                " [\"row_number() OVER (ORDER BY ts) AS n\"]}," OUT,
         "node.columns[0] NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING");
}

#define MAP_ROWS(more)                                                                             \
  EVENTS "\"node\": {\"op\": \"mapRows\", \"input\": \"events\", \"python\": \"\","               \
         " \"schema\": \"a INT\"" more "}," OUT

static void
test_map_rows (void)
{
  check ("", MAP_ROWS (""), "node.op “mapRows” isn’t available in this version.");
  check ("", MAP_ROWS (", \"bypassed\": true"), "");
}

static void
test_observe (void)
{
  check ("",
         EVENTS "\"node\": {\"op\": \"observe\", \"input\": \"events\", \"name\": \"m\","
                " \"metrics\": [\"max(ts) AS last\", \"count(*) / 2 AS half\"]}," OUT,
         "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/availability/sessions", test_sessions);
  g_test_add_func ("/plan/availability/windows", test_windows);
  g_test_add_func ("/plan/availability/joins", test_joins);
  g_test_add_func ("/plan/availability/unchecked", test_unchecked);
  g_test_add_func ("/plan/availability/aggregates", test_aggregates);
  g_test_add_func ("/plan/availability/map-rows", test_map_rows);
  g_test_add_func ("/plan/availability/observe", test_observe);

  return g_test_run ();
}
