/* sluice-canvas-view.c: what part of a pipeline is in sight: pan, zoom, fit, and the way back.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <math.h>

/* A pipeline that is shown for the first time can be read: at this the texts of nodes are 8 pt. */
#define READABLE_ZOOM 0.75
#define ZOOM_STEP 1.1
#define WHEEL_STEP 64
/* How near to the edge a dragged thing moves the view, and how fast at most, in pixels a second. */
#define EDGE 24
#define EDGE_SPEED 900
/* After this many seconds a view that was let go has a third of its speed; below that many pixels a second it stops. */
#define GLIDE_SECONDS 0.325
#define GLIDE_END 20
#define MAX_VIEWPOINTS 50

/* The view has moved: nodes keep what they have drawn and get another place. */
static void
queue_view (SluiceCanvas *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  _sluice_canvas_queue_wires (self);
}

void
_sluice_canvas_move_view (SluiceCanvas *self, double x, double y)
{
  self->offset = GRAPHENE_POINT_INIT (x, y);
  self->keeps_fit = FALSE;
  queue_view (self);
}

void
_sluice_canvas_node_size (GtkWidget *widget, double *width, double *height)
{
  int w, h;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &w, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, w, NULL, &h, NULL, NULL);
  *width = w;
  *height = h;
}

/* The rectangle around all nodes, or the selected ones, in canvas space. */
static gboolean
content_bounds (SluiceCanvas *self, gboolean selected_only, graphene_rect_t *bounds)
{
  GHashTableIter iter;
  gpointer id, value;
  gboolean any = FALSE;

  g_hash_table_iter_init (&iter, self->positions);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const graphene_point_t *place = value;
      SluiceNodeWidget *widget = g_hash_table_lookup (self->nodes, id);
      graphene_rect_t own;
      double width = SLUICE_CANVAS_NODE_WIDTH;
      double height = SLUICE_CANVAS_NODE_HEIGHT;

      if (selected_only && (widget == NULL || !sluice_node_widget_get_selected (widget)))
        continue;
      if (widget != NULL)
        _sluice_canvas_node_size (GTK_WIDGET (widget), &width, &height);
      graphene_rect_init (&own, place->x, place->y, width, height);
      if (any)
        graphene_rect_union (bounds, &own, bounds);
      else
        *bounds = own;
      any = TRUE;
    }
  if (any && !selected_only)
    _sluice_canvas_join_notes (self, bounds);

  return any;
}

static void
apply_zoom (SluiceCanvas *self, double zoom)
{
  gboolean was_far = self->zoom < SLUICE_CANVAS_FAR_ZOOM;

  self->zoom = CLAMP (zoom, SLUICE_CANVAS_MIN_ZOOM, SLUICE_CANVAS_MAX_ZOOM);
  if (was_far != (self->zoom < SLUICE_CANVAS_FAR_ZOOM))
    _sluice_canvas_update_nodes (self, FALSE);
}

