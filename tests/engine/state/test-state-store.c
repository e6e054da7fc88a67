/* test-state-store.c: state in memory and on disk.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "state-fixture.h"

#define assert_dump(store, expected)                                                              \
  G_STMT_START                                                                                    \
  {                                                                                               \
    g_autofree char *dump = fixture_dump (store);                                                 \
    g_assert_cmpstr (dump, ==, expected);                                                         \
  }                                                                                               \
  G_STMT_END

static void
test_put_get_remove (void)
{
  g_autoptr (SluiceStateStore) store = fixture_open (NULL, 0, NULL, 10, NULL);
  SluiceStatePartition *partition = sluice_state_store_partition (store, 1, 0);
  guint64 hash = sluice_state_hash ("key", 3);
  g_autofree char *long_value = g_strnfill (200000, 'x');
  const char *value;
  guint32 length;
  gint64 old_length;
  char *place;

  g_assert_null (sluice_state_get (partition, hash, "key", 3, &length));
  g_assert_true (sluice_state_put (partition, hash, "key", 3, "a", 1, SLUICE_STATE_NO_EXPIRY));
  g_assert_false (sluice_state_put (partition, hash, "key", 3, "bcd", 3, SLUICE_STATE_NO_EXPIRY));
  value = sluice_state_get (partition, hash, "key", 3, &length);
  g_assert_cmpmem (value, length, "bcd", 3);

  /* Larger than any page, and small again. */
  sluice_state_put (partition, hash, "key", 3, long_value, 200000, SLUICE_STATE_NO_EXPIRY);
  value = sluice_state_get (partition, hash, "key", 3, &length);
  g_assert_cmpmem (value, length, long_value, 200000);
  sluice_state_put (partition, hash, "key", 3, "", 0, SLUICE_STATE_NO_EXPIRY);
  value = sluice_state_get (partition, hash, "key", 3, &length);
  g_assert_nonnull (value);
  g_assert_cmpuint (length, ==, 0);

  /* What a value gains is zero, also where an older, longer value has been. */
  place = sluice_state_update (partition, hash, "key", 3, 4, SLUICE_STATE_NO_EXPIRY, &old_length);
  g_assert_cmpint (old_length, ==, 0);
  g_assert_cmpmem (place, 4, "\0\0\0\0", 4);

  g_assert_cmpuint (sluice_state_count (partition), ==, 1);
  g_assert_true (sluice_state_remove (partition, hash, "key", 3));
  g_assert_false (sluice_state_remove (partition, hash, "key", 3));
  g_assert_cmpuint (sluice_state_count (partition), ==, 0);

  /* The empty key is a key: that of a global aggregate. */
  hash = sluice_state_hash ("", 0);
  g_assert_true (sluice_state_put (partition, hash, "", 0, "x", 1, SLUICE_STATE_NO_EXPIRY));
  value = sluice_state_get (partition, hash, "", 0, &length);
  g_assert_cmpmem (value, length, "x", 1);
}

static gboolean
count_evicted (gconstpointer key,
               guint32       key_length,
               gconstpointer value,
               guint32       value_length,
               gint64        expiry,
               gpointer      user_data)
{
  GString *out = user_data;

  g_string_append_printf (out, "%.*s ", (int) key_length, (const char *) key);

  return TRUE;
}

