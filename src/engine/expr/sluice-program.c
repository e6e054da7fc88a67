/* sluice-program.c: expressions made ready to run over batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-program.h"

#include <string.h>

#include "expr/sluice-filter.h"
#include "expr/sluice-operators.h"

struct _SluiceProgram
{
  SluiceSettings *settings;
  SluiceExpr **exprs;
  guint n_exprs;
  GError *failure;
  GPtrArray *shared;
  guint first_shared;
  SluiceFilter *filter;
};

/* What is known about an expression that may be worth sharing. */
typedef struct
{
  guint n_always;
  guint n_total;
  gint slot;
} Occurrence;

typedef struct
{
  GHashTable *occurrences;
  SluiceProgram *program;
} Sharing;

static SluiceExpr *
evaluate_constant (SluiceExpr *expr, const SluiceSettings *settings, GError **error)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceEvalContext context = { .arena = arena, .settings = settings, .n_rows = 1 };
  SluiceColumn *value = sluice_evaluate (&context, expr, (SluiceSelection){ NULL, 1 }, error);

  return value != NULL ? sluice_expr_new_literal_from (expr->type, value) : NULL;
}

static gboolean
is_null_literal (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_LITERAL && sluice_column_is_null (expr->value, 0);
}

static gboolean
is_truth (const SluiceExpr *expr, gboolean value)
{
  return expr->kind == SLUICE_EXPR_LITERAL && expr->type->id == SLUICE_TYPE_BOOLEAN && !is_null_literal (expr)
         && (expr->value->boolean[0] != 0) == value;
}

/* What a call comes to because of one of its arguments, whatever the others are: Spark doesn't compute those,
 * so that they can't fail. Only a constant that comes first and @failed is found out before AND or OR is settled. */
static SluiceExpr *
settle (const SluiceExpr *expr, gboolean failed)
{
  gboolean is_and = expr->kernel == &sluice_kernel_and;
  gboolean strict = (expr->kernel->flags & (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_UNSETTLED)) == SLUICE_KERNEL_STRICT;

  for (guint i = 0; i < expr->n_args; i++)
    if (strict && is_null_literal (expr->args[i]))
      return sluice_expr_new_literal (expr->type, NULL);
    else if ((is_and || expr->kernel == &sluice_kernel_or) && is_truth (expr->args[i], !is_and)
             && (i == 0 || !failed))
      return sluice_expr_ref (expr->args[i]);

  return NULL;
}

/* Whether a constant within is computed before any row is looked at, whoever asks for it then. */
static gboolean
computes_beforehand (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_LAMBDA
         || (expr->kind == SLUICE_EXPR_CALL && (expr->kernel->flags & SLUICE_KERNEL_CONDITIONAL) == 0);
}

/* The expression with what doesn't depend on rows computed; @failure is (nullable) for the first that can't be. */
static SluiceExpr *
fold (SluiceExpr *expr, const SluiceSettings *settings, GError **failure)
{
  g_autofree SluiceExpr **args = NULL;
  g_autoptr (SluiceExpr) result = NULL;
  g_autoptr (GError) local_failure = NULL;
  SluiceExpr *folded = NULL;
  gboolean changed = FALSE;

  if (expr->n_args > 0)
    {
      args = g_new (SluiceExpr *, expr->n_args);
      for (guint i = 0; i < expr->n_args; i++)
        {
          args[i] = fold (expr->args[i], settings, computes_beforehand (expr) ? &local_failure : NULL);
          changed = changed || args[i] != expr->args[i];
        }
    }
  result = changed ? sluice_expr_copy_with_args (expr, args) : sluice_expr_ref (expr);
  for (guint i = 0; i < expr->n_args; i++)
    sluice_expr_unref (args[i]);

  if (result->kind == SLUICE_EXPR_CALL)
    folded = settle (result, local_failure != NULL);
  if (folded == NULL && result->kind == SLUICE_EXPR_CALL && sluice_expr_is_foldable (result))
    folded = evaluate_constant (result, settings, local_failure == NULL ? &local_failure : NULL);
  if (local_failure != NULL && expr->text_offset >= 0)
    sluice_error_set_position (local_failure, expr->text_offset, expr->text_length);
  /* What failed below doesn't matter where the whole has a value all the same. */
  if (folded == NULL && failure != NULL && *failure == NULL)
    *failure = g_steal_pointer (&local_failure);

  return folded != NULL ? folded : g_steal_pointer (&result);
}

static gboolean
has_variables (const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_VARIABLE)
    return TRUE;
  for (guint i = 0; i < expr->n_args; i++)
    if (has_variables (expr->args[i]))
      return TRUE;

  return FALSE;
}

