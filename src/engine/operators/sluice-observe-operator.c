/* sluice-observe-operator.c: computes metrics of the rows that pass.
 *
 * State: none. Watermark: passes on. Spark: CollectMetricsExec. Rows pass at once; beside them they are pushed into a
 * global aggregation of this micro-batch alone, whose one row becomes the metrics when all rows have passed. In a batch
 * without rows there is such a row too.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/sluice-json-text.h"
#include "expr/sluice-program.h"
#include "formats/sluice-writer.h"
#include "operators/sluice-operators-private.h"

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceOperator *aggregation;
  SluiceOperator collector; /* takes the aggregation's row */
  SluiceProgram *program;   /* from the aggregates to the metrics */
  char *metrics;            /* JSON of this micro-batch, or NULL */
} ObserveOperator;

static const SluiceOperatorClass observe_class;

/* The aggregation's row. */

static ObserveOperator *
observe_of_collector (SluiceOperator *collector)
{
  return (ObserveOperator *) ((char *) collector - G_STRUCT_OFFSET (ObserveOperator, collector));
}

static void
append_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

static void
append_name (GByteArray *out, const char *separator, const char *name)
{
  g_autoptr (GString) text = g_string_new (separator);

  sluice_append_json_string (text, name);
  g_string_append_c (text, ':');
  append_text (out, text->str);
}

/* Points in time stand in metrics as show() writes them, cut to seconds; everything else as to_json() does. */
static void
append_value (const SluiceColumn *column, guint32 row, const SluiceSettings *settings, GByteArray *out)
{
  const SluiceType *type = column->type;
  guint32 place = sluice_column_index (column, row);

  if (sluice_column_is_null (column, row))
    {
      append_text (out, "null");
    }
  else if (type->id == SLUICE_TYPE_STRUCT)
    {
      for (guint i = 0; i < type->n_fields; i++)
        {
          append_name (out, i > 0 ? "," : "{", type->fields[i].name);
          append_value (column->children[i], place, settings, out);
        }
      append_text (out, type->n_fields > 0 ? "}" : "{}");
    }
  else if (type->id == SLUICE_TYPE_ARRAY)
    {
      append_text (out, "[");
      for (guint32 i = column->offsets[place]; i < column->offsets[place + 1]; i++)
        {
          append_text (out, i > column->offsets[place] ? "," : "");
          append_value (column->children[0], i, settings, out);
        }
      append_text (out, "]");
    }
  else if (type->id == SLUICE_TYPE_TIMESTAMP || type->id == SLUICE_TYPE_TIMESTAMP_NTZ)
    {
      g_autoptr (GString) text = g_string_new ("\"");

      sluice_text_append_value (column, row, settings, text);
      g_string_truncate (text, strcspn (text->str, "."));
      g_string_append_c (text, '"');
      append_text (out, text->str);
    }
  else
    {
      sluice_json_append_value (column, row, settings, FALSE, out);
    }
}

static gboolean
collector_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  ObserveOperator *self = observe_of_collector (operator);
  const SluiceRound *round = self->parent.round;
  const SluiceType *schema = self->plan->observe.metrics_schema;
  g_autofree SluiceColumn **columns = g_new0 (SluiceColumn *, schema->n_fields + 1);
  g_autoptr (GByteArray) json = g_byte_array_new ();

  if (!sluice_program_run (self->program, batch->arena, round->timestamp_us, batch, columns, error))
    return FALSE;

  for (guint i = 0; i < schema->n_fields; i++)
    {
      append_name (json, i > 0 ? "," : "{", schema->fields[i].name);
      append_value (columns[i], 0, round->settings, json);
    }
  g_free (self->metrics);
  self->metrics = g_strdup_printf ("%.*s}", (int) json->len, (const char *) json->data);

  return TRUE;
}

static const SluiceOperatorClass collector_class = {
  .name = "CollectMetrics",
  .push = collector_push,
};

/* The operator. */

static gboolean
observe_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  ObserveOperator *self = (ObserveOperator *) operator;

  operator->round = round;
  g_clear_pointer (&self->metrics, g_free);
  self->aggregation->round = round;

  return self->aggregation->klass->begin (self->aggregation, round, error);
}

static gboolean
observe_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  ObserveOperator *self = (ObserveOperator *) operator;

  return self->aggregation->klass->push (self->aggregation, worker, 0, batch, error)
         && sluice_operator_emit (operator, worker, batch, error);
}

