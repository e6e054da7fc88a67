/* sluice-chart-plot.c: the part of a chart between title and legend: axes and data.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-plot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/sluice-chart-statistics.h"
#include "charts/sluice-time-axis.h"

#define MARGIN_TOP 20
#define MARGIN_BOTTOM 20
#define MARGIN_RIGHT 8
#define HISTOGRAM_WIDTH 76
#define LEAST_GUTTER 44
#define LABEL_GAP 6
#define TICK_DISTANCE 34
#define TIME_LABEL_ROOM 66

enum
{
  SIGNAL_MENU_REQUESTED,
  SIGNAL_GUTTER_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceChartPlot, sluice_chart_plot, GTK_TYPE_WIDGET)

/* Geometry ------------------------------------------------------------------------------------- */

void
sluice_chart_plot_get_area (SluiceChartPlot *self, graphene_rect_t *area)
{
  int gutter;
  int right = MARGIN_RIGHT;

  g_return_if_fail (SLUICE_IS_CHART_PLOT (self));

  gutter = MAX (self->gutter, self->natural_gutter);
  if (self->setup.histogram)
    right += HISTOGRAM_WIDTH;
  graphene_rect_init (
      area, gutter, MARGIN_TOP, MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - gutter - right),
      MAX (1, gtk_widget_get_height (GTK_WIDGET (self)) - MARGIN_TOP - MARGIN_BOTTOM));
}

double
_sluice_chart_plot_place_to_x (SluiceChartPlot *self, double place)
{
  graphene_rect_t area;
  double low;
  double high;

  sluice_chart_plot_get_area (self, &area);
  sluice_time_range_get_interval (self->range, &low, &high);

  return area.origin.x + (place - low) / (high - low) * area.size.width;
}

double
_sluice_chart_plot_x_to_place (SluiceChartPlot *self, double x)
{
  graphene_rect_t area;
  double low;
  double high;

  sluice_chart_plot_get_area (self, &area);
  sluice_time_range_get_interval (self->range, &low, &high);

  return low + (x - area.origin.x) / area.size.width * (high - low);
}

/* Text ----------------------------------------------------------------------------------------- */

static PangoLayout *
get_layout (SluiceChartPlot *self)
{
  if (self->layout == NULL)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
      pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
      pango_layout_set_attributes (self->layout, attributes);
    }

  return self->layout;
}

int
_sluice_chart_plot_measure_text (SluiceChartPlot *self, const char *text, int *height)
{
  int width;

  pango_layout_set_text (get_layout (self), text, -1);
  pango_layout_get_pixel_size (self->layout, &width, height);

  return width;
}

int
_sluice_chart_plot_append_text (SluiceChartPlot *self,
                                GtkSnapshot *snapshot,
                                const char *text,
                                double x,
                                double y,
                                double x_align,
                                const GdkRGBA *colour)
{
  int width = _sluice_chart_plot_measure_text (self, text, NULL);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (roundf (x - width * x_align), roundf (y)));
  gtk_snapshot_append_layout (snapshot, self->layout, colour);
  gtk_snapshot_restore (snapshot);

  return width;
}

/* Bringing up to date -------------------------------------------------------------------------- */

void
_sluice_chart_plot_get_scene (SluiceChartPlot *self, SluiceChartScene *scene)
{
  graphene_rect_t area;

  sluice_chart_plot_get_area (self, &area);
  *scene = (SluiceChartScene){
    .range = self->range,
    .baseline = self->baseline,
    .theme = sluice_chart_theme_get_current (),
    .axis = &self->axis,
    .buckets = self->buckets,
    .stacks = self->stacks,
    .series = (const guint *) (gpointer) self->series->data,
    .n_series = self->series->len,
    .stacked = self->setup.stacked,
    .relative = self->setup.relative,
    .reference = self->setup.reference,
    .demand = self->setup.demand,
    .supply = self->setup.supply,
    .width = area.size.width,
    .height = area.size.height,
  };
}

