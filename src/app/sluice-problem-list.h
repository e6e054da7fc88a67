/* sluice-problem-list.h: all problems of a pipeline.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "model/sluice-pipeline.h"
#include "model/sluice-run.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_PROBLEM_LIST (sluice_problem_list_get_type ())

/**
 * SluiceProblemList:
 *
 * What queries failed of, and the problems of the newest analysis, in the document's order. Properties: `pipeline` (#SluicePipeline),
 * `n-problems` (uint, read-only). `activated (node id, field)` is emitted when the user picks one; both may be
 * %NULL.
 */
G_DECLARE_FINAL_TYPE (SluiceProblemList, sluice_problem_list, SLUICE, PROBLEM_LIST, GtkWidget)

/** sluice_problem_list_new: Returns: (transfer floating): a list without a pipeline. */
GtkWidget *sluice_problem_list_new (void);

/** sluice_problem_list_set_pipeline: @self: a list, @pipeline: (nullable): what to show the problems of. */
void sluice_problem_list_set_pipeline (SluiceProblemList *self,
                                       SluicePipeline    *pipeline);

/** sluice_problem_list_set_runs: @self: a list, @runs: (element-type SluiceRun): the newest runs of the pipeline. One that fails is listed until there are newer ones. */
void sluice_problem_list_set_runs (SluiceProblemList *self,
                                   GPtrArray         *runs);

/** sluice_problem_list_get_n_problems: @self: a list. Returns: how many it shows. */
guint sluice_problem_list_get_n_problems (SluiceProblemList *self);

G_END_DECLS
