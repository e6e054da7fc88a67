/* sluice-time-arithmetic.h: moving times of day, and making moments of them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/**
 * sluice_time_move:
 * @function: the operator
 * @analyzer: an analysis
 * @call: a TIME and a day-time interval, or null
 * @back: whether it is subtracted
 * @try_: whether what leaves the day is null, and no error
 * @error: `UNSUPPORTED_TIME_TYPE`
 *
 * Returns: (transfer full) (nullable): the TIME, as exact as the more exact of the two
 */
SluiceExpr *sluice_time_move (const SluiceFunction *function,
                              SluiceAnalyzer *analyzer,
                              SluiceCall *call,
                              gboolean back,
                              gboolean try_,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_time_subtract:
 * @function: the operator
 * @analyzer: an analysis
 * @call: two arguments that are or become TIMEs
 * @error: `UNSUPPORTED_TIME_TYPE`
 *
 * Returns: (transfer full) (nullable): the INTERVAL HOUR TO SECOND between them
 */
SluiceExpr *sluice_time_subtract (const SluiceFunction *function,
                                  SluiceAnalyzer *analyzer,
                                  SluiceCall *call,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_resolve_moment:
 * @function: make_timestamp() or one of its relatives
 * @analyzer: an analysis
 * @call: a DATE, a TIME (midnight when there is none), a zone where there is one
 * @result: TIMESTAMP or TIMESTAMP_NTZ
 * @error: `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`
 *
 * Returns: (transfer full) (nullable): the moment
 */
SluiceExpr *sluice_resolve_moment (const SluiceFunction *function,
                                   SluiceAnalyzer *analyzer,
                                   SluiceCall *call,
                                   SluiceTypeId result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
