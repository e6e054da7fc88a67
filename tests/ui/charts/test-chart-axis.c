/* test-chart-axis.c: nice numbers, units, hysteresis and ticks of time, against values worked out
 * by hand.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "charts/sluice-time-axis.h"
#include "charts/sluice-value-axis.h"

#define KIB 1024.
#define MIB (1024. * 1024)

static void
test_nice_steps (void)
{
  static const struct
  {
    SluiceChartUnit unit;
    double rough;
    double maximum;
    double step;
  } cases[] = {
    { SLUICE_CHART_UNIT_COUNT, 0.03, 0.1, 0.05 },
    { SLUICE_CHART_UNIT_COUNT, 0.2, 1, 0.2 },
    { SLUICE_CHART_UNIT_COUNT, 5, 20, 5 },
    { SLUICE_CHART_UNIT_COUNT, 5.1, 20, 10 },
    { SLUICE_CHART_UNIT_ROWS, 0.2, 1, 1 },
    { SLUICE_CHART_UNIT_ROWS, 1100, 4400, 2000 },
    { SLUICE_CHART_UNIT_DURATION, 30, 120, 50 },
    { SLUICE_CHART_UNIT_DURATION, 300, 1200, 500 },
    { SLUICE_CHART_UNIT_DURATION, 11e3, 44e3, 15e3 },
    { SLUICE_CHART_UNIT_DURATION, 40e3, 160e3, 60e3 },
    { SLUICE_CHART_UNIT_GAP, 700, 2800, 900 },
    { SLUICE_CHART_UNIT_GAP, 90000, 360000, 172800 },
    { SLUICE_CHART_UNIT_BYTES, 0.3, 1, 1 },
    { SLUICE_CHART_UNIT_BYTES, 300 * KIB, 900 * KIB, 500 * KIB },
    { SLUICE_CHART_UNIT_BYTES, 300 * KIB, 1.2 * MIB, 0.5 * MIB },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (
        sluice_chart_unit_nice_step (cases[i].unit, cases[i].rough, cases[i].maximum),
        cases[i].step, 1e-9 * cases[i].step);
}

static void
test_format (void)
{
  static const struct
  {
    SluiceChartUnit unit;
    double value;
    const char *text;
  } cases[] = {
    { SLUICE_CHART_UNIT_COUNT, 0, "0" },
    { SLUICE_CHART_UNIT_COUNT, -1.5, "-1.50" },
    { SLUICE_CHART_UNIT_ROWS, 999, "999 rows" },
    { SLUICE_CHART_UNIT_ROWS, 999.6, "1\u202fk rows" },
    { SLUICE_CHART_UNIT_ROWS_PER_SECOND, 1234, "1.23\u202fk rows/s" },
    { SLUICE_CHART_UNIT_ROWS_PER_SECOND, 12.34e6, "12.3\u202fM rows/s" },
    { SLUICE_CHART_UNIT_DURATION, 340, "340 ms" },
    { SLUICE_CHART_UNIT_DURATION, 0.42, "0.42 ms" },
    { SLUICE_CHART_UNIT_DURATION, 1234, "1.23 s" },
    { SLUICE_CHART_UNIT_DURATION, 125e3, "2 min 5 s" },
    { SLUICE_CHART_UNIT_GAP, 600, "10 min" },
    { SLUICE_CHART_UNIT_GAP, -60, "−1 min" },
    { SLUICE_CHART_UNIT_GAP, 5400, "1 h 30 min" },
    { SLUICE_CHART_UNIT_GAP, 90000, "1 d 1 h" },
    { SLUICE_CHART_UNIT_BYTES, 512, "512 B" },
    { SLUICE_CHART_UNIT_BYTES, 12.5 * MIB, "12.5 MiB" },
    { SLUICE_CHART_UNIT_PERCENT, 33.333, "33.3 %" },
  };
  g_autofree char *missing = sluice_chart_unit_format (SLUICE_CHART_UNIT_ROWS, NAN);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sluice_chart_unit_format (cases[i].unit, cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  g_assert_cmpstr (missing, ==, "–");
}

static void
assert_ticks (const SluiceValueAxis *axis, const char *title, const char *labels)
{
  g_autoptr (GString) all = g_string_new (NULL);
  double ticks[SLUICE_VALUE_AXIS_MAX_TICKS];
  guint n = sluice_value_axis_get_ticks (axis, ticks);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = sluice_value_axis_format_tick (axis, ticks[i]);

      g_string_append_printf (all, "%s%s", i > 0 ? "|" : "", label);
    }
  g_assert_cmpstr (all->str, ==, labels);
  g_assert_cmpstr (sluice_value_axis_get_title (axis), ==, title);
}

static void
test_ticks (void)
{
  SluiceValueAxis axis;

  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_ROWS_PER_SECOND);
  sluice_value_axis_update (&axis, 0, 1730, 4, 0, 1);
  assert_ticks (&axis, "rows/s", "0|0.5\u202fk|1.0\u202fk|1.5\u202fk|2.0\u202fk");

  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_ROWS);
  sluice_value_axis_update (&axis, 0, 0, 4, 0, 1);
  assert_ticks (&axis, "rows", "0|1");

  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_DURATION);
  sluice_value_axis_update (&axis, 0, 730, 4, 0, 1);
  assert_ticks (&axis, "ms", "0|200|400|600|800");
  sluice_value_axis_update (&axis, 0, 100e3, 4, 0, 1);
  assert_ticks (&axis, "min", "0|0.5|1.0|1.5|2.0");

  /* 1.18 MiB once gave 0.488281: the distances were nice in KiB. */
  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_BYTES);
  sluice_value_axis_update (&axis, 0, 1.18 * MIB, 3, 0, 1);
  assert_ticks (&axis, "MiB", "0|0.5|1.0|1.5");
  sluice_value_axis_reset (&axis);
  sluice_value_axis_update (&axis, 0, 1020 * KIB, 3, 0, 1);
  assert_ticks (&axis, "MiB", "0|0.5|1.0");

  /* A watermark may lie in the future. */
  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_GAP);
  sluice_value_axis_update (&axis, -25, 50, 4, 0, 1);
  g_assert_cmpfloat (axis.minimum, ==, -30);
  g_assert_cmpfloat (axis.maximum, ==, 60);
  g_assert_cmpfloat_with_epsilon (sluice_value_axis_project (&axis, 0), 1 / 3., 1e-12);
}

