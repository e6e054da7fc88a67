/* sluice-collection-make.c: constructors of arrays, structs and maps.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-collections.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-value.h"

#define MAKE (SLUICE_KERNEL_OWN_RESULT)
#define STRICT (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT)

/* array */

static gboolean
run_array (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin (&builder, call->context, call->expr->type, call->context->n_rows);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      for (guint i = 0; i < call->expr->n_args; i++)
        sluice_array_builder_add (&builder, call->args[i], row);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel array_kernel = { "array", MAKE, run_array, NULL };

SluiceExpr *
sluice_resolve_array (const SluiceFunction *function,
                      SluiceAnalyzer       *analyzer,
                      SluiceCall           *call,
                      GError              **error)
{
  const SluiceType *element = sluice_type_primitive (SLUICE_TYPE_VOID);
  g_autoptr (SluiceType) type = NULL;

  if (call->n_args > 0)
    element = sluice_analyzer_coerce_same (analyzer, call, 0, call->n_args, error);
  if (element == NULL)
    return NULL;
  type = sluice_type_array (element, sluice_call_any_nullable (call));

  return sluice_call_finish (function, call, type, FALSE, &array_kernel);
}

/* named_struct(name, value, …) and struct(value, …) */

static SluiceColumn *
run_struct (SluiceEvalContext *context,
            const SluiceExpr  *expr,
            SluiceSelection    selection,
            GError           **error)
{
  guint step = expr->function->user_data != NULL ? 1 : 2;
  SluiceColumn *result = sluice_arena_alloc0 (context->arena, sizeof *result);
  gboolean constant = expr->deterministic;

  result->type = expr->type;
  result->length = context->n_rows;
  result->n_children = expr->type->n_fields;
  result->children = sluice_arena_new_array (context->arena, SluiceColumn *,
                                             MAX (result->n_children, 1));
  for (guint i = 0; i < result->n_children; i++)
    {
      result->children[i] = sluice_evaluate (context, expr->args[i * step + step - 1], selection,
                                             error);
      if (result->children[i] == NULL)
        return NULL;
      constant = constant && result->children[i]->constant;
    }
  result->constant = constant;

  return result;
}

static const SluiceKernel struct_kernel = { "struct", SLUICE_KERNEL_NONE, NULL, run_struct };

SluiceExpr *
sluice_resolve_struct (const SluiceFunction *function,
                       SluiceAnalyzer       *analyzer,
                       SluiceCall           *call,
                       GError              **error)
{
  gboolean unnamed = function->user_data != NULL;
  guint n = unnamed ? call->n_args : call->n_args / 2;
  g_autofree SluiceField *fields = g_new0 (SluiceField, MAX (n, 1));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SluiceType) type = NULL;

  if (!unnamed && call->n_args % 2 != 0)
    {
      sluice_call_error (call, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", error,
                         "The `named_struct` requires 2n (n > 0) parameters but the actual number is "
                         "%u.",
                         call->n_args);
      return NULL;
    }

  for (guint i = 0; i < n; i++)
    {
      const SluiceExpr *value = call->args[unnamed ? i : i * 2 + 1];
      char *name;

      if (unnamed)
        name = g_strdup_printf ("col%u", i + 1);
      else
        {
          g_autoptr (SluiceExpr) literal = NULL;

          literal = sluice_analyzer_fold (analyzer, call->args[i * 2], NULL);
          if (literal == NULL || literal->type->id != SLUICE_TYPE_STRING
              || sluice_column_is_null (literal->value, 0))
            {
              sluice_call_mismatch (call,
                                    literal != NULL && literal->type->id == SLUICE_TYPE_STRING
                                        ? "UNEXPECTED_NULL"
                                        : "CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING",
                                    error,
                                    "Only foldable \"STRING\" expressions are allowed to appear at odd "
                                    "position.");
              return NULL;
            }
          name = g_strndup (literal->value->string[0].data, literal->value->string[0].length);
        }
      g_ptr_array_add (names, name);
      fields[i] = (SluiceField){ name, value->type, value->nullable, value->watermark_delay_ms };
    }
  type = sluice_type_struct (fields, n);
  for (guint i = 0; i < n; i++)
    type->fields[i].watermark_delay_ms = fields[i].watermark_delay_ms;

  return sluice_call_finish (function, call, type, FALSE, &struct_kernel);
}

