/* sluice-analysis-sql-unpivot.c: UNPIVOT: columns become rows.
 *
 * A generator gives an array of structs, one for each group of columns, with the name and the values;
 * the columns that are in no group stay beside it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <string.h>

/* The column that a place names. */
static SluiceExpr *
resolve_place (SluiceSql *self, const SluiceSqlTable *table, SluiceSyntax *place)
{
  SluiceSqlScope scope;
  GError *error = NULL;
  SluiceExpr *expr;

  sluice_sql_scope_init (&scope, self, table);
  expr = sluice_analyze_syntax (self->ast, place, &scope.scope, SLUICE_ALLOW_NOTHING, &error);
  sluice_sql_scope_clear (&scope);
  if (expr == NULL)
    return sluice_sql_fail_error (self, error);
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return expr;
  sluice_expr_unref (expr);

  return sluice_sql_fail (self, place->offset, place->length, "UNPIVOT_REQUIRES_ATTRIBUTES",
                          "UNPIVOT requires all given value expressions to be columns when no id "
                          "expressions are given.");
}

/* `a`, or `a_b` for several. */
static char *
name_group (const SluiceUnpivotGroup *group)
{
  GString *name = g_string_new (NULL);

  if (group->alias != NULL)
    return g_string_free (g_string_append (name, group->alias), FALSE);
  for (guint i = 0; i < group->n; i++)
    g_string_append_printf (name, "%s%s", i > 0 ? "_" : "",
                            group->places[i]->names[group->places[i]->n_names - 1]);

  return g_string_free (name, FALSE);
}

static void
append_text (GString *text, const char *value)
{
  g_string_append_c (text, '\'');
  for (; *value != '\0'; value++)
    g_string_append_printf (text, "%s%c", *value == '\'' || *value == '\\' ? "\\" : "", *value);
  g_string_append_c (text, '\'');
}

/* A text and what is no text have no type in common here, unlike elsewhere. */
static gboolean
mixes_texts (const SluiceExpr *place, const SluiceExpr *first)
{
  return place->type->id != SLUICE_TYPE_VOID && first->type->id != SLUICE_TYPE_VOID
         && (place->type->id == SLUICE_TYPE_STRING) != (first->type->id == SLUICE_TYPE_STRING);
}

static gpointer
fail_types (SluiceSql *self, const SluiceRelationSyntax *relation)
{
  return sluice_sql_fail (self, relation->offset, relation->length, "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
                          "Unpivot value columns must share a least common type, some types do not.");
}

/* The generator's text, and what its names stand for. */
static gboolean
collect (SluiceSql *self,
         const SluiceRelationSyntax *relation,
         const SluiceSqlTable *table,
         GString *text,
         GPtrArray *places,
         gboolean *used)
{
  g_string_append (text, "inline(array(");
  for (guint i = 0; i < relation->n_groups; i++)
    {
      const SluiceUnpivotGroup *group = &relation->groups[i];
      g_autofree char *name = name_group (group);

      if (group->n != relation->n_values)
        {
          sluice_sql_fail (self, relation->offset, relation->length,
                           "UNPIVOT_VALUE_SIZE_MISMATCH",
                           "All unpivot value columns must have the same size as there are value "
                           "column names (%u).",
                           relation->n_values);
          return FALSE;
        }
      g_string_append (text, i > 0 ? ", named_struct('n', " : "named_struct('n', ");
      append_text (text, name);
      for (guint k = 0; k < group->n; k++)
        {
          g_autofree char *argument = sluice_sql_argument (places->len);
          SluiceExpr *place = resolve_place (self, table, group->places[k]);

          if (place == NULL)
            return FALSE;
          g_ptr_array_add (places, place);
          if (mixes_texts (place, places->pdata[k]))
            return fail_types (self, relation) != NULL;
          used[place->index] = TRUE;
          g_string_append_printf (text, ", 'v%u', %s", k, argument);
        }
      g_string_append_c (text, ')');
    }
  g_string_append (text, "))");

  return TRUE;
}

/* Leaves out the rows whose values, from the column @first on, are all null. */
static gboolean
drop_nulls (SluiceSql *self, SluiceSqlTable *table, guint first, guint n)
{
  g_autoptr (GPtrArray) values
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SluiceExpr) condition = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = sluice_sql_argument (i);

      g_ptr_array_add (values,
                       sluice_expr_new_column (first + i, &table->plan->schema->fields[first + i]));
      g_string_append_printf (text, "%s%s IS NOT NULL", i > 0 ? " OR " : "", name);
    }
  condition = sluice_sql_call (self, text->str, (SluiceExpr **) values->pdata, n);
  if (condition == NULL)
    return FALSE;
  sluice_sql_table_replace (
      table, sluice_plan_new_filter (self->node->public.node_id, table->plan, condition));

  return TRUE;
}

SluiceSqlTable *
sluice_sql_unpivot (SluiceSql *self,
                    const SluiceRelationSyntax *relation,
                    const SluiceSqlTable *table)
{
  const SluiceType *schema = table->plan->schema;
  SluiceSqlTable *result
      = sluice_sql_table_new (self, sluice_plan_ref (table->plan), table->size);
  g_autofree gboolean *used = g_new0 (gboolean, schema->n_fields + 1);
  g_autoptr (GPtrArray) places
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GArray) columns = sluice_sql_named_array ();
  g_autoptr (GString) text = g_string_new (NULL);
  SluiceNamedExpr generator = { NULL, NULL, NULL };
  guint first;

  if (!collect (self, relation, table, text, places, used))
    return NULL;
  generator.expr = sluice_sql_call (self, text->str, (SluiceExpr **) places->pdata, places->len);
  if (generator.expr == NULL)
    return fail_types (self, relation);
  first = sluice_sql_generate (self, result, &generator);
  sluice_expr_unref (generator.expr);
  if (!relation->include_nulls && !drop_nulls (self, result, first + 1, relation->n_values))
    return NULL;

  for (guint i = 0; i < result->plan->schema->n_fields; i++)
    if (i >= first || !used[i])
      {
        const SluiceField *field = &result->plan->schema->fields[i];

        sluice_sql_named_add (columns,
                              i < first    ? field->name
                              : i == first ? relation->name_column
                                           : relation->values[i - first - 1],
                              sluice_expr_new_column (i, field));
      }
  sluice_sql_table_replace (
      result, sluice_sql_project (self, sluice_plan_ref (result->plan), columns));

  return sluice_sql_table_named (self, result, relation->alias, relation->columns,
                                 relation->n_columns, relation->offset, relation->length);
}
