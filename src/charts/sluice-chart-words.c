/* sluice-chart-words.c: what a chart shows, in words.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/sluice-time-axis.h"

#define TREND_BATCHES 5

static const double steady = 0.1;

char *
sluice_chart_words_describe_flags (SluiceChartBatchFlags flags)
{
  const char *words[5] = { NULL };
  guint n = 0;

  if (flags & SLUICE_CHART_BATCH_FAILED)
    words[n++] = _ ("failed");
  if (flags & SLUICE_CHART_BATCH_RECOVERED)
    words[n++] = _ ("recovered");
  if (flags & SLUICE_CHART_BATCH_OVER_TRIGGER)
    words[n++] = _ ("over trigger");
  if (flags & SLUICE_CHART_BATCH_NO_DATA)
    words[n++] = _ ("no data");

  return n > 0 ? g_strjoinv (", ", (char **) words) : NULL;
}

char *
sluice_chart_words_describe_batch (SluiceChartData *data,
                                   guint row,
                                   const guint *series,
                                   guint n_series)
{
  GString *words = g_string_new (NULL);
  g_autofree char *id = sluice_chart_format_integer (sluice_chart_data_get_batch_id (data, row));
  g_autofree char *time = sluice_time_axis_format_time (sluice_chart_data_get_time (data, row));
  g_autofree char *outcome
      = sluice_chart_words_describe_flags (sluice_chart_data_get_flags (data, row));

  g_string_append_printf (words, _ ("Batch %s, %s"), id, time);
  if (outcome != NULL)
    g_string_append_printf (words, ", %s", outcome);

  for (guint i = 0; i < n_series; i++)
    {
      const SluiceChartSeries *info = sluice_chart_data_get_series (data, series[i]);
      g_autofree char *value = sluice_chart_unit_format (
          info->unit, sluice_chart_data_get_value (data, row, series[i]));

      g_string_append_printf (words, "%s%s %s", i == 0 ? ": " : "; ", info->title, value);
    }

  return g_string_free (words, FALSE);
}

static double
mean_before (const double *values, guint end, guint n)
{
  double sum = 0;
  guint n_values = 0;

  for (guint row = end > n ? end - n : 0; row < end; row++)
    if (!isnan (values[row]))
      {
        sum += values[row];
        n_values++;
      }

  return n_values > 0 ? sum / n_values : NAN;
}

static const char *
describe_direction (const double *values, guint end)
{
  double now;
  double before;

  if (end < 2 * TREND_BATCHES)
    return NULL;

  now = mean_before (values, end, TREND_BATCHES);
  before = mean_before (values, end - TREND_BATCHES, TREND_BATCHES);
  if (isnan (now) || isnan (before))
    return NULL;
  if (fabs (now - before) <= steady * fabs (before))
    return _ ("steady");

  return now > before ? _ ("rising") : _ ("falling");
}

char *
sluice_chart_words_describe_trend (
    SluiceChartData *data, guint end, const guint *series, guint n_series, guint n_behind)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; end > 0 && i < n_series; i++)
    {
      const SluiceChartSeries *info = sluice_chart_data_get_series (data, series[i]);
      const double *values = sluice_chart_data_peek_values (data, series[i]);
      g_autofree char *value = sluice_chart_unit_format (info->unit, values[end - 1]);
      const char *direction = describe_direction (values, end);

      g_string_append_printf (words, "%s%s %s", i == 0 ? "" : "; ", info->title, value);
      if (direction != NULL)
        g_string_append_printf (words, ", %s", direction);
    }
  if (n_behind > 0)
    g_string_append_printf (
        words, g_dngettext (GETTEXT_PACKAGE, "; %u batch behind", "; %u batches behind", n_behind),
        n_behind);

  return g_string_free (words, FALSE);
}
