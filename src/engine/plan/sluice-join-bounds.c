/* sluice-join-bounds.c: how long a row of a stream-stream join can still find a partner.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-join-bounds.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-function.h"
#include "expr/sluice-kernel.h"

/* Further than any time is from the beginning of the clock, in microseconds. */
#define NO_END 9e18

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
  gboolean numbers; /* whether columns may be numbers */
  gboolean sound;
  gboolean written; /* whether constants count only as they are written, not what they come to */
} Sum;

/* What the comparisons say of one side: how far it can lag behind the other, and an absolute end. */
typedef struct
{
  gboolean found;
  double lag_us;
  double end_us;
} Bounds;

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
  g_autoptr (SluiceExpr) literal = sluice_expr_fold (expr, self->settings, NULL);
  const SluiceColumn *result;
  double number;

  if (literal == NULL || sluice_column_is_null (literal->value, 0))
    {
      self->sound = FALSE;
      return;
    }
  result = literal->value;
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

/* Whether a constant is made of literals by addition and casts alone. Spark looks for bounds twice: to allow a query,
 * before it has computed what is constant, and again to run it. */
static gboolean
is_written (const SluiceExpr *expr)
{
  static const char *const sums[] = { "+", "-", "negative", "positive", NULL };

  if (expr->kind == SLUICE_EXPR_LITERAL)
    return TRUE;
  if (expr->kind != SLUICE_EXPR_CALL
      || (expr->function != NULL && !g_strv_contains (sums, expr->function->name)))
    return FALSE;
  for (guint i = 0; i < expr->n_args; i++)
    if (!is_written (expr->args[i]))
      return FALSE;

  return TRUE;
}

