/* sluice-analysis.c: from a document to plans and problems.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/sluice-name-distance.h"
#include "expr/sluice-function.h"
#include "formats/sluice-functions.h"

static const struct
{
  const char *op;
  SluiceAnalyzeFunc analyze;
} analyses[] = {
  { "readStream", sluice_analyze_source },
  { "read", sluice_analyze_source },
  { "select", sluice_analyze_select },
  { "withColumns", sluice_analyze_with_columns },
  { "filter", sluice_analyze_filter },
  { "drop", sluice_analyze_drop },
  { "withWatermark", sluice_analyze_watermark },
  { "groupBy", sluice_analyze_group_by },
  { "dropDuplicates", sluice_analyze_deduplicate },
  { "dropDuplicatesWithinWatermark", sluice_analyze_deduplicate },
  { "join", sluice_analyze_join },
  { "union", sluice_analyze_union },
  { "orderBy", sluice_analyze_order_by },
  { "limit", sluice_analyze_limit },
  { "observe", sluice_analyze_observe },
  { "sql", sluice_analyze_sql },
  { "writeStream", sluice_analyze_sink },
};

/* Problems. */

static void
quick_fix_free (gpointer data)
{
  SluiceQuickFix *self = data;

  g_free (self->label);
  sluice_document_unref (self->document);
  g_free (self);
}

void
sluice_problem_free (SluiceProblem *self)
{
  g_free (self->node);
  g_strfreev (self->other_nodes);
  g_free (self->field);
  g_free (self->condition);
  g_free (self->message);
  g_free (self->explanation);
  g_ptr_array_unref (self->fixes);
  g_free (self);
}

/* Some conditions Spark finds out in the first batch, when it plans it; here they are found while drawing. */
static gboolean
is_found_in_batch (const char *condition)
{
  static const char *const conditions[] = {
    "MULTIPLE_EVENT_TIME_COLUMNS",
    "STATE_STORE_UNSUPPORTED_OPERATION_BINARY_INEQUALITY",
    "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
    "UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK",
    "_LEGACY_ERROR_TEMP_1181",
    "_LEGACY_ERROR_TEMP_1290",
    "_LEGACY_ERROR_TEMP_3068",
    "_LEGACY_ERROR_TEMP_3076",
    NULL,
  };

  return condition != NULL && g_strv_contains (conditions, condition);
}

SluiceProblem *
sluice_analysis_add_problem (SluiceAnalysis *self,
                             SluiceSeverity severity,
                             SluiceNodeState *node,
                             const char *field,
                             const char *condition,
                             const char *format,
                             ...)
{
  SluiceProblem *problem = g_new0 (SluiceProblem, 1);
  va_list args;

  problem->severity = severity;
  problem->node = node != NULL ? g_strdup (node->public.node_id) : NULL;
  problem->field = g_strdup (field);
  problem->condition = g_strdup (condition);
  problem->in_batch = is_found_in_batch (condition);
  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  problem->text_offset = -1;
  problem->fixes = g_ptr_array_new_with_free_func (quick_fix_free);
  g_ptr_array_add (self->problems, problem);

  return problem;
}

/* The text that a field such as `condition` or `columns[2]` holds, or NULL. */
static const char *
find_text (SluiceNode *node, const char *field, guint *index)
{
  const char *bracket = strchr (field, '[');
  g_autofree char *name = bracket != NULL ? g_strndup (field, bracket - field) : g_strdup (field);
  JsonNode *value = sluice_node_get_field (node, name);

  *index = bracket != NULL ? (guint) g_ascii_strtoull (bracket + 1, NULL, 10) : 0;
  if (bracket != NULL && value != NULL && JSON_NODE_HOLDS_ARRAY (value)
      && *index < json_array_get_length (json_node_get_array (value)))
    value = json_array_get_element (json_node_get_array (value), *index);
  else if (bracket != NULL)
    value = NULL;

  return sluice_json_is_string (value) ? json_node_get_string (value) : NULL;
}

