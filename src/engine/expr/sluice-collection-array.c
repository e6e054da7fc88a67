/* sluice-collection-array.c: functions on arrays.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "expr/sluice-coercion.h"
#include "expr/sluice-collections.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-value.h"

#define STRICT SLUICE_KERNEL_STRICT
#define OWN (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT)
/* Java's limit of elements in one array, and ours in one column of results. */
#define MAX_ELEMENTS 2147483632
#define MAX_ELEMENTS_HERE (1u << 27)
/* Below this a set is searched one by one. */
#define MIN_HASHED 12

static void
begin_rows (SluiceArrayBuilder *builder, SluiceKernelCall *call)
{
  sluice_array_builder_begin (builder, call->context, call->expr->type, call->context->n_rows);
}

/* Sets of elements */

typedef struct
{
  const SluiceColumn **sources;
  guint32 *rows;
  guint32 *slots;
  guint32 mask;
  guint32 n;
  gboolean has_null;
} ElementSet;

static void
element_set_init (ElementSet *self, SluiceArena *arena, guint32 capacity)
{
  guint32 n_slots = 1;

  *self = (ElementSet){ 0 };
  self->sources = sluice_arena_new_array (arena, const SluiceColumn *, MAX (capacity, 1));
  self->rows = sluice_arena_new_array (arena, guint32, MAX (capacity, 1));
  if (capacity < MIN_HASHED)
    return;

  while (n_slots < capacity * 2)
    n_slots *= 2;
  self->slots = sluice_arena_new_array0 (arena, guint32, n_slots);
  self->mask = n_slots - 1;
}

/* Adds an element unless it is there; nulls equal each other. Returns whether it is new. */
static gboolean
element_set_find (ElementSet *self, const SluiceColumn *source, guint32 row, gboolean add)
{
  guint32 slot = 0;

  if (sluice_column_is_null (source, row))
    {
      gboolean is_new = !self->has_null;

      self->has_null = self->has_null || add;
      return is_new;
    }

  if (self->slots == NULL)
    {
      for (guint32 i = 0; i < self->n; i++)
        if (sluice_value_compare (self->sources[i], self->rows[i], source, row) == 0)
          return FALSE;
    }
  else
    {
      slot = (guint32) sluice_value_hash (source, row) & self->mask;
      for (; self->slots[slot] != 0; slot = (slot + 1) & self->mask)
        {
          guint32 i = self->slots[slot] - 1;

          if (sluice_value_compare (self->sources[i], self->rows[i], source, row) == 0)
            return FALSE;
        }
    }

  if (add)
    {
      self->sources[self->n] = source;
      self->rows[self->n++] = row;
      if (self->slots != NULL)
        self->slots[slot] = self->n;
    }

  return TRUE;
}

static guint32
count (SluiceElements elements)
{
  return elements.end - elements.begin;
}

/* An array and an element */

static gboolean
run_array_contains (SluiceKernelCall *call, GError **error)
{
  guint64 *validity = call->expr->nullable
                          ? sluice_column_ensure_validity (call->context->arena, call->result)
                          : NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      gboolean found = FALSE;
      gboolean has_null = FALSE;

      for (guint32 e = elements.begin; e < elements.end && !found; e++)
        {
          if (sluice_column_is_null (elements.child, e))
            has_null = TRUE;
          else
            found = sluice_value_compare (elements.child, e, call->args[1], row) == 0;
        }
      call->result->boolean[row] = found;
      if (!found && has_null)
        sluice_validity_clear (validity, row);
    }

  return TRUE;
}

static gboolean
run_array_position (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      gint64 position = 0;

      for (guint32 e = elements.begin; e < elements.end && position == 0; e++)
        if (sluice_value_compare (elements.child, e, call->args[1], row) == 0)
          position = e - elements.begin + 1;
      call->result->i64[row] = position;
    }

  return TRUE;
}

static gboolean
run_array_remove (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);

      for (guint32 e = elements.begin; e < elements.end; e++)
        if (sluice_value_compare (elements.child, e, call->args[1], row) != 0)
          sluice_array_builder_add (&builder, elements.child, e);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static gboolean
extend (SluiceKernelCall *call, gboolean before)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements;

      if (sluice_column_is_null (call->args[0], row))
        continue;
      elements = sluice_elements_at (call->args[0], row);
      if (before)
        sluice_array_builder_add (&builder, call->args[1], row);
      for (guint32 e = elements.begin; e < elements.end; e++)
        sluice_array_builder_add (&builder, elements.child, e);
      if (!before)
        sluice_array_builder_add (&builder, call->args[1], row);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static gboolean
