/* sluice-field-expression.c: a field that is one expression or query.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/sluice-expression-entry.h"
#include "app/sluice-field-kinds.h"
#include "plan/sluice-json.h"

struct _SluiceExpressionField
{
  SluiceFieldEditor parent_instance;

  SluiceExpressionEntry *entry;
};

G_DEFINE_FINAL_TYPE (SluiceExpressionField, sluice_expression_field, SLUICE_TYPE_FIELD_EDITOR)

static void
edited_cb (SluiceExpressionEntry *entry, SluiceExpressionField *self)
{
  g_autofree char *text = sluice_expression_entry_get_text (entry);

  sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self),
                            *text != '\0' ? sluice_json_new_string (text) : NULL, "");
}

static GtkWidget *
sluice_expression_field_build (SluiceFieldEditor *editor)
{
  SluiceExpressionField *self = SLUICE_EXPRESSION_FIELD (editor);
  const SluiceFieldType *field = sluice_field_editor_get_field (editor);

  self->entry
    = SLUICE_EXPRESSION_ENTRY (sluice_expression_entry_new (field->kind == SLUICE_FIELD_QUERY));
  sluice_expression_entry_set_label (self->entry, field->label);
  if (field->kind == SLUICE_FIELD_CONDITION)
    sluice_expression_entry_set_placeholder (self->entry, _ ("such as: amount > 10"));
  g_signal_connect (self->entry, "edited", G_CALLBACK (edited_cb), self);

  return GTK_WIDGET (self->entry);
}

static void
sluice_expression_field_set_value (SluiceFieldEditor *editor, JsonNode *value)
{
  g_autofree char *text = value != NULL ? sluice_json_to_text (value) : NULL;

  sluice_expression_entry_set_text (SLUICE_EXPRESSION_FIELD (editor)->entry, text != NULL ? text : "");
}

static void
sluice_expression_field_set_columns (SluiceFieldEditor *editor, const SluiceType *columns)
{
  sluice_expression_entry_set_columns (SLUICE_EXPRESSION_FIELD (editor)->entry, columns);
}

static void
sluice_expression_field_set_problems (SluiceFieldEditor *editor, GPtrArray *problems)
{
  const SluiceProblem *problem = problems->len > 0 ? g_ptr_array_index (problems, 0) : NULL;

  sluice_expression_entry_set_error (SLUICE_EXPRESSION_FIELD (editor)->entry,
                                     problem != NULL ? problem->text_offset : -1,
                                     problem != NULL ? problem->text_length : 0);
}

static gboolean
sluice_expression_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SLUICE_EXPRESSION_FIELD (widget)->entry));
}

static void
sluice_expression_field_class_init (SluiceExpressionFieldClass *klass)
{
  SluiceFieldEditorClass *editor_class = SLUICE_FIELD_EDITOR_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->grab_focus = sluice_expression_field_grab_focus;
  editor_class->build = sluice_expression_field_build;
  editor_class->set_value = sluice_expression_field_set_value;
  editor_class->set_columns = sluice_expression_field_set_columns;
  editor_class->set_problems = sluice_expression_field_set_problems;
}

static void
sluice_expression_field_init (SluiceExpressionField *self)
{
}
