/* sluice-test-format.c: runs tables of what Spark's readers and writers made of files.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-case-private.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-time-of-day.h"
#include "formats/sluice-reader.h"
#include "formats/sluice-writer.h"

/* A file is also read in two ranges that meet at about this many places. */
#define N_SPLITS 40

/* What was read, as text to compare. */
typedef struct
{
  const SluiceSettings *settings;
  GPtrArray *rows;
  GPtrArray *hex;
} Rows;

static GHashTable *
options_of (const SluiceTestJson *json)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const SluiceTestJson *given = sluice_test_json_get (json, "options");
  const char *mode = sluice_test_json_get_text (json, "mode");

  for (guint i = 0; given != NULL && given->keys != NULL && i < given->keys->len; i++)
    {
      const SluiceTestJson *value = g_ptr_array_index (given->items, i);
      /* The character NUL ends a C string; documents write it as an escape. */
      gboolean is_zero = value->text != NULL && value->text_length == 1 && value->text[0] == '\0';

      if (value->text != NULL)
        g_hash_table_insert (options, g_strdup (g_ptr_array_index (given->keys, i)),
                             g_strdup (is_zero ? "\\u0000" : value->text));
    }
  if (mode != NULL)
    g_hash_table_insert (options, g_strdup ("mode"), g_strdup (mode));

  return options;
}

static GBytes *
content_of (const SluiceTestJson *object)
{
  const char *encoded = sluice_test_json_get_text (object, "base64");
  const SluiceTestJson *text = sluice_test_json_get (object, "text");
  gsize length = 0;

  if (encoded != NULL)
    {
      guchar *data = g_base64_decode (encoded, &length);

      return g_bytes_new_take (data, length);
    }

  return text != NULL && text->text != NULL ? g_bytes_new (text->text, text->text_length)
                                            : g_bytes_new (NULL, 0);
}

/* Reading. */

static void
rows_init (Rows *self, const SluiceSettings *settings)
{
  self->settings = settings;
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->hex = g_ptr_array_new_with_free_func (g_free);
}

static void
rows_clear (Rows *self)
{
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->hex);
}

/* The bytes of a row's strings, as JSON: not all of them are UTF-8. */
static char *
hex_of_row (SluiceBatch *batch, guint32 row)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < batch->n_columns; i++)
    {
      const SluiceColumn *column = batch->columns[i];
      const SluiceString *value;

      if (column->type->id != SLUICE_TYPE_STRING || sluice_column_is_null (column, row))
        continue;
      value = sluice_column_value (column, row);
      g_string_append_printf (text, "%s\"%s\":\"", text->len > 1 ? "," : "", batch->schema->fields[i].name);
      for (guint32 j = 0; j < value->length; j++)
        g_string_append_printf (text, "%02X", (guchar) value->data[j]);
      g_string_append (text, "\"");
    }
  g_string_append (text, "}");

  return g_string_free (text, FALSE);
}

static gboolean
take_batch (SluiceBatch *batch, gpointer user_data, GError **error)
{
  Rows *self = user_data;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      g_autoptr (GByteArray) text = g_byte_array_new ();
      guint32 row = sluice_batch_row (batch, i);

      sluice_json_append_row (batch, row, self->settings, FALSE, text);
      g_ptr_array_add (self->rows, g_strndup ((const char *) text->data, text->len));
      g_ptr_array_add (self->hex, hex_of_row (batch, row));
    }

  return TRUE;
}

static gboolean
scan_path (SluiceReader *reader, const char *path, gint64 split, Rows *rows, GError **error)
{
  SluiceScanner *scanner = sluice_scanner_new (reader);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  guint64 sequence = 0;
  gboolean good = sluice_scanner_scan_file (scanner, arena, path, 0, split, &sequence, take_batch, rows, NULL,
                                            error);

  if (good && split != G_MAXINT64)
    good = sluice_scanner_scan_file (scanner, arena, path, split, G_MAXINT64, &sequence, take_batch, rows,
                                     NULL, error);
  sluice_scanner_free (scanner);

  return good;
}

/* Two ranges of a file must give what the whole gives, wherever they meet. */
static void
check_splits (SluiceReader *reader, const char *path, gsize length, const Rows *whole, SluiceTestReport *report)
{
  gsize step = MAX (length / N_SPLITS, 1);

  for (gsize split = 1; split < length && report->n == 0; split += step)
    {
      Rows rows;
      gboolean same;

      rows_init (&rows, whole->settings);
      same = scan_path (reader, path, (gint64) split, &rows, NULL) && rows.rows->len == whole->rows->len;
      for (guint i = 0; same && i < rows.rows->len; i++)
        same = strcmp (g_ptr_array_index (rows.rows, i), g_ptr_array_index (whole->rows, i)) == 0;
      if (!same)
        sluice_test_report_add (report, "read in two parts that meet at byte %" G_GSIZE_FORMAT
                                ", the file gives other rows", split);
      rows_clear (&rows);
    }
}

