/* sluice-analysis-document.c: what concerns the document as a whole: parameters, settings, wires.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/sluice-name-distance.h"

/* Parameters. */

static gboolean
is_parameter_name (const char *start, const char *end)
{
  if (start == end || (!g_ascii_isalpha (*start) && *start != '_'))
    return FALSE;
  for (const char *p = start; p < end; p++)
    if (!g_ascii_isalnum (*p) && strchr ("_.-", *p) == NULL)
      return FALSE;

  return TRUE;
}

char *
sluice_analysis_substitute (SluiceAnalysis *self,
                            SluiceNodeState *node,
                            const char *field,
                            const char *text,
                            gboolean *changed)
{
  GString *out = NULL;
  const char *copied = text;

  if (changed != NULL)
    *changed = FALSE;
  for (const char *p = strstr (text, "${"); p != NULL; p = strstr (p + 2, "${"))
    {
      const char *end = strchr (p, '}');
      g_autofree char *name = NULL;
      const char *value;

      if (end == NULL || !is_parameter_name (p + 2, end))
        continue;
      name = g_strndup (p + 2, (gsize) (end - p - 2));
      value = g_hash_table_lookup (self->parameters, name);
      if (value == NULL)
        {
          SluiceProblem *problem
              = sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                             _ ("There is no parameter “%s”."), name);

          problem->text_offset = p - text;
          problem->text_length = end + 1 - p;
          sluice_problem_add_fix (problem, _ ("Add the parameter"),
                                  sluice_document_with_parameter (self->document, name, ""));
          continue;
        }
      if (out == NULL)
        out = g_string_new (NULL);
      g_string_append_len (out, copied, p - copied);
      g_string_append (out, value);
      copied = end + 1;
    }
  if (out == NULL)
    return g_strdup (text);

  if (changed != NULL)
    *changed = TRUE;
  g_string_append (out, copied);

  return g_string_free (out, FALSE);
}

void
sluice_analysis_check_parameters (SluiceAnalysis *self, GHashTable *given)
{
  JsonObject *parameters = sluice_document_get_parameters (self->document);
  GHashTableIter given_iter;
  gpointer given_name, given_value;

  self->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (parameters != NULL)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, parameters);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        {
          char *text = sluice_json_to_text (value);

          if (text == NULL)
            sluice_analysis_add_problem (
                self, SLUICE_SEVERITY_ERROR, NULL, "parameters", NULL,
                _ ("The parameter “%s” must be a text, a number or a boolean."), name);
          g_hash_table_insert (self->parameters, g_strdup (name),
                               text != NULL ? text : g_strdup (""));
        }
    }
  if (given == NULL)
    return;
  g_hash_table_iter_init (&given_iter, given);
  while (g_hash_table_iter_next (&given_iter, &given_name, &given_value))
    {
      if (!g_hash_table_contains (self->parameters, given_name))
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_WARNING, NULL, "parameters", NULL,
            _ ("A value was given for “%s”, but the document has no such parameter."),
            (const char *) given_name);
      g_hash_table_insert (self->parameters, g_strdup (given_name), g_strdup (given_value));
    }
}

/* Settings. */

static void
check_choice_setting (SluiceAnalysis *self,
                      const char *name,
                      const char *value,
                      const char *const *choices)
{
  g_autofree char *field = g_strconcat ("settings.", name, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) choices);

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_ascii_strcasecmp (choices[i], value) == 0)
      return;
  sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, NULL, field, NULL,
                               _ ("The setting “%s” can’t be “%s”; it must be one of: %s."), name,
                               value, list);
}

static void
check_time_zone (SluiceAnalysis *self, const char *value)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (value);

  if (zone == NULL && g_ascii_strcasecmp (value, "Z") != 0)
    sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_ERROR, NULL, "settings.spark.sql.session.timeZone",
        "INVALID_CONF_VALUE.TIME_ZONE",
        _ ("“%s” isn’t a time zone such as “Europe/Berlin” or “+01:00”."), value);
}

