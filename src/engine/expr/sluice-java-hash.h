/* sluice-java-hash.h: the hashes of values by which Spark's collections are in the order that they are in.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * sluice_java_hash:
 * @column: a column
 * @row: a row that isn't null
 * @hash: (out): what Java's `hashCode ()` gives for it
 *
 * Returns: %FALSE for types whose values are hashed in ways that aren't known here
 */
gboolean sluice_java_hash (const SluiceColumn *column,
                           guint32             row,
                           gint32             *hash);

G_END_DECLS
