/* sluice-function-simple.c: functions whose arguments and result have fixed types.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function-simple.h"

static SluiceTypeId
type_of_letter (char letter)
{
  switch (letter)
    {
    case 's':
    case 'S':
      return SLUICE_TYPE_STRING;
    case 'x':
      return SLUICE_TYPE_BINARY;
    case 'i':
      return SLUICE_TYPE_INT;
    case 'l':
      return SLUICE_TYPE_BIGINT;
    case 'd':
      return SLUICE_TYPE_DOUBLE;
    case 'o':
      return SLUICE_TYPE_BOOLEAN;
    case 'D':
      return SLUICE_TYPE_DATE;
    case 'T':
      return SLUICE_TYPE_TIMESTAMP;
    case 'N':
      return SLUICE_TYPE_TIMESTAMP_NTZ;
    default:
      g_assert_not_reached ();
    }
}

SluiceExpr *
sluice_resolve_simple (const SluiceFunction *function,
                       SluiceAnalyzer *analyzer,
                       SluiceCall *call,
                       GError **error)
{
  const SluiceSimple *simple = function->user_data;
  gsize n_letters = strlen (simple->args);

  for (guint i = 0; i < call->n_args; i++)
    {
      char letter = simple->args[MIN (i, n_letters - 1)];
      SluiceTypeId id = type_of_letter (letter);

      if (letter == 'S' && call->args[i]->type->id != id && call->args[i]->type->id != SLUICE_TYPE_VOID)
        {
          sluice_call_wrong_type (call, i, "\"STRING\"", error);
          return NULL;
        }
      if (!sluice_analyzer_coerce_arg (analyzer, call, i, sluice_type_primitive (id), error))
        return NULL;
    }

  return sluice_call_finish (function, call, sluice_type_primitive (simple->result),
                             simple->nullable || sluice_call_any_nullable (call), &simple->kernel);
}

void
sluice_call_append_literal (SluiceCall *call, const SluiceType *type, gconstpointer value)
{
  call->args = g_renew (SluiceExpr *, call->args, call->n_args + 1);
  call->args[call->n_args++] = sluice_expr_new_literal (type, value);
}

const SluiceString *
sluice_call_constant_string (const SluiceCall *call, guint index)
{
  const SluiceExpr *arg = call->args[index];

  if (arg->kind != SLUICE_EXPR_LITERAL || arg->type->id != SLUICE_TYPE_STRING
      || sluice_column_is_null (arg->value, 0))
    return NULL;

  return &arg->value->string[0];
}
