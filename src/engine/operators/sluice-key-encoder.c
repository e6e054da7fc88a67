/* sluice-key-encoder.c: keys of several columns as bytes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-key-encoder.h"

#include <math.h>

/*
 * A value is a byte 0 for null, or a byte 1 and then: numbers as they lie in memory (a DECIMAL of up to 18
 * digits in 8 bytes), texts as their length and their bytes, structs as their fields, arrays as their
 * number of elements and these, maps likewise with entries of key and value, sorted. Lengths up to 254 take
 * a byte, others the byte 255 and four more.
 */

#define NULL_TAG 0
#define VALUE_TAG 1
#define LONG_LENGTH 255
#define SHORT_DECIMAL_DIGITS 18

static inline guint32
length_size (guint32 length)
{
  return length < LONG_LENGTH ? 1 : 5;
}

static inline guint8 *
write_length (guint8 *to, guint32 length)
{
  if (G_LIKELY (length < LONG_LENGTH))
    {
      *to++ = (guint8) length;
      return to;
    }
  *to++ = LONG_LENGTH;
  memcpy (to, &length, sizeof length);

  return to + sizeof length;
}

/* Bytes of a value that has the same number of them in every row; 0 for others. */
static guint32
fixed_size (const SluiceType *type)
{
  if (type->id == SLUICE_TYPE_DECIMAL)
    return type->precision <= SHORT_DECIMAL_DIGITS ? 8 : 16;
  if (sluice_type_is_view (type->id))
    return 0;

  return sluice_type_width (type->id);
}

static inline double
normal_double (double value)
{
  if (G_UNLIKELY (isnan (value)))
    return (double) NAN;

  return value == 0 ? 0.0 : value;
}

static inline float
normal_float (float value)
{
  if (G_UNLIKELY (isnan (value)))
    return NAN;

  return value == 0 ? 0.0f : value;
}

static inline guint8 *
write_fixed (guint8 *to, const SluiceColumn *column, guint32 place, guint32 size, gboolean exact)
{
  switch (column->type->id)
    {
    case SLUICE_TYPE_DOUBLE:
      {
        double value = exact ? column->f64[place] : normal_double (column->f64[place]);

        memcpy (to, &value, sizeof value);
        break;
      }
    case SLUICE_TYPE_FLOAT:
      {
        float value = exact ? column->f32[place] : normal_float (column->f32[place]);

        memcpy (to, &value, sizeof value);
        break;
      }
    case SLUICE_TYPE_DECIMAL:
      memcpy (to, &column->i128[place], size);
      break;
    default:
      memcpy (to, (const char *) column->data + (gsize) place * size, size);
      break;
    }

  return to + size;
}

/* Any value, by itself; what isn't hot or has no simpler way comes here. */

static guint32
value_size (const SluiceColumn *column, guint32 row)
{
  guint32 place = sluice_column_index (column, row);
  guint32 size = fixed_size (column->type);

  if (!sluice_validity_get (column->validity, place))
    return 1;
  if (size > 0)
    return 1 + size;

  switch (column->type->id)
    {
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
    case SLUICE_TYPE_VARIANT:
      return 1 + length_size (column->string[place].length) + column->string[place].length;
    case SLUICE_TYPE_STRUCT:
      size = 1;
      for (guint i = 0; i < column->n_children; i++)
        size += value_size (column->children[i], place);
      return size;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      size = 1 + length_size (column->offsets[place + 1] - column->offsets[place]);
      for (guint32 j = column->offsets[place]; j < column->offsets[place + 1]; j++)
        for (guint i = 0; i < column->n_children; i++)
          size += value_size (column->children[i], j);
      return size;
    default:
      return 1;
    }
}

static guint8 *write_value (guint8 *to, const SluiceColumn *column, guint32 row, gboolean exact);

typedef struct
{
  guint8 *data;
  guint32 length;
} Piece;

static int
compare_pieces (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Piece *piece_a = a;
  const Piece *piece_b = b;
  int order = memcmp (piece_a->data, piece_b->data, MIN (piece_a->length, piece_b->length));

  return order != 0 ? order : (piece_a->length > piece_b->length) - (piece_a->length < piece_b->length);
}

