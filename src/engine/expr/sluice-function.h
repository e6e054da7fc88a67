/* sluice-function.h: the functions that an expression can call.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-aggregate.h"
#include "expr/sluice-expr.h"
#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

typedef struct _SluiceAnalyzer SluiceAnalyzer;

/** SluiceFunctionKind: what a call of the function becomes. */
typedef enum
{
  SLUICE_FUNCTION_SCALAR,
  SLUICE_FUNCTION_AGGREGATE,
  SLUICE_FUNCTION_GENERATOR,
  SLUICE_FUNCTION_WINDOW,
} SluiceFunctionKind;

/**
 * SluiceCall:
 * @name: the name as it was written
 * @args: (transfer full): the arguments, analysed (a lambda's body is analysed by
 *   sluice_analyzer_resolve_lambda()); resolve() may replace them, by casts mostly
 * @n_args: their number
 * @distinct: whether DISTINCT was written
 * @text_offset: first byte of the call in the text
 * @text_length: bytes of the call's text
 * @ignore_nulls: whether IGNORE NULLS was written
 * @n_order: how many keys WITHIN GROUP has; they are the last of @args
 * @descending: (array length=n_order) (nullable): whether each of them descends
 * @nulls_last: (array length=n_order) (nullable): whether nulls come last in each of them
 * @analyzer: the analysis that it is part of
 * @syntax: (nullable): its syntax, from which messages take their texts
 *
 * A call about to be resolved.
 */
typedef struct
{
  const char *name;
  SluiceExpr **args;
  guint n_args;
  gboolean distinct;
  gint32 text_offset;
  gint32 text_length;
  gboolean ignore_nulls;
  guint n_order;
  const gboolean *descending;
  const gboolean *nulls_last;
  SluiceAnalyzer *analyzer;
  const struct _SluiceSyntax *syntax;
} SluiceCall;

/**
 * SluiceResolveFunc:
 * @function: the function
 * @analyzer: the analysis, with its settings
 * @call: the call; its arguments may be replaced
 * @error: `DATATYPE_MISMATCH…` and the like
 *
 * Decides the type of a call: checks and casts the arguments, picks the kernel, prepares data.
 *
 * Returns: (transfer full) (nullable): the typed expression
 */
typedef SluiceExpr *(*SluiceResolveFunc) (const SluiceFunction *function,
                                          SluiceAnalyzer       *analyzer,
                                          SluiceCall           *call,
                                          GError              **error);

/**
 * SluiceFunction:
 * @name: in lower case
 * @kind: what a call becomes
 * @min_args: fewest arguments, without the keys of WITHIN GROUP
 * @max_args: most arguments; %G_MAXUINT for any number
 * @resolve: decides the type of a call
 * @user_data: for @resolve, so that a family can share one: a #SluiceKernel or a table of them
 * @signature: for people, such as `upper(str)`
 * @description: one sentence
 * @example: an expression that evaluates by itself
 * @example_result: what it gives, as Spark prints it
 * @group: family, as Spark groups them: `string_funcs`
 * @since: the Spark version that brought it
 *
 * A function as it is registered: what the analysis needs, and its documentation, which completion
 * shows.
 */
struct _SluiceFunction
{
  const char *name;
  SluiceFunctionKind kind;
  guint min_args;
  guint max_args;
  SluiceResolveFunc resolve;
  gconstpointer user_data;
  const char *signature;
  const char *description;
  const char *example;
  const char *example_result;
  const char *group;
  const char *since;
};

/**
 * sluice_function_lookup:
 * @name: a name, in any case
 *
 * Returns: (transfer none) (nullable): the function
 */
const SluiceFunction *sluice_function_lookup (const char *name);

/**
 * sluice_function_closest:
 * @name: a name that no function has
 *
 * Returns: (transfer none) (nullable): the function's name that was probably meant
 */
const char *sluice_function_closest (const char *name);

/**
 * sluice_function_unavailable:
 * @name: the name of a function that sluice_function_lookup() doesn't find, in any case
 * @condition: (out) (nullable): Spark's condition, where Spark refuses it in the same place
 *
 * Returns: (nullable): a sentence about why a function of Spark isn't here; %NULL when Spark doesn't
 *   know the name either
 */
const char *sluice_function_unavailable (const char *name, const char **condition);

/** sluice_function_is_table: @name: a name, in any case. Returns: whether it is a function of Spark that makes a table. */
gboolean sluice_function_is_table (const char *name);

/**
 * sluice_function_list:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): all functions, sorted by name
 */
const SluiceFunction *const *sluice_function_list (guint *n);

