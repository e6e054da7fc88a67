/* sluice-arithmetic.c: + - * / % and their relatives on integers and floating-point numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-kernel-template.h"
#include "expr/sluice-operators.h"

/*
 * The ANSI kernels run over whole vectors, rows that are null included, and only note that something went
 * wrong somewhere. If so they look again at the rows that count.
 */
#define FLAGS_TOTAL (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL)
#define FLAGS_SAFE (FLAGS_TOTAL | SLUICE_KERNEL_INFALLIBLE)
#define FLAGS_STRICT SLUICE_KERNEL_STRICT
#define DIVISOR_FIRST SLUICE_KERNEL_LAST_FIRST

static gboolean
fail_overflow (const char *hint, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "ARITHMETIC_OVERFLOW",
                    "overflow.%s%s%s If necessary set \"spark.sql.ansi.enabled\" to \"false\" to "
                    "bypass this error.",
                    hint != NULL ? " Use '" : "", hint != NULL ? hint : "",
                    hint != NULL ? "' to tolerate overflow and return NULL instead." : "");

  return FALSE;
}

static gboolean
fail_small_overflow (gint64 x, char sign, gint64 y, const char *hint, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "BINARY_ARITHMETIC_OVERFLOW",
                    "%" G_GINT64_FORMAT "S %c %" G_GINT64_FORMAT
                    "S caused overflow. Use `%s` to ignore overflow problem and return NULL.",
                    x, sign, y, hint);

  return FALSE;
}

gboolean
sluice_fail_division (gboolean remainder, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    remainder ? "REMAINDER_BY_ZERO" : "DIVIDE_BY_ZERO",
                    "%s by zero. Use `%s` to tolerate divisor being 0 and return NULL instead. If "
                    "necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass this error.",
                    remainder ? "Remainder" : "Division", remainder ? "try_mod" : "try_divide");

  return FALSE;
}

static gboolean
fail_interval_overflow (const char *hint, GError **error)
{
  if (hint != NULL)
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                      "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION",
                      "Integer overflow while operating with intervals. Use `%s` to tolerate overflow "
                      "and return NULL instead.",
                      hint);
  else
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                      "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION",
                      "Integer overflow while operating with intervals. Try devising appropriate "
                      "values for the interval parameters.");

  return FALSE;
}

/* Whether the sum, difference or product of x and y leaves their type; bad gathers sign bits. */
#define OVERFLOWS_add(T, x, y, r) (((x) ^ (r)) & ((y) ^ (r)))
#define OVERFLOWS_subtract(T, x, y, r) (((x) ^ (y)) & ((x) ^ (r)))
#define SIGN_add '+'
#define SIGN_subtract '-'
#define SIGN_multiply '*'
#define WRAP_add(U, x, y) ((U) ((U) (x) + (U) (y)))
#define WRAP_subtract(U, x, y) ((U) ((U) (x) - (U) (y)))
#define WRAP_multiply(U, x, y) ((U) ((guint64) (x) * (guint64) (y)))
#define CHECK_add __builtin_add_overflow
#define CHECK_subtract __builtin_sub_overflow
#define CHECK_multiply __builtin_mul_overflow

#define FAIL_SMALL(x, sign, y, hint, error) fail_small_overflow (x, sign, y, hint, error)
#define FAIL_LARGE(x, sign, y, hint, error) fail_overflow (hint, error)

