/* sluice-window.h: a window: tabs of open pipelines, and the gallery.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/sluice-application.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_WINDOW (sluice_window_get_type ())
G_DECLARE_FINAL_TYPE (SluiceWindow, sluice_window, SLUICE, WINDOW, AdwApplicationWindow)

/** sluice_window_new: @application: the application. Returns: (transfer none): a window that shows the gallery; the toolkit owns it. */
SluiceWindow *sluice_window_new (SluiceApplication *application);

/** sluice_window_open: @self: a window, @path: a document. Opens it in a tab, or goes to the tab that has it. */
void sluice_window_open (SluiceWindow *self,
                         const char   *path);

/** sluice_window_toast: @self: a window, @text: a sentence. Says something that needs no answer. */
void sluice_window_toast (SluiceWindow *self,
                          const char   *text);

G_END_DECLS
