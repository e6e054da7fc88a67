/* sluice-sequence.c: sequence(start, stop[, step]).
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-collections.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-kernel-template.h"

/* More elements than this in one column of results are refused. */
#define MAX_ELEMENTS (1 << 27)

/* A step of any kind: whole numbers are microseconds here. */
typedef struct
{
  gint32 months;
  gint32 days;
  gint64 units;
} Step;

static Step
step_at (const SluiceKernelCall *call, guint32 row, gboolean is_time, gboolean forward)
{
  Step step = { 0, 0, 0 };
  const SluiceColumn *column;

  if (call->expr->n_args < 3)
    {
      if (is_time)
        step.days = forward ? 1 : -1;
      else
        step.units = forward ? 1 : -1;
      return step;
    }

  column = call->args[2];
  switch (column->type->id)
    {
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      step.months = SLUICE_ARG_AT (call, 2, gint32, row);
      break;
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      step.units = SLUICE_ARG_AT (call, 2, gint64, row);
      break;
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      {
        SluiceCalendarInterval interval = SLUICE_ARG_AT (call, 2, SluiceCalendarInterval, row);

        step = (Step){ interval.months, interval.days, interval.microseconds };
        break;
      }
    default:
      step.units = sluice_column_integral (column, row);
      break;
    }

  return step;
}

static void
write_value (SluiceColumn *child, guint32 i, gint64 value)
{
  switch (child->type->id)
    {
    case SLUICE_TYPE_BYTE:
      child->i8[i] = (gint8) value;
      break;
    case SLUICE_TYPE_SHORT:
      child->i16[i] = (gint16) value;
      break;
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
      child->i32[i] = (gint32) value;
      break;
    default:
      child->i64[i] = value;
      break;
    }
}

/* The n-th value, counted from the start each time so that a month's end comes back after a short month. */
static gboolean
nth_value (gint64 start, const Step *step, gint64 n, gboolean is_date, const SluiceZone *zone,
           gint64 *value)
{
  gint64 units, months, days;

  if (__builtin_mul_overflow (step->units, n, &units)
      || __builtin_mul_overflow ((gint64) step->months, n, &months)
      || __builtin_mul_overflow ((gint64) step->days, n, &days) || months != (gint32) months
      || days != (gint32) days)
    return FALSE;
  if (months == 0 && days == 0 && !is_date)
    return !__builtin_add_overflow (start, units, value);
  if (is_date)
    {
      gint64 midnight;

      if (!sluice_timestamp_add (start * SLUICE_US_PER_DAY, (gint32) months, (gint32) days, units, NULL,
                                 &midnight))
        return FALSE;
      *value = sluice_floor_div (midnight, SLUICE_US_PER_DAY);
      return TRUE;
    }

  return sluice_timestamp_add (start, (gint32) months, (gint32) days, units, zone, value);
}

static gboolean
fail_boundaries (gint64 start, gint64 stop, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                    "Illegal sequence boundaries: %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                    " by a step in the other direction.",
                    start, stop);

  return FALSE;
}

static gboolean
fail_size (GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER",
                    "Can't create array with more than %d elements in the function `sequence`.", MAX_ELEMENTS);

  return FALSE;
}

/* Whether the values are too many to begin with; the months of a step have no fixed length. */
static gboolean
is_too_long (gint64 start, gint64 stop, const Step *step, gboolean is_date)
{
  guint64 distance = start <= stop ? (guint64) stop - (guint64) start : (guint64) start - (guint64) stop;
  guint64 units = step->units < 0 ? -(guint64) step->units : (guint64) step->units;

  return !is_date && step->months == 0 && step->days == 0 && units != 0 && distance / units >= MAX_ELEMENTS;
}

