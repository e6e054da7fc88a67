/* test-page.c: what a page shows of a run, and how little room it needs.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/sluice-inspector.h"
#include "app/sluice-page.h"
#include "app/sluice-run-marks.h"
#include "app/sluice-window.h"
#include "canvas/sluice-canvas.h"

static SluiceApplication *application;

static void
wait_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

typedef struct
{
  char *folder;
  GtkWidget *window;
  SluicePage *page;
  SluiceCanvas *canvas;
  SluicePipeline *pipeline;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->folder = g_dir_make_tmp ("sluice-page-XXXXXX", NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 760);
  fixture->page = SLUICE_PAGE (sluice_page_new (NULL));
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->pipeline = sluice_page_get_pipeline (fixture->page);
  fixture->canvas = SLUICE_CANVAS (find_widget (GTK_WIDGET (fixture->page), SLUICE_TYPE_CANVAS));
  wait_for (100);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
stopped_cb (GObject *page, GAsyncResult *result, gpointer user_data)
{
  sluice_page_stop_finish (SLUICE_PAGE (page), result);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  sluice_page_stop_async (fixture->page, stopped_cb, NULL);
  for (guint i = 0; i < 2000 && sluice_page_is_active (fixture->page); i++)
    wait_for (5);
  g_assert_false (sluice_page_is_active (fixture->page));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_for (100);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
open_document (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  sluice_pipeline_apply (fixture->pipeline, document, "Open", NULL);
  sluice_pipeline_ensure_analysis (fixture->pipeline);
  wait_for (50);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL));
}

static gboolean
has_class (Fixture *fixture, const char *node, const char *name)
{
  return gtk_widget_has_css_class (GTK_WIDGET (sluice_canvas_get_node_widget (fixture->canvas, node)), name);
}

static void
wait_for_rest (Fixture *fixture)
{
  for (guint i = 0; i < 4000 && sluice_page_is_active (fixture->page); i++)
    wait_for (5);
  g_assert_false (sluice_page_is_active (fixture->page));
  wait_for (50);
}

/* Each in at most five characters and its unit. By hand. */
static void
test_format_rate (void)
{
  static const struct
  {
    double rate;
    const char *text;
  } cases[] = {
    { 0, "0/s" },          { 0.25, "0.2/s" },    { 7, "7.0/s" },      { 9.96, "10/s" },
    { 842, "842/s" },      { 999.4, "999/s" },   { 999.6, "1.0k/s" }, { 1234, "1.2k/s" },
    { 12449, "12.4k/s" },  { 99940, "99.9k/s" }, { 99960, "100k/s" }, { 999499, "999k/s" },
    { 999500, "1.0M/s" },  { 2.5e6, "2.5M/s" },  { 1.2e8, "120M/s" }, { 3e9, "3.0G/s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sluice_run_marks_format_rate (cases[i].rate);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpuint (strlen (text), <=, strlen ("12.4k/s"));
    }
}

/* What failed says so on its node, and nothing looks as if it ran. */
static void
test_failed (Fixture *fixture, gconstpointer user_data)
{
  static const char *const others[] = { "paid", "out" };
  const char *words;

  open_document (fixture,
                 "{ \"sluice\": 1, \"nodes\": {"
                 "\"clicks\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"n INT\","
                 "  \"options\": { \"path\": \"/no/such/folder\" } },"
                 "\"paid\": { \"op\": \"filter\", \"input\": \"clicks\", \"condition\": \"n > 0\" },"
                 "\"out\": { \"op\": \"writeStream\", \"input\": \"paid\", \"format\": \"noop\" } } }");
  act (fixture, "page.run");
  wait_for_rest (fixture);

  g_assert_true (has_class (fixture, "clicks", "failed"));
  words = sluice_node_widget_get_status_words (sluice_canvas_get_node_widget (fixture->canvas, "clicks"));
  g_assert_nonnull (strstr (words, "/no/such/folder"));
  g_assert_cmpstr (sluice_canvas_get_selected_node (fixture->canvas), ==, "clicks");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (has_class (fixture, others[i], "running"));
      g_assert_false (has_class (fixture, others[i], "done"));
      g_assert_false (has_class (fixture, others[i], "failed"));
    }
}

