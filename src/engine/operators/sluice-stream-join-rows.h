/* sluice-stream-join-rows.h: the rows of both sides that a stream-stream join keeps, by key.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-state-list.h"

G_BEGIN_DECLS

/**
 * SluiceJoinRows:
 *
 * One partition of a join's state: a list for each key and side. Bytes are those of sluice-key-encoder.c: of
 * a list's key a STRING, the first letter of `left` or `right`, and the join's keys; of an item a BOOLEAN
 * (whether the row has had a partner), the columns of the left side and those of the right, where the ones
 * of the other side are null.
 */
typedef struct
{
  SluiceStateList list;
  guint n_columns[2];
  guint side;
  GByteArray *key;
  GByteArray *row;
} SluiceJoinRows;

/**
 * SluiceJoinRowFunc:
 * @side: 0 for the left side, 1 for the right
 * @row: the row's columns, for sluice_keys_decode()
 * @length: their bytes
 * @matched: whether it has had a partner
 * @expiry: when it is evicted
 * @user_data: given with the function
 *
 * Takes a row of the state.
 */
typedef void (*SluiceJoinRowFunc) (guint         side,
                                   const guint8 *row,
                                   guint32       length,
                                   gboolean      matched,
                                   gint64        expiry,
                                   gpointer      user_data);

/**
 * sluice_join_rows_init:
 * @self: uninitialised memory
 * @n_left: columns of the left side
 * @n_right: columns of the right side
 */
void sluice_join_rows_init (SluiceJoinRows *self,
                            guint           n_left,
                            guint           n_right);

/** sluice_join_rows_set_state: @self: rows, @state: (transfer none): the partition that they are in from now on. */
void sluice_join_rows_set_state (SluiceJoinRows       *self,
                                 SluiceStatePartition *state);

/** sluice_join_rows_clear: @self: rows. Frees what it holds; the state stays. */
void sluice_join_rows_clear (SluiceJoinRows *self);

/**
 * sluice_join_rows_find:
 * @self: rows
 * @side: 0 for the left side, 1 for the right
 * @key: (array length=key_length): the keys, as sluice_keys_encode() writes them
 * @key_length: their bytes
 *
 * Returns: how many rows have the key; sluice_join_rows_get() gives them
 */
guint32 sluice_join_rows_find (SluiceJoinRows *self,
                               guint           side,
                               gconstpointer   key,
                               guint32         key_length);

/**
 * sluice_join_rows_get:
 * @self: rows
 * @number: from 0 to what sluice_join_rows_find() returned last - 1
 * @length: (out): bytes of the row
 * @matched: (out): whether it has had a partner
 *
 * Returns: (transfer none): the row's columns, for sluice_keys_decode(); valid until the next change
 */
const guint8 *sluice_join_rows_get (SluiceJoinRows *self,
                                    guint32         number,
                                    guint32        *length,
                                    gboolean       *matched);

/**
 * sluice_join_rows_append:
 * @self: rows
 * @side: 0 for the left side, 1 for the right
 * @key: (array length=key_length): the keys
 * @key_length: their bytes
 * @row: (array length=length): the row's columns, as sluice_rows_encode() writes them
 * @length: their bytes
 * @matched: whether it has had a partner
 * @expiry: when it is to be evicted
 *
 * Returns: the row's number among those of its key and side, until one of them is removed
 */
guint32 sluice_join_rows_append (SluiceJoinRows *self,
                                 guint           side,
                                 gconstpointer   key,
                                 guint32         key_length,
                                 const guint8   *row,
                                 guint32         length,
                                 gboolean        matched,
                                 gint64          expiry);

/** sluice_join_rows_set_matched: notes that row @number of a key of side @side has had a partner. */
void sluice_join_rows_set_matched (SluiceJoinRows *self,
                                   guint           side,
                                   gconstpointer   key,
                                   guint32         key_length,
                                   guint32         number);

/**
 * sluice_join_rows_remove_later:
 * @self: rows
 * @side: 0 for the left side, 1 for the right
 * @key: (array length=key_length): the keys
 * @key_length: their bytes
 * @number: a row of the key, which hasn't been given here before
 *
 * Notes a row that sluice_join_rows_remove() is to take out; until then numbers stay what they are.
 */
void sluice_join_rows_remove_later (SluiceJoinRows *self,
                                    guint           side,
                                    gconstpointer   key,
                                    guint32         key_length,
                                    guint32         number);

/** sluice_join_rows_remove: @self: rows. Takes out what was noted. Returns: how many rows. */
guint64 sluice_join_rows_remove (SluiceJoinRows *self);

/**
 * sluice_join_rows_evict:
 * @self: rows
 * @watermark_us: rows whose expiry is at or below go
 * @func: (nullable): sees each
 * @user_data: for @func
 *
 * Returns: how many went
 */
guint64 sluice_join_rows_evict (SluiceJoinRows   *self,
                                gint64            watermark_us,
                                SluiceJoinRowFunc func,
                                gpointer          user_data);

/** sluice_join_rows_foreach: @self: rows, @func: sees each, @user_data: for @func. */
void sluice_join_rows_foreach (SluiceJoinRows   *self,
                               SluiceJoinRowFunc func,
                               gpointer          user_data);

G_END_DECLS
