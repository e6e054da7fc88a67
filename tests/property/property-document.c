/* property-document.c: a random case as a document.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "property-document.h"

#include <string.h>

#include "property-model.h"

static const char *const modes[] = { "append", "update", "complete" };

/* Texts of nodes are SQL without double quotes, so they need no escapes in JSON. */

static const char *
type_name (PropType type)
{
  return type == PROP_TEXT ? "STRING" : type == PROP_TIME ? "TIMESTAMP" : "BIGINT";
}

static void
append_schema (const PropNode *node, GString *out)
{
  g_string_append (out, "\"schema\": \"");
  for (guint i = 0; i < node->n_columns; i++)
    g_string_append_printf (out, "%s%s %s", i > 0 ? ", " : "", node->columns[i].name,
                            type_name (node->columns[i].type));
  g_string_append_c (out, '"');
}

static void
append_minutes (gint64 time_us, GString *out)
{
  g_string_append_printf (out, "%" G_GINT64_FORMAT " minutes", time_us / PROP_MINUTE_US);
}

static const PropColumn *
input_columns (const PropNode *node)
{
  return node->inputs[0]->columns;
}

static void
append_named (const PropNode *node, const PropExpr *expr, const PropColumn *column, GString *out)
{
  prop_expr_append (expr, input_columns (node), out);
  if (expr->op != PROP_COLUMN || strcmp (input_columns (node)[expr->column].name, column->name) != 0)
    g_string_append_printf (out, " AS %s", column->name);
}

static void
append_window (const PropNode *node, GString *out)
{
  const char *time = input_columns (node)[node->time].name;

  if (node->slide_us == 0)
    {
      g_string_append_printf (out, "session_window(%s, ", time);
      if (node->wide != NULL)
        {
          g_string_append (out, "CASE WHEN ");
          prop_expr_append (node->wide, input_columns (node), out);
          g_string_append (out, " THEN '");
          append_minutes (2 * node->size_us, out);
          g_string_append (out, "' ELSE '");
          append_minutes (node->size_us, out);
          g_string_append (out, "' END)");
          return;
        }
      g_string_append_c (out, '\'');
      append_minutes (node->size_us, out);
      g_string_append (out, "')");
      return;
    }
  g_string_append_printf (out, "window(%s, '", time);
  append_minutes (node->size_us, out);
  if (node->slide_us != node->size_us || node->start_us != 0)
    {
      g_string_append (out, "', '");
      append_minutes (node->slide_us, out);
    }
  if (node->start_us != 0)
    {
      g_string_append (out, "', '");
      append_minutes (node->start_us, out);
    }
  g_string_append (out, "')");
}

static void
append_aggregate (const PropNode *node, guint i, GString *out)
{
  static const char *const functions[] = { "count(*)", "count(", "sum(", "min(", "max(" };
  const PropAggregate *aggregate = &node->aggregates[i];

  g_string_append (out, functions[aggregate->function]);
  if (aggregate->argument != NULL)
    {
      prop_expr_append (aggregate->argument, input_columns (node), out);
      g_string_append_c (out, ')');
    }
  if (aggregate->where != NULL)
    {
      g_string_append (out, " FILTER (WHERE ");
      prop_expr_append (aggregate->where, input_columns (node), out);
      g_string_append_c (out, ')');
    }
  g_string_append_printf (out, " AS %s", node->columns[node->n_columns - node->n_aggregates + i].name);
}

/* Elements of a list: in a document each in quotes, in SQL bare. */
static void
append_separator (GString *out, guint *n, gboolean quoted)
{
  if ((*n)++ > 0)
    g_string_append (out, quoted ? "\", \"" : ", ");
  else if (quoted)
    g_string_append_c (out, '"');
}

static void
append_list_end (GString *out, guint n, gboolean quoted)
{
  if (quoted && n > 0)
    g_string_append_c (out, '"');
}

