/* sluice-decimal.c: exact arithmetic of DECIMAL values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-decimal.h"

#include <stdlib.h>

#include "expr/sluice-convert.h"

typedef unsigned __int128 UInt128;

#define WIDE_WORDS 6
#define MAX_SCALE 38
/* What Spark keeps of the scale when a result has more than 38 digits. */
#define MIN_ADJUSTED_SCALE 6
/* Digits of Java's MathContext.DECIMAL128, which Scala's BigDecimal negates with. */
#define DECIMAL128_DIGITS 34

/* A magnitude of 384 bits, lowest word first: room for a 38-digit number times ten to the 76th. */
typedef struct
{
  guint64 words[WIDE_WORDS];
} Wide;

#define E(n) ((SluiceInt128) G_GINT64_CONSTANT (1##n))
#define E18 ((SluiceInt128) G_GINT64_CONSTANT (1000000000000000000))

const SluiceInt128 sluice_decimal_pow10[SLUICE_DECIMAL_MAX_PRECISION + 1] = {
  1, E (0), E (00), E (000), E (0000), E (00000), E (000000), E (0000000), E (00000000),
  E (000000000), E (0000000000), E (00000000000), E (000000000000), E (0000000000000),
  E (00000000000000), E (000000000000000), E (0000000000000000), E (00000000000000000),
  E18, E18 * E (0), E18 * E (00), E18 * E (000), E18 * E (0000), E18 * E (00000), E18 * E (000000),
  E18 * E (0000000), E18 * E (00000000), E18 * E (000000000), E18 * E (0000000000),
  E18 * E (00000000000), E18 * E (000000000000), E18 * E (0000000000000),
  E18 * E (00000000000000), E18 * E (000000000000000), E18 * E (0000000000000000),
  E18 * E (00000000000000000), E18 * E18, E18 * E18 * E (0), E18 * E18 * E (00),
};

static UInt128
magnitude (SluiceInt128 value)
{
  return value < 0 ? -(UInt128) value : (UInt128) value;
}

static Wide
wide_from (UInt128 value)
{
  return (Wide){ { (guint64) value, (guint64) (value >> 64), 0, 0, 0, 0 } };
}

static void
wide_multiply_word (Wide *self, guint64 factor)
{
  UInt128 carry = 0;

  for (guint i = 0; i < WIDE_WORDS; i++)
    {
      carry += (UInt128) self->words[i] * factor;
      self->words[i] = (guint64) carry;
      carry >>= 64;
    }
}

static void
wide_scale_up (Wide *self, guint digits)
{
  for (; digits > 18; digits -= 18)
    wide_multiply_word (self, (guint64) E18);
  wide_multiply_word (self, (guint64) sluice_decimal_pow10[digits]);
}

static guint64
wide_divide_word (Wide *self, guint64 divisor)
{
  UInt128 rest = 0;

  for (guint i = WIDE_WORDS; i-- > 0;)
    {
      rest = (rest << 64) | self->words[i];
      self->words[i] = (guint64) (rest / divisor);
      rest %= divisor;
    }

  return (guint64) rest;
}

static Wide
wide_multiply (UInt128 x, UInt128 y)
{
  guint64 a[2] = { (guint64) x, (guint64) (x >> 64) };
  guint64 b[2] = { (guint64) y, (guint64) (y >> 64) };
  Wide result = { { 0 } };

  for (guint i = 0; i < 2; i++)
    {
      UInt128 carry = 0;

      for (guint j = 0; j < 2; j++)
        {
          carry += (UInt128) a[i] * b[j] + result.words[i + j];
          result.words[i + j] = (guint64) carry;
          carry >>= 64;
        }
      result.words[i + 2] = (guint64) carry;
    }

  return result;
}

static int
wide_compare (const Wide *x, const Wide *y)
{
  for (guint i = WIDE_WORDS; i-- > 0;)
    if (x->words[i] != y->words[i])
      return x->words[i] < y->words[i] ? -1 : 1;

  return 0;
}

static void
wide_add (Wide *x, const Wide *y)
{
  UInt128 carry = 0;

  for (guint i = 0; i < WIDE_WORDS; i++)
    {
      carry += (UInt128) x->words[i] + y->words[i];
      x->words[i] = (guint64) carry;
      carry >>= 64;
    }
}

