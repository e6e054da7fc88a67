/* sluice-hash-table.c: groups by key, in memory, for the length of a micro-batch or of a join.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-hash-table.h"

/* Short keys are hashed faster than a function in a shared library is called. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#define FIRST_SLOTS 256
#define CHUNK_BYTES ((gsize) 64 * 1024)
/* Groups that a cleared table keeps room for: a burst must not hold its memory for ever. */
#define KEPT_SLOTS (64 * 1024)
/* Keys of a batch are hashed in runs, so that the slots of a run are on their way from memory together. */
#define RUN 32
#define ADDRESS_BITS 48
#define ADDRESS_MASK ((G_GUINT64_CONSTANT (1) << ADDRESS_BITS) - 1)

struct _SluiceHashTable
{
  guint32 payload_size;
  guint64 n_slots;
  guint64 *slots;
  GPtrArray *groups;
  SluiceArena *arena;
  char *cursor;
  char *end;
};

static guint64
process_seed (void)
{
  static gsize seed;

  if (g_once_init_enter (&seed))
    g_once_init_leave (&seed, ((gsize) g_random_int () << 32 | g_random_int ()) | 1);

  return seed;
}

guint64
sluice_hash_table_hash (gconstpointer key, gsize length)
{
  return XXH3_64bits_withSeed (key, length, process_seed ());
}

SluiceHashTable *
sluice_hash_table_new (guint32 payload_size)
{
  SluiceHashTable *self = g_new0 (SluiceHashTable, 1);

  self->payload_size = (payload_size + 15) & ~15u;
  self->n_slots = FIRST_SLOTS;
  self->slots = g_new0 (guint64, self->n_slots);
  self->groups = g_ptr_array_new ();
  self->arena = sluice_arena_new ();

  return self;
}

void
sluice_hash_table_free (SluiceHashTable *self)
{
  if (self == NULL)
    return;

  g_free (self->slots);
  g_ptr_array_unref (self->groups);
  sluice_arena_unref (self->arena);
  g_free (self);
}

void
sluice_hash_table_clear (SluiceHashTable *self)
{
  if (self->groups->len == 0)
    return;

  if (self->n_slots > KEPT_SLOTS)
    {
      g_free (self->slots);
      self->n_slots = FIRST_SLOTS;
      self->slots = g_new0 (guint64, self->n_slots);
      g_ptr_array_unref (self->groups);
      self->groups = g_ptr_array_new ();
    }
  else
    memset (self->slots, 0, self->n_slots * sizeof *self->slots);

  g_ptr_array_set_size (self->groups, 0);
  sluice_arena_reset (self->arena);
  self->cursor = self->end = NULL;
}

guint32
sluice_hash_table_size (const SluiceHashTable *self)
{
  return self->groups->len;
}

SluiceGroup *
sluice_hash_table_group (const SluiceHashTable *self, guint32 i)
{
  return self->groups->pdata[i];
}

static inline guint64
make_slot (const SluiceGroup *group)
{
  return (group->hash & ~ADDRESS_MASK) | ((guint64) (guintptr) group & ADDRESS_MASK);
}

static inline SluiceGroup *
slot_group (guint64 slot)
{
  return (SluiceGroup *) (guintptr) (slot & ADDRESS_MASK);
}

static void
grow (SluiceHashTable *self)
{
  guint64 mask;

  g_free (self->slots);
  self->n_slots *= 2;
  self->slots = g_new0 (guint64, self->n_slots);
  mask = self->n_slots - 1;
  for (guint32 i = 0; i < self->groups->len; i++)
    {
      const SluiceGroup *group = self->groups->pdata[i];
      guint64 place = group->hash & mask;

      while (self->slots[place] != 0)
        place = (place + 1) & mask;
      self->slots[place] = make_slot (group);
    }
}

