/* sluice-canvas-gestures.c: what the pointer and a finger do to nodes and wires.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/sluice-palette.h"

/* A drag that went no farther was a click. */
#define CLICK_DISTANCE (SLUICE_CANVAS_GRID / 2)

/* Moving nodes. */

static void
remember_origins (SluiceCanvas *self)
{
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);

  g_clear_pointer (&self->drag_origins, g_hash_table_unref);
  self->drag_origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      graphene_point_t *place = g_hash_table_lookup (self->positions, ids[i]);

      if (place != NULL)
        g_hash_table_insert (self->drag_origins, g_strdup (ids[i]), g_memdup2 (place, sizeof *place));
    }
}

static double
snap (SluiceCanvas *self, double value, gboolean suspended)
{
  if (!self->snap || suspended)
    return value;

  return round (value / SLUICE_CANVAS_GRID) * SLUICE_CANVAS_GRID;
}

/* While the pointer moves only the widgets do; the document follows when it is let go. */
static void
move_nodes (SluiceCanvas *self, double dx, double dy, gboolean free)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->drag_origins);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      graphene_point_t *origin = value;
      graphene_point_t *place = g_hash_table_lookup (self->positions, id);

      if (place != NULL)
        graphene_point_init (place, snap (self, origin->x + dx / self->zoom, free),
                             snap (self, origin->y + dy / self->zoom, free));
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  _sluice_canvas_queue_wires (self);
}

static void
drop_nodes (SluiceCanvas *self)
{
  /* The first move of a document without a layout writes down all places, so that the rest stays put. */
  g_autoptr (SluiceDocument) document = _sluice_canvas_pin (self);
  guint n = g_hash_table_size (self->drag_origins);
  g_autofree char *label = NULL;

  self->keeps_fit = FALSE;
  label = n == 1 ? g_strdup (_ ("Move node")) : g_strdup_printf (_ ("Move %u nodes"), n);
  sluice_pipeline_apply (self->pipeline, document, label, NULL);
}

/* How far the pointer has dragged something, in screen space: the view may have moved under it. */
static graphene_point_t
get_drag (SluiceCanvas *self)
{
  return GRAPHENE_POINT_INIT (self->drag_now.x - self->drag_start.x - (self->offset.x - self->drag_offset.x),
                              self->drag_now.y - self->drag_start.y - (self->offset.y - self->drag_offset.y));
}

/* Rubber band. */

void
_sluice_canvas_get_band (SluiceCanvas *self, graphene_rect_t *band)
{
  graphene_point_t drag = get_drag (self);

  graphene_rect_init (band, self->drag_now.x - drag.x, self->drag_now.y - drag.y, drag.x, drag.y);
  graphene_rect_normalize (band);
}

static void
update_band (SluiceCanvas *self)
{
  graphene_rect_t band;
  GHashTableIter iter;
  gpointer id, widget;

  _sluice_canvas_get_band (self, &band);
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    {
      graphene_rect_t bounds;
      gboolean inside;
      gboolean before = g_hash_table_contains (self->band_before, id);

      if (!gtk_widget_compute_bounds (widget, GTK_WIDGET (self), &bounds))
        continue;
      inside = graphene_rect_intersection (&band, &bounds, NULL);
      if ((self->held & GDK_CONTROL_MASK) != 0)
        sluice_node_widget_set_selected (widget, inside != before);
      else
        sluice_node_widget_set_selected (widget, inside || before);
    }
  _sluice_canvas_selection_changed (self);
}

static void
begin_band (SluiceCanvas *self, GdkModifierType modifiers)
{
  g_auto (GStrv) ids = NULL;

  if ((modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) == 0)
    sluice_canvas_select (self, NULL);
  ids = sluice_canvas_get_selection (self);
  g_clear_pointer (&self->band_before, g_hash_table_unref);
  self->band_before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (self->band_before, g_strdup (ids[i]));
}

/* The main button. */

static void
click_node (SluiceCanvas *self, SluiceNodeWidget *node, GdkModifierType modifiers)
{
  if ((modifiers & GDK_CONTROL_MASK) != 0)
    sluice_node_widget_set_selected (node, !sluice_node_widget_get_selected (node));
  else if ((modifiers & GDK_SHIFT_MASK) != 0)
    sluice_node_widget_set_selected (node, TRUE);
  else if (!sluice_node_widget_get_selected (node))
    {
      sluice_canvas_select (self, sluice_node_widget_get_id (node));
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (node));
  _sluice_canvas_selection_changed (self);
}

