/* sluice-test-runner.h: runs cases in processes of their own.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "testing/sluice-test-case.h"

G_BEGIN_DECLS

/**
 * SluiceTestDoneFunc:
 * @index: which case
 * @result: what it gave
 * @user_data: given with the function
 *
 * Takes results, in the order of the cases.
 */
typedef void (*SluiceTestDoneFunc) (guint                   index,
                                    const SluiceTestResult *result,
                                    gpointer                user_data);

/**
 * SluiceTestRunnerOptions:
 * @options: how to run a case; its folder is made by the runner
 * @n_processes: how many cases run at once
 * @timeout_s: how many seconds a case may take
 * @done: takes results
 * @user_data: for @done
 *
 * How cases are run.
 */
typedef struct
{
  SluiceTestOptions options;
  guint n_processes;
  guint timeout_s;
  SluiceTestDoneFunc done;
  gpointer user_data;
} SluiceTestRunnerOptions;

/**
 * sluice_test_runner_run:
 * @cases: (element-type SluiceTestCase): the cases
 * @options: how to run them
 * @interrupted: (out): whether SIGINT or SIGTERM came; what ran is broken off then
 * @error: what keeps it from running anything
 *
 * Runs cases in processes, so that one that crashes or hangs fails and the others still run. To be called while the
 * process has no other threads.
 *
 * Returns: whether it could
 */
gboolean sluice_test_runner_run (GPtrArray                     *cases,
                                 const SluiceTestRunnerOptions *options,
                                 gboolean                      *interrupted,
                                 GError                       **error);

G_END_DECLS
