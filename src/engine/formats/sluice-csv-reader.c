/* sluice-csv-reader.c: CSV records to rows: conversion, lines, modes, headers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-csv-reader.h"

#include <math.h>

#include "formats/sluice-text-value.h"
#include "formats/sluice-utf8.h"
#include "formats/sluice-variant-parse.h"

/* The most of a record that a message shows. */
#define MAX_SHOWN 1000

SluiceCsvScanner *
sluice_csv_scanner_new (const SluiceReader *reader)
{
  SluiceCsvScanner *self = g_new0 (SluiceCsvScanner, 1);
  const SluiceFormatOptions *options = reader->options;
  guint n_wanted = reader->schema->n_fields - (reader->corrupt != SLUICE_NO_COLUMN);

  sluice_csv_parser_init (&self->parser, options);
  self->n_fields = reader->file_schema->n_fields - (reader->file_corrupt != SLUICE_NO_COLUMN);
  self->targets = g_new (guint, MAX (self->n_fields, 1));
  for (guint i = 0; i < self->n_fields; i++)
    self->targets[i] = SLUICE_NO_COLUMN;
  for (guint i = 0; i < reader->schema->n_fields; i++)
    {
      guint field = reader->columns[i];

      if (i == reader->corrupt)
        continue;
      /* The corrupt record's column isn't in the file. */
      if (reader->file_corrupt != SLUICE_NO_COLUMN && field > reader->file_corrupt)
        field--;
      self->targets[field] = i;
    }
  /* Spark's parser of fewer columns than there are doesn't see how many there are. */
  self->check_count = n_wanted == self->n_fields || reader->corrupt != SLUICE_NO_COLUMN
                      || !options->column_pruning;
  self->null_is_empty = options->null_value[0] == '\0';
  self->null_length = strlen (options->null_value);
  sluice_csv_fast_init (self, options);
  for (guint i = 0; i < reader->schema->n_fields && self->variants == NULL; i++)
    if (reader->schema->fields[i].type->id == SLUICE_TYPE_VARIANT)
      {
        self->variants = g_new (SluiceVariantBuilder, 1);
        sluice_variant_builder_init (self->variants);
        self->stages = g_byte_array_new ();
        self->fast = FALSE;
      }

  return self;
}

void
sluice_csv_scanner_free (SluiceCsvScanner *self)
{
  if (self == NULL)
    return;

  sluice_csv_parser_clear (&self->parser);
  if (self->variants != NULL)
    sluice_variant_builder_clear (self->variants);
  g_free (self->variants);
  g_clear_pointer (&self->stages, g_byte_array_unref);
  g_clear_pointer (&self->header, g_ptr_array_unref);
  g_free (self->targets);
  g_free (self);
}

static gboolean
is_word (const char *text, gsize length, const char *word)
{
  return strlen (word) == length && memcmp (text, word, length) == 0;
}

static gboolean
to_real (const SluiceFormatOptions *options, const char *text, gsize length, double *value)
{
  /* The words are looked for only where a number can't begin, unless one of them is a number itself. */
  if (length > 0 && g_ascii_isdigit (*text) && !g_ascii_isdigit (options->nan_value[0])
      && !g_ascii_isdigit (options->negative_infinity[0]) && !g_ascii_isdigit (options->positive_infinity[0]))
    return sluice_text_to_double (text, length, value);

  if (is_word (text, length, options->nan_value))
    *value = NAN;
  else if (is_word (text, length, options->negative_infinity))
    *value = -INFINITY;
  else if (is_word (text, length, options->positive_infinity))
    *value = INFINITY;
  else
    return sluice_text_to_double (text, length, value);

  return TRUE;
}

static gboolean
to_boolean (const char *text, gsize length, gboolean *value)
{
  *value = length == 4 && g_ascii_strncasecmp (text, "true", 4) == 0;

  return *value || (length == 5 && g_ascii_strncasecmp (text, "false", 5) == 0);
}

#define APPEND(member, x) SLUICE_COLUMN_BUILDER_APPEND (builder, member, x)

