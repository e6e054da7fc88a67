/* sluice-json-writer.c: rows to JSON text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-writer.h"

#include <math.h>

#include "expr/sluice-variant-cast.h"
#include "formats/sluice-scan-simd.h"
#include "formats/sluice-utf8.h"
#include "formats/sluice-writer.h"

static void
output_unicode_escape (SluiceOutput *out, guint unit)
{
  static const char digits[] = "0123456789ABCDEF";
  char text[6] = { '\\', 'u', digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15],
                   digits[unit & 15] };

  sluice_output_bytes (out, text, 6);
}

static void
output_special (SluiceOutput *out, char c)
{
  char short_form = 0;

  switch (c)
    {
    case '"':
    case '\\':
      short_form = c;
      break;
    case '\b':
      short_form = 'b';
      break;
    case '\f':
      short_form = 'f';
      break;
    case '\n':
      short_form = 'n';
      break;
    case '\r':
      short_form = 'r';
      break;
    case '\t':
      short_form = 't';
      break;
    default:
      output_unicode_escape (out, (guchar) c);
      return;
    }
  sluice_output_char (out, '\\');
  sluice_output_char (out, short_form);
}

/* Bytes that aren't proper UTF-8 leave as U+FFFD: a file must be readable. */
static guint
output_character (SluiceOutput *out, const SluiceJsonStyle *style, const char *p, const char *end)
{
  guint n;
  gunichar c = sluice_utf8_decode_replacing (p, end, &n);

  if (style->escape_pairs && (guchar) p[0] == 0xed && end - p >= 3 && (guchar) p[1] >= 0xa0)
    {
      output_unicode_escape (out, 0xd000 | ((guchar) p[1] & 0x3f) << 6 | ((guchar) p[2] & 0x3f));
      return 3;
    }
  if (!style->ascii_only && !(style->escape_pairs && c >= 0x10000))
    {
      sluice_output_reserve (out, 4);
      out->p += sluice_utf8_put (c, out->p);
    }
  else if (c >= 0x10000)
    {
      output_unicode_escape (out, 0xd800 + ((c - 0x10000) >> 10));
      output_unicode_escape (out, 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  else
    output_unicode_escape (out, c);

  return n;
}

void
sluice_output_json_string (SluiceOutput          *out,
                           const SluiceJsonStyle *style,
                           const char            *text,
                           gsize                  length)
{
  const char *p = text;
  const char *end = text + length;

  sluice_output_reserve (out, length + 2);
  *out->p++ = '"';
  if (G_LIKELY (sluice_copy_plain (out->p, text, length)))
    {
      out->p += length;
      *out->p++ = '"';
      return;
    }

  while (p < end)
    {
      const char *stop = sluice_find_string_end (p, end);

      sluice_output_bytes (out, p, stop - p);
      p = stop;
      if (p == end)
        break;
      if ((guchar) *p >= 0x80)
        p += output_character (out, style, p, end);
      else
        output_special (out, *p++);
    }
  sluice_output_char (out, '"');
}

static void
output_base64 (SluiceOutput *out, const SluiceString *value)
{
  gsize room = ((gsize) value->length / 3 + 1) * 4 + 4;
  gint state = 0, save = 0;

  sluice_output_char (out, '"');
  sluice_output_reserve (out, room);
  if (value->length > 0)
    {
      out->p += g_base64_encode_step ((const guchar *) value->data, value->length, FALSE, out->p, &state,
                                      &save);
      out->p += g_base64_encode_close (FALSE, out->p, &state, &save);
    }
  sluice_output_char (out, '"');
}

static void
break_line (SluiceOutput *out, const SluiceJsonStyle *style, guint depth)
{
  if (!style->pretty)
    return;

  sluice_output_char (out, '\n');
  for (guint i = 0; i < depth; i++)
    sluice_output_bytes (out, "  ", 2);
}

static void
output_colon (SluiceOutput *out, const SluiceJsonStyle *style)
{
  if (style->pretty)
    sluice_output_bytes (out, " : ", 3);
  else
    sluice_output_char (out, ':');
}

static void
key_free (gpointer data)
{
  g_string_free (data, TRUE);
}

GPtrArray *
sluice_json_keys (const SluiceJsonStyle *style, const SluiceType *type)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (key_free);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < type->n_fields; i++)
    {
      SluiceOutput output;

      g_byte_array_set_size (bytes, 0);
      sluice_output_open (&output, bytes);
      sluice_output_json_string (&output, style, type->fields[i].name, strlen (type->fields[i].name));
      output_colon (&output, style);
      sluice_output_close (&output);
      g_ptr_array_add (keys, g_string_new_len ((const char *) bytes->data, bytes->len));
    }

  return keys;
}

