/* sluice-state-partition.c: one partition of one operator's state, in memory.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-partition.h"

#include <string.h>
/* Short keys are hashed faster than a function in a shared library is called. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "state/sluice-state-expiry.h"
#include "state/sluice-state-slab.h"

#define HASH_SEED 42
#define FIRST_SLOTS 64
#define FREE_ENTRY G_MAXUINT32

/*
 * An entry lies in one item of the slab: this head, then room for the value, then, at the item's end, the
 * key. Bytes between value and key let a value grow a little in place. While the entry is free, next is the
 * slab's link.
 */
typedef struct
{
  SluiceStateHandle next; /* in its bucket of the index by expiry */
  SluiceStateHandle prev;
  guint32 dirty; /* its place among the changed entries, plus one; 0 when it hasn't changed */
  guint32 key_length;
  gint64 expiry;
  guint32 value_length;
  guint32 value_room;
} Entry;

G_STATIC_ASSERT (sizeof (Entry) == 32);

/*
 * The table is open addressing with linear probing. A slot holds the handle of an entry and, above it, the
 * low half of its key's hash: where the search begins, and a salt that makes almost every look at an entry
 * a hit. It also lets the table grow without touching the entries. The high half of the hash has chosen the
 * partition already.
 */
struct _SluiceStatePartition
{
  SluiceStateSlab slab;
  SluiceStateExpiry expiry;
  guint64 *slots;
  guint32 n_slots;
  guint32 n_entries;
  GArray *dirty;       /* handles of entries put since the last commit; 0 where one was removed again */
  GByteArray *removed; /* keys removed since: length and bytes of each */
};

guint64
sluice_state_hash (gconstpointer key, gsize length)
{
  return XXH3_64bits_withSeed (key, length, HASH_SEED);
}

SluiceStatePartition *
sluice_state_partition_new (void)
{
  SluiceStatePartition *self = g_new0 (SluiceStatePartition, 1);

  sluice_state_slab_init (&self->slab);
  sluice_state_expiry_init (&self->expiry);
  self->n_slots = FIRST_SLOTS;
  self->slots = g_new0 (guint64, self->n_slots);
  self->dirty = g_array_new (FALSE, FALSE, sizeof (SluiceStateHandle));
  self->removed = g_byte_array_new ();

  return self;
}

void
sluice_state_partition_free (SluiceStatePartition *self)
{
  if (self == NULL)
    return;

  sluice_state_slab_clear (&self->slab);
  sluice_state_expiry_clear (&self->expiry);
  g_free (self->slots);
  g_array_unref (self->dirty);
  g_byte_array_unref (self->removed);
  g_free (self);
}

static inline Entry *
entry_at (const SluiceStatePartition *self, SluiceStateHandle handle)
{
  return sluice_state_slab_item (&self->slab, handle);
}

static inline gpointer
entry_value (Entry *entry)
{
  return entry + 1;
}

static inline gpointer
entry_key (Entry *entry)
{
  return (char *) (entry + 1) + entry->value_room;
}

static inline gsize
entry_size (const Entry *entry)
{
  return sizeof (Entry) + (gsize) entry->value_room + entry->key_length;
}

/* Returns: the slot of the key, or the empty one where it would go. */
static guint32
find_slot (const SluiceStatePartition *self, guint64 hash, gconstpointer key, guint32 key_length)
{
  guint32 mask = self->n_slots - 1;
  guint32 salt = (guint32) hash;
  guint32 i = salt & mask;

  for (; self->slots[i] != 0; i = (i + 1) & mask)
    if ((guint32) (self->slots[i] >> 32) == salt)
      {
        Entry *entry = entry_at (self, (SluiceStateHandle) self->slots[i]);

        if (entry->key_length == key_length && memcmp (entry_key (entry), key, key_length) == 0)
          break;
      }

  return i;
}

static void
grow_slots (SluiceStatePartition *self)
{
  guint64 *old = self->slots;
  guint32 n_old = self->n_slots;
  guint32 mask;

  self->n_slots = n_old * 2;
  self->slots = g_new0 (guint64, self->n_slots);
  mask = self->n_slots - 1;
  for (guint32 i = 0; i < n_old; i++)
    if (old[i] != 0)
      {
        guint32 place = (guint32) (old[i] >> 32) & mask;

        while (self->slots[place] != 0)
          place = (place + 1) & mask;
        self->slots[place] = old[i];
      }
  g_free (old);
}

