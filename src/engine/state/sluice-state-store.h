/* sluice-state-store.h: the state of a query's operators, durable and versioned.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/sluice-error.h"

G_BEGIN_DECLS

#define SLUICE_STATE_ERROR (sluice_state_error_quark ())

/** SluiceStateErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_STATE_ERROR_CORRUPT,
  SLUICE_STATE_ERROR_MISSING,
  SLUICE_STATE_ERROR_MISMATCH,
} SluiceStateErrorCode;

/** sluice_state_error_quark: Returns: the domain of #SluiceStateErrorCode. */
GQuark sluice_state_error_quark (void);

/**
 * SluiceStateStore:
 *
 * All state of one query: for each stateful operator a fixed number of partitions, each a hash table from
 * key bytes to value bytes in memory with an index by expiry. Version V is the state after batch V - 1, as
 * in Spark. A commit appends the changes of all operators to one checksummed file,
 * `state/V-ATTEMPT.changes`; every so many versions a snapshot, `state/V-ATTEMPT.snapshot`, is written off
 * the critical path from an immutable copy. Partitions may be used by different threads at the same time.
 */
typedef struct _SluiceStateStore SluiceStateStore;

/** SluiceStatePartition: one partition of one operator's state. */
typedef struct _SluiceStatePartition SluiceStatePartition;

/**
 * SluiceStateOperator:
 * @name: Spark's name of the operator, checked on restart
 * @n_partitions: how many partitions its keys are spread over by hash, fixed for the checkpoint's life
 * @key_schema: DDL of its keys, checked on restart (types and number)
 * @value_schema: DDL of its values, likewise
 * @node_id: (nullable): the document's node that it came from when the checkpoint was begun
 * @aggregates: (nullable): for an aggregation: what its values are states of, for who reads them without the
 *   pipeline (sluice-state-aggregates.h)
 * @arguments: (nullable): DDL of the columns that @aggregates speak of
 *
 * A stateful operator as the store knows it. The last three say how to show its state; nothing else depends on
 * them, and a restart keeps what the checkpoint was begun with.
 */
typedef struct
{
  const char *name;
  guint n_partitions;
  const char *key_schema;
  const char *value_schema;
  const char *node_id;
  const char *aggregates;
  const char *arguments;
} SluiceStateOperator;

/** SLUICE_STATE_NO_EXPIRY: the expiry of an entry that no watermark evicts. */
#define SLUICE_STATE_NO_EXPIRY G_MAXINT64

/**
 * sluice_state_store_open:
 * @directory: (nullable): the checkpoint's `state` directory; %NULL for state that lives in memory only
 * @operators: (array length=n_operators): the query's stateful operators, by operator id
 * @n_operators: their number
 * @version: the version to load; 0 for a new query
 * @attempt: (nullable): the attempt that the commit log trusts for @version; %NULL to take the only one
 * @snapshot_interval: versions between snapshots
 * @error: a missing or corrupt file (`STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY`), other operators
 *   than the checkpoint's (`STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA`), other schemas
 *   (`STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE`, `STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE`)
 *
 * Loads the newest snapshot at or before @version and the changes since. Files of later versions, left by
 * a batch that wasn't committed, are removed.
 *
 * Returns: (transfer full) (nullable): the store at @version
 */
