/* sluice-collection-access.c: fields of structs, items of arrays and maps, sizes, keys and values.
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

gboolean
sluice_collection_check (SluiceCall *call, guint index, SluiceTypeId id, GError **error)
{
  if (call->args[index]->type->id == id)
    return TRUE;

  sluice_call_wrong_type (call, index, id == SLUICE_TYPE_ARRAY ? "\"ARRAY\"" : "\"MAP\"", error);

  return FALSE;
}

gboolean
sluice_collection_expect (SluiceAnalyzer *analyzer,
                          SluiceCall     *call,
                          guint           index,
                          SluiceTypeId    id,
                          GError        **error)
{
  const SluiceType *nothing = sluice_type_primitive (SLUICE_TYPE_VOID);
  g_autoptr (SluiceType) type = NULL;

  if (call->args[index]->type->id == SLUICE_TYPE_VOID)
    {
      type = id == SLUICE_TYPE_ARRAY ? sluice_type_array (nothing, TRUE) : sluice_type_map (nothing, nothing, TRUE);
      sluice_call_cast_arg (analyzer, call, index, type);
    }

  return sluice_collection_check (call, index, id, error);
}

/* A column without the rows that are null in another. */
static SluiceColumn *
mask_nulls (SluiceArena *arena, SluiceColumn *column, const SluiceColumn *outer)
{
  SluiceColumn *result;
  gsize words;

  if (outer->validity == NULL)
    return column;
  if (outer->constant)
    return sluice_column_is_null (outer, 0)
               ? sluice_column_new_null (arena, column->type, column->length)
               : column;
  if (column->constant)
    {
      guint32 *zeros = sluice_arena_new_array0 (arena, guint32, MAX (column->length, 1));

      column = sluice_column_gather (arena, column, zeros, column->length);
    }

  words = sluice_validity_words (column->length);
  result = sluice_arena_alloc (arena, sizeof *result);
  *result = *column;
  result->validity = sluice_arena_new_array (arena, guint64, MAX (words, 1));
  for (gsize w = 0; w < words; w++)
    result->validity[w] = outer->validity[w]
                          & (column->validity != NULL ? column->validity[w] : G_MAXUINT64);

  return result;
}

/* The number of the field is the literal behind the name, kept as the expression's data. */
static SluiceColumn *
run_field (SluiceEvalContext *context,
           const SluiceExpr  *expr,
           SluiceSelection    selection,
           GError           **error)
{
  guint index = GPOINTER_TO_UINT (expr->data) - 1;
  SluiceColumn *base = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceColumn *result;

  if (base == NULL)
    return NULL;
  if (base->type->id == SLUICE_TYPE_STRUCT)
    return mask_nulls (context->arena, base->children[index], base);

  /* An array of structs: the array of that field. */
  result = sluice_arena_alloc (context->arena, sizeof *result);
  *result = *base;
  result->type = expr->type;
  result->children = sluice_arena_new_array (context->arena, SluiceColumn *, 1);
  result->children[0] = mask_nulls (context->arena, base->children[0]->children[index],
                                    base->children[0]);

  return result;
}

static const SluiceKernel field_kernel = { "field", SLUICE_KERNEL_INFALLIBLE, NULL, run_field };

SluiceExpr *
sluice_resolve_field (const SluiceFunction *function,
                      SluiceAnalyzer       *analyzer,
                      SluiceCall           *call,
                      GError              **error)
{
  const SluiceType *base = call->args[0]->type;
  gboolean in_array = base->id == SLUICE_TYPE_ARRAY;
  const SluiceType *structure = in_array ? base->fields[0].type : base;
  const SluiceString *name = &call->args[1]->value->string[0];
  g_autofree char *text = g_strndup (name->data, name->length);
  g_autoptr (SluiceType) type = NULL;
  const SluiceField *field;
  guint index = 0;
  SluiceExpr *expr;

  g_assert (structure->id == SLUICE_TYPE_STRUCT);
  /* The name is spelled as the type spells it, so that case tells two fields apart. */
  if (sluice_type_find_field (structure, text, TRUE, &index) == 0)
    sluice_type_find_field (structure, text, FALSE, &index);

  field = &structure->fields[index];
  type = in_array ? sluice_type_array (field->type, field->nullable || base->fields[0].nullable)
                  : sluice_type_ref (field->type);
  expr = sluice_call_finish (function, call, type,
                             call->args[0]->nullable || (!in_array && field->nullable),
                             &field_kernel);
  expr->data = GUINT_TO_POINTER (index + 1);
  if (!in_array)
    expr->watermark_delay_ms = field->watermark_delay_ms;

  return expr;
}

