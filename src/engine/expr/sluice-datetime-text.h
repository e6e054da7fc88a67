/* sluice-datetime-text.h: kernels that read and write moments by patterns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/**
 * SluiceTimeReader: how a function reads texts.
 * @result: DATE, TIMESTAMP, TIMESTAMP_NTZ or BIGINT (seconds)
 * @try_: whether what can't be read is null
 * @default_pattern: (nullable): the pattern when the call has none; %NULL to read as a cast does
 */
typedef struct
{
  SluiceTypeId result;
  gboolean try_;
  const char *default_pattern;
} SluiceTimeReader;

/** sluice_resolve_read_time: a #SluiceResolveFunc with a #SluiceTimeReader: text[, pattern]. */
SluiceExpr *sluice_resolve_read_time (const SluiceFunction *function,
                                      SluiceAnalyzer *analyzer,
                                      SluiceCall *call,
                                      GError **error);

/** sluice_resolve_date_format: a #SluiceResolveFunc for date_format (): timestamp, pattern. */
SluiceExpr *sluice_resolve_date_format (const SluiceFunction *function,
                                        SluiceAnalyzer *analyzer,
                                        SluiceCall *call,
                                        GError **error);

/** sluice_resolve_from_unixtime: a #SluiceResolveFunc for from_unixtime (): seconds[, pattern]. */
SluiceExpr *sluice_resolve_from_unixtime (const SluiceFunction *function,
                                          SluiceAnalyzer *analyzer,
                                          SluiceCall *call,
                                          GError **error);

G_END_DECLS
