/* sluice-function-options.h: the schema and the options that functions on texts are called with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"
#include "formats/sluice-format-options.h"
#include "formats/sluice-reader.h"

G_BEGIN_DECLS

/**
 * sluice_call_schema:
 * @analyzer: the analysis
 * @call: a call
 * @index: the argument that is a type or a schema as a constant text
 * @error: `INVALID_SCHEMA.NON_STRING_LITERAL`, an error of parsing
 *
 * Returns: (transfer full) (nullable): the type; a list of columns is a STRUCT
 */
SluiceType *sluice_call_schema (SluiceAnalyzer *analyzer,
                                SluiceCall     *call,
                                guint           index,
                                GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_call_options:
 * @analyzer: the analysis
 * @call: a call
 * @index: the argument that is a `map(…)` of constant texts; it may be missing
 * @error: `INVALID_OPTIONS.NON_MAP_FUNCTION`, `INVALID_OPTIONS.NON_STRING_TYPE`
 *
 * Returns: (transfer full) (nullable): names to values; empty when there is no such argument
 */
GHashTable *sluice_call_options (SluiceAnalyzer *analyzer,
                                 SluiceCall     *call,
                                 guint           index,
                                 GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_call_check_text:
 * @analyzer: the analysis
 * @call: a call
 * @index: one of its arguments, which isn't cast
 * @error: `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`
 *
 * Returns: whether the argument is a STRING, or becomes one because it is NULL
 */
gboolean sluice_call_check_text (SluiceAnalyzer *analyzer,
                                 SluiceCall     *call,
                                 guint           index,
                                 GError        **error);

/**
 * sluice_call_check_constant_text:
 * @analyzer: the analysis
 * @call: a call
 * @what: what its first argument is called
 * @error: `DATATYPE_MISMATCH.NON_FOLDABLE_INPUT`, `…UNEXPECTED_NULL`, `…UNEXPECTED_INPUT_TYPE`
 *
 * Returns: whether the first argument is a constant STRING
 */
gboolean sluice_call_check_constant_text (SluiceAnalyzer *analyzer,
                                          SluiceCall     *call,
                                          const char     *what,
                                          GError        **error);

/**
 * SluiceTextFunction:
 * @options: the options; %NULL when they aren't taken
 * @reader: (nullable): from_csv's, which owns @options then
 * @settings: the session's settings
 * @error: (nullable): why @options are not taken: Spark finds that out with the first row
 * @type: (nullable): the type that texts become, all of it nullable
 * @corrupt: index in @type of the corrupt record's column, or SLUICE_NO_COLUMN
 *
 * What the kernels of these functions find in their call's data.
 */
typedef struct
{
  SluiceFormatOptions *options;
  SluiceReader *reader;
  SluiceSettings *settings;
  GError *error;
  SluiceType *type;
  guint corrupt;
} SluiceTextFunction;

/**
 * sluice_text_function_new:
 * @analyzer: the analysis
 * @format: JSON or CSV
 * @values: (transfer none): the options
 * @writing: whether the function makes texts
 * @type: (transfer none) (nullable): the type that texts become
 *
 * Returns: (transfer full): data for a call
 */
SluiceTextFunction *sluice_text_function_new (SluiceAnalyzer   *analyzer,
                                              SluiceFormat      format,
                                              GHashTable       *values,
                                              gboolean          writing,
                                              const SluiceType *type) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_text_function_free: @data: (nullable): a #SluiceTextFunction. */
void sluice_text_function_free (gpointer data);

/**
 * sluice_text_function_check:
 * @self: a call's data
 * @name: the function
 * @error: an option that isn't taken, `PARSE_MODE_UNSUPPORTED`, `INVALID_CORRUPT_RECORD_TYPE`
 *
 * To be called before the first row is looked at.
 *
 * Returns: whether the function can go to work
 */
gboolean sluice_text_function_check (const SluiceTextFunction *self,
                                     const char               *name,
                                     GError                  **error);

/**
 * sluice_call_finish_text:
 * @function: the function
 * @call: the call
 * @type: (transfer none): type of the values
 * @nullable: whether a value may be null
 * @kernel: how it is computed
 * @data: (transfer full): what the kernel needs
 *
 * Returns: (transfer full): the typed call
 */
SluiceExpr *sluice_call_finish_text (const SluiceFunction *function,
                                     SluiceCall           *call,
                                     const SluiceType     *type,
                                     gboolean              nullable,
                                     const SluiceKernel   *kernel,
                                     SluiceTextFunction   *data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
