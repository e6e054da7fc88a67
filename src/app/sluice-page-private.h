/* sluice-page-private.h: what the files of the page share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/sluice-charts-panel.h"
#include "app/sluice-data-panel.h"
#include "app/sluice-inspector.h"
#include "app/sluice-log-panel.h"
#include "app/sluice-page.h"
#include "app/sluice-problem-list.h"
#include "canvas/sluice-canvas.h"
#include "model/sluice-run.h"

G_BEGIN_DECLS

struct _SluicePage
{
  GtkWidget parent_instance;

  /* Owned references */
  GSettings *settings;
  GSimpleActionGroup *actions;
  SluicePipeline *pipeline;
  GPtrArray *runs; /* of SluiceRun */
  SluiceRun *shown_run;
  GTask *stop_task;
  char *subtitle;

  /* Widgets */
  GtkWidget *root;
  SluiceCanvas *canvas;
  GtkWidget *palette_flap;
  GtkWidget *inspector_flap;
  SluiceInspector *inspector;
  GtkWidget *bottom;
  GtkWidget *stack;
  GtkWidget *switcher;
  GtkWidget *panel_choice; /* instead of the switcher where it has no room */
  GtkWidget *run_choice;
  GtkWidget *side_buttons; /* that open the sides where they are folded */
  GtkWidget *problem_button;
  GtkWidget *find_bar;
  SluiceChartsPanel *charts;
  SluiceDataPanel *data;
  SluiceProblemList *problems;
  SluiceLogPanel *log;
  GtkWidget *empty_hint;
  gboolean narrow;
  gboolean bottom_placed;
};

/** _sluice_page_say: @self: a page, @text: a sentence. Tells it in passing. */
void _sluice_page_say (SluicePage *self,
                       const char *text);

/** _sluice_page_show_panel: @self: a page, @name: a panel. Opens the lower part at it. */
void _sluice_page_show_panel (SluicePage *self,
                              const char *name);

/** _sluice_page_update_actions: @self: a page. Lets be done what can be done now. */
void _sluice_page_update_actions (SluicePage *self);

/** _sluice_page_update_subtitle: @self: a page. Says how the query that is shown stands. */
void _sluice_page_update_subtitle (SluicePage *self);

/** _sluice_page_is_paused: @self: a page. Returns: whether one of its queries is. */
gboolean _sluice_page_is_paused (SluicePage *self);

/** _sluice_page_show_rates: @self: a page, @run: the query that is shown. The wires tell of the chosen micro-batch, or of the newest. */
void _sluice_page_show_rates (SluicePage *self,
                              SluiceRun  *run);

/** _sluice_page_choose_run: @self: a page. Shows the query that is chosen in the list of them. */
void _sluice_page_choose_run (SluicePage *self);

/** _sluice_page_start: @self: a page, @paused: whether to wait before the first micro-batch. Starts a query for each sink. Returns: whether there was something to start. */
gboolean _sluice_page_start (SluicePage *self,
                             gboolean    paused);

/** _sluice_page_for_each_active: @self: a page, @func: called with each query that is at work. */
void _sluice_page_for_each_active (SluicePage *self,
                                   void        (*func) (SluiceRun *run));

/** _sluice_page_stop: @self: a page. Asks its queries to end with the micro-batch that they are at. */
void _sluice_page_stop (SluicePage *self);

G_END_DECLS
