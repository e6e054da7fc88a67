/* sluice-format-string.c: numbers and texts put together as Java's formatters do.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-format-string.h"

#include <float.h>
#include <math.h>

#include "expr/sluice-cast-run.h"
#include "expr/sluice-expr.h"
#include "expr/sluice-hash.h"
#include "expr/sluice-java-hash.h"
#include "expr/sluice-text.h"

/* One `%…` of a format. */
typedef struct
{
  guint index;
  gboolean has_index;
  gboolean left;
  gboolean plus;
  gboolean blank;
  gboolean zero;
  gboolean commas;
  gboolean parentheses;
  gboolean alternate;
  gint width;
  gint precision;
  char conversion;
} Specifier;

/* No text is longer than this because of a format. */
#define MAX_WIDTH 10000

static gboolean
fail (GError **error, const char *message, char c)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL, "%s '%%%c'",
                    message, c);

  return FALSE;
}

static const char *
parse_number (const char *p, const char *end, gint *value)
{
  *value = 0;
  for (; p < end && g_ascii_isdigit (*p); p++)
    *value = MIN (*value * 10 + (*p - '0'), MAX_WIDTH);

  return p;
}

/* What follows a `%`; NULL when it's wrong. */
static const char *
parse_specifier (const char *p, const char *end, Specifier *self)
{
  const char *after;
  gint number;

  memset (self, 0, sizeof *self);
  self->width = -1;
  self->precision = -1;

  after = parse_number (p, end, &number);
  if (after > p && after < end && *after == '$')
    {
      self->has_index = TRUE;
      self->index = (guint) number;
      p = after + 1;
    }
  for (; p < end; p++)
    {
      if (*p == '-')
        self->left = TRUE;
      else if (*p == '+')
        self->plus = TRUE;
      else if (*p == ' ')
        self->blank = TRUE;
      else if (*p == '0')
        self->zero = TRUE;
      else if (*p == ',')
        self->commas = TRUE;
      else if (*p == '(')
        self->parentheses = TRUE;
      else if (*p == '#')
        self->alternate = TRUE;
      else
        break;
    }
  if (p < end && g_ascii_isdigit (*p))
    p = parse_number (p, end, &self->width);
  if (p < end && *p == '.')
    {
      after = parse_number (p + 1, end, &self->precision);
      if (after == p + 1)
        return NULL;
      p = after;
    }
  if (p >= end)
    return NULL;
  self->conversion = *p++;
  /* Times have a second letter, which says what is wrong with them. */
  if ((self->conversion == 't' || self->conversion == 'T') && p < end)
    p++;

  return p;
}

static void
append_padded (GString *out, const Specifier *specifier, const char *text, gsize length)
{
  gsize n = sluice_text_length (text, length);
  gsize missing
      = specifier->width > 0 && (gsize) specifier->width > n ? (gsize) specifier->width - n : 0;

  for (gsize i = 0; !specifier->left && i < missing; i++)
    g_string_append_c (out, ' ');
  g_string_append_len (out, text, (gssize) length);
  for (gsize i = 0; specifier->left && i < missing; i++)
    g_string_append_c (out, ' ');
}

static gboolean
is_integer (SluiceTypeId id)
{
  return sluice_type_is_integral (id) || id == SLUICE_TYPE_DATE || id == SLUICE_TYPE_TIMESTAMP
         || id == SLUICE_TYPE_TIMESTAMP_NTZ || id == SLUICE_TYPE_TIME
         || id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
         || id == SLUICE_TYPE_DAY_TIME_INTERVAL;
}

static gint64
integer_at (const SluiceColumn *column, guint32 row)
{
  switch (sluice_type_width (column->type->id))
    {
    case 1:
      return column->i8[row];
    case 2:
      return column->i16[row];
    case 4:
      return column->i32[row];
    default:
      return column->i64[row];
    }
}

