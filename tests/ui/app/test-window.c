/* test-window.c: the window as its user meets it, from nothing to rows on disk.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/sluice-log-panel.h"
#include "app/sluice-problem-list.h"
#include "app/sluice-problem-row.h"
#include "app/sluice-schema-view.h"
#include "app/sluice-window.h"
#include "canvas/sluice-palette-row.h"
#include "canvas/sluice-palette.h"
#include "canvas/sluice-quick-add.h"
#include "window-driver.h"

static SluiceApplication *application;

static void
set_up (Driver *driver, gconstpointer user_data)
{
  driver_set_up (driver, application);
}

static void
tear_down (Driver *driver, gconstpointer user_data)
{
  driver_tear_down (driver);
}

/* The words, and what is to come out of them: counted here in another way than the engine's. */

#define N_FILES 4
#define ROWS_PER_FILE 300
#define WINDOW_S 600
#define DELAY_S 600
#define FIRST_TIME_S G_GINT64_CONSTANT (1767268800) /* 2026-01-01T12:00:00Z */

typedef struct
{
  GString *files[N_FILES];
  char **rows[N_FILES]; /* sorted: all that is to be written when this file has been read */
  guint n_late;
} Words;

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000Z");
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Windows that the watermark has passed are complete. */
static char **
list_complete (GHashTable *counts, gint64 watermark)
{
  GPtrArray *rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      gint64 start = g_ascii_strtoll (key, NULL, 10);
      g_autofree char *from = format_time (start);
      g_autofree char *to = format_time (start + WINDOW_S);

      if (start + WINDOW_S <= watermark)
        g_ptr_array_add (rows,
                         g_strdup_printf ("{\"w\":{\"start\":\"%s\",\"end\":\"%s\"},\"word\":\"%s\",\"n\":%u}", from,
                                          to, strchr (key, ' ') + 1, GPOINTER_TO_UINT (value)));
    }
  g_ptr_array_sort (rows, compare_lines);
  g_ptr_array_add (rows, NULL);

  return (char **) g_ptr_array_free (rows, FALSE);
}

/* Each file is half an hour after the one before; a word in eight comes up to an hour late. Only a watermark of
 * files before makes a row late: what is read together is counted together. */
static Words *
words_new (void)
{
  static const char *const vocabulary[] = { "ant", "bee", "cat", "dog", "eel" };
  Words *self = g_new0 (Words, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 watermark = 0;

  for (guint i = 0; i < N_FILES; i++)
    {
      gint64 newest = 0;

      self->files[i] = g_string_new (NULL);
      for (guint j = 0; j < ROWS_PER_FILE; j++)
        {
          const char *word = vocabulary[g_rand_int_range (random, 0, G_N_ELEMENTS (vocabulary))];
          gint64 time = FIRST_TIME_S + i * 1800 + g_rand_int_range (random, 0, 2400)
                        - (g_rand_int_range (random, 0, 8) == 0 ? g_rand_int_range (random, 0, 3600) : 0);
          gint64 start = time - time % WINDOW_S;
          g_autofree char *text = format_time (time);
          char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %s", start, word);

          g_string_append_printf (self->files[i], "{\"word\":\"%s\",\"ts\":\"%s\"}\n", word, text);
          newest = MAX (newest, time);
          if (start + WINDOW_S <= watermark)
            {
              self->n_late++;
              g_free (key);
              continue;
            }
          g_hash_table_insert (counts, key,
                               GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1));
        }
      watermark = MAX (watermark, newest - DELAY_S);
      self->rows[i] = list_complete (counts, watermark);
    }

  return self;
}

static void
words_free (Words *self)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      g_string_free (self->files[i], TRUE);
      g_strfreev (self->rows[i]);
    }
  g_free (self);
}

