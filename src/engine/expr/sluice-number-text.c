/* sluice-number-text.c: numbers from and to text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-convert.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "expr/sluice-powers-of-ten.h"

static const char digit_pairs[]
    = "00010203040506070809101112131415161718192021222324252627282930313233343536"
      "37383940414243444546474849505152535455565758596061626364656667686970717273"
      "7475767778798081828384858687888990919293949596979899";

static const double exact_powers[]
    = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

gboolean
sluice_parse_int64 (const char *text, gsize length, gint64 *value)
{
  const char *end = text + length;
  gboolean negative;
  guint64 result = 0;

  if (length == 0)
    return FALSE;

  negative = *text == '-';
  if (negative || *text == '+')
    text++;
  if (text == end)
    return FALSE;

  /* Eighteen digits can't overflow, so only longer texts pay for the check. */
  if (end - text <= 18)
    {
      for (; text < end; text++)
        {
          guint digit = (guchar) *text - '0';

          if (G_UNLIKELY (digit > 9))
            return FALSE;
          result = result * 10 + digit;
        }
      *value = negative ? -(gint64) result : (gint64) result;
      return TRUE;
    }

  for (; text < end; text++)
    {
      guint digit = (guchar) *text - '0';

      if (digit > 9 || __builtin_mul_overflow (result, 10, &result)
          || __builtin_add_overflow (result, digit, &result))
        return FALSE;
    }
  if (result > (guint64) G_MAXINT64 + negative)
    return FALSE;

  *value = negative ? (gint64) (0 - result) : (gint64) result;

  return TRUE;
}

/* The C library's conversion is right for any number of digits, and slow; its own locale keeps the
 * decimal point a point. */
static gboolean
parse_double_slow (const char *text, gsize length, double *value)
{
  static gsize c_locale;
  g_autofree char *long_copy = NULL;
  char copy[128];
  char *terminated = copy;
  char *end;

  if (g_once_init_enter (&c_locale))
    g_once_init_leave (&c_locale, (gsize) newlocale (LC_ALL_MASK, "C", (locale_t) 0));

  if (length >= sizeof copy)
    terminated = long_copy = g_malloc (length + 1);
  memcpy (terminated, text, length);
  terminated[length] = '\0';

  *value = strtod_l (terminated, &end, (locale_t) c_locale);

  return end == terminated + length;
}

/* Eisel and Lemire's way: the product of the digits with 128 bits of the power of ten decides
 * nearly always; the few ties that it can't tell are left to the slow way. */
static gboolean
scale_by_power (guint64 digits, gint power, double *value)
{
  SluicePower factor;
  unsigned __int128 product;
  guint64 high, low, mantissa, bits;
  gint shift, upper, exponent;

  if (digits == 0 || power < SLUICE_POWER_MIN)
    {
      *value = 0;
      return TRUE;
    }
  if (power > 308)
    {
      *value = HUGE_VAL;
      return TRUE;
    }

  factor = sluice_powers_of_ten ()[power];
  /* The method wants short reciprocals rounded up. */
  if (power < 0 && power >= -27 && ++factor.low == 0)
    factor.high++;
  shift = __builtin_clzll (digits);
  digits <<= shift;

  product = (unsigned __int128) digits * factor.high;
  high = (guint64) (product >> 64);
  low = (guint64) product;
  if ((high & 0x1ff) == 0x1ff)
    {
      guint64 more = (guint64) (((unsigned __int128) digits * factor.low) >> 64);

      low += more;
      if (low < more)
        high++;
      if (low == G_MAXUINT64 && (power < -27 || power > 55))
        return FALSE;
    }

  upper = (gint) (high >> 63);
  mantissa = high >> (upper + 64 - 52 - 3);
  exponent = sluice_log2_of_power (power) + 63 + upper - shift + 1023;

  /* Numbers too small to be normal, and too large ones, are rare enough for the slow way. */
  if (exponent <= 0 || exponent >= 0x7fe)
    return FALSE;
  if (low <= 1 && power >= -4 && power <= 23 && (mantissa & 3) == 1
      && mantissa << (upper + 64 - 52 - 3) == high)
    mantissa &= ~(guint64) 1;

  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= (guint64) 2 << 52)
    {
      mantissa = (guint64) 1 << 52;
      exponent++;
    }

  bits = (mantissa & ~((guint64) 1 << 52)) | (guint64) exponent << 52;
  memcpy (value, &bits, sizeof bits);

  return TRUE;
}

