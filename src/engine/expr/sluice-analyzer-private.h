/* sluice-analyzer-private.h: what the parts of the analysis share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-name.h"
#include "expr/sluice-analyzer.h"
#include "expr/sluice-function.h"
#include "expr/sluice-syntax.h"

G_BEGIN_DECLS

/**
 * SluiceLambdaFrame:
 * @lambda: the lambda whose body is being analysed
 * @types: types of its parameters
 * @nullable: whether they may be null
 * @base: index of its first variable
 * @outer: (nullable): the lambda around it
 */
typedef struct _SluiceLambdaFrame SluiceLambdaFrame;
struct _SluiceLambdaFrame
{
  const SluiceSyntax *lambda;
  const SluiceType *const *types;
  const gboolean *nullable;
  guint base;
  const SluiceLambdaFrame *outer;
};

/**
 * SluiceAnalyzer:
 * @scope: what can be named
 * @settings: the session's settings
 * @allow: which unusual things may come
 * @ast: (nullable): the tree being analysed; its arena takes the nodes that rewriting makes
 * @frames: (nullable): the lambdas around the place of the analysis
 * @n_variables: variables that they bind
 * @in_aggregate: whether the place lies in an argument of an aggregate function
 * @windowed: whether the next call is the function of an OVER, so that aggregates may stand in its arguments
 * @generator: (nullable): the call that may be a generator
 * @casts_time: whether the call being resolved made a TIME of an argument
 */
struct _SluiceAnalyzer
{
  const SluiceScope *scope;
  const SluiceSettings *settings;
  SluiceAllow allow;
  SluiceAst *ast;
  const SluiceLambdaFrame *frames;
  guint n_variables;
  gboolean in_aggregate;
  gboolean windowed;
  const SluiceSyntax *generator;
  gboolean casts_time;
};

/** sluice_analyzer_run: @self: an analysis, @syntax: a node, @error: what is wrong with it.
 * Returns: (transfer full) (nullable): the typed expression. */
