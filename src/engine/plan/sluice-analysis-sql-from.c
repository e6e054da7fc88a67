/* sluice-analysis-sql-from.c: what stands in FROM: tables, joins, rows and functions that give rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/sluice-name.h"

/* More values than this in one VALUES are better kept in a file. */
#define MAX_VALUES 100000

/* Tables. */

static gpointer
fail_unknown (SluiceSql *self, const SluiceRelationSyntax *relation)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GString) known = g_string_new (NULL);
  SluiceProblem *problem;

  for (guint i = 0; i < relation->n_names; i++)
    {
      g_autofree char *quoted = sluice_quote_name (relation->names[i]);

      g_string_append_printf (name, "%s%s", i > 0 ? "." : "", quoted);
    }
  for (guint i = 0; i < self->node->n_inputs; i++)
    if (self->node->inputs[i] != NULL)
      g_string_append_printf (known, "%s“%s”", known->len > 0 ? ", " : "",
                              self->node->inputs[i]->public.node_id);
  sluice_sql_fail (self, relation->offset, relation->length, "TABLE_OR_VIEW_NOT_FOUND",
                   "The table or view %s cannot be found. Verify the spelling and correctness of "
                   "the schema and catalog.",
                   name->str);
  problem = self->analysis->problems->pdata[self->analysis->problems->len - 1];
  if (known->len > 0)
    {
      g_autofree char *text
          = g_strdup_printf (_ ("The tables of a query are its inputs: %s."), known->str);

      sluice_problem_explain (problem, text);
    }

  return NULL;
}

static SluiceSqlTable *
analyze_table (SluiceSql *self, const SluiceRelationSyntax *relation, const SluiceSqlNames *names)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  const char *alias = relation->alias != NULL ? relation->alias
                                              : relation->names[relation->n_names - 1];

  for (; relation->n_names == 1 && names != NULL; names = names->outer)
    if (g_ascii_strcasecmp (names->name, relation->names[0]) == 0)
      return sluice_sql_table_named (self, names->table, alias, relation->columns,
                                     relation->n_columns, relation->offset, relation->length);

  for (guint i = 0; i < relation->n_names; i++)
    g_string_append_printf (whole, "%s%s", i > 0 ? "." : "", relation->names[i]);
  for (guint i = 0; i < self->node->n_inputs; i++)
    {
      SluiceNodeState *input = self->node->inputs[i];

      if (input != NULL && g_ascii_strcasecmp (input->public.node_id, whole->str) == 0)
        return sluice_sql_table_named (
            self, sluice_sql_table_new (self, sluice_plan_ref (input->public.plan), 0), alias,
            relation->columns, relation->n_columns, relation->offset, relation->length);
    }

  return fail_unknown (self, relation);
}

/* VALUES. */

static SluiceSyntax *
cell (const SluiceRelationSyntax *relation, guint row, guint column)
{
  SluiceSyntax *syntax = relation->rows[row];

  return syntax->kind == SLUICE_SYNTAX_ROW ? syntax->children[column] : syntax;
}

static guint
width (const SluiceSyntax *row)
{
  return row->kind == SLUICE_SYNTAX_ROW ? row->n_children : 1;
}

/* The values of one column, as an array, which brings them to one type. */
static SluiceExpr *
analyze_column (SluiceSql *self, const SluiceRelationSyntax *relation, guint column)
{
  SluiceScope scope = { NULL, 0, self->analysis->settings };
  g_autofree SluiceSyntax **cells = g_new (SluiceSyntax *, relation->n_rows);
  SluiceSyntax *array
      = sluice_syntax_new (self->ast->arena, SLUICE_SYNTAX_CALL, relation->rows[0]);
  g_autoptr (SluiceExpr) expr = NULL;
  GError *error = NULL;

  for (guint i = 0; i < relation->n_rows; i++)
    cells[i] = cell (relation, i, column);
  array->name = "array";
  sluice_syntax_set_children (array, self->ast->arena, cells, relation->n_rows);
  expr = sluice_analyze_syntax (self->ast, array, &scope, SLUICE_ALLOW_NOTHING, &error);
  if (expr != NULL)
    return g_steal_pointer (&expr);

  /* Which value it is, if it is one of them. */
  for (guint i = 0; i < relation->n_rows; i++)
    {
      GError *own = NULL;
      g_autoptr (SluiceExpr) value
          = sluice_analyze_syntax (self->ast, cells[i], &scope, SLUICE_ALLOW_NOTHING, &own);

      if (value != NULL)
        continue;
      g_error_free (error);
      return sluice_sql_fail_error (self, own);
    }
  g_error_free (error);

  return sluice_sql_fail (self, relation->offset, relation->length,
                          "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE",
                          "Invalid inline table. Found incompatible types in the column `col%u` for "
                          "inline table.",
                          column + 1);
}

