/* sluice-chart-scene.c: one chart's data as cairo draws it: lines, columns, areas and marks.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-scene.h"

#include <math.h>
#include <string.h>

#include "charts/sluice-chart-statistics.h"

#define LINE_WIDTH 1.75
#define WIDEST_COLUMN 26.0
#define LEAST_MARKER_DISTANCE 13.0

/* From this part of the reference on, values are near enough to show it to scale. */
static const double reference_is_near = 0.3;

static SluiceChartData *
scene_data (const SluiceChartScene *self)
{
  return sluice_time_range_get_data (self->range);
}

static const SluiceChartSeries *
series_info (const SluiceChartScene *self, guint index)
{
  return sluice_chart_data_get_series (scene_data (self), self->series[index]);
}

static const SluiceChartBucket *
bucket_at (const SluiceChartScene *self, guint index)
{
  return &g_array_index (self->buckets, SluiceChartBucket, index);
}

static gboolean
is_single (const SluiceChartBucket *bucket)
{
  return bucket->end - bucket->first == 1;
}

static double
bucket_x (const SluiceChartScene *self, guint index)
{
  return bucket_at (self, index)->place * self->width;
}

double
sluice_chart_scene_get_y (const SluiceChartScene *self, double value)
{
  return self->height * (1 - sluice_value_axis_project (self->axis, value));
}

/* The room of a bucket: the distance to its nearer neighbour. */
static double
bucket_room (const SluiceChartScene *self, guint index)
{
  double room = self->width / 4;

  if (index > 0)
    room = MIN (room, bucket_x (self, index) - bucket_x (self, index - 1));
  if (index + 1 < self->buckets->len)
    room = MIN (room, bucket_x (self, index + 1) - bucket_x (self, index));

  return room;
}

static void
set_colour (const SluiceChartScene *self, cairo_t *cr, guint index, double alpha)
{
  GdkRGBA colour = sluice_chart_theme_get_colour (self->theme, series_info (self, index), alpha);

  gdk_cairo_set_source_rgba (cr, &colour);
}

/* Stacks --------------------------------------------------------------------------------------- */

static double
stack_sum (const SluiceChartScene *self, guint row)
{
  double sum = 0;

  for (guint i = 0; i < self->n_series; i++)
    {
      double value;

      if (series_info (self, i)->style != SLUICE_CHART_COLUMN)
        continue;
      value = sluice_chart_data_get_value (scene_data (self), row, self->series[i]);
      sum += value > 0 ? value : 0;
    }

  return sum;
}

GArray *
sluice_chart_scene_find_stacks (const SluiceChartScene *self)
{
  GArray *stacks = g_array_sized_new (FALSE, FALSE, sizeof (SluiceChartStack), self->buckets->len);
  g_autofree const double **columns = g_new (const double *, self->n_series + 1);
  guint n_columns = 0;

  for (guint i = 0; i < self->n_series; i++)
    if (series_info (self, i)->style == SLUICE_CHART_COLUMN)
      columns[n_columns++] = sluice_chart_data_peek_values (scene_data (self), self->series[i]);

  for (guint b = 0; b < self->buckets->len; b++)
    {
      const SluiceChartBucket *bucket = bucket_at (self, b);
      SluiceChartStack tallest = { bucket->first, 0 };

      for (guint row = bucket->first; row < bucket->end; row++)
        {
          double sum = 0;

          /* A comparison with NaN is false, so what is missing adds nothing. */
          for (guint i = 0; i < n_columns; i++)
            sum += columns[i][row] > 0 ? columns[i][row] : 0;
          if (sum > tallest.sum)
            tallest = (SluiceChartStack){ row, sum };
        }
      g_array_append_val (stacks, tallest);
    }

  return stacks;
}

double
sluice_chart_scene_get_sum (const SluiceChartScene *self, guint row)
{
  for (guint i = 0; i < self->n_series; i++)
    if (!isnan (sluice_chart_data_get_value (scene_data (self), row, self->series[i])))
      return stack_sum (self, row);

  return NAN;
}