static void
add_term (Sum *self, SluiceExpr *expr, int sign)
{
  gboolean plus = sluice_expr_is_call_of (expr, "+");

  if (!self->sound)
    return;
  if (expr->kind == SLUICE_EXPR_COLUMN)
    {
      if (expr->type->id == SLUICE_TYPE_TIMESTAMP
          || (self->numbers && sluice_type_is_numeric (expr->type->id)))
        self->signs[expr->index] += sign;
      else
        self->sound = FALSE;
    }
  else if (sluice_expr_is_foldable (expr) && self->written && !is_written (expr))
    self->sound = FALSE;
  else if (sluice_expr_is_foldable (expr))
    add_constant (self, expr, sign);
  /* A difference of two times is an interval, in which Spark finds no bound. */
  else if ((plus || sluice_expr_is_call_of (expr, "-")) && expr->n_args == 2
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

static gboolean
collect_terms (Sum *self, SluiceExpr *less, SluiceExpr *more, gboolean numbers)
{
  memset (self->signs, 0, sizeof (int) * self->n_columns);
  self->constant = 0;
  self->sound = TRUE;
  self->numbers = numbers;
  self->unit = is_in_seconds (less) || is_in_seconds (more) ? 1e6 : 1;
  add_term (self, less, 1);
  add_term (self, more, -1);

  return self->sound;
}

/* Whole milliseconds. For <= an equal row may still come, so that it is kept a millisecond longer. */
static double
round_bound (const Sum *self, gboolean strict)
{
  return (floor (self->constant / 1000) - (strict ? 0 : 1)) * 1000;
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
  if (!collect_terms (self, less, more, FALSE))
    return FALSE;
  for (guint i = 0; i < self->n_columns; i++)
    if (self->signs[i] != (i == column ? -1 : i == other ? 1 : 0))
      return FALSE;

  /* other - column + constant < 0: a row is done with once column <= watermark + constant. */
  *bound = round_bound (self, strict);

  return TRUE;
}

/* Spark takes a number for a time in seconds: `id > 5` on the side says to it that rows stay until
 * 1970-01-01 00:00:05, and that is never. */
static gboolean
end_of_comparison (Sum *self,
                   SluiceExpr *less,
                   SluiceExpr *more,
                   gboolean strict,
                   guint first,
                   guint n,
                   double *end)
{
  guint n_own = 0;

  if (!is_in_seconds (less) || !collect_terms (self, less, more, TRUE))
    return FALSE;
  for (guint i = 0; i < self->n_columns; i++)
    {
      gboolean own = i >= first && i < first + n;

      if (self->signs[i] != 0 && (!own || self->signs[i] != -1))
        return FALSE;
      n_own += self->signs[i] != 0;
    }
  *end = round_bound (self, strict);

  return n_own == 1;
}

static void
scan (Sum *self,
      SluiceExpr *expr,
      gboolean negated,
      guint first,
      guint n,
      guint column,
      guint other,
      Bounds *bounds)
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

  if (sluice_expr_is_call_of (expr, "and") && !negated)
    {
      for (guint i = 0; i < expr->n_args; i++)
        scan (self, expr->args[i], FALSE, first, n, column, other, bounds);
      return;
    }
  if (sluice_expr_is_call_of (expr, "not"))
    {
      scan (self, expr->args[0], !negated, first, n, column, other, bounds);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      gboolean swapped = comparisons[i].swapped;
      gboolean strict = comparisons[i].strict;
      SluiceExpr *less;
      SluiceExpr *more;
      double one;

      if (!sluice_expr_is_call_of (expr, negated ? comparisons[i].negation : comparisons[i].name))
        continue;
      less = expr->args[swapped ? 1 : 0];
      more = expr->args[swapped ? 0 : 1];
      /* Of several the looser one counts (findings 37). */
      if (bound_of_comparison (self, less, more, strict, column, other, &one))
        {
          bounds->lag_us = bounds->found ? MIN (bounds->lag_us, one) : one;
          bounds->found = TRUE;
        }
      else if (end_of_comparison (self, less, more, strict, first, n, &one))
        bounds->end_us = MIN (bounds->end_us, one);
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

/* Which key state goes by: the left side's first, else the right side's. One that nulls match by is two to Spark, what it
 * is without nulls and whether it is null, and neither is an event time. */
static int
event_time_key (const SluicePlan *join)
{
  for (guint i = 0; i < join->join.n_keys; i++)
    if (!join->join.null_safe[i] && join->join.left_keys[i]->watermark_delay_ms >= 0)
      return (int) i;
  for (guint i = 0; i < join->join.n_keys; i++)
    if (!join->join.null_safe[i] && join->join.right_keys[i]->watermark_delay_ms >= 0)
      return (int) i;

  return -1;
}

gboolean
sluice_join_has_event_time_key (const SluicePlan *join)
{
  return event_time_key (join) >= 0;
}

static Bounds
find_bounds (const SluicePlan *join,
             guint side,
             guint column,
             guint other,
             gboolean written,
             const SluiceSettings *settings)
{
  guint n_left = join->inputs[0]->schema->n_fields;
  guint n = n_left + join->inputs[1]->schema->n_fields;
  g_autofree int *signs = g_new0 (int, n + 1);
  Sum sum = { settings, n, signs, 0, 1, FALSE, TRUE, written };
  Bounds bounds = { FALSE, 0, NO_END };

  if (join->join.condition != NULL)
    scan (&sum, join->join.condition, FALSE, side == 0 ? 0 : n_left, side == 0 ? n_left : n - n_left,
          side == 0 ? column : n_left + column, side == 0 ? n_left + other : other, &bounds);
  bounds.lag_us = CLAMP (bounds.lag_us, -NO_END, NO_END);
  bounds.end_us = CLAMP (bounds.end_us, -NO_END, NO_END);

  return bounds;
}

gboolean
sluice_join_can_bound (const SluicePlan *join, guint side, const SluiceSettings *settings)
{
  const SluiceType *own = join->inputs[side]->schema;
  int other = sluice_schema_event_time (join->inputs[1 - side]->schema);

  /* A number that is compared with a constant is a bound to Spark, which it takes for seconds. */
  for (guint i = 0; other >= 0 && i < own->n_fields; i++)
    {
      Bounds bounds = find_bounds (join, side, i, (guint) other, TRUE, settings);

      if (bounds.end_us < NO_END || (bounds.found && own->fields[i].type->id == SLUICE_TYPE_TIMESTAMP))
        return TRUE;
    }

  return FALSE;
}

/* The rule that the condition sets for a side, by its own event time and the other side's. */
static gboolean
rule_of_condition (const SluicePlan     *join,
                   guint                 side,
                   const SluiceSettings *settings,
                   SluiceJoinStateRule  *rule)
{
  int own = sluice_schema_event_time (join->inputs[side]->schema);
  int other = sluice_schema_event_time (join->inputs[1 - side]->schema);
  Bounds bounds;

  if (own < 0 || other < 0)
    return FALSE;
  bounds = find_bounds (join, side, (guint) own, (guint) other, FALSE, settings);
  /* An end alone doesn't depend on the watermark. */
  if (!bounds.found)
    bounds.lag_us = NO_END;
  *rule = (SluiceJoinStateRule){ SLUICE_JOIN_STATE_BY_TIME, (guint) own, (gint64) bounds.lag_us / 1000,
                                 (gint64) bounds.end_us / 1000 };

  return bounds.found || bounds.end_us < NO_END;
}

gboolean
sluice_join_state_bound (const SluicePlan     *join,
                         guint                 side,
                         const SluiceSettings *settings,
                         gint64               *offset_us)
{
  SluiceJoinStateRule rule;

  /* An end in the first years of the clock will have passed before anything begins. */
  if (!rule_of_condition (join, side, settings, &rule) || rule.end_ms < SLUICE_JOIN_NO_END)
    return FALSE;
  if (offset_us != NULL)
    *offset_us = rule.offset_ms * 1000;

  return TRUE;
}

void
sluice_join_state_rules (const SluicePlan     *join,
                         const SluiceSettings *settings,
                         SluiceJoinStateRule   rules[2])
{
  int key = event_time_key (join);

  for (guint side = 0; side < 2; side++)
    {
      SluiceJoinStateRule *rule = &rules[side];

      *rule = (SluiceJoinStateRule){ SLUICE_JOIN_STATE_STAYS, 0, 0, SLUICE_JOIN_NO_END };
      if (key >= 0)
        *rule = (SluiceJoinStateRule){ SLUICE_JOIN_STATE_BY_KEY, (guint) key, 0, SLUICE_JOIN_NO_END };
      else if (!rule_of_condition (join, side, settings, rule))
        rule->kind = SLUICE_JOIN_STATE_STAYS;
    }
}

gint64
sluice_join_output_watermark (const SluicePlan         *join,
                              const SluiceJoinStateRule rules[2],
                              gint64                    watermark_ms)
{
  guint n_sides = join->join.type == SLUICE_JOIN_LEFT_SEMI ? 1 : 2;
  gint64 least = watermark_ms;

  if (n_sides == 1 && sluice_schema_event_time (join->schema) < 0)
    return G_MININT64;
  for (guint side = 0; side < n_sides; side++)
    if (rules[side].kind == SLUICE_JOIN_STATE_BY_TIME)
      least = MIN (least, MIN (watermark_ms + rules[side].offset_ms, rules[side].end_ms));

  return least;
}

gint64
sluice_join_state_expiry (const SluiceJoinStateRule *rule, gint64 event_us)
{
  /* event <= watermark + offset, with the watermark alone on one side and in whole milliseconds. */
  SluiceInt128 event_ms = event_us / 1000 + (event_us % 1000 > 0);
  SluiceInt128 expiry = (event_ms - rule->offset_ms) * 1000;

  if (event_ms > rule->end_ms)
    return G_MAXINT64;

  return (gint64) CLAMP (expiry, G_MININT64, G_MAXINT64 - 1);
}
