/* sluice-functions-math.c: mathematical functions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-rounding.h"

#define TOTAL (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL | SLUICE_KERNEL_INFALLIBLE)

/* The library's is a step off for some cubes, which Java's is not. */
static inline double
cube_root (double x)
{
  double root = cbrt (x);

  return isfinite (root) && root != 0 ? root - (root * root * root - x) / (3 * root * root) : root;
}

/* Functions of one DOUBLE. */
#define DEFINE_UNARY(name, expression)                                                            \
  static gboolean run_##name (SluiceKernelCall *call, GError **error)                             \
  {                                                                                               \
    SLUICE_UNARY_LOOP (call, double, double, expression);                                         \
    return TRUE;                                                                                  \
  }                                                                                               \
  static const SluiceSimple simple_##name                                                         \
      = { "d", SLUICE_TYPE_DOUBLE, TRUE, { #name, TOTAL, run_##name, NULL } };

DEFINE_UNARY (acos, acos (x))
DEFINE_UNARY (acosh, acosh (x))
DEFINE_UNARY (asin, asin (x))
DEFINE_UNARY (asinh, asinh (x))
DEFINE_UNARY (atan, atan (x))
DEFINE_UNARY (atanh, atanh (x))
DEFINE_UNARY (cbrt, cube_root (x))
DEFINE_UNARY (cos, cos (x))
DEFINE_UNARY (cosh, cosh (x))
DEFINE_UNARY (cot, 1 / tan (x))
DEFINE_UNARY (csc, 1 / sin (x))
DEFINE_UNARY (degrees, x *(180 / G_PI))
DEFINE_UNARY (exp, exp (x))
DEFINE_UNARY (expm1, expm1 (x))
DEFINE_UNARY (radians, x *(G_PI / 180))
DEFINE_UNARY (rint, rint (x))
DEFINE_UNARY (sec, 1 / cos (x))
DEFINE_UNARY (signum, x > 0 ? 1.0 : x < 0 ? -1.0 : x)
DEFINE_UNARY (sin, sin (x))
DEFINE_UNARY (sinh, sinh (x))
DEFINE_UNARY (sqrt, sqrt (x))
DEFINE_UNARY (tan, tan (x))
DEFINE_UNARY (tanh, tanh (x))

/* Logarithms: null up to a bound. */
#define DEFINE_LOGARITHM(name, bound, expression)                                                 \
  static gboolean run_##name (SluiceKernelCall *call, GError **error)                             \
  {                                                                                               \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      {                                                                                           \
        double x = SLUICE_ARG_AT (call, 0, double, row);                                          \
        call->result->f64[row] = x <= bound ? 0 : (expression);                                   \
        if (x <= bound)                                                                           \
          sluice_call_null_row (call, row);                                                       \
      }                                                                                           \
    return TRUE;                                                                                  \
  }                                                                                               \
  static const SluiceSimple simple_##name                                                         \
      = { "d", SLUICE_TYPE_DOUBLE, TRUE, { #name, SLUICE_KERNEL_STRICT, run_##name, NULL } };

DEFINE_LOGARITHM (ln, 0, log (x))
DEFINE_LOGARITHM (log10, 0, log10 (x))
DEFINE_LOGARITHM (log2, 0, log2 (x))
DEFINE_LOGARITHM (log1p, -1, log1p (x))

/* Functions of two DOUBLEs. */
#define DEFINE_BINARY(name, expression)                                                           \
  static gboolean run_##name (SluiceKernelCall *call, GError **error)                             \
  {                                                                                               \
    SLUICE_BINARY_LOOP (call, double, double, double, expression);                                \
    return TRUE;                                                                                  \
  }                                                                                               \
  static const SluiceSimple simple_##name                                                         \
      = { "d", SLUICE_TYPE_DOUBLE, FALSE, { #name, TOTAL, run_##name, NULL } };

/* Java's pow has no 1 for pow (1, NaN) and for pow (±1, ±infinity), C's has. */
DEFINE_BINARY (pow, (y != y || (fabs (x) == 1 && isinf (y))) ? NAN : pow (x, y))
DEFINE_BINARY (hypot, hypot (x, y))
DEFINE_BINARY (atan2, atan2 (x, y))

static gboolean
run_log_base (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      double base = SLUICE_ARG_AT (call, 0, double, row);
      double x = SLUICE_ARG_AT (call, 1, double, row);

      if (base <= 0 || x <= 0)
        sluice_call_null_row (call, row);
      call->result->f64[row] = base <= 0 || x <= 0 ? 0 : log (x) / log (base);
    }

  return TRUE;
}

static const SluiceSimple simple_log_base = {
  "d", SLUICE_TYPE_DOUBLE, TRUE, { "log", SLUICE_KERNEL_STRICT, run_log_base, NULL }
};

static SluiceExpr *
resolve_log (const SluiceFunction *function,
             SluiceAnalyzer       *analyzer,
             SluiceCall           *call,
             GError              **error)
{
  SluiceFunction as = *function;
  SluiceExpr *expr;

  as.user_data = call->n_args == 1 ? &simple_ln : &simple_log_base;
  expr = sluice_resolve_simple (&as, analyzer, call, error);
  if (expr != NULL)
    expr->function = function;

  return expr;
}

static gboolean
run_sign_interval (SluiceKernelCall *call, GError **error)
{
  if (call->args[0]->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    SLUICE_UNARY_LOOP (call, gint32, double, (x > 0) - (x < 0));
  else
    SLUICE_UNARY_LOOP (call, gint64, double, (x > 0) - (x < 0));

  return TRUE;
}

static const SluiceKernel sign_interval_kernel = { "sign_interval", TOTAL, run_sign_interval, NULL };

static SluiceExpr *
resolve_sign (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || id == SLUICE_TYPE_DAY_TIME_INTERVAL)
    return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_DOUBLE), TRUE,
                               &sign_interval_kernel);

  return sluice_resolve_simple (function, analyzer, call, error);
}

static SluiceExpr *
resolve_constant (const SluiceFunction *function,
                  SluiceAnalyzer       *analyzer,
                  SluiceCall           *call,
                  GError              **error)
{
  return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_DOUBLE), function->user_data);
}

static gboolean
run_factorial (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      gint32 n = SLUICE_ARG_AT (call, 0, gint32, row);
      gint64 product = 1;

      if (n < 0 || n > 20)
        sluice_call_null_row (call, row);
      else
        for (gint32 i = 2; i <= n; i++)
          product *= i;
      call->result->i64[row] = product;
    }

  return TRUE;
}

