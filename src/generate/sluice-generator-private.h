/* sluice-generator-private.h: what a workload is made of.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "generate/sluice-generator-random.h"
#include "generate/sluice-generator-writer.h"
#include "generate/sluice-generator.h"

G_BEGIN_DECLS

/* No workload writes a longer row; room for one is made before each call of put_row. */
#define SLUICE_GENERATOR_MAX_ROW 4096

#define SLUICE_GENERATOR_MS_PER_DAY 86400000

/**
 * SluiceWorkload:
 * @name: as it is typed
 * @summary: one sentence about the rows
 * @table_summary: one sentence about the static table, or %NULL when there is none
 * @formats: the formats it can write, separated by `|`, the default first
 * @rate: default of the option `rate`
 * @options: its own options
 * @n_options: how many there are
 * @instance_size: bytes of its structure, whose first member is a #SluiceGenerator
 * @configure: reads its options into the structure; %FALSE with @error set when they do not go
 *   together
 * @clear: (nullable): frees what the structure holds
 * @put_row: writes the next row without its line feed
 * @append_table: (nullable): writes the static table
 *
 * One kind of data.
 */
typedef struct
{
  const char *name;
  const char *summary;
  const char *table_summary;
  const char *formats;
  const char *rate;
  const SluiceGeneratorOption *options;
  guint n_options;
  gsize instance_size;

  gboolean (*configure)    (SluiceGenerator       *self,
                            GError               **error);
  void     (*clear)        (SluiceGenerator       *self);
  void     (*put_row)      (SluiceGenerator       *self,
                            SluiceGeneratorWriter *writer);
  void     (*append_table) (SluiceGenerator       *self,
                            SluiceGeneratorFormat  format,
                            GString               *out);
} SluiceWorkload;

struct _SluiceGenerator
{
  const SluiceWorkload *workload;

  /* Set before configure is called. */
  guint64 *values;              /* by index in the list of all options; see the getters */
  guint64 seed;                 /* mixed with the workload's name, so that two of them differ */
  guint64 rate;                 /* thousandths of a row per second of event time */
  gint64 start;                 /* milliseconds since 1970 */
  SluiceGeneratorFormat format;

  /* Set by configure. */
  const char *schema;           /* Spark DDL; static */
  const char *columns;          /* names separated by commas; static */

  guint64 position;             /* number of the next row, from 0 */
};

extern const SluiceWorkload sluice_workload_disorder;
extern const SluiceWorkload sluice_workload_logs;
extern const SluiceWorkload sluice_workload_nexmark;
extern const SluiceWorkload sluice_workload_orders;
extern const SluiceWorkload sluice_workload_sensors;
extern const SluiceWorkload sluice_workload_words;
extern const SluiceWorkload sluice_workload_ysb;

/**
 * sluice_generator_get:
 * @self: a generator
 * @option: name of one of its options
 *
 * Returns: the value: a count as it is, a percentage in millionths of the whole, a duration in
 *   milliseconds, a choice as the index of its word, a flag as 0 or 1
 */
guint64 sluice_generator_get (SluiceGenerator *self,
                              const char      *option);

/**
 * sluice_generator_row_time:
 * @self: a generator
 * @row: number of a row
 *
 * Returns: milliseconds since 1970 at which @row takes place at the generator's rate, rounded down
 */
gint64 sluice_generator_row_time (SluiceGenerator *self,
                                  guint64          row);

G_END_DECLS
