/* sluice-command-palette.c: everything that can be done, to be found by typing.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-command-palette.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-window.h"

struct _SluiceCommandPalette
{
  AdwWindow parent_instance;

  GtkWidget *search;
  GtkWidget *list;
  GtkWidget *target; /* weak */
};

G_DEFINE_FINAL_TYPE (SluiceCommandPalette, sluice_command_palette, ADW_TYPE_WINDOW)

static const struct
{
  const char *title;
  const char *action;
  const char *keys;
} commands[] = {
  { N_ ("Run, pause or go on"), "page.run-or-pause", "F5" },
  { N_ ("Run one batch"), "page.step", "F7" },
  { N_ ("Stop"), "page.stop", "<Shift>F5" },
  { N_ ("Next batch"), "page.next-batch", "period" },
  { N_ ("Previous batch"), "page.previous-batch", "comma" },
  { N_ ("New pipeline"), "win.new", "<Control>n" },
  { N_ ("Open…"), "win.open", "<Control>o" },
  { N_ ("Save"), "page.save", "<Control>s" },
  { N_ ("Save as…"), "page.save-as", "<Control><Shift>s" },
  { N_ ("Close"), "win.close", "<Control>w" },
  { N_ ("Examples"), "win.gallery", "<Alt>Home" },
  { N_ ("Undo"), "page.undo", "<Control>z" },
  { N_ ("Redo"), "page.redo", "<Control><Shift>z" },
  { N_ ("Find a node…"), "page.find", "<Control>f" },
  { N_ ("Add a node…"), "canvas.quick-add", "<Control>space" },
  { N_ ("Insert a node into the chosen wire…"), "canvas.insert", "Insert" },
  { N_ ("Write a note"), "canvas.note", "t" },
  { N_ ("Rename the node"), "canvas.rename", "F2" },
  { N_ ("Enable or disable"), "canvas.toggle-enabled", "e" },
  { N_ ("Bypass"), "canvas.toggle-bypass", "b" },
  { N_ ("Connect selected nodes"), "canvas.connect", "<Control>l" },
  { N_ ("Disconnect"), "canvas.disconnect", "<Control><Shift>l" },
  { N_ ("Cut"), "canvas.cut", "<Control>x" },
  { N_ ("Copy"), "canvas.copy", "<Control>c" },
  { N_ ("Paste"), "canvas.paste", "<Control>v" },
  { N_ ("Paste, fed by what fed the original"), "canvas.paste-wired", "<Control><Shift>v" },
  { N_ ("Duplicate"), "canvas.duplicate", "<Control>d" },
  { N_ ("Delete"), "canvas.delete", "Delete" },
  { N_ ("Delete and re-join the wires"), "canvas.delete-rejoin", "<Control>Delete" },
  { N_ ("Select all"), "canvas.select-all", "<Control>a" },
  { N_ ("Select what comes before"), "canvas.select-upstream", "<Alt>u" },
  { N_ ("Select what comes behind"), "canvas.select-downstream", "<Alt>d" },
  { N_ ("Align left edges"), "canvas.align-left", NULL },
  { N_ ("Align top edges"), "canvas.align-top", NULL },
  { N_ ("Distribute from left to right"), "canvas.distribute-across", NULL },
  { N_ ("Distribute from top to bottom"), "canvas.distribute-down", NULL },
  { N_ ("Arrange the layout"), "canvas.layout", "l" },
  { N_ ("Snap to the grid or not"), "canvas.snap", "g" },
  { N_ ("Show the rows of the node or wire"), "canvas.show-rows", "r" },
  { N_ ("Show everything"), "canvas.zoom-fit", "f" },
  { N_ ("Zoom to 100 %"), "canvas.zoom-original", "<Control>0" },
  { N_ ("Back to the view before"), "canvas.view-back", "<Alt>Left" },
  { N_ ("Forward to the view after"), "canvas.view-forward", "<Alt>Right" },
  { N_ ("Zoom in"), "canvas.zoom-in", "<Control>plus" },
  { N_ ("Zoom out"), "canvas.zoom-out", "<Control>minus" },
  { N_ ("Minimap"), "canvas.toggle-minimap", "m" },
  { N_ ("Palette"), "page.toggle-palette", "F9" },
  { N_ ("Inspector"), "page.toggle-inspector", "<Control>F9" },
  { N_ ("Panels"), "page.toggle-bottom", "<Shift>F9" },
  { N_ ("Preferences"), "app.preferences", "<Control>comma" },
  { N_ ("Keyboard shortcuts"), "win.show-help-overlay", "<Control>question" },
  { N_ ("About Sluice"), "app.about", NULL },
};

