/* sluice-document.c: the pipeline document: reading it, and looking at it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-document-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DOCUMENT_VERSION 1

SLUICE_DEFINE_ERROR_DOMAIN (sluice_document_error)

static void
json_box_clear (gpointer data)
{
  SluiceJsonBox *self = data;

  json_node_unref (self->node);
}

SluiceJsonBox *
sluice_json_box_new (JsonNode *node)
{
  SluiceJsonBox *self = g_atomic_rc_box_new (SluiceJsonBox);

  self->node = node;

  return self;
}

void
sluice_json_box_unref (SluiceJsonBox *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, json_box_clear);
}

/* Nodes. */

SluiceNode *
sluice_node_new (const char *id, JsonNode *value)
{
  SluiceNode *self = g_new0 (SluiceNode, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->value = value;
  self->object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  self->type = sluice_node_type_find (sluice_node_get_op (self));

  return self;
}

SluiceNode *
sluice_node_ref (SluiceNode *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_node_unref (SluiceNode *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  json_node_unref (self->value);
  g_free (self);
}

const char *
sluice_node_get_id (SluiceNode *self)
{
  return self->id;
}

const char *
sluice_node_get_op (SluiceNode *self)
{
  const char *op = sluice_node_get_string (self, "op");

  return op != NULL ? op : "";
}

const SluiceNodeType *
sluice_node_get_type (SluiceNode *self)
{
  return self->type;
}

JsonNode *
sluice_node_get_field (SluiceNode *self, const char *name)
{
  return self->object != NULL ? json_object_get_member (self->object, name) : NULL;
}

const char *
sluice_node_get_string (SluiceNode *self, const char *name)
{
  JsonNode *value = sluice_node_get_field (self, name);

  return sluice_json_is_string (value) ? json_node_get_string (value) : NULL;
}

char **
sluice_node_get_strings (SluiceNode *self, const char *name)
{
  JsonNode *value = sluice_node_get_field (self, name);
  g_autoptr (GStrvBuilder) builder = NULL;
  JsonArray *array;

  if (value == NULL || (!sluice_json_is_string (value) && !JSON_NODE_HOLDS_ARRAY (value)))
    return NULL;

  builder = g_strv_builder_new ();
  if (!JSON_NODE_HOLDS_ARRAY (value))
    g_strv_builder_add (builder, json_node_get_string (value));
  else
    {
      array = json_node_get_array (value);
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (sluice_json_is_string (element))
            g_strv_builder_add (builder, json_node_get_string (element));
        }
    }

  return g_strv_builder_end (builder);
}

GHashTable *
sluice_node_get_options (SluiceNode *self)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonNode *value = sluice_node_get_field (self, "options");
  JsonObjectIter iter;
  const char *name;

  if (value == NULL || !JSON_NODE_HOLDS_OBJECT (value))
    return options;

  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      char *text = sluice_json_to_text (value);

      if (text != NULL)
        g_hash_table_insert (options, g_strdup (name), text);
    }

  return options;
}

static gboolean
is_true (SluiceNode *self, const char *name)
{
  JsonNode *value = sluice_node_get_field (self, name);

  return value != NULL && JSON_NODE_HOLDS_VALUE (value)
         && json_node_get_value_type (value) == G_TYPE_BOOLEAN && json_node_get_boolean (value);
}

gboolean
sluice_node_is_disabled (SluiceNode *self)
{
  return is_true (self, "disabled");
}

gboolean
sluice_node_is_bypassed (SluiceNode *self)
{
  return is_true (self, "bypassed");
}

const char *const *
sluice_node_ports (SluiceNode *self)
{
  static const char *const all[] = { "input", "left", "right", "inputs", NULL };

  return self->type != NULL ? self->type->ports : all;
}

/* Documents. */

static SluiceDocument *
document_alloc (void)
{
  SluiceDocument *self = g_new0 (SluiceDocument, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_node_unref);

  return self;
}

