/* sluice-canvas-actions.c: what can be done on the canvas, and with which keys.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "canvas/sluice-layout.h"
#include "canvas/sluice-quick-add.h"

#define PASTE_SHIFT 32

/* Adding. */

static SluiceDocument *
with_places (SluiceDocument *document, GHashTable *places)
{
  guint n = 0;
  g_autofree const char **ids = g_new (const char *, g_hash_table_size (places));
  g_autofree double *coordinates = g_new (double, 2 * g_hash_table_size (places));
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const graphene_point_t *place = value;

      ids[n] = id;
      coordinates[2 * n] = place->x;
      coordinates[2 * n + 1] = place->y;
      n++;
    }

  return sluice_document_with_positions (document, n, ids, coordinates);
}

SluiceDocument *
_sluice_canvas_pin (SluiceCanvas *self)
{
  return with_places (sluice_pipeline_get_document (self->pipeline), self->positions);
}

/* The corner, on the grid, of a node in whose midst the point is. */
static graphene_point_t
place_of_node (SluiceCanvas *self, const graphene_point_t *at)
{
  graphene_point_t place = _sluice_canvas_to_canvas (self, at);

  place.x = round ((place.x - 96) / SLUICE_CANVAS_GRID) * SLUICE_CANVAS_GRID;
  place.y = round ((place.y - 32) / SLUICE_CANVAS_GRID) * SLUICE_CANVAS_GRID;

  return place;
}

void
_sluice_canvas_add_connected (SluiceCanvas           *self,
                              const char             *op,
                              const graphene_point_t *at,
                              const char             *from,
                              const SluiceWire       *into)
{
  const SluiceNodeType *type = sluice_node_type_find (op);
  g_autofree char *id = NULL;
  g_autofree char *label = NULL;
  g_autofree char *source = g_strdup (from);
  g_autoptr (SluiceDocument) document = NULL;
  graphene_point_t place;
  SluiceWire wire_into = { 0 };

  _sluice_wire_set (&wire_into, into);

  place = place_of_node (self, at);

  /* The first node stays where it was put. */
  self->fitted = TRUE;
  self->keeps_fit = FALSE;
  /* The other nodes keep the places that they were given by the layout. */
  document = _sluice_canvas_pin (self);
  {
    SluiceDocument *next = sluice_document_with_node (document, op, NULL, place.x, place.y, &id);

    sluice_document_unref (document);
    document = next;
  }

  if (source != NULL && type != NULL && type->ports[0] != NULL)
    {
      SluiceWire wire = { source, id, type->ports[0], G_MAXUINT };
      SluiceDocument *next = sluice_document_with_wire (document, &wire);

      sluice_document_unref (document);
      document = next;
    }

  label = g_strdup_printf (_ ("Add %s"), type != NULL ? _ (type->label) : op);
  sluice_pipeline_begin_gesture (self->pipeline);
  sluice_pipeline_apply (self->pipeline, document, label, NULL);
  if (wire_into.from != NULL && _sluice_canvas_can_splice (self, id))
    _sluice_canvas_splice (self, id, &wire_into);
  sluice_pipeline_end_gesture (self->pipeline, label);
  _sluice_wire_set (&wire_into, NULL);
  sluice_canvas_select (self, id);
}

