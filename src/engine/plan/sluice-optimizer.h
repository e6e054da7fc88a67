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
 * that is above them (findings 38 and 51); with inner joins, also the filters that follow from the keys.
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
 * sluice_optimizer_constraints_of_table:
 * @join: a JOIN
 * @table: which of its inputs is meant
 * @rows: that input, filtered as it will be
 *
 * Returns: (transfer full) (element-type SluiceExpr): what must be true of the other input's keys for a row to have a
 *   partner, since it is true of all rows of @rows; over the other input's columns
 */
GPtrArray *sluice_optimizer_constraints_of_table (const SluicePlan *join,
                                                  guint             table,
                                                  const SluicePlan *rows) G_GNUC_WARN_UNUSED_RESULT;

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
