/* sluice-outline.c: the pipeline as a list: the canvas for those who don't see it, or have no room for it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-outline.h"

#include <glib/gi18n.h>
#include <string.h>

#include "canvas/sluice-layout.h"
#include "canvas/sluice-quick-add.h"

/* Figures of a run are looked at that often. */
#define REFRESH_MS 500

struct _SluiceOutline
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *list;
  GtkWidget *quick_add;

  SluiceCanvas *canvas; /* weak */
  SluicePipeline *pipeline;
  char **order; /* ids of the rows */
  guint timeout;
};

G_DEFINE_FINAL_TYPE (SluiceOutline, sluice_outline, GTK_TYPE_WIDGET)

/* A row: its node's id and two labels hang on it. */

static const char *
row_get_id (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "id");
}

static void
append_part (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static char *
describe_inputs (GArray *wires, const char *id)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (guint i = 0; i < wires->len; i++)
    if (g_str_equal (g_array_index (wires, SluiceWire, i).to, id))
      g_ptr_array_add (names, (gpointer) g_array_index (wires, SluiceWire, i).from);
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (", ", (char **) names->pdata);

  return g_strdup_printf (_ ("from %s"), joined);
}

static char *
describe_problems (SluiceAnalysis *analysis, const char *id)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);
  const SluiceProblem *first = NULL;
  guint n = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (g_strcmp0 (problem->node, id) != 0)
        continue;
      first = n == 0 ? problem : first;
      n++;
    }
  if (n == 0)
    return NULL;
  if (n == 1)
    return g_strdup (first->message);

  return g_strdup_printf (ngettext ("%u problem", "%u problems", n), n);
}

static char *
describe (SluiceOutline *self, SluiceNode *node, GArray *wires)
{
  const char *id = sluice_node_get_id (node);
  const SluiceNodeType *type = sluice_node_get_type (node);
  SluiceAnalysis *analysis = sluice_pipeline_get_analysis (self->pipeline);
  SluiceNodeWidget *widget = sluice_canvas_get_node_widget (self->canvas, id);
  g_autofree char *inputs = describe_inputs (wires, id);
  g_autofree char *problems = analysis != NULL ? describe_problems (analysis, id) : NULL;
  GString *text = g_string_new (type != NULL ? _ (type->label) : sluice_node_get_op (node));

  append_part (text, inputs);
  if (sluice_node_is_disabled (node))
    append_part (text, _ ("disabled"));
  if (sluice_node_is_bypassed (node))
    append_part (text, _ ("bypassed"));
  append_part (text, sluice_canvas_get_wire_text (self->canvas, id));
  append_part (text, widget != NULL ? sluice_node_widget_get_status_words (widget) : NULL);
  append_part (text, problems);

  return g_string_free (text, FALSE);
}

