/* sluice-functions-operators.c: the operators as functions: types of their operands and results.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cast.h"
#include "expr/sluice-coercion.h"
#include "expr/sluice-datetime-arithmetic.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-syntax.h"
#include "expr/sluice-value.h"

static const char *const arithmetic_inputs[SLUICE_N_ARITHMETICS] = {
  [SLUICE_ARITHMETIC_ADD] = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO "
                            "MONTH\" or \"INTERVAL\")",
  [SLUICE_ARITHMETIC_SUBTRACT] = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO "
                                 "MONTH\" or \"INTERVAL\")",
  [SLUICE_ARITHMETIC_MULTIPLY] = "\"NUMERIC\"",
  [SLUICE_ARITHMETIC_DIVIDE] = "(\"DOUBLE\" or \"DECIMAL\")",
  [SLUICE_ARITHMETIC_REMAINDER] = "\"NUMERIC\"",
  [SLUICE_ARITHMETIC_PMOD] = "\"NUMERIC\"",
  [SLUICE_ARITHMETIC_INTEGRAL_DIVIDE] = "(\"BIGINT\" or \"DECIMAL\" or \"INTERVAL YEAR TO MONTH\" or "
                                        "\"INTERVAL DAY TO SECOND\")",
  [SLUICE_ARITHMETIC_NEGATE] = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO "
                               "MONTH\" or \"INTERVAL\")",
  [SLUICE_ARITHMETIC_ABS] = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO "
                            "MONTH\")",
};

SluiceEvalMode
sluice_eval_mode (SluiceAnalyzer *analyzer)
{
  return sluice_analyzer_settings (analyzer)->ansi ? SLUICE_EVAL_ANSI : SLUICE_EVAL_LEGACY;
}

void
sluice_call_replace_arg (SluiceCall *call, guint index, SluiceExpr *expr)
{
  sluice_expr_unref (call->args[index]);
  call->args[index] = expr;
}

void
sluice_call_cast_arg (SluiceAnalyzer   *analyzer,
                      SluiceCall       *call,
                      guint             index,
                      const SluiceType *type)
{
  sluice_call_replace_arg (call, index, sluice_analyzer_cast (analyzer, call->args[index], type));
}

static void
cast_operand (SluiceAnalyzer   *analyzer,
              SluiceCall       *call,
              guint             index,
              const SluiceType *type,
              SluiceEvalMode    mode)
{
  /* What try_add is given as a text and isn't a number makes it null, as an overflow does. */
  if (mode == SLUICE_EVAL_TRY && call->args[index]->type->id == SLUICE_TYPE_STRING)
    sluice_call_replace_arg (call, index,
                             sluice_cast_new (call->args[index], type, SLUICE_CAST_TRY,
                                              sluice_analyzer_settings (analyzer)));
  else
    sluice_call_cast_arg (analyzer, call, index, type);
}

static void
fail_different (SluiceCall *call, GError **error)
{
  g_autofree char *left = sluice_type_to_sql (call->args[0]->type);
  g_autofree char *right = sluice_type_to_sql (call->args[1]->type);

  sluice_call_mismatch (call, "BINARY_OP_DIFF_TYPES", error,
                        "the left and right operands of the binary operator have incompatible types "
                        "(\"%s\" and \"%s\").",
                        left, right);
}

static void
fail_wrong (SluiceCall *call, const char *required, GError **error)
{
  g_autofree char *type = sluice_type_to_sql (call->args[0]->type);

  sluice_call_mismatch (call, "BINARY_OP_WRONG_TYPE", error,
                        "the binary operator requires the input type %s, not \"%s\".", required, type);
}

/* What a text next to a value of a type is taken for. */
static const SluiceType *
promote_text (const SluiceType *type, gboolean ansi, gboolean comparing)
{
  if (type->n_fields > 0 || type->id == SLUICE_TYPE_STRING || type->id == SLUICE_TYPE_VOID)
    return NULL;
  if (sluice_type_is_interval (type->id))
    return NULL;

  if (ansi)
    {
      if (sluice_type_is_integral (type->id))
        return sluice_type_primitive (SLUICE_TYPE_BIGINT);
      if (sluice_type_is_numeric (type->id))
        return sluice_type_primitive (SLUICE_TYPE_DOUBLE);
      return type;
    }

  if (!comparing)
    return sluice_type_is_numeric (type->id) ? sluice_type_primitive (SLUICE_TYPE_DOUBLE) : NULL;

  return type->id == SLUICE_TYPE_DECIMAL ? sluice_type_primitive (SLUICE_TYPE_DOUBLE) : type;
}

