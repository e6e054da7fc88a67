/* sluice-arena.h: memory that is given out fast and freed all at once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Builds for fuzzing give every allocation a chunk of its own, so that a sanitizer sees whoever leaves it. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define SLUICE_ARENA_IS_EXACT TRUE
#else
#define SLUICE_ARENA_IS_EXACT FALSE
#endif

/**
 * SluiceArena:
 *
 * A bump allocator. One belongs to each task of a micro-batch (a block of input, a partition of state);
 * everything that the task computes lies in it and goes with it. Reference-counted, because a batch that
 * leaves its task (for the recorder, for a sink) keeps its memory alive. Allocation is not thread-safe:
 * one thread at a time fills an arena.
 */
typedef struct _SluiceArena SluiceArena;
typedef struct _SluiceArenaChunk SluiceArenaChunk;

/**
 * sluice_arena_new:
 *
 * Returns: (transfer full): an empty arena
 */
SluiceArena *sluice_arena_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_arena_ref:
 * @self: an arena
 *
 * Returns: (transfer full): @self
 */
SluiceArena *sluice_arena_ref (SluiceArena *self);

/**
 * sluice_arena_unref:
 * @self: (nullable): an arena
 *
 * Gives up a reference; the last one frees all memory.
 */
void sluice_arena_unref (SluiceArena *self);

/**
 * sluice_arena_alloc_slow:
 * @self: an arena
 * @size: bytes
 *
 * The part of sluice_arena_alloc() that takes a new chunk.
 *
 * Returns: (transfer none): @size bytes, aligned to 64
 */
gpointer sluice_arena_alloc_slow (SluiceArena *self,
                                  gsize        size);

/**
 * sluice_arena_reset:
 * @self: an arena with one reference
 *
 * Forgets everything in it and keeps (up to a limit) its chunks for the next task.
 */
void sluice_arena_reset (SluiceArena *self);

/**
 * sluice_arena_is_shared:
 * @self: an arena
 *
 * Returns: whether somebody else holds a reference, so that it can't be reset
 */
gboolean sluice_arena_is_shared (SluiceArena *self);

/**
 * sluice_arena_used:
 * @self: an arena
 *
 * Returns: bytes given out since it was made or reset
 */
gsize sluice_arena_used (SluiceArena *self);

/**
 * sluice_arena_keep:
 * @self: an arena
 * @data: (transfer full): something that memory in the arena points into
 * @destroy: how to free it
 *
 * Ties the life of @data (a block of a file, another arena) to the arena's.
 */
void sluice_arena_keep (SluiceArena   *self,
                        gpointer       data,
                        GDestroyNotify destroy);

/*< private >*/
struct _SluiceArena
{
  char *cursor;
  char *end;
  gatomicrefcount ref_count;
  SluiceArenaChunk *chunks;
  SluiceArenaChunk *current;
  gsize next_size;
  GArray *kept;
  gsize used_before;
};

/**
 * sluice_arena_alloc:
 * @self: an arena
 * @size: bytes
 *
 * Returns: (transfer none): @size uninitialised bytes, aligned to 64 so that whole vectors can be loaded
 */
static inline gpointer
sluice_arena_alloc (SluiceArena *self, gsize size)
{
  /* Text may have left the cursor anywhere; the ends of chunks are aligned, so this stays inside. */
  char *result = (char *) (((guintptr) self->cursor + 63) & ~(guintptr) 63);
  gsize rounded = (size + 63) & ~(gsize) 63;

  if (G_UNLIKELY (SLUICE_ARENA_IS_EXACT || (gsize) (self->end - result) < rounded))
    return sluice_arena_alloc_slow (self, rounded);

  self->cursor = result + rounded;

  return result;
}

/**
 * sluice_arena_alloc0:
 * @self: an arena
 * @size: bytes
 *
 * Returns: (transfer none): @size bytes of zero, aligned to 64
 */
static inline gpointer
sluice_arena_alloc0 (SluiceArena *self, gsize size)
{
  return memset (sluice_arena_alloc (self, size), 0, size);
}

/**
 * sluice_arena_alloc_bytes:
 * @self: an arena
 * @size: bytes
 *
 * For text: no alignment, no padding between pieces.
 *
 * Returns: (transfer none): @size uninitialised bytes
 */
static inline char *
sluice_arena_alloc_bytes (SluiceArena *self, gsize size)
{
  char *result;

  if (G_UNLIKELY (SLUICE_ARENA_IS_EXACT || (gsize) (self->end - self->cursor) < size))
    {
      result = sluice_arena_alloc_slow (self, SLUICE_ARENA_IS_EXACT ? size : (size + 63) & ~(gsize) 63);
      self->cursor = result + size;
      return result;
    }

  result = self->cursor;
  self->cursor += size;

  return result;
}

/**
 * sluice_arena_return_bytes:
 * @self: an arena
 * @bytes: what sluice_arena_alloc_bytes() gave last
 * @size: how much was asked for
 * @used: how much of it is used
 *
 * Gives back the rest, for what is written in place before its length is known.
 */
static inline void
sluice_arena_return_bytes (SluiceArena *self, char *bytes, gsize size, gsize used)
{
  if (self->cursor == bytes + size)
    self->cursor = bytes + used;
}

/**
 * sluice_arena_align:
 * @self: an arena
 *
 * Skips to the next multiple of 64; to be called once after a run of sluice_arena_alloc_bytes().
 */
static inline void
sluice_arena_align (SluiceArena *self)
{
  char *aligned = (char *) (((guintptr) self->cursor + 63) & ~(guintptr) 63);

  self->cursor = MIN (aligned, self->end);
}

/** sluice_arena_new_array: room for @n values of @type in @arena, uninitialised. */
#define sluice_arena_new_array(arena, type, n)                                                    \
  ((type *) sluice_arena_alloc ((arena), sizeof (type) * (gsize) (n)))

/** sluice_arena_new_array0: room for @n values of @type in @arena, zero. */
#define sluice_arena_new_array0(arena, type, n)                                                   \
  ((type *) sluice_arena_alloc0 ((arena), sizeof (type) * (gsize) (n)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceArena, sluice_arena_unref)

G_END_DECLS
