/* sluice-analysis-sql.h: what the parts of the analysis of a query in SQL share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-query-syntax.h"
#include "plan/sluice-analysis-private.h"

G_BEGIN_DECLS

/** A query whose plan, written out as a tree, has more nodes than this is refused. */
#define SLUICE_MAX_SQL_SIZE 20000

/**
 * SluiceSqlPart:
 * @name: (nullable): the table's name or alias; it belongs to the syntax or to the document
 * @first: the first column
 * @n: how many there are
 * @hidden: whether they can be named with @name only
 *
 * Columns of a table that come from one place.
 */
typedef struct
{
  const char *name;
  guint first;
  guint n;
  gboolean hidden;
} SluiceSqlPart;

/**
 * SluiceSqlAnswer:
 * @text: a subquery as it is written
 * @expr: what stands for it
 * @first: the first column that came for it
 * @n: how many came
 * @correlated: whether it is a value that differs from row to row
 *
 * A subquery that was joined to a table.
 */
typedef struct
{
  char *text;
  SluiceExpr *expr;
  guint first;
  guint n;
  gboolean correlated;
} SluiceSqlAnswer;

/**
 * SluiceSqlTable:
 * @plan: (transfer full): what gives the rows; it may have columns that no part has
 * @parts: (element-type SluiceSqlPart): the columns that can be named
 * @size: nodes of the plan as a tree
 * @answers: (element-type SluiceSqlAnswer): the subqueries that were joined to it
 *
 * Something in FROM, or the result of a query.
 */
typedef struct
{
  SluicePlan *plan;
  GArray *parts;
  guint size;
  GArray *answers;
} SluiceSqlTable;

/** SluiceSqlNames: the queries of WITH that can be named here, the innermost first. */
typedef struct _SluiceSqlNames SluiceSqlNames;
struct _SluiceSqlNames
{
  const char *name;
  SluiceSqlTable *table;
  const SluiceSqlNames *outer;
};

/**
 * SluiceSqlOuter:
 * @table: the table of the query around
 * @conditions: (element-type SluiceSyntax): collects the parts of WHERE that name columns of it
 *
 * What a subquery may name besides its own tables.
 */
typedef struct
{
  SluiceSqlTable *table;
  GPtrArray *conditions;
} SluiceSqlOuter;

/**
 * SluiceSql:
 * @analysis: the analysis
 * @node: the node with the query
 * @ast: the query
 * @exact: whether places in the text are places in the document
 * @tables: (element-type SluiceSqlTable): all tables made so far, which live until the end
 *
 * A query that is being analysed. Functions that fail have reported a problem.
 */
typedef struct
{
  SluiceAnalysis *analysis;
  SluiceNodeState *node;
  SluiceAst *ast;
  gboolean exact;
  GPtrArray *tables;
} SluiceSql;

/* Problems. */

/** sluice_sql_fail: @self: the query, @offset: place, @length: its bytes, @condition: (nullable): Spark's,
 * @format: the sentence. Returns: %NULL, for the caller to return. */
gpointer sluice_sql_fail (SluiceSql  *self,
                          gint32      offset,
                          gint32      length,
                          const char *condition,
                          const char *format,
                          ...) G_GNUC_PRINTF (5, 6);

/** sluice_sql_fail_error: @self: the query, @error: (transfer full): of the expression layer. Returns: %NULL. */
gpointer sluice_sql_fail_error (SluiceSql *self,
                                GError    *error);

/** sluice_sql_relocate: @self: the query, @first: how many problems there were before, @offset: place,
 * @length: its bytes. Says of problems since then that they stand in the query. */
void sluice_sql_relocate (SluiceSql *self,
                          guint      first,
                          gint32     offset,
                          gint32     length);

/* Tables. */

/** sluice_sql_table_new: @self: the query, @plan: (transfer full): rows, @size: nodes below it. Returns:
 * (transfer none): a table without parts. */
SluiceSqlTable *sluice_sql_table_new (SluiceSql  *self,
                                      SluicePlan *plan,
                                      guint       size);

/** sluice_sql_table_add: @self: a table, @name: (nullable): of the columns, @first: the first one, @n: how
 * many, @hidden: whether they need the name. */
void sluice_sql_table_add (SluiceSqlTable *self,
                           const char     *name,
                           guint           first,
                           guint           n,
                           gboolean        hidden);

/** sluice_sql_table_replace: @self: a table, @plan: (transfer full): what gives its rows from now on, the
 * columns of its parts being in their places. */
