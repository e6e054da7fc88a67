/* sluice-merge.c: a column put together from what several expressions gave for their share of the rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-merge.h"

#include <string.h>

#include "expr/sluice-gather.h"
#include "expr/sluice-selection.h"

#define COPY(T)                                                                                   \
  G_STMT_START                                                                                    \
  {                                                                                               \
    const T *from = source->data;                                                                 \
    T *to = self->result->data;                                                                   \
    if (source->constant)                                                                         \
      SLUICE_FOR_EACH_SELECTED (rows, row)                                                        \
        to[row] = from[0];                                                                        \
    else                                                                                          \
      SLUICE_FOR_EACH_SELECTED (rows, row)                                                        \
        to[row] = from[row];                                                                      \
  }                                                                                               \
  G_STMT_END

void
sluice_merge_begin (SluiceMerge *self, SluiceEvalContext *context, const SluiceType *type)
{
  guint width = sluice_type_width (type->id);
  gsize words = MAX (sluice_validity_words (context->n_rows), 1);

  *self = (SluiceMerge){ .context = context, .type = type };
  if (width > 0)
    {
      self->result = sluice_column_new (context->arena, type, context->n_rows);
      memset (self->result->data, 0, (gsize) width * context->n_rows);
      self->result->validity = sluice_arena_new_array0 (context->arena, guint64, words);
    }
  else
    self->sources = sluice_arena_new_array0 (context->arena, const SluiceColumn *,
                                             MAX (context->n_rows, 1));
}

/* Makes those of @rows valid that are so in @source. */
static void
mark_valid (SluiceMerge *self, const SluiceColumn *source, SluiceSelection rows)
{
  gsize words = sluice_validity_words (self->context->n_rows);
  guint64 *bits;

  if (source->constant && sluice_column_is_null (source, 0))
    return;

  bits = sluice_selection_to_bits (self->context->arena, rows, self->context->n_rows);
  if (source->constant || source->validity == NULL)
    for (gsize w = 0; w < words; w++)
      self->result->validity[w] |= bits[w];
  else
    for (gsize w = 0; w < words; w++)
      self->result->validity[w] |= bits[w] & source->validity[w];
}

void
sluice_merge_add (SluiceMerge *self, const SluiceColumn *source, SluiceSelection rows)
{
  if (self->sources != NULL)
    {
      SLUICE_FOR_EACH_SELECTED (rows, row)
        self->sources[row] = source;
      return;
    }

  switch (sluice_type_width (self->type->id))
    {
    case 1:
      COPY (guint8);
      break;
    case 2:
      COPY (guint16);
      break;
    case 4:
      COPY (guint32);
      break;
    case 8:
      COPY (guint64);
      break;
    default:
      COPY (SluiceInt128);
      break;
    }

  mark_valid (self, source, rows);
}

void
sluice_merge_add_over (SluiceMerge *self, const SluiceColumn *source, SluiceSelection rows)
{
  if (self->sources == NULL)
    SLUICE_FOR_EACH_SELECTED (rows, row)
      sluice_validity_clear (self->result->validity, row);
  sluice_merge_add (self, source, rows);
}

SluiceColumn *
sluice_merge_finish (SluiceMerge *self)
{
  guint32 n = self->context->n_rows;
  guint32 *rows;

  if (self->sources == NULL)
    {
      guint64 missing = 0;

      /* No validity at all is what makes the next kernel fast. */
      for (guint32 w = 0; w < n / 64; w++)
        missing |= ~self->result->validity[w];
      if (n % 64 != 0)
        missing |= ~self->result->validity[n / 64] & (((guint64) 1 << (n % 64)) - 1);
      if (missing == 0)
        self->result->validity = NULL;
      return self->result;
    }

  rows = sluice_arena_new_array (self->context->arena, guint32, MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    rows[i] = i;

  return sluice_gather_many (self->context->arena, self->type, self->sources, rows, n);
}