void
sluice_canvas_set_zoom (SluiceCanvas *self, double zoom, const graphene_point_t *anchor)
{
  graphene_point_t middle = GRAPHENE_POINT_INIT (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                                                 gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
  graphene_point_t fixed;

  g_return_if_fail (SLUICE_IS_CANVAS (self));

  if (anchor == NULL)
    anchor = &middle;
  fixed = _sluice_canvas_to_canvas (self, anchor);
  apply_zoom (self, zoom);
  _sluice_canvas_move_view (self, anchor->x - fixed.x * self->zoom, anchor->y - fixed.y * self->zoom);
  g_object_notify (G_OBJECT (self), "zoom");
}

double
sluice_canvas_get_zoom (SluiceCanvas *self)
{
  g_return_val_if_fail (SLUICE_IS_CANVAS (self), 1);

  return self->zoom;
}

/* Where something of @size begins on the screen: in the middle, or at the margin when it has no room. */
static double
begin_of (double size, int available)
{
  return MAX ((available - size) / 2, MIN (SLUICE_CANVAS_MARGIN, available / 8.0));
}

static void
fit (SluiceCanvas *self, int width, int height, gboolean selected_only, double floor)
{
  graphene_rect_t bounds;
  double zoom;

  if (width <= 0 || height <= 0)
    return;
  if (!content_bounds (self, selected_only, &bounds) && !content_bounds (self, FALSE, &bounds))
    {
      apply_zoom (self, 1);
      self->offset = GRAPHENE_POINT_INIT (SLUICE_CANVAS_MARGIN, SLUICE_CANVAS_MARGIN);
      return;
    }

  zoom = MIN ((width - 2.0 * SLUICE_CANVAS_MARGIN) / bounds.size.width,
              (height - 2.0 * SLUICE_CANVAS_MARGIN) / bounds.size.height);
  apply_zoom (self, CLAMP (zoom, floor, 1));
  self->offset.x = begin_of (bounds.size.width * self->zoom, width) - bounds.origin.x * self->zoom;
  self->offset.y = begin_of (bounds.size.height * self->zoom, height) - bounds.origin.y * self->zoom;
}

void
_sluice_canvas_fit_readable (SluiceCanvas *self, int width, int height)
{
  fit (self, width, height, FALSE, READABLE_ZOOM);
  self->keeps_fit = TRUE;
  self->fitted_width = width;
  self->fitted_height = height;
}

void
sluice_canvas_zoom_readable (SluiceCanvas *self)
{
  g_return_if_fail (SLUICE_IS_CANVAS (self));

  _sluice_canvas_fit_readable (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  queue_view (self);
  g_object_notify (G_OBJECT (self), "zoom");
}

void
sluice_canvas_zoom_fit (SluiceCanvas *self)
{
  g_auto (GStrv) selected = sluice_canvas_get_selection (self);

  _sluice_canvas_remember_view (self);
  fit (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)),
       selected[0] != NULL && selected[1] != NULL, SLUICE_CANVAS_MIN_ZOOM);
  self->keeps_fit = FALSE;
  queue_view (self);
  g_object_notify (G_OBJECT (self), "zoom");
}

void
_sluice_canvas_center_on (SluiceCanvas *self, const graphene_point_t *canvas_point)
{
  _sluice_canvas_move_view (self,
                            gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - canvas_point->x * self->zoom,
                            gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - canvas_point->y * self->zoom);
}

/* Where a node is, or is going to be, in screen space. */
static gboolean
get_place (SluiceCanvas *self, const char *id, graphene_rect_t *bounds)
{
  GtkWidget *widget = g_hash_table_lookup (self->nodes, id);
  graphene_point_t *place = g_hash_table_lookup (self->positions, id);
  graphene_point_t screen;
  double width, height;

  if (widget == NULL || place == NULL)
    return FALSE;

  _sluice_canvas_node_size (widget, &width, &height);
  screen = _sluice_canvas_to_screen (self, place);
  graphene_rect_init (bounds, screen.x, screen.y, width * self->zoom, height * self->zoom);

  return TRUE;
}

static gboolean
is_in_sight (SluiceCanvas *self, const graphene_rect_t *bounds)
{
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                             gtk_widget_get_height (GTK_WIDGET (self)));

  return graphene_rect_contains_rect (&view, bounds);
}

static void
jump_to (SluiceCanvas *self, const graphene_rect_t *bounds)
{
  graphene_point_t middle;

  graphene_rect_get_center (bounds, &middle);
  middle = _sluice_canvas_to_canvas (self, &middle);
  _sluice_canvas_remember_view (self);
  _sluice_canvas_center_on (self, &middle);
}

void
sluice_canvas_reveal_node (SluiceCanvas *self, const char *id)
{
  graphene_rect_t bounds;

  sluice_canvas_select (self, id);
  if (get_place (self, id, &bounds) && !is_in_sight (self, &bounds))
    jump_to (self, &bounds);
}

/* A place that isn't written down is given by the layout, and changes with every edit. */
static gboolean
was_moved (SluiceDocument *before, SluiceDocument *after, const char *id)
{
  double x, y, old_x, old_y;

  return sluice_document_get_position (before, id, &old_x, &old_y)
         && sluice_document_get_position (after, id, &x, &y) && (x != old_x || y != old_y);
}

void
sluice_canvas_show_change (SluiceCanvas *self, SluiceDocument *before)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  graphene_rect_t first;
  gboolean any = FALSE;

  g_return_if_fail (SLUICE_IS_CANVAS (self));

  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      SluiceNode *node = sluice_document_get_node (document, i);
      const char *id = sluice_node_get_id (node);
      graphene_rect_t bounds;

      /* Documents share the nodes that an edit leaves alone. */
      if ((sluice_document_find_node (before, id) == node && !was_moved (before, document, id))
          || !get_place (self, id, &bounds))
        continue;
      if (is_in_sight (self, &bounds))
        return;
      if (!any)
        first = bounds;
      any = TRUE;
    }
  if (any)
    jump_to (self, &first);
}

