/* sluice-chart-legend.c: the names and current values of a chart's series; clicks hide them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-legend.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "charts/sluice-chart-palette.h"
#include "charts/sluice-wrap-layout.h"

#define SAMPLE_WIDTH 18
#define SAMPLE_HEIGHT 12

typedef struct
{
  guint series;
  GtkWidget *button; /* borrowed, as the others: children of ours */
  GtkWidget *sample;
  GtkWidget *value;
} Entry;

struct _SluiceChartLegend
{
  GtkWidget parent_instance;

  SluiceChartData *data;
  GArray *entries;   /* Entry */
  gboolean batching; /* several buttons change at once */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceChartLegend, sluice_chart_legend, GTK_TYPE_WIDGET)

static Entry *
entry_at (SluiceChartLegend *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

static int
find_entry (SluiceChartLegend *self, GtkWidget *button)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (entry_at (self, i)->button == button)
      return i;

  return -1;
}

static void
draw_sample_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const SluiceChartSeries *series = user_data;
  GdkRGBA colour = sluice_chart_theme_get_colour (sluice_chart_theme_get_current (), series, 1);
  double middle = height / 2.;

  gdk_cairo_set_source_rgba (cr, &colour);
  if (series->style == SLUICE_CHART_COLUMN)
    {
      cairo_rectangle (cr, width / 2. - 5, middle - 5, 10, 10);
      cairo_fill (cr);
      return;
    }

  if (series->style == SLUICE_CHART_AREA)
    {
      colour.alpha = 0.25f;
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_rectangle (cr, 0, middle - 3, width, middle + 3);
      cairo_fill (cr);
      colour.alpha = 1;
      gdk_cairo_set_source_rgba (cr, &colour);
      middle -= 3;
    }
  cairo_set_line_width (cr, 2);
  sluice_chart_dash_apply (cr, series->dash, 1.6);
  cairo_move_to (cr, 0, middle);
  cairo_line_to (cr, width, middle);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  sluice_chart_marker_path (cr, series->marker, width / 2., middle, 3.2);
  cairo_fill (cr);
}

