/* sluice-analyzer.h: from the text of an expression to a typed one.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-expr.h"

G_BEGIN_DECLS

typedef struct _SluiceAst SluiceAst;

/**
 * SluiceScopeInput:
 * @name: (nullable): the alias by which its columns can be qualified
 * @schema: a STRUCT
 * @first_column: index of its first column in the input of the expression
 * @hidden: whether its columns can only be named with its name, and are not part of `*`: what a
 *   join with USING keeps of both sides
 *
 * One of the inputs whose columns an expression can name.
 */
typedef struct
{
  const char *name;
  const SluiceType *schema;
  guint first_column;
  gboolean hidden;
} SluiceScopeInput;

/**
 * SluiceScope:
 * @inputs: (array length=n_inputs): the inputs
 * @n_inputs: their number; 0 where only literals make sense
 * @settings: the session's settings
 *
 * What an expression is analysed in.
 */
typedef struct
{
  const SluiceScopeInput *inputs;
  guint n_inputs;
  const SluiceSettings *settings;
} SluiceScope;

/**
 * SluiceAllow:
 * @SLUICE_ALLOW_AGGREGATES: aggregate functions may stand in the expression
 * @SLUICE_ALLOW_GENERATORS: a generator may be the whole expression
 * @SLUICE_ALLOW_STAR: `*` and `name.*` may be the whole expression
 * @SLUICE_ALLOW_TABLE_FUNCTIONS: the generator may be one that stands after FROM only
 * @SLUICE_ALLOW_WINDOW: `window` and `session_window` may stand in it; they are typed as calls of
 *   those functions and computed by the operator that groups
 * @SLUICE_ALLOW_OVER: functions with OVER may stand in it: all rows of the input will be known
 */
typedef enum
{
  SLUICE_ALLOW_NOTHING = 0,
  SLUICE_ALLOW_AGGREGATES = 1 << 0,
  SLUICE_ALLOW_GENERATORS = 1 << 1,
  SLUICE_ALLOW_STAR = 1 << 2,
  SLUICE_ALLOW_WINDOW = 1 << 3,
  SLUICE_ALLOW_TABLE_FUNCTIONS = 1 << 8,
  SLUICE_ALLOW_OVER = 1 << 9,
} SluiceAllow;

/**
 * SluiceNamedExpr:
 * @name: the output column's name: the alias, the column's own, or Spark's default for the
 *   expression
 * @names: (nullable) (array zero-terminated=1): for a generator, the names of its columns, which
 *   are the fields of the type of @expr
 * @expr: (transfer full): the expression
 *
 * An expression with the name of its output.
 */
typedef struct
{
  char *name;
  char **names;
  SluiceExpr *expr;
} SluiceNamedExpr;

/**
 * sluice_ast_parse:
 * @text: Spark SQL text of one expression, perhaps with an alias
 * @error: `PARSE_SYNTAX_ERROR` and the like, with the position
 *
 * Returns: (transfer full) (nullable): its syntax tree
 */
