/* sluice-test-rows.h: between the rows of recorded cases and columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "core/sluice-settings.h"
#include "testing/sluice-test-json.h"

G_BEGIN_DECLS

/**
 * sluice_test_rows_to_batch:
 * @arena: where it lives
 * @schema: a STRUCT
 * @rows: an array of objects, as Spark's to_json writes rows
 * @settings: for the zone of times that name none
 *
 * A member that is missing is null.
 *
 * Returns: (transfer full): the rows
 */
SluiceBatch *sluice_test_rows_to_batch (SluiceArena          *arena,
                                        const SluiceType     *schema,
                                        const SluiceTestJson *rows,
                                        const SluiceSettings *settings);

/**
 * sluice_test_value_matches:
 * @column: a column
 * @row: one of its rows
 * @expected: what Spark gave, as its to_json writes it
 *
 * Doubles match within 1e-9 relative, decimals as numbers, everything else exactly.
 *
 * Returns: whether the value is the expected one
 */
gboolean sluice_test_value_matches (const SluiceColumn   *column,
                                    guint32               row,
                                    const SluiceTestJson *expected);

/** sluice_test_value_to_json: @column: a column, @row: a row, @out: the value is appended, as
 * Spark's to_json would. */
void sluice_test_value_to_json (const SluiceColumn *column,
                                guint32             row,
                                GString            *out);

G_END_DECLS
