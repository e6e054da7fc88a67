/* test-json-reader.c: JSON lines to rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-tape.h"

#include "format-test-rows.h"

static void
test_plain (void)
{
  TestRead read = { "json", "a INT, b STRING, c DOUBLE" };

  test_assert_rows (&read, "{\"a\":1,\"b\":\"x\",\"c\":1.5}\n{\"b\":\"y\"}\n",
                    "{\"a\":1,\"b\":\"x\",\"c\":1.5}\n{\"a\":null,\"b\":\"y\",\"c\":null}\n");
}

static void
test_prediction_holds (void)
{
  TestRead read = { "json", "a BIGINT, s STRUCT<x: INT, y: STRING>, l ARRAY<INT>" };
  GString *text = g_string_new (NULL);
  GString *expected = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = NULL;
  SluiceScanStatistics statistics;

  for (guint i = 0; i < 20000; i++)
    {
      g_string_append_printf (text, "{\"u\": {\"v\": %u}, \"a\": %u, \"s\": {\"y\": \"t%u\", \"x\": %u}, \"l\": [%u]}\n",
                              i, i, i, i, i);
      g_string_append_printf (expected, "{\"a\":%u,\"s\":{\"x\":%u,\"y\":\"t%u\"},\"l\":[%u]}\n", i, i, i, i);
    }
  rows = test_scan (&read, text->str, text->len, &statistics, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rows, ==, expected->str);
  g_assert_cmpuint (statistics.n_rows, ==, 20000);
  g_assert_cmpuint (statistics.n_fallbacks, ==, 0);
  g_string_free (text, TRUE);
  g_string_free (expected, TRUE);
}

static void
test_several_shapes (void)
{
  TestRead read = { "json", "a INT, b INT" };
  GString *text = g_string_new (NULL);
  g_autofree char *rows = NULL;
  SluiceScanStatistics statistics;

  for (guint i = 0; i < 3000; i++)
    g_string_append (text, i % 3 == 0 ? "{\"a\":1}\n" : i % 3 == 1 ? "{\"b\":2,\"a\":1}\n" : "{\"b\": 3}\n");
  rows = test_scan (&read, text->str, text->len, &statistics, NULL);
  g_assert_cmpuint (statistics.n_rows, ==, 3000);
  /* Each shape is met once before it is known. */
  g_assert_cmpuint (statistics.n_fallbacks, ==, 2);
  g_string_free (text, TRUE);
}

static void
test_wanted_columns (void)
{
  static const guint wanted[] = { 1 };
  TestRead read = { "json", "a INT, b STRING", "mode=FAILFAST", wanted, 1 };
  TestRead none = { "json", "a INT, b STRING", NULL, wanted, 0 };

  /* Nobody looks at what doesn't convert in a column that nobody wants. */
  test_assert_rows (&read, "{\"a\":\"bad\",\"b\":\"x\"}\n{\"a\":\"bad\",\"b\":\"y\"}\n",
                    "{\"b\":\"x\"}\n{\"b\":\"y\"}\n");
  test_assert_rows (&none, "{\"a\":1}\n{\"a\":2}\n", "{}\n{}\n");
}

static void
test_modes (void)
{
  TestRead permissive = { "json", "a INT, b INT, _corrupt_record STRING" };
  TestRead drop = { "json", "a INT, b INT", "mode=dropmalformed" };
  TestRead fail = { "json", "a INT, b INT", "mode=FAILFAST" };
  const char *text = "{\"a\":1,\"b\":2}\n{\"a\":\"x\",\"b\":3}\n{\"a\":\n";

  test_assert_rows (&permissive, text,
                    "{\"a\":1,\"b\":2,\"_corrupt_record\":null}\n"
                    "{\"a\":null,\"b\":3,\"_corrupt_record\":\"{\\\"a\\\":\\\"x\\\",\\\"b\\\":3}\"}\n"
                    "{\"a\":null,\"b\":null,\"_corrupt_record\":\"{\\\"a\\\":\"}\n");
  test_assert_rows (&drop, text, "{\"a\":1,\"b\":2}\n");
  test_assert_fails (&fail, text, "CANNOT_PARSE_JSON_FIELD", 2);
  test_assert_fails (&fail, "{\"a\":1}\r\n\r\n{\"a\":\r\n", "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", 3);
}

