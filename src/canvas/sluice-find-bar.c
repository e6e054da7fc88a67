/* sluice-find-bar.c: looks for nodes by what they are called and what stands in them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-find-bar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "canvas/sluice-layout.h"

struct _SluiceFindBar
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *entry;
  GtkWidget *count;
  GtkWidget *previous;
  GtkWidget *next;

  SluiceCanvas *canvas; /* weak */
  char **hits;
  guint shown;
};

G_DEFINE_FINAL_TYPE (SluiceFindBar, sluice_find_bar, GTK_TYPE_WIDGET)

/* Looking. */

static gboolean
contains (const char *haystack, const char *folded)
{
  g_autofree char *text = haystack != NULL ? g_utf8_casefold (haystack, -1) : NULL;

  return text != NULL && strstr (text, folded) != NULL;
}

static gboolean
field_contains (SluiceNode *node, const char *name, const char *folded)
{
  g_auto (GStrv) values = sluice_node_get_strings (node, name);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (contains (values[i], folded))
      return TRUE;

  return FALSE;
}

static gboolean
options_contain (SluiceNode *node, const char *folded)
{
  g_autoptr (GHashTable) options = sluice_node_get_options (node);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (contains (name, folded) || contains (value, folded))
      return TRUE;

  return FALSE;
}

static gboolean
node_fits (SluiceNode *node, SluiceAnalysis *analysis, const char *folded)
{
  const SluiceNodeType *type = sluice_node_get_type (node);
  const SluiceNodeAnalysis *known
    = analysis != NULL ? sluice_analysis_get_node (analysis, sluice_node_get_id (node)) : NULL;

  if (contains (sluice_node_get_id (node), folded) || contains (sluice_node_get_op (node), folded)
      || (type != NULL && contains (_ (type->label), folded)) || options_contain (node, folded))
    return TRUE;
  for (guint i = 0; type != NULL && i < type->n_fields; i++)
    if (field_contains (node, type->fields[i].name, folded))
      return TRUE;
  for (guint i = 0; known != NULL && known->schema != NULL && i < known->schema->n_fields; i++)
    if (contains (known->schema->fields[i].name, folded))
      return TRUE;

  return FALSE;
}

char **
sluice_find_nodes (SluiceDocument *document, SluiceAnalysis *analysis, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *folded = g_utf8_casefold (stripped, -1);
  g_auto (GStrv) order = sluice_layout_order (document);
  GPtrArray *hits = g_ptr_array_new ();

  for (guint i = 0; *folded != '\0' && order[i] != NULL; i++)
    {
      SluiceNode *node = sluice_document_find_node (document, order[i]);

      if (node != NULL && node_fits (node, analysis, folded))
        g_ptr_array_add (hits, g_strdup (order[i]));
    }
  g_ptr_array_add (hits, NULL);

  return (char **) g_ptr_array_free (hits, FALSE);
}

/* The bar. */

static void
show_hit (SluiceFindBar *self)
{
  guint n = g_strv_length (self->hits);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *count = NULL;

  if (n > 0)
    {
      GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
      GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
      gboolean typing = focus != NULL && gtk_widget_is_ancestor (focus, self->entry);

      sluice_canvas_reveal_node (self->canvas, self->hits[self->shown]);
      /* A node that is chosen takes the focus; here one goes on typing. */
      if (typing)
        gtk_widget_grab_focus (focus);
      count = g_strdup_printf (_ ("%u of %u"), self->shown + 1, n);
    }
  else
    count = g_strdup (*text != '\0' ? _ ("No node") : "");
  gtk_label_set_text (GTK_LABEL (self->count), count);
  gtk_widget_set_sensitive (self->previous, n > 1);
  gtk_widget_set_sensitive (self->next, n > 1);
  if (n == 0 && *text != '\0')
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
}

static void
look (SluiceFindBar *self)
{
  SluicePipeline *pipeline = NULL;

  if (self->canvas != NULL)
    g_object_get (self->canvas, "pipeline", &pipeline, NULL);
  if (pipeline == NULL)
    return;

  g_strfreev (self->hits);
  self->hits = sluice_find_nodes (sluice_pipeline_get_document (pipeline),
                                  sluice_pipeline_get_analysis (pipeline),
                                  gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_object_unref (pipeline);
}

static void
changed_cb (SluiceFindBar *self)
{
  int position = gtk_editable_get_position (GTK_EDITABLE (self->entry));

  self->shown = 0;
  look (self);
  show_hit (self);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), position, position);
}

void
sluice_find_bar_step (SluiceFindBar *self, int by)
{
  guint n;

  g_return_if_fail (SLUICE_IS_FIND_BAR (self));

  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0')
    {
      sluice_find_bar_open (self);
      return;
    }

  /* The document may be another one than when the text was typed. */
  look (self);
  n = g_strv_length (self->hits);
  self->shown = n > 0 ? (self->shown + n + by) % n : 0;
  show_hit (self);
}

static void
next_cb (SluiceFindBar *self)
{
  sluice_find_bar_step (self, 1);
}

static void
previous_cb (SluiceFindBar *self)
{
  sluice_find_bar_step (self, -1);
}

static void
close_cb (SluiceFindBar *self)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  if (self->canvas != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->canvas), GTK_DIR_TAB_FORWARD);
}

void
sluice_find_bar_open (SluiceFindBar *self)
{
  g_return_if_fail (SLUICE_IS_FIND_BAR (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

static gboolean
step_binding (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  sluice_find_bar_step (SLUICE_FIND_BAR (widget), g_variant_get_int32 (arguments));

  return TRUE;
}

static void
sluice_find_bar_dispose (GObject *object)
{
  SluiceFindBar *self = SLUICE_FIND_BAR (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_pointer (&self->hits, g_strfreev);
  g_clear_weak_pointer (&self->canvas);

  G_OBJECT_CLASS (sluice_find_bar_parent_class)->dispose (object);
}

static void
sluice_find_bar_class_init (SluiceFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_find_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "findbar");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F3, 0, step_binding, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F3, GDK_SHIFT_MASK, step_binding, "i", -1);
}

static GtkWidget *
button_new (SluiceFindBar *self, const char *icon, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", callback, self);

  return button;
}

static void
sluice_find_bar_init (SluiceFindBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  self->hits = g_new0 (char *, 1);
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Name, kind, column or expression"), NULL);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a node"), -1);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "previous-match", G_CALLBACK (previous_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (close_cb), self);
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_widget_add_css_class (self->count, "numeric");
  self->previous = button_new (self, "go-up-symbolic", _ ("Previous (Shift+F3)"), G_CALLBACK (previous_cb));
  self->next = button_new (self, "go-down-symbolic", _ ("Next (F3)"), G_CALLBACK (next_cb));
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->count);
  gtk_box_append (GTK_BOX (box), self->previous);
  gtk_box_append (GTK_BOX (box), self->next);
  gtk_box_append (GTK_BOX (box),
                  button_new (self, "window-close-symbolic", _ ("Close (Esc)"), G_CALLBACK (close_cb)));
  gtk_widget_add_css_class (box, "find-box");
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

GtkWidget *
sluice_find_bar_new (SluiceCanvas *canvas)
{
  SluiceFindBar *self = g_object_new (SLUICE_TYPE_FIND_BAR, NULL);

  g_set_weak_pointer (&self->canvas, canvas);

  return GTK_WIDGET (self);
}
