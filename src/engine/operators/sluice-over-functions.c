/* sluice-over-functions.c: ranks, and values of other rows, over sorted rows.
 *
 * All of them take a time that grows with the rows alone. Where nulls are passed over, the rows that aren't null are
 * counted once for each partition.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-gather.h"
#include "operators/sluice-over-private.h"

/* Ranks. */

static void
set_int (const SluiceOverRows *self, const SluiceOverCall *call, guint64 row, guint64 value)
{
  self->chunks[row / self->capacity].results[call->index]->i32[row % self->capacity] = (gint32) value;
}

static void
set_share (const SluiceOverRows *self, const SluiceOverCall *call, guint64 row, guint64 part, guint64 whole)
{
  self->chunks[row / self->capacity].results[call->index]->f64[row % self->capacity]
      = whole > 0 ? (double) part / (double) whole : 0;
}

/* The first parts get one row more than the others when they don't come out even. */
static void
fill_tiles (const SluiceOverRows *self, const SluiceOverCall *call, guint64 begin, guint64 end)
{
  guint64 n_tiles = (guint64) call->function->args[0]->value->i32[0];
  guint64 size = (end - begin) / n_tiles, n_larger = (end - begin) % n_tiles;

  for (guint64 row = begin; row < end; row++)
    {
      guint64 i = row - begin;
      guint64 tile = i < n_larger * (size + 1) ? i / (size + 1) : n_larger + (i - n_larger * (size + 1)) / size;

      set_int (self, call, row, tile + 1);
    }
}

static void
fill_ranks (const SluiceOverRows *self, const SluiceOverCall *call, guint64 begin, guint64 end)
{
  SluiceOverFunction function = sluice_over_function (call->function);
  guint64 n_groups = 0, last_peer;

  for (guint64 peer = begin; peer < end; peer = last_peer)
    {
      last_peer = sluice_over_end (self, peer, SLUICE_OVER_PEERS);
      n_groups++;
      for (guint64 row = peer; row < last_peer; row++)
        switch ((int) function)
          {
          case SLUICE_OVER_ROW_NUMBER:
            set_int (self, call, row, row - begin + 1);
            break;
          case SLUICE_OVER_RANK:
            set_int (self, call, row, peer - begin + 1);
            break;
          case SLUICE_OVER_DENSE_RANK:
            set_int (self, call, row, n_groups);
            break;
          case SLUICE_OVER_PERCENT_RANK:
            set_share (self, call, row, peer - begin, end - begin - 1);
            break;
          default:
            set_share (self, call, row, last_peer - begin, end - begin);
            break;
          }
    }
}

/* Values of other rows. */

#define NOWHERE G_MAXUINT64

/* Which rows of a partition aren't null. */
typedef struct
{
  GArray *before; /* of guint64: for each row how many before it aren't, and for the end how many do */
  GArray *rows;   /* of guint64: these rows */
} Present;

static void
count_present (const SluiceOverRows *self, const SluiceOverCall *call, guint64 begin, guint64 end, Present *present)
{
  g_array_set_size (present->before, 0);
  g_array_set_size (present->rows, 0);
  for (guint64 row = begin; row <= end; row++)
    {
      guint64 n = present->rows->len;
      const SluiceColumn *column;
      guint32 place;

      g_array_append_val (present->before, n);
      if (row == end)
        break;
      column = sluice_over_column (self, row, call->args, &place);
      if (!sluice_column_is_null (column, place))
        g_array_append_val (present->rows, row);
    }
}

/* The row that is so many rows further on, backwards when it is negative; with @present only these count. */
static guint64
shifted (const Present *present, guint64 row, guint64 begin, guint64 end, gint64 distance)
{
  gint64 target;

  if (present == NULL || distance == 0)
    {
      target = (gint64) row + distance;
      return target >= (gint64) begin && target < (gint64) end ? (guint64) target : NOWHERE;
    }
  target = distance > 0
               ? (gint64) g_array_index (present->before, guint64, row + 1 - begin) + distance - 1
               : (gint64) g_array_index (present->before, guint64, row - begin) + distance;

  return target >= 0 && target < (gint64) present->rows->len
             ? g_array_index (present->rows, guint64, (guint) target)
             : NOWHERE;
}