static void
test_evict (void)
{
  g_autoptr (SluiceStateStore) store = fixture_open (NULL, 0, NULL, 10, NULL);
  SluiceStatePartition *partition = sluice_state_store_partition (store, 1, 0);
  static const struct
  {
    const char *key;
    gint64 expiry;
  } entries[] = {
    { "never", SLUICE_STATE_NO_EXPIRY },
    { "past", -5000001 },
    { "zero", 0 },
    { "a", 1000 },
    { "b", 1001 },
    { "c", 1999 },
    { "d", 2000 },
    { "last", G_MAXINT64 - 1 },
  };
  static const struct
  {
    gint64 watermark;
    const char *evicted;
  } steps[] = {
    { -5000002, "" },   { -5000001, "past " }, { -1, "" },        { 0, "zero " },
    { 999, "" },        { 1000, "a " },        { 1001, "b " },    { 1001, "" },
    { 1998, "" },       { 1999, "c " },        { 3000000, "d " }, { G_MAXINT64 - 2, "" },
    { G_MAXINT64 - 1, "last " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    sluice_state_put (partition, sluice_state_hash (entries[i].key, strlen (entries[i].key)), entries[i].key,
                      (guint32) strlen (entries[i].key), "v", 1, entries[i].expiry);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      sluice_state_evict (partition, steps[i].watermark, count_evicted, out);
      g_assert_cmpstr (out->str, ==, steps[i].evicted);
    }
  g_assert_cmpuint (sluice_state_count (partition), ==, 1);
}

/* Random changes, restarts and evictions against a GHashTable that does the same. */
static void
test_model (void)
{
  g_autofree char *root = fixture_directory_new ();
  g_autoptr (GHashTable) model = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GRand) random = g_rand_new_with_seed (20240101);
  SluiceStateStore *store = fixture_open (root, 0, NULL, 3, NULL);
  g_autofree char *attempt = NULL;
  gint64 version = 0;

  for (guint step = 0; step < 40; step++)
    {
      for (guint i = 0; i < 300; i++)
        {
          g_autofree char *key = g_strdup_printf ("key-%d", g_rand_int_range (random, 0, 500));
          guint length = (guint) g_rand_int_range (random, 0, g_rand_int_range (random, 1, 200));
          g_autofree char *value = g_strnfill (length, 'a' + (char) g_rand_int_range (random, 0, 26));

          if (g_rand_int_range (random, 0, 4) == 0)
            g_assert_cmpint (fixture_remove (store, key), ==, g_hash_table_remove (model, key));
          else
            {
              gint64 expiry = g_rand_int_range (random, 0, 5) == 0
                                  ? SLUICE_STATE_NO_EXPIRY
                                  : (gint64) (step * 1000 + (guint) g_rand_int_range (random, 0, 20000));

              fixture_put (store, key, value, expiry);
              g_hash_table_insert (model, g_steal_pointer (&key),
                                   g_strdup_printf ("%s@%" G_GINT64_FORMAT, value, expiry));
            }
        }
      if (step % 3 == 2)
        {
          gint64 watermark = step * 1000;
          guint64 n_evicted = 0;
          guint64 n_expected = 0;
          GHashTableIter iter;
          char *value;

          for (guint p = 0; p < 2; p++)
            n_evicted += sluice_state_evict (sluice_state_store_partition (store, 0, p), watermark, NULL, NULL);
          g_hash_table_iter_init (&iter, model);
          while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &value))
            if (g_ascii_strtoll (strchr (value, '@') + 1, NULL, 10) <= watermark)
              {
                g_hash_table_iter_remove (&iter);
                n_expected++;
              }
          g_assert_cmpuint (n_evicted, ==, n_expected);
        }

      g_free (attempt);
      attempt = fixture_commit (store, ++version);

      if (step % 5 == 4)
        {
          g_autoptr (GError) error = NULL;

          sluice_state_store_free (store);
          store = fixture_open (root, version, attempt, 3, &error);
          g_assert_no_error (error);
        }
      {
        g_autofree char *dump = fixture_dump (store);
        g_auto (GStrv) lines = g_strsplit (dump, " ", -1);
        guint n = g_strv_length (lines);

        g_assert_cmpuint (n, ==, g_hash_table_size (model));
        for (guint i = 0; i < n; i++)
          {
            char *separator = strchr (lines[i], '=');
            const char *expected;
            g_autofree char *actual = strchr (separator + 1, '@') != NULL
                                          ? g_strdup (separator + 1)
                                          : g_strdup_printf ("%s@%" G_GINT64_FORMAT, separator + 1,
                                                             SLUICE_STATE_NO_EXPIRY);

            *separator = '\0';
            expected = g_hash_table_lookup (model, lines[i]);
            g_assert_cmpstr (actual, ==, expected);
          }
      }
    }

  sluice_state_store_free (store);
  fixture_directory_free (g_steal_pointer (&root));
}

