/* sluice-aggregate-hll.c: hll_sketch_agg and hll_union_agg.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a group has from before is joined with what a batch adds, as in Spark, and so the estimates are the same.
 */
#include "config.h"

#include "expr/sluice-hll.h"
#include "expr/sluice-sketch-call.h"

/* The state of both functions. */
typedef struct
{
  SluiceHll sketch;
  guint32 lg_max; /* of a union: the most registers that it may have; 0 while there was no sketch */
} State;

static guint
lg_k_of (const SluiceExpr *expr)
{
  return GPOINTER_TO_UINT (expr->data);
}

/* Spark looks at the number of registers when it makes the first sketch, not before. */
static gboolean
check_lg_k (const SluiceExpr *expr, GError **error)
{
  gint lg_k = GPOINTER_TO_INT (expr->data);

  if (lg_k == SLUICE_SKETCH_NOT_CONSTANT)
    return sluice_sketch_fail (expr, "HLL_K_MUST_BE_CONSTANT", error,
                               "Invalid call to `%s`; the `K` value must be a constant value, but got a non-constant "
                               "expression.",
                               expr->function->name);
  if (lg_k < SLUICE_HLL_MIN_LG_K || lg_k > SLUICE_HLL_MAX_LG_K)
    return sluice_sketch_fail (expr, "HLL_INVALID_LG_K", error,
                               "Invalid call to `%s`; the `lgConfigK` value must be between %d and %d, inclusive: %d.",
                               expr->function->name, SLUICE_HLL_MIN_LG_K, SLUICE_HLL_MAX_LG_K, lg_k);

  return TRUE;
}

static gboolean
hll_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  g_autoptr (GByteArray) scratch = g_byte_array_new ();

  if (!check_lg_k (expr, error))
    return FALSE;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      State *self = states[i];
      SluiceSketchHash hash;

      if (sluice_column_is_null (args[0], row) || !sluice_sketch_hash_value (args[0], row, scratch, &hash))
        continue;
      if (self->sketch.lg_k == 0)
        sluice_hll_init (&self->sketch, lg_k_of (expr));
      sluice_hll_add (&self->sketch, arena, hash);
    }

  return TRUE;
}

static gboolean
hll_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  State *a = into;
  const State *b = from;

  if (b->sketch.lg_k == 0)
    return TRUE;

  if (a->sketch.lg_k == 0)
    sluice_hll_init (&a->sketch, b->sketch.lg_k);
  sluice_hll_union (&a->sketch, arena, a->sketch.lg_k, &b->sketch, TRUE);
  sluice_hll_settle (&a->sketch);

  return TRUE;
}

static gboolean
finish_sketches (gpointer const *states, guint32 n, guint lg_k, SluiceEvalContext *context, SluiceColumn *result)
{
  for (guint32 i = 0; i < n; i++)
    {
      SluiceHll sketch = ((const State *) states[i])->sketch;
      gsize length;
      char *bytes;

      if (sketch.lg_k == 0)
        sluice_hll_init (&sketch, lg_k);
      sluice_hll_settle (&sketch);
      length = sluice_hll_size (&sketch);
      bytes = sluice_arena_alloc_bytes (context->arena, length);
      sluice_hll_write (&sketch, (guint8 *) bytes);
      result->string[i] = sluice_string (bytes, length);
    }

  return TRUE;
}

static gboolean
hll_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  return check_lg_k (expr, error) && finish_sketches (states, n, lg_k_of (expr), context, result);
}

static void
hll_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  SluiceHll sketch = ((const State *) state)->sketch;
  gsize length = 0;

  if (sketch.lg_k != 0)
    {
      sluice_hll_settle (&sketch);
      length = sluice_hll_size (&sketch);
    }
  if (length > 0)
    sluice_hll_write (&sketch, sluice_sketch_save_bytes (out, length));
  else
    sluice_sketch_save_bytes (out, 0);
}

static gboolean
hll_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  State *self = state;
  gsize length;
  const guint8 *bytes = sluice_sketch_load_bytes (cursor, end, &length);

  if (bytes == NULL)
    return FALSE;
  if (length == 0)
    return TRUE;
  if (!sluice_hll_read (&self->sketch, arena, bytes, length))
    return FALSE;
  self->lg_max = self->sketch.lg_k;

  return TRUE;
}

