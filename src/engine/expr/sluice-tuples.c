/* sluice-tuples.c: values that an aggregate's state collects, each perhaps once, perhaps counted.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-tuples.h"

#include <string.h>

#include "expr/sluice-value.h"

/* Sets smaller than this are searched one by one. */
#define MIN_HASHED 12

/* Capacities double, so that what is left behind in the arena is no more than what is used. */
static void
grow (SluiceTuples *self, SluiceArena *arena, guint width)
{
  guint32 capacity = self->capacity == 0 ? 4 : self->capacity * 2;
  SluiceCell *cells;

  sluice_arena_align (arena);
  cells = sluice_arena_new_array0 (arena, SluiceCell, (gsize) capacity * width);
  if (self->n > 0)
    memcpy (cells, self->cells, sizeof *cells * self->n * width);
  self->cells = cells;
  if (self->counts != NULL)
    {
      gint64 *counts = sluice_arena_new_array0 (arena, gint64, capacity);

      memcpy (counts, self->counts, sizeof *counts * self->n);
      self->counts = counts;
    }
  self->capacity = capacity;
}

guint32
sluice_tuples_append (
    SluiceTuples *self, SluiceArena *arena, const SluiceColumn *const *columns, guint width, guint32 row)
{
  SluiceCell *cells;

  if (self->n == self->capacity)
    grow (self, arena, width);
  cells = &self->cells[(gsize) self->n * width];
  for (guint k = 0; k < width; k++)
    sluice_cell_set (&cells[k], arena, columns[k], row);

  return self->n++;
}

static gboolean
tuple_equals (const SluiceCell *cells, const SluiceColumn *const *columns, guint width, guint32 row)
{
  SluiceCellView view;

  for (guint k = 0; k < width; k++)
    if (sluice_value_compare (sluice_cell_view (&cells[k], columns[k]->type, &view), 0, columns[k], row)
        != 0)
      return FALSE;

  return TRUE;
}

