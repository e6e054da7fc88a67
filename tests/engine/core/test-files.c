/* test-files.c: tests of durable writes and logs, with faults.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/sluice-error.h"
#include "core/sluice-file-ops.h"
#include "core/sluice-metadata-log.h"

typedef struct
{
  char *directory;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        unlink (child);
    }
  rmdir (path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("sluice-test-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sluice_file_ops_set (NULL);
  remove_tree (fixture->directory);
  g_free (fixture->directory);
}

static guint
count_files (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
assert_text (const char *path, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "a", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (sluice_file_write (path, "one", 3, SLUICE_WRITE_EXCLUSIVE, &error));
  g_assert_no_error (error);
  g_assert_false (sluice_file_write (path, "two", 3, SLUICE_WRITE_EXCLUSIVE, &error));
  g_assert_error (error, SLUICE_FILE_ERROR, G_IO_ERROR_EXISTS);
  assert_text (path, "one");
  g_assert_true (sluice_file_write (path, "three", 5, SLUICE_WRITE_REPLACE, NULL));
  assert_text (path, "three");
  g_assert_cmpuint (count_files (fixture->directory), ==, 1);
}

/* The n-th operation fails with an errno; the ones before and after are the system's. */
static SluiceFileOps faulty;
static const SluiceFileOps *real;
static guint calls_left;
static int fault;

static gboolean
fails (void)
{
  if (calls_left > 0 && --calls_left == 0)
    {
      errno = fault;
      return TRUE;
    }

  return FALSE;
}

static int
faulty_open (const char *path, int flags, int mode)
{
  return fails () ? -1 : real->open (path, flags, mode);
}

static gssize
faulty_write (int fd, gconstpointer data, gsize length)
{
  return fails () ? -1 : real->write (fd, data, MIN (length, 7));
}

static int
faulty_fsync (int fd)
{
  return fails () ? -1 : real->fsync (fd);
}

static int
faulty_close (int fd)
{
  int result = real->close (fd);

  return fails () ? -1 : result;
}

static int
faulty_rename (const char *from, const char *to, gboolean replace)
{
  return fails () ? -1 : real->rename (from, to, replace);
}

static int
faulty_fsync_directory (const char *path)
{
  return fails () ? -1 : real->fsync_directory (path);
}

static void
install_faults (void)
{
  real = sluice_file_ops ();
  faulty = *real;
  faulty.open = faulty_open;
  faulty.write = faulty_write;
  faulty.fsync = faulty_fsync;
  faulty.close = faulty_close;
  faulty.rename = faulty_rename;
  faulty.fsync_directory = faulty_fsync_directory;
  sluice_file_ops_set (&faulty);
}

static void
test_write_faults (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "a", NULL);
  static const int faults[] = { EIO, ENOSPC, EROFS };

  install_faults ();
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    for (guint n = 1;; n++)
      {
        g_autoptr (GError) error = NULL;
        gboolean ok;

        g_assert_true (g_file_set_contents (path, "old", -1, NULL));
        calls_left = n;
        fault = faults[i];
        ok = sluice_file_write (path, "something new", 13, SLUICE_WRITE_REPLACE, &error);
        if (calls_left > 0)
          {
            g_assert_true (ok);
            assert_text (path, "something new");
            break;
          }

        /* Old or new, never a piece of either, and no leftover. */
        g_assert_false (ok);
        g_assert_cmpint (error->code, ==, g_io_error_from_errno (faults[i]));
        g_assert_nonnull (strstr (error->message, path));
        g_assert_cmpuint (count_files (fixture->directory), ==, 1);
        {
          g_autofree char *text = NULL;

          g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
          g_assert_true (strcmp (text, "old") == 0 || strcmp (text, "something new") == 0);
        }
        g_assert_cmpuint (n, <, 50);
      }
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_build_filename (fixture->directory, "deep", "log", NULL);
  g_autofree char *first = g_build_filename (directory, "0", NULL);
  g_autofree char *compact = g_build_filename (directory, "2.compact", NULL);
  g_autoptr (SluiceMetadataLog) log = sluice_metadata_log_new (directory, 3, NULL);
  g_autoptr (SluiceMetadataLog) again = NULL;
  g_auto (GStrv) all = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sluice_metadata_log_latest (log), ==, -1);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *line = g_strdup_printf ("{\"n\":%u}", i);

      g_assert_true (sluice_metadata_log_add (log, i, (const char *const[]){ line, NULL }, &error));
      g_assert_no_error (error);
    }
  assert_text (first, "v1\n{\"n\":0}");
  assert_text (compact, "v1\n{\"n\":0}\n{\"n\":1}\n{\"n\":2}");

  /* The interval of an existing log comes from its files, whatever is asked for. */
  again = sluice_metadata_log_new (directory, 7, NULL);
  g_assert_cmpint (sluice_metadata_log_latest (again), ==, 4);
  all = sluice_metadata_log_all (again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (all), ==, 5);
  g_assert_cmpstr (all[4], ==, "{\"n\":4}");

  g_assert_false (sluice_metadata_log_add (again, 4, (const char *const[]){ NULL }, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "CONCURRENT_STREAM_LOG_UPDATE");
}