static void
update_row (SluiceOutline *self, GtkListBoxRow *row, GArray *wires)
{
  const char *id = row_get_id (row);
  SluiceNode *node = sluice_document_find_node (sluice_pipeline_get_document (self->pipeline), id);
  GtkLabel *label = GTK_LABEL (g_object_get_data (G_OBJECT (row), "details"));
  SluiceNodeWidget *widget = sluice_canvas_get_node_widget (self->canvas, id);
  g_autofree char *text = node != NULL ? describe (self, node, wires) : g_strdup ("");

  if (strcmp (gtk_label_get_text (label), text) != 0)
    {
      gtk_label_set_text (label, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, id,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
  if (widget != NULL
      && (gtk_widget_has_css_class (GTK_WIDGET (widget), "error")
          || gtk_widget_has_css_class (GTK_WIDGET (widget), "failed")))
    gtk_widget_add_css_class (GTK_WIDGET (label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "error");
}

/* The menu of a row. */

static void
append_target (GMenu *menu, const char *label, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", id);
  g_menu_append_item (menu, item);
}

static void
append_pair (GMenu *menu, const char *action, const char *label, const char *from, const char *to)
{
  /* A name is no place for access keys. */
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (escaped, NULL);

  g_menu_item_set_action_and_target (item, action, "(ss)", from, to);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_connections (SluiceOutline *self, const char *id)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  g_autoptr (GArray) wires = sluice_document_get_wires (document);
  g_autoptr (GMenu) connect = g_menu_new ();
  g_autoptr (GMenu) disconnect = g_menu_new ();
  GMenu *menu = g_menu_new ();
  SluiceNodeWidget *widget = sluice_canvas_get_node_widget (self->canvas, id);

  for (guint i = 0; widget != NULL && sluice_node_widget_get_output (widget) != NULL && self->order[i] != NULL;
       i++)
    if (sluice_canvas_can_connect (self->canvas, id, self->order[i], NULL))
      append_pair (connect, "outline.connect", self->order[i], id, self->order[i]);
  for (guint i = 0; i < wires->len; i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);

      if (g_str_equal (wire->from, id))
        append_pair (disconnect, "outline.disconnect", wire->to, wire->from, wire->to);
      else if (g_str_equal (wire->to, id))
        append_pair (disconnect, "outline.disconnect", wire->from, wire->from, wire->to);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (connect)) > 0)
    g_menu_append_submenu (menu, _ ("_Connect To"), G_MENU_MODEL (connect));
  if (g_menu_model_get_n_items (G_MENU_MODEL (disconnect)) > 0)
    g_menu_append_submenu (menu, _ ("D_isconnect From"), G_MENU_MODEL (disconnect));

  return G_MENU_MODEL (menu);
}

static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  SluiceOutline *self = user_data;
  const char *id = row_get_id (GTK_LIST_BOX_ROW (row));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new ();
  g_autoptr (GMenu) remove = g_menu_new ();
  g_autoptr (GMenuModel) wires = make_connections (self, id);

  append_target (edit, _ ("_Edit Fields"), "outline.edit", id);
  append_target (edit, _ ("_Rename"), "outline.rename", id);
  append_target (edit, _ ("_Add Behind…"), "outline.add-behind", id);
  append_target (remove, _ ("E_nable or Disable"), "outline.toggle-enabled", id);
  append_target (remove, _ ("_Delete"), "outline.delete", id);
  append_target (remove, _ ("Delete and Re-_join"), "outline.delete-rejoin", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, wires);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (remove));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static GtkWidget *
make_row (SluiceOutline *self, SluiceNode *node)
{
  const SluiceNodeType *type = sluice_node_get_type (node);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *name = gtk_label_new (sluice_node_get_id (node));
  GtkWidget *details = gtk_label_new (NULL);
  GtkWidget *menu = gtk_menu_button_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name, "heading");
  gtk_label_set_xalign (GTK_LABEL (details), 0);
  gtk_label_set_wrap (GTK_LABEL (details), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (details), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (details, "caption");
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), details);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (type != NULL ? type->icon_name
                                                                            : "dialog-question-symbolic"));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "view-more-symbolic");
  gtk_widget_set_tooltip_text (menu, _ ("What can be done with this node"));
  gtk_widget_add_css_class (menu, "flat");
  gtk_widget_set_valign (menu, GTK_ALIGN_CENTER);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (menu), create_menu_cb, self, NULL);
  gtk_box_append (GTK_BOX (box), menu);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (sluice_node_get_id (node)), g_free);
  g_object_set_data (G_OBJECT (row), "details", details);

  return row;
}

/* Following the document. */

static GtkListBoxRow *
find_row (SluiceOutline *self, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (g_strcmp0 (row_get_id (row), id) == 0)
      return row;

  return NULL;
}

