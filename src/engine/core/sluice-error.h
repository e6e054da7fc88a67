/* sluice-error.h: errors that carry Spark's condition and the place they belong to.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SluiceErrorInfo:
 * @condition: Spark's error condition (`CAST_INVALID_INPUT`), or %NULL
 * @sqlstate: Spark's SQLSTATE, or %NULL
 * @node: id of the node of the document, or %NULL
 * @field: field of that node, or %NULL
 * @file: the file that the error is about, or %NULL
 * @line: line in @file, or in the expression's text, from 1; 0 when unknown
 * @column: column in that line in characters, from 1; 0 when unknown
 * @position: where in the expression's text the error begins, in bytes; -1 when unknown
 * @length: how many bytes of it are concerned; 0 when unknown
 * @batch_id: the micro-batch, or -1
 * @row: index of the row within its batch, or -1
 *
 * What an error of the engine knows beside its sentence. All strings belong to the error.
 */
typedef struct
{
  char *condition;
  char *sqlstate;
  char *node;
  char *field;
  char *file;
  guint line;
  guint column;
  gint64 position;
  gint64 length;
  gint64 batch_id;
  gint64 row;
} SluiceErrorInfo;

/**
 * SLUICE_DEFINE_ERROR_DOMAIN:
 * @name: prefix of the quark function, `sluice_expr_error`
 *
 * Defines `name_quark ()` for an error domain whose errors carry a #SluiceErrorInfo. Each folder of
 * the engine has one.
 */
#define SLUICE_DEFINE_ERROR_DOMAIN(name)                                                          \
  GQuark name##_quark (void)                                                                      \
  {                                                                                               \
    static gsize quark;                                                                           \
    if (g_once_init_enter (&quark))                                                               \
      g_once_init_leave (&quark, sluice_error_domain_register (#name "-quark"));                  \
    return (GQuark) quark;                                                                        \
  }

/**
 * sluice_error_domain_register:
 * @name: the quark's name, static
 *
 * Registers an error domain with room for a #SluiceErrorInfo. Use SLUICE_DEFINE_ERROR_DOMAIN().
 *
 * Returns: the quark
 */
GQuark sluice_error_domain_register (const char *name);

/**
 * sluice_error_info:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): what @error knows beside its sentence; %NULL when its domain is
 *   not one of ours
 */
SluiceErrorInfo *sluice_error_info (const GError *error);

/**
 * sluice_set_error:
 * @error: (out) (optional): where to put it
 * @domain: one of our domains
 * @code: its code
 * @condition: (nullable): Spark's condition
 * @format: the sentence, printf-style, without the condition in front
 *
 * Sets @error with a condition. Further facts go to sluice_error_info().
 */
void sluice_set_error (GError     **error,
                       GQuark       domain,
                       int          code,
                       const char  *condition,
                       const char  *format,
                       ...) G_GNUC_PRINTF (5, 6);

/**
 * sluice_error_set_node:
 * @error: (nullable): an error; nothing happens when it's %NULL or of a foreign domain
 * @node: (nullable): id of the node, or %NULL where only the field is known yet
 * @field: (nullable): its field
 *
 * Says which node an error belongs to, unless it says so already. A field that was said stays.
 */
void sluice_error_set_node (GError     *error,
                            const char *node,
                            const char *field);

/**
 * sluice_error_set_position:
 * @error: (nullable): an error
 * @position: byte offset in the expression's text
 * @length: bytes concerned
 *
 * Says which part of an expression an error belongs to, unless it says so already.
 */
void sluice_error_set_position (GError *error,
                                gint64  position,
                                gint64  length);

/**
 * sluice_error_set_file:
 * @error: (nullable): an error
 * @file: path of the file
 * @line: line from 1, or 0
 *
 * Says which file an error is about, unless it says so already.
 */
void sluice_error_set_file (GError     *error,
                            const char *file,
                            guint       line);

/**
 * sluice_error_condition:
 * @error: (nullable): any error
 *
 * Returns: (transfer none) (nullable): Spark's condition of @error
 */
const char *sluice_error_condition (const GError *error);

/** sluice_error_set_condition: @error: (nullable): an error, @condition: Spark's, which takes the place of the one it
 * has, where another part of Spark would have refused. */
void sluice_error_set_condition (GError     *error,
                                 const char *condition);

G_END_DECLS
