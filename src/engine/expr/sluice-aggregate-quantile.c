/* sluice-aggregate-quantile.c: percentile_approx.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-quantile-summary.h"

#define DEFAULT_ACCURACY 10000
#define SAMPLE_BYTES 24

/* The arguments of a resolved call are the value, the percentages and the accuracy. */
static double
relative_error (const SluiceExpr *expr)
{
  return 1.0 / (double) expr->args[2]->value->i64[0];
}

static gboolean
quantile_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  double relative = relative_error (expr);

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (!sluice_column_is_null (args[0], row))
        sluice_quantile_summary_add (states[i], arena, relative, sluice_aggregate_to_double (args[0], row));
    }

  return TRUE;
}

static gboolean
quantile_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  sluice_quantile_summary_merge (into, arena, relative_error (expr), from);

  return TRUE;
}

static gboolean
quantile_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  const SluicePercentages *percentages = expr->data;
  g_autofree double *values = g_new0 (double, (gsize) n * percentages->n + 1);
  g_autofree gboolean *empty = g_new0 (gboolean, n + 1);
  double relative = relative_error (expr);

  for (guint32 i = 0; i < n; i++)
    {
      SluiceQuantileSummary summary = sluice_quantile_summary_copy (states[i], context->arena);

      sluice_quantile_summary_compress (&summary, context->arena, relative);
      empty[i] = summary.count == 0;
      if (!empty[i])
        sluice_quantile_summary_query (&summary, relative, percentages->values, percentages->n,
                                       values + (gsize) i * percentages->n);
    }
  sluice_aggregate_write_percentiles (percentages, context, values, empty, n, result);

  return TRUE;
}

/* As Spark, a state is compressed when it is kept. */
static void
quantile_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  SluiceArena *arena = sluice_arena_new ();
  SluiceQuantileSummary summary = sluice_quantile_summary_copy (state, arena);
  guint64 head[2];

  sluice_quantile_summary_compress (&summary, arena, relative_error (expr));
  head[0] = GUINT64_TO_LE ((guint64) summary.count);
  head[1] = GUINT64_TO_LE ((guint64) summary.n);
  g_byte_array_append (out, (const guint8 *) head, sizeof head);
  for (guint32 i = 0; i < summary.n; i++)
    {
      guint64 words[3];

      memcpy (words, &summary.samples[i].value, sizeof *words);
      words[0] = GUINT64_TO_LE (words[0]);
      words[1] = GUINT64_TO_LE ((guint64) summary.samples[i].g);
      words[2] = GUINT64_TO_LE ((guint64) summary.samples[i].delta);
      g_byte_array_append (out, (const guint8 *) words, sizeof words);
    }
  sluice_arena_unref (arena);
}

static gboolean
quantile_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  SluiceQuantileSummary *self = state;
  guint64 head[2];

  if (end - *cursor < (gssize) sizeof head)
    return FALSE;
  memcpy (head, *cursor, sizeof head);
  *cursor += sizeof head;
  head[0] = GUINT64_FROM_LE (head[0]);
  head[1] = GUINT64_FROM_LE (head[1]);
  if (head[1] > (guint64) (end - *cursor) / SAMPLE_BYTES || (head[0] == 0) != (head[1] == 0))
    return FALSE;

  memset (self, 0, sizeof *self);
  self->count = (gint64) head[0];
  self->n = self->capacity = (guint32) head[1];
  self->compressed = TRUE;
  sluice_arena_align (arena);
  self->samples = sluice_arena_new_array (arena, SluiceQuantileSample, MAX (self->n, 1));
  self->spare = sluice_arena_new_array (arena, SluiceQuantileSample, MAX (self->n, 1));
  for (guint32 i = 0; i < self->n; i++)
    {
      guint64 words[3];

      memcpy (words, *cursor, sizeof words);
      *cursor += sizeof words;
      words[0] = GUINT64_FROM_LE (words[0]);
      memcpy (&self->samples[i].value, words, sizeof *words);
      self->samples[i].g = (gint64) GUINT64_FROM_LE (words[1]);
      self->samples[i].delta = (gint64) GUINT64_FROM_LE (words[2]);
    }

  return TRUE;
}