static void
check_setting (SluiceAnalysis *self, const char *name, const char *value)
{
  static const char *const booleans[] = { "true", "false", NULL };
  static const char *const policies[] = { "min", "max", NULL };
  guint n;
  const char *const *known = sluice_settings_list (&n);
  g_autofree const char **names = NULL;
  g_autoptr (SluiceSettings) defaults = NULL;
  g_autofree char *field = g_strconcat ("settings.", name, NULL);
  const char *fallback;
  gint64 number;

  for (guint i = 0; i < n; i++)
    if (strcmp (known[i], name) == 0)
      goto found;

  names = g_new0 (const char *, n + 1);
  memcpy (names, known, n * sizeof (char *));
  if (sluice_closest_name (name, names) != NULL)
    {
      const char *close = sluice_closest_name (name, names);
      SluiceProblem *problem = sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_WARNING, NULL, field, NULL,
          _ ("The setting “%s” isn’t known here and changes nothing. Did you mean “%s”?"), name,
          close);
      g_autoptr (SluiceDocument) without
          = sluice_document_with_setting (self->document, name, NULL);
      g_autofree char *label = g_strdup_printf (_ ("Change to “%s”"), close);

      sluice_problem_add_fix (problem, label, sluice_document_with_setting (without, close, value));
    }
  else
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_WARNING, NULL, field, NULL,
                                 _ ("The setting “%s” isn’t known here and changes nothing."),
                                 name);
  return;

found:
  defaults = sluice_settings_new (NULL);
  fallback = sluice_settings_get (defaults, name);
  if (strcmp (name, "spark.sql.session.timeZone") == 0)
    check_time_zone (self, value);
  else if (strcmp (name, "spark.sql.streaming.multipleWatermarkPolicy") == 0)
    check_choice_setting (self, name, value, policies);
  else if (fallback != NULL && g_strv_contains (booleans, fallback))
    check_choice_setting (self, name, value, booleans);
  else if (fallback != NULL && g_ascii_string_to_signed (fallback, 10, 0, G_MAXINT64, NULL, NULL)
           && (!g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL)
               || number < 0
               || (strcmp (name, "spark.sql.shuffle.partitions") == 0
                   && (number < 1 || number > 4096))))
    sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_ERROR, NULL, field, NULL,
        _ ("The setting “%s” can’t be “%s”; it must be a whole number in its range."), name, value);
}

void
sluice_analysis_check_settings (SluiceAnalysis *self)
{
  JsonObject *settings = sluice_document_get_settings (self->document);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (settings != NULL)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *node;

      json_object_iter_init_ordered (&iter, settings);
      while (json_object_iter_next_ordered (&iter, &name, &node))
        {
          g_autofree char *text = sluice_json_to_text (node);
          g_autofree char *field = g_strconcat ("settings.", name, NULL);
          char *value;

          if (text == NULL)
            {
              sluice_analysis_add_problem (
                  self, SLUICE_SEVERITY_ERROR, NULL, field, NULL,
                  _ ("The setting “%s” must be a text, a number or a boolean."), name);
              continue;
            }
          value = sluice_analysis_substitute (self, NULL, field, text, NULL);
          check_setting (self, name, value);
          g_hash_table_insert (values, g_strdup (name), value);
        }
    }
  self->settings = sluice_settings_new (values);
}

/* Wires. */

static void
check_duplicates (SluiceAnalysis *self)
{
  const char *const *duplicates = sluice_document_get_duplicates (self->document);

  for (guint i = 0; duplicates[i] != NULL; i++)
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_WARNING, NULL, NULL, NULL, "%s",
                                 duplicates[i]);
  for (guint i = 0; i < self->states->len; i++)
    {
      SluiceNodeState *node = self->states->pdata[i];

      if (g_hash_table_lookup (self->index, node->public.node_id) != node)
        sluice_problem_explain (sluice_analysis_add_problem (
                                    self, SLUICE_SEVERITY_ERROR, node, NULL, NULL,
                                    _ ("There are two nodes named “%s”."), node->public.node_id),
                                _ ("Wires lead to the first of them. Give the other one a name of "
                                   "its own in the file."));
    }
}

static void
check_type (SluiceAnalysis *self, SluiceNodeState *node)
{
  const char *op = sluice_node_get_op (node->node);
  guint n;
  const SluiceNodeType *types;
  g_autofree const char **names = NULL;
  SluiceProblem *problem;
  const char *close;

  if (sluice_node_get_type (node->node) != NULL)
    return;
  if (*op == '\0')
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "op", NULL,
                                   _ ("The node has no “op” that says what it does."));
      return;
    }

  types = sluice_node_type_list (&n);
  names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = types[i].op;
  close = sluice_closest_name (op, names);
  if (close == NULL)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "op", NULL,
                                   _ ("There is no kind of node “%s”."), op);
      return;
    }
  problem = sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "op", NULL,
                                         _ ("There is no kind of node “%s”. Did you mean “%s”?"),
                                         op, close);
  {
    g_autoptr (JsonNode) value = sluice_json_new_string (close);
    g_autofree char *label = g_strdup_printf (_ ("Change to “%s”"), close);

    sluice_problem_add_fix (
        problem, label,
        sluice_document_with_field (self->document, node->public.node_id, "op", value));
  }
}

