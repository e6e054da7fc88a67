/* sluice-functions-session.c: functions that name the session, end the query or tell of collations.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer-private.h"
#include "expr/sluice-collation-kernels.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"

/* Whom and where: constants of the session. */

static SluiceExpr *
new_text (const char *text)
{
  SluiceString value = sluice_string (text, strlen (text));

  return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING), &value);
}

static SluiceExpr *
resolve_constant (const SluiceFunction *function,
                  SluiceAnalyzer *analyzer,
                  SluiceCall *call,
                  GError **error)
{
  return new_text (function->user_data);
}

static SluiceExpr *
resolve_user (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  return new_text (g_get_user_name ());
}

/* Errors on purpose. */

static gboolean
raise_text (const SluiceColumn *message, guint32 row, GError **error)
{
  SluiceString text = sluice_string ("null", 4);

  if (!sluice_column_is_null (message, row))
    text = message->string[sluice_column_index (message, row)];
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "USER_RAISED_EXCEPTION", "%.*s", (int) text.length, text.data);

  return FALSE;
}

static SluiceColumn *
raise_error (SluiceEvalContext *context,
             const SluiceExpr *expr,
             SluiceSelection selection,
             GError **error)
{
  SluiceColumn *message = sluice_evaluate (context, expr->args[0], selection, error);

  if (message == NULL)
    return NULL;
  if (selection.n > 0
      && !raise_text (message, selection.rows != NULL ? selection.rows[0] : 0, error))
    return NULL;

  return sluice_column_new_null (context->arena, expr->type, context->n_rows);
}

static SluiceColumn *
assert_true (SluiceEvalContext *context,
             const SluiceExpr *expr,
             SluiceSelection selection,
             GError **error)
{
  SluiceColumn *condition = sluice_evaluate (context, expr->args[0], selection, error);

  if (condition == NULL)
    return NULL;
  SLUICE_FOR_EACH_SELECTED (selection, row)
  {
    guint16 only = (guint16) row;
    SluiceColumn *message;

    if (!sluice_column_is_null (condition, row)
        && condition->boolean[sluice_column_index (condition, row)])
      continue;
    message = sluice_evaluate (context, expr->args[1], (SluiceSelection){ &only, 1 }, error);
    if (message != NULL)
      raise_text (message, row, error);
    return NULL;
  }

  return sluice_column_new_null (context->arena, expr->type, context->n_rows);
}

/* It has no value, and what would be computed beforehand must wait for its row. */
static SluiceExpr *
finish_error (const SluiceFunction *function, SluiceCall *call, const SluiceKernel *kernel)
{
  SluiceExpr *result = sluice_call_finish (
      function, call, sluice_type_primitive (SLUICE_TYPE_VOID), TRUE, kernel);

  result->deterministic = FALSE;

  return result;
}

static SluiceExpr *
resolve_raise_error (const SluiceFunction *function,
                     SluiceAnalyzer *analyzer,
                     SluiceCall *call,
                     GError **error)
{
  static const SluiceKernel kernel = { "raise_error", SLUICE_KERNEL_PER_BATCH, NULL, raise_error };

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_STRING),
                                   error))
    return NULL;

  return finish_error (function, call, &kernel);
}

static SluiceExpr *
resolve_assert_true (const SluiceFunction *function,
                     SluiceAnalyzer *analyzer,
                     SluiceCall *call,
                     GError **error)
{
  static const SluiceKernel kernel = { "assert_true", SLUICE_KERNEL_NONE, NULL, assert_true };
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  SluiceTypeId id = call->args[0]->type->id;

  if (id != SLUICE_TYPE_BOOLEAN && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"BOOLEAN\"", error);
      return NULL;
    }
  if (call->n_args == 1)
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 0);
      g_autofree char *message = g_strdup_printf ("'%s' is not true!", sql);
      SluiceString value = sluice_string (message, strlen (message));

      sluice_call_append_literal (call, text, &value);
    }
  sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_BOOLEAN));
  if (!sluice_analyzer_coerce_arg (analyzer, call, 1, text, error))
    return NULL;

  return finish_error (function, call, &kernel);
}

/* Collations. */

