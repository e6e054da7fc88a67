/* sluice-aggregate-percentile.c: exact percentiles: median, percentile, percentile_cont, percentile_disc.
 *
 * The state is each distinct value with how often it came.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-tuples.h"
#include "expr/sluice-value.h"

static gboolean
fail_negative (const SluiceExpr *expr, gint64 frequency, GError **error)
{
  g_autofree char *sql = sluice_expr_to_sql (expr->args[2], NULL);

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION",
                    "Found the negative value in \"%s\": %" G_GINT64_FORMAT
                    "L, but expected a positive integral value.",
                    sql, frequency);
  if (error != NULL && expr->text_offset >= 0)
    sluice_error_set_position (*error, expr->text_offset, expr->text_length);

  return FALSE;
}

static gboolean
percentile_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const SluiceColumn *value = args[0];
  const SluiceColumn *frequency = expr->n_args > 2 ? args[2] : NULL;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      gint64 times = 1;

      if (sluice_column_is_null (value, row)
          || (frequency != NULL && sluice_column_is_null (frequency, row)))
        continue;
      if (frequency != NULL)
        times = frequency->i64[sluice_column_index (frequency, row)];
      if (times < 0)
        return fail_negative (expr, times, error);
      if (times > 0)
        sluice_tuples_count (states[i], arena, sluice_tuples_insert (states[i], arena, &value, 1, row), times);
    }

  return TRUE;
}

static const SluiceType *const *
value_type (const SluiceExpr *expr)
{
  return (const SluiceType *const *) &expr->args[0]->type;
}

static gboolean
percentile_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  sluice_tuples_merge (into, arena, from, value_type (expr), 1, TRUE);

  return TRUE;
}

static int
compare_values (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const SluiceColumn *values = user_data;

  return sluice_value_compare (values, *(const guint32 *) a, values, *(const guint32 *) b);
}

/* The values of a group in order, each with the number of rows up to and with it. */
typedef struct
{
  SluiceColumn *values;
  guint32 *order;
  gint64 *ranks;
  guint32 n;
} Sorted;

static void
sort_group (Sorted             *self,
            SluiceEvalContext  *context,
            const SluiceTuples *group,
            const SluiceType   *type,
            gboolean            reverse)
{
  gint64 rank = 0;

  self->n = group->n;
  self->values = sluice_tuples_write (context->arena, &group, 1, type, 1, 0);
  self->order = g_new (guint32, group->n);
  self->ranks = g_new (gint64, group->n);
  for (guint32 i = 0; i < group->n; i++)
    self->order[i] = i;
  g_qsort_with_data (self->order, (int) group->n, sizeof *self->order, compare_values, self->values);
  for (guint32 i = 0; reverse && i < group->n / 2; i++)
    {
      guint32 other = self->order[group->n - 1 - i];

      self->order[group->n - 1 - i] = self->order[i];
      self->order[i] = other;
    }
  for (guint32 i = 0; i < group->n; i++)
    {
      rank += group->counts[self->order[i]];
      self->ranks[i] = rank;
    }
}

static void
sorted_clear (Sorted *self)
{
  g_free (self->order);
  g_free (self->ranks);
}

/* Which value has the rank, counted from 1. */
static guint32
find_rank (const Sorted *self, gint64 rank)
{
  guint32 low = 0, high = self->n - 1;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->ranks[middle] < rank)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static double
percentile (const Sorted *self, double percentage, gboolean discrete)
{
  double position = (double) (self->ranks[self->n - 1] - 1) * percentage;
  double below = floor (position), above = ceil (position);
  guint32 low = find_rank (self, (gint64) below + 1);
  guint32 high = find_rank (self, (gint64) above + 1);
  double value = sluice_aggregate_to_double (self->values, self->order[low]);

  if (discrete)
    {
      /* The first value that as large a part of the rows doesn't exceed. */
      gint64 rank = (gint64) ceil ((double) self->ranks[self->n - 1] * percentage);

      return sluice_aggregate_to_double (self->values, self->order[find_rank (self, MAX (rank, 1))]);
    }
  if (above == below || low == high)
    return value;

  return value
         + (sluice_aggregate_to_double (self->values, self->order[high]) - value) * (position - below);
}

static gboolean
finish_percentiles (SLUICE_AGGREGATE_FINISH_ARGS, gboolean discrete, gboolean reverse)
{
  const SluicePercentages *percentages = expr->data;
  g_autofree double *values = g_new0 (double, (gsize) n * percentages->n + 1);
  g_autofree gboolean *empty = g_new0 (gboolean, n + 1);

  for (guint32 i = 0; i < n; i++)
    {
      const SluiceTuples *group = states[i];
      Sorted sorted;

      empty[i] = group->n == 0;
      if (empty[i])
        continue;
      sort_group (&sorted, context, group, expr->args[0]->type, reverse);
      for (guint k = 0; k < percentages->n; k++)
        values[(gsize) i * percentages->n + k] = percentile (&sorted, percentages->values[k], discrete);
      sorted_clear (&sorted);
    }
  sluice_aggregate_write_percentiles (percentages, context, values, empty, n, result);

  return TRUE;
}

static void
percentile_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  sluice_tuples_save (state, value_type (expr), 1, out);
}

static gboolean
percentile_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  const SluiceTuples *self = state;

  return sluice_tuples_load (state, value_type (expr), 1, arena, cursor, end)
         && (self->n == 0 || self->counts != NULL);
}

