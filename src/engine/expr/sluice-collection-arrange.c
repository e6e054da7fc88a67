/* sluice-collection-arrange.c: functions on arrays that put elements in other places: sorted, repeated, joined, zipped
 * and cut out.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-collections.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-value.h"

#define STRICT SLUICE_KERNEL_STRICT
#define OWN (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT)
/* Java's limit of elements in one array, and ours in one column of results. */
#define MAX_ELEMENTS 2147483632
#define MAX_ELEMENTS_HERE (1u << 27)

/* sort_array */

typedef struct
{
  const SluiceColumn *child;
  gboolean descending;
} SortOrder;

static int
compare_elements (gconstpointer a, gconstpointer b, gpointer data)
{
  const SortOrder *order = data;
  int result = sluice_value_compare (order->child, *(const guint32 *) a, order->child,
                                     *(const guint32 *) b);

  return order->descending ? -result : result;
}

static gboolean
run_sort_array (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin_call (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      guint32 n = sluice_elements_count (elements);
      guint32 *sorted = sluice_arena_new_array (call->context->arena, guint32, MAX (n, 1));
      SortOrder order = { elements.child,
                          call->expr->n_args > 1 && !SLUICE_ARG_AT (call, 1, guint8, row) };

      for (guint32 i = 0; i < n; i++)
        sorted[i] = elements.begin + i;
      g_qsort_with_data (sorted, (gint) n, sizeof *sorted, compare_elements, &order);
      for (guint32 i = 0; i < n; i++)
        sluice_array_builder_add (&builder, elements.child, sorted[i]);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel sort_array_kernel = { "sort_array", OWN, run_sort_array, NULL };

SluiceExpr *
sluice_resolve_sort_array (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  if (!sluice_collection_expect (analyzer, call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  if (call->n_args > 1 && !sluice_expr_is_foldable (call->args[1]))
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 1);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `ascendingOrder` should be a foldable \"BOOLEAN\" expression; "
                            "however, got \"%s\".",
                            sql);
      return NULL;
    }
  if (call->n_args > 1
      && !sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_BOOLEAN),
                                      error))
    return NULL;
  if (!sluice_type_is_orderable (call->args[0]->type))
    {
      g_autofree char *sql = sluice_type_to_sql (call->args[0]->type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `sort_array` does not support ordering on type \"%s\".", sql);
      return NULL;
    }

  return sluice_call_finish (function, call, call->args[0]->type, sluice_call_any_nullable (call),
                             &sort_array_kernel);
}

/* array_repeat(element, n) */

static gboolean
run_array_repeat (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin_call (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      gint32 n;

      if (sluice_column_is_null (call->args[1], row))
        continue;
      n = SLUICE_ARG_AT (call, 1, gint32, row);
      if (n > 0 && (guint64) n + builder.n > MAX_ELEMENTS_HERE)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER",
                            "Can't create array with %d elements which exceeding the array size limit "
                            "%d, the value of parameter(s) `count` in the function `array_repeat` is "
                            "invalid.",
                            n, MAX_ELEMENTS);
          return FALSE;
        }
      for (gint32 i = 0; i < n; i++)
        sluice_array_builder_add (&builder, call->args[0], row);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel array_repeat_kernel = { "array_repeat", SLUICE_KERNEL_OWN_RESULT,
                                                  run_array_repeat, NULL };

SluiceExpr *
sluice_resolve_array_repeat (const SluiceFunction *function,
                             SluiceAnalyzer       *analyzer,
                             SluiceCall           *call,
                             GError              **error)
{
  g_autoptr (SluiceType) type = sluice_type_array (call->args[0]->type, call->args[0]->nullable);

  if (call->args[1]->type->id == SLUICE_TYPE_STRING)
    {
      sluice_call_wrong_type (call, 1, "\"INT\"", error);
      return NULL;
    }
  if (!sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT), error))
    return NULL;

  return sluice_call_finish (function, call, type, call->args[1]->nullable, &array_repeat_kernel);
}