/* Items */

static gboolean
fail_index (const char *condition, gint64 index, guint32 n, gboolean subscript, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition,
                    "The index %" G_GINT64_FORMAT " is out of bounds. The array has %u elements. Use "
                    "%s to tolerate accessing element at invalid index and return NULL instead.",
                    index, n, subscript ? "the SQL function `get()`" : "`try_element_at`");

  return FALSE;
}

static gboolean
run_array_item (SluiceKernelCall *call, GError **error)
{
  SluiceItemMode mode = GPOINTER_TO_UINT (call->expr->function->user_data);
  SluiceArena *arena = call->context->arena;
  guint32 n_rows = call->context->n_rows;
  gboolean ansi = call->context->settings->ansi;
  gboolean from_one = mode == SLUICE_ITEM_ELEMENT_AT || mode == SLUICE_ITEM_TRY_ELEMENT_AT;
  const SluiceColumn **sources = sluice_arena_new_array0 (arena, const SluiceColumn *,
                                                          MAX (n_rows, 1));
  guint32 *rows = sluice_arena_new_array0 (arena, guint32, MAX (n_rows, 1));

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (call->args[0], row);
      gint64 index = sluice_column_integral (call->args[1], row);
      gint64 n = elements.end - elements.begin;
      gint64 at = index;

      if (from_one && index == 0)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "INVALID_INDEX_OF_ZERO",
                            "The index 0 is invalid. An index shall be either < 0 or > 0 (the first "
                            "element has index 1).");
          return FALSE;
        }
      if (from_one)
        at = index > 0 ? index - 1 : index + n;
      if (at >= 0 && at < n)
        {
          sources[row] = elements.child;
          rows[row] = elements.begin + (guint32) at;
        }
      else if (ansi && mode == SLUICE_ITEM_SUBSCRIPT)
        return fail_index ("INVALID_ARRAY_INDEX", index, (guint32) n, TRUE, error);
      else if (ansi && mode == SLUICE_ITEM_ELEMENT_AT)
        return fail_index ("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", index, (guint32) n, FALSE, error);
    }
  call->result = sluice_gather_many (arena, call->expr->type, sources, rows, n_rows);

  return TRUE;
}

static gboolean
run_map_item (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;
  guint32 n_rows = call->context->n_rows;
  const SluiceColumn *map = call->args[0];
  const SluiceColumn **sources = sluice_arena_new_array0 (arena, const SluiceColumn *,
                                                          MAX (n_rows, 1));
  guint32 *rows = sluice_arena_new_array0 (arena, guint32, MAX (n_rows, 1));

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements keys = sluice_elements_at (map, row);

      for (guint32 e = keys.begin; e < keys.end; e++)
        if (sluice_value_compare (keys.child, e, call->args[1], row) == 0)
          {
            sources[row] = map->children[1];
            rows[row] = e;
            break;
          }
    }
  call->result = sluice_gather_many (arena, call->expr->type, sources, rows, n_rows);

  return TRUE;
}

#define OWN (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT)

static const SluiceKernel array_item_kernel = { "array_item", OWN, run_array_item, NULL };
static const SluiceKernel map_item_kernel = { "map_item", OWN, run_map_item, NULL };

