/* sluice-frequent-items.c: the sketch of frequent items of Apache DataSketches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A hash map of counts. When it is full, what lies in the middle of some of the counts is taken off all, and items whose
 * count is used up make room; so much may then be missing from each count.
 */
#include "config.h"

#include "expr/sluice-frequent-items-private.h"

#include <math.h>

#define LG_MIN_SLOTS 3
#define MAX_SAMPLES 1024
#define GOLDEN_RATIO ((sqrt (5) - 1) / 2)

static guint32
capacity_of (guint lg_slots)
{
  return 3u << lg_slots >> 2;
}

guint
sluice_frequent_items_lg_max (guint tracked)
{
  double slots = ceil (tracked / 0.75);

  return (guint) ceil (log (slots) / log (2));
}

static SluiceFrequentItem *
new_slots (SluiceArena *arena, guint lg_slots)
{
  sluice_arena_align (arena);

  return sluice_arena_new_array0 (arena, SluiceFrequentItem, (gsize) 1 << lg_slots);
}

void
sluice_frequent_items_init_slots (SluiceFrequentItems *self, SluiceArena *arena, guint lg_max, guint lg_slots)
{
  *self = (SluiceFrequentItems){ .lg_max = (guint8) MAX (lg_max, LG_MIN_SLOTS),
                                 .lg_slots = (guint8) MAX (lg_slots, LG_MIN_SLOTS) };
  self->slots = new_slots (arena, self->lg_slots);
}

void
sluice_frequent_items_init (SluiceFrequentItems *self, SluiceArena *arena, guint lg_max)
{
  sluice_frequent_items_init_slots (self, arena, lg_max, LG_MIN_SLOTS);
}

static guint32
home_of (gint32 hash)
{
  guint64 h = (guint64) (gint64) hash;

  h = (h ^ h >> 33) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  h = (h ^ h >> 33) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);

  return (guint32) (h ^ h >> 33);
}

/* All bytes of a number are compared, those of a text follow an address; lengths tell which it is. */
static gboolean
is_same (const SluiceFrequentItem *a, const SluiceFrequentItem *b, gboolean texts)
{
  const SluiceFrequentText *x = &a->text, *y = &b->text;

  if (a->hash != b->hash)
    return FALSE;
  if (!texts)
    return a->number == b->number;
  if (x->key_length > 0 || y->key_length > 0)
    return x->key_length == y->key_length && memcmp (x->bytes + x->length, y->bytes + y->length, x->key_length) == 0;

  return x->length == y->length && (x->length == 0 || memcmp (x->bytes, y->bytes, x->length) == 0);
}

static guint32
drift_of (const SluiceFrequentItem *item)
{
  return item->drift & ~SLUICE_FREQUENT_TEXT;
}

/* The slot of an item, or the free one where it belongs. */
static SluiceFrequentItem *
find (const SluiceFrequentItems *self, const SluiceFrequentItem *item, guint32 *drift)
{
  guint32 mask = (1u << self->lg_slots) - 1;
  guint32 at = home_of (item->hash) & mask;

  *drift = 1;
  while (drift_of (&self->slots[at]) != 0 && !is_same (&self->slots[at], item, (item->drift & SLUICE_FREQUENT_TEXT) != 0))
    {
      at = (at + 1) & mask;
      ++*drift;
    }

  return &self->slots[at];
}

static void
put (SluiceFrequentItems *self, const SluiceFrequentItem *item, gint64 count)
{
  guint32 drift;
  SluiceFrequentItem *slot = find (self, item, &drift);

  *slot = *item;
  slot->count = count;
  slot->drift = drift | (item->drift & SLUICE_FREQUENT_TEXT);
  self->n++;
}

static void
grow (SluiceFrequentItems *self, SluiceArena *arena)
{
  SluiceFrequentItem *old = self->slots;
  gsize length = (gsize) 1 << self->lg_slots;

  self->lg_slots++;
  self->slots = new_slots (arena, self->lg_slots);
  self->n = 0;
  for (gsize i = 0; i < length; i++)
    if (drift_of (&old[i]) != 0)
      put (self, &old[i], old[i].count);
}

/* Frees a slot; those behind it that were pushed away from their place move up. */
static void
remove_slot (SluiceFrequentItems *self, guint32 at)
{
  guint32 mask = (1u << self->lg_slots) - 1;
  guint32 drift = 1;

  self->slots[at].drift = 0;
  for (guint32 probe = (at + 1) & mask; drift_of (&self->slots[probe]) != 0; probe = (probe + 1) & mask, drift++)
    if (drift_of (&self->slots[probe]) > drift)
      {
        self->slots[at] = self->slots[probe];
        self->slots[at].drift -= drift;
        self->slots[probe].drift = 0;
        at = probe;
        drift = 0;
      }
  self->n--;
}

