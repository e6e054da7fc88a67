/* sluice-batch.c: rows in columns, as they pass from operator to operator.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-batch.h"

guint32
sluice_batch_default_rows (void)
{
  static gsize rows;

  if (g_once_init_enter (&rows))
    {
      const char *text = g_getenv ("SLUICE_BATCH_ROWS");
      guint64 value = SLUICE_BATCH_MAX_ROWS;

      if (text == NULL
          || !g_ascii_string_to_unsigned (text, 10, 1, SLUICE_BATCH_MAX_ROWS, &value, NULL))
        value = SLUICE_BATCH_MAX_ROWS;
      g_once_init_leave (&rows, value);
    }

  return (guint32) rows;
}

static SluiceBatch *
batch_alloc (SluiceArena *arena, const SluiceType *schema, guint32 n_rows)
{
  SluiceBatch *self = g_new0 (SluiceBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->arena = sluice_arena_ref (arena);
  self->schema = sluice_type_ref (schema);
  self->n_rows = n_rows;
  self->n_selected = n_rows;
  self->n_columns = schema->n_fields;

  return self;
}

SluiceBatch *
sluice_batch_new (SluiceArena      *arena,
                  const SluiceType *schema,
                  SluiceColumn    **columns,
                  guint32           n_rows)
{
  SluiceBatch *self;

  g_assert (n_rows <= SLUICE_BATCH_MAX_ROWS);

  self = batch_alloc (arena, schema, n_rows);
  self->columns = sluice_arena_new_array (arena, SluiceColumn *, MAX (self->n_columns, 1));
  for (guint32 i = 0; i < self->n_columns; i++)
    self->columns[i] = columns[i];

  return self;
}

SluiceBatch *
sluice_batch_new_selected (SluiceBatch *base, const guint16 *selection, guint32 n_selected)
{
  SluiceBatch *self = batch_alloc (base->arena, base->schema, base->n_rows);

  self->columns = base->columns;
  self->selection = selection;
  self->n_selected = n_selected;
  self->sequence = base->sequence;

  return self;
}

/* A column's type may belong to the plan, which the copy outlives: the schema's is the same and stays. */
static void
adopt_type (SluiceColumn *column, const SluiceType *type)
{
  column->type = type;
  for (guint i = 0; i < column->n_children; i++)
    adopt_type (column->children[i], type->fields[i].type);
}

SluiceBatch *
sluice_batch_copy (SluiceBatch *self, guint32 max_rows)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  guint32 n = MIN (self->n_selected, max_rows);
  g_autofree guint32 *rows = g_new (guint32, MAX (n, 1));
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (self->n_columns, 1));
  SluiceBatch *copy;

  for (guint32 i = 0; i < n; i++)
    rows[i] = sluice_batch_row (self, i);
  for (guint32 i = 0; i < self->n_columns; i++)
    {
      columns[i] = sluice_column_copy (arena, self->columns[i], rows, n);
      adopt_type (columns[i], self->schema->fields[i].type);
    }

  copy = sluice_batch_new (arena, self->schema, columns, n);
  copy->sequence = self->sequence;

  return copy;
}

SluiceBatch *
sluice_batch_ref (SluiceBatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_batch_unref (SluiceBatch *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  sluice_arena_unref (self->arena);
  sluice_type_unref (self->schema);
  g_free (self);
}
