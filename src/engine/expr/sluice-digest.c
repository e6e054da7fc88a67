/* sluice-digest.c: MD5, SHA-1, SHA-2 and CRC-32 of bytes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-digest.h"

#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <zlib.h>

/* Values are short, so that a context on the heap for each would cost as much as the digest. */
typedef union
{
  struct md5_ctx md5;
  struct sha1_ctx sha1;
  struct sha256_ctx sha256;
  struct sha512_ctx sha512;
} Context;

gsize
sluice_digest (const struct nettle_hash *kind, const void *data, gsize length, guint8 digest[SLUICE_DIGEST_MAX])
{
  Context context;

  g_assert (kind->context_size <= sizeof context && kind->digest_size <= SLUICE_DIGEST_MAX);
  kind->init (&context);
  kind->update (&context, length, data);
  kind->digest (&context, kind->digest_size, digest);

  return kind->digest_size;
}

gsize
sluice_digest_to_hex (const struct nettle_hash *kind, const void *data, gsize length, char *digits)
{
  static const char hex_digits[] = "0123456789abcdef";
  guint8 digest[SLUICE_DIGEST_MAX];
  gsize n = sluice_digest (kind, data, length, digest);

  for (gsize i = 0; i < n; i++)
    {
      digits[i * 2] = hex_digits[digest[i] >> 4];
      digits[i * 2 + 1] = hex_digits[digest[i] & 15];
    }

  return n * 2;
}

guint32
sluice_crc32 (const char *data, gsize length)
{
  return (guint32) crc32_z (0, (const guint8 *) data, length);
}
