/* sluice-row-order.c: the rows of many batches in an order.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-row-order.h"

#include "core/sluice-error.h"
#include "expr/sluice-value.h"
#include "operators/sluice-operator.h"

int
sluice_sort_compare (const SluiceSortKey *key,
                     const SluiceColumn  *a,
                     guint32              row_a,
                     const SluiceColumn  *b,
                     guint32              row_b)
{
  gboolean null_a = sluice_column_is_null (a, row_a);
  gboolean null_b = sluice_column_is_null (b, row_b);
  int result;

  if (null_a || null_b)
    return null_a && null_b ? 0 : null_a == key->nulls_first ? -1 : 1;
  result = sluice_value_compare (a, row_a, b, row_b);

  return key->descending ? -result : result;
}

static inline int
compare_keys (const SluiceRowOrder *self, guint first, guint n, const SluiceRowPlace *a, const SluiceRowPlace *b)
{
  SluiceColumn *const *columns_a = self->columns + (gsize) a->batch * self->n_columns;
  SluiceColumn *const *columns_b = self->columns + (gsize) b->batch * self->n_columns;
  int result = 0;

  for (guint k = first; k < first + n && result == 0; k++)
    result = sluice_sort_compare (&self->keys[k], columns_a[k], a->row, columns_b[k], b->row);

  return result;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const SluiceRowOrder *self = user_data;

  return compare_keys (self, 0, self->n_keys, a, b);
}

gboolean
sluice_row_order_differ (const SluiceRowOrder *self, guint first, guint n, guint64 a, guint64 b)
{
  return compare_keys (self, first, n, &self->places[a], &self->places[b]) != 0;
}

gboolean
sluice_row_order_init (SluiceRowOrder      *self,
                       const SluiceSortKey *keys,
                       guint                n_keys,
                       const SluiceProgram *program,
                       guint                n_columns,
                       SluiceKeptRows      *rows,
                       SluiceArena         *arena,
                       gint64               now_us,
                       GError             **error)
{
  *self = (SluiceRowOrder){ .keys = keys, .n_keys = n_keys, .n_columns = n_columns };
  sluice_kept_rows_sort (rows);
  if (rows->n_rows > G_MAXINT)
    {
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN, NULL,
                        "More than two billion rows can't be sorted.");
      return FALSE;
    }

  self->columns = g_new (SluiceColumn *, (gsize) rows->batches->len * n_columns + 1);
  self->places = g_new (SluiceRowPlace, rows->n_rows + 1);
  for (guint b = 0; b < rows->batches->len; b++)
    {
      SluiceBatch *batch = rows->batches->pdata[b];

      if (!sluice_program_run (program, arena, now_us, batch, self->columns + (gsize) b * n_columns, error))
        return FALSE;
      for (guint32 i = 0; i < batch->n_selected; i++)
        self->places[self->n++] = (SluiceRowPlace){ b, sluice_batch_row (batch, i) };
    }

  /* Stable, and the batches are in order. */
  if (n_keys > 0)
    g_qsort_with_data (self->places, (int) self->n, sizeof *self->places, compare_rows, self);

  return TRUE;
}

void
sluice_row_order_clear (SluiceRowOrder *self)
{
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->places, g_free);
}

SluiceBatch *
sluice_row_order_gather (const SluiceRowOrder *self,
                         const SluiceKeptRows *rows,
                         const SluiceType     *schema,
                         SluiceArena          *arena,
                         guint64               from,
                         guint32               n)
{
  g_autofree SluiceBatch **batches = g_new (SluiceBatch *, n + 1);
  g_autofree guint32 *numbers = g_new (guint32, n + 1);
  SluiceBatch *result;

  for (guint32 i = 0; i < n; i++)
    {
      batches[i] = rows->batches->pdata[self->places[from + i].batch];
      numbers[i] = self->places[from + i].row;
    }
  result = sluice_gather_rows (arena, schema, batches, numbers, n);
  result->sequence = from;

  return result;
}
