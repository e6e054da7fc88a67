/* sluice-chart-throttle.h: at most thirty repaints a second, and none while hidden.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** The shortest time between two repaints of a chart, in microseconds. */
#define SLUICE_CHART_FRAME_INTERVAL (G_USEC_PER_SEC / 30)

/**
 * SluiceChartThrottle:
 *
 * Decides when a widget whose data changed is brought up to date. A member of the widget's struct;
 * sluice_chart_throttle_init() in its init, sluice_chart_throttle_clear() in its dispose.
 */
typedef struct
{
  /*< private >*/
  GtkWidget *widget;
  void (*update) (GtkWidget *widget);
  gint64 last;
  guint source;
  gulong map_handler;
  gboolean stale;
} SluiceChartThrottle;

/**
 * sluice_chart_throttle_init:
 * @widget: (transfer none): the widget
 * @update: brings it up to date: refreshes labels, queues a draw
 *
 * Starts deciding.
 */
void sluice_chart_throttle_init (SluiceChartThrottle *self,
                                 GtkWidget *widget,
                                 void (*update) (GtkWidget *widget));

/**
 * sluice_chart_throttle_request:
 *
 * Asks for an update: done at once if the last one is long enough ago, otherwise when it is, and
 * for a widget that is not mapped, when it is mapped again.
 */
void sluice_chart_throttle_request (SluiceChartThrottle *self);

/** sluice_chart_throttle_clear: Forgets what was asked for. */
void sluice_chart_throttle_clear (SluiceChartThrottle *self);

G_END_DECLS
