/* sluice-plan-private.h: making and changing plans.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-analyzer.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/** The operator id of a limit that keeps no state. */
#define SLUICE_NO_OPERATOR G_MAXUINT

/** sluice_exprs_ref: @exprs: (array length=n): expressions, some perhaps %NULL, @n: their number. Returns: (transfer full): references to them. */
SluiceExpr **sluice_exprs_ref (SluiceExpr *const *exprs,
                               guint              n) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_exprs_are_deterministic: @exprs: (array length=n): expressions, some perhaps %NULL, @n: their number. Returns: whether none depends on more than its row. */
gboolean sluice_exprs_are_deterministic (SluiceExpr *const *exprs,
                                         guint              n);

/**
 * sluice_plan_copy_over:
 * @self: a plan's node
 * @schema: the schema of the copy
 * @inputs: (array): as many inputs as @self has
 *
 * Returns: (transfer full): the same node over other inputs; its expressions are still those of the old ones
 */
SluicePlan *sluice_plan_copy_over (const SluicePlan *self,
                                   const SluiceType *schema,
                                   SluicePlan      **inputs) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_plan_new_project: @node_id: id of the document's node, @schema: its output, @input: its input, @exprs: (transfer none): one for each column. Returns: (transfer full): a projection. */
SluicePlan *sluice_plan_new_project (const char        *node_id,
                                     const SluiceType  *schema,
                                     SluicePlan        *input,
                                     SluiceExpr *const *exprs) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_plan_new_generate: @node_id: id of the document's node, @input: its input, @named: (transfer none): a generator with its names. Returns: (transfer full): the input's columns, then the generator's. */
SluicePlan *sluice_plan_new_generate (const char            *node_id,
                                      SluicePlan            *input,
                                      const SluiceNamedExpr *named) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_plan_new_filter: @node_id: id of the document's node, @input: its input, @condition: (transfer none): the condition. Returns: (transfer full): a filter. */
SluicePlan *sluice_plan_new_filter (const char *node_id,
                                    SluicePlan *input,
                                    SluiceExpr *condition) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_join_gives_as_is: @type: a join, @side: 0 for the left input, 1 for the right one. Returns: whether its rows come out as they go in, if they do. */
gboolean sluice_join_gives_as_is (SluiceJoinType type,
                                  guint          side);

/** sluice_join_drops_unmatched: @type: a join, @side: 0 for the left input, 1 for the right one. Returns: whether a row of it without a partner is nothing to the join. */
gboolean sluice_join_drops_unmatched (SluiceJoinType type,
                                      guint          side);

/** sluice_plan_has_aggregate: @self: a plan. Returns: whether it or something below it aggregates a stream. */
gboolean sluice_plan_has_aggregate (const SluicePlan *self);

G_END_DECLS
