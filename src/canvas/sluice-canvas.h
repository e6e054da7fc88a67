/* sluice-canvas.h: the canvas: a pipeline drawn as nodes and wires.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "canvas/sluice-node-widget.h"
#include "model/sluice-pipeline.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_CANVAS (sluice_canvas_get_type ())
G_DECLARE_FINAL_TYPE (SluiceCanvas, sluice_canvas, SLUICE, CANVAS, GtkWidget)

/**
 * SluiceCanvas:
 *
 * Shows and edits a pipeline. Two spaces: *canvas space*, in which nodes have their places, and *screen space*,
 * the widget's own; they differ by zoom and offset. Nodes and ports are real child widgets; wires are drawn
 * in one piece behind them.
 *
 * Properties: `pipeline` (#SluicePipeline), `selected-node` (the one selected node, or %NULL), `zoom`, `snap`,
 * `wheel-zooms`, `show-minimap`.
 *
 * Signals: `selection-changed`; `node-activated` with the node's id (Enter, double click); `rename-requested` with
 * the node's id (F2); `wire-chosen` and `wire-activated` (double click) with the id of the node that the wire leaves;
 * `message` with a sentence that says why something can't be.
 *
 * Actions: `canvas.delete`, `canvas.delete-rejoin`, `canvas.select-all`, `canvas.select-none`, `canvas.cut`,
 * `canvas.copy`, `canvas.paste`, `canvas.duplicate`, `canvas.zoom-in`, `canvas.zoom-out`, `canvas.zoom-original`,
 * `canvas.zoom-fit`, `canvas.view-back`, `canvas.view-forward`, `canvas.layout`, `canvas.quick-add`, `canvas.add-node`, `canvas.toggle-enabled`,
 * `canvas.toggle-bypass`, `canvas.connect`, `canvas.disconnect`, `canvas.toggle-minimap`.
 */

/** sluice_canvas_new: Returns: (transfer floating): a canvas without a pipeline. */
GtkWidget *sluice_canvas_new (void);

/** sluice_canvas_set_pipeline: @self: a canvas, @pipeline: (nullable): what to show. */
void sluice_canvas_set_pipeline (SluiceCanvas   *self,
                                 SluicePipeline *pipeline);