/* Add and subtract: the sign bit of the XORs says whether there was an overflow. */
#define DEFINE_SUM(name, op, T, U, FAIL)                                                          \
  static gboolean op##_##name##_ansi (SluiceKernelCall *call, GError **error)                     \
  {                                                                                               \
    T bad = 0;                                                                                    \
                                                                                                  \
    SLUICE_BINARY_LOOP (call, T, T, T, ({                                                         \
                          T r = (T) WRAP_##op (U, x, y);                                          \
                          bad |= OVERFLOWS_##op (T, x, y, r);                                     \
                          r;                                                                      \
                        }));                                                                      \
    if (G_UNLIKELY (bad < 0))                                                                     \
      SLUICE_FOR_EACH_WANTED (call, row)                                                          \
        {                                                                                         \
          T x = SLUICE_ARG_AT (call, 0, T, row), y = SLUICE_ARG_AT (call, 1, T, row), r;          \
          if (CHECK_##op (x, y, &r))                                                              \
            return FAIL (x, SIGN_##op, y, "try_" #op, error);                                     \
        }                                                                                         \
    return TRUE;                                                                                  \
  }

#define DEFINE_PRODUCT(name, T, FAIL)                                                             \
  static gboolean multiply_##name##_ansi (SluiceKernelCall *call, GError **error)                 \
  {                                                                                               \
    guint8 bad = 0;                                                                               \
                                                                                                  \
    SLUICE_BINARY_LOOP (call, T, T, T, ({                                                         \
                          T r;                                                                    \
                          bad |= __builtin_mul_overflow (x, y, &r);                               \
                          r;                                                                      \
                        }));                                                                      \
    if (G_UNLIKELY (bad))                                                                         \
      SLUICE_FOR_EACH_WANTED (call, row)                                                          \
        {                                                                                         \
          T x = SLUICE_ARG_AT (call, 0, T, row), y = SLUICE_ARG_AT (call, 1, T, row), r;          \
          if (__builtin_mul_overflow (x, y, &r))                                                  \
            return FAIL (x, '*', y, "try_multiply", error);                                       \
        }                                                                                         \
    return TRUE;                                                                                  \
  }

#define DEFINE_WRAPPING(name, op, T, U)                                                           \
  static gboolean op##_##name##_legacy (SluiceKernelCall *call, GError **error)                   \
  {                                                                                               \
    SLUICE_BINARY_LOOP (call, T, T, T, (T) WRAP_##op (U, x, y));                                  \
    return TRUE;                                                                                  \
  }

#define DEFINE_TRYING(name, op, T)                                                                \
  static gboolean op##_##name##_try (SluiceKernelCall *call, GError **error)                      \
  {                                                                                               \
    guint64 *validity = sluice_column_ensure_validity (call->context->arena, call->result);       \
    T *result = call->result->data;                                                               \
                                                                                                  \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      if (CHECK_##op (SLUICE_ARG_AT (call, 0, T, row), SLUICE_ARG_AT (call, 1, T, row),           \
                      &result[row]))                                                              \
        sluice_validity_clear (validity, row);                                                    \
    return TRUE;                                                                                  \
  }

/* Division by y, where a y of 0 and the one quotient that overflows are put aside. */
#define SAFE_DIVISOR(y) ((y) == 0 || (y) == -1 ? 1 : (y))
#define REMAINDER(T, x, y) ((T) ((x) % SAFE_DIVISOR (y)))
#define POSITIVE_REMAINDER(T, x, y)                                                               \
  ({                                                                                              \
    T r = REMAINDER (T, x, y);                                                                    \
    r < 0 ? (T) (((gint64) r + (gint64) (y)) % (gint64) SAFE_DIVISOR (y)) : r;                    \
  })

#define DEFINE_REMAINDER(name, op, T, expression)                                                 \
  static gboolean op##_##name##_ansi (SluiceKernelCall *call, GError **error)                     \
  {                                                                                               \
    guint8 bad = 0;                                                                               \
                                                                                                  \
    SLUICE_BINARY_LOOP (call, T, T, T, ({                                                         \
                          bad |= y == 0;                                                          \
                          expression;                                                             \
                        }));                                                                      \
    if (G_UNLIKELY (bad))                                                                         \
      SLUICE_FOR_EACH_WANTED (call, row)                                                          \
        if (SLUICE_ARG_AT (call, 1, T, row) == 0)                                                 \
          return sluice_fail_division (TRUE, error);                                                     \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean op##_##name##_try (SluiceKernelCall *call, GError **error)                      \
  {                                                                                               \
    guint64 *validity = sluice_column_ensure_validity (call->context->arena, call->result);       \
                                                                                                  \
    SLUICE_BINARY_LOOP (call, T, T, T, (expression));                                             \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      if (SLUICE_ARG_AT (call, 1, T, row) == 0)                                                   \
        sluice_validity_clear (validity, row);                                                    \
    return TRUE;                                                                                  \
  }

/* Only the least number keeps its sign. */
#define DEFINE_UNARY(name, T, U)                                                                  \
  static gboolean negate_##name##_ansi (SluiceKernelCall *call, GError **error)                   \
  {                                                                                               \
    const T least = (T) ((U) 1 << (sizeof (T) * 8 - 1));                                          \
    T bad = 0;                                                                                    \
                                                                                                  \
    SLUICE_UNARY_LOOP (call, T, T, ({                                                             \
                         T r = (T) ((U) 0 - (U) x);                                               \
                         bad |= x & r;                                                            \
                         r;                                                                       \
                       }));                                                                       \
    if (G_UNLIKELY (bad < 0))                                                                     \
      SLUICE_FOR_EACH_WANTED (call, row)                                                          \
        if (SLUICE_ARG_AT (call, 0, T, row) == least)                                             \
          return fail_overflow (NULL, error);                                                     \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean negate_##name##_legacy (SluiceKernelCall *call, GError **error)                 \
  {                                                                                               \
    SLUICE_UNARY_LOOP (call, T, T, (T) ((U) 0 - (U) x));                                          \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean abs_##name##_ansi (SluiceKernelCall *call, GError **error)                      \
  {                                                                                               \
    const T least = (T) ((U) 1 << (sizeof (T) * 8 - 1));                                          \
    T bad = 0;                                                                                    \
                                                                                                  \
    SLUICE_UNARY_LOOP (call, T, T, ({                                                             \
                         T r = x < 0 ? (T) ((U) 0 - (U) x) : x;                                   \
                         bad |= r;                                                                \
                         r;                                                                       \
                       }));                                                                       \
    if (G_UNLIKELY (bad < 0))                                                                     \
      SLUICE_FOR_EACH_WANTED (call, row)                                                          \
        if (SLUICE_ARG_AT (call, 0, T, row) == least)                                             \
          return fail_overflow (NULL, error);                                                     \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean abs_##name##_legacy (SluiceKernelCall *call, GError **error)                    \
  {                                                                                               \
    SLUICE_UNARY_LOOP (call, T, T, (T) (x < 0 ? (U) 0 - (U) x : (U) x));                          \
    return TRUE;                                                                                  \
  }

#define DEFINE_INTEGER(name, T, U, FAIL)                                                          \
  DEFINE_SUM (name, add, T, U, FAIL)                                                              \
  DEFINE_SUM (name, subtract, T, U, FAIL)                                                         \
  DEFINE_PRODUCT (name, T, FAIL)                                                                  \
  DEFINE_WRAPPING (name, add, T, U)                                                               \
  DEFINE_WRAPPING (name, subtract, T, U)                                                          \
  DEFINE_WRAPPING (name, multiply, T, U)                                                          \
  DEFINE_TRYING (name, add, T)                                                                    \
  DEFINE_TRYING (name, subtract, T)                                                               \
  DEFINE_TRYING (name, multiply, T)                                                               \
  DEFINE_REMAINDER (name, remainder, T, REMAINDER (T, x, y))                                      \
  DEFINE_REMAINDER (name, pmod, T, POSITIVE_REMAINDER (T, x, y))                                  \
  DEFINE_UNARY (name, T, U)

DEFINE_INTEGER (i8, gint8, guint8, FAIL_SMALL)
DEFINE_INTEGER (i16, gint16, guint16, FAIL_SMALL)
DEFINE_INTEGER (i32, gint32, guint32, FAIL_LARGE)
DEFINE_INTEGER (i64, gint64, guint64, FAIL_LARGE)

#define FLOAT_REMAINDER(T, x, y) ((T) fmod ((x), (y)))
#define FLOAT_POSITIVE_REMAINDER(T, x, y)                                                         \
  ({                                                                                              \
    T r = (T) fmod ((x), (y));                                                                    \
    r < 0 ? (T) fmod (r + (y), (y)) : r;                                                          \
  })

#define DEFINE_FLOAT_BINARY(name, op, T, sign)                                                    \
  static gboolean op##_##name (SluiceKernelCall *call, GError **error)                            \
  {                                                                                               \
    SLUICE_BINARY_LOOP (call, T, T, T, x sign y);                                                 \
    return TRUE;                                                                                  \
  }

#define DEFINE_FLOAT(name, T, absolute)                                                           \
  DEFINE_FLOAT_BINARY (name, add, T, +)                                                           \
  DEFINE_FLOAT_BINARY (name, subtract, T, -)                                                      \
  DEFINE_FLOAT_BINARY (name, multiply, T, *)                                                      \
  DEFINE_REMAINDER (name, remainder, T, FLOAT_REMAINDER (T, x, y))                                \
  DEFINE_REMAINDER (name, pmod, T, FLOAT_POSITIVE_REMAINDER (T, x, y))                            \
                                                                                                  \
  static gboolean negate_##name (SluiceKernelCall *call, GError **error)                          \
  {                                                                                               \
    SLUICE_UNARY_LOOP (call, T, T, -x);                                                           \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean abs_##name (SluiceKernelCall *call, GError **error)                             \
  {                                                                                               \
    SLUICE_UNARY_LOOP (call, T, T, absolute (x));                                                 \
    return TRUE;                                                                                  \
  }

DEFINE_FLOAT (f32, float, fabsf)
DEFINE_FLOAT (f64, double, fabs)

SLUICE_WIDE static gboolean
divide_f64_ansi (SluiceKernelCall *call, GError **error)
{
  const guint64 *divisors = call->args[1]->data;
  guint32 n = call->args[1]->constant ? 1 : call->context->n_rows;
  guint64 bad = 0;

  /* Either zero is nothing but a sign, and 0 is what has no highest bit and gets one by subtracting 1. In a
   * loop of its own, on words, this costs next to nothing beside the division. */
  for (guint32 i = 0; i < n; i++)
    {
      guint64 unsigned_bits = divisors[i] << 1;

      bad |= (unsigned_bits - 1) & ~unsigned_bits;
    }
  SLUICE_BINARY_LOOP (call, double, double, double, x / y);
  if (G_UNLIKELY (bad >> 63 != 0))
    SLUICE_FOR_EACH_WANTED (call, row)
      if (SLUICE_ARG_AT (call, 1, double, row) == 0)
        return sluice_fail_division (FALSE, error);

  return TRUE;
}

static gboolean
divide_f64_try (SluiceKernelCall *call, GError **error)
{
  guint64 *validity = sluice_column_ensure_validity (call->context->arena, call->result);

  SLUICE_BINARY_LOOP (call, double, double, double, x / y);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    if (SLUICE_ARG_AT (call, 1, double, row) == 0)
      sluice_validity_clear (validity, row);

  return TRUE;
}

static gboolean
integral_divide_i64_ansi (SluiceKernelCall *call, GError **error)
{
  guint8 bad = 0;

  SLUICE_BINARY_LOOP (call, gint64, gint64, gint64, ({
                        bad |= (y == 0) | ((x == G_MININT64) & (y == -1));
                        y == -1 ? (gint64) (0 - (guint64) x) : x / SAFE_DIVISOR (y);
                      }));
  if (G_UNLIKELY (bad))
    SLUICE_FOR_EACH_WANTED (call, row)
      {
        if (SLUICE_ARG_AT (call, 1, gint64, row) == 0)
          return sluice_fail_division (FALSE, error);
        if (SLUICE_ARG_AT (call, 0, gint64, row) == G_MININT64
            && SLUICE_ARG_AT (call, 1, gint64, row) == -1)
          return fail_overflow ("try_divide", error);
      }

  return TRUE;
}

static gboolean
integral_divide_i64_try (SluiceKernelCall *call, GError **error)
{
  guint64 *validity = sluice_column_ensure_validity (call->context->arena, call->result);

  SLUICE_BINARY_LOOP (call, gint64, gint64, gint64,
                      y == -1 ? (gint64) (0 - (guint64) x) : x / SAFE_DIVISOR (y));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    if (SLUICE_ARG_AT (call, 1, gint64, row) == 0)
      sluice_validity_clear (validity, row);

  return TRUE;
}

/* Intervals: the same sums, with an error of their own. */
#define DEFINE_INTERVAL(name, op, T)                                                              \
  static gboolean op##_##name##_interval (SluiceKernelCall *call, GError **error)                 \
  {                                                                                               \
    T *result = call->result->data;                                                               \
                                                                                                  \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      if (CHECK_##op (SLUICE_ARG_AT (call, 0, T, row), SLUICE_ARG_AT (call, 1, T, row),           \
                      &result[row]))                                                              \
        return fail_interval_overflow ("try_" #op, error);                                        \
    return TRUE;                                                                                  \
  }

#define DEFINE_INTERVAL_NEGATE(name, T, least)                                                    \
  static gboolean negate_##name##_interval (SluiceKernelCall *call, GError **error)               \
  {                                                                                               \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      {                                                                                           \
        T value = SLUICE_ARG_AT (call, 0, T, row);                                                \
                                                                                                  \
        if (value == least)                                                                       \
          return fail_interval_overflow (NULL, error);                                            \
        ((T *) call->result->data)[row] = -value;                                                 \
      }                                                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_INTERVAL_NEGATE (i32, gint32, G_MININT32)
DEFINE_INTERVAL_NEGATE (i64, gint64, G_MININT64)
DEFINE_INTERVAL (i32, add, gint32)
DEFINE_INTERVAL (i32, subtract, gint32)
DEFINE_INTERVAL (i64, add, gint64)
DEFINE_INTERVAL (i64, subtract, gint64)

#define K(function, flags) { #function, (flags), function, NULL }

#define INTEGER_KERNELS(name)                                                                     \
  {                                                                                               \
    [SLUICE_ARITHMETIC_ADD] = { K (add_##name##_ansi, FLAGS_TOTAL),                               \
                                K (add_##name##_legacy, FLAGS_SAFE),                              \
                                K (add_##name##_try, FLAGS_STRICT) },                             \
    [SLUICE_ARITHMETIC_SUBTRACT] = { K (subtract_##name##_ansi, FLAGS_TOTAL),                     \
                                     K (subtract_##name##_legacy, FLAGS_SAFE),                    \
                                     K (subtract_##name##_try, FLAGS_STRICT) },                   \
    [SLUICE_ARITHMETIC_MULTIPLY] = { K (multiply_##name##_ansi, FLAGS_TOTAL),                     \
                                     K (multiply_##name##_legacy, FLAGS_SAFE),                    \
                                     K (multiply_##name##_try, FLAGS_STRICT) },                   \
    [SLUICE_ARITHMETIC_REMAINDER] = { K (remainder_##name##_ansi, FLAGS_TOTAL | DIVISOR_FIRST),                   \
                                      K (remainder_##name##_try, FLAGS_STRICT | DIVISOR_FIRST),                   \
                                      K (remainder_##name##_try, FLAGS_STRICT | DIVISOR_FIRST) },                 \
    [SLUICE_ARITHMETIC_PMOD] = { K (pmod_##name##_ansi, FLAGS_TOTAL | DIVISOR_FIRST),                             \
                                 K (pmod_##name##_try, FLAGS_STRICT | DIVISOR_FIRST),                             \
                                 K (pmod_##name##_try, FLAGS_STRICT | DIVISOR_FIRST) },                           \
    [SLUICE_ARITHMETIC_NEGATE] = { K (negate_##name##_ansi, FLAGS_TOTAL),                         \
                                   K (negate_##name##_legacy, FLAGS_SAFE) },                      \
    [SLUICE_ARITHMETIC_ABS] = { K (abs_##name##_ansi, FLAGS_TOTAL),                               \
                                K (abs_##name##_legacy, FLAGS_SAFE) },                            \
  }

#define FLOAT_KERNELS(name)                                                                       \
  [SLUICE_ARITHMETIC_ADD] = { K (add_##name, FLAGS_SAFE), K (add_##name, FLAGS_SAFE),             \
                              K (add_##name, FLAGS_SAFE) },                                       \
  [SLUICE_ARITHMETIC_SUBTRACT]                                                                    \
      = { K (subtract_##name, FLAGS_SAFE), K (subtract_##name, FLAGS_SAFE),                       \
          K (subtract_##name, FLAGS_SAFE) },                                                      \
  [SLUICE_ARITHMETIC_MULTIPLY]                                                                    \
      = { K (multiply_##name, FLAGS_SAFE), K (multiply_##name, FLAGS_SAFE),                       \
          K (multiply_##name, FLAGS_SAFE) },                                                      \
  [SLUICE_ARITHMETIC_REMAINDER]                                                                   \
      = { K (remainder_##name##_ansi, FLAGS_TOTAL | DIVISOR_FIRST), K (remainder_##name##_try, FLAGS_STRICT | DIVISOR_FIRST),     \
          K (remainder_##name##_try, FLAGS_STRICT | DIVISOR_FIRST) },                                             \
  [SLUICE_ARITHMETIC_PMOD]                                                                        \
      = { K (pmod_##name##_ansi, FLAGS_TOTAL | DIVISOR_FIRST), K (pmod_##name##_try, FLAGS_STRICT | DIVISOR_FIRST),               \
          K (pmod_##name##_try, FLAGS_STRICT | DIVISOR_FIRST) },                                                  \
  [SLUICE_ARITHMETIC_NEGATE] = { K (negate_##name, FLAGS_SAFE), K (negate_##name, FLAGS_SAFE) },  \
  [SLUICE_ARITHMETIC_ABS] = { K (abs_##name, FLAGS_SAFE), K (abs_##name, FLAGS_SAFE) }

typedef SluiceKernel Kernels[SLUICE_N_ARITHMETICS][SLUICE_N_EVAL_MODES];

static const Kernels i8_kernels = INTEGER_KERNELS (i8);
static const Kernels i16_kernels = INTEGER_KERNELS (i16);
static const Kernels i32_kernels = INTEGER_KERNELS (i32);
static const Kernels i64_kernels = INTEGER_KERNELS (i64);
static const Kernels f32_kernels = { FLOAT_KERNELS (f32) };
static const Kernels f64_kernels = {
  FLOAT_KERNELS (f64),
  [SLUICE_ARITHMETIC_DIVIDE] = { K (divide_f64_ansi, FLAGS_TOTAL | DIVISOR_FIRST),
                                 K (divide_f64_try, FLAGS_STRICT | DIVISOR_FIRST),
                                 K (divide_f64_try, FLAGS_STRICT | DIVISOR_FIRST) },
};
static const SluiceKernel integral_divide_kernels[SLUICE_N_EVAL_MODES] = {
  K (integral_divide_i64_ansi, FLAGS_TOTAL | DIVISOR_FIRST),
  K (integral_divide_i64_try, FLAGS_STRICT | DIVISOR_FIRST),
  K (integral_divide_i64_try, FLAGS_STRICT | DIVISOR_FIRST),
};

/* An interval's arithmetic fails whether ANSI is on or off; try_add gives null. */
#define INTERVAL_KERNELS(name)                                                                    \
  {                                                                                               \
    [SLUICE_ARITHMETIC_ADD] = { K (add_##name##_interval, FLAGS_STRICT),                          \
                                K (add_##name##_interval, FLAGS_STRICT),                          \
                                K (add_##name##_try, FLAGS_STRICT) },                             \
    [SLUICE_ARITHMETIC_SUBTRACT] = { K (subtract_##name##_interval, FLAGS_STRICT),                \
                                     K (subtract_##name##_interval, FLAGS_STRICT),                \
                                     K (subtract_##name##_try, FLAGS_STRICT) },                   \
    [SLUICE_ARITHMETIC_NEGATE] = { K (negate_##name##_interval, FLAGS_STRICT),                    \
                                   K (negate_##name##_interval, FLAGS_STRICT) },                  \
    [SLUICE_ARITHMETIC_ABS] = { K (abs_##name##_ansi, FLAGS_TOTAL),                               \
                                K (abs_##name##_ansi, FLAGS_TOTAL) },                             \
  }

static const Kernels year_month_kernels = INTERVAL_KERNELS (i32);
static const Kernels day_time_kernels = INTERVAL_KERNELS (i64);

const SluiceKernel *
sluice_arithmetic_kernel (SluiceArithmetic operation, SluiceTypeId id, SluiceEvalMode mode)
{
  static const Kernels *const tables[SLUICE_N_TYPES] = {
    [SLUICE_TYPE_BYTE] = &i8_kernels,
    [SLUICE_TYPE_SHORT] = &i16_kernels,
    [SLUICE_TYPE_INT] = &i32_kernels,
    [SLUICE_TYPE_BIGINT] = &i64_kernels,
    [SLUICE_TYPE_FLOAT] = &f32_kernels,
    [SLUICE_TYPE_DOUBLE] = &f64_kernels,
    [SLUICE_TYPE_YEAR_MONTH_INTERVAL] = &year_month_kernels,
    [SLUICE_TYPE_DAY_TIME_INTERVAL] = &day_time_kernels,
  };
  const SluiceKernel *kernel;

  if (id == SLUICE_TYPE_DECIMAL)
    return sluice_decimal_kernel (operation, mode);
  if (operation == SLUICE_ARITHMETIC_INTEGRAL_DIVIDE)
    return id == SLUICE_TYPE_BIGINT ? &integral_divide_kernels[mode] : NULL;
  if (tables[id] == NULL)
    return NULL;

  kernel = &(*tables[id])[operation][mode];

  return kernel->run != NULL ? kernel : NULL;
}

/* Bits. */

#define DEFINE_BITS(name, T)                                                                      \
  static gboolean and_bits_##name (SluiceKernelCall *call, GError **error)                        \
  {                                                                                               \
    SLUICE_BINARY_LOOP (call, T, T, T, x & y);                                                    \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean or_bits_##name (SluiceKernelCall *call, GError **error)                         \
  {                                                                                               \
    SLUICE_BINARY_LOOP (call, T, T, T, x | y);                                                    \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean xor_bits_##name (SluiceKernelCall *call, GError **error)                        \
  {                                                                                               \
    SLUICE_BINARY_LOOP (call, T, T, T, x ^ y);                                                    \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean not_bits_##name (SluiceKernelCall *call, GError **error)                        \
  {                                                                                               \
    SLUICE_UNARY_LOOP (call, T, T, ~x);                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_BITS (i8, gint8)
DEFINE_BITS (i16, gint16)
DEFINE_BITS (i32, gint32)
DEFINE_BITS (i64, gint64)

#define BITS_KERNELS(op)                                                                          \
  { K (op##_bits_i8, FLAGS_SAFE), K (op##_bits_i16, FLAGS_SAFE), K (op##_bits_i32, FLAGS_SAFE),   \
    K (op##_bits_i64, FLAGS_SAFE) }

const SluiceKernel *
sluice_bits_kernel (char sign, SluiceTypeId id)
{
  static const SluiceKernel kernels[4][4] = { BITS_KERNELS (and), BITS_KERNELS (or),
                                              BITS_KERNELS (xor), BITS_KERNELS (not) };

  g_assert (sluice_type_is_integral (id));

  return &kernels[sign == '&' ? 0 : sign == '|' ? 1 : sign == '^' ? 2 : 3][id - SLUICE_TYPE_BYTE];
}
