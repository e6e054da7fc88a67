/* sluice-analysis-private.h: an analysis at work.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-analyzer.h"
#include "plan/sluice-analysis.h"
#include "plan/sluice-document-private.h"
#include "plan/sluice-plan-private.h"

G_BEGIN_DECLS

/** More nodes in a row than this make plans too deep to be walked by recursion. */
#define SLUICE_MAX_PLAN_DEPTH 1000

/**
 * SluiceQualifier:
 * @name: (nullable): the alias by which the columns can be qualified; it belongs to the document
 * @first: the first column
 * @n: how many there are
 *
 * Where columns come from: after a join, each side's have the name of their input.
 */
typedef struct
{
  const char *name;
  guint first;
  guint n;
} SluiceQualifier;

/** SluiceSinkSpec: what a sink's node says, checked; @format is %NULL when that is wrong. */
typedef struct
{
  const SluiceFormatType *format;
  SluiceOutputMode mode;
  SluiceTriggerKind trigger;
  gint64 trigger_interval_us;
  char *name;
  GHashTable *options;
  char **partition_by;
  char *checkpoint;
} SluiceSinkSpec;

/** SluiceNodeStatus: how far a node's analysis went. */
typedef enum
{
  SLUICE_NODE_PENDING,
  SLUICE_NODE_DONE,
  SLUICE_NODE_FAILED,   /* no schema: it, or a node above it, has an error */
  SLUICE_NODE_LEFT_OUT, /* disabled, or below a disabled one */
} SluiceNodeStatus;

/**
 * SluiceNodeState:
 * @public: what others see
 * @node: the document's node
 * @index: its place in the document
 * @status: how far its analysis went
 * @depth: how many nodes stand above it in a row
 * @inputs: (array length=n_inputs): the nodes that it takes rows from, in the order of its ports; %NULL where
 *   a wire is missing or leads nowhere
 * @qualifiers: (element-type SluiceQualifier): of the output's columns
 * @hidden: (nullable): a plan of the output's columns followed by such of the input as the node left out: a
 *   filter right behind may use these
 * @spec: (nullable): of a sink: what it says
 */
typedef struct _SluiceNodeState SluiceNodeState;
struct _SluiceNodeState
{
  SluiceNodeAnalysis public;
  SluiceNode *node;
  guint index;
  SluiceNodeStatus status;
  guint depth;
  SluiceNodeState **inputs;
  guint n_inputs;
  GArray *qualifiers;
  SluicePlan *hidden;
  SluiceSinkSpec *spec;
};

struct _SluiceAnalysis
{
  gatomicrefcount ref_count;
  SluiceDocument *document;
  char *base_directory;
  GHashTable *parameters; /* names to values, the given ones before the document's */
  SluiceSettings *settings;
  GPtrArray *states; /* SluiceNodeState, in the document's order */
  GHashTable *index; /* ids to the first state of each */
  GPtrArray *problems;  /* in the document's order once the analysis is done */
  GPtrArray *found;     /* the same in the order in which they were found, which is Spark's */
};

/* Problems. */

/**
 * sluice_analysis_add_problem:
 * @self: the analysis
 * @severity: how bad it is
 * @node: (nullable): the node
 * @field: (nullable): its field
 * @condition: (nullable): Spark's condition
 * @format: the sentence, printf-style
 *
 * Returns: (transfer none): the problem, to be completed by the caller
 */
SluiceProblem *sluice_analysis_add_problem (SluiceAnalysis  *self,
                                            SluiceSeverity   severity,
                                            SluiceNodeState *node,
                                            const char      *field,
                                            const char      *condition,
                                            const char      *format,
                                            ...) G_GNUC_PRINTF (6, 7);

/**
 * sluice_analysis_add_error:
 * @self: the analysis
 * @node: the node
 * @field: (nullable): its field
 * @exact: whether positions in the error are positions in the document's text
 * @error: (transfer full): an error of the expression layer
 *
 * Returns: (transfer none): the problem
 */
SluiceProblem *sluice_analysis_add_error (SluiceAnalysis  *self,
                                          SluiceNodeState *node,
                                          const char      *field,
                                          gboolean         exact,
                                          GError          *error);

/** sluice_problem_explain: @self: a problem, @text: a plain sentence, translated. Returns: (transfer none): @self. */
SluiceProblem *sluice_problem_explain (SluiceProblem *self,
                                       const char    *text);

/** sluice_problem_add_fix: @self: a problem, @label: what the edit does, translated, @document: (transfer full): the document after it. */
void sluice_problem_add_fix (SluiceProblem  *self,
                             const char     *label,
                             SluiceDocument *document);

/* Fields, with parameters put in. */

