/* sluice-csv-parser.h: CSV records taken apart by the full rules of Spark's parser.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-format-options.h"

G_BEGIN_DECLS

/**
 * SluiceCsvField:
 * @offset: where its text begins in the parser's text
 * @length: bytes
 * @null: whether there is no value: nothing stood between two separators
 *
 * One value of a record.
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
 * @text: the decoded values of the record, one after another
 * @fields: (element-type SluiceCsvField): where in @text
 *
 * Slow and exact: character by character, with every rule for quotes, escapes and blanks. The rest of the
 * fields are its state.
 */
typedef struct
{
  const SluiceFormatOptions *options;
  GString *text;
  GArray *fields;

  GString *value;
  GString *blanks;
  const char *p;
  const char *end;
  const char *ch_start;
  const char *record_start;
  gunichar ch;
  gunichar previous;
  gunichar newline;
  gunichar line_separator[2];
  gboolean normalize;
  gboolean unescaped;
  gboolean trim;
  gboolean ended;
  SluiceCsvStatus failure;
} SluiceCsvParser;

/** sluice_csv_parser_init: @self: uninitialised memory, @options: (transfer none): the options. */
void sluice_csv_parser_init (SluiceCsvParser           *self,
                             const SluiceFormatOptions *options);

/** sluice_csv_parser_clear: @self: a parser. Frees what it holds. */
void sluice_csv_parser_clear (SluiceCsvParser *self);

/**
 * sluice_csv_parser_start:
 * @self: a parser
 * @data: (array length=length): a line, or with `multiLine` a whole file
 * @length: bytes
 *
 * Begins a text. In a whole file the first end of line tells which kind it uses.
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
 * Reads the next record; empty lines are passed over.
 *
 * Returns: %SLUICE_CSV_NONE at the end
 */
SluiceCsvStatus sluice_csv_parser_read (SluiceCsvParser *self,
                                        const char     **raw,
                                        gsize           *raw_length);

G_END_DECLS