/* array_join(array, delimiter[, for null]) */

static gboolean
run_array_join (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      SluiceString between = SLUICE_ARG_AT (call, 1, SluiceString, row);
      SluiceString for_null = { 0 };
      gboolean keep_null = call->expr->n_args > 2;
      gboolean first = TRUE;
      gsize total = 0;
      char *out, *cursor;

      if (keep_null)
        for_null = SLUICE_ARG_AT (call, 2, SluiceString, row);
      for (guint32 e = elements.begin; e < elements.end; e++)
        total += between.length
                 + (sluice_column_is_null (elements.child, e)
                        ? for_null.length
                        : elements.child->string[sluice_column_index (elements.child, e)].length);

      out = cursor = sluice_arena_alloc_bytes (arena, total);
      for (guint32 e = elements.begin; e < elements.end; e++)
        {
          gboolean null = sluice_column_is_null (elements.child, e);
          SluiceString text = null ? for_null
                                   : elements.child->string[sluice_column_index (elements.child, e)];

          if (null && !keep_null)
            continue;
          if (!first && between.length > 0)
            cursor = mempcpy (cursor, between.data, between.length);
          if (text.length > 0)
            cursor = mempcpy (cursor, text.data, text.length);
          first = FALSE;
        }
      call->result->string[row] = sluice_string (out, (gsize) (cursor - out));
    }
  sluice_arena_align (arena);

  return TRUE;
}

static const SluiceKernel array_join_kernel = { "array_join", STRICT, run_array_join, NULL };