/* The words that Java and Spark know; the sign is in front of @text already read. */
static gboolean
parse_special (const char *text, gsize length, gboolean negative, gboolean has_sign, double *value)
{
  if ((length == 3 && g_ascii_strncasecmp (text, "inf", 3) == 0)
      || (length == 8 && g_ascii_strncasecmp (text, "infinity", 8) == 0))
    {
      *value = negative ? -HUGE_VAL : HUGE_VAL;
      return TRUE;
    }
  if (length == 3
      && (has_sign ? memcmp (text, "NaN", 3) == 0 : g_ascii_strncasecmp (text, "nan", 3) == 0))
    {
      *value = NAN;
      return TRUE;
    }

  return FALSE;
}

/* A letter after a number that says which of Java's types it is. */
static gboolean
is_type_suffix (char c)
{
  return c == 'd' || c == 'D' || c == 'f' || c == 'F';
}

/* Java's hexadecimal form, which must have an exponent. */
static gboolean
parse_hexadecimal (const char *text, gsize length, gboolean negative, double *value)
{
  if (memchr (text, 'p', length) == NULL && memchr (text, 'P', length) == NULL)
    return FALSE;
  if (is_type_suffix (text[length - 1]))
    length--;
  if (!parse_double_slow (text, length, value))
    return FALSE;
  if (negative)
    *value = -*value;

  return TRUE;
}

gboolean
sluice_parse_double (const char *text, gsize length, double *value)
{
  const char *cursor = text;
  const char *end = text + length;
  const char *start;
  gboolean negative, has_sign;
  gboolean truncated = FALSE;
  guint64 digits = 0;
  gint n_digits = 0;
  gint power = 0;
  gboolean any = FALSE;
  double result;

  if (length == 0)
    return FALSE;

  negative = *cursor == '-';
  has_sign = negative || *cursor == '+';
  cursor += has_sign;
  start = cursor;

  for (; cursor < end && (guint) (*cursor - '0') <= 9; cursor++)
    {
      any = TRUE;
      if (n_digits < 19)
        {
          digits = digits * 10 + (guint) (*cursor - '0');
          n_digits += digits != 0;
        }
      else
        {
          truncated |= *cursor != '0';
          power++;
        }
    }
  if (cursor < end && *cursor == '.')
    for (cursor++; cursor < end && (guint) (*cursor - '0') <= 9; cursor++)
      {
        any = TRUE;
        if (n_digits < 19)
          {
            digits = digits * 10 + (guint) (*cursor - '0');
            n_digits += digits != 0;
            power--;
          }
        else
          truncated |= *cursor != '0';
      }
  if (!any)
    return parse_special (start, (gsize) (end - start), negative, has_sign, value);

  if (cursor < end && (*cursor | 0x20) == 'e')
    {
      gboolean negative_power;
      gint written = 0;

      cursor++;
      negative_power = cursor < end && *cursor == '-';
      if (cursor < end && (*cursor == '-' || *cursor == '+'))
        cursor++;
      if (cursor == end || (guint) (*cursor - '0') > 9)
        return FALSE;
      for (; cursor < end && (guint) (*cursor - '0') <= 9; cursor++)
        if (written < 100000)
          written = written * 10 + (*cursor - '0');
      power += negative_power ? -written : written;
    }
  if (cursor < end && is_type_suffix (*cursor))
    {
      cursor++;
      length--;
    }
  if (cursor < end)
    {
      if (*start == '0' && end - start > 2 && (start[1] | 0x20) == 'x')
        return parse_hexadecimal (start, (gsize) (end - start), negative, value);
      return FALSE;
    }

  /* Clinger's way: both factors are exact, so the one rounding is the right one. */
  if (G_LIKELY (!truncated && digits <= (guint64) 1 << 53 && power >= -22 && power <= 22))
    result = power < 0 ? (double) digits / exact_powers[-power]
                       : (double) digits * exact_powers[power];
  else if (truncated || !scale_by_power (digits, power, &result))
    return parse_double_slow (text, length, value);

  *value = negative ? -result : result;

  return TRUE;
}

