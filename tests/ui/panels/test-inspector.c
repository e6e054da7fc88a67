/* test-inspector.c: fields that follow the document and edits that can be undone.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/sluice-expression-completion.h"
#include "app/sluice-expression-entry.h"
#include "app/sluice-field-editor.h"
#include "app/sluice-infer-button.h"
#include "app/sluice-inspector.h"
#include "app/sluice-problem-list.h"
#include "app/sluice-problem-row.h"
#include "core/sluice-file-ops.h"

typedef struct
{
  SluicePipeline *pipeline;
  GtkWidget *window;
  SluiceInspector *inspector;
} Fixture;

static const char text[]
  = "{ \"sluice\": 1, \"nodes\": {"
    "  \"words\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"word STRING, ts TIMESTAMP\","
    "    \"options\": { \"path\": \"in\", \"maxFilesPerTrigger\": 1 } },"
    "  \"counts\": { \"op\": \"groupBy\", \"input\": \"words\", \"keys\": [\"word\"],"
    "    \"aggregates\": [\"count(*) AS n\"] },"
    "  \"long\": { \"op\": \"filter\", \"input\": \"words\", \"condition\": \"length(wrd) > 3\" },"
    "  \"out\": { \"op\": \"writeStream\", \"input\": \"counts\", \"format\": \"console\","
    "    \"outputMode\": \"update\", \"trigger\": { \"processingTime\": \"5 seconds\" } } } }";

static void
wait_until_idle (void)
{
  for (guint i = 0; i < 20; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (2000);
    }
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  fixture->pipeline = sluice_pipeline_new ();
  sluice_pipeline_apply (fixture->pipeline, document, "Open", NULL);
  sluice_pipeline_ensure_analysis (fixture->pipeline);
  fixture->inspector = SLUICE_INSPECTOR (g_object_ref_sink (sluice_inspector_new ()));
  sluice_inspector_set_pipeline (fixture->inspector, fixture->pipeline);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->inspector));
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until_idle ();
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_until_idle ();
  g_assert_finalize_object (fixture->inspector);
  g_assert_finalize_object (fixture->pipeline);
}

/* The first descendant of a type, depth first. */
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

static GtkWidget *
find_editor (Fixture *fixture, const char *field)
{
  GtkWidget *editor = sluice_inspector_find_editor (fixture->inspector, field);

  g_assert_nonnull (editor);

  return editor;
}

static const char *
get_field (Fixture *fixture, const char *node, const char *field)
{
  SluiceNode *found = sluice_document_find_node (sluice_pipeline_get_document (fixture->pipeline), node);

  return sluice_node_get_string (found, field);
}

static void
test_all_types (Fixture *fixture, gconstpointer user_data)
{
  guint n;
  const SluiceNodeType *types = sluice_node_type_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = NULL;
      g_autoptr (SluiceDocument) document = sluice_document_with_node (
        sluice_pipeline_get_document (fixture->pipeline), types[i].op, NULL, 0, 0, &id);

      sluice_pipeline_apply (fixture->pipeline, document, "Add", NULL);
      sluice_inspector_set_node (fixture->inspector, id);
      sluice_pipeline_ensure_analysis (fixture->pipeline);
      for (guint j = 0; j < types[i].n_fields; j++)
        if (types[i].fields[j].kind != SLUICE_FIELD_ROWS && types[i].fields[j].kind != SLUICE_FIELD_SCHEMA)
          find_editor (fixture, types[i].fields[j].name);
      wait_until_idle ();
    }
}

static void
test_typing (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *editor, *view;
  GtkTextBuffer *buffer;
  GtkTextIter iter;

  sluice_inspector_set_node (fixture->inspector, "long");
  editor = find_editor (fixture, "condition");
  view = find_widget (editor, GTK_TYPE_TEXT_VIEW);
  gtk_widget_grab_focus (view);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, 8);
  gtk_text_buffer_insert (buffer, &iter, "o", -1);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_buffer_insert_at_cursor (buffer, "\n", -1);
  wait_until_idle ();

  /* The document has it, the cursor stays, Enter breaks no line. */
  g_assert_cmpstr (get_field (fixture, "long", "condition"), ==, "length(word) > 3");
  g_assert_true (sluice_inspector_find_editor (fixture->inspector, "condition") == editor);
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_offset (&iter), ==, 9);

  gtk_text_buffer_insert_at_cursor (buffer, "X", -1);
  g_assert_cmpstr (get_field (fixture, "long", "condition"), ==, "length(woXrd) > 3");
  sluice_pipeline_undo (fixture->pipeline);
  wait_until_idle ();
  /* Typing in one field is one step. */
  g_assert_cmpstr (get_field (fixture, "long", "condition"), ==, "length(wrd) > 3");
  {
    g_autofree char *shown = sluice_expression_entry_get_text (
      SLUICE_EXPRESSION_ENTRY (find_widget (editor, SLUICE_TYPE_EXPRESSION_ENTRY)));

    g_assert_cmpstr (shown, ==, "length(wrd) > 3");
  }
}

