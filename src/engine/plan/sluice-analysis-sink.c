/* sluice-analysis-sink.c: sinks, each of which is a query.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
sluice_sink_spec_free (SluiceSinkSpec *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_strfreev (self->partition_by);
  g_free (self->checkpoint);
  g_free (self);
}

static void
add_mode_fix (SluiceAnalysis *self, SluiceNodeState *node, SluiceProblem *problem, const char *mode)
{
  g_autoptr (JsonNode) value = sluice_json_new_string (mode);
  g_autofree char *label = g_strdup_printf (_ ("Change the output mode to “%s”"), mode);

  sluice_problem_add_fix (
      problem, label,
      sluice_document_with_field (self->document, node->public.node_id, "outputMode", value));
}

static gboolean
parse_mode (SluiceAnalysis *self, SluiceNodeState *node, SluiceOutputMode *mode)
{
  static const char *const modes[] = { "append", "update", "complete" };
  SluiceText text;
  gboolean found = FALSE;

  *mode = SLUICE_OUTPUT_APPEND;
  if (!sluice_analysis_text (self, node, "outputMode", FALSE, &text))
    goto out;
  found = text.text == NULL;
  for (guint i = 0; !found && i < G_N_ELEMENTS (modes); i++)
    if (g_ascii_strcasecmp (modes[i], text.text) == 0)
      {
        *mode = (SluiceOutputMode) i;
        found = TRUE;
      }
  if (!found)
    {
      SluiceProblem *problem = sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "outputMode", "STREAMING_OUTPUT_MODE.INVALID",
          "Invalid streaming output mode: %s. Accepted output modes are 'Append', 'Complete', "
          "'Update'.",
          text.text);

      for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
        add_mode_fix (self, node, problem, modes[i]);
    }

out:
  sluice_text_clear (&text);

  return found;
}

static gboolean
parse_trigger_interval (
    SluiceAnalysis *self, SluiceNodeState *node, const char *field, const char *text, gint64 *us)
{
  g_autofree char *put_in = sluice_analysis_substitute (self, node, field, text, NULL);
  GError *error = NULL;
  gint32 months, days;

  if (!sluice_parse_duration (put_in, &months, &days, us, &error))
    {
      sluice_analysis_add_error (self, node, field, FALSE, error);
      return FALSE;
    }
  if (months != 0)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   "Doesn't support month or year interval: %s", put_in);
      return FALSE;
    }
  *us += (gint64) days * 86400 * G_TIME_SPAN_SECOND;
  if (*us < 0)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   _ ("The time between two micro-batches can’t be below zero."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
parse_trigger (SluiceAnalysis *self, SluiceNodeState *node, SluiceSinkSpec *spec)
{
  static const struct
  {
    const char *name;
    SluiceTriggerKind kind;
    gboolean interval;
  } kinds[] = {
    { "processingTime", SLUICE_TRIGGER_PROCESSING_TIME, TRUE },
    { "once", SLUICE_TRIGGER_ONCE, FALSE },
    { "availableNow", SLUICE_TRIGGER_AVAILABLE_NOW, FALSE },
    { "continuous", SLUICE_TRIGGER_CONTINUOUS, TRUE },
  };
  JsonNode *value = sluice_node_get_field (node->node, "trigger");
  JsonObject *object;

  spec->trigger = SLUICE_TRIGGER_PROCESSING_TIME;
  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  for (guint i = 0;
       object != NULL && json_object_get_size (object) == 1 && i < G_N_ELEMENTS (kinds); i++)
    {
      JsonNode *setting = json_object_get_member (object, kinds[i].name);
      g_autofree char *field = g_strconcat ("trigger.", kinds[i].name, NULL);

      if (setting == NULL)
        continue;
      spec->trigger = kinds[i].kind;
      if (kinds[i].kind == SLUICE_TRIGGER_CONTINUOUS)
        {
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, field, NULL,
              _ ("Continuous processing isn’t available in this version."));
          return FALSE;
        }
      if (kinds[i].kind == SLUICE_TRIGGER_ONCE)
        sluice_problem_explain (
            sluice_analysis_add_problem (self, SLUICE_SEVERITY_ADVICE, node, field, NULL,
                                         _ ("The trigger “once” is deprecated in Spark.")),
            _ ("“availableNow” reads as much, but keeps to the limits of a micro-batch."));
      if (kinds[i].interval && sluice_json_is_string (setting))
        return parse_trigger_interval (self, node, field, json_node_get_string (setting),
                                       &spec->trigger_interval_us);
      if (!kinds[i].interval && JSON_NODE_HOLDS_VALUE (setting)
          && json_node_get_value_type (setting) == G_TYPE_BOOLEAN
          && json_node_get_boolean (setting))
        return TRUE;
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   kinds[i].interval
                                       ? _ ("The trigger needs a time such as “10 seconds”.")
                                       : _ ("The trigger’s value must be true."));
      return FALSE;
    }
  sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "trigger", NULL,
                               _ ("A trigger must be one of: {\"processingTime\": \"10 seconds\"}, "
                                  "{\"availableNow\": true}, {\"once\": true}."));

  return FALSE;
}

static void
check_data_source_mode (SluiceAnalysis *self, SluiceNodeState *node, const SluiceSinkSpec *spec)
{
  g_autofree char *mode = g_ascii_strdown (sluice_output_mode_name (spec->mode), -1);
  JsonNode *name = sluice_node_get_field (node->node, "format");
  /* One that this version doesn't have may be one of files all the same. */
  const SluiceFormatType *format
      = spec->format == NULL && sluice_json_is_string (name)
            ? sluice_format_type_find ("writeStream", json_node_get_string (name))
            : spec->format;
  SluiceProblem *problem;

  if (format == NULL || !format->files || spec->mode == SLUICE_OUTPUT_APPEND)
    return;
  problem = sluice_analysis_add_problem (
      self, SLUICE_SEVERITY_ERROR, node, "outputMode",
      "STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE",
      "Invalid streaming output mode: %s. This output mode is not supported in Data Source %s.",
      mode, format->name);
  sluice_problem_explain (
      problem,
      _ ("A file can’t be changed after it was written, so files take append mode alone."));
  add_mode_fix (self, node, problem, "append");
}