static SluiceInt128
power_of_ten (guint n)
{
  SluiceInt128 result = 1;

  while (n-- > 0)
    result *= 10;

  return result;
}

static gboolean
parse_ascii_decimal (const char   *text,
                     gsize         length,
                     guint         precision,
                     guint         scale,
                     SluiceInt128 *value,
                     gboolean     *overflow)
{
  const char *end = text + length;
  const char *digits, *digits_end, *cursor;
  gboolean negative;
  gint64 point = -1;
  gint64 n_digits, exponent = 0, wanted, seen = 0;
  SluiceInt128 result = 0;
  guint significant = 0;

  if (overflow != NULL)
    *overflow = FALSE;
  if (length == 0)
    return FALSE;

  negative = *text == '-';
  if (negative || *text == '+')
    text++;

  /* First its shape: digits, a point perhaps, an exponent perhaps. */
  digits = text;
  for (cursor = text; cursor < end; cursor++)
    {
      if (*cursor == '.')
        {
          if (point >= 0)
            return FALSE;
          point = cursor - digits;
        }
      else if ((guint) (*cursor - '0') > 9)
        break;
    }
  digits_end = cursor;
  n_digits = digits_end - digits - (point >= 0);
  if (n_digits == 0)
    return FALSE;
  if (cursor < end)
    {
      gboolean negative_exponent;

      if ((*cursor++ | 0x20) != 'e')
        return FALSE;
      negative_exponent = cursor < end && *cursor == '-';
      if (cursor < end && (*cursor == '-' || *cursor == '+'))
        cursor++;
      if (cursor == end || end - cursor > 10)
        return FALSE;
      for (; cursor < end; cursor++)
        {
          if ((guint) (*cursor - '0') > 9)
            return FALSE;
          exponent = exponent * 10 + (*cursor - '0');
        }
      if (exponent > G_MAXINT32)
        return FALSE;
      if (negative_exponent)
        exponent = -exponent;
    }

  /* Then the value: how many of the digits count at the wanted scale. */
  wanted = (point >= 0 ? point : n_digits) + exponent + (gint64) scale;
  for (cursor = digits; cursor < digits_end && seen < wanted; cursor++)
    {
      if (*cursor == '.')
        continue;
      seen++;
      if (significant > 0 || *cursor != '0')
        significant++;
      if (significant > precision)
        {
          if (overflow != NULL)
            *overflow = TRUE;
          return FALSE;
        }
      result = result * 10 + (*cursor - '0');
    }
  if (seen < wanted && result != 0)
    {
      if (wanted - seen > 38 || significant + (wanted - seen) > precision)
        {
          if (overflow != NULL)
            *overflow = TRUE;
          return FALSE;
        }
      result *= power_of_ten ((guint) (wanted - seen));
    }
  else if (wanted >= 0 && seen == wanted)
    {
      while (cursor < digits_end && *cursor == '.')
        cursor++;
      if (cursor < digits_end && *cursor >= '5')
        {
          result++;
          if (result == power_of_ten (precision))
            {
              if (overflow != NULL)
                *overflow = TRUE;
              return FALSE;
            }
        }
    }

  *value = negative ? -result : result;

  return TRUE;
}

/* The digits of other scripts count as Java's BigDecimal counts them: those of one UTF-16 unit only. */
static char *
digits_to_ascii (const char *text, gsize length)
{
  GString *out = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    return NULL;
  for (const char *p = text, *end = text + length; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x80)
        {
          if (out != NULL)
            g_string_append_c (out, (char) c);
          continue;
        }
      if (c > 0xffff || g_unichar_type (c) != G_UNICODE_DECIMAL_NUMBER)
        {
          if (out != NULL)
            g_string_free (out, TRUE);
          return NULL;
        }
      if (out == NULL)
        out = g_string_new_len (text, p - text);
      g_string_append_c (out, (char) ('0' + g_unichar_digit_value (c)));
    }

  return out != NULL ? g_string_free (out, FALSE) : NULL;
}

