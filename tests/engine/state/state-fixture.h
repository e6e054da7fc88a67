/* state-fixture.h: a state directory for a test, and a model to compare state with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "state/sluice-state-store.h"

G_BEGIN_DECLS

/** fixture_operators: two stateful operators, with 2 partitions and with 1. */
extern const SluiceStateOperator fixture_operators[2];

/** fixture_directory_new: Returns: (transfer full): a new empty directory. */
char *fixture_directory_new (void);

/** fixture_directory_free: @directory: (transfer full): removed with the files in it. */
void fixture_directory_free (char *directory);

/** fixture_open: opens @directory at @version with the fixture's operators and snapshots every @interval. */
SluiceStateStore *fixture_open (const char *directory,
                                gint64      version,
                                const char *attempt,
                                guint       interval,
                                GError    **error);

/** fixture_put: sets @key of operator 0 to @value, in the partition where it belongs. */
void fixture_put (SluiceStateStore *store,
                  const char       *key,
                  const char       *value,
                  gint64            expiry);

/** fixture_remove: removes @key of operator 0. Returns: whether it was there. */
gboolean fixture_remove (SluiceStateStore *store,
                         const char       *key);

/** fixture_dump: Returns: (transfer full): all entries of operator 0, sorted: `key=value@expiry` each. */
char *fixture_dump (SluiceStateStore *store);

/** fixture_commit: commits @version and aborts the test when it fails. Returns: (transfer full): the attempt. */
char *fixture_commit (SluiceStateStore *store,
                      gint64            version);

/** fixture_find: Returns: (transfer full): path of the only file in @directory whose name ends in @suffix. */
char *fixture_find (const char *directory,
                    const char *suffix);

G_END_DECLS
