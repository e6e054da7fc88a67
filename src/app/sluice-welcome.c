/* sluice-welcome.c: the gallery of examples that a window begins with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-welcome.h"

#include <glib/gi18n.h>

#include "generate/sluice-example.h"

struct _SluiceWelcome
{
  GtkWidget parent_instance;

  GtkWidget *root;
  GtkWidget *gallery;
};

enum
{
  SIGNAL_EXAMPLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceWelcome, sluice_welcome, GTK_TYPE_WIDGET)

static void
clicked_cb (GtkButton *button, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_EXAMPLE], 0,
                 (const char *) g_object_get_data (G_OBJECT (button), "path"));
}

static const char *
icon_of (const char *name)
{
  static const struct
  {
    const char *name;
    const char *icon;
  } icons[] = {
    { "word-count", "accessories-text-editor-symbolic" },
    { "log-levels", "utilities-terminal-symbolic" },
    { "orders-enriched", "x-office-spreadsheet-symbolic" },
    { "sensor-alerts", "weather-few-clouds-symbolic" },
    { "ad-clicks", "input-mouse-symbolic" },
    { "nexmark-bids", "emblem-favorite-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_str_equal (icons[i].name, name))
      return icons[i].icon;

  return "emblem-documents-symbolic";
}

static GtkWidget *
make_card (SluiceWelcome *self, const SluiceExample *example)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_of (example->name));
  GtkWidget *title = gtk_label_new (example->title);
  GtkWidget *description = gtk_label_new (example->description);

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 32);
  gtk_widget_set_halign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "accent");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (description), 0);
  gtk_label_set_yalign (GTK_LABEL (description), 0);
  gtk_label_set_wrap (GTK_LABEL (description), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (description), 34);
  gtk_label_set_width_chars (GTK_LABEL (description), 26);
  gtk_widget_set_vexpand (description, TRUE);
  gtk_widget_add_css_class (description, "dim-label");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), description);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "example-card");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  example->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  example->description, -1);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (example->path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), self);

  return button;
}

/* Reading the examples' files takes a moment that the first frame need not wait for. */
static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, sluice_example_list (), (GDestroyNotify) g_ptr_array_unref);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SluiceWelcome *self = SLUICE_WELCOME (object);
  g_autoptr (GPtrArray) examples = g_task_propagate_pointer (G_TASK (result), NULL);

  for (guint i = 0; self->root != NULL && i < examples->len; i++)
    gtk_flow_box_append (GTK_FLOW_BOX (self->gallery),
                         make_card (self, g_ptr_array_index (examples, i)));
  for (GtkWidget *child = gtk_widget_get_first_child (self->gallery); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
}

static void
sluice_welcome_dispose (GObject *object)
{
  g_clear_pointer (&SLUICE_WELCOME (object)->root, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_welcome_parent_class)->dispose (object);
}

static void
sluice_welcome_class_init (SluiceWelcomeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sluice_welcome_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_EXAMPLE] = g_signal_new ("example", SLUICE_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_button (const char *label, const char *action, gboolean suggested)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "pill");
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);

  return button;
}

static void
sluice_welcome_init (SluiceWelcome *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (APP_ID);
  GtkWidget *title = gtk_label_new (_ ("Sluice"));
  GtkWidget *text = gtk_label_new (
    _ ("Draw a streaming query, run it, and watch every micro-batch. It answers as Apache Spark does."));
  GtkWidget *heading = gtk_label_new (_ ("Examples"));
  g_autoptr (GTask) task = g_task_new (self, NULL, listed_cb, NULL);

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 96);
  gtk_widget_add_css_class (title, "title-1");
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("_New Pipeline"), "win.new", TRUE));
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("_Open…"), "win.open", FALSE));
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "title-4");
  gtk_widget_set_margin_top (heading, 12);

  self->gallery = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->gallery), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (self->gallery), TRUE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (self->gallery), 1);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->gallery), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->gallery), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->gallery), 12);

  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), self->gallery);
  gtk_widget_set_margin_top (box, 36);
  gtk_widget_set_margin_bottom (box, 36);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 900);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);

  self->root = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->root), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->root), clamp);
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));

  g_task_set_source_tag (task, listed_cb);
  g_task_run_in_thread (task, list_in_thread);
}

GtkWidget *
sluice_welcome_new (void)
{
  return g_object_new (SLUICE_TYPE_WELCOME, NULL);
}