gboolean
sluice_parse_decimal (const char   *text,
                      gsize         length,
                      guint         precision,
                      guint         scale,
                      SluiceInt128 *value,
                      gboolean     *overflow)
{
  gboolean too_large = FALSE;
  g_autofree char *ascii = NULL;

  if (overflow != NULL)
    *overflow = FALSE;
  if (G_LIKELY (parse_ascii_decimal (text, length, precision, scale, value, &too_large)))
    return TRUE;
  if (!too_large)
    {
      ascii = digits_to_ascii (text, length);
      if (ascii != NULL && parse_ascii_decimal (ascii, strlen (ascii), precision, scale, value, &too_large))
        return TRUE;
    }
  if (overflow != NULL)
    *overflow = too_large;

  return FALSE;
}

static inline guint
count_digits (guint64 value)
{
  static const guint64 powers[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    G_GUINT64_CONSTANT (10000000000000000000),
  };
  /* A bit is 0.301 digits; the table tells the last one. */
  guint n = (64 - (guint) __builtin_clzll (value | 1)) * 1233 >> 12;

  return n + ((value | 1) >= powers[n]);
}

/* Writes an unsigned number; the digits end at @end. */
static inline char *
write_backwards (guint64 value, char *end)
{
  /* Four at a time, so that a division need not wait for each one before it. */
  while (value >= 10000)
    {
      guint32 four = (guint32) (value % 10000);

      value /= 10000;
      end -= 4;
      memcpy (end, digit_pairs + four / 100 * 2, 2);
      memcpy (end + 2, digit_pairs + four % 100 * 2, 2);
    }
  if (value >= 100)
    {
      end -= 2;
      memcpy (end, digit_pairs + value % 100 * 2, 2);
      value /= 100;
    }
  if (value >= 10)
    {
      end -= 2;
      memcpy (end, digit_pairs + value * 2, 2);
    }
  else
    *--end = (char) ('0' + value);

  return end;
}

gsize
sluice_format_int64 (gint64 value, char *out)
{
  guint64 magnitude = value < 0 ? 0 - (guint64) value : (guint64) value;
  gsize length = (value < 0) + count_digits (magnitude);

  *out = '-';
  write_backwards (magnitude, out + length);

  return length;
}

/* Java's form of @digits times ten to @power, which is not zero. */
static gsize
write_java (guint64 digits, gint power, gboolean negative, char *out)
{
  char buffer[24];
  char *end = buffer + sizeof buffer;
  char *start;
  char *cursor = out;
  gint n, point;

  while (digits % 10 == 0)
    {
      digits /= 10;
      power++;
    }
  start = write_backwards (digits, end);
  n = (gint) (end - start);
  point = n + power;

  if (negative)
    *cursor++ = '-';

  if (point > 0 && point <= 7)
    {
      gint whole = MIN (n, point);

      memcpy (cursor, start, (gsize) whole);
      cursor += whole;
      for (gint i = whole; i < point; i++)
        *cursor++ = '0';
      *cursor++ = '.';
      if (n > whole)
        {
          memcpy (cursor, start + whole, (gsize) (n - whole));
          cursor += n - whole;
        }
      else
        *cursor++ = '0';
    }
  else if (point > -3 && point <= 0)
    {
      *cursor++ = '0';
      *cursor++ = '.';
      for (gint i = point; i < 0; i++)
        *cursor++ = '0';
      memcpy (cursor, start, (gsize) n);
      cursor += n;
    }
  else
    {
      *cursor++ = *start;
      *cursor++ = '.';
      if (n > 1)
        {
          memcpy (cursor, start + 1, (gsize) (n - 1));
          cursor += n - 1;
        }
      else
        *cursor++ = '0';
      *cursor++ = 'E';
      cursor += sluice_format_int64 (point - 1, cursor);
    }

  return (gsize) (cursor - out);
}

static gsize
write_text (const char *text, char *out)
{
  gsize length = strlen (text);

  memcpy (out, text, length);

  return length;
}

static inline guint64
multiply_high (guint64 a, guint64 b)
{
  return (guint64) (((unsigned __int128) a * b) >> 64);
}

/* A power of ten as Giulietti's method wants it: 126 bits, rounded up, in two parts of 63. */
static void
rounded_up_power (gint power, guint64 *high, guint64 *low)
{
  const SluicePower *entry = sluice_powers_of_ten () + power;
  unsigned __int128 g = (((unsigned __int128) entry->high << 64 | entry->low) >> 2) + 1;

  *high = (guint64) (g >> 63);
  *low = (guint64) g & G_MAXINT64;
}

