/* sluice-operator.h: what the rows of a micro-batch flow through.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/sluice-batch.h"
#include "core/sluice-settings.h"
#include "operators/sluice-decision.h"
#include "plan/sluice-plan.h"
#include "state/sluice-state-store.h"

G_BEGIN_DECLS

#define SLUICE_OPERATOR_ERROR (sluice_operator_error_quark ())

/** SluiceOperatorErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_OPERATOR_ERROR_PLAN,
  SLUICE_OPERATOR_ERROR_RUN,
} SluiceOperatorErrorCode;

/** sluice_operator_error_quark: Returns: the domain of #SluiceOperatorErrorCode. */
GQuark sluice_operator_error_quark (void);

/**
 * SluiceProbe:
 * @rows: an operator gives @batch to the next one; called from any worker
 * @count: (nullable): a node of the document has given so many rows, which no operator gives as they are there; called
 *   from any worker
 * @decisions: an operator has decided something about rows; called from any worker
 * @user_data: for both
 *
 * The recorder's eyes. Without a recorder there is no probe, and watching costs nothing.
 */
typedef struct
{
  void (*rows) (gpointer     user_data,
                const char  *node_id,
                guint        worker,
                SluiceBatch *batch);
  void (*count) (gpointer    user_data,
                 const char *node_id,
                 guint       worker,
                 guint32     n);
  void (*decisions) (gpointer               user_data,
                     const SluiceDecisions *decisions);
  gpointer user_data;
} SluiceProbe;

/**
 * SluiceRound:
 * @settings: the session's settings
 * @cancellable: set when the query is to stop at once
 * @n_workers: how many workers push
 * @batch_id: the micro-batch
 * @timestamp_us: its timestamp
 * @mode: the query's output mode
 * @probe: (nullable): the recorder's eyes
 *
 * One micro-batch as all operators see it.
 */
typedef struct
{
  const SluiceSettings *settings;
  GCancellable *cancellable;
  guint n_workers;
  gint64 batch_id;
  gint64 timestamp_us;
  SluiceOutputMode mode;
  const SluiceProbe *probe;
} SluiceRound;

/**
 * SluiceStateFigures:
 * @operator_name: Spark's name of the operator, such as `stateStoreSave`
 *
 * What a stateful operator reports of a micro-batch, under Spark's names.
 */
typedef struct
{
  const char *operator_name;
  gint64 num_rows_total;
  gint64 num_rows_updated;
  gint64 all_updates_time_ms;
  gint64 num_rows_removed;
  gint64 all_removals_time_ms;
  gint64 commit_time_ms;
  gint64 memory_used_bytes;
  gint64 num_rows_dropped_by_watermark;
  gint64 num_input_rows_dropped_by_watermark;
  gint64 num_shuffle_partitions;
  gint64 num_state_store_instances;
} SluiceStateFigures;

/**
 * SluiceOperatorClass:
 * @name: for explain, such as `HashAggregate`
 * @begin: (nullable): a micro-batch begins
 * @push: takes rows; called by many workers at once, each with its own @worker
 * @n_tasks: (nullable): for an operator that must see all rows before it gives any (and for sources): how
 *   many tasks its second phase has, asked when everything above it has run
 * @run_task: (nullable): runs one of them, giving rows by sluice_operator_emit()
 * @end: (nullable): the micro-batch is through this operator: all tasks have run
 * @wants_no_data_batch: (nullable): whether a batch without input is worth while now that the watermark
 *   has moved to @watermark_ms
 * @output_watermark: (nullable): the watermark of what it gives, from the one of what it takes [WM-10];
 *   NULL passes it on
 * @figures: (nullable): what a stateful operator reports
 * @describe: (nullable): appends details for explain, after the name
 * @describe_state: (nullable): for a stateful operator: what the store must know of it
 * @set_state: (nullable): for a stateful operator: gives it its partitions
 * @free: frees what the operator's own struct holds
 *
 * A kind of operator. Rows are pushed: a task of a source or of a blocking operator pushes a batch down
 * through any number of operators until one keeps it.
 */
