/* sluice-rounding.h: round, bround, ceil and floor.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-decimal.h"
#include "expr/sluice-function.h"

G_BEGIN_DECLS

/**
 * sluice_round_double:
 * @value: a number
 * @scale: decimal places to keep; negative to round before the point
 * @rounding: HALF_UP or HALF_EVEN
 *
 * Rounds the shortest decimal text of @value, as Java's BigDecimal of it would be, so that 2.675 becomes 2.68.
 *
 * Returns: the rounded number
 */
double sluice_round_double (double                value,
                            int                   scale,
                            SluiceDecimalRounding rounding);

/** SluiceResolveFunc of round and bround; user_data is the #SluiceDecimalRounding. */
SluiceExpr *sluice_resolve_round (const SluiceFunction *function,
                                  SluiceAnalyzer       *analyzer,
                                  SluiceCall           *call,
                                  GError              **error);

/** SluiceResolveFunc of ceil and floor; user_data is the #SluiceDecimalRounding. */
SluiceExpr *sluice_resolve_ceil (const SluiceFunction *function,
                                 SluiceAnalyzer       *analyzer,
                                 SluiceCall           *call,
                                 GError              **error);

G_END_DECLS