static gboolean
run_sequence (SluiceKernelCall *call, GError **error)
{
  SluiceEvalContext *context = call->context;
  const SluiceType *element = call->expr->type->fields[0].type;
  gboolean is_date = element->id == SLUICE_TYPE_DATE;
  gboolean is_time = !sluice_type_is_integral (element->id);
  const SluiceZone *zone = element->id == SLUICE_TYPE_TIMESTAMP
                               ? sluice_zone_lookup (context->settings->time_zone)
                               : NULL;
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  SluiceColumn *result = call->result;
  SluiceColumn *child;
  guint32 next = 0;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      gint64 start = sluice_column_integral (call->args[0], row);
      gint64 stop = sluice_column_integral (call->args[1], row);
      Step step = step_at (call, row, is_time, start <= stop);
      gint64 direction = step.months != 0 ? step.months : step.days != 0 ? step.days : step.units;

      for (; next <= row; next++)
        result->offsets[next] = values->len;
      if (direction == 0 ? start != stop : direction > 0 ? start > stop : start < stop)
        return fail_boundaries (start, stop, error);
      if (is_date && step.months == 0 && step.days == 0 && step.units != 0 && step.units > -SLUICE_US_PER_DAY
          && step.units < SLUICE_US_PER_DAY)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "_LEGACY_ERROR_TEMP_3242",
                            "The step of a sequence of dates must be an interval of days or more.");
          return FALSE;
        }
      if (is_too_long (start, stop, &step, is_date))
        return fail_size (error);

      for (gint64 n = 0;; n++)
        {
          gint64 value;

          if (!nth_value (start, &step, n, is_date, zone, &value)
              || (direction >= 0 ? value > stop : value < stop))
            break;
          if (values->len >= MAX_ELEMENTS)
            return fail_size (error);
          g_array_append_val (values, value);
          if (direction == 0)
            break;
        }
    }
  for (; next <= context->n_rows; next++)
    result->offsets[next] = values->len;

  child = sluice_column_new (context->arena, element, values->len);
  for (guint32 i = 0; i < values->len; i++)
    write_value (child, i, g_array_index (values, gint64, i));
  result->children[0] = child;

  return TRUE;
}

static const SluiceKernel sequence_kernel = { "sequence", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_UNSETTLED, run_sequence, NULL };

SluiceExpr *
sluice_resolve_sequence (const SluiceFunction *function,
                         SluiceAnalyzer       *analyzer,
                         SluiceCall           *call,
                         GError              **error)
{
  g_autoptr (SluiceType) type = NULL;
  g_autoptr (SluiceType) common = NULL;
  gboolean integral = TRUE, time = TRUE, any_integral = FALSE, fits;
  SluiceTypeId step = call->n_args > 2 ? call->args[2]->type->id : SLUICE_TYPE_VOID;

  for (guint i = 0; i < call->n_args; i++)
    any_integral = any_integral || sluice_type_is_integral (call->args[i]->type->id);

  for (guint i = 0; i < 2; i++)
    {
      SluiceTypeId id = call->args[i]->type->id;

      /* A null is of the other's type. */
      if (id == SLUICE_TYPE_VOID)
        id = call->args[1 - i]->type->id;
      /* A text beside numbers becomes one. */
      integral = integral && (sluice_type_is_integral (id) || (any_integral && id == SLUICE_TYPE_STRING));
      time = time
             && (id == SLUICE_TYPE_DATE || id == SLUICE_TYPE_TIMESTAMP
                 || id == SLUICE_TYPE_TIMESTAMP_NTZ);
    }
  fits = integral ? step == SLUICE_TYPE_VOID || sluice_type_is_integral (step)
                        || (any_integral && step == SLUICE_TYPE_STRING)
                  : time
                        && (step == SLUICE_TYPE_VOID || step == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                            || step == SLUICE_TYPE_DAY_TIME_INTERVAL
                            || step == SLUICE_TYPE_CALENDAR_INTERVAL);
  if (fits)
    common = sluice_analyzer_common_type (analyzer, call->args[0]->type, call->args[1]->type);
  if (fits && integral && step != SLUICE_TYPE_VOID)
    {
      SluiceType *wider = sluice_analyzer_common_type (analyzer, common, call->args[2]->type);

      sluice_type_unref (common);
      common = wider;
    }
  if (common == NULL)
    {
      sluice_call_mismatch (call, "SEQUENCE_WRONG_INPUT_TYPES", error,
                            "`sequence` uses the wrong parameter type. The parameter type must conform "
                            "to: 1. The start and stop expressions must resolve to the same type. 2. "
                            "Otherwise, if start and stop expressions resolve to the \"(TIMESTAMP or "
                            "TIMESTAMP_NTZ or DATE)\" type, then the step expression must resolve to "
                            "the \"INTERVAL\" type.");
      return NULL;
    }
  for (guint i = 0; i < 2; i++)
    sluice_call_cast_arg (analyzer, call, i, common);
  if (step == SLUICE_TYPE_STRING)
    sluice_call_cast_arg (analyzer, call, 2, common);
  type = sluice_type_array (common, FALSE);

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call),
                             &sequence_kernel);
}
