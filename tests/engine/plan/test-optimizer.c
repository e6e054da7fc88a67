/* test-optimizer.c: what plans become before they run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis.h"

#include <string.h>

#include "expr/sluice-function.h"

#define EVENTS                                                                                     \
  "\"events\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"k STRING, x INT, "   \
  "ts TIMESTAMP, unused STRING\"}"
#define RECENT(input)                                                                              \
  "\"recent\": {\"op\": \"withWatermark\", \"input\": \"" input                                    \
  "\", \"eventTime\": \"ts\", \"delay\": \"10 minutes\"}"
#define OUT(input)                                                                                 \
  "\"out\": {\"op\": \"writeStream\", \"input\": \"" input "\", \"format\": \"memory\"}"

static SluiceQueryPlan *
get_query (const char *nodes)
{
  g_autofree char *text = g_strdup_printf ("{\"sluice\": 1, \"nodes\": {%s}}", nodes);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);
  g_autoptr (SluiceAnalysis) analysis = NULL;
  SluiceQueryPlan *query;

  g_assert_no_error (error);
  analysis = sluice_analysis_new (document, NULL, NULL);
  query = sluice_analysis_get_query (analysis, "out", &error);
  g_assert_no_error (error);

  return query;
}

static void
assert_plan (const char *nodes, const char *expected)
{
  g_autoptr (SluiceQueryPlan) query = get_query (nodes);
  g_autofree char *text = sluice_plan_to_text (query->plan);

  g_assert_cmpstr (text, ==, expected);
}

/* Conditions that don't use the event time pass the watermark and everything else down to the
 * source; the event time's stays above it (findings 38 and 51). */
static void
test_watermark (void)
{
  assert_plan (EVENTS "," RECENT (
                   "events") ","
                             "\"s\": {\"op\": \"select\", \"input\": \"recent\", \"columns\": "
                             "[\"k\", \"x + 1 AS y\", \"ts\"]},"
                             "\"f\": {\"op\": \"filter\", \"input\": \"s\", \"condition\": \"y > 5 "
                             "AND ts > TIMESTAMP '2024-01-01 00:00:00' AND k <> 'a'\"}," OUT ("f"),
               "Project [k, (x + 1) AS y, ts]  ‹s›\n"
               "└─ Filter (ts > TIMESTAMP '2024-01-01 00:00:00')  ‹f›\n"
               "   └─ Watermark ts, 600000 ms, watermark 0  ‹recent›\n"
               "      └─ Filter (((x + 1) > 5) AND (NOT (k = a)))  ‹f›\n"
               "         └─ Source memory [k, x, ts], source 0  ‹events›\n");
}

static void
test_true (void)
{
  assert_plan (
      EVENTS
      ","
      "\"f\": {\"op\": \"filter\", \"input\": \"events\", \"condition\": \"true AND 1 = 1\"},"
      "\"s\": {\"op\": \"select\", \"input\": \"f\", \"columns\": [\"x\"]}," OUT ("s"),
      "Project [x]  ‹s›\n"
      "└─ Source memory [x], source 0  ‹events›\n");
}

/* What is computed once stays computed once. */
static void
test_projections (void)
{
  g_autoptr (SluiceQueryPlan) twice = NULL;
  g_autoptr (SluiceQueryPlan) random = NULL;

  assert_plan (
      EVENTS
      ","
      "\"a\": {\"op\": \"select\", \"input\": \"events\", \"columns\": [\"upper(k) AS u\", \"x\", "
      "\"ts\"]},"
      "\"b\": {\"op\": \"select\", \"input\": \"a\", \"columns\": [\"u AS v\", \"x\"]}," OUT ("b"),
      "Project [upper(k) AS v, x]  ‹a›\n"
      "└─ Source memory [k, x], source 0  ‹events›\n");
  twice = get_query (
      EVENTS
      ","
      "\"a\": {\"op\": \"select\", \"input\": \"events\", \"columns\": [\"upper(k) AS u\"]},"
      "\"b\": {\"op\": \"select\", \"input\": \"a\", \"columns\": [\"u AS v\", \"u AS w\"]}," OUT (
          "b"));
  g_assert_cmpint (twice->plan->inputs[0]->kind, ==, SLUICE_PLAN_PROJECT);
  /* The function comes with a later family. */
  if (sluice_function_lookup ("rand") == NULL)
    return;
  random = get_query (
      EVENTS
      ","
      "\"a\": {\"op\": \"select\", \"input\": \"events\", \"columns\": [\"rand() AS r\"]},"
      "\"b\": {\"op\": \"filter\", \"input\": \"a\", \"condition\": \"r > 0.5\"}," OUT ("b"));
  g_assert_cmpint (random->plan->kind, ==, SLUICE_PLAN_FILTER);
}

