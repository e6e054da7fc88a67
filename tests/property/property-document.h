/* property-document.h: a random case as a document.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "property-case.h"

G_BEGIN_DECLS

/**
 * prop_document_pipeline:
 * @test: a case
 * @checkpoint: (nullable): where its checkpoint is; a test document doesn't say
 *
 * Returns: (transfer full): its pipeline document
 */
char *prop_document_pipeline (const PropCase *test,
                              const char     *checkpoint) G_GNUC_WARN_UNUSED_RESULT;

/**
 * prop_document_rows:
 * @rows: (element-type PropRow): rows
 * @source: the source that they are for
 * @first: the first wanted
 * @n: how many
 *
 * Returns: (transfer full): them as a JSON array
 */
char *prop_document_rows (const GArray   *rows,
                          const PropNode *source,
                          guint           first,
                          guint           n) G_GNUC_WARN_UNUSED_RESULT;

/**
 * prop_document_batch_query:
 * @test: a case
 *
 * The same pipeline over tables that hold all rows of all steps.
 *
 * Returns: (transfer full): a document without streams
 */
char *prop_document_batch_query (const PropCase *test) G_GNUC_WARN_UNUSED_RESULT;

/**
 * prop_document_test:
 * @test: a case
 * @expected: (element-type PropBatch): what it has to give
 *
 * Returns: (transfer full): a test document that `sluice test` runs
 */
char *prop_document_test (const PropCase *test,
                          GPtrArray      *expected) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
