/* test-analysis.c: what a document means, and what is wrong with it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis.h"
#include "plan/sluice-join-bounds.h"

#include <string.h>

#define EVENTS                                                                                     \
  "\"events\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"k STRING, x INT, "   \
  "ts TIMESTAMP\"}"
#define OUT(input)                                                                                 \
  "\"out\": {\"op\": \"writeStream\", \"input\": \"" input "\", \"format\": \"memory\"}"

static SluiceAnalysis *
analyze (const char *nodes)
{
  g_autofree char *text = g_strdup_printf ("{\"sluice\": 1, \"nodes\": {%s}}", nodes);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return sluice_analysis_new (document, "/base", NULL);
}

static const SluiceProblem *
find_problem (SluiceAnalysis *analysis, const char *node, const char *field)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (g_strcmp0 (problem->node, node) == 0 && g_strcmp0 (problem->field, field) == 0)
        return problem;
    }

  return NULL;
}

static void
assert_problem (SluiceAnalysis *analysis, const char *node, const char *field, const char *part)
{
  const SluiceProblem *problem = find_problem (analysis, node, field);

  if (problem == NULL)
    g_error ("no problem at %s.%s", node, field);
  if (strstr (problem->message, part) == NULL)
    g_error ("%s.%s: “%s” lacks “%s”", node, field, problem->message, part);
}

/* By Spark's rules: what this version doesn't run is a matter of test-availability.c. */
static void
assert_sound (SluiceAnalysis *analysis)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (problem->severity == SLUICE_SEVERITY_ERROR && !problem->unavailable)
        g_error ("%s.%s: %s", problem->node, problem->field, problem->message);
    }
}

static void
assert_schema (SluiceAnalysis *analysis, const char *node, const char *ddl)
{
  const SluiceNodeAnalysis *known = sluice_analysis_get_node (analysis, node);
  g_autofree char *actual = NULL;

  g_assert_nonnull (known->schema);
  actual = sluice_type_to_ddl (known->schema);
  g_assert_cmpstr (actual, ==, ddl);
}

/* Schemas along the wires, as Spark's printSchema gives them. */
static void
test_schemas (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS
      ","
      "\"chosen\": {\"op\": \"select\", \"input\": \"events\", \"columns\": [\"*\", \"x + 1 AS "
      "y\", \"upper(k)\"]},"
      "\"more\": {\"op\": \"withColumns\", \"input\": \"chosen\", \"columns\": [\"x > 1 AS X\", "
      "\"1 AS one\"]},"
      "\"less\": {\"op\": \"drop\", \"input\": \"more\", \"columns\": [\"one\", \"`upper(k)`\"]},"
      "\"recent\": {\"op\": \"withWatermark\", \"input\": \"less\", \"eventTime\": \"ts\", "
      "\"delay\": \"1 month 1 day\"},"
      "\"counts\": {\"op\": \"groupBy\", \"input\": \"recent\", \"keys\": [\"window(ts, '10 "
      "minutes', '5 minutes') AS w\", \"k\"],"
      "  \"aggregates\": [\"count(*) AS n\", \"sum(y) + count(*) AS s\"]}," OUT ("counts"));
  const SluiceNodeAnalysis *counts = sluice_analysis_get_node (analysis, "counts");
  const SluiceNodeAnalysis *recent = sluice_analysis_get_node (analysis, "recent");
  const SluicePlan *aggregate;

  assert_sound (analysis);
  assert_schema (analysis, "events", "k STRING, x INT, ts TIMESTAMP");
  assert_schema (analysis, "chosen", "k STRING, x INT, ts TIMESTAMP, y INT, `upper(k)` STRING");
  assert_schema (analysis, "less", "k STRING, X BOOLEAN, ts TIMESTAMP, y INT");
  assert_schema (
      analysis, "counts",
      "w STRUCT<start: TIMESTAMP, end: TIMESTAMP>, k STRING, n BIGINT NOT NULL, s BIGINT");
  /* 32 days: a month of a delay has 31. */
  g_assert_cmpint (recent->schema->fields[2].watermark_delay_ms, ==,
                   G_GINT64_CONSTANT (2764800000));
  g_assert_cmpint (counts->schema->fields[0].watermark_delay_ms, ==,
                   G_GINT64_CONSTANT (2764800000));
  g_assert_cmpint (counts->schema->fields[1].watermark_delay_ms, ==, -1);
  g_assert_true (counts->streaming);
  g_assert_true (counts->stateful);
  g_assert_false (recent->stateful);
  g_assert_cmpuint (counts->input_schema->n_fields, ==, 4);

  /* count(*) is computed once for both columns. */
  g_assert_cmpint (counts->plan->kind, ==, SLUICE_PLAN_PROJECT);
  aggregate = counts->plan->inputs[0];
  g_assert_cmpint (aggregate->kind, ==, SLUICE_PLAN_AGGREGATE);
  g_assert_cmpuint (aggregate->aggregate.n_aggregates, ==, 2);
  g_assert_cmpint (aggregate->aggregate.window_key, ==, 0);
  g_assert_cmpint (aggregate->aggregate.event_time_key, ==, 0);
  g_assert_cmpint (aggregate->aggregate.window_size_us, ==, 600 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (aggregate->aggregate.window_slide_us, ==, 300 * G_TIME_SPAN_SECOND);
  g_assert_null (aggregate->aggregate.keys[0]);
  g_assert_nonnull (aggregate->aggregate.keys[1]);
}