/* Measuring ------------------------------------------------------------------------------------ */

void
sluice_chart_scene_measure (const SluiceChartScene *self, double *low, double *high)
{
  *low = 0;
  *high = 0;

  for (guint i = 0; i < self->n_series; i++)
    {
      const double *values = sluice_chart_data_peek_values (scene_data (self), self->series[i]);

      if (self->stacked && series_info (self, i)->style == SLUICE_CHART_COLUMN)
        continue;
      for (guint b = 0; b < self->buckets->len; b++)
        {
          SluiceChartExtent extent = sluice_chart_bucket_measure (bucket_at (self, b), values);

          if (extent.minimum < *low)
            *low = extent.minimum;
          if (extent.maximum > *high)
            *high = extent.maximum;
        }
    }

  if (self->stacked && self->relative)
    {
      *high = 100;
      return;
    }
  for (guint b = 0; self->stacked && b < self->stacks->len; b++)
    *high = MAX (*high, g_array_index (self->stacks, SluiceChartStack, b).sum);
  if (*high >= self->reference * reference_is_near)
    *high = MAX (*high, self->reference);
}

/* Lines and areas ------------------------------------------------------------------------------ */

typedef struct
{
  double x;
  double y;
} Point;

static void
finish_line (
    const SluiceChartScene *self, cairo_t *cr, GArray *points, guint index, double strength)
{
  const SluiceChartSeries *info = series_info (self, index);
  double zero = sluice_chart_scene_get_y (self, 0);
  const Point *point = (const Point *) (gpointer) points->data;
  guint n = points->len;

  if (n == 0)
    return;

  /* A point without neighbours has no line, yet it must be seen. */
  if (n == 1)
    {
      set_colour (self, cr, index, strength);
      cairo_arc (cr, point[0].x, point[0].y, LINE_WIDTH + 0.5, 0, 2 * G_PI);
      cairo_fill (cr);
      g_array_set_size (points, 0);
      return;
    }

  cairo_move_to (cr, point[0].x, point[0].y);
  for (guint i = 1; i < n; i++)
    cairo_line_to (cr, point[i].x, point[i].y);

  if (info->style == SLUICE_CHART_AREA)
    {
      cairo_path_t *line = cairo_copy_path (cr);

      cairo_line_to (cr, point[n - 1].x, zero);
      cairo_line_to (cr, point[0].x, zero);
      cairo_close_path (cr);
      set_colour (self, cr, index, 0.2 * strength);
      cairo_fill (cr);
      cairo_append_path (cr, line);
      cairo_path_destroy (line);
    }

  set_colour (self, cr, index, strength);
  cairo_set_line_width (cr, LINE_WIDTH);
  /* Dashes of a line that goes up and down in every pixel column would be noise. */
  if (is_single (bucket_at (self, self->buckets->len / 2)))
    sluice_chart_dash_apply (cr, info->dash, LINE_WIDTH);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  g_array_set_size (points, 0);
}

static void
append_extent (const SluiceChartScene *self,
               GArray *points,
               const SluiceChartBucket *bucket,
               const SluiceChartExtent *extent)
{
  double values[4] = { extent->first, extent->minimum, extent->maximum, extent->last };

  if (!extent->minimum_first)
    {
      values[1] = extent->maximum;
      values[2] = extent->minimum;
    }
  for (guint i = 0; i < (is_single (bucket) ? 1u : 4u); i++)
    {
      Point point = { bucket->place * self->width, sluice_chart_scene_get_y (self, values[i]) };

      g_array_append_val (points, point);
    }
}

