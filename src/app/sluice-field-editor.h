/* sluice-field-editor.h: edits one field of a node.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "plan/sluice-analysis.h"
#include "plan/sluice-node-type.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_FIELD_EDITOR (sluice_field_editor_get_type ())

/**
 * SluiceFieldEditor:
 *
 * Label, editor and problems of one field. What it shows is set with sluice_field_editor_set_value(); what the
 * user does comes as the signal `edited (value, merge key)`: @value a #JsonNode, %NULL to remove the field, and
 * the merge key %NULL for what is a step of the history by itself. An editor that is shown the value that it
 * has just told leaves cursor and focus alone.
 */
G_DECLARE_DERIVABLE_TYPE (SluiceFieldEditor, sluice_field_editor, SLUICE, FIELD_EDITOR, GtkWidget)

/**
 * SluiceFieldEditorClass:
 * @build: makes the body, once, when the field is known
 * @set_value: shows a value, which may be %NULL or of the wrong kind
 * @set_columns: (nullable): columns to complete or to choose from
 * @set_problems: (nullable): marks parts of the body; the sentences are the base class's business
 * @focus_part: (nullable): moves the focus to a part such as `[2]` or `.path`
 */
struct _SluiceFieldEditorClass
{
  GtkWidgetClass parent_class;

  GtkWidget *(*build) (SluiceFieldEditor *self);
  void (*set_value) (SluiceFieldEditor *self,
                     JsonNode          *value);
  void (*set_columns) (SluiceFieldEditor *self,
                       const SluiceType  *columns);
  void (*set_problems) (SluiceFieldEditor *self,
                        GPtrArray         *problems);
  void (*focus_part) (SluiceFieldEditor *self,
                      const char        *part);
};

/** sluice_field_editor_new: @field: (transfer none): the field; copied. Returns: (transfer floating): the editor for its kind. */
GtkWidget *sluice_field_editor_new (const SluiceFieldType *field);

/** sluice_field_editor_get_field: @self: an editor. Returns: (transfer none): its field. */
const SluiceFieldType *sluice_field_editor_get_field (SluiceFieldEditor *self);

/** sluice_field_editor_set_value: @self: an editor, @value: (nullable) (transfer none): what the document holds. */
void sluice_field_editor_set_value (SluiceFieldEditor *self,
                                    JsonNode          *value);

/** sluice_field_editor_set_columns: @self: an editor, @columns: (nullable): the columns that the field can name. */
void sluice_field_editor_set_columns (SluiceFieldEditor *self,
                                      const SluiceType  *columns);

/** sluice_field_editor_set_directory: @self: an editor, @directory: (nullable): what relative paths are relative to. */
void sluice_field_editor_set_directory (SluiceFieldEditor *self,
                                        const char        *directory);

/** sluice_field_editor_get_directory: @self: an editor. Returns: (transfer none) (nullable): what relative paths are relative to. */
const char *sluice_field_editor_get_directory (SluiceFieldEditor *self);

/**
 * sluice_field_editor_set_problems:
 * @self: an editor
 * @problems: (element-type SluiceProblem): the problems of the field and its parts
 * @rows: (element-type GtkWidget) (transfer none): how they are told, floating
 *
 * Shows what is wrong under the editor.
 */
void sluice_field_editor_set_problems (SluiceFieldEditor *self,
                                       GPtrArray         *problems,
                                       GPtrArray         *rows);

/** sluice_field_editor_focus: @self: an editor, @part: (nullable): what follows the field's name in a problem's field. */
void sluice_field_editor_focus (SluiceFieldEditor *self,
                                const char        *part);

/**
 * sluice_field_editor_emit:
 * @self: an editor
 * @value: (nullable) (transfer full): the new value; %NULL removes the field
 * @part: (nullable): for typing, which part of the field is typed into, perhaps empty; %NULL for an edit that
 *   is a step of the history by itself
 *
 * For editors: tells of an edit.
 */
void sluice_field_editor_emit (SluiceFieldEditor *self,
                               JsonNode          *value,
                               const char        *part);

/** sluice_field_problem_index: @problem: a problem of a list. Returns: the index in its field, `columns[2]`, or -1. */
int sluice_field_problem_index (const SluiceProblem *problem);

G_END_DECLS
