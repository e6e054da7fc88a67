/* sluice-chart-plot-private.h: what the files of the plot share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart-plot.h"

G_BEGIN_DECLS

struct _SluiceChartPlot
{
  GtkWidget parent_instance;

  /* Owned references */
  SluiceTimeRange *range;
  SluiceChartData *baseline;
  GArray *series; /* guint */
  char *reference_label;
  char *empty_text;

  /* What is shown */
  SluiceChartPlotSetup setup; /* its pointers are those above */
  SluiceValueAxis axis;
  SluiceTimeRangeAxis shown_axis;
  SluiceTimeRangeSpan shown_span;
  int natural_gutter;
  int gutter;

  /* Drawn parts */
  SluiceChartPlotPart outdated;
  GskRenderNode *frame_node;
  GskRenderNode *data_node;
  GArray *buckets; /* SluiceChartBucket */
  GArray *stacks;  /* SluiceChartStack, one per bucket, when columns are stacked */
  PangoLayout *layout;
  int drawn_width;
  int drawn_height;
  guint n_draws;

  /* Gestures */
  GtkGesture *drag;
  GtkWidget *brush_popover;
  double drag_start;     /* pixel */
  double drag_last;      /* pixel */
  double brush_low;      /* places on the horizontal axis; NaN without a brush */
  double brush_high;
  int selected_before;   /* what was selected before the first click of a double click */
  guint pointer_inside : 1;
  guint panning : 1;
  guint dragged : 1;
  guint by_keyboard : 1; /* the crosshair was moved with the keyboard last */
};

/** _sluice_chart_plot_get_scene: Fills @scene with what is shown, for drawing or measuring. */
void _sluice_chart_plot_get_scene (SluiceChartPlot *self, SluiceChartScene *scene);

/** _sluice_chart_plot_place_to_x: Returns: the pixel of @place on the horizontal axis. */
double _sluice_chart_plot_place_to_x (SluiceChartPlot *self, double place);

/** _sluice_chart_plot_x_to_place: Returns: the place under pixel @x. */
double _sluice_chart_plot_x_to_place (SluiceChartPlot *self, double x);

/**
 * _sluice_chart_plot_append_text:
 * @x_align: 0 puts the left edge at @x, 1 the right edge
 *
 * Writes small text with tabular figures, its top at @y.
 *
 * Returns: the width of the text
 */
int _sluice_chart_plot_append_text (SluiceChartPlot *self,
                                    GtkSnapshot *snapshot,
                                    const char *text,
                                    double x,
                                    double y,
                                    double x_align,
                                    const GdkRGBA *colour);

/** _sluice_chart_plot_measure_text: Returns: the width of @text; sets @height. */
int _sluice_chart_plot_measure_text (SluiceChartPlot *self, const char *text, int *height);

/** _sluice_chart_plot_snapshot_overlay: Draws crosshair, selection, brush and the card of values. */
void _sluice_chart_plot_snapshot_overlay (SluiceChartPlot *self, GtkSnapshot *snapshot);

/** _sluice_chart_plot_input_init: Adds the event controllers. */
void _sluice_chart_plot_input_init (SluiceChartPlot *self);

/** _sluice_chart_plot_hover: Moves the crosshair of all charts to the batch nearest to pixel @x. */
void _sluice_chart_plot_hover (SluiceChartPlot *self, double x);

/** _sluice_chart_plot_leave: Removes the crosshair. */
void _sluice_chart_plot_leave (SluiceChartPlot *self);

/** _sluice_chart_plot_click: Selects the batch nearest to pixel @x; a double click resets the zoom. */
void _sluice_chart_plot_click (SluiceChartPlot *self, int n_press, double x);

/** _sluice_chart_plot_drag_begin: Starts a brush at pixel @x, or with @pan moves the view. */
void _sluice_chart_plot_drag_begin (SluiceChartPlot *self, double x, gboolean pan);

/** _sluice_chart_plot_drag_to: Continues to pixel @x. */
void _sluice_chart_plot_drag_to (SluiceChartPlot *self, double x);

/** _sluice_chart_plot_drag_end: Ends at pixel @x; a brush offers to zoom. */
void _sluice_chart_plot_drag_end (SluiceChartPlot *self, double x);

/** _sluice_chart_plot_zoom_to_brush: Zooms all charts to the brush and removes it. */
void _sluice_chart_plot_zoom_to_brush (SluiceChartPlot *self);

/** _sluice_chart_plot_clear_brush: Removes the brush. */
void _sluice_chart_plot_clear_brush (SluiceChartPlot *self);

/** _sluice_chart_plot_scroll: Zooms with Ctrl. Returns: whether the event was used. */
gboolean _sluice_chart_plot_scroll (SluiceChartPlot *self, double x, double dy, gboolean control);

/** _sluice_chart_plot_key: Acts on a key. Returns: whether it was used. */
gboolean _sluice_chart_plot_key (SluiceChartPlot *self, guint keyval, GdkModifierType state);

G_END_DECLS
