/* sluice-reader.c: from the bytes of files to columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-reader.h"

#include <string.h>

#include "formats/sluice-reader-private.h"
#include "formats/sluice-scan-simd.h"

/* How many rows a batch makes room for before it has seen any: a short file should cost little. */
#define BYTES_PER_ROW_GUESS 32

SLUICE_DEFINE_ERROR_DOMAIN (sluice_format_error)

static const char *const format_names[] = { "JSON", "CSV", "Text", "XML" };

static gboolean
is_supported (SluiceFormat format, const SluiceType *type)
{
  switch (type->id)
    {
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      return FALSE;
    case SLUICE_TYPE_VOID:
      return format == SLUICE_FORMAT_JSON;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
    case SLUICE_TYPE_STRUCT:
      if (format != SLUICE_FORMAT_JSON)
        return FALSE;
      for (guint i = 0; i < type->n_fields; i++)
        if (!is_supported (format, type->fields[i].type))
          return FALSE;
      return TRUE;
    default:
      return format != SLUICE_FORMAT_TEXT || type->id == SLUICE_TYPE_STRING;
    }
}

/* Where each record is one VARIANT, there is nothing else but perhaps the corrupt record's text. */
static gboolean
check_single_variant (const SluiceReader *self, GError **error)
{
  const SluiceType *schema = self->file_schema;
  guint n_others = self->file_corrupt != SLUICE_NO_COLUMN;
  g_autofree char *sql = NULL;

  if (self->options->single_variant == NULL)
    return TRUE;
  for (guint i = 0; i < schema->n_fields && schema->n_fields == n_others + 1; i++)
    if (i != self->file_corrupt && schema->fields[i].type->id == SLUICE_TYPE_VARIANT)
      return TRUE;

  sql = sluice_type_to_sql (schema);
  sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA, "INVALID_SINGLE_VARIANT_COLUMN",
                    "User specified schema \"%s\" is invalid when the `singleVariantColumn` option is enabled. "
                    "The schema must either be a variant field, or a variant field plus a corrupt column field.",
                    sql);

  return FALSE;
}

gboolean
sluice_format_check_schema (SluiceFormat format, const SluiceType *schema, GError **error)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if (!is_supported (format, schema->fields[i].type))
      {
        g_autofree char *type = sluice_type_to_sql (schema->fields[i].type);

        sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA,
                          "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
                          "The %s datasource doesn't support the column `%s` of the type \"%s\".",
                          format_names[format], schema->fields[i].name, type);
        return FALSE;
      }

  if (format == SLUICE_FORMAT_TEXT && schema->n_fields != 1)
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA, "_LEGACY_ERROR_TEMP_1290",
                        "Text data source supports only a single column, and you have %u columns.",
                        schema->n_fields);
      return FALSE;
    }

  return TRUE;
}

static guint
find_exact (const SluiceType *schema, const char *name)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if (strcmp (schema->fields[i].name, name) == 0)
      return i;

  return SLUICE_NO_COLUMN;
}

static gboolean
check_corrupt_column (const SluiceReader *self, GError **error)
{
  const SluiceField *field;

  if (self->file_corrupt == SLUICE_NO_COLUMN)
    return TRUE;

  field = &self->file_schema->fields[self->file_corrupt];
  if (field->type->id != SLUICE_TYPE_STRING)
    {
      g_autofree char *type = sluice_type_to_sql (field->type);

      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA,
                        "INVALID_CORRUPT_RECORD_TYPE",
                        "The column `%s` for corrupt records must have the nullable STRING type, but got "
                        "\"%s\".",
                        field->name, type);
      return FALSE;
    }
  if (self->schema->n_fields == 1 && self->corrupt == 0)
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA,
                        "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN",
                        "The feature is not supported: Queries from raw JSON/CSV/XML files are disallowed "
                        "when the referenced columns only include the internal corrupt record column (named "
                        "`%s`).",
                        field->name);
      return FALSE;
    }

  return TRUE;
}