void sluice_sql_table_replace (SluiceSqlTable *self,
                               SluicePlan     *plan);

/** sluice_sql_one_row: @self: the query. Returns: (transfer none): a table of one row without columns. */
SluiceSqlTable *sluice_sql_one_row (SluiceSql *self);

/** sluice_sql_table_named: @self: the query, @table: a table, @name: (nullable): its alias, @columns:
 * (array length=n) (nullable): its columns' names, @n: how many, @offset: place, @length: its bytes.
 * Returns: (transfer none) (nullable): it with that name. */
SluiceSqlTable *sluice_sql_table_named (SluiceSql      *self,
                                        SluiceSqlTable *table,
                                        const char     *name,
                                        const char    **columns,
                                        guint           n,
                                        gint32          offset,
                                        gint32          length);

/** SluiceSqlScope: a scope with the memory that it needs. */
typedef struct
{
  SluiceScope scope;
  SluiceScopeInput *inputs;
} SluiceSqlScope;

/** sluice_sql_scope_init: @self: room, @sql: the query, @table: a table. Makes a scope of its columns. */
void sluice_sql_scope_init (SluiceSqlScope       *self,
                            SluiceSql            *sql,
                            const SluiceSqlTable *table);

/** sluice_sql_scope_clear: @self: a scope. */
void sluice_sql_scope_clear (SluiceSqlScope *self);

/** sluice_sql_watermark: @self: the query, @relation: what stands in FROM, with WATERMARK, @table: (inout): what it gives.
 * Marks its event time. Returns: %FALSE after a problem. */
gboolean sluice_sql_watermark (SluiceSql                  *self,
                               const SluiceRelationSyntax *relation,
                               SluiceSqlTable             *table);

/* Names. */

/**
 * SluiceSqlVisit:
 * @node: a node of an expression: a column's name, a call or a subquery
 * @in_aggregate: whether it stands in an argument of an aggregate function
 * @user_data: given with the function
 *
 * Returns: whether to look at what is in @node
 */
typedef gboolean (*SluiceSqlVisit) (SluiceSyntax *node,
                                    gboolean      in_aggregate,
                                    gpointer      user_data);

/** sluice_sql_walk: @node: an expression, @visit: called for each column's name that no lambda binds, each
 * call and each subquery, @user_data: for it. */
void sluice_sql_walk (SluiceSyntax  *node,
                      SluiceSqlVisit visit,
                      gpointer       user_data);

/** sluice_sql_put: @self: the query, @node: a column's name or a subquery, @used: how many of its names the
 * expression stands for (1 for a subquery), @expr: (transfer full): what takes its place. */
void sluice_sql_put (SluiceSql    *self,
                     SluiceSyntax *node,
                     guint         used,
                     SluiceExpr   *expr);

/** sluice_sql_resolves: @self: the query, @node: a column's name, @table: a table. Returns: (transfer full)
 * (nullable): what it is there; %NULL when there is no such column. An ambiguous name gives %NULL with
 * @ambiguous set. */
SluiceExpr *sluice_sql_resolves (SluiceSql            *self,
                                 const SluiceSyntax   *node,
                                 const SluiceSqlTable *table,
                                 gboolean             *ambiguous);

/** sluice_sql_shift: @self: an expression, @n: columns of its input, @to: (array length=n): where each of them is
 * in the new input, @schema: of the new input. Returns: (transfer full): it over the new input. */
SluiceExpr *sluice_sql_shift (SluiceExpr       *self,
                              guint             n,
                              const guint      *to,
                              const SluiceType *schema);

/** sluice_sql_split_and: @self: the query, @node: a condition, @out: (element-type SluiceSyntax): its parts with AND
 * between them; `NOT (a OR b)` has the parts `NOT a` and `NOT b`. */
void sluice_sql_split_and (SluiceSql    *self,
                           SluiceSyntax *node,
                           GPtrArray    *out);

/** sluice_sql_argument: @index: of an argument of sluice_sql_call(). Returns: (transfer full): its name: `a` to `z`, then
 * `a26` and so on. */
char *sluice_sql_argument (guint index) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sql_call: @self: the query, @text: an expression over the names `a`, `b` and so on, @args: (array length=n): what
 * they stand for, @n: how many. Returns: (transfer full): it. */
SluiceExpr *sluice_sql_call (SluiceSql   *self,
                             const char  *text,
                             SluiceExpr **args,
                             guint        n);

