/* sluice-over.c: what stands behind a function with OVER.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-over.h"

#include <string.h>

void
sluice_over_spec_free (SluiceOverSpec *self)
{
  if (self == NULL)
    return;
  g_free (self->descending);
  g_free (self->nulls_first);
  g_free (self);
}

const SluiceOverSpec *
sluice_over_spec (const SluiceExpr *expr)
{
  g_assert (expr->kind == SLUICE_EXPR_OVER);

  return expr->data;
}

static gboolean
same_directions (const SluiceOverSpec *a, const SluiceOverSpec *b)
{
  gsize size = sizeof (gboolean) * a->n_order;

  return a->n_order == b->n_order
         && (size == 0
             || (memcmp (a->descending, b->descending, size) == 0
                 && memcmp (a->nulls_first, b->nulls_first, size) == 0));
}

gboolean
sluice_over_spec_equal (const SluiceOverSpec *self, const SluiceOverSpec *other)
{
  if (self == other)
    return TRUE;
  for (guint i = 0; i < 2; i++)
    if (self->ends[i] != other->ends[i] || self->distances[i] != other->distances[i]
        || self->values[i] != other->values[i])
      return FALSE;

  return self->has_filter == other->has_filter && self->n_partition == other->n_partition
         && self->rows == other->rows && self->key == other->key && same_directions (self, other);
}

SluiceExpr *const *
sluice_over_partition (const SluiceExpr *expr)
{
  return expr->args + 1 + (sluice_over_spec (expr)->has_filter ? 1 : 0);
}

gboolean
sluice_over_same_order (const SluiceExpr *a, const SluiceExpr *b)
{
  const SluiceOverSpec *first = sluice_over_spec (a);
  const SluiceOverSpec *second = sluice_over_spec (b);
  SluiceExpr *const *keys = sluice_over_partition (a);
  SluiceExpr *const *others = sluice_over_partition (b);

  if (first->n_partition != second->n_partition || !same_directions (first, second))
    return FALSE;
  for (guint i = 0; i < first->n_partition + first->n_order; i++)
    if (!sluice_expr_equal (keys[i], others[i]))
      return FALSE;

  return TRUE;
}

SluiceOverFunction
sluice_over_function (const SluiceExpr *windowed)
{
  if (windowed->aggregate != NULL)
    return SLUICE_OVER_AGGREGATE;

  return (SluiceOverFunction) GPOINTER_TO_UINT (windowed->function->user_data);
}

SluiceExpr *
sluice_expr_find_over (SluiceExpr *expr)
{
  for (guint i = 0; i < expr->n_args; i++)
    {
      SluiceExpr *found = sluice_expr_find_over (expr->args[i]);

      if (found != NULL)
        return found;
    }

  return expr->kind == SLUICE_EXPR_OVER ? expr : NULL;
}
