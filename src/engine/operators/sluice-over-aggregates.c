/* sluice-over-aggregates.c: aggregate functions over frames of sorted rows.
 *
 * What it costs, for n rows and frames of f rows:
 * - frames that begin with the partition (the whole of it; up to the current row): a state that rows are added to. n.
 * - frames that move, of functions that give the same whatever is merged first (count, min, max, sums and averages of
 *   whole numbers and decimals, first, last, and, or, xor): two stacks of states, of which the one has what all rows from
 *   each to the middle make together, the other the rows behind the middle. n merges. A sum of a part can overflow where
 *   the sum of all in their order doesn't: then the next way is taken.
 * - frames that move, of all others: each is computed anew, as Spark does, so that sums of floating-point numbers have its
 *   last bits too. n * f.
 *
 * A result is written once for all neighbouring rows with the same frame.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregate.h"
#include "expr/sluice-gather.h"
#include "operators/sluice-over-private.h"

/* The largest precision whose sums, of parts too, stay within 38 digits for two billion rows. */
#define MAX_SAFE_PRECISION 28

typedef struct
{
  const SluiceOverRows *rows;
  const SluiceOverCall *call;
  const SluiceAggregate *aggregate;
  const guint64 *lower;
  const guint64 *upper;
  gsize size;          /* of a state */
  gboolean plain;      /* whether its bytes are all there is */
  SluiceArena *states; /* what states have besides */
  SluiceArena *scratch;
  gpointer *targets;   /* for each row of an update its state */
  guint16 *picked;     /* the rows of an update */

  /* The chunk whose results are being made. */
  guint32 *which;      /* for each row which of the different results */
  guint32 n_different;
  char *kept;          /* the states of these results; or, unless they are plain, */
  const SluiceColumn **results; /* the results themselves, columns of one row */
} Work;

static SluiceEvalContext
context_of (const Work *self, const SluiceOverChunk *chunk, SluiceArena *arena)
{
  return (SluiceEvalContext){
    .arena = arena,
    .settings = self->rows->settings,
    .now_us = self->rows->now_us,
    .n_rows = chunk->n,
    .columns = chunk->columns,
  };
}

/* States. */

static gpointer
new_states (const Work *self, gsize n)
{
  return g_aligned_alloc0 (n, self->size, 16);
}

static guint32
pick_rows (Work *self, const SluiceOverChunk *chunk, guint32 first, guint32 n)
{
  const SluiceColumn *filter = self->call->filter >= 0 ? chunk->columns[self->call->filter] : NULL;
  guint32 n_picked = 0;

  for (guint32 i = first; i < first + n; i++)
    if (filter == NULL
        || (!sluice_column_is_null (filter, i) && filter->boolean[sluice_column_index (filter, i)]))
      self->picked[n_picked++] = (guint16) i;

  return n_picked;
}

/* Adds the rows from @from to @to to a state, in their order. */
static gboolean
add_rows (Work *self, gpointer state, guint64 from, guint64 to, GError **error)
{
  guint32 capacity = self->rows->capacity;

  while (from < to)
    {
      const SluiceOverChunk *chunk = &self->rows->chunks[from / capacity];
      guint32 first = (guint32) (from % capacity);
      guint32 n = (guint32) MIN (to - from, (guint64) (chunk->n - first));
      guint32 n_picked = pick_rows (self, chunk, first, n);
      SluiceEvalContext context = context_of (self, chunk, self->scratch);

      for (guint32 i = 0; i < n_picked; i++)
        self->targets[i] = state;
      if (n_picked > 0
          && !self->aggregate->update (self->call->function, &context, self->states, self->targets,
                                       chunk->columns + self->call->args, self->picked, n_picked, error))
        return FALSE;
      from += n;
    }

  return TRUE;
}

static gboolean
merge (Work *self, gpointer into, gconstpointer from, GError **error)
{
  return self->aggregate->merge (self->call->function, self->states, into, from, error);
}

static gboolean
copy_state (Work *self, gpointer into, gconstpointer from, GError **error)
{
  if (self->plain)
    {
      memcpy (into, from, self->size);
      return TRUE;
    }
  memset (into, 0, self->size);

  return merge (self, into, from, error);
}

/* Results. */