static SluiceNodeState *
resolve_wire (SluiceAnalysis *self, SluiceNodeState *node, const char *port, const char *from)
{
  SluiceNodeState *source = g_hash_table_lookup (self->index, from);

  if (source == NULL)
    {
      g_autofree const char **names = g_new0 (const char *, self->states->len + 1);
      const char *close;

      for (guint i = 0; i < self->states->len; i++)
        names[i] = ((SluiceNodeState *) self->states->pdata[i])->public.node_id;
      close = sluice_closest_name (from, names);
      if (close != NULL && strcmp (close, node->public.node_id) != 0)
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, port, NULL,
                                     _ ("There is no node “%s”. Did you mean “%s”?"), from, close);
      else
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, port, NULL,
                                     _ ("There is no node “%s”."), from);
      return NULL;
    }
  if (sluice_node_get_type (source->node) != NULL
      && !sluice_node_get_type (source->node)->has_output)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, port, NULL,
                                   _ ("“%s” is a sink: nothing comes out of it."), from);
      return NULL;
    }

  return source;
}

static void
link_node (SluiceAnalysis *self, SluiceNodeState *node)
{
  const SluiceNodeType *type = sluice_node_get_type (node->node);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();

  if (type == NULL || sluice_node_is_disabled (node->node))
    return;
  for (guint p = 0; type->ports[p] != NULL; p++)
    {
      const char *port = type->ports[p];
      JsonNode *value = sluice_node_get_field (node->node, port);
      gboolean many = sluice_node_type_takes_many (port);

      if (sluice_json_is_string (value) && *json_node_get_string (value) != '\0')
        g_ptr_array_add (inputs, resolve_wire (self, node, port, json_node_get_string (value)));
      else if (many && value != NULL && JSON_NODE_HOLDS_ARRAY (value)
               && json_array_get_length (json_node_get_array (value)) > 0)
        for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
          {
            JsonNode *element = json_array_get_element (json_node_get_array (value), i);
            g_autofree char *field = g_strdup_printf ("%s[%u]", port, i);

            if (sluice_json_is_string (element))
              g_ptr_array_add (inputs,
                               resolve_wire (self, node, field, json_node_get_string (element)));
            else
              {
                sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL,
                                             _ ("A wire must be the name of a node."));
                g_ptr_array_add (inputs, NULL);
              }
          }
      /* A query in SQL may have all its rows in itself. */
      else if (strcmp (type->op, "sql") == 0
               && (value == NULL || JSON_NODE_HOLDS_NULL (value) || JSON_NODE_HOLDS_ARRAY (value)))
        continue;
      else
        {
          if (value != NULL && !JSON_NODE_HOLDS_NULL (value) && !JSON_NODE_HOLDS_ARRAY (value)
              && !sluice_json_is_string (value))
            sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, port, NULL,
                                         _ ("A wire must be the name of a node."));
          else if (strcmp (port, "input") == 0 || many)
            sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, port, NULL,
                                         _ ("Nothing is wired to the node."));
          else
            sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, port, NULL,
                                         _ ("Nothing is wired to the input “%s” of the node."),
                                         port);
          g_ptr_array_add (inputs, NULL);
        }
    }
  node->n_inputs = inputs->len;
  node->inputs = g_new0 (SluiceNodeState *, inputs->len + 1);
  for (guint i = 0; i < inputs->len; i++)
    node->inputs[i] = inputs->pdata[i];
}

/* Follows wires upwards from a node that is in a circle or below one, until one comes twice: that
 * one is in a circle, and the walk from it back to it is the circle. */
