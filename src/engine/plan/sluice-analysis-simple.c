/* sluice-analysis-simple.c: watermarks, deduplication, order, limits and observations.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "plan/sluice-token.h"

/* Watermarks. */

/* `s.ts` is no column, whatever it names. */
static gboolean
is_dotted (const char *text)
{
  g_autoptr (GArray) tokens = sluice_tokenize (text);

  for (guint i = 0; i < tokens->len; i++)
    if (sluice_token_is (text, &g_array_index (tokens, SluiceToken, i), "."))
      return TRUE;

  return FALSE;
}

static gboolean
find_event_time (SluiceAnalysis *self, SluiceNodeState *node, guint *column)
{
  const SluiceType *schema = node->inputs[0]->public.schema;
  SluiceScopeInput *inputs;
  SluiceScope scope = sluice_analysis_scope (self, node->inputs[0], &inputs);
  g_autoptr (SluiceExpr) expr = NULL;
  GError *error = NULL;
  SluiceText text;
  gboolean found = FALSE;

  if (!sluice_analysis_text (self, node, "eventTime", TRUE, &text))
    goto out;
  if (sluice_type_find_field (schema, text.text, self->settings->case_sensitive, column) == 1)
    {
      found = TRUE;
      goto out;
    }
  expr = sluice_analyze (text.text, &scope, SLUICE_ALLOW_NOTHING, &error);
  if (is_dotted (text.text) || (expr != NULL && expr->kind != SLUICE_EXPR_COLUMN))
    {
      g_clear_error (&error);
      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "eventTime",
          is_dotted (text.text) ? "EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN" : "PARSE_SYNTAX_ERROR",
          _ ("The event time must be a column, not an expression; compute it in a node before."));
    }
  else if (expr == NULL)
    sluice_analysis_add_error (self, node, "eventTime", text.exact, error);
  else
    {
      *column = expr->index;
      found = TRUE;
    }

out:
  sluice_text_clear (&text);
  sluice_scope_clear (inputs, scope.n_inputs);

  return found;
}

/* Leaves the delay at zero where there is none to be read. */
static void
parse_delay (SluiceAnalysis *self, SluiceNodeState *node, gint64 *delay_ms)
{
  SluiceText text;
  GError *error = NULL;
  gint32 months, days;
  gint64 us;

  if (!sluice_analysis_text (self, node, "delay", TRUE, &text))
    goto out;
  if (!sluice_parse_duration (text.text, &months, &days, &us, &error))
    {
      SluiceProblem *problem = sluice_analysis_add_error (self, node, "delay", text.exact, error);
      g_autoptr (JsonNode) value = sluice_json_new_string ("10 minutes");

      sluice_problem_explain (
          problem, _ ("Write a number and a unit, such as “10 minutes” or “1 hour 30 minutes”."));
      sluice_problem_add_fix (
          problem, _ ("Change to “10 minutes”"),
          sluice_document_with_field (self->document, node->public.node_id, "delay", value));
      goto out;
    }
  /* A month of a delay has 31 days (findings 49). */
  *delay_ms = ((gint64) months * 31 + days) * 86400000 + us / 1000;
  if (*delay_ms < 0)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "delay", NULL,
                                   "requirement failed: delay threshold (%s) should not be negative.",
                                   text.text);
      *delay_ms = 0;
    }

out:
  sluice_text_clear (&text);
}

static gboolean
is_timestamp (SluiceAnalysis *self, SluiceNodeState *node, const SluiceField *field)
{
  g_autofree char *type = NULL;

  if (field->type->id == SLUICE_TYPE_TIMESTAMP)
    return TRUE;

  type = sluice_type_to_sql (field->type);
  sluice_problem_explain (
      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "eventTime", "EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE",
          "The event time `%s` has the invalid type \"%s\", but expected \"TIMESTAMP\".", field->name, type),
      _ ("Compute a TIMESTAMP in a node before, with to_timestamp() perhaps."));

  return FALSE;
}

/* The event time that must be meant: there is no other. */
static gboolean
guess_event_time (const SluiceType *schema, guint *column)
{
  guint n = 0;

  for (guint i = 0; i < schema->n_fields; i++)
    if (schema->fields[i].type->id == SLUICE_TYPE_TIMESTAMP)
      {
        *column = i;
        n++;
      }

  return n == 1;
}

