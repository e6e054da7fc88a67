/* sluice-json-template.h: what a JSON line is expected to look like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-json-value.h"

G_BEGIN_DECLS

/**
 * SluiceJsonTemplate:
 *
 * Programs write their records all alike: the same keys in the same order with the same blanks between. A
 * template holds the bytes between the values of one record, as they were, and where each value goes. A
 * record that has the same bytes there is read by comparing and scanning alone. Objects inside are part of
 * the template, arrays and maps are values of it.
 */
typedef struct _SluiceJsonTemplate SluiceJsonTemplate;

/**
 * sluice_json_template_new:
 * @tape: a sound record whose root is an object
 * @shape: the shape of the rows
 * @rows: the rows; their columns are where the values go
 *
 * Returns: (transfer full) (nullable): the template; %NULL when the record isn't one to learn from
 */
SluiceJsonTemplate *sluice_json_template_new (const SluiceJsonTape *tape,
                                              SluiceJsonShape      *shape,
                                              SluiceColumnBuilder  *rows) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_json_template_free: @self: (nullable): a template. */
void sluice_json_template_free (SluiceJsonTemplate *self);

/**
 * sluice_json_template_read:
 * @self: a template
 * @converter: converts the values
 * @tape: scratch
 * @p: where a record begins
 * @end: end of the bytes
 *
 * Appends a value or null to every column but the corrupt record's; nothing when the record differs. There must be
 * as many values in the columns as rows are counted.
 *
 * Returns: (nullable): the byte behind the record's closing brace; %NULL when the record differs
 */
const char *sluice_json_template_read (const SluiceJsonTemplate *self,
                                       SluiceJsonConverter      *converter,
                                       SluiceJsonTape           *tape,
                                       const char               *p,
                                       const char               *end);

G_END_DECLS