/* A file appears in a watched folder whole or not at all. */
static void
put_input (Driver *driver, guint number, const char *text)
{
  g_autofree char *name = g_strdup_printf ("words-%u.json", number);
  g_autofree char *folder = driver_build_path (driver, "in");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *draft = driver_build_path (driver, name);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (draft, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (draft, path), ==, 0);
}

/* Drawing. */

static GtkWidget *
find_palette_row (Driver *driver, const char *op)
{
  GtkWidget *list = sluice_test_find (sluice_test_find (driver->window, SLUICE_TYPE_PALETTE, NULL),
                                      GTK_TYPE_LIST_BOX, NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (SLUICE_IS_PALETTE_ROW (row)
        && g_str_equal (sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row))->op, op))
      return row;

  g_assert_not_reached ();
}

/* The four nodes, each added in another way. */
static void
add_nodes (Driver *driver)
{
  GtkWidget *canvas = GTK_WIDGET (driver->canvas);
  GtkWidget *row = find_palette_row (driver, "readStream");
  graphene_point_t center;

  sluice_test_drag_and_drop (row, canvas, 130, 80);
  driver_wait_for_nodes (driver, 1);
  g_free (driver_dup_id (driver, "readStream"));

  /* Behind the selected node, and wired to it. */
  row = find_palette_row (driver, "withWatermark");
  sluice_test_scroll_to (row);
  center = sluice_test_center (row);
  sluice_test_click_at (row, center.x, center.y, 2);
  driver_wait_for_nodes (driver, 2);
  g_free (driver_dup_id (driver, "withWatermark"));

  /* Enter comes right behind the last letter, when the list has not been searched for it yet. */
  sluice_test_click_at (canvas, 150, 260, 2);
  sluice_test_wait_find (canvas, SLUICE_TYPE_QUICK_ADD, NULL);
  sluice_test_type ("groupBy");
  sluice_test_keys ("Return");
  driver_wait_for_nodes (driver, 3);
  g_free (driver_dup_id (driver, "groupBy"));

  /* Nothing is selected: the last one is put into the middle, without a wire. */
  sluice_test_click_at (canvas, 480, 250, 1);
  g_assert_null (sluice_canvas_get_selected_node (driver->canvas));
  sluice_test_keys ("ctrl+space");
  sluice_test_wait_find (canvas, SLUICE_TYPE_QUICK_ADD, NULL);
  sluice_test_type ("writeStream");
  sluice_test_keys ("Return");
  driver_wait_for_nodes (driver, 4);
  g_free (driver_dup_id (driver, "writeStream"));
}

static GtkWidget *
find_output (Driver *driver, const char *id)
{
  return GTK_WIDGET (sluice_node_widget_get_output (SLUICE_NODE_WIDGET (driver_find_node (driver, id))));
}

static GtkWidget *
find_input (Driver *driver, const char *id)
{
  return GTK_WIDGET (
    sluice_node_widget_get_input (SLUICE_NODE_WIDGET (driver_find_node (driver, id)), "input"));
}

typedef struct
{
  Driver *driver;
  const char *from;
  const char *to;
} Wire;

static gboolean
is_wired (gpointer user_data)
{
  Wire *wire = user_data;
  SluiceNode *node = sluice_document_find_node (sluice_pipeline_get_document (wire->driver->pipeline), wire->to);

  return g_strcmp0 (sluice_node_get_string (node, "input"), wire->from) == 0;
}

/* While a wire is drawn, the inputs that would take it say so. */
static gboolean
is_offered (gpointer user_data)
{
  Wire *wire = user_data;

  return gtk_widget_has_css_class (find_input (wire->driver, wire->to), "valid");
}

/* A canvas that still moves is aimed at in vain. */
typedef struct
{
  GtkWidget *widget;
  graphene_point_t at;
  gint64 next_us;
  guint n_alike;
} Stillness;

