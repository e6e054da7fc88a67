/* sluice-canvas.c: the canvas: a pipeline drawn as nodes and wires.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/sluice-layout.h"
#include "canvas/sluice-minimap.h"

/* In a smaller view the map would cover what it is about. */
#define MAP_FROM_WIDTH 420
#define MAP_FROM_HEIGHT 260
#define DOT_SPACING 24

enum
{
  PROP_0,
  PROP_PIPELINE,
  PROP_SELECTED_NODE,
  PROP_ZOOM,
  PROP_SNAP,
  PROP_WHEEL_ZOOMS,
  PROP_SHOW_MINIMAP,
  N_PROPS,
};

enum
{
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_NODE_ACTIVATED,
  SIGNAL_RENAME_REQUESTED,
  SIGNAL_FIND_REQUESTED,
  SIGNAL_WIRE_CHOSEN,
  SIGNAL_WIRE_ACTIVATED,
  SIGNAL_MESSAGE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceCanvas, sluice_canvas, GTK_TYPE_WIDGET)

graphene_point_t
_sluice_canvas_to_canvas (SluiceCanvas *self, const graphene_point_t *point)
{
  return GRAPHENE_POINT_INIT ((point->x - self->offset.x) / self->zoom,
                              (point->y - self->offset.y) / self->zoom);
}

graphene_point_t
_sluice_canvas_to_screen (SluiceCanvas *self, const graphene_point_t *point)
{
  return GRAPHENE_POINT_INIT (point->x * self->zoom + self->offset.x,
                              point->y * self->zoom + self->offset.y);
}

graphene_point_t
_sluice_canvas_port_center (SluiceCanvas *self, SluicePortWidget *port)
{
  GtkWidget *widget = GTK_WIDGET (port);
  graphene_point_t middle
    = GRAPHENE_POINT_INIT (gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
  graphene_point_t result = GRAPHENE_POINT_INIT (0, 0);

  if (!gtk_widget_compute_point (widget, GTK_WIDGET (self), &middle, &result))
    return GRAPHENE_POINT_INIT (0, 0);

  return result;
}

void
_sluice_canvas_queue_wires (SluiceCanvas *self)
{
  g_clear_pointer (&self->wires_node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->minimap != NULL)
    gtk_widget_queue_draw (self->minimap);
}

void
_sluice_canvas_message (SluiceCanvas *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, text);
}

void
sluice_canvas_set_pipeline (SluiceCanvas *self, SluicePipeline *pipeline)
{
  g_return_if_fail (SLUICE_IS_CANVAS (self));

  if (self->pipeline == pipeline)
    return;

  if (self->pipeline != NULL)
    {
      g_clear_signal_handler (&self->document_handler, self->pipeline);
      g_clear_signal_handler (&self->analysis_handler, self->pipeline);
    }
  g_set_object (&self->pipeline, pipeline);
  g_clear_pointer (&self->shown, sluice_document_unref);
  if (pipeline != NULL)
    {
      self->document_handler = g_signal_connect_swapped (pipeline, "notify::document",
                                                         G_CALLBACK (_sluice_canvas_follow_document), self);
      self->analysis_handler = g_signal_connect_swapped (pipeline, "notify::analysis",
                                                         G_CALLBACK (_sluice_canvas_update_problems), self);
      self->fitted = FALSE;
      g_array_set_size (self->views_before, 0);
      g_array_set_size (self->views_after, 0);
      _sluice_canvas_follow_document (self);
      _sluice_canvas_update_problems (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PIPELINE]);
}

/* Selection. */

char **
sluice_canvas_get_selection (SluiceCanvas *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id, widget;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    if (sluice_node_widget_get_selected (widget))
      g_ptr_array_add (ids, g_strdup (id));
  g_ptr_array_add (ids, NULL);

  return (char **) g_ptr_array_free (ids, FALSE);
}

