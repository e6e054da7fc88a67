/* sluice-table-file.c: files as tables of a query: their formats and columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-table-file.h"

#include <gio/gio.h>
#include <glob.h>
#include <string.h>

#include "expr/sluice-coercion.h"
#include "formats/sluice-infer.h"

/* So much of a file is read to find out about its columns. */
#define SAMPLE_BYTES (4 * 1024 * 1024)

const char *
sluice_table_format (const char *path)
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

/* The file to look at: the first one that a reader would read. */
static char *
first_file (const char *path, GError **error)
{
  g_autofree char *found = NULL;
  glob_t matches = { 0 };

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_strdup (path);
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && glob (path, 0, NULL, &matches) == 0
      && matches.gl_pathc > 0)
    found = g_strdup (matches.gl_pathv[0]);
  globfree (&matches);
  if (found != NULL)
    return first_file (found, error);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) directory = g_dir_open (path, 0, error);
      const char *name;

      while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *inner = g_build_filename (path, name, NULL);

          if (name[0] == '_' || name[0] == '.' || !g_file_test (inner, G_FILE_TEST_IS_REGULAR))
            continue;
          if (found == NULL || strcmp (inner, found) < 0)
            {
              g_free (found);
              found = g_steal_pointer (&inner);
            }
        }
      if (directory == NULL)
        return NULL;
    }
  if (found == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no file “%s”.", path);

  return g_steal_pointer (&found);
}

/* The beginning of a file, cut behind its last whole line. */
static char *
read_head (const char *path, gsize *length, GError **error)
{
  g_autofree char *name = first_file (path, error);
  g_autoptr (GFile) file = name != NULL ? g_file_new_for_path (name) : NULL;
  g_autoptr (GInputStream) input
      = file != NULL ? (GInputStream *) g_file_read (file, NULL, error) : NULL;
  g_autofree char *text = NULL;

  if (input == NULL)
    return NULL;
  if (g_str_has_suffix (name, ".gz"))
    {
      g_autoptr (GZlibDecompressor) unpack
          = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
      GInputStream *plain = g_converter_input_stream_new (input, G_CONVERTER (unpack));

      g_object_unref (input);
      input = plain;
    }
  else if (g_str_has_suffix (name, ".zst") || g_str_has_suffix (name, ".bz2"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "The columns of “%s” can't be found out while it is compressed so; give them "
                   "with --schema.",
                   name);
      return NULL;
    }
  text = g_malloc (SAMPLE_BYTES + 1);
  if (!g_input_stream_read_all (input, text, SAMPLE_BYTES, length, NULL, error))
    return NULL;
  text[*length] = '\0';
  if (*length == SAMPLE_BYTES)
    while (*length > 0 && text[*length - 1] != '\n')
      (*length)--;

  return g_steal_pointer (&text);
}

/* JSON: the records as one array, whose element is what they have in common. */
static SluiceType *
infer_json (const char *head,
            gsize length,
            GHashTable *options,
            const SluiceSettings *settings,
            GError **error)
{
  g_autoptr (SluiceFormatOptions) parsed
      = sluice_format_options_new (SLUICE_FORMAT_JSON, options, settings, FALSE, error);
  g_autoptr (GString) array = g_string_new ("[");
  g_autoptr (SluiceArena) arena = NULL;
  SluiceJsonTape tape = { 0 };
  SluiceType *type = NULL, *schema = NULL;
  const char *multi_line = g_hash_table_lookup (options, "multiLine");
  const char *p = head, *end = head + length;

  if (parsed == NULL)
    return NULL;
  if (multi_line != NULL && g_ascii_strcasecmp (multi_line, "true") == 0)
    {
      /* One value in the whole file: an object, or an array of them. */
      g_string_append_len (array, head, length);
      p = end;
    }
  for (guint n = 0; p < end && n < SLUICE_TABLE_SAMPLE;)
    {
      const char *line_end = memchr (p, '\n', end - p);
      gsize line = (line_end != NULL ? line_end : end) - p;
      SluiceJsonTape own = { 0 };

      /* A record that is no JSON would spoil all others. */
      if (sluice_json_tape_read (&own, p, line, parsed, 1, NULL) == SLUICE_JSON_OK)
        {
          if (n++ > 0)
            g_string_append_c (array, ',');
          g_string_append_len (array, p, line);
        }
      sluice_json_tape_clear (&own);
      p += line + 1;
    }
  g_string_append_c (array, ']');

  arena = sluice_arena_new ();
  if (sluice_json_tape_read (&tape, array->str, array->len, parsed, 0, NULL) == SLUICE_JSON_OK)
    type = sluice_infer_json (arena, parsed, settings, &tape, error);
  sluice_json_tape_clear (&tape);
  /* An array in the file's one value is an array of records too. */
  if (type != NULL && type->id == SLUICE_TYPE_ARRAY && type->fields[0].type->id == SLUICE_TYPE_ARRAY)
    {
      SluiceType *inner = sluice_type_ref (type->fields[0].type);

      sluice_type_unref (type);
      type = inner;
    }
  if (type != NULL && type->id == SLUICE_TYPE_ARRAY
      && type->fields[0].type->id == SLUICE_TYPE_STRUCT && type->fields[0].type->n_fields > 0)
    schema = sluice_type_ref (type->fields[0].type);
  else if (error == NULL || *error == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "No record of the file is a JSON object, one on each line; with objects over "
                 "several lines add --option multiLine=true.");
  sluice_type_unref (type);

  return schema;
}