/* The mark of the event time follows copies and renames; a cast makes a new column, also one to the same
 * type. */
static void
test_event_time (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS ","
             "\"recent\": {\"op\": \"withWatermark\", \"input\": \"events\", \"eventTime\": \"ts\", "
             "\"delay\": \"1 second\"},"
             "\"s\": {\"op\": \"select\", \"input\": \"recent\", \"columns\": [\"ts AS a\","
             " \"CAST(ts AS TIMESTAMP) AS b\", \"ts::timestamp AS c\", \"timestamp(ts) AS d\","
             " \"CAST(ts AS DATE) AS e\"]}," OUT ("s"));
  const SluiceType *schema = sluice_analysis_get_node (analysis, "s")->schema;

  assert_sound (analysis);
  g_assert_cmpint (schema->fields[0].watermark_delay_ms, ==, 1000);
  for (guint i = 1; i < schema->n_fields; i++)
    g_assert_cmpint (schema->fields[i].watermark_delay_ms, ==, -1);
}

static void
test_join (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      "\"l\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"id INT, t TIMESTAMP, "
      "a INT\"},"
      "\"r\": {\"op\": \"read\", \"format\": \"memory\", \"schema\": \"id BIGINT, b INT\", "
      "\"rows\": [{\"id\": 1}]},"
      "\"j\": {\"op\": \"join\", \"left\": \"l\", \"right\": \"r\", \"type\": \"left\", \"on\": "
      "\"l.id = r.id AND r.b <=> a AND a > b + 1\"},"
      "\"s\": {\"op\": \"select\", \"input\": \"j\", \"columns\": [\"l.id AS lid\", \"r.id AS "
      "rid\", \"b\"]},"
      "\"u\": {\"op\": \"join\", \"left\": \"l\", \"right\": \"r\", \"using\": [\"ID\"]},"
      "\"out\": {\"op\": \"writeStream\", \"input\": \"s\", \"format\": \"memory\"},"
      "\"out2\": {\"op\": \"writeStream\", \"input\": \"u\", \"format\": \"noop\"}");
  const SluicePlan *plan = sluice_analysis_get_node (analysis, "j")->plan;

  assert_sound (analysis);
  assert_schema (analysis, "s", "lid INT, rid BIGINT, b INT");
  assert_schema (analysis, "u", "id INT, t TIMESTAMP, a INT, b INT");
  g_assert_false (sluice_analysis_get_node (analysis, "j")->stateful);
  g_assert_cmpuint (plan->join.n_keys, ==, 2);
  g_assert_false (plan->join.null_safe[0]);
  g_assert_true (plan->join.null_safe[1]);
  /* Both sides of a key have one type, by casts. */
  g_assert_cmpint (plan->join.left_keys[0]->type->id, ==, SLUICE_TYPE_BIGINT);
  g_assert_cmpint (plan->join.right_keys[0]->type->id, ==, SLUICE_TYPE_BIGINT);
  /* Written the other way round, each expression still goes to its own side. */
  g_assert_cmpuint (plan->join.left_keys[1]->index, ==, 2);
  g_assert_cmpuint (plan->join.right_keys[1]->index, ==, 1);
  g_assert_nonnull (plan->join.condition);
}