static const SluiceAggregate quantile
    = { "percentile_approx", sizeof (SluiceQuantileSummary), TRUE,          quantile_update,
        quantile_merge,      quantile_finish,                quantile_save, quantile_load };

static gboolean
check_accuracy_type (const SluiceCall *call, GError **error)
{
  SluiceTypeId id = call->args[2]->type->id;

  if (sluice_type_is_integral (id) || id == SLUICE_TYPE_VOID)
    return TRUE;

  sluice_call_wrong_type (call, 2, "\"INTEGRAL\"", error);

  return FALSE;
}

static gboolean
coerce_accuracy (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  gint64 accuracy;

  if (!sluice_aggregate_fold_not_null (analyzer, call, 2, "accuracy", error))
    return FALSE;
  sluice_call_cast_arg (analyzer, call, 2, sluice_type_primitive (SLUICE_TYPE_BIGINT));
  if (!sluice_aggregate_fold (analyzer, call, 2, "accuracy", error))
    return FALSE;

  accuracy = call->args[2]->value->i64[0];
  if (accuracy > 0 && accuracy <= G_MAXINT32)
    return TRUE;

  sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                        "The accuracy must be between (0, 2147483647] (current value = %" G_GINT64_FORMAT "L).",
                        accuracy);

  return FALSE;
}

gboolean
sluice_aggregate_coerce_measure (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, GError **error)
{
  SluiceTypeId id = call->args[index]->type->id;

  if (id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_VOID)
    {
      sluice_call_cast_arg (analyzer, call, index, sluice_type_primitive (SLUICE_TYPE_DOUBLE));
      return TRUE;
    }
  if (sluice_type_is_numeric (id) || id == SLUICE_TYPE_DATE || id == SLUICE_TYPE_TIMESTAMP
      || id == SLUICE_TYPE_TIMESTAMP_NTZ || id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
      || id == SLUICE_TYPE_DAY_TIME_INTERVAL || id == SLUICE_TYPE_TIME)
    return TRUE;

  sluice_call_wrong_type (call, index,
                          "(\"NUMERIC\" or \"DATE\" or \"TIMESTAMP\" or \"TIMESTAMP_NTZ\" or \"INTERVAL "
                          "YEAR TO MONTH\" or \"INTERVAL DAY TO SECOND\" or \"TIME\")",
                          error);

  return FALSE;
}

SluiceExpr *
sluice_aggregate_resolve_percentile_approx (const SluiceFunction *function,
                                            SluiceAnalyzer       *analyzer,
                                            SluiceCall           *call,
                                            GError              **error)
{
  static const gint64 default_accuracy = DEFAULT_ACCURACY;
  g_autofree SluicePercentages *percentages = NULL;
  g_autoptr (SluiceType) array = NULL;
  const SluiceType *type;
  SluiceExpr *result;

  if (!sluice_aggregate_coerce_measure (analyzer, call, 0, error))
    return NULL;
  if (call->n_args == 2)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_BIGINT), &default_accuracy);
  /* Types come first, then what must be constant, then the values of the constants. */
  if (!sluice_aggregate_coerce_percentage (analyzer, call, 1, TRUE, error) || !check_accuracy_type (call, error)
      || !sluice_aggregate_fold (analyzer, call, 1, "percentage", error) || !coerce_accuracy (analyzer, call, error))
    return NULL;
  percentages = sluice_aggregate_percentages (analyzer, call, 1, TRUE, error);
  if (percentages == NULL)
    return NULL;

  type = call->args[0]->type;
  array = sluice_type_array (type, FALSE);
  result = sluice_aggregate_finish_call (function, call, percentages->is_array ? array : type, TRUE,
                                         &quantile);
  result->data = g_steal_pointer (&percentages);
  result->data_destroy = g_free;

  return result;
}
