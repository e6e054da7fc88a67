/* sluice-aggregate-moments.c: variance, skewness, correlation and their relatives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-aggregates.h"

/* Central moments of one variable, kept as Spark keeps them so that results agree to the last digits. */
typedef struct
{
  double n;
  double mean;
  double m2;
  double m3;
  double m4;
  double unused;
} Moments;

/* Of two variables. */
typedef struct
{
  double n;
  double mean_x;
  double mean_y;
  double c;
  double m2_x;
  double m2_y;
} Comoments;

static gboolean
moments_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  SLUICE_AGGREGATE_UPDATE (Moments, double, {
    double count = s->n + 1;
    double delta = x - s->mean;
    double step = delta / count;
    double delta2 = delta * delta;
    double step2 = step * step;
    double m2 = s->m2 + delta * (delta - step);
    double m3 = s->m3 - 3 * step * m2 + delta * (delta2 - step2);

    s->m4 += -4 * step * m3 - 6 * step2 * m2 + delta * (delta * delta2 - step * step2);
    s->m3 = m3;
    s->m2 = m2;
    s->mean += step;
    s->n = count;
  });

  return TRUE;
}

static gboolean
moments_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  Moments *a = into;
  const Moments *b = from;
  double n1 = a->n, n2 = b->n, n = n1 + n2;
  double delta = b->mean - a->mean;
  double step = n == 0 ? 0 : delta / n;

  a->m4 += b->m4 + step * step * step * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
           + 6 * step * step * (n1 * n1 * b->m2 + n2 * n2 * a->m2)
           + 4 * step * (n1 * b->m3 - n2 * a->m3);
  a->m3 += b->m3 + step * step * delta * n1 * n2 * (n1 - n2) + 3 * step * (n1 * b->m2 - n2 * a->m2);
  a->m2 += b->m2 + delta * step * n1 * n2;
  a->mean += step * n2;
  a->n = n;

  return TRUE;
}

/* Finishers give NAN and set @null where the result is null. */
typedef double (*MomentsResult) (const Moments *s,
                                 gboolean      *null);

static double
variance_pop (const Moments *s, gboolean *null)
{
  *null = s->n == 0;

  return s->m2 / s->n;
}

static double
variance_samp (const Moments *s, gboolean *null)
{
  *null = s->n < 2;

  return s->m2 / (s->n - 1);
}

static double
stddev_pop (const Moments *s, gboolean *null)
{
  return sqrt (variance_pop (s, null));
}

static double
stddev_samp (const Moments *s, gboolean *null)
{
  return sqrt (variance_samp (s, null));
}

static double
skewness (const Moments *s, gboolean *null)
{
  *null = s->n == 0 || s->m2 == 0;

  return sqrt (s->n) * s->m3 / sqrt (s->m2 * s->m2 * s->m2);
}

static double
kurtosis (const Moments *s, gboolean *null)
{
  *null = s->n == 0 || s->m2 == 0;

  return s->n * s->m4 / (s->m2 * s->m2) - 3;
}

#define DEFINE_MOMENTS(name)                                                                      \
  static gboolean name##_finish (SLUICE_AGGREGATE_FINISH_ARGS)                                    \
  {                                                                                               \
    for (guint32 i = 0; i < n; i++)                                                               \
      {                                                                                           \
        gboolean null = FALSE;                                                                    \
        double value = name (states[i], &null);                                                   \
                                                                                                  \
        result->f64[i] = null ? 0 : value;                                                        \
        if (null)                                                                                 \
          sluice_aggregate_set_null (context, result, i);                                         \
      }                                                                                           \
    return TRUE;                                                                                  \
  }                                                                                               \
  const SluiceAggregate sluice_aggregate_##name = { #name,         sizeof (Moments), FALSE,       \
                                                    moments_update, moments_merge,                \
                                                    name##_finish,  NULL,            NULL };

DEFINE_MOMENTS (variance_pop)
DEFINE_MOMENTS (variance_samp)
DEFINE_MOMENTS (stddev_pop)
DEFINE_MOMENTS (stddev_samp)
DEFINE_MOMENTS (skewness)
DEFINE_MOMENTS (kurtosis)

SluiceExpr *
sluice_aggregate_resolve_moments (const SluiceFunction *function,
                                  SluiceAnalyzer       *analyzer,
                                  SluiceCall           *call,
                                  GError              **error)
{
  const SluiceType *type = sluice_type_primitive (SLUICE_TYPE_DOUBLE);

  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, type, error))
      return NULL;

  return sluice_aggregate_finish_call (function, call, type, TRUE, function->user_data);
}

/* Two variables */

