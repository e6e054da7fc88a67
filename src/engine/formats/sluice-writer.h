/* sluice-writer.h: from columns to the bytes of files.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "core/sluice-error.h"
#include "core/sluice-settings.h"

G_BEGIN_DECLS

/**
 * SluiceWriter:
 *
 * How rows of one schema are written in one format. Immutable and shared between threads;
 * reference-counted.
 */
typedef struct _SluiceWriter SluiceWriter;

/**
 * sluice_writer_new:
 * @format: `json`, `csv` or `text`
 * @schema: (transfer none): the schema of the rows, a STRUCT
 * @options: (nullable): names to values; options of the sink itself (`path` …) are passed over
 * @settings: the session's settings
 * @error: an option that isn't taken, a type that the format can't hold
 *   (`UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE`)
 *
 * Returns: (transfer full) (nullable): the writer
 */
SluiceWriter *sluice_writer_new (const char           *format,
                                 const SluiceType     *schema,
                                 GHashTable           *options,
                                 const SluiceSettings *settings,
                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_writer_ref: @self: a writer. Returns: (transfer full): @self. */
SluiceWriter *sluice_writer_ref (SluiceWriter *self);

/** sluice_writer_unref: @self: (nullable): a writer. */
void sluice_writer_unref (SluiceWriter *self);

/**
 * sluice_writer_extension:
 * @self: a writer
 *
 * Returns: (transfer none): the end of its files' names, such as `.json` or `.csv.gz`
 */
const char *sluice_writer_extension (const SluiceWriter *self);

/**
 * sluice_writer_append_header:
 * @self: a writer
 * @out: bytes are appended
 *
 * Writes what stands at the beginning of a file, such as a CSV header; often nothing.
 */
void sluice_writer_append_header (const SluiceWriter *self,
                                  GByteArray         *out);

/**
 * sluice_writer_append:
 * @self: a writer
 * @batch: rows of its schema; the selected ones are written
 * @out: bytes are appended, uncompressed
 * @error: a value that can't be written
 *
 * Returns: whether it went well
 */
gboolean sluice_writer_append (const SluiceWriter *self,
                               SluiceBatch        *batch,
                               GByteArray         *out,
                               GError            **error);

/**
 * sluice_writer_finish_file:
 * @self: a writer
 * @plain: (transfer full): all bytes of a file
 *
 * Compresses a file where the `compression` option asks for it.
 *
 * Returns: (transfer full): the bytes to write
 */
GBytes *sluice_writer_finish_file (const SluiceWriter *self,
                                   GByteArray         *plain) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_json_append_value:
 * @column: a column of any type
 * @row: a row
 * @settings: for the time zone
 * @ignore_null_fields: whether null fields of structs are left out
 * @out: the JSON text is appended
 *
 * Writes one value as to_json does: what the console, samples, tests and tables of the window show.
 */
void sluice_json_append_value (const SluiceColumn   *column,
                               guint32               row,
                               const SluiceSettings *settings,
                               gboolean              ignore_null_fields,
                               GByteArray           *out);

/**
 * sluice_json_append_row:
 * @batch: rows
 * @row: a row of its columns
 * @settings: for the time zone
 * @ignore_null_fields: whether null fields are left out
 * @out: a JSON object is appended, without a newline
 */
void sluice_json_append_row (SluiceBatch          *batch,
                             guint32               row,
                             const SluiceSettings *settings,
                             gboolean              ignore_null_fields,
                             GByteArray           *out);

/**
 * sluice_text_append_value:
 * @column: a column of any type
 * @row: a row
 * @settings: for the time zone
 * @out: the text is appended
 *
 * Writes one value as Dataset.show() does: `NULL`, `{a, 1}`, `[1, 2]`, `2024-01-01 00:00:00`.
 */
void sluice_text_append_value (const SluiceColumn   *column,
                               guint32               row,
                               const SluiceSettings *settings,
                               GString              *out);

/**
 * sluice_rows_from_json:
 * @json: (array length=length): JSON lines, or one JSON array of objects
 * @length: bytes
 * @schema: (transfer none): the schema of the rows
 * @settings: the session's settings
 * @error: what isn't JSON or doesn't convert
 *
 * Makes a table of rows that stand in a document or a test: `rows` of a memory table, addData. Takes the
 * values in the form that sluice_json_append_row() writes (numbers as texts and base64 for BINARY too).
 *
 * Returns: (transfer full) (nullable) (element-type SluiceBatch): the rows in batches
 */
GPtrArray *sluice_rows_from_json (const char           *json,
                                  gsize                 length,
                                  const SluiceType     *schema,
                                  const SluiceSettings *settings,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceWriter, sluice_writer_unref)

G_END_DECLS
