/* sluice-state-list.h: lists of items in state, one for each key.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-hash-table.h"
#include "state/sluice-state-store.h"

G_BEGIN_DECLS

/**
 * SluiceStateList:
 *
 * Lists in one partition of state. Each item is an entry of the partition: its key is the list's key and a
 * number, and the numbers of a list are those from 0 to before its length, which number 0 carries. So items
 * are found without an index of their own, a new one changes no other but the first, and one that goes is
 * replaced by the last: what changes costs what it changes, however long the list is.
 *
 * Keys are written by sluice_keys_encode(); the number goes behind them as an INT of the same encoding. A
 * value is the length of the list as an INT, 0 in all items but number 0, and then the item's own bytes.
 */
typedef struct
{
  SluiceStatePartition *state;
  GByteArray *key;
  GByteArray *value;
  SluiceHashTable *removed;
  GArray *removed_numbers;
  GArray *numbers;
} SluiceStateList;

/**
 * SluiceStateListFunc:
 * @key: the list's key
 * @key_length: its bytes
 * @item: the item's own bytes
 * @length: their number
 * @expiry: its expiry
 * @user_data: given with the function
 *
 * Takes an item.
 *
 * Returns: whether to go on; those that leave the state do so anyway
 */
typedef gboolean (*SluiceStateListFunc) (const guint8 *key,
                                         guint32       key_length,
                                         const guint8 *item,
                                         guint32       length,
                                         gint64        expiry,
                                         gpointer      user_data);

/** sluice_state_list_init: @self: uninitialised memory, @state: (transfer none) (nullable): the partition; it may be set later. */
void sluice_state_list_init (SluiceStateList      *self,
                             SluiceStatePartition *state);

/** sluice_state_list_clear: @self: lists. Frees what it holds; the state stays. */
void sluice_state_list_clear (SluiceStateList *self);

/**
 * sluice_state_list_find:
 * @self: lists
 * @key: (array length=key_length): a list's key
 * @key_length: its bytes
 *
 * Makes the list the one that the functions without a key mean.
 *
 * Returns: its length, 0 when there is none
 */
guint32 sluice_state_list_find (SluiceStateList *self,
                                gconstpointer    key,
                                guint32          key_length);

/**
 * sluice_state_list_get:
 * @self: lists
 * @number: from 0 to before the length
 * @length: (out): bytes of the item
 *
 * Returns: (transfer none): the item's bytes, valid until the next change
 */
const guint8 *sluice_state_list_get (SluiceStateList *self,
                                     guint32          number,
                                     guint32         *length);

/**
 * sluice_state_list_edit:
 * @self: lists
 * @number: from 0 to before the length
 * @length: (out): bytes of the item
 *
 * Returns: (transfer none): the item's bytes, to be changed in place
 */
guint8 *sluice_state_list_edit (SluiceStateList *self,
                                guint32          number,
                                guint32         *length);

/**
 * sluice_state_list_set:
 * @self: lists
 * @number: from 0 to before the length, or the length itself for a new item
 * @item: (array length=length): its bytes
 * @length: their number
 * @expiry: its expiry
 */
void sluice_state_list_set (SluiceStateList *self,
                            guint32          number,
                            const guint8    *item,
                            guint32          length,
                            gint64           expiry);

/**
 * sluice_state_list_remove_later:
 * @self: lists
 * @number: an item of the list, which hasn't been given here before
 *
 * Notes an item that sluice_state_list_remove() is to take out; until then numbers stay what they are.
 */
void sluice_state_list_remove_later (SluiceStateList *self,
                                     guint32          number);

/** sluice_state_list_remove: @self: lists. Takes out what was noted. Returns: how many items. */
guint64 sluice_state_list_remove (SluiceStateList *self);

/**
 * sluice_state_list_evict:
 * @self: lists
 * @watermark_us: items whose expiry is at or below go
 * @func: (nullable): sees each
 * @user_data: for @func
 *
 * Returns: how many went
 */
guint64 sluice_state_list_evict (SluiceStateList    *self,
                                 gint64              watermark_us,
                                 SluiceStateListFunc func,
                                 gpointer            user_data);

/** sluice_state_list_foreach: @self: lists, @func: sees each item, @user_data: for @func. */
void sluice_state_list_foreach (SluiceStateList    *self,
                                SluiceStateListFunc func,
                                gpointer            user_data);

G_END_DECLS
