/* sluice-csv-writer.c: rows to CSV text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-csv-writer.h"

#include "formats/sluice-scan-simd.h"
#include "formats/sluice-utf8.h"

static gboolean
begins_with (const char *text, gsize length, gunichar c)
{
  char bytes[8];
  guint n = sluice_utf8_put (c, bytes);

  return length >= n && memcmp (text, bytes, n) == 0;
}

static gboolean
needs_quotes (const SluiceFormatOptions *options, gboolean first_column, const char *text, gsize length)
{
  char quote[8];
  gsize quote_length = sluice_utf8_put (options->quote, quote);

  if (length == 0)
    return FALSE;
  if (begins_with (text, length, options->quote))
    return TRUE;
  /* Spark's writer takes care of `#` where no other comment is asked for. */
  if (first_column && begins_with (text, length, options->comment != 0 ? options->comment : '#'))
    return TRUE;

  for (const char *p = text, *end = text + length;
       (p = sluice_find_any (p, end, options->separator[0], quote[0])) < end; p++)
    {
      if (*p == '\n' || *p == '\r')
        return TRUE;
      if (*p == options->separator[0] && (gsize) (end - p) >= options->separator_length
          && memcmp (p, options->separator, options->separator_length) == 0)
        return TRUE;
      if (options->escape_quotes && *p == quote[0] && (gsize) (end - p) >= quote_length
          && memcmp (p, quote, quote_length) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
output_char (SluiceOutput *out, gunichar c)
{
  sluice_output_reserve (out, 4);
  out->p += sluice_utf8_put (c, out->p);
}

static void
output_quoted (SluiceOutput *out, const SluiceFormatOptions *options, const char *text, gsize length)
{
  const char *end = text + length;

  output_char (out, options->quote);
  if (options->quote < 0x80 && options->escape < 0x80
      && memchr (text, (int) options->quote, length) == NULL
      && memchr (text, (int) options->escape, length) == NULL && sluice_utf8_is_strict (text, length))
    {
      sluice_output_bytes (out, text, length);
      text = end;
    }
  while (text < end)
    {
      guint n;
      gunichar c = sluice_utf8_decode_replacing (text, end, &n);

      if (c == options->quote)
        output_char (out, options->escape);
      else if (c == options->escape && options->escape_escape != 0)
        output_char (out, options->escape_escape);
      output_char (out, c);
      text += n;
    }
  output_char (out, options->quote);
}

static void
output_text (SluiceOutput              *out,
             const SluiceFormatOptions *options,
             gboolean                   first_column,
             const char                *text,
             gsize                      length)
{
  if (options->trim_leading)
    while (length > 0 && (guchar) *text <= ' ')
      text++, length--;
  if (options->trim_trailing)
    while (length > 0 && (guchar) text[length - 1] <= ' ')
      length--;

  if (length == 0)
    {
      text = options->empty_value;
      length = strlen (text);
      /* The default is two quotes, which need no more of them. */
      if (strcmp (text, "\"\"") == 0)
        {
          sluice_output_bytes (out, text, length);
          return;
        }
    }

  if (options->quote_all || needs_quotes (options, first_column, text, length))
    output_quoted (out, options, text, length);
  else
    sluice_output_bytes (out, text, length);
}

static void
output_null (SluiceOutput *out, const SluiceFormatOptions *options, gboolean first_column)
{
  const char *text = options->null_value;
  gsize length = strlen (text);

  if (options->quote_all || needs_quotes (options, first_column, text, length))
    output_quoted (out, options, text, length);
  else
    sluice_output_bytes (out, text, length);
}

void
sluice_output_csv_header (SluiceOutput *out, const SluiceFormatOptions *options, const SluiceType *schema)
{
  const char *separator = options->line_separator != NULL ? options->line_separator : "\n";

  for (guint i = 0; i < schema->n_fields; i++)
    {
      if (i > 0)
        sluice_output_bytes (out, options->separator, options->separator_length);
      output_text (out, options, i == 0, schema->fields[i].name, strlen (schema->fields[i].name));
    }
  sluice_output_bytes (out, separator, strlen (separator));
}

static void output_plain (SluiceOutput              *out,
                          const SluiceFormatOptions *options,
                          const SluiceTextStyle     *style,
                          const SluiceColumn        *column,
                          guint32                    row);

/* A part of a nested value. Nulls are what the option says, mostly nothing. */
static void
output_part (SluiceOutput              *out,
             const SluiceFormatOptions *options,
             const SluiceTextStyle     *style,
             const SluiceColumn        *column,
             guint32                    row,
             gboolean                   blank)
{
  gboolean null = sluice_column_is_null (column, row);

  if (null && options->null_value[0] == '\0')
    return;
  if (blank || null)
    sluice_output_char (out, ' ');
  if (null)
    sluice_output_bytes (out, options->null_value, strlen (options->null_value));
  else
    output_plain (out, options, style, column, row);
}

/* Files hold no nested values, but to_csv() writes them: `[1, 2]`, `{k -> 1}`, `{1, x}`. */
static void
output_nested (SluiceOutput              *out,
               const SluiceFormatOptions *options,
               const SluiceTextStyle     *style,
               const SluiceColumn        *column,
               guint32                    row)
{
  gboolean array = column->type->id == SLUICE_TYPE_ARRAY;
  guint32 i = sluice_column_index (column, row);

  sluice_output_char (out, array ? '[' : '{');
  if (column->type->id == SLUICE_TYPE_STRUCT)
    for (guint c = 0; c < column->n_children; c++)
      {
        if (c > 0)
          sluice_output_char (out, ',');
        output_part (out, options, style, column->children[c], row, c > 0);
      }
  else
    for (guint32 e = column->offsets[i]; e < column->offsets[i + 1]; e++)
      {
        gboolean first = e == column->offsets[i];

        if (!first)
          sluice_output_char (out, ',');
        output_part (out, options, style, column->children[0], e, !first);
        if (array)
          continue;
        sluice_output_bytes (out, " ->", 3);
        output_part (out, options, style, column->children[1], e, TRUE);
      }
  sluice_output_char (out, array ? ']' : '}');
}

static void
output_plain (SluiceOutput              *out,
              const SluiceFormatOptions *options,
              const SluiceTextStyle     *style,
              const SluiceColumn        *column,
              guint32                    row)
{
  if (column->type->n_fields > 0 || column->type->id == SLUICE_TYPE_STRUCT)
    output_nested (out, options, style, column, row);
  else if (column->type->id == SLUICE_TYPE_BINARY)
    sluice_output_hex (out, sluice_column_value (column, row));
  else if (column->type->id == SLUICE_TYPE_STRING)
    {
      const SluiceString *value = sluice_column_value (column, row);

      sluice_output_bytes (out, value->data, value->length);
    }
  else
    sluice_output_value (out, style, column, row);
}

static void
output_field (SluiceOutput              *out,
              const SluiceFormatOptions *options,
              const SluiceTextStyle     *style,
              const SluiceColumn        *column,
              guint32                    row,
              gboolean                   first_column)
{
  gsize start = out->p - (char *) out->array->data;
  const char *text;
  gsize length;

  if (sluice_column_is_null (column, row))
    {
      output_null (out, options, first_column);
      return;
    }

  if (column->type->id == SLUICE_TYPE_STRING)
    {
      const SluiceString *value = sluice_column_value (column, row);

      output_text (out, options, first_column, value->data, value->length);
      return;
    }

  /* Written in place; only a text that needs quotes is moved aside. */
  output_plain (out, options, style, column, row);
  /* Numbers in their plain form can't clash with the usual separators. */
  if (!options->quote_all && (column->type->id <= SLUICE_TYPE_DOUBLE)
      && !g_ascii_isalnum (options->separator[0]) && strchr ("+-.", options->separator[0]) == NULL
      && options->quote == '"' && options->comment == 0)
    return;
  text = (const char *) out->array->data + start;
  length = out->p - text;
  if (options->quote_all || needs_quotes (options, first_column, text, length))
    {
      g_autofree char *copy = g_strndup (text, length);

      out->p = (char *) out->array->data + start;
      output_quoted (out, options, copy, length);
    }
}

gboolean
sluice_output_csv_row (SluiceOutput              *out,
                       const SluiceFormatOptions *options,
                       const SluiceTextStyle     *style,
                       SluiceColumn *const       *columns,
                       guint                      n_columns,
                       guint32                    row)
{
  gsize start;

  sluice_output_reserve (out, 1);
  start = out->p - (char *) out->array->data;
  for (guint i = 0; i < n_columns; i++)
    {
      if (i > 0)
        sluice_output_bytes (out, options->separator, options->separator_length);
      output_field (out, options, style, columns[i], row, i == 0);
    }

  return (gsize) (out->p - (char *) out->array->data) > start;
}
