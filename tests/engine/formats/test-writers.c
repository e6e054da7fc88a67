/* test-writers.c: rows to files, to the console, and from documents.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "format-test-rows.h"

#include "formats/sluice-compress.h"

static char *
write_rows (const char *format, const char *ddl, const char *rows, const char *options)
{
  g_autoptr (GHashTable) table = test_options (options);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) schema = sluice_parse_ddl (ddl, &error);
  g_autoptr (SluiceWriter) writer = sluice_writer_new (format, schema, table, test_settings (), &error);
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_no_error (error);
  batches = sluice_rows_from_json (rows, strlen (rows), schema, test_settings (), &error);
  g_assert_no_error (error);
  sluice_writer_append_header (writer, out);
  for (guint i = 0; i < batches->len; i++)
    g_assert_true (sluice_writer_append (writer, g_ptr_array_index (batches, i), out, NULL));

  return g_strndup (out->len > 0 ? (const char *) out->data : "", out->len);
}

static void
test_json (void)
{
  const char *rows = "[{\"a\":1,\"b\":\"q\\\"\\n\\u0001\",\"s\":{\"x\":null}},{\"b\":\"\\u00e9\"}]";
  g_autofree char *plain = write_rows ("json", "a INT, b STRING, s STRUCT<x: INT>", rows, NULL);
  g_autofree char *nulls = write_rows ("json", "a INT, b STRING, s STRUCT<x: INT>", rows, "ignoreNullFields=false");

  g_assert_cmpstr (plain, ==, "{\"a\":1,\"b\":\"q\\\"\\n\\u0001\",\"s\":{}}\n{\"b\":\"\xc3\xa9\"}\n");
  g_assert_cmpstr (nulls, ==,
                   "{\"a\":1,\"b\":\"q\\\"\\n\\u0001\",\"s\":{\"x\":null}}\n"
                   "{\"a\":null,\"b\":\"\xc3\xa9\",\"s\":null}\n");
}

/* An escape at every place of texts of every length: each length is copied in its own way. */
static void
test_json_escapes (void)
{
  for (guint n = 1; n < 50; n++)
    for (guint place = 0; place < n; place++)
      {
        g_autofree char *text = g_strnfill (n, 'x');
        g_autofree char *before = g_strndup (text, place);
        g_autofree char *json = g_strdup_printf ("{\"s\":\"%s\\n%s\"}", before, text + place + 1);
        g_autofree char *want = g_strdup_printf ("%s\n", json);
        g_autofree char *got = write_rows ("json", "s STRING", json, NULL);

        g_assert_cmpstr (got, ==, want);
      }
}

static void
test_csv (void)
{
  const char *rows = "{\"a\":1,\"b\":\"p,q\"} {\"a\":2,\"b\":\" \"} {\"b\":\"r\\\"s\"} {\"a\":3,\"b\":\"a\\nb\"}";
  g_autofree char *plain = write_rows ("csv", "a INT, b STRING", rows, "header=true");
  g_autofree char *wide = write_rows ("csv", "a INT, b STRING", rows, "sep=1;quoteAll=true");

  g_assert_cmpstr (plain, ==, "a,b\n1,\"p,q\"\n2,\"\"\n,\"r\\\"s\"\n3,\"a\nb\"\n");
  g_assert_cmpstr (wide, ==, "\"1\"1\"p,q\"\n\"2\"1\"\"\n\"\"1\"r\\\"s\"\n\"3\"1\"a\nb\"\n");
}

static void
test_text (void)
{
  g_autofree char *text = write_rows ("text", "value STRING", "[{\"value\":\"a\"},{},{\"value\":\"b\"}]", NULL);

  g_assert_cmpstr (text, ==, "a\n\nb\n");
}

