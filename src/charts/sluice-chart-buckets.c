/* sluice-chart-buckets.c: which batches share a pixel column, and what remains of them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-buckets.h"

#include <math.h>

static void
append_rows (
    GArray *buckets, SluiceTimeRange *range, guint first, guint end, double low, double length)
{
  for (guint row = first; row < end; row++)
    {
      double place = (sluice_time_range_row_to_place (range, row) - low) / length;
      SluiceChartBucket bucket = { row, row + 1, place };

      g_array_append_val (buckets, bucket);
    }
}

/* Column borders are multiples of the column's length rather than counted from the left edge:
 * when the view moves on, the same batches stay together and the picture does not flicker. */
static void
append_columns (GArray *buckets,
                SluiceTimeRange *range,
                guint first,
                guint end,
                double low,
                double length,
                guint n_columns)
{
  double width = length / n_columns;
  double border = floor (low / width) * width;

  while (first < end)
    {
      SluiceChartBucket bucket = { .first = first };
      double place = sluice_time_range_row_to_place (range, first);

      /* Skips columns without batches at once. */
      border = MAX (border + width, (floor (place / width) + 1) * width);
      bucket.end = MIN (sluice_time_range_first_row_at (range, border), end);
      bucket.end = MAX (bucket.end, first + 1);
      bucket.place = (border - width / 2 - low) / length;
      g_array_append_val (buckets, bucket);
      first = bucket.end;
    }
}

GArray *
sluice_chart_buckets_new (SluiceTimeRange *range, guint n_columns)
{
  GArray *buckets = g_array_new (FALSE, FALSE, sizeof (SluiceChartBucket));
  guint n_rows;
  guint first;
  guint end;
  double low;
  double high;

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (range), buckets);

  n_columns = CLAMP (n_columns, 1, SLUICE_CHART_MAX_COLUMNS);
  n_rows = sluice_chart_data_get_n_batches (sluice_time_range_get_data (range));
  sluice_time_range_get_interval (range, &low, &high);
  sluice_time_range_get_rows (range, &first, &end);

  if (first > 0)
    append_rows (buckets, range, first - 1, first, low, high - low);
  if (end - first <= n_columns)
    append_rows (buckets, range, first, end, low, high - low);
  else
    append_columns (buckets, range, first, end, low, high - low, n_columns);
  if (end < n_rows)
    append_rows (buckets, range, end, end + 1, low, high - low);

  return buckets;
}

SluiceChartExtent
sluice_chart_bucket_measure (const SluiceChartBucket *bucket, const double *values)
{
  SluiceChartExtent extent = { NAN, NAN, NAN, NAN, TRUE };
  guint row = bucket->first;

  while (row < bucket->end && isnan (values[row]))
    row++;
  if (row == bucket->end)
    return extent;

  extent.minimum = extent.maximum = extent.first = extent.last = values[row];
  for (row++; row < bucket->end; row++)
    {
      double value = values[row];

      if (isnan (value))
        continue;
      if (value < extent.minimum)
        {
          extent.minimum = value;
          extent.minimum_first = FALSE;
        }
      if (value > extent.maximum)
        {
          extent.maximum = value;
          extent.minimum_first = TRUE;
        }
      extent.last = value;
    }

  return extent;
}

SluiceChartBatchFlags
sluice_chart_bucket_get_flags (const SluiceChartBucket *bucket, const guint8 *flags)
{
  SluiceChartBatchFlags all = 0;

  for (guint row = bucket->first; row < bucket->end; row++)
    all |= flags[row];

  return all;
}
