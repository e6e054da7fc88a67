/* sluice-schema-json.h: schemas as Spark writes them in JSON.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-type.h"

G_BEGIN_DECLS

/**
 * sluice_schema_from_json:
 * @text: what `df.schema.json()` gives, such as `{"type":"struct","fields":[…]}` or `"integer"`
 *
 * Returns: (transfer full) (nullable): the type; %NULL when it isn't one of ours
 */
SluiceType *sluice_schema_from_json (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