/* What isn't plain goes on changing what a result may point to: the result is copied at once. */
static gboolean
keep_result (Work *self, SluiceOverChunk *chunk, gpointer state, GError **error)
{
  SluiceEvalContext context;
  SluiceColumn *result;

  if (self->plain)
    {
      memcpy (self->kept + self->size * self->n_different++, state, self->size);
      return TRUE;
    }
  sluice_arena_reset (self->scratch);
  context = context_of (self, chunk, self->scratch);
  result = sluice_column_new (self->scratch, self->call->type, 1);
  if (!self->aggregate->finish (self->call->function, &context, &state, 1, result, error))
    return FALSE;
  self->results[self->n_different++] = sluice_column_copy (chunk->arena, result, NULL, 1);

  return TRUE;
}

static gboolean
finish_plain (Work *self, SluiceOverChunk *chunk, GError **error)
{
  SluiceEvalContext context = context_of (self, chunk, chunk->arena);
  SluiceColumn *results = sluice_column_new (chunk->arena, self->call->type, self->n_different);

  for (guint32 i = 0; i < self->n_different; i++)
    self->targets[i] = self->kept + self->size * i;
  if (!self->aggregate->finish (self->call->function, &context, self->targets, self->n_different, results, error))
    return FALSE;
  chunk->results[self->call->index] = self->n_different == chunk->n
                                          ? results
                                          : sluice_column_gather (chunk->arena, results, self->which, chunk->n);

  return TRUE;
}

static void
gather_results (Work *self, SluiceOverChunk *chunk)
{
  g_autofree const SluiceColumn **columns = g_new (const SluiceColumn *, chunk->n);
  g_autofree guint32 *zeros = g_new0 (guint32, chunk->n);

  for (guint32 i = 0; i < chunk->n; i++)
    columns[i] = self->results[self->which[i]];
  chunk->results[self->call->index]
      = sluice_gather_many (chunk->arena, self->call->type, columns, zeros, chunk->n);
}

/* Takes @state for the result of a row; @changed tells whether it is another one than that of the row before. Rows come
 * one after the other. */
static gboolean
give (Work *self, guint64 row, gpointer state, gboolean changed, GError **error)
{
  SluiceOverChunk *chunk = &self->rows->chunks[row / self->rows->capacity];
  guint32 place = (guint32) (row % self->rows->capacity);

  if (place == 0)
    {
      self->n_different = 0;
      if (g_cancellable_set_error_if_cancelled (self->rows->cancellable, error))
        return FALSE;
    }
  if ((changed || place == 0) && !keep_result (self, chunk, state, error))
    return FALSE;
  self->which[place] = self->n_different - 1;
  if (place + 1 < chunk->n)
    return TRUE;
  if (self->plain)
    return finish_plain (self, chunk, error);
  gather_results (self, chunk);

  return TRUE;
}

static gboolean
is_as_before (const Work *self, guint64 row, guint64 begin)
{
  return row > begin && self->lower[row] == self->lower[row - 1] && self->upper[row] == self->upper[row - 1];
}

/* Ways through a partition. */

typedef gboolean (*RunFunc) (Work *self, guint64 begin, guint64 end, GError **error);

static gboolean
run_growing (Work *self, guint64 begin, guint64 end, GError **error)
{
  gpointer state = new_states (self, 1);
  guint64 added = begin;
  gboolean ok = TRUE;

  for (guint64 row = begin; ok && row < end; row++)
    {
      gboolean changed = row == begin || self->upper[row] > added;

      ok = add_rows (self, state, added, self->upper[row], error) && give (self, row, state, changed, error);
      added = MAX (added, self->upper[row]);
    }
  g_aligned_free (state);

  return ok;
}

static gboolean
run_anew (Work *self, guint64 begin, guint64 end, GError **error)
{
  gpointer state = new_states (self, 1);
  gboolean ok = TRUE;

  for (guint64 row = begin; ok && row < end; row++)
    {
      gboolean changed = !is_as_before (self, row, begin);

      if (changed)
        {
          sluice_arena_reset (self->states);
          memset (state, 0, self->size);
          ok = add_rows (self, state, self->lower[row], self->upper[row], error);
        }
      ok = ok && give (self, row, state, changed, error);
    }
  g_aligned_free (state);

  return ok;
}