static const SluiceSimple simple_factorial = {
  "i", SLUICE_TYPE_BIGINT, TRUE, { "factorial", SLUICE_KERNEL_STRICT, run_factorial, NULL }
};

static gboolean
run_bin (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      guint64 value = (guint64) SLUICE_ARG_AT (call, 0, gint64, row);
      guint n = value == 0 ? 1 : 64 - (guint) __builtin_clzll (value);
      char text[64];

      for (guint i = 0; i < n; i++)
        text[i] = (value >> (n - 1 - i)) & 1 ? '1' : '0';
      sluice_call_store (call, row, text, n);
    }

  return TRUE;
}

static const SluiceSimple simple_bin = {
  "l", SLUICE_TYPE_STRING, FALSE, { "bin", SLUICE_KERNEL_STRICT, run_bin, NULL }
};

/* conv: as Hive's, whose numbers are unsigned 64-bit ones; what doesn't parse ends the number. */
static guint64
parse_in_base (const char *text, gsize length, guint base, gboolean *overflow)
{
  guint64 value = 0;

  for (gsize i = 0; i < length; i++)
    {
      gint digit = g_ascii_isdigit (text[i])   ? text[i] - '0'
                   : g_ascii_isalpha (text[i]) ? g_ascii_toupper (text[i]) - 'A' + 10
                                               : 36;

      if (digit >= (gint) base)
        break;
      if (__builtin_mul_overflow (value, base, &value)
          || __builtin_add_overflow (value, (guint64) digit, &value))
        {
          *overflow = TRUE;
          return G_MAXUINT64;
        }
    }

  return value;
}