const char *
sluice_canvas_get_selected_node (SluiceCanvas *self)
{
  g_return_val_if_fail (SLUICE_IS_CANVAS (self), NULL);

  return self->single;
}

void
_sluice_canvas_choose_wire (SluiceCanvas *self, const SluiceWire *wire)
{
  _sluice_wire_set (&self->chosen_wire, wire);
  _sluice_canvas_update_actions (self);
  _sluice_canvas_queue_wires (self);
}

void
_sluice_canvas_selection_changed (SluiceCanvas *self)
{
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  const char *single = ids[0] != NULL && ids[1] == NULL ? ids[0] : NULL;

  /* Delete is about nodes or about a wire, never in doubt about which. */
  if (ids[0] != NULL)
    _sluice_canvas_choose_wire (self, NULL);

  if (g_strcmp0 (single, self->single) != 0)
    {
      g_free (self->single);
      self->single = g_strdup (single);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_NODE]);
    }
  _sluice_canvas_update_actions (self);
  _sluice_canvas_queue_wires (self);
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

void
sluice_canvas_select (SluiceCanvas *self, const char *id)
{
  GHashTableIter iter;
  gpointer key, widget;

  g_return_if_fail (SLUICE_IS_CANVAS (self));

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &key, &widget))
    sluice_node_widget_set_selected (widget, g_strcmp0 (key, id) == 0);
  if (id != NULL && g_hash_table_contains (self->nodes, id))
    gtk_widget_grab_focus (g_hash_table_lookup (self->nodes, id));
  _sluice_canvas_selection_changed (self);
}

SluiceNodeWidget *
sluice_canvas_get_node_widget (SluiceCanvas *self, const char *id)
{
  return g_hash_table_lookup (self->nodes, id);
}

gboolean
sluice_canvas_get_node_bounds (SluiceCanvas *self, const char *id, graphene_rect_t *bounds)
{
  SluiceNodeWidget *widget = g_hash_table_lookup (self->nodes, id);

  return widget != NULL && gtk_widget_compute_bounds (GTK_WIDGET (widget), GTK_WIDGET (self), bounds);
}

SluiceNodeWidget *
_sluice_canvas_pick_node (SluiceCanvas *self, double x, double y, SluicePortWidget **port)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *node = picked != NULL ? gtk_widget_get_ancestor (picked, SLUICE_TYPE_NODE_WIDGET) : NULL;

  if (port != NULL)
    *port = picked != NULL
              ? SLUICE_PORT_WIDGET (gtk_widget_get_ancestor (picked, SLUICE_TYPE_PORT_WIDGET))
              : NULL;

  return node != NULL ? SLUICE_NODE_WIDGET (node) : NULL;
}

/* Decorations of a run. */

void
sluice_canvas_set_node_status (SluiceCanvas    *self,
                               const char      *id,
                               SluiceNodeStatus status,
                               const char      *text)
{
  SluiceNodeWidget *widget = g_hash_table_lookup (self->nodes, id);

  if (widget == NULL)
    return;

  sluice_node_widget_set_status (widget, status, text);
  /* Seen from afar, the canvas itself draws it. */
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sluice_canvas_set_wire_text (SluiceCanvas *self, const char *id, const char *text, double weight)
{
  const char *old = g_hash_table_lookup (self->wire_texts, id);
  double *old_weight = g_hash_table_lookup (self->wire_weights, id);

  if (g_strcmp0 (old, text) == 0 && old_weight != NULL && *old_weight == weight)
    return;
  if (text != NULL)
    {
      g_hash_table_replace (self->wire_texts, g_strdup (id), g_strdup (text));
      g_hash_table_replace (self->wire_weights, g_strdup (id), g_memdup2 (&weight, sizeof weight));
    }
  else
    {
      g_hash_table_remove (self->wire_texts, id);
      g_hash_table_remove (self->wire_weights, id);
    }
  _sluice_canvas_queue_wires (self);
}

const char *
sluice_canvas_get_wire_text (SluiceCanvas *self, const char *id)
{
  g_return_val_if_fail (SLUICE_IS_CANVAS (self), NULL);

  return g_hash_table_lookup (self->wire_texts, id);
}

void
sluice_canvas_set_wire_details (SluiceCanvas *self, const char *id, const char *text)
{
  if (text != NULL)
    g_hash_table_replace (self->wire_details, g_strdup (id), g_strdup (text));
  else
    g_hash_table_remove (self->wire_details, id);
}

void
sluice_canvas_clear_run (SluiceCanvas *self)
{
  GHashTableIter iter;
  gpointer widget;

  g_hash_table_remove_all (self->wire_texts);
  g_hash_table_remove_all (self->wire_details);
  g_hash_table_remove_all (self->wire_weights);
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &widget))
    sluice_node_widget_set_status (widget, SLUICE_NODE_STATUS_NONE, NULL);
  _sluice_canvas_queue_wires (self);
}

