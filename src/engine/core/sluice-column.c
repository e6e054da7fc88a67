/* sluice-column.c: a vector of values of one type.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-column.h"

static SluiceColumn *
column_alloc (SluiceArena *arena, const SluiceType *type, guint32 length, guint32 n_values)
{
  SluiceColumn *self = sluice_arena_alloc0 (arena, sizeof *self);
  guint width = sluice_type_width (type->id);

  self->type = type;
  self->length = length;
  self->n_children = type->n_fields;
  if (width > 0)
    self->data = sluice_arena_alloc (arena, (gsize) width * MAX (n_values, 1));
  if (self->n_children > 0)
    self->children = sluice_arena_new_array0 (arena, SluiceColumn *, self->n_children);
  if (type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP)
    self->offsets = sluice_arena_new_array (arena, guint32, n_values + 1);

  return self;
}

SluiceColumn *
sluice_column_new (SluiceArena *arena, const SluiceType *type, guint32 length)
{
  SluiceColumn *self;

  if (type->id == SLUICE_TYPE_VOID)
    return sluice_column_new_null (arena, type, length);

  self = column_alloc (arena, type, length, length);
  if (type->id == SLUICE_TYPE_STRUCT)
    for (guint i = 0; i < type->n_fields; i++)
      self->children[i] = sluice_column_new (arena, type->fields[i].type, length);

  return self;
}

SluiceColumn *
sluice_column_new_null (SluiceArena *arena, const SluiceType *type, guint32 length)
{
  SluiceColumn *self = column_alloc (arena, type, length, 1);
  guint width = sluice_type_width (type->id);

  self->constant = TRUE;
  self->validity = sluice_arena_alloc0 (arena, sizeof (guint64));
  if (width > 0)
    memset (self->data, 0, width);
  if (self->offsets != NULL)
    self->offsets[0] = self->offsets[1] = 0;
  /* The children of a struct are as long as the struct, those of an array are its elements: none. */
  for (guint i = 0; i < type->n_fields; i++)
    self->children[i] = sluice_column_new_null (arena, type->fields[i].type,
                                                type->id == SLUICE_TYPE_STRUCT ? length : 0);

  return self;
}

guint64 *
sluice_column_ensure_validity (SluiceArena *arena, SluiceColumn *self)
{
  if (self->validity == NULL)
    {
      gsize words = sluice_validity_words (self->constant ? 1 : self->length);

      self->validity = sluice_arena_new_array (arena, guint64, MAX (words, 1));
      memset (self->validity, 0xff, sizeof (guint64) * words);
    }

  return self->validity;
}

SluiceColumn *
sluice_column_slice_child (SluiceArena        *arena,
                           const SluiceColumn *self,
                           guint32             offset,
                           guint32             length)
{
  SluiceColumn *slice = sluice_arena_alloc (arena, sizeof *slice);

  g_assert (self->constant || offset + length <= self->length);

  *slice = *self;
  slice->length = length;
  if (self->constant)
    return slice;

  if (self->data != NULL)
    slice->data = (char *) self->data + (gsize) offset * sluice_type_width (self->type->id);
  if (self->offsets != NULL)
    slice->offsets = self->offsets + offset;
  if (self->validity != NULL && offset % 64 == 0)
    slice->validity = self->validity + offset / 64;
  else if (self->validity != NULL)
    {
      gsize words = sluice_validity_words (length);

      slice->validity = sluice_arena_new_array0 (arena, guint64, MAX (words, 1));
      for (guint32 i = 0; i < length; i++)
        if (sluice_validity_get (self->validity, offset + i))
          sluice_validity_set (slice->validity, i);
    }
  if (self->type->id == SLUICE_TYPE_STRUCT)
    {
      slice->children = sluice_arena_new_array (arena, SluiceColumn *, self->n_children);
      for (guint i = 0; i < self->n_children; i++)
        slice->children[i] = sluice_column_slice_child (arena, self->children[i], offset, length);
    }

  return slice;
}

