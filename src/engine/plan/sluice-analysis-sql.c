/* sluice-analysis-sql.c: a query in SQL becomes the plan that nodes would make.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "expr/sluice-kernel.h"
#include "expr/sluice-value.h"

/* The condition of Spark's rules on streams that it never gave names. */
#define LEGACY "_LEGACY_ERROR_TEMP_3102"

/* Problems. */

static void
place_problem (SluiceSql *self, SluiceProblem *problem, gint32 offset, gint32 length)
{
  if (!self->exact || problem->text_offset >= 0)
    return;
  problem->text_offset = offset;
  problem->text_length = length;
}

gpointer
sluice_sql_fail (SluiceSql *self,
                 gint32 offset,
                 gint32 length,
                 const char *condition,
                 const char *format,
                 ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  place_problem (self,
                 sluice_analysis_add_problem (self->analysis, SLUICE_SEVERITY_ERROR, self->node,
                                              "query", condition, "%s", message),
                 offset, length);

  return NULL;
}

static gboolean
has_stream (const SluiceNodeState *node)
{
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NULL && node->inputs[i]->public.streaming)
      return TRUE;

  return FALSE;
}

gpointer
sluice_sql_fail_error (SluiceSql *self, GError *error)
{
  SluiceProblem *problem
      = sluice_analysis_add_error (self->analysis, self->node, "query", self->exact, error);

  if (g_strcmp0 (problem->condition, "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING") == 0
      && !has_stream (self->node))
    {
      g_free (problem->condition);
      g_free (problem->message);
      problem->condition = g_strdup ("UNSUPPORTED_EXPR_FOR_OPERATOR");
      problem->message = g_strdup ("The query operator contains one or more unsupported expressions: functions with "
                                   "OVER can stand in the list of SELECT and in QUALIFY.");
    }
  else if (g_strcmp0 (problem->condition, "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING") == 0)
    sluice_problem_explain (
        problem, _ ("Functions with OVER look at other rows of the table, which a stream never has "
                    "all of. Group by a time window instead."));

  return NULL;
}

void
sluice_sql_relocate (SluiceSql *self, guint first, gint32 offset, gint32 length)
{
  for (guint i = first; i < self->analysis->problems->len; i++)
    {
      SluiceProblem *problem = self->analysis->problems->pdata[i];

      g_free (problem->field);
      problem->field = g_strdup ("query");
      place_problem (self, problem, offset, length);
    }
}

/* Tables. */

static void
table_free (gpointer data)
{
  SluiceSqlTable *self = data;

  sluice_plan_unref (self->plan);
  g_array_unref (self->parts);
  g_array_unref (self->answers);
  g_free (self);
}

static void
answer_clear (gpointer data)
{
  SluiceSqlAnswer *self = data;

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->expr, sluice_expr_unref);
}

SluiceSqlTable *
sluice_sql_table_new (SluiceSql *self, SluicePlan *plan, guint size)
{
  SluiceSqlTable *table = g_new0 (SluiceSqlTable, 1);

  table->plan = plan;
  table->parts = g_array_new (FALSE, FALSE, sizeof (SluiceSqlPart));
  table->size = size + 1;
  table->answers = g_array_new (FALSE, FALSE, sizeof (SluiceSqlAnswer));
  g_array_set_clear_func (table->answers, answer_clear);
  g_ptr_array_add (self->tables, table);

  return table;
}

void
sluice_sql_table_add (
    SluiceSqlTable *self, const char *name, guint first, guint n, gboolean hidden)
{
  SluiceSqlPart part = { name, first, n, hidden };

  g_array_append_val (self->parts, part);
}

void
sluice_sql_table_replace (SluiceSqlTable *self, SluicePlan *plan)
{
  sluice_plan_unref (self->plan);
  self->plan = plan;
  self->size++;
}

