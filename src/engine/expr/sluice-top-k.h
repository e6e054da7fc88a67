/* sluice-top-k.h: what the functions on frequent items share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-frequent-items.h"
#include "expr/sluice-sketch-call.h"

G_BEGIN_DECLS

/** SLUICE_TOP_K_DEFAULT: how many items are told unless somebody says. */
#define SLUICE_TOP_K_DEFAULT 5

/** SluiceTopKState: the places of what a state of approx_top_k_accumulate consists of. */
typedef enum
{
  SLUICE_TOP_K_SKETCH,
  SLUICE_TOP_K_TRACKED,
  SLUICE_TOP_K_TYPE,
  SLUICE_TOP_K_DDL,
  SLUICE_TOP_K_FIELDS,
} SluiceTopKState;

/**
 * sluice_top_k_number:
 * @analyzer: the analysis
 * @call: a call
 * @index: an argument
 * @what: what to call it when it isn't constant
 * @name: what to call it when it is null
 * @value: (out): its value
 * @failure: (inout): set, unless it is already, to what Spark says when the first row comes
 * @error: what is wrong with its type
 *
 * Returns: whether it is a constant INT, or the argument isn't there and @value is left alone
 */
gboolean sluice_top_k_number (SluiceAnalyzer *analyzer,
                              SluiceCall     *call,
                              guint           index,
                              const char     *what,
                              const char     *name,
                              gint32         *value,
                              GError        **failure,
                              GError        **error);

/** sluice_top_k_check: @tracked: 0 where nobody asks. Returns: whether @k and @tracked are numbers of items. */
gboolean sluice_top_k_check (gint32   k,
                             gint32   tracked,
                             GError **error);

/** sluice_top_k_check_state: Returns: whether argument 0 is a struct such as approx_top_k_accumulate makes. */
gboolean sluice_top_k_check_state (SluiceAnalyzer *analyzer,
                                   SluiceCall     *call,
                                   GError        **error);

/** sluice_top_k_result_type: Returns: (transfer full): what the items of @type and their counts are told as. */
SluiceType *sluice_top_k_result_type (const SluiceType *type);

/** sluice_top_k_write: writes the most frequent items of @n sketches, @k at most, to @result, of which a row without a sketch is empty. */
void sluice_top_k_write (SluiceEvalContext                *context,
                         const SluiceFrequentItems *const *sketches,
                         guint32                           n,
                         guint                             k,
                         SluiceColumn                     *result);

/** SluiceResolveFunc of approx_top_k. */
SluiceExpr *sluice_aggregate_resolve_top_k (const SluiceFunction *function,
                                            SluiceAnalyzer       *analyzer,
                                            SluiceCall           *call,
                                            GError              **error);

/** SluiceResolveFunc of approx_top_k_accumulate. */
SluiceExpr *sluice_aggregate_resolve_top_k_accumulate (const SluiceFunction *function,
                                                       SluiceAnalyzer       *analyzer,
                                                       SluiceCall           *call,
                                                       GError              **error);

/** SluiceResolveFunc of approx_top_k_combine. */
SluiceExpr *sluice_aggregate_resolve_top_k_combine (const SluiceFunction *function,
                                                    SluiceAnalyzer       *analyzer,
                                                    SluiceCall           *call,
                                                    GError              **error);

G_END_DECLS
