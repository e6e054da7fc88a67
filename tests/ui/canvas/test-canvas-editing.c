/* test-canvas-editing.c: what is done to a pipeline on its canvas: wires led elsewhere, nodes put in and taken out,
 * notes, finding, the outline.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "canvas/sluice-canvas-private.h"
#include "canvas/sluice-find-bar.h"
#include "canvas/sluice-layout.h"
#include "canvas/sluice-note-widget.h"
#include "canvas/sluice-outline.h"

static const char text[]
  = "{ \"sluice\": 1, \"nodes\": {"
    "\"in\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"t TIMESTAMP, price INT\","
    "  \"options\": { \"path\": \"clicks\" } },"
    "\"late\": { \"op\": \"withWatermark\", \"input\": \"in\", \"eventTime\": \"t\", \"delay\": \"2 minutes\" },"
    "\"few\": { \"op\": \"filter\", \"input\": \"late\", \"condition\": \"price > 1\" },"
    "\"spare\": { \"op\": \"filter\", \"condition\": \"true\" },"
    "\"all\": { \"op\": \"union\", \"inputs\": [\"few\", \"in\"] },"
    "\"out\": { \"op\": \"writeStream\", \"format\": \"console\", \"input\": \"all\" } },"
    "\"notes\": { \"why\": { \"text\": \"Cheap clicks don't count.\", \"near\": \"few\" } } }";

typedef struct
{
  SluicePipeline *pipeline;
  GtkWidget *window;
  SluiceCanvas *canvas;
} Fixture;

static void
wait_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
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
  fixture->canvas = SLUICE_CANVAS (sluice_canvas_new ());
  sluice_canvas_set_pipeline (fixture->canvas, fixture->pipeline);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->canvas));
  gtk_window_present (GTK_WINDOW (fixture->window));
  for (guint i = 0; i < 200 && gtk_widget_get_width (GTK_WIDGET (fixture->canvas)) == 0; i++)
    wait_for (50);
  wait_for (150);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  SluiceCanvas *canvas = g_object_ref (fixture->canvas);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_for (30);
  g_assert_finalize_object (canvas);
  wait_for (20);
  g_assert_finalize_object (fixture->pipeline);
}

static SluiceDocument *
document_of (Fixture *fixture)
{
  return sluice_pipeline_get_document (fixture->pipeline);
}

/* All wires, as `from>to.port`, in the order of the document. */
static char *
wires_of (Fixture *fixture)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (document_of (fixture));
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < wires->len; i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);

      g_string_append_printf (list, "%s%s>%s", i > 0 ? " " : "", wire->from, wire->to);
    }

  return g_string_free (list, FALSE);
}

static void
assert_wires (Fixture *fixture, const char *expected)
{
  g_autofree char *wires = wires_of (fixture);

  g_assert_cmpstr (wires, ==, expected);
}

#define AS_OPENED "in>late late>few few>all in>all all>out"

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), action, NULL);
  wait_for (30);
}

static void
point_at (Fixture *fixture, const char *id)
{
  graphene_rect_t bounds;

  g_assert_true (sluice_canvas_get_node_bounds (fixture->canvas, id, &bounds));
  graphene_point_init (&fixture->canvas->pointer, bounds.origin.x + bounds.size.width / 2,
                       bounds.origin.y + bounds.size.height / 2);
}

static gboolean
is_enabled (Fixture *fixture, const char *action)
{
  /* A disabled action isn't activated. */
  return gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), action, NULL);
}

