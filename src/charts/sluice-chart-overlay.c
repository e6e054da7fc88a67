/* sluice-chart-overlay.c: what follows the pointer over a plot: crosshair, selection, card of
 * values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-plot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/sluice-chart-words.h"
#include "charts/sluice-time-axis.h"

#define CARD_PADDING 9
#define CARD_GAP 14
#define SWATCH_WIDTH 14

static const GdkRGBA accent = { 0.208f, 0.518f, 0.894f, 1 };

/* One line of the card; a colour makes it a line about a series. */
typedef struct
{
  const SluiceChartSeries *series;
  char *left;
  char *value;
  char *change;
} CardLine;

static void
card_line_clear (gpointer item)
{
  CardLine *line = item;

  g_free (line->left);
  g_free (line->value);
  g_free (line->change);
}

static double
row_x (SluiceChartPlot *self, guint row)
{
  return _sluice_chart_plot_place_to_x (self, sluice_time_range_row_to_place (self->range, row));
}

static gboolean
is_in_view (SluiceChartPlot *self, int row)
{
  guint first;
  guint end;

  sluice_time_range_get_rows (self->range, &first, &end);

  return row >= (int) first && row < (int) end;
}

static void
append_vertical (GtkSnapshot *snapshot,
                 const graphene_rect_t *area,
                 double x,
                 double width,
                 const GdkRGBA *colour)
{
  gtk_snapshot_append_color (
      snapshot, colour,
      &GRAPHENE_RECT_INIT (roundf (x - width / 2), area->origin.y, width, area->size.height));
}

static void
snapshot_selection (SluiceChartPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  int selected = sluice_time_range_get_selected (self->range);
  GdkRGBA band = accent;
  double x;

  if (!is_in_view (self, selected))
    return;

  x = row_x (self, selected);
  band.alpha = 0.18f;
  append_vertical (snapshot, area, x, 11, &band);
  append_vertical (snapshot, area, x, 2, &accent);
}

static void
snapshot_brush (SluiceChartPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  GdkRGBA fill = accent;
  double from;
  double to;

  if (isnan (self->brush_low))
    return;

  from = CLAMP (_sluice_chart_plot_place_to_x (self, self->brush_low), area->origin.x,
                area->origin.x + area->size.width);
  to = CLAMP (_sluice_chart_plot_place_to_x (self, self->brush_high), area->origin.x,
              area->origin.x + area->size.width);
  fill.alpha = 0.15f;
  gtk_snapshot_append_color (
      snapshot, &fill, &GRAPHENE_RECT_INIT (from, area->origin.y, to - from, area->size.height));
  append_vertical (snapshot, area, from, 1, &accent);
  append_vertical (snapshot, area, to, 1, &accent);
}

/* A ring where each series stands, so that the eye finds the value on the line. */
static void
snapshot_points (
    SluiceChartPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area, int row, double x)
{
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  SluiceChartScene scene;

  _sluice_chart_plot_get_scene (self, &scene);
  for (guint i = 0; i < scene.n_series; i++)
    {
      const SluiceChartSeries *series = sluice_chart_data_get_series (data, scene.series[i]);
      double y = sluice_chart_scene_get_mark_y (&scene, row, i);
      GdkRGBA colour = sluice_chart_theme_get_colour (scene.theme, series, 1);
      GskRoundedRect ring;

      if (isnan (y) || series->style == SLUICE_CHART_COLUMN)
        continue;
      gsk_rounded_rect_init_from_rect (
          &ring, &GRAPHENE_RECT_INIT (x - 4, area->origin.y + y - 4, 8, 8), 4);
      gtk_snapshot_push_rounded_clip (snapshot, &ring);
      gtk_snapshot_append_color (snapshot, &scene.theme->background, &ring.bounds);
      gtk_snapshot_pop (snapshot);
      gtk_snapshot_append_border (snapshot, &ring, (const float[]){ 2, 2, 2, 2 },
                                  (const GdkRGBA[]){ colour, colour, colour, colour });
    }
}

static void
add_line (GArray *lines, const SluiceChartSeries *series, char *left, char *value, char *change)
{
  CardLine line = { series, left, value, change };

  g_array_append_val (lines, line);
}

static char *
format_change (SluiceChartUnit unit, double value, double before)
{
  g_autofree char *size = NULL;

  if (isnan (value) || isnan (before) || value == before)
    return NULL;
  size = sluice_chart_unit_format_short (unit, fabs (value - before));

  return g_strconcat (value > before ? "+" : "−", size, NULL);
}

static GArray *
collect_lines (SluiceChartPlot *self, guint row)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (CardLine));
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  g_autofree char *outcome
      = sluice_chart_words_describe_flags (sluice_chart_data_get_flags (data, row));
  g_autofree char *id = sluice_chart_format_integer (sluice_chart_data_get_batch_id (data, row));
  const SluiceChartMark *marks;
  guint n_marks;
  double sum = 0;

  g_array_set_clear_func (lines, card_line_clear);
  add_line (lines, NULL, g_strdup_printf (_ ("Batch %s"), id), g_steal_pointer (&outcome), NULL);
  add_line (lines, NULL, sluice_time_axis_format_long (sluice_chart_data_get_time (data, row)),
            NULL, NULL);

  for (guint i = 0; self->setup.stacked && i < self->series->len; i++)
    {
      double value
          = sluice_chart_data_get_value (data, row, g_array_index (self->series, guint, i));

      sum += value > 0 ? value : 0;
    }

  /* In the order in which the eye meets them: the top of a stack first. */
  for (guint i = 0; i < self->series->len; i++)
    {
      guint at = self->setup.stacked ? self->series->len - 1 - i : i;
      guint index = g_array_index (self->series, guint, at);
      const SluiceChartSeries *series = sluice_chart_data_get_series (data, index);
      double value = sluice_chart_data_get_value (data, row, index);
      char *change;

      if (self->setup.stacked && sum > 0 && !isnan (value))
        change = g_strdup_printf ("%.0f %%", value * 100 / sum);
      else
        change = row > 0 ? format_change (series->unit, value,
                                          sluice_chart_data_get_value (data, row - 1, index))
                         : NULL;
      add_line (lines, series, g_strdup (series->title),
                sluice_chart_unit_format (series->unit, value), change);
    }

  marks = sluice_chart_data_get_marks (data, &n_marks);
  for (guint i = 0; i < n_marks; i++)
    if (marks[i].row == row)
      add_line (lines, NULL, g_strdup_printf ("⚑ %s", marks[i].text), NULL, NULL);

  return lines;
}