SluiceSqlTable *
sluice_sql_one_row (SluiceSql *self)
{
  g_autoptr (SluiceType) schema = sluice_type_struct (NULL, 0);
  SluicePlan *plan
      = sluice_plan_new (SLUICE_PLAN_TABLE, self->node->public.node_id, schema, NULL, 0);

  plan->source.format = g_strdup ("memory");
  plan->source.options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  plan->source.full_schema = sluice_type_ref (schema);
  plan->source.columns = g_new0 (guint, 1);
  plan->source.rows_json = g_strdup ("[{}]");

  return sluice_sql_table_new (self, plan, 0);
}

SluiceSqlTable *
sluice_sql_table_named (SluiceSql *self,
                        SluiceSqlTable *table,
                        const char *name,
                        const char **columns,
                        guint n,
                        gint32 offset,
                        gint32 length)
{
  const SluiceType *schema = table->plan->schema;
  g_autoptr (GArray) named = sluice_sql_named_array ();
  SluiceSqlTable *result;

  if (n == 0)
    {
      result = sluice_sql_table_new (self, sluice_plan_ref (table->plan), table->size);
      sluice_sql_table_add (result, name, 0, schema->n_fields, FALSE);
      return result;
    }
  if (n != schema->n_fields)
    return sluice_sql_fail (
        self, offset, length, "ASSIGNMENT_ARITY_MISMATCH",
        "Number of column aliases does not match number of columns. Number of column aliases: %u; "
        "number of columns: %u.",
        n, schema->n_fields);
  for (guint i = 0; i < n; i++)
    sluice_sql_named_add (named, columns[i], sluice_expr_new_column (i, &schema->fields[i]));
  result = sluice_sql_table_new (
      self, sluice_sql_project (self, sluice_plan_ref (table->plan), named), table->size);
  sluice_sql_table_add (result, name, 0, n, FALSE);

  return result;
}