static void
test_versions (void)
{
  g_autofree char *root = fixture_directory_new ();
  SluiceStateStore *store = fixture_open (root, 0, NULL, 2, NULL);
  g_autoptr (GError) error = NULL;
  char *attempts[8] = { NULL };

  for (gint64 version = 1; version <= 7; version++)
    {
      g_autofree char *value = g_strdup_printf ("%d", (int) version);

      fixture_put (store, "x", value, SLUICE_STATE_NO_EXPIRY);
      if (version == 3)
        fixture_put (store, "y", "y", 77);
      if (version == 5)
        fixture_remove (store, "y");
      attempts[version] = fixture_commit (store, version);
    }
  sluice_state_store_free (store);

  /* Looking back changes nothing on disk. */
  for (gint64 version = 7; version >= 1; version--)
    {
      g_autoptr (SluiceStateStore) old
          = sluice_state_store_open_read_only (root, version, attempts[version], &error);
      g_autofree char *expected = g_strdup_printf (
          version == 3 || version == 4 ? "x=%d y=y@77" : "x=%d", (int) version);
      guint n_operators;

      g_assert_no_error (error);
      assert_dump (old, expected);
      g_assert_cmpstr (sluice_state_store_operators (old, &n_operators)[1].name, ==, "dedupe");
      g_assert_cmpuint (n_operators, ==, 2);
    }

  /* Going on from version 4 removes what came later. */
  store = fixture_open (root, 4, attempts[4], 2, &error);
  g_assert_no_error (error);
  assert_dump (store, "x=4 y=y@77");
  sluice_state_store_free (store);
  g_assert_null (sluice_state_store_open_read_only (root, 5, NULL, &error));
  g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING);
  g_clear_error (&error);

  /* Version 0 is a new beginning. */
  store = fixture_open (root, 0, NULL, 2, &error);
  g_assert_no_error (error);
  assert_dump (store, "");
  sluice_state_store_free (store);
  g_assert_null (sluice_state_store_open_read_only (root, 1, NULL, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    g_free (attempts[i]);
  fixture_directory_free (g_steal_pointer (&root));
}

static void
test_attempts (void)
{
  g_autofree char *root = fixture_directory_new ();
  SluiceStateStore *store = fixture_open (root, 0, NULL, 100, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *right = NULL;

  fixture_put (store, "x", "1", SLUICE_STATE_NO_EXPIRY);
  first = fixture_commit (store, 1);
  fixture_put (store, "x", "wrong", SLUICE_STATE_NO_EXPIRY);
  wrong = fixture_commit (store, 2);
  sluice_state_store_free (store);

  /* A second attempt at version 2, while the first one's file is still there (saved from the clean-up). */
  {
    g_autofree char *path = g_strdup_printf ("%s/2-%s.changes", root, wrong);
    g_autofree char *aside = g_strdup_printf ("%s.aside", path);

    g_assert_cmpint (g_rename (path, aside), ==, 0);
    store = fixture_open (root, 1, first, 100, &error);
    g_assert_no_error (error);
    fixture_put (store, "x", "right", SLUICE_STATE_NO_EXPIRY);
    right = fixture_commit (store, 2);
    sluice_state_store_free (store);
    g_assert_cmpint (g_rename (aside, path), ==, 0);
  }

  store = fixture_open (root, 2, NULL, 100, &error);
  g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT);
  g_assert_null (store);
  g_clear_error (&error);

  store = fixture_open (root, 2, right, 100, &error);
  g_assert_no_error (error);
  assert_dump (store, "x=right");
  sluice_state_store_free (store);

  /* The other attempt has gone. */
  store = fixture_open (root, 2, wrong, 100, &error);
  g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING);
  g_clear_error (&error);

  fixture_directory_free (g_steal_pointer (&root));
}

