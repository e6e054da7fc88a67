/* sluice-chart-plot-input.c: pointer and keyboard over a plot.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-plot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/sluice-chart-statistics.h"
#include "charts/sluice-chart-words.h"
#include "charts/sluice-time-axis.h"

/* A press that moves less than this is a click. */
#define DRAG_THRESHOLD 5

static const double zoom_step = 1.25;

/* Brush ---------------------------------------------------------------------------------------- */

static void
add_cell (GtkGrid *grid, const char *text, int column, int row, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_add_css_class (label, "numeric");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

static GtkWidget *
create_summary (SluiceChartPlot *self, guint first, guint end)
{
  static const char *const headings[] = { N_ ("mean"), N_ ("p50"), N_ ("p95"), N_ ("max") };
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 14);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  gtk_widget_add_css_class (grid, "caption");
  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    add_cell (GTK_GRID (grid), _ (headings[i]), i + 1, 0, "dim-label");

  for (guint i = 0; i < self->series->len; i++)
    {
      guint index = g_array_index (self->series, guint, i);
      const SluiceChartSeries *series = sluice_chart_data_get_series (data, index);
      SluiceChartStatistics statistics;

      sluice_chart_statistics_measure (&statistics, sluice_chart_data_peek_values (data, index),
                                       first, end);
      add_cell (GTK_GRID (grid), series->title, 0, i + 1, NULL);
      for (guint j = 0; j < G_N_ELEMENTS (headings); j++)
        {
          const double values[]
              = { statistics.mean, statistics.p50, statistics.p95, statistics.maximum };
          g_autofree char *text = sluice_chart_unit_format_short (series->unit, values[j]);

          add_cell (GTK_GRID (grid), text, j + 1, i + 1, NULL);
        }
    }

  return grid;
}

static void
zoom_clicked_cb (SluiceChartPlot *self)
{
  _sluice_chart_plot_zoom_to_brush (self);
}

static void
popover_closed_cb (SluiceChartPlot *self)
{
  _sluice_chart_plot_clear_brush (self);
}

static void
show_brush_popover (SluiceChartPlot *self)
{
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  guint first = sluice_time_range_first_row_at (self->range, self->brush_low);
  guint end = sluice_time_range_first_row_at (self->range, nextafter (self->brush_high, INFINITY));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *zoom = gtk_button_new_with_mnemonic (_ ("_Zoom"));
  graphene_rect_t area;
  double from = _sluice_chart_plot_place_to_x (self, self->brush_low);
  double to = _sluice_chart_plot_place_to_x (self, self->brush_high);

  g_clear_pointer (&self->brush_popover, gtk_widget_unparent);
  self->brush_popover = gtk_popover_new ();
  gtk_widget_set_parent (self->brush_popover, GTK_WIDGET (self));

  if (end > first)
    {
      g_autofree char *first_id
          = sluice_chart_format_integer (sluice_chart_data_get_batch_id (data, first));
      g_autofree char *last_id
          = sluice_chart_format_integer (sluice_chart_data_get_batch_id (data, end - 1));
      g_autofree char *heading = NULL;
      GtkWidget *label;

      heading = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u batch, from %s to %s",
                                              "%u batches, from %s to %s", end - first),
                                 end - first, first_id, last_id);
      label = gtk_label_new (heading);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "heading");
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (GTK_BOX (box), create_summary (self, first, end));
    }
  else
    {
      gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("No batch in this interval")));
    }
  gtk_widget_add_css_class (zoom, "suggested-action");
  gtk_widget_set_halign (zoom, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), zoom);
  gtk_popover_set_child (GTK_POPOVER (self->brush_popover), box);
  gtk_popover_set_default_widget (GTK_POPOVER (self->brush_popover), zoom);

  sluice_chart_plot_get_area (self, &area);
  from = CLAMP (from, area.origin.x, area.origin.x + area.size.width);
  to = CLAMP (to, area.origin.x, area.origin.x + area.size.width);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->brush_popover),
                               &(GdkRectangle){ from, area.origin.y, to - from, area.size.height });
  g_signal_connect_object (zoom, "clicked", G_CALLBACK (zoom_clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->brush_popover, "closed", G_CALLBACK (popover_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (self->brush_popover));
  gtk_widget_grab_focus (zoom);
}

void
_sluice_chart_plot_clear_brush (SluiceChartPlot *self)
{
  if (isnan (self->brush_low))
    return;

  self->brush_low = NAN;
  self->brush_high = NAN;
  if (self->brush_popover != NULL && gtk_widget_get_visible (self->brush_popover))
    gtk_popover_popdown (GTK_POPOVER (self->brush_popover));
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_OVERLAY);
}

