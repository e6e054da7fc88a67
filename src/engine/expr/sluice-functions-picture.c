/* sluice-functions-picture.c: numbers from and to texts by a format: to_number, to_char.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-coercion.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-number-picture.h"
#include "expr/sluice-operators.h"

static gboolean
parse_rows (SluiceKernelCall *call, gboolean try_, GError **error)
{
  const SluiceNumberPicture *picture = call->expr->data;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);

    if (sluice_number_picture_parse (picture, text, &call->result->i128[row]))
      continue;
    call->result->i128[row] = 0;
    sluice_call_null_row (call, row);
    if (try_)
      continue;
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                      "INVALID_FORMAT.MISMATCH_INPUT",
                      "The format is invalid: %s. The input \"STRING\" %.*s does not match the "
                      "format.",
                      sluice_number_picture_get_text (picture), (int) text.length, text.data);
    return FALSE;
  }

  return TRUE;
}

static gboolean
to_number (SluiceKernelCall *call, GError **error)
{
  return parse_rows (call, FALSE, error);
}

static gboolean
try_to_number (SluiceKernelCall *call, GError **error)
{
  return parse_rows (call, TRUE, error);
}

static gboolean
to_char (SluiceKernelCall *call, GError **error)
{
  const SluiceNumberPicture *picture = call->expr->data;
  gsize size = sluice_number_picture_get_size (picture);
  guint scale = call->args[0]->type->scale;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    char *out = sluice_arena_alloc_bytes (call->context->arena, size);
    gsize length = sluice_number_picture_format (
        picture, SLUICE_ARG_AT (call, 0, SluiceInt128, row), scale, out);

    sluice_call_store_reserved (call, row, out, size, length);
  }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

/* Reads the format in args[1]; none, without an error, when it is null. */
static gboolean
take_picture (SluiceAnalyzer *analyzer,
              SluiceCall *call,
              SluiceNumberPicture **picture,
              GError **error)
{
  g_autoptr (SluiceExpr) format = NULL;
  SluiceNumberPictureProblem problem = { NULL, NULL };
  GError *local_error = NULL;

  *picture = NULL;
  if (!sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_STRING),
                                   error))
    return FALSE;
  format = sluice_analyzer_fold (analyzer, call->args[1], &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (format == NULL)
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 1);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `fmt` should be a foldable \"STRING\" expression; however, "
                            "got \"%s\".",
                            sql);
      return FALSE;
    }
  if (sluice_column_is_null (format->value, 0))
    return TRUE;

  *picture = sluice_number_picture_new (format->value->string[0].data,
                                        format->value->string[0].length, &problem);
  if (*picture == NULL)
    {
      sluice_call_error (call, problem.condition, error, "%s", problem.message);
      g_free (problem.message);
    }

  return *picture != NULL;
}

/* A call with its format, or null where there is no format. */
static SluiceExpr *
finish (const SluiceFunction *function,
        SluiceCall *call,
        const SluiceType *type,
        gboolean nullable,
        const SluiceKernel *kernel,
        SluiceNumberPicture *picture)
{
  SluiceExpr *result;

  if (picture == NULL)
    return sluice_expr_new_literal (type, NULL);
  result = sluice_call_finish (function, call, type, nullable, kernel);
  result->data = picture;
  result->data_destroy = (GDestroyNotify) sluice_number_picture_free;

  return result;
}

static SluiceExpr *
resolve_to_number (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  static const SluiceKernel strict = { "to_number", SLUICE_KERNEL_STRICT, to_number, NULL };
  static const SluiceKernel lenient
      = { "try_to_number", SLUICE_KERNEL_STRICT, try_to_number, NULL };
  gboolean try_ = g_str_has_prefix (function->name, "try_");
  g_autoptr (SluiceNumberPicture) picture = NULL;
  g_autoptr (SluiceType) type = NULL;
  guint precision = 10;
  guint scale = 0;

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_STRING),
                                   error)
      || !take_picture (analyzer, call, &picture, error))
    return NULL;
  if (picture != NULL)
    {
      precision = sluice_number_picture_get_precision (picture);
      scale = sluice_number_picture_get_scale (picture);
    }
  if (precision > SLUICE_DECIMAL_MAX_PRECISION)
    {
      sluice_call_error (call, "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", error,
                         "Decimal precision %u exceeds max precision %u.", precision,
                         SLUICE_DECIMAL_MAX_PRECISION);
      return NULL;
    }
  type = sluice_type_decimal (precision, scale);

  return finish (function, call, type, try_ || call->args[0]->nullable, try_ ? &lenient : &strict,
                 g_steal_pointer (&picture));
}

