/* sluice-availability.c: what Spark runs and this version doesn't.
 *
 * The operators are the last to know that they can't run a plan, and would say so only when its query
 * starts. Here it is said while the document is drawn, for each node by itself, whatever sinks it has.
 * Spark's own rules are reported before, so that what Spark refuses as well has Spark's condition.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-functions-window.h"
#include "expr/sluice-value.h"

static void
report (SluiceAnalysis *self,
        SluiceNodeState *node,
        const char *field,
        const char *message,
        const char *explanation)
{
  SluiceProblem *problem;

  if (strcmp (sluice_node_get_op (node->node), "sql") == 0 && g_strcmp0 (field, "op") != 0)
    field = "query";
  for (guint i = 0; i < self->problems->len; i++)
    {
      problem = self->problems->pdata[i];
      if (problem->unavailable && g_strcmp0 (problem->node, node->public.node_id) == 0
          && g_strcmp0 (problem->message, message) == 0)
        return;
    }

  problem = sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, NULL, "%s",
                                         message);
  problem->unavailable = TRUE;
  sluice_problem_explain (problem, explanation);
}

static void
report_sessions (SluiceAnalysis *self, SluiceNodeState *node, const char *field)
{
  report (self, node, field,
          _ ("Session windows outside of a grouping aren’t available in this version."),
          _ ("Only rows that are grouped merge into sessions. Group by it, or compute the end of a "
             "row’s own session: “ts + INTERVAL 10 MINUTES”."));
}

static void
report_too_many_windows (SluiceAnalysis *self, SluiceNodeState *node, const char *field)
{
  report (self, node, field,
          _ ("A window of more than a million times its slide isn’t available in this version."),
          _ ("Each row would fall into that many windows. Make the slide longer."));
}

/* Windows that stand where they aren't rows of their own: a window side by side with others is
 * computed like any function, but a row in several windows would have to be several rows. */
static void
check_expr (SluiceAnalysis *self, SluiceNodeState *node, const char *field, const SluiceExpr *expr)
{
  const SluiceWindowSpec *spec;

  if (expr == NULL)
    return;
  spec = sluice_window_spec (expr);
  if (sluice_expr_is_session_window (expr))
    report_sessions (self, node, field);
  else if (spec != NULL && spec->slide_us != spec->size_us)
    report (self, node, field,
            _ ("Overlapping windows aren’t available here in this version."),
            _ ("Compute the window in a select before, where each window of a row becomes a row, "
               "or group by it."));
  for (guint i = 0; i < expr->n_args; i++)
    check_expr (self, node, field, expr->args[i]);
  check_expr (self, node, field, expr->filter);
}

static void
check_exprs (SluiceAnalysis *self,
             SluiceNodeState *node,
             const char *field,
             SluiceExpr *const *exprs,
             guint n)
{
  for (guint i = 0; i < n; i++)
    check_expr (self, node, field, exprs[i]);
}

/* Keys are told apart by their bytes. Spark does so in its state store too, and refuses the rest. */
static void
check_key (SluiceAnalysis *self, SluiceNodeState *node, const char *field, const SluiceType *type, gboolean streaming)
{
  g_autofree char *sql = NULL;

  if (!sluice_type_is_collated (type))
    return;

  sql = sluice_type_to_sql (type);
  if (streaming)
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field,
                                 "STATE_STORE_UNSUPPORTED_OPERATION_BINARY_INEQUALITY",
                                 "Binary inequality column is not supported with state store. A key has the type "
                                 "\"%s\".",
                                 sql);
  else
    report (self, node, field, _ ("Groups and joins by texts with a collation aren’t available in this version."),
            _ ("Group or join by a key that is the same for equal texts, such as lower(a)."));
}

static void
check_group (SluiceAnalysis *self, SluiceNodeState *node, const SluiceExpr *key, gboolean streaming)
{
  g_autofree char *type = NULL;

  if (key != NULL)
    check_key (self, node, "keys", key->type, streaming);
  if (key == NULL || !sluice_type_contains (key->type, SLUICE_TYPE_VARIANT))
    return;

  type = sluice_type_to_sql (key->type);
  sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "keys",
                               "GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE",
                               "An expression cannot be used as a grouping expression because its data type \"%s\" "
                               "is not an orderable data type.",
                               type);
}

static void
check_aggregate (SluiceAnalysis *self, SluiceNodeState *node, const SluicePlan *plan)
{
  if (plan->aggregate.window_slide_us > 0
      && plan->aggregate.window_size_us / plan->aggregate.window_slide_us > SLUICE_MAX_WINDOWS)
    report_too_many_windows (self, node, "keys");

  check_exprs (self, node, "keys", plan->aggregate.keys, plan->aggregate.n_keys);
  for (guint i = 0; i < plan->aggregate.n_keys; i++)
    check_group (self, node, plan->aggregate.keys[i], plan->streaming);
  check_exprs (self, node, "aggregates", plan->aggregate.aggregates, plan->aggregate.n_aggregates);
}

