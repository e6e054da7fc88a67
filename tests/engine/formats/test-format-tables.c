/* test-format-tables.c: runs the recorded tables of readers and writers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "formats/sluice-json-tape.h"
#include "formats/sluice-reader.h"
#include "formats/sluice-writer.h"

/* How many cases of each table pass. These numbers may only rise. */
static const struct
{
  const char *table;
  guint floor;
} floors[] = {
  { "json", 327 },
  { "csv", 198 },
  { "text", 16 },
  { "writers", 73 },
};

static char *filter;
static gboolean list_failures;

static SluiceFormatOptions *json_options;
static SluiceSettings *settings;

/* A case, as a tape over its line. */
typedef struct
{
  SluiceJsonTape tape;
  char *name;
  char *format;
} Case;

static guint32
member (const SluiceJsonTape *tape, guint32 object, const char *name)
{
  for (guint32 i = object + 1; i < tape->nodes[object].next; i = tape->nodes[i + 1].next)
    if (tape->nodes[i].length == strlen (name)
        && memcmp (tape->text + tape->nodes[i].start, name, strlen (name)) == 0)
      return i + 1;

  return 0;
}

static char *
text_of (const SluiceJsonTape *tape, guint32 node, gsize *length)
{
  const SluiceJsonNode *n = &tape->nodes[node];
  char *text = g_malloc (n->length + 1);
  gsize size = sluice_json_decode_string (tape->text + n->start, n->length, text);

  text[size] = '\0';
  if (length != NULL)
    *length = size;

  return text;
}

static char *
raw_of (const SluiceJsonTape *tape, guint32 node)
{
  return g_strndup (tape->text + tape->nodes[node].start, tape->nodes[node].length);
}

static char *
string_member (const SluiceJsonTape *tape, guint32 object, const char *name)
{
  guint32 node = member (tape, object, name);

  return node != 0 && tape->nodes[node].kind == SLUICE_JSON_STRING ? text_of (tape, node, NULL) : NULL;
}

static GHashTable *
options_of (const SluiceJsonTape *tape)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint32 object = member (tape, 0, "options");
  char *mode = string_member (tape, 0, "mode");

  for (guint32 i = object + 1; object != 0 && i < tape->nodes[object].next; i = tape->nodes[i + 1].next)
    {
      gsize length;
      char *value = text_of (tape, i + 1, &length);

      /* The character NUL ends a C string; documents write it as an escape. */
      if (length == 1 && value[0] == '\0')
        {
          g_free (value);
          value = g_strdup ("\\u0000");
        }
      g_hash_table_insert (options, text_of (tape, i, NULL), value);
    }
  if (mode != NULL)
    g_hash_table_insert (options, g_strdup ("mode"), mode);

  return options;
}

static GBytes *
content_of (const SluiceJsonTape *tape, guint32 object)
{
  guint32 node = member (tape, object, "base64");
  gsize length;
  char *text;

  if (node != 0)
    {
      g_autofree char *encoded = text_of (tape, node, NULL);
      guchar *data = g_base64_decode (encoded, &length);

      return g_bytes_new_take (data, length);
    }

  text = text_of (tape, member (tape, object, "text"), &length);

  return g_bytes_new_take (text, length);
}

/* What was read, as text to compare. */
typedef struct
{
  GPtrArray *rows;
  GPtrArray *hex;
} Rows;

static void
rows_init (Rows *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->hex = g_ptr_array_new_with_free_func (g_free);
}

static void
rows_clear (Rows *self)
{
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->hex);
}

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
      g_string_append_printf (text, "%s\"%s\": \"", text->len > 1 ? ", " : "", batch->schema->fields[i].name);
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

      sluice_json_append_row (batch, row, settings, FALSE, text);
      g_ptr_array_add (self->rows, g_strndup ((const char *) text->data, text->len));
      g_ptr_array_add (self->hex, hex_of_row (batch, row));
    }

  return TRUE;
}

