/* sluice-sketch-call.h: what the functions on sketches share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-aggregates.h"
#include "expr/sluice-function-simple.h"

G_BEGIN_DECLS

/**
 * sluice_sketch_expect:
 * @analyzer: the analysis
 * @call: a call
 * @index: an argument
 * @types: (array length=n): the types that it may have; NULL becomes the first
 * @n: how many
 * @error: `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`
 *
 * Functions on sketches take no text for a number and no INT for a BIGINT.
 *
 * Returns: whether the argument has one of the types
 */
gboolean sluice_sketch_expect (SluiceAnalyzer     *analyzer,
                               SluiceCall         *call,
                               guint               index,
                               const SluiceTypeId *types,
                               guint               n,
                               GError            **error);

/** sluice_sketch_expect_one: sluice_sketch_expect() of one type. */
gboolean sluice_sketch_expect_one (SluiceAnalyzer *analyzer,
                                   SluiceCall     *call,
                                   guint           index,
                                   SluiceTypeId    type,
                                   GError        **error);

/** What sluice_sketch_fold_number() gives for an argument that nobody knows before the rows come. */
#define SLUICE_SKETCH_NOT_CONSTANT G_MININT

/**
 * sluice_sketch_fold_number:
 * @analyzer: the analysis
 * @call: a call
 * @index: an argument of type INT; a literal takes its place if it is constant
 * @value: (out): its value, 0 for null, or %SLUICE_SKETCH_NOT_CONSTANT
 * @error: an error of computing it
 *
 * Returns: whether it could be computed, if it had to be
 */
gboolean sluice_sketch_fold_number (SluiceAnalyzer *analyzer,
                                    SluiceCall     *call,
                                    guint           index,
                                    gint32         *value,
                                    GError        **error);

/**
 * sluice_sketch_fail:
 * @expr: (nullable): the call, for its position where nobody else adds it
 * @condition: Spark's condition
 * @error: set to it
 * @format: the sentence, printf-style
 *
 * Returns: %FALSE
 */
gboolean sluice_sketch_fail (const SluiceExpr *expr,
                             const char       *condition,
                             GError          **error,
                             const char       *format,
                             ...) G_GNUC_PRINTF (4, 5);

/** sluice_sketch_save_bytes: appends room for @n bytes and their number. Returns: (transfer none): the room. */
guint8 *sluice_sketch_save_bytes (GByteArray *out,
                                  gsize       n);

/**
 * sluice_sketch_load_bytes:
 * @cursor: (inout): where to read
 * @end: where the bytes end
 * @n: (out): how many there are
 *
 * Returns: (transfer none) (nullable): what sluice_sketch_save_bytes() made room for; %NULL when it isn't there
 */
const guint8 *sluice_sketch_load_bytes (const guint8 **cursor,
                                        const guint8  *end,
                                        gsize         *n);

/** SluiceResolveFunc of hll_sketch_agg. */
SluiceExpr *sluice_aggregate_resolve_hll (const SluiceFunction *function,
                                          SluiceAnalyzer       *analyzer,
                                          SluiceCall           *call,
                                          GError              **error);

/** SluiceResolveFunc of hll_union_agg. */
SluiceExpr *sluice_aggregate_resolve_hll_union (const SluiceFunction *function,
                                                SluiceAnalyzer       *analyzer,
                                                SluiceCall           *call,
                                                GError              **error);

/** sluice_hll_refuse: sets `HLL_INVALID_INPUT_SKETCH_BUFFER` for @function. Returns: %FALSE. */
gboolean sluice_hll_refuse (const SluiceExpr *expr,
                            const char       *function,
                            GError          **error);

/** sluice_hll_refuse_lg_k: sets `HLL_UNION_DIFFERENT_LG_K` for @function. Returns: %FALSE. */
gboolean sluice_hll_refuse_lg_k (const SluiceExpr *expr,
                                 const char       *function,
                                 guint             left,
                                 guint             right,
                                 GError          **error);

G_END_DECLS
