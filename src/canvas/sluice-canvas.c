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

/* Below this the names of ports and summaries would only blur. */
#define FAR_ZOOM 0.6
/* A pipeline that is shown for the first time can be read: at this the texts of nodes are 8 pt. */
#define READABLE_ZOOM 0.75
#define FIT_MARGIN 32
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
_sluice_canvas_message (SluiceCanvas *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, text);
}

/* Following the document. */

static void
connect_port (SluicePortWidget *port, gpointer user_data)
{
  SluiceCanvas *self = user_data;
  const char *node_id = sluice_port_widget_get_node_id (port);

  /* Enter on an output begins a wire, Enter on an input ends it. */
  if (sluice_port_widget_get_port (port) == NULL)
    {
      _sluice_canvas_begin_wire (self, node_id, TRUE);
      return;
    }
  if (self->wire_from != NULL)
    {
      g_autofree char *from = g_strdup (self->wire_from);
      g_autoptr (GError) error = NULL;

      _sluice_canvas_end_wire (self, FALSE);
      if (!sluice_canvas_connect (self, from, node_id, sluice_port_widget_get_port (port), &error))
        _sluice_canvas_message (self, error->message);
    }
}

static void
watch_ports (SluiceCanvas *self, SluiceNodeWidget *node)
{
  GPtrArray *inputs = sluice_node_widget_get_inputs (node);
  SluicePortWidget *output = sluice_node_widget_get_output (node);

  for (guint i = 0; i < inputs->len; i++)
    {
      g_signal_handlers_disconnect_by_func (g_ptr_array_index (inputs, i), connect_port, self);
      g_signal_connect (g_ptr_array_index (inputs, i), "activated", G_CALLBACK (connect_port), self);
    }
  if (output != NULL)
    {
      g_signal_handlers_disconnect_by_func (output, connect_port, self);
      g_signal_connect (output, "activated", G_CALLBACK (connect_port), self);
    }
}

static void
update_connected (SluiceCanvas *self, SluiceDocument *document)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (document);
  g_autoptr (GHashTable) connected = g_hash_table_new (NULL, NULL); /* ports */
  GHashTableIter iter;
  gpointer widget;

  for (guint i = 0; i < wires->len; i++)
    {
      SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
      SluiceNodeWidget *from = g_hash_table_lookup (self->nodes, wire->from);
      SluiceNodeWidget *to = g_hash_table_lookup (self->nodes, wire->to);

      if (to != NULL)
        g_hash_table_add (connected, sluice_node_widget_get_input (to, wire->port));
      if (from != NULL)
        g_hash_table_add (connected, sluice_node_widget_get_output (from));
    }

  /* Each is told once: what changes back and forth is styled again each time. */
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &widget))
    {
      GPtrArray *inputs = sluice_node_widget_get_inputs (widget);
      SluicePortWidget *output = sluice_node_widget_get_output (widget);

      for (guint i = 0; i < inputs->len; i++)
        sluice_port_widget_set_connected (g_ptr_array_index (inputs, i),
                                          g_hash_table_contains (connected, g_ptr_array_index (inputs, i)));
      if (output != NULL)
        sluice_port_widget_set_connected (output, g_hash_table_contains (connected, output));
    }
}

static void
add_problem (GHashTable *by_node, const char *id, SluiceProblem *problem)
{
  GPtrArray *problems = g_hash_table_lookup (by_node, id);

  if (problems == NULL)
    {
      problems = g_ptr_array_new ();
      g_hash_table_insert (by_node, (gpointer) id, problems);
    }
  g_ptr_array_add (problems, problem);
}

static void
update_problems (SluiceCanvas *self)
{
  SluiceAnalysis *analysis = sluice_pipeline_get_analysis (self->pipeline);
  g_autoptr (GHashTable) by_node = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GPtrArray *problems;
  GHashTableIter iter;
  gpointer id, widget;

  if (analysis == NULL)
    return;

  by_node = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  problems = sluice_analysis_get_problems (analysis);
  for (guint i = 0; i < problems->len; i++)
    {
      SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (problem->node != NULL)
        add_problem (by_node, problem->node, problem);
      for (guint k = 0; problem->other_nodes != NULL && problem->other_nodes[k] != NULL; k++)
        if (g_strcmp0 (problem->other_nodes[k], problem->node) != 0)
          add_problem (by_node, problem->other_nodes[k], problem);
    }

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    {
      GPtrArray *own = g_hash_table_lookup (by_node, id);

      sluice_node_widget_set_problems (widget, own != NULL ? own : none);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
has_wire (SluiceDocument *document, const SluiceWire *wire)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (document);

  for (guint i = 0; i < wires->len; i++)
    if (_sluice_wire_equal (&g_array_index (wires, SluiceWire, i), wire))
      return TRUE;

  return FALSE;
}

static void
document_changed_cb (SluiceCanvas *self)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id, widget;
  gboolean selection_changed = FALSE;

  g_clear_pointer (&self->positions, g_hash_table_unref);
  self->positions = sluice_layout_positions (document);

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    if (sluice_document_find_node (document, id) == NULL)
      {
        selection_changed = selection_changed || sluice_node_widget_get_selected (widget);
        gtk_widget_unparent (widget);
        g_hash_table_iter_remove (&iter);
      }

  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      SluiceNode *node = sluice_document_get_node (document, i);
      SluiceNodeWidget *known = g_hash_table_lookup (self->nodes, sluice_node_get_id (node));

      if (known == NULL)
        {
          known = SLUICE_NODE_WIDGET (sluice_node_widget_new (node));
          g_hash_table_insert (self->nodes, g_strdup (sluice_node_get_id (node)), known);
          gtk_widget_insert_before (GTK_WIDGET (known), GTK_WIDGET (self), self->minimap);
          sluice_node_widget_set_far (known, self->zoom < FAR_ZOOM);
        }
      else if (self->shown != NULL && sluice_document_find_node (self->shown, sluice_node_get_id (node)) == node)
        continue; /* Documents share what an edit leaves alone. */
      else
        sluice_node_widget_update (known, node);
      watch_ports (self, known);
    }
  g_clear_pointer (&self->shown, sluice_document_unref);
  self->shown = sluice_document_ref (document);

  _sluice_canvas_update_notes (self, document);
  update_connected (self, document);
  if (self->chosen_wire.from != NULL && !has_wire (document, &self->chosen_wire))
    _sluice_canvas_choose_wire (self, NULL);
  if (selection_changed)
    _sluice_canvas_selection_changed (self);
  _sluice_canvas_update_actions (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  _sluice_canvas_queue_wires (self);
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
                                                         G_CALLBACK (document_changed_cb), self);
      self->analysis_handler = g_signal_connect_swapped (pipeline, "notify::analysis",
                                                         G_CALLBACK (update_problems), self);
      self->fitted = FALSE;
      document_changed_cb (self);
      update_problems (self);
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

