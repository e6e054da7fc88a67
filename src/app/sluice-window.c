/* sluice-window.c: a window: tabs of open pipelines, and the gallery.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-command-palette.h"
#include "app/sluice-page.h"
#include "app/sluice-welcome.h"
#include "generate/sluice-example.h"

/* Below this the header bar keeps what one can't do without, and the menu has the rest. */
#define NARROW_WIDTH 560

struct _SluiceWindow
{
  AdwApplicationWindow parent_instance;

  SluiceApplication *application; /* borrowed */
  AdwTabView *tabs;
  GtkWidget *stack;
  GtkWidget *title;
  GtkWidget *toasts;
  GtkWidget *controls;
  GtkWidget *history; /* undo and redo */
  GtkWidget *open;
  GtkWidget *play;
  GtkWidget *step;
  GtkWidget *menu_button;
  gboolean narrow;
  GBindingGroup *bindings;
  GBindingGroup *history_bindings;
  gboolean closing;
};

G_DEFINE_FINAL_TYPE (SluiceWindow, sluice_window, ADW_TYPE_APPLICATION_WINDOW)

static SluicePage *
current_page (SluiceWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);

  return page != NULL ? SLUICE_PAGE (adw_tab_page_get_child (page)) : NULL;
}

void
sluice_window_toast (SluiceWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (escaped));
}

static void
message_cb (SluiceWindow *self, const char *text)
{
  sluice_window_toast (self, text);
}

static void
update_play (SluiceWindow *self)
{
  SluicePage *page = current_page (self);
  gboolean active = page != NULL && sluice_page_is_active (page);

  gtk_button_set_icon_name (GTK_BUTTON (self->play), active ? "media-playback-pause-symbolic"
                                                            : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, active ? _ ("Pause or go on (F5)") : _ ("Run (F5)"));
  if (active)
    gtk_widget_remove_css_class (self->play, "suggested-action");
  else
    gtk_widget_add_css_class (self->play, "suggested-action");
}

static void
show_gallery (SluiceWindow *self, gboolean gallery)
{
  gboolean has_tabs = adw_tab_view_get_n_pages (self->tabs) > 0;

  gallery = gallery || !has_tabs;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), gallery ? "gallery" : "tabs");
  gtk_widget_set_visible (self->controls, !gallery);
  /* The header bar and the keys work on the page that is seen. */
  gtk_widget_insert_action_group (GTK_WIDGET (self), "page",
                                  gallery ? NULL : sluice_page_get_actions (current_page (self)));
  /* What runs goes on behind the gallery, whose title isn't its. */
  g_binding_group_set_source (self->bindings, gallery ? NULL : current_page (self));
  g_binding_group_set_source (self->history_bindings,
                              gallery ? NULL : sluice_page_get_pipeline (current_page (self)));
  if (gallery)
    {
      adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), _ ("Sluice"));
      adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), "");
    }
}

/* What would be undone stands in the tooltip. */
static gboolean
label_to_tooltip (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *label = g_value_get_string (from);
  gboolean undo = g_str_equal (g_binding_get_source_property (binding), "undo-label");

  if (label == NULL)
    g_value_set_string (to, undo ? _ ("Undo (Ctrl+Z)") : _ ("Redo (Ctrl+Shift+Z)"));
  else
    g_value_take_string (to, g_strdup_printf (undo ? _ ("Undo “%s” (Ctrl+Z)") : _ ("Redo “%s” (Ctrl+Shift+Z)"),
                                              label));

  return TRUE;
}

static void
selected_cb (SluiceWindow *self)
{
  SluicePage *page = current_page (self);

  if (self->closing)
    return;
  show_gallery (self, page == NULL);
  update_play (self);
}

