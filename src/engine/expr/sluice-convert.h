/* sluice-convert.h: between texts and values, as Spark's casts, readers and writers do it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "core/sluice-column.h"

G_BEGIN_DECLS

/*
 * Text to value. All take bytes that need not be terminated, never look at the locale, allocate nothing,
 * and return whether the text is a value of the type. White space around it is the caller's to trim
 * where the rule at hand trims.
 */

/**
 * sluice_parse_int64:
 * @text: bytes
 * @length: their number
 * @value: (out): the number
 *
 * Digits with an optional sign, as CAST(… AS BIGINT) under ANSI takes them.
 *
 * Returns: whether it is one and fits 64 bits
 */
gboolean sluice_parse_int64 (const char *text,
                             gsize       length,
                             gint64     *value);

/**
 * sluice_parse_double:
 * @text: bytes
 * @length: their number
 * @value: (out): the number, correctly rounded
 *
 * As Java's Double.parseDouble with Spark's additions (`Infinity`, `inf`, `NaN`, a trailing `d`).
 *
 * Returns: whether it is one
 */
gboolean sluice_parse_double (const char *text,
                              gsize       length,
                              double     *value);

/**
 * sluice_parse_decimal:
 * @text: bytes
 * @length: their number
 * @precision: digits in all
 * @scale: digits after the point; more are rounded half up
 * @value: (out): the unscaled value
 * @overflow: (out) (optional): set when it is a number that doesn't fit
 *
 * Returns: whether it is a number that fits
 */
gboolean sluice_parse_decimal (const char   *text,
                               gsize         length,
                               guint         precision,
                               guint         scale,
                               SluiceInt128 *value,
                               gboolean     *overflow);

/**
 * sluice_parse_date:
 * @text: bytes
 * @length: their number
 * @days: (out): days since 1970-01-01, proleptic Gregorian
 *
 * The forms that CAST(… AS DATE) takes: `[+-]yyyy*`, `yyyy-M`, `yyyy-M-d`, a `T` or space and anything
 * after it.
 *
 * Returns: whether it is one
 */
gboolean sluice_parse_date (const char *text,
                            gsize       length,
                            gint32     *days);

/**
 * SluiceZone:
 *
 * A time zone's rules, immutable, cached for the life of the process.
 */
typedef struct _SluiceZone SluiceZone;

/**
 * sluice_zone_lookup:
 * @id: `UTC`, `Europe/Berlin`, `+02:00`, `GMT+2`, `Z` …, as Java's ZoneId takes them
 *
 * Returns: (transfer none) (nullable): the zone; %NULL when there is none of that name
 */
const SluiceZone *sluice_zone_lookup (const char *id);

/**
 * sluice_zone_offset_at:
 * @self: a zone
 * @utc_us: microseconds since 1970
 *
 * Returns: seconds to add to UTC for local time at that moment
 */
gint32 sluice_zone_offset_at (const SluiceZone *self,
                              gint64            utc_us);

/**
 * sluice_zone_to_utc:
 * @self: a zone
 * @local_us: local time as microseconds since 1970-01-01 00:00 local
 *
 * In a gap the time moves on by the gap's length, in an overlap the earlier offset counts, as in Java.
 *
 * Returns: microseconds since 1970 UTC
 */
gint64 sluice_zone_to_utc (const SluiceZone *self,
                           gint64            local_us);

/**
 * sluice_parse_timestamp:
 * @text: bytes
 * @length: their number
 * @zone: the zone of texts that name none
 * @value: (out): microseconds since 1970 UTC
 *
 * The forms that CAST(… AS TIMESTAMP) takes. A time without a date is not taken: it needs today.
 *
 * Returns: whether it is one
 */
gboolean sluice_parse_timestamp (const char       *text,
                                 gsize             length,
                                 const SluiceZone *zone,
                                 gint64           *value);

/**
 * sluice_parse_timestamp_ntz:
 * @text: bytes
 * @length: their number
 * @allow_zone: whether a zone may stand at the end and is ignored
 * @value: (out): local microseconds since 1970-01-01 00:00
 *
 * Returns: whether it is one
 */
gboolean sluice_parse_timestamp_ntz (const char *text,
                                     gsize       length,
                                     gboolean    allow_zone,
                                     gint64     *value);

/*
 * Value to text. All write at @out, which has room for SLUICE_FORMAT_MAX bytes, without a terminator, and
 * return the number of bytes.
 */

/** SLUICE_FORMAT_MAX: room that any of the functions below may need. */
#define SLUICE_FORMAT_MAX 96

/** sluice_format_int64: @value: a number, @out: where. Returns: bytes written. */
gsize sluice_format_int64 (gint64 value,
                           char  *out);

/**
 * sluice_format_double:
 * @value: a number
 * @out: where
 *
 * Java's form (`1.0`, `1.0E10`, `NaN`, `Infinity`) of the shortest digits that read back the same.
 *
 * Returns: bytes written
 */
gsize sluice_format_double (double value,
                            char  *out);

/** sluice_format_float: @value: a number, @out: where; like sluice_format_double(). Returns: bytes written. */
gsize sluice_format_float (float value,
                           char *out);

/**
 * sluice_format_decimal:
 * @value: the unscaled value
 * @scale: digits after the point
 * @out: where
 *
 * Plain digits, as CAST(… AS STRING) writes them.
 *
 * Returns: bytes written
 */
gsize sluice_format_decimal (SluiceInt128 value,
                             guint        scale,
                             char        *out);

