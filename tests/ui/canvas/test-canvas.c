/* test-canvas.c: the canvas against its document: nodes, wires, view, what can be chosen.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "canvas/sluice-canvas-private.h"
#include "canvas/sluice-minimap.h"
#include "canvas/sluice-palette-row.h"
#include "canvas/sluice-palette.h"
#include "canvas/sluice-quick-add.h"

static const char text[]
  = "{ \"sluice\": 1, \"nodes\": {"
    "\"in\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"t TIMESTAMP, n INT\","
    "  \"options\": { \"path\": \"in\" } },"
    "\"late\": { \"op\": \"withWatermark\", \"input\": \"in\", \"eventTime\": \"t\","
    "  \"delay\": \"2 minutes\" },"
    "\"few\": { \"op\": \"filter\", \"input\": \"late\", \"condition\": \"n > 1\" },"
    "\"table\": { \"op\": \"read\", \"format\": \"json\", \"schema\": \"n INT\","
    "  \"options\": { \"path\": \"table\" } },"
    "\"both\": { \"op\": \"join\", \"left\": \"few\", \"type\": \"inner\", \"using\": [\"n\"] },"
    "\"out\": { \"op\": \"writeStream\", \"format\": \"console\", \"input\": \"both\" } } }";

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
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->canvas));
  gtk_window_present (GTK_WINDOW (fixture->window));
  for (guint i = 0; i < 200 && gtk_widget_get_width (GTK_WIDGET (fixture->canvas)) == 0; i++)
    wait_for (50);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->canvas)), >, 0);
  wait_for (150);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  SluiceCanvas *canvas = g_object_ref (fixture->canvas);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_for (20);
  /* Nothing keeps a closed canvas, nor what it showed. */
  g_assert_finalize_object (canvas);
  wait_for (20);
  g_assert_finalize_object (fixture->pipeline);
}

static SluiceDocument *
document_of (Fixture *fixture)
{
  return sluice_pipeline_get_document (fixture->pipeline);
}

static gboolean
has_wire (Fixture *fixture, const char *from, const char *to, const char *port)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (document_of (fixture));

  for (guint i = 0; i < wires->len; i++)
    {
      SluiceWire *wire = &g_array_index (wires, SluiceWire, i);

      if (g_str_equal (wire->from, from) && g_str_equal (wire->to, to) && g_str_equal (wire->port, port))
        return TRUE;
    }

  return FALSE;
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

static void
test_document (Fixture *fixture, gconstpointer user_data)
{
  const char *const gone[] = { "few", NULL };
  g_autoptr (SluiceDocument) fewer
    = sluice_document_without_nodes (document_of (fixture), gone, TRUE);
  SluiceNodeWidget *out = sluice_canvas_get_node_widget (fixture->canvas, "out");
  SluiceNodeWidget *both = sluice_canvas_get_node_widget (fixture->canvas, "both");

  g_assert_cmpuint (g_hash_table_size (fixture->canvas->nodes), ==, 6);
  g_assert_null (sluice_node_widget_get_output (out));
  g_assert_nonnull (sluice_node_widget_get_input (both, "left"));
  g_assert_nonnull (sluice_node_widget_get_input (both, "right"));
  g_assert_null (sluice_canvas_get_node_widget (fixture->canvas, "nowhere"));

  sluice_canvas_select (fixture->canvas, "few");
  sluice_pipeline_apply (fixture->pipeline, fewer, "Delete", NULL);
  g_assert_null (sluice_canvas_get_node_widget (fixture->canvas, "few"));
  g_assert_null (sluice_canvas_get_selected_node (fixture->canvas));
  /* The others stay the same widgets. */
  g_assert_true (sluice_canvas_get_node_widget (fixture->canvas, "out") == out);

  sluice_pipeline_undo (fixture->pipeline);
  g_assert_nonnull (sluice_canvas_get_node_widget (fixture->canvas, "few"));
  sluice_pipeline_redo (fixture->pipeline);
  g_assert_null (sluice_canvas_get_node_widget (fixture->canvas, "few"));
}

