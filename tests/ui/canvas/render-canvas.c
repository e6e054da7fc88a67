/* render-canvas.c: draws a document into a picture, for looking at: render-canvas FILE PNG [dark] [WIDTH HEIGHT]
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>

#include "canvas/sluice-canvas.h"
#include "canvas/sluice-palette.h"

static void
wait_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static void
decorate (SluiceCanvas *canvas, SluiceDocument *document)
{
  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      const char *id = sluice_node_get_id (sluice_document_get_node (document, i));

      sluice_canvas_set_wire_text (canvas, id, "12.3 k rows/s", 0.4);
      if (i == 0)
        sluice_canvas_set_node_status (canvas, id, SLUICE_NODE_STATUS_RUNNING, "12.3 k rows/s");
      if (i == 1)
        sluice_canvas_select (canvas, id);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (SluicePipeline) pipeline = NULL;
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkCssProvider) provider = NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot;
  GtkWidget *window, *box, *canvas, *palette;
  int width = argc > 5 ? atoi (argv[4]) : 1100;
  int height = argc > 5 ? atoi (argv[5]) : 640;

  if (argc < 3)
    return EXIT_FAILURE;
  document = sluice_document_load (argv[1], &error);
  if (document == NULL)
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  adw_init ();
  if (argc > 3 && strcmp (argv[3], "dark") == 0)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_path (provider, SOURCE_ROOT "/ui/canvas.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                  SOURCE_ROOT "/data/icons");

  pipeline = sluice_pipeline_new ();
  sluice_pipeline_apply (pipeline, document, "Open", NULL);
  sluice_pipeline_ensure_analysis (pipeline);
  window = gtk_window_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  palette = sluice_palette_new ();
  canvas = sluice_canvas_new ();
  gtk_widget_set_hexpand (canvas, TRUE);
  gtk_widget_set_size_request (palette, 240, -1);
  if (width > 600)
    gtk_box_append (GTK_BOX (box), palette);
  else
    g_object_unref (g_object_ref_sink (palette));
  gtk_box_append (GTK_BOX (box), canvas);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  sluice_canvas_set_pipeline (SLUICE_CANVAS (canvas), pipeline);
  decorate (SLUICE_CANVAS (canvas), document);
  gtk_window_present (GTK_WINDOW (window));
  wait_for (600);
  if (argc > 6)
    {
      sluice_canvas_set_zoom (SLUICE_CANVAS (canvas), g_ascii_strtod (argv[6], NULL), NULL);
      wait_for (200);
    }

  paintable = gtk_widget_paintable_new (window);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  if (!gdk_texture_save_to_png (texture, argv[2]))
    return EXIT_FAILURE;
  gtk_window_destroy (GTK_WINDOW (window));

  return EXIT_SUCCESS;
}
