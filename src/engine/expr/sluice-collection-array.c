/* sluice-collection-array.c: functions on arrays.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-coercion.h"
#include "expr/sluice-collections.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-value.h"

#define STRICT SLUICE_KERNEL_STRICT
#define OWN (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT)
/* Our limit of elements in one column of results. */
#define MAX_ELEMENTS_HERE (1u << 27)
/* Below this a set is searched one by one. */
#define MIN_HASHED 12

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

  sluice_array_builder_begin_call (&builder, call);
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

  sluice_array_builder_begin_call (&builder, call);
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

  if ((contains
       && (call->args[0]->type->id == SLUICE_TYPE_VOID || call->args[1]->type->id == SLUICE_TYPE_VOID))
      || (position && call->args[1]->type->id == SLUICE_TYPE_VOID && call->args[0]->type->id != SLUICE_TYPE_ARRAY))
    {
      sluice_call_mismatch (call, "NULL_TYPE", error,
                            "Null typed values cannot be used as arguments of `%s`.", call->name);
      return NULL;
    }
  if (kernel == &sluice_kernel_array_remove && call->args[0]->type->id != SLUICE_TYPE_ARRAY
      && call->args[1]->type->id != SLUICE_TYPE_VOID)
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

  sluice_array_builder_begin_call (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      ElementSet set;

      element_set_init (&set, call->context->arena, sluice_elements_count (elements));
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

  sluice_array_builder_begin_call (&builder, call);
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

  sluice_array_builder_begin_call (&builder, call);
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
  const SluiceType *array;
  g_autoptr (SluiceType) type = NULL;
  gboolean nullable = call->args[0]->nullable;
  const SluiceField *element;

  /* What flatten() wants are arrays in arrays, which a NULL is not made. */
  if (kernel == &sluice_kernel_flatten ? !sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error)
                                       : !sluice_collection_expect (analyzer, call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  array = call->args[0]->type;
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

  sluice_array_builder_begin_call (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements left = sluice_elements_at (call->args[0], row);
      SluiceElements right = sluice_elements_at (call->args[1], row);
      ElementSet done, others;

      element_set_init (&done, call->context->arena, sluice_elements_count (left));
      element_set_init (&others, call->context->arena, sluice_elements_count (right));
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

  sluice_array_builder_begin_call (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements parts[2] = { sluice_elements_at (call->args[0], row),
                                  sluice_elements_at (call->args[1], row) };
      ElementSet done;

      element_set_init (&done, call->context->arena, sluice_elements_count (parts[0]) + sluice_elements_count (parts[1]));
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

      element_set_init (&set, call->context->arena, sluice_elements_count (left));
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
      if (!found && (has_null || set.has_null) && sluice_elements_count (left) > 0 && sluice_elements_count (right) > 0)
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

/* array_insert(array, position, element) */

static gboolean
run_array_insert (SluiceKernelCall *call, GError **error)
{
  SluiceArrayBuilder builder;

  sluice_array_builder_begin_call (&builder, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements;
      gint64 position, n, at;

      if (sluice_column_is_null (call->args[0], row) || sluice_column_is_null (call->args[1], row))
        continue;
      elements = sluice_elements_at (call->args[0], row);
      n = sluice_elements_count (elements);
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

  if (call->args[0]->type->id != SLUICE_TYPE_ARRAY)
    {
      refuse_element (call, 2, error);
      return NULL;
    }
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