static void
wide_subtract (Wide *x, const Wide *y)
{
  guint64 borrow = 0;

  for (guint i = 0; i < WIDE_WORDS; i++)
    {
      UInt128 difference = (UInt128) x->words[i] - y->words[i] - borrow;

      x->words[i] = (guint64) difference;
      borrow = (guint64) (difference >> 64) & 1;
    }
}

/* Divides bit by bit: only operands of 128 bits and more come here, which are rare. */
static Wide
wide_divide (Wide *x, const Wide *y)
{
  Wide quotient = { { 0 } };
  Wide rest = { { 0 } };

  for (guint bit = WIDE_WORDS * 64; bit-- > 0;)
    {
      guint64 carry = (x->words[bit / 64] >> (bit % 64)) & 1;

      for (guint i = 0; i < WIDE_WORDS; i++)
        {
          guint64 next = rest.words[i] >> 63;

          rest.words[i] = (rest.words[i] << 1) | carry;
          carry = next;
        }
      if (wide_compare (&rest, y) >= 0)
        {
          wide_subtract (&rest, y);
          quotient.words[bit / 64] |= (guint64) 1 << (bit % 64);
        }
    }
  *x = rest;

  return quotient;
}

/* Half up looks at the first of the dropped digits only, so the others can be cut first. */
static void
wide_scale_down_half_up (Wide *self, guint digits)
{
  guint64 last;

  if (digits == 0)
    return;

  for (digits--; digits > 18; digits -= 18)
    wide_divide_word (self, (guint64) E18);
  wide_divide_word (self, (guint64) sluice_decimal_pow10[digits]);
  last = wide_divide_word (self, 10);
  if (last >= 5)
    wide_add (self, &(Wide){ { 1, 0, 0, 0, 0, 0 } });
}

static gboolean
wide_to_result (const Wide *self, gboolean negative, guint precision, SluiceInt128 *result)
{
  Wide limit = wide_from ((UInt128) sluice_decimal_pow10[precision]);
  SluiceInt128 value;

  if (wide_compare (self, &limit) >= 0)
    return FALSE;

  value = (SluiceInt128) (((UInt128) self->words[1] << 64) | self->words[0]);
  *result = negative ? -value : value;

  return TRUE;
}

static gboolean
wide_finish (Wide         *self,
             gboolean      negative,
             guint         from_scale,
             guint         precision,
             guint         scale,
             SluiceInt128 *result)
{
  if (scale > from_scale)
    wide_scale_up (self, scale - from_scale);
  else
    wide_scale_down_half_up (self, from_scale - scale);

  return wide_to_result (self, negative, precision, result);
}

static SluiceType *
adjusted (guint precision, guint scale)
{
  guint integral = precision - scale;

  if (precision <= SLUICE_DECIMAL_MAX_PRECISION)
    return sluice_type_decimal (precision, scale);

  /* Digits before the point are worth more than those after it, of which six are kept at least. */
  scale = MAX (MIN (scale, MIN_ADJUSTED_SCALE),
               integral < SLUICE_DECIMAL_MAX_PRECISION ? SLUICE_DECIMAL_MAX_PRECISION - integral : 0);

  return sluice_type_decimal (SLUICE_DECIMAL_MAX_PRECISION, scale);
}

static SluiceType *
bounded (guint precision, guint scale)
{
  return sluice_type_decimal (MIN (precision, SLUICE_DECIMAL_MAX_PRECISION),
                              MIN (scale, SLUICE_DECIMAL_MAX_PRECISION));
}

