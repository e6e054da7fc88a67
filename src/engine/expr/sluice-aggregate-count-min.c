/* sluice-aggregate-count-min.c: count_min_sketch.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-hash.h"
#include "expr/sluice-java-random.h"

#define FORMAT_VERSION 1
/* Larger sketches than this (512 MiB) aren't made for a group. */
#define MAX_CELLS (G_GUINT64_CONSTANT (1) << 26)

/* The expression's data. */
typedef struct
{
  gint32 depth;
  gint32 width;
  gint64 factors[];
} Shape;

typedef struct
{
  gint64 *cells; /* NULL while there was no value */
  gint64 total;
} Sketch;

static gint64 *
ensure_cells (Sketch *self, SluiceArena *arena, const Shape *shape)
{
  if (self->cells == NULL)
    {
      sluice_arena_align (arena);
      self->cells = sluice_arena_new_array0 (arena, gint64, (gsize) shape->depth * (gsize) shape->width);
    }

  return self->cells;
}

/* Where an integer is counted: times a factor, modulo 2³¹ - 1, nearly. */
static gint32
place_of_integer (const Shape *shape, gint32 i, gint64 value)
{
  gint64 hash = (gint64) ((guint64) shape->factors[i] * (guint64) value);

  hash = (gint64) ((guint64) hash + (guint64) (hash >> 32)) & G_MAXINT32;

  return (gint32) hash % shape->width;
}

static void
add (Sketch *self, const Shape *shape, const SluiceColumn *column, guint32 row)
{
  gboolean text = column->type->id == SLUICE_TYPE_STRING || column->type->id == SLUICE_TYPE_BINARY;
  gint32 first = text ? sluice_hash_murmur3 (column, row, 0) : 0;
  gint32 second = text ? sluice_hash_murmur3 (column, row, first) : 0;

  for (gint32 i = 0; i < shape->depth; i++)
    {
      gint32 place;

      if (text)
        {
          place = (gint32) ((guint32) first + (guint32) i * (guint32) second) % shape->width;
          place = place < 0 ? -place : place;
        }
      else
        place = place_of_integer (shape, i, sluice_column_integral (column, sluice_column_index (column, row)));
      self->cells[(gsize) i * (gsize) shape->width + (gsize) place]++;
    }
  self->total++;
}

static gboolean
count_min_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const Shape *shape = expr->data;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (sluice_column_is_null (args[0], row))
        continue;
      ensure_cells (states[i], arena, shape);
      add (states[i], shape, args[0], row);
    }

  return TRUE;
}

static gboolean
count_min_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const Shape *shape = expr->data;
  Sketch *a = into;
  const Sketch *b = from;

  if (b->cells == NULL)
    return TRUE;

  ensure_cells (a, arena, shape);
  for (gsize i = 0; i < (gsize) shape->depth * (gsize) shape->width; i++)
    a->cells[i] += b->cells[i];
  a->total += b->total;

  return TRUE;
}

static char *
put_int (char *out, gint32 value)
{
  value = GINT32_TO_BE (value);
  memcpy (out, &value, sizeof value);

  return out + sizeof value;
}

static char *
put_long (char *out, gint64 value)
{
  value = GINT64_TO_BE (value);
  memcpy (out, &value, sizeof value);

  return out + sizeof value;
}

static gboolean
count_min_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  const Shape *shape = expr->data;
  gsize n_cells = (gsize) shape->depth * (gsize) shape->width;
  gsize length = 20 + 8 * ((gsize) shape->depth + n_cells);

  for (guint32 i = 0; i < n; i++)
    {
      const Sketch *self = states[i];
      char *bytes = sluice_arena_alloc_bytes (context->arena, length);
      char *out = put_int (bytes, FORMAT_VERSION);

      out = put_long (out, self->total);
      out = put_int (out, shape->depth);
      out = put_int (out, shape->width);
      for (gint32 k = 0; k < shape->depth; k++)
        out = put_long (out, shape->factors[k]);
      for (gsize k = 0; k < n_cells; k++)
        out = put_long (out, self->cells != NULL ? self->cells[k] : 0);
      result->string[i] = sluice_string (bytes, length);
    }

  return TRUE;
}

