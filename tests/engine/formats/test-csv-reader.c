/* test-csv-reader.c: CSV to rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "format-test-rows.h"

static void
test_plain (void)
{
  TestRead read = { "csv", "a INT, b STRING, c DOUBLE" };

  test_assert_rows (&read, "1,x,1.5\n2,,\r\n,\"y, z\",-3\n",
                    "{\"a\":1,\"b\":\"x\",\"c\":1.5}\n{\"a\":2,\"b\":null,\"c\":null}\n"
                    "{\"a\":null,\"b\":\"y, z\",\"c\":-3.0}\n");
}

/* Values on every side of the borders of the windows that are looked at at once. */
static void
test_window_borders (void)
{
  TestRead read = { "csv", "a STRING, b STRING" };

  for (guint n = 1; n < 200; n++)
    {
      g_autofree char *value = g_strnfill (n, 'v');
      g_autofree char *data = g_strdup_printf ("%s,%s\n\"%s,\",x\r\n%s,\xc3\xa9\n", value, value, value, value);
      g_autofree char *want = g_strdup_printf (
          "{\"a\":\"%s\",\"b\":\"%s\"}\n{\"a\":\"%s,\",\"b\":\"x\"}\n{\"a\":\"%s\",\"b\":\"\xc3\xa9\"}\n", value,
          value, value, value);

      test_assert_rows (&read, data, want);
    }
}

static void
test_plain_lines_are_fast (void)
{
  TestRead read = { "csv", "a INT, b STRING", "header=true" };
  GString *text = g_string_new ("a,b\n");
  SluiceScanStatistics statistics;
  g_autofree char *rows = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "%u,\"some, text\"\n", i);
  rows = test_scan (&read, text->str, text->len, &statistics, NULL);
  g_assert_cmpuint (statistics.n_rows, ==, 10000);
  g_assert_cmpuint (statistics.n_fallbacks, ==, 0);
  g_string_free (text, TRUE);
}

static void
test_header (void)
{
  TestRead read = { "csv", "a INT, b STRING", "header=true" };
  TestRead strict = { "csv", "a INT, b STRING", "header=true;enforceSchema=false" };

  test_assert_rows (&read, "\n\na,b\n1,x\n", "{\"a\":1,\"b\":\"x\"}\n");
  test_assert_rows (&strict, "A,B\n1,x\n", "{\"a\":1,\"b\":\"x\"}\n");
  test_assert_fails (&strict, "b,a\n1,x\n", "_LEGACY_ERROR_TEMP_3241", 1);
}

/* A header that a range leaves to the next one is still a header. */
static void
test_header_in_ranges (void)
{
  TestRead read = { "csv", "a INT, b STRING", "header=true" };
  const char *text = "\n\n\na,b\n1,x\n2,y\n";
  g_autofree char *path = test_temp_file (".csv", text, strlen (text));

  for (gint64 split = 0; split < (gint64) strlen (text); split++)
    {
      gint64 splits[] = { split, -1 };
      g_autofree char *rows = test_scan_file (&read, path, splits, NULL);

      g_assert_cmpstr (rows, ==, "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n");
    }
  g_unlink (path);
}

static void
test_modes (void)
{
  TestRead permissive = { "csv", "a INT, b STRING, _corrupt_record STRING" };
  TestRead drop = { "csv", "a INT, b STRING", "mode=DROPMALFORMED" };
  TestRead fail = { "csv", "a INT, b STRING", "mode=FAILFAST" };
  const char *text = "1,x\nbad,y\n2\n3,z,more\n";

  test_assert_rows (&permissive, text,
                    "{\"a\":1,\"b\":\"x\",\"_corrupt_record\":null}\n"
                    "{\"a\":null,\"b\":\"y\",\"_corrupt_record\":\"bad,y\"}\n"
                    "{\"a\":2,\"b\":null,\"_corrupt_record\":\"2\"}\n"
                    "{\"a\":3,\"b\":\"z\",\"_corrupt_record\":\"3,z,more\"}\n");
  test_assert_rows (&drop, text, "{\"a\":1,\"b\":\"x\"}\n");
  test_assert_fails (&fail, text, "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", 2);
  test_assert_fails (&fail, "1,x\n2\n", "MALFORMED_CSV_RECORD", 2);
}

static void
test_wanted_columns (void)
{
  static const guint wanted[] = { 1 };
  TestRead read = { "csv", "a INT, b STRING", "mode=FAILFAST", wanted, 1 };

  /* As Spark with column pruning: how many columns there are isn't looked at. */
  test_assert_rows (&read, "bad,x\n1,y,more\n1\n", "{\"b\":\"x\"}\n{\"b\":\"y\"}\n{\"b\":null}\n");
}

static void
test_multi_line (void)
{
  TestRead read = { "csv", "a INT, b STRING", "multiLine=true" };

  test_assert_rows (&read, "1,\"x\ny\"\n2,z\n", "{\"a\":1,\"b\":\"x\\ny\"}\n{\"a\":2,\"b\":\"z\"}\n");
}

static void
test_limits (void)
{
  TestRead columns = { "csv", "a INT", "maxColumns=2" };
  TestRead chars = { "csv", "a STRING", "maxCharsPerColumn=3" };

  test_assert_fails (&columns, "1,2,3\n", "MALFORMED_CSV_RECORD", 0);
  test_assert_fails (&chars, "abcd\n", "MALFORMED_CSV_RECORD", 0);
  test_assert_rows (&chars, "abc\n", "{\"a\":\"abc\"}\n");
}

static void
test_schema_faults (void)
{
  TestRead nested = { "csv", "a ARRAY<INT>" };
  TestRead separator = { "csv", "a INT", "sep=" };

  test_assert_fails (&nested, "1\n", "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", 0);
  test_assert_fails (&separator, "1\n", "INVALID_DELIMITER_VALUE.EMPTY_STRING", 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv-reader/plain", test_plain);
  g_test_add_func ("/csv-reader/window-borders", test_window_borders);
  g_test_add_func ("/csv-reader/plain-lines-are-fast", test_plain_lines_are_fast);
  g_test_add_func ("/csv-reader/header", test_header);
  g_test_add_func ("/csv-reader/header-in-ranges", test_header_in_ranges);
  g_test_add_func ("/csv-reader/modes", test_modes);
  g_test_add_func ("/csv-reader/wanted-columns", test_wanted_columns);
  g_test_add_func ("/csv-reader/multi-line", test_multi_line);
  g_test_add_func ("/csv-reader/limits", test_limits);
  g_test_add_func ("/csv-reader/schema-faults", test_schema_faults);

  return g_test_run ();
}