void
sluice_canvas_add_node (SluiceCanvas *self, const char *op, const graphene_point_t *at)
{
  const SluiceNodeType *type = sluice_node_type_find (op);
  graphene_point_t place = GRAPHENE_POINT_INIT (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                                                gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
  g_autofree char *from = NULL;

  g_return_if_fail (SLUICE_IS_CANVAS (self) && self->pipeline != NULL);

  if (at != NULL)
    place = *at;
  else if (self->single != NULL)
    {
      SluiceNodeWidget *widget = g_hash_table_lookup (self->nodes, self->single);
      graphene_rect_t bounds;

      if (sluice_canvas_get_node_bounds (self, self->single, &bounds))
        {
          place.x = bounds.origin.x + SLUICE_LAYOUT_COLUMN * self->zoom + bounds.size.width / 2;
          place.y = bounds.origin.y + 32 * self->zoom;
        }
      if (type != NULL && type->ports[0] != NULL && sluice_node_widget_get_output (widget) != NULL)
        from = g_strdup (self->single);
    }
  _sluice_canvas_add_connected (self, op, &place, from, NULL);
  if (self->single != NULL)
    {
      g_autofree char *id = g_strdup (self->single);

      sluice_canvas_reveal_node (self, id);
    }
}

typedef struct
{
  SluiceCanvas *canvas;
  graphene_point_t at;
  char *from;
  SluiceWire into;
} QuickAdd;

static void
quick_add_free (gpointer data, GClosure *closure)
{
  g_free (((QuickAdd *) data)->from);
  _sluice_wire_set (&((QuickAdd *) data)->into, NULL);
  g_free (data);
}

static void
quick_add_chosen_cb (GtkWidget *popover, const char *op, gpointer user_data)
{
  QuickAdd *data = user_data;
  g_autofree char *kind = g_strdup (op);

  gtk_popover_popdown (GTK_POPOVER (popover));
  _sluice_canvas_add_connected (data->canvas, kind, &data->at, data->from, &data->into);
}

void
_sluice_canvas_show_quick_add (SluiceCanvas           *self,
                               const graphene_point_t *at,
                               const char             *from,
                               const SluiceWire       *into)
{
  QuickAdd *data = g_new0 (QuickAdd, 1);

  data->canvas = self;
  data->at = *at;
  data->from = g_strdup (from);
  _sluice_wire_set (&data->into, into);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = sluice_quick_add_new ();
  sluice_quick_add_set_context (SLUICE_QUICK_ADD (self->popover),
                                sluice_pipeline_get_document (self->pipeline),
                                into != NULL ? into->from : from);
  g_signal_connect_data (self->popover, "chosen", G_CALLBACK (quick_add_chosen_cb), data,
                         quick_add_free, 0);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ at->x, at->y, 1, 1 });
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* Actions. */

static void
delete_selected (SluiceCanvas *self, gboolean rejoin)
{
  /* What is left stays where it stands, as with every edit on the canvas. */
  g_autoptr (SluiceDocument) before = _sluice_canvas_pin (self);
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  g_autoptr (SluiceDocument) document = NULL;
  g_autofree char *label = NULL;
  guint n = g_strv_length (ids);

  if (n > 0)
    {
      document = sluice_document_without_nodes (before, (const char *const *) ids, rejoin);
      label = n == 1 ? g_strdup (_ ("Delete node")) : g_strdup_printf (_ ("Delete %u nodes"), n);
    }
  else if (self->chosen_wire.from != NULL)
    {
      document = sluice_document_without_wire (before, &self->chosen_wire);
      label = g_strdup (_ ("Disconnect"));
    }
  else
    return;

  sluice_pipeline_apply (self->pipeline, document, label, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  delete_selected (SLUICE_CANVAS (widget), g_str_equal (name, "canvas.delete-rejoin"));
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    sluice_node_widget_set_selected (node, g_str_equal (name, "canvas.select-all"));
  _sluice_canvas_choose_wire (self, NULL);
  _sluice_canvas_selection_changed (self);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  g_autoptr (SluiceDocument) document = NULL;
  g_autofree char *text = NULL;

  if (ids[0] == NULL)
    return;
  document = _sluice_canvas_pin (self);
  text = sluice_document_fragment_to_text (document, (const char *const *) ids);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  if (g_str_equal (name, "canvas.cut"))
    delete_selected (self, FALSE);
}

static void
put_in (SluiceCanvas *self, SluiceDocument *fragment, double dx, double dy, const char *label, gboolean keep_wires)
{
  g_autoptr (SluiceDocument) before = _sluice_canvas_pin (self);
  g_autoptr (SluiceDocument) document = NULL;
  g_auto (GStrv) ids = NULL;

  /* The first nodes stay where they were put. */
  self->fitted = TRUE;
  self->keeps_fit = FALSE;
  document = sluice_document_with_fragment (before, fragment, dx, dy, keep_wires, &ids);
  sluice_pipeline_apply (self->pipeline, document, label, NULL);
  _sluice_canvas_update_nodes (self, TRUE);
  sluice_canvas_select (self, NULL);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (g_hash_table_contains (self->nodes, ids[i]))
      sluice_node_widget_set_selected (g_hash_table_lookup (self->nodes, ids[i]), TRUE);
  _sluice_canvas_selection_changed (self);
}

void
sluice_canvas_put_in (SluiceCanvas *self, SluiceDocument *fragment, const graphene_point_t *at, const char *label)
{
  graphene_point_t place;

  g_return_if_fail (SLUICE_IS_CANVAS (self) && self->pipeline != NULL);

  place = place_of_node (self, at);
  put_in (self, fragment, place.x, place.y, label, FALSE);
}

static void
paste (SluiceCanvas *self, const char *text, gboolean keep_wires)
{
  g_autoptr (SluiceDocument) fragment = text != NULL ? sluice_document_parse (text, strlen (text), NULL) : NULL;

  if (self->pipeline == NULL)
    return;

  if (fragment == NULL || sluice_document_get_n_nodes (fragment) == 0)
    _sluice_canvas_message (self, _ ("The clipboard holds no nodes."));
  else
    put_in (self, fragment, PASTE_SHIFT, PASTE_SHIFT, _ ("Paste"), keep_wires);
}

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SluiceCanvas) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  paste (self, text, FALSE);
}

