/* window-driver.c: what the tests of the window do and see again and again.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window-driver.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/sluice-expression-entry.h"
#include "app/sluice-window.h"
#include "charts/sluice-chart.h"

void
driver_set_up (Driver *self, SluiceApplication *application)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("sluice-window-XXXXXX", &error);
  g_assert_no_error (error);
  self->window = GTK_WIDGET (sluice_window_new (application));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (self->window);
  sluice_test_focus_window (self->window);
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_remove (path);
}

gboolean
driver_is_closed (gpointer user_data)
{
  return ((Driver *) user_data)->window == NULL;
}

void
driver_tear_down (Driver *self)
{
  /* A pipeline that a test leaves modified would be asked about. */
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  sluice_test_wait_for (driver_is_closed, self, "the window to be gone");
  remove_tree (self->folder);
  g_free (self->folder);
}

char *
driver_build_path (Driver *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* Pages and documents. */

static gboolean
has_page (gpointer user_data)
{
  Driver *self = user_data;
  GtkWidget *page = sluice_test_find (self->window, SLUICE_TYPE_PAGE, NULL);

  return page != NULL && sluice_test_find (page, SLUICE_TYPE_INSPECTOR, NULL) != NULL;
}

static gboolean
has_path (gpointer user_data)
{
  return sluice_pipeline_get_path (((Driver *) user_data)->pipeline) != NULL;
}

void
driver_look_at_page (Driver *self)
{
  sluice_test_wait_for (has_page, self, "a page");
  self->page = SLUICE_PAGE (sluice_test_find (self->window, SLUICE_TYPE_PAGE, NULL));
  self->pipeline = sluice_page_get_pipeline (self->page);
  self->canvas = SLUICE_CANVAS (sluice_test_find (self->window, SLUICE_TYPE_CANVAS, NULL));
  self->inspector = SLUICE_INSPECTOR (sluice_test_find (self->window, SLUICE_TYPE_INSPECTOR, NULL));
  sluice_test_settle ();
}

void
driver_open_document (Driver *self, const char *text)
{
  g_autofree char *path = driver_build_path (self, "pipeline.sluice");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  sluice_window_open (SLUICE_WINDOW (self->window), path);
  driver_look_at_page (self);
  sluice_test_wait_for (has_path, self, "the document");
  driver_wait_for_analysis (self);
}

static gboolean
is_analysed (gpointer user_data)
{
  Driver *self = user_data;
  SluiceAnalysis *analysis = sluice_pipeline_get_analysis (self->pipeline);

  return analysis != NULL
         && sluice_analysis_get_document (analysis) == sluice_pipeline_get_document (self->pipeline);
}

void
driver_wait_for_analysis (Driver *self)
{
  sluice_test_wait_for (is_analysed, self, "the analysis");
  /* Problems come and go, and move what stands below them. */
  sluice_test_settle ();
}

/* Dialogs. */

static GtkWidget *
find_dialog (Driver *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; self->window != NULL && i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (gtk_window_get_transient_for (GTK_WINDOW (window)) == GTK_WINDOW (self->window)
          && gtk_widget_get_mapped (window))
        return window;
    }

  return NULL;
}

gboolean
driver_has_dialog (gpointer user_data)
{
  return find_dialog (user_data) != NULL;
}

static gboolean
has_no_dialog (gpointer user_data)
{
  return find_dialog (user_data) == NULL;
}

static gboolean
has_text (gpointer user_data)
{
  Driver *self = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (find_dialog (self)));

  return GTK_IS_EDITABLE (focus)
         && g_str_equal (gtk_editable_get_text (GTK_EDITABLE (focus)), self->text);
}

void
driver_choose_file (Driver *self, const char *path)
{
  GtkWidget *dialog;

  sluice_test_wait_for (driver_has_dialog, self, "the dialog");
  dialog = find_dialog (self);
  g_assert_true (GTK_IS_FILE_CHOOSER (dialog));
  sluice_test_focus_window (dialog);

  /* To save, the name is there to be replaced; to open, the first slash brings an entry up. */
  if (gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE)
    sluice_test_keys ("ctrl+a");
  sluice_test_type (path);
  self->text = path;
  sluice_test_wait_for (has_text, self, "the path in the dialog");
  sluice_test_keys ("Return");
  sluice_test_wait_for (has_no_dialog, self, "the dialog to close");
  sluice_test_focus_window (self->window);
}