/* With an index that isn't known an item may be null where one of the array may: an index beyond it is an error.
 * With a known one it's only where the array is written out that Spark looks at the item. */
static gboolean
item_is_nullable (SluiceAnalyzer *analyzer, const SluiceCall *call, SluiceItemMode mode)
{
  const SluiceExpr *array = call->args[0];
  SluiceExpr *index = call->args[1];
  g_autoptr (SluiceExpr) literal = NULL;
  gboolean from_one = mode == SLUICE_ITEM_ELEMENT_AT || mode == SLUICE_ITEM_TRY_ELEMENT_AT;
  gint64 at;

  if (!sluice_expr_is_foldable (index))
    return mode == SLUICE_ITEM_GET || mode == SLUICE_ITEM_TRY_ELEMENT_AT
           || !sluice_analyzer_settings (analyzer)->ansi || (!from_one && index->nullable)
           || array->type->fields[0].nullable;
  if (index->nullable || array->kind != SLUICE_EXPR_CALL || array->function == NULL
      || !g_str_equal (array->function->name, "array"))
    return TRUE;
  literal = sluice_analyzer_fold (analyzer, index, NULL);
  if (literal == NULL || sluice_column_is_null (literal->value, 0))
    return TRUE;

  at = sluice_column_integral (literal->value, 0);
  if (from_one)
    at = at > 0 ? at - 1 : at + array->n_args;

  return at < 0 || at >= array->n_args || array->args[at]->nullable;
}

/* Keys and the one looked for become one type, if there is one without a loss. */
static gboolean
widen_map_and_key (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  const SluiceType *map = call->args[0]->type;
  g_autoptr (SluiceType) common = sluice_coercion_tightest (sluice_analyzer_settings (analyzer), map->fields[0].type,
                                                            call->args[1]->type);
  g_autoptr (SluiceType) wide = NULL;

  if (common == NULL)
    {
      g_autofree char *left = sluice_type_to_sql (map);
      g_autofree char *right = sluice_type_to_sql (call->args[1]->type);

      sluice_call_mismatch (call, "MAP_FUNCTION_DIFF_TYPES", error,
                            "Input to `%s` should have been \"MAP\" followed by a value with same key type, but it's "
                            "[\"%s\", \"%s\"].",
                            call->name, left, right);
      return FALSE;
    }

  wide = sluice_type_map (common, map->fields[1].type, map->fields[1].nullable);
  sluice_call_cast_arg (analyzer, call, 0, wide);
  sluice_call_cast_arg (analyzer, call, 1, common);

  return TRUE;
}

SluiceExpr *
sluice_resolve_item (const SluiceFunction *function,
                     SluiceAnalyzer       *analyzer,
                     SluiceCall           *call,
                     GError              **error)
{
  SluiceItemMode mode = GPOINTER_TO_UINT (function->user_data);
  const SluiceType *base = call->args[0]->type;
  SluiceTypeId index_id = call->args[1]->type->id;

  if (base->id == SLUICE_TYPE_MAP && (mode == SLUICE_ITEM_ELEMENT_AT || mode == SLUICE_ITEM_TRY_ELEMENT_AT))
    {
      if (!widen_map_and_key (analyzer, call, error))
        return NULL;
      return sluice_call_finish (function, call, call->args[0]->type->fields[1].type, TRUE, &map_item_kernel);
    }
  if (base->id == SLUICE_TYPE_MAP && mode != SLUICE_ITEM_GET)
    {
      const SluiceType *key = base->fields[0].type;

      if (!sluice_analyzer_coerce_arg (analyzer, call, 1, key, error))
        return NULL;
      return sluice_call_finish (function, call, base->fields[1].type, TRUE, &map_item_kernel);
    }

  if (base->id != SLUICE_TYPE_ARRAY)
    {
      sluice_call_wrong_type (call, 0,
                              mode == SLUICE_ITEM_GET ? "\"ARRAY\"" : "(\"ARRAY\" or \"MAP\")", error);
      return NULL;
    }

  if (mode == SLUICE_ITEM_SUBSCRIPT)
    {
      if (index_id == SLUICE_TYPE_VOID)
        sluice_call_cast_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT));
      else if (!sluice_type_is_integral (index_id))
        {
          sluice_call_wrong_type (call, 1, "\"INTEGRAL\"", error);
          return NULL;
        }
    }
  else if (mode != SLUICE_ITEM_GET
           && (index_id == SLUICE_TYPE_BIGINT || index_id == SLUICE_TYPE_DECIMAL || index_id == SLUICE_TYPE_FLOAT
               || index_id == SLUICE_TYPE_DOUBLE || index_id == SLUICE_TYPE_STRING || index_id == SLUICE_TYPE_VOID))
    {
      /* Nothing is narrowed here, though the arguments of get() and other functions are. */
      sluice_call_wrong_type (call, 1, "\"INT\"", error);
      return NULL;
    }
  else if (!sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT),
                                        error))
    return NULL;

  return sluice_call_finish (function, call, base->fields[0].type, item_is_nullable (analyzer, call, mode),
                             &array_item_kernel);
}

