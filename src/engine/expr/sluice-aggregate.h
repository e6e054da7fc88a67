/* sluice-aggregate.h: how an aggregate function is computed.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "expr/sluice-expr.h"
#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SluiceAggregate:
 * @name: for explain and debugging, such as `sum_i64`
 * @state_size: bytes of one group's state, a multiple of 8; states are 16-byte aligned when it is a
 *   multiple of 16, else 8-byte aligned, and begin as zero bytes
 * @ordered: whether the result depends on the order of rows (first, collect_list); update is given rows
 *   in ascending sequence then, and merge states in ascending order of their tasks
 * @update: adds rows to groups: for i in 0 … n - 1, row rows[i] of @args goes to states[i] (rows %NULL: row
 *   i). Nulls are the function's own business. Texts that a state keeps are copied into @arena, which
 *   lives as long as the states do
 * @merge: adds the state @from to the state @into
 * @finish: writes the results of groups states[0 … n - 1] to rows 0 … n - 1 of @result, which has @n
 *   rows and no validity yet
 * @save: (nullable): appends a state's bytes for the state store; %NULL when the @state_size bytes are
 *   all there is
 * @load: (nullable): the opposite; advances over what it read, and says whether the bytes were sound
 * @exact: whether merging the states of parts of the rows gives what adding all rows in their order would, to the last
 *   bit, unless there is an overflow on the way
 *
 * An aggregate function for one type of argument. Static and constant; everything that differs from call
 * to call is in the expression.
 */
struct _SluiceAggregate
{
  const char *name;
  guint state_size;
  gboolean ordered;

  gboolean (*update) (const SluiceExpr    *expr,
                      SluiceEvalContext   *context,
                      SluiceArena         *arena,
                      gpointer            *states,
                      SluiceColumn *const *args,
                      const guint16       *rows,
                      guint32              n,
                      GError             **error);
  gboolean (*merge) (const SluiceExpr *expr,
                     SluiceArena      *arena,
                     gpointer          into,
                     gconstpointer     from,
                     GError          **error);
  gboolean (*finish) (const SluiceExpr  *expr,
                      SluiceEvalContext *context,
                      gpointer const    *states,
                      guint32            n,
                      SluiceColumn      *result,
                      GError           **error);
  void (*save) (const SluiceExpr *expr,
                gconstpointer     state,
                GByteArray       *out);
  gboolean (*load) (const SluiceExpr *expr,
                    SluiceArena      *arena,
                    gpointer          state,
                    const guint8    **cursor,
                    const guint8     *end);
  gboolean exact;
};

G_END_DECLS