SluiceType *
sluice_decimal_result_type (SluiceDecimalOperation operation,
                            const SluiceType      *x,
                            const SluiceType      *y,
                            const SluiceSettings  *settings)
{
  const char *setting = "spark.sql.decimalOperations.allowPrecisionLoss";
  gboolean allow_loss = sluice_settings_get (settings, setting) == NULL
                        || sluice_settings_get_boolean (settings, setting);
  guint integral_x = x->precision - x->scale;
  guint integral_y = y->precision - y->scale;
  guint scale, integral;

  switch (operation)
    {
    case SLUICE_DECIMAL_ADD:
      scale = MAX (x->scale, y->scale);
      integral = MAX (integral_x, integral_y) + 1;
      break;
    case SLUICE_DECIMAL_MULTIPLY:
      scale = x->scale + y->scale;
      integral = x->precision + y->precision + 1 - scale;
      break;
    case SLUICE_DECIMAL_REMAINDER:
      scale = MAX (x->scale, y->scale);
      integral = MIN (integral_x, integral_y);
      break;
    case SLUICE_DECIMAL_DIVIDE:
    default:
      integral = integral_x + y->scale;
      scale = MAX (MIN_ADJUSTED_SCALE, x->scale + y->precision + 1u);
      if (!allow_loss)
        {
          integral = MIN (integral, SLUICE_DECIMAL_MAX_PRECISION);
          scale = MIN (scale, SLUICE_DECIMAL_MAX_PRECISION);
          if (integral + scale > SLUICE_DECIMAL_MAX_PRECISION)
            {
              scale -= (integral + scale - SLUICE_DECIMAL_MAX_PRECISION) / 2 + 1;
              integral = SLUICE_DECIMAL_MAX_PRECISION - scale;
            }
        }
      break;
    }

  /* A remainder of two fractions has no digit before the point, but a type has one digit. */
  if (integral + scale == 0)
    integral = 1;

  return allow_loss ? adjusted (integral + scale, scale) : bounded (integral + scale, scale);
}

SluiceType *
sluice_decimal_for_integral (SluiceTypeId id)
{
  static const guint8 digits[SLUICE_N_TYPES] = {
    [SLUICE_TYPE_BYTE] = 3,
    [SLUICE_TYPE_SHORT] = 5,
    [SLUICE_TYPE_INT] = 10,
    [SLUICE_TYPE_BIGINT] = 20,
  };

  g_assert (digits[id] > 0);

  return sluice_type_decimal (digits[id], 0);
}

/* value / 10^digits, rounded. */
static SluiceInt128
divide_rounded (SluiceInt128 value, guint digits, SluiceDecimalRounding rounding)
{
  SluiceInt128 divisor, quotient, rest, half;

  if (digits == 0)
    return value;
  if (digits > SLUICE_DECIMAL_MAX_PRECISION)
    {
      /* Less than half a unit, whatever it is. */
      if (rounding == SLUICE_DECIMAL_FLOOR)
        return value < 0 ? -1 : 0;
      return rounding == SLUICE_DECIMAL_CEILING && value > 0 ? 1 : 0;
    }

  divisor = sluice_decimal_pow10[digits];
  quotient = value / divisor;
  rest = value % divisor;
  if (rest == 0)
    return quotient;

  half = divisor / 2;
  switch (rounding)
    {
    case SLUICE_DECIMAL_HALF_UP:
      if (rest >= half)
        quotient++;
      else if (rest <= -half)
        quotient--;
      break;
    case SLUICE_DECIMAL_HALF_EVEN:
      if (rest > half || (rest == half && quotient % 2 != 0))
        quotient++;
      else if (rest < -half || (rest == -half && quotient % 2 != 0))
        quotient--;
      break;
    case SLUICE_DECIMAL_FLOOR:
      quotient -= rest < 0;
      break;
    case SLUICE_DECIMAL_CEILING:
      quotient += rest > 0;
      break;
    case SLUICE_DECIMAL_DOWN:
    default:
      break;
    }

  return quotient;
}

gboolean
sluice_decimal_rescale (SluiceInt128          value,
                        guint                 from_scale,
                        guint                 precision,
                        guint                 scale,
                        SluiceDecimalRounding rounding,
                        SluiceInt128         *result)
{
  if (scale >= from_scale)
    {
      guint digits = scale - from_scale;

      if (value == 0)
        *result = 0;
      else if (digits > SLUICE_DECIMAL_MAX_PRECISION
               || __builtin_mul_overflow (value, sluice_decimal_pow10[digits], result))
        return FALSE;
    }
  else
    *result = divide_rounded (value, from_scale - scale, rounding);

  return sluice_decimal_fits (*result, precision);
}

gboolean
sluice_decimal_round_at (SluiceInt128          value,
                         guint                 digits,
                         SluiceDecimalRounding rounding,
                         SluiceInt128         *result)
{
  SluiceInt128 rounded = divide_rounded (value, digits, rounding);

  if (rounded == 0)
    {
      *result = 0;
      return TRUE;
    }
  if (digits > SLUICE_DECIMAL_MAX_PRECISION
      || __builtin_mul_overflow (rounded, sluice_decimal_pow10[digits], result))
    return FALSE;

  return sluice_decimal_fits (*result, SLUICE_DECIMAL_MAX_PRECISION);
}

