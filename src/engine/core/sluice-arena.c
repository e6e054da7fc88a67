/* sluice-arena.c: memory that is given out fast and freed all at once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-arena.h"

/* The first chunk is small, because literals and pieces of analysis have arenas of their own; each further
 * one is four times as large, up to what suits a block of input. */
#define FIRST_CHUNK_SIZE ((gsize) 512)
#define MAX_CHUNK_SIZE ((gsize) 256 * 1024)
/* Kept for the next task after a reset: enough for a block of input and its columns. */
#define KEPT_BYTES ((gsize) 16 * 1024 * 1024)
#define ALIGNMENT 64

/* Begins the memory that it describes. */
struct _SluiceArenaChunk
{
  SluiceArenaChunk *next;
  char *data;
  gsize size;
};

typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Kept;

/* Aligned by hand, since the allocator takes a slow way for aligned requests; where each allocation has a chunk of its own,
 * nothing may be left behind its last byte. */
static SluiceArenaChunk *
chunk_new (gsize size)
{
  SluiceArenaChunk *chunk = SLUICE_ARENA_IS_EXACT ? g_aligned_alloc (1, ALIGNMENT + size, ALIGNMENT)
                                                  : g_malloc (sizeof *chunk + ALIGNMENT - 1 + size);

  chunk->next = NULL;
  chunk->data = (char *) (((guintptr) (chunk + 1) + ALIGNMENT - 1) & ~(guintptr) (ALIGNMENT - 1));
  chunk->size = size;

  return chunk;
}

static void
chunk_free (SluiceArenaChunk *chunk)
{
  if (SLUICE_ARENA_IS_EXACT)
    g_aligned_free (chunk);
  else
    g_free (chunk);
}

static void
kept_clear (gpointer data)
{
  Kept *kept = data;

  kept->destroy (kept->data);
}

SluiceArena *
sluice_arena_new (void)
{
  SluiceArena *self = g_new0 (SluiceArena, 1);

  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

SluiceArena *
sluice_arena_ref (SluiceArena *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_arena_unref (SluiceArena *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->kept, g_array_unref);
  for (SluiceArenaChunk *chunk = self->chunks, *next; chunk != NULL; chunk = next)
    {
      next = chunk->next;
      chunk_free (chunk);
    }
  g_free (self);
}

static void
use_chunk (SluiceArena *self, SluiceArenaChunk *chunk)
{
  self->current = chunk;
  self->cursor = chunk->data;
  self->end = chunk->data + chunk->size;
}

static gsize
used_in_current (SluiceArena *self)
{
  return self->current != NULL ? (gsize) (self->cursor - self->current->data) : 0;
}

/* A chunk behind the current one that has room, taken out of the list, or NULL. */
static SluiceArenaChunk *
take_spare (SluiceArena *self, gsize size)
{
  SluiceArenaChunk **place = self->current != NULL ? &self->current->next : &self->chunks;

  for (; *place != NULL; place = &(*place)->next)
    if ((*place)->size >= size)
      {
        SluiceArenaChunk *chunk = *place;

        *place = chunk->next;
        return chunk;
      }

  return NULL;
}

gpointer
sluice_arena_alloc_slow (SluiceArena *self, gsize size)
{
  SluiceArenaChunk *chunk = NULL;
  SluiceArenaChunk **place;
  gpointer result;

  /* A run of unpadded text may have left the cursor between two multiples. */
  sluice_arena_align (self);
  if (!SLUICE_ARENA_IS_EXACT && (gsize) (self->end - self->cursor) >= size)
    {
      result = self->cursor;
      self->cursor += size;
      return result;
    }

  self->used_before += used_in_current (self);
  if (SLUICE_ARENA_IS_EXACT)
    chunk = chunk_new (MAX (size, 1));
  else
    chunk = take_spare (self, size);
  if (chunk == NULL)
    {
      self->next_size = CLAMP (self->next_size * 4, FIRST_CHUNK_SIZE, MAX_CHUNK_SIZE);
      chunk = chunk_new (MAX (self->next_size, size));
    }

  place = self->current != NULL ? &self->current->next : &self->chunks;
  chunk->next = *place;
  *place = chunk;
  use_chunk (self, chunk);
  self->cursor += size;

  return chunk->data;
}

void
sluice_arena_reset (SluiceArena *self)
{
  SluiceArenaChunk **place = &self->chunks;
  gsize kept = 0;

  g_assert (!sluice_arena_is_shared (self));

  g_clear_pointer (&self->kept, g_array_unref);
  while (*place != NULL)
    {
      SluiceArenaChunk *chunk = *place;

      if (SLUICE_ARENA_IS_EXACT || kept + chunk->size > KEPT_BYTES)
        {
          *place = chunk->next;
          chunk_free (chunk);
          continue;
        }
      kept += chunk->size;
      place = &chunk->next;
    }

  self->used_before = 0;
  self->cursor = NULL;
  self->end = NULL;
  self->current = NULL;
  if (self->chunks != NULL)
    use_chunk (self, self->chunks);
}

gboolean
sluice_arena_is_shared (SluiceArena *self)
{
  return !g_atomic_ref_count_compare (&self->ref_count, 1);
}

gsize
sluice_arena_used (SluiceArena *self)
{
  return self->used_before + used_in_current (self);
}

void
sluice_arena_keep (SluiceArena *self, gpointer data, GDestroyNotify destroy)
{
  Kept kept = { data, destroy };

  if (self->kept == NULL)
    {
      self->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
      g_array_set_clear_func (self->kept, kept_clear);
    }
  g_array_append_val (self->kept, kept);
}
