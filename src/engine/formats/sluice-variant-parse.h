/* sluice-variant-parse.h: JSON texts and fields of CSV to variants.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-variant.h"
#include "formats/sluice-column-builder.h"
#include "formats/sluice-json-tape.h"

G_BEGIN_DECLS

/**
 * sluice_variant_builder_json:
 * @self: a builder
 * @arena: where decoded texts go on the way
 * @tape: a record
 * @index: the node of the value
 * @error: `VARIANT_DUPLICATE_KEY`, or one without a condition where a text isn't Unicode
 *
 * Appends a JSON value. Numbers become integers or decimals where these hold them exactly and no exponent is
 * written, doubles else.
 *
 * Returns: whether it went well
 */
gboolean sluice_variant_builder_json (SluiceVariantBuilder *self,
                                      SluiceArena          *arena,
                                      const SluiceJsonTape *tape,
                                      guint32               index,
                                      GError              **error);

/**
 * sluice_variant_builder_csv:
 * @self: a builder
 * @options: the options, with the patterns of dates and times
 * @text: a field
 * @length: its bytes
 * @stage: (inout): 0 before the first value of a field, then what the last one was
 *
 * Appends a field as what it looks like: a long, a decimal, a date, a time, a boolean, or else a text. As in
 * Spark a field never goes back in this list: once there was a text, all that follow are texts.
 */
void sluice_variant_builder_csv (SluiceVariantBuilder      *self,
                                 const SluiceFormatOptions *options,
                                 const char                *text,
                                 gsize                      length,
                                 guint8                    *stage);

/**
 * sluice_variant_builder_store:
 * @self: a builder in which one value was appended
 * @column: a VARIANT column, which gets it as a new row
 *
 * Returns: whether it isn't too long; if it is, nothing is appended
 */
gboolean sluice_variant_builder_store (SluiceVariantBuilder *self,
                                       SluiceColumnBuilder  *column);

G_END_DECLS