static SluiceDocument *
with_text (SluiceDocument *document, SluiceNode *node, const char *field, guint index, const char *text)
{
  const char *bracket = strchr (field, '[');
  g_autofree char *name = bracket != NULL ? g_strndup (field, bracket - field) : g_strdup (field);
  g_autoptr (JsonNode) value = sluice_json_new_string (text);

  if (bracket != NULL)
    {
      JsonArray *old = json_node_get_array (sluice_node_get_field (node, name));
      JsonArray *array = json_array_new ();
      JsonNode *list = json_node_init_array (json_node_alloc (), array);

      for (guint i = 0; i < json_array_get_length (old); i++)
        json_array_add_element (
            array, sluice_json_copy (i == index ? value : json_array_get_element (old, i)));
      json_array_unref (array);
      json_node_unref (value);
      value = list;
    }

  return sluice_document_with_field (document, sluice_node_get_id (node), name, value);
}

/* The column of the node's input that was probably meant. */
static const char *
closest_column (const SluiceNodeState *node, const char *written)
{
  const SluiceType *schema = node->public.input_schema;
  g_autofree const char **names = NULL;

  if (schema == NULL)
    return NULL;
  names = g_new0 (const char *, schema->n_fields + 1);
  for (guint i = 0; i < schema->n_fields; i++)
    names[i] = schema->fields[i].name;

  return sluice_closest_name (written, names);
}

/* A misspelt column or function: the one that was probably meant is put in its place. Of a call it is the name that
 * is wrong, not what follows. */
static void
fix_name (SluiceAnalysis *self, SluiceNodeState *node, SluiceProblem *problem)
{
  gboolean call = g_strcmp0 (problem->condition, "UNRESOLVED_ROUTINE") == 0;
  g_autofree char *written = NULL;
  g_autofree char *mended = NULL;
  g_autofree char *label = NULL;
  const char *text;
  const char *close;
  gsize length;
  guint index;

  if (!call && g_strcmp0 (problem->condition, "UNRESOLVED_COLUMN.WITH_SUGGESTION") != 0)
    return;
  if (problem->text_offset < 0 || problem->text_length <= 0)
    return;
  text = find_text (node->node, problem->field, &index);
  if (text == NULL || (gsize) (problem->text_offset + problem->text_length) > strlen (text))
    return;

  length = call ? strcspn (text + problem->text_offset, " \t\n(") : (gsize) problem->text_length;
  written = g_strndup (text + problem->text_offset, length);
  close = call ? sluice_function_closest (written) : closest_column (node, written);
  if (close == NULL)
    return;

  mended = g_strdup_printf ("%.*s%s%s", (int) problem->text_offset, text, close,
                            text + problem->text_offset + length);
  label = g_strdup_printf (_ ("Change to “%s”"), close);
  sluice_problem_add_fix (problem, label,
                          with_text (self->document, node->node, problem->field, index, mended));
}

SluiceProblem *
sluice_analysis_add_error (
    SluiceAnalysis *self, SluiceNodeState *node, const char *field, gboolean exact, GError *error)
{
  const SluiceErrorInfo *info = sluice_error_info (error);
  SluiceProblem *problem
      = sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, field,
                                     sluice_error_condition (error), "%s", error->message);

  if (exact && info != NULL && info->position >= 0)
    {
      problem->text_offset = info->position;
      problem->text_length = info->length;
      if (node != NULL)
        fix_name (self, node, problem);
    }
  g_error_free (error);

  return problem;
}

SluiceProblem *
sluice_problem_explain (SluiceProblem *self, const char *text)
{
  g_free (self->explanation);
  self->explanation = g_strdup (text);

  return self;
}

void
sluice_problem_add_fix (SluiceProblem *self, const char *label, SluiceDocument *document)
{
  SluiceQuickFix *fix = g_new0 (SluiceQuickFix, 1);

  fix->label = g_strdup (label);
  fix->document = document;
  g_ptr_array_add (self->fixes, fix);
}

/* States of nodes. */

