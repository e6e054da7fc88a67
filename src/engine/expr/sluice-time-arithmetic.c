/* sluice-time-arithmetic.c: moving times of day, and making moments of them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-time-arithmetic.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-zone.h"

/* A day has no more hours than it has: what leaves it is an error, whatever the mode but try_add. */
static gboolean
move (SluiceKernelCall *call, gint64 sign, gboolean try_, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceInt128 ns = (SluiceInt128) SLUICE_ARG_AT (call, 1, gint64, row) * SLUICE_NS_PER_US * sign
                      + SLUICE_ARG_AT (call, 0, gint64, row);

    call->result->i64[row] = 0;
    if (ns >= 0 && ns < SLUICE_NS_PER_DAY)
      call->result->i64[row] = (gint64) ns;
    else if (try_)
      sluice_call_null_row (call, row);
    else
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                          "DATETIME_OVERFLOW",
                          "Datetime operation overflow: the interval leads out of the day.");
        return FALSE;
      }
  }

  return TRUE;
}

static gboolean
add (SluiceKernelCall *call, GError **error)
{
  return move (call, 1, FALSE, error);
}

static gboolean
try_add (SluiceKernelCall *call, GError **error)
{
  return move (call, 1, TRUE, error);
}

static gboolean
subtract (SluiceKernelCall *call, GError **error)
{
  return move (call, -1, FALSE, error);
}

static gboolean
try_subtract (SluiceKernelCall *call, GError **error)
{
  return move (call, -1, TRUE, error);
}

SluiceExpr *
sluice_time_move (const SluiceFunction *function,
                  SluiceAnalyzer *analyzer,
                  SluiceCall *call,
                  gboolean back,
                  gboolean try_,
                  GError **error)
{
  static const SluiceKernel kernels[2][2] = {
    { { "add_to_time", SLUICE_KERNEL_STRICT, add, NULL },
      { "try_add_to_time", SLUICE_KERNEL_STRICT, try_add, NULL } },
    { { "subtract_from_time", SLUICE_KERNEL_STRICT, subtract, NULL },
      { "try_subtract_from_time", SLUICE_KERNEL_STRICT, try_subtract, NULL } },
  };
  const SluiceType *by = call->args[1]->type;
  guint precision = call->args[0]->type->precision;
  g_autoptr (SluiceType) type = NULL;

  if (!sluice_time_check_enabled (sluice_analyzer_settings (analyzer), error))
    return NULL;
  /* Intervals of whole minutes add no digits. */
  if (by->id == SLUICE_TYPE_DAY_TIME_INTERVAL && by->end_field == SLUICE_INTERVAL_SECOND)
    precision = MAX (precision, SLUICE_TIME_DEFAULT_PRECISION);
  type = sluice_type_time (precision);
  sluice_call_cast_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_DAY_TIME_INTERVAL));

  return sluice_call_finish (function, call, type, TRUE, &kernels[back != 0][try_ != 0]);
}

static gboolean
between (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, gint64, gint64, gint64, x / SLUICE_NS_PER_US - y / SLUICE_NS_PER_US);

  return TRUE;
}

SluiceExpr *
sluice_time_subtract (const SluiceFunction *function,
                      SluiceAnalyzer *analyzer,
                      SluiceCall *call,
                      GError **error)
{
  static const SluiceKernel kernel
      = { "subtract_times", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, between, NULL };
  g_autoptr (SluiceType) type = sluice_type_interval (
      SLUICE_TYPE_DAY_TIME_INTERVAL, SLUICE_INTERVAL_HOUR, SLUICE_INTERVAL_SECOND);

  if (!sluice_time_check_enabled (sluice_analyzer_settings (analyzer), error))
    return NULL;
  for (guint i = 0; i < 2; i++)
    if (call->args[i]->type->id != SLUICE_TYPE_TIME)
      sluice_call_cast_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_TIME));

  return sluice_call_finish (function, call, type, TRUE, &kernel);
}

static gboolean
moment (SluiceKernelCall *call, GError **error)
{
  gboolean local = call->result->type->id == SLUICE_TYPE_TIMESTAMP_NTZ;
  const SluiceZone *session = sluice_session_zone (call->context->settings);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceZone *zone = session;
    gint64 us;

    if (call->expr->n_args == 3)
      {
        SluiceString text = SLUICE_STRING_AT (call, 2, row);
        g_autofree char *id = g_strndup (text.data, text.length);

        zone = sluice_zone_lookup (id);
        if (zone == NULL)
          return sluice_invalid_zone (id, error);
      }
    if (__builtin_mul_overflow ((gint64) SLUICE_ARG_AT (call, 0, gint32, row), SLUICE_US_PER_DAY,
                                &us))
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                          "DATETIME_OVERFLOW",
                          "Datetime operation overflow: the date is too far away for a timestamp.");
        return FALSE;
      }
    if (call->expr->n_args > 1)
      us += SLUICE_ARG_AT (call, 1, gint64, row) / SLUICE_NS_PER_US;
    call->result->i64[row] = local ? us : sluice_zone_to_utc (zone, us);
  }

  return TRUE;
}

/* Nothing but null becomes a DATE or a TIME here. */
static gboolean
take (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, SluiceTypeId id, GError **error)
{
  static const char *const required[] = { "\"DATE\"", "\"TIME\"" };
  SluiceExpr *arg = call->args[index];

  if (arg->type->id == id)
    return TRUE;
  if (arg->type->id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, index, required[index], error);
      return FALSE;
    }
  sluice_call_replace_arg (call, index,
                           sluice_cast_new (arg, sluice_type_primitive (id), SLUICE_CAST_ANSI,
                                            sluice_analyzer_settings (analyzer)));

  return TRUE;
}

SluiceExpr *
sluice_resolve_moment (const SluiceFunction *function,
                       SluiceAnalyzer *analyzer,
                       SluiceCall *call,
                       SluiceTypeId result,
                       GError **error)
{
  static const SluiceKernel kernel = { "make_moment", SLUICE_KERNEL_STRICT, moment, NULL };

  if (!take (analyzer, call, 0, SLUICE_TYPE_DATE, error)
      || (call->n_args > 1 && !take (analyzer, call, 1, SLUICE_TYPE_TIME, error))
      || (call->n_args > 2
          && !sluice_analyzer_coerce_arg (analyzer, call, 2,
                                          sluice_type_primitive (SLUICE_TYPE_STRING), error)))
    return NULL;

  return sluice_call_finish (
      function, call, sluice_type_primitive (result),
      g_str_has_suffix (function->name, "_ntz") || sluice_call_any_nullable (call), &kernel);
}
