/* sluice-join-bounds.c: how long a row of a stream-stream join can still find a partner.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-join-bounds.h"

#include <string.h>

#include "expr/sluice-function.h"
#include "expr/sluice-program.h"

/*
 * A comparison is brought to the form sum < 0 or sum <= 0, a sum of columns with a sign each and of
 * a constant. All terms of a sum are in one unit: microseconds, or the seconds that a cast of a
 * time to a number gives.
 */
typedef struct
{
  const SluiceSettings *settings;
  guint n_columns;
  int *signs; /* for each column of both sides: how often it is added less how often subtracted */
  double constant; /* in microseconds */
  double unit;     /* microseconds in the number 1, for constants that aren't intervals */
  gboolean sound;
} Sum;

static gboolean
is_function (const SluiceExpr *expr, const char *name)
{
  return expr->kind == SLUICE_EXPR_CALL && expr->function != NULL
         && strcmp (expr->function->name, name) == 0;
}

static gboolean
is_cast (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_CALL && expr->function == NULL && expr->n_args == 1;
}

/* Whether a number stands for a time in seconds somewhere below. */
static gboolean
is_in_seconds (const SluiceExpr *expr)
{
  return sluice_type_is_numeric (expr->type->id);
}

static gboolean
number_of (const SluiceColumn *value, SluiceTypeId id, double *number)
{
  switch (id)
    {
    case SLUICE_TYPE_INT:
      *number = value->i32[0];
      return TRUE;
    case SLUICE_TYPE_BIGINT:
      *number = (double) value->i64[0];
      return TRUE;
    case SLUICE_TYPE_FLOAT:
      *number = (double) value->f32[0];
      return TRUE;
    case SLUICE_TYPE_DOUBLE:
      *number = value->f64[0];
      return TRUE;
    default:
      return FALSE;
    }
}

static void
add_constant (Sum *self, SluiceExpr *expr, int sign)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceProgram) program = sluice_program_new (&expr, 1, self->settings);
  g_autoptr (SluiceType) schema = sluice_type_struct (NULL, 0);
  g_autoptr (SluiceBatch) batch = NULL;
  SluiceColumn *result = NULL;
  double number;

  batch = sluice_batch_new (arena, schema, NULL, 1);
  if (!sluice_program_run (program, arena, 0, batch, &result, NULL)
      || sluice_column_is_null (result, 0))
    {
      self->sound = FALSE;
      return;
    }
  if (expr->type->id == SLUICE_TYPE_DAY_TIME_INTERVAL)
    self->constant += sign * (double) result->i64[0];
  else if (expr->type->id == SLUICE_TYPE_CALENDAR_INTERVAL && result->interval[0].months == 0)
    self->constant += sign
                      * ((double) result->interval[0].days * 86400e6
                         + (double) result->interval[0].microseconds);
  else if (number_of (result, expr->type->id, &number))
    self->constant += sign * number * self->unit;
  else
    self->sound = FALSE;
}

static void
add_term (Sum *self, SluiceExpr *expr, int sign)
{
  gboolean plus = is_function (expr, "+");

  if (!self->sound)
    return;
  if (expr->kind == SLUICE_EXPR_COLUMN)
    {
      if (expr->type->id == SLUICE_TYPE_TIMESTAMP)
        self->signs[expr->index] += sign;
      else
        self->sound = FALSE;
    }
  else if (sluice_expr_is_foldable (expr))
    add_constant (self, expr, sign);
  /* A difference of two times is an interval, in which Spark finds no bound. */
  else if ((plus || is_function (expr, "-")) && expr->n_args == 2
           && (expr->type->id == SLUICE_TYPE_TIMESTAMP || sluice_type_is_numeric (expr->type->id)))
    {
      add_term (self, expr->args[0], sign);
      add_term (self, expr->args[1], plus ? sign : -sign);
    }
  else if (is_cast (expr)
           && (sluice_type_is_numeric (expr->type->id) || expr->type->id == SLUICE_TYPE_TIMESTAMP))
    add_term (self, expr->args[0], sign);
  else
    self->sound = FALSE;
}

/* What a comparison says about how far column @column can lag behind column @other: column <= other
 * + bound must hold for a match. */