/* What a column is when some of its values look like one type and some like another. */
static SluiceType *
merge_types (const SluiceSettings *settings, const SluiceType *a, const SluiceType *b)
{
  SluiceType *wider = NULL;

  if (a->id == SLUICE_TYPE_VOID || sluice_type_equal (a, b))
    return sluice_type_ref (b);
  if (b->id == SLUICE_TYPE_VOID)
    return sluice_type_ref (a);
  if ((sluice_type_is_numeric (a->id) && sluice_type_is_numeric (b->id))
      || ((a->id == SLUICE_TYPE_DATE || a->id == SLUICE_TYPE_TIMESTAMP)
          && (b->id == SLUICE_TYPE_DATE || b->id == SLUICE_TYPE_TIMESTAMP)))
    wider = sluice_coercion_wider (settings, a, b, FALSE);

  return wider != NULL ? wider : sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_STRING));
}

/* The names in the first line of a CSV file; empty ones get a number. */
static GPtrArray *
read_names (SluiceCsvParser *parser)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parser->fields->len; i++)
    {
      const SluiceCsvField *field = &g_array_index (parser->fields, SluiceCsvField, i);

      g_ptr_array_add (names, field->null || field->length == 0
                                  ? g_strdup_printf ("_c%u", i)
                                  : g_strndup (parser->text->str + field->offset, field->length));
    }

  return names;
}

static SluiceType *
infer_csv (const char *head,
           gsize length,
           GHashTable *options,
           gboolean typed,
           const SluiceSettings *settings,
           GError **error)
{
  g_autoptr (SluiceFormatOptions) parsed
      = sluice_format_options_new (SLUICE_FORMAT_CSV, options, settings, FALSE, error);
  const char *header = g_hash_table_lookup (options, "header");
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GPtrArray) types
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_type_unref);
  g_autoptr (GArray) fields = g_array_new (FALSE, TRUE, sizeof (SluiceField));
  SluiceCsvParser parser;
  const char *raw;
  gsize raw_length;
  SluiceType *schema = NULL;
  gboolean has_header = header != NULL && g_ascii_strcasecmp (header, "true") == 0;
  guint n = 0;

  if (parsed == NULL)
    return NULL;
  sluice_csv_parser_init (&parser, parsed);
  for (const char *p = head; p < head + length && n < SLUICE_TABLE_SAMPLE;)
    {
      const char *line_end = memchr (p, '\n', head + length - p);
      gsize line = (line_end != NULL ? line_end : head + length) - p;
      g_autoptr (SluiceType) record = NULL;

      sluice_csv_parser_start (&parser, p, line - (line > 0 && p[line - 1] == '\r'));
      p += line + 1;
      n++;
      if (sluice_csv_parser_read (&parser, &raw, &raw_length) != SLUICE_CSV_RECORD)
        continue;
      if (names == NULL)
        {
          names = read_names (&parser);
          for (guint i = 0; i < names->len; i++)
            g_ptr_array_add (types, sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID)));
          if (has_header)
            continue;
        }
      if (!typed)
        break;
      record = sluice_infer_csv (parsed, &parser);
      for (guint i = 0; i < MIN (record->n_fields, types->len); i++)
        {
          SluiceType *merged = merge_types (settings, types->pdata[i], record->fields[i].type);

          sluice_type_unref (types->pdata[i]);
          types->pdata[i] = merged;
        }
    }
  sluice_csv_parser_clear (&parser);
  if (names == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The file is empty.");
      return NULL;
    }
  for (guint i = 0; i < names->len; i++)
    {
      SluiceType *type = types->pdata[i];
      SluiceField field = { names->pdata[i], type, TRUE, -1 };

      if (!has_header)
        {
          g_free (names->pdata[i]);
          field.name = names->pdata[i] = g_strdup_printf ("_c%u", i);
        }
      if (!typed || type->id == SLUICE_TYPE_VOID)
        field.type = (SluiceType *) sluice_type_primitive (SLUICE_TYPE_STRING);
      g_array_append_val (fields, field);
    }
  schema = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);

  return schema;
}

SluiceType *
sluice_table_infer_schema (const char *path,
                           const char *format,
                           GHashTable *options,
                           gboolean typed,
                           const SluiceSettings *settings,
                           GError **error)
{
  g_autofree char *head = NULL;
  gsize length = 0;

  if (strcmp (format, "text") == 0)
    {
      SluiceField value
          = { (char *) "value", (SluiceType *) sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, -1 };

      return sluice_type_struct (&value, 1);
    }
  head = read_head (path, &length, error);
  if (head == NULL)
    return NULL;

  return strcmp (format, "json") == 0
             ? infer_json (head, length, options, settings, error)
             : infer_csv (head, length, options, typed, settings, error);
}
