/* test-state-faults.c: state on a disk that lies, fills up or fails.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/sluice-file-ops.h"
#include "state-fixture.h"

/* Three versions without a snapshot, and the bytes of one file of them. */
static char *
make_versions (char **attempt)
{
  char *root = fixture_directory_new ();
  SluiceStateStore *store = fixture_open (root, 0, NULL, 100, NULL);

  fixture_put (store, "a", "1", 1000);
  fixture_put (store, "b", "2", SLUICE_STATE_NO_EXPIRY);
  g_free (fixture_commit (store, 1));
  fixture_put (store, "a", "3", 2000);
  fixture_remove (store, "b");
  g_free (fixture_commit (store, 2));
  fixture_put (store, "c", "4", 3000);
  *attempt = fixture_commit (store, 3);
  sluice_state_store_free (store);

  return root;
}

static char *
find_version (const char *root, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      return g_build_filename (root, name, NULL);

  g_assert_not_reached ();
}

static void
check_damaged (const char *root, const char *attempt, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceStateStore) store = sluice_state_store_open_read_only (root, 3, attempt, &error);

  g_assert_null (store);
  g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_cmpstr (sluice_error_info (error)->file, ==, path);
  g_assert_nonnull (strstr (error->message, "that can still be loaded is 1"));
}

/* Any byte cut off, and any bit turned over, of the changes of version 2: version 3 can't be loaded, the
 * error names the file, and version 1 is offered. */
static void
test_damaged_changes (void)
{
  g_autofree char *attempt = NULL;
  g_autofree char *root = make_versions (&attempt);
  g_autofree char *path = find_version (root, "2-");
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize cut = 0; cut < length; cut++)
    {
      g_assert_true (g_file_set_contents (path, bytes, (gssize) cut, NULL));
      check_damaged (root, attempt, path);
    }
  for (gsize at = 0; at < length; at++)
    for (guint bit = 0; bit < 8; bit += 3)
      {
        bytes[at] ^= (char) (1 << bit);
        g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
        check_damaged (root, attempt, path);
        bytes[at] ^= (char) (1 << bit);
      }

  /* Longer than it was is damaged, too. */
  {
    g_autofree char *longer = g_malloc0 (length + 64);

    memcpy (longer, bytes, length);
    g_assert_true (g_file_set_contents (path, longer, (gssize) length + 64, NULL));
    check_damaged (root, attempt, path);
  }

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  {
    g_autoptr (SluiceStateStore) store = sluice_state_store_open_read_only (root, 3, attempt, NULL);
    g_autofree char *dump = fixture_dump (store);

    g_assert_cmpstr (dump, ==, "a=3@2000 c=4@3000");
  }
  fixture_directory_free (g_steal_pointer (&root));
}

static void
test_missing_changes (void)
{
  g_autofree char *attempt = NULL;
  g_autofree char *root = make_versions (&attempt);
  g_autofree char *path = find_version (root, "2-");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (fixture_open (root, 3, attempt, 100, &error));
  g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING);
  g_assert_cmpstr (sluice_error_condition (error), ==, "STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY");
  g_assert_nonnull (strstr (error->message, "version 2"));
  fixture_directory_free (g_steal_pointer (&root));
}

static void
test_missing_directory (void)
{
  g_autofree char *root = fixture_directory_new ();
  g_autofree char *missing = g_build_filename (root, "state", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_open (missing, 3, NULL, 100, &error));
  g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING);
  g_assert_cmpstr (sluice_error_condition (error), ==, "STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY");
  fixture_directory_free (g_steal_pointer (&root));
}

static void
test_damaged_metadata (void)
{
  g_autofree char *attempt = NULL;
  g_autofree char *root = make_versions (&attempt);
  g_autofree char *path = g_build_filename (root, "metadata", NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize at = 0; at < length; at++)
    {
      g_autoptr (GError) error = NULL;
      char saved = bytes[at];

      bytes[at] = saved == 'x' ? 'y' : 'x';
      g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
      g_assert_null (sluice_state_store_open_read_only (root, 3, attempt, &error));
      g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT);
      bytes[at] = saved;
      g_clear_error (&error);

      g_assert_true (g_file_set_contents (path, bytes, (gssize) at, NULL));
      g_assert_null (sluice_state_store_open_read_only (root, 3, attempt, &error));
      g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT);
    }
  fixture_directory_free (g_steal_pointer (&root));
}

/* A damaged snapshot does no harm as long as the changes are there; without them it is an error. */
static void
test_damaged_snapshot (void)
{
  g_autofree char *root = fixture_directory_new ();
  SluiceStateStore *store = fixture_open (root, 0, NULL, 3, NULL);
  g_autofree char *attempt = NULL;
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *changes = NULL;
  gsize length;

  for (gint64 version = 1; version <= 4; version++)
    {
      g_autofree char *key = g_strdup_printf ("k%d", (int) version);

      fixture_put (store, key, "v", 5);
      g_free (attempt);
      attempt = fixture_commit (store, version);
    }
  sluice_state_store_free (store);

  path = fixture_find (root, ".snapshot");
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize at = 0; at < length; at++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *dump = NULL;

      bytes[at] ^= 1;
      g_assert_true (g_file_set_contents (path, bytes, (gssize) (at % 7 == 0 ? at : length), NULL));
      bytes[at] ^= 1;
      store = sluice_state_store_open_read_only (root, 4, attempt, &error);
      g_assert_no_error (error);
      dump = fixture_dump (store);
      g_assert_cmpstr (dump, ==, "k1=v@5 k2=v@5 k3=v@5 k4=v@5");
      sluice_state_store_free (store);
    }

  changes = find_version (root, "1-");
  g_assert_cmpint (g_unlink (changes), ==, 0);
  {
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, bytes, (gssize) length - 1, NULL));
    g_assert_null (sluice_state_store_open_read_only (root, 4, attempt, &error));
    g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT);
    g_assert_nonnull (strstr (error->message, path));
    g_clear_error (&error);

    /* Sound again, it stands for all that came before. */
    g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
    store = sluice_state_store_open_read_only (root, 4, attempt, &error);
    g_assert_no_error (error);
    sluice_state_store_free (store);
  }
  fixture_directory_free (g_steal_pointer (&root));
}

