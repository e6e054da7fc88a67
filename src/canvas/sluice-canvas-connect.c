/* sluice-canvas-connect.c: wires that are drawn, moved, taken away, and nodes put into them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/sluice-layout.h"

void
_sluice_wire_set (SluiceWire *wire, const SluiceWire *value)
{
  SluiceWire copy = { 0 };

  if (value != NULL && value->from != NULL)
    copy = (SluiceWire){ g_strdup (value->from), g_strdup (value->to), g_strdup (value->port), value->index };
  g_free ((char *) wire->from);
  g_free ((char *) wire->to);
  g_free ((char *) wire->port);
  *wire = copy;
}

gboolean
_sluice_wire_equal (const SluiceWire *a, const SluiceWire *b)
{
  return a->from != NULL && b->from != NULL && g_str_equal (a->from, b->from)
         && g_str_equal (a->to, b->to) && g_strcmp0 (a->port, b->port) == 0 && a->index == b->index;
}

/* What may be connected. */

const char *
_sluice_canvas_free_port (SluiceCanvas *self, const char *from, const char *to, const char **reason)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  SluiceNode *source = sluice_document_find_node (document, from);
  SluiceNode *target = sluice_document_find_node (document, to);
  const SluiceNodeType *source_type = source != NULL ? sluice_node_get_type (source) : NULL;
  const SluiceNodeType *target_type = target != NULL ? sluice_node_get_type (target) : NULL;
  g_autoptr (GArray) wires = NULL;
  const char *why = NULL;

  if (source_type != NULL && !source_type->has_output)
    why = _ ("A sink gives no rows.");
  else if (target_type == NULL || target_type->ports[0] == NULL)
    why = _ ("This node takes no rows.");
  else if (g_str_equal (from, to))
    why = _ ("A node cannot take its own rows.");
  else if (sluice_layout_reaches (document, to, from))
    why = _ ("This wire would close a cycle: rows of the one node already come to the other.");
  if (reason != NULL)
    *reason = why;
  if (why != NULL)
    return NULL;

  /* The first port without a wire; a taken one only when there is no other. */
  wires = sluice_document_get_wires (document);
  for (guint i = 0; target_type->ports[i] != NULL; i++)
    {
      gboolean taken = FALSE;

      for (guint w = 0; w < wires->len; w++)
        {
          SluiceWire *wire = &g_array_index (wires, SluiceWire, w);

          taken = taken || (g_str_equal (wire->to, to) && g_str_equal (wire->port, target_type->ports[i]));
        }
      if (!taken || sluice_node_type_takes_many (target_type->ports[i]))
        return target_type->ports[i];
    }

  return target_type->ports[0];
}