static guint
count_digits (gint64 value)
{
  guint digits = 1;

  while (value /= 10)
    digits++;

  return digits;
}

/* Whether an operand of an equality is a literal that Spark casts to a DECIMAL narrower than its type: such a cast
 * may give null as far as Spark knows. */
static gboolean
is_narrowed_literal (const SluiceExpr *expr, const SluiceExpr *other)
{
  if (other->type->id != SLUICE_TYPE_DECIMAL || expr->kind != SLUICE_EXPR_LITERAL
      || sluice_column_is_null (expr->value, 0))
    return FALSE;

  switch (expr->type->id)
    {
    case SLUICE_TYPE_SHORT:
      return count_digits (expr->value->i16[0]) < 5;
    case SLUICE_TYPE_INT:
      return count_digits (expr->value->i32[0]) < 10;
    case SLUICE_TYPE_BIGINT:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The DECIMAL that an integral operand becomes beside a DECIMAL: as small as possible for a literal, which Spark
 * forgets for TINYINT. */
static SluiceType *
decimal_type_of (const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_LITERAL && !sluice_column_is_null (expr->value, 0))
    switch (expr->type->id)
      {
      case SLUICE_TYPE_SHORT:
        return sluice_type_decimal (count_digits (expr->value->i16[0]), 0);
      case SLUICE_TYPE_INT:
        return sluice_type_decimal (count_digits (expr->value->i32[0]), 0);
      case SLUICE_TYPE_BIGINT:
        return sluice_type_decimal (count_digits (expr->value->i64[0]), 0);
      default:
        break;
      }

  return sluice_decimal_for_integral (expr->type->id);
}

static gboolean
is_numeric (SluiceTypeId id)
{
  return sluice_type_is_numeric (id);
}

static gboolean
is_exact (SluiceTypeId id)
{
  return sluice_type_is_integral (id) || id == SLUICE_TYPE_DECIMAL;
}

static gboolean
is_integral (SluiceTypeId id)
{
  return sluice_type_is_integral (id);
}

static gboolean
is_boolean (SluiceTypeId id)
{
  return id == SLUICE_TYPE_BOOLEAN;
}

/* Makes an operand of unknown type (NULL) one of the other's type, if the operator takes that, or of the
 * operator's first type. A text beside it makes a text of it, which the operator then refuses. */
static void
give_types_to_nulls (SluiceAnalyzer *analyzer,
                     SluiceCall     *call,
                     SluiceTypeId    fallback,
                     gboolean      (*takes) (SluiceTypeId id))
{
  const SluiceType *type = sluice_type_primitive (fallback);

  if (call->args[0]->type->id != SLUICE_TYPE_VOID)
    type = call->args[0]->type;
  else if (call->args[1]->type->id != SLUICE_TYPE_VOID)
    type = call->args[1]->type;
  if (type->id != SLUICE_TYPE_STRING && !takes (type->id))
    return;

  for (guint i = 0; i < 2; i++)
    if (call->args[i]->type->id == SLUICE_TYPE_VOID)
      sluice_call_cast_arg (analyzer, call, i, type);
}

static gboolean
coerce_arithmetic (SluiceArithmetic operation,
                   SluiceEvalMode   mode,
                   SluiceAnalyzer  *analyzer,
                   SluiceCall      *call,
                   GError         **error)
{
  gboolean ansi = sluice_analyzer_settings (analyzer)->ansi;
  gboolean dividing = operation == SLUICE_ARITHMETIC_DIVIDE;
  gboolean integral = operation == SLUICE_ARITHMETIC_INTEGRAL_DIVIDE;

  /* A null that is divided is DOUBLE, even by a DECIMAL. */
  if (dividing && call->args[0]->type->id == SLUICE_TYPE_VOID
      && sluice_type_is_numeric (call->args[1]->type->id))
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else if (integral)
    give_types_to_nulls (analyzer, call, SLUICE_TYPE_BIGINT, is_exact);
  else
    give_types_to_nulls (analyzer, call, SLUICE_TYPE_DOUBLE, is_numeric);

  /* Texts. */
  for (guint i = 0; i < 2; i++)
    {
      const SluiceType *other = call->args[1 - i]->type;
      const SluiceType *promoted;

      if (call->args[i]->type->id != SLUICE_TYPE_STRING)
        continue;
      promoted = !ansi && other->id == SLUICE_TYPE_STRING
                     ? sluice_type_primitive (SLUICE_TYPE_DOUBLE)
                     : promote_text (other, ansi, FALSE);
      if (promoted == NULL)
        continue;
      cast_operand (analyzer, call, i, promoted, mode);
      if (ansi && sluice_type_is_numeric (other->id) && !sluice_type_equal (other, promoted))
        sluice_call_cast_arg (analyzer, call, 1 - i, promoted);
    }

  if (integral)
    for (guint i = 0; i < 2; i++)
      if (sluice_type_is_integral (call->args[i]->type->id))
        sluice_call_cast_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_BIGINT));

  /* Numbers. */
  if (sluice_type_is_numeric (call->args[0]->type->id)
      && sluice_type_is_numeric (call->args[1]->type->id))
    {
      SluiceTypeId ids[2] = { call->args[0]->type->id, call->args[1]->type->id };
      g_autoptr (SluiceType) common = NULL;

      if (ids[0] == SLUICE_TYPE_DECIMAL || ids[1] == SLUICE_TYPE_DECIMAL)
        for (guint i = 0; i < 2; i++)
          {
            g_autoptr (SluiceType) decimal = NULL;

            if (ids[1 - i] == SLUICE_TYPE_FLOAT || ids[1 - i] == SLUICE_TYPE_DOUBLE)
              common = sluice_type_primitive (SLUICE_TYPE_DOUBLE);
            else if (sluice_type_is_integral (ids[i]))
              {
                decimal = decimal_type_of (call->args[i]);
                sluice_call_cast_arg (analyzer, call, i, decimal);
              }
          }
      else if (dividing)
        common = sluice_type_primitive (SLUICE_TYPE_DOUBLE);
      else if (ids[0] != ids[1])
        {
          /* BIGINT div DOUBLE isn't widened. */
          if (integral)
            {
              fail_different (call, error);
              return FALSE;
            }
          common = sluice_analyzer_common_type (analyzer, call->args[0]->type, call->args[1]->type);
        }

      if (common != NULL)
        for (guint i = 0; i < 2; i++)
          sluice_call_cast_arg (analyzer, call, i, common);
      if (integral
          && (call->args[0]->type->id == SLUICE_TYPE_DOUBLE
              || call->args[0]->type->id == SLUICE_TYPE_FLOAT))
        {
          fail_wrong (call, arithmetic_inputs[operation], error);
          return FALSE;
        }
      return TRUE;
    }

  if (!sluice_type_equal (call->args[0]->type, call->args[1]->type))
    fail_different (call, error);
  else
    fail_wrong (call, arithmetic_inputs[operation], error);

  return FALSE;
}