/* What to_char () of a number is, once its format is known. */
static SluiceExpr *
resolve_number (const SluiceFunction *function,
                SluiceAnalyzer *analyzer,
                SluiceCall *call,
                GError **error)
{
  static const SluiceKernel kernel = { "to_char", SLUICE_KERNEL_STRICT, to_char, NULL };
  g_autoptr (SluiceNumberPicture) picture = NULL;
  g_autoptr (SluiceType) decimal = sluice_coercion_decimal_for (call->args[0]->type);
  SluiceTypeId id = call->args[0]->type->id;

  if (!sluice_type_is_numeric (id) && id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"DECIMAL\"", error);
      return NULL;
    }
  sluice_call_cast_arg (analyzer, call, 0, decimal);
  if (!take_picture (analyzer, call, &picture, error))
    return NULL;

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_STRING),
                 call->args[0]->nullable || id == SLUICE_TYPE_FLOAT || id == SLUICE_TYPE_DOUBLE,
                 &kernel, g_steal_pointer (&picture));
}

/* Bytes become a text by one of three names. */
static SluiceExpr *
resolve_bytes (const SluiceFunction *function,
               SluiceAnalyzer *analyzer,
               SluiceCall *call,
               GError **error)
{
  g_autoptr (SluiceExpr) format = sluice_analyzer_fold (analyzer, call->args[1], error);
  g_autofree char *name = NULL;
  const SluiceFunction *target;

  if (format == NULL || format->type->id != SLUICE_TYPE_STRING
      || sluice_column_is_null (format->value, 0))
    {
      g_autofree char *type = sluice_type_to_sql (call->args[1]->type);

      if (error == NULL || *error == NULL)
        sluice_call_error (call, "NON_FOLDABLE_ARGUMENT", error,
                           "The function `%s` requires the parameter `format` to be a foldable "
                           "expression of the type \"%s\", but the actual argument is a "
                           "non-foldable.",
                           function->name, type);
      return NULL;
    }

  name = g_ascii_strdown (format->value->string[0].data, format->value->string[0].length);
  g_strstrip (name);
  target = strcmp (name, "utf-8") == 0 ? sluice_function_lookup ("decode")
           : strcmp (name, "hex") == 0 || strcmp (name, "base64") == 0
               ? sluice_function_lookup (name)
               : NULL;
  if (target == NULL)
    {
      sluice_call_error (call, "INVALID_PARAMETER_VALUE.BINARY_FORMAT", error,
                         "The value of parameter(s) `format` in `%s` is invalid: expects one of "
                         "binary formats 'base64', 'hex', 'utf-8', but got '%s'.",
                         function->name, name);
      return NULL;
    }
  if (target->max_args == 1)
    {
      sluice_expr_unref (call->args[1]);
      call->n_args = 1;
    }

  return target->resolve (target, analyzer, call, error);
}

static SluiceExpr *
resolve_to_char (const SluiceFunction *function,
                 SluiceAnalyzer *analyzer,
                 SluiceCall *call,
                 GError **error)
{
  const SluiceFunction *date_format = sluice_function_lookup ("date_format");

  switch ((int) call->args[0]->type->id)
    {
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_TIME:
      return date_format->resolve (date_format, analyzer, call, error);
    case SLUICE_TYPE_BINARY:
      return resolve_bytes (function, analyzer, call, error);
    default:
      return resolve_number (function, analyzer, call, error);
    }
}

/* clang-format off */
#define FUNCTION(name, resolve, signature, description, example, result, since)                   \
  { name, SLUICE_FUNCTION_SCALAR, 2, 2, resolve, NULL, signature, description, example, result,   \
    "string_funcs", since }

static const SluiceFunction functions[] = {
  FUNCTION ("to_char", resolve_to_char, "to_char(expr, format)",
            "Writes a number, a time or bytes by a format.", "to_char(-12454.8, '99G999D9S')",
            "12,454.8-", "3.4.0"),
  FUNCTION ("to_number", resolve_to_number, "to_number(expr, fmt)",
            "Reads a number that is written by a format.", "to_number('$78.12', '$99.99')",
            "78.12", "3.3.0"),
  FUNCTION ("to_varchar", resolve_to_char, "to_varchar(expr, format)",
            "Writes a number, a time or bytes by a format.", "to_varchar(454, '999')", "454",
            "3.5.0"),
  FUNCTION ("try_to_number", resolve_to_number, "try_to_number(expr, fmt)",
            "Reads a number that is written by a format, or gives null.",
            "try_to_number('abc', '999')", "NULL", "3.3.0"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_picture = { functions, G_N_ELEMENTS (functions) };