#define DEFINE_PERCENTILE(name, discrete, reverse)                                                \
  static gboolean name##_finish (SLUICE_AGGREGATE_FINISH_ARGS)                                    \
  {                                                                                               \
    return finish_percentiles (expr, context, states, n, result, error, discrete, reverse);       \
  }                                                                                               \
                                                                                                  \
  static const SluiceAggregate name                                                               \
      = { #name,         sizeof (SluiceTuples), FALSE,           percentile_update,               \
          percentile_merge, name##_finish,         percentile_save, percentile_load };

DEFINE_PERCENTILE (percentile_cont, FALSE, FALSE)
DEFINE_PERCENTILE (percentile_cont_reverse, FALSE, TRUE)
DEFINE_PERCENTILE (percentile_disc, TRUE, FALSE)
DEFINE_PERCENTILE (percentile_disc_reverse, TRUE, TRUE)

/* Moments become times of the day, which dates can't; where TIME isn't switched on, Spark says so first. */
static gboolean
coerce_moment (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  const SluiceType *from = call->args[0]->type;
  g_autoptr (SluiceType) time = sluice_type_time (SLUICE_TIME_DEFAULT_PRECISION);

  if (!sluice_time_check_enabled (sluice_analyzer_settings (analyzer), error))
    return FALSE;
  if (from->id == SLUICE_TYPE_DATE)
    {
      g_autofree char *sql = sluice_type_to_sql (time);

      sluice_call_mismatch (call, "CAST_WITHOUT_SUGGESTION", error, "cannot cast \"DATE\" to \"%s\".", sql);
      return FALSE;
    }
  if (from->id != SLUICE_TYPE_TIME)
    sluice_call_cast_arg (analyzer, call, 0, time);

  return TRUE;
}

static gboolean
coerce_value (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (id == SLUICE_TYPE_DATE || id == SLUICE_TYPE_TIMESTAMP || id == SLUICE_TYPE_TIMESTAMP_NTZ
      || id == SLUICE_TYPE_TIME)
    return coerce_moment (analyzer, call, error);
  if (id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_VOID)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else if (!sluice_type_is_numeric (id) && id != SLUICE_TYPE_YEAR_MONTH_INTERVAL
           && id != SLUICE_TYPE_DAY_TIME_INTERVAL)
    {
      sluice_call_wrong_type (
          call, 0,
          "((\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\") or \"TIME\")", error);
      return FALSE;
    }

  return TRUE;
}

static gboolean
coerce_frequency (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  SluiceTypeId id = call->args[2]->type->id;

  if (!sluice_type_is_integral (id) && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 2, "\"INTEGRAL\"", error);
      return FALSE;
    }
  sluice_call_cast_arg (analyzer, call, 2, sluice_type_primitive (SLUICE_TYPE_BIGINT));

  return TRUE;
}

gboolean
sluice_aggregate_check_order (const SluiceFunction *function,
                              const SluiceCall     *call,
                              guint                 n_wanted,
                              GError              **error)
{
  if (call->n_order == 0 && n_wanted > 0)
    sluice_call_error (call, "INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING", error,
                       "Invalid function `%s` with WITHIN GROUP. WITHIN GROUP is required for the function.",
                       function->name);
  else if (call->distinct)
    sluice_call_error (call, "INVALID_WITHIN_GROUP_EXPRESSION.DISTINCT_UNSUPPORTED", error,
                       "Invalid function `%s` with WITHIN GROUP. The function does not support DISTINCT "
                       "with WITHIN GROUP.",
                       function->name);
  else if (call->n_order != n_wanted)
    sluice_call_error (call, "INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS", error,
                       "Invalid function `%s` with WITHIN GROUP. The function requires %u orderings in "
                       "WITHIN GROUP but got %u.",
                       function->name, n_wanted, call->n_order);
  else
    return TRUE;

  return FALSE;
}

SluiceExpr *
sluice_aggregate_resolve_percentile (const SluiceFunction *function,
                                     SluiceAnalyzer       *analyzer,
                                     SluiceCall           *call,
                                     GError              **error)
{
  static const double half = 0.5;
  char kind = *(const char *) function->user_data;
  gboolean discrete = kind == 'd';
  gboolean reverse = FALSE;
  g_autofree SluicePercentages *percentages = NULL;
  g_autoptr (SluiceType) array = NULL;
  const SluiceType *type;
  SluiceExpr *result;

  if (kind == 'c' || kind == 'd')
    {
      SluiceExpr *percentage;

      if (!sluice_aggregate_check_order (function, call, 1, error))
        return NULL;
      /* The key of WITHIN GROUP is what percentile takes first. */
      percentage = call->args[0];
      call->args[0] = call->args[1];
      call->args[1] = percentage;
      reverse = call->descending[0];
    }
  else if (kind == 'm')
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_DOUBLE), &half);

  if (!coerce_value (analyzer, call, error)
      || (call->n_args > 2 && !coerce_frequency (analyzer, call, error)))
    return NULL;
  percentages = sluice_aggregate_percentages (analyzer, call, 1, FALSE, error);
  if (percentages == NULL)
    return NULL;

  type = sluice_type_is_numeric (call->args[0]->type->id) ? sluice_type_primitive (SLUICE_TYPE_DOUBLE)
                                                          : call->args[0]->type;
  array = sluice_type_array (type, FALSE);
  result = sluice_aggregate_finish_call (function, call, percentages->is_array ? array : type, TRUE,
                                         discrete  ? reverse ? &percentile_disc_reverse : &percentile_disc
                                         : reverse ? &percentile_cont_reverse
                                                   : &percentile_cont);
  result->data = g_steal_pointer (&percentages);
  result->data_destroy = g_free;

  return result;
}