SluicePlan *
sluice_analysis_make_watermark (
    const char *node_id, gint32 place, SluicePlan *input, guint column, gint64 delay_ms)
{
  const SluiceType *schema = input->schema;
  g_autofree SluiceField *fields = g_memdup2 (schema->fields, sizeof (SluiceField) * schema->n_fields);
  g_autoptr (SluiceType) marked = NULL;
  SluicePlan *plan;

  if (!input->streaming)
    return sluice_plan_ref (input);
  for (guint i = 0; i < schema->n_fields; i++)
    fields[i].watermark_delay_ms = i == column ? delay_ms : -1;
  marked = sluice_type_struct (fields, schema->n_fields);
  plan = sluice_plan_new (SLUICE_PLAN_WATERMARK, node_id, marked, &input, 1);
  plan->watermark.column = column;
  plan->watermark.delay_ms = delay_ms;
  plan->watermark.place = place;

  return plan;
}

void
sluice_analyze_watermark (SluiceAnalysis *self, SluiceNodeState *node)
{
  SluiceNodeState *input = node->inputs[0];
  const SluiceType *schema = input->public.schema;
  gint64 delay_ms = 0;
  guint column = 0;
  gboolean found = find_event_time (self, node, &column);

  /* A problem here hides none behind it, and what is behind isn't said to lack a watermark. */
  parse_delay (self, node, &delay_ms);
  if ((!found || !is_timestamp (self, node, &schema->fields[column])) && !guess_event_time (schema, &column))
    return;

  sluice_node_state_finish (
      node, sluice_analysis_make_watermark (node->public.node_id, -1, input->public.plan, column, delay_ms));
  sluice_node_state_keep_qualifiers (node, input);
}

/* Deduplication. */

static gboolean
has_map (const SluiceType *type)
{
  if (type->id == SLUICE_TYPE_MAP)
    return TRUE;
  for (guint i = 0; i < type->n_fields; i++)
    if (has_map (type->fields[i].type))
      return TRUE;

  return FALSE;
}

static gboolean
check_no_map (SluiceAnalysis *self, SluiceNodeState *node, const GArray *columns)
{
  const SluiceType *schema = node->inputs[0]->public.schema;

  for (guint i = 0; i < columns->len; i++)
    {
      const SluiceField *field = &schema->fields[g_array_index (columns, guint, i)];
      g_autofree char *type = NULL;

      if (!has_map (field->type))
        continue;
      type = sluice_type_to_sql (field->type);
      sluice_problem_explain (
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, "columns",
              "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE",
              "The feature is not supported: Cannot have MAP type columns in DataFrame which "
              "calls set operations (INTERSECT, EXCEPT, etc.), but the type of column `%s` is "
              "\"%s\".",
              field->name, type),
          _ ("Maps can’t be compared. Name the columns to look at, without the map."));
      return FALSE;
    }

  return TRUE;
}

void
sluice_analyze_deduplicate (SluiceAnalysis *self, SluiceNodeState *node)
{
  SluiceNodeState *input = node->inputs[0];
  const SluiceType *schema = input->public.schema;
  g_autoptr (GArray) texts = sluice_analysis_texts (self, node, "columns", FALSE);
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean sound = TRUE;
  SluicePlan *plan;

  if (texts == NULL)
    return;
  for (guint t = 0; t < texts->len; t++)
    {
      const SluiceText *text = &g_array_index (texts, SluiceText, t);
      gboolean found = FALSE;

      for (guint i = 0; i < schema->n_fields; i++)
        if ((self->settings->case_sensitive
                 ? strcmp (schema->fields[i].name, text->text)
                 : g_ascii_strcasecmp (schema->fields[i].name, text->text))
            == 0)
          {
            found = TRUE;
            g_array_append_val (columns, i);
          }
      if (!found)
        {
          g_autoptr (GString) names = g_string_new (NULL);

          for (guint i = 0; i < schema->n_fields; i++)
            g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", schema->fields[i].name);
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, text->field, "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES",
              "Cannot resolve column name \"%s\" among (%s).", text->text, names->str);
          sound = FALSE;
        }
    }
  if (!sound)
    return;
  for (guint i = 0; texts->len == 0 && i < schema->n_fields; i++)
    g_array_append_val (columns, i);
  if (strcmp (sluice_node_get_op (node->node), "dropDuplicates") == 0
      && !check_no_map (self, node, columns))
    return;

  plan = sluice_plan_new (SLUICE_PLAN_DEDUPLICATE, node->public.node_id, schema,
                          &input->public.plan, 1);
  plan->deduplicate.n_columns = columns->len;
  plan->deduplicate.columns = g_memdup2 (columns->data, sizeof (guint) * columns->len);
  plan->deduplicate.within_watermark
      = strcmp (sluice_node_get_op (node->node), "dropDuplicatesWithinWatermark") == 0;
  sluice_node_state_finish (node, plan);
  sluice_node_state_keep_qualifiers (node, input);
}

