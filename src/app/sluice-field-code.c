/* sluice-field-code.c: a field of several lines.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-field-kinds.h"
#include "plan/sluice-json.h"

struct _SluiceCodeField
{
  SluiceFieldEditor parent_instance;

  GtkWidget *view;
  GtkWidget *fault; /* says why what is typed isn't a value yet */
  GtkTextBuffer *buffer;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (SluiceCodeField, sluice_code_field, SLUICE_TYPE_FIELD_EDITOR)

static gboolean
is_json (SluiceCodeField *self)
{
  return sluice_field_editor_get_field (SLUICE_FIELD_EDITOR (self))->kind == SLUICE_FIELD_ROWS;
}

static char *
get_text (SluiceCodeField *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

/* Rows stand a line each, as in a file of JSON lines, between the brackets of the array. */
static char *
format_rows (JsonNode *value)
{
  GString *text = g_string_new ("[\n");
  JsonArray *rows = json_node_get_array (value);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_string_append (text, "  ");
      sluice_json_write (json_array_get_element (rows, i), text);
      g_string_append (text, i + 1 < json_array_get_length (rows) ? ",\n" : "\n");
    }
  g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

static char *
format_value (SluiceCodeField *self, JsonNode *value)
{
  GString *text;

  if (value == NULL)
    return g_strdup ("");
  if (sluice_json_is_string (value) && !is_json (self))
    return g_strdup (json_node_get_string (value));
  if (JSON_NODE_HOLDS_ARRAY (value) && is_json (self))
    return format_rows (value);

  text = g_string_new (NULL);
  sluice_json_write (value, text);

  return g_string_free (text, FALSE);
}

/* Returns whether the text stands for a value; an empty one stands for NULL. */
static gboolean
parse_value (SluiceCodeField *self, const char *text, JsonNode **value, GError **error)
{
  *value = NULL;
  if (*text == '\0')
    return TRUE;
  if (is_json (self))
    *value = sluice_json_parse (text, strlen (text), NULL, error);
  else
    *value = sluice_json_new_string (text);

  return *value != NULL;
}

static void
changed_cb (GtkTextBuffer *buffer, SluiceCodeField *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *value;

  if (self->setting)
    return;

  text = get_text (self);
  if (parse_value (self, text, &value, &error))
    {
      gtk_widget_set_visible (self->fault, FALSE);
      sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), value, "");
    }
  else
    {
      gtk_label_set_text (GTK_LABEL (self->fault), error->message);
      gtk_widget_set_visible (self->fault, TRUE);
    }
}

static GtkWidget *
sluice_code_field_build (SluiceFieldEditor *editor)
{
  SluiceCodeField *self = SLUICE_CODE_FIELD (editor);
  const SluiceFieldType *field = sluice_field_editor_get_field (editor);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->view = gtk_text_view_new ();
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->view), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), field->kind == SLUICE_FIELD_PYTHON);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), field->kind == SLUICE_FIELD_SCHEMA
                                                             ? GTK_WRAP_WORD_CHAR
                                                             : GTK_WRAP_NONE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 6);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label, -1);
  if (field->description != NULL)
    gtk_widget_set_tooltip_text (self->view, _ (field->description));
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self, 0);

  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 64);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              field->kind == SLUICE_FIELD_SCHEMA ? 160 : 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_add_css_class (scroller, "code");
  gtk_box_append (GTK_BOX (box), scroller);

  self->fault = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->fault), 0);
  gtk_label_set_wrap (GTK_LABEL (self->fault), TRUE);
  gtk_widget_add_css_class (self->fault, "error");
  gtk_widget_set_visible (self->fault, FALSE);
  gtk_box_append (GTK_BOX (box), self->fault);

  return box;
}

static void
sluice_code_field_set_value (SluiceFieldEditor *editor, JsonNode *value)
{
  SluiceCodeField *self = SLUICE_CODE_FIELD (editor);
  g_autofree char *text = format_value (self, value);
  g_autofree char *current = get_text (self);
  g_autofree char *canonical = NULL;
  JsonNode *parsed;

  /* What is typed may be spaced in another way than the document; only its value counts. */
  if (parse_value (self, current, &parsed, NULL))
    {
      canonical = format_value (self, parsed);
      g_clear_pointer (&parsed, json_node_unref);
    }
  if (g_strcmp0 (canonical, text) == 0)
    return;
  /* Nor is broken JSON taken away from who is about to mend it. */
  if (canonical == NULL && gtk_widget_has_focus (self->view))
    return;

  self->setting = TRUE;
  gtk_text_buffer_set_text (self->buffer, text, -1);
  self->setting = FALSE;
  gtk_widget_set_visible (self->fault, FALSE);
}

static void
sluice_code_field_class_init (SluiceCodeFieldClass *klass)
{
  SluiceFieldEditorClass *editor_class = SLUICE_FIELD_EDITOR_CLASS (klass);

  editor_class->build = sluice_code_field_build;
  editor_class->set_value = sluice_code_field_set_value;
}

static void
sluice_code_field_init (SluiceCodeField *self)
{
}