/* size */

static gboolean
run_size (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *column = call->args[0];

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements elements = sluice_elements_at (column, row);

      call->result->i32[row] = (gint32) (elements.end - elements.begin);
    }

  return TRUE;
}

static gboolean
run_size_of_null (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *column = call->args[0];

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    if (sluice_column_is_null (column, row))
      call->result->i32[row] = -1;
    else
      {
        SluiceElements elements = sluice_elements_at (column, row);

        call->result->i32[row] = (gint32) (elements.end - elements.begin);
      }

  return TRUE;
}

static const SluiceKernel size_kernel = { "size", SLUICE_KERNEL_STRICT, run_size, NULL };
static const SluiceKernel size_of_null_kernel = { "size_of_null", SLUICE_KERNEL_NONE,
                                                  run_size_of_null, NULL };

SluiceExpr *
sluice_resolve_size (const SluiceFunction *function,
                     SluiceAnalyzer       *analyzer,
                     SluiceCall           *call,
                     GError              **error)
{
  const SluiceSettings *settings = sluice_analyzer_settings (analyzer);
  const SluiceType *integer = sluice_type_primitive (SLUICE_TYPE_INT);
  gboolean array_only = function->user_data != NULL;
  const char *legacy = sluice_settings_get (settings, "spark.sql.legacy.sizeOfNull");
  SluiceTypeId id = call->args[0]->type->id;
  /* Under ANSI the size of null is null whatever the setting says. */
  gboolean minus_one = !array_only && !settings->ansi
                       && (legacy == NULL || g_ascii_strcasecmp (legacy, "false") != 0);

  if (id == SLUICE_TYPE_VOID)
    {
      gint32 value = -1;

      return sluice_expr_new_literal (integer, minus_one ? &value : NULL);
    }
  if (id != SLUICE_TYPE_ARRAY && (array_only || id != SLUICE_TYPE_MAP))
    {
      sluice_call_wrong_type (call, 0, array_only ? "\"ARRAY\"" : "(\"ARRAY\" or \"MAP\")", error);
      return NULL;
    }

  return sluice_call_finish (function, call, integer, !minus_one && call->args[0]->nullable,
                             minus_one ? &size_of_null_kernel : &size_kernel);
}

/* Keys, values and entries: the same offsets over other children. */

static gboolean
run_map_parts (SluiceKernelCall *call, GError **error)
{
  guint part = GPOINTER_TO_UINT (call->expr->function->user_data);
  const SluiceColumn *map = call->args[0];
  SluiceArena *arena = call->context->arena;
  SluiceColumn *result = sluice_arena_alloc (arena, sizeof *result);

  *result = *map;
  result->type = call->expr->type;
  result->n_children = 1;
  result->children = sluice_arena_new_array (arena, SluiceColumn *, 1);
  if (part < 2)
    result->children[0] = map->children[part];
  else
    {
      SluiceColumn *entries = sluice_arena_alloc0 (arena, sizeof *entries);

      entries->type = call->expr->type->fields[0].type;
      entries->length = map->children[0]->length;
      entries->n_children = 2;
      entries->children = map->children;
      result->children[0] = entries;
    }
  call->result = result;

  return TRUE;
}

