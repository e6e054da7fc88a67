/* sluice-column-builder.c: columns that grow by one row at a time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-column-builder.h"

#define FIRST_ELEMENTS 64

void
sluice_column_builder_init (SluiceColumnBuilder *self, const SluiceType *type)
{
  *self = (SluiceColumnBuilder){ .type = type, .n_children = type->n_fields };
  if (self->n_children == 0)
    return;

  self->children = g_new (SluiceColumnBuilder, self->n_children);
  for (guint i = 0; i < self->n_children; i++)
    sluice_column_builder_init (&self->children[i], type->fields[i].type);
}

void
sluice_column_builder_clear (SluiceColumnBuilder *self)
{
  for (guint i = 0; i < self->n_children; i++)
    sluice_column_builder_clear (&self->children[i]);
  g_clear_pointer (&self->children, g_free);
}

void
sluice_column_builder_start (SluiceColumnBuilder *self, SluiceArena *arena, guint32 capacity)
{
  guint width = sluice_type_width (self->type->id);
  SluiceColumn *column = sluice_arena_alloc0 (arena, sizeof *column);

  self->arena = arena;
  self->length = 0;
  self->capacity = MAX (capacity, 1);
  self->column = column;
  column->type = self->type;
  column->n_children = self->n_children;
  if (width > 0)
    column->data = sluice_arena_alloc (arena, (gsize) width * self->capacity);
  if (self->n_children > 0)
    column->children = sluice_arena_new_array0 (arena, SluiceColumn *, self->n_children);
  if (self->type->id == SLUICE_TYPE_ARRAY || self->type->id == SLUICE_TYPE_MAP)
    {
      column->offsets = sluice_arena_new_array (arena, guint32, (gsize) self->capacity + 1);
      column->offsets[0] = 0;
    }

  for (guint i = 0; i < self->n_children; i++)
    sluice_column_builder_start (&self->children[i], arena,
                                 self->type->id == SLUICE_TYPE_STRUCT ? self->capacity
                                                                      : FIRST_ELEMENTS);
}

static gpointer
enlarge (SluiceArena *arena, gconstpointer old, gsize old_size, gsize new_size)
{
  gpointer new = sluice_arena_alloc (arena, new_size);

  memcpy (new, old, old_size);

  return new;
}

void
sluice_column_builder_grow (SluiceColumnBuilder *self)
{
  SluiceColumn *column = self->column;
  guint width = sluice_type_width (self->type->id);
  gsize old = self->capacity;
  gsize new = MIN (old * 2, (gsize) G_MAXUINT32);

  /* Offsets are 32 bits wide: a record would have to be larger than any that a reader takes. */
  g_assert (new > old);

  if (width > 0)
    column->data = enlarge (self->arena, column->data, old * width, new * width);
  if (column->offsets != NULL)
    column->offsets = enlarge (self->arena, column->offsets, (old + 1) * sizeof (guint32),
                               (new + 1) * sizeof (guint32));
  if (column->validity != NULL)
    {
      gsize old_words = sluice_validity_words (old);
      gsize new_words = sluice_validity_words (new);

      column->validity = enlarge (self->arena, column->validity, old_words * 8, new_words * 8);
      memset (column->validity + old_words, 0xff, (new_words - old_words) * 8);
      /* The last old word may have had bits beyond the old end that nobody kept at 1. */
      for (gsize i = old; i < old_words * 64; i++)
        sluice_validity_set (column->validity, i);
    }
  self->capacity = (guint32) new;
}

/* Rows are valid unless marked otherwise: beyond the end all bits are 1. */
static void
mark_null (SluiceColumnBuilder *self, guint32 row)
{
  SluiceColumn *column = self->column;

  if (column->validity == NULL)
    {
      gsize words = sluice_validity_words (self->capacity);

      column->validity = sluice_arena_new_array (self->arena, guint64, words);
      memset (column->validity, 0xff, words * 8);
    }
  sluice_validity_clear (column->validity, row);
}

void
sluice_column_builder_append_default (SluiceColumnBuilder *self)
{
  guint32 row = sluice_column_builder_reserve (self);
  guint width = sluice_type_width (self->type->id);

  if (sluice_type_is_view (self->type->id))
    self->column->string[row] = sluice_string ("", 0);
  else if (width > 0)
    memset ((char *) self->column->data + (gsize) row * width, 0, width);
}

void
sluice_column_builder_append_null (SluiceColumnBuilder *self)
{
  guint32 row = self->length;

  sluice_column_builder_append_default (self);
  mark_null (self, row);
  if (self->column->offsets != NULL)
    self->column->offsets[row + 1] = self->column->offsets[row];
  if (self->type->id == SLUICE_TYPE_STRUCT)
    for (guint i = 0; i < self->n_children; i++)
      sluice_column_builder_append_null (&self->children[i]);
}

void
sluice_column_builder_truncate (SluiceColumnBuilder *self, guint32 length)
{
  if (self->column->validity != NULL)
    for (guint32 i = length; i < self->length; i++)
      sluice_validity_set (self->column->validity, i);

  if (self->type->id == SLUICE_TYPE_STRUCT)
    for (guint i = 0; i < self->n_children; i++)
      sluice_column_builder_truncate (&self->children[i], length);
  else if (self->column->offsets != NULL && length <= self->length)
    for (guint i = 0; i < self->n_children; i++)
      sluice_column_builder_truncate (&self->children[i], self->column->offsets[length]);

  self->length = MIN (self->length, length);
}

SluiceColumn *
sluice_column_builder_finish (SluiceColumnBuilder *self)
{
  SluiceColumn *column = self->column;

  if (self->type->id == SLUICE_TYPE_VOID)
    return sluice_column_new_null (self->arena, self->type, self->length);

  column->length = self->length;
  for (guint i = 0; i < self->n_children; i++)
    column->children[i] = sluice_column_builder_finish (&self->children[i]);

  return column;
}
