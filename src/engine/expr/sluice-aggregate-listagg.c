/* sluice-aggregate-listagg.c: listagg: texts one after the other, perhaps in an order.
 *
 * The arguments of the resolved call are the text, the delimiter, then each key of WITHIN GROUP with the text
 * of its direction, so that calls that differ only in a direction differ.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-tuples.h"
#include "expr/sluice-value.h"

#define MAX_KEYS 64

/* Where a key's direction is; both characters of it are set. */
typedef struct
{
  gboolean descending;
  gboolean nulls_last;
} Direction;

typedef struct
{
  guint n_keys;
  Direction directions[];
} Order;

static guint
tuple_width (const SluiceExpr *expr)
{
  return 1 + ((const Order *) expr->data)->n_keys;
}

/* The arguments that are kept: the text and the keys. */
static guint
tuple_arg (guint k)
{
  return k == 0 ? 0 : 2 * k;
}

static void
tuple_types (const SluiceExpr *expr, const SluiceType **types)
{
  for (guint k = 0; k < tuple_width (expr); k++)
    types[k] = expr->args[tuple_arg (k)]->type;
}

static gboolean
listagg_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const SluiceColumn *columns[1 + MAX_KEYS];
  guint width = tuple_width (expr);

  for (guint k = 0; k < width; k++)
    columns[k] = args[tuple_arg (k)];
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (!sluice_column_is_null (columns[0], row))
        sluice_tuples_append (states[i], arena, columns, width, row);
    }

  return TRUE;
}

static gboolean
listagg_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const SluiceType *types[1 + MAX_KEYS];

  tuple_types (expr, types);
  sluice_tuples_merge (into, arena, from, types, tuple_width (expr), FALSE);

  return TRUE;
}

/* What a comparison of two tuples of a group looks at. */
typedef struct
{
  const Order *order;
  SluiceColumn *keys[MAX_KEYS];
} Sorting;

static int
compare_tuples (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Sorting *self = user_data;
  guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;

  for (guint k = 0; k < self->order->n_keys; k++)
    {
      const Direction *direction = &self->order->directions[k];
      gboolean null_i = sluice_column_is_null (self->keys[k], i);
      gboolean null_j = sluice_column_is_null (self->keys[k], j);
      int result;

      if (null_i && null_j)
        continue;
      if (null_i || null_j)
        return null_i == direction->nulls_last ? 1 : -1;
      result = sluice_value_compare (self->keys[k], i, self->keys[k], j);
      if (result != 0)
        return direction->descending ? -result : result;
    }

  return (i > j) - (i < j);
}

static void
write_group (const SluiceExpr   *expr,
             SluiceEvalContext  *context,
             const SluiceTuples *group,
             SluiceString       *text)
{
  const Order *order = expr->data;
  g_autofree guint32 *indices = g_new (guint32, group->n);
  guint width = tuple_width (expr);
  const SluiceColumn *delimiter = expr->args[1]->value;
  SluiceString between = { 0 };
  const SluiceColumn *texts;
  Sorting sorting = { .order = order };
  gsize length = 0;
  char *bytes, *end;

  if (!sluice_column_is_null (delimiter, 0))
    between = delimiter->string[0];
  texts = sluice_tuples_write (context->arena, &group, 1, expr->args[0]->type, width, 0);
  for (guint k = 0; k < order->n_keys; k++)
    sorting.keys[k] = sluice_tuples_write (context->arena, &group, 1, expr->args[tuple_arg (k + 1)]->type,
                                           width, k + 1);
  for (guint32 i = 0; i < group->n; i++)
    {
      indices[i] = i;
      length += texts->string[i].length + (i > 0 ? between.length : 0);
    }
  if (order->n_keys > 0)
    g_qsort_with_data (indices, (int) group->n, sizeof *indices, compare_tuples, &sorting);

  bytes = end = sluice_arena_alloc_bytes (context->arena, length);
  for (guint32 i = 0; i < group->n; i++)
    {
      const SluiceString *part = &texts->string[indices[i]];

      if (i > 0 && between.length > 0)
        {
          memcpy (end, between.data, between.length);
          end += between.length;
        }
      if (part->length > 0)
        memcpy (end, part->data, part->length);
      end += part->length;
    }
  *text = sluice_string (bytes, length);
  sluice_arena_align (context->arena);
}

static gboolean
listagg_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      const SluiceTuples *group = states[i];

      result->string[i] = sluice_string ("", 0);
      if (group->n > 0)
        write_group (expr, context, group, &result->string[i]);
      else
        sluice_aggregate_set_null (context, result, i);
    }

  return TRUE;
}

static void
listagg_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const SluiceType *types[1 + MAX_KEYS];

  tuple_types (expr, types);
  sluice_tuples_save (state, types, tuple_width (expr), out);
}

static gboolean
listagg_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  const SluiceType *types[1 + MAX_KEYS];

  tuple_types (expr, types);

  return sluice_tuples_load (state, types, tuple_width (expr), arena, cursor, end);
}

static const SluiceAggregate listagg = { "listagg",     sizeof (SluiceTuples), TRUE,         listagg_update,
                                         listagg_merge, listagg_finish,        listagg_save, listagg_load };

