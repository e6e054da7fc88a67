/* sluice-kernel.c: the evaluator of typed expressions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-kernel.h"

#include <string.h>

#include "expr/sluice-selection.h"

/* Arguments up to this number need no memory of their own; nearly all calls stay below. */
#define N_INLINE_ARGS 8

SluiceColumn *
sluice_column_with_length (SluiceArena *arena, const SluiceColumn *self, guint32 length)
{
  SluiceColumn *result = sluice_arena_alloc (arena, sizeof *result);

  *result = *self;
  result->length = length;
  result->constant = TRUE;
  if (self->type->id == SLUICE_TYPE_STRUCT)
    {
      result->children = sluice_arena_new_array (arena, SluiceColumn *, self->n_children);
      for (guint i = 0; i < self->n_children; i++)
        result->children[i] = sluice_column_with_length (arena, self->children[i], length);
    }

  return result;
}

/* The rows for which no argument is null, or NULL when there is no null at all. */
static guint64 *
combine_validity (SluiceArena *arena, SluiceColumn *const *args, guint n_args, guint32 n_rows)
{
  gsize words = sluice_validity_words (n_rows);
  guint64 *result = NULL;

  for (guint i = 0; i < n_args; i++)
    {
      const guint64 *validity = args[i]->validity;

      if (validity == NULL || args[i]->constant)
        continue;
      if (result == NULL)
        {
          result = sluice_arena_new_array (arena, guint64, MAX (words, 1));
          memcpy (result, validity, words * sizeof (guint64));
        }
      else
        for (gsize w = 0; w < words; w++)
          result[w] &= validity[w];
    }

  return result;
}

static SluiceColumn *
new_result (SluiceArena *arena, const SluiceExpr *expr, guint32 n_rows, gboolean partial)
{
  SluiceColumn *result = sluice_column_new (arena, expr->type, n_rows);
  guint width = sluice_type_width (expr->type->id);

  /* Rows that stay unwritten hold zeroes, so that a kernel that runs over them finds no stray pointer. */
  if (partial && width > 0)
    memset (result->data, 0, (gsize) width * n_rows);

  return result;
}

static gboolean
run_kernel (SluiceEvalContext   *context,
            const SluiceExpr    *expr,
            SluiceColumn *const *args,
            SluiceSelection      selection,
            SluiceColumn       **result,
            GError             **error)
{
  const SluiceKernel *kernel = expr->kernel;
  gboolean strict = (kernel->flags & SLUICE_KERNEL_STRICT) != 0;
  gboolean total = (kernel->flags & SLUICE_KERNEL_TOTAL) != 0;
  gboolean own_result = (kernel->flags & SLUICE_KERNEL_OWN_RESULT) != 0;
  guint32 n_rows = context->n_rows;
  SluiceKernelCall call = { context, expr, args, NULL, selection, selection };
  guint64 *validity = NULL;

  if (strict)
    {
      for (guint i = 0; i < expr->n_args; i++)
        if (args[i]->constant && args[i]->validity != NULL && (args[i]->validity[0] & 1) == 0)
          {
            *result = sluice_column_new_null (context->arena, expr->type, n_rows);
            return TRUE;
          }

      validity = combine_validity (context->arena, args, expr->n_args, n_rows);
      if (!total && validity != NULL)
        {
          call.selection = sluice_selection_narrow (context->arena, selection, validity);
          call.wanted = call.selection;
          if (call.selection.n == 0)
            {
              *result = sluice_column_new_null (context->arena, expr->type, n_rows);
              return TRUE;
            }
        }
      /* Whole vectors are several times as fast as picked rows, so a total kernel runs over all. */
      else if (total && selection.rows != NULL && selection.n >= n_rows / 4)
        call.selection = (SluiceSelection){ NULL, n_rows };
    }

  if (!own_result)
    {
      call.result = new_result (context->arena, expr, n_rows,
                                call.selection.rows != NULL || call.selection.n < n_rows);
      call.result->validity = validity;
    }

  if (!kernel->run (&call, error))
    return FALSE;

  /* Texts are stored without padding; what comes next wants its alignment. */
  sluice_arena_align (context->arena);
  *result = call.result;
  if (own_result && validity != NULL)
    {
      SluiceColumn *head = sluice_arena_alloc (context->arena, sizeof *head);

      *head = *call.result;
      if (head->constant)
        {
          guint32 *zeros = sluice_arena_new_array0 (context->arena, guint32, n_rows);

          head = sluice_column_gather (context->arena, call.result, zeros, n_rows);
        }
      if (head->validity != NULL)
        for (gsize w = 0; w < sluice_validity_words (n_rows); w++)
          validity[w] &= head->validity[w];
      head->validity = validity;
      *result = head;
    }

  return TRUE;
}

gboolean
sluice_expr_may_fail (const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_COLUMN || expr->kind == SLUICE_EXPR_LITERAL
      || expr->kind == SLUICE_EXPR_VARIABLE)
    return FALSE;
  if (expr->kind != SLUICE_EXPR_CALL || (expr->kernel->flags & SLUICE_KERNEL_INFALLIBLE) == 0)
    return TRUE;
  for (guint i = 0; i < expr->n_args; i++)
    if (sluice_expr_may_fail (expr->args[i]))
      return TRUE;

  return FALSE;
}

