/* sluice-expression-entry.h: an entry for expressions of Spark SQL.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/sluice-type.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_EXPRESSION_ENTRY (sluice_expression_entry_get_type ())

/**
 * SluiceExpressionEntry:
 *
 * An entry that colours Spark SQL, underlines what is wrong, and completes columns and functions. It wraps
 * and grows with its text to three lines, and further with a scroll bar. Enter doesn't break the line: it
 * emits `activate`. `edited` is emitted when the user, not the program, has changed the text.
 */
G_DECLARE_FINAL_TYPE (SluiceExpressionEntry, sluice_expression_entry, SLUICE, EXPRESSION_ENTRY, GtkWidget)

/** sluice_expression_entry_new: @multiline: whether Enter breaks the line, as in a query. Returns: (transfer floating): an empty entry. */
GtkWidget *sluice_expression_entry_new (gboolean multiline);

/** sluice_expression_entry_get_text: @self: an entry. Returns: (transfer full): its text. */
char *sluice_expression_entry_get_text (SluiceExpressionEntry *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_expression_entry_set_text: @self: an entry, @text: its new text; the cursor stays when it is the one there. */
void sluice_expression_entry_set_text (SluiceExpressionEntry *self,
                                       const char            *text);

/** sluice_expression_entry_set_placeholder: @self: an entry, @text: (nullable): what stands there while it is empty. */
void sluice_expression_entry_set_placeholder (SluiceExpressionEntry *self,
                                              const char            *text);

/** sluice_expression_entry_set_label: @self: an entry, @text: its name for assistive technologies. */
void sluice_expression_entry_set_label (SluiceExpressionEntry *self,
                                        const char            *text);

/** sluice_expression_entry_set_columns: @self: an entry, @schema: (nullable): the columns to complete. */
void sluice_expression_entry_set_columns (SluiceExpressionEntry *self,
                                          const SluiceType      *schema);

/**
 * sluice_expression_entry_set_error:
 * @self: an entry
 * @offset: first byte of what is wrong, or -1 for none
 * @length: bytes of it; 0 for the rest of the text
 *
 * Underlines a part of the text until the text changes.
 */
void sluice_expression_entry_set_error (SluiceExpressionEntry *self,
                                        gint64                 offset,
                                        gint64                 length);

G_END_DECLS
