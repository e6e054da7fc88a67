/* sluice-source.h: where the rows of a stream come from.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-clock.h"
#include "formats/sluice-reader.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

#define SLUICE_SOURCE_ERROR (sluice_source_error_quark ())

/** SluiceSourceErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_SOURCE_ERROR_OPTION,
  SLUICE_SOURCE_ERROR_MISSING,
  SLUICE_SOURCE_ERROR_OFFSET,
} SluiceSourceErrorCode;

/** sluice_source_error_quark: Returns: the domain of #SluiceSourceErrorCode. */
GQuark sluice_source_error_quark (void);

typedef struct _SluiceSource SluiceSource;
typedef struct _SluiceScan SluiceScan;

/**
 * SluiceSourceClass:
 * @latest_offset: see sluice_source_latest_offset()
 * @new_scan: see sluice_source_new_scan()
 * @commit: (nullable): see sluice_source_commit()
 * @prepare_available_now: (nullable): see sluice_source_prepare_available_now()
 * @restore: (nullable): see sluice_source_restore()
 * @changed: (nullable): see sluice_source_changed()
 * @describe: see sluice_source_describe()
 * @free: frees what the source's own struct holds
 *
 * A kind of source.
 */
typedef struct
{
  gboolean (*latest_offset) (SluiceSource *self,
                             const char   *start,
                             gboolean      all,
                             char        **offset,
                             GError      **error);
  SluiceScan *(*new_scan) (SluiceSource *self,
                           const guint  *columns,
                           guint         n_columns,
                           guint         n_workers,
                           GError      **error);
  gboolean (*commit) (SluiceSource *self,
                      const char   *end,
                      GError      **error);
  gboolean (*prepare_available_now) (SluiceSource *self,
                                     GError      **error);
  gboolean (*restore) (SluiceSource *self,
                       const char   *end,
                       GError      **error);
  gboolean (*changed) (SluiceSource *self);
  char *(*describe) (SluiceSource *self);
  void (*free) (SluiceSource *self);
} SluiceSourceClass;

/**
 * SluiceSource:
 * @klass: its kind
 * @node_id: id of the document's node
 *
 * A totally ordered, replayable log addressed by offsets [SRC-1]; a micro-batch is what lies after one
 * offset and up to another. Offsets are one line of JSON. Used by the query's thread; its scans run on
 * workers.
 */
struct _SluiceSource
{
  const SluiceSourceClass *klass;
  char *node_id;
};

/**
 * SluiceScanClass:
 * @prepare: see sluice_scan_prepare()
 * @run_task: see sluice_scan_run_task()
 * @free: frees what the scan's own struct holds
 */
typedef struct
{
  gboolean (*prepare) (SluiceScan *self,
                       const char *start,
                       const char *end,
                       guint      *n_tasks,
                       GError    **error);
  gboolean (*run_task) (SluiceScan     *self,
                        guint           worker,
                        guint           task,
                        SluiceBatchFunc func,
                        gpointer        user_data,
                        GCancellable   *cancellable,
                        GError        **error);
  void (*free) (SluiceScan *self);
} SluiceScanClass;

/**
 * SluiceScan:
 * @klass: its kind
 * @n_corrupt: malformed records of the batch that was prepared last; set when all tasks have run
 * @malformed: (nullable): sees each of them, and which worker found it
 * @malformed_data: for @malformed
 * @limited: whether @max_rows counts; set before the first sluice_scan_prepare()
 * @max_rows: the first so many rows of a batch are enough; a source may give more
 * @in_order: whether rows whose numbers have the same upper half are read by one task, one batch after the other, since
 *   something draws random numbers for them; set before the first sluice_scan_prepare()
 * @is_enough: (nullable): says between rows whether no more are needed; a source may give more, or never ask
 * @enough_data: for @is_enough
 *
 * A source read by one place of a plan, with the columns that are needed there.
 */
struct _SluiceScan
{
  const SluiceScanClass *klass;
  gint n_corrupt;
  void (*malformed) (guint       worker,
                     const char *text,
                     gsize       length,
                     const char *file,
                     const char *problem,
                     gpointer    user_data);
  gpointer malformed_data;
  gboolean limited;
  gint64 max_rows;
  gboolean in_order;
  gboolean (*is_enough) (gpointer user_data);
  gpointer enough_data;
};

/**
 * SluiceSourceParameters:
 * @plan: a SOURCE or TABLE
 * @log_directory: (nullable): the checkpoint's `sources/<id>`; %NULL for a table
 * @settings: the session's settings
 * @clock: the query's clock
 *
 * What a source is made from.
 */
typedef struct
{
  const SluicePlan *plan;
  const char *log_directory;
  SluiceSettings *settings;
  SluiceClock *clock;
} SluiceSourceParameters;

/**
 * sluice_source_new:
 * @parameters: what to make it from
 * @error: a format that isn't a source, an option, a path that isn't there, a broken log
 *
 * Returns: (transfer full) (nullable): the source
 */