static void
test_bombs (void)
{
  TestRead read = { "json", "a INT, _corrupt_record STRING" };
  GString *text = g_string_new ("{\"a\":1}\n");
  SluiceScanStatistics statistics;
  g_autofree char *rows = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (text, '[');
  g_string_append (text, "\n{\"a\":2}\n{\"k\":");
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '9');
  g_string_append (text, "}\n{");
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "\"k%u\":%u,", i, i);
  g_string_append (text, "\"a\":3}\n");
  rows = test_scan (&read, text->str, text->len, &statistics, NULL);
  g_assert_nonnull (rows);
  g_assert_cmpuint (statistics.n_rows, ==, 5);
  g_assert_cmpuint (statistics.n_corrupt, ==, 2);
  g_string_free (text, TRUE);
}

static void
test_long_line (void)
{
  TestRead read = { "json", "a INT, _corrupt_record STRING", "" };
  gsize size = 40 * 1024 * 1024;
  GString *text = g_string_sized_new (size + 64);
  g_autofree char *path = NULL;
  g_autoptr (SluiceReader) reader = test_reader (&read, NULL);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceScanner *scanner = sluice_scanner_new (reader);
  SluiceScanStatistics statistics;
  GString *rows = g_string_new (NULL);
  guint64 sequence = 0;

  g_string_append (text, "{\"a\":1}\n{\"b\":\"");
  g_string_set_size (text, size);
  memset (text->str + 16, 'x', size - 16);
  g_string_append (text, "\"}\n{\"a\":3}\n");
  path = test_temp_file (".json", text->str, text->len);
  g_assert_true (sluice_scanner_scan_file (scanner, arena, path, 0, G_MAXINT64, &sequence, test_collect, rows,
                                           NULL, NULL));
  sluice_scanner_statistics (scanner, &statistics);
  g_assert_cmpuint (statistics.n_rows, ==, 3);
  g_assert_cmpuint (statistics.n_corrupt, ==, 1);
  g_assert_true (g_str_has_suffix (rows->str, "{\"a\":3,\"_corrupt_record\":null}\n"));
  sluice_scanner_free (scanner);
  g_string_free (rows, TRUE);
  g_string_free (text, TRUE);
  g_unlink (path);
}

static void
test_ranges (void)
{
  static const char *const ends[] = { "\n", "\r\n", "\r", "\n\n", "\r\n\r" };
  TestRead read = { "json", "a INT" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 300; i++)
    {
      GString *text = g_string_new (NULL);
      g_autofree char *path = NULL;
      g_autofree char *whole = NULL;
      g_autofree char *parts = NULL;
      gint64 splits[5];

      for (guint j = 0; j < 20; j++)
        g_string_append_printf (text, "{\"a\":%u}%s", j, ends[g_rand_int_range (rand, 0, G_N_ELEMENTS (ends))]);
      path = test_temp_file (".json", text->str, text->len);
      for (guint j = 0; j < 4; j++)
        splits[j] = g_rand_int_range (rand, 0, (gint32) text->len + 5);
      for (guint j = 0; j < 4; j++)
        for (guint k = j + 1; k < 4; k++)
          if (splits[k] < splits[j])
            {
              gint64 swap = splits[k];

              splits[k] = splits[j];
              splits[j] = swap;
            }
      splits[4] = -1;
      whole = test_scan (&read, text->str, text->len, NULL, NULL);
      parts = test_scan_file (&read, path, splits, NULL);
      g_assert_cmpstr (parts, ==, whole);
      g_unlink (path);
      g_string_free (text, TRUE);
    }
}

