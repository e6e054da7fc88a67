/* sluice-analysis-union.c: unions, by position and by name.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/sluice-name.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-coercion.h"

/* A column of the union: for each input which of its columns it is, or -1 where it is filled with
 * null. */
typedef struct
{
  const char *name;
  SluiceType *type;
  gboolean nullable;
  gint64 mark;
  gboolean merged; /* a struct with fields of several inputs */
  int *from;
} UnionColumn;

static void
clear_column (gpointer data)
{
  UnionColumn *column = data;

  sluice_type_unref (column->type);
  g_free (column->from);
}

static void
add_column (GArray *columns, const SluiceField *field, guint n_inputs, guint input, guint index)
{
  UnionColumn column = {
    field->name, sluice_type_ref (field->type), field->nullable || input > 0, -1, FALSE, NULL
  };

  /* The event time is that of the first input alone (findings 40). */
  if (input == 0)
    column.mark = field->watermark_delay_ms;
  column.from = g_new (int, n_inputs);
  for (guint i = 0; i < n_inputs; i++)
    column.from[i] = -1;
  column.from[input] = (int) index;
  g_array_append_val (columns, column);
}

/* By name, structs are brought together field by field, what one has not being null. */
static SluiceType *
merge_structs (SluiceAnalysis *self, const SluiceType *a, const SluiceType *b)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_type_unref);

  if (a->id != SLUICE_TYPE_STRUCT || b->id != SLUICE_TYPE_STRUCT)
    return sluice_type_equal (a, b) ? sluice_type_ref (a)
                                    : sluice_coercion_wider (self->settings, a, b, TRUE);

  for (guint i = 0; i < a->n_fields; i++)
    {
      SluiceField field = a->fields[i];
      guint other;

      field.nullable = TRUE;
      if (sluice_type_find_field (b, field.name, self->settings->case_sensitive, &other) > 0)
        {
          field.type = merge_structs (self, a->fields[i].type, b->fields[other].type);
          if (field.type == NULL)
            return NULL;
          g_ptr_array_add (types, field.type);
        }
      g_array_append_val (fields, field);
    }
  for (guint i = 0; i < b->n_fields; i++)
    if (sluice_type_find_field (a, b->fields[i].name, self->settings->case_sensitive, NULL) == 0)
      {
        SluiceField field = b->fields[i];

        field.nullable = TRUE;
        g_array_append_val (fields, field);
      }

  return sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
}

/* Writes the expression that makes @path, of type @from, a value of type @to. */
static void
append_rebuilt (SluiceAnalysis *self,
                GString *out,
                const char *path,
                const SluiceType *from,
                const SluiceType *to)
{
  g_autofree char *type = sluice_type_to_sql (to);

  if (from == NULL)
    {
      g_string_append_printf (out, "CAST(NULL AS %s)", type);
      return;
    }
  if (sluice_type_equal (from, to) || from->id != SLUICE_TYPE_STRUCT)
    {
      g_string_append_printf (out, "CAST(%s AS %s)", path, type);
      return;
    }
  g_string_append_printf (out, "IF(%s IS NULL, NULL, STRUCT(", path);
  for (guint i = 0; i < to->n_fields; i++)
    {
      g_autoptr (GString) field = g_string_new (path);
      guint index;
      gboolean has = sluice_type_find_field (from, to->fields[i].name,
                                             self->settings->case_sensitive, &index)
                     > 0;

      g_string_append_c (field, '.');
      if (has)
        sluice_append_quoted_name (field, from->fields[index].name);
      if (i > 0)
        g_string_append (out, ", ");
      append_rebuilt (self, out, field->str, has ? from->fields[index].type : NULL,
                      to->fields[i].type);
      g_string_append (out, " AS ");
      sluice_append_quoted_name (out, to->fields[i].name);
    }
  g_string_append (out, "))");
}

static SluiceExpr *
rebuild_struct (SluiceAnalysis *self, SluiceExpr *column, const SluiceType *to)
{
  SluiceField field = sluice_field_of ("c", column);
  g_autoptr (SluiceType) schema = sluice_type_struct (&field, 1);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SluiceExpr) expr = NULL;

  append_rebuilt (self, text, "c", column->type, to);
  expr = sluice_analyze (text->str, &scope, SLUICE_ALLOW_NOTHING, NULL);

  return expr != NULL ? sluice_expr_map_columns (expr, &column, 1) : NULL;
}

/* By position, structs that differ in the names of their fields alone are one type: the first one's. */
static gboolean
same_but_names (const SluiceType *a, const SluiceType *b)
{
  if (a->id != b->id || a->n_fields != b->n_fields)
    return FALSE;
  for (guint i = 0; i < a->n_fields; i++)
    if (!same_but_names (a->fields[i].type, b->fields[i].type))
      return FALSE;

  return a->n_fields > 0 || sluice_type_equal (a, b);
}

