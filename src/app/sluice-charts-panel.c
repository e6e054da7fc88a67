/* sluice-charts-panel.c: the charts of a run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-charts-panel.h"

#include <glib/gi18n.h>
#include <adwaita.h>
#include <string.h>

#include "app/sluice-run-series.h"
#include "charts/sluice-batch-strip.h"
#include "charts/sluice-chart-grid.h"
#include "charts/sluice-wrap-layout.h"

#define RECORDED_BATCHES 500

struct _SluiceChartsPanel
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *tools;
  GtkWidget *spans;
  GtkWidget *axis;
  GtkWidget *pause;
  GtkWidget *head;    /* the tools, and the batches of the run */
  GtkWidget *strip;
  GtkWidget *content; /* the charts of the run, or why there are none */
  GtkWidget *scroller;
  GtkWidget *grid;
  guint fill_source;
  SluiceChart *input_chart;
  SluiceChart *state_chart;
  guint n_series;

  SluiceRun *run;
  SluiceChartData *data;
  SluiceTimeRange *range;
  gint64 trigger_us;
  gint64 selected;
  gboolean failure_told;
};

enum
{
  PROP_0,
  PROP_RUN,
  PROP_SELECTED_BATCH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SluiceChartsPanel, sluice_charts_panel, GTK_TYPE_WIDGET)

static const struct
{
  SluiceTimeRangeSpan span;
  const char *label;
} spans[] = {
  { SLUICE_TIME_RANGE_SPAN_1_MINUTE, N_ ("Last minute") },
  { SLUICE_TIME_RANGE_SPAN_5_MINUTES, N_ ("Last 5 minutes") },
  { SLUICE_TIME_RANGE_SPAN_15_MINUTES, N_ ("Last 15 minutes") },
  { SLUICE_TIME_RANGE_SPAN_60_MINUTES, N_ ("Last hour") },
  { SLUICE_TIME_RANGE_SPAN_50_BATCHES, N_ ("Last 50 batches") },
  { SLUICE_TIME_RANGE_SPAN_100_BATCHES, N_ ("Last 100 batches") },
  { SLUICE_TIME_RANGE_SPAN_500_BATCHES, N_ ("Last 500 batches") },
  { SLUICE_TIME_RANGE_SPAN_ALL, N_ ("All batches") },
};

/* Selection. */

static void
range_selected_cb (SluiceChartsPanel *self)
{
  int row = sluice_time_range_get_selected (self->range);
  gint64 batch = row >= 0 ? sluice_chart_data_get_batch_id (self->data, row) : -1;

  if (batch == self->selected)
    return;

  self->selected = batch;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_BATCH]);
}

static void
select_batch (SluiceChartsPanel *self, gint64 batch)
{
  int row;

  if (batch == self->selected || self->range == NULL)
    return;

  row = batch >= 0 ? sluice_chart_data_find_batch (self->data, batch) : -1;
  if (row >= 0)
    {
      sluice_time_range_set_selected (self->range, row);
      sluice_time_range_reveal (self->range, row);
    }
  else
    sluice_time_range_follow_newest (self->range);
}

/* Tools. */

static void
span_cb (SluiceChartsPanel *self)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->spans));

  if (self->range != NULL && index < G_N_ELEMENTS (spans))
    sluice_time_range_set_span (self->range, spans[index].span);
}

static void
axis_cb (GtkToggleButton *button, SluiceChartsPanel *self)
{
  if (self->range != NULL)
    sluice_time_range_set_axis (self->range, gtk_toggle_button_get_active (button)
                                               ? SLUICE_TIME_RANGE_AXIS_BATCH
                                               : SLUICE_TIME_RANGE_AXIS_TIME);
}

static void
pause_cb (GtkToggleButton *button, SluiceChartsPanel *self)
{
  if (self->range != NULL && sluice_time_range_get_paused (self->range) != gtk_toggle_button_get_active (button))
    sluice_time_range_set_paused (self->range, gtk_toggle_button_get_active (button));
}

static void
range_paused_cb (SluiceChartsPanel *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->pause), sluice_time_range_get_paused (self->range));
}

