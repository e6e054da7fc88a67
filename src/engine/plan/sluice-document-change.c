/* sluice-document-change.c: the pieces that edits of a document are made of.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-document-private.h"

#include <math.h>
#include <string.h>

JsonObject *
sluice_document_edit_node (SluiceDocument *self, guint index)
{
  SluiceNode *old = self->nodes->pdata[index];
  SluiceNode *new;

  if (old->object != NULL)
    new = sluice_node_new (old->id, sluice_json_copy (old->value));
  else
    {
      g_autoptr (JsonObject) object = json_object_new ();

      new = sluice_node_new (old->id, json_node_init_object (json_node_alloc (), object));
    }
  self->nodes->pdata[index] = new;
  sluice_node_unref (old);

  return new->object;
}

gboolean
sluice_document_find_index (SluiceDocument *self, const char *id, guint *index)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (strcmp (sluice_node_get_id (self->nodes->pdata[i]), id) == 0)
      {
        *index = i;
        return TRUE;
      }

  return FALSE;
}

/* To be called after an edit of a node, since its kind may be another one and the index points to
 * the old. */
void
sluice_document_finish_node (SluiceDocument *self, guint index)
{
  SluiceNode *node = self->nodes->pdata[index];

  node->type = sluice_node_type_find (sluice_node_get_op (node));
  sluice_document_reindex (self);
}

JsonObject *
sluice_document_edit_head (SluiceDocument *self)
{
  SluiceJsonBox *old = self->head;

  self->head = sluice_json_box_new (sluice_json_copy (old->node));
  sluice_json_box_unref (old);

  return json_node_get_object (self->head->node);
}

JsonObject *
sluice_document_edit_layout (SluiceDocument *self)
{
  SluiceJsonBox *old = self->layout;

  if (old != NULL && JSON_NODE_HOLDS_OBJECT (old->node))
    self->layout = sluice_json_box_new (sluice_json_copy (old->node));
  else
    {
      g_autoptr (JsonObject) object = json_object_new ();

      self->layout = sluice_json_box_new (json_node_init_object (json_node_alloc (), object));
    }
  sluice_json_box_unref (old);

  return json_node_get_object (self->layout->node);
}

/* The object under @name, made anew when something else stands there. */
JsonObject *
sluice_json_member_object (JsonObject *object, const char *name)
{
  JsonNode *value = json_object_get_member (object, name);

  if (value == NULL || !JSON_NODE_HOLDS_OBJECT (value))
    json_object_set_object_member (object, name, json_object_new ());

  return json_object_get_object_member (object, name);
}

static void
set_coordinate (JsonArray *array, double value)
{
  if (value == floor (value) && fabs (value) < 1e15)
    json_array_add_int_element (array, (gint64) value);
  else
    json_array_add_double_element (array, value);
}

void
sluice_layout_set_position (JsonObject *layout, const char *id, double x, double y)
{
  JsonArray *array = json_array_sized_new (2);

  set_coordinate (array, isfinite (x) ? x : 0);
  set_coordinate (array, isfinite (y) ? y : 0);
  json_object_set_array_member (layout, id, array);
}

/* Renames a member where it stands. */
void
sluice_json_rename_member (JsonObject *object, const char *name, const char *new_name)
{
  g_autoptr (GList) names = NULL;

  if (!json_object_has_member (object, name))
    return;

  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *key = g_strdup (l->data);
      const char *to = strcmp (key, name) == 0 ? new_name : key;
      JsonNode *value = json_object_dup_member (object, key);

      /* Taken out and put in again, so that all stay in their order. */
      json_object_remove_member (object, key);
      json_object_set_member (object, to, value);
    }
}

gboolean
sluice_document_has_id (SluiceDocument *self, const char *id)
{
  JsonObject *notes = sluice_document_get_notes (self);

  return sluice_document_find_node (self, id) != NULL
         || (notes != NULL && json_object_has_member (notes, id));
}

char *
sluice_document_unused_id (SluiceDocument *self, SluiceDocument *other, const char *wanted)
{
  g_autofree char *stem = NULL;
  gsize length = strlen (wanted);

  if (!sluice_document_has_id (self, wanted))
    return g_strdup (wanted);

  /* “words2” becomes “words3”, not “words22”. */
  while (length > 1 && g_ascii_isdigit (wanted[length - 1]))
    length--;
  stem = g_strndup (wanted, length);
  for (guint n = 2;; n++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", stem, n);

      if (!sluice_document_has_id (self, id)
          && (other == NULL || !sluice_document_has_id (other, id)))
        return g_steal_pointer (&id);
    }
}

void
sluice_document_rewire_node (SluiceDocument *self,
                             guint index,
                             SluiceResolveWireFunc resolve,
                             gpointer user_data)
{
  SluiceNode *node = self->nodes->pdata[index];
  const char *const *ports = sluice_node_ports (node);
  gboolean changes = FALSE;
  JsonObject *object;

  if (node->object == NULL)
    return;
  for (guint p = 0; ports[p] != NULL && !changes; p++)
    {
      JsonNode *value = json_object_get_member (node->object, ports[p]);

      if (sluice_json_is_string (value))
        changes = g_strcmp0 (resolve (json_node_get_string (value), user_data),
                             json_node_get_string (value))
                  != 0;
      else if (value != NULL && JSON_NODE_HOLDS_ARRAY (value)
               && sluice_node_type_takes_many (ports[p]))
        for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
          {
            JsonNode *element = json_array_get_element (json_node_get_array (value), i);

            changes |= sluice_json_is_string (element)
                       && g_strcmp0 (resolve (json_node_get_string (element), user_data),
                                     json_node_get_string (element))
                              != 0;
          }
    }
  if (!changes)
    return;

  object = sluice_document_edit_node (self, index);
  for (guint p = 0; ports[p] != NULL; p++)
    {
      JsonNode *value = json_object_get_member (object, ports[p]);
      const char *to;

      if (sluice_json_is_string (value))
        {
          to = resolve (json_node_get_string (value), user_data);
          if (to == NULL)
            json_object_remove_member (object, ports[p]);
          else if (strcmp (to, json_node_get_string (value)) != 0)
            json_object_set_string_member (object, ports[p], to);
        }
      else if (value != NULL && JSON_NODE_HOLDS_ARRAY (value)
               && sluice_node_type_takes_many (ports[p]))
        {
          JsonArray *array = json_array_new ();

          for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
            {
              JsonNode *element = json_array_get_element (json_node_get_array (value), i);

              if (!sluice_json_is_string (element))
                json_array_add_element (array, sluice_json_copy (element));
              else if ((to = resolve (json_node_get_string (element), user_data)) != NULL)
                json_array_add_string_element (array, to);
            }
          json_object_set_array_member (object, ports[p], array);
        }
    }
  sluice_document_finish_node (self, index);
}
