/* sluice-canvas-nodes.c: the nodes on the canvas follow the document and its analysis.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include "canvas/sluice-layout.h"

/* So many nodes are made at once; of more, each frame makes some. One takes about half a millisecond, most of it for its
 * style, which is found when the frame is drawn. */
#define N_AT_ONCE 40
#define N_PER_FRAME 60

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

void
_sluice_canvas_update_problems (SluiceCanvas *self)
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

/* Nodes that aren't there any more. Returns: whether a selected one was among them. */
static gboolean
remove_nodes (SluiceCanvas *self, SluiceDocument *document)
{
  GHashTableIter iter;
  gpointer id, widget;
  gboolean selection_changed = FALSE;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, &widget))
    if (sluice_document_find_node (document, id) == NULL)
      {
        selection_changed = selection_changed || sluice_node_widget_get_selected (widget);
        gtk_widget_unparent (widget);
        g_hash_table_iter_remove (&iter);
      }

  return selection_changed;
}

static void
make_node (SluiceCanvas *self, SluiceNode *node)
{
  SluiceNodeWidget *widget = SLUICE_NODE_WIDGET (sluice_node_widget_new (node));

  g_hash_table_insert (self->nodes, g_strdup (sluice_node_get_id (node)), widget);
  gtk_widget_insert_before (GTK_WIDGET (widget), GTK_WIDGET (self), self->minimap);
  sluice_node_widget_set_far (widget, self->zoom < SLUICE_CANVAS_FAR_ZOOM);
  watch_ports (self, widget);
}

/* Makes at most @n_most nodes, or shows those that are there from near or afar. Returns: whether all is done. */
static gboolean
catch_up (SluiceCanvas *self, guint n_most)
{
  SluiceDocument *document = self->shown;
  gboolean far = self->zoom < SLUICE_CANVAS_FAR_ZOOM;
  gboolean made = FALSE;
  guint n_nodes = sluice_document_get_n_nodes (document);
  guint n_changed = 0;

  for (guint i = 0; i < n_nodes && n_changed < n_most; i++)
    {
      SluiceNode *node = sluice_document_get_node (document, i);
      SluiceNodeWidget *widget = g_hash_table_lookup (self->nodes, sluice_node_get_id (node));

      if (widget != NULL && sluice_node_widget_get_far (widget) == far)
        continue;
      if (widget != NULL)
        sluice_node_widget_set_far (widget, far);
      else
        make_node (self, node);
      made = made || widget == NULL;
      n_changed++;
    }

  if (made)
    {
      update_connected (self, document);
      _sluice_canvas_update_problems (self);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      _sluice_canvas_queue_wires (self);
    }

  return n_changed < n_most;
}

static gboolean
catch_up_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);

  if (self->shown != NULL && !catch_up (self, N_PER_FRAME))
    return G_SOURCE_CONTINUE;

  self->catch_up_tick = 0;

  return G_SOURCE_REMOVE;
}

void
_sluice_canvas_update_nodes (SluiceCanvas *self, gboolean at_once)
{
  if (self->shown == NULL)
    return;

  if (at_once || sluice_document_get_n_nodes (self->shown) <= N_AT_ONCE)
    catch_up (self, G_MAXUINT);
  else if (self->catch_up_tick == 0)
    self->catch_up_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), catch_up_cb, NULL, NULL);
}

void
_sluice_canvas_follow_document (SluiceCanvas *self)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  g_autoptr (SluiceDocument) before = g_steal_pointer (&self->shown);
  g_autoptr (GHashTable) places = g_steal_pointer (&self->positions);
  gboolean selection_changed = remove_nodes (self, document);
  guint n_nodes = sluice_document_get_n_nodes (document);

  self->positions = sluice_layout_positions (document);
  self->shown = sluice_document_ref (document);

  for (guint i = 0; i < n_nodes; i++)
    {
      SluiceNode *node = sluice_document_get_node (document, i);
      SluiceNodeWidget *known = g_hash_table_lookup (self->nodes, sluice_node_get_id (node));

      /* Documents share what an edit leaves alone. */
      if (known == NULL || (before != NULL && sluice_document_find_node (before, sluice_node_get_id (node)) == node))
        continue;
      sluice_node_widget_update (known, node);
      watch_ports (self, known);
    }
  /* A document that is opened may take a few frames; an edit finds all nodes made. */
  _sluice_canvas_update_nodes (self, g_hash_table_size (self->nodes) > 0);
  if (before != NULL)
    _sluice_canvas_slide (self, places);

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