static guint
observe_n_tasks (SluiceOperator *operator)
{
  ObserveOperator *self = (ObserveOperator *) operator;

  return self->aggregation->klass->n_tasks (self->aggregation);
}

static gboolean
observe_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  ObserveOperator *self = (ObserveOperator *) operator;

  return self->aggregation->klass->run_task (self->aggregation, worker, task, error);
}

static gboolean
observe_end (SluiceOperator *operator, GError **error)
{
  ObserveOperator *self = (ObserveOperator *) operator;

  return self->aggregation->klass->end == NULL || self->aggregation->klass->end (self->aggregation, error);
}

static void
observe_describe (SluiceOperator *operator, GString *out)
{
  g_string_append_printf (out, " %s", ((ObserveOperator *) operator)->plan->observe.name);
}

static void
observe_free (SluiceOperator *operator)
{
  ObserveOperator *self = (ObserveOperator *) operator;

  sluice_operator_free (self->aggregation);
  g_free (self->collector.inputs);
  sluice_program_free (self->program);
  sluice_plan_unref (self->plan);
  g_free (self->metrics);
}

static const SluiceOperatorClass observe_class = {
  .name = "Observe",
  .begin = observe_begin,
  .push = observe_push,
  .n_tasks = observe_n_tasks,
  .run_task = observe_run_task,
  .end = observe_end,
  .describe = observe_describe,
  .free = observe_free,
};

/* Puts a column in the place of each aggregate of a metric, and collects the aggregates. */
static SluiceExpr *
split_metric (SluiceExpr *expr, GPtrArray *aggregates, GArray *fields)
{
  g_autofree SluiceExpr **args = NULL;
  SluiceExpr *copy;

  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    {
      SluiceField field = { (char *) "metric", expr->type, expr->nullable, -1 };

      g_ptr_array_add (aggregates, expr);
      g_array_append_val (fields, field);
      return sluice_expr_new_column (aggregates->len - 1, &field);
    }

  args = g_new0 (SluiceExpr *, expr->n_args + 1);
  for (guint i = 0; i < expr->n_args; i++)
    args[i] = split_metric (expr->args[i], aggregates, fields);
  copy = sluice_expr_copy_with_args (expr, args);
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_unref (args[i]);

  return copy;
}

SluiceOperator *
sluice_observe_operator_new (const SluicePlan     *plan,
                             const SluiceSettings *settings,
                             guint                 n_workers,
                             GError              **error)
{
  g_autoptr (GPtrArray) metrics = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GPtrArray) aggregates = g_ptr_array_new ();
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (SluicePlan) aggregation = NULL;
  SluiceOperator *inner;
  ObserveOperator *self;

  for (guint i = 0; i < plan->observe.n_metrics; i++)
    g_ptr_array_add (metrics, split_metric (plan->observe.metrics[i], aggregates, fields));
  schema = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
  aggregation = sluice_plan_new (SLUICE_PLAN_AGGREGATE, plan->node_id, schema, plan->inputs, 1);
  aggregation->streaming = FALSE;
  aggregation->aggregate.aggregates = g_new0 (SluiceExpr *, aggregates->len + 1);
  aggregation->aggregate.n_aggregates = aggregates->len;
  for (guint i = 0; i < aggregates->len; i++)
    aggregation->aggregate.aggregates[i] = sluice_expr_ref (g_ptr_array_index (aggregates, i));
  aggregation->aggregate.window_key = -1;
  aggregation->aggregate.event_time_key = -1;
  inner = sluice_aggregate_operator_new (aggregation, settings, n_workers, error);
  if (inner == NULL)
    return NULL;
  /* Its row goes over no wire of the document. */
  g_clear_pointer (&inner->node_id, g_free);

  self = sluice_operator_alloc (&observe_class, sizeof *self, plan->node_id, plan->schema);
  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->aggregation = inner;
  self->collector.klass = &collector_class;
  self->program = sluice_program_new ((SluiceExpr *const *) metrics->pdata, metrics->len, settings);
  sluice_operator_connect (inner, &self->collector, 0);

  return &self->parent;
}

const char *
sluice_observe_operator_get (SluiceOperator *operator, const char **metrics)
{
  ObserveOperator *self = (ObserveOperator *) operator;

  if (operator->klass != &observe_class)
    return NULL;
  *metrics = self->metrics;

  return self->plan->observe.name;
}
