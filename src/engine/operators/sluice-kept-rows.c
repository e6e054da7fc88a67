/* sluice-kept-rows.c: batches that wait until all rows of a micro-batch are in.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-kept-rows.h"

#include "expr/sluice-gather.h"

void
sluice_kept_rows_init (SluiceKeptRows *self)
{
  g_mutex_init (&self->mutex);
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  self->n_rows = 0;
}

void
sluice_kept_rows_clear (SluiceKeptRows *self)
{
  g_clear_pointer (&self->batches, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);
}

void
sluice_kept_rows_forget (SluiceKeptRows *self)
{
  g_ptr_array_set_size (self->batches, 0);
  self->n_rows = 0;
}

void
sluice_kept_rows_add (SluiceKeptRows *self, SluiceBatch *batch)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->batches, sluice_batch_ref (batch));
  self->n_rows += batch->n_selected;
  g_mutex_unlock (&self->mutex);
}

static int
compare_batches (gconstpointer a, gconstpointer b)
{
  const SluiceBatch *batch_a = *(SluiceBatch *const *) a;
  const SluiceBatch *batch_b = *(SluiceBatch *const *) b;

  return (batch_a->sequence > batch_b->sequence) - (batch_a->sequence < batch_b->sequence);
}

void
sluice_batches_sort (GPtrArray *batches)
{
  g_ptr_array_sort (batches, compare_batches);
}

void
sluice_kept_rows_sort (SluiceKeptRows *self)
{
  sluice_batches_sort (self->batches);
}

SluiceBatch *
sluice_gather_rows (SluiceArena        *arena,
                    const SluiceType   *schema,
                    SluiceBatch *const *batches,
                    const guint32      *rows,
                    guint32             n)
{
  g_autoptr (GHashTable) held = g_hash_table_new (NULL, NULL);
  g_autofree const SluiceColumn **from = g_new (const SluiceColumn *, MAX (n, 1));
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (schema->n_fields, 1));

  for (guint32 i = 0; i < n; i++)
    if ((i == 0 || batches[i] != batches[i - 1]) && g_hash_table_add (held, batches[i]->arena)
        && batches[i]->arena != arena)
      sluice_arena_keep (arena, sluice_arena_ref (batches[i]->arena), (GDestroyNotify) sluice_arena_unref);

  for (guint c = 0; c < schema->n_fields; c++)
    {
      for (guint32 i = 0; i < n; i++)
        from[i] = batches[i]->columns[c];
      columns[c] = sluice_gather_many (arena, schema->fields[c].type, from, rows, n);
    }

  return sluice_batch_new (arena, schema, columns, n);
}
