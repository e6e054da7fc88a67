/* sluice-datetime-arithmetic.h: operators on dates, timestamps and intervals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-operators.h"

G_BEGIN_DECLS

/**
 * sluice_datetime_arithmetic_resolve:
 * @operation: ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, PMOD or INTEGRAL_DIVIDE
 * @mode: what happens where there is no result (TRY: null)
 * @function: the operator
 * @analyzer: the analysis
 * @call: a call of two arguments of which at least one is a DATE, TIMESTAMP, TIMESTAMP_NTZ or an
 * interval
 * @result: (out) (transfer full) (nullable): the typed call, %NULL when the types are wrong
 * @error: `DATATYPE_MISMATCH…`
 *
 * Resolves date ± interval, date ± days, date - date, timestamp ± interval, timestamp - timestamp,
 * interval ± interval, interval * number, interval / number, interval div interval. Sums of two
 * intervals of one kind can take their kernel from sluice_arithmetic_kernel().
 *
 * Returns: whether it is a matter of times and intervals; otherwise the rules for numbers apply
 */
gboolean sluice_datetime_arithmetic_resolve (SluiceArithmetic operation,
                                             SluiceEvalMode mode,
                                             const SluiceFunction *function,
                                             SluiceAnalyzer *analyzer,
                                             SluiceCall *call,
                                             SluiceExpr **result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