/* The widget. */

static void
sluice_canvas_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 360;
}

static void
sluice_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  GHashTableIter iter;
  gpointer id, child;
  int size;

  /* A panel that opens doesn't cover what was seen, until the user has chosen a view. */
  if (g_hash_table_size (self->nodes) > 0
      && (!self->fitted
          || (self->keeps_fit && (width != self->fitted_width || height != self->fitted_height))))
    {
      _sluice_canvas_fit_readable (self, width, height);
      self->fitted = TRUE;
    }

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &child))
    {
      graphene_point_t *place = g_hash_table_lookup (self->positions, id);
      graphene_point_t shown, screen;
      GskTransform *transform;
      double w, h;

      if (place == NULL)
        continue;
      _sluice_canvas_node_size (child, &w, &h);
      shown = _sluice_canvas_get_shown_place (self, id, place);
      screen = _sluice_canvas_to_screen (self, &shown);
      transform = gsk_transform_translate (NULL, &screen);
      transform = gsk_transform_scale (transform, self->zoom, self->zoom);
      gtk_widget_allocate (child, w, h, -1, transform);
    }
  _sluice_canvas_allocate_notes (self);
  g_clear_pointer (&self->wires_node, gsk_render_node_unref);

  if (self->minimap != NULL)
    {
      gtk_widget_measure (self->minimap, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &size, NULL, NULL);
      gtk_widget_size_allocate (
        self->minimap,
        &(GtkAllocation){ MAX (width - size - 12, 0), MAX (height - size * 2 / 3 - 12, 0), size,
                          size * 2 / 3 },
        -1);
      gtk_widget_set_child_visible (self->minimap,
                                    width >= MAP_FROM_WIDTH && height >= MAP_FROM_HEIGHT
                                      && sluice_minimap_is_useful (SLUICE_MINIMAP (self->minimap)));
    }
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
draw_grid (SluiceCanvas *self, GtkSnapshot *snapshot, int width, int height)
{
  double spacing = DOT_SPACING * self->zoom;
  GdkRGBA colour;
  graphene_rect_t cell;
  double x, y;

  while (spacing < 14)
    spacing *= 2;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha = 0.14;
  x = fmod (self->offset.x, spacing) - spacing;
  y = fmod (self->offset.y, spacing) - spacing;

  /* One dot, repeated by the renderer. */
  graphene_rect_init (&cell, x, y, spacing, spacing);
  gtk_snapshot_push_repeat (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height), &cell);
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (x, y, 1.5, 1.5));
  gtk_snapshot_pop (snapshot);
}