/* View. */

static void
node_size (gpointer widget, double *width, double *height)
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
  gpointer id, widget;
  gboolean any = FALSE;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    {
      graphene_point_t *place = g_hash_table_lookup (self->positions, id);
      graphene_rect_t own;
      double width, height;

      if (place == NULL || (selected_only && !sluice_node_widget_get_selected (widget)))
        continue;
      node_size (widget, &width, &height);
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
  gboolean was_far = self->zoom < FAR_ZOOM;
  GHashTableIter iter;
  gpointer widget;

  self->zoom = CLAMP (zoom, SLUICE_CANVAS_MIN_ZOOM, SLUICE_CANVAS_MAX_ZOOM);
  if (was_far != (self->zoom < FAR_ZOOM))
    {
      g_hash_table_iter_init (&iter, self->nodes);
      while (g_hash_table_iter_next (&iter, NULL, &widget))
        sluice_node_widget_set_far (widget, self->zoom < FAR_ZOOM);
    }
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
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
  return MAX ((available - size) / 2, MIN (FIT_MARGIN, available / 8.0));
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
      self->offset = GRAPHENE_POINT_INIT (FIT_MARGIN, FIT_MARGIN);
      return;
    }

  zoom = MIN ((width - 2.0 * FIT_MARGIN) / bounds.size.width,
              (height - 2.0 * FIT_MARGIN) / bounds.size.height);
  apply_zoom (self, CLAMP (zoom, floor, 1));
  self->offset.x = begin_of (bounds.size.width * self->zoom, width) - bounds.origin.x * self->zoom;
  self->offset.y = begin_of (bounds.size.height * self->zoom, height) - bounds.origin.y * self->zoom;
}

static void
fit_readable (SluiceCanvas *self, int width, int height)
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

  fit_readable (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  queue_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

void
sluice_canvas_zoom_fit (SluiceCanvas *self)
{
  g_auto (GStrv) selected = sluice_canvas_get_selection (self);

  fit (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)),
       selected[0] != NULL && selected[1] != NULL, SLUICE_CANVAS_MIN_ZOOM);
  self->keeps_fit = FALSE;
  queue_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

void
_sluice_canvas_center_on (SluiceCanvas *self, const graphene_point_t *canvas_point)
{
  _sluice_canvas_move_view (self,
                            gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - canvas_point->x * self->zoom,
                            gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - canvas_point->y * self->zoom);
}

void
sluice_canvas_reveal_node (SluiceCanvas *self, const char *id)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t bounds;

  sluice_canvas_select (self, id);
  if (!sluice_canvas_get_node_bounds (self, id, &bounds))
    return;
  if (bounds.origin.x >= 0 && bounds.origin.y >= 0 && bounds.origin.x + bounds.size.width <= width
      && bounds.origin.y + bounds.size.height <= height)
    return;

  _sluice_canvas_move_view (self, self->offset.x + width / 2.0 - (bounds.origin.x + bounds.size.width / 2),
                            self->offset.y + height / 2.0 - (bounds.origin.y + bounds.size.height / 2));
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
      fit_readable (self, width, height);
      self->fitted = TRUE;
    }

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &child))
    {
      graphene_point_t *place = g_hash_table_lookup (self->positions, id);
      graphene_point_t screen;
      GskTransform *transform;
      double w, h;

      if (place == NULL)
        continue;
      node_size (child, &w, &h);
      screen = _sluice_canvas_to_screen (self, place);
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

  tiles = self->zoom < FAR_ZOOM && _sluice_canvas_draw_tiles (self, snapshot);
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

      graphene_rect_init (&band, self->drag_start.x, self->drag_start.y,
                          self->drag_now.x - self->drag_start.x, self->drag_now.y - self->drag_start.y);
      graphene_rect_normalize (&band);
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

  G_OBJECT_CLASS (sluice_canvas_parent_class)->dispose (object);
}

static void
sluice_canvas_finalize (GObject *object)
{
  SluiceCanvas *self = SLUICE_CANVAS (object);

  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->positions, g_hash_table_unref);
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
  self->offset = GRAPHENE_POINT_INIT (FIT_MARGIN, FIT_MARGIN);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pipeline"), -1);

  self->minimap = sluice_minimap_new (self);
  gtk_widget_set_parent (self->minimap, GTK_WIDGET (self));
  _sluice_canvas_add_gestures (self);
  _sluice_canvas_add_wire_tooltip (self);
  _sluice_canvas_update_actions (self);
}

GtkWidget *
sluice_canvas_new (void)
{
  return g_object_new (SLUICE_TYPE_CANVAS, NULL);
}
