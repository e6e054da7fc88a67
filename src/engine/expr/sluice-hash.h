/* sluice-hash.h: Spark's hashes of values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * sluice_hash_murmur3:
 * @column: values of any type
 * @row: a row
 * @seed: what to begin with; 42 for the function hash ()
 *
 * Spark's Murmur3_x86_32, by which it also distributes rows. A null leaves the seed as it is.
 *
 * Returns: the hash
 */
gint32 sluice_hash_murmur3 (const SluiceColumn *column, guint32 row, gint32 seed);

/**
 * sluice_hash_murmur3_rows:
 * @column: values of any type
 * @selection: rows
 * @hashes: (inout): for each row the seed, then the hash
 *
 * sluice_hash_murmur3() of many rows.
 */
void sluice_hash_murmur3_rows (const SluiceColumn *column,
                               SluiceSelection     selection,
                               gint32             *hashes);

/** sluice_hash_murmur3_int: @value: a number, @seed: what to begin with. Returns: its Murmur3_x86_32. */
gint32 sluice_hash_murmur3_int (gint32 value, gint32 seed);

/** sluice_hash_xxhash64: like sluice_hash_murmur3(), for the function xxhash64 (). */
gint64 sluice_hash_xxhash64 (const SluiceColumn *column, guint32 row, gint64 seed);

/** sluice_hash_xxhash64_rows: like sluice_hash_murmur3_rows(), for the function xxhash64 (). */
void sluice_hash_xxhash64_rows (const SluiceColumn *column,
                                SluiceSelection     selection,
                                gint64             *hashes);

G_END_DECLS
