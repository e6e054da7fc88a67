/* sluice-chart-palette.h: the colours of charts, in light, dark and high contrast.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk/gdk.h>

#include "charts/sluice-chart-data.h"

G_BEGIN_DECLS

/** The number of hues; a series beyond them repeats a hue and differs by dash and marker. */
#define SLUICE_CHART_N_COLOURS 8

/**
 * SluiceChartTheme:
 * @foreground: text and the crosshair
 * @dim: secondary text
 * @grid: grid lines
 * @background: what the chart stands on, for halos and exports
 * @warning: over the trigger, falling behind
 * @error: failed
 * @series: the hues; apart from each other for the common forms of colour blindness too, and at
 *   least 3:1 against the background
 *
 * All colours of one appearance.
 */
typedef struct
{
  GdkRGBA foreground;
  GdkRGBA dim;
  GdkRGBA grid;
  GdkRGBA background;
  GdkRGBA warning;
  GdkRGBA error;
  GdkRGBA series[SLUICE_CHART_N_COLOURS];
} SluiceChartTheme;

/** sluice_chart_theme_get: Returns: (transfer none): the colours of an appearance. */
const SluiceChartTheme *sluice_chart_theme_get (gboolean dark, gboolean high_contrast);

/** sluice_chart_theme_get_current: Returns: (transfer none): the colours of the user's appearance. */
const SluiceChartTheme *sluice_chart_theme_get_current (void);

/** sluice_chart_theme_get_colour: Returns: the colour of @series at @alpha (0…1). */
GdkRGBA sluice_chart_theme_get_colour (const SluiceChartTheme *self,
                                       const SluiceChartSeries *series,
                                       double alpha);

/** sluice_chart_dash_apply: Sets the stroke of @dash for lines of @width on @cr. */
void sluice_chart_dash_apply (cairo_t *cr, SluiceChartDash dash, double width);

/** sluice_chart_marker_path: Adds the outline of @marker around (@x, @y) with @radius to the path. */
void sluice_chart_marker_path (cairo_t *cr,
                               SluiceChartMarker marker,
                               double x,
                               double y,
                               double radius);

/** sluice_chart_hatch: Fills the path of @cr with diagonal lines of the current source. */
void sluice_chart_hatch (cairo_t *cr, double spacing, double width);

G_END_DECLS