static void
remove_used_up (SluiceFrequentItems *self)
{
  guint32 length = 1u << self->lg_slots;
  guint32 free_slot = length - 1;

  while (drift_of (&self->slots[free_slot]) != 0)
    free_slot--;
  for (guint32 i = free_slot; i-- > 0;)
    if (drift_of (&self->slots[i]) != 0 && self->slots[i].count <= 0)
      remove_slot (self, i);
  for (guint32 i = length; i-- > free_slot;)
    if (drift_of (&self->slots[i]) != 0 && self->slots[i].count <= 0)
      remove_slot (self, i);
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
purge (SluiceFrequentItems *self)
{
  gint64 samples[MAX_SAMPLES];
  guint limit = MIN (MIN (MAX_SAMPLES, capacity_of (self->lg_max)), self->n);
  guint n = 0;

  for (gsize i = 0; n < limit; i++)
    if (drift_of (&self->slots[i]) != 0)
      samples[n++] = self->slots[i].count;
  qsort (samples, n, sizeof samples[0], compare_counts);
  for (gsize i = 0; i < (gsize) 1 << self->lg_slots; i++)
    self->slots[i].count -= samples[limit / 2];
  self->offset += samples[limit / 2];
  remove_used_up (self);
}

void
sluice_frequent_items_count (SluiceFrequentItems      *self,
                             SluiceArena              *arena,
                             const SluiceFrequentItem *item,
                             gint64                    count)
{
  guint32 drift;
  SluiceFrequentItem *slot = find (self, item, &drift);

  self->weight += count;
  if (drift_of (slot) != 0)
    {
      slot->count += count;
      return;
    }

  *slot = *item;
  slot->count = count;
  slot->drift = drift | (item->drift & SLUICE_FREQUENT_TEXT);
  if ((item->drift & SLUICE_FREQUENT_TEXT) != 0)
    {
      gsize length = (gsize) item->text.length + item->text.key_length;
      char *bytes = sluice_arena_alloc_bytes (arena, length);

      if (length > 0)
        memcpy (bytes, item->text.bytes, length);
      slot->text.bytes = bytes;
    }
  self->n++;
  if (self->n <= capacity_of (self->lg_slots))
    return;
  if (self->lg_slots < self->lg_max)
    grow (self, arena);
  else
    purge (self);
}

void
sluice_frequent_items_add (SluiceFrequentItems *self,
                           SluiceArena         *arena,
                           const SluiceColumn  *column,
                           guint32              row,
                           GByteArray          *scratch)
{
  guint32 index = sluice_column_index (column, row);
  SluiceFrequentItem item = { 0 };

  if (sluice_column_is_null (column, row))
    {
      self->nulls++;
      return;
    }
  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_STRING:
      sluice_frequent_item_init_text (&item, column->type, column->string[index].data, column->string[index].length,
                                      scratch);
      item.drift = SLUICE_FREQUENT_TEXT;
      break;
    case SLUICE_TYPE_DECIMAL:
      sluice_frequent_item_init_number (&item, column->type, column->i128[index]);
      break;
    case SLUICE_TYPE_FLOAT:
      /* The bits, as if they were a number. */
      sluice_frequent_item_init_number (&item, column->type, column->i32[index]);
      break;
    case SLUICE_TYPE_DOUBLE:
      sluice_frequent_item_init_number (&item, column->type, column->i64[index]);
      break;
    default:
      sluice_frequent_item_init_number (&item, column->type, sluice_column_integral (column, row));
      break;
    }
  sluice_frequent_items_count (self, arena, &item, 1);
}

/* Slots are visited in steps that aren't their order, so that a map that takes them in doesn't clot. */
static guint32
stride_of (const SluiceFrequentItems *self)
{
  return (guint32) ((double) (1u << self->lg_slots) * GOLDEN_RATIO) | 1;
}

void
sluice_frequent_items_merge (SluiceFrequentItems *self, SluiceArena *arena, const SluiceFrequentItems *other)
{
  guint32 mask = (1u << other->lg_slots) - 1;
  gint64 weight = self->weight + other->weight;
  guint32 at = 0;

  self->nulls += other->nulls;
  if (other->n == 0)
    return;

  for (guint32 seen = 0; seen < other->n; at = (at + stride_of (other)) & mask)
    if (drift_of (&other->slots[at]) != 0)
      {
        SluiceFrequentItem item = other->slots[at];

        item.drift &= SLUICE_FREQUENT_TEXT;
        sluice_frequent_items_count (self, arena, &item, item.count);
        seen++;
      }
  self->offset += other->offset;
  self->weight = weight;
}

static gint
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  const SluiceFrequentItem *x = *(const SluiceFrequentItem *const *) a;
  const SluiceFrequentItem *y = *(const SluiceFrequentItem *const *) b;

  return (x->count < y->count) - (x->count > y->count);
}

const SluiceFrequentItem **
sluice_frequent_items_top (const SluiceFrequentItems *self, guint *k)
{
  guint32 mask = (1u << self->lg_slots) - 1;
  const SluiceFrequentItem **items = g_new (const SluiceFrequentItem *, self->n + 1);
  guint n = 0;
  guint32 at = 0;

  for (guint32 seen = 0; seen < self->n; at = (at + stride_of (self)) & mask)
    if (drift_of (&self->slots[at]) != 0)
      {
        if (self->slots[at].count >= self->offset)
          items[n++] = &self->slots[at];
        seen++;
      }
  /* GLib's sort keeps the order of equals. */
  g_qsort_with_data (items, (gint) n, sizeof items[0], compare_items, NULL);

  if (self->nulls > 0)
    {
      guint place = 0;

      while (place < n && items[place]->count + self->offset >= self->nulls)
        place++;
      memmove (items + place + 1, items + place, sizeof items[0] * (n - place));
      items[place] = NULL;
      n++;
    }
  *k = MIN (*k, n);

  return items;
}