static void
test_purge (void)
{
  g_autofree char *root = fixture_directory_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *last = NULL;
  SluiceStateStore *store = fixture_open (root, 0, NULL, 1, NULL);
  guint n_files = 0;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  /* A snapshot is surely made of versions 10, 20 and 28: freeing the store waits for it. */
  for (gint64 version = 1; version <= 30; version++)
    {
      g_autofree char *key = g_strdup_printf ("k%d", (int) version);

      fixture_put (store, key, "v", SLUICE_STATE_NO_EXPIRY);
      g_free (last);
      last = fixture_commit (store, version);
      if (version == 9 || version == 10 || version == 19 || version == 20 || version == 27 || version == 28)
        {
          sluice_state_store_free (store);
          store = fixture_open (root, version, last, 1, &error);
          g_assert_no_error (error);
        }
    }
  sluice_state_store_purge (store, 28);
  sluice_state_store_free (store);

  for (gint64 version = 28; version <= 30; version++)
    {
      g_autoptr (SluiceStateStore) old = sluice_state_store_open_read_only (root, version, NULL, &error);
      g_autofree char *dump = NULL;
      g_auto (GStrv) lines = NULL;

      g_assert_no_error (error);
      dump = fixture_dump (old);
      lines = g_strsplit (dump, " ", -1);
      g_assert_cmpuint (g_strv_length (lines), ==, version);
    }
  dir = g_dir_open (root, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, <=, 10);
  g_assert_null (sluice_state_store_open_read_only (root, 1, NULL, NULL));

  fixture_directory_free (g_steal_pointer (&root));
}

static void
check_mismatch (const char          *root,
                const char          *attempt,
                SluiceStateOperator *operators,
                guint                n,
                const char          *condition)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceStateStore) store
      = sluice_state_store_open (root, operators, n, 1, attempt, 10, &error);

  if (condition == NULL)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISMATCH);
  g_assert_cmpstr (sluice_error_condition (error), ==, condition);
}

static void
test_mismatch (void)
{
  g_autofree char *root = fixture_directory_new ();
  SluiceStateStore *store;
  g_autofree char *attempt = NULL;
  SluiceStateOperator operators[3]
      = { { "stateStoreSave", 2, "w STRUCT<start: TIMESTAMP, `e,n>d`: MAP<STRING, INT>> NOT NULL, x DECIMAL(10,2)",
            "n BIGINT" },
          fixture_operators[1],
          fixture_operators[1] };

  store = sluice_state_store_open (root, operators, 2, 0, NULL, 10, NULL);
  attempt = fixture_commit (store, 1);
  sluice_state_store_free (store);

  check_mismatch (root, attempt, operators, 2, NULL);
  check_mismatch (root, attempt, operators, 1, "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA");
  check_mismatch (root, attempt, operators, 3, "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA");
  check_mismatch (root, attempt, NULL, 0, "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA");

  operators[0].name = "dedupe";
  check_mismatch (root, attempt, operators, 2, "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA");
  operators[0].name = "stateStoreSave";

  operators[0].n_partitions = 3;
  check_mismatch (root, attempt, operators, 2, "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA");
  operators[0].n_partitions = 2;

  /* Names and nullability may change, types and their number may not. */
  operators[0].key_schema = "`a b` STRUCT<s: TIMESTAMP, e: MAP<STRING, INT> NOT NULL>, y DECIMAL(10,2) NOT NULL";
  operators[0].value_schema = "total BIGINT";
  check_mismatch (root, attempt, operators, 2, NULL);
  operators[0].key_schema = "w STRUCT<start: TIMESTAMP, e: MAP<STRING, BIGINT>>, x DECIMAL(10,2)";
  check_mismatch (root, attempt, operators, 2, "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE");
  operators[0].key_schema = "w STRUCT<start: TIMESTAMP, e: MAP<STRING, INT>>, x DECIMAL(10,3)";
  check_mismatch (root, attempt, operators, 2, "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE");
  operators[0].key_schema = "w STRUCT<start: TIMESTAMP, e: MAP<STRING, INT>>";
  check_mismatch (root, attempt, operators, 2, "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE");
  operators[0].key_schema = "w STRUCT<start: TIMESTAMP, e: MAP<STRING, INT>>, x DECIMAL(10,2)";
  operators[0].value_schema = "n STRING";
  check_mismatch (root, attempt, operators, 2, "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE");

  fixture_directory_free (g_steal_pointer (&root));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/state/put-get-remove", test_put_get_remove);
  g_test_add_func ("/state/evict", test_evict);
  g_test_add_func ("/state/model", test_model);
  g_test_add_func ("/state/versions", test_versions);
  g_test_add_func ("/state/attempts", test_attempts);
  g_test_add_func ("/state/purge", test_purge);
  g_test_add_func ("/state/mismatch", test_mismatch);

  return g_test_run ();
}