/* A wire that is chosen can be deleted, whatever was chosen before it. */
static void
test_delete_wire (Fixture *fixture, gconstpointer user_data)
{
  SluiceWire wire = { "late", "few", "input", 0 };

  sluice_canvas_select (fixture->canvas, NULL);
  _sluice_canvas_choose_wire (fixture->canvas, &wire);
  g_assert_true (is_enabled (fixture, "canvas.delete"));
  assert_wires (fixture, "in>late few>all in>all all>out");
  g_assert_null (fixture->canvas->chosen_wire.from);

  /* Nothing is chosen any more, so nothing more is deleted. */
  act (fixture, "canvas.delete");
  assert_wires (fixture, "in>late few>all in>all all>out");
  sluice_pipeline_undo (fixture->pipeline);
  assert_wires (fixture, AS_OPENED);

  /* A node that is chosen afterwards is what Delete is about then. */
  _sluice_canvas_choose_wire (fixture->canvas, &wire);
  sluice_canvas_select (fixture->canvas, "out");
  g_assert_null (fixture->canvas->chosen_wire.from);
  _sluice_canvas_choose_wire (fixture->canvas, &wire);
  act (fixture, "canvas.select-none");
  g_assert_null (fixture->canvas->chosen_wire.from);

  /* A chosen wire that goes by itself isn't chosen any more. */
  _sluice_canvas_choose_wire (fixture->canvas, &wire);
  {
    g_autoptr (SluiceDocument) without = sluice_document_without_wire (document_of (fixture), &wire);

    sluice_pipeline_apply (fixture->pipeline, without, "Elsewhere", NULL);
  }
  g_assert_null (fixture->canvas->chosen_wire.from);

  _sluice_canvas_choose_wire (fixture->canvas, &(SluiceWire){ "all", "out", "input", 0 });
  act (fixture, "canvas.disconnect");
  assert_wires (fixture, "in>late few>all in>all");
}

static void
test_move_wire (Fixture *fixture, gconstpointer user_data)
{
  SluiceWire into_few = { "late", "few", "input", 0 };
  SluiceWire into_all = { "in", "all", "inputs", 1 };

  /* The end where the rows go. */
  _sluice_canvas_begin_move (fixture->canvas, &into_few, FALSE);
  point_at (fixture, "spare");
  _sluice_canvas_find_target (fixture->canvas);
  g_assert_nonnull (fixture->canvas->wire_target);
  _sluice_canvas_end_wire (fixture->canvas, TRUE);
  g_assert_false (_sluice_canvas_is_wiring (fixture->canvas));
  assert_wires (fixture, "in>late late>spare few>all in>all all>out");
  sluice_pipeline_undo (fixture->pipeline);
  assert_wires (fixture, AS_OPENED);

  /* The end where they come from; the place in the list of inputs stays. */
  _sluice_canvas_begin_move (fixture->canvas, &into_all, TRUE);
  point_at (fixture, "late");
  _sluice_canvas_find_target (fixture->canvas);
  _sluice_canvas_end_wire (fixture->canvas, TRUE);
  assert_wires (fixture, "in>late late>few few>all late>all all>out");
  sluice_pipeline_undo (fixture->pipeline);

  /* Back to its own place: nothing has happened, and there is nothing to undo. */
  {
    SluiceDocument *before = document_of (fixture);

    _sluice_canvas_begin_move (fixture->canvas, &into_few, FALSE);
    point_at (fixture, "few");
    _sluice_canvas_find_target (fixture->canvas);
    _sluice_canvas_end_wire (fixture->canvas, TRUE);
    g_assert_true (document_of (fixture) == before);

    /* To where it would close a cycle: it stays. */
    _sluice_canvas_begin_move (fixture->canvas, &(SluiceWire){ "all", "out", "input", 0 }, FALSE);
    point_at (fixture, "late");
    _sluice_canvas_find_target (fixture->canvas);
    _sluice_canvas_end_wire (fixture->canvas, TRUE);
    g_assert_true (document_of (fixture) == before);

    /* To nowhere: it asks, and the wire stays until there is an answer. */
    _sluice_canvas_begin_move (fixture->canvas, &into_few, FALSE);
    fixture->canvas->pointer = GRAPHENE_POINT_INIT (20, 580);
    _sluice_canvas_find_target (fixture->canvas);
    _sluice_canvas_end_wire (fixture->canvas, TRUE);
    g_assert_true (GTK_IS_POPOVER_MENU (fixture->canvas->popover));
    g_assert_true (document_of (fixture) == before);
  }
  act (fixture, "canvas.delete");
  assert_wires (fixture, "in>late few>all in>all all>out");
}

