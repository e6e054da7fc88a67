/* sluice-functions-conditional.c: CASE, if, coalesce, greatest and what else chooses between values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-gather.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-merge.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-selection.h"
#include "expr/sluice-value.h"

/* CASE and if */

static SluiceColumn *
run_case (SluiceEvalContext *context,
          const SluiceExpr  *expr,
          SluiceSelection    selection,
          GError           **error)
{
  SluiceSelection rest = selection;
  SluiceMerge merge;
  gboolean merging = FALSE;
  SluiceColumn *value;

  for (guint i = 0; i + 1 < expr->n_args && rest.n > 0; i += 2)
    {
      SluiceColumn *condition = sluice_evaluate (context, expr->args[i], rest, error);
      SluiceSelection chosen;

      if (condition == NULL)
        return NULL;
      chosen = sluice_selection_where_true (context->arena, rest, condition);
      if (chosen.n == 0)
        continue;
      value = sluice_evaluate (context, expr->args[i + 1], chosen, error);
      if (value == NULL)
        return NULL;
      if (!merging && chosen.n == selection.n)
        return value;
      if (!merging)
        sluice_merge_begin (&merge, context, expr->type);
      merging = TRUE;
      sluice_merge_add (&merge, value, chosen);
      rest = sluice_selection_without (context->arena, rest, chosen);
    }

  if (rest.n > 0 && expr->n_args % 2 == 1)
    {
      value = sluice_evaluate (context, expr->args[expr->n_args - 1], rest, error);
      if (value == NULL || !merging)
        return value;
      sluice_merge_add (&merge, value, rest);
    }

  return merging ? sluice_merge_finish (&merge)
                 : sluice_column_new_null (context->arena, expr->type, context->n_rows);
}

static const SluiceKernel case_kernel = { "case", SLUICE_KERNEL_CONDITIONAL, NULL, run_case };

/* Coerces the arguments with numbers indices[0 … n - 1] to one type. */
static const SluiceType *
coerce_some (SluiceAnalyzer *analyzer,
             SluiceCall     *call,
             const guint    *indices,
             guint           n,
             GError        **error)
{
  g_autofree SluiceExpr **values = g_new (SluiceExpr *, n);
  SluiceCall part = *call;
  const SluiceType *type;

  for (guint i = 0; i < n; i++)
    values[i] = call->args[indices[i]];
  part.args = values;
  part.n_args = n;
  type = sluice_analyzer_coerce_same (analyzer, &part, 0, n, error);
  /* Whether it went well or not, the arguments that were replaced belong to the call again. */
  for (guint i = 0; i < n; i++)
    call->args[indices[i]] = part.args[i];

  return type;
}

