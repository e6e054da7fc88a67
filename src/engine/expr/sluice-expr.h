/* sluice-expr.h: expressions with their types resolved.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"
#include "core/sluice-error.h"
#include "core/sluice-settings.h"

G_BEGIN_DECLS

#define SLUICE_EXPR_ERROR (sluice_expr_error_quark ())

/** SluiceExprErrorCode: what kind of thing went wrong; the condition says exactly what. */
typedef enum
{
  SLUICE_EXPR_ERROR_SYNTAX,
  SLUICE_EXPR_ERROR_ANALYSIS,
  SLUICE_EXPR_ERROR_EVALUATION,
} SluiceExprErrorCode;

/** sluice_expr_error_quark: Returns: the domain of #SluiceExprErrorCode. */
GQuark sluice_expr_error_quark (void);

/**
 * SluiceExprKind:
 * @SLUICE_EXPR_LITERAL: @value, a constant column of one value
 * @SLUICE_EXPR_COLUMN: column @index of the input
 * @SLUICE_EXPR_CALL: @function (operators and casts too) over @args
 * @SLUICE_EXPR_AGGREGATE: an aggregate function over @args; only the plan's aggregation runs it
 * @SLUICE_EXPR_GENERATOR: explode and the like; only a projection runs it
 * @SLUICE_EXPR_WINDOWED: a function before OVER, over @args: an aggregate function, or one that has only a @function
 * @SLUICE_EXPR_OVER: args[0], of kind WINDOWED, over a window, which its other arguments and @data say (sluice-over.h);
 *   only the plan's operator of that name runs it
 * @SLUICE_EXPR_LAMBDA: its body is args[0]; its variables are @index … @index + n_variables - 1
 * @SLUICE_EXPR_VARIABLE: variable @index of an enclosing lambda
 */
typedef enum
{
  SLUICE_EXPR_LITERAL,
  SLUICE_EXPR_COLUMN,
  SLUICE_EXPR_CALL,
  SLUICE_EXPR_AGGREGATE,
  SLUICE_EXPR_GENERATOR,
  SLUICE_EXPR_WINDOWED,
  SLUICE_EXPR_OVER,
  SLUICE_EXPR_LAMBDA,
  SLUICE_EXPR_VARIABLE,
} SluiceExprKind;

typedef struct _SluiceExpr SluiceExpr;
typedef struct _SluiceFunction SluiceFunction;
typedef struct _SluiceKernel SluiceKernel;
typedef struct _SluiceAggregate SluiceAggregate;

/**
 * SluiceExpr:
 * @kind: what it is
 * @type: (transfer full): type of its values
 * @nullable: whether a value may be null, as Spark derives it
 * @deterministic: whether equal input gives equal output (`rand()` doesn't)
 * @watermark_delay_ms: the event-time mark of its column, or -1; it follows copies and renames only
 * @n_args: number of @args
 * @args: (transfer full): arguments; casts that the function wanted are in place
 * @index: COLUMN, VARIABLE, LAMBDA
 * @n_variables: LAMBDA
 * @value: LITERAL: a constant column with @type, owned by @arena
 * @arena: LITERAL: (transfer full): where @value lives
 * @function: CALL, AGGREGATE, GENERATOR: what it was resolved from
 * @kernel: CALL: how it is computed
 * @aggregate: AGGREGATE: how it is computed
 * @data: what the kernel or aggregate prepared once (a compiled pattern); owned
 * @data_destroy: frees @data
 * @data_owner: (transfer full) (nullable): the expression that owns @data, when this one is a copy of it over
 *   another input
 * @filter: AGGREGATE: (transfer full) (nullable): the FILTER clause
 * @distinct: AGGREGATE: whether DISTINCT was written
 * @outer: GENERATOR: whether a row without elements still gives one row
 * @text_offset: first byte of its text in the expression it was parsed from; -1 when it has none
 * @text_length: bytes of that text
 *
 * A typed expression, immutable after analysis, reference-counted and shared between threads.
 */
struct _SluiceExpr
{
  gatomicrefcount ref_count;
  SluiceExprKind kind;
  SluiceType *type;
  gboolean nullable;
  gboolean deterministic;
  gint64 watermark_delay_ms;

  guint n_args;
  SluiceExpr **args;

  guint index;
  guint n_variables;
  SluiceColumn *value;
  SluiceArena *arena;

  const SluiceFunction *function;
  const SluiceKernel *kernel;
  const SluiceAggregate *aggregate;
  gpointer data;
  GDestroyNotify data_destroy;
  SluiceExpr *data_owner;
  SluiceExpr *filter;
  gboolean distinct;
  gboolean outer;

  gint32 text_offset;
  gint32 text_length;
};