static void
test_connect (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  SluiceDocument *before = document_of (fixture);

  g_assert_false (sluice_canvas_connect (fixture->canvas, "few", "late", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "cycle"));
  g_clear_error (&error);
  g_assert_false (sluice_canvas_connect (fixture->canvas, "out", "few", NULL, &error));
  g_assert_nonnull (strstr (error->message, "sink"));
  g_clear_error (&error);
  g_assert_false (sluice_canvas_connect (fixture->canvas, "few", "in", NULL, &error));
  g_clear_error (&error);
  g_assert_false (sluice_canvas_connect (fixture->canvas, "few", "few", NULL, &error));
  g_clear_error (&error);
  g_assert_true (document_of (fixture) == before);

  /* The left port is taken. */
  g_assert_true (sluice_canvas_connect (fixture->canvas, "table", "both", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (has_wire (fixture, "few", "both", "left"));
  g_assert_true (has_wire (fixture, "table", "both", "right"));

  sluice_pipeline_undo (fixture->pipeline);
  g_assert_false (has_wire (fixture, "table", "both", "right"));
}

static void
test_add (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *id = NULL;
  graphene_point_t *few, *added;

  sluice_canvas_select (fixture->canvas, "few");
  sluice_canvas_add_node (fixture->canvas, "groupBy", NULL);
  id = g_strdup (sluice_canvas_get_selected_node (fixture->canvas));
  g_assert_nonnull (id);
  g_assert_cmpstr (id, !=, "few");
  g_assert_true (has_wire (fixture, "few", id, "input"));
  few = g_hash_table_lookup (fixture->canvas->positions, "few");
  added = g_hash_table_lookup (fixture->canvas->positions, id);
  g_assert_cmpfloat (added->x, >=, few->x + 192);

  /* One step of the history. */
  sluice_pipeline_undo (fixture->pipeline);
  g_assert_null (sluice_canvas_get_node_widget (fixture->canvas, id));
  g_assert_cmpuint (sluice_document_get_n_nodes (document_of (fixture)), ==, 6);

  /* A source takes no rows, and behind a sink there is nothing. */
  sluice_canvas_select (fixture->canvas, "out");
  sluice_canvas_add_node (fixture->canvas, "filter", NULL);
  g_assert_false (has_wire (fixture, "out", sluice_canvas_get_selected_node (fixture->canvas), "input"));
}

static void
test_arrange (Fixture *fixture, gconstpointer user_data)
{
  static const char *const chain[] = { "in", "late", "few", "both", "out" };

  gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), "canvas.layout", NULL);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (chain); i++)
    {
      double x, y, next_x, next_y;

      g_assert_true (sluice_document_get_position (document_of (fixture), chain[i], &x, &y));
      g_assert_true (
        sluice_document_get_position (document_of (fixture), chain[i + 1], &next_x, &next_y));
      g_assert_cmpfloat (next_x, >, x);
    }
}

static void
test_zoom (Fixture *fixture, gconstpointer user_data)
{
  graphene_point_t anchor = GRAPHENE_POINT_INIT (300, 220);
  graphene_point_t before, after;

  sluice_canvas_set_zoom (fixture->canvas, 1, NULL);
  before = _sluice_canvas_to_canvas (fixture->canvas, &anchor);
  sluice_canvas_set_zoom (fixture->canvas, 2.5, &anchor);
  after = _sluice_canvas_to_canvas (fixture->canvas, &anchor);
  g_assert_cmpfloat_with_epsilon (after.x, before.x, 0.01);
  g_assert_cmpfloat_with_epsilon (after.y, before.y, 0.01);
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), ==, 2.5);

  sluice_canvas_set_zoom (fixture->canvas, 100, NULL);
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), ==, SLUICE_CANVAS_MAX_ZOOM);
  sluice_canvas_set_zoom (fixture->canvas, 0, &anchor);
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), ==, SLUICE_CANVAS_MIN_ZOOM);
  after = _sluice_canvas_to_canvas (fixture->canvas, &(graphene_point_t){ 10, 20 });
  after = _sluice_canvas_to_screen (fixture->canvas, &after);
  g_assert_cmpfloat_with_epsilon (after.x, 10, 0.01);
  g_assert_cmpfloat_with_epsilon (after.y, 20, 0.01);
}

