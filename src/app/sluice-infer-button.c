/* sluice-infer-button.c: finds out the schema of a source's files.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-infer-button.h"

#include <glib/gi18n.h>

#include "sources/sluice-schema-inference.h"

struct _SluiceInferButton
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *fault;
  char *format;
  GHashTable *options;
  SluiceSettings *settings;
  GCancellable *cancellable; /* of the reading that is under way */
};

enum
{
  SIGNAL_INFERRED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceInferButton, sluice_infer_button, GTK_TYPE_WIDGET)

/* What a thread reads, whatever the document says meanwhile. */
typedef struct
{
  char *format;
  char *path;
  GHashTable *options;
  SluiceSettings *settings;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->format);
  g_free (wanted->path);
  g_hash_table_unref (wanted->options);
  sluice_settings_unref (wanted->settings);
  g_free (wanted);
}

static void
update (SluiceInferButton *self)
{
  const char *path = self->options != NULL ? g_hash_table_lookup (self->options, "path") : NULL;

  gtk_widget_set_sensitive (self->button, self->cancellable == NULL && path != NULL && *path != '\0');
}

/* Whoever presses the button wants types, whatever the option of the source says. */
static GHashTable *
typed_options (GHashTable *options)
{
  GHashTable *typed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, "inferSchema") != 0 && g_ascii_strcasecmp (name, "inferTimestamp") != 0)
      g_hash_table_insert (typed, g_strdup (name), g_strdup (value));
  g_hash_table_insert (typed, g_strdup ("inferSchema"), g_strdup ("true"));
  g_hash_table_insert (typed, g_strdup ("inferTimestamp"), g_strdup ("true"));

  return typed;
}

static void
infer_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Wanted *wanted = data;
  GError *error = NULL;
  g_autoptr (SluiceType) schema
    = sluice_infer_schema (wanted->format, wanted->path, wanted->options, wanted->settings, cancellable, &error);

  if (schema != NULL)
    g_task_return_pointer (task, sluice_type_to_ddl (schema), g_free);
  else
    g_task_return_error (task, error);
}

static void
inferred_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SluiceInferButton *self = SLUICE_INFER_BUTTON (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *ddl = g_task_propagate_pointer (G_TASK (result), &error);

  /* The inspector shows something else by now. */
  if (self->button == NULL)
    return;

  g_clear_object (&self->cancellable);
  update (self);
  gtk_label_set_text (GTK_LABEL (self->fault), error != NULL ? error->message : "");
  gtk_widget_set_visible (self->fault, error != NULL);
  if (ddl != NULL)
    g_signal_emit (self, signals[SIGNAL_INFERRED], 0, ddl);
}

static void
clicked_cb (SluiceInferButton *self)
{
  g_autoptr (GTask) task = NULL;
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->format = g_strdup (self->format);
  wanted->path = g_strdup (g_hash_table_lookup (self->options, "path"));
  wanted->options = typed_options (self->options);
  wanted->settings = sluice_settings_ref (self->settings);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, inferred_cb, NULL);
  g_task_set_task_data (task, wanted, wanted_free);
  gtk_widget_set_visible (self->fault, FALSE);
  update (self);
  g_task_run_in_thread (task, infer_thread);
}

static void
sluice_infer_button_dispose (GObject *object)
{
  SluiceInferButton *self = SLUICE_INFER_BUTTON (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->fault, gtk_widget_unparent);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_clear_pointer (&self->settings, sluice_settings_unref);
  g_clear_pointer (&self->format, g_free);

  G_OBJECT_CLASS (sluice_infer_button_parent_class)->dispose (object);
}

static void
sluice_infer_button_class_init (SluiceInferButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_infer_button_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SIGNAL_INFERRED] = g_signal_new ("inferred", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sluice_infer_button_init (SluiceInferButton *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);

  self->button = gtk_button_new_with_label (_ ("Infer from Files"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->button, _ ("Reads the beginnings of some files and writes the schema that holds "
                                                "what is in them."));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));

  self->fault = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->fault), 0);
  gtk_label_set_wrap (GTK_LABEL (self->fault), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->fault), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (self->fault, "error");
  gtk_widget_add_css_class (self->fault, "caption");
  gtk_widget_set_visible (self->fault, FALSE);
  gtk_widget_set_parent (self->fault, GTK_WIDGET (self));
  update (self);
}

GtkWidget *
sluice_infer_button_new (void)
{
  return g_object_new (SLUICE_TYPE_INFER_BUTTON, NULL);
}

void
sluice_infer_button_set_source (SluiceInferButton *self, const char *format, GHashTable *options, SluiceSettings *settings)
{
  g_free (self->format);
  self->format = g_strdup (format);
  g_clear_pointer (&self->options, g_hash_table_unref);
  if (options != NULL)
    self->options = g_hash_table_ref (options);
  g_clear_pointer (&self->settings, sluice_settings_unref);
  if (settings != NULL)
    self->settings = sluice_settings_ref (settings);
  update (self);
}