static void
append_group_keys (const PropNode *node, gboolean quoted, gboolean named, GString *out)
{
  guint n = 0;

  if (node->window)
    {
      append_separator (out, &n, quoted);
      append_window (node, out);
      if (named)
        g_string_append_printf (out, " AS %s", node->columns[0].name);
    }
  for (guint i = 0; i < node->n_exprs; i++)
    {
      append_separator (out, &n, quoted);
      if (named)
        append_named (node, node->exprs[i], &node->columns[i + (node->window ? 1 : 0)], out);
      else
        prop_expr_append (node->exprs[i], input_columns (node), out);
    }
  append_list_end (out, n, quoted);
}

static void
append_columns (const PropNode *node, gboolean quoted, GString *out)
{
  guint first = node->n_columns - node->n_exprs;
  guint n = 0;

  for (guint i = 0; i < node->n_exprs; i++)
    {
      append_separator (out, &n, quoted);
      append_named (node, node->exprs[i], &node->columns[first + i], out);
    }
  append_list_end (out, n, quoted);
}

static void
append_bound (const PropNode *node, guint bound, GString *out)
{
  const char *left = input_columns (node)[node->times[0]].name;
  const char *right = node->inputs[1]->columns[node->times[1]].name;
  gint64 minutes = node->bound_us[bound] / PROP_MINUTE_US;

  g_string_append_printf (out, " AND %s %s%s %s %s INTERVAL %" G_GINT64_FORMAT " MINUTES", right,
                          bound == 0 ? ">" : "<", node->strict[bound] ? "" : "=", left,
                          minutes < 0 ? "-" : "+", ABS (minutes));
}

static void
append_on (const PropNode *node, GString *out)
{
  for (guint i = 0; i < node->n_keys; i++)
    g_string_append_printf (out, "%s%s.%s = %s.%s", i > 0 ? " AND " : "", node->inputs[0]->id,
                            input_columns (node)[node->keys[i]].name, node->inputs[1]->id,
                            node->inputs[1]->columns[node->other_keys[i]].name);
  for (guint bound = 0; bound < 2; bound++)
    if (node->bounds[bound])
      append_bound (node, bound, out);
  if (node->condition != NULL)
    {
      PropColumn both[2 * PROP_MAX_COLUMNS] = { 0 };
      guint n_left = node->inputs[0]->n_columns;

      memcpy (both, input_columns (node), sizeof (PropColumn) * n_left);
      memcpy (both + n_left, node->inputs[1]->columns, sizeof (PropColumn) * node->inputs[1]->n_columns);
      g_string_append (out, " AND ");
      prop_expr_append (node->condition, both, out);
    }
}

static const char *
join_sql (PropJoin join)
{
  static const char *const names[] = {
    "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN",
  };

  return names[join];
}

static void
append_query (const PropNode *node, GString *out)
{
  const char *input = node->inputs[0]->id;

  g_string_append (out, "SELECT ");
  switch (node->kind)
    {
    case PROP_FILTER:
      g_string_append_printf (out, "* FROM %s WHERE ", input);
      prop_expr_append (node->condition, input_columns (node), out);
      break;
    case PROP_SELECT:
    case PROP_WITH_COLUMNS:
      if (node->kind == PROP_WITH_COLUMNS)
        g_string_append (out, "*, ");
      append_columns (node, FALSE, out);
      g_string_append_printf (out, " FROM %s", input);
      break;
    case PROP_GROUP:
      append_group_keys (node, FALSE, TRUE, out);
      for (guint i = 0; i < node->n_aggregates; i++)
        {
          g_string_append (out, i > 0 || node->window || node->n_exprs > 0 ? ", " : "");
          append_aggregate (node, i, out);
        }
      g_string_append_printf (out, " FROM %s", input);
      if (node->window || node->n_exprs > 0)
        {
          g_string_append (out, " GROUP BY ");
          append_group_keys (node, FALSE, FALSE, out);
        }
      break;
    case PROP_UNION:
      g_string_append_printf (out, "* FROM %s UNION ALL SELECT * FROM %s", input, node->inputs[1]->id);
      break;
    default:
      g_string_append_printf (out, "* FROM %s %s %s ON ", input, join_sql (node->join),
                              node->inputs[1]->id);
      append_on (node, out);
      break;
    }
}

