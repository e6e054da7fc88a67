/* test-hash.c: digests against GLib's, and hashes of many rows against those of single ones.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-digest.h"
#include "expr/sluice-hash.h"

#define N_ROWS 200

/* Every length up to some blocks, because the last block is padded. */
static void
test_digests (void)
{
  static const struct
  {
    const struct nettle_hash *kind;
    GChecksumType type;
  } kinds[] = {
    { &nettle_md5, G_CHECKSUM_MD5 },       { &nettle_sha1, G_CHECKSUM_SHA1 },
    { &nettle_sha256, G_CHECKSUM_SHA256 }, { &nettle_sha384, G_CHECKSUM_SHA384 },
    { &nettle_sha512, G_CHECKSUM_SHA512 },
  };
  guint8 bytes[300];

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    bytes[i] = (guint8) (i * 37 + 11);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (gsize length = 0; length <= G_N_ELEMENTS (bytes); length++)
      {
        g_autofree char *wanted = g_compute_checksum_for_data (kinds[k].type, bytes, length);
        char digits[SLUICE_DIGEST_MAX * 2];
        gsize n = sluice_digest_to_hex (kinds[k].kind, bytes, length, digits);

        g_assert_cmpmem (digits, n, wanted, strlen (wanted));
      }
}

/* What GLib doesn't have, by the examples of RFC 3874 and of CRC catalogues. */
static void
test_examples (void)
{
  static const char *const wanted[][2] = {
    { "", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f" },
    { "abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      char digits[SLUICE_DIGEST_MAX * 2];
      gsize n = sluice_digest_to_hex (&nettle_sha224, wanted[i][0], strlen (wanted[i][0]), digits);

      g_assert_cmpmem (digits, n, wanted[i][1], strlen (wanted[i][1]));
    }
  g_assert_cmphex (sluice_crc32 ("", 0), ==, 0);
  g_assert_cmphex (sluice_crc32 ("123456789", 9), ==, 0xcbf43926);
}

/* Any bits will do for a number; a text has up to 40 bytes. */
static SluiceColumn *
random_column (SluiceArena *arena, const SluiceType *type, GRand *random, gboolean nulls)
{
  SluiceColumn *column = sluice_column_new (arena, type, N_ROWS);
  guint width = sluice_type_width (type->id);

  for (guint32 i = 0; i < N_ROWS; i++)
    {
      gsize n = sluice_type_is_view (type->id) ? (gsize) g_rand_int_range (random, 0, 41) : width;
      guint8 *bytes = sluice_arena_alloc (arena, MAX (n, 1));

      for (gsize k = 0; k < n; k++)
        bytes[k] = (guint8) g_rand_int_range (random, 0, 256);
      if (sluice_type_is_view (type->id))
        column->string[i] = sluice_string ((const char *) bytes, n);
      else if (type->id == SLUICE_TYPE_BOOLEAN)
        column->boolean[i] = bytes[0] & 1;
      else
        memcpy ((guint8 *) column->data + i * width, bytes, width);
      if (nulls && g_rand_int_range (random, 0, 4) == 0)
        sluice_validity_clear (sluice_column_ensure_validity (arena, column), i);
    }

  return column;
}

static void
test_rows (void)
{
  static const char ddl[] = "a BOOLEAN, b TINYINT, c SMALLINT, d INT, e BIGINT, f FLOAT, g DOUBLE, h STRING, "
                            "i BINARY, j DATE, k TIMESTAMP, l TIMESTAMP_NTZ, m DECIMAL(10,2), n DECIMAL(38,2)";
  g_autoptr (SluiceType) schema = sluice_parse_ddl (ddl, NULL);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  guint16 odd[N_ROWS / 2];

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    odd[i] = (guint16) (i * 2 + 1);
  for (guint f = 0; f < schema->n_fields; f++)
    for (guint way = 0; way < 4; way++)
      {
        SluiceColumn *column = random_column (arena, schema->fields[f].type, random, way & 1);
        gboolean some = way >= 2;
        SluiceSelection rows = { some ? odd : NULL, some ? G_N_ELEMENTS (odd) : N_ROWS };
        gint32 murmur[N_ROWS];
        gint64 xxhash[N_ROWS];

        for (guint32 i = 0; i < N_ROWS; i++)
          {
            murmur[i] = (gint32) i;
            xxhash[i] = (gint64) i;
          }
        sluice_hash_murmur3_rows (column, rows, murmur);
        sluice_hash_xxhash64_rows (column, rows, xxhash);
        for (guint32 i = 0; i < N_ROWS; i++)
          {
            gboolean wanted = !some || i % 2 == 1;

            g_assert_cmpint (murmur[i], ==, wanted ? sluice_hash_murmur3 (column, i, (gint32) i) : (gint32) i);
            g_assert_cmpint (xxhash[i], ==, wanted ? sluice_hash_xxhash64 (column, i, (gint64) i) : (gint64) i);
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hash/digests", test_digests);
  g_test_add_func ("/hash/examples", test_examples);
  g_test_add_func ("/hash/rows", test_rows);

  return g_test_run ();
}
