/* sluice-chart-data.c: the table of batches that all charts of a run draw from.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-data.h"

#include <math.h>

#include "charts/sluice-chart-palette.h"

typedef struct
{
  SluiceChartSeries info; /* its strings are owned */
  double *values;         /* capacity of them, NaN beyond what was set */
} Column;

struct _SluiceChartData
{
  GObject parent_instance;

  GArray *columns; /* Column */
  GHashTable *index_by_id;
  GArray *marks; /* SluiceChartMark, ascending rows */

  guint n_rows;
  guint capacity;
  gint64 *batch_ids;
  gint64 *times;
  gint64 *positions;
  guint8 *flags;

  guint first_changed;
  guint changed_source;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SERIES_CHANGED,
  SIGNAL_CLEARED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceChartData, sluice_chart_data, G_TYPE_OBJECT)

static Column *
column_at (SluiceChartData *self, guint index)
{
  return &g_array_index (self->columns, Column, index);
}

static void
column_clear (gpointer item)
{
  Column *column = item;

  g_free ((char *) column->info.id);
  g_free ((char *) column->info.title);
  g_free (column->values);
}

static void
mark_clear (gpointer item)
{
  SluiceChartMark *mark = item;

  g_free (mark->text);
}

static void
fill_missing (double *values, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    values[i] = NAN;
}

/* Grows all arrays together, by doubling, so that a row costs no allocation of its own. */
static void
reserve (SluiceChartData *self, guint n_rows)
{
  guint capacity = MAX (self->capacity, 256);

  if (n_rows <= self->capacity)
    return;

  while (capacity < n_rows)
    capacity *= 2;

  self->batch_ids = g_renew (gint64, self->batch_ids, capacity);
  self->times = g_renew (gint64, self->times, capacity);
  self->positions = g_renew (gint64, self->positions, capacity);
  self->flags = g_renew (guint8, self->flags, capacity);

  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = column_at (self, i);

      column->values = g_renew (double, column->values, capacity);
      fill_missing (column->values, self->capacity, capacity);
    }

  self->capacity = capacity;
}

static gboolean
emit_changed_cb (gpointer user_data)
{
  SluiceChartData *self = user_data;
  guint first = self->first_changed;

  self->changed_source = 0;
  self->first_changed = G_MAXUINT;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, first);

  return G_SOURCE_REMOVE;
}

/* Runs before GTK's redraw, so that a burst of batches is one repaint and is not a frame late. */
static void
queue_changed (SluiceChartData *self, guint row)
{
  self->first_changed = MIN (self->first_changed, row);

  if (self->changed_source == 0)
    self->changed_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, emit_changed_cb, self, NULL);
}

static void
sluice_chart_data_finalize (GObject *object)
{
  SluiceChartData *self = SLUICE_CHART_DATA (object);

  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_clear_pointer (&self->index_by_id, g_hash_table_unref);
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->batch_ids, g_free);
  g_clear_pointer (&self->times, g_free);
  g_clear_pointer (&self->positions, g_free);
  g_clear_pointer (&self->flags, g_free);

  G_OBJECT_CLASS (sluice_chart_data_parent_class)->finalize (object);
}

static void
sluice_chart_data_class_init (SluiceChartDataClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->finalize = sluice_chart_data_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_SERIES_CHANGED] = g_signal_new ("series-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLEARED]
      = g_signal_new ("cleared", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sluice_chart_data_init (SluiceChartData *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->marks = g_array_new (FALSE, FALSE, sizeof (SluiceChartMark));
  g_array_set_clear_func (self->marks, mark_clear);
  self->index_by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->first_changed = G_MAXUINT;
}

SluiceChartData *
sluice_chart_data_new (void)
{
  return g_object_new (SLUICE_TYPE_CHART_DATA, NULL);
}

guint
sluice_chart_data_add_series (SluiceChartData *self, const SluiceChartSeries *series)
{
  int known;
  guint index;
  Column added = { 0 };
  Column *column;

  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);
  g_return_val_if_fail (series != NULL && series->id != NULL, 0);

  known = sluice_chart_data_find_series (self, series->id);
  if (known < 0)
    {
      added.values = g_new (double, self->capacity);
      fill_missing (added.values, 0, self->capacity);
      g_array_append_val (self->columns, added);
      index = self->columns->len - 1;
      g_hash_table_insert (self->index_by_id, g_strdup (series->id), GUINT_TO_POINTER (index));
    }
  else
    {
      index = known;
    }

  column = column_at (self, index);
  added.info = *series;
  added.info.id = g_strdup (series->id);
  added.info.title = g_strdup (series->title != NULL ? series->title : series->id);
  if (series->colour < 0)
    added.info.colour = index % SLUICE_CHART_N_COLOURS;
  g_free ((char *) column->info.id);
  g_free ((char *) column->info.title);
  column->info = added.info;

  g_signal_emit (self, signals[SIGNAL_SERIES_CHANGED], 0);

  return index;
}

guint
sluice_chart_data_get_n_series (SluiceChartData *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);

  return self->columns->len;
}

const SluiceChartSeries *
sluice_chart_data_get_series (SluiceChartData *self, guint index)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), NULL);
  g_return_val_if_fail (index < self->columns->len, NULL);

  return &column_at (self, index)->info;
}

