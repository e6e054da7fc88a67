/* sluice-arena.c: memory that is given out fast and freed all at once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-arena.h"

/* The first chunk is small, because literals and pieces of analysis have arenas of their own; each further
 * one is twice as large, up to what suits a block of input. */
#define FIRST_CHUNK_SIZE ((gsize) 2 * 1024)
#define MAX_CHUNK_SIZE ((gsize) 256 * 1024)
/* Kept for the next task after a reset: enough for a block of input and its columns. */
#define KEPT_BYTES ((gsize) 16 * 1024 * 1024)
#define ALIGNMENT 64

typedef struct
{
  gsize size;
  char *data;
} Chunk;

typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Kept;

static void
chunk_free (gpointer data)
{
  Chunk *chunk = data;

  g_aligned_free (chunk->data);
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
  self->chunks = g_ptr_array_new_with_free_func (chunk_free);

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
  g_ptr_array_unref (self->chunks);
  g_free (self);
}

static void
use_chunk (SluiceArena *self, guint index)
{
  Chunk *chunk = g_ptr_array_index (self->chunks, index);

  self->current = index;
  self->cursor = chunk->data;
  self->end = chunk->data + chunk->size;
}

static gsize
used_in_current (SluiceArena *self)
{
  Chunk *chunk;

  if (self->cursor == NULL)
    return 0;

  chunk = g_ptr_array_index (self->chunks, self->current);

  return self->cursor - chunk->data;
}

gpointer
sluice_arena_alloc_slow (SluiceArena *self, gsize size)
{
  gpointer result;
  Chunk *chunk;

  /* A run of unpadded text may have left the cursor between two multiples. */
  sluice_arena_align (self);
  if (!SLUICE_ARENA_IS_EXACT && (gsize) (self->end - self->cursor) >= size)
    {
      result = self->cursor;
      self->cursor += size;
      return result;
    }

  self->used_before += used_in_current (self);

  for (guint i = self->cursor != NULL ? self->current + 1 : 0; i < self->chunks->len; i++)
    {
      chunk = g_ptr_array_index (self->chunks, i);
      if (!SLUICE_ARENA_IS_EXACT && chunk->size >= size)
        {
          guint next = self->cursor != NULL ? self->current + 1 : 0;

          self->chunks->pdata[i] = self->chunks->pdata[next];
          self->chunks->pdata[next] = chunk;
          use_chunk (self, next);
          self->cursor += size;
          return chunk->data;
        }
    }

  chunk = g_new (Chunk, 1);
  chunk->size = MIN (FIRST_CHUNK_SIZE << MIN (self->chunks->len, 20), MAX_CHUNK_SIZE);
  chunk->size = SLUICE_ARENA_IS_EXACT ? MAX (size, 1) : MAX (chunk->size, size);
  chunk->data = g_aligned_alloc (1, chunk->size, ALIGNMENT);
  g_ptr_array_insert (self->chunks, self->cursor != NULL ? (int) self->current + 1 : 0, chunk);
  use_chunk (self, self->cursor != NULL ? self->current + 1 : 0);
  self->cursor += size;

  return chunk->data;
}

void
sluice_arena_reset (SluiceArena *self)
{
  gsize kept = 0;

  g_assert (!sluice_arena_is_shared (self));

  g_clear_pointer (&self->kept, g_array_unref);
  for (guint i = 0; i < self->chunks->len;)
    {
      Chunk *chunk = g_ptr_array_index (self->chunks, i);

      if (SLUICE_ARENA_IS_EXACT || kept + chunk->size > KEPT_BYTES)
        {
          g_ptr_array_remove_index_fast (self->chunks, i);
          continue;
        }
      kept += chunk->size;
      i++;
    }

  self->used_before = 0;
  self->cursor = NULL;
  self->end = NULL;
  self->current = 0;
  if (self->chunks->len > 0)
    use_chunk (self, 0);
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