static gboolean
merge_column (SluiceAnalysis *self,
              SluiceNodeState *node,
              UnionColumn *column,
              const SluiceField *field,
              guint input,
              guint index,
              guint position,
              gboolean merges)
{
  SluiceType *wider = sluice_coercion_wider (self->settings, column->type, field->type, TRUE);

  if (wider == NULL && (merges || sluice_type_equal (column->type, field->type)))
    {
      wider = merge_structs (self, column->type, field->type);
      column->merged = merges;
    }
  if (wider == NULL && same_but_names (column->type, field->type))
    wider = sluice_type_ref (column->type);
  if (wider == NULL)
    {
      g_autofree char *type = sluice_type_to_sql (field->type);
      g_autofree char *first = sluice_type_to_sql (column->type);

      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "inputs", "INCOMPATIBLE_COLUMN_TYPE",
          "UNION can only be performed on tables with compatible column types. Column %u of "
          "table %u has \"%s\" type which is not compatible with \"%s\" at the same column of "
          "the first table.",
          position + 1, input + 1, type, first);
      return FALSE;
    }
  sluice_type_unref (column->type);
  column->type = wider;
  column->nullable = column->nullable || field->nullable;
  column->from[input] = (int) index;

  return TRUE;
}

static gboolean
match_positions (SluiceAnalysis *self, SluiceNodeState *node, GPtrArray *inputs, GArray *columns)
{
  gboolean sound = TRUE;

  for (guint i = 1; i < inputs->len; i++)
    {
      const SluiceType *schema = ((SluiceNodeState *) inputs->pdata[i])->public.schema;

      if (schema->n_fields != columns->len)
        {
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, "inputs", "NUM_COLUMNS_MISMATCH",
              "UNION can only be performed on inputs with the same number of columns, but the "
              "first input has %u columns and the %s input has %u columns.",
              columns->len,
              i == 1   ? "second"
              : i == 2 ? "third"
                       : "next",
              schema->n_fields);
          sound = FALSE;
          continue;
        }
      for (guint c = 0; c < columns->len; c++)
        sound = merge_column (self, node, &g_array_index (columns, UnionColumn, c),
                              &schema->fields[c], i, c, c, FALSE)
                && sound;
    }

  return sound;
}

static gboolean
report_no_column (SluiceAnalysis *self,
                  SluiceNodeState *node,
                  const char *name,
                  const SluiceType *schema)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < schema->n_fields; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", schema->fields[i].name);
  {
    SluiceProblem *problem = sluice_analysis_add_problem (
        self, SLUICE_SEVERITY_ERROR, node, "inputs", "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES",
        "Cannot resolve column name \"%s\" among (%s).", name, names->str);
    g_autoptr (JsonNode) yes = json_node_init_boolean (json_node_alloc (), TRUE);

    sluice_problem_add_fix (problem, _ ("Fill missing columns with null"),
                            sluice_document_with_field (self->document, node->public.node_id,
                                                        "allowMissingColumns", yes));
  }

  return FALSE;
}

static gboolean
match_names (SluiceAnalysis *self,
             SluiceNodeState *node,
             GPtrArray *inputs,
             GArray *columns,
             gboolean allow_missing)
{
  gboolean sound = TRUE;

  for (guint i = 1; i < inputs->len; i++)
    {
      const SluiceType *schema = ((SluiceNodeState *) inputs->pdata[i])->public.schema;
      guint n_before = columns->len;
      guint n_matched = 0;

      for (guint c = 0; c < n_before; c++)
        {
          UnionColumn *column = &g_array_index (columns, UnionColumn, c);
          guint index;

          if (sluice_type_find_field (schema, column->name, self->settings->case_sensitive, &index)
              > 0)
            {
              n_matched++;
              sound = merge_column (self, node, column, &schema->fields[index], i, index, c,
                                    allow_missing)
                      && sound;
            }
          else if (allow_missing)
            column->nullable = TRUE;
          else
            sound = report_no_column (self, node, column->name, schema);
        }
      if (n_matched == schema->n_fields)
        continue;
      if (!allow_missing && sound)
        {
          sluice_analysis_add_problem (
              self, SLUICE_SEVERITY_ERROR, node, "inputs", "NUM_COLUMNS_MISMATCH",
              "UNION can only be performed on inputs with the same number of columns, but the "
              "first input has %u columns and the %s input has %u columns.",
              n_before,
              i == 1   ? "second"
              : i == 2 ? "third"
                       : "next",
              schema->n_fields);
          sound = FALSE;
        }
      for (guint c = 0; allow_missing && c < schema->n_fields; c++)
        {
          gboolean known = FALSE;

          for (guint k = 0; k < n_before; k++)
            known = known || g_array_index (columns, UnionColumn, k).from[i] == (int) c;
          if (!known)
            add_column (columns, &schema->fields[c], inputs->len, i, c);
        }
    }

  return sound;
}