static guint8 *
write_map (guint8 *to, const SluiceColumn *column, guint32 first, guint32 n)
{
  g_autofree Piece *pieces = g_new (Piece, MAX (n, 1));
  g_autofree guint8 *copy = NULL;
  guint8 *begin = to;
  guint8 *from;

  for (guint32 i = 0; i < n; i++)
    {
      pieces[i].data = to;
      to = write_value (to, column->children[0], first + i, FALSE);
      to = write_value (to, column->children[1], first + i, FALSE);
      pieces[i].length = (guint32) (to - pieces[i].data);
    }

  from = copy = g_memdup2 (begin, (gsize) (to - begin));
  for (guint32 i = 0; i < n; i++)
    pieces[i].data = from + (pieces[i].data - begin);
  g_qsort_with_data (pieces, (int) n, sizeof (Piece), compare_pieces, NULL);
  for (guint32 i = 0, at = 0; i < n; at += pieces[i].length, i++)
    memcpy (begin + at, pieces[i].data, pieces[i].length);

  return to;
}

static guint8 *
write_value (guint8 *to, const SluiceColumn *column, guint32 row, gboolean exact)
{
  guint32 place = sluice_column_index (column, row);
  guint32 size = fixed_size (column->type);
  guint32 n;

  if (!sluice_validity_get (column->validity, place))
    {
      *to++ = NULL_TAG;
      return to;
    }
  *to++ = VALUE_TAG;
  if (size > 0)
    return write_fixed (to, column, place, size, exact);

  switch (column->type->id)
    {
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
    case SLUICE_TYPE_VARIANT:
      to = write_length (to, column->string[place].length);
      memcpy (to, column->string[place].data, column->string[place].length);
      return to + column->string[place].length;
    case SLUICE_TYPE_STRUCT:
      for (guint i = 0; i < column->n_children; i++)
        to = write_value (to, column->children[i], place, exact);
      return to;
    case SLUICE_TYPE_ARRAY:
      n = column->offsets[place + 1] - column->offsets[place];
      to = write_length (to, n);
      for (guint32 j = 0; j < n; j++)
        to = write_value (to, column->children[0], column->offsets[place] + j, exact);
      return to;
    case SLUICE_TYPE_MAP:
      n = column->offsets[place + 1] - column->offsets[place];
      to = write_length (to, n);
      if (!exact)
        return write_map (to, column, column->offsets[place], n);
      for (guint32 j = column->offsets[place]; j < column->offsets[place + 1]; j++)
        for (guint i = 0; i < column->n_children; i++)
          to = write_value (to, column->children[i], j, TRUE);
      return to;
    default:
      return to;
    }
}

/* Whole columns. */

#define ROW(i) (rows != NULL ? rows[i] : (i))

static void
add_sizes (const SluiceColumn *column, const guint16 *rows, guint32 n, guint32 *sizes)
{
  guint32 size = fixed_size (column->type);
  gboolean is_text = sluice_type_is_view (column->type->id);

  if (column->constant)
    {
      size = value_size (column, 0);
      for (guint32 i = 0; i < n; i++)
        sizes[i] += size;
    }
  else if (size > 0 && column->validity == NULL)
    for (guint32 i = 0; i < n; i++)
      sizes[i] += 1 + size;
  else if (is_text && column->validity == NULL)
    for (guint32 i = 0; i < n; i++)
      {
        guint32 length = column->string[ROW (i)].length;

        sizes[i] += 1 + length_size (length) + length;
      }
  else
    for (guint32 i = 0; i < n; i++)
      sizes[i] += value_size (column, ROW (i));
}

static inline void
copy_short (guint8 *to, const char *from, guint32 length)
{
  /* A call to memcpy() for an unknown small length costs more than the copy. */
  if (length >= 8)
    {
      guint32 at = 0;

      for (; at + 8 <= length; at += 8)
        memcpy (to + at, from + at, 8);
      memcpy (to + length - 8, from + length - 8, 8);
    }
  else
    for (guint32 i = 0; i < length; i++)
      to[i] = (guint8) from[i];
}

