/* sluice-run-marks.h: what the canvas shows of the queries that run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "canvas/sluice-canvas.h"
#include "model/sluice-run.h"

G_BEGIN_DECLS

/**
 * sluice_run_marks_show_states:
 * @canvas: the canvas of @pipeline
 * @pipeline: the pipeline
 * @runs: (element-type SluiceRun): its queries
 *
 * Marks each node as running, done or failed. A node of several queries runs as long as one of them does; what
 * failed stands on the node that it happened in, in words.
 */
void sluice_run_marks_show_states (SluiceCanvas   *canvas,
                                   SluicePipeline *pipeline,
                                   GPtrArray      *runs);

/**
 * sluice_run_marks_show_rates:
 * @canvas: a canvas
 * @progress: a micro-batch
 *
 * Writes on each wire how many rows a second passed there in that micro-batch.
 */
void sluice_run_marks_show_rates (SluiceCanvas         *canvas,
                                  const SluiceProgress *progress);

/** sluice_run_marks_format_rate: @rate: rows per second. Returns: (transfer full): it in few characters, such as `12.4k/s`. */
char *sluice_run_marks_format_rate (double rate) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
