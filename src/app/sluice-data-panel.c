/* sluice-data-panel.c: the rows that went over a wire.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-data-panel.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-sample-model.h"
#include "charts/sluice-chart-unit.h"
#include "formats/sluice-writer.h"

/* Rows are to be read; they aren't exchanged more often than that. */
#define REFRESH_MS 250

struct _SluiceDataPanel
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *stack;
  GtkWidget *empty;
  GtkWidget *scroller;
  GtkWidget *view;
  GtkWidget *copy;
  SluiceSampleModel *model;
  GtkMultiSelection *selection;

  SluicePipeline *pipeline;
  SluiceRun *run;
  char *node;
  gint64 batch;

  SluiceType *schema; /* the columns that the table has */
  SluiceSettings *settings;
  gint64 shown_batch;
  guint timeout;
};

enum
{
  PROP_0,
  PROP_PIPELINE,
  PROP_RUN,
  PROP_NODE,
  PROP_BATCH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SluiceDataPanel, sluice_data_panel, GTK_TYPE_WIDGET)

/* Columns. */

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 6);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_list_item_set_child (item, label);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SluiceDataPanel *self)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  gboolean is_number = self->schema != NULL && column < self->schema->n_fields
                       && sluice_type_is_numeric (self->schema->fields[column].type->id);
  g_autofree char *text = NULL;
  gboolean is_null;

  text = sluice_sample_row_get_text (gtk_list_item_get_item (item), column, self->settings, &is_null);
  gtk_label_set_text (label, text);
  gtk_label_set_xalign (label, is_number ? 1 : 0);
  if (is_null)
    gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "dim-label");
  if (is_number)
    gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
}

static gboolean
same_columns (const SluiceType *a, const SluiceType *b)
{
  return a == b || (a != NULL && b != NULL && sluice_type_equal (a, b));
}

static void
set_schema (SluiceDataPanel *self, const SluiceType *schema)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  SluiceType *owned;

  if (same_columns (self->schema, schema))
    return;

  sluice_sample_model_set_wire (self->model, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column);
    }

  owned = schema != NULL ? sluice_type_ref (schema) : NULL;
  sluice_type_unref (self->schema);
  self->schema = owned;
  for (guint i = 0; schema != NULL && i < schema->n_fields; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autofree char *type = sluice_type_to_sql (schema->fields[i].type);
      g_autofree char *title = NULL;
      g_autoptr (GtkColumnViewColumn) column = NULL;

      if (g_utf8_strlen (type, -1) > 24)
        {
          g_free (type);
          type = g_strdup (sluice_type_id_name (schema->fields[i].type->id));
        }
      title = g_strdup_printf ("%s  %s", schema->fields[i].name, type);
      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
      g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, 0);
      column = gtk_column_view_column_new (title, factory);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, i + 1 == schema->n_fields);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
    }
}

/* Rows. */

static void
show_empty (SluiceDataPanel *self, const char *icon, const char *title, const char *description)
{
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), description);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "empty");
}

static const SluiceType *
find_schema (SluiceDataPanel *self)
{
  SluiceAnalysis *analysis
    = self->pipeline != NULL ? sluice_pipeline_get_analysis (self->pipeline) : NULL;
  const SluiceNodeAnalysis *known = analysis != NULL ? sluice_analysis_get_node (analysis, self->node) : NULL;

  return known != NULL ? known->schema : NULL;
}

static void
show_without_rows (SluiceDataPanel *self)
{
  const SluiceType *schema = find_schema (self);
  const char *hint = self->run == NULL ? _ ("Run the pipeline to see its rows.")
                                       : _ ("No micro-batch has been recorded yet.");
  g_autofree char *title = NULL;

  sluice_sample_model_set_wire (self->model, NULL);
  set_schema (self, schema);
  title = g_strdup_printf (_ ("%s · %s"), self->node, hint);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  if (schema == NULL)
    show_empty (self, "view-list-symbolic", self->node, hint);
  else
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "table");
}

static gboolean
restore_scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  double *value = user_data;

  gtk_adjustment_set_value (
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (SLUICE_DATA_PANEL (widget)->scroller)), *value);

  return G_SOURCE_REMOVE;
}

static void
show_wire (SluiceDataPanel *self, const SluiceBatchRecord *record, const SluiceWireRecord *wire)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double scroll = gtk_adjustment_get_value (adjustment);
  const SluiceBatch *first = wire->sample->len > 0 ? g_ptr_array_index (wire->sample, 0) : NULL;
  g_autofree char *id = sluice_chart_format_integer (record->progress->batch_id);
  g_autofree char *n_rows = g_strdup_printf ("%'" G_GINT64_FORMAT, wire->n_rows);
  g_autofree char *title = NULL;

  if (first != NULL)
    set_schema (self, first->schema);
  else
    set_schema (self, find_schema (self));
  sluice_sample_model_set_wire (self->model, wire);
  if (scroll > 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), restore_scroll_cb, g_memdup2 (&scroll, sizeof scroll),
                                  g_free);

  /* Translators: rows shown, rows there are, number of the batch, name of the node. */
  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %s row · batch %s · %s",
                                        "%u of %s rows · batch %s · %s", wire->n_rows),
                           g_list_model_get_n_items (G_LIST_MODEL (self->model)), n_rows, id, self->node);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "table");
}