SluiceAst *sluice_ast_parse (const char *text,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_ast_unref:
 * @self: (nullable): a syntax tree
 *
 * Gives up a reference.
 */
void sluice_ast_unref (SluiceAst *self);

/**
 * sluice_analyze:
 * @text: Spark SQL text of one expression; an alias is allowed and ignored
 * @scope: what it can name
 * @allow: which unusual things it may be
 * @error: a syntax or analysis error with condition and position
 *
 * Returns: (transfer full) (nullable): the typed expression
 */
SluiceExpr *sluice_analyze (const char        *text,
                            const SluiceScope *scope,
                            SluiceAllow        allow,
                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analyze_named:
 * @text: Spark SQL text of one output column: an expression, perhaps with an alias; `*` stands
 *   for many
 * @scope: what it can name
 * @allow: which unusual things it may be
 * @out: (element-type SluiceNamedExpr): results are appended; make it with
 *   g_array_set_clear_func (…, sluice_named_expr_clear)
 * @error: a syntax or analysis error with condition and position
 *
 * Returns: whether it went well
 */
gboolean sluice_analyze_named (const char        *text,
                               const SluiceScope *scope,
                               SluiceAllow        allow,
                               GArray            *out,
                               GError           **error);

/**
 * sluice_named_expr_clear:
 * @data: a #SluiceNamedExpr
 *
 * Frees what it holds.
 */
void sluice_named_expr_clear (gpointer data);

/**
 * sluice_analyze_condition:
 * @text: Spark SQL text of a condition
 * @scope: what it can name
 * @error: as sluice_analyze(), and `DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN`
 *
 * Returns: (transfer full) (nullable): a BOOLEAN expression
 */
SluiceExpr *sluice_analyze_condition (const char        *text,
                                      const SluiceScope *scope,
                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_check_schema:
 * @schema: a STRUCT
 * @settings: tells whether case matters
 * @error: `COLUMN_ALREADY_EXISTS` when two columns, or two fields of a struct, have one name
 *
 * What Spark's readers ask of a schema.
 *
 * Returns: whether all names are different
 */
gboolean sluice_check_schema (const SluiceType     *schema,
                              const SluiceSettings *settings,
                              GError              **error);

/**
 * sluice_parse_ddl:
 * @text: a schema as Spark's DDL, such as `word STRING, ts TIMESTAMP NOT NULL`
 * @error: `PARSE_SYNTAX_ERROR`, `UNSUPPORTED_DATATYPE` and the like, with the position
 *
 * Returns: (transfer full) (nullable): a STRUCT
 */
SluiceType *sluice_parse_ddl (const char *text,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_parse_type:
 * @text: one data type, such as `ARRAY<INT>`
 * @error: as sluice_parse_ddl()
 *
 * Returns: (transfer full) (nullable): the type
 */
SluiceType *sluice_parse_type (const char *text,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_parse_interval:
 * @text: an interval as `10 minutes`, `INTERVAL 1 day 2 hours` or `1 month`
 * @months: (out): months
 * @days: (out): days
 * @microseconds: (out): the rest
 * @error: `INVALID_INTERVAL_FORMAT…`, with the text
 *
 * For delays, window sizes and triggers.
 *
 * Returns: whether it is an interval
 */
gboolean sluice_parse_interval (const char *text,
                                gint32     *months,
                                gint32     *days,
                                gint64     *microseconds,
                                GError    **error);

/** sluice_parse_duration: @text: as for sluice_parse_interval(), or a literal such as `INTERVAL '10' MINUTE`, which Spark
 * takes for delays and triggers too, @months: (out): as there, @days: (out): as there, @microseconds: (out): as there,
 * @error: as there. Returns: whether it could be read. */
gboolean sluice_parse_duration (const char *text,
                                gint32     *months,
                                gint32     *days,
                                gint64     *microseconds,
                                GError    **error);

/**
 * SluiceTokenKind: what the highlighter of an editor tells apart.
 */
typedef enum
{
  SLUICE_TOKEN_KEYWORD,
  SLUICE_TOKEN_IDENTIFIER,
  SLUICE_TOKEN_STRING,
  SLUICE_TOKEN_NUMBER,
  SLUICE_TOKEN_OPERATOR,
  SLUICE_TOKEN_COMMENT,
  SLUICE_TOKEN_ERROR,
} SluiceTokenKind;

/**
 * SluiceToken:
 * @kind: what it is
 * @offset: first byte in the text
 * @length: bytes
 */
typedef struct
{
  SluiceTokenKind kind;
  guint32 offset;
  guint32 length;
} SluiceToken;

/**
 * sluice_tokenize:
 * @text: any text
 *
 * Never fails: what isn't SQL becomes tokens of kind ERROR.
 *
 * Returns: (transfer full) (element-type SluiceToken): the tokens in order, white space left out
 */
GArray *sluice_tokenize (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceAst, sluice_ast_unref)

G_END_DECLS