static gboolean
bound_of_comparison (Sum *self,
                     SluiceExpr *less,
                     SluiceExpr *more,
                     gboolean strict,
                     guint column,
                     guint other,
                     double *bound)
{
  memset (self->signs, 0, sizeof (int) * self->n_columns);
  self->constant = 0;
  self->sound = TRUE;
  self->unit = is_in_seconds (less) || is_in_seconds (more) ? 1e6 : 1;
  add_term (self, less, 1);
  add_term (self, more, -1);
  if (!self->sound)
    return FALSE;
  for (guint i = 0; i < self->n_columns; i++)
    if (self->signs[i] != (i == column ? -1 : i == other ? 1 : 0))
      return FALSE;

  /* other - column + constant < 0: a row is done with once column <= watermark + constant. For <=
   * an equal row may still come, so that it is kept a millisecond longer. */
  *bound = self->constant - (strict ? 0 : 1000);

  return TRUE;
}

static void
scan (Sum *self,
      SluiceExpr *expr,
      gboolean negated,
      guint column,
      guint other,
      gboolean *found,
      double *bound)
{
  static const struct
  {
    const char *name;
    const char *negation;
    gboolean strict;
    gboolean swapped;
  } comparisons[] = {
    { "<", ">=", TRUE, FALSE },
    { "<=", ">", FALSE, FALSE },
    { ">", "<=", TRUE, TRUE },
    { ">=", "<", FALSE, TRUE },
  };

  if (is_function (expr, "and") && !negated)
    {
      for (guint i = 0; i < expr->n_args; i++)
        scan (self, expr->args[i], FALSE, column, other, found, bound);
      return;
    }
  if (is_function (expr, "not"))
    {
      scan (self, expr->args[0], !negated, column, other, found, bound);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      gboolean swapped = comparisons[i].swapped;
      double one;

      if (!is_function (expr, negated ? comparisons[i].negation : comparisons[i].name))
        continue;
      if (bound_of_comparison (self, expr->args[swapped ? 1 : 0], expr->args[swapped ? 0 : 1],
                               comparisons[i].strict, column, other, &one))
        {
          /* Of several the looser one counts (findings 37). */
          *bound = *found ? MIN (*bound, one) : one;
          *found = TRUE;
        }
    }
}

int
sluice_schema_event_time (const SluiceType *schema)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if (schema->fields[i].watermark_delay_ms >= 0)
      return (int) i;

  return -1;
}

gboolean
sluice_join_has_event_time_key (const SluicePlan *join)
{
  for (guint i = 0; i < join->join.n_keys; i++)
    if (join->join.left_keys[i]->watermark_delay_ms >= 0
        || join->join.right_keys[i]->watermark_delay_ms >= 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_bound (const SluicePlan *join,
           guint side,
           guint column,
           guint other,
           const SluiceSettings *settings,
           gint64 *offset_us)
{
  guint n_left = join->inputs[0]->schema->n_fields;
  guint n = n_left + join->inputs[1]->schema->n_fields;
  g_autofree int *signs = g_new0 (int, n + 1);
  Sum sum = { settings, n, signs, 0, 1, TRUE };
  gboolean found = FALSE;
  double bound = 0;

  if (join->join.condition == NULL)
    return FALSE;
  scan (&sum, join->join.condition, FALSE, side == 0 ? column : n_left + column,
        side == 0 ? n_left + other : other, &found, &bound);
  /* The watermark is in milliseconds; rounding down only keeps a row longer. */
  if (found && offset_us != NULL)
    *offset_us = (gint64) CLAMP (bound, -9.2e18, 9.2e18);

  return found;
}

gboolean
sluice_join_can_bound (const SluicePlan *join, guint side, const SluiceSettings *settings)
{
  const SluiceType *own = join->inputs[side]->schema;
  int other = sluice_schema_event_time (join->inputs[1 - side]->schema);

  if (other < 0)
    return FALSE;
  for (guint i = 0; i < own->n_fields; i++)
    if (own->fields[i].type->id == SLUICE_TYPE_TIMESTAMP
        && has_bound (join, side, i, (guint) other, settings, NULL))
      return TRUE;

  return FALSE;
}

gboolean
sluice_join_state_bound (const SluicePlan *join,
                         guint side,
                         const SluiceSettings *settings,
                         gint64 *offset_us)
{
  int own = sluice_schema_event_time (join->inputs[side]->schema);
  int other = sluice_schema_event_time (join->inputs[1 - side]->schema);

  return own >= 0 && other >= 0
         && has_bound (join, side, (guint) own, (guint) other, settings, offset_us);
}
