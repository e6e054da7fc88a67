/* sluice-cast-run.h: what the parts of the cast matrix share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-cast.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-decimal.h"

G_BEGIN_DECLS

/**
 * SluiceCastRun:
 * @context: the evaluation
 * @mode: what happens to values that don't convert
 * @zone: the session's time zone
 * @in: the values; not nested unless the target is a text
 * @out: to be filled; it has @in's nulls already, in a validity that is shared with @in until a row
 * is made null
 * @rows16: (nullable): the rows to cast, of a batch
 * @rows32: (nullable): the rows to cast, of the elements of arrays; both %NULL for 0 … @n - 1
 * @n: how many rows to cast
 *
 * One cast of one column.
 */
typedef struct
{
  SluiceEvalContext *context;
  SluiceCastMode mode;
  const SluiceZone *zone;
  const SluiceColumn *in;
  SluiceColumn *out;
  const guint16 *rows16;
  const guint32 *rows32;
  guint32 n;
} SluiceCastRun;

/** sluice_cast_run_row: @self: a run, @i: 0 to n - 1. Returns: the row. */
static inline guint32
sluice_cast_run_row (const SluiceCastRun *self, guint32 i)
{
  return self->rows16 != NULL ? self->rows16[i] : self->rows32 != NULL ? self->rows32[i] : i;
}

/** SLUICE_CAST_EACH: runs the statement after it for each @row of @run that isn't null. */
#define SLUICE_CAST_EACH(run, row)                                                                 \
  for (guint32 row##_i = 0, row = 0;                                                               \
       row##_i < (run)->n && (row = sluice_cast_run_row ((run), row##_i), TRUE); row##_i++)        \
    if (sluice_validity_get ((run)->in->validity, row))

/** sluice_cast_run_null: @self: a run, @row: a row. Makes the row null. */
void sluice_cast_run_null (SluiceCastRun *self, guint32 row);

/**
 * sluice_cast_run_overflow:
 * @self: a run
 * @row: a row whose value is too large for the target
 * @error: set to CAST_OVERFLOW under ANSI
 *
 * Returns: whether to go on; the row is null then
 */
gboolean sluice_cast_run_overflow (SluiceCastRun *self, guint32 row, GError **error);

/** sluice_cast_run_malformed: like sluice_cast_run_overflow(), with CAST_INVALID_INPUT. */
gboolean sluice_cast_run_malformed (SluiceCastRun *self, guint32 row, GError **error);

/**
 * sluice_cast_run_out_of_range:
 * @self: a run to a DECIMAL
 * @row: a row whose value doesn't fit
 * @text: the value in plain digits
 * @length: bytes of it
 * @error: set to NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION under ANSI
 *
 * Returns: whether to go on; the row is null then
 */
gboolean sluice_cast_run_out_of_range (
    SluiceCastRun *self, guint32 row, const char *text, gsize length, GError **error);

/**
 * sluice_cast_run_store_decimal:
 * @self: a run to a DECIMAL
 * @row: a row
 * @value: an unscaled value
 * @scale: its scale
 * @error: as sluice_cast_run_out_of_range()
 *
 * Rounds half up to the target's scale and stores.
 *
 * Returns: whether to go on
 */
gboolean sluice_cast_run_store_decimal (
    SluiceCastRun *self, guint32 row, SluiceInt128 value, guint scale, GError **error);

/* The parts of the matrix: casts that aren't in one of these don't exist. */

/** sluice_cast_numbers: BOOLEAN and numbers to BOOLEAN and numbers. Returns: whether it went well.
 */
gboolean sluice_cast_numbers (SluiceCastRun *self, GError **error);

/** sluice_cast_times: from or to dates, timestamps and intervals, without texts. Returns: as above.
 */
gboolean sluice_cast_times (SluiceCastRun *self, GError **error);

/** sluice_cast_times_to_text: DATE, TIMESTAMP or TIMESTAMP_NTZ to STRING. */
void sluice_cast_times_to_text (SluiceCastRun *self);

/** sluice_cast_from_text: STRING to anything that isn't nested. Returns: as above. */
gboolean sluice_cast_from_text (SluiceCastRun *self, GError **error);

/** sluice_cast_to_text: anything to STRING, integers to BINARY. */
void sluice_cast_to_text (SluiceCastRun *self);

/**
 * sluice_cast_append_text:
 * @out: the text is appended
 * @column: values of any type
 * @row: a row that isn't null
 * @zone: the session's time zone
 * @plain_decimals: whether decimals are never written with an exponent
 */
void sluice_cast_append_text (GString *out,
                              const SluiceColumn *column,
                              guint32 row,
                              const SluiceZone *zone,
                              gboolean plain_decimals);

/**
 * sluice_parse_interval_text:
 * @text: bytes
 * @length: their number
 * @type: a year-month or day-time interval type
 * @value: (out): months or microseconds
 * @error: `INVALID_INTERVAL_FORMAT…`
 *
 * The forms that CAST(… AS INTERVAL …) takes: `1-2`, `1 02:03:04.5`, or a literal of the type.
 *
 * Returns: whether it is one
 */
gboolean sluice_parse_interval_text (
    const char *text, gsize length, const SluiceType *type, gint64 *value, GError **error);

/**
 * sluice_format_calendar_interval:
 * @value: an interval of the old type
 * @out: where; %SLUICE_FORMAT_INTERVAL_MAX bytes
 *
 * Returns: bytes written, such as `1 years 2 months 3 days 4 hours`
 */
gsize sluice_format_calendar_interval (const SluiceCalendarInterval *value, char *out);

#define SLUICE_FORMAT_INTERVAL_MAX 160

G_END_DECLS