SluiceDocument *
sluice_document_new (void)
{
  SluiceDocument *self = document_alloc ();
  g_autoptr (JsonObject) head = json_object_new ();

  json_object_set_int_member (head, "sluice", DOCUMENT_VERSION);
  self->head = sluice_json_box_new (json_node_init_object (json_node_alloc (), head));

  return self;
}

SluiceDocument *
sluice_document_copy (SluiceDocument *self)
{
  SluiceDocument *copy = document_alloc ();

  copy->head = g_atomic_rc_box_acquire (self->head);
  copy->layout = self->layout != NULL ? g_atomic_rc_box_acquire (self->layout) : NULL;
  for (guint i = 0; i < self->nodes->len; i++)
    g_ptr_array_add (copy->nodes, sluice_node_ref (self->nodes->pdata[i]));
  copy->duplicates = g_strdupv (self->duplicates);

  return copy;
}

void
sluice_document_reindex (SluiceDocument *self)
{
  g_clear_pointer (&self->index, g_hash_table_unref);
}

/* Most documents are one of several edits on the way to another, in which nobody looks for a node. The one that two threads
 * have made at once goes. */
static GHashTable *
get_index (SluiceDocument *self)
{
  GHashTable *index = g_atomic_pointer_get (&self->index);

  if (index != NULL)
    return index;

  index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      SluiceNode *node = self->nodes->pdata[i];

      if (!g_hash_table_contains (index, node->id))
        g_hash_table_insert (index, node->id, node);
    }
  if (g_atomic_pointer_compare_and_exchange (&self->index, NULL, index))
    return index;
  g_hash_table_unref (index);

  return g_atomic_pointer_get (&self->index);
}

SluiceDocument *
sluice_document_ref (SluiceDocument *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_document_unref (SluiceDocument *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  sluice_json_box_unref (self->head);
  sluice_json_box_unref (self->layout);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_ptr_array_unref (self->nodes);
  g_strfreev (self->duplicates);
  g_free (self);
}

static gboolean
check_version (JsonObject *object, GError **error)
{
  JsonNode *version = json_object_get_member (object, "sluice");

  if (version == NULL && !json_object_has_member (object, "nodes"))
    {
      sluice_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_STRUCTURE, NULL,
                        _ ("This isn’t a pipeline document: it has neither “sluice” nor “nodes”."));
      return FALSE;
    }
  if (version == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (version) || json_node_get_value_type (version) != G_TYPE_INT64
      || json_node_get_int (version) < 1)
    {
      sluice_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_VERSION, NULL,
                        _ ("The version of the document under “sluice” must be the number %d."),
                        DOCUMENT_VERSION);
      return FALSE;
    }
  if (json_node_get_int (version) > DOCUMENT_VERSION)
    {
      g_autofree char *found = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (version));

      sluice_set_error (
          error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_VERSION, NULL,
          _ ("The document is of version %s, and this program reads versions up to %d. A newer program "
             "can open it."),
          found, DOCUMENT_VERSION);
      return FALSE;
    }

  return TRUE;
}

/* A node that stands twice is kept twice, so that nothing is lost by saving; of any other key given
 * twice the last counts, as it does for every other reader of JSON. */
static void
take_duplicates (SluiceDocument *self, JsonObject *root, GPtrArray *duplicates)
{
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  gboolean any = FALSE;

  for (guint i = 0; i < duplicates->len; i++)
    {
      SluiceJsonDuplicate *duplicate = duplicates->pdata[i];
      g_autofree char *sentence = NULL;

      if (duplicate->depth == 1 && strcmp (duplicate->object, "nodes") == 0)
        {
          g_ptr_array_add (self->nodes,
                           sluice_node_new (duplicate->key, sluice_json_copy (duplicate->value)));
          continue;
        }
      sentence = g_strdup_printf (
          _ ("The key “%s” in line %u stands there for the second time; the first counts."),
          duplicate->key, duplicate->line);
      g_strv_builder_add (sentences, sentence);
      any = TRUE;
    }
  if (any)
    self->duplicates = g_strv_builder_end (sentences);
}