static guint64
nth (const Present *present, guint64 begin, guint64 lower, guint64 upper, guint64 n)
{
  guint64 index, row;

  if (present == NULL)
    return upper - lower >= n ? lower + n - 1 : NOWHERE;
  index = g_array_index (present->before, guint64, lower - begin) + n - 1;
  if (index >= present->rows->len)
    return NOWHERE;
  row = g_array_index (present->rows, guint64, index);

  return row < upper ? row : NOWHERE;
}

/* Takes the values of other rows, @rows, a chunk of which is of the rows @from to @from + n. */
static void
take_values (const SluiceOverRows *self, const SluiceOverCall *call, gboolean has_default, const guint64 *rows)
{
  g_autofree const SluiceColumn **columns = g_new (const SluiceColumn *, self->capacity);
  g_autofree guint32 *places = g_new (guint32, self->capacity);

  for (guint64 from = 0; from < self->n; from += self->capacity)
    {
      SluiceOverChunk *chunk = &self->chunks[from / self->capacity];

      for (guint32 i = 0; i < chunk->n; i++)
        if (rows[from + i] != NOWHERE)
          columns[i] = sluice_over_column (self, rows[from + i], call->args, &places[i]);
        else
          {
            columns[i] = has_default ? chunk->columns[call->args + 2] : NULL;
            places[i] = i;
          }
      chunk->results[call->index] = sluice_gather_many (chunk->arena, call->type, columns, places, chunk->n);
    }
}

static void
fill_values (const SluiceOverRows *self, const SluiceOverCall *call, const guint64 *lower, const guint64 *upper)
{
  SluiceOverFunction function = sluice_over_function (call->function);
  const SluiceExpr *last = call->function->args[call->function->n_args - 1];
  const SluiceColumn *offset = call->function->args[1]->value;
  gint64 distance = function == SLUICE_OVER_NTH_VALUE ? offset->i64[0] : offset->i32[0];
  gboolean ignore_nulls = last->value->boolean[0];
  g_autofree guint64 *rows = g_new (guint64, self->n + 1);
  Present present = { g_array_new (FALSE, FALSE, sizeof (guint64)), g_array_new (FALSE, FALSE, sizeof (guint64)) };
  const Present *used = ignore_nulls ? &present : NULL;
  guint64 begin, end;

  if (function == SLUICE_OVER_LAG)
    distance = -distance;
  for (begin = 0; begin < self->n; begin = end)
    {
      end = sluice_over_end (self, begin, SLUICE_OVER_PARTITION);
      if (ignore_nulls)
        count_present (self, call, begin, end, &present);
      for (guint64 row = begin; row < end; row++)
        rows[row] = function == SLUICE_OVER_NTH_VALUE ? nth (used, begin, lower[row], upper[row], (guint64) distance)
                                                      : shifted (used, row, begin, end, distance);
    }
  take_values (self, call, function != SLUICE_OVER_NTH_VALUE, rows);
  g_array_unref (present.before);
  g_array_unref (present.rows);
}

void
sluice_over_run_function (const SluiceOverRows *self,
                          const SluiceOverCall *call,
                          const guint64        *lower,
                          const guint64        *upper)
{
  SluiceOverFunction function = sluice_over_function (call->function);
  guint64 end;

  if (function == SLUICE_OVER_LAG || function == SLUICE_OVER_LEAD || function == SLUICE_OVER_NTH_VALUE)
    {
      fill_values (self, call, lower, upper);
      return;
    }
  for (guint64 from = 0; from < self->n; from += self->capacity)
    {
      SluiceOverChunk *chunk = &self->chunks[from / self->capacity];

      chunk->results[call->index] = sluice_column_new (chunk->arena, call->type, chunk->n);
    }
  for (guint64 begin = 0; begin < self->n; begin = end)
    {
      end = sluice_over_end (self, begin, SLUICE_OVER_PARTITION);
      if (function == SLUICE_OVER_NTILE)
        fill_tiles (self, call, begin, end);
      else
        fill_ranks (self, call, begin, end);
    }
}