gboolean
sluice_decimal_add (SluiceInt128  x,
                    guint         sx,
                    SluiceInt128  y,
                    guint         sy,
                    guint         precision,
                    guint         scale,
                    SluiceInt128 *result)
{
  guint common = MAX (sx, sy);
  SluiceInt128 a, b;
  Wide wide_x, wide_y;
  gboolean negative = x < 0;

  if (common == scale
      && !__builtin_mul_overflow (x, sluice_decimal_pow10[common - sx], &a)
      && !__builtin_mul_overflow (y, sluice_decimal_pow10[common - sy], &b)
      && !__builtin_add_overflow (a, b, result))
    return sluice_decimal_fits (*result, precision);

  wide_x = wide_from (magnitude (x));
  wide_y = wide_from (magnitude (y));
  wide_scale_up (&wide_x, common - sx);
  wide_scale_up (&wide_y, common - sy);
  if ((x < 0) == (y < 0))
    wide_add (&wide_x, &wide_y);
  else if (wide_compare (&wide_x, &wide_y) >= 0)
    wide_subtract (&wide_x, &wide_y);
  else
    {
      wide_subtract (&wide_y, &wide_x);
      wide_x = wide_y;
      negative = y < 0;
    }

  return wide_finish (&wide_x, negative, common, precision, scale, result);
}

gboolean
sluice_decimal_multiply (SluiceInt128  x,
                         guint         sx,
                         SluiceInt128  y,
                         guint         sy,
                         guint         precision,
                         guint         scale,
                         SluiceInt128 *result)
{
  SluiceInt128 product;
  Wide wide;

  if (!__builtin_mul_overflow (x, y, &product))
    return sluice_decimal_rescale (product, sx + sy, precision, scale, SLUICE_DECIMAL_HALF_UP,
                                   result);

  wide = wide_multiply (magnitude (x), magnitude (y));

  return wide_finish (&wide, (x < 0) != (y < 0), sx + sy, precision, scale, result);
}

gboolean
sluice_decimal_divide (SluiceInt128  x,
                       guint         sx,
                       SluiceInt128  y,
                       guint         sy,
                       guint         precision,
                       guint         scale,
                       SluiceInt128 *result)
{
  UInt128 divisor = magnitude (y);
  int up = (int) scale + (int) sy - (int) sx;
  Wide numerator, wide_divisor, quotient, rest;
  SluiceInt128 scaled;

  /* Most values fit 64 bits, where a division costs a fifth. */
  if (up >= 0 && up <= 18 && x == (gint64) x && divisor <= G_MAXUINT32
      && divisor < (UInt128) sluice_decimal_pow10[MAX_SCALE - 1 - scale])
    {
      UInt128 dividend = magnitude (x) * (UInt128) (guint64) sluice_decimal_pow10[up];

      if (dividend <= G_MAXUINT64)
        {
          guint64 small = (guint64) divisor;
          guint64 q = (guint64) dividend / small;

          q += (guint64) dividend % small >= small - small / 2;
          *result = (x < 0) != (y < 0) ? -(SluiceInt128) q : (SluiceInt128) q;
          return sluice_decimal_fits (*result, precision);
        }
    }

  /*
   * Spark rounds the quotient to 38 places first and to the result's scale then. For divisors with few
   * digits the first rounding can't bring the quotient to a half that it isn't.
   */
  if (up >= 0 && up <= MAX_SCALE && scale < MAX_SCALE
      && divisor < (UInt128) sluice_decimal_pow10[MAX_SCALE - 1 - scale]
      && !__builtin_mul_overflow (x, sluice_decimal_pow10[up], &scaled))
    {
      UInt128 dividend = magnitude (scaled);
      UInt128 q = dividend / divisor;

      if (dividend % divisor >= divisor - divisor / 2)
        q++;
      *result = (x < 0) != (y < 0) ? -(SluiceInt128) q : (SluiceInt128) q;
      return sluice_decimal_fits (*result, precision);
    }

  numerator = wide_from (magnitude (x));
  wide_scale_up (&numerator, MAX_SCALE + sy - sx);
  wide_divisor = wide_from (divisor);
  quotient = wide_divide (&numerator, &wide_divisor);
  rest = numerator;
  wide_add (&rest, &numerator);
  if (wide_compare (&rest, &wide_divisor) >= 0)
    wide_add (&quotient, &(Wide){ { 1, 0, 0, 0, 0, 0 } });

  return wide_finish (&quotient, (x < 0) != (y < 0), MAX_SCALE, precision, scale, result);
}

