/* property-generate.h: makes random pipelines and disordered data.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "property-case.h"

G_BEGIN_DECLS

/**
 * prop_generate:
 * @seed: a number
 *
 * The same seed makes the same case on every machine.
 *
 * Returns: (transfer full): a pipeline that Spark allows, and what happens to it
 */
PropCase *prop_generate (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