static SluiceType *
arithmetic_type (SluiceArithmetic operation, SluiceAnalyzer *analyzer, const SluiceCall *call)
{
  static const SluiceDecimalOperation rules[SLUICE_N_ARITHMETICS] = {
    [SLUICE_ARITHMETIC_ADD] = SLUICE_DECIMAL_ADD,
    [SLUICE_ARITHMETIC_SUBTRACT] = SLUICE_DECIMAL_ADD,
    [SLUICE_ARITHMETIC_MULTIPLY] = SLUICE_DECIMAL_MULTIPLY,
    [SLUICE_ARITHMETIC_DIVIDE] = SLUICE_DECIMAL_DIVIDE,
    [SLUICE_ARITHMETIC_REMAINDER] = SLUICE_DECIMAL_REMAINDER,
    [SLUICE_ARITHMETIC_PMOD] = SLUICE_DECIMAL_REMAINDER,
  };

  if (operation == SLUICE_ARITHMETIC_INTEGRAL_DIVIDE)
    return sluice_type_primitive (SLUICE_TYPE_BIGINT);
  if (call->args[0]->type->id != SLUICE_TYPE_DECIMAL)
    return sluice_type_ref (call->args[0]->type);

  return sluice_decimal_result_type (rules[operation], call->args[0]->type, call->args[1]->type,
                                     sluice_analyzer_settings (analyzer));
}