static char *
join (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (rows, i));

  return g_string_free (text, FALSE);
}

static gboolean
scan_path (SluiceReader *reader, const char *path, gint64 split, Rows *rows, GError **error)
{
  SluiceScanner *scanner = sluice_scanner_new (reader);
  SluiceArena *arena = sluice_arena_new ();
  guint64 sequence = 0;
  gboolean good = sluice_scanner_scan_file (scanner, arena, path, 0, split, &sequence, take_batch, rows, NULL,
                                            error);

  if (good && split != G_MAXINT64)
    good = sluice_scanner_scan_file (scanner, arena, path, split, G_MAXINT64, &sequence, take_batch, rows,
                                     NULL, error);
  sluice_arena_unref (arena);
  sluice_scanner_free (scanner);

  return good;
}

/* Two ranges of a file must give what the whole gives, wherever they meet. */
static char *
check_splits (SluiceReader *reader, const char *path, gsize length, const char *whole)
{
  gsize step = MAX (length / 40, 1);

  for (gsize split = 1; split < length; split += step)
    {
      Rows rows;
      g_autofree char *text = NULL;
      gboolean good;

      rows_init (&rows);
      good = scan_path (reader, path, (gint64) split, &rows, NULL);
      text = join (rows.rows);
      rows_clear (&rows);
      if (!good || strcmp (text, whole) != 0)
        return g_strdup_printf ("split at %" G_GSIZE_FORMAT " gives\n%s", split, text);
    }

  return NULL;
}

static gboolean
is_expected_error (const SluiceJsonTape *tape, const GError *error)
{
  g_autofree char *condition = string_member (tape, member (tape, 0, "error"), "condition");
  const char *ours = sluice_error_condition (error);

  /* A plain Java exception has no condition of Spark's. */
  if (condition == NULL || g_str_has_prefix (condition, "java.") || g_str_has_prefix (condition, "com."))
    return TRUE;

  return g_strcmp0 (condition, ours) == 0;
}

static char *
describe_error (const SluiceJsonTape *tape, const GError *error)
{
  g_autofree char *condition = member (tape, 0, "error") != 0
                                   ? string_member (tape, member (tape, 0, "error"), "condition")
                                   : NULL;

  return g_strdup_printf ("expected %s, got error %s: %s", condition != NULL ? condition : "rows",
                          sluice_error_condition (error), error->message);
}

/* Java 17 doesn't always write the shortest digits of a number; everything else is compared as text. */
static gboolean
is_same_row (const char *want, const char *got)
{
  SluiceJsonTape a = { 0 }, b = { 0 };
  gboolean same;

  if (strcmp (want, got) == 0)
    return TRUE;

  /* The recording cut microseconds of 000 only behind years of four digits. */
  if (g_regex_match_simple ("[+-][0-9]{4,6}-[0-9-]{5}T[0-9:]{8}[.][0-9]{3}000", want, 0, 0))
    {
      g_autoptr (GRegex) regex = g_regex_new ("([+-][0-9]{4,6}-[0-9-]{5}T[0-9:]{8}[.][0-9]{3})000", 0, 0, NULL);
      g_autofree char *cut = g_regex_replace (regex, want, -1, 0, "\\1", 0, NULL);

      if (strcmp (cut, got) == 0)
        return TRUE;
    }

  same = sluice_json_tape_read (&a, want, strlen (want), json_options, 0, NULL) == SLUICE_JSON_OK
         && sluice_json_tape_read (&b, got, strlen (got), json_options, 0, NULL) == SLUICE_JSON_OK
         && a.n_nodes == b.n_nodes;
  for (guint32 i = 0; same && i < a.n_nodes; i++)
    {
      const SluiceJsonNode *x = &a.nodes[i], *y = &b.nodes[i];

      if (x->kind != y->kind || x->next != y->next)
        same = FALSE;
      else if (x->kind == SLUICE_JSON_FRACTION)
        {
          double p = g_ascii_strtod (want + x->start, NULL);
          double q = g_ascii_strtod (got + y->start, NULL);

          same = (float) p == (float) q || ABS (p - q) <= 1e-9 * ABS (p);
        }
      else if (x->kind != SLUICE_JSON_OBJECT && x->kind != SLUICE_JSON_ARRAY)
        same = x->length == y->length && memcmp (want + x->start, got + y->start, x->length) == 0;
    }
  sluice_json_tape_clear (&a);
  sluice_json_tape_clear (&b);

  return same;
}