gboolean
sluice_decimal_remainder (SluiceInt128  x,
                          guint         sx,
                          SluiceInt128  y,
                          guint         sy,
                          guint         precision,
                          guint         scale,
                          SluiceInt128 *result)
{
  guint common = MAX (sx, sy);
  SluiceInt128 a, b;
  Wide wide_x, wide_y;

  if (!__builtin_mul_overflow (x, sluice_decimal_pow10[common - sx], &a)
      && !__builtin_mul_overflow (y, sluice_decimal_pow10[common - sy], &b))
    return sluice_decimal_rescale (b == -1 ? 0 : a % b, common, precision, scale,
                                   SLUICE_DECIMAL_HALF_UP, result);

  wide_x = wide_from (magnitude (x));
  wide_y = wide_from (magnitude (y));
  wide_scale_up (&wide_x, common - sx);
  wide_scale_up (&wide_y, common - sy);
  wide_divide (&wide_x, &wide_y);

  return wide_finish (&wide_x, x < 0, common, precision, scale, result);
}

gint64
sluice_decimal_integral_divide (SluiceInt128 x,
                                guint        sx,
                                SluiceInt128 y,
                                guint        sy,
                                gboolean    *overflow)
{
  guint common = MAX (sx, sy);
  gboolean negative = (x < 0) != (y < 0);
  Wide wide_x = wide_from (magnitude (x));
  Wide wide_y = wide_from (magnitude (y));
  SluiceInt128 a, b;
  Wide quotient;
  guint64 low;

  if (!__builtin_mul_overflow (x, sluice_decimal_pow10[common - sx], &a)
      && !__builtin_mul_overflow (y, sluice_decimal_pow10[common - sy], &b))
    {
      SluiceInt128 q = b == -1 ? -a : a / b;

      if (overflow != NULL)
        *overflow = q != (gint64) q;
      return (gint64) q;
    }

  wide_scale_up (&wide_x, common - sx);
  wide_scale_up (&wide_y, common - sy);
  quotient = wide_divide (&wide_x, &wide_y);
  low = quotient.words[0];
  if (overflow != NULL)
    {
      *overflow = low > (guint64) G_MAXINT64 + (negative ? 1 : 0);
      for (guint i = 1; i < WIDE_WORDS; i++)
        *overflow = *overflow || quotient.words[i] != 0;
    }

  return (gint64) (negative ? -low : low);
}

gboolean
sluice_decimal_negate (SluiceInt128 value, guint precision, SluiceInt128 *result)
{
  SluiceInt128 negated = -value;

  for (guint digits = SLUICE_DECIMAL_MAX_PRECISION; digits > DECIMAL128_DIGITS; digits--)
    if (!sluice_decimal_fits (negated, digits - 1))
      {
        /* Rounding up the nines makes one digit more; its last is 0, so it needs no second rounding. */
        SluiceInt128 rounded = divide_rounded (negated, digits - DECIMAL128_DIGITS,
                                               SLUICE_DECIMAL_HALF_EVEN);

        negated = rounded * sluice_decimal_pow10[digits - DECIMAL128_DIGITS];
        break;
      }
  *result = negated;

  return sluice_decimal_fits (negated, precision);
}

double
sluice_decimal_to_double (SluiceInt128 value, guint scale)
{
  static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
  const SluiceInt128 exact = (SluiceInt128) 1 << 53;
  char text[SLUICE_FORMAT_MAX];
  double result = 0;

  /* Both are exact, so that their quotient is rounded once. */
  if (value >= -exact && value <= exact && scale < G_N_ELEMENTS (powers))
    return (double) value / powers[scale];

  sluice_parse_double (text, sluice_format_decimal (value, scale, text), &result);

  return result;
}