void
sluice_sql_scope_init (SluiceSqlScope *self, SluiceSql *sql, const SluiceSqlTable *table)
{
  guint n = 0;

  self->inputs = g_new0 (SluiceScopeInput, table->parts->len + 1);
  /* What is hidden comes first, since Spark puts it there in `t.*`. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < table->parts->len; i++)
      {
        const SluiceSqlPart *part = &g_array_index (table->parts, SluiceSqlPart, i);

        if (part->hidden != (pass == 0))
          continue;
        self->inputs[n].name = part->name;
        self->inputs[n].schema = sluice_type_slice (table->plan->schema, part->first, part->n);
        self->inputs[n].first_column = part->first;
        self->inputs[n].hidden = part->hidden;
        n++;
      }
  self->scope = (SluiceScope){ self->inputs, n, sql->analysis->settings };
}

void
sluice_sql_scope_clear (SluiceSqlScope *self)
{
  sluice_scope_clear (self->inputs, self->scope.n_inputs);
}

SluicePlan *
sluice_sql_project (SluiceSql *self, SluicePlan *plan, const GArray *named)
{
  g_autofree SluiceField *fields = g_new0 (SluiceField, named->len + 1);
  g_autofree SluiceExpr **exprs = g_new0 (SluiceExpr *, named->len + 1);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *project;

  for (guint i = 0; i < named->len; i++)
    {
      const SluiceNamedExpr *item = &g_array_index (named, SluiceNamedExpr, i);

      exprs[i] = item->expr;
      fields[i] = sluice_field_of (item->name, item->expr);
    }
  schema = sluice_type_struct (fields, named->len);
  project = sluice_plan_new_project (self->node->public.node_id, schema, plan, exprs);
  sluice_plan_unref (plan);

  return project;
}

SluicePlan *
sluice_sql_distinct (SluiceSql *self, SluicePlan *plan)
{
  g_autoptr (GArray) keys = sluice_sql_named_array ();
  g_autoptr (GArray) outputs = sluice_sql_named_array ();
  SluicePlan *result;

  for (guint i = 0; i < plan->schema->n_fields; i++)
    if (sluice_type_contains (plan->schema->fields[i].type, SLUICE_TYPE_VARIANT))
      {
        g_autofree char *type = sluice_type_to_sql (plan->schema->fields[i].type);

        sluice_sql_fail (self, -1, 0, "UNSUPPORTED_FEATURE.SET_OPERATION_ON_VARIANT_TYPE",
                         "The feature is not supported: Cannot have VARIANT type columns in a set operation "
                         "(INTERSECT, EXCEPT, etc.), but the type of column `%s` is \"%s\".",
                         plan->schema->fields[i].name, type);
        sluice_plan_unref (plan);
        return NULL;
      }
  for (guint i = 0; i < plan->schema->n_fields; i++)
    sluice_sql_named_add (keys, plan->schema->fields[i].name,
                          sluice_expr_new_column (i, &plan->schema->fields[i]));
  result = sluice_analysis_make_aggregation (self->analysis, self->node, "query", plan, keys,
                                             outputs);
  sluice_plan_unref (plan);

  return result;
}

guint
sluice_sql_generate (SluiceSql *self, SluiceSqlTable *table, const SluiceNamedExpr *named)
{
  guint first = table->plan->schema->n_fields;

  sluice_sql_table_replace (
      table, sluice_plan_new_generate (self->node->public.node_id, table->plan, named));

  return first;
}

/* WITH. */

static void
free_names (gpointer data)
{
  g_free (data);
}

gboolean
sluice_sql_with (SluiceSql *self, SluiceQuerySyntax *query, const SluiceSqlNames **names)
{
  for (guint i = 0; i < query->n_named; i++)
    {
      const SluiceNamedQuery *item = &query->named[i];
      SluiceSqlNames *entry;
      SluiceSqlTable *table;

      for (guint k = 0; k < i; k++)
        if (g_ascii_strcasecmp (query->named[k].name, item->name) == 0)
          {
            sluice_sql_fail (self, item->offset, item->length, "DUPLICATED_CTE_NAMES",
                             "CTE definition can't have duplicate names: `%s`.", item->name);
            return FALSE;
          }
      table = sluice_sql_query (self, item->query, *names);
      if (table != NULL)
        table = sluice_sql_table_named (self, table, item->name, item->columns, item->n_columns,
                                        item->offset, item->length);
      if (table == NULL)
        return FALSE;
      entry = g_new0 (SluiceSqlNames, 1);
      sluice_arena_keep (self->ast->arena, entry, free_names);
      entry->name = item->name;
      entry->table = table;
      entry->outer = *names;
      *names = entry;
    }

  return TRUE;
}

/* UNION, INTERSECT and EXCEPT. */

static void
collect_branches (SluiceQuerySyntax *query, GPtrArray *out)
{
  gboolean goes_on = query->kind == SLUICE_QUERY_SET && query->operation == SLUICE_SET_UNION
                     && query->all && query->n_named == 0 && query->n_order == 0
                     && query->limit == NULL && query->offset_rows == NULL;

  if (!goes_on)
    {
      g_ptr_array_add (out, query);
      return;
    }
  collect_branches (query->left, out);
  collect_branches (query->right, out);
}

/* What a node of the kind `union` would make of the tables. */
static SluicePlan *
make_union (SluiceSql *self, SluiceSqlTable *const *tables, guint n, const SluiceQuerySyntax *query)
{
  g_autofree SluiceNodeState *states = g_new0 (SluiceNodeState, n);
  g_autofree SluiceNodeState **inputs = g_new0 (SluiceNodeState *, n);
  SluiceNodeState node = { .node = self->node->node, .inputs = inputs, .n_inputs = n };
  guint n_problems = self->analysis->problems->len;

  for (guint i = 0; i < n; i++)
    {
      inputs[i] = &states[i];
      states[i].status = SLUICE_NODE_DONE;
      states[i].public.plan = tables[i]->plan;
      states[i].public.schema = tables[i]->plan->schema;
    }
  node.public.node_id = self->node->public.node_id;
  sluice_analyze_union (self->analysis, &node);
  sluice_sql_relocate (self, n_problems, query->offset, query->length);
  sluice_type_unref (node.public.schema);

  return node.public.plan;
}

static SluicePlan *
streaming_refused (SluiceSql *self, const SluiceQuerySyntax *query, const char *what)
{
  return sluice_sql_fail (self, query->offset, query->length, LEGACY, "%s", what);
}

/* Rows that are in both, or in the first alone, each as often as it is left over: counted in each. */
static SluicePlan *
make_counted (SluiceSql *self, SluicePlan *both, gboolean intersect, guint n)
{
  g_autoptr (GArray) keys = sluice_sql_named_array ();
  g_autoptr (GArray) outputs = sluice_sql_named_array ();
  g_autoptr (GArray) columns = sluice_sql_named_array ();
  g_autoptr (SluicePlan) tagged = both;
  g_autoptr (SluicePlan) counted = NULL;
  g_autoptr (SluiceExpr) side = sluice_expr_new_column (n, &both->schema->fields[n]);
  SluiceNamedExpr generator = { NULL, NULL, NULL };
  SluiceExpr *sums[2];
  SluicePlan *generate, *result;

  for (guint i = 0; i < n; i++)
    sluice_sql_named_add (keys, both->schema->fields[i].name,
                          sluice_expr_new_column (i, &both->schema->fields[i]));
  for (guint i = 0; i < 2; i++)
    sluice_sql_named_add (outputs, "n",
                          sluice_sql_call (self, i == 0 ? "count_if(a = 0)" : "count_if(a = 1)", &side, 1));
  counted = sluice_analysis_make_aggregation (self->analysis, self->node, "query", tagged, keys,
                                              outputs);
  if (counted == NULL)
    return NULL;
  for (guint i = 0; i < 2; i++)
    sums[i] = g_array_index (outputs, SluiceNamedExpr, i).expr;
  generator.expr = sluice_sql_call (
      self,
      intersect ? "explode(array_repeat(0, CAST(least(a, b) AS INT)))"
                : "explode(array_repeat(0, CAST(greatest(a - b, 0L) AS INT)))",
      sums, 2);
  g_assert (generator.expr != NULL);
  generate = sluice_plan_new_generate (self->node->public.node_id, counted, &generator);
  sluice_expr_unref (generator.expr);
  for (guint i = 0; i < n; i++)
    sluice_sql_named_add (columns, generate->schema->fields[i].name,
                          sluice_expr_new_column (i, &generate->schema->fields[i]));
  result = sluice_sql_project (self, generate, columns);

  return result;
}

static SluicePlan *
tag (SluiceSql *self, const SluicePlan *plan, gint32 side)
{
  g_autoptr (GArray) named = sluice_sql_named_array ();

  for (guint i = 0; i < plan->schema->n_fields; i++)
    sluice_sql_named_add (named, plan->schema->fields[i].name,
                          sluice_expr_new_column (i, &plan->schema->fields[i]));
  sluice_sql_named_add (named, "side",
                        sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_INT), &side));

  return sluice_sql_project (self, sluice_plan_ref ((SluicePlan *) plan), named);
}