static gboolean
check_condition (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, GError **error)
{
  SluiceTypeId id = call->args[index]->type->id;

  /* CASE WHEN NULL is refused, if (NULL, …) isn't. */
  if (id == SLUICE_TYPE_VOID && g_ascii_strcasecmp (call->name, "case") != 0)
    sluice_call_cast_arg (analyzer, call, index, sluice_type_primitive (SLUICE_TYPE_BOOLEAN));
  else if (id != SLUICE_TYPE_BOOLEAN)
    {
      sluice_call_wrong_type (call, index, "\"BOOLEAN\"", error);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_true (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_LITERAL && expr->type->id == SLUICE_TYPE_BOOLEAN
         && !sluice_column_is_null (expr->value, 0) && expr->value->i8[0] != 0;
}

static SluiceExpr *
resolve_case (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  g_autofree guint *values = g_new (guint, call->n_args);
  gboolean nullable = FALSE;
  gboolean certain = FALSE;
  const SluiceType *type;
  guint n = 0;

  for (guint i = 0; i + 1 < call->n_args; i += 2)
    {
      if (!check_condition (analyzer, call, i, error))
        return NULL;
      values[n++] = i + 1;
    }
  if (call->n_args % 2 == 1)
    values[n++] = call->n_args - 1;

  type = coerce_some (analyzer, call, values, n, error);
  if (type == NULL)
    return NULL;

  /* What stands behind a condition of CASE that is always true is never the result. */
  for (guint i = 0; i + 1 < call->n_args && !certain; i += 2)
    {
      nullable = nullable || call->args[i + 1]->nullable;
      certain = is_true (call->args[i]) && strcmp (function->name, "if") != 0;
    }
  if (!certain)
    nullable = nullable || call->n_args % 2 == 0 || call->args[call->n_args - 1]->nullable;

  return sluice_call_finish (function, call, type, nullable, &case_kernel);
}

/* coalesce */

static SluiceSelection
select_nulls (SluiceArena *arena, SluiceSelection selection, const SluiceColumn *column)
{
  guint16 *rows;
  guint32 n = 0;

  if (column->validity == NULL)
    return (SluiceSelection){ NULL, 0 };
  if (column->constant)
    return sluice_column_is_null (column, 0) ? selection : (SluiceSelection){ NULL, 0 };

  rows = sluice_arena_new_array (arena, guint16, MAX (selection.n, 1));
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      rows[n] = (guint16) row;
      n += !sluice_validity_get (column->validity, row);
    }

  return n == selection.n ? selection : (SluiceSelection){ rows, n };
}

static SluiceColumn *
run_coalesce (SluiceEvalContext *context,
              const SluiceExpr  *expr,
              SluiceSelection    selection,
              GError           **error)
{
  SluiceSelection rest = selection;
  SluiceMerge merge;
  gboolean merging = FALSE;

  for (guint i = 0; i < expr->n_args && rest.n > 0; i++)
    {
      SluiceColumn *value = sluice_evaluate (context, expr->args[i], rest, error);
      SluiceSelection nulls;

      if (value == NULL)
        return NULL;
      nulls = i + 1 < expr->n_args ? select_nulls (context->arena, rest, value)
                                   : (SluiceSelection){ NULL, 0 };
      if (nulls.n == rest.n)
        continue;
      if (!merging && nulls.n == 0)
        return value;
      if (!merging)
        sluice_merge_begin (&merge, context, expr->type);
      merging = TRUE;
      sluice_merge_add (&merge, value, sluice_selection_without (context->arena, rest, nulls));
      rest = nulls;
    }

  return merging ? sluice_merge_finish (&merge)
                 : sluice_column_new_null (context->arena, expr->type, context->n_rows);
}

static const SluiceKernel coalesce_kernel = { "coalesce", SLUICE_KERNEL_CONDITIONAL, NULL, run_coalesce };

static SluiceExpr *
resolve_coalesce (const SluiceFunction *function,
                  SluiceAnalyzer       *analyzer,
                  SluiceCall           *call,
                  GError              **error)
{
  const SluiceType *type = sluice_analyzer_coerce_same (analyzer, call, 0, call->n_args, error);
  gboolean nullable = TRUE;

  if (type == NULL)
    return NULL;
  for (guint i = 0; i < call->n_args; i++)
    nullable = nullable && call->args[i]->nullable;

  return sluice_call_finish (function, call, type, nullable, &coalesce_kernel);
}

/* Resolves a call of another function with the arguments given, for those that are defined by others. */
static SluiceExpr *
resolve_other (const char     *name,
               SluiceAnalyzer *analyzer,
               SluiceCall     *call,
               SluiceExpr    **args,
               guint           n_args,
               GError        **error)
{
  const SluiceFunction *function = sluice_function_lookup (name);
  SluiceCall other = *call;
  SluiceExpr *result;

  other.name = name;
  other.n_args = n_args;
  other.args = g_new (SluiceExpr *, n_args);
  for (guint i = 0; i < n_args; i++)
    other.args[i] = sluice_expr_ref (args[i]);
  result = function->resolve (function, analyzer, &other, error);
  for (guint i = 0; i < other.n_args; i++)
    sluice_expr_unref (other.args[i]);
  g_free (other.args);

  return result;
}

/* The operator as a function: neither below one nor above the other. */
static SluiceExpr *
resolve_between (const SluiceFunction *function,
                 SluiceAnalyzer       *analyzer,
                 SluiceCall           *call,
                 GError              **error)
{
  SluiceExpr **args = call->args;
  g_autoptr (SluiceExpr) above = NULL;
  g_autoptr (SluiceExpr) below = NULL;

  above = resolve_other (">=", analyzer, call, (SluiceExpr *[]){ args[0], args[1] }, 2, error);
  if (above == NULL)
    return NULL;
  below = resolve_other ("<=", analyzer, call, (SluiceExpr *[]){ args[0], args[2] }, 2, error);
  if (below == NULL)
    return NULL;

  return resolve_other ("and", analyzer, call, (SluiceExpr *[]){ above, below }, 2, error);
}

/* CASE as a function. */
static SluiceExpr *
resolve_when (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  return resolve_other ("case", analyzer, call, call->args, call->n_args, error);
}

/* Nulls are found by decode (), unlike by CASE. */
SluiceExpr *
sluice_resolve_decode (const SluiceFunction *function,
                       SluiceAnalyzer       *analyzer,
                       SluiceCall           *call,
                       GError              **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  for (guint i = 1; i < call->n_args; i += 2)
    {
      SluiceExpr *operands[] = { call->args[0], call->args[i] };
      SluiceExpr *test;

      if (i + 1 == call->n_args)
        {
          g_ptr_array_add (parts, sluice_expr_ref (call->args[i]));
          break;
        }
      test = resolve_other ("<=>", analyzer, call, operands, 2, error);
      if (test == NULL)
        return NULL;
      g_ptr_array_add (parts, test);
      g_ptr_array_add (parts, sluice_expr_ref (call->args[i + 1]));
    }

  /* Without a default it is a null text, which has a say in the type. */
  if (call->n_args % 2 == 1)
    g_ptr_array_add (parts, sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING),
                                                     NULL));

  return resolve_other ("case", analyzer, call, (SluiceExpr **) parts->pdata, parts->len, error);
}

