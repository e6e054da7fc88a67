/* window-driver.h: what the tests of the window do and see again and again.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/sluice-application.h"
#include "app/sluice-inspector.h"
#include "app/sluice-page.h"
#include "canvas/sluice-canvas.h"
#include "sluice-test-pointer.h"

G_BEGIN_DECLS

/** Driver: a window, a folder of its own, and the parts of the page that is seen. */
typedef struct
{
  char *folder;
  GtkWidget *window; /* NULL once it has closed */

  /* Once a pipeline is open */
  SluicePage *page;
  SluicePipeline *pipeline;
  SluiceCanvas *canvas;
  SluiceInspector *inspector;

  /* For what is waited for */
  guint n_wanted;
  gint64 batch;
  const char *text;
} Driver;

/** driver_set_up: @application: what the window belongs to. Opens a window that has the keys. */
void driver_set_up (Driver            *self,
                    SluiceApplication *application);

/** driver_tear_down: Closes the window without asking, and removes the folder. */
void driver_tear_down (Driver *self);

/** driver_build_path: @name: a file or folder. Returns: (transfer full): its path in the driver's folder. */
char *driver_build_path (Driver     *self,
                         const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** driver_is_closed: a condition: @user_data: a driver. Returns: whether its window has closed. */
gboolean driver_is_closed (gpointer user_data);

/** driver_look_at_page: Waits for a page and takes note of its parts. */
void driver_look_at_page (Driver *self);

/** driver_open_document: @text: a document. Writes it to pipeline.sluice in the folder and opens that. */
void driver_open_document (Driver     *self,
                           const char *text);

/** driver_wait_for_analysis: Waits until what is shown of problems and schemas is that of the document as it stands. */
void driver_wait_for_analysis (Driver *self);

/** driver_choose_file: @path: a file. Types it into the dialog that asks for one. */
void driver_choose_file (Driver     *self,
                         const char *path);

/** driver_answer: @label: of a button of the dialog that asks something; presses it. The window may be about to close then. */
void driver_answer (Driver     *self,
                    const char *label);

/** driver_has_dialog: a condition: @user_data: a driver. Returns: whether a dialog lies over the window. */
gboolean driver_has_dialog (gpointer user_data);

/** driver_find_node: @id: a node. Returns: (transfer none): its widget on the canvas. */
GtkWidget *driver_find_node (Driver     *self,
                             const char *id);

/** driver_dup_id: @op: a kind. Returns: (transfer full): the id of the first node of that kind. */
char *driver_dup_id (Driver     *self,
                     const char *op) G_GNUC_WARN_UNUSED_RESULT;

/** driver_wait_for_nodes: @n: how many nodes the document is to have. Waits for them. */
void driver_wait_for_nodes (Driver *self,
                            guint   n);

/** driver_choose_node: @id: a node; clicks it. */
void driver_choose_node (Driver     *self,
                         const char *id);

/** driver_find_editor: @field: a field of the chosen node. Returns: (transfer none): what edits it in the inspector. */
GtkWidget *driver_find_editor (Driver     *self,
                               const char *field);

/** driver_choose_value: @field: a field with a list, @value: what to choose there by pointer. */
void driver_choose_value (Driver     *self,
                          const char *field,
                          const char *value);

/** driver_type_field: @field: a field of text. Clicks into it and types in place of what is there. */
void driver_type_field (Driver     *self,
                        const char *field,
                        const char *text);

/** driver_type_list: @field: an empty list, @button: what adds its first line, @texts: lines; Enter makes the next one. */
void driver_type_list (Driver            *self,
                       const char        *field,
                       const char        *button,
                       const char *const *texts);

/** driver_type_option: @name: an option of the chosen node, which is added if it isn't there yet. */
void driver_type_option (Driver     *self,
                         const char *name,
                         const char *value);

/** driver_show_panel: @title: of one of the panels below the canvas; clicks it. */
void driver_show_panel (Driver     *self,
                        const char *title);

/** driver_dup_words: @root: a widget that is shown. Returns: (transfer full): all that its labels say. */
char *driver_dup_words (GtkWidget *root) G_GNUC_WARN_UNUSED_RESULT;

/** driver_get_batch: Returns: the batch that the header names, as in “Paused · batch 12”; -1 when it names none. */
gint64 driver_get_batch (Driver *self);

/** driver_has_new_batch: a condition: @user_data: a driver. Returns: whether the header names a batch after its `batch`. */
gboolean driver_has_new_batch (gpointer user_data);

/** driver_is_running: a condition: @user_data: a driver. Returns: whether a query of the page runs. */
gboolean driver_is_running (gpointer user_data);

/** driver_is_at_rest: the opposite of driver_is_running(). */
gboolean driver_is_at_rest (gpointer user_data);

/** driver_is_paused: a condition: @user_data: a driver. Returns: whether the header says that the query is paused. */
gboolean driver_is_paused (gpointer user_data);

/** driver_has_charts: a condition: @user_data: a driver. Returns: whether a chart has numbers to tell of. */
gboolean driver_has_charts (gpointer user_data);

/** driver_read_rows: @name: an output folder. Returns: (transfer full): the lines of its part files, sorted. */
char **driver_read_rows (Driver     *self,
                         const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** driver_has_rows: a condition: @user_data: a driver. Returns: whether the folder `out` has `n_wanted` rows or more. */
gboolean driver_has_rows (gpointer user_data);

/** driver_count_numbered: @name: a folder. Returns: how many of its files begin with a digit, as those of logs do. */
guint driver_count_numbered (Driver     *self,
                             const char *name);

G_END_DECLS
