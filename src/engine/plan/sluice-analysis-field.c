/* sluice-analysis-field.c: fields and options of nodes, with parameters put in, checked.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/sluice-name-distance.h"

void
sluice_text_clear (gpointer data)
{
  SluiceText *self = data;

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->field, g_free);
}

static const char *
field_label (SluiceNodeState *node, const char *field)
{
  const SluiceNodeType *type = sluice_node_get_type (node->node);
  const SluiceFieldType *info = type != NULL ? sluice_node_type_field (type, field) : NULL;

  return info != NULL ? g_dgettext (GETTEXT_PACKAGE, info->label) : field;
}

/* What Spark says of an empty text. */
static const char *
empty_condition (const char *field)
{
  static const char *const conditions[][2] = {
    { "condition", "PARSE_EMPTY_STATEMENT" }, { "on", "PARSE_EMPTY_STATEMENT" },
    { "query", "PARSE_EMPTY_STATEMENT" },     { "eventTime", "NOT_EXPECTED_TYPE" },
    { "delay", "NOT_EXPECTED_TYPE" },         { "name", "INVALID_OBSERVED_METRICS.MISSING_NAME" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (strcmp (conditions[i][0], field) == 0)
      return conditions[i][1];

  return NULL;
}

static void
report_missing (SluiceAnalysis *self, SluiceNodeState *node, const char *field)
{
  const char *condition
      = sluice_node_get_field (node->node, field) != NULL ? empty_condition (field) : NULL;

  sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, condition,
                               _ ("“%s” is missing."), field_label (node, field));
}

static void
add_text (SluiceAnalysis *self, SluiceNodeState *node, char *field, JsonNode *value, GArray *out)
{
  SluiceText text = { NULL, field, TRUE };
  gboolean changed;

  text.text
      = sluice_analysis_substitute (self, node, field, json_node_get_string (value), &changed);
  text.exact = !changed;
  g_array_append_val (out, text);
}

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return *text == '\0';
}

GArray *
sluice_analysis_texts (SluiceAnalysis *self,
                       SluiceNodeState *node,
                       const char *field,
                       gboolean required)
{
  JsonNode *value = sluice_node_get_field (node->node, field);
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (SluiceText));
  gboolean sound = TRUE;

  g_array_set_clear_func (out, sluice_text_clear);
  if (value != NULL && JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);
          g_autofree char *name = g_strdup_printf ("%s[%u]", field, i);

          if (!sluice_json_is_string (element))
            {
              sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, name, NULL,
                                           _ ("It must be a text in quotes."));
              sound = FALSE;
            }
          /* A line that is still empty in the editor isn't worth more than this. */
          else if (is_blank (json_node_get_string (element)))
            {
              sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, name,
                                           "PARSE_EMPTY_STATEMENT", _ ("It is empty."));
              sound = FALSE;
            }
          else
            add_text (self, node, g_steal_pointer (&name), element, out);
        }
    }
  else if (sluice_json_is_string (value))
    {
      if (!is_blank (json_node_get_string (value)))
        add_text (self, node, g_strdup (field), value, out);
    }
  else if (value != NULL && !JSON_NODE_HOLDS_NULL (value))
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   _ ("“%s” must be a list of texts."), field_label (node, field));
      return NULL;
    }

  if (sound && out->len == 0 && required)
    {
      report_missing (self, node, field);
      return NULL;
    }

  return sound ? g_steal_pointer (&out) : NULL;
}

gboolean
sluice_analysis_text (SluiceAnalysis *self,
                      SluiceNodeState *node,
                      const char *field,
                      gboolean required,
                      SluiceText *text)
{
  JsonNode *value = sluice_node_get_field (node->node, field);
  gboolean changed;

  memset (text, 0, sizeof *text);
  text->field = g_strdup (field);
  if (value == NULL || JSON_NODE_HOLDS_NULL (value)
      || (sluice_json_is_string (value) && *json_node_get_string (value) == '\0'))
    {
      if (required)
        report_missing (self, node, field);
      return !required;
    }
  if (!sluice_json_is_string (value))
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   _ ("“%s” must be a text."), field_label (node, field));
      return FALSE;
    }
  text->text
      = sluice_analysis_substitute (self, node, field, json_node_get_string (value), &changed);
  text->exact = !changed;

  return TRUE;
}