#define GATHER(ctype)                                                                             \
  G_STMT_START                                                                                    \
  {                                                                                               \
    const ctype *from = self->data;                                                               \
    ctype *to = result->data;                                                                     \
    for (guint32 i = 0; i < length; i++)                                                          \
      to[i] = from[rows[i]];                                                                      \
  }                                                                                               \
  G_STMT_END

static void
copy_texts (SluiceArena *arena, SluiceColumn *column)
{
  gsize total = 0;
  char *cursor;

  for (guint32 i = 0; i < column->length; i++)
    if (sluice_validity_get (column->validity, i))
      total += column->string[i].length;

  cursor = sluice_arena_alloc (arena, MAX (total, 1));
  for (guint32 i = 0; i < column->length; i++)
    {
      SluiceString *string = &column->string[i];

      if (!sluice_validity_get (column->validity, i))
        {
          *string = sluice_string ("", 0);
          continue;
        }
      memcpy (cursor, string->data, string->length);
      string->data = cursor;
      cursor += string->length;
    }
}

static SluiceColumn *
gather (SluiceArena        *arena,
        const SluiceColumn *self,
        const guint32      *rows,
        guint32             length,
        gboolean            deep)
{
  SluiceColumn *result;
  g_autofree guint32 *zeros = NULL;

  if (self->type->id == SLUICE_TYPE_VOID)
    return sluice_column_new_null (arena, self->type, length);

  if (self->constant)
    {
      /* A copy of one value would do, but columns that leave their micro-batch are mixed with others. */
      zeros = g_new0 (guint32, MAX (length, 1));
      rows = zeros;
    }

  result = column_alloc (arena, self->type, length, length);
  if (self->validity != NULL)
    {
      gsize words = sluice_validity_words (length);

      result->validity = sluice_arena_new_array0 (arena, guint64, MAX (words, 1));
      for (guint32 i = 0; i < length; i++)
        if (sluice_validity_get (self->validity, rows[i]))
          sluice_validity_set (result->validity, i);
    }

  switch (sluice_type_width (self->type->id))
    {
    case 1:
      GATHER (guint8);
      break;
    case 2:
      GATHER (guint16);
      break;
    case 4:
      GATHER (guint32);
      break;
    case 8:
      GATHER (guint64);
      break;
    case 16:
      GATHER (SluiceInt128);
      break;
    default:
      break;
    }

  if (deep && sluice_type_is_view (self->type->id))
    copy_texts (arena, result);

  if (self->type->id == SLUICE_TYPE_STRUCT)
    for (guint i = 0; i < self->n_children; i++)
      result->children[i] = gather (arena, self->children[i], rows, length, deep);

  if (self->offsets != NULL)
    {
      g_autofree guint32 *elements = NULL;
      guint32 total = 0;
      guint32 n = 0;

      result->offsets[0] = 0;
      for (guint32 i = 0; i < length; i++)
        {
          /* A null row has no elements in the copy, whatever its offsets say. */
          if (sluice_validity_get (self->validity, rows[i]))
            total += self->offsets[rows[i] + 1] - self->offsets[rows[i]];
          result->offsets[i + 1] = total;
        }

      elements = g_new (guint32, MAX (total, 1));
      for (guint32 i = 0; i < length; i++)
        if (sluice_validity_get (self->validity, rows[i]))
          for (guint32 j = self->offsets[rows[i]]; j < self->offsets[rows[i] + 1]; j++)
            elements[n++] = j;

      for (guint i = 0; i < self->n_children; i++)
        result->children[i] = gather (arena, self->children[i], elements, total, deep);
    }

  return result;
}

SluiceColumn *
sluice_column_gather (SluiceArena        *arena,
                      const SluiceColumn *self,
                      const guint32      *indices,
                      guint32             length)
{
  return gather (arena, self, indices, length, FALSE);
}

SluiceColumn *
sluice_column_copy (SluiceArena        *arena,
                    const SluiceColumn *self,
                    const guint32      *indices,
                    guint32             length)
{
  g_autofree guint32 *all = NULL;

  if (indices == NULL)
    {
      all = g_new (guint32, MAX (length, 1));
      for (guint32 i = 0; i < length; i++)
        all[i] = i;
      indices = all;
    }

  return gather (arena, self, indices, length, TRUE);
}
