/* test-hash-table.c: groups by key, in memory.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-hash-table.h"

#include <string.h>

/* Random keys of random lengths, in batches, against a GHashTable of counts. */
static void
test_counts (void)
{
  g_autoptr (SluiceHashTable) table = sluice_hash_table_new (sizeof (guint64));
  g_autoptr (GHashTable) model = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 2; round++)
    {
      guint32 n_seen = 0;

      for (guint batch = 0; batch < 50; batch++)
        {
          g_autoptr (GByteArray) bytes = g_byte_array_new ();
          gsize offsets[1001];
          gpointer payloads[1000];
          guint32 n_new;
          SluiceKeys keys = { 1000, NULL, offsets };

          for (guint i = 0; i < 1000; i++)
            {
              g_autofree char *text = g_strdup_printf (
                  "%*d", g_rand_int_range (random, 1, 40), g_rand_int_range (random, 0, 3000));

              offsets[i] = bytes->len;
              g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
              g_hash_table_insert (model, g_strdup (text),
                                   GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (model, text)) + 1));
            }
          offsets[1000] = bytes->len;
          keys.data = bytes->data;

          sluice_hash_table_insert_all (table, &keys, payloads, &n_new);
          n_seen += n_new;
          g_assert_cmpuint (sluice_hash_table_size (table), ==, n_seen);
          for (guint i = 0; i < 1000; i++)
            ++*(guint64 *) payloads[i];

          g_assert_cmpuint (sluice_hash_table_find_all (table, &keys, payloads), ==, 1000);
          for (guint i = 0; i < 1000; i++)
            {
              const SluiceGroup *group = sluice_group_from_payload (payloads[i]);

              g_assert_cmpmem (sluice_group_key (group), group->key_length, sluice_keys_get (&keys, i),
                               sluice_keys_length (&keys, i));
            }
        }

      g_assert_cmpuint (sluice_hash_table_size (table), ==, g_hash_table_size (model));
      for (guint32 i = 0; i < sluice_hash_table_size (table); i++)
        {
          SluiceGroup *group = sluice_hash_table_group (table, i);
          g_autofree char *text = g_strndup ((const char *) sluice_group_key (group), group->key_length);

          g_assert_cmpuint ((guintptr) sluice_group_payload (group) % 16, ==, 0);
          g_assert_cmpuint (*(guint64 *) sluice_group_payload (group), ==,
                            GPOINTER_TO_UINT (g_hash_table_lookup (model, text)));
        }

      /* After clearing it is as new. */
      sluice_hash_table_clear (table);
      g_hash_table_remove_all (model);
      g_assert_cmpuint (sluice_hash_table_size (table), ==, 0);
    }
}

static void
test_missing (void)
{
  g_autoptr (SluiceHashTable) table = sluice_hash_table_new (0);
  gsize offsets[] = { 0, 0, 3, 6 };
  SluiceKeys keys = { 3, (guint8 *) "abcabd", offsets };
  gpointer payloads[3];
  gboolean is_new;

  g_assert_cmpuint (sluice_hash_table_find_all (table, &keys, payloads), ==, 0);
  g_assert_null (payloads[0]);
  sluice_hash_table_insert (table, sluice_hash_table_hash ("abd", 3), "abd", 3, &is_new);
  g_assert_true (is_new);
  sluice_hash_table_insert (table, sluice_hash_table_hash ("", 0), "", 0, &is_new);
  g_assert_true (is_new);
  sluice_hash_table_insert (table, sluice_hash_table_hash ("abd", 3), "abd", 3, &is_new);
  g_assert_false (is_new);
  g_assert_cmpuint (sluice_hash_table_find_all (table, &keys, payloads), ==, 2);
  g_assert_nonnull (payloads[0]);
  g_assert_null (payloads[1]);
  g_assert_nonnull (payloads[2]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hash-table/counts", test_counts);
  g_test_add_func ("/hash-table/missing", test_missing);

  return g_test_run ();
}