/**
 * sluice_analysis_substitute:
 * @self: the analysis
 * @node: (nullable): the node that the text belongs to
 * @field: (nullable): its field
 * @text: a text with `${name}` perhaps
 * @changed: (out) (optional): whether anything was put in
 *
 * An unknown parameter is reported, and stays as it stands.
 *
 * Returns: (transfer full): the text with the parameters' values
 */
char *sluice_analysis_substitute (SluiceAnalysis  *self,
                                  SluiceNodeState *node,
                                  const char      *field,
                                  const char      *text,
                                  gboolean        *changed) G_GNUC_WARN_UNUSED_RESULT;

/** SluiceText: a text of a field, @field: what to call it in problems (`columns[2]`), @exact: whether it stands so in the document. */
typedef struct
{
  char *text;
  char *field;
  gboolean exact;
} SluiceText;

/**
 * sluice_analysis_texts:
 * @self: the analysis
 * @node: a node
 * @field: its field: an array of strings, or one string
 * @required: whether it is an error when there is none
 *
 * Reports anything but strings.
 *
 * Returns: (transfer full) (nullable) (element-type SluiceText): the texts; %NULL when a problem was reported
 */
GArray *sluice_analysis_texts (SluiceAnalysis  *self,
                               SluiceNodeState *node,
                               const char      *field,
                               gboolean         required) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analysis_text: the one text of a field, %FALSE when a problem was reported; @text->text is %NULL when it is absent or empty. */
gboolean sluice_analysis_text (SluiceAnalysis  *self,
                               SluiceNodeState *node,
                               const char      *field,
                               gboolean         required,
                               SluiceText      *text);

/** sluice_text_clear: @data: a #SluiceText. */
void sluice_text_clear (gpointer data);

/** sluice_analysis_flag: @self: the analysis, @node: a node, @field: a BOOLEAN field. Returns: whether it is true; what is no boolean is reported. */
gboolean sluice_analysis_flag (SluiceAnalysis  *self,
                               SluiceNodeState *node,
                               const char      *field);

/** sluice_analysis_options: @self: the analysis, @node: a node, @format: its format. Returns: (transfer full): its options with Spark's spelling, parameters put in, checked. */
GHashTable *sluice_analysis_options (SluiceAnalysis         *self,
                                     SluiceNodeState        *node,
                                     const SluiceFormatType *format) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analysis_format: @self: the analysis, @node: a node with a format. Returns: (transfer none) (nullable): the format; %NULL when a problem was reported. */
const SluiceFormatType *sluice_analysis_format (SluiceAnalysis  *self,
                                                SluiceNodeState *node);

/** sluice_analysis_absolute: @self: the analysis, @path: a path. Returns: (transfer full): it, relative to the document's folder. */
char *sluice_analysis_absolute (SluiceAnalysis *self,
                                const char     *path) G_GNUC_WARN_UNUSED_RESULT;

/* Scopes. */

/** sluice_analysis_scope: @self: the analysis, @input: a node, @inputs: (out): made of @input's columns; to be freed with g_free(). Returns: a scope of its columns. */
SluiceScope sluice_analysis_scope (SluiceAnalysis    *self,
                                   SluiceNodeState   *input,
                                   SluiceScopeInput **inputs);

/** sluice_scope_clear: @inputs: (array length=n): what sluice_analysis_scope() made, @n: their number. */
void sluice_scope_clear (SluiceScopeInput *inputs,
                         guint             n);

/* Steps. */

/** sluice_analysis_check_parameters: reports wrong parameters, and collects the others. */
void sluice_analysis_check_parameters (SluiceAnalysis *self,
                                       GHashTable     *given);

/** sluice_analysis_check_settings: reports unknown settings and wrong values, and makes the settings. */
void sluice_analysis_check_settings (SluiceAnalysis *self);

/** sluice_analysis_link: finds each node's inputs, reports missing and wrong wires and circles, and returns the nodes in an order in which inputs come first. */
GPtrArray *sluice_analysis_link (SluiceAnalysis *self) G_GNUC_WARN_UNUSED_RESULT;

/** SluiceAnalyzeFunc: @self: the analysis, @node: the node. */
typedef void (*SluiceAnalyzeFunc) (SluiceAnalysis  *self,
                                   SluiceNodeState *node);

/* Analyses of nodes. Each is given a node whose inputs are DONE and sets its plan with sluice_node_state_finish(), or
 * reports problems and leaves it. */

void sluice_analyze_source (SluiceAnalysis  *self,
                            SluiceNodeState *node);
void sluice_analyze_select (SluiceAnalysis  *self,
                            SluiceNodeState *node);