void
_sluice_chart_plot_zoom_to_brush (SluiceChartPlot *self)
{
  double low = self->brush_low;
  double high = self->brush_high;

  if (isnan (low))
    return;

  _sluice_chart_plot_clear_brush (self);
  sluice_time_range_zoom_to (self->range, low, high);
}

/* Pointer -------------------------------------------------------------------------------------- */

void
_sluice_chart_plot_hover (SluiceChartPlot *self, double x)
{
  self->pointer_inside = TRUE;
  self->by_keyboard = FALSE;
  sluice_time_range_set_hovered (
      self->range,
      sluice_time_range_place_to_row (self->range, _sluice_chart_plot_x_to_place (self, x)));
}

void
_sluice_chart_plot_leave (SluiceChartPlot *self)
{
  self->pointer_inside = FALSE;
  if (!self->by_keyboard)
    sluice_time_range_set_hovered (self->range, -1);
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_OVERLAY);
}

void
_sluice_chart_plot_click (SluiceChartPlot *self, int n_press, double x)
{
  int row;

  if (n_press == 2)
    {
      /* The first click of the two meant the zoom, not a batch. */
      sluice_time_range_set_selected (self->range, self->selected_before);
      sluice_time_range_reset_zoom (self->range);
      return;
    }
  if (n_press != 1)
    return;

  self->selected_before = sluice_time_range_get_selected (self->range);
  row = sluice_time_range_place_to_row (self->range, _sluice_chart_plot_x_to_place (self, x));
  if (row >= 0)
    sluice_time_range_set_selected (self->range, row);
}

void
_sluice_chart_plot_drag_begin (SluiceChartPlot *self, double x, gboolean pan)
{
  self->drag_start = x;
  self->drag_last = x;
  self->panning = pan;
  self->dragged = FALSE;
}

void
_sluice_chart_plot_drag_to (SluiceChartPlot *self, double x)
{
  if (!self->dragged && fabs (x - self->drag_start) < DRAG_THRESHOLD)
    return;

  self->dragged = TRUE;
  if (self->panning)
    {
      sluice_time_range_pan_by (self->range, _sluice_chart_plot_x_to_place (self, self->drag_last)
                                                 - _sluice_chart_plot_x_to_place (self, x));
      self->drag_last = x;
      return;
    }

  self->brush_low = _sluice_chart_plot_x_to_place (self, MIN (self->drag_start, x));
  self->brush_high = _sluice_chart_plot_x_to_place (self, MAX (self->drag_start, x));
  sluice_chart_plot_invalidate (self, SLUICE_CHART_PLOT_OVERLAY);
}

void
_sluice_chart_plot_drag_end (SluiceChartPlot *self, double x)
{
  _sluice_chart_plot_drag_to (self, x);
  if (self->dragged && !self->panning && !isnan (self->brush_low))
    show_brush_popover (self);
  self->panning = FALSE;
}

gboolean
_sluice_chart_plot_scroll (SluiceChartPlot *self, double x, double dy, gboolean control)
{
  if (!control || dy == 0)
    return FALSE;

  sluice_time_range_zoom_by (self->range, pow (zoom_step, CLAMP (dy, -3, 3)),
                             _sluice_chart_plot_x_to_place (self, x));

  return TRUE;
}

static void
motion_cb (SluiceChartPlot *self, double x, double y)
{
  _sluice_chart_plot_hover (self, x);
}

static void
leave_cb (SluiceChartPlot *self)
{
  _sluice_chart_plot_leave (self);
}

static void
drag_begin_cb (SluiceChartPlot *self, double x, double y)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (self->drag));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  _sluice_chart_plot_drag_begin (self, x, (state & GDK_SHIFT_MASK) != 0);
}

static void
drag_update_cb (SluiceChartPlot *self, double dx, double dy)
{
  double start;

  if (!gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (self->drag), &start, NULL))
    return;
  _sluice_chart_plot_drag_to (self, start + dx);
  if (self->dragged)
    gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_end_cb (SluiceChartPlot *self, double dx, double dy)
{
  double start;

  if (gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (self->drag), &start, NULL))
    _sluice_chart_plot_drag_end (self, start + dx);
}

static void
released_cb (SluiceChartPlot *self, int n_press, double x, double y)
{
  if (!self->dragged)
    _sluice_chart_plot_click (self, n_press, x);
}

static void
menu_pressed_cb (SluiceChartPlot *self, int n_press, double x, double y)
{
  g_signal_emit_by_name (self, "menu-requested", x, y);
}

static void
long_pressed_cb (SluiceChartPlot *self, double x, double y)
{
  g_signal_emit_by_name (self, "menu-requested", x, y);
}