static void
pasted_wired_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SluiceCanvas) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  paste (self, text, TRUE);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  /* With its wires what is pasted is fed by what fed the original. */
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL,
                                 g_str_equal (name, "canvas.paste") ? pasted_cb : pasted_wired_cb,
                                 g_object_ref (widget));
}

void
_sluice_canvas_duplicate (SluiceCanvas *self, const char *const *ids, double dx, double dy)
{
  g_autoptr (SluiceDocument) document = _sluice_canvas_pin (self);
  g_autofree char *text = sluice_document_fragment_to_text (document, ids);
  g_autoptr (SluiceDocument) fragment = sluice_document_parse (text, strlen (text), NULL);

  if (fragment != NULL)
    put_in (self, fragment, dx, dy, _ ("Duplicate"), FALSE);
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);

  if (ids[0] != NULL)
    _sluice_canvas_duplicate (self, (const char *const *) ids, PASTE_SHIFT, PASTE_SHIFT);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);

  if (g_str_equal (name, "canvas.zoom-in"))
    sluice_canvas_set_zoom (self, self->zoom * 1.1, NULL);
  else if (g_str_equal (name, "canvas.zoom-out"))
    sluice_canvas_set_zoom (self, self->zoom / 1.1, NULL);
  else if (g_str_equal (name, "canvas.zoom-original"))
    {
      _sluice_canvas_remember_view (self);
      sluice_canvas_set_zoom (self, 1, NULL);
    }
  else
    sluice_canvas_zoom_fit (self);
}

static void
go_to_view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _sluice_canvas_go_to_view (SLUICE_CANVAS (widget), g_str_equal (name, "canvas.view-back"));
}

static void
layout_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  SluiceDocument *before = sluice_pipeline_get_document (self->pipeline);
  g_autoptr (GHashTable) places = sluice_layout_compute (before);
  g_autoptr (SluiceDocument) document = with_places (before, places);

  _sluice_canvas_remember_view (self);
  sluice_pipeline_apply (self->pipeline, document, _ ("Arrange layout"), NULL);
  sluice_canvas_zoom_readable (self);
}

