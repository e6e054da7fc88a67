/* sluice-datetime-arithmetic.c: which kernel an operator on dates, timestamps and intervals is.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-datetime-arithmetic.h"

#include "expr/sluice-cast.h"
#include "expr/sluice-datetime-kernels.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-time-arithmetic.h"
#include "expr/sluice-time-of-day.h"

/* Types of the operands.
 *
 * Spark makes calls of other functions out of these operators before anything is cast, by the types
 * as they are written. Which function it is decides what the other operand may be, and what the
 * message says when it is something else.
 */

#define TIMESTAMP_INPUTS                                                                           \
  "(\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) "     \
  "WITH P IN [7, 9])\")"

typedef struct
{
  SluiceArithmetic operation;
  SluiceEvalMode mode;
  const SluiceFunction *function;
  SluiceAnalyzer *analyzer;
  SluiceCall *call;
} Operands;

static SluiceTypeId
arg_id (const Operands *self, guint i)
{
  return self->call->args[i]->type->id;
}

static void
swap (Operands *self)
{
  SluiceExpr *first = self->call->args[0];

  self->call->args[0] = self->call->args[1];
  self->call->args[1] = first;
}

static void
cast (const Operands *self, guint i, SluiceTypeId id)
{
  sluice_call_cast_arg (self->analyzer, self->call, i, sluice_type_primitive (id));
}

static gboolean
is_ansi (const Operands *self)
{
  return sluice_analyzer_settings (self->analyzer)->ansi;
}

/* try_add and its kin may give null for whatever isn't a number. */
static SluiceExpr *
finish (const Operands *self, const SluiceType *type, const SluiceKernel *kernel)
{
  return sluice_call_finish (self->function, self->call, type,
                             self->mode == SLUICE_EVAL_TRY || sluice_call_any_nullable (self->call),
                             kernel);
}

/* Subtraction is the inverse of addition, and division of multiplication. */
static const SluiceKernel *
kernel_of (const Operands *self, SluiceDatetimeOperation operation)
{
  gboolean inverse = self->operation == SLUICE_ARITHMETIC_SUBTRACT
                     || self->operation == SLUICE_ARITHMETIC_DIVIDE;

  return sluice_datetime_kernel (operation, inverse, self->mode);
}

static SluiceExpr *
finish_with (const Operands *self, const SluiceType *type, SluiceDatetimeOperation operation)
{
  return finish (self, type, kernel_of (self, operation));
}

/* date + days and date - days. */
static SluiceExpr *
move_by_days (const Operands *self, GError **error)
{
  switch ((int) arg_id (self, 1))
    {
    case SLUICE_TYPE_BYTE:
    case SLUICE_TYPE_SHORT:
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_VOID:
      cast (self, 1, SLUICE_TYPE_INT);
      return finish_with (self, sluice_type_primitive (SLUICE_TYPE_DATE), SLUICE_DATETIME_DATE_DAYS);
    default:
      sluice_call_wrong_type (self->call, 1, "(\"INT\" or \"SMALLINT\" or \"TINYINT\")", error);
      return NULL;
    }
}