static void
refresh (SluiceOutline *self)
{
  SluiceDocument *document;
  g_autoptr (GArray) wires = NULL;
  g_auto (GStrv) order = NULL;
  GtkListBoxRow *row;

  /* Who doesn't look doesn't wait for it either: it is made when it is shown. */
  if (self->canvas == NULL || self->pipeline == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  document = sluice_pipeline_get_document (self->pipeline);
  wires = sluice_document_get_wires (document);
  order = sluice_layout_order (document);
  if (self->order == NULL
      || !g_strv_equal ((const char *const *) order, (const char *const *) self->order))
    {
      while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL)
        gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
      g_strfreev (self->order);
      self->order = g_steal_pointer (&order);
      for (guint i = 0; self->order[i] != NULL; i++)
        gtk_list_box_append (GTK_LIST_BOX (self->list),
                             make_row (self, sluice_document_find_node (document, self->order[i])));
    }
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    update_row (self, row, wires);
}

static void
selection_cb (SluiceOutline *self)
{
  GtkListBoxRow *row = find_row (self, sluice_canvas_get_selected_node (self->canvas));

  if (row != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  else
    gtk_list_box_unselect_all (GTK_LIST_BOX (self->list));
}

static void
activated_cb (SluiceOutline *self, GtkListBoxRow *row)
{
  g_autofree char *id = g_strdup (row_get_id (row));

  sluice_canvas_reveal_node (self->canvas, id);
  g_signal_emit_by_name (self->canvas, "node-activated", id);
}

static gboolean
timeout_cb (gpointer user_data)
{
  refresh (user_data);

  return G_SOURCE_CONTINUE;
}

/* What runs changes all the time; only who looks needs to know. */
static void
map_cb (SluiceOutline *self)
{
  refresh (self);
  if (self->timeout == 0)
    self->timeout = g_timeout_add (REFRESH_MS, timeout_cb, self);
}

static void
unmap_cb (SluiceOutline *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
}

/* Actions. */

/* A node that is chosen takes the focus; who works in the list stays in it. */
static void
return_focus (SluiceOutline *self, const char *id)
{
  GtkListBoxRow *row;

  refresh (self);
  row = find_row (self, id);
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
edit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluiceOutline *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  const char *id = g_variant_get_string (parameter, NULL);

  sluice_canvas_reveal_node (self->canvas, id);
  g_signal_emit_by_name (self->canvas, g_str_equal (name, "rename") ? "rename-requested" : "node-activated",
                         id);
}

static void
canvas_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluiceOutline *self = user_data;
  g_autofree char *id = g_variant_dup_string (parameter, NULL);
  g_autofree char *name = g_strconcat ("canvas.", g_action_get_name (G_ACTION (action)), NULL);

  sluice_canvas_select (self->canvas, id);
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), name, NULL);
  return_focus (self, id);
}

static void
chosen_cb (SluiceOutline *self, const char *op, GtkPopover *popover)
{
  g_autofree char *kind = g_strdup (op);
  g_autofree char *id = NULL;

  gtk_popover_popdown (popover);
  sluice_canvas_add_node (self->canvas, kind, NULL);
  id = g_strdup (sluice_canvas_get_selected_node (self->canvas));
  return_focus (self, id);
}

static void
add_behind_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluiceOutline *self = user_data;
  g_autofree char *id = g_variant_dup_string (parameter, NULL);
  GtkListBoxRow *row = find_row (self, id);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self), &bounds))
    return;

  sluice_canvas_select (self->canvas, id);
  g_clear_pointer (&self->quick_add, gtk_widget_unparent);
  self->quick_add = sluice_quick_add_new ();
  sluice_quick_add_set_context (SLUICE_QUICK_ADD (self->quick_add),
                                sluice_pipeline_get_document (self->pipeline), id);
  g_signal_connect_swapped (self->quick_add, "chosen", G_CALLBACK (chosen_cb), self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->quick_add),
                               &(GdkRectangle){ bounds.origin.x + 40, bounds.origin.y, 1,
                                                bounds.size.height });
  gtk_widget_set_parent (self->quick_add, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->quick_add));
}

