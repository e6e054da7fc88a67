/* sluice-test-case.h: a case to run: a test document, or a line of a table of recorded answers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "testing/sluice-test-report.h"

G_BEGIN_DECLS

#define SLUICE_TEST_ERROR (sluice_test_error_quark ())

/** SluiceTestErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_TEST_ERROR_NO_TEST,
} SluiceTestErrorCode;

/** sluice_test_error_quark: Returns: the domain of #SluiceTestErrorCode. */
GQuark sluice_test_error_quark (void);

/** SluiceTestKind: what a case is. */
typedef enum
{
  SLUICE_TEST_DOCUMENT,
  SLUICE_TEST_EXPRESSION,
  SLUICE_TEST_AGGREGATE,
  SLUICE_TEST_DDL,
  SLUICE_TEST_READER,
  SLUICE_TEST_WRITER,
} SluiceTestKind;

/**
 * SluiceTestCase:
 * @kind: what it is
 * @path: the file that it is in
 * @line: its line in a table, from 1; 0 for a document
 * @name: what it calls itself
 * @text: its JSON
 *
 * A case.
 */
typedef struct
{
  SluiceTestKind kind;
  char *path;
  guint line;
  char *name;
  char *text;
} SluiceTestCase;

/**
 * SluiceTestOptions:
 * @folder: an existing directory for what cases write
 * @n_threads: threads of each query; 0 for one per processor
 * @n_partitions: partitions of state, whatever the document says; 0 for what it says
 * @record: whether a document's checks are to be written anew from what happens
 *
 * How cases are run.
 */
typedef struct
{
  const char *folder;
  guint n_threads;
  guint n_partitions;
  gboolean record;
} SluiceTestOptions;

/**
 * SluiceTestOutcome:
 * @SLUICE_TEST_PASSED: it is as expected
 * @SLUICE_TEST_FAILED: it isn't
 * @SLUICE_TEST_SKIPPED: it can't be run this way
 */
typedef enum
{
  SLUICE_TEST_PASSED,
  SLUICE_TEST_FAILED,
  SLUICE_TEST_SKIPPED,
} SluiceTestOutcome;

/**
 * SluiceTestResult:
 * @outcome: how it came out
 * @report: the differences of one that failed; the reason of one that was skipped
 * @recorded: (nullable): the document with its checks written anew
 *
 * What running a case gave.
 */
typedef struct
{
  SluiceTestOutcome outcome;
  SluiceTestReport *report;
  char *recorded;
} SluiceTestResult;

/**
 * sluice_test_cases_load:
 * @path: a file, or a directory that is searched for `.sluice-test` and `.jsonl` files
 * @error: what can't be read, or a file that is no test; in a directory other tables are passed over
 *
 * Returns: (transfer full) (nullable) (element-type SluiceTestCase): its cases, by path and line
 */
GPtrArray *sluice_test_cases_load (const char *path,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_case_free: @self: (nullable): a case. */
void sluice_test_case_free (SluiceTestCase *self);

/**
 * sluice_test_case_run:
 * @self: a case
 * @options: how to run it
 *
 * Returns: (transfer full): what it gave
 */
SluiceTestResult *sluice_test_case_run (const SluiceTestCase    *self,
                                        const SluiceTestOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_result_free: @self: (nullable): a result. */
void sluice_test_result_free (SluiceTestResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceTestCase, sluice_test_case_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceTestResult, sluice_test_result_free)

G_END_DECLS
