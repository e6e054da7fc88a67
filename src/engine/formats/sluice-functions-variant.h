/* sluice-functions-variant.h: what the functions on variants share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function-simple.h"
#include "formats/sluice-functions.h"

G_BEGIN_DECLS

/**
 * sluice_call_check_variant:
 * @analyzer: the analysis
 * @call: a call
 * @index: one of its arguments, which isn't cast
 * @error: `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`
 *
 * Returns: whether the argument is a VARIANT, or becomes one because it is NULL
 */
gboolean sluice_call_check_variant (SluiceAnalyzer *analyzer,
                                    SluiceCall     *call,
                                    guint           index,
                                    GError        **error);

/**
 * sluice_variant_path_at:
 * @call: a run of a kernel
 * @index: the argument with the path
 * @row: a row
 * @condition: what to call an error
 * @allow_root: whether `$` alone is a path
 * @error: set to @condition
 *
 * Returns: (transfer full) (nullable): the path
 */
GArray *sluice_variant_path_at (const SluiceKernelCall *call,
                                guint                   index,
                                guint32                 row,
                                const char             *condition,
                                gboolean                allow_root,
                                GError                **error);

/** sluice_resolve_variant_change: a #SluiceResolveFunc for those that put something into a variant. */
SluiceExpr *sluice_resolve_variant_change (const SluiceFunction *function,
                                           SluiceAnalyzer       *analyzer,
                                           SluiceCall           *call,
                                           GError              **error);

/** sluice_resolve_variant_delete: a #SluiceResolveFunc for variant_delete. */
SluiceExpr *sluice_resolve_variant_delete (const SluiceFunction *function,
                                           SluiceAnalyzer       *analyzer,
                                           SluiceCall           *call,
                                           GError              **error);

/** sluice_resolve_variant_strip_nulls: a #SluiceResolveFunc for variant_strip_nulls. */
SluiceExpr *sluice_resolve_variant_strip_nulls (const SluiceFunction *function,
                                                SluiceAnalyzer       *analyzer,
                                                SluiceCall           *call,
                                                GError              **error);

G_END_DECLS
