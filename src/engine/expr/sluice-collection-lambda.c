/* sluice-collection-lambda.c: functions that compute a lambda over elements.
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
#include "expr/sluice-lambda.h"
#include "expr/sluice-merge.h"
#include "expr/sluice-selection.h"
#include "expr/sluice-value.h"

#define LAZY_ARGS                                                                                 \
  SluiceEvalContext *context, const SluiceExpr *expr, SluiceSelection selection, GError **error

/* Runs the lambda args[1] over the elements of @array, giving it the places too when it takes them. */
static SluiceColumn *
run_over_elements (LAZY_ARGS, SluiceColumn *array, SluiceSpread *spread)
{
  const SluiceExpr *lambda = expr->args[1];
  SluiceColumn *values[2] = { NULL, NULL };

  sluice_spread_begin (spread, context, array, selection);
  if (lambda->n_variables > 0)
    values[0] = sluice_column_gather (context->arena, array->children[0], spread->elements,
                                      spread->n);
  if (lambda->n_variables > 1)
    values[1] = sluice_spread_positions (spread, context, context->n_rows);

  return sluice_lambda_run (context, lambda, values, spread->parents, spread->n, error);
}

/* An ARRAY or MAP column over new children, null where @from is. */
static SluiceColumn *
with_children (SluiceEvalContext  *context,
               const SluiceType   *type,
               const SluiceColumn *from,
               const SluiceSpread *spread,
               SluiceColumn       *first,
               SluiceColumn       *second)
{
  SluiceColumn *result = sluice_arena_alloc0 (context->arena, sizeof *result);

  result->type = type;
  result->length = context->n_rows;
  result->offsets = spread->offsets;
  result->n_children = type->n_fields;
  result->children = sluice_arena_new_array (context->arena, SluiceColumn *, 2);
  result->children[0] = first;
  result->children[1] = second;
  if (from->constant && sluice_column_is_null (from, 0))
    result->validity = sluice_arena_new_array0 (context->arena, guint64,
                                                MAX (sluice_validity_words (context->n_rows), 1));
  else if (!from->constant)
    result->validity = from->validity;

  return result;
}

/* transform */

static SluiceColumn *
run_transform (LAZY_ARGS)
{
  SluiceColumn *array = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceSpread spread;
  SluiceColumn *mapped;

  if (array == NULL)
    return NULL;
  mapped = run_over_elements (context, expr, selection, error, array, &spread);
  if (mapped == NULL)
    return NULL;

  return with_children (context, expr->type, array, &spread, mapped, NULL);
}

static const SluiceKernel transform_kernel = { "transform", SLUICE_KERNEL_NONE, NULL, run_transform };

static gboolean
resolve_element_lambda (SluiceAnalyzer *analyzer,
                        SluiceCall     *call,
                        gboolean        with_position,
                        GError        **error)
{
  const SluiceType *types[2] = { NULL, sluice_type_primitive (SLUICE_TYPE_INT) };
  gboolean nullable[2] = { FALSE, FALSE };

  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error))
    return FALSE;
  types[0] = call->args[0]->type->fields[0].type;
  nullable[0] = call->args[0]->type->fields[0].nullable;

  return sluice_analyzer_resolve_lambda (analyzer, call, 1, types, nullable, with_position ? 2 : 1,
                                         error);
}

SluiceExpr *
sluice_resolve_transform (const SluiceFunction *function,
                          SluiceAnalyzer       *analyzer,
                          SluiceCall           *call,
                          GError              **error)
{
  g_autoptr (SluiceType) type = NULL;

  if (!resolve_element_lambda (analyzer, call, TRUE, error))
    return NULL;
  type = sluice_type_array (call->args[1]->type, call->args[1]->nullable);

  return sluice_call_finish (function, call, type, call->args[0]->nullable, &transform_kernel);
}

/* filter, exists and forall */

static gboolean
is_true (const SluiceColumn *column, guint32 row)
{
  return !sluice_column_is_null (column, row) && column->boolean[sluice_column_index (column, row)];
}

