/* sluice-page.c: one open pipeline: canvas, inspector, charts, and its run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-file-drop.h"
#include "canvas/sluice-find-bar.h"
#include "canvas/sluice-outline.h"
#include "canvas/sluice-palette.h"

/* Below this the sides overlay the canvas instead of standing beside it. */
#define NARROW_WIDTH 720
/* The least that everything can be used at. */
#define LEAST_WIDTH 340
#define BOTTOM_HEIGHT 330

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_ACTIVE,
  N_PROPS,
};

enum
{
  SIGNAL_MESSAGE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluicePage, sluice_page, GTK_TYPE_WIDGET)

void
_sluice_page_say (SluicePage *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, text);
}

static void
set_enabled (SluicePage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
_sluice_page_update_actions (SluicePage *self)
{
  gboolean active = sluice_page_is_active (self);

  set_enabled (self, "undo", sluice_pipeline_can_undo (self->pipeline));
  set_enabled (self, "redo", sluice_pipeline_can_redo (self->pipeline));
  set_enabled (self, "run", !active);
  set_enabled (self, "pause", active);
  set_enabled (self, "step", !active || _sluice_page_is_paused (self));
  set_enabled (self, "stop", active);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
  _sluice_page_update_subtitle (self);
}

/* Panels. */

static const struct
{
  const char *name;
  const char *title;
} panels[] = {
  { "charts", N_ ("Charts") },
  { "data", N_ ("Data") },
  { "problems", N_ ("Problems") },
  { "log", N_ ("Log") },
  { "outline", N_ ("Outline") },
};

void
_sluice_page_show_panel (SluicePage *self, const char *name)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  /* Shown for the first time: room for a row of charts, unless that left the canvas too little. */
  if (!self->bottom_placed && height > 0)
    {
      gtk_paned_set_position (GTK_PANED (self->root), MAX (height - MAX (BOTTOM_HEIGHT, height * 0.42),
                                                           height * 0.4));
      self->bottom_placed = TRUE;
    }
  gtk_widget_set_visible (self->bottom, TRUE);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
}

/* Actions. */

static void
run_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _sluice_page_start (user_data, FALSE);
}

static void
pause_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluicePage *self = user_data;

  _sluice_page_for_each_active (self, _sluice_page_is_paused (self) ? sluice_run_resume : sluice_run_pause);
}

static void
run_or_pause_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (sluice_page_is_active (user_data))
    pause_action (action, parameter, user_data);
  else
    run_action (action, parameter, user_data);
}

static void
step_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluicePage *self = user_data;

  if (!sluice_page_is_active (self) && !_sluice_page_start (self, TRUE))
    return;
  _sluice_page_for_each_active (self, sluice_run_step);
}

static void
stop_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _sluice_page_stop (user_data);
}

static void
undo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluicePage *self = user_data;
  g_autoptr (SluiceDocument) before = sluice_document_ref (sluice_pipeline_get_document (self->pipeline));

  if (g_str_equal (g_action_get_name (G_ACTION (action)), "undo"))
    sluice_pipeline_undo (self->pipeline);
  else
    sluice_pipeline_redo (self->pipeline);
  sluice_canvas_show_change (self->canvas, before);
}

static void
save_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  sluice_page_save_async (user_data, g_str_equal (g_action_get_name (G_ACTION (action)), "save-as"), NULL, NULL);
}

static void
find_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluicePage *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "find"))
    sluice_find_bar_open (SLUICE_FIND_BAR (self->find_bar));
  else
    sluice_find_bar_step (SLUICE_FIND_BAR (self->find_bar), g_str_equal (name, "find-next") ? 1 : -1);
}