void sluice_analyze_with_columns (SluiceAnalysis  *self,
                                  SluiceNodeState *node);
void sluice_analyze_filter (SluiceAnalysis  *self,
                            SluiceNodeState *node);
void sluice_analyze_drop (SluiceAnalysis  *self,
                          SluiceNodeState *node);
void sluice_analyze_watermark (SluiceAnalysis  *self,
                               SluiceNodeState *node);
void sluice_analyze_group_by (SluiceAnalysis  *self,
                              SluiceNodeState *node);
void sluice_analyze_global_aggregation (SluiceAnalysis  *self,
                                        SluiceNodeState *node);
void sluice_analyze_deduplicate (SluiceAnalysis  *self,
                                 SluiceNodeState *node);
void sluice_analyze_join (SluiceAnalysis  *self,
                          SluiceNodeState *node);
void sluice_analyze_union (SluiceAnalysis  *self,
                           SluiceNodeState *node);
void sluice_analyze_order_by (SluiceAnalysis  *self,
                              SluiceNodeState *node);
void sluice_analyze_limit (SluiceAnalysis  *self,
                           SluiceNodeState *node);
void sluice_analyze_observe (SluiceAnalysis  *self,
                             SluiceNodeState *node);
void sluice_analyze_sql (SluiceAnalysis  *self,
                         SluiceNodeState *node);
void sluice_analyze_sink (SluiceAnalysis  *self,
                          SluiceNodeState *node);

/* What nodes and queries in SQL have in common. */

/**
 * sluice_analysis_make_join:
 * @self: the analysis
 * @node_id: id of the document's node
 * @type: the join's type
 * @left: its first input
 * @right: its second input
 * @condition: (nullable): when rows belong together, over the left columns followed by the right ones
 *
 * Equalities between the sides become the join's keys.
 *
 * Returns: (transfer full): the join
 */
SluicePlan *sluice_analysis_make_join (SluiceAnalysis *self,
                                       const char     *node_id,
                                       SluiceJoinType  type,
                                       SluicePlan     *left,
                                       SluicePlan     *right,
                                       SluiceExpr     *condition) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analysis_make_aggregation:
 * @self: the analysis
 * @node: the document's node
 * @field: what problems call the place
 * @input: what is grouped
 * @keys: (element-type SluiceNamedExpr): the keys, over @input; none for one group of all rows
 * @outputs: (element-type SluiceNamedExpr) (inout): expressions over @input, or over columns behind its last
 *   one, which stand for the keys; they become expressions over the result
 *
 * Returns: (transfer full) (nullable): the aggregation, whose columns are keys, then aggregates; %NULL when a
 *   problem was reported
 */
SluicePlan *sluice_analysis_make_aggregation (SluiceAnalysis  *self,
                                              SluiceNodeState *node,
                                              const char      *field,
                                              SluicePlan      *input,
                                              GArray          *keys,
                                              GArray          *outputs) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_node_state_finish: @node: a node, @plan: (transfer full): its plan; its columns have no qualifiers afterwards. */
void sluice_node_state_finish (SluiceNodeState *node,
                               SluicePlan      *plan);

/** sluice_node_state_keep_qualifiers: @node: a node whose output has the columns of @input in their places, @input: that input. */
void sluice_node_state_keep_qualifiers (SluiceNodeState       *node,
                                        const SluiceNodeState *input);

/** sluice_node_state_add_qualifier: says that @n columns from @first on come from @name. */
void sluice_node_state_add_qualifier (SluiceNodeState *node,
                                      const char      *name,
                                      guint            first,
                                      guint            n);

/* Windows. */

/** sluice_expr_is_window: @expr: an expression. Returns: whether it is a call of `window` or `session_window`. */
gboolean sluice_expr_is_window (const SluiceExpr *expr);

/** sluice_window_may_be_null: @window: a window. Returns: whether its column's type lets it be null: to Spark those that
 * overlap may, though rows without a time are in none of either kind. */
gboolean sluice_window_may_be_null (const SluiceExpr *window);

/** sluice_expr_find_window: @expr: an expression. Returns: (transfer none) (nullable): the first window call in it. */
SluiceExpr *sluice_expr_find_window (SluiceExpr *expr);

/** sluice_expr_find_kind: @expr: an expression, @kind: a kind. Returns: (transfer none) (nullable): the first expression of that kind in it. */
SluiceExpr *sluice_expr_find_kind (SluiceExpr     *expr,
                                   SluiceExprKind  kind);

/**
 * sluice_plan_is_session:
 * @plan: a plan
 * @column: a column of it
 *
 * Returns: whether it is a session window as it was made, of single rows or by a grouping: Spark knows such a column again,
 *   and grouping by it merges sessions
 */
