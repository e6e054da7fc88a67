/* sluice-writer.c: from columns to the bytes of files.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-writer.h"

#include <string.h>

#include "formats/sluice-compress.h"
#include "formats/sluice-csv-writer.h"
#include "formats/sluice-json-writer.h"
#include "formats/sluice-reader.h"

struct _SluiceWriter
{
  gatomicrefcount ref_count;
  SluiceFormatOptions *options;
  SluiceType *schema;
  char *extension;
  SluiceJsonStyle json;
  GPtrArray *keys;
};

SluiceWriter *
sluice_writer_new (const char           *format,
                   const SluiceType     *schema,
                   GHashTable           *options,
                   const SluiceSettings *settings,
                   GError              **error)
{
  static const char *const extensions[] = { ".json", ".csv", ".txt" };
  static const char *const compressions[] = { "", ".gz", ".zst", ".deflate" };
  g_autoptr (SluiceWriter) self = g_new0 (SluiceWriter, 1);
  SluiceFormat id;

  g_atomic_ref_count_init (&self->ref_count);
  if (!sluice_format_from_name (format, &id))
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_OPTION, "DATA_SOURCE_NOT_FOUND",
                        "Failed to find the data source: %s.", format);
      return NULL;
    }
  if (id == SLUICE_FORMAT_CSV)
    for (guint i = 0; i < schema->n_fields; i++)
      if (schema->fields[i].type->id == SLUICE_TYPE_VARIANT)
        {
          sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA,
                            "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
                            "The CSV datasource doesn't support the column `%s` of the type \"VARIANT\".",
                            schema->fields[i].name);
          return NULL;
        }
  if (!sluice_format_check_schema (id, schema, error))
    return NULL;
  self->options = sluice_format_options_new (id, options, settings, TRUE, error);
  if (self->options == NULL)
    return NULL;

  self->schema = sluice_type_ref (schema);
  self->extension = g_strconcat (extensions[id], compressions[self->options->compression], NULL);
  self->json = sluice_json_style (self->options);
  self->keys = sluice_json_keys (&self->json, schema);

  return g_steal_pointer (&self);
}

SluiceWriter *
sluice_writer_ref (SluiceWriter *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_writer_unref (SluiceWriter *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  sluice_format_options_free (self->options);
  sluice_type_unref (self->schema);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self->extension);
  g_free (self);
}

const char *
sluice_writer_extension (const SluiceWriter *self)
{
  return self->extension;
}

void
sluice_writer_append_header (const SluiceWriter *self, GByteArray *out)
{
  SluiceOutput output;

  if (self->options->format != SLUICE_FORMAT_CSV || !self->options->header)
    return;

  sluice_output_open (&output, out);
  sluice_output_csv_header (&output, self->options, self->schema);
  sluice_output_close (&output);
}

static void
append_text (const SluiceWriter *self, const SluiceColumn *column, guint32 row, SluiceOutput *out)
{
  const SluiceString *value;

  if (sluice_column_is_null (column, row))
    return;
  value = sluice_column_value (column, row);
  sluice_output_bytes (out, value->data, value->length);
}

gboolean
sluice_writer_append (const SluiceWriter *self, SluiceBatch *batch, GByteArray *out, GError **error)
{
  const SluiceFormatOptions *options = self->options;
  const char *separator = options->line_separator != NULL ? options->line_separator : "\n";
  gsize separator_length = strlen (separator);
  SluiceOutput output;

  sluice_output_open (&output, out);
  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);

      switch (options->format)
        {
        case SLUICE_FORMAT_JSON:
          sluice_output_json_object (&output, &self->json, self->schema,
                                     (GString *const *) (gpointer) self->keys->pdata, batch->columns, row, 0);
          break;
        case SLUICE_FORMAT_CSV:
          /* A row without a byte isn't written at all, as in Spark. */
          if (!sluice_output_csv_row (&output, options, &self->json.text, batch->columns,
                                      batch->n_columns, row))
            continue;
          break;
        case SLUICE_FORMAT_TEXT:
        default:
          append_text (self, batch->columns[0], row, &output);
          break;
        }
      sluice_output_bytes (&output, separator, separator_length);
    }
  sluice_output_close (&output);

  return TRUE;
}

GBytes *
sluice_writer_finish_file (const SluiceWriter *self, GByteArray *plain)
{
  g_autoptr (GBytes) encoded = NULL;

  encoded = sluice_encode_charset (plain, self->options->encoding);

  return sluice_compress (encoded, self->options->compression);
}