/* Through the batches, one by one; a paused query runs one more behind its newest. */
static void
batch_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluicePage *self = user_data;
  gboolean next = g_str_equal (g_action_get_name (G_ACTION (action)), "next-batch");
  gint64 newest = self->shown_run != NULL ? sluice_run_get_newest_batch (self->shown_run) : -1;
  gint64 batch;

  g_object_get (self->charts, "selected-batch", &batch, NULL);
  if (newest < 0)
    return;
  if (batch < 0)
    batch = newest;
  if (next && batch >= newest)
    {
      g_object_set (self->charts, "selected-batch", (gint64) -1, NULL);
      if (_sluice_page_is_paused (self))
        _sluice_page_for_each_active (self, sluice_run_step);
      return;
    }
  g_object_set (self->charts, "selected-batch", next ? batch + 1 : MAX (batch - 1, 0), NULL);
}

static void
toggle_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluicePage *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "toggle-palette"))
    adw_flap_set_reveal_flap (ADW_FLAP (self->palette_flap),
                              !adw_flap_get_reveal_flap (ADW_FLAP (self->palette_flap)));
  else if (g_str_equal (name, "toggle-inspector"))
    adw_flap_set_reveal_flap (ADW_FLAP (self->inspector_flap),
                              !adw_flap_get_reveal_flap (ADW_FLAP (self->inspector_flap)));
  else if (gtk_widget_get_visible (self->bottom))
    gtk_widget_set_visible (self->bottom, FALSE);
  else
    _sluice_page_show_panel (self, gtk_stack_get_visible_child_name (GTK_STACK (self->stack)));
}

static const GActionEntry actions[] = {
  { .name = "run", .activate = run_action },
  { .name = "pause", .activate = pause_action },
  { .name = "run-or-pause", .activate = run_or_pause_action },
  { .name = "step", .activate = step_action },
  { .name = "stop", .activate = stop_action },
  { .name = "undo", .activate = undo_action },
  { .name = "redo", .activate = undo_action },
  { .name = "save", .activate = save_action },
  { .name = "save-as", .activate = save_action },
  { .name = "find", .activate = find_action },
  { .name = "find-next", .activate = find_action },
  { .name = "find-previous", .activate = find_action },
  { .name = "next-batch", .activate = batch_action },
  { .name = "previous-batch", .activate = batch_action },
  { .name = "toggle-palette", .activate = toggle_action },
  { .name = "toggle-inspector", .activate = toggle_action },
  { .name = "toggle-bottom", .activate = toggle_action },
};

/* Saving. */

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SluicePage *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gboolean ok = sluice_pipeline_save_finish (SLUICE_PIPELINE (object), result, &error);

  if (!ok)
    _sluice_page_say (self, error->message);
  g_task_return_boolean (task, ok);
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SluicePage *self = g_task_get_source_object (task);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        sluice_pipeline_save_async (self->pipeline, path, NULL, saved_cb, g_object_ref (task));
    }
  else
    g_task_return_boolean (task, FALSE);
  g_object_unref (dialog);
}