static gboolean
keep_batch (SluiceBatch *batch, gpointer user_data, GError **error)
{
  g_ptr_array_add (user_data, sluice_batch_ref (batch));

  return TRUE;
}

/* Batches that somebody keeps stay as they are, however far the scanner has gone on. */
static void
test_kept_batches (void)
{
  TestRead read = { "json", "a INT, b STRING" };
  g_autoptr (SluiceReader) reader = test_reader (&read, NULL);
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  SluiceArena *arena = sluice_arena_new ();
  SluiceScanner *scanner = sluice_scanner_new (reader);
  GString *text = g_string_new (NULL);
  g_autofree char *path = NULL;
  guint64 sequence = 0;
  guint n = 0;

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (text, "{\"a\":%u,\"b\":\"text number %u\"}\n", i, i);
  path = test_temp_file (".json", text->str, text->len);
  g_assert_true (sluice_scanner_scan_file (scanner, arena, path, 0, G_MAXINT64, &sequence, keep_batch, batches,
                                           NULL, NULL));
  sluice_scanner_free (scanner);
  sluice_arena_unref (arena);
  g_assert_cmpuint (sequence, ==, 200000);
  for (guint i = 0; i < batches->len; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (batches, i);

      g_assert_cmpuint (batch->sequence, ==, n);
      for (guint32 j = 0; j < batch->n_rows; j++, n++)
        {
          g_autofree char *want = g_strdup_printf ("text number %u", n);
          const SluiceString *got = sluice_column_value (batch->columns[1], j);

          g_assert_cmpint (batch->columns[0]->i32[j], ==, (gint32) n);
          g_assert_cmpmem (got->data, got->length, want, strlen (want));
        }
    }
  g_assert_cmpuint (n, ==, 200000);
  g_unlink (path);
  g_string_free (text, TRUE);
}

static void
test_schema_faults (void)
{
  TestRead corrupt = { "json", "a INT, _corrupt_record INT" };
  TestRead only = { "json", "_corrupt_record STRING" };
  TestRead option = { "json", "a INT", "multiLine=maybe" };

  test_assert_fails (&corrupt, "{}\n", "INVALID_CORRUPT_RECORD_TYPE", 0);
  test_assert_fails (&only, "{}\n", "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN", 0);
  test_assert_fails (&option, "{}\n", NULL, 0);
}

/* A record cut short anywhere is malformed, and nothing behind its end is read: AddressSanitizer watches. */
static void
test_cut_short (void)
{
  static const char record[] = "{\"a\": [1, {\"b\": \"\\u00e9\"}, []], \"c\": {}, \"d\": -1.5e3, \"e\":true}";
  SluiceFormatOptions options = { 0 };
  SluiceJsonTape tape = { 0 };

  for (gsize length = 1; length < sizeof record; length++)
    {
      g_autofree char *text = g_memdup2 (record, length);

      g_assert_cmpint (sluice_json_tape_read (&tape, text, length, &options, 0, NULL), ==,
                       length == sizeof record - 1 ? SLUICE_JSON_OK : SLUICE_JSON_BAD);
    }
  sluice_json_tape_clear (&tape);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-reader/plain", test_plain);
  g_test_add_func ("/json-reader/prediction-holds", test_prediction_holds);
  g_test_add_func ("/json-reader/several-shapes", test_several_shapes);
  g_test_add_func ("/json-reader/wanted-columns", test_wanted_columns);
  g_test_add_func ("/json-reader/modes", test_modes);
  g_test_add_func ("/json-reader/bombs", test_bombs);
  g_test_add_func ("/json-reader/long-line", test_long_line);
  g_test_add_func ("/json-reader/ranges", test_ranges);
  g_test_add_func ("/json-reader/cut-short", test_cut_short);
  g_test_add_func ("/json-reader/kept-batches", test_kept_batches);
  g_test_add_func ("/json-reader/schema-faults", test_schema_faults);

  return g_test_run ();
}