/* Two queries of one source: one fails, the other runs on. */
static void
test_two_queries (Fixture *fixture, gconstpointer user_data)
{
  open_document (fixture,
                 "{ \"sluice\": 1, \"nodes\": {"
                 "\"ticks\": { \"op\": \"readStream\", \"format\": \"rate\", \"options\": { \"rowsPerSecond\": 100 } },"
                 "\"good\": { \"op\": \"writeStream\", \"input\": \"ticks\", \"format\": \"noop\" },"
                 "\"table\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"n INT\","
                 "  \"options\": { \"path\": \"/no/such/folder\" } },"
                 "\"bad\": { \"op\": \"writeStream\", \"input\": \"table\", \"format\": \"noop\" } } }");
  act (fixture, "page.run");
  for (guint i = 0; i < 1000 && !has_class (fixture, "table", "failed"); i++)
    wait_for (10);
  g_assert_true (has_class (fixture, "table", "failed"));
  for (guint i = 0; i < 1000 && !has_class (fixture, "ticks", "running"); i++)
    wait_for (10);
  g_assert_true (has_class (fixture, "ticks", "running"));
  g_assert_true (has_class (fixture, "good", "running"));
  g_assert_false (has_class (fixture, "bad", "running"));
  g_assert_true (sluice_page_is_active (fixture->page));

  act (fixture, "page.stop");
  wait_for_rest (fixture);
  g_assert_true (has_class (fixture, "ticks", "done"));
  g_assert_true (has_class (fixture, "table", "failed"));
}

static GtkWidget *
find_stack (Fixture *fixture)
{
  return gtk_widget_get_ancestor (find_widget (GTK_WIDGET (fixture->page), g_type_from_name ("SluiceChartsPanel")),
                                  GTK_TYPE_STACK);
}

/* Every wire says how much passes, and a batch that is chosen says it of itself. */
static void
test_rates (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *charts;
  g_autofree char *text = NULL;
  g_autofree char *input = g_build_filename (fixture->folder, "in", NULL);
  gint64 selected;

  g_mkdir (input, 0700);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.json", input, i);

      g_file_set_contents (path, "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n", -1, NULL);
    }
  text = g_strdup_printf (
    "{ \"sluice\": 1, \"nodes\": {"
    "\"clicks\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"n INT\","
    "  \"options\": { \"path\": \"%s\", \"maxFilesPerTrigger\": 1 } },"
    "\"few\": { \"op\": \"filter\", \"input\": \"clicks\", \"condition\": \"n > 3\" },"
    "\"out\": { \"op\": \"writeStream\", \"input\": \"few\", \"format\": \"noop\","
    "  \"trigger\": { \"availableNow\": true } } } }",
    input);
  open_document (fixture, text);
  act (fixture, "page.run");
  wait_for_rest (fixture);
  g_assert_nonnull (sluice_canvas_get_wire_text (fixture->canvas, "clicks"));
  g_assert_nonnull (sluice_canvas_get_wire_text (fixture->canvas, "few"));
  g_assert_true (g_str_has_suffix (sluice_canvas_get_wire_text (fixture->canvas, "clicks"), "/s"));
  g_assert_true (has_class (fixture, "clicks", "done"));

  charts = find_widget (GTK_WIDGET (fixture->page), g_type_from_name ("SluiceChartsPanel"));
  act (fixture, "page.previous-batch");
  g_object_get (charts, "selected-batch", &selected, NULL);
  g_assert_cmpint (selected, ==, 1);
  act (fixture, "page.next-batch");
  g_object_get (charts, "selected-batch", &selected, NULL);
  g_assert_cmpint (selected, ==, 2);
  act (fixture, "page.next-batch");
  g_object_get (charts, "selected-batch", &selected, NULL);
  g_assert_cmpint (selected, ==, -1);
}

