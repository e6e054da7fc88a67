/* sluice-chart-export.h: charts as text and as pictures.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart.h"

G_BEGIN_DECLS

/** SluiceChartTextFormat: for spreadsheets by paste (titles, tabs), or for programs (ids, RFC 4180). */
typedef enum
{
  SLUICE_CHART_TEXT_TABLE,
  SLUICE_CHART_TEXT_CSV,
} SluiceChartTextFormat;

/**
 * sluice_chart_export_text:
 *
 * Writes the visible batches of the visible series, a line per batch, after a line of names: batch
 * id, start as ISO 8601 in UTC, values in the series' base unit (ms, bytes, rows); a missing value
 * is empty.
 *
 * Returns: (transfer full): the text
 */
char *sluice_chart_export_text (SluiceChart *self, SluiceChartTextFormat format)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_export_png:
 * @widget: a mapped widget: a chart, a grid of charts, a strip
 * @scale: pixels per logical pixel
 *
 * Returns: (transfer full) (nullable): the widget as it looks, as a PNG file; %NULL if it has no size
 */
GBytes *sluice_chart_export_png (GtkWidget *widget, double scale) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_export_svg:
 * @widget: a mapped widget
 *
 * Returns: (transfer full) (nullable): the widget as it looks, as an SVG file; %NULL if it has no size
 */
GBytes *sluice_chart_export_svg (GtkWidget *widget) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_export_pdf:
 * @widget: a mapped widget
 *
 * Returns: (transfer full) (nullable): one page with the widget as it looks; %NULL if it has no size
 */
GBytes *sluice_chart_export_pdf (GtkWidget *widget) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_export_ask:
 * @widget: a mapped widget
 * @name: the proposed file name without ending
 * @ending: "png", "svg" or "pdf"
 *
 * Asks where to save a picture of @widget, draws it, and writes it without blocking. What fails is
 * told in a dialog.
 */
void sluice_chart_export_ask (GtkWidget *widget, const char *name, const char *ending);

G_END_DECLS
