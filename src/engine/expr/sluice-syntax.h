/* sluice-syntax.h: expressions as they were written.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-analyzer.h"
#include "expr/sluice-lexer.h"

G_BEGIN_DECLS

typedef struct _SluiceSyntax SluiceSyntax;
typedef struct _SluiceQuerySyntax SluiceQuerySyntax;

/**
 * SluiceSyntaxKind:
 * @SLUICE_SYNTAX_NULL: `NULL`
 * @SLUICE_SYNTAX_BOOLEAN: `TRUE` or `FALSE`; @flag tells which
 * @SLUICE_SYNTAX_NUMBER: a number; @lexeme tells its form, @name is its text, with a `-` perhaps
 * @SLUICE_SYNTAX_STRING: a text; @name and @name_length are its bytes, escapes resolved
 * @SLUICE_SYNTAX_TYPED: `DATE '…'` and the like; @keyword tells the type, 0 for another word in
 *   @names[0]
 * @SLUICE_SYNTAX_INTERVAL: `INTERVAL 1 DAY 2 HOURS`; @units
 * @SLUICE_SYNTAX_INTERVAL_RANGE: `INTERVAL '1-2' YEAR TO MONTH`; @units[0], from unit to @end_unit
 * @SLUICE_SYNTAX_PARAMETER: `:name` or `?`
 * @SLUICE_SYNTAX_COLUMN: `a` or `a.b.c`; @names. In its place a column, a field of one or a
 *   variable
 * @SLUICE_SYNTAX_FIELD: `(…).name`; @names[0]
 * @SLUICE_SYNTAX_SUBSCRIPT: `a[i]`
 * @SLUICE_SYNTAX_STAR: `*`, `a.*`; @names are the qualifier
 * @SLUICE_SYNTAX_CALL: a function with its arguments; @names of its name when it is qualified
 * @SLUICE_SYNTAX_OPERATOR: the same, written with signs; @name is the function's name
 * @SLUICE_SYNTAX_CASE: CASE with conditions and values, @flag set when ELSE comes last
 * @SLUICE_SYNTAX_CAST: @type; @flag for TRY_CAST
 * @SLUICE_SYNTAX_LAMBDA: @names are the parameters, the child is the body
 * @SLUICE_SYNTAX_NAMED: `name => value` of a call
 * @SLUICE_SYNTAX_ALIAS: `… AS name` or `… AS (a, b)`; @flag when the name is that of `v:a`'s last step
 * @SLUICE_SYNTAX_ROW: `(a, b)`
 * @SLUICE_SYNTAX_RESOLVED: not written: stands for the expression @resolved; @name (nullable): how
 *   what it takes the place of is shown
 * @SLUICE_SYNTAX_SUBQUERY: `(SELECT …)`, one value; @query, @name: how it is shown
 * @SLUICE_SYNTAX_EXISTS: `EXISTS (SELECT …)`; @query, @name: how it is shown
 * @SLUICE_SYNTAX_IN_QUERY: `x IN (SELECT …)`; @query, the child is the value, @flag: whether NOT is found to stand before it
 */
typedef enum
{
  SLUICE_SYNTAX_NULL,
  SLUICE_SYNTAX_BOOLEAN,
  SLUICE_SYNTAX_NUMBER,
  SLUICE_SYNTAX_STRING,
  SLUICE_SYNTAX_TYPED,
  SLUICE_SYNTAX_INTERVAL,
  SLUICE_SYNTAX_INTERVAL_RANGE,
  SLUICE_SYNTAX_PARAMETER,
  SLUICE_SYNTAX_COLUMN,
  SLUICE_SYNTAX_FIELD,
  SLUICE_SYNTAX_SUBSCRIPT,
  SLUICE_SYNTAX_STAR,
  SLUICE_SYNTAX_CALL,
  SLUICE_SYNTAX_OPERATOR,
  SLUICE_SYNTAX_CASE,
  SLUICE_SYNTAX_CAST,
  SLUICE_SYNTAX_LAMBDA,
  SLUICE_SYNTAX_NAMED,
  SLUICE_SYNTAX_ALIAS,
  SLUICE_SYNTAX_ROW,
  SLUICE_SYNTAX_RESOLVED,
  SLUICE_SYNTAX_SUBQUERY,
  SLUICE_SYNTAX_EXISTS,
  SLUICE_SYNTAX_IN_QUERY,
} SluiceSyntaxKind;