run_array_append (SluiceKernelCall *call, GError **error)
{
  return extend (call, FALSE);
}

static gboolean
run_array_prepend (SluiceKernelCall *call, GError **error)
{
  return extend (call, TRUE);
}

const SluiceKernel sluice_kernel_array_contains = { "array_contains", STRICT, run_array_contains, NULL };
const SluiceKernel sluice_kernel_array_position = { "array_position", STRICT, run_array_position, NULL };
const SluiceKernel sluice_kernel_array_remove = { "array_remove", OWN, run_array_remove, NULL };
const SluiceKernel sluice_kernel_array_append = { "array_append", SLUICE_KERNEL_OWN_RESULT,
                                                  run_array_append, NULL };
const SluiceKernel sluice_kernel_array_prepend = { "array_prepend", SLUICE_KERNEL_OWN_RESULT,
                                                   run_array_prepend, NULL };

static void
refuse_element (SluiceCall *call, guint index, GError **error)
{
  g_autofree char *left = sluice_type_to_sql (call->args[0]->type);
  g_autofree char *right = sluice_type_to_sql (call->args[index]->type);

  sluice_call_mismatch (call, "ARRAY_FUNCTION_DIFF_TYPES", error,
                        "Input to `%s` should have been \"ARRAY\" followed by a value with same "
                        "element type, but it's [\"%s\", \"%s\"].",
                        call->name, left, right);
}

/* Brings the elements of argument 0 and argument @index to one type. */
static gboolean
coerce_element (SluiceAnalyzer *analyzer,
                SluiceCall     *call,
                guint           index,
                gboolean        tightest,
                GError        **error)
{
  const SluiceSettings *settings = sluice_analyzer_settings (analyzer);
  const SluiceType *array = call->args[0]->type;
  const SluiceType *element = array->fields[0].type;
  const SluiceType *other = call->args[index]->type;
  g_autoptr (SluiceType) common = tightest
                                      ? sluice_coercion_tightest (settings, element, other)
                                      : sluice_coercion_wider (settings, element, other, FALSE);
  g_autoptr (SluiceType) wide = NULL;

  if (common == NULL)
    {
      refuse_element (call, index, error);
      return FALSE;
    }
  wide = sluice_type_array (common, array->fields[0].nullable);
  sluice_call_cast_arg (analyzer, call, 0, wide);
  sluice_call_cast_arg (analyzer, call, index, common);

  return TRUE;
}

SluiceExpr *
sluice_resolve_array_and_element (const SluiceFunction *function,
                                  SluiceAnalyzer       *analyzer,
                                  SluiceCall           *call,
                                  GError              **error)
{
  const SluiceKernel *kernel = function->user_data;
  gboolean contains = kernel == &sluice_kernel_array_contains;
  gboolean position = kernel == &sluice_kernel_array_position;
  gboolean extends = kernel == &sluice_kernel_array_append
                     || kernel == &sluice_kernel_array_prepend;
  g_autoptr (SluiceType) type = NULL;
  const SluiceField *element;

  if (contains
      && (call->args[0]->type->id == SLUICE_TYPE_VOID || call->args[1]->type->id == SLUICE_TYPE_VOID))
    {
      sluice_call_mismatch (call, "NULL_TYPE", error,
                            "Null typed values cannot be used as arguments of `%s`.", call->name);
      return NULL;
    }
  if (kernel == &sluice_kernel_array_remove && call->args[0]->type->id != SLUICE_TYPE_ARRAY
      && call->args[0]->type->id != SLUICE_TYPE_VOID && call->args[1]->type->id != SLUICE_TYPE_VOID)
    {
      refuse_element (call, 1, error);
      return NULL;
    }
  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error)
      || !coerce_element (analyzer, call, 1, extends, error))
    return NULL;

  element = &call->args[0]->type->fields[0];
  if (!extends && !sluice_type_is_orderable (element->type))
    {
      g_autofree char *sql = sluice_type_to_sql (element->type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `%s` does not support ordering on type \"%s\".", call->name, sql);
      return NULL;
    }
  if (contains)
    type = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);
  else if (position)
    type = sluice_type_primitive (SLUICE_TYPE_BIGINT);
  else if (extends)
    type = sluice_type_array (element->type, element->nullable || call->args[1]->nullable);
  else
    type = sluice_type_ref (call->args[0]->type);

  return sluice_call_finish (function, call, type,
                             extends ? call->args[0]->nullable
                                     : sluice_call_any_nullable (call)
                                           || (contains && element->nullable),
                             kernel);
}

