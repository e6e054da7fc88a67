/* operator-fixture.h: operators over rows written as JSON, driven by hand.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-operators.h"

G_BEGIN_DECLS

/**
 * Fixture:
 * @op: the operator under test
 * @sink: takes what it gives
 * @store: its state, when it has any
 * @rows: (element-type utf8): what the sink got in this micro-batch, a JSON object a row
 * @decisions: (element-type utf8): what a probe saw: `DROPPED_LATE bound row`, the bound in seconds, -1 for none
 * @figures: what the operator reported last
 * @n_partitions: partitions of its state
 * @directory: (nullable): where its state is durable
 *
 * One operator with a sink behind it. Rows pushed are dealt out to the workers in turn.
 */
typedef struct
{
  SluiceOperator *op;
  SluiceOperator *sink;
  SluicePlan *plan;
  SluiceSettings *settings;
  SluiceStateStore *store;
  SluiceRound round;
  SluiceProbe probe;
  guint n_workers;
  guint turn;
  guint64 sequence;
  gint64 version;
  GPtrArray *rows;
  GPtrArray *decisions;
  GMutex mutex;
  SluiceStateFigures figures;
  guint n_partitions;
  char *directory;
  GError *error;
} Fixture;

/** fixture_source: a plan that gives rows of @ddl; its column @event_time (or none, -1) carries a watermark. */
SluicePlan *fixture_source (const char *ddl,
                            gboolean    streaming,
                            int         event_time);

/** fixture_expr: analyses @text over the output of @input. */
SluiceExpr *fixture_expr (SluicePlan *input,
                          const char *text);

/** fixture_aggregate: a plan that groups @input by @keys (separated by `;`) and aggregates likewise. A key
 * `window TIME SIZE SLIDE START`, all in microseconds but the first, is a computed window, a key
 * `session TIME GAP` a session. */
SluicePlan *fixture_aggregate (SluicePlan *input,
                               const char *keys,
                               const char *aggregates);

/** fixture_new: @plan: (transfer full): the plan, @n_workers: how many push, @values: pairs of settings, %NULL at
 * the end. */
Fixture *fixture_new (SluicePlan *plan,
                      guint       n_workers,
                      SluiceOutputMode mode,
                      gboolean    watched);

/** fixture_new_durable: like fixture_new(), with @n_partitions partitions of state, kept in @directory unless it is
 * %NULL. */
Fixture *fixture_new_durable (SluicePlan      *plan,
                              guint            n_workers,
                              SluiceOutputMode mode,
                              gboolean         watched,
                              guint            n_partitions,
                              const char      *directory);

/** fixture_restart: @self: a fixture with a directory. Makes the operator anew, over its state on disk. */
void fixture_restart (Fixture *self);

/** fixture_free: @self: a fixture. */
void fixture_free (Fixture *self);

/** fixture_begin: begins a micro-batch with its two watermarks, in milliseconds. */
void fixture_begin (Fixture *self,
                    gint64   late_watermark_ms,
                    gint64   watermark_ms);

/** fixture_push: pushes @rows, a JSON array of objects, into @port; empties go as no batch at all. */
void fixture_push (Fixture    *self,
                   guint       port,
                   const char *rows);

/** fixture_push_batch: pushes @batch into @port, with the next sequence. */
void fixture_push_batch (Fixture     *self,
                         guint        port,
                         SluiceBatch *batch);

/** fixture_batch: Returns: (transfer full): @rows as a batch of @schema. */
SluiceBatch *fixture_batch (const SluiceType *schema,
                            const char       *rows);

/** fixture_end: runs the tasks and ends the micro-batch; @self->error says what went wrong. */
void fixture_end (Fixture *self);

/** fixture_run: a micro-batch of one push; the error, if any, is left in @self->error. */
void fixture_run (Fixture    *self,
                  gint64      late_watermark_ms,
                  gint64      watermark_ms,
                  const char *rows);

/** fixture_assert_rows: compares what came out, as a multiset, with rows one a line. */
#define fixture_assert_rows(self, expected) fixture_assert_lines ((self)->rows, expected, __FILE__, __LINE__)

/** fixture_assert_decisions: compares what the probe saw likewise. */
#define fixture_assert_decisions(self, expected)                                                  \
  fixture_assert_lines ((self)->decisions, expected, __FILE__, __LINE__)

/** fixture_assert_lines: @lines: (element-type utf8): lines, @expected: the same, in any order, separated by
 * newlines. */
void fixture_assert_lines (GPtrArray  *lines,
                           const char *expected,
                           const char *file,
                           int         line);

/** fixture_assert_figures: total, updated, removed, dropped, input rows dropped. */
#define fixture_assert_figures(self, total, updated, removed, dropped, rows_dropped)              \
  G_STMT_START                                                                                    \
  {                                                                                               \
    g_assert_cmpint ((self)->figures.num_rows_total, ==, total);                                  \
    g_assert_cmpint ((self)->figures.num_rows_updated, ==, updated);                              \
    g_assert_cmpint ((self)->figures.num_rows_removed, ==, removed);                              \
    g_assert_cmpint ((self)->figures.num_rows_dropped_by_watermark, ==, dropped);                 \
    g_assert_cmpint ((self)->figures.num_input_rows_dropped_by_watermark, ==, rows_dropped);      \
  }                                                                                               \
  G_STMT_END

G_END_DECLS
