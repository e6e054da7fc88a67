/* sluice-chart.c: one live chart: title, legend, plot and menu.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/sluice-chart-export.h"
#include "charts/sluice-chart-statistics.h"
#include "charts/sluice-chart-throttle.h"
#include "charts/sluice-chart-words.h"
#include "charts/sluice-time-axis.h"

/* A screen reader that is told every batch says nothing else any more. */
#define WORDS_INTERVAL (5 * G_USEC_PER_SEC)

/* So many letters of a title are never cut off. */
#define TITLE_CHARS 18

struct _SluiceChart
{
  GtkWidget parent_instance;

  /* Owned references */
  SluiceTimeRange *range;
  SluiceChartData *baseline;
  GArray *series; /* guint, all of them */
  char *reference_label;
  char *demand;
  char *supply;
  char *words;

  /* Borrowed references: children */
  GtkWidget *title;
  GtkWidget *badge;
  GtkWidget *batch;
  GtkWidget *menu_button;
  GtkWidget *legend;
  GtkWidget *plot;
  GtkWidget *menu; /* the popover at the pointer, created when first needed */

  SluiceChartThrottle throttle;
  SluiceChartPlotPart outdated;
  gint64 words_time;
  guint words_source;
  double reference;
  gboolean stacked;
  gboolean relative;
  gboolean logarithmic;
  gboolean histogram;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_RELATIVE,
  PROP_LOGARITHMIC,
  PROP_HISTOGRAM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SluiceChart, sluice_chart, GTK_TYPE_WIDGET)

static SluiceChartData *
get_data (SluiceChart *self)
{
  return sluice_time_range_get_data (self->range);
}

/* Words ---------------------------------------------------------------------------------------- */

/* How long the query has been falling behind, up to the newest batch in view. */
static guint
count_behind (SluiceChart *self)
{
  int demand
      = self->demand != NULL ? sluice_chart_data_find_series (get_data (self), self->demand) : -1;
  int supply
      = self->supply != NULL ? sluice_chart_data_find_series (get_data (self), self->supply) : -1;
  guint first;
  guint end;

  if (demand < 0 || supply < 0)
    return 0;

  sluice_time_range_get_rows (self->range, &first, &end);

  return sluice_chart_find_behind (sluice_chart_data_peek_values (get_data (self), demand),
                                   sluice_chart_data_peek_values (get_data (self), supply), first,
                                   end, NULL);
}

static gboolean
update_words_cb (gpointer user_data)
{
  SluiceChart *self = user_data;
  g_autoptr (GArray) visible = sluice_chart_get_visible_series (self);
  guint first;
  guint end;

  self->words_source = 0;
  self->words_time = g_get_monotonic_time ();
  sluice_time_range_get_rows (self->range, &first, &end);

  g_free (self->words);
  self->words = sluice_chart_words_describe_trend (get_data (self), end,
                                                   (const guint *) (gpointer) visible->data,
                                                   visible->len, count_behind (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->words, -1);

  return G_SOURCE_REMOVE;
}

static void
queue_words (SluiceChart *self)
{
  gint64 elapsed = g_get_monotonic_time () - self->words_time;

  if (self->words_source != 0)
    return;
  if (elapsed >= WORDS_INTERVAL)
    update_words_cb (self);
  else
    self->words_source
        = g_timeout_add ((WORDS_INTERVAL - elapsed) / 1000 + 1, update_words_cb, self);
}

/* Bringing up to date -------------------------------------------------------------------------- */

static void
update_labels (SluiceChart *self)
{
  SluiceChartData *data = get_data (self);
  int row = sluice_time_range_get_hovered (self->range);
  guint n_behind = count_behind (self);
  guint n_newer = sluice_time_range_get_n_newer (self->range);
  g_autofree char *batch = NULL;
  g_autofree char *badge = NULL;

  if (row < 0)
    row = sluice_time_range_get_selected (self->range);
  if (row >= 0)
    {
      g_autofree char *id
          = sluice_chart_format_integer (sluice_chart_data_get_batch_id (data, row));
      g_autofree char *time = sluice_time_axis_format_time (sluice_chart_data_get_time (data, row));

      /* The badge is more important than the time, which the axis shows too. */
      batch = n_behind > 0 ? g_strdup_printf (_ ("batch %s"), id)
                           : g_strdup_printf (_ ("batch %s · %s"), id, time);
    }
  else
    {
      guint first;
      guint end;

      sluice_time_range_get_rows (self->range, &first, &end);
      row = end > first ? (int) end - 1 : -1;
    }
  sluice_chart_legend_show_row (SLUICE_CHART_LEGEND (self->legend), row);
  gtk_label_set_label (GTK_LABEL (self->batch), batch != NULL ? batch : "");

  gtk_widget_remove_css_class (self->badge, "warning");
  if (n_newer > 0 && sluice_time_range_get_paused (self->range))
    badge = g_strdup_printf (_ ("paused – %u newer"), n_newer);
  else if (n_behind > 0)
    {
      badge = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Falling behind · %u batch",
                                            "Falling behind · %u batches", n_behind),
                               n_behind);
      gtk_widget_add_css_class (self->badge, "warning");
    }
  gtk_label_set_label (GTK_LABEL (self->badge), badge != NULL ? badge : "");
  gtk_widget_set_visible (self->badge, badge != NULL);
}