static gboolean
coerce_texts (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  const SluiceType *string = sluice_type_primitive (SLUICE_TYPE_STRING);
  SluiceTypeId text = call->args[0]->type->id;
  SluiceTypeId delimiter = call->args[1]->type->id;

  if (text != SLUICE_TYPE_STRING && text != SLUICE_TYPE_BINARY)
    {
      if (text != SLUICE_TYPE_VOID && sluice_type_width (text) == 0)
        {
          sluice_call_wrong_type (call, 0, "(\"STRING\" or \"BINARY\")", error);
          return FALSE;
        }
      sluice_call_cast_arg (analyzer, call, 0, string);
      text = SLUICE_TYPE_STRING;
    }
  if (delimiter != SLUICE_TYPE_STRING && delimiter != SLUICE_TYPE_BINARY)
    {
      if (delimiter != SLUICE_TYPE_VOID && sluice_type_width (delimiter) == 0)
        {
          sluice_call_wrong_type (call, 1, "(\"STRING\" or \"BINARY\")", error);
          return FALSE;
        }
      sluice_call_cast_arg (analyzer, call, 1,
                            delimiter == SLUICE_TYPE_VOID ? call->args[0]->type : string);
    }
  if (call->args[1]->type->id != text)
    {
      g_autofree char *a = sluice_type_to_sql (call->args[0]->type);
      g_autofree char *b = sluice_type_to_sql (call->args[1]->type);

      sluice_call_mismatch (call, "DATA_DIFF_TYPES", error,
                            "Input to `%s` should all be the same type, but it's (\"%s\" or \"%s\").",
                            call->name, a, b);
      return FALSE;
    }

  return sluice_aggregate_fold (analyzer, call, 1, "delimiter", error);
}

/* Of rows with the same text only one counts, so that it can only be put in an order of the texts. */
static gboolean
check_distinct_order (
    const SluiceCall *call, SluiceExpr *const *keys, const SluiceExpr *written, GError **error)
{
  for (guint k = 0; k < call->n_order; k++)
    {
      g_autofree char *text = NULL;
      g_autofree char *key = NULL;

      if (sluice_expr_equal (keys[k], written)
          || (sluice_expr_is_cast (written) && sluice_expr_equal (keys[k], written->args[0])))
        continue;
      text = sluice_expr_to_sql (written, NULL);
      key = sluice_expr_to_sql (keys[k], NULL);
      sluice_call_error (call, "INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT", error,
                         "Invalid function `%s` with WITHIN GROUP. The function is invoked with DISTINCT and "
                         "WITHIN GROUP but expressions \"%s\" and \"%s\" do not match. The WITHIN GROUP "
                         "ordering expression must be picked from the function inputs.",
                         call->name, text, key);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_keys (const SluiceCall *call, SluiceExpr *const *keys, GError **error)
{
  if (call->n_order > MAX_KEYS)
    {
      sluice_call_error (call, NULL, error, "More than %d keys in WITHIN GROUP can't be used here.", MAX_KEYS);
      return FALSE;
    }
  for (guint k = 0; k < call->n_order; k++)
    if (!sluice_type_is_orderable (keys[k]->type))
      {
        g_autofree char *sql = sluice_type_to_sql (keys[k]->type);

        sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                              "The `sortorder` does not support ordering on type \"%s\".", sql);
        return FALSE;
      }

  return TRUE;
}

/* Takes the keys from the end of the call's arguments. */
static SluiceExpr **
take_keys (SluiceCall *call)
{
  SluiceExpr **keys = g_new (SluiceExpr *, call->n_order + 1);

  call->n_args -= call->n_order;
  memcpy (keys, call->args + call->n_args, sizeof *keys * call->n_order);
  keys[call->n_order] = NULL;

  return keys;
}

static void
append_key (SluiceCall *call, SluiceExpr *key, const Direction *direction)
{
  const char *words = direction->descending ? direction->nulls_last ? "DESC NULLS LAST" : "DESC NULLS FIRST"
                      : direction->nulls_last ? "ASC NULLS LAST"
                                              : "ASC NULLS FIRST";
  SluiceString text = sluice_string (words, strlen (words));

  call->args = g_renew (SluiceExpr *, call->args, call->n_args + 1);
  call->args[call->n_args++] = sluice_expr_ref (key);
  sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_STRING), &text);
}

SluiceExpr *
sluice_aggregate_resolve_listagg (const SluiceFunction *function,
                                  SluiceAnalyzer       *analyzer,
                                  SluiceCall           *call,
                                  GError              **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autofree SluiceExpr **taken = take_keys (call);
  g_autofree Order *order = g_malloc0 (sizeof *order + sizeof (Direction) * call->n_order);
  SluiceExpr *result;

  for (guint k = 0; k < call->n_order; k++)
    g_ptr_array_add (keys, taken[k]);
  if (!check_keys (call, taken, error))
    return NULL;
  if (call->n_args == 1)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_VOID), NULL);
  if (!coerce_texts (analyzer, call, error)
      || (call->distinct && !check_distinct_order (call, taken, call->args[0], error)))
    return NULL;

  order->n_keys = call->n_order;
  for (guint k = 0; k < call->n_order; k++)
    {
      order->directions[k].descending = call->descending[k];
      order->directions[k].nulls_last = call->nulls_last[k];
      append_key (call, taken[k], &order->directions[k]);
    }

  result = sluice_aggregate_finish_call (function, call, call->args[0]->type, TRUE, &listagg);
  result->data = g_steal_pointer (&order);
  result->data_destroy = g_free;

  return result;
}
