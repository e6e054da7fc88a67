/* sluice-rules.c: what Spark refuses of a streaming query [3.2].
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-function.h"
#include "plan/sluice-join-bounds.h"
#include "plan/sluice-rules.h"

/* The condition of nearly all of Spark's own rules; it never gave them names. */
#define LEGACY "_LEGACY_ERROR_TEMP_3102"

static const char *
mode_lower (SluiceOutputMode mode)
{
  static const char *const names[] = { "append", "update", "complete" };

  return names[mode];
}

static SluiceNodeState *
state_of (SluiceRules *self, const SluicePlan *plan)
{
  return g_hash_table_lookup (self->analysis->index, plan->node_id);
}

/* Two sinks on one branch have its problems in common; they are reported once. */
static gboolean
is_known (SluiceRules *self, const char *node, const char *message)
{
  for (guint i = 0; i < self->analysis->problems->len; i++)
    {
      const SluiceProblem *problem = self->analysis->problems->pdata[i];

      if (g_strcmp0 (problem->node, node) == 0 && strcmp (problem->message, message) == 0)
        return TRUE;
    }

  return FALSE;
}

SluiceProblem *
sluice_rules_report (SluiceRules *self,
                     SluiceSeverity severity,
                     const SluicePlan *plan,
                     const char *field,
                     const char *condition,
                     const char *explanation,
                     const char *format,
                     ...)
{
  SluiceNodeState *node = plan != NULL ? state_of (self, plan) : self->sink;
  g_autofree char *message = NULL;
  SluiceProblem *problem;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (is_known (self, node->public.node_id, message))
    return NULL;

  /* A query in SQL is one field, whatever its plan is made of. */
  if (strcmp (sluice_node_get_op (node->node), "sql") == 0)
    field = "query";
  problem = sluice_analysis_add_problem (self->analysis, severity, node, field, condition, "%s",
                                         message);
  sluice_problem_explain (problem, explanation);
  if (node != self->sink)
    {
      problem->other_nodes = g_new0 (char *, 2);
      problem->other_nodes[0] = g_strdup (self->sink->public.node_id);
    }

  return problem;
}

/* Fixes. */

void
sluice_rules_fix_mode (SluiceRules *self, SluiceProblem *problem, SluiceOutputMode mode)
{
  g_autoptr (JsonNode) value = sluice_json_new_string (mode_lower (mode));
  g_autofree char *label
      = g_strdup_printf (_ ("Change the output mode to “%s”"), mode_lower (mode));

  if (problem != NULL)
    sluice_problem_add_fix (problem, label,
                            sluice_document_with_field (self->analysis->document,
                                                        self->sink->public.node_id, "outputMode",
                                                        value));
}

void
sluice_rules_fix_watermark (SluiceRules *self,
                            SluiceProblem *problem,
                            SluiceNodeState *node,
                            guint port,
                            const char *column)
{
  const char *const *ports = sluice_node_ports (node->node);
  SluiceDocument *document = self->analysis->document;
  g_autofree char *id = NULL;
  g_autoptr (SluiceDocument) added = NULL;
  g_autoptr (SluiceDocument) timed = NULL;
  g_autoptr (SluiceDocument) wired = NULL;
  g_autoptr (JsonNode) value = sluice_json_new_string (column);
  g_autofree char *label = NULL;
  SluiceWire in = { NULL, NULL, "input", 0 };
  SluiceWire out = { NULL, NULL, NULL, 0 };
  double x = 0, y = 0;

  /* Between the inputs of a query in SQL and what needs the watermark anything may stand. */
  if (problem == NULL || port >= node->n_inputs || node->inputs[port] == NULL
      || strcmp (sluice_node_get_op (node->node), "sql") == 0)
    return;
  sluice_document_get_position (document, node->public.node_id, &x, &y);
  added = sluice_document_with_node (document, "withWatermark", "watermark", x - 120, y, &id);
  timed = sluice_document_with_field (added, id, "eventTime", value);
  in.from = node->inputs[port]->public.node_id;
  in.to = id;
  wired = sluice_document_with_wire (timed, &in);
  out.from = id;
  out.to = node->public.node_id;
  out.port = ports[port];
  label = g_strdup_printf (_ ("Add a watermark of 10 minutes on “%s” before this"), column);
  sluice_problem_add_fix (problem, label, sluice_document_with_wire (wired, &out));
}

