/* sluice-rules-join.c: what Spark refuses of joins with streams [3.2, rules 25 to 31; 5.1, 5.2].
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-rules.h"

#include <glib/gi18n-lib.h>

#include "expr/sluice-kernel.h"
#include "plan/sluice-join-bounds.h"

#define LEGACY "_LEGACY_ERROR_TEMP_3102"

static const char *const type_names[] = {
  "Inner", "LeftOuter", "RightOuter", "FullOuter", "LeftSemi", "LeftAnti", "Cross",
};

static gboolean
is_inner (SluiceJoinType type)
{
  return type == SLUICE_JOIN_INNER || type == SLUICE_JOIN_CROSS || type == SLUICE_JOIN_LEFT_SEMI;
}

static void
change_type (SluiceRules *self, SluiceProblem *problem, const SluicePlan *plan, const char *type)
{
  g_autoptr (JsonNode) value = sluice_json_new_string (type);
  g_autofree char *label = g_strdup_printf (_ ("Change the type to “%s”"), type);

  if (problem != NULL)
    sluice_problem_add_fix (
        problem, label,
        sluice_document_with_field (self->analysis->document, plan->node_id, "type", value));
}

/* Rules 26 to 29: a side that must keep its unmatched rows can't be a table beside a stream: what
 * is unmatched would never be known. */
static void
check_with_table (SluiceRules *self, const SluicePlan *plan)
{
  gboolean left = plan->inputs[0]->streaming;
  SluiceJoinType type = plan->join.type;
  const char *explanation
      = _ ("Whether a row of the table has a partner would only be known when the stream ends.");
  SluiceProblem *problem = NULL;

  if (type == SLUICE_JOIN_FULL)
    problem = sluice_rules_report (
        self, SLUICE_SEVERITY_ERROR, plan, "type", LEGACY, explanation,
        "FullOuter joins with streaming DataFrames/Datasets on the %s and a static "
        "DataFrame/Dataset on the %s is not supported",
        left ? "left" : "right", left ? "right" : "left");
  else if (type == SLUICE_JOIN_LEFT_ANTI && !left)
    problem = sluice_rules_report (
        self, SLUICE_SEVERITY_ERROR, plan, "type", LEGACY, explanation,
        "LeftAnti joins with a streaming DataFrame/Dataset on the right are not supported");
  else if ((type == SLUICE_JOIN_LEFT || type == SLUICE_JOIN_LEFT_SEMI) && !left)
    problem = sluice_rules_report (
        self, SLUICE_SEVERITY_ERROR, plan, "type", LEGACY, explanation,
        "%s join with a streaming DataFrame/Dataset on the right and a static "
        "DataFrame/Dataset on the left is not supported",
        type_names[type]);
  else if (type == SLUICE_JOIN_RIGHT && left)
    problem = sluice_rules_report (
        self, SLUICE_SEVERITY_ERROR, plan, "type", LEGACY, explanation,
        "RightOuter join with a streaming DataFrame/Dataset on the left and a static "
        "DataFrame/DataSet on the right not supported");
  else
    return;

  if (type == SLUICE_JOIN_FULL)
    change_type (self, problem, plan, left ? "left" : "right");
  else if (type == SLUICE_JOIN_LEFT || type == SLUICE_JOIN_RIGHT)
    change_type (self, problem, plan, "inner");
}

/* Rule 25. */
static void
check_mode (SluiceRules *self, const SluicePlan *plan)
{
  gboolean inner = is_inner (plan->join.type);
  SluiceProblem *problem;

  if (self->mode == SLUICE_OUTPUT_APPEND || (inner && self->mode == SLUICE_OUTPUT_UPDATE))
    return;
  problem = sluice_rules_report (
      self, SLUICE_SEVERITY_ERROR, plan, NULL, LEGACY,
      _ ("Pairs that were found once are never taken back."),
      "%s join between two streaming DataFrames/Datasets is not supported in %s output mode, "
      "only in %s",
      type_names[plan->join.type], sluice_output_mode_name (self->mode),
      inner ? "Append and Update output modes" : "Append output mode");
  sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_APPEND);
}

static const char *
first_time (const SluiceType *schema)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if (schema->fields[i].type->id == SLUICE_TYPE_TIMESTAMP)
      return schema->fields[i].name;

  return NULL;
}

static void
fix_watermarks (SluiceRules *self, SluiceProblem *problem, const SluicePlan *plan)
{
  SluiceNodeState *node = g_hash_table_lookup (self->analysis->index, plan->node_id);

  for (guint side = 0; side < 2; side++)
    {
      const char *column = first_time (plan->inputs[side]->schema);

      if (sluice_schema_event_time (plan->inputs[side]->schema) < 0 && column != NULL)
        sluice_rules_fix_watermark (self, problem, node, side, column);
    }
}

