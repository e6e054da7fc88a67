/* sluice-functions-generator.c: explode and its relatives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"

#include <string.h>

/*
 * A call of a generator has as its type a STRUCT with a field for each column that it makes; a
 * projection computes it. What distinguishes them is their name.
 */

static gboolean
is_outer (const SluiceFunction *function)
{
  return g_str_has_suffix (function->name, "_outer");
}

static SluiceExpr *
finish (const SluiceFunction *function, SluiceCall *call, SluiceField *fields, guint n)
{
  g_autoptr (SluiceType) type = NULL;
  SluiceExpr *expr;

  for (guint i = 0; i < n; i++)
    {
      fields[i].nullable = fields[i].nullable || is_outer (function);
      fields[i].watermark_delay_ms = -1;
    }
  type = sluice_type_struct (fields, n);
  expr = sluice_call_finish (function, call, type, FALSE, NULL);
  expr->outer = is_outer (function);

  return expr;
}

static SluiceField
field (const char *name, const SluiceType *type, gboolean nullable)
{
  return (SluiceField){ (char *) name, (SluiceType *) type, nullable, -1 };
}

static SluiceExpr *
resolve_explode (const SluiceFunction *function,
                 SluiceAnalyzer       *analyzer,
                 SluiceCall           *call,
                 GError              **error)
{
  const SluiceType *type = call->args[0]->type;
  gboolean with_position = g_str_has_prefix (function->name, "pos");
  SluiceField fields[3];
  guint n = 0;

  if (with_position)
    fields[n++] = field ("pos", sluice_type_primitive (SLUICE_TYPE_INT), FALSE);
  if (type->id == SLUICE_TYPE_ARRAY)
    {
      fields[n++] = field ("col", type->fields[0].type, type->fields[0].nullable);
    }
  else if (type->id == SLUICE_TYPE_MAP)
    {
      fields[n++] = field ("key", type->fields[0].type, FALSE);
      fields[n++] = field ("value", type->fields[1].type, type->fields[1].nullable);
    }
  else
    {
      sluice_call_wrong_type (call, 0, "(\"ARRAY\" or \"MAP\")", error);
      return NULL;
    }

  return finish (function, call, fields, n);
}

static SluiceExpr *
resolve_inline (const SluiceFunction *function,
                SluiceAnalyzer       *analyzer,
                SluiceCall           *call,
                GError              **error)
{
  const SluiceType *type = call->args[0]->type;
  const SluiceType *element = type->id == SLUICE_TYPE_ARRAY ? type->fields[0].type : NULL;
  g_autofree SluiceField *fields = NULL;

  if (element == NULL || element->id != SLUICE_TYPE_STRUCT)
    {
      sluice_call_wrong_type (call, 0, "\"ARRAY<STRUCT>\"", error);
      return NULL;
    }

  fields = g_new (SluiceField, element->n_fields);
  for (guint i = 0; i < element->n_fields; i++)
    fields[i] = field (element->fields[i].name, element->fields[i].type,
                       element->fields[i].nullable || type->fields[0].nullable);

  return finish (function, call, fields, element->n_fields);
}

/* How many rows stack() makes; it must be known beforehand. */
static gboolean
read_row_count (SluiceAnalyzer *analyzer, SluiceCall *call, guint *n_rows, GError **error)
{
  g_autoptr (SluiceExpr) rows = NULL;
  g_autofree char *sql = sluice_call_arg_to_sql (call, 0);
  gint32 value;

  /* Nothing is cast here, not even a narrower number. */
  if (call->args[0]->type->id != SLUICE_TYPE_INT)
    {
      sluice_call_wrong_type (call, 0, "\"INT\"", error);
      return FALSE;
    }
  if (!sluice_expr_is_foldable (call->args[0]))
    {
      sluice_call_mismatch (
          call, "NON_FOLDABLE_INPUT", error,
          "the input `n` should be a foldable \"INT\" expression; however, got \"%s\".", sql);
      return FALSE;
    }
  rows = sluice_analyzer_fold (analyzer, call->args[0], error);
  if (rows == NULL)
    return FALSE;
  value = sluice_column_is_null (rows->value, 0) ? 0 : rows->value->i32[0];
  if (value <= 0)
    {
      sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                            "The `n` must be between (0, 2147483647] (current value = %d).", value);
      return FALSE;
    }
  *n_rows = value;

  return TRUE;
}