/* At 360 pixels the sides are folded, a drop-down stands for the tabs, and nothing is cut off. */
static void
test_narrow (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *inspector, *switcher;
  graphene_rect_t bounds;

  open_document (fixture, "{ \"sluice\": 1, \"nodes\": { \"ticks\": { \"op\": \"readStream\", \"format\": \"rate\" },"
                          "\"out\": { \"op\": \"writeStream\", \"input\": \"ticks\", \"format\": \"noop\" } } }");
  switcher = find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_STACK_SWITCHER);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  fixture->page = SLUICE_PAGE (sluice_page_new (NULL));
  fixture->pipeline = sluice_page_get_pipeline (fixture->page);
  fixture->canvas = SLUICE_CANVAS (find_widget (GTK_WIDGET (fixture->page), SLUICE_TYPE_CANVAS));
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  /* Folding takes a moment. */
  for (guint i = 0; i < 500 && gtk_widget_get_width (GTK_WIDGET (fixture->canvas)) <= 300; i++)
    wait_for (10);
  g_assert_cmpint (gtk_widget_get_width (fixture->window), ==, 360);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->canvas)), >, 300);

  open_document (fixture, "{ \"sluice\": 1, \"nodes\": { \"ticks\": { \"op\": \"readStream\", \"format\": \"rate\" },"
                          "\"out\": { \"op\": \"writeStream\", \"input\": \"ticks\", \"format\": \"noop\" } } }");
  act (fixture, "page.run");
  switcher = find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_STACK_SWITCHER);
  for (guint i = 0; i < 500 && (i < 50 || gtk_widget_get_visible (switcher)); i++)
    wait_for (10);
  g_assert_false (gtk_widget_get_visible (switcher));
  g_assert_true (gtk_widget_compute_bounds (find_stack (fixture), GTK_WIDGET (fixture->page), &bounds));
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, 360);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, 640);

  act (fixture, "page.toggle-inspector");
  inspector = find_widget (GTK_WIDGET (fixture->page), SLUICE_TYPE_INSPECTOR);
  for (guint i = 0; i < 500; i++)
    {
      wait_for (10);
      g_assert_true (gtk_widget_compute_bounds (inspector, GTK_WIDGET (fixture->page), &bounds));
      if (bounds.origin.x + bounds.size.width <= 360)
        break;
    }
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, 360);
  act (fixture, "page.stop");
  wait_for_rest (fixture);
}

/* The whole window too, with its header bar. */
static void
test_narrow_window (void)
{
  SluiceWindow *window = sluice_window_new (application);
  int minimum = 0;

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  gtk_window_present (GTK_WINDOW (window));
  wait_for (300);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new", NULL);
  /* The page folds when it has been given too little room. */
  for (guint i = 0; i < 500; i++)
    {
      wait_for (10);
      gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (i >= 50 && minimum <= 380)
        break;
    }
  g_assert_cmpint (minimum, <=, 380); /* the frame's shadow included */
  gtk_window_destroy (GTK_WINDOW (window));
  wait_for (100);
}

/* A node that is renamed in the inspector stays the chosen one. */
static void
test_rename (Fixture *fixture, gconstpointer user_data)
{
  SluiceInspector *inspector
    = SLUICE_INSPECTOR (find_widget (GTK_WIDGET (fixture->page), SLUICE_TYPE_INSPECTOR));
  GtkWidget *entry;

  open_document (fixture, "{ \"sluice\": 1, \"nodes\": { \"ticks\": { \"op\": \"readStream\", \"format\": \"rate\" },"
                          "\"out\": { \"op\": \"writeStream\", \"input\": \"ticks\", \"format\": \"noop\" } } }");
  sluice_canvas_select (fixture->canvas, "ticks");
  gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), "canvas.rename", NULL);
  entry = find_widget (GTK_WIDGET (inspector), GTK_TYPE_ENTRY);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "clock");
  g_signal_emit_by_name (entry, "activate");
  wait_for (100);
  g_assert_nonnull (sluice_canvas_get_node_widget (fixture->canvas, "clock"));
  g_assert_cmpstr (sluice_canvas_get_selected_node (fixture->canvas), ==, "clock");
  g_assert_cmpstr (sluice_inspector_get_node (inspector), ==, "clock");
}

