/* sluice-operators-private.h: the constructors of the operators, one for each kind of plan.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-operators.h"

G_BEGIN_DECLS

/*
 * Each makes the operator of a plan of its kind for @n_workers workers, or sets an error. The operators keep
 * a reference to the plan.
 */

SluiceOperator *sluice_project_operator_new (const SluicePlan *plan, const SluiceSettings *settings);
SluiceOperator *sluice_filter_operator_new (const SluicePlan *plan, const SluiceSettings *settings);
SluiceOperator *sluice_watermark_operator_new (const SluicePlan *plan, guint n_workers);
SluiceOperator *sluice_union_operator_new (const SluicePlan *plan);
SluiceOperator *sluice_generate_operator_new (const SluicePlan     *plan,
                                              const SluiceSettings *settings,
                                              GError              **error);
SluiceOperator *sluice_sort_operator_new (const SluicePlan *plan, const SluiceSettings *settings);
SluiceOperator *sluice_over_operator_new (const SluicePlan *plan, const SluiceSettings *settings);
SluiceOperator *sluice_limit_operator_new (const SluicePlan *plan);
SluiceOperator *sluice_deduplicate_operator_new (const SluicePlan     *plan,
                                                 const SluiceSettings *settings,
                                                 guint                 n_workers);
SluiceOperator *sluice_aggregate_operator_new (const SluicePlan     *plan,
                                               const SluiceSettings *settings,
                                               guint                 n_workers,
                                               GError              **error);
SluiceOperator *sluice_observe_operator_new (const SluicePlan     *plan,
                                             const SluiceSettings *settings,
                                             guint                 n_workers,
                                             GError              **error);
SluiceOperator *sluice_join_operator_new (const SluicePlan     *plan,
                                          const SluiceSettings *settings,
                                          GError              **error);
SluiceOperator *sluice_stream_join_new (const SluicePlan     *plan,
                                        const SluiceSettings *settings,
                                        guint                 n_workers,
                                        GError              **error);

/** SLUICE_BRANCH_SHIFT: in the upper bits of a sequence a union writes which of its inputs rows came from. */
#define SLUICE_BRANCH_SHIFT 56

/** sluice_watermark_us: @watermark_ms: a watermark, %G_MININT64 for none. Returns: it in microseconds. */
static inline gint64
sluice_watermark_us (gint64 watermark_ms)
{
  gint64 us;

  if (__builtin_mul_overflow (watermark_ms, (gint64) 1000, &us))
    return watermark_ms < 0 ? G_MININT64 : G_MAXINT64 - 1;

  return us;
}

G_END_DECLS
