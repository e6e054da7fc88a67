/* sluice-rounding.c: round, bround, ceil and floor.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-rounding.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-convert.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-operators.h"

/* Digits that the shortest text of a double can have. */
#define MAX_DIGITS 32
/* No double has a digit further from the point than this. */
#define MAX_PLACES 400
/* Up to here whole numbers and powers of ten are exact as doubles. */
#define MAX_EXACT 9007199254740992.0
#define MAX_EXACT_POWER 22

static const double powers[MAX_EXACT_POWER + 1] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/* Rounds the digits of the shortest text of a positive number. */
static double
round_text (double value, int scale, SluiceDecimalRounding rounding)
{
  char text[SLUICE_FORMAT_MAX];
  char digits[MAX_DIGITS + 2];
  char out[MAX_DIGITS + 16];
  gsize length = sluice_format_double (value, text);
  int n = 0, point = -1, exponent = 0, keep;
  gboolean up;
  gsize out_length;
  double result = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '.')
        point = n;
      else if (text[i] == 'E')
        {
          gboolean negative = i + 1 < length && text[i + 1] == '-';

          for (gsize k = i + 1 + negative; k < length; k++)
            exponent = exponent * 10 + (text[k] - '0');
          if (negative)
            exponent = -exponent;
          break;
        }
      else if (n < MAX_DIGITS)
        digits[n++] = text[i];
    }

  /* The number is 0.d1d2d3… times ten to the power of point; keep digits of it stay. */
  point = (point < 0 ? n : point) + exponent;
  keep = point + scale;
  if (keep >= n)
    return value;
  if (keep < 0)
    return 0;

  up = digits[keep] > '5';
  if (digits[keep] == '5')
    {
      gboolean tie = TRUE;

      for (int i = keep + 1; i < n; i++)
        tie = tie && digits[i] == '0';
      up = rounding == SLUICE_DECIMAL_HALF_UP || !tie
           || (keep > 0 && (digits[keep - 1] - '0') % 2 != 0);
    }
  if (up)
    {
      int i = keep - 1;

      while (i >= 0 && digits[i] == '9')
        digits[i--] = '0';
      if (i >= 0)
        digits[i]++;
      else
        {
          memmove (digits + 1, digits, (gsize) keep);
          digits[0] = '1';
          keep++;
          point++;
        }
    }
  if (keep == 0)
    return 0;

  memcpy (out, digits, (gsize) keep);
  out_length = (gsize) keep;
  out_length += (gsize) g_snprintf (out + keep, sizeof out - (gsize) keep, "E%d", point - keep);
  sluice_parse_double (out, out_length, &result);

  return result;
}

double
sluice_round_double (double value, int scale, SluiceDecimalRounding rounding)
{
  double magnitude = fabs (value);
  double result;

  if (!isfinite (value) || value == 0 || scale > MAX_PLACES)
    return value;

  /* Far from a tie the scaled number rounds the same as the text does. */
  if (scale >= 0 && scale <= MAX_EXACT_POWER && magnitude * powers[scale] < MAX_EXACT / 16)
    {
      double scaled = magnitude * powers[scale];
      double whole = floor (scaled);
      double fraction = scaled - whole;

      if (fabs (fraction - 0.5) > 1e-3)
        {
          result = (fraction > 0.5 ? whole + 1 : whole) / powers[scale];
          /* BigDecimal knows no negative zero. */
          return result == 0 ? 0 : copysign (result, value);
        }
    }

  result = scale < -MAX_PLACES ? 0 : round_text (magnitude, scale, rounding);

  return result == 0 ? 0 : copysign (result, value);
}

/* The scale that a call was given, as a literal of type INT. */
static int
scale_of (const SluiceExpr *expr)
{
  return expr->n_args > 1 ? expr->args[1]->value->i32[0] : 0;
}

static SluiceDecimalRounding
rounding_of (const SluiceExpr *expr)
{
  return GPOINTER_TO_UINT (expr->function->user_data);
}

static gboolean
run_round_f64 (SluiceKernelCall *call, GError **error)
{
  int scale = scale_of (call->expr);
  SluiceDecimalRounding rounding = rounding_of (call->expr);

  SLUICE_UNARY_LOOP (call, double, double, sluice_round_double (x, scale, rounding));

  return TRUE;
}

