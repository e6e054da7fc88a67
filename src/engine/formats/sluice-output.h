/* sluice-output.h: bytes that grow, for the writers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * SluiceOutput:
 * @array: where the bytes end up
 * @p: where the next byte goes
 * @end: end of the room
 *
 * Writes into a GByteArray without asking it about every byte. Between sluice_output_open() and
 * sluice_output_close() the array's length is not the number of bytes written.
 */
typedef struct
{
  GByteArray *array;
  char *p;
  char *end;
} SluiceOutput;

/** sluice_output_grow: @self: an output, @size: bytes. Makes room for @size more bytes at least. */
void sluice_output_grow (SluiceOutput *self,
                         gsize         size);

/** sluice_output_open: @self: an output, @array: bytes are appended to it. */
static inline void
sluice_output_open (SluiceOutput *self, GByteArray *array)
{
  self->array = array;
  self->p = self->end = (char *) array->data + array->len;
}

/** sluice_output_close: @self: an output. Gives the array its true length. */
static inline void
sluice_output_close (SluiceOutput *self)
{
  if (self->p != NULL)
    g_byte_array_set_size (self->array, (guint) (self->p - (char *) self->array->data));
}

/** sluice_output_restart: @self: an open output. What was written is forgotten, the room for it stays. */
static inline void
sluice_output_restart (SluiceOutput *self)
{
  self->p = (char *) self->array->data;
}

/** sluice_output_length: @self: an open output. Returns: bytes in its array, which begins with them. */
static inline gsize
sluice_output_length (const SluiceOutput *self)
{
  return (gsize) (self->p - (char *) self->array->data);
}

/** sluice_output_reserve: @self: an output, @size: bytes. Returns: room for @size bytes, where @p points. */
static inline char *
sluice_output_reserve (SluiceOutput *self, gsize size)
{
  if (G_UNLIKELY ((gsize) (self->end - self->p) < size))
    sluice_output_grow (self, size);

  return self->p;
}

/** sluice_output_bytes: @self: an output, @bytes: what to append, @size: how many. */
static inline void
sluice_output_bytes (SluiceOutput *self, const char *bytes, gsize size)
{
  /* Of an output that has nothing yet there is no place to copy nothing to. */
  if (size == 0)
    return;
  memcpy (sluice_output_reserve (self, size), bytes, size);
  self->p += size;
}

/** sluice_output_char: @self: an output, @c: a byte to append. */
static inline void
sluice_output_char (SluiceOutput *self, char c)
{
  *sluice_output_reserve (self, 1) = c;
  self->p++;
}

G_END_DECLS
