/* format-test-rows.h: reading into text, for the tests of the readers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "formats/sluice-reader.h"
#include "formats/sluice-writer.h"

/* What a test reads with: fill in what differs from the default. */
typedef struct
{
  const char *format;
  const char *schema;
  const char *options;          /* "name=value;name=value" */
  const guint *columns;
  guint n_columns;
} TestRead;

static inline SluiceSettings *
test_settings (void)
{
  static SluiceSettings *settings;

  if (settings == NULL)
    settings = sluice_settings_new (NULL);

  return settings;
}

static inline GHashTable *
test_options (const char *text)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *value = strchr (parts[i], '=');

      if (value == NULL)
        continue;
      *value = '\0';
      g_hash_table_insert (options, g_strdup (parts[i]), g_strdup (value + 1));
    }

  return options;
}

static inline SluiceReader *
test_reader (const TestRead *read, GError **error)
{
  g_autoptr (GHashTable) options = test_options (read->options);
  g_autoptr (SluiceType) schema = sluice_parse_ddl (read->schema, error);

  g_assert_nonnull (schema);

  return sluice_reader_new (read->format, schema, read->columns, read->n_columns, options, test_settings (),
                            error);
}

static inline gboolean
test_collect (SluiceBatch *batch, gpointer user_data, GError **error)
{
  GString *out = user_data;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      g_autoptr (GByteArray) row = g_byte_array_new ();

      sluice_json_append_row (batch, sluice_batch_row (batch, i), test_settings (), FALSE, row);
      g_string_append_len (out, (const char *) row->data, row->len);
      g_string_append_c (out, '\n');
    }

  return TRUE;
}

/* Reads a block; Returns: a row a line, or NULL with @error. */
static inline char *
test_scan (const TestRead       *read,
           const char           *data,
           gsize                 length,
           SluiceScanStatistics *statistics,
           GError              **error)
{
  g_autoptr (SluiceReader) reader = test_reader (read, error);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceScanOrigin origin = { "test", 1, TRUE };
  SluiceScanner *scanner;
  GString *out = g_string_new (NULL);
  guint64 sequence = 0;
  gboolean good;

  if (reader == NULL)
    {
      g_string_free (out, TRUE);
      return NULL;
    }

  scanner = sluice_scanner_new (reader);
  good = sluice_scanner_scan (scanner, arena, data, length, &origin, &sequence, test_collect, out, error);
  if (statistics != NULL)
    sluice_scanner_statistics (scanner, statistics);
  sluice_scanner_free (scanner);

  return g_string_free (out, !good);
}

/* Reads a file by ranges that meet at @splits, ended by -1. */
static inline char *
test_scan_file (const TestRead *read, const char *path, const gint64 *splits, GError **error)
{
  g_autoptr (SluiceReader) reader = test_reader (read, error);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  GString *out = g_string_new (NULL);
  guint64 sequence = 0;
  gint64 start = 0;
  gboolean good = reader != NULL;

  for (guint i = 0; good && start != G_MAXINT64; i++)
    {
      gint64 end = splits != NULL && splits[i] >= 0 ? splits[i] : G_MAXINT64;
      SluiceScanner *scanner = sluice_scanner_new (reader);

      good = sluice_scanner_scan_file (scanner, arena, path, start, end, &sequence, test_collect, out, NULL,
                                       error);
      sluice_scanner_free (scanner);
      start = end;
    }

  return g_string_free (out, !good);
}

static inline void
test_assert_rows (const TestRead *read, const char *data, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = test_scan (read, data, strlen (data), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (rows, ==, expected);
}

static inline void
test_assert_fails (const TestRead *read, const char *data, const char *condition, guint line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = test_scan (read, data, strlen (data), NULL, &error);

  g_assert_null (rows);
  g_assert_nonnull (error);
  g_assert_cmpstr (sluice_error_condition (error), ==, condition);
  if (line > 0)
    g_assert_cmpuint (sluice_error_info (error)->line, ==, line);
}

static inline char *
test_temp_file (const char *suffix, gconstpointer data, gsize length)
{
  g_autofree char *pattern = g_strconcat ("sluice-XXXXXX", suffix, NULL);
  char *path = NULL;
  int fd = g_file_open_tmp (pattern, &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, length > 0 ? data : "", (gssize) length, NULL));

  return path;
}