static SluiceDocument *
document_from_object (JsonObject *root, GPtrArray *duplicates)
{
  SluiceDocument *self = document_alloc ();
  g_autoptr (JsonObject) head = json_object_new ();
  JsonNode *nodes = json_object_get_member (root, "nodes");
  JsonNode *layout = json_object_get_member (root, "layout");
  gboolean valid_nodes = nodes != NULL && JSON_NODE_HOLDS_OBJECT (nodes);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!json_object_has_member (root, "sluice"))
    json_object_set_int_member (head, "sluice", DOCUMENT_VERSION);
  json_object_iter_init_ordered (&iter, root);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    if (strcmp (key, "layout") != 0 && (strcmp (key, "nodes") != 0 || !valid_nodes))
      json_object_set_member (head, key, sluice_json_copy (value));
  self->head = sluice_json_box_new (json_node_init_object (json_node_alloc (), head));
  if (layout != NULL)
    self->layout = sluice_json_box_new (sluice_json_copy (layout));

  if (valid_nodes)
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (nodes));
      while (json_object_iter_next_ordered (&iter, &key, &value))
        g_ptr_array_add (self->nodes, sluice_node_new (key, sluice_json_copy (value)));
    }
  take_duplicates (self, root, duplicates);
  sluice_document_reindex (self);

  return self;
}

SluiceDocument *
sluice_document_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) duplicates = NULL;
  g_autoptr (JsonNode) root = sluice_json_parse (text, length, &duplicates, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      sluice_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_STRUCTURE, NULL,
                        _ ("This isn’t a pipeline document: it must be an object in braces."));
      return NULL;
    }
  if (!check_version (json_node_get_object (root), error))
    return NULL;

  return document_from_object (json_node_get_object (root), duplicates);
}

SluiceDocument *
sluice_document_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (GError) reading = NULL;
  SluiceDocument *self;
  GError *parsing = NULL;

  if (!g_file_get_contents (path, &text, &length, &reading))
    {
      sluice_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_IO, NULL, "%s",
                        reading->message);
      if (error != NULL)
        sluice_error_set_file (*error, path, 0);
      return NULL;
    }
  self = sluice_document_parse (text, length, &parsing);
  if (self == NULL)
    {
      SluiceErrorInfo *info = sluice_error_info (parsing);

      sluice_error_set_file (parsing, path, info != NULL ? info->line : 0);
      g_prefix_error (&parsing, "%s: ", path);
      g_propagate_error (error, parsing);
    }

  return self;
}

gboolean
sluice_document_save (SluiceDocument *self, const char *path, GError **error)
{
  g_autofree char *text = sluice_document_to_text (self);
  g_autoptr (GError) writing = NULL;

  /* Durable: after a power cut there is the old document or the new one, never an empty file. */
  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                &writing))
    return TRUE;

  sluice_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_IO, NULL, "%s",
                    writing->message);
  if (error != NULL)
    sluice_error_set_file (*error, path, 0);

  return FALSE;
}

static gboolean
nodes_equal (SluiceNode *self, SluiceNode *other)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) other_text = g_string_new (NULL);

  sluice_node_write (self, 0, text);
  sluice_node_write (other, 0, other_text);

  return g_string_equal (text, other_text);
}

gboolean
sluice_document_equal (SluiceDocument *self, SluiceDocument *other)
{
  g_autofree char *text = NULL;
  g_autofree char *other_text = NULL;

  if (self == other)
    return TRUE;
  if (self->nodes->len != other->nodes->len)
    return FALSE;
  /* What an edit leaves alone is shared, so that most often a single node has to be looked at. */
  for (guint i = 0; i < self->nodes->len; i++)
    if (self->nodes->pdata[i] != other->nodes->pdata[i]
        && !nodes_equal (self->nodes->pdata[i], other->nodes->pdata[i]))
      return FALSE;

  text = sluice_document_to_text (self);
  other_text = sluice_document_to_text (other);

  return strcmp (text, other_text) == 0;
}