static void
quick_add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  graphene_point_t at = GRAPHENE_POINT_INIT (gtk_widget_get_width (widget) / 2.0,
                                             gtk_widget_get_height (widget) / 2.0);
  graphene_rect_t bounds;
  g_autofree char *from = NULL;

  if (self->single != NULL && sluice_canvas_get_node_bounds (self, self->single, &bounds))
    {
      at = GRAPHENE_POINT_INIT (
        bounds.origin.x + bounds.size.width / 2 + SLUICE_LAYOUT_COLUMN * self->zoom,
        bounds.origin.y + 32 * self->zoom);
      if (sluice_node_widget_get_output (g_hash_table_lookup (self->nodes, self->single)) != NULL)
        from = g_strdup (self->single);
    }
  _sluice_canvas_show_quick_add (self, &at, from, NULL);
}

static void
add_node_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sluice_canvas_add_node (SLUICE_CANVAS (widget), g_variant_get_string (parameter, NULL), NULL);
}

/* Sets or removes a mark of the selected nodes: when any has it not, all get it. */
static void
toggle_mark (SluiceCanvas *self, const char *field, gboolean (*has) (SluiceNode *), const char *label)
{
  SluiceDocument *before = sluice_pipeline_get_document (self->pipeline);
  g_autoptr (SluiceDocument) document = sluice_document_ref (before);
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  gboolean all = TRUE;

  for (guint i = 0; ids[i] != NULL; i++)
    all = all && has (sluice_document_find_node (before, ids[i]));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (JsonNode) value = all ? NULL : json_node_init_boolean (json_node_alloc (), TRUE);
      SluiceDocument *next = sluice_document_with_field (document, ids[i], field, value);

      sluice_document_unref (document);
      document = next;
    }
  sluice_pipeline_apply (self->pipeline, document, label, NULL);
}

static void
toggle_enabled_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle_mark (SLUICE_CANVAS (widget), "disabled", sluice_node_is_disabled, _ ("Enable or disable"));
}

static void
toggle_bypass_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle_mark (SLUICE_CANVAS (widget), "bypassed", sluice_node_is_bypassed, _ ("Bypass"));
}

static void
connect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  g_auto (GStrv) order = sluice_layout_order (sluice_pipeline_get_document (self->pipeline));
  g_autofree char *left = NULL;
  g_autoptr (GError) error = NULL;

  /* From left to right, as they stand. */
  sluice_pipeline_begin_gesture (self->pipeline);
  while (error == NULL)
    {
      const char *next = NULL;
      float next_x = G_MAXFLOAT;
      graphene_point_t *from = left != NULL ? g_hash_table_lookup (self->positions, left) : NULL;

      for (guint i = 0; order[i] != NULL; i++)
        {
          SluiceNodeWidget *node = g_hash_table_lookup (self->nodes, order[i]);
          graphene_point_t *place = g_hash_table_lookup (self->positions, order[i]);

          if (node == NULL || place == NULL || !sluice_node_widget_get_selected (node)
              || g_strcmp0 (order[i], left) == 0 || (from != NULL && place->x <= from->x)
              || place->x >= next_x)
            continue;
          next = order[i];
          next_x = place->x;
        }
      if (next == NULL)
        break;
      if (left != NULL)
        sluice_canvas_connect (self, left, next, NULL, &error);
      g_free (left);
      left = g_strdup (next);
    }
  sluice_pipeline_end_gesture (self->pipeline, _ ("Connect"));
  if (error != NULL)
    _sluice_canvas_message (self, error->message);
}

static void
disconnect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  g_autoptr (SluiceDocument) document = _sluice_canvas_pin (self);
  gboolean changed = TRUE;

  if (self->chosen_wire.from != NULL)
    {
      delete_selected (self, FALSE);
      return;
    }
  while (changed)
    {
      g_autoptr (GArray) wires = sluice_document_get_wires (document);

      changed = FALSE;
      for (guint i = 0; i < wires->len && !changed; i++)
        {
          SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
          SluiceNodeWidget *from = g_hash_table_lookup (self->nodes, wire->from);
          SluiceNodeWidget *to = g_hash_table_lookup (self->nodes, wire->to);

          if ((from != NULL && sluice_node_widget_get_selected (from))
              || (to != NULL && sluice_node_widget_get_selected (to)))
            {
              SluiceDocument *next = sluice_document_without_wire (document, wire);

              sluice_document_unref (document);
              document = next;
              changed = TRUE;
            }
        }
    }
  sluice_pipeline_apply (self->pipeline, document, _ ("Disconnect"), NULL);
}

