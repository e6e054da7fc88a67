/* sluice-functions-top-k.c: the functions on frequent items, and what they share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-top-k.h"

#define MAX_TRACKED 1000000
#define HINT "TYPE_CHECK_FAILURE_WITH_HINT"

gboolean
sluice_top_k_number (SluiceAnalyzer *analyzer,
                     SluiceCall     *call,
                     guint           index,
                     const char     *what,
                     const char     *name,
                     gint32         *value,
                     GError        **failure,
                     GError        **error)
{
  g_autoptr (SluiceExpr) literal = NULL;
  g_autoptr (GError) problem = NULL;

  if (index >= call->n_args)
    return TRUE;
  if (!sluice_analyzer_coerce_arg (analyzer, call, index, sluice_type_primitive (SLUICE_TYPE_INT), error))
    return FALSE;

  literal = sluice_analyzer_fold (analyzer, call->args[index], &problem);
  if (literal == NULL && problem == NULL)
    {
      sluice_call_mismatch (call, HINT, error, "%s must be a constant literal.", what);
      return FALSE;
    }
  if (literal != NULL && sluice_column_is_null (literal->value, 0))
    sluice_sketch_fail (NULL, "APPROX_TOP_K_NULL_ARG", &problem,
                        "The value of `%s` in `approx_top_k` cannot be NULL.", name);
  else if (literal != NULL)
    *value = literal->value->i32[0];
  if (literal != NULL)
    sluice_call_replace_arg (call, index, g_steal_pointer (&literal));
  if (problem != NULL && *failure == NULL)
    *failure = g_steal_pointer (&problem);

  return TRUE;
}

static gboolean
check_above_zero (const char *name, gint32 value, GError **error)
{
  return value > 0
         || sluice_sketch_fail (NULL, "APPROX_TOP_K_NON_POSITIVE_ARG", error,
                                "The value of `%s` in `approx_top_k` must be a positive integer, but got %d.", name,
                                value);
}

gboolean
sluice_top_k_check (gint32 k, gint32 tracked, GError **error)
{
  if (!check_above_zero ("k", k, error))
    return FALSE;
  if (tracked > MAX_TRACKED)
    return sluice_sketch_fail (NULL, "APPROX_TOP_K_MAX_ITEMS_TRACKED_EXCEEDS_LIMIT", error,
                               "The max items tracked `maxItemsTracked`(%d) of `approx_top_k` should be less than or "
                               "equal to %d.",
                               tracked, MAX_TRACKED);
  if (!check_above_zero ("maxItemsTracked", tracked, error))
    return FALSE;

  return tracked >= k
         || sluice_sketch_fail (NULL, "APPROX_TOP_K_MAX_ITEMS_TRACKED_LESS_THAN_K", error,
                                "The max items tracked `maxItemsTracked`(%d) of `approx_top_k` should be greater than "
                                "or equal to `k`(%d).",
                                tracked, k);
}

gboolean
sluice_top_k_check_state (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const char *const places[] = { "first", "second", "third", "fourth" };
  static const char *const wanted[] = { "binary", "int", "a supported data type", "string" };
  static const SluiceTypeId ids[] = { SLUICE_TYPE_BINARY, SLUICE_TYPE_INT, SLUICE_TYPE_VOID, SLUICE_TYPE_STRING };
  const SluiceType *type = call->args[0]->type;

  if (type->id != SLUICE_TYPE_STRUCT && type->id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"STRUCT\"", error);
      return FALSE;
    }
  if (type->id == SLUICE_TYPE_VOID || type->n_fields != SLUICE_TOP_K_FIELDS)
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, HINT, error,
                            "State must be a struct with 4 fields. Expected struct: "
                            "struct<sketch:binary,maxItemsTracked:int,itemDataType:any,itemDataTypeDDL:string>. Got: "
                            "%s.",
                            sql);
      return FALSE;
    }
  for (guint i = 0; i < SLUICE_TOP_K_FIELDS; i++)
    if (i == SLUICE_TOP_K_TYPE ? !sluice_frequent_items_supports (type->fields[i].type)
                               : type->fields[i].type->id != ids[i])
      {
        g_autofree char *sql = sluice_type_to_sql (type->fields[i].type);

        sluice_call_mismatch (call, HINT, error, "State struct must have the %s field to be %s. Got: %s.", places[i],
                              wanted[i], sql);
        return FALSE;
      }

  return TRUE;
}

SluiceType *
sluice_top_k_result_type (const SluiceType *type)
{
  SluiceField fields[] = { { (char *) "item", (SluiceType *) type, TRUE, -1 },
                           { (char *) "count", sluice_type_primitive (SLUICE_TYPE_BIGINT), FALSE, -1 } };
  g_autoptr (SluiceType) entry = sluice_type_struct (fields, G_N_ELEMENTS (fields));

  return sluice_type_array (entry, FALSE);
}

void
sluice_top_k_write (SluiceEvalContext                *context,
                    const SluiceFrequentItems *const *sketches,
                    guint32                           n,
                    guint                             k,
                    SluiceColumn                     *result)
{
  g_autofree const SluiceFrequentItem ***tops = g_new0 (const SluiceFrequentItem **, n + 1);
  SluiceColumn *entries;
  guint32 total = 0, at = 0;

  result->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      guint length = k;

      if (sketches[i] != NULL)
        tops[i] = sluice_frequent_items_top (sketches[i], &length);
      total += sketches[i] != NULL ? length : 0;
      result->offsets[i + 1] = total;
    }
  sluice_arena_align (context->arena);
  entries = sluice_column_new (context->arena, result->type->fields[0].type, total);
  for (guint32 i = 0; i < n; i++)
    {
      for (guint j = 0; at < result->offsets[i + 1]; j++, at++)
        {
          static const SluiceFrequentItem nothing;
          const SluiceFrequentItem *item = tops[i][j];

          sluice_frequent_item_store (item != NULL ? item : &nothing, entries->children[0], at);
          entries->children[1]->i64[at] = item != NULL ? item->count + sketches[i]->offset : sketches[i]->nulls;
          if (item == NULL)
            sluice_aggregate_set_null (context, entries->children[0], at);
        }
      g_free (tops[i]);
    }
  result->children[0] = entries;
}

/* The sketch of a row, with its items' texts in the arena of the results. */
static gboolean
estimate_row (SluiceKernelCall *call, guint32 row, gint32 k, SluiceFrequentItems *sketch, GError **error)
{
  const SluiceColumn *state = call->args[0];
  guint32 index = sluice_column_index (state, row);
  const SluiceColumn *bytes = state->children[SLUICE_TOP_K_SKETCH];
  const SluiceString *text = &bytes->string[sluice_column_index (bytes, index)];

  if (!sluice_top_k_check (k, (gint32) sluice_column_integral (state->children[SLUICE_TOP_K_TRACKED], index), error))
    return FALSE;

  return sluice_frequent_items_read (sketch, call->context->arena, state->type->fields[SLUICE_TOP_K_TYPE].type,
                                     (const guint8 *) text->data, text->length)
         || sluice_sketch_fail (NULL, NULL, error, "The bytes aren’t a sketch of frequent items.");
}

