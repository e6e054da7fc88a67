/* sluice-stream-join-rows.c: the rows of both sides that a stream-stream join keeps, by key.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-stream-join-rows.h"

#define VALUE_TAG 1
#define NULL_TAG 0

/* Bytes before the keys: a text of one letter. And before the columns: a truth value. */
#define SIDE_BYTES 3
#define HEAD_BYTES 2
#define LETTER_AT 2
#define MATCHED_AT 1

static const guint8 letters[2] = { 'l', 'r' };

void
sluice_join_rows_init (SluiceJoinRows *self, guint n_left, guint n_right)
{
  sluice_state_list_init (&self->list, NULL);
  self->n_columns[0] = n_left;
  self->n_columns[1] = n_right;
  self->key = g_byte_array_new ();
  self->row = g_byte_array_new ();
}

void
sluice_join_rows_clear (SluiceJoinRows *self)
{
  sluice_state_list_clear (&self->list);
  g_byte_array_unref (self->key);
  g_byte_array_unref (self->row);
}

void
sluice_join_rows_set_state (SluiceJoinRows *self, SluiceStatePartition *state)
{
  self->list.state = state;
}

/* Where a side's columns are in an item: the other side's take a byte each, before or behind. */
static const guint8 *
columns_of (const SluiceJoinRows *self, guint side, const guint8 *item, guint32 item_length, guint32 *length)
{
  *length = item_length - HEAD_BYTES - self->n_columns[1 - side];

  return item + HEAD_BYTES + (side == 1 ? self->n_columns[0] : 0);
}

guint32
sluice_join_rows_find (SluiceJoinRows *self, guint side, gconstpointer key, guint32 key_length)
{
  guint8 *to;

  g_byte_array_set_size (self->key, SIDE_BYTES + key_length);
  to = self->key->data;
  to[0] = VALUE_TAG;
  to[1] = 1;
  to[LETTER_AT] = letters[side];
  memcpy (to + SIDE_BYTES, key, key_length);
  self->side = side;

  return sluice_state_list_find (&self->list, to, self->key->len);
}

const guint8 *
sluice_join_rows_get (SluiceJoinRows *self, guint32 number, guint32 *length, gboolean *matched)
{
  guint32 item_length;
  const guint8 *item = sluice_state_list_get (&self->list, number, &item_length);

  *matched = item[MATCHED_AT] != 0;

  return columns_of (self, self->side, item, item_length, length);
}

guint32
sluice_join_rows_append (SluiceJoinRows *self,
                         guint           side,
                         gconstpointer   key,
                         guint32         key_length,
                         const guint8   *row,
                         guint32         length,
                         gboolean        matched,
                         gint64          expiry)
{
  guint n_before = side == 1 ? self->n_columns[0] : 0;
  guint n_behind = side == 1 ? 0 : self->n_columns[1];
  guint32 n = sluice_join_rows_find (self, side, key, key_length);
  guint8 *to;

  g_byte_array_set_size (self->row, HEAD_BYTES + n_before + length + n_behind);
  to = self->row->data;
  to[0] = VALUE_TAG;
  to[MATCHED_AT] = matched;
  memset (to + HEAD_BYTES, NULL_TAG, n_before);
  memcpy (to + HEAD_BYTES + n_before, row, length);
  memset (to + HEAD_BYTES + n_before + length, NULL_TAG, n_behind);
  sluice_state_list_set (&self->list, n, to, self->row->len, expiry);

  return n;
}

void
sluice_join_rows_set_matched (SluiceJoinRows *self,
                              guint           side,
                              gconstpointer   key,
                              guint32         key_length,
                              guint32         number)
{
  guint32 length;

  sluice_join_rows_find (self, side, key, key_length);
  sluice_state_list_edit (&self->list, number, &length)[MATCHED_AT] = TRUE;
}

void
sluice_join_rows_remove_later (SluiceJoinRows *self,
                               guint           side,
                               gconstpointer   key,
                               guint32         key_length,
                               guint32         number)
{
  sluice_join_rows_find (self, side, key, key_length);
  sluice_state_list_remove_later (&self->list, number);
}

guint64
sluice_join_rows_remove (SluiceJoinRows *self)
{
  return sluice_state_list_remove (&self->list);
}

typedef struct
{
  SluiceJoinRows *rows;
  SluiceJoinRowFunc func;
  gpointer user_data;
} Walk;

static gboolean
show_row (const guint8 *key,
          guint32       key_length,
          const guint8 *item,
          guint32       item_length,
          gint64        expiry,
          gpointer      user_data)
{
  const Walk *self = user_data;
  guint side = key[LETTER_AT] == letters[1];
  guint32 length;
  const guint8 *row = columns_of (self->rows, side, item, item_length, &length);

  self->func (side, row, length, item[MATCHED_AT] != 0, expiry, self->user_data);

  return TRUE;
}

guint64
sluice_join_rows_evict (SluiceJoinRows *self, gint64 watermark_us, SluiceJoinRowFunc func, gpointer user_data)
{
  Walk walk = { self, func, user_data };

  return sluice_state_list_evict (&self->list, watermark_us, func != NULL ? show_row : NULL, &walk);
}

void
sluice_join_rows_foreach (SluiceJoinRows *self, SluiceJoinRowFunc func, gpointer user_data)
{
  Walk walk = { self, func, user_data };

  sluice_state_list_foreach (&self->list, show_row, &walk);
}