/* The column that a grouping's event time would be: the one that its window is of, or a key of that
 * type. */
static const char *
time_column (SluiceNodeState *node, const SluicePlan *aggregate)
{
  const SluiceType *schema
      = node->n_inputs > 0 && node->inputs[0] != NULL ? node->inputs[0]->public.schema : NULL;
  const SluiceExpr *time = aggregate->aggregate.window_time;

  /* Between the input of a query in SQL and its aggregation anything may stand. */
  if (strcmp (sluice_node_get_op (node->node), "sql") == 0)
    return NULL;
  for (guint i = 0; time == NULL && i < aggregate->aggregate.n_keys; i++)
    if (aggregate->aggregate.keys[i] != NULL
        && aggregate->aggregate.keys[i]->type->id == SLUICE_TYPE_TIMESTAMP)
      time = aggregate->aggregate.keys[i];
  if (schema == NULL || time == NULL || time->kind != SLUICE_EXPR_COLUMN
      || time->index >= schema->n_fields
      || schema->fields[time->index].type->id != SLUICE_TYPE_TIMESTAMP)
    return NULL;

  return schema->fields[time->index].name;
}

/* Output modes: rules 8, 9, 10. */

/* The grouping in which EXCEPT gives each row once. Spark puts it in when it has checked the modes, and sees what is
 * wrong with it in the first batch. */
static gboolean
is_of_except (const SluicePlan *plan)
{
  const SluicePlan *join = plan->inputs[0];

  if (plan->aggregate.n_aggregates > 0 || join->kind != SLUICE_PLAN_JOIN
      || join->join.type != SLUICE_JOIN_LEFT_ANTI || join->join.n_keys != plan->aggregate.n_keys
      || g_strcmp0 (join->node_id, plan->node_id) != 0)
    return FALSE;
  for (guint i = 0; i < join->join.n_keys; i++)
    if (!join->join.null_safe[i])
      return FALSE;

  return TRUE;
}

/* @first: whether Spark checks it before the query starts. Of all others it sees in the first batch only what is wrong
 * with their modes, and then says it differently for append mode. */
static void
check_aggregate_mode (SluiceRules *self, const SluicePlan *plan, gboolean first)
{
  SluiceNodeState *node = state_of (self, plan);
  const char *column;
  SluiceProblem *problem;

  if (plan->aggregate.session_gap != NULL && self->mode == SLUICE_OUTPUT_UPDATE)
    {
      problem = sluice_rules_report (self, SLUICE_SEVERITY_ERROR, plan, NULL,
                                     "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
                                     _ ("A session can still merge with another one, so that it "
                                        "can’t be written before it is over."),
                                     "Invalid streaming output mode: update. This output mode is "
                                     "not supported for session window streaming "
                                     "aggregations on streaming DataFrames/DataSets.");
      problem->in_batch = !first;
      sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_APPEND);
      sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_COMPLETE);
    }
  if (self->mode != SLUICE_OUTPUT_APPEND || plan->aggregate.event_time_key >= 0)
    return;

  column = time_column (node, plan);
  problem = sluice_rules_report (
      self, SLUICE_SEVERITY_ERROR, plan, "keys",
      first ? "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION"
            : "UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK",
      column != NULL ? _ ("In append mode a group is written when nothing can be added to it any "
                          "more. Only a watermark on its "
                          "event time tells when that is.")
                     : _ ("In append mode a group is written when nothing can be added to it any "
                          "more. For that, one of the keys must "
                          "be an event time with a watermark, or a window of one."),
      "Invalid streaming output mode: append. This output mode is not supported for streaming "
      "aggregations without "
      "watermark on streaming DataFrames/DataSets.");
  if (column != NULL)
    sluice_rules_fix_watermark (self, problem, node, 0, column);
  if (plan->aggregate.session_gap == NULL)
    sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_UPDATE);
  sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_COMPLETE);
}

