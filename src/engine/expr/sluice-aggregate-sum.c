/* sluice-aggregate-sum.c: count, sum and avg.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-syntax.h"

typedef struct
{
  gint64 sum;
  guint32 seen;
  guint32 overflow;
} IntegerSum;

typedef struct
{
  double sum;
  gint64 n;
} FloatSum;

typedef struct
{
  SluiceInt128 sum;
  gint64 n;
  guint64 overflow;
} DecimalSum;

/* count */

static gboolean
count_all_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  if (sluice_aggregate_is_one_state (states, n))
    ((SluiceCount *) states[0])->n += n;
  else
    for (guint32 i = 0; i < n; i++)
      ((SluiceCount *) states[i])->n++;

  return TRUE;
}

static gboolean
count_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const guint64 *validity = args[0]->validity;

  if (expr->n_args == 1 && !args[0]->constant)
    {
      if (validity == NULL)
        return count_all_update (expr, context, arena, states, args, rows, n, error);
      if (rows == NULL)
        for (guint32 i = 0; i < n; i++)
          ((SluiceCount *) states[i])->n += (validity[i >> 6] >> (i & 63)) & 1;
      else
        for (guint32 i = 0; i < n; i++)
          ((SluiceCount *) states[i])->n += (validity[rows[i] >> 6] >> (rows[i] & 63)) & 1;
      return TRUE;
    }

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      gboolean valid = TRUE;

      for (guint a = 0; a < expr->n_args; a++)
        valid = valid && !sluice_column_is_null (args[a], row);
      ((SluiceCount *) states[i])->n += valid;
    }

  return TRUE;
}

static const SluiceAggregate count_all
    = { "count_all", sizeof (SluiceCount), FALSE, count_all_update, sluice_aggregate_count_merge,
        sluice_aggregate_count_finish, NULL, NULL, TRUE };
static const SluiceAggregate count
    = { "count", sizeof (SluiceCount), FALSE, count_update, sluice_aggregate_count_merge,
        sluice_aggregate_count_finish, NULL, NULL, TRUE };

SluiceExpr *
sluice_aggregate_resolve_count (const SluiceFunction *function,
                                SluiceAnalyzer       *analyzer,
                                SluiceCall           *call,
                                GError              **error)
{
  if (call->n_args == 0 && call->syntax != NULL && call->syntax->n_children == 0)
    {
      sluice_call_error (call, "WRONG_NUM_ARGS.WITH_SUGGESTION", error,
                         "The `count` requires >= 1 parameters but the actual number is 0.");
      return NULL;
    }
  /* regr_count counts pairs of numbers. */
  for (guint i = 0; i < call->n_args && strcmp (function->name, "regr_count") == 0; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_DOUBLE), error))
      return NULL;

  return sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT),
                                       FALSE,
                                       sluice_call_any_nullable (call) ? &count : &count_all);
}

/* sum of integers and intervals */

static gboolean
fail_overflow (const SluiceExpr *expr, GError **error)
{
  if (expr->type->id == SLUICE_TYPE_BIGINT)
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "ARITHMETIC_OVERFLOW",
                      "long overflow. Use 'try_sum' to tolerate overflow and return NULL instead. If "
                      "necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass this error.");
  else
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                      "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION",
                      "Integer overflow while operating with intervals.");
  if (error != NULL && expr->text_offset >= 0)
    sluice_error_set_position (*error, expr->text_offset, expr->text_length);

  return FALSE;
}