/* The wire that ends in an input port: of several the last. */
static gboolean
find_wire_into (SluiceCanvas *self, SluicePortWidget *port, SluiceWire *wire)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (sluice_pipeline_get_document (self->pipeline));

  for (guint i = wires->len; i-- > 0;)
    {
      const SluiceWire *candidate = &g_array_index (wires, SluiceWire, i);

      if (!g_str_equal (candidate->to, sluice_port_widget_get_node_id (port))
          || g_strcmp0 (candidate->port, sluice_port_widget_get_port (port)) != 0)
        continue;
      *wire = *candidate;
      return TRUE;
    }

  return FALSE;
}

static void
press_wire (SluiceCanvas *self, const SluiceWire *wire, gboolean at_end, gboolean output)
{
  sluice_canvas_select (self, NULL);
  _sluice_canvas_choose_wire (self, wire);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "wire-chosen", wire->from);
  if (!at_end)
    return;

  self->drag = SLUICE_CANVAS_DRAG_WIRE_END;
  self->pressed_output = output;
  _sluice_wire_set (&self->pending_wire, wire);
}

static void
press_node (SluiceCanvas *self, SluiceNodeWidget *node, GdkModifierType modifiers)
{
  const char *id = sluice_node_widget_get_id (node);

  _sluice_canvas_choose_wire (self, NULL);
  self->drag = SLUICE_CANVAS_DRAG_NODES;
  /* With Ctrl a click selects or not, and a drag makes copies: which of them it is, is not known yet. */
  g_clear_pointer (&self->toggled, g_free);
  if ((modifiers & GDK_CONTROL_MASK) != 0)
    self->toggled = g_strdup (id);
  else
    click_node (self, node, modifiers);
  remember_origins (self);
  if (!g_hash_table_contains (self->drag_origins, id))
    {
      graphene_point_t *place = g_hash_table_lookup (self->positions, id);

      g_hash_table_remove_all (self->drag_origins);
      g_hash_table_insert (self->drag_origins, g_strdup (id), g_memdup2 (place, sizeof *place));
    }
}

/* A finger on the empty canvas moves it; a mouse has another button for that. */
static gboolean
is_touch (GtkGestureDrag *gesture)
{
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  GdkEvent *event = gtk_gesture_get_last_event (GTK_GESTURE (gesture), sequence);

  return event != NULL && gdk_event_get_event_type (event) == GDK_TOUCH_BEGIN;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  GdkModifierType modifiers
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  SluicePortWidget *port = NULL;
  SluiceNodeWidget *node;
  SluiceWire wire;
  gboolean output = FALSE;

  self->drag_start = self->drag_now = self->pointer = GRAPHENE_POINT_INIT (x, y);
  self->drag_offset = self->offset;
  self->drag_modifiers = self->held = modifiers;
  self->drag = SLUICE_CANVAS_DRAG_NONE;
  if (self->pipeline == NULL)
    return;

  if (self->wire_by_click)
    {
      _sluice_canvas_find_target (self);
      _sluice_canvas_end_wire (self, TRUE);
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      return;
    }
  if (self->space_held)
    {
      self->drag = SLUICE_CANVAS_DRAG_PAN;
      return;
    }

  node = _sluice_canvas_pick_node (self, x, y, &port);
  if (port != NULL && sluice_port_widget_get_port (port) == NULL)
    {
      self->drag = SLUICE_CANVAS_DRAG_WIRE;
      _sluice_canvas_begin_wire (self, sluice_port_widget_get_node_id (port), FALSE);
    }
  else if (port != NULL && find_wire_into (self, port, &wire))
    press_wire (self, &wire, TRUE, FALSE);
  else if (node != NULL)
    press_node (self, node, modifiers);
  else if (_sluice_canvas_find_wire_end (self, x, y, &wire, &output))
    press_wire (self, &wire, TRUE, output);
  else if (_sluice_canvas_find_wire (self, x, y, &wire))
    press_wire (self, &wire, FALSE, FALSE);
  else if (self->popover != NULL && gtk_widget_get_visible (self->popover))
    {
      /* This very press has opened quick add, whose entry is to keep the focus. */
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    }
  else
    {
      _sluice_canvas_choose_wire (self, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self));
      self->drag = is_touch (gesture) ? SLUICE_CANVAS_DRAG_PAN : SLUICE_CANVAS_DRAG_RUBBER_BAND;
      begin_band (self, modifiers);
    }
}