static void
toggled_cb (SluiceChartLegend *self)
{
  if (!self->batching)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Before the buttons see the press: with Ctrl, or for the second time, it means "only this". The
 * gesture belongs to the legend, because among gestures of one widget none can stop another. */
static void
pressed_cb (SluiceChartLegend *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  int index;

  if (picked == NULL || (n_press != 2 && !control))
    return;
  if (!GTK_IS_TOGGLE_BUTTON (picked))
    picked = gtk_widget_get_ancestor (picked, GTK_TYPE_TOGGLE_BUTTON);
  index = picked != NULL ? find_entry (self, picked) : -1;
  if (index < 0)
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (!control)
    {
      /* Takes back what the first press toggled. */
      gboolean visible = sluice_chart_legend_get_visible (self, index);

      self->batching = TRUE;
      sluice_chart_legend_set_visible (self, index, !visible);
      self->batching = FALSE;
    }
  sluice_chart_legend_solo (self, index);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                SluiceChartLegend *self)
{
  GtkWidget *button = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  int index = find_entry (self, button);

  if (index < 0 || !(state & GDK_CONTROL_MASK)
      || (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_space))
    return FALSE;

  sluice_chart_legend_solo (self, index);

  return TRUE;
}

static void
theme_changed_cb (SluiceChartLegend *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    gtk_widget_queue_draw (entry_at (self, i)->sample);
}

static void
sluice_chart_legend_dispose (GObject *object)
{
  SluiceChartLegend *self = SLUICE_CHART_LEGEND (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_object (&self->data);

  G_OBJECT_CLASS (sluice_chart_legend_parent_class)->dispose (object);
}

static void
sluice_chart_legend_class_init (SluiceChartLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_chart_legend_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "chartlegend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sluice_chart_legend_init (SluiceChartLegend *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (gesture, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), sluice_wrap_layout_new (2));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (theme_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (theme_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
sluice_chart_legend_new (SluiceChartData *data)
{
  SluiceChartLegend *self;

  g_return_val_if_fail (SLUICE_IS_CHART_DATA (data), NULL);

  self = g_object_new (SLUICE_TYPE_CHART_LEGEND, NULL);
  self->data = g_object_ref (data);

  return GTK_WIDGET (self);
}

/* The widths of values change with every batch; room for the longest keeps the legend still. */
static int
get_value_chars (SluiceChartUnit unit)
{
  switch (unit)
    {
    case SLUICE_CHART_UNIT_DURATION:
    case SLUICE_CHART_UNIT_BYTES:
    case SLUICE_CHART_UNIT_GAP:
      return 7;
    case SLUICE_CHART_UNIT_COUNT:
    case SLUICE_CHART_UNIT_ROWS:
    case SLUICE_CHART_UNIT_ROWS_PER_SECOND:
    case SLUICE_CHART_UNIT_PERCENT:
    default:
      return 5;
    }
}

void
sluice_chart_legend_add (SluiceChartLegend *self, guint series)
{
  const SluiceChartSeries *info;
  GtkWidget *box;
  GtkWidget *name;
  GtkEventController *keys;
  Entry entry = { .series = series };

  g_return_if_fail (SLUICE_IS_CHART_LEGEND (self));

  info = sluice_chart_data_get_series (self->data, series);
  g_return_if_fail (info != NULL);

  entry.sample = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (entry.sample), SAMPLE_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (entry.sample), SAMPLE_HEIGHT);
  gtk_widget_set_valign (entry.sample, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (entry.sample), draw_sample_cb,
                                  g_memdup2 (info, sizeof *info), g_free);

  name = gtk_label_new (info->title);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  entry.value = gtk_label_new ("–");
  gtk_label_set_xalign (GTK_LABEL (entry.value), 0);
  gtk_label_set_width_chars (GTK_LABEL (entry.value), get_value_chars (info->unit));
  gtk_widget_add_css_class (entry.value, "numeric");
  gtk_widget_add_css_class (entry.value, "value");

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), entry.sample);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), entry.value);

  entry.button = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (entry.button), box);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (entry.button), TRUE);
  gtk_widget_add_css_class (entry.button, "flat");
  gtk_widget_set_tooltip_text (entry.button,
                               _ ("Click to hide or show, with Ctrl to show only this"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry.button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  info->title, -1);
  g_signal_connect_object (entry.button, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (entry.button, keys);

  gtk_widget_set_parent (entry.button, GTK_WIDGET (self));
  g_array_append_val (self->entries, entry);
}

gboolean
sluice_chart_legend_get_visible (SluiceChartLegend *self, guint index)
{
  g_return_val_if_fail (SLUICE_IS_CHART_LEGEND (self), FALSE);
  g_return_val_if_fail (index < self->entries->len, FALSE);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (entry_at (self, index)->button));
}

void
sluice_chart_legend_set_visible (SluiceChartLegend *self, guint index, gboolean visible)
{
  g_return_if_fail (SLUICE_IS_CHART_LEGEND (self));
  g_return_if_fail (index < self->entries->len);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (entry_at (self, index)->button), visible);
}

void
sluice_chart_legend_solo (SluiceChartLegend *self, guint index)
{
  gboolean alone;

  g_return_if_fail (SLUICE_IS_CHART_LEGEND (self));
  g_return_if_fail (index < self->entries->len);

  alone = sluice_chart_legend_get_visible (self, index);
  for (guint i = 0; i < self->entries->len; i++)
    if (i != index && sluice_chart_legend_get_visible (self, i))
      alone = FALSE;

  self->batching = TRUE;
  for (guint i = 0; i < self->entries->len; i++)
    sluice_chart_legend_set_visible (self, i, alone || i == index);
  self->batching = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
sluice_chart_legend_show_row (SluiceChartLegend *self, int row)
{
  g_return_if_fail (SLUICE_IS_CHART_LEGEND (self));

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);
      g_autofree char *text = NULL;

      if (row >= 0)
        text = sluice_chart_unit_format_short (
            sluice_chart_data_get_series (self->data, entry->series)->unit,
            sluice_chart_data_get_value (self->data, row, entry->series));
      gtk_label_set_label (GTK_LABEL (entry->value), text != NULL ? text : "–");
    }
}

const char *
sluice_chart_legend_get_text (SluiceChartLegend *self, guint index)
{
  g_return_val_if_fail (SLUICE_IS_CHART_LEGEND (self), NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return gtk_label_get_label (GTK_LABEL (entry_at (self, index)->value));
}
