/* sluice-aggregate-mode.c: the most frequent value.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"
#include "expr/sluice-hash.h"
#include "expr/sluice-java-hash.h"
#include "expr/sluice-tuples.h"
#include "expr/sluice-value.h"

/* Which of several values with the highest count is given. */
typedef enum
{
  FIRST,
  LEAST,
  GREATEST,
} Choice;

static gboolean
mode_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const SluiceColumn *value = args[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (!sluice_column_is_null (value, row))
        sluice_tuples_count (states[i], arena, sluice_tuples_insert (states[i], arena, &value, 1, row), 1);
    }

  return TRUE;
}

static const SluiceType *const *
value_type (const SluiceExpr *expr)
{
  return (const SluiceType *const *) &expr->args[0]->type;
}

static gboolean
mode_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  sluice_tuples_merge (into, arena, from, value_type (expr), 1, TRUE);

  return TRUE;
}

/* Where values stand in the hash map of Spark's aggregate, which it goes through from the beginning: of several values
 * with the highest count it gives the first one there. %NULL when that can't be told. */
static guint32 *
places_in_map (const SluiceTuples *self, const SluiceType *type)
{
  g_autofree guint32 *places = g_new (guint32, self->n + 1);
  g_autofree gboolean *taken = NULL;
  guint32 capacity = 64;

  while (self->n > capacity * 7 / 10)
    capacity *= 2;
  taken = g_new0 (gboolean, capacity);
  for (guint32 i = 0; i < self->n; i++)
    {
      SluiceCellView view;
      gint32 hash;
      guint32 place;

      if (!sluice_java_hash (sluice_cell_view (&self->cells[i], type, &view), 0, &hash))
        return NULL;
      place = (guint32) sluice_hash_murmur3_int (hash, 0) & (capacity - 1);
      for (guint32 step = 1; taken[place]; step++)
        place = (place + step) & (capacity - 1);
      taken[place] = TRUE;
      places[i] = place;
    }

  return g_steal_pointer (&places);
}

/* The value with the highest count that comes first in the map. */
static guint32
first_in_map (const SluiceTuples *self, const SluiceType *type, guint32 best)
{
  g_autofree guint32 *places = NULL;
  guint32 n_best = 0;

  for (guint32 i = 0; i < self->n; i++)
    n_best += self->counts[i] == self->counts[best];
  if (n_best < 2)
    return best;

  places = places_in_map (self, type);
  for (guint32 i = best + 1; places != NULL && i < self->n; i++)
    if (self->counts[i] == self->counts[best] && places[i] < places[best])
      best = i;

  return best;
}

static const SluiceCell *
choose (const SluiceTuples *self, const SluiceType *type, Choice choice)
{
  static const SluiceCell none;
  guint32 best = 0;

  for (guint32 i = 1; i < self->n; i++)
    {
      SluiceCellView mine, other;
      int order;

      if (self->counts[i] < self->counts[best])
        continue;
      if (self->counts[i] > self->counts[best])
        {
          best = i;
          continue;
        }
      if (choice == FIRST)
        continue;
      order = sluice_value_compare (sluice_cell_view (&self->cells[i], type, &mine), 0,
                                    sluice_cell_view (&self->cells[best], type, &other), 0);
      if (choice == LEAST ? order < 0 : order > 0)
        best = i;
    }

  if (choice == FIRST && self->n > 1)
    best = first_in_map (self, type, best);

  return self->n > 0 ? &self->cells[best] : &none;
}

static gboolean
finish_mode (SLUICE_AGGREGATE_FINISH_ARGS, Choice choice)
{
  g_autofree const SluiceCell **cells = g_new (const SluiceCell *, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    cells[i] = choose (states[i], expr->args[0]->type, choice);
  sluice_cells_write (context->arena, cells, n, result);

  return TRUE;
}

static void
mode_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  sluice_tuples_save (state, value_type (expr), 1, out);
}

static gboolean
mode_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  const SluiceTuples *self = state;

  return sluice_tuples_load (state, value_type (expr), 1, arena, cursor, end)
         && (self->n == 0 || self->counts != NULL);
}

#define DEFINE_MODE(name, choice, ordered)                                                        \
  static gboolean name##_finish (SLUICE_AGGREGATE_FINISH_ARGS)                                    \
  {                                                                                               \
    return finish_mode (expr, context, states, n, result, error, choice);                         \
  }                                                                                               \
                                                                                                  \
  static const SluiceAggregate name = { #name,      sizeof (SluiceTuples), ordered,   mode_update, \
                                        mode_merge, name##_finish,         mode_save, mode_load };

DEFINE_MODE (mode_first, FIRST, TRUE)
DEFINE_MODE (mode_least, LEAST, FALSE)
DEFINE_MODE (mode_greatest, GREATEST, FALSE)

/* mode(value, deterministic): whether the least of several shall be given. */
static gboolean
is_deterministic (SluiceAnalyzer *analyzer, SluiceCall *call, gboolean *deterministic, GError **error)
{
  g_autoptr (SluiceExpr) literal = NULL;
  g_autofree char *sql = sluice_call_arg_to_sql (call, 1);

  literal = sluice_analyzer_fold (analyzer, call->args[1], NULL);
  if (literal == NULL)
    sluice_call_error (call, "NON_FOLDABLE_ARGUMENT", error,
                       "The function `mode` requires the parameter `deterministic` to be a foldable "
                       "expression of the type \"BOOLEAN\", but the actual argument is a non-foldable.");
  else if (sluice_column_is_null (literal->value, 0))
    sluice_call_mismatch (call, "UNEXPECTED_NULL", error, "The `deterministic` must not be null.");
  else if (literal->type->id != SLUICE_TYPE_BOOLEAN)
    {
      g_autofree char *type = sluice_type_to_sql (call->args[1]->type);

      sluice_call_error (call, "UNEXPECTED_INPUT_TYPE", error,
                         "Parameter second of function `mode` requires the \"BOOLEAN\" type, however \"%s\" "
                         "has the type \"%s\".",
                         sql, type);
    }
  else
    {
      *deterministic = literal->value->boolean[0];
      return TRUE;
    }

  return FALSE;
}

SluiceExpr *
sluice_aggregate_resolve_mode (const SluiceFunction *function,
                               SluiceAnalyzer       *analyzer,
                               SluiceCall           *call,
                               GError              **error)
{
  guint n_values = call->n_args - call->n_order;
  const SluiceAggregate *aggregate = &mode_first;
  gboolean deterministic = FALSE;
  SluiceCall value_only = *call;

  if ((n_values == 2 && !is_deterministic (analyzer, call, &deterministic, error))
      || !sluice_aggregate_check_order (function, call, n_values == 0 ? 1 : 0, error))
    return NULL;

  if (n_values == 0)
    aggregate = call->descending[0] ? &mode_greatest : &mode_least;
  else if (deterministic)
    aggregate = &mode_least;
  value_only.n_args = 1;

  return sluice_aggregate_finish_call (function, &value_only, call->args[0]->type, TRUE, aggregate);
}
