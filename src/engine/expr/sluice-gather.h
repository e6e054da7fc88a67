/* sluice-gather.h: a column out of rows of many columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * sluice_gather_many:
 * @arena: where the result lives
 * @type: (transfer none): type of the result and of all @columns
 * @columns: (array length=n): for each row of the result the column that it comes from; %NULL for a null
 * @rows: (array length=n): and the row of that column
 * @n: rows of the result
 *
 * Texts are shared with the columns they come from.
 *
 * Returns: (transfer none): the column
 */
SluiceColumn *sluice_gather_many (SluiceArena               *arena,
                                  const SluiceType          *type,
                                  const SluiceColumn *const *columns,
                                  const guint32             *rows,
                                  guint32                    n);

/**
 * sluice_column_assign:
 * @self: a column being built
 * @from: a column of the same type and length
 *
 * Makes @self hold what @from holds, whose buffers it shares.
 */
void sluice_column_assign (SluiceColumn       *self,
                           const SluiceColumn *from);

G_END_DECLS
