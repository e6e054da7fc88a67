/* state-fixture.c: a state directory for a test, and a model to compare state with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

const SluiceStateOperator fixture_operators[2] = {
  { "stateStoreSave", 2, "word STRING", "n BIGINT" },
  { "dedupe", 1, "id BIGINT NOT NULL", "" },
};

char *
fixture_directory_new (void)
{
  g_autoptr (GError) error = NULL;
  char *directory = g_dir_make_tmp ("sluice-state-XXXXXX", &error);

  g_assert_no_error (error);

  return directory;
}

void
fixture_directory_free (char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
  g_free (directory);
}

SluiceStateStore *
fixture_open (const char *directory, gint64 version, const char *attempt, guint interval, GError **error)
{
  return sluice_state_store_open (directory, fixture_operators, G_N_ELEMENTS (fixture_operators), version,
                                  attempt, interval, error);
}

static SluiceStatePartition *
partition_of (SluiceStateStore *store, const char *key, guint64 *hash)
{
  *hash = sluice_state_hash (key, strlen (key));

  return sluice_state_store_partition (store, 0, sluice_state_partition_of (*hash, 2));
}

void
fixture_put (SluiceStateStore *store, const char *key, const char *value, gint64 expiry)
{
  guint64 hash;
  SluiceStatePartition *partition = partition_of (store, key, &hash);

  sluice_state_put (partition, hash, key, (guint32) strlen (key), value, (guint32) strlen (value), expiry);
}

gboolean
fixture_remove (SluiceStateStore *store, const char *key)
{
  guint64 hash;
  SluiceStatePartition *partition = partition_of (store, key, &hash);

  return sluice_state_remove (partition, hash, key, (guint32) strlen (key));
}

static gboolean
dump_entry (gconstpointer key,
            guint32       key_length,
            gconstpointer value,
            guint32       value_length,
            gint64        expiry,
            gpointer      user_data)
{
  g_assert_cmpuint ((guintptr) value % 16, ==, 0);
  g_ptr_array_add (user_data, expiry == SLUICE_STATE_NO_EXPIRY
                                  ? g_strdup_printf ("%.*s=%.*s", (int) key_length, (const char *) key,
                                                     (int) value_length, (const char *) value)
                                  : g_strdup_printf ("%.*s=%.*s@%" G_GINT64_FORMAT, (int) key_length,
                                                     (const char *) key, (int) value_length,
                                                     (const char *) value, expiry));

  return TRUE;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char *
fixture_dump (SluiceStateStore *store)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint64 n = 0;

  for (guint p = 0; p < 2; p++)
    {
      SluiceStatePartition *partition = sluice_state_store_partition (store, 0, p);

      sluice_state_foreach (partition, dump_entry, lines);
      n += sluice_state_count (partition);
    }
  g_assert_cmpuint (n, ==, lines->len);
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv (" ", (char **) lines->pdata);
}

char *
fixture_commit (SluiceStateStore *store, gint64 version)
{
  g_autoptr (GError) error = NULL;
  char *attempt = NULL;

  sluice_state_store_commit (store, version, &attempt, &error);
  g_assert_no_error (error);
  g_assert_nonnull (attempt);

  return attempt;
}

char *
fixture_find (const char *directory, const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  char *found = NULL;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, suffix))
      {
        g_assert_null (found);
        found = g_build_filename (directory, name, NULL);
      }
  g_assert_nonnull (found);

  return found;
}