static SluiceNodeState *
node_state_new (SluiceNode *node, guint index)
{
  SluiceNodeState *self = g_new0 (SluiceNodeState, 1);

  self->public.node_id = g_strdup (sluice_node_get_id (node));
  self->node = node;
  self->index = index;
  self->qualifiers = g_array_new (FALSE, FALSE, sizeof (SluiceQualifier));

  return self;
}

static void
node_state_free (gpointer data)
{
  SluiceNodeState *self = data;

  g_free (self->public.node_id);
  sluice_type_unref (self->public.input_schema);
  sluice_type_unref (self->public.schema);
  sluice_plan_unref (self->public.plan);
  g_clear_pointer (&self->public.options, g_hash_table_unref);
  sluice_plan_unref (self->hidden);
  sluice_sink_spec_free (self->spec);
  g_array_unref (self->qualifiers);
  g_free (self->inputs);
  g_free (self);
}

void
sluice_node_state_finish (SluiceNodeState *node, SluicePlan *plan)
{
  node->public.plan = plan;
  node->public.schema = sluice_type_ref (plan->schema);
  node->public.streaming = plan->streaming;
  node->public.stateful = sluice_plan_is_stateful (plan)
                          || (plan->kind == SLUICE_PLAN_PROJECT && plan->inputs[0]->node_id != NULL
                              && strcmp (plan->inputs[0]->node_id, plan->node_id) == 0
                              && sluice_plan_is_stateful (plan->inputs[0]));
  node->status = SLUICE_NODE_DONE;
}

void
sluice_node_state_add_qualifier (SluiceNodeState *node, const char *name, guint first, guint n)
{
  SluiceQualifier qualifier = { name, first, n };

  g_array_append_val (node->qualifiers, qualifier);
}

void
sluice_node_state_keep_qualifiers (SluiceNodeState *node, const SluiceNodeState *input)
{
  g_array_append_vals (node->qualifiers, input->qualifiers->data, input->qualifiers->len);
}

SluiceScope
sluice_analysis_scope (SluiceAnalysis *self, SluiceNodeState *input, SluiceScopeInput **inputs)
{
  guint n = MAX (input->qualifiers->len, 1);
  SluiceScope scope = { NULL, n, self->settings };

  *inputs = g_new0 (SluiceScopeInput, n);
  scope.inputs = *inputs;
  if (input->qualifiers->len == 0)
    {
      (*inputs)[0].schema = sluice_type_ref (input->public.schema);
      return scope;
    }
  for (guint i = 0; i < n; i++)
    {
      const SluiceQualifier *qualifier = &g_array_index (input->qualifiers, SluiceQualifier, i);

      (*inputs)[i].name = qualifier->name;
      (*inputs)[i].schema
          = sluice_type_slice (input->public.schema, qualifier->first, qualifier->n);
      (*inputs)[i].first_column = qualifier->first;
    }

  return scope;
}

void
sluice_scope_clear (SluiceScopeInput *inputs, guint n)
{
  for (guint i = 0; i < n; i++)
    sluice_type_unref ((SluiceType *) inputs[i].schema);
  g_free (inputs);
}

/* The analysis as a whole. */

/* The columns that a node's expressions can name, for completion: those of all its inputs. */
static void
set_input_schema (SluiceNodeState *node)
{
  g_autoptr (GArray) fields = NULL;

  if (node->n_inputs == 1)
    {
      if (node->inputs[0] != NULL && node->inputs[0]->public.schema != NULL)
        node->public.input_schema = sluice_type_ref (node->inputs[0]->public.schema);
      return;
    }

  fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NULL && node->inputs[i]->public.schema != NULL)
      g_array_append_vals (fields, node->inputs[i]->public.schema->fields,
                           node->inputs[i]->public.schema->n_fields);
  if (fields->len > 0)
    node->public.input_schema
        = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
}

