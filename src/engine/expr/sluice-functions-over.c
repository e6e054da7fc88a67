/* sluice-functions-over.c: functions that only stand before OVER.
 *
 * What they need of other rows the operator knows (operators/sluice-over-functions.c): here are their types.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-over.h"

#define FUNCTION(name, least, most, resolve, id, signature, description, example, result, since)    \
  { name, SLUICE_FUNCTION_WINDOW, least, most, resolve, GUINT_TO_POINTER (SLUICE_OVER_##id),        \
    signature, description, example, result, "window_funcs", since }

/* Arguments that rank() and the like are given mean nothing: the order is the window's. */
static SluiceExpr *
resolve_rank (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  SluiceOverFunction id = (SluiceOverFunction) GPOINTER_TO_UINT (function->user_data);
  gboolean share = id == SLUICE_OVER_PERCENT_RANK || id == SLUICE_OVER_CUME_DIST;

  while (call->n_args > 0)
    sluice_expr_unref (call->args[--call->n_args]);

  return sluice_call_finish (function, call,
                             sluice_type_primitive (share ? SLUICE_TYPE_DOUBLE : SLUICE_TYPE_INT), FALSE, NULL);
}

static gboolean
is_null (const SluiceExpr *literal)
{
  return sluice_column_is_null (literal->value, 0);
}

static SluiceExpr *
resolve_ntile (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  const SluiceType *type = sluice_type_primitive (SLUICE_TYPE_INT);
  static const gint32 one = 1;

  if (call->n_args == 0)
    sluice_call_append_literal (call, type, &one);
  if (!sluice_expr_is_foldable (call->args[0]))
    {
      sluice_aggregate_fold (analyzer, call, 0, "buckets", error);
      return NULL;
    }
  if (call->args[0]->type->id != SLUICE_TYPE_INT)
    {
      sluice_call_wrong_type (call, 0, "\"INT\"", error);
      return NULL;
    }
  if (!sluice_aggregate_fold (analyzer, call, 0, "buckets", error))
    return NULL;
  if (is_null (call->args[0]) || call->args[0]->value->i32[0] <= 0)
    {
      sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                            "The buckets must be between (0, 2147483647] (current value = %d).",
                            is_null (call->args[0]) ? 0 : call->args[0]->value->i32[0]);
      return NULL;
    }

  return sluice_call_finish (function, call, type, FALSE, NULL);
}

/* Another way to write IGNORE NULLS: a last argument, which is taken away. */
static gboolean
take_ignore_nulls (SluiceCall *call, const SluiceFunction *function, guint8 *ignore_nulls, GError **error)
{
  SluiceExpr *last = call->args[call->n_args - 1];

  if (last->kind != SLUICE_EXPR_LITERAL || last->type->id != SLUICE_TYPE_BOOLEAN || is_null (last))
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, call->n_args - 1);

      sluice_call_error (call, "INVALID_PARAMETER_VALUE.BOOLEAN", error,
                         "The value of parameter(s) `ignoreNulls` in `%s` is invalid: expects a boolean literal, but "
                         "got \"%s\".",
                         function->name, sql);
      return FALSE;
    }
  *ignore_nulls = last->value->boolean[0];
  call->n_args--;
  sluice_expr_unref (last);

  return TRUE;
}

/* lag and lead: the value, how far away, what there is instead beyond the partition, whether nulls are passed over. */
static SluiceExpr *
resolve_shift (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  const SluiceType *type = sluice_type_primitive (SLUICE_TYPE_INT);
  guint8 ignore_nulls = call->ignore_nulls;
  static const gint32 one = 1;

  if (call->n_args == 4 && !take_ignore_nulls (call, function, &ignore_nulls, error))
    return NULL;
  if (call->n_args == 0)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_VOID), NULL);
  if (call->n_args == 1)
    sluice_call_append_literal (call, type, &one);
  if (call->args[1]->type->id == SLUICE_TYPE_INT && !sluice_aggregate_fold (analyzer, call, 1, "offset", error))
    return NULL;
  /* Spark makes a frame of the offset, and finds that it isn't its own any more. */
  if (call->args[1]->type->id != SLUICE_TYPE_INT || is_null (call->args[1]))
    {
      sluice_call_error (call,
                         call->args[1]->type->id == SLUICE_TYPE_STRING ? "FAILED_FUNCTION_CALL"
                                                                       : "_LEGACY_ERROR_TEMP_1035",
                         error, "The offset of %s must be an INT that isn't null.", function->name);
      return NULL;
    }
  if (call->n_args == 2)
    sluice_call_append_literal (call, call->args[0]->type, NULL);
  if (!sluice_analyzer_coerce_arg (analyzer, call, 2, call->args[0]->type, error))
    return NULL;
  sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), &ignore_nulls);

  return sluice_call_finish (function, call, call->args[0]->type,
                             call->args[0]->nullable || call->args[2]->nullable, NULL);
}