static SluiceSelection
without_nulls (SluiceArena *arena, SluiceSelection selection, const SluiceColumn *column)
{
  if (column->validity == NULL)
    return selection;
  if (column->constant)
    return (column->validity[0] & 1) != 0 ? selection : (SluiceSelection){ NULL, 0 };

  return sluice_selection_narrow (arena, selection, column->validity);
}

/* As in Spark an argument that may fail is computed only for rows in which none before it is null. */
static gboolean
evaluate_strict_args (SluiceEvalContext *context,
                      const SluiceExpr  *expr,
                      SluiceSelection    selection,
                      SluiceColumn     **args,
                      GError           **error)
{
  gboolean backwards = (expr->kernel->flags & SLUICE_KERNEL_LAST_FIRST) != 0;
  SluiceSelection present = selection;
  guint n_seen = 0;

  for (guint n = 0; n < expr->n_args; n++)
    {
      guint i = backwards ? expr->n_args - 1 - n : n;
      gboolean by_row = n > 0 && sluice_expr_may_fail (expr->args[i]);

      for (; by_row && n_seen < n; n_seen++)
        present = without_nulls (context->arena, present, args[backwards ? expr->n_args - 1 - n_seen : n_seen]);
      args[i] = by_row && present.n == 0
                    ? sluice_column_new_null (context->arena, expr->args[i]->type, context->n_rows)
                    : sluice_evaluate (context, expr->args[i], by_row ? present : selection, error);
      if (args[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

static SluiceColumn *
evaluate_call (SluiceEvalContext *context,
               const SluiceExpr  *expr,
               SluiceSelection    selection,
               GError           **error)
{
  SluiceColumn *inline_args[N_INLINE_ARGS];
  SluiceColumn **args = inline_args;
  SluiceColumn *result = NULL;
  gboolean constant = expr->deterministic;

  if (expr->kernel->run_lazy != NULL)
    return expr->kernel->run_lazy (context, expr, selection, error);

  if (expr->n_args > N_INLINE_ARGS)
    args = sluice_arena_new_array (context->arena, SluiceColumn *, expr->n_args);
  if ((expr->kernel->flags & SLUICE_KERNEL_STRICT) == 0)
    {
      for (guint i = 0; i < expr->n_args; i++)
        if ((args[i] = sluice_evaluate (context, expr->args[i], selection, error)) == NULL)
          return NULL;
    }
  else if (!evaluate_strict_args (context, expr, selection, args, error))
    return NULL;
  for (guint i = 0; i < expr->n_args; i++)
    constant = constant && args[i]->constant;

  if (constant)
    {
      /* One row is computed and stands for all. */
      SluiceEvalContext single = *context;

      if (selection.n == 0)
        return sluice_column_new_null (context->arena, expr->type, context->n_rows);
      single.n_rows = 1;
      if (!run_kernel (&single, expr, args, (SluiceSelection){ NULL, 1 }, &result, error))
        return NULL;
      return sluice_column_with_length (context->arena, result, context->n_rows);
    }

  if (!run_kernel (context, expr, args, selection, &result, error))
    return NULL;

  return result;
}

SluiceColumn *
sluice_evaluate (SluiceEvalContext *context,
                 const SluiceExpr  *expr,
                 SluiceSelection    selection,
                 GError           **error)
{
  GError *local_error = NULL;
  SluiceColumn *result;

  switch (expr->kind)
    {
    case SLUICE_EXPR_LITERAL:
      return expr->value->length == context->n_rows
                 ? expr->value
                 : sluice_column_with_length (context->arena, expr->value, context->n_rows);

    case SLUICE_EXPR_COLUMN:
      return context->columns[expr->index];

    case SLUICE_EXPR_VARIABLE:
      return context->variables[expr->index];

    case SLUICE_EXPR_CALL:
      result = evaluate_call (context, expr, selection, &local_error);
      if (result == NULL)
        {
          if (expr->text_offset >= 0)
            sluice_error_set_position (local_error, expr->text_offset, expr->text_length);
          g_propagate_error (error, local_error);
        }
      return result;

    case SLUICE_EXPR_AGGREGATE:
    case SLUICE_EXPR_GENERATOR:
    case SLUICE_EXPR_WINDOWED:
    case SLUICE_EXPR_OVER:
    case SLUICE_EXPR_LAMBDA:
    default:
      /* The analysis lets these stand only where an operator or a function takes them apart. */
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INTERNAL_ERROR",
                        "An aggregate, a generator or a lambda can't be computed row by row.");
      return NULL;
    }
}

SluiceExpr *
sluice_expr_fold (SluiceExpr *expr, const SluiceSettings *settings, GError **error)
{
  g_autoptr (SluiceArena) arena = NULL;
  SluiceEvalContext context = { 0 };
  SluiceSelection selection = { NULL, 1 };
  SluiceColumn *value;

  if (expr->kind == SLUICE_EXPR_LITERAL)
    return sluice_expr_ref (expr);
  if (!sluice_expr_is_foldable (expr))
    return NULL;

  arena = sluice_arena_new ();
  context.arena = arena;
  context.settings = settings;
  context.n_rows = 1;
  value = sluice_evaluate (&context, expr, selection, error);

  return value != NULL ? sluice_expr_new_literal_from (expr->type, value) : NULL;
}
