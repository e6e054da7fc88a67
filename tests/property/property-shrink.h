/* property-shrink.h: makes a case that fails as small as it can be.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "property-run.h"

G_BEGIN_DECLS

/**
 * prop_shrink:
 * @engine: runs cases
 * @test: a case that fails; it is changed to the smallest one found that still does
 *
 * Takes out steps, rows and filters, and threads, partitions and batches of few rows, as long as something differs.
 */
void prop_shrink (PropEngine *engine,
                  PropCase   *test);

G_END_DECLS
