/* sluice-preferences.h: the preferences.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** sluice_preferences_show: @parent: (nullable): the window, @settings: (nullable): the user's settings. Opens the preferences; nothing without settings. */
void sluice_preferences_show (GtkWindow *parent,
                              GSettings *settings);

G_END_DECLS