static void
clear_slot (SluiceStatePartition *self, guint32 hole)
{
  guint32 mask = self->n_slots - 1;
  guint32 i = hole;

  /* No tombstones: the slots behind move up where their search would otherwise stop at the hole. */
  for (;;)
    {
      guint32 home;

      i = (i + 1) & mask;
      if (self->slots[i] == 0)
        break;
      home = (guint32) (self->slots[i] >> 32) & mask;
      if (((i - home) & mask) < ((i - hole) & mask))
        continue;
      self->slots[hole] = self->slots[i];
      hole = i;
    }
  self->slots[hole] = 0;
}

static void
link_expiry (SluiceStatePartition *self, SluiceStateHandle handle, Entry *entry, gint64 expiry)
{
  SluiceStateBucket *bucket;

  entry->expiry = expiry;
  entry->prev = 0;
  entry->next = 0;
  if (expiry == SLUICE_STATE_NO_EXPIRY)
    return;

  bucket = sluice_state_expiry_bucket (&self->expiry, expiry);
  entry->next = bucket->head;
  if (bucket->head != 0)
    entry_at (self, bucket->head)->prev = handle;
  bucket->head = handle;
}

static void
unlink_expiry (SluiceStatePartition *self, Entry *entry)
{
  if (entry->expiry == SLUICE_STATE_NO_EXPIRY)
    return;

  if (entry->next != 0)
    entry_at (self, entry->next)->prev = entry->prev;
  if (entry->prev != 0)
    entry_at (self, entry->prev)->next = entry->next;
  else
    sluice_state_expiry_bucket (&self->expiry, entry->expiry)->head = entry->next;
}

static void
mark_dirty (SluiceStatePartition *self, SluiceStateHandle handle, Entry *entry)
{
  if (entry->dirty != 0)
    return;

  g_array_append_val (self->dirty, handle);
  entry->dirty = self->dirty->len;
}

static SluiceStateHandle
new_entry (SluiceStatePartition *self, gconstpointer key, guint32 key_length, guint32 value_length)
{
  gsize capacity = sluice_state_slab_capacity (sizeof (Entry) + (gsize) key_length + value_length);
  SluiceStateHandle handle = sluice_state_slab_alloc (&self->slab, capacity);
  Entry *entry = entry_at (self, handle);

  entry->dirty = 0;
  entry->key_length = key_length;
  entry->value_length = value_length;
  entry->value_room = (guint32) (capacity - sizeof (Entry) - key_length);
  memcpy (entry_key (entry), key, key_length);

  return handle;
}

static void
release_entry (SluiceStatePartition *self, SluiceStateHandle handle, Entry *entry)
{
  gsize size = entry_size (entry);

  entry->key_length = FREE_ENTRY;
  sluice_state_slab_release (&self->slab, handle, size);
}

gconstpointer
sluice_state_get (SluiceStatePartition *self,
                  guint64               hash,
                  gconstpointer         key,
                  guint32               key_length,
                  guint32              *value_length)
{
  guint32 i = find_slot (self, hash, key, key_length);
  Entry *entry;

  if (self->slots[i] == 0)
    return NULL;

  entry = entry_at (self, (SluiceStateHandle) self->slots[i]);
  *value_length = entry->value_length;

  return entry_value (entry);
}