/* map(key, value, …) */

static gboolean
run_map (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin (&builder, call->context, call->expr->type, call->context->n_rows);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      for (guint i = 0; i + 1 < call->expr->n_args; i += 2)
        if (!sluice_array_builder_put (&builder, call->args[i], row, call->args[i + 1], row, error))
          return FALSE;
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel map_kernel = { "map", MAKE, run_map, NULL };

static gboolean
check_key_type (const SluiceCall *call, const SluiceType *key, GError **error)
{
  const char *kind = sluice_type_contains_map (key) ? "MAP" : "VARIANT";

  if (!sluice_type_contains_map (key) && !sluice_type_contains (key, SLUICE_TYPE_VARIANT))
    return TRUE;

  sluice_call_mismatch (call, "INVALID_MAP_KEY_TYPE", error, "The key of map cannot be/contain \"%s\".", kind);

  return FALSE;
}

/* Coerces every second argument to one type; says so in its own words when there is none. */
static const SluiceType *
coerce_every_second (SluiceAnalyzer *analyzer, SluiceCall *call, guint first, GError **error)
{
  guint n = call->n_args / 2;
  g_autofree SluiceExpr **values = g_new (SluiceExpr *, n);
  g_autoptr (GError) local_error = NULL;
  SluiceCall part = *call;
  const SluiceType *type;

  for (guint i = 0; i < n; i++)
    values[i] = call->args[i * 2 + first];
  part.args = values;
  part.n_args = n;
  type = sluice_analyzer_coerce_same (analyzer, &part, 0, n, &local_error);
  for (guint i = 0; i < n; i++)
    call->args[i * 2 + first] = part.args[i];
  if (type == NULL)
    sluice_call_mismatch (call,
                          first == 0 ? "CREATE_MAP_KEY_DIFF_TYPES" : "CREATE_MAP_VALUE_DIFF_TYPES",
                          error, "The given %s of function `map` should all be the same type.",
                          first == 0 ? "keys" : "values");

  return type;
}

SluiceExpr *
sluice_resolve_map (const SluiceFunction *function,
                    SluiceAnalyzer       *analyzer,
                    SluiceCall           *call,
                    GError              **error)
{
  const SluiceType *key = sluice_type_primitive (SLUICE_TYPE_VOID);
  const SluiceType *value = sluice_type_primitive (SLUICE_TYPE_VOID);
  g_autoptr (SluiceType) type = NULL;
  gboolean nullable = FALSE;

  if (call->n_args % 2 != 0)
    {
      sluice_call_error (call, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", error,
                         "The `map` requires 2n (n > 0) parameters but the actual number is %u.",
                         call->n_args);
      return NULL;
    }
  if (call->n_args > 0)
    {
      key = coerce_every_second (analyzer, call, 0, error);
      value = key != NULL ? coerce_every_second (analyzer, call, 1, error) : NULL;
      if (value == NULL || !check_key_type (call, key, error))
        return NULL;
    }
  for (guint i = 1; i < call->n_args; i += 2)
    nullable = nullable || call->args[i]->nullable;
  type = sluice_type_map (key, value, nullable);

  return sluice_call_finish (function, call, type, FALSE, &map_kernel);
}

/* map_from_arrays */

static gboolean
run_map_from_arrays (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin (&builder, call->context, call->expr->type, call->context->n_rows);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements keys = sluice_elements_at (call->args[0], row);
      SluiceElements values = sluice_elements_at (call->args[1], row);

      if (keys.end - keys.begin != values.end - values.begin)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "_LEGACY_ERROR_TEMP_2128",
                            "The key array and value array of MapData must have the same length.");
          return FALSE;
        }
      for (guint32 i = 0; i < keys.end - keys.begin; i++)
        if (!sluice_array_builder_put (&builder, keys.child, keys.begin + i, values.child,
                                       values.begin + i, error))
          return FALSE;
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel map_from_arrays_kernel = { "map_from_arrays", STRICT, run_map_from_arrays,
                                                     NULL };