static gboolean
inputs_are_ready (SluiceNodeState *node)
{
  gboolean is_union = strcmp (sluice_node_get_op (node->node), "union") == 0;
  gboolean ready = TRUE;
  guint n_left_out = 0;

  for (guint i = 0; i < node->n_inputs; i++)
    {
      if (node->inputs[i] == NULL)
        {
          ready = FALSE;
          continue;
        }
      node->depth = MAX (node->depth, node->inputs[i]->depth + 1);
      if (node->inputs[i]->status == SLUICE_NODE_LEFT_OUT)
        n_left_out++;
      else if (node->inputs[i]->status != SLUICE_NODE_DONE)
        ready = FALSE;
    }
  /* A union goes on without a branch that is left out; everything else has nothing to work on. */
  if (n_left_out > 0 && (!is_union || n_left_out == node->n_inputs))
    {
      node->status = SLUICE_NODE_LEFT_OUT;
      return FALSE;
    }

  return ready;
}

static void
bypass (SluiceNodeState *node)
{
  SluiceNodeState *input = node->inputs[0];

  sluice_node_state_finish (node, sluice_plan_ref (input->public.plan));
  node->public.stateful = FALSE;
  sluice_node_state_keep_qualifiers (node, input);
}

/* These give the columns that they take. A problem of theirs hides none of those behind it. */
static gboolean
passes_columns (const SluiceNodeType *type)
{
  static const char *const ops[] = { "filter", "orderBy", "limit", "observe", "dropDuplicates", NULL };

  return g_strv_contains (ops, type->op);
}

static void
analyze_node (SluiceAnalysis *self, SluiceNodeState *node)
{
  const SluiceNodeType *type = sluice_node_get_type (node->node);
  gboolean ready;

  if (sluice_node_is_disabled (node->node))
    {
      node->status = SLUICE_NODE_LEFT_OUT;
      return;
    }
  ready = inputs_are_ready (node);
  if (node->status == SLUICE_NODE_LEFT_OUT)
    return;
  node->status = SLUICE_NODE_FAILED;
  if (type == NULL)
    return;
  set_input_schema (node);
  if (node->depth > SLUICE_MAX_PLAN_DEPTH)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, NULL, NULL,
                                   _ ("More than %d nodes stand in a row."), SLUICE_MAX_PLAN_DEPTH);
      return;
    }
  /* A sink is checked for what it says itself even when nothing good is wired to it. */
  if (!ready && type->has_output)
    return;
  if (sluice_node_is_bypassed (node->node) && type->has_output && node->n_inputs > 0)
    {
      bypass (node);
      return;
    }
  /* Types that this version doesn't run may still have an analysis, so that what is behind is checked. */
  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    if (strcmp (analyses[i].op, type->op) == 0)
      analyses[i].analyze (self, node);
  if (ready && node->status == SLUICE_NODE_FAILED && passes_columns (type))
    bypass (node);
}

static int
compare_problems (gconstpointer a, gconstpointer b, gpointer user_data)
{
  SluiceAnalysis *self = user_data;
  const SluiceProblem *first = *(const SluiceProblem *const *) a;
  const SluiceProblem *second = *(const SluiceProblem *const *) b;
  SluiceNodeState *node
      = first->node != NULL ? g_hash_table_lookup (self->index, first->node) : NULL;
  SluiceNodeState *other
      = second->node != NULL ? g_hash_table_lookup (self->index, second->node) : NULL;
  gint64 place = node != NULL ? (gint64) node->index : -1;
  gint64 other_place = other != NULL ? (gint64) other->index : -1;

  return (place > other_place) - (place < other_place);
}

SluiceAnalysis *
sluice_analysis_new (SluiceDocument *document, const char *base_directory, GHashTable *parameters)
{
  SluiceAnalysis *self = g_new0 (SluiceAnalysis, 1);
  g_autoptr (GPtrArray) order = NULL;

  sluice_formats_register_functions ();
  g_atomic_ref_count_init (&self->ref_count);
  self->document = sluice_document_ref (document);
  self->base_directory = g_strdup (base_directory);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_problem_free);
  self->states = g_ptr_array_new_with_free_func (node_state_free);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      SluiceNodeState *node = node_state_new (sluice_document_get_node (document, i), i);

      g_ptr_array_add (self->states, node);
      if (!g_hash_table_contains (self->index, node->public.node_id))
        g_hash_table_insert (self->index, node->public.node_id, node);
    }

  sluice_analysis_check_parameters (self, parameters);
  sluice_analysis_check_settings (self);
  order = sluice_analysis_link (self);
  for (guint i = 0; i < order->len; i++)
    analyze_node (self, order->pdata[i]);
  sluice_analysis_check_availability (self);
  self->found = g_ptr_array_new ();
  g_ptr_array_extend (self->found, self->problems, NULL, NULL);
  g_ptr_array_sort_with_data (self->problems, compare_problems, self);

  return self;
}

