/* sluice-sink.h: where the rows of a query go.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "core/sluice-error.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

#define SLUICE_SINK_ERROR (sluice_sink_error_quark ())

/** SluiceSinkErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_SINK_ERROR_OPTION,
  SLUICE_SINK_ERROR_WRITE,
  SLUICE_SINK_ERROR_FOREIGN,
} SluiceSinkErrorCode;

/** sluice_sink_error_quark: Returns: the domain of #SluiceSinkErrorCode. */
GQuark sluice_sink_error_quark (void);

typedef struct _SluiceSink SluiceSink;

/**
 * SluiceSinkClass:
 * @begin: see sluice_sink_begin()
 * @write: see sluice_sink_write()
 * @commit: see sluice_sink_commit()
 * @abort: (nullable): see sluice_sink_abort()
 * @describe: see sluice_sink_describe()
 * @free: frees what the sink's own struct holds
 *
 * A kind of sink.
 */
typedef struct
{
  gboolean (*begin) (SluiceSink *self,
                     gint64      batch_id,
                     gboolean   *done_before,
                     GError    **error);
  gboolean (*write) (SluiceSink  *self,
                     guint        worker,
                     SluiceBatch *batch,
                     GError     **error);
  gboolean (*commit) (SluiceSink *self,
                      gint64      batch_id,
                      GError    **error);
  void (*abort) (SluiceSink *self);
  char *(*describe) (SluiceSink *self);
  void (*free) (SluiceSink *self);
} SluiceSinkClass;

/**
 * SluiceSink:
 * @klass: its kind
 * @schema: (transfer full): the rows' schema
 * @reports_rows: whether progress reports say how many rows went out; file sinks say -1, as Spark's do
 *
 * The head of every sink's own struct. Batches are written by workers, everything else happens on the
 * query's thread.
 */
struct _SluiceSink
{
  const SluiceSinkClass *klass;
  SluiceType *schema;
  gboolean reports_rows;
};

/**
 * SluiceTextFunc:
 * @text: (array length=length): text, not terminated
 * @length: bytes
 * @user_data: given with the function
 *
 * Takes what the console sink prints.
 */
typedef void (*SluiceTextFunc) (const char *text,
                                gsize       length,
                                gpointer    user_data);

/**
 * SluiceSinkParameters:
 * @query: the query
 * @n_workers: how many workers write
 * @console: (nullable): takes what the console sink prints; %NULL for standard output
 * @console_data: for @console
 *
 * What a sink is made from.
 */
typedef struct
{
  const SluiceQueryPlan *query;
  guint n_workers;
  SluiceTextFunc console;
  gpointer console_data;
} SluiceSinkParameters;

/**
 * sluice_sink_new:
 * @parameters: what to make it from
 * @error: a format that isn't a sink, an option, a directory that can't be made or isn't ours
 *
 * Returns: (transfer full) (nullable): the sink
 */
SluiceSink *sluice_sink_new (const SluiceSinkParameters *parameters,
                             GError                    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sink_free: @self: (nullable): a sink. */
void sluice_sink_free (SluiceSink *self);

/**
 * sluice_sink_begin:
 * @self: a sink
 * @batch_id: the micro-batch
 * @done_before: (out): whether the sink has this batch already, from a run that ended before it could log
 *   that; it is not to be written again
 * @error: what keeps the sink from writing
 *
 * Returns: whether it can
 */
gboolean sluice_sink_begin (SluiceSink *self,
                            gint64      batch_id,
                            gboolean   *done_before,
                            GError    **error);

/**
 * sluice_sink_write:
 * @self: a sink that has begun a micro-batch
 * @worker: who writes
 * @batch: rows of the sink's schema
 * @error: a value that can't be written, an error of the disk
 *
 * Returns: whether it went well
 */
gboolean sluice_sink_write (SluiceSink  *self,
                            guint        worker,
                            SluiceBatch *batch,
                            GError     **error);

/**
 * sluice_sink_commit:
 * @self: a sink that has begun a micro-batch
 * @batch_id: the micro-batch
 * @error: an error of the disk
 *
 * Makes everything that was written in the micro-batch visible at once, and durable where the sink is.
 *
 * Returns: whether it went well
 */
gboolean sluice_sink_commit (SluiceSink *self,
                             gint64      batch_id,
                             GError    **error);

/** sluice_sink_abort: @self: a sink that has begun a micro-batch, whose rows are to be forgotten. */
void sluice_sink_abort (SluiceSink *self);

/** sluice_sink_describe: @self: a sink. Returns: (transfer full): its description in progress reports, as Spark's. */
char *sluice_sink_describe (SluiceSink *self) G_GNUC_WARN_UNUSED_RESULT;

/* Kinds of sinks; sluice_sink_new() chooses among them by format. */

/** sluice_file_sink_new: @parameters: of format json, csv or text. @error: see sluice_sink_new(). Returns: (transfer full) (nullable): the sink. */
SluiceSink *sluice_file_sink_new (const SluiceSinkParameters *parameters,
                                  GError                    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_console_sink_new: @parameters: of format console. @error: see sluice_sink_new(). Returns: (transfer full) (nullable): the sink. */
SluiceSink *sluice_console_sink_new (const SluiceSinkParameters *parameters,
                                     GError                    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_memory_sink_new: @parameters: of format memory. @error: see sluice_sink_new(). Returns: (transfer full) (nullable): the sink. */
SluiceSink *sluice_memory_sink_new (const SluiceSinkParameters *parameters,
                                    GError                    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_noop_sink_new: @parameters: of format noop. @error: unused. Returns: (transfer full): the sink. */
SluiceSink *sluice_noop_sink_new (const SluiceSinkParameters *parameters,
                                  GError                    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_memory_sink_get:
 * @self: a memory sink
 * @first_batch: the first micro-batch whose rows are wanted
 *
 * In complete mode only the newest micro-batch has rows. May be called from any thread.
 *
 * Returns: (transfer full) (nullable) (element-type SluiceBatch): the rows of committed micro-batches, or
 *   %NULL when @self isn't a memory sink
 */
GPtrArray *sluice_memory_sink_get (SluiceSink *self,
                                   gint64      first_batch) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_show_table:
 * @batches: (element-type SluiceBatch): rows
 * @schema: their schema
 * @max_rows: how many to show
 * @truncate: longest text of a cell in characters; 0 for any
 * @settings: for the time zone
 * @out: the table is appended
 *
 * Draws a table as Dataset.show() does.
 */
void sluice_show_table (GPtrArray            *batches,
                        const SluiceType     *schema,
                        guint                 max_rows,
                        guint                 truncate,
                        const SluiceSettings *settings,
                        GString              *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceSink, sluice_sink_free)

G_END_DECLS