/*
 * Families. Each file `sluice-functions-FAMILY.c` defines one table, and sluice-function.c lists
 * the tables: that list and the table are all there is to adding functions.
 */

/** SluiceFunctionFamily: a table of functions, static. */
typedef struct
{
  const SluiceFunction *functions;
  guint n_functions;
} SluiceFunctionFamily;

/**
 * sluice_function_add_family:
 * @family: (transfer none): a table, static
 *
 * Adds a family that lives in a folder above this one: those on JSON and CSV need the readers and
 * writers of `formats`. A list that sluice_function_list() gave before stays as it was.
 */
void sluice_function_add_family (const SluiceFunctionFamily *family);

extern const SluiceFunctionFamily sluice_functions_operators;
extern const SluiceFunctionFamily sluice_functions_math;
extern const SluiceFunctionFamily sluice_functions_conditional;
extern const SluiceFunctionFamily sluice_functions_collection;
extern const SluiceFunctionFamily sluice_functions_aggregate;
extern const SluiceFunctionFamily sluice_functions_cast;
extern const SluiceFunctionFamily sluice_functions_string;
extern const SluiceFunctionFamily sluice_functions_regex;
extern const SluiceFunctionFamily sluice_functions_calendar;
extern const SluiceFunctionFamily sluice_functions_datetime;
extern const SluiceFunctionFamily sluice_functions_epoch;
extern const SluiceFunctionFamily sluice_functions_encoding;
extern const SluiceFunctionFamily sluice_functions_format;
extern const SluiceFunctionFamily sluice_functions_generator;
extern const SluiceFunctionFamily sluice_functions_hll;
extern const SluiceFunctionFamily sluice_functions_picture;
extern const SluiceFunctionFamily sluice_functions_bitmap;
extern const SluiceFunctionFamily sluice_functions_bytes;
extern const SluiceFunctionFamily sluice_functions_random;
extern const SluiceFunctionFamily sluice_functions_vector;
extern const SluiceFunctionFamily sluice_functions_session;
extern const SluiceFunctionFamily sluice_functions_crypto;
extern const SluiceFunctionFamily sluice_functions_theta;
extern const SluiceFunctionFamily sluice_functions_time;
extern const SluiceFunctionFamily sluice_functions_top_k;
extern const SluiceFunctionFamily sluice_functions_window;
extern const SluiceFunctionFamily sluice_functions_over;

/**
 * sluice_function_hides_settings:
 * @name: a name in lower case
 *
 * Schemas and options are no arguments of Spark's functions on JSON, CSV and XML, though they are written like
 * ones: messages and names of columns leave them out.
 *
 * Returns: whether only the first argument is shown
 */
gboolean sluice_function_hides_settings (const char *name);

/* What resolve functions work with. */

/**
 * sluice_analyzer_settings:
 * @self: an analysis
 *
 * Returns: (transfer none): the session's settings
 */
const SluiceSettings *sluice_analyzer_settings (SluiceAnalyzer *self);

/**
 * sluice_analyzer_cast:
 * @self: an analysis
 * @expr: (transfer none): an expression
 * @type: (transfer none): the wanted type
 *
 * Casts without asking: nothing when @expr has the type already. For casts whose legality is
 * known, as in coercions.
 *
 * Returns: (transfer full): @expr as @type
 */
SluiceExpr *sluice_analyzer_cast (SluiceAnalyzer   *self,
                                  SluiceExpr       *expr,
                                  const SluiceType *type) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analyzer_coerce_arg:
 * @self: an analysis
 * @call: a call
 * @index: one of its arguments
 * @type: (transfer none): the type that the function takes there
 * @error: `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE` when Spark's implicit casts don't lead there
 *
 * Replaces the argument by one of @type, as Spark's implicit casts do ([ANSI or not] by the
 * settings).
 *
 * Returns: whether it could
 */
gboolean sluice_analyzer_coerce_arg (SluiceAnalyzer   *self,
                                     SluiceCall       *call,
                                     guint             index,
                                     const SluiceType *type,
                                     GError          **error);

/**
 * sluice_analyzer_coerce_same:
 * @self: an analysis
 * @call: a call
 * @first: its first argument that takes part
 * @n: how many take part
 * @error: `DATATYPE_MISMATCH.DATA_DIFF_TYPES` and the like
 *
 * Brings arguments to their common type, as coalesce, CASE, IN and greatest do.
 *
 * Returns: (transfer none) (nullable): the common type, owned by the arguments
 */
const SluiceType *sluice_analyzer_coerce_same (SluiceAnalyzer *self,
                                               SluiceCall     *call,
                                               guint           first,
                                               guint           n,
                                               GError        **error);