#define DEFINE_INTEGER_SUM(name, T)                                                               \
  static gboolean sum_##name##_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                            \
  {                                                                                               \
    gboolean bad = FALSE;                                                                         \
                                                                                                  \
    SLUICE_AGGREGATE_UPDATE (IntegerSum, T, {                                                     \
      bad |= __builtin_add_overflow (s->sum, (gint64) x, &s->sum);                                \
      s->seen = 1;                                                                                \
    });                                                                                           \
    return G_LIKELY (!bad) || fail_overflow (expr, error);                                        \
  }                                                                                               \
                                                                                                  \
  static gboolean sum_##name##_wrap_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                       \
  {                                                                                               \
    SLUICE_AGGREGATE_UPDATE (IntegerSum, T, {                                                     \
      s->sum = (gint64) ((guint64) s->sum + (guint64) x);                                         \
      s->seen = 1;                                                                                \
    });                                                                                           \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean sum_##name##_try_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                        \
  {                                                                                               \
    SLUICE_AGGREGATE_UPDATE (IntegerSum, T, {                                                     \
      s->overflow |= __builtin_add_overflow (s->sum, (gint64) x, &s->sum);                        \
      s->seen = 1;                                                                                \
    });                                                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_INTEGER_SUM (i8, gint8)
DEFINE_INTEGER_SUM (i16, gint16)
DEFINE_INTEGER_SUM (i32, gint32)
DEFINE_INTEGER_SUM (i64, gint64)

static gboolean
sum_integer_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  IntegerSum *a = into;
  const IntegerSum *b = from;

  a->seen |= b->seen;

  return !__builtin_add_overflow (a->sum, b->sum, &a->sum) || fail_overflow (expr, error);
}

static gboolean
sum_integer_wrap_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  IntegerSum *a = into;
  const IntegerSum *b = from;

  a->seen |= b->seen;
  a->sum = (gint64) ((guint64) a->sum + (guint64) b->sum);

  return TRUE;
}

static gboolean
sum_integer_try_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  IntegerSum *a = into;
  const IntegerSum *b = from;

  a->seen |= b->seen;
  a->overflow |= b->overflow;
  a->overflow |= __builtin_add_overflow (a->sum, b->sum, &a->sum);

  return TRUE;
}

static gboolean
sum_integer_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  gboolean months = result->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL;

  for (guint32 i = 0; i < n; i++)
    {
      const IntegerSum *s = states[i];

      if (months && s->sum != (gint32) s->sum)
        return fail_overflow (expr, error);
      if (months)
        result->i32[i] = (gint32) s->sum;
      else
        result->i64[i] = s->sum;
      if (!s->seen || s->overflow)
        sluice_aggregate_set_null (context, result, i);
    }

  return TRUE;
}

#define INTEGER_SUMS(name)                                                                        \
  {                                                                                               \
    { "sum_" #name, sizeof (IntegerSum), FALSE, sum_##name##_update, sum_integer_merge,           \
      sum_integer_finish, NULL, NULL, TRUE },                                                     \
    { "sum_" #name "_wrap", sizeof (IntegerSum), FALSE, sum_##name##_wrap_update,                 \
      sum_integer_wrap_merge, sum_integer_finish, NULL, NULL, TRUE },                             \
    { "sum_" #name "_try", sizeof (IntegerSum), FALSE, sum_##name##_try_update,                   \
      sum_integer_try_merge, sum_integer_finish, NULL, NULL },                                    \
  }

/* sum and avg of floating-point numbers, avg of integers */

#define DEFINE_FLOAT_SUM(name, T)                                                                 \
  static gboolean float_sum_##name##_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                      \
  {                                                                                               \
    SLUICE_AGGREGATE_UPDATE (FloatSum, T, {                                                       \
      s->sum += (double) x;                                                                       \
      s->n++;                                                                                     \
    });                                                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_FLOAT_SUM (i8, gint8)
DEFINE_FLOAT_SUM (i16, gint16)
DEFINE_FLOAT_SUM (i32, gint32)
DEFINE_FLOAT_SUM (i64, gint64)
DEFINE_FLOAT_SUM (f32, float)
DEFINE_FLOAT_SUM (f64, double)

static gboolean
float_sum_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  FloatSum *a = into;
  const FloatSum *b = from;

  a->sum += b->sum;
  a->n += b->n;

  return TRUE;
}

static gboolean
float_sum_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      const FloatSum *s = states[i];

      result->f64[i] = s->sum;
      if (s->n == 0)
        sluice_aggregate_set_null (context, result, i);
    }

  return TRUE;
}