static SluiceExpr *
resolve_nvl2 (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  g_autoptr (SluiceExpr) test = resolve_other ("isnotnull", analyzer, call, call->args, 1, error);
  SluiceExpr *args[] = { test, call->args[1], call->args[2] };

  return test != NULL ? resolve_other ("if", analyzer, call, args, 3, error) : NULL;
}

/* nullif(a, b): null where a equals b. */
static SluiceExpr *
null_where_equal (SluiceAnalyzer *analyzer, SluiceCall *call, SluiceExpr *a, SluiceExpr *b,
                  GError **error)
{
  SluiceExpr *operands[] = { a, b };
  g_autoptr (SluiceExpr) test = resolve_other ("=", analyzer, call, operands, 2, error);
  g_autoptr (SluiceExpr) null = sluice_expr_new_literal (a->type, NULL);
  SluiceExpr *args[] = { test, null, a };

  return test != NULL ? resolve_other ("if", analyzer, call, args, 3, error) : NULL;
}

static SluiceExpr *
resolve_nullif (const SluiceFunction *function,
                SluiceAnalyzer       *analyzer,
                SluiceCall           *call,
                GError              **error)
{
  return null_where_equal (analyzer, call, call->args[0], call->args[1], error);
}

static SluiceExpr *
resolve_zero (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  const gint32 zero_value = 0;
  g_autoptr (SluiceExpr) zero = sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_INT),
                                                         &zero_value);
  SluiceExpr *args[] = { call->args[0], zero };

  if (function->user_data != NULL)
    return null_where_equal (analyzer, call, call->args[0], zero, error);

  return resolve_other ("coalesce", analyzer, call, args, 2, error);
}

/* greatest and least */