static void
build_tools (SluiceChartsPanel *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  guint first = 0;

  self->tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_layout_manager (self->tools, sluice_wrap_layout_new (6));
  gtk_widget_add_css_class (self->tools, "panel-header");
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      gtk_string_list_append (names, _ (spans[i].label));
      if (spans[i].span == SLUICE_TIME_RANGE_SPAN_100_BATCHES)
        first = i;
    }
  self->spans = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->spans), first);
  gtk_widget_set_tooltip_text (self->spans, _ ("What the charts show"));
  g_signal_connect_swapped (self->spans, "notify::selected", G_CALLBACK (span_cb), self);
  self->axis = gtk_toggle_button_new_with_label (_ ("By Batch"));
  gtk_widget_set_tooltip_text (self->axis, _ ("Count batches instead of time along the axis"));
  g_signal_connect (self->axis, "toggled", G_CALLBACK (axis_cb), self);
  self->pause = gtk_toggle_button_new_with_label (_ ("Pause View"));
  gtk_widget_set_tooltip_text (self->pause, _ ("Hold the charts still; the query goes on"));
  g_signal_connect (self->pause, "toggled", G_CALLBACK (pause_cb), self);
  gtk_box_append (GTK_BOX (self->tools), self->spans);
  gtk_box_append (GTK_BOX (self->tools), self->axis);
  gtk_box_append (GTK_BOX (self->tools), self->pause);
}

/* What the tools say holds for the next run too. */
static void
apply_tools (SluiceChartsPanel *self)
{
  span_cb (self);
  axis_cb (GTK_TOGGLE_BUTTON (self->axis), self);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->pause), FALSE);
}

/* Charts. */

static SluiceChart *
add_chart (SluiceChartsPanel *self, SluiceChartGrid *grid, const char *title, const char *const *series)
{
  SluiceChart *chart = SLUICE_CHART (sluice_chart_new (self->range, title));

  for (guint i = 0; series[i] != NULL; i++)
    sluice_chart_add_series (chart, series[i]);
  sluice_chart_set_empty_text (chart, _ ("No micro-batch yet"));
  sluice_chart_grid_append (grid, chart);

  return chart;
}

static GtkWidget *
build_grid (SluiceChartsPanel *self, const SluiceQueryPlan *plan)
{
  static const char *const none[] = { NULL };
  static const char *const rates[] = { "inputRowsPerSecond", "processedRowsPerSecond", NULL };
  static const char *const duration[] = { "triggerExecution", NULL };
  static const char *const phases[]
    = { "latestOffset", "getBatch", "queryPlanning", "walCommit", "addBatch", "commitOffsets", NULL };
  static const char *const state[] = { "numRowsUpdated", "numRowsRemoved", NULL };
  static const char *const memory[] = { "memoryUsedBytes", NULL };
  static const char *const gap[] = { "watermarkGap", NULL };
  static const char *const late[] = { "numInputRowsDroppedByWatermark", "numRowsDroppedByWatermark", NULL };
  GtkWidget *widget = sluice_chart_grid_new ();
  SluiceChartGrid *grid = SLUICE_CHART_GRID (widget);
  SluiceChart *chart;

  chart = add_chart (self, grid, _ ("Input and process rate"), rates);
  sluice_chart_set_falling_behind (chart, "inputRowsPerSecond", "processedRowsPerSecond");
  self->input_chart = add_chart (self, grid, _ ("Input rows"), none);
  sluice_chart_set_stacked (self->input_chart, TRUE);
  chart = add_chart (self, grid, _ ("Batch duration"), duration);
  if (self->trigger_us > 0)
    {
      g_autofree char *time = sluice_chart_unit_format (SLUICE_CHART_UNIT_DURATION, self->trigger_us / 1000.0);
      g_autofree char *label = g_strdup_printf (_ ("trigger %s"), time);

      sluice_chart_set_reference (chart, self->trigger_us / 1000.0, label);
    }
  chart = add_chart (self, grid, _ ("Operation duration"), phases);
  sluice_chart_set_stacked (chart, TRUE);
  if (plan->n_state_operators > 0)
    {
      self->state_chart = add_chart (self, grid, _ ("State rows"), state);
      add_chart (self, grid, _ ("State memory"), memory);
    }
  if (plan->n_watermarks > 0)
    add_chart (self, grid, _ ("Watermark gap"), gap);
  if (plan->n_watermarks > 0 && plan->n_state_operators > 0)
    add_chart (self, grid, _ ("Dropped late rows"), late);

  return widget;
}

/* Sources and stateful operators have a series each, known when they first report. */
static void
add_new_series (SluiceChartsPanel *self)
{
  guint n = sluice_chart_data_get_n_series (self->data);

  for (; self->n_series < n; self->n_series++)
    {
      const char *id = sluice_chart_data_get_series (self->data, self->n_series)->id;

      if (g_str_has_prefix (id, "numInputRows.") && self->input_chart != NULL)
        sluice_chart_add_series (self->input_chart, id);
      else if (g_str_has_prefix (id, "numRowsTotal.") && self->state_chart != NULL)
        sluice_chart_add_series (self->state_chart, id);
    }
}

