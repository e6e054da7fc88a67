/* sluice-over.h: what stands behind a function with OVER.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-expr.h"
#include "expr/sluice-function.h"

G_BEGIN_DECLS

/** SluiceOverFunction: the functions that only stand before OVER; user_data of their #SluiceFunction, by GUINT_TO_POINTER. */
typedef enum
{
  SLUICE_OVER_AGGREGATE,
  SLUICE_OVER_ROW_NUMBER,
  SLUICE_OVER_RANK,
  SLUICE_OVER_DENSE_RANK,
  SLUICE_OVER_PERCENT_RANK,
  SLUICE_OVER_CUME_DIST,
  SLUICE_OVER_NTILE,
  SLUICE_OVER_LAG,
  SLUICE_OVER_LEAD,
  SLUICE_OVER_NTH_VALUE,
} SluiceOverFunction;

/**
 * SluiceFrameEnd:
 * @SLUICE_FRAME_END_UNBOUNDED: the partition's first or last row
 * @SLUICE_FRAME_END_CURRENT: the current row, and by RANGE all rows equal to it in the order
 * @SLUICE_FRAME_END_ROWS: so many rows away from the current row
 * @SLUICE_FRAME_END_VALUE: the first or last row whose key isn't beyond a value
 */
typedef enum
{
  SLUICE_FRAME_END_UNBOUNDED,
  SLUICE_FRAME_END_CURRENT,
  SLUICE_FRAME_END_ROWS,
  SLUICE_FRAME_END_VALUE,
} SluiceFrameEnd;

/**
 * SluiceOverSpec:
 * @has_filter: whether args[1] is a FILTER
 * @n_partition: how many keys of PARTITION BY follow it
 * @n_order: how many keys of ORDER BY follow these
 * @descending: (array length=n_order): whether each of them descends
 * @nulls_first: (array length=n_order): where nulls go in each
 * @rows: whether the frame is counted in rows
 * @ends: its two ends
 * @distances: ROWS: how many rows after the current one each end lies; negative before it
 * @key: VALUE: index of the argument whose values are compared with those at the ends, else 0
 * @values: VALUE: indices of the arguments that have the value at each end, else 0
 *
 * The data of an expression of kind OVER. Its args[0] is the function, of kind WINDOWED.
 */
typedef struct
{
  gboolean has_filter;
  guint n_partition;
  guint n_order;
  gboolean *descending;
  gboolean *nulls_first;
  gboolean rows;
  SluiceFrameEnd ends[2];
  gint64 distances[2];
  guint key;
  guint values[2];
} SluiceOverSpec;

/** sluice_over_spec_free: @self: (nullable): a specification. */
void sluice_over_spec_free (SluiceOverSpec *self);

/** sluice_over_spec: @expr: an expression of kind OVER. Returns: (transfer none): its specification. */
const SluiceOverSpec *sluice_over_spec (const SluiceExpr *expr);

/** sluice_over_spec_equal: Returns: whether two specifications say the same, the arguments aside. */
gboolean sluice_over_spec_equal (const SluiceOverSpec *self,
                                 const SluiceOverSpec *other);

/** sluice_over_partition: @expr: of kind OVER. Returns: (transfer none): the first of its keys of PARTITION BY, which
 * those of ORDER BY follow. */
SluiceExpr *const *sluice_over_partition (const SluiceExpr *expr);

/**
 * sluice_over_same_order:
 * @a: an expression of kind OVER
 * @b: another one
 *
 * Returns: whether both divide and order the rows in the same way, so that one pass over them does for both
 */
gboolean sluice_over_same_order (const SluiceExpr *a,
                                 const SluiceExpr *b);

/** sluice_over_function: @windowed: of kind WINDOWED. Returns: which function it is. */
SluiceOverFunction sluice_over_function (const SluiceExpr *windowed);

/**
 * sluice_expr_find_over:
 * @expr: an expression
 *
 * Returns: (transfer none) (nullable): an expression of kind OVER in it that has no other one inside
 */
SluiceExpr *sluice_expr_find_over (SluiceExpr *expr);

G_END_DECLS