static void
set_checkpoint (SluiceAnalysis *self, SluiceNodeState *node, SluiceSinkSpec *spec)
{
  const char *option = g_hash_table_lookup (spec->options, "checkpointLocation");
  const char *root = sluice_settings_get (self->settings, "spark.sql.streaming.checkpointLocation");
  SluiceProblem *problem;
  g_autofree char *suggestion = NULL;

  if (option != NULL && *option != '\0')
    {
      spec->checkpoint = g_strdup (option);
      return;
    }
  if (root != NULL && *root != '\0')
    {
      g_autofree char *path
          = g_build_filename (root, spec->name != NULL ? spec->name : node->public.node_id, NULL);

      spec->checkpoint = sluice_analysis_absolute (self, path);
      return;
    }
  if (!spec->format->files)
    return;
  problem = sluice_analysis_add_problem (
      self, SLUICE_SEVERITY_ERROR, node, "options.checkpointLocation", "_LEGACY_ERROR_TEMP_1298",
      "checkpointLocation must be specified either through option(\"checkpointLocation\", ...) or "
      "SparkSession.conf.set(\"spark.sql.streaming.checkpointLocation\", ...).");
  sluice_problem_explain (problem, _ ("The checkpoint is where a query that was stopped goes on. "
                                      "Give it a directory of its own."));
  suggestion = g_strconcat ("checkpoints/", node->public.node_id, NULL);
  sluice_problem_add_fix (problem, _ ("Keep it in “checkpoints”, beside the document"),
                          sluice_document_with_option (self->document, node->public.node_id,
                                                       "checkpointLocation", suggestion));
}

/* Partitions and columns that the format can't hold. */

static void
check_partitions (SluiceAnalysis *self,
                  SluiceNodeState *node,
                  SluiceSinkSpec *spec,
                  const SluiceType *schema,
                  GArray *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < texts->len; i++)
    {
      const SluiceText *text = &g_array_index (texts, SluiceText, i);
      guint index;

      if (sluice_type_find_field (schema, text->text, self->settings->case_sensitive, &index) == 0)
        {
          g_autoptr (GString) names = g_string_new (NULL);

          for (guint c = 0; c < schema->n_fields; c++)
            g_string_append_printf (names, "%s%s", c > 0 ? ", " : "", schema->fields[c].name);
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, text->field, "_LEGACY_ERROR_TEMP_1196",
              "Partition column %s not found in existing columns (%s).", text->text, names->str);
          continue;
        }
      g_strv_builder_add (builder, schema->fields[index].name);
      if (schema->fields[index].type->n_fields > 0 || schema->fields[index].type->id == SLUICE_TYPE_VARIANT)
        {
          g_autofree char *type = sluice_type_to_sql (schema->fields[index].type);

          sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, text->field,
                                       "INVALID_PARTITION_COLUMN_DATA_TYPE",
                                       "Cannot use \"%s\" for partition column.", type);
        }
    }
  if (texts->len > 0 && texts->len >= schema->n_fields)
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "partitionBy",
                                 "ALL_PARTITION_COLUMNS_NOT_ALLOWED",
                                 "Cannot use all columns for partition columns.");
  if (texts->len > 0 && !spec->format->files)
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_WARNING, node, "partitionBy", NULL,
                                 _ ("It counts only for sinks of files."));
  spec->partition_by = g_strv_builder_end (builder);
}

static gboolean
is_partition (const SluiceSinkSpec *spec, const char *name)
{
  return spec->partition_by != NULL
         && g_strv_contains ((const char *const *) spec->partition_by, name);
}

