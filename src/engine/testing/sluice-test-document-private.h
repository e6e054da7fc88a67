/* sluice-test-document-private.h: a test document at work.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "testing/sluice-test-case-private.h"
#include "testing/sluice-test-query.h"

G_BEGIN_DECLS

/**
 * SluiceTestFailure:
 * @during: `analysis` or `batch`; %NULL when nothing went wrong
 * @conditions: (element-type utf8): of every error that there is
 * @early: (element-type utf8): those of them that Spark finds out in the first batch only, where they are found while drawing
 * @message: a sentence
 * @unavailable: whether it is wrong only here, not in Spark
 *
 * What went wrong and isn't expected yet.
 */
typedef struct
{
  const char *during;
  GPtrArray *conditions;
  GPtrArray *early;
  char *message;
  gboolean unavailable;
} SluiceTestFailure;

/**
 * SluiceTestRun:
 * @self: the case
 * @options: how to run it
 * @report: gets the differences
 * @pipeline: the document of the pipeline, as it runs
 * @folder: the case's own
 * @base_directory: of the pipeline's relative paths
 * @sink: the query's sink
 * @query: the query
 * @started: whether it was started
 * @refused: whether it then failed at once
 * @ordered: whether its rows come in an order
 * @complete: whether its output mode is complete
 * @n_checked: micro-batches that a check has seen
 * @failure: what went wrong and isn't expected yet
 * @steps: the document's
 * @step: index of the one at work
 * @unchecked: whether micro-batches ran and no check has come behind them
 * @recorded: (nullable): the steps with their checks written anew
 *
 * A test document at work.
 */
typedef struct
{
  const SluiceTestCase *self;
  const SluiceTestOptions *options;
  SluiceTestReport *report;
  SluiceTestJson *pipeline;
  char *folder;
  char *base_directory;
  const char *sink;
  SluiceTestQuery *query;
  gboolean started;
  gboolean refused;
  gboolean ordered;
  gboolean complete;
  guint n_checked;
  SluiceTestFailure failure;
  const SluiceTestJson *steps;
  guint step;
  gboolean unchecked;
  SluiceTestJson *recorded;
} SluiceTestRun;

/** sluice_test_run_add: @self: a run, @format: what is wrong with the step at work, printf-style. */
void sluice_test_run_add (SluiceTestRun *self,
                          const char    *format,
                          ...) G_GNUC_PRINTF (2, 3);

/**
 * SluiceTestCheck:
 * @run: the run
 * @value: what the step expects
 *
 * A step that looks at what happened.
 *
 * Returns: (transfer full) (nullable): what it should expect, when that is recorded
 */
typedef SluiceTestJson *(*SluiceTestCheck) (SluiceTestRun        *run,
                                            const SluiceTestJson *value);

/** sluice_test_find_check: @name: a step's name. Returns: (nullable): the check, when it is one of rows or progress. */
SluiceTestCheck sluice_test_find_check (const char *name);

/** sluice_test_record_batches: @run: a run, @first: a micro-batch. Returns: (transfer full): it and those behind it, as `checkBatches` has them. */
SluiceTestJson *sluice_test_record_batches (SluiceTestRun *run,
                                            guint          first) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
