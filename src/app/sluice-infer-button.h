/* sluice-infer-button.h: finds out the schema of a source's files.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/sluice-settings.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_INFER_BUTTON (sluice_infer_button_get_type ())

/**
 * SluiceInferButton:
 *
 * A button that reads the beginnings of files on a thread of its own, and says below itself why that gave nothing. What
 * it finds comes as the signal `inferred (ddl)`.
 */
G_DECLARE_FINAL_TYPE (SluiceInferButton, sluice_infer_button, SLUICE, INFER_BUTTON, GtkWidget)

/** sluice_infer_button_new: Returns: (transfer floating): a button that can't be pressed yet. */
GtkWidget *sluice_infer_button_new (void);

/**
 * sluice_infer_button_set_source:
 * @self: a button
 * @format: (nullable): format of the source
 * @options: (nullable) (element-type utf8 utf8): its options with an absolute `path`; never changed again
 * @settings: (nullable): the session's settings
 *
 * Says what to read. Without a `path` there is nothing to press the button for.
 */
void sluice_infer_button_set_source (SluiceInferButton *self,
                                     const char        *format,
                                     GHashTable        *options,
                                     SluiceSettings    *settings);

G_END_DECLS
