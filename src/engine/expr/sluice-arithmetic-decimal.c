/* sluice-arithmetic-decimal.c: + - * / % and their relatives on decimals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-convert.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-operators.h"

typedef gboolean (*DecimalFunc) (SluiceInt128  x,
                                 guint         sx,
                                 SluiceInt128  y,
                                 guint         sy,
                                 guint         precision,
                                 guint         scale,
                                 SluiceInt128 *result);

static gboolean
fail_range (const SluiceType *type, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
                    "The result cannot be represented as Decimal(%u, %u). If necessary set "
                    "\"spark.sql.ansi.enabled\" to \"false\" to bypass this error, and return NULL "
                    "instead.",
                    type->precision, type->scale);

  return FALSE;
}

/* Runs an operation over the selected rows; the compiler makes a loop of its own for each caller. */
static inline gboolean
run_binary (SluiceKernelCall *call,
            DecimalFunc       func,
            gboolean          divides,
            gboolean          remainder,
            gboolean          null_on_failure,
            GError          **error)
{
  const SluiceColumn *x = call->args[0];
  const SluiceColumn *y = call->args[1];
  guint sx = x->type->scale;
  guint sy = y->type->scale;
  guint precision = call->expr->type->precision;
  guint scale = call->expr->type->scale;
  SluiceInt128 *result = call->result->i128;
  guint64 *validity = null_on_failure
                          ? sluice_column_ensure_validity (call->context->arena, call->result)
                          : NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceInt128 a = x->i128[sluice_column_index (x, row)];
      SluiceInt128 b = y->i128[sluice_column_index (y, row)];
      gboolean zero = divides && b == 0;

      if (G_LIKELY (!zero && func (a, sx, b, sy, precision, scale, &result[row])))
        continue;
      if (!null_on_failure)
        return zero ? sluice_fail_division (remainder, error) : fail_range (call->expr->type, error);
      result[row] = 0;
      sluice_validity_clear (validity, row);
    }

  return TRUE;
}

static gboolean
decimal_subtract (SluiceInt128  x,
                  guint         sx,
                  SluiceInt128  y,
                  guint         sy,
                  guint         precision,
                  guint         scale,
                  SluiceInt128 *result)
{
  return sluice_decimal_add (x, sx, -y, sy, precision, scale, result);
}

static gboolean
decimal_pmod (SluiceInt128  x,
              guint         sx,
              SluiceInt128  y,
              guint         sy,
              guint         precision,
              guint         scale,
              SluiceInt128 *result)
{
  guint common = MAX (sx, sy);
  SluiceInt128 rest;

  if (!sluice_decimal_remainder (x, sx, y, sy, SLUICE_DECIMAL_MAX_PRECISION, common, &rest))
    return FALSE;
  if (rest < 0)
    {
      if (!sluice_decimal_add (rest, common, y, sy, SLUICE_DECIMAL_MAX_PRECISION, common, &rest)
          || !sluice_decimal_remainder (rest, common, y, sy, SLUICE_DECIMAL_MAX_PRECISION, common,
                                        &rest))
        return FALSE;
    }

  return sluice_decimal_rescale (rest, common, precision, scale, SLUICE_DECIMAL_HALF_UP, result);
}

#define DEFINE_DECIMAL(op, func, divides, remainder)                                              \
  static gboolean op##_decimal_ansi (SluiceKernelCall *call, GError **error)                      \
  {                                                                                               \
    return run_binary (call, func, divides, remainder, FALSE, error);                             \
  }                                                                                               \
                                                                                                  \
  static gboolean op##_decimal_try (SluiceKernelCall *call, GError **error)                       \
  {                                                                                               \
    return run_binary (call, func, divides, remainder, TRUE, error);                              \
  }

/* Where scales agree and the result's type has the digits for every result, there is nothing to check. */
static gboolean
is_plain_sum (const SluiceKernelCall *call)
{
  const SluiceType *x = call->args[0]->type;
  const SluiceType *y = call->args[1]->type;

  return x->scale == y->scale && call->expr->type->scale == x->scale
         && call->expr->type->precision > MAX (x->precision, y->precision);
}

static gboolean
is_plain_product (const SluiceKernelCall *call)
{
  const SluiceType *x = call->args[0]->type;
  const SluiceType *y = call->args[1]->type;

  return call->expr->type->scale == x->scale + y->scale
         && x->precision + y->precision <= call->expr->type->precision;
}

/* Whether a type's unscaled values fit 64 bits. */
static gboolean
is_short (const SluiceType *type)
{
  return type->precision <= SLUICE_DECIMAL_SHORT_PRECISION;
}

/* A decimal that fits 64 bits is its lower half. */
#define SHORT(x) ((gint64) (x))

#define PLAIN_LOOP(call, expression)                                                              \
  SLUICE_BINARY_LOOP (call, SluiceInt128, SluiceInt128, SluiceInt128, expression)

static void
plain_add (SluiceKernelCall *call)
{
  if (is_short (call->expr->type))
    PLAIN_LOOP (call, SHORT (x) + SHORT (y));
  else
    PLAIN_LOOP (call, x + y);
}

static void
plain_subtract (SluiceKernelCall *call)
{
  if (is_short (call->expr->type))
    PLAIN_LOOP (call, SHORT (x) - SHORT (y));
  else
    PLAIN_LOOP (call, x - y);
}