/** sluice_format_date: @days: since 1970-01-01, @out: where; `yyyy-MM-dd`. Returns: bytes written. */
gsize sluice_format_date (gint32 days,
                          char  *out);

/**
 * sluice_format_timestamp:
 * @value: microseconds since 1970
 * @zone: the zone to show it in; %NULL for TIMESTAMP_NTZ
 * @out: where
 *
 * `yyyy-MM-dd HH:mm:ss[.ffffff]` without trailing zeros, as CAST(… AS STRING) writes it.
 *
 * Returns: bytes written
 */
gsize sluice_format_timestamp (gint64            value,
                               const SluiceZone *zone,
                               char             *out);

/**
 * sluice_format_timestamp_iso:
 * @value: microseconds since 1970
 * @zone: the zone to show it in; %NULL for TIMESTAMP_NTZ, which has no offset
 * @out: where
 *
 * `yyyy-MM-dd'T'HH:mm:ss.SSS[SSS]XXX`: milliseconds, or microseconds when there are any; the form of
 * JSON and CSV files.
 *
 * Returns: bytes written
 */
gsize sluice_format_timestamp_iso (gint64            value,
                                   const SluiceZone *zone,
                                   char             *out);

/**
 * sluice_format_interval:
 * @type: a year-month or day-time interval type
 * @value: months or microseconds
 * @out: where
 *
 * As Spark shows it, such as `INTERVAL '1 02:03:04.5' DAY TO SECOND`.
 *
 * Returns: bytes written
 */
gsize sluice_format_interval (const SluiceType *type,
                              gint64            value,
                              char             *out);

/* Calendar. */

/** sluice_civil_to_days: @year, @month 1-12, @day 1-31: a proleptic Gregorian date. Returns: days since 1970. */
gint32 sluice_civil_to_days (gint32 year,
                             guint  month,
                             guint  day);

/** sluice_days_to_civil: @days: since 1970, @year, @month, @day: (out): the date. */
void sluice_days_to_civil (gint32  days,
                           gint32 *year,
                           guint  *month,
                           guint  *day);

/** sluice_floor_div: @a: any number, @b: above 0. Returns: @a / @b rounded down. */
static inline gint64
sluice_floor_div (gint64 a, gint64 b)
{
  gint64 q = a / b;

  return a % b < 0 ? q - 1 : q;
}

/** sluice_floor_mod: @a: any number, @b: above 0. Returns: what is left, from 0 to @b - 1. */
static inline gint64
sluice_floor_mod (gint64 a, gint64 b)
{
  gint64 r = a % b;

  return r < 0 ? r + b : r;
}

/* Patterns of date_format, to_timestamp and the readers' and writers' options. */

/**
 * SluiceDatePattern:
 *
 * A compiled pattern such as `yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]`, immutable.
 */
typedef struct _SluiceDatePattern SluiceDatePattern;

/**
 * sluice_date_pattern_new:
 * @pattern: Spark's date and time pattern
 * @for_parsing: whether it will parse texts; some letters only format
 * @error: `INVALID_DATETIME_PATTERN…`
 *
 * Returns: (transfer full) (nullable): the compiled pattern
 */
SluiceDatePattern *sluice_date_pattern_new (const char *pattern,
                                            gboolean    for_parsing,
                                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_date_pattern_new_for:
 * @settings: the session's
 * @pattern: Spark's date and time pattern
 * @for_parsing: whether it will parse texts
 * @error: `INVALID_DATETIME_PATTERN…`
 *
 * Like sluice_date_pattern_new(), by `spark.sql.legacy.timeParserPolicy`: with LEGACY the pattern is one of
 * Java's SimpleDateFormat, with EXCEPTION sluice_date_pattern_differs() tells what that would have read.
 *
 * Returns: (transfer full) (nullable): the compiled pattern
 */
SluiceDatePattern *sluice_date_pattern_new_for (const SluiceSettings *settings,
                                                const char           *pattern,
                                                gboolean              for_parsing,
                                                GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_date_pattern_differs:
 * @self: a pattern made for parsing
 * @text: bytes that sluice_date_pattern_parse() doesn't read
 * @length: their number
 * @error: set to `INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER` if so
 *
 * Returns: whether the policy is EXCEPTION, and the old patterns read the text
 */
gboolean sluice_date_pattern_differs (const SluiceDatePattern *self,
                                      const char              *text,
                                      gsize                    length,
                                      GError                 **error);

/** sluice_date_pattern_free: @self: (nullable): a pattern. */
void sluice_date_pattern_free (SluiceDatePattern *self);

/**
 * sluice_date_pattern_format:
 * @self: a pattern
 * @value: microseconds since 1970
 * @zone: the zone to show it in; %NULL for TIMESTAMP_NTZ
 * @out: the text is appended
 */
void sluice_date_pattern_format (const SluiceDatePattern *self,
                                 gint64                   value,
                                 const SluiceZone        *zone,
                                 GString                 *out);

/**
 * sluice_date_pattern_parse:
 * @self: a pattern made for parsing
 * @text: bytes
 * @length: their number
 * @zone: (nullable): the zone of texts that name none; %NULL for local time without a zone
 * @value: (out): microseconds since 1970
 *
 * Returns: whether the whole text fits the pattern and is a time
 */
gboolean sluice_date_pattern_parse (const SluiceDatePattern *self,
                                    const char              *text,
                                    gsize                    length,
                                    const SluiceZone        *zone,
                                    gint64                  *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceDatePattern, sluice_date_pattern_free)

G_END_DECLS
