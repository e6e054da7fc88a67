/* sluice-chart.h: one live chart: title, legend, plot and menu.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-time-range.h"
#include "charts/sluice-value-axis.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_CHART (sluice_chart_get_type ())

/**
 * SluiceChart:
 *
 * Shows some of the series of a run. What it looks at — interval, crosshair, selected batch — is
 * its #SluiceTimeRange, shared with the other charts of the window.
 *
 * Actions: `chart.copy-table`, `chart.copy-csv`, `chart.save-png`, `chart.save-svg`,
 * `chart.reset-zoom`, and the toggles `chart.logarithmic`, `chart.relative`, `chart.histogram`.
 */
G_DECLARE_FINAL_TYPE (SluiceChart, sluice_chart, SLUICE, CHART, GtkWidget)

/**
 * sluice_chart_new:
 * @range: what is looked at, and through it the data
 * @title: the heading, translated
 *
 * Returns: (transfer floating): a chart without series
 */
GtkWidget *sluice_chart_new (SluiceTimeRange *range, const char *title);

/**
 * sluice_chart_add_series:
 * @id: the id of a series of the data
 *
 * Adds a series; the first one decides the unit of the axis, and later ones are drawn on top.
 */
void sluice_chart_add_series (SluiceChart *self, const char *id);

/** sluice_chart_set_title: Changes the heading. */
void sluice_chart_set_title (SluiceChart *self, const char *title);

/** sluice_chart_get_title: Returns: (transfer none): the heading. */
const char *sluice_chart_get_title (SluiceChart *self);

/** sluice_chart_set_stacked: Whether columns stand on each other; also offers parts of a hundred. */
void sluice_chart_set_stacked (SluiceChart *self, gboolean stacked);

/**
 * sluice_chart_set_reference:
 * @value: a level in the unit of the axis, NaN for none
 * @label: (nullable): what it is: "trigger 10 s"
 *
 * Draws a dashed line; columns above it are hatched.
 */
void sluice_chart_set_reference (SluiceChart *self, double value, const char *label);

/**
 * sluice_chart_set_falling_behind:
 * @demand: (nullable): the id of the series of what comes in
 * @supply: (nullable): the id of the series of what is processed
 *
 * Tints the area between them where more comes in than is processed for at least three batches, and
 * says so beside the title while it lasts.
 */
void sluice_chart_set_falling_behind (SluiceChart *self, const char *demand, const char *supply);

/** sluice_chart_set_baseline: Draws an earlier run as faint lines; %NULL for none. */
void sluice_chart_set_baseline (SluiceChart *self, SluiceChartData *baseline);

/** sluice_chart_set_empty_text: What to say while there is no batch: "No batch yet: next trigger in 8 s". */
void sluice_chart_set_empty_text (SluiceChart *self, const char *text);

/** sluice_chart_get_range: Returns: (transfer none): what is looked at. */
SluiceTimeRange *sluice_chart_get_range (SluiceChart *self);

/** sluice_chart_get_visible_series: Returns: (transfer full) (element-type guint): indices of series. */
GArray *sluice_chart_get_visible_series (SluiceChart *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_chart_get_words: Returns: (transfer none) (nullable): the accessible description. */
const char *sluice_chart_get_words (SluiceChart *self);

G_END_DECLS
