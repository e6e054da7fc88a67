/* sluice-aggregate-approx-count.c: approx_count_distinct, by HyperLogLog++.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-hash.h"
#include "expr/sluice-hyperloglog-data.h"

#define DEFAULT_DEVIATION 0.05
#define SEED 42
/* Registers beyond this take more memory per group than there is; Spark's buffer has a similar limit. */
#define MAX_BITS 24
/* How many measured estimates around one give its bias. */
#define NEIGHBOURS 6

typedef struct
{
  guint8 *registers; /* NULL while there was no value */
} HyperLogLog;

/* The expression's data is how many bits of a hash address a register. */
static guint
address_bits (const SluiceExpr *expr)
{
  return GPOINTER_TO_UINT (expr->data);
}

static void
ensure_registers (HyperLogLog *self, SluiceArena *arena, guint bits)
{
  if (self->registers != NULL)
    return;

  sluice_arena_align (arena);
  self->registers = sluice_arena_new_array0 (arena, guint8, (gsize) 1 << bits);
}

static gboolean
approx_count_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  guint bits = address_bits (expr);

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      HyperLogLog *self = states[i];
      guint64 hash;
      guint8 zeros;

      if (sluice_column_is_null (args[0], row))
        continue;
      hash = (guint64) sluice_hash_xxhash64 (args[0], row, SEED);
      zeros = (guint8) (__builtin_clzll (hash << bits | G_GUINT64_CONSTANT (1) << (bits - 1)) + 1);
      ensure_registers (self, arena, bits);
      self->registers[hash >> (64 - bits)] = MAX (self->registers[hash >> (64 - bits)], zeros);
    }

  return TRUE;
}

static gboolean
approx_count_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  HyperLogLog *a = into;
  const HyperLogLog *b = from;
  guint bits = address_bits (expr);

  if (b->registers == NULL)
    return TRUE;

  ensure_registers (a, arena, bits);
  for (gsize i = 0; i < (gsize) 1 << bits; i++)
    a->registers[i] = MAX (a->registers[i], b->registers[i]);

  return TRUE;
}

static double
distance (const SluiceHyperLogLogTable *table, guint i, double estimate)
{
  double difference = estimate - table->estimates[i];

  return difference * difference;
}

/* The mean bias of the nearest measured estimates. */
static double
bias_of (const SluiceHyperLogLogTable *table, double estimate)
{
  guint low = 0, high = table->n;
  double sum = 0;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (table->estimates[middle] < estimate)
        low = middle + 1;
      else
        high = middle;
    }

  low = low + 1 > NEIGHBOURS ? low + 1 - NEIGHBOURS : 0;
  high = MIN (low + NEIGHBOURS, table->n);
  while (high < table->n && distance (table, high, estimate) < distance (table, low, estimate))
    {
      low++;
      high++;
    }
  for (guint i = low; i < high; i++)
    sum += table->biases[i];

  return sum / (high - low);
}

static double
alpha (guint bits, double m)
{
  switch (bits)
    {
    case 4:
      return 0.673;
    case 5:
      return 0.697;
    case 6:
      return 0.709;
    default:
      return 0.7213 / (1 + 1.079 / m);
    }
}

static gint64
estimate_count (const HyperLogLog *self, guint bits)
{
  const SluiceHyperLogLogTable *table
      = bits <= SLUICE_HYPERLOGLOG_MAX ? &sluice_hyperloglog_tables[bits - SLUICE_HYPERLOGLOG_MIN] : NULL;
  double m = (double) ((gsize) 1 << bits);
  double inverse = 0, empty = 0, raw, corrected;

  if (self->registers == NULL)
    return 0;

  for (gsize i = 0; i < (gsize) 1 << bits; i++)
    {
      inverse += 1.0 / (double) (G_GUINT64_CONSTANT (1) << self->registers[i]);
      empty += self->registers[i] == 0;
    }
  raw = alpha (bits, m) * m * m / inverse;
  corrected = table != NULL && raw < 5 * m ? raw - bias_of (table, raw) : raw;
  if (empty > 0)
    {
      double linear = m * log (m / empty);

      if ((table != NULL && linear <= table->threshold) || raw <= 2.5 * m)
        corrected = linear;
    }

  return (gint64) floor (corrected + 0.5);
}

