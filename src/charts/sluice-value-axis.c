/* sluice-value-axis.c: the vertical axis: from 0, nice numbers, calm.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-value-axis.h"

#include <math.h>

/* Where a logarithmic axis leaves 0: below it everything is nearly 0. */
static const double log_origin = 1;

void
sluice_value_axis_init (SluiceValueAxis *self, SluiceChartUnit unit)
{
  *self = (SluiceValueAxis){ .unit = unit, .maximum = 1, .step = 1 };
}

void
sluice_value_axis_reset (SluiceValueAxis *self)
{
  self->settled = FALSE;
  self->shrinking = FALSE;
}

/* The levels of a logarithmic axis: ten times the one before, or what comes next in times and
 * bytes. */
static double
get_power (SluiceChartUnit unit, guint index)
{
  static const double times[] = { 1, 10, 100, 1e3, 1e4, 6e4, 6e5, 3.6e6, 3.6e7, 8.64e7, 8.64e8 };
  static const double seconds[] = { 1, 10, 60, 600, 3600, 36e3, 86400, 864e3 };

  switch (unit)
    {
    case SLUICE_CHART_UNIT_BYTES:
      return pow (32, index);
    case SLUICE_CHART_UNIT_DURATION:
      return index < G_N_ELEMENTS (times) ? times[index] : times[10] * pow (10, index - 10);
    case SLUICE_CHART_UNIT_GAP:
      return index < G_N_ELEMENTS (seconds) ? seconds[index] : seconds[7] * pow (10, index - 7);
    case SLUICE_CHART_UNIT_COUNT:
    case SLUICE_CHART_UNIT_ROWS:
    case SLUICE_CHART_UNIT_ROWS_PER_SECOND:
    case SLUICE_CHART_UNIT_PERCENT:
    default:
      return pow (10, index);
    }
}

static void
fit (const SluiceValueAxis *self, double low, double high, guint n_ticks, SluiceValueAxis *fitted)
{
  *fitted = *self;

  if (!(high > 0))
    high = low < 0 ? 0 : 1;
  low = MIN (low, 0);

  if (self->logarithmic)
    {
      fitted->minimum = 0;
      fitted->maximum = get_power (self->unit, 1);
      for (guint i = 2; fitted->maximum < high; i++)
        fitted->maximum = get_power (self->unit, i);
      fitted->step = fitted->maximum;
      return;
    }

  /* Twice, because rounding up may reach the next prefix, in which other distances are nice. */
  fitted->maximum = high;
  for (guint pass = 0; pass < 2; pass++)
    {
      fitted->step
          = sluice_chart_unit_nice_step (self->unit, (high - low) / n_ticks, fitted->maximum);
      fitted->minimum = fitted->step * floor (low / fitted->step + 1e-9);
      fitted->maximum = fitted->step * ceil (high / fitted->step - 1e-9);
    }
}

static gboolean
adopt (SluiceValueAxis *self, const SluiceValueAxis *fitted)
{
  gboolean changed = !self->settled || self->minimum != fitted->minimum
                     || self->maximum != fitted->maximum || self->step != fitted->step;

  self->minimum = fitted->minimum;
  self->maximum = fitted->maximum;
  self->step = fitted->step;
  self->settled = TRUE;
  self->shrinking = FALSE;

  return changed;
}

gboolean
sluice_value_axis_update (
    SluiceValueAxis *self, double low, double high, guint n_ticks, double position, double window)
{
  SluiceValueAxis fitted;

  g_return_val_if_fail (n_ticks > 0, FALSE);

  fit (self, low, high, n_ticks, &fitted);
  if (!self->settled)
    return adopt (self, &fitted);

  if (fitted.maximum > self->maximum || fitted.minimum < self->minimum)
    {
      /* What grows on one side keeps the other: that one may only shrink in its time. */
      fit (self, MIN (low, self->minimum), MAX (high, self->maximum), n_ticks, &fitted);
      return adopt (self, &fitted);
    }

  if (fitted.maximum == self->maximum && fitted.minimum == self->minimum)
    {
      self->shrinking = FALSE;
      if (fitted.step == self->step)
        return FALSE;
      return adopt (self, &fitted);
    }

  if (!self->shrinking)
    {
      self->shrinking = TRUE;
      self->shrinking_since = position;
    }
  if (position - self->shrinking_since >= window)
    return adopt (self, &fitted);

  return FALSE;
}

double
sluice_value_axis_project (const SluiceValueAxis *self, double value)
{
  if (self->logarithmic)
    return log10 (1 + MAX (value, 0) / log_origin) / log10 (1 + self->maximum / log_origin);

  return (value - self->minimum) / (self->maximum - self->minimum);
}

guint
sluice_value_axis_get_ticks (const SluiceValueAxis *self, double *ticks)
{
  guint n = 0;

  if (self->logarithmic)
    {
      guint n_powers = 0;
      guint stride;

      while (get_power (self->unit, n_powers) < self->maximum)
        n_powers++;
      stride = n_powers / 7 + 1;
      ticks[n++] = 0;
      /* Counted from the top, which must have one. */
      for (guint power = n_powers % stride; power <= n_powers; power += stride)
        ticks[n++] = get_power (self->unit, power);
      return n;
    }

  for (double i = round (self->minimum / self->step);
       i <= self->maximum / self->step + 1e-6 && n < SLUICE_VALUE_AXIS_MAX_TICKS; i++)
    ticks[n++] = i * self->step;

  return n;
}

char *
sluice_value_axis_format_tick (const SluiceValueAxis *self, double value)
{
  if (!self->logarithmic)
    return sluice_chart_unit_format_tick (self->unit, value, MAX (self->maximum, -self->minimum),
                                          self->step);

  /* Ratios span several prefixes, hence each label has its own. */
  return value > 0 ? sluice_chart_unit_format_short (self->unit, value) : g_strdup ("0");
}

const char *
sluice_value_axis_get_title (const SluiceValueAxis *self)
{
  const char *name = NULL;
  double size
      = sluice_chart_unit_get_scale (self->unit, MAX (self->maximum, -self->minimum), &name);

  /* The labels of a logarithmic axis of times or bytes have units of their own. */
  return self->logarithmic
                 && (size > 1 || self->unit == SLUICE_CHART_UNIT_DURATION
                     || self->unit == SLUICE_CHART_UNIT_GAP
                     || self->unit == SLUICE_CHART_UNIT_BYTES)
             ? ""
             : name;
}
