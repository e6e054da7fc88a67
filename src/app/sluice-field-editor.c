/* sluice-field-editor.c: edits one field of a node.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-field-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-field-kinds.h"
#include "app/sluice-field-options.h"

typedef struct
{
  SluiceFieldType field;
  GtkWidget *content;
  GtkWidget *body;
  GtkWidget *problems;
  char *directory;
  guint session; /* one for each time that the focus stays in the editor */
} SluiceFieldEditorPrivate;

enum
{
  SIGNAL_EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SluiceFieldEditor, sluice_field_editor, GTK_TYPE_WIDGET)

static SluiceFieldEditorPrivate *
get_private (SluiceFieldEditor *self)
{
  return sluice_field_editor_get_instance_private (self);
}

/* What is typed after coming back to a field is another step of the history. */
static void
leave_cb (GtkEventControllerFocus *controller, SluiceFieldEditor *self)
{
  get_private (self)->session++;
}

static void
sluice_field_editor_dispose (GObject *object)
{
  SluiceFieldEditorPrivate *private = get_private (SLUICE_FIELD_EDITOR (object));

  g_clear_pointer (&private->content, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_field_editor_parent_class)->dispose (object);
}

static void
sluice_field_editor_finalize (GObject *object)
{
  SluiceFieldEditorPrivate *private = get_private (SLUICE_FIELD_EDITOR (object));

  g_free ((char *) private->field.name);
  g_free ((char *) private->field.label);
  g_free (private->directory);

  G_OBJECT_CLASS (sluice_field_editor_parent_class)->finalize (object);
}

static gboolean
sluice_field_editor_grab_focus (GtkWidget *widget)
{
  SluiceFieldEditorPrivate *private = get_private (SLUICE_FIELD_EDITOR (widget));

  return gtk_widget_child_focus (private->body, GTK_DIR_TAB_FORWARD);
}

static void
sluice_field_editor_class_init (SluiceFieldEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sluice_field_editor_dispose;
  object_class->finalize = sluice_field_editor_finalize;
  widget_class->grab_focus = sluice_field_editor_grab_focus;

  /* The value belongs to who emits it; copying it for each handler would copy whole lists at each key. */
  signals[SIGNAL_EDITED]
    = g_signal_new ("edited", SLUICE_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    JSON_TYPE_NODE | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "fieldeditor");
}

