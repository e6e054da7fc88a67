/* sluice-aggregate-collect.c: collect_list and collect_set.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-cell.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-value.h"

/* Sets smaller than this are searched one by one. */
#define MIN_HASHED 12

typedef struct
{
  SluiceCell *cells;
  guint32 *slots;
  guint32 n;
  guint32 capacity;
  guint32 mask;
  guint32 unused;
} Collection;

/* Capacities double, so that what is left behind in the arena is no more than what is used. */
static void
grow (Collection *self, SluiceArena *arena)
{
  guint32 capacity = self->capacity == 0 ? 4 : self->capacity * 2;
  SluiceCell *cells;

  sluice_arena_align (arena);
  cells = sluice_arena_new_array0 (arena, SluiceCell, capacity);
  if (self->n > 0)
    memcpy (cells, self->cells, sizeof *cells * self->n);
  self->cells = cells;
  self->capacity = capacity;
}

static void
append (Collection *self, SluiceArena *arena, const SluiceColumn *column, guint32 row)
{
  if (self->n == self->capacity)
    grow (self, arena);
  sluice_cell_set (&self->cells[self->n++], arena, column, row);
}

static gboolean
cell_equals (const SluiceCell *cell, const SluiceColumn *column, guint32 row)
{
  SluiceCellView view;

  return sluice_value_compare (sluice_cell_view (cell, column->type, &view), 0, column, row) == 0;
}

static void
rehash (Collection *self, SluiceArena *arena, const SluiceType *type)
{
  guint32 n_slots = 32;

  while (n_slots < self->n * 4)
    n_slots *= 2;
  sluice_arena_align (arena);
  self->slots = sluice_arena_new_array0 (arena, guint32, n_slots);
  self->mask = n_slots - 1;
  for (guint32 i = 0; i < self->n; i++)
    {
      SluiceCellView view;
      guint32 slot = (guint32) sluice_value_hash (sluice_cell_view (&self->cells[i], type, &view), 0)
                     & self->mask;

      while (self->slots[slot] != 0)
        slot = (slot + 1) & self->mask;
      self->slots[slot] = i + 1;
    }
}

static void
insert (Collection *self, SluiceArena *arena, const SluiceColumn *column, guint32 row)
{
  if (self->n < MIN_HASHED)
    {
      for (guint32 i = 0; i < self->n; i++)
        if (cell_equals (&self->cells[i], column, row))
          return;
      append (self, arena, column, row);
      return;
    }

  if (self->slots == NULL || self->n * 2 > self->mask)
    rehash (self, arena, column->type);
  for (guint32 slot = (guint32) sluice_value_hash (column, row) & self->mask;;
       slot = (slot + 1) & self->mask)
    {
      if (self->slots[slot] == 0)
        {
          append (self, arena, column, row);
          self->slots[slot] = self->n;
          return;
        }
      if (cell_equals (&self->cells[self->slots[slot] - 1], column, row))
        return;
    }
}

static inline gboolean
update (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean set)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (sluice_column_is_null (args[0], row))
        continue;
      if (set)
        insert (states[i], arena, args[0], row);
      else
        append (states[i], arena, args[0], row);
    }

  return TRUE;
}

static gboolean
list_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return update (expr, context, arena, states, args, rows, n, error, FALSE);
}

static gboolean
set_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return update (expr, context, arena, states, args, rows, n, error, TRUE);
}

static inline gboolean
merge (SLUICE_AGGREGATE_MERGE_ARGS, gboolean set)
{
  const Collection *other = from;

  for (guint32 i = 0; i < other->n; i++)
    {
      SluiceCellView view;
      const SluiceColumn *value = sluice_cell_view (&other->cells[i], expr->args[0]->type, &view);

      if (set)
        insert (into, arena, value, 0);
      else
        append (into, arena, value, 0);
    }

  return TRUE;
}

static gboolean
list_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  return merge (expr, arena, into, from, error, FALSE);
}

static gboolean
set_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  return merge (expr, arena, into, from, error, TRUE);
}

static gboolean
collect_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  g_autofree const SluiceCell **cells = NULL;
  SluiceColumn *child;
  guint32 total = 0, k = 0;

  result->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      total += ((const Collection *) states[i])->n;
      result->offsets[i + 1] = total;
    }
  cells = g_new (const SluiceCell *, MAX (total, 1));
  for (guint32 i = 0; i < n; i++)
    {
      const Collection *collection = states[i];

      for (guint32 j = 0; j < collection->n; j++)
        cells[k++] = &collection->cells[j];
    }
  child = sluice_column_new (context->arena, expr->args[0]->type, total);
  sluice_cells_write (context->arena, cells, total, child);
  result->children[0] = child;

  return TRUE;
}

static void
collect_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const Collection *self = state;
  guint32 n = GUINT32_TO_LE (self->n);

  g_byte_array_append (out, (const guint8 *) &n, sizeof n);
  for (guint32 i = 0; i < self->n; i++)
    sluice_cell_save (&self->cells[i], expr->args[0]->type, out);
}

static gboolean
collect_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  Collection *self = state;
  guint32 n;

  if (end - *cursor < (gssize) sizeof n)
    return FALSE;
  memcpy (&n, *cursor, sizeof n);
  n = GUINT32_FROM_LE (n);
  *cursor += sizeof n;
  memset (self, 0, sizeof *self);
  for (guint32 i = 0; i < n; i++)
    {
      if (self->n == self->capacity)
        grow (self, arena);
      if (!sluice_cell_load (&self->cells[self->n++], expr->args[0]->type, arena, cursor, end)
          || self->cells[self->n - 1].state != SLUICE_CELL_VALUE)
        return FALSE;
    }

  return TRUE;
}

static const SluiceAggregate collect_list = { "collect_list", sizeof (Collection), TRUE,
                                              list_update,    list_merge,          collect_finish,
                                              collect_save,   collect_load };
static const SluiceAggregate collect_set = { "collect_set", sizeof (Collection), TRUE,
                                             set_update,    set_merge,           collect_finish,
                                             collect_save,  collect_load };

SluiceExpr *
sluice_aggregate_resolve_collect (const SluiceFunction *function,
                                  SluiceAnalyzer       *analyzer,
                                  SluiceCall           *call,
                                  GError              **error)
{
  gboolean set = function->user_data != NULL;
  g_autoptr (SluiceType) type = sluice_type_array (call->args[0]->type, FALSE);

  if (set && call->args[0]->type->id == SLUICE_TYPE_MAP)
    {
      sluice_call_mismatch (call, "UNSUPPORTED_INPUT_TYPE", error,
                            "The input of `collect_set` can't be \"MAP\" type data.");
      return NULL;
    }

  return sluice_aggregate_finish_call (function, call, type, FALSE, set ? &collect_set : &collect_list);
}