static SluicePage *
add_page (SluiceWindow *self)
{
  GtkWidget *page = sluice_page_new (sluice_application_get_settings (self->application));
  AdwTabPage *tab = adw_tab_view_append (self->tabs, page);

  g_object_bind_property (page, "title", tab, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (page, "active", tab, "loading", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (page, "message", G_CALLBACK (message_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::active", G_CALLBACK (update_play), self, G_CONNECT_SWAPPED);
  adw_tab_view_set_selected_page (self->tabs, tab);
  show_gallery (self, FALSE);

  return SLUICE_PAGE (page);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SluicePage) page = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  g_autoptr (GError) error = NULL;

  if (sluice_pipeline_load_finish (SLUICE_PIPELINE (object), result, &error) || !SLUICE_IS_WINDOW (root))
    return;

  sluice_window_toast (SLUICE_WINDOW (root), error->message);
  adw_tab_view_close_page (SLUICE_WINDOW (root)->tabs,
                           adw_tab_view_get_page (SLUICE_WINDOW (root)->tabs, GTK_WIDGET (page)));
}

void
sluice_window_open (SluiceWindow *self, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  SluicePage *page;

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (self->tabs, i);
      SluicePipeline *pipeline = sluice_page_get_pipeline (SLUICE_PAGE (adw_tab_page_get_child (tab)));

      if (g_strcmp0 (sluice_pipeline_get_path (pipeline), absolute) == 0)
        {
          adw_tab_view_set_selected_page (self->tabs, tab);
          show_gallery (self, FALSE);
          return;
        }
    }

  page = add_page (self);
  sluice_pipeline_load_async (sluice_page_get_pipeline (page), absolute, NULL, loaded_cb,
                              g_object_ref (page));
}

/* Examples are opened as copies of one's own: running them writes beside them. */

static void
copy_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  g_autoptr (GPtrArray) examples = sluice_example_list ();
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".sluice"));
  g_autofree char *folder
    = g_build_filename (g_get_user_data_dir (), "sluice", "examples", name, NULL);
  g_autofree char *copy = g_build_filename (folder, file, NULL);
  GError *error = NULL;
  char *made;

  if (g_file_test (copy, G_FILE_TEST_EXISTS))
    {
      g_task_return_pointer (task, g_steal_pointer (&copy), g_free);
      return;
    }
  made = sluice_example_copy (examples, name, folder, &error);
  if (made != NULL)
    g_task_return_pointer (task, made, g_free);
  else
    g_task_return_error (task, error);
}

static void
copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SluiceWindow *self = SLUICE_WINDOW (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);

  if (path != NULL)
    sluice_window_open (self, path);
  else
    sluice_window_toast (self, error->message);
}

static void
example_cb (SluiceWindow *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, copied_cb, NULL);

  g_task_set_source_tag (task, example_cb);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, copy_in_thread);
}

/* Actions. */

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_page (SLUICE_WINDOW (widget));
}

static void
open_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  SluiceWindow *self = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        sluice_window_open (self, path);
    }
  g_object_unref (dialog);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog
    = gtk_file_chooser_native_new (_ ("Open Pipeline"), GTK_WINDOW (widget),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Pipelines"));
  gtk_file_filter_add_pattern (filter, "*.sluice");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (open_response_cb), widget);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceWindow *self = SLUICE_WINDOW (widget);
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);

  if (page != NULL)
    adw_tab_view_close_page (self->tabs, page);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
gallery_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceWindow *self = SLUICE_WINDOW (widget);

  show_gallery (self, g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "tabs"));
}

/* Where there is little room. */

static GMenuModel *
make_menu (gboolean narrow)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new ();
  g_autoptr (GMenu) document = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new ();
  g_autoptr (GMenu) app = g_menu_new ();

  g_menu_append (edit, _ ("_Undo"), "page.undo");
  g_menu_append (edit, _ ("_Redo"), "page.redo");
  g_menu_append (edit, _ ("Run One _Batch"), "page.step");
  g_menu_append (document, _ ("_New Pipeline"), "win.new");
  if (narrow)
    g_menu_append (document, _ ("_Open…"), "win.open");
  g_menu_append (document, _ ("_Save"), "page.save");
  g_menu_append (document, _ ("Save _As…"), "page.save-as");
  g_menu_append (view, _ ("_Find…"), "page.find");
  g_menu_append (view, _ ("_Commands…"), "win.commands");
  g_menu_append (view, _ ("_Examples"), "win.gallery");
  g_menu_append (view, _ ("_Palette"), "page.toggle-palette");
  g_menu_append (view, _ ("_Inspector"), "page.toggle-inspector");
  g_menu_append (view, _ ("P_anels"), "page.toggle-bottom");
  g_menu_append (app, _ ("Pre_ferences"), "app.preferences");
  g_menu_append (app, _ ("_Keyboard Shortcuts"), "win.show-help-overlay");
  g_menu_append (app, _ ("A_bout Sluice"), "app.about");
  if (narrow)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (document));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (app));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
