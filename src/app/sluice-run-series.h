/* sluice-run-series.h: from the reports of a run to the series of its charts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "charts/sluice-chart-data.h"
#include "model/sluice-run.h"

G_BEGIN_DECLS

/** sluice_run_series_define: @data: a table without series. Adds the series that every query has. */
void sluice_run_series_define (SluiceChartData *data);

/**
 * sluice_run_series_append:
 * @data: a table that sluice_run_series_define() prepared
 * @progress: a report
 * @trigger_us: the trigger's interval in microseconds, 0 for none
 *
 * Adds a micro-batch; a source or a stateful operator that is new gets a series (`numInputRows.NODE`,
 * `numRowsTotal.INDEX`).
 */
void sluice_run_series_append (SluiceChartData *data,
                               SluiceProgress  *progress,
                               gint64           trigger_us);

G_END_DECLS