static void
write_column (const SluiceColumn *column, const guint16 *rows, guint32 n, guint8 **cursors, gboolean exact)
{
  guint32 size = fixed_size (column->type);
  gboolean is_text = sluice_type_is_view (column->type->id);
  gboolean plain = !column->constant && column->validity == NULL;

  if (plain && size == 8 && column->type->id != SLUICE_TYPE_DOUBLE && column->type->id != SLUICE_TYPE_DECIMAL)
    for (guint32 i = 0; i < n; i++)
      {
        guint8 *to = cursors[i];

        *to++ = VALUE_TAG;
        memcpy (to, &column->i64[ROW (i)], 8);
        cursors[i] = to + 8;
      }
  else if (plain && is_text)
    for (guint32 i = 0; i < n; i++)
      {
        const SluiceString *string = &column->string[ROW (i)];
        guint8 *to = cursors[i];

        *to++ = VALUE_TAG;
        to = write_length (to, string->length);
        if (string->length <= 64)
          copy_short (to, string->data, string->length);
        else
          memcpy (to, string->data, string->length);
        cursors[i] = to + string->length;
      }
  else
    for (guint32 i = 0; i < n; i++)
      cursors[i] = write_value (cursors[i], column, ROW (i), exact);
}

/* The commonest keys, one text without nulls, with or without a window, in one pass instead of five. */
static void
encode_texts (SluiceKeys         *self,
              SluiceArena        *arena,
              const SluiceColumn *column,
              const guint16      *rows,
              guint32             n,
              const gint64       *prefix)
{
  guint32 head = prefix != NULL ? sizeof *prefix : 0;
  gsize total = 0;
  guint8 *to;

  for (guint32 i = 0; i < n; i++)
    total += column->string[ROW (i)].length;

  self->n = n;
  self->offsets = sluice_arena_new_array (arena, gsize, n + 1);
  self->data = to = sluice_arena_alloc (arena, total + (gsize) n * (head + 6) + 1);
  for (guint32 i = 0; i < n; i++)
    {
      const SluiceString *string = &column->string[ROW (i)];

      self->offsets[i] = (gsize) (to - self->data);
      if (prefix != NULL)
        memcpy (to, &prefix[i], sizeof *prefix);
      to += head;
      *to++ = VALUE_TAG;
      to = write_length (to, string->length);
      if (string->length <= 64)
        copy_short (to, string->data, string->length);
      else
        memcpy (to, string->data, string->length);
      to += string->length;
    }
  self->offsets[n] = (gsize) (to - self->data);
}

static void
encode (SluiceKeys          *self,
        SluiceArena         *arena,
        SluiceColumn *const *columns,
        guint                n_columns,
        const guint16       *rows,
        guint32              n,
        const gint64        *prefix,
        gboolean             exact)
{
  guint32 *sizes;
  guint8 **cursors;
  gsize total = 0;

  if (n_columns == 1 && columns[0]->type->id == SLUICE_TYPE_STRING && !columns[0]->constant
      && columns[0]->validity == NULL)
    {
      encode_texts (self, arena, columns[0], rows, n, prefix);
      return;
    }

  sizes = sluice_arena_new_array (arena, guint32, n + 1);
  cursors = sluice_arena_new_array (arena, guint8 *, n + 1);
  for (guint32 i = 0; i < n; i++)
    sizes[i] = prefix != NULL ? sizeof *prefix : 0;
  for (guint c = 0; c < n_columns; c++)
    add_sizes (columns[c], rows, n, sizes);

  self->n = n;
  self->offsets = sluice_arena_new_array (arena, gsize, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      self->offsets[i] = total;
      total += sizes[i];
    }
  self->offsets[n] = total;
  self->data = sluice_arena_alloc (arena, MAX (total, 1));

  if (prefix != NULL)
    for (guint32 i = 0; i < n; i++)
      {
        memcpy (self->data + self->offsets[i], &prefix[i], sizeof *prefix);
        cursors[i] = self->data + self->offsets[i] + sizeof *prefix;
      }
  else
    for (guint32 i = 0; i < n; i++)
      cursors[i] = self->data + self->offsets[i];

  for (guint c = 0; c < n_columns; c++)
    write_column (columns[c], rows, n, cursors, exact);
}