void
sluice_output_json_object (SluiceOutput          *out,
                           const SluiceJsonStyle *style,
                           const SluiceType      *type,
                           GString *const        *keys,
                           SluiceColumn *const   *columns,
                           guint32                row,
                           guint                  depth)
{
  gboolean first = TRUE;

  sluice_output_char (out, '{');
  for (guint i = 0; i < type->n_fields; i++)
    {
      if (style->ignore_null_fields && sluice_column_is_null (columns[i], row))
        continue;
      if (!first)
        sluice_output_char (out, ',');
      first = FALSE;
      break_line (out, style, depth + 1);
      if (keys != NULL)
        sluice_output_bytes (out, keys[i]->str, keys[i]->len);
      else
        {
          sluice_output_json_string (out, style, type->fields[i].name, strlen (type->fields[i].name));
          output_colon (out, style);
        }
      sluice_output_json (out, style, columns[i], row, depth + 1);
    }
  if (first && style->pretty)
    sluice_output_char (out, ' ');
  if (!first)
    break_line (out, style, depth);
  sluice_output_char (out, '}');
}

static void
output_array (SluiceOutput          *out,
              const SluiceJsonStyle *style,
              const SluiceColumn    *column,
              guint32                i,
              guint                  depth)
{
  sluice_output_char (out, '[');
  for (guint32 j = column->offsets[i]; j < column->offsets[i + 1]; j++)
    {
      if (j > column->offsets[i])
        sluice_output_char (out, ',');
      if (style->pretty)
        sluice_output_char (out, ' ');
      sluice_output_json (out, style, column->children[0], j, depth);
    }
  if (style->pretty)
    sluice_output_char (out, ' ');
  sluice_output_char (out, ']');
}

/* A key is the text of what Spark holds inside: a date is its day number. */
static void
output_key (SluiceOutput *out, const SluiceJsonStyle *style, const SluiceColumn *keys, guint32 row)
{
  guint32 i = sluice_column_index (keys, row);

  switch (keys->type->id)
    {
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      sluice_output_json_string (out, style, keys->string[i].data, keys->string[i].length);
      return;
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      sluice_output_reserve (out, SLUICE_TEXT_MAX);
      *out->p++ = '"';
      out->p += sluice_format_int64 (keys->i32[i], out->p);
      break;
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_TIME:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      sluice_output_reserve (out, SLUICE_TEXT_MAX);
      *out->p++ = '"';
      out->p += sluice_format_int64 (keys->i64[i], out->p);
      break;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
    case SLUICE_TYPE_STRUCT:
      {
        g_autoptr (GByteArray) inner = g_byte_array_new ();
        SluiceOutput nested;

        sluice_output_open (&nested, inner);
        sluice_output_json (&nested, style, keys, row, 0);
        sluice_output_close (&nested);
        sluice_output_json_string (out, style, (const char *) inner->data, inner->len);
        return;
      }
    default:
      sluice_output_char (out, '"');
      sluice_output_value (out, &style->text, keys, row);
      break;
    }
  sluice_output_char (out, '"');
}

static void
output_map (SluiceOutput          *out,
            const SluiceJsonStyle *style,
            const SluiceColumn    *column,
            guint32                i,
            guint                  depth)
{
  sluice_output_char (out, '{');
  for (guint32 j = column->offsets[i]; j < column->offsets[i + 1]; j++)
    {
      if (j > column->offsets[i])
        sluice_output_char (out, ',');
      break_line (out, style, depth + 1);
      output_key (out, style, column->children[0], j);
      output_colon (out, style);
      sluice_output_json (out, style, column->children[1], j, depth + 1);
    }
  if (column->offsets[i] < column->offsets[i + 1])
    break_line (out, style, depth);
  else if (style->pretty)
    sluice_output_char (out, ' ');
  sluice_output_char (out, '}');
}

