/* sluice-static-query.h: a query over tables alone, run once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/sluice-batch.h"
#include "core/sluice-clock.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/**
 * sluice_static_query_run:
 * @plan: (transfer none): a plan without streams, not optimised
 * @settings: the session's settings
 * @clock: tells the current time
 * @n_workers: how many workers read, at least 1
 * @cancellable: (nullable): stops it
 * @error: what went wrong, with node, file and row where they are known
 *
 * Runs the plan with the operators of a micro-batch, without a checkpoint: there is nothing to come back to.
 *
 * Returns: (transfer full) (nullable) (element-type SluiceBatch): the rows, in order when the plan sorts
 */
GPtrArray *sluice_static_query_run (SluicePlan     *plan,
                                    SluiceSettings *settings,
                                    SluiceClock    *clock,
                                    guint           n_workers,
                                    GCancellable   *cancellable,
                                    GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
