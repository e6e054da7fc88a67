/* sluice-datetime-fields.c: years, months, hours and so on of dates, timestamps and intervals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-datetime-fields.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-datetime.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-zone.h"

/* Of dates. */

#define DATE_FIELD(name, expression)                                                               \
  static gboolean name (SluiceKernelCall *call, GError **error)                                    \
  {                                                                                                \
    SLUICE_UNARY_LOOP (call, gint32, gint32, (gint32) (expression));                               \
    return TRUE;                                                                                   \
  }

static gint32
iso_year (gint32 days)
{
  gint32 year;

  sluice_iso_week (days, &year);

  return year;
}

static gint32
iso_week (gint32 days)
{
  gint32 year;

  return (gint32) sluice_iso_week (days, &year);
}

static G_GNUC_NO_INLINE gint32
year_around (gint32 days, guint32 *first, guint32 *n_days)
{
  gint32 year = sluice_civil (days).year;

  *first = (guint32) sluice_civil_to_days_wide (year, 1, 1);
  *n_days = sluice_is_leap_year (year) ? 366 : 365;

  return year;
}

/* Rows that lie together are of one year mostly, so its bounds are kept. */
static gboolean
year (SluiceKernelCall *call, GError **error)
{
  guint32 first = 0;
  guint32 n_days = 0;
  gint32 known = 0;

  SLUICE_UNARY_LOOP (call, gint32, gint32, ({
                       if (G_UNLIKELY ((guint32) x - first >= n_days))
                         known = year_around (x, &first, &n_days);
                       known;
                     }));

  return TRUE;
}

DATE_FIELD (year_of_week, iso_year (x))
DATE_FIELD (quarter, (sluice_civil (x).month + 2) / 3)
DATE_FIELD (month, sluice_civil (x).month)
DATE_FIELD (week, iso_week (x))
DATE_FIELD (day, sluice_civil (x).day)
DATE_FIELD (day_of_week, sluice_weekday (x) == 6 ? 1 : sluice_weekday (x) + 2)
DATE_FIELD (day_of_week_iso, sluice_weekday (x) + 1)
DATE_FIELD (weekday, sluice_weekday (x))
DATE_FIELD (day_of_year, sluice_day_of_year (x))

/* Of times, as clocks in the session's zone show them. */

static SluiceZoneCursor
cursor_for (const SluiceKernelCall *call)
{
  gboolean local = call->args[0]->type->id == SLUICE_TYPE_TIMESTAMP_NTZ;

  return sluice_zone_cursor (local ? NULL : sluice_session_zone (call->context->settings));
}

#define TIME_FIELD(name, TR, expression)                                                           \
  static gboolean name (SluiceKernelCall *call, GError **error)                                    \
  {                                                                                                \
    SluiceZoneCursor cursor = cursor_for (call);                                                   \
    SLUICE_UNARY_LOOP (call, gint64, TR, ({                                                        \
                         gint64 local = sluice_zone_cursor_local (&cursor, x);                     \
                         guint64 time                                                              \
                             = (guint64) sluice_time_of_day (local, sluice_day_of (local));        \
                         (TR) (expression);                                                        \
                       }));                                                                        \
    return TRUE;                                                                                   \
  }

TIME_FIELD (hour, gint32, time / SLUICE_US_PER_HOUR)
TIME_FIELD (minute, gint32, (guint32) (time / SLUICE_US_PER_MINUTE) % 60)
TIME_FIELD (second, gint32, (guint32) (time / SLUICE_US_PER_SECOND) % 60)
TIME_FIELD (second_with_fraction, SluiceInt128, time % SLUICE_US_PER_MINUTE)

/* None of them can fail, so they run over nulls too. */
#define KERNEL(name)                                                                               \
  {                                                                                                \
#name, SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, name, NULL                                  \
  }

/* Of a time of day; a second's fraction has as many digits as the type. */

