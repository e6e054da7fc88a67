/* sluice-variant-parse.c: JSON texts and fields of CSV to variants.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-variant-parse.h"

#include <math.h>
#include <string.h>

#include "core/sluice-error.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-expr.h"
#include "formats/sluice-json-copy.h"
#include "formats/sluice-text-value.h"

/* A number of digits, a point and a sign that a DECIMAL holds to the last digit. */
static gboolean
parse_decimal (const char *text, gsize length, SluiceInt128 *value, guint *scale)
{
  gboolean negative = FALSE;
  gboolean behind_point = FALSE;
  guint digits = 0;
  guint n = 0;

  *value = 0;
  *scale = 0;
  for (gsize i = 0; i < length; i++)
    if (text[i] == '-' && i == 0)
      negative = TRUE;
    else if (text[i] == '.' && !behind_point)
      behind_point = TRUE;
    else if (!g_ascii_isdigit (text[i]))
      return FALSE;
    else
      {
        n++;
        digits += digits > 0 || text[i] != '0';
        *scale += behind_point;
        if (digits > SLUICE_DECIMAL_MAX_PRECISION || *scale > SLUICE_DECIMAL_MAX_PRECISION)
          return FALSE;
        *value = *value * 10 + (text[i] - '0');
      }
  if (negative)
    *value = -*value;

  return n > 0;
}

static void
append_number (SluiceVariantBuilder *self, SluiceJsonKind kind, const char *text, gsize length)
{
  SluiceInt128 decimal;
  gint64 number;
  double real;
  guint scale;

  if (kind == SLUICE_JSON_INTEGER && sluice_text_to_integer (text, length, G_MININT64, G_MAXINT64, &number))
    sluice_variant_builder_long (self, number);
  else if (kind == SLUICE_JSON_NON_NUMERIC)
    sluice_variant_builder_double (self, memchr (text, 'a', length) != NULL ? (double) NAN
                                         : *text == '-'                     ? (double) -INFINITY
                                                                            : (double) INFINITY);
  else if (parse_decimal (text, length, &decimal, &scale))
    sluice_variant_builder_decimal (self, decimal, scale);
  else
    sluice_variant_builder_double (self, sluice_parse_double (text, length, &real) ? real : 0);
}

/* A text or name, which must be Unicode. */
static const char *
read_text (SluiceArena          *arena,
           const SluiceJsonTape *tape,
           const SluiceJsonNode *node,
           gsize                *length,
           GError              **error)
{
  gboolean halves = FALSE;
  const char *text = tape->text + node->start;

  *length = node->length;
  if (node->decode)
    text = sluice_json_decode_halves (arena, text, length, &halves);
  if (!halves)
    return text;

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                    "There is half a surrogate pair in a text.");

  return NULL;
}

static gboolean
append_object (SluiceVariantBuilder *self,
               SluiceArena          *arena,
               const SluiceJsonTape *tape,
               guint32               index,
               GError              **error)
{
  SluiceVariantFrame frame = sluice_variant_builder_open (self);

  for (guint32 i = index + 1; i < tape->nodes[index].next; i = tape->nodes[i + 1].next)
    {
      gsize length;
      const char *name = read_text (arena, tape, &tape->nodes[i], &length, error);

      if (name == NULL)
        return FALSE;
      sluice_variant_builder_member (self, &frame, name, length);
      if (!sluice_variant_builder_json (self, arena, tape, i + 1, error))
        return FALSE;
    }

  return sluice_variant_builder_close_object (self, &frame, error);
}

static gboolean
append_array (SluiceVariantBuilder *self,
              SluiceArena          *arena,
              const SluiceJsonTape *tape,
              guint32               index,
              GError              **error)
{
  SluiceVariantFrame frame = sluice_variant_builder_open (self);

  for (guint32 i = index + 1; i < tape->nodes[index].next; i = tape->nodes[i].next)
    {
      sluice_variant_builder_element (self, &frame);
      if (!sluice_variant_builder_json (self, arena, tape, i, error))
        return FALSE;
    }
  sluice_variant_builder_close_array (self, &frame);

  return TRUE;
}