/* A port that takes one wire and has it. */
static void
test_second_wire (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *wires = NULL;
  SluiceDocument *before = document_of (fixture);

  _sluice_canvas_begin_wire (fixture->canvas, "spare", FALSE);
  point_at (fixture, "out");
  _sluice_canvas_find_target (fixture->canvas);
  _sluice_canvas_end_wire (fixture->canvas, TRUE);
  g_assert_true (document_of (fixture) == before);
  g_assert_true (GTK_IS_POPOVER_MENU (fixture->canvas->popover));
  act (fixture, "canvas.replace-wire");
  assert_wires (fixture, "in>late late>few few>all in>all spare>out");
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_true (document_of (fixture) == before);

  _sluice_canvas_begin_wire (fixture->canvas, "spare", FALSE);
  point_at (fixture, "out");
  _sluice_canvas_find_target (fixture->canvas);
  _sluice_canvas_end_wire (fixture->canvas, TRUE);
  act (fixture, "canvas.unite-wires");
  wires = wires_of (fixture);
  g_assert_nonnull (strstr (wires, "all>union spare>union"));
  g_assert_nonnull (strstr (wires, "union>out"));
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_true (document_of (fixture) == before);
}

static void
test_splice (Fixture *fixture, gconstpointer user_data)
{
  SluiceWire wire = { "in", "all", "inputs", 1 };
  double x, y, from_x, to_x;

  g_assert_true (_sluice_canvas_can_splice (fixture->canvas, "spare"));
  g_assert_false (_sluice_canvas_can_splice (fixture->canvas, "few"));
  g_assert_true (_sluice_canvas_splice (fixture->canvas, "spare", &wire));
  assert_wires (fixture, "in>late late>few in>spare few>all spare>all all>out");
  g_assert_true (sluice_document_get_position (document_of (fixture), "spare", &x, &y));
  g_assert_true (sluice_document_get_position (document_of (fixture), "in", &from_x, &y));
  g_assert_true (sluice_document_get_position (document_of (fixture), "all", &to_x, &y));
  g_assert_cmpfloat (x, >=, from_x + SLUICE_LAYOUT_COLUMN);
  g_assert_cmpfloat (to_x, >=, x + SLUICE_LAYOUT_COLUMN);

  /* And out again, the gap closed. */
  _sluice_canvas_pull_out (fixture->canvas, "spare");
  assert_wires (fixture, "in>late late>few few>all in>all all>out");

  /* Into a close wire: what comes behind it makes room. */
  g_assert_true (_sluice_canvas_splice (fixture->canvas, "spare", &(SluiceWire){ "late", "few", "input", 0 }));
  assert_wires (fixture, "in>late spare>few late>spare few>all in>all all>out");
  g_assert_true (sluice_document_get_position (document_of (fixture), "spare", &x, &y));
  g_assert_true (sluice_document_get_position (document_of (fixture), "few", &to_x, &y));
  g_assert_cmpfloat (to_x, >=, x + SLUICE_LAYOUT_COLUMN);
}

static void
test_duplicate (Fixture *fixture, gconstpointer user_data)
{
  const char *const ids[] = { "late", "few", NULL };
  graphene_point_t *late = g_hash_table_lookup (fixture->canvas->positions, "late");
  double x0 = late->x, y0 = late->y;
  g_auto (GStrv) copies = NULL;
  gboolean found = FALSE;

  _sluice_canvas_duplicate (fixture->canvas, ids, 40, 200);
  g_assert_cmpuint (sluice_document_get_n_nodes (document_of (fixture)), ==, 8);
  copies = sluice_canvas_get_selection (fixture->canvas);
  g_assert_cmpuint (g_strv_length (copies), ==, 2);
  for (guint i = 0; copies[i] != NULL; i++)
    {
      double x, y;

      g_assert_true (sluice_document_get_position (document_of (fixture), copies[i], &x, &y));
      found = found || (x == x0 + 40 && y == y0 + 200);
    }
  g_assert_true (found);
  /* What was there stays where it stood. */
  late = g_hash_table_lookup (fixture->canvas->positions, "late");
  g_assert_cmpfloat (late->x, ==, x0);
}

