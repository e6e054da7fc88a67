/* sluice-query-syntax.h: queries as they were written.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-syntax.h"

G_BEGIN_DECLS

typedef struct _SluiceRelationSyntax SluiceRelationSyntax;

/**
 * SluiceQueryKind:
 * @SLUICE_QUERY_SELECT: `SELECT …`
 * @SLUICE_QUERY_SET: two queries with UNION, INTERSECT or EXCEPT between them
 * @SLUICE_QUERY_RELATION: `VALUES …` or `TABLE name`: all columns of @from
 */
typedef enum
{
  SLUICE_QUERY_SELECT,
  SLUICE_QUERY_SET,
  SLUICE_QUERY_RELATION,
} SluiceQueryKind;

/** SluiceSetOperation: what makes one table of two. */
typedef enum
{
  SLUICE_SET_UNION,
  SLUICE_SET_INTERSECT,
  SLUICE_SET_EXCEPT,
} SluiceSetOperation;

/**
 * SluiceGroupingKind:
 * @SLUICE_GROUPING_NONE: no GROUP BY
 * @SLUICE_GROUPING_PLAIN: one set of keys
 * @SLUICE_GROUPING_ALL: `GROUP BY ALL`: every column of the list that isn't an aggregate
 * @SLUICE_GROUPING_SETS: several sets of the keys: ROLLUP, CUBE or GROUPING SETS
 */
typedef enum
{
  SLUICE_GROUPING_NONE,
  SLUICE_GROUPING_PLAIN,
  SLUICE_GROUPING_ALL,
  SLUICE_GROUPING_SETS,
} SluiceGroupingKind;

/** SluiceOrderItem: a key of ORDER BY, @descending: its direction, @nulls_first: where nulls go. */
typedef struct
{
  SluiceSyntax *key;
  gboolean descending;
  gboolean nulls_first;
} SluiceOrderItem;

/** SluiceNamedQuery: a query of WITH: @name, the names of its @columns (%NULL for its own), @query. */
typedef struct
{
  const char *name;
  gint32 offset;
  gint32 length;
  const char **columns;
  guint n_columns;
  SluiceQuerySyntax *query;
} SluiceNamedQuery;

/** SluiceNamedWindow: a window of the clause WINDOW: @name, and where it stands: @offset, @length. */
typedef struct
{
  const char *name;
  gint32 offset;
  gint32 length;
  SluiceWindowSyntax *window;
} SluiceNamedWindow;

/** SluiceKeySet: which of the keys a set of GROUPING SETS has: bit i is key i. */
typedef guint64 SluiceKeySet;

/**
 * SluiceQuerySyntax:
 * @kind: what it is
 * @offset: first byte in the text
 * @length: bytes
 * @named: (array length=n_named): the queries of WITH
 * @recursive: whether WITH RECURSIVE was written
 * @distinct: SELECT DISTINCT
 * @items: (array length=n_items): the list of SELECT
 * @from: (nullable): where its rows come from
 * @where: (nullable): WHERE
 * @grouping: which kind of GROUP BY
 * @keys: (array length=n_keys): the keys of GROUP BY, each once
 * @sets: (array length=n_sets): GROUPING_SETS
 * @having: (nullable): HAVING
 * @qualify: (nullable): QUALIFY
 * @windows: (array length=n_windows): the clause WINDOW
 * @operation: SET: which one
 * @all: SET: whether ALL was written
 * @left: SET: the first query
 * @right: SET: the second query
 * @order: (array length=n_order): ORDER BY
 * @limit: (nullable): LIMIT
 * @offset_rows: (nullable): OFFSET
 *
 * A query, of the same arena as its expressions.
 */
struct _SluiceQuerySyntax
{
  SluiceQueryKind kind;
  gint32 offset;
  gint32 length;

  SluiceNamedQuery *named;
  guint n_named;
  gboolean recursive;

  gboolean distinct;
  SluiceSyntax **items;
  guint n_items;
  SluiceRelationSyntax *from;
  SluiceSyntax *where;
  SluiceGroupingKind grouping;
  SluiceSyntax **keys;
  guint n_keys;
  SluiceKeySet *sets;
  guint n_sets;
  SluiceSyntax *having;
  SluiceSyntax *qualify;
  SluiceNamedWindow *windows;
  guint n_windows;

  SluiceSetOperation operation;
  gboolean all;
  SluiceQuerySyntax *left;
  SluiceQuerySyntax *right;

  SluiceOrderItem *order;
  guint n_order;
  SluiceSyntax *limit;
  SluiceSyntax *offset_rows;
};