/* A row is in both when all of its columns are equal to a row's of the other, null being equal to null. */
static SluicePlan *
make_membership (SluiceSql *self, SluicePlan *left, SluicePlan *right, gboolean intersect)
{
  guint n = left->schema->n_fields;
  g_autoptr (SluiceExpr) condition = NULL;
  SluicePlan *join;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SluiceExpr) a = sluice_expr_new_column (i, &left->schema->fields[i]);
      g_autoptr (SluiceExpr) b = sluice_expr_new_column (n + i, &right->schema->fields[i]);
      g_autoptr (SluiceExpr) same = sluice_sql_call (self, "a <=> b", (SluiceExpr *[]){ a, b }, 2);
      SluiceExpr *both[2] = { condition, same };

      if (same == NULL)
        return NULL;
      condition = both[0] == NULL ? g_steal_pointer (&same)
                                  : sluice_sql_call (self, "a AND b", both, 2);
      g_clear_pointer (&both[0], sluice_expr_unref);
    }
  join = sluice_analysis_make_join (self->analysis, self->node->public.node_id,
                                    intersect ? SLUICE_JOIN_LEFT_SEMI : SLUICE_JOIN_LEFT_ANTI, left,
                                    right, condition);

  return sluice_sql_distinct (self, join);
}

static SluicePlan *
make_difference (SluiceSql *self, SluiceSqlTable *const *tables, const SluiceQuerySyntax *query)
{
  gboolean intersect = query->operation == SLUICE_SET_INTERSECT;
  g_autoptr (SluicePlan) both = NULL;
  SluicePlan *result;

  if (intersect && (tables[0]->plan->streaming || tables[1]->plan->streaming))
    return streaming_refused (self, query,
                              "Intersect of streaming DataFrames/Datasets is not supported");
  if (!intersect && tables[1]->plan->streaming)
    return streaming_refused (
        self, query, "Except on a streaming DataFrame/Dataset on the right is not supported");

  /* A union brings the columns to common types. */
  both = make_union (self, tables, 2, query);
  if (both == NULL)
    return NULL;
  if (!query->all)
    result = make_membership (self, both->inputs[0], both->inputs[1], intersect);
  else if (both->streaming)
    return streaming_refused (self, query,
                              "EXCEPT ALL of a stream isn’t available in this version");
  else
    {
      guint n = both->schema->n_fields;
      SluiceSqlTable *left = sluice_sql_table_new (self, tag (self, both->inputs[0], 0), 0);
      SluiceSqlTable *right = sluice_sql_table_new (self, tag (self, both->inputs[1], 1), 0);
      SluicePlan *tagged = make_union (self, (SluiceSqlTable *[]){ left, right }, 2, query);

      result = tagged != NULL ? make_counted (self, tagged, intersect, n) : NULL;
    }
  if (result == NULL && self->analysis->problems->len == 0)
    return sluice_sql_fail (self, query->offset, query->length, NULL,
                            _ ("The columns of the two queries can’t be compared."));

  return result;
}

