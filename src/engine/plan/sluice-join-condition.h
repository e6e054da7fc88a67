/* sluice-join-condition.h: the two sides of a join's condition.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/** SluiceJoinSides: which sides' columns an expression reads. */
typedef enum
{
  SLUICE_JOIN_READS_NOTHING = 0,
  SLUICE_JOIN_READS_LEFT = 1,
  SLUICE_JOIN_READS_RIGHT = 2,
  SLUICE_JOIN_READS_BOTH = 3,
} SluiceJoinSides;

/** sluice_join_sides_of: @expr: an expression over left then right columns, @n_left: number of left columns, @n: of both. Returns: which sides it reads. */
SluiceJoinSides sluice_join_sides_of (const SluiceExpr *expr,
                                      guint             n_left,
                                      guint             n);

/** sluice_join_over_right: @expr: an expression over left then right columns that reads none of the left, @n_left: their number, @right: the right side. Returns: (transfer full): the same over the right side's columns alone. */
SluiceExpr *sluice_join_over_right (SluiceExpr       *expr,
                                    guint             n_left,
                                    const SluiceType *right) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_join_over_both: @expr: an expression over the right side's columns, @n_left: number of left columns, @right: the right side. Returns: (transfer full): the same over left then right columns. */
SluiceExpr *sluice_join_over_both (SluiceExpr       *expr,
                                   guint             n_left,
                                   const SluiceType *right) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_join_take_key:
 * @expr: a condition over left then right columns
 * @n_left: number of left columns
 * @right: the right side
 * @keys: (out caller-allocates) (array length=2) (transfer full): what @expr compares, each over its own side
 * @null_safe: (out): whether null matches null
 *
 * Returns: whether @expr says that something of one side equals something of the other, which makes keys of both
 */
gboolean sluice_join_take_key (SluiceExpr       *expr,
                               guint             n_left,
                               const SluiceType *right,
                               SluiceExpr       *keys[2],
                               gboolean         *null_safe);

/**
 * sluice_join_split_condition:
 * @join: a JOIN with a condition
 * @left: (element-type SluiceExpr): gets the conjuncts that read the left side alone, over its columns
 * @right: (element-type SluiceExpr): those that read the right side alone, likewise
 * @both: (element-type SluiceExpr): the others, over left then right columns
 *
 * A row that fails what is asked of its side alone has no partner, whatever the other side has. From the
 * first conjunct on that may give another answer the next time, all are for both sides, as in Spark.
 */
void sluice_join_split_condition (const SluicePlan *join,
                                  GPtrArray        *left,
                                  GPtrArray        *right,
                                  GPtrArray        *both);

G_END_DECLS