static void
append_sql (const PropNode *node, GString *out)
{
  g_string_append_printf (out, "\"op\": \"sql\", \"inputs\": [\"%s\"", node->inputs[0]->id);
  if (node->inputs[1] != NULL && node->inputs[1] != node->inputs[0])
    g_string_append_printf (out, ", \"%s\"", node->inputs[1]->id);
  g_string_append (out, "], \"query\": \"");
  append_query (node, out);
  g_string_append_c (out, '"');
}

static void
append_group (const PropNode *node, GString *out)
{
  guint n = 0;

  g_string_append_printf (out, "\"op\": \"groupBy\", \"input\": \"%s\", \"keys\": [", node->inputs[0]->id);
  append_group_keys (node, TRUE, TRUE, out);
  g_string_append (out, "], \"aggregates\": [");
  for (guint i = 0; i < node->n_aggregates; i++)
    {
      append_separator (out, &n, TRUE);
      append_aggregate (node, i, out);
    }
  append_list_end (out, n, TRUE);
  g_string_append_c (out, ']');
}

static void
append_distinct (const PropNode *node, GString *out)
{
  g_string_append_printf (out, "\"op\": \"%s\", \"input\": \"%s\"",
                          node->kind == PROP_DISTINCT ? "dropDuplicates" : "dropDuplicatesWithinWatermark",
                          node->inputs[0]->id);
  for (guint i = 0; i < node->n_keys; i++)
    g_string_append_printf (out, "%s\"%s\"%s", i == 0 ? ", \"columns\": [" : ", ",
                            node->columns[node->keys[i]].name, i + 1 == node->n_keys ? "]" : "");
}

static void
append_join (const PropNode *node, GString *out)
{
  static const char *const types[] = { "inner", "left", "right", "full", "leftSemi", "leftAnti" };

  g_string_append_printf (out, "\"op\": \"join\", \"left\": \"%s\", \"right\": \"%s\", \"type\": \"%s\", \"on\": \"",
                          node->inputs[0]->id, node->inputs[1]->id, types[node->join]);
  append_on (node, out);
  g_string_append_c (out, '"');
}

static void
append_plain_node (const PropNode *node, GString *out)
{
  const char *input = node->inputs[0] != NULL ? node->inputs[0]->id : NULL;

  switch (node->kind)
    {
    case PROP_SOURCE:
      g_string_append (out, "\"op\": \"readStream\", \"format\": \"memory\", ");
      append_schema (node, out);
      break;
    case PROP_TABLE:
      {
        g_autofree char *rows = prop_document_rows (node->rows, node, 0, node->rows->len);

        g_string_append (out, "\"op\": \"read\", \"format\": \"memory\", ");
        append_schema (node, out);
        g_string_append_printf (out, ", \"rows\": %s", rows);
        break;
      }
    case PROP_SELECT:
    case PROP_WITH_COLUMNS:
      g_string_append_printf (out, "\"op\": \"%s\", \"input\": \"%s\", \"columns\": [",
                              node->kind == PROP_SELECT ? "select" : "withColumns", input);
      append_columns (node, TRUE, out);
      g_string_append_c (out, ']');
      break;
    case PROP_FILTER:
      g_string_append_printf (out, "\"op\": \"filter\", \"input\": \"%s\", \"condition\": \"", input);
      prop_expr_append (node->condition, input_columns (node), out);
      g_string_append_printf (out, "\"%s", node->skipped ? ", \"bypassed\": true" : "");
      break;
    case PROP_WATERMARK:
      g_string_append_printf (out, "\"op\": \"withWatermark\", \"input\": \"%s\", \"eventTime\": \"%s\", \"delay\": \"",
                              input, node->columns[node->time].name);
      append_minutes (node->delay_us, out);
      g_string_append_c (out, '"');
      break;
    case PROP_GROUP:
      append_group (node, out);
      break;
    case PROP_DISTINCT:
    case PROP_DISTINCT_WITHIN:
      append_distinct (node, out);
      break;
    case PROP_UNION:
      g_string_append_printf (out, "\"op\": \"union\", \"inputs\": [\"%s\", \"%s\"]", input,
                              node->inputs[1]->id);
      break;
    default:
      append_join (node, out);
      break;
    }
}

