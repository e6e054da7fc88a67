/* sluice-minimap.h: the whole pipeline in a corner of the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "canvas/sluice-canvas.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_MINIMAP (sluice_minimap_get_type ())
G_DECLARE_FINAL_TYPE (SluiceMinimap, sluice_minimap, SLUICE, MINIMAP, GtkWidget)

/**
 * SluiceMinimap:
 *
 * Shows where the nodes are and which part of them is in view; a click or a drag moves the view. For the
 * pointer alone: keys and screen readers reach every node on the canvas itself.
 *
 * CSS node: `minimap`.
 */

/** sluice_minimap_new: @canvas: (transfer none): the canvas, not kept alive. Returns: (transfer floating): a map of it. */
GtkWidget *sluice_minimap_new (SluiceCanvas *canvas);

/**
 * sluice_minimap_is_useful:
 * @self: a minimap
 *
 * Returns: whether a node is out of view, going by where the nodes were allocated last; otherwise a map
 *   would only be in the way
 */
gboolean sluice_minimap_is_useful (SluiceMinimap *self);

G_END_DECLS