static SluiceColumn *
run_filter (LAZY_ARGS)
{
  SluiceColumn *array = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceArrayBuilder builder;
  SluiceSpread spread;
  SluiceColumn *chosen;

  if (array == NULL)
    return NULL;
  chosen = run_over_elements (context, expr, selection, error, array, &spread);
  if (chosen == NULL)
    return NULL;

  sluice_array_builder_begin (&builder, context, expr->type, context->n_rows);
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      if (sluice_column_is_null (array, row))
        continue;
      for (guint32 i = spread.offsets[row]; i < spread.offsets[row + 1]; i++)
        if (is_true (chosen, i))
          sluice_array_builder_add (&builder, array->children[0], spread.elements[i]);
      sluice_array_builder_end_row (&builder, row);
    }

  return sluice_array_builder_finish (&builder);
}

/* Whether the predicate is @deciding for some element; null where it is null for one and never decides. */
static SluiceColumn *
run_quantifier (LAZY_ARGS, gboolean deciding)
{
  SluiceColumn *array = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceColumn *result;
  SluiceSpread spread;
  SluiceColumn *truth;
  guint64 *validity;

  if (array == NULL)
    return NULL;
  truth = run_over_elements (context, expr, selection, error, array, &spread);
  if (truth == NULL)
    return NULL;

  result = sluice_column_new (context->arena, expr->type, context->n_rows);
  memset (result->boolean, !deciding, context->n_rows);
  validity = sluice_column_ensure_validity (context->arena, result);
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      gboolean decided = FALSE;
      gboolean has_null = FALSE;

      for (guint32 i = spread.offsets[row]; i < spread.offsets[row + 1] && !decided; i++)
        {
          if (sluice_column_is_null (truth, i))
            has_null = TRUE;
          else
            decided = !truth->boolean[sluice_column_index (truth, i)] == !deciding;
        }
      if (decided)
        result->boolean[row] = (guint8) deciding;
      else if (has_null || sluice_column_is_null (array, row))
        sluice_validity_clear (validity, row);
    }

  return result;
}

static SluiceColumn *
run_exists (LAZY_ARGS)
{
  return run_quantifier (context, expr, selection, error, TRUE);
}

static SluiceColumn *
run_forall (LAZY_ARGS)
{
  return run_quantifier (context, expr, selection, error, FALSE);
}

const SluiceKernel sluice_kernel_filter = { "filter", SLUICE_KERNEL_NONE, NULL, run_filter };
const SluiceKernel sluice_kernel_exists = { "exists", SLUICE_KERNEL_NONE, NULL, run_exists };
const SluiceKernel sluice_kernel_forall = { "forall", SLUICE_KERNEL_NONE, NULL, run_forall };

/* What a predicate gives must be BOOLEAN; NULL counts as one. */
static gboolean
check_predicate (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  SluiceExpr *lambda = call->args[1];
  g_autoptr (SluiceExpr) body = NULL;
  SluiceExpr *typed;

  if (lambda->type->id == SLUICE_TYPE_BOOLEAN)
    return TRUE;
  if (lambda->type->id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 1, "\"BOOLEAN\"", error);
      return FALSE;
    }

  body = sluice_analyzer_cast (analyzer, lambda->args[0], sluice_type_primitive (SLUICE_TYPE_BOOLEAN));
  typed = sluice_expr_new (SLUICE_EXPR_LAMBDA, body->type, TRUE, &body, 1);
  typed->index = lambda->index;
  typed->n_variables = lambda->n_variables;
  sluice_call_replace_arg (call, 1, typed);

  return TRUE;
}

SluiceExpr *
sluice_resolve_predicate (const SluiceFunction *function,
                          SluiceAnalyzer       *analyzer,
                          SluiceCall           *call,
                          GError              **error)
{
  gboolean filters = function->user_data == &sluice_kernel_filter;

  if (!resolve_element_lambda (analyzer, call, filters, error)
      || !check_predicate (analyzer, call, error))
    return NULL;

  return sluice_call_finish (function, call,
                             filters ? call->args[0]->type
                                     : sluice_type_primitive (SLUICE_TYPE_BOOLEAN),
                             call->args[0]->nullable || (!filters && call->args[1]->nullable),
                             function->user_data);
}

/* aggregate(array, start, merge[, finish]): all rows take a step at once. */

