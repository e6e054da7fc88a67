/* sluice-palette.h: the kinds of nodes, to be put on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** SluicePaletteItem: the name (`op`) of a kind of node, as text of a type of its own: only the canvas takes it when it is dropped. */
typedef char SluicePaletteItem;

/** SLUICE_TYPE_PALETTE_ITEM: the boxed type of #SluicePaletteItem. */
#define SLUICE_TYPE_PALETTE_ITEM (sluice_palette_item_get_type ())

/** sluice_palette_item_get_type: Returns: the boxed type of #SluicePaletteItem. */
GType sluice_palette_item_get_type (void) G_GNUC_CONST;

#define SLUICE_TYPE_PALETTE (sluice_palette_get_type ())
G_DECLARE_FINAL_TYPE (SluicePalette, sluice_palette, SLUICE, PALETTE, GtkWidget)

/**
 * SluicePalette:
 *
 * All kinds of nodes by category, with a search. A row can be dragged onto the canvas; Enter or a double click
 * emits `activated` with the kind's `op`. Enter in the search takes the first row, Down goes into the list.
 *
 * CSS node: `palette`.
 */

/** sluice_palette_new: Returns: (transfer floating): a palette. */
GtkWidget *sluice_palette_new (void);

/** sluice_palette_focus_search: @self: a palette. Moves the focus into the search and selects its text. */
void sluice_palette_focus_search (SluicePalette *self);

G_END_DECLS