SluiceExpr *
sluice_resolve_arithmetic (SluiceArithmetic      operation,
                           SluiceEvalMode        mode,
                           const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  g_autoptr (SluiceType) type = NULL;
  gboolean nullable;

  for (guint i = 0; i < 2; i++)
    if (sluice_type_is_interval (call->args[i]->type->id)
        || sluice_type_is_datetime (call->args[i]->type->id)
        || call->args[i]->type->id == SLUICE_TYPE_TIME)
      {
        SluiceExpr *moved = NULL;

        if (sluice_datetime_arithmetic_resolve (operation, mode, function, analyzer, call, &moved,
                                                error))
          return moved;
        break;
      }

  if (!coerce_arithmetic (operation, mode, analyzer, call, error))
    return NULL;

  type = arithmetic_type (operation, analyzer, call);
  nullable = sluice_call_any_nullable (call) || mode == SLUICE_EVAL_TRY
             || (operation >= SLUICE_ARITHMETIC_DIVIDE
                 && operation <= SLUICE_ARITHMETIC_INTEGRAL_DIVIDE)
             || (type->id == SLUICE_TYPE_DECIMAL && mode != SLUICE_EVAL_ANSI);

  return sluice_call_finish (function, call, type, nullable,
                             sluice_arithmetic_kernel (operation, call->args[0]->type->id, mode));
}

typedef struct
{
  SluiceArithmetic operation;
  gboolean try;
} ArithmeticFunction;

static SluiceExpr *
resolve_binary (const SluiceFunction *function,
                SluiceAnalyzer       *analyzer,
                SluiceCall           *call,
                GError              **error)
{
  const ArithmeticFunction *arithmetic = function->user_data;

  if (call->n_args == 1)
    {
      const SluiceFunction *unary = sluice_function_lookup (
          arithmetic->operation == SLUICE_ARITHMETIC_SUBTRACT ? "negative" : "positive");

      return unary->resolve (unary, analyzer, call, error);
    }

  return sluice_resolve_arithmetic (arithmetic->operation,
                                    arithmetic->try ? SLUICE_EVAL_TRY : sluice_eval_mode (analyzer),
                                    function, analyzer, call, error);
}

/* Unary minus, plus and abs: a number or an interval; a text counts as DOUBLE. */
static gboolean
coerce_unary (SluiceArithmetic operation, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;

  if (id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_VOID)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else if (!sluice_type_is_numeric (id)
           && (!sluice_type_is_interval (id)
               || (id == SLUICE_TYPE_CALENDAR_INTERVAL && operation == SLUICE_ARITHMETIC_ABS)))
    {
      sluice_call_wrong_type (call, 0, arithmetic_inputs[operation], error);
      return FALSE;
    }

  return TRUE;
}

static gboolean
negate_calendar (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceCalendarInterval value = SLUICE_ARG_AT (call, 0, SluiceCalendarInterval, row);
      SluiceCalendarInterval *result = &call->result->interval[row];

      if (__builtin_sub_overflow (0, value.months, &result->months)
          || __builtin_sub_overflow (0, value.days, &result->days)
          || __builtin_sub_overflow (0, value.microseconds, &result->microseconds))
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                            "ARITHMETIC_OVERFLOW", "overflow.");
          return FALSE;
        }
    }

  return TRUE;
}

static const SluiceKernel negate_calendar_kernel = { "negate_calendar", SLUICE_KERNEL_STRICT,
                                                     negate_calendar, NULL };

static SluiceExpr *
resolve_unary (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  const ArithmeticFunction *arithmetic = function->user_data;
  const SluiceKernel *kernel;

  if (!coerce_unary (arithmetic->operation, analyzer, call, error))
    return NULL;

  kernel = call->args[0]->type->id == SLUICE_TYPE_CALENDAR_INTERVAL
               ? &negate_calendar_kernel
               : sluice_arithmetic_kernel (arithmetic->operation, call->args[0]->type->id,
                                           sluice_eval_mode (analyzer));

  return sluice_call_finish (function, call, call->args[0]->type, call->args[0]->nullable, kernel);
}

static SluiceExpr *
resolve_positive (const SluiceFunction *function,
                  SluiceAnalyzer       *analyzer,
                  SluiceCall           *call,
                  GError              **error)
{
  if (!coerce_unary (SLUICE_ARITHMETIC_NEGATE, analyzer, call, error))
    return NULL;

  return sluice_expr_ref (call->args[0]);
}

/* Whether two types differ by names of fields at most. */
static gboolean
is_same_shape (const SluiceType *x, const SluiceType *y)
{
  if (x->n_fields == 0 || x->id != y->id || x->n_fields != y->n_fields)
    return sluice_type_equal (x, y);
  for (guint i = 0; i < x->n_fields; i++)
    if (!is_same_shape (x->fields[i].type, y->fields[i].type))
      return FALSE;

  return TRUE;
}