void
driver_answer (Driver *self, const char *label)
{
  sluice_test_wait_for (driver_has_dialog, self, "the question");
  sluice_test_focus_window (find_dialog (self));
  sluice_test_click (sluice_test_wait_find (find_dialog (self), GTK_TYPE_BUTTON, label));
  sluice_test_wait_for (has_no_dialog, self, "the question to go");
}

/* Nodes. */

GtkWidget *
driver_find_node (Driver *self, const char *id)
{
  SluiceNodeWidget *node = sluice_canvas_get_node_widget (self->canvas, id);

  if (node == NULL)
    g_error ("there is no node %s", id);

  return GTK_WIDGET (node);
}

char *
driver_dup_id (Driver *self, const char *op)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);

  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      SluiceNode *node = sluice_document_get_node (document, i);

      if (g_str_equal (sluice_node_get_op (node), op))
        return g_strdup (sluice_node_get_id (node));
    }

  g_error ("there is no node of the kind %s", op);
}

static gboolean
has_nodes (gpointer user_data)
{
  Driver *self = user_data;

  return sluice_document_get_n_nodes (sluice_pipeline_get_document (self->pipeline)) == self->n_wanted;
}

void
driver_wait_for_nodes (Driver *self, guint n)
{
  g_autofree char *what = g_strdup_printf ("node %u", n);

  self->n_wanted = n;
  sluice_test_wait_for (has_nodes, self, what);
  driver_wait_for_analysis (self);
}

void
driver_choose_node (Driver *self, const char *id)
{
  sluice_test_click_at (driver_find_node (self, id), 60, 20, 1);
  g_assert_cmpstr (sluice_canvas_get_selected_node (self->canvas), ==, id);
  g_assert_cmpstr (sluice_inspector_get_node (self->inspector), ==, id);
  driver_wait_for_analysis (self);
}

/* Fields. */

GtkWidget *
driver_find_editor (Driver *self, const char *field)
{
  GtkWidget *editor = sluice_inspector_find_editor (self->inspector, field);

  if (editor == NULL)
    g_error ("there is no field %s", field);

  return editor;
}

void
driver_choose_value (Driver *self, const char *field, const char *value)
{
  GtkWidget *drop_down = sluice_test_find (driver_find_editor (self, field), GTK_TYPE_DROP_DOWN, NULL);
  SluiceNode *node;

  sluice_test_click (drop_down);
  sluice_test_click (sluice_test_wait_find (sluice_test_wait_find (drop_down, GTK_TYPE_POPOVER, NULL),
                                            GTK_TYPE_LABEL, value));
  node = sluice_document_find_node (sluice_pipeline_get_document (self->pipeline),
                                    sluice_inspector_get_node (self->inspector));
  g_assert_cmpstr (sluice_node_get_string (node, field), ==, value);
  driver_wait_for_analysis (self);
  /* Another format has other fields: the inspector has made them by then, and the focus is where it was. */
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (self->window)),
                                         driver_find_editor (self, field)));
}

static gboolean
has_focus (gpointer widget)
{
  return gtk_widget_has_focus (widget);
}

static void
type_into (Driver *self, GtkWidget *entry, const char *text)
{
  sluice_test_click (entry);
  sluice_test_wait_for (has_focus, entry, "the focus in the entry");
  sluice_test_keys ("ctrl+a");
  sluice_test_type (text);
  driver_wait_for_analysis (self);
}

void
driver_type_field (Driver *self, const char *field, const char *text)
{
  GtkWidget *editor = driver_find_editor (self, field);
  GtkWidget *entry = sluice_test_find (editor, GTK_TYPE_TEXT, NULL);

  if (entry == NULL)
    entry = sluice_test_find (editor, GTK_TYPE_TEXT_VIEW, NULL);
  g_assert_nonnull (entry);
  type_into (self, entry, text);
}