/* Rows that are written out are arrays of their columns, zipped and taken apart again. */
static SluiceSqlTable *
analyze_values (SluiceSql *self, const SluiceRelationSyntax *relation)
{
  guint n = width (relation->rows[0]);
  SluiceSqlTable *table = sluice_sql_one_row (self);
  g_autoptr (GPtrArray) arrays
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GArray) columns = sluice_sql_named_array ();
  g_autoptr (GString) text = g_string_new ("inline(arrays_zip(");
  SluiceNamedExpr generator = { NULL, NULL, NULL };
  guint first;

  for (guint i = 1; i < relation->n_rows; i++)
    if (width (relation->rows[i]) != n)
      return sluice_sql_fail (
          self, relation->rows[i]->offset, relation->rows[i]->length,
          "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
          "Invalid inline table. Inline table expected %u columns but found %u columns in row %u.",
          n, width (relation->rows[i]), i);
  if ((guint64) n * relation->n_rows > MAX_VALUES)
    return sluice_sql_fail (self, relation->offset, relation->length, NULL,
                            _ ("VALUES can hold %d values."), MAX_VALUES);
  for (guint c = 0; c < n; c++)
    {
      SluiceExpr *array = analyze_column (self, relation, c);
      g_autofree char *name = sluice_sql_argument (c);

      if (array == NULL)
        return NULL;
      g_ptr_array_add (arrays, array);
      g_string_append_printf (text, "%s%s", c > 0 ? ", " : "", name);
    }
  g_string_append (text, "))");
  generator.expr = sluice_sql_call (self, text->str, (SluiceExpr **) arrays->pdata, n);
  if (generator.expr == NULL)
    return sluice_sql_fail (self, relation->offset, relation->length, NULL,
                            _ ("The values can’t become rows."));
  first = sluice_sql_generate (self, table, &generator);
  sluice_expr_unref (generator.expr);
  for (guint c = 0; c < n; c++)
    {
      g_autofree char *name = g_strdup_printf ("col%u", c + 1);
      SluiceField field = table->plan->schema->fields[first + c];
      const SluiceExpr *array = arrays->pdata[c];

      field.nullable = array->type->fields[0].nullable;
      sluice_sql_named_add (columns, name, sluice_expr_new_column (first + c, &field));
    }
  sluice_sql_table_replace (
      table, sluice_sql_project (self, sluice_plan_ref (table->plan), columns));

  return sluice_sql_table_named (self, table, relation->alias, relation->columns,
                                 relation->n_columns, relation->offset, relation->length);
}

/* Functions. */

static SluiceSqlTable *
finish_function (SluiceSql *self,
                 const SluiceRelationSyntax *relation,
                 SluiceSqlTable *table,
                 guint first)
{
  g_autoptr (GArray) columns = sluice_sql_named_array ();
  const SluiceType *schema = table->plan->schema;

  for (guint i = first; i < schema->n_fields; i++)
    sluice_sql_named_add (columns, schema->fields[i].name,
                          sluice_expr_new_column (i, &schema->fields[i]));
  sluice_sql_table_replace (
      table, sluice_sql_project (self, sluice_plan_ref (table->plan), columns));

  return sluice_sql_table_named (self, table,
                                 relation->alias != NULL ? relation->alias : relation->call->name,
                                 relation->columns, relation->n_columns, relation->offset,
                                 relation->length);
}

