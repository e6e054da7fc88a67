/* test-sql.c: what a node with a query in SQL is to the rest of a pipeline.
 *
 * What queries give is tested by the command `sluice sql` and by the recorded streams.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char nodes[]
    = "{\"sluice\": 1, \"parameters\": {\"least\": \"1\"}, \"nodes\": {"
      "\"raw\": {\"op\": \"readStream\", \"format\": \"memory\","
      " \"schema\": \"id INT, k STRING, ts TIMESTAMP\"},"
      "\"e\": {\"op\": \"withWatermark\", \"input\": \"raw\", \"eventTime\": \"ts\","
      " \"delay\": \"10 minutes\"},"
      "\"u\": {\"op\": \"read\", \"format\": \"memory\", \"schema\": \"id INT, name STRING\"},"
      "\"q\": {\"op\": \"sql\", \"inputs\": [\"e\", \"u\"]},"
      "\"out\": {\"op\": \"writeStream\", \"input\": \"q\", \"format\": \"memory\"}}}";

static SluiceDocument *
with_text (SluiceDocument *document, const char *node, const char *field, const char *text)
{
  g_autoptr (JsonNode) value = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (value, text);

  return sluice_document_with_field (document, node, field, value);
}

static SluiceAnalysis *
analyze (const char *query, const char *mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) empty = sluice_document_parse (nodes, strlen (nodes), &error);
  g_autoptr (SluiceDocument) asked = with_text (empty, "q", "query", query);
  g_autoptr (SluiceDocument) whole = with_text (asked, "out", "outputMode", mode);

  g_assert_no_error (error);

  return sluice_analysis_new (whole, "/base", NULL);
}

static const SluiceProblem *
first_error (SluiceAnalysis *analysis)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (problem->severity == SLUICE_SEVERITY_ERROR)
        return problem;
    }

  return NULL;
}

static void
test_problems (void)
{
  /* The problem lies where @place is in the query, if that is given. */
  static const struct
  {
    const char *query;
    const char *mode;
    const char *condition;
    const char *place;
  } cases[] = {
    { "SELECT id FROM nowhere", "append", "TABLE_OR_VIEW_NOT_FOUND", "nowhere" },
    { "SELECT id,\n nmae FROM u", "append", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "nmae" },
    { "SELECT id FROM e WHERE id =", "append", "PARSE_SYNTAX_ERROR", "" },
    { "SELECT id FORM e x", "append", "PARSE_SYNTAX_ERROR", "e x" },
    { "SELECT k, count(*) FROM e GROUP BY k", "append",
      "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION", NULL },
    { "SELECT DISTINCT k FROM e", "append", "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION", NULL },
    { "SELECT k FROM e ORDER BY k", "append", "_LEGACY_ERROR_TEMP_3102", NULL },
    { "SELECT k FROM e LIMIT 3", "update", "_LEGACY_ERROR_TEMP_3102", NULL },
    { "SELECT k FROM e LIMIT 3 OFFSET 1", "append", "_LEGACY_ERROR_TEMP_3102", "1" },
    { "SELECT id FROM u EXCEPT SELECT id FROM e", "append", "_LEGACY_ERROR_TEMP_3102", NULL },
    { "SELECT id FROM e INTERSECT SELECT id FROM u", "update", "_LEGACY_ERROR_TEMP_3102", NULL },
    { "SELECT id FROM e UNION ALL SELECT id FROM u", "append", "_LEGACY_ERROR_TEMP_3102", NULL },
    { "SELECT name FROM u WHERE id IN (SELECT id FROM e)", "append",
      "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY", NULL },
    { "SELECT id FROM e WHERE EXISTS (SELECT 1 FROM e f WHERE f.id = e.id)", "append",
      "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY", NULL },
    { "SELECT k, rank() OVER (ORDER BY id) FROM e", "append",
      "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", "rank() OVER (ORDER BY id)" },
    { "SELECT u.id FROM u LEFT JOIN e ON u.id = e.id", "append", "_LEGACY_ERROR_TEMP_3102", NULL },
    { "SELECT id FROM u", "append", "WRITE_STREAM_NOT_ALLOWED", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceAnalysis) analysis = analyze (cases[i].query, cases[i].mode);
      const SluiceProblem *problem = first_error (analysis);
      gboolean own;

      g_test_message ("%s", cases[i].query);
      g_assert_nonnull (problem);
      g_assert_cmpstr (problem->condition, ==, cases[i].condition);
      own = g_strcmp0 (problem->node, "q") == 0;
      g_assert_cmpstr (problem->field, ==, own ? "query" : problem->field);
      if (cases[i].place != NULL)
        {
          g_assert_cmpint (problem->text_offset, >=, 0);
          g_assert_true (
              g_str_has_prefix (cases[i].query + problem->text_offset, cases[i].place));
          if (*cases[i].place != '\0')
            g_assert_cmpint (problem->text_length, <=, (gint64) strlen (cases[i].place));
        }
    }
}

