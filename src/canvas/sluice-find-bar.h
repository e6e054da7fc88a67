/* sluice-find-bar.h: looks for nodes by what they are called and what stands in them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "canvas/sluice-canvas.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_FIND_BAR (sluice_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (SluiceFindBar, sluice_find_bar, SLUICE, FIND_BAR, GtkWidget)

/**
 * SluiceFindBar:
 *
 * An entry that flies to the first node that fits, Enter and F3 to the next, Shift+F3 to the one before, Escape back
 * to the canvas. It shows nothing until it is opened.
 *
 * CSS node: `findbar`.
 */

/** sluice_find_bar_new: @canvas: (transfer none): where to look. Returns: (transfer floating): a closed bar. */
GtkWidget *sluice_find_bar_new (SluiceCanvas *canvas);

/** sluice_find_bar_open: @self: a bar. Shows it, and puts the focus into it. */
void sluice_find_bar_open (SluiceFindBar *self);

/** sluice_find_bar_step: @self: a bar, @by: 1 for the next hit, -1 for the one before. Opens it when nothing was looked for yet. */
void sluice_find_bar_step (SluiceFindBar *self,
                           int            by);

/**
 * sluice_find_nodes:
 * @document: a document
 * @analysis: (nullable): what is known of it
 * @text: what to look for, in any case
 *
 * Looks in ids, kinds, texts of fields, options and names of columns.
 *
 * Returns: (transfer full) (array zero-terminated=1): ids of the nodes that fit, in the order of the rows' way; none
 *   for an empty @text
 */
char **sluice_find_nodes (SluiceDocument *document,
                          SluiceAnalysis *analysis,
                          const char     *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