static void
snapshot_swatch (GtkSnapshot *snapshot,
                 const SluiceChartTheme *theme,
                 const SluiceChartSeries *series,
                 double x,
                 double y,
                 double height)
{
  GdkRGBA colour = sluice_chart_theme_get_colour (theme, series, 1);
  gboolean is_line = series->style == SLUICE_CHART_LINE;

  gtk_snapshot_append_color (snapshot, &colour,
                             is_line ? &GRAPHENE_RECT_INIT (x, y + height / 2 - 1, 10, 2)
                                     : &GRAPHENE_RECT_INIT (x + 1, y + height / 2 - 4, 8, 8));
}

/* The card stands beside the crosshair, on the side with more room, so that it never covers the
 * batch that it explains. */
static void
snapshot_card (
    SluiceChartPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area, int row, double x)
{
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  g_autoptr (GArray) lines = collect_lines (self, row);
  int left_width = 0;
  int value_width = 0;
  int change_width = 0;
  int whole_width = 0;
  int line_height;
  double width;
  double height;
  GskRoundedRect card;
  GdkRGBA background = theme->background;
  GdkRGBA edge = theme->grid;

  _sluice_chart_plot_measure_text (self, "0", &line_height);
  line_height += 3;
  for (guint i = 0; i < lines->len; i++)
    {
      const CardLine *line = &g_array_index (lines, CardLine, i);
      int left = _sluice_chart_plot_measure_text (self, line->left, NULL);

      if (line->series == NULL)
        {
          int value = line->value != NULL
                          ? _sluice_chart_plot_measure_text (self, line->value, NULL) + CARD_GAP
                          : 0;

          whole_width = MAX (whole_width, left + value);
          continue;
        }
      left_width = MAX (left_width, left + SWATCH_WIDTH);
      value_width = MAX (value_width, _sluice_chart_plot_measure_text (self, line->value, NULL));
      if (line->change != NULL)
        change_width = MAX (change_width,
                            CARD_GAP + _sluice_chart_plot_measure_text (self, line->change, NULL));
    }
  width = MAX (whole_width, left_width + CARD_GAP + value_width + change_width) + 2 * CARD_PADDING;
  height = line_height * lines->len + 2 * CARD_PADDING - 3;

  x += x + 16 + width <= gtk_widget_get_width (GTK_WIDGET (self)) ? 16 : -16 - width;
  x = MAX (x, 2);
  gsk_rounded_rect_init_from_rect (&card,
                                   &GRAPHENE_RECT_INIT (x, area->origin.y + 2, width, height), 8);
  background.alpha = 0.97f;
  edge.alpha = MIN (1, edge.alpha * 2);
  gtk_snapshot_append_outset_shadow (snapshot, &card, &(GdkRGBA){ 0, 0, 0, 0.22f }, 0, 2, 1, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &background, &card.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &card, (const float[]){ 1, 1, 1, 1 },
                              (const GdkRGBA[]){ edge, edge, edge, edge });

  for (guint i = 0; i < lines->len; i++)
    {
      const CardLine *line = &g_array_index (lines, CardLine, i);
      double y = card.bounds.origin.y + CARD_PADDING + i * line_height - 1;
      double left = x + CARD_PADDING;
      double right = x + width - CARD_PADDING;

      if (line->series == NULL)
        {
          _sluice_chart_plot_append_text (self, snapshot, line->left, left, y, 0,
                                          i == 1 ? &theme->dim : &theme->foreground);
          if (line->value != NULL)
            _sluice_chart_plot_append_text (self, snapshot, line->value, right, y, 1, &theme->dim);
          continue;
        }
      snapshot_swatch (snapshot, theme, line->series, left, y, line_height - 3);
      _sluice_chart_plot_append_text (self, snapshot, line->left, left + SWATCH_WIDTH, y, 0,
                                      &theme->foreground);
      _sluice_chart_plot_append_text (self, snapshot, line->value, right - change_width, y, 1,
                                      &theme->foreground);
      if (line->change != NULL)
        _sluice_chart_plot_append_text (self, snapshot, line->change, right, y, 1, &theme->dim);
    }
}

void
_sluice_chart_plot_snapshot_overlay (SluiceChartPlot *self, GtkSnapshot *snapshot)
{
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  int hovered = sluice_time_range_get_hovered (self->range);
  graphene_rect_t area;
  double x;

  sluice_chart_plot_get_area (self, &area);
  snapshot_selection (self, snapshot, &area);
  snapshot_brush (self, snapshot, &area);
  if (!is_in_view (self, hovered))
    return;

  x = row_x (self, hovered);
  append_vertical (snapshot, &area, x, 1, &theme->foreground);
  snapshot_points (self, snapshot, &area, hovered, x);
  if (self->pointer_inside || (self->by_keyboard && gtk_widget_has_focus (GTK_WIDGET (self))))
    snapshot_card (self, snapshot, &area, hovered, x);
}