/* The two stacks. */
typedef struct
{
  char *front;      /* a state for each row from @first to @middle: all rows from it on to the middle */
  guint64 first;
  guint64 middle;
  gpointer back;    /* the rows from the middle to @end */
  guint64 end;
  gpointer whole;   /* both together */
} Stacks;

/* Makes a front of all rows of a frame. */
static gboolean
turn (Work *self, Stacks *stacks, guint64 from, guint64 to, GError **error)
{
  gboolean ok = TRUE;

  g_aligned_free (stacks->front);
  stacks->front = new_states (self, to - from + 1);
  stacks->first = from;
  stacks->middle = stacks->end = to;
  memset (stacks->back, 0, self->size);
  for (guint64 row = to; ok && row-- > from;)
    {
      char *state = stacks->front + self->size * (row - from);

      ok = add_rows (self, state, row, row + 1, error)
           && (row + 1 == to || merge (self, state, state + self->size, error));
    }

  return ok;
}

static gboolean
run_stacks (Work *self, guint64 begin, guint64 end, GError **error)
{
  Stacks stacks = { NULL, begin, begin, new_states (self, 1), begin, new_states (self, 1) };
  gboolean ok = TRUE;

  for (guint64 row = begin; ok && row < end; row++)
    {
      guint64 lower = self->lower[row], upper = self->upper[row];
      gboolean changed = !is_as_before (self, row, begin);

      if (changed && lower >= stacks.middle)
        ok = turn (self, &stacks, lower, upper, error);
      else if (changed && upper > stacks.end)
        {
          ok = add_rows (self, stacks.back, stacks.end, upper, error);
          stacks.end = upper;
        }
      if (ok && changed)
        {
          if (lower < stacks.middle)
            ok = copy_state (self, stacks.whole, stacks.front + self->size * (lower - stacks.first), error)
                 && merge (self, stacks.whole, stacks.back, error);
          else
            ok = copy_state (self, stacks.whole, stacks.back, error);
        }
      ok = ok && give (self, row, stacks.whole, changed, error);
    }
  g_aligned_free (stacks.front);
  g_aligned_free (stacks.back);
  g_aligned_free (stacks.whole);

  return ok;
}

/* All partitions. */

static gboolean
run (Work *self, RunFunc way, GError **error)
{
  guint64 end;

  for (guint64 begin = 0; begin < self->rows->n; begin = end)
    {
      end = sluice_over_end (self->rows, begin, SLUICE_OVER_PARTITION);
      sluice_arena_reset (self->states);
      if (!way (self, begin, end, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
can_merge (const SluiceOverCall *call)
{
  const SluiceExpr *function = call->function;

  if (!function->aggregate->exact)
    return FALSE;

  return function->n_args == 0 || function->args[0]->type->id != SLUICE_TYPE_DECIMAL
         || function->args[0]->type->precision <= MAX_SAFE_PRECISION;
}

static gboolean
run_moving (Work *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (can_merge (self->call) && run (self, run_stacks, &local_error))
    return TRUE;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return run (self, run_anew, error);
}

gboolean
sluice_over_run_aggregate (const SluiceOverRows *self,
                           const SluiceOverCall *call,
                           const guint64        *lower,
                           const guint64        *upper,
                           GError              **error)
{
  const SluiceAggregate *aggregate = call->function->aggregate;
  Work work = {
    .rows = self,
    .call = call,
    .aggregate = aggregate,
    .lower = lower,
    .upper = upper,
    .size = (aggregate->state_size + 15) & ~(gsize) 15,
    .plain = aggregate->save == NULL,
    .states = sluice_arena_new (),
    .scratch = sluice_arena_new (),
    .targets = g_new (gpointer, self->capacity),
    .picked = g_new (guint16, self->capacity),
    .which = g_new (guint32, self->capacity),
    .results = g_new (const SluiceColumn *, self->capacity),
  };
  gboolean ok;

  work.kept = new_states (&work, self->capacity);
  ok = call->spec->ends[0] == SLUICE_FRAME_END_UNBOUNDED ? run (&work, run_growing, error)
                                                         : run_moving (&work, error);
  g_aligned_free (work.kept);
  g_free (work.targets);
  g_free (work.picked);
  g_free (work.which);
  g_free (work.results);
  sluice_arena_unref (work.states);
  sluice_arena_unref (work.scratch);

  return ok;
}
