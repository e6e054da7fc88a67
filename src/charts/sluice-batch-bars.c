/* sluice-batch-bars.c: a bar per batch: how long it took and how it ended.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-batch-bars.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/sluice-chart-palette.h"
#include "charts/sluice-chart-throttle.h"
#include "charts/sluice-chart-words.h"
#include "charts/sluice-time-axis.h"
#include "charts/sluice-value-axis.h"

#define BAR_WIDTH 6
#define BAR_STEP 8
#define MARGIN_TOP 9
#define MARGIN_BOTTOM 2

struct _SluiceBatchBars
{
  GtkWidget parent_instance;

  SluiceTimeRange *range;
  char *series_id;
  double trigger;

  guint first; /* the row of the leftmost bar */
  SluiceValueAxis axis;
  SluiceChartThrottle throttle;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceBatchBars, sluice_batch_bars, GTK_TYPE_WIDGET)

static SluiceChartData *
get_data (SluiceBatchBars *self)
{
  return sluice_time_range_get_data (self->range);
}

static guint
count_room (SluiceBatchBars *self)
{
  return MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) / BAR_STEP);
}

/* The newest bars at the right edge while following; otherwise the selected one stays in view. */
static void
update_first (SluiceBatchBars *self)
{
  guint n_rows = sluice_chart_data_get_n_batches (get_data (self));
  guint room = count_room (self);
  guint newest_first = n_rows > room ? n_rows - room : 0;
  int selected = sluice_time_range_get_selected (self->range);

  if (selected < 0)
    {
      self->first = newest_first;
      return;
    }

  self->first = MIN (self->first, newest_first);
  if (selected < (int) self->first)
    self->first = selected;
  else if (selected >= (int) (self->first + room))
    self->first = selected - room + 1;
}

static double
get_duration (SluiceBatchBars *self, guint row)
{
  int series = self->series_id != NULL
                   ? sluice_chart_data_find_series (get_data (self), self->series_id)
                   : -1;

  return series >= 0 ? sluice_chart_data_get_value (get_data (self), row, series) : NAN;
}

/* Drawing
 * ------------------------------------------------------------------------------------------ */

static void
draw_failed (cairo_t *cr, const SluiceChartTheme *theme, double x, double y)
{
  const double arm = BAR_WIDTH / 2. - 0.25;
  const double centre = x + BAR_WIDTH / 2.;

  gdk_cairo_set_source_rgba (cr, &theme->error);
  cairo_set_line_width (cr, 1.75);
  cairo_move_to (cr, centre - arm, y - arm);
  cairo_line_to (cr, centre + arm, y + arm);
  cairo_move_to (cr, centre - arm, y + arm);
  cairo_line_to (cr, centre + arm, y - arm);
  cairo_stroke (cr);
}

