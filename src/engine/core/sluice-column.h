/* sluice-column.h: a vector of values of one type.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"
#include "core/sluice-string.h"
#include "core/sluice-type.h"

G_BEGIN_DECLS

/** SLUICE_BATCH_MAX_ROWS: the most rows that a batch holds, so that 16 bits index them. */
#define SLUICE_BATCH_MAX_ROWS 8192

typedef __int128 SluiceInt128;

/** SluiceCalendarInterval: a value of the old INTERVAL type of Spark. */
typedef struct
{
  gint32 months;
  gint32 days;
  gint64 microseconds;
} SluiceCalendarInterval;

typedef struct _SluiceColumn SluiceColumn;

/**
 * SluiceColumn:
 * @type: (transfer none): the type; the plan owns it for as long as any of its batches lives
 * @length: rows, or elements where it is a child
 * @constant: whether the buffers hold one value that stands for all @length rows
 * @validity: bit i is set when row i isn't null; %NULL when no row is null
 * @offsets: ARRAY and MAP: row i's elements are those from @offsets[i] to before @offsets[i + 1] of
 *   @children; @length + 1 entries (2 when constant)
 * @children: ARRAY: the elements; MAP: keys and values; STRUCT: the fields, each @length rows long
 * @n_children: their number
 *
 * A vector in Arrow's layout, with a byte for a BOOLEAN (comparing writes whole vectors of them) and
 * sixteen bytes for a text. DATE is days, TIMESTAMP and TIMESTAMP_NTZ microseconds since 1970, TIME nanoseconds since midnight, year-month
 * intervals months, day-time intervals microseconds, DECIMAL the unscaled value. What a null row's buffer
 * holds is unspecified but initialised. Immutable once built; its memory belongs to an arena or, for a
 * constant, to the plan. A VOID column is constant, all null, without buffers.
 */
struct _SluiceColumn
{
  const SluiceType *type;
  guint32 length;
  gboolean constant;
  guint64 *validity;
  union
  {
    gpointer data;
    guint8 *boolean;
    gint8 *i8;
    gint16 *i16;
    gint32 *i32;
    gint64 *i64;
    SluiceInt128 *i128;
    float *f32;
    double *f64;
    SluiceString *string;
    SluiceCalendarInterval *interval;
  };
  guint32 *offsets;
  SluiceColumn **children;
  guint n_children;
};

/**
 * sluice_column_new:
 * @arena: where it lives
 * @type: (transfer none): its type
 * @length: its rows
 *
 * Makes a column with uninitialised buffers and no validity. STRUCT children are made likewise; the
 * children of ARRAY and MAP are left %NULL for the caller, with @offsets allocated.
 *
 * Returns: (transfer none): the column, in @arena
 */
SluiceColumn *sluice_column_new (SluiceArena      *arena,
                                 const SluiceType *type,
                                 guint32           length);

/**
 * sluice_column_new_null:
 * @arena: where it lives
 * @type: (transfer none): its type
 * @length: its rows
 *
 * Returns: (transfer none): a constant column of nulls
 */
SluiceColumn *sluice_column_new_null (SluiceArena      *arena,
                                      const SluiceType *type,
                                      guint32           length);

/**
 * sluice_column_slice_child:
 * @arena: where the new column's head lives
 * @self: a column that isn't constant
 * @offset: the first row; a multiple of 64 unless @self has no validity
 * @length: rows
 *
 * Returns: (transfer none): a view of some rows of @self; buffers are shared, a validity that doesn't
 *   begin on a word is copied
 */
SluiceColumn *sluice_column_slice_child (SluiceArena        *arena,
                                         const SluiceColumn *self,
                                         guint32             offset,
                                         guint32             length);

/**
 * sluice_column_gather:
 * @arena: where the result lives
 * @self: any column
 * @indices: (array length=length): rows of @self
 * @length: how many
 *
 * Copies rows together. Texts are shared with @self, whose memory must live as long; use
 * sluice_column_copy() to cut that tie.
 *
 * Returns: (transfer none): a column of @length rows
 */
SluiceColumn *sluice_column_gather (SluiceArena        *arena,
                                    const SluiceColumn *self,
                                    const guint32      *indices,
                                    guint32             length);

/**
 * sluice_column_copy:
 * @arena: where the result lives
 * @self: any column
 * @indices: (array length=length) (nullable): rows of @self; %NULL for the first @length
 * @length: how many
 *
 * Like sluice_column_gather(), with the bytes of texts copied into @arena too.
 *
 * Returns: (transfer none): a column that depends on nothing but @arena and its type
 */
SluiceColumn *sluice_column_copy (SluiceArena        *arena,
                                  const SluiceColumn *self,
                                  const guint32      *indices,
                                  guint32             length);

/**
 * sluice_column_ensure_validity:
 * @arena: the column's arena
 * @self: a column being built
 *
 * Gives it a validity with all rows valid, unless it has one.
 *
 * Returns: (transfer none): the words, (length + 63) / 64 of them
 */
guint64 *sluice_column_ensure_validity (SluiceArena  *arena,
                                        SluiceColumn *self);

/** sluice_validity_words: @length: rows. Returns: how many 64-bit words their validity takes. */
static inline gsize
sluice_validity_words (gsize length)
{
  return (length + 63) / 64;
}

/** sluice_column_index: @self: a column, @row: a row. Returns: the place of its value in the buffers. */
static inline guint32
sluice_column_index (const SluiceColumn *self, guint32 row)
{
  return self->constant ? 0 : row;
}

/** sluice_validity_get: @words: (nullable): a validity, @i: a bit. Returns: whether the row is valid. */
static inline gboolean
sluice_validity_get (const guint64 *words, gsize i)
{
  return words == NULL || ((words[i >> 6] >> (i & 63)) & 1) != 0;
}

/** sluice_validity_clear: @words: a validity, @i: a bit. Makes the row null. */
static inline void
sluice_validity_clear (guint64 *words, gsize i)
{
  words[i >> 6] &= ~((guint64) 1 << (i & 63));
}

/** sluice_validity_set: @words: a validity, @i: a bit. Makes the row valid. */
static inline void
sluice_validity_set (guint64 *words, gsize i)
{
  words[i >> 6] |= (guint64) 1 << (i & 63);
}

/** sluice_column_is_null: @self: a column, @row: a row. Returns: whether its value is null. */
static inline gboolean
sluice_column_is_null (const SluiceColumn *self, guint32 row)
{
  return !sluice_validity_get (self->validity, sluice_column_index (self, row));
}

/**
 * sluice_column_integral:
 * @self: a column of BOOLEAN, BYTE, SHORT, INT or BIGINT, or of dates or moments, which are such numbers too
 * @row: a row
 *
 * Returns: its value with its sign, true as 1
 */
static inline gint64
sluice_column_integral (const SluiceColumn *self, guint32 row)
{
  row = sluice_column_index (self, row);
  switch ((int) self->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      return self->boolean[row];
    case SLUICE_TYPE_BYTE:
      return self->i8[row];
    case SLUICE_TYPE_SHORT:
      return self->i16[row];
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return self->i32[row];
    default:
      return self->i64[row];
    }
}

/**
 * sluice_column_value:
 * @self: a column that isn't nested
 * @row: a row
 *
 * For the paths where one value is looked at (keys of state, writers, tests); kernels use the buffers.
 *
 * Returns: (transfer none): the address of the value
 */
static inline gconstpointer
sluice_column_value (const SluiceColumn *self, guint32 row)
{
  return (const char *) self->data
         + (gsize) sluice_column_index (self, row) * sluice_type_width (self->type->id);
}

G_END_DECLS
