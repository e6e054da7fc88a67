/* sluice-kernel.h: how a call is computed over vectors.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "expr/sluice-expr.h"

G_BEGIN_DECLS

/**
 * SluiceSelection:
 * @rows: the rows that count, ascending; %NULL for 0 … n - 1
 * @n: how many
 *
 * Which rows an expression is evaluated for. Results lie at the rows' own places; other places of a
 * result are unspecified but initialised.
 */
typedef struct
{
  const guint16 *rows;
  guint32 n;
} SluiceSelection;

/**
 * SluiceEvalContext:
 * @arena: where results go
 * @settings: (transfer none): the session's settings
 * @now_us: the micro-batch's timestamp, for current_timestamp() and its relatives
 * @n_rows: length of the input's columns
 * @columns: the input's columns
 * @variables: values of the lambda variables in scope, as columns of @n_rows; %NULL outside lambdas
 * @sequence: position of row 0 in the micro-batch
 * @partition: the task, for what Spark calls a partition id
 *
 * What an evaluation works with. Each thread has its own.
 */
typedef struct
{
  SluiceArena *arena;
  const SluiceSettings *settings;
  gint64 now_us;
  guint32 n_rows;
  SluiceColumn *const *columns;
  SluiceColumn **variables;
  guint64 sequence;
  guint partition;
} SluiceEvalContext;

/**
 * SluiceKernelCall:
 * @context: the evaluation
 * @expr: the call, with its prepared data
 * @args: the arguments' values; constants have one value that stands for all rows
 * @result: to be filled; its validity is what the arguments' nulls make of it unless the kernel handles
 *   nulls itself
 * @selection: the rows to compute
 * @wanted: the rows of @selection whose errors count, and of these only the ones that aren't null in
 *   @result; differs from @selection for a TOTAL kernel that is run over more rows than asked for
 *
 * One run of an eager kernel.
 */
typedef struct
{
  SluiceEvalContext *context;
  const SluiceExpr *expr;
  SluiceColumn *const *args;
  SluiceColumn *result;
  SluiceSelection selection;
  SluiceSelection wanted;
} SluiceKernelCall;

/**
 * SluiceKernelFlags:
 * @SLUICE_KERNEL_STRICT: the result is null exactly where an argument is (or where the kernel clears a
 *   validity bit besides)
 * @SLUICE_KERNEL_TOTAL: with STRICT: may be run over null rows and rows that nobody asked for, whose buffers
 *   are initialised; if it can fail it looks at call->wanted before it does. Without it the evaluator leaves
 *   null rows out of the selection
 * @SLUICE_KERNEL_OWN_RESULT: the kernel sets call->result itself (a child of an argument, a constant);
 *   the evaluator makes none
 * @SLUICE_KERNEL_PER_BATCH: the value depends on the micro-batch (current_timestamp, the partition): the
 *   call has one value per batch though it reads no column, and isn't folded beforehand
 * @SLUICE_KERNEL_INFALLIBLE: never fails, so that it may be computed where nobody asked for it when that is
 *   faster (the right side of AND)
 * @SLUICE_KERNEL_UNSETTLED: with STRICT: a constant null doesn't settle the call beforehand, so that arguments before
 *   it may still fail
 * @SLUICE_KERNEL_CONDITIONAL: which arguments are computed depends on the others (CASE, coalesce): a constant among
 *   them that fails does so only for a row that gets there
 * @SLUICE_KERNEL_LAST_FIRST: with STRICT: the second of two arguments is computed first (the divisor)
 */
typedef enum
{
  SLUICE_KERNEL_NONE = 0,
  SLUICE_KERNEL_STRICT = 1 << 0,
  SLUICE_KERNEL_TOTAL = 1 << 1,
  SLUICE_KERNEL_OWN_RESULT = 1 << 2,
  SLUICE_KERNEL_PER_BATCH = 1 << 3,
  SLUICE_KERNEL_INFALLIBLE = 1 << 4,
  SLUICE_KERNEL_UNSETTLED = 1 << 5,
  SLUICE_KERNEL_LAST_FIRST = 1 << 6,
  SLUICE_KERNEL_CONDITIONAL = 1 << 7,
} SluiceKernelFlags;

/**
 * SluiceKernelFunc:
 * @call: what to compute
 * @error: a row's error, with Spark's condition; the evaluator adds the expression's position
 *
 * Computes @call->result for the selected rows.
 *
 * Returns: whether it went well
 */
typedef gboolean (*SluiceKernelFunc) (SluiceKernelCall *call,
                                      GError          **error);

/**
 * SluiceLazyFunc:
 * @context: the evaluation
 * @expr: the call
 * @selection: the rows to compute
 * @error: a row's error
 *
 * For calls that evaluate arguments only for some rows (AND, CASE, coalesce, lambdas): computes them with
 * sluice_evaluate() itself.
 *
 * Returns: (transfer none) (nullable): a column of context->n_rows, or %NULL with @error set
 */
typedef SluiceColumn *(*SluiceLazyFunc) (SluiceEvalContext *context,
                                         const SluiceExpr  *expr,
                                         SluiceSelection    selection,
                                         GError           **error);

/**
 * SluiceKernel:
 * @name: for `sluice explain` and debugging, such as `add_i64`
 * @flags: how it treats nulls
 * @run: the eager function, or %NULL
 * @run_lazy: the lazy function, or %NULL
 *
 * A way to compute a call. Kernels are static and constant.
 */
struct _SluiceKernel
{
  const char *name;
  SluiceKernelFlags flags;
  SluiceKernelFunc run;
  SluiceLazyFunc run_lazy;
};

/**
 * sluice_evaluate:
 * @context: the evaluation
 * @expr: a typed expression of kinds LITERAL, COLUMN, CALL or VARIABLE
 * @selection: the rows to compute
 * @error: an error of a row, with condition and position in the expression's text
 *
 * Returns: (transfer none) (nullable): a column of context->n_rows (perhaps constant) whose selected rows
 *   hold the values; it lives in context->arena, or is an input column or a literal
 */
SluiceColumn *sluice_evaluate (SluiceEvalContext *context,
                               const SluiceExpr  *expr,
                               SluiceSelection    selection,
                               GError           **error);

/**
 * sluice_expr_fold:
 * @expr: a typed expression
 * @settings: the session's
 * @error: an error of its evaluation
 *
 * Returns: (transfer full) (nullable): its value as a LITERAL when it is foldable; %NULL without
 *   an error when it isn't
 */
SluiceExpr *sluice_expr_fold (SluiceExpr           *expr,
                              const SluiceSettings *settings,
                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_expr_may_fail:
 * @expr: a typed expression
 *
 * Returns: whether there may be a row for which it is an error
 */
gboolean sluice_expr_may_fail (const SluiceExpr *expr);

/**
 * sluice_column_with_length:
 * @arena: where the new head lives
 * @self: a column of which row 0 counts
 * @length: rows
 *
 * Returns: (transfer none): a constant column of @length rows with the value of row 0 of @self, whose buffers
 *   it shares
 */
SluiceColumn *sluice_column_with_length (SluiceArena        *arena,
                                         const SluiceColumn *self,
                                         guint32             length);

/** SLUICE_FOR_EACH_SELECTED: runs the statement after it for each row of a #SluiceSelection, as @row. */
#define SLUICE_FOR_EACH_SELECTED(selection, row)                                                  \
  for (guint32 row##_i = 0, row = 0;                                                              \
       row##_i < (selection).n                                                                    \
       && (row = (selection).rows != NULL ? (selection).rows[row##_i] : row##_i, TRUE);           \
       row##_i++)

G_END_DECLS
