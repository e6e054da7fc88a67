/* sluice-log-panel.c: what a run said, line by line.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-log-panel.h"

#include <glib/gi18n.h>

#include "charts/sluice-chart-unit.h"

#define MAX_LINES 5000

struct _SluiceLogPanel
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *view;
  GtkWidget *batches;
  GtkTextBuffer *buffer;
  GtkTextMark *end;
  GtkTextTag *error_tag;
  GtkTextTag *dim_tag;
  GtkTextTag *output_tag;
  GPtrArray *runs;    /* of SluiceRun */
  GHashTable *failed; /* runs whose error has been told */
};

enum
{
  PROP_0,
  PROP_RUN,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SluiceLogPanel, sluice_log_panel, GTK_TYPE_WIDGET)

static void
trim (SluiceLogPanel *self)
{
  int n_lines = gtk_text_buffer_get_line_count (self->buffer);
  GtkTextIter start, end;

  if (n_lines <= MAX_LINES)
    return;

  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_get_iter_at_line (self->buffer, &end, n_lines - MAX_LINES);
  gtk_text_buffer_delete (self->buffer, &start, &end);
}

/* Only downwards: a long line isn't followed to its end. */
static void
scroll_to_end (SluiceLogPanel *self)
{
  GtkTextIter iter;

  gtk_text_buffer_get_end_iter (self->buffer, &iter);
  gtk_text_iter_set_line_offset (&iter, 0);
  gtk_text_buffer_move_mark (self->buffer, self->end, &iter);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), self->end, 0, TRUE, 0, 1);
}

static gboolean
scroll_idle_cb (gpointer user_data)
{
  SluiceLogPanel *self = user_data;

  if (self->box != NULL)
    scroll_to_end (self);

  return G_SOURCE_REMOVE;
}

/* What came while nobody looked is at the end. */
static void
map_cb (SluiceLogPanel *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, scroll_idle_cb, g_object_ref (self), g_object_unref);
}

/* Who reads further up isn't carried away by what comes. */
static void
append (SluiceLogPanel *self, const char *text, GtkTextTag *tag)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  gboolean at_end = adjustment == NULL || !gtk_widget_get_mapped (self->view)
                    || gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
                         >= gtk_adjustment_get_upper (adjustment) - 4;
  GtkTextIter iter;

  gtk_text_buffer_get_end_iter (self->buffer, &iter);
  if (tag != NULL)
    gtk_text_buffer_insert_with_tags (self->buffer, &iter, text, -1, tag, NULL);
  else
    gtk_text_buffer_insert (self->buffer, &iter, text, -1);
  trim (self);
  if (at_end)
    scroll_to_end (self);
}

static char *
format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup ("");

  return g_strdup_printf ("%s.%03d", text, (int) (time_ms % 1000));
}

static const char *
get_state_words (SluiceQueryState state)
{
  switch (state)
    {
    case SLUICE_QUERY_NEW:
      return _ ("New");
    case SLUICE_QUERY_STARTING:
      return _ ("Starting");
    case SLUICE_QUERY_RUNNING:
      return _ ("Running");
    case SLUICE_QUERY_WAITING:
      return _ ("Waiting for data");
    case SLUICE_QUERY_PAUSED:
      return _ ("Paused");
    case SLUICE_QUERY_BLOCKED:
      return _ ("Blocked: the disk is full");
    case SLUICE_QUERY_STOPPED:
      return _ ("Stopped");
    case SLUICE_QUERY_FINISHED:
      return _ ("Finished");
    case SLUICE_QUERY_FAILED:
      return _ ("Failed");
    }

  g_assert_not_reached ();
}

/* With several queries each line says whose it is. */
static GString *
begin_line (SluiceLogPanel *self, SluiceRun *run, gint64 time_ms)
{
  const SluiceQueryPlan *plan = sluice_run_get_plan (run);
  g_autofree char *time = format_time (time_ms);
  GString *line = g_string_new (time);

  g_string_append (line, "  ");
  if (self->runs->len > 1)
    g_string_append_printf (line, "%s · ", plan->name != NULL ? plan->name : plan->sink_id);

  return line;
}

static void
end_line (SluiceLogPanel *self, GString *line, GtkTextTag *tag)
{
  g_string_append_c (line, '\n');
  append (self, line->str, tag);
  g_string_free (line, TRUE);
}

