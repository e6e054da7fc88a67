/* sluice-canvas-slide.c: nodes that are given another place go there, instead of being there at once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <adwaita.h>

#define SLIDE_MS 200

static void
slide_cb (double left, gpointer user_data)
{
  SluiceCanvas *self = user_data;

  self->slide_left = left;
  if (left == 0)
    g_clear_pointer (&self->shifts, g_hash_table_unref);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  _sluice_canvas_queue_wires (self);
}

graphene_point_t
_sluice_canvas_get_shown_place (SluiceCanvas *self, const char *id, const graphene_point_t *place)
{
  graphene_point_t *shift = self->shifts != NULL ? g_hash_table_lookup (self->shifts, id) : NULL;

  if (shift == NULL)
    return *place;

  return GRAPHENE_POINT_INIT (place->x + shift->x * self->slide_left, place->y + shift->y * self->slide_left);
}

void
_sluice_canvas_slide (SluiceCanvas *self, GHashTable *before)
{
  g_autoptr (GHashTable) shifts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (AdwAnimation) animation = NULL;
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->positions);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const graphene_point_t *place = value;
      const graphene_point_t *old = g_hash_table_lookup (before, id);
      graphene_point_t shown, shift;

      if (old == NULL || graphene_point_equal (old, place))
        continue;
      /* What is under way already goes on from where it is. */
      shown = _sluice_canvas_get_shown_place (self, id, old);
      shift = GRAPHENE_POINT_INIT (shown.x - place->x, shown.y - place->y);
      g_hash_table_insert (shifts, g_strdup (id), g_memdup2 (&shift, sizeof shift));
    }
  if (g_hash_table_size (shifts) == 0)
    return;

  g_clear_pointer (&self->shifts, g_hash_table_unref);
  self->shifts = g_steal_pointer (&shifts);
  /* Follows the desktop's wish for no animations, and is done at once in a canvas that isn't seen. */
  animation = adw_timed_animation_new (GTK_WIDGET (self), 1, 0, SLIDE_MS,
                                       adw_callback_animation_target_new (slide_cb, self, NULL));
  g_object_ref_sink (animation);
  if (self->slide != NULL)
    adw_animation_pause (self->slide);
  g_set_object (&self->slide, animation);
  adw_animation_play (self->slide);
}