/* `range (start, end, step)`: the numbers, the last one left out. */
static SluiceSqlTable *
analyze_range (SluiceSql *self, const SluiceRelationSyntax *relation)
{
  static const char *const names[] = { "id", NULL };
  const SluiceSyntax *call = relation->call;
  SluiceScope scope = { NULL, 0, self->analysis->settings };
  SluiceExpr *args[3] = { NULL, NULL, NULL };
  SluiceSqlTable *table = NULL;
  guint n = call->n_children, first;
  gint64 zero = 0, one = 1;
  SluiceNamedExpr generator = { NULL, (char **) names, NULL };

  if (n < 1 || n > 4)
    return sluice_sql_fail (
        self, call->offset, call->length, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        "The `range` requires [1, 2, 3, 4] parameters but the actual number is %u.", n);
  args[0] = sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_BIGINT), &zero);
  args[2] = sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_BIGINT), &one);
  for (guint i = 0; i < MIN (n, 3); i++)
    {
      guint place = n == 1 ? 1 : i;
      SluiceSyntax *cast
          = sluice_syntax_new (self->ast->arena, SLUICE_SYNTAX_CAST, call->children[i]);
      GError *error = NULL;

      cast->type = sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_BIGINT));
      sluice_syntax_set_children (cast, self->ast->arena, &call->children[i], 1);
      sluice_expr_unref (args[place]);
      args[place] = sluice_analyze_syntax (self->ast, cast, &scope, SLUICE_ALLOW_NOTHING, &error);
      if (args[place] == NULL)
        {
          sluice_sql_fail_error (self, error);
          goto out;
        }
    }
  generator.expr = sluice_sql_call (
      self,
      "explode(CASE WHEN c > 0 AND a < b THEN sequence(a, b - 1, c) "
      "WHEN c < 0 AND a > b THEN sequence(a, b + 1, c) ELSE array() END)",
      args, 3);
  if (generator.expr == NULL)
    {
      sluice_sql_fail (self, call->offset, call->length, NULL, _ ("This range can’t be made."));
      goto out;
    }
  table = sluice_sql_one_row (self);
  first = sluice_sql_generate (self, table, &generator);
  table = finish_function (self, relation, table, first);

out:
  sluice_expr_unref (generator.expr);
  for (guint i = 0; i < 3; i++)
    sluice_expr_unref (args[i]);

  return table;
}

static SluiceSqlTable *
analyze_function (SluiceSql *self, const SluiceRelationSyntax *relation)
{
  SluiceSqlTable *table = sluice_sql_one_row (self);
  SluiceScope scope = { NULL, 0, self->analysis->settings };
  g_autoptr (GArray) named = sluice_sql_named_array ();
  GError *error = NULL;

  if (g_ascii_strcasecmp (relation->call->name, "range") == 0)
    return analyze_range (self, relation);
  if (!sluice_analyze_named_syntax (self->ast, relation->call, &scope,
                                    SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_TABLE_FUNCTIONS,
                                    named, &error))
    {
      if (g_strcmp0 (sluice_error_condition (error), "UNRESOLVED_ROUTINE") != 0)
        return sluice_sql_fail_error (self, error);
      g_error_free (error);
    }
  else if (g_array_index (named, SluiceNamedExpr, 0).expr->kind == SLUICE_EXPR_GENERATOR)
    {
      guint first
          = sluice_sql_generate (self, table, &g_array_index (named, SluiceNamedExpr, 0));

      return finish_function (self, relation, table, first);
    }

  return sluice_sql_fail (self, relation->call->offset, relation->call->length,
                          "UNRESOLVABLE_TABLE_VALUED_FUNCTION",
                          "Could not resolve `%s` to a table-valued function. Please make sure that "
                          "`%s` is defined as a table-valued function and that all required "
                          "parameters are provided correctly.",
                          relation->call->name, relation->call->name);
}

/* LATERAL VIEW. */