static gboolean
filter (GtkListBoxRow *row, gpointer user_data)
{
  SluiceCommandPalette *self = user_data;
  const char *title = _ (commands[gtk_list_box_row_get_index (row)].title);
  g_autofree char *folded = g_utf8_casefold (title, -1);
  g_autofree char *wanted
    = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_auto (GStrv) words = g_strsplit (wanted, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

static void
search_cb (SluiceCommandPalette *self)
{
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

typedef struct
{
  GtkWidget *target;
  const char *action;
} Choice;

static gboolean
activate_cb (gpointer user_data)
{
  Choice *choice = user_data;

  GtkRoot *root = gtk_widget_get_root (choice->target);

  if (!gtk_widget_activate_action (choice->target, choice->action, NULL) && SLUICE_IS_WINDOW (root))
    sluice_window_toast (SLUICE_WINDOW (root), _ ("That can’t be done now."));
  g_object_unref (choice->target);
  g_free (choice);

  return G_SOURCE_REMOVE;
}

/* Done when the palette is gone, so that what is opened gets the focus. */
static void
choose (SluiceCommandPalette *self, GtkListBoxRow *row)
{
  Choice *choice;

  if (row == NULL || self->target == NULL)
    return;

  choice = g_new (Choice, 1);
  choice->target = g_object_ref (self->target);
  choice->action = commands[gtk_list_box_row_get_index (row)].action;
  gtk_window_close (GTK_WINDOW (self));
  g_idle_add (activate_cb, choice);
}

static void
first_cb (SluiceCommandPalette *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        choose (self, row);
        return;
      }
}

static void
stop_cb (SluiceCommandPalette *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
search_key_cb (GtkEventControllerKey *key,
               guint                  keyval,
               guint                  keycode,
               GdkModifierType        state,
               gpointer               user_data)
{
  SluiceCommandPalette *self = user_data;

  return (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
         && gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_row (guint index)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ (commands[index].title));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  if (commands[index].keys != NULL)
    {
      GtkWidget *keys = gtk_shortcut_label_new (commands[index].keys);

      gtk_widget_add_css_class (keys, "dim-label");
      gtk_box_append (GTK_BOX (box), keys);
    }

  return box;
}

static void
sluice_command_palette_dispose (GObject *object)
{
  g_clear_weak_pointer (&SLUICE_COMMAND_PALETTE (object)->target);

  G_OBJECT_CLASS (sluice_command_palette_parent_class)->dispose (object);
}

static void
sluice_command_palette_class_init (SluiceCommandPaletteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sluice_command_palette_dispose;
}

static void
sluice_command_palette_init (SluiceCommandPalette *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *nothing = gtk_label_new (_ ("Nothing of that name can be done."));
  GtkEventController *key = gtk_event_controller_key_new ();

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("What to do"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What to do"), -1);
  gtk_widget_set_margin_top (self->search, 12);
  gtk_widget_set_margin_bottom (self->search, 6);
  gtk_widget_set_margin_start (self->search, 12);
  gtk_widget_set_margin_end (self->search, 12);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (search_cb), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (first_cb), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (stop_cb), self);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (self->search, key);
  gtk_box_append (GTK_BOX (box), self->search);

  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), nothing);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (i));
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), filter, self, NULL);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (choose), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);

  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Commands"));
  gtk_window_set_default_size (GTK_WINDOW (self), 340, 420);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_focus (GTK_WINDOW (self), self->search);
}

GtkWidget *
sluice_command_palette_new (GtkWindow *parent, GtkWidget *target)
{
  SluiceCommandPalette *self = g_object_new (SLUICE_TYPE_COMMAND_PALETTE, "transient-for", parent, NULL);

  g_set_weak_pointer (&self->target, target);

  return GTK_WIDGET (self);
}