/* The way back: a jump remembers where one was. */

static SluiceViewpoint
get_viewpoint (SluiceCanvas *self)
{
  graphene_point_t middle = GRAPHENE_POINT_INIT (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                                                 gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);

  return (SluiceViewpoint){ .zoom = self->zoom, .middle = _sluice_canvas_to_canvas (self, &middle) };
}

static void
push_viewpoint (GArray *viewpoints, SluiceViewpoint viewpoint)
{
  if (viewpoints->len == MAX_VIEWPOINTS)
    g_array_remove_index (viewpoints, 0);
  g_array_append_val (viewpoints, viewpoint);
}

void
_sluice_canvas_remember_view (SluiceCanvas *self)
{
  push_viewpoint (self->views_before, get_viewpoint (self));
  g_array_set_size (self->views_after, 0);
  _sluice_canvas_update_actions (self);
}

void
_sluice_canvas_go_to_view (SluiceCanvas *self, gboolean back)
{
  GArray *from = back ? self->views_before : self->views_after;
  SluiceViewpoint viewpoint;

  if (from->len == 0)
    return;

  viewpoint = g_array_index (from, SluiceViewpoint, from->len - 1);
  g_array_set_size (from, from->len - 1);
  push_viewpoint (back ? self->views_after : self->views_before, get_viewpoint (self));
  apply_zoom (self, viewpoint.zoom);
  _sluice_canvas_center_on (self, &viewpoint.middle);
  g_object_notify (G_OBJECT (self), "zoom");
  _sluice_canvas_update_actions (self);
}

/* A view that was let go of glides on, and something dragged to the edge takes the view along. */

static void
stop_ticking (SluiceCanvas *self)
{
  if (self->view_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->view_tick);
  self->view_tick = 0;
}

/* Seconds since the last frame. */
static double
get_frame_seconds (SluiceCanvas *self, GdkFrameClock *clock)
{
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  gint64 before = self->view_tick_time;

  self->view_tick_time = now;

  return before > 0 ? CLAMP ((now - before) / 1e6, 0, 0.1) : 0;
}

static void
start_ticking (SluiceCanvas *self, GtkTickCallback callback)
{
  stop_ticking (self);
  self->view_tick_time = 0;
  self->view_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), callback, NULL, NULL);
}

static gboolean
glide_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  double seconds = get_frame_seconds (self, clock);
  double left = exp (-seconds / GLIDE_SECONDS);

  _sluice_canvas_move_view (self, self->offset.x - self->glide.x * seconds,
                            self->offset.y - self->glide.y * seconds);
  graphene_point_init (&self->glide, self->glide.x * left, self->glide.y * left);
  if (hypot (self->glide.x, self->glide.y) >= GLIDE_END)
    return G_SOURCE_CONTINUE;

  self->view_tick = 0;

  return G_SOURCE_REMOVE;
}

/* How fast the view is to move along one axis, in pixels a second, with the pointer there. */
static double
get_edge_speed (double pointer, int size)
{
  if (pointer < EDGE)
    return EDGE_SPEED * MIN ((EDGE - pointer) / EDGE, 1);
  if (pointer > size - EDGE)
    return -EDGE_SPEED * MIN ((pointer - (size - EDGE)) / EDGE, 1);

  return 0;
}

static graphene_point_t
get_edge_velocity (SluiceCanvas *self)
{
  return GRAPHENE_POINT_INIT (
    get_edge_speed (self->pointer.x, gtk_widget_get_width (GTK_WIDGET (self))),
    get_edge_speed (self->pointer.y, gtk_widget_get_height (GTK_WIDGET (self))));
}

static gboolean
edge_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  graphene_point_t velocity = get_edge_velocity (self);
  double seconds = get_frame_seconds (self, clock);

  if (self->drag == SLUICE_CANVAS_DRAG_NONE || (velocity.x == 0 && velocity.y == 0))
    {
      self->view_tick = 0;
      return G_SOURCE_REMOVE;
    }
  _sluice_canvas_move_view (self, self->offset.x + velocity.x * seconds,
                            self->offset.y + velocity.y * seconds);
  _sluice_canvas_follow_pointer (self);

  return G_SOURCE_CONTINUE;
}

