/* sluice-json-tape.h: a JSON text taken apart, without copying it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"
#include "formats/sluice-format-options.h"

G_BEGIN_DECLS

/** SluiceJsonKind: the kinds of JSON values; NON_NUMERIC is a bare NaN or Infinity. */
typedef enum
{
  SLUICE_JSON_NULL,
  SLUICE_JSON_TRUE,
  SLUICE_JSON_FALSE,
  SLUICE_JSON_INTEGER,
  SLUICE_JSON_FRACTION,
  SLUICE_JSON_NON_NUMERIC,
  SLUICE_JSON_STRING,
  SLUICE_JSON_OBJECT,
  SLUICE_JSON_ARRAY,
} SluiceJsonKind;

/**
 * SluiceJsonNode:
 * @kind: the kind of value
 * @decode: STRING: whether its text must be decoded: there are escapes, or bytes that aren't proper UTF-8
 * @start: where its text begins; for a STRING without the quote
 * @length: bytes of its text
 * @next: index of the node behind it and all that is inside it
 *
 * A value on the tape. The members of an OBJECT follow it, a STRING for the key and then the value; so do
 * the elements of an ARRAY.
 */
typedef struct
{
  guint8 kind;
  guint8 decode;
  guint32 start;
  guint32 length;
  guint32 next;
} SluiceJsonNode;

/** SluiceJsonStatus: what a text turned out to be. */
typedef enum
{
  SLUICE_JSON_OK,
  SLUICE_JSON_EMPTY,
  SLUICE_JSON_BAD,
} SluiceJsonStatus;

/**
 * SluiceJsonTape:
 * @text: (transfer none): what the nodes are offsets into
 * @nodes: (array length=n_nodes): the values; the first is the root
 * @n_nodes: their number
 * @capacity: room in @nodes
 *
 * One record taken apart; used again for the next. Zero it before the first use.
 */
typedef struct
{
  const char *text;
  SluiceJsonNode *nodes;
  guint32 n_nodes;
  guint32 capacity;
} SluiceJsonTape;

/** SLUICE_JSON_MAX_DEPTH: nesting beyond this makes a record malformed, as in Spark. */
#define SLUICE_JSON_MAX_DEPTH 1000

/** SLUICE_JSON_MAX_DIGITS: a number of more digits makes a record malformed, as in Spark. */
#define SLUICE_JSON_MAX_DIGITS 1000

/**
 * sluice_json_tape_read:
 * @self: a tape
 * @text: a record; it must stay as long as the tape is looked at
 * @length: bytes, below 4 GiB
 * @options: what is allowed beyond the standard
 * @depth: how many containers are open around the text
 * @end: (out) (optional): offset behind the value
 *
 * Checks the first value of a text as strictly as Spark's JSON parser does, and lays it on the tape. What
 * follows the value isn't looked at, as in Spark.
 *
 * Returns: %SLUICE_JSON_EMPTY when there is no value at all
 */
SluiceJsonStatus sluice_json_tape_read (SluiceJsonTape            *self,
                                        const char                *text,
                                        gsize                      length,
                                        const SluiceFormatOptions *options,
                                        guint                      depth,
                                        gsize                     *end);

/** sluice_json_tape_clear: @self: a tape. Frees what it holds. */
void sluice_json_tape_clear (SluiceJsonTape *self);

/**
 * sluice_json_scan_string:
 * @p: the first byte after the opening quote
 * @end: end of the text
 * @quote: the quote, `"` or `'`
 * @options: what is allowed
 * @decode: (inout): set when the text must be decoded
 *
 * Returns: (nullable): the closing quote; %NULL when the string is malformed
 */
const char *sluice_json_scan_string (const char                *p,
                                     const char                *end,
                                     char                       quote,
                                     const SluiceFormatOptions *options,
                                     gboolean                  *decode);

/**
 * sluice_json_scan_number:
 * @p: a digit or a sign
 * @end: end of the text
 * @options: what is allowed
 * @kind: (out): INTEGER, FRACTION or NON_NUMERIC
 *
 * Returns: (nullable): the byte behind the number; %NULL when it is malformed
 */
const char *sluice_json_scan_number (const char                *p,
                                     const char                *end,
                                     const SluiceFormatOptions *options,
                                     SluiceJsonKind            *kind);

/**
 * sluice_json_decode_string:
 * @text: a string's text as checked by sluice_json_scan_string()
 * @length: its bytes
 * @out: room for @length bytes
 *
 * Decodes escapes; lone surrogates become `?` as in Java.
 *
 * Returns: bytes written, at most @length
 */
gsize sluice_json_decode_string (const char *text,
                                 gsize       length,
                                 char       *out);

/**
 * sluice_json_decode_halves:
 * @arena: where the text will lie
 * @text: a string's text as checked by sluice_json_scan_string()
 * @length: (inout): its bytes, then those of what is returned: up to half as many again
 * @halves: (out): whether there are lone surrogates
 *
 * Like sluice_json_decode_string(), but lone surrogates are kept as three bytes each, though no UTF-8 has
 * them.
 *
 * Returns: (transfer none): the decoded text
 */
const char *sluice_json_decode_halves (SluiceArena *arena,
                                       const char  *text,
                                       gsize       *length,
                                       gboolean    *halves);

G_END_DECLS