void
driver_type_list (Driver *self, const char *field, const char *button, const char *const *texts)
{
  GtkWidget *editor = driver_find_editor (self, field);

  sluice_test_click (sluice_test_wait_find (editor, GTK_TYPE_LABEL, button));
  sluice_test_wait_find (editor, SLUICE_TYPE_EXPRESSION_ENTRY, NULL);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (i > 0)
        sluice_test_keys ("Return");
      sluice_test_type (texts[i]);
      /* What is proposed is not wanted. */
      sluice_test_keys ("Escape");
    }
  driver_wait_for_analysis (self);
}

void
driver_type_option (Driver *self, const char *name, const char *value)
{
  GtkWidget *editor = driver_find_editor (self, "options");
  GtkWidget *entry = sluice_test_find (editor, GTK_TYPE_ENTRY, name);

  if (entry == NULL)
    {
      sluice_test_click (sluice_test_find (editor, GTK_TYPE_MENU_BUTTON, NULL));
      sluice_test_wait_find (editor, GTK_TYPE_SEARCH_ENTRY, NULL);
      sluice_test_type (name);
      sluice_test_keys ("Return");
      entry = sluice_test_wait_find (editor, GTK_TYPE_ENTRY, name);
    }
  type_into (self, sluice_test_find (entry, GTK_TYPE_TEXT, NULL), value);
}

/* Panels and runs. */

void
driver_show_panel (Driver *self, const char *title)
{
  sluice_test_click (sluice_test_wait_find (self->window, GTK_TYPE_TOGGLE_BUTTON, title));
}

static void
append_words (GtkWidget *root, GString *words)
{
  if (!gtk_widget_get_mapped (root))
    return;
  if (GTK_IS_LABEL (root))
    g_string_append_printf (words, "%s\n", gtk_label_get_text (GTK_LABEL (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_words (child, words);
}

char *
driver_dup_words (GtkWidget *root)
{
  GString *words = g_string_new (NULL);

  append_words (root, words);

  return g_string_free (words, FALSE);
}

static char *
dup_subtitle (Driver *self)
{
  char *subtitle;

  g_object_get (self->page, "subtitle", &subtitle, NULL);

  return subtitle;
}

gint64
driver_get_batch (Driver *self)
{
  g_autofree char *subtitle = dup_subtitle (self);
  const char *word = strstr (subtitle != NULL ? subtitle : "", "batch ");

  return word != NULL ? g_ascii_strtoll (word + strlen ("batch "), NULL, 10) : -1;
}

gboolean
driver_has_new_batch (gpointer user_data)
{
  Driver *self = user_data;

  return driver_get_batch (self) > self->batch;
}

gboolean
driver_is_running (gpointer user_data)
{
  return sluice_page_is_active (((Driver *) user_data)->page);
}

gboolean
driver_is_at_rest (gpointer user_data)
{
  return !driver_is_running (user_data);
}

gboolean
driver_is_paused (gpointer user_data)
{
  g_autofree char *subtitle = dup_subtitle (user_data);

  return subtitle != NULL && g_str_has_prefix (subtitle, "Paused");
}

gboolean
driver_has_charts (gpointer user_data)
{
  Driver *self = user_data;
  GtkWidget *chart = sluice_test_find (self->window, SLUICE_TYPE_CHART, NULL);
  const char *words = chart != NULL ? sluice_chart_get_words (SLUICE_CHART (chart)) : NULL;

  return words != NULL && strpbrk (words, "0123456789") != NULL;
}

/* Files. */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char **
driver_read_rows (Driver *self, const char *name)
{
  g_autofree char *folder = driver_build_path (self, name);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *rows = g_ptr_array_new ();
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      if (!g_str_has_prefix (file, "part-") || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      lines = g_strsplit (text, "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '\0')
          g_ptr_array_add (rows, g_strdup (lines[i]));
    }
  /* Which task wrote which row is nobody's business. */
  g_ptr_array_sort (rows, compare_lines);
  g_ptr_array_add (rows, NULL);

  return (char **) g_ptr_array_free (rows, FALSE);
}

gboolean
driver_has_rows (gpointer user_data)
{
  Driver *self = user_data;
  g_auto (GStrv) rows = driver_read_rows (self, "out");

  return g_strv_length (rows) >= self->n_wanted;
}

guint
driver_count_numbered (Driver *self, const char *name)
{
  g_autofree char *folder = driver_build_path (self, name);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;
  guint n = 0;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    n += g_ascii_isdigit (*file);

  return n;
}