static gboolean
scroll_cb (SluiceChartPlot *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GtkEventController *base = GTK_EVENT_CONTROLLER (controller);
  GdkModifierType state = gtk_event_controller_get_current_event_state (base);
  int hovered = sluice_time_range_get_hovered (self->range);
  double unit_per_step = 1;
  double x;

  /* The batch under the pointer stays where it is. */
  if (hovered >= 0)
    x = _sluice_chart_plot_place_to_x (self, sluice_time_range_row_to_place (self->range, hovered));
  else
    x = gtk_widget_get_width (GTK_WIDGET (self));
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    unit_per_step = 30;

  return _sluice_chart_plot_scroll (self, x, dy / unit_per_step, (state & GDK_CONTROL_MASK) != 0);
}

/* Keyboard ------------------------------------------------------------------------------------- */

/* The crosshair, or where it would start. */
static int
current_row (SluiceChartPlot *self)
{
  int row = sluice_time_range_get_hovered (self->range);

  if (row < 0)
    row = sluice_time_range_get_selected (self->range);

  return row;
}

static void
move_to (SluiceChartPlot *self, int row)
{
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  int n_rows = sluice_chart_data_get_n_batches (data);
  g_autofree char *words = NULL;

  if (n_rows == 0)
    return;

  row = CLAMP (row, 0, n_rows - 1);
  self->by_keyboard = TRUE;
  sluice_time_range_reveal (self->range, row);
  sluice_time_range_set_hovered (self->range, row);
  words = sluice_chart_words_describe_batch (
      data, row, (const guint *) (gpointer) self->series->data, self->series->len);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
}

static void
move_by (SluiceChartPlot *self, int n_batches)
{
  int row = current_row (self);

  /* The first press shows the newest batch in view; the next ones go on from there. */
  if (row < 0)
    {
      guint first;
      guint end;

      sluice_time_range_get_rows (self->range, &first, &end);
      if (end > first)
        move_to (self, end - 1);
      return;
    }
  move_to (self, row + n_batches);
}

gboolean
_sluice_chart_plot_key (SluiceChartPlot *self, guint keyval, GdkModifierType state)
{
  int n_batches = (state & GDK_SHIFT_MASK) != 0 ? 10 : 1;
  int row = current_row (self);
  double low;
  double high;

  if (state & (GDK_ALT_MASK | GDK_SUPER_MASK | GDK_CONTROL_MASK))
    return FALSE;

  sluice_time_range_get_interval (self->range, &low, &high);
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_by (self, -n_batches);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_by (self, n_batches);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      move_to (self, 0);
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      move_to (self, G_MAXINT);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      if (row >= 0)
        sluice_time_range_set_selected (self->range, row);
      return row >= 0;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      sluice_time_range_zoom_by (
          self->range,
          keyval == GDK_KEY_minus || keyval == GDK_KEY_KP_Subtract ? zoom_step : 1 / zoom_step,
          row >= 0 ? sluice_time_range_row_to_place (self->range, row) : high);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      sluice_time_range_reset_zoom (self->range);
      return TRUE;
    case GDK_KEY_Escape:
      if (!isnan (self->brush_low))
        {
          _sluice_chart_plot_clear_brush (self);
          return TRUE;
        }
      if (sluice_time_range_get_following (self->range)
          && sluice_time_range_get_hovered (self->range) < 0)
        return FALSE;
      self->by_keyboard = FALSE;
      sluice_time_range_set_hovered (self->range, -1);
      sluice_time_range_follow_newest (self->range);
      return TRUE;
    case GDK_KEY_Menu:
      g_signal_emit_by_name (self, "menu-requested", -1., -1.);
      return TRUE;
    case GDK_KEY_F10:
      if (!(state & GDK_SHIFT_MASK))
        return FALSE;
      g_signal_emit_by_name (self, "menu-requested", -1., -1.);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_pressed_cb (SluiceChartPlot *self, guint keyval, guint keycode, GdkModifierType state)
{
  return _sluice_chart_plot_key (self, keyval, state);
}

static void
focus_left_cb (SluiceChartPlot *self)
{
  if (!self->by_keyboard)
    return;

  self->by_keyboard = FALSE;
  if (!self->pointer_inside)
    sluice_time_range_set_hovered (self->range, -1);
}

void
_sluice_chart_plot_input_init (SluiceChartPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *controller;
  GtkGesture *gesture;

  controller = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (controller, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, controller);

  gesture = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_PRIMARY);
  g_signal_connect_swapped (gesture, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  self->drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->drag), GDK_BUTTON_PRIMARY);
  g_signal_connect_swapped (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (self->drag));

  gesture = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (gesture, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  gesture = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (gesture), TRUE);
  g_signal_connect_swapped (gesture, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));

  controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  g_signal_connect_swapped (controller, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_key_new ();
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (widget, controller);
}
