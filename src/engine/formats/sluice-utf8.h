/* sluice-utf8.h: UTF-8 as Java's decoders see it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"
#include "core/sluice-string.h"

G_BEGIN_DECLS

/**
 * SluiceUtf8Kind:
 * @SLUICE_UTF8_STRICT: proper UTF-8
 * @SLUICE_UTF8_LAX: only what the JSON parser of Spark lets pass: overlong forms, surrogates, numbers above
 *   U+10FFFF
 * @SLUICE_UTF8_INVALID: none of these
 */
typedef enum
{
  SLUICE_UTF8_STRICT,
  SLUICE_UTF8_LAX,
  SLUICE_UTF8_INVALID,
} SluiceUtf8Kind;

/**
 * sluice_utf8_sequence:
 * @p: bytes; the first is 0x80 or above
 * @end: their end
 * @length: (out): length of the sequence, where it isn't invalid
 *
 * Returns: what kind of sequence begins at @p
 */
SluiceUtf8Kind sluice_utf8_sequence (const char *p,
                                     const char *end,
                                     guint      *length);

/** sluice_utf8_is_strict: @text: bytes, @length: their number. Returns: whether they are proper UTF-8. */
gboolean sluice_utf8_is_strict (const char *text,
                                gsize       length);

/**
 * sluice_utf8_replace:
 * @arena: where the result lives
 * @text: bytes
 * @length: their number
 * @result_length: (out): bytes of the result
 *
 * Returns: (transfer none): the text with U+FFFD in place of what isn't proper UTF-8
 */
const char *sluice_utf8_replace (SluiceArena *arena,
                                 const char  *text,
                                 gsize        length,
                                 gsize       *result_length);

/**
 * sluice_utf8_mend:
 * @arena: where what is made anew lives
 * @text: bytes
 *
 * Returns: @text where it is proper UTF-8, else the same with U+FFFD in place of what isn't
 */
SluiceString sluice_utf8_mend (SluiceArena        *arena,
                               const SluiceString *text);

/**
 * sluice_utf8_decode_replacing:
 * @p: bytes
 * @end: their end, after @p
 * @length: (out): bytes taken
 *
 * Decodes one character as Java's own decoder does: what isn't proper is one U+FFFD for each longest
 * beginning of a sequence.
 *
 * Returns: the character
 */
gunichar sluice_utf8_decode_replacing (const char *p,
                                       const char *end,
                                       guint      *length);

/**
 * sluice_utf8_put:
 * @c: a character, or a surrogate, which becomes `?`
 * @out: room for 4 bytes
 *
 * Returns: bytes written
 */
guint sluice_utf8_put (gunichar c,
                       char    *out);

G_END_DECLS
