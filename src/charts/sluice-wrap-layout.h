/* sluice-wrap-layout.h: children in lines that wrap like words.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SLUICE_TYPE_WRAP_LAYOUT (sluice_wrap_layout_get_type ())

/**
 * SluiceWrapLayout:
 *
 * Places children at their natural width one after the other and starts a new line when there is
 * no more room: what libadwaita has from 1.7 on, and what a legend needs.
 */
G_DECLARE_FINAL_TYPE (SluiceWrapLayout, sluice_wrap_layout, SLUICE, WRAP_LAYOUT, GtkLayoutManager)

/** sluice_wrap_layout_new: Returns: (transfer full): a layout with @spacing between children and lines. */
GtkLayoutManager *sluice_wrap_layout_new (int spacing) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