static void
plain_multiply (SluiceKernelCall *call)
{
  if (is_short (call->args[0]->type) && is_short (call->args[1]->type))
    PLAIN_LOOP (call, (SluiceInt128) SHORT (x) * SHORT (y));
  else
    PLAIN_LOOP (call, x *y);
}

#define DEFINE_PLAIN_DECIMAL(op, func, is_plain)                                                  \
  static gboolean op##_decimal_ansi (SluiceKernelCall *call, GError **error)                      \
  {                                                                                               \
    if (!is_plain (call))                                                                         \
      return run_binary (call, func, FALSE, FALSE, FALSE, error);                                 \
    plain_##op (call);                                                                            \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean op##_decimal_try (SluiceKernelCall *call, GError **error)                       \
  {                                                                                               \
    if (!is_plain (call))                                                                         \
      return run_binary (call, func, FALSE, FALSE, TRUE, error);                                  \
    plain_##op (call);                                                                            \
    return TRUE;                                                                                  \
  }

DEFINE_PLAIN_DECIMAL (add, sluice_decimal_add, is_plain_sum)
DEFINE_PLAIN_DECIMAL (subtract, decimal_subtract, is_plain_sum)
DEFINE_PLAIN_DECIMAL (multiply, sluice_decimal_multiply, is_plain_product)
DEFINE_DECIMAL (divide, sluice_decimal_divide, TRUE, FALSE)
DEFINE_DECIMAL (remainder, sluice_decimal_remainder, TRUE, TRUE)
DEFINE_DECIMAL (pmod, decimal_pmod, TRUE, TRUE)

static inline gboolean
run_integral_divide (SluiceKernelCall *call, gboolean null_on_failure, GError **error)
{
  const SluiceColumn *x = call->args[0];
  const SluiceColumn *y = call->args[1];
  gint64 *result = call->result->i64;
  guint64 *validity = null_on_failure
                          ? sluice_column_ensure_validity (call->context->arena, call->result)
                          : NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceInt128 a = x->i128[sluice_column_index (x, row)];
      SluiceInt128 b = y->i128[sluice_column_index (y, row)];

      if (G_LIKELY (b != 0))
        {
          result[row] = sluice_decimal_integral_divide (a, x->type->scale, b, y->type->scale, NULL);
          continue;
        }
      if (!null_on_failure)
        return sluice_fail_division (FALSE, error);
      result[row] = 0;
      sluice_validity_clear (validity, row);
    }

  return TRUE;
}

static gboolean
integral_divide_decimal_ansi (SluiceKernelCall *call, GError **error)
{
  return run_integral_divide (call, FALSE, error);
}

static gboolean
integral_divide_decimal_try (SluiceKernelCall *call, GError **error)
{
  return run_integral_divide (call, TRUE, error);
}

static gboolean
negate_row (const SluiceType *type, SluiceInt128 value, SluiceInt128 *result, GError **error)
{
  if (G_LIKELY (sluice_decimal_negate (value, type->precision, result)))
    return TRUE;

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION",
                    "The result of the negation cannot be represented as Decimal(%u, %u).",
                    type->precision, type->scale);

  return FALSE;
}

static gboolean
negate_decimal (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    if (!negate_row (call->expr->type, SLUICE_ARG_AT (call, 0, SluiceInt128, row),
                     &call->result->i128[row], error))
      return FALSE;

  return TRUE;
}

static gboolean
abs_decimal (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceInt128 value = SLUICE_ARG_AT (call, 0, SluiceInt128, row);

      if (value >= 0)
        call->result->i128[row] = value;
      else if (!negate_row (call->expr->type, value, &call->result->i128[row], error))
        return FALSE;
    }

  return TRUE;
}

#define KERNEL(function, flags) { #function, SLUICE_KERNEL_STRICT | flags, function, NULL }
#define K(function) KERNEL (function, SLUICE_KERNEL_NONE)
#define MODES(op) { K (op##_decimal_ansi), K (op##_decimal_try), K (op##_decimal_try) }
#define DIVISION(op)                                                                              \
  { KERNEL (op##_decimal_ansi, SLUICE_KERNEL_LAST_FIRST), KERNEL (op##_decimal_try, SLUICE_KERNEL_LAST_FIRST),   \
    KERNEL (op##_decimal_try, SLUICE_KERNEL_LAST_FIRST) }

const SluiceKernel *
sluice_decimal_kernel (SluiceArithmetic operation, SluiceEvalMode mode)
{
  static const SluiceKernel kernels[SLUICE_N_ARITHMETICS][SLUICE_N_EVAL_MODES] = {
    [SLUICE_ARITHMETIC_ADD] = MODES (add),
    [SLUICE_ARITHMETIC_SUBTRACT] = MODES (subtract),
    [SLUICE_ARITHMETIC_MULTIPLY] = MODES (multiply),
    [SLUICE_ARITHMETIC_DIVIDE] = DIVISION (divide),
    [SLUICE_ARITHMETIC_REMAINDER] = DIVISION (remainder),
    [SLUICE_ARITHMETIC_PMOD] = DIVISION (pmod),
    [SLUICE_ARITHMETIC_INTEGRAL_DIVIDE] = DIVISION (integral_divide),
    [SLUICE_ARITHMETIC_NEGATE] = { K (negate_decimal), K (negate_decimal), K (negate_decimal) },
    [SLUICE_ARITHMETIC_ABS] = { K (abs_decimal), K (abs_decimal), K (abs_decimal) },
  };

  return &kernels[operation][mode];
}