static SluiceSqlTable *
analyze_set (SluiceSql *self, SluiceQuerySyntax *query, const SluiceSqlNames *names)
{
  g_autoptr (GPtrArray) branches = g_ptr_array_new ();
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  SluicePlan *plan;
  SluiceSqlTable *result;
  guint size = 0;

  if (query->operation == SLUICE_SET_UNION && query->all)
    {
      collect_branches (query->left, branches);
      collect_branches (query->right, branches);
    }
  else
    {
      g_ptr_array_add (branches, query->left);
      g_ptr_array_add (branches, query->right);
    }
  for (guint i = 0; i < branches->len; i++)
    {
      SluiceSqlTable *table = sluice_sql_query (self, branches->pdata[i], names);

      if (table == NULL)
        return NULL;
      size += table->size;
      g_ptr_array_add (tables, table);
    }

  if (query->operation == SLUICE_SET_UNION)
    {
      plan = make_union (self, (SluiceSqlTable **) tables->pdata, tables->len, query);
      if (plan != NULL && !query->all)
        plan = sluice_sql_distinct (self, plan);
    }
  else
    plan = make_difference (self, (SluiceSqlTable **) tables->pdata, query);
  if (plan == NULL)
    return NULL;
  result = sluice_sql_table_new (self, plan, size);
  sluice_sql_table_add (result, NULL, 0, plan->schema->n_fields, FALSE);

  return result;
}

/* ORDER BY, LIMIT and OFFSET. */