static void
update (GtkWidget *widget)
{
  SluiceChart *self = SLUICE_CHART (widget);

  update_labels (self);
  if (self->outdated & SLUICE_CHART_PLOT_DATA)
    queue_words (self);
  sluice_chart_plot_invalidate (SLUICE_CHART_PLOT (self->plot), self->outdated);
  self->outdated = 0;
}

static void
request (SluiceChart *self, SluiceChartPlotPart parts)
{
  self->outdated |= parts;
  sluice_chart_throttle_request (&self->throttle);
}

static void
data_changed_cb (SluiceChart *self)
{
  request (self, SLUICE_CHART_PLOT_DATA);
}

static void
overlay_changed_cb (SluiceChart *self)
{
  request (self, SLUICE_CHART_PLOT_OVERLAY);
}

static void
theme_changed_cb (SluiceChart *self)
{
  request (self, SLUICE_CHART_PLOT_ALL);
}

static void
update_setup (SluiceChart *self)
{
  g_autoptr (GArray) visible = sluice_chart_get_visible_series (self);
  SluiceChartData *data = get_data (self);
  SluiceChartPlotSetup setup = {
    .series = (const guint *) (gpointer) visible->data,
    .n_series = visible->len,
    .stacked = self->stacked,
    .relative = self->stacked && self->relative,
    .logarithmic = self->logarithmic && !self->stacked,
    .histogram = self->histogram,
    .reference = self->reference,
    .reference_label = self->reference_label,
    .demand = self->demand != NULL ? sluice_chart_data_find_series (data, self->demand) : -1,
    .supply = self->supply != NULL ? sluice_chart_data_find_series (data, self->supply) : -1,
    .baseline = self->baseline,
    .all_hidden = self->series->len > 0 && visible->len == 0,
  };

  if (self->series->len > 0)
    setup.unit = sluice_chart_data_get_series (data, g_array_index (self->series, guint, 0))->unit;
  sluice_chart_plot_set_setup (SLUICE_CHART_PLOT (self->plot), &setup);
  request (self, SLUICE_CHART_PLOT_ALL);
}

/* Menu ----------------------------------------------------------------------------------------- */

static GMenuModel *
create_menu (SluiceChart *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();
  g_autoptr (GMenu) save = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new ();

  g_menu_append (view, _ ("_Reset Zoom"), "chart.reset-zoom");
  /* Parts of a stack cannot be compared by ratio of heights. */
  if (self->stacked)
    g_menu_append (view, _ ("Parts of a _Hundred"), "chart.relative");
  else
    g_menu_append (view, _ ("_Logarithmic Axis"), "chart.logarithmic");
  g_menu_append (view, _ ("_Distribution"), "chart.histogram");
  g_menu_append (copy, _ ("_Copy as Table"), "chart.copy-table");
  g_menu_append (copy, _ ("Copy as CS_V"), "chart.copy-csv");
  g_menu_append (save, _ ("Save as _PNG…"), "chart.save-png");
  g_menu_append (save, _ ("Save as _SVG…"), "chart.save-svg");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (save));

  return G_MENU_MODEL (menu);
}

static void
create_menu_popup_cb (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenuModel) model = create_menu (user_data);

  gtk_menu_button_set_menu_model (button, model);
}