static gboolean
run_conv (SluiceKernelCall *call, GError **error)
{
  /* Made before the texts, which leave the arena unaligned. */
  sluice_column_ensure_validity (call->context->arena, call->result);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceString text = SLUICE_STRING_AT (call, 0, row);
      gint32 from = SLUICE_ARG_AT (call, 1, gint32, row);
      gint32 to = SLUICE_ARG_AT (call, 2, gint32, row);
      gboolean negative, overflow = FALSE, minus = FALSE;
      char digits[65];
      guint n = 0;
      guint64 value;

      call->result->string[row] = sluice_string ("", 0);
      while (text.length > 0 && text.data[0] == ' ')
        text = sluice_string (text.data + 1, text.length - 1);
      while (text.length > 0 && text.data[text.length - 1] == ' ')
        text.length--;
      if (text.length == 0 || from < 2 || from > 36 || ABS (to) < 2 || ABS (to) > 36)
        {
          sluice_call_null_row (call, row);
          continue;
        }

      negative = text.data[0] == '-';
      value = parse_in_base (text.data + negative, text.length - negative, (guint) from, &overflow);
      if (overflow && call->context->settings->ansi)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "ARITHMETIC_OVERFLOW",
                            "Overflow in function conv(). If necessary set "
                            "\"spark.sql.ansi.enabled\" to \"false\" to bypass this error.");
          return FALSE;
        }
      if (negative && to > 0)
        value = (gint64) value < 0 ? G_MAXUINT64 : -value;
      else if (negative)
        minus = TRUE;
      else if (to < 0 && (gint64) value < 0)
        {
          value = -value;
          minus = TRUE;
        }

      do
        {
          digits[sizeof digits - ++n] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % (guint) ABS (to)];
          value /= (guint) ABS (to);
        }
      while (value != 0);
      if (minus && !(n == 1 && digits[sizeof digits - 1] == '0'))
        digits[sizeof digits - ++n] = '-';
      sluice_call_store (call, row, digits + sizeof digits - n, n);
    }

  return TRUE;
}

static const SluiceSimple simple_conv = {
  "sii", SLUICE_TYPE_STRING, TRUE, { "conv", SLUICE_KERNEL_STRICT, run_conv, NULL }
};

/* A number or the units of an interval. */
static inline double
measure_at (const SluiceKernelCall *call, guint index, guint32 row)
{
  switch (call->args[index]->type->id)
    {
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return SLUICE_ARG_AT (call, index, gint32, row);
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return (double) SLUICE_ARG_AT (call, index, gint64, row);
    default:
      return SLUICE_ARG_AT (call, index, double, row);
    }
}

static gboolean
run_width_bucket (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      double value = measure_at (call, 0, row);
      double least = measure_at (call, 1, row);
      double most = measure_at (call, 2, row);
      gint64 n = SLUICE_ARG_AT (call, 3, gint64, row);
      double lower = MIN (least, most), upper = MAX (least, most);
      gint64 bucket;

      if (n <= 0 || n == G_MAXINT64 || isnan (value) || least == most || !isfinite (least)
          || !isfinite (most))
        {
          call->result->i64[row] = 0;
          sluice_call_null_row (call, row);
          continue;
        }

      if (least < most ? value < lower : value > upper)
        bucket = 0;
      else if (least < most ? value >= upper : value <= lower)
        bucket = n + 1;
      else
        bucket = (gint64) ((double) n * (least < most ? value - lower : upper - value)
                           / (upper - lower))
                 + 1;
      call->result->i64[row] = bucket;
    }

  return TRUE;
}

static const SluiceSimple simple_width_bucket = {
  "dddl", SLUICE_TYPE_BIGINT, TRUE, { "width_bucket", SLUICE_KERNEL_STRICT, run_width_bucket, NULL }
};

/* Numbers, or three intervals of one kind. */
static SluiceExpr *
resolve_width_bucket (const SluiceFunction *function,
                      SluiceAnalyzer       *analyzer,
                      SluiceCall           *call,
                      GError              **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if ((id != SLUICE_TYPE_YEAR_MONTH_INTERVAL && id != SLUICE_TYPE_DAY_TIME_INTERVAL)
      || call->args[1]->type->id != id || call->args[2]->type->id != id)
    return sluice_resolve_simple (function, analyzer, call, error);
  if (!sluice_analyzer_coerce_arg (analyzer, call, 3, sluice_type_primitive (SLUICE_TYPE_BIGINT), error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT), TRUE,
                             &simple_width_bucket.kernel);
}

/* Bits */

#define DEFINE_SHIFT(name, T, U, expression)                                                      \
  static gboolean run_##name (SluiceKernelCall *call, GError **error)                             \
  {                                                                                               \
    const guint mask = sizeof (T) * 8 - 1;                                                        \
    SLUICE_BINARY_LOOP (call, T, gint32, T, (T) (expression));                                    \
    return TRUE;                                                                                  \
  }

