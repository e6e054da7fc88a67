/* sluice-operators.h: makes the operators of a plan.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-operator.h"
#include "state/sluice-state-store.h"

G_BEGIN_DECLS

/**
 * sluice_operator_is_blocking:
 * @self: an operator
 *
 * Returns: whether it must see all rows of a micro-batch before it gives any
 */
static inline gboolean
sluice_operator_is_blocking (const SluiceOperator *self)
{
  return self->klass->n_tasks != NULL && self->n_inputs > 0;
}

/**
 * sluice_operator_new_for_plan:
 * @plan: a node of a logical plan that is neither SOURCE nor TABLE
 * @settings: (transfer none): the session's settings
 * @n_workers: how many workers push
 * @error: a plan that no operator runs
 *
 * Makes the operator of one node of a plan: projection, filter, generate, watermark, aggregate (stateful
 * when the plan streams), join with static tables on the build side, union, sort, limit, deduplicate,
 * observe. A stateful one gets its partitions by sluice_operator_set_state(). A join's build side is
 * pushed into its port first; it keeps the table until sluice_operator_forget_build().
 *
 * Returns: (transfer full) (nullable): the operator, not connected
 */
SluiceOperator *sluice_operator_new_for_plan (const SluicePlan     *plan,
                                              const SluiceSettings *settings,
                                              guint                 n_workers,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_operator_describe_state:
 * @self: an operator
 * @state: (out caller-allocates): its name and schemas for the store; the strings belong to the operator
 *
 * Returns: whether it keeps state
 */
gboolean sluice_operator_describe_state (SluiceOperator      *self,
                                         SluiceStateOperator *state);

/**
 * sluice_operator_set_state:
 * @self: a stateful operator
 * @store: (transfer none): the query's state, which outlives the operator
 * @operator_id: which operator of it this is
 */
void sluice_operator_set_state (SluiceOperator   *self,
                                SluiceStateStore *store,
                                guint             operator_id);

/**
 * sluice_join_operator_begin_build:
 * @self: the operator of a JOIN with a static side
 *
 * Forgets the table of the build side, which is about to be pushed anew because its files changed. Without
 * it the table of the micro-batch before is kept, and nothing is pushed into the build port.
 */
void sluice_join_operator_begin_build (SluiceOperator *self);

/**
 * sluice_join_operator_build_port:
 * @self: any operator
 *
 * Returns: the port of a join's static side, which must be complete before the other port is pushed into;
 *   -1 when @self has none
 */
gint sluice_join_operator_build_port (SluiceOperator *self);

/** sluice_union_operator_given: @self: the operator of a UNION, @port: one of its inputs. Returns: how many rows of this batch
 * have come from there so far. */
gint64 sluice_union_operator_given (SluiceOperator *self,
                                    guint           port);

/**
 * sluice_limit_operator_is_full:
 * @self: the operator of a LIMIT
 *
 * Returns: whether it has been given as many rows in this batch as it lets pass at most
 */
gboolean sluice_limit_operator_is_full (SluiceOperator *self);

/**
 * sluice_watermark_operator_take:
 * @self: the operator of a WATERMARK plan
 * @n: (out): how many rows it saw in this micro-batch; a null event time counts as 1970, as in Spark
 * @max_us: (out): the latest
 * @min_us: (out): the earliest
 * @avg_ms: (out): the average, in milliseconds
 *
 * What the watermark tracker needs after a micro-batch [WM-2].
 *
 * Returns: whether it saw any row
 */
gboolean sluice_watermark_operator_take (SluiceOperator *self,
                                         guint64        *n,
                                         gint64         *max_us,
                                         gint64         *min_us,
                                         double         *avg_ms);

/**
 * sluice_observe_operator_get:
 * @self: any operator
 * @metrics: (out) (nullable): the metrics of the micro-batch that ran, a JSON object; %NULL when it didn't come here
 *
 * Returns: (transfer none) (nullable): the name of the observation; %NULL when @self is none
 */
const char *sluice_observe_operator_get (SluiceOperator *self,
                                         const char    **metrics);

G_END_DECLS
