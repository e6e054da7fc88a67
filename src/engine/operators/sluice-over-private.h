/* sluice-over-private.h: what the parts of the operator for functions with OVER share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/sluice-batch.h"
#include "core/sluice-settings.h"
#include "expr/sluice-over.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/**
 * SluiceOverCall:
 * @function: what stands before OVER, of kind WINDOWED
 * @spec: what stands behind it
 * @index: which of the operator's functions it is
 * @type: type of its result
 * @args: number of its first argument among the computed columns
 * @filter: that of its filter, or -1
 * @key: that of what is compared with the values at the ends of a frame, or -1
 * @values: those of these values, or -1
 *
 * A function and where its columns are.
 */
typedef struct
{
  const SluiceExpr *function;
  const SluiceOverSpec *spec;
  guint index;
  const SluiceType *type;
  guint args;
  gint filter;
  gint key;
  gint values[2];
} SluiceOverCall;

/**
 * SluiceOverChunk:
 * @arena: where all of its columns live
 * @rows: the input's columns
 * @columns: what was computed of them; those that are only sorted by are %NULL
 * @results: a column for each function
 * @n: how many rows
 *
 * A piece of the sorted rows.
 */
typedef struct
{
  SluiceArena *arena;
  SluiceBatch *rows;
  SluiceColumn **columns;
  SluiceColumn **results;
  guint32 n;
} SluiceOverChunk;

/** SluiceOverStart: what begins with a row: a partition, which is also the beginning of peers: rows equal in the order. */
typedef enum
{
  SLUICE_OVER_NOTHING,
  SLUICE_OVER_PEERS,
  SLUICE_OVER_PARTITION,
} SluiceOverStart;

/**
 * SluiceOverRows:
 * @chunks: (array): the rows
 * @capacity: rows of each chunk but the last
 * @n: rows of all of them
 * @starts: (array length=n+1): a #SluiceOverStart for each row; behind the last one a partition starts
 * @order: (nullable): the first key of ORDER BY
 * @settings: the session's settings
 * @cancellable: (nullable): set when the query is to stop at once
 * @now_us: the micro-batch's timestamp
 *
 * All rows, sorted by partition and order, one after the other.
 */
typedef struct
{
  SluiceOverChunk *chunks;
  guint32 capacity;
  guint64 n;
  const guint8 *starts;
  const SluiceSortKey *order;
  const SluiceSettings *settings;
  GCancellable *cancellable;
  gint64 now_us;
} SluiceOverRows;

/** sluice_over_end: @self: the rows, @from: a row, @start: what is looked for. Returns: the first row behind @from with
 * which such a thing, or a greater one, begins. */
static inline guint64
sluice_over_end (const SluiceOverRows *self, guint64 from, SluiceOverStart start)
{
  guint64 end = from + 1;

  while (self->starts[end] < start)
    end++;

  return end;
}

/** sluice_over_column: @self: the rows, @row: a row, @column: a computed column, @place: (out): the row in it. Returns:
 * (transfer none): the column in the row's chunk. */
static inline const SluiceColumn *
sluice_over_column (const SluiceOverRows *self, guint64 row, guint column, guint32 *place)
{
  *place = (guint32) (row % self->capacity);

  return self->chunks[row / self->capacity].columns[column];
}

/**
 * sluice_over_frames:
 * @self: the rows
 * @call: a function
 * @lower: (array): gets for each row the first one of its frame
 * @upper: (array): gets for each row the first one behind its frame; @lower when the frame is empty
 *
 * Both never go back from one row of a partition to the next.
 */
void sluice_over_frames (const SluiceOverRows *self,
                         const SluiceOverCall *call,
                         guint64              *lower,
                         guint64              *upper);

/**
 * sluice_over_run_function:
 * @self: the rows, whose chunks get the results
 * @call: a function that isn't an aggregate
 * @lower: the frames
 * @upper: the frames
 */
void sluice_over_run_function (const SluiceOverRows *self,
                               const SluiceOverCall *call,
                               const guint64        *lower,
                               const guint64        *upper);

/**
 * sluice_over_run_aggregate:
 * @self: the rows, whose chunks get the results
 * @call: an aggregate function
 * @lower: the frames
 * @upper: the frames
 * @error: what the function reports
 *
 * Returns: whether it went well
 */
gboolean sluice_over_run_aggregate (const SluiceOverRows *self,
                                    const SluiceOverCall *call,
                                    const guint64        *lower,
                                    const guint64        *upper,
                                    GError              **error);

G_END_DECLS
