/* sluice-chart-unit.c: the units of charted values: nice steps and words.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-unit.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Times do not follow tens: these are the distances that people read from clocks, in seconds. */
static const double clock_steps[] = {
  1,       2,       5,    10,       15,       30,       60,        2 * 60, 5 * 60,    10 * 60,
  15 * 60, 30 * 60, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400,  2 * 86400, 5 * 86400,
};

typedef struct
{
  double size;
  const char *name;
  double up_to; /* shown in this unit while the largest value is below it */
} Scale;

static const Scale durations[] = {
  { 1, N_ ("ms"), 1000 },
  { 1000, N_ ("s"), 120e3 },
  { 60e3, N_ ("min"), 7200e3 },
  { 3600e3, N_ ("h"), INFINITY },
};

static const Scale gaps[] = {
  { 1, N_ ("s"), 120 },
  { 60, N_ ("min"), 7200 },
  { 3600, N_ ("h"), 172800 },
  { 86400, N_ ("d"), INFINITY },
};

static const Scale sizes[] = {
  { 1, "B", 1024 },
  { 1024., "KiB", 1024. * 1024 },
  { 1024. * 1024, "MiB", 1024. * 1024 * 1024 },
  { 1024. * 1024 * 1024, "GiB", 1024. * 1024 * 1024 * 1024 },
  { 1024. * 1024 * 1024 * 1024, "TiB", INFINITY },
};

static const char *const si_prefixes[] = { "", "k", "M", "G", "T", "P" };

static double
decimal_step (double rough)
{
  /* Forgives what pow() and log10() round: 0.2 must not become 0.5. */
  const double tolerance = 1 - 1e-9;
  double power = pow (10, floor (log10 (rough)));
  double lead = rough / power * tolerance;

  if (lead <= 1)
    return power;
  if (lead <= 2)
    return 2 * power;
  if (lead <= 5)
    return 5 * power;
  return 10 * power;
}

static double
clock_step (double rough_seconds)
{
  if (rough_seconds <= 1)
    return decimal_step (rough_seconds);

  for (guint i = 0; i < G_N_ELEMENTS (clock_steps); i++)
    if (clock_steps[i] >= rough_seconds * (1 - 1e-9))
      return clock_steps[i];

  return 86400 * decimal_step (rough_seconds / 86400);
}

static const Scale *
scale_for (SluiceChartUnit unit, double maximum)
{
  const Scale *scale;

  switch (unit)
    {
    case SLUICE_CHART_UNIT_DURATION:
      scale = durations;
      break;
    case SLUICE_CHART_UNIT_GAP:
      scale = gaps;
      break;
    case SLUICE_CHART_UNIT_BYTES:
      scale = sizes;
      break;
    case SLUICE_CHART_UNIT_COUNT:
    case SLUICE_CHART_UNIT_ROWS:
    case SLUICE_CHART_UNIT_ROWS_PER_SECOND:
    case SLUICE_CHART_UNIT_PERCENT:
    default:
      return NULL;
    }

  while (maximum >= scale->up_to)
    scale++;

  return scale;
}

double
sluice_chart_unit_nice_step (SluiceChartUnit unit, double rough, double maximum)
{
  g_return_val_if_fail (rough > 0 && isfinite (rough), 1);

  switch (unit)
    {
    case SLUICE_CHART_UNIT_DURATION:
      return 1000 * clock_step (rough / 1000);
    case SLUICE_CHART_UNIT_GAP:
      return clock_step (rough);
    case SLUICE_CHART_UNIT_BYTES:
      {
        /* 500 KiB is nice up to 1000 KiB, but not as 0.488 MiB. */
        const Scale *scale = scale_for (unit, maximum);

        return MAX (scale->size * decimal_step (rough / scale->size), 1);
      }
    case SLUICE_CHART_UNIT_ROWS:
      return MAX (1, decimal_step (rough));
    case SLUICE_CHART_UNIT_COUNT:
    case SLUICE_CHART_UNIT_ROWS_PER_SECOND:
    case SLUICE_CHART_UNIT_PERCENT:
    default:
      return decimal_step (rough);
    }
}

double
sluice_chart_unit_get_scale (SluiceChartUnit unit, double maximum, const char **name)
{
  const Scale *scale = scale_for (unit, maximum);
  const char *words = "";

  if (scale != NULL)
    {
      if (name != NULL)
        *name = _ (scale->name);
      return scale->size;
    }

  if (unit == SLUICE_CHART_UNIT_ROWS)
    words = _ ("rows");
  else if (unit == SLUICE_CHART_UNIT_ROWS_PER_SECOND)
    words = _ ("rows/s");
  else if (unit == SLUICE_CHART_UNIT_PERCENT)
    words = "%";
  if (name != NULL)
    *name = words;

  return 1;
}