static void
draw_bar (SluiceBatchBars *self,
          cairo_t *cr,
          const SluiceChartTheme *theme,
          guint row,
          double x,
          double bottom)
{
  SluiceChartBatchFlags flags = sluice_chart_data_get_flags (get_data (self), row);
  double duration = get_duration (self, row);
  double room = bottom - MARGIN_TOP;
  double height = isnan (duration)
                      ? 3
                      : MAX (3, round (room * sluice_value_axis_project (&self->axis, duration)));
  double top = bottom - height;

  if ((flags & SLUICE_CHART_BATCH_NEW_RUN) && row > 0)
    {
      gdk_cairo_set_source_rgba (cr, &theme->dim);
      cairo_rectangle (cr, x - 1.5, 0, 1, bottom);
      cairo_fill (cr);
    }

  if (flags & SLUICE_CHART_BATCH_FAILED)
    {
      GdkRGBA pale = theme->error;

      pale.alpha = 0.35f;
      gdk_cairo_set_source_rgba (cr, &pale);
      cairo_rectangle (cr, x, top, BAR_WIDTH, height);
      cairo_fill (cr);
      draw_failed (cr, theme, x, top - 4.5);
      return;
    }

  cairo_rectangle (cr, x, top, BAR_WIDTH, height);
  if (flags & SLUICE_CHART_BATCH_NO_DATA)
    {
      gdk_cairo_set_source_rgba (cr, &theme->dim);
      cairo_new_path (cr);
      cairo_rectangle (cr, x + 0.5, top + 0.5, BAR_WIDTH - 1, height - 1);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
  else if (flags & SLUICE_CHART_BATCH_OVER_TRIGGER)
    {
      GdkRGBA pale = theme->warning;

      pale.alpha = 0.35f;
      gdk_cairo_set_source_rgba (cr, &pale);
      cairo_fill_preserve (cr);
      gdk_cairo_set_source_rgba (cr, &theme->warning);
      sluice_chart_hatch (cr, 4, 1.5);
    }
  else
    {
      gdk_cairo_set_source_rgba (cr, &theme->series[0]);
      cairo_fill (cr);
    }
  cairo_new_path (cr);

  if (flags & SLUICE_CHART_BATCH_RECOVERED)
    {
      gdk_cairo_set_source_rgba (cr, &theme->series[3]);
      cairo_arc (cr, x + BAR_WIDTH / 2., top - 4, 2.5, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
update_axis (SluiceBatchBars *self, guint first, guint end)
{
  double highest = 0;

  for (guint row = first; row < end; row++)
    {
      double duration = get_duration (self, row);

      if (duration > highest)
        highest = duration;
    }
  /* The trigger is a level to compare with when batches come near it. */
  if (highest > 0.3 * self->trigger)
    highest = MAX (highest, self->trigger);
  sluice_value_axis_update (&self->axis, 0, highest, 4, end, count_room (self));
}

static void
append_frame (GtkSnapshot *snapshot, double x, double height, double width, const GdkRGBA *colour)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x - 2, 0, BAR_WIDTH + 4, height),
                                   3);
  gtk_snapshot_append_border (snapshot, &outline, (const float[]){ width, width, width, width },
                              (const GdkRGBA[]){ *colour, *colour, *colour, *colour });
}

static void
sluice_batch_bars_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SluiceBatchBars *self = SLUICE_BATCH_BARS (widget);
  const SluiceChartTheme *theme = sluice_chart_theme_get_current ();
  static const GdkRGBA accent = { 0.208f, 0.518f, 0.894f, 1 };
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  double bottom = height - MARGIN_BOTTOM;
  int selected = sluice_time_range_get_selected (self->range);
  int hovered = sluice_time_range_get_hovered (self->range);
  guint first;
  guint end;
  cairo_t *cr;

  if (width <= 0 || height <= MARGIN_TOP + MARGIN_BOTTOM)
    return;

  update_first (self);
  sluice_batch_bars_get_rows (self, &first, &end);
  update_axis (self, first, end);

  gtk_snapshot_append_color (snapshot, &theme->grid, &GRAPHENE_RECT_INIT (0, bottom, width, 1));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint row = first; row < end; row++)
    draw_bar (self, cr, theme, row, (row - first) * BAR_STEP + 1, bottom);
  if (self->trigger <= self->axis.maximum)
    {
      static const double dashes[] = { 4, 4 };
      double y
          = bottom - (bottom - MARGIN_TOP) * sluice_value_axis_project (&self->axis, self->trigger);

      gdk_cairo_set_source_rgba (cr, &theme->dim);
      cairo_set_line_width (cr, 1);
      cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
      cairo_move_to (cr, 0, round (y) + 0.5);
      cairo_line_to (cr, width, round (y) + 0.5);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);

  if (hovered >= (int) first && hovered < (int) end)
    append_frame (snapshot, (hovered - first) * BAR_STEP + 1, height, 1, &theme->foreground);
  if (selected >= (int) first && selected < (int) end)
    append_frame (snapshot, (selected - first) * BAR_STEP + 1, height, 2, &accent);
}

static void
sluice_batch_bars_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 10 * BAR_STEP;
      *natural = 60 * BAR_STEP;
    }
  else
    {
      *minimum = 36;
      *natural = 48;
    }
}

/* Input
 * -------------------------------------------------------------------------------------------- */

static void
describe (SluiceBatchBars *self, guint row)
{
  int series = self->series_id != NULL
                   ? sluice_chart_data_find_series (get_data (self), self->series_id)
                   : -1;
  guint index = MAX (series, 0);
  g_autofree char *words
      = sluice_chart_words_describe_batch (get_data (self), row, &index, series >= 0 ? 1 : 0);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
}

int
sluice_batch_bars_row_at (SluiceBatchBars *self, double x)
{
  guint first;
  guint end;
  guint row;

  g_return_val_if_fail (SLUICE_IS_BATCH_BARS (self), -1);

  sluice_batch_bars_get_rows (self, &first, &end);
  if (x < 0)
    return -1;
  row = first + (guint) (x / BAR_STEP);

  return row < end ? (int) row : -1;
}

void
sluice_batch_bars_activate (SluiceBatchBars *self, guint row)
{
  g_return_if_fail (SLUICE_IS_BATCH_BARS (self));
  g_return_if_fail (row < sluice_chart_data_get_n_batches (get_data (self)));

  sluice_time_range_set_selected (self->range, row);
  sluice_time_range_reveal (self->range, row);
  describe (self, row);
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, row);
}

gboolean
sluice_batch_bars_key (SluiceBatchBars *self, guint keyval, GdkModifierType state)
{
  int n_rows = sluice_chart_data_get_n_batches (get_data (self));
  int row = sluice_time_range_get_selected (self->range);
  int by = (state & GDK_SHIFT_MASK) != 0 ? 10 : 1;

  if (n_rows == 0 || (state & (GDK_ALT_MASK | GDK_CONTROL_MASK | GDK_SUPER_MASK)))
    return FALSE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      row = row < 0 ? n_rows - 1 : row - by;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      row = row < 0 ? n_rows - 1 : row + by;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      row = 0;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      row = n_rows - 1;
      break;
    case GDK_KEY_Escape:
      if (sluice_time_range_get_following (self->range))
        return FALSE;
      sluice_time_range_follow_newest (self->range);
      return TRUE;
    default:
      return FALSE;
    }
  sluice_batch_bars_activate (self, CLAMP (row, 0, n_rows - 1));

  return TRUE;
}