SluiceReader *
sluice_reader_new_unchecked (const SluiceType     *schema,
                             const guint          *columns,
                             guint                 n_columns,
                             SluiceFormatOptions  *options,
                             const SluiceSettings *settings)
{
  SluiceReader *self = g_new0 (SluiceReader, 1);
  g_autofree SluiceField *fields = NULL;

  g_atomic_ref_count_init (&self->ref_count);
  self->options = options;
  self->settings = sluice_settings_ref ((SluiceSettings *) settings);
  self->batch_rows = sluice_batch_default_rows ();
  /* Reading makes everything nullable, inside nested types too [FIL-3]. */
  self->file_schema = sluice_type_as_nullable (schema);
  if (columns == NULL)
    n_columns = schema->n_fields;
  self->columns = g_new (guint, MAX (n_columns, 1));
  fields = g_new (SluiceField, MAX (n_columns, 1));
  for (guint i = 0; i < n_columns; i++)
    {
      self->columns[i] = columns != NULL ? columns[i] : i;
      fields[i] = self->file_schema->fields[self->columns[i]];
    }
  self->schema = sluice_type_struct (fields, n_columns);

  self->corrupt = self->file_corrupt = SLUICE_NO_COLUMN;
  if (options->format != SLUICE_FORMAT_TEXT)
    {
      self->file_corrupt = find_exact (self->file_schema, options->corrupt_name);
      self->corrupt = find_exact (self->schema, options->corrupt_name);
    }

  return self;
}

