/* sluice-theta-call.h: what the functions on Theta sketches share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-sketch-call.h"
#include "expr/sluice-theta.h"

G_BEGIN_DECLS

/** sluice_theta_read_value: reads @bytes. Returns: whether they are a sketch; @error says Spark's condition for @function otherwise. */
gboolean sluice_theta_read_value (SluiceTheta        *self,
                                  SluiceArena        *arena,
                                  const SluiceString *bytes,
                                  const SluiceExpr   *expr,
                                  const char         *function,
                                  GError            **error);

/** sluice_theta_store: Returns: the bytes of @self, in @arena. */
SluiceString sluice_theta_store (const SluiceTheta *self,
                                 SluiceArena       *arena);

/** sluice_theta_check_lg_k: Returns: whether so many hashes can be kept (`SKETCH_INVALID_LG_NOM_ENTRIES`). */
gboolean sluice_theta_check_lg_k (gint32            lg_k,
                                  const SluiceExpr *expr,
                                  const char       *function,
                                  GError          **error);

/** SluiceResolveFunc of theta_sketch_agg, theta_union_agg and theta_intersection_agg; user_data is `+`, `|` or `&`. */
SluiceExpr *sluice_aggregate_resolve_theta (const SluiceFunction *function,
                                            SluiceAnalyzer       *analyzer,
                                            SluiceCall           *call,
                                            GError              **error);

G_END_DECLS
