/* sluice-json-reader.c: JSON records to rows: lines, modes, predictions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-predictor.h"
#include "formats/sluice-reader-private.h"

struct _SluiceJsonScanner
{
  SluiceJsonShape shape;
  SluiceJsonTape tape;
  SluiceJsonConverter converter;
  SluiceJsonPredictor predictor;
};

SluiceJsonScanner *
sluice_json_scanner_new (const SluiceReader *reader)
{
  SluiceJsonScanner *self = g_new0 (SluiceJsonScanner, 1);
  const SluiceFormatOptions *options = reader->options;
  const char *separator = options->line_separator;

  sluice_json_shape_init (&self->shape, reader->schema, reader->corrupt);
  self->converter.options = options;
  self->converter.settings = reader->settings;
  self->converter.explain = options->mode == SLUICE_PARSE_FAIL_FAST;
  /* A prediction must never run over the end of a record: strings hold no control characters. */
  sluice_json_predictor_init (&self->predictor,
                              !options->multi_line && options->single_variant == NULL
                                  && !options->allow_unquoted_control_chars
                                  && (separator == NULL || strcmp (separator, "\n") == 0
                                      || strcmp (separator, "\r\n") == 0));

  return self;
}

void
sluice_json_scanner_free (SluiceJsonScanner *self)
{
  if (self == NULL)
    return;

  sluice_json_predictor_clear (&self->predictor);
  sluice_json_shape_clear (&self->shape);
  sluice_json_tape_clear (&self->tape);
  sluice_json_converter_clear (&self->converter);
  g_free (self);
}

static gboolean
append_null_row (SluiceScanner *scanner, const char *raw, gsize length, GError **error)
{
  sluice_scanner_begin_row (scanner);
  for (guint i = 0; i < scanner->rows.n_children; i++)
    if (i != scanner->reader->corrupt)
      sluice_column_builder_append_null (&scanner->rows.children[i]);
  sluice_scanner_append_corrupt (scanner, raw, length);

  return sluice_scanner_end_row (scanner, error);
}

static gboolean
read_malformed (SluiceScanner *scanner, const char *raw, gsize length, GError **error)
{
  gboolean keep;

  sluice_failure_set (&scanner->json->converter.failure, NULL, "This is not a JSON object.");
  if (!sluice_scanner_malformed (scanner, raw, &scanner->json->converter.failure, &keep, error))
    return FALSE;

  return !keep || append_null_row (scanner, raw, length, error);
}

static SluiceJsonOutcome
append_object (SluiceScanner *scanner, guint32 index, gboolean *repeated)
{
  SluiceJsonScanner *self = scanner->json;

  sluice_scanner_begin_row (scanner);
  self->converter.arena = scanner->arena;

  return sluice_json_append_fields (&self->converter, &self->shape, &scanner->rows, &self->tape, index,
                                    repeated);
}

static gboolean
read_object (SluiceScanner *scanner, const char *raw, gsize length, GError **error)
{
  gboolean repeated = FALSE;
  gboolean keep;

  if (append_object (scanner, 0, &repeated) == SLUICE_JSON_GOOD)
    {
      if (!repeated)
        sluice_json_predictor_learn (&scanner->json->predictor, &scanner->json->tape, &scanner->json->shape,
                                     &scanner->rows);
      sluice_scanner_append_corrupt (scanner, NULL, 0);
      return sluice_scanner_end_row (scanner, error);
    }

  if (!sluice_scanner_malformed (scanner, raw, &scanner->json->converter.failure, &keep, error))
    return FALSE;
  if (!keep)
    {
      sluice_column_builder_truncate (&scanner->rows, scanner->rows.length);
      return TRUE;
    }
  sluice_scanner_append_corrupt (scanner, raw, length);

  return sluice_scanner_end_row (scanner, error);
}

/* Every element of an array is a row; one bad element marks them all. */
static gboolean
read_array (SluiceScanner *scanner, const char *raw, gsize length, GError **error)
{
  SluiceJsonScanner *self = scanner->json;
  const SluiceJsonNode *nodes = self->tape.nodes;
  guint32 end = nodes[0].next;
  gboolean bad = FALSE;
  gboolean keep;

  for (guint32 i = 1; i < end; i = nodes[i].next)
    if (nodes[i].kind != SLUICE_JSON_OBJECT)
      return read_malformed (scanner, raw, length, error);

  for (guint32 i = 1; i < end && !bad; i = nodes[i].next)
    {
      bad = append_object (scanner, i, NULL) != SLUICE_JSON_GOOD;
      sluice_column_builder_truncate (&scanner->rows, scanner->rows.length);
    }
  if (bad)
    {
      /* Spark gives the reason of a bad field only where the record is a single object. */
      if (g_strcmp0 (self->converter.failure.condition, "CANNOT_PARSE_JSON_FIELD") == 0
          || g_strcmp0 (self->converter.failure.condition, "EMPTY_JSON_FIELD_VALUE") == 0)
        self->converter.failure.condition = NULL;
      if (!sluice_scanner_malformed (scanner, raw, &self->converter.failure, &keep, error))
        return FALSE;
      if (!keep)
        return TRUE;
    }

  for (guint32 i = 1; i < end; i = nodes[i].next)
    {
      append_object (scanner, i, NULL);
      sluice_scanner_append_corrupt (scanner, bad ? raw : NULL, length);
      if (!sluice_scanner_end_row (scanner, error))
        return FALSE;
    }

  return TRUE;
}