/* The wire that ends in a port which takes only one. */
static gboolean
find_taken (SluiceCanvas *self, const char *to, const char *port, SluiceWire *taken)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (sluice_pipeline_get_document (self->pipeline));

  for (guint i = 0; i < wires->len && !sluice_node_type_takes_many (port); i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);

      if (g_str_equal (wire->to, to) && g_str_equal (wire->port, port))
        {
          _sluice_wire_set (taken, wire);
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
sluice_canvas_connect (SluiceCanvas *self,
                       const char   *from,
                       const char   *to,
                       const char   *port,
                       GError      **error)
{
  SluiceWire wire = { from, to, port, G_MAXUINT };
  const char *reason;
  const char *free_port = _sluice_canvas_free_port (self, from, to, &reason);
  g_autoptr (SluiceDocument) before = NULL;
  g_autoptr (SluiceDocument) document = NULL;

  if (free_port == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s", reason);
      return FALSE;
    }
  if (port == NULL)
    wire.port = free_port;

  before = _sluice_canvas_pin (self);
  document = sluice_document_with_wire (before, &wire);
  sluice_pipeline_apply (self->pipeline, document, _ ("Connect"), NULL);

  return TRUE;
}

gboolean
sluice_canvas_can_connect (SluiceCanvas *self, const char *from, const char *to, const char **reason)
{
  g_return_val_if_fail (SLUICE_IS_CANVAS (self) && self->pipeline != NULL, FALSE);

  return _sluice_canvas_free_port (self, from, to, reason) != NULL;
}

/* Edits. They take the document and give it back changed, so that several make one step. */

static void
take_out (SluiceDocument **document, const SluiceWire *wire)
{
  SluiceDocument *next = sluice_document_without_wire (*document, wire);

  sluice_document_unref (*document);
  *document = next;
}

static void
put_in (SluiceDocument **document, const char *from, const char *to, const char *port, guint index)
{
  SluiceWire wire = { from, to, port, index };
  SluiceDocument *next = sluice_document_with_wire (*document, &wire);

  sluice_document_unref (*document);
  *document = next;
}

static void
put_at (SluiceDocument **document, const char *id, double x, double y)
{
  SluiceDocument *next = sluice_document_with_position (*document, id, x, y);

  sluice_document_unref (*document);
  *document = next;
}

/* The node stands between the wire's ends then, and what comes behind it makes room. */
static void
make_room (SluiceCanvas *self, SluiceDocument **document, const char *id, const SluiceWire *wire)
{
  const graphene_point_t *from = g_hash_table_lookup (self->positions, wire->from);
  const graphene_point_t *to = g_hash_table_lookup (self->positions, wire->to);
  double x, y, missing;
  GHashTableIter iter;
  gpointer other, value;

  if (from == NULL || to == NULL)
    return;

  x = from->x + SLUICE_LAYOUT_COLUMN;
  y = round ((from->y + to->y) / 2 / SLUICE_CANVAS_GRID) * SLUICE_CANVAS_GRID;
  if (to->x - from->x > 2 * SLUICE_LAYOUT_COLUMN)
    x = round ((from->x + to->x) / 2 / SLUICE_CANVAS_GRID) * SLUICE_CANVAS_GRID;
  missing = MAX (0, x + SLUICE_LAYOUT_COLUMN - to->x);
  g_hash_table_iter_init (&iter, self->positions);
  while (g_hash_table_iter_next (&iter, &other, &value))
    {
      const graphene_point_t *place = value;
      gboolean moves = !g_str_equal (other, id) && sluice_layout_reaches (*document, wire->to, other);

      put_at (document, other, place->x + (moves ? missing : 0), place->y);
    }
  put_at (document, id, x, y);
}

gboolean
_sluice_canvas_splice (SluiceCanvas *self, const char *id, const SluiceWire *wire)
{
  g_autoptr (SluiceDocument) document = _sluice_canvas_pin (self);
  SluiceNode *node = sluice_document_find_node (document, id);
  const SluiceNodeType *type = node != NULL ? sluice_node_get_type (node) : NULL;
  g_autofree char *to = g_strdup (wire->to);
  g_autofree char *from = g_strdup (wire->from);
  g_autofree char *port = g_strdup (wire->port);

  if (type == NULL || type->ports[0] == NULL || !type->has_output)
    return FALSE;

  make_room (self, &document, id, wire);
  take_out (&document, wire);
  put_in (&document, from, id, type->ports[0], 0);
  put_in (&document, id, to, port, wire->index);
  sluice_pipeline_apply (self->pipeline, document, _ ("Insert node"), NULL);

  return TRUE;
}

gboolean
_sluice_canvas_can_splice (SluiceCanvas *self, const char *id)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  SluiceNode *node = sluice_document_find_node (document, id);
  const SluiceNodeType *type = node != NULL ? sluice_node_get_type (node) : NULL;
  g_autoptr (GArray) wires = sluice_document_get_wires (document);

  for (guint i = 0; i < wires->len; i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);

      if (g_str_equal (wire->from, id) || g_str_equal (wire->to, id))
        return FALSE;
    }

  return type != NULL && type->ports[0] != NULL && type->has_output;
}