/* The aggregation nearest to the sink. */
static const SluicePlan *
first_aggregate (const SluicePlan *plan)
{
  const SluicePlan *found = NULL;

  if (plan->kind == SLUICE_PLAN_AGGREGATE && plan->streaming && !is_of_except (plan))
    return plan;
  for (guint i = 0; found == NULL && i < plan->n_inputs; i++)
    found = first_aggregate (plan->inputs[i]);

  return found;
}

static void
check_other_modes (SluiceRules *self, const SluicePlan *plan, const SluicePlan *first)
{
  if (plan != first && plan->kind == SLUICE_PLAN_AGGREGATE && plan->streaming)
    check_aggregate_mode (self, plan, FALSE);
  for (guint i = 0; i < plan->n_inputs; i++)
    check_other_modes (self, plan->inputs[i], first);
}

static void
check_complete (SluiceRules *self)
{
  SluiceProblem *problem;

  if (self->mode != SLUICE_OUTPUT_COMPLETE)
    return;
  problem = sluice_rules_report (
      self, SLUICE_SEVERITY_ERROR, NULL, "outputMode",
      "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
      _ ("Complete mode writes a whole result table each time, which only an aggregation has."),
      "Invalid streaming output mode: complete. This output mode is not supported for no streaming "
      "aggregations on "
      "streaming DataFrames/DataSets.");
  sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_APPEND);
}

/* Chains of state: rule 44. */

static gboolean
is_stateful_in_a_chain (const SluicePlan *plan)
{
  switch (plan->kind)
    {
    case SLUICE_PLAN_AGGREGATE:
      return plan->streaming;
    case SLUICE_PLAN_JOIN:
      return sluice_plan_is_stateful (plan);
    case SLUICE_PLAN_DEDUPLICATE:
      if (!plan->streaming || plan->deduplicate.within_watermark)
        return plan->streaming;
      for (guint i = 0; i < plan->deduplicate.n_columns; i++)
        if (plan->inputs[0]->schema->fields[plan->deduplicate.columns[i]].watermark_delay_ms >= 0)
          return TRUE;
      return FALSE;
    default:
      return FALSE;
    }
}

static void
check_chains (SluiceRules *self, const SluicePlan *plan, const SluicePlan *downstream)
{
  gboolean stateful = is_stateful_in_a_chain (plan);

  if (downstream != NULL && plan->kind == SLUICE_PLAN_AGGREGATE && plan->streaming
      && self->mode != SLUICE_OUTPUT_APPEND)
    {
      gboolean checked = sluice_settings_get_boolean (
          self->analysis->settings,
          "spark.sql.streaming.statefulOperator.checkCorrectness.enabled");
      SluiceProblem *problem = sluice_rules_report (
          self, checked ? SLUICE_SEVERITY_ERROR : SLUICE_SEVERITY_WARNING, downstream, NULL, LEGACY,
          _ ("What an aggregation gives in update or complete mode can be older than the "
             "watermark, and a stateful node "
             "behind it would take it for late."),
          "Detected pattern of possible 'correctness' issue due to global watermark. The query "
          "contains stateful "
          "operation which can emit rows older than the current watermark plus allowed late record "
          "delay, which are "
          "\"late rows\" in downstream stateful operations and these rows can be discarded. Please "
          "refer the programming "
          "guide doc for more details. If you understand the possible risk of correctness issue "
          "and still need to run the "
          "query, you can disable this check by setting the config "
          "`spark.sql.streaming.statefulOperator.checkCorrectness.enabled` to false.");

      sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_APPEND);
    }
  for (guint i = 0; i < plan->n_inputs; i++)
    check_chains (self, plan->inputs[i], stateful ? plan : downstream);
}