static void
tell_error (SluiceLogPanel *self, SluiceRun *run)
{
  const GError *error = sluice_run_get_error (run);
  const SluiceErrorInfo *info = error != NULL ? sluice_error_info (error) : NULL;
  GString *line;

  if (error == NULL || !g_hash_table_add (self->failed, run))
    return;

  line = begin_line (self, run, g_get_real_time () / 1000);
  g_string_append (line, error->message);
  if (info != NULL && info->node != NULL)
    g_string_append_printf (line, _ (" (node %s)"), info->node);
  if (info != NULL && info->file != NULL && info->line > 0)
    g_string_append_printf (line, _ (" (%s, line %u)"), info->file, info->line);
  else if (info != NULL && info->file != NULL)
    g_string_append_printf (line, _ (" (%s)"), info->file);
  end_line (self, line, self->error_tag);
}

/* Between micro-batches the state goes back and forth; only what lasts is worth a line. */
static gboolean
is_lasting (SluiceQueryState state)
{
  return state != SLUICE_QUERY_RUNNING && state != SLUICE_QUERY_WAITING;
}

static void
state_cb (SluiceRun *run, GParamSpec *pspec, SluiceLogPanel *self)
{
  SluiceQueryState state = sluice_run_get_state (run);
  const char *message = sluice_run_get_message (run);
  GString *line;

  if (!is_lasting (state) || state == SLUICE_QUERY_NEW)
    return;

  line = begin_line (self, run, g_get_real_time () / 1000);
  g_string_append (line, get_state_words (state));
  if (message != NULL && *message != '\0' && state != SLUICE_QUERY_FAILED)
    g_string_append_printf (line, " · %s", message);
  end_line (self, line, state == SLUICE_QUERY_FAILED ? self->error_tag : self->dim_tag);
  tell_error (self, run);
}

static void
progress_cb (SluiceRun *run, SluiceProgress *progress, SluiceLogPanel *self)
{
  g_autofree char *duration
    = sluice_chart_unit_format (SLUICE_CHART_UNIT_DURATION, progress->batch_duration_us / 1000.0);
  g_autofree char *id = sluice_chart_format_integer (progress->batch_id);
  g_autofree char *rows_in = sluice_chart_format_integer (progress->num_input_rows);
  g_autofree char *rows_out = sluice_chart_format_integer (progress->rows_written);
  GString *line;

  if (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->batches)))
    return;

  line = begin_line (self, run, progress->timestamp_ms);
  /* Translators: number of the batch, rows read, rows written, how long it took. */
  g_string_append_printf (line, _ ("batch %s · %s rows in · %s rows out · %s"), id, rows_in, rows_out,
                          duration);
  if (progress->has_watermark && progress->watermark_ms > 0)
    {
      g_autoptr (GDateTime) watermark = g_date_time_new_from_unix_utc (progress->watermark_ms / 1000);
      g_autofree char *text = watermark != NULL ? g_date_time_format_iso8601 (watermark) : g_strdup ("");

      g_string_append_printf (line, _ (" · watermark %s"), text);
    }
  if (progress->num_corrupt_records > 0)
    {
      g_autofree char *n_corrupt = sluice_chart_format_integer (progress->num_corrupt_records);

      g_string_append_printf (line,
                              ngettext (" · %s corrupt record", " · %s corrupt records",
                                        progress->num_corrupt_records),
                              n_corrupt);
    }
  end_line (self, line, NULL);
}

/* What a console sink prints is what the user asked for: it stands there as it is. */
static void
output_cb (SluiceRun *run, const char *text, SluiceLogPanel *self)
{
  append (self, text, self->output_tag);
}

static void
flushed_cb (SluiceRun *run, SluiceLogPanel *self)
{
  tell_error (self, run);
}

static void
copy_cb (GtkButton *button, SluiceLogPanel *self)
{
  g_autofree char *text = sluice_log_panel_get_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
clear_cb (GtkButton *button, SluiceLogPanel *self)
{
  gtk_text_buffer_set_text (self->buffer, "", 0);
}

static void
forget_runs (SluiceLogPanel *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->runs, i), self);
  g_hash_table_remove_all (self->failed);
  g_ptr_array_set_size (self->runs, 0);
}