static SluiceExpr *
move_date (const Operands *self)
{
  const SluiceType *date = sluice_type_primitive (SLUICE_TYPE_DATE);
  const SluiceType *by = self->call->args[1]->type;

  if (by->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
    return finish_with (self, date, SLUICE_DATETIME_DATE_MONTHS);
  if (by->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return finish_with (self, date, SLUICE_DATETIME_DATE_INTERVAL);

  /* Whole days move the date; anything finer makes a timestamp of it. */
  if (by->start_field == SLUICE_INTERVAL_DAY && by->end_field == SLUICE_INTERVAL_DAY)
    {
      g_autoptr (SluiceExpr) days = sluice_interval_days_new (self->call->args[1]);

      sluice_call_replace_arg (self->call, 1, sluice_expr_ref (days));
      return finish_with (self, date, SLUICE_DATETIME_DATE_DAYS);
    }
  cast (self, 0, SLUICE_TYPE_TIMESTAMP);

  return finish_with (self, self->call->args[0]->type, SLUICE_DATETIME_TIMESTAMP_TIME);
}

static SluiceExpr *
move_timestamp (const Operands *self)
{
  const SluiceType *type = self->call->args[0]->type;

  switch ((int) arg_id (self, 1))
    {
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return finish_with (self, type, SLUICE_DATETIME_TIMESTAMP_MONTHS);
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return finish_with (self, type, SLUICE_DATETIME_TIMESTAMP_TIME);
    case SLUICE_TYPE_CALENDAR_INTERVAL:
    default:
      return finish_with (self, type, SLUICE_DATETIME_TIMESTAMP_INTERVAL);
    }
}

/* Something beside an interval of days or of the old type: a moment, or what may become one, and the
 * result is of its type again. */
static SluiceExpr *
move_anything (const Operands *self, GError **error)
{
  SluiceTypeId id = arg_id (self, 0);
  g_autoptr (SluiceExpr) moved = NULL;

  if (sluice_type_is_timestamp (id))
    return move_timestamp (self);
  if (id == SLUICE_TYPE_VOID)
    {
      sluice_call_mismatch (self->call, "CAST_WITHOUT_SUGGESTION", error,
                            "cannot cast \"TIMESTAMP\" to \"VOID\".");
      return NULL;
    }
  if (id != SLUICE_TYPE_STRING)
    {
      sluice_call_wrong_type (self->call, 0, TIMESTAMP_INPUTS, error);
      return NULL;
    }
  /* What try_add takes for a time and isn't one makes it null, as an overflow does. */
  if (self->mode == SLUICE_EVAL_TRY)
    sluice_call_replace_arg (self->call, 0,
                             sluice_cast_new (self->call->args[0], sluice_type_primitive (SLUICE_TYPE_TIMESTAMP),
                                              SLUICE_CAST_TRY, sluice_analyzer_settings (self->analyzer)));
  else
    cast (self, 0, SLUICE_TYPE_TIMESTAMP);
  moved = move_timestamp (self);

  return sluice_analyzer_cast (self->analyzer, moved, sluice_type_primitive (SLUICE_TYPE_STRING));
}

/* The time from one date to another, or to a text or null that counts as one. */
static SluiceExpr *
subtract_dates (const Operands *self, GError **error)
{
  g_autoptr (SluiceType) days = sluice_type_interval (SLUICE_TYPE_DAY_TIME_INTERVAL,
                                                      SLUICE_INTERVAL_DAY, SLUICE_INTERVAL_DAY);

  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = arg_id (self, i);

      if (id != SLUICE_TYPE_DATE && id != SLUICE_TYPE_STRING && id != SLUICE_TYPE_VOID)
        {
          sluice_call_wrong_type (self->call, i, "\"DATE\"", error);
          return NULL;
        }
      cast (self, i, SLUICE_TYPE_DATE);
    }

  return finish (self, days, &sluice_date_minus_date_kernel);
}

static SluiceExpr *
subtract_timestamps (const Operands *self, GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = arg_id (self, i);
      SluiceTypeId other = arg_id (self, 1 - i);

      if (!sluice_type_is_datetime (id) && id != SLUICE_TYPE_VOID
          && (id != SLUICE_TYPE_STRING || !is_ansi (self)))
        {
          sluice_call_wrong_type (self->call, i, TIMESTAMP_INPUTS, error);
          return NULL;
        }
      if (id != SLUICE_TYPE_TIMESTAMP)
        cast (self, i,
              other == SLUICE_TYPE_TIMESTAMP_NTZ ? SLUICE_TYPE_TIMESTAMP_NTZ
                                                 : SLUICE_TYPE_TIMESTAMP);
    }

  return finish (self, sluice_type_primitive (SLUICE_TYPE_DAY_TIME_INTERVAL),
                 &sluice_timestamp_minus_timestamp_kernel);
}