static void
test_format (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *drop_down;

  sluice_inspector_set_node (fixture->inspector, "words");
  drop_down = find_widget (find_editor (fixture, "format"), GTK_TYPE_DROP_DOWN);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down)), ==, 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), 2);
  wait_until_idle ();
  g_assert_cmpstr (get_field (fixture, "words", "format"), ==, "csv");
  sluice_pipeline_undo (fixture->pipeline);
  wait_until_idle ();
  drop_down = find_widget (find_editor (fixture, "format"), GTK_TYPE_DROP_DOWN);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down)), ==, 1);
}

static GtkWidget *
find_fix (Fixture *fixture, const char *field)
{
  GtkWidget *row = find_widget (find_editor (fixture, field), SLUICE_TYPE_PROBLEM_ROW);

  g_assert_nonnull (row);

  return find_widget (row, GTK_TYPE_BUTTON);
}

static void
press_fix (Fixture *fixture, const char *field)
{
  GtkWidget *button = find_fix (fixture, field);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  sluice_pipeline_ensure_analysis (fixture->pipeline);
  wait_until_idle ();
}

static void
set_field (Fixture *fixture, const char *node, const char *field, const char *json)
{
  g_autoptr (JsonNode) value = json_from_string (json, NULL);
  g_autoptr (SluiceDocument) document
    = sluice_document_with_field (sluice_pipeline_get_document (fixture->pipeline), node, field, value);

  sluice_pipeline_apply (fixture->pipeline, document, "Edit", NULL);
  sluice_pipeline_ensure_analysis (fixture->pipeline);
  wait_until_idle ();
}

static void
test_fix (Fixture *fixture, gconstpointer user_data)
{
  sluice_inspector_set_node (fixture->inspector, "long");
  sluice_pipeline_ensure_analysis (fixture->pipeline);
  wait_until_idle ();
  press_fix (fixture, "condition");
  g_assert_cmpstr (get_field (fixture, "long", "condition"), ==, "length(word) > 3");
  g_assert_null (find_widget (find_editor (fixture, "condition"), SLUICE_TYPE_PROBLEM_ROW));
  /* One step back, and it is wrong again. */
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_cmpstr (get_field (fixture, "long", "condition"), ==, "length(wrd) > 3");

  /* A name that is like none of the columns has no fix that could be right. */
  set_field (fixture, "long", "condition", "\"length(temperature) > 3\"");
  g_assert_null (find_fix (fixture, "condition"));
}

static void
test_fix_in_list (Fixture *fixture, gconstpointer user_data)
{
  SluiceNode *node;
  g_auto (GStrv) keys = NULL;

  sluice_inspector_set_node (fixture->inspector, "counts");
  set_field (fixture, "counts", "keys", "[\"ts\", \"upper(wrod) AS w\"]");
  press_fix (fixture, "keys");
  node = sluice_document_find_node (sluice_pipeline_get_document (fixture->pipeline), "counts");
  keys = sluice_node_get_strings (node, "keys");
  g_assert_cmpuint (g_strv_length (keys), ==, 2);
  g_assert_cmpstr (keys[0], ==, "ts");
  g_assert_cmpstr (keys[1], ==, "upper(word) AS w");
}

/* What else mends itself: the mode of output, a watermark before the grouping, the place of the checkpoint. */
static void
test_other_fixes (Fixture *fixture, gconstpointer user_data)
{
  GPtrArray *problems;
  g_autoptr (GString) labels = g_string_new (NULL);

  set_field (fixture, "counts", "keys", "[\"window(ts, '5 minutes')\", \"word\"]");
  set_field (fixture, "out", "outputMode", "\"append\"");
  set_field (fixture, "out", "format", "\"json\"");
  set_field (fixture, "out", "options", "{ \"path\": \"out\" }");
  problems = sluice_analysis_get_problems (sluice_pipeline_get_analysis (fixture->pipeline));
  for (guint i = 0; i < problems->len; i++)
    {
      SluiceProblem *problem = g_ptr_array_index (problems, i);

      for (guint j = 0; j < problem->fixes->len; j++)
        g_string_append_printf (labels, "%s\n", ((SluiceQuickFix *) problem->fixes->pdata[j])->label);
    }
  g_assert_nonnull (strstr (labels->str, "Add a watermark of 10 minutes on “ts” before this"));
  g_assert_nonnull (strstr (labels->str, "Change the output mode to “complete”"));
  g_assert_nonnull (strstr (labels->str, "Keep it in “checkpoints”, beside the document"));
}