static SluiceExpr *
resolve_collate (const SluiceFunction *function,
                 SluiceAnalyzer *analyzer,
                 SluiceCall *call,
                 GError **error)
{
  g_autoptr (SluiceExpr) literal = NULL;
  g_autoptr (SluiceType) type = NULL;
  g_autoptr (GError) problem = NULL;
  SluiceTypeId id = call->args[0]->type->id;
  SluiceCollation collation;
  g_autofree char *name = NULL;

  if (call->args[1]->type->id == SLUICE_TYPE_STRING && !sluice_expr_is_foldable (call->args[1]))
    {
      sluice_call_error (call, "NON_FOLDABLE_ARGUMENT", error,
                         "The function `collate` requires the parameter `collationName` to be a foldable expression of "
                         "the type \"STRING\", but the actual argument is a non-foldable.");
      return NULL;
    }
  literal = sluice_analyzer_fold (analyzer, call->args[1], &problem);
  if (literal != NULL && literal->type->id == SLUICE_TYPE_STRING && sluice_column_is_null (literal->value, 0))
    {
      sluice_call_mismatch (call, "UNEXPECTED_NULL", error, "The collation must not be null.");
      return NULL;
    }
  if (literal == NULL || literal->type->id != SLUICE_TYPE_STRING)
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 1);
      g_autofree char *sql_type = sluice_type_to_sql (call->args[1]->type);

      sluice_call_error (call, "UNEXPECTED_INPUT_TYPE", error,
                         "Parameter first of function `collate` requires the \"STRING\" type, "
                         "however \"%s\" has the type \"%s\".",
                         sql, sql_type);
      return NULL;
    }
  name = g_strndup (literal->value->string[0].data, literal->value->string[0].length);
  if (!sluice_collation_parse (name, &collation))
    {
      g_autofree char *suggestions = sluice_collation_suggest (name);

      sluice_call_error (call, "COLLATION_INVALID_NAME", error,
                         "The value %s does not represent a correct collation name. Suggested valid "
                         "collation names: %s.",
                         name, suggestions);
      return NULL;
    }
  if (id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"STRING\"", error);
      return NULL;
    }

  type = sluice_type_string (collation);
  if (id == SLUICE_TYPE_VOID)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_STRING));
  sluice_expr_unref (call->args[--call->n_args]);

  return sluice_call_finish (function, call, type, call->args[0]->nullable, sluice_collation_relabel_kernel ());
}

static SluiceExpr *
resolve_collation (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  SluiceTypeId id = call->args[0]->type->id;
  g_autofree char *name = NULL;
  g_autofree char *whole = NULL;

  if (id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"STRING\"", error);
      return NULL;
    }
  name = sluice_collation_name (call->args[0]->type->collation);
  whole = g_strconcat ("SYSTEM.BUILTIN.", name, NULL);

  return new_text (whole);
}

/* Where the row was read. Outside of files Spark's answers are fixed; rows that come from anywhere don't
 * remember where in this version, and a guess would be a wrong answer. */
static SluiceExpr *
resolve_file (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  gint64 none = -1;

  for (guint i = 0; i < analyzer->scope->n_inputs; i++)
    if (analyzer->scope->inputs[i].schema->n_fields > 0)
      {
        sluice_call_error (call, NULL, error,
                           "Rows don’t remember in this version which file they came from, so that "
                           "`%s` has no answer here.",
                           function->name);
        return NULL;
      }
  if (strcmp (function->name, "input_file_name") == 0)
    return new_text ("");

  return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_BIGINT), &none);
}

/* Classes and methods are named by constants, and arguments are what Java has plain types for. There is no
 * Java, so that a call that Spark would make is refused after all. */
static SluiceExpr *
resolve_java (const SluiceFunction *function,
              SluiceAnalyzer       *analyzer,
              SluiceCall           *call,
              GError              **error)
{
  static const char *const names[] = { "class", "method" };

  if (call->n_args < 2)
    {
      sluice_call_error (call, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", error,
                         "The `%s` requires > 1 parameters but the actual number is %u.", function->name,
                         call->n_args);
      return NULL;
    }
  for (guint i = 0; i < 2; i++)
    if (call->args[i]->type->id != SLUICE_TYPE_STRING || !sluice_expr_is_foldable (call->args[i]))
      {
        sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                              "the input `%s` should be a foldable \"STRING\" expression.", names[i]);
        return NULL;
      }
  for (guint i = 2; i < call->n_args; i++)
    if (call->args[i]->type->id < SLUICE_TYPE_BOOLEAN || call->args[i]->type->id > SLUICE_TYPE_STRING
        || call->args[i]->type->id == SLUICE_TYPE_DECIMAL)
      {
        sluice_call_wrong_type (call, i,
                                "(\"BOOLEAN\" or \"TINYINT\" or \"SMALLINT\" or \"INT\" or "
                                "\"BIGINT\" or \"FLOAT\" or \"DOUBLE\" or \"STRING\")",
                                error);
        return NULL;
      }
  {
    g_autoptr (SluiceExpr) literal = sluice_analyzer_fold (analyzer, call->args[0], error);
    g_autofree char *name = NULL;

    if (literal == NULL)
      return NULL;
    name = g_strndup (literal->value->string[0].data, literal->value->string[0].length);
    if (!g_str_has_prefix (name, "java.") && !g_str_has_prefix (name, "javax."))
      sluice_call_mismatch (call, "UNEXPECTED_CLASS_TYPE", error, "class %s not found.", name);
    else
      sluice_call_mismatch (call, "UNEXPECTED_STATIC_METHOD", error,
                            "there is no Java here whose methods could be called.");
  }

  return NULL;
}

