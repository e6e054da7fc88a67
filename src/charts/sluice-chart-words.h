/* sluice-chart-words.h: what a chart shows, in words.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "charts/sluice-chart-data.h"

G_BEGIN_DECLS

/**
 * sluice_chart_words_describe_flags:
 *
 * Returns: (transfer full) (nullable): what is to be told of a batch ("failed", "over trigger"),
 *   %NULL if nothing is
 */
char *sluice_chart_words_describe_flags (SluiceChartBatchFlags flags) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_words_describe_batch:
 * @series: (array length=n_series): the visible series
 *
 * Returns: (transfer full): "Batch 42, 12:03:10, failed: Input 1.2 k rows/s; Process 820 rows/s"
 */
char *sluice_chart_words_describe_batch (SluiceChartData *data,
                                         guint row,
                                         const guint *series,
                                         guint n_series) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_chart_words_describe_trend:
 * @end: the row after the newest one in view
 * @n_behind: how many batches the query has been falling behind, or 0
 *
 * Tells the newest values and whether they rise or fall: the mean of the last five batches against
 * that of the five before, where less than a tenth is "steady".
 *
 * Returns: (transfer full): "Input 1.2 k rows/s, rising; Process 820 rows/s; 12 batches behind"
 */
char *sluice_chart_words_describe_trend (SluiceChartData *data,
                                         guint end,
                                         const guint *series,
                                         guint n_series,
                                         guint n_behind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