SluiceSqlTable *
sluice_sql_view (SluiceSql *self, const SluiceRelationSyntax *relation, const SluiceSqlTable *left)
{
  g_autoptr (GArray) named = sluice_sql_named_array ();
  SluiceSqlTable *table;
  SluiceNamedExpr *generator;
  SluiceSqlScope scope;
  GError *error = NULL;
  SluicePlan *below;
  gboolean sound;
  guint first;

  sluice_sql_scope_init (&scope, self, left);
  sound = sluice_analyze_named_syntax (self->ast, relation->call, &scope.scope,
                                       SLUICE_ALLOW_GENERATORS, named, &error);
  sluice_sql_scope_clear (&scope);
  if (!sound && g_strcmp0 (sluice_error_condition (error), "NOT_A_SCALAR_FUNCTION") == 0)
    {
      g_error_free (error);
      return sluice_sql_fail (self, relation->call->offset, relation->call->length, "ROUTINE_NOT_FOUND",
                              "The routine `default`.`%s` cannot be found.", relation->call->name);
    }
  if (!sound)
    return sluice_sql_fail_error (self, error);
  generator = &g_array_index (named, SluiceNamedExpr, 0);
  if (generator->expr->kind != SLUICE_EXPR_GENERATOR)
    {
      g_autofree char *sql = sluice_syntax_to_sql (relation->call);

      return sluice_sql_fail (self, relation->call->offset, relation->call->length,
                              "UNSUPPORTED_GENERATOR.NOT_GENERATOR",
                              "The generator is not supported: `%s` is expected to be a generator. "
                              "However, its class is not.",
                              sql);
    }
  if (relation->n_columns > 0)
    {
      guint n = generator->expr->type->n_fields;

      if (relation->n_columns != n)
        return sluice_sql_fail (
            self, relation->offset, relation->length, "UDTF_ALIAS_NUMBER_MISMATCH",
            "The number of aliases supplied in the AS clause does not match the number of columns "
            "output by the UDTF. Expected %u aliases, but got %u. Please ensure that the number of "
            "aliases provided matches the number of columns output by the UDTF.",
            n, relation->n_columns);
      for (guint i = 0; i < n; i++)
        {
          g_free (generator->names[i]);
          generator->names[i] = g_strdup (relation->columns[i]);
        }
    }
  if (relation->outer && !generator->expr->outer)
    {
      SluiceExpr *outer = sluice_expr_copy_with_args (generator->expr, generator->expr->args);

      outer->outer = TRUE;
      sluice_expr_unref (generator->expr);
      generator->expr = outer;
    }

  below = sluice_analysis_extract_windows (self->analysis, self->node, "query", &generator->expr, 1,
                                           sluice_plan_ref (left->plan));
  if (below == NULL)
    return NULL;
  table = sluice_sql_table_new (self, below, left->size);
  first = sluice_sql_generate (self, table, generator);
  g_array_append_vals (table->parts, left->parts->data, left->parts->len);
  sluice_sql_table_add (table, relation->alias, first, table->plan->schema->n_fields - first,
                        FALSE);
  if (relation->outer)
    for (guint i = first; i < table->plan->schema->n_fields; i++)
      table->plan->schema->fields[i].nullable = TRUE;

  return table;
}

/* Joins. */

static SluicePlan *
cast_rows (SluiceSql *self, SluicePlan *plan, const SluiceType *left, gboolean nulls_left)
{
  g_autoptr (GArray) named = sluice_sql_named_array ();
  guint n_left = left->n_fields;

  for (guint i = 0; nulls_left && i < n_left; i++)
    sluice_sql_named_add (named, left->fields[i].name,
                          sluice_expr_new_literal (left->fields[i].type, NULL));
  for (guint i = 0; i < plan->schema->n_fields; i++)
    sluice_sql_named_add (named, plan->schema->fields[i].name,
                          sluice_expr_new_column (i, &plan->schema->fields[i]));

  return sluice_sql_project (self, plan, named);
}

