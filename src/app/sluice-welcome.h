/* sluice-welcome.h: the gallery of examples that a window begins with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLUICE_TYPE_WELCOME (sluice_welcome_get_type ())
G_DECLARE_FINAL_TYPE (SluiceWelcome, sluice_welcome, SLUICE, WELCOME, GtkWidget)

/**
 * SluiceWelcome:
 *
 * Signals: `example` with the path of an example's document in the gallery; `new` and `open` for the two
 * buttons.
 */

/** sluice_welcome_new: Returns: (transfer floating): the gallery. */
GtkWidget *sluice_welcome_new (void);

G_END_DECLS