/* Where a point of the pipeline is on the screen. */
static graphene_point_t
see (Fixture *fixture, double x, double y)
{
  return _sluice_canvas_to_screen (fixture->canvas, &GRAPHENE_POINT_INIT (x, y));
}

static void
assert_seen_at (Fixture *fixture, double x, double y, graphene_point_t expected)
{
  graphene_point_t point = see (fixture, x, y);

  g_assert_cmpfloat_with_epsilon (point.x, expected.x, 0.1);
  g_assert_cmpfloat_with_epsilon (point.y, expected.y, 0.1);
}

static void
test_way_back (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *canvas = GTK_WIDGET (fixture->canvas);
  graphene_point_t near, far;

  sluice_canvas_set_zoom (fixture->canvas, 2, NULL);
  near = see (fixture, 0, 0);
  g_assert_true (gtk_widget_activate_action (canvas, "canvas.view-back", NULL));
  assert_seen_at (fixture, 0, 0, near);
  sluice_canvas_zoom_fit (fixture->canvas);
  far = see (fixture, 0, 0);
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), <, 2);

  g_assert_true (gtk_widget_activate_action (canvas, "canvas.view-back", NULL));
  g_assert_cmpfloat (sluice_canvas_get_zoom (fixture->canvas), ==, 2);
  assert_seen_at (fixture, 0, 0, near);
  g_assert_true (gtk_widget_activate_action (canvas, "canvas.view-forward", NULL));
  assert_seen_at (fixture, 0, 0, far);

  /* A jump from an earlier view forgets the later ones. */
  g_assert_true (gtk_widget_activate_action (canvas, "canvas.view-back", NULL));
  sluice_canvas_zoom_fit (fixture->canvas);
  far = see (fixture, 0, 0);
  g_assert_true (gtk_widget_activate_action (canvas, "canvas.view-forward", NULL));
  assert_seen_at (fixture, 0, 0, far);
}

static gboolean
is_in_view (Fixture *fixture, const char *id)
{
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (fixture->canvas)),
                                             gtk_widget_get_height (GTK_WIDGET (fixture->canvas)));
  graphene_rect_t bounds;

  return sluice_canvas_get_node_bounds (fixture->canvas, id, &bounds)
         && graphene_rect_contains_rect (&view, &bounds);
}

static void
test_show_change (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SluiceDocument) before = sluice_document_ref (document_of (fixture));
  g_autoptr (SluiceDocument) pinned = _sluice_canvas_pin (fixture->canvas);
  g_autoptr (SluiceDocument) moved = sluice_document_with_position (pinned, "out", 5000, 3000);
  graphene_point_t origin;

  /* Without a change nothing jumps, nor when it is in sight. */
  origin = see (fixture, 0, 0);
  sluice_canvas_show_change (fixture->canvas, before);
  assert_seen_at (fixture, 0, 0, origin);

  sluice_pipeline_apply (fixture->pipeline, pinned, "Pin", NULL);
  sluice_pipeline_apply (fixture->pipeline, moved, "Move", NULL);
  wait_for (400);
  g_assert_false (is_in_view (fixture, "out"));
  sluice_canvas_show_change (fixture->canvas, pinned);
  wait_for (100);
  g_assert_true (is_in_view (fixture, "out"));
  g_assert_false (is_in_view (fixture, "in"));
}

