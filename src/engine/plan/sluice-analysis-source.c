/* sluice-analysis-source.c: streams and tables that are read.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-time-of-day.h"
#include "formats/sluice-partition.h"

static void
check_names (SluiceAnalysis *self, SluiceNodeState *node, const SluiceType *schema)
{
  for (guint i = 0; i < schema->n_fields; i++)
    {
      guint first;

      sluice_type_find_field (schema, schema->fields[i].name, self->settings->case_sensitive,
                              &first);
      if (first != i)
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, "schema", "COLUMN_ALREADY_EXISTS",
            "The column `%s` already exists. Choose another name or rename the existing "
            "column.",
            schema->fields[i].name);
    }
}

static SluiceType *
source_schema (SluiceAnalysis *self, SluiceNodeState *node, const SluiceFormatType *format)
{
  GError *error = NULL;
  SluiceText text;
  SluiceType *schema = NULL;

  if (!sluice_analysis_text (self, node, "schema", FALSE, &text))
    {
      sluice_text_clear (&text);
      return NULL;
    }
  if (text.text == NULL && format->fixed_schema != NULL)
    schema = sluice_parse_ddl (format->fixed_schema, &error);
  else if (text.text == NULL)
    sluice_problem_explain (
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, "schema", NULL,
            "Schema must be specified when creating a streaming source DataFrame. If some files "
            "already exist in the directory, then depending on the file format you may be able "
            "to create a static DataFrame on that directory with 'spark.read.load(directory)' "
            "and infer schema from it."),
        _ ("Say which columns the rows have, such as “word STRING, ts TIMESTAMP”."));
  else
    {
      schema = sluice_parse_ddl (text.text, &error);
      if (schema != NULL && format->files && !sluice_time_check_schema (schema, self->settings, &error))
        g_clear_pointer (&schema, sluice_type_unref);
      if (schema != NULL && !format->needs_schema && !format->files)
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_WARNING, node, "schema", NULL,
                                     _ ("The format “%s” always has the columns %s."), format->name,
                                     format->fixed_schema);
      if (schema != NULL && !format->needs_schema && !format->files)
        {
          sluice_type_unref (schema);
          schema = sluice_parse_ddl (format->fixed_schema, &error);
        }
    }
  if (error != NULL)
    sluice_analysis_add_error (self, node, "schema", text.exact, error);
  sluice_text_clear (&text);

  return schema;
}

static char *
rows_of (SluiceAnalysis *self, SluiceNodeState *node)
{
  JsonNode *rows = sluice_node_get_field (node->node, "rows");
  GString *out;

  if (rows == NULL || JSON_NODE_HOLDS_NULL (rows))
    return g_strdup ("[]");
  if (!JSON_NODE_HOLDS_ARRAY (rows))
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "rows", NULL,
                                   _ ("“rows” must be a list of objects."));
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (rows)); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (rows), i)))
      {
        g_autofree char *field = g_strdup_printf ("rows[%u]", i);

        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                     _ ("A row must be an object of columns and values."));
        return NULL;
      }
  out = g_string_new (NULL);
  sluice_json_write (rows, out);

  return g_string_free (out, FALSE);
}

/* Files are read with every column nullable, whatever the schema says [FIL-3], and directories such as
 * `day=2024-01-01` have columns of their own, which come last. */
static SluiceType *
schema_of_files (SluiceAnalysis *self, SluiceNodeState *node, GHashTable *options, const SluiceType *given)
{
  SluiceType *schema = sluice_type_as_nullable (given);
  const char *path = g_hash_table_lookup (options, "path");
  const char *recursive = g_hash_table_lookup (options, "recursiveFileLookup");
  g_autoptr (GError) error = NULL;
  SluiceType *whole;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR)
      || (recursive != NULL && g_ascii_strcasecmp (recursive, "true") == 0))
    return schema;

  whole = sluice_partition_schema (path, schema, self->settings, &error);
  if (whole == NULL)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "options.path",
                                   sluice_error_condition (error), "%s", error->message);
      return schema;
    }
  sluice_type_unref (schema);
  schema = sluice_type_as_nullable (whole);
  sluice_type_unref (whole);

  return schema;
}

void
sluice_analyze_source (SluiceAnalysis *self, SluiceNodeState *node)
{
  gboolean is_table = strcmp (sluice_node_get_op (node->node), "read") == 0;
  const SluiceFormatType *format = sluice_analysis_format (self, node);
  g_autoptr (GHashTable) options = NULL;
  g_autoptr (SluiceType) given = NULL;
  g_autoptr (SluiceType) schema = NULL;
  g_autofree char *rows = NULL;
  const char *path;
  SluicePlan *plan;

  if (format == NULL)
    return;
  options = sluice_analysis_options (self, node, format);
  node->public.options = g_hash_table_ref (options);
  given = source_schema (self, node, format);
  if (is_table && strcmp (format->name, "memory") == 0)
    rows = rows_of (self, node);
  if (given == NULL)
    return;
  schema = format->files ? schema_of_files (self, node, options, given) : sluice_type_ref (given);
  if (strcmp (format->name, "text") == 0
      && (schema->n_fields < 1 || schema->fields[0].type->id != SLUICE_TYPE_STRING))
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "schema",
                                 schema->n_fields == 1 ? "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE" : NULL,
                                 _ ("Text files have one column, a STRING."));
  check_names (self, node, schema);

  plan = sluice_plan_new (is_table ? SLUICE_PLAN_TABLE : SLUICE_PLAN_SOURCE, node->public.node_id,
                          schema, NULL, 0);
  plan->source.format = g_strdup (format->name);
  plan->source.options = g_hash_table_ref (options);
  plan->source.full_schema = sluice_type_ref (schema);
  plan->source.n_columns = schema->n_fields;
  plan->source.columns = g_new (guint, MAX (schema->n_fields, 1));
  for (guint i = 0; i < schema->n_fields; i++)
    plan->source.columns[i] = i;
  path = g_hash_table_lookup (options, "path");
  plan->source.path = g_strdup (path);
  plan->source.rows_json = g_steal_pointer (&rows);
  /* With a wrong option nothing runs, but the nodes below are checked all the same. */
  sluice_node_state_finish (node, plan);
}