/* The middle of a wire, or of the view where none is chosen. */
static graphene_point_t
find_middle (SluiceCanvas *self, const SluiceWire *wire)
{
  graphene_rect_t from, to;

  if (wire->from == NULL || !sluice_canvas_get_node_bounds (self, wire->from, &from)
      || !sluice_canvas_get_node_bounds (self, wire->to, &to))
    return GRAPHENE_POINT_INIT (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                                gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);

  return GRAPHENE_POINT_INIT ((from.origin.x + from.size.width + to.origin.x) / 2,
                              (from.origin.y + to.origin.y + to.size.height) / 2);
}

static void
insert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  graphene_point_t at = find_middle (self, &self->chosen_wire);

  if (self->chosen_wire.from != NULL)
    _sluice_canvas_show_quick_add (self, &at, NULL, &self->chosen_wire);
}

static void
pending_wire_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _sluice_canvas_connect_pending (SLUICE_CANVAS (widget), g_str_equal (name, "canvas.unite-wires"));
}

static void
show_rows_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);

  if (self->chosen_wire.from != NULL)
    g_signal_emit_by_name (self, "wire-activated", self->chosen_wire.from);
  else if (self->single != NULL)
    g_signal_emit_by_name (self, "wire-activated", self->single);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  SluiceNodeWidget *node = self->single != NULL ? g_hash_table_lookup (self->nodes, self->single) : NULL;
  graphene_point_t at = find_middle (self, &self->chosen_wire);
  graphene_rect_t bounds;

  if (self->single != NULL && sluice_canvas_get_node_bounds (self, self->single, &bounds))
    at = GRAPHENE_POINT_INIT (bounds.origin.x + bounds.size.width / 2,
                              bounds.origin.y + bounds.size.height / 2);
  _sluice_canvas_show_context_menu (self, &at, node);
}

/* What the selected nodes are fed by, or feed. */
static void
select_along_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  gboolean upstream = g_str_equal (name, "canvas.select-upstream");
  GHashTableIter iter;
  gpointer id, node;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &node))
    for (guint i = 0; ids[i] != NULL; i++)
      if (upstream ? sluice_layout_reaches (document, id, ids[i])
                   : sluice_layout_reaches (document, ids[i], id))
        sluice_node_widget_set_selected (node, TRUE);
  _sluice_canvas_selection_changed (self);
}

static void
snap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);

  g_object_set (self, "snap", !self->snap, NULL);
  _sluice_canvas_message (self, self->snap ? _ ("Nodes snap to the grid.")
                                           : _ ("Nodes are put where they are let go."));
}

typedef struct
{
  const char *id;
  double at;
} Aligned;

static int
compare_aligned (gconstpointer a, gconstpointer b)
{
  double left = ((const Aligned *) a)->at;
  double right = ((const Aligned *) b)->at;

  return left < right ? -1 : left > right;
}