static void
test_logarithmic (void)
{
  SluiceValueAxis axis;

  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_ROWS);
  axis.logarithmic = TRUE;
  sluice_value_axis_update (&axis, 0, 4200, 4, 0, 1);
  assert_ticks (&axis, "rows", "0|1|10|100|1\u202fk|10\u202fk");
  g_assert_cmpfloat (sluice_value_axis_project (&axis, 0), ==, 0);
  g_assert_cmpfloat (sluice_value_axis_project (&axis, 10000), ==, 1);

  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_GAP);
  axis.logarithmic = TRUE;
  sluice_value_axis_update (&axis, 0, 900, 4, 0, 1);
  assert_ticks (&axis, "", "0|1 s|10 s|1 min|10 min|1 h");
}

static void
test_hysteresis (void)
{
  SluiceValueAxis axis;

  sluice_value_axis_init (&axis, SLUICE_CHART_UNIT_COUNT);
  g_assert_true (sluice_value_axis_update (&axis, 0, 90, 5, 0, 100));
  g_assert_cmpfloat (axis.maximum, ==, 100);

  /* Grows at once. */
  g_assert_true (sluice_value_axis_update (&axis, 0, 900, 5, 10, 100));
  g_assert_cmpfloat (axis.maximum, ==, 1000);

  /* Waits a full window with small values before it shrinks. */
  g_assert_false (sluice_value_axis_update (&axis, 0, 90, 5, 20, 100));
  g_assert_false (sluice_value_axis_update (&axis, 0, 90, 5, 119, 100));
  g_assert_cmpfloat (axis.maximum, ==, 1000);
  g_assert_true (sluice_value_axis_update (&axis, 0, 90, 5, 120, 100));
  g_assert_cmpfloat (axis.maximum, ==, 100);

  /* A large value in between starts the wait again. */
  sluice_value_axis_update (&axis, 0, 900, 5, 130, 100);
  g_assert_false (sluice_value_axis_update (&axis, 0, 90, 5, 140, 100));
  g_assert_false (sluice_value_axis_update (&axis, 0, 950, 5, 200, 100));
  g_assert_false (sluice_value_axis_update (&axis, 0, 90, 5, 210, 100));
  g_assert_false (sluice_value_axis_update (&axis, 0, 90, 5, 250, 100));
  g_assert_cmpfloat (axis.maximum, ==, 1000);

  /* What the user does is followed at once. */
  sluice_value_axis_reset (&axis);
  g_assert_true (sluice_value_axis_update (&axis, 0, 90, 5, 251, 100));
  g_assert_cmpfloat (axis.maximum, ==, 100);
}

