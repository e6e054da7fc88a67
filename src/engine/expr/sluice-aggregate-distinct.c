/* sluice-aggregate-distinct.c: aggregates over distinct values.
 *
 * The state is the set of the rows' arguments. Only when a result is wanted does the function itself see
 * them, each once, in the order in which they came: what it makes of a set is its own business, and works
 * with every function.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"
#include "expr/sluice-tuples.h"

/* Rows given to the function at once: batches have no more, and rows are numbered by 16 bits. */
#define MAX_ROWS 8192

/* What constants are needs no place in a set. */
static guint
n_kept (const SluiceExpr *expr)
{
  guint n = 0;

  for (guint k = 0; k < expr->n_args; k++)
    n += expr->args[k]->kind != SLUICE_EXPR_LITERAL;

  return n;
}

static const SluiceType **
kept_types (const SluiceExpr *expr)
{
  const SluiceType **types = g_new (const SluiceType *, expr->n_args + 1);
  guint n = 0;

  for (guint k = 0; k < expr->n_args; k++)
    if (expr->args[k]->kind != SLUICE_EXPR_LITERAL)
      types[n++] = expr->args[k]->type;

  return types;
}

static gboolean
distinct_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  g_autofree const SluiceColumn **columns = g_new (const SluiceColumn *, expr->n_args + 1);
  guint width = 0;

  for (guint k = 0; k < expr->n_args; k++)
    if (expr->args[k]->kind != SLUICE_EXPR_LITERAL)
      columns[width++] = args[k];
  for (guint32 i = 0; i < n; i++)
    sluice_tuples_insert (states[i], arena, columns, width, sluice_aggregate_row (rows, i));

  return TRUE;
}

static gboolean
distinct_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  g_autofree const SluiceType **types = kept_types (expr);

  sluice_tuples_merge (into, arena, from, types, n_kept (expr), TRUE);

  return TRUE;
}

/* The arguments of the tuples from begin on. */
static void
write_arguments (const SluiceExpr   *function,
                 SluiceArena        *arena,
                 const SluiceTuples *set,
                 guint32             begin,
                 guint32             n,
                 SluiceColumn      **columns)
{
  guint width = n_kept (function);
  SluiceTuples part = *set;
  const SluiceTuples *one = &part;
  guint at = 0;

  part.cells += (gsize) begin * width;
  part.n = n;
  for (guint k = 0; k < function->n_args; k++)
    {
      const SluiceExpr *arg = function->args[k];

      sluice_arena_align (arena);
      if (arg->kind == SLUICE_EXPR_LITERAL)
        columns[k] = sluice_column_with_length (arena, arg->value, n);
      else
        columns[k] = sluice_tuples_write (arena, &one, 1, arg->type, width, at++);
    }
}

/* Makes one group's state of the function out of the group's set. */
static gboolean
add_set (const SluiceExpr   *function,
         SluiceEvalContext  *context,
         const SluiceTuples *set,
         gpointer            state,
         GError            **error)
{
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, function->n_args + 1);
  guint32 most = MIN (set->n, MAX_ROWS);
  g_autofree gpointer *states = g_new (gpointer, most + 1);

  for (guint32 i = 0; i < most; i++)
    states[i] = state;
  for (guint32 begin = 0; begin < set->n; begin += MAX_ROWS)
    {
      guint32 n = MIN (set->n - begin, MAX_ROWS);

      write_arguments (function, context->arena, set, begin, n, columns);
      sluice_arena_align (context->arena);
      if (!function->aggregate->update (function, context, context->arena, states, columns, NULL, n, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
distinct_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  const SluiceExpr *function = expr->data;
  g_autofree gpointer *inner = g_new (gpointer, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    {
      sluice_arena_align (context->arena);
      inner[i] = sluice_arena_alloc0 (context->arena, function->aggregate->state_size);
      if (!add_set (function, context, states[i], inner[i], error))
        return FALSE;
    }
  sluice_arena_align (context->arena);

  return function->aggregate->finish (function, context, inner, n, result, error);
}

static void
distinct_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  g_autofree const SluiceType **types = kept_types (expr);

  sluice_tuples_save (state, types, n_kept (expr), out);
}

static gboolean
distinct_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  g_autofree const SluiceType **types = kept_types (expr);

  return sluice_tuples_load (state, types, n_kept (expr), arena, cursor, end);
}

/* Which of two equal values comes first shows in no result, but the order of the values may. */
static const SluiceAggregate unordered = { "distinct",      sizeof (SluiceTuples), FALSE,
                                           distinct_update, distinct_merge,        distinct_finish,
                                           distinct_save,   distinct_load };
static const SluiceAggregate ordered = { "distinct_ordered", sizeof (SluiceTuples), TRUE,
                                         distinct_update,    distinct_merge,        distinct_finish,
                                         distinct_save,      distinct_load };

SluiceExpr *
sluice_aggregate_make_distinct (SluiceExpr *function)
{
  SluiceExpr *self
      = sluice_expr_new (SLUICE_EXPR_AGGREGATE, function->type, function->nullable, function->args,
                         function->n_args);

  function->distinct = FALSE;
  self->function = function->function;
  self->aggregate = function->aggregate->ordered ? &ordered : &unordered;
  self->distinct = TRUE;
  self->deterministic = function->deterministic;
  self->text_offset = function->text_offset;
  self->text_length = function->text_length;
  self->data = function;
  self->data_destroy = (GDestroyNotify) sluice_expr_unref;

  return self;
}
