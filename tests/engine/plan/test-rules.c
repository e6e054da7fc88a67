/* test-rules.c: what Spark refuses and accepts, as recorded from it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis.h"

#include <string.h>

/* The first error by Spark's rules: what only this version lacks is no disagreement. */
static const SluiceProblem *
first_error (SluiceAnalysis *analysis)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (problem->severity == SLUICE_SEVERITY_ERROR && !problem->unavailable)
        return problem;
    }

  return NULL;
}

/* Whether an error has this condition; with @in_batch one that Spark finds in the first batch only. */
static gboolean
has_condition (SluiceAnalysis *analysis, const char *condition, gboolean in_batch)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];

      if (problem->severity == SLUICE_SEVERITY_ERROR && g_strcmp0 (problem->condition, condition) == 0
          && (problem->in_batch || !in_batch))
        return TRUE;
    }

  return FALSE;
}

static const char *
expected_failure (JsonArray *steps, const char **during)
{
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      JsonObject *failure;
      JsonNode *condition;

      if (!json_object_has_member (step, "expectFailure"))
        continue;
      failure = json_object_get_object_member (step, "expectFailure");
      *during = json_object_get_string_member (failure, "during");
      condition = json_object_get_member (failure, "condition");
      return condition == NULL || JSON_NODE_HOLDS_NULL (condition)
                 ? ""
                 : json_node_get_string (condition);
    }

  return NULL;
}

/* Whether all nodes could be analysed, were they run here or not. */
static gboolean
is_analysed (SluiceDocument *document)
{
  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      const SluiceNodeType *type = sluice_node_get_type (sluice_document_get_node (document, i));

      if (type == NULL || (!type->supported && strcmp (type->op, "observe") != 0))
        return FALSE;
    }

  return TRUE;
}

/* A document without errors gives a query for each sink, whose rows are the sink's. */
static void
check_queries (SluiceAnalysis *analysis)
{
  g_auto (GStrv) sinks = sluice_analysis_get_sinks (analysis);

  for (guint i = 0; sinks[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceQueryPlan) query = sluice_analysis_get_query (analysis, sinks[i], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_true (sluice_type_equal (query->plan->schema,
                                        sluice_analysis_get_node (analysis, sinks[i])->schema));
      text = sluice_plan_to_text (query->plan);
      g_assert_nonnull (strchr (text, '\n'));
    }
}

/* `sluice test` gives a case the checkpoint that it doesn't name. */
static gboolean
lacks_checkpoint (const SluiceProblem *problem)
{
  return g_strcmp0 (problem->condition, "_LEGACY_ERROR_TEMP_1298") == 0;
}

/* Runs the analysis of one recorded case; says whether it agrees with Spark. */
static gboolean
check_case (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autofree char *text = NULL;
  JsonObject *root;
  const char *during = NULL;
  const char *condition;
  const SluiceProblem *problem;
  gboolean agrees;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  text = json_to_string (json_object_get_member (root, "pipeline"), FALSE);
  document = sluice_document_parse (text, strlen (text), NULL);
  g_assert_nonnull (document);
  if (!is_analysed (document))
    return TRUE;

  condition = expected_failure (json_object_get_array_member (root, "steps"), &during);
  analysis = sluice_analysis_new (document, "/nowhere", NULL);
  problem = first_error (analysis);
  if (!sluice_analysis_has_errors (analysis))
    check_queries (analysis);
  /* Whether a function is there is a matter of the expression layer, and measured there. */
  if (has_condition (analysis, "UNRESOLVED_ROUTINE", FALSE)
      && g_strcmp0 (condition, "UNRESOLVED_ROUTINE") != 0)
    return TRUE;
  if (condition == NULL)
    agrees = problem == NULL;
  else if (strcmp (during, "analysis") == 0)
    agrees = *condition == '\0' ? problem != NULL : has_condition (analysis, condition, FALSE);
  else
    agrees = problem == NULL || lacks_checkpoint (problem) || has_condition (analysis, condition, TRUE);
  if (!agrees)
    g_printerr ("# %s: expected %s %s, got %s: %s\n", path, condition != NULL ? during : "nothing",
                condition != NULL ? condition : "",
                problem != NULL ? problem->condition : "nothing",
                problem != NULL ? problem->message : "");

  return agrees;
}

/* Every recorded case that the tree has. */
static void
test_recorded (void)
{
  g_autofree char *root
      = g_build_filename (SOURCE_ROOT, "tests", "conformance", "streams", NULL);
  g_autoptr (GDir) groups = g_dir_open (root, 0, NULL);
  const char *group;
  guint n_cases = 0;
  guint n_wrong = 0;

  g_assert_nonnull (groups);
  while ((group = g_dir_read_name (groups)) != NULL)
    {
      g_autofree char *folder = g_build_filename (root, group, NULL);
      g_autoptr (GDir) cases = g_dir_open (folder, 0, NULL);
      const char *name;

      while (cases != NULL && (name = g_dir_read_name (cases)) != NULL)
        if (g_str_has_suffix (name, ".sluice-test"))
          {
            g_autofree char *path = g_build_filename (folder, name, NULL);

            n_cases++;
            n_wrong += !check_case (path);
          }
    }
  g_test_message ("%u cases, %u wrong", n_cases, n_wrong);
  g_assert_cmpuint (n_cases, >, 0);
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/rules/recorded", test_recorded);

  return g_test_run ();
}