/* Digits with a sign, commas and zeroes as the flags ask for. */
static void
append_signed (GString *out, const Specifier *specifier, gboolean negative, const char *digits)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *point = strpbrk (digits, ".e");
  gsize n_whole = point != NULL ? (gsize) (point - digits) : strlen (digits);
  gsize sign;

  if (negative)
    g_string_append_c (text, specifier->parentheses ? '(' : '-');
  else if (specifier->plus)
    g_string_append_c (text, '+');
  else if (specifier->blank)
    g_string_append_c (text, ' ');
  sign = text->len;
  for (gsize i = 0; i < n_whole; i++)
    {
      if (specifier->commas && i > 0 && (n_whole - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  g_string_append (text, digits + n_whole);
  if (negative && specifier->parentheses)
    g_string_append_c (text, ')');
  while (specifier->zero && (gint) text->len < specifier->width)
    g_string_insert_c (text, (gssize) sign, '0');
  append_padded (out, specifier, text->str, text->len);
}

static void
append_integer (GString *out, const Specifier *specifier, const SluiceColumn *column, guint32 row)
{
  gint64 value = integer_at (column, row);
  guint width = sluice_type_width (column->type->id);
  guint64 bits = width == 1   ? (guint8) value
                 : width == 2 ? (guint16) value
                 : width == 4 ? (guint32) value
                              : (guint64) value;
  g_autofree char *digits = NULL;

  switch (specifier->conversion)
    {
    case 'd':
      digits = g_strdup_printf ("%" G_GUINT64_FORMAT,
                                value < 0 ? 0 - (guint64) value : (guint64) value);
      append_signed (out, specifier, value < 0, digits);
      return;
    case 'o':
      digits = g_strdup_printf (
          specifier->alternate ? "0%" G_GINT64_MODIFIER "o" : "%" G_GINT64_MODIFIER "o", bits);
      break;
    case 'x':
      digits = g_strdup_printf (
          specifier->alternate ? "0x%" G_GINT64_MODIFIER "x" : "%" G_GINT64_MODIFIER "x", bits);
      break;
    default:
      digits = g_strdup_printf (
          specifier->alternate ? "0X%" G_GINT64_MODIFIER "X" : "%" G_GINT64_MODIFIER "X", bits);
      break;
    }
  append_signed (out, specifier, FALSE, digits);
}

static void
append_fraction (GString *out, const Specifier *specifier, double value)
{
  gint precision = specifier->precision < 0 ? 6 : specifier->precision;
  char conversion = g_ascii_tolower (specifier->conversion);
  double magnitude = fabs (value);
  g_autofree char *digits = g_malloc (400 + (gsize) precision);
  gboolean upper = g_ascii_isupper (specifier->conversion);
  char format[16];

  if (isnan (value) || isinf (value))
    {
      Specifier plain = *specifier;

      plain.zero = FALSE;
      plain.commas = FALSE;
      append_signed (out, &plain, value < 0, isnan (value) ? "NaN" : "Infinity");
      return;
    }
  if (conversion == 'g')
    {
      /* Java's %g keeps all digits, unlike C's. */
      precision = MAX (precision, 1);
      if (magnitude == 0 || (magnitude >= 1e-4 && magnitude < pow (10, precision)))
        {
          gint whole = magnitude == 0 ? 1 : (gint) floor (log10 (magnitude)) + 1;

          conversion = 'f';
          precision = MAX (precision - whole, 0);
        }
      else
        {
          conversion = 'e';
          precision--;
        }
    }
  g_snprintf (format, sizeof format, "%%.%d%c", precision, conversion);
  g_ascii_formatd (digits, 400 + precision, format, magnitude);
  if (upper)
    for (char *c = digits; *c != '\0'; c++)
      *c = g_ascii_toupper (*c);
  append_signed (out, specifier, signbit (value) != 0, digits);
}

/* Java's Double.toHexString(): a digit, a point and at least one more digit; numbers below the
 * smallest normal one keep its exponent. */
static void
append_hexadecimal (GString *out, const Specifier *specifier, double value)
{
  double magnitude = fabs (value);
  g_autoptr (GString) digits = g_string_new (NULL);
  int exponent = 0;
  guint64 fraction;

  if (isnan (value) || isinf (value))
    {
      append_fraction (out, specifier, value);
      return;
    }
  if (specifier->precision >= 0 && magnitude >= DBL_MIN)
    {
      int shift = 4 * MAX (specifier->precision, 1) + 1;

      /* C rounds to the digits that are wanted; 13 of them are all there are. */
      if (shift < 53)
        magnitude = ldexp (rint (ldexp (frexp (magnitude, &exponent), shift)), exponent - shift);
    }
  if (magnitude >= DBL_MIN)
    {
      fraction = (guint64) ldexp (frexp (magnitude, &exponent), 53) & ((G_GUINT64_CONSTANT (1) << 52) - 1);
      exponent--;
    }
  else
    {
      fraction = (guint64) ldexp (magnitude, 1074);
      exponent = magnitude > 0 ? -1022 : 0;
    }
  g_string_printf (digits, "%013" G_GINT64_MODIFIER "x", fraction);
  while (digits->len > 1 && (gint) digits->len > specifier->precision
         && digits->str[digits->len - 1] == '0')
    g_string_truncate (digits, digits->len - 1);
  while ((gint) digits->len < specifier->precision)
    g_string_append_c (digits, '0');
  g_string_prepend (digits, magnitude >= DBL_MIN ? "0x1." : "0x0.");
  g_string_append_printf (digits, "p%d", exponent);
  if (g_ascii_isupper (specifier->conversion))
    g_string_ascii_up (digits);
  append_signed (out, specifier, signbit (value) != 0, digits->str);
}

static void
append_text (GString *out, const Specifier *specifier, const char *text, gsize length)
{
  g_autofree char *upper = NULL;

  if (specifier->precision >= 0)
    length = (gsize) (sluice_text_skip (text, text + length, (gsize) specifier->precision) - text);
  if (g_ascii_isupper (specifier->conversion))
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      SluiceString source = sluice_string (text, length);
      SluiceString changed = sluice_text_change_case (arena, &source, SLUICE_TEXT_UPPER);

      append_padded (out, specifier, changed.data, changed.length);
      return;
    }
  append_padded (out, specifier, text, length);
}

/* A value by `%s`: as Java sees it, which is a number for dates and times. */
static void
append_any (GString *out, const Specifier *specifier, const SluiceColumn *column, guint32 row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (is_integer (column->type->id))
    g_string_append_printf (text, "%" G_GINT64_FORMAT, integer_at (column, row));
  else
    sluice_cast_append_text (text, column, row, sluice_zone_lookup ("UTC"), TRUE);
  append_text (out, specifier, text->str, text->len);
}

/* Java's hashCode() of the value that Spark hands to the formatter. */
static void
append_hash (GString *out, const Specifier *specifier, const SluiceColumn *column, guint32 row)
{
  g_autofree char *digits = NULL;
  gint32 hash;

  if (!sluice_java_hash (column, row, &hash))
    hash = sluice_hash_murmur3 (column, row, 42);
  digits = g_strdup_printf ("%x", (guint) hash);

  append_text (out, specifier, digits, strlen (digits));
}

static gboolean
append_argument (GString *out,
                 const Specifier *specifier,
                 const SluiceColumn *column,
                 guint32 row,
                 GError **error)
{
  static const char wrong[] = "java.util.IllegalFormatConversionException:";
  SluiceTypeId id = column->type->id;
  gboolean is_null = sluice_column_is_null (column, row);
  char conversion = specifier->conversion;
  double fraction;

  if (strchr ("bBhHsScCdoxXeEfgGaA", conversion) == NULL)
    return fail (error, wrong, conversion);
  row = sluice_column_index (column, row);
  if (conversion == 'b' || conversion == 'B')
    {
      gboolean truth = !is_null && (id != SLUICE_TYPE_BOOLEAN || column->boolean[row]);

      append_text (out, specifier, truth ? "true" : "false", truth ? 4 : 5);
      return TRUE;
    }
  if (is_null)
    {
      append_text (out, specifier, "null", 4);
      return TRUE;
    }

  switch (g_ascii_tolower (conversion))
    {
    case 's':
      append_any (out, specifier, column, row);
      return TRUE;
    case 'h':
      append_hash (out, specifier, column, row);
      return TRUE;
    case 'c':
      {
        char bytes[8];
        gint64 code;

        if (!sluice_type_is_integral (id) || id == SLUICE_TYPE_BIGINT)
          return fail (error, wrong, conversion);
        code = integer_at (column, row);
        if (code < 0 || code > 0x10ffff)
          return fail (error, "java.util.IllegalFormatCodePointException:", conversion);
        append_text (out, specifier, bytes, (gsize) g_unichar_to_utf8 ((gunichar) code, bytes));
        return TRUE;
      }
    case 'd':
    case 'o':
    case 'x':
      if (!is_integer (id))
        return fail (error, wrong, conversion);
      append_integer (out, specifier, column, row);
      return TRUE;
    case 'a':
    case 'e':
    case 'f':
    case 'g':
      if (id != SLUICE_TYPE_FLOAT && id != SLUICE_TYPE_DOUBLE)
        return fail (error, wrong, conversion);
      fraction = id == SLUICE_TYPE_FLOAT ? column->f32[row] : column->f64[row];
      if (g_ascii_tolower (conversion) == 'a')
        append_hexadecimal (out, specifier, fraction);
      else
        append_fraction (out, specifier, fraction);
      return TRUE;
    default:
      return fail (error, wrong, conversion);
    }
}

gboolean
sluice_format_java (GString *out,
                    SluiceString format,
                    SluiceColumn *const *args,
                    guint n_args,
                    guint32 row,
                    GError **error)
{
  const char *end = format.data + format.length;
  guint next = 0;

  for (const char *p = format.data; p < end;)
    {
      Specifier specifier;
      guint index;

      if (*p != '%')
        {
          g_string_append_c (out, *p++);
          continue;
        }
      p = parse_specifier (p + 1, end, &specifier);
      if (p == NULL)
        return fail (error, "java.util.UnknownFormatConversionException:", '%');
      if (specifier.conversion == 'n')
        g_string_append_c (out, '\n');
      else if (specifier.conversion == '%')
        append_padded (out, &specifier, "%", 1);
      else
        {
          index = specifier.has_index ? specifier.index - 1 : next++;
          if (index >= n_args)
            return fail (error, "java.util.MissingFormatArgumentException: Format specifier",
                         specifier.conversion);
          if (!append_argument (out, &specifier, args[index], row, error))
            return FALSE;
        }
    }

  return TRUE;
}

/* DecimalFormat. */

gboolean
sluice_number_pattern_parse (const char *text, gsize length, SluiceNumberPattern *pattern)
{
  gboolean after_point = FALSE;
  gboolean grouped = FALSE;

  memset (pattern, 0, sizeof *pattern);
  for (gsize i = 0; i < length; i++)
    switch (text[i])
      {
      case '#':
      case '0':
        if (after_point)
          {
            pattern->max_fraction++;
            pattern->min_fraction += text[i] == '0';
          }
        else
          {
            pattern->min_whole += text[i] == '0';
            pattern->group += grouped;
          }
        break;
      case ',':
        if (after_point)
          return FALSE;
        grouped = TRUE;
        pattern->group = 0;
        break;
      case '.':
        if (after_point)
          return FALSE;
        after_point = TRUE;
        break;
      default:
        return FALSE;
      }

  return TRUE;
}

/* Rounds the digits behind the point half to even; @digits has room in front for a carry. */
static void
round_digits (GString *digits, gsize *n_whole, guint max_fraction)
{
  gsize keep = *n_whole + max_fraction;
  gboolean up;

  if (digits->len <= keep)
    return;
  up = digits->str[keep] > '5'
       || (digits->str[keep] == '5'
           && (strspn (digits->str + keep + 1, "0") < digits->len - keep - 1
               || (keep > 0 && (digits->str[keep - 1] - '0') % 2 == 1)));
  g_string_truncate (digits, keep);
  for (gsize i = keep; up && i > 0; i--)
    {
      if (digits->str[i - 1] != '9')
        {
          digits->str[i - 1]++;
          up = FALSE;
        }
      else
        digits->str[i - 1] = '0';
    }
  if (up)
    {
      g_string_prepend_c (digits, '1');
      (*n_whole)++;
    }
}

void
sluice_number_pattern_format (const SluiceNumberPattern *pattern, const char *text, GString *out)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean negative = *text == '-';
  const char *point;
  gsize n_whole, n_fraction, zeros;

  text += negative;
  point = strchr (text, '.');
  n_whole = point != NULL ? (gsize) (point - text) : strlen (text);
  g_string_append_len (digits, text, (gssize) n_whole);
  if (point != NULL)
    g_string_append (digits, point + 1);
  zeros = MIN (strspn (digits->str, "0"), n_whole);
  g_string_erase (digits, 0, (gssize) zeros);
  n_whole -= zeros;

  round_digits (digits, &n_whole, pattern->max_fraction);
  while (n_whole < pattern->min_whole)
    {
      g_string_prepend_c (digits, '0');
      n_whole++;
    }
  n_fraction = digits->len - n_whole;
  while (n_fraction > pattern->min_fraction && digits->str[n_whole + n_fraction - 1] == '0')
    n_fraction--;

  /* As in Java, the sign stays when nothing but zeroes is left. */
  if (negative)
    g_string_append_c (out, '-');
  for (gsize i = 0; i < n_whole; i++)
    {
      if (pattern->group > 0 && i > 0 && (n_whole - i) % pattern->group == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits->str[i]);
    }
  if (n_whole == 0 && n_fraction == 0 && pattern->min_fraction == 0)
    g_string_append_c (out, '0');
  if (n_fraction > 0 || pattern->min_fraction > 0)
    {
      g_string_append_c (out, '.');
      g_string_append_len (out, digits->str + n_whole, (gssize) n_fraction);
      for (gsize i = n_fraction; i < pattern->min_fraction; i++)
        g_string_append_c (out, '0');
    }
}
