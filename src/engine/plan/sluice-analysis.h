/* sluice-analysis.h: from a document to plans and problems.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "plan/sluice-document.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/** SluiceSeverity: how bad a problem is. Only errors keep a query from starting. */
typedef enum
{
  SLUICE_SEVERITY_ERROR,
  SLUICE_SEVERITY_WARNING,
  SLUICE_SEVERITY_ADVICE,
} SluiceSeverity;

/**
 * SluiceQuickFix:
 * @label: what it does, in words, translated
 * @document: (transfer full): the document with the fix made
 */
typedef struct
{
  char *label;
  SluiceDocument *document;
} SluiceQuickFix;

/**
 * SluiceProblem:
 * @severity: how bad it is
 * @node: (nullable): id of the node; %NULL for the document
 * @other_nodes: (nullable) (array zero-terminated=1): further nodes that are concerned
 * @field: (nullable): its field, with an index for lists: `columns[2]`; `options.path`
 * @condition: (nullable): Spark's error condition
 * @message: Spark's sentence, or ours where Spark has none
 * @explanation: (nullable): a plain sentence on what to do, translated
 * @text_offset: where in the field's text it is, in bytes, or -1
 * @text_length: bytes of it
 * @fixes: (element-type SluiceQuickFix): edits that mend it; perhaps empty
 * @unavailable: whether nothing is wrong by Spark's rules, but this version doesn't run it
 * @in_batch: whether Spark doesn't say so when the query starts, but in its first batch
 *
 * Something wrong with a document.
 */
typedef struct
{
  SluiceSeverity severity;
  char *node;
  char **other_nodes;
  char *field;
  char *condition;
  char *message;
  char *explanation;
  gint64 text_offset;
  gint64 text_length;
  GPtrArray *fixes;
  gboolean unavailable;
  gboolean in_batch;
} SluiceProblem;

/**
 * SluiceNodeAnalysis:
 * @node_id: id of the node
 * @input_schema: (nullable): columns that its expressions can name (of all its inputs)
 * @schema: (nullable): its output; %NULL when it can't be known
 * @streaming: whether a streaming source is above it
 * @stateful: whether it keeps state
 * @plan: (nullable): its plan, not optimised; %NULL when it has errors
 * @options: (nullable) (element-type utf8 utf8): the options of a source with the document's parameters in them, `path`
 *   absolute
 *
 * What is known of a node.
 */
typedef struct
{
  char *node_id;
  SluiceType *input_schema;
  SluiceType *schema;
  gboolean streaming;
  gboolean stateful;
  SluicePlan *plan;
  GHashTable *options;
} SluiceNodeAnalysis;

/**
 * SluiceAnalysis:
 *
 * What a document means. Immutable and reference-counted; made on any thread.
 */
typedef struct _SluiceAnalysis SluiceAnalysis;

/**
 * sluice_analysis_new:
 * @document: a document, complete or not
 * @base_directory: (nullable): what relative paths are relative to: the document's folder
 * @parameters: (nullable): names to values that win over the document's
 *
 * A node with a problem doesn't silence the others. Looks at no file: that a path exists is checked at
 * the start of a query.
 *
 * Returns: (transfer full): the analysis
 */
SluiceAnalysis *sluice_analysis_new (SluiceDocument *document,
                                     const char     *base_directory,
                                     GHashTable     *parameters) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analysis_ref: @self: an analysis. Returns: (transfer full): @self. */
SluiceAnalysis *sluice_analysis_ref (SluiceAnalysis *self);

/** sluice_analysis_unref: @self: (nullable): an analysis. */
void sluice_analysis_unref (SluiceAnalysis *self);

/** sluice_analysis_get_document: @self: an analysis. Returns: (transfer none): its document. */
SluiceDocument *sluice_analysis_get_document (SluiceAnalysis *self);

/** sluice_analysis_get_node: @self: an analysis, @id: a node's id. Returns: (transfer none) (nullable): what is known of it. */
const SluiceNodeAnalysis *sluice_analysis_get_node (SluiceAnalysis *self,
                                                    const char     *id);

/** sluice_analysis_get_problems: @self: an analysis. Returns: (transfer none) (element-type SluiceProblem): all problems, in the document's order. */
GPtrArray *sluice_analysis_get_problems (SluiceAnalysis *self);

/** sluice_analysis_has_errors: @self: an analysis. Returns: whether a problem is an error. */
gboolean sluice_analysis_has_errors (SluiceAnalysis *self);

/** sluice_analysis_get_sinks: @self: an analysis. Returns: (transfer full) (array zero-terminated=1): ids of the sink nodes that aren't disabled, in the document's order. */
char **sluice_analysis_get_sinks (SluiceAnalysis *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_analysis_get_query:
 * @self: an analysis
 * @sink_id: id of a sink node
 * @error: the first error on the way to the sink, with node and field
 *
 * Returns: (transfer full) (nullable): the query, optimised and ready to run
 */
SluiceQueryPlan *sluice_analysis_get_query (SluiceAnalysis *self,
                                            const char     *sink_id,
                                            GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_analysis_get_settings: @self: an analysis. Returns: (transfer none): the session's settings. */
SluiceSettings *sluice_analysis_get_settings (SluiceAnalysis *self);

/** sluice_problem_free: @self: a problem. */
void sluice_problem_free (SluiceProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceAnalysis, sluice_analysis_unref)

G_END_DECLS