/* Selected nodes get the same edge, or equal distances between the first and the last. */
static void
align_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  gboolean across = g_str_has_suffix (name, "left") || g_str_has_suffix (name, "across");
  gboolean distribute = strstr (name, "distribute") != NULL;
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (Aligned));
  g_autoptr (SluiceDocument) document = NULL;
  double first, last;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      const graphene_point_t *place = g_hash_table_lookup (self->positions, ids[i]);
      Aligned node = { ids[i], across ? place->x : place->y };

      g_array_append_val (nodes, node);
    }
  if (nodes->len < 2)
    return;

  g_array_sort (nodes, compare_aligned);
  first = g_array_index (nodes, Aligned, 0).at;
  last = g_array_index (nodes, Aligned, nodes->len - 1).at;
  document = _sluice_canvas_pin (self);
  for (guint i = 0; i < nodes->len; i++)
    {
      const char *id = g_array_index (nodes, Aligned, i).id;
      const graphene_point_t *place = g_hash_table_lookup (self->positions, id);
      double at = distribute ? round (first + (last - first) * i / (nodes->len - 1)) : first;
      SluiceDocument *next = sluice_document_with_position (document, id, across ? at : place->x,
                                                            across ? place->y : at);

      sluice_document_unref (document);
      document = next;
    }
  self->keeps_fit = FALSE;
  sluice_pipeline_apply (self->pipeline, document, distribute ? _ ("Distribute nodes") : _ ("Align nodes"), NULL);
}

static void
note_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  graphene_point_t middle = GRAPHENE_POINT_INIT (gtk_widget_get_width (widget) / 2.0,
                                                 gtk_widget_get_height (widget) / 2.0);
  gboolean inside = self->pointer.x > 0 && self->pointer.y > 0 && self->pointer.x < 2 * middle.x
                    && self->pointer.y < 2 * middle.y;

  _sluice_canvas_write_note (self, inside ? &self->pointer : &middle, self->single);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "find-requested");
}

static void
toggle_minimap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);

  g_object_set (self, "show-minimap", !self->show_minimap, NULL);
}

/* Keys that are about one node. */

void
_sluice_canvas_focus_in_direction (SluiceCanvas *self, int dx, int dy)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));
  const char *current = SLUICE_IS_NODE_WIDGET (focus)
                          ? sluice_node_widget_get_id (SLUICE_NODE_WIDGET (focus))
                          : self->single;
  graphene_point_t *from = current != NULL ? g_hash_table_lookup (self->positions, current) : NULL;
  const char *best = NULL;
  double best_cost = G_MAXDOUBLE;
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->positions);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      graphene_point_t *place = value;
      double along, across, cost;

      if (!g_hash_table_contains (self->nodes, id) || g_strcmp0 (id, current) == 0)
        continue;
      along = from != NULL ? (place->x - from->x) * dx + (place->y - from->y) * dy : place->x + 1e6;
      across = from != NULL ? fabs ((place->x - from->x) * dy) + fabs ((place->y - from->y) * dx) : 0;
      if (along <= 0)
        continue;
      cost = along + 2 * across;
      if (cost < best_cost)
        {
          best_cost = cost;
          best = id;
        }
    }

  if (best != NULL)
    {
      g_autofree char *id_copy = g_strdup (best);

      sluice_canvas_reveal_node (self, id_copy);
    }
}

static gboolean
arrow_binding (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  int dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  _sluice_canvas_focus_in_direction (SLUICE_CANVAS (widget), dx, dy);

  return TRUE;
}

static gboolean
nudge_binding (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  g_autoptr (SluiceDocument) document = NULL;
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  int dx, dy;

  if (self->pipeline == NULL || ids[0] == NULL)
    return FALSE;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  document = _sluice_canvas_pin (self);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const graphene_point_t *place = g_hash_table_lookup (self->positions, ids[i]);
      SluiceDocument *next
        = sluice_document_with_position (document, ids[i], place->x + dx, place->y + dy);

      sluice_document_unref (document);
      document = next;
    }
  sluice_pipeline_apply (self->pipeline, document, _ ("Move node"), "nudge");

  return TRUE;
}

static gboolean
activate_binding (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);

  if (self->single == NULL)
    return FALSE;
  g_signal_emit_by_name (self, "node-activated", self->single);

  return TRUE;
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);

  if (self->single != NULL)
    g_signal_emit_by_name (self, "rename-requested", self->single);
}

