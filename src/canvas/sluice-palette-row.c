/* sluice-palette-row.c: a kind of node in a list to choose from.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-palette-row.h"

#include <glib/gi18n.h>
#include <string.h>

struct _SluicePaletteRow
{
  GtkListBoxRow parent_instance;

  const SluiceNodeType *kind;
  char *folded; /* what is searched */
};

G_DEFINE_FINAL_TYPE (SluicePaletteRow, sluice_palette_row, GTK_TYPE_LIST_BOX_ROW)

static const char *const category_classes[] = {
  [SLUICE_CATEGORY_SOURCES] = "sources",       [SLUICE_CATEGORY_TRANSFORM] = "transform",
  [SLUICE_CATEGORY_EVENT_TIME] = "event-time", [SLUICE_CATEGORY_COMBINE] = "combine",
  [SLUICE_CATEGORY_SINKS] = "sinks",
};

static void
sluice_palette_row_finalize (GObject *object)
{
  SluicePaletteRow *self = SLUICE_PALETTE_ROW (object);

  g_clear_pointer (&self->folded, g_free);

  G_OBJECT_CLASS (sluice_palette_row_parent_class)->finalize (object);
}

static void
sluice_palette_row_class_init (SluicePaletteRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sluice_palette_row_finalize;
}

static void
sluice_palette_row_init (SluicePaletteRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "palette-row");
}

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);

  return label;
}

GtkWidget *
sluice_palette_row_new (const SluiceNodeType *kind)
{
  SluicePaletteRow *self = g_object_new (SLUICE_TYPE_PALETTE_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *icon = gtk_image_new_from_icon_name (kind->icon_name);
  GtkWidget *label = label_new (_ (kind->label));
  const char *subtitle
    = kind->supported ? _ (kind->description) : _ ("This version of Sluice can’t run it yet.");
  GtkWidget *description = label_new (subtitle);
  g_autofree char *searched = g_strdup_printf ("%s %s %s", _ (kind->label), kind->op, _ (kind->description));

  self->kind = kind;
  self->folded = g_utf8_casefold (searched, -1);

  gtk_widget_add_css_class (icon, "node-icon");
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (description), TRUE);
  gtk_label_set_lines (GTK_LABEL (description), 2);
  gtk_label_set_ellipsize (GTK_LABEL (description), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (description, "caption");
  gtk_widget_add_css_class (description, "dim-label");
  gtk_box_append (GTK_BOX (texts), label);
  gtk_box_append (GTK_BOX (texts), description);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  gtk_widget_add_css_class (GTK_WIDGET (self), category_classes[kind->category]);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ (kind->description));
  gtk_widget_set_sensitive (GTK_WIDGET (self), kind->supported);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (kind->label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);

  return GTK_WIDGET (self);
}

const SluiceNodeType *
sluice_palette_row_get_kind (SluicePaletteRow *self)
{
  g_return_val_if_fail (SLUICE_IS_PALETTE_ROW (self), NULL);

  return self->kind;
}

gboolean
sluice_palette_row_matches (SluicePaletteRow *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  g_return_val_if_fail (SLUICE_IS_PALETTE_ROW (self), FALSE);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (self->folded, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

GtkListBoxRow *
sluice_palette_row_first (GtkListBox *list)
{
  GtkListBoxRow *row;

  /* The filter of a list hides rows by their child-visible. */
  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) && gtk_widget_get_sensitive (GTK_WIDGET (row)))
      return row;

  return NULL;
}
