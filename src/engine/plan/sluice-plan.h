/* sluice-plan.h: what a query does, analysed: the logical plan.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "expr/sluice-expr.h"

G_BEGIN_DECLS

/** SluicePlanKind: what a node of a plan does; the members of #SluicePlan say how. */
typedef enum
{
  SLUICE_PLAN_SOURCE,
  SLUICE_PLAN_TABLE,
  SLUICE_PLAN_PROJECT,
  SLUICE_PLAN_FILTER,
  SLUICE_PLAN_GENERATE,
  SLUICE_PLAN_WATERMARK,
  SLUICE_PLAN_AGGREGATE,
  SLUICE_PLAN_DEDUPLICATE,
  SLUICE_PLAN_JOIN,
  SLUICE_PLAN_UNION,
  SLUICE_PLAN_SORT,
  SLUICE_PLAN_OVER,
  SLUICE_PLAN_LIMIT,
  SLUICE_PLAN_OBSERVE,
} SluicePlanKind;

/** Each row lies in size / slide windows. Beyond this a mistake is likelier than a wish. */
#define SLUICE_MAX_WINDOWS 1000000

/** SluiceOutputMode: Spark's output modes. */
typedef enum
{
  SLUICE_OUTPUT_APPEND,
  SLUICE_OUTPUT_UPDATE,
  SLUICE_OUTPUT_COMPLETE,
} SluiceOutputMode;

/** SluiceJoinType: Spark's join types. */
typedef enum
{
  SLUICE_JOIN_INNER,
  SLUICE_JOIN_LEFT,
  SLUICE_JOIN_RIGHT,
  SLUICE_JOIN_FULL,
  SLUICE_JOIN_LEFT_SEMI,
  SLUICE_JOIN_LEFT_ANTI,
  SLUICE_JOIN_CROSS,
} SluiceJoinType;

/** SluiceTriggerKind: Spark's triggers. */
typedef enum
{
  SLUICE_TRIGGER_PROCESSING_TIME,
  SLUICE_TRIGGER_ONCE,
  SLUICE_TRIGGER_AVAILABLE_NOW,
  SLUICE_TRIGGER_CONTINUOUS,
} SluiceTriggerKind;

/** SluiceSortKey: @expr: (transfer full): what to sort by, @descending: the direction, @nulls_first: where nulls go. */
typedef struct
{
  SluiceExpr *expr;
  gboolean descending;
  gboolean nulls_first;
} SluiceSortKey;

typedef struct _SluicePlan SluicePlan;

/**
 * SluicePlan:
 * @kind: what it does
 * @node_id: id of the document's node that it comes from (several may come from one)
 * @wire_id: (nullable): id of the document's node whose rows are those that come out: its own, that of a filter above
 *   it which the optimizer has moved below, or %NULL when what comes out goes over no wire of the document. Of several
 *   nodes of a plan with one @node_id the last speaks for it
 * @schema: (transfer full): its output; fields carry event-time marks
 * @streaming: whether a streaming source is below it
 * @n_inputs: number of @inputs
 * @inputs: (transfer full): where its rows come from
 *
 * A node of a logical plan: a tree, immutable once built, whose SOURCE nodes may be shared by several
 * branches (a source that is used twice is one source, [SRC-4]).
 */
struct _SluicePlan
{
  gatomicrefcount ref_count;
  SluicePlanKind kind;
  char *node_id;
  char *wire_id;
  SluiceType *schema;
  gboolean streaming;
  guint n_inputs;
  SluicePlan **inputs;

  union
  {
    /* SOURCE and TABLE: @columns are the ones of @full_schema that the query needs, and the output. */
    struct
    {
      char *format;
      GHashTable *options;
      SluiceType *full_schema;
      guint *columns;
      guint n_columns;
      char *path;      /* absolute, or NULL for formats without one */
      char *rows_json; /* TABLE of format memory: its rows as JSON; else NULL */
      guint index;     /* SOURCE: which source of the query it is, from 0 in plan order */
      gboolean limited; /* SOURCE: whether @max_rows says how many rows of a batch are enough */
      gint64 max_rows;
    } source;