static SluiceColumn *
run_array_aggregate (LAZY_ARGS)
{
  SluiceColumn *array = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceColumn *accumulated = array != NULL
                                  ? sluice_evaluate (context, expr->args[1], selection, error)
                                  : NULL;
  SluiceArena *arena = context->arena;
  guint32 n_rows = context->n_rows;
  SluiceSelection all = selection, active = selection;
  guint32 *rows;
  const SluiceColumn **sources;

  if (accumulated == NULL)
    return NULL;

  if (array->validity != NULL)
    {
      guint16 *valid = sluice_arena_new_array (arena, guint16, MAX (selection.n, 1));
      guint32 n = 0;

      SLUICE_FOR_EACH_SELECTED (selection, row)
        if (!sluice_column_is_null (array, row))
          valid[n++] = (guint16) row;
      all = active = (SluiceSelection){ valid, n };
    }
  rows = sluice_arena_new_array (arena, guint32, MAX (n_rows, 1));
  sources = sluice_arena_new_array (arena, const SluiceColumn *, MAX (n_rows, 1));

  for (guint32 step = 0; active.n > 0; step++)
    {
      guint16 *longer = sluice_arena_new_array (arena, guint16, MAX (active.n, 1));
      SluiceColumn *values[2];
      SluiceColumn *merged;
      SluiceMerge merge;
      guint32 n = 0;

      memset (sources, 0, sizeof *sources * n_rows);
      memset (rows, 0, sizeof *rows * n_rows);
      SLUICE_FOR_EACH_SELECTED (active, row)
        {
          SluiceElements elements = sluice_elements_at (array, row);

          if (elements.begin + step >= elements.end)
            continue;
          longer[n++] = (guint16) row;
          sources[row] = elements.child;
          rows[row] = elements.begin + step;
        }
      active = (SluiceSelection){ longer, n };
      if (n == 0)
        break;

      values[0] = accumulated;
      values[1] = sluice_gather_many (arena, array->type->fields[0].type, sources, rows, n_rows);
      merged = sluice_lambda_run_in_place (context, expr->args[2], values, active, error);
      if (merged == NULL)
        return NULL;
      sluice_merge_begin (&merge, context, expr->args[1]->type);
      sluice_merge_add (&merge, accumulated, all);
      sluice_merge_add_over (&merge, merged, active);
      accumulated = sluice_merge_finish (&merge);
    }

  if (expr->n_args > 3)
    {
      accumulated = sluice_lambda_run_in_place (context, expr->args[3], &accumulated, all, error);
      if (accumulated == NULL)
        return NULL;
    }
  if (all.n < selection.n)
    {
      SluiceMerge merge;

      sluice_merge_begin (&merge, context, expr->type);
      sluice_merge_add (&merge, accumulated, all);
      accumulated = sluice_merge_finish (&merge);
    }

  return accumulated;
}

static const SluiceKernel array_aggregate_kernel = { "array_aggregate", SLUICE_KERNEL_NONE, NULL,
                                                     run_array_aggregate };

/* Whether types are equal but for the names of fields of structs, which the start of an aggregation decides. */
static gboolean
is_laid_out_like (const SluiceType *type, const SluiceType *other)
{
  if (type->n_fields == 0 || type->id != other->id || type->n_fields != other->n_fields)
    return sluice_type_equal (type, other);
  for (guint i = 0; i < type->n_fields; i++)
    if (!is_laid_out_like (type->fields[i].type, other->fields[i].type))
      return FALSE;

  return TRUE;
}

SluiceExpr *
sluice_resolve_array_aggregate (const SluiceFunction *function,
                                SluiceAnalyzer       *analyzer,
                                SluiceCall           *call,
                                GError              **error)
{
  g_autoptr (SluiceType) accumulated = NULL;
  const SluiceType *types[2];
  gboolean nullable[2] = { TRUE, TRUE };

  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;
  /* What is put together may be null inside, whatever it begins with. */
  accumulated = sluice_type_as_nullable (call->args[1]->type);
  types[0] = accumulated;
  types[1] = call->args[0]->type->fields[0].type;
  nullable[1] = call->args[0]->type->fields[0].nullable;
  if (!sluice_analyzer_resolve_lambda (analyzer, call, 2, types, nullable, 2, error))
    return NULL;
  if (!is_laid_out_like (call->args[2]->type, call->args[1]->type))
    {
      g_autofree char *sql = sluice_type_to_sql (call->args[1]->type);
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", sql);

      sluice_call_wrong_type (call, 2, quoted, error);
      return NULL;
    }
  if (call->n_args > 3
      && !sluice_analyzer_resolve_lambda (analyzer, call, 3, types, nullable, 1, error))
    return NULL;

  return sluice_call_finish (function, call, call->n_args > 3 ? call->args[3]->type : accumulated, TRUE,
                             &array_aggregate_kernel);
}