static void
sluice_field_editor_init (SluiceFieldEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static GType
find_type (SluiceFieldKind kind)
{
  switch (kind)
    {
    case SLUICE_FIELD_TEXT:
    case SLUICE_FIELD_NAME:
    case SLUICE_FIELD_COLUMN:
    case SLUICE_FIELD_INTERVAL:
    case SLUICE_FIELD_INTEGER:
    case SLUICE_FIELD_PATH:
    case SLUICE_FIELD_FILES:
      return SLUICE_TYPE_TEXT_FIELD;
    case SLUICE_FIELD_SCHEMA:
    case SLUICE_FIELD_ROWS:
    case SLUICE_FIELD_PYTHON:
      return SLUICE_TYPE_CODE_FIELD;
    case SLUICE_FIELD_EXPRESSION:
    case SLUICE_FIELD_CONDITION:
    case SLUICE_FIELD_QUERY:
      return SLUICE_TYPE_EXPRESSION_FIELD;
    case SLUICE_FIELD_NAMED_EXPRESSIONS:
    case SLUICE_FIELD_AGGREGATES:
    case SLUICE_FIELD_COLUMNS:
      return SLUICE_TYPE_LIST_FIELD;
    case SLUICE_FIELD_CHOICE:
    case SLUICE_FIELD_BOOLEAN:
      return SLUICE_TYPE_CHOICE_FIELD;
    case SLUICE_FIELD_TRIGGER:
      return SLUICE_TYPE_TRIGGER_FIELD;
    case SLUICE_FIELD_OPTIONS:
      return SLUICE_TYPE_OPTIONS_FIELD;
    }

  g_assert_not_reached ();
}

static GtkWidget *
title_new (const SluiceFieldType *field)
{
  GtkWidget *title = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *label = gtk_label_new (field->label);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_box_append (GTK_BOX (title), label);
  if (field->required)
    {
      GtkWidget *mark = gtk_label_new ("*");

      gtk_widget_add_css_class (mark, "required");
      gtk_widget_set_tooltip_text (mark, _ ("Required"));
      gtk_box_append (GTK_BOX (title), mark);
    }
  if (field->description != NULL)
    gtk_widget_set_tooltip_text (title, _ (field->description));

  return title;
}

GtkWidget *
sluice_field_editor_new (const SluiceFieldType *field)
{
  SluiceFieldEditor *self = g_object_new (find_type (field->kind), NULL);
  SluiceFieldEditorPrivate *private = get_private (self);

  private->field = *field;
  private->field.name = g_strdup (field->name);
  private->field.label = g_strdup (_ (field->label));

  private->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  private->body = SLUICE_FIELD_EDITOR_GET_CLASS (self)->build (self);
  private->problems = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_visible (private->problems, FALSE);
  gtk_box_append (GTK_BOX (private->content), title_new (&private->field));
  gtk_box_append (GTK_BOX (private->content), private->body);
  gtk_box_append (GTK_BOX (private->content), private->problems);
  gtk_widget_set_parent (private->content, GTK_WIDGET (self));

  return GTK_WIDGET (self);
}

const SluiceFieldType *
sluice_field_editor_get_field (SluiceFieldEditor *self)
{
  return &get_private (self)->field;
}

void
sluice_field_editor_set_value (SluiceFieldEditor *self, JsonNode *value)
{
  SLUICE_FIELD_EDITOR_GET_CLASS (self)->set_value (self, value);
}

void
sluice_field_editor_set_columns (SluiceFieldEditor *self, const SluiceType *columns)
{
  if (SLUICE_FIELD_EDITOR_GET_CLASS (self)->set_columns != NULL)
    SLUICE_FIELD_EDITOR_GET_CLASS (self)->set_columns (self, columns);
}

void
sluice_field_editor_set_directory (SluiceFieldEditor *self, const char *directory)
{
  SluiceFieldEditorPrivate *private = get_private (self);

  g_free (private->directory);
  private->directory = g_strdup (directory);
}

const char *
sluice_field_editor_get_directory (SluiceFieldEditor *self)
{
  return get_private (self)->directory;
}

void
sluice_field_editor_set_problems (SluiceFieldEditor *self, GPtrArray *problems, GPtrArray *rows)
{
  SluiceFieldEditorPrivate *private = get_private (self);
  gboolean is_error = FALSE;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (private->problems)) != NULL)
    gtk_box_remove (GTK_BOX (private->problems), child);
  for (guint i = 0; i < rows->len; i++)
    gtk_box_append (GTK_BOX (private->problems), g_ptr_array_index (rows, i));
  gtk_widget_set_visible (private->problems, rows->len > 0);

  for (guint i = 0; i < problems->len; i++)
    is_error |= ((SluiceProblem *) g_ptr_array_index (problems, i))->severity == SLUICE_SEVERITY_ERROR;
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self), "faulty");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "faulty");
  if (SLUICE_FIELD_EDITOR_GET_CLASS (self)->set_problems != NULL)
    SLUICE_FIELD_EDITOR_GET_CLASS (self)->set_problems (self, problems);
}

void
sluice_field_editor_focus (SluiceFieldEditor *self, const char *part)
{
  if (part != NULL && *part != '\0' && SLUICE_FIELD_EDITOR_GET_CLASS (self)->focus_part != NULL)
    SLUICE_FIELD_EDITOR_GET_CLASS (self)->focus_part (self, part);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
sluice_field_editor_emit (SluiceFieldEditor *self, JsonNode *value, const char *part)
{
  SluiceFieldEditorPrivate *private = get_private (self);
  g_autoptr (JsonNode) owned = value;
  g_autofree char *key = NULL;

  if (part != NULL)
    key = g_strdup_printf ("%s/%s/%u", private->field.name, part, private->session);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0, owned, key);
}

int
sluice_field_problem_index (const SluiceProblem *problem)
{
  const char *bracket = problem->field != NULL ? strchr (problem->field, '[') : NULL;

  return bracket != NULL ? (int) g_ascii_strtoll (bracket + 1, NULL, 10) : -1;
}