/* One array */

static gboolean
run_array_distinct (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      ElementSet set;

      element_set_init (&set, call->context->arena, count (elements));
      for (guint32 e = elements.begin; e < elements.end; e++)
        if (element_set_find (&set, elements.child, e, TRUE))
          sluice_array_builder_add (&builder, elements.child, e);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static gboolean
run_array_compact (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);

      for (guint32 e = elements.begin; e < elements.end; e++)
        if (!sluice_column_is_null (elements.child, e))
          sluice_array_builder_add (&builder, elements.child, e);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static gboolean
take_extreme (SluiceKernelCall *call, gboolean greatest)
{
  SluiceArena *arena = call->context->arena;
  guint32 n = call->context->n_rows;
  const SluiceColumn **sources = sluice_arena_new_array0 (arena, const SluiceColumn *, MAX (n, 1));
  guint32 *rows = sluice_arena_new_array0 (arena, guint32, MAX (n, 1));

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);

      for (guint32 e = elements.begin; e < elements.end; e++)
        {
          int order;

          if (sluice_column_is_null (elements.child, e))
            continue;
          order = sources[row] == NULL
                      ? 1
                      : sluice_value_compare (elements.child, e, elements.child, rows[row]);
          if (sources[row] == NULL || (greatest ? order > 0 : order < 0))
            {
              sources[row] = elements.child;
              rows[row] = e;
            }
        }
    }
  call->result = sluice_gather_many (arena, call->expr->type, sources, rows, n);

  return TRUE;
}

static gboolean
run_array_max (SluiceKernelCall *call, GError **error)
{
  return take_extreme (call, TRUE);
}

static gboolean
run_array_min (SluiceKernelCall *call, GError **error)
{
  return take_extreme (call, FALSE);
}