void
_sluice_canvas_pull_out (SluiceCanvas *self, const char *id)
{
  g_autoptr (SluiceDocument) document = _sluice_canvas_pin (self);
  g_autoptr (GArray) wires = sluice_document_get_wires (document);
  const char *before = NULL;

  for (guint i = 0; i < wires->len && before == NULL; i++)
    if (g_str_equal (g_array_index (wires, SluiceWire, i).to, id))
      before = g_array_index (wires, SluiceWire, i).from;
  /* From the last to the first, so that places in lists of inputs stay true. */
  for (guint i = wires->len; i-- > 0;)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);

      if (!g_str_equal (wire->from, id) && !g_str_equal (wire->to, id))
        continue;
      take_out (&document, wire);
      if (g_str_equal (wire->from, id) && before != NULL && !g_str_equal (before, id))
        put_in (&document, before, wire->to, wire->port, wire->index);
    }
  sluice_pipeline_apply (self->pipeline, document, _ ("Pull out of the chain"), NULL);
}

/* Drawing a wire, or moving the end of one. */

static gboolean
may_end_in (SluiceCanvas *self, const char *id, const char **reason)
{
  if (self->moves_output)
    return _sluice_canvas_free_port (self, id, self->moved_wire.to, reason) != NULL;

  return _sluice_canvas_free_port (self, self->wire_from, id, reason) != NULL;
}

static void
mark_targets (SluiceCanvas *self)
{
  gboolean drawing = _sluice_canvas_is_wiring (self);
  GHashTableIter iter;
  gpointer id, widget;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    {
      GPtrArray *inputs = sluice_node_widget_get_inputs (widget);
      SluicePortWidget *output = sluice_node_widget_get_output (widget);
      const char *reason = NULL;
      gboolean possible = drawing && may_end_in (self, id, &reason);

      for (guint i = 0; i < inputs->len; i++)
        sluice_port_widget_set_validity (g_ptr_array_index (inputs, i),
                                         !drawing || self->moves_output ? 0
                                         : possible                     ? 1
                                                                        : -1,
                                         reason);
      if (output != NULL)
        sluice_port_widget_set_validity (output,
                                         !drawing || !self->moves_output ? 0
                                         : possible                      ? 1
                                                                         : -1,
                                         reason);
    }
}

gboolean
_sluice_canvas_is_wiring (SluiceCanvas *self)
{
  return self->wire_from != NULL || self->moves_output;
}

void
_sluice_canvas_begin_wire (SluiceCanvas *self, const char *from, gboolean by_click)
{
  char *copy = g_strdup (from);

  g_free (self->wire_from);
  self->wire_from = copy;
  self->wire_by_click = by_click;
  self->wire_target = NULL;
  self->moves_output = FALSE;
  _sluice_wire_set (&self->moved_wire, NULL);
  mark_targets (self);
  _sluice_canvas_queue_wires (self);
}

void
_sluice_canvas_begin_move (SluiceCanvas *self, const SluiceWire *wire, gboolean output)
{
  g_clear_pointer (&self->wire_from, g_free);
  _sluice_wire_set (&self->moved_wire, wire);
  self->moves_output = output;
  if (!output)
    self->wire_from = g_strdup (self->moved_wire.from);
  self->wire_by_click = FALSE;
  self->wire_target = NULL;
  mark_targets (self);
  _sluice_canvas_queue_wires (self);
}