static gboolean
float_avg_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      const FloatSum *s = states[i];

      result->f64[i] = s->n > 0 ? s->sum / (double) s->n : 0;
      if (s->n == 0)
        sluice_aggregate_set_null (context, result, i);
    }

  return TRUE;
}

#define FLOAT_SUM(name)                                                                           \
  { "sum_" #name, sizeof (FloatSum), FALSE, float_sum_##name##_update, float_sum_merge,           \
    float_sum_finish, NULL, NULL }
/* The sum of fewer than two million small integers is one that a double holds. */
#define FLOAT_AVG(name, exact)                                                                    \
  { "avg_" #name, sizeof (FloatSum), FALSE, float_sum_##name##_update, float_sum_merge,           \
    float_avg_finish, NULL, NULL, exact }

/* sum and avg of decimals and avg of intervals */

static gboolean
fail_decimal (const SluiceExpr *expr, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
                    "The result of `%s` cannot be represented as Decimal(%u, %u). If necessary set "
                    "\"spark.sql.ansi.enabled\" to \"false\" to bypass this error, and return NULL "
                    "instead.",
                    expr->function->name, expr->type->precision, expr->type->scale);
  if (error != NULL && expr->text_offset >= 0)
    sluice_error_set_position (*error, expr->text_offset, expr->text_length);

  return FALSE;
}

/* The sum has ten digits more than the values, which no number of rows fills, unless that is beyond 38. */
#define ADD_DECIMAL(s, x)                                                                         \
  G_STMT_START                                                                                    \
  {                                                                                               \
    (s)->overflow |= __builtin_add_overflow ((s)->sum, (SluiceInt128) (x), &(s)->sum);            \
    (s)->overflow |= !sluice_decimal_fits ((s)->sum, SLUICE_DECIMAL_MAX_PRECISION);               \
  }                                                                                               \
  G_STMT_END

static gboolean
decimal_sum_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  SLUICE_AGGREGATE_UPDATE (DecimalSum, SluiceInt128, {
    ADD_DECIMAL (s, x);
    s->n++;
  });

  return TRUE;
}

static gboolean
interval_sum_i32_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  SLUICE_AGGREGATE_UPDATE (DecimalSum, gint32, {
    s->sum += x;
    s->n++;
  });

  return TRUE;
}

static gboolean
interval_sum_i64_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  SLUICE_AGGREGATE_UPDATE (DecimalSum, gint64, {
    s->sum += x;
    s->n++;
  });

  return TRUE;
}

static gboolean
decimal_sum_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  DecimalSum *a = into;
  const DecimalSum *b = from;

  a->overflow |= b->overflow;
  ADD_DECIMAL (a, b->sum);
  a->n += b->n;

  return TRUE;
}

static inline gboolean
finish_decimal (SLUICE_AGGREGATE_FINISH_ARGS, gboolean average, gboolean null_on_overflow)
{
  guint scale = expr->args[0]->type->scale;

  for (guint32 i = 0; i < n; i++)
    {
      const DecimalSum *s = states[i];
      gboolean fits = !s->overflow;

      result->i128[i] = 0;
      if (s->n == 0)
        {
          sluice_aggregate_set_null (context, result, i);
          continue;
        }
      if (fits && average)
        fits = sluice_decimal_divide (s->sum, scale, s->n, 0, expr->type->precision,
                                      expr->type->scale, &result->i128[i]);
      else if (fits)
        {
          result->i128[i] = s->sum;
          fits = sluice_decimal_fits (s->sum, expr->type->precision);
        }
      if (fits)
        continue;
      if (!null_on_overflow)
        return fail_decimal (expr, error);
      result->i128[i] = 0;
      sluice_aggregate_set_null (context, result, i);
    }

  return TRUE;
}

#define DEFINE_DECIMAL_FINISH(name, average, null_on_overflow)                                    \
  static gboolean name (SLUICE_AGGREGATE_FINISH_ARGS)                                                              \
  {                                                                                               \
    return finish_decimal (expr, context, states, n, result, error, average, null_on_overflow);   \
  }