static void
check_columns (SluiceAnalysis *self,
               SluiceNodeState *node,
               const SluiceSinkSpec *spec,
               const SluiceType *schema)
{
  guint n_values = 0;

  if (!spec->format->files)
    return;
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const SluiceField *field = &schema->fields[i];
      guint first;

      sluice_type_find_field (schema, field->name, self->settings->case_sensitive, &first);
      if (first != i)
        sluice_problem_explain (
            sluice_analysis_add_problem (
                self, SLUICE_SEVERITY_ERROR, node, "input", "COLUMN_ALREADY_EXISTS",
                "The column `%s` already exists. Choose another name or rename the existing "
                "column.",
                field->name),
            _ ("Choose and name the columns with a select before the sink."));
      if (is_partition (spec, field->name))
        continue;
      n_values++;
      if (strcmp (spec->format->name, "csv") == 0
          && (field->type->n_fields > 0 || field->type->id == SLUICE_TYPE_VARIANT))
        {
          g_autofree char *type = sluice_type_to_sql (field->type);

          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, "input", "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
              "The CSV datasource doesn't support the column `%s` of the type \"%s\".", field->name,
              type);
        }
    }
  if (strcmp (spec->format->name, "text") != 0)
    return;
  for (guint i = 0; i < schema->n_fields; i++)
    if (!is_partition (spec, schema->fields[i].name)
        && schema->fields[i].type->id != SLUICE_TYPE_STRING)
      {
        g_autofree char *type = sluice_type_to_sql (schema->fields[i].type);

        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, "input", "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
            "The Text datasource doesn't support the column `%s` of the type \"%s\".",
            schema->fields[i].name, type);
        return;
      }
  if (n_values != 1)
    sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_ERROR, node, "input", "_LEGACY_ERROR_TEMP_1290",
        "Text data source supports only a single column, and you have %u columns.", n_values);
}

static char **
one_name (const char *name)
{
  char **names = g_new0 (char *, 2);

  names[0] = g_strdup (name);

  return names;
}

/* No two queries may share a name, a checkpoint or an output. */
static void
check_others (SluiceAnalysis *self, SluiceNodeState *node, const SluiceSinkSpec *spec)
{
  const char *path = spec->format->files ? g_hash_table_lookup (spec->options, "path") : NULL;

  for (guint i = 0; i < self->states->len; i++)
    {
      SluiceNodeState *other = self->states->pdata[i];
      const char *other_path;
      SluiceProblem *problem = NULL;

      if (other == node || other->spec == NULL || other->spec->format == NULL)
        continue;
      other_path
          = other->spec->format->files ? g_hash_table_lookup (other->spec->options, "path") : NULL;
      if (spec->name != NULL && g_strcmp0 (spec->name, other->spec->name) == 0)
        {
          problem = sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, "queryName", NULL,
              _ ("The query of “%s” has the name “%s” too."), other->public.node_id, spec->name);
          problem->other_nodes = one_name (other->public.node_id);
        }
      if (spec->checkpoint != NULL && g_strcmp0 (spec->checkpoint, other->spec->checkpoint) == 0)
        {
          problem = sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, "options.checkpointLocation", NULL,
              _ ("“%s” has the same checkpoint."), other->public.node_id);
          sluice_problem_explain (
              problem, _ ("Two queries in one checkpoint would destroy each other’s progress."));
          problem->other_nodes = one_name (other->public.node_id);
        }
      if (path != NULL && g_strcmp0 (path, other_path) == 0)
        {
          problem = sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "options.path",
                                                 NULL, _ ("“%s” writes to the same directory."),
                                                 other->public.node_id);
          problem->other_nodes = one_name (other->public.node_id);
        }
    }
}

void
sluice_analyze_sink (SluiceAnalysis *self, SluiceNodeState *node)
{
  SluiceNodeState *input = node->n_inputs > 0 ? node->inputs[0] : NULL;
  SluiceSinkSpec *spec = g_new0 (SluiceSinkSpec, 1);
  g_autoptr (GArray) partitions = sluice_analysis_texts (self, node, "partitionBy", FALSE);
  SluiceText name;
  gboolean mode_is_sound;

  spec->format = sluice_analysis_format (self, node);
  mode_is_sound = parse_mode (self, node, &spec->mode);
  parse_trigger (self, node, spec);
  if (sluice_analysis_text (self, node, "queryName", FALSE, &name))
    spec->name = g_strdup (name.text);
  sluice_text_clear (&name);
  node->spec = spec;

  if (mode_is_sound)
    check_data_source_mode (self, node, spec);
  if (input != NULL && input->status == SLUICE_NODE_DONE)
    {
      node->public.schema = sluice_type_ref (input->public.schema);
      node->public.streaming = input->public.streaming;
      if (mode_is_sound)
        sluice_analysis_check_rules (self, node, spec->mode, spec->trigger);
    }
  if (spec->format == NULL)
    return;
  spec->options = sluice_analysis_options (self, node, spec->format);
  set_checkpoint (self, node, spec);
  if (node->public.schema != NULL && partitions != NULL)
    check_partitions (self, node, spec, node->public.schema, partitions);
  if (node->public.schema != NULL)
    check_columns (self, node, spec, node->public.schema);
  check_others (self, node, spec);
  if (node->public.schema != NULL)
    node->status = SLUICE_NODE_DONE;
}