/* Nodes go to their new places within 200 ms, and the document knows these from the beginning. */
static void
test_slide (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SluiceDocument) pinned = _sluice_canvas_pin (fixture->canvas);
  g_autoptr (SluiceDocument) moved = NULL;
  graphene_rect_t old, bounds;
  double x, y;

  sluice_pipeline_apply (fixture->pipeline, pinned, "Pin", NULL);
  g_assert_true (sluice_document_get_position (pinned, "few", &x, &y));
  g_assert_true (sluice_canvas_get_node_bounds (fixture->canvas, "few", &old));
  moved = sluice_document_with_position (pinned, "few", x + 40, y + 80);
  sluice_pipeline_apply (fixture->pipeline, moved, "Move", NULL);
  {
    g_autoptr (SluiceDocument) again = _sluice_canvas_pin (fixture->canvas);
    double new_x, new_y;

    g_assert_true (sluice_document_get_position (again, "few", &new_x, &new_y));
    g_assert_cmpfloat (new_x, ==, x + 40);
    g_assert_cmpfloat (new_y, ==, y + 80);
  }
  wait_for (500);
  g_assert_true (sluice_canvas_get_node_bounds (fixture->canvas, "few", &bounds));
  g_assert_cmpfloat_with_epsilon (bounds.origin.x - old.origin.x, 40 * sluice_canvas_get_zoom (fixture->canvas), 0.1);
  g_assert_cmpfloat_with_epsilon (bounds.origin.y - old.origin.y, 80 * sluice_canvas_get_zoom (fixture->canvas), 0.1);
}

/* What is dragged to the edge takes the view along, and is where the pointer is all the time. */
static void
test_pan_at_edge (Fixture *fixture, gconstpointer user_data)
{
  SluiceCanvas *canvas = fixture->canvas;
  graphene_point_t origin;
  graphene_rect_t band;

  canvas->drag = SLUICE_CANVAS_DRAG_RUBBER_BAND;
  canvas->band_before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  canvas->drag_offset = canvas->offset;
  canvas->drag_start = GRAPHENE_POINT_INIT (400, 300);
  canvas->drag_now = canvas->pointer = GRAPHENE_POINT_INIT (450, 310);
  _sluice_canvas_pan_at_edge (canvas);
  origin = canvas->offset;
  wait_for (100);
  g_assert_cmpfloat (canvas->offset.x, ==, origin.x);

  canvas->drag_now = canvas->pointer = GRAPHENE_POINT_INIT (gtk_widget_get_width (GTK_WIDGET (canvas)) - 2, 310);
  _sluice_canvas_pan_at_edge (canvas);
  wait_for (300);
  g_assert_cmpfloat (canvas->offset.x, <, origin.x - 10);
  g_assert_cmpfloat (canvas->offset.y, ==, origin.y);
  _sluice_canvas_get_band (canvas, &band);
  g_assert_cmpfloat_with_epsilon (band.origin.x, 400 + canvas->offset.x - origin.x, 0.1);
  g_assert_cmpfloat_with_epsilon (band.origin.x + band.size.width, canvas->drag_now.x, 0.1);

  /* It ends with the drag. */
  canvas->drag = SLUICE_CANVAS_DRAG_NONE;
  wait_for (50);
  origin = canvas->offset;
  wait_for (100);
  g_assert_cmpfloat (canvas->offset.x, ==, origin.x);
}

/* More nodes than can be made at once are there after a few frames, and at once when an edit needs them. */
static void
test_many_nodes (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GString) many = g_string_new ("{ \"sluice\": 1, \"nodes\": {");
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  SluicePipeline *pipeline = sluice_pipeline_new ();

  for (guint i = 0; i < 150; i++)
    g_string_append_printf (many, "%s\"n%u\": { \"op\": \"readStream\", \"format\": \"rate\" }", i > 0 ? "," : "", i);
  g_string_append (many, "} }");
  document = sluice_document_parse (many->str, many->len, &error);
  g_assert_no_error (error);
  sluice_pipeline_apply (pipeline, document, "Open", NULL);
  sluice_pipeline_ensure_analysis (pipeline);
  sluice_canvas_set_pipeline (fixture->canvas, NULL);
  sluice_canvas_set_pipeline (fixture->canvas, pipeline);
  for (guint i = 0; i < 100 && sluice_canvas_get_node_widget (fixture->canvas, "n149") == NULL; i++)
    wait_for (20);
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);

      g_assert_nonnull (sluice_canvas_get_node_widget (fixture->canvas, id));
    }
  g_object_unref (fixture->pipeline);
  fixture->pipeline = pipeline;
}