static gboolean
is_said_in_sql (const PropNode *node)
{
  return node->as_sql && !node->skipped && node->kind != PROP_WATERMARK && node->kind != PROP_DISTINCT
         && node->kind != PROP_DISTINCT_WITHIN;
}

static void
append_node (const PropNode *node, GString *out)
{
  g_string_append_printf (out, "      \"%s\": { ", node->id);
  if (is_said_in_sql (node))
    append_sql (node, out);
  else
    append_plain_node (node, out);
  g_string_append (out, " },\n");
}

static void
mark_used (const PropCase *test, const PropNode *node, gboolean *used)
{
  guint place;

  if (node == NULL || !g_ptr_array_find (test->nodes, node, &place))
    return;
  used[place] = TRUE;
  mark_used (test, node->inputs[0], used);
  mark_used (test, node->inputs[1], used);
}

static char *
write_pipeline (const PropCase *test, const char *checkpoint, gboolean static_tables)
{
  GString *out = g_string_new ("{\n    \"sluice\": 1,\n    \"settings\": { ");
  g_autofree gboolean *used = g_new0 (gboolean, test->nodes->len);

  g_string_append_printf (out,
                          "\"spark.sql.session.timeZone\": \"UTC\", \"spark.sql.shuffle.partitions\": \"%u\", "
                          "\"spark.sql.streaming.stateStore.minDeltasForSnapshot\": \"%u\", "
                          "\"spark.sql.streaming.multipleWatermarkPolicy\": \"%s\", "
                          "\"spark.sql.streaming.noDataMicroBatches.enabled\": \"%s\" },\n    \"nodes\": {\n",
                          test->partitions, test->snapshots, test->max_policy ? "max" : "min",
                          test->no_data_batches ? "true" : "false");
  mark_used (test, test->root, used);
  for (guint i = 0; i < test->nodes->len; i++)
    {
      const PropNode *node = test->nodes->pdata[i];

      if (!used[i])
        continue;
      if (static_tables && node->kind == PROP_SOURCE)
        {
          PropNode table = *node;

          table.kind = PROP_TABLE;
          table.rows = g_array_new (FALSE, FALSE, sizeof (PropRow));
          for (guint s = 0; s < test->steps->len; s++)
            {
              const PropStep *step = test->steps->pdata[s];

              if (!step->restart && !step->skipped)
                g_array_append_vals (table.rows, step->rows[node->index]->data, step->rows[node->index]->len);
            }
          append_node (&table, out);
          g_array_unref (table.rows);
        }
      else
        append_node (node, out);
    }
  if (static_tables)
    g_string_truncate (out, out->len - 2);
  else
    {
      g_string_append_printf (out, "      \"out\": { \"op\": \"writeStream\", \"input\": \"%s\", \"format\": \"memory\", \"outputMode\": \"%s\"",
                              test->root->id, modes[test->mode]);
      if (checkpoint != NULL)
        g_string_append_printf (out, ", \"options\": { \"checkpointLocation\": \"%s\" }", checkpoint);
      g_string_append (out, " }");
    }
  g_string_append (out, "\n    } }");

  return g_string_free (out, FALSE);
}

