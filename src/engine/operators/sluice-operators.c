/* sluice-operators.c: makes the operators of a plan.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-operators.h"

#include "core/sluice-error.h"
#include "operators/sluice-operators-private.h"

SluiceOperator *
sluice_operator_new_for_plan (const SluicePlan     *plan,
                              const SluiceSettings *settings,
                              guint                 n_workers,
                              GError              **error)
{
  switch (plan->kind)
    {
    case SLUICE_PLAN_PROJECT:
      return sluice_project_operator_new (plan, settings);
    case SLUICE_PLAN_FILTER:
      return sluice_filter_operator_new (plan, settings);
    case SLUICE_PLAN_GENERATE:
      return sluice_generate_operator_new (plan, settings, error);
    case SLUICE_PLAN_SORT:
      return sluice_sort_operator_new (plan, settings);
    case SLUICE_PLAN_OVER:
      return sluice_over_operator_new (plan, settings);
    case SLUICE_PLAN_LIMIT:
      return sluice_limit_operator_new (plan);
    case SLUICE_PLAN_DEDUPLICATE:
      return sluice_deduplicate_operator_new (plan, settings, n_workers);
    case SLUICE_PLAN_WATERMARK:
      return sluice_watermark_operator_new (plan, n_workers);
    case SLUICE_PLAN_UNION:
      return sluice_union_operator_new (plan);
    case SLUICE_PLAN_AGGREGATE:
      return sluice_aggregate_operator_new (plan, settings, n_workers, error);
    case SLUICE_PLAN_OBSERVE:
      return sluice_observe_operator_new (plan, settings, n_workers, error);
    case SLUICE_PLAN_JOIN:
      /* Without a side to look rows up in, both are kept: of two streams, and in a full join of two tables. */
      return sluice_plan_is_stateful (plan) || (!plan->streaming && sluice_plan_join_table (plan) < 0)
                 ? sluice_stream_join_new (plan, settings, n_workers, error)
                 : sluice_join_operator_new (plan, settings, error);
    default:
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_PLAN, NULL,
                        "This version can't run what the node does.");
      if (error != NULL)
        sluice_error_set_node (*error, plan->node_id, NULL);
      return NULL;
    }
}

gboolean
sluice_operator_describe_state (SluiceOperator *self, SluiceStateOperator *state)
{
  if (self->klass->describe_state == NULL)
    return FALSE;

  *state = (SluiceStateOperator){ .node_id = self->error_node_id };
  self->klass->describe_state (self, state);

  return state->name != NULL;
}

void
sluice_operator_set_state (SluiceOperator *self, SluiceStateStore *store, guint operator_id)
{
  self->klass->set_state (self, store, operator_id);
}