static char *
check_rows (const SluiceJsonTape *tape, const Rows *rows)
{
  guint32 expected = member (tape, 0, "rows");
  guint32 hex = member (tape, 0, "hex");
  GString *report = g_string_new (NULL);
  guint n = 0;
  guint32 h = hex + 1;

  for (guint32 i = expected + 1; i < tape->nodes[expected].next; i = tape->nodes[i].next, n++)
    {
      g_autofree char *want = raw_of (tape, i);
      const char *got = n < rows->rows->len ? g_ptr_array_index (rows->rows, n) : "(none)";

      if (!is_same_row (want, got))
        g_string_append_printf (report, "  row %u\n    want %s\n    got  %s\n", n, want, got);
      if (hex != 0)
        {
          g_autofree char *want_hex = raw_of (tape, h);
          const char *got_hex = n < rows->hex->len ? g_ptr_array_index (rows->hex, n) : "(none)";

          if (strcmp (want_hex, got_hex) != 0)
            g_string_append_printf (report, "  row %u\n    want %s\n    got  %s\n", n, want_hex, got_hex);
          h = tape->nodes[h].next;
        }
    }
  if (n != rows->rows->len)
    g_string_append_printf (report, "  want %u rows, got %u\n", n, rows->rows->len);
  if (report->len == 0)
    {
      g_string_free (report, TRUE);
      return NULL;
    }

  return g_string_free (report, FALSE);
}

/* Returns: what is wrong, or NULL. */
static char *
run_reader (const Case *c)
{
  const SluiceJsonTape *tape = &c->tape;
  g_autofree char *ddl = string_member (tape, 0, "schema");
  g_autoptr (GHashTable) options = options_of (tape);
  g_autoptr (GBytes) content = content_of (tape, 0);
  gboolean fails = member (tape, 0, "error") != 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) schema = sluice_parse_ddl (ddl, &error);
  g_autoptr (SluiceReader) reader = NULL;
  g_autofree char *path = NULL;
  char *report = NULL;
  gsize length;
  const char *data = g_bytes_get_data (content, &length);
  Rows rows;
  int fd;

  if (schema != NULL)
    reader = sluice_reader_new (c->format, schema, NULL, 0, options, settings, &error);
  if (reader == NULL)
    return fails && is_expected_error (tape, error) ? NULL : describe_error (tape, error);

  fd = g_file_open_tmp ("sluice-format-XXXXXX", &path, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, length > 0 ? data : "", (gssize) length, NULL));

  rows_init (&rows);
  if (!scan_path (reader, path, G_MAXINT64, &rows, &error))
    report = fails && is_expected_error (tape, error) ? NULL : describe_error (tape, error);
  else if (fails)
    report = g_strdup ("expected an error, got rows");
  else
    {
      g_autofree char *whole = join (rows.rows);

      report = check_rows (tape, &rows);
      if (report == NULL && sluice_reader_is_splittable (reader, path))
        report = check_splits (reader, path, length, whole);
    }
  rows_clear (&rows);
  g_unlink (path);

  return report;
}