set_narrow (SluiceWindow *self, gboolean narrow)
{
  g_autoptr (GMenuModel) menu = NULL;

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  menu = make_menu (narrow);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu);
  gtk_widget_set_visible (self->open, !narrow);
  gtk_widget_set_visible (self->history, !narrow);
  gtk_widget_set_visible (self->step, !narrow);
}

static gboolean
narrow_cb (gpointer user_data)
{
  g_autoptr (SluiceWindow) self = user_data;

  if (!self->closing)
    set_narrow (self, gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_WIDTH);

  return G_SOURCE_REMOVE;
}

static void
sluice_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SluiceWindow *self = SLUICE_WINDOW (widget);

  GTK_WIDGET_CLASS (sluice_window_parent_class)->size_allocate (widget, width, height, baseline);
  /* Not here: what hides changes sizes, and sizes are being given. */
  if (self->narrow != (width < NARROW_WIDTH))
    g_idle_add (narrow_cb, g_object_ref (self));
}

static void
commands_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SluiceWindow *self = SLUICE_WINDOW (widget);
  gboolean tabs = g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "tabs");
  GtkWidget *target = tabs && current_page (self) != NULL ? sluice_page_get_canvas (current_page (self)) : widget;

  gtk_window_present (GTK_WINDOW (sluice_command_palette_new (GTK_WINDOW (self), target)));
}

/* Closing asks about what runs and what is unsaved. */

static gboolean
needs_asking (SluicePage *page)
{
  return sluice_page_is_active (page) || sluice_pipeline_get_modified (sluice_page_get_pipeline (page));
}

typedef struct
{
  SluiceWindow *window;
  AdwTabPage *tab; /* NULL: the whole window */
  guint n_waiting;
} Closing;

static void
closing_done (Closing *closing)
{
  if (closing->tab != NULL)
    adw_tab_view_close_page_finish (closing->window->tabs, closing->tab, TRUE);
  else
    {
      closing->window->closing = TRUE;
      gtk_window_destroy (GTK_WINDOW (closing->window));
    }
  g_object_unref (closing->window);
  g_free (closing);
}

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Closing *closing = user_data;

  sluice_page_stop_finish (SLUICE_PAGE (object), result);
  if (--closing->n_waiting == 0)
    closing_done (closing);
}

static void
stop_pages (Closing *closing)
{
  closing->n_waiting = 1;
  for (int i = 0; i < adw_tab_view_get_n_pages (closing->window->tabs); i++)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (closing->window->tabs, i);
      SluicePage *page = SLUICE_PAGE (adw_tab_page_get_child (tab));

      if ((closing->tab != NULL && closing->tab != tab) || !sluice_page_is_active (page))
        continue;
      closing->n_waiting++;
      sluice_page_stop_async (page, stopped_cb, closing);
    }
  if (--closing->n_waiting == 0)
    closing_done (closing);
}

static void
page_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Closing *closing = user_data;

  if (sluice_page_save_finish (SLUICE_PAGE (object), result))
    {
      stop_pages (closing);
      return;
    }
  if (closing->tab != NULL)
    adw_tab_view_close_page_finish (closing->window->tabs, closing->tab, FALSE);
  g_object_unref (closing->window);
  g_free (closing);
}

