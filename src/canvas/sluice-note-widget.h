/* sluice-note-widget.h: a note on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SLUICE_TYPE_NOTE_WIDGET (sluice_note_widget_get_type ())
G_DECLARE_FINAL_TYPE (SluiceNoteWidget, sluice_note_widget, SLUICE, NOTE_WIDGET, GtkWidget)

/**
 * SluiceNoteWidget:
 *
 * A sheet with a text, which is edited where it stands: after a double click, Enter or F2, until the focus goes
 * elsewhere or Escape is pressed. Signals: `edited` with the new text, empty when the note is to go; `dragged` (x, y, done)
 * with how far it was moved on the screen since it was taken, and whether it was let go.
 *
 * CSS node: `note`.
 */

/** sluice_note_widget_new: @id: (nullable): the note's id; %NULL for one that isn't in the document yet, @text: its text. Returns: (transfer floating): a sheet. */
GtkWidget *sluice_note_widget_new (const char *id,
                                   const char *text);

/** sluice_note_widget_get_id: @self: a note. Returns: (transfer none) (nullable): its id. */
const char *sluice_note_widget_get_id (SluiceNoteWidget *self);

/** sluice_note_widget_set_text: @self: a note, @text: what it says. Doesn't disturb who is writing. */
void sluice_note_widget_set_text (SluiceNoteWidget *self,
                                  const char       *text);

/** sluice_note_widget_get_text: @self: a note. Returns: (transfer none): what it says. */
const char *sluice_note_widget_get_text (SluiceNoteWidget *self);

/** sluice_note_widget_edit: @self: a note. Puts the cursor into it. */
void sluice_note_widget_edit (SluiceNoteWidget *self);

/** sluice_note_widget_finish: @self: a note. Ends writing, as when the focus goes elsewhere. */
void sluice_note_widget_finish (SluiceNoteWidget *self);

G_END_DECLS