static gboolean
can_share (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_CALL && expr->deterministic && !has_variables (expr);
}

/* A lazy call is sure to compute its first argument only, a strict one does without those that come after a
 * null if they may fail. */
static gboolean
always_computes (const SluiceExpr *expr, guint arg)
{
  if (expr->kind != SLUICE_EXPR_CALL || (expr->kernel->run_lazy != NULL && arg > 0))
    return FALSE;
  if ((expr->kernel->flags & SLUICE_KERNEL_STRICT) == 0 || !sluice_expr_may_fail (expr->args[arg]))
    return TRUE;
  for (guint i = 0; i < expr->n_args; i++)
    {
      gboolean before = (expr->kernel->flags & SLUICE_KERNEL_LAST_FIRST) != 0 ? i > arg : i < arg;

      if (before && expr->args[i]->nullable)
        return FALSE;
    }

  return TRUE;
}

static void
count_occurrences (Sharing *self, SluiceExpr *expr, gboolean always)
{
  if (can_share (expr))
    {
      Occurrence *occurrence = g_hash_table_lookup (self->occurrences, expr);
      gboolean again = occurrence != NULL;

      if (occurrence == NULL)
        {
          occurrence = g_new0 (Occurrence, 1);
          occurrence->slot = -1;
          g_hash_table_insert (self->occurrences, expr, occurrence);
        }
      occurrence->n_total++;
      if (always)
        occurrence->n_always++;
      /* Its parts are shared with it, unless they occur elsewhere too. */
      if (again)
        return;
    }

  for (guint i = 0; i < expr->n_args; i++)
    count_occurrences (self, expr->args[i], always && always_computes (expr, i));
}

static SluiceExpr *
share (Sharing *self, SluiceExpr *expr)
{
  Occurrence *occurrence = can_share (expr) ? g_hash_table_lookup (self->occurrences, expr) : NULL;
  gboolean shared = occurrence != NULL && occurrence->n_total > 1 && occurrence->n_always > 0;
  SluiceExpr *result;

  if (!shared || occurrence->slot < 0)
    {
      g_autofree SluiceExpr **args = g_new (SluiceExpr *, MAX (expr->n_args, 1));
      gboolean changed = FALSE;

      for (guint i = 0; i < expr->n_args; i++)
        {
          args[i] = share (self, expr->args[i]);
          changed = changed || args[i] != expr->args[i];
        }
      result = changed ? sluice_expr_copy_with_args (expr, args) : sluice_expr_ref (expr);
      for (guint i = 0; i < expr->n_args; i++)
        sluice_expr_unref (args[i]);
      if (!shared)
        return result;

      occurrence->slot = (gint) self->program->shared->len;
      g_ptr_array_add (self->program->shared, result);
    }

  result = sluice_expr_new (SLUICE_EXPR_COLUMN, expr->type, expr->nullable, NULL, 0);
  result->index = self->program->first_shared + (guint) occurrence->slot;

  return result;
}

SluiceProgram *
sluice_program_new (SluiceExpr *const *exprs, guint n, const SluiceSettings *settings)
{
  SluiceProgram *self = g_new0 (SluiceProgram, 1);
  Sharing sharing = { NULL, self };

  self->settings = sluice_settings_ref ((SluiceSettings *) settings);
  self->n_exprs = n;
  self->exprs = g_new (SluiceExpr *, MAX (n, 1));
  self->shared = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  sharing.occurrences = g_hash_table_new_full ((GHashFunc) sluice_expr_hash,
                                               (GEqualFunc) sluice_expr_equal, NULL, g_free);

  for (guint i = 0; i < n; i++)
    {
      self->exprs[i] = fold (exprs[i], settings, &self->failure);
      self->first_shared = MAX (self->first_shared, sluice_expr_count_columns (self->exprs[i]));
      count_occurrences (&sharing, self->exprs[i], TRUE);
    }
  /* The table's keys belong to the folded expressions, so these live until all are replaced. */
  {
    g_autofree SluiceExpr **folded = g_memdup2 (self->exprs, sizeof (SluiceExpr *) * MAX (n, 1));

    for (guint i = 0; i < n; i++)
      self->exprs[i] = share (&sharing, folded[i]);
    g_hash_table_unref (sharing.occurrences);
    for (guint i = 0; i < n; i++)
      sluice_expr_unref (folded[i]);
  }

  if (n == 1 && self->exprs[0]->type->id == SLUICE_TYPE_BOOLEAN)
    self->filter = sluice_filter_new (self->exprs[0]);

  return self;
}

