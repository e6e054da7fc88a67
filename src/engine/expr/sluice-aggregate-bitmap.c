/* sluice-aggregate-bitmap.c: bitmaps of 32,768 bits: made of positions, joined and met.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"

#define BITMAP_BYTES 4096
#define BITMAP_BITS (8 * BITMAP_BYTES)

typedef struct
{
  guint8 *bytes; /* NULL while there was no value */
} Bitmap;

static guint8 *
ensure_bytes (Bitmap *self, SluiceArena *arena, guint8 fill)
{
  if (self->bytes == NULL)
    {
      sluice_arena_align (arena);
      self->bytes = sluice_arena_alloc (arena, BITMAP_BYTES);
      memset (self->bytes, fill, BITMAP_BYTES);
    }

  return self->bytes;
}

static gboolean
fail_position (const SluiceExpr *expr, gint64 position, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_BITMAP_POSITION",
                    "The 0-indexed bitmap position %" G_GINT64_FORMAT
                    " is out of bounds. The bitmap has %d bits (%d bytes).",
                    position, BITMAP_BITS, BITMAP_BYTES);
  if (error != NULL && expr->text_offset >= 0)
    sluice_error_set_position (*error, expr->text_offset, expr->text_length);

  return FALSE;
}

static gboolean
construct_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const SluiceColumn *column = args[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      gint64 position;

      if (sluice_column_is_null (column, row))
        continue;
      position = column->i64[sluice_column_index (column, row)];
      if (position < 0 || position >= BITMAP_BITS)
        return fail_position (expr, position, error);
      ensure_bytes (states[i], arena, 0)[position / 8] |= (guint8) (1 << position % 8);
    }

  return TRUE;
}

/* Bytes that a value is too short for count as zero. */
static void
join (guint8 *bytes, const guint8 *other, gsize length)
{
  for (gsize i = 0; i < MIN (length, BITMAP_BYTES); i++)
    bytes[i] |= other[i];
}

static void
meet (guint8 *bytes, const guint8 *other, gsize length)
{
  length = MIN (length, BITMAP_BYTES);
  for (gsize i = 0; i < length; i++)
    bytes[i] &= other[i];
  memset (bytes + length, 0, BITMAP_BYTES - length);
}

static inline gboolean
update (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean all)
{
  const SluiceColumn *column = args[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      const SluiceString *value;
      guint8 *bytes;

      if (sluice_column_is_null (column, row))
        continue;
      value = &column->string[sluice_column_index (column, row)];
      bytes = ensure_bytes (states[i], arena, all ? 0xff : 0);
      if (all)
        meet (bytes, (const guint8 *) value->data, value->length);
      else
        join (bytes, (const guint8 *) value->data, value->length);
    }

  return TRUE;
}

static gboolean
or_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return update (expr, context, arena, states, args, rows, n, error, FALSE);
}

static gboolean
and_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return update (expr, context, arena, states, args, rows, n, error, TRUE);
}

static gboolean
or_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const Bitmap *other = from;

  if (other->bytes != NULL)
    join (ensure_bytes (into, arena, 0), other->bytes, BITMAP_BYTES);

  return TRUE;
}

static gboolean
and_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const Bitmap *other = from;

  if (other->bytes != NULL)
    meet (ensure_bytes (into, arena, 0xff), other->bytes, BITMAP_BYTES);

  return TRUE;
}

static gboolean
finish_bitmaps (SLUICE_AGGREGATE_FINISH_ARGS, guint8 fill)
{
  for (guint32 i = 0; i < n; i++)
    {
      const Bitmap *self = states[i];
      char *bytes = sluice_arena_alloc_bytes (context->arena, BITMAP_BYTES);

      if (self->bytes != NULL)
        memcpy (bytes, self->bytes, BITMAP_BYTES);
      else
        memset (bytes, fill, BITMAP_BYTES);
      result->string[i] = sluice_string (bytes, BITMAP_BYTES);
    }

  return TRUE;
}

static gboolean
or_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  return finish_bitmaps (expr, context, states, n, result, error, 0);
}

static gboolean
and_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  return finish_bitmaps (expr, context, states, n, result, error, 0xff);
}

static void
bitmap_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const Bitmap *self = state;
  guint8 present = self->bytes != NULL;

  g_byte_array_append (out, &present, 1);
  if (present)
    g_byte_array_append (out, self->bytes, BITMAP_BYTES);
}

static gboolean
bitmap_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  gboolean present;

  if (*cursor >= end)
    return FALSE;
  present = *(*cursor)++ != 0;
  if (!present)
    return TRUE;
  if (end - *cursor < BITMAP_BYTES)
    return FALSE;
  memcpy (ensure_bytes (state, arena, 0), *cursor, BITMAP_BYTES);
  *cursor += BITMAP_BYTES;

  return TRUE;
}

static const SluiceAggregate construct
    = { "bitmap_construct", sizeof (Bitmap), FALSE,       construct_update,
        or_merge,           or_finish,       bitmap_save, bitmap_load };
static const SluiceAggregate or_bitmaps = { "bitmap_or", sizeof (Bitmap), FALSE,       or_update,
                                            or_merge,    or_finish,       bitmap_save, bitmap_load };
static const SluiceAggregate and_bitmaps = { "bitmap_and", sizeof (Bitmap), FALSE,       and_update,
                                             and_merge,    and_finish,      bitmap_save, bitmap_load };

SluiceExpr *
sluice_aggregate_resolve_bitmap (const SluiceFunction *function,
                                 SluiceAnalyzer       *analyzer,
                                 SluiceCall           *call,
                                 GError              **error)
{
  char sign = *(const char *) function->user_data;
  const SluiceAggregate *aggregate = sign == '+' ? &construct : sign == '|' ? &or_bitmaps : &and_bitmaps;

  if (sign != '+' && call->args[0]->type->id != SLUICE_TYPE_BINARY)
    {
      sluice_call_wrong_type (call, 0, "\"BINARY\"", error);
      return NULL;
    }
  if (sign == '+'
      && !sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_BIGINT), error))
    return NULL;

  return sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BINARY), FALSE,
                                       aggregate);
}
