/* sluice-time-range.c: what all charts of a window look at: interval, hovered and selected batch.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-time-range.h"

#include <math.h>

/* The shortest view: a tenth of a second, or two batches. */
static const double shortest_time = 100;
static const double shortest_batches = 2;

struct _SluiceTimeRange
{
  GObject parent_instance;

  SluiceChartData *data;
  SluiceTimeRangeAxis axis;
  SluiceTimeRangeSpan span;

  double low;
  double high;

  int hovered;
  int selected;
  guint n_seen; /* rows when the view was last live */
  guint zoomed : 1;
  guint paused : 1;
  guint following : 1;
};

enum
{
  PROP_0,
  PROP_DATA,
  PROP_HOVERED,
  PROP_SELECTED,
  PROP_PAUSED,
  PROP_FOLLOWING,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceTimeRange, sluice_time_range, G_TYPE_OBJECT)

static double
span_milliseconds (SluiceTimeRangeSpan span)
{
  switch (span)
    {
    case SLUICE_TIME_RANGE_SPAN_1_MINUTE:
      return 60e3;
    case SLUICE_TIME_RANGE_SPAN_5_MINUTES:
      return 300e3;
    case SLUICE_TIME_RANGE_SPAN_15_MINUTES:
      return 900e3;
    case SLUICE_TIME_RANGE_SPAN_60_MINUTES:
      return 3600e3;
    case SLUICE_TIME_RANGE_SPAN_50_BATCHES:
    case SLUICE_TIME_RANGE_SPAN_100_BATCHES:
    case SLUICE_TIME_RANGE_SPAN_500_BATCHES:
    case SLUICE_TIME_RANGE_SPAN_ALL:
    default:
      return 0;
    }
}

static guint
span_batches (SluiceTimeRangeSpan span)
{
  switch (span)
    {
    case SLUICE_TIME_RANGE_SPAN_50_BATCHES:
      return 50;
    case SLUICE_TIME_RANGE_SPAN_100_BATCHES:
      return 100;
    case SLUICE_TIME_RANGE_SPAN_500_BATCHES:
      return 500;
    case SLUICE_TIME_RANGE_SPAN_1_MINUTE:
    case SLUICE_TIME_RANGE_SPAN_5_MINUTES:
    case SLUICE_TIME_RANGE_SPAN_15_MINUTES:
    case SLUICE_TIME_RANGE_SPAN_60_MINUTES:
    case SLUICE_TIME_RANGE_SPAN_ALL:
    default:
      return 0;
    }
}

static double
shortest (SluiceTimeRange *self)
{
  return self->axis == SLUICE_TIME_RANGE_AXIS_TIME ? shortest_time : shortest_batches;
}

