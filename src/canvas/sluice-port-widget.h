/* sluice-port-widget.h: a port of a node on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SLUICE_TYPE_PORT_WIDGET (sluice_port_widget_get_type ())
G_DECLARE_FINAL_TYPE (SluicePortWidget, sluice_port_widget, SLUICE, PORT_WIDGET, GtkWidget)

/**
 * SluicePortWidget:
 *
 * A dot at the edge of a node, with its name beside it: a real, focusable widget of 24 pixels, so that it can
 * be reached by pointer, key and screen reader. Pressing it (Enter, or a click) emits `activated`.
 *
 * CSS nodes: `port`, with the classes `.input` or `.output`, and `.valid`, `.invalid` while a wire is drawn.
 */

/**
 * sluice_port_widget_new:
 * @node_id: id of the node
 * @port: (nullable): name of the input port; %NULL for the output
 *
 * Returns: (transfer floating): a port
 */
GtkWidget *sluice_port_widget_new (const char *node_id,
                                   const char *port);

/** sluice_port_widget_get_port: @self: a port. Returns: (transfer none) (nullable): name of the input port; %NULL for the output. */
const char *sluice_port_widget_get_port (SluicePortWidget *self);

/** sluice_port_widget_get_node_id: @self: a port. Returns: (transfer none): id of its node. */
const char *sluice_port_widget_get_node_id (SluicePortWidget *self);

/**
 * sluice_port_widget_set_validity:
 * @self: a port
 * @validity: 1 when the wire that is drawn may end here, -1 when not, 0 when none is drawn
 * @reason: (nullable): why not
 */
void sluice_port_widget_set_validity (SluicePortWidget *self,
                                      int               validity,
                                      const char       *reason);

/** sluice_port_widget_set_connected: @self: a port, @connected: whether a wire is at it. */
void sluice_port_widget_set_connected (SluicePortWidget *self,
                                       gboolean          connected);

G_END_DECLS
