/* sluice-canvas-notes.c: the notes of a document on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "canvas/sluice-note-widget.h"

/* How far above its node a note stands that was never moved. */
#define ABOVE 64

static const char *
get_member (JsonObject *notes, const char *id, const char *name)
{
  JsonNode *note = json_object_get_member (notes, id);
  JsonNode *value = note != NULL && JSON_NODE_HOLDS_OBJECT (note)
                      ? json_object_get_member (json_node_get_object (note), name)
                      : NULL;

  return value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
           ? json_node_get_string (value)
           : NULL;
}

static const char *
get_near (SluiceCanvas *self, const char *id)
{
  JsonObject *notes = sluice_document_get_notes (sluice_pipeline_get_document (self->pipeline));

  return notes != NULL && id != NULL ? get_member (notes, id, "near") : NULL;
}

/* Edits. */

static char *
find_new_note (SluiceDocument *before, SluiceDocument *after)
{
  JsonObject *old = sluice_document_get_notes (before);
  JsonObject *notes = sluice_document_get_notes (after);
  JsonObjectIter iter;
  const char *id;
  JsonNode *note;

  if (notes == NULL)
    return NULL;
  json_object_iter_init (&iter, notes);
  while (json_object_iter_next (&iter, &id, &note))
    if (old == NULL || !json_object_has_member (old, id))
      return g_strdup (id);

  return NULL;
}

static void
drop_draft (SluiceCanvas *self)
{
  if (self->draft_note != NULL)
    gtk_widget_unparent (g_steal_pointer (&self->draft_note));
  g_clear_pointer (&self->draft_near, g_free);
}

static void
keep_draft (SluiceCanvas *self, const char *text)
{
  SluiceDocument *before = sluice_pipeline_get_document (self->pipeline);
  g_autoptr (SluiceDocument) written = NULL;
  g_autoptr (SluiceDocument) placed = NULL;
  g_autofree char *id = NULL;
  g_autofree char *near = g_steal_pointer (&self->draft_near);
  graphene_point_t place = self->draft_place;

  drop_draft (self);
  if (*text == '\0')
    return;

  written = sluice_document_with_note (before, NULL, text, near);
  id = find_new_note (before, written);
  /* By a node a note needs no place of its own: it goes where the node goes. */
  placed = near == NULL && id != NULL ? sluice_document_with_position (written, id, place.x, place.y)
                                      : sluice_document_ref (written);
  sluice_pipeline_apply (self->pipeline, placed, _ ("Add note"), NULL);
}

static void
edited_cb (SluiceNoteWidget *note, const char *text, SluiceCanvas *self)
{
  g_autofree char *id = g_strdup (sluice_note_widget_get_id (note));
  g_autofree char *near = g_strdup (get_near (self, id));
  g_autofree char *words = g_strdup (text);
  g_autoptr (SluiceDocument) edited = NULL;

  if (id == NULL)
    {
      keep_draft (self, words);
      return;
    }
  edited = sluice_document_with_note (sluice_pipeline_get_document (self->pipeline), id,
                                      *words != '\0' ? words : NULL, near);
  if (*words == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self));
  sluice_pipeline_apply (self->pipeline, edited, *words != '\0' ? _ ("Edit note") : _ ("Delete note"), NULL);
}

static void
dragged_cb (SluiceNoteWidget *note, double dx, double dy, gboolean done, SluiceCanvas *self)
{
  const char *id = sluice_note_widget_get_id (note);
  graphene_point_t *place = id != NULL ? g_hash_table_lookup (self->note_places, id) : NULL;
  g_autoptr (SluiceDocument) pinned = NULL;
  g_autoptr (SluiceDocument) moved = NULL;

  if (place == NULL)
    return;
  if (!done)
    {
      self->note_shift = GRAPHENE_POINT_INIT (dx / self->zoom, dy / self->zoom);
      self->dragged_note = GTK_WIDGET (note);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      return;
    }

  self->dragged_note = NULL;
  if (hypot (dx, dy) < SLUICE_CANVAS_GRID / 2)
    {
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      return;
    }
  /* Nodes without a place get theirs, so that the layout keeps them where they are seen. */
  pinned = _sluice_canvas_pin (self);
  moved = sluice_document_with_position (
    pinned, id, round ((place->x + dx / self->zoom) / SLUICE_CANVAS_GRID) * SLUICE_CANVAS_GRID,
    round ((place->y + dy / self->zoom) / SLUICE_CANVAS_GRID) * SLUICE_CANVAS_GRID);
  sluice_pipeline_apply (self->pipeline, moved, _ ("Move note"), NULL);
}

