/* sluice-document-edit.c: edits of a document, each giving a new one.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-document-private.h"

#include <string.h>

/* What a new node has besides its kind, as JSON. */
static const struct
{
  const char *op;
  const char *fields;
} new_fields[] = {
  { "readStream", "{\"format\": \"json\", \"schema\": \"\", \"options\": {\"path\": \"\"}}" },
  { "read",
    "{\"format\": \"csv\", \"schema\": \"\", \"options\": {\"path\": \"\", \"header\": true}}" },
  { "select", "{\"columns\": [\"*\"]}" },
  { "withColumns", "{\"columns\": []}" },
  { "filter", "{\"condition\": \"\"}" },
  { "drop", "{\"columns\": []}" },
  { "orderBy", "{\"columns\": []}" },
  { "limit", "{\"n\": 10}" },
  { "observe", "{\"name\": \"metrics\", \"metrics\": [\"count(*) AS rows\"]}" },
  { "withWatermark", "{\"eventTime\": \"\", \"delay\": \"10 minutes\"}" },
  { "groupBy", "{\"keys\": [], \"aggregates\": [\"count(*) AS n\"]}" },
  { "join", "{\"type\": \"inner\", \"on\": \"\"}" },
  { "union", "{\"inputs\": []}" },
  { "sql", "{\"inputs\": [], \"query\": \"\"}" },
  { "writeStream", "{\"format\": \"console\", \"outputMode\": \"append\"}" },
};

SluiceDocument *
sluice_document_with_name (SluiceDocument *self, const char *name)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *head = sluice_document_edit_head (copy);

  if (name != NULL)
    json_object_set_string_member (head, "name", name);
  else
    json_object_remove_member (head, "name");

  return copy;
}

static void
add_new_fields (const char *op, JsonObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (new_fields); i++)
    if (strcmp (new_fields[i].op, op) == 0)
      {
        g_autoptr (GPtrArray) duplicates = NULL;
        g_autoptr (JsonNode) fields = sluice_json_parse (
            new_fields[i].fields, strlen (new_fields[i].fields), &duplicates, NULL);
        JsonObjectIter iter;
        const char *key;
        JsonNode *value;

        json_object_iter_init_ordered (&iter, json_node_get_object (fields));
        while (json_object_iter_next_ordered (&iter, &key, &value))
          json_object_set_member (object, key, sluice_json_copy (value));
      }
}

SluiceDocument *
sluice_document_with_node (
    SluiceDocument *self, const char *op, const char *wanted_id, double x, double y, char **id)
{
  SluiceDocument *copy = sluice_document_copy (self);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *new_id
      = sluice_document_unused_id (self, NULL, wanted_id != NULL ? wanted_id : op);

  /* What stood under “nodes” without being an object would have to give way to it. */
  if (!sluice_document_has_valid_nodes (copy))
    json_object_remove_member (sluice_document_edit_head (copy), "nodes");

  json_object_set_string_member (object, "op", op);
  add_new_fields (op, object);
  g_ptr_array_add (copy->nodes,
                   sluice_node_new (new_id, json_node_init_object (json_node_alloc (), object)));
  sluice_document_reindex (copy);
  sluice_layout_set_position (sluice_document_edit_layout (copy), new_id, x, y);
  if (id != NULL)
    *id = g_steal_pointer (&new_id);

  return copy;
}

typedef struct
{
  SluiceDocument *document;
  const char *const *ids;
  gboolean rejoin;
} Removal;

static const char *
first_input (SluiceNode *node)
{
  const char *const *ports = sluice_node_ports (node);

  for (guint p = 0; ports[p] != NULL; p++)
    {
      JsonNode *value = sluice_node_get_field (node, ports[p]);

      if (sluice_json_is_string (value))
        return json_node_get_string (value);
      if (value != NULL && JSON_NODE_HOLDS_ARRAY (value)
          && json_array_get_length (json_node_get_array (value)) > 0
          && sluice_json_is_string (json_array_get_element (json_node_get_array (value), 0)))
        return json_array_get_string_element (json_node_get_array (value), 0);
    }

  return NULL;
}

