/* sluice-optimizer-constraint.h: what is true of all rows that a plan gives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-plan-private.h"
#include "plan/sluice-predicate.h"

G_BEGIN_DECLS

/**
 * SluiceConstraints:
 *
 * Knows the constraints of plans: conditions, deterministic and over a plan's columns, that are true for each of its
 * rows. Those that only say that a column isn't null are among them where a filter says so; that other conditions
 * imply it is left to who asks.
 */
typedef struct _SluiceConstraints SluiceConstraints;

/** sluice_constraints_new: @predicates: (transfer none): pieces, which must live as long. Returns: (transfer full): the constraints of no plan yet. */
SluiceConstraints *sluice_constraints_new (const SluicePredicates *predicates) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_constraints_free: @self: constraints. Frees them. */
void sluice_constraints_free (SluiceConstraints *self);

/** sluice_constraints_of: @self: constraints, @plan: a plan. Returns: (transfer none) (element-type SluiceExpr): what is true of its rows, over its columns. */
GPtrArray *sluice_constraints_of (SluiceConstraints *self,
                                  SluicePlan        *plan);

/**
 * sluice_constraints_of_pairs:
 * @self: constraints
 * @join: a JOIN
 *
 * Returns: (transfer full) (element-type SluiceExpr): what is true of each pair of rows that the join makes one, over left
 *   then right columns: what is true of either side, what the join asks, and what follows by its equalities
 */
GPtrArray *sluice_constraints_of_pairs (SluiceConstraints *self,
                                        SluicePlan        *join) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_conjuncts_add_new: @conjuncts: (element-type SluiceExpr): an array, @expr: (transfer full) (nullable): a condition. Adds it unless it is there, says nothing, or has chance in it. */
void sluice_conjuncts_add_new (GPtrArray  *conjuncts,
                               SluiceExpr *expr);

/** sluice_conjuncts_have: @conjuncts: (element-type SluiceExpr): conditions, @expr: a condition. Returns: whether it is among them. */
gboolean sluice_conjuncts_have (GPtrArray        *conjuncts,
                                const SluiceExpr *expr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceConstraints, sluice_constraints_free)

G_END_DECLS
