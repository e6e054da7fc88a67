/* sluice-test-report.h: how a case differs from what it expects.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "testing/sluice-test-json.h"

G_BEGIN_DECLS

/**
 * SluiceTestReport:
 * @differences: (element-type utf8): one a line; the first is the reason of a failure
 * @n: how many there were, beyond those that are kept
 *
 * What was found out about a case. Without differences it has passed.
 */
typedef struct
{
  GPtrArray *differences;
  guint n;
} SluiceTestReport;

/** sluice_test_report_new: Returns: (transfer full): an empty report. */
SluiceTestReport *sluice_test_report_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_report_free: @self: (nullable): a report. */
void sluice_test_report_free (SluiceTestReport *self);

/** sluice_test_report_add: @self: a report, @format: a difference in one line, printf-style. */
void sluice_test_report_add (SluiceTestReport *self,
                             const char       *format,
                             ...) G_GNUC_PRINTF (2, 3);

/**
 * sluice_test_report_values:
 * @self: gets the differences
 * @where: what is compared, such as `batch 3`
 * @expected: an object may have fewer members than @got; an array must be as long
 * @got: (nullable): what there is
 *
 * Compares figures. Numbers match within 1e-9 relative.
 */
void sluice_test_report_values (SluiceTestReport     *self,
                                const char           *where,
                                const SluiceTestJson *expected,
                                const SluiceTestJson *got);

/**
 * sluice_test_report_rows:
 * @self: gets the differences
 * @where: what is compared, such as `batch 3`
 * @expected: an array of rows, each an object; a column that one doesn't name must be null
 * @batches: (element-type SluiceBatch): the rows that there are
 * @ordered: whether their order counts
 *
 * Compares rows. Where one is missing it is held against the likest one that shouldn't be there, and the
 * columns that differ are named.
 */
void sluice_test_report_rows (SluiceTestReport     *self,
                              const char           *where,
                              const SluiceTestJson *expected,
                              GPtrArray            *batches,
                              gboolean              ordered);

/** sluice_test_row_append: @batch: rows, @row: one of its columns' rows, @out: it is appended as a JSON object. */
void sluice_test_row_append (const SluiceBatch *batch,
                             guint32            row,
                             GString           *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceTestReport, sluice_test_report_free)

G_END_DECLS
