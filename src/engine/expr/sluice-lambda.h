/* sluice-lambda.h: computing lambdas over the elements of arrays and maps.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SluiceSpread:
 * @n: elements in all
 * @elements: for each its row in the column's children
 * @parents: for each the row of the column that it belongs to
 * @offsets: for each row of the column, selected or not, where its elements begin here; n_rows + 1 entries
 *
 * The elements of the selected rows of an ARRAY or MAP column, one after the other.
 */
typedef struct
{
  guint32 n;
  guint32 *elements;
  guint32 *parents;
  guint32 *offsets;
} SluiceSpread;

/** sluice_spread_begin: @self: (out): the elements of the @selection of @column that aren't in null rows. */
void sluice_spread_begin (SluiceSpread       *self,
                          SluiceEvalContext  *context,
                          const SluiceColumn *column,
                          SluiceSelection     selection);

/** sluice_spread_positions: @self: the elements. Returns: (transfer none): an INT column: each one's place, from 0. */
SluiceColumn *sluice_spread_positions (const SluiceSpread *self,
                                       SluiceEvalContext  *context,
                                       guint32             n_rows);

/**
 * sluice_lambda_run:
 * @context: the evaluation around the lambda
 * @lambda: an expression of kind LAMBDA
 * @values: (array): a column of @n rows for each of its variables
 * @parents: (array length=n): the row of the outer columns that goes with each
 * @n: how often to compute the body
 * @error: an error of the body
 *
 * Returns: (transfer none) (nullable): a column of @n rows
 */
SluiceColumn *sluice_lambda_run (SluiceEvalContext   *context,
                                 const SluiceExpr    *lambda,
                                 SluiceColumn *const *values,
                                 const guint32       *parents,
                                 guint32              n,
                                 GError             **error);

/**
 * sluice_lambda_run_in_place:
 * @context: the evaluation around the lambda
 * @lambda: an expression of kind LAMBDA
 * @values: (array): a column of context->n_rows for each of its variables
 * @selection: the rows to compute
 * @error: an error of the body
 *
 * For lambdas that are computed once per row.
 *
 * Returns: (transfer none) (nullable): a column of context->n_rows
 */
SluiceColumn *sluice_lambda_run_in_place (SluiceEvalContext   *context,
                                          const SluiceExpr    *lambda,
                                          SluiceColumn *const *values,
                                          SluiceSelection      selection,
                                          GError             **error);

G_END_DECLS