static void
progress_cb (SluiceRun *run, SluiceProgress *progress, SluiceChartsPanel *self)
{
  sluice_run_series_append (self->data, progress, self->trigger_us);
  add_new_series (self);
}

static void
add_past (SluiceChartsPanel *self)
{
  gint64 newest = sluice_run_get_newest_batch (self->run);

  for (gint64 id = MAX (0, newest - RECORDED_BATCHES + 1); id <= newest; id++)
    {
      g_autoptr (SluiceBatchRecord) record = sluice_run_get_record (self->run, id);

      if (record != NULL)
        progress_cb (self->run, record->progress, self);
    }
}

static void
remove_content (SluiceChartsPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  if (self->strip != NULL)
    gtk_box_remove (GTK_BOX (self->head), self->strip);
  self->strip = NULL;
  self->scroller = NULL;
  self->grid = NULL;
  self->input_chart = NULL;
  self->state_chart = NULL;
}

static void
clear (SluiceChartsPanel *self)
{
  remove_content (self);
  self->n_series = 0;
  if (self->range != NULL)
    g_signal_handlers_disconnect_by_data (self->range, self);
  g_clear_object (&self->range);
  g_clear_object (&self->data);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
}

static void
show_empty (SluiceChartsPanel *self)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "media-playback-start-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("No Query Has Run"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _ ("Run the pipeline to see its charts."));
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (self->content), page);
}

/* Without a single micro-batch there is nothing to draw; why, is what one wants to know then. */
static void
show_failure (SluiceChartsPanel *self, const GError *error)
{
  const SluiceErrorInfo *info = error != NULL ? sluice_error_info (error) : NULL;
  g_autoptr (GString) text = g_string_new (error != NULL ? error->message : "");
  g_autofree char *escaped = NULL;
  GtkWidget *page = adw_status_page_new ();

  if (info != NULL && info->node != NULL)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("It happened in “%s”."), info->node);
    }
  escaped = g_markup_escape_text (text->str, -1);
  remove_content (self);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-error-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("The First Batch Failed"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_set_vexpand (page, TRUE);
  gtk_widget_set_sensitive (self->tools, FALSE);
  gtk_box_append (GTK_BOX (self->content), page);
}

/* A query that goes on from its checkpoint has nothing to do until something new comes. */
static void
tell_waiting (SluiceChartsPanel *self)
{
  SluiceQueryState state = sluice_run_get_state (self->run);
  const char *text;

  if (self->grid == NULL || sluice_run_get_newest_batch (self->run) >= 0)
    return;

  if (state == SLUICE_QUERY_WAITING)
    text = _ ("Waiting: all that is there has been read before");
  else if (state == SLUICE_QUERY_PAUSED)
    text = _ ("Paused before the first micro-batch");
  else
    text = _ ("No micro-batch yet");
  for (GtkWidget *chart = gtk_widget_get_first_child (self->grid); chart != NULL;
       chart = gtk_widget_get_next_sibling (chart))
    sluice_chart_set_empty_text (SLUICE_CHART (chart), text);
}

/* A failed micro-batch has no report, but its place in the row of batches. */
static void
state_cb (SluiceChartsPanel *self)
{
  const GError *error = sluice_run_get_error (self->run);
  guint row;

  tell_waiting (self);
  if (sluice_run_get_state (self->run) != SLUICE_QUERY_FAILED || self->failure_told)
    return;

  self->failure_told = TRUE;
  if (sluice_run_get_newest_batch (self->run) < 0)
    {
      show_failure (self, error);
      return;
    }
  row = sluice_chart_data_append (self->data, sluice_run_get_newest_batch (self->run) + 1,
                                  g_get_real_time () / 1000, SLUICE_CHART_BATCH_FAILED);
  sluice_chart_data_add_mark (self->data, row, error != NULL ? error->message : _ ("Failed"));
}

static gboolean
fill_view_cb (gpointer user_data)
{
  SluiceChartsPanel *self = user_data;

  self->fill_source = 0;
  if (self->grid != NULL)
    sluice_chart_grid_set_view_height (SLUICE_CHART_GRID (self->grid), gtk_widget_get_height (self->scroller));

  return G_SOURCE_REMOVE;
}

/* The height is known when sizes are given, when nothing may ask for another one. */
static void
sluice_charts_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SluiceChartsPanel *self = SLUICE_CHARTS_PANEL (widget);

  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->fill_source == 0)
    self->fill_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fill_view_cb, self, NULL);
}