static void
close_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Closing *closing = user_data;

  if (g_str_equal (response, "save"))
    {
      AdwTabPage *tab = closing->tab != NULL ? closing->tab
                                             : adw_tab_view_get_selected_page (closing->window->tabs);

      sluice_page_save_async (SLUICE_PAGE (adw_tab_page_get_child (tab)), FALSE, page_saved_cb, closing);
    }
  else if (g_str_equal (response, "close"))
    stop_pages (closing);
  else
    {
      if (closing->tab != NULL)
        adw_tab_view_close_page_finish (closing->window->tabs, closing->tab, FALSE);
      g_object_unref (closing->window);
      g_free (closing);
    }
}

static void
ask (SluiceWindow *self, AdwTabPage *tab, gboolean active, gboolean modified)
{
  Closing *closing = g_new0 (Closing, 1);
  GtkWidget *dialog;
  const char *heading = active ? _ ("Stop the Query?") : _ ("Save Changes?");
  const char *body = active && modified
                       ? _ ("A query is running and there are unsaved changes. The query will finish the "
                            "batch that runs and can go on later from its checkpoint.")
                     : active ? _ ("The query will finish the batch that runs and can go on later from "
                                   "its checkpoint.")
                              : _ ("Changes that are not saved are lost.");

  closing->window = g_object_ref (self);
  closing->tab = tab;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "close",
                                    active ? _ ("_Stop and Close") : _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  if (modified)
    {
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "save", _ ("_Save"));
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                                  ADW_RESPONSE_SUGGESTED);
    }
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), modified ? "save" : "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (close_response_cb), closing);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
close_page_cb (AdwTabView *tabs, AdwTabPage *tab, gpointer user_data)
{
  SluiceWindow *self = user_data;
  SluicePage *page = SLUICE_PAGE (adw_tab_page_get_child (tab));

  if (needs_asking (page))
    ask (self, tab, sluice_page_is_active (page),
         sluice_pipeline_get_modified (sluice_page_get_pipeline (page)));
  else
    adw_tab_view_close_page_finish (tabs, tab, TRUE);

  return TRUE;
}

static gboolean
sluice_window_close_request (GtkWindow *window)
{
  SluiceWindow *self = SLUICE_WINDOW (window);
  GSettings *settings = sluice_application_get_settings (self->application);
  gboolean active = FALSE;
  gboolean modified = FALSE;

  if (settings != NULL)
    {
      int width, height;

      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (settings, "window-width", width);
      g_settings_set_int (settings, "window-height", height);
      g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));
    }

  for (int i = 0; !self->closing && i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      SluicePage *page
        = SLUICE_PAGE (adw_tab_page_get_child (adw_tab_view_get_nth_page (self->tabs, i)));

      active = active || sluice_page_is_active (page);
      modified = modified || sluice_pipeline_get_modified (sluice_page_get_pipeline (page));
    }
  if (active || modified)
    {
      ask (self, NULL, active, modified);
      return TRUE;
    }

  return GTK_WINDOW_CLASS (sluice_window_parent_class)->close_request (window);
}

static void
sluice_window_dispose (GObject *object)
{
  SluiceWindow *self = SLUICE_WINDOW (object);

  self->closing = TRUE;
  if (self->bindings != NULL)
    g_binding_group_set_source (self->bindings, NULL);
  if (self->history_bindings != NULL)
    g_binding_group_set_source (self->history_bindings, NULL);
  g_clear_object (&self->bindings);
  g_clear_object (&self->history_bindings);

  G_OBJECT_CLASS (sluice_window_parent_class)->dispose (object);
}

static void
sluice_window_class_init (SluiceWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sluice_window_close_request;
  widget_class->size_allocate = sluice_window_size_allocate;
  gtk_widget_class_install_action (widget_class, "win.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "win.gallery", NULL, gallery_action);
  gtk_widget_class_install_action (widget_class, "win.commands", NULL, commands_action);
}

static GtkWidget *
icon_button (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);

  return button;
}

