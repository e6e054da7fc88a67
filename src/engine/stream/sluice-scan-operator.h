/* sluice-scan-operator.h: where the rows of a plan begin.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-operators.h"
#include "sources/sluice-source.h"

G_BEGIN_DECLS

/**
 * SluiceScanOperator:
 * @base: the operator
 * @scan: (transfer full): what it reads
 * @table: (transfer full) (nullable): the table; %NULL for a stream
 * @source: index of the stream, or -1
 * @n_tasks: tasks of this batch
 * @n_rows: (array length=n_workers): rows given, by worker
 * @n_malformed: (array length=n_workers): records that were shown to who watches
 * @malformed: (transfer full): what is shown of them
 * @n_workers: length of the arrays
 * @limit: (nullable): the operator of the limit whose rows tell how far to read
 * @limit_plan: (nullable): that limit
 * @joint: (nullable): where the rows of other scans are united with this one's before the limit, which is asked then
 * @joint_port: at which of its inputs this one's arrive
 *
 * The operator of a SOURCE or a TABLE.
 */
typedef struct
{
  SluiceOperator base;
  SluiceScan *scan;
  SluiceSource *table;
  gint source;
  guint n_tasks;
  gint64 *n_rows;
  guint *n_malformed;
  SluiceType *malformed;
  guint n_workers;
  SluiceOperator *limit;
  const SluicePlan *limit_plan;
  SluiceOperator *joint;
  guint joint_port;
} SluiceScanOperator;

/**
 * sluice_scan_operator_new:
 * @plan: a SOURCE or a TABLE
 * @source: (nullable): the stream; %NULL for a table, which the operator opens
 * @settings: the session's settings
 * @clock: the query's clock
 * @n_workers: how many threads run tasks
 * @error: what the table gives
 *
 * Returns: (transfer full) (nullable): the operator
 */
SluiceOperator *sluice_scan_operator_new (const SluicePlan *plan,
                                          SluiceSource     *source,
                                          SluiceSettings   *settings,
                                          SluiceClock      *clock,
                                          guint             n_workers,
                                          GError          **error);

/** sluice_scan_operator_keep_order: @self: a new scan. Rows that belong together are read by one thread, in their order: something in the plan draws random numbers. */
void sluice_scan_operator_keep_order (SluiceScanOperator *self);

/** sluice_operator_is_scan: @self: any operator. Returns: whether it is a #SluiceScanOperator. */
gboolean sluice_operator_is_scan (const SluiceOperator *self);

/** sluice_scan_operator_obey_limit: @self: a scan whose @limit is set. Makes it read no further than that needs. */
void sluice_scan_operator_obey_limit (SluiceScanOperator *self);

G_END_DECLS
