/* sluice-cell.c: a value on its own, as the states of aggregates keep it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cell.h"

#include <string.h>

#include "expr/sluice-gather.h"

/* Nesting deeper than this in saved bytes is damage, not data. */
#define MAX_DEPTH 100

static gboolean
is_text (const SluiceType *type)
{
  return sluice_type_is_view (type->id);
}

static void
set_text (SluiceCell *self, SluiceArena *arena, const SluiceString *from)
{
  SluiceString text;
  char *buffer;

  memcpy (&text, self->raw, sizeof text);
  if (self->capacity >= from->length && self->capacity > 0)
    buffer = (char *) text.data;
  else
    {
      /*
       * A little room to grow, so that a maximum that creeps up doesn't leave a trail of buffers; and a
       * multiple of 16, so that what else goes into the arena stays aligned.
       */
      self->capacity = (from->length + from->length / 2 + 16) & ~15u;
      buffer = sluice_arena_alloc_bytes (arena, self->capacity);
    }
  if (from->length > 0)
    memmove (buffer, from->data, from->length);
  text = sluice_string (buffer, from->length);
  memcpy (self->raw, &text, sizeof text);
}

void
sluice_cell_set (SluiceCell *self, SluiceArena *arena, const SluiceColumn *column, guint32 row)
{
  guint width = sluice_type_width (column->type->id);

  if (sluice_column_is_null (column, row))
    {
      self->state = SLUICE_CELL_NULL;
      return;
    }

  self->state = SLUICE_CELL_VALUE;
  row = sluice_column_index (column, row);
  if (is_text (column->type))
    set_text (self, arena, &column->string[row]);
  else if (width > 0)
    memcpy (self->raw, (const char *) column->data + (gsize) row * width, width);
  else
    {
      SluiceColumn *copy;

      sluice_arena_align (arena);
      copy = sluice_column_copy (arena, column, &row, 1);
      memcpy (self->raw, &copy, sizeof copy);
    }
}

const SluiceColumn *
sluice_cell_view (const SluiceCell *self, const SluiceType *type, SluiceCellView *view)
{
  static guint64 no_bits;

  if (self->state == SLUICE_CELL_VALUE && sluice_type_width (type->id) == 0)
    {
      const SluiceColumn *nested;

      memcpy (&nested, self->raw, sizeof nested);
      view->column = *nested;
      view->column.constant = TRUE;
      return &view->column;
    }

  view->column = (SluiceColumn){ .type = type, .length = 1, .constant = TRUE };
  memcpy (&view->buffer, self->raw, sizeof view->buffer);
  view->column.data = &view->buffer;
  if (self->state != SLUICE_CELL_VALUE)
    view->column.validity = &no_bits;

  return &view->column;
}

void
sluice_cells_write (SluiceArena             *arena,
                    const SluiceCell *const *cells,
                    guint32                  n,
                    SluiceColumn            *result)
{
  guint width = sluice_type_width (result->type->id);

  if (width == 0)
    {
      g_autofree const SluiceColumn **columns = g_new0 (const SluiceColumn *, MAX (n, 1));
      g_autofree guint32 *rows = g_new0 (guint32, MAX (n, 1));

      for (guint32 i = 0; i < n; i++)
        if (cells[i]->state == SLUICE_CELL_VALUE)
          memcpy (&columns[i], cells[i]->raw, sizeof columns[i]);
      sluice_column_assign (result, sluice_gather_many (arena, result->type, columns, rows, n));
      return;
    }

  for (guint32 i = 0; i < n; i++)
    {
      char *value = (char *) result->data + (gsize) i * width;

      if (cells[i]->state == SLUICE_CELL_VALUE)
        memcpy (value, cells[i]->raw, width);
      else
        {
          memset (value, 0, width);
          sluice_validity_clear (sluice_column_ensure_validity (arena, result), i);
        }
    }
}

static void
append_count (GByteArray *out, guint32 count)
{
  count = GUINT32_TO_LE (count);
  g_byte_array_append (out, (const guint8 *) &count, sizeof count);
}

static gboolean
read_count (const guint8 **cursor, const guint8 *end, guint32 *count)
{
  if (end - *cursor < (gssize) sizeof *count)
    return FALSE;

  memcpy (count, *cursor, sizeof *count);
  *count = GUINT32_FROM_LE (*count);
  *cursor += sizeof *count;

  return TRUE;
}