/** SluiceIntervalUnit: one `value unit` of an interval literal; @value is a number's text,
 * perhaps signed; @quoted says that it was a string. */
typedef struct
{
  const char *value;
  gboolean quoted;
  SluiceKeyword unit;
} SluiceIntervalUnit;

/** SluiceFrameSide: on which side of the current row an end of a frame lies. */
typedef enum
{
  SLUICE_FRAME_PRECEDING,
  SLUICE_FRAME_CURRENT_ROW,
  SLUICE_FRAME_FOLLOWING,
} SluiceFrameSide;

/** SluiceFrameBoundSyntax: an end of a frame: @side, how far away: @distance, %NULL for UNBOUNDED, and whether the
 * analysis made it another type, @converted, which Spark then shows. */
typedef struct
{
  SluiceFrameSide side;
  SluiceSyntax *distance;
  gboolean converted;
} SluiceFrameBoundSyntax;

/**
 * SluiceWindowSyntax:
 * @name: (nullable): the window of the clause WINDOW that it stands for; all else is empty then
 * @offset: first byte in the text
 * @length: bytes
 * @partition: (array length=n_partition): PARTITION BY
 * @order: (array length=n_order): the keys of ORDER BY
 * @descending: (array length=n_order): whether each of them descends
 * @nulls_last: (array length=n_order): whether nulls come last in each of them
 * @has_frame: whether a frame was written
 * @rows: whether it is counted in ROWS, not by RANGE
 * @bounds: its ends; of one that was written alone the other is the current row
 *
 * What stands after OVER, or after AS in the clause WINDOW.
 */
typedef struct
{
  const char *name;
  gint32 offset;
  gint32 length;
  SluiceSyntax **partition;
  guint n_partition;
  SluiceSyntax **order;
  gboolean *descending;
  gboolean *nulls_last;
  guint n_order;
  gboolean has_frame;
  gboolean rows;
  SluiceFrameBoundSyntax bounds[2];
} SluiceWindowSyntax;

/**
 * SluiceSyntax:
 * @kind: what was written
 * @offset: first byte in the text
 * @length: bytes
 * @skip: OPERATOR: bytes before the part that errors point to, which in predicates (`a IN (1)`) begins behind the value
 * @depth: levels of the tree from here on
 * @name: see the kinds; terminated
 * @name_length: bytes of @name
 * @names: (array length=n_names): see the kinds
 * @children: (array length=n_children): arguments
 * @type: (transfer none): CAST; the tree keeps it alive
 * @lexeme: NUMBER
 * @keyword: TYPED
 * @units: (array length=n_units): INTERVAL
 * @end_unit: INTERVAL_RANGE
 * @flag: see the kinds
 * @distinct: CALL: whether DISTINCT was written
 * @ignore_nulls: CALL: whether IGNORE NULLS was written
 * @over: (nullable): CALL: what stands after OVER
 * @special: CALL: the name stands for a construct of the grammar (`TIMESTAMPADD (DAY, …)`)
 * @filter: (nullable): CALL: the FILTER clause
 * @order: (array length=n_order): CALL: the keys of WITHIN GROUP, in order
 * @descending: (array length=n_order): CALL: whether each of them descends
 * @nulls_last: (array length=n_order): CALL: whether nulls come last in each of them
 * @resolved: (transfer none): RESOLVED
 * @query: SUBQUERY, EXISTS, IN_QUERY
 *
 * A node of a syntax tree. All memory belongs to the tree's arena.
 */
struct _SluiceSyntax
{
  SluiceSyntaxKind kind;
  gint32 offset;
  gint32 length;
  gint32 skip;
  guint depth;

