/* sluice-aggregate-histogram.c: histogram_numeric: a histogram whose bins follow the data.
 *
 * The algorithm is that of Y. Ben-Haim and E. Tom-Tov, “A streaming parallel decision tree algorithm” (2010):
 * each value begins a bin, and while there are too many, the two nearest become one. Where several pairs are
 * as near, Spark draws lots with a generator of a fixed seed.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-java-random.h"

#define SEED 31183
#define MIN_BINS 2

typedef struct
{
  double x;
  double y;
} Bin;

typedef struct
{
  Bin *bins;
  guint32 n;
  guint32 capacity;
  SluiceJavaRandom random;
  guint64 seeded;
} Histogram;

static gint32
n_bins (const SluiceExpr *expr)
{
  return expr->args[1]->value->i32[0];
}

static void
reserve (Histogram *self, SluiceArena *arena, guint32 n)
{
  guint32 capacity = MAX (self->capacity, 8);
  Bin *bins;

  if (!self->seeded)
    {
      sluice_java_random_init (&self->random, SEED);
      self->seeded = TRUE;
    }
  if (n <= self->capacity)
    return;
  while (capacity < n)
    capacity *= 2;
  sluice_arena_align (arena);
  bins = sluice_arena_new_array (arena, Bin, capacity);
  if (self->n > 0)
    memcpy (bins, self->bins, sizeof *bins * self->n);
  self->bins = bins;
  self->capacity = capacity;
}

static void
trim (Histogram *self, guint32 most)
{
  while (self->n > most)
    {
      double nearest = self->bins[1].x - self->bins[0].x;
      guint32 at = 0, ties = 1;
      Bin *bin;
      double height;

      for (guint32 i = 1; i + 1 < self->n; i++)
        {
          double distance = self->bins[i + 1].x - self->bins[i].x;

          if (distance < nearest)
            {
              nearest = distance;
              at = i;
              ties = 1;
            }
          else if (distance == nearest && sluice_java_random_double (&self->random) <= 1.0 / ++ties)
            at = i;
        }

      bin = &self->bins[at];
      height = bin[0].y + bin[1].y;
      bin->x *= bin->y / height;
      bin->x += bin[1].x / height * bin[1].y;
      bin->y = height;
      memmove (bin + 1, bin + 2, sizeof *bin * (self->n - at - 2));
      self->n--;
    }
}

static void
add (Histogram *self, SluiceArena *arena, guint32 most, double value)
{
  guint32 low = 0, high = self->n, at = 0;

  while (low < high)
    {
      at = (low + high) / 2;
      if (self->bins[at].x > value)
        high = at;
      else if (self->bins[at].x < value)
        low = ++at;
      else
        break;
    }
  if (at < self->n && self->bins[at].x == value)
    {
      self->bins[at].y++;
      return;
    }

  reserve (self, arena, self->n + 1);
  memmove (&self->bins[at + 1], &self->bins[at], sizeof (Bin) * (self->n - at));
  self->bins[at] = (Bin){ value, 1 };
  self->n++;
  trim (self, most);
}

static gboolean
histogram_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  guint32 most = (guint32) n_bins (expr);

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (!sluice_column_is_null (args[0], row))
        add (states[i], arena, most, sluice_aggregate_to_double (args[0], row));
    }

  return TRUE;
}

/* Those of a come before those of b where they are equal. */
static gboolean
is_above (double a, double b)
{
  if (a != b)
    return a > b || (a != a && b == b);

  return a == 0 && !signbit (a) && signbit (b);
}

static gboolean
histogram_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  Histogram *a = into;
  const Histogram *b = from;
  gboolean empty = a->n == 0;

  if (b->n == 0)
    return TRUE;

  reserve (a, arena, a->n + b->n);
  for (guint32 j = 0; j < b->n; j++)
    {
      guint32 at = a->n;

      while (at > 0 && is_above (a->bins[at - 1].x, b->bins[j].x))
        at--;
      memmove (&a->bins[at + 1], &a->bins[at], sizeof (Bin) * (a->n - at));
      a->bins[at] = b->bins[j];
      a->n++;
    }
  if (!empty)
    trim (a, (guint32) n_bins (expr));

  return TRUE;
}

static gboolean
histogram_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  SluiceColumn *bins;
  guint32 total = 0, at = 0;

  result->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      total += ((const Histogram *) states[i])->n;
      result->offsets[i + 1] = total;
    }
  sluice_arena_align (context->arena);
  bins = sluice_column_new (context->arena, result->type->fields[0].type, total);
  for (guint32 i = 0; i < n; i++)
    {
      const Histogram *self = states[i];

      if (self->n == 0)
        sluice_aggregate_set_null (context, result, i);
      for (guint32 j = 0; j < self->n; j++, at++)
        {
          if (!sluice_aggregate_from_double (self->bins[j].x, bins->children[0], at))
            sluice_aggregate_set_null (context, bins->children[0], at);
          bins->children[1]->f64[at] = self->bins[j].y;
        }
    }
  result->children[0] = bins;

  return TRUE;
}

static void
histogram_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const Histogram *self = state;
  guint32 n = GUINT32_TO_LE (self->n);

  g_byte_array_append (out, (const guint8 *) &n, sizeof n);
  for (guint32 i = 0; i < self->n; i++)
    g_byte_array_append (out, (const guint8 *) &self->bins[i], sizeof (Bin));
}

static gboolean
histogram_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  Histogram *self = state;
  guint32 n;

  if (end - *cursor < (gssize) sizeof n)
    return FALSE;
  memcpy (&n, *cursor, sizeof n);
  *cursor += sizeof n;
  n = GUINT32_FROM_LE (n);
  if ((gsize) (end - *cursor) / sizeof (Bin) < n || n > (guint32) n_bins (expr))
    return FALSE;

  reserve (self, arena, n);
  if (n > 0)
    memcpy (self->bins, *cursor, sizeof (Bin) * n);
  self->n = n;
  *cursor += sizeof (Bin) * n;

  return TRUE;
}

static const SluiceAggregate histogram
    = { "histogram_numeric", sizeof (Histogram), TRUE,           histogram_update,
        histogram_merge,     histogram_finish,   histogram_save, histogram_load };

SluiceExpr *
sluice_aggregate_resolve_histogram (const SluiceFunction *function,
                                    SluiceAnalyzer       *analyzer,
                                    SluiceCall           *call,
                                    GError              **error)
{
  g_autoptr (SluiceType) bin = NULL;
  g_autoptr (SluiceType) type = NULL;
  SluiceField fields[2];

  if (!sluice_aggregate_coerce_measure (analyzer, call, 0, error)
      || !sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT), error)
      || !sluice_aggregate_fold_not_null (analyzer, call, 1, "nb", error))
    return NULL;
  if (call->args[1]->value->i32[0] < MIN_BINS)
    {
      sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                            "The nb must be between [%d, %d] (current value = %d).", MIN_BINS, G_MAXINT32,
                            call->args[1]->value->i32[0]);
      return NULL;
    }

  fields[0] = (SluiceField){ (char *) "x", (SluiceType *) call->args[0]->type, TRUE, -1 };
  fields[1] = (SluiceField){ (char *) "y", sluice_type_primitive (SLUICE_TYPE_DOUBLE), TRUE, -1 };
  bin = sluice_type_struct (fields, G_N_ELEMENTS (fields));
  type = sluice_type_array (bin, TRUE);

  return sluice_aggregate_finish_call (function, call, type, TRUE, &histogram);
}
