/* sluice-csv-reader.h: the two ways of reading CSV: exact, and fast for plain lines.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-variant.h"
#include "formats/sluice-csv-parser.h"
#include "formats/sluice-reader-private.h"

G_BEGIN_DECLS

/*
 * @parser: the exact way
 * @targets: for each column of the files the wanted column that it goes to, or SLUICE_NO_COLUMN
 * @n_fields: columns of the files
 * @check_count: whether a record of another number of columns is malformed
 * @null_is_empty: whether `nullValue` is the empty text
 * @null_length: bytes of `nullValue`
 * @fast: whether the options allow the fast way
 * @variants: (nullable): puts values of VARIANT columns together; %NULL without such columns
 * @stages: for each field what its values looked like so far, for sluice_variant_builder_csv()
 * @header: the names of the fields, where each record is one VARIANT
 * @separator, @quote, @escape: the characters that the fast way stops at
 */
struct _SluiceCsvScanner
{
  SluiceCsvParser parser;
  guint *targets;
  guint n_fields;
  gboolean check_count;
  gboolean null_is_empty;
  gsize null_length;
  gboolean fast;
  SluiceVariantBuilder *variants;
  GByteArray *stages;
  GPtrArray *header;
  char separator;
  char quote;
  char escape;
};

/**
 * sluice_csv_append:
 * @scanner: a scanner in a row
 * @builder: a column
 * @text: (array length=length): a value's text; must outlive the column
 * @length: its bytes
 * @condition: (out): Spark's condition, when the value doesn't convert
 *
 * Returns: whether the value converts; if not, nothing is appended
 */
gboolean sluice_csv_append (SluiceScanner       *scanner,
                            SluiceColumnBuilder *builder,
                            const char          *text,
                            gsize                length,
                            const char         **condition);

/** sluice_csv_line_is_void: @options: for comments, @line: a line, @length: its bytes. Returns: whether it is blank or a comment. */
gboolean sluice_csv_line_is_void (const SluiceFormatOptions *options,
                                  const char                *line,
                                  gsize                      length);

/**
 * sluice_csv_read_line:
 * @scanner: a scanner
 * @line: (array length=length): a line
 * @length: its bytes
 * @error: a malformed record that is an error
 *
 * Reads a line the exact way: a header, a record, or nothing.
 *
 * Returns: whether to go on
 */
gboolean sluice_csv_read_line (SluiceScanner *scanner,
                               const char    *line,
                               gsize          length,
                               GError       **error);

/**
 * sluice_csv_read_value:
 * @scanner: a scanner in a row
 * @text: (array length=length): one record
 * @length: its bytes
 * @error: a malformed record that is an error
 *
 * Reads a text that is one record, as from_csv() does: a row is appended in any case.
 *
 * Returns: whether to go on
 */
gboolean sluice_csv_read_value (SluiceScanner *scanner,
                                const char    *text,
                                gsize          length,
                                GError       **error);

/** sluice_csv_fast_init: @self: a scanner's CSV part, @options: the options. Sees whether the fast way is open. */
void sluice_csv_fast_init (SluiceCsvScanner          *self,
                           const SluiceFormatOptions *options);

/**
 * sluice_csv_fast_scan:
 * @scanner: a scanner with its block set
 * @p: where to begin
 * @error: a malformed record that is an error
 *
 * Reads the rest of the block, sixty-four bytes at a time. A line with anything out of the ordinary goes to
 * sluice_csv_read_line().
 *
 * Returns: whether to go on
 */
gboolean sluice_csv_fast_scan (SluiceScanner *scanner,
                               const char    *p,
                               GError       **error);

G_END_DECLS