static int
measure_gutter (SluiceChartPlot *self)
{
  double ticks[SLUICE_VALUE_AXIS_MAX_TICKS];
  guint n_ticks = sluice_value_axis_get_ticks (&self->axis, ticks);
  int widest
      = _sluice_chart_plot_measure_text (self, sluice_value_axis_get_title (&self->axis), NULL);

  for (guint i = 0; i < n_ticks; i++)
    {
      g_autofree char *label = sluice_value_axis_format_tick (&self->axis, ticks[i]);

      widest = MAX (widest, _sluice_chart_plot_measure_text (self, label, NULL));
    }

  /* In coarse steps, lest every other number moves the whole grid of charts. */
  return MAX (LEAST_GUTTER, (widest + LABEL_GAP + 2 + 7) / 8 * 8);
}

/* A view that the user changed is fitted at once; a live one is kept calm. */
static gboolean
view_was_changed_by_user (SluiceChartPlot *self)
{
  SluiceTimeRangeAxis axis = sluice_time_range_get_axis (self->range);
  SluiceTimeRangeSpan span = sluice_time_range_get_span (self->range);
  gboolean changed = axis != self->shown_axis || span != self->shown_span
                     || sluice_time_range_get_zoomed (self->range);

  self->shown_axis = axis;
  self->shown_span = span;

  return changed;
}

static void
update_axis (SluiceChartPlot *self)
{
  SluiceChartScene scene;
  SluiceChartUnit unit = self->setup.relative ? SLUICE_CHART_UNIT_PERCENT : self->setup.unit;
  double low;
  double high;
  double from;
  double to;

  _sluice_chart_plot_get_scene (self, &scene);
  sluice_chart_scene_measure (&scene, &low, &high);
  sluice_time_range_get_interval (self->range, &from, &to);

  if (view_was_changed_by_user (self) || self->axis.unit != unit
      || self->axis.logarithmic != self->setup.logarithmic)
    sluice_value_axis_reset (&self->axis);
  self->axis.unit = unit;
  self->axis.logarithmic = self->setup.logarithmic;
  if (sluice_value_axis_update (&self->axis, low, high, CLAMP (scene.height / TICK_DISTANCE, 2, 6),
                                to, to - from))
    self->outdated |= SLUICE_CHART_PLOT_FRAME | SLUICE_CHART_PLOT_DATA;
}

static void
update_buckets (SluiceChartPlot *self)
{
  graphene_rect_t area;

  sluice_chart_plot_get_area (self, &area);
  g_clear_pointer (&self->buckets, g_array_unref);
  self->buckets = sluice_chart_buckets_new (self->range, area.size.width);
  g_clear_pointer (&self->stacks, g_array_unref);
  if (self->setup.stacked)
    {
      SluiceChartScene scene;

      _sluice_chart_plot_get_scene (self, &scene);
      self->stacks = sluice_chart_scene_find_stacks (&scene);
    }
}

/* Frame ---------------------------------------------------------------------------------------- */

static GskRenderNode *
draw_frame (SluiceChartPlot *self)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  double ticks[SLUICE_VALUE_AXIS_MAX_TICKS];
  guint n_ticks = sluice_value_axis_get_ticks (&self->axis, ticks);
  graphene_rect_t area;
  int text_height;

  double written = G_MAXDOUBLE;

  sluice_chart_plot_get_area (self, &area);
  _sluice_chart_plot_measure_text (self, "0", &text_height);

  for (guint i = 0; i < n_ticks; i++)
    {
      g_autofree char *label = sluice_value_axis_format_tick (&self->axis, ticks[i]);
      double y = area.origin.y
                 + area.size.height * (1 - sluice_value_axis_project (&self->axis, ticks[i]));
      GdkRGBA line = theme->grid;

      if (ticks[i] == 0)
        line.alpha = MIN (1, line.alpha * 2.5);
      gtk_snapshot_append_color (
          snapshot, &line, &GRAPHENE_RECT_INIT (area.origin.x, roundf (y) - 1, area.size.width, 1));
      if (written - y < text_height)
        continue;
      _sluice_chart_plot_append_text (self, snapshot, label, area.origin.x - LABEL_GAP,
                                      y - text_height / 2., 1, &theme->dim);
      written = y;
    }
  _sluice_chart_plot_append_text (self, snapshot, sluice_value_axis_get_title (&self->axis),
                                  area.origin.x - LABEL_GAP, area.origin.y - text_height - 7, 1,
                                  &theme->dim);

  return gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
}