DEFINE_SHIFT (left_i32, gint32, guint32, (guint32) x << ((guint) y & mask))
DEFINE_SHIFT (left_i64, gint64, guint64, (guint64) x << ((guint) y & mask))
DEFINE_SHIFT (right_i32, gint32, guint32, x >> ((guint) y & mask))
DEFINE_SHIFT (right_i64, gint64, guint64, x >> ((guint) y & mask))
DEFINE_SHIFT (unsigned_i32, gint32, guint32, (guint32) x >> ((guint) y & mask))
DEFINE_SHIFT (unsigned_i64, gint64, guint64, (guint64) x >> ((guint) y & mask))

static const SluiceKernel shift_left[] = { { "shift_left_i32", TOTAL, run_left_i32, NULL },
                                           { "shift_left_i64", TOTAL, run_left_i64, NULL } };
static const SluiceKernel shift_right[] = { { "shift_right_i32", TOTAL, run_right_i32, NULL },
                                            { "shift_right_i64", TOTAL, run_right_i64, NULL } };
static const SluiceKernel shift_unsigned[] = { { "shift_unsigned_i32", TOTAL, run_unsigned_i32, NULL },
                                               { "shift_unsigned_i64", TOTAL, run_unsigned_i64,
                                                 NULL } };

static SluiceExpr *
resolve_shift (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  const SluiceKernel *kernels = function->user_data;
  const SluiceType *integer = sluice_type_primitive (SLUICE_TYPE_INT);
  gboolean wide = call->args[0]->type->id == SLUICE_TYPE_BIGINT;

  if ((!wide && !sluice_analyzer_coerce_arg (analyzer, call, 0, integer, error))
      || !sluice_analyzer_coerce_arg (analyzer, call, 1, integer, error))
    return NULL;

  return sluice_call_finish (function, call, call->args[0]->type, sluice_call_any_nullable (call),
                             &kernels[wide ? 1 : 0]);
}

static gboolean
run_bit_count (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->i32[row] = __builtin_popcountll ((guint64) sluice_column_integral (call->args[0], row));

  return TRUE;
}

static gboolean
run_bit_get (SluiceKernelCall *call, GError **error)
{
  gint32 width = (gint32) sluice_type_width (call->args[0]->type->id) * 8;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      gint32 position = SLUICE_ARG_AT (call, 1, gint32, row);

      if (position < 0 || position >= width)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
                            "The value of parameter(s) `pos` in `%s` is invalid: expects an integer "
                            "value in [0, %d), but got %d.",
                            call->expr->function->name, width, position);
          return FALSE;
        }
      call->result->i8[row] = (sluice_column_integral (call->args[0], row) >> position) & 1;
    }

  return TRUE;
}

static const SluiceKernel bit_count_kernel = { "bit_count", SLUICE_KERNEL_STRICT, run_bit_count,
                                               NULL };
static const SluiceKernel bit_get_kernel = { "bit_get", SLUICE_KERNEL_STRICT, run_bit_get, NULL };

static SluiceExpr *
resolve_bits_of (const SluiceFunction *function,
                 SluiceAnalyzer       *analyzer,
                 SluiceCall           *call,
                 GError              **error)
{
  gboolean counting = function->user_data == &bit_count_kernel;
  SluiceTypeId id = call->args[0]->type->id;

  if (id == SLUICE_TYPE_VOID)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_BIGINT));
  else if (!sluice_type_is_integral (id) && !(counting && id == SLUICE_TYPE_BOOLEAN))
    {
      sluice_call_wrong_type (call, 0,
                              counting ? "(\"INTEGRAL\" or \"BOOLEAN\")" : "\"INTEGRAL\"", error);
      return NULL;
    }
  if (!counting
      && !sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT),
                                      error))
    return NULL;

  return sluice_call_finish (function, call,
                             sluice_type_primitive (counting ? SLUICE_TYPE_INT : SLUICE_TYPE_BYTE),
                             sluice_call_any_nullable (call), function->user_data);
}

static const double pi = G_PI;
static const double euler = G_E;

#define MATH(name, least, most, resolve, data, signature, description, example, result, since)    \
  { name, SLUICE_FUNCTION_SCALAR, least, most, resolve, data, signature, description, example,    \
    result, "math_funcs", since }
#define UNARY(name, simple, description, example, result, since)                                  \
  MATH (name, 1, 1, sluice_resolve_simple, &simple_##simple, name "(a)", description, example,    \
        result, since)