/* Drops files of the fixture's folder as another program does, and waits until there are so many nodes. */
static void
drop_files (Fixture *fixture, const char *const *names, guint n_nodes)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->canvas));
  g_auto (GValue) value = G_VALUE_INIT;
  GSList *files = NULL;
  gboolean dropped = FALSE;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      files = g_slist_append (files, g_file_new_for_path (path));
    }
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller)
          && gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)),
                                                GDK_TYPE_FILE_LIST))
        g_signal_emit_by_name (controller, "drop", &value, 300.0, 200.0, &dropped);
    }
  g_assert_true (dropped);
  for (guint i = 0;
       i < 2000 && sluice_document_get_n_nodes (sluice_pipeline_get_document (fixture->pipeline)) < n_nodes; i++)
    wait_for (5);
  g_assert_cmpuint (sluice_document_get_n_nodes (sluice_pipeline_get_document (fixture->pipeline)), ==, n_nodes);
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_source (Fixture *fixture, const char *id, const char *format, const char *schema, const char *option,
               const char *wanted)
{
  SluiceNode *node = sluice_document_find_node (sluice_pipeline_get_document (fixture->pipeline), id);
  JsonNode *options;

  g_assert_nonnull (node);
  g_assert_cmpstr (sluice_node_get_op (node), ==, "readStream");
  g_assert_cmpstr (sluice_node_get_string (node, "format"), ==, format);
  g_assert_cmpstr (sluice_node_get_string (node, "schema"), ==, schema);
  options = sluice_node_get_field (node, "options");
  g_assert_cmpstr (json_object_get_string_member_with_default (json_node_get_object (options), option, NULL), ==,
                   wanted);
}

static void
keep_message_cb (SluiceCanvas *canvas, const char *text, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

static void
test_drop (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *clicks = g_build_filename (fixture->folder, "clicks", NULL);
  g_autofree char *message = NULL;

  g_signal_connect (fixture->canvas, "message", G_CALLBACK (keep_message_cb), &message);
  write_file (fixture, "prices.of 2024.csv", "id,name\n1,a\n2,b\n");
  write_file (fixture, "plain.tsv", "1\t2.5\n2\t3\n");
  write_file (fixture, "clicks/day=1/_note", "not a row");
  write_file (fixture, "clicks/day=1/0.json", "{\"user\":\"u\"}\n");
  write_file (fixture, "lines.log", "one\ntwo\n");
  write_file (fixture, "picture.png", "not a source");

  drop_files (fixture, (const char *const[]){ "prices.of 2024.csv", NULL }, 1);
  assert_source (fixture, "prices", "csv", "id INT, name STRING", "header", "true");
  g_assert_cmpstr (sluice_canvas_get_selected_node (fixture->canvas), ==, "prices");
  drop_files (fixture, (const char *const[]){ "plain.tsv", "clicks", "lines.log", NULL }, 4);
  assert_source (fixture, "plain", "csv", "_c0 INT, _c1 DOUBLE", "header", NULL);
  assert_source (fixture, "plain", "csv", "_c0 INT, _c1 DOUBLE", "sep", "\t");
  assert_source (fixture, "clicks", "json", "user STRING", "path", clicks);
  assert_source (fixture, "lines", "text", NULL, "header", NULL);
  g_assert_cmpuint (
    sluice_analysis_get_node (sluice_pipeline_ensure_analysis (fixture->pipeline), "clicks")->schema->n_fields, ==, 2);

  /* A name that is taken gets a number; what isn't rows gives no node, but a word. */
  drop_files (fixture, (const char *const[]){ "lines.log", NULL }, 5);
  drop_files (fixture, (const char *const[]){ "picture.png", NULL }, 5);
  for (guint i = 0; i < 1000 && message == NULL; i++)
    wait_for (5);
  g_assert_nonnull (strstr (message, "picture.png"));

  /* Each is one step. */
  for (guint n = 5; n > 0; n--)
    {
      g_assert_cmpuint (sluice_document_get_n_nodes (sluice_pipeline_get_document (fixture->pipeline)), ==, n);
      sluice_pipeline_undo (fixture->pipeline);
    }
  g_assert_cmpuint (sluice_document_get_n_nodes (sluice_pipeline_get_document (fixture->pipeline)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  application = sluice_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_hold (G_APPLICATION (application));

  g_test_add_func ("/page/format-rate", test_format_rate);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/page/failed", test_failed);
  ADD ("/page/two-queries", test_two_queries);
  ADD ("/page/rates", test_rates);
  ADD ("/page/narrow", test_narrow);
  ADD ("/page/rename", test_rename);
  ADD ("/page/drop", test_drop);
  g_test_add_func ("/page/narrow-window", test_narrow_window);
  result = g_test_run ();
  g_application_release (G_APPLICATION (application));
  g_clear_object (&application);

  return result;
}
