/* sluice-sample-model.c: the recorded rows of a wire as a list.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-sample-model.h"

#include "formats/sluice-writer.h"

/* A map or an array may be of any size; a cell shows this much of it. */
#define MAX_CELL_BYTES 2000

struct _SluiceSampleRow
{
  GObject parent_instance;

  SluiceBatch *batch;
  guint32 row;
};

struct _SluiceSampleModel
{
  GObject parent_instance;

  GPtrArray *batches; /* of SluiceBatch */
  guint n_rows;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SluiceSampleRow, sluice_sample_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SluiceSampleModel, sluice_sample_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
sluice_sample_row_finalize (GObject *object)
{
  sluice_batch_unref (SLUICE_SAMPLE_ROW (object)->batch);

  G_OBJECT_CLASS (sluice_sample_row_parent_class)->finalize (object);
}

static void
sluice_sample_row_class_init (SluiceSampleRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sluice_sample_row_finalize;
}

static void
sluice_sample_row_init (SluiceSampleRow *self)
{
}

char *
sluice_sample_row_get_text (SluiceSampleRow      *self,
                            guint                 column,
                            const SluiceSettings *settings,
                            gboolean             *is_null)
{
  GString *text = g_string_new (NULL);
  char *valid;

  if (column >= self->batch->n_columns)
    {
      *is_null = TRUE;
      return g_string_free (text, FALSE);
    }

  *is_null = sluice_column_is_null (self->batch->columns[column], self->row);
  sluice_text_append_value (self->batch->columns[column], self->row, settings, text);
  if (text->len > MAX_CELL_BYTES)
    {
      g_string_truncate (text, MAX_CELL_BYTES);
      g_string_append (text, "…");
    }

  valid = g_utf8_make_valid (text->str, text->len);
  g_string_free (text, TRUE);

  return valid;
}

SluiceBatch *
sluice_sample_row_get_batch (SluiceSampleRow *self, guint32 *row)
{
  *row = self->row;

  return self->batch;
}

static GType
get_item_type (GListModel *model)
{
  return SLUICE_TYPE_SAMPLE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return SLUICE_SAMPLE_MODEL (model)->n_rows;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SluiceSampleModel *self = SLUICE_SAMPLE_MODEL (model);

  for (guint i = 0; i < self->batches->len; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (self->batches, i);

      if (position < batch->n_selected)
        {
          SluiceSampleRow *row = g_object_new (SLUICE_TYPE_SAMPLE_ROW, NULL);

          row->batch = sluice_batch_ref (batch);
          row->row = sluice_batch_row (batch, position);
          return row;
        }
      position -= batch->n_selected;
    }

  return NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
sluice_sample_model_finalize (GObject *object)
{
  g_ptr_array_unref (SLUICE_SAMPLE_MODEL (object)->batches);

  G_OBJECT_CLASS (sluice_sample_model_parent_class)->finalize (object);
}

static void
sluice_sample_model_class_init (SluiceSampleModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sluice_sample_model_finalize;
}

static void
sluice_sample_model_init (SluiceSampleModel *self)
{
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
}

SluiceSampleModel *
sluice_sample_model_new (void)
{
  return g_object_new (SLUICE_TYPE_SAMPLE_MODEL, NULL);
}

void
sluice_sample_model_set_wire (SluiceSampleModel *self, const SluiceWireRecord *wire)
{
  guint old = self->n_rows;

  g_ptr_array_set_size (self->batches, 0);
  self->n_rows = 0;
  for (guint i = 0; wire != NULL && i < wire->sample->len; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (wire->sample, i);

      g_ptr_array_add (self->batches, sluice_batch_ref (batch));
      self->n_rows += batch->n_selected;
    }
  if (old > 0 || self->n_rows > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old, self->n_rows);
}
