/* sluice-xml-scalar.c: texts in XML to values that have no parts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xml-scalar.h"

#include <string.h>

#include "formats/sluice-text-value.h"

/* The most of a value that a message shows, and of a number that is read. */
#define MAX_SHOWN 200
#define MAX_DIGITS 1024

SluiceString
sluice_xml_trim (SluiceString text)
{
  const char *p = text.data;
  gsize n = text.length;

  while (n > 0 && (guchar) *p <= ' ')
    p++, n--;
  while (n > 0 && (guchar) p[n - 1] <= ' ')
    n--;

  return sluice_string (p, n);
}

static gboolean
is_word (SluiceString text, const char *word)
{
  return text.length == strlen (word) && g_ascii_strncasecmp (text.data, word, text.length) == 0;
}

/* Java's NumberFormat: the number that a text begins with, whatever follows. */
static gboolean
parse_beginning (SluiceString text, double *value)
{
  char digits[MAX_DIGITS + 8];
  const char *p = text.data, *end = p + text.length;
  gboolean fraction = FALSE, some = FALSE;
  gsize n = 0;

  if (p < end && *p == '-')
    digits[n++] = *p++;
  while (p < end && n < MAX_DIGITS)
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_digit_value (c) >= 0)
        {
          digits[n++] = (char) ('0' + g_unichar_digit_value (c));
          some = TRUE;
        }
      else if (c == '.' && !fraction)
        {
          digits[n++] = '.';
          fraction = TRUE;
        }
      else if (c != ',' || fraction)
        break;
      p = g_utf8_next_char (p);
    }
  if (!some)
    return FALSE;
  if (end - p >= 2 && *p == 'E' && (g_ascii_isdigit (p[1]) || (p[1] == '-' && end - p >= 3 && g_ascii_isdigit (p[2]))))
    for (digits[n++] = *p++; p < end && n < MAX_DIGITS + 7 && (g_ascii_isdigit (*p) || *p == '-'); p++)
      digits[n++] = *p;

  return sluice_text_to_double (digits, n, value);
}

static gboolean
parse_double (SluiceString text, double *value)
{
  return sluice_text_to_double (text.data, text.length, value) || parse_beginning (text, value);
}

/* Spark takes a sign off before it parses, so that there may be two; what is left may be the word for null, which
 * is a zero then. */
static gboolean
take_sign (const SluiceFormatOptions *options, SluiceString *text, gboolean *negative, gboolean *null)
{
  gboolean sign = text->length > 0 && (text->data[0] == '+' || text->data[0] == '-');

  *negative = sign && text->data[0] == '-';
  if (sign)
    *text = sluice_string (text->data + 1, text->length - 1);
  *null = sign && options->null_value != NULL && strlen (options->null_value) == text->length
          && memcmp (options->null_value, text->data, text->length) == 0;

  return sign;
}

static gboolean
parse_signed_integer (const SluiceFormatOptions *options, SluiceString text, gint64 min, gint64 max, gint64 *value)
{
  gboolean negative, null;

  take_sign (options, &text, &negative, &null);
  if (null)
    *value = 0;
  else if (!sluice_text_to_integer (text.data, text.length, min, max, value))
    return FALSE;
  /* In Java the least number is its own opposite. */
  if (negative && *value != min)
    *value = -*value;

  return TRUE;
}

static gboolean
parse_signed_double (const SluiceFormatOptions *options, SluiceString text, double *value)
{
  gboolean negative, null;

  take_sign (options, &text, &negative, &null);
  if (null)
    *value = 0;
  else if (!parse_double (text, value))
    return FALSE;
  if (negative)
    *value = -*value;

  return TRUE;
}

static gboolean
parse_boolean (SluiceString text, gint64 *value)
{
  *value = is_word (text, "true") || is_word (text, "1");

  return *value || is_word (text, "false") || is_word (text, "0");
}

static const char *
condition_of (const SluiceFormatOptions *options, const SluiceType *type)
{
  switch (type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      return "_LEGACY_ERROR_TEMP_3245";
    case SLUICE_TYPE_DATE:
      return options->date_format.given ? NULL : "CAST_INVALID_INPUT";
    case SLUICE_TYPE_TIMESTAMP:
      return options->timestamp_format.given ? NULL : "CAST_INVALID_INPUT";
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      return "INTERNAL_ERROR";
    case SLUICE_TYPE_TIME:
      return options->time_format.given ? NULL : "CAST_INVALID_INPUT";
    default:
      return NULL;
    }
}

