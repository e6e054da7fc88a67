/* sluice-cast-number.c: casts between truth values and numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cast-run.h"

#include <math.h>

/* The loop of a cast that can't fail: whole vectors where all rows are wanted. */
#define TOTAL_LOOP(run, TX, TR, expression)                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const TX *x_ = (run)->in->data;                                                                \
    TR *r_ = (run)->out->data;                                                                     \
    const guint32 n_ = (run)->n;                                                                   \
    if ((run)->rows16 == NULL && (run)->rows32 == NULL)                                            \
      for (guint32 i_ = 0; i_ < n_; i_++)                                                          \
        {                                                                                          \
          const TX x = x_[i_];                                                                     \
          r_[i_] = (expression);                                                                   \
        }                                                                                          \
    else                                                                                           \
      for (guint32 i_ = 0; i_ < n_; i_++)                                                          \
        {                                                                                          \
          guint32 row_ = sluice_cast_run_row ((run), i_);                                          \
          const TX x = x_[row_];                                                                   \
          r_[row_] = (expression);                                                                 \
        }                                                                                          \
  }                                                                                                \
  G_STMT_END

/* The loop of a cast to a narrower integer: the whole vector first, then what didn't fit. */
#define NARROW_LOOP(run, TX, TR, error)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    TX lost = 0;                                                                                   \
    TOTAL_LOOP (run, TX, TR, ({                                                                    \
                  lost |= (TX) (x ^ (TR) x);                                                       \
                  (TR) x;                                                                          \
                }));                                                                               \
    if (G_UNLIKELY (lost != 0) && (run)->mode != SLUICE_CAST_LEGACY)                               \
      {                                                                                            \
        const TX *values = (run)->in->data;                                                        \
        SLUICE_CAST_EACH (run, row)                                                                \
        {                                                                                          \
          if (values[row] != (TR) values[row]                                                      \
              && !sluice_cast_run_overflow ((run), row, (error)))                                  \
            return FALSE;                                                                          \
        }                                                                                          \
      }                                                                                            \
    return TRUE;                                                                                   \
  }                                                                                                \
  G_STMT_END

#define TOTAL(TX, TR)                                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    TOTAL_LOOP (run, TX, TR, (TR) x);                                                              \
    return TRUE;                                                                                   \
  }                                                                                                \
  G_STMT_END

/* Two kinds as one number to switch on. */
#define PAIR(from, to) ((from) *SLUICE_N_TYPES + (to))
#define FROM_TO(from, to) PAIR (SLUICE_TYPE_##from, SLUICE_TYPE_##to)

/*
 * (double) @x, in steps that there are for vectors: either half of it becomes the lower bits of a double whose
 * exponent makes them count as much as they do in @x (2 ^ 52 and the half, 2 ^ 84 and the half times 2 ^ 32;
 * 2 ^ 31 makes the upper half positive). What was added comes off without rounding, so that the sum is the one
 * rounding.
 */
static inline double
whole_to_double (gint64 x)
{
  const double added = 0x1p84 + 0x1p63 + 0x1p52;
  guint64 low_bits = ((guint64) x & G_MAXUINT32) | G_GUINT64_CONSTANT (0x4330000000000000);
  guint64 high_bits = (guint64) x >> 32 ^ G_GUINT64_CONSTANT (0x4530000080000000);
  double low, high;

  memcpy (&low, &low_bits, sizeof low);
  memcpy (&high, &high_bits, sizeof high);

  return (high - added) + low;
}