static void
refresh (SluiceDataPanel *self)
{
  g_autoptr (SluiceBatchRecord) record = NULL;
  const SluiceWireRecord *wire;
  SluiceAnalysis *analysis
    = self->pipeline != NULL ? sluice_pipeline_get_analysis (self->pipeline) : NULL;
  const SluiceSettings *settings = NULL;

  if (self->run != NULL)
    settings = sluice_run_get_plan (self->run)->settings;
  else if (analysis != NULL)
    settings = sluice_analysis_get_settings (analysis);
  if (settings != NULL && settings != self->settings)
    {
      sluice_settings_unref (self->settings);
      self->settings = sluice_settings_ref ((SluiceSettings *) settings);
    }

  gtk_widget_set_sensitive (self->copy, FALSE);
  if (self->node == NULL)
    {
      set_schema (self, NULL);
      gtk_label_set_text (GTK_LABEL (self->title), "");
      show_empty (self, "view-list-symbolic", _ ("No Wire Chosen"),
                  _ ("Choose a node or a wire to see the rows that pass there."));
      return;
    }
  if (self->run != NULL)
    record = sluice_run_get_record (self->run, self->batch);
  if (record == NULL && self->run != NULL && self->batch >= 0)
    {
      set_schema (self, NULL);
      gtk_label_set_text (GTK_LABEL (self->title), self->node);
      show_empty (self, "document-open-recent-symbolic", _ ("Not Kept Any More"),
                  _ ("Only the newest micro-batches are recorded."));
      return;
    }
  if (record == NULL)
    {
      show_without_rows (self);
      return;
    }

  wire = sluice_batch_record_wire (record, self->node);
  self->shown_batch = record->progress->batch_id;
  if (wire == NULL)
    {
      g_autofree char *id = sluice_chart_format_integer (self->shown_batch);
      g_autofree char *title = g_strdup_printf (_ ("No rows · batch %s · %s"), id, self->node);

      sluice_sample_model_set_wire (self->model, NULL);
      set_schema (self, find_schema (self));
      gtk_label_set_text (GTK_LABEL (self->title), title);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "table");
      return;
    }
  show_wire (self, record, wire);
  gtk_widget_set_sensitive (self->copy, g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0);
}

static gboolean
timeout_cb (gpointer user_data)
{
  SluiceDataPanel *self = user_data;

  self->timeout = 0;
  refresh (self);

  return G_SOURCE_REMOVE;
}

/* A pinned micro-batch doesn't change any more; a hidden table needn't. */
static void
flushed_cb (SluiceDataPanel *self)
{
  if (self->timeout != 0 || self->batch >= 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (sluice_run_get_newest_batch (self->run) == self->shown_batch)
    return;

  self->timeout = g_timeout_add (REFRESH_MS, timeout_cb, self);
}

/* Copying. */

static void
append_csv_cell (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *cursor = text; *cursor != '\0'; cursor++)
    {
      if (*cursor == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *cursor);
    }
  g_string_append_c (out, '"');
}

static void
append_csv (SluiceDataPanel *self, SluiceSampleRow *row, GString *out)
{
  for (guint i = 0; i < self->schema->n_fields; i++)
    {
      gboolean is_null;
      g_autofree char *text = sluice_sample_row_get_text (row, i, self->settings, &is_null);

      if (i > 0)
        g_string_append_c (out, ',');
      if (!is_null)
        append_csv_cell (out, text);
    }
  g_string_append_c (out, '\n');
}

static void
append_json (SluiceDataPanel *self, SluiceSampleRow *row, GString *out)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint32 place;
  SluiceBatch *batch = sluice_sample_row_get_batch (row, &place);

  sluice_json_append_row (batch, place, self->settings, FALSE, bytes);
  g_string_append_len (out, (const char *) bytes->data, bytes->len);
  g_string_append_c (out, '\n');
}

char *
sluice_data_panel_to_text (SluiceDataPanel *self, const char *format)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  gboolean is_csv = g_strcmp0 (format, "csv") == 0;
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  GString *out;

  if (self->schema == NULL || n_rows == 0)
    return NULL;

  out = g_string_new (NULL);
  for (guint i = 0; is_csv && i < self->schema->n_fields; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_csv_cell (out, self->schema->fields[i].name);
    }
  if (is_csv)
    g_string_append_c (out, '\n');
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (SluiceSampleRow) row = NULL;

      if (!gtk_bitset_is_empty (chosen) && !gtk_bitset_contains (chosen, i))
        continue;
      row = g_list_model_get_item (G_LIST_MODEL (self->model), i);
      if (is_csv)
        append_csv (self, row, out);
      else
        append_json (self, row, out);
    }

  return g_string_free (out, FALSE);
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SluiceDataPanel *self = SLUICE_DATA_PANEL (widget);
  g_autofree char *text
    = sluice_data_panel_to_text (self, g_str_has_suffix (action, "csv") ? "csv" : "json");

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* The object. */

