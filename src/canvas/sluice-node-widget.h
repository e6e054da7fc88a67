/* sluice-node-widget.h: a node on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "canvas/sluice-port-widget.h"
#include "plan/sluice-analysis.h"

G_BEGIN_DECLS

/** SluiceNodeStatus: what a node shows of a run. */
typedef enum
{
  SLUICE_NODE_STATUS_NONE,
  SLUICE_NODE_STATUS_RUNNING,
  SLUICE_NODE_STATUS_DONE,
  SLUICE_NODE_STATUS_FAILED,
} SluiceNodeStatus;

#define SLUICE_TYPE_NODE_WIDGET (sluice_node_widget_get_type ())
G_DECLARE_FINAL_TYPE (SluiceNodeWidget, sluice_node_widget, SLUICE, NODE_WIDGET, GtkWidget)

/**
 * SluiceNodeWidget:
 *
 * A card: icon, name, kind, one line of what it does, its ports, its problems, and how it fares in a run.
 *
 * CSS node: `node`, with a class for the category (`.sources`, `.transform`, `.event-time`, `.combine`, `.sinks`),
 * and `.selected`, `.error`, `.warning`, `.disabled`, `.bypassed`, `.running`, `.failed`, `.far` (drawn small).
 */

/** sluice_node_widget_new: @node: a node. Returns: (transfer floating): a widget that shows it. */
GtkWidget *sluice_node_widget_new (SluiceNode *node);

/** sluice_node_widget_update: @self: a widget, @node: the node as it is now. */
void sluice_node_widget_update (SluiceNodeWidget *self,
                                SluiceNode       *node);

/** sluice_node_widget_get_id: @self: a widget. Returns: (transfer none): id of its node. */
const char *sluice_node_widget_get_id (SluiceNodeWidget *self);

/** sluice_node_widget_set_selected: @self: a widget, @selected: whether it is selected. */
void sluice_node_widget_set_selected (SluiceNodeWidget *self,
                                      gboolean          selected);

/** sluice_node_widget_get_selected: @self: a widget. Returns: whether it is selected. */
gboolean sluice_node_widget_get_selected (SluiceNodeWidget *self);

/**
 * sluice_node_widget_set_problems:
 * @self: a widget
 * @problems: (element-type SluiceProblem): those that concern its node
 *
 * Shows that there are problems, and tells of them where the pointer rests.
 */
void sluice_node_widget_set_problems (SluiceNodeWidget *self,
                                      GPtrArray        *problems);

/** sluice_node_widget_set_status: @self: a widget, @status: how it fares, @text: (nullable): in words. */
void sluice_node_widget_set_status (SluiceNodeWidget *self,
                                    SluiceNodeStatus  status,
                                    const char       *text);

/** sluice_node_widget_get_status_words: @self: a widget. Returns: (transfer none) (nullable): how it fares, in words; %NULL when nothing has run. */
const char *sluice_node_widget_get_status_words (SluiceNodeWidget *self);

/** sluice_node_widget_set_far: @self: a widget, @far: whether it is drawn so small that details would only blur. */
void sluice_node_widget_set_far (SluiceNodeWidget *self,
                                 gboolean          far);

/** sluice_node_widget_get_far: @self: a widget. Returns: whether it is drawn so small that details would only blur. */
gboolean sluice_node_widget_get_far (SluiceNodeWidget *self);

/** sluice_node_widget_get_output: @self: a widget. Returns: (transfer none) (nullable): its output port; sinks have none. */
SluicePortWidget *sluice_node_widget_get_output (SluiceNodeWidget *self);

/** sluice_node_widget_get_input: @self: a widget, @port: name of a port. Returns: (transfer none) (nullable): the port. */
SluicePortWidget *sluice_node_widget_get_input (SluiceNodeWidget *self,
                                                const char       *port);

/** sluice_node_widget_get_inputs: @self: a widget. Returns: (transfer none) (element-type SluicePortWidget): its input ports. */
GPtrArray *sluice_node_widget_get_inputs (SluiceNodeWidget *self);

G_END_DECLS
