/* sluice-schema-inference.c: the schema that files look like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-schema-inference.h"

#include <string.h>

#include "formats/sluice-csv-parser.h"
#include "formats/sluice-infer.h"
#include "formats/sluice-json-tape.h"
#include "formats/sluice-reader.h"
#include "sources/sluice-file-options.h"
#include "sources/sluice-source.h"

/* Enough to see every column that isn't rare, and quick enough to wait for. */
#define MAX_FILES 16
#define MAX_BYTES_OF_FILE (1024 * 1024)
#define MAX_RECORDS_OF_FILE 10000

typedef struct
{
  SluiceFormat format;
  SluiceFormatOptions *options;
  const SluiceSettings *settings;
  SluiceArena *arena;
  SluiceJsonTape tape;
  SluiceCsvParser parser;

  SluiceType *type;  /* JSON: what the records so far merge to */
  GPtrArray *types;  /* CSV: of the columns so far */
  GPtrArray *header; /* CSV: the names that the first file has */
  gboolean header_due;
  guint n_records; /* of the file */
  guint n_malformed;
} Inference;

const char *
sluice_format_of_path (const char *path)
{
  static const struct
  {
    const char *suffix;
    const char *format;
  } formats[] = {
    { ".json", "json" }, { ".jsonl", "json" }, { ".ndjson", "json" }, { ".csv", "csv" },
    { ".tsv", "csv" },   { ".txt", "text" },   { ".log", "text" },    { ".text", "text" },
  };
  static const char *const packed[] = { ".gz", ".zst", ".bz2" };
  g_autofree char *name = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (packed); i++)
    if (g_str_has_suffix (name, packed[i]))
      name[strlen (name) - strlen (packed[i])] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (name, formats[i].suffix))
      return formats[i].format;

  return NULL;
}

/* A line may be a list of objects, each of which is a record. */
static gboolean
take_json (Inference *self, const SluiceString *text, GError **error)
{
  g_autoptr (SluiceType) value = NULL;
  g_autoptr (SluiceType) before = NULL;
  const SluiceType *record;
  SluiceJsonStatus status
    = sluice_json_tape_read (&self->tape, text->data, text->length, self->options, 0, NULL);

  if (status == SLUICE_JSON_EMPTY)
    return TRUE;
  self->n_records++;
  if (status == SLUICE_JSON_OK)
    {
      value = sluice_infer_json_value (self->arena, self->options, self->settings, &self->tape, error);
      if (value == NULL)
        return FALSE;
    }
  record = value != NULL && value->id == SLUICE_TYPE_ARRAY ? value->fields[0].type : value;
  if (record == NULL || record->id != SLUICE_TYPE_STRUCT)
    {
      self->n_malformed++;
      return TRUE;
    }

  before = self->type;
  self->type = before != NULL ? sluice_infer_merge (self->settings, before, record, SLUICE_TYPE_STRING)
                              : sluice_type_ref (record);

  return TRUE;
}

static void
keep_header (Inference *self)
{
  self->header_due = FALSE;
  if (self->header != NULL)
    return;

  self->header = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->parser.fields->len; i++)
    {
      const SluiceCsvField *field = &g_array_index (self->parser.fields, SluiceCsvField, i);

      g_ptr_array_add (self->header, g_strndup (self->parser.text->str + field->offset, field->length));
    }
}

/* A line, or with `multiLine` a whole file. */
static void
take_csv (Inference *self, const SluiceString *text)
{
  const char *raw;
  gsize length;

  sluice_csv_parser_start (&self->parser, text->data, text->length);
  while (self->n_records < MAX_RECORDS_OF_FILE
         && sluice_csv_parser_read (&self->parser, &raw, &length) == SLUICE_CSV_RECORD)
    {
      if (self->header_due)
        {
          keep_header (self);
          continue;
        }
      self->n_records++;
      sluice_infer_csv_columns (self->options, self->settings, &self->parser, self->types);
    }
}

static gboolean
take_texts (SluiceBatch *batch, gpointer user_data, GError **error)
{
  Inference *self = user_data;

  for (guint32 i = 0; i < batch->n_rows && self->n_records < MAX_RECORDS_OF_FILE; i++)
    {
      const SluiceString *text = &batch->columns[0]->string[i];

      if (self->format == SLUICE_FORMAT_CSV)
        take_csv (self, text);
      else if (!take_json (self, text, error))
        return FALSE;
      sluice_arena_reset (self->arena);
    }

  /* No more of this file is wanted then. */
  return self->n_records < MAX_RECORDS_OF_FILE;
}

/* Of text files, which all have the same. */
static SluiceType *
text_schema (void)
{
  SluiceField field = { (char *) "value", (SluiceType *) sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, -1 };

  return sluice_type_struct (&field, 1);
}

/* Files are cut into records as the format has it, and not taken apart any further. */
static SluiceReader *
open_texts (const SluiceFormatOptions *options, const SluiceSettings *settings, GError **error)
{
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SluiceType) schema = text_schema ();

  if (options->multi_line)
    g_hash_table_insert (given, (gpointer) "wholetext", (gpointer) "true");
  else if (options->line_separator != NULL)
    g_hash_table_insert (given, (gpointer) "lineSep", options->line_separator);

  return sluice_reader_new ("text", schema, NULL, 1, given, settings, error);
}

