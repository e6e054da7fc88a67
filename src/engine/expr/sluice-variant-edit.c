/* sluice-variant-edit.c: variants with something put in or taken out.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-variant-edit.h"

#include <string.h>

typedef struct
{
  SluiceVariantBuilder *builder;
  const GArray *path;
  SluiceVariantChange change;
  SluiceVariant value;
  guint *depth;
  GError **error;
} Edit;

static const SluiceVariantStep *
step_at (const Edit *self, guint depth)
{
  return &g_array_index (self->path, SluiceVariantStep, depth);
}

static gboolean
creates (const Edit *self)
{
  return self->change == SLUICE_VARIANT_INSERT || self->change == SLUICE_VARIANT_SET;
}

static void
append_nulls (Edit *self, const SluiceVariantFrame *frame, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      sluice_variant_builder_element (self->builder, frame);
      sluice_variant_builder_null (self->builder);
    }
}

/* The value, in the objects and arrays that the rest of the path asks for. */
static gboolean
append_new (Edit *self, guint depth)
{
  const SluiceVariantStep *step;
  SluiceVariantFrame frame;

  if (depth == self->path->len)
    {
      sluice_variant_builder_copy (self->builder, self->value);
      return TRUE;
    }

  step = step_at (self, depth);
  frame = sluice_variant_builder_open (self->builder);
  if (step->name != NULL)
    {
      sluice_variant_builder_member (self->builder, &frame, step->name, step->length);
      return append_new (self, depth + 1) && sluice_variant_builder_close_object (self->builder, &frame, NULL);
    }
  append_nulls (self, &frame, step->index);
  sluice_variant_builder_element (self->builder, &frame);
  if (!append_new (self, depth + 1))
    return FALSE;
  sluice_variant_builder_close_array (self->builder, &frame);

  return TRUE;
}

static gboolean change_at (Edit *self, SluiceVariant variant, guint depth);

static gboolean
change_object (Edit *self, SluiceVariant variant, guint depth)
{
  const SluiceVariantStep *step = step_at (self, depth);
  gboolean last = depth + 1 == self->path->len && self->change != SLUICE_VARIANT_APPEND;
  SluiceVariantFrame frame = sluice_variant_builder_open (self->builder);
  guint32 n = sluice_variant_n_children (variant);
  gboolean found = FALSE;

  for (guint32 i = 0; i < n; i++)
    {
      SluiceString name;
      SluiceVariant child = sluice_variant_child (variant, i, &name);
      gboolean here = name.length == step->length && memcmp (name.data, step->name, name.length) == 0;

      found |= here;
      if (here && last && self->change == SLUICE_VARIANT_DELETE)
        continue;
      sluice_variant_builder_member (self->builder, &frame, name.data, name.length);
      if (!here || (last && self->change == SLUICE_VARIANT_INSERT))
        sluice_variant_builder_copy (self->builder, child);
      else if (last)
        sluice_variant_builder_copy (self->builder, self->value);
      else if (!change_at (self, child, depth + 1))
        return FALSE;
    }
  if (creates (self) && (!found || (last && self->change == SLUICE_VARIANT_INSERT)))
    {
      sluice_variant_builder_member (self->builder, &frame, step->name, step->length);
      if (!append_new (self, depth + 1))
        return FALSE;
    }

  return sluice_variant_builder_close_object (self->builder, &frame, self->error);
}