/* The parts of a query. */

/** sluice_sql_query: @self: the query, @query: one in it, @names: of WITH around it. Returns: (transfer none)
 * (nullable): its result. */
SluiceSqlTable *sluice_sql_query (SluiceSql            *self,
                                  SluiceQuerySyntax    *query,
                                  const SluiceSqlNames *names);

/** sluice_sql_with: @self: the query, @query: one in it, @names: (inout): gets those of its WITH. Returns:
 * whether they are sound. */
gboolean sluice_sql_with (SluiceSql             *self,
                          SluiceQuerySyntax     *query,
                          const SluiceSqlNames **names);

/** sluice_sql_select: @self: the query, @query: a SELECT in it, @names: of WITH. Returns: (transfer none)
 * (nullable): its result, sorted. */
SluiceSqlTable *sluice_sql_select (SluiceSql            *self,
                                   SluiceQuerySyntax    *query,
                                   const SluiceSqlNames *names);

/** sluice_sql_source: @self: the query, @query: a SELECT in it, @names: of WITH, @outer: (nullable): what
 * WHERE may name besides. Returns: (transfer none) (nullable): the rows that FROM and WHERE give. */
SluiceSqlTable *sluice_sql_source (SluiceSql            *self,
                                   SluiceQuerySyntax    *query,
                                   const SluiceSqlNames *names,
                                   const SluiceSqlOuter *outer);

/** sluice_sql_from: @self: the query, @relation: what stands in FROM, @names: of WITH. Returns: (transfer none)
 * (nullable): its rows. */
SluiceSqlTable *sluice_sql_from (SluiceSql                  *self,
                                 const SluiceRelationSyntax *relation,
                                 const SluiceSqlNames       *names);

/** sluice_sql_view: @self: the query, @relation: with a generator, its alias and columns, as in LATERAL VIEW, @left: what it
 * is made of. Returns: (transfer none) (nullable): @left with the generator's columns. */
SluiceSqlTable *sluice_sql_view (SluiceSql                  *self,
                                 const SluiceRelationSyntax *relation,
                                 const SluiceSqlTable       *left);

/** sluice_sql_lateral: @self: the query, @relation: a join whose right side may name columns of its left one, @left: that,
 * @names: of WITH. Returns: (transfer none) (nullable): the rows of both. */
SluiceSqlTable *sluice_sql_lateral (SluiceSql                  *self,
                                    const SluiceRelationSyntax *relation,
                                    SluiceSqlTable             *left,
                                    const SluiceSqlNames       *names);

/** sluice_sql_pivot: @self: the query, @relation: PIVOT, @table: what it is of. Returns: (transfer none) (nullable): a
 * row for each group, with columns for the values. */
SluiceSqlTable *sluice_sql_pivot (SluiceSql                  *self,
                                  const SluiceRelationSyntax *relation,
                                  SluiceSqlTable             *table);

/** sluice_sql_unpivot: @self: the query, @relation: an UNPIVOT, @table: what it is of. Returns: (transfer none) (nullable):
 * a row for each of its groups of columns. */
SluiceSqlTable *sluice_sql_unpivot (SluiceSql                  *self,
                                    const SluiceRelationSyntax *relation,
                                    const SluiceSqlTable       *table);

/** sluice_sql_join: @self: the query, @type: the join's type, @left: its first table, @right: its second table,
 * @condition: (nullable): over both. Returns: (transfer full): a plan of the columns of both, or of the left one. */
SluicePlan *sluice_sql_join (SluiceSql            *self,
                             SluiceJoinType        type,
                             const SluiceSqlTable *left,
                             const SluiceSqlTable *right,
                             SluiceExpr           *condition);

/** sluice_sql_first: @self: the query, @value: an expression. Returns: (transfer full): the aggregate first() of it. */
SluiceExpr *sluice_sql_first (SluiceSql  *self,
                              SluiceExpr *value);

/** sluice_sql_distinct: @self: the query, @plan: (transfer full): rows. Returns: (transfer full) (nullable): each of them once. */
SluicePlan *sluice_sql_distinct (SluiceSql  *self,
                                 SluicePlan *plan);

/** sluice_sql_project: @self: the query, @plan: (transfer full): rows, @named: (element-type SluiceNamedExpr):
 * expressions over them. Returns: (transfer full): these. */
SluicePlan *sluice_sql_project (SluiceSql    *self,
                                SluicePlan   *plan,
                                const GArray *named);