/* Data ----------------------------------------------------------------------------------------- */

static void
draw_time_axis (SluiceChartPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  g_autofree char *date = NULL;
  g_autoptr (GArray) ticks = NULL;
  double y = area->origin.y + area->size.height;
  double right = area->origin.x + area->size.width;
  double free_from = 0;

  ticks = sluice_time_axis_get_ticks (self->range,
                                      MAX (4, (guint) (area->size.width / TIME_LABEL_ROOM)), &date);
  if (date != NULL)
    free_from = _sluice_chart_plot_append_text (self, snapshot, date, 0, y + 5, 0, &theme->dim) + 6;
  else
    free_from
        = _sluice_chart_plot_append_text (self, snapshot, _ ("batch"), 0, y + 5, 0, &theme->dim)
          + 6;

  for (guint i = 0; i < ticks->len; i++)
    {
      const SluiceTimeTick *tick = &g_array_index (ticks, SluiceTimeTick, i);
      double x = _sluice_chart_plot_place_to_x (self, tick->place);
      int width;

      gtk_snapshot_append_color (snapshot, &theme->grid,
                                 &GRAPHENE_RECT_INIT (roundf (x), y - 1, 1, 4));
      if (tick->label == NULL)
        continue;
      width = _sluice_chart_plot_measure_text (self, tick->label, NULL);
      x = MIN (x - width / 2., right + MARGIN_RIGHT - width);
      if (x < free_from)
        continue;
      _sluice_chart_plot_append_text (self, snapshot, tick->label, x, y + 5, 0, &theme->dim);
      free_from = x + width + 10;
    }
}

static void
draw_histogram (SluiceChartPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  SluiceChartScene scene;
  SluiceChartStatistics statistics;
  GdkRGBA colour;
  g_autofree double *sums = NULL;
  guint series;
  guint first;
  guint end;
  guint fullest = 1;
  double left = area->origin.x + area->size.width + MARGIN_RIGHT;
  double room = HISTOGRAM_WIDTH - 38;
  double written = G_MAXDOUBLE;

  if (self->series->len == 0)
    return;

  _sluice_chart_plot_get_scene (self, &scene);
  series = g_array_index (self->series, guint, 0);
  colour = sluice_chart_theme_get_colour (theme, sluice_chart_data_get_series (data, series), 0.55);
  sluice_time_range_get_rows (self->range, &first, &end);
  if (self->setup.stacked)
    {
      /* Of a stack the height counts, not its lowest part. */
      sums = g_new (double, end - first + 1);
      for (guint row = first; row < end; row++)
        sums[row - first] = sluice_chart_scene_get_sum (&scene, row);
      colour = theme->dim;
      sluice_chart_statistics_measure (&statistics, sums, 0, end - first);
    }
  else
    {
      sluice_chart_statistics_measure (&statistics, sluice_chart_data_peek_values (data, series),
                                       first, end);
    }
  if (statistics.n == 0)
    return;

  for (guint i = 0; i < SLUICE_CHART_N_BINS; i++)
    fullest = MAX (fullest, statistics.bins[i]);
  for (guint i = 0; i < SLUICE_CHART_N_BINS; i++)
    {
      double step = (statistics.maximum - statistics.bins_low) / SLUICE_CHART_N_BINS;
      double bottom = sluice_chart_scene_get_y (&scene, statistics.bins_low + i * step);
      double top = sluice_chart_scene_get_y (&scene, statistics.bins_low + (i + 1) * step);

      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT (left, area->origin.y + top + 0.5,
                                                      room * statistics.bins[i] / fullest,
                                                      MAX (1, bottom - top - 1)));
    }

  {
    const struct
    {
      const char *name;
      double value;
    } lines[] = { { "p50", statistics.p50 }, { "p95", statistics.p95 }, { "p99", statistics.p99 } };

    for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
      {
        double y = area->origin.y + sluice_chart_scene_get_y (&scene, lines[i].value);

        gtk_snapshot_append_color (snapshot, &theme->dim,
                                   &GRAPHENE_RECT_INIT (left, roundf (y), room + 3, 1));
        y -= 8;
        /* Names of quantiles that coincide would be written over each other. */
        if (written - y < 12)
          y = written - 12;
        written = y;
        _sluice_chart_plot_append_text (self, snapshot, lines[i].name, left + room + 6, y, 0,
                                        &theme->dim);
      }
  }
}