/**
 * sluice_analyzer_coerce_none:
 * @call: a call
 * @error: set to `DATATYPE_MISMATCH.DATA_DIFF_TYPES`
 *
 * Refuses a call because its arguments have no common type.
 */
void sluice_analyzer_coerce_none (const SluiceCall *call,
                                  GError          **error);

/**
 * sluice_analyzer_common_type:
 * @self: an analysis
 * @a: a type
 * @b: a type
 *
 * Returns: (transfer full) (nullable): the tightest type that both widen to under the settings'
 *   coercion rules; %NULL when there is none
 */
SluiceType *sluice_analyzer_common_type (SluiceAnalyzer   *self,
                                         const SluiceType *a,
                                         const SluiceType *b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analyzer_resolve_lambda:
 * @self: an analysis
 * @call: a call with a lambda among its arguments
 * @index: that argument
 * @types: (array length=n): types of the lambda's parameters
 * @nullable: (array length=n): whether they may be null
 * @n: how many the function passes; the lambda may take fewer where Spark lets it
 * @error: an error of the lambda's body, or a wrong number of parameters
 *
 * Analyses the body of a lambda, whose parameters' types only the function knows.
 *
 * Returns: whether it went well; the argument is of kind LAMBDA then, typed as its body
 */
gboolean sluice_analyzer_resolve_lambda (SluiceAnalyzer          *self,
                                         SluiceCall              *call,
                                         guint                    index,
                                         const SluiceType *const *types,
                                         const gboolean          *nullable,
                                         guint                    n,
                                         GError                 **error);

/**
 * sluice_analyzer_fold:
 * @self: an analysis
 * @expr: an expression
 * @error: an error of its evaluation
 *
 * Returns: (transfer full) (nullable): its value as a LITERAL when it is foldable; %NULL without
 *   an error when it isn't
 */
SluiceExpr *sluice_analyzer_fold (SluiceAnalyzer *self,
                                  SluiceExpr     *expr,
                                  GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_call_finish:
 * @function: the function
 * @call: the call
 * @type: (transfer none): type of the values
 * @nullable: whether a value may be null
 * @kernel: how it is computed
 *
 * Returns: (transfer full): the typed call, with function, kernel and text set
 */
SluiceExpr *sluice_call_finish (const SluiceFunction *function,
                                SluiceCall           *call,
                                const SluiceType     *type,
                                gboolean              nullable,
                                const SluiceKernel   *kernel) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_call_any_nullable:
 * @call: a call
 *
 * Returns: whether any argument may be null
 */
gboolean sluice_call_any_nullable (const SluiceCall *call);

/**
 * sluice_call_to_sql:
 * @call: a call
 *
 * Returns: (transfer full): the call as Spark's messages write it, such as `(x + 1)`
 */
char *sluice_call_to_sql (const SluiceCall *call) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_call_arg_to_sql:
 * @call: a call
 * @index: an argument
 *
 * Returns: (transfer full): the argument as it was written, the way Spark's messages write it
 */
char *sluice_call_arg_to_sql (const SluiceCall *call,
                              guint             index) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_call_mismatch:
 * @call: a call
 * @condition: the part after `DATATYPE_MISMATCH.`, such as `BINARY_OP_DIFF_TYPES`
 * @error: set to that condition, with the call's position
 * @format: what is wrong, printf-style; `Cannot resolve "…" due to data type mismatch: ` goes in
 *   front
 *
 * Refuses a call for the types of its arguments.
 */
void sluice_call_mismatch (const SluiceCall  *call,
                           const char        *condition,
                           GError           **error,
                           const char        *format,
                           ...) G_GNUC_PRINTF (4, 5);

/**
 * sluice_call_error:
 * @call: a call
 * @condition: (nullable): Spark's condition
 * @error: set to it, with the call's position
 * @format: the sentence, printf-style
 *
 * Refuses a call for any other reason.
 */
void sluice_call_error (const SluiceCall  *call,
                        const char        *condition,
                        GError           **error,
                        const char        *format,
                        ...) G_GNUC_PRINTF (4, 5);

/**
 * sluice_call_wrong_type:
 * @call: a call
 * @index: an argument
 * @required: what the function takes there, as Spark writes it, such as `("NUMERIC" or "ANSI
 *   INTERVAL")`
 * @error: set to `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`, with the argument's position
 */
void sluice_call_wrong_type (const SluiceCall *call,
                             guint             index,
                             const char       *required,
                             GError          **error);

G_END_DECLS