static SluiceTimeRange *
create_range (gint64 start, gint64 step, guint n_batches)
{
  g_autoptr (SluiceChartData) data = sluice_chart_data_new ();

  for (guint i = 0; i < n_batches; i++)
    sluice_chart_data_append (data, 1000 + i, start + i * step, 0);

  return sluice_time_range_new (data);
}

static void
assert_time_ticks (SluiceTimeRange *range,
                   double low,
                   double high,
                   guint n_wanted,
                   const char *labels,
                   const char *date)
{
  g_autofree char *first_date = NULL;
  g_autoptr (GArray) ticks = NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  sluice_time_range_zoom_to (range, low, high);
  ticks = sluice_time_axis_get_ticks (range, n_wanted, &first_date);
  for (guint i = 0; i < ticks->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? "|" : "",
                            g_array_index (ticks, SluiceTimeTick, i).label);
  g_assert_cmpstr (all->str, ==, labels);
  g_assert_cmpstr (first_date, ==, date);
}

/* The tests run in UTC; 1773489600 s are 2026-03-14 12:00:00. */
static void
test_time_ticks (void)
{
  const double noon = 1773489600e3;
  g_autoptr (SluiceTimeRange) range = create_range (noon, 1000, 200);

  assert_time_ticks (range, noon + 500, noon + 60500, 6,
                     "12:00:10|12:00:20|12:00:30|12:00:40|"
                     "12:00:50|12:01:00",
                     "14 Mar");
  assert_time_ticks (range, noon, noon + 1000, 5,
                     "00:00.000|00:00.200|00:00.400|00:00.600|"
                     "00:00.800|00:01.000",
                     "14 Mar");
  assert_time_ticks (range, noon - 1, noon + 3600e3, 5, "12:00|12:15|12:30|12:45|13:00", "14 Mar");
  /* The date once, and again where it changes. */
  assert_time_ticks (range, noon + 11 * 3600e3, noon + 13 * 3600e3, 4,
                     "23:00|23:30|15 Mar|00:30|"
                     "01:00",
                     "14 Mar");
  /* Four ticks at least, also where fewer would have more room. */
  assert_time_ticks (range, noon + 1, noon + 185e3, 6,
                     "12:00:30|12:01:00|12:01:30|12:02:00|"
                     "12:02:30|12:03:00",
                     "14 Mar");
}

static void
test_batch_ticks (void)
{
  g_autoptr (SluiceTimeRange) range = create_range (0, 1000, 100);

  sluice_time_range_set_axis (range, SLUICE_TIME_RANGE_AXIS_BATCH);
  /* Rows 0…99 are the batches 1000…1099; ticks stand at round ids. */
  assert_time_ticks (range, -0.5, 99.5, 5, "1000|1020|1040|1060|1080", NULL);
  assert_time_ticks (range, 10, 14, 8, "1010|1011|1012|1013|1014", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/axis/nice-steps", test_nice_steps);
  g_test_add_func ("/charts/axis/format", test_format);
  g_test_add_func ("/charts/axis/ticks", test_ticks);
  g_test_add_func ("/charts/axis/logarithmic", test_logarithmic);
  g_test_add_func ("/charts/axis/hysteresis", test_hysteresis);
  g_test_add_func ("/charts/axis/time-ticks", test_time_ticks);
  g_test_add_func ("/charts/axis/batch-ticks", test_batch_ticks);

  return g_test_run ();
}