/* The keys of an inner join are never null; an outer join keeps the rows of its preserved side. What its
 * condition asks of that side's key holds for the other's too; what an inner join's asks is a filter of one
 * side alone. */
static void
test_joins (void)
{
  const char *inputs
      = "\"l\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"id INT, a INT\"},"
        "\"r\": {\"op\": \"read\", \"format\": \"memory\", \"schema\": \"id INT, b INT, c INT\"},";
  g_autofree char *inner
      = g_strconcat (inputs,
                     "\"j\": {\"op\": \"join\", \"left\": \"l\", \"right\": \"r\", \"on\": \"l.id "
                     "= r.id AND l.id > 5\"},"
                     "\"s\": {\"op\": \"select\", \"input\": \"j\", \"columns\": [\"a\", \"b\"]},",
                     OUT ("s"), NULL);
  g_autofree char *left
      = g_strconcat (inputs,
                     "\"j\": {\"op\": \"join\", \"left\": \"l\", \"right\": \"r\", \"type\": "
                     "\"left\", \"on\": \"l.id = r.id AND a > 5 AND b > 6 AND l.id > 7\"},"
                     "\"s\": {\"op\": \"select\", \"input\": \"j\", \"columns\": [\"a\", \"b\"]},",
                     OUT ("s"), NULL);

  assert_plan (inner, "Project [a, b]  ‹s›\n"
                      "└─ Join Inner, id = id  ‹j›\n"
                      "   ├─ Filter ((id > 5) AND (id IS NOT NULL))  ‹j›\n"
                      "   │  └─ Source memory [id, a], source 0  ‹l›\n"
                      "   └─ Filter (id IS NOT NULL)  ‹j›\n"
                      "      └─ Table memory [id, b]  ‹r›\n");
  assert_plan (left, "Project [a, b]  ‹s›\n"
                     "└─ Join LeftOuter, id = id, also ((a > 5) AND (id > 7))  ‹j›\n"
                     "   ├─ Source memory [id, a], source 0  ‹l›\n"
                     "   └─ Filter ((((b > 6) AND (id > 7)) AND (id IS NOT NULL)) AND (b IS NOT NULL))  ‹j›\n"
                     "      └─ Table memory [id, b]  ‹r›\n");
}

#define STREAMS                                                                                    \
  EVENTS "," RECENT ("events") ","                                                                 \
  "\"others\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"k STRING, y INT, "  \
  "t TIMESTAMP\"},"                                                                                \
  "\"late\": {\"op\": \"withWatermark\", \"input\": \"others\", \"eventTime\": \"t\", \"delay\": " \
  "\"1 hour\"},"

/* What is true of all rows of one side is asked of the other side's keys, below its watermark where that can be; of what
 * got down to the texts of a source nothing is known. */
static void
test_inferred (void)
{
  assert_plan (STREAMS
               "\"f\": {\"op\": \"filter\", \"input\": \"recent\", \"condition\": \"minute(ts) < 40 AND k <> 'a'\"},"
               "\"d\": {\"op\": \"dropDuplicates\", \"input\": \"f\", \"columns\": [\"k\", \"ts\"]},"
               "\"g\": {\"op\": \"filter\", \"input\": \"d\", \"condition\": \"upper(k) > 'B' AND x > 1\"},"
               "\"n\": {\"op\": \"select\", \"input\": \"g\", \"columns\": [\"k AS key\", \"ts AS time\"]},"
               "\"j\": {\"op\": \"join\", \"left\": \"n\", \"right\": \"late\", \"type\": \"left\", \"on\": "
               "\"key = k AND time = t\"},"
               "\"s\": {\"op\": \"select\", \"input\": \"j\", \"columns\": [\"key\", \"time\", \"y\"]}," OUT ("s"),
               "Project [key, time, y]  ‹s›\n"
               "└─ Join LeftOuter, key = k AND time = t  (state 0)  ‹j›\n"
               "   ├─ Project [k AS key, ts AS time]  ‹n›\n"
               "   │  └─ Filter ((upper(k) > B) AND (x > 1))  ‹g›\n"
               "   │     └─ Deduplicate [k, ts]  (state 1)  ‹d›\n"
               "   │        └─ Filter (minute(ts) < 40)  ‹f›\n"
               "   │           └─ Watermark ts, 600000 ms, watermark 0  ‹recent›\n"
               "   │              └─ Filter (NOT (k = a))  ‹f›\n"
               "   │                 └─ Source memory [k, x, ts], source 0  ‹events›\n"
               "   └─ Filter ((minute(t) < 40) AND (t IS NOT NULL))  ‹j›\n"
               "      └─ Watermark t, 3600000 ms, watermark 1  ‹late›\n"
               "         └─ Filter ((upper(k) > B) AND (k IS NOT NULL))  ‹j›\n"
               "            └─ Source memory [k, y, t], source 1  ‹others›\n");
}