/**
 * SluiceRelationKind:
 * @SLUICE_RELATION_TABLE: a table's name; @names
 * @SLUICE_RELATION_SUBQUERY: `(SELECT …)`; @query
 * @SLUICE_RELATION_VALUES: `VALUES (1, 'a'), …`; @rows
 * @SLUICE_RELATION_FUNCTION: a function that gives a table, such as `range (10)`; @call
 * @SLUICE_RELATION_JOIN: @left and @right
 * @SLUICE_RELATION_VIEW: LATERAL VIEW: @left with the columns of the generator @call
 * @SLUICE_RELATION_PIVOT: PIVOT of @left: @items FOR @keys IN @pivots
 * @SLUICE_RELATION_UNPIVOT: UNPIVOT of @left: a row for each of @groups
 */
typedef enum
{
  SLUICE_RELATION_TABLE,
  SLUICE_RELATION_SUBQUERY,
  SLUICE_RELATION_VALUES,
  SLUICE_RELATION_FUNCTION,
  SLUICE_RELATION_JOIN,
  SLUICE_RELATION_VIEW,
  SLUICE_RELATION_PIVOT,
  SLUICE_RELATION_UNPIVOT,
} SluiceRelationKind;

/** SluiceUnpivotGroup: columns whose values UNPIVOT puts into one row: @places: (array length=n): their names,
 * @alias: (nullable): the text that stands for them. */
typedef struct
{
  SluiceSyntax **places;
  guint n;
  const char *alias;
} SluiceUnpivotGroup;

/** SluiceJoinKind: the joins that can be written, in the order of the plan's types. */
typedef enum
{
  SLUICE_WRITTEN_INNER,
  SLUICE_WRITTEN_LEFT,
  SLUICE_WRITTEN_RIGHT,
  SLUICE_WRITTEN_FULL,
  SLUICE_WRITTEN_LEFT_SEMI,
  SLUICE_WRITTEN_LEFT_ANTI,
  SLUICE_WRITTEN_CROSS,
} SluiceJoinKind;

/**
 * SluiceRelationSyntax:
 * @kind: what it is
 * @offset: first byte in the text
 * @length: bytes
 * @alias: (nullable): the name given to it
 * @columns: (array length=n_columns): names given to its columns
 * @names: (array length=n_names): TABLE
 * @query: SUBQUERY
 * @rows: (array length=n_rows): VALUES: one expression each, a ROW for several columns
 * @call: FUNCTION and VIEW
 * @outer: VIEW: whether OUTER was written
 * @sampled: whether TABLESAMPLE takes a part of its rows
 * @event_time: (nullable): WATERMARK: the column
 * @delay: (nullable): WATERMARK: how late it may be
 * @include_nulls: UNPIVOT: whether rows of nulls stay
 * @values: (array length=n_values): UNPIVOT: the columns that get the values
 * @name_column: UNPIVOT: the column that gets the names
 * @groups: (array length=n_groups): UNPIVOT: what becomes a row each
 * @items: (array length=n_items): PIVOT: the aggregates, some with an alias
 * @keys: (array length=n_keys): PIVOT: columns
 * @pivots: (array length=n_pivots): PIVOT: values of @keys, some with an alias, that become columns
 * @left: (nullable): JOIN, VIEW, PIVOT and UNPIVOT
 * @right: JOIN
 * @join: JOIN: which one
 * @natural: JOIN: whether NATURAL was written
 * @lateral: whether LATERAL was written before it
 * @using_columns: (array length=n_using): JOIN: the columns of USING
 * @condition: (nullable): JOIN: ON
 *
 * What stands in FROM.
 */
struct _SluiceRelationSyntax
{
  SluiceRelationKind kind;
  gint32 offset;
  gint32 length;
  const char *alias;
  const char **columns;
  guint n_columns;

  const char **names;
  guint n_names;
  SluiceQuerySyntax *query;
  SluiceSyntax **rows;
  guint n_rows;
  SluiceSyntax *call;
  gboolean outer;
  gboolean sampled;
  SluiceSyntax *event_time;
  SluiceSyntax *delay;

  gboolean include_nulls;
  const char **values;
  guint n_values;
  const char *name_column;
  SluiceUnpivotGroup *groups;
  guint n_groups;

  SluiceSyntax **items;
  guint n_items;
  SluiceSyntax **keys;
  guint n_keys;
  SluiceSyntax **pivots;
  guint n_pivots;

  SluiceRelationSyntax *left;
  SluiceRelationSyntax *right;
  SluiceJoinKind join;
  gboolean natural;
  gboolean lateral;
  const char **using_columns;
  guint n_using;
  SluiceSyntax *condition;
};

/**
 * sluice_ast_parse_query:
 * @text: Spark SQL text of one query; a semicolon may follow
 * @settings: (nullable): for what quotes and backslashes mean
 * @error: `PARSE_SYNTAX_ERROR` and the like, with position, line and column
 *
 * Returns: (transfer full) (nullable): its syntax tree, with @query set in place of @root
 */
SluiceAst *sluice_ast_parse_query (const char           *text,
                                   const SluiceSettings *settings,
                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
