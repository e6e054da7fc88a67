/* sluice-aggregate-common.c: what several aggregate functions do in the same way.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"
#include "expr/sluice-cell.h"

void
sluice_aggregate_set_null (SluiceEvalContext *context, SluiceColumn *result, guint32 i)
{
  if (result->validity == NULL)
    sluice_arena_align (context->arena);
  sluice_validity_clear (sluice_column_ensure_validity (context->arena, result), i);
}

SluiceExpr *
sluice_aggregate_finish_call (const SluiceFunction  *function,
                              SluiceCall            *call,
                              const SluiceType      *type,
                              gboolean               nullable,
                              const SluiceAggregate *aggregate)
{
  SluiceExpr *expr = sluice_expr_new (SLUICE_EXPR_AGGREGATE, type, nullable, call->args, call->n_args);

  expr->function = function;
  expr->aggregate = aggregate;
  expr->distinct = call->distinct;
  expr->text_offset = call->text_offset;
  expr->text_length = call->text_length;

  return expr;
}

gboolean
sluice_aggregate_count_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  ((SluiceCount *) into)->n += ((const SluiceCount *) from)->n;

  return TRUE;
}

gboolean
sluice_aggregate_count_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    result->i64[i] = ((const SluiceCount *) states[i])->n;

  return TRUE;
}

gboolean
sluice_aggregate_cell_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  sluice_cells_write (context->arena, (const SluiceCell *const *) states, n, result);

  return TRUE;
}

void
sluice_aggregate_cell_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  sluice_cell_save (state, expr->args[0]->type, out);
}

gboolean
sluice_aggregate_cell_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  return sluice_cell_load (state, expr->args[0]->type, arena, cursor, end);
}
