/* sluice-minimap.c: the whole pipeline in a corner of the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-minimap.h"

#include "canvas/sluice-canvas-private.h"

#define MAP_WIDTH 180
#define MAP_HEIGHT 120
#define MARGIN 8

struct _SluiceMinimap
{
  GtkWidget parent_instance;

  SluiceCanvas *canvas; /* weak */
  /* While the view is dragged the map keeps the extent that it had at first, or it would run away. */
  graphene_rect_t extent;
  gboolean dragging;
  graphene_point_t drag_start;
};

G_DEFINE_FINAL_TYPE (SluiceMinimap, sluice_minimap, GTK_TYPE_WIDGET)

/* The named colours of canvas.css, by category. */
static const char *const category_colours[] = {
  [SLUICE_CATEGORY_SOURCES] = "node_sources_color",
  [SLUICE_CATEGORY_TRANSFORM] = "node_transform_color",
  [SLUICE_CATEGORY_EVENT_TIME] = "node_event_time_color",
  [SLUICE_CATEGORY_COMBINE] = "node_combine_color",
  [SLUICE_CATEGORY_SINKS] = "node_sinks_color",
};

static graphene_rect_t
to_canvas (SluiceCanvas *canvas, const graphene_rect_t *screen)
{
  graphene_point_t origin = _sluice_canvas_to_canvas (canvas, &screen->origin);

  return GRAPHENE_RECT_INIT (origin.x, origin.y, screen->size.width / canvas->zoom,
                             screen->size.height / canvas->zoom);
}

static graphene_rect_t
get_view (SluiceMinimap *self)
{
  return GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self->canvas)),
                             gtk_widget_get_height (GTK_WIDGET (self->canvas)));
}

/* The rectangle around the nodes, in screen space. */
static gboolean
get_content (SluiceMinimap *self, graphene_rect_t *content)
{
  GHashTableIter iter;
  gpointer id;
  gboolean any = FALSE;

  g_hash_table_iter_init (&iter, self->canvas->nodes);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      graphene_rect_t bounds;

      if (!sluice_canvas_get_node_bounds (self->canvas, id, &bounds))
        continue;
      if (any)
        graphene_rect_union (content, &bounds, content);
      else
        *content = bounds;
      any = TRUE;
    }

  return any;
}

/* What the map shows, in canvas space: the nodes and the view. */
static gboolean
get_extent (SluiceMinimap *self, graphene_rect_t *extent)
{
  graphene_rect_t view = get_view (self);
  graphene_rect_t content;

  if (self->dragging)
    {
      *extent = self->extent;
      return TRUE;
    }
  if (!get_content (self, &content))
    return FALSE;
  graphene_rect_union (&content, &view, &content);
  *extent = to_canvas (self->canvas, &content);

  return extent->size.width > 0 && extent->size.height > 0;
}

/* How canvas space is shown on the map. */
static double
get_placement (SluiceMinimap *self, const graphene_rect_t *extent, graphene_point_t *origin)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double scale
    = MIN ((width - 2 * MARGIN) / extent->size.width, (height - 2 * MARGIN) / extent->size.height);

  origin->x = (width - extent->size.width * scale) / 2 - extent->origin.x * scale;
  origin->y = (height - extent->size.height * scale) / 2 - extent->origin.y * scale;

  return scale;
}

gboolean
sluice_minimap_is_useful (SluiceMinimap *self)
{
  graphene_rect_t view, content;

  g_return_val_if_fail (SLUICE_IS_MINIMAP (self), FALSE);

  if (self->dragging)
    return TRUE;
  if (self->canvas == NULL || !get_content (self, &content))
    return FALSE;
  view = get_view (self);

  return !graphene_rect_contains_rect (&view, &content);
}

