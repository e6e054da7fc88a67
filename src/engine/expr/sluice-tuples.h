/* sluice-tuples.h: values that an aggregate's state collects, each perhaps once, perhaps counted.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-cell.h"

G_BEGIN_DECLS

/**
 * SluiceTuples:
 * @cells: @n tuples of as many cells as the caller says, one after the other
 * @counts: how often each was counted; %NULL when none ever was
 * @slots: a hash table over the tuples, once there are enough of them
 * @n: number of tuples
 * @capacity: how many there is room for
 * @mask: length of @slots, less one
 *
 * A list or a set of tuples in the order in which they came, in an arena. All zero is empty. The width, the
 * number of values in a tuple, is a constant of the user and passed to each call.
 */
typedef struct
{
  SluiceCell *cells;
  gint64 *counts;
  guint32 *slots;
  guint32 n;
  guint32 capacity;
  guint32 mask;
  guint32 unused;
} SluiceTuples;

/**
 * sluice_tuples_append:
 * @self: tuples
 * @arena: where their memory is, each time the same
 * @columns: (array length=width): where the values are
 * @width: values in a tuple
 * @row: the row to copy
 *
 * Adds a tuple at the end, whether or not there is an equal one.
 *
 * Returns: its index
 */
guint32 sluice_tuples_append (SluiceTuples               *self,
                              SluiceArena                *arena,
                              const SluiceColumn *const  *columns,
                              guint                       width,
                              guint32                     row);

/**
 * sluice_tuples_insert:
 * @self: tuples
 * @arena: where their memory is, each time the same
 * @columns: (array length=width): where the values are
 * @width: values in a tuple
 * @row: the row to look for
 *
 * Adds a tuple unless there is an equal one, nulls being equal to each other.
 *
 * Returns: its index
 */
guint32 sluice_tuples_insert (SluiceTuples               *self,
                              SluiceArena                *arena,
                              const SluiceColumn *const  *columns,
                              guint                       width,
                              guint32                     row);

/**
 * sluice_tuples_count:
 * @self: tuples
 * @arena: where their memory is, each time the same
 * @index: a tuple
 * @count: how often it came
 *
 * Adds to a tuple's count, which wraps as Java's long does.
 */
void sluice_tuples_count (SluiceTuples *self,
                          SluiceArena  *arena,
                          guint32       index,
                          gint64        count);

/**
 * sluice_tuples_merge:
 * @self: tuples
 * @arena: where their memory is
 * @other: tuples to add
 * @types: (array length=width): types of the values
 * @width: values in a tuple
 * @set: whether equal tuples become one, whose counts are added
 */
void sluice_tuples_merge (SluiceTuples            *self,
                          SluiceArena             *arena,
                          const SluiceTuples      *other,
                          const SluiceType *const *types,
                          guint                    width,
                          gboolean                 set);

/**
 * sluice_tuples_write:
 * @arena: where the column is to be
 * @tuples: (array length=n): tuples
 * @n: how many
 * @type: the type of the values
 * @width: values in a tuple
 * @k: which of them
 *
 * Returns: (transfer none): a column of the k-th values of all tuples
 */
SluiceColumn *sluice_tuples_write (SluiceArena               *arena,
                                   const SluiceTuples *const *tuples,
                                   guint32                    n,
                                   const SluiceType          *type,
                                   guint                      width,
                                   guint                      k);

/** sluice_tuples_save: appends the bytes of @self, of @types, to @out. */
void sluice_tuples_save (const SluiceTuples      *self,
                         const SluiceType *const *types,
                         guint                    width,
                         GByteArray              *out);

/**
 * sluice_tuples_load:
 * @self: (out): the tuples
 * @types: (array length=width): types of the values
 * @width: values in a tuple
 * @arena: where their memory goes
 * @cursor: (inout): where to read
 * @end: where the bytes end
 *
 * Returns: whether the bytes were sound
 */
gboolean sluice_tuples_load (SluiceTuples            *self,
                             const SluiceType *const *types,
                             guint                    width,
                             SluiceArena             *arena,
                             const guint8           **cursor,
                             const guint8            *end);

G_END_DECLS