SluiceExpr *
sluice_resolve_map_from_arrays (const SluiceFunction *function,
                                SluiceAnalyzer       *analyzer,
                                SluiceCall           *call,
                                GError              **error)
{
  g_autoptr (SluiceType) type = NULL;
  const SluiceType *key;

  for (guint i = 0; i < 2; i++)
    if (!sluice_collection_expect (analyzer, call, i, SLUICE_TYPE_ARRAY, error))
      return NULL;
  key = call->args[0]->type->fields[0].type;
  if (!check_key_type (call, key, error))
    return NULL;
  type = sluice_type_map (key, call->args[1]->type->fields[0].type,
                          call->args[1]->type->fields[0].nullable);

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call),
                             &map_from_arrays_kernel);
}

/* map_from_entries */

static gboolean
run_map_from_entries (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin (&builder, call->context, call->expr->type, call->context->n_rows);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements entries = sluice_elements_at (call->args[0], row);
      gboolean null = FALSE;

      /* A null entry makes the whole map null. */
      for (guint32 e = entries.begin; e < entries.end; e++)
        null = null || sluice_column_is_null (entries.child, e);
      if (null)
        continue;
      for (guint32 e = entries.begin; e < entries.end; e++)
        if (!sluice_array_builder_put (&builder, entries.child->children[0], e,
                                       entries.child->children[1], e, error))
          return FALSE;
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel map_from_entries_kernel = { "map_from_entries", STRICT,
                                                      run_map_from_entries, NULL };

SluiceExpr *
sluice_resolve_map_from_entries (const SluiceFunction *function,
                                 SluiceAnalyzer       *analyzer,
                                 SluiceCall           *call,
                                 GError              **error)
{
  const SluiceType *array = call->args[0]->type;
  g_autoptr (SluiceType) type = NULL;
  const SluiceType *entry;

  if (array->id != SLUICE_TYPE_ARRAY || array->fields[0].type->id != SLUICE_TYPE_STRUCT
      || array->fields[0].type->n_fields != 2)
    {
      sluice_call_wrong_type (call, 0, "\"ARRAY\" of pair \"STRUCT\"", error);
      return NULL;
    }
  entry = array->fields[0].type;
  if (!check_key_type (call, entry->fields[0].type, error))
    return NULL;
  type = sluice_type_map (entry->fields[0].type, entry->fields[1].type, entry->fields[1].nullable);

  return sluice_call_finish (function, call, type,
                             call->args[0]->nullable || array->fields[0].nullable,
                             &map_from_entries_kernel);
}

/* map_concat */

static gboolean
run_map_concat (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin (&builder, call->context, call->expr->type, call->context->n_rows);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      for (guint i = 0; i < call->expr->n_args; i++)
        {
          SluiceElements keys = sluice_elements_at (call->args[i], row);

          for (guint32 e = keys.begin; e < keys.end; e++)
            if (!sluice_array_builder_put (&builder, keys.child, e, call->args[i]->children[1], e,
                                           error))
              return FALSE;
        }
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel map_concat_kernel = { "map_concat", STRICT, run_map_concat, NULL };

SluiceExpr *
sluice_resolve_map_concat (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  g_autoptr (SluiceType) empty = NULL;
  const SluiceType *type;

  for (guint i = 0; i < call->n_args; i++)
    if (call->args[i]->type->id != SLUICE_TYPE_MAP)
      {
        sluice_call_mismatch (call, "MAP_CONCAT_DIFF_TYPES", error,
                              "The `map_concat` should all be of type map.");
        return NULL;
      }

  if (call->n_args == 0)
    {
      empty = sluice_type_map (sluice_type_primitive (SLUICE_TYPE_STRING),
                               sluice_type_primitive (SLUICE_TYPE_STRING), FALSE);
      type = empty;
    }
  else
    {
      /* Texts aren't promoted in keys: MAP<INT, …> and MAP<STRING, …> don't go together. */
      for (guint i = 1; i < call->n_args; i++)
        {
          SluiceTypeId a = call->args[0]->type->fields[0].type->id;
          SluiceTypeId b = call->args[i]->type->fields[0].type->id;

          if ((a == SLUICE_TYPE_STRING) != (b == SLUICE_TYPE_STRING) && a != SLUICE_TYPE_VOID
              && b != SLUICE_TYPE_VOID)
            {
              g_autofree char *left = sluice_type_to_sql (call->args[0]->type);
              g_autofree char *right = sluice_type_to_sql (call->args[i]->type);

              sluice_call_mismatch (call, "DATA_DIFF_TYPES", error,
                                    "Input to `map_concat` should all be the same type, but it's "
                                    "(\"%s\" or \"%s\").",
                                    left, right);
              return NULL;
            }
        }
      type = sluice_analyzer_coerce_same (analyzer, call, 0, call->n_args, error);
    }
  if (type == NULL)
    return NULL;

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call),
                             &map_concat_kernel);
}