/* Nothing that was cut off stays beside the entries, and nothing else goes. */
static void
test_log_unfinished (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unfinished
    = g_build_filename (fixture->directory, ".0.0b1f8a52-5d0c-4d7e-9f57-2b64f2a1c7aa.tmp", NULL);
  g_autofree char *hidden = g_build_filename (fixture->directory, ".0.crc", NULL);
  g_autoptr (SluiceMetadataLog) reader = NULL;
  g_autoptr (SluiceMetadataLog) writer = NULL;

  g_assert_true (g_file_set_contents (unfinished, "v1\n{\"n", -1, NULL));
  g_assert_true (g_file_set_contents (hidden, "a checksum", -1, NULL));
  reader = sluice_metadata_log_new (fixture->directory, 0, NULL);
  g_assert_cmpint (sluice_metadata_log_latest (reader), ==, -1);
  g_assert_cmpuint (count_files (fixture->directory), ==, 2);

  writer = sluice_metadata_log_new (fixture->directory, 0, NULL);
  g_assert_true (sluice_metadata_log_add (writer, 0, (const char *const[]){ "{}", NULL }, NULL));
  g_assert_false (g_file_test (unfinished, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (fixture->directory), ==, 2);
}

static void
test_log_broken (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *condition;
  } cases[] = {
    { "", "MALFORMED_LOG_FILE" },
    { "vx\n{}", "MALFORMED_LOG_FILE" },
    { "v0\n{}", "MALFORMED_LOG_FILE" },
    { "{}", "MALFORMED_LOG_FILE" },
    { "v1\n\xff", "MALFORMED_LOG_FILE" },
    { "v99\n{}", "INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION" },
  };
  g_autofree char *path = g_build_filename (fixture->directory, "0", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceMetadataLog) log = NULL;
      g_auto (GStrv) lines = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      log = sluice_metadata_log_new (fixture->directory, 0, NULL);
      lines = sluice_metadata_log_get (log, 0, &error);
      g_assert_null (lines);
      g_assert_cmpstr (sluice_error_condition (error), ==, cases[i].condition);
      g_assert_cmpstr (sluice_error_info (error)->file == NULL ? path : sluice_error_info (error)->file,
                       ==, path);
    }
}

/* What Spark reads too: a newline at the end, and lines from Windows. */
static void
test_log_lenient (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "v1\n{\"a\":1}\n", "v1\r\n{\"a\":1}\r\n", "v1\n{\"a\":1}" };
  g_autofree char *path = g_build_filename (fixture->directory, "7", NULL);
  g_autofree char *other = g_build_filename (fixture->directory, "07", NULL);

  g_assert_true (g_file_set_contents (other, "not an entry", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (SluiceMetadataLog) log = NULL;
      g_auto (GStrv) lines = NULL;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      log = sluice_metadata_log_new (fixture->directory, 0, NULL);
      g_assert_cmpint (sluice_metadata_log_latest (log), ==, 7);
      lines = sluice_metadata_log_get (log, 7, NULL);
      g_assert_cmpuint (g_strv_length (lines), ==, 1);
      g_assert_cmpstr (lines[0], ==, "{\"a\":1}");
    }
}

/* Expected texts are those that Spark wrote into its own logs. */
static void
test_uri (void)
{
  static const struct
  {
    const char *path;
    const char *uri;
  } cases[] = {
    { "/a/b c", "file:///a/b%20c" },
    { "/a/word=x%2Fy%3Dz", "file:///a/word=x%252Fy%253Dz" },
    { "/a/é+=&',;*!", "file:///a/é+=&',;*!" },
    { "/a/#?[]{}\"\\", "file:///a/%23%3F%5B%5D%7B%7D%22%5C" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uri = sluice_path_to_uri (cases[i].path);
      g_autofree char *path = sluice_path_from_uri (cases[i].uri);

      g_assert_cmpstr (uri, ==, cases[i].uri);
      g_assert_cmpstr (path, ==, cases[i].path);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/files/write", Fixture, NULL, set_up, test_write, tear_down);
  g_test_add ("/files/write/faults", Fixture, NULL, set_up, test_write_faults, tear_down);
  g_test_add ("/files/log", Fixture, NULL, set_up, test_log, tear_down);
  g_test_add ("/files/log/unfinished", Fixture, NULL, set_up, test_log_unfinished, tear_down);
  g_test_add ("/files/log/broken", Fixture, NULL, set_up, test_log_broken, tear_down);
  g_test_add ("/files/log/lenient", Fixture, NULL, set_up, test_log_lenient, tear_down);
  g_test_add_func ("/files/uri", test_uri);

  return g_test_run ();
}