static void
menu_requested_cb (SluiceChart *self, double x, double y)
{
  g_autoptr (GMenuModel) model = NULL;
  graphene_point_t point;

  if (x < 0)
    {
      /* Asked for with the keyboard: no pointer to open it at. */
      gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
      return;
    }
  if (!gtk_widget_compute_point (self->plot, GTK_WIDGET (self), &GRAPHENE_POINT_INIT (x, y),
                                 &point))
    return;

  model = create_menu (self);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  else
    {
      gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ point.x, point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SluiceChartTextFormat format = g_str_equal (action_name, "chart.copy-csv")
                                     ? SLUICE_CHART_TEXT_CSV
                                     : SLUICE_CHART_TEXT_TABLE;
  g_autofree char *text = sluice_chart_export_text (SLUICE_CHART (widget), format);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sluice_chart_export_ask (widget, sluice_chart_get_title (SLUICE_CHART (widget)),
                           g_str_equal (action_name, "chart.save-svg") ? "svg" : "png");
}

static void
reset_zoom_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sluice_time_range_reset_zoom (SLUICE_CHART (widget)->range);
}

/* Widget --------------------------------------------------------------------------------------- */

static void
sluice_chart_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SluiceChart *self = SLUICE_CHART (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, sluice_chart_get_title (self));
      break;
    case PROP_RELATIVE:
      g_value_set_boolean (value, self->relative);
      break;
    case PROP_LOGARITHMIC:
      g_value_set_boolean (value, self->logarithmic);
      break;
    case PROP_HISTOGRAM:
      g_value_set_boolean (value, self->histogram);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_option (SluiceChart *self, gboolean *option, gboolean value, guint prop_id)
{
  if (*option == value)
    return;

  *option = value;
  update_setup (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
sluice_chart_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SluiceChart *self = SLUICE_CHART (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      sluice_chart_set_title (self, g_value_get_string (value));
      break;
    case PROP_RELATIVE:
      set_option (self, &self->relative, g_value_get_boolean (value), prop_id);
      break;
    case PROP_LOGARITHMIC:
      set_option (self, &self->logarithmic, g_value_get_boolean (value), prop_id);
      break;
    case PROP_HISTOGRAM:
      set_option (self, &self->histogram, g_value_get_boolean (value), prop_id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sluice_chart_dispose (GObject *object)
{
  SluiceChart *self = SLUICE_CHART (object);
  GtkWidget *child;

  sluice_chart_throttle_clear (&self->throttle);
  g_clear_handle_id (&self->words_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->menu = NULL;
  g_clear_pointer (&self->series, g_array_unref);
  g_clear_pointer (&self->reference_label, g_free);
  g_clear_pointer (&self->demand, g_free);
  g_clear_pointer (&self->supply, g_free);
  g_clear_pointer (&self->words, g_free);
  g_clear_object (&self->baseline);
  g_clear_object (&self->range);

  G_OBJECT_CLASS (sluice_chart_parent_class)->dispose (object);
}

static void
sluice_chart_class_init (SluiceChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = sluice_chart_dispose;
  object_class->get_property = sluice_chart_get_property;
  object_class->set_property = sluice_chart_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_RELATIVE] = g_param_spec_boolean ("relative", NULL, NULL, FALSE, flags);
  properties[PROP_LOGARITHMIC] = g_param_spec_boolean ("logarithmic", NULL, NULL, FALSE, flags);
  properties[PROP_HISTOGRAM] = g_param_spec_boolean ("histogram", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "chart.copy-table", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "chart.copy-csv", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "chart.save-png", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "chart.save-svg", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "chart.reset-zoom", NULL, reset_zoom_action);
  gtk_widget_class_install_property_action (widget_class, "chart.relative", "relative");
  gtk_widget_class_install_property_action (widget_class, "chart.logarithmic", "logarithmic");
  gtk_widget_class_install_property_action (widget_class, "chart.histogram", "histogram");

  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
sluice_chart_init (SluiceChart *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->series = g_array_new (FALSE, FALSE, sizeof (guint));
  self->reference = NAN;
  self->words_time = -WORDS_INTERVAL;
  sluice_chart_throttle_init (&self->throttle, GTK_WIDGET (self), update);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (theme_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (theme_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static GtkWidget *
create_header (SluiceChart *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "heading");

  self->badge = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->badge), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->badge, "badge");
  gtk_widget_add_css_class (self->badge, "numeric");
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->badge, FALSE);

  self->batch = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->batch), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->batch), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->batch, TRUE);
  gtk_widget_add_css_class (self->batch, "batch");
  gtk_widget_add_css_class (self->batch, "dim-label");
  gtk_widget_add_css_class (self->batch, "numeric");

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu_popup_cb,
                                         self, NULL);
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->menu_button, _ ("Chart Menu"));

  gtk_widget_add_css_class (header, "header");
  gtk_box_append (GTK_BOX (header), self->title);
  gtk_box_append (GTK_BOX (header), self->badge);
  gtk_box_append (GTK_BOX (header), self->batch);
  gtk_box_append (GTK_BOX (header), self->menu_button);

  return header;
}

