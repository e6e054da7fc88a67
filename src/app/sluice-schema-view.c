/* sluice-schema-view.c: the columns of a schema.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-schema-view.h"

#include <glib/gi18n.h>

/* Deeper structs are told by their type alone. */
#define MAX_DEPTH 4

struct _SluiceSchemaView
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  char *shown; /* the schema as text, marks included; NULL for none */
  gboolean filled;
};

G_DEFINE_FINAL_TYPE (SluiceSchemaView, sluice_schema_view, GTK_TYPE_WIDGET)

static void
describe (const SluiceType *type, GString *out)
{
  g_autofree char *ddl = sluice_type_to_ddl (type);

  g_string_append (out, ddl);
  for (guint i = 0; i < type->n_fields; i++)
    g_string_append_printf (out, "|%" G_GINT64_FORMAT, type->fields[i].watermark_delay_ms);
}

static char *
format_delay (gint64 delay_ms)
{
  gint64 seconds = delay_ms / 1000;

  if (delay_ms % 1000 != 0)
    return g_strdup_printf (_ ("%d ms"), (int) (delay_ms));
  if (seconds % 86400 == 0 && seconds > 0)
    return g_strdup_printf (_ ("%d d"), (int) (seconds / 86400));
  if (seconds % 3600 == 0 && seconds > 0)
    return g_strdup_printf (_ ("%d h"), (int) (seconds / 3600));
  if (seconds % 60 == 0 && seconds > 0)
    return g_strdup_printf (_ ("%d min"), (int) (seconds / 60));

  return g_strdup_printf (_ ("%d s"), (int) (seconds));
}

static GtkWidget *
cell_new (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);

  return label;
}

static void
add_fields (SluiceSchemaView *self, const SluiceType *type, guint depth, int *line)
{
  for (guint i = 0; i < type->n_fields; i++)
    {
      const SluiceField *field = &type->fields[i];
      gboolean is_struct = field->type->id == SLUICE_TYPE_STRUCT;
      g_autofree char *sql = sluice_type_to_sql (field->type);
      GtkWidget *name = cell_new (field->name, "name");
      GtkWidget *kind = cell_new (is_struct && depth < MAX_DEPTH ? "STRUCT" : sql, "type");
      GtkWidget *marks = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_widget_set_margin_start (name, depth * 14);
      gtk_widget_set_hexpand (name, TRUE);
      gtk_widget_set_tooltip_text (kind, sql);
      gtk_label_set_max_width_chars (GTK_LABEL (kind), 18);
      if (field->watermark_delay_ms >= 0)
        {
          g_autofree char *delay = format_delay (field->watermark_delay_ms);
          g_autofree char *text = g_strdup_printf (_ ("Event time; the watermark follows it by %s"), delay);
          GtkWidget *icon = gtk_image_new_from_icon_name ("preferences-system-time-symbolic");

          gtk_widget_add_css_class (icon, "accent");
          gtk_widget_set_tooltip_text (icon, text);
          gtk_box_append (GTK_BOX (marks), icon);
        }
      if (!field->nullable)
        {
          GtkWidget *not_null = cell_new (_ ("not null"), "dim-label");

          gtk_widget_add_css_class (not_null, "caption");
          gtk_box_append (GTK_BOX (marks), not_null);
        }
      gtk_grid_attach (GTK_GRID (self->grid), name, 0, *line, 1, 1);
      gtk_grid_attach (GTK_GRID (self->grid), kind, 1, *line, 1, 1);
      gtk_grid_attach (GTK_GRID (self->grid), marks, 2, *line, 1, 1);
      (*line)++;
      if (is_struct && depth < MAX_DEPTH)
        add_fields (self, field->type, depth + 1, line);
    }
}

static void
sluice_schema_view_dispose (GObject *object)
{
  SluiceSchemaView *self = SLUICE_SCHEMA_VIEW (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->shown, g_free);

  G_OBJECT_CLASS (sluice_schema_view_parent_class)->dispose (object);
}

static void
sluice_schema_view_class_init (SluiceSchemaViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_schema_view_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "schemaview");
}

static void
sluice_schema_view_init (SluiceSchemaView *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 10);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 2);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

GtkWidget *
sluice_schema_view_new (void)
{
  return g_object_new (SLUICE_TYPE_SCHEMA_VIEW, NULL);
}

void
sluice_schema_view_set_schema (SluiceSchemaView *self, const SluiceType *schema)
{
  g_autofree char *description = NULL;
  GtkWidget *child;
  int line = 0;

  if (schema != NULL)
    {
      GString *text = g_string_new (NULL);

      describe (schema, text);
      description = g_string_free (text, FALSE);
    }
  if (self->filled && g_strcmp0 (description, self->shown) == 0)
    return;

  self->filled = TRUE;
  g_free (self->shown);
  self->shown = g_steal_pointer (&description);
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  if (schema == NULL)
    gtk_grid_attach (GTK_GRID (self->grid),
                     cell_new (_ ("Not known: something above it has a problem."), "dim-label"), 0, 0, 1, 1);
  else if (schema->n_fields == 0)
    gtk_grid_attach (GTK_GRID (self->grid), cell_new (_ ("No columns."), "dim-label"), 0, 0, 1, 1);
  else
    add_fields (self, schema, 0, &line);
}