/* An expression of one line is as high as an entry of one line. */
static void
test_height (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *expression, *entry;
  int one, height;

  sluice_inspector_set_node (fixture->inspector, "long");
  wait_until_idle ();
  expression = find_widget (find_editor (fixture, "condition"), SLUICE_TYPE_EXPRESSION_ENTRY);
  entry = find_widget (GTK_WIDGET (fixture->inspector), GTK_TYPE_ENTRY);
  gtk_widget_measure (entry, GTK_ORIENTATION_VERTICAL, -1, NULL, &one, NULL, NULL);
  gtk_widget_measure (expression, GTK_ORIENTATION_VERTICAL, 300, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, <, one * 3 / 2);
  g_assert_cmpint (gtk_widget_get_height (expression), <, one * 3 / 2);

  /* One that is broken into several is seen whole. */
  set_field (fixture, "long", "condition",
             "\"length(word) > 3 AND word <> 'the' AND word <> 'and' AND word <> 'or' AND ts > current_timestamp()\"");
  for (guint i = 0; i < 10; i++)
    wait_until_idle ();
  g_assert_cmpint (gtk_widget_get_height (expression), >, one * 3 / 2);
  {
    GtkWidget *view = find_widget (expression, GTK_TYPE_TEXT_VIEW);
    GtkTextIter end;
    GdkRectangle place;

    gtk_text_buffer_get_end_iter (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &end);
    gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), &end, &place);
    g_assert_cmpint (place.y + place.height, <=, gtk_widget_get_height (expression));
  }
}

static void
test_focus_name (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *entry;
  int start, end;

  sluice_inspector_set_node (fixture->inspector, "long");
  sluice_inspector_focus_name (fixture->inspector);
  entry = find_widget (GTK_WIDGET (fixture->inspector), GTK_TYPE_ENTRY);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), entry));
  g_assert_true (gtk_editable_get_selection_bounds (GTK_EDITABLE (entry), &start, &end));
  g_assert_cmpint (end - start, ==, 4);
}

static guint
count_buttons (GtkWidget *widget)
{
  guint n = GTK_IS_BUTTON (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_buttons (child);

  return n;
}

/* A source reads a file or a folder; a checkpoint is a folder. */
static void
test_path_buttons (Fixture *fixture, gconstpointer user_data)
{
  static const SluiceFieldType files = { .name = "path", .kind = SLUICE_FIELD_FILES, .label = "path" };
  static const SluiceFieldType folder = { .name = "checkpointLocation", .kind = SLUICE_FIELD_PATH,
                                          .label = "checkpointLocation" };
  GtkWidget *of_files = g_object_ref_sink (sluice_field_editor_new (&files));
  GtkWidget *of_folder = g_object_ref_sink (sluice_field_editor_new (&folder));
  guint n;
  const SluiceFormatType *json = sluice_format_type_find ("readStream", "json");
  const SluiceFormatType *sink = sluice_format_type_find ("writeStream", "json");

  g_assert_cmpuint (count_buttons (of_files), ==, 2);
  g_assert_cmpuint (count_buttons (of_folder), ==, 1);
  for (n = 0; n < json->n_options && strcmp (json->options[n].name, "path") != 0; n++)
    ;
  g_assert_cmpint (json->options[n].kind, ==, SLUICE_FIELD_FILES);
  for (n = 0; n < sink->n_options && strcmp (sink->options[n].name, "path") != 0; n++)
    ;
  g_assert_cmpint (sink->options[n].kind, ==, SLUICE_FIELD_PATH);
  g_assert_finalize_object (of_files);
  g_assert_finalize_object (of_folder);
}

static void
test_rename (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *entry;

  sluice_inspector_set_node (fixture->inspector, "counts");
  entry = find_widget (GTK_WIDGET (fixture->inspector), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "words");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "totals");
  g_signal_emit_by_name (entry, "activate");
  wait_until_idle ();
  g_assert_cmpstr (sluice_inspector_get_node (fixture->inspector), ==, "totals");
  g_assert_cmpstr (get_field (fixture, "out", "input"), ==, "totals");
}

