/* sluice-logic.c: AND, OR, NOT and the tests for null, in three-valued logic.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-kernel-template.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-selection.h"

/* Whether it is as well to compute an expression for all rows as to pick out those that need it. */
static gboolean
is_cheap (const SluiceExpr *expr, guint depth)
{
  if (expr->kind == SLUICE_EXPR_COLUMN || expr->kind == SLUICE_EXPR_LITERAL)
    return TRUE;
  if (expr->kind != SLUICE_EXPR_CALL || depth == 0
      || (expr->kernel->flags & SLUICE_KERNEL_INFALLIBLE) == 0)
    return FALSE;
  for (guint i = 0; i < expr->n_args; i++)
    if (!is_cheap (expr->args[i], depth - 1))
      return FALSE;

  return TRUE;
}

/* The rows for which the left side doesn't settle the matter: where it isn't @deciding. */
static SluiceSelection
select_undecided (SluiceArena        *arena,
                  SluiceSelection     selection,
                  const SluiceColumn *left,
                  guint8              deciding)
{
  guint16 *rows;
  guint32 n = 0;

  if (left->constant)
    return sluice_validity_get (left->validity, 0) && left->boolean[0] == deciding
               ? (SluiceSelection){ NULL, 0 }
               : selection;

  rows = sluice_arena_new_array (arena, guint16, MAX (selection.n, 1));
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      rows[n] = (guint16) row;
      n += left->boolean[row] != deciding || !sluice_validity_get (left->validity, row);
    }

  return n == selection.n ? selection : (SluiceSelection){ rows, n };
}

/* A vector of truth values and, where there are nulls, of validity, for the constants too. */
static SluiceColumn *
spread (SluiceArena *arena, SluiceColumn *column, guint32 n_rows)
{
  SluiceColumn *result;

  if (!column->constant)
    return column;

  result = sluice_column_new (arena, column->type, n_rows);
  memset (result->boolean, column->boolean[0] & 1, n_rows);
  if (!sluice_validity_get (column->validity, 0))
    result->validity = sluice_arena_new_array0 (arena, guint64,
                                                MAX (sluice_validity_words (n_rows), 1));

  return result;
}

#define EACH_BYTE G_GUINT64_CONSTANT (0x0101010101010101)

/* Returns: a byte of 0 or 1 for each bit, the lowest first. */
static inline guint64
spread_bits (guint8 bits)
{
  /* Each byte of the product keeps another bit, which carries into the byte's highest one. */
  guint64 kept = bits * EACH_BYTE & G_GUINT64_CONSTANT (0x8040201008040201);

  return GUINT64_TO_LE ((kept + 0x7f * EACH_BYTE) >> 7 & EACH_BYTE);
}

/* Writes a byte for each of @n bits, or its opposite where @flip is 1. There is room behind the last row
 * for whole vectors. */
static void
spread_bitmap (const guint64 *bits, guint32 n, guint8 flip, guint8 *result)
{
  for (guint32 i = 0; i < n; i += 8)
    {
      guint64 bytes = spread_bits ((guint8) (bits[i >> 6] >> (i & 63))) ^ (flip * EACH_BYTE);

      memcpy (result + i, &bytes, sizeof bytes);
    }
}

/* The pointers are arguments because a store to a byte of a column might change the column itself. */
static void
combine_bytes (const guint8 *a, const guint8 *b, guint32 n, gboolean is_and, guint8 *result)
{
  if (is_and)
    for (guint32 i = 0; i < n; i++)
      result[i] = a[i] & b[i];
  else
    for (guint32 i = 0; i < n; i++)
      result[i] = a[i] | b[i];
}

