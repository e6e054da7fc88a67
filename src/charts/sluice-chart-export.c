/* sluice-chart-export.c: charts as text and as pictures.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-export.h"

#include <adwaita.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/sluice-chart-palette.h"

/* Text ----------------------------------------------------------------------------------------- */

static void
append_field (GString *text, const char *field, SluiceChartTextFormat format)
{
  if (format == SLUICE_CHART_TEXT_TABLE || strpbrk (field, ",\"\r\n") == NULL)
    {
      g_string_append (text, field);
      return;
    }

  g_string_append_c (text, '"');
  for (const char *c = field; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

char *
sluice_chart_export_text (SluiceChart *self, SluiceChartTextFormat format)
{
  char separator = format == SLUICE_CHART_TEXT_CSV ? ',' : '\t';
  GString *text = g_string_new (NULL);
  g_autoptr (GArray) series = NULL;
  SluiceTimeRange *range;
  SluiceChartData *data;
  guint first;
  guint end;

  g_return_val_if_fail (SLUICE_IS_CHART (self), g_string_free (text, FALSE));

  range = sluice_chart_get_range (self);
  data = sluice_time_range_get_data (range);
  series = sluice_chart_get_visible_series (self);
  sluice_time_range_get_rows (range, &first, &end);

  g_string_append (text, format == SLUICE_CHART_TEXT_CSV ? "batchId" : _ ("Batch"));
  g_string_append_c (text, separator);
  g_string_append (text, format == SLUICE_CHART_TEXT_CSV ? "timestamp" : _ ("Time"));
  for (guint i = 0; i < series->len; i++)
    {
      const SluiceChartSeries *info
          = sluice_chart_data_get_series (data, g_array_index (series, guint, i));

      g_string_append_c (text, separator);
      append_field (text, format == SLUICE_CHART_TEXT_CSV ? info->id : info->title, format);
    }
  g_string_append_c (text, '\n');

  for (guint row = first; row < end; row++)
    {
      gint64 time_ms = sluice_chart_data_get_time (data, row);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);
      g_autofree char *stamp = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : NULL;

      g_string_append_printf (text, "%" G_GINT64_FORMAT "%c%s.%03dZ",
                              sluice_chart_data_get_batch_id (data, row), separator,
                              stamp != NULL ? stamp : "", (int) (time_ms % 1000));
      for (guint i = 0; i < series->len; i++)
        {
          double value = sluice_chart_data_get_value (data, row, g_array_index (series, guint, i));
          char number[G_ASCII_DTOSTR_BUF_SIZE];

          g_string_append_c (text, separator);
          /* Programs read it, hence no thousands and a point in every locale. */
          if (!isnan (value))
            g_string_append (text, g_ascii_formatd (number, sizeof number, "%.15g", value));
        }
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

/* Pictures ------------------------------------------------------------------------------------- */

/* The widget's own drawing on the background of the appearance, in logical pixels. */
static GskRenderNode *
take_picture (GtkWidget *widget, double scale, double *width, double *height)
{
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  *width = gtk_widget_get_width (widget) * scale;
  *height = gtk_widget_get_height (widget) * scale;
  if (*width < 1 || *height < 1)
    return NULL;

  gtk_snapshot_append_color (snapshot, &theme->background,
                             &GRAPHENE_RECT_INIT (0, 0, *width, *height));
  gtk_snapshot_scale (snapshot, scale, scale);
  gdk_paintable_snapshot (paintable, snapshot, *width / scale, *height / scale);

  return gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
}

GBytes *
sluice_chart_export_png (GtkWidget *widget, double scale)
{
  g_autoptr (GskRenderer) renderer = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;
  double width;
  double height;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (scale > 0, NULL);

  node = take_picture (widget, scale, &width, &height);
  if (node == NULL)
    return NULL;

  renderer = gsk_cairo_renderer_new ();
  if (gsk_renderer_realize (renderer, NULL, NULL))
    {
      texture
          = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
      gsk_renderer_unrealize (renderer);
    }
  gsk_render_node_unref (node);

  return texture != NULL ? gdk_texture_save_to_png_bytes (texture) : NULL;
}

static cairo_status_t
append_bytes_cb (void *closure, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (closure, bytes, length);

  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
export_vector (GtkWidget *widget,
               cairo_surface_t *(*create) (cairo_write_func_t, void *, double, double) )
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  GskRenderNode *node;
  cairo_t *cr;
  double width;
  double height;

  node = take_picture (widget, 1, &width, &height);
  if (node == NULL)
    return NULL;

  surface = create (append_bytes_cb, bytes, width, height);
  cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  gsk_render_node_unref (node);

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
sluice_chart_export_svg (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return export_vector (widget, cairo_svg_surface_create_for_stream);
}

GBytes *
sluice_chart_export_pdf (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return export_vector (widget, cairo_pdf_surface_create_for_stream);
}

/* Saving --------------------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *widget;
  GtkFileChooserNative *chooser;
  char *ending;
} SaveRequest;

static void
save_request_free (SaveRequest *request)
{
  g_clear_object (&request->widget);
  g_clear_object (&request->chooser);
  g_clear_pointer (&request->ending, g_free);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SaveRequest, save_request_free)

static void
show_failure (GtkWidget *widget, const char *message)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _ ("Picture Not Saved"), message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    show_failure (widget, error->message);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (SaveRequest) request = user_data;
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (g_str_equal (request->ending, "svg"))
    picture = sluice_chart_export_svg (request->widget);
  else if (g_str_equal (request->ending, "pdf"))
    picture = sluice_chart_export_pdf (request->widget);
  else
    picture = sluice_chart_export_png (request->widget, 2);

  if (picture == NULL)
    {
      show_failure (request->widget, _ ("The chart is not visible any more."));
      return;
    }
  g_file_replace_contents_bytes_async (file, picture, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       written_cb, g_object_ref (request->widget));
}

void
sluice_chart_export_ask (GtkWidget *widget, const char *name, const char *ending)
{
  SaveRequest *request;
  GtkRoot *root;
  g_autofree char *file_name = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (ending != NULL);

  root = gtk_widget_get_root (widget);
  request = g_new0 (SaveRequest, 1);
  request->widget = g_object_ref (widget);
  request->ending = g_strdup (ending);
  request->chooser = gtk_file_chooser_native_new (
      _ ("Save Picture"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (request->chooser), TRUE);
  file_name = g_strdup_printf ("%s.%s", name, ending);
  g_strdelimit (file_name, "/", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (request->chooser), file_name);
  g_signal_connect (request->chooser, "response", G_CALLBACK (response_cb), request);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (request->chooser));
}