static guint64
hash_tuple (const SluiceColumn *const *columns, guint width, guint32 row)
{
  guint64 hash = 0;

  for (guint k = 0; k < width; k++)
    {
      hash = (hash ^ sluice_value_hash (columns[k], row)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      hash ^= hash >> 32;
    }

  return hash;
}

static void
rehash (SluiceTuples *self, SluiceArena *arena, const SluiceColumn *const *columns, guint width)
{
  g_autofree SluiceCellView *views = g_new (SluiceCellView, width);
  g_autofree const SluiceColumn **values = g_new (const SluiceColumn *, width);
  guint32 n_slots = 32;

  while (n_slots < self->n * 4)
    n_slots *= 2;
  sluice_arena_align (arena);
  self->slots = sluice_arena_new_array0 (arena, guint32, n_slots);
  self->mask = n_slots - 1;
  for (guint32 i = 0; i < self->n; i++)
    {
      guint32 slot;

      for (guint k = 0; k < width; k++)
        values[k] = sluice_cell_view (&self->cells[(gsize) i * width + k], columns[k]->type, &views[k]);
      slot = (guint32) hash_tuple (values, width, 0) & self->mask;
      while (self->slots[slot] != 0)
        slot = (slot + 1) & self->mask;
      self->slots[slot] = i + 1;
    }
}

guint32
sluice_tuples_insert (
    SluiceTuples *self, SluiceArena *arena, const SluiceColumn *const *columns, guint width, guint32 row)
{
  if (self->n < MIN_HASHED)
    {
      for (guint32 i = 0; i < self->n; i++)
        if (tuple_equals (&self->cells[(gsize) i * width], columns, width, row))
          return i;
      return sluice_tuples_append (self, arena, columns, width, row);
    }

  if (self->slots == NULL || self->n * 2 > self->mask)
    rehash (self, arena, columns, width);
  for (guint32 slot = (guint32) hash_tuple (columns, width, row) & self->mask;; slot = (slot + 1) & self->mask)
    {
      if (self->slots[slot] == 0)
        {
          self->slots[slot] = self->n + 1;
          return sluice_tuples_append (self, arena, columns, width, row);
        }
      if (tuple_equals (&self->cells[(gsize) (self->slots[slot] - 1) * width], columns, width, row))
        return self->slots[slot] - 1;
    }
}

void
sluice_tuples_count (SluiceTuples *self, SluiceArena *arena, guint32 index, gint64 count)
{
  if (self->counts == NULL)
    {
      sluice_arena_align (arena);
      self->counts = sluice_arena_new_array0 (arena, gint64, self->capacity);
    }
  self->counts[index] = (gint64) ((guint64) self->counts[index] + (guint64) count);
}

void
sluice_tuples_merge (SluiceTuples            *self,
                     SluiceArena             *arena,
                     const SluiceTuples      *other,
                     const SluiceType *const *types,
                     guint                    width,
                     gboolean                 set)
{
  g_autofree SluiceCellView *views = g_new (SluiceCellView, width);
  g_autofree const SluiceColumn **values = g_new (const SluiceColumn *, width);

  for (guint32 i = 0; i < other->n; i++)
    {
      guint32 index;

      for (guint k = 0; k < width; k++)
        values[k] = sluice_cell_view (&other->cells[(gsize) i * width + k], types[k], &views[k]);
      index = set ? sluice_tuples_insert (self, arena, values, width, 0)
                  : sluice_tuples_append (self, arena, values, width, 0);
      if (other->counts != NULL)
        sluice_tuples_count (self, arena, index, other->counts[i]);
    }
}

SluiceColumn *
sluice_tuples_write (SluiceArena               *arena,
                     const SluiceTuples *const *tuples,
                     guint32                    n,
                     const SluiceType          *type,
                     guint                      width,
                     guint                      k)
{
  g_autofree const SluiceCell **cells = NULL;
  SluiceColumn *column;
  guint32 total = 0, at = 0;

  for (guint32 i = 0; i < n; i++)
    total += tuples[i]->n;
  cells = g_new (const SluiceCell *, MAX (total, 1));
  for (guint32 i = 0; i < n; i++)
    for (guint32 j = 0; j < tuples[i]->n; j++)
      cells[at++] = &tuples[i]->cells[(gsize) j * width + k];
  sluice_arena_align (arena);
  column = sluice_column_new (arena, type, total);
  sluice_cells_write (arena, cells, total, column);

  return column;
}

void
sluice_tuples_save (const SluiceTuples      *self,
                    const SluiceType *const *types,
                    guint                    width,
                    GByteArray              *out)
{
  guint32 n = GUINT32_TO_LE (self->n);
  guint8 counted = self->counts != NULL;

  g_byte_array_append (out, (const guint8 *) &n, sizeof n);
  g_byte_array_append (out, &counted, 1);
  for (guint32 i = 0; i < self->n; i++)
    {
      for (guint k = 0; k < width; k++)
        sluice_cell_save (&self->cells[(gsize) i * width + k], types[k], out);
      if (counted)
        {
          guint64 count = GUINT64_TO_LE ((guint64) self->counts[i]);

          g_byte_array_append (out, (const guint8 *) &count, sizeof count);
        }
    }
}

gboolean
sluice_tuples_load (SluiceTuples            *self,
                    const SluiceType *const *types,
                    guint                    width,
                    SluiceArena             *arena,
                    const guint8           **cursor,
                    const guint8            *end)
{
  guint8 counted;
  guint32 n;

  if (end - *cursor < (gssize) sizeof n + 1)
    return FALSE;
  memcpy (&n, *cursor, sizeof n);
  n = GUINT32_FROM_LE (n);
  counted = (*cursor)[sizeof n];
  *cursor += sizeof n + 1;
  memset (self, 0, sizeof *self);
  for (guint32 i = 0; i < n; i++)
    {
      if (self->n == self->capacity)
        grow (self, arena, width);
      for (guint k = 0; k < width; k++)
        {
          SluiceCell *cell = &self->cells[(gsize) i * width + k];

          if (!sluice_cell_load (cell, types[k], arena, cursor, end) || cell->state == SLUICE_CELL_EMPTY)
            return FALSE;
        }
      self->n++;
      if (counted)
        {
          guint64 count;

          if (end - *cursor < (gssize) sizeof count)
            return FALSE;
          memcpy (&count, *cursor, sizeof count);
          *cursor += sizeof count;
          sluice_tuples_count (self, arena, i, (gint64) GUINT64_FROM_LE (count));
        }
    }

  return TRUE;
}