/* Comparing. */

/* Java 17 doesn't always write the shortest digits of a fraction; whole numbers are compared as text. */
static gboolean
is_same_number (const char *expected, const char *got)
{
  double a = g_ascii_strtod (expected, NULL);
  double b = g_ascii_strtod (got, NULL);

  if (strcmp (expected, got) == 0)
    return TRUE;

  return strpbrk (expected, ".eE") != NULL && strpbrk (got, ".eE") != NULL
         && ((float) a == (float) b || fabs (a - b) <= 1e-9 * fabs (a));
}

/* The recording cut microseconds of 000 only behind years of four digits. */
static gboolean
is_same_text (const SluiceTestJson *expected, const SluiceTestJson *got)
{
  g_autoptr (GRegex) regex = NULL;
  g_autofree char *cut = NULL;

  if (expected->text_length == got->text_length && memcmp (expected->text, got->text, got->text_length) == 0)
    return TRUE;

  regex = g_regex_new ("^([+-][0-9]{4,6}-[0-9-]{5}T[0-9:]{8}[.][0-9]{3})000", 0, 0, NULL);
  cut = g_regex_replace (regex, expected->text, -1, 0, "\\1", 0, NULL);

  return g_strcmp0 (cut, got->text) == 0;
}

static gboolean
is_same (const SluiceTestJson *expected, const SluiceTestJson *got)
{
  if (got == NULL || expected->kind != got->kind)
    return FALSE;

  switch (expected->kind)
    {
    case SLUICE_TEST_JSON_BOOLEAN:
      return expected->boolean == got->boolean;
    case SLUICE_TEST_JSON_NUMBER:
      return is_same_number (expected->text, got->text);
    case SLUICE_TEST_JSON_STRING:
      return is_same_text (expected, got);
    case SLUICE_TEST_JSON_ARRAY:
    case SLUICE_TEST_JSON_OBJECT:
      if (expected->items->len != got->items->len)
        return FALSE;
      for (guint i = 0; i < expected->items->len; i++)
        if ((expected->kind == SLUICE_TEST_JSON_OBJECT
             && strcmp (g_ptr_array_index (expected->keys, i), g_ptr_array_index (got->keys, i)) != 0)
            || !is_same (g_ptr_array_index (expected->items, i), g_ptr_array_index (got->items, i)))
          return FALSE;
      return TRUE;
    case SLUICE_TEST_JSON_NULL:
    default:
      return TRUE;
    }
}

static void
compare_lines (SluiceTestReport *report, const char *what, const SluiceTestJson *expected, GPtrArray *got)
{
  for (guint i = 0; i < MAX (expected->items->len, got->len); i++)
    {
      const SluiceTestJson *wanted = i < expected->items->len ? expected->items->pdata[i] : NULL;
      const char *line = i < got->len ? g_ptr_array_index (got, i) : NULL;
      g_autoptr (SluiceTestJson) have = line != NULL ? sluice_test_json_parse (line) : NULL;
      g_autofree char *text = wanted != NULL ? sluice_test_json_to_text (wanted) : NULL;

      if (wanted != NULL && is_same (wanted, have))
        continue;
      sluice_test_report_add (report, "%s %u: expected %s, got %s", what, i + 1,
                              text != NULL ? text : "nothing", line != NULL ? line : "nothing");
    }
}

static void
check_failure (const SluiceTestJson *json, const GError *error, SluiceTestReport *report)
{
  const SluiceTestJson *expected = sluice_test_json_get (json, "error");
  const char *condition = sluice_test_json_get_text (expected, "condition");
  const char *ours = sluice_error_condition (error);

  /* A plain Java exception has no condition of Spark's. */
  if (expected != NULL
      && (condition == NULL || g_str_has_prefix (condition, "java.") || g_str_has_prefix (condition, "com.")
          || g_strcmp0 (condition, ours) == 0))
    return;

  sluice_test_report_add (report, "expected %s, got %s: %s",
                          expected == NULL ? "no error" : condition, ours != NULL ? ours : "an error",
                          error->message);
}

/* Cases. */

/* The format of a table of readers is the table's name. */
static char *
format_of (const SluiceTestCase *self, const SluiceTestJson *json)
{
  const char *format = sluice_test_json_get_text (json, "format");
  g_autofree char *name = g_path_get_basename (self->path);

  return format != NULL ? g_strdup (format) : g_strndup (name, strcspn (name, "."));
}

