/* sluice-field-choice.c: a field that has one of a few values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/sluice-field-kinds.h"
#include "plan/sluice-json.h"

static const char *const booleans[] = { "true", "false", NULL };

struct _SluiceChoiceField
{
  SluiceFieldEditor parent_instance;

  GtkWidget *drop_down;
  GtkStringList *model;
  const char *const *choices;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (SluiceChoiceField, sluice_choice_field, SLUICE_TYPE_FIELD_EDITOR)

/* The first line stands for an absent value; after the choices there may be one that the document has
 * though it isn't among them. */
static void
selected_cb (GObject *object, GParamSpec *pspec, SluiceChoiceField *self)
{
  const SluiceFieldType *field = sluice_field_editor_get_field (SLUICE_FIELD_EDITOR (self));
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));
  JsonNode *value = NULL;

  if (self->setting || selected == GTK_INVALID_LIST_POSITION)
    return;

  if (selected > 0 && field->kind == SLUICE_FIELD_BOOLEAN && selected <= 2)
    value = json_node_init_boolean (json_node_alloc (), selected == 1);
  else if (selected > 0)
    value = sluice_json_new_string (gtk_string_list_get_string (self->model, selected));
  sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), value, NULL);
}

static GtkWidget *
sluice_choice_field_build (SluiceFieldEditor *editor)
{
  SluiceChoiceField *self = SLUICE_CHOICE_FIELD (editor);
  const SluiceFieldType *field = sluice_field_editor_get_field (editor);
  g_autofree char *absent = NULL;

  if (field->default_value != NULL)
    absent = g_strdup_printf (_ ("Default (%s)"), field->default_value);
  else
    absent = g_strdup (field->required ? _ ("Choose…") : _ ("Not set"));
  self->choices = field->choices != NULL ? field->choices : booleans;
  self->model = gtk_string_list_new (NULL);
  gtk_string_list_append (self->model, absent);
  gtk_string_list_splice (self->model, 1, 0, self->choices);
  self->drop_down = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->model)), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label,
                                  -1);
  if (field->description != NULL)
    gtk_widget_set_tooltip_text (self->drop_down, _ (field->description));
  g_signal_connect (self->drop_down, "notify::selected", G_CALLBACK (selected_cb), self);

  return self->drop_down;
}

static void
sluice_choice_field_set_value (SluiceFieldEditor *editor, JsonNode *value)
{
  SluiceChoiceField *self = SLUICE_CHOICE_FIELD (editor);
  g_autofree char *text = value != NULL ? sluice_json_to_text (value) : NULL;
  guint n_choices = g_strv_length ((char **) self->choices);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const char *const stranger[] = { text, NULL };
  guint wanted = 0;

  for (guint i = 0; text != NULL && i < n_choices && wanted == 0; i++)
    if (g_ascii_strcasecmp (self->choices[i], text) == 0)
      wanted = i + 1;

  self->setting = TRUE;
  if (text != NULL && wanted == 0)
    {
      wanted = n_choices + 1;
      if (n_items <= wanted || g_strcmp0 (gtk_string_list_get_string (self->model, wanted), text) != 0)
        gtk_string_list_splice (self->model, wanted, n_items - wanted, stranger);
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), wanted);
  if (wanted <= n_choices && n_items > n_choices + 1)
    gtk_string_list_splice (self->model, n_choices + 1, n_items - n_choices - 1, NULL);
  self->setting = FALSE;
}

static void
sluice_choice_field_dispose (GObject *object)
{
  g_clear_object (&SLUICE_CHOICE_FIELD (object)->model);

  G_OBJECT_CLASS (sluice_choice_field_parent_class)->dispose (object);
}

static void
sluice_choice_field_class_init (SluiceChoiceFieldClass *klass)
{
  SluiceFieldEditorClass *editor_class = SLUICE_FIELD_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_choice_field_dispose;
  editor_class->build = sluice_choice_field_build;
  editor_class->set_value = sluice_choice_field_set_value;
}

static void
sluice_choice_field_init (SluiceChoiceField *self)
{
}
