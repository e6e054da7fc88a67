/* sluice-plan-text.c: plans as text, for `sluice explain`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-plan.h"

#include <string.h>

static const char *const join_names[] = {
  "Inner", "LeftOuter", "RightOuter", "FullOuter", "LeftSemi", "LeftAnti", "Cross",
};

static void
append_expr (GString *out, const SluiceExpr *expr, const SluiceType *schema)
{
  g_autofree char *sql = sluice_expr_to_sql (expr, schema);

  g_string_append (out, sql);
}

static void
append_named (GString *out, const SluiceExpr *expr, const SluiceType *schema, const char *name)
{
  g_autofree char *sql = sluice_expr_to_sql (expr, schema);

  g_string_append (out, sql);
  if (strcmp (sql, name) != 0)
    g_string_append_printf (out, " AS %s", name);
}

static void
append_duration (GString *out, gint64 us)
{
  if (us % G_TIME_SPAN_SECOND == 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT "s", us / G_TIME_SPAN_SECOND);
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT "us", us);
}

static void
append_columns (GString *out, const SluiceType *schema, const guint *columns, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", schema->fields[columns[i]].name);
}

static void
describe_aggregate (const SluicePlan *self, GString *out)
{
  const SluiceType *input = self->inputs[0]->schema;

  g_string_append (out, "Aggregate [");
  for (guint i = 0; i < self->aggregate.n_keys; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      if (self->aggregate.keys[i] != NULL)
        {
          append_named (out, self->aggregate.keys[i], input, self->schema->fields[i].name);
          continue;
        }
      g_string_append (out, self->aggregate.session_gap != NULL ? "session_window(" : "window(");
      append_expr (out, self->aggregate.window_time, input);
      g_string_append (out, ", ");
      if (self->aggregate.session_gap != NULL)
        append_expr (out, self->aggregate.session_gap, input);
      else
        {
          append_duration (out, self->aggregate.window_size_us);
          g_string_append (out, ", ");
          append_duration (out, self->aggregate.window_slide_us);
          g_string_append (out, ", ");
          append_duration (out, self->aggregate.window_start_us);
        }
      g_string_append_printf (out, ") AS %s", self->schema->fields[i].name);
    }
  g_string_append (out, "], [");
  for (guint i = 0; i < self->aggregate.n_aggregates; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      append_named (out, self->aggregate.aggregates[i], input,
                    self->schema->fields[self->aggregate.n_keys + i].name);
    }
  g_string_append_c (out, ']');
}

static void
describe_join (const SluicePlan *self, GString *out)
{
  const SluiceType *left = self->inputs[0]->schema;
  const SluiceType *right = self->inputs[1]->schema;

  g_string_append_printf (out, "Join %s", join_names[self->join.type]);
  for (guint i = 0; i < self->join.n_keys; i++)
    {
      g_string_append (out, i > 0 ? " AND " : ", ");
      append_expr (out, self->join.left_keys[i], left);
      g_string_append (out, self->join.null_safe[i] ? " <=> " : " = ");
      append_expr (out, self->join.right_keys[i], right);
    }
  if (self->join.condition != NULL)
    {
      g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
      g_autoptr (SluiceType) both = NULL;

      g_array_append_vals (fields, left->fields, left->n_fields);
      g_array_append_vals (fields, right->fields, right->n_fields);
      both = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
      g_string_append (out, ", also ");
      append_expr (out, self->join.condition, both);
    }
}

static void
describe_source (const SluicePlan *self, GString *out)
{
  g_string_append_printf (out, "%s %s [", self->kind == SLUICE_PLAN_SOURCE ? "Source" : "Table",
                          self->source.format);
  append_columns (out, self->source.full_schema, self->source.columns, self->source.n_columns);
  g_string_append_c (out, ']');
  if (self->source.path != NULL)
    g_string_append_printf (out, ", %s", self->source.path);
  if (self->kind == SLUICE_PLAN_SOURCE)
    g_string_append_printf (out, ", source %u", self->source.index);
}

static void
describe_sort (const SluicePlan *self, GString *out)
{
  g_string_append (out, "Sort [");
  for (guint i = 0; i < self->sort.n_keys; i++)
    {
      const SluiceSortKey *key = &self->sort.keys[i];

      if (i > 0)
        g_string_append (out, ", ");
      append_expr (out, key->expr, self->inputs[0]->schema);
      g_string_append_printf (out, " %s NULLS %s", key->descending ? "DESC" : "ASC",
                              key->nulls_first ? "FIRST" : "LAST");
    }
  g_string_append_c (out, ']');
}

static void
describe (const SluicePlan *self, GString *out)
{
  const SluiceType *input = self->n_inputs > 0 ? self->inputs[0]->schema : NULL;

  switch (self->kind)
    {
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
      describe_source (self, out);
      break;
    case SLUICE_PLAN_PROJECT:
      g_string_append (out, "Project [");
      for (guint i = 0; i < self->project.n_exprs; i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          append_named (out, self->project.exprs[i], input, self->schema->fields[i].name);
        }
      g_string_append_c (out, ']');
      break;
    case SLUICE_PLAN_FILTER:
      g_string_append (out, "Filter ");
      append_expr (out, self->filter.condition, input);
      break;
    case SLUICE_PLAN_GENERATE:
      g_string_append (out, "Generate ");
      append_expr (out, self->generate.generator, input);
      break;
    case SLUICE_PLAN_WATERMARK:
      g_string_append_printf (out, "Watermark %s, %" G_GINT64_FORMAT " ms, watermark %u",
                              self->schema->fields[self->watermark.column].name,
                              self->watermark.delay_ms, self->watermark.index);
      break;
    case SLUICE_PLAN_AGGREGATE:
      describe_aggregate (self, out);
      break;
    case SLUICE_PLAN_DEDUPLICATE:
      g_string_append (out, self->deduplicate.within_watermark ? "DeduplicateWithinWatermark ["
                                                               : "Deduplicate [");
      append_columns (out, input, self->deduplicate.columns, self->deduplicate.n_columns);
      g_string_append_c (out, ']');
      break;
    case SLUICE_PLAN_JOIN:
      describe_join (self, out);
      break;
    case SLUICE_PLAN_UNION:
      g_string_append (out, "Union");
      break;
    case SLUICE_PLAN_SORT:
      describe_sort (self, out);
      break;
    case SLUICE_PLAN_OVER:
      g_string_append (out, "Window [");
      for (guint i = 0; i < self->over.n_exprs; i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          append_expr (out, self->over.exprs[i], input);
        }
      g_string_append_c (out, ']');
      break;
    case SLUICE_PLAN_LIMIT:
      g_string_append (out, "Limit");
      if (self->limit.n != G_MAXINT64)
        g_string_append_printf (out, " %" G_GINT64_FORMAT, self->limit.n);
      if (self->limit.skip > 0)
        g_string_append_printf (out, " offset %" G_GINT64_FORMAT, self->limit.skip);
      break;
    case SLUICE_PLAN_OBSERVE:
      g_string_append_printf (out, "Observe %s", self->observe.name);
      break;
    }
}

static guint
operator_id (const SluicePlan *self)
{
  switch (self->kind)
    {
    case SLUICE_PLAN_AGGREGATE:
      return self->aggregate.operator_id;
    case SLUICE_PLAN_DEDUPLICATE:
      return self->deduplicate.operator_id;
    case SLUICE_PLAN_JOIN:
      return self->join.operator_id;
    default:
      return self->limit.operator_id;
    }
}

static void
append_tree (const SluicePlan *self, GString *out, GString *prefix, gboolean root, gboolean last)
{
  gsize length = prefix->len;

  g_string_append (out, prefix->str);
  if (!root)
    {
      g_string_append (out, last ? "└─ " : "├─ ");
      g_string_append (prefix, last ? "   " : "│  ");
    }
  describe (self, out);
  if (sluice_plan_is_stateful (self))
    g_string_append_printf (out, "  (state %u)", operator_id (self));
  g_string_append_printf (out, "  ‹%s›\n", self->node_id);
  for (guint i = 0; i < self->n_inputs; i++)
    append_tree (self->inputs[i], out, prefix, FALSE, i + 1 == self->n_inputs);
  g_string_truncate (prefix, length);
}

char *
sluice_plan_to_text (SluicePlan *self)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GString) prefix = g_string_new (NULL);

  append_tree (self, out, prefix, TRUE, TRUE);

  return g_string_free (out, FALSE);
}
