/* sluice-time-of-day.h: the type TIME: its texts, and whether a session has it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-error.h"
#include "core/sluice-settings.h"
#include "core/sluice-type.h"

G_BEGIN_DECLS

#define SLUICE_NS_PER_US G_GINT64_CONSTANT (1000)
#define SLUICE_NS_PER_SECOND G_GINT64_CONSTANT (1000000000)
#define SLUICE_NS_PER_MINUTE (60 * SLUICE_NS_PER_SECOND)
#define SLUICE_NS_PER_HOUR (60 * SLUICE_NS_PER_MINUTE)
#define SLUICE_NS_PER_DAY (24 * SLUICE_NS_PER_HOUR)

/**
 * sluice_parse_time:
 * @text: bytes
 * @length: their number
 * @ns: (out): nanoseconds since midnight
 * @n_digits: (out) (optional): digits after the second's point
 *
 * The forms that CAST(… AS TIME) and `TIME '…'` take: `[T]h:m[:s[.f]]`, where a clock of twelve hours may
 * follow as AM or PM, with blanks around.
 *
 * Returns: whether it is one
 */
gboolean sluice_parse_time (const char *text,
                            gsize       length,
                            gint64     *ns,
                            guint      *n_digits);

/**
 * sluice_format_time:
 * @ns: nanoseconds since midnight
 * @out: room for 18 bytes
 *
 * Returns: bytes written, such as `12:34:56.5`
 */
gsize sluice_format_time (gint64 ns,
                          char  *out);

/**
 * sluice_time_truncate:
 * @ns: nanoseconds since midnight
 * @precision: digits after the second's point
 *
 * Returns: @ns without the digits that a TIME of that precision doesn't hold
 */
gint64 sluice_time_truncate (gint64 ns,
                             guint  precision);

/** sluice_type_has_time: @type: a type. Returns: whether it is TIME or holds one. */
gboolean sluice_type_has_time (const SluiceType *type);

/**
 * sluice_time_check_enabled:
 * @settings: the session's
 * @error: `UNSUPPORTED_TIME_TYPE`
 *
 * In Spark 4.3 TIME is unfinished: without `spark.sql.timeType.enabled` there are literals and what can be
 * done with them, but no casts to the type, no functions of it and no columns in files.
 *
 * Returns: whether the session has the whole type
 */
gboolean sluice_time_check_enabled (const SluiceSettings *settings,
                                    GError              **error);

/**
 * sluice_time_check_schema:
 * @schema: what a reader or writer of files has
 * @settings: the session's
 * @error: `UNSUPPORTED_TIME_TYPE`
 *
 * Returns: whether the session has all types of the schema
 */
gboolean sluice_time_check_schema (const SluiceType     *schema,
                                   const SluiceSettings *settings,
                                   GError              **error);

G_END_DECLS
