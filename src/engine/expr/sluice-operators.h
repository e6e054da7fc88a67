/* sluice-operators.h: the kernels of Spark SQL's operators, for the tables of functions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/** SluiceArithmetic: the operations on numbers. */
typedef enum
{
  SLUICE_ARITHMETIC_ADD,
  SLUICE_ARITHMETIC_SUBTRACT,
  SLUICE_ARITHMETIC_MULTIPLY,
  SLUICE_ARITHMETIC_DIVIDE,
  SLUICE_ARITHMETIC_REMAINDER,
  SLUICE_ARITHMETIC_PMOD,
  SLUICE_ARITHMETIC_INTEGRAL_DIVIDE,
  SLUICE_ARITHMETIC_NEGATE,
  SLUICE_ARITHMETIC_ABS,
} SluiceArithmetic;

#define SLUICE_N_ARITHMETICS (SLUICE_ARITHMETIC_ABS + 1)

/**
 * SluiceEvalMode:
 * @SLUICE_EVAL_ANSI: overflow and division by zero are errors
 * @SLUICE_EVAL_LEGACY: integers wrap, decimals that don't fit and divisions by zero are null
 * @SLUICE_EVAL_TRY: all of these are null
 *
 * What arithmetic does where it has no result.
 */
typedef enum
{
  SLUICE_EVAL_ANSI,
  SLUICE_EVAL_LEGACY,
  SLUICE_EVAL_TRY,
} SluiceEvalMode;

#define SLUICE_N_EVAL_MODES (SLUICE_EVAL_TRY + 1)

/** SluiceComparison: the comparing operators. */
typedef enum
{
  SLUICE_COMPARISON_EQ,
  SLUICE_COMPARISON_NE,
  SLUICE_COMPARISON_LT,
  SLUICE_COMPARISON_LE,
  SLUICE_COMPARISON_GT,
  SLUICE_COMPARISON_GE,
  SLUICE_COMPARISON_NULL_SAFE_EQ,
} SluiceComparison;

#define SLUICE_N_COMPARISONS (SLUICE_COMPARISON_NULL_SAFE_EQ + 1)

/**
 * sluice_arithmetic_kernel:
 * @operation: an operation
 * @id: the kind of its operands, which have one type (DECIMAL: of any precision and scale each)
 * @mode: what it does where it has no result
 *
 * Integers, FLOAT and DOUBLE, DECIMAL, and the intervals whose values are numbers.
 *
 * Returns: (nullable): its kernel; %NULL when the operation isn't defined for the kind
 */
const SluiceKernel *sluice_arithmetic_kernel (SluiceArithmetic operation,
                                              SluiceTypeId     id,
                                              SluiceEvalMode   mode);

/** sluice_decimal_kernel: @operation: an operation, @mode: a mode. Returns: the kernel for DECIMAL operands. */
const SluiceKernel *sluice_decimal_kernel (SluiceArithmetic operation,
                                           SluiceEvalMode   mode);

/**
 * sluice_comparison_kernel:
 * @comparison: an operator
 * @id: the kind of both operands
 *
 * Returns: (transfer none): its kernel
 */
const SluiceKernel *sluice_comparison_kernel (SluiceComparison comparison,
                                              SluiceTypeId     id);

/**
 * sluice_fail_division:
 * @remainder: whether it was a remainder
 * @error: set to `REMAINDER_BY_ZERO` or `DIVIDE_BY_ZERO`
 *
 * Returns: %FALSE
 */
gboolean sluice_fail_division (gboolean remainder,
                               GError **error);

/** sluice_bits_kernel: @sign: `&`, `|`, `^` or `~`, @id: an integral kind. Returns: its kernel. */
const SluiceKernel *sluice_bits_kernel (char         sign,
                                        SluiceTypeId id);

extern const SluiceKernel sluice_kernel_and;
extern const SluiceKernel sluice_kernel_or;
extern const SluiceKernel sluice_kernel_not;
extern const SluiceKernel sluice_kernel_is_null;
extern const SluiceKernel sluice_kernel_is_not_null;

/**
 * sluice_in_finish:
 * @function: the function `in`
 * @analyzer: the analysis
 * @call: the value and the list, all of one type
 * @error: an error of a constant in the list
 *
 * Prepares a set when the list is constant.
 *
 * Returns: (transfer full) (nullable): the typed call
 */
SluiceExpr *sluice_in_finish (const SluiceFunction *function,
                              SluiceAnalyzer       *analyzer,
                              SluiceCall           *call,
                              GError              **error);

/**
 * sluice_resolve_arithmetic:
 * @operation: the operation
 * @mode: what it does where it has no result
 * @function: the function
 * @analyzer: the analysis
 * @call: the call
 * @error: `DATATYPE_MISMATCH.BINARY_OP_…`
 *
 * Brings the operands of a binary operation to one type and picks the kernel.
 *
 * Returns: (transfer full) (nullable): the typed call
 */
SluiceExpr *sluice_resolve_arithmetic (SluiceArithmetic      operation,
                                       SluiceEvalMode        mode,
                                       const SluiceFunction *function,
                                       SluiceAnalyzer       *analyzer,
                                       SluiceCall           *call,
                                       GError              **error);

/** sluice_resolve_decode: a #SluiceResolveFunc for decode (expr, search, result, …[, default]). */
SluiceExpr *sluice_resolve_decode (const SluiceFunction *function,
                                   SluiceAnalyzer       *analyzer,
                                   SluiceCall           *call,
                                   GError              **error);

/** sluice_eval_mode: @analyzer: an analysis. Returns: the mode that its settings ask for. */
SluiceEvalMode sluice_eval_mode (SluiceAnalyzer *analyzer);

/** sluice_call_replace_arg: puts @expr (transfer full) in the place of argument @index of @call. */
void sluice_call_replace_arg (SluiceCall *call,
                              guint       index,
                              SluiceExpr *expr);

/** sluice_call_cast_arg: casts argument @index of @call to @type, as sluice_analyzer_cast(). */
void sluice_call_cast_arg (SluiceAnalyzer   *analyzer,
                           SluiceCall       *call,
                           guint             index,
                           const SluiceType *type);

G_END_DECLS