void
sluice_page_save_async (SluicePage         *self,
                        gboolean            as,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GtkFileChooserNative *dialog;
  g_autofree char *name = NULL;

  g_task_set_source_tag (task, sluice_page_save_async);
  if (!as && sluice_pipeline_get_path (self->pipeline) != NULL)
    {
      sluice_pipeline_save_async (self->pipeline, NULL, NULL, saved_cb, g_object_ref (task));
      return;
    }

  dialog = gtk_file_chooser_native_new (_ ("Save Pipeline"),
                                        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  name = g_strdup_printf ("%s.sluice", _ ("pipeline"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (save_response_cb), g_object_ref (task));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

gboolean
sluice_page_save_finish (SluicePage *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* The parts, and how they hang together. */

static void
selection_cb (SluicePage *self)
{
  const char *id = sluice_canvas_get_selected_node (self->canvas);

  g_object_set (self->inspector, "node", id, NULL);
  if (id != NULL)
    g_object_set (self->data, "node", id, NULL);
}

static void
node_activated_cb (SluicePage *self, const char *id)
{
  adw_flap_set_reveal_flap (ADW_FLAP (self->inspector_flap), TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->inspector), GTK_DIR_TAB_FORWARD);
}

static void
rename_cb (SluicePage *self, const char *id)
{
  adw_flap_set_reveal_flap (ADW_FLAP (self->inspector_flap), TRUE);
  sluice_inspector_focus_name (self->inspector);
}

/* A node that was renamed is the chosen one still. */
static void
inspected_cb (SluicePage *self)
{
  const char *id = sluice_inspector_get_node (self->inspector);

  if (id != NULL && g_strcmp0 (id, sluice_canvas_get_selected_node (self->canvas)) != 0
      && sluice_canvas_get_node_widget (self->canvas, id) != NULL)
    sluice_canvas_select (self->canvas, id);
}

static void
find_cb (SluicePage *self)
{
  sluice_find_bar_open (SLUICE_FIND_BAR (self->find_bar));
}

static void
wire_chosen_cb (SluicePage *self, const char *id)
{
  g_object_set (self->data, "node", id, NULL);
}

static void
wire_activated_cb (SluicePage *self, const char *id)
{
  g_object_set (self->data, "node", id, NULL);
  _sluice_page_show_panel (self, "data");
}

static void
palette_activated_cb (SluicePage *self, const char *op)
{
  sluice_canvas_add_node (self->canvas, op, NULL);
}

static void
problem_activated_cb (SluicePage *self, const char *id, const char *field)
{
  if (id == NULL)
    return;
  sluice_canvas_reveal_node (self->canvas, id);
  adw_flap_set_reveal_flap (ADW_FLAP (self->inspector_flap), TRUE);
  if (field != NULL)
    sluice_inspector_focus_field (self->inspector, field);
}

static void
batch_selected_cb (SluicePage *self)
{
  gint64 batch;

  g_object_get (self->charts, "selected-batch", &batch, NULL);
  g_object_set (self->data, "batch", batch, NULL);
  if (self->shown_run != NULL)
    _sluice_page_show_rates (self, self->shown_run);
}

static void
document_cb (SluicePage *self)
{
  gtk_widget_set_visible (
    self->empty_hint,
    sluice_document_get_n_nodes (sluice_pipeline_get_document (self->pipeline)) == 0);
  _sluice_page_update_actions (self);
}

static void
title_cb (SluicePage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
canvas_message_cb (SluicePage *self, const char *text)
{
  _sluice_page_say (self, text);
}

static void
panel_shown_cb (SluicePage *self)
{
  const char *name = gtk_stack_get_visible_child_name (GTK_STACK (self->stack));

  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    if (g_strcmp0 (panels[i].name, name) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->panel_choice), i);
}

static void
panel_chosen_cb (SluicePage *self)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->panel_choice));

  if (index < G_N_ELEMENTS (panels))
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), panels[index].name);
}

static void
add_panel (SluicePage *self, gpointer panel, GtkStringList *titles)
{
  guint i = g_list_model_get_n_items (G_LIST_MODEL (titles));

  gtk_stack_add_titled (GTK_STACK (self->stack), panel, panels[i].name, _ (panels[i].title));
  gtk_string_list_append (titles, _ (panels[i].title));
}

/* How many problems there are is said where one draws, and on the tab that lists them. */
static void
problems_cb (SluicePage *self)
{
  GtkStackPage *tab = gtk_stack_get_page (GTK_STACK (self->stack), GTK_WIDGET (self->problems));
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  guint n;

  g_object_get (self->problems, "n-problems", &n, NULL);
  title = n > 0 ? g_strdup_printf (_ ("Problems (%u)"), n) : g_strdup (_ ("Problems"));
  text = g_strdup_printf (ngettext ("%u problem", "%u problems", n), n);
  gtk_stack_page_set_title (tab, title);
  gtk_button_set_label (GTK_BUTTON (self->problem_button), text);
  gtk_widget_set_visible (self->problem_button, n > 0);
}

static void
problem_button_cb (SluicePage *self)
{
  _sluice_page_show_panel (self, "problems");
}