static void
test_find_wire (Fixture *fixture, gconstpointer user_data)
{
  SluiceNodeWidget *late = sluice_canvas_get_node_widget (fixture->canvas, "late");
  SluiceNodeWidget *few = sluice_canvas_get_node_widget (fixture->canvas, "few");
  graphene_point_t start, end;
  SluiceWire wire;
  double x, y;

  start = _sluice_canvas_port_center (fixture->canvas, sluice_node_widget_get_output (late));
  end = _sluice_canvas_port_center (fixture->canvas, sluice_node_widget_get_input (few, "input"));
  x = (start.x + end.x) / 2;
  y = (start.y + end.y) / 2;
  g_assert_cmpfloat (end.x, >, start.x);
  /* A curve that is symmetric about its middle passes through it. */
  g_assert_true (_sluice_canvas_find_wire (fixture->canvas, x, y, &wire));
  g_assert_cmpstr (wire.from, ==, "late");
  g_assert_cmpstr (wire.to, ==, "few");
  g_assert_cmpstr (wire.port, ==, "input");
  g_assert_true (_sluice_canvas_find_wire (fixture->canvas, start.x, start.y + 7, &wire));
  g_assert_false (_sluice_canvas_find_wire (fixture->canvas, x, y + 40, &wire));
  g_assert_false (_sluice_canvas_find_wire (fixture->canvas, -500, -500, &wire));

  sluice_canvas_set_pipeline (fixture->canvas, NULL);
  g_assert_false (_sluice_canvas_find_wire (fixture->canvas, x, y, &wire));
}

static void
test_describe_wire (Fixture *fixture, gconstpointer user_data)
{
  SluiceWire wire = { "late", "few", "input", 0 };
  SluiceWire broken = { "both", "out", "input", 0 };
  g_autofree char *tip = NULL;
  g_autofree char *unknown = NULL;

  sluice_canvas_set_wire_text (fixture->canvas, "late", "7 rows/s <&>", 0.5);
  tip = _sluice_canvas_describe_wire (fixture->canvas, &wire);
  g_assert_nonnull (strstr (tip, "late → few"));
  g_assert_nonnull (strstr (tip, "7 rows/s &lt;&amp;&gt;"));
  g_assert_nonnull (strstr (tip, "t  <small>TIMESTAMP</small>"));
  g_assert_nonnull (strstr (tip, "n  <small>INT</small>"));
  g_assert_nonnull (strstr (tip, "watermark 2 min behind"));
  g_assert_true (pango_parse_markup (tip, -1, 0, NULL, NULL, NULL, NULL));

  /* The join has no right side, so that nobody knows its columns. */
  unknown = _sluice_canvas_describe_wire (fixture->canvas, &broken);
  g_assert_null (strstr (unknown, "<small>"));
  g_assert_true (pango_parse_markup (unknown, -1, 0, NULL, NULL, NULL, NULL));
}

static guint
count_pixels (GskRenderNode *node, SluiceCanvas *canvas, int x, int y, int size)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 900, 600);
  cairo_t *cr = cairo_create (surface);
  guint n = 0;

  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int row = MAX (y - size, 0); row < MIN (y + size, 600); row++)
    for (int column = MAX (x - size, 0); column < MIN (x + size, 900); column++)
      {
        guint32 *line = (guint32 *) (gpointer) (cairo_image_surface_get_data (surface)
                                                + row * cairo_image_surface_get_stride (surface));

        n += (line[column] >> 24) > 20;
      }
  cairo_surface_destroy (surface);

  return n;
}