    /* PROJECT: one expression for each output column. @session: the column, counted from 1, that has each row's session
     * by itself, or 0. */
    struct
    {
      SluiceExpr **exprs;
      guint n_exprs;
      guint session;
    } project;

    /* FILTER. @implied: whether the optimizer says it of rows that would come to nothing anyway. */
    struct
    {
      SluiceExpr *condition;
      gboolean implied;
    } filter;

    /* GENERATE: the output is the input's columns, then the generator's: as many as the schema has more than
     * the input's. A generator of kind CALL is `window` or `session_window` outside of a grouping: a row
     * gives one for each window that it falls into, none when its time is null. */
    struct
    {
      SluiceExpr *generator;
    } generate;

    /* WATERMARK: the output is the input, with the mark on column @column. Those of one node with the same @place are
     * one watermark. */
    struct
    {
      guint column;
      gint64 delay_ms;
      gint32 place; /* of its clause in the query of a node, or -1 */
      guint index; /* which watermark of the query it is, from 0 */
    } watermark;

    /* AGGREGATE: the output is the keys, then the aggregates. One key may be a window: then its expression
     * is NULL and @window_time the time (or, for a session, with @session_gap). */
    struct
    {
      SluiceExpr **keys;
      guint n_keys;
      SluiceExpr **aggregates; /* of kind AGGREGATE */
      guint n_aggregates;
      gint window_key; /* index of the window among the keys, or -1 */
      SluiceExpr *window_time;
      gint64 window_size_us;
      gint64 window_slide_us;
      gint64 window_start_us;
      SluiceExpr *session_gap; /* NULL unless a session window; a calendar or day-time interval */
      gint event_time_key;     /* index of the key that carries the event time, or -1 */
      guint operator_id;       /* of its state, from 0 in Spark's order: downstream first */
    } aggregate;

    /* DEDUPLICATE */
    struct
    {
      guint *columns;
      guint n_columns;
      gboolean within_watermark;
      guint operator_id;
    } deduplicate;

    /* JOIN: the output is the left columns, then the right ones (semi and anti: left alone). Equal keys
     * match; @condition, over left then right columns, must be true besides. @is_condition: whether it was written as
     * one, with IN or EXISTS, or, a left join, gives each row the value of a subquery. */
    struct
    {
      SluiceJoinType type;
      SluiceExpr **left_keys;
      SluiceExpr **right_keys;
      guint n_keys;
      gboolean *null_safe; /* for each key whether null matches null (<=>) */
      SluiceExpr *condition;
      gboolean is_condition;
      guint operator_id; /* of a stream-stream join */
    } join;

    /* SORT */
    struct
    {
      SluiceSortKey *keys;
      guint n_keys;
    } sort;

    /* OVER: the output is the input's columns, then these, of kind OVER, which divide and order the rows alike. */
    struct
    {
      SluiceExpr **exprs;
      guint n_exprs;
    } over;

    /* LIMIT: of a table, the first @skip rows don't pass, and the @n behind them do. */
    struct
    {
      gint64 n;
      gint64 skip;
      guint operator_id;
    } limit;

    /* OBSERVE */
    struct
    {
      char *name;
      SluiceExpr **metrics;
      SluiceType *metrics_schema;
      guint n_metrics;
    } observe;
  };
};

/**
 * sluice_plan_is_deterministic:
 * @self: a plan
 *
 * Returns: whether no expression in it or below it depends on more than its row, as one with random numbers does
 */
gboolean sluice_plan_is_deterministic (const SluicePlan *self);