/* A node without wires that is dragged over a wire goes into it. */
static void
update_splice (SluiceCanvas *self)
{
  GHashTableIter iter;
  gpointer id = NULL;
  graphene_rect_t bounds;
  SluiceWire wire;
  gboolean found = FALSE;

  g_hash_table_iter_init (&iter, self->drag_origins);
  if (g_hash_table_size (self->drag_origins) == 1 && g_hash_table_iter_next (&iter, &id, NULL)
      && (self->drag_modifiers & GDK_CONTROL_MASK) == 0 && _sluice_canvas_can_splice (self, id)
      && sluice_canvas_get_node_bounds (self, id, &bounds))
    found = _sluice_canvas_find_wire (self, bounds.origin.x + bounds.size.width / 2,
                                      bounds.origin.y + bounds.size.height / 2, &wire)
            || _sluice_canvas_find_wire (self, self->pointer.x, self->pointer.y, &wire);
  _sluice_wire_set (&self->splice_wire, found ? &wire : NULL);
}

void
_sluice_canvas_follow_pointer (SluiceCanvas *self)
{
  graphene_point_t drag = get_drag (self);

  switch (self->drag)
    {
    case SLUICE_CANVAS_DRAG_PAN:
      _sluice_canvas_move_view (self, self->drag_offset.x + self->drag_now.x - self->drag_start.x,
                                self->drag_offset.y + self->drag_now.y - self->drag_start.y);
      break;
    case SLUICE_CANVAS_DRAG_NODES:
      move_nodes (self, drag.x, drag.y, (self->held & GDK_ALT_MASK) != 0);
      update_splice (self);
      break;
    case SLUICE_CANVAS_DRAG_WIRE_END:
      if (hypot (drag.x, drag.y) < SLUICE_CANVAS_GRID)
        break;
      self->drag = SLUICE_CANVAS_DRAG_WIRE;
      _sluice_canvas_begin_move (self, &self->pending_wire, self->pressed_output);
      _sluice_canvas_find_target (self);
      break;
    case SLUICE_CANVAS_DRAG_WIRE:
      _sluice_canvas_find_target (self);
      _sluice_canvas_queue_wires (self);
      break;
    case SLUICE_CANVAS_DRAG_RUBBER_BAND:
      update_band (self);
      break;
    case SLUICE_CANVAS_DRAG_NONE:
    default:
      break;
    }
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  SluiceCanvas *self = user_data;

  /* Which keys are held counts now, but for Shift and Ctrl on a node, which say at the press what the drag is to be. */
  self->held = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  self->drag_now = GRAPHENE_POINT_INIT (self->drag_start.x + dx, self->drag_start.y + dy);
  self->pointer = self->drag_now;
  _sluice_canvas_follow_pointer (self);
  if (self->drag != SLUICE_CANVAS_DRAG_PAN && hypot (dx, dy) >= CLICK_DISTANCE)
    _sluice_canvas_pan_at_edge (self);
}

/* The copies are put where the nodes were dragged to, and those go back. */
static void
drop_copies (SluiceCanvas *self)
{
  g_autofree const char **ids = (const char **) g_hash_table_get_keys_as_array (self->drag_origins, NULL);
  graphene_point_t drag = get_drag (self);

  move_nodes (self, 0, 0, TRUE);
  _sluice_canvas_duplicate (self, ids, snap (self, drag.x / self->zoom, FALSE),
                            snap (self, drag.y / self->zoom, FALSE));
}