static gboolean
take_file (Inference *self, SluiceReader *reader, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (SluiceScanner) scanner = sluice_scanner_new (reader);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GError) local_error = NULL;
  gint64 end = sluice_reader_is_splittable (reader, path) ? MAX_BYTES_OF_FILE : G_MAXINT64;
  guint64 sequence = 0;

  self->n_records = 0;
  self->header_due = self->options->header;
  if (sluice_scanner_scan_file (scanner, arena, path, 0, end, &sequence, take_texts, self, cancellable, &local_error)
      || local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Columns without a name, and those of a name that another has, are told apart by their place, as in Spark. */
static char *
name_of_column (Inference *self, guint index)
{
  const char *name = self->header != NULL && index < self->header->len ? self->header->pdata[index] : "";

  if (*name == '\0')
    return g_strdup_printf ("_c%u", index);
  for (guint i = 0; i < self->header->len; i++)
    if (i != index
        && (self->settings->case_sensitive ? strcmp (self->header->pdata[i], name) == 0
                                           : g_ascii_strcasecmp (self->header->pdata[i], name) == 0))
      return g_strdup_printf ("%s%u", name, index);

  return g_strdup (name);
}

/* As many columns as the longest record has; STRING where nothing was seen. */
static SluiceType *
finish_csv (Inference *self)
{
  guint n = MAX (self->types->len, self->header != NULL ? self->header->len : 0);
  g_autofree SluiceField *fields = g_new0 (SluiceField, n + 1);
  SluiceType *string = (SluiceType *) sluice_type_primitive (SLUICE_TYPE_STRING);
  SluiceType *schema;

  for (guint i = 0; i < n; i++)
    {
      SluiceType *type = i < self->types->len ? self->types->pdata[i] : string;

      fields[i].name = name_of_column (self, i);
      fields[i].type = type->id == SLUICE_TYPE_VOID || !self->options->infer_schema ? string : type;
      fields[i].nullable = TRUE;
      fields[i].watermark_delay_ms = -1;
    }
  schema = sluice_type_struct (fields, n);
  for (guint i = 0; i < n; i++)
    g_free (fields[i].name);

  return schema;
}

static SluiceType *
finish (Inference *self, const char *path, GError **error)
{
  if (self->format == SLUICE_FORMAT_CSV && (self->types->len > 0 || self->header != NULL))
    return finish_csv (self);
  if (self->format == SLUICE_FORMAT_JSON && self->type != NULL)
    return sluice_infer_finish (self->options, self->type);

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_MISSING, "UNABLE_TO_INFER_SCHEMA",
                    self->n_malformed > 0 ? "Unable to infer schema: the files of %s hold no JSON objects, one a line. "
                                            "Set multiLine where an object takes several lines"
                                          : "Unable to infer schema: the files of %s hold no records",
                    path);

  return NULL;
}

static gboolean
take_files (Inference *self, GArray *files, GCancellable *cancellable, GError **error)
{
  g_autoptr (SluiceReader) reader = open_texts (self->options, self->settings, error);
  guint n = MIN (files->len, MAX_FILES);

  if (reader == NULL)
    return FALSE;
  /* The oldest and the newest, and between them others at even distances. */
  for (guint i = 0; i < n; i++)
    {
      guint index = n > 1 ? (guint) ((guint64) i * (files->len - 1) / (n - 1)) : 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !take_file (self, reader, g_array_index (files, SluiceFileEntry, index).path, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static SluiceType *
infer (SluiceFormat           format,
       SluiceFormatOptions   *options,
       GArray                *files,
       const char            *path,
       const SluiceSettings  *settings,
       GCancellable          *cancellable,
       GError               **error)
{
  Inference self = { .format = format, .options = options, .settings = settings };
  SluiceType *schema = NULL;

  self.arena = sluice_arena_new ();
  self.types = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_type_unref);
  sluice_csv_parser_init (&self.parser, options);
  if (take_files (&self, files, cancellable, error))
    schema = finish (&self, path, error);

  sluice_csv_parser_clear (&self.parser);
  sluice_json_tape_clear (&self.tape);
  sluice_arena_unref (self.arena);
  g_ptr_array_unref (self.types);
  g_clear_pointer (&self.header, g_ptr_array_unref);
  sluice_type_unref (self.type);

  return schema;
}

SluiceType *
sluice_infer_schema (const char           *format,
                     const char           *path,
                     GHashTable           *options,
                     const SluiceSettings *settings,
                     GCancellable         *cancellable,
                     GError              **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autoptr (SluiceFormatOptions) parsed = NULL;
  g_autoptr (SluiceFileListing) listing = NULL;
  SluiceFileOptions file_options = { 0 };
  SluiceType *schema = NULL;
  SluiceFormat which;
  gboolean changed;

  if (!sluice_format_from_name (format, &which))
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "The columns of the format “%s” can't be inferred", format);
      return NULL;
    }
  parsed = sluice_format_options_new (which, options, settings, FALSE, error);
  if (parsed == NULL)
    return NULL;

  if (sluice_file_options_read (&file_options, options, absolute, settings, FALSE, error))
    {
      listing = sluice_file_listing_new (absolute, &file_options.filter);
      if (which == SLUICE_FORMAT_TEXT)
        schema = text_schema ();
      else if (sluice_file_listing_update (listing, &changed, error))
        schema = infer (which, parsed, sluice_file_listing_get (listing), path, settings, cancellable, error);
    }
  sluice_file_options_clear (&file_options);

  return schema;
}
