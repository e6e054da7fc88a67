/* sluice-stream-join-rows.c: the rows of both sides that a stream-stream join keeps, by key.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-stream-join-rows.h"

#define VALUE_TAG 1
#define NULL_TAG 0

/* Bytes before the keys: a text of one letter. And behind them: a number. */
#define SIDE_BYTES 3
#define NUMBER_BYTES 5
/* Bytes before the columns: a number and a truth value. */
#define HEAD_BYTES 7
#define COUNT_AT 1
#define MATCHED_AT 6

static const guint8 letters[2] = { 'l', 'r' };

/* The rows of a key that are to go: how many, the last of their list in removed_numbers plus one, and how
 * many rows the key has, or 0 when number 0 is still there to say it. */
typedef struct
{
  guint32 n;
  guint32 last;
  guint32 count;
} Removed;

typedef struct
{
  guint32 number;
  guint32 before; /* in the list, plus one */
} RemovedNumber;

void
sluice_join_rows_init (SluiceJoinRows *self, SluiceStatePartition *state, guint n_left, guint n_right)
{
  self->state = state;
  self->n_columns[0] = n_left;
  self->n_columns[1] = n_right;
  self->key = g_byte_array_new ();
  self->value = g_byte_array_new ();
  self->removed = sluice_hash_table_new (sizeof (Removed));
  self->removed_numbers = g_array_new (FALSE, FALSE, sizeof (RemovedNumber));
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
sluice_join_rows_clear (SluiceJoinRows *self)
{
  g_byte_array_unref (self->key);
  g_byte_array_unref (self->value);
  sluice_hash_table_free (self->removed);
  g_array_unref (self->removed_numbers);
  g_array_unref (self->numbers);
}

/* Entries: their keys are made in self->key. */

static void
set_key (SluiceJoinRows *self, guint side, gconstpointer key, guint32 key_length)
{
  guint8 *to;

  g_byte_array_set_size (self->key, SIDE_BYTES + key_length + NUMBER_BYTES);
  to = self->key->data;
  to[0] = VALUE_TAG;
  to[1] = 1;
  to[2] = letters[side];
  memcpy (to + SIDE_BYTES, key, key_length);
  to[SIDE_BYTES + key_length] = VALUE_TAG;
}

static guint64
set_number (SluiceJoinRows *self, guint32 number)
{
  memcpy (self->key->data + self->key->len - sizeof number, &number, sizeof number);

  return sluice_state_hash (self->key->data, self->key->len);
}

static const guint8 *
get_entry (SluiceJoinRows *self, guint32 number, guint32 *length)
{
  guint64 hash = set_number (self, number);

  return sluice_state_get (self->state, hash, self->key->data, self->key->len, length);
}

static guint8 *
edit_entry (SluiceJoinRows *self, guint32 number, guint32 *length, gint64 *expiry)
{
  guint64 hash = set_number (self, number);

  return sluice_state_edit (self->state, hash, self->key->data, self->key->len, length, expiry);
}

static guint32
read_count (const guint8 *value)
{
  guint32 count;

  memcpy (&count, value + COUNT_AT, sizeof count);

  return count;
}

static void
write_count (guint8 *value, guint32 count)
{
  memcpy (value + COUNT_AT, &count, sizeof count);
}

/* Where a side's columns are in a value: the other side's take a byte each, before or behind. */
static const guint8 *
columns_of (const SluiceJoinRows *self, guint side, const guint8 *value, guint32 value_length, guint32 *length)
{
  *length = value_length - HEAD_BYTES - self->n_columns[1 - side];

  return value + HEAD_BYTES + (side == 1 ? self->n_columns[0] : 0);
}

guint32
sluice_join_rows_find (SluiceJoinRows *self, guint side, gconstpointer key, guint32 key_length)
{
  const guint8 *first;
  guint32 length;

  set_key (self, side, key, key_length);
  first = get_entry (self, 0, &length);

  return first != NULL ? read_count (first) : 0;
}

const guint8 *
sluice_join_rows_get (SluiceJoinRows *self, guint32 number, guint32 *length, gboolean *matched)
{
  guint32 value_length;
  const guint8 *value = get_entry (self, number, &value_length);

  g_assert (value != NULL);
  *matched = value[MATCHED_AT] != 0;

  return columns_of (self, self->key->data[2] == letters[1], value, value_length, length);
}

void
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
  guint32 value_length = HEAD_BYTES + n_before + length + n_behind;
  guint32 first_length;
  guint32 number = 0;
  gint64 old_length;
  guint8 *first;
  guint8 *value;

  set_key (self, side, key, key_length);
  first = edit_entry (self, 0, &first_length, NULL);
  if (first != NULL)
    {
      number = read_count (first);
      write_count (first, number + 1);
    }

  value = sluice_state_update (self->state, set_number (self, number), self->key->data, self->key->len,
                               value_length, expiry, &old_length);
  value[0] = VALUE_TAG;
  write_count (value, number == 0);
  value[MATCHED_AT - 1] = VALUE_TAG;
  value[MATCHED_AT] = matched;
  memset (value + HEAD_BYTES, NULL_TAG, n_before);
  memcpy (value + HEAD_BYTES + n_before, row, length);
  memset (value + HEAD_BYTES + n_before + length, NULL_TAG, n_behind);
}

void
sluice_join_rows_set_matched (SluiceJoinRows *self,
                              guint           side,
                              gconstpointer   key,
                              guint32         key_length,
                              guint32         number)
{
  guint32 length;

  set_key (self, side, key, key_length);
  edit_entry (self, number, &length, NULL)[MATCHED_AT] = TRUE;
}