static const SluiceAggregate hll
    = { "hll_sketch", sizeof (State), TRUE, hll_update, hll_merge, hll_finish, hll_save, hll_load };

/* An empty sketch says nothing of how many registers there are to be. */
static gboolean
add_sketch (const SluiceExpr *expr,
            SluiceArena      *arena,
            State            *self,
            const SluiceHll  *sketch,
            gboolean          adopt,
            GError          **error)
{
  gboolean may_differ = GPOINTER_TO_INT (expr->data);

  if (self->lg_max == 0 || (sluice_hll_is_empty (&self->sketch) && !sluice_hll_is_empty (sketch)))
    {
      sluice_hll_init (&self->sketch, sketch->lg_k);
      self->lg_max = sketch->lg_k;
    }
  else if (!may_differ && !sluice_hll_is_empty (sketch) && self->sketch.lg_k != sketch->lg_k)
    return sluice_hll_refuse_lg_k (expr, expr->function->name, self->sketch.lg_k, sketch->lg_k, error);
  sluice_hll_union (&self->sketch, arena, self->lg_max, sketch, adopt);

  return TRUE;
}

static gboolean
union_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      const SluiceString *bytes = &args[0]->string[sluice_column_index (args[0], row)];
      SluiceHll sketch;

      if (sluice_column_is_null (args[0], row))
        continue;
      if (!sluice_hll_read (&sketch, arena, (const guint8 *) bytes->data, bytes->length))
        return sluice_hll_refuse (expr, expr->function->name, error);
      if (!add_sketch (expr, arena, states[i], &sketch, FALSE, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
union_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const State *other = from;
  SluiceHll sketch = other->sketch;

  if (other->lg_max == 0)
    return TRUE;

  sluice_hll_settle (&sketch);

  return add_sketch (expr, arena, into, &sketch, TRUE, error);
}

static gboolean
union_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  return finish_sketches (states, n, SLUICE_HLL_DEFAULT_LG_K, context, result);
}

static const SluiceAggregate hll_union
    = { "hll_union", sizeof (State), TRUE, union_update, union_merge, union_finish, hll_save, hll_load };

SluiceExpr *
sluice_aggregate_resolve_hll (const SluiceFunction *function,
                              SluiceAnalyzer       *analyzer,
                              SluiceCall           *call,
                              GError              **error)
{
  static const SluiceTypeId types[]
      = { SLUICE_TYPE_INT, SLUICE_TYPE_BIGINT, SLUICE_TYPE_STRING, SLUICE_TYPE_BINARY };
  static const gint32 default_lg_k = SLUICE_HLL_DEFAULT_LG_K;
  SluiceExpr *result;
  gint32 lg_k;

  if (call->n_args == 1)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_INT), &default_lg_k);
  if (!sluice_sketch_expect (analyzer, call, 0, types, G_N_ELEMENTS (types), error)
      || !sluice_sketch_expect_one (analyzer, call, 1, SLUICE_TYPE_INT, error)
      || !sluice_sketch_fold_number (analyzer, call, 1, &lg_k, error))
    return NULL;

  result = sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BINARY), FALSE, &hll);
  result->data = GINT_TO_POINTER (lg_k);

  return result;
}

SluiceExpr *
sluice_aggregate_resolve_hll_union (const SluiceFunction *function,
                                    SluiceAnalyzer       *analyzer,
                                    SluiceCall           *call,
                                    GError              **error)
{
  static const guint8 no = FALSE;
  SluiceExpr *result;
  gboolean may_differ;

  if (call->n_args == 1)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), &no);
  if (!sluice_sketch_expect_one (analyzer, call, 0, SLUICE_TYPE_BINARY, error)
      || !sluice_sketch_expect_one (analyzer, call, 1, SLUICE_TYPE_BOOLEAN, error)
      || !sluice_aggregate_fold (analyzer, call, 1, "allowDifferentLgConfigK", error))
    return NULL;

  may_differ = !sluice_column_is_null (call->args[1]->value, 0) && call->args[1]->value->boolean[0];
  result = sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BINARY), FALSE, &hll_union);
  result->data = GINT_TO_POINTER (may_differ);

  return result;
}