static gboolean
key_pressed_cb (SluiceBatchBars *self, guint keyval, guint keycode, GdkModifierType state)
{
  return sluice_batch_bars_key (self, keyval, state);
}

static void
pressed_cb (SluiceBatchBars *self, int n_press, double x, double y)
{
  int row = sluice_batch_bars_row_at (self, x);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (row >= 0)
    sluice_batch_bars_activate (self, row);
}

static void
motion_cb (SluiceBatchBars *self, double x, double y)
{
  sluice_time_range_set_hovered (self->range, sluice_batch_bars_row_at (self, x));
}

static void
leave_cb (SluiceBatchBars *self)
{
  sluice_time_range_set_hovered (self->range, -1);
}

static gboolean
sluice_batch_bars_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard_tooltip, GtkTooltip *tooltip)
{
  SluiceBatchBars *self = SLUICE_BATCH_BARS (widget);
  int row = keyboard_tooltip ? sluice_time_range_get_selected (self->range)
                             : sluice_batch_bars_row_at (self, x);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *time = NULL;
  g_autofree char *outcome = NULL;
  g_autofree char *id = NULL;
  double duration;

  if (row < 0)
    return FALSE;

  time = sluice_time_axis_format_time (sluice_chart_data_get_time (get_data (self), row));
  outcome = sluice_chart_words_describe_flags (sluice_chart_data_get_flags (get_data (self), row));
  duration = get_duration (self, row);
  id = sluice_chart_format_integer (sluice_chart_data_get_batch_id (get_data (self), row));
  g_string_append_printf (text, _ ("Batch %s · %s"), id, time);
  if (!isnan (duration))
    {
      g_autofree char *value = sluice_chart_unit_format (SLUICE_CHART_UNIT_DURATION, duration);

      g_string_append_printf (text, " · %s", value);
    }
  if (outcome != NULL)
    g_string_append_printf (text, " · %s", outcome);
  gtk_tooltip_set_text (tooltip, text->str);

  return TRUE;
}

/* Widget
 * ------------------------------------------------------------------------------------------- */

static void
changed_cb (SluiceBatchBars *self)
{
  sluice_chart_throttle_request (&self->throttle);
}

static void
sluice_batch_bars_dispose (GObject *object)
{
  SluiceBatchBars *self = SLUICE_BATCH_BARS (object);

  sluice_chart_throttle_clear (&self->throttle);
  g_clear_pointer (&self->series_id, g_free);
  g_clear_object (&self->range);

  G_OBJECT_CLASS (sluice_batch_bars_parent_class)->dispose (object);
}

static void
sluice_batch_bars_class_init (SluiceBatchBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_batch_bars_dispose;
  widget_class->snapshot = sluice_batch_bars_snapshot;
  widget_class->measure = sluice_batch_bars_measure;
  widget_class->query_tooltip = sluice_batch_bars_query_tooltip;

  signals[SIGNAL_ACTIVATED]
      = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "batchbars");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sluice_batch_bars_init (SluiceBatchBars *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkEventController *controller;
  GtkGesture *gesture;

  self->trigger = NAN;
  sluice_value_axis_init (&self->axis, SLUICE_CHART_UNIT_DURATION);
  sluice_chart_throttle_init (&self->throttle, widget, gtk_widget_queue_draw);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Batches"), -1);

  gesture = gtk_gesture_click_new ();
  g_signal_connect_swapped (gesture, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));
  controller = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, controller);
  controller = gtk_event_controller_key_new ();
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, controller);

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
sluice_batch_bars_new (SluiceTimeRange *range)
{
  SluiceBatchBars *self;

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (range), NULL);

  self = g_object_new (SLUICE_TYPE_BATCH_BARS, NULL);
  self->range = g_object_ref (range);
  g_signal_connect_object (range, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_data (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

void
sluice_batch_bars_set_duration (SluiceBatchBars *self, const char *series_id, double trigger)
{
  g_return_if_fail (SLUICE_IS_BATCH_BARS (self));

  g_free (self->series_id);
  self->series_id = g_strdup (series_id);
  self->trigger = trigger;
  sluice_value_axis_reset (&self->axis);
  changed_cb (self);
}

void
sluice_batch_bars_get_rows (SluiceBatchBars *self, guint *first, guint *end)
{
  g_return_if_fail (SLUICE_IS_BATCH_BARS (self));
  g_return_if_fail (first != NULL && end != NULL);

  update_first (self);
  *first = self->first;
  *end = MIN (self->first + count_room (self), sluice_chart_data_get_n_batches (get_data (self)));
}
