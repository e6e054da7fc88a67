/* test-chart-buckets.c: decimation and statistics, against values worked out by hand.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "charts/sluice-chart-buckets.h"
#include "charts/sluice-chart-statistics.h"

static const SluiceChartSeries rate
    = { "rate", "Rate", SLUICE_CHART_UNIT_COUNT, SLUICE_CHART_LINE };

static SluiceChartData *
create_data (guint n_batches)
{
  SluiceChartData *data = sluice_chart_data_new ();

  sluice_chart_data_add_series (data, &rate);
  for (guint i = 0; i < n_batches; i++)
    {
      sluice_chart_data_append (data, i, i * 1000, 0);
      sluice_chart_data_set_value (data, i, 0, 10);
    }

  return data;
}

static void
assert_covers (const GArray *buckets, guint first, guint end)
{
  guint next = first;

  for (guint i = 0; i < buckets->len; i++)
    {
      const SluiceChartBucket *bucket = &g_array_index (buckets, SluiceChartBucket, i);

      g_assert_cmpuint (bucket->first, ==, next);
      g_assert_cmpuint (bucket->end, >, bucket->first);
      if (i > 0)
        g_assert_cmpfloat (bucket->place, >, (bucket - 1)->place);
      next = bucket->end;
    }
  g_assert_cmpuint (next, ==, end);
}

static void
test_spikes_survive (void)
{
  g_autoptr (SluiceChartData) data = create_data (100000);
  g_autoptr (SluiceTimeRange) range = sluice_time_range_new (data);
  const double *values = sluice_chart_data_peek_values (data, 0);
  double lowest = INFINITY;
  double highest = -INFINITY;

  sluice_chart_data_set_value (data, 12345, 0, 999);
  sluice_chart_data_set_value (data, 77777, 0, -5);
  for (guint axis = SLUICE_TIME_RANGE_AXIS_TIME; axis <= SLUICE_TIME_RANGE_AXIS_BATCH; axis++)
    {
      g_autoptr (GArray) buckets = NULL;

      sluice_time_range_set_axis (range, axis);
      sluice_time_range_set_span (range, SLUICE_TIME_RANGE_SPAN_ALL);
      buckets = sluice_chart_buckets_new (range, 5000);
      g_assert_cmpuint (buckets->len, <=, SLUICE_CHART_MAX_COLUMNS + 2);
      g_assert_cmpuint (buckets->len, >, SLUICE_CHART_MAX_COLUMNS / 2);
      assert_covers (buckets, 0, 100000);
      for (guint i = 0; i < buckets->len; i++)
        {
          SluiceChartExtent extent = sluice_chart_bucket_measure (
              &g_array_index (buckets, SluiceChartBucket, i), values);

          lowest = MIN (lowest, extent.minimum);
          highest = MAX (highest, extent.maximum);
        }
      g_assert_cmpfloat (lowest, ==, -5);
      g_assert_cmpfloat (highest, ==, 999);
    }
}

static void
test_few_batches (void)
{
  g_autoptr (SluiceChartData) data = create_data (20);
  g_autoptr (SluiceTimeRange) range = sluice_time_range_new (data);
  g_autoptr (GArray) buckets = NULL;

  /* One bucket each, and one beyond either edge for the lines that run on. */
  sluice_time_range_zoom_to (range, 4500, 9500);
  buckets = sluice_chart_buckets_new (range, 300);
  g_assert_cmpuint (buckets->len, ==, 7);
  assert_covers (buckets, 4, 11);
  g_assert_cmpfloat_with_epsilon (g_array_index (buckets, SluiceChartBucket, 1).place, 0.1, 1e-12);
}

static void
test_no_batch (void)
{
  g_autoptr (SluiceChartData) data = create_data (0);
  g_autoptr (SluiceTimeRange) range = sluice_time_range_new (data);
  g_autoptr (GArray) buckets = sluice_chart_buckets_new (range, 300);

  g_assert_cmpuint (buckets->len, ==, 0);
}

static void
test_measure (void)
{
  const double values[] = { NAN, 3, 9, NAN, 1, 4, NAN };
  const guint8 flags[] = { 0, 1, 0, 4, 0, 0, 8 };
  const SluiceChartBucket all = { 0, 7, 0 };
  const SluiceChartBucket none = { 6, 7, 0 };
  SluiceChartExtent extent = sluice_chart_bucket_measure (&all, values);

  g_assert_cmpfloat (extent.first, ==, 3);
  g_assert_cmpfloat (extent.maximum, ==, 9);
  g_assert_cmpfloat (extent.minimum, ==, 1);
  g_assert_cmpfloat (extent.last, ==, 4);
  g_assert_false (extent.minimum_first);
  g_assert_true (isnan (sluice_chart_bucket_measure (&none, values).maximum));
  g_assert_cmpint (sluice_chart_bucket_get_flags (&all, flags), ==, 13);
}

static void
test_statistics (void)
{
  double values[101];
  SluiceChartStatistics statistics;

  /* 1…100 in another order, and one that is missing. */
  for (guint i = 0; i < 100; i++)
    values[i] = (i * 37) % 100 + 1;
  values[100] = NAN;
  sluice_chart_statistics_measure (&statistics, values, 0, 101);
  g_assert_cmpuint (statistics.n, ==, 100);
  g_assert_cmpfloat (statistics.mean, ==, 50.5);
  g_assert_cmpfloat (statistics.p50, ==, 50);
  g_assert_cmpfloat (statistics.p95, ==, 95);
  g_assert_cmpfloat (statistics.p99, ==, 99);
  g_assert_cmpfloat (statistics.maximum, ==, 100);
  /* Bins are [0, 10), [10, 20) … [90, 100]. */
  g_assert_cmpuint (statistics.bins[0], ==, 9);
  g_assert_cmpuint (statistics.bins[5], ==, 10);
  g_assert_cmpuint (statistics.bins[9], ==, 11);

  sluice_chart_statistics_measure (&statistics, values, 100, 101);
  g_assert_cmpuint (statistics.n, ==, 0);
  g_assert_true (isnan (statistics.mean));
  sluice_chart_statistics_measure (&statistics, values, 5, 5);
  g_assert_cmpuint (statistics.n, ==, 0);
}

static void
test_behind (void)
{
  const double demand[] = { 9, 9, 1, 9, 9, NAN, 9, 9, 1, 9, 9, 9 };
  const double supply[] = { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 };
  /* Two do not count; a missing value neither ends nor lengthens a run. */
  const guint8 expected[] = { 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1 };
  guint8 behind[12];

  g_assert_cmpuint (sluice_chart_find_behind (demand, supply, 0, 12, behind), ==, 3);
  g_assert_cmpmem (behind, 12, expected, 12);
  g_assert_cmpuint (sluice_chart_find_behind (demand, supply, 0, 11, NULL), ==, 0);
  g_assert_cmpuint (sluice_chart_find_behind (demand, supply, 3, 8, behind), ==, 4);
  g_assert_cmpuint (sluice_chart_find_behind (supply, demand, 0, 12, NULL), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/buckets/spikes-survive", test_spikes_survive);
  g_test_add_func ("/charts/buckets/few-batches", test_few_batches);
  g_test_add_func ("/charts/buckets/no-batch", test_no_batch);
  g_test_add_func ("/charts/buckets/measure", test_measure);
  g_test_add_func ("/charts/statistics/summary", test_statistics);
  g_test_add_func ("/charts/statistics/behind", test_behind);

  return g_test_run ();
}
