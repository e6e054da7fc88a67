/* sluice-inspector-document.c: the document's own properties as fields.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-inspector-document.h"

#include <glib/gi18n.h>
#include <string.h>

#include "plan/sluice-json.h"

static const SluiceFieldType fields[] = {
  { "name", SLUICE_FIELD_TEXT, FALSE, NULL, NULL, N_ ("Name"), N_ ("What the pipeline is called.") },
  { "parameters", SLUICE_FIELD_OPTIONS, FALSE, NULL, NULL, N_ ("Parameters"),
    N_ ("Values that fields take with ${name}; the command line can give others.") },
  { "settings", SLUICE_FIELD_OPTIONS, FALSE, NULL, NULL, N_ ("Settings"),
    N_ ("Settings of the session, with Spark’s names.") },
};

static const SluiceOptionType settings[] = {
  { "spark.sql.session.timeZone", SLUICE_FIELD_TEXT, FALSE, "UTC", NULL,
    N_ ("The time zone of dates and of timestamps without one.") },
  { "spark.sql.ansi.enabled", SLUICE_FIELD_BOOLEAN, FALSE, "true", NULL,
    N_ ("Whether overflows and wrong casts are errors instead of null.") },
  { "spark.sql.caseSensitive", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL,
    N_ ("Whether upper and lower case make different names.") },
};

typedef SluiceDocument *(*WithMember) (SluiceDocument *document, const char *name, const char *value);

const SluiceFieldType *
sluice_inspector_document_fields (guint *n)
{
  *n = G_N_ELEMENTS (fields);

  return fields;
}

const SluiceOptionType *
sluice_inspector_document_settings (guint *n)
{
  *n = G_N_ELEMENTS (settings);

  return settings;
}

static JsonObject *
get_members (SluiceDocument *document, const char *name)
{
  return strcmp (name, "parameters") == 0 ? sluice_document_get_parameters (document)
                                          : sluice_document_get_settings (document);
}

JsonNode *
sluice_inspector_document_get (SluiceDocument *document, const char *name)
{
  JsonObject *members;

  if (strcmp (name, "name") == 0)
    {
      const char *text = sluice_document_get_name (document);

      return text != NULL ? sluice_json_new_string (text) : NULL;
    }

  members = get_members (document, name);
  if (members != NULL)
    {
      g_autoptr (JsonNode) shared = json_node_init_object (json_node_alloc (), members);

      return sluice_json_copy (shared);
    }

  return NULL;
}

/* Only members that differ are touched: those of a kind that has no text stay as they stand. */
static SluiceDocument *
with_members (SluiceDocument *document, JsonObject *before, JsonObject *after, WithMember with_member)
{
  SluiceDocument *result = sluice_document_ref (document);
  g_autoptr (GList) old = before != NULL ? json_object_get_members (before) : NULL;
  g_autoptr (GList) new = after != NULL ? json_object_get_members (after) : NULL;

  for (GList *link = old; link != NULL; link = link->next)
    if (after == NULL || !json_object_has_member (after, link->data))
      {
        g_autoptr (SluiceDocument) base = result;

        result = with_member (base, link->data, NULL);
      }
  for (GList *link = new; link != NULL; link = link->next)
    {
      g_autofree char *text = sluice_json_to_text (json_object_get_member (after, link->data));
      g_autofree char *old_text = NULL;
      g_autoptr (SluiceDocument) base = NULL;

      if (before != NULL && json_object_has_member (before, link->data))
        old_text = sluice_json_to_text (json_object_get_member (before, link->data));
      if (text == NULL || g_strcmp0 (text, old_text) == 0)
        continue;
      base = result;
      result = with_member (base, link->data, text);
    }

  return result;
}

SluiceDocument *
sluice_inspector_document_with (SluiceDocument *document, const char *name, JsonNode *value)
{
  JsonObject *after = value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;

  if (strcmp (name, "name") == 0)
    return sluice_document_with_name (document,
                                      value != NULL ? json_node_get_string (value) : NULL);

  return with_members (document, get_members (document, name), after,
                       strcmp (name, "parameters") == 0 ? sluice_document_with_parameter
                                                        : sluice_document_with_setting);
}