static void
run_reader (const char              *format,
            const SluiceTestJson    *json,
            const SluiceTestOptions *options,
            SluiceTestReport        *report)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (GHashTable) reader_options = options_of (json);
  g_autoptr (GBytes) content = content_of (json);
  const SluiceTestJson *expected = sluice_test_json_get (json, "rows");
  const SluiceTestJson *hex = sluice_test_json_get (json, "hex");
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) schema = sluice_parse_ddl (sluice_test_json_get_text (json, "schema"), &error);
  g_autoptr (SluiceReader) reader = NULL;
  g_autofree char *path = g_build_filename (options->folder, "file-XXXXXX", NULL);
  gsize length;
  const char *data = g_bytes_get_data (content, &length);
  Rows rows;
  int fd;

  if (schema != NULL && sluice_time_check_schema (schema, settings, &error))
    reader = sluice_reader_new (format, schema, NULL, 0, reader_options, settings, &error);
  if (reader == NULL)
    {
      check_failure (json, error, report);
      return;
    }
  fd = g_mkstemp (path);
  if (fd < 0 || !g_close (fd, NULL)
      || !g_file_set_contents (path, length > 0 ? data : "", (gssize) length, &error))
    {
      sluice_test_report_add (report, "%s can’t be written", path);
      return;
    }

  rows_init (&rows, settings);
  if (!scan_path (reader, path, G_MAXINT64, &rows, &error))
    check_failure (json, error, report);
  else if (expected == NULL || expected->kind != SLUICE_TEST_JSON_ARRAY)
    sluice_test_report_add (report, "expected an error, got %u rows", rows.rows->len);
  else
    {
      compare_lines (report, "row", expected, rows.rows);
      if (hex != NULL && hex->kind == SLUICE_TEST_JSON_ARRAY)
        compare_lines (report, "bytes of row", hex, rows.hex);
      if (report->n == 0 && sluice_reader_is_splittable (reader, path))
        check_splits (reader, path, length, &rows, report);
    }
  rows_clear (&rows);
  g_unlink (path);
}

static void
run_writer (const char *format, const SluiceTestJson *json, SluiceTestReport *report)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autofree char *rows = sluice_test_json_to_text (sluice_test_json_get (json, "rows"));
  const SluiceTestJson *files = sluice_test_json_get (json, "files");
  g_autoptr (GHashTable) options = options_of (json);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) schema = sluice_parse_ddl (sluice_test_json_get_text (json, "schema"), &error);
  g_autoptr (SluiceWriter) writer = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) expected = NULL;

  if (schema != NULL && sluice_time_check_schema (schema, settings, &error))
    writer = sluice_writer_new (format, schema, options, settings, &error);
  if (writer != NULL)
    batches = sluice_rows_from_json (rows, strlen (rows), schema, settings, &error);
  if (batches == NULL)
    {
      check_failure (json, error, report);
      return;
    }
  if (files == NULL)
    {
      sluice_test_report_add (report, "expected an error, but it went well");
      return;
    }

  sluice_writer_append_header (writer, out);
  for (guint i = 0; i < batches->len; i++)
    if (!sluice_writer_append (writer, g_ptr_array_index (batches, i), out, &error))
      {
        check_failure (json, error, report);
        return;
      }
  written = sluice_writer_finish_file (writer, g_steal_pointer (&out));
  expected = content_of (g_ptr_array_index (files->items, 0));
  if (!g_bytes_equal (written, expected))
    sluice_test_report_add (report, "expected “%.*s”, got “%.*s”", (int) g_bytes_get_size (expected),
                            (const char *) g_bytes_get_data (expected, NULL),
                            (int) g_bytes_get_size (written),
                            (const char *) g_bytes_get_data (written, NULL));
}

/* Directories and several files are the sink's business. */
static gboolean
is_about_sink (const SluiceTestJson *json)
{
  const SluiceTestJson *files = sluice_test_json_get (json, "files");

  return sluice_test_json_get (json, "partitionBy") != NULL
         || (files != NULL && (files->items == NULL || files->items->len != 1));
}

gboolean
sluice_test_run_format (const SluiceTestCase    *self,
                        const SluiceTestJson    *json,
                        const SluiceTestOptions *options,
                        SluiceTestReport        *report)
{
  g_autofree char *format = format_of (self, json);

  if (self->kind == SLUICE_TEST_READER)
    {
      run_reader (format, json, options, report);
      return TRUE;
    }
  if (is_about_sink (json))
    {
      sluice_test_report_add (report, "directories and several files are the sink’s business");
      return FALSE;
    }
  run_writer (format, json, report);

  return TRUE;
}
