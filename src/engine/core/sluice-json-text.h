/* sluice-json-text.h: strings written as JSON, where no tree is worth its while.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * sluice_append_json_text:
 * @out: text is appended
 * @text: UTF-8
 * @length: its bytes, among which may be NUL
 *
 * Writes a JSON string with its quotes.
 */
void sluice_append_json_text (GString    *out,
                              const char *text,
                              gsize       length);

/**
 * sluice_append_json_string:
 * @out: text is appended
 * @text: (nullable): a string, or %NULL for null
 *
 * Writes a JSON string with its quotes.
 */
void sluice_append_json_string (GString    *out,
                                const char *text);

G_END_DECLS