/* A full join of two tables is a left join, and besides the right rows that have no partner. */
static SluicePlan *
join_fully (SluiceSql *self,
            const SluiceSqlTable *left,
            const SluiceSqlTable *right,
            SluiceExpr *condition)
{
  const char *id = self->node->public.node_id;
  guint n_left = left->plan->schema->n_fields, n_right = right->plan->schema->n_fields;
  g_autoptr (SluicePlan) matched = sluice_analysis_make_join (
      self->analysis, id, SLUICE_JOIN_LEFT, left->plan, right->plan, condition);
  g_autofree guint *to = g_new (guint, n_left + n_right + 1);
  g_autofree SluiceField *fields = g_new (SluiceField, n_left + n_right + 1);
  g_autoptr (SluiceType) swapped = NULL;
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (SluiceExpr) other = NULL;
  g_autoptr (SluicePlan) rest = NULL;
  SluicePlan *inputs[2];

  sluice_fields_copy (fields, right->plan->schema->fields, n_right);
  sluice_fields_copy (fields + n_right, left->plan->schema->fields, n_left);
  swapped = sluice_type_struct (fields, n_left + n_right);
  for (guint i = 0; i < n_left + n_right; i++)
    to[i] = i < n_left ? n_right + i : i - n_left;
  if (condition != NULL)
    other = sluice_sql_shift (condition, n_left + n_right, to, swapped);
  rest = cast_rows (self,
                    sluice_analysis_make_join (self->analysis, id, SLUICE_JOIN_LEFT_ANTI,
                                               right->plan, left->plan, other),
                    left->plan->schema, TRUE);
  sluice_fields_copy (fields, matched->schema->fields, n_left + n_right);
  for (guint i = 0; i < n_left + n_right; i++)
    fields[i].nullable = TRUE;
  schema = sluice_type_struct (fields, n_left + n_right);
  inputs[0] = matched;
  inputs[1] = rest;

  return sluice_plan_new (SLUICE_PLAN_UNION, id, schema, inputs, 2);
}

SluicePlan *
sluice_sql_join (SluiceSql *self,
                 SluiceJoinType type,
                 const SluiceSqlTable *left,
                 const SluiceSqlTable *right,
                 SluiceExpr *condition)
{
  if (type == SLUICE_JOIN_FULL && !left->plan->streaming && !right->plan->streaming)
    return join_fully (self, left, right, condition);

  return sluice_analysis_make_join (self->analysis, self->node->public.node_id, type, left->plan,
                                    right->plan, condition);
}

/* A column that both sides have, for USING: where it is in the left and in the right one. */
typedef struct
{
  const char *name;
  guint place[2];
  const char *part[2]; /* the name of the part that it is in */
} UsingColumn;

static gboolean
find_using (SluiceSql *self,
            const SluiceRelationSyntax *relation,
            const SluiceSqlTable *table,
            guint side,
            UsingColumn *column)
{
  gboolean sensitive = self->analysis->settings->case_sensitive;
  g_autoptr (GString) known = g_string_new (NULL);
  guint found = 0;

  for (guint p = 0; p < table->parts->len; p++)
    {
      const SluiceSqlPart *part = &g_array_index (table->parts, SluiceSqlPart, p);

      for (guint i = part->first; i < part->first + part->n && !part->hidden; i++)
        {
          const char *name = table->plan->schema->fields[i].name;

          g_string_append_printf (known, "%s`%s`", known->len > 0 ? ", " : "", name);
          if ((sensitive ? strcmp (name, column->name) : g_ascii_strcasecmp (name, column->name))
              != 0)
            continue;
          column->place[side] = i;
          column->part[side] = part->name;
          found++;
        }
    }
  if (found > 1)
    sluice_sql_fail (self, relation->offset, relation->length, "AMBIGUOUS_REFERENCE",
                     "Reference `%s` is ambiguous.", column->name);
  else if (found == 0)
    sluice_sql_fail (self, relation->offset, relation->length, "UNRESOLVED_USING_COLUMN_FOR_JOIN",
                     "USING column `%s` cannot be resolved on the %s side of the join. The %s-side "
                     "columns: [%s].",
                     column->name, side == 0 ? "left" : "right", side == 0 ? "left" : "right",
                     known->str);

  return found == 1;
}