GtkWidget *
sluice_chart_new (SluiceTimeRange *range, const char *title)
{
  SluiceChart *self;
  SluiceChartData *data;

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (range), NULL);

  self = g_object_new (SLUICE_TYPE_CHART, NULL);
  self->range = g_object_ref (range);
  data = get_data (self);

  gtk_widget_set_parent (create_header (self), GTK_WIDGET (self));
  self->legend = sluice_chart_legend_new (data);
  gtk_widget_set_parent (self->legend, GTK_WIDGET (self));
  self->plot = sluice_chart_plot_new (range);
  gtk_widget_set_vexpand (self->plot, TRUE);
  gtk_widget_set_parent (self->plot, GTK_WIDGET (self));
  sluice_chart_set_title (self, title);

  g_signal_connect_object (self->legend, "changed", G_CALLBACK (update_setup), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->plot, "menu-requested", G_CALLBACK (menu_requested_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (data, "changed", G_CALLBACK (data_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (range, "changed", G_CALLBACK (data_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (range, "notify", G_CALLBACK (overlay_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

void
sluice_chart_add_series (SluiceChart *self, const char *id)
{
  int series;
  guint index;

  g_return_if_fail (SLUICE_IS_CHART (self));

  series = sluice_chart_data_find_series (get_data (self), id);
  g_return_if_fail (series >= 0);

  index = series;
  g_array_append_val (self->series, index);
  sluice_chart_legend_add (SLUICE_CHART_LEGEND (self->legend), index);
  update_setup (self);
}

void
sluice_chart_set_title (SluiceChart *self, const char *title)
{
  g_return_if_fail (SLUICE_IS_CHART (self));

  if (g_strcmp0 (title, gtk_label_get_label (GTK_LABEL (self->title))) == 0)
    return;

  gtk_label_set_label (GTK_LABEL (self->title), title != NULL ? title : "");
  /* Whatever stands beside it gives way first. */
  gtk_label_set_width_chars (GTK_LABEL (self->title),
                             MIN (TITLE_CHARS, g_utf8_strlen (title != NULL ? title : "", -1)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

const char *
sluice_chart_get_title (SluiceChart *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->title));
}

void
sluice_chart_set_stacked (SluiceChart *self, gboolean stacked)
{
  g_return_if_fail (SLUICE_IS_CHART (self));

  self->stacked = stacked;
  update_setup (self);
}

void
sluice_chart_set_reference (SluiceChart *self, double value, const char *label)
{
  g_return_if_fail (SLUICE_IS_CHART (self));

  self->reference = value;
  g_free (self->reference_label);
  self->reference_label = g_strdup (label);
  update_setup (self);
}

void
sluice_chart_set_falling_behind (SluiceChart *self, const char *demand, const char *supply)
{
  g_return_if_fail (SLUICE_IS_CHART (self));

  g_free (self->demand);
  self->demand = g_strdup (demand);
  g_free (self->supply);
  self->supply = g_strdup (supply);
  update_setup (self);
}

void
sluice_chart_set_baseline (SluiceChart *self, SluiceChartData *baseline)
{
  g_return_if_fail (SLUICE_IS_CHART (self));

  if (g_set_object (&self->baseline, baseline))
    update_setup (self);
}

void
sluice_chart_set_empty_text (SluiceChart *self, const char *text)
{
  g_return_if_fail (SLUICE_IS_CHART (self));

  sluice_chart_plot_set_empty_text (SLUICE_CHART_PLOT (self->plot), text);
}

SluiceTimeRange *
sluice_chart_get_range (SluiceChart *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART (self), NULL);

  return self->range;
}

GArray *
sluice_chart_get_visible_series (SluiceChart *self)
{
  GArray *visible = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_val_if_fail (SLUICE_IS_CHART (self), visible);

  for (guint i = 0; i < self->series->len; i++)
    if (sluice_chart_legend_get_visible (SLUICE_CHART_LEGEND (self->legend), i))
      g_array_append_val (visible, g_array_index (self->series, guint, i));

  return visible;
}

const char *
sluice_chart_get_words (SluiceChart *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART (self), NULL);

  return self->words;
}

SluiceChartPlot *
_sluice_chart_get_plot (SluiceChart *self)
{
  return SLUICE_CHART_PLOT (self->plot);
}

SluiceChartLegend *
_sluice_chart_get_legend (SluiceChart *self)
{
  return SLUICE_CHART_LEGEND (self->legend);
}
