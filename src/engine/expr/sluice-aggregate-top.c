/* sluice-aggregate-top.c: max_by and min_by with a number of values: those of the rows with the greatest or least order.
 *
 * The state is a row for each value kept, in the order in which they came, and a heap of these whose root is the next
 * one to give way. Which of several rows with the same order stay depends on the heap, so it goes through the same steps
 * as Spark's.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-tuples.h"
#include "expr/sluice-value.h"

/* A value and its order. */
#define WIDTH 2

/* The most values that may be asked for. */
#define MAX_VALUES 100000

typedef struct
{
  SluiceTuples rows;
  guint32 *heap;
  guint32 capacity;
} Top;

/* What an aggregation asks for. */
typedef struct
{
  guint32 k;
  gboolean maximum;
} Wanted;

static const SluiceColumn *
view_cell (const Top *self, const SluiceType *const *types, guint32 row, guint cell, SluiceCellView *view)
{
  return sluice_cell_view (&self->rows.cells[(gsize) row * WIDTH + cell], types[cell], view);
}

/* Below 0 when @a stands above @b in the heap, because it is less wanted. */
static int
compare_orders (const Wanted *wanted, const SluiceColumn *a, guint32 a_row, const SluiceColumn *b)
{
  int result = sluice_value_compare (a, a_row, b, 0);

  return wanted->maximum ? result : -result;
}

static int
compare_places (const Top *self, const Wanted *wanted, const SluiceType *const *types, guint32 a, guint32 b)
{
  SluiceCellView first, second;

  return compare_orders (wanted, view_cell (self, types, self->heap[a], 1, &first), 0,
                         view_cell (self, types, self->heap[b], 1, &second));
}

static void
swap (Top *self, guint32 a, guint32 b)
{
  guint32 row = self->heap[a];

  self->heap[a] = self->heap[b];
  self->heap[b] = row;
}

static void
sift_up (Top *self, const Wanted *wanted, const SluiceType *const *types, guint32 at)
{
  while (at > 0)
    {
      guint32 parent = (at - 1) / 2;

      if (compare_places (self, wanted, types, at, parent) >= 0)
        return;
      swap (self, at, parent);
      at = parent;
    }
}

static void
sift_down (Top *self, const Wanted *wanted, const SluiceType *const *types)
{
  guint32 at = 0;

  while (2 * at + 1 < self->rows.n)
    {
      guint32 child = 2 * at + 1;

      if (child + 1 < self->rows.n && compare_places (self, wanted, types, child + 1, child) < 0)
        child++;
      if (compare_places (self, wanted, types, at, child) <= 0)
        return;
      swap (self, at, child);
      at = child;
    }
}

static void
reserve (Top *self, SluiceArena *arena)
{
  guint32 capacity = MAX (4, self->capacity * 2);
  guint32 *heap;

  if (self->rows.n < self->capacity)
    return;
  sluice_arena_align (arena);
  heap = sluice_arena_new_array (arena, guint32, capacity);
  if (self->rows.n > 0)
    memcpy (heap, self->heap, sizeof *heap * self->rows.n);
  self->heap = heap;
  self->capacity = capacity;
}

static void
add (Top *self, SluiceArena *arena, const SluiceExpr *expr, const SluiceColumn *const *columns, guint32 row)
{
  const Wanted *wanted = expr->data;
  const SluiceType *types[WIDTH] = { expr->args[0]->type, expr->args[1]->type };
  SluiceCellView view;

  if (self->rows.n < wanted->k)
    {
      guint32 at = self->rows.n;

      reserve (self, arena);
      self->heap[at] = sluice_tuples_append (&self->rows, arena, columns, WIDTH, row);
      sift_up (self, wanted, types, at);
    }
  else if (compare_orders (wanted, columns[1], row, view_cell (self, types, self->heap[0], 1, &view)) > 0)
    {
      for (guint i = 0; i < WIDTH; i++)
        sluice_cell_set (&self->rows.cells[(gsize) self->heap[0] * WIDTH + i], arena, columns[i], row);
      sift_down (self, wanted, types);
    }
}

static gboolean
top_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (!sluice_column_is_null (args[1], row))
        add (states[i], arena, expr, (const SluiceColumn *const *) args, row);
    }

  return TRUE;
}

static gboolean
top_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const SluiceType *types[WIDTH] = { expr->args[0]->type, expr->args[1]->type };
  const Top *other = from;

  for (guint32 i = 0; i < other->rows.n; i++)
    {
      SluiceCellView value, order;
      const SluiceColumn *columns[WIDTH] = { view_cell (other, types, other->heap[i], 0, &value),
                                             view_cell (other, types, other->heap[i], 1, &order) };

      add (into, arena, expr, columns, 0);
    }

  return TRUE;
}

typedef struct
{
  const SluiceColumn *orders;
  gboolean maximum;
} Sorting;

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Sorting *sorting = user_data;
  int result = sluice_value_compare (sorting->orders, *(const guint32 *) a, sorting->orders, *(const guint32 *) b);

  return sorting->maximum ? -result : result;
}