/* The type in which two values are compared. */
static SluiceType *
comparison_type (SluiceAnalyzer  *analyzer,
                 SluiceComparison comparison,
                 const SluiceType *x,
                 const SluiceType *y)
{
  gboolean ansi = sluice_analyzer_settings (analyzer)->ansi;
  gboolean x_text = x->id == SLUICE_TYPE_STRING;
  gboolean y_text = y->id == SLUICE_TYPE_STRING;
  gboolean equality
      = comparison == SLUICE_COMPARISON_EQ || comparison == SLUICE_COMPARISON_NE
        || comparison == SLUICE_COMPARISON_NULL_SAFE_EQ;

  if (is_same_shape (x, y))
    return sluice_type_ref (x);
  if (x_text != y_text)
    {
      const SluiceType *other = x_text ? y : x;
      const SluiceType *promoted = promote_text (other, ansi, TRUE);

      if (promoted != NULL)
        return sluice_type_ref (promoted);
      if (other->id != SLUICE_TYPE_VOID)
        return NULL;
    }
  /* Without ANSI a truth value is compared with a number as 1 or 0. */
  if (!ansi && equality && x->id == SLUICE_TYPE_BOOLEAN && sluice_type_is_numeric (y->id))
    return sluice_type_ref (y);
  if (!ansi && equality && y->id == SLUICE_TYPE_BOOLEAN && sluice_type_is_numeric (x->id))
    return sluice_type_ref (x);

  /* Inside arrays and structs a text stays one. */
  return sluice_coercion_wider (sluice_analyzer_settings (analyzer), x, y, FALSE);
}

static SluiceExpr *
resolve_comparison (const SluiceFunction *function,
                    SluiceAnalyzer       *analyzer,
                    SluiceCall           *call,
                    GError              **error)
{
  SluiceComparison comparison = GPOINTER_TO_UINT (function->user_data);
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);
  g_autoptr (SluiceType) type = comparison_type (analyzer, comparison, call->args[0]->type,
                                                   call->args[1]->type);
  gboolean narrowed = (comparison == SLUICE_COMPARISON_EQ || comparison == SLUICE_COMPARISON_NE)
                      && (is_narrowed_literal (call->args[0], call->args[1])
                          || is_narrowed_literal (call->args[1], call->args[0]));

  if (type == NULL)
    {
      fail_different (call, error);
      return NULL;
    }
  if (!sluice_type_is_orderable (type))
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `%s` does not support ordering on type \"%s\".", function->name, sql);
      return NULL;
    }
  for (guint i = 0; i < 2; i++)
    sluice_call_cast_arg (analyzer, call, i, type);

  return sluice_call_finish (function, call, boolean,
                             narrowed
                                 || (comparison != SLUICE_COMPARISON_NULL_SAFE_EQ
                                     && sluice_call_any_nullable (call)),
                             sluice_comparison_kernel (comparison, sluice_type_is_collated (type)
                                                                       ? SLUICE_TYPE_STRUCT
                                                                       : type->id));
}

static SluiceExpr *
resolve_in (const SluiceFunction *function,
            SluiceAnalyzer       *analyzer,
            SluiceCall           *call,
            GError              **error)
{
  const SluiceType *common;

  if (sluice_analyzer_settings (analyzer)->ansi)
    {
      g_autoptr (SluiceType) type = sluice_type_ref (call->args[0]->type);

      for (guint i = 1; i < call->n_args && type != NULL; i++)
        {
          SluiceType *next = comparison_type (analyzer, SLUICE_COMPARISON_EQ, type, call->args[i]->type);

          sluice_type_unref (type);
          type = next;
        }
      for (guint i = 0; i < call->n_args && type != NULL; i++)
        sluice_call_cast_arg (analyzer, call, i, type);
    }

  common = sluice_analyzer_coerce_same (analyzer, call, 0, call->n_args, error);
  if (common == NULL)
    return NULL;
  if (!sluice_type_is_orderable (common))
    {
      g_autofree char *sql = sluice_type_to_sql (common);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `in` does not support ordering on type \"%s\".", sql);
      return NULL;
    }

  return sluice_in_finish (function, analyzer, call, error);
}

/* What Spark does to the operands of any operator before it looks whether the operator takes them: it
 * decides which message they get. */