static const char *
resolve_removed (const char *from, gpointer user_data)
{
  Removal *removal = user_data;

  /* As many steps as there are nodes are enough, unless the deleted ones form a circle. */
  for (guint steps = 0; steps <= removal->document->nodes->len; steps++)
    {
      SluiceNode *node;

      if (!g_strv_contains (removal->ids, from))
        return from;
      node = removal->rejoin ? sluice_document_find_node (removal->document, from) : NULL;
      from = node != NULL ? first_input (node) : NULL;
      if (from == NULL)
        return NULL;
    }

  return NULL;
}

static void
remove_notes (SluiceDocument *self, const char *const *ids)
{
  JsonObject *notes = sluice_document_get_notes (self);
  g_autoptr (GList) names = NULL;

  if (notes == NULL)
    return;
  notes = json_object_get_object_member (sluice_document_edit_head (self), "notes");
  names = json_object_get_members (notes);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *id = g_strdup (l->data);
      JsonNode *note = json_object_get_member (notes, id);
      JsonNode *near = note != NULL && JSON_NODE_HOLDS_OBJECT (note)
                           ? json_object_get_member (json_node_get_object (note), "near")
                           : NULL;

      if (sluice_json_is_string (near) && g_strv_contains (ids, json_node_get_string (near)))
        json_object_remove_member (json_node_get_object (note), "near");
      if (g_strv_contains (ids, id))
        json_object_remove_member (notes, id);
    }
  if (json_object_get_size (notes) == 0)
    json_object_remove_member (json_node_get_object (self->head->node), "notes");
}

SluiceDocument *
sluice_document_without_nodes (SluiceDocument *self, const char *const *ids, gboolean rejoin)
{
  SluiceDocument *copy = sluice_document_copy (self);
  Removal removal = { self, ids, rejoin };

  for (guint i = copy->nodes->len; i-- > 0;)
    if (g_strv_contains (ids, ((SluiceNode *) copy->nodes->pdata[i])->id))
      g_ptr_array_remove_index (copy->nodes, i);
  sluice_document_reindex (copy);
  for (guint i = 0; i < copy->nodes->len; i++)
    sluice_document_rewire_node (copy, i, resolve_removed, &removal);
  remove_notes (copy, ids);
  if (copy->layout != NULL && JSON_NODE_HOLDS_OBJECT (copy->layout->node))
    {
      JsonObject *layout = sluice_document_edit_layout (copy);

      for (guint i = 0; ids[i] != NULL; i++)
        if (json_object_has_member (layout, ids[i]))
          json_object_remove_member (layout, ids[i]);
    }

  return copy;
}

SluiceDocument *
sluice_document_with_field (SluiceDocument *self, const char *id, const char *name, JsonNode *value)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object;
  guint index;

  if (!sluice_document_find_index (copy, id, &index))
    return copy;
  object = sluice_document_edit_node (copy, index);
  if (value != NULL)
    json_object_set_member (object, name, sluice_json_copy (value));
  else
    json_object_remove_member (object, name);
  sluice_document_finish_node (copy, index);

  return copy;
}

SluiceDocument *
sluice_document_with_option (SluiceDocument *self,
                             const char *id,
                             const char *name,
                             const char *value)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object, *options;
  guint index;

  if (!sluice_document_find_index (copy, id, &index))
    return copy;
  object = sluice_document_edit_node (copy, index);
  options = sluice_json_member_object (object, "options");
  if (value != NULL)
    json_object_set_string_member (options, name, value);
  else
    json_object_remove_member (options, name);
  if (json_object_get_size (options) == 0)
    json_object_remove_member (object, "options");
  sluice_document_finish_node (copy, index);

  return copy;
}

/* Wires. */

static void
copy_wires (JsonNode *value, JsonArray *array)
{
  if (sluice_json_is_string (value))
    json_array_add_element (array, sluice_json_copy (value));
  else if (value != NULL && JSON_NODE_HOLDS_ARRAY (value))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
      json_array_add_element (
          array, sluice_json_copy (json_array_get_element (json_node_get_array (value), i)));
}