static void
set_interval (SluiceTimeRange *self, double low, double high)
{
  if (self->low == low && self->high == high)
    return;

  self->low = low;
  self->high = high;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The interval of the span as it ends at the newest row that the view has seen. */
static void
compute_span (SluiceTimeRange *self, double *low, double *high)
{
  guint n_rows = MIN (self->n_seen, sluice_chart_data_get_n_batches (self->data));
  double milliseconds = span_milliseconds (self->span);
  guint n_batches = span_batches (self->span);
  guint first = 0;
  double margin;

  if (n_rows == 0)
    {
      *low = 0;
      *high = self->axis == SLUICE_TIME_RANGE_AXIS_TIME ? MAX (milliseconds, 60e3)
                                                        : MAX (n_batches, 10);
      return;
    }

  if (n_batches > 0 && n_batches < n_rows)
    first = n_rows - n_batches;
  else if (milliseconds > 0)
    first = sluice_chart_data_lower_bound (
        self->data, sluice_chart_data_get_position (self->data, n_rows - 1) - milliseconds);

  if (self->axis == SLUICE_TIME_RANGE_AXIS_BATCH)
    {
      /* A few batches must not become a few bars as wide as the chart. */
      *low = first - 0.5;
      *high = MAX (n_rows - 0.5, first + 9.5);
      return;
    }

  *high = sluice_chart_data_get_position (self->data, n_rows - 1);
  *low = milliseconds > 0 ? *high - milliseconds
                          : (double) sluice_chart_data_get_position (self->data, first);
  if (milliseconds > 0 && first == 0 && n_rows < 4096)
    {
      /* A young run grows from the left instead of standing at the right edge of nothing. */
      double start = sluice_chart_data_get_position (self->data, 0);

      if (start > *low)
        {
          *low = start;
          *high = MAX (*high, start + milliseconds * 0.2);
        }
    }
  *high = MAX (*high, *low + shortest (self));

  /* Room for half a column at both edges. */
  margin = (*high - *low) * 0.012;
  *high += margin;
  *low -= margin;
}

static void
update_span (SluiceTimeRange *self)
{
  double low;
  double high;

  compute_span (self, &low, &high);
  set_interval (self, low, high);
}

/* The view is live unless something freezes it; the one place that decides it. */
static void
update_following (SluiceTimeRange *self)
{
  gboolean following = !self->zoomed && !self->paused && self->selected < 0;

  if (following)
    {
      self->n_seen = sluice_chart_data_get_n_batches (self->data);
      update_span (self);
    }
  if (following != self->following)
    {
      self->following = following;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
    }
}

static void
data_changed_cb (SluiceTimeRange *self)
{
  if (self->following)
    {
      self->n_seen = sluice_chart_data_get_n_batches (self->data);
      update_span (self);
    }
}

static void
data_cleared_cb (SluiceTimeRange *self)
{
  sluice_time_range_set_hovered (self, -1);
  sluice_time_range_follow_newest (self);
}

static void
sluice_time_range_constructed (GObject *object)
{
  SluiceTimeRange *self = SLUICE_TIME_RANGE (object);

  G_OBJECT_CLASS (sluice_time_range_parent_class)->constructed (object);

  g_assert (self->data != NULL);
  g_signal_connect_object (self->data, "changed", G_CALLBACK (data_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->data, "cleared", G_CALLBACK (data_cleared_cb), self,
                           G_CONNECT_SWAPPED);
  update_following (self);
}

static void
sluice_time_range_dispose (GObject *object)
{
  SluiceTimeRange *self = SLUICE_TIME_RANGE (object);

  g_clear_object (&self->data);

  G_OBJECT_CLASS (sluice_time_range_parent_class)->dispose (object);
}

static void
sluice_time_range_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SluiceTimeRange *self = SLUICE_TIME_RANGE (object);

  switch (prop_id)
    {
    case PROP_DATA:
      g_value_set_object (value, self->data);
      break;
    case PROP_HOVERED:
      g_value_set_int (value, self->hovered);
      break;
    case PROP_SELECTED:
      g_value_set_int (value, self->selected);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sluice_time_range_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SluiceTimeRange *self = SLUICE_TIME_RANGE (object);

  switch (prop_id)
    {
    case PROP_DATA:
      self->data = g_value_dup_object (value);
      break;
    case PROP_HOVERED:
      sluice_time_range_set_hovered (self, g_value_get_int (value));
      break;
    case PROP_SELECTED:
      sluice_time_range_set_selected (self, g_value_get_int (value));
      break;
    case PROP_PAUSED:
      sluice_time_range_set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sluice_time_range_class_init (SluiceTimeRangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sluice_time_range_constructed;
  object_class->dispose = sluice_time_range_dispose;
  object_class->get_property = sluice_time_range_get_property;
  object_class->set_property = sluice_time_range_set_property;

  properties[PROP_DATA]
      = g_param_spec_object ("data", NULL, NULL, SLUICE_TYPE_CHART_DATA,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HOVERED]
      = g_param_spec_int ("hovered", NULL, NULL, -1, G_MAXINT, -1,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SELECTED]
      = g_param_spec_int ("selected", NULL, NULL, -1, G_MAXINT, -1,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PAUSED]
      = g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, TRUE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sluice_time_range_init (SluiceTimeRange *self)
{
  self->span = SLUICE_TIME_RANGE_SPAN_5_MINUTES;
  self->hovered = -1;
  self->selected = -1;
  self->following = TRUE;
  self->high = 1;
}

SluiceTimeRange *
sluice_time_range_new (SluiceChartData *data)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (data), NULL);

  return g_object_new (SLUICE_TYPE_TIME_RANGE, "data", data, NULL);
}

SluiceChartData *
sluice_time_range_get_data (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), NULL);

  return self->data;
}

SluiceTimeRangeAxis
sluice_time_range_get_axis (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), 0);

  return self->axis;
}

void
sluice_time_range_set_axis (SluiceTimeRange *self, SluiceTimeRangeAxis axis)
{
  guint first;
  guint end;

  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));

  if (self->axis == axis)
    return;

  sluice_time_range_get_rows (self, &first, &end);
  self->axis = axis;
  if (self->zoomed && end > first)
    set_interval (self, sluice_time_range_row_to_place (self, first) - shortest (self) / 4,
                  sluice_time_range_row_to_place (self, end - 1) + shortest (self) / 4);
  else
    update_span (self);
}

SluiceTimeRangeSpan
sluice_time_range_get_span (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), 0);

  return self->span;
}

void
sluice_time_range_set_span (SluiceTimeRange *self, SluiceTimeRangeSpan span)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));

  self->span = span;
  self->zoomed = FALSE;
  update_span (self);
  update_following (self);
}

void
sluice_time_range_get_interval (SluiceTimeRange *self, double *low, double *high)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));
  g_return_if_fail (low != NULL && high != NULL);

  *low = self->low;
  *high = self->high;
}

void
sluice_time_range_get_rows (SluiceTimeRange *self, guint *first, guint *end)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));
  g_return_if_fail (first != NULL && end != NULL);

  *first = sluice_time_range_first_row_at (self, self->low);
  *end = sluice_time_range_first_row_at (self, nextafter (self->high, INFINITY));
}

double
sluice_time_range_row_to_place (SluiceTimeRange *self, guint row)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), 0);

  return self->axis == SLUICE_TIME_RANGE_AXIS_TIME
             ? (double) sluice_chart_data_get_position (self->data, row)
             : row;
}

