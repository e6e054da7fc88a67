/* sluice-name-distance.h: how far a name is from another, and which one was probably meant.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * sluice_name_distance:
 * @a: UTF-8
 * @b: UTF-8
 *
 * Levenshtein's distance, by which Spark orders its suggestions.
 *
 * Returns: the number of characters to insert, delete or replace to make @b of @a
 */
guint sluice_name_distance (const char *a,
                            const char *b);

/**
 * sluice_closest_name:
 * @name: a name that isn't known
 * @names: (array zero-terminated=1): the known ones
 *
 * Returns: (transfer none) (nullable): the one that was probably meant, case and a third of the letters aside
 */
const char *sluice_closest_name (const char        *name,
                                 const char *const *names);

G_END_DECLS