static GtkWidget *
make_bottom (SluicePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_center_box_new ();
  GtkWidget *switchers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkStringList *titles = gtk_string_list_new (NULL);
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->stack = gtk_stack_new ();
  self->charts = g_object_new (SLUICE_TYPE_CHARTS_PANEL, NULL);
  self->data = g_object_new (SLUICE_TYPE_DATA_PANEL, "pipeline", self->pipeline, NULL);
  self->problems = g_object_new (SLUICE_TYPE_PROBLEM_LIST, "pipeline", self->pipeline, NULL);
  self->log = g_object_new (SLUICE_TYPE_LOG_PANEL, NULL);
  add_panel (self, self->charts, titles);
  add_panel (self, self->data, titles);
  add_panel (self, self->problems, titles);
  add_panel (self, self->log, titles);
  add_panel (self, sluice_outline_new (self->canvas), titles);
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->switcher = gtk_stack_switcher_new ();
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (self->switcher), GTK_STACK (self->stack));
  self->panel_choice = gtk_drop_down_new (G_LIST_MODEL (titles), NULL);
  gtk_widget_set_tooltip_text (self->panel_choice, _ ("Which panel is shown"));
  gtk_widget_set_visible (self->panel_choice, FALSE);
  g_signal_connect_swapped (self->panel_choice, "notify::selected", G_CALLBACK (panel_chosen_cb), self);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (panel_shown_cb), self);
  gtk_box_append (GTK_BOX (switchers), self->switcher);
  gtk_box_append (GTK_BOX (switchers), self->panel_choice);

  self->run_choice = gtk_drop_down_new (NULL, NULL);
  gtk_widget_set_tooltip_text (self->run_choice, _ ("Which query the panels show"));
  gtk_widget_set_visible (self->run_choice, FALSE);
  g_signal_connect_swapped (self->run_choice, "notify::selected", G_CALLBACK (_sluice_page_choose_run), self);

  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_tooltip_text (close, _ ("Hide the panels"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (close), "page.toggle-bottom");
  gtk_widget_add_css_class (bar, "panel-bar");
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (bar), self->run_choice);
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (bar), switchers);
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (bar), close);

  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), self->stack);
  g_signal_connect_object (self->problems, "activated", G_CALLBACK (problem_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->problems, "notify::n-problems", G_CALLBACK (problems_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->charts, "notify::selected-batch", G_CALLBACK (batch_selected_cb), self,
                           G_CONNECT_SWAPPED);

  return box;
}

static GtkWidget *
side_button_new (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "osd");
  gtk_widget_add_css_class (button, "circular");

  return button;
}

static void
add_overlay_buttons (SluicePage *self, GtkOverlay *overlay)
{
  self->side_buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->side_buttons),
                  side_button_new ("list-add-symbolic", _ ("Palette (F9)"), "page.toggle-palette"));
  gtk_box_append (GTK_BOX (self->side_buttons),
                  side_button_new ("document-edit-symbolic", _ ("Inspector (Ctrl+F9)"),
                                   "page.toggle-inspector"));
  gtk_widget_set_halign (self->side_buttons, GTK_ALIGN_END);
  gtk_widget_set_valign (self->side_buttons, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->side_buttons, "canvas-buttons");
  gtk_widget_set_visible (self->side_buttons, FALSE);
  gtk_overlay_add_overlay (overlay, self->side_buttons);

  self->find_bar = sluice_find_bar_new (self->canvas);
  gtk_widget_set_halign (self->find_bar, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->find_bar, GTK_ALIGN_START);
  gtk_overlay_add_overlay (overlay, self->find_bar);

  self->problem_button = gtk_button_new_with_label ("");
  gtk_widget_set_tooltip_text (self->problem_button, _ ("List the problems"));
  gtk_widget_set_halign (self->problem_button, GTK_ALIGN_START);
  gtk_widget_set_valign (self->problem_button, GTK_ALIGN_END);
  gtk_widget_add_css_class (self->problem_button, "problem-count");
  gtk_widget_set_visible (self->problem_button, FALSE);
  g_signal_connect_swapped (self->problem_button, "clicked", G_CALLBACK (problem_button_cb), self);
  gtk_overlay_add_overlay (overlay, self->problem_button);
}

