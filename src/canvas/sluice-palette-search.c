/* sluice-palette-search.c: an entry that searches a list of kinds of nodes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-palette-search.h"

#include <glib/gi18n.h>

#include "canvas/sluice-palette-row.h"

/* The entry tells of a change after a while only; who presses Enter before means what stands there. */
static void
activate_cb (GtkWidget *entry, GtkListBox *list)
{
  GtkListBoxRow *row;

  gtk_list_box_invalidate_filter (list);
  row = sluice_palette_row_first (list);
  if (row != NULL)
    g_signal_emit_by_name (list, "row-activated", row);
}

static gboolean
key_cb (GtkEventControllerKey *key, guint keyval, guint keycode, GdkModifierType state, gpointer user_data)
{
  GtkListBoxRow *row;

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return FALSE;
  row = sluice_palette_row_first (user_data);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
filter (GtkListBoxRow *row, gpointer user_data)
{
  return sluice_palette_row_matches (SLUICE_PALETTE_ROW (row), gtk_editable_get_text (user_data));
}

GtkWidget *
sluice_palette_search_new (const char *label, GtkListBox *list)
{
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *nothing = gtk_label_new (_ ("No kind of node matches."));
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_object_set (entry, "placeholder-text", label, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), list,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), list, 0);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (key_cb), list, 0);
  gtk_widget_add_controller (entry, controller);

  gtk_widget_add_css_class (GTK_WIDGET (list), "navigation-sidebar");
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_list_box_set_placeholder (list, nothing);
  gtk_list_box_set_filter_func (list, filter, entry, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Kinds of nodes"), -1);

  return entry;
}
