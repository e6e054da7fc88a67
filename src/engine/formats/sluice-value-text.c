/* sluice-value-text.c: values to texts, by the rules that the writers share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-value-text.h"

#include "expr/sluice-time-of-day.h"

#define MICROS_PER_DAY G_GINT64_CONSTANT (86400000000)
#define MAX_DIGITS 40

void
sluice_output_grow (SluiceOutput *self, gsize size)
{
  gsize used = self->p - (char *) self->array->data;
  gsize room = MAX (used + size, used * 2);

  room = MAX (room, 4096);
  /* GByteArray counts in 32 bits; a file of a micro-batch that large is not written in one piece. */
  g_assert (room <= G_MAXUINT32);
  g_byte_array_set_size (self->array, (guint) room);
  self->p = (char *) self->array->data + used;
  self->end = (char *) self->array->data + room;
}

SluiceTextStyle
sluice_text_style (const SluiceFormatOptions *options)
{
  return (SluiceTextStyle){ .zone = options->zone,
                            .milliseconds = TRUE,
                            .date_format = options->date_format,
                            .timestamp_format = options->timestamp_format,
                            .timestamp_ntz_format = options->timestamp_ntz_format,
                            .time_format = options->time_format };
}

gsize
sluice_big_decimal_text (SluiceInt128 value, guint scale, char *out)
{
  char digits[MAX_DIGITS];
  unsigned __int128 rest = value < 0 ? -(unsigned __int128) value : (unsigned __int128) value;
  guint n = 0;
  gint exponent;
  char *p = out;

  do
    {
      digits[n++] = (char) ('0' + (guint) (rest % 10));
      rest /= 10;
    }
  while (rest != 0);

  exponent = (gint) n - 1 - (gint) scale;
  if (exponent >= -6)
    return sluice_format_decimal (value, scale, out);

  if (value < 0)
    *p++ = '-';
  *p++ = digits[n - 1];
  if (n > 1)
    {
      *p++ = '.';
      for (guint i = n - 1; i > 0; i--)
        *p++ = digits[i - 1];
    }
  *p++ = 'E';

  return (p - out) + sluice_format_int64 (exponent, p);
}

static void
output_pattern (SluiceOutput *out, const SluiceTimeFormat *format, gint64 value, const SluiceZone *zone)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sluice_date_pattern_format (format->pattern, value, zone, text);
  if (format->months != NULL)
    sluice_month_names_from_english (format->months, format->full_months, text);
  sluice_output_bytes (out, text->str, text->len);
}

static void
output_time (SluiceOutput           *out,
             const SluiceTextStyle  *style,
             const SluiceTimeFormat *format,
             gint64                  value,
             const SluiceZone       *zone)
{
  if (format->pattern != NULL)
    {
      output_pattern (out, format, value, zone);
      return;
    }

  if (style->milliseconds)
    value -= sluice_floor_mod (value, 1000);
  sluice_output_reserve (out, SLUICE_FORMAT_MAX);
  out->p += sluice_format_timestamp_iso (value, zone, out->p);
}

static void
output_calendar_interval (SluiceOutput *out, const SluiceCalendarInterval *interval)
{
  const struct
  {
    gint64 value;
    const char *unit;
  } parts[] = {
    { interval->months / 12, "years" },
    { interval->months % 12, "months" },
    { interval->days, "days" },
    { interval->microseconds / G_GINT64_CONSTANT (3600000000), "hours" },
    { interval->microseconds % G_GINT64_CONSTANT (3600000000) / 60000000, "minutes" },
  };
  gint64 rest = interval->microseconds % 60000000;
  gboolean first = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].value != 0)
      {
        if (!first)
          sluice_output_char (out, ' ');
        first = FALSE;
        sluice_output_reserve (out, SLUICE_FORMAT_MAX);
        out->p += sluice_format_int64 (parts[i].value, out->p);
        sluice_output_char (out, ' ');
        sluice_output_bytes (out, parts[i].unit, strlen (parts[i].unit));
      }
  if (rest != 0 || first)
    {
      guint64 micros = (guint64) ABS (rest) % 1000000;

      if (!first)
        sluice_output_char (out, ' ');
      sluice_output_reserve (out, SLUICE_FORMAT_MAX);
      out->p += g_snprintf (out->p, SLUICE_FORMAT_MAX, "%s%" G_GINT64_FORMAT ".%06" G_GUINT64_FORMAT,
                            rest < 0 ? "-" : "", ABS (rest) / 1000000, micros);
      /* The fraction loses its zeros, and the point when nothing is left. */
      while (out->p[-1] == '0')
        out->p--;
      if (out->p[-1] == '.')
        out->p--;
      sluice_output_bytes (out, " seconds", 8);
    }
}

void
sluice_output_value (SluiceOutput *out, const SluiceTextStyle *style, const SluiceColumn *column, guint32 row)
{
  guint32 i = sluice_column_index (column, row);

  sluice_output_reserve (out, SLUICE_TEXT_MAX);
  switch (column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      sluice_output_bytes (out, column->boolean[i] ? "true" : "false", column->boolean[i] ? 4 : 5);
      break;
    case SLUICE_TYPE_BYTE:
      out->p += sluice_format_int64 (column->i8[i], out->p);
      break;
    case SLUICE_TYPE_SHORT:
      out->p += sluice_format_int64 (column->i16[i], out->p);
      break;
    case SLUICE_TYPE_INT:
      out->p += sluice_format_int64 (column->i32[i], out->p);
      break;
    case SLUICE_TYPE_BIGINT:
      out->p += sluice_format_int64 (column->i64[i], out->p);
      break;
    case SLUICE_TYPE_FLOAT:
      out->p += sluice_format_float (column->f32[i], out->p);
      break;
    case SLUICE_TYPE_DOUBLE:
      out->p += sluice_format_double (column->f64[i], out->p);
      break;
    case SLUICE_TYPE_DECIMAL:
      out->p += sluice_big_decimal_text (column->i128[i], column->type->scale, out->p);
      break;
    case SLUICE_TYPE_DATE:
      if (style->date_format.pattern != NULL)
        output_pattern (out, &style->date_format, column->i32[i] * MICROS_PER_DAY, NULL);
      else
        out->p += sluice_format_date (column->i32[i], out->p);
      break;
    case SLUICE_TYPE_TIMESTAMP:
      output_time (out, style, &style->timestamp_format, column->i64[i], style->zone);
      break;
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      output_time (out, style, &style->timestamp_ntz_format, column->i64[i], NULL);
      break;
    case SLUICE_TYPE_TIME:
      if (style->time_format.pattern != NULL)
        output_pattern (out, &style->time_format, column->i64[i] / SLUICE_NS_PER_US, NULL);
      else
        out->p += sluice_format_time (column->i64[i], out->p);
      break;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      out->p += sluice_format_interval (column->type, column->i32[i], out->p);
      break;
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      out->p += sluice_format_interval (column->type, column->i64[i], out->p);
      break;
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      output_calendar_interval (out, &column->interval[i]);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
sluice_output_hex (SluiceOutput *out, const SluiceString *value)
{
  static const char digits[] = "0123456789ABCDEF";

  sluice_output_reserve (out, (gsize) value->length * 3 + 2);
  *out->p++ = '[';
  for (guint32 i = 0; i < value->length; i++)
    {
      guchar c = (guchar) value->data[i];

      if (i > 0)
        *out->p++ = ' ';
      *out->p++ = digits[c >> 4];
      *out->p++ = digits[c & 15];
    }
  *out->p++ = ']';
}