/* What is asked of both sides above an inner join belongs to it, as a key where it is an equality, and has something for
 * either side in it where it is an OR. */
static void
test_both_sides (void)
{
  assert_plan (STREAMS
               "\"j\": {\"op\": \"join\", \"left\": \"recent\", \"right\": \"late\", \"on\": \"ts = t\"},"
               "\"f\": {\"op\": \"filter\", \"input\": \"j\", \"condition\": \"x = y AND ((recent.k = 'a' AND late.k = 'b') "
               "OR late.k = 'c')\"},"
               "\"s\": {\"op\": \"select\", \"input\": \"f\", \"columns\": [\"x\", \"ts\"]}," OUT ("s"),
               "Project [x, ts]  ‹s›\n"
               "└─ Join Inner, x = y AND ts = t, also (((k = a) AND (k = b)) OR (k = c))  (state 0)  ‹j›\n"
               "   ├─ Filter (ts IS NOT NULL)  ‹j›\n"
               "   │  └─ Watermark ts, 600000 ms, watermark 0  ‹recent›\n"
               "   │     └─ Filter (x IS NOT NULL)  ‹j›\n"
               "   │        └─ Source memory [k, x, ts], source 0  ‹events›\n"
               "   └─ Filter (t IS NOT NULL)  ‹j›\n"
               "      └─ Watermark t, 3600000 ms, watermark 1  ‹late›\n"
               "         └─ Filter ((y IS NOT NULL) AND ((k = b) OR (k = c)))  ‹j›\n"
               "            └─ Source memory [k, y, t], source 1  ‹others›\n");
}

/* A condition with a subquery in it moves as any other does, past a watermark too. */
static void
test_subqueries (void)
{
  assert_plan (EVENTS "," RECENT ("events") ","
               "\"t\": {\"op\": \"read\", \"format\": \"memory\", \"schema\": \"n INT\"},"
               "\"q\": {\"op\": \"sql\", \"inputs\": [\"recent\", \"t\"], \"query\": \"SELECT k, ts FROM recent WHERE "
               "x IN (SELECT n FROM t) OR k = 'a'\"}," OUT ("q"),
               "Project [k, ts]  ‹q›\n"
               "└─ Watermark ts, 600000 ms, watermark 0  ‹recent›\n"
               "   └─ Project [k, ts]  ‹q›\n"
               "      └─ Filter ((exists IS NOT NULL) OR (k = a))  ‹q›\n"
               "         └─ Join LeftOuter, x = key  ‹q›\n"
               "            ├─ Source memory [k, x, ts], source 0  ‹events›\n"
               "            └─ Aggregate [key, exists], []  ‹q›\n"
               "               └─ Project [n AS key, true AS exists]  ‹q›\n"
               "                  └─ Table memory [n]  ‹t›\n");
}

/* One source in two branches is one source, with the columns that either needs; and one watermark
 * [SRC-4]. */
static void
test_sharing (void)
{
  g_autoptr (SluiceQueryPlan) query = get_query (EVENTS "," RECENT (
      "events") ","
                "\"a\": {\"op\": \"select\", \"input\": \"recent\", \"columns\": [\"k AS c\"]},"
                "\"b\": {\"op\": \"select\", \"input\": \"recent\", \"columns\": [\"CAST(x AS "
                "STRING) AS c\"]},"
                "\"u\": {\"op\": \"union\", \"inputs\": [\"a\", \"b\"]}," OUT ("u"));
  const SluicePlan *first = query->plan->inputs[0]->inputs[0]->inputs[0];
  const SluicePlan *second = query->plan->inputs[1]->inputs[0]->inputs[0];

  g_assert_cmpint (first->kind, ==, SLUICE_PLAN_SOURCE);
  g_assert_true (first == second);
  g_assert_cmpuint (first->source.n_columns, ==, 3);
  g_assert_cmpuint (query->n_sources, ==, 1);
  g_assert_cmpuint (query->n_watermarks, ==, 1);
}

