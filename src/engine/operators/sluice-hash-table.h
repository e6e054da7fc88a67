/* sluice-hash-table.h: groups by key, in memory, for the length of a micro-batch or of a join.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-key-encoder.h"

G_BEGIN_DECLS

/**
 * SluiceHashTable:
 *
 * Maps keys to payloads of a fixed size. Open addressing with linear probing over slots that hold an
 * address and sixteen bits of the key's hash, so that a search looks at a group's memory only when it has
 * almost certainly found it. Groups never move. Hashes have a seed of the process's own: nobody can choose
 * keys that all fall together.
 */
typedef struct _SluiceHashTable SluiceHashTable;

/**
 * SluiceGroup:
 * @hash: hash of the key
 * @key_length: bytes of the key
 * @payload_size: bytes of the payload, a multiple of 16
 *
 * Head of a group; behind it lie its payload, aligned to 16, and its key.
 */
typedef struct
{
  guint64 hash;
  guint32 key_length;
  guint32 payload_size;
} SluiceGroup;

/** sluice_group_payload: @self: a group. Returns: (transfer none): its payload. */
static inline gpointer
sluice_group_payload (const SluiceGroup *self)
{
  return (gpointer) (self + 1);
}

/** sluice_group_key: @self: a group. Returns: (transfer none): its key. */
static inline const guint8 *
sluice_group_key (const SluiceGroup *self)
{
  return (const guint8 *) (self + 1) + self->payload_size;
}

/** sluice_group_from_payload: @payload: a payload. Returns: (transfer none): its group. */
static inline SluiceGroup *
sluice_group_from_payload (gconstpointer payload)
{
  return (SluiceGroup *) payload - 1;
}

/**
 * sluice_hash_table_new:
 * @payload_size: bytes of each group's payload
 *
 * Returns: (transfer full): an empty table
 */
SluiceHashTable *sluice_hash_table_new (guint32 payload_size) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_hash_table_free: @self: (nullable): a table. */
void sluice_hash_table_free (SluiceHashTable *self);

/** sluice_hash_table_clear: @self: a table. Forgets all groups, and keeps a moderate amount of memory. */
void sluice_hash_table_clear (SluiceHashTable *self);

/** sluice_hash_table_size: @self: a table. Returns: how many groups it has. */
guint32 sluice_hash_table_size (const SluiceHashTable *self);

/**
 * sluice_hash_table_hash:
 * @key: (array length=length): bytes of a key
 * @length: their number
 *
 * Returns: its hash, of this process only
 */
guint64 sluice_hash_table_hash (gconstpointer key,
                                gsize         length);

/**
 * sluice_hash_table_insert:
 * @self: a table
 * @hash: hash of the key
 * @key: (array length=key_length): a key; copied when it is new
 * @key_length: its bytes
 * @is_new: (out): whether the key is new; its payload is zero then
 *
 * Returns: (transfer none): the group of the key
 */
SluiceGroup *sluice_hash_table_insert (SluiceHashTable *self,
                                       guint64          hash,
                                       gconstpointer    key,
                                       guint32          key_length,
                                       gboolean        *is_new);

/**
 * sluice_hash_table_insert_all:
 * @self: a table
 * @keys: keys
 * @payloads: (out caller-allocates) (array): for each key the payload of its group
 * @n_new: (out): how many groups are new; sluice_hash_table_group() of the last @n_new are these
 *
 * Finds or makes the groups of a batch.
 */
void sluice_hash_table_insert_all (SluiceHashTable  *self,
                                   const SluiceKeys *keys,
                                   gpointer         *payloads,
                                   guint32          *n_new);

/**
 * sluice_hash_table_find_all:
 * @self: a table
 * @keys: keys
 * @payloads: (out caller-allocates) (array): for each key the payload of its group, or %NULL
 *
 * Returns: how many were found
 */
guint32 sluice_hash_table_find_all (const SluiceHashTable *self,
                                    const SluiceKeys      *keys,
                                    gpointer              *payloads);

/**
 * sluice_hash_table_group:
 * @self: a table
 * @i: from 0 to sluice_hash_table_size() - 1
 *
 * Returns: (transfer none): the @i-th group, in the order in which they were made
 */
SluiceGroup *sluice_hash_table_group (const SluiceHashTable *self,
                                      guint32                i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceHashTable, sluice_hash_table_free)

G_END_DECLS