static void
test_union (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      "\"a\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"id INT, n STRING\"},"
      "\"b\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"N STRING, id BIGINT, "
      "more DATE\"},"
      "\"c\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": \"id DOUBLE\", "
      "\"disabled\": true},"
      "\"u\": {\"op\": \"union\", \"inputs\": [\"a\", \"b\", \"c\"], \"byName\": true, "
      "\"allowMissingColumns\": true}," OUT ("u"));

  assert_sound (analysis);
  assert_schema (analysis, "u", "id BIGINT, n STRING, more DATE");
  g_assert_cmpuint (sluice_analysis_get_node (analysis, "u")->plan->n_inputs, ==, 2);
}

/* What is wrong with the document itself: every problem at once, at its place. */
static void
test_structure (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS
      ","
      "\"typo\": {\"op\": \"filtr\", \"input\": \"events\"},"
      "\"lost\": {\"op\": \"filter\", \"input\": \"event\", \"condition\": \"true\"},"
      "\"bare\": {\"op\": \"filter\", \"condition\": \"true\"},"
      "\"half\": {\"op\": \"join\", \"left\": \"events\", \"on\": \"true\"},"
      "\"empty\": {\"op\": \"select\", \"input\": \"events\", \"columns\": []},"
      "\"number\": {\"op\": \"select\", \"input\": \"events\", \"columns\": [\"x\", 5]},"
      "\"later\": {\"op\": \"mapRows\", \"input\": \"events\", \"python\": \"\", \"schema\": \"a "
      "INT\"},"
      "\"none\": {\"input\": \"events\"},"
      "\"seven\": 7,"
      "\"after\": {\"op\": \"filter\", \"input\": \"out\", \"condition\": \"true\"},"
      "\"good\": {\"op\": \"filter\", \"input\": \"events\", \"condition\": \"x > 1\"}," OUT (
          "good"));

  assert_problem (analysis, "typo", "op", "Did you mean “filter”?");
  assert_problem (analysis, "lost", "input", "Did you mean “events”?");
  assert_problem (analysis, "bare", "input", "Nothing is wired");
  assert_problem (analysis, "half", "right", "“right”");
  assert_problem (analysis, "empty", "columns", "missing");
  assert_problem (analysis, "number", "columns[1]", "text in quotes");
  assert_problem (analysis, "later", "op", "isn’t available in this version");
  assert_problem (analysis, "none", "op", "no “op”");
  assert_problem (analysis, "seven", "op", "no “op”");
  assert_problem (analysis, "after", "input", "is a sink");
  g_assert_null (find_problem (analysis, "good", "input"));
  assert_schema (analysis, "good", "k STRING, x INT, ts TIMESTAMP");
}

/* A node that gives the columns that it takes hides nothing of what is wrong behind it. */
static void
test_goes_on (void)
{
  g_autoptr (SluiceAnalysis) analysis
      = analyze (EVENTS ","
                        "\"few\": {\"op\": \"filter\", \"input\": \"events\", \"condition\": \"nope > 1\"},"
                        "\"wrong\": {\"op\": \"select\", \"input\": \"few\", \"columns\": [\"neither\"]},"
                        "\"right\": {\"op\": \"select\", \"input\": \"few\", \"columns\": [\"k\"]},"
                        "\"out\": {\"op\": \"writeStream\", \"input\": \"right\", \"format\": \"memory\","
                        "  \"queryName\": \"q\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceQueryPlan) query = NULL;

  assert_problem (analysis, "few", "condition", "nope");
  assert_problem (analysis, "wrong", "columns[0]", "neither");
  g_assert_cmpuint (sluice_analysis_get_problems (analysis)->len, ==, 2);
  query = sluice_analysis_get_query (analysis, "out", &error);
  g_assert_null (query);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "nope"));
}