void
sluice_value_save (const SluiceColumn *column, guint32 row, GByteArray *out)
{
  const SluiceType *type = column->type;
  guint8 valid = !sluice_column_is_null (column, row);

  g_byte_array_append (out, &valid, 1);
  if (!valid)
    return;

  row = sluice_column_index (column, row);
  if (is_text (type))
    {
      append_count (out, column->string[row].length);
      g_byte_array_append (out, (const guint8 *) column->string[row].data,
                           column->string[row].length);
    }
  else if (sluice_type_width (type->id) > 0)
    g_byte_array_append (out, sluice_column_value (column, row), sluice_type_width (type->id));
  else if (type->id == SLUICE_TYPE_STRUCT)
    for (guint k = 0; k < column->n_children; k++)
      sluice_value_save (column->children[k], row, out);
  else if (column->offsets != NULL)
    {
      append_count (out, column->offsets[row + 1] - column->offsets[row]);
      for (guint32 e = column->offsets[row]; e < column->offsets[row + 1]; e++)
        for (guint k = 0; k < column->n_children; k++)
          sluice_value_save (column->children[k], e, out);
    }
}

static SluiceColumn *
load (const SluiceType *type,
      SluiceArena      *arena,
      const guint8    **cursor,
      const guint8     *end,
      guint             depth)
{
  guint width = sluice_type_width (type->id);
  SluiceColumn *result;
  guint8 valid;
  guint32 n;

  if (*cursor >= end || depth > MAX_DEPTH)
    return NULL;

  valid = *(*cursor)++;
  if (valid > 1)
    return NULL;
  if (!valid || type->id == SLUICE_TYPE_VOID)
    return sluice_column_new_null (arena, type, 1);

  if (is_text (type))
    {
      char *bytes;

      if (!read_count (cursor, end, &n) || end - *cursor < (gssize) n)
        return NULL;
      result = sluice_column_new (arena, type, 1);
      bytes = sluice_arena_alloc (arena, MAX (n, 1));
      memcpy (bytes, *cursor, n);
      *cursor += n;
      result->string[0] = sluice_string (bytes, n);
      return result;
    }

  if (width > 0)
    {
      if (end - *cursor < (gssize) width)
        return NULL;
      result = sluice_column_new (arena, type, 1);
      memcpy (result->data, *cursor, width);
      *cursor += width;
      return result;
    }

  result = sluice_column_new (arena, type, 1);
  if (type->id == SLUICE_TYPE_STRUCT)
    {
      for (guint k = 0; k < type->n_fields; k++)
        {
          result->children[k] = load (type->fields[k].type, arena, cursor, end, depth + 1);
          if (result->children[k] == NULL)
            return NULL;
        }
      return result;
    }

  /* Each element takes a byte at least, which bounds what damaged bytes can ask for. */
  if (!read_count (cursor, end, &n) || end - *cursor < (gssize) n)
    return NULL;
  {
    guint32 total = n * type->n_fields;
    g_autofree const SluiceColumn **elements = g_new0 (const SluiceColumn *, MAX (total, 1));
    g_autofree guint32 *rows = g_new0 (guint32, MAX (n, 1));

    for (guint32 e = 0; e < n; e++)
      for (guint k = 0; k < type->n_fields; k++)
        {
          elements[k * n + e] = load (type->fields[k].type, arena, cursor, end, depth + 1);
          if (elements[k * n + e] == NULL)
            return NULL;
        }
    result->offsets[0] = 0;
    result->offsets[1] = n;
    for (guint k = 0; k < type->n_fields; k++)
      result->children[k] = sluice_gather_many (arena, type->fields[k].type, elements + k * n, rows,
                                                n);
  }

  return result;
}

SluiceColumn *
sluice_value_load (const SluiceType *type,
                   SluiceArena      *arena,
                   const guint8    **cursor,
                   const guint8     *end)
{
  return load (type, arena, cursor, end, 0);
}

void
sluice_cell_save (const SluiceCell *self, const SluiceType *type, GByteArray *out)
{
  guint8 state = (guint8) self->state;
  SluiceCellView view;

  g_byte_array_append (out, &state, 1);
  if (self->state == SLUICE_CELL_VALUE)
    sluice_value_save (sluice_cell_view (self, type, &view), 0, out);
}

gboolean
sluice_cell_load (SluiceCell       *self,
                  const SluiceType *type,
                  SluiceArena      *arena,
                  const guint8    **cursor,
                  const guint8     *end)
{
  SluiceColumn *value;
  guint8 state;

  memset (self, 0, sizeof *self);
  if (*cursor >= end || **cursor > SLUICE_CELL_VALUE)
    return FALSE;

  state = *(*cursor)++;
  self->state = state;
  if (state != SLUICE_CELL_VALUE)
    return TRUE;

  value = sluice_value_load (type, arena, cursor, end);
  if (value == NULL)
    return FALSE;
  sluice_cell_set (self, arena, value, 0);

  return TRUE;
}
