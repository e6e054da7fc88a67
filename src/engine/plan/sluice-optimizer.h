/* sluice-optimizer.h: the steps of the optimizer.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-plan-private.h"

G_BEGIN_DECLS

/**
 * sluice_optimizer_push_filters:
 * @plan: a plan
 *
 * Moves filters towards the sources as far as Spark does, since what they remove never advances a watermark
 * that is above them (findings 38 and 51). What a filter asks of both sides of an inner join becomes part of the join.
 *
 * Returns: (transfer full): the new plan
 */
SluicePlan *sluice_optimizer_push_filters (SluicePlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_optimizer_push_semi_joins:
 * @plan: a plan
 *
 * Moves the joins that only choose among the rows of a stream towards its sources, as far as Spark does: state above
 * them gets fewer rows by it, and of a condition (IN, EXISTS) a watermark does as well. To be done before the filters.
 *
 * Returns: (transfer full): the new plan
 */
SluicePlan *sluice_optimizer_push_semi_joins (SluicePlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_optimizer_prune_columns:
 * @plan: a plan
 *
 * Leaves out what nothing above needs; sources read only the columns that are used. A source that is used
 * several times stays one, with the columns that any of its uses needs.
 *
 * Returns: (transfer full): the new plan, which shares no node with @plan
 */
SluicePlan *sluice_optimizer_prune_columns (SluicePlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_optimizer_collapse_aggregates:
 * @plan: an AGGREGATE
 *
 * Returns: (transfer full) (nullable): one aggregation that gives what it and the one below it give, or a projection in
 *   place of a DISTINCT of different rows; %NULL when there is none
 */
SluicePlan *sluice_optimizer_collapse_aggregates (const SluicePlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_optimizer_infer_filters:
 * @plan: a plan whose filters have been pushed
 *
 * Adds the filters that follow from others, by the equalities of joins above all: what is true of all rows of one side of a
 * join, or asked by it, holds for the other side's keys. To be pushed on.
 *
 * Returns: (transfer full): the new plan
 */
SluicePlan *sluice_optimizer_infer_filters (SluicePlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_optimizer_extract_filters:
 * @plan: a plan whose filters have been inferred and pushed
 *
 * Adds the filters for one side that a join's condition on both sides has in it: of `(a = 1 AND b = 2) OR a = 3` that a is
 * 1 or 3. To be pushed on.
 *
 * Returns: (transfer full): the new plan
 */
SluicePlan *sluice_optimizer_extract_filters (SluicePlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_optimizer_separate_window:
 * @plan: an AGGREGATE by windows that aren't sessions
 *
 * An aggregation by windows computes them by itself. For something to come between, each row first becomes one for each
 * of its windows, and the window is a key like any other.
 *
 * Returns: (transfer full): the aggregation over a GENERATE
 */
SluicePlan *sluice_optimizer_separate_window (const SluicePlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_plan_shows_rows: @plan: a plan. Returns: whether Spark's figures, of a watermark or of state, tell which rows came into something in it. Elsewhere filters that change nothing but that are left out, and stay where the document has them. */
gboolean sluice_plan_shows_rows (const SluicePlan *plan);

/** sluice_expr_reads_only: @expr: an expression over @n_all columns, @first: a column, @n: how many from there on, @n_all: see there. Returns: whether it reads none but these. */
gboolean sluice_expr_reads_only (const SluiceExpr *expr,
                                 guint             first,
                                 guint             n,
                                 guint             n_all);

/** sluice_expr_count_uses: @expr: an expression, @uses: (inout): one for each column of its input. Counts how often it reads each. */
void sluice_expr_count_uses (const SluiceExpr *expr,
                             guint            *uses);

/** sluice_expr_is_true: @expr: an expression. Returns: whether it is true for every row, as far as can be seen without running it. */
gboolean sluice_expr_is_true (const SluiceExpr *expr);

G_END_DECLS
