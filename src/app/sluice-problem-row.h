/* sluice-problem-row.h: a problem with its explanation and the buttons that mend it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "model/sluice-pipeline.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_PROBLEM_ROW (sluice_problem_row_get_type ())

/**
 * SluiceProblemRow:
 *
 * Severity, sentence, explanation and a button for each quick fix. `fix-applied` is emitted after a fix has
 * changed the document; the row itself may be gone by then.
 */
G_DECLARE_FINAL_TYPE (SluiceProblemRow, sluice_problem_row, SLUICE, PROBLEM_ROW, GtkWidget)

/**
 * sluice_problem_row_new:
 * @pipeline: the pipeline that fixes are applied to
 * @problem: (transfer none): the problem; copied as far as it is needed
 * @show_node: whether the row begins with the node's name
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *sluice_problem_row_new (SluicePipeline      *pipeline,
                                   const SluiceProblem *problem,
                                   gboolean             show_node);

/** sluice_problem_row_get_node: @self: a row. Returns: (transfer none) (nullable): the problem's node. */
const char *sluice_problem_row_get_node (SluiceProblemRow *self);

/** sluice_problem_row_get_field: @self: a row. Returns: (transfer none) (nullable): the problem's field. */
const char *sluice_problem_row_get_field (SluiceProblemRow *self);

G_END_DECLS