static void
check_generate (SluiceAnalysis *self, SluiceNodeState *node, const SluicePlan *plan)
{
  const SluiceExpr *generator = plan->generate.generator;
  const SluiceWindowSpec *spec = sluice_window_spec (generator);

  if (spec != NULL && spec->size_us / spec->slide_us > SLUICE_MAX_WINDOWS)
    report_too_many_windows (self, node, NULL);
  check_exprs (self, node, NULL, generator->args, generator->n_args);
}

/* A stream is joined with a table in memory, whose rows without a partner nobody may ask for. Spark refuses
 * the other cases itself. */
static void
check_join (SluiceAnalysis *self, SluiceNodeState *node, const SluicePlan *plan)
{
  if (plan->streaming && !sluice_plan_is_stateful (plan) && sluice_plan_join_table (plan) < 0
      && !sluice_settings_get_boolean (self->settings,
                                       "spark.sql.streaming.unsupportedOperationCheck"))
    report (self, node, "type",
            _ ("A join that keeps a table’s rows without a partner isn’t available beside a "
               "stream."),
            _ ("Whether a row of the table has a partner would only be known when the stream "
               "ends."));
  for (guint i = 0; i < plan->join.n_keys; i++)
    check_key (self, node, "on", plan->join.left_keys[i]->type, plan->streaming);
  check_exprs (self, node, "on", plan->join.left_keys, plan->join.n_keys);
  check_exprs (self, node, "on", plan->join.right_keys, plan->join.n_keys);
  check_expr (self, node, "on", plan->join.condition);
}

/* Values without an order make neither groups nor an order. */
static void
check_order (SluiceAnalysis *self, SluiceNodeState *node, const char *field, const SluiceExpr *expr)
{
  g_autofree char *type = NULL;

  if (expr == NULL || sluice_type_is_orderable (expr->type))
    return;

  type = sluice_type_to_sql (expr->type);
  sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field, "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
                               "Cannot resolve the order due to data type mismatch: The `sortorder` does not "
                               "support ordering on type \"%s\".",
                               type);
}

static void
check_distinct (SluiceAnalysis *self, SluiceNodeState *node, const SluicePlan *plan)
{
  for (guint i = 0; i < plan->deduplicate.n_columns; i++)
    {
      const SluiceField *field = &plan->schema->fields[plan->deduplicate.columns[i]];
      g_autofree char *type = NULL;

      check_key (self, node, "columns", field->type, plan->streaming);
      if (!sluice_type_contains (field->type, SLUICE_TYPE_VARIANT))
        continue;
      type = sluice_type_to_sql (field->type);
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "columns",
                                   "UNSUPPORTED_FEATURE.SET_OPERATION_ON_VARIANT_TYPE",
                                   "The feature is not supported: Cannot have VARIANT type columns in a set "
                                   "operation (INTERSECT, EXCEPT, etc.), but the type of column `%s` is \"%s\".",
                                   field->name, type);
    }
}

static void
check_plan (SluiceAnalysis *self, SluiceNodeState *node, const SluicePlan *plan)
{
  switch ((int) plan->kind)
    {
    case SLUICE_PLAN_AGGREGATE:
      check_aggregate (self, node, plan);
      break;
    case SLUICE_PLAN_DEDUPLICATE:
      check_distinct (self, node, plan);
      break;
    case SLUICE_PLAN_GENERATE:
      check_generate (self, node, plan);
      break;
    case SLUICE_PLAN_JOIN:
      check_join (self, node, plan);
      break;
    case SLUICE_PLAN_FILTER:
      check_expr (self, node, "condition", plan->filter.condition);
      break;
    case SLUICE_PLAN_PROJECT:
      check_exprs (self, node, NULL, plan->project.exprs, plan->project.n_exprs);
      break;
    case SLUICE_PLAN_OVER:
      check_exprs (self, node, NULL, plan->over.exprs, plan->over.n_exprs);
      break;
    case SLUICE_PLAN_SORT:
      for (guint i = 0; i < plan->sort.n_keys; i++)
        {
          check_expr (self, node, "columns", plan->sort.keys[i].expr);
          check_order (self, node, "columns", plan->sort.keys[i].expr);
        }
      break;
    default:
      break;
    }

  /* What one node of the document became stands together; below it are other nodes, with checks of
   * their own. */
  for (guint i = 0; i < plan->n_inputs; i++)
    if (g_strcmp0 (plan->inputs[i]->node_id, node->public.node_id) == 0)
      check_plan (self, node, plan->inputs[i]);
}

void
sluice_analysis_check_availability (SluiceAnalysis *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      SluiceNodeState *node = self->states->pdata[i];
      const SluiceNodeType *type = sluice_node_get_type (node->node);

      if (type == NULL || node->status == SLUICE_NODE_LEFT_OUT
          || (sluice_node_is_bypassed (node->node) && type->has_output))
        continue;
      if (!type->supported)
        {
          g_autofree char *message
              = g_strdup_printf (_ ("“%s” isn’t available in this version."), type->op);

          report (self, node, "op", message,
                  _ ("The node can stay in the document, but a query with it can’t run here. "
                     "Disable it, or bypass it."));
        }
      if (node->public.plan != NULL)
        check_plan (self, node, node->public.plan);
    }
}