static void
test_draw (Fixture *fixture, gconstpointer user_data)
{
  SluiceCanvas *canvas = fixture->canvas;
  SluiceNodeWidget *few = sluice_canvas_get_node_widget (canvas, "few");
  graphene_point_t port
    = _sluice_canvas_port_center (canvas, sluice_node_widget_get_input (few, "input"));
  GskRenderNode *drawn = canvas->wires_node;
  guint thin, thick;

  g_assert_nonnull (drawn);
  thin = count_pixels (drawn, canvas, port.x, port.y, 8);
  g_assert_cmpuint (thin, >, 4);

  /* What hasn't changed isn't drawn again. */
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  wait_for (60);
  g_assert_true (canvas->wires_node == drawn);

  sluice_canvas_set_wire_text (canvas, "late", "1 M rows/s", 1);
  g_assert_null (canvas->wires_node);
  wait_for (60);
  g_assert_nonnull (canvas->wires_node);
  thick = count_pixels (canvas->wires_node, canvas, port.x, port.y, 8);
  g_assert_cmpuint (thick, >, thin);

  sluice_canvas_clear_run (canvas);
  wait_for (60);
  g_assert_cmpuint (count_pixels (canvas->wires_node, canvas, port.x, port.y, 8), ==, thin);

  /* The wire that is being drawn ends at the pointer. */
  canvas->pointer = GRAPHENE_POINT_INIT (450, 560);
  thin = count_pixels (canvas->wires_node, canvas, 445, 560, 6);
  _sluice_canvas_begin_wire (canvas, "late", TRUE);
  canvas->pointer = GRAPHENE_POINT_INIT (450, 560);
  wait_for (60);
  g_assert_cmpuint (count_pixels (canvas->wires_node, canvas, 445, 560, 6), >, thin);
  _sluice_canvas_end_wire (canvas, FALSE);
}

static void
test_minimap (Fixture *fixture, gconstpointer user_data)
{
  SluiceCanvas *canvas = fixture->canvas;
  graphene_point_t far_away = GRAPHENE_POINT_INIT (700, 40);
  graphene_point_t screen;

  sluice_canvas_zoom_fit (canvas);
  wait_for (60);
  g_assert_false (sluice_minimap_is_useful (SLUICE_MINIMAP (canvas->minimap)));
  g_assert_false (gtk_widget_get_child_visible (canvas->minimap));

  sluice_canvas_set_zoom (canvas, 2.5, NULL);
  wait_for (60);
  g_assert_true (sluice_minimap_is_useful (SLUICE_MINIMAP (canvas->minimap)));
  g_assert_true (gtk_widget_get_child_visible (canvas->minimap));

  _sluice_canvas_center_on (canvas, &far_away);
  screen = _sluice_canvas_to_screen (canvas, &far_away);
  g_assert_cmpfloat_with_epsilon (screen.x, gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0, 0.5);
  g_assert_cmpfloat_with_epsilon (screen.y, gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0, 0.5);

  sluice_canvas_set_pipeline (canvas, NULL);
  wait_for (60);
}

static void
remember_cb (GtkWidget *widget, const char *op, gpointer user_data)
{
  char **last = user_data;

  g_free (*last);
  *last = g_strdup (op);
}