static gboolean
run_round_f32 (SluiceKernelCall *call, GError **error)
{
  int scale = scale_of (call->expr);
  SluiceDecimalRounding rounding = rounding_of (call->expr);

  SLUICE_UNARY_LOOP (call, float, float, (float) sluice_round_double (x, scale, rounding));

  return TRUE;
}

static gboolean
fail_overflow (GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "ARITHMETIC_OVERFLOW",
                    "Overflow. If necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass this "
                    "error.");

  return FALSE;
}

#define DEFINE_ROUND_INTEGER(name, T)                                                             \
  static gboolean run_round_##name (SluiceKernelCall *call, GError **error)                       \
  {                                                                                               \
    int scale = scale_of (call->expr);                                                            \
    SluiceDecimalRounding rounding = rounding_of (call->expr);                                    \
    guint digits = scale < 0 ? (guint) - (gint64) scale : 0;                                      \
    gboolean ansi = call->context->settings->ansi;                                                \
    T *result = call->result->data;                                                               \
                                                                                                  \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      {                                                                                           \
        SluiceInt128 rounded = 0;                                                                 \
                                                                                                  \
        sluice_decimal_round_at (SLUICE_ARG_AT (call, 0, T, row), digits, rounding, &rounded);    \
        if (ansi && rounded != (T) rounded)                                                       \
          return fail_overflow (error);                                                           \
        result[row] = (T) rounded;                                                                \
      }                                                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_ROUND_INTEGER (i8, gint8)
DEFINE_ROUND_INTEGER (i16, gint16)
DEFINE_ROUND_INTEGER (i32, gint32)
DEFINE_ROUND_INTEGER (i64, gint64)

/* For DECIMAL arguments of round, bround, ceil and floor. */
static gboolean
run_round_decimal (SluiceKernelCall *call, GError **error)
{
  const SluiceType *from = call->args[0]->type;
  const SluiceType *to = call->expr->type;
  int scale = scale_of (call->expr);
  SluiceDecimalRounding rounding = rounding_of (call->expr);
  guint digits = scale < 0 ? (guint) - (gint64) scale : 0;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceInt128 value = SLUICE_ARG_AT (call, 0, SluiceInt128, row);
      SluiceInt128 *result = &call->result->i128[row];
      gboolean fits;

      /* Before the point all digits are rounded at once: two steps would round twice. */
      if (scale < 0)
        fits = sluice_decimal_round_at (value, from->scale + digits, rounding, result)
               && sluice_decimal_rescale (*result, from->scale, to->precision, 0,
                                          SLUICE_DECIMAL_DOWN, result);
      else
        fits = sluice_decimal_rescale (value, from->scale, to->precision, to->scale, rounding, result);
      if (!fits && call->context->settings->ansi)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
                            "The rounded value cannot be represented as Decimal(%u, %u). If necessary "
                            "set \"spark.sql.ansi.enabled\" to \"false\" to bypass this error, and "
                            "return NULL instead.",
                            to->precision, to->scale);
          return FALSE;
        }
      if (!fits)
        {
          *result = 0;
          sluice_validity_clear (
              sluice_column_ensure_validity (call->context->arena, call->result), row);
        }
    }

  return TRUE;
}

#define LONG_LIMIT 9223372036854775808.0
#define FITS_LONG(x) ((x) >= -LONG_LIMIT && (x) < LONG_LIMIT)

/* What ceil and floor give for a number that is no BIGINT. */
static gboolean
round_out_of_range (double value, gboolean ansi, gint64 *result, GError **error)
{
  if (value != value)
    *result = 0;
  else if (!ansi)
    *result = value < 0 ? G_MININT64 : G_MAXINT64;
  else
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                        "ARITHMETIC_OVERFLOW",
                        "overflow. If necessary set \"spark.sql.ansi.enabled\" to \"false\" to "
                        "bypass this error.");
      return FALSE;
    }

  return TRUE;
}

/* A number below 2⁵¹ becomes whole when 1.5 · 2⁵² is added: what is left of its bits behind those of that
 * number is the nearest whole number. There is no vector instruction that converts to BIGINT. */
#define WHOLE_LIMIT 2251799813685248.0
#define WHOLE_BIAS 6755399441055744.0
#define WHOLE_BIAS_BITS G_GUINT64_CONSTANT (0x4338000000000000)

/* Without a sign, so that those of numbers that are too large wrap. */
static inline guint64
bits_of (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);

  return bits;
}