static gboolean
is_still (gpointer user_data)
{
  Stillness *self = user_data;
  graphene_point_t center = sluice_test_center (self->widget);
  graphene_point_t at;

  if (g_get_monotonic_time () < self->next_us)
    return FALSE;
  self->next_us = g_get_monotonic_time () + G_USEC_PER_SEC / 30;
  if (!gtk_widget_compute_point (self->widget, GTK_WIDGET (gtk_widget_get_native (self->widget)), &center, &at))
    return FALSE;
  self->n_alike = graphene_point_near (&at, &self->at, 0.01f) ? self->n_alike + 1 : 0;
  self->at = at;

  return self->n_alike >= 5;
}

static void
wait_until_still (GtkWidget *widget)
{
  sluice_test_wait_for (is_still, &(Stillness){ .widget = widget }, "the canvas to stand still");
}

static void
drag_wire (Wire *wire)
{
  GtkWidget *output = find_output (wire->driver, wire->from);
  GtkWidget *input = find_input (wire->driver, wire->to);
  graphene_point_t start, end;

  g_assert_false (is_wired (wire));
  wait_until_still (output);
  start = sluice_test_center (output);
  end = sluice_test_center (input);
  sluice_test_press (output, start.x, start.y);
  sluice_test_wait_for (is_offered, wire, "the wire to begin");
  sluice_test_drag_to (input, end.x, end.y);
  sluice_test_button (1, FALSE);
  sluice_test_wait_for (is_wired, wire, "the wire that was dragged");
  g_assert_false (is_offered (wire));
}

static void
click_wire (Wire *wire)
{
  g_assert_false (is_wired (wire));
  wait_until_still (find_output (wire->driver, wire->from));
  sluice_test_click (find_output (wire->driver, wire->from));
  sluice_test_wait_for (is_offered, wire, "the wire to begin");
  sluice_test_click (find_input (wire->driver, wire->to));
  sluice_test_wait_for (is_wired, wire, "the wire that was clicked");
}

static void
connect_nodes (Driver *driver)
{
  g_autofree char *stream = driver_dup_id (driver, "readStream");
  g_autofree char *watermark = driver_dup_id (driver, "withWatermark");
  g_autofree char *group = driver_dup_id (driver, "groupBy");
  g_autofree char *sink = driver_dup_id (driver, "writeStream");

  g_assert_true (is_wired (&(Wire){ driver, stream, watermark }));
  drag_wire (&(Wire){ driver, watermark, group });
  click_wire (&(Wire){ driver, group, sink });
  driver_wait_for_analysis (driver);
}

static SluiceProblemList *
find_problems (Driver *driver)
{
  return SLUICE_PROBLEM_LIST (sluice_test_wait_find (driver->window, SLUICE_TYPE_PROBLEM_LIST, NULL));
}

