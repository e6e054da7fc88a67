/* sluice-cast.h: casts between types.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/**
 * SluiceCastMode:
 * @SLUICE_CAST_ANSI: what doesn't convert is an error
 * @SLUICE_CAST_LEGACY: what doesn't convert is null, numbers wrap (`spark.sql.ansi.enabled` off)
 * @SLUICE_CAST_TRY: what doesn't convert is null (`try_cast`)
 */
typedef enum
{
  SLUICE_CAST_ANSI,
  SLUICE_CAST_LEGACY,
  SLUICE_CAST_TRY,
} SluiceCastMode;

/**
 * sluice_cast_allowed:
 * @from: a type
 * @to: a type
 * @mode: how
 *
 * Returns: whether Spark knows a cast from @from to @to at all
 */
gboolean sluice_cast_allowed (const SluiceType *from, const SluiceType *to, SluiceCastMode mode);

/**
 * sluice_cast_check:
 * @call: a call whose first argument is to be cast
 * @to: the wanted type
 * @mode: how
 * @error: `DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION`, `….CAST_WITH_FUNC_SUGGESTION` or
 *   `….CAST_WITH_CONF_SUGGESTION`, in Spark's words
 *
 * Returns: whether Spark knows the cast
 */
gboolean sluice_cast_check (const SluiceCall *call,
                            const SluiceType *to,
                            SluiceCastMode mode,
                            GError **error);

/**
 * sluice_cast_new:
 * @expr: (transfer none): what to cast
 * @to: (transfer none): the wanted type
 * @mode: how
 * @settings: (transfer none): for the time zone
 *
 * The cast must be allowed. A cast to the same type gives @expr itself; a widening of nullability
 * alone costs nothing.
 *
 * Returns: (transfer full): the cast
 */
SluiceExpr *sluice_cast_new (SluiceExpr *expr,
                             const SluiceType *to,
                             SluiceCastMode mode,
                             const SluiceSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_cast_written:
 * @expr: (transfer none): what to cast
 * @to: (transfer none): the wanted type
 * @mode: how
 * @settings: (transfer none): for the time zone
 *
 * Like sluice_cast_new(), for a cast that somebody wrote: it gives a new column even where it changes
 * nothing, and a new column carries no event-time mark.
 *
 * Returns: (transfer full): the cast
 */
SluiceExpr *sluice_cast_written (SluiceExpr *expr,
                                 const SluiceType *to,
                                 SluiceCastMode mode,
                                 const SluiceSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_cast_column:
 * @context: the evaluation
 * @column: values
 * @to: (transfer none): the wanted type
 * @mode: how
 * @selection: the rows to cast
 * @error: an error of a row
 *
 * The cast of a column as such, for readers and for rows of documents and tests.
 *
 * Returns: (transfer none) (nullable): the cast column
 */
SluiceColumn *sluice_cast_column (SluiceEvalContext *context,
                                  SluiceColumn *column,
                                  const SluiceType *to,
                                  SluiceCastMode mode,
                                  SluiceSelection selection,
                                  GError **error);

G_END_DECLS