/* Single nodes. */

/* Rule 11. */
static void
check_distinct (SluiceRules *self, const SluicePlan *plan)
{
  for (guint i = 0; i < plan->aggregate.n_aggregates; i++)
    if (plan->aggregate.aggregates[i]->distinct)
      {
        sluice_rules_report (self, SLUICE_SEVERITY_ERROR, plan, "aggregates", LEGACY,
                             _ ("All values would have to be kept for ever. Drop duplicates in a "
                                "node before, or count "
                                "approximately."),
                             "Distinct aggregations are not supported on streaming "
                             "DataFrames/Datasets. Consider using "
                             "approx_count_distinct() instead.");
        return;
      }
}

/* Rule 50: a session needs a key besides itself, and a constant is none. */
static void
check_session (SluiceRules *self, const SluicePlan *plan)
{
  if (plan->aggregate.session_gap == NULL)
    return;
  for (guint i = 0; i < plan->aggregate.n_keys; i++)
    if (plan->aggregate.keys[i] != NULL && !sluice_expr_is_foldable (plan->aggregate.keys[i]))
      return;
  sluice_rules_report (
      self, SLUICE_SEVERITY_ERROR, plan, "keys", "_LEGACY_ERROR_TEMP_3068",
      _ ("Add another key to the session, such as whose session it is."),
      "Global aggregation with session window in streaming query is not supported.");
}

/* Rule 40. */
static void
check_sort (SluiceRules *self, const SluicePlan *plan)
{
  SluiceProblem *problem;

  if (self->mode == SLUICE_OUTPUT_COMPLETE && sluice_plan_has_aggregate (plan->inputs[0]))
    return;
  problem = sluice_rules_report (self, SLUICE_SEVERITY_ERROR, plan, NULL, LEGACY,
                                 _ ("A stream has no end, so that only the whole result of an "
                                    "aggregation, in complete mode, can be sorted."),
                                 "Sorting is not supported on streaming DataFrames/Datasets, "
                                 "unless it is on aggregated DataFrame/Dataset in "
                                 "Complete output mode");
  if (sluice_plan_has_aggregate (plan->inputs[0]))
    sluice_rules_fix_mode (self, problem, SLUICE_OUTPUT_COMPLETE);
}

/* Rule 38. */
static void
check_limit (SluiceRules *self, const SluicePlan *plan)
{
  SluiceProblem *problem;

  if (self->mode != SLUICE_OUTPUT_UPDATE)
    return;
  problem = sluice_rules_report (
      self, SLUICE_SEVERITY_ERROR, plan, NULL, LEGACY,
      _ ("A row that changes would count again against the limit."),
      "Limits are not supported on streaming DataFrames/Datasets in Update output mode");
  sluice_rules_fix_mode (self, problem,
                         sluice_plan_has_aggregate (plan) ? SLUICE_OUTPUT_COMPLETE : SLUICE_OUTPUT_APPEND);
}

/* Rule 35. */
static void
check_union (SluiceRules *self, const SluicePlan *plan)
{
  for (guint i = 0; i < plan->n_inputs; i++)
    if (!plan->inputs[i]->streaming)
      {
        sluice_rules_report (
            self, SLUICE_SEVERITY_ERROR, plan, "inputs", LEGACY,
            _ ("It would never be clear which of the table’s rows are new. Read them as a stream."),
            "Union between streaming and batch DataFrames/Datasets is not supported");
        return;
      }
}

/* Rule 32. */
static void
check_deduplicate (SluiceRules *self, const SluicePlan *plan)
{
  const SluiceType *schema = plan->inputs[0]->schema;
  SluiceProblem *problem;

  if (!plan->deduplicate.within_watermark || sluice_schema_event_time (schema) >= 0)
    return;
  problem = sluice_rules_report (
      self, SLUICE_SEVERITY_ERROR, plan, NULL, LEGACY,
      _ ("How long a key is remembered is the watermark’s delay; set one before."),
      "dropDuplicatesWithinWatermark is not supported on streaming DataFrames/DataSets without "
      "watermark");
  for (guint i = 0; i < schema->n_fields; i++)
    if (schema->fields[i].type->id == SLUICE_TYPE_TIMESTAMP)
      {
        sluice_rules_fix_watermark (self, problem, state_of (self, plan), 0,
                                    schema->fields[i].name);
        break;
      }
}

