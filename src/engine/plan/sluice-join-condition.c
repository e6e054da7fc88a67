/* sluice-join-condition.c: the two sides of a join's condition.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-join-condition.h"

#include "plan/sluice-predicate.h"

SluiceJoinSides
sluice_join_sides_of (const SluiceExpr *expr, guint n_left, guint n)
{
  g_autofree gboolean *used = g_new0 (gboolean, n + 1);
  SluiceJoinSides sides = SLUICE_JOIN_READS_NOTHING;

  sluice_expr_mark_columns (expr, used, n);
  for (guint i = 0; i < n; i++)
    if (used[i])
      sides |= i < n_left ? SLUICE_JOIN_READS_LEFT : SLUICE_JOIN_READS_RIGHT;

  return sides;
}

/* Moves an expression whose columns from @from on are those of @right to where these begin at @to. */
static SluiceExpr *
shift (SluiceExpr *expr, guint from, guint to, const SluiceType *right)
{
  guint n = from + right->n_fields;
  g_autofree SluiceExpr **map = g_new0 (SluiceExpr *, n + 1);
  SluiceExpr *result;

  for (guint i = 0; i < right->n_fields; i++)
    map[from + i] = sluice_expr_new_column (to + i, &right->fields[i]);
  result = sluice_expr_map_columns (expr, map, n);
  for (guint i = from; i < n; i++)
    sluice_expr_unref (map[i]);

  return result;
}

SluiceExpr *
sluice_join_over_right (SluiceExpr *expr, guint n_left, const SluiceType *right)
{
  return shift (expr, n_left, 0, right);
}

SluiceExpr *
sluice_join_over_both (SluiceExpr *expr, guint n_left, const SluiceType *right)
{
  return shift (expr, 0, n_left, right);
}

gboolean
sluice_join_take_key (SluiceExpr *expr,
                      guint n_left,
                      const SluiceType *right,
                      SluiceExpr *keys[2],
                      gboolean *null_safe)
{
  guint n = n_left + right->n_fields;
  SluiceJoinSides first, second;

  if (!expr->deterministic || !sluice_expr_is_equality (expr, null_safe))
    return FALSE;
  first = sluice_join_sides_of (expr->args[0], n_left, n);
  second = sluice_join_sides_of (expr->args[1], n_left, n);
  if (!(first == SLUICE_JOIN_READS_LEFT && second == SLUICE_JOIN_READS_RIGHT)
      && !(first == SLUICE_JOIN_READS_RIGHT && second == SLUICE_JOIN_READS_LEFT))
    return FALSE;
  keys[0] = sluice_expr_ref (expr->args[first == SLUICE_JOIN_READS_LEFT ? 0 : 1]);
  keys[1] = sluice_join_over_right (expr->args[first == SLUICE_JOIN_READS_LEFT ? 1 : 0], n_left, right);

  return TRUE;
}

void
sluice_join_split_condition (const SluicePlan *join, GPtrArray *left, GPtrArray *right, GPtrArray *both)
{
  const SluiceType *schema = join->inputs[1]->schema;
  guint n_left = join->inputs[0]->schema->n_fields;
  guint n = n_left + schema->n_fields;
  g_autoptr (GPtrArray) conjuncts = sluice_conjuncts_new ();
  gboolean deterministic = TRUE;

  sluice_expr_collect_conjuncts (join->join.condition, conjuncts);
  for (guint i = 0; i < conjuncts->len; i++)
    {
      SluiceExpr *expr = conjuncts->pdata[i];
      SluiceJoinSides sides = sluice_join_sides_of (expr, n_left, n);

      deterministic = deterministic && expr->deterministic;
      if (deterministic && sides == SLUICE_JOIN_READS_RIGHT)
        g_ptr_array_add (right, sluice_join_over_right (expr, n_left, schema));
      else
        g_ptr_array_add (deterministic && sides != SLUICE_JOIN_READS_BOTH ? left : both, sluice_expr_ref (expr));
    }
}
