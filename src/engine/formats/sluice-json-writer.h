/* sluice-json-writer.h: rows to JSON text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-value-text.h"

G_BEGIN_DECLS

/**
 * SluiceJsonStyle:
 * @text: how values look
 * @ignore_null_fields: whether null fields of rows and structs are left out
 * @ascii_only: whether characters outside ASCII are written as escapes
 * @escape_pairs: whether characters beyond U+FFFF, and halves of them, are written as escapes
 * @pretty: whether lines are broken and indented
 *
 * How rows look in JSON.
 */
typedef struct
{
  SluiceTextStyle text;
  gboolean ignore_null_fields;
  gboolean ascii_only;
  gboolean escape_pairs;
  gboolean pretty;
} SluiceJsonStyle;

/** sluice_json_style: @options: a writer's. Returns: how its rows look. */
SluiceJsonStyle sluice_json_style (const SluiceFormatOptions *options);

/** sluice_output_json_string: @out: text in quotes is appended, @style: how, @text: bytes, @length: their number. */
void sluice_output_json_string (SluiceOutput          *out,
                                const SluiceJsonStyle *style,
                                const char            *text,
                                gsize                  length);

/**
 * sluice_output_variant:
 * @out: the value is appended
 * @zone: the session's time zone
 * @value: a value of the type VARIANT
 */
void sluice_output_variant (SluiceOutput       *out,
                            const SluiceZone   *zone,
                            const SluiceString *value);

/**
 * sluice_output_json:
 * @out: the value is appended
 * @style: how it looks
 * @column: a column of any type
 * @row: a row
 * @depth: how many containers are open around it
 */
void sluice_output_json (SluiceOutput          *out,
                         const SluiceJsonStyle *style,
                         const SluiceColumn    *column,
                         guint32                row,
                         guint                  depth);

/**
 * sluice_json_keys:
 * @style: how JSON looks
 * @type: a STRUCT
 *
 * Returns: (transfer full) (element-type GString): the fields' names as they are written, with quotes and colon
 */
GPtrArray *sluice_json_keys (const SluiceJsonStyle *style,
                             const SluiceType      *type) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_output_json_object:
 * @out: an object is appended
 * @style: how it looks
 * @type: a STRUCT, for the names
 * @keys: (nullable) (array): what sluice_json_keys() gave, where many objects are written
 * @columns: (array): the fields
 * @row: a row
 * @depth: how many containers are open around it
 */
void sluice_output_json_object (SluiceOutput          *out,
                                const SluiceJsonStyle *style,
                                const SluiceType      *type,
                                GString *const        *keys,
                                SluiceColumn *const   *columns,
                                guint32                row,
                                guint                  depth);

G_END_DECLS