/* Rule 47: of the columns that a stateful node sees, one at most may be an event time. */
static void
check_event_times (SluiceRules *self, const SluicePlan *plan, const SluiceType *schema, guint n)
{
  g_autoptr (GString) columns = g_string_new (NULL);
  guint n_marked = 0;

  for (guint i = 0; i < n; i++)
    if (schema->fields[i].watermark_delay_ms >= 0)
      g_string_append_printf (columns, "%s%s-T%" G_GINT64_FORMAT "ms", n_marked++ > 0 ? "," : "",
                              schema->fields[i].name, schema->fields[i].watermark_delay_ms);
  if (n_marked > 1)
    sluice_rules_report (self, SLUICE_SEVERITY_ERROR, plan, NULL, "MULTIPLE_EVENT_TIME_COLUMNS",
                         _ ("It isn’t clear which of them decides what is late. Leave all but one "
                            "out with a select before."),
                         "More than one event time columns are available. Please ensure there is "
                         "at most one event time "
                         "column per stream. event time columns: (%s)",
                         columns->str);
}

static guint
count_event_times (const SluiceType *schema)
{
  guint n = 0;

  for (guint i = 0; i < schema->n_fields; i++)
    n += schema->fields[i].watermark_delay_ms >= 0;

  return n;
}

/* A join sees the columns that something needs: what a select behind it leaves out is gone before. */
static void
check_join_event_times (SluiceRules *self, const SluicePlan *plan, const SluicePlan *optimized)
{
  if (optimized->kind == SLUICE_PLAN_JOIN && g_strcmp0 (optimized->node_id, plan->node_id) == 0)
    for (guint i = 0; i < 2; i++)
      check_event_times (self, plan, optimized->inputs[i]->schema,
                         optimized->inputs[i]->schema->n_fields);
  for (guint i = 0; i < optimized->n_inputs; i++)
    check_join_event_times (self, plan, optimized->inputs[i]);
}

static void
check_join (SluiceRules *self, const SluicePlan *plan)
{
  g_autoptr (SluicePlan) optimized = NULL;

  sluice_rules_check_join (self, plan);
  if (!sluice_plan_is_stateful (plan)
      || (count_event_times (plan->inputs[0]->schema) < 2
          && count_event_times (plan->inputs[1]->schema) < 2))
    return;
  optimized = sluice_plan_optimize (sluice_plan_ref (self->sink->inputs[0]->public.plan));
  check_join_event_times (self, plan, optimized);
}

/* The watermark that is met first below @plan, and whether an aggregation that holds rows back lies
 * between. */
static gboolean
find_watermark (const SluicePlan *plan, gboolean *held_back)
{
  if (plan->kind == SLUICE_PLAN_WATERMARK)
    return TRUE;
  for (guint i = 0; i < plan->n_inputs; i++)
    if (find_watermark (plan->inputs[i], held_back))
      {
        *held_back = *held_back || (plan->kind == SLUICE_PLAN_AGGREGATE && plan->streaming);
        return TRUE;
      }

  return FALSE;
}

/* Rule 48. Behind an aggregation in append mode Spark never comes to refuse it: the second
 * watermark waits for rows that wait for the watermark, unless the first alone moves it. */
