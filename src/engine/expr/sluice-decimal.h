/* sluice-decimal.h: exact arithmetic of DECIMAL values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"
#include "core/sluice-settings.h"

G_BEGIN_DECLS

/** SLUICE_DECIMAL_SHORT_PRECISION: the digits of unscaled values that all fit 64 bits. */
#define SLUICE_DECIMAL_SHORT_PRECISION 18

/** sluice_decimal_pow10: the powers of ten from 0 to 38. */
extern const SluiceInt128 sluice_decimal_pow10[SLUICE_DECIMAL_MAX_PRECISION + 1];

/** SluiceDecimalRounding: what becomes of digits that there is no room for. */
typedef enum
{
  SLUICE_DECIMAL_HALF_UP,
  SLUICE_DECIMAL_HALF_EVEN,
  SLUICE_DECIMAL_FLOOR,
  SLUICE_DECIMAL_CEILING,
  SLUICE_DECIMAL_DOWN,
} SluiceDecimalRounding;

/** SluiceDecimalOperation: the operations that have a rule for the type of their result. */
typedef enum
{
  SLUICE_DECIMAL_ADD,
  SLUICE_DECIMAL_MULTIPLY,
  SLUICE_DECIMAL_DIVIDE,
  SLUICE_DECIMAL_REMAINDER,
} SluiceDecimalOperation;

/**
 * sluice_decimal_result_type:
 * @operation: an operation; subtracting is as adding
 * @x: type of the first operand, DECIMAL
 * @y: type of the second operand, DECIMAL
 * @settings: for `spark.sql.decimalOperations.allowPrecisionLoss`
 *
 * Returns: (transfer full): the type of the result, by Spark's rules
 */
SluiceType *sluice_decimal_result_type (SluiceDecimalOperation operation,
                                        const SluiceType      *x,
                                        const SluiceType      *y,
                                        const SluiceSettings  *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_decimal_for_integral:
 * @id: BYTE, SHORT, INT or BIGINT
 *
 * Returns: (transfer full): the DECIMAL that holds all its values
 */
SluiceType *sluice_decimal_for_integral (SluiceTypeId id) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_decimal_fits: @value: an unscaled value, @precision: digits. Returns: whether it has no more. */
static inline gboolean
sluice_decimal_fits (SluiceInt128 value, guint precision)
{
  return value < sluice_decimal_pow10[precision] && value > -sluice_decimal_pow10[precision];
}

/**
 * sluice_decimal_rescale:
 * @value: an unscaled value
 * @from_scale: its scale
 * @precision: digits of the result
 * @scale: scale of the result
 * @rounding: what becomes of digits that are cut off
 * @result: (out): the unscaled result
 *
 * Returns: whether it fits
 */
gboolean sluice_decimal_rescale (SluiceInt128          value,
                                 guint                 from_scale,
                                 guint                 precision,
                                 guint                 scale,
                                 SluiceDecimalRounding rounding,
                                 SluiceInt128         *result);

/**
 * sluice_decimal_round_at:
 * @value: an unscaled value
 * @digits: how many of its last digits to round away; they become zeroes
 * @rounding: how
 * @result: (out): the unscaled result, at the same scale
 *
 * Returns: whether it fits 38 digits
 */
gboolean sluice_decimal_round_at (SluiceInt128          value,
                                  guint                 digits,
                                  SluiceDecimalRounding rounding,
                                  SluiceInt128         *result);

/*
 * The operations compute exactly and round half up to the result's type, like Spark's Decimal. All take
 * unscaled values with their scales @sx and @sy, the result's precision and scale, and return whether the
 * result fits.
 */

/** sluice_decimal_add: the sum of @x and @y. */
gboolean sluice_decimal_add (SluiceInt128  x,
                             guint         sx,
                             SluiceInt128  y,
                             guint         sy,
                             guint         precision,
                             guint         scale,
                             SluiceInt128 *result);

/** sluice_decimal_multiply: the product of @x and @y. */
gboolean sluice_decimal_multiply (SluiceInt128  x,
                                  guint         sx,
                                  SluiceInt128  y,
                                  guint         sy,
                                  guint         precision,
                                  guint         scale,
                                  SluiceInt128 *result);

/** sluice_decimal_divide: @x divided by @y, which isn't 0. */
gboolean sluice_decimal_divide (SluiceInt128  x,
                                guint         sx,
                                SluiceInt128  y,
                                guint         sy,
                                guint         precision,
                                guint         scale,
                                SluiceInt128 *result);

/** sluice_decimal_remainder: what is left of @x, with its sign, after division by @y, which isn't 0. */
gboolean sluice_decimal_remainder (SluiceInt128  x,
                                   guint         sx,
                                   SluiceInt128  y,
                                   guint         sy,
                                   guint         precision,
                                   guint         scale,
                                   SluiceInt128 *result);

/**
 * sluice_decimal_integral_divide:
 * @x: an unscaled value
 * @sx: its scale
 * @y: an unscaled value that isn't 0
 * @sy: its scale
 * @overflow: (out) (optional): whether the quotient doesn't fit 64 bits
 *
 * Returns: the quotient without its fraction; its low 64 bits when it doesn't fit
 */
gint64 sluice_decimal_integral_divide (SluiceInt128 x,
                                       guint        sx,
                                       SluiceInt128 y,
                                       guint        sy,
                                       gboolean    *overflow);

/**
 * sluice_decimal_negate:
 * @value: an unscaled value
 * @precision: digits of its type
 * @result: (out): minus @value
 *
 * As Spark's Decimal does it: values of more than 34 digits are rounded to 34, half to even.
 *
 * Returns: whether it fits
 */
gboolean sluice_decimal_negate (SluiceInt128  value,
                                guint         precision,
                                SluiceInt128 *result);

/** sluice_decimal_to_double: @value: an unscaled value, @scale: its scale. Returns: the nearest double. */
double sluice_decimal_to_double (SluiceInt128 value,
                                 guint        scale);

G_END_DECLS
