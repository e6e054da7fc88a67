/* sluice-rules.h: what the rules of a query work with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-analysis-private.h"

G_BEGIN_DECLS

/**
 * SluiceRules:
 * @analysis: the analysis
 * @sink: the query's sink
 * @mode: its output mode
 * @visited: plans that were checked, since branches may share some
 * @observations: names of observations to the nodes that have them
 *
 * A query that is being checked.
 */
typedef struct
{
  SluiceAnalysis *analysis;
  SluiceNodeState *sink;
  SluiceOutputMode mode;
  GHashTable *visited;
  GHashTable *observations;
} SluiceRules;

/**
 * sluice_rules_report:
 * @self: the query
 * @severity: how bad it is
 * @plan: (nullable): what breaks the rule; %NULL for the sink
 * @field: (nullable): the field of its node
 * @condition: (nullable): Spark's condition
 * @explanation: a plain sentence, translated
 * @format: Spark's sentence, printf-style
 *
 * Returns: (transfer none) (nullable): the problem; %NULL when it is known already
 */
SluiceProblem *sluice_rules_report (SluiceRules      *self,
                                    SluiceSeverity    severity,
                                    const SluicePlan *plan,
                                    const char       *field,
                                    const char       *condition,
                                    const char       *explanation,
                                    const char       *format,
                                    ...) G_GNUC_PRINTF (7, 8);

/** sluice_rules_fix_mode: offers to change the query's output mode; @problem may be %NULL. */
void sluice_rules_fix_mode (SluiceRules     *self,
                            SluiceProblem   *problem,
                            SluiceOutputMode mode);

/** sluice_rules_fix_watermark: offers to put a watermark on @column before port @port of @node; @problem may be %NULL. */
void sluice_rules_fix_watermark (SluiceRules     *self,
                                 SluiceProblem   *problem,
                                 SluiceNodeState *node,
                                 guint            port,
                                 const char      *column);

/** sluice_rules_check_join: @self: the query, @plan: a JOIN with a stream below it. Rules 25 to 31. */
void sluice_rules_check_join (SluiceRules      *self,
                              const SluicePlan *plan);

G_END_DECLS
