/* sluice-reader.h: from the bytes of files to columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/sluice-batch.h"
#include "core/sluice-error.h"
#include "core/sluice-settings.h"

G_BEGIN_DECLS

#define SLUICE_FORMAT_ERROR (sluice_format_error_quark ())

/** SluiceFormatErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_FORMAT_ERROR_OPTION,
  SLUICE_FORMAT_ERROR_SCHEMA,
  SLUICE_FORMAT_ERROR_MALFORMED,
  SLUICE_FORMAT_ERROR_IO,
} SluiceFormatErrorCode;

/** sluice_format_error_quark: Returns: the domain of #SluiceFormatErrorCode. */
GQuark sluice_format_error_quark (void);

/**
 * SluiceReader:
 *
 * How files of one format are read into one schema: format, options, wanted columns. Immutable and shared
 * between threads; reference-counted.
 */
typedef struct _SluiceReader SluiceReader;

/**
 * SluiceScanner:
 *
 * A reader at work in one thread: what it has learnt of the files' shape (the predicted order of JSON
 * keys) and its buffers.
 */
typedef struct _SluiceScanner SluiceScanner;

/**
 * SluiceBatchFunc:
 * @batch: (transfer none): rows
 * @user_data: given with the function
 * @error: where to say what went wrong
 *
 * Takes a batch.
 *
 * Returns: whether to go on
 */
typedef gboolean (*SluiceBatchFunc) (SluiceBatch *batch,
                                     gpointer     user_data,
                                     GError     **error);

/**
 * SluiceScanOrigin:
 * @file: path of the file, for errors
 * @first_line: number of the first line of the block, from 1; 0 when unknown (a block from the middle)
 * @first_block: whether the block is the beginning of its file (where a CSV header or a BOM stands)
 *
 * Where a block of text comes from.
 */
typedef struct
{
  const char *file;
  guint64 first_line;
  gboolean first_block;
} SluiceScanOrigin;

/**
 * SluiceScanStatistics:
 * @n_rows: rows read, those that were dropped as malformed left out
 * @n_corrupt: records that were malformed, whatever the mode made of them
 * @n_fallbacks: records that took the full parser because the prediction missed
 *
 * What a scanner has seen since it was made.
 */
typedef struct
{
  guint64 n_rows;
  guint64 n_corrupt;
  guint64 n_fallbacks;
} SluiceScanStatistics;

/**
 * sluice_reader_new:
 * @format: `json`, `csv` or `text`
 * @schema: (transfer none): the schema of the files, a STRUCT; made nullable [FIL-3]; for `text` one
 *   STRING column
 * @columns: (array length=n_columns) (nullable): the columns that are wanted, ascending; %NULL for all
 * @n_columns: their number
 * @options: (nullable): names (Spark's, in any case) to values, both strings; options of the file source
 *   itself (`path`, `maxFilesPerTrigger` …) are passed over
 * @settings: the session's settings
 * @error: an option or its value that isn't taken, a type that the format can't hold
 *
 * Returns: (transfer full) (nullable): the reader
 */
SluiceReader *sluice_reader_new (const char           *format,
                                 const SluiceType     *schema,
                                 const guint          *columns,
                                 guint                 n_columns,
                                 GHashTable           *options,
                                 const SluiceSettings *settings,
                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_reader_ref: @self: a reader. Returns: (transfer full): @self. */
SluiceReader *sluice_reader_ref (SluiceReader *self);

/** sluice_reader_unref: @self: (nullable): a reader. */
void sluice_reader_unref (SluiceReader *self);

/**
 * sluice_reader_schema:
 * @self: a reader
 *
 * Returns: (transfer none): the schema of the batches: the wanted columns, all nullable
 */
const SluiceType *sluice_reader_schema (const SluiceReader *self);

/**
 * sluice_reader_is_splittable:
 * @self: a reader
 * @path: path of a file
 *
 * Returns: whether blocks from the middle of the file can be read by themselves: not when it is
 *   compressed, nor with `multiLine` or `wholetext`
 */
gboolean sluice_reader_is_splittable (const SluiceReader *self,
                                      const char         *path);

/**
 * sluice_scanner_new:
 * @reader: (transfer none): what to read; referenced
 *
 * Returns: (transfer full): a scanner for one thread
 */
SluiceScanner *sluice_scanner_new (SluiceReader *reader) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_scanner_free: @self: (nullable): a scanner. */
void sluice_scanner_free (SluiceScanner *self);

/**
 * sluice_scanner_scan:
 * @self: a scanner
 * @arena: where batches live; texts point into @data where they can, so @data must live as long
 * @data: (array length=length): whole records
 * @length: bytes
 * @origin: where they come from
 * @sequence: (inout): position of the first row in the order of the source; moved on by the rows read
 * @func: takes each batch, of at most the batch size's rows
 * @user_data: for @func
 * @error: a malformed record in mode FAILFAST, or @func's error
 *
 * Reads a block.
 *
 * Returns: whether it went well
 */
gboolean sluice_scanner_scan (SluiceScanner          *self,
                              SluiceArena            *arena,
                              const char             *data,
                              gsize                   length,
                              const SluiceScanOrigin *origin,
                              guint64                *sequence,
                              SluiceBatchFunc         func,
                              gpointer                user_data,
                              GError                **error);

/**
 * sluice_scanner_scan_file:
 * @self: a scanner
 * @arena: an arena that nobody else uses; it is reset between blocks unless a batch keeps it
 * @path: path of a regular file, `.gz` and `.zst` included
 * @start: first byte; a record that begins before it belongs to the range before
 * @end: end of the range; a record that begins before it is read to its end; G_MAXINT64 for the whole file
 * @sequence: (inout): as sluice_scanner_scan()
 * @func: takes each batch; it must copy what it wants to keep beyond its return, or reference the batch,
 *   in which case the scanner goes on with a new arena
 * @user_data: for @func
 * @cancellable: (nullable): looked at between blocks
 * @error: as sluice_scanner_scan(), and errors of reading
 *
 * Reads a range of a file in blocks of 1 MiB cut at the last end of line; a record longer than 16 MiB
 * counts as malformed.
 *
 * Returns: whether it went well
 */
gboolean sluice_scanner_scan_file (SluiceScanner   *self,
                                   SluiceArena     *arena,
                                   const char      *path,
                                   gint64           start,
                                   gint64           end,
                                   guint64         *sequence,
                                   SluiceBatchFunc  func,
                                   gpointer         user_data,
                                   GCancellable    *cancellable,
                                   GError         **error);

/**
 * sluice_scanner_statistics:
 * @self: a scanner
 * @statistics: (out): what it has seen
 */
void sluice_scanner_statistics (const SluiceScanner  *self,
                                SluiceScanStatistics *statistics);

/**
 * SluiceMalformedFunc:
 * @text: (array length=length): the record, up to the end of its line
 * @length: its bytes
 * @file: (nullable): the file
 * @problem: (nullable): what is wrong with it
 * @user_data: given with the function
 *
 * Sees a malformed record, whatever the mode makes of it.
 */
typedef void (*SluiceMalformedFunc) (const char *text,
                                     gsize       length,
                                     const char *file,
                                     const char *problem,
                                     gpointer    user_data);

/**
 * sluice_scanner_watch_malformed:
 * @self: a scanner
 * @func: (nullable): sees malformed records from now on
 * @user_data: for @func
 */
void sluice_scanner_watch_malformed (SluiceScanner      *self,
                                     SluiceMalformedFunc func,
                                     gpointer            user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceReader, sluice_reader_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceScanner, sluice_scanner_free)

G_END_DECLS