static void
end_node_drag (SluiceCanvas *self)
{
  graphene_point_t drag = get_drag (self);
  g_autofree char *toggled = g_steal_pointer (&self->toggled);
  SluiceNodeWidget *node = toggled != NULL ? g_hash_table_lookup (self->nodes, toggled) : NULL;
  SluiceWire wire = self->splice_wire;
  GHashTableIter iter;
  gpointer key = NULL;
  g_autofree char *id = NULL;

  g_hash_table_iter_init (&iter, self->drag_origins);
  if (g_hash_table_iter_next (&iter, &key, NULL))
    id = g_strdup (key);
  self->splice_wire = (SluiceWire){ 0 };
  if (hypot (drag.x, drag.y) < CLICK_DISTANCE)
    {
      move_nodes (self, 0, 0, TRUE);
      if (node != NULL)
        click_node (self, node, GDK_CONTROL_MASK);
    }
  else if (toggled != NULL)
    drop_copies (self);
  else if (wire.from != NULL && id != NULL)
    _sluice_canvas_splice (self, id, &wire);
  else if ((self->drag_modifiers & GDK_SHIFT_MASK) != 0 && id != NULL
           && g_hash_table_size (self->drag_origins) == 1)
    {
      sluice_pipeline_begin_gesture (self->pipeline);
      drop_nodes (self);
      _sluice_canvas_pull_out (self, id);
      sluice_pipeline_end_gesture (self->pipeline, _ ("Pull out of the chain"));
    }
  else
    drop_nodes (self);
  _sluice_wire_set (&wire, NULL);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  SluiceCanvasDrag drag = self->drag;

  self->drag = SLUICE_CANVAS_DRAG_NONE;
  switch (drag)
    {
    case SLUICE_CANVAS_DRAG_NODES:
      end_node_drag (self);
      break;
    case SLUICE_CANVAS_DRAG_WIRE:
      /* A click on an output begins a wire that follows the pointer until the next click. */
      if (hypot (dx, dy) < SLUICE_CANVAS_GRID && self->moved_wire.from == NULL)
        self->wire_by_click = TRUE;
      else
        _sluice_canvas_end_wire (self, TRUE);
      break;
    case SLUICE_CANVAS_DRAG_NONE:
    case SLUICE_CANVAS_DRAG_PAN:
    case SLUICE_CANVAS_DRAG_RUBBER_BAND:
    case SLUICE_CANVAS_DRAG_WIRE_END:
    default:
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    }
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  SluiceNodeWidget *node;
  SluicePortWidget *port = NULL;
  graphene_point_t at = GRAPHENE_POINT_INIT (x, y);
  SluiceWire wire;

  if (n_press != 2 || self->pipeline == NULL)
    return;

  node = _sluice_canvas_pick_node (self, x, y, &port);
  if (node != NULL && port == NULL)
    g_signal_emit_by_name (self, "node-activated", sluice_node_widget_get_id (node));
  else if (node == NULL && _sluice_canvas_find_wire (self, x, y, &wire))
    g_signal_emit_by_name (self, "wire-activated", wire.from);
  else if (node == NULL)
    _sluice_canvas_show_quick_add (self, &at, NULL, NULL);
}

/* The context menu. */

void
_sluice_canvas_show_menu (SluiceCanvas *self, GMenuModel *menu, const graphene_point_t *at)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ at->x, at->y, 1, 1 });
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
fill_node_menu (GMenu *menu)
{
  g_autoptr (GMenu) state = g_menu_new ();
  g_autoptr (GMenu) wires = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new ();
  g_autoptr (GMenu) align = g_menu_new ();

  g_menu_append (align, _ ("_Left edges"), "canvas.align-left");
  g_menu_append (align, _ ("_Top edges"), "canvas.align-top");
  g_menu_append (align, _ ("Distribute _across"), "canvas.distribute-across");
  g_menu_append (align, _ ("Distribute _down"), "canvas.distribute-down");
  g_menu_append (state, _ ("_Rename"), "canvas.rename");
  g_menu_append (state, _ ("_Enable or disable"), "canvas.toggle-enabled");
  g_menu_append (state, _ ("_Bypass"), "canvas.toggle-bypass");
  g_menu_append (state, _ ("Add a n_ote"), "canvas.note");
  g_menu_append (wires, _ ("Co_nnect selected"), "canvas.connect");
  g_menu_append (wires, _ ("D_isconnect selected"), "canvas.disconnect");
  g_menu_append (wires, _ ("Select what comes be_fore"), "canvas.select-upstream");
  g_menu_append (wires, _ ("Select what comes be_hind"), "canvas.select-downstream");
  g_menu_append_submenu (wires, _ ("Ali_gn"), G_MENU_MODEL (align));
  g_menu_append (edit, _ ("Cu_t"), "canvas.cut");
  g_menu_append (edit, _ ("_Copy"), "canvas.copy");
  g_menu_append (edit, _ ("D_uplicate"), "canvas.duplicate");
  g_menu_append (edit, _ ("_Delete"), "canvas.delete");
  g_menu_append (edit, _ ("Delete and re-_join"), "canvas.delete-rejoin");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (state));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (wires));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
}

static void
fill_empty_menu (GMenu *menu)
{
  g_autoptr (GMenu) edit = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new ();

  g_menu_append (edit, _ ("_Add node…"), "canvas.quick-add");
  g_menu_append (edit, _ ("Add a n_ote"), "canvas.note");
  g_menu_append (edit, _ ("_Paste"), "canvas.paste");
  g_menu_append (edit, _ ("_Select all"), "canvas.select-all");
  g_menu_append (view, _ ("_Find…"), "canvas.find");
  g_menu_append (view, _ ("Arrange _layout"), "canvas.layout");
  g_menu_append (view, _ ("Show a_ll"), "canvas.zoom-fit");
  g_menu_append (view, _ ("Zoom to _100 %"), "canvas.zoom-original");
  g_menu_append (view, _ ("_Minimap"), "canvas.toggle-minimap");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
}