#define PICK(T, BEATS)                                                                            \
  G_STMT_START                                                                                    \
  {                                                                                               \
    const T *values = source->data;                                                               \
    T *best = call->result->data;                                                                 \
    guint32 step = source->constant ? 0 : 1;                                                      \
    SLUICE_FOR_EACH_SELECTED (call->selection, row)                                               \
      {                                                                                           \
        const T x = values[row * step];                                                           \
        if (!sluice_validity_get (source->validity, row * step))                                  \
          continue;                                                                               \
        if (!sluice_validity_get (validity, row)                                                  \
            || (greatest ? BEATS (best[row], x) : BEATS (x, best[row])))                          \
          best[row] = x;                                                                          \
        sluice_validity_set (validity, row);                                                      \
      }                                                                                           \
  }                                                                                               \
  G_STMT_END

#define LESS(x, y) ((x) < (y))
#define TEXT_LESS(x, y) (sluice_string_compare_fast (&(x), &(y)) < 0)

static void
pick_nested (SluiceKernelCall *call, gboolean greatest)
{
  SluiceArena *arena = call->context->arena;
  guint32 n = call->context->n_rows;
  const SluiceColumn **sources = sluice_arena_new_array0 (arena, const SluiceColumn *, MAX (n, 1));
  guint32 *rows = sluice_arena_new_array (arena, guint32, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    rows[i] = i;
  for (guint a = 0; a < call->expr->n_args; a++)
    SLUICE_FOR_EACH_SELECTED (call->selection, row)
      {
        int order;

        if (sluice_column_is_null (call->args[a], row))
          continue;
        order = sources[row] != NULL
                    ? sluice_value_compare (call->args[a], row, sources[row], row)
                    : (greatest ? 1 : -1);
        if (greatest ? order > 0 : order < 0)
          sources[row] = call->args[a];
      }
  sluice_column_assign (call->result,
                        sluice_gather_many (arena, call->expr->type, sources, rows, n));
}

static gboolean
pick (SluiceKernelCall *call, gboolean greatest)
{
  gsize words = MAX (sluice_validity_words (call->context->n_rows), 1);
  guint64 *validity;

  if (sluice_type_width (call->expr->type->id) == 0 || sluice_type_is_collated (call->expr->type))
    {
      pick_nested (call, greatest);
      return TRUE;
    }

  validity = sluice_arena_new_array0 (call->context->arena, guint64, words);
  for (guint a = 0; a < call->expr->n_args; a++)
    {
      const SluiceColumn *source = call->args[a];

      switch (call->expr->type->id)
        {
        case SLUICE_TYPE_BOOLEAN:
          PICK (guint8, LESS);
          break;
        case SLUICE_TYPE_BYTE:
          PICK (gint8, LESS);
          break;
        case SLUICE_TYPE_SHORT:
          PICK (gint16, LESS);
          break;
        case SLUICE_TYPE_INT:
        case SLUICE_TYPE_DATE:
        case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
          PICK (gint32, LESS);
          break;
        case SLUICE_TYPE_DECIMAL:
          PICK (SluiceInt128, LESS);
          break;
        case SLUICE_TYPE_FLOAT:
          PICK (float, SLUICE_FLOAT_LT);
          break;
        case SLUICE_TYPE_DOUBLE:
          PICK (double, SLUICE_FLOAT_LT);
          break;
        case SLUICE_TYPE_STRING:
        case SLUICE_TYPE_BINARY:
          PICK (SluiceString, TEXT_LESS);
          break;
        default:
          PICK (gint64, LESS);
          break;
        }
    }
  call->result->validity = validity;

  return TRUE;
}

static gboolean
run_greatest (SluiceKernelCall *call, GError **error)
{
  return pick (call, TRUE);
}

static gboolean
run_least (SluiceKernelCall *call, GError **error)
{
  return pick (call, FALSE);
}

static const SluiceKernel greatest_kernel = { "greatest", SLUICE_KERNEL_INFALLIBLE, run_greatest,
                                              NULL };
static const SluiceKernel least_kernel = { "least", SLUICE_KERNEL_INFALLIBLE, run_least, NULL };

static SluiceExpr *
resolve_pick (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  const SluiceType *type = sluice_analyzer_coerce_same (analyzer, call, 0, call->n_args, error);
  gboolean nullable = TRUE;

  if (type == NULL)
    return NULL;
  if (!sluice_type_is_orderable (type))
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `%s` does not support ordering on type \"%s\".", function->name, sql);
      return NULL;
    }
  for (guint i = 0; i < call->n_args; i++)
    nullable = nullable && call->args[i]->nullable;

  return sluice_call_finish (function, call, type, nullable, function->user_data);
}