static void
sluice_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, width, height);
  gboolean tiles;

  draw_grid (self, snapshot, width, height);
  _sluice_canvas_draw_wires (self, snapshot);

  tiles = self->zoom < SLUICE_CANVAS_FAR_ZOOM && _sluice_canvas_draw_tiles (self, snapshot);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;

      /* What is out of sight isn't drawn. */
      if (SLUICE_IS_NODE_WIDGET (child)
          && (tiles || !gtk_widget_compute_bounds (child, widget, &bounds)
              || !graphene_rect_intersection (&bounds, &view, NULL)))
        continue;
      /* The last child: badges lie over the nodes and under the map. */
      if (child == self->minimap)
        _sluice_canvas_draw_badges (self, snapshot);
      if (!GTK_IS_POPOVER (child))
        gtk_widget_snapshot_child (widget, child, snapshot);
    }

  if (self->drag == SLUICE_CANVAS_DRAG_RUBBER_BAND)
    {
      GdkRGBA fill = { 0.21, 0.52, 0.89, 0.16 };
      GdkRGBA line = { 0.21, 0.52, 0.89, 0.8 };
      graphene_rect_t band;
      GskRoundedRect outline;

      _sluice_canvas_get_band (self, &band);
      gtk_snapshot_append_color (snapshot, &fill, &band);
      gsk_rounded_rect_init_from_rect (&outline, &band, 2);
      gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
                                  (GdkRGBA[4]){ line, line, line, line });
    }
}

static gboolean
sluice_canvas_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  GtkWidget *focus = gtk_widget_get_focus_child (widget);
  g_auto (GStrv) order = NULL;

  /* One stop for Tab: arrows move inside, Tab leaves. */
  if (focus != NULL || self->pipeline == NULL)
    return FALSE;
  if (self->single != NULL)
    return gtk_widget_grab_focus (g_hash_table_lookup (self->nodes, self->single));
  order = sluice_layout_order (sluice_pipeline_get_document (self->pipeline));
  if (order[0] != NULL && g_hash_table_contains (self->nodes, order[0]))
    return gtk_widget_grab_focus (g_hash_table_lookup (self->nodes, order[0]));

  return gtk_widget_grab_focus (widget);
}

static void
sluice_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluiceCanvas *self = SLUICE_CANVAS (object);

  switch (id)
    {
    case PROP_PIPELINE:
      g_value_set_object (value, self->pipeline);
      break;
    case PROP_SELECTED_NODE:
      g_value_set_string (value, self->single);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, self->zoom);
      break;
    case PROP_SNAP:
      g_value_set_boolean (value, self->snap);
      break;
    case PROP_WHEEL_ZOOMS:
      g_value_set_boolean (value, self->wheel_zooms);
      break;
    case PROP_SHOW_MINIMAP:
      g_value_set_boolean (value, self->show_minimap);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SluiceCanvas *self = SLUICE_CANVAS (object);

  switch (id)
    {
    case PROP_PIPELINE:
      sluice_canvas_set_pipeline (self, g_value_get_object (value));
      break;
    case PROP_SNAP:
      self->snap = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_WHEEL_ZOOMS:
      self->wheel_zooms = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_SHOW_MINIMAP:
      self->show_minimap = g_value_get_boolean (value);
      gtk_widget_set_visible (self->minimap, self->show_minimap);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_canvas_dispose (GObject *object)
{
  SluiceCanvas *self = SLUICE_CANVAS (object);
  GtkWidget *child;

  sluice_canvas_set_pipeline (self, NULL);
  g_hash_table_remove_all (self->nodes);
  g_hash_table_remove_all (self->notes);
  self->draft_note = NULL;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->minimap = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->wires_node, gsk_render_node_unref);
  g_clear_object (&self->badge_layout);
  g_clear_object (&self->slide);

  G_OBJECT_CLASS (sluice_canvas_parent_class)->dispose (object);
}