static SluiceColumn *
combine (SluiceEvalContext *context,
         const SluiceExpr  *expr,
         SluiceColumn      *left,
         SluiceColumn      *right,
         gboolean           is_and)
{
  guint32 n = context->n_rows;
  SluiceArena *arena = context->arena;
  SluiceColumn *result = sluice_column_new (arena, expr->type, n);
  const SluiceColumn *a = spread (arena, left, n);
  const SluiceColumn *b = spread (arena, right, n);
  guint64 *bits_a, *bits_b;
  gsize words = sluice_validity_words (n);

  if (a->validity == NULL && b->validity == NULL)
    {
      combine_bytes (a->boolean, b->boolean, n, is_and, result->boolean);
      return result;
    }

  bits_a = sluice_arena_new_array (arena, guint64, MAX (words, 1));
  bits_b = sluice_arena_new_array (arena, guint64, MAX (words, 1));
  sluice_bits_from_bytes (a->boolean, n, bits_a);
  sluice_bits_from_bytes (b->boolean, n, bits_b);
  result->validity = sluice_arena_new_array (arena, guint64, MAX (words, 1));
  for (gsize w = 0; w < words; w++)
    {
      guint64 valid_a = a->validity != NULL ? a->validity[w] : G_MAXUINT64;
      guint64 valid_b = b->validity != NULL ? b->validity[w] : G_MAXUINT64;
      /* Either side alone decides when it is false (AND) or true (OR). */
      guint64 decides_a = valid_a & (is_and ? ~bits_a[w] : bits_a[w]);
      guint64 decides_b = valid_b & (is_and ? ~bits_b[w] : bits_b[w]);
      guint64 valid = (valid_a & valid_b) | decides_a | decides_b;
      guint64 truth = is_and ? bits_a[w] & bits_b[w] & valid : decides_a | decides_b;

      result->validity[w] = valid;
      bits_a[w] = truth;
    }
  /* A null's byte may be anything, so the bytes come from the bits. */
  spread_bitmap (bits_a, n, 0, result->boolean);

  return result;
}

static SluiceColumn *
run_logic (SluiceEvalContext *context,
           const SluiceExpr  *expr,
           SluiceSelection    selection,
           gboolean           is_and,
           GError           **error)
{
  SluiceColumn *left = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceSelection undecided = selection;
  SluiceColumn *right;

  if (left == NULL)
    return NULL;

  if (left->constant || !is_cheap (expr->args[1], 2))
    undecided = select_undecided (context->arena, selection, left, is_and ? FALSE : TRUE);
  if (undecided.n == 0)
    return left;

  right = sluice_evaluate (context, expr->args[1], undecided, error);
  if (right == NULL)
    return NULL;
  /* TRUE AND x, FALSE OR x. */
  if (left->constant && sluice_validity_get (left->validity, 0))
    return right;

  return combine (context, expr, left, right, is_and);
}

static SluiceColumn *
run_and (SluiceEvalContext *context,
         const SluiceExpr  *expr,
         SluiceSelection    selection,
         GError           **error)
{
  return run_logic (context, expr, selection, TRUE, error);
}

static SluiceColumn *
run_or (SluiceEvalContext *context,
        const SluiceExpr  *expr,
        SluiceSelection    selection,
        GError           **error)
{
  return run_logic (context, expr, selection, FALSE, error);
}

static gboolean
run_not (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, guint8, guint8, x ^ 1);

  return TRUE;
}

static gboolean
test_null (SluiceKernelCall *call, guint8 if_null)
{
  const SluiceColumn *arg = call->args[0];
  guint8 *result = call->result->boolean;
  guint32 n = call->context->n_rows;

  if (arg->validity == NULL || arg->constant)
    memset (result, sluice_column_is_null (arg, 0) ? if_null : !if_null, n);
  else
    spread_bitmap (arg->validity, n, if_null, result);

  return TRUE;
}

static gboolean
run_is_null (SluiceKernelCall *call, GError **error)
{
  return test_null (call, TRUE);
}

static gboolean
run_is_not_null (SluiceKernelCall *call, GError **error)
{
  return test_null (call, FALSE);
}

const SluiceKernel sluice_kernel_and = { "and", SLUICE_KERNEL_NONE, NULL, run_and };
const SluiceKernel sluice_kernel_or = { "or", SLUICE_KERNEL_NONE, NULL, run_or };
const SluiceKernel sluice_kernel_not = {
  "not", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL | SLUICE_KERNEL_INFALLIBLE, run_not, NULL
};
const SluiceKernel sluice_kernel_is_null = { "is_null", SLUICE_KERNEL_INFALLIBLE, run_is_null,
                                             NULL };
const SluiceKernel sluice_kernel_is_not_null = { "is_not_null", SLUICE_KERNEL_INFALLIBLE,
                                                 run_is_not_null, NULL };