/**
 * SluiceQueryPlan:
 * @sink_id: id of the writeStream node
 * @name: (nullable): the query's name
 * @plan: (transfer full): what gives the sink its rows, optimised
 * @mode: the output mode
 * @trigger: the trigger
 * @trigger_interval_us: of PROCESSING_TIME (0: at once) and CONTINUOUS
 * @format: the sink's format
 * @options: (transfer full): the sink's options, paths made absolute
 * @partition_by: (nullable) (array zero-terminated=1): columns of the sink's directories
 * @checkpoint: (nullable): absolute path of the checkpoint; %NULL for a temporary one
 * @settings: (transfer full): the session's settings
 * @n_sources: number of sources
 * @n_watermarks: number of watermark nodes
 * @n_state_operators: number of stateful operators
 *
 * A query of a document, ready to run. Immutable and reference-counted.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *sink_id;
  char *name;
  SluicePlan *plan;
  SluiceOutputMode mode;
  SluiceTriggerKind trigger;
  gint64 trigger_interval_us;
  char *format;
  GHashTable *options;
  char **partition_by;
  char *checkpoint;
  SluiceSettings *settings;
  guint n_sources;
  guint n_watermarks;
  guint n_state_operators;
} SluiceQueryPlan;

/**
 * sluice_plan_new:
 * @kind: what it does
 * @node_id: id of the document's node
 * @schema: (transfer none): its output
 * @inputs: (array length=n_inputs) (transfer none): its inputs
 * @n_inputs: their number
 *
 * Returns: (transfer full): a node whose own members are still to be set
 */
SluicePlan *sluice_plan_new (SluicePlanKind    kind,
                             const char       *node_id,
                             const SluiceType *schema,
                             SluicePlan      **inputs,
                             guint             n_inputs) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_plan_set_wire: @self: a plan that is being made, @wire_id: (nullable): its @wire_id, when it isn't its own node's. */
void sluice_plan_set_wire (SluicePlan *self,
                           const char *wire_id);

/** sluice_plan_ref: @self: a plan. Returns: (transfer full): @self. */
SluicePlan *sluice_plan_ref (SluicePlan *self);

/** sluice_plan_unref: @self: (nullable): a plan. */
void sluice_plan_unref (SluicePlan *self);

/** sluice_plan_is_stateful: @self: a node of a plan. Returns: whether it keeps state between micro-batches. */
gboolean sluice_plan_is_stateful (const SluicePlan *self);

/**
 * sluice_plan_join_table:
 * @self: a JOIN
 *
 * A join that isn't of two streams holds one side as a table in memory: a static one, and one whose rows
 * without a partner nobody asks for.
 *
 * Returns: the input that is the table, or -1 when neither can be it
 */
gint sluice_plan_join_table (const SluicePlan *self);

/**
 * sluice_plan_optimize:
 * @self: (transfer full): a plan
 *
 * What Spark's optimizer does where it can be seen (filters that don't use the event time move below the
 * watermark, so that rows they remove never advance it), and what makes it fast: sources read only the
 * needed columns, projections are joined, filters stand before them.
 *
 * Returns: (transfer full): an equivalent plan
 */
SluicePlan *sluice_plan_optimize (SluicePlan *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_plan_to_text: @self: a plan. Returns: (transfer full): the tree as text, as `sluice explain` prints it. */
char *sluice_plan_to_text (SluicePlan *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_query_plan_ref: @self: a query's plan. Returns: (transfer full): @self. */
SluiceQueryPlan *sluice_query_plan_ref (SluiceQueryPlan *self);

/** sluice_query_plan_unref: @self: (nullable): a query's plan. */
void sluice_query_plan_unref (SluiceQueryPlan *self);

/** sluice_output_mode_name: @mode: a mode. Returns: (transfer none): its name as Spark writes it: `Append`. */
const char *sluice_output_mode_name (SluiceOutputMode mode);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluicePlan, sluice_plan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceQueryPlan, sluice_query_plan_unref)

G_END_DECLS