static inline gboolean
comoments_update (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean y_first)
{
  const SluiceColumn *columns[2] = { args[y_first ? 1 : 0], args[y_first ? 0 : 1] };

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      Comoments *s = states[i];
      double x, y, dx, dy;

      if (sluice_column_is_null (columns[0], row) || sluice_column_is_null (columns[1], row))
        continue;
      x = columns[0]->f64[sluice_column_index (columns[0], row)];
      y = columns[1]->f64[sluice_column_index (columns[1], row)];
      s->n++;
      dx = x - s->mean_x;
      dy = y - s->mean_y;
      s->mean_x += dx / s->n;
      s->mean_y += dy / s->n;
      s->c += dx * (y - s->mean_y);
      s->m2_x += dx * (x - s->mean_x);
      s->m2_y += dy * (y - s->mean_y);
    }

  return TRUE;
}

static gboolean
comoments_xy_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return comoments_update (expr, context, arena, states, args, rows, n, error, FALSE);
}

static gboolean
comoments_yx_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return comoments_update (expr, context, arena, states, args, rows, n, error, TRUE);
}

static gboolean
comoments_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  Comoments *a = into;
  const Comoments *b = from;
  double n = a->n + b->n;
  double dx = b->mean_x - a->mean_x, dy = b->mean_y - a->mean_y;
  double weight = n == 0 ? 0 : a->n * b->n / n;

  a->c += b->c + dx * dy * weight;
  a->m2_x += b->m2_x + dx * dx * weight;
  a->m2_y += b->m2_y + dy * dy * weight;
  a->mean_x += n == 0 ? 0 : dx * b->n / n;
  a->mean_y += n == 0 ? 0 : dy * b->n / n;
  a->n = n;

  return TRUE;
}

static double
corr (const Comoments *s, gboolean *null)
{
  double spread = sqrt (s->m2_x * s->m2_y);

  *null = s->n < 2 || spread == 0;

  return s->c / spread;
}

static double
covar_pop (const Comoments *s, gboolean *null)
{
  *null = s->n == 0;

  return s->c / s->n;
}

static double
covar_samp (const Comoments *s, gboolean *null)
{
  *null = s->n < 2;

  return s->c / (s->n - 1);
}

static double
regr_avgx (const Comoments *s, gboolean *null)
{
  *null = s->n == 0;

  return s->mean_x;
}

static double
regr_avgy (const Comoments *s, gboolean *null)
{
  *null = s->n == 0;

  return s->mean_y;
}

static double
regr_slope (const Comoments *s, gboolean *null)
{
  *null = s->n < 2 || s->m2_x == 0;

  return s->c / s->m2_x;
}

static double
regr_intercept (const Comoments *s, gboolean *null)
{
  return s->mean_y - regr_slope (s, null) * s->mean_x;
}

static double
regr_r2 (const Comoments *s, gboolean *null)
{
  *null = s->n < 2 || s->m2_x == 0;

  return s->m2_y == 0 ? 1 : s->c * s->c / (s->m2_x * s->m2_y);
}

static double
regr_sxx (const Comoments *s, gboolean *null)
{
  *null = s->n == 0;

  return s->m2_x;
}

static double
regr_syy (const Comoments *s, gboolean *null)
{
  *null = s->n == 0;

  return s->m2_y;
}

static double
regr_sxy (const Comoments *s, gboolean *null)
{
  *null = s->n == 0;

  return s->c;
}

#define DEFINE_COMOMENTS(name, update)                                                            \
  static gboolean name##_finish (SLUICE_AGGREGATE_FINISH_ARGS)                                    \
  {                                                                                               \
    for (guint32 i = 0; i < n; i++)                                                               \
      {                                                                                           \
        gboolean null = FALSE;                                                                    \
        double value = name (states[i], &null);                                                   \
                                                                                                  \
        result->f64[i] = null ? 0 : value;                                                        \
        if (null)                                                                                 \
          sluice_aggregate_set_null (context, result, i);                                         \
      }                                                                                           \
    return TRUE;                                                                                  \
  }                                                                                               \
  const SluiceAggregate sluice_aggregate_##name                                                   \
      = { #name, sizeof (Comoments), FALSE, update, comoments_merge, name##_finish, NULL, NULL };

DEFINE_COMOMENTS (corr, comoments_xy_update)
DEFINE_COMOMENTS (covar_pop, comoments_xy_update)
DEFINE_COMOMENTS (covar_samp, comoments_xy_update)
DEFINE_COMOMENTS (regr_avgx, comoments_yx_update)
DEFINE_COMOMENTS (regr_avgy, comoments_yx_update)
DEFINE_COMOMENTS (regr_slope, comoments_yx_update)
DEFINE_COMOMENTS (regr_intercept, comoments_yx_update)
DEFINE_COMOMENTS (regr_r2, comoments_yx_update)
DEFINE_COMOMENTS (regr_sxx, comoments_yx_update)
DEFINE_COMOMENTS (regr_syy, comoments_yx_update)
DEFINE_COMOMENTS (regr_sxy, comoments_yx_update)