static gboolean
ports_binding (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  SluiceNodeWidget *node;
  GPtrArray *inputs;

  if (self->single == NULL)
    return FALSE;
  node = g_hash_table_lookup (self->nodes, self->single);
  inputs = sluice_node_widget_get_inputs (node);
  if (sluice_node_widget_get_output (node) != NULL && self->wire_from == NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (sluice_node_widget_get_output (node)));

  return inputs->len > 0 && gtk_widget_grab_focus (g_ptr_array_index (inputs, 0));
}

void
_sluice_canvas_update_actions (SluiceCanvas *self)
{
  g_auto (GStrv) ids = sluice_canvas_get_selection (self);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean any = ids[0] != NULL;
  gboolean open = self->pipeline != NULL;

  gtk_widget_action_set_enabled (widget, "canvas.delete", any || self->chosen_wire.from != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.delete-rejoin", any);
  gtk_widget_action_set_enabled (widget, "canvas.cut", any);
  gtk_widget_action_set_enabled (widget, "canvas.copy", any);
  gtk_widget_action_set_enabled (widget, "canvas.duplicate", any);
  gtk_widget_action_set_enabled (widget, "canvas.paste", open);
  gtk_widget_action_set_enabled (widget, "canvas.quick-add", open);
  gtk_widget_action_set_enabled (widget, "canvas.add-node", open);
  gtk_widget_action_set_enabled (widget, "canvas.layout", open);
  gtk_widget_action_set_enabled (widget, "canvas.view-back", self->views_before->len > 0);
  gtk_widget_action_set_enabled (widget, "canvas.view-forward", self->views_after->len > 0);
  gtk_widget_action_set_enabled (widget, "canvas.toggle-enabled", any);
  gtk_widget_action_set_enabled (widget, "canvas.toggle-bypass", any);
  gtk_widget_action_set_enabled (widget, "canvas.rename", self->single != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.insert", self->chosen_wire.from != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.show-rows",
                                 self->chosen_wire.from != NULL || self->single != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.align-left", any && ids[1] != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.align-top", any && ids[1] != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.distribute-across", any && ids[1] != NULL && ids[2] != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.distribute-down", any && ids[1] != NULL && ids[2] != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.select-upstream", any);
  gtk_widget_action_set_enabled (widget, "canvas.select-downstream", any);
  gtk_widget_action_set_enabled (widget, "canvas.paste-wired", open);
  gtk_widget_action_set_enabled (widget, "canvas.note", open);
  gtk_widget_action_set_enabled (widget, "canvas.find", open);
  gtk_widget_action_set_enabled (widget, "canvas.connect", any && ids[1] != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.disconnect", any || self->chosen_wire.from != NULL);
}

void
_sluice_canvas_install_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
    guint key;
    GdkModifierType modifiers;
  } actions[] = {
    { "canvas.delete", delete_action, GDK_KEY_Delete, 0 },
    { "canvas.delete-rejoin", delete_action, GDK_KEY_Delete, GDK_CONTROL_MASK },
    { "canvas.select-all", select_action, GDK_KEY_a, GDK_CONTROL_MASK },
    { "canvas.select-none", select_action, GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "canvas.cut", copy_action, GDK_KEY_x, GDK_CONTROL_MASK },
    { "canvas.copy", copy_action, GDK_KEY_c, GDK_CONTROL_MASK },
    { "canvas.paste", paste_action, GDK_KEY_v, GDK_CONTROL_MASK },
    { "canvas.duplicate", duplicate_action, GDK_KEY_d, GDK_CONTROL_MASK },
    { "canvas.zoom-in", zoom_action, GDK_KEY_plus, GDK_CONTROL_MASK },
    { "canvas.zoom-out", zoom_action, GDK_KEY_minus, GDK_CONTROL_MASK },
    { "canvas.zoom-original", zoom_action, GDK_KEY_0, GDK_CONTROL_MASK },
    { "canvas.zoom-fit", zoom_action, GDK_KEY_1, GDK_CONTROL_MASK },
    { "canvas.view-back", go_to_view_action, GDK_KEY_Left, GDK_ALT_MASK },
    { "canvas.view-forward", go_to_view_action, GDK_KEY_Right, GDK_ALT_MASK },
    { "canvas.layout", layout_action, GDK_KEY_l, 0 },
    { "canvas.quick-add", quick_add_action, GDK_KEY_space, GDK_CONTROL_MASK },
    { "canvas.toggle-enabled", toggle_enabled_action, GDK_KEY_e, 0 },
    { "canvas.toggle-bypass", toggle_bypass_action, GDK_KEY_b, 0 },
    { "canvas.connect", connect_action, GDK_KEY_l, GDK_CONTROL_MASK },
    { "canvas.disconnect", disconnect_action, GDK_KEY_l, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "canvas.toggle-minimap", toggle_minimap_action, GDK_KEY_m, 0 },
    { "canvas.rename", rename_action, GDK_KEY_F2, 0 },
    { "canvas.paste-wired", paste_action, GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "canvas.insert", insert_action, GDK_KEY_Insert, 0 },
    { "canvas.show-rows", show_rows_action, GDK_KEY_r, 0 },
    { "canvas.menu", menu_action, GDK_KEY_Menu, 0 },
    { "canvas.select-upstream", select_along_action, GDK_KEY_u, GDK_ALT_MASK },
    { "canvas.select-downstream", select_along_action, GDK_KEY_d, GDK_ALT_MASK },
    { "canvas.snap", snap_action, GDK_KEY_g, 0 },
    { "canvas.note", note_action, GDK_KEY_t, 0 },
    { "canvas.find", find_action, GDK_KEY_f, GDK_CONTROL_MASK },
  };
  static const struct
  {
    guint key;
    int dx;
    int dy;
  } arrows[] = {
    { GDK_KEY_Left, -1, 0 },
    { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },
  };

  /* The key that comes last is the one that menus show. */
  gtk_widget_class_add_binding_action (klass, GDK_KEY_BackSpace, 0, "canvas.delete", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (klass, actions[i].name, NULL, actions[i].activate);
      gtk_widget_class_add_binding_action (klass, actions[i].key, actions[i].modifiers, actions[i].name,
                                           NULL);
    }
  gtk_widget_class_install_action (klass, "canvas.add-node", "s", add_node_action);
  gtk_widget_class_install_action (klass, "canvas.align-left", NULL, align_action);
  gtk_widget_class_install_action (klass, "canvas.align-top", NULL, align_action);
  gtk_widget_class_install_action (klass, "canvas.distribute-across", NULL, align_action);
  gtk_widget_class_install_action (klass, "canvas.distribute-down", NULL, align_action);
  gtk_widget_class_install_action (klass, "canvas.replace-wire", NULL, pending_wire_action);
  gtk_widget_class_install_action (klass, "canvas.unite-wires", NULL, pending_wire_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_SHIFT_MASK, "canvas.note", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_period, 0, "page.next-batch", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_comma, 0, "page.previous-batch", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F10, GDK_SHIFT_MASK, "canvas.menu", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_equal, GDK_CONTROL_MASK, "canvas.zoom-in", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_f, 0, "canvas.zoom-fit", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_a, GDK_SHIFT_MASK, "canvas.quick-add", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Escape, 0, "canvas.select-none", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      gtk_widget_class_add_binding (klass, arrows[i].key, 0, arrow_binding, "(ii)", arrows[i].dx,
                                    arrows[i].dy);
      gtk_widget_class_add_binding (klass, arrows[i].key, GDK_CONTROL_MASK, nudge_binding, "(ii)",
                                    arrows[i].dx * SLUICE_CANVAS_GRID,
                                    arrows[i].dy * SLUICE_CANVAS_GRID);
      gtk_widget_class_add_binding (klass, arrows[i].key, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                    nudge_binding, "(ii)", arrows[i].dx, arrows[i].dy);
    }
  gtk_widget_class_add_binding (klass, GDK_KEY_Return, 0, activate_binding, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_p, 0, ports_binding, NULL);
}
