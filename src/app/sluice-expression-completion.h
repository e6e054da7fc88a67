/* sluice-expression-completion.h: what an expression can go on with: columns and functions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtksourceview/gtksource.h>

#include "core/sluice-type.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_EXPRESSION_COMPLETION (sluice_expression_completion_get_type ())

/** SluiceExpressionCompletion: proposes the columns of a schema first, then Spark's functions. */
G_DECLARE_FINAL_TYPE (SluiceExpressionCompletion, sluice_expression_completion, SLUICE,
                      EXPRESSION_COMPLETION, GObject)

/** sluice_expression_completion_new: Returns: (transfer full): a provider that knows the functions. */
SluiceExpressionCompletion *sluice_expression_completion_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_expression_completion_set_columns: @self: a provider, @schema: (nullable): the columns that there are. */
void sluice_expression_completion_set_columns (SluiceExpressionCompletion *self,
                                               const SluiceType           *schema);

/**
 * sluice_expression_completion_match:
 * @self: a provider
 * @word: the beginning of a word
 *
 * Returns: (transfer full): the proposals' texts, columns first; those that begin with @word, in any case,
 *   before those that contain it
 */
char **sluice_expression_completion_match (SluiceExpressionCompletion *self,
                                           const char                 *word) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