/* Casts between BOOLEAN, integers, FLOAT and DOUBLE whose loops are plain. */
static gboolean
cast_plain (SluiceCastRun *run, GError **error, gboolean *done)
{
  *done = TRUE;

  switch (PAIR (run->in->type->id, run->out->type->id))
    {
    case FROM_TO (BOOLEAN, BYTE):
      TOTAL (guint8, gint8);
    case FROM_TO (BOOLEAN, SHORT):
      TOTAL (guint8, gint16);
    case FROM_TO (BOOLEAN, INT):
      TOTAL (guint8, gint32);
    case FROM_TO (BOOLEAN, BIGINT):
      TOTAL (guint8, gint64);
    case FROM_TO (BOOLEAN, FLOAT):
      TOTAL (guint8, float);
    case FROM_TO (BOOLEAN, DOUBLE):
      TOTAL (guint8, double);

    case FROM_TO (BYTE, SHORT):
      TOTAL (gint8, gint16);
    case FROM_TO (BYTE, INT):
      TOTAL (gint8, gint32);
    case FROM_TO (BYTE, BIGINT):
      TOTAL (gint8, gint64);
    case FROM_TO (BYTE, FLOAT):
      TOTAL (gint8, float);
    case FROM_TO (BYTE, DOUBLE):
      TOTAL (gint8, double);
    case FROM_TO (SHORT, BYTE):
      NARROW_LOOP (run, gint16, gint8, error);
    case FROM_TO (SHORT, INT):
      TOTAL (gint16, gint32);
    case FROM_TO (SHORT, BIGINT):
      TOTAL (gint16, gint64);
    case FROM_TO (SHORT, FLOAT):
      TOTAL (gint16, float);
    case FROM_TO (SHORT, DOUBLE):
      TOTAL (gint16, double);
    case FROM_TO (INT, BYTE):
      NARROW_LOOP (run, gint32, gint8, error);
    case FROM_TO (INT, SHORT):
      NARROW_LOOP (run, gint32, gint16, error);
    case FROM_TO (INT, BIGINT):
      TOTAL (gint32, gint64);
    case FROM_TO (INT, FLOAT):
      TOTAL (gint32, float);
    case FROM_TO (INT, DOUBLE):
      TOTAL (gint32, double);
    case FROM_TO (BIGINT, BYTE):
      NARROW_LOOP (run, gint64, gint8, error);
    case FROM_TO (BIGINT, SHORT):
      NARROW_LOOP (run, gint64, gint16, error);
    case FROM_TO (BIGINT, INT):
      NARROW_LOOP (run, gint64, gint32, error);
    case FROM_TO (BIGINT, FLOAT):
      TOTAL (gint64, float);
    case FROM_TO (BIGINT, DOUBLE):
      TOTAL_LOOP (run, gint64, double, whole_to_double (x));
      return TRUE;
    case FROM_TO (FLOAT, DOUBLE):
      TOTAL (float, double);
    case FROM_TO (DOUBLE, FLOAT):
      TOTAL (double, float);

    case FROM_TO (BYTE, BOOLEAN):
      TOTAL_LOOP (run, gint8, guint8, x != 0);
      return TRUE;
    case FROM_TO (SHORT, BOOLEAN):
      TOTAL_LOOP (run, gint16, guint8, x != 0);
      return TRUE;
    case FROM_TO (INT, BOOLEAN):
      TOTAL_LOOP (run, gint32, guint8, x != 0);
      return TRUE;
    case FROM_TO (BIGINT, BOOLEAN):
      TOTAL_LOOP (run, gint64, guint8, x != 0);
      return TRUE;
    case FROM_TO (FLOAT, BOOLEAN):
      TOTAL_LOOP (run, float, guint8, x != 0);
      return TRUE;
    case FROM_TO (DOUBLE, BOOLEAN):
      TOTAL_LOOP (run, double, guint8, x != 0);
      return TRUE;
    case FROM_TO (DECIMAL, BOOLEAN):
      TOTAL_LOOP (run, SluiceInt128, guint8, x != 0);
      return TRUE;

    default:
      *done = FALSE;
      return TRUE;
    }
}

static void
store_integer (SluiceColumn *out, guint32 row, gint64 value)
{
  switch ((int) out->type->id)
    {
    case SLUICE_TYPE_BYTE:
      out->i8[row] = (gint8) value;
      break;
    case SLUICE_TYPE_SHORT:
      out->i16[row] = (gint16) value;
      break;
    case SLUICE_TYPE_INT:
      out->i32[row] = (gint32) value;
      break;
    default:
      out->i64[row] = value;
      break;
    }
}

static gint64
integer_limit (SluiceTypeId id)
{
  return id == SLUICE_TYPE_BYTE    ? G_MAXINT8
         : id == SLUICE_TYPE_SHORT ? G_MAXINT16
         : id == SLUICE_TYPE_INT   ? G_MAXINT32
                                   : G_MAXINT64;
}

/*
 * Java's conversions never fail: they stop at the ends of the wider type and then cut off bits. NaN is 0.
 */
static inline gint64
saturate (double x, SluiceTypeId to)
{
  gint64 limit = integer_limit (to == SLUICE_TYPE_BIGINT ? to : SLUICE_TYPE_INT);

  if (isnan (x))
    return 0;
  if (x >= (double) limit)
    return limit;
  if (x <= -(double) limit - 1)
    return -limit - 1;

  return (gint64) x;
}

/* @x is at most 2 ^ 63, which alone isn't a gint64. */
static inline gint64
saturate_large (double x)
{
  return x >= 0x1p63 ? G_MAXINT64 : (gint64) x;
}

/* The loops of a cast with and without checks. The checked one takes 0 for what doesn't fit, and notes that
 * something didn't. */
#define FRACTION_LOOPS(run, TX, TR)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if ((run)->mode == SLUICE_CAST_LEGACY)                                                         \
      TOTAL_LOOP (run, TX, TR, (TR) saturate (x, to));                                             \
    else                                                                                           \
      TOTAL_LOOP (run, TX, TR, ({                                                                  \
                    gboolean fits = (x < above) & (x > below);                                     \
                    bad |= !fits;                                                                  \
                    (TR) saturate_large (fits ? x : 0);                                            \
                  }));                                                                             \
  }                                                                                                \
  G_STMT_END