static GtkWidget *
make_header (SluiceWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  g_autoptr (GMenuModel) menu = make_menu (FALSE);
  GtkWidget *run = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *undo;
  GtkWidget *redo;

  self->title = adw_window_title_new (_ ("Sluice"), "");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  self->open = icon_button ("document-open-symbolic", _ ("Open (Ctrl+O)"), "win.open");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->open);

  self->controls = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->history = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  undo = icon_button ("edit-undo-symbolic", _ ("Undo (Ctrl+Z)"), "page.undo");
  redo = icon_button ("edit-redo-symbolic", _ ("Redo (Ctrl+Shift+Z)"), "page.redo");
  gtk_box_append (GTK_BOX (self->history), undo);
  gtk_box_append (GTK_BOX (self->history), redo);
  g_binding_group_bind_full (self->history_bindings, "undo-label", undo, "tooltip-text", G_BINDING_SYNC_CREATE,
                             label_to_tooltip, NULL, NULL, NULL);
  g_binding_group_bind_full (self->history_bindings, "redo-label", redo, "tooltip-text", G_BINDING_SYNC_CREATE,
                             label_to_tooltip, NULL, NULL, NULL);
  gtk_box_append (GTK_BOX (self->controls), self->history);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->controls);

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "open-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu);
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (self->menu_button), TRUE);
  gtk_widget_set_tooltip_text (self->menu_button, _ ("Main Menu"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->menu_button);

  gtk_widget_add_css_class (run, "linked");
  self->play = icon_button ("media-playback-start-symbolic", _ ("Run (F5)"), "page.run-or-pause");
  gtk_box_append (GTK_BOX (run), self->play);
  self->step = icon_button ("media-skip-forward-symbolic", _ ("Run one batch (F7)"), "page.step");
  gtk_box_append (GTK_BOX (run), self->step);
  gtk_box_append (GTK_BOX (run), icon_button ("media-playback-stop-symbolic",
                                              _ ("Stop (Shift+F5)"), "page.stop"));
  g_object_bind_property (self->controls, "visible", run, "visible", G_BINDING_SYNC_CREATE);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), run);

  return header;
}

static void
sluice_window_init (SluiceWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *tab_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwTabBar *bar = ADW_TAB_BAR (adw_tab_bar_new ());
  GtkWidget *welcome = sluice_welcome_new ();

  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 320);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Sluice"));
  self->bindings = g_binding_group_new ();
  self->history_bindings = g_binding_group_new ();
  gtk_box_append (GTK_BOX (box), make_header (self));
  g_binding_group_bind (self->bindings, "title", self->title, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "subtitle", self->title, "subtitle", G_BINDING_SYNC_CREATE);

  self->tabs = ADW_TAB_VIEW (adw_tab_view_new ());
  adw_tab_bar_set_view (bar, self->tabs);
  gtk_widget_set_vexpand (GTK_WIDGET (self->tabs), TRUE);
  gtk_box_append (GTK_BOX (tab_box), GTK_WIDGET (bar));
  gtk_box_append (GTK_BOX (tab_box), GTK_WIDGET (self->tabs));

  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), welcome, "gallery");
  gtk_stack_add_named (GTK_STACK (self->stack), tab_box, "tabs");
  self->toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), self->stack);
  gtk_widget_set_vexpand (self->toasts, TRUE);
  gtk_box_append (GTK_BOX (box), self->toasts);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);

  g_signal_connect_swapped (welcome, "example", G_CALLBACK (example_cb), self);
  g_signal_connect_swapped (self->tabs, "notify::selected-page", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->tabs, "close-page", G_CALLBACK (close_page_cb), self);
  show_gallery (self, TRUE);
}

SluiceWindow *
sluice_window_new (SluiceApplication *application)
{
  SluiceWindow *self = g_object_new (SLUICE_TYPE_WINDOW, "application", application, NULL);
  GSettings *settings = sluice_application_get_settings (application);

  int width = settings != NULL ? g_settings_get_int (settings, "window-width") : 1280;
  int height = settings != NULL ? g_settings_get_int (settings, "window-height") : 800;

  self->application = application;
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  set_narrow (self, width < NARROW_WIDTH);
  if (settings != NULL && g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  return self;
}
