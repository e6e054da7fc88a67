/* sluice-comparison.c: = <> < <= > >= and <=>.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-kernel-template.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-value.h"

#define FLAGS (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL | SLUICE_KERNEL_INFALLIBLE)

#define DEFINE_COMPARISON(name, T, expression)                                                    \
  static gboolean name (SluiceKernelCall *call, GError **error)                                   \
  {                                                                                               \
    SLUICE_BINARY_LOOP (call, T, T, guint8, (guint8) (expression));                               \
    return TRUE;                                                                                  \
  }

#define DEFINE_COMPARISONS(name, T)                                                               \
  SLUICE_WIDE DEFINE_COMPARISON (eq_##name, T, x == y)                                            \
  SLUICE_WIDE DEFINE_COMPARISON (ne_##name, T, x != y)                                            \
  SLUICE_WIDE DEFINE_COMPARISON (lt_##name, T, x < y)                                             \
  SLUICE_WIDE DEFINE_COMPARISON (le_##name, T, x <= y)                                            \
  SLUICE_WIDE DEFINE_COMPARISON (gt_##name, T, x > y)                                             \
  SLUICE_WIDE DEFINE_COMPARISON (ge_##name, T, x >= y)

#define DEFINE_FLOAT_COMPARISONS(name, T)                                                         \
  SLUICE_WIDE DEFINE_COMPARISON (eq_##name, T, SLUICE_FLOAT_EQ (x, y))                            \
  SLUICE_WIDE DEFINE_COMPARISON (ne_##name, T, !SLUICE_FLOAT_EQ (x, y))                           \
  SLUICE_WIDE DEFINE_COMPARISON (lt_##name, T, SLUICE_FLOAT_LT (x, y))                            \
  SLUICE_WIDE DEFINE_COMPARISON (le_##name, T, SLUICE_FLOAT_LE (x, y))                            \
  SLUICE_WIDE DEFINE_COMPARISON (gt_##name, T, SLUICE_FLOAT_LT (y, x))                            \
  SLUICE_WIDE DEFINE_COMPARISON (ge_##name, T, SLUICE_FLOAT_LE (y, x))

DEFINE_COMPARISONS (u8, guint8)
DEFINE_COMPARISONS (i8, gint8)
DEFINE_COMPARISONS (i16, gint16)
DEFINE_COMPARISONS (i32, gint32)
DEFINE_COMPARISONS (i64, gint64)
DEFINE_COMPARISONS (i128, SluiceInt128)
DEFINE_FLOAT_COMPARISONS (f32, float)
DEFINE_FLOAT_COMPARISONS (f64, double)
DEFINE_COMPARISON (eq_text, SluiceString, sluice_string_equal (&x, &y))
DEFINE_COMPARISON (ne_text, SluiceString, !sluice_string_equal (&x, &y))
DEFINE_COMPARISON (lt_text, SluiceString, sluice_string_compare_fast (&x, &y) < 0)
DEFINE_COMPARISON (le_text, SluiceString, sluice_string_compare_fast (&x, &y) <= 0)
DEFINE_COMPARISON (gt_text, SluiceString, sluice_string_compare_fast (&x, &y) > 0)
DEFINE_COMPARISON (ge_text, SluiceString, sluice_string_compare_fast (&x, &y) >= 0)

/* Nested values compare row by row. */
#define DEFINE_NESTED(name, expression)                                                           \
  static gboolean name (SluiceKernelCall *call, GError **error)                                   \
  {                                                                                               \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      {                                                                                           \
        int order = sluice_value_compare (call->args[0], row, call->args[1], row);                \
                                                                                                  \
        call->result->boolean[row] = (expression);                                                \
      }                                                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_NESTED (eq_nested, order == 0)
DEFINE_NESTED (ne_nested, order != 0)
DEFINE_NESTED (lt_nested, order < 0)
DEFINE_NESTED (le_nested, order <= 0)
DEFINE_NESTED (gt_nested, order > 0)
DEFINE_NESTED (ge_nested, order >= 0)

static gboolean
eq_null_safe (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *x = call->args[0];
  const SluiceColumn *y = call->args[1];

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->boolean[row] = sluice_value_compare (x, row, y, row) == 0;

  return TRUE;
}

#define K(function) { #function, FLAGS, function, NULL }
#define N(function)                                                                               \
  { #function, SLUICE_KERNEL_STRICT | SLUICE_KERNEL_INFALLIBLE, function, NULL }

#define KERNELS(name)                                                                             \
  { K (eq_##name), K (ne_##name), K (lt_##name), K (le_##name), K (gt_##name), K (ge_##name) }

const SluiceKernel *
sluice_comparison_kernel (SluiceComparison comparison, SluiceTypeId id)
{
  typedef SluiceKernel Kernels[SLUICE_N_COMPARISONS];
  static const Kernels u8 = KERNELS (u8), i8 = KERNELS (i8), i16 = KERNELS (i16);
  static const Kernels i32 = KERNELS (i32), i64 = KERNELS (i64), i128 = KERNELS (i128);
  static const Kernels f32 = KERNELS (f32), f64 = KERNELS (f64), text = KERNELS (text);
  static const Kernels nested = { N (eq_nested), N (ne_nested), N (lt_nested), N (le_nested),
                                  N (gt_nested), N (ge_nested) };
  static const SluiceKernel null_safe = { "eq_null_safe", SLUICE_KERNEL_INFALLIBLE, eq_null_safe,
                                          NULL };

  if (comparison == SLUICE_COMPARISON_NULL_SAFE_EQ)
    return &null_safe;

  switch (id)
    {
    case SLUICE_TYPE_BOOLEAN:
      return &u8[comparison];
    case SLUICE_TYPE_BYTE:
      return &i8[comparison];
    case SLUICE_TYPE_SHORT:
      return &i16[comparison];
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return &i32[comparison];
    case SLUICE_TYPE_BIGINT:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_TIME:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return &i64[comparison];
    case SLUICE_TYPE_DECIMAL:
      return &i128[comparison];
    case SLUICE_TYPE_FLOAT:
      return &f32[comparison];
    case SLUICE_TYPE_DOUBLE:
      return &f64[comparison];
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      return &text[comparison];
    default:
      return &nested[comparison];
    }
}