/* The expression's data. */
typedef struct
{
  gint32 k;
  GError *failure;
} Estimate;

static void
estimate_free (gpointer data)
{
  Estimate *self = data;

  g_clear_error (&self->failure);
  g_free (self);
}

static gboolean
approx_top_k_estimate (SluiceKernelCall *call, GError **error)
{
  const Estimate *data = call->expr->data;
  guint32 n = call->result->length;
  SluiceFrequentItems *sketches = sluice_arena_new_array0 (call->context->arena, SluiceFrequentItems, n);
  g_autofree const SluiceFrequentItems **list = g_new0 (const SluiceFrequentItems *, n + 1);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (data->failure != NULL)
      {
        g_propagate_error (error, g_error_copy (data->failure));
        return FALSE;
      }
    if (sluice_column_is_null (call->args[0], row))
      return sluice_sketch_fail (NULL, "INTERNAL_ERROR", error, "approx_top_k_estimate() has no answer for a state "
                                                                "that is null.");
    if (!estimate_row (call, row, data->k, &sketches[row], error))
      return FALSE;
    list[row] = &sketches[row];
  }
  sluice_top_k_write (call->context, list, n, (guint) data->k, call->result);

  return TRUE;
}

static SluiceExpr *
resolve_estimate (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "approx_top_k_estimate", SLUICE_KERNEL_NONE, approx_top_k_estimate, NULL };
  g_autoptr (GError) failure = NULL;
  g_autoptr (SluiceType) type = NULL;
  gint32 k = SLUICE_TOP_K_DEFAULT;
  SluiceExpr *result;
  Estimate *data;

  if (!sluice_top_k_check_state (analyzer, call, error)
      || !sluice_top_k_number (analyzer, call, 1, "K", "k", &k, &failure, error))
    return NULL;

  type = sluice_top_k_result_type (call->args[0]->type->fields[SLUICE_TOP_K_TYPE].type);
  result = sluice_call_finish (function, call, type, FALSE, &kernel);
  data = g_new0 (Estimate, 1);
  data->k = k;
  data->failure = g_steal_pointer (&failure);
  result->data = data;
  result->data_destroy = estimate_free;

  return result;
}

static const SluiceFunction functions[] = {
  { "approx_top_k", SLUICE_FUNCTION_AGGREGATE, 1, 3, sluice_aggregate_resolve_top_k, NULL,
    "approx_top_k(a[, k[, maxItemsTracked]])", "The most frequent values and about how often they came.",
    "approx_top_k(5, 2)", "[{5, 1}]", "agg_funcs", "4.1.0" },
  { "approx_top_k_accumulate", SLUICE_FUNCTION_AGGREGATE, 1, 2, sluice_aggregate_resolve_top_k_accumulate, NULL,
    "approx_top_k_accumulate(a[, maxItemsTracked])", "A sketch that tells the most frequent values, and their type.",
    "approx_top_k_estimate(approx_top_k_accumulate(5), 2)", "[{5, 1}]", "agg_funcs", "4.1.0" },
  { "approx_top_k_combine", SLUICE_FUNCTION_AGGREGATE, 1, 2, sluice_aggregate_resolve_top_k_combine, NULL,
    "approx_top_k_combine(state[, maxItemsTracked])", "The sketches of frequent values of all rows as one.",
    "SELECT approx_top_k_estimate(approx_top_k_combine(s, 10)) FROM (SELECT approx_top_k_accumulate(a, 10) AS s FROM "
    "VALUES (1), (1) AS t(a))",
    "[{1, 2}]", "agg_funcs", "4.1.0" },
  { "approx_top_k_estimate", SLUICE_FUNCTION_SCALAR, 1, 2, resolve_estimate, NULL, "approx_top_k_estimate(state[, k])",
    "Returns the most frequent values that a sketch saw and about how often they came.",
    "approx_top_k_estimate(approx_top_k_accumulate(5))", "[{5, 1}]", "misc_funcs", "4.1.0" },
};

const SluiceFunctionFamily sluice_functions_top_k = { functions, G_N_ELEMENTS (functions) };
