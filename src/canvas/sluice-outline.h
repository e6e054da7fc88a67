/* sluice-outline.h: the pipeline as a list: the canvas for those who don't see it, or have no room for it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "canvas/sluice-canvas.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_OUTLINE (sluice_outline_get_type ())
G_DECLARE_FINAL_TYPE (SluiceOutline, sluice_outline, SLUICE, OUTLINE, GtkWidget)

/**
 * SluiceOutline:
 *
 * A row for each node, in the order in which rows pass: name, kind, where its rows come from, how many there are,
 * how it fares and what is wrong. A row that is activated shows its node; its menu connects, adds behind, renames,
 * disables and deletes, so that a pipeline can be made here alone.
 *
 * CSS node: `outline`.
 */

/** sluice_outline_new: @canvas: (transfer none): the canvas whose pipeline is listed, and that does the edits. Returns: (transfer floating): the list. */
GtkWidget *sluice_outline_new (SluiceCanvas *canvas);

/** sluice_outline_get_text: @self: an outline. Returns: (transfer full): what it lists, a line for each node, its cells with tabs between. */
char *sluice_outline_get_text (SluiceOutline *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