gboolean sluice_plan_is_session (const SluicePlan *plan,
                                 guint             column);

/** sluice_analysis_split_session: @self: the analysis, @session: a column with sessions, @time: (out) (transfer full): their
 * starts, @gap: (out) (transfer full): the times from there to their ends. */
void sluice_analysis_split_session (SluiceAnalysis *self,
                                    SluiceExpr     *session,
                                    SluiceExpr    **time,
                                    SluiceExpr    **gap);

/**
 * sluice_analysis_extract_windows:
 * @self: the analysis
 * @node: the node
 * @field: the field that the expressions stand in
 * @exprs: (array length=n) (inout): expressions over @input; windows in them become columns
 * @n: their number
 * @input: (transfer full): a plan
 *
 * Puts the windows' column below expressions that have windows in them, as Spark does: behind those of @input, made by a
 * GENERATE, or for a session window by a projection.
 *
 * Returns: (transfer full) (nullable): the plan that the expressions are over now; %NULL when there are two
 *   different windows, which is reported
 */
SluicePlan *sluice_analysis_extract_windows (SluiceAnalysis  *self,
                                             SluiceNodeState *node,
                                             const char      *field,
                                             SluiceExpr     **exprs,
                                             guint            n,
                                             SluicePlan      *input) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analysis_put_window_first:
 * @node: the document's node
 * @plan: (transfer full): rows whose last column is what sluice_analysis_extract_windows() added
 *
 * Where Spark makes a column of a window below a node that has no list of its own, nothing takes it away again, and it is
 * the first one.
 *
 * Returns: (transfer full): the rows with that column before the others
 */
SluicePlan *sluice_analysis_put_window_first (SluiceNodeState *node,
                                              SluicePlan      *plan) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_node_state_keep_qualifiers_behind_window: @node: a node whose plan has a window before the columns of @input,
 * @input: its input. Gives it the qualifiers of @input. */
void sluice_node_state_keep_qualifiers_behind_window (SluiceNodeState       *node,
                                                      const SluiceNodeState *input);

/** sluice_analysis_make_watermark: @node_id: whose it is, @place: of its clause in a query, or -1, @input: a plan, @column: its event time, @delay_ms: how late
 * that may be. Returns: (transfer full): the rows with that watermark, which takes the place of any earlier one; of a
 * table it means nothing. */
SluicePlan *sluice_analysis_make_watermark (const char *node_id,
                                            gint32      place,
                                            SluicePlan *input,
                                            guint       column,
                                            gint64      delay_ms) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analysis_lateral:
 * @text: an item of a list, with its alias
 * @scope: what it can name, which comes before the names of @list
 * @first: the number of a column from which on no column of @scope is
 * @allow: what it may have in it
 * @list: (element-type SluiceNamedExpr) (inout): the items before it; this one is added
 * @error: (nullable) (out): which name is wrong
 *
 * Analyses an item that names items before it, which take the names' places.
 *
 * Returns: %FALSE after an error, then nothing is added
 */
gboolean sluice_analysis_lateral (const char        *text,
                                  const SluiceScope *scope,
                                  guint              first,
                                  SluiceAllow        allow,
                                  GArray            *list,
                                  GError           **error);

/** sluice_analysis_lateral_error: @own: (transfer full): what an item said that may name no others, @lateral:
 * (transfer full): what it said when it might. Returns: (transfer full): the one of both that Spark gives. */
GError *sluice_analysis_lateral_error (GError *own,
                                       GError *lateral);

/** sluice_error_is_unresolved: @error: of an expression. Returns: whether it names a column that isn't there. */
gboolean sluice_error_is_unresolved (const GError *error);

/** sluice_field_of: @name: a name, @expr: an expression. Returns: the field that it gives; name and type are borrowed. */
SluiceField sluice_field_of (const char       *name,
                             const SluiceExpr *expr);

/** sluice_sink_spec_free: @self: (nullable): a spec. */
void sluice_sink_spec_free (SluiceSinkSpec *self);

/** sluice_analysis_check_rules: @self: the analysis, @sink: a sink whose input is DONE, @mode: its output mode, @trigger: its trigger. Reports what Spark refuses of its query [3.2]. */
void sluice_analysis_check_rules (SluiceAnalysis   *self,
                                  SluiceNodeState  *sink,
                                  SluiceOutputMode  mode,
                                  SluiceTriggerKind trigger);

/** sluice_analysis_check_availability: @self: the analysis, all nodes done. Reports what Spark runs and this version doesn't. */
void sluice_analysis_check_availability (SluiceAnalysis *self);

G_END_DECLS