SluiceStateStore *sluice_state_store_open (const char                *directory,
                                           const SluiceStateOperator *operators,
                                           guint                      n_operators,
                                           gint64                     version,
                                           const char                *attempt,
                                           guint                      snapshot_interval,
                                           GError                   **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_store_open_read_only:
 * @directory: a checkpoint's `state` directory
 * @version: the version to load
 * @attempt: (nullable): as for sluice_state_store_open()
 * @error: as for sluice_state_store_open()
 *
 * Loads a version to look at, whatever operators it has, while a query may be running on the same
 * directory. Nothing on disk is changed; what is changed in memory can't be committed to the directory.
 *
 * Returns: (transfer full) (nullable): the store at @version
 */
SluiceStateStore *sluice_state_store_open_read_only (const char *directory,
                                                     gint64      version,
                                                     const char *attempt,
                                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_store_operators:
 * @self: a store
 * @n_operators: (out): how many
 *
 * Returns: (transfer none) (array length=n_operators): its operators, by id
 */
const SluiceStateOperator *sluice_state_store_operators (SluiceStateStore *self,
                                                         guint            *n_operators);

/** sluice_state_store_free: @self: (nullable): a store; waits for a snapshot that is being written. */
void sluice_state_store_free (SluiceStateStore *self);

/**
 * sluice_state_store_partition:
 * @self: a store
 * @operator_id: an operator
 * @partition: one of its partitions
 *
 * Returns: (transfer none): the partition
 */
SluiceStatePartition *sluice_state_store_partition (SluiceStateStore *self,
                                                    guint             operator_id,
                                                    guint             partition);

/**
 * sluice_state_store_commit:
 * @self: a store
 * @version: the version that the changes since the last commit make
 * @attempt: (out) (transfer full): what tells this attempt's file from those of others; for the commit log
 * @error: errors of writing; the changes stay pending, so that the commit can be tried again
 *
 * Writes one file with all changes, synced. Starts a snapshot when it is time.
 *
 * Returns: whether it is on disk
 */
gboolean sluice_state_store_commit (SluiceStateStore *self,
                                    gint64            version,
                                    char            **attempt,
                                    GError          **error);

/** sluice_state_store_written: @self: a store. Returns: bytes of files that it has written since it was opened. */
gint64 sluice_state_store_written (SluiceStateStore *self);

/**
 * sluice_state_store_purge:
 * @self: a store
 * @oldest_version: the oldest version that must still be loadable
 *
 * Removes files that no version from @oldest_version on needs.
 */
void sluice_state_store_purge (SluiceStateStore *self,
                               gint64            oldest_version);

/**
 * sluice_state_get:
 * @self: a partition
 * @hash: hash of the key by sluice_state_hash()
 * @key: (array length=key_length): the key
 * @key_length: its bytes
 * @value_length: (out): the value's bytes
 *
 * Returns: (transfer none) (nullable): the value, 16-byte aligned, valid until the next change of the
 *   partition; %NULL when the key has none
 */
gconstpointer sluice_state_get (SluiceStatePartition *self,
                                guint64               hash,
                                gconstpointer         key,
                                guint32               key_length,
                                guint32              *value_length);

/**
 * sluice_state_put:
 * @self: a partition
 * @hash: hash of the key
 * @key: (array length=key_length): the key; copied
 * @key_length: its bytes
 * @value: (array length=value_length): the value; copied
 * @value_length: its bytes
 * @expiry: a number that the watermark passes when the entry is to be evicted (microseconds since 1970),
 *   or %SLUICE_STATE_NO_EXPIRY
 *
 * Sets a key's value.
 *
 * Returns: whether the key is new
 */
gboolean sluice_state_put (SluiceStatePartition *self,
                           guint64               hash,
                           gconstpointer         key,
                           guint32               key_length,
                           gconstpointer         value,
                           guint32               value_length,
                           gint64                expiry);

/**
 * sluice_state_update:
 * @self: a partition
 * @hash: hash of the key
 * @key: (array length=key_length): the key; copied when it is new
 * @key_length: its bytes
 * @value_length: bytes that the value is to have
 * @expiry: as for sluice_state_put()
 * @old_length: (out): bytes that the value had; -1 when the key is new
 *
 * Finds or makes an entry for a value that is changed in place, with one search. What a value gains in
 * length, and a new value, is zero.
 *
 * Returns: (transfer none): the value to write to, 16-byte aligned, valid until the next change
 */
gpointer sluice_state_update (SluiceStatePartition *self,
                              guint64               hash,
                              gconstpointer         key,
                              guint32               key_length,
                              guint32               value_length,
                              gint64                expiry,
                              gint64               *old_length);

/**
 * sluice_state_edit:
 * @self: a partition
 * @hash: hash of the key
 * @key: (array length=key_length): the key
 * @key_length: its bytes
 * @value_length: (out): the value's bytes
 * @expiry: (out) (nullable): its expiry
 *
 * Finds an entry whose value is changed in place; length and expiry stay as they are.
 *
 * Returns: (transfer none) (nullable): the value to write to, 16-byte aligned, valid until the next change;
 *   %NULL when the key has none
 */
gpointer sluice_state_edit (SluiceStatePartition *self,
                            guint64               hash,
                            gconstpointer         key,
                            guint32               key_length,
                            guint32              *value_length,
                            gint64               *expiry);

/**
 * sluice_state_remove:
 * @self: a partition
 * @hash: hash of the key
 * @key: (array length=key_length): the key
 * @key_length: its bytes
 *
 * Returns: whether it was there
 */
gboolean sluice_state_remove (SluiceStatePartition *self,
                              guint64               hash,
                              gconstpointer         key,
                              guint32               key_length);

/**
 * SluiceStateFunc:
 * @key: a key
 * @key_length: its bytes
 * @value: its value, 16-byte aligned
 * @value_length: its bytes
 * @expiry: its expiry
 * @user_data: given with the function
 *
 * Takes an entry of state.
 *
 * Returns: whether to go on
 */
typedef gboolean (*SluiceStateFunc) (gconstpointer key,
                                     guint32       key_length,
                                     gconstpointer value,
                                     guint32       value_length,
                                     gint64        expiry,
                                     gpointer      user_data);

/**
 * sluice_state_evict:
 * @self: a partition
 * @watermark: entries whose expiry is at or below are evicted [WM-8]
 * @func: (nullable): sees each before it goes
 * @user_data: for @func
 *
 * Costs what it evicts, not what there is.
 *
 * Returns: how many went
 */
guint64 sluice_state_evict (SluiceStatePartition *self,
                            gint64                watermark,
                            SluiceStateFunc       func,
                            gpointer              user_data);

/**
 * sluice_state_foreach:
 * @self: a partition
 * @func: sees each entry; it must not change the partition
 * @user_data: for @func
 *
 * Returns: whether @func wanted to see all
 */
gboolean sluice_state_foreach (SluiceStatePartition *self,
                               SluiceStateFunc       func,
                               gpointer              user_data);

/** sluice_state_count: @self: a partition. Returns: how many entries it has. */
guint64 sluice_state_count (SluiceStatePartition *self);

/** sluice_state_memory: @self: a partition. Returns: bytes of memory that it takes. */
guint64 sluice_state_memory (SluiceStatePartition *self);

/**
 * sluice_state_hash:
 * @key: (array length=length): bytes
 * @length: their number
 *
 * The hash that spreads keys over partitions; stable for ever, since checkpoints depend on it (XXH3 with
 * seed 42).
 *
 * Returns: the hash
 */
guint64 sluice_state_hash (gconstpointer key,
                           gsize         length);

/** sluice_state_partition_of: @hash: a key's hash, @n: number of partitions. Returns: the key's partition. */
static inline guint
sluice_state_partition_of (guint64 hash, guint n)
{
  return (guint) (((hash >> 32) * n) >> 32);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceStateStore, sluice_state_store_free)

G_END_DECLS
