/* sluice-aggregate-extreme.c: min and max.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"
#include "expr/sluice-cell.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-value.h"

#define INTEGER_LESS(x, y) ((x) < (y))
#define INTEGER_MORE(x, y) ((x) > (y))
#define FLOAT_LESS(x, y) SLUICE_FLOAT_LT (x, y)
#define FLOAT_MORE(x, y) SLUICE_FLOAT_LT (y, x)

#define DEFINE_EXTREME(op, name, T, BEATS)                                                        \
  static gboolean op##_##name##_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                           \
  {                                                                                               \
    SLUICE_AGGREGATE_UPDATE (State_##name, T, {                                                   \
      s->value = !s->seen || BEATS (x, s->value) ? x : s->value;                                  \
      s->seen = 1;                                                                                \
    });                                                                                           \
    return TRUE;                                                                                  \
  }                                                                                               \
                                                                                                  \
  static gboolean op##_##name##_merge (SLUICE_AGGREGATE_MERGE_ARGS)                                                \
  {                                                                                               \
    State_##name *a = into;                                                                       \
    const State_##name *b = from;                                                                 \
                                                                                                  \
    if (b->seen && (!a->seen || BEATS (b->value, a->value)))                                      \
      *a = *b;                                                                                    \
    return TRUE;                                                                                  \
  }

#define DEFINE_EXTREMES(name, T, LESS, MORE)                                                      \
  typedef struct                                                                                  \
  {                                                                                               \
    T value;                                                                                      \
    guint64 seen;                                                                                 \
  } State_##name;                                                                                 \
                                                                                                  \
  DEFINE_EXTREME (min, name, T, LESS)                                                             \
  DEFINE_EXTREME (max, name, T, MORE)                                                             \
                                                                                                  \
  static gboolean extreme_##name##_finish (SLUICE_AGGREGATE_FINISH_ARGS)                                           \
  {                                                                                               \
    for (guint32 i = 0; i < n; i++)                                                               \
      {                                                                                           \
        const State_##name *s = states[i];                                                        \
                                                                                                  \
        ((T *) result->data)[i] = s->value;                                                       \
        if (!s->seen)                                                                             \
          sluice_aggregate_set_null (context, result, i);                                         \
      }                                                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_EXTREMES (u8, guint8, INTEGER_LESS, INTEGER_MORE)
DEFINE_EXTREMES (i8, gint8, INTEGER_LESS, INTEGER_MORE)
DEFINE_EXTREMES (i16, gint16, INTEGER_LESS, INTEGER_MORE)
DEFINE_EXTREMES (i32, gint32, INTEGER_LESS, INTEGER_MORE)
DEFINE_EXTREMES (i64, gint64, INTEGER_LESS, INTEGER_MORE)
DEFINE_EXTREMES (i128, SluiceInt128, INTEGER_LESS, INTEGER_MORE)
DEFINE_EXTREMES (f32, float, FLOAT_LESS, FLOAT_MORE)
DEFINE_EXTREMES (f64, double, FLOAT_LESS, FLOAT_MORE)

/* Texts and nested values. */

static inline gboolean
beats (const SluiceType *type, const SluiceColumn *column, guint32 row, const SluiceCell *cell,
       gboolean maximum)
{
  SluiceCellView view;
  int order;

  if (cell->state == SLUICE_CELL_EMPTY)
    return TRUE;
  order = sluice_value_compare (column, row, sluice_cell_view (cell, type, &view), 0);

  return maximum ? order > 0 : order < 0;
}

static inline gboolean
update_cells (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean maximum)
{
  const SluiceColumn *column = args[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      SluiceCell *cell = states[i];

      if (!sluice_column_is_null (column, row) && beats (column->type, column, row, cell, maximum))
        sluice_cell_set (cell, arena, column, row);
    }

  return TRUE;
}

static inline gboolean
update_texts (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean maximum)
{
  const SluiceColumn *column = args[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      SluiceCell *cell = states[i];
      const SluiceString *text;
      int order;

      if (sluice_column_is_null (column, row))
        continue;
      text = &column->string[sluice_column_index (column, row)];
      order = cell->state == SLUICE_CELL_EMPTY
                  ? (maximum ? 1 : -1)
                  : sluice_string_compare_fast (text, (const SluiceString *) cell->raw);
      if (maximum ? order > 0 : order < 0)
        sluice_cell_set (cell, arena, column, row);
    }

  return TRUE;
}