static void
check_watermark (SluiceRules *self, const SluicePlan *plan)
{
  const char *const ids[] = { plan->node_id, NULL };
  gboolean held_back = FALSE;
  SluiceProblem *problem;

  if (!sluice_settings_get_boolean (self->analysis->settings,
                                    "spark.sql.streaming.statefulOperator.allowMultiple")
      || !find_watermark (plan->inputs[0], &held_back))
    return;
  if (held_back && self->mode == SLUICE_OUTPUT_APPEND
      && g_ascii_strcasecmp (sluice_settings_get (self->analysis->settings,
                                                  "spark.sql.streaming.multipleWatermarkPolicy"),
                             "max")
             != 0)
    problem = sluice_rules_report (
        self, SLUICE_SEVERITY_WARNING, plan, NULL, NULL,
        _ ("It waits for rows of the aggregation above, which wait for the watermark. The "
           "event time of the windows keeps the first watermark; remove this one."),
        _ ("The watermark will stay at 1970 for ever, and nothing will come out."));
  else
    problem
        = sluice_rules_report (self, SLUICE_SEVERITY_ERROR, plan, NULL, "_LEGACY_ERROR_TEMP_3076",
                               _ ("There is a watermark above it already. Keep one of the two."),
                               "Redefining watermark is disallowed. You can set the config "
                               "'spark.sql.streaming.statefulOperator.allowMultiple' to 'false' to "
                               "restore the previous behavior. Note that "
                               "multiple stateful operators will be disallowed.");
  if (problem != NULL)
    sluice_problem_add_fix (problem, _ ("Remove this watermark"),
                            sluice_document_without_nodes (self->analysis->document, ids, TRUE));
}

/* Rule 43. */
static gboolean
numbers_rows (const SluiceExpr *expr)
{
  if (expr == NULL)
    return FALSE;
  if (expr->function != NULL && strcmp (expr->function->name, "monotonically_increasing_id") == 0)
    return TRUE;
  for (guint i = 0; i < expr->n_args; i++)
    if (numbers_rows (expr->args[i]))
      return TRUE;

  return FALSE;
}

static void
check_exprs (SluiceRules *self, const SluicePlan *plan, SluiceExpr *const *exprs, guint n)
{
  for (guint i = 0; i < n; i++)
    if (numbers_rows (exprs[i]))
      {
        sluice_rules_report (
            self, SLUICE_SEVERITY_ERROR, plan, NULL, LEGACY,
            _ ("Its numbers would begin anew in every micro-batch."),
            "Expression(s): monotonically_increasing_id() is not supported with streaming "
            "DataFrames/Datasets");
        return;
      }
}

/* Two observations of one name would be one in the progress. */
static void
check_observe (SluiceRules *self, const SluicePlan *plan)
{
  const char *other = g_hash_table_lookup (self->observations, plan->observe.name);

  if (other != NULL && strcmp (other, plan->node_id) != 0)
    sluice_rules_report (self, SLUICE_SEVERITY_ERROR, plan, "name", "DUPLICATED_METRICS_NAME",
                         _ ("Give one of the two another name."),
                         "The metric name is not unique: %s. The same name cannot be used for "
                         "metrics with different "
                         "results.",
                         plan->observe.name);
  else
    g_hash_table_insert (self->observations, plan->observe.name, plan->node_id);
}

/* What Spark lets pass and people regret: state that only grows. */
static void
advise_state (SluiceRules *self, const SluicePlan *plan)
{
  gboolean bounded = TRUE;

  if (plan->kind == SLUICE_PLAN_AGGREGATE)
    bounded = self->mode != SLUICE_OUTPUT_UPDATE || plan->aggregate.event_time_key >= 0
              || plan->aggregate.n_keys == 0;
  else if (plan->kind == SLUICE_PLAN_DEDUPLICATE && !plan->deduplicate.within_watermark)
    {
      bounded = FALSE;
      for (guint i = 0; i < plan->deduplicate.n_columns; i++)
        bounded
            = bounded
              || plan->inputs[0]->schema->fields[plan->deduplicate.columns[i]].watermark_delay_ms
                     >= 0;
    }
  if (!bounded)
    sluice_rules_report (
        self, SLUICE_SEVERITY_ADVICE, plan, NULL, NULL,
        _ ("With a watermark, and the event time among the keys, keys are forgotten in time."),
        _ ("The state of this node grows for ever: no key is ever forgotten."));
}

