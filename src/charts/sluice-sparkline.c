/* sluice-sparkline.c: a line as high as a word, for nodes and tables.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-sparkline.h"

#include <adwaita.h>
#include <math.h>

#include "charts/sluice-chart-palette.h"
#include "charts/sluice-chart-throttle.h"

#define MARGIN 3.0

struct _SluiceSparkline
{
  GtkWidget parent_instance;

  SluiceChartUnit unit;
  guint colour;
  double values[SLUICE_SPARKLINE_CAPACITY]; /* a ring that starts at first */
  guint first;
  guint n_values;
  SluiceChartThrottle throttle;
};

G_DEFINE_FINAL_TYPE (SluiceSparkline, sluice_sparkline, GTK_TYPE_WIDGET)

static void
update (GtkWidget *widget)
{
  SluiceSparkline *self = SLUICE_SPARKLINE (widget);
  g_autofree char *words = NULL;

  if (self->n_values > 0)
    words = sluice_chart_unit_format (self->unit,
                                      sluice_sparkline_get_value (self, self->n_values - 1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
  gtk_widget_queue_draw (widget);
}

static void
changed_cb (SluiceSparkline *self)
{
  sluice_chart_throttle_request (&self->throttle);
}

static void
get_limits (SluiceSparkline *self, double *low, double *high)
{
  *low = 0;
  *high = 0;
  for (guint i = 0; i < self->n_values; i++)
    {
      double value = sluice_sparkline_get_value (self, i);

      if (value < *low)
        *low = value;
      if (value > *high)
        *high = value;
    }
  if (*high == *low)
    *high = *low + 1;
}

static void
draw (SluiceSparkline *self, cairo_t *cr, int width, int height)
{
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  GdkRGBA colour = theme->series[self->colour % SLUICE_CHART_N_COLOURS];
  double step = (width - 2 * MARGIN) / (SLUICE_SPARKLINE_CAPACITY - 1);
  gboolean pen_down = FALSE;
  double x = 0;
  double y = 0;
  double start = 0;
  double low;
  double high;

  get_limits (self, &low, &high);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  for (guint i = 0; i <= self->n_values; i++)
    {
      double value = i < self->n_values ? sluice_sparkline_get_value (self, i) : NAN;

      if (!isnan (value))
        {
          /* The newest value stands at the right edge, also while there are few. */
          x = width - MARGIN - (self->n_values - 1 - i) * step;
          y = height - MARGIN - (value - low) / (high - low) * (height - 2 * MARGIN);
          if (pen_down)
            {
              cairo_line_to (cr, x, y);
            }
          else
            {
              cairo_move_to (cr, x, y);
              start = x;
            }
          pen_down = TRUE;
          continue;
        }
      if (!pen_down)
        continue;

      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_stroke_preserve (cr);
      cairo_line_to (cr, x, height - MARGIN);
      cairo_line_to (cr, start, height - MARGIN);
      cairo_close_path (cr);
      colour.alpha = 0.18f;
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_fill (cr);
      colour.alpha = 1;
      pen_down = FALSE;
    }

  if (self->n_values > 0 && !isnan (sluice_sparkline_get_value (self, self->n_values - 1)))
    {
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_arc (cr, x, y, 2.25, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
sluice_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr;

  if (width <= 2 * MARGIN || height <= 2 * MARGIN)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw (SLUICE_SPARKLINE (widget), cr, width, height);
  cairo_destroy (cr);
}

static void
sluice_sparkline_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 40;
      *natural = 96;
    }
  else
    {
      *minimum = 16;
      *natural = 24;
    }
}

static void
sluice_sparkline_dispose (GObject *object)
{
  SluiceSparkline *self = SLUICE_SPARKLINE (object);

  sluice_chart_throttle_clear (&self->throttle);

  G_OBJECT_CLASS (sluice_sparkline_parent_class)->dispose (object);
}

static void
sluice_sparkline_class_init (SluiceSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_sparkline_dispose;
  widget_class->snapshot = sluice_sparkline_snapshot;
  widget_class->measure = sluice_sparkline_measure;

  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sluice_sparkline_init (SluiceSparkline *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  sluice_chart_throttle_init (&self->throttle, GTK_WIDGET (self), update);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
sluice_sparkline_new (SluiceChartUnit unit, guint colour)
{
  SluiceSparkline *self = g_object_new (SLUICE_TYPE_SPARKLINE, NULL);

  self->unit = unit;
  self->colour = colour;

  return GTK_WIDGET (self);
}

void
sluice_sparkline_push (SluiceSparkline *self, double value)
{
  g_return_if_fail (SLUICE_IS_SPARKLINE (self));

  if (!isfinite (value))
    value = NAN;
  if (self->n_values < SLUICE_SPARKLINE_CAPACITY)
    {
      self->values[(self->first + self->n_values++) % SLUICE_SPARKLINE_CAPACITY] = value;
    }
  else
    {
      self->values[self->first] = value;
      self->first = (self->first + 1) % SLUICE_SPARKLINE_CAPACITY;
    }
  changed_cb (self);
}

void
sluice_sparkline_set_values (SluiceSparkline *self, const double *values, guint n_values)
{
  guint skipped = n_values > SLUICE_SPARKLINE_CAPACITY ? n_values - SLUICE_SPARKLINE_CAPACITY : 0;

  g_return_if_fail (SLUICE_IS_SPARKLINE (self));
  g_return_if_fail (values != NULL || n_values == 0);

  self->first = 0;
  self->n_values = 0;
  for (guint i = skipped; i < n_values; i++)
    sluice_sparkline_push (self, values[i]);
  changed_cb (self);
}

guint
sluice_sparkline_get_n_values (SluiceSparkline *self)
{
  g_return_val_if_fail (SLUICE_IS_SPARKLINE (self), 0);

  return self->n_values;
}

double
sluice_sparkline_get_value (SluiceSparkline *self, guint index)
{
  g_return_val_if_fail (SLUICE_IS_SPARKLINE (self), NAN);
  g_return_val_if_fail (index < self->n_values, NAN);

  return self->values[(self->first + index) % SLUICE_SPARKLINE_CAPACITY];
}