static inline gboolean
merge_cells (SLUICE_AGGREGATE_MERGE_ARGS, gboolean maximum)
{
  const SluiceCell *other = from;
  const SluiceType *type = expr->args[0]->type;
  SluiceCellView view;
  const SluiceColumn *column;

  if (other->state == SLUICE_CELL_EMPTY)
    return TRUE;
  column = sluice_cell_view (other, type, &view);
  if (beats (type, column, 0, into, maximum))
    sluice_cell_set (into, arena, column, 0);

  return TRUE;
}

#define DEFINE_CELLS(op, maximum)                                                                 \
  static gboolean op##_text_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                               \
  {                                                                                               \
    return update_texts (expr, context, arena, states, args, rows, n, error, maximum);            \
  }                                                                                               \
                                                                                                  \
  static gboolean op##_nested_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                             \
  {                                                                                               \
    return update_cells (expr, context, arena, states, args, rows, n, error, maximum);            \
  }                                                                                               \
                                                                                                  \
  static gboolean op##_cell_merge (SLUICE_AGGREGATE_MERGE_ARGS)                                                    \
  {                                                                                               \
    return merge_cells (expr, arena, into, from, error, maximum);                                 \
  }

DEFINE_CELLS (min, FALSE)
DEFINE_CELLS (max, TRUE)

#define EXTREMES(name)                                                                            \
  {                                                                                               \
    { "min_" #name, sizeof (State_##name), FALSE, min_##name##_update, min_##name##_merge,        \
      extreme_##name##_finish, NULL, NULL, TRUE },                                                \
    { "max_" #name, sizeof (State_##name), FALSE, max_##name##_update, max_##name##_merge,        \
      extreme_##name##_finish, NULL, NULL, TRUE },                                                \
  }

#define CELL_EXTREME(op, name)                                                                    \
  { #op "_" #name, sizeof (SluiceCell), FALSE, op##_##name##_update, op##_cell_merge,             \
    sluice_aggregate_cell_finish, sluice_aggregate_cell_save, sluice_aggregate_cell_load, TRUE }
#define CELL_EXTREMES(name) { CELL_EXTREME (min, name), CELL_EXTREME (max, name) }

SluiceExpr *
sluice_aggregate_resolve_extreme (const SluiceFunction *function,
                                  SluiceAnalyzer       *analyzer,
                                  SluiceCall           *call,
                                  GError              **error)
{
  static const SluiceAggregate u8[] = EXTREMES (u8), i8[] = EXTREMES (i8), i16[] = EXTREMES (i16);
  static const SluiceAggregate i32[] = EXTREMES (i32), i64[] = EXTREMES (i64);
  static const SluiceAggregate i128[] = EXTREMES (i128), f32[] = EXTREMES (f32);
  static const SluiceAggregate f64[] = EXTREMES (f64), text[] = CELL_EXTREMES (text);
  static const SluiceAggregate nested[] = CELL_EXTREMES (nested);
  static const SluiceAggregate *const aggregates[SLUICE_N_TYPES] = {
    [SLUICE_TYPE_BOOLEAN] = u8,
    [SLUICE_TYPE_BYTE] = i8,
    [SLUICE_TYPE_SHORT] = i16,
    [SLUICE_TYPE_INT] = i32,
    [SLUICE_TYPE_BIGINT] = i64,
    [SLUICE_TYPE_DECIMAL] = i128,
    [SLUICE_TYPE_FLOAT] = f32,
    [SLUICE_TYPE_DOUBLE] = f64,
    [SLUICE_TYPE_STRING] = text,
    [SLUICE_TYPE_BINARY] = text,
    [SLUICE_TYPE_DATE] = i32,
    [SLUICE_TYPE_TIMESTAMP] = i64,
    [SLUICE_TYPE_TIMESTAMP_NTZ] = i64,
    [SLUICE_TYPE_TIME] = i64,
    [SLUICE_TYPE_YEAR_MONTH_INTERVAL] = i32,
    [SLUICE_TYPE_DAY_TIME_INTERVAL] = i64,
  };
  const SluiceType *type = call->args[0]->type;
  const SluiceAggregate *pair = aggregates[type->id] != NULL && !sluice_type_is_collated (type)
                                    ? aggregates[type->id]
                                    : nested;

  if (!sluice_type_is_orderable (type))
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `%s` does not support ordering on type \"%s\".", function->name, sql);
      return NULL;
    }

  return sluice_aggregate_finish_call (function, call, type, TRUE,
                                       &pair[function->user_data != NULL ? 1 : 0]);
}
