/* sluice-predicate.h: conditions taken apart, and made of other expressions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-analyzer.h"

G_BEGIN_DECLS

/**
 * SluicePredicates:
 * @and: `a AND b` over two columns
 * @or: `a OR b` over two columns
 * @is_not_null: `a IS NOT NULL` over one column
 * @settings: the settings that they were analysed with
 *
 * Analysed pieces that the optimizer's conditions are made of.
 */
typedef struct
{
  SluiceExpr *and;
  SluiceExpr *or;
  SluiceExpr *is_not_null;
  SluiceSettings *settings;
} SluicePredicates;

/** sluice_predicates_new: Returns: (transfer full): the pieces. */
SluicePredicates *sluice_predicates_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_predicates_free: @self: pieces. Frees them. */
void sluice_predicates_free (SluicePredicates *self);

/** sluice_predicates_and: @self: pieces, @left: (nullable): a condition, @right: a condition. Returns: (transfer full): both; @right alone when @left is %NULL. */
SluiceExpr *sluice_predicates_and (const SluicePredicates *self,
                                   SluiceExpr             *left,
                                   SluiceExpr             *right) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_predicates_or: @self: pieces, @left: a condition, @right: a condition. Returns: (transfer full): either. */
SluiceExpr *sluice_predicates_or (const SluicePredicates *self,
                                  SluiceExpr             *left,
                                  SluiceExpr             *right) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_predicates_is_not_null: @self: pieces, @expr: an expression. Returns: (transfer full): `@expr IS NOT NULL`. */
SluiceExpr *sluice_predicates_is_not_null (const SluicePredicates *self,
                                           SluiceExpr             *expr) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_predicates_equal:
 * @self: pieces
 * @left: an expression
 * @right: an expression
 * @null_safe: whether null equals null (`<=>`)
 *
 * Returns: (transfer full) (nullable): that both have one value; %NULL when values of their types can't be compared
 */
SluiceExpr *sluice_predicates_equal (const SluicePredicates *self,
                                     SluiceExpr             *left,
                                     SluiceExpr             *right,
                                     gboolean                null_safe) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_expr_collect_conjuncts: @expr: a condition, @conjuncts: (element-type SluiceExpr): gets references to its parts that are joined by AND. */
void sluice_expr_collect_conjuncts (SluiceExpr *expr,
                                    GPtrArray  *conjuncts);

/** sluice_conjuncts_new: Returns: (transfer full) (element-type SluiceExpr): an empty array that owns expressions. */
GPtrArray *sluice_conjuncts_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_expr_is_equality: @expr: an expression, @null_safe: (out) (optional): whether null equals null in it. Returns: whether it compares two values by `=` or `<=>`. */
gboolean sluice_expr_is_equality (const SluiceExpr *expr,
                                  gboolean         *null_safe);

/**
 * sluice_expr_mark_not_null:
 * @expr: an expression
 * @columns: (inout): one for each column of its input; those that can't be null where @expr is true, or not null, become
 *   %TRUE: they are below calls that give null for null
 */
void sluice_expr_mark_not_null (const SluiceExpr *expr,
                                gboolean         *columns);

/** sluice_expr_replace: @expr: an expression, @what: a part of it, @by: what stands in its place. Returns: (transfer full): the expression with @by wherever @what was. */
SluiceExpr *sluice_expr_replace (SluiceExpr       *expr,
                                 const SluiceExpr *what,
                                 SluiceExpr       *by) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluicePredicates, sluice_predicates_free)

G_END_DECLS
