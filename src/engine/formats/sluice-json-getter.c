/* sluice-json-getter.c: what get_json_object() takes out of JSON texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A path of names such as `$.a.b` is the type STRUCT<a: STRUCT<b: STRING>>, by which the same prediction reads as
 * for from_json(), since a STRING takes values of all kinds there as get_json_object() writes them. Members that
 * come twice, where the two differ, are not predicted; neither is half a character.
 */
#include "config.h"

#include "formats/sluice-json-getter.h"

#include "formats/sluice-json-path.h"
#include "formats/sluice-json-predictor.h"
#include "formats/sluice-utf8.h"

const SluiceFormatOptions sluice_json_hive_options = { .allow_single_quotes = TRUE,
                                                       .allow_unquoted_control_chars = TRUE };

struct _SluiceJsonGetter
{
  SluiceArena *arena;
  SluiceJsonPath *path;
  SluiceJsonTape tape;
  GByteArray *bytes;
  SluiceOutput output;

  /* The prediction: one row, which is taken back when its value is known. */
  SluiceType *type;
  SluiceJsonPredictor predictor;
  SluiceJsonConverter converter;
  SluiceJsonShape shape;
  SluiceColumnBuilder rows;
  SluiceColumnBuilder *leaf;
};

SluiceJsonStatus
sluice_json_read_text (SluiceJsonTape *tape, const SluiceString *text, const SluiceFormatOptions *options)
{
  if (text->length >= 3 && memcmp (text->data, "\xef\xbb\xbf", 3) == 0)
    return SLUICE_JSON_BAD;

  return sluice_json_tape_read (tape, text->data, text->length, options, 0, NULL);
}

SluiceJsonGetter *
sluice_json_getter_new (const char *path, gsize length, SluiceArena *arena, gboolean predict)
{
  SluiceJsonGetter *self = g_new0 (SluiceJsonGetter, 1);

  self->arena = arena;
  self->path = sluice_json_path_new (path, length);
  self->bytes = g_byte_array_new ();
  sluice_output_open (&self->output, self->bytes);
  self->type = predict && self->path != NULL ? sluice_json_path_to_type (self->path) : NULL;
  if (self->type == NULL)
    return self;

  sluice_json_predictor_init (&self->predictor, TRUE);
  self->converter = (SluiceJsonConverter){ .options = &sluice_json_hive_options,
                                           .arena = arena,
                                           .scratch = g_byte_array_new () };
  sluice_json_shape_init (&self->shape, self->type, SLUICE_NO_COLUMN);
  sluice_column_builder_init (&self->rows, self->type);
  sluice_column_builder_start (&self->rows, arena, 1);
  for (self->leaf = &self->rows; self->leaf->n_children > 0; self->leaf = self->leaf->children)
    ;

  return self;
}

void
sluice_json_getter_free (SluiceJsonGetter *self)
{
  if (self == NULL)
    return;

  sluice_json_path_free (self->path);
  sluice_json_tape_clear (&self->tape);
  g_byte_array_unref (self->bytes);
  if (self->type != NULL)
    {
      sluice_json_predictor_clear (&self->predictor);
      g_byte_array_unref (self->converter.scratch);
      sluice_json_converter_clear (&self->converter);
      sluice_json_shape_clear (&self->shape);
      sluice_column_builder_clear (&self->rows);
      sluice_type_unref (self->type);
    }
  g_free (self);
}

/* Half a character, which only an escape can make, is a `?` by now; here nothing can be got of it. */
static gboolean
may_have_half (const SluiceString *text, const SluiceString *value)
{
  return memchr (value->data, '?', value->length) != NULL && memchr (text->data, '\\', text->length) != NULL;
}

static gboolean
get_predicted (SluiceJsonGetter *self, const SluiceString *text, gboolean *found, SluiceString *value)
{
  if (sluice_json_predictor_read (&self->predictor, &self->converter, &self->tape, text->data,
                                  text->data + text->length)
      == NULL)
    return FALSE;

  *found = sluice_validity_get (self->leaf->column->validity, 0);
  if (*found)
    *value = self->leaf->column->string[0];
  sluice_column_builder_truncate (&self->rows, 0);

  return !*found || !may_have_half (text, value);
}

gboolean
sluice_json_getter_get (SluiceJsonGetter *self, const SluiceString *text, SluiceString *value)
{
  SluiceString mended;
  gboolean found;
  gsize length;
  char *copy;

  if (self->path == NULL)
    return FALSE;

  mended = sluice_utf8_mend (self->arena, text);
  if (self->predictor.n_templates > 0 && get_predicted (self, &mended, &found, value))
    return found;
  if (sluice_json_read_text (&self->tape, &mended, &sluice_json_hive_options) != SLUICE_JSON_OK)
    return FALSE;
  sluice_json_predictor_learn (&self->predictor, &self->tape, &self->shape, &self->rows);

  sluice_output_restart (&self->output);
  if (!sluice_json_path_get (self->path, &self->tape, self->arena, &self->output))
    return FALSE;

  length = sluice_output_length (&self->output);
  copy = sluice_column_builder_text (self->arena, length);
  if (length > 0)
    memcpy (copy, self->bytes->data, length);
  *value = sluice_string (copy, length);

  return TRUE;
}