/* zip_with */

static SluiceColumn *
run_zip_with (LAZY_ARGS)
{
  SluiceArena *arena = context->arena;
  guint32 n_rows = context->n_rows;
  SluiceColumn *arrays[2], *values[2];
  SluiceColumn *result, *zipped;
  SluiceSpread spread = { 0 };
  guint32 *lengths = sluice_arena_new_array0 (arena, guint32, MAX (n_rows, 1));
  guint64 *validity = sluice_arena_new_array0 (arena, guint64,
                                               MAX (sluice_validity_words (n_rows), 1));
  const SluiceColumn **sources;

  for (guint i = 0; i < 2; i++)
    {
      arrays[i] = sluice_evaluate (context, expr->args[i], selection, error);
      if (arrays[i] == NULL)
        return NULL;
    }

  SLUICE_FOR_EACH_SELECTED (selection, row)
    if (!sluice_column_is_null (arrays[0], row) && !sluice_column_is_null (arrays[1], row))
      {
        SluiceElements a = sluice_elements_at (arrays[0], row);
        SluiceElements b = sluice_elements_at (arrays[1], row);

        sluice_validity_set (validity, row);
        lengths[row] = MAX (a.end - a.begin, b.end - b.begin);
      }
  spread.offsets = sluice_arena_new_array (arena, guint32, n_rows + 1);
  for (guint32 row = 0; row < n_rows; row++)
    {
      spread.offsets[row] = spread.n;
      spread.n += lengths[row];
    }
  spread.offsets[n_rows] = spread.n;
  spread.parents = sluice_arena_new_array (arena, guint32, MAX (spread.n, 1));
  spread.elements = sluice_arena_new_array (arena, guint32, MAX (spread.n, 1));
  sources = sluice_arena_new_array (arena, const SluiceColumn *, MAX (spread.n, 1));
  for (guint i = 0; i < 2; i++)
    {
      for (guint32 row = 0; row < n_rows; row++)
        for (guint32 k = 0; k < lengths[row]; k++)
          {
            SluiceElements elements = sluice_elements_at (arrays[i], row);
            guint32 at = spread.offsets[row] + k;

            spread.parents[at] = row;
            spread.elements[at] = elements.begin + k;
            sources[at] = elements.begin + k < elements.end ? elements.child : NULL;
          }
      values[i] = sluice_gather_many (arena, arrays[i]->type->fields[0].type, sources,
                                      spread.elements, spread.n);
    }

  zipped = sluice_lambda_run (context, expr->args[2], values, spread.parents, spread.n, error);
  if (zipped == NULL)
    return NULL;
  result = with_children (context, expr->type, &(SluiceColumn){ .length = n_rows }, &spread, zipped,
                          NULL);
  result->validity = validity;

  return result;
}

static const SluiceKernel zip_with_kernel = { "zip_with", SLUICE_KERNEL_NONE, NULL, run_zip_with };

SluiceExpr *
sluice_resolve_zip_with (const SluiceFunction *function,
                         SluiceAnalyzer       *analyzer,
                         SluiceCall           *call,
                         GError              **error)
{
  g_autoptr (SluiceType) type = NULL;
  const SluiceType *types[2];
  gboolean nullable[2] = { TRUE, TRUE };

  for (guint i = 0; i < 2; i++)
    {
      if (!sluice_collection_check (call, i, SLUICE_TYPE_ARRAY, error))
        return NULL;
      types[i] = call->args[i]->type->fields[0].type;
    }
  if (!sluice_analyzer_resolve_lambda (analyzer, call, 2, types, nullable, 2, error))
    return NULL;
  type = sluice_type_array (call->args[2]->type, call->args[2]->nullable);

  return sluice_call_finish (function, call, type,
                             call->args[0]->nullable || call->args[1]->nullable, &zip_with_kernel);
}

/* array_sort: nulls last, or as a comparing lambda says */

typedef struct
{
  SluiceEvalContext *context;
  const SluiceExpr *lambda;
  const SluiceColumn *child;
  guint32 parent;
  GError **error;
  gboolean failed;
} LambdaOrder;

