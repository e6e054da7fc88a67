/* sluice-name.h: names of columns and functions as SQL writes them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * sluice_name_is_plain:
 * @name: any name
 *
 * Returns: whether it means itself without backquotes: letters of English, digits and underscores, no digit first
 */
gboolean sluice_name_is_plain (const char *name);

/**
 * sluice_append_quoted_name:
 * @out: what to append to
 * @name: any name
 *
 * Appends it in backquotes, those inside it doubled.
 */
void sluice_append_quoted_name (GString    *out,
                                const char *name);

/**
 * sluice_append_name:
 * @out: what to append to
 * @name: any name
 *
 * Appends it, in backquotes unless it is plain.
 */
void sluice_append_name (GString    *out,
                         const char *name);

/** sluice_quote_name: @name: any name. Returns: (transfer full): it in backquotes, as messages show it. */
char *sluice_quote_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_quote_name_if_needed: @name: any name. Returns: (transfer full): in backquotes unless it is plain. */
char *sluice_quote_name_if_needed (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