/* The columns of both sides with one name, in the order of the left one. */
static void
natural_columns (SluiceSql *self,
                 const SluiceSqlTable *left,
                 const SluiceSqlTable *right,
                 GPtrArray *names)
{
  for (guint p = 0; p < left->parts->len; p++)
    {
      const SluiceSqlPart *part = &g_array_index (left->parts, SluiceSqlPart, p);

      for (guint i = part->first; i < part->first + part->n && !part->hidden; i++)
        {
          const char *name = left->plan->schema->fields[i].name;
          gboolean has = FALSE;

          for (guint q = 0; q < right->parts->len; q++)
            {
              const SluiceSqlPart *other = &g_array_index (right->parts, SluiceSqlPart, q);
              g_autoptr (SluiceType) schema
                  = sluice_type_struct (right->plan->schema->fields + other->first, other->n);

              has = has
                    || (!other->hidden
                        && sluice_type_find_field (schema, name,
                                                   self->analysis->settings->case_sensitive, NULL)
                               > 0);
            }
          if (has)
            g_ptr_array_add (names, (gpointer) name);
        }
    }
}

/* Puts the columns of USING once before all others; each side's own stay behind, to be named with the
 * side's name only. */
static SluiceSqlTable *
merge_using (SluiceSql *self,
             SluiceJoinType type,
             const SluiceSqlTable *left,
             const SluiceSqlTable *right,
             SluiceSqlTable *joined,
             const UsingColumn *columns,
             guint n)
{
  guint n_left = left->plan->schema->n_fields;
  const SluiceType *schema = joined->plan->schema;
  g_autofree gboolean *used = g_new0 (gboolean, schema->n_fields + 1);
  g_autoptr (GArray) named = sluice_sql_named_array ();
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (SluiceSqlPart));
  gboolean both = type != SLUICE_JOIN_LEFT_SEMI && type != SLUICE_JOIN_LEFT_ANTI;
  SluiceSqlTable *result;

  for (guint i = 0; i < n; i++)
    {
      guint place = columns[i].place[0];
      SluiceExpr *own[2] = { sluice_expr_new_column (place, &schema->fields[place]), NULL };
      const char *name = schema->fields[place].name;
      SluiceSqlPart part = { columns[i].part[0], i, 1, FALSE };
      SluiceExpr *expr;

      if (both)
        own[1] = sluice_expr_new_column (n_left + columns[i].place[1],
                                         &schema->fields[n_left + columns[i].place[1]]);
      if (type == SLUICE_JOIN_FULL)
        {
          expr = sluice_sql_call (self, "coalesce(a, b)", own, 2);
          part.name = NULL;
        }
      else
        expr = sluice_expr_ref (own[type == SLUICE_JOIN_RIGHT ? 1 : 0]);
      if (type == SLUICE_JOIN_RIGHT)
        part.name = columns[i].part[1];
      sluice_expr_unref (own[0]);
      sluice_expr_unref (own[1]);
      if (expr == NULL)
        return NULL;
      sluice_sql_named_add (named, name, expr);
      g_array_append_val (parts, part);
      used[place] = TRUE;
      if (both)
        used[n_left + columns[i].place[1]] = TRUE;
    }
  for (guint p = 0; p < joined->parts->len; p++)
    {
      const SluiceSqlPart *old = &g_array_index (joined->parts, SluiceSqlPart, p);

      for (guint i = old->first; i < old->first + old->n; i++)
        {
          SluiceSqlPart part = { old->name, named->len, 1, old->hidden || used[i] };

          if (used[i] && (i < n_left ? type != SLUICE_JOIN_RIGHT && type != SLUICE_JOIN_FULL
                                     : type == SLUICE_JOIN_RIGHT))
            continue;
          sluice_sql_named_add (named, schema->fields[i].name,
                                sluice_expr_new_column (i, &schema->fields[i]));
          g_array_append_val (parts, part);
        }
    }
  result = sluice_sql_table_new (
      self, sluice_sql_project (self, sluice_plan_ref (joined->plan), named), joined->size);
  g_array_append_vals (result->parts, parts->data, parts->len);

  return result;
}

