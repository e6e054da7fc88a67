/* sluice-json-copy.h: JSON values written anew.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-json-tape.h"
#include "formats/sluice-output.h"

G_BEGIN_DECLS

/**
 * sluice_json_text:
 * @arena: where a decoded text goes
 * @tape: a record
 * @node: a scalar of it, or a key
 * @length: (out): bytes
 *
 * Returns: (transfer none): the text of @node, decoded where it must be
 */
const char *sluice_json_text (SluiceArena          *arena,
                              const SluiceJsonTape *tape,
                              const SluiceJsonNode *node,
                              gsize                *length);

/**
 * sluice_json_number_is_canonical:
 * @kind: the kind of a number
 * @text: a number as sluice_json_scan_number() takes it
 * @length: its bytes
 *
 * Returns: whether sluice_output_json_copy() surely writes it as it is; of 0 and the rarer forms it isn't said
 */
gboolean sluice_json_number_is_canonical (SluiceJsonKind kind,
                                          const char    *text,
                                          gsize          length);

/**
 * sluice_output_json_copy:
 * @out: the value is appended
 * @arena: where decoded texts go on the way
 * @tape: a record
 * @index: the node of the value
 *
 * Writes a value as Spark does where it takes one out of a text: without the blanks between, texts with the
 * fewest escapes, and numbers with a point or an exponent as the DOUBLE that they stand for.
 */
void sluice_output_json_copy (SluiceOutput         *out,
                              SluiceArena          *arena,
                              const SluiceJsonTape *tape,
                              guint32               index);

G_END_DECLS