SluiceReader *
sluice_reader_new (const char           *format,
                   const SluiceType     *schema,
                   const guint          *columns,
                   guint                 n_columns,
                   GHashTable           *options,
                   const SluiceSettings *settings,
                   GError              **error)
{
  g_autoptr (SluiceReader) self = NULL;
  SluiceFormatOptions *checked;
  SluiceFormat id;

  if (!sluice_format_from_name (format, &id))
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_OPTION, "DATA_SOURCE_NOT_FOUND",
                        "Failed to find the data source: %s.", format);
      return NULL;
    }
  if (!sluice_format_check_schema (id, schema, error))
    return NULL;
  checked = sluice_format_options_new (id, options, settings, FALSE, error);
  if (checked == NULL)
    return NULL;
  self = sluice_reader_new_unchecked (schema, columns, n_columns, checked, settings);
  if (!check_corrupt_column (self, error) || !check_single_variant (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

SluiceReader *
sluice_reader_ref (SluiceReader *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_reader_unref (SluiceReader *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  sluice_format_options_free (self->options);
  sluice_settings_unref (self->settings);
  sluice_type_unref (self->file_schema);
  sluice_type_unref (self->schema);
  g_free (self->columns);
  g_free (self);
}

const SluiceType *
sluice_reader_schema (const SluiceReader *self)
{
  return self->schema;
}

SluiceScanner *
sluice_scanner_new (SluiceReader *reader)
{
  SluiceScanner *self = g_new0 (SluiceScanner, 1);

  self->reader = sluice_reader_ref (reader);
  sluice_column_builder_init (&self->rows, reader->schema);
  if (reader->options->format == SLUICE_FORMAT_JSON)
    self->json = sluice_json_scanner_new (reader);
  else if (reader->options->format == SLUICE_FORMAT_CSV)
    self->csv = sluice_csv_scanner_new (reader);

  return self;
}

void
sluice_scanner_free (SluiceScanner *self)
{
  if (self == NULL)
    return;

  sluice_json_scanner_free (self->json);
  sluice_csv_scanner_free (self->csv);
  sluice_column_builder_clear (&self->rows);
  sluice_arena_unref (self->own_arena);
  sluice_reader_unref (self->reader);
  g_free (self);
}

void
sluice_scanner_statistics (const SluiceScanner *self, SluiceScanStatistics *statistics)
{
  *statistics = self->statistics;
}

void
sluice_scanner_begin_row (SluiceScanner *self)
{
  gsize guess;

  if (G_LIKELY (self->started))
    return;

  guess = self->length / BYTES_PER_ROW_GUESS + 16;
  sluice_column_builder_start (&self->rows, self->arena, (guint32) MIN (guess, self->reader->batch_rows));
  self->started = TRUE;
}

/* Gives the arena back to its beginning, or takes another when somebody keeps a batch that lies in it. */
static void
recycle_arena (SluiceScanner *self)
{
  if (!sluice_arena_is_shared (self->arena))
    {
      sluice_arena_reset (self->arena);
      return;
    }

  if (self->block != NULL)
    sluice_arena_keep (self->arena, g_atomic_rc_box_acquire (self->block), g_atomic_rc_box_release);
  if (self->arena == self->own_arena)
    sluice_arena_unref (self->own_arena);
  self->own_arena = sluice_arena_new ();
  self->arena = self->own_arena;
}

gboolean
sluice_scanner_flush (SluiceScanner *self, GError **error)
{
  SluiceColumn *rows;
  SluiceBatch *batch;
  guint32 n = self->rows.length;
  gboolean go_on;

  if (!self->started)
    return TRUE;

  self->started = FALSE;
  if (n == 0)
    return TRUE;

  rows = sluice_column_builder_finish (&self->rows);
  batch = sluice_batch_new (self->arena, self->reader->schema, rows->children, n);
  batch->sequence = *self->sequence;
  *self->sequence += n;
  self->statistics.n_rows += n;
  go_on = self->func (batch, self->user_data, error);
  sluice_batch_unref (batch);
  if (self->recycle)
    recycle_arena (self);

  return go_on;
}

gboolean
sluice_scanner_end_row (SluiceScanner *self, GError **error)
{
  self->rows.length++;
  /* Nobody takes batches from a function over a column: it has as many rows as its column. */
  if (G_LIKELY (self->rows.length < self->reader->batch_rows) || self->func == NULL)
    return TRUE;

  return sluice_scanner_flush (self, error);
}

void
sluice_scanner_append_corrupt (SluiceScanner *self, const char *raw, gsize length)
{
  SluiceColumnBuilder *column;

  if (self->reader->corrupt == SLUICE_NO_COLUMN)
    return;

  column = &self->rows.children[self->reader->corrupt];
  if (raw == NULL)
    sluice_column_builder_append_null (column);
  else
    {
      guint32 row = sluice_column_builder_reserve (column);

      column->column->string[row] = sluice_string (raw, length);
    }
}

static guint
line_of (const SluiceScanner *self, const char *position)
{
  guint line;

  if (self->origin->first_line == 0 || position < self->data || position > self->data + self->length)
    return 0;

  line = (guint) self->origin->first_line;
  for (const char *p = self->data; p < position;)
    {
      p = sluice_find_line_end (p, position);
      if (p < position)
        {
          line++;
          p += *p == '\r' && p + 1 < position && p[1] == '\n' ? 2 : 1;
        }
    }

  return line;
}

void
sluice_scanner_watch_malformed (SluiceScanner *self, SluiceMalformedFunc func, gpointer user_data)
{
  self->malformed = func;
  self->malformed_data = user_data;
}

static void
show_malformed (const SluiceScanner *self, const char *raw, const SluiceFailure *failure)
{
  const char *end = self->data + self->length;
  gboolean inside = raw >= self->data && raw <= end;

  self->malformed (inside ? raw : "", inside ? (gsize) (sluice_find_line_end (raw, end) - raw) : 0,
                   self->origin->file, failure->message, self->malformed_data);
}

gboolean
sluice_scanner_malformed (SluiceScanner       *self,
                          const char          *raw,
                          const SluiceFailure *failure,
                          gboolean            *keep,
                          GError             **error)
{
  g_autoptr (GError) problem = NULL;

  self->statistics.n_corrupt++;
  if (G_UNLIKELY (self->malformed != NULL))
    show_malformed (self, raw, failure);
  *keep = self->reader->options->mode == SLUICE_PARSE_PERMISSIVE;
  if (self->reader->options->mode != SLUICE_PARSE_FAIL_FAST)
    return TRUE;

  sluice_failure_to_error (failure, &problem);
  if (self->origin->file != NULL)
    sluice_error_set_file (problem, self->origin->file, line_of (self, raw));
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

void
sluice_set_io_error (GError **error, const char *path, int saved_errno, const char *what)
{
  sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_IO, "FAILED_READ_FILE.NO_HINT",
                    "Error while reading file %s: %s", path, what != NULL ? what : g_strerror (saved_errno));
  if (error != NULL)
    sluice_error_set_file (*error, path, 0);
}

void
sluice_failure_to_error (const SluiceFailure *self, GError **error)
{
  sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_MALFORMED,
                    self->condition != NULL ? self->condition
                                               : "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                    "Malformed records are detected in record parsing: %s Parse Mode: FAILFAST. To process "
                    "malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.",
                    self->message != NULL ? self->message : "");
}

void
sluice_failure_clear (SluiceFailure *self)
{
  g_clear_pointer (&self->message, g_free);
  self->condition = NULL;
}

void
sluice_failure_set (SluiceFailure *self, const char *condition, const char *format, ...)
{
  va_list args;

  if (self->message != NULL)
    return;

  self->condition = condition;
  va_start (args, format);
  self->message = g_strdup_vprintf (format, args);
  va_end (args);
}

const char *
sluice_next_record (const SluiceFormatOptions *options,
                    const char                *p,
                    const char                *end,
                    const char               **next)
{
  const char *stop;

  if (options->line_separator != NULL)
    {
      stop = memmem (p, end - p, options->line_separator, options->line_separator_length);
      *next = stop != NULL ? stop + options->line_separator_length : end;
      return stop != NULL ? stop : end;
    }

  stop = sluice_find_line_end (p, end);
  *next = stop;
  if (stop < end)
    *next += *stop == '\r' && stop + 1 < end && stop[1] == '\n' ? 2 : 1;

  return stop;
}

gboolean
sluice_scanner_scan (SluiceScanner          *self,
                     SluiceArena            *arena,
                     const char             *data,
                     gsize                   length,
                     const SluiceScanOrigin *origin,
                     guint64                *sequence,
                     SluiceBatchFunc         func,
                     gpointer                user_data,
                     GError                **error)
{
  gboolean good;

  self->arena = arena;
  self->func = func;
  self->user_data = user_data;
  self->sequence = sequence;
  self->origin = origin;
  self->data = data;
  self->length = length;
  if (origin->first_block)
    {
      self->header_pending = self->reader->options->header;
      if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
        {
          self->data += 3;
          self->length -= 3;
        }
    }

  switch (self->reader->options->format)
    {
    case SLUICE_FORMAT_JSON:
      good = sluice_json_scan (self, error);
      break;
    case SLUICE_FORMAT_CSV:
      good = sluice_csv_scan (self, error);
      break;
    default:
      good = sluice_text_scan (self, error);
      break;
    }

  /* Rows of a block that failed are lost with it: the batch fails as a whole. */
  if (good)
    good = sluice_scanner_flush (self, error);
  self->started = FALSE;

  return good;
}

gboolean
sluice_text_scan (SluiceScanner *self, GError **error)
{
  const SluiceFormatOptions *options = self->reader->options;
  const char *p = self->data;
  const char *end = p + self->length;
  /* Without a wanted column only the number of lines counts. */
  SluiceColumnBuilder *column = self->rows.n_children > 0 ? &self->rows.children[0] : NULL;

  while (p < end)
    {
      const char *next = end;
      const char *stop = options->whole_text ? end : sluice_next_record (options, p, end, &next);

      sluice_scanner_begin_row (self);
      if (column != NULL)
        {
          guint32 row = sluice_column_builder_reserve (column);

          column->column->string[row] = sluice_string (p, stop - p);
        }
      if (!sluice_scanner_end_row (self, error))
        return FALSE;
      p = next;
    }

  return TRUE;
}