SluiceSource *sluice_source_new (const SluiceSourceParameters *parameters,
                                 GError                      **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_source_free: @self: (nullable): a source without scans. */
void sluice_source_free (SluiceSource *self);

/**
 * sluice_source_latest_offset:
 * @self: a source
 * @start: (nullable): the end of the batch before; %NULL when there is none
 * @all: whether limits (`maxFilesPerTrigger`) are passed over, as Trigger.Once wants [ADM-2]
 * @offset: (out) (transfer full) (nullable): the end of the next batch; %NULL or @start when there is nothing new
 * @error: what kept it from looking
 *
 * Asks for new data [SRC-2].
 *
 * Returns: whether it could look
 */
gboolean sluice_source_latest_offset (SluiceSource *self,
                                      const char   *start,
                                      gboolean      all,
                                      char        **offset,
                                      GError      **error);

/**
 * sluice_source_new_scan:
 * @self: a source
 * @columns: (array length=n_columns): the columns of its schema that are wanted
 * @n_columns: their number
 * @n_workers: how many workers run tasks
 * @error: what the reader doesn't take
 *
 * Returns: (transfer full) (nullable): a scan, which mustn't outlive the source
 */
SluiceScan *sluice_source_new_scan (SluiceSource *self,
                                    const guint  *columns,
                                    guint         n_columns,
                                    guint         n_workers,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_source_commit:
 * @self: a source
 * @end: the end of a batch that is done for good
 * @error: what went wrong in cleaning up
 *
 * Lets the source clean up what came before [SRC-3].
 *
 * Returns: whether it went well
 */
gboolean sluice_source_commit (SluiceSource *self,
                               const char   *end,
                               GError      **error);

/**
 * sluice_source_prepare_available_now:
 * @self: a source
 * @error: what kept it from looking
 *
 * Freezes what there is now; later offsets never go beyond it [ADM-3].
 *
 * Returns: whether it could
 */
gboolean sluice_source_prepare_available_now (SluiceSource *self,
                                              GError      **error);

/**
 * sluice_source_restore:
 * @self: a source
 * @end: the last logged offset of the query
 * @error: an offset that the source's own log doesn't know
 *
 * Tells a source how far the query had got before it was started again.
 *
 * Returns: whether the source can go on from there
 */
gboolean sluice_source_restore (SluiceSource *self,
                                const char   *end,
                                GError      **error);

/**
 * sluice_source_changed:
 * @self: the source of a TABLE
 *
 * A file of a static table that is rewritten in place is read again, one that is added is seen after a
 * restart only, as in Spark.
 *
 * Returns: whether the table isn't what it was when this was last asked
 */
gboolean sluice_source_changed (SluiceSource *self);

/** sluice_source_describe: @self: a source. Returns: (transfer full): its description in progress reports, as Spark's. */
char *sluice_source_describe (SluiceSource *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_scan_free: @self: (nullable): a scan. */
void sluice_scan_free (SluiceScan *self);

/**
 * sluice_scan_prepare:
 * @self: a scan
 * @start: (nullable): the end of the batch before
 * @end: the end of this batch
 * @n_tasks: (out): how many tasks read it
 * @error: data that is gone, an offset that makes no sense
 *
 * Plans the reading of a micro-batch.
 *
 * Returns: whether it can be read
 */
gboolean sluice_scan_prepare (SluiceScan *self,
                              const char *start,
                              const char *end,
                              guint      *n_tasks,
                              GError    **error);

/**
 * sluice_scan_run_task:
 * @self: a prepared scan
 * @worker: who runs
 * @task: which task
 * @func: takes each batch
 * @user_data: for @func
 * @cancellable: (nullable): stops the reading
 * @error: what went wrong in reading, or @func's error
 *
 * Returns: whether it went well
 */
gboolean sluice_scan_run_task (SluiceScan     *self,
                               guint           worker,
                               guint           task,
                               SluiceBatchFunc func,
                               gpointer        user_data,
                               GCancellable   *cancellable,
                               GError        **error);

/* Kinds of sources; sluice_source_new() chooses among them by format. */

/** sluice_file_source_new: @parameters: of format json, csv or text. @error: see sluice_source_new(). Returns: (transfer full) (nullable): the source. */
SluiceSource *sluice_file_source_new (const SluiceSourceParameters *parameters,
                                      GError                      **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_rate_source_new: @parameters: of format rate. @error: see sluice_source_new(). Returns: (transfer full) (nullable): the source. */
SluiceSource *sluice_rate_source_new (const SluiceSourceParameters *parameters,
                                      GError                      **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_memory_source_new: @parameters: of format memory. @error: see sluice_source_new(). Returns: (transfer full) (nullable): the source. */
SluiceSource *sluice_memory_source_new (const SluiceSourceParameters *parameters,
                                        GError                      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_memory_source_add:
 * @self: a memory source
 * @batches: (element-type SluiceBatch): rows of its whole schema; referenced
 *
 * Gives rows to a memory source, all in one step of its offset. May be called from any thread.
 */
void sluice_memory_source_add (SluiceSource *self,
                               GPtrArray    *batches);

/** sluice_source_is_memory: @self: a source. Returns: whether sluice_memory_source_add() takes it. */
gboolean sluice_source_is_memory (SluiceSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceSource, sluice_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceScan, sluice_scan_free)

G_END_DECLS