gboolean
sluice_csv_append (SluiceScanner       *scanner,
                   SluiceColumnBuilder *builder,
                   const char          *text,
                   gsize                length,
                   const char         **condition)
{
  const SluiceFormatOptions *options = scanner->reader->options;
  gint64 number;
  double real;
  gboolean truth;
  gint32 days;
  SluiceInt128 decimal;

  *condition = NULL;
  if (length == scanner->csv->null_length && memcmp (text, options->null_value, length) == 0)
    {
      sluice_column_builder_append_null (builder);
      return TRUE;
    }

  switch (builder->type->id)
    {
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      APPEND (string, sluice_string (text, length));
      return TRUE;
    case SLUICE_TYPE_BOOLEAN:
      if (!to_boolean (text, length, &truth))
        return FALSE;
      APPEND (boolean, (guint8) truth);
      return TRUE;
    case SLUICE_TYPE_BYTE:
      if (!sluice_text_to_integer (text, length, G_MININT8, G_MAXINT8, &number))
        return FALSE;
      APPEND (i8, (gint8) number);
      return TRUE;
    case SLUICE_TYPE_SHORT:
      if (!sluice_text_to_integer (text, length, G_MININT16, G_MAXINT16, &number))
        return FALSE;
      APPEND (i16, (gint16) number);
      return TRUE;
    case SLUICE_TYPE_INT:
      if (!sluice_text_to_integer (text, length, G_MININT32, G_MAXINT32, &number))
        return FALSE;
      APPEND (i32, (gint32) number);
      return TRUE;
    case SLUICE_TYPE_BIGINT:
      if (!sluice_text_to_integer (text, length, G_MININT64, G_MAXINT64, &number))
        return FALSE;
      APPEND (i64, number);
      return TRUE;
    case SLUICE_TYPE_FLOAT:
      if (!to_real (options, text, length, &real))
        return FALSE;
      APPEND (f32, (float) real);
      return TRUE;
    case SLUICE_TYPE_DOUBLE:
      if (!to_real (options, text, length, &real))
        return FALSE;
      APPEND (f64, real);
      return TRUE;
    case SLUICE_TYPE_DECIMAL:
      {
        gboolean overflow;

        if (!sluice_text_to_decimal (&options->symbols, builder->type, text, length, &decimal, &overflow))
          {
            *condition = overflow ? "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION" : NULL;
            return FALSE;
          }
        APPEND (i128, decimal);
        return TRUE;
      }
    case SLUICE_TYPE_DATE:
      if (!sluice_text_to_date (options, text, length, FALSE, &days))
        return FALSE;
      APPEND (i32, days);
      return TRUE;
    case SLUICE_TYPE_TIMESTAMP:
      *condition = "CAST_INVALID_INPUT";
      if (!sluice_text_to_timestamp (options, text, length, &number))
        return FALSE;
      APPEND (i64, number);
      return TRUE;
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      *condition = "INTERNAL_ERROR";
      if (!sluice_text_to_timestamp_ntz (options, text, length, &number))
        return FALSE;
      APPEND (i64, number);
      return TRUE;
    case SLUICE_TYPE_TIME:
      *condition = "CAST_INVALID_INPUT";
      if (!sluice_text_to_time (options, builder->type, text, length, &number))
        return FALSE;
      APPEND (i64, number);
      return TRUE;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      *condition = builder->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                       ? "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING"
                       : "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE";
      if (!sluice_text_to_interval (scanner->arena, scanner->reader->settings, builder->type, text, length,
                                    &number))
        return FALSE;
      if (builder->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
        APPEND (i32, (gint32) number);
      else
        APPEND (i64, number);
      return TRUE;
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      sluice_text_append_calendar_interval (builder, text, length);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Without the end of a line behind it, of which Spark knows three. */
static gsize
strip_line_end (const char *text, gsize length)
{
  if (length > 0 && text[length - 1] == '\f')
    return length - 1;
  if (length > 0 && text[length - 1] == '\n')
    return length > 1 && text[length - 2] == '\r' ? length - 2 : length - 1;

  return length;
}

/* The raw text of a record; what isn't proper UTF-8 was replaced when the line was decoded. */
static void
append_corrupt (SluiceScanner *scanner, const char *raw, gsize length)
{
  if (!sluice_utf8_is_strict (raw, length))
    raw = sluice_utf8_replace (scanner->arena, raw, length, &length);
  sluice_scanner_append_corrupt (scanner, raw, length);
}

/* What the values of a field looked like so far; with each file that begins anew. */
static guint8 *
stage_of (SluiceCsvScanner *self, guint index)
{
  guint length = self->stages->len;

  if (index >= length)
    {
      g_byte_array_set_size (self->stages, index + 1);
      memset (self->stages->data + length, 0, index + 1 - length);
    }

  return &self->stages->data[index];
}

static void
add_variant (SluiceScanner *scanner, guint index)
{
  SluiceCsvScanner *self = scanner->csv;
  const SluiceFormatOptions *options = scanner->reader->options;
  const SluiceCsvField *field = &g_array_index (self->parser.fields, SluiceCsvField, index);
  const char *text = field->length > 0 ? self->parser.text->str + field->offset : options->empty_value;
  gsize length = field->length > 0 ? field->length : strlen (options->empty_value);

  if (field->null || (length == self->null_length && memcmp (text, options->null_value, length) == 0))
    sluice_variant_builder_null (self->variants);
  else
    sluice_variant_builder_csv (self->variants, options, text, length, stage_of (self, index));
}

/* The record as one object, with names from the header or `_c0`, `_c1` … */
static gboolean
append_single (SluiceScanner *scanner, SluiceFailure *failure)
{
  SluiceCsvScanner *self = scanner->csv;
  guint n = self->parser.fields->len;
  SluiceVariantFrame frame;
  gboolean good;

  sluice_variant_builder_begin (self->variants);
  frame = sluice_variant_builder_open (self->variants);
  for (guint i = 0; i < n && (self->header == NULL || i < self->header->len); i++)
    {
      g_autofree char *name = self->header != NULL ? g_strdup (g_ptr_array_index (self->header, i))
                                                   : g_strdup_printf ("_c%u", i);

      sluice_variant_builder_member (self->variants, &frame, name, strlen (name));
      add_variant (scanner, i);
    }
  good = sluice_variant_builder_close_object (self->variants, &frame, NULL)
         && sluice_variant_builder_store (self->variants, &scanner->rows.children[self->targets[0]]);
  if (!good)
    sluice_column_builder_append_null (&scanner->rows.children[self->targets[0]]);
  if (good && (self->header == NULL || self->header->len == n))
    return TRUE;

  sluice_failure_set (failure, "MALFORMED_CSV_RECORD", "Malformed CSV record");

  return FALSE;
}

static void
keep_header (SluiceScanner *scanner)
{
  SluiceCsvScanner *self = scanner->csv;

  g_clear_pointer (&self->header, g_ptr_array_unref);
  self->header = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->parser.fields->len; i++)
    {
      const SluiceCsvField *field = &g_array_index (self->parser.fields, SluiceCsvField, i);

      g_ptr_array_add (self->header, g_strndup (self->parser.text->str + field->offset, field->length));
    }
}

static gboolean
append_field (SluiceScanner *scanner, guint index, SluiceColumnBuilder *builder, SluiceFailure *failure)
{
  const SluiceCsvParser *parser = &scanner->csv->parser;
  const SluiceCsvField *field = &g_array_index (parser->fields, SluiceCsvField, index);
  const SluiceFormatOptions *options = scanner->reader->options;
  const char *condition;
  gsize length;
  char *text;

  if (builder->type->id == SLUICE_TYPE_VARIANT)
    {
      sluice_variant_builder_begin (scanner->csv->variants);
      add_variant (scanner, index);
      return sluice_variant_builder_store (scanner->csv->variants, builder);
    }
  if (field->null)
    {
      sluice_column_builder_append_null (builder);
      return TRUE;
    }

  /* A value of no bytes stood in quotes: what that means is one of the options. */
  length = field->length > 0 ? field->length : strlen (options->empty_value);
  text = sluice_column_builder_text (scanner->arena, length);
  memcpy (text, field->length > 0 ? parser->text->str + field->offset : options->empty_value, length);
  if (sluice_csv_append (scanner, builder, text, length, &condition))
    return TRUE;

  if (options->mode == SLUICE_PARSE_FAIL_FAST)
    sluice_failure_set (failure, condition, "The value '%.*s' doesn't convert to the column's type.",
                        (int) MIN (length, MAX_SHOWN), text);
  else
    sluice_failure_set (failure, condition, "A value doesn't convert.");

  return FALSE;
}

/* Makes a row of the record that the parser has just read. */
static gboolean
append_record (SluiceScanner *scanner, const char *raw, gsize length, GError **error)
{
  SluiceCsvScanner *self = scanner->csv;
  guint n = self->parser.fields->len;
  SluiceFailure failure = { 0 };
  gboolean keep = TRUE;
  gboolean good = TRUE;

  sluice_scanner_begin_row (scanner);
  if (scanner->reader->options->single_variant != NULL)
    {
      if (self->targets[0] != SLUICE_NO_COLUMN)
        good = append_single (scanner, &failure);
    }
  else if (self->check_count && n != self->n_fields)
    {
      good = FALSE;
      sluice_failure_set (&failure, "MALFORMED_CSV_RECORD", "Malformed CSV record: %.*s",
                          (int) MIN (length, MAX_SHOWN), raw);
    }

  for (guint i = 0; i < self->n_fields && scanner->reader->options->single_variant == NULL; i++)
    {
      SluiceColumnBuilder *builder;

      if (self->targets[i] == SLUICE_NO_COLUMN)
        continue;
      builder = &scanner->rows.children[self->targets[i]];
      if (i >= n)
        sluice_column_builder_append_null (builder);
      else if (!append_field (scanner, i, builder, &failure))
        {
          sluice_column_builder_append_null (builder);
          good = FALSE;
        }
    }

  if (good)
    {
      sluice_scanner_append_corrupt (scanner, NULL, 0);
      return sluice_scanner_end_row (scanner, error);
    }

  good = sluice_scanner_malformed (scanner, raw, &failure, &keep, error);
  sluice_failure_clear (&failure);
  if (!good)
    return FALSE;
  if (!keep)
    {
      sluice_column_builder_truncate (&scanner->rows, scanner->rows.length);
      return TRUE;
    }
  append_corrupt (scanner, raw, length);

  return sluice_scanner_end_row (scanner, error);
}

/* A record that the parser itself gives up on fails the read in every mode, as in Spark. */
static gboolean
fail_record (SluiceScanner *scanner, SluiceCsvStatus status, const char *raw, gsize length, GError **error)
{
  const char *condition = status == SLUICE_CSV_TOO_LARGE ? "MALFORMED_CSV_RECORD" : NULL;

  sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_MALFORMED, condition, "%s: %.*s",
                    status == SLUICE_CSV_TOO_LARGE ? "Malformed CSV record"
                                                   : "Unescaped quote inside a quoted value",
                    (int) MIN (length, MAX_SHOWN), raw);
  if (error != NULL && scanner->origin->file != NULL)
    sluice_error_set_file (*error, scanner->origin->file, 0);

  return FALSE;
}

static gboolean
check_header (SluiceScanner *scanner, GError **error)
{
  const SluiceReader *reader = scanner->reader;
  const SluiceCsvParser *parser = &scanner->csv->parser;
  guint column = 0;
  gboolean same = parser->fields->len == scanner->csv->n_fields;

  if (reader->options->single_variant != NULL)
    keep_header (scanner);
  if (reader->options->enforce_schema || reader->options->single_variant != NULL)
    return TRUE;

  for (guint i = 0; same && i < reader->file_schema->n_fields; i++)
    {
      const SluiceCsvField *field;
      const char *name = reader->file_schema->fields[i].name;
      g_autofree char *header = NULL;

      if (i == reader->file_corrupt)
        continue;
      field = &g_array_index (parser->fields, SluiceCsvField, column++);
      header = g_strndup (parser->text->str + field->offset, field->length);
      same = reader->settings->case_sensitive ? strcmp (header, name) == 0
                                              : g_ascii_strcasecmp (header, name) == 0;
    }
  if (same)
    return TRUE;

  sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA, "_LEGACY_ERROR_TEMP_3241",
                    "CSV header does not conform to the schema.");
  if (error != NULL && scanner->origin->file != NULL)
    sluice_error_set_file (*error, scanner->origin->file, 1);

  return FALSE;
}