static void
move_view (SluiceMinimap *self, double x, double y)
{
  graphene_point_t origin, point;
  double scale = get_placement (self, &self->extent, &origin);

  point = GRAPHENE_POINT_INIT ((x - origin.x) / scale, (y - origin.y) / scale);
  _sluice_canvas_center_on (self->canvas, &point);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  SluiceMinimap *self = user_data;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->canvas == NULL || !get_extent (self, &self->extent))
    return;

  self->drag_start = GRAPHENE_POINT_INIT (x, y);
  _sluice_canvas_remember_view (self->canvas);
  self->dragging = TRUE;
  move_view (self, x, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  SluiceMinimap *self = user_data;

  if (self->canvas != NULL && self->dragging)
    move_view (self, self->drag_start.x + dx, self->drag_start.y + dy);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  SluiceMinimap *self = user_data;

  self->dragging = FALSE;
  if (self->canvas != NULL)
    gtk_widget_queue_allocate (GTK_WIDGET (self->canvas));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
append_border (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *colour, float width)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, rect, 2);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
}

static void
sluice_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SluiceMinimap *self = SLUICE_MINIMAP (widget);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  SluiceDocument *document;
  graphene_rect_t extent, view, rect;
  graphene_point_t origin;
  GdkRGBA plain, error, accent;
  GHashTableIter iter;
  gpointer id, node;
  double scale;

  if (self->canvas == NULL || self->canvas->pipeline == NULL || !get_extent (self, &extent))
    return;

  document = sluice_pipeline_get_document (self->canvas->pipeline);
  gtk_style_context_get_color (context, &plain);
  plain.alpha = 0.6;
  if (!gtk_style_context_lookup_color (context, "error_color", &error))
    error = plain;
  if (!gtk_style_context_lookup_color (context, "accent_color", &accent))
    accent = plain;

  scale = get_placement (self, &extent, &origin);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                         gtk_widget_get_height (widget)));
  g_hash_table_iter_init (&iter, self->canvas->nodes);
  while (g_hash_table_iter_next (&iter, &id, &node))
    {
      SluiceNode *data = sluice_document_find_node (document, id);
      const SluiceNodeType *type = data != NULL ? sluice_node_get_type (data) : NULL;
      GdkRGBA colour;

      if (!sluice_canvas_get_node_bounds (self->canvas, id, &rect))
        continue;
      rect = to_canvas (self->canvas, &rect);
      rect = GRAPHENE_RECT_INIT (rect.origin.x * scale + origin.x, rect.origin.y * scale + origin.y,
                                 MAX (rect.size.width * scale, 3), MAX (rect.size.height * scale, 2));
      if (type == NULL
          || !gtk_style_context_lookup_color (context, category_colours[type->category], &colour))
        colour = plain;
      gtk_snapshot_append_color (snapshot, &colour, &rect);
      if (gtk_widget_has_css_class (node, "error") || gtk_widget_has_css_class (node, "failed"))
        {
          graphene_rect_inset (&rect, -2, -2);
          append_border (snapshot, &rect, &error, 2);
        }
      else if (sluice_node_widget_get_selected (node))
        {
          graphene_rect_inset (&rect, -2, -2);
          append_border (snapshot, &rect, &accent, 1);
        }
    }

  view = get_view (self);
  view = to_canvas (self->canvas, &view);
  rect = GRAPHENE_RECT_INIT (view.origin.x * scale + origin.x, view.origin.y * scale + origin.y,
                             view.size.width * scale, view.size.height * scale);
  plain.alpha = 0.06;
  gtk_snapshot_append_color (snapshot, &plain, &rect);
  append_border (snapshot, &rect, &accent, 1.5);
  gtk_snapshot_pop (snapshot);
}

static void
sluice_minimap_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MAP_WIDTH : MAP_HEIGHT;
}

static void
sluice_minimap_dispose (GObject *object)
{
  SluiceMinimap *self = SLUICE_MINIMAP (object);

  g_clear_weak_pointer (&self->canvas);

  G_OBJECT_CLASS (sluice_minimap_parent_class)->dispose (object);
}

static void
sluice_minimap_class_init (SluiceMinimapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_minimap_dispose;
  widget_class->measure = sluice_minimap_measure;
  widget_class->snapshot = sluice_minimap_snapshot;

  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sluice_minimap_init (SluiceMinimap *self)
{
  GtkGesture *gesture = gtk_gesture_drag_new ();

  g_signal_connect (gesture, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (gesture, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (gesture, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
sluice_minimap_new (SluiceCanvas *canvas)
{
  SluiceMinimap *self = g_object_new (SLUICE_TYPE_MINIMAP, NULL);

  g_set_weak_pointer (&self->canvas, canvas);

  return GTK_WIDGET (self);
}
