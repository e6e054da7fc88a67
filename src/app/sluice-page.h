/* sluice-page.h: one open pipeline: canvas, inspector, charts, and its run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "model/sluice-pipeline.h"
#include "model/sluice-run.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_PAGE (sluice_page_get_type ())
G_DECLARE_FINAL_TYPE (SluicePage, sluice_page, SLUICE, PAGE, GtkWidget)

/**
 * SluicePage:
 *
 * What a tab shows. Properties, read-only: `title`, `subtitle` (strings), `active` (whether a query runs).
 * Signal `message` with a sentence for a toast. Its actions are `page.*`.
 */

/** sluice_page_new: @settings: (nullable): the user's settings. Returns: (transfer floating): a page with an empty pipeline. */
GtkWidget *sluice_page_new (GSettings *settings);

/** sluice_page_get_pipeline: @self: a page. Returns: (transfer none): its pipeline. */
SluicePipeline *sluice_page_get_pipeline (SluicePage *self);

/** sluice_page_get_actions: @self: a page. Returns: (transfer none): its actions, which a window that shows it offers as `page.*`. */
GActionGroup *sluice_page_get_actions (SluicePage *self);

/** sluice_page_get_canvas: @self: a page. Returns: (transfer none): its canvas. */
GtkWidget *sluice_page_get_canvas (SluicePage *self);

/** sluice_page_is_active: @self: a page. Returns: whether a query runs. */
gboolean sluice_page_is_active (SluicePage *self);

/**
 * sluice_page_stop_async:
 * @self: a page whose queries run
 * @callback: called when the last has ended
 * @user_data: for @callback
 *
 * Stops all queries after the batches that run.
 */
void sluice_page_stop_async (SluicePage         *self,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);

/** sluice_page_stop_finish: @self: a page, @result: the result. Returns: %TRUE. */
gboolean sluice_page_stop_finish (SluicePage   *self,
                                  GAsyncResult *result);

/**
 * sluice_page_save_async:
 * @self: a page
 * @as: whether to ask for a name even when it has one
 * @callback: called when it is saved, or not
 * @user_data: for @callback
 */
void sluice_page_save_async (SluicePage         *self,
                             gboolean            as,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);

/** sluice_page_save_finish: @self: a page, @result: the result. Returns: whether it is saved. */
gboolean sluice_page_save_finish (SluicePage   *self,
                                  GAsyncResult *result);

G_END_DECLS