int
sluice_chart_data_find_series (SluiceChartData *self, const char *id)
{
  gpointer index;

  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), -1);
  g_return_val_if_fail (id != NULL, -1);

  if (!g_hash_table_lookup_extended (self->index_by_id, id, NULL, &index))
    return -1;

  return GPOINTER_TO_INT (index);
}

guint
sluice_chart_data_append (SluiceChartData *self,
                          gint64 batch_id,
                          gint64 time_ms,
                          SluiceChartBatchFlags flags)
{
  guint row;

  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);

  row = self->n_rows;
  reserve (self, row + 1);
  self->batch_ids[row] = batch_id;
  self->times[row] = time_ms;
  self->positions[row] = row > 0 ? MAX (time_ms, self->positions[row - 1]) : time_ms;
  self->flags[row] = flags;
  self->n_rows++;
  queue_changed (self, row);

  return row;
}

void
sluice_chart_data_set_flags (SluiceChartData *self, guint row, SluiceChartBatchFlags flags)
{
  g_return_if_fail (SLUICE_IS_CHART_DATA (self));
  g_return_if_fail (row < self->n_rows);

  if (self->flags[row] == flags)
    return;

  self->flags[row] = flags;
  queue_changed (self, row);
}

void
sluice_chart_data_set_value (SluiceChartData *self, guint row, guint series, double value)
{
  g_return_if_fail (SLUICE_IS_CHART_DATA (self));
  g_return_if_fail (row < self->n_rows);
  g_return_if_fail (series < self->columns->len);

  /* An infinite rate (rows in zero milliseconds) has no place on an axis. */
  column_at (self, series)->values[row] = isfinite (value) ? value : NAN;
  queue_changed (self, row);
}

gboolean
sluice_chart_data_set (SluiceChartData *self, guint row, const char *id, double value)
{
  int series = sluice_chart_data_find_series (self, id);

  if (series < 0)
    return FALSE;

  sluice_chart_data_set_value (self, row, series, value);

  return TRUE;
}

void
sluice_chart_data_add_mark (SluiceChartData *self, guint row, const char *text)
{
  SluiceChartMark mark = { row, NULL };
  guint at;

  g_return_if_fail (SLUICE_IS_CHART_DATA (self));
  g_return_if_fail (row < self->n_rows);

  mark.text = g_strdup (text);
  for (at = self->marks->len; at > 0; at--)
    if (g_array_index (self->marks, SluiceChartMark, at - 1).row <= row)
      break;
  g_array_insert_val (self->marks, at, mark);
  queue_changed (self, row);
}

const SluiceChartMark *
sluice_chart_data_get_marks (SluiceChartData *self, guint *n_marks)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), NULL);
  g_return_val_if_fail (n_marks != NULL, NULL);

  *n_marks = self->marks->len;

  return (const SluiceChartMark *) (gpointer) self->marks->data;
}

void
sluice_chart_data_clear (SluiceChartData *self)
{
  g_return_if_fail (SLUICE_IS_CHART_DATA (self));

  for (guint i = 0; i < self->columns->len; i++)
    fill_missing (column_at (self, i)->values, 0, self->n_rows);
  g_array_set_size (self->marks, 0);
  self->n_rows = 0;
  g_signal_emit (self, signals[SIGNAL_CLEARED], 0);
  queue_changed (self, 0);
}

guint
sluice_chart_data_get_n_batches (SluiceChartData *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);

  return self->n_rows;
}

gint64
sluice_chart_data_get_batch_id (SluiceChartData *self, guint row)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);
  g_return_val_if_fail (row < self->n_rows, 0);

  return self->batch_ids[row];
}

gint64
sluice_chart_data_get_time (SluiceChartData *self, guint row)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);
  g_return_val_if_fail (row < self->n_rows, 0);

  return self->times[row];
}

gint64
sluice_chart_data_get_position (SluiceChartData *self, guint row)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);
  g_return_val_if_fail (row < self->n_rows, 0);

  return self->positions[row];
}

SluiceChartBatchFlags
sluice_chart_data_get_flags (SluiceChartData *self, guint row)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);
  g_return_val_if_fail (row < self->n_rows, 0);

  return self->flags[row];
}

double
sluice_chart_data_get_value (SluiceChartData *self, guint row, guint series)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), NAN);
  g_return_val_if_fail (row < self->n_rows, NAN);
  g_return_val_if_fail (series < self->columns->len, NAN);

  return column_at (self, series)->values[row];
}

const double *
sluice_chart_data_peek_values (SluiceChartData *self, guint series)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), NULL);
  g_return_val_if_fail (series < self->columns->len, NULL);

  return column_at (self, series)->values;
}

const guint8 *
sluice_chart_data_peek_flags (SluiceChartData *self)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), NULL);

  return self->flags;
}

guint
sluice_chart_data_lower_bound (SluiceChartData *self, gint64 time_ms)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), 0);

  high = self->n_rows;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->positions[middle] < time_ms)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

int
sluice_chart_data_find_batch (SluiceChartData *self, gint64 batch_id)
{
  g_return_val_if_fail (SLUICE_IS_CHART_DATA (self), -1);

  for (guint row = self->n_rows; row > 0; row--)
    if (self->batch_ids[row - 1] == batch_id)
      return row - 1;

  return -1;
}