DEFINE_DECIMAL_FINISH (decimal_sum_finish, FALSE, FALSE)
DEFINE_DECIMAL_FINISH (decimal_sum_try_finish, FALSE, TRUE)
DEFINE_DECIMAL_FINISH (decimal_avg_finish, TRUE, FALSE)
DEFINE_DECIMAL_FINISH (decimal_avg_try_finish, TRUE, TRUE)

static gboolean
interval_avg_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      const DecimalSum *s = states[i];
      SluiceInt128 average = 0;

      if (s->n == 0)
        sluice_aggregate_set_null (context, result, i);
      else
        {
          SluiceInt128 rest = s->sum % s->n;

          /* Rounded half up, away from zero. */
          average = s->sum / s->n;
          if (2 * (rest < 0 ? -rest : rest) >= s->n)
            average += s->sum < 0 ? -1 : 1;
        }
      if (result->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
        result->i32[i] = (gint32) average;
      else
        result->i64[i] = (gint64) average;
    }

  return TRUE;
}

static const SluiceAggregate decimal_sum = { "sum_decimal",     sizeof (DecimalSum), FALSE,
                                             decimal_sum_update, decimal_sum_merge,
                                             decimal_sum_finish, NULL,               NULL, TRUE };
static const SluiceAggregate decimal_sum_try = { "sum_decimal_try",     sizeof (DecimalSum), FALSE,
                                                 decimal_sum_update,     decimal_sum_merge,
                                                 decimal_sum_try_finish, NULL,             NULL, TRUE };
static const SluiceAggregate decimal_avg = { "avg_decimal",     sizeof (DecimalSum), FALSE,
                                             decimal_sum_update, decimal_sum_merge,
                                             decimal_avg_finish, NULL,               NULL, TRUE };
static const SluiceAggregate decimal_avg_try = { "avg_decimal_try",     sizeof (DecimalSum), FALSE,
                                                 decimal_sum_update,     decimal_sum_merge,
                                                 decimal_avg_try_finish, NULL,             NULL, TRUE };
static const SluiceAggregate year_month_avg = { "avg_months",          sizeof (DecimalSum), FALSE,
                                                interval_sum_i32_update, decimal_sum_merge,
                                                interval_avg_finish,     NULL,           NULL, TRUE };
static const SluiceAggregate day_time_avg = { "avg_microseconds",    sizeof (DecimalSum), FALSE,
                                              interval_sum_i64_update, decimal_sum_merge,
                                              interval_avg_finish,     NULL,             NULL, TRUE };

/* Texts, timestamps and NULL count as DOUBLE. */
static gboolean
coerce_summand (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_VOID || id == SLUICE_TYPE_TIMESTAMP)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else if (!sluice_type_is_numeric (id) && id != SLUICE_TYPE_YEAR_MONTH_INTERVAL
           && id != SLUICE_TYPE_DAY_TIME_INTERVAL)
    {
      sluice_call_wrong_type (call, 0, "(\"NUMERIC\" or \"ANSI INTERVAL\")", error);
      return FALSE;
    }

  return TRUE;
}