static const SluiceKernel map_parts_kernel = { "map_parts", OWN, run_map_parts, NULL };

SluiceExpr *
sluice_resolve_map_parts (const SluiceFunction *function,
                          SluiceAnalyzer       *analyzer,
                          SluiceCall           *call,
                          GError              **error)
{
  guint part = GPOINTER_TO_UINT (function->user_data);
  const SluiceType *map;
  g_autoptr (SluiceType) element = NULL;
  g_autoptr (SluiceType) type = NULL;

  if (!sluice_collection_expect (analyzer, call, 0, SLUICE_TYPE_MAP, error))
    return NULL;
  map = call->args[0]->type;

  if (part < 2)
    type = sluice_type_array (map->fields[part].type, part == 1 && map->fields[1].nullable);
  else
    {
      const SluiceField fields[] = {
        { (char *) "key", map->fields[0].type, FALSE, -1 },
        { (char *) "value", map->fields[1].type, map->fields[1].nullable, -1 },
      };

      element = sluice_type_struct (fields, 2);
      type = sluice_type_array (element, FALSE);
    }

  return sluice_call_finish (function, call, type, call->args[0]->nullable, &map_parts_kernel);
}

static gboolean
run_map_contains_key (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceElements keys = sluice_elements_at (call->args[0], row);
      gboolean found = FALSE;

      for (guint32 e = keys.begin; e < keys.end && !found; e++)
        found = sluice_value_compare (keys.child, e, call->args[1], row) == 0;
      call->result->boolean[row] = found;
    }

  return TRUE;
}

static const SluiceKernel map_contains_key_kernel = { "map_contains_key", SLUICE_KERNEL_STRICT,
                                                      run_map_contains_key, NULL };

SluiceExpr *
sluice_resolve_map_contains_key (const SluiceFunction *function,
                                 SluiceAnalyzer       *analyzer,
                                 SluiceCall           *call,
                                 GError              **error)
{
  const SluiceType *map = call->args[0]->type;
  g_autoptr (SluiceType) common = NULL;

  if (call->args[1]->type->id == SLUICE_TYPE_VOID)
    {
      sluice_call_mismatch (call, "NULL_TYPE", error,
                            "Null typed values cannot be used as arguments of `map_contains_key`.");
      return NULL;
    }
  if (map->id != SLUICE_TYPE_MAP)
    ;
  else if (call->args[1]->type->id != SLUICE_TYPE_STRING && map->fields[0].type->id != SLUICE_TYPE_STRING)
    common = sluice_analyzer_common_type (analyzer, map->fields[0].type, call->args[1]->type);
  else if (call->args[1]->type->id == map->fields[0].type->id)
    common = sluice_type_ref (map->fields[0].type);
  if (common == NULL)
    {
      g_autofree char *left = sluice_type_to_sql (map);
      g_autofree char *right = sluice_type_to_sql (call->args[1]->type);

      sluice_call_mismatch (call, "MAP_FUNCTION_DIFF_TYPES", error,
                            "Input to `map_contains_key` should have been \"MAP\" followed by a value "
                            "with same key type, but it's [\"%s\", \"%s\"].",
                            left, right);
      return NULL;
    }
  {
    g_autoptr (SluiceType) wide = sluice_type_map (common, map->fields[1].type,
                                                   map->fields[1].nullable);

    sluice_call_cast_arg (analyzer, call, 0, wide);
    sluice_call_cast_arg (analyzer, call, 1, common);
  }

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), TRUE,
                             &map_contains_key_kernel);
}