/* clang-format off */
#define FUNCTION(name, min, max, resolve, data, signature, description, example, result, since)   \
  { name, SLUICE_FUNCTION_SCALAR, min, max, resolve, data, signature, description, example,       \
    result, "misc_funcs", since }

static const SluiceFunction functions[] = {
  FUNCTION ("assert_true", 1, 2, resolve_assert_true, NULL, "assert_true(expr[, message])",
            "Ends the query with an error where `expr` isn't true.", "assert_true(0 < 1)", "NULL",
            "2.0.0"),
  FUNCTION ("collate", 2, 2, resolve_collate, NULL, "collate(expr, collation)",
            "Marks a text with a collation; UTF8_BINARY is the one there is.",
            "collate('Spark SQL', 'UTF8_BINARY')", "Spark SQL", "4.0.0"),
  FUNCTION ("collation", 1, 1, resolve_collation, NULL, "collation(expr)",
            "The collation of a text.", "collation('Spark SQL')", "SYSTEM.BUILTIN.UTF8_BINARY",
            "4.0.0"),
  FUNCTION ("current_catalog", 0, 0, resolve_constant, "spark_catalog", "current_catalog()",
            "The current catalog.", "current_catalog()", "spark_catalog", "3.1.0"),
  FUNCTION ("current_database", 0, 0, resolve_constant, "default", "current_database()",
            "The current database.", "current_database()", "default", "1.6.0"),
  FUNCTION ("current_path", 0, 0, resolve_constant,
            "system.builtin,system.session,spark_catalog.default", "current_path()",
            "Where functions are looked for.", "current_path()",
            "system.builtin,system.session,spark_catalog.default", "4.3.0"),
  FUNCTION ("current_schema", 0, 0, resolve_constant, "default", "current_schema()",
            "The current database.", "current_schema()", "default", "3.4.0"),
  FUNCTION ("current_user", 0, 0, resolve_user, NULL, "current_user()",
            "The name of who runs the query.", "current_user() = user()", "true", "3.2.0"),
  FUNCTION ("input_file_block_length", 0, 0, resolve_file, NULL, "input_file_block_length()",
            "How long the part of a file is that the row was read from, or -1.",
            "input_file_block_length()", "-1", "2.2.0"),
  FUNCTION ("input_file_block_start", 0, 0, resolve_file, NULL, "input_file_block_start()",
            "Where the part of a file begins that the row was read from, or -1.",
            "input_file_block_start()", "-1", "2.2.0"),
  FUNCTION ("input_file_name", 0, 0, resolve_file, NULL, "input_file_name()",
            "The file that the row was read from, or an empty text.", "length(input_file_name())", "0",
            "1.5.0"),
  FUNCTION ("java_method", 0, G_MAXUINT, resolve_java, NULL, "java_method(class, method[, arg1[, arg2 ..]])",
            "Calls a static method of Java, which there is none of here: always refused.",
            "true", "true", "2.0.0"),
  FUNCTION ("raise_error", 1, 1, resolve_raise_error, NULL, "raise_error(message)",
            "Ends the query with an error.", "if(true, 1, raise_error('no'))", "1", "3.1.0"),
  FUNCTION ("reflect", 0, G_MAXUINT, resolve_java, NULL, "reflect(class, method[, arg1[, arg2 ..]])",
            "Calls a static method of Java, which there is none of here: always refused.",
            "true", "true", "2.0.0"),
  FUNCTION ("session_user", 0, 0, resolve_user, NULL, "session_user()",
            "The name of who runs the query.", "session_user() = user()", "true", "4.0.0"),
  FUNCTION ("try_reflect", 0, G_MAXUINT, resolve_java, NULL, "try_reflect(class, method[, arg1[, arg2 ..]])",
            "Calls a static method of Java, which there is none of here: always refused.",
            "true", "true", "4.0.0"),
  FUNCTION ("user", 0, 0, resolve_user, NULL, "user()", "The name of who runs the query.",
            "user() = current_user()", "true", "3.4.0"),
  FUNCTION ("version", 0, 0, resolve_constant, "4.3.0 sluice " SLUICE_VERSION, "version()",
            "The version of Spark that answers are like, and that of Sluice.",
            "substring(version(), 1, 5)", "4.3.0", "3.0.0"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_session = { functions, G_N_ELEMENTS (functions) };