static JsonNode *
head_member (SluiceDocument *self, const char *name)
{
  return json_object_get_member (json_node_get_object (self->head->node), name);
}

static JsonObject *
head_object (SluiceDocument *self, const char *name)
{
  JsonNode *value = head_member (self, name);

  return value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
}

const char *
sluice_document_get_name (SluiceDocument *self)
{
  JsonNode *value = head_member (self, "name");

  return sluice_json_is_string (value) ? json_node_get_string (value) : NULL;
}

JsonObject *
sluice_document_get_settings (SluiceDocument *self)
{
  return head_object (self, "settings");
}

JsonObject *
sluice_document_get_parameters (SluiceDocument *self)
{
  return head_object (self, "parameters");
}

JsonObject *
sluice_document_get_notes (SluiceDocument *self)
{
  return head_object (self, "notes");
}

JsonNode *
sluice_document_get_extra (SluiceDocument *self, const char *name)
{
  return json_object_get_member (json_node_get_object (self->head->node), name);
}

const char *const *
sluice_document_get_duplicates (SluiceDocument *self)
{
  static const char *const none[] = { NULL };

  return self->duplicates != NULL ? (const char *const *) self->duplicates : none;
}

gboolean
sluice_document_has_valid_nodes (SluiceDocument *self)
{
  return head_member (self, "nodes") == NULL;
}

guint
sluice_document_get_n_nodes (SluiceDocument *self)
{
  return self->nodes->len;
}

SluiceNode *
sluice_document_get_node (SluiceDocument *self, guint index)
{
  return self->nodes->pdata[index];
}

SluiceNode *
sluice_document_find_node (SluiceDocument *self, const char *id)
{
  return g_hash_table_lookup (get_index (self), id);
}

static void
add_wires (SluiceNode *node, const char *port, GArray *out)
{
  JsonNode *value = sluice_node_get_field (node, port);
  SluiceWire wire = { NULL, node->id, port, 0 };
  JsonArray *array;

  if (sluice_json_is_string (value))
    {
      wire.from = json_node_get_string (value);
      g_array_append_val (out, wire);
    }
  else if (value != NULL && JSON_NODE_HOLDS_ARRAY (value) && sluice_node_type_takes_many (port))
    {
      array = json_node_get_array (value);
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (!sluice_json_is_string (element))
            continue;
          wire.from = json_node_get_string (element);
          wire.index = i;
          g_array_append_val (out, wire);
        }
    }
}

GArray *
sluice_document_get_wires (SluiceDocument *self)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (SluiceWire));

  for (guint i = 0; i < self->nodes->len; i++)
    {
      SluiceNode *node = self->nodes->pdata[i];
      const char *const *ports = sluice_node_ports (node);

      for (guint p = 0; ports[p] != NULL; p++)
        add_wires (node, ports[p], out);
    }

  return out;
}

static gboolean
get_coordinate (JsonArray *array, guint index, double *out)
{
  JsonNode *value = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_VALUE (value))
    return FALSE;
  if (json_node_get_value_type (value) == G_TYPE_INT64)
    *out = json_node_get_int (value);
  else if (json_node_get_value_type (value) == G_TYPE_DOUBLE)
    *out = json_node_get_double (value);
  else
    return FALSE;

  return TRUE;
}

gboolean
sluice_document_get_position (SluiceDocument *self, const char *id, double *x, double *y)
{
  JsonNode *value;

  if (self->layout == NULL || !JSON_NODE_HOLDS_OBJECT (self->layout->node))
    return FALSE;
  value = json_object_get_member (json_node_get_object (self->layout->node), id);
  if (value == NULL || !JSON_NODE_HOLDS_ARRAY (value)
      || json_array_get_length (json_node_get_array (value)) != 2)
    return FALSE;

  return get_coordinate (json_node_get_array (value), 0, x)
         && get_coordinate (json_node_get_array (value), 1, y);
}