/* Two intervals of one kind. */
static SluiceExpr *
combine_intervals (const Operands *self)
{
  const SluiceType *x = self->call->args[0]->type;
  const SluiceType *y = self->call->args[1]->type;
  g_autoptr (SluiceType) type = NULL;

  if (self->operation == SLUICE_ARITHMETIC_INTEGRAL_DIVIDE)
    return sluice_call_finish (self->function, self->call,
                               sluice_type_primitive (SLUICE_TYPE_BIGINT), TRUE,
                               &sluice_interval_div_kernels[self->mode]);
  if (x->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return finish_with (self, x, SLUICE_DATETIME_INTERVALS);

  type = sluice_type_interval (x->id, MIN (x->start_field, y->start_field),
                               MAX (x->end_field, y->end_field));
  for (guint i = 0; i < 2; i++)
    sluice_call_cast_arg (self->analyzer, self->call, i, type);

  return finish (self, type, sluice_arithmetic_kernel (self->operation, x->id, self->mode));
}

static SluiceExpr *
scale_interval (const Operands *self, GError **error)
{
  gboolean calendar = arg_id (self, 0) == SLUICE_TYPE_CALENDAR_INTERVAL;
  SluiceTypeId number = arg_id (self, 1);

  if (!sluice_type_is_numeric (number) && number != SLUICE_TYPE_VOID
      && number != SLUICE_TYPE_STRING)
    {
      sluice_call_wrong_type (self->call, 1, calendar ? "\"DOUBLE\"" : "\"NUMERIC\"", error);
      return NULL;
    }
  if (calendar || number == SLUICE_TYPE_STRING || number == SLUICE_TYPE_FLOAT)
    cast (self, 1, SLUICE_TYPE_DOUBLE);
  else if (number == SLUICE_TYPE_VOID || sluice_type_is_integral (number))
    cast (self, 1, SLUICE_TYPE_BIGINT);

  if (calendar)
    return sluice_call_finish (self->function, self->call, self->call->args[0]->type, TRUE,
                               kernel_of (self, SLUICE_DATETIME_SCALE_CALENDAR_INTERVAL));

  /* Whatever the fields of the interval, the result has all of its kind. */
  return finish_with (self, sluice_type_primitive (arg_id (self, 0)), SLUICE_DATETIME_SCALE_INTERVAL);
}

static gboolean
is_ansi_interval (SluiceTypeId id)
{
  return id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || id == SLUICE_TYPE_DAY_TIME_INTERVAL;
}

/* Intervals that move anything, and not only dates and timestamps. */
static gboolean
moves_anything (SluiceTypeId id)
{
  return id == SLUICE_TYPE_DAY_TIME_INTERVAL || id == SLUICE_TYPE_CALENDAR_INTERVAL;
}

/* An interval beside null: null is one of its type. */
static gboolean
take_null_for_interval (const Operands *self)
{
  for (guint i = 0; i < 2; i++)
    if (arg_id (self, i) == SLUICE_TYPE_VOID && is_ansi_interval (arg_id (self, 1 - i)))
      {
        sluice_call_cast_arg (self->analyzer, self->call, i, self->call->args[1 - i]->type);
        return TRUE;
      }

  return FALSE;
}

/* A moment plus null is null, and a date becomes a timestamp by it. */
static SluiceExpr *
add_null (const Operands *self)
{
  if (arg_id (self, 0) == SLUICE_TYPE_DATE)
    cast (self, 0, SLUICE_TYPE_TIMESTAMP);
  cast (self, 1, SLUICE_TYPE_DAY_TIME_INTERVAL);

  return move_timestamp (self);
}

/* TIME has a file of its own for what it does; here is only when. Whether anything was decided. */
static gboolean
resolve_time (Operands *self, SluiceExpr **result, GError **error)
{
  gboolean add = self->operation == SLUICE_ARITHMETIC_ADD;
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if (add && y == SLUICE_TYPE_TIME
      && (x == SLUICE_TYPE_DAY_TIME_INTERVAL || x == SLUICE_TYPE_VOID))
    {
      swap (self);
      x = SLUICE_TYPE_TIME;
      y = arg_id (self, 1);
    }
  if (x == SLUICE_TYPE_TIME
      && (y == SLUICE_TYPE_DAY_TIME_INTERVAL || (add && y == SLUICE_TYPE_VOID)))
    {
      *result = sluice_time_move (self->function, self->analyzer, self->call, !add,
                                  self->mode == SLUICE_EVAL_TRY, error);
      return TRUE;
    }
  if (x != SLUICE_TYPE_TIME && y != SLUICE_TYPE_TIME)
    return FALSE;
  if (add)
    /* A text beside a TIME is one too, which a session without the type finds out first. */
    return is_ansi (self) && (x == SLUICE_TYPE_STRING || y == SLUICE_TYPE_STRING)
           && !sluice_time_check_enabled (sluice_analyzer_settings (self->analyzer), error);
  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = arg_id (self, i);

      if (id != SLUICE_TYPE_TIME && id != SLUICE_TYPE_VOID && id != SLUICE_TYPE_DATE
          && (id != SLUICE_TYPE_STRING || !is_ansi (self)))
        return FALSE;
      if (id == SLUICE_TYPE_DATE)
        {
          sluice_call_mismatch (self->call, "CAST_WITHOUT_SUGGESTION", error,
                                "cannot cast \"TIME(6)\" to \"DATE\".");
          return TRUE;
        }
    }
  *result = sluice_time_subtract (self->function, self->analyzer, self->call, error);

  return TRUE;
}