gpointer
sluice_state_update (SluiceStatePartition *self,
                     guint64               hash,
                     gconstpointer         key,
                     guint32               key_length,
                     guint32               value_length,
                     gint64                expiry,
                     gint64               *old_length)
{
  guint32 i = find_slot (self, hash, key, key_length);
  SluiceStateHandle handle;
  Entry *entry;

  if (self->slots[i] == 0)
    {
      *old_length = -1;
      if ((self->n_entries + 1) > self->n_slots / 4 * 3)
        {
          grow_slots (self);
          i = find_slot (self, hash, key, key_length);
        }
      handle = new_entry (self, key, key_length, value_length);
      entry = entry_at (self, handle);
      self->slots[i] = (guint64) (guint32) hash << 32 | handle;
      self->n_entries++;
      link_expiry (self, handle, entry, expiry);
      mark_dirty (self, handle, entry);

      return memset (entry_value (entry), 0, value_length);
    }

  handle = (SluiceStateHandle) self->slots[i];
  entry = entry_at (self, handle);
  *old_length = entry->value_length;
  if (value_length > entry->value_room)
    {
      SluiceStateHandle moved = new_entry (self, key, key_length, value_length);
      Entry *to = entry_at (self, moved);

      memcpy (entry_value (to), entry_value (entry), entry->value_length);
      memset ((char *) entry_value (to) + entry->value_length, 0, value_length - entry->value_length);
      if (entry->dirty != 0)
        g_array_index (self->dirty, SluiceStateHandle, entry->dirty - 1) = moved;
      to->dirty = entry->dirty;
      unlink_expiry (self, entry);
      link_expiry (self, moved, to, expiry);
      release_entry (self, handle, entry);
      self->slots[i] = (guint64) (guint32) hash << 32 | moved;
      handle = moved;
      entry = to;
    }
  else
    {
      if (value_length > entry->value_length)
        memset ((char *) entry_value (entry) + entry->value_length, 0, value_length - entry->value_length);
      if (entry->expiry != expiry)
        {
          unlink_expiry (self, entry);
          link_expiry (self, handle, entry, expiry);
        }
    }
  entry->value_length = value_length;
  mark_dirty (self, handle, entry);

  return entry_value (entry);
}

gpointer
sluice_state_edit (SluiceStatePartition *self,
                   guint64               hash,
                   gconstpointer         key,
                   guint32               key_length,
                   guint32              *value_length,
                   gint64               *expiry)
{
  guint32 i = find_slot (self, hash, key, key_length);
  SluiceStateHandle handle = (SluiceStateHandle) self->slots[i];
  Entry *entry;

  if (self->slots[i] == 0)
    return NULL;

  entry = entry_at (self, handle);
  mark_dirty (self, handle, entry);
  *value_length = entry->value_length;
  if (expiry != NULL)
    *expiry = entry->expiry;

  return entry_value (entry);
}

gboolean
sluice_state_put (SluiceStatePartition *self,
                  guint64               hash,
                  gconstpointer         key,
                  guint32               key_length,
                  gconstpointer         value,
                  guint32               value_length,
                  gint64                expiry)
{
  gint64 old_length;
  gpointer place = sluice_state_update (self, hash, key, key_length, value_length, expiry, &old_length);

  if (value_length > 0)
    memcpy (place, value, value_length);

  return old_length < 0;
}

static void
remove_entry (SluiceStatePartition *self, guint32 slot, SluiceStateHandle handle, Entry *entry)
{
  g_byte_array_append (self->removed, (const guint8 *) &entry->key_length, sizeof entry->key_length);
  g_byte_array_append (self->removed, entry_key (entry), entry->key_length);
  if (entry->dirty != 0)
    g_array_index (self->dirty, SluiceStateHandle, entry->dirty - 1) = 0;

  clear_slot (self, slot);
  release_entry (self, handle, entry);
  self->n_entries--;
}

gboolean
sluice_state_remove (SluiceStatePartition *self,
                     guint64               hash,
                     gconstpointer         key,
                     guint32               key_length)
{
  guint32 i = find_slot (self, hash, key, key_length);
  SluiceStateHandle handle = (SluiceStateHandle) self->slots[i];
  Entry *entry;

  if (self->slots[i] == 0)
    return FALSE;

  entry = entry_at (self, handle);
  unlink_expiry (self, entry);
  remove_entry (self, i, handle, entry);

  return TRUE;
}

static gboolean
show_entry (Entry *entry, SluiceStateFunc func, gpointer user_data)
{
  return func (entry_key (entry), entry->key_length, entry_value (entry), entry->value_length,
               entry->expiry, user_data);
}

static void
evict_entry (SluiceStatePartition *self,
             SluiceStateHandle     handle,
             SluiceStateFunc       func,
             gpointer              user_data)
{
  Entry *entry = entry_at (self, handle);
  guint64 hash = sluice_state_hash (entry_key (entry), entry->key_length);

  if (func != NULL)
    show_entry (entry, func, user_data);
  remove_entry (self, find_slot (self, hash, entry_key (entry), entry->key_length), handle, entry);
}