static void
report_circle (SluiceAnalysis *self, SluiceNodeState *start, GHashTable *left)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();
  g_autoptr (GString) names = g_string_new (NULL);
  SluiceNodeState *node = start;
  SluiceNodeState *first;
  SluiceProblem *problem;

  while (g_hash_table_add (seen, node))
    {
      SluiceNodeState *next = NULL;

      for (guint i = 0; i < node->n_inputs && next == NULL; i++)
        if (node->inputs[i] != NULL && g_hash_table_contains (left, node->inputs[i]))
          next = node->inputs[i];
      /* Only circles that were reported already are above it. */
      if (next == NULL)
        {
          g_hash_table_remove (left, node);
          return;
        }
      node = next;
    }

  first = node;
  do
    {
      g_hash_table_remove (left, node);
      g_string_append_printf (names, "%s“%s”", names->len > 0 ? " ← " : "", node->public.node_id);
      if (node != first)
        g_strv_builder_add (others, node->public.node_id);
      for (guint i = 0; i < node->n_inputs; i++)
        if (node->inputs[i] != NULL && g_hash_table_contains (seen, node->inputs[i])
            && (node->inputs[i] == first || g_hash_table_contains (left, node->inputs[i])))
          {
            node = node->inputs[i];
            break;
          }
    }
  while (node != first);

  problem = sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, first, NULL, NULL,
                                         _ ("The wires go round in a circle: %s."), names->str);
  problem->other_nodes = g_strv_builder_end (others);
  sluice_problem_explain (
      problem, _ ("Rows can’t come back to where they came from. Remove one of these wires."));
}

static void
report_circles (SluiceAnalysis *self, GHashTable *left)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      SluiceNodeState *node = self->states->pdata[i];
      gboolean below = FALSE;

      if (!g_hash_table_contains (left, node))
        continue;
      for (guint k = 0; k < node->n_inputs; k++)
        below = below || (node->inputs[k] != NULL && g_hash_table_contains (left, node->inputs[k]));
      if (below)
        report_circle (self, node, left);
    }
}

/* Inputs first (Kahn's algorithm); what can't be ordered is in a circle or below one. */
static GPtrArray *
order_nodes (SluiceAnalysis *self)
{
  GPtrArray *order = g_ptr_array_new ();
  g_autoptr (GHashTable) left = g_hash_table_new (NULL, NULL);
  g_autofree guint *missing = g_new0 (guint, self->states->len + 1);
  g_autofree GPtrArray **outputs = g_new0 (GPtrArray *, self->states->len + 1);

  for (guint i = 0; i < self->states->len; i++)
    outputs[i] = g_ptr_array_new ();
  for (guint i = 0; i < self->states->len; i++)
    {
      SluiceNodeState *node = self->states->pdata[i];

      for (guint k = 0; k < node->n_inputs; k++)
        if (node->inputs[k] != NULL)
          {
            missing[i]++;
            g_ptr_array_add (outputs[node->inputs[k]->index], node);
          }
      if (missing[i] == 0)
        g_ptr_array_add (order, node);
    }
  for (guint i = 0; i < order->len; i++)
    {
      GPtrArray *below = outputs[((SluiceNodeState *) order->pdata[i])->index];

      for (guint k = 0; k < below->len; k++)
        if (--missing[((SluiceNodeState *) below->pdata[k])->index] == 0)
          g_ptr_array_add (order, below->pdata[k]);
    }
  for (guint i = 0; i < self->states->len; i++)
    {
      if (missing[i] > 0)
        {
          g_hash_table_add (left, self->states->pdata[i]);
          ((SluiceNodeState *) self->states->pdata[i])->status = SLUICE_NODE_FAILED;
        }
      g_ptr_array_unref (outputs[i]);
    }
  if (g_hash_table_size (left) > 0)
    report_circles (self, left);

  return order;
}

GPtrArray *
sluice_analysis_link (SluiceAnalysis *self)
{
  gboolean any_sink = FALSE;

  if (!sluice_document_has_valid_nodes (self->document))
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, NULL, "nodes", NULL,
                                 _ ("“nodes” must be an object of names and nodes."));
  check_duplicates (self);
  for (guint i = 0; i < self->states->len; i++)
    {
      SluiceNodeState *node = self->states->pdata[i];
      const SluiceNodeType *type = sluice_node_get_type (node->node);

      check_type (self, node);
      link_node (self, node);
      any_sink = any_sink || (type != NULL && !type->has_output);
    }
  if (self->states->len > 0 && !any_sink)
    sluice_problem_explain (
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ADVICE, NULL, NULL, NULL,
                                     _ ("The document has no sink, so there is nothing to run.")),
        _ ("Add a sink and wire the last node to it; the console is one that needs nothing else."));

  return order_nodes (self);
}
