/* sluice-application.h: the application: windows, files, settings.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLUICE_TYPE_APPLICATION (sluice_application_get_type ())
G_DECLARE_FINAL_TYPE (SluiceApplication, sluice_application, SLUICE, APPLICATION, AdwApplication)

/** sluice_application_new: Returns: (transfer full): the application. */
SluiceApplication *sluice_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_application_get_settings:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): the user's settings; %NULL when their schema isn't installed
 */
GSettings *sluice_application_get_settings (SluiceApplication *self);

G_END_DECLS