guint64
sluice_state_evict (SluiceStatePartition *self,
                    gint64                watermark,
                    SluiceStateFunc       func,
                    gpointer              user_data)
{
  guint64 n_evicted = 0;
  SluiceStateBucket *bucket;

  while ((bucket = sluice_state_expiry_first (&self->expiry)) != NULL
         && bucket->time <= watermark / 1000 && bucket->time * 1000 <= watermark)
    {
      /* The whole bucket is due, so its list needs no mending while it is taken apart. */
      for (SluiceStateHandle handle = bucket->head, next; handle != 0; handle = next)
        {
          next = entry_at (self, handle)->next;
          evict_entry (self, handle, func, user_data);
          n_evicted++;
        }
      sluice_state_expiry_drop_first (&self->expiry);
    }

  /* A watermark within a millisecond: some of the next bucket may be due. */
  if (bucket != NULL && (bucket->time - 1) <= watermark / 1000)
    for (SluiceStateHandle handle = bucket->head, next; handle != 0; handle = next)
      {
        Entry *entry = entry_at (self, handle);

        next = entry->next;
        if (entry->expiry > watermark)
          continue;
        unlink_expiry (self, entry);
        evict_entry (self, handle, func, user_data);
        n_evicted++;
      }

  return n_evicted;
}

gboolean
sluice_state_foreach (SluiceStatePartition *self, SluiceStateFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->slab.pages->len; i++)
    {
      const SluiceStatePage *page = &g_array_index (self->slab.pages, SluiceStatePage, i);
      guint32 step = page->item_grains * SLUICE_STATE_SLAB_GRAIN;

      for (guint32 at = 0; at < page->used; at += step)
        {
          Entry *entry = (Entry *) (gpointer) (page->data + at);

          if (entry->key_length != FREE_ENTRY && !show_entry (entry, func, user_data))
            return FALSE;
        }
    }
  for (guint i = 0; i < self->slab.large->len; i++)
    if (self->slab.large->pdata[i] != NULL && !show_entry (self->slab.large->pdata[i], func, user_data))
      return FALSE;

  return TRUE;
}

guint64
sluice_state_count (SluiceStatePartition *self)
{
  return self->n_entries;
}

guint64
sluice_state_memory (SluiceStatePartition *self)
{
  return sizeof *self + self->slab.memory + (gsize) self->n_slots * sizeof (guint64)
         + sluice_state_expiry_memory (&self->expiry) + self->dirty->len * sizeof (SluiceStateHandle)
         + self->removed->len;
}

void
sluice_state_partition_foreach_change (SluiceStatePartition *self,
                                       SluiceStateChangeFunc func,
                                       gpointer              user_data)
{
  for (guint at = 0; at < self->removed->len;)
    {
      guint32 key_length;

      memcpy (&key_length, self->removed->data + at, sizeof key_length);
      func (self->removed->data + at + sizeof key_length, key_length, NULL, 0, 0, user_data);
      at += sizeof key_length + key_length;
    }
  for (guint i = 0; i < self->dirty->len; i++)
    {
      SluiceStateHandle handle = g_array_index (self->dirty, SluiceStateHandle, i);

      if (handle != 0)
        {
          Entry *entry = entry_at (self, handle);

          func (entry_key (entry), entry->key_length, entry_value (entry), entry->value_length,
                entry->expiry, user_data);
        }
    }
}

void
sluice_state_partition_clear_changes (SluiceStatePartition *self)
{
  for (guint i = 0; i < self->dirty->len; i++)
    {
      SluiceStateHandle handle = g_array_index (self->dirty, SluiceStateHandle, i);

      if (handle != 0)
        entry_at (self, handle)->dirty = 0;
    }

  /* After a batch that changed everything the lists must not keep their memory for ever. */
  if (self->dirty->len > 65536)
    {
      g_array_unref (self->dirty);
      self->dirty = g_array_new (FALSE, FALSE, sizeof (SluiceStateHandle));
    }
  if (self->removed->len > 1024 * 1024)
    {
      g_byte_array_unref (self->removed);
      self->removed = g_byte_array_new ();
    }
  g_array_set_size (self->dirty, 0);
  g_byte_array_set_size (self->removed, 0);
}
