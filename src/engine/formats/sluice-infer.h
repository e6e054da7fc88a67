/* sluice-infer.h: what types texts look like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-type.h"
#include "formats/sluice-csv-parser.h"
#include "formats/sluice-json-tape.h"

G_BEGIN_DECLS

/**
 * sluice_infer_json_value:
 * @arena: where decoded texts go on the way
 * @options: `primitivesAsString`, `prefersDecimal`, `inferTimestamp`
 * @settings: the session's settings
 * @tape: (nullable): a record; %NULL for a text without any value
 * @error: `NEGATIVE_SCALE_DISALLOWED`
 *
 * Returns: (transfer full) (nullable): the type of one record, to be merged with those of others; nulls are VOID,
 *   the fields of structs are sorted by name
 */
SluiceType *sluice_infer_json_value (SluiceArena               *arena,
                                     const SluiceFormatOptions *options,
                                     const SluiceSettings      *settings,
                                     const SluiceJsonTape      *tape,
                                     GError                   **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_infer_finish:
 * @options: `dropFieldIfAllNull`
 * @type: (transfer none): what the records merged to
 *
 * Returns: (transfer full): the type with STRING for what was null only, and without what has no fields
 */
SluiceType *sluice_infer_finish (const SluiceFormatOptions *options,
                                 const SluiceType          *type) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_infer_json:
 * @arena: as sluice_infer_json_value()
 * @options: as both functions above
 * @settings: the session's settings
 * @tape: (nullable): a record; %NULL for a text without any value
 * @error: as sluice_infer_json_value()
 *
 * Returns: (transfer full) (nullable): the type that schema_of_json() tells
 */
SluiceType *sluice_infer_json (SluiceArena               *arena,
                               const SluiceFormatOptions *options,
                               const SluiceSettings      *settings,
                               const SluiceJsonTape      *tape,
                               GError                   **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_infer_merge:
 * @settings: the session's settings
 * @a: a type, with the fields of structs sorted by name
 * @b: another
 * @otherwise: what the type of values is that have nothing in common
 *
 * Returns: (transfer full): the tightest type that has the values of both
 */
SluiceType *sluice_infer_merge (const SluiceSettings *settings,
                                const SluiceType     *a,
                                const SluiceType     *b,
                                SluiceTypeId          otherwise) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_infer_count_digits:
 * @text: a number
 * @length: its bytes
 * @precision: (out): how many digits it has, without leading zeros
 * @scale: (out): how many of them stand behind the point; an exponent moves it, below zero too
 *
 * Counts the digits of a number as Java's BigDecimal does.
 */
void sluice_infer_count_digits (const char *text,
                                gsize       length,
                                gint64     *precision,
                                gint64     *scale);

/**
 * sluice_infer_is_timestamp:
 * @options: `timestampFormat`
 * @text: bytes
 * @length: their number
 *
 * Returns: whether the text is a TIMESTAMP; a time alone will do: it is today's, whatever day that is
 */
gboolean sluice_infer_is_timestamp (const SluiceFormatOptions *options,
                                    const char                *text,
                                    gsize                      length);

/**
 * sluice_infer_csv:
 * @options: `nullValue`, `dateFormat` and so on
 * @parser: a parser that has read a record
 *
 * Returns: (transfer full): the type that schema_of_csv() tells, with columns `_c0`, `_c1` …
 */
SluiceType *sluice_infer_csv (const SluiceFormatOptions *options,
                              const SluiceCsvParser     *parser) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_infer_csv_columns:
 * @options: as sluice_infer_csv()
 * @settings: the session's settings
 * @parser: a parser that has read a record
 * @types: (inout) (element-type SluiceType): types of the columns so far, VOID where nothing was seen; more are added
 *   for a longer record
 *
 * Widens the types of columns to those of one more record.
 */
void sluice_infer_csv_columns (const SluiceFormatOptions *options,
                               const SluiceSettings      *settings,
                               const SluiceCsvParser     *parser,
                               GPtrArray                 *types);

G_END_DECLS
