/* sluice-aggregate-collect.c: collect_list, collect_set and collect_union.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"
#include "expr/sluice-java-hash.h"
#include "expr/sluice-tuples.h"

static inline gboolean
update (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean set)
{
  const SluiceColumn *value = args[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (sluice_column_is_null (value, row))
        continue;
      if (set)
        sluice_tuples_insert (states[i], arena, &value, 1, row);
      else
        sluice_tuples_append (states[i], arena, &value, 1, row);
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

static const SluiceType *const *
element (const SluiceExpr *expr)
{
  return (const SluiceType *const *) &expr->args[0]->type;
}

static gboolean
list_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  sluice_tuples_merge (into, arena, from, element (expr), 1, FALSE);

  return TRUE;
}

static gboolean
set_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  sluice_tuples_merge (into, arena, from, element (expr), 1, TRUE);

  return TRUE;
}

static void
write_arrays (SluiceEvalContext         *context,
              const SluiceTuples *const *collections,
              guint32                    n,
              SluiceColumn              *result)
{
  guint32 total = 0;

  result->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      total += collections[i]->n;
      result->offsets[i + 1] = total;
    }
  result->children[0] = sluice_tuples_write (context->arena, collections, n, result->type->fields[0].type, 1, 0);
}

static gboolean
collect_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  write_arrays (context, (const SluiceTuples *const *) states, n, result);

  return TRUE;
}

/* An element of a set, and where Scala's hash set has it. */
typedef struct
{
  SluiceCell cell;
  guint32 bucket;
  gint32 hash;
  guint32 index;
} Placed;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Placed *first = a, *second = b;

  if (first->bucket != second->bucket)
    return first->bucket < second->bucket ? -1 : 1;
  if (first->hash != second->hash)
    return first->hash < second->hash ? -1 : 1;

  return first->index < second->index ? -1 : first->index > second->index;
}

/* The elements of a set in the order of the buckets that they are in there, of which there are more than 4/3 of them. */
static const SluiceTuples *
in_buckets (SluiceArena *arena, const SluiceTuples *set, const SluiceType *type)
{
  g_autofree Placed *placed = g_new (Placed, set->n + 1);
  guint32 n_buckets = 16;
  SluiceTuples *result;

  while (set->n >= n_buckets / 4 * 3)
    n_buckets *= 2;
  for (guint32 i = 0; i < set->n; i++)
    {
      SluiceCellView view;
      gint32 hash;

      if (!sluice_java_hash (sluice_cell_view (&set->cells[i], type, &view), 0, &hash))
        return set;
      hash ^= (gint32) ((guint32) hash >> 16);
      placed[i] = (Placed){ set->cells[i], (guint32) hash & (n_buckets - 1), hash, i };
    }
  qsort (placed, set->n, sizeof *placed, compare_places);

  result = sluice_arena_new_array (arena, SluiceTuples, 1);
  *result = *set;
  result->cells = sluice_arena_new_array (arena, SluiceCell, set->n + 1);
  for (guint32 i = 0; i < set->n; i++)
    result->cells[i] = placed[i].cell;

  return result;
}

static gboolean
set_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  g_autofree const SluiceTuples **ordered = g_new (const SluiceTuples *, n + 1);

  for (guint32 i = 0; i < n; i++)
    ordered[i] = in_buckets (context->arena, states[i], expr->args[0]->type);
  write_arrays (context, ordered, n, result);

  return TRUE;
}

static void
collect_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  sluice_tuples_save (state, element (expr), 1, out);
}

static gboolean
collect_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  return sluice_tuples_load (state, element (expr), 1, arena, cursor, end);
}

static const SluiceAggregate collect_list = { "collect_list", sizeof (SluiceTuples), TRUE,
                                              list_update,    list_merge,          collect_finish,
                                              collect_save,   collect_load };
static const SluiceAggregate collect_set = { "collect_set", sizeof (SluiceTuples), TRUE,
                                             set_update,    set_merge,           set_finish,
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
                            "The input of `collect_set` can't be \"MAP\" or \"COLLATED STRING\" type data.");
      return NULL;
    }

  return sluice_aggregate_finish_call (function, call, type, FALSE, set ? &collect_set : &collect_list);
}

/* collect_union: the state holds elements of the arrays that it is given */

static gboolean
union_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const SluiceColumn *arrays = args[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      const SluiceColumn *elements;

      if (sluice_column_is_null (arrays, row))
        continue;
      row = sluice_column_index (arrays, row);
      elements = arrays->children[0];
      for (guint32 e = arrays->offsets[row]; e < arrays->offsets[row + 1]; e++)
        if (!sluice_column_is_null (elements, e))
          sluice_tuples_insert (states[i], arena, &elements, 1, e);
    }

  return TRUE;
}

static const SluiceType *const *
array_element (const SluiceExpr *expr)
{
  return (const SluiceType *const *) &expr->type->fields[0].type;
}

static gboolean
union_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  sluice_tuples_merge (into, arena, from, array_element (expr), 1, TRUE);

  return TRUE;
}

static gboolean
union_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  write_arrays (context, (const SluiceTuples *const *) states, n, result);

  return TRUE;
}

static void
union_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  sluice_tuples_save (state, array_element (expr), 1, out);
}

static gboolean
union_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  return sluice_tuples_load (state, array_element (expr), 1, arena, cursor, end);
}

static const SluiceAggregate collect_union = { "collect_union", sizeof (SluiceTuples), TRUE,
                                               union_update,    union_merge,           union_finish,
                                               union_save,      union_load };

SluiceExpr *
sluice_aggregate_resolve_union (const SluiceFunction *function,
                                SluiceAnalyzer       *analyzer,
                                SluiceCall           *call,
                                GError              **error)
{
  const SluiceType *type = call->args[0]->type;
  g_autoptr (SluiceType) result = NULL;

  if (type->id != SLUICE_TYPE_ARRAY)
    {
      sluice_call_wrong_type (call, 0, "\"ARRAY\"", error);
      return NULL;
    }
  if (type->fields[0].type->id == SLUICE_TYPE_MAP)
    {
      sluice_call_mismatch (call, "UNSUPPORTED_INPUT_TYPE", error,
                            "The input of `collect_union` can't be \"MAP\" or \"COLLATED STRING\" type data.");
      return NULL;
    }
  result = sluice_type_array (type->fields[0].type, FALSE);

  return sluice_aggregate_finish_call (function, call, result, FALSE, &collect_union);
}