gboolean
sluice_analysis_flag (SluiceAnalysis *self, SluiceNodeState *node, const char *field)
{
  JsonNode *value = sluice_node_get_field (node->node, field);

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_BOOLEAN)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   _ ("“%s” must be true or false."), field_label (node, field));
      return FALSE;
    }

  return json_node_get_boolean (value);
}

/* Options. */

static gboolean
is_time_span (const char *text)
{
  gint32 months, days;
  gint64 us;
  char *end;

  /* Spark's short forms of durations, such as `7d` and `500ms`. */
  g_ascii_strtoull (text, &end, 10);
  if (end != text && g_ascii_isdigit (*text))
    {
      static const char *const units[] = { "", "us", "ms", "s", "m", "min", "h", "d", NULL };
      g_autofree char *unit = g_ascii_strdown (end, -1);

      if (g_strv_contains (units, unit))
        return TRUE;
    }

  return sluice_parse_interval (text, &months, &days, &us, NULL);
}

static gboolean
is_short_span (const char *text)
{
  char *end;
  g_autofree char *unit = NULL;
  static const char *const units[] = { "", "us", "ms", "s", "m", "min", "h", "d", NULL };

  g_ascii_strtoull (text, &end, 10);
  unit = g_ascii_strdown (end, -1);

  return g_ascii_isdigit (*text) && g_strv_contains (units, unit);
}

static gboolean
choice_contains (const char *const *choices, const char *value)
{
  for (guint i = 0; choices[i] != NULL; i++)
    if (g_ascii_strcasecmp (choices[i], value) == 0)
      return TRUE;

  return FALSE;
}

/* The numbers that Spark wants above zero, with its sentences [FIL-5, FIL-6, FIL-11, FIL-12]. */
static gboolean
check_special_option (SluiceAnalysis *self,
                      SluiceNodeState *node,
                      const char *field,
                      const char *name,
                      const char *value)
{
  gint64 number;
  double ratio;
  char *end;

  if (strcmp (name, "maxFilesPerTrigger") == 0 || strcmp (name, "maxBytesPerTrigger") == 0)
    {
      if (!g_ascii_string_to_signed (
              value, 10, 1, strcmp (name, "maxFilesPerTrigger") == 0 ? G_MAXINT32 : G_MAXINT64,
              &number, NULL))
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, field, NULL,
            "Invalid value '%s' for option '%s', must be a positive integer", value, name);
      return TRUE;
    }
  if (strcmp (name, "discardCachedInputRatio") == 0)
    {
      ratio = g_ascii_strtod (value, &end);
      if (*end != '\0' || end == value || !(ratio >= 0 && ratio <= 1))
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, field, NULL,
            "Invalid value '%s' for option 'discardCachedInputRatio', must be a positive "
            "double between 0 and 1",
            value);
      return TRUE;
    }
  if (strcmp (name, "maxFileAge") == 0)
    {
      /* `1 day` isn't taken there, though it is everywhere else. */
      if (!is_short_span (value))
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                     _ ("“%s” isn’t a time such as “7d” or “60s”."), value);
      return TRUE;
    }
  /* An unknown parse mode counts as PERMISSIVE in Spark; whoever wrote it meant something else. */
  if (strcmp (name, "mode") == 0)
    {
      static const char *const modes[] = { "PERMISSIVE", "DROPMALFORMED", "FAILFAST", NULL };

      if (!choice_contains (modes, value))
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_WARNING, node, field, NULL,
                                     _ ("There is no mode “%s”; PERMISSIVE counts."), value);
      return TRUE;
    }

  return FALSE;
}