/* Removing. */

static Removed *
note_removed (SluiceJoinRows *self, const guint8 *prefix, guint32 prefix_length, guint32 number)
{
  guint64 hash = sluice_hash_table_hash (prefix, prefix_length);
  gboolean is_new;
  Removed *removed
      = sluice_group_payload (sluice_hash_table_insert (self->removed, hash, prefix, prefix_length, &is_new));
  RemovedNumber noted = { number, removed->last };

  g_array_append_val (self->removed_numbers, noted);
  removed->last = self->removed_numbers->len;
  removed->n++;

  return removed;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 number_a = *(const guint32 *) a;
  guint32 number_b = *(const guint32 *) b;

  return (number_a > number_b) - (number_a < number_b);
}

static void
move_entry (SluiceJoinRows *self, guint32 from, guint32 to, guint32 count)
{
  guint32 length;
  gint64 expiry;
  const guint8 *value = edit_entry (self, from, &length, &expiry);

  g_byte_array_set_size (self->value, length);
  memcpy (self->value->data, value, length);
  write_count (self->value->data, to == 0 ? count : 0);
  sluice_state_remove (self->state, set_number (self, from), self->key->data, self->key->len);
  sluice_state_put (self->state, set_number (self, to), self->key->data, self->key->len, self->value->data,
                    length, expiry);
}

/* Closes the gaps that the numbers, which ascend, have left among the rows of the key in self->key. */
static void
close_gaps (SluiceJoinRows *self, const guint32 *numbers, guint32 n, guint32 count)
{
  guint32 n_left = count - n;
  guint32 last = count - 1;
  guint32 length;

  for (guint32 i = 0, j = n; i < n && numbers[i] < n_left; i++, last--)
    {
      for (; j > 0 && numbers[j - 1] == last; j--)
        last--;
      move_entry (self, last, numbers[i], n_left);
    }
  if (numbers[0] != 0)
    write_count (edit_entry (self, 0, &length, NULL), n_left);
}

static void
remove_of_key (SluiceJoinRows *self, const SluiceGroup *group, gboolean gone)
{
  const Removed *removed = sluice_group_payload (group);
  const guint8 *prefix = sluice_group_key (group);
  guint32 count = removed->count;
  guint32 length;

  set_key (self, prefix[2] == letters[1], prefix + SIDE_BYTES, group->key_length - SIDE_BYTES);
  if (count == 0)
    count = read_count (get_entry (self, 0, &length));

  g_array_set_size (self->numbers, 0);
  for (guint32 i = removed->last; i != 0;)
    {
      const RemovedNumber *noted = &g_array_index (self->removed_numbers, RemovedNumber, i - 1);

      g_array_append_val (self->numbers, noted->number);
      if (!gone)
        sluice_state_remove (self->state, set_number (self, noted->number), self->key->data, self->key->len);
      i = noted->before;
    }
  g_assert (removed->n <= count);
  if (removed->n == count)
    return;

  g_array_sort (self->numbers, compare_numbers);
  close_gaps (self, (const guint32 *) (gpointer) self->numbers->data, removed->n, count);
}

static void
remove_noted (SluiceJoinRows *self, gboolean gone)
{
  for (guint32 i = 0; i < sluice_hash_table_size (self->removed); i++)
    remove_of_key (self, sluice_hash_table_group (self->removed, i), gone);

  sluice_hash_table_clear (self->removed);
  g_array_set_size (self->removed_numbers, 0);
}

void
sluice_join_rows_remove_later (SluiceJoinRows *self,
                               guint           side,
                               gconstpointer   key,
                               guint32         key_length,
                               guint32         number)
{
  set_key (self, side, key, key_length);
  note_removed (self, self->key->data, SIDE_BYTES + key_length, number);
}

guint64
sluice_join_rows_remove (SluiceJoinRows *self)
{
  guint64 n = self->removed_numbers->len;

  remove_noted (self, FALSE);

  return n;
}

typedef struct
{
  SluiceJoinRows *rows;
  SluiceJoinRowFunc func;
  gpointer user_data;
} Eviction;

static gboolean
evict_entry (gconstpointer key,
             guint32       key_length,
             gconstpointer value,
             guint32       value_length,
             gint64        expiry,
             gpointer      user_data)
{
  Eviction *self = user_data;
  const guint8 *prefix = key;
  guint32 prefix_length = key_length - NUMBER_BYTES;
  guint side = prefix[2] == letters[1];
  guint32 count = read_count (value);
  guint32 number;
  guint32 length;
  const guint8 *row = columns_of (self->rows, side, value, value_length, &length);

  /* The only row of its key leaves no gap. */
  memcpy (&number, prefix + key_length - sizeof number, sizeof number);
  if (number != 0)
    note_removed (self->rows, prefix, prefix_length, number);
  else if (count != 1)
    note_removed (self->rows, prefix, prefix_length, number)->count = count;

  if (self->func != NULL)
    self->func (side, row, length, ((const guint8 *) value)[MATCHED_AT] != 0, expiry, self->user_data);

  return TRUE;
}

guint64
sluice_join_rows_evict (SluiceJoinRows   *self,
                        gint64            watermark_us,
                        SluiceJoinRowFunc func,
                        gpointer          user_data)
{
  Eviction eviction = { self, func, user_data };
  guint64 n = sluice_state_evict (self->state, watermark_us, evict_entry, &eviction);

  remove_noted (self, TRUE);

  return n;
}
