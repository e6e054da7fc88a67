/* test-text-reader.c: lines of text, and compressed files of any format.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "format-test-rows.h"

#include "formats/sluice-compress.h"

static void
test_lines (void)
{
  TestRead read = { "text", "value STRING" };
  TestRead whole = { "text", "value STRING", "wholetext=true" };
  TestRead separator = { "text", "value STRING", "lineSep=ab" };

  test_assert_rows (&read, "a\r\n\nb", "{\"value\":\"a\"}\n{\"value\":\"\"}\n{\"value\":\"b\"}\n");
  test_assert_rows (&whole, "a\nb\n", "{\"value\":\"a\\nb\\n\"}\n");
  test_assert_rows (&separator, "1ab2aab3b", "{\"value\":\"1\"}\n{\"value\":\"2a\"}\n{\"value\":\"3b\"}\n");
  test_assert_rows (&read, "", "");
}

static void
test_ranges (void)
{
  TestRead read = { "text", "value STRING" };
  TestRead separator = { "text", "value STRING", "lineSep=ab" };
  const char *text = "ab\n\nabab\r\n\raab\n\r\nb";
  g_autofree char *path = test_temp_file (".txt", text, strlen (text));

  for (gint64 split = 0; split <= (gint64) strlen (text) + 1; split++)
    for (guint i = 0; i < 2; i++)
      {
        gint64 splits[] = { split, -1 };
        const TestRead *how = i == 0 ? &read : &separator;
        g_autofree char *whole = test_scan_file (how, path, NULL, NULL);
        g_autofree char *parts = test_scan_file (how, path, splits, NULL);

        g_assert_cmpstr (parts, ==, whole);
      }
  g_unlink (path);
}

static void
test_blocks (void)
{
  TestRead read = { "text", "value STRING" };
  GString *text = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autofree char *direct = NULL;
  g_autofree char *blocks = NULL;

  /* Lines of all lengths, so that blocks end everywhere in them; one is longer than a block. */
  for (guint i = 0; i < 3000; i++)
    {
      g_string_append_printf (text, "%u ", i);
      for (guint j = 0; j < i; j++)
        g_string_append_c (text, (char) ('a' + j % 26));
      g_string_append (text, i % 2 == 0 ? "\n" : "\r\n");
    }
  for (guint j = 0; j < 3000000; j++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\nlast");
  path = test_temp_file (".txt", text->str, text->len);
  direct = test_scan (&read, text->str, text->len, NULL, NULL);
  blocks = test_scan_file (&read, path, NULL, NULL);
  g_assert_true (strcmp (direct, blocks) == 0);
  g_unlink (path);
  g_string_free (text, TRUE);
}

static void
check_compressed (SluiceCompression compression, const char *suffix)
{
  TestRead read = { "text", "value STRING" };
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autofree char *path = NULL;
  g_autofree char *direct = NULL;
  g_autofree char *unpacked = NULL;
  gint64 splits[] = { 5, -1 };
  g_autofree char *ranges = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (text, "line %u\n", i * 7);
  plain = g_bytes_new (text->str, text->len);
  packed = sluice_compress (plain, compression);
  path = test_temp_file (suffix, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  direct = test_scan (&read, text->str, text->len, NULL, NULL);
  unpacked = test_scan_file (&read, path, NULL, NULL);
  g_assert_true (strcmp (direct, unpacked) == 0);
  /* The range with the beginning reads it all, the others nothing. */
  ranges = test_scan_file (&read, path, splits, NULL);
  g_assert_true (strcmp (direct, ranges) == 0);

  /* A file that ends too early is an error, not fewer rows. */
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (packed, NULL),
                                      (gssize) g_bytes_get_size (packed) / 2, NULL));
  g_assert_null (test_scan_file (&read, path, NULL, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "FAILED_READ_FILE.NO_HINT");
  g_unlink (path);
  g_string_free (text, TRUE);
}

static void
test_compressed (void)
{
  check_compressed (SLUICE_COMPRESSION_GZIP, ".gz");
  check_compressed (SLUICE_COMPRESSION_ZSTD, ".zst");
  check_compressed (SLUICE_COMPRESSION_DEFLATE, ".deflate");
}

/* A codec that isn't there must not have its bytes taken for lines. */
static void
test_unknown_compression (void)
{
  static const char *const endings[] = { ".bz2", ".lz4", ".snappy" };
  TestRead read = { "text", "value STRING" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = test_temp_file (endings[i], "a\n", 2);
      g_autoptr (GError) error = NULL;

      g_assert_null (test_scan_file (&read, path, NULL, &error));
      g_assert_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_IO);
      g_assert_nonnull (strstr (error->message, "unpack it"));
      g_unlink (path);
    }
}

static void
test_bomb (void)
{
  TestRead read = { "text", "value STRING" };
  gsize size = 200 * 1024 * 1024;
  char *zeros = g_malloc (size);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  /* Long lines: what is tried here is the limit, not the reading of many rows. */
  memset (zeros, 'x', size);
  for (gsize i = 0; i < size; i += 1024 * 1024)
    zeros[i] = '\n';
  plain = g_bytes_new_take (zeros, size);
  packed = sluice_compress (plain, SLUICE_COMPRESSION_ZSTD);
  path = test_temp_file (".zst", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  g_assert_null (test_scan_file (&read, path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "thousandfold"));
  g_unlink (path);
}

static void
test_file_faults (void)
{
  TestRead read = { "text", "value STRING" };
  g_autofree char *directory = g_dir_make_tmp (NULL, NULL);
  g_autofree char *missing = g_build_filename (directory, "missing", NULL);
  g_autoptr (GError) absent = NULL;
  g_autoptr (GError) folder = NULL;

  g_assert_null (test_scan_file (&read, missing, NULL, &absent));
  g_assert_cmpstr (sluice_error_info (absent)->file, ==, missing);
  g_assert_null (test_scan_file (&read, directory, NULL, &folder));
  g_assert_error (folder, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_IO);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-reader/lines", test_lines);
  g_test_add_func ("/text-reader/ranges", test_ranges);
  g_test_add_func ("/text-reader/blocks", test_blocks);
  g_test_add_func ("/text-reader/compressed", test_compressed);
  g_test_add_func ("/text-reader/unknown-compression", test_unknown_compression);
  g_test_add_func ("/text-reader/bomb", test_bomb);
  g_test_add_func ("/text-reader/file-faults", test_file_faults);

  return g_test_run ();
}