gboolean
sluice_variant_builder_json (SluiceVariantBuilder *self,
                             SluiceArena          *arena,
                             const SluiceJsonTape *tape,
                             guint32               index,
                             GError              **error)
{
  const SluiceJsonNode *node = &tape->nodes[index];
  const char *text;
  gsize length;

  switch ((SluiceJsonKind) node->kind)
    {
    case SLUICE_JSON_OBJECT:
      return append_object (self, arena, tape, index, error);
    case SLUICE_JSON_ARRAY:
      return append_array (self, arena, tape, index, error);
    case SLUICE_JSON_TRUE:
    case SLUICE_JSON_FALSE:
      sluice_variant_builder_boolean (self, node->kind == SLUICE_JSON_TRUE);
      return TRUE;
    case SLUICE_JSON_INTEGER:
    case SLUICE_JSON_FRACTION:
    case SLUICE_JSON_NON_NUMERIC:
      append_number (self, (SluiceJsonKind) node->kind, tape->text + node->start, node->length);
      return TRUE;
    case SLUICE_JSON_STRING:
      text = read_text (arena, tape, node, &length, error);
      if (text == NULL)
        return FALSE;
      sluice_variant_builder_string (self, text, length);
      return TRUE;
    case SLUICE_JSON_NULL:
    default:
      sluice_variant_builder_null (self);
      return TRUE;
    }
}

/* As Java's BigDecimal reads it, with a sign and an exponent perhaps. */
static gboolean
parse_big_decimal (const char *text, gsize length, SluiceInt128 *value, guint *scale)
{
  const char *mark = memchr (text, 'e', length);
  gsize digits;
  gint64 exponent = 0;
  gint64 places;

  if (mark == NULL)
    mark = memchr (text, 'E', length);
  digits = mark != NULL ? (gsize) (mark - text) : length;
  if (digits > 0 && *text == '+')
    {
      text++;
      length--;
      digits--;
      if (digits > 0 && *text == '-')
        return FALSE;
    }
  if (mark != NULL && !sluice_text_to_integer (mark + 1, length - digits - 1, -1000, 1000, &exponent))
    return FALSE;
  if (!parse_decimal (text, digits, value, scale))
    return FALSE;

  places = (gint64) *scale - exponent;
  for (; places < 0; places++)
    {
      if (!sluice_decimal_fits (*value, SLUICE_DECIMAL_MAX_PRECISION - 1))
        return FALSE;
      *value *= 10;
    }
  *scale = (guint) MIN (places, 255);

  return places <= SLUICE_DECIMAL_MAX_PRECISION;
}

/* What a field may look like, in the order in which that is tried. */
enum
{
  STAGE_LONG,
  STAGE_DECIMAL,
  STAGE_DATE,
  STAGE_TIMESTAMP,
  STAGE_BOOLEAN,
  STAGE_STRING,
};

static gboolean
append_as (SluiceVariantBuilder      *self,
           const SluiceFormatOptions *options,
           const char                *text,
           gsize                      length,
           guint                      stage)
{
  SluiceInt128 decimal;
  gint64 number;
  gint32 days;
  guint scale;

  switch (stage)
    {
    case STAGE_LONG:
      if (!sluice_text_to_integer (text, length, G_MININT64, G_MAXINT64, &number))
        return FALSE;
      sluice_variant_builder_long (self, number);
      return TRUE;
    case STAGE_DECIMAL:
      if (!parse_big_decimal (text, length, &decimal, &scale))
        return FALSE;
      sluice_variant_builder_decimal (self, decimal, scale);
      return TRUE;
    case STAGE_DATE:
      if (!options->prefer_date || length == 0 || !sluice_text_to_date (options, text, length, FALSE, &days))
        return FALSE;
      sluice_variant_builder_time (self, SLUICE_VARIANT_DATE, days);
      return TRUE;
    case STAGE_TIMESTAMP:
      if (length == 0 || !sluice_text_to_timestamp (options, text, length, &number))
        return FALSE;
      sluice_variant_builder_time (self, SLUICE_VARIANT_TIMESTAMP, number);
      return TRUE;
    case STAGE_BOOLEAN:
      if ((length != 4 || g_ascii_strncasecmp (text, "true", 4) != 0)
          && (length != 5 || g_ascii_strncasecmp (text, "false", 5) != 0))
        return FALSE;
      sluice_variant_builder_boolean (self, length == 4);
      return TRUE;
    default:
      sluice_variant_builder_string (self, text, length);
      return TRUE;
    }
}

void
sluice_variant_builder_csv (SluiceVariantBuilder      *self,
                            const SluiceFormatOptions *options,
                            const char                *text,
                            gsize                      length,
                            guint8                    *stage)
{
  while (!append_as (self, options, text, length, *stage))
    ++*stage;
}

gboolean
sluice_variant_builder_store (SluiceVariantBuilder *self, SluiceColumnBuilder *column)
{
  SluiceString value;
  guint32 row;
  gboolean fits = sluice_variant_builder_finish (self, column->arena, &value);

  sluice_arena_align (column->arena);
  if (!fits)
    return FALSE;

  row = sluice_column_builder_reserve (column);
  column->column->string[row] = value;

  return TRUE;
}