/* Text that stays readable on columns, its right edge at @right. */
static void
append_label (
    SluiceChartPlot *self, GtkSnapshot *snapshot, const char *text, double right, double y)
{
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  GdkRGBA background = theme->background;
  GskRoundedRect pill;
  int height;
  int width = _sluice_chart_plot_measure_text (self, text, &height);

  background.alpha = 0.8f;
  gsk_rounded_rect_init_from_rect (
      &pill, &GRAPHENE_RECT_INIT (right - width - 6, y, width + 6, height), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &background, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  _sluice_chart_plot_append_text (self, snapshot, text, right - 3, y, 1, &theme->foreground);
}

static void
draw_labels (SluiceChartPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  const guint8 *flags = sluice_chart_data_peek_flags (data);
  double free_from = area->origin.x;
  const SluiceChartMark *marks;
  SluiceChartScene scene;
  guint n_marks;
  guint first;
  guint end;

  _sluice_chart_plot_get_scene (self, &scene);
  sluice_time_range_get_rows (self->range, &first, &end);

  if (!isnan (self->setup.reference) && self->reference_label != NULL && !self->setup.relative)
    {
      gboolean above = self->setup.reference > self->axis.maximum;
      double y = above ? -4 : sluice_chart_scene_get_y (&scene, self->setup.reference);
      g_autofree char *text = g_strconcat (self->reference_label, above ? " ↑" : NULL, NULL);

      append_label (self, snapshot, text, area->origin.x + area->size.width,
                    area->origin.y + y - 16);
    }

  for (guint row = MAX (first, 1); row < end; row++)
    {
      double x;

      if (!(flags[row] & SLUICE_CHART_BATCH_NEW_RUN))
        continue;
      x = _sluice_chart_plot_place_to_x (self, sluice_time_range_row_to_place (self->range, row));
      if (x >= free_from && x + 50 < area->origin.x + area->size.width)
        free_from = x + 12
                    + _sluice_chart_plot_append_text (self, snapshot, _ ("restarted"), x,
                                                      area->origin.y - 15, 0, &theme->dim);
    }

  marks = sluice_chart_data_get_marks (data, &n_marks);
  for (guint i = 0; i < n_marks; i++)
    {
      GdkRGBA pole = theme->dim;
      double x;

      if (marks[i].row < first || marks[i].row >= end)
        continue;
      x = roundf (_sluice_chart_plot_place_to_x (
          self, sluice_time_range_row_to_place (self->range, marks[i].row)));
      pole.alpha *= 0.6;
      gtk_snapshot_append_color (
          snapshot, &pole, &GRAPHENE_RECT_INIT (x, area->origin.y - 10, 1, area->size.height + 10));
      gtk_snapshot_append_color (snapshot, &theme->dim,
                                 &GRAPHENE_RECT_INIT (x, area->origin.y - 10, 8, 6));
    }
}

static GskRenderNode *
draw_data (SluiceChartPlot *self)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  SluiceChartScene scene;
  graphene_rect_t area;
  cairo_t *cr;

  sluice_chart_plot_get_area (self, &area);
  _sluice_chart_plot_get_scene (self, &scene);
  self->n_draws++;

  draw_time_axis (self, snapshot, &area);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (area.origin.x, area.origin.y - 4,
                                                       area.size.width, area.size.height + 8));
  cairo_translate (cr, area.origin.x, area.origin.y);
  sluice_chart_scene_draw (&scene, cr);
  cairo_destroy (cr);
  draw_labels (self, snapshot, &area);
  if (self->setup.histogram && !self->setup.relative)
    draw_histogram (self, snapshot, &area);

  return gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
}