SluiceAnalysis *
sluice_analysis_ref (SluiceAnalysis *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_analysis_unref (SluiceAnalysis *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->states);
  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->problems);
  g_hash_table_unref (self->parameters);
  sluice_settings_unref (self->settings);
  sluice_document_unref (self->document);
  g_free (self->base_directory);
  g_free (self);
}

SluiceDocument *
sluice_analysis_get_document (SluiceAnalysis *self)
{
  return self->document;
}

const SluiceNodeAnalysis *
sluice_analysis_get_node (SluiceAnalysis *self, const char *id)
{
  SluiceNodeState *node = g_hash_table_lookup (self->index, id);

  return node != NULL ? &node->public : NULL;
}

GPtrArray *
sluice_analysis_get_problems (SluiceAnalysis *self)
{
  return self->problems;
}

gboolean
sluice_analysis_has_errors (SluiceAnalysis *self)
{
  for (guint i = 0; i < self->problems->len; i++)
    if (((const SluiceProblem *) self->problems->pdata[i])->severity == SLUICE_SEVERITY_ERROR)
      return TRUE;

  return FALSE;
}

static gboolean
is_sink (SluiceNodeState *node)
{
  const SluiceNodeType *type = sluice_node_get_type (node->node);

  return type != NULL && !type->has_output;
}

char **
sluice_analysis_get_sinks (SluiceAnalysis *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->states->len; i++)
    {
      SluiceNodeState *node = self->states->pdata[i];

      if (is_sink (node) && node->status != SLUICE_NODE_LEFT_OUT)
        g_strv_builder_add (builder, node->public.node_id);
    }

  return g_strv_builder_end (builder);
}

SluiceSettings *
sluice_analysis_get_settings (SluiceAnalysis *self)
{
  return self->settings;
}

/* Queries. */

static void
mark_above (SluiceNodeState *node, GHashTable *above)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  g_ptr_array_add (stack, node);
  while (stack->len > 0)
    {
      SluiceNodeState *next = g_ptr_array_steal_index_fast (stack, stack->len - 1);

      if (!g_hash_table_add (above, next->public.node_id))
        continue;
      for (guint i = 0; i < next->n_inputs; i++)
        if (next->inputs[i] != NULL)
          g_ptr_array_add (stack, next->inputs[i]);
    }
}

/* The first error of the sink's own branch or of the document; errors of other branches don't
 * matter to it. */
static const SluiceProblem *
first_error (SluiceAnalysis *self, SluiceNodeState *sink)
{
  g_autoptr (GHashTable) above = g_hash_table_new (g_str_hash, g_str_equal);

  mark_above (sink, above);
  for (guint i = 0; i < self->found->len; i++)
    {
      const SluiceProblem *problem = self->found->pdata[i];

      if (problem->severity == SLUICE_SEVERITY_ERROR
          && (problem->node == NULL || g_hash_table_contains (above, problem->node)))
        return problem;
    }

  return NULL;
}

static void
set_problem_error (const SluiceProblem *problem, GError **error)
{
  sluice_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_STRUCTURE,
                    problem->condition, "%s", problem->message);
  if (error == NULL)
    return;
  if (problem->node != NULL)
    sluice_error_set_node (*error, problem->node, problem->field);
  if (problem->text_offset >= 0)
    sluice_error_set_position (*error, problem->text_offset, problem->text_length);
}

/* Behind an aggregation in complete mode a limit gets the whole result in each batch, and begins to count
 * anew with each: as in Spark, it then keeps nothing between them. */