static GtkWidget *
make_note (SluiceCanvas *self, const char *id, const char *text)
{
  GtkWidget *note = sluice_note_widget_new (id, text);

  g_signal_connect (note, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect (note, "dragged", G_CALLBACK (dragged_cb), self);
  /* Behind the nodes. */
  gtk_widget_insert_after (note, GTK_WIDGET (self), NULL);

  return note;
}

void
_sluice_canvas_write_note (SluiceCanvas *self, const graphene_point_t *at, const char *near)
{
  const graphene_point_t *node = near != NULL ? g_hash_table_lookup (self->positions, near) : NULL;

  drop_draft (self);
  self->draft_near = g_strdup (near);
  self->draft_place = node != NULL ? GRAPHENE_POINT_INIT (node->x, node->y - ABOVE)
                                   : _sluice_canvas_to_canvas (self, at);
  self->draft_note = make_note (self, NULL, "");
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  sluice_note_widget_edit (SLUICE_NOTE_WIDGET (self->draft_note));
}

/* Following the document. */

static void
place_note (SluiceCanvas *self, SluiceDocument *document, const char *id, guint nth)
{
  graphene_point_t *place = g_new (graphene_point_t, 1);
  const char *near = get_near (self, id);
  const graphene_point_t *node = near != NULL ? g_hash_table_lookup (self->positions, near) : NULL;
  double x, y;

  if (sluice_document_get_position (document, id, &x, &y))
    graphene_point_init (place, x, y);
  else if (node != NULL)
    graphene_point_init (place, node->x, node->y - ABOVE);
  else
    graphene_point_init (place, 24.0 * nth, -ABOVE - 32.0 * (nth + 1));
  g_hash_table_replace (self->note_places, g_strdup (id), place);
}

void
_sluice_canvas_update_notes (SluiceCanvas *self, SluiceDocument *document)
{
  JsonObject *notes = sluice_document_get_notes (document);
  GHashTableIter widgets;
  JsonObjectIter iter;
  gpointer key, widget;
  const char *id;
  JsonNode *note;
  guint nth = 0;

  g_hash_table_remove_all (self->note_places);
  g_hash_table_iter_init (&widgets, self->notes);
  while (g_hash_table_iter_next (&widgets, &key, &widget))
    if (notes == NULL || !json_object_has_member (notes, key))
      {
        gtk_widget_unparent (widget);
        g_hash_table_iter_remove (&widgets);
      }
  if (notes == NULL)
    return;

  json_object_iter_init (&iter, notes);
  while (json_object_iter_next (&iter, &id, &note))
    {
      const char *text = get_member (notes, id, "text");

      widget = g_hash_table_lookup (self->notes, id);
      if (widget != NULL)
        sluice_note_widget_set_text (widget, text != NULL ? text : "");
      else
        g_hash_table_insert (self->notes, g_strdup (id), make_note (self, id, text != NULL ? text : ""));
      place_note (self, document, id, nth++);
    }
}

static void
allocate_note (SluiceCanvas *self, GtkWidget *note, const graphene_point_t *place)
{
  graphene_point_t shifted = *place;
  graphene_point_t screen;
  GskTransform *transform;
  int width, height;

  if (note == self->dragged_note)
    graphene_point_init (&shifted, place->x + self->note_shift.x, place->y + self->note_shift.y);
  screen = _sluice_canvas_to_screen (self, &shifted);
  gtk_widget_measure (note, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (note, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  transform = gsk_transform_translate (NULL, &screen);
  transform = gsk_transform_scale (transform, self->zoom, self->zoom);
  gtk_widget_allocate (note, width, height, -1, transform);
}

void
_sluice_canvas_allocate_notes (SluiceCanvas *self)
{
  GHashTableIter iter;
  gpointer id, note;

  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, &id, &note))
    {
      const graphene_point_t *place = g_hash_table_lookup (self->note_places, id);

      if (place != NULL)
        allocate_note (self, note, place);
    }
  if (self->draft_note != NULL)
    allocate_note (self, self->draft_note, &self->draft_place);
}

void
_sluice_canvas_join_notes (SluiceCanvas *self, graphene_rect_t *bounds)
{
  GHashTableIter iter;
  gpointer id, note;

  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, &id, &note))
    {
      const graphene_point_t *place = g_hash_table_lookup (self->note_places, id);
      graphene_rect_t own;
      int width, height;

      if (place == NULL)
        continue;
      gtk_widget_measure (note, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
      gtk_widget_measure (note, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
      graphene_rect_init (&own, place->x, place->y, width, height);
      graphene_rect_union (bounds, &own, bounds);
    }
}
