/* sluice-predicate.c: conditions taken apart, and made of other expressions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-predicate.h"

#include "expr/sluice-function.h"
#include "expr/sluice-kernel.h"

static SluiceExpr *
analyze_pair (const char *text, const SluiceType *left, const SluiceType *right, SluiceSettings *settings)
{
  SluiceField fields[2]
      = { { (char *) "a", (SluiceType *) left, TRUE, -1 }, { (char *) "b", (SluiceType *) right, TRUE, -1 } };
  g_autoptr (SluiceType) schema = sluice_type_struct (fields, 2);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };

  return sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, NULL);
}

SluicePredicates *
sluice_predicates_new (void)
{
  SluicePredicates *self = g_new0 (SluicePredicates, 1);
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);

  self->settings = sluice_settings_new (NULL);
  self->and = analyze_pair ("a AND b", boolean, boolean, self->settings);
  self->or = analyze_pair ("a OR b", boolean, boolean, self->settings);
  self->is_not_null = analyze_pair ("a IS NOT NULL", boolean, boolean, self->settings);
  g_assert (self->and != NULL && self->or != NULL && self->is_not_null != NULL);

  return self;
}

void
sluice_predicates_free (SluicePredicates *self)
{
  sluice_expr_unref (self->and);
  sluice_expr_unref (self->or);
  sluice_expr_unref (self->is_not_null);
  sluice_settings_unref (self->settings);
  g_free (self);
}

SluiceExpr *
sluice_predicates_and (const SluicePredicates *self, SluiceExpr *left, SluiceExpr *right)
{
  SluiceExpr *pair[2] = { left, right };

  return left != NULL ? sluice_expr_map_columns (self->and, pair, 2) : sluice_expr_ref (right);
}

SluiceExpr *
sluice_predicates_or (const SluicePredicates *self, SluiceExpr *left, SluiceExpr *right)
{
  SluiceExpr *pair[2] = { left, right };

  return sluice_expr_map_columns (self->or, pair, 2);
}

SluiceExpr *
sluice_predicates_is_not_null (const SluicePredicates *self, SluiceExpr *expr)
{
  return sluice_expr_map_columns (self->is_not_null, &expr, 1);
}

SluiceExpr *
sluice_predicates_equal (const SluicePredicates *self, SluiceExpr *left, SluiceExpr *right, gboolean null_safe)
{
  SluiceExpr *pair[2] = { left, right };
  g_autoptr (SluiceExpr) equal
      = analyze_pair (null_safe ? "a <=> b" : "a = b", left->type, right->type, self->settings);

  return equal != NULL ? sluice_expr_map_columns (equal, pair, 2) : NULL;
}

GPtrArray *
sluice_conjuncts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
}

void
sluice_expr_collect_conjuncts (SluiceExpr *expr, GPtrArray *conjuncts)
{
  if (!sluice_expr_is_call_of (expr, "and"))
    {
      g_ptr_array_add (conjuncts, sluice_expr_ref (expr));
      return;
    }
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_collect_conjuncts (expr->args[i], conjuncts);
}

gboolean
sluice_expr_is_equality (const SluiceExpr *expr, gboolean *null_safe)
{
  gboolean safe = sluice_expr_is_call_of (expr, "<=>");

  if (null_safe != NULL)
    *null_safe = safe;

  return safe || sluice_expr_is_call_of (expr, "=") || sluice_expr_is_call_of (expr, "==");
}

void
sluice_expr_mark_not_null (const SluiceExpr *expr, gboolean *columns)
{
  gboolean strict = expr->kind == SLUICE_EXPR_CALL && expr->kernel != NULL
                    && ((expr->kernel->flags & SLUICE_KERNEL_STRICT) != 0 || sluice_expr_is_cast (expr));

  if (expr->kind == SLUICE_EXPR_COLUMN)
    columns[expr->index] = TRUE;
  if (strict)
    for (guint i = 0; i < expr->n_args; i++)
      sluice_expr_mark_not_null (expr->args[i], columns);
}

SluiceExpr *
sluice_expr_replace (SluiceExpr *expr, const SluiceExpr *what, SluiceExpr *by)
{
  g_autoptr (GPtrArray) args = NULL;
  g_autoptr (SluiceExpr) filter = NULL;
  gboolean changed;
  SluiceExpr *copy;

  if (sluice_expr_equal (expr, what))
    return sluice_expr_ref (by);
  args = sluice_conjuncts_new ();
  filter = expr->filter != NULL ? sluice_expr_replace (expr->filter, what, by) : NULL;
  changed = filter != expr->filter;
  for (guint i = 0; i < expr->n_args; i++)
    {
      g_ptr_array_add (args, sluice_expr_replace (expr->args[i], what, by));
      changed = changed || args->pdata[i] != expr->args[i];
    }
  if (!changed)
    return sluice_expr_ref (expr);
  copy = sluice_expr_copy_with_args (expr, (SluiceExpr **) args->pdata);
  if (filter != NULL)
    {
      sluice_expr_unref (copy->filter);
      copy->filter = g_steal_pointer (&filter);
    }
  for (guint i = 0; i < args->len; i++)
    copy->deterministic = copy->deterministic && copy->args[i]->deterministic;

  return copy;
}
