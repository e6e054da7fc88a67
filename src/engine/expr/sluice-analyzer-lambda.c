/* sluice-analyzer-lambda.c: lambdas, whose parameters only their function can type.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer-private.h"

static gboolean
takes_fewer (const char *function)
{
  return strcmp (function, "transform") == 0 || strcmp (function, "filter") == 0;
}

static gboolean
check_parameters (const SluiceCall *call, const SluiceSyntax *lambda, guint n, GError **error)
{
  g_autofree char *name = g_ascii_strdown (call->name, -1);

  if (lambda->n_names != n && !(takes_fewer (name) && lambda->n_names < n))
    {
      sluice_analyzer_error (
          lambda, "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", error,
          "Invalid lambda function call. A higher order function expects %u arguments, "
          "but got %u.",
          lambda->n_names, n);
      return FALSE;
    }
  for (guint i = 0; i < lambda->n_names; i++)
    for (guint j = 0; j < i; j++)
      if (g_ascii_strcasecmp (lambda->names[i], lambda->names[j]) == 0)
        {
          sluice_analyzer_error (
              lambda, "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES", error,
              "Invalid lambda function call. The lambda function has duplicate arguments "
              "`%s`. Please, consider to rename the argument names or set "
              "\"spark.sql.caseSensitive\" to \"true\".",
              lambda->names[i]);
          return FALSE;
        }

  return TRUE;
}

gboolean
sluice_analyzer_resolve_lambda (SluiceAnalyzer   *self,
                                SluiceCall       *call,
                                guint             index,
                                const SluiceType *const *types,
                                const gboolean   *nullable,
                                guint             n,
                                GError          **error)
{
  SluiceExpr *arg = call->args[index];
  const SluiceSyntax *lambda
      = arg->kind == SLUICE_EXPR_LAMBDA && arg->n_args == 0 ? arg->data : NULL;
  g_autoptr (SluiceExpr) body = NULL;
  SluiceExpr *result;
  guint n_variables = 0;

  /* Any other expression is a lambda that ignores what it is given. */
  if (lambda == NULL)
    {
      body = sluice_expr_ref (arg);
    }
  else
    {
      SluiceLambdaFrame frame = { lambda, types, nullable, self->n_variables, self->frames };

      if (!check_parameters (call, lambda, n, error))
        return FALSE;
      n_variables = lambda->n_names;
      self->frames = &frame;
      self->n_variables += n_variables;
      body = sluice_analyzer_run (self, lambda->children[0], error);
      self->n_variables -= n_variables;
      self->frames = frame.outer;
      if (body == NULL)
        return FALSE;
    }
  /* A lambda is no value: nothing gives the parameters of one that is a result their types. */
  if (body->kind == SLUICE_EXPR_LAMBDA && body->n_args == 0 && body->data != NULL)
    {
      sluice_call_error (call, "INTERNAL_ERROR", error, "Invalid call to dataType on unresolved object");
      return FALSE;
    }

  result = sluice_expr_new (SLUICE_EXPR_LAMBDA, body->type, body->nullable, &body, 1);
  result->index = self->n_variables;
  result->n_variables = n_variables;
  result->text_offset = lambda != NULL ? lambda->offset : arg->text_offset;
  result->text_length = lambda != NULL ? lambda->length : arg->text_length;
  sluice_expr_unref (arg);
  call->args[index] = result;

  return TRUE;
}
