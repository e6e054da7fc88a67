/* sluice-palette-search.h: an entry that searches a list of kinds of nodes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * sluice_palette_search_new:
 * @label: what it is for, in words
 * @list: a list of #SluicePaletteRow, which lives as long as the entry
 *
 * Makes an entry for the words that the rows of @list are to match; Down goes to the first of them, Enter activates it
 * (#GtkListBox::row-activated). The list is dressed as a palette.
 *
 * Returns: (transfer floating): a #GtkSearchEntry
 */
GtkWidget *sluice_palette_search_new (const char *label,
                                      GtkListBox *list);

G_END_DECLS