static SluiceExpr *
resolve_stack (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  g_autofree SluiceField *fields = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint n_values = call->n_args - 1;
  guint n_rows, n_columns;

  if (!read_row_count (analyzer, call, &n_rows, error))
    return NULL;

  n_columns = (n_values + n_rows - 1) / n_rows;
  fields = g_new (SluiceField, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      const SluiceType *type = sluice_type_primitive (SLUICE_TYPE_VOID);
      gboolean nullable = n_columns * n_rows > n_values && i >= n_values - n_columns * (n_rows - 1);

      g_ptr_array_add (names, g_strdup_printf ("col%u", i));
      for (guint j = i; j < n_values; j += n_columns)
        {
          const SluiceExpr *value = call->args[j + 1];

          nullable = nullable || value->nullable;
          if (type->id == SLUICE_TYPE_VOID)
            type = value->type;
          else if (value->type->id != SLUICE_TYPE_VOID && !sluice_type_equal (type, value->type))
            {
              g_autofree char *left = sluice_type_to_sql (type);
              g_autofree char *right = sluice_type_to_sql (value->type);

              sluice_call_mismatch (
                  call, "STACK_COLUMN_DIFF_TYPES", error,
                  "The data type of the column (%u) do not have the same type: \"%s\" (%u) "
                  "<> \"%s\" (%u).",
                  i, left, i + 1, right, j + 1);
              return NULL;
            }
        }
      fields[i] = field (g_ptr_array_index (names, i), type, nullable);
    }

  /* Nulls without a type take their column's. */
  for (guint j = 0; j < n_values; j++)
    if (!sluice_type_equal (call->args[j + 1]->type, fields[j % n_columns].type))
      {
        SluiceExpr *cast
            = sluice_analyzer_cast (analyzer, call->args[j + 1], fields[j % n_columns].type);

        sluice_expr_unref (call->args[j + 1]);
        call->args[j + 1] = cast;
      }

  return finish (function, call, fields, n_columns);
}

static const SluiceFunction functions[] = {
  { "explode", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_explode, NULL, "explode(collection)",
    "Makes a row of each element of an array, or of each entry of a map.", "explode(array(10, 20))",
    "10\n20", "generator_funcs", "1.0.0" },
  { "explode_outer", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_explode, NULL,
    "explode_outer(collection)",
    "Like explode, but a null or empty collection makes one row of null.",
    "explode_outer(array(10, 20))", "10\n20", "generator_funcs", "1.0.0" },
  { "posexplode", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_explode, NULL, "posexplode(collection)",
    "Makes a row of each element with its position from 0.", "posexplode(array(10, 20))",
    "0 10\n1 20", "generator_funcs", "2.0.0" },
  { "posexplode_outer", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_explode, NULL,
    "posexplode_outer(collection)",
    "Like posexplode, but a null or empty collection makes one row of nulls.",
    "posexplode_outer(array(10, 20))", "0 10\n1 20", "generator_funcs", "2.0.0" },
  { "inline", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_inline, NULL, "inline(array)",
    "Makes a row of each struct of an array, with a column for each field.",
    "inline(array(struct(1, 'a'), struct(2, 'b')))", "1 a\n2 b", "generator_funcs", "2.0.0" },
  { "inline_outer", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_inline, NULL, "inline_outer(array)",
    "Like inline, but a null or empty array makes one row of nulls.",
    "inline_outer(array(struct(1, 'a'), struct(2, 'b')))", "1 a\n2 b", "generator_funcs", "2.0.0" },
  { "stack", SLUICE_FUNCTION_GENERATOR, 2, G_MAXUINT, resolve_stack, NULL,
    "stack(n, expr1, ..., exprk)", "Lays the values out over n rows.", "stack(2, 1, 2, 3)",
    "1 2\n3 NULL", "generator_funcs", "2.0.0" },
};

const SluiceFunctionFamily sluice_functions_generator = { functions, G_N_ELEMENTS (functions) };