static void
test_compression (void)
{
  static const char *const names[] = { "gzip", "zstd" };
  static const char *const extensions[] = { ".json.gz", ".json.zst" };
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("a INT", NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *option = g_strconcat ("compression=", names[i], NULL);
      g_autoptr (GHashTable) options = test_options (option);
      g_autoptr (SluiceWriter) writer = sluice_writer_new ("json", schema, options, test_settings (), NULL);
      GByteArray *plain = g_byte_array_new ();
      g_autoptr (GBytes) packed = NULL;
      g_autofree char *path = NULL;
      g_autofree char *rows = NULL;
      TestRead read = { "json", "a INT" };

      g_assert_cmpstr (sluice_writer_extension (writer), ==, extensions[i]);
      g_byte_array_append (plain, (const guint8 *) "{\"a\":1}\n", 8);
      packed = sluice_writer_finish_file (writer, plain);
      path = test_temp_file (extensions[i], g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
      rows = test_scan_file (&read, path, NULL, NULL);
      g_assert_cmpstr (rows, ==, "{\"a\":1}\n");
      g_unlink (path);
    }
}

static void
test_faults (void)
{
  g_autoptr (SluiceType) nested = sluice_parse_ddl ("a ARRAY<INT>", NULL);
  g_autoptr (SluiceType) plain = sluice_parse_ddl ("a INT", NULL);
  g_autoptr (GHashTable) options = test_options ("compression=lzma");
  g_autoptr (GError) type = NULL;
  g_autoptr (GError) codec = NULL;
  g_autoptr (GError) format = NULL;

  g_assert_null (sluice_writer_new ("csv", nested, NULL, test_settings (), &type));
  g_assert_cmpstr (sluice_error_condition (type), ==, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE");
  g_assert_null (sluice_writer_new ("csv", plain, options, test_settings (), &codec));
  g_assert_nonnull (codec);
  g_assert_null (sluice_writer_new ("orc", plain, NULL, test_settings (), &format));
  g_assert_cmpstr (sluice_error_condition (format), ==, "DATA_SOURCE_NOT_FOUND");
}

static void
test_show (void)
{
  const char *ddl = "s STRING, a ARRAY<INT>, m MAP<STRING, INT>, r STRUCT<x: INT, y: STRING>, b BINARY, d DOUBLE, "
                    "t TIMESTAMP, n INT, c DECIMAL(20,18)";
  const char *rows = "{\"s\":\"text\",\"a\":[1,null],\"m\":{\"k\":1},\"r\":{\"x\":1},\"b\":\"YWI=\",\"d\":\"Infinity\","
                     "\"t\":\"2024-01-02T03:04:05Z\",\"c\":\"0.000000000000000001\"}";
  static const char *const expected[] = { "text", "[1, NULL]", "{k -> 1}", "{1, NULL}", "[61 62]", "Infinity",
                                          "2024-01-02 03:04:05", "NULL", "0.000000000000000001" };
  g_autoptr (SluiceType) schema = sluice_parse_ddl (ddl, NULL);
  g_autoptr (GPtrArray) batches = sluice_rows_from_json (rows, strlen (rows), schema, test_settings (), NULL);
  SluiceBatch *batch = g_ptr_array_index (batches, 0);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      sluice_text_append_value (batch->columns[i], 0, test_settings (), text);
      g_assert_cmpstr (text->str, ==, expected[i]);
    }
}

static void
test_rows_from_json (void)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("a BIGINT, d DOUBLE", NULL);
  const char *good = " [ {\"a\":\"9223372036854775807\",\"d\":\"NaN\"}, {\"a\":1} ]\n{\"d\":2}";
  g_autoptr (GPtrArray) batches = sluice_rows_from_json (good, strlen (good), schema, test_settings (), NULL);
  SluiceBatch *batch = g_ptr_array_index (batches, 0);
  static const char *const bad[] = { "[{\"a\":1},{\"a\":\"x\"}]", "[{\"a\":1},5]", "[{\"a\":1},", "xyz" };

  g_assert_cmpuint (batch->n_rows, ==, 3);
  g_assert_cmpint (batch->columns[0]->i64[0], ==, G_MAXINT64);
  g_assert_true (sluice_column_is_null (batch->columns[0], 2));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sluice_rows_from_json (bad[i], strlen (bad[i]), schema, test_settings (), &error));
      g_assert_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_MALFORMED);
      if (i < 2)
        g_assert_cmpint (sluice_error_info (error)->row, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/writers/json", test_json);
  g_test_add_func ("/writers/json-escapes", test_json_escapes);
  g_test_add_func ("/writers/csv", test_csv);
  g_test_add_func ("/writers/text", test_text);
  g_test_add_func ("/writers/compression", test_compression);
  g_test_add_func ("/writers/faults", test_faults);
  g_test_add_func ("/writers/show", test_show);
  g_test_add_func ("/writers/rows-from-json", test_rows_from_json);

  return g_test_run ();
}