void
sluice_program_free (SluiceProgram *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_exprs; i++)
    sluice_expr_unref (self->exprs[i]);
  g_free (self->exprs);
  g_ptr_array_unref (self->shared);
  sluice_filter_free (self->filter);
  g_clear_error (&self->failure);
  sluice_settings_unref (self->settings);
  g_free (self);
}

/* Points the context at the input, followed by what is computed once for several uses. */
static gboolean
begin (const SluiceProgram *self,
       SluiceEvalContext   *context,
       SluiceArena         *arena,
       gint64               now_us,
       SluiceBatch         *batch,
       SluiceSelection      selection,
       GError             **error)
{
  *context = (SluiceEvalContext){ .arena = arena,
                                  .settings = self->settings,
                                  .now_us = now_us,
                                  .n_rows = batch->n_rows,
                                  .columns = batch->columns,
                                  .sequence = batch->sequence };

  /* As Spark, which computes constants first of all. */
  if (self->failure != NULL && selection.n > 0)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }

  if (self->shared->len > 0)
    {
      SluiceColumn **columns = sluice_arena_new_array (arena, SluiceColumn *,
                                                       self->first_shared + self->shared->len);

      g_assert (self->first_shared <= batch->n_columns);
      memcpy (columns, batch->columns, sizeof (SluiceColumn *) * self->first_shared);
      context->columns = columns;
      for (guint i = 0; i < self->shared->len; i++)
        {
          SluiceColumn *column = sluice_evaluate (context, g_ptr_array_index (self->shared, i),
                                                  selection, error);

          if (column == NULL)
            return FALSE;
          columns[self->first_shared + i] = column;
        }
    }

  return TRUE;
}

gboolean
sluice_program_run (const SluiceProgram *self,
                    SluiceArena         *arena,
                    gint64               now_us,
                    SluiceBatch         *batch,
                    SluiceColumn       **results,
                    GError             **error)
{
  SluiceSelection selection = { batch->selection, batch->n_selected };
  SluiceEvalContext context;

  if (!begin (self, &context, arena, now_us, batch, selection, error))
    return FALSE;

  for (guint i = 0; i < self->n_exprs; i++)
    {
      results[i] = sluice_evaluate (&context, self->exprs[i], selection, error);
      if (results[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

gboolean
sluice_program_run_filter (const SluiceProgram *self,
                           SluiceArena         *arena,
                           gint64               now_us,
                           SluiceBatch         *batch,
                           const guint16      **selection,
                           guint32             *n_selected,
                           GError             **error)
{
  SluiceSelection rows = { batch->selection, batch->n_selected };
  SluiceEvalContext context;

  g_assert (self->filter != NULL);

  if (!begin (self, &context, arena, now_us, batch, rows, error)
      || !sluice_filter_run (self->filter, &context, &rows, error))
    return FALSE;

  /* A list that isn't there means all rows, so that none must be an empty list. */
  *selection = rows.rows == NULL && rows.n < batch->n_rows
                   ? sluice_arena_new_array (arena, guint16, 1)
                   : rows.rows;
  *n_selected = rows.n;

  return TRUE;
}

static void
describe_expr (const SluiceExpr *expr, guint depth, GString *out)
{
  if (expr->kind != SLUICE_EXPR_CALL && expr->kind != SLUICE_EXPR_LAMBDA)
    return;

  if (expr->kind == SLUICE_EXPR_CALL)
    {
      g_autofree char *type = sluice_type_to_sql (expr->type);

      g_string_append_printf (out, "%*s%s: %s\n", (int) depth * 2, "", expr->kernel->name, type);
    }
  for (guint i = 0; i < expr->n_args; i++)
    describe_expr (expr->args[i], depth + 1, out);
}

char *
sluice_program_describe (const SluiceProgram *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->shared->len; i++)
    {
      g_autofree char *sql = sluice_expr_to_sql (g_ptr_array_index (self->shared, i), NULL);

      g_string_append_printf (out, "once #%u = %s\n", self->first_shared + i, sql);
      describe_expr (g_ptr_array_index (self->shared, i), 1, out);
    }
  if (self->filter != NULL)
    sluice_filter_describe (self->filter, out);
  for (guint i = 0; i < self->n_exprs; i++)
    {
      g_autofree char *sql = sluice_expr_to_sql (self->exprs[i], NULL);

      g_string_append_printf (out, "%s\n", sql);
      describe_expr (self->exprs[i], 1, out);
    }

  return g_string_free (out, FALSE);
}