/* str_to_map(text, between pairs, between key and value): the separators are taken literally. */

static const char *
find_separator (const char *from, const char *end, const SluiceString *separator)
{
  if (separator->length == 0)
    return NULL;

  return memmem (from, (gsize) (end - from), separator->data, separator->length);
}

static gboolean
run_str_to_map (SluiceKernelCall *call, GError **error)
{
  const SluiceType *string = sluice_type_primitive (SLUICE_TYPE_STRING);
  SluiceArena *arena = call->context->arena;
  SluiceArrayBuilder builder;

  sluice_array_builder_begin (&builder, call->context, call->expr->type, call->context->n_rows);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceString text = SLUICE_ARG_AT (call, 0, SluiceString, row);
      SluiceString between = SLUICE_ARG_AT (call, 1, SluiceString, row);
      SluiceString inside = SLUICE_ARG_AT (call, 2, SluiceString, row);
      const char *cursor = text.data;
      const char *end = text.data + text.length;

      for (gboolean more = TRUE; more;)
        {
          const char *stop = find_separator (cursor, end, &between);
          const char *pair_end = stop != NULL ? stop : end;
          const char *middle = find_separator (cursor, pair_end, &inside);
          SluiceColumn *entry = sluice_column_new (arena, string, 2);

          entry->string[0] = sluice_string (cursor, (gsize) ((middle != NULL ? middle : pair_end)
                                                             - cursor));
          entry->string[1] = sluice_string ("", 0);
          if (middle != NULL)
            entry->string[1] = sluice_string (middle + inside.length,
                                              (gsize) (pair_end - middle - inside.length));
          if (!sluice_array_builder_put (&builder, entry, 0, middle != NULL ? entry : NULL, 1, error))
            return FALSE;
          more = stop != NULL;
          cursor = stop != NULL ? stop + between.length : end;
        }
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel str_to_map_kernel = { "str_to_map", STRICT, run_str_to_map, NULL };

SluiceExpr *
sluice_resolve_str_to_map (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  const SluiceType *string = sluice_type_primitive (SLUICE_TYPE_STRING);
  static const char *const defaults[] = { "", ",", ":" };
  g_autoptr (SluiceType) type = sluice_type_map (string, string, TRUE);
  SluiceExpr *args[3] = { NULL, NULL, NULL };
  SluiceCall full = *call;
  SluiceExpr *result = NULL;

  for (guint i = 0; i < 3; i++)
    if (i < call->n_args)
      args[i] = sluice_expr_ref (call->args[i]);
    else
      {
        SluiceString value = sluice_string (defaults[i], 1);

        args[i] = sluice_expr_new_literal (string, &value);
      }
  full.args = args;
  full.n_args = 3;
  /* Nothing but a text will do, not even what else becomes one. */
  for (guint i = 0; i < 3; i++)
    if (args[i]->type->id != SLUICE_TYPE_STRING && args[i]->type->id != SLUICE_TYPE_VOID)
      {
        sluice_call_wrong_type (&full, i, "\"STRING\"", error);
        for (guint j = 0; j < 3; j++)
          sluice_expr_unref (args[j]);
        return NULL;
      }
  if (sluice_analyzer_coerce_arg (analyzer, &full, 0, string, error)
      && sluice_analyzer_coerce_arg (analyzer, &full, 1, string, error)
      && sluice_analyzer_coerce_arg (analyzer, &full, 2, string, error))
    result = sluice_call_finish (function, &full, type, sluice_call_any_nullable (&full),
                                 &str_to_map_kernel);
  for (guint i = 0; i < 3; i++)
    sluice_expr_unref (full.args[i]);

  return result;
}
