/* sluice-merge.h: a column put together from what several expressions gave for their share of the rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SluiceMerge:
 * @context: the evaluation
 * @type: type of the result
 * @result: the column being built; %NULL for nested types
 * @sources: for nested types: where each row comes from
 *
 * Collects the branches of CASE, coalesce and the like. Rows that no branch covers are null.
 */
typedef struct
{
  SluiceEvalContext *context;
  const SluiceType *type;
  SluiceColumn *result;
  const SluiceColumn **sources;
} SluiceMerge;

/** sluice_merge_begin: @self: (out): a merge, @context: the evaluation, @type: (transfer none): the result's type. */
void sluice_merge_begin (SluiceMerge       *self,
                         SluiceEvalContext *context,
                         const SluiceType  *type);

/** sluice_merge_add: takes the @rows of @source, a column of context->n_rows. */
void sluice_merge_add (SluiceMerge        *self,
                       const SluiceColumn *source,
                       SluiceSelection     rows);

/** sluice_merge_add_over: like sluice_merge_add(), for @rows that were added before and are replaced. */
void sluice_merge_add_over (SluiceMerge        *self,
                            const SluiceColumn *source,
                            SluiceSelection     rows);

/** sluice_merge_finish: @self: a merge. Returns: (transfer none): the column. */
SluiceColumn *sluice_merge_finish (SluiceMerge *self);

G_END_DECLS