void
sluice_output_variant (SluiceOutput *out, const SluiceZone *zone, const SluiceString *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sluice_variant_append_json (text, sluice_variant (value), zone);
  sluice_output_bytes (out, text->str, text->len);
}

void
sluice_output_json (SluiceOutput          *out,
                    const SluiceJsonStyle *style,
                    const SluiceColumn    *column,
                    guint32                row,
                    guint                  depth)
{
  guint32 i = sluice_column_index (column, row);
  gboolean quotes = FALSE;

  if (!sluice_validity_get (column->validity, i))
    {
      sluice_output_bytes (out, "null", 4);
      return;
    }

  switch (column->type->id)
    {
    case SLUICE_TYPE_STRING:
      sluice_output_json_string (out, style, column->string[i].data, column->string[i].length);
      return;
    case SLUICE_TYPE_BINARY:
      output_base64 (out, &column->string[i]);
      return;
    case SLUICE_TYPE_VARIANT:
      sluice_output_variant (out, style->text.zone, &column->string[i]);
      return;
    case SLUICE_TYPE_ARRAY:
      output_array (out, style, column, i, depth);
      return;
    case SLUICE_TYPE_MAP:
      output_map (out, style, column, i, depth);
      return;
    case SLUICE_TYPE_STRUCT:
      /* The fields of a constant struct are constant too, but as long as the struct. */
      sluice_output_json_object (out, style, column->type, NULL, column->children, row, depth);
      return;
    case SLUICE_TYPE_FLOAT:
      quotes = !isfinite (column->f32[i]);
      break;
    case SLUICE_TYPE_DOUBLE:
      quotes = !isfinite (column->f64[i]);
      break;
    case SLUICE_TYPE_BOOLEAN:
    case SLUICE_TYPE_BYTE:
    case SLUICE_TYPE_SHORT:
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_BIGINT:
    case SLUICE_TYPE_DECIMAL:
      break;
    default:
      quotes = TRUE;
      break;
    }

  if (quotes)
    sluice_output_char (out, '"');
  sluice_output_value (out, &style->text, column, row);
  if (quotes)
    sluice_output_char (out, '"');
}

SluiceJsonStyle
sluice_json_style (const SluiceFormatOptions *options)
{
  return (SluiceJsonStyle){ .text = sluice_text_style (options),
                            .ignore_null_fields = options->ignore_null_fields,
                            .ascii_only = options->ascii_only,
                            .pretty = options->pretty };
}

static SluiceJsonStyle
plain_style (const SluiceSettings *settings, gboolean ignore_null_fields)
{
  const SluiceZone *zone = sluice_zone_lookup (settings->time_zone);

  return (SluiceJsonStyle){ .text = { .zone = zone != NULL ? zone : sluice_zone_lookup ("UTC") },
                            .ignore_null_fields = ignore_null_fields };
}

void
sluice_json_append_value (const SluiceColumn   *column,
                          guint32               row,
                          const SluiceSettings *settings,
                          gboolean              ignore_null_fields,
                          GByteArray           *out)
{
  SluiceJsonStyle style = plain_style (settings, ignore_null_fields);
  SluiceOutput output;

  sluice_output_open (&output, out);
  sluice_output_json (&output, &style, column, row, 0);
  sluice_output_close (&output);
}

void
sluice_json_append_row (SluiceBatch          *batch,
                        guint32               row,
                        const SluiceSettings *settings,
                        gboolean              ignore_null_fields,
                        GByteArray           *out)
{
  SluiceJsonStyle style = plain_style (settings, ignore_null_fields);
  SluiceOutput output;

  sluice_output_open (&output, out);
  sluice_output_json_object (&output, &style, batch->schema, NULL, batch->columns, row, 0);
  sluice_output_close (&output);
}