static SluiceExpr *
resolve_nth (const SluiceFunction *function,
             SluiceAnalyzer       *analyzer,
             SluiceCall           *call,
             GError              **error)
{
  const SluiceType *type = sluice_type_primitive (SLUICE_TYPE_BIGINT);
  guint8 ignore_nulls = call->ignore_nulls;

  if (call->n_args == 3 && !take_ignore_nulls (call, function, &ignore_nulls, error))
    return NULL;
  if (!sluice_expr_is_foldable (call->args[1]))
    {
      sluice_aggregate_fold (analyzer, call, 1, "offset", error);
      return NULL;
    }
  if (!sluice_analyzer_coerce_arg (analyzer, call, 1, type, error)
      || !sluice_aggregate_fold (analyzer, call, 1, "offset", error))
    return NULL;
  if (is_null (call->args[1]) || call->args[1]->value->i64[0] <= 0)
    {
      sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                            "The offset must be between (0, 9223372036854775807] (current value = %" G_GINT64_FORMAT
                            "L).",
                            is_null (call->args[1]) ? 0 : call->args[1]->value->i64[0]);
      return NULL;
    }
  sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), &ignore_nulls);

  return sluice_call_finish (function, call, call->args[0]->type, TRUE, NULL);
}

static const SluiceFunction functions[] = {
  FUNCTION ("row_number", 0, 0, resolve_rank, ROW_NUMBER, "row_number() OVER (… ORDER BY …)",
            "The number of the row in its partition, from 1.", "row_number() OVER (ORDER BY 1)", "1", "2.0.0"),
  FUNCTION ("rank", 0, G_MAXUINT, resolve_rank, RANK, "rank() OVER (… ORDER BY …)",
            "One more than the rows before it in the order; rows that are equal in it have the same rank.",
            "rank() OVER (ORDER BY 1)", "1", "2.0.0"),
  FUNCTION ("dense_rank", 0, G_MAXUINT, resolve_rank, DENSE_RANK, "dense_rank() OVER (… ORDER BY …)",
            "The rank without gaps: one more than the different keys before it in the order.",
            "dense_rank() OVER (ORDER BY 1)", "1", "2.0.0"),
  FUNCTION ("percent_rank", 0, G_MAXUINT, resolve_rank, PERCENT_RANK, "percent_rank() OVER (… ORDER BY …)",
            "The rank as a share from 0 to 1.", "percent_rank() OVER (ORDER BY 1)", "0.0", "2.0.0"),
  FUNCTION ("cume_dist", 0, 0, resolve_rank, CUME_DIST, "cume_dist() OVER (… ORDER BY …)",
            "The share of the rows that don't come after it in the order.", "cume_dist() OVER (ORDER BY 1)", "1.0",
            "2.0.0"),
  FUNCTION ("ntile", 0, 1, resolve_ntile, NTILE, "ntile(n) OVER (… ORDER BY …)",
            "Which of n parts of equal size the row is in, from 1.", "ntile(4) OVER (ORDER BY 1)", "1", "2.0.0"),
  FUNCTION ("lag", 0, 4, resolve_shift, LAG, "lag(a[, offset[, default]]) OVER (… ORDER BY …)",
            "The value of the row that is offset rows (1) before it.", "lag(5, 1, 0) OVER (ORDER BY 1)", "0", "2.0.0"),
  FUNCTION ("lead", 0, 4, resolve_shift, LEAD, "lead(a[, offset[, default]]) OVER (… ORDER BY …)",
            "The value of the row that is offset rows (1) after it.", "lead(5, 1, 0) OVER (ORDER BY 1)", "0", "2.0.0"),
  FUNCTION ("nth_value", 2, 3, resolve_nth, NTH_VALUE, "nth_value(a, n) OVER (… ORDER BY …)",
            "The value of the n-th row of the frame.", "nth_value(5, 1) OVER (ORDER BY 1)", "5", "3.1.0"),
};

const SluiceFunctionFamily sluice_functions_over = { functions, G_N_ELEMENTS (functions) };