static void
sluice_charts_panel_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  gtk_widget_measure (SLUICE_CHARTS_PANEL (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static GtkSizeRequestMode
sluice_charts_panel_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
set_run (SluiceChartsPanel *self, SluiceRun *run)
{
  GtkWidget *strip;
  const SluiceQueryPlan *plan;

  if (self->run == run)
    return;

  clear (self);
  gtk_widget_set_sensitive (self->tools, run != NULL);
  if (self->selected != -1)
    {
      self->selected = -1;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_BATCH]);
    }
  if (run == NULL)
    {
      show_empty (self);
      return;
    }

  self->run = g_object_ref (run);
  self->failure_told = FALSE;
  plan = sluice_run_get_plan (run);
  self->trigger_us = plan->trigger == SLUICE_TRIGGER_PROCESSING_TIME ? plan->trigger_interval_us : 0;
  self->data = sluice_chart_data_new ();
  sluice_run_series_define (self->data);
  self->range = sluice_time_range_new (self->data);
  apply_tools (self);

  strip = sluice_batch_strip_new (self->range);
  sluice_batch_strip_set_duration (SLUICE_BATCH_STRIP (strip), "triggerExecution",
                                   self->trigger_us > 0 ? self->trigger_us / 1000.0 : NAN);
  self->strip = strip;
  gtk_widget_set_hexpand (strip, TRUE);
  gtk_box_append (GTK_BOX (self->head), strip);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  self->grid = build_grid (self, plan);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->grid);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_box_append (GTK_BOX (self->content), self->scroller);

  add_past (self);
  state_cb (self);
  g_signal_connect (run, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect_swapped (run, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (self->range, "notify::selected", G_CALLBACK (range_selected_cb), self);
  g_signal_connect_swapped (self->range, "notify::paused", G_CALLBACK (range_paused_cb), self);
}

static void
sluice_charts_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluiceChartsPanel *self = SLUICE_CHARTS_PANEL (object);

  switch (id)
    {
    case PROP_RUN:
      g_value_set_object (value, self->run);
      break;
    case PROP_SELECTED_BATCH:
      g_value_set_int64 (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_charts_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SluiceChartsPanel *self = SLUICE_CHARTS_PANEL (object);

  switch (id)
    {
    case PROP_RUN:
      set_run (self, g_value_get_object (value));
      break;
    case PROP_SELECTED_BATCH:
      select_batch (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_charts_panel_dispose (GObject *object)
{
  SluiceChartsPanel *self = SLUICE_CHARTS_PANEL (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  if (self->box != NULL)
    {
      clear (self);
      g_clear_pointer (&self->box, gtk_widget_unparent);
    }

  G_OBJECT_CLASS (sluice_charts_panel_parent_class)->dispose (object);
}

static void
sluice_charts_panel_class_init (SluiceChartsPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sluice_charts_panel_get_property;
  object_class->set_property = sluice_charts_panel_set_property;
  object_class->dispose = sluice_charts_panel_dispose;

  properties[PROP_RUN] = g_param_spec_object ("run", NULL, NULL, SLUICE_TYPE_RUN,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SELECTED_BATCH]
    = g_param_spec_int64 ("selected-batch", NULL, NULL, -1, G_MAXINT64, -1,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  widget_class->measure = sluice_charts_panel_measure;
  widget_class->size_allocate = sluice_charts_panel_size_allocate;
  widget_class->get_request_mode = sluice_charts_panel_get_request_mode;

  gtk_widget_class_set_css_name (widget_class, "chartspanel");
}

static void
sluice_charts_panel_init (SluiceChartsPanel *self)
{
  self->selected = -1;
  build_tools (self);
  gtk_widget_set_sensitive (self->tools, FALSE);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_vexpand (self->content, TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->head), self->tools);
  gtk_box_append (GTK_BOX (self->box), self->head);
  gtk_box_append (GTK_BOX (self->box), self->content);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  show_empty (self);
}

void
sluice_charts_panel_set_narrow (SluiceChartsPanel *self, gboolean narrow)
{
  g_return_if_fail (SLUICE_IS_CHARTS_PANEL (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->head), narrow ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
}

GtkWidget *
sluice_charts_panel_new (void)
{
  return g_object_new (SLUICE_TYPE_CHARTS_PANEL, NULL);
}

SluiceTimeRange *
sluice_charts_panel_get_range (SluiceChartsPanel *self)
{
  return self->range;
}