static gboolean
change_array (Edit *self, SluiceVariant variant, guint depth)
{
  const SluiceVariantStep *step = step_at (self, depth);
  gboolean last = depth + 1 == self->path->len && self->change != SLUICE_VARIANT_APPEND;
  SluiceVariantFrame frame = sluice_variant_builder_open (self->builder);
  guint32 n = sluice_variant_n_children (variant);

  for (guint32 i = 0; i < n; i++)
    {
      SluiceVariant child = sluice_variant_child (variant, i, NULL);
      gboolean here = i == step->index;

      if (here && last && self->change == SLUICE_VARIANT_DELETE)
        continue;
      sluice_variant_builder_element (self->builder, &frame);
      if (here && last)
        {
          sluice_variant_builder_copy (self->builder, self->value);
          if (self->change != SLUICE_VARIANT_INSERT)
            continue;
          sluice_variant_builder_element (self->builder, &frame);
        }
      if (!here || last)
        sluice_variant_builder_copy (self->builder, child);
      else if (!change_at (self, child, depth + 1))
        return FALSE;
    }
  if (creates (self) && step->index >= n)
    {
      append_nulls (self, &frame, step->index - n);
      sluice_variant_builder_element (self->builder, &frame);
      if (!append_new (self, depth + 1))
        return FALSE;
    }
  sluice_variant_builder_close_array (self->builder, &frame);

  return TRUE;
}

/* The path ends at the array that is to have one element more. */
static gboolean
append_to (Edit *self, SluiceVariant variant, guint depth)
{
  SluiceVariantFrame frame = sluice_variant_builder_open (self->builder);

  if (sluice_variant_kind (variant) != SLUICE_VARIANT_ARRAY)
    {
      *self->depth = depth;
      return FALSE;
    }

  for (guint32 i = 0; i < sluice_variant_n_children (variant); i++)
    {
      sluice_variant_builder_element (self->builder, &frame);
      sluice_variant_builder_copy (self->builder, sluice_variant_child (variant, i, NULL));
    }
  sluice_variant_builder_element (self->builder, &frame);
  sluice_variant_builder_copy (self->builder, self->value);
  sluice_variant_builder_close_array (self->builder, &frame);

  return TRUE;
}

static gboolean
change_at (Edit *self, SluiceVariant variant, guint depth)
{
  SluiceVariantKind kind = sluice_variant_kind (variant);

  if (depth == self->path->len)
    return append_to (self, variant, depth);
  if (kind == SLUICE_VARIANT_OBJECT && step_at (self, depth)->name != NULL)
    return change_object (self, variant, depth);
  if (kind == SLUICE_VARIANT_ARRAY && step_at (self, depth)->name == NULL)
    return change_array (self, variant, depth);
  if (self->change == SLUICE_VARIANT_DELETE)
    {
      sluice_variant_builder_copy (self->builder, variant);
      return TRUE;
    }
  *self->depth = depth;

  return FALSE;
}

gboolean
sluice_variant_builder_change (SluiceVariantBuilder *self,
                               SluiceVariant variant,
                               const GArray *path,
                               SluiceVariantChange change,
                               SluiceVariant value,
                               guint *depth,
                               GError **error)
{
  Edit edit = { self, path, change, value, depth, error };

  return change_at (&edit, variant, 0);
}

void
sluice_variant_builder_strip_nulls (SluiceVariantBuilder *self, SluiceVariant variant, gboolean elements)
{
  SluiceVariantKind kind = sluice_variant_kind (variant);
  SluiceVariantFrame frame = sluice_variant_builder_open (self);

  if (kind > SLUICE_VARIANT_ARRAY)
    {
      sluice_variant_builder_copy (self, variant);
      return;
    }

  for (guint32 i = 0; i < sluice_variant_n_children (variant); i++)
    {
      SluiceString name = sluice_string ("", 0);
      SluiceVariant child = sluice_variant_child (variant, i, &name);

      if ((elements || kind == SLUICE_VARIANT_OBJECT) && sluice_variant_kind (child) == SLUICE_VARIANT_NULL)
        continue;
      if (kind == SLUICE_VARIANT_OBJECT)
        sluice_variant_builder_member (self, &frame, name.data, name.length);
      else
        sluice_variant_builder_element (self, &frame);
      sluice_variant_builder_strip_nulls (self, child, elements);
    }
  if (kind == SLUICE_VARIANT_OBJECT)
    sluice_variant_builder_close_object (self, &frame, NULL);
  else
    sluice_variant_builder_close_array (self, &frame);
}