static void
draw_empty (SluiceChartPlot *self, GtkSnapshot *snapshot, const char *text)
{
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  graphene_rect_t area;

  sluice_chart_plot_get_area (self, &area);
  _sluice_chart_plot_append_text (self, snapshot, text, area.origin.x + area.size.width / 2,
                                  area.origin.y + area.size.height / 2 - 8, 0.5, &theme->dim);
}

/* Widget --------------------------------------------------------------------------------------- */

static void
sluice_chart_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SluiceChartPlot *self = SLUICE_CHART_PLOT (widget);
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  guint first;
  guint end;

  if (width <= 0 || height <= 0)
    return;

  if (width != self->drawn_width || height != self->drawn_height)
    {
      self->drawn_width = width;
      self->drawn_height = height;
      sluice_value_axis_reset (&self->axis);
      self->outdated = SLUICE_CHART_PLOT_ALL;
    }
  if (self->outdated & SLUICE_CHART_PLOT_DATA)
    {
      int gutter;

      update_buckets (self);
      update_axis (self);
      gutter = measure_gutter (self);
      if (gutter != self->natural_gutter)
        {
          self->natural_gutter = gutter;
          self->outdated = SLUICE_CHART_PLOT_ALL;
          update_buckets (self);
          g_signal_emit (self, signals[SIGNAL_GUTTER_CHANGED], 0);
        }
    }
  if (self->outdated & SLUICE_CHART_PLOT_FRAME)
    {
      g_clear_pointer (&self->frame_node, gsk_render_node_unref);
      self->frame_node = draw_frame (self);
    }

  sluice_time_range_get_rows (self->range, &first, &end);
  if (sluice_chart_data_get_n_batches (data) == 0 || self->series->len == 0)
    {
      draw_empty (self, snapshot,
                  self->setup.all_hidden ? _ ("All series are hidden") : self->empty_text);
    }
  else
    {
      if (self->frame_node != NULL)
        gtk_snapshot_append_node (snapshot, self->frame_node);
      if (self->outdated & SLUICE_CHART_PLOT_DATA)
        {
          g_clear_pointer (&self->data_node, gsk_render_node_unref);
          self->data_node = draw_data (self);
        }
      if (self->data_node != NULL)
        gtk_snapshot_append_node (snapshot, self->data_node);
      if (first == end)
        draw_empty (self, snapshot, _ ("No batch in this interval"));
      _sluice_chart_plot_snapshot_overlay (self, snapshot);
    }
  self->outdated = 0;
}

static void
sluice_chart_plot_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 180;
      *natural = 360;
    }
  else
    {
      *minimum = 120;
      *natural = 176;
    }
}

static void
sluice_chart_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SluiceChartPlot *self = SLUICE_CHART_PLOT (widget);

  if (self->brush_popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->brush_popover));
}

static void
sluice_chart_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  SluiceChartPlot *self = SLUICE_CHART_PLOT (widget);

  GTK_WIDGET_CLASS (sluice_chart_plot_parent_class)->css_changed (widget, change);

  g_clear_object (&self->layout);
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_ALL);
}

static void
sluice_chart_plot_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  SluiceChartPlot *self = SLUICE_CHART_PLOT (widget);

  GTK_WIDGET_CLASS (sluice_chart_plot_parent_class)->system_setting_changed (widget, setting);

  g_clear_object (&self->layout);
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_ALL);
}

static void
sluice_chart_plot_dispose (GObject *object)
{
  SluiceChartPlot *self = SLUICE_CHART_PLOT (object);

  g_clear_pointer (&self->brush_popover, gtk_widget_unparent);
  g_clear_pointer (&self->frame_node, gsk_render_node_unref);
  g_clear_pointer (&self->data_node, gsk_render_node_unref);
  g_clear_pointer (&self->buckets, g_array_unref);
  g_clear_pointer (&self->stacks, g_array_unref);
  g_clear_pointer (&self->series, g_array_unref);
  g_clear_pointer (&self->reference_label, g_free);
  g_clear_pointer (&self->empty_text, g_free);
  g_clear_object (&self->layout);
  g_clear_object (&self->baseline);
  g_clear_object (&self->range);

  G_OBJECT_CLASS (sluice_chart_plot_parent_class)->dispose (object);
}