#define DAY_FIELD(name, expression)                                                                \
  static gboolean name (SluiceKernelCall *call, GError **error)                                    \
  {                                                                                                \
    SLUICE_UNARY_LOOP (call, gint64, gint32, (gint32) (expression));                               \
    return TRUE;                                                                                   \
  }

DAY_FIELD (day_hour, x / SLUICE_NS_PER_HOUR)
DAY_FIELD (day_minute, x / SLUICE_NS_PER_MINUTE % 60)
DAY_FIELD (day_second, x / SLUICE_NS_PER_SECOND % 60)

static gboolean
day_second_with_fraction (SluiceKernelCall *call, GError **error)
{
  gint64 unit = SLUICE_NS_PER_SECOND;

  for (guint i = 0; i < call->result->type->scale; i++)
    unit /= 10;
  SLUICE_UNARY_LOOP (call, gint64, SluiceInt128, x % SLUICE_NS_PER_MINUTE / unit);

  return TRUE;
}

static const SluiceKernel time_kernels[SLUICE_N_DATE_FIELDS] = {
  [SLUICE_DATE_FIELD_HOUR] = KERNEL (day_hour),
  [SLUICE_DATE_FIELD_MINUTE] = KERNEL (day_minute),
  [SLUICE_DATE_FIELD_SECOND] = KERNEL (day_second),
  [SLUICE_DATE_FIELD_SECOND_WITH_FRACTION] = KERNEL (day_second_with_fraction),
};

static SluiceExpr *
resolve_time_field (SluiceDateField field,
                    const SluiceFunction *function,
                    SluiceAnalyzer *analyzer,
                    SluiceCall *call,
                    GError **error)
{
  guint digits = call->args[0]->type->precision;
  g_autoptr (SluiceType) seconds = sluice_type_decimal (2 + digits, digits);

  if (!sluice_time_check_enabled (sluice_analyzer_settings (analyzer), error))
    return NULL;

  return sluice_call_finish (function, call,
                             field == SLUICE_DATE_FIELD_SECOND_WITH_FRACTION
                                 ? seconds
                                 : sluice_type_primitive (SLUICE_TYPE_INT),
                             TRUE, &time_kernels[field]);
}

static const SluiceKernel kernels[SLUICE_N_DATE_FIELDS] = {
  [SLUICE_DATE_FIELD_YEAR] = KERNEL (year),
  [SLUICE_DATE_FIELD_YEAR_OF_WEEK] = KERNEL (year_of_week),
  [SLUICE_DATE_FIELD_QUARTER] = KERNEL (quarter),
  [SLUICE_DATE_FIELD_MONTH] = KERNEL (month),
  [SLUICE_DATE_FIELD_WEEK] = KERNEL (week),
  [SLUICE_DATE_FIELD_DAY] = KERNEL (day),
  [SLUICE_DATE_FIELD_DAY_OF_WEEK] = KERNEL (day_of_week),
  [SLUICE_DATE_FIELD_DAY_OF_WEEK_ISO] = KERNEL (day_of_week_iso),
  [SLUICE_DATE_FIELD_WEEKDAY] = KERNEL (weekday),
  [SLUICE_DATE_FIELD_DAY_OF_YEAR] = KERNEL (day_of_year),
  [SLUICE_DATE_FIELD_HOUR] = KERNEL (hour),
  [SLUICE_DATE_FIELD_MINUTE] = KERNEL (minute),
  [SLUICE_DATE_FIELD_SECOND] = KERNEL (second),
  [SLUICE_DATE_FIELD_SECOND_WITH_FRACTION] = KERNEL (second_with_fraction),
};