/* Order. */

/* Cuts `ASC`, `DESC` and `NULLS FIRST|LAST` off the end of a text. */
static char *
split_direction (const char *text, SluiceSortKey *key)
{
  g_autoptr (GArray) tokens = sluice_tokenize (text);
  guint n = tokens->len;
  gboolean nulls_given = FALSE;
  const SluiceToken *all = (const SluiceToken *) (gpointer) tokens->data;

  if (n >= 3 && sluice_token_is (text, &all[n - 2], "NULLS")
      && (sluice_token_is (text, &all[n - 1], "FIRST") || sluice_token_is (text, &all[n - 1], "LAST")))
    {
      key->nulls_first = sluice_token_is (text, &all[n - 1], "FIRST");
      nulls_given = TRUE;
      n -= 2;
    }
  if (n >= 2
      && (sluice_token_is (text, &all[n - 1], "ASC") || sluice_token_is (text, &all[n - 1], "DESC")))
    {
      key->descending = sluice_token_is (text, &all[n - 1], "DESC");
      n--;
    }
  if (!nulls_given)
    key->nulls_first = !key->descending;

  return n == 0 ? g_strdup (text) : g_strndup (text, all[n - 1].offset + all[n - 1].length);
}

static void
clear_sort_key (gpointer data)
{
  sluice_expr_unref (((SluiceSortKey *) data)->expr);
}

/* A key over the input's columns, or else over those that the input had and left out, as Spark looks for missing ones below
 * a projection. Says which it was. */
static SluiceExpr *
analyze_key_expression (SluiceAnalysis *self,
                        SluiceNodeState *node,
                        const char *expression,
                        const SluiceScope *scope,
                        gboolean *hidden,
                        GError **error)
{
  SluicePlan *below = node->inputs[0]->hidden;
  SluiceExpr *expr = sluice_analyze (expression, scope, SLUICE_ALLOW_NOTHING, error);
  SluiceScopeInput input = { NULL, NULL, 0 };
  SluiceScope wider = { &input, 1, self->settings };

  if (expr != NULL || below == NULL || !sluice_error_is_unresolved (*error))
    return expr;
  input.schema = below->schema;
  expr = sluice_analyze (expression, &wider, SLUICE_ALLOW_NOTHING, NULL);
  if (expr != NULL)
    {
      g_clear_error (error);
      *hidden = TRUE;
    }

  return expr;
}

/* A key: an expression, or the place of a column, from 1. */
static SluiceExpr *
analyze_key (SluiceAnalysis *self,
             SluiceNodeState *node,
             const SluiceText *text,
             const char *expression,
             const SluiceScope *scope,
             gboolean *hidden)
{
  const SluiceType *schema = node->inputs[0]->public.schema;
  g_autoptr (SluiceExpr) expr = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (expression));
  GError *error = NULL;
  gint64 place;

  if (g_ascii_string_to_signed (trimmed, 10, G_MININT32, G_MAXINT32, &place, NULL))
    {
      if (place >= 1 && place <= schema->n_fields)
        return sluice_expr_new_column ((guint) place - 1, &schema->fields[place - 1]);
      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, text->field, "ORDER_BY_POS_OUT_OF_RANGE",
          "ORDER BY position %" G_GINT64_FORMAT " is not in select list (valid range is [1, %u]).",
          place, schema->n_fields);
      return NULL;
    }
  expr = analyze_key_expression (self, node, expression, scope, hidden, &error);
  if (expr == NULL)
    {
      sluice_analysis_add_error (self, node, text->field, text->exact, error);
      return NULL;
    }
  if (has_map (expr->type))
    {
      g_autofree char *type = sluice_type_to_sql (expr->type);

      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, text->field, "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
          "Cannot resolve \"%s\" due to data type mismatch: The `sortorder` does not support "
          "ordering on type \"%s\".",
          trimmed, type);
      return NULL;
    }

  return g_steal_pointer (&expr);
}