static guint
si_power (double magnitude)
{
  guint power = 0;

  /* 999.5 would print as 1000: it belongs to the next prefix. */
  while (magnitude >= 999.5 && power + 1 < G_N_ELEMENTS (si_prefixes))
    {
      magnitude /= 1000;
      power++;
    }

  return power;
}

/* A number with as many decimals as its size leaves of three significant digits. */
static char *
format_three (double value, const char *suffix)
{
  double magnitude = fabs (value);
  int decimals = magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0;

  /* Whole numbers are told as such: 5, not 5.00. */
  if (fabs (value - round (value)) < 0.005)
    decimals = 0;

  return g_strdup_printf ("%.*f%s", decimals, value, suffix);
}

char *
sluice_chart_format_number (double value)
{
  guint power = si_power (fabs (value));
  g_autofree char *suffix = NULL;

  if (power > 0)
    suffix = g_strdup_printf ("\u202f%s", si_prefixes[power]);

  return format_three (value / pow (1000, power), suffix != NULL ? suffix : "");
}

char *
sluice_chart_unit_format_tick (SluiceChartUnit unit, double value, double maximum, double step)
{
  const Scale *scale = scale_for (unit, maximum);
  double size = scale != NULL ? scale->size : pow (1000, si_power (fabs (maximum)));
  double shown = value / size;
  double shown_step = step / size;
  int decimals = 0;

  /* As many decimals as tell two ticks apart; all labels of an axis have the same. */
  while (decimals < 6 && fabs (shown_step - round (shown_step)) > 1e-6 * shown_step)
    {
      shown_step *= 10;
      decimals++;
    }
  if (value == 0)
    return g_strdup ("0");
  if (scale != NULL || si_power (fabs (maximum)) == 0)
    return g_strdup_printf ("%.*f", decimals, shown);

  return g_strdup_printf ("%.*f\u202f%s", decimals, shown, si_prefixes[si_power (fabs (maximum))]);
}

char *
sluice_chart_format_integer (gint64 value)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

static char *
format_two (
    const char *sign, gint64 large, const char *large_name, gint64 small, const char *small_name)
{
  if (small == 0)
    return g_strdup_printf ("%s%" G_GINT64_FORMAT " %s", sign, large, large_name);

  return g_strdup_printf ("%s%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %s", sign, large,
                          large_name, small, small_name);
}

/* Two neighbouring units read better than decimals: 2 min 5 s. */
static char *
format_seconds (double seconds)
{
  double magnitude = fabs (seconds);
  const char *sign = seconds < 0 ? "−" : "";
  gint64 whole = llround (magnitude);

  if (magnitude < 59.95)
    {
      g_autofree char *number = format_three (seconds, "");

      return g_strdup_printf (_ ("%s s"), number);
    }
  if (whole < 3600)
    return format_two (sign, whole / 60, _ ("min"), whole % 60, _ ("s"));
  if (whole < 86400)
    return format_two (sign, whole / 3600, _ ("h"), whole % 3600 / 60, _ ("min"));

  return format_two (sign, whole / 86400, _ ("d"), whole % 86400 / 3600, _ ("h"));
}

char *
sluice_chart_unit_format (SluiceChartUnit unit, double value)
{
  g_autofree char *number = NULL;
  const Scale *scale;

  if (isnan (value))
    return g_strdup ("–");

  switch (unit)
    {
    case SLUICE_CHART_UNIT_DURATION:
      if (fabs (value) >= 999.5)
        return format_seconds (value / 1000);
      number = format_three (value, "");
      return g_strdup_printf (_ ("%s ms"), number);
    case SLUICE_CHART_UNIT_GAP:
      return format_seconds (value);
    case SLUICE_CHART_UNIT_BYTES:
      scale = scale_for (unit, fabs (value));
      number = format_three (value / scale->size, "");
      return g_strdup_printf ("%s %s", number, scale->name);
    case SLUICE_CHART_UNIT_ROWS:
      number = sluice_chart_format_number (value);
      return g_strdup_printf (_ ("%s rows"), number);
    case SLUICE_CHART_UNIT_ROWS_PER_SECOND:
      number = sluice_chart_format_number (value);
      return g_strdup_printf (_ ("%s rows/s"), number);
    case SLUICE_CHART_UNIT_PERCENT:
      number = format_three (value, "");
      return g_strdup_printf ("%s %%", number);
    case SLUICE_CHART_UNIT_COUNT:
    default:
      return sluice_chart_format_number (value);
    }
}

char *
sluice_chart_unit_format_short (SluiceChartUnit unit, double value)
{
  if (!isnan (value)
      && (unit == SLUICE_CHART_UNIT_ROWS || unit == SLUICE_CHART_UNIT_ROWS_PER_SECOND))
    return sluice_chart_format_number (value);

  return sluice_chart_unit_format (unit, value);
}