void
sluice_keys_encode (SluiceKeys          *self,
                    SluiceArena         *arena,
                    SluiceColumn *const *columns,
                    guint                n_columns,
                    const guint16       *rows,
                    guint32              n,
                    const gint64        *prefix)
{
  encode (self, arena, columns, n_columns, rows, n, prefix, FALSE);
}

void
sluice_rows_encode (SluiceKeys          *self,
                    SluiceArena         *arena,
                    SluiceColumn *const *columns,
                    guint                n_columns,
                    const guint16       *rows,
                    guint32              n)
{
  encode (self, arena, columns, n_columns, rows, n, NULL, TRUE);
}

/* Decoding. Keys come from state, whose bytes have passed a checksum; still none is believed. */

typedef struct
{
  const guint8 *at;
  const guint8 *end;
} Cursor;

static gboolean
take (Cursor *cursor, gpointer to, gsize size)
{
  if ((gsize) (cursor->end - cursor->at) < size)
    return FALSE;
  memcpy (to, cursor->at, size);
  cursor->at += size;

  return TRUE;
}

static gboolean
take_length (Cursor *cursor, guint32 *length)
{
  guint8 first;

  if (!take (cursor, &first, 1))
    return FALSE;
  *length = first;
  if (first == LONG_LENGTH && !take (cursor, length, sizeof *length))
    return FALSE;

  return *length <= (gsize) (cursor->end - cursor->at);
}

static gboolean
decode_text (SluiceArena *arena, Cursor *cursor, SluiceString *to)
{
  guint32 length;
  char *copy;

  if (!take_length (cursor, &length))
    return FALSE;
  copy = sluice_arena_alloc_bytes (arena, MAX (length, 1));
  memcpy (copy, cursor->at, length);
  cursor->at += length;
  *to = sluice_string (copy, length);

  return TRUE;
}

static gboolean decode_column (SluiceArena *arena, const SluiceType *type, Cursor *cursors, guint32 n,
                               SluiceColumn **result);

/* The elements of all rows are one column: their values are decoded by cursors of their own, one element
 * each, in the order of the rows. For that the ends must be known, so a first pass skips over them. */
static gboolean
skip_value (const SluiceType *type, Cursor *cursor)
{
  guint32 size = fixed_size (type);
  guint32 length;
  guint8 tag;

  if (!take (cursor, &tag, 1) || tag > VALUE_TAG)
    return FALSE;
  if (tag == NULL_TAG)
    return TRUE;
  if (size == 0)
    switch (type->id)
      {
      case SLUICE_TYPE_STRING:
      case SLUICE_TYPE_BINARY:
      case SLUICE_TYPE_VARIANT:
        if (!take_length (cursor, &size))
          return FALSE;
        break;
      case SLUICE_TYPE_STRUCT:
        for (guint i = 0; i < type->n_fields; i++)
          if (!skip_value (type->fields[i].type, cursor))
            return FALSE;
        return TRUE;
      case SLUICE_TYPE_ARRAY:
      case SLUICE_TYPE_MAP:
        if (!take_length (cursor, &length))
          return FALSE;
        for (guint32 j = 0; j < length; j++)
          for (guint i = 0; i < type->n_fields; i++)
            if (!skip_value (type->fields[i].type, cursor))
              return FALSE;
        return TRUE;
      default:
        return FALSE;
      }
  if ((gsize) (cursor->end - cursor->at) < size)
    return FALSE;
  cursor->at += size;

  return TRUE;
}