static void
sluice_chart_plot_class_init (SluiceChartPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sluice_chart_plot_dispose;
  widget_class->snapshot = sluice_chart_plot_snapshot;
  widget_class->measure = sluice_chart_plot_measure;
  widget_class->size_allocate = sluice_chart_plot_size_allocate;
  widget_class->css_changed = sluice_chart_plot_css_changed;
  widget_class->system_setting_changed = sluice_chart_plot_system_setting_changed;

  signals[SIGNAL_MENU_REQUESTED]
      = g_signal_new ("menu-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_GUTTER_CHANGED]
      = g_signal_new ("gutter-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "chartplot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sluice_chart_plot_init (SluiceChartPlot *self)
{
  self->series = g_array_new (FALSE, FALSE, sizeof (guint));
  self->setup.reference = NAN;
  self->setup.demand = -1;
  self->setup.supply = -1;
  self->natural_gutter = LEAST_GUTTER;
  self->outdated = SLUICE_CHART_PLOT_ALL;
  self->brush_low = NAN;
  self->brush_high = NAN;
  self->selected_before = -1;
  self->empty_text = g_strdup (_ ("No batch yet"));
  sluice_value_axis_init (&self->axis, SLUICE_CHART_UNIT_COUNT);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  _sluice_chart_plot_input_init (self);
}

GtkWidget *
sluice_chart_plot_new (SluiceTimeRange *range)
{
  SluiceChartPlot *self;

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (range), NULL);

  self = g_object_new (SLUICE_TYPE_CHART_PLOT, NULL);
  self->range = g_object_ref (range);
  self->shown_axis = sluice_time_range_get_axis (range);
  self->shown_span = sluice_time_range_get_span (range);

  return GTK_WIDGET (self);
}

void
sluice_chart_plot_set_setup (SluiceChartPlot *self, const SluiceChartPlotSetup *setup)
{
  g_return_if_fail (SLUICE_IS_CHART_PLOT (self));
  g_return_if_fail (setup != NULL);

  g_array_set_size (self->series, 0);
  g_array_append_vals (self->series, setup->series, setup->n_series);
  g_set_object (&self->baseline, setup->baseline);
  g_free (self->reference_label);
  self->reference_label = g_strdup (setup->reference_label);
  self->setup = *setup;
  self->setup.series = NULL;
  self->setup.reference_label = NULL;
  self->setup.baseline = NULL;
  sluice_value_axis_reset (&self->axis);
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_ALL);
}

void
sluice_chart_plot_set_empty_text (SluiceChartPlot *self, const char *text)
{
  g_return_if_fail (SLUICE_IS_CHART_PLOT (self));

  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_OVERLAY);
}

void
sluice_chart_plot_invalidate (SluiceChartPlot *self, SluiceChartPlotPart parts)
{
  g_return_if_fail (SLUICE_IS_CHART_PLOT (self));

  self->outdated |= parts;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

int
sluice_chart_plot_get_natural_gutter (SluiceChartPlot *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART_PLOT (self), 0);

  return self->natural_gutter;
}

void
sluice_chart_plot_set_gutter (SluiceChartPlot *self, int gutter)
{
  g_return_if_fail (SLUICE_IS_CHART_PLOT (self));

  if (self->gutter == gutter)
    return;

  self->gutter = gutter;
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_ALL);
}

const SluiceValueAxis *
sluice_chart_plot_get_axis (SluiceChartPlot *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART_PLOT (self), NULL);

  return &self->axis;
}

guint
sluice_chart_plot_get_n_draws (SluiceChartPlot *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART_PLOT (self), 0);

  return self->n_draws;
}