static void
promote_operands (SluiceAnalyzer *analyzer, SluiceCall *call)
{
  const SluiceSettings *settings = sluice_analyzer_settings (analyzer);
  g_autoptr (SluiceType) type = NULL;
  gboolean decimal = FALSE, fraction = FALSE;

  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = call->args[i]->type->id;

      decimal = decimal || id == SLUICE_TYPE_DECIMAL;
      fraction = fraction || id == SLUICE_TYPE_DOUBLE;
    }
  if (decimal && fraction)
    type = sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else if (settings->ansi)
    type = sluice_coercion_string (settings, call->args[0]->type, call->args[1]->type);
  for (guint i = 0; i < 2 && type != NULL; i++)
    sluice_call_cast_arg (analyzer, call, i, type);
}

static SluiceExpr *
resolve_logic (const SluiceFunction *function,
               SluiceAnalyzer       *analyzer,
               SluiceCall           *call,
               GError              **error)
{
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);

  give_types_to_nulls (analyzer, call, SLUICE_TYPE_BOOLEAN, is_boolean);
  promote_operands (analyzer, call);

  if (!sluice_type_equal (call->args[0]->type, call->args[1]->type))
    {
      fail_different (call, error);
      return NULL;
    }
  if (call->args[0]->type->id != SLUICE_TYPE_BOOLEAN)
    {
      fail_wrong (call, "\"BOOLEAN\"", error);
      return NULL;
    }

  return sluice_call_finish (function, call, boolean,
                             sluice_call_any_nullable (call)
                                 || (call->syntax != NULL && call->syntax->flag),
                             function->user_data);
}

static SluiceExpr *
resolve_not (const SluiceFunction *function,
             SluiceAnalyzer       *analyzer,
             SluiceCall           *call,
             GError              **error)
{
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, boolean, error))
    return NULL;

  return sluice_call_finish (function, call, boolean, call->args[0]->nullable, &sluice_kernel_not);
}

static SluiceExpr *
resolve_null_test (const SluiceFunction *function,
                   SluiceAnalyzer       *analyzer,
                   SluiceCall           *call,
                   GError              **error)
{
  gboolean is_null = function->user_data != &sluice_kernel_is_null;
  guint8 value = is_null;

  /* What can't be null isn't computed to find that out, so that it can't fail either. */
  if (!call->args[0]->nullable && sluice_expr_is_foldable (call->args[0]))
    return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_BOOLEAN), &value);

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), FALSE,
                             function->user_data);
}

/* By the old rules a text is DOUBLE to an operator. */
static void
promote_texts (SluiceAnalyzer *analyzer, SluiceCall *call)
{
  const SluiceType *real = sluice_type_primitive (SLUICE_TYPE_DOUBLE);

  if (sluice_analyzer_settings (analyzer)->ansi)
    return;
  for (guint i = 0; i < 2; i++)
    if (call->args[i]->type->id == SLUICE_TYPE_STRING
        && sluice_type_is_numeric (call->args[1 - i]->type->id))
      sluice_call_cast_arg (analyzer, call, i, real);
}

static SluiceExpr *
resolve_bits (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  char sign = *(const char *) function->user_data;

  if (sign == '~')
    {
      SluiceTypeId id = call->args[0]->type->id;

      if (id == SLUICE_TYPE_VOID)
        sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_INT));
      else if (!sluice_type_is_integral (id))
        {
          sluice_call_wrong_type (call, 0, "\"INTEGRAL\"", error);
          return NULL;
        }
    }
  else
    {
      give_types_to_nulls (analyzer, call, SLUICE_TYPE_INT, is_integral);
      promote_texts (analyzer, call);
      promote_operands (analyzer, call);
      if (sluice_type_is_integral (call->args[0]->type->id)
          && sluice_type_is_integral (call->args[1]->type->id))
        {
          const SluiceType *wide = sluice_type_primitive (
              MAX (call->args[0]->type->id, call->args[1]->type->id));

          sluice_call_cast_arg (analyzer, call, 0, wide);
          sluice_call_cast_arg (analyzer, call, 1, wide);
        }
      if (!sluice_type_equal (call->args[0]->type, call->args[1]->type))
        {
          fail_different (call, error);
          return NULL;
        }
      if (!sluice_type_is_integral (call->args[0]->type->id))
        {
          fail_wrong (call, "\"INTEGRAL\"", error);
          return NULL;
        }
    }

  return sluice_call_finish (function, call, call->args[0]->type, sluice_call_any_nullable (call),
                             sluice_bits_kernel (sign, call->args[0]->type->id));
}

