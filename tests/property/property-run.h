/* property-run.h: runs a random case with the engine and holds it against what it has to give.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "property-case.h"

G_BEGIN_DECLS

/**
 * PropEngine:
 *
 * What cases are run with: a folder for checkpoints, and pools of threads, which are not made anew for each.
 */
typedef struct _PropEngine PropEngine;

/** prop_engine_new: Returns: (transfer full): an engine with an empty folder of its own. */
PropEngine *prop_engine_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** prop_engine_describe: @self: an engine. Returns: (transfer full): in one line what it has run so far. */
char *prop_engine_describe (const PropEngine *self) G_GNUC_WARN_UNUSED_RESULT;

/** prop_engine_free: @self: (nullable): an engine. Its folder goes. */
void prop_engine_free (PropEngine *self);

/**
 * prop_engine_check:
 * @self: an engine
 * @test: a case; where its faults came is noted in it
 *
 * Runs the case step by step, stops and faults included, and compares every micro-batch with the model's. Where nothing
 * is late or evicted, all rows together must also be what the same pipeline gives over tables.
 *
 * Returns: (transfer full) (nullable): the first difference, in a few lines; %NULL when there is none
 */
char *prop_engine_check (PropEngine *self,
                         PropCase   *test) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