gboolean
sluice_csv_line_is_void (const SluiceFormatOptions *options, const char *line, gsize length)
{
  if (sluice_csv_is_comment (options, line, length))
    return TRUE;
  for (gsize i = 0; i < length; i++)
    if ((guchar) line[i] > ' ')
      return FALSE;

  return TRUE;
}

gboolean
sluice_csv_read_line (SluiceScanner *scanner, const char *line, gsize length, GError **error)
{
  SluiceCsvParser *parser = &scanner->csv->parser;
  SluiceCsvStatus status;
  const char *raw;
  gsize raw_length;

  if (sluice_csv_line_is_void (scanner->reader->options, line, length))
    return TRUE;

  sluice_csv_parser_start (parser, line, length);
  status = sluice_csv_parser_read (parser, &raw, &raw_length);
  if (status == SLUICE_CSV_NONE)
    return TRUE;
  if (status != SLUICE_CSV_RECORD)
    return fail_record (scanner, status, line, length, error);
  if (scanner->header_pending)
    {
      scanner->header_pending = FALSE;
      return check_header (scanner, error);
    }

  return append_record (scanner, line, length, error);
}

gboolean
sluice_csv_read_value (SluiceScanner *scanner, const char *text, gsize length, GError **error)
{
  SluiceCsvParser *parser = &scanner->csv->parser;
  SluiceFailure failure = { 0 };
  SluiceCsvStatus status;
  gboolean keep, go_on;
  const char *raw;
  gsize raw_length;

  sluice_csv_parser_start (parser, text, length);
  status = sluice_csv_parser_read (parser, &raw, &raw_length);
  if (status == SLUICE_CSV_RECORD && scanner->csv->n_fields > 0)
    return append_record (scanner, text, strip_line_end (text, length), error);
  if (status != SLUICE_CSV_RECORD && status != SLUICE_CSV_NONE)
    return fail_record (scanner, status, text, length, error);

  /* There is no record: a row of nulls, of which not even the text is told. Where no values are wanted
   * none are looked at. */
  if (scanner->csv->n_fields > 0)
    {
      sluice_failure_set (&failure, "MALFORMED_CSV_RECORD", "Malformed CSV record: ");
      go_on = sluice_scanner_malformed (scanner, text, &failure, &keep, error);
      sluice_failure_clear (&failure);
      if (!go_on)
        return FALSE;
    }
  for (guint i = 0; i < scanner->rows.n_children; i++)
    sluice_column_builder_append_null (&scanner->rows.children[i]);
  sluice_column_builder_reserve (&scanner->rows);

  return TRUE;
}