/* Rounds up where @sign is 1, down where it is -1. Whether a number is below another is asked of the sign of their
 * difference, since comparisons would keep the loop from being made of vectors; adding 0 makes a zero's sign plus.
 * fabs() does the same for NaN. Returns: whether a number is too large for this. */
static inline gboolean
round_whole (SluiceKernelCall *call, int sign)
{
  guint64 far = 0;

  SLUICE_UNARY_LOOP (call, double, gint64, ({
                       double biased = x + WHOLE_BIAS;
                       double whole = biased - WHOLE_BIAS;
                       double difference = (sign > 0 ? whole - x : x - whole) + 0.0;
                       guint64 missed = bits_of (difference) >> 63;
                       far |= ~bits_of (fabs (x) - WHOLE_LIMIT);
                       (gint64) (bits_of (biased) - WHOLE_BIAS_BITS + (sign > 0 ? missed : -missed));
                     }));

  return far >> 63 != 0;
}

/* Returns: a whole number beside @value, which fits. */
static inline gint64
round_far (double value, gboolean up)
{
  gint64 cut = (gint64) value;

  return up ? cut + (value > (double) cut) : cut - (value < (double) cut);
}

/* ceil and floor of DOUBLE: BIGINT. The rows that are too large are few enough to come afterwards. */
static gboolean
run_ceil_f64 (SluiceKernelCall *call, GError **error)
{
  gboolean ansi = call->context->settings->ansi;
  gboolean up = rounding_of (call->expr) == SLUICE_DECIMAL_CEILING;
  gboolean far = up ? round_whole (call, 1) : round_whole (call, -1);

  if (G_UNLIKELY (far))
    SLUICE_FOR_EACH_SELECTED (call->selection, row)
      {
        double value = SLUICE_ARG_AT (call, 0, double, row);

        if (fabs (value) < WHOLE_LIMIT)
          continue;
        if (FITS_LONG (value))
          call->result->i64[row] = round_far (value, up);
        else if (!round_out_of_range (value, ansi, &call->result->i64[row], error))
          return FALSE;
      }

  return TRUE;
}

#define K(name, function) { name, SLUICE_KERNEL_STRICT, function, NULL }

static const SluiceKernel round_kernels[SLUICE_N_TYPES] = {
  [SLUICE_TYPE_BYTE] = K ("round_i8", run_round_i8),
  [SLUICE_TYPE_SHORT] = K ("round_i16", run_round_i16),
  [SLUICE_TYPE_INT] = K ("round_i32", run_round_i32),
  [SLUICE_TYPE_BIGINT] = K ("round_i64", run_round_i64),
  [SLUICE_TYPE_DECIMAL] = K ("round_decimal", run_round_decimal),
  [SLUICE_TYPE_FLOAT] = K ("round_f32", run_round_f32),
  [SLUICE_TYPE_DOUBLE] = K ("round_f64", run_round_f64),
};
static const SluiceKernel ceil_kernel = K ("ceil_f64", run_ceil_f64);

/* Folds the scale to a literal INT, if there is one. */
static gboolean
prepare_scale (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  GError *local_error = NULL;
  SluiceExpr *literal;

  if (call->n_args < 2)
    return TRUE;
  if (!sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT), error))
    return FALSE;

  literal = sluice_analyzer_fold (analyzer, call->args[1], &local_error);
  if (literal == NULL && local_error == NULL)
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 1);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `scale` should be a foldable \"INT\" expression; however, got "
                            "\"%s\".",
                            sql);
      return FALSE;
    }
  if (literal == NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  sluice_call_replace_arg (call, 1, literal);

  return TRUE;
}

static gboolean
prepare_number (SluiceAnalyzer *analyzer, SluiceCall *call, const char *required, GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_VOID)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else if (!sluice_type_is_numeric (id))
    {
      sluice_call_wrong_type (call, 0, required, error);
      return FALSE;
    }

  return prepare_scale (analyzer, call, error);
}

static SluiceType *
rounded_decimal (const SluiceType *type, int scale)
{
  guint least = type->precision - type->scale + 1;

  if (scale < 0)
    return sluice_type_decimal (
        (guint) MIN (MAX ((gint64) least, 1 - (gint64) scale), SLUICE_DECIMAL_MAX_PRECISION), 0);

  return sluice_type_decimal (MIN (least + MIN (type->scale, (guint) scale),
                                   SLUICE_DECIMAL_MAX_PRECISION),
                              MIN (type->scale, (guint) scale));
}