guint
sluice_time_range_first_row_at (SluiceTimeRange *self, double place)
{
  double first = ceil (place);

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), 0);

  if (self->axis == SLUICE_TIME_RANGE_AXIS_TIME)
    return sluice_chart_data_lower_bound (self->data, first);

  return CLAMP (first, 0, sluice_chart_data_get_n_batches (self->data));
}

int
sluice_time_range_place_to_row (SluiceTimeRange *self, double place)
{
  guint first;
  guint end;
  guint row;

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), -1);

  sluice_time_range_get_rows (self, &first, &end);
  if (end == first)
    return -1;

  row = CLAMP (sluice_time_range_first_row_at (self, place), first, end - 1);
  if (row > first
      && place - sluice_time_range_row_to_place (self, row - 1)
             < sluice_time_range_row_to_place (self, row) - place)
    row--;

  return row;
}

void
sluice_time_range_zoom_to (SluiceTimeRange *self, double low, double high)
{
  double missing;

  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));
  g_return_if_fail (low <= high);

  missing = shortest (self) - (high - low);
  if (missing > 0)
    {
      low -= missing / 2;
      high += missing / 2;
    }

  self->zoomed = TRUE;
  set_interval (self, low, high);
  update_following (self);
}

void
sluice_time_range_zoom_by (SluiceTimeRange *self, double factor, double anchor)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));
  g_return_if_fail (factor > 0);

  /* Beyond the data there is nothing to see, so zooming out ends at everything. */
  if (factor > 1 && self->zoomed)
    {
      guint n_rows = sluice_chart_data_get_n_batches (self->data);

      if (n_rows == 0
          || (self->low <= sluice_time_range_row_to_place (self, 0)
              && self->high >= sluice_time_range_row_to_place (self, n_rows - 1)))
        return;
    }

  sluice_time_range_zoom_to (self, anchor - (anchor - self->low) * factor,
                             anchor + (self->high - anchor) * factor);
}

void
sluice_time_range_pan_by (SluiceTimeRange *self, double distance)
{
  guint n_rows;
  double half;

  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));

  n_rows = sluice_chart_data_get_n_batches (self->data);
  if (n_rows == 0)
    return;

  /* At least half of the view keeps batches in it. */
  half = (self->high - self->low) / 2;
  distance = CLAMP (distance, sluice_time_range_row_to_place (self, 0) - half - self->low,
                    sluice_time_range_row_to_place (self, n_rows - 1) + half - self->high);
  sluice_time_range_zoom_to (self, self->low + distance, self->high + distance);
}

void
sluice_time_range_reset_zoom (SluiceTimeRange *self)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));

  if (!self->zoomed)
    return;

  self->zoomed = FALSE;
  self->n_seen = sluice_chart_data_get_n_batches (self->data);
  update_span (self);
  update_following (self);
}

gboolean
sluice_time_range_get_zoomed (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), FALSE);

  return self->zoomed;
}

void
sluice_time_range_reveal (SluiceTimeRange *self, guint row)
{
  double place;
  double margin;

  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));
  g_return_if_fail (row < sluice_chart_data_get_n_batches (self->data));

  place = sluice_time_range_row_to_place (self, row);
  margin = (self->high - self->low) * 0.05;
  if (place < self->low)
    sluice_time_range_zoom_to (self, place - margin, place - margin + self->high - self->low);
  else if (place > self->high)
    sluice_time_range_zoom_to (self, place + margin - (self->high - self->low), place + margin);
}

int
sluice_time_range_get_hovered (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), -1);

  return self->hovered;
}

void
sluice_time_range_set_hovered (SluiceTimeRange *self, int row)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));
  g_return_if_fail (row < (int) sluice_chart_data_get_n_batches (self->data));

  row = MAX (row, -1);
  if (self->hovered == row)
    return;

  self->hovered = row;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOVERED]);
}

int
sluice_time_range_get_selected (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), -1);

  return self->selected;
}

void
sluice_time_range_set_selected (SluiceTimeRange *self, int row)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));
  g_return_if_fail (row < (int) sluice_chart_data_get_n_batches (self->data));

  row = MAX (row, -1);
  if (self->selected == row)
    return;

  self->selected = row;
  update_following (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

gboolean
sluice_time_range_get_paused (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), FALSE);

  return self->paused;
}

void
sluice_time_range_set_paused (SluiceTimeRange *self, gboolean paused)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));

  if (self->paused == !!paused)
    return;

  self->paused = !!paused;
  update_following (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

gboolean
sluice_time_range_get_following (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), FALSE);

  return self->following;
}

void
sluice_time_range_follow_newest (SluiceTimeRange *self)
{
  g_return_if_fail (SLUICE_IS_TIME_RANGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  self->zoomed = FALSE;
  sluice_time_range_set_paused (self, FALSE);
  sluice_time_range_set_selected (self, -1);
  update_following (self);
  g_object_thaw_notify (G_OBJECT (self));
}

guint
sluice_time_range_get_n_newer (SluiceTimeRange *self)
{
  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (self), 0);

  if (self->following)
    return 0;

  return sluice_chart_data_get_n_batches (self->data)
         - MIN (self->n_seen, sluice_chart_data_get_n_batches (self->data));
}