#define BINARY(name, simple, description, example, result, since)                                 \
  MATH (name, 2, 2, sluice_resolve_simple, &simple_##simple, name "(a, b)", description, example, \
        result, since)
#define ROUND(name, resolve, rounding, description, example, result, since)                       \
  MATH (name, 1, 2, resolve, GUINT_TO_POINTER (rounding), name "(a[, scale])", description,       \
        example, result, since)
#define BITS(name, n, resolve, data, signature, description, example, result, since)              \
  { name, SLUICE_FUNCTION_SCALAR, n, n, resolve, data, signature, description, example, result,   \
    "bitwise_funcs", since }

static const SluiceFunction functions[] = {
  UNARY ("acos", acos, "The arc cosine, in radians.", "acos(1)", "0.0", "1.4.0"),
  UNARY ("acosh", acosh, "The inverse hyperbolic cosine.", "acosh(1)", "0.0", "3.0.0"),
  UNARY ("asin", asin, "The arc sine, in radians.", "asin(0)", "0.0", "1.4.0"),
  UNARY ("asinh", asinh, "The inverse hyperbolic sine.", "asinh(0)", "0.0", "3.0.0"),
  UNARY ("atan", atan, "The arc tangent, in radians.", "atan(0)", "0.0", "1.4.0"),
  BINARY ("atan2", atan2, "The angle of the point (b, a), in radians.", "atan2(0, 0)", "0.0", "1.4.0"),
  UNARY ("atanh", atanh, "The inverse hyperbolic tangent.", "atanh(0)", "0.0", "3.0.0"),
  MATH ("bin", 1, 1, sluice_resolve_simple, &simple_bin, "bin(a)", "The binary digits of a BIGINT.",
        "bin(13)", "1101", "1.5.0"),
  ROUND ("bround", sluice_resolve_round, SLUICE_DECIMAL_HALF_EVEN, "Rounds, half to even.",
         "bround(2.5, 0)", "2", "2.0.0"),
  UNARY ("cbrt", cbrt, "The cube root.", "cbrt(27.0)", "3.0", "1.4.0"),
  ROUND ("ceil", sluice_resolve_ceil, SLUICE_DECIMAL_CEILING, "Rounds up.", "ceil(-0.1)", "0",
         "1.4.0"),
  ROUND ("ceiling", sluice_resolve_ceil, SLUICE_DECIMAL_CEILING, "Rounds up.", "ceiling(-0.1)", "0",
         "1.4.0"),
  MATH ("conv", 3, 3, sluice_resolve_simple, &simple_conv, "conv(text, from, to)",
        "A number's digits in another base.", "conv('100', 2, 10)", "4", "1.5.0"),
  UNARY ("cos", cos, "The cosine.", "cos(0)", "1.0", "1.4.0"),
  UNARY ("cosh", cosh, "The hyperbolic cosine.", "cosh(0)", "1.0", "1.4.0"),
  UNARY ("cot", cot, "The cotangent.", "cot(1)", "0.6420926159343306", "2.3.0"),
  UNARY ("csc", csc, "The cosecant.", "csc(1)", "1.1883951057781212", "3.3.0"),
  UNARY ("degrees", degrees, "Radians in degrees.", "degrees(3.141592653589793)", "180.0", "1.4.0"),
  MATH ("e", 0, 0, resolve_constant, &euler, "e()", "Euler's number.", "e()", "2.718281828459045",
        "1.5.0"),
  UNARY ("exp", exp, "e to the power of a.", "exp(0)", "1.0", "1.4.0"),
  UNARY ("expm1", expm1, "e to the power of a, less 1.", "expm1(0)", "0.0", "1.4.0"),
  MATH ("factorial", 1, 1, sluice_resolve_simple, &simple_factorial, "factorial(a)",
        "The factorial of 0 to 20.", "factorial(5)", "120", "1.5.0"),
  ROUND ("floor", sluice_resolve_ceil, SLUICE_DECIMAL_FLOOR, "Rounds down.", "floor(-0.1)", "-1",
         "1.4.0"),
  BINARY ("hypot", hypot, "The length of the vector (a, b).", "hypot(3, 4)", "5.0", "1.4.0"),
  UNARY ("ln", ln, "The natural logarithm.", "ln(1)", "0.0", "1.4.0"),
  MATH ("log", 1, 2, resolve_log, NULL, "log([base, ]a)", "The logarithm.", "log(10, 100)", "2.0",
        "1.5.0"),
  UNARY ("log10", log10, "The logarithm to the base 10.", "log10(10)", "1.0", "1.4.0"),
  UNARY ("log1p", log1p, "The natural logarithm of 1 + a.", "log1p(0)", "0.0", "1.4.0"),
  UNARY ("log2", log2, "The logarithm to the base 2.", "log2(2)", "1.0", "1.4.0"),
  MATH ("pi", 0, 0, resolve_constant, &pi, "pi()", "Pi.", "pi()", "3.141592653589793", "1.5.0"),
  BINARY ("pow", pow, "a to the power of b.", "pow(2, 3)", "8.0", "1.4.0"),
  BINARY ("power", pow, "a to the power of b.", "power(2, 3)", "8.0", "1.4.0"),
  UNARY ("radians", radians, "Degrees in radians.", "radians(180)", "3.141592653589793", "1.4.0"),
  UNARY ("rint", rint, "The nearest whole number, half to even.", "rint(12.3456)", "12.0", "1.4.0"),
  ROUND ("round", sluice_resolve_round, SLUICE_DECIMAL_HALF_UP, "Rounds, half up.", "round(2.5, 0)",
         "3", "1.5.0"),
  UNARY ("sec", sec, "The secant.", "sec(0)", "1.0", "3.3.0"),
  MATH ("sign", 1, 1, resolve_sign, &simple_signum, "sign(a)", "-1, 0 or 1.", "sign(40)", "1.0",
        "1.4.0"),
  MATH ("signum", 1, 1, resolve_sign, &simple_signum, "signum(a)", "-1, 0 or 1.", "signum(40)", "1.0",
        "1.4.0"),
  UNARY ("sin", sin, "The sine.", "sin(0)", "0.0", "1.4.0"),
  UNARY ("sinh", sinh, "The hyperbolic sine.", "sinh(0)", "0.0", "1.4.0"),
  UNARY ("sqrt", sqrt, "The square root.", "sqrt(4)", "2.0", "1.1.1"),
  UNARY ("tan", tan, "The tangent.", "tan(0)", "0.0", "1.4.0"),
  UNARY ("tanh", tanh, "The hyperbolic tangent.", "tanh(0)", "0.0", "1.4.0"),
  MATH ("width_bucket", 4, 4, resolve_width_bucket, &simple_width_bucket,
        "width_bucket(a, least, most, n)", "Which of n buckets of one width a falls into.",
        "width_bucket(5.3, 0.2, 10.6, 5)", "3", "3.1.0"),
  BITS ("shiftleft", 2, resolve_shift, shift_left, "shiftleft(a, n)", "Shifts bits left.",
        "shiftleft(2, 1)", "4", "1.5.0"),
  BITS ("shiftright", 2, resolve_shift, shift_right, "shiftright(a, n)",
        "Shifts bits right, keeping the sign.", "shiftright(4, 1)", "2", "1.5.0"),
  BITS ("shiftrightunsigned", 2, resolve_shift, shift_unsigned, "shiftrightunsigned(a, n)",
        "Shifts bits right, filling with zeroes.", "shiftrightunsigned(4, 1)", "2", "1.5.0"),
  BITS ("<<", 2, resolve_shift, shift_left, "a << n", "Shifts bits left.", "2 << 1", "4", "4.0.0"),
  BITS (">>", 2, resolve_shift, shift_right, "a >> n", "Shifts bits right, keeping the sign.", "4 >> 1",
        "2", "4.0.0"),
  BITS (">>>", 2, resolve_shift, shift_unsigned, "a >>> n", "Shifts bits right, filling with zeroes.",
        "4 >>> 1", "2", "4.0.0"),
  BITS ("bit_count", 1, resolve_bits_of, &bit_count_kernel, "bit_count(a)",
        "How many bits are set.", "bit_count(7)", "3", "3.0.0"),
  BITS ("bit_get", 2, resolve_bits_of, &bit_get_kernel, "bit_get(a, position)",
        "The bit at a position, from the right.", "bit_get(11, 0)", "1", "3.2.0"),
  BITS ("getbit", 2, resolve_bits_of, &bit_get_kernel, "getbit(a, position)",
        "The bit at a position, from the right.", "getbit(11, 0)", "1", "3.2.0"),
};

const SluiceFunctionFamily sluice_functions_math = { functions, G_N_ELEMENTS (functions) };
