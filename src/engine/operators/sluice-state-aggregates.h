/* sluice-state-aggregates.h: aggregates as a text beside the state that they left.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "expr/sluice-aggregate.h"

G_BEGIN_DECLS

/**
 * sluice_state_aggregates_to_text:
 * @exprs: (array length=n): expressions of kind AGGREGATE
 * @n: their number
 * @settings: the session's settings
 * @arguments: (out) (transfer full): DDL of the columns that the text speaks of, such as `a0 BIGINT`
 *
 * Writes what it takes to make results of the states of a group: the calls, one a line, over columns that stand
 * for their arguments, constants as they are. `sum(price * 2)` becomes `sum(a0)`.
 *
 * Returns: (transfer full) (nullable): the text; %NULL when one of them can't be told so
 */
char *sluice_state_aggregates_to_text (SluiceExpr *const    *exprs,
                                       guint                 n,
                                       const SluiceSettings *settings,
                                       char                **arguments) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_aggregates_from_text:
 * @text: what sluice_state_aggregates_to_text() gave
 * @arguments: likewise
 * @settings: the session's settings
 * @error: what of it this version doesn't understand
 *
 * Returns: (transfer full) (nullable) (element-type SluiceExpr): aggregates whose states are the same
 */
GPtrArray *sluice_state_aggregates_from_text (const char           *text,
                                              const char           *arguments,
                                              const SluiceSettings *settings,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