/* The rows of @self, the most wanted ones first. */
static const SluiceTuples *
sort_rows (SluiceArena *arena, const SluiceTuples *self, const SluiceType *type, gboolean maximum)
{
  g_autofree guint32 *places = g_new (guint32, self->n + 1);
  SluiceTuples *sorted = sluice_arena_new_array (arena, SluiceTuples, 1);
  Sorting sorting = { sluice_tuples_write (arena, &self, 1, type, WIDTH, 1), maximum };

  for (guint32 i = 0; i < self->n; i++)
    places[i] = i;
  /* A merge sort, which leaves equal ones in their order. */
  g_qsort_with_data (places, (int) self->n, sizeof *places, compare_rows, &sorting);

  *sorted = *self;
  sluice_arena_align (arena);
  sorted->cells = sluice_arena_new_array (arena, SluiceCell, (gsize) self->n * WIDTH + 1);
  for (guint32 i = 0; i < self->n; i++)
    memcpy (&sorted->cells[(gsize) i * WIDTH], &self->cells[(gsize) places[i] * WIDTH],
            sizeof *sorted->cells * WIDTH);

  return sorted;
}

static gboolean
top_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  g_autofree const SluiceTuples **sorted = g_new (const SluiceTuples *, n + 1);
  const Wanted *wanted = expr->data;
  guint32 total = 0;

  result->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      const Top *state = states[i];

      sluice_arena_align (context->arena);
      sorted[i] = sort_rows (context->arena, &state->rows, expr->args[1]->type, wanted->maximum);
      total += state->rows.n;
      result->offsets[i + 1] = total;
    }
  result->children[0] = sluice_tuples_write (context->arena, sorted, n, expr->args[0]->type, WIDTH, 0);

  return TRUE;
}

static void
top_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const SluiceType *types[WIDTH] = { expr->args[0]->type, expr->args[1]->type };
  const Top *self = state;

  sluice_tuples_save (&self->rows, types, WIDTH, out);
  for (guint32 i = 0; i < self->rows.n; i++)
    {
      guint32 row = GUINT32_TO_LE (self->heap[i]);

      g_byte_array_append (out, (const guint8 *) &row, sizeof row);
    }
}

static gboolean
top_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  const SluiceType *types[WIDTH] = { expr->args[0]->type, expr->args[1]->type };
  Top *self = state;

  memset (self, 0, sizeof *self);
  if (!sluice_tuples_load (&self->rows, types, WIDTH, arena, cursor, end)
      || (gsize) (end - *cursor) < sizeof (guint32) * (gsize) self->rows.n)
    return FALSE;

  sluice_arena_align (arena);
  self->capacity = self->rows.n;
  self->heap = sluice_arena_new_array (arena, guint32, self->rows.n + 1);
  for (guint32 i = 0; i < self->rows.n; i++)
    {
      memcpy (&self->heap[i], *cursor, sizeof *self->heap);
      self->heap[i] = GUINT32_FROM_LE (self->heap[i]);
      *cursor += sizeof *self->heap;
      if (self->heap[i] >= self->rows.n)
        return FALSE;
    }

  return TRUE;
}

static const SluiceAggregate top = { "top_by",  sizeof (Top), TRUE,     top_update,
                                     top_merge, top_finish,   top_save, top_load };

static gboolean
fold_number (SluiceAnalyzer *analyzer, SluiceCall *call, guint32 *k, GError **error)
{
  g_autofree char *sql = sluice_call_arg_to_sql (call, 2);
  SluiceTypeId id = call->args[2]->type->id;
  gint64 number = 0;

  if (!sluice_type_is_numeric (id) && id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 2, "\"INTEGRAL\"", error);
      return FALSE;
    }
  if (!sluice_aggregate_fold (analyzer, call, 2, "k", error))
    return FALSE;

  /* What could be cast to a whole number is none all the same. */
  if (sluice_type_is_integral (id) && !sluice_column_is_null (call->args[2]->value, 0))
    {
      sluice_call_cast_arg (analyzer, call, 2, sluice_type_primitive (SLUICE_TYPE_BIGINT));
      if (!sluice_aggregate_fold (analyzer, call, 2, "k", error))
        return FALSE;
      number = call->args[2]->value->i64[0];
    }
  *k = (guint32) number;
  if (number > 0 && number <= MAX_VALUES)
    return TRUE;

  sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                        "The `k` must be between [1, %d] (current value = %s).", MAX_VALUES, sql);

  return FALSE;
}

SluiceExpr *
sluice_aggregate_resolve_top (const SluiceFunction *function,
                              SluiceAnalyzer       *analyzer,
                              SluiceCall           *call,
                              GError              **error)
{
  g_autoptr (SluiceType) type = sluice_type_array (call->args[0]->type, TRUE);
  Wanted wanted = { 0, function->user_data != NULL };
  SluiceExpr *result;

  if (!fold_number (analyzer, call, &wanted.k, error))
    return NULL;

  result = sluice_aggregate_finish_call (function, call, type, TRUE, &top);
  result->data = g_memdup2 (&wanted, sizeof wanted);
  result->data_destroy = g_free;

  return result;
}