/* The port of a node that the wire would end in when it is let go over its body. */
static SluicePortWidget *
find_port (SluiceCanvas *self, SluiceNodeWidget *node)
{
  const char *id = sluice_node_widget_get_id (node);
  const char *name;

  if (self->moves_output)
    return may_end_in (self, id, NULL) ? sluice_node_widget_get_output (node) : NULL;

  /* The end that is moved stays where it was when it is let go over its own node. */
  if (self->moved_wire.to != NULL && g_str_equal (self->moved_wire.to, id))
    return sluice_node_widget_get_input (node, self->moved_wire.port);
  name = _sluice_canvas_free_port (self, self->wire_from, id, NULL);

  return name != NULL ? sluice_node_widget_get_input (node, name) : NULL;
}

static void
consider (SluiceCanvas *self, SluicePortWidget *port, double *nearest)
{
  graphene_point_t center = _sluice_canvas_port_center (self, port);
  double away = hypot (center.x - self->pointer.x, center.y - self->pointer.y);

  if (away >= *nearest)
    return;

  *nearest = away;
  self->wire_target = port;
}

void
_sluice_canvas_find_target (SluiceCanvas *self)
{
  SluicePortWidget *port = NULL;
  SluiceNodeWidget *node
    = _sluice_canvas_pick_node (self, self->pointer.x, self->pointer.y, &port);
  double nearest = SLUICE_CANVAS_SNAP_DISTANCE;
  GHashTableIter iter;
  gpointer widget;

  self->wire_target = NULL;
  if (port != NULL && (sluice_port_widget_get_port (port) == NULL) == self->moves_output)
    {
      self->wire_target = port;
      return;
    }
  if (node != NULL)
    {
      self->wire_target = find_port (self, node);
      return;
    }

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &widget))
    {
      GPtrArray *inputs = sluice_node_widget_get_inputs (widget);
      SluicePortWidget *output = sluice_node_widget_get_output (widget);

      if (self->moves_output && output != NULL)
        consider (self, output, &nearest);
      for (guint i = 0; !self->moves_output && i < inputs->len; i++)
        consider (self, g_ptr_array_index (inputs, i), &nearest);
    }
}

/* A port that takes one wire and has it: which of the two is wanted, only the user knows. */
static void
ask_which (SluiceCanvas *self, const char *from, const char *to, const char *port)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  SluiceWire pending = { from, to, port, G_MAXUINT };

  _sluice_wire_set (&self->pending_wire, &pending);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.replace-wire", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.unite-wires", TRUE);
  g_menu_append (menu, _ ("_Replace the Wire That Is There"), "canvas.replace-wire");
  g_menu_append (menu, _ ("Take Both, by a _Union"), "canvas.unite-wires");
  _sluice_canvas_show_menu (self, G_MENU_MODEL (menu), &self->pointer);
}

void
_sluice_canvas_connect_pending (SluiceCanvas *self, gboolean unite)
{
  g_autoptr (SluiceDocument) document = NULL;
  SluiceWire pending = { 0 };
  SluiceWire taken = { 0 };
  const graphene_point_t *place;
  g_autofree char *id = NULL;

  if (self->pending_wire.from == NULL || self->pipeline == NULL)
    return;

  _sluice_wire_set (&pending, &self->pending_wire);
  _sluice_wire_set (&self->pending_wire, NULL);
  document = _sluice_canvas_pin (self);
  if (unite && find_taken (self, pending.to, pending.port, &taken))
    {
      SluiceDocument *next;

      place = g_hash_table_lookup (self->positions, pending.to);
      next = sluice_document_with_node (document, "union", NULL, place != NULL ? place->x : 0,
                                        place != NULL ? place->y : 0, &id);
      sluice_document_unref (document);
      document = next;
      make_room (self, &document, id, &taken);
      put_in (&document, taken.from, id, "inputs", G_MAXUINT);
      put_in (&document, pending.from, id, "inputs", G_MAXUINT);
      put_in (&document, id, pending.to, pending.port, G_MAXUINT);
      sluice_pipeline_apply (self->pipeline, document, _ ("Connect by a union"), NULL);
      sluice_canvas_select (self, id);
    }
  else
    {
      put_in (&document, pending.from, pending.to, pending.port, G_MAXUINT);
      sluice_pipeline_apply (self->pipeline, document, _ ("Connect"), NULL);
    }
  _sluice_wire_set (&pending, NULL);
  _sluice_wire_set (&taken, NULL);
}