static void
test_select_along (Fixture *fixture, gconstpointer user_data)
{
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) behind = NULL;

  sluice_canvas_select (fixture->canvas, "few");
  act (fixture, "canvas.select-upstream");
  before = sluice_canvas_get_selection (fixture->canvas);
  g_assert_cmpuint (g_strv_length (before), ==, 3);
  g_assert_true (g_strv_contains ((const char *const *) before, "in"));
  sluice_canvas_select (fixture->canvas, "few");
  act (fixture, "canvas.select-downstream");
  behind = sluice_canvas_get_selection (fixture->canvas);
  g_assert_cmpuint (g_strv_length (behind), ==, 3);
  g_assert_true (g_strv_contains ((const char *const *) behind, "out"));
}

static void
test_align (Fixture *fixture, gconstpointer user_data)
{
  static const char *const ids[] = { "in", "late", "few" };
  g_autoptr (SluiceDocument) scattered = NULL;
  double x, y;

  scattered = sluice_document_with_position (document_of (fixture), "in", 0, 30);
  for (guint i = 1; i < 3; i++)
    {
      SluiceDocument *next = sluice_document_with_position (scattered, ids[i], i == 1 ? 40 : 400, 30 + 50 * i);

      sluice_document_unref (scattered);
      scattered = next;
    }
  sluice_pipeline_apply (fixture->pipeline, scattered, "Scatter", NULL);
  sluice_canvas_select (fixture->canvas, NULL);
  for (guint i = 0; i < 3; i++)
    sluice_node_widget_set_selected (sluice_canvas_get_node_widget (fixture->canvas, ids[i]), TRUE);
  _sluice_canvas_selection_changed (fixture->canvas);

  act (fixture, "canvas.distribute-across");
  g_assert_true (sluice_document_get_position (document_of (fixture), "late", &x, &y));
  g_assert_cmpfloat (x, ==, 200);
  g_assert_cmpfloat (y, ==, 80);
  act (fixture, "canvas.align-top");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (sluice_document_get_position (document_of (fixture), ids[i], &x, &y));
      g_assert_cmpfloat (y, ==, 30);
    }
  sluice_pipeline_undo (fixture->pipeline);
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_true (document_of (fixture) == scattered);
}

/* What wires say covers no node and nothing else that is said, and is said as often as there are wires. */
static void
test_badges (Fixture *fixture, gconstpointer user_data)
{
  static const char *const ids[] = { "in", "late", "few", "all" };
  static const double zooms[] = { 1, 0.75, 0.6 };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    sluice_canvas_set_wire_text (fixture->canvas, ids[i], "12.4k/s", 0.5);
  for (guint z = 0; z < G_N_ELEMENTS (zooms); z++)
    {
      g_autoptr (GArray) badges = NULL;
      GHashTableIter iter;
      gpointer id;

      sluice_canvas_set_zoom (fixture->canvas, zooms[z], &GRAPHENE_POINT_INIT (0, 0));
      sluice_canvas_zoom_readable (fixture->canvas);
      wait_for (50);
      badges = _sluice_canvas_place_badges (fixture->canvas);
      g_assert_cmpuint (badges->len, ==, 5);
      for (guint i = 0; i < badges->len; i++)
        {
          const graphene_rect_t *box = &g_array_index (badges, SluiceCanvasBadge, i).box;

          for (guint j = 0; j < i; j++)
            g_assert_false (
              graphene_rect_intersection (box, &g_array_index (badges, SluiceCanvasBadge, j).box, NULL));
          g_hash_table_iter_init (&iter, fixture->canvas->nodes);
          while (g_hash_table_iter_next (&iter, &id, NULL))
            {
              graphene_rect_t bounds;

              g_assert_true (sluice_canvas_get_node_bounds (fixture->canvas, id, &bounds));
              g_assert_false (graphene_rect_intersection (box, &bounds, NULL));
            }
        }
    }
}