/** sluice_canvas_get_selection: @self: a canvas. Returns: (transfer full) (array zero-terminated=1): ids of the selected nodes. */
char **sluice_canvas_get_selection (SluiceCanvas *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_canvas_get_selected_node: @self: a canvas. Returns: (transfer none) (nullable): the selected node when there is exactly one. */
const char *sluice_canvas_get_selected_node (SluiceCanvas *self);

/** sluice_canvas_select: @self: a canvas, @id: (nullable): the node to select alone; %NULL for none. */
void sluice_canvas_select (SluiceCanvas *self,
                           const char   *id);

/** sluice_canvas_reveal_node: @self: a canvas, @id: a node. Selects it and moves the view so that it is seen. */
void sluice_canvas_reveal_node (SluiceCanvas *self,
                                const char   *id);

/** sluice_canvas_show_change: @self: a canvas with a pipeline, @before: what its document was. Moves the view to a node that has changed since, unless one of them is in sight. */
void sluice_canvas_show_change (SluiceCanvas   *self,
                                SluiceDocument *before);

/**
 * sluice_canvas_add_node:
 * @self: a canvas
 * @op: kind of the node
 * @at: (nullable): where, in screen space; %NULL for behind the selected node, or the middle of the view
 *
 * Adds a node, selected; behind one selected node it is wired to it where that makes sense.
 */
void sluice_canvas_add_node (SluiceCanvas           *self,
                             const char             *op,
                             const graphene_point_t *at);

/**
 * sluice_canvas_put_in:
 * @self: a canvas
 * @fragment: a document of nodes
 * @at: where its origin comes to stand, in screen space
 * @label: what that does, translated
 *
 * Adds the nodes of a document, selected, under other names where theirs are taken.
 */
void sluice_canvas_put_in (SluiceCanvas           *self,
                           SluiceDocument         *fragment,
                           const graphene_point_t *at,
                           const char             *label);

/**
 * sluice_canvas_connect:
 * @self: a canvas
 * @from: id of the node that gives rows
 * @to: id of the node that takes them
 * @port: (nullable): its port; %NULL for the first free one
 * @error: why the wire can't be: a cycle, a sink, no port
 *
 * Draws a wire.
 *
 * Returns: whether it is there
 */
gboolean sluice_canvas_connect (SluiceCanvas *self,
                                const char   *from,
                                const char   *to,
                                const char   *port,
                                GError      **error);

/** sluice_canvas_can_connect: @self: a canvas, @from, @to: nodes, @reason: (out) (optional) (nullable): why not. Returns: whether a wire may lead from the one to the other. */
gboolean sluice_canvas_can_connect (SluiceCanvas *self,
                                    const char   *from,
                                    const char   *to,
                                    const char  **reason);

/** sluice_canvas_zoom_fit: @self: a canvas. Shows the whole pipeline (or selection), as large as fits and no larger than life. */
void sluice_canvas_zoom_fit (SluiceCanvas *self);

/** sluice_canvas_zoom_readable: @self: a canvas. Like sluice_canvas_zoom_fit(), but no smaller than can be read: what has no room begins at the left, and goes on outside of the view. */
void sluice_canvas_zoom_readable (SluiceCanvas *self);

/** sluice_canvas_set_zoom: @self: a canvas, @zoom: 0.1 to 3, @anchor: the point in screen space that stays where it is. */
void sluice_canvas_set_zoom (SluiceCanvas           *self,
                             double                  zoom,
                             const graphene_point_t *anchor);

/** sluice_canvas_get_zoom: @self: a canvas. Returns: the zoom. */
double sluice_canvas_get_zoom (SluiceCanvas *self);

/** sluice_canvas_set_node_status: @self: a canvas, @id: a node, @status: how it fares in a run, @text: (nullable): in words. */
void sluice_canvas_set_node_status (SluiceCanvas    *self,
                                    const char      *id,
                                    SluiceNodeStatus status,
                                    const char      *text);

/** sluice_canvas_set_wire_text: @self: a canvas, @id: a node, @text: (nullable): what its output wires say, such as a rate, @weight: 0 to 1: how thick they are. */
void sluice_canvas_set_wire_text (SluiceCanvas *self,
                                  const char   *id,
                                  const char   *text,
                                  double        weight);

/** sluice_canvas_set_wire_details: @self: a canvas, @id: a node, @text: (nullable): what the tooltip of its output wires says besides. */
void sluice_canvas_set_wire_details (SluiceCanvas *self,
                                     const char   *id,
                                     const char   *text);

/** sluice_canvas_get_wire_text: @self: a canvas, @id: a node. Returns: (transfer none) (nullable): what its output wires say. */
const char *sluice_canvas_get_wire_text (SluiceCanvas *self,
                                         const char   *id);

/** sluice_canvas_clear_run: @self: a canvas. Takes away what nodes and wires show of a run. */
void sluice_canvas_clear_run (SluiceCanvas *self);

/** sluice_canvas_get_node_widget: @self: a canvas, @id: a node. Returns: (transfer none) (nullable): its widget. */
SluiceNodeWidget *sluice_canvas_get_node_widget (SluiceCanvas *self,
                                                 const char   *id);

/** sluice_canvas_get_node_bounds: @self: a canvas, @id: a node, @bounds: (out): where it is, in screen space. Returns: whether there is one. */
gboolean sluice_canvas_get_node_bounds (SluiceCanvas    *self,
                                        const char      *id,
                                        graphene_rect_t *bounds);

G_END_DECLS
