/* sluice-palette-row.h: a kind of node in a list to choose from.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "plan/sluice-node-type.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_PALETTE_ROW (sluice_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (SluicePaletteRow, sluice_palette_row, SLUICE, PALETTE_ROW, GtkListBoxRow)

/**
 * SluicePaletteRow:
 *
 * Icon, label and description of a kind of node. A kind that this version can't run is insensitive and says so.
 *
 * CSS: `row.palette-row`, with a class for the category as nodes have it.
 */

/** sluice_palette_row_new: @kind: a kind of node. Returns: (transfer floating): a row that shows it. */
GtkWidget *sluice_palette_row_new (const SluiceNodeType *kind);

/** sluice_palette_row_get_kind: @self: a row. Returns: (transfer none): its kind of node. */
const SluiceNodeType *sluice_palette_row_get_kind (SluicePaletteRow *self);

/** sluice_palette_row_matches: @self: a row, @text: words. Returns: whether each of them is in its label, its op or its description, in any case. */
gboolean sluice_palette_row_matches (SluicePaletteRow *self,
                                     const char       *text);

/** sluice_palette_row_first: @list: a list of such rows. Returns: (transfer none) (nullable): the first one that is shown and can be chosen. */
GtkListBoxRow *sluice_palette_row_first (GtkListBox *list);

G_END_DECLS
