/* sluice-show.c: values as Dataset.show() shows them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-writer.h"
#include "formats/sluice-value-text.h"
#include "formats/sluice-writer.h"

static void
show_value (const SluiceColumn *column, guint32 row, const SluiceTextStyle *style, GString *out);

static void
show_list (const SluiceColumn *column, guint32 i, const SluiceTextStyle *style, GString *out)
{
  gboolean map = column->type->id == SLUICE_TYPE_MAP;

  g_string_append_c (out, map ? '{' : '[');
  for (guint32 j = column->offsets[i]; j < column->offsets[i + 1]; j++)
    {
      if (j > column->offsets[i])
        g_string_append (out, ", ");
      show_value (column->children[0], j, style, out);
      if (map)
        {
          g_string_append (out, " -> ");
          show_value (column->children[1], j, style, out);
        }
    }
  g_string_append_c (out, map ? '}' : ']');
}

static void
show_value (const SluiceColumn *column, guint32 row, const SluiceTextStyle *style, GString *out)
{
  guint32 i = sluice_column_index (column, row);
  char text[SLUICE_FORMAT_MAX];

  if (!sluice_validity_get (column->validity, i))
    {
      g_string_append (out, "NULL");
      return;
    }

  switch (column->type->id)
    {
    case SLUICE_TYPE_STRING:
      g_string_append_len (out, column->string[i].data, column->string[i].length);
      return;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      show_list (column, i, style, out);
      return;
    case SLUICE_TYPE_STRUCT:
      g_string_append_c (out, '{');
      for (guint j = 0; j < column->n_children; j++)
        {
          if (j > 0)
            g_string_append (out, ", ");
          show_value (column->children[j], row, style, out);
        }
      g_string_append_c (out, '}');
      return;
    case SLUICE_TYPE_DECIMAL:
      g_string_append_len (out, text,
                           (gssize) sluice_format_decimal (column->i128[i], column->type->scale, text));
      return;
    case SLUICE_TYPE_TIMESTAMP:
      g_string_append_len (out, text, (gssize) sluice_format_timestamp (column->i64[i], style->zone, text));
      return;
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      g_string_append_len (out, text, (gssize) sluice_format_timestamp (column->i64[i], NULL, text));
      return;
    default:
      break;
    }

  {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    SluiceOutput output;

    sluice_output_open (&output, bytes);
    if (column->type->id == SLUICE_TYPE_BINARY)
      sluice_output_hex (&output, &column->string[i]);
    else if (column->type->id == SLUICE_TYPE_VARIANT)
      sluice_output_variant (&output, style->zone, &column->string[i]);
    else
      sluice_output_value (&output, style, column, row);
    sluice_output_close (&output);
    g_string_append_len (out, (const char *) bytes->data, bytes->len);
  }
}

void
sluice_text_append_value (const SluiceColumn   *column,
                          guint32               row,
                          const SluiceSettings *settings,
                          GString              *out)
{
  const SluiceZone *zone = sluice_zone_lookup (settings->time_zone);
  SluiceTextStyle style = { .zone = zone != NULL ? zone : sluice_zone_lookup ("UTC") };

  show_value (column, row, &style, out);
}