/* What is behind a watermark that has a problem isn't said to lack one, where it is clear which was meant. */
static void
test_goes_on_behind_watermark (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS ","
             "\"recent\": {\"op\": \"withWatermark\", \"input\": \"events\", \"eventTime\": \"time\","
             "  \"delay\": \"soon\"},"
             "\"wrong\": {\"op\": \"filter\", \"input\": \"recent\", \"condition\": \"neither > 0\"},"
             "\"counts\": {\"op\": \"groupBy\", \"input\": \"wrong\", \"keys\": [\"window(ts, '1 hour')\"],"
             "  \"aggregates\": [\"count(*)\"]},"
             "\"out\": {\"op\": \"writeStream\", \"input\": \"counts\", \"format\": \"memory\","
             "  \"queryName\": \"q\", \"outputMode\": \"append\"}");

  assert_problem (analysis, "recent", "eventTime", "time");
  assert_problem (analysis, "recent", "delay", "soon");
  assert_problem (analysis, "wrong", "condition", "neither");
  g_assert_cmpuint (sluice_analysis_get_problems (analysis)->len, ==, 3);
}

/* Errors of other branches don't keep a query from running, its own do. */
static void
test_queries (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS ","
             "\"bad\": {\"op\": \"filter\", \"input\": \"events\", \"condition\": \"nope > 1\"},"
             "\"out\": {\"op\": \"writeStream\", \"input\": \"events\", \"format\": \"json\", "
             "\"queryName\": \"q\", \"partitionBy\": [\"k\"],"
             "  \"trigger\": {\"processingTime\": \"1 minute\"}, \"options\": {\"path\": \"o\", "
             "\"checkpointLocation\": \"/c\"}},"
             "\"out2\": {\"op\": \"writeStream\", \"input\": \"bad\", \"format\": \"memory\"},"
             "\"out3\": {\"op\": \"writeStream\", \"input\": \"events\", \"format\": \"memory\", "
             "\"disabled\": true}");
  g_auto (GStrv) sinks = sluice_analysis_get_sinks (analysis);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceQueryPlan) query = sluice_analysis_get_query (analysis, "out", &error);

  g_assert_no_error (error);
  g_assert_cmpstrv (sinks, ((const char *[]){ "out", "out2", NULL }));
  g_assert_cmpstr (query->name, ==, "q");
  g_assert_cmpint (query->mode, ==, SLUICE_OUTPUT_APPEND);
  g_assert_cmpint (query->trigger_interval_us, ==, 60 * G_TIME_SPAN_SECOND);
  g_assert_cmpstr (g_hash_table_lookup (query->options, "path"), ==, "/base/o");
  g_assert_cmpstr (query->checkpoint, ==, "/c");
  g_assert_cmpstrv (query->partition_by, ((const char *[]){ "k", NULL }));
  g_assert_cmpuint (query->n_sources, ==, 1);

  g_assert_null (sluice_analysis_get_query (analysis, "out2", &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "UNRESOLVED_COLUMN.WITH_SUGGESTION");
  g_assert_cmpstr (sluice_error_info (error)->node, ==, "bad");
  g_assert_cmpstr (sluice_error_info (error)->field, ==, "condition");
  g_assert_cmpint (sluice_error_info (error)->position, ==, 0);
  g_clear_error (&error);
  g_assert_null (sluice_analysis_get_query (analysis, "out3", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (sluice_analysis_get_query (analysis, "nowhere", &error));
  g_assert_nonnull (error);
}

static void
test_circles (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS ","
             "\"a\": {\"op\": \"union\", \"inputs\": [\"events\", \"c\"]},"
             "\"b\": {\"op\": \"filter\", \"input\": \"a\", \"condition\": \"true\"},"
             "\"c\": {\"op\": \"filter\", \"input\": \"b\", \"condition\": \"true\"},"
             "\"below\": {\"op\": \"filter\", \"input\": \"c\", \"condition\": \"true\"},"
             "\"self\": {\"op\": \"filter\", \"input\": \"self\", \"condition\": \"true\"}," OUT (
                 "below"));
  GPtrArray *problems = sluice_analysis_get_problems (analysis);
  guint n_circles = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (strstr (problem->message, "circle") == NULL)
        continue;
      n_circles++;
      if (strcmp (problem->node, "self") == 0)
        g_assert_cmpuint (g_strv_length (problem->other_nodes), ==, 0);
      else
        g_assert_cmpuint (g_strv_length (problem->other_nodes), ==, 2);
    }
  g_assert_cmpuint (n_circles, ==, 2);
}