/* The rows of @input sorted, without the columns that only the keys needed. */
static SluicePlan *
make_sort (SluiceNodeState *node, SluicePlan *input, const GArray *keys)
{
  const SluiceType *schema = node->inputs[0]->public.schema;
  SluicePlan *sort
      = sluice_plan_new (SLUICE_PLAN_SORT, node->public.node_id, input->schema, &input, 1);
  g_autoptr (GPtrArray) exprs = NULL;
  SluicePlan *project;

  sort->sort.n_keys = keys->len;
  sort->sort.keys = g_memdup2 (keys->data, sizeof (SluiceSortKey) * keys->len);
  for (guint i = 0; i < keys->len; i++)
    sluice_expr_ref (sort->sort.keys[i].expr);
  if (input->schema->n_fields == schema->n_fields)
    return sort;

  exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  for (guint i = 0; i < schema->n_fields; i++)
    g_ptr_array_add (exprs, sluice_expr_new_column (i, &schema->fields[i]));
  project = sluice_plan_new_project (node->public.node_id, schema, sort, (SluiceExpr **) exprs->pdata);
  sluice_plan_unref (sort);

  return project;
}

void
sluice_analyze_order_by (SluiceAnalysis *self, SluiceNodeState *node)
{
  SluiceNodeState *input = node->inputs[0];
  g_autoptr (GArray) texts = sluice_analysis_texts (self, node, "columns", TRUE);
  g_autoptr (GArray) keys = g_array_new (FALSE, TRUE, sizeof (SluiceSortKey));
  SluiceScopeInput *inputs;
  SluiceScope scope;
  gboolean sound = TRUE, hidden = FALSE;

  if (texts == NULL)
    return;
  g_array_set_clear_func (keys, clear_sort_key);
  scope = sluice_analysis_scope (self, input, &inputs);
  for (guint i = 0; i < texts->len; i++)
    {
      const SluiceText *text = &g_array_index (texts, SluiceText, i);
      SluiceSortKey key = { NULL, FALSE, TRUE };
      g_autofree char *expression = split_direction (text->text, &key);

      key.expr = analyze_key (self, node, text, expression, &scope, &hidden);
      if (key.expr != NULL)
        g_array_append_val (keys, key);
      else
        sound = FALSE;
    }
  sluice_scope_clear (inputs, scope.n_inputs);
  if (!sound)
    return;

  sluice_node_state_finish (node, make_sort (node, hidden ? input->hidden : input->public.plan, keys));
  sluice_node_state_keep_qualifiers (node, input);
}

/* Limits. */

static gboolean
parse_count (SluiceAnalysis *self, SluiceNodeState *node, gint64 *n)
{
  JsonNode *value = sluice_node_get_field (node->node, "n");
  g_autofree char *text = value != NULL ? sluice_json_to_text (value) : NULL;
  g_autofree char *put_in
      = text != NULL ? sluice_analysis_substitute (self, node, "n", text, NULL) : NULL;

  if (put_in != NULL && g_ascii_string_to_signed (put_in, 10, 0, G_MAXINT32, n, NULL))
    return TRUE;
  if (value == NULL)
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "n", NULL,
                                 _ ("How many rows pass is missing."));
  else
    sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_ERROR, node, "n",
        put_in != NULL && *put_in == '-' ? "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE" : NULL,
        _ ("The number of rows must be a whole number from 0 to %d."), G_MAXINT32);

  return FALSE;
}

void
sluice_analyze_limit (SluiceAnalysis *self, SluiceNodeState *node)
{
  SluiceNodeState *input = node->inputs[0];
  gint64 n;
  SluicePlan *plan;

  if (!parse_count (self, node, &n))
    return;
  plan = sluice_plan_new (SLUICE_PLAN_LIMIT, node->public.node_id, input->public.schema,
                          &input->public.plan, 1);
  plan->limit.n = n;
  plan->limit.operator_id = n == 0 ? SLUICE_NO_OPERATOR : 0;
  sluice_node_state_finish (node, plan);
  sluice_node_state_keep_qualifiers (node, input);
}

/* Observations. */

/* Whether a column stands outside of the aggregates. */
static gboolean
names_column (const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    return FALSE;
  for (guint i = 0; i < expr->n_args; i++)
    if (names_column (expr->args[i]))
      return TRUE;

  return expr->kind == SLUICE_EXPR_COLUMN;
}