/* A pipeline opens at a size that can be read, beginning at its beginning; who has chosen a view keeps it. */
static void
test_readable (Fixture *fixture, gconstpointer user_data)
{
  graphene_rect_t in;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 380, 400);
  wait_for (200);
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), >=, 0.75);
  g_assert_true (sluice_canvas_get_node_bounds (fixture->canvas, "in", &in));
  g_assert_cmpfloat (in.origin.x, >=, 0);
  g_assert_cmpfloat (in.origin.x + in.size.width, <=, 380);

  /* All of it is shown when that is asked for. */
  sluice_canvas_zoom_fit (fixture->canvas);
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), <, 0.75);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 420, 400);
  wait_for (200);
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), <, 0.75);
}

/* Notes. */

static GtkWidget *
note_of (Fixture *fixture, const char *id)
{
  return g_hash_table_lookup (fixture->canvas->notes, id);
}

static void
test_notes (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *why = note_of (fixture, "why");
  graphene_point_t *few, *place;
  double x, y, few_x;

  g_assert_nonnull (why);
  g_assert_cmpstr (sluice_note_widget_get_text (SLUICE_NOTE_WIDGET (why)), ==, "Cheap clicks don't count.");
  few = g_hash_table_lookup (fixture->canvas->positions, "few");
  place = g_hash_table_lookup (fixture->canvas->note_places, "why");
  g_assert_cmpfloat (place->x, ==, few->x);
  g_assert_cmpfloat (place->y, <, few->y);
  few_x = few->x;

  g_signal_emit_by_name (why, "edited", "They do.");
  g_assert_true (note_of (fixture, "why") == why);
  g_assert_cmpstr (sluice_note_widget_get_text (SLUICE_NOTE_WIDGET (why)), ==, "They do.");
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_cmpstr (sluice_note_widget_get_text (SLUICE_NOTE_WIDGET (why)), ==, "Cheap clicks don't count.");

  sluice_canvas_set_zoom (fixture->canvas, 0.8, NULL);
  g_signal_emit_by_name (why, "dragged", 80.0, 40.0, TRUE);
  g_assert_true (sluice_document_get_position (document_of (fixture), "why", &x, &y));
  /* 100, on the grid of 8. */
  g_assert_cmpfloat (x, ==, few_x + 104);

  /* An empty text is none. */
  g_signal_emit_by_name (why, "edited", "");
  g_assert_null (note_of (fixture, "why"));
  g_assert_null (sluice_document_get_notes (document_of (fixture)));
}

static GtkTextBuffer *
get_draft_buffer (Fixture *fixture)
{
  GtkWidget *stack = gtk_widget_get_first_child (fixture->canvas->draft_note);

  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (gtk_widget_get_last_child (stack)));
}

static void
test_write_note (Fixture *fixture, gconstpointer user_data)
{
  SluiceDocument *before = document_of (fixture);
  JsonObject *notes;

  /* One that is left empty leaves nothing behind. */
  sluice_canvas_select (fixture->canvas, "out");
  act (fixture, "canvas.note");
  g_assert_nonnull (fixture->canvas->draft_note);
  sluice_note_widget_finish (SLUICE_NOTE_WIDGET (fixture->canvas->draft_note));
  g_assert_null (fixture->canvas->draft_note);
  g_assert_true (document_of (fixture) == before);

  act (fixture, "canvas.note");
  gtk_text_buffer_set_text (get_draft_buffer (fixture), "To be looked at.", -1);
  sluice_note_widget_finish (SLUICE_NOTE_WIDGET (fixture->canvas->draft_note));
  notes = sluice_document_get_notes (document_of (fixture));
  g_assert_cmpuint (json_object_get_size (notes), ==, 2);
  g_assert_cmpuint (g_hash_table_size (fixture->canvas->notes), ==, 2);
  {
    g_autofree char *written = sluice_document_to_text (document_of (fixture));

    g_assert_nonnull (strstr (written, "To be looked at."));
    g_assert_nonnull (strstr (written, "\"near\": \"out\""));
  }
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_true (document_of (fixture) == before);
}

/* Finding. */