static const ArithmeticFunction add = { SLUICE_ARITHMETIC_ADD, FALSE };
static const ArithmeticFunction subtract = { SLUICE_ARITHMETIC_SUBTRACT, FALSE };
static const ArithmeticFunction multiply = { SLUICE_ARITHMETIC_MULTIPLY, FALSE };
static const ArithmeticFunction divide = { SLUICE_ARITHMETIC_DIVIDE, FALSE };
static const ArithmeticFunction remainder_of = { SLUICE_ARITHMETIC_REMAINDER, FALSE };
static const ArithmeticFunction pmod = { SLUICE_ARITHMETIC_PMOD, FALSE };
static const ArithmeticFunction integral_divide = { SLUICE_ARITHMETIC_INTEGRAL_DIVIDE, FALSE };
static const ArithmeticFunction negate = { SLUICE_ARITHMETIC_NEGATE, FALSE };
static const ArithmeticFunction absolute = { SLUICE_ARITHMETIC_ABS, FALSE };
static const ArithmeticFunction try_add = { SLUICE_ARITHMETIC_ADD, TRUE };
static const ArithmeticFunction try_subtract = { SLUICE_ARITHMETIC_SUBTRACT, TRUE };
static const ArithmeticFunction try_multiply = { SLUICE_ARITHMETIC_MULTIPLY, TRUE };
static const ArithmeticFunction try_divide = { SLUICE_ARITHMETIC_DIVIDE, TRUE };
static const ArithmeticFunction try_mod = { SLUICE_ARITHMETIC_REMAINDER, TRUE };

#define SCALAR SLUICE_FUNCTION_SCALAR
#define COMPARE(name, comparison, description, example, result)                                   \
  { name, SCALAR, 2, 2, resolve_comparison, GUINT_TO_POINTER (comparison), "a " name " b",        \
    description, example, result, "predicate_funcs", "1.0.0" }
#define MATH(name, least, most, resolve, data, signature, description, example, result, since)    \
  { name, SCALAR, least, most, resolve, data, signature, description, example, result,            \
    "math_funcs", since }