static void
test_options (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      "\"in\": {\"op\": \"readStream\", \"format\": \"json\", \"schema\": \"a INT\", \"options\": {"
      "  \"maxFilesPerTriger\": 1, \"maxFilesPerTrigger\": 0, \"maxBytesPerTrigger\": 5, "
      "\"multiLine\": \"perhaps\","
      "  \"maxFileAge\": \"1 day\", \"cleanSource\": \"archive\", \"modifiedBefore\": \"x\", "
      "\"frobnicate\": true}},"
      "\"other\": {\"op\": \"readStream\", \"format\": \"jsn\", \"schema\": \"a INT\"},"
      "\"kafka\": {\"op\": \"readStream\", \"format\": \"kafka\"},"
      "\"noschema\": {\"op\": \"readStream\", \"format\": \"csv\", \"options\": {\"path\": \"x\"}},"
      "\"text\": {\"op\": \"readStream\", \"format\": \"text\", \"options\": {\"path\": \"x\"}},"
      "\"rate\": {\"op\": \"readStream\", \"format\": \"rate\", \"options\": {\"rowsPerSecond\": "
      "\"ten\"}},"
      "\"out\": {\"op\": \"writeStream\", \"input\": \"text\", \"format\": \"json\", \"trigger\": "
      "{\"processingTime\": 5}, \"options\": {\"path\": \"o\"}}");
  const SluiceProblem *problem = find_problem (analysis, "in", "options.maxFilesPerTriger");
  g_autoptr (GHashTable) fixed = NULL;

  assert_problem (analysis, "in", "options.maxFilesPerTriger",
                  "Did you mean “maxFilesPerTrigger”?");
  g_assert_cmpuint (problem->fixes->len, ==, 1);
  fixed = sluice_node_get_options (
      sluice_document_find_node (((SluiceQuickFix *) problem->fixes->pdata[0])->document, "in"));
  g_assert_cmpstr (g_hash_table_lookup (fixed, "maxFilesPerTrigger"), ==, "1");
  g_assert_false (g_hash_table_contains (fixed, "maxFilesPerTriger"));
  assert_problem (analysis, "in", "options.maxFilesPerTrigger", "must be a positive integer");
  assert_problem (analysis, "in", "options.maxBytesPerTrigger", "can't be both set");
  assert_problem (analysis, "in", "options.multiLine", "true or false");
  assert_problem (analysis, "in", "options.maxFileAge", "7d");
  assert_problem (analysis, "in", "options.sourceArchiveDir", "Archive mode");
  assert_problem (analysis, "in", "options.modifiedBefore", "not allowed");
  assert_problem (analysis, "in", "options.frobnicate", "no option");
  assert_problem (analysis, "in", "options.path", "needs the option");
  assert_problem (analysis, "other", "format", "Did you mean “json”?");
  assert_problem (analysis, "kafka", "format", "isn’t available");
  assert_problem (analysis, "noschema", "schema", "Schema must be specified");
  assert_problem (analysis, "rate", "options.rowsPerSecond", "whole number");
  assert_problem (analysis, "out", "trigger.processingTime", "10 seconds");
  assert_problem (analysis, "out", "options.checkpointLocation",
                  "checkpointLocation must be specified");
  assert_schema (analysis, "text", "value STRING");
  /* Wrong options don't keep the schema from being known. */
  assert_schema (analysis, "in", "a INT");
}