SluiceExpr *sluice_analyzer_run (SluiceAnalyzer     *self,
                                 const SluiceSyntax *syntax,
                                 GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_column: @self: an analysis, @syntax: a COLUMN, @error: `UNRESOLVED_COLUMN…`
 * and the like. Returns: (transfer full) (nullable): the column, variable or field that it
 * names. */
SluiceExpr *sluice_analyzer_column (SluiceAnalyzer     *self,
                                    const SluiceSyntax *syntax,
                                    GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_star: @self: an analysis, @syntax: a STAR, @columns: (element-type
 * SluiceExpr): what it stands for is appended, @names: (nullable) (element-type utf8): with
 * their names, @error: no such input. Returns: whether there is any. */
gboolean sluice_analyzer_star (SluiceAnalyzer     *self,
                               const SluiceSyntax *syntax,
                               GPtrArray          *columns,
                               GPtrArray          *names,
                               GError            **error);

/** sluice_analyzer_field: @self: an analysis, @base: (transfer none): a value, @name: a field,
 * @syntax: the place, @error: `FIELD_NOT_FOUND` and the like. Returns: (transfer full)
 * (nullable): that field of a struct, of each struct of an array, or the map's value of that
 * key. */
SluiceExpr *sluice_analyzer_field (SluiceAnalyzer     *self,
                                   SluiceExpr         *base,
                                   const char         *name,
                                   const SluiceSyntax *syntax,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_subscript: @self: an analysis, @base: (transfer none): a value, @index:
 * (transfer none): what stands in the brackets, @syntax: the place, @error: what can't be taken
 * of it. Returns: (transfer full) (nullable): the item. */
SluiceExpr *sluice_analyzer_subscript (SluiceAnalyzer     *self,
                                       SluiceExpr         *base,
                                       SluiceExpr         *index,
                                       const SluiceSyntax *syntax,
                                       GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_function: @self: an analysis, @syntax: a CALL, @error: what is wrong with it.
 * Returns: (transfer full) (nullable): the typed call. */
SluiceExpr *sluice_analyzer_function (SluiceAnalyzer     *self,
                                      const SluiceSyntax *syntax,
                                      GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_plain_call: @self: an analysis, @function: the function, @syntax: a CALL of it without OVER, @error:
 * what is wrong with it. Returns: (transfer full) (nullable): the typed call. */
SluiceExpr *sluice_analyzer_plain_call (SluiceAnalyzer       *self,
                                        const SluiceFunction *function,
                                        const SluiceSyntax   *syntax,
                                        GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_over: @analyzer: an analysis, @function: the function, @syntax: a CALL of it with OVER, @error: what
 * is wrong with it. Returns: (transfer full) (nullable): the expression of kind OVER. */
SluiceExpr *sluice_analyzer_over (SluiceAnalyzer       *analyzer,
                                  const SluiceFunction *function,
                                  const SluiceSyntax   *syntax,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_call: @self: an analysis, @name: a function's name, @args: (array length=n)
 * (transfer none): typed arguments, @syntax: the place and the text for messages, @error: what
 * is wrong with it. Returns: (transfer full) (nullable): the typed call. */
SluiceExpr *sluice_analyzer_call (SluiceAnalyzer     *self,
                                  const char         *name,
                                  SluiceExpr        **args,
                                  guint               n,
                                  const SluiceSyntax *syntax,
                                  GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_check_count: @function: a function, @n: how many arguments there are, @syntax:
 * the call, @error: `WRONG_NUM_ARGS…`. Returns: whether it takes so many. */
gboolean sluice_analyzer_check_count (const SluiceFunction *function,
                                      guint                 n,
                                      const SluiceSyntax   *syntax,
                                      GError              **error);

/**
 * sluice_analyzer_lacks_named:
 * @function: a function
 * @n: how many arguments it is given
 * @syntax: its call
 * @error: (out): `REQUIRED_PARAMETER_NOT_FOUND`
 *
 * Returns: whether these are too few for a function whose arguments have names
 */
gboolean sluice_analyzer_lacks_named (const SluiceFunction *function,
                                      guint                 n,
                                      const SluiceSyntax   *syntax,
                                      GError              **error);

/** sluice_analyzer_arrange_named: @self: an analysis, @function: a function, @syntax: a call with
 * arguments by name, @children: (element-type SluiceSyntax): the arguments in their places are
 * appended, @error: what can't be arranged. Returns: whether it went well. */
gboolean sluice_analyzer_arrange_named (SluiceAnalyzer       *self,
                                        const SluiceFunction *function,
                                        const SluiceSyntax   *syntax,
                                        GPtrArray            *children,
                                        GError              **error);

/** sluice_analyzer_struct: @self: an analysis, @syntax: a ROW or a call of `struct`, @error: what
 * is wrong with it. Returns: (transfer full) (nullable): a struct with the fields' names from
 * how they were written. */
SluiceExpr *sluice_analyzer_struct (SluiceAnalyzer     *self,
                                    const SluiceSyntax *syntax,
                                    GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analyzer_collate_args:
 * @self: an analysis
 * @function: (inout): the function; another one where a collation asks for that
 * @call: the call; its arguments get the collation that they meet in
 * @string: (out) (transfer full) (nullable): the type of its texts; %NULL when no collation is at work
 * @error: `COLLATION_MISMATCH.EXPLICIT`, `INDETERMINATE_COLLATION_IN_EXPRESSION`, or a text that has the wrong
 *   collation
 *
 * Returns: whether the call can be resolved
 */
gboolean sluice_analyzer_collate_args (SluiceAnalyzer        *self,
                                       const SluiceFunction **function,
                                       SluiceCall            *call,
                                       SluiceType           **string,
                                       GError               **error);

/**
 * sluice_analyzer_collate_result:
 * @self: an analysis
 * @function: the function
 * @string: (transfer none): the type of its texts
 * @expr: (transfer full): the call, resolved
 *
 * Returns: (transfer full): the call with the kernel and the type that the collation asks for
 */
SluiceExpr *sluice_analyzer_collate_result (SluiceAnalyzer       *self,
                                            const SluiceFunction *function,
                                            const SluiceType     *string,
                                            SluiceExpr           *expr) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_text: @text: bytes, terminated. Returns: (transfer full): a STRING literal. */
SluiceExpr *sluice_analyzer_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analyzer_error: @syntax: the place, @condition: Spark's, @error: set to it, @format:
 * the sentence. */
void sluice_analyzer_error (const SluiceSyntax *syntax,
                            const char         *condition,
                            GError            **error,
                            const char         *format,
                            ...) G_GNUC_PRINTF (4, 5);

/** sluice_analyzer_is_higher_order: @name: a function's name. Returns: whether it takes lambdas. */
gboolean sluice_analyzer_is_higher_order (const char *name);

/** sluice_analyzer_find_aggregate: @expr: an expression. Returns: (nullable): the first aggregate
 * in it. */
const SluiceExpr *sluice_analyzer_find_aggregate (const SluiceExpr *expr);

G_END_DECLS
