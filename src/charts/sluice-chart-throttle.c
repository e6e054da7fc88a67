/* sluice-chart-throttle.c: at most thirty repaints a second, and none while hidden.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-throttle.h"

static void
run_update (SluiceChartThrottle *self)
{
  self->stale = FALSE;
  self->last = g_get_monotonic_time ();
  self->update (self->widget);
}

static gboolean
timeout_cb (gpointer user_data)
{
  SluiceChartThrottle *self = user_data;

  self->source = 0;
  if (gtk_widget_get_mapped (self->widget))
    run_update (self);

  return G_SOURCE_REMOVE;
}

static void
map_cb (SluiceChartThrottle *self)
{
  if (self->stale)
    run_update (self);
}

void
sluice_chart_throttle_init (SluiceChartThrottle *self,
                            GtkWidget *widget,
                            void (*update) (GtkWidget *widget))
{
  *self = (SluiceChartThrottle){ .widget = widget, .update = update };
  self->map_handler = g_signal_connect_data (widget, "map", G_CALLBACK (map_cb), self, NULL,
                                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

void
sluice_chart_throttle_request (SluiceChartThrottle *self)
{
  gint64 elapsed;

  self->stale = TRUE;
  if (self->source != 0 || !gtk_widget_get_mapped (self->widget))
    return;

  elapsed = g_get_monotonic_time () - self->last;
  if (elapsed >= SLUICE_CHART_FRAME_INTERVAL)
    run_update (self);
  else
    self->source = g_timeout_add_full (GDK_PRIORITY_REDRAW - 1,
                                       (SLUICE_CHART_FRAME_INTERVAL - elapsed + 999) / 1000,
                                       timeout_cb, self, NULL);
}

void
sluice_chart_throttle_clear (SluiceChartThrottle *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->widget != NULL)
    g_clear_signal_handler (&self->map_handler, self->widget);
  self->widget = NULL;
}
