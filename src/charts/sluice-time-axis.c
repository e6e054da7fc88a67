/* sluice-time-axis.c: ticks of the horizontal axis, for times and for batch numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-time-axis.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_TICKS 4

static const double day = 86400e3;

static const double steps[] = {
  1,          2,           5,         10,          20,          50,     100,        200,
  500,        1000,        2000,      5000,        10e3,        15e3,   30e3,       60e3,
  2 * 60e3,   5 * 60e3,    10 * 60e3, 15 * 60e3,   30 * 60e3,   3600e3, 2 * 3600e3, 3 * 3600e3,
  6 * 3600e3, 12 * 3600e3, 86400e3,   2 * 86400e3, 7 * 86400e3,
};

static void
tick_clear (gpointer item)
{
  SluiceTimeTick *tick = item;

  g_free (tick->label);
}

double
sluice_time_axis_nice_step (double span, guint n_wanted)
{
  double rough = span / MAX (n_wanted, 1);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (steps[i] < rough)
        continue;
      /* Fewer than four ticks do not tell how far apart things are: rather too narrow than that. */
      return i > 0 && LEAST_TICKS * steps[i] > span ? steps[i - 1] : steps[i];
    }

  return day * ceil (rough / day);
}

static GDateTime *
local_time (double time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc ((gint64) floor (time_ms / 1000));
  g_autoptr (GDateTime) local = NULL;

  if (utc == NULL)
    return NULL;
  local = g_date_time_to_local (utc);

  return g_date_time_add (local, (gint64) (fmod (time_ms, 1000) * 1000));
}

static char *
label_time (double time_ms, double step, gboolean *is_midnight)
{
  g_autoptr (GDateTime) time = local_time (time_ms);

  if (time == NULL)
    return NULL;

  *is_midnight = g_date_time_get_hour (time) == 0 && g_date_time_get_minute (time) == 0
                 && g_date_time_get_second (time) == 0;
  if (*is_midnight && step >= 1000)
    return g_date_time_format (time, _ ("%-d %b"));
  if (step < 1000)
    return g_strdup_printf ("%02d:%02d.%03d", g_date_time_get_minute (time),
                            g_date_time_get_second (time),
                            g_date_time_get_microsecond (time) / 1000);

  return g_date_time_format (time, step < 60e3 ? "%H:%M:%S" : "%H:%M");
}

static void
add_time_ticks (GArray *ticks, double low, double high, guint n_wanted, char **date)
{
  double step = sluice_time_axis_nice_step (high - low, n_wanted);
  g_autoptr (GDateTime) start = local_time (low);
  double offset = start != NULL ? g_date_time_get_utc_offset (start) / 1000. : 0;

  if (date != NULL && start != NULL)
    *date = g_date_time_format (start, _ ("%-d %b"));

  /* Nice in local time: an hour step must hit full hours in a zone of half an hour too. */
  for (double place = ceil ((low + offset) / step) * step - offset; place <= high; place += step)
    {
      gboolean is_midnight;
      SluiceTimeTick tick = { place, label_time (place, step, &is_midnight) };

      g_array_append_val (ticks, tick);
    }
}

static void
add_batch_ticks (GArray *ticks, SluiceTimeRange *range, double low, double high, guint n_wanted)
{
  SluiceChartData *data = sluice_time_range_get_data (range);
  gint64 step = sluice_chart_unit_nice_step (SLUICE_CHART_UNIT_ROWS,
                                             MAX (1, (high - low) / MAX (n_wanted, 1)), high);
  guint first;
  guint end;

  sluice_time_range_get_rows (range, &first, &end);
  for (guint row = first; row < end; row++)
    {
      gint64 id = sluice_chart_data_get_batch_id (data, row);
      SluiceTimeTick tick = { row, NULL };

      if (id % step != 0)
        continue;
      tick.label = g_strdup_printf ("%" G_GINT64_FORMAT, id);
      g_array_append_val (ticks, tick);
    }
}

GArray *
sluice_time_axis_get_ticks (SluiceTimeRange *range, guint n_wanted, char **date)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (SluiceTimeTick));
  double low;
  double high;

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (range), ticks);

  g_array_set_clear_func (ticks, tick_clear);
  if (date != NULL)
    *date = NULL;
  sluice_time_range_get_interval (range, &low, &high);
  if (sluice_time_range_get_axis (range) == SLUICE_TIME_RANGE_AXIS_TIME)
    add_time_ticks (ticks, low, high, n_wanted, date);
  else
    add_batch_ticks (ticks, range, low, high, n_wanted);

  return ticks;
}

char *
sluice_time_axis_format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) time = local_time (time_ms);

  if (time == NULL)
    return g_strdup ("–");

  return g_date_time_format (time, "%H:%M:%S");
}

char *
sluice_time_axis_format_long (gint64 time_ms)
{
  g_autoptr (GDateTime) time = local_time (time_ms);
  g_autoptr (GDateTime) utc = NULL;
  g_autofree char *local_text = NULL;
  g_autofree char *utc_text = NULL;

  if (time == NULL)
    return g_strdup ("–");

  if (g_date_time_get_utc_offset (time) == 0)
    return g_date_time_format (time, _ ("%-d %b %Y, %H:%M:%S UTC"));

  utc = g_date_time_to_utc (time);
  local_text = g_date_time_format (time, _ ("%-d %b %Y, %H:%M:%S"));
  utc_text = g_date_time_format (utc, _ ("%H:%M:%S UTC"));

  return g_strdup_printf ("%s · %s", local_text, utc_text);
}
