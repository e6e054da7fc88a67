/* sluice-datetime-make.h: dates, timestamps and intervals out of their parts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/** sluice_resolve_make_date: a #SluiceResolveFunc for make_date (): year, month, day. */
SluiceExpr *sluice_resolve_make_date (const SluiceFunction *function,
                                      SluiceAnalyzer *analyzer,
                                      SluiceCall *call,
                                      GError **error);

/**
 * sluice_resolve_make_timestamp: a #SluiceResolveFunc for make_timestamp () and its relatives:
 * year, month, day, hour, minute, second[, zone].
 */
SluiceExpr *sluice_resolve_make_timestamp (const SluiceFunction *function,
                                           SluiceAnalyzer *analyzer,
                                           SluiceCall *call,
                                           GError **error);

/** sluice_resolve_make_interval: a #SluiceResolveFunc for make_interval (), make_dt_interval () and
 * so on. */
SluiceExpr *sluice_resolve_make_interval (const SluiceFunction *function,
                                          SluiceAnalyzer *analyzer,
                                          SluiceCall *call,
                                          GError **error);

G_END_DECLS
