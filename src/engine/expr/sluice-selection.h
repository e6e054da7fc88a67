/* sluice-selection.h: between vectors of truth values and lists of rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * sluice_bits_from_bytes:
 * @bytes: (array length=n): 0 or 1 each
 * @n: their number
 * @words: (out) (array): as a bitmap, (n + 63) / 64 words; bits from @n on are 0
 */
void sluice_bits_from_bytes (const guint8 *bytes,
                             guint32       n,
                             guint64      *words);

/**
 * sluice_rows_from_bits:
 * @words: (array): a bitmap
 * @n: bits of it that count
 * @rows: (out) (array): the numbers of the bits that are set; needs room for @n of them
 *
 * Returns: how many are set
 */
guint32 sluice_rows_from_bits (const guint64 *words,
                               guint32        n,
                               guint16       *rows);

/**
 * sluice_selection_narrow:
 * @arena: where the result lives
 * @selection: some rows
 * @bits: a bit for each row
 *
 * Returns: those of @selection whose bit is set; @selection itself when that is all
 */
SluiceSelection sluice_selection_narrow (SluiceArena    *arena,
                                         SluiceSelection selection,
                                         const guint64  *bits);

/**
 * sluice_selection_where_true:
 * @arena: where the result lives
 * @selection: some rows
 * @condition: a BOOLEAN column
 *
 * Returns: those of @selection for which @condition is true; @selection itself when that is all
 */
SluiceSelection sluice_selection_where_true (SluiceArena        *arena,
                                             SluiceSelection     selection,
                                             const SluiceColumn *condition);

/**
 * sluice_selection_to_bits:
 * @arena: where the result lives
 * @selection: some rows
 * @n: the rows that there are
 *
 * Returns: (transfer none): a bit for each of @n rows, set for those of @selection
 */
guint64 *sluice_selection_to_bits (SluiceArena    *arena,
                                   SluiceSelection selection,
                                   guint32         n);

/**
 * sluice_selection_without:
 * @arena: where the result lives
 * @selection: some rows
 * @removed: some of these
 *
 * Returns: the rows of @selection that aren't in @removed
 */
SluiceSelection sluice_selection_without (SluiceArena    *arena,
                                          SluiceSelection selection,
                                          SluiceSelection removed);

G_END_DECLS
