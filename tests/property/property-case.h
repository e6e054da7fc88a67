/* property-case.h: a random pipeline with the data that goes through it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PROP_MAX_COLUMNS 14
#define PROP_MAX_KEYS 4
#define PROP_MAX_SOURCES 3
#define PROP_MINUTE_US G_GINT64_CONSTANT (60000000)

/** PropType: what a column holds. Few types: expressions have tests of their own. */
typedef enum
{
  PROP_LONG,
  PROP_TEXT,
  PROP_TIME,
  PROP_WINDOW,
} PropType;

/**
 * PropValue:
 * @null: whether there is none
 * @a: LONG: the number, TEXT: which of a few words, TIME: microseconds since 1970, WINDOW: its start
 * @b: WINDOW: its end
 */
typedef struct
{
  gboolean null;
  gint64 a;
  gint64 b;
} PropValue;

/** PropRow: a row; how many values there are says its node. A pair of a join has those of both sides. */
typedef struct
{
  PropValue values[2 * PROP_MAX_COLUMNS];
} PropRow;

/** PropOp: what an expression does with its arguments. */
typedef enum
{
  PROP_COLUMN,
  PROP_CONSTANT,
  PROP_WINDOW_START,
  PROP_ADD,
  PROP_SUBTRACT,
  PROP_MULTIPLY,
  PROP_REMAINDER,
  PROP_EQUAL,
  PROP_LESS,
  PROP_AT_MOST,
  PROP_AND,
  PROP_OR,
  PROP_NOT,
  PROP_IS_NULL,
  PROP_IS_NOT_NULL,
  PROP_COALESCE,
  PROP_IF,
} PropOp;

/** PropExpr: an expression. Conditions are LONG: 0, 1 or null. */
typedef struct _PropExpr PropExpr;
struct _PropExpr
{
  PropOp op;
  PropType type;
  guint column;
  PropValue constant;
  const PropExpr *args[3];
};

/**
 * PropColumn:
 * @name: its name, the only one of that name in the whole pipeline unless it is passed on
 * @type: what it holds
 * @event_time: whether it carries a watermark
 * @delay_us: of that watermark
 * @reserved: whether no filter may look at it: a filter on a key of a join also filters the join's other side, and one
 *   on the side of an outer join that may be missing makes it an inner join; both have recorded cases instead
 * @optional: whether that side has it: a join above by such a key makes it an inner join as well
 */
typedef struct
{
  char name[16];
  PropType type;
  gboolean event_time;
  gint64 delay_us;
  gboolean reserved;
  gboolean optional;
} PropColumn;

/** PropKind: kinds of nodes. */
typedef enum
{
  PROP_SOURCE,
  PROP_TABLE,
  PROP_SELECT,
  PROP_WITH_COLUMNS,
  PROP_FILTER,
  PROP_WATERMARK,
  PROP_GROUP,
  PROP_DISTINCT,
  PROP_DISTINCT_WITHIN,
  PROP_JOIN_TABLE,
  PROP_JOIN_STREAM,
  PROP_UNION,
} PropKind;

/** PropJoin: types of joins. */
typedef enum
{
  PROP_INNER,
  PROP_LEFT,
  PROP_RIGHT,
  PROP_FULL,
  PROP_LEFT_SEMI,
  PROP_LEFT_ANTI,
} PropJoin;

/** PropFunction: aggregates. */
typedef enum
{
  PROP_COUNT_ROWS,
  PROP_COUNT,
  PROP_SUM,
  PROP_MIN,
  PROP_MAX,
} PropFunction;

/** PropAggregate: an aggregate. @where: (nullable): of its FILTER clause. */
typedef struct
{
  PropFunction function;
  const PropExpr *argument;
  const PropExpr *where;
} PropAggregate;

/**
 * PropNode:
 * @kind: its kind
 * @id: its name in the document
 * @index: SOURCE, WATERMARK: which; stateful nodes: which, in the order that Spark reports them in
 * @inputs: what it reads
 * @columns: what it gives
 * @as_sql: whether the document says it in SQL
 * @skipped: FILTER: whether it has been taken out while looking for the smallest case
 * @ordered: whether its rows come in the order of one source
 * @exprs: SELECT: of all columns, WITH_COLUMNS: of those added; GROUP: of the keys behind a window
 * @condition: FILTER; JOIN_*: beyond keys and times, over the columns of both sides
 * @window: GROUP: whether the first key is a window
 * @time: GROUP: column of the window's times, WATERMARK: its column
 * @size_us: of the window; the gap of a session
 * @slide_us: 0 for sessions
 * @start_us: where windows begin
 * @wide: (nullable): where it is true a session's gap is twice as long
 * @keys: DISTINCT*: columns; @n_keys is 0 for all. JOIN_*: left columns
 * @other_keys: JOIN_*: right columns
 * @bounds: JOIN_STREAM: whether right time - left time has a lower and an upper bound
 * @bound_us: the bounds
 * @strict: whether they exclude themselves
 * @times: JOIN_STREAM: the two columns that the bounds are about
 * @unread: JOIN_STREAM: whether a side's event time is read neither by the join nor behind it: an optimizer takes it away
 *   below the join, and with it goes the filter of the side's late rows
 * @rows: TABLE: what is in it
 */