static const SluiceFunction functions[] = {
  MATH ("+", 1, 2, resolve_binary, &add, "a + b", "The sum.", "1 + 2", "3", "1.0.0"),
  MATH ("-", 1, 2, resolve_binary, &subtract, "a - b", "The difference.", "2 - 1", "1", "1.0.0"),
  MATH ("*", 2, 2, resolve_binary, &multiply, "a * b", "The product.", "2 * 3", "6", "1.0.0"),
  MATH ("/", 2, 2, resolve_binary, &divide, "a / b", "The quotient, with a fraction.", "3 / 2", "1.5",
        "1.0.0"),
  MATH ("%", 2, 2, resolve_binary, &remainder_of, "a % b",
        "What is left of a after division by b, with the sign of a.", "2 % 1.8", "0.2", "1.0.0"),
  MATH ("mod", 2, 2, resolve_binary, &remainder_of, "mod(a, b)",
        "What is left of a after division by b, with the sign of a.", "mod(5, 3)", "2", "2.3.0"),
  MATH ("div", 2, 2, resolve_binary, &integral_divide, "a div b",
        "The quotient without its fraction, as BIGINT.", "7 div 2", "3", "3.0.0"),
  MATH ("pmod", 2, 2, resolve_binary, &pmod, "pmod(a, b)", "The positive remainder of a / b.",
        "pmod(-10, 3)", "2", "1.5.0"),
  MATH ("negative", 1, 1, resolve_unary, &negate, "negative(a)", "Minus a.", "negative(1)", "-1",
        "1.0.0"),
  MATH ("positive", 1, 1, resolve_positive, NULL, "positive(a)", "The value of a.", "positive(1)",
        "1", "1.5.0"),
  MATH ("abs", 1, 1, resolve_unary, &absolute, "abs(a)", "The absolute value.", "abs(-1)", "1",
        "1.2.0"),
  MATH ("try_add", 2, 2, resolve_binary, &try_add, "try_add(a, b)",
        "The sum, or null when it overflows.", "try_add(2147483647, 1)", "NULL", "3.2.0"),
  MATH ("try_subtract", 2, 2, resolve_binary, &try_subtract, "try_subtract(a, b)",
        "The difference, or null when it overflows.", "try_subtract(-2147483648, 1)", "NULL",
        "3.3.0"),
  MATH ("try_multiply", 2, 2, resolve_binary, &try_multiply, "try_multiply(a, b)",
        "The product, or null when it overflows.", "try_multiply(-2147483648, 10)", "NULL", "3.3.0"),
  MATH ("try_divide", 2, 2, resolve_binary, &try_divide, "try_divide(a, b)",
        "The quotient, or null when b is 0.", "try_divide(1, 0)", "NULL", "3.2.0"),
  MATH ("try_mod", 2, 2, resolve_binary, &try_mod, "try_mod(a, b)",
        "The remainder, or null when b is 0.", "try_mod(3, 0)", "NULL", "4.0.0"),
  COMPARE ("=", SLUICE_COMPARISON_EQ, "Whether the two are equal.", "2 = 2", "true"),
  COMPARE ("==", SLUICE_COMPARISON_EQ, "Whether the two are equal.", "2 == 2", "true"),
  COMPARE ("<>", SLUICE_COMPARISON_NE, "Whether the two differ.", "1 <> 2", "true"),
  COMPARE ("!=", SLUICE_COMPARISON_NE, "Whether the two differ.", "1 != 2", "true"),
  COMPARE ("<", SLUICE_COMPARISON_LT, "Whether a is less than b.", "1 < 2", "true"),
  COMPARE ("<=", SLUICE_COMPARISON_LE, "Whether a is at most b.", "2 <= 2", "true"),
  COMPARE (">", SLUICE_COMPARISON_GT, "Whether a is greater than b.", "2 > 1", "true"),
  COMPARE (">=", SLUICE_COMPARISON_GE, "Whether a is at least b.", "2 >= 1", "true"),
  COMPARE ("<=>", SLUICE_COMPARISON_NULL_SAFE_EQ,
           "Whether the two are equal, where null equals null.", "NULL <=> NULL", "true"),
  { "equal_null", SCALAR, 2, 2, resolve_comparison,
    GUINT_TO_POINTER (SLUICE_COMPARISON_NULL_SAFE_EQ), "equal_null(a, b)",
    "Whether the two are equal, where null equals null.", "equal_null(NULL, NULL)", "true",
    "predicate_funcs", "3.4.0" },
  { "in", SCALAR, 2, G_MAXUINT, resolve_in, NULL, "a IN (b, …)", "Whether a equals one of the list.",
    "1 IN (1, 2, 3)", "true", "predicate_funcs", "1.0.0" },
  { "and", SCALAR, 2, 2, resolve_logic, &sluice_kernel_and, "a AND b", "Whether both are true.",
    "true AND false", "false", "predicate_funcs", "1.0.0" },
  { "or", SCALAR, 2, 2, resolve_logic, &sluice_kernel_or, "a OR b", "Whether either is true.",
    "true OR false", "true", "predicate_funcs", "1.0.0" },
  { "not", SCALAR, 1, 1, resolve_not, NULL, "NOT a", "Whether a is false.", "NOT true", "false",
    "predicate_funcs", "1.0.0" },
  { "!", SCALAR, 1, 1, resolve_not, NULL, "! a", "Whether a is false.", "! true", "false",
    "predicate_funcs", "2.4.0" },
  { "isnull", SCALAR, 1, 1, resolve_null_test, &sluice_kernel_is_null, "isnull(a)",
    "Whether a is null.", "isnull(1)", "false", "predicate_funcs", "1.0.0" },
  { "isnotnull", SCALAR, 1, 1, resolve_null_test, &sluice_kernel_is_not_null, "isnotnull(a)",
    "Whether a isn't null.", "isnotnull(1)", "true", "predicate_funcs", "1.0.0" },
  { "&", SCALAR, 2, 2, resolve_bits, "&", "a & b", "The bits that are set in both.", "3 & 5", "1",
    "bitwise_funcs", "1.4.0" },
  { "|", SCALAR, 2, 2, resolve_bits, "|", "a | b", "The bits that are set in either.", "3 | 5", "7",
    "bitwise_funcs", "1.4.0" },
  { "^", SCALAR, 2, 2, resolve_bits, "^", "a ^ b", "The bits that are set in one of the two.",
    "3 ^ 5", "6", "bitwise_funcs", "1.4.0" },
  { "~", SCALAR, 1, 1, resolve_bits, "~", "~ a", "The bits that aren't set.", "~ 0", "-1",
    "bitwise_funcs", "1.4.0" },
};

const SluiceFunctionFamily sluice_functions_operators = { functions, G_N_ELEMENTS (functions) };