SluiceExpr *
sluice_resolve_date_field (SluiceDateField field,
                           const SluiceFunction *function,
                           SluiceAnalyzer *analyzer,
                           SluiceCall *call,
                           GError **error)
{
  g_autoptr (SluiceType) seconds = sluice_type_decimal (8, 6);
  const SluiceType *type = sluice_type_primitive (SLUICE_TYPE_INT);

  if (field >= SLUICE_DATE_FIELD_HOUR && call->args[0]->type->id == SLUICE_TYPE_TIME)
    return resolve_time_field (field, function, analyzer, call, error);
  if (field >= SLUICE_DATE_FIELD_HOUR)
    {
      if (call->args[0]->type->id != SLUICE_TYPE_TIMESTAMP_NTZ
          && !sluice_analyzer_coerce_arg (analyzer, call, 0,
                                          sluice_type_primitive (SLUICE_TYPE_TIMESTAMP), error))
        return NULL;
      if (field == SLUICE_DATE_FIELD_SECOND_WITH_FRACTION)
        type = seconds;
    }
  else if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_DATE),
                                        error))
    return NULL;

  return sluice_call_finish (function, call, type, call->args[0]->nullable, &kernels[field]);
}

/* Of intervals: what is left in a unit after the coarser ones. */

#define INTERVAL_FIELD(name, T, TR, expression)                                                    \
  static gboolean name (SluiceKernelCall *call, GError **error)                                    \
  {                                                                                                \
    SLUICE_UNARY_LOOP (call, T, TR, (TR) (expression));                                            \
    return TRUE;                                                                                   \
  }

INTERVAL_FIELD (months_year, gint32, gint32, x / 12)
INTERVAL_FIELD (months_month, gint32, gint8, x % 12)
INTERVAL_FIELD (time_day, gint64, gint32, x / SLUICE_US_PER_DAY)
INTERVAL_FIELD (time_hour, gint64, gint8, x % SLUICE_US_PER_DAY / SLUICE_US_PER_HOUR)
INTERVAL_FIELD (time_minute, gint64, gint8, x % SLUICE_US_PER_HOUR / SLUICE_US_PER_MINUTE)
INTERVAL_FIELD (time_second, gint64, SluiceInt128, x % SLUICE_US_PER_MINUTE)
INTERVAL_FIELD (calendar_year, SluiceCalendarInterval, gint32, x.months / 12)
INTERVAL_FIELD (calendar_month, SluiceCalendarInterval, gint8, x.months % 12)
INTERVAL_FIELD (calendar_day, SluiceCalendarInterval, gint32, x.days)
INTERVAL_FIELD (calendar_hour,
                SluiceCalendarInterval,
                gint8,
                x.microseconds / SLUICE_US_PER_HOUR % 24)
INTERVAL_FIELD (calendar_minute,
                SluiceCalendarInterval,
                gint8,
                x.microseconds % SLUICE_US_PER_HOUR / SLUICE_US_PER_MINUTE)
INTERVAL_FIELD (calendar_second,
                SluiceCalendarInterval,
                SluiceInt128,
                x.microseconds % SLUICE_US_PER_MINUTE)