static SluiceExpr *
using_condition (SluiceSql *self,
                 const SluiceRelationSyntax *relation,
                 const SluiceSqlTable *left,
                 const SluiceSqlTable *right,
                 const UsingColumn *columns,
                 guint n)
{
  guint n_left = left->plan->schema->n_fields;
  SluiceExpr *condition = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SluiceExpr) a = sluice_expr_new_column (
          columns[i].place[0], &left->plan->schema->fields[columns[i].place[0]]);
      g_autoptr (SluiceExpr) b = sluice_expr_new_column (
          n_left + columns[i].place[1], &right->plan->schema->fields[columns[i].place[1]]);
      g_autoptr (SluiceExpr) same = sluice_sql_call (self, "a = b", (SluiceExpr *[]){ a, b }, 2);
      SluiceExpr *pair[2] = { condition, same };

      if (same == NULL)
        {
          sluice_expr_unref (condition);
          return sluice_sql_fail (self, relation->offset, relation->length,
                                  "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
                                  _ ("The columns `%s` of the two sides can’t be compared."),
                                  columns[i].name);
        }
      condition = condition == NULL ? g_steal_pointer (&same)
                                    : sluice_sql_call (self, "a AND b", pair, 2);
      if (pair[0] != NULL)
        sluice_expr_unref (pair[0]);
    }

  return condition;
}

static gboolean
find_no_aggregate (SluiceSql *self, const SluiceRelationSyntax *relation, SluiceExpr *condition)
{
  if (!condition->deterministic)
    {
      g_autofree char *sql = sluice_syntax_to_sql (relation->condition);

      sluice_sql_fail (self, relation->condition->offset, relation->condition->length,
                       "INVALID_NON_DETERMINISTIC_EXPRESSIONS",
                       "The operator expects a deterministic expression, but the actual expression "
                       "is \"%s\".",
                       sql);
      return FALSE;
    }
  if (sluice_expr_find_kind (condition, SLUICE_EXPR_AGGREGATE) == NULL
      && sluice_expr_find_window (condition) == NULL)
    return TRUE;
  sluice_sql_fail (self, relation->condition->offset, relation->condition->length,
                   "UNSUPPORTED_EXPR_FOR_OPERATOR",
                   "The query operator Join contains one or more unsupported expressions.");

  return FALSE;
}

static SluiceExpr *
on_condition (SluiceSql *self, const SluiceRelationSyntax *relation, const SluiceSqlTable *both)
{
  SluiceSqlScope scope;
  GError *error = NULL;
  SluiceExpr *condition;

  sluice_sql_scope_init (&scope, self, both);
  condition = sluice_analyze_condition_syntax (self->ast, relation->condition, &scope.scope,
                                               SLUICE_ALLOW_AGGREGATES, &error);
  sluice_sql_scope_clear (&scope);
  if (condition == NULL
      && g_strcmp0 (sluice_error_condition (error), "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN") == 0)
    {
      g_autofree char *sql = sluice_syntax_to_sql (relation->condition);

      g_error_free (error);
      return sluice_sql_fail (self, relation->condition->offset, relation->condition->length,
                              "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
                              "The join condition \"%s\" has an invalid type, expected \"BOOLEAN\".",
                              sql);
    }
  if (condition == NULL)
    return sluice_sql_fail_error (self, error);
  if (!find_no_aggregate (self, relation, condition))
    g_clear_pointer (&condition, sluice_expr_unref);

  return condition;
}

/* Both sides next to each other, as a condition sees them. */
static SluiceSqlTable *
side_by_side (SluiceSql *self, const SluiceSqlTable *left, const SluiceSqlTable *right)
{
  guint n_left = left->plan->schema->n_fields;
  g_autoptr (SluicePlan) cross = sluice_analysis_make_join (
      self->analysis, self->node->public.node_id, SLUICE_JOIN_CROSS, left->plan, right->plan, NULL);
  SluiceSqlTable *both
      = sluice_sql_table_new (self, g_steal_pointer (&cross), left->size + right->size);

  g_array_append_vals (both->parts, left->parts->data, left->parts->len);
  for (guint i = 0; i < right->parts->len; i++)
    {
      SluiceSqlPart part = g_array_index (right->parts, SluiceSqlPart, i);

      part.first += n_left;
      g_array_append_val (both->parts, part);
    }

  return both;
}

