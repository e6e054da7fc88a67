/* sluice-csv-parser.h: CSV records taken apart exactly, whatever the options.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-format-options.h"

G_BEGIN_DECLS

/** SluiceCsvToken: what a place in the text may be. Where several fit, the first of them counts. */
typedef enum
{
  SLUICE_CSV_SEPARATOR,
  SLUICE_CSV_LINE_END,
  SLUICE_CSV_QUOTE,
  SLUICE_CSV_ESCAPE,
  SLUICE_CSV_ESCAPE_ESCAPE,
  SLUICE_CSV_BLANK,
  SLUICE_CSV_TEXT,
  SLUICE_CSV_END,
  SLUICE_CSV_N_TOKENS,
} SluiceCsvToken;

/** SluiceCsvState: where in a value the parser is. */
typedef enum
{
  SLUICE_CSV_FIELD_START,
  SLUICE_CSV_UNQUOTED,
  SLUICE_CSV_QUOTED,
  SLUICE_CSV_AFTER_ESCAPE,
  SLUICE_CSV_AFTER_ESCAPE_ESCAPE,
  SLUICE_CSV_AFTER_QUOTE,
  SLUICE_CSV_CLOSED,
  SLUICE_CSV_N_STATES,
} SluiceCsvState;

/** SluiceCsvRule: @action: what becomes of a token, @next: the state after it. */
typedef struct
{
  guint8 action;
  guint8 next;
} SluiceCsvRule;

/** SluiceCsvSpelling: @text: the bytes of a token, @length: how many; 0 when it is switched off. */
typedef struct
{
  const char *text;
  gsize length;
} SluiceCsvSpelling;

/**
 * SluiceCsvField:
 * @offset: where its text begins in the parser's text
 * @length: bytes
 * @null: whether there is no value: nothing stood between two separators, or the value was skipped
 *
 * One value of a record. Empty quotes are a value of no bytes.
 */
typedef struct
{
  gsize offset;
  gsize length;
  gboolean null;
} SluiceCsvField;

/** SluiceCsvStatus: what came of reading a record. */
typedef enum
{
  SLUICE_CSV_RECORD,
  SLUICE_CSV_NONE,
  SLUICE_CSV_TOO_LARGE,
  SLUICE_CSV_UNESCAPED_QUOTE,
} SluiceCsvStatus;

/**
 * SluiceCsvParser:
 * @options: the options
 * @text: the decoded values of the record, one after another, as proper UTF-8
 * @fields: (element-type SluiceCsvField): where in @text
 *
 * A state machine over bytes; its rules stand at the top of sluice-csv-parser.c. The rest of the
 * fields are its own: @rules is the table with the options worked in, @tokens has a bit for every
 * token that may begin with a byte, @value is where the value at hand begins in @text, @opening and
 * @mark where in the data it began behind its quote and where its last quote or escape stands.
 */
typedef struct
{
  const SluiceFormatOptions *options;
  GString *text;
  GArray *fields;

  SluiceCsvRule rules[SLUICE_CSV_N_STATES][SLUICE_CSV_N_TOKENS];
  SluiceCsvSpelling spellings[SLUICE_CSV_BLANK];
  char characters[3][4];
  guint8 tokens[256];

  const char *p;
  const char *end;
  gboolean strict;

  gsize value;
  const char *opening;
  const char *mark;
  gboolean quoted;
  gboolean skipped;
} SluiceCsvParser;

/** sluice_csv_parser_init: @self: uninitialised memory, @options: (transfer none): the options. */
void sluice_csv_parser_init (SluiceCsvParser           *self,
                             const SluiceFormatOptions *options);

/** sluice_csv_parser_clear: @self: a parser. Frees what it holds. */
void sluice_csv_parser_clear (SluiceCsvParser *self);

/**
 * sluice_csv_parser_start:
 * @self: a parser
 * @data: (array length=length): a line without its end, or with `multiLine` a whole file
 * @length: bytes
 *
 * Begins a text, which must outlive the reading. In a whole file the first end of a line tells
 * which kind it uses, unless `lineSep` does.
 */
void sluice_csv_parser_start (SluiceCsvParser *self,
                              const char      *data,
                              gsize            length);

/**
 * sluice_csv_parser_read:
 * @self: a started parser
 * @raw: (out): the record as it stands in the data, without the end of the line
 * @raw_length: (out): its bytes
 *
 * Reads the next record; empty lines and comments are passed over.
 *
 * Returns: %SLUICE_CSV_NONE at the end
 */
SluiceCsvStatus sluice_csv_parser_read (SluiceCsvParser *self,
                                        const char     **raw,
                                        gsize           *raw_length);

/**
 * sluice_csv_is_comment:
 * @options: the options
 * @line: (array length=length): what begins a line
 * @length: bytes
 *
 * Returns: whether the line is a comment
 */
gboolean sluice_csv_is_comment (const SluiceFormatOptions *options,
                                const char                *line,
                                gsize                      length);

G_END_DECLS
