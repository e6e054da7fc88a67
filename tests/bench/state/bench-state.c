/* bench-state.c: what a commit, a recovery and an eviction of state cost.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "state/sluice-state-store.h"

#define N_PARTITIONS 8
#define KEY_BYTES 24
#define VALUE_BYTES 16

static const SluiceStateOperator operators[] = { { "stateStoreSave", N_PARTITIONS, "k BIGINT", "n BIGINT" } };

static void
make_key (guint64 i, guint8 *key)
{
  memset (key, 0, KEY_BYTES);
  memcpy (key, &i, sizeof i);
  memcpy (key + 16, "campaign", 8);
}

static void
put (SluiceStateStore *store, guint64 i, gint64 n, gint64 expiry)
{
  guint8 key[KEY_BYTES];
  guint64 hash;
  gint64 *value;
  gint64 old_length;

  make_key (i, key);
  hash = sluice_state_hash (key, KEY_BYTES);
  value = sluice_state_update (
      sluice_state_store_partition (store, 0, sluice_state_partition_of (hash, N_PARTITIONS)), hash, key,
      KEY_BYTES, VALUE_BYTES, expiry, &old_length);
  value[0] += n;
}

static guint64
memory (SluiceStateStore *store)
{
  guint64 sum = 0;

  for (guint p = 0; p < N_PARTITIONS; p++)
    sum += sluice_state_memory (sluice_state_store_partition (store, 0, p));

  return sum;
}

/* Time that this thread has worked, which a busy machine doesn't stretch. */
static gint64
worked_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (gint64) time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
check (gboolean went_well, const GError *error)
{
  if (!went_well)
    {
      fprintf (stderr, "%s\n", error->message);
      exit (1);
    }
}

int
main (int argc, char **argv)
{
  guint64 n_keys = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  g_autofree char *root = g_dir_make_tmp ("sluice-bench-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  SluiceStateStore *store = sluice_state_store_open (root, operators, 1, 0, NULL, 10, &error);
  gint64 commits[200];
  gint64 worked[200];
  g_autofree char *attempt = NULL;
  gint64 version = 0;
  gint64 began = worked_us ();
  gint64 took;
  guint64 evicted = 0;

  check (store != NULL, error);
  for (guint64 i = 0; i < n_keys; i++)
    put (store, i, 1, (gint64) (i % 100) * 10000000);
  took = worked_us () - began;
  printf ("insert            %6.1f ns a key\n", (double) took * 1000 / (double) n_keys);
  printf ("memory            %6.1f MB for %" G_GUINT64_FORMAT " keys\n", (double) memory (store) / 1e6, n_keys);

  began = g_get_monotonic_time ();
  check (sluice_state_store_commit (store, ++version, &attempt, &error), error);
  printf ("commit of all     %6.1f ms\n", (double) (g_get_monotonic_time () - began) / 1000);

  for (guint c = 0; c < G_N_ELEMENTS (commits); c++)
    {
      gint64 update_began = g_get_monotonic_time ();
      gint64 worked_began = worked_us ();

      for (guint64 i = 0; i < 10000; i++)
        put (store, (i * 7919 + c * 104729) % n_keys, 1, (gint64) (((i * 7919 + c * 104729) % n_keys) % 100) * 10000000);
      g_clear_pointer (&attempt, g_free);
      check (sluice_state_store_commit (store, ++version, &attempt, &error), error);
      commits[c] = g_get_monotonic_time () - update_began;
      worked[c] = worked_us () - worked_began;
    }
  qsort (commits, G_N_ELEMENTS (commits), sizeof commits[0], compare);
  qsort (worked, G_N_ELEMENTS (worked), sizeof worked[0], compare);
  printf ("10,000 updates    %6.2f ms p50, %6.2f ms p95 with commit (%.2f ms p50 of work)\n",
          (double) commits[100] / 1000, (double) commits[190] / 1000, (double) worked[100] / 1000);

  sluice_state_store_free (store);
  began = g_get_monotonic_time ();
  took = worked_us ();
  store = sluice_state_store_open (root, operators, 1, version, attempt, 10, &error);
  check (store != NULL, error);
  printf ("recovery          %6.1f ms (%.1f ms of work), %.1f MB\n",
          (double) (g_get_monotonic_time () - began) / 1000, (double) (worked_us () - took) / 1000,
          (double) memory (store) / 1e6);

  began = worked_us ();
  for (guint p = 0; p < N_PARTITIONS; p++)
    evicted += sluice_state_evict (sluice_state_store_partition (store, 0, p), 0, NULL, NULL);
  took = worked_us () - began;
  printf ("eviction          %6.1f ns an entry (%" G_GUINT64_FORMAT " of them)\n",
          (double) took * 1000 / (double) MAX (evicted, 1), evicted);
  sluice_state_store_free (store);

  {
    g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *path = g_build_filename (root, name, NULL);

        g_unlink (path);
      }
    g_rmdir (root);
  }

  return 0;
}
