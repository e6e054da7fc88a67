/* sluice-command-palette.h: everything that can be done, to be found by typing.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLUICE_TYPE_COMMAND_PALETTE (sluice_command_palette_get_type ())
G_DECLARE_FINAL_TYPE (SluiceCommandPalette, sluice_command_palette, SLUICE, COMMAND_PALETTE, AdwWindow)

/**
 * SluiceCommandPalette:
 *
 * A list of actions with their keys, narrowed down by what is typed. Enter does the first, a click any; it closes
 * itself then.
 */

/**
 * sluice_command_palette_new:
 * @parent: the window that it belongs to
 * @target: (transfer none): the widget whose actions are offered, with those of what it stands in
 *
 * Returns: (transfer none): a window that hasn't been shown yet
 */
GtkWidget *sluice_command_palette_new (GtkWindow *parent,
                                       GtkWidget *target);

G_END_DECLS