static gboolean
run_flatten (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements outer = sluice_elements_at (call->args[0], row);
      gboolean null = FALSE;

      for (guint32 e = outer.begin; e < outer.end && !null; e++)
        {
          SluiceElements inner;

          null = sluice_column_is_null (outer.child, e);
          if (null)
            break;
          inner = sluice_elements_at (outer.child, e);
          for (guint32 k = inner.begin; k < inner.end; k++)
            sluice_array_builder_add (&builder, inner.child, k);
        }
      if (null)
        sluice_array_builder_drop_row (&builder);
      else
        sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

const SluiceKernel sluice_kernel_array_distinct = { "array_distinct", OWN, run_array_distinct, NULL };
const SluiceKernel sluice_kernel_array_compact = { "array_compact", OWN, run_array_compact, NULL };
const SluiceKernel sluice_kernel_array_max = { "array_max", OWN, run_array_max, NULL };
const SluiceKernel sluice_kernel_array_min = { "array_min", OWN, run_array_min, NULL };
const SluiceKernel sluice_kernel_flatten = { "flatten", OWN, run_flatten, NULL };

SluiceExpr *
sluice_resolve_array_only (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  const SluiceKernel *kernel = function->user_data;
  gboolean extreme = kernel == &sluice_kernel_array_max || kernel == &sluice_kernel_array_min;
  const SluiceType *array = call->args[0]->type;
  g_autoptr (SluiceType) type = NULL;
  gboolean nullable = call->args[0]->nullable;
  const SluiceField *element;

  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  element = &array->fields[0];
  if ((extreme || kernel == &sluice_kernel_array_distinct)
      && !sluice_type_is_orderable (element->type))
    {
      g_autofree char *sql = sluice_type_to_sql (element->type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `%s` does not support ordering on type \"%s\".", call->name, sql);
      return NULL;
    }

  if (extreme)
    {
      type = sluice_type_ref (element->type);
      nullable = TRUE;
    }
  else if (kernel == &sluice_kernel_array_compact)
    type = sluice_type_array (element->type, FALSE);
  else if (kernel == &sluice_kernel_flatten)
    {
      if (element->type->id != SLUICE_TYPE_ARRAY)
        {
          sluice_call_wrong_type (call, 0, "\"ARRAY\" of \"ARRAY\"", error);
          return NULL;
        }
      type = sluice_type_ref (element->type);
      nullable = nullable || element->nullable;
    }
  else
    type = sluice_type_ref (array);

  return sluice_call_finish (function, call, type, nullable, kernel);
}

/* Two arrays as sets */

static gboolean
combine_sets (SluiceKernelCall *call, gboolean wanted)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements left = sluice_elements_at (call->args[0], row);
      SluiceElements right = sluice_elements_at (call->args[1], row);
      ElementSet done, others;

      element_set_init (&done, call->context->arena, count (left));
      element_set_init (&others, call->context->arena, count (right));
      for (guint32 e = right.begin; e < right.end; e++)
        element_set_find (&others, right.child, e, TRUE);
      for (guint32 e = left.begin; e < left.end; e++)
        if (element_set_find (&others, left.child, e, FALSE) != wanted
            && element_set_find (&done, left.child, e, TRUE))
          sluice_array_builder_add (&builder, left.child, e);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static gboolean
run_array_intersect (SluiceKernelCall *call, GError **error)
{
  return combine_sets (call, TRUE);
}

static gboolean
run_array_except (SluiceKernelCall *call, GError **error)
{
  return combine_sets (call, FALSE);
}

static gboolean
run_array_union (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements parts[2] = { sluice_elements_at (call->args[0], row),
                                  sluice_elements_at (call->args[1], row) };
      ElementSet done;

      element_set_init (&done, call->context->arena, count (parts[0]) + count (parts[1]));
      for (guint i = 0; i < 2; i++)
        for (guint32 e = parts[i].begin; e < parts[i].end; e++)
          if (element_set_find (&done, parts[i].child, e, TRUE))
            sluice_array_builder_add (&builder, parts[i].child, e);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static gboolean
run_arrays_overlap (SluiceKernelCall *call, GError **error)
{
  guint64 *validity = sluice_column_ensure_validity (call->context->arena, call->result);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements left = sluice_elements_at (call->args[0], row);
      SluiceElements right = sluice_elements_at (call->args[1], row);
      gboolean found = FALSE, has_null = FALSE;
      ElementSet set;

      element_set_init (&set, call->context->arena, count (left));
      for (guint32 e = left.begin; e < left.end; e++)
        element_set_find (&set, left.child, e, TRUE);
      for (guint32 e = right.begin; e < right.end && !found; e++)
        {
          if (sluice_column_is_null (right.child, e))
            has_null = TRUE;
          else
            found = !element_set_find (&set, right.child, e, FALSE);
        }
      call->result->boolean[row] = found;
      if (!found && (has_null || set.has_null) && count (left) > 0 && count (right) > 0)
        sluice_validity_clear (validity, row);
    }

  return TRUE;
}

const SluiceKernel sluice_kernel_array_union = { "array_union", OWN, run_array_union, NULL };
const SluiceKernel sluice_kernel_array_intersect = { "array_intersect", OWN, run_array_intersect, NULL };
const SluiceKernel sluice_kernel_array_except = { "array_except", OWN, run_array_except, NULL };
const SluiceKernel sluice_kernel_arrays_overlap = { "arrays_overlap", STRICT, run_arrays_overlap, NULL };

SluiceExpr *
sluice_resolve_two_arrays (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  const SluiceKernel *kernel = function->user_data;
  gboolean overlap = kernel == &sluice_kernel_arrays_overlap;
  g_autoptr (SluiceType) common = NULL;
  g_autoptr (SluiceType) type = NULL;
  gboolean nulls[2], contains_null;

  for (guint i = 0; i < 2; i++)
    if (call->args[i]->type->id != SLUICE_TYPE_ARRAY)
      break;
    else if (i == 1)
      common = sluice_coercion_tightest (sluice_analyzer_settings (analyzer),
                                         call->args[0]->type->fields[0].type,
                                         call->args[1]->type->fields[0].type);
  if (common == NULL || !sluice_type_is_orderable (common))
    {
      g_autofree char *left = sluice_type_to_sql (call->args[0]->type);
      g_autofree char *right = sluice_type_to_sql (call->args[1]->type);

      sluice_call_mismatch (call, common != NULL ? "INVALID_ORDERING_TYPE" : "BINARY_ARRAY_DIFF_TYPES",
                            error,
                            "Input to function `%s` should have been two \"ARRAY\" with same element "
                            "type, but it's [\"%s\", \"%s\"].",
                            call->name, left, right);
      return NULL;
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SluiceType) wide = NULL;

      nulls[i] = call->args[i]->type->fields[0].nullable;
      wide = sluice_type_array (common, nulls[i]);
      sluice_call_cast_arg (analyzer, call, i, wide);
    }

  contains_null = kernel == &sluice_kernel_array_union       ? nulls[0] || nulls[1]
                  : kernel == &sluice_kernel_array_intersect ? nulls[0] && nulls[1]
                                                             : nulls[0];
  type = overlap ? sluice_type_primitive (SLUICE_TYPE_BOOLEAN)
                 : sluice_type_array (common, contains_null);

  return sluice_call_finish (function, call, type,
                             sluice_call_any_nullable (call) || (overlap && (nulls[0] || nulls[1])),
                             kernel);
}

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

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      guint32 n = count (elements);
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
  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error))
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

