/* sluice-reader-private.h: what the readers of the formats share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-column-builder.h"
#include "formats/sluice-format-options.h"
#include "formats/sluice-reader.h"

G_BEGIN_DECLS

/** SLUICE_MAX_RECORD: bytes of the longest record that is read; a longer one is malformed. */
#define SLUICE_MAX_RECORD ((gsize) 16 * 1024 * 1024)

/** SLUICE_NO_COLUMN: an index that isn't one. */
#define SLUICE_NO_COLUMN G_MAXUINT

typedef struct _SluiceJsonScanner SluiceJsonScanner;
typedef struct _SluiceCsvScanner SluiceCsvScanner;

/*
 * @options: the options
 * @settings: the session's settings
 * @file_schema: all columns of the files, the corrupt record's too
 * @schema: the wanted ones, all nullable
 * @columns: index in @file_schema of each wanted column
 * @corrupt: index in @schema of the corrupt record's column, or SLUICE_NO_COLUMN
 * @file_corrupt: the same in @file_schema
 * @batch_rows: the most rows of a batch
 */
struct _SluiceReader
{
  gatomicrefcount ref_count;
  SluiceFormatOptions *options;
  SluiceSettings *settings;
  SluiceType *file_schema;
  SluiceType *schema;
  guint *columns;
  guint corrupt;
  guint file_corrupt;
  guint32 batch_rows;
};

/**
 * sluice_reader_new_unchecked:
 * @schema: (transfer none): all columns of the files
 * @columns: (nullable) (array length=n_columns): the wanted ones; %NULL for all
 * @n_columns: their number
 * @options: (transfer full): the options
 * @settings: the session's settings
 *
 * Returns: (transfer full): a reader, of columns of any types
 */
SluiceReader *sluice_reader_new_unchecked (const SluiceType     *schema,
                                           const guint          *columns,
                                           guint                 n_columns,
                                           SluiceFormatOptions  *options,
                                           const SluiceSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SluiceFailure:
 * @condition: Spark's condition, or %NULL
 * @message: a sentence
 *
 * Why a record is malformed; only looked at when a malformed record is an error.
 */
typedef struct
{
  const char *condition;
  char *message;
} SluiceFailure;

/*
 * @rows: the rows of the batch under construction, a STRUCT of the wanted columns
 * @started: whether @rows has been started
 * @recycle: whether @arena may be reset between batches
 * The fields from @arena to @origin are set while a block is scanned.
 */
struct _SluiceScanner
{
  SluiceReader *reader;
  SluiceColumnBuilder rows;
  gboolean started;
  gboolean header_pending;
  SluiceScanStatistics statistics;
  SluiceJsonScanner *json;
  SluiceCsvScanner *csv;
  SluiceMalformedFunc malformed;
  gpointer malformed_data;

  SluiceArena *arena;
  gboolean recycle;
  SluiceArena *own_arena;
  gpointer block;
  SluiceBatchFunc func;
  gpointer user_data;
  guint64 *sequence;
  const SluiceScanOrigin *origin;
  const char *data;
  gsize length;
};

/**
 * sluice_scanner_begin_row:
 * @self: a scanner
 *
 * To be called before anything is appended to a row.
 */
void sluice_scanner_begin_row (SluiceScanner *self);

/**
 * sluice_scanner_end_row:
 * @self: a scanner, whose columns have all been given a value
 * @error: the consumer's error
 *
 * Counts the row, and hands the batch on when it is full.
 *
 * Returns: whether to go on
 */
gboolean sluice_scanner_end_row (SluiceScanner *self,
                                 GError       **error);

/** sluice_scanner_flush: @self: a scanner, @error: the consumer's error. Hands on what there is. Returns: whether to go on. */
gboolean sluice_scanner_flush (SluiceScanner *self,
                               GError       **error);

/**
 * sluice_scanner_append_corrupt:
 * @self: a scanner in a row
 * @raw: (nullable): the record's text, %NULL when the record is sound
 * @length: its bytes
 *
 * Fills the corrupt record's column, where the schema has one.
 */
void sluice_scanner_append_corrupt (SluiceScanner *self,
                                    const char    *raw,
                                    gsize          length);

/**
 * sluice_scanner_malformed:
 * @self: a scanner
 * @raw: the record's text
 * @failure: why
 * @keep: (out): whether the mode keeps the record as a row
 * @error: in mode FAILFAST
 *
 * Counts a malformed record.
 *
 * Returns: whether to go on
 */
gboolean sluice_scanner_malformed (SluiceScanner       *self,
                                   const char          *raw,
                                   const SluiceFailure *failure,
                                   gboolean            *keep,
                                   GError             **error);

/** sluice_failure_clear: @self: a failure. Forgets it. */
void sluice_failure_clear (SluiceFailure *self);

/**
 * sluice_failure_set:
 * @self: a failure; the first reason is kept
 * @condition: (nullable): Spark's condition, static
 * @format: the sentence, printf-style
 */
void sluice_failure_set (SluiceFailure *self,
                         const char    *condition,
                         const char    *format,
                         ...) G_GNUC_PRINTF (3, 4);

/**
 * sluice_failure_to_error:
 * @self: a failure
 * @error: set to what mode FAILFAST says of a malformed record
 */
void sluice_failure_to_error (const SluiceFailure *self,
                              GError             **error);

/**
 * sluice_set_io_error:
 * @error: set to what keeps a file from being read
 * @path: its path
 * @saved_errno: what the system said, or 0
 * @what: (nullable): what is wrong, when the system didn't say it
 */
void sluice_set_io_error (GError    **error,
                          const char *path,
                          int         saved_errno,
                          const char *what);

/** sluice_failure_is_set: @self: a failure. Returns: whether there is a reason. */
static inline gboolean
sluice_failure_is_set (const SluiceFailure *self)
{
  return self->message != NULL;
}

/* The formats. Each scans a block of whole records. */

/** sluice_json_scanner_new: @reader: a reader. Returns: (transfer full): the JSON part of a scanner. */
SluiceJsonScanner *sluice_json_scanner_new (const SluiceReader *reader);

/** sluice_json_scanner_free: @self: (nullable): the JSON part of a scanner. */
void sluice_json_scanner_free (SluiceJsonScanner *self);

/** sluice_json_scan: @self: a scanner with its block set, @error: why not. Returns: whether it went well. */
gboolean sluice_json_scan (SluiceScanner *self,
                           GError       **error);

/** sluice_csv_scanner_new: @reader: a reader. Returns: (transfer full): the CSV part of a scanner. */
SluiceCsvScanner *sluice_csv_scanner_new (const SluiceReader *reader);

/** sluice_csv_scanner_free: @self: (nullable): the CSV part of a scanner. */
void sluice_csv_scanner_free (SluiceCsvScanner *self);

/** sluice_csv_scan: @self: a scanner with its block set, @error: why not. Returns: whether it went well. */
gboolean sluice_csv_scan (SluiceScanner *self,
                          GError       **error);

/** sluice_text_scan: @self: a scanner with its block set, @error: why not. Returns: whether it went well. */
gboolean sluice_text_scan (SluiceScanner *self,
                           GError       **error);

/**
 * sluice_next_record:
 * @options: the line separator
 * @p: where a record begins
 * @end: end of the bytes
 * @next: (out): where the next record begins
 *
 * Returns: the end of the record, its separator left out
 */
const char *sluice_next_record (const SluiceFormatOptions *options,
                                const char                *p,
                                const char                *end,
                                const char               **next);

G_END_DECLS
