/* sluice-cell.h: a value on its own, as the states of aggregates keep it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * SluiceCell:
 * @raw: the value as a column's buffer holds it; for a nested type the address of a column of one row
 * @capacity: bytes that a text's buffer has room for
 * @state: whether there is a value
 *
 * A value of any type with its memory in an arena. All zero is an empty cell.
 */
typedef struct
{
  guint64 raw[2];
  guint32 capacity;
  enum
  {
    SLUICE_CELL_EMPTY,
    SLUICE_CELL_NULL,
    SLUICE_CELL_VALUE,
  } state;
} SluiceCell;

/**
 * SluiceCellView:
 * @column: a column of one row
 * @buffer: its buffer, aligned as columns' are
 *
 * A cell as a column, for the functions that look at columns.
 */
typedef struct
{
  SluiceColumn column;
  SluiceInt128 buffer;
} SluiceCellView;

/**
 * sluice_cell_set:
 * @self: a cell
 * @arena: where its memory is, each time the same
 * @column: a column
 * @row: the row to copy
 */
void sluice_cell_set (SluiceCell         *self,
                      SluiceArena        *arena,
                      const SluiceColumn *column,
                      guint32             row);

/**
 * sluice_cell_view:
 * @self: a cell that isn't empty
 * @type: (transfer none): its type
 * @view: (out): where to make the view
 *
 * Returns: (transfer none): a constant column, valid as long as @view and @self
 */
const SluiceColumn *sluice_cell_view (const SluiceCell *self,
                                      const SluiceType *type,
                                      SluiceCellView   *view);

/**
 * sluice_cells_write:
 * @arena: where the column's memory is
 * @cells: (array length=n): the cells; an empty one gives a null
 * @n: their number
 * @result: a column of @n rows, being built
 *
 * Texts are shared with the cells.
 */
void sluice_cells_write (SluiceArena             *arena,
                         const SluiceCell *const *cells,
                         guint32                  n,
                         SluiceColumn            *result);

/** sluice_cell_save: appends the bytes of @self, of @type, to @out. */
void sluice_cell_save (const SluiceCell *self,
                       const SluiceType *type,
                       GByteArray       *out);

/**
 * sluice_cell_load:
 * @self: (out): the cell
 * @type: (transfer none): its type
 * @arena: where its memory goes
 * @cursor: (inout): where to read
 * @end: where the bytes end
 *
 * Returns: whether the bytes were sound
 */
gboolean sluice_cell_load (SluiceCell       *self,
                           const SluiceType *type,
                           SluiceArena      *arena,
                           const guint8    **cursor,
                           const guint8     *end);

/** sluice_value_save: appends the bytes of row @row of @column, null or not, to @out. */
void sluice_value_save (const SluiceColumn *column,
                        guint32             row,
                        GByteArray         *out);

/**
 * sluice_value_load:
 * @type: (transfer none): its type
 * @arena: where it goes
 * @cursor: (inout): where to read
 * @end: where the bytes end
 *
 * Returns: (transfer none) (nullable): a column of one row; %NULL when the bytes aren't sound
 */
SluiceColumn *sluice_value_load (const SluiceType *type,
                                 SluiceArena      *arena,
                                 const guint8    **cursor,
                                 const guint8     *end);

G_END_DECLS