static void
check_node (SluiceRules *self, const SluicePlan *plan)
{
  switch (plan->kind)
    {
    case SLUICE_PLAN_AGGREGATE:
      check_distinct (self, plan);
      check_session (self, plan);
      check_event_times (self, plan, plan->schema, plan->aggregate.n_keys);
      check_exprs (self, plan, plan->aggregate.keys, plan->aggregate.n_keys);
      check_exprs (self, plan, plan->aggregate.aggregates, plan->aggregate.n_aggregates);
      advise_state (self, plan);
      break;
    case SLUICE_PLAN_DEDUPLICATE:
      check_deduplicate (self, plan);
      check_event_times (self, plan, plan->inputs[0]->schema, plan->inputs[0]->schema->n_fields);
      advise_state (self, plan);
      break;
    case SLUICE_PLAN_JOIN:
      check_join (self, plan);
      break;
    case SLUICE_PLAN_SORT:
      check_sort (self, plan);
      break;
    case SLUICE_PLAN_LIMIT:
      check_limit (self, plan);
      break;
    case SLUICE_PLAN_UNION:
      check_union (self, plan);
      break;
    case SLUICE_PLAN_WATERMARK:
      check_watermark (self, plan);
      break;
    case SLUICE_PLAN_PROJECT:
      check_exprs (self, plan, plan->project.exprs, plan->project.n_exprs);
      break;
    case SLUICE_PLAN_FILTER:
      check_exprs (self, plan, &plan->filter.condition, 1);
      break;
    case SLUICE_PLAN_OBSERVE:
      check_observe (self, plan);
      break;
    case SLUICE_PLAN_OVER: /* The analysis only makes it of tables. */
    case SLUICE_PLAN_GENERATE:
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
      break;
    }
}

/* Rule 2: the one thing that a branch without a stream may not have. */
static void
check_table (SluiceRules *self, const SluicePlan *plan)
{
  if (plan->kind == SLUICE_PLAN_DEDUPLICATE && plan->deduplicate.within_watermark)
    sluice_rules_report (self, SLUICE_SEVERITY_ERROR, plan, NULL, LEGACY,
                         _ ("A table has no watermark; drop its duplicates with “dropDuplicates”."),
                         "dropDuplicatesWithinWatermark is not supported with batch "
                         "DataFrames/DataSets");
}

/* From the sources down, as Spark goes. */
static void
check_nodes (SluiceRules *self, const SluicePlan *plan)
{
  if (!g_hash_table_add (self->visited, (gpointer) plan))
    return;
  for (guint i = 0; i < plan->n_inputs; i++)
    check_nodes (self, plan->inputs[i]);
  if (plan->streaming)
    check_node (self, plan);
  else
    check_table (self, plan);
}

void
sluice_analysis_check_rules (SluiceAnalysis *self,
                             SluiceNodeState *sink,
                             SluiceOutputMode mode,
                             SluiceTriggerKind trigger)
{
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) observations = g_hash_table_new (g_str_hash, g_str_equal);
  SluiceRules rules = { self, sink, mode, visited, observations };
  const SluicePlan *plan = sink->inputs[0]->public.plan;
  const SluicePlan *first;

  if (!plan->streaming)
    {
      sluice_rules_report (
          &rules, SLUICE_SEVERITY_ERROR, NULL, "input", "WRITE_STREAM_NOT_ALLOWED",
          _ ("Nothing above the sink is a stream. Read at least one of the inputs as a stream."),
          "`writeStream` can be called only on streaming Dataset/DataFrame.");
      return;
    }
  if (!sluice_settings_get_boolean (self->settings,
                                    "spark.sql.streaming.unsupportedOperationCheck"))
    return;
  first = first_aggregate (plan);
  if (first != NULL)
    check_aggregate_mode (&rules, first, TRUE);
  else
    check_complete (&rules);
  check_chains (&rules, plan, NULL);
  check_other_modes (&rules, plan, first);
  check_nodes (&rules, plan);
}