static void
draw_line (const SluiceChartScene *self, cairo_t *cr, guint index)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (Point));
  const double *values = sluice_chart_data_peek_values (scene_data (self), self->series[index]);
  const guint8 *flags = sluice_chart_data_peek_flags (scene_data (self));

  for (guint b = 0; b < self->buckets->len; b++)
    {
      const SluiceChartBucket *bucket = bucket_at (self, b);
      SluiceChartExtent extent = sluice_chart_bucket_measure (bucket, values);

      /* Nothing happened while idle and between runs, so there is nothing to connect. */
      if (isnan (extent.minimum)
          || (flags[bucket->first] & (SLUICE_CHART_BATCH_IDLE_BEFORE | SLUICE_CHART_BATCH_NEW_RUN)))
        finish_line (self, cr, points, index, 1);
      if (!isnan (extent.minimum))
        append_extent (self, points, bucket, &extent);
    }
  finish_line (self, cr, points, index, 1);
}

static void
draw_markers (const SluiceChartScene *self, cairo_t *cr, guint index)
{
  const SluiceChartSeries *info = series_info (self, index);
  const guint8 *flags = sluice_chart_data_peek_flags (scene_data (self));
  const double *values = sluice_chart_data_peek_values (scene_data (self), self->series[index]);

  for (guint b = 0; b < self->buckets->len; b++)
    {
      const SluiceChartBucket *bucket = bucket_at (self, b);
      gboolean no_data = (flags[bucket->first] & SLUICE_CHART_BATCH_NO_DATA) != 0;
      double room = bucket_room (self, b);
      double y;

      if (!is_single (bucket) || isnan (values[bucket->first]) || room < 5)
        continue;
      if (!no_data && (room < LEAST_MARKER_DISTANCE || info->marker == SLUICE_CHART_MARKER_NONE))
        continue;

      y = sluice_chart_scene_get_y (self, values[bucket->first]);
      sluice_chart_marker_path (cr, no_data ? SLUICE_CHART_MARKER_CIRCLE : info->marker,
                                bucket_x (self, b), y, 3);
      if (no_data)
        {
          gdk_cairo_set_source_rgba (cr, &self->theme->background);
          cairo_fill_preserve (cr);
          set_colour (self, cr, index, 1);
          cairo_set_line_width (cr, 1.25);
          cairo_stroke (cr);
        }
      else
        {
          set_colour (self, cr, index, 1);
          cairo_fill (cr);
        }
    }
}

/* The other run's line under ours: by row, since two runs have no common clock. */
static void
draw_baseline (const SluiceChartScene *self, cairo_t *cr, guint index)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (Point));
  int series = sluice_chart_data_find_series (self->baseline, series_info (self, index)->id);
  guint n_rows = sluice_chart_data_get_n_batches (self->baseline);
  const double *values;

  if (series < 0)
    return;

  values = sluice_chart_data_peek_values (self->baseline, series);
  for (guint b = 0; b < self->buckets->len; b++)
    {
      SluiceChartBucket bucket = *bucket_at (self, b);
      SluiceChartExtent extent;

      bucket.end = MIN (bucket.end, n_rows);
      if (bucket.first >= bucket.end)
        break;
      extent = sluice_chart_bucket_measure (&bucket, values);
      if (!isnan (extent.minimum))
        append_extent (self, points, &bucket, &extent);
    }
  finish_line (self, cr, points, index, 0.35);
}

/* Columns -------------------------------------------------------------------------------------- */

static void
draw_column (const SluiceChartScene *self,
             cairo_t *cr,
             guint index,
             double x,
             double width,
             double from,
             double to,
             gboolean hollow,
             gboolean hatched)
{
  double bottom = sluice_chart_scene_get_y (self, from);
  double top = sluice_chart_scene_get_y (self, to);

  /* What is not zero is seen, however small. */
  if (to != from && fabs (bottom - top) < 1)
    top = to > from ? bottom - 1 : bottom + 1;
  if (to == from && !hollow)
    return;

  if (hollow && width >= 5)
    {
      if (fabs (bottom - top) < 3)
        cairo_arc (cr, x + width / 2, bottom - 3, 2.5, 0, 2 * G_PI);
      else
        cairo_rectangle (cr, x + 0.6, top + 0.6, width - 1.2, bottom - top - 1.2);
      set_colour (self, cr, index, 1);
      cairo_set_line_width (cr, 1.2);
      cairo_stroke (cr);
      return;
    }

  cairo_rectangle (cr, x, top, width, bottom - top);
  if (hatched && width >= 3)
    {
      set_colour (self, cr, index, 0.35);
      cairo_fill_preserve (cr);
      set_colour (self, cr, index, 1);
      sluice_chart_hatch (cr, 4, 1.25);
      return;
    }
  set_colour (self, cr, index, hollow ? 0.5 : 1);
  cairo_fill (cr);
}