static gboolean
parse_scalar (const SluiceFormatOptions *options,
              const SluiceType          *type,
              SluiceString               text,
              SluiceXmlScalar           *value,
              gboolean                  *overflow)
{
  gint32 days;

  switch (type->id)
    {
    case SLUICE_TYPE_VOID:
    case SLUICE_TYPE_STRING:
      value->text = text;
      return TRUE;
    case SLUICE_TYPE_BOOLEAN:
      return parse_boolean (text, &value->integer);
    case SLUICE_TYPE_BYTE:
      return sluice_text_to_integer (text.data, text.length, G_MININT8, G_MAXINT8, &value->integer);
    case SLUICE_TYPE_SHORT:
      return sluice_text_to_integer (text.data, text.length, G_MININT16, G_MAXINT16, &value->integer);
    case SLUICE_TYPE_INT:
      return parse_signed_integer (options, text, G_MININT32, G_MAXINT32, &value->integer);
    case SLUICE_TYPE_BIGINT:
      return parse_signed_integer (options, text, G_MININT64, G_MAXINT64, &value->integer);
    case SLUICE_TYPE_FLOAT:
    case SLUICE_TYPE_DOUBLE:
      return parse_signed_double (options, text, &value->real);
    case SLUICE_TYPE_DECIMAL:
      return sluice_text_to_decimal (&options->symbols, type, text.data, text.length, &value->decimal, overflow);
    case SLUICE_TYPE_DATE:
      if (!sluice_text_to_date (options, text.data, text.length, FALSE, &days))
        return FALSE;
      value->integer = days;
      return TRUE;
    case SLUICE_TYPE_TIMESTAMP:
      return sluice_text_to_timestamp (options, text.data, text.length, &value->integer);
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      return sluice_text_to_timestamp_ntz (options, text.data, text.length, &value->integer);
    case SLUICE_TYPE_TIME:
      return sluice_text_to_time (options, type, text.data, text.length, &value->integer);
    default:
      return FALSE;
    }
}

gboolean
sluice_xml_parse_scalar (const SluiceFormatOptions *options,
                         const SluiceType          *type,
                         SluiceString               text,
                         SluiceXmlScalar           *value,
                         SluiceFailure             *failure)
{
  g_autofree char *sql = NULL;
  gboolean overflow = FALSE;

  if (parse_scalar (options, type, text, value, &overflow))
    return TRUE;

  sql = sluice_type_to_sql (type);
  sluice_failure_set (failure,
                      overflow ? "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION" : condition_of (options, type),
                      "The value '%.*s' of the type \"STRING\" cannot be cast to \"%s\" because it is malformed.",
                      (int) MIN (text.length, MAX_SHOWN), text.data, sql);

  return FALSE;
}

#define APPEND(member, x) SLUICE_COLUMN_BUILDER_APPEND (builder, member, x)

void
sluice_xml_append_scalar (SluiceColumnBuilder *builder, const SluiceXmlScalar *value)
{
  char *copy;

  switch (builder->type->id)
    {
    case SLUICE_TYPE_STRING:
      copy = sluice_column_builder_text (builder->arena, value->text.length);
      if (value->text.length > 0)
        memcpy (copy, value->text.data, value->text.length);
      APPEND (string, sluice_string (copy, value->text.length));
      break;
    case SLUICE_TYPE_BOOLEAN:
      APPEND (boolean, value->integer != 0);
      break;
    case SLUICE_TYPE_BYTE:
      APPEND (i8, (gint8) value->integer);
      break;
    case SLUICE_TYPE_SHORT:
      APPEND (i16, (gint16) value->integer);
      break;
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
      APPEND (i32, (gint32) value->integer);
      break;
    case SLUICE_TYPE_FLOAT:
      APPEND (f32, (float) value->real);
      break;
    case SLUICE_TYPE_DOUBLE:
      APPEND (f64, value->real);
      break;
    case SLUICE_TYPE_DECIMAL:
      APPEND (i128, value->decimal);
      break;
    case SLUICE_TYPE_VOID:
      sluice_column_builder_append_null (builder);
      break;
    default:
      APPEND (i64, value->integer);
      break;
    }
}
