/* sluice-lambda.c: computing lambdas over the elements of arrays and maps.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-lambda.h"

#include <string.h>

#include "expr/sluice-gather.h"

void
sluice_spread_begin (SluiceSpread       *self,
                     SluiceEvalContext  *context,
                     const SluiceColumn *column,
                     SluiceSelection     selection)
{
  guint32 n_rows = context->n_rows;
  guint32 next = 0, n = 0;

  *self = (SluiceSpread){ 0 };
  SLUICE_FOR_EACH_SELECTED (selection, row)
    if (!sluice_column_is_null (column, row))
      {
        guint32 at = sluice_column_index (column, row);

        self->n += column->offsets[at + 1] - column->offsets[at];
      }

  self->elements = sluice_arena_new_array (context->arena, guint32, MAX (self->n, 1));
  self->parents = sluice_arena_new_array (context->arena, guint32, MAX (self->n, 1));
  self->offsets = sluice_arena_new_array (context->arena, guint32, n_rows + 1);
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      for (; next <= row; next++)
        self->offsets[next] = n;
      if (!sluice_column_is_null (column, row))
        {
          guint32 at = sluice_column_index (column, row);

          for (guint32 e = column->offsets[at]; e < column->offsets[at + 1]; e++, n++)
            {
              self->elements[n] = e;
              self->parents[n] = row;
            }
        }
    }
  for (; next <= n_rows; next++)
    self->offsets[next] = n;
}

SluiceColumn *
sluice_spread_positions (const SluiceSpread *self, SluiceEvalContext *context, guint32 n_rows)
{
  SluiceColumn *result = sluice_column_new (context->arena, sluice_type_primitive (SLUICE_TYPE_INT),
                                            self->n);

  for (guint32 row = 0; row < n_rows; row++)
    for (guint32 i = self->offsets[row]; i < self->offsets[row + 1]; i++)
      result->i32[i] = (gint32) (i - self->offsets[row]);

  return result;
}

static void
mark_variables (const SluiceExpr *expr, gboolean *used, guint n)
{
  if (expr->kind == SLUICE_EXPR_VARIABLE && expr->index < n)
    used[expr->index] = TRUE;
  for (guint i = 0; i < expr->n_args; i++)
    mark_variables (expr->args[i], used, n);
}

/* Room for the variables of the lambda and of those in its body. */
static guint
count_variables (const SluiceExpr *expr)
{
  guint n = expr->kind == SLUICE_EXPR_LAMBDA     ? expr->index + expr->n_variables
            : expr->kind == SLUICE_EXPR_VARIABLE ? expr->index + 1
                                                 : 0;

  for (guint i = 0; i < expr->n_args; i++)
    n = MAX (n, count_variables (expr->args[i]));

  return n;
}

static SluiceColumn **
gather_used (SluiceArena         *arena,
             SluiceColumn *const *columns,
             const gboolean      *used,
             guint                n,
             const guint32       *parents,
             guint32              n_rows)
{
  SluiceColumn **result = sluice_arena_new_array0 (arena, SluiceColumn *, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    if (used[i])
      result[i] = columns[i]->constant
                      ? sluice_column_with_length (arena, columns[i], n_rows)
                      : sluice_column_gather (arena, columns[i], parents, n_rows);

  return result;
}

SluiceColumn *
sluice_lambda_run (SluiceEvalContext   *context,
                   const SluiceExpr    *lambda,
                   SluiceColumn *const *values,
                   const guint32       *parents,
                   guint32              n,
                   GError             **error)
{
  SluiceArena *arena = context->arena;
  const SluiceExpr *body = lambda->args[0];
  guint n_columns = sluice_expr_count_columns (body);
  guint n_variables = MAX (count_variables (lambda), lambda->index);
  g_autofree gboolean *used_columns = g_new0 (gboolean, n_columns + 1);
  g_autofree gboolean *used_variables = g_new0 (gboolean, lambda->index + 1);
  guint32 n_chunks = MAX ((n + SLUICE_BATCH_MAX_ROWS - 1) / SLUICE_BATCH_MAX_ROWS, 1);
  g_autofree const SluiceColumn **sources = NULL;
  g_autofree guint32 *rows = NULL;

  if (n == 0)
    return sluice_gather_many (arena, lambda->type, NULL, NULL, 0);

  sluice_expr_mark_columns (body, used_columns, n_columns);
  mark_variables (body, used_variables, lambda->index);
  if (n_chunks > 1)
    {
      sources = g_new (const SluiceColumn *, n);
      rows = g_new (guint32, n);
    }

  for (guint32 begin = 0; begin < n; begin += SLUICE_BATCH_MAX_ROWS)
    {
      guint32 length = MIN (n - begin, SLUICE_BATCH_MAX_ROWS);
      SluiceEvalContext inner = *context;
      SluiceColumn **variables = sluice_arena_new_array0 (arena, SluiceColumn *,
                                                          MAX (n_variables, 1));
      SluiceColumn *result;

      inner.n_rows = length;
      inner.columns = gather_used (arena, context->columns, used_columns, n_columns,
                                   parents + begin, length);
      if (lambda->index > 0)
        memcpy (variables,
                gather_used (arena, context->variables, used_variables, lambda->index,
                             parents + begin, length),
                sizeof *variables * lambda->index);
      for (guint k = 0; k < lambda->n_variables; k++)
        variables[lambda->index + k]
            = n_chunks == 1 ? values[k] : sluice_column_slice_child (arena, values[k], begin, length);
      inner.variables = variables;

      result = sluice_evaluate (&inner, body, (SluiceSelection){ NULL, length }, error);
      if (result == NULL || n_chunks == 1)
        return result;
      for (guint32 i = 0; i < length; i++)
        {
          sources[begin + i] = result;
          rows[begin + i] = i;
        }
    }

  return sluice_gather_many (arena, lambda->type, sources, rows, n);
}

SluiceColumn *
sluice_lambda_run_in_place (SluiceEvalContext   *context,
                            const SluiceExpr    *lambda,
                            SluiceColumn *const *values,
                            SluiceSelection      selection,
                            GError             **error)
{
  SluiceEvalContext inner = *context;
  guint n = MAX (count_variables (lambda), lambda->index);

  inner.variables = sluice_arena_new_array0 (context->arena, SluiceColumn *, MAX (n, 1));
  if (lambda->index > 0 && context->variables != NULL)
    memcpy (inner.variables, context->variables, sizeof *inner.variables * lambda->index);
  for (guint k = 0; k < lambda->n_variables; k++)
    inner.variables[lambda->index + k] = values[k];

  return sluice_evaluate (&inner, lambda->args[0], selection, error);
}