static void
test_palette (void)
{
  GtkWidget *palette = sluice_palette_new ();
  GtkWidget *window = gtk_window_new ();
  GtkListBox *list = GTK_LIST_BOX (find_widget (palette, GTK_TYPE_LIST_BOX));
  GtkWidget *search = find_widget (palette, GTK_TYPE_SEARCH_ENTRY);
  g_autofree char *last = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  GtkListBoxRow *row;
  guint n, rows = 0;

  gtk_window_set_child (GTK_WINDOW (window), palette);
  gtk_window_present (GTK_WINDOW (window));
  wait_for (60);
  g_signal_connect (palette, "activated", G_CALLBACK (remember_cb), &last);

  /* All kinds are shown; those that can't be run can't be chosen. */
  for (; (row = gtk_list_box_get_row_at_index (list, rows)) != NULL; rows++)
    {
      const SluiceNodeType *kind = sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row));

      g_assert_cmpint (gtk_widget_get_sensitive (GTK_WIDGET (row)), ==, kind->supported);
      if (g_str_equal (kind->op, "readStream") || g_str_equal (kind->op, "writeStream"))
        g_assert_nonnull (gtk_list_box_row_get_header (row));
    }
  sluice_node_type_list (&n);
  g_assert_cmpuint (rows, ==, n);

  /* By label, by op, by description; the first one that can be chosen is taken. */
  gtk_editable_set_text (GTK_EDITABLE (search), "WATERmark");
  wait_for (300);
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (last, ==, "withWatermark");
  gtk_editable_set_text (GTK_EDITABLE (search), "withcolumns");
  wait_for (300);
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (last, ==, "withColumns");
  gtk_editable_set_text (GTK_EDITABLE (search), "rows condition true");
  wait_for (300);
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (last, ==, "filter");
  g_clear_pointer (&last, g_free);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such kind");
  wait_for (300);
  g_assert_null (sluice_palette_row_first (list));
  g_signal_emit_by_name (search, "activate");
  g_assert_null (last);

  /* What is dragged is no plain text. */
  g_value_init (&value, SLUICE_TYPE_PALETTE_ITEM);
  g_value_set_boxed (&value, "filter");
  g_assert_cmpstr (g_value_get_boxed (&value), ==, "filter");
  g_assert_false (g_type_is_a (SLUICE_TYPE_PALETTE_ITEM, G_TYPE_STRING));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_quick_add (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GtkWidget) popover = g_object_ref_sink (sluice_quick_add_new ());
  GtkListBox *list = GTK_LIST_BOX (find_widget (popover, GTK_TYPE_LIST_BOX));
  GtkWidget *search = find_widget (popover, GTK_TYPE_SEARCH_ENTRY);
  g_autofree char *last = NULL;
  GtkListBoxRow *row;

  g_signal_connect (popover, "chosen", G_CALLBACK (remember_cb), &last);
  row = gtk_list_box_get_row_at_index (list, 0);
  g_assert_cmpstr (sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row))->op, ==, "readStream");

  /* Behind a source: nothing that takes no rows, no kind twice, the watermark first. */
  sluice_quick_add_set_context (SLUICE_QUICK_ADD (popover), document_of (fixture), "in");
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (last, ==, "withWatermark");
  {
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

    for (guint i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
      {
        const SluiceNodeType *kind = sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row));

        g_assert_true (kind->supported);
        g_assert_nonnull (kind->ports[0]);
        g_assert_true (g_hash_table_add (seen, (gpointer) kind->op));
      }
    g_assert_true (g_hash_table_contains (seen, "writeStream"));
    g_assert_true (g_hash_table_contains (seen, "union"));
  }

  /* Nothing follows a sink, so that everything is offered. */
  sluice_quick_add_set_context (SLUICE_QUICK_ADD (popover), document_of (fixture), "out");
  row = gtk_list_box_get_row_at_index (list, 0);
  g_assert_cmpstr (sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row))->op, ==, "readStream");
}

static void
test_shown_quick_add (Fixture *fixture, gconstpointer user_data)
{
  _sluice_canvas_show_quick_add (fixture->canvas, &GRAPHENE_POINT_INIT (200, 200), "few", NULL);
  wait_for (100);
  g_assert_true (gtk_widget_get_visible (fixture->canvas->popover));
  g_signal_emit_by_name (find_widget (fixture->canvas->popover, GTK_TYPE_SEARCH_ENTRY), "activate");
  wait_for (100);
  g_assert_cmpuint (sluice_document_get_n_nodes (document_of (fixture)), ==, 7);
  g_assert_true (
    has_wire (fixture, "few", sluice_canvas_get_selected_node (fixture->canvas), "input"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/canvas/document", test_document);
  ADD ("/canvas/connect", test_connect);
  ADD ("/canvas/add", test_add);
  ADD ("/canvas/arrange", test_arrange);
  ADD ("/canvas/zoom", test_zoom);
  ADD ("/canvas/way-back", test_way_back);
  ADD ("/canvas/show-change", test_show_change);
  ADD ("/canvas/slide", test_slide);
  ADD ("/canvas/pan-at-edge", test_pan_at_edge);
  ADD ("/canvas/many-nodes", test_many_nodes);
  ADD ("/canvas/find-wire", test_find_wire);
  ADD ("/canvas/describe-wire", test_describe_wire);
  ADD ("/canvas/draw", test_draw);
  ADD ("/canvas/minimap", test_minimap);
  g_test_add_func ("/canvas/palette", test_palette);
  ADD ("/canvas/quick-add", test_quick_add);
  ADD ("/canvas/shown-quick-add", test_shown_quick_add);

  return g_test_run ();
}
