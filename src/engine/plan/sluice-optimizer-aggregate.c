/* sluice-optimizer-aggregate.c: one aggregation in place of two, and two steps in place of one.
 *
 * Counts that are summed up again by fewer keys are counts by those keys, what only looks at the keys of a grouping
 * needs no grouping below, and rows that a grouping made different need no DISTINCT. Spark sees all that
 * (CollapseGroupedSumOfCount, RemoveRedundantAggregates), and then keeps one state where the query says two.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"
#include "plan/sluice-optimizer.h"

/* Which columns of the lower aggregation an expression may read: keys, but not a window, which is no
 * expression there. */
static gboolean
reads_keys (const SluiceExpr *expr, const SluicePlan *lower)
{
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return expr->index < lower->aggregate.n_keys
           && (gint) expr->index != lower->aggregate.window_key;
  for (guint i = 0; i < expr->n_args; i++)
    if (!reads_keys (expr->args[i], lower))
      return FALSE;

  return expr->deterministic;
}

static gboolean
is_window (const SluiceExpr *expr, const SluicePlan *lower)
{
  return expr->kind == SLUICE_EXPR_COLUMN && lower->aggregate.window_key >= 0
         && (gint) expr->index == lower->aggregate.window_key;
}

static gboolean
is_plain_call (const SluiceExpr *expr, const char *name)
{
  return expr->kind == SLUICE_EXPR_AGGREGATE && g_strcmp0 (expr->function->name, name) == 0
         && !expr->distinct && expr->filter == NULL;
}

/* `sum(n)`, where the lower aggregation says `count(*) AS n`. */
static gboolean
sums_count (const SluiceExpr *expr, const SluicePlan *lower)
{
  const SluiceExpr *count;

  if (!is_plain_call (expr, "sum") || expr->args[0]->kind != SLUICE_EXPR_COLUMN
      || expr->args[0]->index < lower->aggregate.n_keys)
    return FALSE;
  count = lower->aggregate.aggregates[expr->args[0]->index - lower->aggregate.n_keys];

  return is_plain_call (count, "count")
         && (count->n_args == 0
             || (count->n_args == 1 && count->args[0]->kind == SLUICE_EXPR_LITERAL
                 && !sluice_column_is_null (count->args[0]->value, 0)));
}

static gboolean
ignores_duplicates (const SluiceExpr *expr, const SluicePlan *lower)
{
  return (is_plain_call (expr, "max") || is_plain_call (expr, "min"))
         && reads_keys (expr->args[0], lower);
}

static gboolean
can_collapse (SluiceExpr *const *keys, SluiceExpr *const *aggregates, const SluicePlan *upper, const SluicePlan *lower)
{
  gboolean has_window = FALSE;

  if (lower->aggregate.n_keys == 0
      || (lower->aggregate.session_gap != NULL) != (upper->aggregate.session_gap != NULL)
      || !sluice_exprs_are_deterministic (lower->aggregate.keys, lower->aggregate.n_keys))
    return FALSE;
  for (guint i = 0; i < upper->aggregate.n_keys; i++)
    {
      if (is_window (keys[i], lower))
        has_window = TRUE;
      else if (!reads_keys (keys[i], lower))
        return FALSE;
    }
  /* A row lies in several windows, or in none. */
  if (lower->aggregate.window_key >= 0 && !has_window)
    return FALSE;
  for (guint i = 0; i < upper->aggregate.n_aggregates; i++)
    if (!sums_count (aggregates[i], lower) && !ignores_duplicates (aggregates[i], lower))
      return FALSE;

  return TRUE;
}

static SluiceExpr *
count_rows (void)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  SluiceScope scope = { NULL, 0, settings };
  SluiceExpr *count = sluice_analyze ("count(1)", &scope, SLUICE_ALLOW_AGGREGATES, NULL);

  g_assert (count != NULL);

  return count;
}

static void
clear_expr (SluiceExpr **expr)
{
  g_clear_pointer (expr, sluice_expr_unref);
}

