/* fuzz-state.c: any bytes as a file of state.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte says which file of the directory the rest is: 'c' changes, 's' a snapshot, 'm' what describes
 * the operators. Builds for fuzzing take any checksum, so that more than the check of it is reached.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/sluice-file-ops.h"
#include "fuzz.h"
#include "state/sluice-state-file.h"
#include "state/sluice-state-store.h"

/* Where the head of a state file has its attempt. */
#define ATTEMPT_OFFSET 24

static const SluiceStateOperator operators[] = {
  { "stateStoreSave", 2, "k STRING", "n BIGINT" },
  { "dedupe", 1, "k INT", "" },
};

static gboolean
count_entry (gconstpointer key,
             guint32       key_length,
             gconstpointer value,
             guint32       value_length,
             gint64        expiry,
             gpointer      user_data)
{
  guint64 *n = user_data;

  *n += 1;

  return TRUE;
}

static void
use (SluiceStateStore *store)
{
  guint n_operators;
  const SluiceStateOperator *found = sluice_state_store_operators (store, &n_operators);

  for (guint i = 0; i < n_operators; i++)
    for (guint p = 0; p < found[i].n_partitions; p++)
      {
        SluiceStatePartition *partition = sluice_state_store_partition (store, i, p);
        guint64 n = 0;

        sluice_state_foreach (partition, count_entry, &n);
        g_assert_cmpuint (n, ==, sluice_state_count (partition));
        n -= sluice_state_evict (partition, 1000, NULL, NULL);
        g_assert_cmpuint (n, ==, sluice_state_count (partition));
      }
}

static void
write_file (const char *directory, const char *name, const void *data, gsize size)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* A state file must have the name that it says it has. */
static char *
file_name (const guint8 *data, gsize size)
{
  char attempt[SLUICE_STATE_ATTEMPT_LENGTH + 1] = "0123456789abcdef";
  gboolean sound = TRUE;

  if (*data == 'm')
    return g_strdup ("metadata");
  if (size >= 1 + ATTEMPT_OFFSET + SLUICE_STATE_ATTEMPT_LENGTH)
    {
      const char *said = (const char *) data + 1 + ATTEMPT_OFFSET;

      for (guint i = 0; i < SLUICE_STATE_ATTEMPT_LENGTH; i++)
        sound = sound && g_ascii_isxdigit (said[i]);
      if (sound)
        memcpy (attempt, said, SLUICE_STATE_ATTEMPT_LENGTH);
    }

  return g_strdup_printf ("1-%s.%s", attempt, *data == 's' ? "snapshot" : "changes");
}

/* A directory whose version 1 is the input, with the operators of a sound one. */
static char *
make_directory (const guint8 *data, gsize size)
{
  static char *metadata;
  static gsize metadata_length;
  char *directory = g_dir_make_tmp ("sluice-fuzz-XXXXXX", NULL);
  g_autofree char *name = NULL;

  g_assert_nonnull (directory);
  if (metadata == NULL)
    {
      g_autoptr (SluiceStateStore) store
          = sluice_state_store_open (directory, operators, G_N_ELEMENTS (operators), 0, NULL, 10, NULL);
      g_autofree char *path = g_build_filename (directory, "metadata", NULL);
      g_autofree char *attempt = NULL;

      g_assert_nonnull (store);
      sluice_state_put (sluice_state_store_partition (store, 1, 0), sluice_state_hash ("k", 1), "k", 1, "v", 1, 7);
      g_assert_true (sluice_state_store_commit (store, 1, &attempt, NULL));
      g_assert_true (g_file_get_contents (path, &metadata, &metadata_length, NULL));
      g_clear_pointer (&store, sluice_state_store_free);
      sluice_file_remove_tree (directory);
      g_mkdir (directory, 0700);
    }
  if (*data != 'm')
    write_file (directory, "metadata", metadata, metadata_length);
  name = file_name (data, size);
  write_file (directory, name, data + 1, size - 1);

  return directory;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (SluiceStateStore) store = NULL;
  g_autoptr (SluiceStateStore) read_only = NULL;
  g_autofree char *directory = NULL;
  g_autoptr (GError) error = NULL;
  gint64 version;

  if (size == 0)
    return -1;
  version = *data == 'm' ? 0 : 1;
  directory = make_directory (data, size);
  read_only = sluice_state_store_open_read_only (directory, version, NULL, &error);
  g_assert_true ((read_only == NULL) == (error != NULL));
  if (read_only != NULL)
    use (read_only);
  g_clear_error (&error);
  store = sluice_state_store_open (directory, operators, G_N_ELEMENTS (operators), version, NULL, 10, &error);
  g_assert_true ((store == NULL) == (error != NULL));
  if (store != NULL)
    use (store);
  g_clear_pointer (&store, sluice_state_store_free);
  sluice_file_remove_tree (directory);

  return 0;
}
