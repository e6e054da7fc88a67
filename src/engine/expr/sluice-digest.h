/* sluice-digest.h: MD5, SHA-1, SHA-2 and CRC-32 of bytes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <nettle/nettle-meta.h>

G_BEGIN_DECLS

/** SLUICE_DIGEST_MAX: bytes of the longest digest, SHA-512. */
#define SLUICE_DIGEST_MAX 64

/** SLUICE_DIGEST_MAX_BLOCK: bytes that SHA-384 and SHA-512 take at a time. */
#define SLUICE_DIGEST_MAX_BLOCK 128

/**
 * sluice_digest:
 * @kind: `nettle_md5`, `nettle_sha1`, `nettle_sha224` or one of its longer relatives
 * @data: (array length=length): bytes
 * @length: their number
 * @digest: (out): room for SLUICE_DIGEST_MAX bytes
 *
 * Returns: bytes of the digest
 */
gsize sluice_digest (const struct nettle_hash *kind,
                     const void               *data,
                     gsize                     length,
                     guint8                    digest[SLUICE_DIGEST_MAX]);

/**
 * sluice_digest_to_hex:
 * @kind: as for sluice_digest()
 * @data: (array length=length): bytes
 * @length: their number
 * @digits: (out): the digest in lower-case hexadecimal digits, two for each of the kind's `digest_size`
 *
 * Returns: how many digits
 */
gsize sluice_digest_to_hex (const struct nettle_hash *kind,
                            const void               *data,
                            gsize                     length,
                            char                     *digits);

/** sluice_crc32: @data: bytes, @length: their number. Returns: their CRC-32. */
guint32 sluice_crc32 (const char *data,
                      gsize       length);

G_END_DECLS