static void
count_min_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const Shape *shape = expr->data;
  const Sketch *self = state;
  guint64 total = GUINT64_TO_LE ((guint64) self->total);

  g_byte_array_append (out, (const guint8 *) &total, sizeof total);
  for (gsize i = 0; self->total > 0 && i < (gsize) shape->depth * (gsize) shape->width; i++)
    {
      guint64 cell = GUINT64_TO_LE ((guint64) self->cells[i]);

      g_byte_array_append (out, (const guint8 *) &cell, sizeof cell);
    }
}

static gboolean
count_min_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  const Shape *shape = expr->data;
  gsize n_cells = (gsize) shape->depth * (gsize) shape->width;
  Sketch *self = state;
  guint64 word;

  if (end - *cursor < (gssize) sizeof word)
    return FALSE;
  memcpy (&word, *cursor, sizeof word);
  *cursor += sizeof word;
  self->total = (gint64) GUINT64_FROM_LE (word);
  if (self->total <= 0)
    return self->total == 0;
  if ((gsize) (end - *cursor) / sizeof word < n_cells)
    return FALSE;

  ensure_cells (self, arena, shape);
  for (gsize i = 0; i < n_cells; i++)
    {
      memcpy (&word, *cursor, sizeof word);
      *cursor += sizeof word;
      self->cells[i] = (gint64) GUINT64_FROM_LE (word);
    }

  return TRUE;
}

static const SluiceAggregate count_min
    = { "count_min_sketch", sizeof (Sketch),  FALSE,          count_min_update,
        count_min_merge,    count_min_finish, count_min_save, count_min_load };

static gboolean
check_types (SluiceCall *call, GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (!sluice_type_is_integral (id) && id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_BINARY)
    {
      sluice_call_wrong_type (call, 0, "(\"INTEGRAL\" or \"STRING\" or \"BINARY\")", error);
      return FALSE;
    }
  for (guint i = 1; i < 4; i++)
    {
      id = call->args[i]->type->id;
      if (i < 3 ? id == SLUICE_TYPE_DOUBLE : id == SLUICE_TYPE_INT || id == SLUICE_TYPE_BIGINT)
        continue;
      if (id == SLUICE_TYPE_VOID)
        continue;
      sluice_call_wrong_type (call, i, i < 3 ? "\"DOUBLE\"" : "(\"INT\" or \"BIGINT\")", error);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_above_zero (SluiceCall *call, guint index, const char *name, const char *most, gboolean good, GError **error)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length;

  if (good)
    return TRUE;

  length = sluice_format_double (call->args[index]->value->f64[0], text);
  sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                        "The %s must be between (0.0, %s] (current value = %.*sD).", name, most, (int) length,
                        text);

  return FALSE;
}

SluiceExpr *
sluice_aggregate_resolve_count_min (const SluiceFunction *function,
                                    SluiceAnalyzer       *analyzer,
                                    SluiceCall           *call,
                                    GError              **error)
{
  static const char *const names[] = { NULL, "eps", "confidence", "seed" };
  SluiceJavaRandom random;
  SluiceExpr *result;
  Shape *shape;
  double eps, confidence, width, depth;

  if (!check_types (call, error))
    return NULL;
  for (guint i = 1; i < 4; i++)
    if (!sluice_aggregate_fold_not_null (analyzer, call, i, names[i], error))
      return NULL;

  eps = call->args[1]->value->f64[0];
  confidence = call->args[2]->value->f64[0];
  if (!check_above_zero (call, 1, "eps", "1.7976931348623157E308", eps > 0, error)
      || !check_above_zero (call, 2, "confidence", "1.0", confidence > 0 && confidence < 1, error))
    return NULL;

  width = ceil (2 / eps);
  depth = ceil (-log (1 - confidence) / log (2));
  if (!(width * depth <= (double) MAX_CELLS) || depth < 1)
    {
      sluice_call_error (call, NULL, error,
                         "A sketch of %.0f by %.0f counters is too large. Choose a larger eps or a smaller "
                         "confidence.",
                         depth, width);
      return NULL;
    }

  shape = g_malloc0 (sizeof *shape + sizeof (gint64) * (gsize) depth);
  shape->depth = (gint32) depth;
  shape->width = (gint32) width;
  sluice_java_random_init (&random, (gint32) sluice_column_integral (call->args[3]->value, 0));
  for (gint32 i = 0; i < shape->depth; i++)
    shape->factors[i] = sluice_java_random_below (&random, G_MAXINT32);

  result = sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BINARY), FALSE,
                                         &count_min);
  result->data = shape;
  result->data_destroy = g_free;

  return result;
}