static void
test_document (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *entry;

  sluice_inspector_set_node (fixture->inspector, NULL);
  entry = find_widget (find_editor (fixture, "name"), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Words");
  g_assert_cmpstr (sluice_document_get_name (sluice_pipeline_get_document (fixture->pipeline)), ==, "Words");
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
}

static void
test_completion (void)
{
  g_autoptr (SluiceExpressionCompletion) completion = sluice_expression_completion_new ();
  SluiceField field = { (char *) "upper limit", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 };
  g_autoptr (SluiceType) schema = sluice_type_struct (&field, 1);
  g_auto (GStrv) found = NULL;

  sluice_expression_completion_set_columns (completion, schema);
  found = sluice_expression_completion_match (completion, "UPP");
  g_assert_cmpstr (found[0], ==, "`upper limit`");
  g_assert_cmpstr (found[1], ==, "upper");
}

static void
test_problem_list (Fixture *fixture, gconstpointer user_data)
{
  SluiceProblemList *list = SLUICE_PROBLEM_LIST (g_object_ref_sink (sluice_problem_list_new ()));

  sluice_problem_list_set_pipeline (list, fixture->pipeline);
  g_assert_cmpuint (sluice_problem_list_get_n_problems (list), >, 0);
  g_assert_finalize_object (list);
}

/* The button for the schema of @path, pressed, and what it did waited for. */
static GtkWidget *
infer (Fixture *fixture, const char *path)
{
  g_autoptr (JsonNode) value = json_from_string ("{}", NULL);
  g_autoptr (SluiceDocument) document = NULL;
  GtkWidget *infer_button, *button;

  json_object_set_string_member (json_node_get_object (value), "path", path);
  document = sluice_document_with_field (sluice_pipeline_get_document (fixture->pipeline), "words", "options", value);
  sluice_pipeline_apply (fixture->pipeline, document, "Edit", NULL);
  sluice_pipeline_ensure_analysis (fixture->pipeline);
  sluice_inspector_set_node (fixture->inspector, "words");
  wait_until_idle ();

  infer_button = find_widget (GTK_WIDGET (fixture->inspector), SLUICE_TYPE_INFER_BUTTON);
  g_assert_nonnull (infer_button);
  button = find_widget (infer_button, GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_false (gtk_widget_get_sensitive (button));
  for (guint i = 0; i < 2000 && !gtk_widget_get_sensitive (button); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
  g_assert_true (gtk_widget_get_sensitive (button));

  return gtk_widget_get_last_child (infer_button);
}

static void
test_infer (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *directory = g_dir_make_tmp ("sluice-inspector-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (directory, "0.json", NULL);
  GtkWidget *fault;

  /* What can't be is said, and the schema stays. */
  fault = infer (fixture, directory);
  g_assert_true (gtk_widget_get_visible (fault));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (fault)), "no records"));
  g_assert_cmpstr (get_field (fixture, "words", "schema"), ==, "word STRING, ts TIMESTAMP");

  g_assert_true (g_file_set_contents (file, "{\"word\":\"a\",\"n\":1}\n", -1, NULL));
  fault = infer (fixture, directory);
  g_assert_false (gtk_widget_get_visible (fault));
  g_assert_cmpstr (get_field (fixture, "words", "schema"), ==, "n BIGINT, word STRING");
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_cmpstr (get_field (fixture, "words", "schema"), ==, "word STRING, ts TIMESTAMP");

  sluice_file_remove_tree (directory);
}

/* Nothing comes of a reading whose node isn't shown any more. */
static void
test_infer_left (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *infer_button;

  sluice_inspector_set_node (fixture->inspector, "words");
  sluice_pipeline_ensure_analysis (fixture->pipeline);
  wait_until_idle ();
  infer_button = find_widget (GTK_WIDGET (fixture->inspector), SLUICE_TYPE_INFER_BUTTON);
  g_signal_emit_by_name (find_widget (infer_button, GTK_TYPE_BUTTON), "clicked");
  sluice_inspector_set_node (fixture->inspector, "out");
  wait_until_idle ();
  g_assert_cmpstr (get_field (fixture, "words", "schema"), ==, "word STRING, ts TIMESTAMP");
  g_assert_null (find_widget (GTK_WIDGET (fixture->inspector), SLUICE_TYPE_INFER_BUTTON));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/completion/match", test_completion);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/inspector/all-types", test_all_types);
  ADD ("/inspector/typing", test_typing);
  ADD ("/inspector/format", test_format);
  ADD ("/inspector/fix", test_fix);
  ADD ("/inspector/fix-in-list", test_fix_in_list);
  ADD ("/inspector/other-fixes", test_other_fixes);
  ADD ("/inspector/height", test_height);
  ADD ("/inspector/focus-name", test_focus_name);
  ADD ("/inspector/path-buttons", test_path_buttons);
  ADD ("/inspector/rename", test_rename);
  ADD ("/inspector/document", test_document);
  ADD ("/inspector/infer", test_infer);
  ADD ("/inspector/infer-left", test_infer_left);
  ADD ("/problem-list/shows", test_problem_list);

  return g_test_run ();
}