static void
test_parameters (void)
{
  const char *text
      = "{\"sluice\": 1, \"parameters\": {\"dir\": \"in\", \"n\": 3, \"list\": []},"
        "\"settings\": {\"spark.sql.ansi.enabled\": \"maybe\", \"spark.sql.ansi.enbled\": true,"
        "  \"spark.sql.session.timeZone\": \"Mars\", \"my.own\": 1, "
        "\"spark.sql.shuffle.partitions\": \"0\"},"
        "\"nodes\": {\"in\": {\"op\": \"readStream\", \"format\": \"text\", \"options\": "
        "{\"path\": \"${dir}/${n}\"}},"
        "\"f\": {\"op\": \"filter\", \"input\": \"in\", \"condition\": \"value > '${nope}' AND "
        "value <> '${'\"}}}";
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), NULL);
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SluiceAnalysis) analysis = NULL;
  const SluiceNodeAnalysis *in;
  const SluiceProblem *problem;

  g_hash_table_insert (given, (gpointer) "n", (gpointer) "4");
  g_hash_table_insert (given, (gpointer) "unknown", (gpointer) "5");
  analysis = sluice_analysis_new (document, "/base", given);
  in = sluice_analysis_get_node (analysis, "in");
  g_assert_cmpstr (in->plan->source.path, ==, "/base/in/4");
  problem = find_problem (analysis, "f", "condition");
  g_assert_nonnull (strstr (problem->message, "“nope”"));
  g_assert_cmpint (problem->text_offset, ==, 9);
  g_assert_cmpint (problem->text_length, ==, 7);
  assert_problem (analysis, NULL, "settings.spark.sql.ansi.enabled", "true, false");
  assert_problem (analysis, NULL, "settings.spark.sql.ansi.enbled",
                  "Did you mean “spark.sql.ansi.enabled”?");
  assert_problem (analysis, NULL, "settings.spark.sql.session.timeZone", "time zone");
  assert_problem (analysis, NULL, "settings.my.own", "changes nothing");
  assert_problem (analysis, NULL, "settings.spark.sql.shuffle.partitions", "whole number");
}

/* The place of an error is one in the text that stands in the document. */
static void
test_positions (void)
{
  g_autoptr (SluiceAnalysis) analysis
      = analyze (EVENTS ","
                        "\"s\": {\"op\": \"select\", \"input\": \"events\", \"columns\": [\"x\", "
                        "\"x + nope AS y\", \"x +\"]}," OUT ("s"));
  const SluiceProblem *unresolved = find_problem (analysis, "s", "columns[1]");
  const SluiceProblem *syntax = find_problem (analysis, "s", "columns[2]");

  g_assert_cmpstr (unresolved->condition, ==, "UNRESOLVED_COLUMN.WITH_SUGGESTION");
  g_assert_cmpint (unresolved->text_offset, ==, 4);
  g_assert_cmpint (unresolved->text_length, ==, 4);
  g_assert_cmpstr (syntax->condition, ==, "PARSE_SYNTAX_ERROR");
  g_assert_cmpint (syntax->text_offset, ==, 3);
}

static void
test_two_queries (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS
      ","
      "\"a\": {\"op\": \"writeStream\", \"input\": \"events\", \"format\": \"json\", "
      "\"queryName\": \"q\", \"options\": {\"path\": \"o\", \"checkpointLocation\": \"c\"}},"
      "\"b\": {\"op\": \"writeStream\", \"input\": \"events\", \"format\": \"csv\", \"queryName\": "
      "\"q\", \"options\": {\"path\": \"/base/o\", \"checkpointLocation\": \"./c\"}}");

  assert_problem (analysis, "b", "queryName", "“q”");
  assert_problem (analysis, "b", "options.checkpointLocation", "same checkpoint");
  assert_problem (analysis, "b", "options.path", "same directory");
}

static void
test_states_of_nodes (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS ","
             "\"passed\": {\"op\": \"select\", \"input\": \"events\", \"columns\": "
             "[\"nonsense(\"], \"bypassed\": true},"
             "\"off\": {\"op\": \"filter\", \"input\": \"passed\", \"condition\": \"nonsense(\", "
             "\"disabled\": true},"
             "\"below\": {\"op\": \"filter\", \"input\": \"off\", \"condition\": \"nonsense(\"},"
             "\"out\": {\"op\": \"writeStream\", \"input\": \"passed\", \"format\": \"memory\"},"
             "\"out2\": {\"op\": \"writeStream\", \"input\": \"below\", \"format\": \"memory\"}");
  g_auto (GStrv) sinks = sluice_analysis_get_sinks (analysis);

  assert_sound (analysis);
  assert_schema (analysis, "passed", "k STRING, x INT, ts TIMESTAMP");
  g_assert_cmpstrv (sinks, ((const char *[]){ "out", NULL }));
}