static void
check_option (SluiceAnalysis *self,
              SluiceNodeState *node,
              const SluiceOptionType *option,
              const char *value)
{
  g_autofree char *field = g_strconcat ("options.", option->name, NULL);
  g_autofree char *choices = NULL;

  if (check_special_option (self, node, field, option->name, value))
    return;
  switch (option->kind)
    {
    case SLUICE_FIELD_BOOLEAN:
      if (g_ascii_strcasecmp (value, "true") != 0 && g_ascii_strcasecmp (value, "false") != 0)
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                     _ ("The option “%s” can’t be “%s”; it must be true or false."),
                                     option->name, value);
      break;
    case SLUICE_FIELD_INTEGER:
      if (!g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, NULL, NULL))
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, field, NULL,
            _ ("The option “%s” can’t be “%s”; it must be a whole number."), option->name, value);
      break;
    case SLUICE_FIELD_CHOICE:
      if (choice_contains (option->choices, value))
        break;
      choices = g_strjoinv (", ", (char **) option->choices);
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   _ ("The option “%s” can’t be “%s”; it must be one of: %s."),
                                   option->name, value, choices);
      break;
    case SLUICE_FIELD_INTERVAL:
      if (!is_time_span (value))
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, field, NULL,
            _ ("The option “%s” can’t be “%s”; it must be a time such as “10 minutes”."),
            option->name, value);
      break;
    default:
      break;
    }
}

static void
report_unknown_option (SluiceAnalysis *self,
                       SluiceNodeState *node,
                       const SluiceFormatType *format,
                       const char *name)
{
  g_autofree char *field = g_strconcat ("options.", name, NULL);
  g_autofree const char **names = g_new0 (const char *, format->n_options + 1);
  const char *close;
  SluiceProblem *problem;

  if (strcmp (sluice_node_get_op (node->node), "readStream") == 0
      && (g_ascii_strcasecmp (name, "modifiedBefore") == 0
          || g_ascii_strcasecmp (name, "modifiedAfter") == 0)
      && format->files)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                   "option '%s' is not allowed in file stream sources", name);
      return;
    }
  for (guint i = 0; i < format->n_options; i++)
    names[i] = format->options[i].name;
  close = sluice_closest_name (name, names);
  if (close == NULL)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_WARNING, node, field, NULL,
                                   _ ("The format “%s” has no option “%s”; it changes nothing."),
                                   format->name, name);
      return;
    }
  problem = sluice_analysis_add_problem (
      self, SLUICE_SEVERITY_WARNING, node, field, NULL,
      _ ("The format “%s” has no option “%s”. Did you mean “%s”?"), format->name, name, close);
  {
    g_autoptr (GHashTable) options = sluice_node_get_options (node->node);
    g_autoptr (SluiceDocument) without
        = sluice_document_with_option (self->document, node->public.node_id, name, NULL);
    g_autofree char *label = g_strdup_printf (_ ("Change to “%s”"), close);

    sluice_problem_add_fix (problem, label,
                            sluice_document_with_option (without, node->public.node_id, close,
                                                         g_hash_table_lookup (options, name)));
  }
}

/* What two options together may not be. */
static void
check_option_pairs (SluiceAnalysis *self, SluiceNodeState *node, GHashTable *options)
{
  const char *clean = g_hash_table_lookup (options, "cleanSource");
  const char *ratio = g_hash_table_lookup (options, "latestFirst");

  if (g_hash_table_contains (options, "maxFilesPerTrigger")
      && g_hash_table_contains (options, "maxBytesPerTrigger"))
    sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_ERROR, node, "options.maxBytesPerTrigger", NULL,
        "Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at the same "
        "time");
  if (clean != NULL && g_ascii_strcasecmp (clean, "archive") == 0
      && !g_hash_table_contains (options, "sourceArchiveDir"))
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "options.sourceArchiveDir",
                                 NULL, "Archive mode must be used with 'sourceArchiveDir' option.");
  if (ratio != NULL && g_ascii_strcasecmp (ratio, "true") == 0
      && g_hash_table_contains (options, "maxFileAge")
      && (g_hash_table_contains (options, "maxFilesPerTrigger")
          || g_hash_table_contains (options, "maxBytesPerTrigger")))
    sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_WARNING, node, "options.maxFileAge", NULL,
        _ ("“maxFileAge” doesn’t count when the newest files are read first and a batch is "
           "limited."));
}

