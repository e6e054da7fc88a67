/* sluice-state-metadata.h: which operators a checkpoint's state belongs to.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "state/sluice-state-store.h"

G_BEGIN_DECLS

/**
 * SluiceStateMetadata:
 * @operators: (array length=n_operators): by operator id; the strings are owned
 * @n_operators: their number
 *
 * What the file `state/metadata` says.
 */
typedef struct
{
  SluiceStateOperator *operators;
  guint n_operators;
} SluiceStateMetadata;

/**
 * sluice_state_metadata_new:
 * @operators: (array length=n_operators): operators; copied
 * @n_operators: their number
 *
 * Returns: (transfer full): the metadata
 */
SluiceStateMetadata *sluice_state_metadata_new (const SluiceStateOperator *operators,
                                                guint n_operators) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_state_metadata_free: @self: (nullable): metadata. */
void sluice_state_metadata_free (SluiceStateMetadata *self);

/**
 * sluice_state_metadata_write:
 * @self: metadata
 * @directory: the checkpoint's `state` directory
 * @error: errors of writing
 *
 * Returns: whether the file is on disk
 */
gboolean sluice_state_metadata_write (const SluiceStateMetadata *self,
                                      const char                *directory,
                                      GError                   **error);

/**
 * sluice_state_metadata_read:
 * @directory: the checkpoint's `state` directory
 * @error: %SLUICE_STATE_ERROR_MISSING (`STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY`),
 *   %SLUICE_STATE_ERROR_CORRUPT, or a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): what the file says
 */
SluiceStateMetadata *sluice_state_metadata_read (const char *directory,
                                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_metadata_check:
 * @self: what the checkpoint says
 * @query: what the query has
 * @error: %SLUICE_STATE_ERROR_MISMATCH with Spark's condition
 *
 * Compares operators, numbers of partitions, and the types (not the names) of keys and values.
 *
 * Returns: whether the query can go on with the checkpoint's state
 */
gboolean sluice_state_metadata_check (const SluiceStateMetadata *self,
                                      const SluiceStateMetadata *query,
                                      GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceStateMetadata, sluice_state_metadata_free)

G_END_DECLS