static GtkWidget *
find_problem (GtkWidget *root, const char *node)
{
  if (SLUICE_IS_PROBLEM_ROW (root)
      && g_strcmp0 (sluice_problem_row_get_node (SLUICE_PROBLEM_ROW (root)), node) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_problem (child, node);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
assert_column (Driver *driver, const char *name, const char *type)
{
  GtkWidget *schema = NULL;

  /* The last one is of what the node gives. */
  for (GtkWidget *next = sluice_test_find (GTK_WIDGET (driver->inspector), SLUICE_TYPE_SCHEMA_VIEW, NULL);
       next != NULL;)
    {
      GtkWidget *section = gtk_widget_get_parent (next);

      schema = next;
      next = gtk_widget_get_next_sibling (section) != NULL
               ? sluice_test_find (gtk_widget_get_next_sibling (section), SLUICE_TYPE_SCHEMA_VIEW, NULL)
               : NULL;
    }
  g_assert_nonnull (schema);
  g_assert_nonnull (sluice_test_find (schema, GTK_TYPE_LABEL, name));
  g_assert_nonnull (sluice_test_find (schema, GTK_TYPE_LABEL, type));
}

static void
fill_fields (Driver *driver)
{
  static const char *const keys[] = { "window(ts, '10 minutes') AS w", "word", NULL };
  g_autofree char *stream = driver_dup_id (driver, "readStream");
  g_autofree char *watermark = driver_dup_id (driver, "withWatermark");
  g_autofree char *group = driver_dup_id (driver, "groupBy");
  g_autofree char *sink = driver_dup_id (driver, "writeStream");

  driver_choose_node (driver, stream);
  driver_choose_value (driver, "format", "json");
  driver_type_field (driver, "schema", "word STRING, ts TIMESTAMP");
  driver_type_option (driver, "path", "in");
  assert_column (driver, "ts", "TIMESTAMP");

  driver_choose_node (driver, watermark);
  driver_type_field (driver, "eventTime", "ts");
  driver_type_field (driver, "delay", "10 minutes");

  driver_choose_node (driver, group);
  driver_type_list (driver, "keys", "Add Expression", keys);
  /* Counting is what a new one does by itself. */
  assert_column (driver, "n", "BIGINT");

  driver_choose_node (driver, sink);
  driver_choose_value (driver, "format", "json");
  driver_type_option (driver, "path", "out");
  driver_type_option (driver, "checkpointLocation", "checkpoint");
}

/* A column that is gone is missed downstream at once; the problem leads to its field. */
static void
lose_a_column (Driver *driver)
{
  g_autofree char *stream = driver_dup_id (driver, "readStream");
  g_autofree char *watermark = driver_dup_id (driver, "withWatermark");
  GtkWidget *problem;

  g_assert_false (gtk_widget_has_css_class (driver_find_node (driver, watermark), "error"));
  driver_choose_node (driver, stream);
  driver_type_field (driver, "schema", "word STRING");
  g_assert_true (gtk_widget_has_css_class (driver_find_node (driver, watermark), "error"));

  problem = find_problem (GTK_WIDGET (find_problems (driver)), watermark);
  g_assert_nonnull (problem);
  sluice_test_click_at (problem, 24, 12, 1);
  g_assert_cmpstr (sluice_canvas_get_selected_node (driver->canvas), ==, watermark);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (driver->window)),
                                         driver_find_editor (driver, "eventTime")));

  sluice_test_keys ("ctrl+z");
  driver_wait_for_analysis (driver);
  g_assert_false (gtk_widget_has_css_class (driver_find_node (driver, watermark), "error"));
  g_assert_null (find_problem (GTK_WIDGET (find_problems (driver)), watermark));
}

/* All the way back and forth again; the document is the same one then. */
static void
undo_and_redo (Driver *driver)
{
  g_autoptr (SluiceDocument) document = sluice_document_ref (sluice_pipeline_get_document (driver->pipeline));
  guint n_undone = 0;
  guint n_redone = 0;

  for (; sluice_pipeline_can_undo (driver->pipeline); n_undone++)
    sluice_test_keys ("ctrl+z");
  driver_wait_for_analysis (driver);
  g_assert_cmpuint (sluice_document_get_n_nodes (sluice_pipeline_get_document (driver->pipeline)), ==, 0);
  /* Four nodes, two wires, the layout, one format, eight fields: each takes one step, however much was typed. */
  g_assert_cmpuint (n_undone, ==, 16);

  for (; n_redone < n_undone && sluice_pipeline_can_redo (driver->pipeline); n_redone++)
    sluice_test_keys ("ctrl+shift+z");
  driver_wait_for_analysis (driver);
  g_assert_cmpuint (n_redone, ==, n_undone);
  g_assert_true (sluice_document_equal (document, sluice_pipeline_get_document (driver->pipeline)));
}

static gboolean
is_saved (gpointer user_data)
{
  return !sluice_pipeline_get_modified (((Driver *) user_data)->pipeline);
}

static gboolean
is_gallery (gpointer user_data)
{
  return sluice_test_find (((Driver *) user_data)->window, GTK_TYPE_BUTTON, "_New Pipeline") != NULL;
}

