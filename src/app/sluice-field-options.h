/* sluice-field-options.h: names and values: options, settings, parameters.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/sluice-field-editor.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_OPTIONS_FIELD (sluice_options_field_get_type ())

/**
 * SluiceOptionsField:
 *
 * Shows what is set and what must be set; the others are added from a list that can be searched, in which what
 * nobody knows can be added too.
 */
G_DECLARE_FINAL_TYPE (SluiceOptionsField, sluice_options_field, SLUICE, OPTIONS_FIELD, SluiceFieldEditor)

/**
 * sluice_options_field_set_known:
 * @self: an editor
 * @options: (nullable) (array length=n_options): options that there are, static
 * @n_options: their number
 *
 * Says which options there are; to be called before the value is set anew.
 */
void sluice_options_field_set_known (SluiceOptionsField     *self,
                                     const SluiceOptionType *options,
                                     guint                   n_options);

G_END_DECLS