static inline SluiceGroup *
find (const SluiceHashTable *self, guint64 hash, gconstpointer key, guint32 key_length, guint64 *place)
{
  guint64 mask = self->n_slots - 1;
  guint64 i = hash & mask;

  for (; self->slots[i] != 0; i = (i + 1) & mask)
    if (((self->slots[i] ^ hash) & ~ADDRESS_MASK) == 0)
      {
        SluiceGroup *group = slot_group (self->slots[i]);

        if (group->hash == hash && group->key_length == key_length
            && memcmp (sluice_group_key (group), key, key_length) == 0)
          return group;
      }
  *place = i;

  return NULL;
}

static SluiceGroup *
add (SluiceHashTable *self, guint64 hash, gconstpointer key, guint32 key_length, guint64 place)
{
  gsize size = (sizeof (SluiceGroup) + self->payload_size + key_length + 15) & ~(gsize) 15;
  SluiceGroup *group;

  if ((gsize) (self->end - self->cursor) < size)
    {
      gsize chunk = MAX (size, CHUNK_BYTES);

      self->cursor = sluice_arena_alloc (self->arena, chunk);
      self->end = self->cursor + chunk;
    }
  group = (SluiceGroup *) (gpointer) self->cursor;
  self->cursor += size;

  group->hash = hash;
  group->key_length = key_length;
  group->payload_size = self->payload_size;
  memset (sluice_group_payload (group), 0, self->payload_size);
  memcpy ((guint8 *) (group + 1) + self->payload_size, key, key_length);
  g_ptr_array_add (self->groups, group);

  if ((guint64) self->groups->len * 2 > self->n_slots)
    grow (self);
  else
    self->slots[place] = make_slot (group);

  return group;
}

SluiceGroup *
sluice_hash_table_insert (SluiceHashTable *self,
                          guint64          hash,
                          gconstpointer    key,
                          guint32          key_length,
                          gboolean        *is_new)
{
  guint64 place;
  SluiceGroup *group = find (self, hash, key, key_length, &place);

  *is_new = group == NULL;
  if (group == NULL)
    group = add (self, hash, key, key_length, place);

  return group;
}

static guint32
hash_run (const SluiceHashTable *self, const SluiceKeys *keys, guint32 from, guint64 *hashes)
{
  guint32 n = MIN (keys->n - from, RUN);
  guint64 seed = process_seed ();

  for (guint32 i = 0; i < n; i++)
    {
      hashes[i] = XXH3_64bits_withSeed (sluice_keys_get (keys, from + i),
                                        sluice_keys_length (keys, from + i), seed);
      __builtin_prefetch (&self->slots[hashes[i] & (self->n_slots - 1)]);
    }

  return n;
}

void
sluice_hash_table_insert_all (SluiceHashTable  *self,
                              const SluiceKeys *keys,
                              gpointer         *payloads,
                              guint32          *n_new)
{
  guint32 before = self->groups->len;
  guint64 hashes[RUN];
  guint32 n;

  for (guint32 from = 0; from < keys->n; from += n)
    {
      n = hash_run (self, keys, from, hashes);
      for (guint32 i = 0; i < n; i++)
        {
          const guint8 *key = sluice_keys_get (keys, from + i);
          guint32 key_length = sluice_keys_length (keys, from + i);
          guint64 place;
          SluiceGroup *group = find (self, hashes[i], key, key_length, &place);

          if (G_UNLIKELY (group == NULL))
            group = add (self, hashes[i], key, key_length, place);
          payloads[from + i] = sluice_group_payload (group);
        }
    }
  *n_new = self->groups->len - before;
}

guint32
sluice_hash_table_find_all (const SluiceHashTable *self, const SluiceKeys *keys, gpointer *payloads)
{
  guint32 n_found = 0;
  guint64 hashes[RUN];
  guint32 n;

  for (guint32 from = 0; from < keys->n; from += n)
    {
      n = hash_run (self, keys, from, hashes);
      for (guint32 i = 0; i < n; i++)
        {
          guint64 place;
          SluiceGroup *group = find (self, hashes[i], sluice_keys_get (keys, from + i),
                                     sluice_keys_length (keys, from + i), &place);

          payloads[from + i] = group != NULL ? sluice_group_payload (group) : NULL;
          n_found += group != NULL;
        }
    }

  return n_found;
}