/* State is numbered downstream first; a limit on a limit is one, and above a sort none. */
static void
test_numbers (void)
{
  g_autoptr (SluiceQueryPlan) query = get_query (EVENTS "," RECENT (
      "events") ","
                "\"d\": {\"op\": \"dropDuplicates\", \"input\": \"recent\", \"columns\": [\"k\", "
                "\"ts\"]},"
                "\"g\": {\"op\": \"groupBy\", \"input\": \"d\", \"keys\": [\"window(ts, '1 hour') "
                "AS w\"], \"aggregates\": [\"count(*) AS n\", \"max(x) AS m\"]},"
                "\"n\": {\"op\": \"select\", \"input\": \"g\", \"columns\": [\"n\"]},"
                "\"l\": {\"op\": \"limit\", \"input\": \"n\", \"n\": 7}, \"l2\": {\"op\": "
                "\"limit\", \"input\": \"l\", \"n\": 5}," OUT ("l2"));
  const SluicePlan *limit = query->plan;
  const SluicePlan *aggregate = limit->inputs[0]->inputs[0];

  g_assert_cmpuint (query->n_state_operators, ==, 3);
  g_assert_cmpint (limit->kind, ==, SLUICE_PLAN_LIMIT);
  g_assert_cmpint (limit->limit.n, ==, 5);
  g_assert_cmpuint (limit->limit.operator_id, ==, 0);
  g_assert_cmpint (aggregate->kind, ==, SLUICE_PLAN_AGGREGATE);
  g_assert_cmpuint (aggregate->aggregate.operator_id, ==, 1);
  /* Nobody asked for max(x), and so nobody reads x either. */
  g_assert_cmpuint (aggregate->aggregate.n_aggregates, ==, 1);
  g_assert_cmpuint (aggregate->inputs[0]->deduplicate.operator_id, ==, 2);
  g_assert_cmpuint (aggregate->inputs[0]->schema->n_fields, ==, 2);
}

/* A limit counts over the life of a query, except where it gets an aggregation's whole result each time. */
static void
test_limits (void)
{
  static const struct
  {
    const char *mode;
    const char *order; /* what the groups come from: the limit is behind them, or before */
    guint n_state_operators;
  } cases[] = {
    { "complete", "\"g\": {\"op\": \"groupBy\", \"input\": \"events\", \"keys\": [\"k\"], "
                  "\"aggregates\": [\"count(*) AS n\"]},"
                  "\"l\": {\"op\": \"limit\", \"input\": \"g\", \"n\": 5},", 1 },
    { "complete", "\"b\": {\"op\": \"limit\", \"input\": \"events\", \"n\": 5},"
                  "\"l\": {\"op\": \"groupBy\", \"input\": \"b\", \"keys\": [\"k\"], "
                  "\"aggregates\": [\"count(*) AS n\"]},", 2 },
    { "append", "\"l\": {\"op\": \"limit\", \"input\": \"events\", \"n\": 5},", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *nodes = g_strdup_printf (
          EVENTS ",%s\"out\": {\"op\": \"writeStream\", \"input\": \"l\", \"format\": \"memory\","
                 " \"outputMode\": \"%s\"}", cases[i].order, cases[i].mode);
      g_autoptr (SluiceQueryPlan) query = get_query (nodes);

      g_assert_cmpuint (query->n_state_operators, ==, cases[i].n_state_operators);
      if (query->plan->kind == SLUICE_PLAN_LIMIT)
        g_assert_true (sluice_plan_is_stateful (query->plan) == (strcmp (cases[i].mode, "append") == 0));
    }
}

/* A filter on a key passes its aggregation, one on an aggregate doesn't. One on a window comes between the windows of a row
 * and the aggregation: the event time that makes them stays above the watermark. */
static void
test_aggregates (void)
{
  g_autoptr (SluiceQueryPlan) query = get_query (EVENTS "," RECENT (
      "events") ","
                "\"g\": {\"op\": \"groupBy\", \"input\": \"recent\", \"keys\": [\"window(ts, '1 "
                "hour') AS w\", \"upper(k) AS u\"], \"aggregates\": [\"count(*) AS n\"]},"
                "\"f\": {\"op\": \"filter\", \"input\": \"g\", \"condition\": \"u <> 'A' AND n > 2 "
                "AND w.start > TIMESTAMP '2024-01-01 00:00:00'\"}," OUT ("f"));

  static const SluicePlanKind kinds[] = {
    SLUICE_PLAN_FILTER,   SLUICE_PLAN_AGGREGATE, SLUICE_PLAN_FILTER,
    SLUICE_PLAN_GENERATE, SLUICE_PLAN_WATERMARK, SLUICE_PLAN_FILTER,
  };
  const SluicePlan *plan = query->plan;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++, plan = plan->inputs[0])
    g_assert_cmpint (plan->kind, ==, kinds[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/optimizer/watermark", test_watermark);
  g_test_add_func ("/plan/optimizer/true", test_true);
  g_test_add_func ("/plan/optimizer/projections", test_projections);
  g_test_add_func ("/plan/optimizer/joins", test_joins);
  g_test_add_func ("/plan/optimizer/inferred", test_inferred);
  g_test_add_func ("/plan/optimizer/both-sides", test_both_sides);
  g_test_add_func ("/plan/optimizer/subqueries", test_subqueries);
  g_test_add_func ("/plan/optimizer/sharing", test_sharing);
  g_test_add_func ("/plan/optimizer/numbers", test_numbers);
  g_test_add_func ("/plan/optimizer/limits", test_limits);
  g_test_add_func ("/plan/optimizer/aggregates", test_aggregates);

  return g_test_run ();
}