static void
sluice_canvas_finalize (GObject *object)
{
  SluiceCanvas *self = SLUICE_CANVAS (object);

  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_clear_pointer (&self->shifts, g_hash_table_unref);
  g_clear_pointer (&self->notes, g_hash_table_unref);
  g_clear_pointer (&self->note_places, g_hash_table_unref);
  g_clear_pointer (&self->draft_near, g_free);
  g_clear_pointer (&self->wire_texts, g_hash_table_unref);
  g_clear_pointer (&self->wire_details, g_hash_table_unref);
  g_clear_pointer (&self->wire_weights, g_hash_table_unref);
  g_clear_pointer (&self->drag_origins, g_hash_table_unref);
  g_clear_pointer (&self->band_before, g_hash_table_unref);
  g_clear_pointer (&self->wire_from, g_free);
  g_clear_pointer (&self->single, g_free);
  g_clear_pointer (&self->toggled, g_free);
  g_clear_pointer (&self->views_before, g_array_unref);
  g_clear_pointer (&self->views_after, g_array_unref);
  _sluice_wire_set (&self->chosen_wire, NULL);
  _sluice_wire_set (&self->moved_wire, NULL);
  _sluice_wire_set (&self->splice_wire, NULL);
  _sluice_wire_set (&self->pending_wire, NULL);

  G_OBJECT_CLASS (sluice_canvas_parent_class)->finalize (object);
}

static void
sluice_canvas_class_init (SluiceCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sluice_canvas_get_property;
  object_class->set_property = sluice_canvas_set_property;
  object_class->dispose = sluice_canvas_dispose;
  object_class->finalize = sluice_canvas_finalize;
  widget_class->measure = sluice_canvas_measure;
  widget_class->size_allocate = sluice_canvas_size_allocate;
  widget_class->snapshot = sluice_canvas_snapshot;
  widget_class->focus = sluice_canvas_focus;

  properties[PROP_PIPELINE]
    = g_param_spec_object ("pipeline", NULL, NULL, SLUICE_TYPE_PIPELINE, writable);
  properties[PROP_SELECTED_NODE] = g_param_spec_string ("selected-node", NULL, NULL, NULL, readable);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, SLUICE_CANVAS_MIN_ZOOM,
                                               SLUICE_CANVAS_MAX_ZOOM, 1, readable);
  properties[PROP_SNAP] = g_param_spec_boolean ("snap", NULL, NULL, TRUE, writable);
  properties[PROP_WHEEL_ZOOMS] = g_param_spec_boolean ("wheel-zooms", NULL, NULL, FALSE, writable);
  properties[PROP_SHOW_MINIMAP] = g_param_spec_boolean ("show-minimap", NULL, NULL, TRUE, writable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", SLUICE_TYPE_CANVAS,
                                                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                    G_TYPE_NONE, 0);
  signals[SIGNAL_NODE_ACTIVATED]
    = g_signal_new ("node-activated", SLUICE_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FIND_REQUESTED] = g_signal_new ("find-requested", SLUICE_TYPE_CANVAS, G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RENAME_REQUESTED]
    = g_signal_new ("rename-requested", SLUICE_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_WIRE_CHOSEN]
    = g_signal_new ("wire-chosen", SLUICE_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_WIRE_ACTIVATED]
    = g_signal_new ("wire-activated", SLUICE_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", SLUICE_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  _sluice_canvas_install_actions (widget_class);
}

static void
sluice_canvas_init (SluiceCanvas *self)
{
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->positions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->note_places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->wire_texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->wire_details = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->wire_weights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->zoom = 1;
  self->snap = TRUE;
  self->show_minimap = TRUE;
  self->views_before = g_array_new (FALSE, FALSE, sizeof (SluiceViewpoint));
  self->views_after = g_array_new (FALSE, FALSE, sizeof (SluiceViewpoint));
  self->offset = GRAPHENE_POINT_INIT (SLUICE_CANVAS_MARGIN, SLUICE_CANVAS_MARGIN);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pipeline"), -1);

  self->minimap = sluice_minimap_new (self);
  gtk_widget_set_parent (self->minimap, GTK_WIDGET (self));
  _sluice_canvas_add_gestures (self);
  _sluice_canvas_add_view_gestures (self);
  _sluice_canvas_add_wire_tooltip (self);
  _sluice_canvas_update_actions (self);
}

GtkWidget *
sluice_canvas_new (void)
{
  return g_object_new (SLUICE_TYPE_CANVAS, NULL);
}