static void
assert_schema (const char *query, const char *mode, const char *ddl, gboolean stateful)
{
  g_autoptr (SluiceAnalysis) analysis = analyze (query, mode);
  const SluiceProblem *problem = first_error (analysis);
  const SluiceNodeAnalysis *node = sluice_analysis_get_node (analysis, "q");
  g_autofree char *schema = NULL;

  g_test_message ("%s: %s", query, problem != NULL ? problem->message : "sound");
  g_assert_null (problem);
  schema = sluice_type_to_ddl (node->schema);
  g_assert_cmpstr (schema, ==, ddl);
  g_assert_true (node->streaming);
  g_assert_cmpint (node->stateful, ==, stateful);
}

static void
test_nodes (void)
{
  assert_schema ("SELECT * FROM e WHERE id > ${least}", "append", "id INT, k STRING, ts TIMESTAMP",
                 FALSE);
  assert_schema ("SELECT e.k, name FROM e JOIN u USING (id)", "append", "k STRING, name STRING",
                 FALSE);
  assert_schema ("SELECT id FROM e WHERE id NOT IN (SELECT id FROM u)", "append", "id INT", FALSE);
  assert_schema ("SELECT k, count(*) AS n FROM e GROUP BY k", "update",
                 "k STRING, n BIGINT NOT NULL", TRUE);
  assert_schema ("SELECT window.end AS until, sum(id) AS s FROM e GROUP BY window(ts, '1 hour')",
                 "append", "until TIMESTAMP, s BIGINT", TRUE);
}

/* The event time passes through a query as through other nodes. */
static void
test_event_time (void)
{
  g_autoptr (SluiceAnalysis) analysis
      = analyze ("SELECT k, ts AS t FROM (SELECT * FROM e WHERE id > 0)", "append");
  const SluiceNodeAnalysis *node = sluice_analysis_get_node (analysis, "q");

  g_assert_cmpint (node->schema->fields[0].watermark_delay_ms, ==, -1);
  g_assert_cmpint (node->schema->fields[1].watermark_delay_ms, ==, 600000);
}

/* Without any wire a query is a table of its own. */
static void
test_no_inputs (void)
{
  const char *text
      = "{\"sluice\": 1, \"nodes\": {\"q\": {\"op\": \"sql\","
        " \"query\": \"SELECT * FROM VALUES (1, 'a') AS t(n, s)\"}}}";
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), NULL);
  g_autoptr (SluiceAnalysis) analysis = sluice_analysis_new (document, NULL, NULL);
  const SluiceNodeAnalysis *node = sluice_analysis_get_node (analysis, "q");
  g_autofree char *schema = NULL;

  g_assert_null (first_error (analysis));
  schema = sluice_type_to_ddl (node->schema);
  g_assert_cmpstr (schema, ==, "n INT NOT NULL, s STRING NOT NULL");
  g_assert_false (node->streaming);
}

/* Names that stand for each other again and again must not make a plan without end. */
static void
test_size (void)
{
  g_autoptr (GString) query = g_string_new ("WITH t0 AS (SELECT id FROM e)");
  g_autoptr (GString) aliases = g_string_new ("SELECT id AS a0");
  g_autoptr (SluiceAnalysis) joined = NULL;
  g_autoptr (SluiceAnalysis) doubled = NULL;

  for (guint i = 1; i < 40; i++)
    {
      g_string_append_printf (query, ", t%u AS (SELECT id FROM t%u UNION ALL SELECT id FROM t%u)", i,
                              i - 1, i - 1);
      g_string_append_printf (aliases, ", a%u + a%u AS a%u", i - 1, i - 1, i);
    }
  g_string_append (query, " SELECT * FROM t39");
  g_string_append (aliases, " FROM e");
  joined = analyze (query->str, "append");
  g_assert_cmpstr (first_error (joined)->condition, ==, "FAILED_TO_PARSE_TOO_COMPLEX");
  doubled = analyze (aliases->str, "append");
  g_assert_cmpstr (first_error (doubled)->condition, ==, "FAILED_TO_PARSE_TOO_COMPLEX");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/problems", test_problems);
  g_test_add_func ("/sql/nodes", test_nodes);
  g_test_add_func ("/sql/event-time", test_event_time);
  g_test_add_func ("/sql/no-inputs", test_no_inputs);
  g_test_add_func ("/sql/size", test_size);

  return g_test_run ();
}
