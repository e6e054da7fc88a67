/* sluice-lexer.h: the tokens of Spark SQL.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-keywords.h"

G_BEGIN_DECLS

/**
 * SluiceLexemeKind:
 * @SLUICE_LEXEME_END: the end of the text
 * @SLUICE_LEXEME_WORD: a keyword or a plain identifier
 * @SLUICE_LEXEME_QUOTED: an identifier in backquotes
 * @SLUICE_LEXEME_STRING: a text in single quotes, raw ones included
 * @SLUICE_LEXEME_DOUBLE_QUOTED: a text in double quotes
 * @SLUICE_LEXEME_INTEGER: digits
 * @SLUICE_LEXEME_DECIMAL: digits with a point
 * @SLUICE_LEXEME_EXPONENT: digits with an exponent
 * @SLUICE_LEXEME_BIGINT: digits and `L`
 * @SLUICE_LEXEME_SMALLINT: digits and `S`
 * @SLUICE_LEXEME_TINYINT: digits and `Y`
 * @SLUICE_LEXEME_FLOAT: a number and `F`
 * @SLUICE_LEXEME_DOUBLE: a number and `D`
 * @SLUICE_LEXEME_BIGDECIMAL: a number and `BD`
 * @SLUICE_LEXEME_OPERATOR: a sign; its bytes tell which
 * @SLUICE_LEXEME_COMMENT: a comment; only sluice_lexer_next() gives these
 * @SLUICE_LEXEME_UNCLOSED: a bracketed comment without an end; likewise
 * @SLUICE_LEXEME_UNKNOWN: one character that nothing begins with
 */
typedef enum
{
  SLUICE_LEXEME_END,
  SLUICE_LEXEME_WORD,
  SLUICE_LEXEME_QUOTED,
  SLUICE_LEXEME_STRING,
  SLUICE_LEXEME_DOUBLE_QUOTED,
  SLUICE_LEXEME_INTEGER,
  SLUICE_LEXEME_DECIMAL,
  SLUICE_LEXEME_EXPONENT,
  SLUICE_LEXEME_BIGINT,
  SLUICE_LEXEME_SMALLINT,
  SLUICE_LEXEME_TINYINT,
  SLUICE_LEXEME_FLOAT,
  SLUICE_LEXEME_DOUBLE,
  SLUICE_LEXEME_BIGDECIMAL,
  SLUICE_LEXEME_OPERATOR,
  SLUICE_LEXEME_COMMENT,
  SLUICE_LEXEME_UNCLOSED,
  SLUICE_LEXEME_UNKNOWN,
} SluiceLexemeKind;

/**
 * SluiceLexeme:
 * @kind: what it is
 * @keyword: WORD: which keyword
 * @offset: first byte in the text
 * @length: bytes
 */
typedef struct
{
  SluiceLexemeKind kind;
  SluiceKeyword keyword;
  guint32 offset;
  guint32 length;
} SluiceLexeme;

/**
 * sluice_lexer_next:
 * @text: the whole text, terminated
 * @offset: (inout): where to look; moved behind what was found
 * @lexeme: (out): what comes next, comments included, white space left out
 *
 * Never fails: what isn't SQL becomes one UNKNOWN character. `>` always stands alone, because
 * only the parser knows whether `>>` closes two types or shifts.
 *
 * Returns: whether there was anything; at the end @lexeme is END
 */
gboolean sluice_lexer_next (const char   *text,
                            guint32      *offset,
                            SluiceLexeme *lexeme);

/**
 * sluice_lexer_scan:
 * @text: the whole text
 * @error: `UNCLOSED_BRACKETED_COMMENT`
 *
 * Returns: (transfer full) (nullable) (element-type SluiceLexeme): all lexemes without comments,
 *   END last
 */
GArray *sluice_lexer_scan (const char *text,
                           GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