/* The product of the power with @factor, rounded to odd. */
static inline guint64
round_to_odd (guint64 g1, guint64 g0, guint64 factor)
{
  guint64 x1 = multiply_high (g0, factor);
  guint64 y0 = g1 * factor;
  guint64 y1 = multiply_high (g1, factor);
  guint64 z = (y0 >> 1) + x1;
  guint64 w = y1 + (z >> 63);

  return w | ((z & G_MAXINT64) + G_MAXINT64) >> 63;
}

/* Giulietti's Schubfach: the shortest decimal in the interval that rounds to @c times two to @q,
 * and of those the closest. @lowest says that the neighbour below is only half as far away. */
static guint64
shortest_decimal (guint64 c, gint q, gboolean lowest, gint *power)
{
  guint64 g1, g0, vb, vbl, vbr, s, t;
  guint64 out = c & 1;
  guint64 cb = c << 2;
  guint64 cbr = cb + 2;
  guint64 cbl = lowest ? cb - 1 : cb - 2;
  gint k = lowest
               ? (gint) ((q * G_GINT64_CONSTANT (661971961083) - G_GINT64_CONSTANT (274743187321))
                         >> 41)
               : sluice_log10_of_power2 (q);
  gint h = q + sluice_log2_of_power (-k) + 2;
  gboolean lower_in, upper_in;
  gint64 order;

  rounded_up_power (-k, &g1, &g0);
  vb = round_to_odd (g1, g0, cb << h);
  vbl = round_to_odd (g1, g0, cbl << h);
  vbr = round_to_odd (g1, g0, cbr << h);
  s = vb >> 2;
  *power = k;

  if (s >= 10)
    {
      guint64 ten_below = s / 10 * 10;
      guint64 ten_above = ten_below + 10;

      lower_in = vbl + out <= ten_below << 2;
      upper_in = (ten_above << 2) + out <= vbr;
      if (lower_in != upper_in)
        return lower_in ? ten_below : ten_above;
    }

  t = s + 1;
  lower_in = vbl + out <= s << 2;
  upper_in = (t << 2) + out <= vbr;
  if (lower_in != upper_in)
    return lower_in ? s : t;

  order = (gint64) (vb - ((s + t) << 1));

  return order < 0 || (order == 0 && (s & 1) == 0) ? s : t;
}

/* Java 17 writes whole numbers beyond what the mantissa holds with as many digits as a power of two
 * could tell apart there, which may be one more than needed. */
static gboolean
whole_digits (double magnitude, gint binary_exponent, gint n_bits, guint64 *digits, gint *power)
{
  gint spare = binary_exponent - n_bits - 1;
  guint64 unit = 1;

  if (binary_exponent < n_bits || binary_exponent > 62)
    return FALSE;
  *digits = (guint64) magnitude;
  *power = 0;
  for (gint i = spare > 1 ? (gint) (spare * 0.30102999566398) : 0; i > 0; i--)
    {
      unit *= 10;
      ++*power;
    }
  *digits = *digits / unit + (*digits % unit >= unit / 2 && unit > 1);
  while (*digits % 10 == 0)
    {
      *digits /= 10;
      ++*power;
    }

  return TRUE;
}

gsize
sluice_format_double (double value, char *out)
{
  guint64 bits, fraction, digits;
  gint exponent, power;
  gboolean negative;
  double magnitude;

  memcpy (&bits, &value, sizeof bits);
  negative = bits >> 63 != 0;
  exponent = (gint) (bits >> 52 & 0x7ff);
  fraction = bits & (((guint64) 1 << 52) - 1);

  if (exponent == 0x7ff)
    return write_text (fraction != 0 ? "NaN" : negative ? "-Infinity" : "Infinity", out);
  if (exponent == 0 && fraction == 0)
    return write_text (negative ? "-0.0" : "0.0", out);

  /* Whole numbers below 2 ^ 53 are their own shortest text. */
  magnitude = fabs (value);
  if (magnitude < 9007199254740992.0 && magnitude == (double) (guint64) magnitude)
    return write_java ((guint64) magnitude, 0, negative, out);

  if (whole_digits (magnitude, exponent - 1023, 53, &digits, &power))
    return write_java (digits, power, negative, out);

  /* Of one digit Java makes two, which are not always that digit and a zero. */
  if (exponent == 0 && fraction <= 2)
    return write_java (fraction == 1 ? 49 : 99, -325, negative, out);
  if (exponent == 0)
    digits = shortest_decimal (fraction, -1074, FALSE, &power);
  else
    digits = shortest_decimal (fraction | (guint64) 1 << 52, exponent - 1075,
                               fraction == 0 && exponent > 1, &power);

  return write_java (digits, power, negative, out);
}

