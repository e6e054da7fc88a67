/* sluice-single-value.h: the value of a subquery that must have one row.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-expr.h"

G_BEGIN_DECLS

/**
 * sluice_single_value_new:
 * @value: (transfer none): a value
 * @count: (transfer none): a BIGINT that is never null: how many rows it is of
 *
 * Returns: (transfer full): @value, which fails with `SCALAR_SUBQUERY_TOO_MANY_ROWS` where @count is more
 *   than one
 */
SluiceExpr *sluice_single_value_new (SluiceExpr *value,
                                     SluiceExpr *count) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