static int
compare_natural (gconstpointer a, gconstpointer b, gpointer data)
{
  const LambdaOrder *order = data;
  guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;
  int nulls = sluice_column_is_null (order->child, i) - sluice_column_is_null (order->child, j);

  return nulls != 0 ? nulls : sluice_value_compare (order->child, i, order->child, j);
}

static int
compare_by_lambda (gconstpointer a, gconstpointer b, gpointer data)
{
  LambdaOrder *order = data;
  SluiceArena *arena = order->context->arena;
  SluiceColumn *values[2];
  SluiceColumn *result;

  if (order->failed)
    return 0;

  values[0] = sluice_column_gather (arena, order->child, a, 1);
  values[1] = sluice_column_gather (arena, order->child, b, 1);
  result = sluice_lambda_run (order->context, order->lambda, values, &order->parent, 1, order->error);
  if (result != NULL && !sluice_column_is_null (result, 0))
    return result->i32[0];

  order->failed = TRUE;
  if (result != NULL)
    sluice_set_error (order->error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                      "COMPARATOR_RETURNS_NULL",
                      "The comparator has returned a NULL for a comparison. It should return a positive "
                      "integer for \"greater than\", 0 for \"equal\" and a negative integer for \"less "
                      "than\".");

  return 0;
}

static SluiceColumn *
run_array_sort (LAZY_ARGS)
{
  SluiceColumn *array = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceArrayBuilder builder;

  if (array == NULL)
    return NULL;

  sluice_array_builder_begin (&builder, context, expr->type, context->n_rows);
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      LambdaOrder order = { context, expr->n_args > 1 ? expr->args[1] : NULL, array->children[0], row,
                            error, FALSE };
      SluiceElements elements;
      guint32 *sorted;
      guint32 n;

      if (sluice_column_is_null (array, row))
        continue;
      elements = sluice_elements_at (array, row);
      n = elements.end - elements.begin;
      sorted = sluice_arena_new_array (context->arena, guint32, MAX (n, 1));
      for (guint32 i = 0; i < n; i++)
        sorted[i] = elements.begin + i;
      g_qsort_with_data (sorted, (gint) n, sizeof *sorted,
                         order.lambda != NULL ? compare_by_lambda : compare_natural, &order);
      if (order.failed)
        return NULL;
      for (guint32 i = 0; i < n; i++)
        sluice_array_builder_add (&builder, elements.child, sorted[i]);
      sluice_array_builder_end_row (&builder, row);
    }

  return sluice_array_builder_finish (&builder);
}

static const SluiceKernel array_sort_kernel = { "array_sort", SLUICE_KERNEL_NONE, NULL,
                                                run_array_sort };

SluiceExpr *
sluice_resolve_array_sort (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  if (!sluice_collection_check (call, 0, SLUICE_TYPE_ARRAY, error))
    return NULL;

  if (call->n_args > 1)
    {
      const SluiceField *element = &call->args[0]->type->fields[0];
      const SluiceType *types[2] = { element->type, element->type };
      gboolean nullable[2] = { element->nullable, element->nullable };

      if (!sluice_analyzer_resolve_lambda (analyzer, call, 1, types, nullable, 2, error))
        return NULL;
      if (call->args[1]->type->id != SLUICE_TYPE_INT)
        {
          g_autofree char *sql = sluice_type_to_sql (call->args[1]->type);

          sluice_call_mismatch (call, "UNEXPECTED_RETURN_TYPE", error,
                                "The `array_sort` requires return \"INT\" type, but the actual is "
                                "\"%s\" type.",
                                sql);
          return NULL;
        }
    }
  else if (!sluice_type_is_orderable (call->args[0]->type))
    {
      g_autofree char *sql = sluice_type_to_sql (call->args[0]->type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `array_sort` does not support ordering on type \"%s\".", sql);
      return NULL;
    }

  return sluice_call_finish (function, call, call->args[0]->type, call->args[0]->nullable,
                             &array_sort_kernel);
}

/* Maps */

static SluiceColumn *
run_over_entries (LAZY_ARGS, SluiceColumn *map, SluiceSpread *spread, SluiceColumn **values)
{
  sluice_spread_begin (spread, context, map, selection);
  for (guint i = 0; i < 2; i++)
    values[i] = sluice_column_gather (context->arena, map->children[i], spread->elements, spread->n);

  return sluice_lambda_run (context, expr->args[1], values, spread->parents, spread->n, error);
}