/* File operations of which the n-th fails. */

static int calls_left;
static int failing_errno;
static const SluiceFileOps *real_ops;

static gboolean
fails (void)
{
  if (--calls_left != 0)
    return FALSE;
  errno = failing_errno;

  return TRUE;
}

static int
faulty_open (const char *path, int flags, int mode)
{
  return fails () ? -1 : real_ops->open (path, flags, mode);
}

static gssize
faulty_write (int fd, gconstpointer data, gsize length)
{
  return fails () ? -1 : real_ops->write (fd, data, length);
}

static int
faulty_fsync (int fd)
{
  return fails () ? -1 : real_ops->fsync (fd);
}

static int
faulty_close (int fd)
{
  int result = real_ops->close (fd);

  return fails () ? -1 : result;
}

static int
faulty_fsync_directory (const char *path)
{
  return fails () ? -1 : real_ops->fsync_directory (path);
}

static int
faulty_allocate (int fd, gint64 length)
{
  return fails () ? -1 : real_ops->allocate (fd, length);
}

/* Every operation of a commit fails once, with every error: the commit says so, leaves no file, and works
 * when it is tried again. */
static void
test_failing_commit (void)
{
  static const int errors[] = { ENOSPC, EIO, EDQUOT, EROFS };
  SluiceFileOps faulty = *sluice_file_ops ();

  real_ops = sluice_file_ops ();
  faulty.open = faulty_open;
  faulty.write = faulty_write;
  faulty.fsync = faulty_fsync;
  faulty.close = faulty_close;
  faulty.fsync_directory = faulty_fsync_directory;
  faulty.allocate = faulty_allocate;

  for (guint e = 0; e < G_N_ELEMENTS (errors); e++)
    {
      guint n_failures = 0;

      for (int nth = 1;; nth++)
        {
          g_autofree char *root = fixture_directory_new ();
          g_autoptr (GError) error = NULL;
          SluiceStateStore *store = fixture_open (root, 0, NULL, 100, NULL);
          g_autofree char *attempt = NULL;
          g_autofree char *second = NULL;
          g_autofree char *dump = NULL;
          g_autofree char *only = NULL;
          gboolean committed;

          fixture_put (store, "a", "1", 1000);
          calls_left = nth;
          failing_errno = errors[e];
          sluice_file_ops_set (&faulty);
          committed = sluice_state_store_commit (store, 1, &attempt, &error);
          sluice_file_ops_set (NULL);

          if (calls_left > 0)
            {
              g_assert_true (committed);
              sluice_state_store_free (store);
              fixture_directory_free (g_steal_pointer (&root));
              break;
            }
          n_failures++;
          g_assert_false (committed);
          g_assert_nonnull (error);
          g_assert_cmpint (error->domain, ==, SLUICE_FILE_ERROR);
          if (errors[e] == ENOSPC)
            g_assert_error (error, SLUICE_FILE_ERROR, G_IO_ERROR_NO_SPACE);

          second = fixture_commit (store, 1);
          sluice_state_store_free (store);
          only = fixture_find (root, ".changes");
          store = fixture_open (root, 1, NULL, 100, NULL);
          g_assert_nonnull (store);
          dump = fixture_dump (store);
          g_assert_cmpstr (dump, ==, "a=1@1000");
          sluice_state_store_free (store);
          fixture_directory_free (g_steal_pointer (&root));
        }
      /* open, allocate, write, fsync, close and the directory's fsync. */
      g_assert_cmpuint (n_failures, >=, 6);
    }
}

/* A snapshot that can't be written is no error: the state doesn't need it. */
static void
test_failing_snapshot (void)
{
  g_autofree char *root = fixture_directory_new ();
  g_autoptr (GError) error = NULL;
  SluiceFileOps faulty = *sluice_file_ops ();
  SluiceStateStore *store = fixture_open (root, 0, NULL, 1, NULL);
  g_autofree char *attempt = NULL;
  g_autofree char *dump = NULL;

  real_ops = sluice_file_ops ();
  faulty.open = faulty_open;
  fixture_put (store, "a", "1", 1000);
  calls_left = 2; /* the changes' file opens, the snapshot's doesn't */
  failing_errno = ENOSPC;
  sluice_file_ops_set (&faulty);
  attempt = fixture_commit (store, 1);
  sluice_state_store_free (store);
  sluice_file_ops_set (NULL);
  g_assert_cmpint (calls_left, <=, 0);

  store = fixture_open (root, 1, attempt, 1, &error);
  g_assert_no_error (error);
  dump = fixture_dump (store);
  g_assert_cmpstr (dump, ==, "a=1@1000");
  sluice_state_store_free (store);
  fixture_directory_free (g_steal_pointer (&root));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/state/damaged/changes", test_damaged_changes);
  g_test_add_func ("/state/damaged/missing-changes", test_missing_changes);
  g_test_add_func ("/state/damaged/missing-directory", test_missing_directory);
  g_test_add_func ("/state/damaged/metadata", test_damaged_metadata);
  g_test_add_func ("/state/damaged/snapshot", test_damaged_snapshot);
  g_test_add_func ("/state/failing/commit", test_failing_commit);
  g_test_add_func ("/state/failing/snapshot", test_failing_snapshot);

  return g_test_run ();
}