static void
drop_new (SluiceCanvas *self, const char *from, SluicePortWidget *target)
{
  const char *to = sluice_port_widget_get_node_id (target);
  const char *port = sluice_port_widget_get_port (target);
  SluiceWire taken = { 0 };
  g_autoptr (GError) error = NULL;

  if (_sluice_canvas_free_port (self, from, to, NULL) != NULL && find_taken (self, to, port, &taken))
    {
      if (!g_str_equal (taken.from, from))
        ask_which (self, from, to, port);
      _sluice_wire_set (&taken, NULL);
      return;
    }
  if (!sluice_canvas_connect (self, from, to, port, &error))
    _sluice_canvas_message (self, error->message);
}

static void
drop_moved (SluiceCanvas *self, const SluiceWire *wire, gboolean output, SluicePortWidget *target)
{
  const char *from = output ? sluice_port_widget_get_node_id (target) : wire->from;
  const char *to = output ? wire->to : sluice_port_widget_get_node_id (target);
  const char *port = output ? wire->port : sluice_port_widget_get_port (target);
  const char *reason = NULL;
  g_autoptr (SluiceDocument) document = NULL;

  if (g_str_equal (from, wire->from) && g_str_equal (to, wire->to) && g_str_equal (port, wire->port))
    return;
  if (_sluice_canvas_free_port (self, from, to, &reason) == NULL)
    {
      _sluice_canvas_message (self, reason);
      return;
    }

  document = _sluice_canvas_pin (self);
  take_out (&document, wire);
  put_in (&document, from, to, port, output ? wire->index : G_MAXUINT);
  sluice_pipeline_apply (self->pipeline, document, _ ("Move wire"), NULL);
}

/* A wire that is let go over nothing isn't lost without a word. */
static void
ask_disconnect (SluiceCanvas *self, const SluiceWire *wire)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  sluice_canvas_select (self, NULL);
  _sluice_canvas_choose_wire (self, wire);
  g_menu_append (menu, _ ("_Disconnect"), "canvas.delete");
  g_menu_append (menu, _ ("_Insert a Node…"), "canvas.insert");
  _sluice_canvas_show_menu (self, G_MENU_MODEL (menu), &self->pointer);
}

void
_sluice_canvas_end_wire (SluiceCanvas *self, gboolean keep)
{
  g_autofree char *from = g_steal_pointer (&self->wire_from);
  SluicePortWidget *target = self->wire_target;
  SluiceNodeWidget *node = _sluice_canvas_pick_node (self, self->pointer.x, self->pointer.y, NULL);
  gboolean output = self->moves_output;
  SluiceWire moved = self->moved_wire;
  const char *reason = NULL;

  self->moved_wire = (SluiceWire){ 0 };
  self->moves_output = FALSE;
  self->wire_by_click = FALSE;
  self->wire_target = NULL;
  mark_targets (self);
  _sluice_canvas_queue_wires (self);
  if (keep && target != NULL && moved.from != NULL)
    drop_moved (self, &moved, output, target);
  else if (keep && target != NULL)
    drop_new (self, from, target);
  else if (keep && node == NULL && moved.from != NULL)
    ask_disconnect (self, &moved);
  else if (keep && node == NULL && from != NULL)
    _sluice_canvas_show_quick_add (self, &self->pointer, from, NULL);
  else if (keep && node != NULL && from != NULL && !g_str_equal (sluice_node_widget_get_id (node), from)
           && _sluice_canvas_free_port (self, from, sluice_node_widget_get_id (node), &reason) == NULL
           && reason != NULL)
    _sluice_canvas_message (self, reason);
  _sluice_wire_set (&moved, NULL);
}
