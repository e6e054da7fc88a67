/* sluice-batch-strip.c: the last batches, which of them is pinned, and the way back to the newest.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-batch-strip.h"

#include <glib/gi18n-lib.h>

#include "charts/sluice-batch-bars.h"
#include "charts/sluice-chart-throttle.h"

struct _SluiceBatchStrip
{
  GtkWidget parent_instance;

  SluiceTimeRange *range;

  /* Borrowed references: children */
  GtkWidget *bars;
  GtkWidget *status;
  GtkWidget *follow;

  SluiceChartThrottle throttle;
};

enum
{
  SIGNAL_BATCH_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceBatchStrip, sluice_batch_strip, GTK_TYPE_WIDGET)

static char *
describe_status (SluiceBatchStrip *self)
{
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  guint n_rows = sluice_chart_data_get_n_batches (data);
  int selected = sluice_time_range_get_selected (self->range);
  guint n_newer
      = selected >= 0 ? n_rows - 1 - selected : sluice_time_range_get_n_newer (self->range);
  g_autofree char *newer = NULL;
  g_autofree char *id = NULL;

  if (n_rows == 0)
    return g_strdup (_ ("No batch yet"));

  if (n_newer > 0)
    newer = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, " · %u newer", " · %u newer", n_newer),
                             n_newer);
  id = sluice_chart_format_integer (
      sluice_chart_data_get_batch_id (data, selected >= 0 ? (guint) selected : n_rows - 1));
  /* Translators: the first is the number of a batch, the second nothing or " · 3 newer". */
  return g_strdup_printf (selected >= 0 ? _ ("Pinned: %s%s") : _ ("Batch %s%s"), id,
                          newer != NULL ? newer : "");
}

static void
update (GtkWidget *widget)
{
  SluiceBatchStrip *self = SLUICE_BATCH_STRIP (widget);
  g_autofree char *status = describe_status (self);

  gtk_label_set_label (GTK_LABEL (self->status), status);
}

static void
changed_cb (SluiceBatchStrip *self)
{
  sluice_chart_throttle_request (&self->throttle);
}

static void follow_toggled_cb (SluiceBatchStrip *self);

/* The toggle shows the state of the range; setting it here must not act on the range again. */
static void
following_changed_cb (SluiceBatchStrip *self)
{
  g_signal_handlers_block_by_func (self->follow, follow_toggled_cb, self);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->follow),
                                sluice_time_range_get_following (self->range));
  g_signal_handlers_unblock_by_func (self->follow, follow_toggled_cb, self);
}

static void
follow_toggled_cb (SluiceBatchStrip *self)
{
  SluiceChartData *data = sluice_time_range_get_data (self->range);
  guint n_rows = sluice_chart_data_get_n_batches (data);

  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->follow)))
    sluice_time_range_follow_newest (self->range);
  else if (n_rows > 0)
    sluice_time_range_set_selected (self->range, n_rows - 1);
  else
    following_changed_cb (self);
}

static void
activated_cb (SluiceBatchStrip *self, guint row)
{
  g_signal_emit (self, signals[SIGNAL_BATCH_ACTIVATED], 0, row);
}

static void
sluice_batch_strip_dispose (GObject *object)
{
  SluiceBatchStrip *self = SLUICE_BATCH_STRIP (object);
  GtkWidget *child;

  sluice_chart_throttle_clear (&self->throttle);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->range);

  G_OBJECT_CLASS (sluice_batch_strip_parent_class)->dispose (object);
}

static void
sluice_batch_strip_class_init (SluiceBatchStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_batch_strip_dispose;

  signals[SIGNAL_BATCH_ACTIVATED]
      = g_signal_new ("batch-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "batchstrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
sluice_batch_strip_init (SluiceBatchStrip *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  sluice_chart_throttle_init (&self->throttle, GTK_WIDGET (self), update);
}

GtkWidget *
sluice_batch_strip_new (SluiceTimeRange *range)
{
  SluiceBatchStrip *self;
  GtkWidget *side;

  g_return_val_if_fail (SLUICE_IS_TIME_RANGE (range), NULL);

  self = g_object_new (SLUICE_TYPE_BATCH_STRIP, NULL);
  self->range = g_object_ref (range);

  self->bars = sluice_batch_bars_new (range);
  gtk_widget_set_hexpand (self->bars, TRUE);
  gtk_widget_set_parent (self->bars, GTK_WIDGET (self));
  g_signal_connect_object (self->bars, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);

  self->follow = gtk_toggle_button_new_with_mnemonic (_ ("_Follow Newest"));
  gtk_widget_set_tooltip_text (self->follow, _ ("Move along with new batches (Esc)"));
  g_signal_connect_object (self->follow, "toggled", G_CALLBACK (follow_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  self->status = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->status), 0.5);
  gtk_label_set_width_chars (GTK_LABEL (self->status), 16);
  gtk_widget_add_css_class (self->status, "caption");
  gtk_widget_add_css_class (self->status, "numeric");
  gtk_widget_add_css_class (self->status, "dim-label");

  side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_set_valign (side, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (side), self->follow);
  gtk_box_append (GTK_BOX (side), self->status);
  gtk_widget_set_parent (side, GTK_WIDGET (self));

  following_changed_cb (self);
  g_signal_connect_object (range, "notify::following", G_CALLBACK (following_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (range, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sluice_time_range_get_data (range), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  changed_cb (self);

  return GTK_WIDGET (self);
}

void
sluice_batch_strip_set_duration (SluiceBatchStrip *self, const char *series_id, double trigger)
{
  g_return_if_fail (SLUICE_IS_BATCH_STRIP (self));

  sluice_batch_bars_set_duration (SLUICE_BATCH_BARS (self->bars), series_id, trigger);
}

const char *
sluice_batch_strip_get_status (SluiceBatchStrip *self)
{
  g_return_val_if_fail (SLUICE_IS_BATCH_STRIP (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->status));
}
