/* sluice-chart-palette.c: the colours of charts, in light, dark and high contrast.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-palette.h"

#include <adwaita.h>
#include <math.h>

#define RGB(code)                                                                                  \
  {                                                                                                \
    ((code) >> 16 & 0xff) / 255.f, ((code) >> 8 & 0xff) / 255.f, ((code) &0xff) / 255.f, 1         \
  }
#define GREY(level, alpha)                                                                         \
  {                                                                                                \
    level, level, level, alpha                                                                     \
  }

/* Hues in the order blue, orange, green, magenta, violet, brown or yellow, sky, grey. Any two of
 * them are at least 15.9 apart in CIELAB, seen normally and under simulated (Machado 2009, full)
 * protanopia, deuteranopia and tritanopia; test-chart-palette measures it again. */
static const SluiceChartTheme light = {
  .foreground = GREY (0, 0.8f),
  .dim = GREY (0, 0.6f),
  .grid = GREY (0, 0.09f),
  .background = RGB (0xffffff),
  .warning = RGB (0xb35900),
  .error = RGB (0xc01c28),
  .series = { RGB (0x0067b7), RGB (0xd86c18), RGB (0x08886c), RGB (0x88116e), RGB (0x89619e),
              RGB (0x795d00), RGB (0x1a99d5), RGB (0x4d4f51) },
};

static const SluiceChartTheme dark = {
  .foreground = GREY (1, 0.95f),
  .dim = GREY (1, 0.65f),
  .grid = GREY (1, 0.1f),
  .background = RGB (0x363636),
  .warning = RGB (0xf8b13c),
  .error = RGB (0xff7b63),
  .series = { RGB (0x81b6f3), RGB (0xf29a4a), RGB (0x34bb8f), RGB (0xdd7bbd), RGB (0x8f90f4),
              RGB (0xf2d44e), RGB (0x8fe1fe), RGB (0xbec1c5) },
};

static const SluiceChartTheme light_contrast = {
  .foreground = GREY (0, 1),
  .dim = GREY (0, 0.9f),
  .grid = GREY (0, 0.5f),
  .background = RGB (0xffffff),
  .warning = RGB (0x7a3d00),
  .error = RGB (0x960a16),
  .series = { RGB (0x064786), RGB (0x7b2d00), RGB (0x046846), RGB (0x690057), RGB (0x221f7c),
              RGB (0x846b31), RGB (0x1678ad), RGB (0x393c3d) },
};

static const SluiceChartTheme dark_contrast = {
  .foreground = GREY (1, 1),
  .dim = GREY (1, 0.9f),
  .grid = GREY (1, 0.5f),
  .background = RGB (0x363636),
  .warning = RGB (0xffc869),
  .error = RGB (0xffa091),
  .series = { RGB (0x6ab2f9), RGB (0xfeb269), RGB (0x61e4bb), RGB (0xf18ac3), RGB (0xc8c8ff),
              RGB (0xffe469), RGB (0xbff0ff), RGB (0xfffdf0) },
};

const SluiceChartTheme *
sluice_chart_theme_get (gboolean is_dark, gboolean high_contrast)
{
  if (high_contrast)
    return is_dark ? &dark_contrast : &light_contrast;

  return is_dark ? &dark : &light;
}

const SluiceChartTheme *
sluice_chart_theme_get_current (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return sluice_chart_theme_get (adw_style_manager_get_dark (manager),
                                 adw_style_manager_get_high_contrast (manager));
}

GdkRGBA
sluice_chart_theme_get_colour (const SluiceChartTheme *self,
                               const SluiceChartSeries *series,
                               double alpha)
{
  GdkRGBA colour = self->series[series->colour % SLUICE_CHART_N_COLOURS];

  colour.alpha = alpha;

  return colour;
}

void
sluice_chart_dash_apply (cairo_t *cr, SluiceChartDash dash, double width)
{
  static const double patterns[][4] = {
    [SLUICE_CHART_DASH_SOLID] = { 0 },
    [SLUICE_CHART_DASH_LONG] = { 4.5, 2.5 },
    [SLUICE_CHART_DASH_DOT] = { 1, 1.8 },
    [SLUICE_CHART_DASH_DASH_DOT] = { 4.5, 2, 1, 2 },
  };
  double scaled[4];
  int n = dash == SLUICE_CHART_DASH_SOLID ? 0 : dash == SLUICE_CHART_DASH_DASH_DOT ? 4 : 2;

  for (int i = 0; i < n; i++)
    scaled[i] = patterns[dash][i] * width;
  cairo_set_dash (cr, scaled, n, 0);
}

void
sluice_chart_marker_path (cairo_t *cr, SluiceChartMarker marker, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  switch (marker)
    {
    case SLUICE_CHART_MARKER_CIRCLE:
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      break;
    case SLUICE_CHART_MARKER_SQUARE:
      cairo_rectangle (cr, x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      return;
    case SLUICE_CHART_MARKER_DIAMOND:
      cairo_move_to (cr, x, y - radius * 1.3);
      cairo_line_to (cr, x + radius * 1.3, y);
      cairo_line_to (cr, x, y + radius * 1.3);
      cairo_line_to (cr, x - radius * 1.3, y);
      break;
    case SLUICE_CHART_MARKER_TRIANGLE:
      cairo_move_to (cr, x, y - radius * 1.3);
      cairo_line_to (cr, x + radius * 1.2, y + radius * 0.9);
      cairo_line_to (cr, x - radius * 1.2, y + radius * 0.9);
      break;
    case SLUICE_CHART_MARKER_NONE:
    default:
      return;
    }
  cairo_close_path (cr);
}

void
sluice_chart_hatch (cairo_t *cr, double spacing, double width)
{
  double x0;
  double y0;
  double x1;
  double y1;

  cairo_save (cr);
  cairo_clip (cr);
  cairo_clip_extents (cr, &x0, &y0, &x1, &y1);

  /* Lines lie on a grid of their own, so that hatches of neighbours meet and stand still. */
  for (double offset = floor ((x0 + y0) / spacing) * spacing; offset <= x1 + y1; offset += spacing)
    {
      cairo_move_to (cr, offset - y0, y0);
      cairo_line_to (cr, offset - y1, y1);
    }
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  cairo_restore (cr);
}