GHashTable *
sluice_analysis_options (SluiceAnalysis *self,
                         SluiceNodeState *node,
                         const SluiceFormatType *format)
{
  GHashTable *out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonNode *value = sluice_node_get_field (node->node, "options");
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (value != NULL && !JSON_NODE_HOLDS_NULL (value) && !JSON_NODE_HOLDS_OBJECT (value))
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "options", NULL,
                                 _ ("“options” must be an object of names and values."));
  if (value != NULL && JSON_NODE_HOLDS_OBJECT (value))
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (value));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          const SluiceOptionType *option = sluice_format_type_option (format, name);
          g_autofree char *text = sluice_json_to_text (member);
          g_autofree char *field = g_strconcat ("options.", name, NULL);
          char *put_in;

          if (text == NULL)
            {
              sluice_analysis_add_problem (
                  self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                  _ ("The option “%s” must be a text, a number or a boolean."), name);
              continue;
            }
          put_in = sluice_analysis_substitute (self, node, field, text, NULL);
          if (option == NULL)
            report_unknown_option (self, node, format, name);
          else
            {
              check_option (self, node, option, put_in);
              if ((option->kind == SLUICE_FIELD_PATH || option->kind == SLUICE_FIELD_FILES)
                  && *put_in != '\0')
                {
                  char *absolute = sluice_analysis_absolute (self, put_in);

                  g_free (put_in);
                  put_in = absolute;
                }
            }
          g_hash_table_insert (out, g_strdup (option != NULL ? option->name : name), put_in);
        }
    }

  for (guint i = 0; i < format->n_options; i++)
    {
      const char *given = g_hash_table_lookup (out, format->options[i].name);
      g_autofree char *field = g_strconcat ("options.", format->options[i].name, NULL);

      if (format->options[i].required && (given == NULL || *given == '\0'))
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field,
                                     strcmp (format->options[i].name, "path") == 0
                                         ? "_LEGACY_ERROR_TEMP_2047"
                                         : NULL,
                                     _ ("The format “%s” needs the option “%s”."), format->name,
                                     format->options[i].name);
    }
  check_option_pairs (self, node, out);

  return out;
}

const SluiceFormatType *
sluice_analysis_format (SluiceAnalysis *self, SluiceNodeState *node)
{
  const char *op = sluice_node_get_op (node->node);
  const SluiceFormatType *format;
  const SluiceFieldType *field
      = sluice_node_type_field (sluice_node_get_type (node->node), "format");
  g_auto (GStrv) names = NULL;
  SluiceText text;
  g_autofree char *name = NULL;
  const char *close;

  if (!sluice_analysis_text (self, node, "format", TRUE, &text))
    {
      sluice_text_clear (&text);
      return NULL;
    }
  name = g_steal_pointer (&text.text);
  sluice_text_clear (&text);

  format = sluice_format_type_find (op, name);
  if (format != NULL && !format->supported)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "format", NULL,
                                   _ ("The format “%s” isn’t available in this version."),
                                   format->name);
      return NULL;
    }
  if (format != NULL)
    return format;

  close = sluice_closest_name (name, field->choices);
  if (close != NULL)
    {
      SluiceProblem *problem = sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "format", "DATA_SOURCE_NOT_FOUND",
          _ ("There is no format “%s” here. Did you mean “%s”?"), name, close);
      g_autoptr (JsonNode) value = sluice_json_new_string (close);
      g_autofree char *label = g_strdup_printf (_ ("Change to “%s”"), close);

      sluice_problem_add_fix (
          problem, label,
          sluice_document_with_field (self->document, node->public.node_id, "format", value));
    }
  else
    {
      g_autofree char *list = g_strjoinv (", ", (char **) field->choices);

      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "format",
                                   "DATA_SOURCE_NOT_FOUND",
                                   _ ("There is no format “%s” here. There are: %s."), name, list);
    }

  return NULL;
}

char *
sluice_analysis_absolute (SluiceAnalysis *self, const char *path)
{
  /* Spark takes a path of this machine as a URI too. */
  if (g_str_has_prefix (path, "file:///"))
    path += strlen ("file://");
  else if (g_str_has_prefix (path, "file:/"))
    path += strlen ("file:");
  if (g_path_is_absolute (path) || strstr (path, "://") != NULL || self->base_directory == NULL)
    return g_strdup (path);

  return g_canonicalize_filename (path, self->base_directory);
}
