/* sluice-state-list.c: lists of items in state, one for each key.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-state-list.h"

#define VALUE_TAG 1

/* Bytes of a number, at the end of keys and the beginning of values. */
#define NUMBER_BYTES 5

/* The items of a list that are to go: how many, the last of them in removed_numbers plus one, and how long the
 * list is, or 0 when number 0 is still there to say it. */
typedef struct
{
  guint32 n;
  guint32 last;
  guint32 list_length;
} Removed;

typedef struct
{
  guint32 number;
  guint32 before; /* in removed_numbers, plus one */
} RemovedNumber;

void
sluice_state_list_init (SluiceStateList *self, SluiceStatePartition *state)
{
  self->state = state;
  self->key = g_byte_array_new ();
  self->value = g_byte_array_new ();
  self->removed = sluice_hash_table_new (sizeof (Removed));
  self->removed_numbers = g_array_new (FALSE, FALSE, sizeof (RemovedNumber));
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
sluice_state_list_clear (SluiceStateList *self)
{
  g_byte_array_unref (self->key);
  g_byte_array_unref (self->value);
  sluice_hash_table_free (self->removed);
  g_array_unref (self->removed_numbers);
  g_array_unref (self->numbers);
}

static guint64
set_number (SluiceStateList *self, guint32 number)
{
  memcpy (self->key->data + self->key->len - sizeof number, &number, sizeof number);

  return sluice_state_hash (self->key->data, self->key->len);
}

static const guint8 *
get_entry (SluiceStateList *self, guint32 number, guint32 *length)
{
  guint64 hash = set_number (self, number);

  return sluice_state_get (self->state, hash, self->key->data, self->key->len, length);
}

static guint8 *
edit_entry (SluiceStateList *self, guint32 number, guint32 *length, gint64 *expiry)
{
  guint64 hash = set_number (self, number);

  return sluice_state_edit (self->state, hash, self->key->data, self->key->len, length, expiry);
}

static guint32
read_length (const guint8 *value)
{
  guint32 length;

  memcpy (&length, value + 1, sizeof length);

  return length;
}

static void
write_length (guint8 *value, guint32 length)
{
  value[0] = VALUE_TAG;
  memcpy (value + 1, &length, sizeof length);
}

static void
set_key (SluiceStateList *self, gconstpointer key, guint32 key_length)
{
  g_byte_array_set_size (self->key, key_length + NUMBER_BYTES);
  memcpy (self->key->data, key, key_length);
  self->key->data[key_length] = VALUE_TAG;
}

guint32
sluice_state_list_find (SluiceStateList *self, gconstpointer key, guint32 key_length)
{
  const guint8 *first;
  guint32 length;

  set_key (self, key, key_length);
  first = get_entry (self, 0, &length);

  return first != NULL ? read_length (first) : 0;
}

const guint8 *
sluice_state_list_get (SluiceStateList *self, guint32 number, guint32 *length)
{
  const guint8 *value = get_entry (self, number, length);

  g_assert (value != NULL);
  *length -= NUMBER_BYTES;

  return value + NUMBER_BYTES;
}

guint8 *
sluice_state_list_edit (SluiceStateList *self, guint32 number, guint32 *length)
{
  guint8 *value = edit_entry (self, number, length, NULL);

  g_assert (value != NULL);
  *length -= NUMBER_BYTES;

  return value + NUMBER_BYTES;
}

void
sluice_state_list_set (SluiceStateList *self, guint32 number, const guint8 *item, guint32 length, gint64 expiry)
{
  guint32 list_length = number == 0;
  gint64 old_length;
  guint32 first_length;
  guint8 *value;

  value = sluice_state_update (self->state, set_number (self, number), self->key->data, self->key->len,
                               NUMBER_BYTES + length, expiry, &old_length);
  if (old_length >= 0)
    list_length = read_length (value);
  write_length (value, list_length);
  memcpy (value + NUMBER_BYTES, item, length);

  if (old_length < 0 && number > 0)
    write_length (edit_entry (self, 0, &first_length, NULL), number + 1);
}

/* Removing. */

static Removed *
note_removed (SluiceStateList *self, const guint8 *key, guint32 key_length, guint32 number)
{
  guint64 hash = sluice_hash_table_hash (key, key_length);
  gboolean is_new;
  Removed *removed
      = sluice_group_payload (sluice_hash_table_insert (self->removed, hash, key, key_length, &is_new));
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
move_entry (SluiceStateList *self, guint32 from, guint32 to, guint32 list_length)
{
  guint32 length;
  gint64 expiry;
  const guint8 *value = edit_entry (self, from, &length, &expiry);

  g_byte_array_set_size (self->value, length);
  memcpy (self->value->data, value, length);
  write_length (self->value->data, to == 0 ? list_length : 0);
  sluice_state_remove (self->state, set_number (self, from), self->key->data, self->key->len);
  sluice_state_put (self->state, set_number (self, to), self->key->data, self->key->len, self->value->data,
                    length, expiry);
}

/* Closes the gaps that the numbers, which ascend, have left in the list: the last items move into them. */
static void
close_gaps (SluiceStateList *self, const guint32 *numbers, guint32 n, guint32 list_length)
{
  guint32 n_left = list_length - n;
  guint32 last = list_length - 1;
  guint32 length;

  for (guint32 i = 0, j = n; i < n && numbers[i] < n_left; i++, last--)
    {
      for (; j > 0 && numbers[j - 1] == last; j--)
        last--;
      move_entry (self, last, numbers[i], n_left);
    }
  if (numbers[0] != 0)
    write_length (edit_entry (self, 0, &length, NULL), n_left);
}

static void
remove_of_list (SluiceStateList *self, const SluiceGroup *group, gboolean gone)
{
  const Removed *removed = sluice_group_payload (group);
  guint32 list_length = removed->list_length;
  guint32 length;

  set_key (self, sluice_group_key (group), group->key_length);
  if (list_length == 0)
    list_length = read_length (get_entry (self, 0, &length));

  g_array_set_size (self->numbers, 0);
  for (guint32 i = removed->last; i != 0;)
    {
      const RemovedNumber *noted = &g_array_index (self->removed_numbers, RemovedNumber, i - 1);

      g_array_append_val (self->numbers, noted->number);
      if (!gone)
        sluice_state_remove (self->state, set_number (self, noted->number), self->key->data, self->key->len);
      i = noted->before;
    }
  g_assert (removed->n <= list_length);
  if (removed->n == list_length)
    return;

  g_array_sort (self->numbers, compare_numbers);
  close_gaps (self, (const guint32 *) (gpointer) self->numbers->data, removed->n, list_length);
}

static void
remove_noted (SluiceStateList *self, gboolean gone)
{
  for (guint32 i = 0; i < sluice_hash_table_size (self->removed); i++)
    remove_of_list (self, sluice_hash_table_group (self->removed, i), gone);

  sluice_hash_table_clear (self->removed);
  g_array_set_size (self->removed_numbers, 0);
}

void
sluice_state_list_remove_later (SluiceStateList *self, guint32 number)
{
  note_removed (self, self->key->data, self->key->len - NUMBER_BYTES, number);
}

guint64
sluice_state_list_remove (SluiceStateList *self)
{
  guint64 n = self->removed_numbers->len;

  remove_noted (self, FALSE);

  return n;
}

typedef struct
{
  SluiceStateList *list;
  SluiceStateListFunc func;
  gpointer user_data;
} Walk;

static gboolean
show_entry (gconstpointer key,
            guint32       key_length,
            gconstpointer value,
            guint32       value_length,
            gint64        expiry,
            gpointer      user_data)
{
  const Walk *self = user_data;

  return self->func (key, key_length - NUMBER_BYTES, (const guint8 *) value + NUMBER_BYTES,
                     value_length - NUMBER_BYTES, expiry, self->user_data);
}

static gboolean
evict_entry (gconstpointer key,
             guint32       key_length,
             gconstpointer value,
             guint32       value_length,
             gint64        expiry,
             gpointer      user_data)
{
  const Walk *self = user_data;
  guint32 list_key_length = key_length - NUMBER_BYTES;
  guint32 list_length = read_length (value);
  guint32 number;

  /* The only item of its list leaves no gap. */
  memcpy (&number, (const guint8 *) key + key_length - sizeof number, sizeof number);
  if (number != 0)
    note_removed (self->list, key, list_key_length, number);
  else if (list_length != 1)
    note_removed (self->list, key, list_key_length, number)->list_length = list_length;

  return self->func == NULL || show_entry (key, key_length, value, value_length, expiry, user_data);
}

guint64
sluice_state_list_evict (SluiceStateList    *self,
                         gint64              watermark_us,
                         SluiceStateListFunc func,
                         gpointer            user_data)
{
  Walk walk = { self, func, user_data };
  guint64 n = sluice_state_evict (self->state, watermark_us, evict_entry, &walk);

  remove_noted (self, TRUE);

  return n;
}

void
sluice_state_list_foreach (SluiceStateList *self, SluiceStateListFunc func, gpointer user_data)
{
  Walk walk = { self, func, user_data };

  sluice_state_foreach (self->state, show_entry, &walk);
}
