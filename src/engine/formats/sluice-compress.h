/* sluice-compress.h: gzip, zstd, deflate and character sets, for whole files and streams.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "formats/sluice-format-options.h"

G_BEGIN_DECLS

/**
 * sluice_compression_of_path:
 * @path: path of a file
 *
 * Returns: how the file is compressed, by the end of its name
 */
SluiceCompression sluice_compression_of_path (const char *path);

/**
 * sluice_compress:
 * @plain: (transfer none): bytes
 * @compression: how
 *
 * Returns: (transfer full): the compressed bytes
 */
GBytes *sluice_compress (GBytes           *plain,
                         SluiceCompression compression) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_encode_charset:
 * @text: (transfer full): UTF-8
 * @encoding: (nullable): the wanted encoding; %NULL for UTF-8
 *
 * Characters that the encoding doesn't have become `?`.
 *
 * Returns: (transfer full): the encoded bytes
 */
GBytes *sluice_encode_charset (GByteArray *text,
                               const char *encoding) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SluiceInflater:
 *
 * Reads a file from its beginning, decompressed and in UTF-8. What a small file may grow to is limited.
 */
typedef struct _SluiceInflater SluiceInflater;

/**
 * sluice_inflater_open:
 * @path: path of a regular file
 * @encoding: (nullable): its encoding; %NULL for UTF-8, which isn't checked
 * @error: an error of reading
 *
 * Returns: (transfer full) (nullable): the opened file
 */
SluiceInflater *sluice_inflater_open (const char *path,
                                      const char *encoding,
                                      GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_inflater_read:
 * @self: an opened file
 * @buffer: room
 * @size: bytes of it
 * @error: an error of reading, or a file that is damaged or grows beyond measure
 *
 * Returns: bytes read, below @size only at the end of the file; -1 on an error
 */
gssize sluice_inflater_read (SluiceInflater *self,
                             char           *buffer,
                             gsize           size,
                             GError        **error);

/** sluice_inflater_free: @self: (nullable): an opened file. */
void sluice_inflater_free (SluiceInflater *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceInflater, sluice_inflater_free)

G_END_DECLS