void
sluice_log_panel_set_runs (SluiceLogPanel *self, GPtrArray *runs)
{
  g_return_if_fail (SLUICE_IS_LOG_PANEL (self));

  forget_runs (self);
  for (guint i = 0; i < runs->len; i++)
    g_ptr_array_add (self->runs, g_object_ref (g_ptr_array_index (runs, i)));
  for (guint i = 0; i < self->runs->len; i++)
    {
      SluiceRun *run = g_ptr_array_index (self->runs, i);

      g_signal_connect (run, "progress", G_CALLBACK (progress_cb), self);
      g_signal_connect (run, "output", G_CALLBACK (output_cb), self);
      g_signal_connect (run, "flushed", G_CALLBACK (flushed_cb), self);
      g_signal_connect (run, "notify::state", G_CALLBACK (state_cb), self);
      state_cb (run, NULL, self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
}

static void
set_run (SluiceLogPanel *self, SluiceRun *run)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();

  if (run != NULL)
    g_ptr_array_add (runs, run);
  sluice_log_panel_set_runs (self, runs);
}

static void
sluice_log_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RUN)
    g_value_set_object (value, SLUICE_LOG_PANEL (object)->runs->len > 0
                                 ? g_ptr_array_index (SLUICE_LOG_PANEL (object)->runs, 0)
                                 : NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sluice_log_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RUN)
    set_run (SLUICE_LOG_PANEL (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sluice_log_panel_dispose (GObject *object)
{
  SluiceLogPanel *self = SLUICE_LOG_PANEL (object);

  forget_runs (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_log_panel_parent_class)->dispose (object);
}

static void
sluice_log_panel_finalize (GObject *object)
{
  g_ptr_array_unref (SLUICE_LOG_PANEL (object)->runs);
  g_hash_table_unref (SLUICE_LOG_PANEL (object)->failed);

  G_OBJECT_CLASS (sluice_log_panel_parent_class)->finalize (object);
}

static void
sluice_log_panel_class_init (SluiceLogPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sluice_log_panel_get_property;
  object_class->set_property = sluice_log_panel_set_property;
  object_class->dispose = sluice_log_panel_dispose;
  object_class->finalize = sluice_log_panel_finalize;

  properties[PROP_RUN] = g_param_spec_object ("run", NULL, NULL, SLUICE_TYPE_RUN,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "logpanel");
}

static GtkWidget *
button_new (const char *icon, const char *tooltip, GCallback callback, SluiceLogPanel *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", callback, self);

  return button;
}

static void
sluice_log_panel_init (SluiceLogPanel *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *space = gtk_label_new (NULL);
  GtkTextIter end;

  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->failed = g_hash_table_new (NULL, NULL);
  self->view = gtk_text_view_new ();
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  self->end = gtk_text_buffer_create_mark (self->buffer, NULL, &end, FALSE);
  self->error_tag = gtk_text_buffer_create_tag (self->buffer, NULL, "foreground", "#e01b24", NULL);
  self->dim_tag = gtk_text_buffer_create_tag (self->buffer, NULL, "weight", PANGO_WEIGHT_BOLD, NULL);
  /* The rows of a table stay whole; what is wider than the panel is scrolled to. */
  self->output_tag
    = gtk_text_buffer_create_tag (self->buffer, NULL, "wrap-mode", GTK_WRAP_NONE, "wrap-mode-set", TRUE, NULL);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 10);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 10);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 4);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Log"), -1);
  g_signal_connect_swapped (self->view, "map", G_CALLBACK (map_cb), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_set_vexpand (scroller, TRUE);

  self->batches = gtk_toggle_button_new_with_label (_ ("Micro-batches"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->batches), TRUE);
  gtk_widget_set_tooltip_text (self->batches, _ ("Whether each micro-batch gets a line"));
  gtk_widget_set_hexpand (space, TRUE);
  gtk_box_append (GTK_BOX (header), self->batches);
  gtk_box_append (GTK_BOX (header), space);
  gtk_box_append (GTK_BOX (header),
                  button_new ("edit-copy-symbolic", _ ("Copy all lines"), G_CALLBACK (copy_cb), self));
  gtk_box_append (GTK_BOX (header),
                  button_new ("edit-clear-all-symbolic", _ ("Clear"), G_CALLBACK (clear_cb), self));
  gtk_widget_add_css_class (header, "panel-header");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), header);
  gtk_box_append (GTK_BOX (self->box), scroller);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
sluice_log_panel_new (void)
{
  return g_object_new (SLUICE_TYPE_LOG_PANEL, NULL);
}

char *
sluice_log_panel_get_text (SluiceLogPanel *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}
