/* sluice-key-encoder.h: keys of several columns as bytes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * SluiceKeys:
 * @n: number of keys
 * @data: their bytes, one key after the other
 * @offsets: key i is the bytes from @offsets[i] to before @offsets[i + 1]; @n + 1 entries
 *
 * Keys of rows. Two keys have the same bytes exactly when Spark groups their rows together: null is null,
 * NaN is NaN, -0.0 is 0.0, and maps are equal in whatever order their entries lie. The bytes are the ones
 * that state keeps, so they may not change between versions of the program.
 */
typedef struct
{
  guint32 n;
  guint8 *data;
  gsize *offsets;
} SluiceKeys;

/** sluice_keys_get: @self: keys, @i: one of them. Returns: (transfer none): its bytes. */
static inline const guint8 *
sluice_keys_get (const SluiceKeys *self, guint32 i)
{
  return self->data + self->offsets[i];
}

/** sluice_keys_length: @self: keys, @i: one of them. Returns: its number of bytes. */
static inline guint32
sluice_keys_length (const SluiceKeys *self, guint32 i)
{
  return (guint32) (self->offsets[i + 1] - self->offsets[i]);
}

/**
 * sluice_keys_encode:
 * @self: (out caller-allocates): the keys
 * @arena: where they live
 * @columns: (array length=n_columns): the columns of the key
 * @n_columns: their number, may be 0
 * @rows: (array length=n) (nullable): rows of the columns, in any order; %NULL for the first @n
 * @n: how many keys to make
 * @prefix: (array length=n) (nullable): a number to go before each key: the start of its window
 *
 * Encodes column by column, each in a loop of its own.
 */
void sluice_keys_encode (SluiceKeys          *self,
                         SluiceArena         *arena,
                         SluiceColumn *const *columns,
                         guint                n_columns,
                         const guint16       *rows,
                         guint32              n,
                         const gint64        *prefix);

/**
 * sluice_rows_encode:
 * @self: (out caller-allocates): the rows
 * @arena: where they live
 * @columns: (array length=n_columns): their columns
 * @n_columns: their number
 * @rows: (array length=n) (nullable): rows of the columns, in any order; %NULL for the first @n
 * @n: how many
 *
 * Encodes whole rows, to be kept and read again by sluice_keys_decode(). The bytes have the form of keys, but
 * values stay exactly as they are: -0.0 keeps its sign and a map the order of its entries.
 */
void sluice_rows_encode (SluiceKeys          *self,
                         SluiceArena         *arena,
                         SluiceColumn *const *columns,
                         guint                n_columns,
                         const guint16       *rows,
                         guint32              n);

/**
 * sluice_keys_decode:
 * @arena: where the columns live; they don't point into the keys
 * @types: (array length=n_columns): types of the columns
 * @n_columns: their number
 * @keys: (array length=n): the keys, without prefix
 * @lengths: (array length=n): their bytes
 * @n: how many
 * @columns: (out caller-allocates) (array length=n_columns): columns of @n rows
 *
 * Returns: whether all keys were sound
 */
gboolean sluice_keys_decode (SluiceArena             *arena,
                             const SluiceType *const *types,
                             guint                    n_columns,
                             const guint8 *const     *keys,
                             const guint32           *lengths,
                             guint32                  n,
                             SluiceColumn           **columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