void
_sluice_canvas_pan_at_edge (SluiceCanvas *self)
{
  graphene_point_t velocity = get_edge_velocity (self);

  if (self->view_tick == 0 && (velocity.x != 0 || velocity.y != 0))
    start_ticking (self, edge_cb);
}

/* The middle button. */

static void
pan_begin_cb (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  SluiceCanvas *self = user_data;

  stop_ticking (self);
  self->drag_offset = self->offset;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pan_update_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  SluiceCanvas *self = user_data;

  _sluice_canvas_move_view (self, self->drag_offset.x + dx, self->drag_offset.y + dy);
}

/* Wheel and touchpad. */

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  GtkEventController *controller = GTK_EVENT_CONTROLLER (scroll);
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (controller);
  gboolean wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;
  gboolean control = (modifiers & GDK_CONTROL_MASK) != 0;

  stop_ticking (self);
  self->scrolls_by_wheel = wheel;
  /* A touchpad always pans with two fingers; only a wheel can be told to zoom instead. */
  self->scroll_zooms = control != (wheel && self->wheel_zooms);
  if (self->scroll_zooms)
    {
      sluice_canvas_set_zoom (self, self->zoom * pow (ZOOM_STEP, wheel ? -dy : -dy / 10), &self->pointer);
      return TRUE;
    }

  if (wheel && (modifiers & GDK_SHIFT_MASK) != 0 && dx == 0)
    {
      dx = dy;
      dy = 0;
    }
  _sluice_canvas_move_view (self, self->offset.x - dx * (wheel ? WHEEL_STEP : 1),
                            self->offset.y - dy * (wheel ? WHEEL_STEP : 1));

  return TRUE;
}

static void
decelerate_cb (GtkEventControllerScroll *scroll, double velocity_x, double velocity_y, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  gboolean animations = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations, NULL);
  if (self->scrolls_by_wheel || self->scroll_zooms || !animations)
    return;

  graphene_point_init (&self->glide, velocity_x, velocity_y);
  start_ticking (self, glide_cb);
}

/* Two fingers, on a touchpad or on the screen: what was between them stays between them. */

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  double x, y;

  stop_ticking (self);
  /* The first finger had begun something else. */
  _sluice_canvas_cancel_drag (self);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (!gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    graphene_point_init (&self->pinched, self->pointer.x, self->pointer.y);
  else
    graphene_point_init (&self->pinched, x, y);
  self->pinched = _sluice_canvas_to_canvas (self, &self->pinched);
  self->pinch_zoom = self->zoom;
}

static void
pinch_update_cb (GtkGesture *gesture, GdkEventSequence *sequence, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;

  apply_zoom (self, self->pinch_zoom * gtk_gesture_zoom_get_scale_delta (GTK_GESTURE_ZOOM (gesture)));
  _sluice_canvas_move_view (self, x - self->pinched.x * self->zoom, y - self->pinched.y * self->zoom);
  g_object_notify (G_OBJECT (self), "zoom");
}

/* The buttons at the side of a mouse. */
static void
side_button_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  switch (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)))
    {
    case 8:
      _sluice_canvas_go_to_view (user_data, TRUE);
      break;
    case 9:
      _sluice_canvas_go_to_view (user_data, FALSE);
      break;
    default:
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    }
}

void
_sluice_canvas_add_view_gestures (SluiceCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *controller;
  GtkGesture *gesture;

  gesture = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_MIDDLE);
  g_signal_connect (gesture, "drag-begin", G_CALLBACK (pan_begin_cb), self);
  g_signal_connect (gesture, "drag-update", G_CALLBACK (pan_update_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  gesture = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), 0);
  g_signal_connect (gesture, "pressed", G_CALLBACK (side_button_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  gesture = gtk_gesture_zoom_new ();
  g_signal_connect (gesture, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (gesture, "update", G_CALLBACK (pinch_update_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES
                                                | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  g_signal_connect (controller, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (controller, "decelerate", G_CALLBACK (decelerate_cb), self);
  gtk_widget_add_controller (widget, controller);
}
