/* sluice-generator.h: seeded test data, the same bytes on every machine.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLUICE_GENERATOR_ERROR (sluice_generator_error_quark ())

/**
 * SluiceGeneratorError:
 * @SLUICE_GENERATOR_ERROR_WORKLOAD: there is no such workload
 * @SLUICE_GENERATOR_ERROR_OPTION: the workload has no such option
 * @SLUICE_GENERATOR_ERROR_VALUE: the value of an option is malformed, out of range, or does not go
 *   with another option
 */
typedef enum
{
  SLUICE_GENERATOR_ERROR_WORKLOAD,
  SLUICE_GENERATOR_ERROR_OPTION,
  SLUICE_GENERATOR_ERROR_VALUE,
} SluiceGeneratorError;

/**
 * SluiceGeneratorOptionKind:
 * @SLUICE_GENERATOR_COUNT: a whole number
 * @SLUICE_GENERATOR_RATE: rows per second of event time, with up to three decimals
 * @SLUICE_GENERATOR_PERCENT: 0 to 100, with up to four decimals
 * @SLUICE_GENERATOR_DURATION: a whole number and a unit: `250ms`, `30s`, `10 minutes`, `2h`, `1d`
 * @SLUICE_GENERATOR_TIMESTAMP: ISO 8601, in UTC unless it names an offset
 * @SLUICE_GENERATOR_CHOICE: one of the words of the option's choices
 * @SLUICE_GENERATOR_FLAG: `true` or `false`; on a command line the name alone means `true`
 *
 * What the text of an option may be.
 */
typedef enum
{
  SLUICE_GENERATOR_COUNT,
  SLUICE_GENERATOR_RATE,
  SLUICE_GENERATOR_PERCENT,
  SLUICE_GENERATOR_DURATION,
  SLUICE_GENERATOR_TIMESTAMP,
  SLUICE_GENERATOR_CHOICE,
  SLUICE_GENERATOR_FLAG,
} SluiceGeneratorOptionKind;

/**
 * SluiceGeneratorOption:
 * @name: as it is typed after `--`
 * @kind: what its text may be
 * @fallback: the default, as text
 * @choices: for a choice, the words separated by `|`; otherwise %NULL
 * @minimum: for a count, the least value allowed
 * @maximum: for a count, the greatest value allowed
 * @summary: one sentence for the help text
 *
 * One option that a workload understands. Help text, command line and forms are made from these.
 */
typedef struct
{
  const char *name;
  SluiceGeneratorOptionKind kind;
  const char *fallback;
  const char *choices;
  guint64 minimum;
  guint64 maximum;
  const char *summary;
} SluiceGeneratorOption;

/**
 * SluiceGenerator:
 *
 * An endless, seeded sequence of rows. Every row is a function of the options and its own number
 * only: no wall clock, no locale, no floating point. Not thread-safe; make one per thread.
 */
typedef struct _SluiceGenerator SluiceGenerator;

/**
 * sluice_generator_error_quark:
 *
 * Returns: the domain of #SluiceGeneratorError
 */
GQuark sluice_generator_error_quark (void);

/**
 * sluice_generator_list_workloads:
 *
 * Returns: (transfer none) (array zero-terminated=1): names of all workloads, in the order in which
 *   they are to be shown
 */
const char *const *sluice_generator_list_workloads (void);

/**
 * sluice_generator_describe_workload:
 * @workload: one of sluice_generator_list_workloads()
 *
 * Returns: (transfer none) (nullable): one sentence about what the rows are; %NULL when there is no
 *   such workload
 */
const char *sluice_generator_describe_workload (const char *workload);

/**
 * sluice_generator_describe_table:
 * @workload: one of sluice_generator_list_workloads()
 *
 * Returns: (transfer none) (nullable): one sentence about the static table that belongs to the
 *   rows; %NULL when the workload has none
 */
const char *sluice_generator_describe_table (const char *workload);

/**
 * sluice_generator_list_options:
 * @workload: one of sluice_generator_list_workloads()
 * @n_options: (out): how many there are
 *
 * The options of @workload, those that all workloads share (seed, rate, start, format) first.
 *
 * Returns: (transfer container) (array length=n_options): pointers to static descriptions; free the
 *   array with g_free(). %NULL when there is no such workload.
 */
const SluiceGeneratorOption **sluice_generator_list_options (const char *workload,
                                                             guint      *n_options);

/**
 * sluice_generator_new:
 * @workload: one of sluice_generator_list_workloads()
 * @options: (nullable) (element-type utf8 utf8): texts of options by name; what is absent has its
 *   default. Not kept.
 * @error: #SluiceGeneratorError, with a sentence that names the option
 *
 * Returns: (transfer full): a generator before its first row, or %NULL with @error set
 */
SluiceGenerator *sluice_generator_new (const char *workload,
                                       GHashTable *options,
                                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_generator_free:
 * @self: (transfer full) (nullable): a generator
 *
 * Frees @self and everything that belongs to it.
 */
void sluice_generator_free (SluiceGenerator *self);

/**
 * sluice_generator_next_lines:
 * @self: a generator
 * @n_rows: how many rows
 * @out: where the rows go, each one line ending in a line feed
 *
 * Appends the next @n_rows rows. Asking for ten rows twice gives the same bytes as asking for
 * twenty once.
 */
void sluice_generator_next_lines (SluiceGenerator *self,
                                  guint64          n_rows,
                                  GString         *out);

/**
 * sluice_generator_append_header:
 * @self: a generator whose format is csv
 * @out: where the line goes
 *
 * Appends the line of column names; nothing in another format.
 */
void sluice_generator_append_header (SluiceGenerator *self,
                                     GString         *out);

/**
 * sluice_generator_append_table:
 * @self: a generator of a workload that has a static table
 * @format: `json` or `csv`; a csv table begins with its column names
 * @out: where the lines go
 *
 * Appends the whole static table that the rows refer to (the ads of `ysb`, the products of
 * `orders`).
 *
 * Returns: %FALSE when the workload has no table
 */
gboolean sluice_generator_append_table (SluiceGenerator *self,
                                        const char      *format,
                                        GString         *out);

/**
 * sluice_generator_get_format:
 * @self: a generator
 *
 * Returns: (transfer none): `json`, `csv` or `text`; also the extension of a file of these rows
 */
const char *sluice_generator_get_format (SluiceGenerator *self);

/**
 * sluice_generator_get_schema:
 * @self: a generator
 *
 * Returns: (transfer none): Spark DDL to read the rows with
 */
const char *sluice_generator_get_schema (SluiceGenerator *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceGenerator, sluice_generator_free)

G_END_DECLS