static gboolean
approx_count_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    result->i64[i] = estimate_count (states[i], address_bits (expr));

  return TRUE;
}

/* Few registers are kept one by one, with their numbers. */
static void
approx_count_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const HyperLogLog *self = state;
  gsize m = (gsize) 1 << address_bits (expr);
  guint32 used = 0, word;

  for (gsize i = 0; self->registers != NULL && i < m; i++)
    used += self->registers[i] != 0;
  word = GUINT32_TO_LE (used);
  g_byte_array_append (out, (const guint8 *) &word, sizeof word);
  if (used >= m / 4)
    {
      g_byte_array_append (out, self->registers, (guint) m);
      return;
    }
  for (gsize i = 0; used > 0 && i < m; i++)
    if (self->registers[i] != 0)
      {
        word = GUINT32_TO_LE ((guint32) (i << 8 | self->registers[i]));
        g_byte_array_append (out, (const guint8 *) &word, sizeof word);
      }
}

static gboolean
approx_count_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  HyperLogLog *self = state;
  guint bits = address_bits (expr);
  gsize m = (gsize) 1 << bits;
  guint32 used, word;

  if (end - *cursor < (gssize) sizeof used)
    return FALSE;
  memcpy (&used, *cursor, sizeof used);
  *cursor += sizeof used;
  used = GUINT32_FROM_LE (used);
  if (used > m)
    return FALSE;
  if (used == 0)
    return TRUE;

  ensure_registers (self, arena, bits);
  if (used >= m / 4)
    {
      if (end - *cursor < (gssize) m)
        return FALSE;
      memcpy (self->registers, *cursor, m);
      *cursor += m;
    }
  else
    {
      if ((gsize) (end - *cursor) / sizeof word < used)
        return FALSE;
      for (guint32 i = 0; i < used; i++)
        {
          memcpy (&word, *cursor, sizeof word);
          *cursor += sizeof word;
          word = GUINT32_FROM_LE (word);
          if (word >> 8 >= m)
            return FALSE;
          self->registers[word >> 8] = (guint8) word;
        }
    }
  for (gsize i = 0; i < m; i++)
    if (self->registers[i] > 64 - bits + 1)
      return FALSE;

  return TRUE;
}

static const SluiceAggregate approx_count
    = { "approx_count_distinct", sizeof (HyperLogLog), FALSE,             approx_count_update,
        approx_count_merge,      approx_count_finish,  approx_count_save, approx_count_load };

SluiceExpr *
sluice_aggregate_resolve_approx_count (const SluiceFunction *function,
                                       SluiceAnalyzer       *analyzer,
                                       SluiceCall           *call,
                                       GError              **error)
{
  static const double default_deviation = DEFAULT_DEVIATION;
  g_autoptr (SluiceExpr) literal = NULL;
  SluiceTypeId id;
  SluiceExpr *result;
  double bits;

  if (call->n_args == 1)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_DOUBLE), &default_deviation);
  literal = sluice_analyzer_fold (analyzer, call->args[1], NULL);
  id = call->args[1]->type->id;
  if (literal == NULL || (id != SLUICE_TYPE_DOUBLE && id != SLUICE_TYPE_DECIMAL)
      || sluice_column_is_null (literal->value, 0))
    {
      sluice_call_error (call, "_LEGACY_ERROR_TEMP_1104", error,
                         "The second argument should be a double literal.");
      return NULL;
    }

  bits = ceil (2 * log (1.106 / sluice_aggregate_to_double (literal->value, 0)) / log (2));
  if (!(bits >= SLUICE_HYPERLOGLOG_MIN && bits <= MAX_BITS))
    {
      sluice_call_error (call, "FAILED_FUNCTION_CALL", error,
                         "Failed preparing of the function `%s` for call. Please, double check function's "
                         "arguments.",
                         function->name);
      return NULL;
    }
  sluice_call_replace_arg (call, 1, g_steal_pointer (&literal));
  result = sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT), FALSE,
                                         &approx_count);
  result->data = GUINT_TO_POINTER ((guint) bits);

  return result;
}
