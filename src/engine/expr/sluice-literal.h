/* sluice-literal.h: the values of literals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-syntax.h"

G_BEGIN_DECLS

/**
 * sluice_literal_new:
 * @syntax: a node of kinds NULL to INTERVAL_RANGE
 * @settings: for the time zone
 * @error: `INVALID_NUMERIC_LITERAL_RANGE`, `INVALID_TYPED_LITERAL`, `INVALID_INTERVAL_FORMAT…`
 *
 * Returns: (transfer full) (nullable): the literal
 */
SluiceExpr *sluice_literal_new (const SluiceSyntax   *syntax,
                                const SluiceSettings *settings,
                                GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_literal_to_sql:
 * @syntax: a node of kinds NUMBER to INTERVAL_RANGE
 *
 * Returns: (transfer full): the value as Spark writes it in messages and names, such as
 *   `INTERVAL '1' DAY`; what was written when it has no value
 */
char *sluice_literal_to_sql (const SluiceSyntax *syntax) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