void
_sluice_canvas_show_context_menu (SluiceCanvas *self, const graphene_point_t *at, SluiceNodeWidget *node)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  SluiceWire wire;

  if (self->pipeline == NULL)
    return;

  self->pointer = *at;
  if (node != NULL)
    {
      if (!sluice_node_widget_get_selected (node))
        sluice_canvas_select (self, sluice_node_widget_get_id (node));
      fill_node_menu (menu);
    }
  else if (_sluice_canvas_find_wire (self, at->x, at->y, &wire))
    {
      sluice_canvas_select (self, NULL);
      _sluice_canvas_choose_wire (self, &wire);
      g_menu_append (menu, _ ("_Insert a Node…"), "canvas.insert");
      g_menu_append (menu, _ ("_Show the Rows"), "canvas.show-rows");
      g_menu_append (menu, _ ("_Disconnect"), "canvas.delete");
    }
  else
    fill_empty_menu (menu);
  _sluice_canvas_show_menu (self, G_MENU_MODEL (menu), at);
}

static void
menu_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  SluiceCanvas *self = user_data;

  _sluice_canvas_show_context_menu (self, &GRAPHENE_POINT_INIT (x, y),
                                    _sluice_canvas_pick_node (self, x, y, NULL));
}

static void
long_press_cb (GtkGestureLongPress *gesture, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  menu_cb (NULL, 1, x, y, user_data);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, gpointer user_data)
{
  SluiceCanvas *self = user_data;

  self->pointer = GRAPHENE_POINT_INIT (x, y);
  if (self->wire_by_click && self->wire_from != NULL)
    {
      _sluice_canvas_find_target (self);
      _sluice_canvas_queue_wires (self);
    }
}

gboolean
_sluice_canvas_cancel_drag (SluiceCanvas *self)
{
  SluiceCanvasDrag drag = self->drag;

  self->drag = SLUICE_CANVAS_DRAG_NONE;
  if (_sluice_canvas_is_wiring (self))
    _sluice_canvas_end_wire (self, FALSE);
  else if (drag == SLUICE_CANVAS_DRAG_NODES)
    {
      move_nodes (self, 0, 0, TRUE);
      _sluice_wire_set (&self->splice_wire, NULL);
    }
  else
    {
      self->drag = drag;
      return FALSE;
    }

  return TRUE;
}

/* Space held turns the main button into the middle one; Escape lets go of whatever is held. */
static gboolean
key_pressed_cb (GtkEventControllerKey *key,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                gpointer               user_data)
{
  SluiceCanvas *self = user_data;

  if (keyval == GDK_KEY_space && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0)
    {
      self->space_held = TRUE;
      return FALSE;
    }
  if (keyval != GDK_KEY_Escape)
    return FALSE;

  return _sluice_canvas_cancel_drag (self);
}

static void
key_released_cb (GtkEventControllerKey *key,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        state,
                 gpointer               user_data)
{
  if (keyval == GDK_KEY_space)
    ((SluiceCanvas *) user_data)->space_held = FALSE;
}

/* What is dropped from the palette becomes a node; on a wire it is put into it. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  const char *op = g_value_get_boxed (value);
  graphene_point_t at = GRAPHENE_POINT_INIT (x, y);
  SluiceWire wire;

  if (self->pipeline == NULL || op == NULL)
    return FALSE;

  _sluice_canvas_add_connected (self, op, &at, NULL,
                                _sluice_canvas_find_wire (self, x, y, &wire) ? &wire : NULL);

  return TRUE;
}

void
_sluice_canvas_add_gestures (SluiceCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *controller;
  GtkGesture *gesture;

  gesture = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_PRIMARY);
  g_signal_connect (gesture, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (gesture, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (gesture, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  gesture = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_PRIMARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  gesture = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (menu_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  gesture = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (gesture), TRUE);
  g_signal_connect (gesture, "pressed", G_CALLBACK (long_press_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  controller = gtk_event_controller_motion_new ();
  g_signal_connect (controller, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (controller, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller
    = GTK_EVENT_CONTROLLER (gtk_drop_target_new (SLUICE_TYPE_PALETTE_ITEM, GDK_ACTION_COPY));
  g_signal_connect (controller, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (widget, controller);
}