/** sluice_sql_generate: @self: the query, @table: (inout): rows, @named: a generator over them. Puts its columns
 * behind those of the table. Returns: the first of them. */
guint sluice_sql_generate (SluiceSql             *self,
                           SluiceSqlTable        *table,
                           const SluiceNamedExpr *named);

/** sluice_sql_is_plain: @query: a query. Returns: whether it is only a list over FROM and WHERE, so that its rows can be
 * joined before the list. */
gboolean sluice_sql_is_plain (const SluiceQuerySyntax *query);

/** sluice_sql_list_aggregates: @query: a SELECT. Returns: whether its list has aggregates, which make one row of all. */
gboolean sluice_sql_list_aggregates (const SluiceQuerySyntax *query);

/** sluice_sql_put_outer: @self: the query, @inner: the table of a query, @outer: that of the one around, @node: an
 * expression of the inner one. Puts columns behind those of @inner in the places of names that only @outer knows. */
void sluice_sql_put_outer (SluiceSql            *self,
                           const SluiceSqlTable *inner,
                           const SluiceSqlTable *outer,
                           SluiceSyntax         *node);

/** sluice_sql_correlation: @self: the query, @inner: the table of a query, @conditions: (element-type SluiceSyntax): at
 * least one of its WHERE, @outer: the table of the one around. Returns: (transfer full) (nullable): all of them, over the
 * columns of @outer and then those of @inner. */
SluiceExpr *sluice_sql_correlation (SluiceSql            *self,
                                    const SluiceSqlTable *inner,
                                    const GPtrArray      *conditions,
                                    const SluiceSqlTable *outer);

/** sluice_sql_equalities: @condition: over the columns of a query and then those of a query in it, @n_outer: columns of the
 * former, @outer: (element-type SluiceExpr) (transfer none): gets what of it is equal, @inner: (element-type SluiceExpr)
 * (transfer none): gets what of the latter it is equal to. Returns: %FALSE when there is anything but equalities. */
gboolean sluice_sql_equalities (SluiceExpr *condition,
                                guint       n_outer,
                                GPtrArray  *outer,
                                GPtrArray  *inner);

/* Functions with OVER. */

/** sluice_sql_name_windows: @self: the query, @query: a SELECT. Puts the windows of its clause WINDOW where their names
 * stand. Returns: whether all names are known and unique; else a problem was added. */
gboolean sluice_sql_name_windows (SluiceSql         *self,
                                  SluiceQuerySyntax *query);

/** sluice_sql_find_over: @node: an expression. Returns: (transfer none) (nullable): the first call with OVER in it. */
SluiceSyntax *sluice_sql_find_over (SluiceSyntax *node);

/** sluice_sql_put_overs: @self: the query, @table: what @outputs are over, @outputs: (element-type SluiceNamedExpr)
 * (inout): expressions. Puts nodes on the table that compute what has OVER in them, and its columns in their places. */
void sluice_sql_put_overs (SluiceSql      *self,
                           SluiceSqlTable *table,
                           GArray         *outputs);

/** sluice_sql_subqueries: @self: the query, @table: (inout): what an expression is over, @node: the expression,
 * @names: of WITH, @added: (element-type guint) (nullable): gets the columns that came for them. Joins the
 * subqueries of the expression to the table and puts columns in their places. Returns: whether that went well. */
gboolean sluice_sql_subqueries (SluiceSql            *self,
                                SluiceSqlTable       *table,
                                SluiceSyntax         *node,
                                const SluiceSqlNames *names,
                                GArray               *added);

/** sluice_sql_filter_by_subquery: @self: the query, @table: (inout): rows, @node: a part of WHERE, @names: of
 * WITH, @done: (out): whether it was EXISTS or IN with a query, or NOT one of these, and is done with. Returns:
 * whether that went well. */
gboolean sluice_sql_filter_by_subquery (SluiceSql            *self,
                                        SluiceSqlTable       *table,
                                        SluiceSyntax         *node,
                                        const SluiceSqlNames *names,
                                        gboolean             *done);

/** sluice_sql_named_array: Returns: (transfer full) (element-type SluiceNamedExpr): an empty array. */
GArray *sluice_sql_named_array (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sql_named_add: @named: (element-type SluiceNamedExpr): an array, @name: a name, @expr: (transfer
 * full): an expression. */
void sluice_sql_named_add (GArray     *named,
                           const char *name,
                           SluiceExpr *expr);

G_END_DECLS
