/* render-window.c: draws the window in a given situation into a PNG file.
 *
 * render-window SCENE STYLE WIDTH HEIGHT FILE, with SCENE welcome, problems, failed, or an example's name for
 * a run of it, and STYLE light or dark.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>

#include "app/sluice-application.h"
#include "app/sluice-page.h"
#include "app/sluice-window.h"
#include "canvas/sluice-canvas.h"
#include "generate/sluice-example.h"

/* How far a run has come when it is drawn, and how long it may take for that. */
#define SHOWN_BATCH 40
#define DEADLINE_SECONDS 60

static const char problems[]
  = "{ \"sluice\": 1, \"name\": \"Clicks per campaign\", \"nodes\": {"
    "\"clicks\": { \"op\": \"readStream\", \"format\": \"json\","
    "  \"schema\": \"user STRING, campaign STRING, price DOUBLE, ts TIMESTAMP\","
    "  \"options\": { \"path\": \"clicks\" } },"
    "\"recent\": { \"op\": \"withWatermark\", \"input\": \"clicks\", \"eventTime\": \"time\","
    "  \"delay\": \"10 minutes\" },"
    "\"paid\": { \"op\": \"filter\", \"input\": \"recent\", \"condition\": \"pricee > 0\" },"
    "\"sums\": { \"op\": \"groupBy\", \"input\": \"paid\","
    "  \"keys\": [\"window(ts, '10 minutes') AS w\", \"campaign\"],"
    "  \"aggregates\": [\"count(*) AS n\", \"summ(price) AS total\"] },"
    "\"out\": { \"op\": \"writeStream\", \"input\": \"sums\", \"format\": \"json\","
    "  \"options\": { \"path\": \"out\" } } } }";

static const char failing[]
  = "{ \"sluice\": 1, \"name\": \"Clicks that are nowhere\", \"nodes\": {"
    "\"clicks\": { \"op\": \"readStream\", \"format\": \"json\","
    "  \"schema\": \"user STRING, campaign STRING, price DOUBLE, ts TIMESTAMP\","
    "  \"options\": { \"path\": \"no-such-folder\" } },"
    "\"paid\": { \"op\": \"filter\", \"input\": \"clicks\", \"condition\": \"price > 0\" },"
    "\"out\": { \"op\": \"writeStream\", \"input\": \"paid\", \"format\": \"json\","
    "  \"options\": { \"path\": \"out\", \"checkpointLocation\": \"checkpoint\" } } } }";

static void
wait_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static GtkWidget *
find (GtkWidget *root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static char *
write_document (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_set_contents (path, text, -1, NULL) ? g_steal_pointer (&path) : NULL;
}

static gint64
get_batch (GtkWidget *page)
{
  g_autofree char *subtitle = NULL;
  const char *word;

  g_object_get (page, "subtitle", &subtitle, NULL);
  word = subtitle != NULL ? strstr (subtitle, "batch ") : NULL;

  return word != NULL ? g_ascii_strtoll (word + strlen ("batch "), NULL, 10) : -1;
}

static void
run (GtkWidget *page)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;

  gtk_widget_activate_action (page, "page.run", NULL);
  do
    wait_for (20);
  while (sluice_page_is_active (SLUICE_PAGE (page)) && get_batch (page) < SHOWN_BATCH
         && g_get_monotonic_time () < deadline);
}

/* The node whose fields tell the most. */
static void
choose_node (GtkWidget *page)
{
  static const char *const ops[] = { "groupBy", "filter", "withWatermark" };
  SluiceDocument *document = sluice_pipeline_get_document (sluice_page_get_pipeline (SLUICE_PAGE (page)));
  SluiceCanvas *canvas = SLUICE_CANVAS (find (page, SLUICE_TYPE_CANVAS));

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    for (guint j = 0; j < sluice_document_get_n_nodes (document); j++)
      {
        SluiceNode *node = sluice_document_get_node (document, j);

        if (!g_str_equal (sluice_node_get_op (node), ops[i]))
          continue;
        sluice_canvas_select (canvas, sluice_node_get_id (node));
        return;
      }
}

static void
show (SluiceWindow *window, const char *scene, const char *folder)
{
  g_autofree char *path = NULL;
  GtkWidget *page;

  if (g_str_equal (scene, "welcome"))
    return;
  if (g_str_equal (scene, "problems"))
    path = write_document (folder, "problems.sluice", problems);
  else if (g_str_equal (scene, "failed"))
    path = write_document (folder, "failing.sluice", failing);
  else
    {
      g_autoptr (GPtrArray) examples = sluice_example_list ();
      g_autoptr (GError) error = NULL;

      path = sluice_example_copy (examples, scene, folder, &error);
      if (path == NULL)
        g_error ("%s", error->message);
    }

  sluice_window_open (window, path);
  page = find (GTK_WIDGET (window), SLUICE_TYPE_PAGE);
  while (sluice_pipeline_get_path (sluice_page_get_pipeline (SLUICE_PAGE (page))) == NULL)
    wait_for (20);
  wait_for (600);
  choose_node (page);
  wait_for (300);
  if (g_str_equal (scene, "failed"))
    gtk_widget_activate_action (page, "page.run", NULL);
  else if (!g_str_equal (scene, "problems"))
    run (page);
}

static gboolean
draw (GtkWidget *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);

  return gdk_texture_save_to_png (texture, path);
}

int
main (int argc, char **argv)
{
  g_autoptr (SluiceApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("sluice-picture-XXXXXX", &error);
  GtkWidget *window;
  gboolean drawn;

  if (argc != 6 || folder == NULL)
    {
      g_printerr ("usage: %s SCENE STYLE WIDTH HEIGHT FILE\n", argv[0]);
      return EXIT_FAILURE;
    }

  application = sluice_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  g_application_hold (G_APPLICATION (application));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (argv[2], "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                    : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                  SOURCE_ROOT "/data/icons");

  window = GTK_WIDGET (sluice_window_new (application));
  gtk_window_set_default_size (GTK_WINDOW (window), atoi (argv[3]), atoi (argv[4]));
  gtk_window_present (GTK_WINDOW (window));
  wait_for (800);
  show (SLUICE_WINDOW (window), argv[1], folder);
  wait_for (700);
  drawn = draw (window, argv[5]);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_for (300);

  return drawn ? EXIT_SUCCESS : EXIT_FAILURE;
}