static SluiceExpr *
column_expr (SluiceAnalysis *self, const UnionColumn *column, guint input, const SluiceType *schema)
{
  SluiceCastMode mode = self->settings->ansi ? SLUICE_CAST_ANSI : SLUICE_CAST_LEGACY;
  g_autoptr (SluiceExpr) expr = NULL;

  if (column->from[input] >= 0)
    expr = sluice_expr_new_column ((guint) column->from[input],
                                   &schema->fields[column->from[input]]);
  else
    expr = sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_VOID), NULL);
  if (sluice_type_equal (expr->type, column->type))
    return g_steal_pointer (&expr);
  if (expr->type->id == SLUICE_TYPE_STRUCT && column->merged)
    return rebuild_struct (self, expr, column->type);

  return sluice_cast_new (expr, column->type, mode, self->settings);
}

static gboolean
passes_as_is (GArray *columns, guint input, const SluiceType *schema)
{
  if (schema->n_fields != columns->len)
    return FALSE;
  for (guint c = 0; c < columns->len; c++)
    {
      const UnionColumn *column = &g_array_index (columns, UnionColumn, c);

      if (column->from[input] != (int) c
          || !sluice_type_equal (column->type, schema->fields[c].type))
        return FALSE;
    }

  return TRUE;
}

static SluicePlan *
input_plan (SluiceAnalysis *self,
            SluiceNodeState *node,
            SluiceNodeState *input,
            guint index,
            GArray *columns)
{
  const SluiceType *schema = input->public.schema;
  g_autoptr (GPtrArray) exprs = NULL;
  g_autofree SluiceField *fields = NULL;
  g_autoptr (SluiceType) cast = NULL;

  if (passes_as_is (columns, index, schema))
    return sluice_plan_ref (input->public.plan);

  exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  fields = g_new0 (SluiceField, columns->len + 1);
  for (guint c = 0; c < columns->len; c++)
    {
      const UnionColumn *column = &g_array_index (columns, UnionColumn, c);

      g_ptr_array_add (exprs, column_expr (self, column, index, schema));
      if (exprs->pdata[c] == NULL)
        return NULL;
      fields[c] = sluice_field_of (column->name, exprs->pdata[c]);
    }
  cast = sluice_type_struct (fields, columns->len);

  return sluice_plan_new_project (node->public.node_id, cast, input->public.plan,
                                  (SluiceExpr **) exprs->pdata);
}

static void
finish_union (SluiceAnalysis *self, SluiceNodeState *node, GPtrArray *inputs, GArray *columns)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  g_autofree SluiceField *fields = g_new0 (SluiceField, columns->len + 1);
  g_autoptr (SluiceType) schema = NULL;

  for (guint c = 0; c < columns->len; c++)
    {
      const UnionColumn *column = &g_array_index (columns, UnionColumn, c);

      fields[c].name = (char *) column->name;
      fields[c].type = column->type;
      fields[c].nullable = column->nullable;
      fields[c].watermark_delay_ms = column->mark;
    }
  schema = sluice_type_struct (fields, columns->len);
  for (guint i = 0; i < inputs->len; i++)
    {
      SluicePlan *plan = input_plan (self, node, inputs->pdata[i], i, columns);

      if (plan == NULL)
        {
          sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "inputs",
                                       "INCOMPATIBLE_COLUMN_TYPE",
                                       _ ("The structs of the inputs can’t be brought together."));
          return;
        }
      g_ptr_array_add (plans, plan);
    }
  sluice_node_state_finish (node, sluice_plan_new (SLUICE_PLAN_UNION, node->public.node_id, schema,
                                                   (SluicePlan **) plans->pdata, plans->len));
}

void
sluice_analyze_union (SluiceAnalysis *self, SluiceNodeState *node)
{
  gboolean by_name = sluice_analysis_flag (self, node, "byName");
  gboolean allow_missing = sluice_analysis_flag (self, node, "allowMissingColumns");
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (UnionColumn));
  const SluiceType *first;
  gboolean sound;

  g_array_set_clear_func (columns, clear_column);
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i]->status == SLUICE_NODE_DONE)
      g_ptr_array_add (inputs, node->inputs[i]);
  if (node->n_inputs == 1)
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_ADVICE, node, "inputs", NULL,
                                 _ ("Only one input is wired to the union."));
  if (allow_missing && !by_name)
    sluice_analysis_add_problem (self, SLUICE_SEVERITY_WARNING, node, "allowMissingColumns", NULL,
                                 _ ("It counts only when columns are matched by their names."));

  first = ((SluiceNodeState *) inputs->pdata[0])->public.schema;
  for (guint c = 0; c < first->n_fields; c++)
    add_column (columns, &first->fields[c], inputs->len, 0, c);
  sound = by_name ? match_names (self, node, inputs, columns, allow_missing)
                  : match_positions (self, node, inputs, columns);
  if (sound)
    finish_union (self, node, inputs, columns);
}