static GtkWidget *
make_canvas (SluicePage *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->canvas = SLUICE_CANVAS (sluice_canvas_new ());
  sluice_canvas_set_pipeline (self->canvas, self->pipeline);
  sluice_file_drop_attach (self->canvas, self->pipeline);
  gtk_widget_set_hexpand (GTK_WIDGET (self->canvas), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->canvas), TRUE);
  g_signal_connect_swapped (self->canvas, "selection-changed", G_CALLBACK (selection_cb), self);
  g_signal_connect_swapped (self->canvas, "node-activated", G_CALLBACK (node_activated_cb), self);
  g_signal_connect_swapped (self->canvas, "find-requested", G_CALLBACK (find_cb), self);
  g_signal_connect_swapped (self->canvas, "rename-requested", G_CALLBACK (rename_cb), self);
  g_signal_connect_swapped (self->canvas, "wire-chosen", G_CALLBACK (wire_chosen_cb), self);
  g_signal_connect_swapped (self->canvas, "wire-activated", G_CALLBACK (wire_activated_cb), self);
  g_signal_connect_swapped (self->canvas, "message", G_CALLBACK (canvas_message_cb), self);

  self->empty_hint = adw_status_page_new ();
  gtk_widget_add_css_class (self->empty_hint, "compact");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty_hint), _ ("Draw a Query"));
  adw_status_page_set_description (
    ADW_STATUS_PAGE (self->empty_hint),
    _ ("Drag a source from the left, or double-click here and type what you need. Files that you drop here are sources "
       "too."));
  gtk_widget_set_can_target (self->empty_hint, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->canvas));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->empty_hint);
  add_overlay_buttons (self, GTK_OVERLAY (overlay));

  return overlay;
}