static void
draw_stack (const SluiceChartScene *self,
            cairo_t *cr,
            const SluiceChartStack *stack,
            double x,
            double width)
{
  double sum = stack->sum;
  guint row = stack->row;
  gboolean hatched = sum > self->reference && !self->relative;
  double above = 0;
  double below = 0;

  for (guint i = 0; i < self->n_series; i++)
    {
      double value = sluice_chart_data_get_value (scene_data (self), row, self->series[i]);

      if (series_info (self, i)->style != SLUICE_CHART_COLUMN || isnan (value))
        continue;
      if (self->relative)
        value = sum > 0 ? value * 100 / sum : 0;
      if (value >= 0)
        {
          draw_column (self, cr, i, x, width, above, above + value, FALSE, hatched);
          above += value;
        }
      else
        {
          draw_column (self, cr, i, x, width, below, below + value, FALSE, hatched);
          below += value;
        }
    }
}

/* Where columns are as narrow as pixels, a series is one path: thousands of rectangles of their own
 * would take several times as long. */
static void
draw_dense_stacks (const SluiceChartScene *self, cairo_t *cr)
{
  g_autofree double *above = g_new0 (double, self->buckets->len);
  g_autofree double *below = g_new0 (double, self->buckets->len);

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (guint i = 0; i < self->n_series; i++)
    {
      const double *values = sluice_chart_data_peek_values (scene_data (self), self->series[i]);

      if (series_info (self, i)->style != SLUICE_CHART_COLUMN)
        continue;
      for (guint b = 0; b < self->buckets->len; b++)
        {
          const SluiceChartStack *stack = &g_array_index (self->stacks, SluiceChartStack, b);
          double value = values[stack->row];
          double *edge = value < 0 ? &below[b] : &above[b];
          double width = MAX (1, bucket_room (self, b));
          double from;

          if (isnan (value))
            continue;
          if (self->relative)
            value = stack->sum > 0 ? value * 100 / stack->sum : 0;
          from = sluice_chart_scene_get_y (self, *edge);
          *edge += value;
          cairo_rectangle (cr, bucket_x (self, b) - width / 2, from, width,
                           sluice_chart_scene_get_y (self, *edge) - from);
        }
      set_colour (self, cr, i, 1);
      cairo_fill (cr);
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void
draw_columns (const SluiceChartScene *self, cairo_t *cr)
{
  const guint8 *flags = sluice_chart_data_peek_flags (scene_data (self));
  guint n_groups = 0;

  for (guint i = 0; i < self->n_series; i++)
    n_groups += series_info (self, i)->style == SLUICE_CHART_COLUMN;
  if (n_groups == 0 || self->buckets->len == 0)
    return;
  if (self->stacked && bucket_room (self, self->buckets->len / 2) < 2)
    {
      draw_dense_stacks (self, cr);
      return;
    }
  if (self->stacked)
    n_groups = 1;

  for (guint b = 0; b < self->buckets->len; b++)
    {
      const SluiceChartBucket *bucket = bucket_at (self, b);
      double room = bucket_room (self, b);
      double width = CLAMP (room * (room < 4 ? 1 : 0.8), 1, WIDEST_COLUMN * n_groups);
      double part = width / n_groups;
      double x = bucket_x (self, b) - width / 2;
      gboolean hollow = is_single (bucket) && (flags[bucket->first] & SLUICE_CHART_BATCH_NO_DATA);

      /* Edges on whole pixels keep equal columns equal, and dense ones without seams. */
      cairo_set_antialias (cr, room < 4 ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT);
      if (width >= 3)
        {
          x = round (x);
          part = MAX (1, floor (part));
        }
      if (self->stacked)
        {
          draw_stack (self, cr, &g_array_index (self->stacks, SluiceChartStack, b), x, part);
          continue;
        }
      for (guint i = 0; i < self->n_series; i++)
        {
          const double *values;
          SluiceChartExtent extent;
          double value;

          if (series_info (self, i)->style != SLUICE_CHART_COLUMN)
            continue;
          values = sluice_chart_data_peek_values (scene_data (self), self->series[i]);
          extent = sluice_chart_bucket_measure (bucket, values);
          value = extent.minimum < 0 && -extent.minimum > extent.maximum ? extent.minimum
                                                                         : extent.maximum;
          if (!isnan (value))
            draw_column (self, cr, i, x, n_groups > 1 ? MAX (1, part - (part > 4)) : part, 0, value,
                         hollow, value > self->reference);
          x += part;
        }
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* Falling behind, reference, outcome of batches ---------------------------------------------------
 */

static void
finish_behind (const SluiceChartScene *self, cairo_t *cr, guint from, guint to)
{
  const double *demand = sluice_chart_data_peek_values (scene_data (self), self->demand);
  const double *supply = sluice_chart_data_peek_values (scene_data (self), self->supply);
  GdkRGBA tint = self->theme->warning;
  gboolean started = FALSE;

  for (guint b = from; b < to; b++)
    {
      SluiceChartExtent extent = sluice_chart_bucket_measure (bucket_at (self, b), demand);

      if (isnan (extent.maximum))
        continue;
      if (started)
        cairo_line_to (cr, bucket_x (self, b), sluice_chart_scene_get_y (self, extent.maximum));
      else
        cairo_move_to (cr, bucket_x (self, b), sluice_chart_scene_get_y (self, extent.maximum));
      started = TRUE;
    }
  for (guint b = to; b > from; b--)
    {
      SluiceChartExtent extent = sluice_chart_bucket_measure (bucket_at (self, b - 1), supply);

      if (!isnan (extent.minimum) && started)
        cairo_line_to (cr, bucket_x (self, b - 1), sluice_chart_scene_get_y (self, extent.minimum));
    }
  if (!started)
    return;

  cairo_close_path (cr);
  tint.alpha = 0.16;
  gdk_cairo_set_source_rgba (cr, &tint);
  cairo_fill_preserve (cr);
  tint.alpha = 0.35;
  gdk_cairo_set_source_rgba (cr, &tint);
  sluice_chart_hatch (cr, 7, 1);
}

static void
draw_behind (const SluiceChartScene *self, cairo_t *cr)
{
  g_autofree guint8 *behind = NULL;
  guint first;
  guint end;
  guint from = G_MAXUINT;

  if (self->demand < 0 || self->supply < 0 || self->buckets->len == 0)
    return;

  first = bucket_at (self, 0)->first;
  end = bucket_at (self, self->buckets->len - 1)->end;
  behind = g_new (guint8, end - first);
  sluice_chart_find_behind (sluice_chart_data_peek_values (scene_data (self), self->demand),
                            sluice_chart_data_peek_values (scene_data (self), self->supply), first,
                            end, behind);

  for (guint b = 0; b <= self->buckets->len; b++)
    {
      gboolean is_behind = b < self->buckets->len
                           && memchr (behind + bucket_at (self, b)->first - first, 1,
                                      bucket_at (self, b)->end - bucket_at (self, b)->first)
                                  != NULL;

      if (is_behind && from == G_MAXUINT)
        from = b;
      if (!is_behind && from != G_MAXUINT)
        {
          finish_behind (self, cr, from, b);
          from = G_MAXUINT;
        }
    }
}

static void
draw_reference (const SluiceChartScene *self, cairo_t *cr)
{
  static const double dashes[] = { 5, 4 };
  double y;

  if (isnan (self->reference) || self->relative || self->reference > self->axis->maximum)
    return;

  y = round (sluice_chart_scene_get_y (self, self->reference)) - 0.5;
  gdk_cairo_set_source_rgba (cr, &self->theme->foreground);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, self->width, y);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_cross (const SluiceChartScene *self, cairo_t *cr, double x, double y)
{
  const double arm = 4;

  for (guint pass = 0; pass < 2; pass++)
    {
      cairo_move_to (cr, x - arm, y - arm);
      cairo_line_to (cr, x + arm, y + arm);
      cairo_move_to (cr, x - arm, y + arm);
      cairo_line_to (cr, x + arm, y - arm);
      /* A halo keeps the cross readable on columns. */
      cairo_set_line_width (cr, pass == 0 ? 4.5 : 2);
      gdk_cairo_set_source_rgba (cr, pass == 0 ? &self->theme->background : &self->theme->error);
      cairo_stroke (cr);
    }
}

static void
draw_outcomes (const SluiceChartScene *self, cairo_t *cr)
{
  static const double dots[] = { 1, 3 };
  const guint8 *flags = sluice_chart_data_peek_flags (scene_data (self));
  double last_cross = -G_MAXDOUBLE;

  for (guint b = 0; b < self->buckets->len; b++)
    {
      SluiceChartBatchFlags all = sluice_chart_bucket_get_flags (bucket_at (self, b), flags);
      double x = bucket_x (self, b);

      if ((all & SLUICE_CHART_BATCH_NEW_RUN) && bucket_at (self, b)->first > 0 && x >= 0)
        {
          double line = round (x - MIN (bucket_room (self, b), 20) / 2) + 0.5;

          gdk_cairo_set_source_rgba (cr, &self->theme->dim);
          cairo_set_line_width (cr, 1);
          cairo_set_dash (cr, dots, G_N_ELEMENTS (dots), 0);
          cairo_move_to (cr, line, 0);
          cairo_line_to (cr, line, self->height);
          cairo_stroke (cr);
          cairo_set_dash (cr, NULL, 0, 0);
        }
      /* Many failures side by side are one row of crosses, not a smear. */
      if ((all & SLUICE_CHART_BATCH_FAILED) && x - last_cross >= 9)
        {
          draw_cross (self, cr, x, self->height - 8);
          last_cross = x;
        }
    }
}

/* Everything ----------------------------------------------------------------------------------- */

void
sluice_chart_scene_draw (const SluiceChartScene *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_rectangle (cr, 0, -4, self->width, self->height + 8);
  cairo_clip (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  draw_columns (self, cr);
  draw_behind (self, cr);
  for (guint i = 0; self->baseline != NULL && i < self->n_series; i++)
    if (!self->stacked)
      draw_baseline (self, cr, i);
  for (guint i = 0; i < self->n_series; i++)
    if (series_info (self, i)->style != SLUICE_CHART_COLUMN)
      {
        draw_line (self, cr, i);
        draw_markers (self, cr, i);
      }
  draw_reference (self, cr);
  draw_outcomes (self, cr);

  cairo_restore (cr);
}

double
sluice_chart_scene_get_mark_y (const SluiceChartScene *self, guint row, guint index)
{
  double value = sluice_chart_data_get_value (scene_data (self), row, self->series[index]);
  double sum;

  if (isnan (value))
    return NAN;
  if (!self->stacked || series_info (self, index)->style != SLUICE_CHART_COLUMN)
    return sluice_chart_scene_get_y (self, value);

  sum = stack_sum (self, row);
  for (guint i = 0; i < index; i++)
    {
      double other = sluice_chart_data_get_value (scene_data (self), row, self->series[i]);

      if (series_info (self, i)->style == SLUICE_CHART_COLUMN && other > 0)
        value += other;
    }
  if (self->relative)
    value = sum > 0 ? value * 100 / sum : 0;

  return sluice_chart_scene_get_y (self, value);
}