static JsonArray *
insert_wire (JsonNode *value, const char *from, guint index)
{
  JsonArray *old = json_array_new ();
  JsonArray *array = json_array_new ();
  guint n;

  copy_wires (value, old);
  n = json_array_get_length (old);
  for (guint i = 0; i < n; i++)
    {
      if (i == index)
        json_array_add_string_element (array, from);
      json_array_add_element (array, sluice_json_copy (json_array_get_element (old, i)));
    }
  if (index >= n)
    json_array_add_string_element (array, from);
  json_array_unref (old);

  return array;
}

SluiceDocument *
sluice_document_with_wire (SluiceDocument *self, const SluiceWire *wire)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object;
  guint index;

  if (!sluice_document_find_index (copy, wire->to, &index))
    return copy;
  object = sluice_document_edit_node (copy, index);
  if (sluice_node_type_takes_many (wire->port))
    json_object_set_array_member (
        object, wire->port,
        insert_wire (json_object_get_member (object, wire->port), wire->from, wire->index));
  else
    json_object_set_string_member (object, wire->port, wire->from);
  sluice_document_finish_node (copy, index);

  return copy;
}

SluiceDocument *
sluice_document_without_wire (SluiceDocument *self, const SluiceWire *wire)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object;
  JsonNode *value;
  guint index;

  if (!sluice_document_find_index (copy, wire->to, &index))
    return copy;
  value = sluice_node_get_field (copy->nodes->pdata[index], wire->port);
  if (value == NULL)
    return copy;
  object = sluice_document_edit_node (copy, index);
  value = json_object_get_member (object, wire->port);
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      if (wire->index < json_array_get_length (json_node_get_array (value)))
        json_array_remove_element (json_node_get_array (value), wire->index);
    }
  else
    json_object_remove_member (object, wire->port);
  sluice_document_finish_node (copy, index);

  return copy;
}

SluiceDocument *
sluice_document_with_positions (SluiceDocument    *self,
                                guint              n,
                                const char *const *ids,
                                const double      *places)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *layout = sluice_document_edit_layout (copy);

  for (guint i = 0; i < n; i++)
    sluice_layout_set_position (layout, ids[i], places[2 * i], places[2 * i + 1]);

  return copy;
}

SluiceDocument *
sluice_document_with_position (SluiceDocument *self, const char *id, double x, double y)
{
  return sluice_document_with_positions (self, 1, &id, (const double[]){ x, y });
}

static SluiceDocument *
with_head_member (SluiceDocument *self, const char *section, const char *name, const char *value)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *head = sluice_document_edit_head (copy);
  JsonObject *object = sluice_json_member_object (head, section);

  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_remove_member (object, name);
  if (json_object_get_size (object) == 0)
    json_object_remove_member (head, section);

  return copy;
}

SluiceDocument *
sluice_document_with_setting (SluiceDocument *self, const char *name, const char *value)
{
  return with_head_member (self, "settings", name, value);
}

SluiceDocument *
sluice_document_with_parameter (SluiceDocument *self, const char *name, const char *value)
{
  return with_head_member (self, "parameters", name, value);
}

SluiceDocument *
sluice_document_with_note (SluiceDocument *self, const char *id, const char *text, const char *near)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *head = sluice_document_edit_head (copy);
  JsonObject *notes = sluice_json_member_object (head, "notes");
  g_autofree char *new_id
      = id != NULL ? g_strdup (id) : sluice_document_unused_id (self, NULL, "note");
  JsonObject *note;

  if (text == NULL)
    {
      json_object_remove_member (notes, new_id);
      if (copy->layout != NULL && JSON_NODE_HOLDS_OBJECT (copy->layout->node))
        json_object_remove_member (sluice_document_edit_layout (copy), new_id);
    }
  else
    {
      note = sluice_json_member_object (notes, new_id);
      json_object_set_string_member (note, "text", text);
      if (near != NULL)
        json_object_set_string_member (note, "near", near);
      else
        json_object_remove_member (note, "near");
    }
  if (json_object_get_size (notes) == 0)
    json_object_remove_member (head, "notes");

  return copy;
}