typedef struct _PropNode PropNode;
struct _PropNode
{
  PropKind kind;
  char id[16];
  guint index;
  PropNode *inputs[2];
  guint n_columns;
  PropColumn columns[PROP_MAX_COLUMNS];
  gboolean as_sql;
  gboolean skipped;
  gboolean ordered;
  guint n_exprs;
  const PropExpr *exprs[PROP_MAX_COLUMNS];
  const PropExpr *condition;
  gboolean window;
  guint time;
  gint64 size_us;
  gint64 slide_us;
  gint64 start_us;
  const PropExpr *wide;
  guint n_aggregates;
  PropAggregate aggregates[PROP_MAX_KEYS];
  guint n_keys;
  guint keys[PROP_MAX_KEYS];
  guint other_keys[PROP_MAX_KEYS];
  PropJoin join;
  gboolean bounds[2];
  gint64 bound_us[2];
  gboolean strict[2];
  guint times[2];
  gboolean unread[2];
  gint64 delay_us;
  GArray *rows; /* of PropRow */
};

/** PropMode: output modes. */
typedef enum
{
  PROP_APPEND,
  PROP_UPDATE,
  PROP_COMPLETE,
} PropMode;

/**
 * PropStep:
 * @restart: whether the query is stopped and started; otherwise data comes
 * @fault: which of the writes to the checkpoint fails while the data is processed, from 1, so that the query breaks off and
 *   goes on from there; 0 for none
 * @broken_batch: the micro-batch in which it did; -1 when it got by
 * @rows: (element-type PropRow): for each source what it is given
 * @skipped: whether it has been taken out while looking for the smallest case
 */
typedef struct
{
  gboolean restart;
  guint fault;
  gint64 broken_batch;
  GArray *rows[PROP_MAX_SOURCES];
  gboolean skipped;
} PropStep;

/**
 * PropCase:
 * @seed: what it was made from
 * @root: what the sink reads
 * @nodes: (element-type PropNode): all nodes, inputs first
 * @sources: the readStream nodes
 * @mode: output mode
 * @max_policy: whether the latest watermark counts instead of the earliest
 * @no_data_batches: whether batches without data run
 * @threads: of the pool
 * @partitions: of state
 * @batch_rows: the most rows of a columnar batch
 * @snapshots: after how many versions of state there is a snapshot
 * @watched: whether a recorder looks on
 * @steps: (element-type PropStep): what happens
 */
typedef struct
{
  guint64 seed;
  PropNode *root;
  GPtrArray *nodes;
  GPtrArray *exprs;
  guint n_sources;
  PropNode *sources[PROP_MAX_SOURCES];
  guint n_watermarks;
  guint n_stateful;
  PropMode mode;
  gboolean max_policy;
  gboolean no_data_batches;
  guint threads;
  guint partitions;
  guint batch_rows;
  guint snapshots;
  gboolean watched;
  GPtrArray *steps;
} PropCase;

/** prop_case_new: @seed: a number. Returns: (transfer full): an empty case, to be filled by prop_generate(). */
PropCase *prop_case_new (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

/** prop_case_free: @self: (nullable): a case. */
void prop_case_free (PropCase *self);

/** prop_case_add_node: @self: a case, @kind: what kind. Returns: (transfer none): a new node, with a name. */
PropNode *prop_case_add_node (PropCase *self,
                              PropKind  kind);

/** prop_case_add_expr: @self: a case, @expr: an expression. Returns: (transfer none): a copy of it. */
const PropExpr *prop_case_add_expr (PropCase       *self,
                                    const PropExpr *expr);

/** prop_node_find_event_time: @self: a node. Returns: the column that carries a watermark, or -1. */
int prop_node_find_event_time (const PropNode *self);

/** prop_node_is_stateful: @self: a node. Returns: whether it keeps state. */
gboolean prop_node_is_stateful (const PropNode *self);

/** prop_expr_eval: @self: an expression, @row: what it looks at. Returns: its value; conditions have three. */
PropValue prop_expr_eval (const PropExpr *self,
                          const PropRow  *row);

/** prop_expr_holds: @self: a condition, @row: what it looks at. Returns: whether it is true, neither false nor null. */
gboolean prop_expr_holds (const PropExpr *self,
                          const PropRow  *row);

/** prop_expr_mark: @self: (nullable): an expression, @used: (inout): the columns that it reads are set. */
void prop_expr_mark (const PropExpr *self,
                     gboolean       *used);

/** prop_expr_append: @self: an expression, @columns: what it looks at, @out: it is appended as SQL. */
void prop_expr_append (const PropExpr   *self,
                       const PropColumn *columns,
                       GString          *out);

/** prop_value_append: @value: a value, @type: its type, @out: it is appended as Spark's to_json writes it. */
void prop_value_append (const PropValue *value,
                        PropType         type,
                        GString         *out);

/** prop_row_to_text: @self: a row of @node. Returns: (transfer full): it as a JSON object, nulls and all. */
char *prop_row_to_text (const PropRow  *self,
                        const PropNode *node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