/* isnan and nanvl */

static gboolean
run_isnan (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *arg = call->args[0];

  if (arg->type->id == SLUICE_TYPE_FLOAT)
    SLUICE_UNARY_LOOP (call, float, guint8, x != x);
  else
    SLUICE_UNARY_LOOP (call, double, guint8, x != x);
  if (arg->validity != NULL)
    SLUICE_FOR_EACH_SELECTED (call->selection, row)
      if (sluice_column_is_null (arg, row))
        call->result->boolean[row] = FALSE;

  return TRUE;
}

static const SluiceKernel isnan_kernel = { "isnan", SLUICE_KERNEL_INFALLIBLE, run_isnan, NULL };

static SluiceExpr *
resolve_isnan (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  if (call->args[0]->type->id != SLUICE_TYPE_FLOAT
      && !sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DOUBLE),
                                      error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), FALSE,
                             &isnan_kernel);
}

static SluiceExpr *
resolve_nanvl (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  const SluiceType *type = sluice_type_primitive (
      call->args[0]->type->id == SLUICE_TYPE_FLOAT && call->args[1]->type->id == SLUICE_TYPE_FLOAT
          ? SLUICE_TYPE_FLOAT
          : SLUICE_TYPE_DOUBLE);
  g_autoptr (SluiceExpr) test = NULL;

  for (guint i = 0; i < 2; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, type, error))
      return NULL;
  test = resolve_other ("isnan", analyzer, call, call->args, 1, error);
  if (test == NULL)
    return NULL;

  return resolve_other ("if", analyzer, call, (SluiceExpr *[]){ test, call->args[1], call->args[0] },
                        3, error);
}

/* typeof */

static void
append_catalog_name (GString *out, const SluiceType *type)
{
  g_autofree char *sql = NULL;
  g_autofree char *lower = NULL;

  switch (type->id)
    {
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      g_string_append (out, type->id == SLUICE_TYPE_ARRAY ? "array<" : "map<");
      for (guint i = 0; i < type->n_fields; i++)
        {
          g_string_append (out, i > 0 ? "," : "");
          append_catalog_name (out, type->fields[i].type);
        }
      g_string_append_c (out, '>');
      break;
    case SLUICE_TYPE_STRUCT:
      g_string_append (out, "struct<");
      for (guint i = 0; i < type->n_fields; i++)
        {
          g_string_append_printf (out, "%s%s:", i > 0 ? "," : "", type->fields[i].name);
          append_catalog_name (out, type->fields[i].type);
        }
      g_string_append_c (out, '>');
      break;
    case SLUICE_TYPE_STRING:
      g_string_append (out, "string");
      if (type->collated)
        {
          lower = sluice_collation_name (type->collation);
          g_string_append_printf (out, " collate %s", lower);
        }
      break;
    default:
      sql = sluice_type_to_sql (type);
      lower = g_ascii_strdown (sql, -1);
      g_string_append (out, lower);
      break;
    }
}

static SluiceExpr *
resolve_typeof (const SluiceFunction *function,
                SluiceAnalyzer       *analyzer,
                SluiceCall           *call,
                GError              **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  SluiceString value;

  append_catalog_name (name, call->args[0]->type);
  value = sluice_string (name->str, name->len);

  return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING), &value);
}

#define FUNCTION(name, least, most, resolve, data, signature, description, example, result, group,  \
                 since)                                                                             \
  { name, SLUICE_FUNCTION_SCALAR, least, most, resolve, data, signature, description, example,      \
    result, group, since }