  const char *name;
  gsize name_length;
  const char **names;
  guint n_names;
  SluiceSyntax **children;
  guint n_children;
  SluiceType *type;

  SluiceLexemeKind lexeme;
  SluiceKeyword keyword;
  SluiceIntervalUnit *units;
  guint n_units;
  SluiceKeyword end_unit;

  gboolean flag;
  gboolean distinct;
  gboolean ignore_nulls;
  gboolean special;
  SluiceWindowSyntax *over;
  SluiceSyntax *filter;
  SluiceSyntax **order;
  gboolean *descending;
  gboolean *nulls_last;
  guint n_order;

  SluiceExpr *resolved;
  SluiceQuerySyntax *query;
};

/** SluiceAst: a whole syntax tree with the memory that it lives in: an expression's @root or a
 * @query. */
struct _SluiceAst
{
  gatomicrefcount ref_count;
  SluiceArena *arena;
  char *text;
  SluiceSyntax *root;
  SluiceQuerySyntax *query;
};

/**
 * sluice_ast_parse_with:
 * @text: Spark SQL text of one expression, perhaps with an alias
 * @settings: (nullable): for what quotes and backslashes mean
 * @error: as sluice_ast_parse()
 *
 * Returns: (transfer full) (nullable): its syntax tree
 */
SluiceAst *sluice_ast_parse_with (const char           *text,
                                  const SluiceSettings *settings,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analyze_syntax:
 * @ast: a syntax tree; its arena takes the nodes that rewriting makes
 * @syntax: an expression in it, perhaps with an alias, which is ignored
 * @scope: what it can name
 * @allow: which unusual things it may be
 * @error: as sluice_analyze()
 *
 * Returns: (transfer full) (nullable): the typed expression
 */
SluiceExpr *sluice_analyze_syntax (SluiceAst          *ast,
                                   const SluiceSyntax *syntax,
                                   const SluiceScope  *scope,
                                   SluiceAllow         allow,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyze_condition_syntax: like sluice_analyze_syntax(), for a condition, as
 * sluice_analyze_condition() takes it. */
SluiceExpr *sluice_analyze_condition_syntax (SluiceAst          *ast,
                                             const SluiceSyntax *syntax,
                                             const SluiceScope  *scope,
                                             SluiceAllow         allow,
                                             GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyze_named_syntax: like sluice_analyze_named(), for @root in @ast. */
gboolean sluice_analyze_named_syntax (SluiceAst          *ast,
                                      const SluiceSyntax *root,
                                      const SluiceScope  *scope,
                                      SluiceAllow         allow,
                                      GArray             *out,
                                      GError            **error);

/**
 * sluice_syntax_new:
 * @arena: where it lives
 * @kind: what it is
 * @like: (nullable): a node whose place in the text it takes
 *
 * Returns: (transfer none): a node without anything in it
 */
SluiceSyntax *sluice_syntax_new (SluiceArena        *arena,
                                 SluiceSyntaxKind    kind,
                                 const SluiceSyntax *like);

/**
 * sluice_syntax_new_operator:
 * @arena: where it lives
 * @name: name of the operator's function, static
 * @n: how many arguments follow
 * @...: the arguments, #SluiceSyntax; the node spans them
 *
 * Returns: (transfer none): the node
 */
SluiceSyntax *sluice_syntax_new_operator (SluiceArena *arena,
                                          const char  *name,
                                          guint        n,
                                          ...);

/**
 * sluice_syntax_set_children:
 * @self: a node
 * @arena: its arena
 * @children: (array length=n): copied
 * @n: how many
 */
void sluice_syntax_set_children (SluiceSyntax        *self,
                                 SluiceArena         *arena,
                                 SluiceSyntax *const *children,
                                 guint                n);

/**
 * sluice_syntax_to_sql:
 * @self: a node
 *
 * Returns: (transfer full): the expression as Spark's messages and default column names write it:
 *   `(x + 1)`
 */
char *sluice_syntax_to_sql (const SluiceSyntax *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