gsize
sluice_format_float (float value, char *out)
{
  guint32 bits, fraction;
  guint64 digits;
  gint exponent, power;
  gboolean negative;

  memcpy (&bits, &value, sizeof bits);
  negative = bits >> 31 != 0;
  exponent = (gint) (bits >> 23 & 0xff);
  fraction = bits & ((1u << 23) - 1);

  if (exponent == 0xff)
    return write_text (fraction != 0 ? "NaN" : negative ? "-Infinity" : "Infinity", out);
  if (exponent == 0 && fraction == 0)
    return write_text (negative ? "-0.0" : "0.0", out);

  if (whole_digits (fabs ((double) value), exponent - 127, 24, &digits, &power))
    return write_java (digits, power, negative, out);

  /* As above: 1.4E-45 and its first multiples, to two digits. */
  if (exponent == 0 && fraction < 8)
    return write_java (((guint64) fraction * 14013 + 500) / 1000, -46, negative, out);
  if (exponent == 0)
    digits = shortest_decimal (fraction, -149, FALSE, &power);
  else
    digits = shortest_decimal (fraction | 1u << 23, exponent - 150, fraction == 0 && exponent > 1,
                               &power);

  return write_java (digits, power, negative, out);
}

/* The digits of @magnitude with a point before the last @scale of them, where they stay. */
static gsize
format_short_decimal (guint64 magnitude, guint scale, gboolean negative, char *out)
{
  gsize n_digits = MAX (count_digits (magnitude), scale + 1);
  gsize length = negative + n_digits + (scale > 0);
  char *end = out + length;

  *out = '-';
  if (scale > 0)
    {
      guint left = scale;

      for (; left >= 2; left -= 2)
        {
          end -= 2;
          memcpy (end, digit_pairs + magnitude % 100 * 2, 2);
          magnitude /= 100;
        }
      if (left > 0)
        {
          *--end = (char) ('0' + magnitude % 10);
          magnitude /= 10;
        }
      *--end = '.';
    }
  write_backwards (magnitude, end);

  return length;
}

gsize
sluice_format_decimal (SluiceInt128 value, guint scale, char *out)
{
  char buffer[64];
  char *end = buffer + sizeof buffer;
  char *start = end;
  unsigned __int128 rest = value < 0 ? -(unsigned __int128) value : (unsigned __int128) value;
  const guint64 billion_squared = G_GUINT64_CONSTANT (1000000000000000000);
  char *cursor = out;
  gsize n;

  if (G_LIKELY (rest < billion_squared))
    return format_short_decimal ((guint64) rest, scale, value < 0, out);

  /* Eighteen digits at a time, because dividing 128 bits is slow. */
  while (rest >= billion_squared)
    {
      char *part = write_backwards ((guint64) (rest % billion_squared), start);

      rest /= billion_squared;
      while (start - part < 18)
        *--part = '0';
      start = part;
    }
  start = write_backwards ((guint64) rest, start);

  if (value < 0)
    *cursor++ = '-';
  n = (gsize) (end - start);
  if (scale == 0)
    {
      memcpy (cursor, start, n);
      return (gsize) (cursor - out) + n;
    }

  if (n > scale)
    {
      memcpy (cursor, start, n - scale);
      cursor += n - scale;
      start += n - scale;
      n = scale;
    }
  else
    *cursor++ = '0';
  *cursor++ = '.';
  for (gsize i = n; i < scale; i++)
    *cursor++ = '0';
  memcpy (cursor, start, n);
  cursor += n;

  return (gsize) (cursor - out);
}
