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
sluice_value_axis_init (SluiceValueAxis *self,
                        SluiceChartUnit unit)
{
  *self = (SluiceValueAxis) { .unit = unit, .maximum = 1, .step = 1 };
}

void
sluice_value_axis_reset (SluiceValueAxis *self)
{
  self->settled = FALSE;
  self->shrinking = FALSE;
}

static void
fit (const SluiceValueAxis *self,
     double low,
     double high,
     guint n_ticks,
     SluiceValueAxis *fitted)
{
  *fitted = *self;

  if (!(high > 0))
    high = low < 0 ? 0 : 1;
  low = MIN (low, 0);

  if (self->logarithmic)
    {
      fitted->minimum = 0;
      fitted->maximum = pow (10, MAX (1, ceil (log10 (MAX (high, 1)) - 1e-9)));
      fitted->step = fitted->maximum;
      return;
    }

  fitted->step = sluice_chart_unit_nice_step (self->unit, (high - low) / n_ticks);
  fitted->minimum = fitted->step * floor (low / fitted->step + 1e-9);
  fitted->maximum = fitted->step * ceil (high / fitted->step - 1e-9);
}

static gboolean
adopt (SluiceValueAxis *self,
       const SluiceValueAxis *fitted)
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
sluice_value_axis_update (SluiceValueAxis *self,
                          double low,
                          double high,
                          guint n_ticks,
                          double position,
                          double window)
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
sluice_value_axis_project (const SluiceValueAxis *self,
                           double value)
{
  if (self->logarithmic)
    return log10 (1 + MAX (value, 0) / log_origin) / log10 (1 + self->maximum / log_origin);

  return (value - self->minimum) / (self->maximum - self->minimum);
}

guint
sluice_value_axis_get_ticks (const SluiceValueAxis *self,
                             double *ticks)
{
  guint n = 0;

  if (self->logarithmic)
    {
      double decades = log10 (self->maximum);
      int stride = MAX (1, (int) ceil (decades / 6));

      ticks[n++] = 0;
      for (int decade = 0; decade <= decades + 0.5 && n < SLUICE_VALUE_AXIS_MAX_TICKS;
           decade += stride)
        ticks[n++] = pow (10, decade);
      return n;
    }

  for (double i = round (self->minimum / self->step);
       i <= self->maximum / self->step + 1e-6 && n < SLUICE_VALUE_AXIS_MAX_TICKS; i++)
    ticks[n++] = i * self->step;

  return n;
}

char *
sluice_value_axis_format_tick (const SluiceValueAxis *self,
                               double value)
{
  double size;
  const char *name;

  if (!self->logarithmic)
    return sluice_chart_unit_format_tick (self->unit, value,
                                          MAX (self->maximum, -self->minimum), self->step);

  /* Decades span several prefixes, hence each label has its own. */
  size = sluice_chart_unit_get_scale (self->unit, value, &name);
  if (size > 1 || self->unit == SLUICE_CHART_UNIT_BYTES)
    return sluice_chart_unit_format (self->unit, value);

  return sluice_chart_format_number (value);
}

const char *
sluice_value_axis_get_title (const SluiceValueAxis *self)
{
  const char *name = NULL;

  sluice_chart_unit_get_scale (self->unit,
                               self->logarithmic ? 1 : MAX (self->maximum, -self->minimum), &name);

  return name;
}
