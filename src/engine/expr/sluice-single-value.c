/* sluice-single-value.c: the value of a subquery that must have one row.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-single-value.h"

#include "core/sluice-error.h"
#include "expr/sluice-function.h"

static gboolean
single_value (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *count = call->args[1];

  for (guint32 i = 0; i < call->wanted.n; i++)
    {
      guint32 row = call->wanted.rows != NULL ? call->wanted.rows[i] : i;

      if (count->i64[sluice_column_index (count, row)] <= 1)
        continue;
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                        "SCALAR_SUBQUERY_TOO_MANY_ROWS",
                        "More than one row returned by a subquery used as an expression.");
      return FALSE;
    }
  call->result = call->args[0];

  return TRUE;
}

SluiceExpr *
sluice_single_value_new (SluiceExpr *value, SluiceExpr *count)
{
  /* No query can call it, so that it isn't registered. */
  static const SluiceFunction function
      = { .name = "scalarsubquery", .kind = SLUICE_FUNCTION_SCALAR, .min_args = 2, .max_args = 2 };
  static const SluiceKernel kernel
      = { "scalarsubquery", SLUICE_KERNEL_OWN_RESULT, single_value, NULL };
  SluiceExpr *args[2] = { value, count };
  SluiceExpr *expr = sluice_expr_new (SLUICE_EXPR_CALL, value->type, TRUE, args, 2);

  expr->function = &function;
  expr->kernel = &kernel;

  return expr;
}
