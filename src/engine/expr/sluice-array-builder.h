/* sluice-array-builder.h: arrays and maps put together element by element.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SluiceArrayBuilder:
 * @context: the evaluation, whose arena takes everything
 * @type: an ARRAY or MAP type
 * @n_rows: rows of the result
 * @next_row: the row that is being built
 * @validity: which rows aren't null
 * @offsets: where each row's elements begin
 * @n: elements so far
 * @capacity: how many there is room for
 * @sources: for each child the columns that its elements come from; %NULL for a null
 * @rows: for each child the rows of these
 *
 * Notes where each element comes from; one gather at the end copies them together. Rows are built in ascending
 * order, and rows that are left out are null.
 */
typedef struct
{
  SluiceEvalContext *context;
  const SluiceType *type;
  guint32 n_rows;
  guint32 next_row;
  guint64 *validity;
  guint32 *offsets;
  guint32 n;
  guint32 capacity;
  const SluiceColumn **sources[2];
  guint32 *rows[2];
} SluiceArrayBuilder;

/** sluice_array_builder_begin: @self: (out): a builder of @n_rows values of @type, in the arena of @context. */
void sluice_array_builder_begin (SluiceArrayBuilder *self,
                                 SluiceEvalContext  *context,
                                 const SluiceType   *type,
                                 guint32             n_rows);

/** sluice_array_builder_grow: makes room for @more elements. */
void sluice_array_builder_grow (SluiceArrayBuilder *self,
                                guint32             more);

/** sluice_array_builder_add: adds row @row of @source, or a null when @source is %NULL, to the current row. */
static inline void
sluice_array_builder_add (SluiceArrayBuilder *self, const SluiceColumn *source, guint32 row)
{
  if (G_UNLIKELY (self->n == self->capacity))
    sluice_array_builder_grow (self, 1);
  self->sources[0][self->n] = source;
  self->rows[0][self->n++] = row;
}

/** sluice_array_builder_end_row: ends the row @row, which is then not null. */
void sluice_array_builder_end_row (SluiceArrayBuilder *self,
                                   guint32             row);

/** sluice_array_builder_drop_row: forgets what was added since the last row was ended. */
void sluice_array_builder_drop_row (SluiceArrayBuilder *self);

/** sluice_array_builder_finish: @self: a builder. Returns: (transfer none): the column. */
SluiceColumn *sluice_array_builder_finish (SluiceArrayBuilder *self);

/**
 * sluice_array_builder_put:
 * @self: a builder of maps
 * @key_source: where the key comes from
 * @key_row: its row
 * @value_source: (nullable): where the value comes from
 * @value_row: its row
 * @error: `NULL_MAP_KEY`, or `DUPLICATED_MAP_KEY` unless `spark.sql.mapKeyDedupPolicy` says otherwise
 *
 * Adds an entry to the current row.
 *
 * Returns: whether it went well
 */
gboolean sluice_array_builder_put (SluiceArrayBuilder *self,
                                   const SluiceColumn *key_source,
                                   guint32             key_row,
                                   const SluiceColumn *value_source,
                                   guint32             value_row,
                                   GError            **error);

/**
 * SluiceElements:
 * @child: the elements of an array, or a map's keys
 * @begin: the first of a row's
 * @end: after the last
 *
 * The elements of one row.
 */
typedef struct
{
  const SluiceColumn *child;
  guint32 begin;
  guint32 end;
} SluiceElements;

/** sluice_elements_at: @column: an ARRAY or MAP, @row: a row that isn't null. Returns: its elements or keys. */
static inline SluiceElements
sluice_elements_at (const SluiceColumn *column, guint32 row)
{
  row = sluice_column_index (column, row);

  return (SluiceElements){ column->children[0], column->offsets[row], column->offsets[row + 1] };
}

G_END_DECLS