/* The record, whatever it is, is the one VARIANT. */
static gboolean
read_single (SluiceScanner *scanner, const char *raw, gsize length, GError **error)
{
  SluiceJsonScanner *self = scanner->json;

  sluice_scanner_begin_row (scanner);
  self->converter.arena = scanner->arena;
  for (guint i = 0; i < scanner->rows.n_children; i++)
    if (i != scanner->reader->corrupt
        && sluice_json_append (&self->converter, &self->shape.children[i], &scanner->rows.children[i],
                               &self->tape, 0)
               != SLUICE_JSON_GOOD)
      {
        sluice_failure_clear (&self->converter.failure);
        return read_malformed (scanner, raw, length, error);
      }
  sluice_scanner_append_corrupt (scanner, NULL, 0);

  return sluice_scanner_end_row (scanner, error);
}

/* JSON may come in UTF-16 and UTF-32 without anybody saying so; zero bytes at the beginning tell. */
static const char *
detect_encoding (const char *text, gsize length)
{
  guchar b[4];

  if (length < 4)
    return NULL;
  memcpy (b, text, 4);
  if (b[0] == 0xff && b[1] == 0xfe)
    return b[2] == 0 && b[3] == 0 ? "UTF-32" : "UTF-16";
  if (b[0] == 0xfe && b[1] == 0xff)
    return "UTF-16";
  if (b[0] == 0 && b[1] == 0 && b[2] == 0xfe && b[3] == 0xff)
    return "UTF-32";
  if (b[0] == 0 && b[1] == 0 && b[2] == 0)
    return "UTF-32BE";
  if (b[1] == 0 && b[2] == 0 && b[3] == 0)
    return "UTF-32LE";
  if (b[0] == 0)
    return "UTF-16BE";
  if (b[1] == 0)
    return "UTF-16LE";

  return NULL;
}

static gboolean
read_record (SluiceScanner *scanner, const char *raw, gsize length, GError **error)
{
  SluiceJsonScanner *self = scanner->json;
  const SluiceFormatOptions *options = scanner->reader->options;
  const char *text = raw;
  gsize text_length = length;
  const char *encoding = detect_encoding (raw, length);
  SluiceJsonStatus status;

  sluice_failure_clear (&self->converter.failure);
  if (G_UNLIKELY (encoding != NULL))
    {
      gsize n = 0;
      g_autofree char *converted = g_convert (raw, length - length % 2, "UTF-8", encoding, NULL, &n, NULL);

      if (converted == NULL)
        return read_malformed (scanner, raw, length, error);
      text = memcpy (sluice_column_builder_text (scanner->arena, n), converted, n);
      text_length = n;
    }

  if (text_length > G_MAXUINT32 || (text_length > SLUICE_MAX_RECORD && !options->multi_line))
    return read_malformed (scanner, raw, length, error);

  status = sluice_json_tape_read (&self->tape, text, text_length, options, 0, NULL);
  if (status == SLUICE_JSON_EMPTY)
    return TRUE;
  if (status == SLUICE_JSON_OK && options->single_variant != NULL)
    return read_single (scanner, raw, length, error);
  if (status == SLUICE_JSON_OK && self->tape.nodes[0].kind == SLUICE_JSON_OBJECT)
    return read_object (scanner, raw, length, error);
  if (status == SLUICE_JSON_OK && self->tape.nodes[0].kind == SLUICE_JSON_ARRAY)
    return read_array (scanner, raw, length, error);

  return read_malformed (scanner, raw, length, error);
}

gboolean
sluice_json_scan (SluiceScanner *scanner, GError **error)
{
  SluiceJsonScanner *self = scanner->json;
  const SluiceFormatOptions *options = scanner->reader->options;
  const char *p = scanner->data;
  const char *end = p + scanner->length;

  if (options->multi_line)
    return scanner->length == 0 || read_record (scanner, p, scanner->length, error);

  while (p < end)
    {
      const char *next, *stop;

      if (G_LIKELY (self->predictor.n_templates > 0))
        {
          sluice_scanner_begin_row (scanner);
          self->converter.arena = scanner->arena;
          stop = sluice_json_predictor_read (&self->predictor, &self->converter, &self->tape, p, end);
          if (G_LIKELY (stop != NULL))
            {
              sluice_scanner_append_corrupt (scanner, NULL, 0);
              if (!sluice_scanner_end_row (scanner, error))
                return FALSE;
              /* What stands behind the object on its line doesn't count. */
              if (G_LIKELY (stop < end && *stop == '\n' && options->line_separator == NULL))
                p = stop + 1;
              else
                {
                  sluice_next_record (options, stop, end, &next);
                  p = next;
                }
              continue;
            }
          scanner->statistics.n_fallbacks++;
        }

      stop = sluice_next_record (options, p, end, &next);
      if (stop > p && !read_record (scanner, p, stop - p, error))
        return FALSE;
      p = next;
    }

  return TRUE;
}