/* What is saved under a name, closed and opened again is the same document. */
static void
save_and_reopen (Driver *driver)
{
  g_autoptr (SluiceDocument) document = sluice_document_ref (sluice_pipeline_get_document (driver->pipeline));
  g_autofree char *path = driver_build_path (driver, "words.sluice");

  sluice_test_keys ("ctrl+s");
  driver_choose_file (driver, path);
  sluice_test_wait_for (is_saved, driver, "the file");
  g_assert_cmpstr (sluice_pipeline_get_path (driver->pipeline), ==, path);

  sluice_test_keys ("ctrl+w");
  sluice_test_wait_for (is_gallery, driver, "the gallery");
  sluice_test_keys ("ctrl+o");
  driver_choose_file (driver, path);
  driver_look_at_page (driver);
  driver_wait_for_nodes (driver, 4);
  g_assert_cmpstr (sluice_pipeline_get_path (driver->pipeline), ==, path);
  g_assert_true (sluice_document_equal (document, sluice_pipeline_get_document (driver->pipeline)));
  g_assert_false (sluice_pipeline_can_undo (driver->pipeline));
}

static void
assert_rows (Driver *driver, char **expected)
{
  g_auto (GStrv) rows = driver_read_rows (driver, "out");

  for (guint i = 0; rows[i] != NULL && expected[i] != NULL; i++)
    g_assert_cmpstr (rows[i], ==, expected[i]);
  g_assert_cmpuint (g_strv_length (rows), ==, g_strv_length (expected));
}