static gboolean
sort_result (SluiceSql *self, SluiceSqlTable *table, const SluiceQuerySyntax *query)
{
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_SORT, self->node->public.node_id,
                                      table->plan->schema, &table->plan, 1);
  SluiceSqlScope scope;
  gboolean sound = TRUE;

  plan->sort.keys = g_new0 (SluiceSortKey, query->n_order + 1);
  sluice_sql_scope_init (&scope, self, table);
  for (guint i = 0; sound && i < query->n_order; i++)
    {
      const SluiceOrderItem *item = &query->order[i];
      GError *error = NULL;
      SluiceExpr *expr;

      if (item->key->kind == SLUICE_SYNTAX_NUMBER && item->key->lexeme == SLUICE_LEXEME_INTEGER)
        {
          gint64 place = g_ascii_strtoll (item->key->name, NULL, 10);

          if (place < 1 || place > table->plan->schema->n_fields)
            {
              sluice_sql_fail (
                  self, item->key->offset, item->key->length, "ORDER_BY_POS_OUT_OF_RANGE",
                  "ORDER BY position %" G_GINT64_FORMAT " is not in select list (valid range is "
                  "[1, %u]).",
                  place, table->plan->schema->n_fields);
              sound = FALSE;
              break;
            }
          expr = sluice_expr_new_column ((guint) place - 1,
                                         &table->plan->schema->fields[place - 1]);
        }
      else
        expr = sluice_analyze_syntax (self->ast, item->key, &scope.scope, SLUICE_ALLOW_NOTHING,
                                      &error);
      if (expr == NULL)
        {
          sluice_sql_fail_error (self, error);
          sound = FALSE;
          break;
        }
      plan->sort.keys[plan->sort.n_keys++]
          = (SluiceSortKey){ expr, item->descending, item->nulls_first };
    }
  sluice_sql_scope_clear (&scope);
  if (sound)
    sluice_sql_table_replace (table, plan);
  else
    sluice_plan_unref (plan);

  return sound;
}

static gboolean
fail_count (SluiceSql *self, SluiceSyntax *node, const char *name, const char *kind, const char *why)
{
  g_autofree char *condition = g_strconcat ("INVALID_LIMIT_LIKE_EXPRESSION.", kind, NULL);
  g_autofree char *sql = sluice_syntax_to_sql (node);

  sluice_sql_fail (self, node->offset, node->length, condition,
                   "The limit like expression \"%s\" is invalid. The %s expression %s", sql, name,
                   why);

  return FALSE;
}

/* How many rows: a constant, which is computed at once. */
static gboolean
count_rows (SluiceSql *self, SluiceSyntax *node, const char *name, gint64 *count)
{
  SluiceScope scope = { NULL, 0, self->analysis->settings };
  GError *error = NULL;
  g_autoptr (SluiceExpr) expr
      = sluice_analyze_syntax (self->ast, node, &scope, SLUICE_ALLOW_NOTHING, &error);
  g_autoptr (SluiceExpr) literal = NULL;

  if (expr == NULL)
    {
      g_clear_error (&error);
      return fail_count (self, node, name, "IS_UNFOLDABLE",
                         "must evaluate to a constant value.");
    }
  if (!sluice_expr_is_foldable (expr))
    return fail_count (self, node, name, "IS_UNFOLDABLE", "must evaluate to a constant value.");
  if (expr->type->id != SLUICE_TYPE_INT && expr->type->id != SLUICE_TYPE_SHORT
      && expr->type->id != SLUICE_TYPE_BYTE)
    return fail_count (self, node, name, "DATA_TYPE", "must be of the integer type.");
  literal = sluice_expr_fold (expr, self->analysis->settings, &error);
  if (literal == NULL)
    {
      sluice_sql_fail_error (self, error);
      return FALSE;
    }
  if (sluice_column_is_null (literal->value, 0))
    return fail_count (self, node, name, "IS_NULL", "must not be null.");
  *count = sluice_column_integral (literal->value, 0);
  if (*count < 0)
    return fail_count (self, node, name, "IS_NEGATIVE", "must be equal to or greater than 0.");

  return TRUE;
}

