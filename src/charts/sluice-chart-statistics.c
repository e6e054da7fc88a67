/* sluice-chart-statistics.c: numbers told about a stretch of batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
quantile (const double *sorted, guint n, double part)
{
  guint rank = ceil (part * n);

  return sorted[CLAMP (rank, 1, n) - 1];
}

void
sluice_chart_statistics_measure (SluiceChartStatistics *self,
                                 const double *values,
                                 guint first,
                                 guint end)
{
  g_autofree double *sorted = g_new (double, end > first ? end - first : 1);
  double sum = 0;
  double width;

  *self = (SluiceChartStatistics){
    .mean = NAN,
    .p50 = NAN,
    .p95 = NAN,
    .p99 = NAN,
    .minimum = NAN,
    .maximum = NAN,
  };

  for (guint row = first; row < end; row++)
    {
      if (isnan (values[row]))
        continue;
      sorted[self->n++] = values[row];
      sum += values[row];
    }
  if (self->n == 0)
    return;

  qsort (sorted, self->n, sizeof (double), compare_doubles);
  self->mean = sum / self->n;
  self->p50 = quantile (sorted, self->n, 0.5);
  self->p95 = quantile (sorted, self->n, 0.95);
  self->p99 = quantile (sorted, self->n, 0.99);
  self->minimum = sorted[0];
  self->maximum = sorted[self->n - 1];

  self->bins_low = MIN (self->minimum, 0);
  width = (self->maximum - self->bins_low) / SLUICE_CHART_N_BINS;
  for (guint i = 0; i < self->n; i++)
    {
      int bin = width > 0 ? (int) ((sorted[i] - self->bins_low) / width) : 0;

      self->bins[CLAMP (bin, 0, SLUICE_CHART_N_BINS - 1)]++;
    }
}

guint
sluice_chart_find_behind (
    const double *demand, const double *supply, guint first, guint end, guint8 *behind)
{
  guint run = 0;
  guint start = first;

  if (behind != NULL)
    memset (behind, 0, end - first);

  for (guint row = first; row < end; row++)
    {
      if (isnan (demand[row]) || isnan (supply[row]))
        continue;
      if (demand[row] <= supply[row])
        {
          run = 0;
          continue;
        }

      if (run++ == 0)
        start = row;
      if (behind != NULL && run == SLUICE_CHART_BEHIND_RUN)
        memset (behind + start - first, 1, row + 1 - start);
      else if (behind != NULL && run > SLUICE_CHART_BEHIND_RUN)
        behind[row - first] = 1;
    }

  return run >= SLUICE_CHART_BEHIND_RUN ? run : 0;
}