static gboolean
cast_fraction_to_integer (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  SluiceTypeId to = run->out->type->id;
  gboolean is_float = in->type->id == SLUICE_TYPE_FLOAT;
  double limit = (double) integer_limit (to);
  /* Fractions beyond the limits are cut off before they count. 2 ^ 63 - 1 isn't a double; Spark
   * lets 2 ^ 63 itself pass as it. */
  const double above = to == SLUICE_TYPE_BIGINT ? nextafter (limit, HUGE_VAL) : limit + 1;
  const double below = to == SLUICE_TYPE_BIGINT ? -above : -limit - 2;
  gboolean bad = FALSE;

  switch (PAIR (in->type->id, to))
    {
    case FROM_TO (FLOAT, BYTE):
      FRACTION_LOOPS (run, float, gint8);
      break;
    case FROM_TO (FLOAT, SHORT):
      FRACTION_LOOPS (run, float, gint16);
      break;
    case FROM_TO (FLOAT, INT):
      FRACTION_LOOPS (run, float, gint32);
      break;
    case FROM_TO (FLOAT, BIGINT):
      FRACTION_LOOPS (run, float, gint64);
      break;
    case FROM_TO (DOUBLE, BYTE):
      FRACTION_LOOPS (run, double, gint8);
      break;
    case FROM_TO (DOUBLE, SHORT):
      FRACTION_LOOPS (run, double, gint16);
      break;
    case FROM_TO (DOUBLE, INT):
      FRACTION_LOOPS (run, double, gint32);
      break;
    case FROM_TO (DOUBLE, BIGINT):
    default:
      FRACTION_LOOPS (run, double, gint64);
      break;
    }

  if (G_UNLIKELY (bad))
    SLUICE_CAST_EACH (run, row)
    {
      double x = is_float ? (double) in->f32[row] : in->f64[row];

      if (!(x < above && x > below) && !sluice_cast_run_overflow (run, row, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
cast_decimal_to_integer (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  SluiceInt128 unit = sluice_decimal_pow10[in->type->scale];
  gint64 limit = integer_limit (run->out->type->id);

  SLUICE_CAST_EACH (run, row)
  {
    SluiceInt128 whole = in->i128[row] / unit;

    store_integer (run->out, row, (gint64) whole);
    if (run->mode != SLUICE_CAST_LEGACY && (whole > limit || whole < -(SluiceInt128) limit - 1)
        && !sluice_cast_run_overflow (run, row, error))
      return FALSE;
  }

  return TRUE;
}

static void
cast_decimal_to_fraction (SluiceCastRun *run)
{
  const SluiceColumn *in = run->in;
  guint scale = in->type->scale;

  SLUICE_CAST_EACH (run, row)
  {
    double x = sluice_decimal_to_double (in->i128[row], scale);

    if (run->out->type->id == SLUICE_TYPE_FLOAT)
      run->out->f32[row] = (float) x;
    else
      run->out->f64[row] = x;
  }
}

/* As Spark does, by way of the shortest text. */
static gboolean
cast_fraction_to_decimal (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  const SluiceType *to = run->out->type;
  gboolean is_float = in->type->id == SLUICE_TYPE_FLOAT;

  SLUICE_CAST_EACH (run, row)
  {
    double x = is_float ? (double) in->f32[row] : in->f64[row];
    char text[SLUICE_FORMAT_MAX];
    gsize length;

    run->out->i128[row] = 0;
    if (isnan (x) || isinf (x))
      {
        sluice_cast_run_null (run, row);
        continue;
      }
    length = sluice_format_double (x, text);
    if (G_UNLIKELY (!sluice_parse_decimal (text, length, to->precision, to->scale,
                                           &run->out->i128[row], NULL)))
      {
        g_autofree char *plain = g_strdup_printf ("%.0f", x);

        run->out->i128[row] = 0;
        if (memchr (text, 'E', length) == NULL)
          {
            if (!sluice_cast_run_out_of_range (run, row, text, length, error))
              return FALSE;
          }
        else if (!sluice_cast_run_out_of_range (run, row, plain, strlen (plain), error))
          return FALSE;
      }
  }

  return TRUE;
}

static gboolean
cast_to_decimal (SluiceCastRun *run, GError **error)
{
  const SluiceColumn *in = run->in;
  gboolean is_decimal = in->type->id == SLUICE_TYPE_DECIMAL;

  if (in->type->id == SLUICE_TYPE_FLOAT || in->type->id == SLUICE_TYPE_DOUBLE)
    return cast_fraction_to_decimal (run, error);

  SLUICE_CAST_EACH (run, row)
  {
    if (!sluice_cast_run_store_decimal (run, row, is_decimal ? in->i128[row] : sluice_column_integral (in, row),
                                        is_decimal ? in->type->scale : 0, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
sluice_cast_numbers (SluiceCastRun *run, GError **error)
{
  SluiceTypeId from = run->in->type->id;
  SluiceTypeId to = run->out->type->id;
  gboolean done;

  if (!cast_plain (run, error, &done))
    return FALSE;
  if (done)
    return TRUE;
  if (to == SLUICE_TYPE_DECIMAL)
    return cast_to_decimal (run, error);
  if (from == SLUICE_TYPE_DECIMAL && sluice_type_is_integral (to))
    return cast_decimal_to_integer (run, error);
  if (from == SLUICE_TYPE_DECIMAL)
    {
      cast_decimal_to_fraction (run);
      return TRUE;
    }

  return cast_fraction_to_integer (run, error);
}