/* Builds maps anew: of the entries that the lambda chooses, or with the keys that it makes. */
static SluiceColumn *
rebuild_maps (LAZY_ARGS, gboolean filters)
{
  SluiceColumn *map = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceColumn *values[2];
  SluiceArrayBuilder builder;
  SluiceSpread spread;
  SluiceColumn *result;

  if (map == NULL)
    return NULL;
  result = run_over_entries (context, expr, selection, error, map, &spread, values);
  if (result == NULL)
    return NULL;

  sluice_array_builder_begin (&builder, context, expr->type, context->n_rows);
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      if (sluice_column_is_null (map, row))
        continue;
      for (guint32 i = spread.offsets[row]; i < spread.offsets[row + 1]; i++)
        if ((!filters || is_true (result, i))
            && !sluice_array_builder_put (&builder, filters ? values[0] : result, i, values[1], i, error))
          return NULL;
      sluice_array_builder_end_row (&builder, row);
    }

  return sluice_array_builder_finish (&builder);
}

static SluiceColumn *
run_map_filter (LAZY_ARGS)
{
  return rebuild_maps (context, expr, selection, error, TRUE);
}

static SluiceColumn *
run_transform_keys (LAZY_ARGS)
{
  return rebuild_maps (context, expr, selection, error, FALSE);
}

static SluiceColumn *
run_transform_values (LAZY_ARGS)
{
  SluiceColumn *map = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceColumn *values[2];
  SluiceSpread spread;
  SluiceColumn *mapped;

  if (map == NULL)
    return NULL;
  mapped = run_over_entries (context, expr, selection, error, map, &spread, values);
  if (mapped == NULL)
    return NULL;

  return with_children (context, expr->type, map, &spread, values[0], mapped);
}

const SluiceKernel sluice_kernel_map_filter = { "map_filter", SLUICE_KERNEL_NONE, NULL,
                                                run_map_filter };
const SluiceKernel sluice_kernel_transform_keys = { "transform_keys", SLUICE_KERNEL_NONE, NULL,
                                                    run_transform_keys };
const SluiceKernel sluice_kernel_transform_values = { "transform_values", SLUICE_KERNEL_NONE, NULL,
                                                      run_transform_values };

SluiceExpr *
sluice_resolve_map_lambda (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  const SluiceKernel *kernel = function->user_data;
  g_autoptr (SluiceType) type = NULL;
  const SluiceType *map = call->args[0]->type;
  const SluiceType *types[2];
  gboolean nullable[2] = { FALSE, FALSE };

  if (!sluice_collection_check (call, 0, SLUICE_TYPE_MAP, error))
    return NULL;
  types[0] = map->fields[0].type;
  types[1] = map->fields[1].type;
  nullable[1] = map->fields[1].nullable;
  if (!sluice_analyzer_resolve_lambda (analyzer, call, 1, types, nullable, 2, error)
      || (kernel == &sluice_kernel_map_filter && !check_predicate (analyzer, call, error)))
    return NULL;

  if (kernel == &sluice_kernel_map_filter)
    type = sluice_type_ref (map);
  else if (kernel == &sluice_kernel_transform_keys)
    type = sluice_type_map (call->args[1]->type, map->fields[1].type, map->fields[1].nullable);
  else
    type = sluice_type_map (map->fields[0].type, call->args[1]->type, call->args[1]->nullable);

  return sluice_call_finish (function, call, type, call->args[0]->nullable, kernel);
}

/* map_zip_with: the keys of both, each with its two values. */