static void
forget_counts (SluicePlan *plan, SluiceOutputMode mode)
{
  if (plan->kind == SLUICE_PLAN_LIMIT && mode != SLUICE_OUTPUT_APPEND && sluice_plan_has_aggregate (plan))
    plan->limit.operator_id = SLUICE_NO_OPERATOR;
  for (guint i = 0; i < plan->n_inputs; i++)
    forget_counts (plan->inputs[i], mode);
}

/* Numbers what the query's plan has: state in Spark's order, downstream first; sources and
 * watermarks in the order of the plan, those of one node of the document once. */
static void
number_plan (SluicePlan *plan, SluiceQueryPlan *query, GHashTable *sources, GHashTable *watermarks)
{
  gpointer index;

  if (sluice_plan_is_stateful (plan))
    {
      guint id = query->n_state_operators++;

      if (plan->kind == SLUICE_PLAN_AGGREGATE)
        plan->aggregate.operator_id = id;
      else if (plan->kind == SLUICE_PLAN_DEDUPLICATE)
        plan->deduplicate.operator_id = id;
      else if (plan->kind == SLUICE_PLAN_JOIN)
        plan->join.operator_id = id;
      else
        plan->limit.operator_id = id;
    }
  if (plan->kind == SLUICE_PLAN_SOURCE)
    {
      if (!g_hash_table_lookup_extended (sources, plan->node_id, NULL, &index))
        {
          index = GUINT_TO_POINTER (query->n_sources++);
          g_hash_table_insert (sources, plan->node_id, index);
        }
      plan->source.index = GPOINTER_TO_UINT (index);
    }
  if (plan->kind == SLUICE_PLAN_WATERMARK && plan->streaming)
    {
      g_autofree char *key = g_strdup_printf ("%d %s", plan->watermark.place, plan->node_id);

      if (!g_hash_table_lookup_extended (watermarks, key, NULL, &index))
        {
          index = GUINT_TO_POINTER (query->n_watermarks++);
          g_hash_table_insert (watermarks, g_steal_pointer (&key), index);
        }
      plan->watermark.index = GPOINTER_TO_UINT (index);
    }
  for (guint i = 0; i < plan->n_inputs; i++)
    number_plan (plan->inputs[i], query, sources, watermarks);
}

SluiceQueryPlan *
sluice_analysis_get_query (SluiceAnalysis *self, const char *sink_id, GError **error)
{
  SluiceNodeState *sink = g_hash_table_lookup (self->index, sink_id);
  g_autoptr (GHashTable) sources = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) watermarks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const SluiceProblem *problem;
  const SluiceSinkSpec *spec;
  SluiceQueryPlan *query;

  if (sink == NULL || !is_sink (sink) || sink->status == SLUICE_NODE_LEFT_OUT)
    {
      sluice_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_STRUCTURE, NULL,
                        _ ("There is no sink “%s” that isn’t left out."), sink_id);
      return NULL;
    }
  problem = first_error (self, sink);
  if (problem != NULL)
    {
      set_problem_error (problem, error);
      return NULL;
    }
  spec = sink->spec;
  g_assert (spec != NULL && sink->inputs[0]->status == SLUICE_NODE_DONE);

  query = g_new0 (SluiceQueryPlan, 1);
  g_atomic_ref_count_init (&query->ref_count);
  query->sink_id = g_strdup (sink_id);
  query->name = g_strdup (spec->name);
  query->plan = sluice_plan_optimize (sluice_plan_ref (sink->inputs[0]->public.plan));
  query->mode = spec->mode;
  query->trigger = spec->trigger;
  query->trigger_interval_us = spec->trigger_interval_us;
  query->format = g_strdup (spec->format->name);
  query->options = g_hash_table_ref (spec->options);
  query->partition_by = g_strdupv (spec->partition_by);
  query->checkpoint = g_strdup (spec->checkpoint);
  query->settings = sluice_settings_ref (self->settings);
  forget_counts (query->plan, query->mode);
  number_plan (query->plan, query, sources, watermarks);

  return query;
}