/* array_insert(array, position, element) */

static gboolean
run_array_insert (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements;
      gint64 position, n, at;

      if (sluice_column_is_null (call->args[0], row) || sluice_column_is_null (call->args[1], row))
        continue;
      elements = sluice_elements_at (call->args[0], row);
      n = count (elements);
      position = SLUICE_ARG_AT (call, 1, gint32, row);
      if (position == 0)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "INVALID_INDEX_OF_ZERO",
                            "The index 0 is invalid. An index shall be either < 0 or > 0 (the first "
                            "element has index 1).");
          return FALSE;
        }
      if (ABS (position) > (gint64) MAX_ELEMENTS_HERE)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION",
                            "Can't create array with %" G_GINT64_FORMAT
                            " elements which exceeding the array size limit %u.",
                            ABS (position), MAX_ELEMENTS_HERE);
          return FALSE;
        }

      at = position > 0 ? position - 1 : position + n + 1;
      if (at < 0)
        sluice_array_builder_add (&builder, call->args[2], row);
      for (gint64 i = at; i < 0; i++)
        sluice_array_builder_add (&builder, NULL, 0);
      for (gint64 i = 0; i < MAX (n, at); i++)
        {
          if (i == at)
            sluice_array_builder_add (&builder, call->args[2], row);
          sluice_array_builder_add (&builder, i < n ? elements.child : NULL,
                                    elements.begin + (guint32) i);
        }
      if (at >= 0 && at >= n)
        sluice_array_builder_add (&builder, call->args[2], row);
      sluice_array_builder_end_row (&builder, row);
    }
  call->result = sluice_array_builder_finish (&builder);

  return TRUE;
}

static const SluiceKernel array_insert_kernel = { "array_insert", SLUICE_KERNEL_OWN_RESULT,
                                                  run_array_insert, NULL };

SluiceExpr *
sluice_resolve_array_insert (const SluiceFunction *function,
                             SluiceAnalyzer       *analyzer,
                             SluiceCall           *call,
                             GError              **error)
{
  g_autoptr (SluiceType) type = NULL;
  SluiceTypeId id = call->args[1]->type->id;

  if (call->args[0]->type->id == SLUICE_TYPE_VOID)
    {
      refuse_element (call, 2, error);
      return NULL;
    }
  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  if (id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 1, "\"INT\"", error);
      return NULL;
    }
  if (!sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT), error)
      || !coerce_element (analyzer, call, 2, TRUE, error))
    return NULL;
  type = sluice_type_array (call->args[0]->type->fields[0].type, TRUE);

  return sluice_call_finish (function, call, type,
                             call->args[0]->nullable || call->args[1]->nullable,
                             &array_insert_kernel);
}

/* array_repeat(element, n) */

static gboolean
run_array_repeat (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  begin_rows (&builder, call);
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
  const SluiceType *array = call->args[0]->type;

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
      lengths[row] = MAX (lengths[row], count (sluice_elements_at (call->args[i], row)));
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

            sources[at] = k < count (elements) ? elements.child : NULL;
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

  begin_rows (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      gint64 start = SLUICE_ARG_AT (call, 1, gint32, row);
      gint64 length = SLUICE_ARG_AT (call, 2, gint32, row);
      gint64 n = count (elements);

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
  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  for (guint i = 1; i < 3; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_INT),
                                     error))
      return NULL;

  return sluice_call_finish (function, call, call->args[0]->type, sluice_call_any_nullable (call),
                             &slice_kernel);
}
