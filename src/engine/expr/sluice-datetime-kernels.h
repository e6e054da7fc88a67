/* sluice-datetime-kernels.h: what operators on dates, timestamps and intervals compute.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-operators.h"

G_BEGIN_DECLS

/**
 * SluiceDatetimeOperation:
 * @SLUICE_DATETIME_DATE_DAYS: DATE + INT days
 * @SLUICE_DATETIME_DATE_MONTHS: DATE + year-month interval
 * @SLUICE_DATETIME_DATE_INTERVAL: DATE + calendar interval, which must be of whole days in ANSI mode
 * @SLUICE_DATETIME_TIMESTAMP_MONTHS: timestamp of either kind + year-month interval
 * @SLUICE_DATETIME_TIMESTAMP_TIME: timestamp of either kind + day-time interval
 * @SLUICE_DATETIME_TIMESTAMP_INTERVAL: timestamp of either kind + calendar interval
 * @SLUICE_DATETIME_INTERVALS: calendar interval + calendar interval
 * @SLUICE_DATETIME_SCALE_INTERVAL: year-month or day-time interval * BIGINT, DECIMAL or DOUBLE
 * @SLUICE_DATETIME_SCALE_CALENDAR_INTERVAL: calendar interval * DOUBLE
 *
 * The operations that have an inverse: - for +, / for *.
 */
typedef enum
{
  SLUICE_DATETIME_DATE_DAYS,
  SLUICE_DATETIME_DATE_MONTHS,
  SLUICE_DATETIME_DATE_INTERVAL,
  SLUICE_DATETIME_TIMESTAMP_MONTHS,
  SLUICE_DATETIME_TIMESTAMP_TIME,
  SLUICE_DATETIME_TIMESTAMP_INTERVAL,
  SLUICE_DATETIME_INTERVALS,
  SLUICE_DATETIME_SCALE_INTERVAL,
  SLUICE_DATETIME_SCALE_CALENDAR_INTERVAL,
} SluiceDatetimeOperation;

#define SLUICE_N_DATETIME_OPERATIONS (SLUICE_DATETIME_SCALE_CALENDAR_INTERVAL + 1)

/**
 * sluice_datetime_kernel:
 * @operation: an operation
 * @inverse: - instead of +, / instead of *
 * @mode: what happens where there is no result
 *
 * Returns: (transfer none): the kernel; its two arguments have the types that @operation names
 */
const SluiceKernel *sluice_datetime_kernel (SluiceDatetimeOperation operation,
                                            gboolean inverse,
                                            SluiceEvalMode mode);

/* interval div interval: two of one kind, year-month or day-time, to BIGINT; one for each mode. */
extern const SluiceKernel sluice_interval_div_kernels[SLUICE_N_EVAL_MODES];

/* DATE - DATE to a day-time interval, and timestamp - timestamp of one kind to one. */
extern const SluiceKernel sluice_date_minus_date_kernel;
extern const SluiceKernel sluice_timestamp_minus_timestamp_kernel;

G_END_DECLS