static GtkWidget *
make_flap (GtkWidget *content, GtkWidget *side, GtkPackType position, int width)
{
  GtkWidget *flap = adw_flap_new ();

  gtk_widget_set_size_request (side, width, -1);
  gtk_widget_add_css_class (side, "side-panel");
  adw_flap_set_content (ADW_FLAP (flap), content);
  adw_flap_set_flap (ADW_FLAP (flap), side);
  adw_flap_set_separator (ADW_FLAP (flap), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_flap_position (ADW_FLAP (flap), position);
  adw_flap_set_fold_policy (ADW_FLAP (flap), ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_swipe_to_open (ADW_FLAP (flap), FALSE);
  adw_flap_set_swipe_to_close (ADW_FLAP (flap), FALSE);

  return flap;
}

static void
set_narrow (SluicePage *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  adw_flap_set_fold_policy (ADW_FLAP (self->palette_flap), narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                                  : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_fold_policy (ADW_FLAP (self->inspector_flap), narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                                    : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (ADW_FLAP (self->palette_flap), !narrow);
  adw_flap_set_reveal_flap (ADW_FLAP (self->inspector_flap), !narrow);
  gtk_widget_set_visible (self->side_buttons, narrow);
  gtk_widget_set_visible (self->switcher, !narrow);
  gtk_widget_set_visible (self->panel_choice, narrow);
  sluice_charts_panel_set_narrow (self->charts, narrow);
}

static gboolean
narrow_cb (gpointer user_data)
{
  g_autoptr (SluicePage) self = user_data;

  if (self->root != NULL)
    set_narrow (self, gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_WIDTH);

  return G_SOURCE_REMOVE;
}

static void
sluice_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SluicePage *self = SLUICE_PAGE (widget);

  /* Not here: what folds changes sizes, and sizes are being given. */
  if (self->narrow != (width < NARROW_WIDTH))
    g_idle_add (narrow_cb, g_object_ref (self));
  gtk_widget_size_allocate (self->root, &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
sluice_page_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  gtk_widget_measure (SLUICE_PAGE (widget)->root, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* Folded it needs no more, and it folds when it gets no more. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, LEAST_WIDTH);
}

static void
sluice_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluicePage *self = SLUICE_PAGE (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, sluice_pipeline_get_title (self->pipeline));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, sluice_page_is_active (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_page_dispose (GObject *object)
{
  SluicePage *self = SLUICE_PAGE (object);

  for (guint i = 0; self->runs != NULL && i < self->runs->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->runs, i), self);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_object (&self->shown_run);
  g_clear_object (&self->settings);
  g_clear_object (&self->stop_task);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (sluice_page_parent_class)->dispose (object);
}

static void
sluice_page_finalize (GObject *object)
{
  SluicePage *self = SLUICE_PAGE (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->pipeline);
  g_clear_pointer (&self->subtitle, g_free);

  G_OBJECT_CLASS (sluice_page_parent_class)->finalize (object);
}

static void
sluice_page_class_init (SluicePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sluice_page_get_property;
  object_class->dispose = sluice_page_dispose;
  object_class->finalize = sluice_page_finalize;
  widget_class->measure = sluice_page_measure;
  widget_class->size_allocate = sluice_page_size_allocate;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_MESSAGE] = g_signal_new ("message", SLUICE_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "page");
}

static void
sluice_page_init (SluicePage *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_VERTICAL);
  GtkWidget *palette = g_object_new (SLUICE_TYPE_PALETTE, NULL);

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "page", G_ACTION_GROUP (self->actions));
  self->pipeline = sluice_pipeline_new ();
  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->inspector = g_object_new (SLUICE_TYPE_INSPECTOR, "pipeline", self->pipeline, NULL);
  g_signal_connect_swapped (palette, "activated", G_CALLBACK (palette_activated_cb), self);

  self->inspector_flap
    = make_flap (make_canvas (self), GTK_WIDGET (self->inspector), GTK_PACK_END, 300);
  self->palette_flap = make_flap (self->inspector_flap, palette, GTK_PACK_START, 200);
  self->bottom = make_bottom (self);
  gtk_widget_set_visible (self->bottom, FALSE);
  gtk_paned_set_start_child (GTK_PANED (paned), self->palette_flap);
  gtk_paned_set_end_child (GTK_PANED (paned), self->bottom);
  gtk_paned_set_resize_start_child (GTK_PANED (paned), TRUE);
  gtk_paned_set_resize_end_child (GTK_PANED (paned), TRUE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), TRUE);
  self->root = paned;
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));

  g_signal_connect_object (self->inspector, "notify::node", G_CALLBACK (inspected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pipeline, "notify::document", G_CALLBACK (document_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pipeline, "notify::modified", G_CALLBACK (_sluice_page_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pipeline, "notify::title", G_CALLBACK (title_cb), self,
                           G_CONNECT_SWAPPED);
  document_cb (self);
}

GtkWidget *
sluice_page_new (GSettings *settings)
{
  SluicePage *self = g_object_new (SLUICE_TYPE_PAGE, NULL);

  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      g_settings_bind (settings, "snap-to-grid", self->canvas, "snap", G_SETTINGS_BIND_GET);
      g_settings_bind (settings, "wheel-zooms", self->canvas, "wheel-zooms", G_SETTINGS_BIND_GET);
      g_settings_bind (settings, "show-minimap", self->canvas, "show-minimap",
                       G_SETTINGS_BIND_DEFAULT);
    }

  return GTK_WIDGET (self);
}

SluicePipeline *
sluice_page_get_pipeline (SluicePage *self)
{
  g_return_val_if_fail (SLUICE_IS_PAGE (self), NULL);

  return self->pipeline;
}

GActionGroup *
sluice_page_get_actions (SluicePage *self)
{
  g_return_val_if_fail (SLUICE_IS_PAGE (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

GtkWidget *
sluice_page_get_canvas (SluicePage *self)
{
  g_return_val_if_fail (SLUICE_IS_PAGE (self), NULL);

  return GTK_WIDGET (self->canvas);
}