static void
connect_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluiceOutline *self = user_data;
  g_autoptr (GError) error = NULL;
  const char *from, *to;

  g_variant_get (parameter, "(&s&s)", &from, &to);
  if (!sluice_canvas_connect (self->canvas, from, to, NULL, &error))
    g_signal_emit_by_name (self->canvas, "message", error->message);
  return_focus (self, from);
}

static void
disconnect_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluiceOutline *self = user_data;
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  g_autoptr (GArray) wires = sluice_document_get_wires (document);
  const char *from, *to;

  g_variant_get (parameter, "(&s&s)", &from, &to);
  for (guint i = 0; i < wires->len; i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
      g_autoptr (SluiceDocument) edited = NULL;

      if (!g_str_equal (wire->from, from) || !g_str_equal (wire->to, to))
        continue;
      edited = sluice_document_without_wire (document, wire);
      sluice_pipeline_apply (self->pipeline, edited, _ ("Disconnect"), NULL);
      break;
    }
  return_focus (self, to);
}

static const GActionEntry actions[] = {
  { .name = "edit", .activate = edit_action, .parameter_type = "s" },
  { .name = "rename", .activate = edit_action, .parameter_type = "s" },
  { .name = "add-behind", .activate = add_behind_action, .parameter_type = "s" },
  { .name = "toggle-enabled", .activate = canvas_action, .parameter_type = "s" },
  { .name = "delete", .activate = canvas_action, .parameter_type = "s" },
  { .name = "delete-rejoin", .activate = canvas_action, .parameter_type = "s" },
  { .name = "connect", .activate = connect_action, .parameter_type = "(ss)" },
  { .name = "disconnect", .activate = disconnect_action, .parameter_type = "(ss)" },
};

/* The widget. */

static void
sluice_outline_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SluiceOutline *self = SLUICE_OUTLINE (widget);

  gtk_widget_size_allocate (self->scroller, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->quick_add != NULL)
    gtk_popover_present (GTK_POPOVER (self->quick_add));
}

static void
sluice_outline_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  gtk_widget_measure (SLUICE_OUTLINE (widget)->scroller, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
sluice_outline_dispose (GObject *object)
{
  SluiceOutline *self = SLUICE_OUTLINE (object);

  unmap_cb (self);
  g_clear_pointer (&self->quick_add, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->order, g_strfreev);
  g_clear_weak_pointer (&self->canvas);
  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (sluice_outline_parent_class)->dispose (object);
}

static void
sluice_outline_class_init (SluiceOutlineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_outline_dispose;
  widget_class->measure = sluice_outline_measure;
  widget_class->size_allocate = sluice_outline_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "outline");
}

static void
sluice_outline_init (SluiceOutline *self)
{
  GtkWidget *empty = gtk_label_new (_ ("The pipeline has no nodes yet."));
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "outline", G_ACTION_GROUP (group));
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), empty);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Nodes of the pipeline"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}

GtkWidget *
sluice_outline_new (SluiceCanvas *canvas)
{
  SluiceOutline *self = g_object_new (SLUICE_TYPE_OUTLINE, NULL);

  g_set_weak_pointer (&self->canvas, canvas);
  g_object_get (canvas, "pipeline", &self->pipeline, NULL);
  if (self->pipeline != NULL)
    {
      g_signal_connect_object (self->pipeline, "notify::document", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_object (self->pipeline, "notify::analysis", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  g_signal_connect_object (canvas, "selection-changed", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}

char *
sluice_outline_get_text (SluiceOutline *self)
{
  GString *text = g_string_new (NULL);
  GtkListBoxRow *row;

  g_return_val_if_fail (SLUICE_IS_OUTLINE (self), NULL);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    g_string_append_printf (text, "%s\t%s\n", row_get_id (row),
                            gtk_label_get_text (GTK_LABEL (g_object_get_data (G_OBJECT (row), "details"))));

  return g_string_free (text, FALSE);
}