static gboolean
have_digits (Driver *driver, const char *digits)
{
  static const char *const ops[] = { "readStream", "withWatermark", "groupBy" };

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    {
      g_autofree char *id = driver_dup_id (driver, ops[i]);
      const char *text = sluice_canvas_get_wire_text (driver->canvas, id);

      if (text == NULL || strpbrk (text, digits) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* The last batch may be one without data, whose rates are nothing. */
static gboolean
has_rates (gpointer user_data)
{
  return have_digits (user_data, "0123456789");
}

static gboolean
has_flow (gpointer user_data)
{
  return have_digits (user_data, "123456789");
}

static void
run_to_the_end (Driver *driver, Words *words)
{
  driver->batch = -1;
  sluice_test_keys ("F5");
  sluice_test_wait_for (driver_is_running, driver, "the query to start");
  for (guint i = 0; i < N_FILES; i++)
    {
      if (i > 0)
        put_input (driver, i, words->files[i]->str);
      driver->n_wanted = g_strv_length (words->rows[i]);
      sluice_test_wait_for (driver_has_rows, driver, "the rows of a file");
    }
  sluice_test_wait_for (driver_has_new_batch, driver, "a batch in the header");
  sluice_test_wait_for (has_rates, driver, "numbers on the wires");
  sluice_test_wait_for (driver_has_charts, driver, "charts with numbers");

  sluice_test_keys ("shift+F5");
  sluice_test_wait_for (driver_is_at_rest, driver, "the query to stop");
  assert_rows (driver, words->rows[N_FILES - 1]);
}

static void
test_from_nothing (Driver *driver, gconstpointer user_data)
{
  Words *words = words_new ();

  /* Without any of these the comparison would say less than it seems. */
  g_assert_cmpuint (words->n_late, >, 10);
  for (guint i = 0; i < N_FILES; i++)
    g_assert_cmpuint (g_strv_length (words->rows[i]), >, i > 0 ? g_strv_length (words->rows[i - 1]) : 0);
  put_input (driver, 0, words->files[0]->str);

  sluice_test_click (sluice_test_wait_find (driver->window, GTK_TYPE_BUTTON, "_New Pipeline"));
  driver_look_at_page (driver);
  add_nodes (driver);
  connect_nodes (driver);
  sluice_test_click (sluice_test_wait_find (driver->window, GTK_TYPE_BUTTON, "List the problems"));
  g_assert_nonnull (find_problem (GTK_WIDGET (find_problems (driver)), "readStream"));
  g_assert_true (gtk_widget_has_css_class (driver_find_node (driver, "readStream"), "error"));

  /* In a row, and all of them in sight. */
  sluice_test_click_at (GTK_WIDGET (driver->canvas), 20, 20, 1);
  sluice_test_keys ("l");
  fill_fields (driver);
  g_assert_cmpuint (sluice_problem_list_get_n_problems (find_problems (driver)), ==, 0);
  g_assert_null (sluice_test_find (driver->window, GTK_TYPE_BUTTON, "List the problems"));
  lose_a_column (driver);
  undo_and_redo (driver);
  save_and_reopen (driver);
  run_to_the_end (driver, words);
  words_free (words);
}

/* An example, from the gallery to a stepped run. */

static void
test_example (Driver *driver, gconstpointer user_data)
{
  sluice_test_click (sluice_test_wait_find (driver->window, GTK_TYPE_BUTTON, "Words per window"));
  driver_look_at_page (driver);
  driver_wait_for_nodes (driver, 4);

  driver->batch = 0;
  sluice_test_click (sluice_test_wait_find (driver->window, GTK_TYPE_BUTTON, "Run (F5)"));
  sluice_test_wait_for (driver_has_new_batch, driver, "batches");
  sluice_test_wait_for (has_flow, driver, "rows on the wires");
  sluice_test_wait_for (driver_has_charts, driver, "charts with numbers");

  sluice_test_click (sluice_test_wait_find (driver->window, GTK_TYPE_BUTTON, "Pause or go on (F5)"));
  sluice_test_wait_for (driver_is_paused, driver, "the pause");

  /* A step is one batch, and then it stands still again. */
  driver->batch = driver_get_batch (driver);
  sluice_test_keys ("F7");
  sluice_test_wait_for (driver_has_new_batch, driver, "one batch");
  sluice_test_wait_for (driver_is_paused, driver, "the pause after the step");
  g_assert_cmpint (driver_get_batch (driver), ==, driver->batch + 1);

  sluice_test_click (sluice_test_wait_find (driver->window, GTK_TYPE_BUTTON, "Stop (Shift+F5)"));
  sluice_test_wait_for (driver_is_at_rest, driver, "the query to stop");
}

/* Closing asks. */

static const char endless[]
  = "{ \"sluice\": 1, \"nodes\": {"
    "\"in\": { \"op\": \"readStream\", \"format\": \"rate\", \"options\": { \"rowsPerSecond\": 50 } },"
    "\"out\": { \"op\": \"writeStream\", \"input\": \"in\", \"format\": \"json\","
    "  \"options\": { \"path\": \"out\", \"checkpointLocation\": \"checkpoint\" } } } }";

static void
test_close_asks (Driver *driver, gconstpointer user_data)
{
  driver_open_document (driver, endless);
  driver->batch = 0;
  sluice_test_keys ("F5");
  sluice_test_wait_for (driver_has_new_batch, driver, "batches");

  sluice_test_keys ("ctrl+q");
  driver_answer (driver, "_Cancel");
  sluice_test_focus_window (driver->window);
  g_assert_true (driver_is_running (driver));

  sluice_test_keys ("ctrl+q");
  driver_answer (driver, "_Stop and Close");
  sluice_test_wait_for (driver_is_closed, driver, "the window to close");

  /* Gracefully: the batch that ran was finished, so that each that began is committed. */
  g_assert_cmpuint (driver_count_numbered (driver, "checkpoint/commits"), >, 0);
  g_assert_cmpuint (driver_count_numbered (driver, "checkpoint/commits"), ==,
                    driver_count_numbered (driver, "checkpoint/offsets"));
}

/* A query that can't run says so where it fails. */

static const char pathless[]
  = "{ \"sluice\": 1, \"nodes\": {"
    "\"in\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"n INT\","
    "  \"options\": { \"path\": \"nowhere\" } },"
    "\"out\": { \"op\": \"writeStream\", \"input\": \"in\", \"format\": \"json\","
    "  \"options\": { \"path\": \"out\", \"checkpointLocation\": \"checkpoint\" } } } }";

static gboolean
has_failed (gpointer user_data)
{
  return gtk_widget_has_css_class (driver_find_node (user_data, "in"), "failed");
}

static gboolean
has_list (gpointer user_data)
{
  return sluice_test_find (((Driver *) user_data)->window, SLUICE_TYPE_PROBLEM_LIST, NULL) != NULL;
}

/* The sentence of a failure stands where one may look for it: it says what is missing, and in full. */
static void
test_missing_path (Driver *driver, gconstpointer user_data)
{
  g_autofree char *missing = driver_build_path (driver, "nowhere");
  g_autofree char *on_node = NULL;
  g_autofree char *in_list = NULL;
  g_autofree char *in_log = NULL;
  GtkWidget *log;

  driver_open_document (driver, pathless);
  sluice_test_keys ("F5");
  sluice_test_wait_for (has_failed, driver, "the error on the node");
  sluice_test_wait_for (driver_is_at_rest, driver, "the query to end");
  g_assert_false (gtk_widget_has_css_class (driver_find_node (driver, "out"), "failed"));
  g_assert_false (gtk_widget_has_css_class (driver_find_node (driver, "out"), "running"));
  g_assert_nonnull (sluice_test_find (driver->window, GTK_TYPE_LABEL, "The First Batch Failed"));
  on_node = driver_dup_words (driver_find_node (driver, "in"));
  g_assert_nonnull (strstr (on_node, "nowhere"));

  sluice_test_click (sluice_test_wait_find (driver->window, GTK_TYPE_BUTTON, "List the problems"));
  sluice_test_wait_for (has_list, driver, "the list of problems");
  g_assert_nonnull (find_problem (GTK_WIDGET (find_problems (driver)), "in"));
  in_list = driver_dup_words (GTK_WIDGET (find_problems (driver)));
  g_assert_nonnull (strstr (in_list, missing));

  driver_show_panel (driver, "Log");
  log = sluice_test_wait_find (driver->window, SLUICE_TYPE_LOG_PANEL, NULL);
  in_log = sluice_log_panel_get_text (SLUICE_LOG_PANEL (log));
  g_assert_nonnull (strstr (in_log, missing));
  g_assert_nonnull (strstr (in_log, "(node in)"));

  /* With the folder there the same query runs, and nothing is left of the failure. */
  g_assert_cmpint (g_mkdir (missing, 0700), ==, 0);
  sluice_test_keys ("F5");
  sluice_test_wait_for (driver_is_running, driver, "the query to start");
  g_assert_false (has_failed (driver));
  g_assert_null (sluice_test_find (driver->window, GTK_TYPE_BUTTON, "List the problems"));
  sluice_test_keys ("shift+F5");
  sluice_test_wait_for (driver_is_at_rest, driver, "the query to stop");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  if (!sluice_test_pointer_available ())
    {
      g_print ("1..0 # SKIP the X server has no XTEST, or libXtst is not installed\n");
      return 0;
    }

  application = sluice_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_hold (G_APPLICATION (application));

  g_test_add ("/window/from-nothing", Driver, NULL, set_up, test_from_nothing, tear_down);
  g_test_add ("/window/example", Driver, NULL, set_up, test_example, tear_down);
  g_test_add ("/window/close-asks", Driver, NULL, set_up, test_close_asks, tear_down);
  g_test_add ("/window/missing-path", Driver, NULL, set_up, test_missing_path, tear_down);
  result = g_test_run ();
  g_application_release (G_APPLICATION (application));
  g_clear_object (&application);

  return result;
}