#define CONDITIONAL(name, least, most, resolve, data, signature, description, example, result,      \
                    since)                                                                          \
  FUNCTION (name, least, most, resolve, data, signature, description, example, result,              \
            "conditional_funcs", since)

static const SluiceFunction functions[] = {
  CONDITIONAL ("between", 3, 3, resolve_between, NULL, "between(a, b, c)",
               "Whether a is neither less than b nor greater than c.", "between(2, 1, 3)", "true", "1.0.0"),
  CONDITIONAL ("when", 2, G_MAXUINT, resolve_when, NULL, "when(a, b[, …][, c])",
               "b where a is true, else c, as CASE.", "when(true, 1, 2)", "1", "1.0.1"),
  CONDITIONAL ("case", 2, G_MAXUINT, resolve_case, NULL, "CASE WHEN a THEN b … [ELSE c] END",
               "The value after the first condition that is true.",
               "CASE WHEN 1 > 0 THEN 1 ELSE 2 END", "1", "1.0.1"),
  CONDITIONAL ("if", 3, 3, resolve_case, NULL, "if(a, b, c)", "b where a is true, else c.",
               "if(1 < 2, 'a', 'b')", "a", "1.0.0"),
  CONDITIONAL ("coalesce", 1, G_MAXUINT, resolve_coalesce, NULL, "coalesce(a, …)",
               "The first that isn't null.", "coalesce(NULL, 1, NULL)", "1", "1.0.0"),
  CONDITIONAL ("nvl", 2, 2, resolve_coalesce, NULL, "nvl(a, b)", "a, or b where a is null.",
               "nvl(NULL, 2)", "2", "2.0.0"),
  CONDITIONAL ("ifnull", 2, 2, resolve_coalesce, NULL, "ifnull(a, b)", "a, or b where a is null.",
               "ifnull(NULL, 2)", "2", "2.0.0"),
  CONDITIONAL ("nvl2", 3, 3, resolve_nvl2, NULL, "nvl2(a, b, c)", "b where a isn't null, else c.",
               "nvl2(NULL, 2, 1)", "1", "2.0.0"),
  CONDITIONAL ("nullif", 2, 2, resolve_nullif, NULL, "nullif(a, b)", "a, or null where a equals b.",
               "nullif(2, 2)", "NULL", "2.0.0"),
  CONDITIONAL ("zeroifnull", 1, 1, resolve_zero, NULL, "zeroifnull(a)", "a, or 0 where a is null.",
               "zeroifnull(NULL)", "0", "4.0.0"),
  CONDITIONAL ("nullifzero", 1, 1, resolve_zero, GUINT_TO_POINTER (1), "nullifzero(a)",
               "a, or null where a is 0.", "nullifzero(0)", "NULL", "4.0.0"),
  CONDITIONAL ("nanvl", 2, 2, resolve_nanvl, NULL, "nanvl(a, b)", "a, or b where a is NaN.",
               "nanvl(cast('NaN' AS DOUBLE), 123)", "123.0", "1.5.0"),
  FUNCTION ("isnan", 1, 1, resolve_isnan, NULL, "isnan(a)", "Whether a is NaN.",
            "isnan(cast('NaN' AS DOUBLE))", "true", "predicate_funcs", "1.5.0"),
  FUNCTION ("greatest", 2, G_MAXUINT, resolve_pick, &greatest_kernel, "greatest(a, …)",
            "The greatest of those that aren't null.", "greatest(10, 9, 2, 4, 3)", "10", "math_funcs",
            "1.5.0"),
  FUNCTION ("least", 2, G_MAXUINT, resolve_pick, &least_kernel, "least(a, …)",
            "The least of those that aren't null.", "least(10, 9, 2, 4, 3)", "2", "math_funcs",
            "1.5.0"),
  FUNCTION ("typeof", 1, 1, resolve_typeof, NULL, "typeof(a)", "The name of the type of a.",
            "typeof(1)", "int", "misc_funcs", "3.0.0"),
};

const SluiceFunctionFamily sluice_functions_conditional = { functions, G_N_ELEMENTS (functions) };