static gboolean
has_null_scale (const SluiceCall *call)
{
  return call->n_args > 1 && sluice_column_is_null (call->args[1]->value, 0);
}

SluiceExpr *
sluice_resolve_round (const SluiceFunction *function,
                      SluiceAnalyzer       *analyzer,
                      SluiceCall           *call,
                      GError              **error)
{
  g_autoptr (SluiceType) type = NULL;
  const SluiceType *arg;

  if (!prepare_number (analyzer, call, "\"NUMERIC\"", error))
    return NULL;

  arg = call->args[0]->type;
  if (arg->id == SLUICE_TYPE_DECIMAL)
    type = rounded_decimal (arg, call->n_args > 1 && !has_null_scale (call)
                                     ? call->args[1]->value->i32[0]
                                     : 0);
  else
    type = sluice_type_ref (arg);
  if (has_null_scale (call))
    return sluice_expr_new_literal (type, NULL);

  return sluice_call_finish (function, call, type, TRUE, &round_kernels[arg->id]);
}

/* The scale of ceil() and floor() is an INT; nothing is cast to it. */
static gboolean
check_scale (const SluiceCall *call, GError **error)
{
  if (call->n_args < 2
      || (call->args[1]->type->id == SLUICE_TYPE_INT && sluice_expr_is_foldable (call->args[1])))
    return TRUE;

  sluice_call_error (call, "NON_FOLDABLE_ARGUMENT", error,
                     "The function `%s` requires the parameter `scale` to be a foldable expression of the type "
                     "\"INT\", but the actual argument is a non-foldable.",
                     call->name);

  return FALSE;
}

SluiceExpr *
sluice_resolve_ceil (const SluiceFunction *function,
                     SluiceAnalyzer       *analyzer,
                     SluiceCall           *call,
                     GError              **error)
{
  const SluiceType *bigint = sluice_type_primitive (SLUICE_TYPE_BIGINT);
  g_autoptr (SluiceType) type = NULL;
  SluiceTypeId id = call->args[0]->type->id;

  if (!check_scale (call, error))
    return NULL;
  if (call->n_args > 1 && (id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_VOID))
    {
      g_autoptr (SluiceType) widest = sluice_type_decimal (SLUICE_DECIMAL_MAX_PRECISION, 18);

      sluice_call_cast_arg (analyzer, call, 0, widest);
    }
  if (!prepare_number (analyzer, call, "(\"DOUBLE\" or \"DECIMAL\" or \"BIGINT\")", error))
    return NULL;

  id = call->args[0]->type->id;
  if (id != SLUICE_TYPE_DECIMAL && call->n_args > 1)
    {
      /* With a scale everything is rounded as a DECIMAL; a DOUBLE has Spark's (30, 15). */
      g_autoptr (SluiceType) decimal = sluice_type_is_integral (id)
                                           ? sluice_decimal_for_integral (id)
                                           : sluice_type_decimal (id == SLUICE_TYPE_FLOAT ? 14 : 30,
                                                                  id == SLUICE_TYPE_FLOAT ? 7 : 15);

      sluice_call_cast_arg (analyzer, call, 0, decimal);
      id = SLUICE_TYPE_DECIMAL;
    }

  if (id == SLUICE_TYPE_DECIMAL)
    {
      type = rounded_decimal (call->args[0]->type, call->n_args > 1 && !has_null_scale (call)
                                                       ? call->args[1]->value->i32[0]
                                                       : 0);
      if (has_null_scale (call))
        return sluice_expr_new_literal (type, NULL);
      return sluice_call_finish (function, call, type, TRUE, &round_kernels[SLUICE_TYPE_DECIMAL]);
    }

  /* A whole number is its own ceiling, as BIGINT. */
  if (sluice_type_is_integral (id))
    {
      SluiceExpr *whole = sluice_analyzer_cast (analyzer, call->args[0], bigint);

      if (whole == call->args[0])
        {
          sluice_expr_unref (whole);
          whole = sluice_expr_copy_with_args (call->args[0], call->args[0]->args);
        }
      whole->nullable = TRUE;
      return whole;
    }

  sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DOUBLE));

  return sluice_call_finish (function, call, bigint, TRUE, &ceil_kernel);
}
