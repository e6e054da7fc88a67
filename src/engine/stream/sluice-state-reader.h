/* sluice-state-reader.h: looks at the state in a checkpoint.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-state-layout.h"
#include "stream/sluice-state-table.h"

G_BEGIN_DECLS

/**
 * SluiceStateReader:
 *
 * Reads the state of any micro-batch that a checkpoint still has, from the checkpoint alone. Nothing is locked and
 * nothing is written, so a query may be running on it. Used by one thread at a time.
 */
typedef struct _SluiceStateReader SluiceStateReader;

/**
 * SluiceStateBatch:
 * @id: a micro-batch
 * @timestamp_ms: when it was decided
 * @watermark_ms: the watermark that it ran with, by which state left
 *
 * A micro-batch whose state can be read.
 */
typedef struct
{
  gint64 id;
  gint64 timestamp_ms;
  gint64 watermark_ms;
} SluiceStateBatch;

/**
 * sluice_state_reader_open:
 * @path: a query's checkpoint
 * @settings: (transfer none): for aggregates whose results depend on the session
 * @error: there is no checkpoint, it has no state or that of Spark itself, or what describes the state is damaged
 *
 * Returns: (transfer full) (nullable): the reader
 */
SluiceStateReader *sluice_state_reader_open (const char     *path,
                                             SluiceSettings *settings,
                                             GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_state_reader_free: @self: (nullable): a reader. */
void sluice_state_reader_free (SluiceStateReader *self);

/**
 * sluice_state_reader_operators:
 * @self: a reader
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): the stateful operators, by id
 */
const SluiceStateOperator *sluice_state_reader_operators (SluiceStateReader *self,
                                                          guint             *n);

/**
 * sluice_state_reader_parts:
 * @self: a reader
 * @operator_id: an operator
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): the sides of a join, the only part of other operators
 */
const SluiceStatePart *sluice_state_reader_parts (SluiceStateReader *self,
                                                  guint              operator_id,
                                                  guint             *n);

/**
 * sluice_state_reader_batches:
 * @self: a reader
 * @error: errors of listing directories
 *
 * Looks again which micro-batches there are.
 *
 * Returns: (transfer full) (nullable) (element-type SluiceStateBatch): those whose state can be read, in order
 */
GArray *sluice_state_reader_batches (SluiceStateReader *self,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_reader_read:
 * @self: a reader
 * @batch_id: a micro-batch that is done, -1 for the state before the first
 * @operator_id: an operator
 * @part: one of its parts
 * @error: the micro-batch isn't done yet or too old, or a file is missing or damaged
 *
 * Returns: (transfer full) (nullable): the rows of state when the micro-batch was done, by key
 */
SluiceStateTable *sluice_state_reader_read (SluiceStateReader *self,
                                            gint64             batch_id,
                                            guint              operator_id,
                                            guint              part,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_reader_diff:
 * @self: a reader
 * @from: a micro-batch, as for sluice_state_reader_read()
 * @to: another
 * @operator_id: an operator
 * @part: one of its parts
 * @error: as for sluice_state_reader_read()
 *
 * Returns: (transfer full) (nullable): the rows that are not the same in both, by key
 */
SluiceStateTable *sluice_state_reader_diff (SluiceStateReader *self,
                                            gint64             from,
                                            gint64             to,
                                            guint              operator_id,
                                            guint              part,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceStateReader, sluice_state_reader_free)

G_END_DECLS
