/* sluice-document-fragment.c: parts of documents, for the clipboard.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-document-private.h"

#include <string.h>

static void
copy_position (SluiceDocument *from,
               const char *id,
               double dx,
               double dy,
               JsonObject *layout,
               const char *new_id)
{
  double x, y;

  if (sluice_document_get_position (from, id, &x, &y))
    sluice_layout_set_position (layout, new_id, x + dx, y + dy);
}

char *
sluice_document_fragment_to_text (SluiceDocument *self, const char *const *ids)
{
  g_autoptr (SluiceDocument) fragment = sluice_document_new ();
  JsonObject *notes = sluice_document_get_notes (self);
  JsonObject *layout = sluice_document_edit_layout (fragment);
  JsonObject *head = sluice_document_edit_head (fragment);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      SluiceNode *node = self->nodes->pdata[i];

      if (!g_strv_contains (ids, node->id))
        continue;
      g_ptr_array_add (fragment->nodes, sluice_node_ref (node));
      copy_position (self, node->id, 0, 0, layout, node->id);
    }
  for (guint i = 0; notes != NULL && ids[i] != NULL; i++)
    {
      JsonNode *note = json_object_get_member (notes, ids[i]);

      if (note == NULL)
        continue;
      json_object_set_member (sluice_json_member_object (head, "notes"), ids[i],
                              sluice_json_copy (note));
      copy_position (self, ids[i], 0, 0, layout, ids[i]);
    }
  sluice_document_reindex (fragment);

  return sluice_document_to_text (fragment);
}

typedef struct
{
  SluiceDocument *document;
  SluiceDocument *fragment;
  gboolean keep;
} Adoption;

static const char *
resolve_adopted (const char *from, gpointer user_data)
{
  Adoption *adoption = user_data;

  if (sluice_document_find_node (adoption->fragment, from) != NULL)
    return from;

  return adoption->keep && sluice_document_find_node (adoption->document, from) != NULL ? from
                                                                                        : NULL;
}

static void
adopt_notes (SluiceDocument *copy,
             SluiceDocument *fragment,
             double dx,
             double dy,
             JsonObject *layout,
             GStrvBuilder *ids)
{
  JsonObject *notes = sluice_document_get_notes (fragment);
  JsonObject *into;
  JsonObjectIter iter;
  const char *key;
  JsonNode *note;

  if (notes == NULL)
    return;
  into = sluice_json_member_object (sluice_document_edit_head (copy), "notes");
  json_object_iter_init_ordered (&iter, notes);
  while (json_object_iter_next_ordered (&iter, &key, &note))
    {
      g_autofree char *id = sluice_document_unused_id (copy, NULL, key);

      json_object_set_member (into, id, sluice_json_copy (note));
      copy_position (fragment, key, dx, dy, layout, id);
      g_strv_builder_add (ids, id);
    }
}

SluiceDocument *
sluice_document_with_fragment (SluiceDocument *self,
                               SluiceDocument *fragment,
                               double dx,
                               double dy,
                               gboolean keep_wires,
                               char ***ids)
{
  SluiceDocument *copy = sluice_document_copy (self);
  g_autoptr (SluiceDocument) renamed = sluice_document_copy (fragment);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  Adoption adoption = { self, fragment, keep_wires };
  JsonObject *layout = sluice_document_edit_layout (copy);

  if (!sluice_document_has_valid_nodes (copy))
    json_object_remove_member (sluice_document_edit_head (copy), "nodes");

  /* Wires from outside go first: afterwards an id of the fragment could be that of another node
   * here. */
  for (guint i = 0; i < renamed->nodes->len; i++)
    sluice_document_rewire_node (renamed, i, resolve_adopted, &adoption);
  for (guint i = 0; i < renamed->nodes->len; i++)
    {
      SluiceNode *node = renamed->nodes->pdata[i];
      g_autofree char *id = NULL;
      SluiceDocument *next;

      if (!sluice_document_has_id (self, node->id))
        continue;
      id = sluice_document_unused_id (self, renamed, node->id);
      next = sluice_document_with_renamed (renamed, node->id, id);
      sluice_document_unref (renamed);
      renamed = next;
    }

  for (guint i = 0; i < renamed->nodes->len; i++)
    {
      SluiceNode *node = renamed->nodes->pdata[i];

      g_ptr_array_add (copy->nodes, sluice_node_ref (node));
      copy_position (renamed, node->id, dx, dy, layout, node->id);
      g_strv_builder_add (builder, node->id);
    }
  sluice_document_reindex (copy);
  adopt_notes (copy, renamed, dx, dy, layout, builder);
  if (ids != NULL)
    *ids = g_strv_builder_end (builder);

  return copy;
}
