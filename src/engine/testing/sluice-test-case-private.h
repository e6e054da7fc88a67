/* sluice-test-case-private.h: the kinds of cases.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "testing/sluice-test-case.h"

G_BEGIN_DECLS

/**
 * sluice_test_run_document:
 * @self: a case of kind DOCUMENT
 * @root: its JSON
 * @options: how to run it
 * @report: gets the differences
 *
 * Runs the steps one after another, up to the first that fails.
 *
 * Returns: (transfer full) (nullable): the steps with their checks written anew, when that was asked for
 */
SluiceTestJson *sluice_test_run_document (const SluiceTestCase    *self,
                                          const SluiceTestJson    *root,
                                          const SluiceTestOptions *options,
                                          SluiceTestReport        *report);

/** sluice_test_write_document: @root: a test document, @steps: its new steps. Returns: (transfer full): its text, a node, a step and a micro-batch a line. */
char *sluice_test_write_document (const SluiceTestJson *root,
                                  const SluiceTestJson *steps) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_run_expression: @kind: EXPRESSION, AGGREGATE or DDL, @json: the case, @report: gets the differences. */
void sluice_test_run_expression (SluiceTestKind        kind,
                                 const SluiceTestJson *json,
                                 SluiceTestReport     *report);

/**
 * sluice_test_run_format:
 * @self: a case of kind READER or WRITER
 * @json: its JSON
 * @options: how to run it
 * @report: gets the differences
 *
 * Returns: whether it could be run: what partitions its output is the sink's business
 */
gboolean sluice_test_run_format (const SluiceTestCase    *self,
                                 const SluiceTestJson    *json,
                                 const SluiceTestOptions *options,
                                 SluiceTestReport        *report);

G_END_DECLS
