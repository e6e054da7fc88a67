/* sluice-palette.c: the kinds of nodes, to be put on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-palette.h"

#include <glib/gi18n.h>

#include "canvas/sluice-palette-row.h"
#include "canvas/sluice-palette-search.h"

struct _SluicePalette
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *search;
  GtkWidget *list;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluicePalette, sluice_palette, GTK_TYPE_WIDGET)
G_DEFINE_BOXED_TYPE (SluicePaletteItem, sluice_palette_item, g_strdup, g_free)

static const char *const category_labels[] = {
  [SLUICE_CATEGORY_SOURCES] = N_ ("Sources"),       [SLUICE_CATEGORY_TRANSFORM] = N_ ("Transform"),
  [SLUICE_CATEGORY_EVENT_TIME] = N_ ("Event Time"), [SLUICE_CATEGORY_COMBINE] = N_ ("Combine"),
  [SLUICE_CATEGORY_SINKS] = N_ ("Sinks"),
};

static void
activate_row (SluicePalette *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0,
                 sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row))->op);
}

static void
stop_search_cb (SluicePalette *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  SluiceNodeCategory category = sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row))->category;
  GtkWidget *label;

  if (before != NULL
      && sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (before))->category == category)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;

  label = gtk_label_new (_ (category_labels[category]));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_row_set_header (row, label);
}

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  SluicePaletteRow *row = user_data;

  return gdk_content_provider_new_typed (SLUICE_TYPE_PALETTE_ITEM,
                                         sluice_palette_row_get_kind (row)->op);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer user_data)
{
  GtkWidget *row = user_data;
  g_autoptr (GdkPaintable) icon = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, icon, 16, gtk_widget_get_height (row) / 2);
}

static void
add_row (SluicePalette *self, const SluiceNodeType *kind)
{
  GtkWidget *row = sluice_palette_row_new (kind);

  if (kind->supported)
    {
      GtkDragSource *source = gtk_drag_source_new ();

      gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
      g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag_cb), row);
      g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), row);
      gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
    }
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static gboolean
sluice_palette_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (SLUICE_PALETTE (widget)->search);
}

static void
sluice_palette_dispose (GObject *object)
{
  SluicePalette *self = SLUICE_PALETTE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_palette_parent_class)->dispose (object);
}

static void
sluice_palette_class_init (SluicePaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_palette_dispose;
  widget_class->grab_focus = sluice_palette_grab_focus;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", SLUICE_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "palette");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sluice_palette_init (SluicePalette *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  guint n;
  const SluiceNodeType *kinds = sluice_node_type_list (&n);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->list = gtk_list_box_new ();
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (self->list), FALSE);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), update_header, NULL, NULL);
  self->search = sluice_palette_search_new (_ ("Search nodes"), GTK_LIST_BOX (self->list));
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (stop_search_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->search);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activate_row), self);
  for (guint i = 0; i < n; i++)
    add_row (self, &kinds[i]);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), scroller);
}

GtkWidget *
sluice_palette_new (void)
{
  return g_object_new (SLUICE_TYPE_PALETTE, NULL);
}

void
sluice_palette_focus_search (SluicePalette *self)
{
  g_return_if_fail (SLUICE_IS_PALETTE (self));

  gtk_widget_grab_focus (self->search);
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}