static const struct
{
  SluiceTypeId type;
  SluiceDateField field;
  SluiceTypeId result;
  SluiceIntervalField unit;
  SluiceKernel kernel;
} interval_fields[] = {
  { SLUICE_TYPE_YEAR_MONTH_INTERVAL, SLUICE_DATE_FIELD_YEAR, SLUICE_TYPE_INT, SLUICE_INTERVAL_YEAR,
    KERNEL (months_year) },
  { SLUICE_TYPE_YEAR_MONTH_INTERVAL, SLUICE_DATE_FIELD_MONTH, SLUICE_TYPE_BYTE,
    SLUICE_INTERVAL_MONTH, KERNEL (months_month) },
  { SLUICE_TYPE_DAY_TIME_INTERVAL, SLUICE_DATE_FIELD_DAY, SLUICE_TYPE_INT, SLUICE_INTERVAL_DAY,
    KERNEL (time_day) },
  { SLUICE_TYPE_DAY_TIME_INTERVAL, SLUICE_DATE_FIELD_HOUR, SLUICE_TYPE_BYTE, SLUICE_INTERVAL_HOUR,
    KERNEL (time_hour) },
  { SLUICE_TYPE_DAY_TIME_INTERVAL, SLUICE_DATE_FIELD_MINUTE, SLUICE_TYPE_BYTE,
    SLUICE_INTERVAL_MINUTE, KERNEL (time_minute) },
  { SLUICE_TYPE_DAY_TIME_INTERVAL, SLUICE_DATE_FIELD_SECOND_WITH_FRACTION, SLUICE_TYPE_DECIMAL,
    SLUICE_INTERVAL_SECOND, KERNEL (time_second) },
  { SLUICE_TYPE_CALENDAR_INTERVAL, SLUICE_DATE_FIELD_YEAR, SLUICE_TYPE_INT, 0,
    KERNEL (calendar_year) },
  { SLUICE_TYPE_CALENDAR_INTERVAL, SLUICE_DATE_FIELD_MONTH, SLUICE_TYPE_BYTE, 0,
    KERNEL (calendar_month) },
  { SLUICE_TYPE_CALENDAR_INTERVAL, SLUICE_DATE_FIELD_DAY, SLUICE_TYPE_INT, 0,
    KERNEL (calendar_day) },
  { SLUICE_TYPE_CALENDAR_INTERVAL, SLUICE_DATE_FIELD_HOUR, SLUICE_TYPE_BYTE, 0,
    KERNEL (calendar_hour) },
  { SLUICE_TYPE_CALENDAR_INTERVAL, SLUICE_DATE_FIELD_MINUTE, SLUICE_TYPE_BYTE, 0,
    KERNEL (calendar_minute) },
  { SLUICE_TYPE_CALENDAR_INTERVAL, SLUICE_DATE_FIELD_SECOND_WITH_FRACTION, SLUICE_TYPE_DECIMAL, 0,
    KERNEL (calendar_second) },
};

static const struct
{
  const char *name;
  SluiceDateField field;
} field_names[] = {
  { "YEAR", SLUICE_DATE_FIELD_YEAR },
  { "Y", SLUICE_DATE_FIELD_YEAR },
  { "YEARS", SLUICE_DATE_FIELD_YEAR },
  { "YR", SLUICE_DATE_FIELD_YEAR },
  { "YRS", SLUICE_DATE_FIELD_YEAR },
  { "YEAROFWEEK", SLUICE_DATE_FIELD_YEAR_OF_WEEK },
  { "QUARTER", SLUICE_DATE_FIELD_QUARTER },
  { "QTR", SLUICE_DATE_FIELD_QUARTER },
  { "MONTH", SLUICE_DATE_FIELD_MONTH },
  { "MON", SLUICE_DATE_FIELD_MONTH },
  { "MONS", SLUICE_DATE_FIELD_MONTH },
  { "MONTHS", SLUICE_DATE_FIELD_MONTH },
  { "WEEK", SLUICE_DATE_FIELD_WEEK },
  { "W", SLUICE_DATE_FIELD_WEEK },
  { "WEEKS", SLUICE_DATE_FIELD_WEEK },
  { "DAY", SLUICE_DATE_FIELD_DAY },
  { "D", SLUICE_DATE_FIELD_DAY },
  { "DAYS", SLUICE_DATE_FIELD_DAY },
  { "DAYOFWEEK", SLUICE_DATE_FIELD_DAY_OF_WEEK },
  { "DOW", SLUICE_DATE_FIELD_DAY_OF_WEEK },
  { "DAYOFWEEK_ISO", SLUICE_DATE_FIELD_DAY_OF_WEEK_ISO },
  { "DOW_ISO", SLUICE_DATE_FIELD_DAY_OF_WEEK_ISO },
  { "DOY", SLUICE_DATE_FIELD_DAY_OF_YEAR },
  { "HOUR", SLUICE_DATE_FIELD_HOUR },
  { "H", SLUICE_DATE_FIELD_HOUR },
  { "HOURS", SLUICE_DATE_FIELD_HOUR },
  { "HR", SLUICE_DATE_FIELD_HOUR },
  { "HRS", SLUICE_DATE_FIELD_HOUR },
  { "MINUTE", SLUICE_DATE_FIELD_MINUTE },
  { "M", SLUICE_DATE_FIELD_MINUTE },
  { "MIN", SLUICE_DATE_FIELD_MINUTE },
  { "MINS", SLUICE_DATE_FIELD_MINUTE },
  { "MINUTES", SLUICE_DATE_FIELD_MINUTE },
  { "SECOND", SLUICE_DATE_FIELD_SECOND_WITH_FRACTION },
  { "S", SLUICE_DATE_FIELD_SECOND_WITH_FRACTION },
  { "SEC", SLUICE_DATE_FIELD_SECOND_WITH_FRACTION },
  { "SECONDS", SLUICE_DATE_FIELD_SECOND_WITH_FRACTION },
  { "SECS", SLUICE_DATE_FIELD_SECOND_WITH_FRACTION },
};