static gboolean
limit_result (SluiceSql *self, SluiceSqlTable *table, const SluiceQuerySyntax *query)
{
  gint64 n = G_MAXINT64, skip = 0;
  SluicePlan *plan;

  if (query->limit == NULL && query->offset_rows == NULL)
    return TRUE;
  if (query->limit != NULL && !count_rows (self, query->limit, "limit", &n))
    return FALSE;
  if (query->offset_rows != NULL && !count_rows (self, query->offset_rows, "offset", &skip))
    return FALSE;
  if (query->offset_rows != NULL && table->plan->streaming)
    {
      sluice_sql_fail (self, query->offset_rows->offset, query->offset_rows->length, LEGACY,
                       "Offset is not supported on streaming DataFrames/Datasets");
      return FALSE;
    }
  plan = sluice_plan_new (SLUICE_PLAN_LIMIT, self->node->public.node_id, table->plan->schema,
                          &table->plan, 1);
  plan->limit.n = n;
  plan->limit.skip = skip;
  plan->limit.operator_id = n == 0 ? SLUICE_NO_OPERATOR : 0;
  sluice_sql_table_replace (table, plan);

  return TRUE;
}

SluiceSqlTable *
sluice_sql_query (SluiceSql *self, SluiceQuerySyntax *query, const SluiceSqlNames *names)
{
  SluiceSqlTable *table;

  if (!sluice_sql_with (self, query, &names))
    return NULL;
  switch (query->kind)
    {
    case SLUICE_QUERY_SELECT:
      table = sluice_sql_select (self, query, names);
      break;
    case SLUICE_QUERY_SET:
      table = analyze_set (self, query, names);
      break;
    case SLUICE_QUERY_RELATION:
    default:
      table = sluice_sql_from (self, query->from, names);
      if (table != NULL)
        table = sluice_sql_table_named (self, table, NULL, NULL, 0, query->offset, query->length);
    }
  if (table == NULL)
    return NULL;
  if (query->kind != SLUICE_QUERY_SELECT && query->n_order > 0 && !sort_result (self, table, query))
    return NULL;
  if (!limit_result (self, table, query))
    return NULL;
  if (table->size > SLUICE_MAX_SQL_SIZE)
    return sluice_sql_fail (self, query->offset, query->length, "FAILED_TO_PARSE_TOO_COMPLEX",
                            _ ("The query names others so often that its plan would be too large."));

  return table;
}

static gboolean
has_state (const SluicePlan *plan, const char *node_id)
{
  if (g_strcmp0 (plan->node_id, node_id) != 0)
    return FALSE;
  if (sluice_plan_is_stateful (plan))
    return TRUE;
  for (guint i = 0; i < plan->n_inputs; i++)
    if (has_state (plan->inputs[i], node_id))
      return TRUE;

  return FALSE;
}

void
sluice_analyze_sql (SluiceAnalysis *self, SluiceNodeState *node)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (table_free);
  g_autoptr (SluiceAst) ast = NULL;
  SluiceSql sql = { self, node, NULL, TRUE, tables };
  GError *error = NULL;
  SluiceSqlTable *table;
  SluiceText text;

  if (!sluice_analysis_text (self, node, "query", TRUE, &text))
    {
      sluice_text_clear (&text);
      return;
    }
  sql.exact = text.exact;
  sql.ast = ast = sluice_ast_parse_query (text.text, self->settings, &error);
  sluice_text_clear (&text);
  if (ast == NULL)
    {
      sluice_sql_fail_error (&sql, error);
      return;
    }
  table = sluice_sql_query (&sql, ast->query, NULL);
  if (table == NULL)
    return;
  /* A query that only passes an input on is still a node of its own. */
  sluice_node_state_finish (node, sluice_plan_ref (table->plan));
  node->public.stateful = has_state (table->plan, node->public.node_id);
}