static void
assert_found (Fixture *fixture, const char *words, const char *expected)
{
  g_auto (GStrv) hits = sluice_find_nodes (document_of (fixture),
                                           sluice_pipeline_get_analysis (fixture->pipeline), words);
  g_autofree char *joined = g_strjoinv (" ", hits);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_find (Fixture *fixture, gconstpointer user_data)
{
  assert_found (fixture, "few", "few");
  assert_found (fixture, "WATERMARK", "late");
  assert_found (fixture, "console", "out");
  assert_found (fixture, "clicks", "in");
  assert_found (fixture, "price > 1", "few");
  assert_found (fixture, " 2 MINUTES ", "late");
  assert_found (fixture, "", "");
  assert_found (fixture, "   ", "");
  assert_found (fixture, "nowhere", "");
  /* A column is found wherever it passes. */
  {
    g_auto (GStrv) hits = sluice_find_nodes (document_of (fixture),
                                             sluice_pipeline_get_analysis (fixture->pipeline), "price");

    g_assert_cmpuint (g_strv_length (hits), >=, 4);
    g_assert_cmpstr (hits[0], ==, "in");
  }
}

/* The outline. */

static void
test_outline (Fixture *fixture, gconstpointer user_data)
{
  SluiceOutline *outline = SLUICE_OUTLINE (g_object_ref_sink (sluice_outline_new (fixture->canvas)));
  GtkWidget *window = gtk_window_new ();
  g_autofree char *listed = NULL;
  g_autofree char *running = NULL;
  g_autofree char *fewer = NULL;
  g_auto (GStrv) lines = NULL;

  /* It lists nothing as long as nobody sees it. */
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (outline));
  gtk_window_present (GTK_WINDOW (window));
  listed = sluice_outline_get_text (outline);
  lines = g_strsplit (listed, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 7);
  g_assert_true (g_str_has_prefix (lines[0], "in\t"));
  g_assert_nonnull (strstr (listed, "few\tFilter · from late"));
  g_assert_nonnull (strstr (listed, "all\tUnion · from few, in"));

  sluice_canvas_set_wire_text (fixture->canvas, "few", "12.4k/s", 0.5);
  sluice_canvas_set_node_status (fixture->canvas, "few", SLUICE_NODE_STATUS_RUNNING, NULL);
  gtk_widget_activate_action (GTK_WIDGET (outline), "outline.toggle-enabled", "s", "spare");
  running = sluice_outline_get_text (outline);
  g_assert_nonnull (strstr (running, "few\tFilter · from late · 12.4k/s · running"));
  g_assert_true (sluice_node_is_disabled (sluice_document_find_node (document_of (fixture), "spare")));

  gtk_widget_activate_action (GTK_WIDGET (outline), "outline.connect", "(ss)", "late", "spare");
  assert_wires (fixture, "in>late late>few late>spare few>all in>all all>out");
  gtk_widget_activate_action (GTK_WIDGET (outline), "outline.disconnect", "(ss)", "in", "all");
  assert_wires (fixture, "in>late late>few late>spare few>all all>out");
  gtk_widget_activate_action (GTK_WIDGET (outline), "outline.delete-rejoin", "s", "few");
  assert_wires (fixture, "in>late late>spare late>all all>out");
  fewer = sluice_outline_get_text (outline);
  g_assert_null (strstr (fewer, "few\t"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (outline);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/canvas/delete-wire", test_delete_wire);
  ADD ("/canvas/move-wire", test_move_wire);
  ADD ("/canvas/second-wire", test_second_wire);
  ADD ("/canvas/splice", test_splice);
  ADD ("/canvas/duplicate", test_duplicate);
  ADD ("/canvas/select-along", test_select_along);
  ADD ("/canvas/align", test_align);
  ADD ("/canvas/badges", test_badges);
  ADD ("/canvas/readable", test_readable);
  ADD ("/canvas/notes", test_notes);
  ADD ("/canvas/write-note", test_write_note);
  ADD ("/canvas/find", test_find);
  ADD ("/canvas/outline", test_outline);

  return g_test_run ();
}