void
sluice_call_drop_first (SluiceCall *call)
{
  sluice_expr_unref (call->args[0]);
  memmove (call->args, call->args + 1, sizeof *call->args * (call->n_args - 1));
  call->n_args--;
}

static SluiceExpr *
no_such_field (const SluiceString *name, SluiceCall *call, GError **error)
{
  g_autofree char *source = sluice_call_arg_to_sql (call, call->n_args - 1);

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, "INVALID_EXTRACT_FIELD",
                    "Cannot extract `%.*s` from \"%s\".", (int) name->length, name->data, source);

  return NULL;
}

static SluiceExpr *
resolve_interval_field (SluiceDateField field,
                        const SluiceString *name,
                        const SluiceFunction *function,
                        SluiceCall *call,
                        GError **error)
{
  const SluiceType *source = call->args[call->n_args - 1]->type;

  for (guint i = 0; i < G_N_ELEMENTS (interval_fields); i++)
    if (interval_fields[i].type == source->id && interval_fields[i].field == field
        && (source->id == SLUICE_TYPE_CALENDAR_INTERVAL
            || (interval_fields[i].unit >= source->start_field
                && interval_fields[i].unit <= source->end_field)))
      {
        g_autoptr (SluiceType) seconds = sluice_type_decimal (8, 6);
        const SluiceType *type = interval_fields[i].result == SLUICE_TYPE_DECIMAL
                                     ? seconds
                                     : sluice_type_primitive (interval_fields[i].result);

        sluice_call_drop_first (call);
        return sluice_call_finish (function, call, type, call->args[0]->nullable,
                                   &interval_fields[i].kernel);
      }

  return no_such_field (name, call, error);
}

SluiceExpr *
sluice_resolve_extract (const SluiceFunction *function,
                        SluiceAnalyzer *analyzer,
                        SluiceCall *call,
                        GError **error)
{
  const SluiceString *name;
  SluiceTypeId source = call->args[1]->type->id;

  if (call->args[0]->kind == SLUICE_EXPR_LITERAL && sluice_column_is_null (call->args[0]->value, 0))
    return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_DOUBLE), NULL);
  name = sluice_call_constant_string (call, 0);
  if (name == NULL)
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 0);

      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS,
                        "NON_FOLDABLE_ARGUMENT",
                        "The function `%s` requires the parameter `field` to be a foldable "
                        "expression of the type "
                        "\"STRING\", but the actual argument is a non-foldable.",
                        function->name);
      return NULL;
    }

  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    if (strlen (field_names[i].name) == name->length
        && g_ascii_strncasecmp (field_names[i].name, name->data, name->length) == 0)
      {
        if (source == SLUICE_TYPE_YEAR_MONTH_INTERVAL || source == SLUICE_TYPE_DAY_TIME_INTERVAL
            || source == SLUICE_TYPE_CALENDAR_INTERVAL)
          return resolve_interval_field (field_names[i].field, name, function, call, error);
        if (source == SLUICE_TYPE_TIME && field_names[i].field < SLUICE_DATE_FIELD_HOUR)
          return no_such_field (name, call, error);
        sluice_call_drop_first (call);
        return sluice_resolve_date_field (field_names[i].field, function, analyzer, call, error);
      }

  return no_such_field (name, call, error);
}