static char *
run_writer (const Case *c)
{
  const SluiceJsonTape *tape = &c->tape;
  g_autofree char *ddl = string_member (tape, 0, "schema");
  g_autofree char *json = raw_of (tape, member (tape, 0, "rows"));
  g_autoptr (GHashTable) options = options_of (tape);
  gboolean fails = member (tape, 0, "error") != 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) schema = sluice_parse_ddl (ddl, &error);
  g_autoptr (SluiceWriter) writer = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) expected = NULL;

  if (schema != NULL)
    writer = sluice_writer_new (c->format, schema, options, settings, &error);
  if (writer != NULL)
    batches = sluice_rows_from_json (json, strlen (json), schema, settings, &error);
  if (batches == NULL)
    return fails && is_expected_error (tape, error) ? NULL : describe_error (tape, error);
  if (fails)
    return g_strdup ("expected an error");

  sluice_writer_append_header (writer, out);
  for (guint i = 0; i < batches->len; i++)
    if (!sluice_writer_append (writer, g_ptr_array_index (batches, i), out, &error))
      return describe_error (tape, error);
  written = sluice_writer_finish_file (writer, g_steal_pointer (&out));
  expected = content_of (tape, member (tape, 0, "files") + 1);
  if (g_bytes_equal (written, expected))
    return NULL;

  return g_strdup_printf ("    want %.*s\n    got  %.*s", (int) g_bytes_get_size (expected),
                          (const char *) g_bytes_get_data (expected, NULL), (int) g_bytes_get_size (written),
                          (const char *) g_bytes_get_data (written, NULL));
}

/* Directories and several files are the sink's business. */
static gboolean
is_about_sink (const SluiceJsonTape *tape)
{
  guint32 by = member (tape, 0, "partitionBy");
  guint32 files = member (tape, 0, "files");

  return by != 0
         || (files != 0
             && (tape->nodes[files].next == files + 1
                 || tape->nodes[files + 1].next != tape->nodes[files].next));
}

static void
test_table (gconstpointer data)
{
  const char *table = data;
  gboolean writers = strcmp (table, "writers") == 0;
  g_autofree char *path = g_strdup_printf ("%s/tests/conformance/formats/%s.jsonl", SOURCE_ROOT, table);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0, passed = 0, skipped = 0, floor = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      Case c = { 0 };
      g_autofree char *report = NULL;

      if (lines[i][0] == '\0')
        continue;
      g_assert_cmpint (sluice_json_tape_read (&c.tape, lines[i], strlen (lines[i]), json_options, 0, NULL), ==,
                       SLUICE_JSON_OK);
      c.name = string_member (&c.tape, 0, "name");
      c.format = writers ? string_member (&c.tape, 0, "format") : g_strdup (table);
      if (filter != NULL && strstr (c.name, filter) == NULL)
        ;
      else if (writers && is_about_sink (&c.tape))
        skipped++;
      else
        {
          n++;
          report = writers ? run_writer (&c) : run_reader (&c);
          if (report == NULL)
            passed++;
          else if (list_failures)
            g_printerr ("%s: %s\n%s\n", table, c.name, report);
        }
      g_free (c.name);
      g_free (c.format);
      sluice_json_tape_clear (&c.tape);
    }

  for (guint i = 0; i < G_N_ELEMENTS (floors); i++)
    if (strcmp (floors[i].table, table) == 0)
      floor = floors[i].floor;
  g_test_message ("%s: %u of %u cases pass, %u are about sinks, the floor is %u", table, passed, n, skipped,
                  floor);
  if (filter == NULL)
    g_assert_cmpuint (passed, >=, floor);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      if (g_str_has_prefix (argv[i], "--filter="))
        filter = g_strdup (argv[i] + strlen ("--filter="));
      else if (strcmp (argv[i], "--list-failures") == 0)
        list_failures = TRUE;
    }

  g_test_init (&argc, &argv, NULL);
  settings = sluice_settings_new (NULL);
  json_options = sluice_format_options_new (SLUICE_FORMAT_JSON, NULL, settings, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (floors); i++)
    {
      g_autofree char *name = g_strconcat ("/formats/", floors[i].table, NULL);

      g_test_add_data_func (name, floors[i].table, test_table);
    }

  return g_test_run ();
}
