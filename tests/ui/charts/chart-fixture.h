/* chart-fixture.h: made-up runs for the tests of charts, always the same.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-chart-grid.h"
#include "charts/sluice-chart.h"

G_BEGIN_DECLS

/** SluiceChartScenario: what happens in a made-up run. */
typedef enum
{
  SLUICE_CHART_SCENARIO_STEADY,
  SLUICE_CHART_SCENARIO_BEHIND,
  SLUICE_CHART_SCENARIO_EVENTFUL,
} SluiceChartScenario;

/** The interval of the made-up trigger, in milliseconds. */
#define FIXTURE_TRIGGER 2000

/** 2026-03-14 12:00:00 UTC: when the made-up runs start. */
#define FIXTURE_START G_GINT64_CONSTANT (1773489600000)

/** chart_fixture_data_new: Returns: (transfer full): a table with all series of the dashboard, no rows. */
SluiceChartData *chart_fixture_data_new (void);

/** chart_fixture_append: Adds @n_batches of @scenario. */
void chart_fixture_append (SluiceChartData *data, SluiceChartScenario scenario, guint n_batches);

/** chart_fixture_grid_new: Returns: (transfer floating): the charts of section "Running" on @range. */
GtkWidget *chart_fixture_grid_new (SluiceTimeRange *range);

/** chart_fixture_rates_new: Returns: (transfer floating): the chart of input and process rate. */
GtkWidget *chart_fixture_rates_new (SluiceTimeRange *range);

/** chart_fixture_load_css: Loads the style sheet of the charts from the source tree. */
void chart_fixture_load_css (void);

/** chart_fixture_present: Shows @child in a window of a size and waits until it is drawn. */
GtkWidget *chart_fixture_present (GtkWidget *child, int width, int height);

/** chart_fixture_wait: Runs the main loop for @milliseconds. */
void chart_fixture_wait (guint milliseconds);

G_END_DECLS
