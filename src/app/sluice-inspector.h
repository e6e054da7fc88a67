/* sluice-inspector.h: the fields of the chosen node.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "model/sluice-pipeline.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_INSPECTOR (sluice_inspector_get_type ())

/**
 * SluiceInspector:
 *
 * Edits a node: name, every field of its kind, its problems with their fixes, the columns it takes and gives.
 * Without a node it edits what belongs to the document: name, parameters, settings. Every key press is an
 * edit of the document; typing in one field is one step of the history.
 *
 * Properties: `pipeline` (#SluicePipeline), `node` (id or %NULL; it changes by itself when the user renames the
 * node). `problem-fix-applied` is emitted after a quick fix.
 */
G_DECLARE_FINAL_TYPE (SluiceInspector, sluice_inspector, SLUICE, INSPECTOR, GtkWidget)

/** sluice_inspector_new: Returns: (transfer floating): an inspector without a pipeline. */
GtkWidget *sluice_inspector_new (void);

/** sluice_inspector_set_pipeline: @self: an inspector, @pipeline: (nullable): what to edit. */
void sluice_inspector_set_pipeline (SluiceInspector *self,
                                    SluicePipeline  *pipeline);

/** sluice_inspector_set_node: @self: an inspector, @id: (nullable): the node; %NULL, or one that there isn't, for the document. */
void sluice_inspector_set_node (SluiceInspector *self,
                                const char      *id);

/** sluice_inspector_get_node: @self: an inspector. Returns: (transfer none) (nullable): the node. */
const char *sluice_inspector_get_node (SluiceInspector *self);

/**
 * sluice_inspector_focus_field:
 * @self: an inspector
 * @field: (nullable): a field as problems name it, `columns[2]`, `options.path`; %NULL for the first one
 *
 * Moves the keyboard focus to a field.
 */
void sluice_inspector_focus_field (SluiceInspector *self,
                                   const char      *field);

/** sluice_inspector_find_editor: @self: an inspector, @name: a field. Returns: (transfer none) (nullable): its editor. */
GtkWidget *sluice_inspector_find_editor (SluiceInspector *self,
                                         const char      *name);

/** sluice_inspector_focus_name: @self: an inspector. Puts the focus into the name of its node, all of it selected. */
void sluice_inspector_focus_name (SluiceInspector *self);

G_END_DECLS
