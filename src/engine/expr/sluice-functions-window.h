/* sluice-functions-window.h: what window() and session_window() tell the operators.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/**
 * SluiceWindowSpec:
 * @size_us: length of a window
 * @slide_us: distance between the beginnings of two windows; @size_us for windows side by side
 * @offset_us: where the windows begin, relative to 1970-01-01 00:00 UTC
 *
 * What hangs, as its data, on a call of `window`. In microseconds.
 */
typedef struct
{
  gint64 size_us;
  gint64 slide_us;
  gint64 offset_us;
} SluiceWindowSpec;

/**
 * sluice_window_spec:
 * @expr: an expression
 *
 * Returns: (transfer none) (nullable): the windows, when @expr is a call of `window`; its args[0]
 *   is the time then
 */
const SluiceWindowSpec *sluice_window_spec (const SluiceExpr *expr);

/**
 * sluice_expr_is_session_window:
 * @expr: an expression
 *
 * Returns: whether it is a call of `session_window`; its args[0] is the time then, args[1] the
 *   gap, an INTERVAL
 */
gboolean sluice_expr_is_session_window (const SluiceExpr *expr);

/** SluiceResolveFunc of time_bucket. */
SluiceExpr *sluice_resolve_time_bucket (const SluiceFunction *function,
                                        SluiceAnalyzer       *analyzer,
                                        SluiceCall           *call,
                                        GError              **error);

G_END_DECLS
