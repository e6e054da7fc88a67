/* sluice-column-builder.h: columns that grow by one row at a time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

typedef struct _SluiceColumnBuilder SluiceColumnBuilder;

/**
 * SluiceColumnBuilder:
 * @type: (transfer none): the type of the column
 * @arena: (transfer none): where the column grows; changes with each batch
 * @length: rows so far
 * @capacity: rows that there is room for
 * @column: the column under construction; %NULL before sluice_column_builder_start()
 * @children: as the column's: ARRAY one, MAP two, STRUCT one for each field
 * @n_children: their number
 *
 * Rows are appended at the end and can be taken back from the end, so that a reader may begin a row before
 * it knows whether its record is sound. The children of a STRUCT are always as long as the STRUCT itself
 * once its row is complete.
 */
struct _SluiceColumnBuilder
{
  const SluiceType *type;
  SluiceArena *arena;
  guint32 length;
  guint32 capacity;
  SluiceColumn *column;
  SluiceColumnBuilder *children;
  guint n_children;
};

/**
 * sluice_column_builder_init:
 * @self: uninitialised memory
 * @type: (transfer none): the type of the column
 *
 * Makes the builders of nested types too. Nothing can be appended before
 * sluice_column_builder_start().
 */
void sluice_column_builder_init (SluiceColumnBuilder *self,
                                 const SluiceType    *type);

/** sluice_column_builder_clear: @self: a builder. Frees its children. */
void sluice_column_builder_clear (SluiceColumnBuilder *self);

/**
 * sluice_column_builder_start:
 * @self: a builder
 * @arena: where the column grows
 * @capacity: rows to make room for at once; more grow by doubling
 *
 * Begins an empty column.
 */
void sluice_column_builder_start (SluiceColumnBuilder *self,
                                  SluiceArena         *arena,
                                  guint32              capacity);

/**
 * sluice_column_builder_finish:
 * @self: a builder
 *
 * Returns: (transfer none): the column with all its rows, in the arena
 */
SluiceColumn *sluice_column_builder_finish (SluiceColumnBuilder *self);

/** sluice_column_builder_grow: @self: a full builder. Doubles its room. */
void sluice_column_builder_grow (SluiceColumnBuilder *self);

/**
 * sluice_column_builder_append_null:
 * @self: a builder
 *
 * Appends a null row, with nulls in the fields of a STRUCT.
 */
void sluice_column_builder_append_null (SluiceColumnBuilder *self);

/**
 * sluice_column_builder_append_default:
 * @self: a builder of a type that isn't nested
 *
 * Appends a row that is valid and zero.
 */
void sluice_column_builder_append_default (SluiceColumnBuilder *self);

/**
 * sluice_column_builder_truncate:
 * @self: a builder
 * @length: rows to keep
 *
 * Takes the rows after the first @length back, with their elements and fields. Also mends a STRUCT whose
 * row was left half-built.
 */
void sluice_column_builder_truncate (SluiceColumnBuilder *self,
                                     guint32              length);

/** sluice_column_builder_reserve: @self: a builder. Returns: the row to fill, counted as appended and valid. */
static inline guint32
sluice_column_builder_reserve (SluiceColumnBuilder *self)
{
  if (G_UNLIKELY (self->length == self->capacity))
    sluice_column_builder_grow (self);

  return self->length++;
}

/** SLUICE_COLUMN_BUILDER_APPEND: @builder: a builder, @member: of its column's values, @x: the value. Appends it. */
#define SLUICE_COLUMN_BUILDER_APPEND(builder, member, x)                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint32 row = sluice_column_builder_reserve (builder);                                         \
    (builder)->column->member[row] = (x);                                                          \
  }                                                                                                \
  G_STMT_END

/**
 * sluice_column_builder_text:
 * @arena: an arena
 * @size: bytes
 *
 * Returns: (transfer none): room for a text; what is allocated next is aligned again
 */
static inline char *
sluice_column_builder_text (SluiceArena *arena, gsize size)
{
  char *text = sluice_arena_alloc_bytes (arena, size);

  sluice_arena_align (arena);

  return text;
}

G_END_DECLS