SluiceExpr *
sluice_aggregate_resolve_sum (const SluiceFunction *function,
                              SluiceAnalyzer       *analyzer,
                              SluiceCall           *call,
                              GError              **error)
{
  static const SluiceAggregate i8[] = INTEGER_SUMS (i8);
  static const SluiceAggregate i16[] = INTEGER_SUMS (i16);
  static const SluiceAggregate i32[] = INTEGER_SUMS (i32);
  static const SluiceAggregate i64[] = INTEGER_SUMS (i64);
  static const SluiceAggregate f32 = FLOAT_SUM (f32);
  static const SluiceAggregate f64 = FLOAT_SUM (f64);
  SluiceEvalMode mode = function->user_data != NULL ? SLUICE_EVAL_TRY : sluice_eval_mode (analyzer);
  /* Intervals overflow with an error whatever the mode. */
  guint interval_mode = mode == SLUICE_EVAL_TRY ? SLUICE_EVAL_TRY : SLUICE_EVAL_ANSI;
  g_autoptr (SluiceType) type = NULL;
  const SluiceAggregate *aggregate;
  const SluiceType *arg;

  if (!coerce_summand (analyzer, call, error))
    return NULL;

  arg = call->args[0]->type;
  switch (arg->id)
    {
    case SLUICE_TYPE_BYTE:
      aggregate = &i8[mode];
      break;
    case SLUICE_TYPE_SHORT:
      aggregate = &i16[mode];
      break;
    case SLUICE_TYPE_INT:
      aggregate = &i32[mode];
      break;
    case SLUICE_TYPE_BIGINT:
      aggregate = &i64[mode];
      break;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      aggregate = &i32[interval_mode];
      break;
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      aggregate = &i64[interval_mode];
      break;
    case SLUICE_TYPE_FLOAT:
      aggregate = &f32;
      break;
    case SLUICE_TYPE_DECIMAL:
      aggregate = mode == SLUICE_EVAL_ANSI ? &decimal_sum : &decimal_sum_try;
      break;
    case SLUICE_TYPE_DOUBLE:
    default:
      aggregate = &f64;
      break;
    }

  if (sluice_type_is_integral (arg->id))
    type = sluice_type_primitive (SLUICE_TYPE_BIGINT);
  else if (arg->id == SLUICE_TYPE_DECIMAL)
    type = sluice_type_decimal (MIN (arg->precision + 10, SLUICE_DECIMAL_MAX_PRECISION), arg->scale);
  else if (arg->id == SLUICE_TYPE_FLOAT)
    type = sluice_type_primitive (SLUICE_TYPE_DOUBLE);
  else
    type = sluice_type_ref (arg);

  return sluice_aggregate_finish_call (function, call, type, TRUE, aggregate);
}

SluiceExpr *
sluice_aggregate_resolve_avg (const SluiceFunction *function,
                              SluiceAnalyzer       *analyzer,
                              SluiceCall           *call,
                              GError              **error)
{
  static const SluiceAggregate i8 = FLOAT_AVG (i8, TRUE), i16 = FLOAT_AVG (i16, TRUE), i32 = FLOAT_AVG (i32, TRUE);
  static const SluiceAggregate i64 = FLOAT_AVG (i64, FALSE), f32 = FLOAT_AVG (f32, FALSE), f64 = FLOAT_AVG (f64, FALSE);
  static const SluiceAggregate *const aggregates[SLUICE_N_TYPES] = {
    [SLUICE_TYPE_BYTE] = &i8,
    [SLUICE_TYPE_SHORT] = &i16,
    [SLUICE_TYPE_INT] = &i32,
    [SLUICE_TYPE_BIGINT] = &i64,
    [SLUICE_TYPE_FLOAT] = &f32,
    [SLUICE_TYPE_DOUBLE] = &f64,
    [SLUICE_TYPE_YEAR_MONTH_INTERVAL] = &year_month_avg,
    [SLUICE_TYPE_DAY_TIME_INTERVAL] = &day_time_avg,
  };
  SluiceEvalMode mode = function->user_data != NULL ? SLUICE_EVAL_TRY : sluice_eval_mode (analyzer);
  g_autoptr (SluiceType) type = NULL;
  const SluiceType *arg;

  if (!coerce_summand (analyzer, call, error))
    return NULL;

  arg = call->args[0]->type;
  if (arg->id == SLUICE_TYPE_DECIMAL)
    {
      type = sluice_type_decimal (MIN (arg->precision + 4, SLUICE_DECIMAL_MAX_PRECISION),
                                  MIN (arg->scale + 4, SLUICE_DECIMAL_MAX_PRECISION));
      return sluice_aggregate_finish_call (function, call, type, TRUE,
                                           mode == SLUICE_EVAL_ANSI ? &decimal_avg
                                                                    : &decimal_avg_try);
    }

  type = sluice_type_primitive (arg->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                                        || arg->id == SLUICE_TYPE_DAY_TIME_INTERVAL
                                    ? arg->id
                                    : SLUICE_TYPE_DOUBLE);

  return sluice_aggregate_finish_call (function, call, type, TRUE, aggregates[arg->id]);
}
