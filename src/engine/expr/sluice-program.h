/* sluice-program.h: expressions made ready to run over batches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SluiceProgram:
 *
 * A list of expressions over one input, compiled: constants are folded, subexpressions that occur more
 * than once and always are computed once per batch. Immutable and shared between threads.
 */
typedef struct _SluiceProgram SluiceProgram;

/**
 * sluice_program_new:
 * @exprs: (array length=n) (transfer none): typed expressions over the same input, without aggregates
 *   and generators
 * @n: their number
 * @settings: (transfer none): the session's settings
 *
 * Returns: (transfer full): the program
 */
SluiceProgram *sluice_program_new (SluiceExpr *const    *exprs,
                                   guint                 n,
                                   const SluiceSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_program_free:
 * @self: (nullable): a program
 *
 * Frees it.
 */
void sluice_program_free (SluiceProgram *self);

/**
 * sluice_program_run:
 * @self: a program
 * @arena: where results go
 * @now_us: the micro-batch's timestamp
 * @batch: the input
 * @results: (out caller-allocates) (array): a column for each expression, @batch->n_rows long, whose rows
 *   selected by @batch hold the values; it may be one of @batch's own
 * @error: the first error of a row, with condition and position
 *
 * Returns: whether it went well
 */
gboolean sluice_program_run (const SluiceProgram *self,
                             SluiceArena         *arena,
                             gint64               now_us,
                             SluiceBatch         *batch,
                             SluiceColumn       **results,
                             GError             **error);

/**
 * sluice_program_run_filter:
 * @self: a program of one BOOLEAN expression
 * @arena: where the selection goes
 * @now_us: the micro-batch's timestamp
 * @batch: the input
 * @selection: (out): the rows of @batch for which it is true; %NULL when these are all of an unselected
 *   batch
 * @n_selected: (out): how many
 * @error: the first error of a row
 *
 * Returns: whether it went well
 */
gboolean sluice_program_run_filter (const SluiceProgram *self,
                                    SluiceArena         *arena,
                                    gint64               now_us,
                                    SluiceBatch         *batch,
                                    const guint16      **selection,
                                    guint32             *n_selected,
                                    GError             **error);

/**
 * sluice_program_describe:
 * @self: a program
 *
 * Returns: (transfer full): its kernels, a line each, for `sluice explain`
 */
char *sluice_program_describe (const SluiceProgram *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceProgram, sluice_program_free)

G_END_DECLS