char *
prop_document_pipeline (const PropCase *test, const char *checkpoint)
{
  return write_pipeline (test, checkpoint, FALSE);
}

char *
prop_document_batch_query (const PropCase *test)
{
  return write_pipeline (test, NULL, TRUE);
}

char *
prop_document_rows (const GArray *rows, const PropNode *source, guint first, guint n)
{
  GString *out = g_string_new ("[");

  for (guint i = first; i < first + n && i < rows->len; i++)
    {
      g_autofree char *row = prop_row_to_text (&g_array_index (rows, PropRow, i), source);

      g_string_append_printf (out, "%s%s", i > first ? ", " : "", row);
    }
  g_string_append_c (out, ']');

  return g_string_free (out, FALSE);
}

/* Test documents. */

static void
append_batches (GPtrArray *expected, guint step, GString *out)
{
  guint n = 0;

  g_string_append (out, ",\n    { \"checkBatches\": [");
  for (guint i = 0; i < expected->len; i++)
    {
      const PropBatch *batch = expected->pdata[i];
      PropValue watermark = { FALSE, batch->watermark_ms * 1000, 0 };

      if (batch->step != step)
        continue;
      g_string_append_printf (out, "%s\n      { \"batchId\": %u, \"rows\": [", n++ > 0 ? "," : "", i);
      for (guint r = 0; r < batch->rows->len; r++)
        g_string_append_printf (out, "%s\n          %s", r > 0 ? "," : "", (char *) batch->rows->pdata[r]);
      g_string_append (out, "]");
      if (batch->watermark_ms > 0)
        {
          g_string_append (out, ", \"eventTime\": { \"watermark\": ");
          prop_value_append (&watermark, PROP_TIME, out);
          g_string_append (out, " }");
        }
      g_string_append (out, ", \"stateOperators\": [");
      for (guint t = 0; t < batch->n_totals; t++)
        g_string_append_printf (out, "%s{ \"numRowsTotal\": %" G_GUINT64_FORMAT " }", t > 0 ? ", " : "",
                                batch->totals[t]);
      g_string_append (out, "] }");
    }
  g_string_append (out, " ] }");
}

static void
append_data (const PropCase *test, const PropStep *step, GString *out)
{
  guint n = 0;

  g_string_append (out, "    { \"addData\": { ");
  for (guint s = 0; s < test->n_sources; s++)
    {
      g_autofree char *rows = prop_document_rows (step->rows[s], test->sources[s], 0, step->rows[s]->len);

      if (step->rows[s]->len > 0)
        g_string_append_printf (out, "%s\"%s\": %s", n++ > 0 ? ", " : "", test->sources[s]->id, rows);
    }
  g_string_append (out, " } },\n    { \"processAllAvailable\": true }");
}

char *
prop_document_test (const PropCase *test, GPtrArray *expected)
{
  g_autofree char *pipeline = prop_document_pipeline (test, NULL);
  GString *out = g_string_new ("{\n  \"sluice-test\": 1,\n");
  guint n = 0;

  g_string_append_printf (out, "  \"name\": \"random pipeline %" G_GUINT64_FORMAT "\",\n  \"pipeline\": %s,\n  \"steps\": [\n",
                          test->seed, pipeline);
  for (guint i = 0; i < test->steps->len; i++)
    {
      const PropStep *step = test->steps->pdata[i];
      gboolean any = step->restart;

      for (guint s = 0; s < test->n_sources && !step->restart; s++)
        any = any || step->rows[s]->len > 0;
      if (step->skipped || !any)
        continue;
      g_string_append (out, n++ > 0 ? ",\n" : "");
      if (step->restart)
        g_string_append (out, "    { \"stop\": true },\n    { \"start\": true }");
      else
        {
          append_data (test, step, out);
          append_batches (expected, i, out);
        }
    }
  g_string_append (out, "\n  ] }\n");

  return g_string_free (out, FALSE);
}
