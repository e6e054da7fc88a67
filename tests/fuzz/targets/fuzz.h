/* fuzz.h: what the targets share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A target takes any bytes. Whatever they are, it returns; a mistake of ours ends the process, by a
 * sanitizer, a failed assertion or a warning. Nothing of an input may outlive its run, since the next
 * one must find the same.
 */
#pragma once

#include <glib.h>

#include "core/sluice-settings.h"
#include "formats/sluice-reader.h"

G_BEGIN_DECLS

/**
 * LLVMFuzzerTestOneInput:
 * @data: (array length=size): the input
 * @size: its bytes
 *
 * The target, by the name that libFuzzer calls.
 *
 * Returns: 0; -1 when the input is not worth being kept
 */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/**
 * fuzz_take_line:
 * @text: (inout): the rest of the input; behind the line afterwards
 *
 * Returns: (transfer none): the line, ended by a NUL where its end was
 */
char *fuzz_take_line (char **text);

/**
 * fuzz_input_to_text:
 * @data: (array length=size): the input
 * @size: its bytes
 *
 * Returns: (transfer full) (nullable): the input as text; %NULL when it is none
 */
char *fuzz_input_to_text (const guint8 *data,
                          gsize         size);

/** fuzz_settings: @ansi: `spark.sql.ansi.enabled`. Returns: (transfer none): settings of a session. */
const SluiceSettings *fuzz_settings (gboolean ansi);

/**
 * fuzz_asks_for_much:
 * @text: expressions
 *
 * `repeat('x', 2000000000)` is no mistake of ours, and neither is the memory that it takes.
 *
 * Returns: whether a number of more than four digits, or an exponent, stands in them
 */
gboolean fuzz_asks_for_much (const char *text);

/**
 * fuzz_read_options:
 * @line: `name=value` pairs with tabs between them, escapes as in C
 *
 * Returns: (transfer full): the options
 */
GHashTable *fuzz_read_options (const char *line);

/**
 * fuzz_read_rows:
 * @format: `json` or `csv`
 * @schema: the schema of the rows
 * @options: (nullable): options of the reader
 * @data: (array length=size): the file
 * @size: its bytes
 * @slow_variable: (nullable): environment variable that turns the fast way off
 * @error: an option that isn't taken, or a malformed record
 *
 * Returns: (transfer full) (nullable): all rows as text, a line each
 */
GByteArray *fuzz_read_rows (const char       *format,
                            const SluiceType *schema,
                            GHashTable       *options,
                            const char       *data,
                            gsize             size,
                            const char       *slow_variable,
                            GError          **error);

/**
 * fuzz_compare_ways:
 * @format: `json` or `csv`
 * @fallback: schema for inputs whose first line is none
 * @data: (array length=size): a line of DDL, a line of options, then the file
 * @size: its bytes
 * @slow_variable: environment variable that turns the fast way off
 *
 * Reads the file in the fast way and in the exact one. Any difference ends the process.
 */
void fuzz_compare_ways (const char   *format,
                        const char   *fallback,
                        const guint8 *data,
                        gsize         size,
                        const char   *slow_variable);

G_END_DECLS