/* The quick fix of an append aggregation without a watermark makes the query sound. */
static void
test_fix (void)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (
      EVENTS ","
             "\"counts\": {\"op\": \"groupBy\", \"input\": \"events\", \"keys\": [\"window(ts, '1 "
             "hour') AS w\"], \"aggregates\": [\"count(*) AS n\"]}," OUT ("counts"));
  const SluiceProblem *problem = find_problem (analysis, "counts", "keys");

  g_assert_cmpuint (problem->fixes->len, ==, 3);
  for (guint i = 0; i < problem->fixes->len; i++)
    {
      const SluiceQuickFix *fix = problem->fixes->pdata[i];
      g_autoptr (SluiceAnalysis) fixed = sluice_analysis_new (fix->document, NULL, NULL);

      g_test_message ("%s", fix->label);
      assert_sound (fixed);
    }
}

/* A misspelt name is mended where it stands, and nothing beside it changes. */
static void
test_fix_names (void)
{
  g_autoptr (SluiceAnalysis) analysis
      = analyze (EVENTS ",\"s\": {\"op\": \"select\", \"input\": \"events\", \"columns\": "
                        "[\"x + kk AS a\", \"x + legnth (k) AS b\", \"frobnicate(k) AS c\"]}," OUT ("s"));
  static const struct
  {
    const char *field;
    const char *mended;
  } cases[] = { { "columns[0]", "x + k AS a" }, { "columns[1]", "x + length (k) AS b" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const SluiceProblem *problem = find_problem (analysis, "s", cases[i].field);
      const SluiceQuickFix *fix;
      SluiceNode *node;

      g_assert_cmpuint (problem->fixes->len, ==, 1);
      fix = problem->fixes->pdata[0];
      node = sluice_document_find_node (fix->document, "s");
      g_assert_cmpstr (json_array_get_string_element (
                           json_node_get_array (sluice_node_get_field (node, "columns")), i),
                       ==, cases[i].mended);
    }
  assert_problem (analysis, "s", "columns[1]", "Did you mean `length`?");
  g_assert_cmpuint (find_problem (analysis, "s", "columns[2]")->fixes->len, ==, 0);
}

/* The bounds of the documentation's example [5.3]: clickTime >= impressionTime and clickTime <=
 * impressionTime + 1 hour: impressions go at watermark - 1 h - 1 ms, clicks at watermark - 1 ms. */
static void
test_bounds (void)
{
  static const struct
  {
    const char *condition;
    gint64 left_ms;
    gint64 right_ms;
  } cases[] = {
    { "c >= i AND c <= i + INTERVAL 1 HOUR", -3600001, -1 },
    { "i > c - INTERVAL 8 MINUTES AND i < c + INTERVAL 1 HOUR", -480000, -3600000 },
    { "c BETWEEN i AND i + INTERVAL 10 MINUTES AND c <= i + INTERVAL 30 MINUTES", -1800001, -1 },
    { "NOT (c < i) AND CAST(c AS DOUBLE) - CAST(i AS DOUBLE) <= 600.0D", -600001, -1 },
    { "c - i <= INTERVAL 10 MINUTES", 0, 0 },
    { "c > i OR c < i", 0, 0 },
    { "c <= i + INTERVAL 1 MONTH AND c >= i", 0, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *nodes
          = g_strdup_printf ("\"li\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": "
                             "\"id INT, i TIMESTAMP\"},"
                             "\"l\": {\"op\": \"withWatermark\", \"input\": \"li\", \"eventTime\": "
                             "\"i\", \"delay\": \"2 hours\"},"
                             "\"ri\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\": "
                             "\"id INT, c TIMESTAMP\"},"
                             "\"r\": {\"op\": \"withWatermark\", \"input\": \"ri\", \"eventTime\": "
                             "\"c\", \"delay\": \"3 hours\"},"
                             "\"j\": {\"op\": \"join\", \"left\": \"l\", \"right\": \"r\", \"on\": "
                             "\"l.id = r.id AND %s\"}",
                             cases[i].condition);
      g_autofree char *condition = g_strescape (cases[i].condition, "");
      g_autoptr (SluiceAnalysis) analysis = analyze (nodes);
      const SluicePlan *plan;
      gint64 expected[2] = { cases[i].left_ms, cases[i].right_ms };

      assert_sound (analysis);
      plan = sluice_analysis_get_node (analysis, "j")->plan;
      for (guint side = 0; side < 2; side++)
        {
          gint64 offset = 0;
          gboolean found = sluice_join_state_bound (
              plan, side, sluice_analysis_get_settings (analysis), &offset);

          g_test_message ("%s: side %u: %" G_GINT64_FORMAT, condition, side, offset);
          g_assert_true (found == (expected[side] != 0));
          g_assert_cmpint (offset, ==, expected[side] * 1000);
        }
    }
}

/* It runs on every key press: a hundred nodes in less than 5 ms (more under valgrind and
 * sanitizers). */
static void
test_speed (void)
{
  g_autoptr (GString) nodes = g_string_new (EVENTS);
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 98; i++)
    {
      g_autofree char *input = i == 0 ? g_strdup ("events") : g_strdup_printf ("n%u", i - 1);

      if (i % 3 == 0)
        g_string_append_printf (nodes,
                                ",\"n%u\": {\"op\": \"select\", \"input\": \"%s\", \"columns\": "
                                "[\"k\", \"x + %u AS x\", \"ts\"]}",
                                i, input, i);
      else if (i % 3 == 1)
        g_string_append_printf (nodes,
                                ",\"n%u\": {\"op\": \"filter\", \"input\": \"%s\", \"condition\": "
                                "\"x > %u AND k <> 'a%u'\"}",
                                i, input, i, i);
      else
        g_string_append_printf (nodes,
                                ",\"n%u\": {\"op\": \"withColumns\", \"input\": \"%s\", "
                                "\"columns\": [\"upper(k) AS k\"]}",
                                i, input);
    }
  g_string_append (
      nodes, ",\"out\": {\"op\": \"writeStream\", \"input\": \"n97\", \"format\": \"memory\"}");
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"sluice\": 1, \"nodes\": {%s}}", nodes->str);
      g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), NULL);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (SluiceAnalysis) analysis = sluice_analysis_new (document, NULL, NULL);

      best = MIN (best, g_get_monotonic_time () - start);
      assert_sound (analysis);
    }
  g_test_message ("100 nodes: %.2f ms", (double) best / 1000);
  if (g_test_perf ())
    g_assert_cmpint (best, <, 5000);
  else
    g_assert_cmpint (best, <, 100000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/analysis/schemas", test_schemas);
  g_test_add_func ("/plan/analysis/event-time", test_event_time);
  g_test_add_func ("/plan/analysis/join", test_join);
  g_test_add_func ("/plan/analysis/union", test_union);
  g_test_add_func ("/plan/analysis/structure", test_structure);
  g_test_add_func ("/plan/analysis/queries", test_queries);
  g_test_add_func ("/plan/analysis/circles", test_circles);
  g_test_add_func ("/plan/analysis/options", test_options);
  g_test_add_func ("/plan/analysis/parameters", test_parameters);
  g_test_add_func ("/plan/analysis/positions", test_positions);
  g_test_add_func ("/plan/analysis/two-queries", test_two_queries);
  g_test_add_func ("/plan/analysis/states-of-nodes", test_states_of_nodes);
  g_test_add_func ("/plan/analysis/goes-on", test_goes_on);
  g_test_add_func ("/plan/analysis/goes-on/watermark", test_goes_on_behind_watermark);
  g_test_add_func ("/plan/analysis/fix", test_fix);
  g_test_add_func ("/plan/analysis/fix/names", test_fix_names);
  g_test_add_func ("/plan/analysis/bounds", test_bounds);
  g_test_add_func ("/plan/analysis/speed", test_speed);

  return g_test_run ();
}