static SluicePlan *
collapse (SluiceExpr *const *keys, SluiceExpr *const *aggregates, const SluicePlan *upper, const SluicePlan *lower)
{
  SluicePlan *plan = sluice_plan_copy_over (upper, upper->schema, lower->inputs);

  for (guint i = 0; i < upper->aggregate.n_keys; i++)
    {
      clear_expr (&plan->aggregate.keys[i]);
      if (!is_window (keys[i], lower))
        {
          plan->aggregate.keys[i] = sluice_expr_map_columns (keys[i], lower->aggregate.keys,
                                                             lower->aggregate.n_keys);
          continue;
        }
      plan->aggregate.window_key = (gint) i;
      clear_expr (&plan->aggregate.window_time);
      clear_expr (&plan->aggregate.session_gap);
      plan->aggregate.window_time = sluice_expr_ref (lower->aggregate.window_time);
      if (lower->aggregate.session_gap != NULL)
        plan->aggregate.session_gap = sluice_expr_ref (lower->aggregate.session_gap);
      plan->aggregate.window_size_us = lower->aggregate.window_size_us;
      plan->aggregate.window_slide_us = lower->aggregate.window_slide_us;
      plan->aggregate.window_start_us = lower->aggregate.window_start_us;
    }
  for (guint i = 0; i < upper->aggregate.n_aggregates; i++)
    {
      clear_expr (&plan->aggregate.aggregates[i]);
      plan->aggregate.aggregates[i]
          = sums_count (aggregates[i], lower)
                ? count_rows ()
                : sluice_expr_map_columns (aggregates[i], lower->aggregate.keys,
                                           lower->aggregate.n_keys);
    }

  return plan;
}

/* The expressions, moved below a projection of plain columns when there is one. */
static SluiceExpr **
move_below (SluiceExpr *const *exprs, guint n, const SluicePlan *project)
{
  SluiceExpr **moved = g_new0 (SluiceExpr *, n + 1);

  for (guint i = 0; i < n; i++)
    if (exprs[i] != NULL)
      moved[i] = project != NULL ? sluice_expr_map_columns (exprs[i], project->project.exprs,
                                                            project->project.n_exprs)
                                 : sluice_expr_ref (exprs[i]);

  return moved;
}

/* Whether an aggregation has no window, or one that it makes of the sessions in a column: the time between two others is
 * never what session_window() is given. */
static gboolean
takes_windows_as_they_are (const SluicePlan *plan)
{
  return plan->aggregate.window_key < 0
         || (plan->aggregate.session_gap != NULL
             && plan->aggregate.session_gap->type->id == SLUICE_TYPE_DAY_TIME_INTERVAL);
}

/* The column that sessions are taken from. */
static SluiceExpr *
column_of (SluiceExpr *expr)
{
  while (expr->n_args > 0)
    expr = expr->args[0];

  return expr;
}

static void
free_moved (SluiceExpr **exprs, guint n)
{
  for (guint i = 0; i < n; i++)
    sluice_expr_unref (exprs[i]);
  g_free (exprs);
}

/* Whether no two rows are equal in all of the columns @known. */
static gboolean
is_unique_by (const SluicePlan *plan, const gboolean *known)
{
  g_autofree gboolean *below = NULL;

  switch ((int) plan->kind)
    {
    case SLUICE_PLAN_FILTER:
      return is_unique_by (plan->inputs[0], known);
    case SLUICE_PLAN_JOIN:
      return (plan->join.type == SLUICE_JOIN_LEFT_SEMI || plan->join.type == SLUICE_JOIN_LEFT_ANTI)
             && is_unique_by (plan->inputs[0], known);
    case SLUICE_PLAN_PROJECT:
      below = g_new0 (gboolean, plan->inputs[0]->schema->n_fields + 1);
      for (guint i = 0; i < plan->project.n_exprs; i++)
        if (known[i] && plan->project.exprs[i]->kind == SLUICE_EXPR_COLUMN)
          below[plan->project.exprs[i]->index] = TRUE;
      return is_unique_by (plan->inputs[0], below);
    case SLUICE_PLAN_AGGREGATE:
      for (guint i = 0; i < plan->aggregate.n_keys; i++)
        if (!known[i])
          return FALSE;
      return TRUE;
    default:
      return FALSE;
    }
}