SluiceExpr *
sluice_resolve_array_join (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  const SluiceType *string = sluice_type_primitive (SLUICE_TYPE_STRING);
  const SluiceType *array;

  if (!sluice_collection_expect (analyzer, call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  array = call->args[0]->type;
  if (array->id != SLUICE_TYPE_ARRAY || array->fields[0].type->n_fields > 0)
    {
      sluice_call_wrong_type (call, 0, "\"ARRAY<STRING>\"", error);
      return NULL;
    }
  if (array->fields[0].type->id != SLUICE_TYPE_STRING)
    {
      g_autoptr (SluiceType) texts = sluice_type_array (string, array->fields[0].nullable);

      sluice_call_cast_arg (analyzer, call, 0, texts);
    }
  for (guint i = 1; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, string, error))
      return NULL;

  return sluice_call_finish (function, call, string, sluice_call_any_nullable (call),
                             &array_join_kernel);
}

/* arrays_zip */

static gboolean
run_arrays_zip (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;
  guint32 n_rows = call->context->n_rows;
  guint n_args = call->expr->n_args;
  const SluiceType *element = call->expr->type->fields[0].type;
  SluiceColumn *result = sluice_arena_alloc0 (arena, sizeof *result);
  SluiceColumn *entries = sluice_arena_alloc0 (arena, sizeof *entries);
  guint32 *lengths = sluice_arena_new_array0 (arena, guint32, MAX (n_rows, 1));
  const SluiceColumn **sources;
  guint32 *rows;
  guint32 total = 0;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    for (guint i = 0; i < n_args; i++)
      lengths[row] = MAX (lengths[row], sluice_elements_count (sluice_elements_at (call->args[i], row)));
  result->type = call->expr->type;
  result->length = n_rows;
  result->offsets = sluice_arena_new_array (arena, guint32, n_rows + 1);
  for (guint32 row = 0; row < n_rows; row++)
    {
      result->offsets[row] = total;
      total += lengths[row];
    }
  result->offsets[n_rows] = total;

  entries->type = element;
  entries->length = total;
  entries->n_children = n_args;
  entries->children = sluice_arena_new_array (arena, SluiceColumn *, MAX (n_args, 1));
  sources = sluice_arena_new_array (arena, const SluiceColumn *, MAX (total, 1));
  rows = sluice_arena_new_array (arena, guint32, MAX (total, 1));
  for (guint i = 0; i < n_args; i++)
    {
      for (guint32 row = 0; row < n_rows; row++)
        for (guint32 k = 0; k < lengths[row]; k++)
          {
            SluiceElements elements = sluice_elements_at (call->args[i], row);
            guint32 at = result->offsets[row] + k;

            sources[at] = k < sluice_elements_count (elements) ? elements.child : NULL;
            rows[at] = elements.begin + k;
          }
      entries->children[i] = sluice_gather_many (arena, element->fields[i].type, sources, rows, total);
    }
  result->n_children = 1;
  result->children = sluice_arena_new_array (arena, SluiceColumn *, 1);
  result->children[0] = entries;
  call->result = result;

  return TRUE;
}

static const SluiceKernel arrays_zip_kernel = { "arrays_zip", OWN, run_arrays_zip, NULL };

SluiceExpr *
sluice_resolve_arrays_zip (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  g_autofree SluiceField *fields = g_new0 (SluiceField, MAX (call->n_args, 1));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SluiceType) element = NULL;
  g_autoptr (SluiceType) type = NULL;

  for (guint i = 0; i < call->n_args; i++)
    {
      const SluiceExpr *arg = call->args[i];
      gboolean named = arg->kind == SLUICE_EXPR_COLUMN
                       || (arg->kind == SLUICE_EXPR_CALL && arg->function != NULL
                           && g_str_equal (arg->function->name, "."));
      char *name;

      if (arg->type->id == SLUICE_TYPE_VOID)
        {
          g_autoptr (SluiceType) nulls
              = sluice_type_array (sluice_type_primitive (SLUICE_TYPE_VOID), TRUE);

          sluice_call_cast_arg (analyzer, call, i, nulls);
          arg = call->args[i];
        }
      if (!sluice_collection_check (call, i, SLUICE_TYPE_ARRAY, error))
        return NULL;
      if (named)
        {
          g_autofree char *sql = sluice_call_arg_to_sql (call, i);
          const char *dot = strrchr (sql, '.');

          name = g_strdup (dot != NULL ? dot + 1 : sql);
        }
      else
        name = g_strdup_printf ("%u", i);
      g_ptr_array_add (names, name);
      fields[i] = (SluiceField){ name, arg->type->fields[0].type, TRUE, -1 };
    }
  element = sluice_type_struct (fields, call->n_args);
  type = sluice_type_array (element, FALSE);

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call),
                             &arrays_zip_kernel);
}

/* slice(array, start, length) */

static gboolean
run_slice (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin_call (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      gint64 start = SLUICE_ARG_AT (call, 1, gint32, row);
      gint64 length = SLUICE_ARG_AT (call, 2, gint32, row);
      gint64 n = sluice_elements_count (elements);

      if (start == 0 || length < 0)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            start == 0 ? "INVALID_PARAMETER_VALUE.START"
                                       : "INVALID_PARAMETER_VALUE.LENGTH",
                            start == 0 ? "The value of parameter(s) `start` in `slice` is invalid: "
                                         "Expects a positive or a negative value for `start`, but got 0."
                                       : "The value of parameter(s) `length` in `slice` is invalid: "
                                         "Expects `length` greater than or equal to 0.");
          return FALSE;
        }
      start = start > 0 ? start - 1 : start + n;
      if (start >= 0)
        for (gint64 i = start; i < MIN (start + length, n); i++)
          sluice_array_builder_add (&builder, elements.child, elements.begin + (guint32) i);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel slice_kernel = { "slice", OWN, run_slice, NULL };

SluiceExpr *
sluice_resolve_slice (const SluiceFunction *function,
                      SluiceAnalyzer       *analyzer,
                      SluiceCall           *call,
                      GError              **error)
{
  if (!sluice_collection_expect (analyzer, call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  for (guint i = 1; i < 3; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_INT),
                                     error))
      return NULL;

  return sluice_call_finish (function, call, call->args[0]->type, sluice_call_any_nullable (call),
                             &slice_kernel);
}