static gboolean
resolve_add (Operands *self, SluiceExpr **result, GError **error)
{
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if ((x == y && sluice_type_is_interval (x)) || take_null_for_interval (self))
    {
      *result = combine_intervals (self);
      return TRUE;
    }

  /* The interval stands at the right from here on. */
  if ((moves_anything (x) && !moves_anything (y))
      || (sluice_type_is_interval (x) && sluice_type_is_datetime (y)))
    {
      swap (self);
      x = arg_id (self, 0);
      y = arg_id (self, 1);
    }
  if (x == SLUICE_TYPE_DATE && sluice_type_is_interval (y))
    {
      *result = move_date (self);
      return TRUE;
    }
  if (moves_anything (y)
      || (sluice_type_is_timestamp (x) && y == SLUICE_TYPE_YEAR_MONTH_INTERVAL))
    {
      *result = move_anything (self, error);
      return TRUE;
    }

  for (guint i = 0; i < 2; i++, swap (self))
    if (sluice_type_is_datetime (arg_id (self, 0)) && arg_id (self, 1) == SLUICE_TYPE_VOID)
      {
        *result = add_null (self);
        return TRUE;
      }
  for (guint i = 0; i < 2; i++, swap (self))
    if (arg_id (self, 0) == SLUICE_TYPE_DATE)
      {
        /* The text is a date by now, which no date can be moved by. */
        *result = move_by_days (self, error);
        return TRUE;
      }

  return FALSE;
}

static gboolean
resolve_subtract (Operands *self, SluiceExpr **result, GError **error)
{
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if ((x == y && sluice_type_is_interval (x)) || take_null_for_interval (self))
    *result = combine_intervals (self);
  else if (x == SLUICE_TYPE_DATE && sluice_type_is_interval (y))
    *result = move_date (self);
  else if (moves_anything (y)
           || (sluice_type_is_timestamp (x) && y == SLUICE_TYPE_YEAR_MONTH_INTERVAL))
    *result = move_anything (self, error);
  else if (sluice_type_is_timestamp (x) || sluice_type_is_timestamp (y))
    *result = subtract_timestamps (self, error);
  else if (y == SLUICE_TYPE_DATE
           || (x == SLUICE_TYPE_DATE
               && (y == SLUICE_TYPE_VOID || (y == SLUICE_TYPE_STRING && is_ansi (self)))))
    *result = subtract_dates (self, error);
  else if (x == SLUICE_TYPE_DATE)
    *result = move_by_days (self, error);
  else if (x == SLUICE_TYPE_CALENDAR_INTERVAL && y == SLUICE_TYPE_VOID)
    {
      sluice_call_cast_arg (self->analyzer, self->call, 1, self->call->args[0]->type);
      *result = combine_intervals (self);
    }
  else
    return FALSE;

  return TRUE;
}

static gboolean
resolve_multiply (Operands *self, SluiceExpr **result, GError **error)
{
  SluiceTypeId x = arg_id (self, 0);
  SluiceTypeId y = arg_id (self, 1);

  if (!sluice_type_is_interval (x) && !sluice_type_is_interval (y))
    return FALSE;

  /* The old type first, then months, then what is at the left. */
  if (!sluice_type_is_interval (x) || (sluice_type_is_interval (y) && x != y
                                       && (y == SLUICE_TYPE_CALENDAR_INTERVAL
                                           || (y == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                                               && x != SLUICE_TYPE_CALENDAR_INTERVAL))))
    swap (self);
  *result = scale_interval (self, error);

  return TRUE;
}

gboolean
sluice_datetime_arithmetic_resolve (SluiceArithmetic operation,
                                    SluiceEvalMode mode,
                                    const SluiceFunction *function,
                                    SluiceAnalyzer *analyzer,
                                    SluiceCall *call,
                                    SluiceExpr **result,
                                    GError **error)
{
  Operands self = { operation, mode, function, analyzer, call };

  *result = NULL;
  if ((operation == SLUICE_ARITHMETIC_ADD || operation == SLUICE_ARITHMETIC_SUBTRACT)
      && resolve_time (&self, result, error))
    return TRUE;
  switch ((int) operation)
    {
    case SLUICE_ARITHMETIC_ADD:
      return resolve_add (&self, result, error);
    case SLUICE_ARITHMETIC_SUBTRACT:
      return resolve_subtract (&self, result, error);
    case SLUICE_ARITHMETIC_MULTIPLY:
      return resolve_multiply (&self, result, error);
    case SLUICE_ARITHMETIC_DIVIDE:
      if (!sluice_type_is_interval (arg_id (&self, 0)))
        return FALSE;
      *result = scale_interval (&self, error);
      return TRUE;
    case SLUICE_ARITHMETIC_INTEGRAL_DIVIDE:
      if (!take_null_for_interval (&self)
          && (arg_id (&self, 0) != arg_id (&self, 1) || !is_ansi_interval (arg_id (&self, 0))))
        return FALSE;
      *result = combine_intervals (&self);
      return TRUE;
    default:
      return FALSE;
    }
}
