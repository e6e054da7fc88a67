/* sluice-state-partition.h: the inside of a partition of state, for the store.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "state/sluice-state-store.h"

G_BEGIN_DECLS

/** sluice_state_partition_new: Returns: (transfer full): an empty partition. */
SluiceStatePartition *sluice_state_partition_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_state_partition_free: @self: (nullable): a partition. */
void sluice_state_partition_free (SluiceStatePartition *self);

/**
 * SluiceStateChangeFunc:
 * @key: a key
 * @key_length: its bytes
 * @value: (nullable): its value, or %NULL when the key was removed
 * @value_length: its bytes
 * @expiry: its expiry
 * @user_data: given with the function
 *
 * Takes a change of the version that is being made.
 */
typedef void (*SluiceStateChangeFunc) (gconstpointer key,
                                       guint32       key_length,
                                       gconstpointer value,
                                       guint32       value_length,
                                       gint64        expiry,
                                       gpointer      user_data);

/**
 * sluice_state_partition_foreach_change:
 * @self: a partition
 * @func: sees each change since sluice_state_partition_clear_changes(): first the removals, then the keys
 *   that have a value now, each once with its last value
 * @user_data: for @func
 */
void sluice_state_partition_foreach_change (SluiceStatePartition *self,
                                            SluiceStateChangeFunc func,
                                            gpointer              user_data);

/** sluice_state_partition_clear_changes: @self: a partition. Forgets what changed, not the changes. */
void sluice_state_partition_clear_changes (SluiceStatePartition *self);

G_END_DECLS