/* DISTINCT of rows that are all different already is a projection; NULL when it does anything. */
static SluicePlan *
leave_distinct_out (const SluicePlan *plan)
{
  SluicePlan *input = plan->inputs[0];
  g_autofree gboolean *known = g_new0 (gboolean, input->schema->n_fields + 1);
  SluicePlan *project;

  if (plan->aggregate.n_aggregates > 0 || plan->aggregate.n_keys == 0 || plan->aggregate.window_key >= 0)
    return NULL;
  for (guint i = 0; i < plan->aggregate.n_keys; i++)
    if (plan->aggregate.keys[i]->kind == SLUICE_EXPR_COLUMN)
      known[plan->aggregate.keys[i]->index] = TRUE;
  if (!is_unique_by (input, known))
    return NULL;
  project = sluice_plan_new_project (plan->node_id, plan->schema, input, plan->aggregate.keys);
  sluice_plan_set_wire (project, plan->wire_id);

  return project;
}

SluicePlan *
sluice_optimizer_collapse_aggregates (const SluicePlan *plan)
{
  const SluicePlan *lower = plan->inputs[0], *project = NULL;
  SluiceExpr **keys, **aggregates;
  SluicePlan *result = leave_distinct_out (plan);

  if (result != NULL)
    return result;
  if (lower->kind == SLUICE_PLAN_PROJECT)
    {
      project = lower;
      lower = project->inputs[0];
      for (guint i = 0; i < project->project.n_exprs; i++)
        if (project->project.exprs[i]->kind != SLUICE_EXPR_COLUMN)
          return NULL;
    }
  if (lower->kind != SLUICE_PLAN_AGGREGATE || !takes_windows_as_they_are (plan))
    return NULL;

  keys = move_below (plan->aggregate.keys, plan->aggregate.n_keys, project);
  if (plan->aggregate.window_key >= 0)
    {
      SluiceExpr *session = column_of (plan->aggregate.window_time);
      g_autofree SluiceExpr **moved = move_below (&session, 1, project);

      keys[plan->aggregate.window_key] = moved[0];
    }
  aggregates = move_below (plan->aggregate.aggregates, plan->aggregate.n_aggregates, project);
  if (can_collapse (keys, aggregates, plan, lower))
    result = collapse (keys, aggregates, plan, lower);
  free_moved (keys, plan->aggregate.n_keys);
  free_moved (aggregates, plan->aggregate.n_aggregates);

  return result;
}

/* The call of `window` that an aggregation's window key stands for. */
static SluiceExpr *
make_window (const SluicePlan *plan)
{
  const SluiceExpr *from = plan->aggregate.window_time;
  SluiceField time = { (char *) "t", from->type, from->nullable, from->watermark_delay_ms };
  g_autoptr (SluiceType) schema = sluice_type_struct (&time, 1);
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };
  g_autofree char *text = g_strdup_printf (
      "window(t, '%" G_GINT64_FORMAT " microseconds', '%" G_GINT64_FORMAT " microseconds', '%" G_GINT64_FORMAT
      " microseconds')",
      plan->aggregate.window_size_us, plan->aggregate.window_slide_us, plan->aggregate.window_start_us);
  g_autoptr (SluiceExpr) window = sluice_analyze (text, &scope, SLUICE_ALLOW_WINDOW, NULL);

  g_assert (window != NULL);

  return sluice_expr_map_columns (window, &plan->aggregate.window_time, 1);
}

SluicePlan *
sluice_optimizer_separate_window (const SluicePlan *plan)
{
  SluicePlan *input = plan->inputs[0];
  guint n = input->schema->n_fields;
  g_autofree SluiceField *fields = g_new0 (SluiceField, n + 1);
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (SluicePlan) generate = NULL;
  SluicePlan *result;

  sluice_fields_copy (fields, input->schema->fields, n);
  fields[n] = plan->schema->fields[plan->aggregate.window_key];
  fields[n].nullable = FALSE;
  schema = sluice_type_struct (fields, n + 1);
  generate = sluice_plan_new (SLUICE_PLAN_GENERATE, plan->node_id, schema, &input, 1);
  generate->generate.generator = make_window (plan);

  result = sluice_plan_copy_over (plan, plan->schema, &generate);
  result->aggregate.keys[plan->aggregate.window_key] = sluice_expr_new_column (n, &fields[n]);
  result->aggregate.window_key = -1;
  g_clear_pointer (&result->aggregate.window_time, sluice_expr_unref);

  return result;
}
