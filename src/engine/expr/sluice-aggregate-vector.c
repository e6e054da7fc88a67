/* sluice-aggregate-vector.c: vector_sum and vector_avg.
 *
 * Both are made in FLOAT, the mean row by row, as Spark makes them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-vector.h"

typedef struct
{
  float *values;
  gint64 n; /* vectors */
  guint32 dimension;
  guint32 unused;
} VectorState;

static void
begin (VectorState *self, SluiceArena *arena, const float *values, guint32 dimension, gint64 n)
{
  sluice_arena_align (arena);
  self->values = sluice_arena_new_array (arena, float, MAX (dimension, 1));
  if (dimension > 0)
    memcpy (self->values, values, sizeof *values * dimension);
  self->dimension = dimension;
  self->n = n;
}

static gboolean
check_dimension (const SluiceExpr *expr, const VectorState *self, guint32 dimension, GError **error)
{
  if (self->dimension == dimension)
    return TRUE;

  sluice_vector_fail_dimension (expr->function->name, self->dimension, dimension, error);
  if (error != NULL && expr->text_offset >= 0)
    sluice_error_set_position (*error, expr->text_offset, expr->text_length);

  return FALSE;
}

static inline gboolean
update (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean mean)
{
  const SluiceColumn *vectors = args[0];
  const SluiceColumn *elements;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      VectorState *self = states[i];
      gboolean whole = TRUE;
      const float *values;
      guint32 first, dimension;

      if (sluice_column_is_null (vectors, row))
        continue;
      row = sluice_column_index (vectors, row);
      elements = vectors->children[0];
      first = vectors->offsets[row];
      dimension = vectors->offsets[row + 1] - first;
      for (guint32 k = 0; k < dimension; k++)
        whole = whole && !sluice_column_is_null (elements, first + k);
      if (!whole)
        continue;

      values = elements->f32 + first;
      if (self->n == 0)
        {
          begin (self, arena, values, dimension, 1);
          continue;
        }
      if (!check_dimension (expr, self, dimension, error))
        return FALSE;
      self->n++;
      for (guint32 k = 0; k < dimension; k++)
        self->values[k] += mean ? (values[k] - self->values[k]) / (float) self->n : values[k];
    }

  return TRUE;
}

static inline gboolean
merge (SLUICE_AGGREGATE_MERGE_ARGS, gboolean mean)
{
  VectorState *a = into;
  const VectorState *b = from;

  if (b->n == 0)
    return TRUE;
  if (a->n == 0)
    {
      begin (a, arena, b->values, b->dimension, b->n);
      return TRUE;
    }
  if (!check_dimension (expr, a, b->dimension, error))
    return FALSE;

  a->n += b->n;
  for (guint32 k = 0; k < a->dimension; k++)
    a->values[k] += mean ? (b->values[k] - a->values[k]) * ((float) b->n / (float) a->n) : b->values[k];

  return TRUE;
}

static gboolean
vector_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  SluiceColumn *elements;
  guint32 total = 0;

  result->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      total += ((const VectorState *) states[i])->dimension;
      result->offsets[i + 1] = total;
    }
  sluice_arena_align (context->arena);
  elements = sluice_column_new (context->arena, result->type->fields[0].type, total);
  for (guint32 i = 0; i < n; i++)
    {
      const VectorState *self = states[i];

      if (self->n == 0)
        sluice_aggregate_set_null (context, result, i);
      if (self->dimension > 0)
        memcpy (elements->f32 + result->offsets[i], self->values, sizeof (float) * self->dimension);
    }
  result->children[0] = elements;

  return TRUE;
}

static void
vector_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const VectorState *self = state;

  g_byte_array_append (out, (const guint8 *) &self->n, sizeof self->n);
  g_byte_array_append (out, (const guint8 *) &self->dimension, sizeof self->dimension);
  if (self->dimension > 0)
    g_byte_array_append (out, (const guint8 *) self->values, (guint) sizeof (float) * self->dimension);
}

static gboolean
vector_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  gint64 n;
  guint32 dimension;
  VectorState *self = state;

  if (end - *cursor < (gssize) (sizeof n + sizeof dimension))
    return FALSE;
  memcpy (&n, *cursor, sizeof n);
  memcpy (&dimension, *cursor + sizeof n, sizeof dimension);
  *cursor += sizeof n + sizeof dimension;
  if (n < 0 || (n == 0 && dimension > 0) || (gsize) (end - *cursor) / sizeof (float) < dimension)
    return FALSE;

  /* The bytes of a checkpoint lie at any address. */
  begin (self, arena, NULL, 0, n);
  self->values = sluice_arena_new_array (arena, float, MAX (dimension, 1));
  self->dimension = dimension;
  if (dimension > 0)
    memcpy (self->values, *cursor, sizeof (float) * dimension);
  *cursor += sizeof (float) * dimension;

  return TRUE;
}

#define DEFINE_VECTOR(name, mean)                                                                 \
  static gboolean name##_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                    \
  {                                                                                               \
    return update (expr, context, arena, states, args, rows, n, error, mean);                     \
  }                                                                                               \
                                                                                                  \
  static gboolean name##_merge (SLUICE_AGGREGATE_MERGE_ARGS)                                      \
  {                                                                                               \
    return merge (expr, arena, into, from, error, mean);                                          \
  }                                                                                               \
                                                                                                  \
  static const SluiceAggregate name                                                               \
      = { #name, sizeof (VectorState), TRUE, name##_update, name##_merge, vector_finish,          \
          vector_save, vector_load };

DEFINE_VECTOR (vector_sum, FALSE)
DEFINE_VECTOR (vector_avg, TRUE)

SluiceExpr *
sluice_aggregate_resolve_vector (const SluiceFunction *function,
                                 SluiceAnalyzer       *analyzer,
                                 SluiceCall           *call,
                                 GError              **error)
{
  g_autoptr (SluiceType) type = sluice_type_array (sluice_type_primitive (SLUICE_TYPE_FLOAT), FALSE);

  if (!sluice_vector_check (call, 0, error))
    return NULL;

  return sluice_aggregate_finish_call (function, call, type, TRUE,
                                       function->user_data != NULL ? &vector_avg : &vector_sum);
}