/**
 * sluice_expr_new:
 * @kind: what it is
 * @type: (transfer none): type of its values
 * @nullable: whether a value may be null
 * @args: (array length=n_args) (transfer none) (nullable): arguments; referenced
 * @n_args: their number
 *
 * Returns: (transfer full): an expression; deterministic when all @args are, without an event-time mark
 *   and without a text
 */
SluiceExpr *sluice_expr_new (SluiceExprKind    kind,
                             const SluiceType *type,
                             gboolean          nullable,
                             SluiceExpr      **args,
                             guint             n_args) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_expr_new_column:
 * @index: column of the input
 * @field: its field in the input's schema
 *
 * Returns: (transfer full): a reference to a column, with its nullability and event-time mark
 */
SluiceExpr *sluice_expr_new_column (guint              index,
                                    const SluiceField *field) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_expr_new_literal:
 * @type: (transfer none): its type
 * @value: (nullable): one value as a column's buffer holds it (texts are copied), or %NULL for null
 *
 * Returns: (transfer full): a literal of a type that isn't nested
 */
SluiceExpr *sluice_expr_new_literal (const SluiceType *type,
                                     gconstpointer     value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_expr_new_literal_from:
 * @type: (transfer none): its type, nested ones included
 * @column: (transfer none): row 0 of it is copied
 *
 * Returns: (transfer full): a literal
 */
SluiceExpr *sluice_expr_new_literal_from (const SluiceType   *type,
                                          const SluiceColumn *column) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_expr_ref:
 * @self: an expression
 *
 * Returns: (transfer full): @self
 */
SluiceExpr *sluice_expr_ref (SluiceExpr *self);

/**
 * sluice_expr_unref:
 * @self: (nullable): an expression
 *
 * Gives up a reference.
 */
void sluice_expr_unref (SluiceExpr *self);

/**
 * sluice_expr_equal:
 * @self: an expression
 * @other: an expression
 *
 * Returns: whether both are deterministic and compute the same from the same input
 */
gboolean sluice_expr_equal (const SluiceExpr *self,
                            const SluiceExpr *other);

/**
 * sluice_expr_hash:
 * @self: an expression
 *
 * Returns: a number that is the same for expressions that are sluice_expr_equal()
 */
guint sluice_expr_hash (const SluiceExpr *self);

/**
 * sluice_expr_copy_with_args:
 * @self: an expression
 * @args: (array) (transfer none): as many arguments as @self has, of the same types
 *
 * Returns: (transfer full): the same call of other arguments; it shares what the kernel prepared
 */
SluiceExpr *sluice_expr_copy_with_args (SluiceExpr  *self,
                                        SluiceExpr **args) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_expr_map_columns:
 * @self: an expression
 * @map: (array): for each input column its expression in the new input, or %NULL when it has none
 * @n: length of @map
 *
 * Moves an expression to another input: by new indices, or by putting in what a projection computed.
 *
 * Returns: (transfer full) (nullable): the new expression; %NULL when a column that it needs has none
 */
SluiceExpr *sluice_expr_map_columns (SluiceExpr        *self,
                                     SluiceExpr *const *map,
                                     guint              n) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_expr_mark_columns:
 * @self: an expression
 * @used: (array length=n) (inout): set to %TRUE for each column of the input that @self reads
 * @n: number of columns
 */
void sluice_expr_mark_columns (const SluiceExpr *self,
                               gboolean         *used,
                               guint             n);

/**
 * sluice_expr_count_columns:
 * @self: an expression
 *
 * Returns: how many of the input's columns it needs, counted from the first to the last that it reads
 */
guint sluice_expr_count_columns (const SluiceExpr *self);

/**
 * sluice_expr_is_call_of:
 * @self: an expression
 * @name: a function's name, in lower case, or an operator
 *
 * Casts are calls without a function.
 *
 * Returns: whether @self calls the function
 */
gboolean sluice_expr_is_call_of (const SluiceExpr *self,
                                 const char       *name);

/**
 * sluice_expr_is_foldable:
 * @self: an expression
 *
 * Returns: whether it reads no column and is deterministic, so that it has one value
 */
gboolean sluice_expr_is_foldable (const SluiceExpr *self);

/**
 * sluice_expr_to_sql:
 * @self: an expression
 * @schema: (nullable): the input's schema, for names of columns
 *
 * Returns: (transfer full): the expression as Spark's messages and default column names write it, such as
 *   `(x + 1)` or `upper(word)`
 */
char *sluice_expr_to_sql (const SluiceExpr *self,
                          const SluiceType *schema) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceExpr, sluice_expr_unref)

/** sluice_expr_is_cast: @expr: an expression. Returns: whether it casts its argument, be it written or put in. */
gboolean sluice_expr_is_cast (const SluiceExpr *expr);

G_END_DECLS