/* Rule 30, and what Spark accepts though it never finishes (findings 36). */
static void
check_watermarks (SluiceRules *self, const SluicePlan *plan)
{
  SluiceJoinType type = plan->join.type;
  const SluiceSettings *settings = self->analysis->settings;
  gboolean left_bound, right_bound, sound;
  SluiceProblem *problem;

  if (type == SLUICE_JOIN_INNER || type == SLUICE_JOIN_CROSS || type == SLUICE_JOIN_LEFT_ANTI
      || sluice_join_has_event_time_key (plan))
    return;
  left_bound = sluice_join_can_bound (plan, 0, settings);
  right_bound = sluice_join_can_bound (plan, 1, settings);
  sound = type == SLUICE_JOIN_RIGHT  ? right_bound
          : type == SLUICE_JOIN_FULL ? left_bound || right_bound
                                     : left_bound;
  if (!sound)
    {
      problem = sluice_rules_report (
          self, SLUICE_SEVERITY_ERROR, plan, "on", LEGACY,
          _ ("A row without a partner can be written when no partner can come any more. Both sides "
             "need a watermark, and "
             "the condition must say how far the two times can lie apart: “b.t BETWEEN a.t AND a.t "
             "+ INTERVAL 1 HOUR”."),
          "Stream-stream %s join between two streaming DataFrame/Datasets is not supported without "
          "a watermark in the "
          "join keys, or a watermark on the nullable side and an appropriate range condition",
          type_names[type]);
      fix_watermarks (self, problem, plan);
      return;
    }
  left_bound = sluice_join_state_bound (plan, 0, settings, NULL);
  right_bound = sluice_join_state_bound (plan, 1, settings, NULL);
  sound = type == SLUICE_JOIN_RIGHT  ? right_bound
          : type == SLUICE_JOIN_FULL ? left_bound && right_bound
                                     : left_bound;
  if (!sound)
    {
      problem = sluice_rules_report (
          self, SLUICE_SEVERITY_WARNING, plan, NULL, NULL,
          _ ("Spark accepts the join as it is. For rows without a partner to come out, both sides "
             "need a watermark and the "
             "condition must bound their times."),
          _ ("Rows without a partner will never be written, and the state grows for ever."));
      fix_watermarks (self, problem, plan);
    }
}

/* Whether a part of a condition that reads no column is false or null, so that the whole is never true. */
static gboolean
is_never_true (const SluiceSettings *settings, SluiceExpr *expr)
{
  g_autoptr (SluiceExpr) literal = NULL;

  if (sluice_expr_is_call_of (expr, "and"))
    return is_never_true (settings, expr->args[0]) || is_never_true (settings, expr->args[1]);
  if (expr->deterministic)
    literal = sluice_expr_fold (expr, settings, NULL);

  return literal != NULL && (sluice_column_is_null (literal->value, 0) || !literal->value->boolean[0]);
}

/* Spark makes `false` of a condition that is never true, its equalities and all, unless it could make a filter of the
 * left side of that part before. */
static gboolean
loses_equalities (SluiceRules *self, const SluicePlan *plan)
{
  return (plan->join.type == SLUICE_JOIN_LEFT || plan->join.type == SLUICE_JOIN_FULL)
         && plan->join.condition != NULL && is_never_true (self->analysis->settings, plan->join.condition);
}

static gboolean
has_join_without_keys (const SluicePlan *plan, const char *node_id)
{
  if (plan->kind == SLUICE_PLAN_JOIN && sluice_plan_is_stateful (plan) && plan->join.n_keys == 0
      && g_strcmp0 (plan->node_id, node_id) == 0)
    return TRUE;
  for (guint i = 0; i < plan->n_inputs; i++)
    if (has_join_without_keys (plan->inputs[i], node_id))
      return TRUE;

  return FALSE;
}

/* Whether an inner join takes its keys from conditions above it. */
static gboolean
gets_keys (SluiceRules *self, const SluicePlan *plan)
{
  g_autoptr (SluicePlan) optimized = NULL;

  if (plan->join.type != SLUICE_JOIN_INNER)
    return FALSE;
  optimized = sluice_plan_optimize (sluice_plan_ref (self->sink->inputs[0]->public.plan));

  return !has_join_without_keys (optimized, plan->node_id);
}

void
sluice_rules_check_join (SluiceRules *self, const SluicePlan *plan)
{
  SluiceProblem *problem;

  if (!sluice_plan_is_stateful (plan))
    {
      check_with_table (self, plan);
      return;
    }
  if (plan->join.type == SLUICE_JOIN_LEFT_ANTI)
    {
      sluice_rules_report (
          self, SLUICE_SEVERITY_ERROR, plan, "type", LEGACY,
          _ ("A left outer join and a filter for rows without a partner do the same."),
          "LeftAnti joins with a streaming DataFrame/Dataset on the right are not supported");
      return;
    }
  check_mode (self, plan);
  check_watermarks (self, plan);
  if ((plan->join.n_keys == 0 && !gets_keys (self, plan)) || loses_equalities (self, plan))
    {
      sluice_rules_report (
          self, SLUICE_SEVERITY_ERROR, plan, plan->join.type == SLUICE_JOIN_CROSS ? "type" : "on",
          "_LEGACY_ERROR_TEMP_1181",
          _ ("Say which column of one side equals which of the other, besides anything else."),
          "Stream-stream join without equality predicate is not supported.");
      return;
    }
  if (plan->join.type == SLUICE_JOIN_INNER && !sluice_join_has_event_time_key (plan)
      && !(sluice_join_state_bound (plan, 0, self->analysis->settings, NULL)
           && sluice_join_state_bound (plan, 1, self->analysis->settings, NULL)))
    {
      problem = sluice_rules_report (self, SLUICE_SEVERITY_ADVICE, plan, NULL, NULL,
                                     _ ("With watermarks on both sides and a condition that bounds "
                                        "their times, rows are forgotten in time."),
                                     _ ("The state of this join grows for ever: every row is kept "
                                        "for partners still to come."));
      fix_watermarks (self, problem, plan);
    }
}