static SluiceSqlTable *
analyze_join (SluiceSql *self, const SluiceRelationSyntax *relation, const SluiceSqlNames *names)
{
  SluiceJoinType type = (SluiceJoinType) relation->join;
  gboolean one_sided = type == SLUICE_JOIN_LEFT_SEMI || type == SLUICE_JOIN_LEFT_ANTI;
  SluiceSqlTable *left = sluice_sql_from (self, relation->left, names);
  SluiceSqlTable *right = NULL;
  g_autoptr (GPtrArray) using_names = g_ptr_array_new ();
  g_autofree UsingColumn *columns = NULL;
  g_autoptr (SluiceExpr) condition = NULL;
  SluiceSqlTable *both, *joined;

  if (left == NULL)
    return NULL;
  if (relation->right->lateral)
    return sluice_sql_lateral (self, relation, left, names);
  right = sluice_sql_from (self, relation->right, names);
  if (right == NULL)
    return NULL;

  both = side_by_side (self, left, right);
  for (guint i = 0; i < relation->n_using; i++)
    g_ptr_array_add (using_names, (gpointer) relation->using_columns[i]);
  if (relation->natural)
    natural_columns (self, left, right, using_names);
  columns = g_new0 (UsingColumn, using_names->len + 1);
  for (guint i = 0; i < using_names->len; i++)
    {
      columns[i].name = using_names->pdata[i];
      if (!find_using (self, relation, left, 0, &columns[i])
          || !find_using (self, relation, right, 1, &columns[i]))
        return NULL;
    }
  if (using_names->len > 0)
    condition = using_condition (self, relation, left, right, columns, using_names->len);
  else if (relation->condition != NULL)
    condition = on_condition (self, relation, both);
  if (condition == NULL && (using_names->len > 0 || relation->condition != NULL))
    return NULL;

  joined = sluice_sql_table_new (self, sluice_sql_join (self, type, left, right, condition),
                                 both->size);
  if (one_sided)
    g_array_append_vals (joined->parts, left->parts->data, left->parts->len);
  else
    g_array_append_vals (joined->parts, both->parts->data, both->parts->len);
  if (using_names->len == 0)
    return joined;

  return merge_using (self, type, left, right, joined, columns, using_names->len);
}

static SluiceSqlTable *
analyze_relation (SluiceSql *self, const SluiceRelationSyntax *relation, const SluiceSqlNames *names)
{
  SluiceSqlTable *table;

  switch (relation->kind)
    {
    case SLUICE_RELATION_SUBQUERY:
      table = sluice_sql_query (self, relation->query, names);
      return table != NULL
                 ? sluice_sql_table_named (self, table, relation->alias, relation->columns,
                                           relation->n_columns, relation->offset, relation->length)
                 : NULL;
    case SLUICE_RELATION_VALUES:
      return analyze_values (self, relation);
    case SLUICE_RELATION_FUNCTION:
      return analyze_function (self, relation);
    case SLUICE_RELATION_JOIN:
      return analyze_join (self, relation, names);
    case SLUICE_RELATION_VIEW:
      table = sluice_sql_from (self, relation->left, names);
      return table != NULL ? sluice_sql_view (self, relation, table) : NULL;
    case SLUICE_RELATION_PIVOT:
      table = sluice_sql_from (self, relation->left, names);
      return table != NULL ? sluice_sql_pivot (self, relation, table) : NULL;
    case SLUICE_RELATION_UNPIVOT:
      table = sluice_sql_from (self, relation->left, names);
      return table != NULL ? sluice_sql_unpivot (self, relation, table) : NULL;
    case SLUICE_RELATION_TABLE:
    default:
      return analyze_table (self, relation, names);
    }
}

SluiceSqlTable *
sluice_sql_from (SluiceSql *self,
                 const SluiceRelationSyntax *relation,
                 const SluiceSqlNames *names)
{
  SluiceSqlTable *table = analyze_relation (self, relation, names);

  if (table != NULL && relation->event_time != NULL && !sluice_sql_watermark (self, relation, table))
    return NULL;
  if (table == NULL || !relation->sampled)
    return table;
  if (table->plan->streaming)
    return sluice_sql_fail (self, relation->offset, relation->length, "_LEGACY_ERROR_TEMP_3102",
                            "Sampling is not supported on streaming DataFrames/Datasets");

  return sluice_sql_fail (self, relation->offset, relation->length, "UNSUPPORTED_FEATURE",
                          _ ("TABLESAMPLE takes a number of rows in this version, as in "
                             "TABLESAMPLE (100 ROWS)."));
}