static gboolean
check_metric (SluiceAnalysis *self,
              SluiceNodeState *node,
              const SluiceText *text,
              const SluiceNamedExpr *metric)
{
  const SluiceType *schema = node->inputs[0]->public.schema;

  if (metric->expr->kind == SLUICE_EXPR_AGGREGATE)
    {
      for (guint i = 0; i < metric->expr->n_args; i++)
        if (sluice_expr_find_kind (metric->expr->args[i], SLUICE_EXPR_AGGREGATE) != NULL)
          {
            g_autofree char *sql = sluice_expr_to_sql (metric->expr, schema);

            sluice_analysis_add_problem (
                self, SLUICE_SEVERITY_ERROR, node, text->field,
                "INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED",
                "Invalid observed metrics. Nested aggregates are not allowed in observed "
                "metrics, but found: \"%s AS %s\".",
                sql, metric->name);
            return FALSE;
          }
      if (metric->expr->distinct)
        {
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, text->field,
              "INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED",
              "Invalid observed metrics. Aggregate expressions with DISTINCT are not allowed in "
              "observed metrics, but found: \"%s\".",
              metric->name);
          return FALSE;
        }
      if (metric->expr->filter != NULL)
        {
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, text->field,
              "INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED",
              "Invalid observed metrics. Aggregate expression with FILTER predicate are not allowed "
              "in observed metrics, but found: \"%s\".",
              metric->name);
          return FALSE;
        }
      return TRUE;
    }
  if (!names_column (metric->expr))
    return TRUE;
  sluice_analysis_add_problem (
      self, SLUICE_SEVERITY_ERROR, node, text->field,
      "INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE",
      "Invalid observed metrics. Attribute \"%s\" can only be used as an argument to an "
      "aggregate function.",
      metric->name);

  return FALSE;
}

void
sluice_analyze_observe (SluiceAnalysis *self, SluiceNodeState *node)
{
  SluiceNodeState *input = node->inputs[0];
  g_autoptr (GArray) texts = sluice_analysis_texts (self, node, "metrics", TRUE);
  g_autoptr (GPtrArray) metrics
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  SluiceText name;
  SluiceScopeInput *inputs;
  SluiceScope scope;
  gboolean sound;
  SluicePlan *plan, *below;
  guint n_columns;

  g_array_set_clear_func (named, sluice_named_expr_clear);
  sound = sluice_analysis_text (self, node, "name", TRUE, &name) && texts != NULL;
  scope = sluice_analysis_scope (self, input, &inputs);
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      const SluiceText *text = &g_array_index (texts, SluiceText, i);
      guint first = named->len;
      GError *error = NULL;

      if (!sluice_analyze_named (text->text, &scope, SLUICE_ALLOW_AGGREGATES, named, &error))
        {
          /* The expression layer refuses nesting before we can see it, with the condition of a
           * grouping. */
          if (g_strcmp0 (sluice_error_condition (error), "NESTED_AGGREGATE_FUNCTION") == 0)
            {
              g_free (sluice_error_info (error)->condition);
              sluice_error_info (error)->condition
                  = g_strdup ("INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED");
            }
          if (g_strcmp0 (sluice_error_condition (error),
                         "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING")
              == 0)
            sluice_error_set_condition (error,
                                        "INVALID_OBSERVED_METRICS.WINDOW_EXPRESSIONS_UNSUPPORTED");
          sluice_analysis_add_error (self, node, text->field, text->exact, error);
          sound = FALSE;
        }
      for (guint k = first; k < named->len; k++)
        {
          const SluiceNamedExpr *metric = &g_array_index (named, SluiceNamedExpr, k);
          SluiceField field = sluice_field_of (metric->name, metric->expr);

          sound = check_metric (self, node, text, metric) && sound;
          field.watermark_delay_ms = -1;
          g_array_append_val (fields, field);
          g_ptr_array_add (metrics, sluice_expr_ref (metric->expr));
        }
    }
  sluice_scope_clear (inputs, scope.n_inputs);
  below = sluice_plan_ref (input->public.plan);
  n_columns = below->schema->n_fields;
  if (sound)
    below = sluice_analysis_extract_windows (self, node, "metrics", (SluiceExpr **) metrics->pdata, metrics->len, below);
  if (sound && below != NULL)
    {
      gboolean has_window = below->schema->n_fields > n_columns;

      plan = sluice_plan_new (SLUICE_PLAN_OBSERVE, node->public.node_id, below->schema, &below, 1);
      plan->observe.name = g_strdup (name.text);
      plan->observe.n_metrics = metrics->len;
      plan->observe.metrics = sluice_exprs_ref ((SluiceExpr **) metrics->pdata, metrics->len);
      plan->observe.metrics_schema
          = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
      sluice_node_state_finish (node, has_window ? sluice_analysis_put_window_first (node, plan) : plan);
      if (has_window)
        sluice_node_state_keep_qualifiers_behind_window (node, input);
      else
        sluice_node_state_keep_qualifiers (node, input);
    }
  sluice_plan_unref (below);
  sluice_text_clear (&name);
}