static SluiceColumn *
run_map_zip_with (LAZY_ARGS)
{
  SluiceArena *arena = context->arena;
  guint32 n_rows = context->n_rows;
  SluiceColumn *maps[2], *values[3];
  const SluiceColumn **sources[3];
  SluiceColumn *result, *zipped;
  SluiceSpread spread = { 0 };
  guint32 *rows[3];
  guint32 capacity = 0;
  guint64 *validity = sluice_arena_new_array0 (arena, guint64,
                                               MAX (sluice_validity_words (n_rows), 1));

  for (guint i = 0; i < 2; i++)
    {
      maps[i] = sluice_evaluate (context, expr->args[i], selection, error);
      if (maps[i] == NULL)
        return NULL;
    }

  SLUICE_FOR_EACH_SELECTED (selection, row)
    if (!sluice_column_is_null (maps[0], row) && !sluice_column_is_null (maps[1], row))
      {
        sluice_validity_set (validity, row);
        for (guint i = 0; i < 2; i++)
          {
            SluiceElements keys = sluice_elements_at (maps[i], row);

            capacity += keys.end - keys.begin;
          }
      }
  for (guint k = 0; k < 3; k++)
    {
      sources[k] = sluice_arena_new_array0 (arena, const SluiceColumn *, MAX (capacity, 1));
      rows[k] = sluice_arena_new_array0 (arena, guint32, MAX (capacity, 1));
    }
  spread.parents = sluice_arena_new_array (arena, guint32, MAX (capacity, 1));
  spread.offsets = sluice_arena_new_array (arena, guint32, n_rows + 1);

  for (guint32 row = 0; row < n_rows; row++)
    {
      spread.offsets[row] = spread.n;
      for (guint i = 0; i < 2 && sluice_validity_get (validity, row); i++)
        {
          SluiceElements keys = sluice_elements_at (maps[i], row);

          for (guint32 e = keys.begin; e < keys.end; e++)
            {
              guint32 at = spread.offsets[row];

              while (at < spread.n
                     && sluice_value_compare (sources[0][at], rows[0][at], keys.child, e) != 0)
                at++;
              if (at == spread.n)
                {
                  sources[0][at] = keys.child;
                  rows[0][at] = e;
                  spread.parents[at] = row;
                  spread.n++;
                }
              sources[1 + i][at] = maps[i]->children[1];
              rows[1 + i][at] = e;
            }
        }
    }
  spread.offsets[n_rows] = spread.n;

  values[0] = sluice_gather_many (arena, expr->type->fields[0].type, sources[0], rows[0], spread.n);
  for (guint i = 0; i < 2; i++)
    values[1 + i] = sluice_gather_many (arena, maps[i]->type->fields[1].type, sources[1 + i],
                                        rows[1 + i], spread.n);
  zipped = sluice_lambda_run (context, expr->args[2], values, spread.parents, spread.n, error);
  if (zipped == NULL)
    return NULL;
  result = with_children (context, expr->type, &(SluiceColumn){ .length = n_rows }, &spread,
                          values[0], zipped);
  result->validity = validity;

  return result;
}

static const SluiceKernel map_zip_with_kernel = { "map_zip_with", SLUICE_KERNEL_NONE, NULL,
                                                  run_map_zip_with };

SluiceExpr *
sluice_resolve_map_zip_with (const SluiceFunction *function,
                             SluiceAnalyzer       *analyzer,
                             SluiceCall           *call,
                             GError              **error)
{
  g_autoptr (SluiceType) type = NULL;
  g_autoptr (SluiceType) key = NULL;
  const SluiceType *types[3];
  gboolean nullable[3] = { FALSE, TRUE, TRUE };

  for (guint i = 0; i < 2; i++)
    if (!sluice_collection_check (call, i, SLUICE_TYPE_MAP, error))
      return NULL;
  key = sluice_coercion_tightest (sluice_analyzer_settings (analyzer), call->args[0]->type->fields[0].type,
                                  call->args[1]->type->fields[0].type);
  if (key == NULL)
    {
      g_autofree char *left = sluice_type_to_sql (call->args[0]->type->fields[0].type);
      g_autofree char *right = sluice_type_to_sql (call->args[1]->type->fields[0].type);

      sluice_call_mismatch (call, "MAP_ZIP_WITH_DIFF_TYPES", error,
                            "Input to the `map_zip_with` should have been two \"MAP\"s with compatible "
                            "key types, but it's [\"%s\", \"%s\"].",
                            left, right);
      return NULL;
    }
  for (guint i = 0; i < 2; i++)
    {
      const SluiceField *value = &call->args[i]->type->fields[1];
      g_autoptr (SluiceType) wide = sluice_type_map (key, value->type, value->nullable);

      sluice_call_cast_arg (analyzer, call, i, wide);
    }
  types[0] = key;
  types[1] = call->args[0]->type->fields[1].type;
  types[2] = call->args[1]->type->fields[1].type;
  if (!sluice_analyzer_resolve_lambda (analyzer, call, 2, types, nullable, 3, error))
    return NULL;
  type = sluice_type_map (types[0], call->args[2]->type, call->args[2]->nullable);

  return sluice_call_finish (function, call, type,
                             call->args[0]->nullable || call->args[1]->nullable,
                             &map_zip_with_kernel);
}