static void
set_pipeline (SluiceDataPanel *self, SluicePipeline *pipeline)
{
  if (self->pipeline != NULL)
    g_signal_handlers_disconnect_by_data (self->pipeline, self);
  g_set_object (&self->pipeline, pipeline);
  if (pipeline != NULL)
    g_signal_connect_swapped (pipeline, "notify::analysis", G_CALLBACK (refresh), self);
}

static void
set_run (SluiceDataPanel *self, SluiceRun *run)
{
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  self->shown_batch = -1;
  if (run != NULL)
    g_signal_connect_swapped (run, "flushed", G_CALLBACK (flushed_cb), self);
}

static void
sluice_data_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluiceDataPanel *self = SLUICE_DATA_PANEL (object);

  switch (id)
    {
    case PROP_PIPELINE:
      g_value_set_object (value, self->pipeline);
      break;
    case PROP_RUN:
      g_value_set_object (value, self->run);
      break;
    case PROP_NODE:
      g_value_set_string (value, self->node);
      break;
    case PROP_BATCH:
      g_value_set_int64 (value, self->batch);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_data_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SluiceDataPanel *self = SLUICE_DATA_PANEL (object);

  switch (id)
    {
    case PROP_PIPELINE:
      set_pipeline (self, g_value_get_object (value));
      break;
    case PROP_RUN:
      set_run (self, g_value_get_object (value));
      break;
    case PROP_NODE:
      g_free (self->node);
      self->node = g_value_dup_string (value);
      break;
    case PROP_BATCH:
      self->batch = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  refresh (self);
}

static void
sluice_data_panel_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sluice_data_panel_parent_class)->map (widget);
  refresh (SLUICE_DATA_PANEL (widget));
}

static void
sluice_data_panel_dispose (GObject *object)
{
  SluiceDataPanel *self = SLUICE_DATA_PANEL (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  set_pipeline (self, NULL);
  set_run (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_data_panel_parent_class)->dispose (object);
}

static void
sluice_data_panel_finalize (GObject *object)
{
  SluiceDataPanel *self = SLUICE_DATA_PANEL (object);

  g_object_unref (self->selection);
  g_object_unref (self->model);
  sluice_type_unref (self->schema);
  sluice_settings_unref (self->settings);
  g_free (self->node);

  G_OBJECT_CLASS (sluice_data_panel_parent_class)->finalize (object);
}

static void
sluice_data_panel_class_init (SluiceDataPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sluice_data_panel_get_property;
  object_class->set_property = sluice_data_panel_set_property;
  object_class->dispose = sluice_data_panel_dispose;
  object_class->finalize = sluice_data_panel_finalize;
  widget_class->map = sluice_data_panel_map;

  properties[PROP_PIPELINE] = g_param_spec_object ("pipeline", NULL, NULL, SLUICE_TYPE_PIPELINE, flags);
  properties[PROP_RUN] = g_param_spec_object ("run", NULL, NULL, SLUICE_TYPE_RUN, flags);
  properties[PROP_NODE] = g_param_spec_string ("node", NULL, NULL, NULL, flags);
  properties[PROP_BATCH] = g_param_spec_int64 ("batch", NULL, NULL, -1, G_MAXINT64, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "data.copy-csv", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "data.copy-json", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "data.copy-csv", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "datapanel");
}

static GtkWidget *
header_new (SluiceDataPanel *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autoptr (GMenu) menu = g_menu_new ();

  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "caption-heading");

  g_menu_append (menu, _ ("Copy as CSV"), "data.copy-csv");
  g_menu_append (menu, _ ("Copy as JSON"), "data.copy-json");
  self->copy = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->copy), "edit-copy-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->copy), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (self->copy, _ ("Copy the chosen rows, or all"));
  gtk_widget_add_css_class (self->copy, "flat");
  gtk_box_append (GTK_BOX (header), self->title);
  gtk_box_append (GTK_BOX (header), self->copy);
  gtk_widget_add_css_class (header, "panel-header");

  return header;
}

static void
sluice_data_panel_init (SluiceDataPanel *self)
{
  self->batch = -1;
  self->shown_batch = -1;
  self->settings = sluice_settings_new (NULL);
  self->model = sluice_sample_model_new ();
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->model)));

  self->view = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)));
  gtk_column_view_set_show_column_separators (GTK_COLUMN_VIEW (self->view), TRUE);
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_vexpand (self->scroller, TRUE);

  self->empty = adw_status_page_new ();
  gtk_widget_add_css_class (self->empty, "compact");
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), self->empty, "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), self->scroller, "table");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), header_new (self));
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  refresh (self);
}

GtkWidget *
sluice_data_panel_new (void)
{
  return g_object_new (SLUICE_TYPE_DATA_PANEL, NULL);
}

GListModel *
sluice_data_panel_get_model (SluiceDataPanel *self)
{
  return G_LIST_MODEL (self->model);
}

const char *
sluice_data_panel_get_title (SluiceDataPanel *self)
{
  return gtk_label_get_text (GTK_LABEL (self->title));
}
