/* fuzz-query.c: any bytes as a query in SQL, analysed over streams and tables.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "fuzz.h"
#include "plan/sluice-analysis.h"

static const char *const nodes
    = "{ \"t\": { \"op\": \"read\", \"format\": \"json\", \"options\": { \"path\": \"t\" },"
      "           \"schema\": \"id INT, k STRING, v DOUBLE, s STRUCT<a: INT>, l ARRAY<STRING>\" },"
      "  \"u\": { \"op\": \"read\", \"format\": \"json\", \"options\": { \"path\": \"u\" },"
      "           \"schema\": \"id BIGINT, name STRING\" },"
      "  \"in\": { \"op\": \"readStream\", \"format\": \"json\", \"options\": { \"path\": \"e\" },"
      "            \"schema\": \"id INT, k STRING, ts TIMESTAMP\" },"
      "  \"e\": { \"op\": \"withWatermark\", \"input\": \"in\", \"eventTime\": \"ts\","
      "           \"delay\": \"10 minutes\" },"
      "  \"q\": { \"op\": \"sql\", \"inputs\": [ \"t\", \"u\", \"e\" ] },"
      "  \"out\": { \"op\": \"writeStream\", \"input\": \"q\", \"format\": \"noop\" } }";

static SluiceDocument *
make_document (const char *query)
{
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (JsonNode) value = json_node_new (JSON_NODE_VALUE);
  g_autofree char *text = g_strdup_printf ("{ \"sluice\": 1, \"nodes\": %s }", nodes);

  document = sluice_document_parse (text, strlen (text), NULL);
  g_assert_nonnull (document);
  json_node_set_string (value, query);

  return sluice_document_with_field (document, "q", "query", value);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *query = g_strndup ((const char *) data, size);
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (SluiceAnalysis) analysis = NULL;
  const SluiceNodeAnalysis *node;
  gboolean has_error = FALSE;
  GPtrArray *problems;

  /* A document is UTF-8, which its parser checks. */
  if (!g_utf8_validate (query, -1, NULL) || *query == '\0')
    return 0;
  document = make_document (query);
  analysis = sluice_analysis_new (document, NULL, NULL);
  node = sluice_analysis_get_node (analysis, "q");
  problems = sluice_analysis_get_problems (analysis);
  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (g_strcmp0 (problem->node, "q") != 0)
        continue;
      has_error = has_error || problem->severity == SLUICE_SEVERITY_ERROR;
      g_assert_cmpint (problem->text_offset, <=, (gint64) strlen (query));
      g_assert_cmpint (MAX (problem->text_offset, 0) + problem->text_length, <=,
                       (gint64) strlen (query));
    }

  /* Either there is a plan or somebody is told why there is none. */
  g_assert_true (node->plan != NULL || has_error);
  if (node->plan != NULL)
    {
      g_autoptr (SluicePlan) plan = sluice_plan_optimize (sluice_plan_ref (node->plan));
      g_autofree char *text = sluice_plan_to_text (plan);

      g_assert_true (sluice_type_equal (plan->schema, node->schema)
                     || plan->schema->n_fields == node->schema->n_fields);
    }

  return 0;
}
