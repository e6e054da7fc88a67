/* sluice-filter.h: conditions that select rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SluiceFilter:
 *
 * A condition taken apart into conjuncts, each of which narrows the selection that the ones before left.
 * Comparisons with a constant write the selection at once, without a vector of truth values between.
 */
typedef struct _SluiceFilter SluiceFilter;

/**
 * sluice_filter_new:
 * @condition: (transfer none): a BOOLEAN expression
 *
 * Returns: (transfer full): the filter
 */
SluiceFilter *sluice_filter_new (SluiceExpr *condition) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_filter_free: @self: (nullable): a filter. */
void sluice_filter_free (SluiceFilter *self);

/**
 * sluice_filter_run:
 * @self: a filter
 * @context: the evaluation
 * @selection: (inout): the rows to look at; then those for which the condition is true
 * @error: the first error of a row
 *
 * Returns: whether it went well
 */
gboolean sluice_filter_run (const SluiceFilter *self,
                            SluiceEvalContext  *context,
                            SluiceSelection    *selection,
                            GError            **error);

/**
 * sluice_filter_describe:
 * @self: a filter
 * @out: a line for each conjunct is appended
 */
void sluice_filter_describe (const SluiceFilter *self,
                             GString            *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceFilter, sluice_filter_free)

G_END_DECLS