static gboolean
decode_elements (SluiceArena *arena, const SluiceType *type, Cursor *cursors, guint32 n, SluiceColumn *column)
{
  g_autoptr (GArray) firsts = g_array_new (FALSE, FALSE, sizeof (Cursor));
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (Cursor));
  GArray *elements[2] = { firsts, seconds };

  column->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      guint32 length = 0;

      if (sluice_validity_get (column->validity, i) && !take_length (&cursors[i], &length))
        return FALSE;
      for (guint32 j = 0; j < length; j++)
        for (guint c = 0; c < type->n_fields; c++)
          {
            Cursor element = { cursors[i].at, NULL };

            if (!skip_value (type->fields[c].type, &cursors[i]))
              return FALSE;
            element.end = cursors[i].at;
            g_array_append_val (elements[c], element);
          }
      column->offsets[i + 1] = elements[0]->len;
    }

  for (guint c = 0; c < type->n_fields; c++)
    if (!decode_column (arena, type->fields[c].type, (Cursor *) (gpointer) elements[c]->data,
                        elements[c]->len, &column->children[c]))
      return FALSE;

  return TRUE;
}

static gboolean
decode_fields (SluiceArena *arena, const SluiceType *type, Cursor *cursors, guint32 n, SluiceColumn *column)
{
  for (guint c = 0; c < type->n_fields; c++)
    {
      /* A null struct has no bytes for its fields: they read a null from here instead. */
      static const guint8 no_value = NULL_TAG;
      g_autofree Cursor *fields = g_new (Cursor, MAX (n, 1));

      for (guint32 i = 0; i < n; i++)
        {
          fields[i] = cursors[i];
          if (!sluice_validity_get (column->validity, i))
            fields[i] = (Cursor){ &no_value, &no_value + 1 };
        }
      if (!decode_column (arena, type->fields[c].type, fields, n, &column->children[c]))
        return FALSE;
      for (guint32 i = 0; i < n; i++)
        if (sluice_validity_get (column->validity, i))
          cursors[i] = fields[i];
    }

  return TRUE;
}

static gboolean
decode_column (SluiceArena      *arena,
               const SluiceType *type,
               Cursor           *cursors,
               guint32           n,
               SluiceColumn    **result)
{
  SluiceColumn *column = sluice_column_new (arena, type, n);
  guint32 size = fixed_size (type);
  guint32 width = sluice_type_width (type->id);
  gboolean is_text = sluice_type_is_view (type->id);

  *result = column;
  for (guint32 i = 0; i < n; i++)
    {
      guint8 tag;

      if (!take (&cursors[i], &tag, 1) || tag > VALUE_TAG)
        return FALSE;
      if (tag == NULL_TAG)
        {
          if (type->id == SLUICE_TYPE_VOID)
            continue;
          sluice_arena_align (arena);
          sluice_validity_clear (sluice_column_ensure_validity (arena, column), i);
          if (is_text)
            column->string[i] = sluice_string ("", 0);
          else if (width > 0)
            memset ((char *) column->data + (gsize) i * width, 0, width);
          continue;
        }

      if (is_text)
        {
          if (!decode_text (arena, &cursors[i], &column->string[i]))
            return FALSE;
        }
      else if (type->id == SLUICE_TYPE_DECIMAL && size == 8)
        {
          gint64 value;

          if (!take (&cursors[i], &value, sizeof value))
            return FALSE;
          column->i128[i] = value;
        }
      else if (size > 0 && !take (&cursors[i], (char *) column->data + (gsize) i * width, size))
        return FALSE;
    }
  sluice_arena_align (arena);

  if (type->id == SLUICE_TYPE_STRUCT)
    return decode_fields (arena, type, cursors, n, column);
  if (type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP)
    return decode_elements (arena, type, cursors, n, column);

  return TRUE;
}

gboolean
sluice_keys_decode (SluiceArena             *arena,
                    const SluiceType *const *types,
                    guint                    n_columns,
                    const guint8 *const     *keys,
                    const guint32           *lengths,
                    guint32                  n,
                    SluiceColumn           **columns)
{
  Cursor *cursors = sluice_arena_new_array (arena, Cursor, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    cursors[i] = (Cursor){ keys[i], keys[i] + lengths[i] };
  for (guint c = 0; c < n_columns; c++)
    if (!decode_column (arena, types[c], cursors, n, &columns[c]))
      return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (cursors[i].at != cursors[i].end)
      return FALSE;

  return TRUE;
}