static gboolean
scan_file_at_once (SluiceScanner *scanner, GError **error)
{
  SluiceCsvParser *parser = &scanner->csv->parser;
  SluiceCsvStatus status;
  const char *raw;
  gsize length;

  sluice_csv_parser_start (parser, scanner->data, scanner->length);
  while ((status = sluice_csv_parser_read (parser, &raw, &length)) == SLUICE_CSV_RECORD)
    {
      if (scanner->header_pending)
        {
          scanner->header_pending = FALSE;
          if (!check_header (scanner, error))
            return FALSE;
        }
      else if (!append_record (scanner, raw, length, error))
        return FALSE;
    }

  return status == SLUICE_CSV_NONE || fail_record (scanner, status, raw, length, error);
}

gboolean
sluice_csv_scan (SluiceScanner *scanner, GError **error)
{
  const SluiceFormatOptions *options = scanner->reader->options;
  const char *p = scanner->data;
  const char *end = p + scanner->length;

  if (scanner->origin->first_block && scanner->csv->stages != NULL)
    g_byte_array_set_size (scanner->csv->stages, 0);
  if (options->multi_line)
    return scan_file_at_once (scanner, error);

  while (p < end && (scanner->header_pending || !scanner->csv->fast))
    {
      const char *next;
      const char *stop = sluice_next_record (options, p, end, &next);

      if (!sluice_csv_read_line (scanner, p, stop - p, error))
        return FALSE;
      p = next;
    }

  return p == end || sluice_csv_fast_scan (scanner, p, error);
}
