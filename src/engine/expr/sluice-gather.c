/* sluice-gather.c: a column out of rows of many columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-gather.h"

#include <string.h>

#define GATHER_WIDTH(T)                                                                           \
  for (guint32 i = 0; i < n; i++)                                                                 \
  ((T *) result->data)[i]                                                                         \
      = sources[i] != NULL                                                                        \
            ? ((const T *) sources[i]->data)[sluice_column_index (sources[i], rows[i])]           \
            : (T){ 0 }

static void
gather_fields (SluiceArena               *arena,
               const SluiceType          *type,
               const SluiceColumn *const *sources,
               const guint32             *rows,
               guint32                    n,
               SluiceColumn              *result)
{
  g_autofree const SluiceColumn **children = g_new (const SluiceColumn *, MAX (n, 1));

  for (guint k = 0; k < type->n_fields; k++)
    {
      for (guint32 i = 0; i < n; i++)
        children[i] = sources[i] != NULL ? sources[i]->children[k] : NULL;
      result->children[k] = sluice_gather_many (arena, type->fields[k].type, children, rows, n);
    }
}

static void
gather_elements (SluiceArena               *arena,
                 const SluiceType          *type,
                 const SluiceColumn *const *sources,
                 const guint32             *rows,
                 guint32                    n,
                 SluiceColumn              *result)
{
  g_autofree const SluiceColumn **children = NULL;
  g_autofree guint32 *elements = NULL;
  guint32 total = 0;

  result->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      if (sources[i] != NULL)
        {
          guint32 at = sluice_column_index (sources[i], rows[i]);

          total += sources[i]->offsets[at + 1] - sources[i]->offsets[at];
        }
      result->offsets[i + 1] = total;
    }

  children = g_new (const SluiceColumn *, MAX (total, 1));
  elements = g_new (guint32, MAX (total, 1));
  for (guint k = 0; k < type->n_fields; k++)
    {
      guint32 e = 0;

      for (guint32 i = 0; i < n; i++)
        if (sources[i] != NULL)
          {
            guint32 at = sluice_column_index (sources[i], rows[i]);

            for (guint32 j = sources[i]->offsets[at]; j < sources[i]->offsets[at + 1]; j++, e++)
              {
                children[e] = sources[i]->children[k];
                elements[e] = j;
              }
          }
      result->children[k] = sluice_gather_many (arena, type->fields[k].type, children, elements,
                                                total);
    }
}

SluiceColumn *
sluice_gather_many (SluiceArena               *arena,
                    const SluiceType          *type,
                    const SluiceColumn *const *columns,
                    const guint32             *rows,
                    guint32                    n)
{
  g_autofree const SluiceColumn **sources = NULL;
  SluiceColumn *result;

  if (type->id == SLUICE_TYPE_VOID)
    return sluice_column_new_null (arena, type, n);

  /* From here on a source that is NULL is a null row. */
  sources = g_new (const SluiceColumn *, MAX (n, 1));
  result = sluice_arena_alloc0 (arena, sizeof *result);
  result->type = type;
  result->length = n;
  result->n_children = type->n_fields;
  if (type->n_fields > 0)
    result->children = sluice_arena_new_array0 (arena, SluiceColumn *, type->n_fields);
  if (type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP)
    result->offsets = sluice_arena_new_array (arena, guint32, n + 1);
  if (sluice_type_width (type->id) > 0)
    result->data = sluice_arena_alloc (arena, (gsize) sluice_type_width (type->id) * MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    {
      sources[i] = columns[i] != NULL && !sluice_column_is_null (columns[i], rows[i]) ? columns[i]
                                                                                      : NULL;
      if (sources[i] == NULL)
        sluice_validity_clear (sluice_column_ensure_validity (arena, result), i);
    }

  switch (sluice_type_width (type->id))
    {
    case 1:
      GATHER_WIDTH (guint8);
      break;
    case 2:
      GATHER_WIDTH (guint16);
      break;
    case 4:
      GATHER_WIDTH (guint32);
      break;
    case 8:
      GATHER_WIDTH (guint64);
      break;
    case 16:
      GATHER_WIDTH (SluiceInt128);
      break;
    default:
      if (type->id == SLUICE_TYPE_STRUCT)
        gather_fields (arena, type, sources, rows, n, result);
      else
        gather_elements (arena, type, sources, rows, n, result);
      break;
    }

  return result;
}

void
sluice_column_assign (SluiceColumn *self, const SluiceColumn *from)
{
  const SluiceType *type = self->type;

  *self = *from;
  self->type = type;
}