typedef struct
{
  const char *name;
  gboolean (*begin) (SluiceOperator    *self,
                     const SluiceRound *round,
                     GError           **error);
  gboolean (*push) (SluiceOperator *self,
                    guint           worker,
                    guint           port,
                    SluiceBatch    *batch,
                    GError        **error);
  guint (*n_tasks) (SluiceOperator *self);
  gboolean (*run_task) (SluiceOperator *self,
                        guint           worker,
                        guint           task,
                        GError        **error);
  gboolean (*end) (SluiceOperator *self,
                   GError        **error);
  gboolean (*wants_no_data_batch) (SluiceOperator *self,
                                   gint64          watermark_ms);
  gint64 (*output_watermark) (SluiceOperator *self,
                              gint64          watermark_ms);
  void (*figures) (SluiceOperator     *self,
                   SluiceStateFigures *figures);
  void (*describe) (SluiceOperator *self,
                    GString        *out);
  void (*describe_state) (SluiceOperator      *self,
                          SluiceStateOperator *state);
  void (*set_state) (SluiceOperator   *self,
                     SluiceStateStore *store,
                     guint             operator_id);
  void (*free) (SluiceOperator *self);
} SluiceOperatorClass;

/**
 * SluiceOperator:
 * @klass: its kind
 * @node_id: id of the document's node whose output it gives; %NULL when it gives only a part of the way
 * @counted_ids: (nullable) (array zero-terminated=1): ids of nodes that give as many rows, although what goes over their
 *   wires is in no operator
 * @error_node_id: id of the document's node that its errors belong to
 * @schema: (transfer full): its output
 * @downstream: (transfer none): who takes its rows
 * @downstream_port: at which port
 * @n_inputs: number of @inputs
 * @inputs: (transfer none): who pushes into it, by port
 * @round: the micro-batch that runs
 * @late_watermark_ms: event times at or below are late in this micro-batch: the watermark of the batch
 *   before [WM-9]
 * @watermark_ms: event times at or below are evicted in this micro-batch
 *
 * The head of every operator's own struct. A physical plan owns its operators.
 */
struct _SluiceOperator
{
  const SluiceOperatorClass *klass;
  char *node_id;
  char **counted_ids;
  char *error_node_id;
  SluiceType *schema;
  SluiceOperator *downstream;
  guint downstream_port;
  guint n_inputs;
  SluiceOperator **inputs;
  const SluiceRound *round;
  gint64 late_watermark_ms;
  gint64 watermark_ms;
};

/**
 * sluice_operator_alloc:
 * @klass: its kind
 * @size: bytes of its own struct, which begins with a #SluiceOperator
 * @node_id: (nullable): the document's node whose output it gives
 * @schema: (transfer none): its output
 *
 * Returns: (transfer full): a zeroed operator with its head set
 */
gpointer sluice_operator_alloc (const SluiceOperatorClass *klass,
                                gsize                      size,
                                const char                *node_id,
                                const SluiceType          *schema) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_operator_free: @self: (nullable): an operator, with what its kind frees. */
void sluice_operator_free (SluiceOperator *self);

/**
 * sluice_operator_connect:
 * @self: gives rows
 * @downstream: takes them
 * @port: at which port
 */
void sluice_operator_connect (SluiceOperator *self,
                              SluiceOperator *downstream,
                              guint           port);

/**
 * sluice_operator_emit:
 * @self: gives rows
 * @worker: who runs
 * @batch: (transfer none): the rows; a batch without selected rows is passed over
 * @error: what the operators below report
 *
 * Shows the batch to the probe and pushes it into the next operator.
 *
 * Returns: whether it went well
 */
gboolean sluice_operator_emit (SluiceOperator *self,
                               guint           worker,
                               SluiceBatch    *batch,
                               GError        **error);

G_END_DECLS
